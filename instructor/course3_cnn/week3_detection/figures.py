"""The pictures of the notes of course3_cnn/week3_detection; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from companion.scenes import draw_scenes

BLUE, ORANGE, GREEN, SKY, PINK, GREY = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "#CC79A7", "0.6"
COLORS = (BLUE, ORANGE, GREEN, PINK)


# notes


def some_scenes(count, seed=3, **options):
    """Dev scenes, the same ones each time."""
    return draw_scenes(count, np.random.default_rng(seed), "dev", **options)


def outline(ax, box, color, text="", **options):
    """A box (left, top, right, bottom), and a name on its upper edge."""
    left, top, right, bottom = box
    ax.add_patch(Rectangle((left, top), right - left, bottom - top, fill=False, edgecolor=color, **options))
    if text:
        badge = {"facecolor": color, "edgecolor": "none", "pad": 1}
        ax.text(left, top - 1.5, text, color="white", fontsize=8, va="bottom", bbox=badge)


def overlap(a, b):
    """Intersection over union of two boxes (left, top, right, bottom)."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    both = max(width, 0) * max(height, 0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def draw_tasks():
    """One kind of scene, and what four tasks ask about it."""
    one = some_scenes(1, 5, size=160, objects=(1, 1), scale=(0.45, 0.55))
    many = some_scenes(1, 91, size=160, objects=(4, 4), scale=(0.25, 0.42))
    label, pictures = one.labels[0][0], (one.X[0], one.X[0], many.X[0], many.X[0] // 3)
    name = one.classes[label]
    titles = (name, "one class, one box", "any number of boxes", "a class a pixel")
    tasks = ("classification", "localization", "detection", "segmentation")
    figure, axes = plt.subplots(1, 4, figsize=(12, 3.8), layout="constrained")
    for ax, picture, task, title in zip(axes, pictures, tasks, titles, strict=True):
        ax.imshow(picture)
        ax.set(title=f"{task}:\n{title}", xticks=[], yticks=[])
    outline(axes[1], one.boxes[0][0], COLORS[label], name, linewidth=2)
    for box, each in zip(many.boxes[0], many.labels[0], strict=True):
        outline(axes[2], box, COLORS[each], many.classes[each], linewidth=2)
    seen = np.ma.masked_equal(many.masks[0], 0)
    axes[3].imshow(seen, cmap=ListedColormap(COLORS), vmin=1, vmax=4, interpolation="nearest")
    return figure


def draw_sliding():
    """The maps of a small network on pictures of two sizes: the larger one gives four answers in one pass."""
    layers, channels = ("picture", "5 × 5", "pooling", "5 × 5", "1 × 1", "1 × 1"), (3, 16, 16, 400, 400, 4)
    small, large = (14, 10, 5, 1, 1, 1), (16, 12, 6, 2, 2, 2)
    figure, axes = plt.subplots(2, 1, figsize=(11, 4.6), layout="constrained", sharex=True, sharey=True)
    for ax, sides in zip(axes, (small, large), strict=True):
        for place, side in enumerate(sides):
            corner = (4 * place - side / 10, -side / 10)
            for length, color in ((side, SKY), (small[place], ORANGE)):
                ax.add_patch(Rectangle(corner, length / 5, length / 5, facecolor=color, edgecolor="black"))
            ax.text(4 * place, 2.2, f"{side} × {side} × {channels[place]}", ha="center", va="top", fontsize=10)
            ax.text(4 * place, -2.0, layers[place], ha="center", fontsize=10)
        ax.set(xlim=(-2, 22), ylim=(3, -2.5), aspect="equal")
        ax.set_axis_off()
    axes[0].set_title("Trained on 14 × 14: one answer. On 16 × 16 the same weights give 2 × 2 answers, one a window")
    return figure


def draw_pair(ax, a, b):
    """Two boxes, their intersection and their IoU."""
    left, top, right, bottom = (f(x, y) for f, x, y in zip((max, max, min, min), a, b, strict=True))
    ax.add_patch(Rectangle((left, top), right - left, bottom - top, facecolor=GREEN, alpha=0.5))
    outline(ax, a, BLUE, linewidth=2.5)
    outline(ax, b, ORANGE, linewidth=2.5, linestyle="--")
    ax.set(xlim=(-0.5, 8.5), ylim=(8.5, -0.5), aspect="equal", xticks=[], yticks=[])
    ax.set_title(f"IoU = {overlap(a, b):.2f}")


def draw_iou():
    """Pairs of boxes with their intersection, and how fast IoU falls as one box is moved."""
    pairs = [((0, 0, 6, 6), (2, 0, 8, 6)), ((0, 0, 6, 6), (2, 2, 8, 8)), ((0, 0, 8, 8), (2, 2, 6, 6))]
    figure, axes = plt.subplots(1, 4, figsize=(12, 3.1), layout="constrained", width_ratios=(1, 1, 1, 1.4))
    for ax, (a, b) in zip(axes, pairs, strict=False):
        draw_pair(ax, a, b)
    share = np.linspace(0, 1, 100)
    for name, down, line, color in (("sideways", 0, "-", BLUE), ("both ways", 1, "--", ORANGE)):
        moved = [overlap((0, 0, 1, 1), (d, down * d, 1 + d, 1 + down * d)) for d in share]
        axes[3].plot(share, moved, line, color=color, label=name)
    axes[3].axhline(0.5, color="black", linewidth=0.6)
    axes[3].set(xlabel="move, as a share of the side", ylabel="IoU", title="a square, moved")
    axes[3].legend()
    return figure


def draw_grid(cells=6, size=96):
    """A scene with a grid; which cells are responsible; and what they have to say."""
    scenes, step = some_scenes(1, 91, objects=(4, 4), scale=(0.25, 0.42)), size / cells
    figure, axes = plt.subplots(1, 2, figsize=(9.5, 4.4), layout="constrained")
    axes[0].imshow(scenes.X[0], extent=(0, size, size, 0))
    for box, label in zip(scenes.boxes[0], scenes.labels[0], strict=True):
        centre, sides = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]) / size
        cell = np.floor(centre / step)
        outline(axes[0], box, COLORS[label], linewidth=2)
        axes[0].add_patch(Rectangle(tuple(cell * step), step, step, color=COLORS[label], alpha=0.35))
        axes[0].plot(*centre, "o", color=COLORS[label], markeredgecolor="white")
        axes[1].add_patch(Rectangle(tuple(cell * step), step, step, color=COLORS[label], alpha=0.35))
        x, y = centre / step - cell
        text = f"{x:.2f}, {y:.2f}\n{sides[1]:.2f}, {sides[0]:.2f}"
        axes[1].text(*(cell + 0.5) * step, text, ha="center", va="center", fontsize=8)
    axes[0].set_title("The cell that holds the centre is responsible")
    axes[1].set_title("its targets: $b_x, b_y$, and below height, width")
    for ax, color in zip(axes, ("white", GREY), strict=True):
        ticks = np.arange(0, size + 1, step)
        ax.set(xlim=(0, size), ylim=(size, 0), aspect="equal", xticks=ticks, yticks=ticks)
        ax.grid(color=color, linewidth=0.8)
        ax.tick_params(labelbottom=False, labelleft=False, length=0)
    return figure


