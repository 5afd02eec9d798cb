"""Keras models as tests look at them: built by functions, described, and filled with weights that make them comparable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from companion import checks
from companion.testing import close

PICTURES = np.random.default_rng(0).normal(size=(2, 6, 6, 4)).astype(np.float32)


def residual(X: Any, f: int, filters: list[int], join: str = "layer", last: Any = None) -> Any:
    """A residual block, in several styles."""
    before = X
    for place, (units, window) in enumerate(zip(filters, (1, f, 1), strict=True)):
        X = layers.Conv2D(units, window, padding="same", name=None if join == "layer" else f"my_{place}")(X)
        X = layers.BatchNormalization()(X)
        if place < 2:
            X = keras.ops.relu(X) if join == "sum" else layers.Activation("relu")(X)
    joined = {
        "layer": lambda: layers.Add()([X, before]),
        "turned": lambda: layers.add([before, X]),
        "sum": lambda: X + before,
    }
    return layers.ReLU()(joined[join]()) if last is None else last(X, before)


def filled(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return checks.fill(checks.functional(function, (6, 6, 4), *args, **kwargs), seed=3)


@pytest.mark.parametrize("join", ["turned", "sum"])
@pytest.mark.parametrize("training", [False, True])
def test_the_same_layers_joined_in_the_same_way_compute_the_same_however_they_are_written(
    join: str, training: bool
) -> None:
    ours, theirs = filled(residual, 3, [4, 4, 4]), filled(residual, 3, [4, 4, 4], join=join)
    assert close(checks.call(theirs, PICTURES, training=training), checks.call(ours, PICTURES, training=training))


MISTAKES: dict[str, Callable[[Any, Any], Any]] = {
    "no skip": lambda X, before: layers.ReLU()(X),
    "ReLU before the sum": lambda X, before: layers.Add()([layers.ReLU()(X), before]),
    "a product": lambda X, before: layers.ReLU()(layers.Multiply()([X, before])),
    "the skip after the first ReLU": lambda X, before: layers.ReLU()(layers.Add()([X, layers.ReLU()(before)])),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_whatever_is_joined_otherwise_computes_something_else(kind: str) -> None:
    right, wrong = filled(residual, 3, [4, 4, 4]), filled(residual, 3, [4, 4, 4], last=MISTAKES[kind])
    assert not close(checks.call(wrong, PICTURES), checks.call(right, PICTURES), atol=1e-3)


def branches(order: int) -> Any:
    """Two branches of unequal layers, made one before the other or after."""
    first = keras.Input((6, 6, 4))
    long = lambda: layers.Conv2D(3, 1)(layers.Conv2D(5, 3, padding="same")(first))  # noqa: E731
    short = lambda: layers.Conv2D(3, 3, padding="same")(first)  # noqa: E731
    made = [long(), short()] if order == 0 else [short(), long()][::-1]
    return keras.Model(first, layers.Dropout(0.5)(layers.Add()(made if order < 2 else made[::-1])))


def test_weights_go_by_where_a_layer_stands_not_by_when_it_was_made() -> None:
    models = [checks.fill(branches(order)) for order in range(3)]
    first, _, last = ([each.shape for each in model.get_weights()] for model in models)
    assert first != last and sorted(first) == sorted(last)
    for training in (False, True):  # dropout drops the same
        results = [checks.call(model, PICTURES, training=training) for model in models]
        assert close(results[1], results[0], atol=1e-6) and close(results[2], results[0], atol=1e-6)


def attention(order: str, keys: str = "k") -> Any:
    """Attention whose queries, keys and values have weights of one shape."""
    first = keras.Input((5, 4))
    made = {name: layers.Dense(4)(first) for name in order}
    scores = keras.ops.matmul(made["q"], keras.ops.transpose(made[keys], (0, 2, 1)))
    return keras.Model(first, keras.ops.matmul(keras.ops.softmax(scores), made["v"]))


def test_layers_of_one_shape_on_one_input_get_weights_by_what_they_do_to_the_output() -> None:
    words = np.random.default_rng(1).normal(size=(2, 5, 4))
    right = checks.call(checks.fill(attention("qkv")), words)
    for order in ("vkq", "kqv", "vqk"):
        assert close(checks.call(checks.fill(attention(order)), words), right, atol=1e-5)
    assert not close(checks.call(checks.fill(attention("qkv", keys="q")), words), right, atol=1e-2)


def heads(mean: bool) -> Any:
    """The sum of three attention heads, which is three times their mean."""
    first, found = keras.Input((5, 4)), list[Any]()
    for _ in range(3):
        queries, keys, values = (layers.Dense(4)(first) for _ in range(3))
        scores = keras.ops.matmul(queries, keras.ops.transpose(keys, (0, 2, 1)))
        found.append(keras.ops.matmul(keras.ops.softmax(scores), values))
    return keras.Model(first, 3.0 * layers.Average()(found) if mean else layers.Add()(found))


def test_heads_that_do_the_same_keep_their_own_queries_keys_and_values_however_their_sum_is_rounded() -> None:
    words = np.random.default_rng(1).normal(size=(2, 5, 4))
    results = [checks.call(checks.fill(heads(mean)), words) for mean in (False, True)]
    assert close(results[1], results[0], atol=1e-4)


def test_a_model_whose_output_is_a_dictionary_is_filled() -> None:
    first = keras.Input((3,))
    checks.fill(keras.Model(first, {"mean": layers.Dense(2)(first), "spread": layers.Dense(2)(first)}))


def test_branches_of_a_sum_are_told_apart_from_one_branch_twice() -> None:
    def summed(X: Any, twice: bool) -> Any:
        one = layers.Conv2D(4, 1)
        return one(X) + (one if twice else layers.Conv2D(4, 1))(X)

    ours, theirs = filled(summed, twice=False), filled(summed, twice=True)
    assert not close(checks.call(ours, PICTURES), checks.call(theirs, PICTURES), atol=1e-2)


def test_a_model_in_a_model_is_filled_as_its_layers_would_be() -> None:
    inner = keras.Sequential([keras.Input((6, 6, 4)), layers.Conv2D(3, 3), layers.BatchNormalization()])
    first = keras.Input((6, 6, 4))
    around = keras.Model(first, layers.Dense(2)(layers.Flatten()(inner(first))))
    flat = keras.Sequential(
        [keras.Input((6, 6, 4)), layers.Conv2D(3, 3), layers.BatchNormalization(), layers.Flatten(), layers.Dense(2)]
    )
    assert close(checks.call(checks.fill(around), PICTURES), checks.call(checks.fill(flat), PICTURES))
    assert not close(checks.call(checks.fill(flat, seed=1), PICTURES), checks.call(around, PICTURES))


def test_filled_weights_keep_what_a_deep_network_computes_in_sight() -> None:
    def deep(X: Any) -> Any:
        for _ in range(8):
            X = residual(X, 3, [4, 4, 4])
        return X

    found = checks.call(filled(deep), PICTURES)
    assert 0.01 < found.std() < 100 and (np.abs(found) > 1e-3).mean() > 0.2


def test_what_has_no_weights_yet_or_is_of_a_class_of_ones_own_is_not_filled() -> None:
    with pytest.raises(ValueError, match="needs an input shape"):
        checks.fill(layers.Dense(2))
    for value in (3, Own()):
        with pytest.raises(TypeError, match="Keras's own classes"):
            checks.fill(value)


class Own(keras.Model):
    """A model of a class of one's own."""

    def __init__(self, units: int = 2) -> None:
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, inputs: Any) -> Any:
        return self.dense(inputs)


