"""Weights for a Keras model that depend on where each layer stands in it, and on nothing that a learner is free to
choose: no name, and no order in which layers were made or branches joined.

Two models that compute the same in the same layers then have the same weights, and can be compared by their outputs.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_TOLD_APART = 12  # layers in one place: each takes some passes through the model

Place = frozenset[str]  # the nearest layers with weights that a tensor comes through, or the inputs


def feeds(config: Any) -> list[str]:
    """The layers named in a part of a functional model's configuration."""
    if isinstance(config, dict):
        if config.get("class_name") == "__keras_tensor__":
            return [config["config"]["keras_history"][0]]
        config = list(config.values())
    if isinstance(config, list | tuple):
        return list(dict.fromkeys(name for part in config for name in feeds(part)))
    return []


def drawn(rng: np.random.Generator, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """Numbers for a weight of this name within its layer, of a size that neither dies out nor grows from layer to
    layer: factors and variances around 1, kernels by how many numbers they sum, all else around 0."""
    if name == "gamma" or "variance" in name:
        return rng.uniform(0.6, 1.4, shape)
    if "kernel" not in name:
        return 0.3 * rng.normal(size=shape)
    summed = math.prod(shape[:-2] if "depthwise" in name else shape[:-1])
    return rng.normal(size=shape) * math.sqrt(1.5 / max(1, summed))


def fill(model: Any, seed: int) -> None:
    """Give a built model or layer its weights, and what drops out of it a seed."""
    found: list[tuple[Any, str]] = []
    _walk(model, None, found)
    places: dict[str, dict[int, Any]] = {}
    for layer, place in found:
        _draw(layer, place, seed)
        if layer.weights:
            places.setdefault(place, {})[id(layer)] = layer
    for place in sorted(place for place, layers in places.items() if 1 < len(layers) <= MOST_TOLD_APART):
        with contextlib.suppress(Exception):  # a model that takes no such examples: these layers keep equal weights
            _tell_apart(model, list(places[place].values()), place, seed)


def random_inputs(model: Any) -> list[NDArray[Any]]:
    """Two examples for each input of a functional or sequential model; a size that is open is 32."""
    rng, shapes = np.random.default_rng(0), [(2, *(size or 32 for size in each.shape[1:])) for each in model.inputs]
    return [
        rng.integers(2, size=shape) if "int" in str(each.dtype) else rng.normal(size=shape)
        for shape, each in zip(shapes, model.inputs, strict=True)
    ]


def _draw(layer: Any, place: str, seed: int, further: int = 0) -> None:
    """Give a layer the weights of its place; further: others than the first that stands there."""
    for number, weight in enumerate(layer.variables):
        name = weight.path.rsplit("/", 1)[-1]
        rng = np.random.default_rng([seed + (further << 32), *_numbers(place), number, *weight.shape])
        if name == "seed_generator_state":
            weight.assign(rng.integers(1 << 31, size=weight.shape))
        elif str(weight.dtype).startswith(("float", "bfloat")):
            weight.assign(drawn(rng, name, tuple(weight.shape)))


def _tell_apart(model: Any, layers: list[Any], place: str, seed: int) -> None:
    """Give layers that stand in one place different weights, in an order that goes by what each does to the model's
    output: the one that does most comes first. Of two that do the same (the branches of a sum) it doesn't matter which
    is taken; then the others are looked at again, since what stands beside it is no longer the same."""
    left, further = layers, 0
    while left:
        before = _score(model)
        effects = [_effect(model, layer, place, seed, further + 1) - before for layer in left]
        order = sorted(range(len(left)), key=lambda number: -abs(effects[number]))
        sizes = [abs(effects[number]) for number in order]
        alone = all(a - b > 1e-3 * sizes[0] for a, b in itertools.pairwise(sizes))
        for number in order if alone else order[:1]:
            further += 1
            if effects[number]:
                _draw(left[number], place, seed, further)
        left = [] if alone else [left[number] for number in order[1:]]


def _effect(model: Any, layer: Any, place: str, seed: int, further: int) -> float:
    """The score of a model's output with other weights of a layer."""
    _draw(layer, place, seed, further)
    after = _score(model)
    _draw(layer, place, seed)
    return after


def _score(model: Any) -> float:
    """A number that changes with any part of a model's output in a way of its own."""
    import keras

    inputs = random_inputs(model)
    outputs = keras.tree.flatten(model(inputs if len(inputs) > 1 else inputs[0], training=False))
    flat = np.concatenate([np.ravel(each) for each in outputs])
    return float(flat @ np.random.default_rng(0).normal(size=flat.size))


def _walk(model: Any, above: Place | None, found: list[tuple[Any, str]]) -> Place:
    """Note the layers of a model or layer; returns where its output stands."""
    import keras

    if isinstance(model, keras.Sequential):
        here = above or frozenset(["input 0"])
        for layer in model.layers:
            here = _walk(layer, here, found)
        return here
    if isinstance(model, keras.Model):
        return _walk_graph(model, above, found)
    here = above or frozenset(["input 0"])
    weights = [(each.path.rsplit("/", 1)[-1], tuple(each.shape)) for each in getattr(model, "weights", ())]
    text = repr((sorted(here), weights))
    if getattr(model, "variables", None):
        found.append((model, text))
    return frozenset([hashlib.sha256(text.encode()).hexdigest()]) if weights else here


def _walk_graph(model: Any, above: Place | None, found: list[tuple[Any, str]]) -> Place:
    """The same of a functional model, by its connections: what calls a layer first says where it stands."""
    import keras

    config, here = model.get_config(), dict[str, Place]()
    inputs = _names(config["input_layers"])
    for operation, each in zip(model.operations, config["layers"], strict=True):
        if isinstance(operation, keras.layers.InputLayer):
            here[each["name"]] = above or frozenset([f"input {inputs.index(each['name'])}"])
            continue
        origins = feeds(each["inbound_nodes"][0]) if each["inbound_nodes"] else []
        before = frozenset[str]().union(*(here.get(name, ()) for name in origins))
        here[each["name"]] = _walk(operation, before, found)
    return frozenset[str]().union(*(here[name] for name in _names(config["output_layers"])))


def _names(ends: Any) -> list[str]:
    """The layers that a functional model's configuration names as its inputs or outputs."""
    if isinstance(ends, list | tuple) and len(ends) == 3 and isinstance(ends[0], str):
        return [ends[0]]
    parts = ends.values() if isinstance(ends, dict) else ends
    return [name for part in parts for name in _names(part)]


def _numbers(text: str) -> list[int]:
    return list(hashlib.sha256(text.encode()).digest()[:8])
