"""The pictures of the notes of course3_cnn/week4_recognition_and_style; `grader build` draws them."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image, ImageEnhance

from companion.beetles import draw_beetles
from companion.data import load_photographs

BLUE, ORANGE, YELLOW, GREY = "#0072B2", "#D55E00", "#F0E442", "0.6"


# notes

AQUEDUCT, REEF, FISH = 9, 132, 57  # three of the training photographs


@cache
def trunk(side, *names):
    """The trunk for pictures of this side; it returns the outputs of the layers that are named, by their names."""
    import keras

    from companion.pretrained import load_trunk

    model = load_trunk((side, side, 3))
    return keras.Model(model.input, {name: model.get_layer(name).output for name in names})


def enlarged(pictures, side):
    """Pictures of another size, (m, side, side, 3) uint8."""
    images = [Image.fromarray(each).resize((side, side), Image.Resampling.BICUBIC) for each in pictures]
    return np.stack([np.asarray(image) for image in images])


def embedded(pictures):
    """Features of pictures (m, 64, 64, 3): the means of the trunk's maps, less those of all pictures, of length 1."""
    from companion.pretrained import preprocess_input

    answers = trunk(96, "block10_add")
    batches = np.array_split(preprocess_input(enlarged(pictures, 96)), 8)
    means = np.concatenate([answers(batch)["block10_add"].numpy().mean(axis=(1, 2)) for batch in batches])
    means -= means.mean(axis=0)
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def seen_again(picture, rng):
    """The same thing, seen a second time: closer, turned, perhaps mirrored, in another light."""
    image = Image.fromarray(picture).rotate(rng.uniform(-20, 20), Image.Resampling.BICUBIC)
    left, top = rng.integers(8, 17, size=2)
    image = image.crop((left, top, left + 40, top + 40)).resize((64, 64), Image.Resampling.BICUBIC)
    image = ImageEnhance.Brightness(image).enhance(rng.uniform(0.4, 1.4))
    image = ImageEnhance.Color(image).enhance(rng.uniform(0.2, 1))
    return np.asarray(image)[:, :: rng.choice([-1, 1])]


@cache
def distances():
    """Squared distances: of each dev photograph to itself seen again (m,), and to all others seen again (m, m - 1)."""
    rng, pictures = np.random.default_rng(0), load_photographs().X_dev
    again = np.stack([seen_again(picture, rng) for picture in pictures])
    first, second = np.split(embedded(np.concatenate([pictures, again])), 2)
    table = np.sum((first[:, None] - second[None]) ** 2, axis=2)
    same = np.eye(len(table), dtype=bool)
    return table[same], table[~same].reshape(len(table), -1)


def draw_verification():
    """Distances of equal and of different things, and both errors against the threshold."""
    same, other = distances()
    thresholds = np.linspace(0, 4, 400)
    rejected = np.array([np.mean(same >= t) for t in thresholds])
    accepted = np.array([np.mean(other < t) for t in thresholds])
    equal = np.argmin(np.abs(rejected - accepted))
    figure, axes = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained")
    bins = np.linspace(0, 3, 50)
    for values, color, name in ((same, BLUE, "the same thing"), (other.ravel(), ORANGE, "different things")):
        axes[0].hist(values, bins, density=True, color=color, alpha=0.6, label=name)
    axes[0].axvline(thresholds[equal], color="black", linewidth=1)
    axes[0].set(xlabel="squared distance of the features", ylabel="density", title="Two groups that overlap")
    axes[1].plot(thresholds, rejected, color=BLUE, label="the same, rejected")
    axes[1].plot(thresholds, accepted, "--", color=ORANGE, label="different, accepted")
    axes[1].axvline(thresholds[equal], ymax=0.8, color="black", linewidth=1)
    axes[1].set(xlabel="threshold", ylabel="share", xlim=(0, 3))
    count = np.sum(same >= thresholds[equal])
    axes[1].set_title(f"At {thresholds[equal]:.2f}: {count} of {len(same)} rejected, {accepted[equal]:.1%} accepted")
    axes[0].legend()
    axes[1].legend(loc="upper center")
    return figure


def draw_zones(ax):
    """Where the negative of a triplet may lie, seen from the anchor."""
    zones = ((1.5, "0.92", "easy: loss 0", -1.25), (0.95, YELLOW, "semi-hard", -0.82), (0.65, ORANGE, "hard", -0.45))
    for radius, color, name, y in zones:
        ax.add_patch(plt.Circle((0, 0), radius, facecolor=color, edgecolor="black", linewidth=0.8))
        ax.text(0, y, name, ha="center", fontsize=10)
    for x, y, name in ((0, 0, "anchor"), (0.46, 0.46, "positive")):
        ax.plot(x, y, "o", color="black")
        ax.text(x, y - 0.16, name, ha="center", fontsize=10)
    ax.plot([-0.95, -0.65], [0, 0], color="black")
    ax.text(-0.8, 0.05, "margin", ha="center", fontsize=9)
    ax.set(xlim=(-1.55, 1.55), ylim=(-1.55, 1.55), aspect="equal", title="Where the negative lies")
    ax.set_axis_off()


