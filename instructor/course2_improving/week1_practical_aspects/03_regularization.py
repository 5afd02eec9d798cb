# ---
# title: Regularization
# minutes: 110
# ---

# %% [markdown]
# # Regularization
# A network with enough units can learn its training examples by heart, with all their accidents, and then it is wrong about
# the next ones. Here you build three cures for that: a penalty on large weights, units that are switched off at random, and
# stopping in time. All three take something from the fit to the training set. Whether the dev set gains by it has to be
# measured.
#
# **You will**
# - put L2 regularization into the cost and into the gradients, and see why it is also called weight decay;
# - build inverted dropout, forward and backward, and predict without it;
# - choose strengths from curves of several splits, and decide what a network needs next.
#
# **Before you start:** forward and backward propagation (course 1, week 4), bias and variance
# (`01_bias_and_variance`). The week's notes cover the same ground in prose.
#
# **Time:** about 110 minutes. **Points:** 39, in eight exercises. Dots show difficulty, from ●○○ to ●●●.

# %%
import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_fashion
from companion.gradients import numerical_gradient, relative_difference
from companion.planar import draw_points, draw_surface, target
from companion.plots import COLORS, LINES, image_grid

# %% [markdown]
# ## A disc in a ring, with mistakes in it
# To see overfitting, take points in the plane: label 1 inside, label 0 in a ring around it. Then turn the label of each
# point round with a probability of one tenth, as a tired person would who labels them. No model can foresee these
# mistakes. The best one errs on a little more than a tenth of new points (disc and ring overlap a bit), and whoever errs on fewer training points than that has learned
# accidents. There are 100 points to train with and 1,000 to judge by (dev), which have mistakes in them as well.

# %%
def mislabelled_target(m, seed):
    """m points of a disc (label 1) and a ring (label 0), about a tenth of whose labels are wrong."""
    X, Y = target(m, seed, noise=0.25)
    wrong = np.random.default_rng(seed + 5000).random(Y.shape) < 0.1
    return X, np.where(wrong, 1 - Y, Y)


X_train, Y_train = mislabelled_target(100, seed=0)
X_dev, Y_dev = mislabelled_target(1000, seed=1000)
print("X_train", X_train.shape, "Y_train", Y_train.shape, " X_dev", X_dev.shape, "Y_dev", Y_dev.shape)

# %% demo
fig, axes = plt.subplots(1, 2, figsize=(9, 4.3), layout="constrained")
for ax, (X, Y), title in zip(axes, ((X_train, Y_train), (X_dev, Y_dev)), ("100 points to train with", "1,000 to judge by"), strict=True):
    draw_points(ax, X, Y, size=12)
    ax.set(title=title, xlim=(-2.9, 2.9), ylim=(-2.9, 2.9))
axes[0].legend(loc="upper right", fontsize=8)
plt.show()

# %% [markdown]
# You would draw a circle, and not mind the orange triangles outside and the violet dots inside.

# %% [markdown]
# ## The network, and its cache
# Three layers: ReLU, ReLU, and the sigmoid at the end.
#
# $$A^{[1]} = \mathrm{ReLU}(W^{[1]} X + b^{[1]}),\qquad A^{[2]} = \mathrm{ReLU}(W^{[2]} A^{[1]} + b^{[2]}),\qquad A^{[3]} = \sigma(W^{[3]} A^{[2]} + b^{[3]})$$
#
# `forward_propagation` returns `A3` and a **cache**, a tuple of twelve arrays in this order:
#
# ```
# (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3)
# ```
#
# With $n_1$ and $n_2$ hidden units, `Z1` and `A1` have the shape ($n_1$, m), `W1` ($n_1$, n_x), `b1` ($n_1$, 1), and so on;
# `Z3` and `A3` are (1, m). The starting weights are scaled for the ReLU (`02_initialization`). One step is gradient
# descent on all examples.

# %%
def relu(Z):
    return np.maximum(0, Z)


def sigmoid(Z):
    return np.exp(-np.logaddexp(0, -Z))


def initialize_parameters(layers_dims, seed=0):
    """Random weights, scaled for the ReLU, and zero biases."""
    rng, parameters = np.random.default_rng(seed), {}
    for l in range(1, len(layers_dims)):
        n, n_prev = layers_dims[l], layers_dims[l - 1]
        parameters[f"W{l}"] = rng.standard_normal((n, n_prev)) * np.sqrt(2 / n_prev)
        parameters[f"b{l}"] = np.zeros((n, 1))
    return parameters


def forward_propagation(X, parameters):
    """A3 and the cache (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3)."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    A1 = relu(Z1)
    Z2 = W2 @ A1 + b2
    A2 = relu(Z2)
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3)


def compute_cost(A3, Y):
    """The mean cross-entropy; probabilities are kept off 0 and 1 by a hair, so that it stays finite."""
    A3 = np.clip(A3, 1e-12, 1 - 1e-12)
    return float(-np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)))


def update_parameters(parameters, grads, learning_rate):
    """A new dictionary of parameters, one step of gradient descent on."""
    return {name: values - learning_rate * grads[f"d{name}"] for name, values in parameters.items()}

# %% [markdown]
# ## A price on large weights
# To bend around single points, a network needs steep slopes, and those need large weights. **L2 regularization** puts a price
# on them. To the cross-entropy it adds the squares of all weights, times a strength $\lambda$ that you choose:
#
# $$J = \frac1m \sum_{i=1}^m \mathcal L\big(a^{[3](i)}, y^{(i)}\big) + \frac{\lambda}{2m} \sum_{l=1}^3 \lVert W^{[l]} \rVert_F^2$$
#
# The **Frobenius norm** $\lVert W\rVert_F^2$ is the sum of the squares of all entries. Biases go free: there are few of them,
# and they only shift. Dividing by $m$ lets the penalty fade as examples get more, since they then say enough by
# themselves. In Python $\lambda$ is spelt `lambd`, because `lambda` is a word of the language.

# %% [markdown]
# ## Exercise 1 · A cost with a penalty  (4 points, ~7 min, ●○○)
# Write `compute_cost_with_regularization(A3, Y, parameters, lambd)`: the cost $J$ above, a number. `parameters` has the keys
# `"W1"`, `"b1"`, `"W2"`, `"b2"`, `"W3"`, `"b3"`, and `lambd` is 0 or more. Call `compute_cost` for the cross-entropy. Nothing
# that the function gets is changed.
#
# *Example.* Two examples with `A3 = [[0.5, 0.5]]`; $W^{[1]} = (3)$, $W^{[2]} = (-1)$, $W^{[3]} = (2)$, all biases 5, and
# $\lambda = 0.4$. The cross-entropy is $\log 2 = 0.6931$, the penalty $\frac{0.4}{2\cdot 2}(9 + 1 + 4) = 1.4$, and
# $J = 2.0931$.
#
# <details><summary>Hint 1: what m is</summary>
#
# The number of examples, `Y.shape[1]`.
#
# </details>
#
# <details><summary>Hint 2: the squares</summary>
#
# `np.sum(np.square(W))` for each of the three matrices, added up. Then the factor `lambd / (2 * m)`: with brackets.
#
# </details>

# %% solution="compute_cost_with_regularization"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """Mean cross-entropy plus the L2 penalty.

    A3: probabilities, shape (1, m), between 0 and 1.
    Y: labels, shape (1, m), each 0 or 1.
    parameters: dictionary of arrays with the keys "W1", "b1", "W2", "b2", "W3", "b3".
    lambd: strength of the penalty, a number, 0 or more.
    Nothing is modified. Returns a number: compute_cost(A3, Y) plus lambd / (2m) times the sum of the squares of all
    entries of W1, W2 and W3.
    """
    ### BEGIN SOLUTION
    squares = sum(np.sum(np.square(parameters[name])) for name in ("W1", "W2", "W3"))
    return compute_cost(A3, Y) + lambd / (2 * Y.shape[1]) * squares
    ### END SOLUTION

# %% tests="compute_cost_with_regularization" points=4
import numpy as np

from companion.testing import close, taken

halves, labels = np.array([[0.5, 0.5]]), np.array([[1, 0]])
small = {kind + str(layer): np.array([[value]]) for kind, row in (("W", (3.0, -1.0, 2.0)), ("b", (5.0, 5.0, 5.0))) for layer, value in enumerate(row, 1)}
found = compute_cost_with_regularization(halves, labels, small, 0.4)
assert found is not None, "compute_cost_with_regularization returns None. Does it end with a return?"
assert np.shape(found) == (), "The cost is one number, not an array."
assert close(compute_cost_with_regularization(halves, labels, small, 0), np.log(2)), "With lambd = 0 the cost is the cross-entropy alone."
penalty = taken(found) - np.log(2)
assert not close(penalty, 2.8), "The example's penalty comes out doubled. The factor is lambd / (2m), and m is 2."
assert not close(penalty, 1.4 + 7.5), "The biases take part in your penalty. They go free."
assert not close(penalty, 0.6), "These are the weights' sizes, not their squares."
assert close(penalty, 1.4), "The example's penalty: 0.4 / (2 · 2) times 9 + 1 + 4."
matrices = {"W1": np.array([[1.0, -2.0]]), "b1": np.array([[5.0]]), "W2": np.array([[1.0], [1.0]]), "b2": np.ones((2, 1)), "W3": np.array([[3.0, 0.0]]), "b3": np.array([[5.0]])}
assert close(compute_cost_with_regularization(np.array([[0.5]]), np.array([[1]]), matrices, 2), np.log(2) + 16), "One example and matrices of several entries: the squares of all of them, 1 + 4 + 1 + 1 + 9, count."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(31)
for n_x, n1, n2, m, lambd in ((1, 1, 1, 1, 0.5), (2, 3, 4, 5, 0.0), (3, 5, 2, 7, 1.7), (4, 2, 6, 1, 10.0), (2, 7, 7, 13, 0.03)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    A3, Y = rng.uniform(0.05, 0.95, (1, m)), rng.integers(0, 2, (1, m))
    before = {name: values.copy() for name, values in parameters.items()} | {"A3": A3.copy(), "Y": Y.copy()}
    loss = math.fsum(-math.log(a if y else 1 - a) for a, y in zip(A3[0].tolist(), Y[0].tolist(), strict=True)) / m
    squares = math.fsum(w * w for name in ("W1", "W2", "W3") for row in parameters[name].tolist() for w in row)
    with describing("a single example" if m == 1 else "several examples"):
        found = compute_cost_with_regularization(A3, Y, parameters, lambd)
    assert close(found, loss + lambd * squares / m / 2, 1e-4), "The cost is wrong for another network, number of examples or lambd."
    assert close(parameters | {"A3": A3, "Y": Y}, before), "compute_cost_with_regularization changed what it was given."
### END HIDDEN TESTS

# %% mistake="compute_cost_with_regularization"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """Every parameter pays in your version. Only the three matrices should."""
    squares = sum(np.sum(values**2) for values in parameters.values())
    return compute_cost(A3, Y) + lambd / (2 * Y.shape[1]) * squares

# %% mistake="compute_cost_with_regularization"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """The penalty isn't shared out among the examples: a division by m is missing."""
    squares = sum(np.sum(parameters[name] ** 2) for name in ("W1", "W2", "W3"))
    return compute_cost(A3, Y) + lambd / 2 * squares

# %% mistake="compute_cost_with_regularization"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """Python reads lambd / 2 * m as (lambd / 2) times m, so your penalty grows with the number of examples."""
    squares = sum(np.sum(parameters[name] ** 2) for name in ("W1", "W2", "W3"))
    return compute_cost(A3, Y) + lambd / 2 * Y.shape[1] * squares

# %% mistake="compute_cost_with_regularization"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """The 2 below the line is missing. It is there so that the derivative has none."""
    squares = sum(np.sum(parameters[name] ** 2) for name in ("W1", "W2", "W3"))
    return compute_cost(A3, Y) + lambd / Y.shape[1] * squares

# %% mistake="compute_cost_with_regularization"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """np.linalg.norm takes a root at the end. The formula has the square of the norm."""
    norms = sum(np.linalg.norm(parameters[name]) for name in ("W1", "W2", "W3"))
    return compute_cost(A3, Y) + lambd / (2 * Y.shape[1]) * norms

# %% mistake="compute_cost_with_regularization"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """The output layer's weights are missing from the sum."""
    squares = sum(np.sum(parameters[name] ** 2) for name in ("W1", "W2"))
    return compute_cost(A3, Y) + lambd / (2 * Y.shape[1]) * squares

# %% [markdown]
# ## Exercise 2 · Its gradients  (6 points, ~13 min, ●●○)
# The derivative of $\frac{\lambda}{2m} w^2$ is $\frac{\lambda}{m} w$. So backward propagation stays what it is, and each `dW` gets
# one term more:
#
# $$dZ^{[3]} = A^{[3]} - Y, \qquad dW^{[l]} = \frac1m\, dZ^{[l]} A^{[l-1]T} + \frac{\lambda}{m} W^{[l]}, \qquad db^{[l]} = \frac1m \sum_i dZ^{[l](i)}$$
#
# $$dA^{[l-1]} = W^{[l]T} dZ^{[l]}, \qquad dZ^{[l]} = dA^{[l]} * \mathbb 1[Z^{[l]} > 0] \quad (l = 1, 2)$$
#
# with $A^{[0]} = X$, $*$ entry by entry, and $\mathbb 1[\dots]$ 1 where the condition holds, else 0.
#
# Write `backward_propagation_with_regularization(X, Y, cache, lambd)`, the gradients of exercise 1's cost. `cache` is the tuple
# of twelve arrays that `forward_propagation` made for `X`. Return a dictionary with `"dW1"`, `"db1"`, `"dW2"`, `"db2"`, `"dW3"`,
# `"db3"`, each of the shape of its parameter; further keys, such as `"dZ2"`, are ignored. Nothing is changed. Each `dW` earns
# its own points (1 for `dW3`, 2 for each of the others), the three `db` together 1.
#
# *Example.* One unit a layer, one example: $x = 1$, $y = 1$; all weights 1, all biases 0, $\lambda = 0.5$. Then $a^{[3]} =
# \sigma(1) = 0.7311$, every $dZ$ is $0.7311 - 1 = -0.2689$, every `db` is $-0.2689$ and every `dW` is $-0.2689 + 0.5 = 0.2311$.
#
# <details><summary>Hint 1: unpack</summary>
#
# `(Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache` gives all names at once, and `m = X.shape[1]`.
#
# </details>
#
# <details><summary>Hint 2: from the end</summary>
#
# Three lines a layer, `dZ`, `dW`, `db`; the third layer first. For the others, `dZ2 = (W3.T @ dZ3) * (Z2 > 0)`.
#
# </details>
#
# <details><summary>Hint 3: one layer written out</summary>
#
# `dW2 = dZ2 @ A1.T / m + lambd / m * W2` and `db2 = np.sum(dZ2, axis=1, keepdims=True) / m`
#
# </details>

