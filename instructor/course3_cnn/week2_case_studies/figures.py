"""The pictures of the notes of course3_cnn/week2_case_studies; `grader build` draws them."""

import math

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Polygon
from PIL import Image, ImageEnhance

from companion.data import load_depths, load_photographs

BLUE, ORANGE, GREEN, SKY, PINK, GREY = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "#CC79A7", "0.6"


# Residual networks


def slopes(points, depth, residual, rng, width=200):
    """The derivative of a random network's output by its one input, at each of the points."""
    H = np.maximum(points[:, None] * rng.normal(size=width) + rng.normal(size=width), 0)
    size = np.sqrt(2 / width) * (1 / np.sqrt(depth) if residual else 1)
    for _ in range(depth):
        change = np.maximum(H @ rng.normal(size=(width, width)) * size + 0.1 * rng.normal(size=width), 0)
        H = H + change if residual else change
    return np.gradient(H @ rng.normal(size=width), points)


def draw_shattering():
    """Slopes of random networks along their input: shallow, deep, and deep with skips."""
    points = np.linspace(-2, 2, 400)
    cases = [("1 layer", 1, False, GREEN), ("40 layers", 40, False, ORANGE), ("40 layers, residual", 40, True, BLUE)]
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.3), layout="constrained", sharey=True)
    for ax, (name, depth, residual, color) in zip(axes, cases, strict=True):
        found = slopes(points, depth, residual, np.random.default_rng(4))
        ax.plot(points, found / np.abs(found).max(), color=color, linewidth=1)
        neighbours = np.corrcoef(found[:-4], found[4:])[0, 1]
        ax.set(title=f"{name}\ncorrelation of neighbours {neighbours:.2f}", xlabel="input")
    axes[0].set_ylabel("slope of the output (scaled)")
    return figure


def draw_depths():
    """Accuracy against depth, with and without shortcuts, on train and on dev; a small network beside them."""
    runs = load_depths()
    figure, axes = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained", sharey=True)
    for ax, part, values in ((axes[0], "train", runs.train_accuracy), (axes[1], "dev", runs.dev_accuracy)):
        for kind, color, marker in (("plain", ORANGE, "s--"), ("residual", BLUE, "o-")):
            depths = np.unique(runs.layers[runs.kind == kind])
            found = np.array([values[(runs.kind == kind) & (runs.layers == depth)] for depth in depths])
            error = 2 * found.std(axis=1, ddof=1) / np.sqrt(found.shape[1])
            ax.errorbar(depths, found.mean(axis=1), error, fmt=marker, color=color, capsize=4, label=kind)
        ax.plot(5, values[runs.kind == "small"].mean(), "D", color=GREEN, label="small, no blocks")
        ax.set(title=f"accuracy on {part}", xlabel="layers with weights", xticks=[5, 11, 20, 29, 47], ylim=(0, 1.03))
    axes[0].set_ylabel("mean of 5 starts ± 2 standard errors")
    axes[0].legend(loc="lower left")
    figure.suptitle("Without shortcuts, deeper networks don't even learn what they are shown")
    return figure


def tensors(ax, x, sizes, labels, title):
    """Tensors as bars as high as they have channels, layers between, the skip above; returns where the next begins."""
    places, high = x + np.arange(len(sizes)), max(sizes) / 2 + 50
    ax.bar(places, sizes, 0.22, -np.array(sizes) / 2, color=SKY, edgecolor="black")
    for place, size in zip(places, sizes, strict=True):
        ax.text(place, size / 2 + 6, str(size), ha="center", va="bottom", fontsize=10)
    for place, label, before, after in zip(places, labels, sizes, sizes[1:], strict=False):
        left, right = place + 0.11, place + 0.89
        corners = [(left, before / 2), (right, after / 2), (right, -after / 2), (left, -before / 2)]
        ax.add_patch(Polygon(corners, color=ORANGE if "depthwise" in label else BLUE, alpha=0.25))
        ax.text(place + 0.5, -150, label, ha="center", va="top", fontsize=10)
    ends = [size / 2 + 32 for size in (sizes[0], sizes[-1])]
    ax.plot([places[0], places[0], places[-1]], [ends[0], high, high], color="black", linewidth=1)
    ax.annotate("", (places[-1], ends[1]), (places[-1], high + 1), arrowprops={"arrowstyle": "->"})
    ax.text(places.mean(), high + 12, title, ha="center", fontsize=11)
    return x + len(sizes) + 0.4


def draw_bottlenecks():
    """The channels inside a ResNet's bottleneck block and inside an inverted residual."""
    figure, ax = plt.subplots(figsize=(11, 3.8), layout="constrained")
    x = tensors(ax, 0, (256, 64, 64, 256), ("1 × 1", "3 × 3", "1 × 1"), "bottleneck block: wide, narrow, wide")
    labels = ("1 × 1", "3 × 3\ndepthwise", "1 × 1\nno ReLU")
    tensors(ax, x, (24, 144, 144, 24), labels, "inverted residual: narrow, wide, narrow")
    ax.set(ylim=(-205, 210))
    ax.set_axis_off()
    return figure