def draw_triplets(margin=0.2):
    """Where a negative may lie around an anchor; and the loss of all triplets of the dev photographs."""
    figure, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained", width_ratios=(1, 1.3))
    draw_zones(axes[0])
    same, other = distances()
    excess = (same[:, None] - other + margin).ravel()
    axes[1].hist(excess[excess <= 0], np.linspace(-3, 0, 40), color=GREY)
    axes[1].hist(excess[excess > 0], np.linspace(0, 1, 14), color=ORANGE)
    axes[1].set(xlabel="d(A, P) − d(A, N) + 0.2", ylabel="triplets")
    axes[1].set_title(f"Of {len(excess):,} triplets {np.mean(excess <= 0):.0%} have the loss 0, and no gradient")
    return figure


# title: layer, units, how many pixels of a side are shown
LAYERS = {
    "block 0": ("block0_project_norm", (3, 7, 12), 12),
    "block 4": ("block4_add", (5, 17, 30), 40),
    "block 10": ("block10_add", (20, 50, 90), 80),
}


def draw_units():
    """Of three units of three layers each: the places in photographs that they answer to most."""
    from companion.pretrained import preprocess_input

    pictures = enlarged(load_photographs().X_train, 96)
    model = trunk(96, *(layer for layer, _, _ in LAYERS.values()))
    batches = [model(batch) for batch in np.array_split(preprocess_input(pictures), 12)]
    figure, axes = plt.subplots(1, 3, figsize=(12, 2.3), layout="constrained")
    for ax, (name, (layer, units, side)) in zip(axes, LAYERS.items(), strict=True):
        answers = np.concatenate([batch[layer].numpy() for batch in batches])
        rows = [np.concatenate(strongest(pictures, answers[..., unit], side), axis=1) for unit in units]
        ax.imshow(np.concatenate(rows))
        ax.set(title=f"{name}, {side} × {side} pixels", xticks=[], yticks=[24, 72, 120])
        ax.set_yticklabels([f"unit {unit}" for unit in units])
    return figure


def strongest(pictures, answers, reach, count=6):
    """The places (48, 48, 3) with the largest answers (m, h, w), one of a picture at most."""
    step, found = pictures.shape[1] / answers.shape[1], []
    for number in np.argsort(-answers.max(axis=(1, 2)))[:count]:
        row, column = np.unravel_index(answers[number].argmax(), answers.shape[1:])
        corner = np.array([column + 0.5, row + 0.5]) * step - reach / 2
        left, top = np.clip(corner, 0, pictures.shape[1] - reach).astype(int)
        cut = Image.fromarray(pictures[number][top : top + reach, left : left + reach])
        found.append(np.asarray(cut.resize((48, 48))))
    return found


def gram(A):
    """Products of all pairs of maps, summed over places: (h, w, n) to (n, n), divided by the number of places."""
    F = np.asarray(A, dtype=float).reshape(-1, A.shape[-1])
    return F.T @ F / len(F)


def draw_gram():
    """A photograph, its places in random order, and another photograph, with their Gram matrices of three colours."""
    photographs, rng = load_photographs().X_train, np.random.default_rng(0)
    one = photographs[REEF]
    mixed = rng.permutation(one.reshape(-1, 3)).reshape(one.shape)
    shown = {"a photograph": one, "its pixels, shuffled": mixed, "another": photographs[FISH]}
    figure, axes = plt.subplots(1, 6, figsize=(12, 2.7), layout="constrained")
    for number, (name, picture) in enumerate(shown.items()):
        left, right = axes[2 * number : 2 * number + 2]
        left.imshow(picture)
        left.set(title=name, xticks=[], yticks=[])
        G = gram(picture / 255)
        right.imshow(G, cmap="Blues", vmin=0.1, vmax=0.35)
        for (row, column), value in np.ndenumerate(G):
            color = "white" if value > 0.25 else "black"
            right.text(column, row, f"{value:.2f}", ha="center", va="center", color=color)
        right.set(title="Gram matrix", xticks=range(3), xticklabels="RGB", yticks=range(3), yticklabels="RGB")
    return figure


STYLE = ("stem_relu", "block0_project_norm", "block2_add", "block4_add")