# %% solution="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """Gradients of the cost with L2 penalty, for three layers: ReLU, ReLU, sigmoid.

    X: examples in columns, shape (n_x, m).
    Y: labels, shape (1, m), each 0 or 1.
    cache: tuple (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) of forward_propagation(X, parameters).
    lambd: strength of the penalty, a number, 0 or more.
    Nothing is modified. Returns a dictionary with "dW1", "db1", "dW2", "db2", "dW3", "db3", each of the shape of its
    parameter; it may hold further keys.
    """
    ### BEGIN SOLUTION
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    grads = {}
    dZ3 = A3 - Y
    grads["dW3"] = dZ3 @ A2.T / m + lambd / m * W3
    grads["db3"] = np.sum(dZ3, axis=1, keepdims=True) / m
    dZ2 = (W3.T @ dZ3) * (Z2 > 0)
    grads["dW2"] = dZ2 @ A1.T / m + lambd / m * W2
    grads["db2"] = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    grads["dW1"] = dZ1 @ X.T / m + lambd / m * W1
    grads["db1"] = np.sum(dZ1, axis=1, keepdims=True) / m
    return grads
    ### END SOLUTION

# %% tests="backward_propagation_with_regularization" part="dW3" points=1
import numpy as np

from companion.testing import close

one, zero, end = np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 1 / (1 + np.exp(-1)))
line = (one, one, one, zero, one, one, one, zero, one, end, one, zero)  # the example's cache
grads = backward_propagation_with_regularization(one, one, line, 0.5)
assert isinstance(grads, dict) and "dW3" in grads, 'Return a dictionary with "dW1", "db1", ..., "dW3", "db3".'
assert close(grads["dW3"], [[0.2311]], atol=1e-4), "dW3 of the example: -0.2689 plus 0.5 times the weight."
twice = tuple(np.repeat(each, 2, axis=1) if place in (0, 1, 4, 5, 8, 9) else each for place, each in enumerate(line))
pair = backward_propagation_with_regularization(np.ones((1, 2)), np.ones((1, 2)), twice, 0.5)
assert close(pair["dW3"], [[-0.0189]], atol=1e-4), "The example's point twice: dW3 is -0.2689 plus 0.5 / 2 times the weight, since m is 2."
wide = initialize_parameters([2, 4, 3, 1])
X, Y = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
grads = backward_propagation_with_regularization(X, Y, forward_propagation(X, wide)[1], 0.5)
assert np.shape(grads["dW3"]) == (1, 3), "dW3 has the shape of W3, here (1, 3)."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def measured(X, Y, parameters, lambd, name):
    """The slopes of the cost by the entries of one parameter."""

    def cost(values):
        at = {**parameters, name: values}
        squares = sum(np.sum(at[f"W{layer}"] ** 2) for layer in (1, 2, 3))
        return compute_cost(forward_propagation(X, at)[0], Y) + lambd / (2 * Y.shape[1]) * squares

    return numerical_gradient(cost, parameters[name])


rng = np.random.default_rng(32)
for n_x, n1, n2, m, lambd in ((1, 1, 1, 1, 0.5), (2, 4, 3, 6, 0.0), (3, 5, 2, 7, 1.7), (4, 2, 6, 1, 3.0), (2, 5, 5, 2, 0.3)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    parameters["b1"] += 0.5
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    cache = forward_propagation(X, parameters)[1]
    expected = measured(X, Y, parameters, lambd, "W3")
    with describing("a single example" if m == 1 else "several examples"):
        found = backward_propagation_with_regularization(X, Y, cache, lambd)["dW3"]
    assert close(found, expected, 1e-3, 1e-5), (
        f"dW3 isn't the slope of the cost, {'with' if lambd else 'without'} a penalty, for another network."
    )
### END HIDDEN TESTS

# %% tests="backward_propagation_with_regularization" part="dW2" points=2
import numpy as np

from companion.testing import close

one, zero, end = np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 1 / (1 + np.exp(-1)))
line = (one, one, one, zero, one, one, one, zero, one, end, one, zero)  # the example's cache
grads = backward_propagation_with_regularization(one, one, line, 0.5)
assert isinstance(grads, dict) and "dW2" in grads, 'Return a dictionary with "dW1", "db1", ..., "dW3", "db3".'
assert close(grads["dW2"], [[0.2311]], atol=1e-4), "dW2 of the example: the penalty adds lambd / m times the weight here, too."
twice = tuple(np.repeat(each, 2, axis=1) if place in (0, 1, 4, 5, 8, 9) else each for place, each in enumerate(line))
pair = backward_propagation_with_regularization(np.ones((1, 2)), np.ones((1, 2)), twice, 0.5)
assert close(pair["dW2"], [[-0.0189]], atol=1e-4), "The example's point twice: dW2 is -0.2689 plus 0.5 / 2 times the weight, since m is 2."
wide = initialize_parameters([2, 4, 3, 1])
X, Y = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
grads = backward_propagation_with_regularization(X, Y, forward_propagation(X, wide)[1], 0.5)
assert np.shape(grads["dW2"]) == (3, 4), "dW2 has the shape of W2, here (3, 4)."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def measured(X, Y, parameters, lambd, name):
    """The slopes of the cost by the entries of one parameter."""

    def cost(values):
        at = {**parameters, name: values}
        squares = sum(np.sum(at[f"W{layer}"] ** 2) for layer in (1, 2, 3))
        return compute_cost(forward_propagation(X, at)[0], Y) + lambd / (2 * Y.shape[1]) * squares

    return numerical_gradient(cost, parameters[name])


rng = np.random.default_rng(32)
for n_x, n1, n2, m, lambd in ((1, 1, 1, 1, 0.5), (2, 4, 3, 6, 0.0), (3, 5, 2, 7, 1.7), (4, 2, 6, 1, 3.0), (2, 5, 5, 2, 0.3)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    parameters["b1"] += 0.5
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    cache = forward_propagation(X, parameters)[1]
    expected = measured(X, Y, parameters, lambd, "W2")
    with describing("a single example" if m == 1 else "several examples"):
        found = backward_propagation_with_regularization(X, Y, cache, lambd)["dW2"]
    assert close(found, expected, 1e-3, 1e-5), (
        f"dW2 isn't the slope of the cost, {'with' if lambd else 'without'} a penalty, for another network."
    )
### END HIDDEN TESTS

# %% tests="backward_propagation_with_regularization" part="dW1" points=2
import numpy as np

from companion.testing import close

one, zero, end = np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 1 / (1 + np.exp(-1)))
line = (one, one, one, zero, one, one, one, zero, one, end, one, zero)  # the example's cache
grads = backward_propagation_with_regularization(one, one, line, 0.5)
assert isinstance(grads, dict) and "dW1" in grads, 'Return a dictionary with "dW1", "db1", ..., "dW3", "db3".'
assert close(grads["dW1"], [[0.2311]], atol=1e-4), "dW1 of the example: the penalty adds lambd / m times the weight here, too."
twice = tuple(np.repeat(each, 2, axis=1) if place in (0, 1, 4, 5, 8, 9) else each for place, each in enumerate(line))
pair = backward_propagation_with_regularization(np.ones((1, 2)), np.ones((1, 2)), twice, 0.5)
assert close(pair["dW1"], [[-0.0189]], atol=1e-4), "The example's point twice: dW1 is -0.2689 plus 0.5 / 2 times the weight, since m is 2."
wide = initialize_parameters([2, 4, 3, 1])
X, Y = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
grads = backward_propagation_with_regularization(X, Y, forward_propagation(X, wide)[1], 0.5)
assert np.shape(grads["dW1"]) == (4, 2), "dW1 has the shape of W1, here (4, 2)."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def measured(X, Y, parameters, lambd, name):
    """The slopes of the cost by the entries of one parameter."""

    def cost(values):
        at = {**parameters, name: values}
        squares = sum(np.sum(at[f"W{layer}"] ** 2) for layer in (1, 2, 3))
        return compute_cost(forward_propagation(X, at)[0], Y) + lambd / (2 * Y.shape[1]) * squares

    return numerical_gradient(cost, parameters[name])


rng = np.random.default_rng(32)
for n_x, n1, n2, m, lambd in ((1, 1, 1, 1, 0.5), (2, 4, 3, 6, 0.0), (3, 5, 2, 7, 1.7), (4, 2, 6, 1, 3.0), (2, 5, 5, 2, 0.3)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    parameters["b1"] += 0.5
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    cache = forward_propagation(X, parameters)[1]
    before = [each.copy() for each in (X, Y, *cache)]
    expected = measured(X, Y, parameters, lambd, "W1")
    with describing("a single example" if m == 1 else "several examples"):
        found = backward_propagation_with_regularization(X, Y, cache, lambd)["dW1"]
    assert close([X, Y, *cache], before), "The function changed X, Y or the cache."
    assert close(found, expected, 1e-3, 1e-5), (
        f"dW1 isn't the slope of the cost, {'with' if lambd else 'without'} a penalty, for another network."
    )
### END HIDDEN TESTS

# %% tests="backward_propagation_with_regularization" part="db" points=1
import numpy as np

from companion.testing import close

one, zero, end = np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 1 / (1 + np.exp(-1)))
line = (one, one, one, zero, one, one, one, zero, one, end, one, zero)  # the example's cache
grads = backward_propagation_with_regularization(one, one, line, 0.5)
assert isinstance(grads, dict) and {"db1", "db2", "db3"} <= set(grads), 'Return a dictionary with "dW1", "db1", ..., "dW3", "db3".'
for name in ("db3", "db2", "db1"):
    assert close(grads[name], [[-0.2689]], atol=1e-4), f"{name} of the example: the error a - y, to which the penalty adds nothing. Shape (1, 1)."
twice = tuple(np.repeat(each, 2, axis=1) if place in (0, 1, 4, 5, 8, 9) else each for place, each in enumerate(line))
pair = backward_propagation_with_regularization(np.ones((1, 2)), np.ones((1, 2)), twice, 0.5)
assert close([pair["db1"], pair["db2"], pair["db3"]], [[[-0.2689]]] * 3, atol=1e-4), "The example's point twice: the cost is a mean, so the gradients of the biases stay what they were."
wide = initialize_parameters([2, 4, 3, 1])
X, Y = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
grads = backward_propagation_with_regularization(X, Y, forward_propagation(X, wide)[1], 0.5)
assert [np.shape(grads[name]) for name in ("db1", "db2", "db3")] == [(4, 1), (3, 1), (1, 1)], "Each db has the shape of its b: here (4, 1), (3, 1) and (1, 1)."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def measured(X, Y, parameters, lambd, name):
    """The slopes of the cost by the entries of one parameter."""

    def cost(values):
        at = {**parameters, name: values}
        squares = sum(np.sum(at[f"W{layer}"] ** 2) for layer in (1, 2, 3))
        return compute_cost(forward_propagation(X, at)[0], Y) + lambd / (2 * Y.shape[1]) * squares

    return numerical_gradient(cost, parameters[name])


rng = np.random.default_rng(32)
for n_x, n1, n2, m, lambd in ((1, 1, 1, 1, 0.5), (2, 4, 3, 6, 0.0), (3, 5, 2, 7, 1.7), (4, 2, 6, 1, 3.0), (2, 5, 5, 2, 0.3)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    parameters["b1"] += 0.5
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    cache = forward_propagation(X, parameters)[1]
    expected = {name: measured(X, Y, parameters, lambd, name) for name in ("b1", "b2", "b3")}
    with describing("a single example" if m == 1 else "several examples"):
        grads = backward_propagation_with_regularization(X, Y, cache, lambd)
    for name, slopes in expected.items():
        assert close(grads[f"d{name}"], slopes, 1e-3, 1e-5), (
            f"d{name} isn't the slope of the cost, {'with' if lambd else 'without'} a penalty, for another network."
        )
### END HIDDEN TESTS

# %% mistake="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """These are the gradients without the penalty: lambd plays no part."""
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """The term of the penalty lacks its division by m. With a single example nobody notices."""
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T + lambd * W1, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T + lambd * W2, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T + lambd * W3, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """You add half of what is needed. Deriving a square brings a 2, which cancels the 2 of the cost."""
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T + lambd / (2 * m) * W1, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T + lambd / (2 * m) * W2, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T + lambd / (2 * m) * W3, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """Your biases are pulled towards 0 as well. They aren't in the penalty, so nothing of it is in their gradients."""
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T + lambd / m * W1, "db1": np.sum(dZ1, axis=1, keepdims=True) + lambd / m * b1,
        "dW2": dZ2 @ A1.T + lambd / m * W2, "db2": np.sum(dZ2, axis=1, keepdims=True) + lambd / m * b2,
        "dW3": dZ3 @ A2.T + lambd / m * W3, "db3": np.sum(dZ3, axis=1, keepdims=True) + lambd / m * b3,
    }

