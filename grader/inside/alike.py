"""Whether two values that answers computed are the same ones; of a student's, nothing is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .handles import Handle
from .tensors import is_tensor

NUMBERS = (int, float, complex, np.number, np.bool_, np.ndarray)


class Raised(str):
    """The built-in type of the error that a call ended in, in the place of its value."""


MISSING = Raised("nothing is there")


@dataclass(frozen=True)
class Part:
    """An array or variable among a call's arguments, afterwards: whether it is still the caller's, and what it
    holds."""

    own: bool
    value: Any


def alike(a: Any, b: Any) -> bool:
    """Whether two values are the same, up to rounding."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, NUMBERS) and isinstance(b, NUMBERS):
        arrays = isinstance(a, np.ndarray) and isinstance(b, np.ndarray)
        a, b = np.asarray(a), np.asarray(b)
        whole = (a.dtype.kind in "iu") == (b.dtype.kind in "iu")
        return a.shape == b.shape and (whole or not arrays) and close(a, b, 1e-5, 1e-8)
    if isinstance(a, Part) and isinstance(b, Part):
        return a.own == b.own and alike(a.value, b.value)
    if is_tensor(a) and is_tensor(b):
        return a.dtype == b.dtype and alike(a.numpy(), b.numpy())
    if isinstance(a, np.random.Generator) and isinstance(b, np.random.Generator):
        return bool(a.bit_generator.state == b.bit_generator.state)
    return type(a) is type(b) and not isinstance(a, Handle) and bool(a == b)


def resembling(a: Any, b: Any) -> bool:
    """Whether two values hold the same numbers, whatever their shapes and types, up to the rounding of float32."""
    if isinstance(a, NUMBERS) and isinstance(b, NUMBERS):
        a, b = np.ravel(a), np.ravel(b)
        return len(a) == len(b) and close(a, b, 1e-4, 1e-7)
    if isinstance(a, Part) and isinstance(b, Part):
        return a.own == b.own and resembling(a.value, b.value)
    return alike(a, b)


def close(a: Any, b: Any, relative: float, absolute: float) -> bool:
    """Whether two arrays of one shape hold the same numbers, or the same of anything else."""
    if a.dtype.kind in "biufc" and b.dtype.kind in "biufc":
        return bool(np.allclose(a, b, rtol=relative, atol=absolute, equal_nan=True))
    return a.dtype.kind == b.dtype.kind != "O" and bool(np.array_equal(a, b))


def telling(value: Any) -> bool:
    """Whether a value is hardly the same as another by chance: it holds numbers that are neither whole nor infinite nor
    next to 0."""
    value = value.value if isinstance(value, Part) else value
    value = value.numpy() if is_tensor(value) else value
    if not isinstance(value, NUMBERS):
        return False
    array = np.asarray(value)
    if array.dtype.kind not in "fc":
        return False
    finite = array[np.isfinite(array)]
    return bool(np.any(np.abs(finite - np.round(finite)) > 1e-5))
