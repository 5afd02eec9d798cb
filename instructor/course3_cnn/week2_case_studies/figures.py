"""The pictures of the notes of course3_cnn/week2_case_studies; `grader build` draws them."""

import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_photographs
from companion.pretrained import load_trunk, preprocess_input

BLUE, ORANGE, GREEN, SKY, GREY = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "0.6"


# Transfer learning and augmentation


def features_by_block(pictures, names, side=96):
    """The means of the maps of some layers of the trunk: name -> (m, channels)."""
    import keras
    import tensorflow as tf

    trunk = load_trunk((side, side, 3))
    stops = keras.Model(trunk.inputs[0], [trunk.get_layer(name).output for name in names])
    large = np.clip(tf.image.resize(pictures, (side, side), method="bicubic"), 0, 255)
    batches = [stops(preprocess_input(large[i : i + 32]), training=False) for i in range(0, len(large), 32)]
    return {
        name: np.concatenate([np.mean(batch[place], axis=(1, 2)) for batch in batches])
        for place, name in enumerate(names)
    }


def accuracy_of_few(F, y, F_dev, y_dev, per_class, seed):
    """Dev accuracy of softmax regression on a random training set, by 200 steps of gradient descent."""
    rng = np.random.default_rng(seed)
    few = np.concatenate([rng.choice(np.flatnonzero(y == label), per_class, replace=False) for label in (0, 1)])
    mean, std = F[few].mean(axis=0), F[few].std(axis=0) + 0.001
    Z, Y = (F[few] - mean) / std, np.eye(2)[y[few]]
    W, b = np.zeros((Z.shape[1], 2)), np.zeros(2)
    for _ in range(200):
        powers = np.exp(Z @ W + b)
        error = (powers / powers.sum(axis=1, keepdims=True) - Y) / len(Z)
        W, b = W - 0.1 * (Z.T @ error + 0.1 * W), b - 0.1 * error.sum(axis=0)
    return np.mean(np.argmax((F_dev - mean) / std @ W + b, axis=1) == y_dev)


def draw_transfer():
    """Dev accuracy against the number of training pictures: features of three blocks of the trunk."""
    photos = load_photographs()
    y, y_dev = photos.Y_train[0], photos.Y_dev[0]
    layers = {"block 10": "block10_add", "block 4": "block4_add", "block 0": "block0_project_norm"}
    train, dev = (features_by_block(X, list(layers.values())) for X in (photos.X_train, photos.X_dev))
    figure, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
    for (title, name), color, line in zip(layers.items(), (BLUE, GREEN, ORANGE), ("o-", "s--", "^-."), strict=True):
        found = np.array(
            [[accuracy_of_few(train[name], y, dev[name], y_dev, k, seed) for seed in range(20)] for k in (4, 8, 16, 32)]
        )
        errors = found.std(axis=1, ddof=1) / np.sqrt(found.shape[1])
        label = f"features of {title} ({train[name].shape[1]})"
        ax.errorbar([8, 16, 32, 64], found.mean(axis=1), errors, fmt=line, color=color, capsize=4, label=label)
    ax.axhline(np.mean(y_dev == 0), color=GREY, linestyle=":", label='always "no animal"')
    ax.set_xscale("log", base=2)
    ax.set_xticks([8, 16, 32, 64], ["8", "16", "32", "64"])
    ax.set(
        xlabel="training pictures (mean and standard error of 20 draws)",
        ylabel="dev accuracy",
        title="Animal or not: what ImageNet taught late blocks is worth many pictures",
        ylim=(0.5, 1),
    )
    ax.legend(loc="lower right")
    return figure


def draw_augmentation():
    """One photograph, and what each kind of change makes of it."""
    picture = load_photographs().X_train[20]
    padded = np.pad(picture, ((10, 10), (10, 10), (0, 0)), mode="edge")
    zoomed = picture[8:56, 8:56].repeat(4, axis=0).repeat(4, axis=1)[::3, ::3]
    versions = {
        "as taken": picture,
        "mirrored": picture[:, ::-1],
        "moved": padded[2:66, 18:82],
        "cropped": zoomed,
        "darker": (0.5 * picture).astype(np.uint8),
        "lighter": np.clip(1.5 * picture, 0, 255).astype(np.uint8),
        "other colour": np.clip(picture * np.array([1.2, 1.0, 0.75]), 0, 255).astype(np.uint8),
        "upside down": picture[::-1],
    }
    figure, axes = plt.subplots(1, len(versions), figsize=(12, 2.2), layout="constrained")
    for ax, (name, version) in zip(axes, versions.items(), strict=True):
        ax.imshow(version)
        ax.set(xticks=[], yticks=[], title=name)
    figure.suptitle("Seven pictures that weren't taken; the last one hardly ever is")
    return figure


# file name -> function that draws it
PICTURES = {
    "transfer": draw_transfer,
    "augmentation": draw_augmentation,
}