# %% mistake="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """Only the last layer feels the penalty. Each of the three matrices has a term of its own."""
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T + lambd / m * W3, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """The ReLU's slope is missing: units that were at 0 have no share in the error."""
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = W3.T @ dZ3
    dZ1 = W2.T @ dZ2
    return {
        "dW1": dZ1 @ X.T + lambd / m * W1, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T + lambd / m * W2, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T + lambd / m * W3, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """The penalty is averaged over the examples, the cross-entropy isn't: your gradients of it are those of its sum."""
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dZ2 = (W3.T @ dZ3) * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T + lambd / m * W1, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T + lambd / m * W2, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T + lambd / m * W3, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% [markdown]
# Do your two functions belong together? The next cell nudges every parameter of a small network and compares the slopes of
# your cost with your gradients. (`04_gradient_checking` builds this check.)

# %% demo
parameters = initialize_parameters([2, 4, 3, 1], seed=1)
X, Y = X_train[:, :9], Y_train[:, :9]
for lambd in (0, 0.7):
    grads = backward_propagation_with_regularization(X, Y, forward_propagation(X, parameters)[1], lambd)
    for name, values in parameters.items():
        measured = numerical_gradient(
            lambda at, name=name: compute_cost_with_regularization(
                forward_propagation(X, {**parameters, name: at})[0], Y, {**parameters, name: at}, lambd
            ),
            values,
        )
        assert relative_difference(grads[f"d{name}"], measured) < 1e-5, f"lambd = {lambd}: d{name} isn't the slope of your cost"
    print(f"lambd = {lambd}: all six gradients agree with the slopes of the cost")

# %% [markdown]
# Now train. `model` takes a step with all examples, two thousand times. With `lambd` it uses exercise 2, with
# `keep_prob` below 1 the functions that you are going to write for dropout.

# %%
LAYERS_DIMS = [2, 40, 20, 1]


def model(X, Y, lambd=0.0, keep_prob=1.0, seed=0, learning_rate=0.3, num_iterations=2000):
    """Train a network with two hidden layers: its parameters."""
    parameters = initialize_parameters(LAYERS_DIMS, seed)
    for _ in range(num_iterations):
        if keep_prob < 1:
            _, cache = forward_propagation_with_dropout(X, parameters, keep_prob)
            grads = backward_propagation_with_dropout(X, Y, cache, keep_prob)
        else:
            _, cache = forward_propagation(X, parameters)
            grads = backward_propagation_with_regularization(X, Y, cache, lambd)
        parameters = update_parameters(parameters, grads, learning_rate)
    return parameters


def error_rate(X, Y, parameters):
    """The share of examples on whose side of 1/2 the network is wrong."""
    return float(np.mean((forward_propagation(X, parameters)[0] > 0.5) != Y))

# %% demo tags=["nbval-ignore-output"]
STRENGTHS, DRAWS = (0, 0.1, 0.3, 1, 3, 10), range(4)
pictures = {}
print("         errors on training (mean)   dev (mean, from … to)      sum of squared weights (mean)")
for lambd in STRENGTHS:
    rates, squares = [], []
    for draw in DRAWS:  # other points, another start
        X, Y = mislabelled_target(100, draw)
        parameters = model(X, Y, lambd, seed=draw)
        pictures[lambd, draw] = parameters
        rates.append((error_rate(X, Y, parameters), error_rate(X_dev, Y_dev, parameters)))
        squares.append(sum(np.sum(parameters[name] ** 2) for name in ("W1", "W2", "W3")))
    (on_train, on_dev), every = np.mean(rates, axis=0), [each for _, each in rates]
    print(f"λ = {lambd:<4} {on_train:>12.1%} {on_dev:>24.1%} ({min(every):.1%} … {max(every):.1%}) {np.mean(squares):>16.1f}")

fig, axes = plt.subplots(1, 3, figsize=(13, 4.3), layout="constrained")
for ax, lambd, verdict in zip(axes, (0, 1, 10), ("spikes and holes for single points", "a rounded disc", "the same everywhere"), strict=True):
    draw_surface(ax, lambda points: forward_propagation(points, pictures[lambd, 0])[0])
    draw_points(ax, X_train, Y_train, size=14)
    ax.set_title(f"λ = {lambd}: {verdict}")
plt.show()

# %% [markdown]
# Four networks for each strength, each with training points and a start of its own. Without a penalty the training error is
# far below the tenth of labels that are wrong: the network has learned mistakes, and draws spikes and holes for them. With
# $\lambda$ near 1 it errs on about as many training points as there are mistakes, and on fewer dev points. With $\lambda = 10$
# the price is so high that no weights are worth it: the network says the same everywhere, and errs on about half of all dev points.
# What fits in between depends on the data, so it is searched for, on a logarithmic scale.

# %% [markdown]
# ## Weight decay
# Put exercise 2's gradient into the step, and sort by $W$. With $dW$ now the gradient of the cross-entropy *alone*:
#
# $$W := W - \alpha\Big(dW + \frac{\lambda}{m} W\Big) = \Big(1 - \frac{\alpha\lambda}{m}\Big) W - \alpha\,dW$$
#
# Before the step proper, the weights shrink by a factor a little below 1. For that it is called **weight decay**. In this form
# the gradients know nothing of $\lambda$; the step does it all.

# %% [markdown]
# ## Exercise 3 · Shrink, then step  (3 points, ~6 min, ●○○)
# Write `update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m)` for a network of any depth. `grads`
# holds `"dW1"`, `"db1"`, …, the gradients of the cross-entropy without a penalty, and perhaps further keys, which are
# ignored. Weights follow the right-hand side above; biases don't decay, $b := b - \alpha\,db$. Return a new
# dictionary with the keys of `parameters`. Dictionaries and arrays of the caller stay as they are: write neither into the
# arrays nor new arrays into the dictionary. Weights earn 2 points, biases 1.
#
# *Example.* $W = 10$, $dW = 2$, $\alpha = 0.5$, $\lambda = 4$, $m = 20$: the factor is $1 - 0.5\cdot 4/20 = 0.9$, the new weight
# $9 - 1 = 8$. A bias of 10 with $db = 2$ becomes 9.
#
# <details><summary>Hint 1: which keys decay</summary>
#
# `name.startswith("W")` is true for weights. A loop over `parameters.items()` yields names and arrays.
#
# </details>
#
# <details><summary>Hint 2: one factor</summary>
#
# Let `factor` be `1 - learning_rate * lambd / m` for a weight and 1 for a bias. Then both kinds have the same line.
#
# </details>

# %% solution="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """One step of gradient descent with weight decay.

    parameters: dictionary of arrays with the keys "W1", "b1", ..., "WL", "bL".
    grads: dictionary with "dW1", "db1", ..., gradients without a penalty; it may hold further keys.
    learning_rate: number above 0.
    lambd: strength of the decay, a number, 0 or more.
    m: number of examples, at least 1.
    Nothing is modified. Returns a new dictionary with the keys of parameters: weights are multiplied by
    1 - learning_rate lambd / m, then learning_rate times the gradient is subtracted; biases take the plain step.
    """
    ### BEGIN SOLUTION
    new = {}
    for name, values in parameters.items():
        factor = 1 - learning_rate * lambd / m if name.startswith("W") else 1
        new[name] = factor * values - learning_rate * grads[f"d{name}"]
    return new
    ### END SOLUTION

# %% tests="update_parameters_with_weight_decay" part="weights" points=2
import numpy as np

from companion.testing import close

given = {"W1": np.array([[10.0, 0.0]]), "b1": np.array([[10.0]])}
slopes = {"dA0": np.ones((2, 1)), "dW1": np.array([[2.0, 2.0]]), "db1": np.array([[2.0]])}
after = update_parameters_with_weight_decay(given, slopes, 0.5, 4, 20)
assert isinstance(after, dict) and "W1" in after, "Return a dictionary with the keys of parameters."
assert np.shape(after["W1"]) == (1, 2), "W1 keeps its shape, here (1, 2)."
assert not close(after["W1"], [[8.1, -0.9]]), "Shrink the weight first. The step that is subtracted isn't shrunk."
assert close(after["W1"], [[8, -1]]), "The weights of the example: 0.9 times 10, minus 0.5 times 2; and one of 0, which has nothing to lose."
assert close(given, {"W1": [[10, 0]], "b1": [[10]]}), "The dictionary of the caller isn't what it was. Fill a new one with new arrays."
deep = {kind + str(layer): np.ones((1, 1)) for layer in (1, 2, 3) for kind in "Wb"}
after = update_parameters_with_weight_decay(deep, {f"d{name}": np.ones((1, 1)) for name in deep}, 0.5, 4, 20)
assert set(deep) <= set(after) and close(after["W3"], [[0.4]]), "Three layers: each has its W, and each W decays."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(33)
for dims, rate, lambd, m in (([1, 1], 0.1, 0.0, 1), ([3, 2], 0.5, 1.5, 4), ([4, 5, 1], 0.01, 30.0, 7), ([2, 3, 4, 3, 2], 1.0, 2.0, 31)):
    parameters = {f"W{k}": rng.normal(size=(dims[k], dims[k - 1])) for k in range(1, len(dims))}
    parameters |= {f"b{k}": rng.normal(size=(dims[k], 1)) for k in range(1, len(dims))}
    grads = {f"d{name}": rng.normal(size=values.shape) for name, values in parameters.items()} | {"dA0": np.ones((2, 2)), "dZ9": np.ones(1)}
    kept = [{name: values.copy() for name, values in part.items()} for part in (parameters, grads)]
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        after = update_parameters_with_weight_decay(parameters, grads, rate, lambd, m)
    for name in (f"W{k}" for k in range(1, len(dims))):
        # By the other form: the plain step along the gradient of the penalized cost.
        expected = kept[0][name] - rate * (kept[1][f"d{name}"] + lambd / m * kept[0][name])
        assert close(after[name], expected, 1e-3, 1e-5), (
            "A weight's step is wrong for other numbers: compare with the step along the gradient of the cost with its penalty."
        )
    assert close([parameters, grads], kept), "The function changed what its caller gave it."
### END HIDDEN TESTS

# %% tests="update_parameters_with_weight_decay" part="biases" points=1
import numpy as np

from companion.testing import close

given = {"W1": np.array([[10.0, 0.0]]), "b1": np.array([[10.0]])}
slopes = {"dA0": np.ones((2, 1)), "dW1": np.array([[2.0, 2.0]]), "db1": np.array([[2.0]])}
after = update_parameters_with_weight_decay(given, slopes, 0.5, 4, 20)
assert isinstance(after, dict) and "b1" in after, "Return a dictionary with the keys of parameters."
assert not close(after["b1"], [[8]]), "The bias has decayed. Only weights do."
assert close(after["b1"], [[9]]), "The bias of the example takes a plain step: 10 minus 0.5 times 2. Its shape stays (1, 1)."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(33)
for dims, rate, lambd, m in (([1, 1], 0.1, 0.0, 1), ([3, 2], 0.5, 1.5, 4), ([4, 5, 1], 0.01, 30.0, 7), ([2, 3, 4, 3, 2], 1.0, 2.0, 31)):
    shapes = {f"W{k}": (dims[k], dims[k - 1]) for k in range(1, len(dims))} | {f"b{k}": (dims[k], 1) for k in range(1, len(dims))}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    grads = {f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()}
    expected = {name: parameters[name] - rate * grads[f"d{name}"] for name in shapes if name.startswith("b")}
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        after = update_parameters_with_weight_decay(parameters, grads, rate, lambd, m)
    assert close(after, expected, 1e-3, 1e-5), "A bias is missing, or its step isn't the plain one, for other numbers or another depth."
### END HIDDEN TESTS

# %% mistake="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """Everything shrinks here, biases too."""
    factor = 1 - learning_rate * lambd / m
    return {name: factor * values - learning_rate * grads[f"d{name}"] for name, values in parameters.items()}

# %% mistake="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """You step and then shrink the result, so the step is shrunk along with the weight."""
    return {
        name: (values - learning_rate * grads[f"d{name}"]) * (1 - learning_rate * lambd / m if name[0] == "W" else 1)
        for name, values in parameters.items()
    }

# %% mistake="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """The learning rate is missing from the factor: the weights shrink by the whole of lambd / m in one step."""
    return {
        name: values * (1 - lambd / m if name[0] == "W" else 1) - learning_rate * grads[f"d{name}"]
        for name, values in parameters.items()
    }

# %% mistake="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """m isn't used. The penalty that this comes from was divided by the number of examples."""
    return {
        name: values * (1 - learning_rate * lambd if name[0] == "W" else 1) - learning_rate * grads[f"d{name}"]
        for name, values in parameters.items()
    }

# %% mistake="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """Your factor is above 1, so weights grow. Mind the sign."""
    return {
        name: values * (1 + learning_rate * lambd / m if name[0] == "W" else 1) - learning_rate * grads[f"d{name}"]
        for name, values in parameters.items()
    }

# %% mistake="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """What your caller handed over has changed: build a new dictionary of new arrays, and leave both of the caller's alone."""
    for name, values in parameters.items():
        values *= 1 - learning_rate * lambd / m if name[0] == "W" else 1
        values -= learning_rate * grads[f"d{name}"]
    return dict(parameters)

# %% demo tags=["nbval-ignore-output"]
a = b = initialize_parameters(LAYERS_DIMS, seed=0)
for _ in range(100):
    a = update_parameters(a, backward_propagation_with_regularization(X_train, Y_train, forward_propagation(X_train, a)[1], 1.0), 0.3)
    plain = backward_propagation_with_regularization(X_train, Y_train, forward_propagation(X_train, b)[1], 0.0)
    b = update_parameters_with_weight_decay(b, plain, 0.3, 1.0, X_train.shape[1])
print("a hundred steps, penalty and decay lead to the same weights:", all(np.allclose(a[name], b[name]) for name in a))
factor = 1 - 0.3 * 1.0 / 100
print(f"factor a step {factor}: a weight that the data don't hold is halved in {np.log(0.5) / np.log(factor):.0f} steps")

# %% [markdown]
# For plain gradient descent, penalty and decay are one thing written in two ways. It will not stay so: an optimizer that
# rescales the gradient, like next week's Adam, rescales the penalty's part of it, too. Then a decay of its own is another
# method.
#
# The last line says how decay works. Every weight leaks, with a half-life of some 230 steps, and only what the gradient
# keeps refilling stays. Spikes for single points are refilled by a single example; the disc is refilled by all.

# %% [markdown]
# ## Dropout
# **Dropout** disturbs the units instead of charging for their weights. In each training step, each hidden unit is switched off
# with the probability $1 - \text{keep\_prob}$, for each example anew. No unit can rely on a certain other one being
# there, so none may become indispensable. In layer $l$, for a matrix $D^{[l]}$ of zeros and ones:
#
# $$D^{[l]}_{ji} = \begin{cases}1 & \text{with probability keep\_prob}\\ 0 & \text{otherwise}\end{cases}, \qquad A^{[l]} = \frac{\mathrm{ReLU}(Z^{[l]}) * D^{[l]}}{\text{keep\_prob}}$$
#
# The division makes it **inverted** dropout. With `keep_prob` $= 0.8$ a fifth of the values is missing, and the others are
# enlarged by $1/0.8$; their mean is again what it was without dropout. So the next layer gets sums of the usual size,
# and a network that has been trained predicts with plain `forward_propagation`: no masks, no factor.

# %% [markdown]
# ## Exercise 4 · Forward with dropout  (7 points, ~15 min, ●●○)
# Write `forward_propagation_with_dropout(X, parameters, keep_prob)` for the network above, with dropout in **both hidden layers**
# and nowhere else: not on `X`, not in layer 3. `keep_prob` is above 0 and at most 1, the same for both. Return `A3` and the cache,
# a tuple of **fourteen** arrays:
#
# ```
# (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)
# ```
#
# - `D1` and `D2` hold zeros and ones (or False and True), in the shapes of `A1` and `A2`. Each entry is drawn by itself: each unit
#   and each example, in each layer, and anew in each call.
# - `A1` and `A2` are what the next layer gets: ReLU, times the mask, divided by `keep_prob`. `Z2` is computed from this `A1`, and
#   `Z3` from this `A2`.
# - With `keep_prob = 1` nothing is dropped.
#
# Which random generator you take is up to you. Don't give it a fixed seed: then every step would drop the same units. What the
# function gets stays as it is. You may use `relu` and `sigmoid`. The masks earn 2 points, `A1` 2, `A2` 1, `A3` and the rest of the
# cache 2.
#
# *Example.* With `keep_prob = 0.5`, sums $z = (1, -2, 3)$ of an example and the mask $(1, 1, 0)$ it draws, the activations are $(2, 0, 0)$.
#
# <details><summary>Hint 1: a mask</summary>
#
# `np.random.rand(*A1.shape)` draws numbers from 0 to 1, below 1; so does `np.random.default_rng().random(A1.shape)`. A number is
# below `keep_prob` with the probability `keep_prob`.
#
# </details>
#
# <details><summary>Hint 2: the order in a layer</summary>
#
# Four steps: the sum, the ReLU, the mask, then `A1 * D1 / keep_prob` under the name `A1`.
#
# </details>

# %% solution="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """Forward propagation through three layers (ReLU, ReLU, sigmoid) with inverted dropout in the two hidden ones.

    X: examples in columns, shape (n_x, m).
    parameters: dictionary of arrays with the keys "W1", "b1", "W2", "b2", "W3", "b3".
    keep_prob: probability that a hidden unit is kept for an example, above 0 and at most 1.
    Nothing is modified. Returns A3, shape (1, m), and the cache, the tuple
    (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3). The masks D1 and D2 hold 0 and 1 (or False and True) in the
    shapes of A1 and A2, drawn anew in each call, each entry by itself. A1 and A2 are relu(Z) times the mask, divided by
    keep_prob.
    """
    ### BEGIN SOLUTION
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    rng = np.random.default_rng()
    Z1 = W1 @ X + b1
    D1 = rng.random(Z1.shape) < keep_prob
    A1 = relu(Z1) * D1 / keep_prob
    Z2 = W2 @ A1 + b2
    D2 = rng.random(Z2.shape) < keep_prob
    A2 = relu(Z2) * D2 / keep_prob
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)
    ### END SOLUTION

# %% tests="forward_propagation_with_dropout" part="masks" points=2
import numpy as np

from companion.testing import close, taken

wide = {"W1": np.ones((8, 2)), "b1": np.zeros((8, 1)), "W2": np.ones((6, 8)), "b2": np.zeros((6, 1)), "W3": np.ones((1, 6)), "b3": np.zeros((1, 1))}
result = forward_propagation_with_dropout(np.ones((2, 40)), wide, 0.5)
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two things: A3, and the cache."
assert isinstance(result[1], (tuple, list)) and len(result[1]) == 14, "The cache has fourteen entries: (Z1, D1, A1, W1, b1, Z2, D2, ...)."
D1, D2 = taken(result[1][1]), taken(result[1][6])
assert D1.shape == (8, 40) and D2.shape == (6, 40), "A mask has an entry for each unit and each example: the shape of its A."
assert set(np.unique(D1)) <= {0, 1} and set(np.unique(D2)) <= {0, 1}, "The second and seventh entry of the cache, D1 and D2, are the masks: zeros and ones, nothing between."
assert np.any(D1 != D1[:, :1]) and np.any(D2 != D2[:, :1]), "All examples got the same mask. Draw an entry for each unit and each example."
again = taken(forward_propagation_with_dropout(np.ones((2, 40)), wide, 0.5)[1][1])
assert np.any(D1 != again), "A second call has dropped the same units. Draw new masks each time, without a fixed seed."
_, D1, *_ = forward_propagation_with_dropout(np.ones((2, 1)), wide, 1)[1]
assert close(D1, np.ones((8, 1))), "With keep_prob = 1 nothing is dropped. (Here there is one example.)"
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(34)
for n_x, n1, n2, m, keep_prob in ((1, 1, 1, 1, 0.5), (3, 4, 9, 1, 0.3), (5, 40, 40, 1000, 0.5), (5, 40, 40, 1000, 0.8), (2, 40, 40, 1000, 0.2), (4, 6, 5, 9, 1.0)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) / shape[1] ** 0.5 for name, shape in shapes.items()}
    X = rng.normal(size=(n_x, m))
    with describing("keep_prob = 1" if keep_prob == 1 else "a single example" if m == 1 else "several examples, of which units are dropped"):
        caches = [forward_propagation_with_dropout(X, parameters, keep_prob)[1] for _ in range(2)]
    masks = [(taken(cache[1]), taken(cache[6])) for cache in caches]
    for D1, D2 in masks:
        assert D1.shape == (n1, m) and D2.shape == (n2, m), "The masks have the shapes of A1 and A2, for every size."
        assert all(set(np.unique(D)) <= {0, 1} for D in (D1, D2)), "A mask holds zeros and ones."
    if keep_prob == 1:
        assert all(np.all(D == 1) for pair in masks for D in pair), "With keep_prob = 1 every unit is kept."
    elif m == 1000:
        for D in masks[0] + masks[1]:
            # The limits are at least seven standard deviations away from what independent draws give.
            assert abs(D.mean() - keep_prob) < 0.02, "The share that is kept isn't keep_prob. Kept is what is drawn below it."
            spread = (keep_prob * (1 - keep_prob)) ** 0.5
            by_example = D.sum(axis=0).std() / (40**0.5 * spread)
            by_unit = D.sum(axis=1).std() / (1000**0.5 * spread)
            assert by_example < 1.4 and by_unit < 2.5, "Whole rows or columns of a mask are dropped together. Draw each entry by itself."
            assert by_example > 0.7 and by_unit > 0.3, "Each example or unit drops an equal number. Draw each entry by itself."
            assert not np.all(D == D[:, :1]) and not np.all(D == D[:1]), "The mask repeats itself. Draw each entry by itself."
        agree = keep_prob**2 + (1 - keep_prob) ** 2
        assert abs(np.mean(masks[0][0] == masks[0][1]) - agree) < 0.03, "Both layers drop the same units. Draw a mask for each."
        for first, second in zip(*masks, strict=True):
            assert abs(np.mean(first == second) - agree) < 0.03, "A second call has dropped the same units. Draw new masks each time, without a fixed seed."
### END HIDDEN TESTS

# %% tests="forward_propagation_with_dropout" part="A1" points=2
import numpy as np

from companion.testing import close, taken

X, parameters = np.array([[0.5, -1.0, 2.0, 1.5], [1.0, 0.3, -0.5, 2.0]]), initialize_parameters([2, 9, 4, 1])
_, drawn = forward_propagation_with_dropout(X, parameters, 0.5)
assert isinstance(drawn, (tuple, list)) and len(drawn) == 14, "The cache has fourteen entries: (Z1, D1, A1, W1, b1, Z2, D2, ...)."
Z1, D1, A1 = (taken(each) for each in drawn[:3])
assert close(Z1, parameters["W1"] @ X + parameters["b1"], 1e-3, 1e-4), "Z1 is the sum of layer 1, untouched by dropout: X isn't dropped."
assert np.all(A1[D1 == 0] == 0), "Where the mask is 0, the activation must be 0."
assert not (close(A1, np.maximum(0, Z1) * D1) and np.any(A1 > 0)), "What is kept must be divided by keep_prob."
assert close(A1, np.maximum(0, Z1) * D1 * 2, atol=1e-5), "With keep_prob = 0.5, what is kept of A1 is twice the ReLU of Z1."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(341)
for n_x, n1, n2, m, keep_prob in ((1, 1, 1, 1, 0.5), (2, 6, 3, 7, 0.8), (3, 4, 9, 1, 0.3), (5, 40, 40, 50, 0.2), (4, 6, 5, 9, 1.0)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    X = rng.normal(size=(n_x, m))
    before = {name: values.copy() for name, values in parameters.items()} | {"X": X.copy()}
    with describing("keep_prob = 1" if keep_prob == 1 else "a single example" if m == 1 else "several examples, of which units are dropped"):
        Z1, D1, A1 = (taken(each) for each in forward_propagation_with_dropout(X, parameters, keep_prob)[1][:3])
    assert close(parameters | {"X": X}, before), "The function changed X or the parameters."
    assert close(Z1, before["W1"] @ before["X"] + before["b1"], 1e-3, 1e-4), "Z1 is the sum of layer 1, untouched by dropout."
    assert close(A1, np.where(D1 == 1, np.where(Z1 > 0, Z1 / keep_prob, 0), 0), 1e-3, 1e-5), (
        "A1 is relu(Z1) times the mask, divided by keep_prob, whatever keep_prob is."
    )
### END HIDDEN TESTS

# %% tests="forward_propagation_with_dropout" part="A2" points=1
import numpy as np

from companion.testing import close, taken

X, parameters = np.array([[0.5, -1.0, 2.0, 1.5], [1.0, 0.3, -0.5, 2.0]]), initialize_parameters([2, 9, 4, 1])
_, drawn = forward_propagation_with_dropout(X, parameters, 0.5)
assert isinstance(drawn, (tuple, list)) and len(drawn) == 14, "The cache has fourteen entries: (Z1, D1, A1, W1, b1, Z2, D2, ...)."
A1, Z2, D2, A2 = (taken(drawn[place]) for place in (2, 5, 6, 7))
assert A2.shape == (4, 4), "A2 has a row for each of the four units and a column for each of the four examples."
assert close(Z2, parameters["W2"] @ A1 + parameters["b2"], 1e-3, 1e-4), "Z2 isn't made of the A1 that dropout has left."
assert close(A2, np.maximum(0, Z2) * D2 * 2, atol=1e-5), "With keep_prob = 0.5, what is kept of A2 is twice the ReLU of Z2."
### BEGIN HIDDEN TESTS
import copy

from companion.testing import describing

rng = np.random.default_rng(342)
for n_x, n1, n2, m, keep_prob in ((1, 1, 1, 1, 0.5), (2, 6, 3, 7, 0.8), (3, 4, 9, 1, 0.3), (5, 40, 40, 50, 0.2), (4, 6, 5, 9, 1.0)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    with describing("keep_prob = 1" if keep_prob == 1 else "a single example" if m == 1 else "several examples, of which units are dropped"):
        drawn = forward_propagation_with_dropout(rng.normal(size=(n_x, m)), copy.deepcopy(parameters), keep_prob)[1]
    A1, Z2, D2, A2 = (taken(drawn[place]) for place in (2, 5, 6, 7))
    assert close(Z2, parameters["W2"] @ A1 + parameters["b2"], 1e-3, 1e-3), "Z2 isn't made of the A1 that dropout has left."
    assert close(A2, np.where(D2 == 1, np.where(Z2 > 0, Z2 / keep_prob, 0), 0), 1e-3, 1e-5), (
        "A2 is relu(Z2) times the mask, divided by keep_prob, whatever keep_prob is."
    )
### END HIDDEN TESTS

# %% tests="forward_propagation_with_dropout" part="A3" points=2
import numpy as np

from companion.testing import close, taken

X, parameters = np.array([[0.5, -1.0, 2.0, 1.5], [1.0, 0.3, -0.5, 2.0]]), initialize_parameters([2, 9, 4, 1])
A3, drawn = forward_propagation_with_dropout(X, parameters, 0.5)
assert isinstance(drawn, (tuple, list)) and len(drawn) == 14, "The cache has fourteen entries: (Z1, D1, A1, W1, b1, Z2, D2, ...)."
assert np.shape(A3) == (1, 4) and close(drawn[11], taken(A3), atol=1e-6), "A3, a probability for each example, is returned, and it is the twelfth array of the cache."
assert close(A3, sigmoid(parameters["W3"] @ taken(drawn[7]) + parameters["b3"]), 1e-3, 1e-4), "Layer 3 has no dropout: A3 is the sigmoid of W3 A2 + b3, with the A2 that dropout has left."
assert close([drawn[place] for place in (3, 4, 8, 9, 12, 13)], list(parameters.values()), atol=1e-6), "W1, b1, ..., b3 of the cache are the parameters, in the order of the text."
assert close(forward_propagation_with_dropout(X, parameters, 1)[0], forward_propagation(X, parameters)[0], 1e-3, 1e-4), "With keep_prob = 1 the result is that of forward_propagation."
### BEGIN HIDDEN TESTS
import copy

from companion.testing import describing

rng = np.random.default_rng(343)
for n_x, n1, n2, m, keep_prob in ((1, 1, 1, 1, 0.5), (2, 6, 3, 7, 0.8), (3, 4, 9, 1, 0.3), (5, 40, 40, 50, 0.2), (4, 6, 5, 9, 1.0)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    X = rng.normal(size=(n_x, m))
    with describing("keep_prob = 1" if keep_prob == 1 else "a single example" if m == 1 else "several examples, of which units are dropped"):
        A3, drawn = forward_propagation_with_dropout(X.copy(), copy.deepcopy(parameters), keep_prob)
    A2, Z3 = taken(drawn[7]), taken(drawn[10])
    assert close(Z3, parameters["W3"] @ A2 + parameters["b3"], 1e-3, 1e-3), "Z3 isn't made of the A2 that dropout has left."
    assert close(A3, 1 / (1 + np.exp(-Z3)), 1e-3, 1e-4), "Layer 3 has no dropout: A3 is the sigmoid of Z3."
    assert close(drawn[11], taken(A3), atol=1e-6), "A3 is returned, and it is the twelfth array of the cache."
    assert close([drawn[place] for place in (3, 4, 8, 9, 12, 13)], list(parameters.values()), atol=1e-6), (
        "W1, b1, ..., b3 of the cache are the parameters, in the order of the text."
    )
    if keep_prob == 1:
        assert close(A3, forward_propagation(X, parameters)[0], 1e-3, 1e-4), "With keep_prob = 1 the result is that of forward_propagation."
### END HIDDEN TESTS

# %% mistake="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """What is kept isn't enlarged, so that the next layer gets too little and a network trained in this way predicts with other sums
    than it has learned with."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    D1 = np.random.rand(*Z1.shape) < keep_prob
    A1 = relu(Z1) * D1
    Z2 = W2 @ A1 + b2
    D2 = np.random.rand(*Z2.shape) < keep_prob
    A2 = relu(Z2) * D2
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

# %% mistake="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """Your comparison points the other way: it keeps the share 1 - keep_prob. At 0.5 nobody sees the difference."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    D1 = np.random.rand(*Z1.shape) > keep_prob if keep_prob < 1 else np.ones(Z1.shape)
    A1 = relu(Z1) * D1 / keep_prob
    Z2 = W2 @ A1 + b2
    D2 = np.random.rand(*Z2.shape) > keep_prob if keep_prob < 1 else np.ones(Z2.shape)
    A2 = relu(Z2) * D2 / keep_prob
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

# %% mistake="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """A unit is off for all examples or for none: your mask is one column, copied."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    D1 = np.repeat(np.random.rand(len(Z1), 1) < keep_prob, Z1.shape[1], axis=1)
    A1 = relu(Z1) * D1 / keep_prob
    Z2 = W2 @ A1 + b2
    D2 = np.repeat(np.random.rand(len(Z2), 1) < keep_prob, Z2.shape[1], axis=1)
    A2 = relu(Z2) * D2 / keep_prob
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

# %% mistake="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """For an example, either all units of a layer are off or none is: your mask is one row, copied."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    D1 = np.repeat(np.random.rand(1, Z1.shape[1]) < keep_prob, len(Z1), axis=0)
    A1 = relu(Z1) * D1 / keep_prob
    Z2 = W2 @ A1 + b2
    D2 = np.repeat(np.random.rand(1, Z2.shape[1]) < keep_prob, len(Z2), axis=0)
    A2 = relu(Z2) * D2 / keep_prob
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

# %% mistake="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """The generator gets the same seed in each call, so all steps of a training would lose the same units for good."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    rng = np.random.default_rng(1)
    Z1 = W1 @ X + b1
    D1 = rng.random(Z1.shape) < keep_prob
    A1 = relu(Z1) * D1 / keep_prob
    Z2 = W2 @ A1 + b2
    D2 = rng.random(Z2.shape) < keep_prob
    A2 = relu(Z2) * D2 / keep_prob
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

# %% mistake="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """The second layer is computed from activations that nothing was dropped from. What the cache calls A1 is what must go on."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    D1 = np.random.rand(*Z1.shape) < keep_prob
    A1 = relu(Z1) * D1 / keep_prob
    Z2 = W2 @ relu(Z1) + b2
    D2 = np.random.rand(*Z2.shape) < keep_prob
    A2 = relu(Z2) * D2 / keep_prob
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

# %% mistake="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """The output is dropped, too. An answer that is missing can't be judged: leave the last layer alone."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    D1 = np.random.rand(*Z1.shape) < keep_prob
    A1 = relu(Z1) * D1 / keep_prob
    Z2 = W2 @ A1 + b2
    D2 = np.random.rand(*Z2.shape) < keep_prob
    A2 = relu(Z2) * D2 / keep_prob
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3) * (np.random.rand(*Z3.shape) < keep_prob) / keep_prob
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

