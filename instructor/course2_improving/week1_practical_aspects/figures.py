"""The pictures of the notes of course2_improving/week1_practical_aspects; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np

from companion.graphs import draw_contours

BLUE, ORANGE, GREEN, BLACK, GREY = "#0072B2", "#D55E00", "#009E73", "black", "0.55"
NOISE = 0.3


def measurements(m, rng):
    """Places and noisy heights of a wave, shape (m,) each."""
    x = rng.uniform(-1, 1, m)
    return x, np.sin(np.pi * x) + rng.normal(0, NOISE, m)


def fit(x, y, degree, lambd=0.0):
    """The polynomial of a degree, as a function, with the least squared error plus lambd times its squared weights."""

    def features(at):
        return np.polynomial.legendre.legvander(np.asarray(at), degree)

    penalty = lambd * np.diag([0.0] + [1.0] * degree)
    A = features(x)
    weights = np.linalg.lstsq(A.T @ A / len(x) + penalty, A.T @ y / len(x), rcond=1e-12)[0]
    return lambda at: features(at) @ weights


def error(model, x, y):
    return float(np.sqrt(np.mean((model(x) - y) ** 2)))


def draw_fits():
    rng = np.random.default_rng(3)
    x, y = measurements(16, rng)
    x_dev, y_dev = measurements(16, rng)
    xs = np.linspace(-1, 1, 400)
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.8), sharey=True, layout="constrained")
    titles = ("degree 1: high bias", "degree 4: about right", "degree 10: high variance")
    for ax, degree, title in zip(axes, (1, 4, 10), titles, strict=True):
        model = fit(x, y, degree)
        ax.plot(xs, np.sin(np.pi * xs), ":", color=GREY, label="the wave behind it")
        ax.plot(xs, model(xs), "-", color=BLUE, label="what was fitted")
        ax.plot(x, y, "o", color=BLACK, markersize=5, label="training examples")
        ax.plot(x_dev, y_dev, "x", color=ORANGE, markersize=6, label="dev examples")
        ax.set(
            xlabel="x",
            ylim=(-2, 2),
            title=f"{title}\nerror {error(model, x, y):.2f} / {error(model, x_dev, y_dev):.2f}",
        )
    axes[0].set_ylabel("y")
    axes[0].legend(fontsize=8, loc="upper left")
    figure.suptitle("Too stiff, about right, too flexible (error on the training / dev examples)")
    return figure


def draw_curves():
    """Errors against flexibility and against the strength of the penalty, medians of many training sets of 16."""
    degrees, strengths = np.arange(0, 12), 10.0 ** np.arange(-6, 2.1, 0.5)
    rng = np.random.default_rng(4)
    x_new, y_new = measurements(4000, rng)
    draws = [measurements(16, rng) for _ in range(400)]
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 3.9), sharey=True, layout="constrained")
    for ax, xs, models in (
        (left, degrees, lambda degree, x, y: fit(x, y, degree)),
        (right, strengths, lambda lambd, x, y: fit(x, y, 11, lambd)),
    ):
        pairs = []
        for value in xs:
            fitted = [(models(value, x, y), x, y) for x, y in draws]
            train = np.median([error(model, x, y) for model, x, y in fitted])
            pairs.append((train, np.median([error(model, x_new, y_new) for model, _, _ in fitted])))
        train, dev = np.array(pairs).T
        ax.plot(xs, train, "-o", color=BLUE, markersize=4, label="training error")
        ax.plot(xs, dev, "--s", color=ORANGE, markersize=4, label="dev error")
        ax.axhline(NOISE, color=GREY, linestyle=":", label="the noise: on new examples no model gets below it")
        ax.set_ylim(0, 1.3)
    left.set(xlabel="degree of the polynomial", ylabel="error", title="More flexible: bias falls, variance grows")
    right.set(
        xscale="log", xlabel="strength λ of the penalty, degree 11", title="A stronger penalty turns the same dial back"
    )
    left.legend(loc="upper left", fontsize=8)
    return figure


def draw_bowls():
    """The cost of a linear neuron without bias before and after normalizing its two inputs."""
    rng = np.random.default_rng(5)
    X = np.stack([rng.normal(0, 3.0, 200), rng.normal(0, 0.6, 200)])
    true = np.array([1.0, 2.0])
    figure, axes = plt.subplots(1, 2, figsize=(11, 3.9), layout="constrained")
    for ax, inputs, name in (
        (axes[0], X, "as measured"),
        (axes[1], X / X.std(axis=1, keepdims=True), "divided by their spread"),
    ):
        bottom = true if name == "as measured" else true * X.std(axis=1)
        H = inputs @ inputs.T / inputs.shape[1]
        rate = 1.8 / np.linalg.eigvalsh(H)[-1] if name == "as measured" else 0.5
        start = bottom + np.array([2.2, -2.2])
        path = [start]
        for _ in range(12):
            path.append(path[-1] - rate * H @ (path[-1] - bottom))
        path = np.array(path)

        def cost(a, b, H=H, bottom=bottom):
            w = np.array([a, b]) - bottom
            return float(w @ H @ w / 2)

        reach = 3.0
        heights = (0.02, 0.1, 0.4, 1, 2.5, 6, 12, 25, 45)
        draw_contours(ax, cost, (bottom[0] - reach, bottom[0] + reach), (bottom[1] - reach, bottom[1] + reach), heights)
        ax.plot(*path.T, ".-", color=BLUE, linewidth=0.9)
        ax.plot(*start, "o", color=ORANGE)
        ax.plot(*bottom, "k+", markersize=10)
        values = np.linalg.eigvalsh(H)
        ax.set(
            xlabel="$w_1$",
            ylabel="$w_2$",
            aspect="equal",
            title=f"inputs {name}:\ncurvatures {values[0]:.1f} and {values[1]:.1f}",
        )
    figure.suptitle("Twelve steps of gradient descent: inputs of one size make a round bowl")
    return figure


def draw_scales():
    """Root mean squares of the activations through fifty layers of a hundred ReLUs, means of five draws."""
    figure, ax = plt.subplots(figsize=(8.5, 4.2), layout="constrained")
    cases = (
        ("variance 1/n", 1.0, "--", ORANGE),
        ("variance 2/n (He)", 2.0, "-", BLUE),
        ("variance 3/n", 3.0, "-.", GREEN),
        ("standard deviation 0.01", None, ":", BLACK),
    )
    for name, gain, line, color in cases:
        runs = []
        for seed in range(5):
            rng = np.random.default_rng(seed)
            A, scales = rng.normal(size=(100, 200)), [1.0]
            for _ in range(50):
                spread = 0.01 if gain is None else np.sqrt(gain / 100)
                A = np.maximum(0, rng.normal(0, spread, (100, 100)) @ A)
                scales.append(np.sqrt(np.mean(A**2)))
            runs.append(scales)
        middle = np.exp(np.mean(np.log(np.maximum(runs, 1e-300)), axis=0))
        ax.semilogy(middle, line, color=color, label=name)
    ax.set(
        xlabel="layer",
        ylabel="root mean square of the activations",
        ylim=(1e-20, 1e8),
        title="Through fifty ReLU layers: a small factor, fifty times",
    )
    ax.legend(loc="lower left")
    return figure


def draw_network(ax, dropped, title):
    """A network of four layers; units in `dropped`, pairs (layer, unit), are crossed out, with their connections."""
    sizes, places = (3, 5, 5, 1), {}
    for layer, size in enumerate(sizes):
        for unit in range(size):
            places[layer, unit] = (layer, unit - (size - 1) / 2)
    for (layer, unit), (x, y) in places.items():
        for (other, target), (x_next, y_next) in places.items():
            if other == layer + 1:
                gone = (layer, unit) in dropped or (other, target) in dropped
                ax.plot([x, x_next], [y, y_next], color="0.9" if gone else "0.45", linewidth=0.8, zorder=1)
    for place, (x, y) in places.items():
        gone = place in dropped
        ax.plot(
            x,
            y,
            "o",
            markersize=15,
            markerfacecolor="white",
            markeredgecolor="0.75" if gone else BLUE,
            markeredgewidth=1.6,
            zorder=2,
        )
        if gone:
            ax.plot(x, y, "x", markersize=9, color=ORANGE, markeredgewidth=1.6, zorder=3)
    ax.set(title=title, xlim=(-0.4, 3.4), ylim=(-2.7, 2.7))
    ax.axis("off")


def draw_dropout():
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.4), layout="constrained")
    draw_network(axes[0], {(1, 1), (1, 4), (2, 0), (2, 3)}, "one example, one training step")
    draw_network(axes[1], {(1, 0), (2, 1), (2, 2), (2, 4)}, "another example, or the next step")
    draw_network(axes[2], set(), "prediction: everyone is there")
    figure.suptitle("Dropout in the two hidden layers")
    return figure


def draw_shrink():
    """Where the minimum of cost plus penalty lies as lambda grows, in a cost of two weights."""
    H, bottom = np.array([[2.0, 0.6], [0.6, 0.35]]), np.array([1.2, 2.2])

    def cost(a, b):
        w = np.array([a, b]) - bottom
        return float(w @ H @ w / 2)

    strengths = np.concatenate([[0], np.logspace(-3, 2, 60)])
    path = np.array([np.linalg.solve(H + lambd * np.eye(2), H @ bottom) for lambd in strengths])
    figure, ax = plt.subplots(figsize=(5.6, 4.6), layout="constrained")
    draw_contours(ax, cost, (-1, 3), (-0.8, 3.6), (0.02, 0.1, 0.25, 0.5, 1, 2, 3.5, 6))
    angle = np.linspace(0, 2 * np.pi, 200)
    for radius in (0.5, 1, 1.5, 2, 2.5):
        ax.plot(radius * np.cos(angle), radius * np.sin(angle), ":", color=ORANGE, linewidth=0.8)
    ax.plot(*path.T, "-", color=BLUE, linewidth=2)
    for lambd in (0, 0.1, 1):
        w = np.linalg.solve(H + lambd * np.eye(2), H @ bottom)
        ax.plot(*w, "o", color=BLUE)
        ax.annotate(f"λ/m = {lambd}", w, xytext=(8, -2), textcoords="offset points")
    ax.set(
        xlabel="$w_1$",
        ylabel="$w_2$",
        aspect="equal",
        xlim=(-1, 3),
        ylim=(-0.8, 3.6),
        title="The penalty pulls the minimum towards 0,\nfarthest where the cost is flat",
    )
    return figure


# file name -> function that draws it
PICTURES = {
    "fits": draw_fits,
    "curves": draw_curves,
    "bowls": draw_bowls,
    "scales": draw_scales,
    "dropout": draw_dropout,
    "shrink": draw_shrink,
}