# Efficient architectures


def draw_inception():
    """Multiply-adds of the branches of an Inception block, with and without 1 × 1 convolutions before the kernels."""
    million_places, channels, rows = 28 * 28 / 1e6, 192, np.arange(4)
    names = ["1 × 1", "3 × 3", "5 × 5", "pooling"]
    plain = million_places * channels * np.array([64, 9 * 128, 25 * 32, 0])
    before = million_places * channels * np.array([0, 96, 16, 0])
    kernels = million_places * np.array([channels * 64, 9 * 96 * 128, 25 * 16 * 32, channels * 32])
    figure, ax = plt.subplots(figsize=(9, 3.2), layout="constrained")
    ax.barh(rows + 0.2, plain, 0.38, color=GREY, label="without reduction")
    ax.barh(rows - 0.2, before, 0.38, color=ORANGE, hatch="//", edgecolor="white", label="1 × 1 before")
    ax.barh(rows - 0.2, kernels, 0.38, left=before, color=BLUE, label="the branch's own kernel")
    total = np.sum(before + kernels)
    ax.set(
        xlabel="million multiply-adds",
        ylabel="branch",
        yticks=rows,
        yticklabels=names,
        title=f"28 × 28 × 192, four branches: {total:.0f} in place of {np.sum(plain):.0f} million",
    )
    ax.invert_yaxis()
    ax.legend()
    return figure


def draw_separable():
    """What share of a convolution's multiply-adds a depthwise separable one takes."""
    filters = np.arange(4, 513)
    figure, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
    for f, color, line in ((3, BLUE, "-"), (5, ORANGE, "--"), (7, GREEN, "-.")):
        ax.plot(filters, 1 / filters + 1 / f**2, line, color=color, label=f"{f} × {f}")
        ax.axhline(1 / f**2, color=color, linewidth=0.6)
    ax.set(
        xscale="log",
        xlabel="number of filters",
        ylabel="share of the multiply-adds",
        title="Depthwise separable: 1 / filters + 1 / f² of a convolution",
        xticks=[4, 8, 16, 32, 64, 128, 256, 512],
        xticklabels=["4", "8", "16", "32", "64", "128", "256", "512"],
        ylim=(0, 0.4),
    )
    ax.legend()
    return figure


STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112)]


def network_bill(depth, width, resolution):
    """Multiply-adds, parameters and the largest map of eleven inverted residual blocks, scaled by three factors."""
    side, channels = math.ceil(96 * resolution / 2), 32
    products, parameters, largest = side**2 * 27 * 32, 27 * 32, side**2 * 32
    for blocks, f, stride, expansion, base in STAGES:
        filters = 8 * round(base * width / 8)
        for number in range(math.ceil(blocks * depth)):
            wide, before = expansion * channels, side
            side = math.ceil(side / (1 if number else stride))
            weights = [channels * wide if expansion > 1 else 0, f * f * wide, wide * filters]
            products += weights[0] * before**2 + (weights[1] + weights[2]) * side**2
            parameters, largest = parameters + sum(weights), max(largest, wide * before**2)
            channels = filters
    return np.array([products, parameters, largest])


def draw_scaling():
    """Three budgets of a network that grew in four ways."""
    ways = {"depth × 4": (4, 1, 1), "width × 2": (1, 2, 1), "resolution × 2": (1, 1, 2)}
    ways["compound, φ = 2"] = (1.2**2, 1.1**2, 128 / 96)
    times = np.array([network_bill(*factors) for factors in ways.values()]) / network_bill(1, 1, 1)
    figure, ax = plt.subplots(figsize=(9, 3.4), layout="constrained")
    series = (("multiply-adds", BLUE, ""), ("parameters", ORANGE, "//"), ("largest map", GREEN, ".."))
    for number, (name, color, hatch) in enumerate(series):
        places = np.arange(4) + 0.27 * (number - 1)
        bars = ax.bar(places, times[:, number], 0.25, color=color, hatch=hatch, edgecolor="white", label=name)
        ax.bar_label(bars, fmt="%.1f", fontsize=9)
    ax.axhline(1, color="black", linewidth=0.6)
    ax.set(
        ylabel="times the base",
        xticks=range(4),
        xticklabels=list(ways),
        title="About four times the multiply-adds, in four ways: the other bills differ",
        ylim=(0, 5.6),
    )
    ax.legend(loc="upper right", ncols=3)
    return figure