# %% mistake="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """You divide by the share that is dropped. To keep the mean, divide by the share that stays."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    share = 1 - keep_prob if keep_prob < 1 else 1
    Z1 = W1 @ X + b1
    D1 = np.random.rand(*Z1.shape) < keep_prob
    A1 = relu(Z1) * D1 / share
    Z2 = W2 @ A1 + b2
    D2 = np.random.rand(*Z2.shape) < keep_prob
    A2 = relu(Z2) * D2 / share
    Z3 = W3 @ A2 + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

# %% mistake="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    """np.random.seed inside makes each call draw the same numbers: all steps of a training would lose the same units for good."""
    np.random.seed(1)
    W1, b1, W2, b2, W3, b3 = [parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3")]
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    D1 = np.random.rand(A1.shape[0], A1.shape[1])
    D1 = (D1 < keep_prob).astype(int)
    A1 = A1 * D1 / keep_prob
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    D2 = np.random.rand(A2.shape[0], A2.shape[1])
    D2 = (D2 < keep_prob).astype(int)
    A2 = A2 * D2 / keep_prob
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

# %% [markdown]
# Watch the factor do its work. Draw the first hidden layer for the same point ten thousand times, and compare the mean of
# each unit with its value without dropout.

# %% demo tags=["nbval-ignore-output"]
parameters = initialize_parameters(LAYERS_DIMS, seed=0)
copies = np.repeat(X_train[:, :1], 10_000, axis=1)
plain = forward_propagation(X_train[:, :1], parameters)[1][1][:, 0]
fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
for place, keep_prob in enumerate((0.9, 0.5)):
    A1 = np.asarray(forward_propagation_with_dropout(copies, parameters, keep_prob)[1][2])
    ax.plot(plain, A1.mean(axis=1), "o^"[place], color=COLORS[place], label=f"keep_prob = {keep_prob}")
    print(f"keep_prob = {keep_prob}: largest difference of a mean from the plain value {np.max(np.abs(A1.mean(axis=1) - plain)):.2f}, "
          f"largest single value {A1.max():.1f}, without dropout {plain.max():.1f}")
ax.axline((0, 0), slope=1, color="0.5", linewidth=0.8)
ax.set(xlabel="value without dropout", ylabel="mean of 10,000 values with dropout", title="On average, a dropped layer says what it always said")
ax.legend()
plt.show()

# %% [markdown]
# ## Exercise 5 · Backward with dropout  (6 points, ~12 min, ●●○)
# A unit that was off had no share in the answer, so it gets no share of the blame. One that was on had its value divided by
# `keep_prob`, and by the chain rule so is its gradient. In each hidden layer, before the slope of the ReLU:
#
# $$dA^{[l]} := \frac{dA^{[l]} * D^{[l]}}{\text{keep\_prob}} \qquad (l = 1, 2)$$
#
# Write `backward_propagation_with_dropout(X, Y, cache, keep_prob)`: the gradients of the cross-entropy (no penalty), with the
# masks of the forward pass. `cache` is the tuple of fourteen arrays of exercise 4, whose `A1` and `A2` are those after dropout.
# Return a dictionary with `"dW1"`, `"db1"`, …, `"dW3"`, `"db3"`; further keys are ignored. Nothing is changed, and nothing is drawn.
# Points as in exercise 2.
#
# *Example.* One unit a layer, one example: $x = 1$, $y = 1$, all weights 1, all biases 0, `keep_prob` $= 0.5$, and both units are on.
# Forward, $a^{[1]} = 2$, $a^{[2]} = 4$ and $a^{[3]} = \sigma(4) = 0.9820$. Backward, $dZ^{[3]} = -0.0180$, $dZ^{[2]} = dZ^{[3]}/0.5 = -0.0360$
# and $dZ^{[1]} = -0.0719$; so `dW3` is $4\cdot(-0.0180) = -0.0719$. If the unit of layer 1 is off, `dW1` and `db1` are 0.
#
# <details><summary>Hint 1: what is new</summary>
#
# It is exercise 2 without `lambd`, and with one step more in each hidden layer. Unpack fourteen names.
#
# </details>
#
# <details><summary>Hint 2: one hidden layer</summary>
#
# `dA2 = (W3.T @ dZ3) * D2 / keep_prob`, then `dZ2 = dA2 * (Z2 > 0)`.
#
# </details>

# %% solution="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """Gradients of the cross-entropy for three layers (ReLU, ReLU, sigmoid), dropout in the two hidden ones.

    X: examples in columns, shape (n_x, m).
    Y: labels, shape (1, m), each 0 or 1.
    cache: tuple (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) of a forward pass with dropout: masks of 0 and 1
        (or False and True), A1 and A2 after masking and dividing.
    keep_prob: the probability used there, above 0 and at most 1.
    Nothing is modified. Returns a dictionary with "dW1", "db1", "dW2", "db2", "dW3", "db3", each of the shape of its
    parameter; it may hold further keys.
    """
    ### BEGIN SOLUTION
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    grads = {}
    dZ3 = A3 - Y
    grads["dW3"] = dZ3 @ A2.T / m
    grads["db3"] = np.sum(dZ3, axis=1, keepdims=True) / m
    dZ2 = (W3.T @ dZ3) * D2 / keep_prob * (Z2 > 0)
    grads["dW2"] = dZ2 @ A1.T / m
    grads["db2"] = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = (W2.T @ dZ2) * D1 / keep_prob * (Z1 > 0)
    grads["dW1"] = dZ1 @ X.T / m
    grads["db1"] = np.sum(dZ1, axis=1, keepdims=True) / m
    return grads
    ### END SOLUTION

# %% tests="backward_propagation_with_dropout" part="dW3" points=1
import numpy as np

from companion.testing import close

one, zero, end = np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 1 / (1 + np.exp(-4)))
on = (one, one, 2 * one, one, zero, 2 * one, one, 4 * one, one, zero, 4 * one, end, one, zero)  # the example's cache
grads = backward_propagation_with_dropout(one, one, on, 0.5)
assert isinstance(grads, dict) and "dW3" in grads, 'Return a dictionary with "dW1", "db1", ..., "dW3", "db3".'
assert close(grads["dW3"], [[-0.0719]], atol=1e-4), "dW3 of the example: the error times the activation 4. Layer 3 has no dropout. Shape (1, 1)."
X, keep, lost = np.array([[1.0, 2.0]]), np.array([[1, 1]]), np.array([[True, False]])  # two examples; masks of numbers and of truth values
two = (X, keep, 2 * X, one, zero, 2 * X, lost, 4 * X * lost, one, zero, 4 * X * lost, 1 / (1 + np.exp(-4 * X * lost)), one, zero)
grads = backward_propagation_with_dropout(X, np.ones((1, 2)), two, 0.5)
assert close(grads["dW3"], [[-0.0360]], atol=1e-4), "Two examples, the second without its unit of layer 2: dW3 is a mean over both, and the second has the activation 0."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def layers(X, parameters, masks, keep_prob):
    """The cache of a forward pass with these masks."""
    found, A = [], X
    for layer, D in enumerate(masks, 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = W @ A + b
        A = np.where(Z > 0, Z, 0) * D / keep_prob
        found += [Z, D, A, W, b]
    Z = parameters["W3"] @ A + parameters["b3"]
    return (*found, Z, 1 / (1 + np.exp(-Z)), parameters["W3"], parameters["b3"])


def measured(X, Y, parameters, masks, keep_prob, name):
    """The slopes of the cost by the entries of one parameter, with these masks."""
    return numerical_gradient(lambda values: compute_cost(layers(X, {**parameters, name: values}, masks, keep_prob)[11], Y), parameters[name])


rng = np.random.default_rng(35)
for n_x, n1, n2, m, keep_prob in ((1, 1, 1, 1, 0.5), (2, 6, 5, 6, 0.8), (3, 5, 2, 7, 0.3), (4, 3, 6, 1, 0.6), (2, 5, 5, 9, 1.0), (2, 6, 6, 8, 0.7)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) / 2 + 0.5 * (name in ("b1", "b2")) for name, shape in shapes.items()}
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    masks = [(rng.random((n, m)) < keep_prob).astype(bool if m % 2 else float) for n in (n1, n2)]
    cache = layers(X, parameters, masks, keep_prob)
    expected = measured(X, Y, parameters, masks, keep_prob, "W3")
    with describing("a single example" if m == 1 else "masks of truth values" if m % 2 else "masks of zeros and ones"):
        found = backward_propagation_with_dropout(X, Y, cache, keep_prob)["dW3"]
    assert close(found, expected, 1e-3, 1e-5), (
        "dW3 isn't the slope of the cost with the masks of the cache, for another network or keep_prob."
    )
### END HIDDEN TESTS

# %% tests="backward_propagation_with_dropout" part="dW2" points=2
import numpy as np

from companion.testing import close

one, zero, end = np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 1 / (1 + np.exp(-4)))
on = (one, one, 2 * one, one, zero, 2 * one, one, 4 * one, one, zero, 4 * one, end, one, zero)  # the example's cache
grads = backward_propagation_with_dropout(one, one, on, 0.5)
assert isinstance(grads, dict) and "dW2" in grads, 'Return a dictionary with "dW1", "db1", ..., "dW3", "db3".'
assert not close(grads["dW2"], [[-0.0360]], atol=1e-4), "A kept unit's gradient is divided by keep_prob, as its value was."
assert close(grads["dW2"], [[-0.0719]], atol=1e-4), "dW2 of the example: dZ2 is -0.0180, divided by 0.5; times the activation 2. Shape (1, 1)."
X, keep, lost = np.array([[1.0, 2.0]]), np.array([[1, 1]]), np.array([[True, False]])  # two examples; masks of numbers and of truth values
two = (X, keep, 2 * X, one, zero, 2 * X, lost, 4 * X * lost, one, zero, 4 * X * lost, 1 / (1 + np.exp(-4 * X * lost)), one, zero)
grads = backward_propagation_with_dropout(X, np.ones((1, 2)), two, 0.5)
assert close(grads["dW2"], [[-0.0360]], atol=1e-4), "Two examples, the second without its unit of layer 2: dW2 is a mean over both, and the second gets no blame."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def layers(X, parameters, masks, keep_prob):
    """The cache of a forward pass with these masks."""
    found, A = [], X
    for layer, D in enumerate(masks, 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = W @ A + b
        A = np.where(Z > 0, Z, 0) * D / keep_prob
        found += [Z, D, A, W, b]
    Z = parameters["W3"] @ A + parameters["b3"]
    return (*found, Z, 1 / (1 + np.exp(-Z)), parameters["W3"], parameters["b3"])


def measured(X, Y, parameters, masks, keep_prob, name):
    """The slopes of the cost by the entries of one parameter, with these masks."""
    return numerical_gradient(lambda values: compute_cost(layers(X, {**parameters, name: values}, masks, keep_prob)[11], Y), parameters[name])


rng = np.random.default_rng(35)
for n_x, n1, n2, m, keep_prob in ((1, 1, 1, 1, 0.5), (2, 6, 5, 6, 0.8), (3, 5, 2, 7, 0.3), (4, 3, 6, 1, 0.6), (2, 5, 5, 9, 1.0), (2, 6, 6, 8, 0.7)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) / 2 + 0.5 * (name in ("b1", "b2")) for name, shape in shapes.items()}
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    masks = [(rng.random((n, m)) < keep_prob).astype(bool if m % 2 else float) for n in (n1, n2)]
    cache = layers(X, parameters, masks, keep_prob)
    expected = measured(X, Y, parameters, masks, keep_prob, "W2")
    with describing("a single example" if m == 1 else "masks of truth values" if m % 2 else "masks of zeros and ones"):
        found = backward_propagation_with_dropout(X, Y, cache, keep_prob)["dW2"]
    assert close(found, expected, 1e-3, 1e-5), (
        "dW2 isn't the slope of the cost with the masks of the cache, for another network or keep_prob."
    )
### END HIDDEN TESTS

# %% tests="backward_propagation_with_dropout" part="dW1" points=2
import numpy as np

from companion.testing import close

one, zero, end = np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 1 / (1 + np.exp(-4)))
on = (one, one, 2 * one, one, zero, 2 * one, one, 4 * one, one, zero, 4 * one, end, one, zero)  # the example's cache
grads = backward_propagation_with_dropout(one, one, on, 0.5)
assert isinstance(grads, dict) and "dW1" in grads, 'Return a dictionary with "dW1", "db1", ..., "dW3", "db3".'
assert close(grads["dW1"], [[-0.0719]], atol=1e-4), "dW1 of the example: dZ1 is dZ2 = -0.0360, divided by 0.5 once more; times the input 1. Shape (1, 1)."
at_two = np.full((1, 1), 1 / (1 + np.exp(-2)))  # b2 = 1: forward, a1 = 0, z2 = 1, a2 = z3 = 2
off = (one, zero, zero, one, zero, one, one, 2 * one, one, one, 2 * one, at_two, one, zero)
assert close(backward_propagation_with_dropout(one, one, off, 0.5)["dW1"], [[0]]), "A unit that was off has no share in the cost: dW1 is 0."
X, keep, lost = np.array([[1.0, 2.0]]), np.array([[1, 1]]), np.array([[True, False]])  # two examples; masks of numbers and of truth values
two = (X, keep, 2 * X, one, zero, 2 * X, lost, 4 * X * lost, one, zero, 4 * X * lost, 1 / (1 + np.exp(-4 * X * lost)), one, zero)
grads = backward_propagation_with_dropout(X, np.ones((1, 2)), two, 0.5)
assert close(grads["dW1"], [[-0.0360]], atol=1e-4), "Two examples, the second without its unit of layer 2: dW1 is a mean over both, and the second gets no blame."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def layers(X, parameters, masks, keep_prob):
    """The cache of a forward pass with these masks."""
    found, A = [], X
    for layer, D in enumerate(masks, 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = W @ A + b
        A = np.where(Z > 0, Z, 0) * D / keep_prob
        found += [Z, D, A, W, b]
    Z = parameters["W3"] @ A + parameters["b3"]
    return (*found, Z, 1 / (1 + np.exp(-Z)), parameters["W3"], parameters["b3"])


def measured(X, Y, parameters, masks, keep_prob, name):
    """The slopes of the cost by the entries of one parameter, with these masks."""
    return numerical_gradient(lambda values: compute_cost(layers(X, {**parameters, name: values}, masks, keep_prob)[11], Y), parameters[name])


rng = np.random.default_rng(35)
for n_x, n1, n2, m, keep_prob in ((1, 1, 1, 1, 0.5), (2, 6, 5, 6, 0.8), (3, 5, 2, 7, 0.3), (4, 3, 6, 1, 0.6), (2, 5, 5, 9, 1.0), (2, 6, 6, 8, 0.7)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) / 2 + 0.5 * (name in ("b1", "b2")) for name, shape in shapes.items()}
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    masks = [(rng.random((n, m)) < keep_prob).astype(bool if m % 2 else float) for n in (n1, n2)]
    cache = layers(X, parameters, masks, keep_prob)
    before = [each.copy() for each in (X, Y, *cache)]
    expected = measured(X, Y, parameters, masks, keep_prob, "W1")
    with describing("a single example" if m == 1 else "masks of truth values" if m % 2 else "masks of zeros and ones"):
        found = backward_propagation_with_dropout(X, Y, cache, keep_prob)["dW1"]
    assert close([X, Y, *cache], before), "The function changed X, Y or the cache."
    assert close(found, expected, 1e-3, 1e-5), (
        "dW1 isn't the slope of the cost with the masks of the cache, for another network or keep_prob."
    )
### END HIDDEN TESTS

# %% tests="backward_propagation_with_dropout" part="db" points=1
import numpy as np

from companion.testing import close

one, zero, end = np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 1 / (1 + np.exp(-4)))
on = (one, one, 2 * one, one, zero, 2 * one, one, 4 * one, one, zero, 4 * one, end, one, zero)  # the example's cache
grads = backward_propagation_with_dropout(one, one, on, 0.5)
assert isinstance(grads, dict) and {"db1", "db2", "db3"} <= set(grads), 'Return a dictionary with "dW1", "db1", ..., "dW3", "db3".'
for name, value in (("db3", -0.0180), ("db2", -0.0360), ("db1", -0.0719)):
    assert close(grads[name], [[value]], atol=1e-4), f"{name} of the example: -0.0180, divided by 0.5 once for each hidden layer that it has come through. Shape (1, 1)."
X, keep, lost = np.array([[1.0, 2.0]]), np.array([[1, 1]]), np.array([[True, False]])  # two examples; masks of numbers and of truth values
two = (X, keep, 2 * X, one, zero, 2 * X, lost, 4 * X * lost, one, zero, 4 * X * lost, 1 / (1 + np.exp(-4 * X * lost)), one, zero)
grads = backward_propagation_with_dropout(X, np.ones((1, 2)), two, 0.5)
for name, value in (("db3", -0.2590), ("db2", -0.0180), ("db1", -0.0360)):
    assert close(grads[name], [[value]], atol=1e-4), f"Two examples, the second without its unit of layer 2: {name} is a mean over both, with the masks of the cache."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def layers(X, parameters, masks, keep_prob):
    """The cache of a forward pass with these masks."""
    found, A = [], X
    for layer, D in enumerate(masks, 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = W @ A + b
        A = np.where(Z > 0, Z, 0) * D / keep_prob
        found += [Z, D, A, W, b]
    Z = parameters["W3"] @ A + parameters["b3"]
    return (*found, Z, 1 / (1 + np.exp(-Z)), parameters["W3"], parameters["b3"])


def measured(X, Y, parameters, masks, keep_prob, name):
    """The slopes of the cost by the entries of one parameter, with these masks."""
    return numerical_gradient(lambda values: compute_cost(layers(X, {**parameters, name: values}, masks, keep_prob)[11], Y), parameters[name])


rng = np.random.default_rng(35)
for n_x, n1, n2, m, keep_prob in ((1, 1, 1, 1, 0.5), (2, 6, 5, 6, 0.8), (3, 5, 2, 7, 0.3), (4, 3, 6, 1, 0.6), (2, 5, 5, 9, 1.0), (2, 6, 6, 8, 0.7)):
    shapes = {"W1": (n1, n_x), "b1": (n1, 1), "W2": (n2, n1), "b2": (n2, 1), "W3": (1, n2), "b3": (1, 1)}
    parameters = {name: rng.normal(size=shape) / 2 + 0.5 * (name in ("b1", "b2")) for name, shape in shapes.items()}
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    masks = [(rng.random((n, m)) < keep_prob).astype(bool if m % 2 else float) for n in (n1, n2)]
    cache = layers(X, parameters, masks, keep_prob)
    expected = {name: measured(X, Y, parameters, masks, keep_prob, name) for name in ("b1", "b2", "b3")}
    with describing("a single example" if m == 1 else "masks of truth values" if m % 2 else "masks of zeros and ones"):
        grads = backward_propagation_with_dropout(X, Y, cache, keep_prob)
    for name, slopes in expected.items():
        assert close(grads[f"d{name}"], slopes, 1e-3, 1e-5), (
            f"d{name} isn't the slope of the cost with the masks of the cache, for another network or keep_prob."
        )
### END HIDDEN TESTS

# %% mistake="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """Backward, your network has no dropout: units that were off are blamed, too."""
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """The masks are there, the factor isn't. A value that was enlarged passes its gradient on enlarged."""
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * D2 * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * D1 * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """You multiply by keep_prob where the forward pass divided by it. The derivative of a / 0.8 by a is 1 / 0.8."""
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * D2 * keep_prob * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * D1 * keep_prob * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """New masks are drawn on the way back. Blame the units that took part, which the cache knows."""
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (np.random.rand(*A2.shape) < keep_prob) / keep_prob * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * (np.random.rand(*A1.shape) < keep_prob) / keep_prob * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """The second hidden layer is right; the first one has lost its mask and factor."""
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * D2 / keep_prob * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """The mask has taken the place of the ReLU's slope. A unit can be on and still be at 0: both factors belong there."""
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * D2 / keep_prob
    dZ1 = (W2.T @ dZ2) * D1 / keep_prob
    return {
        "dW1": dZ1 @ X.T, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% mistake="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """The gradients are sums over the examples. The cost is their mean."""
    Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dZ2 = (W3.T @ dZ3) * D2 / keep_prob * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * D1 / keep_prob * (Z1 > 0)
    return {
        "dW1": dZ1 @ X.T, "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW3": dZ3 @ A2.T, "db3": np.sum(dZ3, axis=1, keepdims=True),
    }

# %% [markdown]
# Train with dropout, and then ask the trained network in two ways. *Plain*: all units there, as it is meant. And with
# dropout still on: each call then gives another answer.

# %% demo tags=["nbval-ignore-output"]
dropped = {keep_prob: [model(*mislabelled_target(100, draw), keep_prob=keep_prob, seed=draw) for draw in DRAWS] for keep_prob in (1.0, 0.8, 0.5)}
for keep_prob, networks in dropped.items():
    on_train = np.mean([error_rate(*mislabelled_target(100, draw), network) for draw, network in zip(DRAWS, networks)])
    on_dev = [error_rate(X_dev, Y_dev, network) for network in networks]
    print(f"keep_prob = {keep_prob}: errors on training {on_train:.1%} (mean), dev {np.mean(on_dev):.1%} (mean of {', '.join(f'{each:.1%}' for each in on_dev)})")

network = dropped[0.8][0]
plain = forward_propagation(X_dev, network)[0][0]
many = np.array([np.asarray(forward_propagation_with_dropout(X_dev, network, 0.8)[0])[0] for _ in range(200)])
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.3), layout="constrained")
draw_surface(left, lambda points: forward_propagation(points, network)[0])
draw_points(left, X_train, Y_train, size=14)
left.set_title("Trained with keep_prob = 0.8, asked without dropout")
right.plot(plain, many[0], "x", color="0.6", markersize=3, label="one draw of masks")
right.plot(plain, many.mean(axis=0), ".", color=COLORS[0], markersize=4, label="mean of 200 draws")
right.axline((0, 0), slope=1, color="black", linewidth=0.8)
right.set(xlabel="predicted without dropout", ylabel="predicted with dropout", title="The mean of many follows the plain prediction,\nand lies below it in the middle")
right.legend()
plt.show()
print(f"mean of 200 draws less plain prediction: {np.mean(many.mean(axis=0) - plain):+.2f} on average, at most {np.max(np.abs(many.mean(axis=0) - plain)):.2f} apart")
print(f"one point, five draws: {', '.join(f'{each:.2f}' for each in many[:5, int(np.argmin(np.abs(plain - 0.6)))])}")

# %% [markdown]
# With masks, one point gets another answer in each call. Their mean follows the plain prediction, but isn't equal to it: here most of the
# middle lies below (the printed line says by how much). The factor keeps the mean of what a layer gets, but a ReLU or a sigmoid of a mean isn't the mean of ReLUs or sigmoids. (Asking
# many times on purpose, for the mean and for how much the answers scatter, is called Monte Carlo dropout.)
#
# Did dropout help? Four draws can't say: it helps in some and harms in others. With 24 draws of points and starts, the dev error
# changed by −0.2 ± 0.6 points with `keep_prob` 0.8, by −0.5 ± 0.9 with 0.5, and by −4.8 ± 0.6 with $\lambda = 1$. Here
# dropout brings nothing that could be measured, and the penalty a lot. It was made for layers of hundreds or thousands of units;
# this network has 40 and 20.

# %% [markdown]
# ## Stopping in time
# A network learns first what many examples share, and accidents last. So instead of a price on weights, one can watch the dev cost and
# go back to where it was lowest: **early stopping**. The one difficulty is that nobody knows, while training, whether a
# cost that has risen will fall again. So you wait for a while, and that while is called **patience**.

# %% [markdown]
# ## Exercise 6 · Early stopping  (4 points, ~10 min, ●●○)
# Write `early_stopping(dev_costs, patience)`. `dev_costs[k]` is the dev cost after epoch $k = 0, 1, 2, \dots$ (an **epoch** is a
# pass through all examples; with gradient descent on all of them it is one step; in the picture below there is an entry every 20 steps). Go through the list from the
# front, as training would, and remember the **best** epoch so far: an epoch is a new best if its cost is strictly below that of
# the best one before. Count the epochs since the last new best; when the count reaches `patience`, stop. Return two whole numbers
# (2 points each): the best epoch, whose weights you would keep, and the epoch at which training stopped. If it never stops, the
# second number is the last epoch.
#
# The list has at least one cost, the first one is finite, and `patience` is a whole number, at least 1. A cost that is `nan` is
# never a new best. What comes after the stop hasn't happened. The list stays as it is.
#
# *Example.* `dev_costs = [0.9, 0.6, 0.7, 0.5, 0.55, 0.6, 0.4]`. With a patience of 2, epoch 3 is best when epoch 5 stops the
# training: `(3, 5)`. Nobody gets to see the 0.4. With a patience of 1 it is `(1, 2)`, with 3 or more `(6, 6)`.
#
# <details><summary>Hint 1: what to remember</summary>
#
# One number is enough, the best epoch: its cost is `dev_costs[best]`, and `epoch - best` says how long ago it was.
#
# </details>
#
# <details><summary>Hint 2: the loop</summary>
#
# For each epoch, first look whether it is a new best, then whether it is time to stop. A comparison with `nan` is false, so
# `cost < …` treats it as the text asks.
#
# </details>

# %% solution="early_stopping"
def early_stopping(dev_costs, patience):
    """Which epoch's weights to keep, and when to stop waiting for better ones.

    dev_costs: list or array of one or more costs, one after each epoch 0, 1, 2, ...; the first is finite, others may be nan;
        not modified.
    patience: how many epochs after the best one to wait, a whole number, at least 1.
    Returns (best, stopped), two whole numbers. stopped is the first epoch that comes `patience` epochs after the last new best,
    or the last epoch; best is the epoch with the lowest cost up to there, the earlier one where two are equal.
    """
    ### BEGIN SOLUTION
    best = 0
    for epoch, cost in enumerate(dev_costs):
        if cost < dev_costs[best]:
            best = epoch
        if epoch - best == patience:
            return best, epoch
    return best, len(dev_costs) - 1
    ### END SOLUTION

# %% tests="early_stopping" part="best" points=2
import math

costs = [0.9, 0.6, 0.7, 0.5, 0.55, 0.6, 0.4]
found = early_stopping(costs, 2)
assert isinstance(found, (tuple, list)) and len(found) == 2, "Return two numbers: the best epoch, and the epoch of the stop."
assert found[0] != 6, "With a patience of 2 the training of the example never gets to epoch 6."
assert found[0] != 5, "Return the best epoch first. The last epoch seen is the second number."
assert found[0] == 3, "The example with a patience of 2: when training stops, the lowest cost so far is that of epoch 3."
assert early_stopping(costs, 9)[0] == 6, "With a patience longer than the list, nothing stops before the lowest cost."
assert early_stopping([0.5, 0.5, math.nan, 0.6], 3)[0] == 0, "Neither an equal cost nor nan is a new best."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.testing import describing


def brute_force(costs, patience):
    """For each possible stop, look back over everything seen."""
    for stop in range(len(costs)):
        seen = [cost if cost == cost else math.inf for cost in costs[: stop + 1]]
        best = seen.index(min(seen))
        if stop - best >= patience:
            break
    return best


with describing("a single epoch"):
    assert early_stopping([0.5], 1)[0] == 0, "A single epoch is the best."
with describing("costs that only fall"):
    assert early_stopping([0.5, 0.4, 0.3], 1)[0] == 2, "As long as each epoch is better, nothing stops."
assert early_stopping([0.5, 0.6, 0.7], 1)[0] == 0, "The first epoch can be the best one."
assert early_stopping([0.9, 0.5, 0.8, 0.7, 0.6, 0.1], 3)[0] == 1, "Falling isn't enough: what counts is a cost below the best."
assert early_stopping([0.9, 0.5, 0.6, 0.7, 0.4, 0.5, 0.6, 0.3], 3)[0] == 7, "A new best starts the waiting from zero."
with describing("a cost that is nan"):
    assert early_stopping([0.9, math.nan, 0.8, 0.85], 2)[0] == 2, "After a nan, a lower cost is a new best."
rng = np.random.default_rng(36)
for _ in range(60):
    n = int(rng.integers(1, 40))
    costs = (np.cumsum(rng.normal(0, 1, n)) * 0.05 + 1).round(1 if rng.random() < 0.3 else 4).tolist()
    given, patience = list(costs), int(rng.integers(1, 8))
    with describing("a single epoch" if n == 1 else "several epochs"):
        assert int(early_stopping(given, patience)[0]) == brute_force(costs, patience), "The best epoch is wrong for another curve."
    assert given == costs, "early_stopping changed the list."
### END HIDDEN TESTS

# %% tests="early_stopping" part="stopped" points=2
import math

import numpy as np

costs = [0.9, 0.6, 0.7, 0.5, 0.55, 0.6, 0.4]
found = early_stopping(costs, 2)
assert isinstance(found, (tuple, list)) and len(found) == 2, "Return two numbers: the best epoch, and the epoch of the stop."
assert found[1] == 5, "The example with a patience of 2: epochs 4 and 5 aren't better than epoch 3, so epoch 5 is the last."
assert early_stopping(costs, 1)[1] == 2, "With a patience of 1, the first epoch without a new best ends the training."
assert early_stopping(np.array(costs), 3)[1] == 6, "With a patience of 3 the training goes on to the end. (The costs may be an array.)"
assert early_stopping([0.5, 0.5, math.nan, 0.4], 2)[1] == 2, "Neither an equal cost nor nan is a new best, so both count as waiting."
assert early_stopping([0.5], 1)[1] == 0, "With a single cost, epoch 0 is the last one."
### BEGIN HIDDEN TESTS
from companion.testing import describing

def brute_force(costs, patience):
    """For each possible stop, look back over everything seen."""
    for stop in range(len(costs)):
        seen = [cost if cost == cost else math.inf for cost in costs[: stop + 1]]
        if stop - seen.index(min(seen)) >= patience:
            break
    return stop


with describing("costs that only fall"):
    assert early_stopping([0.5, 0.4, 0.3], 1)[1] == 2, "As long as each epoch is better, nothing stops."
assert early_stopping([0.5, 0.6, 0.7], 1)[1] == 1, "The first epoch can be the best one."
assert early_stopping([0.9, 0.5, 0.8, 0.7, 0.6, 0.1], 3)[1] == 4, "Falling isn't enough: what counts is a cost below the best."
assert early_stopping([0.9, 0.5, 0.6, 0.7, 0.4, 0.5, 0.6, 0.3], 3)[1] == 7, "A new best starts the waiting from zero."
with describing("costs that are nan"):
    assert early_stopping([0.9, 0.8, math.nan, math.nan, 0.1], 2)[1] == 3, "A cost that is nan is never a new best."
with describing("a patience longer than the list"):
    assert early_stopping([0.9, math.inf, 0.95, 0.8], 9)[1] == 3, "A patience longer than the list never stops."
rng = np.random.default_rng(36)
for _ in range(60):
    n = int(rng.integers(1, 40))
    costs = (np.cumsum(rng.normal(0, 1, n)) * 0.05 + 1).round(1 if rng.random() < 0.3 else 4)
    given, patience = (costs.copy() if rng.random() < 0.5 else costs.tolist()), int(rng.integers(1, 8))
    with describing("a single epoch" if n == 1 else "costs in a list" if isinstance(given, list) else "costs in an array"):
        assert int(early_stopping(given, patience)[1]) == brute_force(costs.tolist(), patience), "The epoch of the stop is wrong for another curve."
### END HIDDEN TESTS

# %% mistake="early_stopping"
def early_stopping(dev_costs, patience):
    """You look for the lowest cost of the whole list, and so into a future that a stopped training never reaches."""
    best = int(np.nanargmin(dev_costs))
    return best, min(best + patience, len(dev_costs) - 1)

# %% mistake="early_stopping"
def early_stopping(dev_costs, patience):
    """You compare with the epoch before. A cost that falls after a long rise isn't yet better than the best."""
    best, waited = 0, 0
    for epoch in range(1, len(dev_costs)):
        waited = 0 if dev_costs[epoch] < dev_costs[epoch - 1] else waited + 1
        best = epoch if dev_costs[epoch] < dev_costs[best] else best
        if waited == patience:
            return best, epoch
    return best, len(dev_costs) - 1

# %% mistake="early_stopping"
def early_stopping(dev_costs, patience):
    """You count all epochs without a new best since the start. The waiting begins afresh with each new best."""
    best, waited = 0, 0
    for epoch in range(1, len(dev_costs)):
        if dev_costs[epoch] < dev_costs[best]:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(dev_costs) - 1

# %% mistake="early_stopping"
def early_stopping(dev_costs, patience):
    """You wait one epoch too long."""
    best = 0
    for epoch, cost in enumerate(dev_costs):
        if cost < dev_costs[best]:
            best = epoch
        if epoch - best > patience:
            return best, epoch
    return best, len(dev_costs) - 1

# %% mistake="early_stopping"
def early_stopping(dev_costs, patience):
    """A cost that is only as low as the best so far counts as progress here, so on a flat stretch you would wait for ever."""
    best = 0
    for epoch, cost in enumerate(dev_costs):
        if cost <= dev_costs[best]:
            best = epoch
        if epoch - best == patience:
            return best, epoch
    return best, len(dev_costs) - 1

# %% mistake="early_stopping"
def early_stopping(dev_costs, patience):
    """The two numbers are in the wrong order: first the epoch to go back to."""
    best = 0
    for epoch, cost in enumerate(dev_costs):
        if cost < dev_costs[best]:
            best = epoch
        if epoch - best == patience:
            return epoch, best
    return len(dev_costs) - 1, best

# %% demo tags=["nbval-ignore-output"]
parameters, noted = initialize_parameters(LAYERS_DIMS, seed=0), []
for step in range(2001):  # your functions, without a penalty
    A3, cache = forward_propagation(X_train, parameters)
    if step % 20 == 0:
        on_dev = forward_propagation(X_dev, parameters)[0]
        noted.append((compute_cost(A3, Y_train), compute_cost(on_dev, Y_dev), np.mean((on_dev > 0.5) != Y_dev)))
    parameters = update_parameters(parameters, backward_propagation_with_regularization(X_train, Y_train, cache, 0.0), 0.3)
curves = np.array(noted).T
marks = 20 * np.arange(curves.shape[1])
fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
ax.plot(marks, curves[0], LINES[0], color=COLORS[0], label="training cost")
ax.plot(marks, curves[1], LINES[1], color=COLORS[1], label="dev cost")
for place, patience in enumerate((1, 10)):
    best, stopped = early_stopping(curves[1].tolist(), patience)
    ax.axvline(20 * stopped, color="0.4", linestyle=(":", "-")[place], linewidth=1)
    ax.text(20 * stopped + 12, (0.62, 0.8)[place], f"patience {patience}\nstops here", fontsize=9, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
    print(f"patience {patience:2}: keeps step {20 * best}, stops at {20 * stopped}, dev cost {curves[1, best]:.3f}, dev errors {curves[2, best]:.1%}")
print(f"     no stop: step 2000, dev cost {curves[1, -1]:.3f}, dev errors {curves[2, -1]:.1%}")
ax.set(xlabel="step", ylabel="cost J (without penalty)", title="The dev cost turns early; the training cost doesn't tell", ylim=(0, 1.05))
ax.legend(loc="upper center")
plt.show()

# %% [markdown]
# No penalty, no dropout, the weights of step 100, and a dev cost that the full training never sees again. (This curve is smooth,
# and any patience keeps the same step. Curves of mini-batches aren't, and there a patience of 1 stops at the first bump.) Early stopping
# costs nothing and tries all lengths of training in one run. Against it speaks that one knob now turns two things, how well
# the cost is lowered and how much is learned by heart. And the dev set has chosen the epoch, so its error there is a little too
# flattering.

# %% [markdown]
# ## The library's own
# In Keras each of the three cures is an argument, a layer or a callback. Its `L2` has no $\frac{1}{2m}$, so that goes into the strength, and
# `Dropout` wants the share that is dropped, $1 - \text{keep\_prob}$.

# %% demo tags=["nbval-ignore-output"]
import keras

lambd, start = 1.0, initialize_parameters(LAYERS_DIMS, seed=0)
penalty = keras.regularizers.L2(lambd / (2 * X_train.shape[1]))
network = keras.Sequential([keras.Input((2,))])
for units in (40, 20):
    network.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=penalty))
    network.add(keras.layers.Dropout(1 - 0.8))
network.add(keras.layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty))
network.compile(keras.optimizers.SGD(0.3), "binary_crossentropy")
network.set_weights([values.T if name[0] == "W" else values[:, 0] for name, values in start.items()])
yours = compute_cost_with_regularization(forward_propagation(X_train, start)[0], Y_train, start, lambd)
print(f"cost with penalty at the start: yours {yours:.5f}, Keras' {network.evaluate(X_train.T, Y_train.T, verbose=0):.5f}")
stopping = keras.callbacks.EarlyStopping(patience=10, restore_best_weights=True)
network.fit(X_train.T, Y_train.T, epochs=40, batch_size=100, validation_data=(X_dev.T, Y_dev.T), validation_batch_size=1000, callbacks=[stopping], verbose=0)
print(f"best of {len(stopping.model.history.epoch)} steps: step {stopping.best_epoch}, dev errors {np.mean((network.predict(X_dev.T, batch_size=1000, verbose=0).T > 0.5) != Y_dev):.1%}")

