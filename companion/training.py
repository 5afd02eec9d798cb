"""A short training of a Keras classifier that is the same in a notebook and in its tests."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def train_briefly(
    model: Any,
    X: ArrayLike,
    y: ArrayLike,
    epochs: int = 6,
    batch: int = 60,
    learning_rate: Any = 0.005,
    seed: int = 0,
) -> None:
    """Train a Keras classifier in place, from a start and in an order that depend on the seed alone.

    model: built, with logits of shape (m, classes) as its output. X: inputs, a row for each of m examples; y: (m,),
    whole numbers from 0 to classes - 1. learning_rate: a number, or one of Keras's schedules. Weights with two or more
    axes are drawn anew with He's variance, 2 over the number of inputs; all others are left as they are. Then Adam
    takes a step for each full mini-batch of `batch` examples, `epochs` times over all of them. Raises ValueError where
    there is not one full mini-batch. Used in course3_cnn/week1_foundations and week2_case_studies.
    """
    import tensorflow as tf

    if len(np.asarray(y)) < batch:
        raise ValueError(f"{len(np.asarray(y))} examples, and a mini-batch needs {batch}")
    rng = np.random.default_rng(seed)
    model.set_weights([_start(each, rng) for each in model.get_weights()])
    inputs, labels = tf.constant(X, tf.float32), tf.constant(y, tf.int32)
    step = _step(model, inputs, labels, learning_rate)
    for _ in range(epochs):
        order = rng.permutation(len(labels))
        for first in range(0, len(labels) - batch + 1, batch):
            step(tf.constant(order[first : first + batch]))


def _start(weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """He's start for weights with two or more axes."""
    if weights.ndim < 2:
        return weights
    return rng.normal(0, np.sqrt(2 / np.prod(weights.shape[:-1])), weights.shape)


def _step(model: Any, inputs: Any, labels: Any, learning_rate: float) -> Any:
    """A function that takes one step of Adam on the examples in the places that it is given."""
    import keras
    import tensorflow as tf

    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build(model.trainable_variables)

    def step(places: Any) -> None:
        with tf.GradientTape() as tape:
            logits = model(tf.gather(inputs, places), training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.gather(labels, places), logits)
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)

    return tf.function(step)
