"""The pictures of the notes of course4_sequence/week1_recurrent_networks; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from companion.words import load_names

BLUE, ORANGE, GREEN, SKY, GREY = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "0.6"


def box(ax: Axes, x, y, text, color=BLUE, width=0.62, height=0.5):
    """A rounded box around a text, centred at a place."""
    corner = (x - width / 2, y - height / 2)
    style = "round,pad=0.02,rounding_size=0.08"
    ax.add_patch(
        FancyBboxPatch(corner, width, height, boxstyle=style, facecolor="white", edgecolor=color, linewidth=1.8)
    )
    ax.text(x, y, text, ha="center", va="center", fontsize=11)


def arrow(ax: Axes, start, end, color="black", text="", bend=0.0):
    """An arrow from one place to another, with a text at its middle."""
    ax.annotate(
        "",
        end,
        start,
        arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 1.5, "connectionstyle": f"arc3,rad={bend}"},
    )
    if text:
        ax.text(
            (start[0] + end[0]) / 2,
            (start[1] + end[1]) / 2 + 0.1,
            text,
            ha="center",
            va="bottom",
            fontsize=9,
            color=color,
        )


def empty(ax: Axes, width, height, title=""):
    """No axes, a fixed scale."""
    ax.set_axis_off()
    ax.set(xlim=(-0.6, width), ylim=(-0.6, height), aspect="equal")
    ax.set_title(title, fontsize=11)


def draw_unrolled():
    """A recurrent cell with its loop, and the same cell at four steps."""
    figure, ax = plt.subplots(figsize=(10, 3.4), layout="constrained")
    empty(ax, 8.6, 3.0)
    box(ax, 0.6, 1.2, "cell")
    arrow(ax, (0.6, 0.15), (0.6, 0.92))
    arrow(ax, (0.6, 1.48), (0.6, 2.3))
    arrow(ax, (0.95, 1.35), (0.95, 1.05), bend=-2.2)
    ax.text(0.6, -0.1, "$x$", ha="center", fontsize=12)
    ax.text(0.6, 2.45, r"$\hat y$", ha="center", fontsize=12)
    ax.text(2.15, 1.2, "=", fontsize=20, va="center")
    arrow(ax, (2.75, 1.2), (3.25, 1.2), text=r"$a^{\langle 0\rangle}$")
    for step, name in enumerate(("1", "2", "3", "T_x")):
        x = 3.6 + 1.4 * step
        box(ax, x, 1.2, "cell")
        arrow(ax, (x, 0.15), (x, 0.92))
        arrow(ax, (x, 1.48), (x, 2.3))
        ax.text(x, -0.1, rf"$x^{{\langle {name} \rangle}}$", ha="center", fontsize=12)
        ax.text(x, 2.45, rf"$\hat y^{{\langle {name} \rangle}}$", ha="center", fontsize=12)
        if step < 2:
            arrow(ax, (x + 0.35, 1.2), (x + 1.05, 1.2), text=rf"$a^{{\langle {name} \rangle}}$")
    ax.text(7.1, 1.2, "…", fontsize=18, ha="center", va="center")
    ax.set_title("One cell with a loop is the same cell at every step: the weights are shared")
    return figure


def draw_types():
    """The five types of recurrent networks, as boxes and arrows."""
    kinds = {
        "one to one": ([0], [0], 1),
        "one to many": ([0], [0, 1, 2], 3),
        "many to one": ([0, 1, 2], [2], 3),
        "many to many, equal": ([0, 1, 2], [0, 1, 2], 3),
        "encoder and decoder": ([0, 1, 2], [3, 4], 5),
    }
    figure, axes = plt.subplots(1, 5, figsize=(13, 2.6), layout="constrained", width_ratios=[1, 2, 2, 2, 3])
    for ax, (title, (inputs, outputs, cells)) in zip(axes, kinds.items(), strict=True):
        empty(ax, cells * 0.9 + 0.1, 2.5, title)
        for cell in range(cells):
            decodes = title.startswith("encoder") and cell > 2
            box(ax, 0.9 * cell, 1, "", ORANGE if decodes else BLUE, width=0.5)
            if cell:
                arrow(ax, (0.9 * cell - 0.62, 1), (0.9 * cell - 0.28, 1))
        for cell in inputs:
            arrow(ax, (0.9 * cell, 0), (0.9 * cell, 0.72))
        for cell in outputs:
            arrow(ax, (0.9 * cell, 1.28), (0.9 * cell, 2))
    return figure


def draw_through_time():
    """Values go to the right, gradients to the left, and all meet in the shared weights."""
    figure, ax = plt.subplots(figsize=(10, 4), layout="constrained")
    empty(ax, 8.2, 4.1)
    for step in range(4):
        x = 0.8 + 2 * step
        box(ax, x, 1.2, rf"$a^{{\langle {step + 1} \rangle}}$")
        box(ax, x, 2.7, rf"$\mathcal{{L}}^{{\langle {step + 1} \rangle}}$", GREEN)
        arrow(ax, (x - 0.1, 1.48), (x - 0.1, 2.42), BLUE)
        arrow(ax, (x + 0.1, 2.42), (x + 0.1, 1.48), ORANGE)
        arrow(ax, (x, 0.05), (x, 0.92), BLUE)
        ax.text(x, -0.25, rf"$x^{{\langle {step + 1} \rangle}}$", ha="center", fontsize=12)
        if step < 3:
            arrow(ax, (x + 0.35, 1.3), (x + 1.65, 1.3), BLUE)
            arrow(ax, (x + 1.65, 1.08), (x + 0.35, 1.08), ORANGE)
            ax.text(x + 1, 0.72, r"$\cdot\, W_{aa}^T\, (1 - a^2)$", ha="center", fontsize=9, color=ORANGE)
    ax.text(3.8, 3.6, "cost = sum of the losses of all steps", ha="center", fontsize=11, color=GREEN)
    ax.set_title("Forward (blue) and back (orange): two gradients arrive at a state, from its own loss and from later")
    return figure


def draw_factors():
    """What is left of a gradient after T factors."""
    T = np.arange(0, 101)
    figure, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
    for factor, color in ((1.1, ORANGE), (1.0, GREY), (0.9, SKY), (0.7, BLUE), (0.5, GREEN)):
        ax.semilogy(T, factor**T, color=color, label=f"{factor} a step")
    ax.axhline(1e-4, color="black", linewidth=0.8, linestyle=":")
    ax.text(99, 1.6e-4, "one in ten thousand", ha="right", fontsize=9)
    ax.set(
        xlabel="steps back in time",
        ylabel="what is left of a gradient of 1",
        ylim=(1e-12, 1e5),
        title="Factors a little below 1 lose what is long ago, factors above 1 explode",
    )
    ax.legend(ncols=5, loc="upper center", fontsize=8)
    return figure


def draw_gate():
    """A gated state over time: it keeps while the gate is closed, and takes the candidate where it opens."""
    rng = np.random.default_rng(3)
    candidate = np.tanh(rng.normal(size=40))
    gate = np.full(40, 0.02)
    gate[[5, 22]] = 0.97
    state, states = 0.0, []
    for u, c in zip(gate, candidate, strict=True):
        state = u * c + (1 - u) * state
        states.append(state)
    figure, axes = plt.subplots(2, 1, figsize=(9, 4), layout="constrained", sharex=True, height_ratios=[1, 2.4])
    axes[0].bar(range(1, 41), gate, color=GREEN)
    axes[0].set(
        ylabel="$\\Gamma_u$",
        ylim=(0, 1.1),
        title="A GRU's state changes where its update gate is open, here at steps 6 and 23",
    )
    axes[1].plot(range(1, 41), candidate, "o", color=GREY, markersize=4, label="candidate $\\tilde c$")
    axes[1].plot(range(1, 41), states, color=BLUE, linewidth=2.5, label="state")
    axes[1].set(xlabel="step", ylabel="value", ylim=(-1.1, 1.1))
    axes[1].legend(ncols=2, loc="lower right")
    return figure


def draw_lstm():
    """The inside of an LSTM's cell: the memory runs through, gates act on it."""
    figure, ax = plt.subplots(figsize=(10, 4.2), layout="constrained")
    empty(ax, 9.4, 4.1)
    arrow(ax, (-0.3, 3.2), (9.2, 3.2), BLUE)
    ax.text(-0.35, 3.45, r"$c^{\langle t-1 \rangle}$", fontsize=12)
    ax.text(8.8, 3.45, r"$c^{\langle t \rangle}$", fontsize=12)
    for x, text in ((1.6, "×"), (4.2, "+")):
        ax.plot(x, 3.2, "o", color="white", markersize=22, markeredgecolor=BLUE)
        ax.text(x, 3.18, text, ha="center", va="center", fontsize=15)
    for x, text, color in (
        (1.6, r"$\Gamma_f$", ORANGE),
        (3.4, r"$\Gamma_i$", ORANGE),
        (5.0, r"$\tilde c$", GREEN),
        (6.8, r"$\Gamma_o$", ORANGE),
    ):
        box(ax, x, 1.2, text, color)
        arrow(ax, (x, 0.2), (x, 0.92))
    arrow(ax, (1.6, 1.48), (1.6, 2.95), ORANGE)
    for x, y in ((4.2, 2.2), (8.0, 1.9)):
        ax.plot(x, y, "o", color="white", markersize=20, markeredgecolor="black")
        ax.text(x, y - 0.02, "×", ha="center", va="center", fontsize=13)
    arrow(ax, (3.5, 1.48), (4.05, 2.05), ORANGE)
    arrow(ax, (4.9, 1.48), (4.35, 2.05), GREEN)
    arrow(ax, (4.2, 2.42), (4.2, 2.95))
    arrow(ax, (7.1, 1.35), (7.78, 1.8), ORANGE)
    arrow(ax, (8.0, 3.15), (8.0, 2.15), text="")
    ax.text(8.12, 2.6, "tanh", fontsize=10)
    arrow(ax, (8.22, 1.9), (9.2, 1.9), BLUE)
    ax.text(8.8, 2.1, r"$a^{\langle t \rangle}$", fontsize=12)
    ax.plot([0.6, 6.8], [0.2, 0.2], color="black", linewidth=1.5)
    ax.text(0.5, 0.2, r"$[a^{\langle t-1 \rangle}, x^{\langle t \rangle}]$", ha="right", va="center", fontsize=12)
    ax.set_title("An LSTM: the memory (top) is multiplied and added to, and never goes through a matrix")
    return figure


