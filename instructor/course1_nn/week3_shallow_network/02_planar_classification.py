# ---
# title: Classifying points in the plane
# minutes: 110
# ---

# %% [markdown]
# # Classifying points in the plane
# One neuron can draw a straight line between two classes, and no other. A layer of hidden neurons between the inputs
# and the answer draws curves. In the plane you can watch it happen: every unit, every boundary, every step.
#
# **You will**
# - compute the output of a network with one hidden layer for all examples at once, and its gradients backwards;
# - train it, and see boundaries, hidden units and the cost around a minimum as pictures;
# - measure why the weights must start at random, and what happens when they start too small.
#
# **Before you start:** `01_activation_functions` (tanh and its slope), and of week 2 the gradient $dZ = A - Y$. The
# week's notes derive the equations that you use here.
#
# **Time:** about 110 minutes. **Points:** 36, in eight exercises, one of which has two parts. Dots show difficulty,
# from ●○○ to ●●●.

# %%
import copy
import functools

import matplotlib.pyplot as plt
import numpy as np

from companion.gradients import numerical_gradient, relative_difference
from companion.graphs import draw_graph
from companion.planar import draw_points, draw_surface, pinwheel, spirals
from companion.plots import cost_curves


def sigmoid(z):
    """Logistic function of each entry, right for numbers of any size, as in week 2."""
    return np.exp(-np.logaddexp(0, -z))


# %% [markdown]
# ## The pinwheel
# Our points lie on the six blades of a pinwheel, whose labels take turns around it. Each point has two features, its
# coordinates, and a label, 0 (violet circle) or 1 (orange triangle). The points of the training set are learned from;
# the dev set is drawn in the same way, from other random numbers, and is kept for judging. Both labels are equally
# frequent, so guessing is right half of the time: that is the baseline.

# %%
X_train, Y_train = pinwheel(240, seed=1)
X_dev, Y_dev = pinwheel(600, seed=2)
print("X_train", X_train.shape, " Y_train", Y_train.shape, " X_dev", X_dev.shape, " Y_dev", Y_dev.shape)

# %% [markdown]
# First the neuron of week 2. `logistic_regression` is given: gradient descent, 1,000 steps from zero.


# %%
def logistic_regression(X, Y, iterations=1000, learning_rate=0.5):
    """Weights (n_x, 1) and bias of logistic regression, as trained in week 2."""
    w, b, m = np.zeros((X.shape[0], 1)), 0.0, X.shape[1]
    for _ in range(iterations):
        dZ = sigmoid(w.T @ X + b) - Y
        w, b = w - learning_rate * X @ dZ.T / m, b - learning_rate * np.mean(dZ)
    return w, b


# %% demo
w, b = logistic_regression(X_train, Y_train)
fig, ax = plt.subplots(figsize=(5.4, 4.6), layout="constrained")
areas = draw_surface(ax, lambda points: sigmoid(w.T @ points + b))
draw_points(ax, X_train, Y_train)
fig.colorbar(areas, ax=ax, label="probability of label 1", ticks=[0, 0.25, 0.5, 0.75, 1])
ax.legend(loc="upper left", fontsize=12)
ax.set_title("Logistic regression finds no good line")
plt.show()
for part, X, Y in (("training", X_train, Y_train), ("dev", X_dev, Y_dev)):
    print(f"{part}: {np.mean((w.T @ X + b > 0) == Y):.1%} right")

# %% [markdown]
# The line runs through the middle, the colours are pale almost everywhere, and the accuracy is hardly above that of a
# coin. More steps don't help: this is the best that logistic regression can do for the cost. The blades ask for a
# boundary with bends.

# %% [markdown]
# ## A network with one hidden layer
# Put a layer of $n_h$ neurons between the input and the output neuron. Nobody says what they should compute; training
# finds that out, so they are called **hidden**. The number in brackets says which layer a value belongs to, counted
# without the inputs, and the index which unit. So $a^{[1]}_2$ is the activation of the second hidden unit.

# %% demo
names = {"x1": "$x_1$", "x2": "$x_2$", "a": "$a^{[2]}$"} | {f"h{j}": f"$a^{{[1]}}_{j}$" for j in range(1, 5)}
places = {"x1": (0, 2.3), "x2": (0, 0.7), "a": (4, 1.5)} | {f"h{j}": (2, 4 - j) for j in range(1, 5)}
hidden = [f"h{j}" for j in range(1, 5)]
edges = [(x, h) for x in ("x1", "x2") for h in hidden] + [(h, "a") for h in hidden]
fig, ax = plt.subplots(figsize=(8, 4))
draw_graph(ax, places, edges, names)
ax.set(ylim=(-0.7, 3.9), title="Two inputs, four hidden units, one output: every arrow is a weight")
for x, text in ((0, "inputs, $X$"), (2, "layer 1, $W^{[1]}$ and $b^{[1]}$"), (4, "layer 2, $W^{[2]}$ and $b^{[2]}$")):
    ax.text(x, -0.6, text, ha="center")
plt.show()

# %% [markdown]
# Count the arrows: 8 into the hidden layer and 4 into the output. With a bias for each of the five neurons, training
# adjusts 17 numbers. As matrices, for $m$ examples in columns:
#
# | name | shape | here, with $n_h = 4$ | row | column |
# |---|---|---|---|---|
# | $X$ | $(n_x, m)$ | (2, 240) | feature | example |
# | $W^{[1]}$ | $(n_h, n_x)$ | (4, 2) | hidden unit | feature |
# | $b^{[1]}$ | $(n_h, 1)$ | (4, 1) | hidden unit | |
# | $Z^{[1]}, A^{[1]}$ | $(n_h, m)$ | (4, 240) | hidden unit | example |
# | $W^{[2]}$ | $(n_y, n_h)$ | (1, 4) | output | hidden unit |
# | $b^{[2]}$ | $(n_y, 1)$ | (1, 1) | output | |
# | $Z^{[2]}, A^{[2]}, Y$ | $(n_y, m)$ | (1, 240) | output | example |
#
# A weight matrix has a row for each unit it makes and a column for each value it reads.

# %% [markdown]
# ## Exercise 1 · Sizes of the layers  (2 points, ~3 min, ●○○)
# Write `layer_sizes(X, Y)`. It returns three whole numbers: $n_x$, the number of features in `X`; $n_h$, which the
# data don't decide and which is **4** here, as in the picture (from exercise 6b on, an argument chooses it); and $n_y$,
# the number of outputs, the rows of `Y`. `X` has the shape $(n_x, m)$, `Y` the shape $(n_y, m)$.
#
# *Example.* For `X` of shape (5, 7) and `Y` of shape (2, 7) the result is `(5, 4, 2)`.
#
# <details><summary>Hint</summary>
#
# `X.shape` is a pair: rows, then columns. Which of them are features?
#
# </details>

# %% solution="layer_sizes"
def layer_sizes(X, Y):
    """Sizes of the layers of a network for these data.

    X: examples in columns, shape (n_x, m).
    Y: labels, shape (n_y, m).
    Returns n_x, n_h and n_y, whole numbers; n_h is 4.
    """
    ### BEGIN SOLUTION
    return X.shape[0], 4, Y.shape[0]
    ### END SOLUTION


# %% tests="layer_sizes" points=2
import numpy as np

from companion.testing import close

sizes = layer_sizes(np.zeros((5, 7)), np.zeros((2, 7)))
assert sizes is not None, "layer_sizes returns None. Does it end with a return?"
assert len(sizes) == 3, "Return three numbers: n_x, n_h, n_y."
assert not close(sizes[0], 7), "n_x is the number of features. You have the number of examples."
assert close(sizes[0], 5), "n_x is the number of features: which axis of X counts them?"
assert close(sizes[1], 4), "n_h is 4 for now, whatever the data."
assert close(sizes[2], 2), "n_y is the number of rows of Y."
### BEGIN HIDDEN TESTS
for n_x, n_y, m in ((1, 1, 1), (2, 1, 240), (3, 2, 1), (4, 5, 9), (6, 6, 6), (9, 3, 2)):
    sizes = layer_sizes(np.ones((n_x, m)), np.ones((n_y, m)))
    assert close(sizes, (n_x, 4, n_y)), "The sizes are wrong for data of another shape."
### END HIDDEN TESTS


# %% mistake="layer_sizes"
def layer_sizes(X, Y):
    """shape[1] counts the examples. Features and outputs are rows: shape[0]."""
    return X.shape[1], 4, Y.shape[1]


# %% mistake="layer_sizes"
def layer_sizes(X, Y):
    """The order is n_x, n_h, n_y, from the input to the output."""
    return X.shape[0], Y.shape[0], 4


# %% mistake="layer_sizes"
def layer_sizes(X, Y):
    """These are the sizes of the pinwheel's data. Take them from the arguments."""
    return 2, 4, 1


# %% mistake="layer_sizes"
def layer_sizes(X, Y):
    """X.size counts all numbers in X, examples and features together."""
    return X.size, 4, Y.size


# %% [markdown]
# ## Starting at random
# Logistic regression could start from zeros. A hidden layer can't: if all hidden units start alike, they get the same
# gradient, and stay alike for ever. Exercise 8 measures that. So weights start as small random numbers. Small, because
# tanh is steep near 0 and flat far out. Biases may start at 0: the weights make the difference.

# %% [markdown]
# ## Exercise 2 · Random weights, zero biases  (4 points, ~8 min, ●●○)
# Write `initialize_parameters(n_x, n_h, n_y, seed=0)`. It returns a dictionary with four arrays of floats:
#
# - `"W1"`, shape $(n_h, n_x)$, and `"W2"`, shape $(n_y, n_h)$: each entry drawn from the standard normal distribution
#   and **multiplied by 0.01**, all of them independently of each other;
# - `"b1"`, shape $(n_h, 1)$, and `"b2"`, shape $(n_y, 1)$: zeros.
#
# The random numbers follow from `seed`: the same seed gives the same arrays, another seed gives others, and without a
# seed it is 0. How you draw them (`np.random.default_rng(seed)` is today's way) and in which order doesn't matter. The
# weights are worth 2 points, the biases 1 and the seed 1.
#
# *Example.* For `initialize_parameters(2, 4, 1)`: `W1` has the shape (4, 2) and most of its entries lie between −0.02
# and 0.02; `b1` is four zeros in a column, `W2` has the shape (1, 4), and `b2` is `[[0.0]]`.
#
# <details><summary>Hint 1: drawing</summary>
#
# `rng = np.random.default_rng(seed)` makes a generator; `rng.normal(size=(3, 5))` draws an array from the standard
# normal distribution.
#
# </details>
#
# <details><summary>Hint 2: one generator for both</summary>
#
# Draw `W1` and `W2` from the same generator, one after the other. A second generator with the same seed would begin
# again with the same numbers.
#
# </details>

