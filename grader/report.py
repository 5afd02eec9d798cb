"""Writes the report on a class: a page with pictures for the instructor, and a table for other programs."""

from __future__ import annotations

import base64
import csv
import io
import itertools
import math
import re
import statistics
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .course import Course
from .errors import GraderError
from .feedback import SILENT, SYMBOLS, graded, number, render, short
from .record import replace as write_whole
from .results import CellGrade, NotebookGrade, Outcome, SubmissionGrade

# Okabe and Ito's colours, which people with any kind of colour vision tell apart, and the ink that is read on them.
COLOURS = {
    Outcome.CORRECT: "#009e73", Outcome.PARTIAL: "#56b4e9", Outcome.WRONG: "#d55e00",
    Outcome.NOT_ATTEMPTED: "#b8bfc6", Outcome.CRASHED: "#cc79a7", Outcome.OUT_OF_TIME: "#e69f00",
    Outcome.OUT_OF_MEMORY: "#f0e442", Outcome.MANUAL: "#0072b2",
}  # fmt: skip
INKS = {outcome: "#ffffff" if outcome is Outcome.MANUAL else "#000000" for outcome in Outcome}
REMARKS = {
    Outcome.CRASHED: "crashed", Outcome.OUT_OF_TIME: "out of time", Outcome.OUT_OF_MEMORY: "out of memory",
    Outcome.MANUAL: "to grade by hand",
}  # fmt: skip
UNSAID = (Outcome.CORRECT, Outcome.NOT_ATTEMPTED, Outcome.MANUAL)

MISTAKES_SHOWN = 12
REASONS_SHOWN = 3
REASONS_LISTED = 20
SLOWEST_SHOWN = 5
MESSAGE = 300


# --------------------------------------------------------------------------------------------------- numbers of a class


def plural(count: int, noun: str) -> str:
    """A number with its noun: 1 submission, 2 submissions."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


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
        """Whether a person has to grade all answers."""
        return all(cell.outcome is Outcome.MANUAL for cell in self.grades)

    @property
    def mean(self) -> float | None:
        """The mean of the points that are decided; None where none are."""
        scores = [cell.score for cell in self.grades if cell.score is not None]
        return statistics.fmean(scores) if scores else None

    @property
    def max_score(self) -> float:
        return max(cell.max_score for cell in self.grades)


def graded_cells(grades: Iterable[SubmissionGrade]) -> list[Graded]:
    """The graded cells of all notebooks, in the order of the notebooks and of their cells."""
    found: dict[tuple[str, str], list[CellGrade]] = {}
    for grade in grades:
        for notebook in grade.notebooks:
            for cell in notebook.cells:
                found.setdefault((notebook.name, cell.id), []).append(cell)
    names = Counter((name, cells[0].title or id) for (name, id), cells in found.items())
    rows = []
    for (name, id), cells in found.items():
        title = cells[0].title or id
        title = title if names[name, title] == 1 else f"{title} ({id})"
        rows.append(Graded(name, id, short(title, 200), tuple(cells)))
    return rows


def max_scores(grades: Iterable[SubmissionGrade]) -> dict[str, float]:
    """Notebook -> its points; a submission that could not be graded doesn't say them."""
    found: dict[str, float] = {}
    for grade in grades:
        for notebook in grade.notebooks:
            found[notebook.name] = max(found.get(notebook.name, 0.0), notebook.max_score)
    return found


def is_ungraded(grade: SubmissionGrade) -> bool:
    """Whether nothing of a submission could be graded."""
    return all(notebook.error for notebook in grade.notebooks)


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


def _recognised(rows: Iterable[Graded]) -> str:
    """How many of the wrong answers look like a known mistake, in a sentence; "" where nothing is wrong."""
    wrong = [cell for row in rows for cell in row.grades if cell.outcome is Outcome.WRONG]
    known = sum(bool(cell.mistake) for cell in wrong)
    return f"{known:,} of {plural(len(wrong), 'wrong answer')} look like a known mistake" if wrong else ""


# ------------------------------------------------------------------------------------------------------------- pictures


