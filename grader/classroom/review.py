"""Adds to what the grader found what the gradebook says: a person's points and comments, extra credit, penalties."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbformat.v4 import new_notebook

from grader.classroom.course import Course, patiently, read_assignment
from grader.classroom.recorded import Recorded, rows
from grader.classroom.store import graded
from grader.errors import GraderError
from grader.verdict.rebuild import Released
from grader.verdict.results import CellGrade, NotebookGrade, Outcome, SubmissionGrade
from grader.verdict.score import score_cells

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def reviewed(course: Course, assignment: str) -> list[SubmissionGrade]:
    """All grades of an assignment as the gradebook has them, by student.

    Raises GraderError where there are none, or none in the gradebook: pages made then would lose what people gave.
    """
    grades = graded(course, assignment)
    with course.gradebook() as gradebook:
        if not Recorded.read(gradebook, assignment).students:
            raise GraderError(
                f"the gradebook {course.db_url} has none of the grades of '{assignment}': bring back a copy of it, "
                f"or enter them again with: grader autograde {assignment}"
            )
        return as_recorded(course, gradebook, assignment, grades)


def as_recorded(
    course: Course, gradebook: Gradebook, assignment: str, grades: Iterable[SubmissionGrade]
) -> list[SubmissionGrade]:
    """These grades with the points, comments and penalties that the gradebook has for them, also where a notebook was
    missing or could not be read; a grade that it doesn't know stays as it is. While it is locked, it is waited for."""

    def read() -> tuple[dict[tuple[str, str], Entry], list[Released]]:
        try:
            found = _read(gradebook, assignment)
            return found, read_assignment(course, gradebook, assignment) if found else []
        except BaseException:
            gradebook.db.rollback()
            raise

    entries, notebooks = patiently(read, "the gradebook can't be read")
    released = {each.name: each for each in notebooks}

    def seen(student: str, notebook: NotebookGrade) -> NotebookGrade:
        entry = entries.get((student, notebook.name))
        return notebook if entry is None else _notebook(_with_cells(notebook, released.get(notebook.name)), entry)

    return [
        dataclasses.replace(grade, notebooks=tuple(seen(grade.student, each) for each in grade.notebooks))
        for grade in grades
    ]


@dataclass
class Entry:
    """What the gradebook has of one notebook of one student: grade_id -> row of its grade, grade_id -> comment."""

    late_penalty: float
    cells: dict[str, Any]
    comments: dict[str, str]


def _read(gradebook: Gradebook, assignment: str) -> dict[tuple[str, str], Entry]:
    """(student, notebook) -> its entry, of all that the gradebook has of an assignment, in three queries."""
    from nbgrader.api import BaseCell, Comment, Grade, SubmittedNotebook

    notebooks = rows(gradebook, assignment, SubmittedNotebook.late_submission_penalty)
    found = {(row[0], row[1]): Entry(row[2] or 0.0, {}, {}) for row in notebooks}
    scores = (Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
    for row in rows(gradebook, assignment, BaseCell.name, *scores, of=Grade):
        found[row[0], row[1]].cells[row[2]] = row
    for student, notebook, cell, comment in rows(
        gradebook, assignment, BaseCell.name, Comment.manual_comment, of=Comment
    ):
        if comment and comment.strip():
            found[student, notebook].comments[cell] = comment
    return found


def _with_cells(grade: NotebookGrade, released: Released | None) -> NotebookGrade:
    """The grade with the cells that the gradebook has of a notebook that didn't run: 0 where it is missing, and waiting
    for a person where it can't be read."""
    if grade.cells or released is None:
        return grade
    cells, _ = score_cells(released, new_notebook(cells=list(released.cells)), {}, {})
    score, outcome = (None, Outcome.MANUAL) if grade.broken else (0.0, Outcome.NOT_ATTEMPTED)
    blank = (dataclasses.replace(cell, score=score, outcome=outcome, message="", flag="") for cell in cells)
    return dataclasses.replace(grade, cells=tuple(blank))


def _notebook(grade: NotebookGrade, entry: Entry) -> NotebookGrade:
    cells = tuple(_cell(cell, entry.cells[cell.id]) if cell.id in entry.cells else cell for cell in grade.cells)
    return dataclasses.replace(grade, cells=cells, late_penalty=entry.late_penalty, comments=entry.comments)


def _cell(cell: CellGrade, row: Any) -> CellGrade:
    """A grade as a person left it: a score of theirs counts before ours, and extra credit is added to either."""
    score = row.auto_score if row.manual_score is None else row.manual_score
    extra = (row.extra_credit or 0.0) if score is not None else 0.0
    seen = dataclasses.replace(
        cell,
        score=None if score is None else score + extra,
        manual_score=row.manual_score,
        extra_credit=extra,
        outcome=_outcome(cell, row),
    )
    return seen if row.needs_manual_grade else dataclasses.replace(seen, flag="")  # a person has looked at it


def _outcome(cell: CellGrade, row: Any) -> Outcome:
    """A person's score makes it theirs, until it is graded again: then they have to look once more."""
    if row.needs_manual_grade:
        return cell.outcome if row.manual_score is None else Outcome.MANUAL
    by_hand = row.manual_score is not None or (cell.outcome is Outcome.MANUAL and row.auto_score is not None)
    return Outcome.GRADED if by_hand else cell.outcome