# %% solution="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """Parameters that training starts from: small random weights and zero biases.

    n_x, n_h, n_y: numbers of inputs, hidden units and outputs.
    seed: whole number, 0 or more, from which the random numbers follow.
    Returns a dictionary of float arrays: "W1", shape (n_h, n_x), and "W2", shape (n_y, n_h), independent draws from
    the standard normal distribution times 0.01; "b1", shape (n_h, 1), and "b2", shape (n_y, 1), zeros.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    return {
        "W1": 0.01 * rng.normal(size=(n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": 0.01 * rng.normal(size=(n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }
    ### END SOLUTION


# %% tests="initialize_parameters" part="biases" points=1
import numpy as np

from companion.testing import close, taken

start = initialize_parameters(2, 4, 1)
assert isinstance(start, dict), "Return a dictionary."
assert {"b1", "b2"} <= set(start), 'The dictionary needs the keys "b1" and "b2".'
assert np.shape(start["b1"]) == (4, 1), "b1 is a column with an entry for each of the 4 hidden units."
assert np.shape(start["b2"]) == (1, 1), "b2 is a column with an entry for each output, here one."
assert close(start["b1"], np.zeros((4, 1))) and close(start["b2"], [[0.0]]), "The biases start at 0."
assert taken(start["b1"]).dtype.kind == taken(start["b2"]).dtype.kind == "f", "The biases must be floats."
### BEGIN HIDDEN TESTS
for n_x, n_h, n_y in ((1, 1, 1), (3, 5, 2), (7, 2, 4), (6, 6, 6)):
    start = initialize_parameters(n_x, n_h, n_y)
    assert close(start["b1"], np.zeros((n_h, 1))), "b1 is wrong for other sizes of the layers."
    assert close(start["b2"], np.zeros((n_y, 1))), "b2 is wrong for other sizes of the layers."
### END HIDDEN TESTS


# %% tests="initialize_parameters" part="weights" points=2
import numpy as np

from companion.testing import close, taken

start = initialize_parameters(2, 4, 1)
assert isinstance(start, dict) and {"W1", "W2"} <= set(start), 'Return a dictionary with the keys "W1" and "W2".'
assert np.shape(start["W1"]) != (2, 4), "W1 is transposed: it has a row for each hidden unit."
assert np.shape(start["W1"]) == (4, 2), "W1 has a row for each hidden unit and a column for each input."
assert np.shape(start["W2"]) == (1, 4), "W2 has a row for each output and a column for each hidden unit."
W1, W2 = taken(start["W1"]), taken(start["W2"])
assert np.all(W1 != 0) and np.all(W2 != 0), "The weights must not start at 0, neither W1 nor W2."
assert np.max(np.abs(W1)) < 0.1, "These weights are too large: is the factor 0.01 there?"
assert np.any(W1 != W1[0]), "All hidden units have the same weights: draw each number by itself."
several = initialize_parameters(3, 5, 2)
assert np.shape(several["W1"]) == (5, 3) and np.shape(several["W2"]) == (2, 5), "The shapes are wrong for two outputs."
### BEGIN HIDDEN TESTS
for n_x, n_h, n_y in ((1, 1, 1), (7, 2, 4), (6, 6, 6)):
    start = initialize_parameters(n_x, n_h, n_y)
    shapes = taken(start["W1"]).shape, taken(start["W2"]).shape
    assert shapes == ((n_h, n_x), (n_y, n_h)), "The weights have the wrong shapes for other sizes of the layers."
start = initialize_parameters(40, 150, 50)
W1, W2 = taken(start["W1"]).ravel(), taken(start["W2"]).ravel()
assert W1.size == 6000 and W2.size == 7500, "The weights have the wrong shapes for other sizes of the layers."
assert not close(W1[:1000], W2[:1000], atol=1e-6), "W1 and W2 hold the same numbers. Draw both from one generator."
assert abs(np.corrcoef(W1, W2[: W1.size])[0, 1]) < 0.1, "W1 and W2 depend on each other."
for name, weights in (("W1", W1), ("W2", W2)):
    assert abs(weights.mean()) < 0.0008, (
        f"The mean of {name} is not 0: a normal distribution has numbers of both signs."
    )
    assert 0.0094 < weights.std() < 0.0106, f"The standard deviation of {name} must be 0.01."
    beyond = np.mean(np.abs(weights) > 0.02)
    assert 0.033 < beyond < 0.059, f"{name} isn't normally distributed: too many or too few entries lie far from 0."
### END HIDDEN TESTS


# %% tests="initialize_parameters" part="seed" points=1
import numpy as np

from companion.testing import close

try:
    first = initialize_parameters(2, 4, 1, seed=5)
except TypeError:
    first = None
assert first is not None, "initialize_parameters(2, 4, 1, seed=5) ends in a TypeError. Is seed=0 its fourth argument?"
again, other = initialize_parameters(2, 4, 1, seed=5), initialize_parameters(2, 4, 1, seed=6)
assert close(again["W1"], first["W1"]), "The same seed must give the same numbers."
assert not close(other["W1"], first["W1"]), "Another seed must give other numbers: is the argument used?"
### BEGIN HIDDEN TESTS
for n_x, n_h, n_y in ((3, 5, 2), (6, 6, 6)):
    first = initialize_parameters(n_x, n_h, n_y, seed=3)
    again, other = initialize_parameters(n_x, n_h, n_y, 3), initialize_parameters(n_x, n_h, n_y, 4)
    for name, shape in (("W1", (n_h, n_x)), ("W2", (n_y, n_h))):
        assert np.shape(first[name]) == shape and close(again[name], first[name]), (
            "The same seed must give the same numbers."
        )
        assert not close(other[name], first[name]), "Another seed must give other numbers."
without, zero = initialize_parameters(2, 3, 1), initialize_parameters(2, 3, 1, seed=0)
assert np.shape(zero["W1"]) == (3, 2) and close(without["W1"], zero["W1"]), (
    "Without a seed the function must act as with seed 0."
)
### END HIDDEN TESTS


# %% mistake="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """The factor 0.01 is missing: tanh would start where it is flat for many examples."""
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_y, n_h))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


# %% mistake="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """With zeros all hidden units start alike, and stay so."""
    return {
        "W1": np.zeros((n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": np.zeros((n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }


# %% mistake="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """rng.random draws from 0 to 1, so no weight is negative. rng.normal draws from the normal distribution."""
    rng = np.random.default_rng(seed)
    W1, W2 = 0.01 * rng.random(size=(n_h, n_x)), 0.01 * rng.random(size=(n_y, n_h))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


# %% mistake="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """W1 and W2 come from two generators with the same seed, so they begin with the same numbers."""
    W1 = 0.01 * np.random.default_rng(seed).normal(size=(n_h, n_x))
    W2 = 0.01 * np.random.default_rng(seed).normal(size=(n_y, n_h))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


# %% mistake="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """The weights are transposed. A weight matrix has a row for each unit it makes, a column for each value it reads."""
    rng = np.random.default_rng(seed)
    W1, W2 = 0.01 * rng.normal(size=(n_x, n_h)), 0.01 * rng.normal(size=(n_h, n_y))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


# %% mistake="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """The seed isn't used: every start is the same one."""
    rng = np.random.default_rng(0)
    W1, W2 = 0.01 * rng.normal(size=(n_h, n_x)), 0.01 * rng.normal(size=(n_y, n_h))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}


# %% mistake="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y):
    """The argument seed is missing, so nobody can ask for another start. Make it one, seed=0, and draw with it."""
    np.random.seed(2)
    W1 = np.random.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = np.random.randn(n_y, n_h) * 0.01
    b2 = np.zeros((n_y, 1))
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    return parameters


# %% mistake="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """The biases have one axis, shape (n,). A column, (n, 1), is added to every example."""
    rng = np.random.default_rng(seed)
    W1, W2 = 0.01 * rng.normal(size=(n_h, n_x)), 0.01 * rng.normal(size=(n_y, n_h))
    return {"W1": W1, "b1": np.zeros(n_h), "W2": W2, "b2": np.zeros(n_y)}


# %% [markdown]
# ## Forward
# For one example, a column $x$, each hidden unit is a neuron like that of week 2, with tanh in place of the sigmoid.
# Stack the weight vectors of the units as the rows of $W^{[1]}$, and one product gives the sums of all units. Put all
# examples side by side as the columns of $X$, and the same product gives the sums of all units for all examples:
#
# $$Z^{[1]} = W^{[1]}X + b^{[1]},\qquad A^{[1]} = \tanh\big(Z^{[1]}\big)$$
#
# $$Z^{[2]} = W^{[2]}A^{[1]} + b^{[2]},\qquad A^{[2]} = \sigma\big(Z^{[2]}\big)$$
#
# Columns don't mix: column $i$ of every array belongs to example $i$, whatever the others are. Broadcasting repeats the
# biases for each of them.

# %% [markdown]
# ## Exercise 3 · Forward  (5 points, ~10 min, ●●○)
# Write `forward_propagation(X, parameters)`. `X` has the shape $(n_x, m)$, and `parameters` holds `"W1"`, `"b1"`,
# `"W2"`, `"b2"` with the shapes of the table. It returns **two values**: `A2`, the outputs, shape $(n_y, m)$ (2 points,
# and 1 where there are several outputs); and `cache`, a dictionary with the arrays `"Z1"`, `"A1"`, `"Z2"` and `"A2"`,
# which the way back will need (2 points). More keys do no harm. The arguments stay unchanged; all sizes follow from
# them, $m$ and $n_y$ too. You may use `sigmoid` and `np.tanh`.
#
# *Example.* $W^{[1]} = \begin{pmatrix}1 & 1\\0 & -1\end{pmatrix}$, $b^{[1]} = \begin{pmatrix}0\\1\end{pmatrix}$,
# $W^{[2]} = (2\ \ 1)$, $b^{[2]} = (-1)$ and $X = \begin{pmatrix}1 & 0\\0 & 1\end{pmatrix}$ give
# $Z^{[1]} = \begin{pmatrix}1 & 1\\1 & 0\end{pmatrix}$, $A^{[1]} = \begin{pmatrix}0.7616 & 0.7616\\0.7616 &
# 0\end{pmatrix}$, $Z^{[2]} = (1.2848\ \ 0.5232)$, $A^{[2]} = (0.7833\ \ 0.6279)$.
#
# <details><summary>Hint 1: four lines</summary>
#
# Each equation is one line, in this order. `@` is the matrix product.
#
# </details>
#
# <details><summary>Hint 2: shapes that don't fit</summary>
#
# $(n_h, n_x)$ times $(n_x, m)$ gives $(n_h, m)$, with no transpose anywhere. If b1 doesn't fit beside it, look at the
# order of the product.
#
# </details>

# %% solution="forward_propagation"
def forward_propagation(X, parameters):
    """Output of a network with a hidden layer of tanh units and sigmoid outputs.

    X: examples in columns, shape (n_x, m).
    parameters: dictionary with "W1" (n_h, n_x), "b1" (n_h, 1), "W2" (n_y, n_h) and "b2" (n_y, 1).
    Neither is modified.
    Returns A2, the outputs, shape (n_y, m); and cache, a dictionary with "Z1" and "A1", shape (n_h, m), "Z2" and "A2",
    shape (n_y, m).
    """
    ### BEGIN SOLUTION
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
    ### END SOLUTION


# %% tests="forward_propagation" part="cache" points=2
import numpy as np

from companion.testing import close

small = {"W1": np.array([[1.0, 1.0], [0.0, -1.0]]), "b1": np.array([[0.0], [1.0]])}
small |= {"W2": np.array([[2.0, 1.0]]), "b2": np.array([[-1.0]])}
result = forward_propagation(np.array([[1.0, 0.0], [0.0, 1.0]]), small)
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two values: A2, then cache."
cache = result[1]
assert isinstance(cache, dict), "The second value is the dictionary cache, the first is A2."
assert {"Z1", "A1", "Z2", "A2"} <= set(cache), 'cache needs the keys "Z1", "A1", "Z2" and "A2".'
assert np.shape(cache["Z1"]) == (2, 2), "Z1 has a row for each hidden unit and a column for each example."
assert not close(cache["Z1"], [[1, 1], [0, -1]]), "Z1 lacks the bias b1."
assert close(cache["Z1"], [[1, 1], [1, 0]]), "Z1 differs from the example. Is the product the right way round?"
assert not close(cache["A1"], [[0.73105858, 0.73105858], [0.73105858, 0.5]]), "Hidden units use tanh here."
assert close(cache["A1"], [[0.76159416, 0.76159416], [0.76159416, 0]]), "A1 is tanh of Z1."
assert close(cache["Z2"], [[1.28478247, 0.52318831]]), "Z2 differs from the example. What does layer 2 read?"
assert close(cache["A2"], [[0.78326276, 0.627893]]), (
    "A2 in the cache differs from the example: the output uses the sigmoid."
)
single = {"W1": np.eye(1), "b1": np.zeros((1, 1)), "W2": np.eye(1), "b2": np.zeros((1, 1))}
assert close(forward_propagation(np.array([[2.0]]), single)[1]["A1"], [[0.96402758]]), (
    "A1 is wrong for one example with one feature and one unit: shape (1, 1)."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)
for n_x, n_h, m in ((1, 1, 1), (3, 2, 1), (2, 5, 7), (4, 3, 5), (3, 3, 3), (1, 6, 9)):
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    X = rng.normal(size=(n_x, m))
    given, old = X.copy(), {name: value.copy() for name, value in parameters.items()}
    with describing("a single example" if m == 1 else "several examples"):
        _, cache = forward_propagation(X, parameters)
    Z1 = np.einsum("hj,jm->hm", old["W1"], given) + old["b1"]
    Z2 = np.einsum("oh,hm->om", old["W2"], np.tanh(Z1)) + old["b2"]
    expected = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
    for name, numbers in expected.items():
        assert np.shape(cache[name]) == numbers.shape, f"{name} in the cache has the wrong shape for other sizes."
        assert close(cache[name], numbers, 1e-3, 1e-4), f"{name} in the cache is wrong for other data."
    assert close(X, given) and close(parameters, old), (
        "After the call X or the parameters hold other numbers. Leave them as they are."
    )
### END HIDDEN TESTS


# %% tests="forward_propagation" part="A2" points=2
import numpy as np

from companion.testing import close

small = {"W1": np.array([[1.0, 1.0], [0.0, -1.0]]), "b1": np.array([[0.0], [1.0]])}
small |= {"W2": np.array([[2.0, 1.0]]), "b2": np.array([[-1.0]])}
result = forward_propagation(np.array([[1.0, 0.0], [0.0, 1.0]]), small)
A2 = result[0] if isinstance(result, (tuple, list)) else result
assert np.shape(A2) == (1, 2), "A2, the first value, has a row for each output and a column for each example."
assert not close(A2, [[0.85775392, 0.48015701]]), "The output uses the sigmoid; tanh is for the hidden units."
assert not close(A2, [[0.76730856, 0.72354549]]), "Hidden units use tanh; the sigmoid is for the output."
assert close(A2, [[0.78326276, 0.627893]]), "A2 differs from the example: which layer has which bend?"
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(3)
for n_x, n_h, m in ((1, 1, 1), (3, 2, 1), (2, 5, 7), (4, 3, 5), (3, 3, 3), (1, 6, 9)):
    W1, b1, W2, b2 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_h, 1)), rng.normal(size=(1, n_h)), rng.normal(size=(1, 1))
    X = rng.normal(size=(n_x, m))
    with describing("a single example" if m == 1 else "several examples"):
        result = forward_propagation(X.copy(), {"W1": W1.copy(), "b1": b1.copy(), "W2": W2.copy(), "b2": b2.copy()})
    A2 = result[0] if isinstance(result, (tuple, list)) else result
    assert np.shape(A2) == (1, m), "A2 has the wrong shape for other sizes."
    expected = []
    for x in X.T:
        hidden = [math.tanh(float(row @ x) + b) for row, b in zip(W1, b1[:, 0], strict=True)]
        z = float(b2[0, 0]) + sum(w * a for w, a in zip(W2[0], hidden, strict=True))
        expected.append(1 / (1 + math.exp(-z)))
    assert close(A2, [expected], 1e-3, 1e-4), "A2 is wrong for other data."
### END HIDDEN TESTS


# %% tests="forward_propagation" part="several_outputs" points=1
import numpy as np

from companion.testing import close

two = {"W1": np.array([[1.0]]), "b1": np.array([[0.0]]), "W2": np.array([[1.0], [-2.0]]), "b2": np.array([[0.0], [1.0]])}
try:
    result = forward_propagation(np.array([[0.5, 0.0, -1.0]]), two)
except AssertionError:
    result = None
assert result is not None, (
    "An assertion in your forward_propagation fails for two outputs. "
    "A line such as `assert A2.shape == (1, X.shape[1])` holds for one output only: A2 has n_y rows."
)
A2 = result[0] if isinstance(result, (tuple, list)) else result
assert np.shape(A2) == (2, 3), "W2 has two rows here, so there are two outputs: A2 has a row for each."
assert close(A2, [[0.6135163, 0.5, 0.3183003], [0.5189324, 0.7310586, 0.9257515]], 1e-3), "A2 is wrong for two outputs."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(33)
for n_x, n_h, n_y, m in ((1, 1, 2, 1), (4, 3, 2, 5), (3, 3, 3, 3), (2, 1, 4, 6)):
    W1, b1, W2, b2 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_h, 1)), rng.normal(size=(n_y, n_h)), rng.normal(size=(n_y, 1))
    X = rng.normal(size=(n_x, m))
    with describing("several outputs"):
        result = forward_propagation(X.copy(), {"W1": W1.copy(), "b1": b1.copy(), "W2": W2.copy(), "b2": b2.copy()})
    A2 = result[0] if isinstance(result, (tuple, list)) else result
    sums = np.einsum("oh,hm->om", W2, np.tanh(np.einsum("hj,jm->hm", W1, X) + b1)) + b2
    assert np.shape(A2) == (n_y, m), "A2 has the wrong shape for other numbers of outputs."
    assert close(A2, 1 / (1 + np.exp(-sums)), 1e-3, 1e-4), "A2 is wrong for other numbers of outputs."