@dataclass(frozen=True)
class Look:
    """What a picture is drawn for: the colours of the page around it, and its width in inches."""

    text: str
    muted: str
    line: str
    card: str
    bars: str
    width: float


LIGHT = {"text": "#1c2329", "muted": "#586470", "line": "#dde2e7", "card": "#ffffff", "bars": "#0072b2"}
DARK = {"text": "#e4e8ec", "muted": "#a2adb8", "line": "#303841", "card": "#1a1f25", "bars": "#56b4e9"}
WIDE, NARROW = 8.6, 3.45
FONT = 9.5
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "grader",
    "font.size": FONT,
    "axes.unicode_minus": True,
}
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Picture:
    """One picture four times, as data URIs (light and dark, wide and narrow), with the words that say the same."""

    title: str
    alt: str
    light: str
    dark: str
    narrow: str
    narrow_dark: str


def picture(title: str, alt: str, draw: Callable[[Look], Figure]) -> Picture:
    """Draw a picture for every kind of screen; title: its finding; alt: what it shows, in words."""
    looks = [Look(**colours, width=width) for width in (WIDE, NARROW) for colours in (LIGHT, DARK)]
    light, dark, narrow, narrow_dark = [_data_uri(draw, look) for look in looks]
    return Picture(title, alt, light, dark, narrow, narrow_dark)


def _data_uri(draw: Callable[[Look], Figure], look: Look) -> str:
    file = io.StringIO()
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # letters that matplotlib's font lacks: the browser's has them
        figure = draw(look)
        FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None})
    text = re.sub(r"font: ([^;\"]*?px) [^;\"]*", rf"font: \1 {FONTS}", file.getvalue())
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode('utf-8', 'replace')).decode()}"


