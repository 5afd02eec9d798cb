"""The pictures of the notes of course1_nn/week4_deep_network; `grader build` draws them."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from companion.layers import draw_shapes

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "0.55"
matplotlib.rcParams.update({"savefig.bbox": "tight", "savefig.pad_inches": 0.12})
LIGHT_BLUE, LIGHT_ORANGE = "#D6E8F3", "#FBE3D6"


def box(ax, x, y, text, color):
    """A rounded box, 1.7 wide and 0.9 high, with its centre at (x, y)."""
    style = "round,pad=0,rounding_size=0.15"
    ax.add_patch(FancyBboxPatch((x - 0.85, y - 0.45), 1.7, 0.9, boxstyle=style, facecolor=color, edgecolor="0.3"))
    ax.text(x, y, text, ha="center", va="center", fontsize=11)


def arrow(ax, start, end, color, text="", above=0.2):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 1.5})
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + above
    ax.text(*middle, text, ha="center", va="center", color=color, fontsize=11)


def draw_network_shapes():
    figure, ax = plt.subplots(figsize=(11, 2.9), layout="constrained")
    draw_shapes(ax, [4, 5, 3, 1], m=6)
    ax.set_title("Columns of W[l] = rows of what comes in; rows of W[l] = rows of what goes out")
    return figure


def draw_blocks():
    figure, ax = plt.subplots(figsize=(11, 4.6), layout="constrained")
    names = ["1: linear,\nReLU", "2: linear,\nReLU", "3: linear,\nsigmoid"]
    xs = [2, 5.4, 8.8]
    for layer, (x, name) in enumerate(zip(xs, names, strict=True), start=1):
        box(ax, x, 3, name, LIGHT_BLUE)
        box(ax, x, 0.6, f"back\nthrough {layer}", LIGHT_ORANGE)
        arrow(ax, (x, 2.5), (x, 1.1), GREY)
        ax.text(
            x + 0.12,
            1.85,
            f"cache: $A^{{[{layer - 1}]}}, W^{{[{layer}]}}, b^{{[{layer}]}}, Z^{{[{layer}]}}$",
            fontsize=9.5,
            va="center",
        )
        arrow(ax, (x, 0.12), (x, -0.75), ORANGE)
        ax.text(x + 0.15, -0.55, f"$dW^{{[{layer}]}}, db^{{[{layer}]}}$", color=ORANGE, fontsize=11, va="center")
        arrow(ax, (x - 2.3 if layer == 1 else x - 2.5, 3), (x - 0.9, 3), BLUE, f"$A^{{[{layer - 1}]}}$", 0.28)
        arrow(ax, (x - 0.9, 0.6), (x - 2.3 if layer == 1 else x - 2.5, 0.6), ORANGE, f"$dA^{{[{layer - 1}]}}$", 0.28)
    box(ax, 12.6, 1.8, "loss with $Y$", "0.93")
    arrow(ax, (9.7, 3), (11.7, 2.1), BLUE, "$A^{[3]}$", 0.4)
    arrow(ax, (11.7, 1.5), (9.7, 0.6), ORANGE, "$dA^{[3]}$", -0.4)
    ax.set(
        xlim=(-0.6, 13.6), ylim=(-1, 3.8), title="Values go forward (blue); caches wait; derivatives come back (orange)"
    )
    ax.set_axis_off()
    return figure


def draw_folds():
    x = np.linspace(0, 1, 1025)
    figure, axes = plt.subplots(1, 4, figsize=(12, 3), layout="constrained")
    value = x
    for ax, folds in zip(axes[:3], (1, 2, 3), strict=True):
        value = 2 * np.maximum(0, value) - 4 * np.maximum(0, value - 0.5)
        ax.plot(x, value, color=BLUE, linewidth=2)
        ax.set(xlabel="input x", title=f"{folds} layer{'s' * (folds > 1)}: {2**folds} pieces")
    axes[0].set_ylabel("output")
    layers = np.arange(1, 11)
    axes[3].plot(2 * layers, 2.0**layers, "o-", color=BLUE, label="layers of two units")
    axes[3].plot(2 * layers, 2 * layers + 1, "s--", color=ORANGE, label="one layer, at most")
    axes[3].set(
        yscale="log", xlabel="hidden units in all", ylabel="straight pieces", title="Depth multiplies, width adds"
    )
    axes[3].legend(fontsize=8)
    return figure


def draw_parity():
    figure, ax = plt.subplots(figsize=(8.5, 3.6), layout="constrained")
    levels = {0: 8, 1: 4, 2: 2, 3: 1}
    places = {level: (np.arange(count) + 0.5) * 16 / count for level, count in levels.items()}
    for level in (1, 2, 3):
        for k, x in enumerate(places[level]):
            for child in places[level - 1][2 * k : 2 * k + 2]:
                ax.plot([child, x], [level - 1, level], color=GREY, linewidth=1, zorder=1)
    for level, xs in places.items():
        for k, x in enumerate(xs):
            face = LIGHT_BLUE if level else "white"
            ax.plot(x, level, "o", markersize=27, markerfacecolor=face, markeredgecolor="0.3", zorder=2)
            ax.text(x, level, "XOR" if level else f"$x_{k + 1}$", ha="center", va="center", fontsize=9, zorder=3)
    ax.text(17, 0, "8 inputs", va="center")
    for level in (1, 2, 3):
        ax.text(17, level, f"step {level}: {levels[level]} comparison{'s' * (levels[level] > 1)}", va="center")
    ax.set(
        xlim=(-0.2, 23),
        ylim=(-0.5, 3.5),
        title="An odd number of ones? Pairs of pairs need three steps for eight inputs",
    )
    ax.set_axis_off()
    return figure


# file name -> function that draws it
PICTURES = {
    "shapes": draw_network_shapes,
    "blocks": draw_blocks,
    "folds": draw_folds,
    "parity": draw_parity,
}