def draw_next_letter():
    """What follows "ca" in first names, and the same at two temperatures."""
    names = load_names("first_names").train
    letters = [name[2].lower() if len(name) > 2 else "end" for name in names if name.lower().startswith("ca")]
    found, counts = np.unique(letters, return_counts=True)
    order = np.argsort(-counts)
    shares = counts[order] / counts.sum()
    figure, ax = plt.subplots(figsize=(9, 3.4), layout="constrained")
    for place, (T, color) in enumerate(((0.5, BLUE), (1.0, GREY), (2.0, ORANGE))):
        p = shares ** (1 / T) / np.sum(shares ** (1 / T))
        ax.bar(np.arange(len(p)) + 0.28 * (place - 1), p, width=0.28, color=color, label=f"temperature {T}")
    ax.set_xticks(range(len(found)), found[order])
    ax.set(
        xlabel=f"third letter, in {counts.sum()} first names that begin with “ca”",
        ylabel="probability",
        title="A low temperature trusts the most probable letters, a high one flattens",
    )
    ax.legend()
    return figure


def draw_both_ways():
    """A bidirectional network, and a deep one."""
    figure, axes = plt.subplots(1, 2, figsize=(12, 3.8), layout="constrained")
    for ax, title in zip(
        axes,
        ("Bidirectional: each guess knows both sides", "Deep: three layers, each a sequence for the next"),
        strict=True,
    ):
        empty(ax, 5.9, 4.1, title)
    for step in range(4):
        x = 0.5 + 1.5 * step
        box(axes[0], x - 0.25, 1.1, r"$\overrightarrow{a}$", BLUE, width=0.42)
        box(axes[0], x + 0.25, 2.1, r"$\overleftarrow{a}$", ORANGE, width=0.42)
        for place, top in ((x - 0.25, 0.82), (x + 0.25, 1.82)):
            arrow(axes[0], (x, 0.05), (place, top))
        for place, bottom in ((x - 0.25, 1.38), (x + 0.25, 2.38)):
            arrow(axes[0], (place, bottom), (x, 3.15))
        axes[0].text(x, 3.25, rf"$\hat y^{{\langle {step + 1} \rangle}}$", ha="center", fontsize=12)
        axes[0].text(x, -0.3, rf"$x^{{\langle {step + 1} \rangle}}$", ha="center", fontsize=12)
        if step < 3:
            arrow(axes[0], (x - 0.02, 1.1), (x + 1.02, 1.1), BLUE)
            arrow(axes[0], (x + 1.52, 2.1), (x + 0.48, 2.1), ORANGE)
        for layer in range(3):
            y = 0.7 + 0.9 * layer
            box(axes[1], x, y, rf"$a^{{[{layer + 1}]\langle {step + 1} \rangle}}$", BLUE, width=0.8)
            arrow(axes[1], (x, y - 0.65 + 0.02), (x, y - 0.28))
            if step < 3:
                arrow(axes[1], (x + 0.43, y), (x + 1.07, y), BLUE)
        arrow(axes[1], (x, 2.78), (x, 3.3))
        axes[1].text(x, 3.4, rf"$\hat y^{{\langle {step + 1} \rangle}}$", ha="center", fontsize=12)
        axes[1].text(x, -0.3, rf"$x^{{\langle {step + 1} \rangle}}$", ha="center", fontsize=12)
    return figure


# file name -> function that draws it
PICTURES = {
    "unrolled": draw_unrolled,
    "types": draw_types,
    "through_time": draw_through_time,
    "factors": draw_factors,
    "gate": draw_gate,
    "lstm": draw_lstm,
    "next_letter": draw_next_letter,
    "both_ways": draw_both_ways,
}
