"""Maps of named points into which one can point: what is known of a point shows while the mouse is over it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from companion.plots import COLORS

if TYPE_CHECKING:
    from IPython.display import HTML

WIDTH, HEIGHT, EDGE = 760, 560, 60  # pixels
STYLE = "<style>.named-point:hover circle{r:8px}.named-point:hover text{font-weight:bold;font-size:15px}</style>"


def point_map(
    places: ArrayLike, names: Sequence[str], notes: Sequence[str], groups: Sequence[int] | None = None
) -> HTML:
    """A map of points, for the end of a cell: the note of a point appears where the mouse rests on it.

    places: (m, 2), across and upwards; names, notes: m texts; groups: (m,) whole numbers from 0, one colour each (the
    colours of companion.plots, again from the first where there are more groups). Raises ValueError where the lengths
    differ or a place isn't finite. Used in course4_sequence/week2_word_embeddings.
    """
    from IPython.display import HTML

    points = np.asarray(places, dtype=float)
    kinds = list(groups) if groups is not None else [0] * len(names)
    if points.shape != (len(names), 2) or not len(names) == len(notes) == len(kinds):
        raise ValueError(f"places {points.shape} for {len(names)} names, {len(notes)} notes and {len(kinds)} groups")
    if not np.isfinite(points).all():
        raise ValueError("places must be finite numbers")
    low, high = points.min(axis=0, initial=np.inf), points.max(axis=0, initial=-np.inf)
    share = (points - low) / np.where(high > low, high - low, 1)
    across = EDGE + share[:, 0] * (WIDTH - 2 * EDGE)
    down = HEIGHT - EDGE - share[:, 1] * (HEIGHT - 2 * EDGE)
    drawn = map(_point, across, down, names, notes, [COLORS[kind % len(COLORS)] for kind in kinds])
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img"'
    look = f'style="background:white" aria-label="a map of {len(names)} names"'
    page = f"{STYLE}{frame} {look}>{''.join(drawn)}</svg>"
    return HTML(page)  # type: ignore[no-untyped-call]


def _point(x: float, y: float, name: str, note: str, color: str) -> str:
    """A point with its name, and its note, which browsers show where the mouse rests."""
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>'
    text = f'<text x="{x + 6:.1f}" y="{y + 4:.1f}" font-size="11" font-family="sans-serif">{escape(name)}</text>'
    return f'<g class="named-point"><title>{escape(name)}: {escape(note)}</title>{circle}{text}</g>'
