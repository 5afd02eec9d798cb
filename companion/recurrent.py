"""A recurrent network that predicts the next character: its start, its forward pass and its backward pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def initialize_parameters(n_a: int, n_x: int, n_y: int, rng: np.random.Generator) -> dict[str, Array]:
    """Weights and biases of a network with n_a units in its state.

    Returns Wax (n_a, n_x), Waa (n_a, n_a), Wya (n_y, n_a), drawn with variance 1 over the number of inputs, and zeros
    b (n_a, 1), by (n_y, 1). One-hot inputs have one number that isn't 0, so Wax is drawn as small as Waa. Used in
    course4_sequence/week1_recurrent_networks.
    """
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a)}
    drawn = {name: rng.normal(size=shape) / np.sqrt(n_a) for name, shape in shapes.items()}
    return {**drawn, "b": np.zeros((n_a, 1)), "by": np.zeros((n_y, 1))}


def rnn_forward(
    X: Sequence[int | None], Y: Sequence[int], a_prev: Array, parameters: Mapping[str, Array]
) -> tuple[float, tuple[Array, Array]]:
    """The loss of a sequence, and a cache for rnn_backward.

    X: T indices of characters, at least one, None for a vector of zeros; Y: the T indices that should follow. a_prev:
    (n_a, 1), the state before the first. Returns the sum of the T negative log-likelihoods, and the cache: the T + 1
    states, a_prev first, (T + 1, n_a), and the probabilities (T, n_y). Used in
    course4_sequence/week1_recurrent_networks.
    """
    states = _states(X, np.ravel(a_prev), parameters)
    log_p = _log_probabilities(states[1:], parameters)
    return -float(log_p[np.arange(len(Y)), list(Y)].sum()), (states, np.exp(log_p))


def rnn_probabilities(X: Sequence[int | None], parameters: Mapping[str, Array]) -> Array:
    """What a network expects after each character of a sequence, from a state of zeros.

    X: T indices, None for a vector of zeros. Returns probabilities (T, n_y); row t is of what comes after X[t], and
    sums to 1. Used in course4_sequence/week1_recurrent_networks.
    """
    states = _states(X, np.zeros(len(parameters["Waa"])), parameters)
    return np.exp(_log_probabilities(states[1:], parameters))


def rnn_backward(
    X: Sequence[int | None], Y: Sequence[int], parameters: Mapping[str, Array], cache: tuple[Array, Array]
) -> tuple[dict[str, Array], Array]:
    """Gradients of a sequence's loss, through all its steps.

    X, Y, parameters: as in rnn_forward, which gave the cache. Returns the gradients dWax, dWaa, dWya, db and dby, each
    with the shape of its parameter, and the states (T, n_a, 1), of which the last is at T - 1. Used in
    course4_sequence/week1_recurrent_networks.
    """
    states, probabilities = cache
    outputs = probabilities.copy()
    outputs[np.arange(len(Y)), list(Y)] -= 1
    sums = _back_through_time(outputs @ parameters["Wya"], states[1:], parameters["Waa"])
    gradients = {
        "dWax": np.zeros_like(parameters["Wax"]),
        "dWaa": sums.T @ states[:-1],
        "dWya": outputs.T @ states[1:],
        "db": sums.sum(axis=0)[:, np.newaxis],
        "dby": outputs.sum(axis=0)[:, np.newaxis],
    }
    for character, each in zip(X, sums, strict=True):
        if character is not None:
            gradients["dWax"][:, character] += each
    return gradients, states[1:, :, np.newaxis]


def _states(X: Sequence[int | None], a: Array, parameters: Mapping[str, Array]) -> Array:
    """The state before the first character and after each."""
    states, bias = [a], np.ravel(parameters["b"])
    for character in X:
        drive = bias if character is None else bias + parameters["Wax"][:, character]
        states.append(np.tanh(drive + parameters["Waa"] @ states[-1]))
    return np.array(states)


def _log_probabilities(states: Array, parameters: Mapping[str, Array]) -> Array:
    """Logarithms of a softmax for each state."""
    z = states @ parameters["Wya"].T + np.ravel(parameters["by"])
    z = z - z.max(axis=1, keepdims=True)
    return np.asarray(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))


def _back_through_time(by_outputs: Array, states: Array, Waa: Array) -> Array:
    """Gradients with respect to what goes into each tanh, (T, n_a)."""
    sums, later = np.zeros_like(states), np.zeros(states.shape[1])
    for t in reversed(range(len(states))):
        sums[t] = (by_outputs[t] + later) * (1 - states[t] ** 2)
        later = Waa.T @ sums[t]
    return sums
