"""The recurrent network that is given in the week about language models."""

import numpy as np
import pytest

from companion.gradients import numerical_gradient, relative_difference
from companion.recurrent import initialize_parameters, rnn_backward, rnn_forward, rnn_probabilities

X, Y = [None, 2, 0, 2, 1], [2, 0, 2, 1, 3]


@pytest.fixture
def parameters():
    rng = np.random.default_rng(0)
    made = initialize_parameters(6, 4, 5, rng)
    return {name: each + 0.3 * rng.normal(size=each.shape) for name, each in made.items()}


def test_the_start_has_zero_biases_and_weights_of_one_variance():
    made = initialize_parameters(100, 27, 30, np.random.default_rng(0))
    assert {name: each.shape for name, each in made.items()} == {
        "Wax": (100, 27), "Waa": (100, 100), "Wya": (30, 100), "b": (100, 1), "by": (30, 1),
    }  # fmt: skip
    assert not made["b"].any() and not made["by"].any()
    for name in ("Wax", "Waa", "Wya"):
        assert abs(made[name].std() - 0.1) < 0.005


def test_the_forward_pass_is_that_of_columns_and_one_hot_vectors(parameters):
    a, loss = np.full((6, 1), 0.2), 0.0
    for x, y in zip(X, Y, strict=True):
        column = np.zeros((4, 1))
        if x is not None:
            column[x] = 1
        a = np.tanh(parameters["Wax"] @ column + parameters["Waa"] @ a + parameters["b"])
        scores = np.exp(parameters["Wya"] @ a + parameters["by"])
        loss -= np.log(scores[y, 0] / scores.sum())
    found, cache = rnn_forward(X, [*Y], np.full((6, 1), 0.2), parameters)
    assert np.isclose(found, loss)
    _, states = rnn_backward(X, Y, parameters, cache)
    assert states.shape == (5, 6, 1) and np.allclose(states[-1], a)


@pytest.mark.parametrize("name", ["Wax", "Waa", "Wya", "b", "by"])
def test_the_gradients_are_the_numerical_ones(parameters, name):
    start = np.full((6, 1), -0.4)
    gradients, _ = rnn_backward(X, Y, parameters, rnn_forward(X, Y, start, parameters)[1])
    expected = numerical_gradient(lambda it: rnn_forward(X, Y, start, {**parameters, name: it})[0], parameters[name])
    assert gradients["d" + name].shape == parameters[name].shape
    assert relative_difference(gradients["d" + name], expected) < 1e-6


def test_probabilities_are_those_of_the_loss_and_sum_to_one(parameters):
    p = rnn_probabilities(X, parameters)
    assert np.allclose(p.sum(axis=1), 1)
    loss, _ = rnn_forward(X, Y, np.zeros((6, 1)), parameters)
    assert np.isclose(-np.log(p[np.arange(5), Y]).sum(), loss)


def test_large_scores_give_finite_losses(parameters):
    loss, _ = rnn_forward(X, Y, np.zeros((6, 1)), {**parameters, "by": np.array([[900.0], [0], [0], [0], [0]])})
    assert np.isfinite(loss) and loss > 3000
