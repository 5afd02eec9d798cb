"""What tests use: an answer is taken once, as plain numbers, and its shape counts as well as its values; and the kind
of inputs that an answer failed with is described."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

NUMBERS = "biufc"  # NumPy's kinds of data types: truth values, whole numbers, floats, complex numbers


def taken(value: Any) -> NDArray[Any]:
    """The numbers of an answer, as an array of their own that nothing changes any more.

    value: a number, an array, a tensor, or lists of numbers, nested evenly. Returns a new array of the same shape.
    Raises TypeError for all else, such as an object that has a shape but no numbers.
    """
    try:
        found = np.array(value)
    except (ValueError, RuntimeError) as error:
        raise TypeError(f"numbers are needed; got {type(value).__name__}") from error
    if found.dtype.kind not in NUMBERS:
        raise TypeError(f"numbers are needed; got {type(value).__name__}")
    return found


def close(actual: Any, expected: Any, rtol: float = 1e-5, atol: float = 1e-8) -> bool:
    """Whether an answer has the shape and, up to rounding, the numbers of what is expected.

    actual: an answer, whatever it is; expected: a number, an array or a tensor; or a list, tuple or dictionary of such.
    A list or tuple has to have as many parts; a dictionary may have further keys. Two numbers may differ by
    atol + rtol * |expected|, as in numpy.allclose; nan is close to nothing, an infinity to itself. Nothing is
    broadcast: an answer of another shape, an empty one too, isn't close.
    """
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            key in actual and close(actual[key], each, rtol, atol) for key, each in expected.items()
        )
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        pairs = zip(actual, expected, strict=False)
        return len(actual) == len(expected) and all(close(one, each, rtol, atol) for one, each in pairs)
    try:
        numbers, wanted = taken(actual), taken(expected)
    except TypeError:
        return False
    return numbers.shape == wanted.shape and bool(np.allclose(numbers, wanted, rtol=rtol, atol=atol))


@contextlib.contextmanager
def describing(inputs: str) -> Iterator[None]:
    """Say of whatever fails inside which kind of inputs it was called with, such as "a single example".

    inputs: words that tell no values; the grader shows them beside the message of a hidden test that fails.
    """
    try:
        yield
    except BaseException as error:
        error.add_note(inputs)
        raise
