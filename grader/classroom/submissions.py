"""Reads what students handed in, as plain values; what can't be read is an error of that submission, never of a run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from grader.classroom.course import Course
from grader.classroom.recorded import Recorded
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
    inputs: dict[str, str] = field(default_factory=dict)


def given_files(course: Course, assignment: str) -> dict[str, bytes]:
    """The files that the course hands out with an assignment, links followed, without those that
    `c.Autograde.exclude_overwriting` leaves to the student."""
    files, problem = other_files(course.folder("source", ".", assignment), tuple(course.coursedir.ignore), follow=True)
    if problem:
        raise GraderError(f"the files of '{assignment}' can't be read: {problem}")
    left = course.converter.exclude_overwriting.get(assignment, [])
    return {name: data for name, data in files.items() if name not in left}


@dataclass
class Reader:
    """Reads submissions, and finds those that are not graded yet.

    names: those of the assignment's notebooks; released: the ones that are asked for; whole: whether those are all;
    book: what the gradebook holds.
    """

    course: Course
    assignment: str
    names: frozenset[str]
    released: list[Released]
    given: dict[str, bytes]
    context: str
    book: Recorded
    whole: bool = True

    def unfinished(self, students: list[str], force: bool) -> tuple[list[str], list[SubmissionGrade]]:
        """(the students whose submissions have to be graded, the grades of the others, which are kept)."""
        todo, kept = [], []
        for student in students:
            grade = None if force else load_grade(self.course, self.assignment, student)
            if grade is not None and self._current(grade) and self.book.holds(grade) and self._written(grade):
                kept.append(grade)
            else:
                todo.append(student)
        return todo, kept

    def _current(self, grade: SubmissionGrade) -> bool:
        """Whether a grade is that of what a student has handed in now."""
        inputs = self.read(grade.student).inputs
        return all(grade.inputs.get(each.name) == inputs.get(each.name, "unread") for each in self.released)

    def _written(self, grade: SubmissionGrade) -> bool:
        """Whether what was executed for a grade is in `autograded`: who removes it wants it to be graded again."""
        folder = self.course.folder("autograded", grade.student, self.assignment)
        executed = {notebook.name for notebook in grade.notebooks if not notebook.error}
        if self.whole:
            return folder.is_dir() or not executed
        return all((folder / f"{each.name}.ipynb").is_file() for each in self.released if each.name in executed)

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
                others = [other for other in present if other.removesuffix(".ipynb") not in self.names]
                hint = f"; there is {', '.join(others)}: rename it if this is the one" if others else ""
                errors[each.name] = f"{name} is missing{hint}"
        if "timestamp.txt" in files:
            timestamp, problem = _parse_timestamp(files["timestamp.txt"])
            if problem:
                errors["timestamp.txt"] = problem
        common = digest_of(
            self.given, digest_of(files, self.context + json.dumps([errors.get(""), errors.get("files")]))
        )
        inputs = {
            each.name: digest_of({each.name: notebooks.get(each.name, b"")}, common + errors.get(each.name, ""))
            for each in self.released
        }
        return Submission(student, self.assignment, notebooks, files, errors, timestamp, inputs)


def digest_of(files: dict[str, bytes], context: str) -> str:
    """One value for files and what stands around them."""
    digest = hashlib.sha256(context.encode())
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return digest.hexdigest()


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
