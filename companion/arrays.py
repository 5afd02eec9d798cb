"""Pictures of matrices: their cells and shapes, and the copies that broadcasting acts as if they were there."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

OWN_COLOR, FILL_COLOR, COPY_COLOR = "#0072B2", "#DCEBF5", "silver"


def draw_array(
    ax: Axes,
    array: NDArray[Any],
    left: float,
    top: float = 0.0,
    broadcast_to: tuple[int, int] | None = None,
) -> None:
    """Draw a matrix as a table of unit squares, with its shape above it.

    ax: the axes to draw into; their limits stay as they are.
    array: a matrix (two axes) of numbers, written as they print.
    left, top: where the upper left corner of the table is, in data coordinates.
    broadcast_to: the shape (rows, columns) that the matrix is stretched to, if it is. The cells that are copies have
        grey numbers and a dotted frame; the shape above the table is still that of the matrix itself.

    Raises ValueError if the matrix can't be broadcast to that shape, or hasn't two axes.

    Used in course1_nn/week2_logistic_regression/01_python_and_vectorization.
    """
    if array.ndim != 2:
        raise ValueError(f"draw_array draws matrices, with two axes; got an array of shape {array.shape}")
    table = np.broadcast_to(array, broadcast_to or array.shape)
    for (i, j), value in np.ndenumerate(table):
        own = i < array.shape[0] and j < array.shape[1]
        fill, edge, line = (FILL_COLOR, OWN_COLOR, "-") if own else ("white", COPY_COLOR, ":")
        ax.add_patch(Rectangle((left + j, top - i - 1), 1, 1, facecolor=fill, edgecolor=edge, linestyle=line))
        color = "black" if own else "gray"
        ax.text(left + j + 0.5, top - i - 0.5, str(value), ha="center", va="center", color=color)
    ax.text(left + table.shape[1] / 2, top + 0.3, str(array.shape), ha="center", color=OWN_COLOR)
