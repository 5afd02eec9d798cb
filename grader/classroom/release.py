"""Makes the student version of an assignment with nbgrader's own generate_assignment."""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader import files, quirks
from grader.classroom.course import Course
from grader.classroom.submissions import given_files
from grader.errors import GraderError

MAX_REASON = 300
CONVERTING = "Converting notebook %s"  # what nbgrader logs as it begins with one


def release(course: Course, assignment: str, *, force: bool = False) -> list[Path]:
    """Make the release of an assignment from `source`, and enter its cells in the gradebook; returns the released
    notebooks.

    force: replace what was released before. Raises GraderError, with nbgrader's own reason, where it can't be made; an
    earlier release stays then.
    """
    source, released = (course.folder(step, ".", assignment) for step in ("source", "release"))
    if not source.is_dir():
        raise GraderError(f"no folder {source}")
    if released.exists() and not force:
        raise GraderError(f"'{assignment}' was released before, nothing was done; --force replaces {released}")
    quirks.find_alembic()
    with _set_aside(released):
        _generate(course, assignment)
        _add_linked_folders(course, assignment, released)
        paths = sorted(released.glob("*.ipynb"))
        if not paths:
            raise GraderError(f"nothing was released of '{assignment}'")
    return paths


@contextmanager
def _set_aside(folder: Path) -> Iterator[None]:
    """Keep the earlier release until there is a new one: nbgrader removes it first, and may refuse afterwards."""
    old = folder.with_name(f".{folder.name}.old")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def in_one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:MAX_REASON] or type(error).__name__


class Reasons(logging.Handler):
    """Collects why nbgrader can't convert notebooks: it logs that as a traceback, and raises "see above"."""

    def __init__(self) -> None:
        super().__init__()
        self.notebook, self.found = "", list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == CONVERTING:
            self.notebook = record.getMessage().removeprefix(CONVERTING % "")
        error = sys.exc_info()[1]
        if record.levelno >= logging.ERROR and error is not None:
            self.found.append(": ".join(filter(None, (self.notebook, in_one_line(error)))))


def _generate(course: Course, assignment: str) -> None:
    from nbgrader.converters import GenerateAssignment

    reasons = Reasons()
    log = logging.Logger("generate_assignment")
    log.addHandler(reasons)
    coursedir, before = course.coursedir, course.coursedir.assignment_id
    coursedir.assignment_id = assignment
    try:
        GenerateAssignment(coursedir=coursedir, config=course.config, log=log).start()
    except Exception as error:  # nbgrader's own, or that of a preprocessor of the course's
        found = dict.fromkeys(reasons.found) or [in_one_line(error)]
        raise GraderError(f"nbgrader can't make the release of '{assignment}': {'; '.join(found)}") from None
    finally:
        coursedir.assignment_id = before


def _add_linked_folders(course: Course, assignment: str, released: Path) -> None:
    """Release what lies in linked folders of the source, too, which nbgrader leaves out; tests will find it there."""
    for name, data in given_files(course, assignment).items():
        if not name.endswith(".ipynb") and not (released / name).exists():
            files.save(released / name, data)
