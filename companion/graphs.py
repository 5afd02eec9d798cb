"""Pictures of computational graphs, with their values and derivatives, and of the cost that descent walks down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

VALUE_COLOR, GRADIENT_COLOR = "#0072B2", "#C44E00"


def draw_graph(
    ax: Axes,
    positions: Mapping[str, tuple[float, float]],
    edges: Iterable[tuple[str, str]],
    labels: Mapping[str, str] | None = None,
    values: Mapping[str, float] | None = None,
    gradients: Mapping[str, float] | None = None,
    gradient_form: str = "∂ {number:.4g}",
) -> None:
    """Draw a computational graph, with the value above each node and the derivative below it.

    ax: the axes to draw into; its ticks and frame are hidden.
    positions: where the centre of each node is, by name; x grows to the right, y upwards.
    edges: pairs of names, from a node to the one that is computed from it.
    labels: what is written in a node, by name; the name itself where there is none.
    values, gradients: numbers to write above (blue) and below (orange) the node of that name.
    gradient_form: how a gradient is written, as a format of its `name` (the node's) and its `number`.

    Raises KeyError if an edge, a value or a gradient names a node without a position.

    Used in course1_nn/week2_logistic_regression/02_computational_graph.
    """
    box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "0.3"}
    nodes = {
        name: ax.text(x, y, (labels or {}).get(name, name), ha="center", va="center", fontsize=12, bbox=box)
        for name, (x, y) in positions.items()
    }
    for start, end in edges:
        # The arrow runs between the edges of the two boxes, which are known when it is drawn, after them.
        arrow = {"arrowstyle": "-|>", "color": "0.45", "shrinkA": 2, "shrinkB": 2}
        arrow |= {"patchA": nodes[start].get_bbox_patch(), "patchB": nodes[end].get_bbox_patch()}
        ax.annotate("", positions[end], positions[start], arrowprops=arrow)
    _write(ax, positions, values, VALUE_COLOR, "{number:.4g}", 22)
    _write(ax, positions, gradients, GRADIENT_COLOR, gradient_form, -23)
    xs, ys = zip(*positions.values(), strict=True)
    ax.set(xlim=(min(xs) - 0.6, max(xs) + 0.6), ylim=(min(ys) - 0.6, max(ys) + 0.6))
    ax.set_axis_off()


def draw_contours(
    ax: Axes,
    cost: Callable[[float, float], float],
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    levels: Sequence[float],
) -> None:
    """Draw the landscape of a cost of two numbers as on a map: grey lines that join places of equal cost.

    ax: the axes to draw into.
    cost: takes the two coordinates of a place and returns one number; it is called for each point of a grid, 61 × 61.
    x_range, y_range: from where to where the map reaches.
    levels: the costs whose lines are drawn, in rising order.

    Used in course1_nn/week2_logistic_regression/02_computational_graph and
    course2_improving/week2_optimization/02_optimizers.
    """
    xs, ys = np.linspace(*x_range, 61), np.linspace(*y_range, 61)
    heights = [[cost(float(x), float(y)) for x in xs] for y in ys]
    ax.contour(xs, ys, heights, levels=levels, colors="0.75")


def _write(
    ax: Axes,
    positions: Mapping[str, tuple[float, float]],
    numbers: Mapping[str, float] | None,
    color: str,
    form: str,
    offset: float,
) -> None:
    """Write numbers `offset` points above the nodes that they are named after."""
    for name, number in (numbers or {}).items():
        text = form.format(name=name, number=number).replace("-", "−")
        ax.annotate(
            text,
            positions[name],
            xytext=(0, offset),
            textcoords="offset points",
            ha="center",
            va="center",
            color=color,
            fontsize=11,
            fontweight="bold",
            bbox={"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none"},
        )
