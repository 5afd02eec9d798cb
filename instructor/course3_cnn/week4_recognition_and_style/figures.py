"""The pictures of the notes of course3_cnn/week4_recognition_and_style; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle

from companion.beetles import draw_beetles

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"


# Recognition


def draw_individuals():
    """Four beetles, six pictures of each: what stays is the marks."""
    beetles = draw_beetles(4, 6, np.random.default_rng(5), size=64)
    figure, axes = plt.subplots(4, 6, figsize=(7.2, 5), layout="constrained")
    for ax, picture in zip(axes.flat, beetles.X, strict=True):
        ax.imshow(picture)
        ax.set(xticks=[], yticks=[])
    for row, ax in enumerate(axes[:, 0]):
        ax.set_ylabel(f"beetle {row + 1}")
    figure.suptitle("One beetle a row: light, pose and ground change, the marks stay")
    return figure


def draw_triplet():
    """Around an anchor: the circle of its positive, and how far the margin reaches beyond it."""
    figure, ax = plt.subplots(figsize=(5.6, 4.6), layout="constrained")
    near, margin = 0.6, 1.0  # squared distances
    for radius, line in ((near**0.5, "-"), ((near + margin) ** 0.5, "--")):
        ax.add_patch(Circle((0, 0), radius, fill=False, linestyle=line, edgecolor="0.5"))
    points = {
        "anchor": (0, 0, "black"),
        "positive": (-(near**0.5), 0, BLUE),
        "hard negative": (0.3, 0.35, ORANGE),
        "semi-hard negative": (0.7, -0.7, ORANGE),
        "easy negative:\nno loss": (1.2, 1.05, GREEN),
    }
    for name, (x, y, color) in points.items():
        ax.plot(x, y, "o", color=color, markersize=9)
        ax.annotate(name, (x, y), (7, 7), textcoords="offset points", color=color)
    ax.text(0, -1.42, "d(A, P) + α", ha="center", color="0.35")
    ax.set(xlim=(-1.5, 2.1), ylim=(-1.55, 1.6), aspect="equal", title="Which negatives teach, seen from the anchor")
    ax.set_axis_off()
    return figure


# file name -> function that draws it
PICTURES = {
    "individuals": draw_individuals,
    "triplet": draw_triplet,
}
