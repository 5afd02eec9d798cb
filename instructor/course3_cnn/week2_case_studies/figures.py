"""The pictures of the notes of course3_cnn/week2_case_studies; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_depths

BLUE, ORANGE, GREEN, SKY, GREY = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "0.6"

# ---------------------------------------------------------------------------------------------------- residual networks


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


def draw_blocks():
    """The identity block and the convolutional block, as boxes and arrows."""
    figure, axes = plt.subplots(2, 1, figsize=(11, 4), layout="constrained")
    for ax, stride, title in (
        (axes[0], "", "identity block: shapes agree"),
        (axes[1], ", s = 2", "convolutional block: the shortcut is projected"),
    ):
        steps = [f"conv 1 × 1{stride}", "BN, ReLU", "conv 3 × 3", "BN, ReLU", "conv 1 × 1", "BN", "+", "ReLU"]
        for place, step in enumerate(steps):
            color = ORANGE if step == "+" else SKY if step.startswith("conv") else "white"
            box = {"boxstyle": "circle" if step == "+" else "round", "facecolor": color, "edgecolor": "black"}
            ax.text(place, 0, step, ha="center", va="center", bbox=box, zorder=3)
        ax.text(-1, 0, "X", ha="center", va="center", fontsize=13)
        ax.annotate("", (7.9, 0), (-0.85, 0), arrowprops={"arrowstyle": "->"})
        ax.plot([-0.7, -0.7, 6, 6], [0, -1, -1, 0], color=ORANGE, linewidth=2)
        if stride:
            box = {"boxstyle": "round", "facecolor": SKY, "edgecolor": "black"}
            ax.text(2.6, -1, f"conv 1 × 1{stride}, BN", ha="center", va="center", bbox=box)
        ax.set(xlim=(-1.3, 8), ylim=(-1.4, 0.5))
        ax.set_title(title, loc="left")
        ax.set_axis_off()
    return figure


def draw_resolution():
    """At which size of map VGG-16 and ResNet50 have their parameters."""
    sides = ("224", "112", "56", "28", "14", "7", "1")
    vgg16 = (38_720, 221_440, 1_475_328, 5_899_776, 7_079_424, 0, 123_642_856)
    resnet50 = (0, 9_408, 212_992, 1_212_416, 7_077_888, 14_942_208, 2_049_000)
    figure, ax = plt.subplots(figsize=(9, 3.8), layout="constrained")
    places = np.arange(len(sides))
    for offset, name, counts, color in ((-0.2, "VGG-16", vgg16, ORANGE), (0.2, "ResNet50", resnet50, BLUE)):
        ax.bar(places + offset, counts, 0.4, color=color, label=f"{name}, {sum(counts) / 1e6:.0f} million")
    ax.set_xticks(places, [f"{side} × {side}" for side in sides])
    ax.set(xlabel="size of the map that a layer puts out", ylabel="weights and biases", yscale="log", ylim=(5e3, 4e8))
    ax.set_title("Where the map is small, the parameters are")
    ax.legend()
    return figure


# file name -> function that draws it
PICTURES = {
    "depths": draw_depths,
    "blocks": draw_blocks,
    "resolution": draw_resolution,
}
