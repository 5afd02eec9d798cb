"""What a gradebook holds of an assignment: whether a grade is recorded, and late penalties by today's due date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.classroom.course import Course
from grader.classroom.record import patiently, record_penalty
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
        from nbgrader.api import Assignment, BaseCell, Grade, Notebook, SubmittedAssignment, SubmittedNotebook

        submissions = gradebook.db.query(SubmittedAssignment.student_id).join(SubmittedAssignment.assignment)
        students = submissions.filter(Assignment.name == assignment)
        columns = (SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade.auto_score)
        grades = gradebook.db.query(*columns).select_from(Grade).join(Grade.cell).join(Grade.notebook)
        grades = grades.join(SubmittedNotebook.notebook).join(SubmittedNotebook.assignment)
        grades = grades.join(SubmittedAssignment.assignment).filter(Assignment.name == assignment)
        return cls(frozenset(row[0] for row in students), {tuple(row[:3]): row[3] for row in grades})

    def holds(self, grade: SubmissionGrade) -> bool:
        """Whether a grade is recorded as it is: not in a gradebook that was lost, or is an older copy."""
        cells = [(notebook.name, cell) for notebook in grade.notebooks for cell in notebook.cells]
        absent = object()
        return grade.student in self.students and all(
            self.scores.get((grade.student, name, cell.id), absent) == cell.score for name, cell in cells
        )


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
        patiently(gradebook, write)