def products(A):
    """The Gram matrix of maps (1, h, w, n) as a tensor, divided by the number of places."""
    import tensorflow as tf

    F = tf.reshape(A, (-1, A.shape[-1]))
    return tf.matmul(F, F, transpose_a=True) / F.shape[0]


def descended(image, cost, steps=100):
    """The picture (64, 64, 3) that descent makes of an image to lower its cost; neighbouring pixels are kept alike."""
    import keras
    import tensorflow as tf

    image, optimizer = tf.Variable(image), keras.optimizers.Adam(0.03)

    @tf.function(autograph=False)
    def gradient():
        with tf.GradientTape() as tape:
            total = cost(image) + 1e-5 * tf.reduce_sum(tf.image.total_variation(image))
        return tape.gradient(total, image)

    for _ in range(steps):
        optimizer.apply([gradient()], [image])
    return np.clip(image.numpy()[0] * 128 + 127, 0, 255).astype(np.uint8)


def content_cost(picture, layer):
    """How far an image's features are from a picture's, as a share of their variance."""
    import tensorflow as tf

    from companion.pretrained import preprocess_input

    aim = trunk(64, layer)(preprocess_input(picture)[None])[layer]
    return lambda image: tf.reduce_mean((trunk(64, layer)(image)[layer] - aim) ** 2) / tf.math.reduce_variance(aim)


def style_cost(picture, layers=STYLE):
    """How far an image's Gram matrices are from a picture's, relative to them; the mean of the layers."""
    import tensorflow as tf

    from companion.pretrained import preprocess_input

    model = trunk(64, *layers)
    aims = {layer: products(A) for layer, A in model(preprocess_input(picture)[None]).items()}

    def cost(image):
        found = model(image)
        parts = [tf.reduce_mean((products(found[k]) - G) ** 2) / tf.reduce_mean(G**2) for k, G in aims.items()]
        return sum(parts) / len(parts)

    return cost


NOISE = np.random.default_rng(0).normal(scale=0.2, size=(1, 64, 64, 3)).astype(np.float32)


def draw_layers():
    """Pictures found by descent from noise: with the features of one layer, and with the Gram matrices of some."""
    photographs = load_photographs().X_train
    content, style = photographs[AQUEDUCT], photographs[REEF]
    layers = {"stem": "stem_relu", "block 2": "block2_add", "block 4": "block4_add", "block 7": "block7_add"}
    rows = [{"features of": content}, {"Gram matrices of": style}]
    rows[0] |= {name: descended(NOISE, content_cost(content, layer)) for name, layer in layers.items()}
    for count, name in enumerate(("stem", "and block 0", "and block 2", "and block 4"), 1):
        rows[1][name] = descended(NOISE, style_cost(style, STYLE[:count]))
    return gallery(rows)


def gallery(rows):
    """Rows of pictures with their titles."""
    figure, axes = plt.subplots(len(rows), 5, figsize=(7, 1.75 * len(rows)), layout="constrained", squeeze=False)
    for line, row in zip(axes, rows, strict=True):
        for ax, (title, picture) in zip(line, row.items(), strict=True):
            ax.imshow(picture, interpolation="bilinear")
            ax.set(xticks=[], yticks=[])
            ax.set_title(title, fontsize=9)
    return figure


def draw_transfer():
    """A photograph in the style of another, for three weights of the content."""
    from companion.pretrained import preprocess_input

    photographs = load_photographs().X_train
    content, style = photographs[AQUEDUCT], photographs[FISH]
    near, alike, start = content_cost(content, "block4_add"), style_cost(style), preprocess_input(content)[None]
    row = {"content": content, "style": style}
    for weight in (1.0, 0.1, 0.01):

        def cost(image, weight=weight):
            return weight * near(image) + alike(image)

        row[f"content weighs {weight:g}"] = descended(start, cost)
    return gallery([row])


# Recognition


def draw_individuals():
    """Four beetles, six pictures of each: what stays is the marks."""
    beetles = draw_beetles(4, 6, np.random.default_rng(5), size=48)
    figure, axes = plt.subplots(4, 6, figsize=(7.2, 5), layout="constrained")
    for ax, picture in zip(axes.flat, beetles.X, strict=True):
        ax.imshow(picture, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
    for row, ax in enumerate(axes[:, 0]):
        ax.set_ylabel(f"beetle {row + 1}")
    figure.suptitle("One beetle a row: light, pose and ground change, the marks stay")
    return figure


# file name -> function that draws it
PICTURES = {
    "individuals": draw_individuals,
    "verification": draw_verification,
    "triplets": draw_triplets,
    "units": draw_units,
    "gram": draw_gram,
    "layers": draw_layers,
    "transfer": draw_transfer,
}