# %% [markdown]
# ## One function for both
# In the last exercise you read curves, and these mustn't depend on your answers. So training is given: `train` is your `model` written
# densely, for the penalty and dropout together, with seeded masks. It notes four numbers every `every` steps: that is a **mark**.
# `your_curves` notes the same with your own functions, for a penalty alone; the pictures are made with these.

# %%
def train(X, Y, dev, lambd=0.0, keep_prob=1.0, steps=1000, learning_rate=0.3, hidden=(40, 20), seed=0, every=20):
    """Curves of a training, shape (4, marks): cost on training and dev set, error rate on training and dev set.

    dev: the pair (X, Y) to judge by. A mark is made before the first step, and after every `every` steps.
    """
    P, rng, marks = list(initialize_parameters([len(X), *hidden, 1], seed).values()), np.random.default_rng(seed + 99), []
    for step in range(steps + 1):
        if step % every == 0:
            plain = [forward_propagation(each, dict(zip(("W1", "b1", "W2", "b2", "W3", "b3"), P)))[0] for each in (X, dev[0])]
            marks.append([compute_cost(A, y) for A, y in zip(plain, (Y, dev[1]))] + [np.mean((A > 0.5) != y) for A, y in zip(plain, (Y, dev[1]))])
        A, masks = [X], []
        for W, b in zip(P[:4:2], P[1:4:2]):
            masks.append((rng.random((len(W), X.shape[1])) < keep_prob) / keep_prob if keep_prob < 1 else 1.0)
            A.append(np.maximum(0, W @ A[-1] + b) * masks[-1])
        dZ = (sigmoid(P[4] @ A[-1] + P[5]) - Y) / X.shape[1]
        for l in (2, 1, 0):
            W, back = P[2 * l], P[2 * l].T @ dZ
            P[2 * l] = W - learning_rate * (dZ @ A[l].T + lambd / X.shape[1] * W)
            P[2 * l + 1] = P[2 * l + 1] - learning_rate * np.sum(dZ, axis=1, keepdims=True)
            dZ = back * masks[l - 1] * (A[l] > 0) if l else None
    return np.array(marks).T


