"""Proves that the ready-made models learn what they should, repeat themselves, and refuse shapes that don't fit."""

from __future__ import annotations

import numpy as np
import pytest

from companion.networks import _gradients, predict_with_network, predict_with_neuron


def root_mean_square(errors):
    return np.sqrt(np.mean(errors**2))


def valley(m, seed):
    """Features of size 1, and a target that no straight line follows."""
    X = np.random.default_rng(seed).uniform(-2, 2, (2, m))
    return X, 100 + 20 * np.abs(X[:1]) + 10 * np.maximum(0, X[1:])


def test_a_neuron_finds_the_line_that_the_data_lie_on():
    X = np.random.default_rng(1).uniform(0, 5, (3, 20))
    Y = np.array([[2.0, 0.5, 1.0]]) @ X + 4
    X_new = np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 1.0]])
    assert np.allclose(predict_with_neuron(X, Y, X_new), [[6.0, 6.0]])


def test_a_neuron_never_predicts_below_zero():
    predicted = predict_with_neuron(np.array([[1.0, 2.0]]), np.array([[1.0, 2.0]]), np.array([[-3.0, 5.0]]))
    assert np.allclose(predicted, [[0.0, 5.0]])


def test_a_neuron_takes_fewer_examples_than_features():
    X, Y = np.array([[1.0], [0.0], [2.0]]), np.array([[7.0]])
    assert np.allclose(predict_with_neuron(X, Y, X), Y)


def test_a_network_follows_a_bend_that_a_neuron_cannot():
    (X, Y), (X_new, Y_new) = valley(400, 2), valley(200, 3)
    straight = root_mean_square(predict_with_neuron(X, Y, X_new) - Y_new)
    bent = root_mean_square(predict_with_network(X, Y, X_new, hidden=16) - Y_new)
    assert bent < straight / 4


def test_the_same_examples_give_the_same_predictions_and_stay_as_they_are():
    X, Y = valley(30, 4)
    before = X.copy(), Y.copy()
    first, second = (predict_with_network(X, Y, X, hidden=3, steps=20) for _ in range(2))
    assert first.shape == (1, 30)
    assert np.array_equal(first, second)
    assert np.array_equal(X, before[0])
    assert np.array_equal(Y, before[1])


def test_examples_of_one_price_are_predicted_with_that_price():
    X, Y = np.random.default_rng(5).normal(size=(2, 12)), np.full((1, 12), 50.0)
    assert np.allclose(predict_with_network(X, Y, X, hidden=4), 50, atol=0.5)


def test_the_gradients_are_those_that_nudges_measure():
    rng = np.random.default_rng(6)
    X, Y = rng.normal(size=(3, 7)), rng.normal(size=(1, 7))
    parameters = [rng.normal(size=shape) for shape in ((4, 3), (4, 1), (1, 4), (1, 1))]

    def cost():
        W1, b1, W2, b2 = parameters
        return np.mean((W2 @ np.maximum(0, W1 @ X + b1) + b2 - Y) ** 2)

    for parameter, gradient in zip(parameters, _gradients(parameters, X, Y), strict=True):
        for place in np.ndindex(parameter.shape):
            value, costs = parameter[place], []
            for nudge in (1e-6, -1e-6):
                parameter[place] = value + nudge
                costs.append(cost())
            parameter[place] = value
            assert np.isclose(gradient[place], (costs[0] - costs[1]) / 2e-6, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("predict", [predict_with_neuron, lambda *data: predict_with_network(*data, hidden=2)])
def test_shapes_that_do_not_fit_are_refused(predict):
    with pytest.raises(ValueError, match="examples in columns"):
        predict(np.ones((2, 5)), np.ones((5, 1)), np.ones((2, 3)))
    with pytest.raises(ValueError, match="must have 2 rows"):
        predict(np.ones((2, 5)), np.ones((1, 5)), np.ones((3, 2)))


def test_a_hidden_layer_without_neurons_is_refused():
    with pytest.raises(ValueError, match="at least one neuron"):
        predict_with_network(np.ones((2, 5)), np.ones((1, 5)), np.ones((2, 3)), hidden=0)
