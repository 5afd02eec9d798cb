"""What a gradebook holds of an assignment: whether a grade is recorded, and late penalties by today's due date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.classroom.course import Course
from grader.classroom.record import record_penalty, write_patiently
from grader.verdict.results import SubmissionGrade

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@dataclass(frozen=True)
class Recorded:
    """The students whose submissions a gradebook holds, and (student, notebook, cell) -> the score by tests."""

    students: frozenset[str]
    scores: dict[tuple[str, str, str], float | None]

    @classmethod
    def read(cls, gradebook: Gradebook, assignment: str) -> Recorded:
        """All that a gradebook holds of an assignment, in two questions."""
        from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment

        submissions = gradebook.db.query(SubmittedAssignment.student_id).join(SubmittedAssignment.assignment)
        students = submissions.filter(Assignment.name == assignment)
        scores = rows(gradebook, assignment, BaseCell.name, Grade.auto_score, of=Grade)
        return cls(frozenset(row[0] for row in students), {tuple(row[:3]): row[3] for row in scores})

    def holds(self, grade: SubmissionGrade) -> bool:
        """Whether a grade is recorded as it is: not in a gradebook that was lost, or is an older copy."""
        cells = [(notebook.name, cell) for notebook in grade.notebooks for cell in notebook.cells]
        absent = object()
        return grade.student in self.students and all(
            self.scores.get((grade.student, name, cell.id), absent) == cell.score for name, cell in cells
        )


def rows(gradebook: Gradebook, assignment: str, *columns: Any, of: Any = None) -> Any:
    """(student, notebook, *columns) of all submitted notebooks of an assignment, or of all their grades or comments."""
    from nbgrader.api import Assignment, BaseCell, Notebook, SubmittedAssignment, SubmittedNotebook

    query = gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, *columns).select_from(SubmittedNotebook)
    query = query.join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
    query = query.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    query = query.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    if of is not None:
        query = query.join(of, of.notebook_id == SubmittedNotebook.id).join(BaseCell, of.cell_id == BaseCell.id)
    return query.filter(Assignment.name == assignment)


def renew_penalties(course: Course, gradebook: Gradebook, assignment: str, kept: Iterable[SubmissionGrade]) -> None:
    """Let late penalties of grades that stay be those of today's due date, extensions and rules."""
    by_student = {grade.student: grade for grade in kept}

    def write() -> None:
        for submission in gradebook.assignment_submissions(assignment):
            grade = by_student.get(submission.student_id)
            graded = {each.name for each in grade.notebooks if not each.error} if grade else set()
            if graded and (submission.total_seconds_late > 0 or submission.late_submission_penalty):
                for entry in submission.notebooks:
                    if entry.name in graded:
                        record_penalty(course, submission, entry)

    if by_student:
        write_patiently(gradebook, write)
