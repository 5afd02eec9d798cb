"""A fast, sandboxed autograder for nbgrader courses.

What is listed in `__all__` is the public interface: the functions behind the commands, and the types of what they
return. Each is loaded when it is first used, so that `import grader` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.classroom.autograde import Summary, autograde
    from grader.classroom.course import Course, open_course
    from grader.classroom.release import release
    from grader.classroom.review import reviewed
    from grader.classroom.store import load_grades
    from grader.errors import GraderError
    from grader.kernel.limits import Limits
    from grader.kernel.server import KernelServer
    from grader.learner.check import Checked, check
    from grader.pages.feedback import write_feedback
    from grader.pages.report import write_report
    from grader.verdict.grade import grade_notebook
    from grader.verdict.rebuild import Released
    from grader.verdict.results import CellGrade, NotebookGrade, Outcome, SubmissionGrade

__all__ = [
    "CellGrade", "Checked", "Course", "GraderError", "KernelServer", "Limits", "NotebookGrade", "Outcome", "Released",
    "SubmissionGrade", "Summary", "autograde", "check", "grade_notebook", "load_grades", "open_course", "release",
    "reviewed", "write_feedback", "write_report",
]  # fmt: skip

_HOMES = {
    "classroom.autograde": ("Summary", "autograde"),
    "classroom.course": ("Course", "open_course"),
    "classroom.release": ("release",),
    "classroom.review": ("reviewed",),
    "classroom.store": ("load_grades",),
    "errors": ("GraderError",),
    "kernel.limits": ("Limits",),
    "kernel.server": ("KernelServer",),
    "learner.check": ("Checked", "check"),
    "pages.feedback": ("write_feedback",),
    "pages.report": ("write_report",),
    "verdict.grade": ("grade_notebook",),
    "verdict.rebuild": ("Released",),
    "verdict.results": ("CellGrade", "NotebookGrade", "Outcome", "SubmissionGrade"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'grader' has no attribute '{name}'")
    return getattr(importlib.import_module(f"grader.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
