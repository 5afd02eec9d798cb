"""The table of a class for other programs: CSV, a row for each student and graded cell."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from grader.pages.statistics import MESSAGE, graded_cells
from grader.pages.text import short
from grader.verdict.results import CellGrade, NotebookGrade, SubmissionGrade

COLUMNS = (
    "student", "assignment", "notebook", "cell", "exercise", "score", "max_score", "outcome", "mistake", "seconds",
    "message", "hint", "students_with_mistake",
)  # fmt: skip
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula: what begins like one, and is no number, gets an apostrophe."""
    if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def report_csv(grades: list[SubmissionGrade]) -> str:
    """A table with a row for each student and graded cell, in CSV; score is empty where it is not decided.

    A notebook that could not be graded has no cells, and so no rows. students_with_mistake counts the submissions whose
    answer to this exercise shows the same mistake.
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
                writer.writerow([guard(text) for text in (*_row(grade, notebook, cell), str(same or ""))])
    return file.getvalue()


def _row(grade: SubmissionGrade, notebook: NotebookGrade, cell: CellGrade) -> list[str]:
    score = "" if cell.score is None else f"{cell.score:.10g}"
    place = [grade.student, grade.assignment, notebook.name, cell.id, cell.exercise]
    numbers = [score, f"{cell.max_score:.10g}", str(cell.outcome), cell.mistake, f"{cell.seconds:.3f}"]
    return [*place, *numbers, short(cell.message, MESSAGE), short(cell.hint, MESSAGE)]
