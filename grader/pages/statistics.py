"""The numbers of a class: what became of each exercise, which mistakes are frequent, and why answers were wrong."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from grader.pages.outcomes import SILENT
from grader.pages.text import plural, points, short
from grader.verdict.results import CellGrade, NotebookGrade, Outcome, SubmissionGrade

UNSAID = (Outcome.CORRECT, Outcome.NOT_ATTEMPTED, Outcome.MANUAL, Outcome.GRADED)
MESSAGE = 300  # characters of a message in a report


@dataclass(frozen=True)
class Graded:
    """One graded cell of the assignment, with its grades in the submissions that have it."""

    notebook: str
    id: str
    title: str
    grades: tuple[CellGrade, ...]

    @property
    def counts(self) -> list[tuple[Outcome, int]]:
        """How many submissions have each outcome, in the order of Outcome; those that don't occur are left out."""
        found = Counter(cell.outcome for cell in self.grades)
        return [(outcome, found[outcome]) for outcome in Outcome if found[outcome]]

    @property
    def correct(self) -> int:
        return sum(cell.outcome is Outcome.CORRECT for cell in self.grades)

    @property
    def share(self) -> int:
        """Per cent of the grades that are correct."""
        return round(100 * self.correct / len(self.grades))

    @property
    def by_hand(self) -> bool:
        """Whether a person grades all answers that there are."""
        outcomes = {cell.outcome for cell in self.grades} - {Outcome.NOT_ATTEMPTED}
        return bool(outcomes) and outcomes <= {Outcome.MANUAL, Outcome.GRADED}

    @property
    def mean(self) -> float | None:
        """The mean of the points that are decided; None where none are."""
        scores = [cell.score for cell in self.grades if cell.score is not None]
        return statistics.fmean(scores) if scores else None

    @property
    def max_score(self) -> float:
        return max(cell.max_score for cell in self.grades)


def graded_cells(grades: Iterable[SubmissionGrade]) -> list[Graded]:
    """The graded cells of all notebooks that were graded, in the order of the notebooks and of their cells."""
    found: dict[tuple[str, str], list[CellGrade]] = {}
    for grade in grades:
        for notebook in grade.notebooks:
            for cell in notebook.cells if is_scored(notebook) else ():
                found.setdefault((notebook.name, cell.id), []).append(cell)
    names = Counter((name, cells[0].title or id) for (name, id), cells in found.items())
    rows = []
    for (name, id), cells in found.items():
        title = cells[0].title or id
        title = title if names[name, title] == 1 else f"{title} ({id})"
        rows.append(Graded(name, id, short(title, 200), tuple(cells)))
    return rows


def told_apart(cells: Iterable[CellGrade]) -> dict[str, str]:
    """The id of each graded cell -> its title, with the exercise's name where several stand under the same heading."""
    cells = list(cells)
    under: dict[str, set[str]] = {}
    for cell in cells:
        under.setdefault(cell.title, set()).add(cell.exercise or cell.id)
    return {
        cell.id: cell.title if len(under[cell.title]) == 1 else f"{cell.title} ({cell.exercise or cell.id})"
        for cell in cells
    }


def max_scores(grades: Iterable[SubmissionGrade]) -> dict[str, float]:
    """Notebook -> its points; a submission that could not be graded doesn't say them."""
    found: dict[str, float] = {}
    for grade in grades:
        for notebook in grade.notebooks:
            found[notebook.name] = max(found.get(notebook.name, 0.0), notebook.max_score)
    return found


def is_scored(notebook: NotebookGrade) -> bool:
    """Whether a notebook was graded, be it by a person who gave points for what was missing or could not be read."""
    return not notebook.error or any(cell.manual_score is not None or cell.extra_credit for cell in notebook.cells)


def is_ungraded(grade: SubmissionGrade) -> bool:
    """Whether nothing of a submission could be graded."""
    return not any(map(is_scored, grade.notebooks))


@dataclass(frozen=True)
class Frequent:
    """Something that happened to several submissions: how many of how many, and what, in words.

    said is what the tests said, where text is the hint of a recognised mistake.
    """

    count: int
    total: int
    text: str
    row: Graded
    outcome: Outcome = Outcome.WRONG
    said: str = ""


def frequent_mistakes(rows: Iterable[Graded]) -> list[Frequent]:
    """The recognised mistakes of all exercises, the most frequent first."""
    found: list[Frequent] = []
    for row in rows:
        names = Counter(cell.mistake for cell in row.grades if cell.mistake)
        hints = {cell.mistake: cell.hint for cell in row.grades}
        found += [Frequent(n, len(row.grades), short(hints[name], MESSAGE), row) for name, n in names.items()]
    return sorted(found, key=lambda each: -each.count)


def frequent_reasons(row: Graded) -> list[Frequent]:
    """Why answers to an exercise were not right, the most frequent first: the hint of a recognised mistake, or else
    what the tests said."""
    cells = [cell for cell in row.grades if cell.outcome not in UNSAID]
    found = Counter((cell.outcome, short(cell.hint, MESSAGE), _said(cell)) for cell in cells)
    return [
        Frequent(count, len(row.grades), hint or said, row, outcome, said if hint else "")
        for (outcome, hint, said), count in found.most_common()
        if hint or said
    ]


def _said(cell: CellGrade) -> str:
    """The message of a grade, where it says more than the outcome."""
    message = short(cell.message, MESSAGE)
    return "" if message.removeprefix("Your cell: ") in SILENT else message


def recognised(rows: Iterable[Graded]) -> str:
    """How many of the wrong answers look like a known mistake, in a sentence; "" where nothing is wrong."""
    wrong = [cell for row in rows for cell in row.grades if cell.outcome is Outcome.WRONG]
    known = sum(bool(cell.mistake) for cell in wrong)
    return f"{known:,} of {plural(len(wrong), 'wrong answer')} look like a known mistake" if wrong else ""


def persons_remarks(grade: SubmissionGrade) -> list[str]:
    """What the gradebook adds to a submission's grades: comments, extra credit, a late penalty."""
    comments = sum(len(notebook.comments) for notebook in grade.notebooks)
    extra = sum(cell.extra_credit for notebook in grade.notebooks for cell in notebook.cells)
    late = sum(notebook.late_penalty for notebook in grade.notebooks)
    found = [plural(comments, "comment")] if comments else []
    found += [f"{points(extra)} of extra credit"] if extra else []
    return [*found, *([f"{points(late)} off for lateness"] if late else [])]


def seconds(grade: SubmissionGrade) -> float:
    """The wall time that a submission took, all its notebooks together."""
    return sum(notebook.seconds for notebook in grade.notebooks)
