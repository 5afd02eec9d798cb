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
    return list(dict.fromkeys(name for name, _ in _tensors(config)))


def data_paths(config: dict[str, Any]) -> dict[str, list[str]]:
    """The layers and operations of a functional model's configuration through which data come to its output, and those
    that each takes data from. What only computes a mask is none of them: a Sequential model has no such operations."""
    feeding = {each["name"]: feeds(_unmasked(each["inbound_nodes"])) for each in config["layers"]}
    found = dict[str, list[str]]()
    left = _names(config["output_layers"])
    while left:
        name = left.pop()
        if name not in found:
            found[name] = feeding[name]
            left += feeding[name]
    return found


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
    """Two examples for each input of a functional or sequential model: pictures of 32 by 32 where their size is open,
    and sequences of 4 places, since a recurrent layer takes its time for each. Codes that
    are embedded are 0 or 1, of whichever type they are."""
    rng, examples, codes = np.random.default_rng(0), list[NDArray[Any]](), _embedded(model)
    for each, embedded in zip(model.inputs, codes, strict=True):
        taken = 4 if each.shape[1:].count(None) == 1 else 32
        shape = (2, *(size or taken for size in each.shape[1:]))
        whole = embedded or "int" in str(each.dtype)
        examples.append(rng.integers(2, size=shape) if whole else rng.normal(size=shape))
    return examples


def _embedded(model: Any) -> list[bool]:
    """Of each input of a model, whether an embedding takes it."""
    import keras

    if isinstance(model, keras.Sequential):
        return [_embeds(model)]
    config = model.get_config()
    takers = {each.name for each in model.layers if _embeds(each)}
    found = {name for each in config["layers"] if each["name"] in takers for name in feeds(each["inbound_nodes"])}
    return [name in found for name in _names(config["input_layers"])]


def _embeds(model: Any) -> bool:
    import keras

    return isinstance(model, keras.layers.Embedding) or any(map(_embeds, getattr(model, "layers", ())))


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
    """The same of a functional model, by its connections: what calls a layer first says where it stands.

    Masks are no path of data. Keras draws them into the graph of a functional model, and a Sequential one hands them on
    unseen: so truth values, and what is computed from nothing else, count only for a layer that is fed nothing else.
    """
    import keras

    config, here, masks = model.get_config(), dict[str, Place](), set[str]()
    inputs = _names(config["input_layers"])
    for operation, each in zip(model.operations, config["layers"], strict=True):
        if isinstance(operation, keras.layers.InputLayer):
            here[each["name"]] = above or frozenset([f"input {inputs.index(each['name'])}"])
            continue
        origins = _tensors(each["inbound_nodes"][:1])
        data = [name for name, dtype in origins if dtype != "bool" and name not in masks]
        if not data and not getattr(operation, "weights", ()):
            masks.add(each["name"])
        before = frozenset[str]().union(*(here.get(name, ()) for name in data or dict(origins)))
        here[each["name"]] = _walk(operation, before, found)
    return frozenset[str]().union(*(here[name] for name in _names(config["output_layers"])))


def _tensors(config: Any) -> list[tuple[str, str]]:
    """The tensors in a part of a functional model's configuration: the layer that made each, and its type."""
    if isinstance(config, dict):
        if config.get("class_name") == "__keras_tensor__":
            return [(config["config"]["keras_history"][0], config["config"]["dtype"])]
        config = list(config.values())
    return [each for part in config for each in _tensors(part)] if isinstance(config, list | tuple) else []


def _unmasked(calls: list[dict[str, Any]]) -> list[Any]:
    """The arguments of the calls of a layer, without masks."""
    named = [{key: each for key, each in call["kwargs"].items() if not key.endswith("mask")} for call in calls]
    return [*(call["args"] for call in calls), *named]


def _names(ends: Any) -> list[str]:
    """The layers that a functional model's configuration names as its inputs or outputs."""
    if isinstance(ends, list | tuple) and len(ends) == 3 and isinstance(ends[0], str):
        return [ends[0]]
    parts = ends.values() if isinstance(ends, dict) else ends
    return [name for part in parts for name in _names(part)]


def _numbers(text: str) -> list[int]:
    return list(hashlib.sha256(text.encode()).digest()[:8])
