"""Numerical gradients: derivatives measured by moving each input a little, to check those derived on paper."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray


def numerical_gradient(f: Callable[..., ArrayLike], x: ArrayLike, epsilon: float = 1e-5) -> NDArray[np.float64]:
    """Measure the gradient of `f` at `x` by central differences, (f(x + epsilon) - f(x - epsilon)) / (2 epsilon).

    f: takes an array of the shape of x (a number where x is a number) and returns one finite number; an array of
        one element counts as a number.
    x: a number or an array of any shape, of real numbers. It is not modified, and f never receives it, only copies.
    epsilon: how far each entry is moved, one at a time; above 0. The error of the result shrinks with epsilon squared,
        until rounding takes over (about epsilon = 1e-5 for values near 1).

    Returns the gradient in float64, of the shape of x; a NumPy number where x is a number. It calls f twice for each
    entry of x.

    Raises TypeError if x or what f returns isn't made of real numbers; ValueError if epsilon isn't above 0, if x or a
    value of f isn't finite, or if f returns more than one number.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), section 25.3.
    Used in course1_nn/week2_logistic_regression/02_computational_graph and 03_logistic_regression,
    week4_deep_network/01_building_a_deep_network, course2_improving/week1_practical_aspects and
    course3_cnn/week1_foundations.
    """
    if not (np.isfinite(epsilon) and epsilon > 0):
        raise ValueError(f"epsilon is {epsilon}; it must be a finite number above 0")
    point = _real(x, "x")
    if not np.isfinite(point).all():
        raise ValueError("x has an entry that is infinite or not a number; the gradient is measured at finite points")
    gradient = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        step = np.zeros_like(point)
        step[index] = epsilon
        gradient[index] = (_value(f, point + step) - _value(f, point - step)) / (2 * epsilon)
    return gradient[()]


def relative_difference(a: ArrayLike, b: ArrayLike) -> float:
    """Compare two gradients of one shape: the length of a - b divided by the sum of the lengths of a and b.

    a, b: numbers or arrays of the same shape, of real numbers.

    Returns a number from 0 (equal) to 1 (opposite, or one of them is zero); 0 if both are zero. Below about 1e-7 two
    float64 gradients agree; above 1e-3 one of them has a mistake. NaN if an entry is not finite.

    Raises TypeError if a or b isn't made of real numbers; ValueError if the shapes differ.

    Used in course1_nn/week2_logistic_regression/02_computational_graph,
    week4_deep_network/01_building_a_deep_network, course2_improving/week1_practical_aspects and
    course3_cnn/week1_foundations.
    """
    left, right = _real(a, "a"), _real(b, "b")
    if left.shape != right.shape:
        raise ValueError(f"a has shape {left.shape} and b {right.shape}; gradients of one function have one shape")
    if not (np.isfinite(left).all() and np.isfinite(right).all()):
        return float("nan")
    largest = max(np.abs(left).max(initial=0.0), np.abs(right).max(initial=0.0))
    if largest == 0:
        return 0.0
    # Squares of very small or very large entries leave the range of float64; entries of size 1 don't.
    left, right = left / largest, right / largest
    return float(np.linalg.norm(left - right) / (np.linalg.norm(left) + np.linalg.norm(right)))


def _real(values: ArrayLike, name: str) -> NDArray[np.float64]:
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be real numbers; got {array.dtype}")
    return array.astype(np.float64)


def _value(f: Callable[..., ArrayLike], point: NDArray[np.float64]) -> float:
    value = _real(f(point), "the value of f")
    if value.size != 1:
        raise ValueError(f"f must return one number; got an array of shape {value.shape}: sum it, or pick an entry")
    if not np.isfinite(value).all():
        raise ValueError("f returned infinity or not-a-number near x; the gradient can't be measured there")
    return float(value.item())