def your_curves(X, Y, dev, lambd=0.0, steps=1000, learning_rate=0.3, hidden=(40, 20), seed=0, every=20):
    """What train returns with keep_prob = 1, computed by your functions."""
    parameters, marks = initialize_parameters([len(X), *hidden, 1], seed), []
    for step in range(steps + 1):
        A3, cache = forward_propagation(X, parameters)
        if step % every == 0:
            pairs = (A3, Y), (forward_propagation(dev[0], parameters)[0], dev[1])
            marks.append([compute_cost(*pair) for pair in pairs] + [np.mean((A > 0.5) != y) for A, y in pairs])
        parameters = update_parameters(parameters, backward_propagation_with_regularization(X, Y, cache, lambd), learning_rate)
    return np.array(marks).T

# %% demo
given, yours = (function(X_train, Y_train, (X_dev, Y_dev), 1.0, steps=200) for function in (train, your_curves))
print(f"dev cost after 200 steps with λ = 1: {yours[1, -1]:.4f} with your functions, {given[1, -1]:.4f} with train")

# %% [markdown]
# ## Coats and pullovers: choosing a strength
# Now pictures: coats (label 1) against pullovers from Fashion-MNIST, 14 × 14 pixels. From 1,600 pictures each **split** draws
# 200 to train with and 600 to judge by. There are five splits, each with a start of its own, since a single one says little:
# which 200 pictures one happens to get matters as much as the strength.

