"""Writes grades to nbgrader's gradebook, through its own API and in one transaction a submission.

Only one process of a run records.
"""

from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from grader import files
from grader.classroom.course import Course, patiently, reason_of
from grader.errors import GraderError
from grader.verdict.cells import flag, grade_id, is_editable
from grader.verdict.rebuild import Released
from grader.verdict.results import NotebookGrade, SubmissionGrade

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@contextmanager
def one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """All that is done to the gradebook inside is committed together, or not at all: its API commits after each step
    otherwise."""
    session = gradebook.db()
    commit = session.commit
    session.commit = session.flush
    try:
        yield
        session.commit = commit
        session.commit()
    except BaseException:
        session.commit = commit
        session.rollback()
        raise


def record(
    course: Course, gradebook: Gradebook, released: list[Released], grade: SubmissionGrade, timestamp: datetime | None
) -> None:
    """Record one submission; raises GraderError, with nothing written, where the gradebook can't be written to.

    As nbgrader does: a person's score stays, and the cell is marked for another look; a missing notebook scores 0;
    late penalties are those of the course's plugin.
    """
    from sqlalchemy.exc import SAWarning

    logging.getLogger("tornado.application").setLevel(
        logging.CRITICAL
    )  # where nbgrader's API logs tracebacks of what is told below

    def write() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's add_submission builds objects before it adds them
            _record(course, gradebook, released, grade, timestamp)

    write_patiently(gradebook, write)


def check_writable(course: Course, gradebook: Gradebook) -> None:
    """Raise GraderError where nothing could be recorded, before anything is graded for nothing. A lock doesn't count:
    it may be gone by then."""
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with one_transaction(gradebook):
            gradebook.db.execute(text("UPDATE assignment SET name = name WHERE 1 = 0"))
    except SQLAlchemyError as error:
        if "locked" not in reason_of(error):
            raise GraderError(f"the gradebook {course.db_url} can't be written: {reason_of(error)}") from None


def write_patiently(gradebook: Gradebook, write: Callable[[], None]) -> None:
    """Do something to the gradebook in one transaction, waiting for others who write to it."""

    def act() -> None:
        with one_transaction(gradebook):
            write()

    patiently(act, "the gradebook can't be written", ("locked", "UNIQUE constraint"))  # the same row, by another grader


def _record(
    course: Course, gradebook: Gradebook, released: list[Released], grade: SubmissionGrade, timestamp: datetime | None
) -> None:
    from nbgrader.api import MissingEntry

    if course.converter.create_student:
        gradebook.update_or_create_student(grade.student)
    try:
        gradebook.find_student(grade.student)
    except MissingEntry:
        raise GraderError(
            f"no student '{grade.student}' in the gradebook, and c.Autograde.create_student is off"
        ) from None
    when = {"timestamp": timestamp} if timestamp is not None else {}
    submission = gradebook.update_or_create_submission(grade.assignment, grade.student, **when)
    by_name = {notebook.name: notebook for notebook in grade.notebooks}
    entries = {entry.name: entry for entry in submission.notebooks}
    graded = []
    for each in released:
        entry, notebook = entries[each.name], by_name.get(each.name)
        if notebook is None or notebook.error:
            _record_missing(entry, broken=notebook is not None and notebook.broken)
        else:
            _record_cells(entry, each, notebook)
            graded.append(entry)
    gradebook.db.flush()
    gradebook.db.expire_all()  # scores are computed by the database
    for entry in graded:
        record_penalty(course, submission, entry)


def _record_missing(entry: Any, broken: bool) -> None:
    """A missing notebook scores 0, as with nbgrader; one that is there and can't be read waits for a person."""
    entry.late_submission_penalty = None
    for grade in entry.grades:
        grade.auto_score = None if broken else 0
        grade.needs_manual_grade = broken


def _record_cells(entry: Any, released: Released, notebook: NotebookGrade) -> None:
    scores = {cell.id: cell for cell in notebook.cells}
    tasks = {grade_id(cell) for cell in released.cells if flag(cell, "task")}
    for grade in entry.grades:
        cell = scores.get(grade.name)
        if cell is None or grade.name in tasks:
            continue
        grade.auto_score = cell.score
        grade.needs_manual_grade = grade.manual_score is not None or cell.score is None or bool(cell.flag)
    answers = {grade_id(cell) for cell in released.cells if is_editable(cell)}
    for comment in entry.comments:
        if comment.name in answers:
            unanswered = comment.name in notebook.unanswered and comment.name not in tasks
            comment.auto_comment = "No response." if unanswered else None


def record_penalty(course: Course, submission: Any, entry: Any) -> None:
    """Record the late penalty of one notebook of a submission, by the course's rule."""
    from nbgrader.preprocessors import AssignLatePenalties

    entry.late_submission_penalty = None
    late = submission.total_seconds_late
    if late <= 0:
        return
    rule = course.setting(AssignLatePenalties)
    if not rule.enabled:
        return
    rule.init_plugin()
    penalty = rule.plugin_inst.late_submission_penalty(submission.student_id, entry.score, late)
    if penalty is not None:
        entry.late_submission_penalty = min(max(penalty, 0), entry.score)


def write_autograded(course: Course, grade: SubmissionGrade, others: dict[str, bytes], whole: bool = True) -> None:
    """Write the executed notebooks and the submission's other files to `autograded`, for formgrader and nbgrader's
    feedback, with nbgrader's file modes.

    The folder is made anew, or, where the grade is of a part of the notebooks only, these are.
    """
    clear_autograded(course, grade.assignment, grade.student, [each.name for each in grade.notebooks], whole)
    executed = [notebook for notebook in grade.notebooks if notebook.notebook]
    if not executed:
        return
    folder = course.folder("autograded", grade.student, grade.assignment)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in others.items():
        files.write(folder / name, data)
    for notebook in executed:
        files.write(folder / f"{notebook.name}.ipynb", notebook.notebook.encode())
    course.converter.set_permissions(grade.assignment, grade.student)


def clear_autograded(course: Course, assignment: str, student: str, names: Iterable[str], whole: bool) -> None:
    """Remove what an earlier run has left in `autograded`: all of it, or these notebooks (the folder then stays, as
    nbgrader's does)."""
    folder = course.folder("autograded", student, assignment)
    if not whole:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            (folder / f"{name}.ipynb").unlink(missing_ok=True)
    elif folder.exists():
        shutil.rmtree(folder)