### END HIDDEN TESTS


# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """Both layers use the sigmoid. The hidden units have tanh."""
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = sigmoid(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The second layer reads Z1, before the bend. It has to read A1."""
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = parameters["W2"] @ Z1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The biases were left out."""
    Z1 = parameters["W1"] @ X
    A1 = np.tanh(Z1)
    Z2 = parameters["W2"] @ A1
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """W1 is transposed. Its rows belong to units already: W1 @ X."""
    Z1 = parameters["W1"].T @ X + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The output uses tanh, which isn't a probability. A yes or no needs the sigmoid."""
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = np.tanh(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The cache is missing. Return A2 and, after a comma, the dictionary."""
    A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
    return sigmoid(parameters["W2"] @ A1 + parameters["b2"])


# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The assertion on the shape of A2 holds for one output only. A2 has a row for each output, as many as W2 has."""
    W1 = parameters["W1"]
    b1 = parameters["b1"]
    W2 = parameters["W2"]
    b2 = parameters["b2"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    assert A2.shape == (1, X.shape[1])
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# %% demo
parameters = initialize_parameters(2, 4, 1)
A2, cache = forward_propagation(X_train, parameters)
one_by_one = [forward_propagation(X_train[:, i : i + 1], parameters)[0] for i in range(X_train.shape[1])]
print("all at once equals one by one:", np.allclose(A2, np.hstack(one_by_one)))
print("A1", cache["A1"].shape, "between", cache["A1"].min().round(3), "and", cache["A1"].max().round(3))
print("A2", A2.shape, "between", A2.min().round(5), "and", A2.max().round(5))

# %% [markdown]
# A loop over the examples gives the same outputs; the matrix product only takes all columns at once. At the start
# hidden values are close to 0, where tanh is steep, and every output is close to 1/2: the network has no opinion yet.

# %% [markdown]
# ## Exercise 4 · The cost  (3 points, ~5 min, ●○○)
# The loss of an example is that of week 2, with $a^{[2]}$ as the probability of a yes, and the cost is its mean:
#
# $$J = -\frac1m\sum_{i=1}^m\Big(y^{(i)}\log a^{[2](i)} + \big(1 - y^{(i)}\big)\log\big(1 - a^{[2](i)}\big)\Big)$$
#
# Write `compute_cost(A2, Y)`. It gets the outputs, shape (1, m), each above 0 and below 1, and the labels, shape (1,
# m), each 0 or 1, whole numbers or floats. It returns one number (an array with one element will do). The arguments
# stay unchanged.
#
# *Example.* For `A2 = [[0.8, 0.5, 0.25]]` and `Y = [[1, 1, 0]]` the losses are $-\log 0.8$, $-\log 0.5$ and
# $-\log 0.75$, and the cost is 0.4013.
#
# <details><summary>Hint</summary>
#
# `np.log` works entry by entry, and so does `*`. A mean, with a minus before it.
#
# </details>

# %% solution="compute_cost"
def compute_cost(A2, Y):
    """Mean cross-entropy of the outputs.

    A2: outputs, shape (1, m), each above 0 and below 1; not modified.
    Y: labels, shape (1, m), each 0 or 1; not modified.
    Returns one number.
    """
    ### BEGIN SOLUTION
    return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    ### END SOLUTION


# %% tests="compute_cost" points=3
import numpy as np

from companion.testing import close, taken

try:
    cost = compute_cost(np.array([[0.8, 0.5, 0.25]]), np.array([[1, 1, 0]]))
except TypeError:
    cost = TypeError
assert cost is not TypeError, (
    "compute_cost(A2, Y) ends in a TypeError. Are A2 and Y all that it asks for? An older form of it had `parameters`, too."
)
assert cost is not None, "compute_cost returns None. Does it end with a return?"
cost = taken(cost).ravel()
assert cost.size == 1, "The cost is one number, the mean over the examples."
assert cost[0] > 0, "A loss is never negative, so neither is the cost. Check the sign."
assert not close(cost, [1.20397280]), "That is the sum of the losses. The cost is their mean."
assert not close(cost, [0.30543024]), "Examples with label 0 have a loss, too."
assert close(cost, [0.40132427]), "The cost differs from that of the example."
one = taken(compute_cost(np.array([[0.25]]), np.array([[0.0]]))).ravel()
assert close(one, [0.28768207]), "For a single example, here with the label 0, the cost is its loss, -log(1 - a)."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(4)
for m in (1, 2, 5, 16, 101):
    A2, Y = rng.uniform(0.001, 0.999, (1, m)), rng.integers(0, 2, (1, m))
    before = A2.copy(), Y.copy()
    expected = sum(-math.log(a if y == 1 else 1 - a) for a, y in zip(before[0][0], before[1][0], strict=True)) / m
    with describing("a single example" if m == 1 else "several examples"):
        cost = taken(compute_cost(A2, Y)).ravel()
    assert cost.size == 1, "The cost must be one number, for any number of examples."
    assert close(cost, [expected], 1e-3, 1e-5), "The cost is wrong for other outputs and labels."
    assert close((A2, Y), before), "After the call A2 or Y holds other numbers. Leave them as they are."
with describing("labels that are all 0"):
    cost = taken(compute_cost(np.array([[0.9, 0.9]]), np.array([[0.0, 0.0]]))).ravel()
assert close(cost, [-math.log(0.1)], 1e-4), "Where no label is 1, the cost is wrong."
### END HIDDEN TESTS


# %% mistake="compute_cost"
def compute_cost(A2, Y):
    """This is the sum of the losses. Divide by the number of examples."""
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


# %% mistake="compute_cost"
def compute_cost(A2, Y):
    """Only examples with label 1 count here. The second term is missing."""
    return -np.mean(Y * np.log(A2))


# %% mistake="compute_cost"
def compute_cost(A2, Y):
    """The minus sign is missing: logarithms of probabilities are negative."""
    return np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


# %% mistake="compute_cost"
def compute_cost(A2, Y):
    """Labels and outputs are swapped: the logarithm of a label of 0 is infinite."""
    return -np.mean(A2 * np.log(Y) + (1 - A2) * np.log(1 - Y))


# %% mistake="compute_cost"
def compute_cost(A2, Y):
    """log10 is the logarithm to base 10. The natural one is np.log."""
    return -np.mean(Y * np.log10(A2) + (1 - Y) * np.log10(1 - A2))


# %% mistake="compute_cost"
def compute_cost(A2, Y, parameters):
    """The third argument isn't needed: the cost follows from the outputs and the labels."""
    m = Y.shape[1]
    logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
    cost = -np.sum(logprobs) / m
    return float(np.squeeze(cost))


# %% demo
A2, _ = forward_propagation(X_train, initialize_parameters(2, 4, 1))
print(f"cost at the start: {float(np.ravel(compute_cost(A2, Y_train))[0]):.4f}")

# %% [markdown]
# That is $\log 2$, the cost of giving every example one half. A first cost far from it would be a sign of a mistake.

# %% [markdown]
# ## Backward
# The output neuron is the neuron of week 2, reading $A^{[1]}$ in place of $X$. So its gradients are known:
#
# $$dZ^{[2]} = A^{[2]} - Y,\qquad dW^{[2]} = \frac1m\,dZ^{[2]}A^{[1]T},\qquad db^{[2]} = \frac1m\sum_i dz^{[2](i)}$$
#
# Go one layer further. A nudge of $a^{[1]}_j$ changes $z^{[2]}$ by the weight $w^{[2]}_j$, so of the error at the output
# unit $j$ gets its share, $W^{[2]T}dZ^{[2]}$. Through the tanh comes the slope, $1 - a^2$, entry by entry ($\odot$).
# From $dZ^{[1]}$ on, all is as in layer 2, with $X$ as the input:
#
# $$dZ^{[1]} = W^{[2]T}dZ^{[2]}\odot\big(1 - A^{[1]}\odot A^{[1]}\big),\qquad dW^{[1]} = \frac1m\,dZ^{[1]}X^T,\qquad
# db^{[1]} = \frac1m\sum_i dz^{[1](i)}$$
#
# Every gradient has the shape of what it belongs to. That settles most questions about a transpose.

# %% [markdown]
# ## Exercise 5 · Backward  (7 points, ~20 min, ●●●)
# Write `backward_propagation(parameters, cache, X, Y)`. `parameters` and `cache` are as in exercise 3, for one output
# ($n_y = 1$); `X` has the shape $(n_x, m)$ and `Y` the shape (1, m). It returns a dictionary with the gradients of the
# cost, `"dW1"`, `"db1"`, `"dW2"`, `"db2"`, each of the shape of its parameter: `"db2"` is worth 1 point, each of the
# others 2. More keys do no harm. The arguments stay unchanged.
#
# *Example.* With the parameters, `X` and outputs of the example of exercise 3, and $Y = (1\ \ 0)$:
# $dZ^{[2]} = (-0.2167\ \ 0.6279)$, $dW^{[2]} = (0.1566\ \ {-0.0825})$, $db^{[2]} = (0.2056)$,
# $dZ^{[1]} = \begin{pmatrix}-0.1820 & 0.5274\\-0.0910 & 0.6279\end{pmatrix}$,
# $dW^{[1]} = \begin{pmatrix}-0.0910 & 0.2637\\-0.0455 & 0.3139\end{pmatrix}$,
# $db^{[1]} = \begin{pmatrix}0.1727\\0.2684\end{pmatrix}$.
#
# <details><summary>Hint 1: six lines</summary>
#
# Each equation is one line, from `dZ2` to `db1`. `m` is the number of columns of `X`. `@` where matrices are
# multiplied, `*` for $\odot$.
#
# </details>
#
# <details><summary>Hint 2: sums over examples</summary>
#
# In `dW2` and `dW1` the matrix product adds up over the examples. For `db1`, `np.sum` along axis 1 with
# `keepdims=True` keeps a column.
#
# </details>
#
# <details><summary>Hint 3: the line that goes through the layer</summary>
#
# `dZ1 = (W2.T @ dZ2) * (1 - A1**2)`: shapes $(n_h, 1)$ times $(1, m)$, then entry by entry with $(n_h, m)$.
#
# </details>

# %% solution="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """Gradients of the cost with respect to the parameters, for one output.

    parameters: dictionary with "W1" (n_h, n_x), "b1" (n_h, 1), "W2" (1, n_h) and "b2" (1, 1).
    cache: dictionary with "Z1" and "A1", shape (n_h, m), "Z2" and "A2", shape (1, m), from the forward pass.
    X: examples in columns, shape (n_x, m).
    Y: labels, shape (1, m), each 0 or 1.
    None of them is modified.
    Returns a dictionary with "dW1", "db1", "dW2" and "db2", each of the shape of its parameter.
    """
    ### BEGIN SOLUTION
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dW2 = dZ2 @ cache["A1"].T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    ### END SOLUTION


# %% tests="backward_propagation" part="dW2" points=2
import numpy as np

from companion.testing import close

small = {"W1": np.array([[1.0, 1.0], [0.0, -1.0]]), "b1": np.array([[0.0], [1.0]])}
small |= {"W2": np.array([[2.0, 1.0]]), "b2": np.array([[-1.0]])}
Z1, Z2 = np.array([[1.0, 1.0], [1.0, 0.0]]), np.array([[1.28478247, 0.52318831]])
cache = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
grads = backward_propagation(small, cache, np.eye(2), np.array([[1, 0]]))
assert isinstance(grads, dict) and "dW2" in grads, 'Return a dictionary with the keys "dW1", "db1", "dW2" and "db2".'
assert np.shape(grads["dW2"]) == (1, 2), "dW2 must have the shape of W2."
assert not close(grads["dW2"], [[0.31313382, -0.16506582]]), "dW2 is a mean over the examples: 1/m is missing."
assert not close(grads["dW2"], [[-0.15656691, 0.08253291]]), "dW2 has the opposite sign: is dZ2 the wrong way round?"
assert close(grads["dW2"], [[0.15656691, -0.08253291]]), "dW2 differs from the example. What does layer 2 read?"
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(5)
for n_x, n_h, m in ((1, 1, 1), (3, 2, 1), (2, 4, 6), (4, 3, 5), (3, 3, 3), (1, 5, 8)):
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    Z1 = parameters["W1"] @ X + parameters["b1"]
    Z2 = parameters["W2"] @ np.tanh(Z1) + parameters["b2"]
    cache = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
    given = parameters | cache | {"X": X, "Y": Y}
    before = {name: value.copy() for name, value in given.items()}
    with describing("a single example" if m == 1 else "several examples"):
        found = backward_propagation(parameters, cache, X, Y)["dW2"]
    assert np.shape(found) == (1, n_h), "dW2 must have the shape of W2, for any sizes."
    expected = [[sum((before["A2"][0, i] - before["Y"][0, i]) * before["A1"][h, i] for i in range(m)) / m for h in range(n_h)]]
    assert close(found, expected, 2e-3, 2e-5), "dW2 is not the slope of the cost for other data."
    now = parameters | cache | {"X": X, "Y": Y}
    assert close(now, before), "After the call one of the arguments holds other numbers. Leave them as they are."
### END HIDDEN TESTS


# %% tests="backward_propagation" part="db2" points=1
import numpy as np

from companion.testing import close

# One unit, one feature, one example.
parameters = {"W1": np.array([[1.0]]), "b1": np.array([[0.0]]), "W2": np.array([[2.0]]), "b2": np.array([[0.0]])}
cache = {"Z1": np.array([[0.5]]), "A1": np.tanh([[0.5]]), "Z2": 2 * np.tanh([[0.5]])}
cache["A2"] = 1 / (1 + np.exp(-cache["Z2"]))
grads = backward_propagation(parameters, cache, np.array([[0.5]]), np.array([[1]]))
assert isinstance(grads, dict) and "db2" in grads, 'The dictionary needs the key "db2".'
assert np.shape(grads["db2"]) == (1, 1), "db2 must have the shape of b2, two axes."
assert close(grads["db2"], [[-0.28409591]], 1e-4), "For a single example db2 is dZ2, which is A2 - Y."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(51)
for n_x, n_h, m in ((1, 1, 1), (3, 2, 1), (2, 4, 6), (4, 3, 5), (3, 3, 3), (1, 5, 8)):
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    Z1 = parameters["W1"] @ X + parameters["b1"]
    Z2 = parameters["W2"] @ np.tanh(Z1) + parameters["b2"]
    cache = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
    expected = [[float(np.mean(cache["A2"] - Y))]]
    with describing("a single example" if m == 1 else "several examples"):
        found = backward_propagation(parameters, cache, X, Y)["db2"]
    assert np.shape(found) == (1, 1), "db2 must have the shape of b2, for any sizes."
    assert close(found, expected, 2e-3, 2e-5), "db2 is not the slope of the cost for other data: it is the mean of dZ2."
### END HIDDEN TESTS


# %% tests="backward_propagation" part="dW1" points=2
import numpy as np

from companion.testing import close

small = {"W1": np.array([[1.0, 1.0], [0.0, -1.0]]), "b1": np.array([[0.0], [1.0]])}
small |= {"W2": np.array([[2.0, 1.0]]), "b2": np.array([[-1.0]])}
Z1, Z2 = np.array([[1.0, 1.0], [1.0, 0.0]]), np.array([[1.28478247, 0.52318831]])
cache = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
grads = backward_propagation(small, cache, np.eye(2), np.array([[1, 0]]))
assert isinstance(grads, dict) and "dW1" in grads, 'The dictionary needs the key "dW1".'
assert np.shape(grads["dW1"]) == (2, 2), "dW1 must have the shape of W1."
assert not close(grads["dW1"], [[-0.21673724, 0.627893], [-0.10836862, 0.3139465]]), (
    "The slope of tanh is missing from dZ1."
)
assert close(grads["dW1"], [[-0.09102408, 0.26369895], [-0.04551204, 0.3139465]]), (
    "dW1 differs from the example. Look at dZ1 first."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(52)
for n_x, n_h, m in ((1, 1, 1), (3, 2, 1), (2, 4, 6), (4, 3, 5), (3, 3, 3), (1, 5, 8)):
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))


    def cost_at(W1):
        """The cost as a function of the weights of layer 1."""
        sums = parameters["W2"] @ np.tanh(W1 @ X + parameters["b1"]) + parameters["b2"]
        return np.mean(np.logaddexp(0, np.where(Y == 1, -sums, sums)))


    expected = np.zeros((n_h, n_x))
    for index in np.ndindex(n_h, n_x):
        nudge = np.zeros((n_h, n_x))
        nudge[index] = 1e-5
        expected[index] = (cost_at(parameters["W1"] + nudge) - cost_at(parameters["W1"] - nudge)) / 2e-5
    Z1 = parameters["W1"] @ X + parameters["b1"]
    Z2 = parameters["W2"] @ np.tanh(Z1) + parameters["b2"]
    cache = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
    with describing("a single example" if m == 1 else "several examples"):
        found = backward_propagation(parameters, cache, X, Y)["dW1"]
    assert np.shape(found) == (n_h, n_x), "dW1 must have the shape of W1, for any sizes."
    assert close(found, expected, 2e-3, 2e-5), "dW1 is not the slope of the cost for other data."
### END HIDDEN TESTS


# %% tests="backward_propagation" part="db1" points=2
import numpy as np

from companion.testing import close

small = {"W1": np.array([[1.0, 1.0], [0.0, -1.0]]), "b1": np.array([[0.0], [1.0]])}
small |= {"W2": np.array([[2.0, 1.0]]), "b2": np.array([[-1.0]])}
Z1, Z2 = np.array([[1.0, 1.0], [1.0, 0.0]]), np.array([[1.28478247, 0.52318831]])
cache = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
grads = backward_propagation(small, cache, np.eye(2), np.array([[1, 0]]))
assert isinstance(grads, dict) and "db1" in grads, 'The dictionary needs the key "db1".'
assert np.shape(grads["db1"]) == (2, 1), "db1 must have the shape of b1, a column."
assert not close(grads["db1"], [[0.20557788 * 2], [0.20557788]]), "The slope of tanh is missing from dZ1."
assert close(grads["db1"], [[0.17267487], [0.26843446]]), (
    "db1 differs from the example: the mean of dZ1, for each unit."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(53)
for n_x, n_h, m in ((1, 1, 1), (3, 2, 1), (2, 4, 6), (4, 3, 5), (3, 3, 3), (1, 5, 8)):
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    Z1 = parameters["W1"] @ X + parameters["b1"]
    Z2 = parameters["W2"] @ np.tanh(Z1) + parameters["b2"]
    cache = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
    expected = np.einsum("oh,om,hm->h", parameters["W2"], cache["A2"] - Y, np.cosh(Z1) ** -2.0).reshape(-1, 1) / m
    with describing("a single example" if m == 1 else "several examples"):
        found = backward_propagation(parameters, cache, X, Y)["db1"]
    assert np.shape(found) == (n_h, 1), "db1 must have the shape of b1, for any sizes."
    assert close(found, expected, 2e-3, 2e-5), "db1 is not the slope of the cost for other data: each unit has its own."
### END HIDDEN TESTS


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """The 1/m is missing: the gradients are means over the examples."""
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
    db1, db2 = np.sum(dZ1, axis=1, keepdims=True), np.sum(dZ2, axis=1, keepdims=True)
    return {"dW1": dZ1 @ X.T, "db1": db1, "dW2": dZ2 @ cache["A1"].T, "db2": db2}


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """dZ2 is A2 - Y. With Y - A2 gradient descent would climb."""
    m = X.shape[1]
    dZ2 = Y - cache["A2"]
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
    db1, db2 = np.sum(dZ1, axis=1, keepdims=True) / m, np.sum(dZ2, axis=1, keepdims=True) / m
    return {"dW1": dZ1 @ X.T / m, "db1": db1, "dW2": dZ2 @ cache["A1"].T / m, "db2": db2}


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """The slope of tanh is missing. On its way to Z1 the gradient passes through the bend."""
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2
    db1, db2 = np.sum(dZ1, axis=1, keepdims=True) / m, np.sum(dZ2, axis=1, keepdims=True) / m
    return {"dW1": dZ1 @ X.T / m, "db1": db1, "dW2": dZ2 @ cache["A1"].T / m, "db2": db2}


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """A (1 - A) is the slope of the sigmoid. The hidden units are tanh."""
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * cache["A1"] * (1 - cache["A1"])
    db1, db2 = np.sum(dZ1, axis=1, keepdims=True) / m, np.sum(dZ2, axis=1, keepdims=True) / m
    return {"dW1": dZ1 @ X.T / m, "db1": db1, "dW2": dZ2 @ cache["A1"].T / m, "db2": db2}


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """The slope 1 - a² needs the value a, after the tanh. You squared Z1."""
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["Z1"] ** 2)
    db1, db2 = np.sum(dZ1, axis=1, keepdims=True) / m, np.sum(dZ2, axis=1, keepdims=True) / m
    return {"dW1": dZ1 @ X.T / m, "db1": db1, "dW2": dZ2 @ cache["A1"].T / m, "db2": db2}


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """The biases' gradients have lost an axis. keepdims=True keeps them columns."""
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
    db1, db2 = np.sum(dZ1, axis=1) / m, np.sum(dZ2, axis=1) / m
    return {"dW1": dZ1 @ X.T / m, "db1": db1, "dW2": dZ2 @ cache["A1"].T / m, "db2": db2}


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """The derivative of the sigmoid has cancelled against that of the logarithm: dZ2 is A2 - Y alone."""
    m, A2 = X.shape[1], cache["A2"]
    dZ2 = (A2 - Y) * A2 * (1 - A2)
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
    db1, db2 = np.sum(dZ1, axis=1, keepdims=True) / m, np.sum(dZ2, axis=1, keepdims=True) / m
    return {"dW1": dZ1 @ X.T / m, "db1": db1, "dW2": dZ2 @ cache["A1"].T / m, "db2": db2}


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """X.shape[0] is the number of features. The number of examples is X.shape[1]."""
    m = X.shape[0]
    dZ2 = cache["A2"] - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
    db1, db2 = np.sum(dZ1, axis=1, keepdims=True) / m, np.sum(dZ2, axis=1, keepdims=True) / m
    return {"dW1": dZ1 @ X.T / m, "db1": db1, "dW2": dZ2 @ cache["A1"].T / m, "db2": db2}


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """np.power(2, A1) is 2 to the power of A1. The square of A1 is np.power(A1, 2), or A1**2."""
    m = X.shape[1]
    A1, dZ2 = cache["A1"], cache["A2"] - Y
    dZ1 = np.dot(parameters["W2"].T, dZ2) * (1 - np.power(2, A1))
    db1, db2 = np.sum(dZ1, axis=1, keepdims=True) / m, np.sum(dZ2, axis=1, keepdims=True) / m
    return {"dW1": np.dot(dZ1, X.T) / m, "db1": db1, "dW2": np.dot(dZ2, A1.T) / m, "db2": db2}


# %% mistake="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """db1 is a single number, the sum over units and examples. Each unit has a bias of its own: sum along axis 1."""
    m = X.shape[1]
    A1, A2, W2 = cache["A1"], cache["A2"], parameters["W2"]
    dZ2 = A2 - Y
    dW2 = 1 / m * np.dot(dZ2, A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = 1 / m * np.dot(dZ1, X.T)
    db1 = 1 / m * np.sum(dZ1) * np.ones((W2.shape[1], 1))
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


# %% [markdown]
# Is it right? Nudge each parameter and measure, as in week 2. The check starts from larger weights than training does,
# so that no gradient is close to 0.

# %% demo
parameters = {name: 50 * np.asarray(value, float) for name, value in initialize_parameters(2, 4, 1, seed=7).items()}
grads = backward_propagation(parameters, forward_propagation(X_train, parameters)[1], X_train, Y_train)
for name in ("W1", "b1", "W2", "b2"):

    def cost_with(value, name=name):
        return compute_cost(forward_propagation(X_train, parameters | {name: value})[0], Y_train)

    measured = numerical_gradient(cost_with, parameters[name])
    print(f"d{name} agrees with the nudges:", relative_difference(grads["d" + name], measured) < 1e-6)

# %% [markdown]
# 17 parameters took 34 forward passes to measure. The backward pass got all gradients in six lines, at about the cost
# of two forward passes, and it would for 17 million.

# %% [markdown]
# ## Exercise 6a · One step  (3 points, ~5 min, ●○○)
# Write `update_parameters(parameters, grads, learning_rate=1.2)`: one step of gradient descent,
# $W := W - \alpha\,dW$ and $b := b - \alpha\,db$ for both layers (2 points). It returns a **new** dictionary with `"W1"`,
# `"b1"`, `"W2"`, `"b2"`. The dictionaries that it gets, and the arrays in them, stay as they are (1 point).
#
# *Example.* With `W1` = `[[1, 2]]`, `dW1` = `[[10, -20]]` and learning rate 0.1 the new `W1` is `[[0, 4]]`.
#
# <details><summary>Hint</summary>
#
# `W1 - learning_rate * dW1` makes a new array; `W1 -= ...` would write into the old one, and `parameters["W1"] = ...`
# would put the new one into the caller's dictionary. The key of a gradient is `"d"` before that of its parameter.
#
# </details>

# %% solution="update_parameters"
def update_parameters(parameters, grads, learning_rate=1.2):
    """One step of gradient descent.

    parameters: dictionary with the arrays "W1", "b1", "W2" and "b2"; neither it nor they are modified.
    grads: dictionary with their gradients "dW1", "db1", "dW2" and "db2", of the same shapes; not modified.
    learning_rate: number above 0.
    Returns a new dictionary with the keys of parameters.
    """
    ### BEGIN SOLUTION
    return {name: parameters[name] - learning_rate * grads["d" + name] for name in ("W1", "b1", "W2", "b2")}
    ### END SOLUTION


# %% tests="update_parameters" part="step" points=2
import numpy as np

from companion.testing import close

first = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[3.0]]), "W2": np.array([[4.0]]), "b2": np.array([[5.0]])}
slopes = {"dW1": np.array([[10.0, -20.0]]), "db1": np.array([[1.0]]), "dW2": np.array([[2.0]]), "db2": np.array([[3.0]])}
second = update_parameters(first, slopes, 0.1)
assert isinstance(second, dict) and {"W1", "b1", "W2", "b2"} <= set(second), (
    'Return a dictionary with "W1", "b1", "W2" and "b2".'
)
assert not close(second["W1"], [[2, 0]]), "This step goes uphill: subtract."
assert close(second["W1"], [[0, 4]]), "W1: subtract learning_rate times dW1."
assert close(second["b1"], [[2.9]]), "b1: subtract learning_rate times db1."
assert close(second["W2"], [[3.8]]), "W2: subtract learning_rate times dW2."
assert close(second["b2"], [[4.7]]), "b2: subtract learning_rate times db2."
b2 = update_parameters({name: np.ones((1, 1)) for name in first}, {name: np.ones((1, 1)) for name in slopes})["b2"]
assert close(b2, [[-0.2]]), "Without a third argument the learning rate is 1.2."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for n_x, n_h, n_y, learning_rate in ((1, 1, 1, 0.01), (2, 4, 1, 1.2), (5, 3, 2, 0.3), (3, 3, 3, 7.0)):
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}
    old = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    slopes = {"d" + name: rng.normal(size=shape) for name, shape in shapes.items()}
    given = [{name: value.copy() for name, value in each.items()} for each in (old, slopes)]
    after = update_parameters(*given, learning_rate)
    for name, shape in shapes.items():
        assert np.shape(after[name]) == shape, f"{name} has another shape after the step."
        moved = old[name] + (-learning_rate) * slopes["d" + name]
        assert close(after[name], moved, 1e-3, 1e-4), f"{name} is wrong for other numbers."
