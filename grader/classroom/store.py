"""The grades of an assignment as JSON files beside the gradebook, one a student: what a later run takes for done."""

from __future__ import annotations

import contextlib

from grader import files
from grader.classroom.course import Course
from grader.errors import GraderError
from grader.verdict.results import SubmissionGrade


def save_grade(course: Course, grade: SubmissionGrade) -> None:
    """Keep a student's grade; raises OSError where it can't be written."""
    path = course.results(grade.assignment) / f"{grade.student}.json"
    files.write(path, grade.to_json().encode("utf-8", "surrogateescape"))
    course.share(path)


def load_grade(course: Course, assignment: str, student: str) -> SubmissionGrade | None:
    """The grade that an earlier run recorded for a student; None where there is none, or it was written by another
    version."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        path = course.results(assignment) / f"{student}.json"
        return SubmissionGrade.from_json(path.read_text(encoding="utf-8", errors="surrogateescape"))
    return None


def forget_grade(course: Course, assignment: str, student: str) -> None:
    """Let nothing be taken for done of a student, until another grade is kept."""
    (course.results(assignment) / f"{student}.json").unlink(missing_ok=True)


def load_grades(course: Course, assignment: str) -> list[SubmissionGrade]:
    """All recorded grades of an assignment, by student."""
    found = [load_grade(course, assignment, path.stem) for path in sorted(course.results(assignment).glob("*.json"))]
    return [grade for grade in found if grade is not None]


def graded(course: Course, assignment: str) -> list[SubmissionGrade]:
    """All recorded grades of an assignment, by student; raises GraderError where there are none."""
    grades = load_grades(course, assignment)
    if not grades:
        raise GraderError(f"nothing of '{assignment}' was graded yet; do it with: grader autograde {assignment}")
    return sorted(grades, key=lambda grade: grade.student)
