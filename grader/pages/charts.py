"""The pictures of a report, as SVG that fits the page around them: light or dark, wide or narrow."""

from __future__ import annotations

import base64
import io
import itertools
import math
import re
import statistics
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from grader.pages.outcomes import LOOKS
from grader.pages.statistics import Graded, is_ungraded, seconds
from grader.pages.text import number, plural
from grader.verdict.results import SubmissionGrade


@dataclass(frozen=True)
class Screen:
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


def picture(title: str, alt: str, draw: Callable[[Screen], Figure]) -> Picture:
    """Draw a picture for every kind of screen; title: its finding; alt: what it shows, in words."""
    screens = [Screen(**colours, width=width) for width in (WIDE, NARROW) for colours in (LIGHT, DARK)]
    light, dark, narrow, narrow_dark = [_data_uri(draw, screen) for screen in screens]
    return Picture(title, alt, light, dark, narrow, narrow_dark)


def _data_uri(draw: Callable[[Screen], Figure], screen: Screen) -> str:
    file = io.StringIO()
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # letters that matplotlib's font lacks: the browser's has them
        figure = draw(screen)
        FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None})
    text = re.sub(r"font: ([^;\"]*?px) [^;\"]*", rf"font: \1 {FONTS}", file.getvalue())
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode('utf-8', 'replace')).decode()}"


def _axes(screen: Screen, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(screen.width, height), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(screen.line)
    axes.tick_params(colors=screen.muted, length=0)
    return figure, axes


def _histogram(values: Sequence[float], edges: Sequence[float], xlabel: str, mark: str) -> Callable[[Screen], Figure]:
    """Draws how many submissions fall between the edges, with a line at their median."""

    def draw(screen: Screen) -> Figure:
        figure, axes = _axes(screen, 2.6)
        axes.hist(values, bins=list(edges), color=screen.bars, edgecolor=screen.card, linewidth=1.5)
        axes.set_axisbelow(True)
        axes.grid(axis="y", color=screen.line, linewidth=0.8)
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.set_xticks(edges[:: 1 + len(edges) // (8 if screen.width < WIDE else 16)])
        axes.set_xlim(edges[0], edges[-1])
        axes.set_xlabel(xlabel, color=screen.text)
        axes.set_ylabel("submissions", color=screen.text)
        middle = statistics.median(values)
        axes.set_ylim(0, axes.get_ylim()[1] * 1.18)
        axes.axvline(middle, color=screen.text, linewidth=1.4, linestyle=(0, (4, 2)))
        left = middle > (edges[0] + edges[-1]) / 2
        axes.annotate(
            mark,
            (middle, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-5 if left else 5, -1),
            textcoords="offset points",
            ha="right" if left else "left",
            va="top",
            color=screen.text,
            weight="bold",
        )
        return figure

    return draw


def stacked_bars(rows: Sequence[Graded]) -> Callable[[Screen], Figure]:
    """Draws a bar for each exercise, with its title above: the outcomes from correct to manual, with their
    numbers."""

    def draw(screen: Screen) -> Figure:
        figure = Figure(figsize=(screen.width, 0.56 * len(rows) + 0.05))
        figure.patch.set_alpha(0)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(len(rows), -0.02)
        for place, row in enumerate(rows):
            _draw_bar(axes, place, row, screen)
        return figure

    return draw


def _draw_bar(axes: Axes, place: int, row: Graded, screen: Screen) -> None:
    points = screen.width * 72
    share = "graded by hand" if row.by_hand else f"{row.share} % correct"
    most = int((points - 0.62 * FONT * (len(share) + 2)) / (0.56 * FONT))
    title = row.title if len(row.title) <= most else row.title[: most - 1] + "…"
    axes.text(0, place + 0.3, title, color=screen.text, va="baseline", parse_math=False)
    axes.text(1, place + 0.3, share, color=screen.muted, va="baseline", ha="right")
    left = 0.0
    for outcome, count in row.counts:
        width = count / len(row.grades)
        axes.barh(place + 0.6, width, 0.4, left, color=LOOKS[outcome].fill, edgecolor=screen.card, linewidth=1.2)
        label = next(
            (text for text in (f"{outcome.symbol} {count}", f"{count}") if len(text) * 0.7 * FONT < width * points),
            "",
        )
        axes.text(left + width / 2, place + 0.61, label, color=LOOKS[outcome].ink, ha="center", va="center")
        left += width


def score_picture(grades: Sequence[SubmissionGrade], most: float) -> Picture | None:
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


def time_picture(grades: Sequence[SubmissionGrade]) -> Picture | None:
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