### END HIDDEN TESTS


# %% tests="update_parameters" part="keeps" points=1
import numpy as np

from companion.testing import close

first = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[3.0]]), "W2": np.array([[4.0]]), "b2": np.array([[5.0]])}
slopes = {"dW1": np.array([[10.0, -20.0]]), "db1": np.array([[1.0]]), "dW2": np.array([[2.0]]), "db2": np.array([[3.0]])}
second = update_parameters(first, slopes, 0.1)
assert isinstance(second, dict) and "W1" in second and close(second["W1"], [[0, 4]]), (
    "The step for W1 is wrong: that comes first."
)
assert close(first["W1"], [[1, 2]]), (
    "After the call the caller's dictionary holds another W1. Leave it as it was: new arrays in a new dictionary."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(61)
for n_x, n_h, n_y in ((1, 1, 1), (2, 4, 1), (5, 3, 2)):
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    grads = {"d" + name: rng.normal(size=shape) for name, shape in shapes.items()}
    before = {name: value.copy() for name, value in (parameters | grads).items()}
    after = update_parameters(parameters, grads, 0.3)
    for name in shapes:
        assert close(after[name], before[name] + (-0.3) * before["d" + name], 1e-3, 1e-4), (
            f"{name} is wrong for other numbers."
        )
        assert close(parameters[name], before[name]), f"After the call the caller's dictionary holds another {name}."
        assert close(grads["d" + name], before["d" + name]), f"After the call grads holds another d{name}."
### END HIDDEN TESTS


# %% mistake="update_parameters"
def update_parameters(parameters, grads, learning_rate=1.2):
    """The step goes uphill: subtract the gradients."""
    return {name: parameters[name] + learning_rate * grads["d" + name] for name in ("W1", "b1", "W2", "b2")}


# %% mistake="update_parameters"
def update_parameters(parameters, grads, learning_rate=1.2):
    """The caller's dictionary holds the new values, too. Make new arrays, and put them into a new dictionary."""
    for name in ("W1", "b1", "W2", "b2"):
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


# %% mistake="update_parameters"
def update_parameters(parameters, grads, learning_rate=1.2):
    """The learning rate isn't used."""
    return {name: parameters[name] - grads["d" + name] for name in ("W1", "b1", "W2", "b2")}


# %% mistake="update_parameters"
def update_parameters(parameters, grads, learning_rate=1.2):
    """The biases stay where they are. They need a step as well."""
    moved = {name: parameters[name] - learning_rate * grads["d" + name] for name in ("W1", "W2")}
    return {"b1": parameters["b1"], "b2": parameters["b2"]} | moved


# %% [markdown]
# ## Exercise 6b · Training  (6 points, ~14 min, ●●○)
# Write `nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None)`. It trains a network with
# `n_h` hidden units by gradient descent on `X`, shape $(n_x, m)$, and `Y`, shape (1, m), and returns **two values**:
#
# - the trained `parameters`, a dictionary as in exercise 2 (2 points);
# - `costs`, a list with `num_iterations` costs (at least one): that of each iteration **before** its update (1 point).
#
# Training starts from `initialize_parameters` with this `seed` (1 point), unless the argument `parameters` is given:
# then it starts from those, `n_h` and `seed` have no effect, and the given dictionary and its arrays stay unchanged
# (2 points, together with `learning_rate`). Arguments of your own with a default, such as `print_cost=False`, do no
# harm. An iteration is: forward, cost, backward, update. This exercise needs your functions of exercises 1 to 6a.
# (From `layer_sizes` take $n_x$ and $n_y$ only.)
#
# *Example.* `nn_model(X_train, Y_train, 3, num_iterations=10)` returns parameters with a `W1` of shape (3, 2), and a
# list of ten costs, the first of which is 0.6931.
#
# <details><summary>Hint 1: the skeleton</summary>
#
# Initialise where `parameters is None`; an empty list; a loop over `range(num_iterations)` with one line for each of
# the four parts, and an append.
#
# </details>
#
# <details><summary>Hint 2: the arguments</summary>
#
# `A2, cache = forward_propagation(X, parameters)`. The new parameters take the old ones' name:
# `parameters = update_parameters(parameters, grads, learning_rate)`.
#
# </details>

# %% solution="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """Train a network with one hidden layer by gradient descent.

    X: examples in columns, shape (n_x, m).
    Y: labels, shape (1, m), each 0 or 1.
    n_h: number of hidden units.
    num_iterations: number of updates, at least 1.
    learning_rate: number above 0.
    seed: of the random start.
    parameters: dictionary to start from; None for a random start. No argument is modified.
    Returns the trained parameters, a dictionary with "W1", "b1", "W2" and "b2"; and the list of the costs before each
    update.
    """
    ### BEGIN SOLUTION
    if parameters is None:
        n_x, _, n_y = layer_sizes(X, Y)
        parameters = initialize_parameters(n_x, n_h, n_y, seed)
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        costs.append(compute_cost(A2, Y))
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads, learning_rate)
    return parameters, costs
    ### END SOLUTION


# %% tests="nn_model" part="training" points=2
import numpy as np

from companion.testing import close, taken

# Twelve points: six with label 1 near the middle, six with label 0 around them.
turn = np.arange(6) * np.pi / 3
middle = 0.4 * np.stack([np.cos(turn), np.sin(turn)]) + np.array([[0.3], [0.15]])
around = 1.7 * np.stack([np.cos(turn + 0.3), np.sin(turn + 0.3)])
X, Y = np.hstack([middle, around]), np.array([[1] * 6 + [0] * 6])


def of_parameters(result):
    """The first value, or all of it where there is no second."""
    return result[0] if isinstance(result, (tuple, list)) else result


parameters = of_parameters(nn_model(X, Y, 3, num_iterations=10))
assert isinstance(parameters, dict) and {"W1", "b1", "W2", "b2"} <= set(parameters), (
    "The first value is the dictionary of parameters."
)
assert np.shape(parameters["W1"]) == (3, 2), "W1 must have n_h rows and n_x columns. Is the argument n_h used?"
parameters = of_parameters(nn_model(X, Y, 4, num_iterations=300))
W1, b1, W2, b2 = (taken(parameters[name]) for name in ("W1", "b1", "W2", "b2"))
assert close((W2 @ np.tanh(W1 @ X + b1) + b2 > 0) * 1, Y), (
    "After 300 iterations a label is wrong. Does every iteration start from the last one's parameters?"
)
### BEGIN HIDDEN TESTS
turn = np.arange(9) * 2 * np.pi / 9
middle = 0.4 * np.stack([np.cos(turn), np.sin(turn)]) + np.array([[0.3], [0.15]])
X = np.hstack([middle, 1.7 * np.stack([np.cos(turn + 0.3), np.sin(turn + 0.3)])])
Y = np.array([[1] * 9 + [0] * 9])
one = of_parameters(nn_model(X.copy(), Y.copy(), 5, num_iterations=1))
assert np.shape(one["W1"]) == (5, 2) and np.shape(one["W2"]) == (1, 5), "The shapes are wrong for another n_h."
assert 0 < np.max(np.abs(taken(one["W1"]))) < 0.2, "Training must start from initialize_parameters."
parameters = of_parameters(nn_model(X.copy(), Y.copy(), 6, num_iterations=300))
W1, b1, W2, b2 = (taken(parameters[name]) for name in ("W1", "b1", "W2", "b2"))
assert W2.shape == (1, 6), "The shapes are wrong for another n_h."
assert np.mean((W2 @ np.tanh(W1 @ X + b1) + b2 > 0) == Y) > 0.9, (
    "The trained parameters don't separate a middle from what is around it."
)
### END HIDDEN TESTS


# %% tests="nn_model" part="costs" points=1
import numpy as np

from companion.testing import close, taken

X, Y = np.array([[0.2, -0.1, 0.1, 2.0, -2.0, 1.5], [0.0, 0.3, -0.2, 0.5, 1.0, -1.5]]), np.array([[1, 1, 1, 0, 0, 0]])
result = nn_model(X, Y, 3, num_iterations=10)
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two values: parameters, then costs."
assert len(result[1]) == 10, "There is one cost for each iteration."
costs = taken(result[1]).ravel()
assert costs.size == 10, "Each entry of costs is one number."
assert close(costs[0], 0.6931, atol=1e-3), "The first cost is that of the random start, before any update: 0.6931."
single = taken(nn_model(X, Y, 3, num_iterations=1)[1]).ravel()
assert single.size == 1 and close(single[0], 0.6931, atol=1e-3), (
    "With one iteration there is one cost, that before its update."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(71)
for n_h, m, iterations in ((1, 1, 1), (4, 5, 2), (3, 8, 30)):
    X, Y = rng.normal(size=(2, m)), rng.integers(0, 2, (1, m))
    longer = nn_model(X.copy(), Y.copy(), n_h, iterations + 1)[1]
    with describing("a single example" if m == 1 else "several examples"):
        shorter = nn_model(X.copy(), Y.copy(), n_h, iterations)
    assert len(longer) == iterations + 1 and len(shorter[1]) == iterations, "There must be one cost for each iteration."
    W1, b1, W2, b2 = (taken(shorter[0][name]) for name in ("W1", "b1", "W2", "b2"))
    assert W1.shape == (n_h, 2) and W2.shape == (1, n_h), "The shapes are wrong for another n_h."
    sums = W2 @ np.tanh(W1 @ X + b1) + b2
    expected = np.mean(np.logaddexp(0, np.where(Y == 1, -sums, sums)))
    assert close(taken(longer).ravel()[-1], expected, 2e-3, 1e-4), "A cost is that of the parameters before the update."
### END HIDDEN TESTS


# %% tests="nn_model" part="given_start" points=2
import numpy as np

from companion.testing import close

start = {"W1": np.array([[1.0, -1.0]]), "b1": np.array([[0.5]]), "W2": np.array([[2.0]]), "b2": np.array([[0.0]])}
try:
    result = nn_model(np.array([[1.0], [2.0]]), np.array([[0]]), 1, num_iterations=1, learning_rate=0.1, parameters=start)
except TypeError:
    result = None
assert result is not None, (
    "With learning_rate=0.1 and parameters=… nn_model ends in a TypeError. Does it take these two arguments, by these names?"
)
found = result[0] if isinstance(result, (tuple, list)) else result
assert isinstance(found, dict) and {"W1", "b1", "W2", "b2"} <= set(found), (
    "The first value is the dictionary of parameters."
)
assert not close(found["W2"], [[2.1575427]], atol=1e-3), (
    "This step has the default learning rate. Hand the argument on to update_parameters."
)
assert close(found["W2"], [[2.0131286]], atol=1e-4), (
    "One step from given parameters: W2 is wrong. Does training start from them?"
)


### BEGIN HIDDEN TESTS
from companion.testing import describing

def train(start, X, Y, iterations, learning_rate):
    """Gradient descent by itself, with einsum: the parameters at its end."""
    W1, b1, W2, b2 = (np.array(start[name], dtype=float) for name in ("W1", "b1", "W2", "b2"))
    for _ in range(iterations):
        A1 = np.tanh(np.einsum("hj,jm->hm", W1, X) + b1)
        error = (1 / (1 + np.exp(-np.einsum("oh,hm->om", W2, A1) - b2)) - Y) / X.shape[1]
        back = np.einsum("oh,om->hm", W2, error) * (1 - A1) * (1 + A1)
        W2, b2 = W2 - learning_rate * np.einsum("om,hm->oh", error, A1), b2 - learning_rate * error.sum()
        W1, b1 = W1 - learning_rate * np.einsum("hm,jm->hj", back, X), b1 - learning_rate * back.sum(axis=1).reshape(-1, 1)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


rng = np.random.default_rng(7)
for n_x, n_h, m, iterations, learning_rate in ((1, 1, 1, 1, 0.5), (2, 3, 5, 7, 0.1), (3, 2, 8, 40, 1.0), (4, 5, 1, 3, 0.3)):
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
    start = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    before = {name: value.copy() for name, value in (start | {"X": X, "Y": Y}).items()}
    expected = train(before, before["X"], before["Y"], iterations, learning_rate)
    with describing("given parameters, and a single example" if m == 1 else "given parameters"):
        result = nn_model(X, Y, n_h, iterations, learning_rate=learning_rate, parameters=start)
    found = result[0] if isinstance(result, (tuple, list)) else result
    for name, numbers in expected.items():
        assert np.shape(found[name]) == numbers.shape, f"{name} has the wrong shape for other sizes."
        assert close(found[name], numbers, 5e-3, 1e-3), (
            f"Started from given parameters, the final {name} is wrong. Are all arguments used?"
        )
    assert close(start | {"X": X, "Y": Y}, before), (
        "After the call one of the arguments holds other numbers. Leave them as they are."
    )
default = nn_model(before["X"], before["Y"], 5, 2, parameters={name: before[name].copy() for name in expected})
found, expected = default[0] if isinstance(default, (tuple, list)) else default, train(before, before["X"], before["Y"], 2, 1.2)
assert close(found["b2"], expected["b2"], 5e-3, 1e-3), "Without learning_rate the learning rate is 1.2."
### END HIDDEN TESTS


# %% tests="nn_model" part="seed" points=1
import numpy as np

from companion.testing import close

X, Y = np.array([[0.2, -0.1, 0.1, 2.0], [0.0, 0.3, -0.2, 0.5]]), np.array([[1, 1, 1, 0]])


def first_weights(n_h, seed):
    """W1 after one iteration from this seed."""
    try:
        result = nn_model(X, Y, n_h, num_iterations=1, seed=seed)
    except TypeError:
        return None
    return (result[0] if isinstance(result, (tuple, list)) else result)["W1"]


one = first_weights(3, 1)
assert one is not None, (
    "With seed=1 nn_model ends in a TypeError. Does it, like initialize_parameters, take the argument seed?"
)
assert np.shape(one) == (3, 2) and close(first_weights(3, 1), one), "The same seed must give the same result."
assert not close(first_weights(3, 2), one, atol=1e-5), "Another seed must give another start: hand the seed on."
### BEGIN HIDDEN TESTS
for n_h in (2, 5):
    starts = [first_weights(n_h, seed) for seed in (0, 3, 11)]
    assert all(np.shape(start) == (n_h, 2) for start in starts), "The shapes are wrong for another n_h."
    assert close(first_weights(n_h, 3), starts[1]), "The same seed must give the same result."
    assert not close(starts[0], starts[1], atol=1e-5) and not close(starts[1], starts[2], atol=1e-5), (
        "Another seed must give another start."
    )
result = nn_model(X, Y, 2, num_iterations=1)
assert close((result[0] if isinstance(result, (tuple, list)) else result)["W1"], first_weights(2, 0)), (
    "Without a seed it is 0."
)
### END HIDDEN TESTS


# %% mistake="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """The argument parameters is overwritten by a random start. Initialise only where it is None."""
    n_x, _, n_y = layer_sizes(X, Y)
    parameters = initialize_parameters(n_x, n_h, n_y, seed)
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        costs.append(compute_cost(A2, Y))
        parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y), learning_rate)
    return parameters, costs


# %% mistake="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """n_h is overwritten by the 4 that layer_sizes returns. Use the argument."""
    if parameters is None:
        parameters = initialize_parameters(*layer_sizes(X, Y), seed)
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        costs.append(compute_cost(A2, Y))
        parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y), learning_rate)
    return parameters, costs


# %% mistake="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """Every iteration begins again from the same start: the new parameters get a name that the next one doesn't use."""
    if parameters is None:
        parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0], seed)
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        costs.append(compute_cost(A2, Y))
        updated = update_parameters(parameters, backward_propagation(parameters, cache, X, Y), learning_rate)
    return updated, costs


