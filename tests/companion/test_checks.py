"""Keras models as tests look at them: built by functions, described, and filled with weights that make them comparable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from companion import checks
from companion.filling import random_inputs
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


@pytest.mark.parametrize("dtype", [None, "int32", "int64"])
def test_queries_and_keys_of_codes_are_told_apart_whatever_type_the_codes_have(dtype: str | None) -> None:
    def scores(dtype: str | None, swapped: bool) -> Any:
        codes = keras.Input((5,), dtype=dtype)
        X = layers.Embedding(2, 4)(codes)
        made = {name: layers.Dense(4)(X) for name in ("kq" if swapped else "qk")}
        return keras.Model(codes, keras.ops.matmul(made["q"], keras.ops.transpose(made["k"], (0, 2, 1))))

    X = np.array([[0, 1, 1, 0, 1]])
    expected = checks.call(checks.fill(scores("int32", swapped=False)), X)
    assert close(checks.call(checks.fill(scores(dtype, swapped=True)), X), expected, atol=1e-5)


def test_examples_for_open_sizes_are_pictures_and_short_sequences_of_codes() -> None:
    ends = [keras.Input((None, None, 3)), keras.Input((7, 2))]
    picture, vectors = random_inputs(keras.Model(ends, ends))
    assert (picture.shape, vectors.shape) == ((2, 32, 32, 3), (2, 7, 2)) and vectors.min() < 0 < vectors.max()
    for dtype in ("float32", "int32"):
        chain = keras.Sequential([keras.Input((None,), dtype=dtype), keras.Sequential([layers.Embedding(2, 3)])])
        (codes,) = random_inputs(chain)
        assert codes.shape == (2, 4) and set(codes.ravel().tolist()) == {0, 1}


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


def bidirectional(**settings: Any) -> Any:
    return layers.Bidirectional(layers.LSTM(3, return_sequences=True), **settings)


def recurrent(**settings: Any) -> Any:
    return layers.LSTM(3, return_sequences=True, **settings)


# What stands behind a mask, and before a dense layer of equal weights in all of them.
MASKED: dict[str, Callable[[], list[Any]]] = {
    "embedding, LSTM": lambda: [layers.Embedding(9, 4, mask_zero=True), recurrent()],
    "embedding, last state": lambda: [layers.Embedding(9, 4, mask_zero=True), layers.LSTM(3)],
    "embedding, both directions": lambda: [layers.Embedding(9, 4, mask_zero=True), bidirectional()],
    "embedding, both summed": lambda: [layers.Embedding(9, 4, mask_zero=True), bidirectional(merge_mode="sum")],
    "embedding, deep": lambda: [layers.Embedding(9, 4, mask_zero=True), bidirectional(), recurrent(), layers.GRU(3)],
    "embedding, a mean": lambda: [layers.Embedding(9, 4, mask_zero=True), layers.GlobalAveragePooling1D()],
    "embedding, no LSTM": lambda: [layers.Embedding(9, 4, mask_zero=True), layers.Dropout(0.5)],
    "Masking, LSTM": lambda: [layers.Masking(), recurrent()],
    "Masking, both directions": lambda: [layers.Masking(), bidirectional(), layers.LSTM(3)],
    "Dense, Masking": lambda: [layers.Dense(4), layers.ReLU(), layers.Masking(), layers.LSTM(3)],
}


def padded(kind: str) -> Any:
    """Three sequences, two of which end before the third: of codes, or of vectors."""
    rng, there = np.random.default_rng(2), np.arange(6) < np.array([[6], [2], [4]])
    return (
        rng.integers(1, 9, size=(3, 6)) * there
        if "embedding" in kind
        else rng.normal(size=(3, 6, 4)) * there[..., None]
    )


def first_of(kind: str) -> Any:
    return keras.Input((None,), dtype="int32") if "embedding" in kind else keras.Input((None, 4))


def chained(kind: str, step: int = 0) -> Any:
    """A functional model of these layers; from a step on in a model of their own."""
    X, made = first_of(kind), [*MASKED[kind](), layers.Dense(2)]
    first, made = X, [*made[:step], keras.Sequential(made[step:])] if step else made
    for layer in made:
        X = layer(X)
    return keras.Model(first, X)


class Subclass(keras.Model):
    """The layers of a kind, called one after the other."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.steps = [*MASKED[kind](), layers.Dense(2)]

    def call(self, X: Any) -> Any:
        for step in self.steps:
            X = step(X)
        return X


