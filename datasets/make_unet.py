"""Makes unet.h5: weights of the U-Net of course 3, week 3, trained on scenes that are drawn anew in each round.

    python datasets/make_unet.py    # one thread, about a quarter of an hour

What is in the file: unet.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
from packages import print_sha256

if TYPE_CHECKING:
    import keras

HERE = Path(__file__).resolve().parent
CLASSES, FILTERS, DEPTH, SIDE = 5, 8, 3, 64
ROUNDS, SCENES, BATCH, LEARNING_RATE = 24, 1000, 20, 0.005


def convolved(x: Any, filters: int) -> Any:
    """Two convolutions, each with batch normalization and a ReLU."""
    from keras.layers import BatchNormalization, Conv2D, ReLU

    for _ in range(2):
        x = Conv2D(filters, 3, padding="same", kernel_initializer="he_normal")(x)
        x = ReLU()(BatchNormalization(momentum=0.9)(x))
    return x


def unet(has_skips: bool = True) -> keras.Model:
    """The network of the notebook 02_unet, normalized for the training; or without what its skips hand across."""
    import keras
    from keras.layers import Concatenate, Conv2D, Conv2DTranspose, MaxPooling2D

    inputs = keras.Input((None, None, 3))
    x, skips = inputs, []
    for level in range(DEPTH):
        skips.append(convolved(x, FILTERS << level))
        x = MaxPooling2D()(skips[-1])
    x = convolved(x, FILTERS << DEPTH)
    for level in reversed(range(DEPTH)):
        x = Conv2DTranspose(FILTERS << level, 2, strides=2)(x)
        x = convolved(Concatenate()([x, skips[level]]) if has_skips else x, FILTERS << level)
    return keras.Model(inputs, Conv2D(CLASSES, 1)(x))


def folded(model: keras.Model) -> list[np.ndarray]:
    """The weights of the same network without normalization, which in use is a fixed factor and shift a filter."""
    from keras.layers import BatchNormalization

    weights: list[np.ndarray] = []
    for layer in model.layers:
        if isinstance(layer, BatchNormalization):
            gamma, beta, mean, variance = layer.get_weights()
            factor = gamma / np.sqrt(variance + layer.epsilon)
            weights[-2:] = [weights[-2] * factor, (weights[-1] - mean) * factor + beta]
        else:
            weights += layer.get_weights()
    return weights


def examples(count: int, rng: np.random.Generator, part: str = "train", side: int = SIDE) -> tuple[Any, Any]:
    """Scenes as the network sees them, from -1 to 1, and their masks."""
    from companion.scenes import draw_scenes

    scenes = draw_scenes(count, rng, part, side, objects=(1, 3), scale=(0.25, 0.7))
    return scenes.X / np.float32(127.5) - 1, scenes.masks.astype(np.int32)


def recoloured(X: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Scenes in other light: each channel stronger or weaker, and of a third of them the channels exchanged."""
    light = rng.uniform(0.7, 1.3, size=(len(X), 1, 1, 3)) * rng.uniform(0.8, 1.2, size=(len(X), 1, 1, 1))
    exchanged = np.where(rng.random((len(X), 1, 1, 1)) < 1 / 3, X[..., rng.permutation(3)], X)
    return np.clip((exchanged + 1) * light - 1, -1, 1).astype(np.float32)


def mean_iou(truth: np.ndarray, predicted: np.ndarray) -> float:
    """The mean of all classes' intersection over union."""
    pairs = [(truth == label, predicted == label) for label in range(CLASSES)]
    return float(np.mean([np.sum(there & called) / np.sum(there | called) for there, called in pairs]))


def train() -> keras.Model:
    """A trained network; prints how well it does on dev scenes while it learns."""
    import keras

    keras.utils.set_random_seed(0)
    rng, model = np.random.default_rng(0), unet()
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, ROUNDS * (SCENES // BATCH))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss)
    X_dev, Y_dev = examples(200, np.random.default_rng(1), "dev")
    for number in range(ROUNDS):
        X, Y = examples(SCENES, rng)
        found = model.fit(recoloured(X, rng), Y, batch_size=BATCH, epochs=1, verbose=0)
        predicted = np.argmax(model.predict(X_dev, batch_size=50, verbose=0), axis=-1)
        scores = (*found.history["loss"], np.mean(predicted == Y_dev), mean_iou(Y_dev, predicted))
        print(number + 1, *(round(float(each), 3) for each in scores), flush=True)
    return model


def write_h5(path: Path, weights: list[np.ndarray]) -> None:
    """Write the weights in their order, in 16 bits; without times, so that the same weights give the same bytes."""
    with h5py.File(path, "w") as file:
        for number, array in enumerate(weights):
            options = {"compression": "gzip", "shuffle": True} if array.ndim > 1 else {}
            file.create_dataset(f"{number:02}", data=array.astype(np.float16), track_times=False, **options)
    print(f"{sum(array.size for array in weights):,} weights, {path.stat().st_size:,} bytes")


def main() -> None:
    os.environ |= {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    write_h5(HERE / "unet.h5", folded(train()))
    print_sha256(HERE / "unet.h5")


if __name__ == "__main__":
    main()