# %% mistake="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """The learning rate isn't handed on, so update_parameters takes its default."""
    if parameters is None:
        parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0], seed)
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        costs.append(compute_cost(A2, Y))
        parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y))
    return parameters, costs


# %% mistake="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """The costs are noted after the update. Each belongs to the parameters before it."""
    if parameters is None:
        parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0], seed)
    costs = []
    for _ in range(num_iterations):
        _, cache = forward_propagation(X, parameters)
        parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y), learning_rate)
        costs.append(compute_cost(forward_propagation(X, parameters)[0], Y))
    return parameters, costs


# %% mistake="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """The list of costs is missing. Return parameters and, after a comma, costs."""
    if parameters is None:
        parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0], seed)
    for _ in range(num_iterations):
        _, cache = forward_propagation(X, parameters)
        parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y), learning_rate)
    return parameters


# %% mistake="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """The seed isn't handed on, so every start is the same."""
    if parameters is None:
        parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0])
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        costs.append(compute_cost(A2, Y))
        parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y), learning_rate)
    return parameters, costs


# %% mistake="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
    """The arguments learning_rate, seed and parameters are missing: training can't start elsewhere, or step otherwise."""
    n_x = layer_sizes(X, Y)[0]
    n_y = layer_sizes(X, Y)[2]
    parameters = initialize_parameters(n_x, n_h, n_y)
    costs = []
    for i in range(0, num_iterations):
        A2, cache = forward_propagation(X, parameters)
        cost = compute_cost(A2, Y)
        costs.append(cost)
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads)
        if print_cost and i % 1000 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
    return parameters, costs