def draw_published():
    """What papers report of their networks on ImageNet: accuracy against multiply-adds."""
    efficient = [(0.39, 77.1), (0.70, 79.1), (1.0, 80.1), (1.8, 81.6), (4.2, 82.9), (9.9, 83.6), (19, 84.0), (37, 84.3)]
    others = {
        "VGG-16": (15.3, 71.5),
        "GoogLeNet": (1.55, 69.8),
        "MobileNet": (0.569, 70.6),
        "MobileNetV2": (0.300, 72.0),
        "ResNet-50": (4.1, 76.0),
        "ResNet-152": (11, 77.8),
        "Inception-v3": (5.7, 78.8),
    }
    figure, ax = plt.subplots(figsize=(9, 4), layout="constrained")
    ax.plot(*zip(*efficient, strict=True), "o-", color=BLUE, label="EfficientNet, B0 to B7")
    for name, (products, accuracy) in others.items():
        ax.plot(products, accuracy, "s", color=ORANGE)
        ax.annotate(name, (products, accuracy), (6, -11), textcoords="offset points", fontsize=9)
    ax.set(
        xscale="log",
        xticks=[0.3, 1, 3, 10, 30],
        xticklabels=["0.3", "1", "3", "10", "30"],
        xlabel="billion multiply-adds for one picture",
        ylabel="top-1 accuracy on ImageNet (%)",
        title="Accuracy for a price, as the papers report it",
        ylim=(68, 86),
        xlim=(0.25, 60),
    )
    ax.legend(loc="upper left")
    return figure


# Transfer learning and data augmentation


def trunk_features(pictures):
    """The means of the trunk's 112 maps, for pictures enlarged to 96 × 96; each of length 1."""
    import keras

    from companion.pretrained import load_trunk, preprocess_input

    trunk = load_trunk((96, 96, 3))
    larger = np.stack([np.asarray(Image.fromarray(each).resize((96, 96))) for each in pictures])
    batches = np.array_split(preprocess_input(larger), 12)
    means = np.concatenate([keras.ops.convert_to_numpy(trunk(batch)).mean(axis=(1, 2)) for batch in batches])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def nearest_mean(X, y, X_dev, y_dev, m, rng):
    """Dev accuracy of the nearest class mean, from m examples of each class."""
    means = [X[rng.choice(np.flatnonzero(y == label), m, replace=False)].mean(axis=0) for label in (0, 1)]
    distances = [np.linalg.norm(X_dev - mean, axis=1) for mean in means]
    return np.mean((distances[1] < distances[0]) == y_dev)


def draw_transfer():
    """Accuracy on new photographs against the number of training pictures: pixels and features of a trained trunk."""
    photographs = load_photographs()
    y, y_dev = photographs.Y_train[0], photographs.Y_dev[0]
    everything = np.concatenate([photographs.X_train, photographs.X_dev])
    pixels = everything.reshape(len(everything), -1) / 255
    inputs = {"features of the trunk": trunk_features(everything), "pixels": pixels}
    sizes, rng = [1, 2, 4, 8, 16, 32], np.random.default_rng(0)
    figure, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
    for (name, X), color, line in zip(inputs.items(), (BLUE, ORANGE), ("o-", "s--"), strict=True):
        found = np.array([[nearest_mean(X[: len(y)], y, X[len(y) :], y_dev, m, rng) for _ in range(30)] for m in sizes])
        ax.plot(sizes, found.mean(axis=1), line, color=color, label=name)
        ax.fill_between(sizes, *np.quantile(found, (0.1, 0.9), axis=1), color=color, alpha=0.2)
    ax.set(
        xscale="log",
        xticks=sizes,
        xticklabels=[str(m) for m in sizes],
        xlabel="training pictures of each class",
        ylabel="dev accuracy",
        title="Animal or not, by the nearest class mean",
        ylim=(0.4, 1),
    )
    ax.legend(title="mean of 30 draws; 80 % of them", loc="lower right")
    return figure


def draw_augmentation():
    """One photograph, changed in ways that leave its label as it was, and in one that doesn't help."""
    photograph = Image.fromarray(load_photographs().X_train[9]).resize((192, 192), Image.Resampling.BICUBIC)
    changed = {
        "as it was": photograph,
        "mirrored": photograph.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        "cropped": photograph.crop((20, 30, 170, 180)).resize((192, 192)),
        "turned by 10°": photograph.rotate(10, Image.Resampling.BICUBIC).crop((18, 18, 174, 174)).resize((192, 192)),
        "brighter": ImageEnhance.Brightness(photograph).enhance(1.35),
        "fewer colours": ImageEnhance.Color(photograph).enhance(0.3),
        "upside down?": photograph.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    }
    figure, axes = plt.subplots(1, 7, figsize=(13, 2.3), layout="constrained")
    for ax, (name, picture) in zip(axes, changed.items(), strict=True):
        ax.imshow(np.asarray(picture))
        ax.set(title=name, xticks=[], yticks=[])
    return figure


# file name -> function that draws it
PICTURES = {
    "depths": draw_depths,
    "shattering": draw_shattering,
    "bottlenecks": draw_bottlenecks,
    "inception": draw_inception,
    "separable": draw_separable,
    "scaling": draw_scaling,
    "published": draw_published,
    "transfer": draw_transfer,
    "augmentation": draw_augmentation,
}
