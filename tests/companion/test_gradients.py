"""What the numerical gradients promise."""

import numpy as np
import pytest

from companion.gradients import numerical_gradient, relative_difference


def test_gradient_of_a_number_is_a_number():
    slope = numerical_gradient(lambda x: x**3, 2.0)
    assert np.ndim(slope) == 0
    assert slope == pytest.approx(12, rel=1e-8)


@pytest.mark.parametrize("shape", [(), (1,), (5,), (3, 1), (1, 4), (2, 3, 4), (0,), (2, 0)])
def test_gradient_has_the_shape_of_x_and_equals_the_derivative(shape):
    x = np.random.default_rng(0).normal(size=shape)
    weights = np.random.default_rng(1).normal(size=shape)
    gradient = numerical_gradient(lambda t: np.sum(weights * np.sin(t)), x)
    assert gradient.shape == shape
    np.testing.assert_allclose(gradient, weights * np.cos(x), rtol=1e-7, atol=1e-9)


def test_differences_are_central():
    # For a cubic the central difference is off by exactly epsilon squared; a one-sided one by about 3 x epsilon.
    assert numerical_gradient(lambda x: x**3, 2.0, epsilon=0.1) == pytest.approx(12 + 0.1**2)


def test_error_shrinks_with_the_square_of_epsilon():
    errors = [abs(numerical_gradient(np.exp, 1.0, epsilon) - np.e) for epsilon in (1e-2, 1e-3)]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize("x", [[1, 2], np.array([1, 2]), np.array([1, 2], dtype=np.float32), np.array([True, False])])
def test_numbers_of_other_types_become_float64(x):
    gradient = numerical_gradient(lambda t: np.sum(t**2), x)
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, 2 * np.asarray(x, dtype=float), atol=1e-9)


def test_x_is_not_modified_even_if_f_writes_into_its_argument():
    x = np.array([1.0, 2.0])

    def f(t):
        t *= 2
        return t.sum()

    np.testing.assert_allclose(numerical_gradient(f, x), [2, 2], rtol=1e-9)
    np.testing.assert_array_equal(x, [1, 2])


def test_each_entry_costs_two_calls():
    calls = []
    numerical_gradient(lambda t: calls.append(1) or 0.0, np.zeros((2, 3)))
    assert len(calls) == 12


def test_a_value_in_an_array_of_one_element_counts_as_a_number():
    w, x = np.array([[1.0], [2.0]]), np.array([[3.0], [4.0]])
    np.testing.assert_allclose(numerical_gradient(lambda t: t.T @ x, w), x, rtol=1e-8)


@pytest.mark.parametrize("epsilon", [0, -1e-5, float("nan"), float("inf")])
def test_epsilon_must_be_above_zero(epsilon):
    with pytest.raises(ValueError, match="epsilon"):
        numerical_gradient(np.sum, np.ones(2), epsilon)


@pytest.mark.parametrize("x", ["text", [1j, 2], [None], [{}]])
def test_x_must_be_real_numbers(x):
    with pytest.raises(TypeError, match="x must be real numbers"):
        numerical_gradient(np.sum, x)


def test_x_must_be_finite():
    with pytest.raises(ValueError, match="x has an entry"):
        numerical_gradient(np.sum, [1.0, np.nan])


def test_f_that_returns_an_array_is_refused_with_its_shape():
    with pytest.raises(ValueError, match=r"one number; got an array of shape \(2,\)"):
        numerical_gradient(lambda t: t**2, np.ones(2))


def test_f_that_returns_nothing_is_refused():
    with pytest.raises(TypeError, match="value of f"):
        numerical_gradient(lambda t: None, np.ones(2))


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_f_that_is_not_finite_near_x_is_refused():
    with pytest.raises(ValueError, match="f returned infinity"):
        numerical_gradient(np.log, 1e-5, epsilon=1e-5)


def test_equal_gradients_differ_by_zero_and_opposite_ones_by_one():
    a = np.array([[1.0, -2.0], [3.0, 4.0]])
    assert relative_difference(a, a) == 0
    assert relative_difference(a, -a) == pytest.approx(1)
    assert relative_difference(a, 0 * a) == pytest.approx(1)


def test_two_zeros_are_equal():
    assert relative_difference(0, 0.0) == 0
    assert relative_difference(np.zeros((2, 3)), np.zeros((2, 3))) == 0
    assert relative_difference([], []) == 0


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1.0, 1e160, 1e300])
def test_relative_difference_does_not_depend_on_the_scale(scale):
    a, b = np.array([3.0, 0.0]), np.array([3.0, 4.0])
    assert relative_difference(scale * a, scale * b) == pytest.approx(4 / 8)


def test_relative_difference_is_symmetric():
    a, b = np.random.default_rng(0).normal(size=(2, 3, 4))
    assert relative_difference(a, b) == relative_difference(b, a)


def test_shapes_that_would_broadcast_are_refused():
    with pytest.raises(ValueError, match=r"\(3, 1\) and b \(3,\)"):
        relative_difference(np.ones((3, 1)), np.ones(3))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_entries_that_are_not_finite_never_agree(bad):
    assert np.isnan(relative_difference([1.0, bad], [1.0, bad]))


def test_relative_difference_needs_real_numbers():
    with pytest.raises(TypeError, match="b must be real numbers"):
        relative_difference([1.0], ["1"])