# %% [markdown]
# `trained` calls your `nn_model` on the pinwheel and remembers the result, so that the cells below can share it. If you
# change one of your functions later, run the next cell again: then it forgets. Where training ends depends on the
# random start, and your exercise 2 may draw its numbers in another way than ours. So `common_start` puts numbers in
# that are the same for everyone. The texts below are about these.


# %%
def common_start(n_h, seed=0):
    """What initialize_parameters returns for 2 inputs and 1 output, with weights that are the same for everyone."""
    draws = 0.01 * np.random.default_rng(seed).normal(size=3 * n_h)
    weights = {"W1": draws[: 2 * n_h].reshape(n_h, 2), "W2": draws[2 * n_h :].reshape(1, n_h)}
    return initialize_parameters(2, n_h, 1) | weights


@functools.cache
def trained(n_h, seed=0):
    """What nn_model returns for the pinwheel with n_h hidden units: parameters and costs."""
    return nn_model(X_train, Y_train, n_h, num_iterations=5000, learning_rate=0.5, parameters=common_start(n_h, seed))


# %% demo
_, costs = trained(4)
fig, ax = plt.subplots(figsize=(7, 3.6))
cost_curves(ax, {"4 hidden units": np.ravel(costs)}, title="A plateau, a fall, a shoulder, and another fall")
plt.show()
print("cost at iteration 0, 100, 1000, 4999:", [round(float(np.ravel(costs[i])[0]), 4) for i in (0, 100, 1000, 4999)])

# %% [markdown]
# For more than 700 iterations nothing seems to happen. The start is to blame: the error that comes back to layer 1 is
# multiplied by $W^{[2]}$, and $dW^{[2]}$ by $A^{[1]}$, and both begin near 0.01. The weights do grow, though, faster
# the larger they are, and then the cost drops. From about 1,200 to 1,700 it slows down a second time, near 0.3, before
# it falls further. A level stretch is not the end; how long it lasts depends on the start.

# %% [markdown]
# ## Exercise 7 · Decide  (2 points, ~4 min, ●○○)
# Write `predict(parameters, X)`: an array of shape (1, m) with the label of each column of `X`, 1 where the output
# $a^{[2]}$ is above 0.5 and 0 where it is below. At exactly 0.5 either label is accepted. Zeros and ones may be whole
# numbers, floats or booleans. The arguments stay unchanged. This exercise needs your `forward_propagation`.
#
# *Example.* With the parameters and the `X` of the example of exercise 3 both outputs are above 0.5: `[[1, 1]]`.
#
# <details><summary>Hint</summary>
#
# `forward_propagation` returns two values; take the first. A comparison acts on every entry and keeps the shape.
#
# </details>

# %% solution="predict"
def predict(parameters, X):
    """Labels that the network predicts.

    parameters: dictionary with "W1" (n_h, n_x), "b1" (n_h, 1), "W2" (1, n_h) and "b2" (1, 1).
    X: examples in columns, shape (n_x, m).
    Neither is modified.
    Returns an array of shape (1, m): 1 where the output is above 0.5, 0 where it is below.
    """
    ### BEGIN SOLUTION
    A2, _ = forward_propagation(X, parameters)
    return (A2 > 0.5).astype(int)
    ### END SOLUTION


# %% tests="predict" points=2
import numpy as np

from companion.testing import close, taken

