"""The pictures of the notes of course1_nn/week3_shallow_network; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from companion.graphs import draw_graph
from companion.planar import draw_points, draw_surface, pinwheel, spirals, target

BLUE, ORANGE, GREEN, PINK, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "0.55"


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def start(n_h, scale, seed):
    """Random weights of standard deviation `scale` for two inputs and one output, and zero biases."""
    rng = np.random.default_rng(seed)
    return [scale * rng.normal(size=(n_h, 2)), np.zeros((n_h, 1)), scale * rng.normal(size=(1, n_h)), np.zeros((1, 1))]


def output(parameters, X):
    W1, b1, W2, b2 = parameters
    return sigmoid(W2 @ np.tanh(W1 @ X + b1) + b2)


def descend(parameters, X, Y, iterations, learning_rate=0.5):
    """The parameters before each iteration, and at the end."""
    W1, b1, W2, b2 = parameters
    m = X.shape[1]
    history = [(W1, b1, W2, b2)]
    for _ in range(iterations):
        A1 = np.tanh(W1 @ X + b1)
        dZ2 = (sigmoid(W2 @ A1 + b2) - Y) / m
        dZ1 = W2.T @ dZ2 * (1 - A1**2)
        W2, b2 = W2 - learning_rate * dZ2 @ A1.T, b2 - learning_rate * dZ2.sum(axis=1, keepdims=True)
        W1, b1 = W1 - learning_rate * dZ1 @ X.T, b1 - learning_rate * dZ1.sum(axis=1, keepdims=True)
        history.append((W1, b1, W2, b2))
    return history


def draw_hidden_units():
    X, Y = target(240, seed=1)
    parameters = descend(start(3, 0.01, 0), X, Y, 4000)[-1]
    W1, b1, W2, _ = parameters
    figure, axes = plt.subplots(1, 4, figsize=(15, 4.1), layout="constrained")
    for j, ax in enumerate(axes[:3]):
        draw_surface(ax, lambda points, j=j: np.tanh(W1[j] @ points + b1[j]), lowest=-1, highest=1, boundary=0)
        draw_points(ax, X, Y, size=9)
        ax.set_title(f"unit {j + 1}, weight {W2[0, j]:+.1f}".replace("-", "−"))
    draw_surface(axes[3], lambda points: output(parameters, points))
    draw_points(axes[3], X, Y, size=9)
    axes[3].set_title("the output of the network")
    figure.suptitle("Three soft steps, added up, enclose the disc that no straight line can cut out")
    return figure


def draw_shapes():
    figure, ax = plt.subplots(figsize=(10.5, 3), layout="constrained")
    blocks = [
        ((0, 0.9), 1.2, 2.4, "$W^{[1]}$", "$(n_h, n_x)$", BLUE),
        ((2.1, 1.5), 5, 1.2, "$X$", "$(n_x, m)$", GREEN),
        ((7.9, 0.9), 0.7, 2.4, "$b^{[1]}$", "$(n_h, 1)$", GREY),
        ((9.6, 0.9), 5, 2.4, "$Z^{[1]}$", "$(n_h, m)$", ORANGE),
    ]
    for (x, y), width, height, name, shape, color in blocks:
        ax.add_patch(Rectangle((x, y), width, height, facecolor=color, alpha=0.3, edgecolor="black"))
        ax.text(x + width / 2, y + height / 2, name, ha="center", va="center", fontsize=14)
        ax.text(x + width / 2, 3.6, shape, ha="center", va="center", fontsize=11)
    for x, sign in ((1.65, "·"), (7.55, "+"), (9.05, "=")):
        ax.text(x, 2.1, sign, ha="center", va="center", fontsize=18)
    ax.add_patch(Rectangle((0, 2.6), 1.2, 0.4, facecolor=BLUE, alpha=0.6, edgecolor="black"))
    ax.add_patch(Rectangle((3.2, 1.5), 0.5, 1.2, facecolor=GREEN, alpha=0.7, edgecolor="black"))
    ax.add_patch(Rectangle((7.9, 2.6), 0.7, 0.4, facecolor="0.4", alpha=0.7, edgecolor="black"))
    ax.add_patch(Rectangle((10.7, 2.6), 0.5, 0.4, facecolor=ORANGE, edgecolor="black"))
    ax.text(0.6, 0.45, "unit j: a row", ha="center", fontsize=11)
    ax.text(3.45, 1.05, "example i: a column", ha="center", fontsize=11)
    ax.text(8.25, 0.45, "its bias", ha="center", fontsize=11)
    ax.text(10.95, 0.45, "$z$ of unit j for example i", ha="center", fontsize=11)
    ax.set(xlim=(-0.4, 14.9), ylim=(0.1, 4), title="One product makes the z of every unit for every example")
    ax.set_aspect("equal")
    ax.set_axis_off()
    return figure


def draw_activations():
    z = np.linspace(-4, 4, 801)
    curves = {
        "sigmoid": (sigmoid(z), sigmoid(z) * (1 - sigmoid(z)), BLUE, "-"),
        "tanh": (np.tanh(z), 1 - np.tanh(z) ** 2, ORANGE, "--"),
        "ReLU": (np.maximum(0, z), np.where(z > 0, 1.0, np.where(z < 0, 0.0, np.nan)), GREEN, "-."),
        "leaky ReLU, slope 0.1": (
            np.maximum(0.1 * z, z),
            np.where(z > 0, 1.0, np.where(z < 0, 0.1, np.nan)),
            PINK,
            ":",
        ),
        "ELU, α = 1": (
            np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1),
            np.exp(np.minimum(z, 0)),
            "black",
            (0, (6, 2, 1, 2, 1, 2)),
        ),
    }
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.9), layout="constrained")
    for name, (value, slope, color, line) in curves.items():
        left.plot(z, value, linestyle=line, color=color, linewidth=2, label=name)
        right.plot(z, slope, linestyle=line, color=color, linewidth=2, label=name)
    left.set(xlabel="z", ylabel="g(z)", ylim=(-1.2, 2.5), title="What a unit answers")
    right.set(xlabel="z", ylabel="g'(z)", title="What it passes back: little where it is flat")
    for ax in (left, right):
        ax.grid(alpha=0.3)
    left.legend(loc="upper left")
    return figure


def draw_backward():
    positions = {"X": (0, 1), "Z1": (1.8, 1), "A1": (4.25, 1), "Z2": (6.5, 1), "A2": (8.8, 1), "J": (10.2, 1)}
    positions |= {"P1": (1.8, 2.3), "P2": (6.5, 2.3), "Y": (10.2, 2.3)}
    edges = [("X", "Z1"), ("P1", "Z1"), ("Z1", "A1"), ("A1", "Z2"), ("P2", "Z2"), ("Z2", "A2"), ("A2", "J"), ("Y", "J")]
    labels = {
        "X": "$X$",
        "P1": "$W^{[1]}, b^{[1]}$",
        "Z1": "$Z^{[1]} = W^{[1]}X + b^{[1]}$",
        "A1": "$A^{[1]} = \\tanh Z^{[1]}$",
        "P2": "$W^{[2]}, b^{[2]}$",
        "Z2": "$Z^{[2]} = W^{[2]}A^{[1]} + b^{[2]}$",
        "A2": "$A^{[2]} = \\sigma(Z^{[2]})$",
        "Y": "$Y$",
        "J": "$J$",
    }
    figure, ax = plt.subplots(figsize=(10.5, 4), layout="constrained")
    draw_graph(ax, positions, edges, labels)
    back = {
        "Z2": "$dZ^{[2]} = A^{[2]} - Y$",
        "A1": "$dA^{[1]} = W^{[2]T}dZ^{[2]}$",
        "Z1": "$dZ^{[1]} = dA^{[1]} \\odot (1 - A^{[1]} \\odot A^{[1]})$",
        "P2": "$dW^{[2]} = \\frac{1}{m}dZ^{[2]}A^{[1]T}$\n$db^{[2]} = \\frac{1}{m}\\sum_i dz^{[2](i)}$",
        "P1": "$dW^{[1]} = \\frac{1}{m}dZ^{[1]}X^T$\n$db^{[1]} = \\frac{1}{m}\\sum_i dz^{[1](i)}$",
    }
    for name, text in back.items():
        x, y = positions[name]
        side = 0.85 if name in ("P1", "P2") else -0.5
        ax.text(x, y + side, text, ha="center", va="center", fontsize=12, color="#C44E00", linespacing=2.2)
    ax.set(ylim=(0.25, 3.6))
    ax.set_title("Forward along the arrows (black), and what comes back against them (orange)")
    return figure


def draw_symmetry():
    X, Y = pinwheel(240, seed=1)
    equal = [np.full((4, 2), 0.5), np.zeros((4, 1)), np.full((1, 4), 0.5), np.zeros((1, 1))]
    runs = {
        "All weights start at 0.5: four units are one": equal,
        "Random start: four different units": start(4, 0.01, 3),
    }
    figure, axes = plt.subplots(1, 2, figsize=(10.5, 3.7), layout="constrained", sharey=True)
    for ax, (title, parameters) in zip(axes, runs.items(), strict=True):
        history = np.array([each[0][:, 0] for each in descend(parameters, X, Y, 3000)])
        for j, (color, line) in enumerate(zip((BLUE, ORANGE, GREEN, PINK), ("-", "--", "-.", ":"), strict=True)):
            ax.plot(history[:, j], line, color=color, linewidth=4 - 0.9 * j, label=f"unit {j + 1}")
        ax.grid(alpha=0.3)
        ax.set(xlabel="iteration", title=title)
    axes[0].set_ylabel("weight of $x_1$ in the unit")
    axes[0].legend()
    return figure


def draw_start_size():
    (X, Y), (X_dev, Y_dev) = spirals(240, seed=1), spirals(600, seed=2)
    sizes = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]
    figure, ax = plt.subplots(figsize=(7, 3.9), layout="constrained")
    shares = np.zeros((len(sizes), 3, 2))
    for i, size in enumerate(sizes):
        for seed in range(3):
            parameters = descend(start(50, size, seed), X, Y, 5000)[-1]
            for k, (points, labels) in enumerate(((X, Y), (X_dev, Y_dev))):
                shares[i, seed, k] = 100 * np.mean((output(parameters, points) > 0.5) == labels)
    for k, (name, color, marker, line) in enumerate((("training", BLUE, "o", "-"), ("dev", ORANGE, "^", "--"))):
        ax.plot(sizes, shares[:, :, k].mean(axis=1), line, color=color, label=f"{name} set, mean of three starts")
        ax.plot(
            np.repeat(sizes, 3),
            shares[:, :, k].ravel(),
            marker,
            color=color,
            markersize=4,
            alpha=0.6,
            label=f"{name} set, each start",
        )
    ax.set_xscale("log")
    ax.grid(alpha=0.3)
    ax.legend(loc="lower center")
    ax.set(xlabel="standard deviation of the initial weights", ylabel="right after 5,000 iterations (%)")
    ax.set_title("Too small starts late, too large learns the points by heart")
    return figure


# file name -> function that draws it
PICTURES = {
    "hidden_units": draw_hidden_units,
    "shapes": draw_shapes,
    "activations": draw_activations,
    "backward": draw_backward,
    "symmetry": draw_symmetry,
    "start_size": draw_start_size,
}
