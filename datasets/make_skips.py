"""Makes skips.csv: what skips, and what a Dice loss, bring a small U-Net that is trained on drawn scenes.

    python datasets/make_skips.py    # one training at a time, each with one thread, about ten minutes

What is in the file, and what it can't say: skips.md.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from make_unet import BATCH, CLASSES, examples, mean_iou, recoloured, unet

HERE = Path(__file__).resolve().parent
KINDS = {"skips": (True, False), "no skips": (False, False), "skips and Dice": (True, True)}
SEEDS, SIDE, ROUNDS, SCENES, LEARNING_RATE = range(3), 32, 20, 400, 0.005


class Run(NamedTuple):
    """One training: a row of skips.csv."""

    kind: str
    seed: int
    accuracy: float
    mean_iou: float
    outline_iou: float
    rim_accuracy: float


def loss_of(has_dice: bool) -> Any:
    """Cross-entropy of all pixels; plus, if asked for, one minus the mean of all classes' Dice coefficients."""
    import keras
    from keras import ops

    entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def with_dice(y: Any, z: Any) -> Any:
        p, truth = ops.softmax(z), ops.one_hot(ops.cast(y, "int32"), CLASSES)
        both, all_of_them = ops.sum(p * truth, axis=(0, 1, 2)), ops.sum(p + truth, axis=(0, 1, 2))
        return entropy(y, z) + 1 - ops.mean((2 * both + 1) / (all_of_them + 1))

    return with_dice if has_dice else entropy


def at_rims(masks: np.ndarray) -> np.ndarray:
    """Which pixels have a neighbour of another class to the left, right, above or below."""
    rims = np.zeros(masks.shape, dtype=bool)
    for axis in (1, 2):
        differs = np.diff(masks, axis=axis) != 0
        before, after = [(0, 0)] * 3, [(0, 0)] * 3
        before[axis], after[axis] = (1, 0), (0, 1)
        rims |= np.pad(differs, before) | np.pad(differs, after)
    return rims


def train(kind: str, seed: int) -> Run:
    """Train one network, and judge it on 400 dev scenes that are the same for all."""
    import keras

    keras.utils.set_random_seed(seed)
    has_skips, has_dice = KINDS[kind]
    rng, model = np.random.default_rng(seed), unet(has_skips)
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, ROUNDS * (SCENES // BATCH))
    model.compile(keras.optimizers.Adam(rate), loss_of(has_dice))
    for _ in range(ROUNDS):
        X, Y = examples(SCENES, rng, side=SIDE)
        model.fit(recoloured(X, rng), Y, batch_size=BATCH, epochs=1, verbose=0)
    X, Y = examples(400, np.random.default_rng(100), "dev", SIDE)
    predicted = np.argmax(model.predict(X, batch_size=100, verbose=0), axis=-1)
    right, outline = predicted == Y, np.sum((predicted > 0) & (Y > 0)) / np.sum((predicted > 0) | (Y > 0))
    found = (np.mean(right), mean_iou(Y, predicted), outline, np.mean(right[at_rims(Y)]))
    return Run(kind, seed, *(round(float(each), 4) for each in found))


def main() -> None:
    os.environ |= {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    runs = []
    for seed in SEEDS:
        for kind in KINDS:
            runs.append(train(kind, seed))
            print(*runs[-1], flush=True)
    with (HERE / "skips.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Run._fields)
        writer.writerows(runs)


if __name__ == "__main__":
    main()
