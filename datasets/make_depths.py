"""Makes depths.csv: how well networks of growing depth learn the signs, with and without shortcuts.

    python datasets/make_depths.py              # two trainings at a time, about a quarter of an hour
    python datasets/make_depths.py --workers 4

What is in the file, and what it can't say: depths.md.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import keras

HERE = Path(__file__).resolve().parent
BLOCKS, SEEDS, EPOCHS, BATCH, LEARNING_RATE = (1, 2, 3, 5), range(5), 10, 60, 0.005
STAGES = (((8, 8, 32), 1), ((16, 16, 64), 2), ((32, 32, 128), 2))  # filters of a block's convolutions, first stride


class Run(NamedTuple):
    """One training: a row of depths.csv. Layers are those with weights, projections of shortcuts not among them."""

    kind: str
    layers: int
    parameters: int
    seed: int
    train_loss: float
    train_accuracy: float
    dev_accuracy: float


def normalized(x: Any, filters: int, f: int, stride: int = 1) -> Any:
    """A convolution without biases, and batch normalization."""
    from keras.layers import BatchNormalization, Conv2D

    return BatchNormalization(momentum=0.9)(Conv2D(filters, f, stride, padding="same", use_bias=False)(x))


def block(x: Any, filters: Sequence[int], stride: int, is_first: bool, has_shortcut: bool) -> Any:
    """Three convolutions, and around them a shortcut or not; the first block of a stage projects it."""
    from keras.layers import Add, ReLU

    y = ReLU()(normalized(x, filters[0], 1, stride))
    y = ReLU()(normalized(y, filters[1], 3))
    y = normalized(y, filters[2], 1)
    if has_shortcut:
        y = Add()([normalized(x, filters[2], 1, stride) if is_first else x, y])
    return ReLU()(y)


def deep(blocks: int, has_shortcut: bool) -> keras.Model:
    """The network of the notebook 01_residual_networks, with this many blocks a stage: 9 blocks + 2 layers."""
    import keras
    from keras.layers import Dense, GlobalAveragePooling2D, MaxPooling2D, ReLU

    inputs = keras.Input((32, 32, 3))
    x = MaxPooling2D(3, 2, padding="same")(ReLU()(normalized(inputs, 16, 3)))
    for filters, stride in STAGES:
        for number in range(blocks):
            x = block(x, filters, 1 if number else stride, number == 0, has_shortcut)
    return keras.Model(inputs, Dense(6)(GlobalAveragePooling2D()(x)))


def small() -> keras.Model:
    """Three convolutions and two dense layers, as one would build after week 1."""
    import keras
    from keras.layers import Conv2D, Dense, Flatten

    halving: Any = {"strides": 2, "padding": "same", "activation": "relu"}
    convolutions = [Conv2D(filters, 3, **halving) for filters in (8, 16, 16)]
    head = [Flatten(), Dense(24, activation="relu"), Dense(6)]
    return keras.Sequential([keras.Input((32, 32, 3)), *convolutions, *head])


def halved(X: np.ndarray) -> np.ndarray:
    """Each 2 by 2 block of pixels as its mean, from 0 to 1."""
    return np.asarray(X.reshape(len(X), 32, 2, 32, 2, 3).mean(axis=(2, 4)) / 255)


def train(case: tuple[str, int, int]) -> Run:
    """Build one network, train it as the notebook does, and judge it."""
    import keras
    import tensorflow as tf

    from companion.data import load_signs
    from companion.training import train_briefly

    kind, blocks, seed = case
    signs = load_signs()
    mean = halved(signs.X_train).mean(axis=0)
    X, X_dev = (2 * (halved(part) - mean) for part in (signs.X_train, signs.X_dev))
    y, y_dev = signs.Y_train[0], signs.Y_dev[0]
    model = deep(blocks, kind == "residual") if blocks else small()
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, EPOCHS * len(X) // BATCH)
    train_briefly(model, X, y, EPOCHS, BATCH, rate, seed)
    logits, logits_dev = (np.asarray(model.predict(part, batch_size=300, verbose=0)) for part in (X, X_dev))
    loss = float(tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)))
    right, right_dev = float(np.mean(logits.argmax(axis=1) == y)), float(np.mean(logits_dev.argmax(axis=1) == y_dev))
    layers = 9 * blocks + 2 if blocks else 5
    return Run(kind, layers, model.count_params(), seed, round(loss, 4), round(right, 4), round(right_dev, 4))


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes depths.csv beside this script.")
    parser.add_argument("--workers", type=int, default=2, help="trainings at a time, each with one thread")
    arguments = parser.parse_args()
    os.environ |= {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    cases = [("small", 0, seed) for seed in SEEDS] + list(itertools.product(("plain", "residual"), BLOCKS, SEEDS))
    runs = []
    with ProcessPoolExecutor(arguments.workers, get_context("spawn")) as pool:
        for run in pool.map(train, cases):
            runs.append(run)
            print(*run, flush=True)
    with (HERE / "depths.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Run._fields)
        writer.writerows(runs)


if __name__ == "__main__":
    main()