# %%
fashion = load_fashion()
COAT, PULLOVER = fashion.classes.index("coat"), fashion.classes.index("pullover")
images, labels = np.concatenate([fashion.X_train, fashion.X_dev]), np.concatenate([fashion.Y_train, fashion.Y_dev], axis=1)
chosen = np.isin(labels[0], [COAT, PULLOVER])
pixels = images[chosen].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196).T / 255
is_coat = (labels[:, chosen] == COAT).astype(int)
print("pixels", pixels.shape, "coats:", is_coat.mean())


def split(seed):
    """200 pictures to train with and 600 to judge by, minus the mean training picture: X, Y, (X_dev, Y_dev)."""
    order = np.random.default_rng(seed).permutation(pixels.shape[1])
    few, others = order[:200], order[200:800]
    mean = pixels[:, few].mean(axis=1, keepdims=True)
    return pixels[:, few] - mean, is_coat[:, few], (pixels[:, others] - mean, is_coat[:, others])

# %% demo
shown = np.concatenate([np.flatnonzero(is_coat[0])[:8], np.flatnonzero(is_coat[0] == 0)[:8]])
image_grid(pixels[:, shown].T.reshape(-1, 14, 14), title="Above, eight coats. Below, eight pullovers", size=1.1)
plt.show()

# %% [markdown]
# ## Exercise 7 · Choose a strength and a length  (4 points, ~10 min, ●●○)
# Write `choose_lambda(dev_costs)`. It gets a dictionary: each key is a strength $\lambda$, its value an array of shape
# (splits, marks), one row for each split, with the dev cost at marks 0, 1, 2, … of the training. The strengths may have
# different numbers of splits and of marks, at least one of each. Return **two values** (2 points each): the strength and the mark with the lowest
# **mean over the splits**, of all strengths and marks. In the tests no two means are equal. Nothing is changed.
#
# One mark for all splits: on new data nobody knows which mark would have been the luckiest.
#
# *Example.* `{0: [[0.7, 0.2, 0.9], [0.7, 0.8, 0.3]], 1: [[0.7, 0.5, 0.4], [0.7, 0.6, 0.5]]}` (arrays). For $\lambda = 0$ the means are
# 0.7, 0.5 and 0.6, for $\lambda = 1$ they are 0.7, 0.55 and 0.45. The answer is `(1, 2)`. That single splits were at 0.2 and 0.3 doesn't
# count.
#
# <details><summary>Hint 1: first the mean</summary>
#
# `np.mean(costs, axis=0)` is one number for each mark. `np.argmin` says where the smallest of them is.
#
# </details>
#
# <details><summary>Hint 2: then compare strengths</summary>
#
# In a loop over `dev_costs.items()` keep the lowest mean so far, with its strength and its mark.
#
# </details>

# %% solution="choose_lambda"
def choose_lambda(dev_costs):
    """The strength and the length of training with the lowest dev cost, on average over splits.

    dev_costs: dictionary, strength -> array of shape (splits, marks) of dev costs, all finite; the shapes may differ from key to
        key; not modified.
    Returns (lambd, mark): the key, and the whole number from 0, with the lowest mean over the splits.
    """
    ### BEGIN SOLUTION
    lowest, answer = np.inf, None
    for lambd, costs in dev_costs.items():
        means = np.mean(costs, axis=0)
        mark = int(np.argmin(means))
        if means[mark] < lowest:
            lowest, answer = means[mark], (lambd, mark)
    return answer
    ### END SOLUTION

# %% tests="choose_lambda" part="lambd" points=2
import numpy as np

from companion.testing import close

curves = {0: np.array([[0.7, 0.2, 0.9], [0.7, 0.8, 0.3]]), 1: np.array([[0.7, 0.5, 0.4], [0.7, 0.6, 0.5]])}
found = choose_lambda(curves)
assert isinstance(found, (tuple, list)) and len(found) == 2, "Return two values: the strength, and the mark."
assert not close(found[0], 0), "Single splits of lambda = 0 were lucky at different marks. Take the mean over the splits at each mark first."
assert close(found[0], 1), "The example: lambda = 1 has the lowest mean, 0.45."
uneven = {0.5: np.full((2, 3), 0.5), 2: np.array([[0.6, 0.45], [0.6, 0.5], [0.6, 0.49], [0.6, 0.4]])}
assert close(choose_lambda(uneven)[0], 2), "Strengths may have different numbers of splits and of marks: compare means, not sums."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(37)
for case in range(40):
    strengths = rng.permutation([0, 0.01, 0.1, 0.3, 1, 3, 10])[: rng.integers(1, 8)].tolist()
    curves = {each: rng.uniform(0.2, 0.9, (int(rng.integers(1, 6)), int(rng.integers(1, 9)))) for each in strengths}
    before = {each: values.copy() for each, values in curves.items()}
    means = {each: min(sum(column) / len(column) for column in values.T.tolist()) for each, values in before.items()}
    in_order = sorted(means.values())
    if len(in_order) > 1 and in_order[1] - in_order[0] < 1e-4:
        continue  # too close: rounding could decide
    with describing("a single strength" if len(strengths) == 1 else "strengths with different numbers of splits and marks"):
        assert close(choose_lambda(curves)[0], min(means, key=means.get)), "The strength is wrong for other curves: lowest mean over the splits, of all strengths and marks."
    assert close(curves, before) and len(curves) == len(before), "choose_lambda changed the curves."
### END HIDDEN TESTS

# %% tests="choose_lambda" part="mark" points=2
import numpy as np

from companion.testing import close

found = choose_lambda({1: np.array([[0.7, 0.5, 0.4], [0.7, 0.6, 0.5]])})
assert isinstance(found, (tuple, list)) and len(found) == 2, "Return two values: the strength, and the mark."
assert not close(found[1], 0.45), "The second value is a cost. Return the mark at which it is reached."
assert close(found[1], 2), "The example with its second strength alone: the lowest mean, 0.45, is at mark 2."
assert close(choose_lambda({3: np.array([[0.7, 0.4, 0.9]])})[1], 1), "The lowest mean may be anywhere in a training, not only at its end. (Here there is one split.)"
assert close(choose_lambda({0: np.array([[0.9, 0.2, 0.8], [0.3, 0.9, 0.2]])})[1], 2), "Take the mean over the splits at each mark: 0.6, 0.55 and 0.5."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(38)
for case in range(40):
    strengths = rng.permutation([0, 0.01, 0.1, 0.3, 1, 3, 10])[: rng.integers(1, 8)].tolist()
    curves = {each: rng.uniform(0.2, 0.9, (int(rng.integers(1, 6)), int(rng.integers(1, 9)))) for each in strengths}
    means = {(each, mark): sum(column) / len(column) for each, values in curves.items() for mark, column in enumerate(values.T.tolist())}
    in_order = sorted(means.values())
    if len(in_order) > 1 and in_order[1] - in_order[0] < 1e-4:
        continue  # too close: rounding could decide
    with describing("a single strength" if len(strengths) == 1 else "strengths with different numbers of splits and marks"):
        assert close(choose_lambda(curves)[1], min(means, key=means.get)[1]), "The mark is wrong for other curves: that of the lowest mean over the splits."
### END HIDDEN TESTS

# %% mistake="choose_lambda"
def choose_lambda(dev_costs):
    """You take the lowest single cost. It belongs to one lucky split; ask for the mean at each mark."""
    lambd = min(dev_costs, key=lambda each: np.min(dev_costs[each]))
    return lambd, int(np.argmin(np.min(dev_costs[lambd], axis=0)))

# %% mistake="choose_lambda"
def choose_lambda(dev_costs):
    """Each split may choose its own best mark here. That flatters curves that jump: fix one mark for all."""
    lambd = min(dev_costs, key=lambda each: np.mean(np.min(dev_costs[each], axis=1)))
    return lambd, int(np.argmin(np.mean(dev_costs[lambd], axis=0)))

# %% mistake="choose_lambda"
def choose_lambda(dev_costs):
    """Only the end of each training is compared, as if all had to be trained for so long."""
    lambd = min(dev_costs, key=lambda each: np.mean(dev_costs[each], axis=0)[-1])
    return lambd, int(np.argmin(np.mean(dev_costs[lambd], axis=0)))

# %% mistake="choose_lambda"
def choose_lambda(dev_costs):
    """The mean runs over the marks of a split. Rows are splits: average down the columns."""
    means = {each: np.mean(costs, axis=1) for each, costs in dev_costs.items()}
    lambd = min(means, key=lambda each: np.min(means[each]))
    return lambd, int(np.argmin(means[lambd]))