def shape_iou(sizes, anchors):
    """IoU of every (width, height) with every anchor, both with the same centre."""
    both = np.minimum(sizes[:, None], anchors[None]).prod(axis=2)
    return both / (sizes.prod(axis=1)[:, None] + anchors.prod(axis=1)[None] - both)


def fitted_anchors(sizes, count, rng, rounds=40):
    """K-means on (width, height), with 1 − IoU for a distance; the best of five starts."""
    best = None
    for _ in range(5):
        anchors = sizes[rng.choice(len(sizes), count, replace=False)]
        for _ in range(rounds):
            nearest = shape_iou(sizes, anchors).argmax(axis=1)
            means = [sizes[nearest == k].mean(axis=0) if np.any(nearest == k) else anchors[k] for k in range(count)]
            anchors = np.array(means)
        quality = shape_iou(sizes, anchors).max(axis=1).mean()
        best = max(best or (0, anchors), (quality, anchors), key=lambda pair: pair[0])
    return best


def draw_anchors():
    """Widths and heights of boxes with the anchors that fit them, and how well more of them fit."""
    rng = np.random.default_rng(0)
    boxes = np.concatenate(draw_scenes(300, rng).boxes)
    sizes = boxes[:, 2:] - boxes[:, :2]
    found = {count: fitted_anchors(sizes, count, rng) for count in range(1, 7)}
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    for ax, count in zip(axes, (1, 3), strict=False):
        quality, anchors = found[count]
        nearest = shape_iou(sizes, anchors).argmax(axis=1)
        for k, (width, height) in enumerate(anchors):
            ax.scatter(*sizes[nearest == k].T, s=9, color=COLORS[k], alpha=0.6)
            ax.plot(width, height, "X", color="black", markersize=11)
        title = f"{count} anchor{'s' if count > 1 else ''}: mean IoU {quality:.2f}"
        ax.set(xlabel="width (pixels)", ylabel="height (pixels)", title=title)
    axes[2].plot(list(found), [quality for quality, _ in found.values()], "o-", color=BLUE)
    axes[2].set(xlabel="anchors", ylabel="mean IoU with the nearest", title="each further one adds less", ylim=(0.4, 1))
    return figure


