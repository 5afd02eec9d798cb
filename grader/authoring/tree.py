"""Where things are in the repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.source import Source, read_source
from grader.errors import GraderError


@dataclass(frozen=True)
class Tree:
    """The repository whose root is given: learners' folders, and beside them the instructor's."""

    root: Path

    @property
    def instructor(self) -> Path:
        """What learners don't get: sources, solved notebooks, the syllabus."""
        return self.root / "instructor"

    @property
    def syllabus(self) -> Path:
        return self.instructor / "syllabus.yml"

    @property
    def sources(self) -> list[Path]:
        """The text sources of all notebooks."""
        found = self.instructor.glob("*/*/*.py")
        return sorted(path for path in found if "." not in path.stem and path.name != "figures.py")

    @property
    def figure_scripts(self) -> list[Path]:
        """The scripts that draw the pictures of the notes."""
        return sorted(self.instructor.glob("*/*/figures.py"))

    def below(self, places: Iterable[Path]) -> list[Path]:
        """The sources that are named, or that lie in the folders that are, a week's learners' folder among them; raises
        GraderError where there are none."""
        found = []
        for place in places:
            wanted = place.resolve()
            if wanted.is_relative_to(self.root) and not wanted.is_relative_to(self.instructor):
                wanted = self.instructor / wanted.relative_to(self.root)
            mine = [path for path in self.sources if path == wanted or wanted in path.parents]
            if not mine:
                raise GraderError(f"{place}: no text source there")
            found += mine
        return sorted(set(found))

    def read(self, paths: Iterable[Path] | None = None) -> list[Source]:
        """The sources at `paths` (default: all), each read and checked; raises SourceError."""
        return [read_source(path.resolve()) for path in (self.sources if paths is None else paths)]

    def week(self, course: str, week: str) -> Path:
        """The learners' folder of a week."""
        return self.root / course / week

    def exercise(self, source: Source) -> Path:
        """The notebook that learners fill in."""
        return self.week(source.course, source.week) / f"{source.name}.ipynb"

    def solved(self, source: Source) -> Path:
        """The solved notebook with its outputs, for instructors and to compare."""
        return source.path.parent / "solved" / f"{source.name}.ipynb"

    def figures(self, script: Path) -> Path:
        """The folder for the pictures that a script draws."""
        return self.week(script.parts[-3], script.parts[-2]) / "figures"

    def course(self, name: str) -> Path:
        """The nbgrader course that instructors grade in."""
        return self.root / "build" / name


def find_tree(start: Path | None = None, *, installed: bool = False) -> Tree:
    """The repository that `start` (default: the current directory) lies in; raises GraderError outside of one.

    installed: where that is none, take the one from which this package was installed.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, *([Path(__file__).resolve().parents[2]] if installed else [])):
        if (folder / "instructor" / "syllabus.yml").is_file():
            return Tree(folder)
    raise GraderError(f"{here} is not in the companion's repository (no folder instructor in it or above it)")
