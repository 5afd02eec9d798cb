"""Keras optimizers by value: their configuration, and the numbers that they have gathered, in the order of the
variables that they change."""

from __future__ import annotations

import importlib
import json
import sys
import weakref
from typing import Any

import numpy as np

from . import models

GATHERED: weakref.WeakKeyDictionary[Any, list[Any]] = weakref.WeakKeyDictionary()  # until it sees its variables again


def is_optimizer(value: Any) -> bool:
    """Whether a value is an optimizer of Keras."""
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, keras.optimizers.Optimizer)


def to_plain(optimizer: Any) -> tuple[str, list[Any]] | None:
    """(the configuration as text, the numbers) of an optimizer; None for one of another class than Keras's."""
    try:
        config = importlib.import_module("keras").saving.serialize_keras_object(optimizer)
        return None if any(models.refused(config)) else (json.dumps(config), numbers(optimizer))
    except Exception:  # of a class of a learner's own, which may do anything
        return None


def from_plain(text: str, gathered: list[Any]) -> Any:
    """The inverse: a new optimizer. Raises ValueError where the text is no configuration of a built-in class."""
    optimizer = models.made(text)
    if not is_optimizer(optimizer):
        raise ValueError("no optimizer")
    set_numbers(optimizer, gathered)
    return optimizer


def numbers(optimizer: Any) -> list[Any]:
    """The steps made, the learning rate and, for each variable, what has been gathered of its gradients."""
    return GATHERED.get(optimizer) or [np.asarray(each) for each in optimizer.variables]


def set_numbers(optimizer: Any, gathered: list[Any]) -> None:
    """Give an optimizer these numbers; those for variables that it hasn't seen yet, once it sees them."""
    for variable, value in zip(optimizer.variables, gathered, strict=False):
        if tuple(variable.shape) == np.shape(value):
            variable.assign(value)
    if optimizer.built or len(gathered) <= len(optimizer.variables):
        return

    def build(variables: Any) -> None:
        type(optimizer).build(optimizer, variables)
        set_numbers(optimizer, GATHERED.pop(optimizer, []))

    GATHERED[optimizer] = gathered
    object.__setattr__(optimizer, "build", build)


def restore(original: Any, new: Any) -> None:
    """Make an optimizer what the other end made of it."""
    if type(original) is type(new):
        set_numbers(original, numbers(new))
