"""Keras layers and models by value: their configuration, of built-in classes only, and their weights.

What a kernel says of a model is not taken as true: the model itself is made anew at the other end, and looked at there.
"""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

MAX_CONFIG = 4 << 20
MAX_PARAMETERS = 1 << 27

DIMENSIONS = ("1D", "2D", "3D")
LAYERS = {
    "Activation", "ActivityRegularization", "Add", "AdditiveAttention", "AlphaDropout", "Attention", "Average",
    "BatchNormalization", "Bidirectional", "CategoryEncoding", "CenterCrop", "Concatenate", "Dense", "DepthwiseConv1D",
    "DepthwiseConv2D", "Dot", "Dropout", "ELU", "EinsumDense", "Embedding", "Flatten", "GRU", "GRUCell",
    "GaussianDropout", "GaussianNoise", "GroupNormalization", "GroupQueryAttention", "Identity", "InputLayer", "LSTM",
    "LSTMCell", "LayerNormalization", "LeakyReLU", "Masking", "Maximum", "Minimum", "MultiHeadAttention", "Multiply",
    "Normalization", "PReLU", "Permute", "RMSNormalization", "RNN", "RandomBrightness", "RandomContrast", "RandomCrop",
    "RandomFlip", "RandomRotation", "RandomTranslation", "RandomZoom", "ReLU", "RepeatVector", "Rescaling", "Reshape",
    "Resizing", "SeparableConv1D", "SeparableConv2D", "SimpleRNN", "SimpleRNNCell", "Softmax", "SpectralNormalization",
    "StackedRNNCells", "Subtract", "TimeDistributed", "UnitNormalization",
    *(f"{kind}{dimension}" for dimension in DIMENSIONS for kind in (
        "AveragePooling", "Conv", "ConvLSTM", "Cropping", "GlobalAveragePooling", "GlobalMaxPooling", "MaxPooling",
        "SpatialDropout", "UpSampling", "ZeroPadding",
    )),
    *(f"Conv{dimension}Transpose" for dimension in DIMENSIONS),
}  # fmt: skip
# None of these has a function of its author's, reads a file or starts anything.
CLASSES = {
    "keras.layers": LAYERS,
    "keras": {"Sequential", "Model", "DTypePolicy"},
    "keras.src.models.functional": {"Functional"},
    None: {"__keras_tensor__", "__slice__", "__ellipsis__", "__numpy__"},
}
PUBLIC = (
    "keras.initializers",
    "keras.regularizers",
    "keras.constraints",
    "keras.optimizers",
    "keras.optimizers.schedules",
    "keras.losses",
    "keras.metrics",
)
OPERATIONS = ("keras.src.ops.nn", "keras.src.ops.numpy", "keras.src.ops.math")
# Losses and metrics around a function, and an operation that calls one.
REFUSED = {"LossFunctionWrapper", "MeanMetricWrapper", "Vectorize"}


def is_model(value: Any) -> bool:
    """Whether a value is a layer or a model of Keras."""
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, keras.layers.Layer)


def to_plain(model: Any) -> tuple[str, list[Any], list[bool]] | None:
    """(the configuration as text, the weights, what of its parts is trainable) of a layer or model; None for one with
    classes that are not Keras's."""
    keras = importlib.import_module("keras")
    try:
        with warnings.catch_warnings(action="ignore"):  # of functions in it
            config = keras.saving.serialize_keras_object(model)
        if any(refused(config.get("compile_config"))):
            del config["compile_config"]
        text = json.dumps(config)
        if len(text) > MAX_CONFIG or any(refused(config)):
            return None
        return text, [np.asarray(each) for each in model.get_weights()], [bool(each.trainable) for each in parts(model)]
    except Exception:  # of a class of a learner's own, which may do anything
        return None


def from_plain(text: str, weights: list[Any], trainable: list[bool]) -> Any:
    """The inverse: a new layer or model. Raises ValueError where the text is no configuration of built-in classes, or
    the weights are not its."""
    if sum(each.size for each in weights) > MAX_PARAMETERS:
        raise ValueError("the model is too large to be looked at")
    model = made(text)
    if not is_model(model):
        raise ValueError("no layer or model")
    model.set_weights(weights)
    set_trainable(model, trainable)
    return model


def made(text: str) -> Any:
    """The Keras object of a configuration. Raises ValueError for classes that are not on the list."""
    if len(text) > MAX_CONFIG:
        raise ValueError("the model is too large to be looked at")
    config = json.loads(text)
    for name in refused(config):
        raise ValueError(f"a model with '{name}' can't be made here")
    return importlib.import_module("keras").saving.deserialize_keras_object(config, safe_mode=True)


def refused(config: Any) -> Iterator[str]:
    """The classes in a configuration that are not on the list, and functions."""
    if isinstance(config, list | tuple):
        for each in config:
            yield from refused(each)
    elif isinstance(config, dict):
        if "class_name" in config and not allowed(config):
            yield str(config["class_name"])
        elif config.keys() == {"value"}:  # the code of a function, as Keras keeps it
            yield "function"
        for each in config.values():
            yield from refused(each)


def allowed(config: dict[str, Any]) -> bool:
    """Whether an object in a configuration is of a class of Keras's own that only computes."""
    name, module = config["class_name"], config.get("module")
    if not isinstance(name, str) or name in REFUSED or config.get("registered_name") not in (None, name):
        return False
    if module in PUBLIC:
        return name.isidentifier() and isinstance(getattr(importlib.import_module(module), name, None), type)
    if module in OPERATIONS:
        kind = getattr(importlib.import_module(module), name, None)
        return isinstance(kind, type) and issubclass(kind, importlib.import_module("keras").Operation)
    return name in CLASSES.get(module, ())


def restore(model: Any, weights: list[Any], trainable: list[bool]) -> None:
    """Give a model the weights, and what of it is trainable, that it has at the other end; where they aren't its, it is
    left alone."""
    shapes = [[each.shape for each in own] for own in (model.get_weights(), weights)]
    if shapes[0] == shapes[1] and len(list(parts(model))) == len(trainable):
        set_trainable(model, trainable)
        model.set_weights(weights)


def set_trainable(model: Any, flags: list[bool]) -> None:
    """Say of a model and each of its parts whether it is trainable. Raises ValueError for another number of flags."""
    for part, flag in zip(parts(model), flags, strict=True):
        if part.trainable != bool(flag):  # setting it sets that of all parts
            part.trainable = bool(flag)


def parts(model: Any) -> Iterator[Any]:
    """A model or layer and, all the way down, those that it is made of; the whole before its parts."""
    yield model
    for layer in getattr(model, "layers", ()):
        yield from parts(layer)
