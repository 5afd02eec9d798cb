"""The pictures of the notes of course2_improving/week2_optimization; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_temperatures
from companion.graphs import draw_contours

BLUE, ORANGE, GREEN, BLACK, GREY = "#0072B2", "#D55E00", "#009E73", "black", "0.55"


def averages(values, beta, correct=True):
    v, found = 0.0, []
    for t, value in enumerate(values, start=1):
        v = beta * v + (1 - beta) * value
        found.append(v / (1 - beta**t) if correct else v)
    return np.array(found)


def walk(gradient, start, learning_rate, steps, optimizer="gradient descent", noise=None):
    """Places of an optimizer, shape (steps + 1, 2); learning_rate may be a function of the step."""
    w, path, v, s = np.array(start, dtype=float), [], np.zeros(2), np.zeros(2)
    path.append(w)
    for t in range(1, steps + 1):
        rate = learning_rate(t - 1) if callable(learning_rate) else learning_rate
        g = gradient(w) + (noise(t) if noise else 0)
        if optimizer == "gradient descent":
            step = g
        elif optimizer == "momentum":
            step = v = 0.9 * v + 0.1 * g
        elif optimizer == "RMSprop":
            s = 0.9 * s + 0.1 * g**2
            step = g / (np.sqrt(s) + 1e-8)
        else:
            v, s = 0.9 * v + 0.1 * g, 0.999 * s + 0.001 * g**2
            step = v / (1 - 0.9**t) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
        w = w - rate * step
        path.append(w)
    return np.array(path)


def draw_mini_batches():
    """2,048 looks at an example on a bowl, in large and in small mini-batches; the noise of the gradient is drawn."""
    curvatures = np.array([1.0, 3.0])
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.7), sharey=True, layout="constrained")
    cases = {"all 256 examples": (256, 8), "mini-batches of 64": (64, 32), "mini-batches of 8": (8, 256)}
    for ax, (name, (size, steps)) in zip(axes, cases.items(), strict=True):
        rng = np.random.default_rng(4)
        path = walk(
            lambda w: curvatures * w,
            (-4, 2),
            0.15,
            steps,
            noise=lambda t, size=size, rng=rng: rng.normal(0, 5 / np.sqrt(size), 2) if size < 256 else 0,
        )
        draw_contours(
            ax, lambda x, y: (x**2 + 3 * y**2) / 2, (-4.6, 2.2), (-1.7, 2.5), levels=[0.1, 0.5, 1.5, 3, 6, 10, 15]
        )
        ax.plot(*path.T, ".-", color=BLUE, linewidth=0.8, markersize=3)
        ax.plot(*path[0], "o", color=ORANGE)
        ax.set(xlabel="$w_1$", title=f"{name}, {steps} steps")
    axes[0].set_ylabel("$w_2$")
    figure.suptitle("The fewer examples in a step, the more steps for the same work, and the more they wander")
    return figure


def draw_averages():
    weather = load_temperatures()
    days = slice(0, 500)
    figure, ax = plt.subplots(figsize=(9, 3.8), layout="constrained")
    ax.plot(weather.days[days], weather.highest[days], ".", markersize=3, color="0.7")
    for beta, color, line in ((0.5, BLUE, ":"), (0.9, ORANGE, "-"), (0.98, BLACK, "--")):
        label = f"β = {beta}, about {1 / (1 - beta):.0f} days"
        ax.plot(weather.days[days], averages(weather.highest, beta)[days], line, color=color, label=label)
    uncorrected = averages(weather.highest, 0.98, correct=False)[days]
    ax.plot(weather.days[days], uncorrected, "-.", color=GREEN, label="β = 0.98, not corrected")
    ax.set(xlabel="day", ylabel="highest temperature in Seattle (°C)", title="A longer memory is smoother, and later")
    ax.legend(loc="upper left")
    return figure


def draw_valley():
    curvatures = np.array([1.0, 100.0])
    cases = {
        "gradient descent": (0.019, BLUE),
        "momentum": (0.07, ORANGE),
        "RMSprop": (0.1, GREEN),
        "Adam": (0.1, BLACK),
    }
    figure, axes = plt.subplots(2, 2, figsize=(11, 5.4), sharex=True, sharey=True, layout="constrained")
    for ax, (name, (rate, color)) in zip(axes.flat, cases.items(), strict=True):
        path = walk(lambda w: curvatures * w, (-4, 0.5), rate, 40, name)
        draw_contours(ax, lambda x, y: (x**2 + 100 * y**2) / 2, (-4.4, 1.6), (-0.7, 0.7), levels=[0.2, 1, 3, 8, 16, 32])
        ax.plot(*path.T, ".-", color=color, linewidth=0.9, markersize=4)
        ax.plot(*path[0], "o", color="0.2")
        ax.set(title=f"{name}, α = {rate}, 40 steps")
    for ax in axes[1]:
        ax.set_xlabel("$w_1$ (curvature 1)")
    for ax in axes[:, 0]:
        ax.set_ylabel("$w_2$ (curvature 100)")
    return figure


def draw_decay():
    curvatures = np.array([1.0, 3.0])
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.9), sharey=True, layout="constrained")
    cases = {"α = 0.2 throughout": 0.2, "α = 0.2 / (1 + 0.1 t)": lambda t: 0.2 / (1 + 0.1 * t)}
    for ax, (name, rate) in zip(axes, cases.items(), strict=True):
        rng = np.random.default_rng(2)
        path = walk(lambda w: curvatures * w, (-4, 2), rate, 150, noise=lambda t, rng=rng: rng.normal(0, 2, 2))
        draw_contours(
            ax, lambda x, y: (x**2 + 3 * y**2) / 2, (-4.6, 2), (-1.6, 2.4), levels=[0.1, 0.5, 1.5, 3, 6, 10, 15]
        )
        ax.plot(*path[:51].T, ".-", color="0.6", linewidth=0.7, markersize=2, label="steps 0 to 50")
        ax.plot(*path[50:].T, ".-", color=ORANGE, linewidth=0.8, markersize=4, label="steps 50 to 150")
        ax.set(xlabel="$w_1$", title=name)
        ax.legend(loc="upper right")
    axes[0].set_ylabel("$w_2$")
    figure.suptitle("With noisy gradients a fixed learning rate wanders around the bottom, a decaying one settles")
    return figure


def draw_critical_points():
    reach = np.linspace(-1, 1, 41)
    x, y = np.meshgrid(reach, reach)
    edges = {"left": 0.01, "right": 0.97, "top": 0.86, "bottom": 0.04, "wspace": 0.1}
    figure, axes = plt.subplots(1, 3, figsize=(11, 4), subplot_kw={"projection": "3d"}, gridspec_kw=edges)
    surfaces = {
        "minimum: 2, 1": 2 * x**2 + y**2,
        "saddle: 2, −1": 2 * x**2 - y**2,
        "maximum: −2, −1": -2 * x**2 - y**2,
    }
    for ax, (name, heights) in zip(axes, surfaces.items(), strict=True):
        ax.plot_surface(x, y, heights / 2, cmap="cividis", linewidth=0, alpha=0.9)
        ax.plot([0], [0], [0], "o", color=ORANGE, zorder=10)
        ax.set(xlabel="$w_1$", ylabel="$w_2$", title=name, xticks=[-1, 0, 1], yticks=[-1, 0, 1], zticks=[])
        ax.set_zlabel("J", labelpad=-12)
        ax.view_init(elev=28, azim=-55)
    figure.suptitle("Three places without slope, with the curvatures in the two directions")
    return figure


# file name -> function that draws it
PICTURES = {
    "mini_batches": draw_mini_batches,
    "averages": draw_averages,
    "valley": draw_valley,
    "decay": draw_decay,
    "critical_points": draw_critical_points,
}