def _axes(look: Look, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(look.width, height), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(look.line)
    axes.tick_params(colors=look.muted, length=0)
    return figure, axes


def _histogram(values: Sequence[float], edges: Sequence[float], xlabel: str, mark: str) -> Callable[[Look], Figure]:
    """Draws how many submissions fall between the edges, with a line at their median."""

    def draw(look: Look) -> Figure:
        figure, axes = _axes(look, 2.6)
        axes.hist(values, bins=list(edges), color=look.bars, edgecolor=look.card, linewidth=1.5)
        axes.set_axisbelow(True)
        axes.grid(axis="y", color=look.line, linewidth=0.8)
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.set_xticks(edges[:: 1 + len(edges) // (8 if look.width < WIDE else 16)])
        axes.set_xlim(edges[0], edges[-1])
        axes.set_xlabel(xlabel, color=look.text)
        axes.set_ylabel("submissions", color=look.text)
        middle = statistics.median(values)
        axes.set_ylim(0, axes.get_ylim()[1] * 1.18)
        axes.axvline(middle, color=look.text, linewidth=1.4, linestyle=(0, (4, 2)))
        left = middle > (edges[0] + edges[-1]) / 2
        axes.annotate(
            mark,
            (middle, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-5 if left else 5, -1),
            textcoords="offset points",
            ha="right" if left else "left",
            va="top",
            color=look.text,
            weight="bold",
        )
        return figure

    return draw


def _stacked_bars(rows: Sequence[Graded]) -> Callable[[Look], Figure]:
    """Draws a bar for each exercise, with its title above: the outcomes from correct to manual, with their
    numbers."""

    def draw(look: Look) -> Figure:
        figure = Figure(figsize=(look.width, 0.56 * len(rows) + 0.05))
        figure.patch.set_alpha(0)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(len(rows), -0.02)
        for place, row in enumerate(rows):
            _draw_bar(axes, place, row, look)
        return figure

    return draw


def _draw_bar(axes: Axes, place: int, row: Graded, look: Look) -> None:
    points = look.width * 72
    share = "to grade by hand" if row.by_hand else f"{row.share} % correct"
    most = int((points - 0.62 * FONT * (len(share) + 2)) / (0.56 * FONT))
    title = row.title if len(row.title) <= most else row.title[: most - 1] + "…"
    axes.text(0, place + 0.3, title, color=look.text, va="baseline", parse_math=False)
    axes.text(1, place + 0.3, share, color=look.muted, va="baseline", ha="right")
    left = 0.0
    for outcome, count in row.counts:
        width = count / len(row.grades)
        axes.barh(place + 0.6, width, 0.4, left, color=COLOURS[outcome], edgecolor=look.card, linewidth=1.2)
        label = next(
            (text for text in (f"{SYMBOLS[outcome]} {count}", f"{count}") if len(text) * 0.7 * FONT < width * points),
            "",
        )
        axes.text(left + width / 2, place + 0.61, label, color=INKS[outcome], ha="center", va="center")
        left += width


def _score_picture(grades: Sequence[SubmissionGrade], most: float) -> Picture | None:
    scores = [min(max(grade.score, 0.0), most) for grade in grades if not is_ungraded(grade)]
    if not scores or most <= 0:
        return None
    middle = statistics.median(scores)
    edges = _edges(most)
    counts = [sum(low <= score < high or score == high == edges[-1] for score in scores) for low, high in _pairs(edges)]
    parts = [f"{n} from {low:g} to {high:g}" for n, (low, high) in zip(counts, _pairs(edges), strict=True) if n]
    title = f"Half of the submissions have {number(middle)} points or more of {number(most)}"
    who = plural(len(scores), "submission")
    alt = f"Histogram of the points of {who}: {', '.join(parts)}. The median is {number(middle)}."
    return picture(title, alt, _histogram(scores, edges, "points", f"median {number(middle)}"))


def _time_picture(grades: Sequence[SubmissionGrade]) -> Picture | None:
    times = [seconds(grade) for grade in grades if not is_ungraded(grade)]
    if not times or max(times) <= 0:
        return None
    middle = statistics.median(times)
    title = f"Half of the submissions ran in {middle:.3g} s or less; the slowest took {max(times):.3g} s"
    alt = f"Histogram of the seconds that {plural(len(times), 'submission')} took. {title}."
    return picture(title, alt, _histogram(times, _edges(max(times)), "seconds", f"median {middle:.3g} s"))


def _edges(most: float, bins: int = 14) -> list[float]:
    """Round numbers from 0 that divide up to `most` in at most so many parts."""
    unit = 10.0 ** math.floor(math.log10(most / bins))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor * bins >= most)
    return [round(step * place, 12) for place in range(math.ceil(round(most / step, 9)) + 1)]


def _pairs(edges: Sequence[float]) -> list[tuple[float, float]]:
    return list(itertools.pairwise(edges))


def seconds(grade: SubmissionGrade) -> float:
    """The wall time that a submission took, all its notebooks together."""
    return sum(notebook.seconds for notebook in grade.notebooks)


# ------------------------------------------------------------------------------------------------------------- the page


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
    return Part(name, rows, picture(title, alt, _stacked_bars(rows)), [each for each in Outcome if each in present])


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
    return None if notebook is None or notebook.error else notebook.score


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
        scores=_score_picture(grades, most),
        parts=[_part(name, mine) for name in points if (mine := [row for row in rows if row.notebook == name])],
        mistakes=mistakes[:MISTAKES_SHOWN],
        more_mistakes=max(0, len(mistakes) - MISTAKES_SHOWN),
        recognised=_recognised(rows),
        reasons={name: found for name, found in reasons.items() if found},
        reasons_shown=REASONS_SHOWN,
        reasons_listed=REASONS_LISTED,
        times=_time_picture(grades),
        slowest=slowest,
        colours=COLOURS,
        inks=INKS,
    )


# -------------------------------------------------------------------------------------------------- the table and files

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


def write_report(course: Course, assignment: str) -> tuple[Path, Path]:
    """Write the report of an assignment to `reports`, as a page and as CSV, and return the paths of both.

    Raises GraderError where nothing was graded yet, or a file can't be written.
    """
    grades = graded(course, assignment)
    paths = tuple(course.root / "reports" / f"{assignment}.{kind}" for kind in ("html", "csv"))
    for path, text in zip(paths, (class_report(grades, assignment), report_csv(grades)), strict=True):
        try:
            write_whole(path, text.encode("utf-8", "replace"))
        except OSError as error:
            raise GraderError(f"{path} can't be written: {error.strerror}") from None
    return paths[0], paths[1]