@pytest.mark.filterwarnings("ignore:Layer 'sequential.* was passed an input with a mask")  # it hands it on
@pytest.mark.parametrize("kind", MASKED)
def test_a_mask_is_no_path_of_data_so_a_layer_behind_it_stands_where_it_does_in_a_chain(kind: str) -> None:
    X, sequential = padded(kind), keras.Sequential([first_of(kind), *MASKED[kind](), layers.Dense(2)])
    expected = checks.call(checks.fill(chained(kind)), X)
    assert close(checks.call(checks.fill(sequential), X), expected, atol=1e-6)
    assert close(checks.call(checks.fill(chained(kind, 1)), X), expected, atol=1e-6)
    steps = [[each["kind"] for each in checks.describe(model)["layers"]] for model in (chained(kind), sequential)]
    assert steps[0] == steps[1]  # no operation of a mask among them
    own = Subclass(kind)  # can't be filled: takes the weights of one that is
    own(X)
    checks.set_weights(own, checks.get_weights(sequential))
    assert close(checks.call(own, X), expected, atol=1e-6)


def averaged(by: str) -> Any:
    """A dense layer on the mean of the vectors that aren't padding, written in several ways."""
    codes = keras.Input((None,), dtype="int32")
    X, there = layers.Embedding(9, 4, mask_zero=True)(codes), keras.ops.not_equal(codes, 0)
    counted = keras.ops.expand_dims(keras.ops.cast(there, "float32"), -1)
    mean = {
        "layer": lambda: layers.GlobalAveragePooling1D()(X),
        "argument": lambda: layers.GlobalAveragePooling1D()(X, mask=there),
        "place": lambda: layers.GlobalAveragePooling1D()(X, there),
        "sums": lambda: keras.ops.sum(X * counted, axis=1) / keras.ops.sum(counted, axis=1),
        "where": lambda: keras.ops.sum(keras.ops.where(counted > 0, X, 0.0), 1) / keras.ops.sum(counted, 1),
    }[by]()
    return keras.Model(codes, layers.Dense(2)(mean))


@pytest.mark.parametrize("by", ["argument", "place", "sums", "where"])
def test_a_mask_that_is_written_out_is_none_either(by: str) -> None:
    X = padded("embedding")
    expected = checks.call(checks.fill(averaged("layer")), X)
    assert close(checks.call(checks.fill(averaged(by)), X), expected, atol=1e-5)


def test_truth_values_are_data_for_a_layer_that_is_fed_nothing_else() -> None:
    def model(of_first: bool) -> Any:
        ends = [keras.Input((4,)), keras.Input((4,))]
        above = keras.ops.cast(ends[0 if of_first else 1] > 0, "float32")
        return keras.Model(ends, layers.Dense(2)(layers.Dense(3)(above)))

    weights = [checks.get_weights(checks.fill(model(of_first))) for of_first in (True, False)]
    assert not close(weights[0], weights[1], atol=1e-2)


def test_operations_that_only_compute_a_mask_are_not_described_and_those_that_data_go_through_are() -> None:
    def steps(by: str) -> list[tuple[str, list[str]]]:
        found = checks.describe(averaged(by))["layers"]
        kinds = {each["name"]: each["kind"] for each in found}
        return [(each["kind"], [kinds.get(name, name) for name in each["inputs"]]) for each in found]

    assert [kind for kind, _ in steps("layer")] == ["Embedding", "GlobalAveragePooling1D", "Dense"]
    assert steps("argument")[1:] == steps("layer")[1:]
    assert {"NotEqual", "Multiply", "Sum"} <= {kind for kind, _ in steps("sums")}


@pytest.mark.parametrize("wrong", ["embedding, both summed", "embedding, LSTM", "no mask", "softmax"])
def test_layers_behind_a_mask_are_told_from_others(wrong: str) -> None:
    def sequence(wrong: str = "") -> Any:
        made = (
            MASKED[wrong]()
            if wrong in MASKED
            else [layers.Embedding(9, 4, mask_zero=wrong != "no mask"), bidirectional()]
        )
        last = layers.Dense(2, activation="softmax" if wrong == "softmax" else None)
        return checks.fill(keras.Sequential([first_of("embedding"), *made, last]))

    X = padded("embedding")
    right = checks.call(checks.fill(chained("embedding, both directions")), X)
    assert close(checks.call(sequence(), X), right, atol=1e-6)
    assert not close(checks.call(sequence(wrong), X), right, atol=1e-2)


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