class Doubled(layers.Layer):
    """A layer of a class of one's own."""

    def call(self, inputs: Any) -> Any:
        return 2 * inputs


@pytest.mark.parametrize("value", [Own(), Doubled(), keras.Sequential([keras.Input((2,)), Doubled()])], ids=repr)
def test_a_class_of_ones_own_is_refused_in_a_line_and_not_as_what_nobody_began(value: Any) -> None:
    with pytest.raises(TypeError, match=r"class of your own can't be described; got (Own|Doubled)"):
        checks.describe(value)


def test_several_inputs_and_results_are_built_and_described() -> None:
    def upsampling(low: Any, high: Any, units: int) -> Any:
        up = layers.Conv2DTranspose(units, 3, strides=2, padding="same")(low)
        return layers.Concatenate()([up, high]), up

    model = checks.functional(upsampling, [(3, 3, 8), (6, 6, 4)], units=5)
    found = checks.describe(model)
    assert found["input_shape"] == [(None, 3, 3, 8), (None, 6, 6, 4)]
    assert list(found["output_shape"]) == [(None, 6, 6, 9), (None, 6, 6, 5)]
    results = checks.call(checks.fill(model), np.ones((1, 3, 3, 8)), np.ones((1, 6, 6, 4)))
    assert [each.shape for each in results] == [(1, 6, 6, 9), (1, 6, 6, 5)]


def test_a_function_that_leaves_its_input_alone_builds_no_model() -> None:
    with pytest.raises(ValueError):
        checks.functional(lambda X: keras.Input((3,)), (3,))
