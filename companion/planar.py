"""Points in the plane with two labels that no straight line separates, and pictures of what a model says about them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.image import AxesImage
from numpy.typing import ArrayLike, NDArray

Points = tuple[NDArray[np.float64], NDArray[np.int64]]
# Violet and orange, which people with any kind of colour blindness can tell apart; the shapes differ as well.
LABEL_STYLES = (("#3B1F6B", "o", "label 0"), ("#7F3B08", "^", "label 1"))
REGION_COLORS = LinearSegmentedColormap.from_list("violet to orange", ["#998EC3", "#FFFFFF", "#F1A340"])


def pinwheel(m: int, seed: int, blades: int = 6, noise: float = 0.13) -> Points:
    """Points on the blades of a pinwheel, whose labels take turns around it.

    m: number of points, which take the blades in turn.
    seed: of the random numbers; the same seed gives the same points.
    blades: number of blades.
    noise: how far points stray from the middle of their blade, at distance 1 from the hub; more farther out.
    Returns X of shape (2, m), coordinates from about -2.5 to 2.5; and Y of shape (1, m), each 0 or 1.
    Used in course1_nn/week3_shallow_network and course2_improving/week1_practical_aspects.
    """
    rng = np.random.default_rng(seed)
    blade = np.arange(m) % blades
    outwards = rng.uniform(0.3, 2.2, m)
    sideways = rng.normal(0, noise * (1 + outwards), m)
    angle = 2 * np.pi * blade / blades + 0.6 * outwards
    X = np.stack(
        [
            outwards * np.cos(angle) - sideways * np.sin(angle),
            outwards * np.sin(angle) + sideways * np.cos(angle),
        ]
    )
    return X, (blade % 2)[np.newaxis]


def target(m: int, seed: int, noise: float = 0.12) -> Points:
    """Points on a disc, label 1, and on a ring around it, label 0; they take turns.

    m: number of points.
    seed: of the random numbers; the same seed gives the same points.
    noise: how far points stray in each direction.
    Returns X of shape (2, m), coordinates from about -2.5 to 2.5; and Y of shape (1, m), each 0 or 1.
    Used in course1_nn/week3_shallow_network and course2_improving/week1_practical_aspects.
    """
    rng = np.random.default_rng(seed)
    label = np.arange(m) % 2
    angle = rng.uniform(0, 2 * np.pi, m)
    radius = np.where(label == 1, rng.uniform(0, 0.9, m), rng.uniform(1.4, 2.1, m))
    X = radius * np.stack([np.cos(angle), np.sin(angle)]) + rng.normal(0, noise, (2, m))
    return X, label[np.newaxis]


def spirals(m: int, seed: int, turns: float = 1.25, noise: float = 0.06) -> Points:
    """Points on two spirals, one inside the other; they take turns.

    m: number of points.
    seed: of the random numbers; the same seed gives the same points.
    turns: how often a spiral goes around.
    noise: how far points stray in each direction.
    Returns X of shape (2, m), coordinates from about -2.5 to 2.5; and Y of shape (1, m), each 0 or 1.
    Used in course1_nn/week3_shallow_network.
    """
    rng = np.random.default_rng(seed)
    label = np.arange(m) % 2
    # The square root spreads the points evenly along the curve, which gets longer with each turn.
    way = np.sqrt(rng.uniform(0.03, 1, m))
    angle = 2 * np.pi * turns * way + np.pi * label
    X = 2.1 * way * np.stack([np.cos(angle), np.sin(angle)]) + rng.normal(0, noise, (2, m))
    return X, label[np.newaxis]


def draw_points(ax: Axes, X: ArrayLike, Y: ArrayLike, size: float = 18) -> None:
    """Draw points in the colour and shape of their label: violet circles for 0, orange triangles for 1.

    ax: the axes to draw into.
    X: coordinates, shape (2, m).
    Y: labels, shape (1, m) or (m,), each 0 or 1.
    size: area of a mark in square points.
    Used in course1_nn/week3_shallow_network and course2_improving/week1_practical_aspects.
    """
    places, labels = np.asarray(X), np.asarray(Y).reshape(-1)
    for label, (color, marker, name) in enumerate(LABEL_STYLES):
        x, y = places[:, labels == label]
        edge = size / 60
        ax.scatter(x, y, s=size, color=color, marker=marker, edgecolors="white", linewidths=edge, label=name)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")


def draw_surface(
    ax: Axes,
    value: Callable[[NDArray[np.float64]], ArrayLike],
    reach: float = 2.7,
    lowest: float = 0.0,
    highest: float = 1.0,
    boundary: float | None = 0.5,
) -> AxesImage:
    """Colour the plane by what a model computes at each place, and draw the line where it is undecided.

    ax: the axes to draw into.
    value: takes coordinates of shape (2, n) and returns n numbers, in any shape; it is called once, for a grid.
    reach: the square from -reach to reach is drawn.
    lowest, highest: the values with the strongest violet and orange; what is beyond is drawn like them.
    boundary: the value whose line is drawn in black; None for no line.
    Returns the coloured square, for a colour bar. Raises ValueError where `value` returns another number of values.
    Used in course1_nn/week3_shallow_network and course2_improving/week1_practical_aspects.
    """
    steps = np.linspace(-reach, reach, 141)
    grid = np.stack(np.meshgrid(steps, steps)).reshape(2, -1)
    heights = np.asarray(value(grid), dtype=float)
    if heights.size != grid.shape[1]:
        raise ValueError(f"value returned shape {heights.shape} for {grid.shape[1]} places; it needs one number each")
    heights = heights.reshape(steps.size, steps.size)
    areas = ax.imshow(
        heights,
        extent=(-reach, reach, -reach, reach),
        origin="lower",
        interpolation="bilinear",
        cmap=REGION_COLORS,
        vmin=lowest,
        vmax=highest,
        alpha=0.7,
    )
    if boundary is not None and heights.min() < boundary < heights.max():
        ax.contour(steps, steps, heights, [boundary], colors="black", linewidths=1.2)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    return areas
