"""An nbgrader course directory: its configuration, its folders, and its assignments as the gradebook knows them."""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from grader.errors import GraderError
from grader.kernel.limits import Limits
from grader.verdict.cells import grade_id, tags, titles
from grader.verdict.paper import Paper
from grader.verdict.rebuild import Released

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

# The tags of cells that don't run: ours, and the one that nbclient knows.
UNLIMITED_SECONDS = 7 * 24 * 3600.0
OPEN_SECONDS = 90.0  # for which a gradebook may be locked when it is opened
SKIPPED = frozenset({"demo", "skip-execution"})


@dataclass(frozen=True)
class Course:
    """A course directory with its nbgrader_config.py.

    coursedir: nbgrader's own CourseDirectory; config: the loaded traitlets configuration. In it,
    `c.Grader.memory_bytes = …` and the like set the fields of grader.limits.Limits.
    """

    root: Path
    coursedir: CourseDirectory
    config: Any

    @property
    def db_url(self) -> str:
        return str(self.coursedir.db_url)

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Nbgrader's gradebook of this course, closed at the end; raises GraderError where it can't be opened.

        One that is locked is waited for.
        """
        from nbgrader.api import Gradebook
        from sqlalchemy.exc import SQLAlchemyError

        deadline = time.monotonic() + OPEN_SECONDS
        while True:
            try:
                opened = Gradebook(self.db_url, self.coursedir.course_id)
                break
            except SQLAlchemyError as error:
                if "locked" not in reason_of(error) or time.monotonic() > deadline:
                    raise GraderError(f"the gradebook {self.db_url} can't be opened: {reason_of(error)}") from None
                time.sleep(0.5)
        with opened as gradebook:
            yield gradebook

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """The folder of a step (`submitted`, `autograded`, `feedback`, `source`, `release`) of nbgrader's directory
        structure."""
        name = getattr(self.coursedir, f"{step}_directory")
        return Path(self.coursedir.format_path(name, student, assignment))

    def results(self, assignment: str) -> Path:
        """Where the grades of an assignment are kept as JSON, one file a student, beside nbgrader's gradebook."""
        return self.root / ".grader" / assignment

    def students(self, assignment: str) -> list[str]:
        """Those who have a folder of this assignment in `submitted`, sorted."""
        parent = self.folder("submitted", "*", assignment)
        pattern = str(parent.relative_to(self.root)) if parent.is_relative_to(self.root) else None
        if pattern is None:
            raise GraderError(f"submissions outside of the course directory are not supported: {parent}")
        position = Path(pattern).parts.index("*")
        found = {path.relative_to(self.root).parts[position] for path in self.root.glob(pattern)}
        excluded = set(self.coursedir.student_id_exclude.split(","))
        return sorted(found - excluded - {"."})

    def limits(self) -> Limits:
        """The limits of a notebook's kernel: nbgrader's own `c.Execute.timeout` a cell, and what `c.Grader` says."""
        timeout = self.config.Execute.get(
            "timeout", self.config.ExecutePreprocessor.get("timeout", Limits.cell_seconds)
        )
        # None and -1 switch nbgrader's limit off.
        wanted: dict[str, Any] = {"cell_seconds": float(timeout) if timeout and timeout > 0 else UNLIMITED_SECONDS}
        wanted["notebook_seconds"] = max(Limits.notebook_seconds, 10 * wanted["cell_seconds"])
        wanted["cpu_seconds"] = max(Limits.cpu_seconds, int(2 * wanted["notebook_seconds"]))
        known = {field.name for field in fields(Limits)}
        for name, value in self.config.get("Grader", {}).items():
            if name not in known:
                raise GraderError(
                    f"nbgrader_config.py: c.Grader.{name} is not known; there are {', '.join(sorted(known))}"
                )
            wanted[name] = value
        return Limits(**wanted)

    def paper(self, assignment: str, notebook: str) -> Paper | None:
        """What an examiner knows of a notebook, for our own courses; None elsewhere."""
        path = self.root / "papers" / assignment / f"{notebook}.json"
        return Paper.from_json(path.read_text(encoding="utf-8")) if path.exists() else None


