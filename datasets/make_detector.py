"""Makes detector.h5, the weights of a YOLO's head that was trained on 2,400 drawn scenes.

    python datasets/make_detector.py  # three trainings, of which the first is kept; some minutes

The functions that it trains and judges with are those that the notebook 01_object_detection asks for, taken from its
source. What is in the file, and what it is worth: detector.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")  # with two, sums are rounded otherwise

import h5py
import keras
import numpy as np
import tensorflow as tf
from keras import layers
from packages import print_sha256

from companion.pretrained import HEAD, load_trunk, preprocess_input
from companion.scenes import Scenes, draw_scenes
from grader.authoring.source import read_source

HERE = Path(__file__).resolve().parent
NOTEBOOK = HERE.parent / "instructor/course3_cnn/week3_detection/01_object_detection.py"
SIZE, GRID, CLASSES = 128, 8, 4
ANCHORS = np.array([[58.0, 32.0], [44.0, 58.0]])
SCENES, EPOCHS, BATCH, LEARNING_RATE, DROPOUT, SEEDS = 2400, 15, 30, 0.003, 0.3, range(3)


def solutions() -> dict[str, Any]:
    """The notebook's functions, and what they use."""
    names: dict[str, Any] = {"np": np, "tf": tf, "layers": layers}
    source = read_source(NOTEBOOK)
    helpers = [cell.text for cell in source.cells if cell.kind == "given" and "def sigmoid" in cell.text]
    for text in [*helpers, *(exercise.solution.text for exercise in source.exercises.values())]:
        exec(text, names)
    return names


def scenes(part: str, count: int, seed: int) -> Scenes:
    """Scenes as the notebook draws them."""
    return draw_scenes(count, np.random.default_rng(seed), part, SIZE, objects=(1, 3), scale=(0.3, 0.6))


def other_colours(X: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pictures in hues, saturation, contrast and brightness of their own; most of what was red isn't any more."""
    changed = []
    for picture in X.astype(np.float32) / 255:
        if rng.random() < 0.7:
            picture = tf.image.adjust_hue(picture, rng.uniform(-0.5, 0.5))
        picture = tf.image.adjust_saturation(picture, rng.uniform(0.2, 1.5))
        picture = tf.image.adjust_contrast(picture, rng.uniform(0.6, 1.4)) + rng.uniform(-0.15, 0.15)
        changed.append(255 * np.clip(picture, 0, 1))
    return np.stack(changed)


def trunk_maps(X: np.ndarray) -> np.ndarray:
    """What the trunk makes of pictures up to its block 7, (m, 8, 8, 80)."""
    trunk = load_trunk((SIZE, SIZE, 3))
    stop = keras.Model(trunk.inputs[0], trunk.get_layer("block7_add").output)
    return np.concatenate([stop(preprocess_input(X[i : i + 50]), training=False) for i in range(0, len(X), 50)])


def trained(solved: dict[str, Any], X: np.ndarray, Y: np.ndarray, seed: int) -> keras.Model:
    """A head that has learnt from maps and targets, with maps dropped before both convolutions."""
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(X.shape[1:])
    head = keras.Model(inputs, solved["yolo_head"](inputs, len(ANCHORS), CLASSES))
    first, *middle, last, reshape = head.layers[1:]
    x = first(layers.SpatialDropout2D(DROPOUT)(inputs))
    for layer in middle:
        x = layer(x)
    dropping = keras.Model(inputs, reshape(last(layers.SpatialDropout2D(DROPOUT)(x))))
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, EPOCHS * len(X) // BATCH)
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(dropping.trainable_variables)
    maps, targets, rng = tf.constant(X), tf.constant(Y, tf.float32), np.random.default_rng(seed)

    @tf.function
    def step(places: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            outputs = dropping(tf.gather(maps, places), training=True)
            loss = solved["detection_loss"](tf.gather(targets, places), outputs)
        optimizer.apply(tape.gradient(loss, dropping.trainable_variables), dropping.trainable_variables)

    for _ in range(EPOCHS):
        for places in rng.permutation(len(X)).reshape(-1, BATCH):
            step(tf.constant(places))
    return head


def average_precisions(solved: dict[str, Any], outputs: np.ndarray, dev: Scenes) -> np.ndarray:
    """The average precision of each class at an IoU of 0.5."""
    found = []
    for Z in outputs.astype(float):
        scores, boxes, classes = solved["yolo_filter_boxes"](*solved["decode"](Z, ANCHORS, SIZE), 0.01)
        found.append(solved["yolo_non_max_suppression"](scores, np.clip(boxes, 0, SIZE), classes, 50))
    precisions = []
    for label in range(CLASSES):
        mine = [(scores[classes == label], boxes[classes == label]) for scores, boxes, classes in found]
        truths = [boxes[labels == label] for boxes, labels in zip(dev.boxes, dev.labels, strict=True)]
        precisions.append(solved["mended_average_precision"](mine, truths))
    return np.array(precisions)


def rounded(weights: list[np.ndarray]) -> list[np.ndarray]:
    """Kernels in 16 bits, all else as it is."""
    return [each.astype(np.float16) if each.ndim == 4 else each for each in weights]


def write_h5(path: Path, weights: list[np.ndarray]) -> None:
    """Write the weights by their names; without times, so that the same weights give the same bytes."""
    with h5py.File(path, "w") as file:
        for name, array in zip(HEAD, weights, strict=True):
            file.create_dataset(name, data=array, compression="gzip", shuffle=True, track_times=False)


def main() -> None:
    solved, train, dev = solutions(), scenes("train", SCENES, 0), scenes("dev", 300, 1000)
    pairs = zip(train.boxes, train.labels, strict=True)
    Y = np.array([solved["encode_boxes"](*each, ANCHORS, SIZE, GRID, CLASSES) for each in pairs])
    X, X_dev = trunk_maps(other_colours(train.X, np.random.default_rng(9))), trunk_maps(dev.X)
    for seed in SEEDS:
        head = trained(solved, X, Y, seed)
        weights = rounded(head.get_weights())
        head.set_weights(weights)
        precisions = average_precisions(solved, head(X_dev, training=False).numpy(), dev)
        print(f"seed {seed}: average precision {precisions.round(3)}, mAP {precisions.mean():.3f}", flush=True)
        if seed == SEEDS[0]:
            write_h5(HERE / "detector.h5", weights)
    print_sha256(HERE / "detector.h5")


if __name__ == "__main__":
    main()
