"""Pictures that several weeks share: grids of images, curves of training, weights as images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

# Okabe and Ito's palette, which people with any kind of colour blindness can tell apart.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
LINES = ("-", "--", "-.", ":")


def image_grid(
    images: ArrayLike,
    captions: Sequence[str] | None = None,
    title: str = "",
    columns: int = 8,
    size: float = 1.3,
) -> Figure:
    """Draw images side by side, in rows of `columns`, each with its caption below.

    images: (m, height, width, 3) or, for grey ones, (m, height, width); uint8 from 0 to 255, or numbers from 0 to 1.
    captions: one text for each image, or None.
    title: above all of them.
    size: width and height of one image in inches.
    Returns the figure. Raises ValueError for another shape, or where the number of captions is not m.
    Used in course1_nn/week2_logistic_regression/03_logistic_regression, week4_deep_network/02_deep_image_classifier,
    course2_improving and course3_cnn/week1_foundations.
    """
    pictures = np.asarray(images)
    if pictures.ndim not in (3, 4) or len(pictures) == 0:
        raise ValueError(f"images has shape {pictures.shape}, and needs (m, height, width, 3) or (m, height, width)")
    if captions is not None and len(captions) != len(pictures):
        raise ValueError(f"{len(captions)} captions for {len(pictures)} images")
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    caption_height = 0.25 * max((text.count("\n") + 1 for text in captions or []), default=0)
    height = rows * (size + caption_height) + (0.4 if title else 0)
    figure, axes = plt.subplots(rows, columns, figsize=(columns * size, height), layout="constrained", squeeze=False)
    largest = 255 if pictures.dtype == np.uint8 else 1
    for place, ax in enumerate(axes.flat):
        ax.set_axis_off()
        if place < len(pictures):
            ax.imshow(pictures[place], cmap="gray", vmin=0, vmax=largest)
            if captions is not None:
                ax.text(0.5, -0.06, captions[place], transform=ax.transAxes, ha="center", va="top", fontsize=9)
    figure.suptitle(title)
    return figure


def cost_curves(
    ax: Axes,
    curves: Mapping[str, ArrayLike],
    every: int = 1,
    title: str = "",
    xlabel: str = "iteration",
    ylabel: str = "cost J",
) -> None:
    """Draw curves of training, each in its own colour and line style, with a legend where there are several.

    ax: the axes to draw into.
    curves: name -> the values, shape (n,), noted at iterations 0, every, 2 every, …; what isn't finite leaves a gap.
    every: iterations between two values.
    title, xlabel, ylabel: the texts around them; a title says what there is to see.
    Used in course1_nn/week2_logistic_regression/03_logistic_regression and both notebooks of week4_deep_network.
    """
    for number, (name, curve) in enumerate(curves.items()):
        values = np.asarray(curve, dtype=float).reshape(-1)
        color, line = COLORS[number % len(COLORS)], LINES[number % len(LINES)]
        ax.plot(every * np.arange(len(values)), values, line, color=color, label=name)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    if len(curves) > 1:
        ax.legend()


def weight_images(weights: ArrayLike, names: Sequence[str], title: str = "", size: float = 2.6) -> Figure:
    """Draw weights as images side by side: orange above 0, violet below, white at 0, on one scale for all.

    weights: (height, width, n), one image for each entry of the last axis.
    names: n texts, one above each image.
    title: above all of them.
    size: width and height of one image in inches.
    Returns the figure. Raises ValueError where weights has other than three axes, or the number of names is not n.
    Used in course1_nn/week2_logistic_regression/03_logistic_regression and course3_cnn/week1_foundations.
    """
    values = np.asarray(weights, dtype=float)
    if values.ndim != 3 or values.shape[2] != len(names):
        raise ValueError(f"weights has shape {values.shape}, and needs (height, width, {len(names)}): one image a name")
    largest = float(np.abs(values).max()) or 1.0
    wide = (len(names) * size + 0.8, size + (0.8 if title else 0.4))
    figure, axes = plt.subplots(1, len(names), figsize=wide, layout="constrained", squeeze=False)
    for number, (ax, name) in enumerate(zip(axes.flat, names, strict=True)):
        image = ax.imshow(values[:, :, number], cmap="PuOr_r", vmin=-largest, vmax=largest)
        ax.set(title=name, xticks=[], yticks=[])
    figure.colorbar(image, ax=axes, label="weight")
    figure.suptitle(title)
    return figure
