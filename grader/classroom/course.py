"""An nbgrader course directory: its configuration, its folders, and its assignments as the gradebook knows them."""

from __future__ import annotations

import functools
import json
import logging
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import nbformat
from nbformat import NotebookNode

from grader.errors import GraderError
from grader.kernel.limits import Limits
from grader.verdict.cells import Regions, grade_id, mark_regions, tags, titles
from grader.verdict.paper import Paper
from grader.verdict.rebuild import Released

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.apps.baseapp import NbGrader
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

Configured = TypeVar("Configured")
Result = TypeVar("Result")

UNLIMITED_SECONDS = 7 * 24 * 3600.0
LOCKED_SECONDS = 90.0  # for which a gradebook may be locked by somebody else
MARKS = ("nbgrader_config.py", "gradebook.db", "source")


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

    def setting(self, kind: type[Configured], **arguments: Any) -> Configured:
        """One of nbgrader's own objects with this course's settings; raises GraderError where a value is none."""
        from traitlets import TraitError

        try:
            return kind(config=self.config, **arguments)  # type: ignore[call-arg]
        except (TraitError, ValueError, ImportError, AttributeError) as error:
            raise GraderError(f"nbgrader_config.py: {' '.join(str(error).split())}") from None

    @functools.cached_property
    def converter(self) -> Autograde:
        """What nbgrader autograde is made of: its settings, hooks and file modes."""
        from nbgrader.converters import Autograde

        return self.setting(Autograde, coursedir=self.coursedir)

    @functools.cached_property
    def execute(self) -> Any:
        """How nbgrader runs notebooks: its time limit, kernel and the like."""
        from nbgrader.preprocessors import Execute

        return self.setting(Execute)

    def last_steps(self) -> Callable[[NotebookNode], NotebookNode]:
        """Those of nbgrader's steps after a run that change what is kept of the notebook."""
        from nbconvert.preprocessors import ClearMetadataPreprocessor
        from nbgrader.preprocessors import IgnorePattern, LimitOutput

        steps = [self.setting(kind) for kind in (IgnorePattern, ClearMetadataPreprocessor, LimitOutput)]
        enabled = [step for step in steps if step.enabled]
        return lambda notebook: functools.reduce(lambda found, step: step.preprocess(found, {})[0], enabled, notebook)

    @functools.cached_property
    def regions(self) -> Regions:
        """The words around what learners don't see, hidden tests and marking schemes: nbgrader's or the course's."""
        from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme

        tests, scheme = self.setting(ClearHiddenTests), self.setting(ClearMarkScheme)
        return (
            (tests.begin_test_delimeter, tests.end_test_delimeter),
            (scheme.begin_mark_scheme_delimeter, scheme.end_mark_scheme_delimeter),
        )

    @property
    def delimiters(self) -> list[str]:
        """The words that begin and end solutions and what learners don't see."""
        from nbgrader.preprocessors import ClearSolutions

        solution = self.setting(ClearSolutions)
        own = (solution.begin_solution_delimeter, solution.end_solution_delimeter)
        return [word for pair in (*self.regions, own) for word in pair]

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Nbgrader's gradebook of this course, closed at the end; raises GraderError where it can't be opened.

        One that is locked is waited for.
        """
        from nbgrader.api import Gradebook

        opened = patiently(
            lambda: Gradebook(self.db_url, self.coursedir.course_id), f"the gradebook {self.db_url} can't be opened"
        )
        with opened as gradebook:
            yield gradebook

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """The folder of a step (`submitted`, `autograded`, `feedback`, `source`, `release`) of nbgrader's directory
        structure."""
        name = getattr(self.coursedir, f"{step}_directory")
        return Path(self.coursedir.format_path(name, student, assignment))

    def keeps_secrets_in(self, path: Path) -> bool:
        """Whether who reads a folder reads what students are not to see: sources, papers, others' work."""
        steps = ("source", "source_with_tests", "submitted", "autograded", "feedback", "solution")
        names = [getattr(self.coursedir, f"{step}_directory") for step in steps]
        secret = [self.root / name for name in (*names, "papers", ".grader")]
        return self.root.is_relative_to(path) or any(path.is_relative_to(each) for each in secret)

    def share(self, path: Path) -> None:
        """Let the group write a file of ours and the folders that it is in, where the course says so."""
        if self.coursedir.groupshared:
            path.chmod(0o664)
            for folder in path.relative_to(self.root).parents[:-1]:
                with suppress(PermissionError):  # somebody else's, who has done so
                    (self.root / folder).chmod(0o2775)

    def results(self, assignment: str) -> Path:
        """Where the grades of an assignment are kept as JSON, one file a student, beside nbgrader's gradebook."""
        return self.root / ".grader" / assignment

    def students(self, assignment: str) -> list[str]:
        """Those who have a folder of this assignment in `submitted` and aren't excluded, sorted."""
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
        timeout = self.execute.timeout  # None and -1 switch nbgrader's limit off
        wanted: dict[str, Any] = {"cell_seconds": float(timeout) if timeout and timeout > 0 else UNLIMITED_SECONDS}
        wanted["notebook_seconds"] = max(Limits.notebook_seconds, 10 * wanted["cell_seconds"])
        wanted["cpu_seconds"] = max(Limits.cpu_seconds, int(2 * wanted["notebook_seconds"]))
        known = {field.name for field in fields(Limits)}
        for name, value in self.config.get("Grader", {}).items():
            if name not in known:
                raise GraderError(
                    f"nbgrader_config.py: c.Grader.{name} is not known; there are {', '.join(sorted(known))}"
                )
            try:  # on the command line it is a text
                wanted[name] = type(getattr(Limits, name))(value)
            except ValueError:
                raise GraderError(f"c.Grader.{name} is no number: {value}") from None
        return Limits(**wanted)

    def paper(self, assignment: str, notebook: str) -> Paper | None:
        """What an examiner knows of a notebook, for our own courses; None elsewhere."""
        path = self.root / "papers" / assignment / f"{notebook}.json"
        return Paper.from_json(path.read_text(encoding="utf-8")) if path.exists() else None