step = {"W1": np.array([[3.0], [-1.0]]), "b1": np.array([[0.0], [1.0]]), "W2": np.array([[2.0, 1.0]]), "b2": np.array([[0.2]])}
labels = predict(step, np.array([[-2.0, 2.0, 0.05, -0.5]]))
assert labels is not None, "predict returns None. Does it end with a return?"
labels = taken(labels).astype(float)
assert labels.shape == (1, 4), "The labels form a row, shape (1, m): one for each column of X."
assert np.all((labels == 0) | (labels == 1)), "A label is 0 or 1. These are something in between: decide."
assert not close(labels, [[1, 0, 0, 1]]), "Every label is the wrong way round: 1 stands for a high output."
assert close(labels, [[0, 1, 1, 0]]), "A label is wrong. Compare the output a, after the sigmoid, with 0.5."
one = taken(predict(step, np.array([[2.0]]))).astype(float)
assert close(one, [[1]]), "For a single example the label is an array of shape (1, 1), too."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(8)
for n_x, n_h, m in ((1, 1, 1), (4, 2, 1), (2, 5, 9), (3, 3, 3), (2, 4, 40)):
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (1, n_h), "b2": (1, 1)}
    parameters = {name: rng.normal(0, 0.3 if name == "b2" else 1, size=shape) for name, shape in shapes.items()}
    X = rng.normal(size=(n_x, m))
    given, old = X.copy(), {name: value.copy() for name, value in parameters.items()}
    with describing("a single example" if m == 1 else "several examples"):
        labels = taken(predict(parameters, X)).astype(float)
    assert labels.shape == (1, m), "The labels must have the shape (1, m), for any sizes."
    for i in range(m):
        z = float(old["b2"][0, 0])
        for h in range(n_h):
            z += old["W2"][0, h] * math.tanh(old["b1"][h, 0] + float(old["W1"][h] @ given[:, i]))
        assert abs(z) < 1e-5 or labels[0, i] == (z > 0), "A label is wrong for other parameters or data."
    assert close(X, given) and close(parameters, old), (
        "After the call X or the parameters hold other numbers. Leave them as they are."
    )
### END HIDDEN TESTS


# %% mistake="predict"
def predict(parameters, X):
    """These are the outputs. Compare them with 0.5."""
    return forward_propagation(X, parameters)[0]


# %% mistake="predict"
def predict(parameters, X):
    """0.5 is the threshold for the output a. For the sum z it is 0."""
    return (forward_propagation(X, parameters)[1]["Z2"] > 0.5).astype(int)


# %% mistake="predict"
def predict(parameters, X):
    """The comparison is the wrong way round."""
    return (forward_propagation(X, parameters)[0] < 0.5).astype(int)


# %% mistake="predict"
def predict(parameters, X):
    """The labels have lost an axis: the shape is (m,) instead of (1, m)."""
    return (forward_propagation(X, parameters)[0] > 0.5).astype(int)[0]


# %% demo
def accuracy(parameters, X, Y):
    """Share of examples whose predicted label is right."""
    return float(np.mean(predict(parameters, X) == Y))


parameters, _ = trained(4)
fig, ax = plt.subplots(figsize=(5.4, 4.6), layout="constrained")
areas = draw_surface(ax, lambda points: forward_propagation(points, parameters)[0])
draw_points(ax, X_train, Y_train)
fig.colorbar(areas, ax=ax, label="probability of label 1", ticks=[0, 0.25, 0.5, 0.75, 1])
ax.set_title("Four hidden units bend the boundary")
plt.show()
print(f"training {accuracy(parameters, X_train, Y_train):.1%}, dev {accuracy(parameters, X_dev, Y_dev):.1%}")

# %% [markdown]
# Logistic regression had 54 % of the dev points right, four hidden units have 84 %. The boundary bends around the
# blades, though not everywhere: four units can't follow all six. On the training set it is right more often, 93 %. Some
# of that is luck with the 240 points that it has seen.

# %% [markdown]
# ## How many hidden units?
# The size of the hidden layer is a **hyperparameter**: training doesn't find it, you choose it. Here are six sizes with
# the same start, learning rate and number of iterations.
#
# **Predict** (no points): which boundary can a single hidden unit draw? From how many units on do more of them no longer
# help on dev, and what do they do on the training set?

# %% demo
SIZES = (1, 2, 3, 5, 20, 50)
fig, axes = plt.subplots(2, 3, figsize=(12, 8), layout="constrained")
for ax, n_h in zip(axes.flat, SIZES):
    parameters, costs = trained(n_h)
    draw_surface(ax, lambda points: forward_propagation(points, parameters)[0])
    draw_points(ax, X_train, Y_train, size=12)
    shares = accuracy(parameters, X_train, Y_train), accuracy(parameters, X_dev, Y_dev)
    ax.set_title(f"{n_h} hidden: training {shares[0]:.1%}, dev {shares[1]:.1%}")
    print(f"{n_h:2} hidden units: cost {float(np.ravel(costs[-1])[0]):.3f}, training {shares[0]:.1%}, dev {shares[1]:.1%}")
fig.suptitle("More units, more bends; from this start the dev accuracy hardly moves beyond five units")
plt.show()

# %% [markdown]
# <details><summary>What came out</summary>
#
# One hidden unit still draws a straight line: its output rises or falls in one direction only. Three lines through the
# middle already cut the plane into six sectors, but with nearly straight edges, and the blades are curved. With five
# units the dev accuracy is 89.5 %, and it stays about there: 90.3 % with 20, 89.5 % with 50. (With 600 dev points the
# standard error is 1.2 points, so these three can't be told apart.) The training accuracy climbs on to 99.2 %, as the
# boundary begins to bend around single points. Five units with 21 parameters do here what fifty do with 201.
#
# </details>
#
# But this is one start. Here are eight, for 5 and for 20 units.

# %% demo
print("dev accuracy, and cost in brackets, from each of the eight starts")
for n_h in (5, 20):
    ends = [(accuracy(parameters, X_dev, Y_dev), costs) for parameters, costs in (trained(n_h, seed) for seed in range(8))]
    print(f"{n_h:2} hidden units:", "  ".join(f"{share:.1%} ({float(np.ravel(costs[-1])[0]):.2f})" for share, costs in ends))

# %% [markdown]
# Five units find their way from five of the starts. From the other three they end at a higher cost, with 86 to 88 % of
# the dev points right. With 20 units all eight ends are between 89.5 % and 91.0 %. So five units are enough to express a
# good boundary, and some to spare make it matter less where training starts.

# %% [markdown]
# ## What the hidden units have learned
# A hidden unit is a function of the plane: $a^{[1]}_j = \tanh(w_j^T x + b_j)$, −1 on one side of a straight line, +1 on
# the other, with a soft step between. The output adds these steps up, each with its weight $w^{[2]}_j$, and where the
# sum passes 0 lies the boundary.
#
# **Predict** (no points): each of five units draws one straight line. How can their sum bend around the blades, and where?

# %% demo
parameters, _ = trained(5)
fig, axes = plt.subplots(2, 3, figsize=(12, 8), layout="constrained")
for j, ax in enumerate(axes.flat[:5]):
    areas = draw_surface(
        ax, lambda points: forward_propagation(points, parameters)[1]["A1"][j], lowest=-1, highest=1, boundary=0
    )
    draw_points(ax, X_train, Y_train, size=9)
    ax.set_title(f"unit {j + 1}, weight in the output {parameters['W2'][0, j]:+.1f}".replace("-", "−"))
fig.colorbar(areas, ax=axes, label="activation of the unit", ticks=[-1, -0.5, 0, 0.5, 1], shrink=0.6)
draw_surface(axes.flat[5], lambda points: forward_propagation(points, parameters)[0])
draw_points(axes.flat[5], X_train, Y_train, size=9)
axes.flat[5].set_title("their weighted sum, through the sigmoid")
fig.suptitle("Each hidden unit is a soft step across a straight line; together they follow the blades")
plt.show()

# %% [markdown]
# <details><summary>What came out</summary>
#
# Orange is the side on which a unit is +1; its black line is where its sum passes 0. The steps differ in their softness:
# units 3 and 5 change slowly, unit 4 sharply. A negative weight means that the orange side speaks for label 0. Far
# from the middle, nearly every unit is at one of its ends, so the final boundary can only run along the lines of
# units; in the middle, where several are on their way from −1 to +1, it curves. Nobody told a unit where to draw its
# line. The gradient did.
#
# </details>

# %% [markdown]
# ## Why not zeros?
# Suppose two hidden units have the same weights, in and out. They compute the same, so the same error comes back to
# both, so they take the same step, and are the same after it. That is **symmetry**, and gradient descent never breaks
# it by itself. With all weights zero it is worse: $W^{[2]} = 0$ sends no error back to layer 1, and $A^{[1]} = 0$ gives
# $dW^{[2]} = 0$. Nothing but $b^{[2]}$ can move.
#
# A unit is described by the numbers that belong to it: its row of $W^{[1]}$, its entry of $b^{[1]}$ and its column of
# $W^{[2]}$. Two units are the same if all these numbers are. How many different ones does a layer have?

# %% [markdown]
# ## Exercise 8 · How many different units?  (4 points, ~12 min, ●●○)
# Write `distinct_units(parameters)`. It returns how many different hidden units the network has, a whole number from 1
# to $n_h$. Two units count as the same if **none** of their numbers (row of `W1`, entry of `b1`, column of `W2`)
# differ by more than 0.000001. In the tests numbers are either closer than a billionth or at least 0.001 apart; telling
# these two apart is worth 2 of the 4 points. The shapes are those of the table, with $n_y$ outputs. The arguments stay
# unchanged.
#
# *Example.* `W1` = `[[1, 2], [1, 2], [3, 0]]`, `b1` = `[[0], [0], [0]]` and `W2` = `[[5, 5, 7]]`: units 1 and 2 are the
# same, so the result is 2. With `W2` = `[[5, 6, 7]]` it is 3.
#
# <details><summary>Hint 1: one row for each unit</summary>
#
# `np.hstack([W1, b1, W2.T])` has a row for each unit, with all of its numbers.
#
# </details>
#
# <details><summary>Hint 2: count the new ones</summary>
#
# Go through the rows and keep a list of those seen so far. A row is new if it differs from every kept one; then it is
# kept. `np.abs(row - other).max()` is the largest difference of two rows.
#
# </details>

# %% solution="distinct_units"
def distinct_units(parameters):
    """Number of hidden units that differ from each other.

    parameters: dictionary with "W1" (n_h, n_x), "b1" (n_h, 1), "W2" (n_y, n_h) and "b2" (n_y, 1); not modified.
    Returns a whole number from 1 to n_h. Two units count as the same if none of their numbers, a row of W1, an entry of
    b1 and a column of W2, differ by more than 1e-6.
    """
    ### BEGIN SOLUTION
    kept = []
    for unit in np.hstack([parameters["W1"], parameters["b1"], parameters["W2"].T]):
        if all(np.max(np.abs(unit - other)) > 1e-6 for other in kept):
            kept.append(unit)
    return len(kept)
    ### END SOLUTION


# %% tests="distinct_units" part="differences" points=2
import numpy as np

from companion.testing import close, taken

three = {"W1": np.array([[1.0, 2.0], [1.0, 2.0], [3.0, 0.0]]), "b1": np.zeros((3, 1)), "b2": np.zeros((1, 1))}
count = distinct_units(three | {"W2": np.array([[5.0, 5.0, 7.0]])})
assert count is not None, "distinct_units returns None. Does it end with a return?"
assert close(count, 2), "Units 1 and 2 have the same numbers, unit 3 has others: that makes two."
assert close(distinct_units(three | {"W2": np.array([[5.0, 6.0, 7.0]])}), 3), (
    "Units 1 and 2 differ in their weight in the output, W2."
)
biased = three | {"W2": np.array([[5.0, 5.0, 7.0]]), "b1": np.array([[0.0], [1.0], [0.0]])}
assert close(distinct_units(biased), 3), "Units 1 and 2 differ in their bias."
outputs = three | {"W2": np.array([[5.0, 5.0, 7.0], [1.0, 2.0, 3.0]]), "b2": np.zeros((2, 1))}
assert close(distinct_units(outputs), 3), "With two outputs, units 1 and 2 differ in their weight in the second."
single = {"W1": np.array([[1.0, 2.0]]), "b1": np.zeros((1, 1)), "W2": np.array([[5.0]]), "b2": np.zeros((1, 1))}
assert close(distinct_units(single), 1), "A single hidden unit is one kind."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(9)
for n_x, n_y, n_h, kinds in ((1, 1, 1, 1), (2, 1, 4, 1), (2, 1, 5, 3), (3, 2, 6, 6), (1, 3, 9, 4), (4, 1, 3, 2), (2, 2, 12, 5)):
    W1 = rng.integers(-3, 4, size=(kinds, n_x)) / 2
    b1 = np.arange(kinds).reshape(-1, 1) * 0.25 - 0.5
    W2 = rng.integers(-3, 4, size=(n_y, kinds)) / 2
    which = np.concatenate([np.arange(kinds), rng.integers(0, kinds, n_h - kinds)])
    rng.shuffle(which)
    parameters = {"W1": W1[which], "b1": b1[which], "W2": W2[:, which], "b2": np.zeros((n_y, 1))}
    before = {name: value.copy() for name, value in parameters.items()}
    with describing("a single unit" if n_h == 1 else "several outputs" if n_y > 1 else "several units"):
        assert close(distinct_units(parameters), kinds), "The count is wrong for other networks, with several like units."
    assert close(parameters, before), "After the call the parameters hold other numbers. Leave them as they are."