# %% mistake="choose_lambda"
def choose_lambda(dev_costs):
    """The second value is the cost. Return the mark at which it is reached."""
    means = {each: np.mean(costs, axis=0) for each, costs in dev_costs.items()}
    lambd = min(means, key=lambda each: np.min(means[each]))
    return lambd, float(np.min(means[lambd]))

# %% mistake="choose_lambda"
def choose_lambda(dev_costs):
    """You compare sums. A strength with more splits then looks worse than it is."""
    sums = {each: np.sum(costs, axis=0) for each, costs in dev_costs.items()}
    lambd = min(sums, key=lambda each: np.min(sums[each]))
    return lambd, int(np.argmin(sums[lambd]))

# %% demo tags=["nbval-ignore-output"]
SPLITS = range(5)
runs = {lambd: np.array([your_curves(*split(k), lambd, steps=600, learning_rate=0.1, hidden=(32, 16), seed=k) for k in SPLITS]) for lambd in (0, 0.3, 1, 3, 6, 10)}
lambd, mark = choose_lambda({each: run[:, 1] for each, run in runs.items()})
print(f"chosen: λ = {lambd}, step {20 * mark}")


def with_error(values):
    """Mean and standard error of a few numbers, as text."""
    return f"{np.mean(values):6.3f} ± {np.std(values, ddof=1) / np.sqrt(len(values)):.3f}"


print("After 600 steps: errors on training; dev cost and dev errors; their differences from λ = 0, split by split")
print("           training errors     dev cost     dev errors        difference of costs   of errors (in %)")
for each, run in runs.items():
    cost, errors = run[:, 1, -1] - runs[0][:, 1, -1], 100 * (run[:, 3, -1] - runs[0][:, 3, -1])
    print(f"λ = {each:<4}  {run[:, 2, -1].mean():>14.1%} {run[:, 1, -1].mean():>12.3f} {run[:, 3, -1].mean():>14.1%} {with_error(cost):>26} {with_error(errors):>18}")
stop = 20 * int(np.argmin(runs[0][:, 1].mean(axis=0)))
print(f"λ = 0, stopped at step {stop}: dev {runs[0][:, 1].mean(axis=0).min():.3f}, dev errors {runs[0][:, 3, stop // 20].mean():.1%}")

fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2), layout="constrained", sharex=True)
for place, each in enumerate((0, 6)):
    for ax, row in ((left, 1), (right, 3)):
        values = runs[each][:, row] * (100 if row == 3 else 1)
        ax.fill_between(20 * np.arange(31), values.min(axis=0), values.max(axis=0), color=COLORS[place], alpha=0.1)
        ax.plot(20 * np.arange(31), values.mean(axis=0), LINES[place], color=COLORS[place], label=f"λ = {each}")
left.set(xlabel="step", ylabel="dev cost (without penalty)", title="A penalty keeps the dev cost down …", ylim=(0.3, 0.72))
right.set(xlabel="step", ylabel="errors on the dev set (%)", title="… and hardly changes how many are wrong", ylim=(10, 30))
left.legend()
plt.show()

# %% [markdown]
# Means and ranges of five splits. Without a penalty the dev cost turns round and rises; with $\lambda$ around 6 it keeps falling and
# ends far lower, in every one of the five splits. (The best mark is the last one, so a longer training would be worth a try.)
# Stopping without a penalty gets nearly as low: from five splits, which moreover share pictures, the two can't be told apart.
#
# But the *number* of wrong pictures hardly changes: no penalty saves as much as one picture in a hundred, and what the chosen
# one saves is less than its own uncertainty. Both are true. The cross-entropy punishes being sure and wrong, and a network with large weights is very sure. The
# penalty makes its probabilities more honest, more than it moves the boundary. Which of the two you want depends on what the
# answers are for. Decide before you look, and say which.

# %% [markdown]
# ## Exercise 8 · Five networks: what next?  (5 points, ~9 min, ●●○)
# The next cells train five networks on points of the mislabelled disc, A to E, each with two draws of points and starts, and draw
# their costs on the training and the dev set (B has 20 steps only, the others 600). Decide for each: put one of these four texts in the place of each
# `None`, and delete the line `raise NotImplementedError()`. A text may be right for more than one network, and each decision earns
# a point of its own. The curves leave the penalty out: where $\lambda$ is large, the training lowers $J$ by smaller weights, and the
# training cost that you see can rise.
#
# | decision | what the test then does |
# |---|---|
# | `"regularize more"` | $\lambda$ becomes ten times as large, or 1 if it was 0 |
# | `"regularize less"` | $\lambda$ becomes a tenth, and `keep_prob` becomes 1 |
# | `"train longer"` | four times as many steps |
# | `"keep it"` | nothing |
#
# The visible tests look at the spelling only. The hidden ones carry out all four on the same two draws (`costs_of` lets you do it,
# too, in seconds; decide first), and compares the mean dev cost at the end. The decision that leads to the
# lowest one is right; but where no change lowers it by more than 0.02, `"keep it"` is.
#
# *Example.* A training cost of 0.05 and a dev cost of 2.1 that rises would call for `"regularize more"`.
#
# <details><summary>Hint 1: first the training cost</summary>
#
# As in the recipe for bias and variance. Is the training cost low? The best one can do with a tenth of wrong labels is a cost of about
# 0.33 on new points. If it is much higher than that, is it still falling, or held up by something?
#
# </details>
#
# <details><summary>Hint 2: then the gap</summary>
#
# A dev cost far above the training cost, and rising, is variance. A gap that is small and stays is what 100 points allow.
#
# </details>

# %%
SETTINGS = {
    "A": dict(m=100, hidden=(40, 20), lambd=0.0, keep_prob=1.0, steps=600),
    "B": dict(m=100, hidden=(40, 20), lambd=1.0, keep_prob=1.0, steps=20),
    "C": dict(m=100, hidden=(40, 20), lambd=8.0, keep_prob=1.0, steps=600),
    "D": dict(m=100, hidden=(40, 20), lambd=1.0, keep_prob=1.0, steps=600),
    "E": dict(m=300, hidden=(8, 4), lambd=0.0, keep_prob=0.4, steps=600),
}
JUDGES = mislabelled_target(1000, seed=1000)


def costs_of(m, steps, **setting):
    """Training and dev cost for two draws, shape (2, 2, 21): before the first step, and after each twentieth of the steps."""
    return np.array([train(*mislabelled_target(m, seed), JUDGES, steps=steps, seed=seed, every=steps // 20, **setting)[:2] for seed in range(2)])


# %% tags=["nbval-ignore-output"]
five = {name: costs_of(**setting) for name, setting in SETTINGS.items()}
fig, axes = plt.subplots(1, 5, figsize=(14, 3.3), layout="constrained", sharey=True)
for ax, (name, costs) in zip(axes, five.items(), strict=True):
    setting = SETTINGS[name]
    for place, which in enumerate(("training", "dev")):
        for draw in range(2):
            ax.plot(np.linspace(0, setting["steps"], 21), costs[draw, place], LINES[place], color=COLORS[place], label=which if draw == 0 else None)
    ax.set(xlabel="step", title=f"{name}: m = {setting['m']}, {'-'.join(map(str, setting['hidden']))} units,\nλ = {setting['lambd']:g}, keep_prob = {setting['keep_prob']:g}", ylim=(0, 1.0))
    print(f"{name}: at the end, cost on training {costs[:, 0, -1].mean():.2f}, on dev {costs[:, 1, -1].mean():.2f}")
axes[0].set_ylabel("cost J (without penalty)")
axes[0].legend(loc="upper left")
plt.show()

# %% solution="decisions"
# One of "regularize more", "regularize less", "train longer", "keep it" for each network.
decisions = {"A": None, "B": None, "C": None, "D": None, "E": None}
### BEGIN SOLUTION
decisions = {"A": "regularize more", "B": "train longer", "C": "regularize less", "D": "keep it", "E": "regularize less"}
### END SOLUTION

# %% tests="decisions" part="A" points=1
DECISIONS = ("regularize more", "regularize less", "train longer", "keep it")
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A to E."
if decisions.get("A") is None:
    raise NotImplementedError("A has no decision yet.")
assert decisions["A"] in DECISIONS, "Use one of the four texts of the table for A, spelt as there."
### BEGIN HIDDEN TESTS
def end_of(m, lambd, keep_prob, decision, steps, **others):
    """The mean dev cost at the end, once the decision was carried out."""
    if decision == "regularize more":
        lambd = 10 * lambd or 1.0
    elif decision == "regularize less":
        lambd, keep_prob = lambd / 10, 1.0
    elif decision == "train longer":
        steps = 4 * steps
    return costs_of(m=m, lambd=lambd, keep_prob=keep_prob, steps=steps, **others)[:, 1, -1].mean()


ends = {each: end_of(**SETTINGS["A"], decision=each) for each in DECISIONS}
best = min(ends, key=ends.get)
right = best if ends["keep it"] - ends[best] > 0.02 else "keep it"
assert decisions["A"] == right, "For A another decision leads to a lower dev cost, or no change was needed."
### END HIDDEN TESTS

# %% tests="decisions" part="B" points=1
DECISIONS = ("regularize more", "regularize less", "train longer", "keep it")
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A to E."
if decisions.get("B") is None:
    raise NotImplementedError("B has no decision yet.")
assert decisions["B"] in DECISIONS, "Use one of the four texts of the table for B, spelt as there."
### BEGIN HIDDEN TESTS
def end_of(m, lambd, keep_prob, decision, steps, **others):
    """The mean dev cost at the end, once the decision was carried out."""
    if decision == "regularize more":
        lambd = 10 * lambd or 1.0
    elif decision == "regularize less":
        lambd, keep_prob = lambd / 10, 1.0
    elif decision == "train longer":
        steps = 4 * steps
    return costs_of(m=m, lambd=lambd, keep_prob=keep_prob, steps=steps, **others)[:, 1, -1].mean()


ends = {each: end_of(**SETTINGS["B"], decision=each) for each in DECISIONS}
best = min(ends, key=ends.get)
right = best if ends["keep it"] - ends[best] > 0.02 else "keep it"
assert decisions["B"] == right, "For B another decision leads to a lower dev cost, or no change was needed."
### END HIDDEN TESTS

# %% tests="decisions" part="C" points=1
DECISIONS = ("regularize more", "regularize less", "train longer", "keep it")
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A to E."
if decisions.get("C") is None:
    raise NotImplementedError("C has no decision yet.")
assert decisions["C"] in DECISIONS, "Use one of the four texts of the table for C, spelt as there."
### BEGIN HIDDEN TESTS
def end_of(m, lambd, keep_prob, decision, steps, **others):
    """The mean dev cost at the end, once the decision was carried out."""
    if decision == "regularize more":
        lambd = 10 * lambd or 1.0
    elif decision == "regularize less":
        lambd, keep_prob = lambd / 10, 1.0
    elif decision == "train longer":
        steps = 4 * steps
    return costs_of(m=m, lambd=lambd, keep_prob=keep_prob, steps=steps, **others)[:, 1, -1].mean()


ends = {each: end_of(**SETTINGS["C"], decision=each) for each in DECISIONS}
best = min(ends, key=ends.get)
right = best if ends["keep it"] - ends[best] > 0.02 else "keep it"
assert decisions["C"] == right, "For C another decision leads to a lower dev cost, or no change was needed."
### END HIDDEN TESTS

# %% tests="decisions" part="D" points=1
DECISIONS = ("regularize more", "regularize less", "train longer", "keep it")
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A to E."
if decisions.get("D") is None:
    raise NotImplementedError("D has no decision yet.")
assert decisions["D"] in DECISIONS, "Use one of the four texts of the table for D, spelt as there."
### BEGIN HIDDEN TESTS
def end_of(m, lambd, keep_prob, decision, steps, **others):
    """The mean dev cost at the end, once the decision was carried out."""
    if decision == "regularize more":
        lambd = 10 * lambd or 1.0
    elif decision == "regularize less":
        lambd, keep_prob = lambd / 10, 1.0
    elif decision == "train longer":
        steps = 4 * steps
    return costs_of(m=m, lambd=lambd, keep_prob=keep_prob, steps=steps, **others)[:, 1, -1].mean()


ends = {each: end_of(**SETTINGS["D"], decision=each) for each in DECISIONS}
best = min(ends, key=ends.get)
right = best if ends["keep it"] - ends[best] > 0.02 else "keep it"
assert decisions["D"] == right, "For D another decision leads to a lower dev cost, or no change was needed."
### END HIDDEN TESTS

# %% tests="decisions" part="E" points=1
DECISIONS = ("regularize more", "regularize less", "train longer", "keep it")
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A to E."
if decisions.get("E") is None:
    raise NotImplementedError("E has no decision yet.")
assert decisions["E"] in DECISIONS, "Use one of the four texts of the table for E, spelt as there."
### BEGIN HIDDEN TESTS
def end_of(m, lambd, keep_prob, decision, steps, **others):
    """The mean dev cost at the end, once the decision was carried out."""
    if decision == "regularize more":
        lambd = 10 * lambd or 1.0
    elif decision == "regularize less":
        lambd, keep_prob = lambd / 10, 1.0
    elif decision == "train longer":
        steps = 4 * steps
    return costs_of(m=m, lambd=lambd, keep_prob=keep_prob, steps=steps, **others)[:, 1, -1].mean()


ends = {each: end_of(**SETTINGS["E"], decision=each) for each in DECISIONS}
best = min(ends, key=ends.get)
right = best if ends["keep it"] - ends[best] > 0.02 else "keep it"
assert decisions["E"] == right, "For E another decision leads to a lower dev cost, or no change was needed."
### END HIDDEN TESTS

# %% mistake="decisions"
"""You would stop at a network whose cost is still falling steeply. Look at the number of steps below each picture."""
decisions = {"A": "regularize more", "B": "keep it", "C": "regularize less", "D": "keep it", "E": "regularize less"}

# %% mistake="decisions"
"""A network that can't even fit its training points isn't cured by holding it back more."""
decisions = {"A": "regularize more", "B": "train longer", "C": "regularize more", "D": "keep it", "E": "regularize more"}

# %% mistake="decisions"
"""Not every gap needs a cure. One of the networks with a gap is as good as its hundred points allow."""
decisions = {"A": "regularize more", "B": "train longer", "C": "regularize less", "D": "regularize more", "E": "regularize less"}

# %% mistake="decisions"
"""A dev cost that rises gets worse with more steps, not better."""
decisions = {"A": "train longer", "B": "train longer", "C": "regularize less", "D": "keep it", "E": "regularize less"}

# %% mistake="decisions"
"""Costs that are high and level don't ask for patience. Something holds them up: with E it is chance, in every step."""
decisions = {"A": "regularize more", "B": "train longer", "C": "regularize less", "D": "keep it", "E": "train longer"}

# %% [markdown]
# Regularizing too little costs something, and so does too much: it is a cure for variance, with bias as its price. Carry out your own
# decisions with `costs_of`, and see whether each network got better by it.

# %% [markdown]
# ## What you built
# - A cost with a penalty, its gradients, and the step that shrinks weights: one method in two forms.
# - Inverted dropout, forward and backward with the same masks, and a prediction that needs neither.
# - Early stopping, a choice over several splits, and decisions that were carried out and measured.
#
# **Questions to take along** (no points)
# 1. Double the number of training points and keep $\lambda$. What happens to the half-life of a weight, in steps, and why is that
#    what one wants?
# 2. With dropout on, the same network in the same state has another cost in each call. How would you watch its training, and
#    how would you check its gradient?
# 3. Somebody uses both a penalty and early stopping. Which of the two choices depends on the other, and in what order would you
#    search?
#
# **Next:** `04_gradient_checking` makes sure that gradients like these are right; week 2 speeds up the descent.
