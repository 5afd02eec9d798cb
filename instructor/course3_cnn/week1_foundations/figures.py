"""The pictures of the notes of course3_cnn/week1_foundations; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from companion.convolution import slide
from companion.data import load_photographs

BLUE, ORANGE, GREEN, SKY, GREY = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "0.6"
SOBEL = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])


def grey_picture(number):
    """A training photograph in grey, shape (64, 64), from 0 to 1."""
    return load_photographs().X_train[number] / 255 @ np.array([0.299, 0.587, 0.114])


def draw_parameters():
    """Parameters of one layer of 64 units or filters, for pictures in colour of growing size."""
    sides = np.array([16, 32, 64, 128, 256, 512, 1024])
    figure, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
    ax.loglog(sides, sides**2 * 3 * 64 + 64, "o-", color=ORANGE, label="dense layer, 64 units")
    ax.loglog(sides, np.full(len(sides), 3 * 3 * 3 * 64 + 64), "s--", color=BLUE, label="64 filters of 3 × 3")
    ax.set_xticks(sides, [str(side) for side in sides])
    ax.set_xticks([], minor=True)
    ax.set(
        xlabel="side of the picture (pixels, three colours)",
        ylabel="parameters",
        title="A dense layer grows with the picture, a convolution doesn't",
        ylim=(5e2, 1e9),
    )
    ax.legend()
    return figure


def draw_edges():
    """A photograph, its vertical and horizontal edges, their strength; and one row with what the kernel says of it."""
    image, row = grey_picture(9), 24
    vertical, horizontal = slide(image, SOBEL), slide(image, SOBEL.T)
    figure, axes = plt.subplot_mosaic([["a", "b", "c", "d"], ["e"] * 4], figsize=(11, 5.6), layout="constrained")
    axes["a"].imshow(image, cmap="gray", vmin=0, vmax=1)
    axes["a"].axhline(row, color=ORANGE, linewidth=1.5)
    axes["a"].set_title("a Roman aqueduct")
    for name, values, title in (("b", vertical, "Sobel, left − right"), ("c", horizontal, "Sobel, above − below")):
        axes[name].imshow(values, cmap="PuOr_r", vmin=-3, vmax=3)
        axes[name].set_title(title)
    axes["d"].imshow(np.hypot(vertical, horizontal), cmap="gray_r")
    axes["d"].set_title("strength of the edge")
    for name in "abcd":
        axes[name].set(xticks=[], yticks=[])
    axes["e"].axhline(0, color="black", linewidth=0.6)
    axes["e"].plot(np.arange(64), image[row], color=GREY, linewidth=2, label="brightness of the marked row")
    axes["e"].plot(np.arange(1, 63), vertical[row - 1] / 4, color=BLUE, label="Sobel, left − right, a quarter of it")
    axes["e"].set(xlabel="column", ylabel="value", title="Where brightness falls, the kernel rises: it is a slope")
    axes["e"].set_ylim(-1.15, 1)
    axes["e"].legend(loc="lower left", ncols=2)
    return figure


def draw_stride():
    """Positions of a window of three pixels on a row of eight, for strides and paddings."""
    cases = [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1)]
    figure, axes = plt.subplots(1, 5, figsize=(13, 3), layout="constrained", width_ratios=[8, 8, 8, 10, 10])
    for ax, (stride, pad) in zip(axes, cases, strict=True):
        size = (8 + 2 * pad - 3) // stride + 1
        for pixel in range(-pad, 8 + pad):
            inside = 0 <= pixel < 8
            ax.add_patch(Rectangle((pixel, 0), 1, 1, facecolor="0.8" if inside else "white", edgecolor="black"))
            ax.text(pixel + 0.5, 0.5, str(pixel + 1) if inside else "0", ha="center", va="center")
        for position in range(size):
            left, height = position * stride - pad, 1.4 + 0.75 * (position % 4)
            ax.plot([left + 0.1, left + 2.9], [height, height], color=BLUE, linewidth=4, solid_capstyle="butt")
        for pixel in range((size - 1) * stride + 3 - pad, 8 + pad):
            ax.text(pixel + 0.5, -0.6, "unseen", ha="center", va="center", color=ORANGE, fontsize=8, rotation=45)
        ax.set(xlim=(-pad - 0.2, 8.2 + pad), ylim=(-1.2, 4.4), title=f"s = {stride}, p = {pad}: {size} windows")
        ax.set_axis_off()
    figure.suptitle("A window of f = 3 on a row of n = 8 pixels: ⌊(8 + 2p − 3) / s⌋ + 1 positions")
    return figure


def draw_pooling():
    """Four by four numbers, and what is left of them."""
    values = np.array([[1, 3, 2, 1], [2, 9, 1, 1], [1, 4, 2, 3], [5, 6, 1, 2]])
    blocks = values.reshape(2, 2, 2, 2)
    figure, axes = plt.subplots(1, 3, figsize=(9, 3.3), layout="constrained", width_ratios=[4, 2.4, 2.4])
    cases = {"one channel": values, "max": blocks.max(axis=(1, 3)), "average": blocks.mean(axis=(1, 3))}
    colors = np.array([[0.15, 0.4], [0.65, 0.9]])
    for ax, (name, numbers) in zip(axes, cases.items(), strict=True):
        ax.imshow(colors.repeat(len(numbers) // 2, 0).repeat(len(numbers) // 2, 1), cmap="Pastel1", vmin=0, vmax=1)
        for (row, column), value in np.ndenumerate(numbers):
            ax.text(column, row, f"{value:g}", ha="center", va="center", fontsize=14)
        ax.set(title=name, xticks=[], yticks=[])
    figure.suptitle("Windows of 2 × 2, stride 2: one number is left of four")
    return figure


def draw_receptive_field():
    """How many pixels of the picture one unit depends on, layer by layer."""

    def fields(layers):
        """Side of the field after each layer (f, s): it grows by (f - 1) times the product of earlier strides."""
        field, jump, found = 1, 1, [1]
        for f, s in layers:
            field, jump = field + (f - 1) * jump, jump * s
            found.append(field)
        return found

    figure, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
    plain, pooled = [(3, 1)] * 9, [(3, 1), (3, 1), (2, 2)] * 3
    ax.plot(fields(pooled), "o-", color=ORANGE, label="every third one a pooling layer, f = s = 2")
    ax.plot(fields(plain), "s--", color=BLUE, label="convolutions of 3 × 3, stride 1")
    ax.set(
        xlabel="layer",
        ylabel="side of the receptive field (pixels)",
        title="Each stride doubles what later layers gain",
        xticks=range(10),
        ylim=(0, None),
    )
    ax.legend()
    return figure


def draw_network():
    """The shapes in a small network of LeNet-5's kind, heights drawn to scale, with parameters."""
    stages = [
        ("input", 32, 1, "32 × 32 × 1", "", GREY),
        ("conv 5 × 5", 28, 6, "28 × 28 × 6", "156", BLUE),
        ("pool", 14, 6, "14 × 14 × 6", "0", SKY),
        ("conv 5 × 5", 10, 16, "10 × 10 × 16", "2,416", BLUE),
        ("pool", 5, 16, "5 × 5 × 16", "0", SKY),
        ("dense", 26, 1, "120", "48,120", ORANGE),
        ("dense", 20, 1, "84", "10,164", ORANGE),
        ("dense", 8, 1, "10", "850", ORANGE),
    ]
    figure, ax = plt.subplots(figsize=(12, 4), layout="constrained")
    x = 0.0
    for name, side, depth, shape, parameters, color in stages:
        width = max(0.5 * depth, 1.2)
        for layer in range(min(depth, 16), 0, -1) if color in (BLUE, SKY, GREY) else (1,):
            shift = 0.45 * (layer - 1)
            box = (x + shift, -side / 2 + shift / 2)
            kind = side * 0.35 if color != ORANGE else 1.2
            ax.add_patch(Rectangle(box, kind, side, facecolor=color, edgecolor="black", alpha=0.55, linewidth=0.5))
        middle = x + max(side * 0.35 if color != ORANGE else 1.2, width) / 2
        ax.text(middle, 23, name, ha="center", fontsize=10)
        ax.text(middle, -22, shape, ha="center", fontsize=10)
        ax.text(middle, -26, f"{parameters} parameters" if parameters else "", ha="center", fontsize=8)
        x += max(side * 0.35 + 0.45 * depth, 9) + 5
    ax.set(xlim=(-2, x), ylim=(-29, 27), title="Maps shrink and multiply; most parameters are in the dense end")
    ax.set_axis_off()
    return figure


# file name -> function that draws it
PICTURES = {
    "parameters": draw_parameters,
    "edges": draw_edges,
    "stride": draw_stride,
    "pooling": draw_pooling,
    "receptive_field": draw_receptive_field,
    "network": draw_network,
}