def suppressed(boxes, scores, labels, threshold):
    """Which boxes stay: the best first, without those of its class that overlap it by more than the threshold."""
    keep = []
    for each in np.argsort(-scores):
        if all(labels[each] != labels[k] or overlap(boxes[each], boxes[k]) <= threshold for k in keep):
            keep.append(each)
    return keep


def draw_suppression():
    """Candidates around the objects of a scene, drawn at random, before and after both steps of cleaning up."""
    scenes, rng = some_scenes(1, 91, objects=(4, 4), scale=(0.25, 0.42)), np.random.default_rng(1)
    true, truly = scenes.boxes[0], scenes.labels[0]
    copies = np.repeat(np.arange(len(true)), 6)
    size = (true[:, 2:] - true[:, :2]).mean(axis=1)[copies, None]
    boxes = true[copies] + 0.1 * size * rng.normal(size=(len(copies), 4))
    quality = np.array([overlap(box, true[k]) for box, k in zip(boxes, copies, strict=True)])
    scores, labels = np.clip(quality + rng.normal(scale=0.1, size=len(quality)) - 0.05, 0, 1), truly[copies]
    steps = {
        "candidates": np.arange(len(boxes)),
        "score at least 0.7": np.flatnonzero(scores >= 0.7),
    }
    likely = steps["score at least 0.7"]
    steps["non-max suppression, IoU 0.5"] = likely[suppressed(boxes[likely], scores[likely], labels[likely], 0.5)]
    figure, axes = plt.subplots(1, 3, figsize=(12, 4.5), layout="constrained")
    for ax, (title, chosen) in zip(axes, steps.items(), strict=True):
        ax.imshow(scenes.X[0] // 2 + 127, extent=(0, 96, 96, 0))
        for k in chosen:
            text = f"{scores[k]:.2f}" if len(chosen) < 8 else ""
            outline(ax, boxes[k], COLORS[labels[k]], text, linewidth=1.5)
        ax.set(xticks=[], yticks=[], xlim=(0, 96), ylim=(96, 0), title=f"{title}: {len(chosen)} boxes")
    return figure


HITS = np.array([1, 1, 0, 1, 0, 0, 1, 0, 0, 0])  # ten detections, the surest first; there are five objects


def draw_average_precision():
    """Precision against recall of ten detections of five objects, and the area that is average precision."""
    found = np.cumsum(HITS)
    precision, recall = found / np.arange(1, 11), found / 5
    best = np.maximum.accumulate(precision[::-1])[::-1]
    area = np.mean([max(precision[recall >= r - 1e-9], default=0) for r in np.linspace(0, 1, 101)])
    figure, ax = plt.subplots(figsize=(7.5, 3.8), layout="constrained")
    ax.fill_between([0, *recall], [best[0], *best], step="pre", color=SKY, alpha=0.4)
    ax.step([0, *recall], [best[0], *best], where="pre", color=BLUE, label="the best at this recall or a higher one")
    ax.plot(recall, precision, "o", color=ORANGE, label="after 1, 2, …, 10 detections")
    ax.set(xlabel="recall", ylabel="precision", xlim=(0, 1), ylim=(0, 1.05))
    ax.set_title(f"Ten detections find four of five objects: average precision {area:.2f}")
    ax.legend(loc="lower left")
    return figure


LEVELS = ((64, 8), (32, 16), (16, 32), (8, 64))  # side and channels of the maps


FLOORS = (6.9, 3.5, 1.3, 0)  # where they stand


def block(ax, x, depth, channels, color):
    """Maps of one level, as high as a map's side and as wide as they are many; returns where they end."""
    width, high = channels / 22, LEVELS[depth][0] / 14
    ax.add_patch(Rectangle((x, FLOORS[depth]), width, high, facecolor=color, edgecolor="black"))
    ax.text(x + width / 2, FLOORS[depth] + high + 0.1, str(channels), ha="center", va="bottom", fontsize=9)
    return x + width


def arrow(ax, start, end, color="black", share=0.5):
    """An arrow between two places, each an x and a level; it ends at this share of the level's height."""
    (x, depth), (x_end, depth_end) = start, end
    place = (x, FLOORS[depth] + 0.5 * LEVELS[depth][0] / 14)
    place_end = (x_end, FLOORS[depth_end] + share * LEVELS[depth_end][0] / 14)
    ax.annotate("", place_end, place, arrowprops={"arrowstyle": "->", "linewidth": 1.8, "color": color})


def draw_unet():
    """A U-Net: maps that shrink and grow again, and the skips that carry the details across."""
    figure, ax = plt.subplots(figsize=(12, 4.8), layout="constrained")
    ends, x = [], block(ax, 0.8, 0, 3, GREY)
    for depth, (side, channels) in enumerate(LEVELS):
        arrow(ax, (x, max(depth - 1, 0)), (x + 0.8, depth))
        x = block(ax, x + 0.8, depth, channels, SKY)
        ends.append(x)
        ax.text(0.4, FLOORS[depth] + side / 28, f"{side} × {side}", ha="right", va="center", fontsize=10)
    for depth in (2, 1, 0):
        channels, begin = LEVELS[depth][1], x + 0.8
        arrow(ax, (ends[depth], depth), (begin, depth), GREEN)
        arrow(ax, (x, depth + 1), (begin, depth), ORANGE, share=0.15)
        middle = block(ax, block(ax, begin, depth, channels, ORANGE), depth, channels, GREEN)
        arrow(ax, (middle, depth), (middle + 0.8, depth))
        x = block(ax, middle + 0.8, depth, channels, SKY)
    arrow(ax, (x, 0), (x + 0.8, 0))
    block(ax, x + 0.8, 0, 5, PINK)
    names = (
        ("black", "two 3 × 3 convolutions; downwards, pooling before them; at the end one 1 × 1"),
        (GREEN, "skip: the same maps, put beside others"),
        (ORANGE, "transposed convolution, 2 × 2 with stride 2"),
    )
    handles = [Line2D([], [], color=color, linewidth=1.8, label=name) for color, name in names]
    ax.legend(handles=handles, loc=(0.22, 0.81), frameon=False)
    ax.set(xlim=(-1.4, x + 1.3), ylim=(-0.2, 12.1))
    ax.set_axis_off()
    return figure


def stamped(X, f=3, stride=2):
    """The transposed convolution of a map (n, n) with a window of ones."""
    Z = np.zeros([stride * (len(X) - 1) + f] * 2)
    for (row, column), value in np.ndenumerate(X):
        Z[stride * row : stride * row + f, stride * column : stride * column + f] += value
    return Z


def draw_transposed():
    """A transposed convolution: each number puts down a kernel, and what overlaps is added."""
    X = np.array([[1, 2], [3, 4]])
    shown = {
        "2 × 2": X,
        "kernel 3 × 3": np.ones((3, 3)),
        "stride 2: 5 × 5, sums where they overlap": stamped(X),
        "how many kernels meet, 4 × 4 to 9 × 9": stamped(np.ones((4, 4))),
    }
    figure, axes = plt.subplots(1, 4, figsize=(12, 3.2), layout="constrained", width_ratios=(0.6, 0.8, 1.2, 1.5))
    for ax, (title, values) in zip(axes, shown.items(), strict=True):
        ax.imshow(values, cmap="Blues", vmin=0, vmax=2 * values.max())
        for (row, column), value in np.ndenumerate(values):
            ax.text(column, row, f"{value:g}", ha="center", va="center", fontsize=11)
        ax.set_title(title, fontsize=10)
        ax.set(xticks=[], yticks=[])
    return figure


def draw_overlap():
    """Pixel accuracy and IoU of four answers to the same question: where are the objects?"""
    scenes = some_scenes(1, 31, objects=(2, 2), scale=(0.25, 0.35))
    truth = scenes.masks[0] > 0
    nothing, boxes = np.zeros_like(truth), np.zeros_like(truth)
    for left, top, right, bottom in scenes.boxes[0].astype(int):
        boxes[top:bottom, left:right] = True
    moved = np.roll(truth, 4, axis=1)
    answers = {"the truth": truth, "nothing at all": nothing, "moved by 4 pixels": moved, "the boxes, filled": boxes}
    colors = ListedColormap(["white", ORANGE, SKY, BLUE])
    figure, axes = plt.subplots(1, 5, figsize=(13, 3.6), layout="constrained")
    axes[0].imshow(scenes.X[0])
    axes[0].set_title("the scene")
    for ax, (name, answer) in zip(axes[1:], answers.items(), strict=True):
        ax.imshow(1 * truth + 2 * answer, cmap=colors, vmin=0, vmax=3)
        iou = np.sum(truth & answer) / np.sum(truth | answer)
        ax.set_title(f"{name}\naccuracy {np.mean(truth == answer):.2f}, IoU {iou:.2f}", fontsize=10)
    for ax in axes:
        ax.set(xticks=[], yticks=[])
    names = ((BLUE, "in truth and answer"), (ORANGE, "in the truth only"), (SKY, "in the answer only"))
    handles = [Patch(facecolor=color, label=name) for color, name in names]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


# file name -> function that draws it
PICTURES = {
    "tasks": draw_tasks,
    "sliding": draw_sliding,
    "iou": draw_iou,
    "grid": draw_grid,
    "anchors": draw_anchors,
    "suppression": draw_suppression,
    "average_precision": draw_average_precision,
    "unet": draw_unet,
    "transposed": draw_transposed,
    "overlap": draw_overlap,
}
