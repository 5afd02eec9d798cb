"""Pictures of computational graphs: nodes, arrows, the values that flow forward and the derivatives that flow back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matplotlib.axes import Axes

VALUE_COLOR, GRADIENT_COLOR = "#0072B2", "#C44E00"


def draw_graph(
    ax: Axes,
    positions: Mapping[str, tuple[float, float]],
    edges: Iterable[tuple[str, str]],
    labels: Mapping[str, str] | None = None,
    values: Mapping[str, float] | None = None,
    gradients: Mapping[str, float] | None = None,
) -> None:
    """Draw a computational graph, with the value above each node and the derivative below it.

    ax: the axes to draw into; its ticks and frame are hidden.
    positions: where the centre of each node is, by name; x grows to the right, y upwards.
    edges: pairs of names, from a node to the one that is computed from it.
    labels: what is written in a node, by name; the name itself where there is none.
    values, gradients: numbers to write above (blue) and below (orange, after a ∂) the node of that name.

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
    _write(ax, positions, values, VALUE_COLOR, "{:.4g}", 22)
    _write(ax, positions, gradients, GRADIENT_COLOR, "∂ {:.4g}", -23)
    xs, ys = zip(*positions.values(), strict=True)
    ax.set(xlim=(min(xs) - 0.6, max(xs) + 0.6), ylim=(min(ys) - 0.6, max(ys) + 0.6))
    ax.set_axis_off()


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
        text = form.format(number).replace("-", "−")
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
