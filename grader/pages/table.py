"""The table of a class for other programs: CSV, a row for each student and graded cell."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from grader.pages.statistics import MESSAGE, graded_cells
from grader.pages.text import printable, short
from grader.verdict.results import CellGrade, NotebookGrade, SubmissionGrade

COLUMNS = (
    "student", "assignment", "notebook", "cell", "exercise", "score", "max_score", "outcome", "mistake", "seconds",
    "message", "hint", "students_with_mistake", "manual_score", "extra_credit",
)  # fmt: skip
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula: what begins like one, and is no number, gets an apostrophe."""
    if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def report_csv(grades: list[SubmissionGrade]) -> str:
    """A table with a row for each student and graded cell, in CSV; score is empty where it is not decided.

    A notebook that was missing or could not be read has a row for each cell of the gradebook's. students_with_mistake
    counts the submissions whose answer to this exercise shows the same mistake. A late penalty (so that scores add up)
    and a person's comments are rows of their own, and named so as their outcome.
    """
    file = io.StringIO()
    writer = csv.writer(file)  # its line end \r\n makes it quote both letters; with \n alone a name could break a row
    writer.writerow(COLUMNS)
    counts = Counter(
        (row.notebook, row.id, cell.mistake) for row in graded_cells(grades) for cell in row.grades if cell.mistake
    )
    for grade in sorted(grades, key=lambda each: each.student):
        for notebook in grade.notebooks:
            for cell in notebook.cells:
                same = counts[notebook.name, cell.id, cell.mistake]
                writer.writerow([guard(text) for text in _row(grade, notebook, cell, same)])
            for row in _persons_rows(grade, notebook):
                writer.writerow([guard(row.get(column, "")) for column in COLUMNS])
    return file.getvalue()


def _row(grade: SubmissionGrade, notebook: NotebookGrade, cell: CellGrade, same: int) -> list[str]:
    score = "" if cell.score is None else f"{cell.score:.10g}"
    place = [grade.student, grade.assignment, notebook.name, cell.id, cell.exercise]
    numbers = [score, f"{cell.max_score:.10g}", str(cell.outcome), cell.mistake, f"{cell.seconds:.3f}"]
    manual = "" if cell.manual_score is None else f"{cell.manual_score:.10g}"
    by_hand = [manual, f"{cell.extra_credit:.10g}" if cell.extra_credit else ""]
    return [*place, *numbers, short(cell.message, MESSAGE), short(cell.hint, MESSAGE), str(same or ""), *by_hand]


def _persons_rows(grade: SubmissionGrade, notebook: NotebookGrade) -> Iterator[dict[str, str]]:
    place = {"student": grade.student, "assignment": grade.assignment, "notebook": notebook.name}
    for name, text in notebook.comments.items():
        yield {**place, "cell": name, "outcome": "comment", "message": printable(text)}
    if notebook.late_penalty:
        yield {**place, "score": f"{-notebook.late_penalty:.10g}", "outcome": "late penalty"}
