"""Pictures of deep networks: the matrices that examples pass through from layer to layer, drawn to scale."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

ACTIVATION_COLOR, WEIGHT_COLOR, BIAS_COLOR = "#56B4E9", "#E69F00", "#009E73"
GAP = 1.6  # between neighbours, in cells


def draw_shapes(ax: Axes, layer_dims: Sequence[int], m: int) -> None:
    """Draw a network as its matrices, from left to right: A[0], W[1], b[1], A[1], W[2], …, each with its shape.

    ax: the axes to draw into; its ticks and frame are hidden, and a cell of a matrix is a square.
    layer_dims: numbers of units, the inputs first, each at least 1; two or more numbers.
    m: number of examples, at least 1: the width of every activation.

    Raises ValueError for fewer than two layers, or a size below 1.

    Used in course1_nn/week4_deep_network/01_building_a_deep_network and in the week's notes.
    """
    if len(layer_dims) < 2 or min([*layer_dims, m]) < 1:
        raise ValueError(f"layer_dims is {list(layer_dims)} and m is {m}: two sizes or more, and all at least 1")
    x, top = 0.0, float(max(layer_dims))
    for layer, units in enumerate(layer_dims):
        if layer:
            inputs = layer_dims[layer - 1]
            x = _draw_matrix(ax, x, f"$W^{{[{layer}]}}$", (units, inputs), WEIGHT_COLOR, top)
            x = _draw_matrix(ax, x, f"$b^{{[{layer}]}}$", (units, 1), BIAS_COLOR, top)
        x = _draw_matrix(ax, x, f"$A^{{[{layer}]}}$", (units, m), ACTIVATION_COLOR, top)
    ax.set(xlim=(-GAP, x), ylim=(-2.6, top + 1.8))
    ax.set_aspect("equal")
    ax.set_axis_off()


def _draw_matrix(ax: Axes, x: float, name: str, shape: tuple[int, int], color: str, top: float) -> float:
    """Draw one matrix, its lower left corner at (x, 0), and return where the next one begins."""
    rows, columns = shape
    room = max(columns, 3)  # so that the shapes of narrow neighbours don't overlap
    left = x + (room - columns) / 2
    bottom = (top - rows) / 2
    ax.add_patch(Rectangle((left, bottom), columns, rows, facecolor=color, alpha=0.45, edgecolor="black"))
    for row in range(1, rows):
        ax.plot([left, left + columns], [bottom + row] * 2, color="black", linewidth=0.3)
    for column in range(1, columns):
        ax.plot([left + column] * 2, [bottom, bottom + rows], color="black", linewidth=0.3)
    ax.text(x + room / 2, top + 0.9, name, ha="center", va="center", fontsize=13)
    ax.text(x + room / 2, -1.2, f"({rows}, {columns})", ha="center", va="center", fontsize=9)
    return x + room + GAP