def patiently(act: Callable[[], Result], failed: str, passing: tuple[str, ...] = ("locked",)) -> Result:
    """What `act` returns, which works on a gradebook, tried again and again while somebody else has locked it; raises
    GraderError, with what failed and the database's reason, where it stays so, or for another reason.

    passing: what a reason says that may be gone a moment later.
    """
    from nbgrader.api import InvalidEntry
    from sqlalchemy.exc import SQLAlchemyError

    deadline = time.monotonic() + LOCKED_SECONDS
    while True:
        try:
            return act()
        except (SQLAlchemyError, InvalidEntry) as error:
            reason = reason_of(error)
            if not any(each in reason for each in passing) or time.monotonic() > deadline:
                raise GraderError(f"{failed}: {reason}") from None
            time.sleep(0.5)


def reason_of(error: Exception) -> str:
    """What a database says is wrong, in one line."""
    return re.sub(r"^\(\S+\) ", "", str(getattr(error, "orig", None) or error).splitlines()[0])


def check_course(root: str | Path | None = None, marks: tuple[str, ...] = MARKS) -> Path:
    """The absolute path of a course directory; raises GraderError where there is none.

    marks: the files and folders of which a course directory has one.
    """
    root = Path(root or ".").resolve()
    if not any((root / name).exists() for name in marks):
        raise GraderError(f"{root} is no nbgrader course directory: no {', '.join(marks[:-1])} or {marks[-1]} in it")
    return root


def open_course(root: str | Path | None = None) -> Course:
    """The course directory at `root` (default: the current directory); raises GraderError where there is none.

    A course directory has nbgrader_config.py, a gradebook or a folder `source`; where the first names another one
    (`c.CourseDirectory.root`), it is that.
    """
    root = check_course(root)
    from nbgrader.apps.baseapp import NbGrader

    here = Path.cwd()
    os.chdir(root)  # nbgrader looks for its configuration in the current directory
    try:
        return configured(NbGrader(), [], root=str(root))
    finally:
        os.chdir(here)


def configured(application: NbGrader, argv: list[str], **options: str) -> Course:
    """The course directory that a program of nbgrader's finds by its command line and configuration; raises GraderError
    with its last word where that can't be read, SystemExit where nothing but help was asked for."""
    said: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = said.append  # type: ignore[method-assign, assignment]
    application.log.handlers[:] = [handler]
    application.raise_config_file_errors = True
    try:
        application.initialize(argv, **options)
    except SystemExit:
        for record in said:
            if record.levelno >= logging.ERROR:
                raise GraderError(" ".join(record.getMessage().split())) from None
        raise
    except Exception as error:  # of a configuration file, which is a program of the course's
        raise GraderError(f"nbgrader_config.py can't be loaded: {type(error).__name__}: {error}") from None
    lines = [record.getMessage() for record in said]
    if application.log_level < logging.INFO:  # --debug
        print(*lines, sep="\n", file=sys.stderr)
    unknown = next((line for line in lines if line.startswith("Unrecognized")), None)
    if unknown:
        raise GraderError(unknown)
    coursedir = application.coursedir
    root = check_course(coursedir.root, (*MARKS, coursedir.source_directory, coursedir.submitted_directory))
    return Course(root, coursedir, application.config)


def read_assignment(course: Course, gradebook: Gradebook, assignment: str) -> list[Released]:
    """The notebooks of an assignment as released; raises GraderError for an assignment that was not generated."""
    from nbgrader.api import MissingEntry

    try:
        entry = gradebook.find_assignment(assignment)
    except MissingEntry:
        known = ", ".join(sorted(each.name for each in gradebook.assignments)) or "none"
        again = " --force" if course.folder("release", ".", assignment).exists() else ""
        raise GraderError(
            f"no assignment '{assignment}' in the gradebook (it has: {known}); "
            f"make it with: grader release {assignment}{again}"
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
            headings = titles(notebook.cells, course.delimiters)
            examined = bool(notebook.metadata.get("companion", {}).get("examiner"))
            skipped = {"demo", course.execute.skip_cells_with_tag}
            demos = frozenset(cell.source for cell in notebook.cells if skipped & tags(cell))
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
    for _, cell in cells:
        mark_regions(cell, course.regions)
    kernelspec = json.loads(entry.kernelspec) if entry.kernelspec else {}
    if course.execute.kernel_name:  # as nbgrader has it: for every notebook
        kernelspec = {"name": course.execute.kernel_name, "display_name": course.execute.kernel_name}
    paper = course.paper(assignment, entry.name) if examined else None
    return Released(entry.name, tuple(cell for _, cell in cells), kernelspec, demos, headings, paper)