def reason_of(error: Exception) -> str:
    """What a database says is wrong, in one line."""
    return re.sub(r"^\(\S+\) ", "", str(getattr(error, "orig", None) or error).splitlines()[0])


def check_course(root: str | Path | None = None) -> Path:
    """The absolute path of a course directory; raises GraderError where there is none."""
    root = Path(root or ".").resolve()
    if not any((root / name).exists() for name in ("nbgrader_config.py", "gradebook.db", "source")):
        raise GraderError(
            f"{root} is no nbgrader course directory: no nbgrader_config.py, gradebook.db or source in it"
        )
    return root


def open_course(root: str | Path | None = None) -> Course:
    """The course directory at `root` (default: the current directory); raises GraderError where there is none.

    A course directory has nbgrader_config.py, a gradebook or a folder `source`.
    """
    root = check_course(root)
    from nbgrader.apps.baseapp import NbGrader

    here = Path.cwd()
    os.chdir(root)  # nbgrader looks for its configuration in the current directory
    try:
        application = NbGrader()
        application.log.setLevel(logging.ERROR)
        application.log_level = logging.ERROR
        application.initialize([], root=str(root))
        application.log.setLevel(logging.ERROR)
    except SystemExit:
        raise GraderError(f"{root}/nbgrader_config.py can't be loaded") from None
    finally:
        os.chdir(here)
    return Course(root, application.coursedir, application.config)


def read_assignment(course: Course, gradebook: Gradebook, assignment: str) -> list[Released]:
    """The notebooks of an assignment as released; raises GraderError for an assignment that was not generated."""
    from nbgrader.api import MissingEntry

    try:
        entry = gradebook.find_assignment(assignment)
    except MissingEntry:
        known = ", ".join(sorted(each.name for each in gradebook.assignments)) or "none"
        raise GraderError(
            f"no assignment '{assignment}' in the gradebook (it has: {known}); "
            f"make it with: grader release {assignment}"
        ) from None
    return [
        _read_notebook(course, notebook, assignment) for notebook in sorted(entry.notebooks, key=lambda each: each.name)
    ]


def _read_notebook(course: Course, entry: Any, assignment: str) -> Released:
    from nbgrader.nbgraderformat import SCHEMA_VERSION

    order: dict[str, int] = {}
    headings: dict[str, str] = {}
    demos: frozenset[str] = frozenset()
    examined = False
    for step in ("source", "release"):
        path = course.folder(step, ".", assignment) / f"{entry.name}.ipynb"
        if path.is_file():
            notebook = nbformat.read(path, as_version=4)
            order = {grade_id(cell): number for number, cell in enumerate(notebook.cells)}
            headings = titles(notebook.cells)
            examined = bool(notebook.metadata.get("companion", {}).get("examiner"))
            demos = frozenset(cell.source for cell in notebook.cells if SKIPPED & tags(cell))
            break
    points = {cell.name: cell.max_score for cell in [*entry.grade_cells, *entry.task_cells]}
    graded = {cell.name for cell in entry.grade_cells}
    solutions = {cell.name for cell in entry.solution_cells}
    tasks = {cell.name for cell in entry.task_cells}
    cells = []
    for number, source in enumerate(entry.source_cells):
        label = {
            "grade": source.name in graded, "solution": source.name in solutions, "task": source.name in tasks,
            "locked": bool(source.locked), "grade_id": source.name, "schema_version": SCHEMA_VERSION,
            "cell_type": source.cell_type, "checksum": source.checksum,
        }  # fmt: skip
        if source.name in points:
            label["points"] = points[source.name]
        make: Any = nbformat.v4.new_code_cell if source.cell_type == "code" else nbformat.v4.new_markdown_cell
        cells.append(
            (
                order.get(source.name, len(order) + number),
                make(source.source, id=f"released-{number}", metadata={"nbgrader": label}),
            )
        )
    cells.sort(key=lambda item: item[0])
    kernelspec = json.loads(entry.kernelspec) if entry.kernelspec else {}
    language = str(kernelspec.get("language", "python")).lower()
    if language != "python":
        raise GraderError(f"notebook '{entry.name}' is for the language {language}; only Python can be graded")
    paper = course.paper(assignment, entry.name) if examined else None
    return Released(entry.name, tuple(cell for _, cell in cells), {}, demos, headings, paper)
