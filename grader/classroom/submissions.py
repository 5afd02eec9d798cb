"""Reads what students handed in, as plain values; what can't be read is an error of that submission, never of a run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from grader.classroom.course import Course
from grader.classroom.store import load_grade
from grader.errors import GraderError, describe
from grader.files import in_any_form, other_files, read_regular_file
from grader.verdict.rebuild import MAX_BYTES, Released
from grader.verdict.results import SubmissionGrade


@dataclass(frozen=True)
class Submission:
    """One student's files, as plain values: what a worker needs to grade them anywhere."""

    student: str
    assignment: str
    notebooks: dict[str, bytes] = field(repr=False)
    files: dict[str, bytes] = field(repr=False)
    errors: dict[str, str] = field(default_factory=dict)
    timestamp: datetime | None = None
    inputs: str = ""


def given_files(course: Course, assignment: str) -> dict[str, bytes]:
    """The files that the course hands out with an assignment, links followed, without those that
    `c.Autograde.exclude_overwriting` leaves to the student."""
    files, problem = other_files(course.folder("source", ".", assignment), tuple(course.coursedir.ignore), follow=True)
    if problem:
        raise GraderError(f"the files of '{assignment}' can't be read: {problem}")
    left = course.config.Autograde.get("exclude_overwriting", {}).get(assignment, [])
    return {name: data for name, data in files.items() if name not in left}


@dataclass
class Reader:
    """Reads submissions, and finds those that are not graded yet."""

    course: Course
    assignment: str
    released: list[Released]
    given: dict[str, bytes]
    context: str

    def unfinished(self, students: list[str], force: bool) -> tuple[list[str], list[SubmissionGrade]]:
        """(the students whose submissions have to be graded, the grades of the others, which are kept)."""
        todo, kept = [], []
        for student in students:
            grade = None if force else load_grade(self.course, self.assignment, student)
            if grade is not None and grade.inputs == self.read(student).inputs:
                kept.append(grade)
            else:
                todo.append(student)
        return todo, kept

    def read(self, student: str) -> Submission:
        """Read a submission; what can't be read is an error of that notebook or submission, never of the run."""
        try:
            return self._read(student)
        except Exception as error:  # whatever is in one submission, the others are read
            return Submission(
                student, self.assignment, {}, {}, {"": f"the submission can't be read: {describe(error)}"}
            )

    def _read(self, student: str) -> Submission:
        folder = self.course.folder("submitted", student, self.assignment)
        notebooks: dict[str, bytes] = {}
        errors: dict[str, str] = {}
        files: dict[str, bytes] = {}
        timestamp = None
        check_name(student)
        try:
            files, problem = other_files(folder, tuple(self.course.coursedir.ignore))
            if problem:
                errors["files"] = problem
            present = sorted(path.name for path in folder.iterdir() if path.suffix == ".ipynb")
        except (OSError, GraderError) as error:
            errors[""] = f"the submission can't be read: {getattr(error, 'strerror', None) or error}"
            present = []
        for each in self.released:
            name = f"{each.name}.ipynb"
            if (stored := in_any_form(name, present)) is not None:
                try:
                    notebooks[each.name] = read_regular_file(folder / stored, MAX_BYTES)
                except (OSError, GraderError) as error:
                    errors[each.name] = str(error)
            elif "" not in errors:
                others = [
                    other
                    for other in present
                    if other.removesuffix(".ipynb") not in {each.name for each in self.released}
                ]
                hint = f"; there is {', '.join(others)}: rename it if this is the one" if others else ""
                errors[each.name] = f"{name} is missing{hint}"
        if "timestamp.txt" in files:
            timestamp, problem = _parse_timestamp(files["timestamp.txt"])
            if problem:
                errors["timestamp.txt"] = problem
        digest = hashlib.sha256(self.context.encode())
        for part in (notebooks, files, self.given):
            for name, data in sorted(part.items()):
                digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
        digest.update(json.dumps(errors, sort_keys=True).encode())
        return Submission(student, self.assignment, notebooks, files, errors, timestamp, digest.hexdigest())


def check_name(student: str) -> None:
    """Raise GraderError for a folder whose name can't be a student's in the gradebook."""
    try:
        student.encode()
    except UnicodeEncodeError:
        raise GraderError("the name of its folder is not UTF-8; rename it, and grade again") from None


def _parse_timestamp(data: bytes) -> tuple[datetime | None, str]:
    from nbgrader.utils import parse_utc

    text = data.decode("utf-8", "replace").strip()
    if not text:
        return None, ""
    try:
        return parse_utc(text), ""
    except (ValueError, OverflowError, TypeError):
        return None, f"timestamp.txt holds no date: {text[:40]!r}"
