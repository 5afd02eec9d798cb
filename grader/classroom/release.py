"""Makes the student version of an assignment with nbgrader's own generate_assignment."""

from __future__ import annotations

from pathlib import Path

from grader import quirks
from grader.classroom.course import Course
from grader.errors import GraderError


def release(course: Course, assignment: str, *, force: bool = False) -> list[Path]:
    """Make the release of an assignment from `source`, and enter its cells in the gradebook; returns the released
    notebooks.

    Raises GraderError, with nbgrader's own message, where it can't.
    """
    from nbgrader.apps.api import NbGraderAPI

    if not course.folder("source", ".", assignment).is_dir():
        raise GraderError(f"no folder {course.folder('source', '.', assignment)}")
    quirks.find_alembic()
    api = NbGraderAPI(course.coursedir, config=course.config)
    result = api.generate_assignment(assignment, force=force, create=True)
    paths = sorted(course.folder("release", ".", assignment).glob("*.ipynb"))
    if not result["success"]:
        lines = [line for line in (result.get("error") or result.get("log") or "").strip().splitlines() if line.strip()]
        raise GraderError(
            f"nbgrader could not make the release of '{assignment}': {lines[-1] if lines else 'no message'}"
        )
    if not paths:
        raise GraderError(f"nothing was released of '{assignment}'")
    return paths
