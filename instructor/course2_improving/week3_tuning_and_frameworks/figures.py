"""The pictures of the notes of course2_improving/week3_tuning_and_frameworks; `grader build` draws them."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap

from companion.data import load_fashion
from companion.graphs import draw_graph

BLUE, ORANGE, GREEN, PINK, BLACK, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "black", "0.55"


def important(x):
    """How good a value of the hyperparameter that matters is, from 0 to 1."""
    return np.exp(-(((x - 0.62) / 0.09) ** 2))


def draw_grid_and_random():
    """Twenty-five trials each, on a score that one hyperparameter decides nearly alone."""
    rng = np.random.default_rng(2)
    cells = (np.arange(5) + 0.5) / 5
    grid = np.stack(np.meshgrid(cells, cells)).reshape(2, -1)
    points = rng.random((2, 25))
    xs = np.linspace(0, 1, 300)
    figure, axes = plt.subplots(
        2, 2, figsize=(10, 5.4), sharex=True, layout="constrained", gridspec_kw={"height_ratios": (1, 2.6)}
    )
    for column, (name, trials) in enumerate({"grid": grid, "random": points}.items()):
        top, ax = axes[:, column]
        values = np.unique(trials[0])
        top.plot(xs, important(xs), color=GREY)
        top.plot(values, important(values), "o", color=ORANGE, markersize=4)
        top.set(
            ylabel="score",
            yticks=[0, 1],
            title=f"{name}: {len(values)} values of the learning rate, best {important(values).max():.2f}",
        )
        ax.vlines(values, 0, 1, color="0.9", zorder=0)
        ax.plot(*trials, "o", color=BLUE)
        ax.set(
            xlabel="learning rate (position on its log scale)",
            ylabel="$\\varepsilon$ of Adam (position)",
            xlim=(0, 1),
            ylim=(0, 1),
        )
    return figure


def draw_scales():
    """A thousand draws between 0.0001 and 1, uniform on the plain and on the logarithmic scale."""
    rng = np.random.default_rng(3)
    draws = {
        "uniform between 0.0001 and 1": rng.uniform(1e-4, 1, 1000),
        "uniform in the logarithm": 10 ** rng.uniform(-4, 0, 1000),
    }
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.4), sharey=True, layout="constrained")
    for ax, (name, values), color in zip(axes, draws.items(), (ORANGE, BLUE), strict=True):
        decades = 10.0 ** np.arange(-4, 1)
        counts = np.histogram(values, decades)[0]
        ax.bar(range(4), counts, color=color, width=0.9)
        for place, count in enumerate(counts):
            ax.text(place, count + 15, str(count), ha="center")
        ax.set(title=name, xlabel="learning rate", ylim=(0, 1020))
        ax.set_xticks(range(4), ["0.0001–0.001", "0.001–0.01", "0.01–0.1", "0.1–1"])
    axes[0].set_ylabel("of 1,000 draws")
    return figure


def fashion_columns():
    """Pictures of ten classes as columns of 196 centred values, and their labels as one-hot columns."""
    fashion = load_fashion()
    X = fashion.X_train.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196).T / 255
    return X - X.mean(axis=1, keepdims=True), np.eye(10)[fashion.Y_train[0]].T


def hidden_values(X, Y, normalize, steps=400, size=64):
    """Inputs to the sigmoid of one unit in the third hidden layer, for all examples of a mini-batch, at each step."""
    rng = np.random.default_rng(0)
    dims, noted = (196, 60, 60, 60, 10), []
    W = [rng.normal(0, np.sqrt(1 / n), (k, n)) for n, k in itertools.pairwise(dims)]
    shift = [np.zeros((k, 1)) for k in dims[1:]]
    scale = [np.ones((k, 1)) for k in dims[1:]]
    for _ in range(steps):
        chosen = rng.integers(0, X.shape[1], size)
        A, caches = X[:, chosen], []
        for layer, weights in enumerate(W):
            Z, spread, normed = weights @ A, None, None
            if normalize and layer < 3:
                spread = np.sqrt(Z.var(axis=1, keepdims=True) + 1e-5)
                normed = (Z - Z.mean(axis=1, keepdims=True)) / spread
                Z = scale[layer] * normed + shift[layer]
            else:
                Z = Z + shift[layer]
            caches.append((A, normed, spread, Z))
            if layer == 2:
                noted.append(Z[0])
            A = 1 / (1 + np.exp(-Z)) if layer < 3 else np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0)
        dZ = (A - Y[:, chosen]) / size
        for layer in (3, 2, 1, 0):
            A_prev, normed, spread, _ = caches[layer]
            d_shift, d_scale = dZ.sum(axis=1, keepdims=True), None
            if normed is not None:
                d_scale = (dZ * normed).sum(axis=1, keepdims=True)
                d = dZ * scale[layer]
                dZ = (d - d.mean(axis=1, keepdims=True) - normed * (d * normed).mean(axis=1, keepdims=True)) / spread
            dW, dA = dZ @ A_prev.T, W[layer].T @ dZ
            W[layer] -= 1.0 * dW
            shift[layer] -= 1.0 * d_shift
            if d_scale is not None:
                scale[layer] -= 1.0 * d_scale
            dZ = dA * A_prev * (1 - A_prev) if layer else dA
    return np.array(noted)


def draw_batch_norm():
    X, Y = fashion_columns()
    figure, axes = plt.subplots(1, 2, figsize=(11, 3.6), sharey=True, layout="constrained")
    for ax, (name, normalize) in zip(axes, {"without": False, "with": True}.items(), strict=True):
        marks = np.percentile(hidden_values(X, Y, normalize), (15, 50, 85), axis=1)
        ax.fill_between(
            range(marks.shape[1]), marks[0], marks[2], color=BLUE, alpha=0.25, label="15th to 85th percentile"
        )
        ax.plot(marks[1], color=BLUE, linewidth=1, label="median")
        ax.set(xlabel="step", title=f"{name} batch normalization")
    axes[0].set_ylabel("z of one unit in layer 3")
    axes[0].legend(loc="upper left")
    return figure


def draw_softmax():
    """Softmax regression on four clouds of points: its regions meet in straight lines."""
    rng = np.random.default_rng(6)
    centres = np.array([[-1.6, 1.0], [1.5, 1.5], [1.2, -1.4], [-1.0, -1.2]])
    labels = np.arange(200) % 4
    X = (centres[labels] + rng.normal(0, 0.55, (200, 2))).T
    W, b, Y = np.zeros((4, 2)), np.zeros((4, 1)), np.eye(4)[labels].T

    def chances(points):
        Z = W @ points + b
        E = np.exp(Z - Z.max(axis=0))
        return E / E.sum(axis=0)

    for _ in range(2000):
        dZ = (chances(X) - Y) / 200
        W, b = W - 0.5 * dZ @ X.T, b - 0.5 * dZ.sum(axis=1, keepdims=True)
    steps = np.linspace(-3.2, 3.2, 300)
    grid = np.stack(np.meshgrid(steps, steps)).reshape(2, -1)
    P = chances(grid)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.4, 4.5), layout="constrained")
    tints = ListedColormap(["#BFDDEE", "#F6D5BF", "#BFE6DB", "#F2DEE9"])
    area = (-3.2, 3.2, -3.2, 3.2)
    left.imshow(P.argmax(axis=0).reshape(300, 300), extent=area, origin="lower", cmap=tints, interpolation="nearest")
    for label, (color, mark) in enumerate(zip((BLUE, ORANGE, GREEN, PINK), "os^D", strict=True)):
        left.plot(*X[:, labels == label], mark, color=color, markersize=4, label=f"class {label}")
    left.legend(fontsize=8)
    left.set(
        xlabel="$x_1$",
        ylabel="$x_2$",
        title="The most probable class: straight borders",
        xlim=(-3.2, 3.2),
        ylim=(-3.2, 3.2),
    )
    image = right.imshow(
        P.max(axis=0).reshape(300, 300), extent=area, origin="lower", cmap="cividis", vmin=0.25, vmax=1
    )
    right.set(xlabel="$x_1$", ylabel="$x_2$", title="Its probability: unsure at the borders only")
    figure.colorbar(image, ax=right, label="largest of the four probabilities")
    return figure


def draw_tape():
    """What a tape notes for J = (w x - y)^2 at w = 3, x = 2, y = 1, and the derivatives on the way back."""
    positions = {"w": (0, 1), "x": (0, 0), "u": (1.5, 0.5), "y": (1.5, -0.5), "e": (3, 0.5), "J": (4.5, 0.5)}
    edges = [("w", "u"), ("x", "u"), ("u", "e"), ("y", "e"), ("e", "J")]
    labels = {"u": "u = w · x", "e": "e = u − y", "J": "J = e²", "w": "w (variable)"}
    values = {"w": 3, "x": 2, "u": 6, "y": 1, "e": 5, "J": 25}
    gradients = {"w": 20, "u": 10, "e": 10, "J": 1}
    figure, ax = plt.subplots(figsize=(9, 3.4), layout="constrained")
    draw_graph(ax, positions, edges, labels, values, gradients)
    ax.set_title(
        "The tape notes each operation with its values (blue); played backwards, it multiplies derivatives (orange)"
    )
    return figure


# file name -> function that draws it
PICTURES = {
    "grid_and_random": draw_grid_and_random,
    "scales": draw_scales,
    "batch_norm": draw_batch_norm,
    "softmax": draw_softmax,
    "tape": draw_tape,
}
