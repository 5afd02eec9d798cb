"""The pictures of the notes of course1_nn/week2_logistic_regression; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from companion.graphs import draw_graph

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "0.55"


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def draw_sigmoid():
    z = np.linspace(-7, 7, 281)
    figure, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    ax.axhline(0.5, color=GREY, linestyle=":")
    ax.axvline(0, color=GREY, linestyle=":")
    ax.plot(z, sigmoid(z), color=BLUE, linewidth=2)
    ax.plot(0, 0.5, "o", color=ORANGE)
    ax.annotate("undecided: z = 0, a = 0.5", (0, 0.5), (0.7, 0.36), color="#A84300")
    ax.annotate("surely 0", (-6, sigmoid(-6)), (-6.6, 0.1))
    ax.annotate("surely 1", (6, sigmoid(6)), (5.1, 0.87))
    ax.set(xlabel="$z = w^T x + b$", ylabel="$a = \\sigma(z)$", title="The sigmoid turns any number into a probability")
    return figure


def draw_decision_boundary():
    rng = np.random.default_rng(3)
    negatives = rng.normal([-1.1, -0.5], 0.8, (35, 2))
    positives = rng.normal([1.1, 0.9], 0.8, (35, 2))
    w, b = np.array([1.5, 1.0]), -0.3
    first, second = np.meshgrid(np.linspace(-3.4, 3.4, 120), np.linspace(-2.8, 3, 120))
    figure, ax = plt.subplots(figsize=(6.4, 4.4), layout="constrained")
    levels = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1]
    filled = ax.contourf(first, second, sigmoid(w[0] * first + w[1] * second + b), levels, cmap="PuOr_r", alpha=0.55)
    ax.contour(first, second, w[0] * first + w[1] * second + b, [0], colors="black", linewidths=1.5)
    ax.scatter(*negatives.T, marker="o", s=22, color="#3B1F6B", label="y = 0")
    ax.scatter(*positives.T, marker="^", s=26, color="#7F3B08", label="y = 1")
    foot = -b * w / (w @ w)
    ax.annotate("", foot + 0.6 * w, foot, arrowprops={"arrowstyle": "-|>", "linewidth": 2})
    ax.text(*(foot + 0.6 * w + [0.08, 0.08]), "w", fontsize=13, fontweight="bold")
    figure.colorbar(filled, ax=ax, label="predicted probability of y = 1", ticks=levels)
    ax.set_aspect("equal")
    ax.legend(loc="lower right")
    ax.set(xlabel="feature $x_1$", ylabel="feature $x_2$", title="The boundary is straight, and w points across it")
    return figure


def draw_loss_and_gradient():
    z = np.linspace(-7, 7, 281)
    a = sigmoid(z)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.5), layout="constrained")
    left.plot(z, np.logaddexp(0, -z), color=BLUE, linewidth=2, label="logistic loss, $-\\log a$")
    left.plot(z, (a - 1) ** 2 / 2, "--", color=ORANGE, linewidth=2, label="squared error, $(a - 1)^2/2$")
    left.set(
        xlabel="z", ylabel="loss of an example with y = 1", title="As z falls, only the logistic loss keeps growing"
    )
    right.plot(z, a - 1, color=BLUE, linewidth=2, label="logistic loss, $a - 1$")
    right.plot(z, (a - 1) * a * (1 - a), "--", color=ORANGE, linewidth=2, label="squared error, $(a - 1)a(1 - a)$")
    right.set(xlabel="z", ylabel="derivative with respect to z", title="At z = −6, only the logistic loss still pulls")
    for ax in (left, right):
        ax.grid(alpha=0.3)
        ax.legend()
    return figure


def draw_logistic_graph():
    w, b, x, y = np.array([2.0, -1.0]), -1.0, np.array([1.0, 2.0]), 1
    z = w @ x + b
    a = sigmoid(z)
    dz = a - y
    positions = {"x_1": (0, 4), "w_1": (0, 3), "x_2": (0, 2), "w_2": (0, 1), "b": (0, 0)}
    positions |= {"z": (2.7, 1.5), "a": (4.3, 1.5), "L": (5.6, 1.5), "y": (4.3, 0.3)}
    edges = [(name, "z") for name in ("x_1", "w_1", "x_2", "w_2", "b")] + [("z", "a"), ("a", "L"), ("y", "L")]
    labels = {name: f"${name}$" for name in positions}
    labels |= {"z": "$z = w_1x_1 + w_2x_2 + b$", "a": "$a = \\sigma(z)$", "L": "$L(a, y)$"}
    values = {"x_1": x[0], "w_1": w[0], "x_2": x[1], "w_2": w[1], "b": b, "z": z, "a": a, "y": y, "L": -np.log(a)}
    gradients = {"w_1": x[0] * dz, "w_2": x[1] * dz, "b": dz, "z": dz, "a": -1 / a, "L": 1}
    figure, ax = plt.subplots(figsize=(9.5, 5), layout="constrained")
    draw_graph(ax, positions, edges, labels, values, gradients, gradient_form="$d{name}$ = {number:.4g}")
    ax.set_title("Blue, above: values, computed to the right.  Orange, below: derivatives of L, computed to the left")
    return figure


def draw_learning_rates():
    curve = np.linspace(-4.4, 4.4, 200)
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.3), sharey=True, layout="constrained")
    for ax, (rate, verdict) in zip(axes, {0.08: "creeps", 0.7: "arrives", 2.1: "climbs out"}.items(), strict=True):
        path = (1 - rate) ** np.arange(7) * (3.9 if rate < 2 else 2.2)
        ax.plot(curve, curve**2 / 2, color=GREY)
        ax.plot(path, path**2 / 2, "o-", color=ORANGE, markersize=4, linewidth=1)
        ax.plot(path[0], path[0] ** 2 / 2, "o", color=BLUE)
        ax.set(xlabel="w", title=f"learning rate {rate}: {verdict}", ylim=(-0.4, 9.8))
    axes[0].set_ylabel("$J(w) = w^2/2$")
    return figure


def draw_shapes():
    figure, ax = plt.subplots(figsize=(10, 3.4), layout="constrained")
    blocks = [
        ((0, 1.5), 3, 0.5, "$w^T$", "$(1, n_x)$", BLUE),
        ((3.9, 0.25), 5, 3, "$X$", "$(n_x, m)$", GREEN),
        ((9.8, 1.5), 0.5, 0.5, "$b$", "a number", GREY),
        ((11.3, 1.5), 5, 0.5, "$Z$", "$(1, m)$", ORANGE),
    ]
    for (x, y), width, height, name, shape, color in blocks:
        ax.add_patch(Rectangle((x, y), width, height, facecolor=color, alpha=0.3, edgecolor="black"))
        ax.text(x + width / 2, y + height / 2, name, ha="center", va="center", fontsize=15)
        ax.text(x + width / 2, y + height + 0.3, shape, ha="center", va="center", fontsize=11)
    for x, sign in ((3.45, "·"), (9.35, "+"), (10.8, "=")):
        ax.text(x, 1.75, sign, ha="center", va="center", fontsize=18)
    ax.add_patch(Rectangle((5.4, 0.25), 0.5, 3, facecolor=GREEN, alpha=0.6, edgecolor="black"))
    ax.add_patch(Rectangle((12.8, 1.5), 0.5, 0.5, facecolor=ORANGE, alpha=0.7, edgecolor="black"))
    ax.text(5.65, -0.15, "example i", ha="center", fontsize=11)
    ax.text(13.05, 1.1, "its z", ha="center", fontsize=11)
    ax.set(xlim=(-0.2, 16.5), ylim=(-0.5, 4), title="One product and one broadcast give the z of all m examples")
    ax.set_aspect("equal")
    ax.set_axis_off()
    return figure


# file name -> function that draws it
PICTURES = {
    "sigmoid": draw_sigmoid,
    "decision_boundary": draw_decision_boundary,
    "loss_and_gradient": draw_loss_and_gradient,
    "logistic_graph": draw_logistic_graph,
    "learning_rates": draw_learning_rates,
    "shapes": draw_shapes,
}
