"""Writes the report on a class: a page with pictures for the instructor, and a table for other programs."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader import files
from grader.classroom.course import Course
from grader.classroom.review import reviewed
from grader.pages.charts import Picture, picture, score_picture, stacked_bars, time_picture
from grader.pages.render import render
from grader.pages.statistics import (
    MESSAGE,
    Graded,
    frequent_mistakes,
    frequent_reasons,
    graded_cells,
    is_scored,
    is_ungraded,
    max_scores,
    persons_remarks,
    recognised,
    seconds,
)  # fmt: skip
from grader.pages.table import report_csv
from grader.pages.text import plural, short
from grader.verdict.results import CellGrade, NotebookGrade, Outcome, SubmissionGrade

REMARKS = {
    Outcome.CRASHED: "crashed", Outcome.OUT_OF_TIME: "out of time", Outcome.OUT_OF_MEMORY: "out of memory",
    Outcome.MANUAL: "to grade by hand", Outcome.GRADED: "graded by a person",
}  # fmt: skip
MISTAKES_SHOWN = 12
REASONS_SHOWN = 3
REASONS_LISTED = 20
SLOWEST_SHOWN = 5


@dataclass(frozen=True)
class Part:
    """The exercises of one notebook, with their picture."""

    name: str
    rows: list[Graded]
    picture: Picture
    legend: list[Outcome]


def _part(name: str, rows: list[Graded]) -> Part:
    total = sum(len(row.grades) for row in rows)
    title = _finding([row for row in rows if not row.by_hand])
    alt = f"Bars of the outcomes of {plural(len(rows), 'exercise')}, {total:,} grades; the table below has the numbers."
    present = {outcome for row in rows for outcome, _ in row.counts}
    return Part(name, rows, picture(title, alt, stacked_bars(rows)), [each for each in Outcome if each in present])


def _finding(rows: list[Graded]) -> str:
    """What the bars show, in a sentence."""
    if not rows:
        return "A person grades all of it"
    hardest = min(rows, key=lambda row: row.correct / len(row.grades))
    if hardest.correct == len(hardest.grades):
        return "Every answer is correct"
    return f"Fewest answers are correct in “{hardest.title}”: {hardest.share}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class Student:
    """A row of the table of students."""

    id: str
    scores: list[float | None]
    score: float
    remarks: list[str]
    errors: list[str]
    flags: list[str]
    repairs: int
    seconds: float


def _student(grade: SubmissionGrade, names: Iterable[str]) -> Student:
    by_name = {notebook.name: notebook for notebook in grade.notebooks}
    scores = [_score(by_name.get(name)) for name in names]
    cells = [cell for notebook in grade.notebooks for cell in notebook.cells]
    counts = Counter(cell.outcome for cell in cells)
    remarks = [f"{counts[outcome]} {words}" for outcome, words in REMARKS.items() if counts[outcome]]
    repairs = sum(len(notebook.repairs) for notebook in grade.notebooks)
    remarks += [f"{repairs} repaired"] if repairs else []
    remarks += persons_remarks(grade)
    flags = [
        f"{short(flag, MESSAGE)} ({_places(cells, flag)})" for flag in dict.fromkeys(c.flag for c in cells) if flag
    ]
    errors = [short(error, MESSAGE) for error in grade.errors]
    return Student(short(grade.student, 200), scores, grade.score, remarks, errors, flags, repairs, seconds(grade))


def _places(cells: Iterable[CellGrade], flag: str) -> str:
    """Where a flag was raised: the exercises by name while they are few."""
    titles = [cell.title or cell.id for cell in cells if cell.flag == flag]
    return "; ".join(titles) if len(titles) <= 3 else f"{len(titles)} exercises"


def _score(notebook: NotebookGrade | None) -> float | None:
    return notebook.score if notebook is not None and is_scored(notebook) else None


@dataclass(frozen=True)
class Waiting:
    """Answers to one exercise that a person has to grade, and whose they are; flagged ones are listed apart."""

    row: Graded
    students: list[str]


def _waiting(grades: Iterable[SubmissionGrade], rows: Iterable[Graded]) -> list[Waiting]:
    found: dict[tuple[str, str], list[str]] = {}
    for grade in grades:
        for notebook in grade.notebooks:
            for cell in notebook.cells:
                if cell.outcome is Outcome.MANUAL and not cell.flag:
                    found.setdefault((notebook.name, cell.id), []).append(short(grade.student, 200))
    return [Waiting(row, found[row.notebook, row.id]) for row in rows if (row.notebook, row.id) in found]


def class_report(grades: list[SubmissionGrade], title: str) -> str:
    """One self-contained HTML page about all submissions of an assignment, for the instructor."""
    grades = sorted(grades, key=lambda grade: grade.student)
    points = max_scores(grades)
    most = sum(points.values())
    rows = graded_cells(grades)
    students = [_student(grade, points) for grade in grades]
    scores = [grade.score for grade in grades if not is_ungraded(grade)]
    slowest = sorted(students, key=lambda each: -each.seconds)[:SLOWEST_SHOWN]
    mistakes = frequent_mistakes(rows)
    reasons = {
        name: [found for row in rows if row.notebook == name and (found := frequent_reasons(row))] for name in points
    }
    return render(
        "report.html.j2",
        title=short(title, 300),
        notebooks=points,
        max_score=most,
        students=students,
        ungraded=sum(is_ungraded(grade) for grade in grades),
        median=statistics.median(scores) if scores else None,
        mean=statistics.fmean(scores) if scores else None,
        full=sum(score >= most for score in scores) if most else 0,
        waiting=_waiting(grades, rows),
        scores=score_picture(grades, most),
        parts=[_part(name, mine) for name in points if (mine := [row for row in rows if row.notebook == name])],
        mistakes=mistakes[:MISTAKES_SHOWN],
        more_mistakes=max(0, len(mistakes) - MISTAKES_SHOWN),
        recognised=recognised(rows),
        reasons={name: found for name, found in reasons.items() if found},
        reasons_shown=REASONS_SHOWN,
        reasons_listed=REASONS_LISTED,
        times=time_picture(grades),
        slowest=slowest,
    )


def write_report(course: Course, assignment: str) -> tuple[Path, Path]:
    """Write the report of an assignment to `reports`, as a page and as CSV, and return the paths of both; scores are
    the gradebook's.

    Raises GraderError where nothing was graded yet, or a file can't be written.
    """
    grades = reviewed(course, assignment)
    paths = tuple(course.root / "reports" / f"{assignment}.{kind}" for kind in ("html", "csv"))
    for path, text in zip(paths, (class_report(grades, assignment), report_csv(grades)), strict=True):
        files.save(path, text.encode("utf-8", "replace"))
        course.share(path)
    return paths[0], paths[1]
