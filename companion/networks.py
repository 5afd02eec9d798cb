"""Models that learn prices from examples, ready-made: for the lessons that come before training is taught."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def predict_with_neuron(X: Array, Y: Array, X_new: Array) -> Array:
    """Train one ReLU neuron without a hidden layer, by least squares, and let it predict.

    X, Y: the training examples, shapes (n_x, m) and (1, m). They are not modified.
    X_new: (n_x, k), examples to predict.
    Returns the predictions, shape (1, k), none below 0. The weights are those of the straight line (plane) with the
    lowest mean squared error; where several have it, the smallest of them. The ReLU comes after training.

    Raises ValueError where the shapes don't fit. Used in course1_nn/week1_introduction/01_first_neuron.
    """
    _check(X, Y, X_new)
    with_ones = np.vstack([X, np.ones((1, X.shape[1]))])
    weights = np.linalg.lstsq(with_ones.T, Y.ravel(), rcond=None)[0]
    predicted: NDArray[np.float64] = np.maximum(0, weights[:-1].reshape(1, -1) @ X_new + weights[-1])
    return predicted


def predict_with_network(
    X: Array, Y: Array, X_new: Array, hidden: int, steps: int = 300, learning_rate: float = 0.03
) -> Array:
    """Train a network with one hidden layer of ReLU neurons and a linear output, and let it predict.

    X, Y: the training examples, shapes (n_x, m) and (1, m); the features of about size 1. They are not modified.
    X_new: (n_x, k), examples to predict.
    hidden: number of neurons in the hidden layer.
    steps, learning_rate: of gradient descent on the mean squared error with all examples in each step, by Adam.
    Returns the predictions, shape (1, k). The starting weights are random, others for other Y, the same for the same Y.

    Raises ValueError where the shapes don't fit, or hidden is below 1.
    Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR (2015).
    Used in course1_nn/week1_introduction/01_first_neuron.
    """
    _check(X, Y, X_new)
    if hidden < 1:
        raise ValueError(f"hidden is {hidden}; a hidden layer needs at least one neuron")
    mean, spread = float(np.mean(Y)), float(np.std(Y)) or 1.0
    rng = np.random.default_rng(abs(round(1000 * float(np.sum(Y)))))
    W1 = rng.normal(0, np.sqrt(2 / len(X)), (hidden, len(X)))
    W2 = rng.normal(0, np.sqrt(1 / hidden), (1, hidden))
    parameters = [W1, np.zeros((hidden, 1)), W2, np.zeros((1, 1))]
    means, squares = [0 * p for p in parameters], [0 * p for p in parameters]
    for step in range(1, steps + 1):
        gradients = _gradients(parameters, X, (Y - mean) / spread)
        for k, gradient in enumerate(gradients):
            means[k] = 0.9 * means[k] + 0.1 * gradient
            squares[k] = 0.999 * squares[k] + 0.001 * gradient**2
            stride = means[k] / (1 - 0.9**step) / (np.sqrt(squares[k] / (1 - 0.999**step)) + 1e-8)
            parameters[k] = parameters[k] - learning_rate * stride
    W1, b1, W2, b2 = parameters
    return mean + spread * (W2 @ np.maximum(0, W1 @ X_new + b1) + b2)


def _gradients(parameters: list[Array], X: Array, Y: Array) -> list[Array]:
    """Derivatives of the mean squared error with respect to W1, b1, W2 and b2."""
    W1, b1, W2, b2 = parameters
    A1 = np.maximum(0, W1 @ X + b1)
    dZ2 = 2 * (W2 @ A1 + b2 - Y) / Y.size
    dZ1 = (W2.T @ dZ2) * (A1 > 0)
    return [dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True), dZ2 @ A1.T, dZ2.sum(axis=1, keepdims=True)]


def _check(X: Array, Y: Array, X_new: Array) -> None:
    if X.ndim != 2 or Y.shape != (1, X.shape[1]):
        raise ValueError(f"X has shape {X.shape} and Y {Y.shape}; expected (n_x, m) and (1, m), examples in columns")
    if X_new.ndim != 2 or len(X_new) != len(X):
        raise ValueError(f"X_new has shape {X_new.shape}; it must have {len(X)} rows, as X has")