for name, place in (("W1", (2, -1)), ("b1", (2, -1)), ("W2", (1, 2))):
    same = {"W1": np.full((4, 3), 0.7), "b1": np.full((4, 1), 0.2), "W2": np.full((2, 4), -1.3), "b2": np.zeros((2, 1))}
    assert close(distinct_units(same), 1), "Where all units are the same there is one kind."
    same[name][place] -= 0.002
    assert close(distinct_units(same), 2), f"A difference of 0.002 in {name} makes a new unit, also below the others."
swapped = {"W1": np.array([[1.0, 2.0], [2.0, 1.0]]), "b1": np.zeros((2, 1)), "W2": np.ones((1, 2)), "b2": np.zeros((1, 1))}
assert close(distinct_units(swapped), 2), "The same weights for other features make another unit."
### END HIDDEN TESTS


# %% tests="distinct_units" part="rounding" points=2
import numpy as np

from companion.testing import close

nearly = {"W1": np.array([[1.0, 2.0], [1.0, 2.0], [3.0, 0.0]]), "b1": np.zeros((3, 1)), "b2": np.zeros((1, 1))}
nearly["W2"] = np.array([[5.0, 5.0 + 1e-10, 7.0]])
assert close(distinct_units(nearly), 2), "A difference of 0.0000000001 is rounding: it makes no new unit."
### BEGIN HIDDEN TESTS
for name, place in (("W1", (2, -1)), ("b1", (2, -1)), ("W2", (1, 2))):
    for rounding in (1e-10, -1e-10):
        same = {"W1": np.full((4, 3), 0.7), "b1": np.full((4, 1), 0.2), "W2": np.full((2, 4), -1.3), "b2": np.zeros((2, 1))}
        same[name][place] += rounding
        assert close(distinct_units(same), 1), f"A difference of 1e-10 in {name} makes no new unit."
        same["W1"][0, 0] += 0.5
        assert close(distinct_units(same), 2), (
            f"With a difference of 1e-10 in {name}, another of 0.5 makes one new unit."
        )
### END HIDDEN TESTS


# %% mistake="distinct_units"
def distinct_units(parameters):
    """Only W1 is compared. A unit's bias and its weight in the output belong to it, too."""
    return len(np.unique(np.round(parameters["W1"], 6), axis=0))


# %% mistake="distinct_units"
def distinct_units(parameters):
    """The comparison is exact, so a rounding error makes a new unit. Allow a small difference."""
    return len(np.unique(np.hstack([parameters["W1"], parameters["b1"], parameters["W2"].T]), axis=0))


# %% mistake="distinct_units"
def distinct_units(parameters):
    """Without axis=0, np.unique counts single numbers. A unit is a whole row."""
    return len(np.unique(np.round(np.hstack([parameters["W1"], parameters["b1"], parameters["W2"].T]), 6)))


# %% mistake="distinct_units"
def distinct_units(parameters):
    """This is the number of units. How many of them are different?"""
    return parameters["W1"].shape[0]


# %% mistake="distinct_units"
def distinct_units(parameters):
    """The weights in the output, W2, are left out. Units that act differently on the output are different."""
    return len(np.unique(np.round(np.hstack([parameters["W1"], parameters["b1"]]), 6), axis=0))


# %% [markdown]
# Now train four hidden units for 1,000 iterations from three starts: all parameters 0; all weights 0.5; and random.
#
# **Predict** (no points): how many different units will each of the three have at the end, and which of them learn
# anything?

# %% demo
starts = {
    "zeros": {"W1": np.zeros((4, 2)), "b1": np.zeros((4, 1)), "W2": np.zeros((1, 4)), "b2": np.zeros((1, 1))},
    "all weights 0.5": {"W1": np.full((4, 2), 0.5), "b1": np.zeros((4, 1)), "W2": np.full((1, 4), 0.5), "b2": np.zeros((1, 1))},
    "random": common_start(4),
}
for name, start in starts.items():
    parameters, costs = nn_model(X_train, Y_train, 4, num_iterations=1000, learning_rate=0.5, parameters=start)
    print(
        f"{name:16} different units at the start {distinct_units(start)}, at the end {distinct_units(parameters)};",
        f"cost {float(np.ravel(costs[-1])[0]):.4f}, dev accuracy {accuracy(parameters, X_dev, Y_dev):.1%}",
    )

# %% [markdown]
# <details><summary>What came out</summary>
#
# From zeros nothing is learned at all: the cost stays at $\log 2$, and every point gets the same answer. From equal
# weights the network learns, but its four units stay one unit, and it gets no further than the network with a single
# hidden unit did. Random weights start four different units, and they stay different. Symmetry isn't about the value
# 0: *any* equal start is as bad.
#
# </details>

# %% [markdown]
# ## Random, but how large?
# The factor 0.01 keeps tanh in its steep middle. It has a price: near 0, tanh is almost a straight line, so at first the
# network is almost a linear model, and leaves that state slowly. The spirals show it, with 5 and with 50 units.
#
# **Predict** (no points): from the same small start, which of the two leaves it first, the small network or the large?


# %%
@functools.cache
def on_spirals(n_h, factor, num_iterations):
    """Parameters and costs on the spirals, with initial weights of standard deviation `factor`."""
    start = common_start(n_h)
    larger = start | {name: start[name] * factor / 0.01 for name in ("W1", "W2")}
    return nn_model(*spirals(240, seed=1), n_h, num_iterations, learning_rate=0.5, parameters=larger)


# %% demo
fig, axes = plt.subplots(1, 3, figsize=(13, 4.2), layout="constrained")
X, Y = spirals(240, seed=1)
for ax, (n_h, factor) in zip(axes, ((5, 0.01), (50, 0.01), (50, 0.5))):
    parameters, costs = on_spirals(n_h, factor, 5000)
    draw_surface(ax, lambda points: forward_propagation(points, parameters)[0])
    draw_points(ax, X, Y, size=12)
    cost = float(np.ravel(costs[-1])[0])
    ax.set_title(f"{n_h} units, weights from {factor}: cost {cost:.3f}")
    directions = parameters["W1"] / np.linalg.norm(parameters["W1"], axis=1, keepdims=True)
    print(f"{n_h:2} units, start {factor}: smallest |cosine| between two units' weights {np.abs(directions @ directions.T).min():.3f}")
fig.suptitle("After 5,000 iterations: fifty units that start too small are still one straight line")
plt.show()
w, b = logistic_regression(X, Y)
Z = w.T @ X + b
print(f"logistic regression: cost {np.mean(np.logaddexp(0, Z) - Y * Z):.3f}")

# %% [markdown]
# <details><summary>What came out</summary>
#
# Five units wind themselves into the spiral. Fifty from the same small start haven't begun: all of their weight vectors
# point in one direction or its opposite (the cosines are 0.999 or more in size), their sums are small, tanh is a line
# for them, and the cost is 0.55, that of logistic regression. Starting from 0.5 they are through after 5,000, with the
# lowest cost of the three.
#
# </details>
#
# So 0.01 is too small for fifty units and not for five. Train for longer, and look at the size of the sums
# $z^{[1]}$ early on, while the network is still a line.
#
# **Predict** (no points): do fifty units ever leave the line by themselves? Are their sums larger or smaller than those of
# five?

# %% demo
runs = {n_h: on_spirals(n_h, 0.01, 16000)[1] for n_h in (5, 20, 50)}
fig, ax = plt.subplots(figsize=(7, 3.6))
curves = {f"{n_h} units": np.ravel(costs) for n_h, costs in runs.items()}
cost_curves(ax, curves, title="The more units share the line, the longer they stay on it")
plt.show()
for n_h, costs in runs.items():
    Z1 = forward_propagation(X, on_spirals(n_h, 0.01, 1000)[0])[1]["Z1"]
    print(
        f"{n_h:2} units: root mean square of z after 1,000 iterations {np.sqrt(np.mean(Z1**2)):.2f};",
        f"cost below 0.5 after {int(np.argmax(np.ravel(costs) < 0.5)):,} iterations",
    )

# %% [markdown]
# <details><summary>What came out</summary>
#
# Fifty units come free, too, eight times as late as five. At first each of the three networks makes the same line, and
# its units share the work: the more of them there are, the smaller the sums that each one needs. And the smaller $z$ is,
# the straighter is tanh. It falls short of $z$ by about the fraction $z^2/3$: 3 % at 0.30, but 0.4 % at 0.11, seven
# times less to tell a curve from a line. (A test: fifty units with $\tanh(3z)/3$, which bends at a third of the sums,
# were below 0.5 after 900 to 1,250 iterations, from three starts.)
#
# </details>
#
# Too large is wrong as well, since then tanh is flat, as you measured in `01_activation_functions`. Course 2 finds a
# size that fits each layer.

# %% [markdown]
# ## The cost around a minimum
# Logistic regression has one valley. A hidden layer has many: renumber its units, and the network computes the same;
# turn the sign of all of a unit's weights round, and so it does again, since $\tanh(-z) = -\tanh(z)$. So every minimum
# has twins of exactly the same cost. The map shows the plane through three of them, in the space of 21 parameters: the
# trained network with five units, the one with units 1 and 2 swapped, and the one with unit 3 turned round. (A fourth,
# with both changes, lies in the same plane.)
#
# **Predict** (no points): halfway between two of them, is the cost lower than theirs, equal or higher?


# %%
def twins(parameters):
    """Three networks with the same outputs: as given, with units 1 and 2 swapped, with unit 3 turned round."""
    order, signs = [1, 0, 2, 3, 4], np.array([1, 1, -1, 1, 1])
    swapped = {"W1": parameters["W1"][order], "b1": parameters["b1"][order], "W2": parameters["W2"][:, order]}
    turned = {
        "W1": parameters["W1"] * signs[:, np.newaxis],
        "b1": parameters["b1"] * signs[:, np.newaxis],
        "W2": parameters["W2"] * signs,
    }
    return parameters, parameters | swapped, parameters | turned


# %% demo
here, swapped, turned = twins(trained(5)[0])


def cost_between(s, t):
    place = {name: (1 - s - t) * here[name] + s * swapped[name] + t * turned[name] for name in here}
    Z2 = forward_propagation(X_train, place)[1]["Z2"]
    return np.mean(np.logaddexp(0, Z2) - Y_train * Z2)


grid = np.linspace(-0.5, 1.5, 61)
heights = [[cost_between(s, t) for s in grid] for t in grid]
fig, ax = plt.subplots(figsize=(7, 5.4), layout="constrained")
areas = ax.contourf(grid, grid, heights, [0, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 4], cmap="cividis", extend="max")
fig.colorbar(areas, ax=ax, label="cost J on the training set")
corners = {(0, 0): "trained", (1, 0): "1 and 2 swapped", (0, 1): "3 turned round", (1, 1): "both"}
for (s, t), name in corners.items():
    ax.plot(s, t, "o", color="white", markeredgecolor="black")
    text = f"{name}: {cost_between(s, t):.3f}"
    ax.annotate(text, (s, t), (0, 9), textcoords="offset points", ha="center", color="white")
ax.set(xlabel="way to the network with units 1 and 2 swapped", ylabel="way to the network with unit 3 turned round")
ax.set_title("Four equal costs, and a rise on the straight ways between them")
plt.show()
print("cost on the way to the swapped network:", [round(float(cost_between(s, 0)), 2) for s in (0, 0.25, 0.5, 0.75, 1)])
halfway = {"swapped": (0.5, 0), "turned": (0, 0.5), "both": (0.5, 0.5)}
print("cost halfway:", {name: round(float(cost_between(s, t)), 2) for name, (s, t) in halfway.items()})

# %% [markdown]
# <details><summary>What came out</summary>
#
# All four have a cost of 0.097, and on the straight way from one to another the cost rises: halfway to the swapped
# network it is 1.05, to the others more. So the average of two equally good networks can be a bad one, and the
# landscape isn't convex. (The map shows one plane in 21 dimensions. It can't tell whether a bent way around stays low.)
# Which of the twins you get depends on the start, and doesn't matter, since they are equally good. That from some starts
# five units ended at a higher cost does matter, and so do plateaus, where gradients are tiny: they cost time.
#
# </details>

# %% [markdown]
# ## What you built
# - A neural network with a hidden layer: forward for all examples in four lines, backward in six, checked by nudges.
# - Training that follows the blades of a pinwheel, with a fair comparison of sizes on a dev set.
# - Evidence for two rules: start at random, and neither too small nor too large.
#
# **Questions to take along** (no points)
# 1. Three lines through the middle make six sectors. With sharp steps, −1 or +1, which three weights in the output make
#    its sign change from sector to sector? Compare with the units of `trained(3)`.
# 2. Start only $W^{[1]}$ at random, and $W^{[2]}$ and the biases at zero. Is the symmetry broken? Try it with
#    `nn_model(..., parameters=...)` before you answer.
# 3. How many twins does the minimum with five units have, counting every renumbering and every turn of signs?
#
# **Next:** week 4 stacks such layers, as many as you like.
