"""The short training that a notebook and its tests share."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from companion.training import train_briefly


def model(seed: int) -> Any:
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(2)])


def points() -> tuple[np.ndarray, np.ndarray]:
    """Points in space, and whether they lie outside a ball."""
    X = np.random.default_rng(0).normal(size=(240, 3))
    return X, (np.linalg.norm(X, axis=1) > 1.5).astype(int)


def test_a_model_learns_what_no_straight_line_parts() -> None:
    X, y = points()
    trained = model(0)
    train_briefly(trained, X, y, epochs=40, batch=40, learning_rate=0.02)
    assert np.mean(np.argmax(trained(X), axis=1) == y) > 0.9


def test_the_result_depends_on_the_seed_alone_and_not_on_the_weights_before() -> None:
    X, y = points()
    results = []
    for before, seed in ((1, 0), (2, 0), (1, 5)):
        trained = model(before)
        train_briefly(trained, X, y, epochs=2, batch=50, seed=seed)
        results.append(trained.get_weights()[0])
    assert np.allclose(results[0], results[1], atol=1e-5) and not np.allclose(results[0], results[2], atol=1e-2)


def test_fewer_examples_than_a_mini_batch_are_refused() -> None:
    X, y = points()
    with pytest.raises(ValueError, match="10 examples, and a mini-batch needs 60"):
        train_briefly(model(0), X[:10], y[:10])


def test_the_learning_rate_may_be_a_schedule() -> None:
    X, y = points()
    models = [model(0) for _ in range(2)]
    for trained, rate in zip(models, (0.0, 0.02), strict=True):
        schedule = keras.optimizers.schedules.CosineDecay(rate, 240)
        train_briefly(trained, X, y, epochs=40, batch=40, learning_rate=schedule)
    before, after = (np.mean(np.argmax(each(X), axis=1) == y) for each in models)
    assert before < 0.8 < after
