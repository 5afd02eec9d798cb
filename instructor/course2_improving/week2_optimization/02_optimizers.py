# ---
# title: Optimizers
# minutes: 115
# ---

# %% [markdown]
# # Optimizers
# Gradient descent has one idea: walk against the gradient. Everything in this notebook keeps that idea and changes the
# stride. Take more steps, each from fewer examples; let steps remember those before them; give each weight a stride of
# its own; shorten the strides with time. Each is a few lines, and together they decide whether training takes an hour or
# a day.
#
# **You will**
# - cut a training set into mini-batches, and build momentum, RMSprop and Adam, step for step equal to Keras's;
# - race them through a narrow valley, past a saddle point and on pictures, at learning rates that are fair to each;
# - let a learning rate decay, and tell minima from saddle points.
#
# **Before you start:** `01_weighted_averages` and course 1 (a network of $L$ layers). The week's notes cover the same
# ground in prose.
#
# **Time:** about 115 minutes. **Points:** 36, in six exercises, three of which have two parts. Where a function returns
# several things, each earns points of its own. Dots show difficulty, from ●○○ to ●●●.

# %%
import math
from functools import cache

import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_fashion
from companion.graphs import draw_contours
from companion.plots import COLORS, LINES, image_grid

# %% [markdown]
# ## Shirt or pullover?
# The data are part of Fashion-MNIST, small grey pictures of clothes. We take two classes that are hard to tell apart,
# and give the shirts the label 1: 1,200 pictures to train with, 400 to judge by (dev), half of them shirts. Each is made
# smaller, from 28 × 28 to 14 × 14 pixels by the mean of each block of four, its values are scaled to 0 … 1, and the mean
# training picture is subtracted from all (last week: inputs with mean 0). One picture is one column of $X$.

# %%
fashion = load_fashion()


def shirts_and_pullovers(images, labels):
    """The pictures of two classes as columns, shape (196, m), and their labels, shape (1, m): 1 for a shirt."""
    chosen = np.isin(labels[0], [fashion.classes.index("shirt"), fashion.classes.index("pullover")])
    small = images[chosen].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255
    return small.reshape(-1, 196).T, (labels[:, chosen] == fashion.classes.index("shirt")).astype(int)


X_train, Y_train = shirts_and_pullovers(fashion.X_train, fashion.Y_train)
X_dev, Y_dev = shirts_and_pullovers(fashion.X_dev, fashion.Y_dev)
mean_picture = X_train.mean(axis=1, keepdims=True)
X_train, X_dev = X_train - mean_picture, X_dev - mean_picture
print("X_train", X_train.shape, "Y_train", Y_train.shape, "shirts:", Y_train.mean())
print("X_dev  ", X_dev.shape, "Y_dev  ", Y_dev.shape, "shirts:", Y_dev.mean())

# %% demo
captions = ["shirt" if label else "pullover" for label in Y_train[0, :16]]
image_grid((X_train + mean_picture)[:, :16].T.reshape(-1, 14, 14), captions, "Sixteen of the pictures, with their labels (the mean picture put back)")
plt.show()

# %% [markdown]
# A collar or a row of buttons gives some shirts away. Others look like pullovers to us, too, so don't expect 100 %.

# %% [markdown]
# ## The network, and a plain step
# Given, in one cell: the blocks of course 1, week 4, for a network of any depth, with starting weights scaled for the
# ReLU (last week). `update_parameters_with_gd` is the plain step, $W^{[l]} := W^{[l]} - \alpha\,dW^{[l]}$. Look at how it
# does that, since your optimizers will work alike: it goes by the names in `parameters`, takes the gradient of the same
# name with a d in front, ignores whatever else is in `grads`, and returns a **new** dictionary. It changes nothing that
# it was given.

# %%
def initialize_parameters_deep(layer_dims, seed=0):
    """Random weights, scaled for the ReLU, and zero biases."""
    rng, parameters = np.random.default_rng(seed), {}
    for l in range(1, len(layer_dims)):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = rng.standard_normal((n, n_prev)) * np.sqrt(2 / n_prev)
        parameters[f"b{l}"] = np.zeros((n, 1))
    return parameters


def L_model_forward(X, parameters):
    """AL and caches: ReLU in all layers but the last, which has the sigmoid."""
    L, A, caches = len(parameters) // 2, X, []
    for l in range(1, L + 1):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        Z = W @ A + b
        caches.append(((A, W, b), Z))
        A = np.maximum(0, Z) if l < L else np.exp(-np.logaddexp(0, -Z))
    return A, caches


def compute_cost(AL, Y):
    """The mean cross-entropy; probabilities are kept off 0 and 1 by a hair, so that it stays finite."""
    AL = np.clip(AL, 1e-12, 1 - 1e-12)
    return float(-np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))


def L_model_backward(AL, Y, caches):
    """The gradients "dW1", "db1", … of the cost, and "dA0", … of each example's loss."""
    grads, m, dZ = {}, Y.shape[1], AL - Y
    for l in range(len(caches), 0, -1):
        (A_prev, W, _), _ = caches[l - 1]
        grads[f"dW{l}"], grads[f"db{l}"] = dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m
        grads[f"dA{l - 1}"] = W.T @ dZ
        if l > 1:
            dZ = grads[f"dA{l - 1}"] * (caches[l - 2][1] > 0)
    return grads


def update_parameters_with_gd(parameters, grads, learning_rate):
    """A new dictionary of parameters, one step of gradient descent on."""
    return {name: values - learning_rate * grads[f"d{name}"] for name, values in parameters.items()}

# %% [markdown]
# ## Mini-batches
# So far each step looked at all $m$ examples. With a million examples that is a long look for one step, and most of it
# is wasted: a thousand of them would show nearly the same direction. So cut the training set into **mini-batches** and
# take a step after each. A pass through all of them, one **epoch**, now makes many steps for the same work.
#
# The examples are shuffled before each epoch. In the file they may be sorted, and a mini-batch of nothing but shirts
# would teach the network to say "shirt". New mini-batches in each epoch also mean that their luck averages out.

# %% [markdown]
# ## Exercise 1 · Mini-batches  (6 points, ~15 min, ●●○)
# Write `random_mini_batches(X, Y, mini_batch_size=64, seed=0)`. It shuffles the examples, the columns of `X` and of `Y`
# alike, cuts them into pieces of `mini_batch_size`, and returns a list of pairs `(mini_batch_X, mini_batch_Y)` with the
# shapes (n_x, size) and (1, size).
#
# - Every example comes exactly once, with its own label.
# - Every mini-batch has `mini_batch_size` examples, except that the last one holds what is left, if $m$ isn't a multiple
#   of it. No mini-batch is empty.
# - `mini_batch_size` is at least 1 and may be larger than $m$: then there is one mini-batch, of all examples.
# - Every order of the examples is possible. The same `seed` gives the same order each time, another seed another one.
#
# Which random generator you take is up to you: no particular order is asked for. `X` and `Y` stay as they are. Two points
# each are for the sizes, for the examples and their labels, and for the order.
#
# *Example.* Seven examples and `mini_batch_size=3` give three mini-batches, of 3, 3 and 1 examples; with
# `mini_batch_size=7` or 64 they give one, of 7.
#
# <details><summary>Hint 1: shuffle both alike</summary>
#
# Draw one order, `order = np.random.default_rng(seed).permutation(m)`, and use it for both: `X[:, order]` has the columns
# of `X` in that order.
#
# </details>
#
# <details><summary>Hint 2: cut</summary>
#
# `range(0, m, mini_batch_size)` yields the places where a mini-batch begins. A slice that reaches beyond the end stops at
# the end, so the last mini-batch needs no case of its own.
#
# </details>
#
# <details><summary>Hint 3: nearly all of it</summary>
#
# In the loop, `columns = order[start : start + mini_batch_size]` are the examples of one mini-batch: append the pair
# `(X[:, columns], Y[:, columns])`.
#
# </details>

# %% solution="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """Cut shuffled examples into mini-batches.

    X: examples in columns, shape (n_x, m), m at least 1; not modified.
    Y: labels, shape (1, m); not modified.
    mini_batch_size: whole number, at least 1; it may be larger than m.
    seed: whole number, 0 or more; the same seed gives the same order.
    Returns a list of pairs (mini_batch_X, mini_batch_Y), shapes (n_x, size) and (1, size). Each example is in exactly
    one of them, with its label. size is mini_batch_size in all but the last, which holds the rest, at least 1.
    """
    ### BEGIN SOLUTION
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    mini_batches = []
    for start in range(0, m, mini_batch_size):
        columns = order[start : start + mini_batch_size]
        mini_batches.append((X[:, columns], Y[:, columns]))
    return mini_batches
    ### END SOLUTION

# %% tests="random_mini_batches" part="sizes" points=2
import numpy as np

from companion.testing import taken

numbered, parity = np.arange(7) + np.array([[0.0], [100.0]]), np.arange(7).reshape(1, 7) % 2
batches = random_mini_batches(numbered, parity, 3, 1)
assert batches is not None, "random_mini_batches returns None. Does it end with a return?"
assert all(len(pair) == 2 for pair in batches), "Each mini-batch is a pair: its X and its Y."
shapes = [(taken(batch).shape, taken(labels).shape) for batch, labels in batches]
assert [batch[-1] for batch, _ in shapes] == [3, 3, 1], "Seven examples in pieces of 3 make 3, 3 and 1."
assert all(batch == (2, batch[-1]) for batch, _ in shapes), "A mini-batch of X has the rows of X."
assert all(labels == (1, batch[-1]) for batch, labels in shapes), "A mini-batch of Y has the shape (1, size)."
for size in (7, 64):
    whole = [taken(batch).shape for batch, _ in random_mini_batches(numbered, parity, size, 1)]
    assert whole == [(2, 7)], "With mini_batch_size 7 or more, seven examples make one mini-batch, and no empty one."
single = [taken(batch).shape for batch, _ in random_mini_batches(numbered[:, :1], parity[:, :1], 1, 1)]
assert single == [(2, 1)], "A single example makes one mini-batch of one."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(1)
for n_x, m, size in ((1, 1, 1), (2, 1, 5), (3, 10, 64), (4, 64, 16), (2, 65, 16), (5, 9, 1), (2, 30, 30), (3, 31, 30)):
    with describing(
        "a single example" if m == 1 else "a batch smaller than the mini-batch size" if m < size
        else "a last mini-batch that is smaller" if m % size else "mini-batches that are all full"
    ):
        batches = random_mini_batches(rng.normal(size=(n_x, m)), np.arange(m).reshape(1, m), size, seed=int(rng.integers(1000)))
    full, rest = divmod(m, size)
    expected = [size] * full + ([rest] if rest else [])
    assert [taken(batch).shape for batch, _ in batches] == [(n_x, each) for each in expected], (
        "The sizes are wrong for another number of examples: all full but the last, and none empty."
    )
    assert [taken(labels).shape for _, labels in batches] == [(1, each) for each in expected], (
        "A mini-batch of Y has another size than that of X."
    )
    assert all(np.all(np.isfinite(taken(each))) for pair in batches for each in pair), "A mini-batch holds nan. Its numbers are those of X and Y."
default = random_mini_batches(np.zeros((2, 100)), np.zeros((1, 100)))
assert [taken(batch).shape for batch, _ in default] == [(2, 64), (2, 36)], "Where no size is given, it is 64."
### END HIDDEN TESTS

# %% tests="random_mini_batches" part="examples" points=2
import numpy as np

from companion.testing import close, taken

numbered = np.arange(7) + np.array([[0.0], [100.0]])  # example k is the column (k, 100 + k)
parity = np.arange(7).reshape(1, 7) % 2
batches = random_mini_batches(numbered, parity, 3, 1)
columns = np.concatenate([taken(batch) for batch, _ in batches], axis=1)
assert columns.shape == (2, 7), "All seven examples must be in the mini-batches, as columns with two rows."
assert close(columns[1], columns[0] + 100), "The columns of X were torn apart: an example is a whole column."
assert close(np.sort(columns[0]), np.arange(7)), "Every example must come exactly once. Some are missing or repeated."
labels = np.concatenate([taken(labels) for _, labels in batches], axis=1)
assert close(labels, columns[:1] % 2), "Examples got the labels of others: shuffle X and Y by one order."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(1)
for n_x, m, size in ((1, 1, 1), (2, 1, 5), (3, 10, 64), (4, 64, 16), (2, 65, 16), (5, 9, 1), (2, 30, 30), (3, 31, 30)):
    values, labels = rng.normal(size=(n_x, m)), np.arange(m).reshape(1, m)
    before = values.copy(), labels.copy()
    with describing(
        "a single example" if m == 1 else "a batch smaller than the mini-batch size" if m < size
        else "a last mini-batch that is smaller" if m % size else "mini-batches that are all full"
    ):
        batches = random_mini_batches(values, labels, size, seed=int(rng.integers(1000)))
    joined = np.concatenate([taken(batch) for batch, _ in batches], axis=1)
    order = np.concatenate([taken(part) for _, part in batches], axis=1)[0].astype(int)
    assert close(np.sort(order), np.arange(m)), "Every example must come exactly once, also for other sizes."
    assert close(joined, before[0][:, order]), "An example isn't with its own label."
    assert close((values, labels), before), (
        "random_mini_batches changed X or Y. np.random.shuffle works in place; a permutation doesn't."
    )
### END HIDDEN TESTS

# %% tests="random_mini_batches" part="order" points=2
import numpy as np

from companion.testing import taken


def order_of(m, *size_and_seed):
    """The numbers of the examples, in the order in which they come."""
    batches = random_mini_batches(np.zeros((2, m)), np.arange(m).reshape(1, m), *size_and_seed)
    return np.concatenate([taken(labels) for _, labels in batches], axis=1)[0].astype(int).tolist()


assert order_of(40, 8, 1) != list(range(40)), "The examples come in their old order. Shuffle them."
assert order_of(40, 8, 1) == order_of(40, 8, 1), "The same seed must give the same order."
assert order_of(40, 8, 1) != order_of(40, 8, 2), "Another seed must give another order."
### BEGIN HIDDEN TESTS
orders = [order_of(40, 8, seed) for seed in range(30)]
assert all(sorted(order) == list(range(40)) for order in orders), "An order must hold each of the examples once."
assert all(order != list(range(40)) for order in orders), "The examples come in their old order. Shuffle them."
assert len({tuple(order) for order in orders}) == 30, "Another seed must give another order."
assert len({order.index(0) // 8 for order in orders}) > 1, "The first example is always in the same mini-batch."
assert any(abs(order[0] - order[1]) != 1 for order in orders), "Neighbours stay together. Shuffle examples, not pieces."
together = np.mean([sorted(order[:8]) == list(range(order[0] // 8 * 8, order[0] // 8 * 8 + 8)) for order in orders])
assert together < 0.5, "Neighbours stay together in one mini-batch. Shuffle the examples, not the pieces."
assert order_of(40, 8, 3) == orders[3], "The same seed must give the same order each time."
assert order_of(20, 4) == order_of(20, 4, 0), "Where no seed is given, it is 0."
### END HIDDEN TESTS

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """X and Y are shuffled by two different orders, so pictures get the labels of others. Draw one order for both."""
    rng = np.random.default_rng(seed)
    X, Y = X[:, rng.permutation(X.shape[1])], Y[:, rng.permutation(X.shape[1])]
    size = mini_batch_size
    return [(X[:, k : k + size], Y[:, k : k + size]) for k in range(0, X.shape[1], size)]

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """The last, smaller mini-batch is missing: its examples would never be seen in this epoch."""
    order, size = np.random.default_rng(seed).permutation(X.shape[1]), mini_batch_size
    X, Y = X[:, order], Y[:, order]
    return [(X[:, k * size : (k + 1) * size], Y[:, k * size : (k + 1) * size]) for k in range(X.shape[1] // size)]

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """Where the size divides m, your last mini-batch is empty. (The mean over no examples is nan.)"""
    order, size = np.random.default_rng(seed).permutation(X.shape[1]), mini_batch_size
    X, Y = X[:, order], Y[:, order]
    return [(X[:, k * size : (k + 1) * size], Y[:, k * size : (k + 1) * size]) for k in range(X.shape[1] // size + 1)]

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """Nothing is shuffled: each epoch would have the same mini-batches, in the order of the file."""
    size = mini_batch_size
    return [(X[:, k : k + size], Y[:, k : k + size]) for k in range(0, X.shape[1], size)]

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """You shuffle the finished pieces. Examples that are neighbours in the file then always stay together."""
    size = mini_batch_size
    pieces = [(X[:, k : k + size], Y[:, k : k + size]) for k in range(0, X.shape[1], size)]
    order = np.random.default_rng(seed).permutation(X.shape[1] // size)
    return [pieces[k] for k in order] + pieces[len(order) :]

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """Your mini-batches are drawn with replacement: some examples come twice in an epoch, others not at all."""
    m, size = X.shape[1], mini_batch_size
    order = np.random.default_rng(seed).integers(0, m, m)
    return [(X[:, order[k : k + size]], Y[:, order[k : k + size]]) for k in range(0, m, size)]

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """The last mini-batch starts at the front again: it holds the first examples once more, and those at the end are in
    none. It has to begin where the full ones end."""
    np.random.seed(seed)
    m, mini_batches = X.shape[1], []
    permutation = list(np.random.permutation(m))
    shuffled_X, shuffled_Y = X[:, permutation], Y[:, permutation].reshape((1, m))
    complete = math.floor(m / mini_batch_size)
    for k in range(complete):
        part = slice(k * mini_batch_size, (k + 1) * mini_batch_size)
        mini_batches.append((shuffled_X[:, part], shuffled_Y[:, part]))
    if m % mini_batch_size != 0:
        end = m - mini_batch_size * complete
        mini_batches.append((shuffled_X[:, :end], shuffled_Y[:, :end]))
    return mini_batches

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """With fewer examples than mini_batch_size there is no full mini-batch: the loop never runs, and its k doesn't exist
    behind it. Start the last mini-batch at the number of full ones times mini_batch_size."""
    np.random.seed(seed)
    m, mini_batches = X.shape[1], []
    permutation = list(np.random.permutation(m))
    shuffled_X, shuffled_Y = X[:, permutation], Y[:, permutation].reshape((1, m))
    for k in range(m // mini_batch_size):
        part = slice(k * mini_batch_size, (k + 1) * mini_batch_size)
        mini_batches.append((shuffled_X[:, part], shuffled_Y[:, part]))
    if m % mini_batch_size != 0:
        rest = slice((k + 1) * mini_batch_size, m)
        mini_batches.append((shuffled_X[:, rest], shuffled_Y[:, rest]))
    return mini_batches

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """The rest is cut inside the loop, so it comes once for each full mini-batch. It comes once, behind the loop."""
    np.random.seed(seed)
    m, mini_batches = X.shape[1], []
    permutation = list(np.random.permutation(m))
    shuffled_X, shuffled_Y = X[:, permutation], Y[:, permutation].reshape((1, m))
    complete = m // mini_batch_size
    for k in range(complete):
        part = slice(k * mini_batch_size, (k + 1) * mini_batch_size)
        mini_batches.append((shuffled_X[:, part], shuffled_Y[:, part]))
        if m % mini_batch_size != 0:
            mini_batches.append((shuffled_X[:, complete * mini_batch_size :], shuffled_Y[:, complete * mini_batch_size :]))
    return mini_batches

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """Mini-batch k has to begin at k times mini_batch_size. Yours begins at k, so it grows, and holds examples of the ones
    before it."""
    np.random.seed(seed)
    m, mini_batches = X.shape[1], []
    permutation = list(np.random.permutation(m))
    shuffled_X, shuffled_Y = X[:, permutation], Y[:, permutation].reshape((1, m))
    complete = m // mini_batch_size
    for k in range(complete):
        part = slice(k, (k + 1) * mini_batch_size)
        mini_batches.append((shuffled_X[:, part], shuffled_Y[:, part]))
    if m % mini_batch_size != 0:
        mini_batches.append((shuffled_X[:, complete * mini_batch_size :], shuffled_Y[:, complete * mini_batch_size :]))
    return mini_batches

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """The argument seed isn't used, so every epoch has the same mini-batches."""
    m, size = X.shape[1], mini_batch_size
    order = np.random.default_rng(0).permutation(m)
    return [(X[:, order[k : k + size]], Y[:, order[k : k + size]]) for k in range(0, m, size)]

# %% mistake="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """Examples are columns, and you shuffle and cut rows."""
    m, size = X.shape[0], mini_batch_size
    order = np.random.default_rng(seed).permutation(m)
    return [(X[order[k : k + size]], Y[:, order[k : k + size] % Y.shape[1]]) for k in range(0, m, size)]

# %% [markdown]
# The next cell trains with whatever you have built. `take_step` knows four optimizers by name; for now only the first of
# them works, and each later exercise switches on another one. `train` counts epochs, and makes new mini-batches for each.
# It remembers its results: if you change one of your functions, run this cell again.

# %%
def take_step(optimizer, parameters, grads, memory, t, learning_rate):
    """One step: the new parameters, and what the optimizer keeps for the next step (None before the first)."""
    if optimizer == "gradient descent":
        return update_parameters_with_gd(parameters, grads, learning_rate), None
    if optimizer == "momentum":
        v = memory or initialize_velocity(parameters)
        return update_parameters_with_momentum(parameters, grads, v, 0.9, learning_rate)
    if optimizer == "RMSprop":
        s = memory or initialize_rmsprop(parameters)
        return update_parameters_with_rmsprop(parameters, grads, s, 0.9, learning_rate)
    v, s = memory or initialize_adam(parameters)
    parameters, v, s = update_parameters_with_adam(parameters, grads, v, s, t, learning_rate)[:3]
    return parameters, (v, s)


@cache
def train(optimizer, learning_rate, mini_batch_size=64, num_epochs=10, seed=0, decay=None):
    """Train a network on the pictures: the training cost before and after each epoch, and the accuracy on dev.

    decay: None, or a function of learning_rate and the number of the epoch, from 0, that gives the epoch's rate.
    """
    parameters, memory, t, costs = initialize_parameters_deep([196, 32, 16, 8, 1], seed), None, 0, []
    for epoch in range(num_epochs):
        costs.append(compute_cost(L_model_forward(X_train, parameters)[0], Y_train))
        rate = decay(learning_rate, epoch) if decay else learning_rate
        for X, Y in random_mini_batches(X_train, Y_train, mini_batch_size, 1000 * seed + epoch):
            t += 1
            grads = L_model_backward(*forward_with_labels(X, Y, parameters))
            parameters, memory = take_step(optimizer, parameters, grads, memory, t, rate)
    costs.append(compute_cost(L_model_forward(X_train, parameters)[0], Y_train))
    return np.array(costs), float(np.mean((L_model_forward(X_dev, parameters)[0] > 0.5) == Y_dev))


def forward_with_labels(X, Y, parameters):
    """What L_model_backward takes: AL, Y and the caches."""
    AL, caches = L_model_forward(X, parameters)
    return AL, Y, caches


INKS = (COLORS[0], COLORS[1], COLORS[2], COLORS[6])  # blue, orange, green, black


def draw_runs(ax, runs, xs, name, place):
    """Draw the mean of several runs, with a band from the lowest to the highest of them."""
    runs = np.array(runs)
    ax.fill_between(xs, runs.min(axis=0), runs.max(axis=0), color=INKS[place], alpha=0.15)
    ax.plot(xs, runs.mean(axis=0), LINES[place], color=INKS[place], label=name)

# %% demo tags=["nbval-ignore-output"]
fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
for place, size in enumerate((1200, 64, 16)):
    runs = {rate: [train("gradient descent", rate, size, seed=seed)[0] for seed in range(3)] for rate in (0.1, 0.3, 1.0, 3.0)}
    ends = {rate: np.mean([costs[-1] for costs in three]) for rate, three in runs.items()}
    rate = min(ends, key=ends.get)
    draw_runs(ax, runs[rate], 1200 * np.arange(11), f"mini-batches of {size}, α = {rate}", place)
    print(f"mini-batches of {size:4}: {10 * math.ceil(1200 / size):4} steps, best with α = {rate}, cost at the end {ends[rate]:.2f}")
ax.set(xlabel="examples seen", ylabel="training cost J", title="The same examples, seen ten times: smaller batches get farther")
ax.legend()
plt.show()

# %% [markdown]
# Each curve is the mean of three starts, each band reaches from the lowest of them to the highest, and each size has the
# best of four learning rates. All three have looked at the same 12,000 examples. The full batch made ten steps of them
# and is still near its start. Mini-batches of 64 made 190 steps, those of 16 made 750 and got lowest. The price is noise:
# the wide band in the middle is one start that was thrown far up for a while.
#
# Don't conclude that one example a step is best. A step with 64 examples takes nowhere near 64 times as long as a step
# with one, because a matrix product does them together, and its direction is better. Common sizes are 32 to 512. (Your
# numbers will differ a little from those in the text wherever mini-batches take part: your shuffles are others.)

# %% [markdown]
# ## A narrow valley
# To watch an optimizer, let it walk where we can see it: a cost of two numbers,
#
# $$J(w_1, w_2) = \tfrac12\left(w_1^2 + 100\,w_2^2\right),\qquad \frac{\partial J}{\partial w_1} = w_1,\quad \frac{\partial J}{\partial w_2} = 100\,w_2$$
#
# It is a valley, a hundred times as curved across as along. In week 2 of course 1 you found what that means for gradient
# descent: the steep direction sets the limit, $\alpha < 2/100 = 0.02$, and the flat one has to live with it. `walk` hands
# $w_1$ to an optimizer as `W1` and $w_2$ as `b1`, so the functions that train a network can walk here, too.

# %%
def valley(w1, w2):
    return (w1**2 + 100 * w2**2) / 2


def valley_gradient(w1, w2):
    return w1, 100 * w2


VALLEY_START = (-4.0, 0.5)


def walk(optimizer, gradient, start, learning_rate, steps):
    """The places of an optimizer in a landscape of two numbers, shape (steps + 1, 2)."""
    parameters, memory, path = {"W1": np.array([[start[0]]]), "b1": np.array([[start[1]]])}, None, [start]
    for t in range(1, steps + 1):
        if max(map(abs, path[-1])) > 1000:  # thrown out of the landscape: not followed any farther
            path.append(path[-1])
            continue
        slopes = gradient(*path[-1])
        grads = {"dW1": np.array([[slopes[0]]]), "db1": np.array([[slopes[1]]])}
        parameters, memory = take_step(optimizer, parameters, grads, memory, t, learning_rate)
        path.append((float(parameters["W1"][0, 0]), float(parameters["b1"][0, 0])))
    return np.array(path)


def draw_walk(ax, path, title, color):
    draw_contours(ax, valley, (-4.4, 1.6), (-0.9, 0.9), [0.2, 1, 3, 8, 16, 32])
    ax.plot(*path.T, ".-", color=color, linewidth=0.9, markersize=4)
    ax.plot(*path[0], "ko")
    ax.set(xlabel="$w_1$ (curvature 1)", ylabel="$w_2$ (curvature 100)", title=title, xlim=(-4.4, 1.6), ylim=(-0.9, 0.9))

# %% demo
fig, axes = plt.subplots(1, 3, figsize=(13, 3.2), layout="constrained")
for ax, rate, verdict in zip(axes, (0.005, 0.019, 0.0202), ("creeps", "zigzags", "climbs out"), strict=True):
    path = walk("gradient descent", valley_gradient, VALLEY_START, rate, 30)
    draw_walk(ax, path, f"gradient descent, α = {rate}, {verdict}", COLORS[0])
    print(f"α = {rate}: after 30 steps at {path[-1].round(2)}, cost {valley(*path[-1]):.3f}")
plt.show()

# %% [markdown]
# Left, the steep direction is settled at once, and the flat one creeps. In the middle, just below the limit, $w_2$ jumps
# from side to side, and thirty steps have brought $w_1$ less than half of the way from −4 to 0. Right, one per cent above
# the limit, each jump is longer than the one before. Wherever $w_2$ isn't 0, it has most of the gradient, though there is
# little to gain in that direction.

# %% [markdown]
# ## Momentum
# Across the valley the gradient changes its sign with each step; along the valley it stays the same. An average of the
# last steps' gradients keeps what they agree on and cancels what they don't. That average is the velocity $v$, with
# last notebook's formula:
#
# $$v_{dW} := \beta\,v_{dW} + (1 - \beta)\,dW,\qquad W := W - \alpha\,v_{dW}$$
#
# and the same for $b$. Picture a ball that rolls downhill: $\beta$ is what friction leaves of its speed, the gradient
# pushes it on. $\beta = 0.9$, a memory of about ten steps, works so often that few people try anything else. The average
# starts at 0 and is usually left without bias correction: after twenty steps it has 88 % of its weight, after fifty
# 99.5 %.

# %% [markdown]
# ## Exercise 2a · A velocity for each parameter  (2 points, ~5 min, ●○○)
# Write `initialize_velocity(parameters)`. It returns a dictionary with a key for each array in `parameters`, its name with
# a d in front: `"dW1"`, `"db1"`, …, `"dWL"`, `"dbL"`, and no others. Each holds an array of floats, all 0, of the shape of
# that parameter. `parameters` stays as it is; no array is shared with it or between keys.
#
# *Example.* For `{"W1": [[1., 2.]], "b1": [[3.]]}` (arrays) it is `{"dW1": [[0., 0.]], "db1": [[0.]]}`.
#
# <details><summary>Hint</summary>
#
# `parameters.items()` yields names and arrays; `f"d{name}"` is the new name, and `np.zeros(values.shape)` the zeros.
#
# </details>

# %% solution="initialize_velocity"
def initialize_velocity(parameters):
    """Velocities for momentum, all 0.

    parameters: dictionary of arrays of floats with the keys "W1", "b1", ..., "WL", "bL"; not modified.
    Returns a dictionary with the keys "dW1", "db1", ..., "dWL", "dbL": arrays of floats, all 0, of the same shapes.
    """
    ### BEGIN SOLUTION
    return {f"d{name}": np.zeros(values.shape) for name, values in parameters.items()}
    ### END SOLUTION

# %% tests="initialize_velocity" points=2
import numpy as np

from companion.testing import close, taken

example = initialize_velocity({"W1": np.array([[1.0, 2.0]]), "b1": np.array([[3.0]])})
assert isinstance(example, dict), "Return a dictionary."
assert "W1" not in example, 'The keys are those of the gradients: "dW1", not "W1".'
assert set(example) == {"dW1", "db1"}, 'The keys are "dW1" and "db1", and no others.'
assert np.shape(example["dW1"]) == (1, 2) and np.shape(example["db1"]) == (1, 1), "Each array has the shape of its parameter."
assert close(example, {"dW1": np.zeros((1, 2)), "db1": np.zeros((1, 1))}), "Velocities start at 0."
assert all(taken(values).dtype.kind == "f" for values in example.values()), "The zeros must be floats, not whole numbers."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(2)
for dims in ([1, 1], [3, 2], [4, 5, 1], [2, 3, 4, 3, 2]):
    parameters = {}
    for layer in range(1, len(dims)):
        parameters[f"W{layer}"] = rng.normal(size=(dims[layer], dims[layer - 1]))
        parameters[f"b{layer}"] = rng.normal(size=(dims[layer], 1))
    before = {name: values.copy() for name, values in parameters.items()}
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        v = initialize_velocity(parameters)
    assert set(v) == {f"d{name}" for name in before}, "The keys are wrong for a network of another depth."
    for name, values in before.items():
        zeros = taken(v[f"d{name}"])
        assert zeros.shape == values.shape, "A shape is wrong for a network of other sizes."
        assert np.all(zeros == 0) and zeros.dtype.kind == "f", "Every array must hold floats, all 0."
    assert set(parameters) == set(before) and close(parameters, before), "initialize_velocity changed the parameters."
### END HIDDEN TESTS

# %% mistake="initialize_velocity"
def initialize_velocity(parameters):
    """The names lack their d: velocities belong to gradients, and are called like them."""
    return {name: np.zeros(values.shape) for name, values in parameters.items()}

# %% mistake="initialize_velocity"
def initialize_velocity(parameters):
    """The last layer is missing: range(1, L) ends before L."""
    v = {}
    for l in range(1, len(parameters) // 2):
        v[f"dW{l}"], v[f"db{l}"] = np.zeros(parameters[f"W{l}"].shape), np.zeros(parameters[f"b{l}"].shape)
    return v

# %% mistake="initialize_velocity"
def initialize_velocity(parameters):
    """A key that you ask for isn't there. A layer has two entries, W and b, so there are len(parameters) // 2 layers,
    counted from 1."""
    v = {}
    for l in range(len(parameters)):
        v[f"dW{l + 1}"] = np.zeros(parameters[f"W{l + 1}"].shape)
        v[f"db{l + 1}"] = np.zeros(parameters[f"b{l + 1}"].shape)
    return v

# %% mistake="initialize_velocity"
def initialize_velocity(parameters):
    """These are copies of the parameters. A velocity starts at 0."""
    return {f"d{name}": np.array(values, dtype=float) for name, values in parameters.items()}

# %% mistake="initialize_velocity"
def initialize_velocity(parameters):
    """Your zeros are whole numbers. Whatever is written into such an array later loses its decimals."""
    return {f"d{name}": np.zeros(values.shape, dtype=int) for name, values in parameters.items()}

# %% mistake="initialize_velocity"
def initialize_velocity(parameters):
    """Biases have velocities, too."""
    return {f"d{name}": np.zeros(values.shape) for name, values in parameters.items() if name.startswith("W")}

# %% mistake="initialize_velocity"
def initialize_velocity(parameters):
    """The biases' velocities have one axis only. They are columns, like the biases."""
    return {
        f"d{name}": np.zeros(values.shape if name.startswith("W") else len(values)) for name, values in parameters.items()
    }

# %% [markdown]
# ## Exercise 2b · A step with momentum  (5 points, ~12 min, ●●○)
# Write `update_parameters_with_momentum(parameters, grads, v, beta, learning_rate)`. For every array in `parameters` it
# makes the new velocity from the old one and the gradient,
#
# $$v_{dW} := \beta\,v_{dW} + (1 - \beta)\,dW,$$
#
# and then the new parameter with the *new* velocity, $W := W - \alpha\,v_{dW}$. It returns two new dictionaries:
# the parameters, with the keys of `parameters`, and the velocities, with the keys `"dW1"`, `"db1"`, and so on (2 points
# each). What it was given stays as it is, dictionaries and arrays (1 point): an answer that puts the new arrays into the
# caller's dictionaries starts with copies of them, such as `v = dict(v)`. `grads` may hold further keys, such as `"dA0"`,
# which are ignored.
#
# *Example.* $W = 10$, $dW = 4$, $v = 2$, $\beta = 0.5$ and $\alpha = 0.1$: the new velocity is
# $0.5\cdot 2 + 0.5\cdot 4 = 3$, the new parameter $10 - 0.1\cdot 3 = 9.7$.
#
# <details><summary>Hint 1: where to start</summary>
#
# Two empty dictionaries, and a loop over the names in `parameters`. In the loop two lines, one for each dictionary.
#
# </details>
#
# <details><summary>Hint 2: the names</summary>
#
# Where `name` is `"W1"`, gradient and velocity are under `f"d{name}"`.
#
# </details>

# %% solution="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """One step of gradient descent with momentum.

    parameters: dictionary of arrays with the keys "W1", "b1", ..., "WL", "bL".
    grads: dictionary with "dW1", "db1", ..., each of the shape of its parameter; it may hold further keys.
    v: dictionary of the velocities, with "dW1", "db1", ...
    beta: number, at least 0 and below 1: the share of the old velocity.
    learning_rate: number above 0.
    Nothing is modified. Returns (parameters, v), two new dictionaries with the arrays after the step: first
    v := beta v + (1 - beta) gradient, then parameter := parameter - learning_rate v.
    """
    ### BEGIN SOLUTION
    new_parameters, new_v = {}, {}
    for name in parameters:
        new_v[f"d{name}"] = beta * v[f"d{name}"] + (1 - beta) * grads[f"d{name}"]
        new_parameters[name] = parameters[name] - learning_rate * new_v[f"d{name}"]
    return new_parameters, new_v
    ### END SOLUTION

# %% tests="update_parameters_with_momentum" part="v" points=2
import numpy as np

from companion.testing import close

given = {"W1": np.array([[10.0, 1.0]]), "b1": np.array([[3.0]])}
slopes = {"dA0": np.ones((2, 1)), "dW1": np.array([[4.0, 0.0]]), "db1": np.array([[-10.0]])}
speeds = {"dW1": np.array([[2.0, 0.0]]), "db1": np.array([[0.0]])}
result = update_parameters_with_momentum(given, slopes, speeds, 0.5, 0.1)
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two dictionaries: the parameters, then the velocities."
after = result[1]
assert isinstance(after, dict) and {"dW1", "db1"} <= set(after), 'The new velocities have the keys "dW1" and "db1".'
assert not close(after["dW1"], [[5.0, 0.0]]), "The gradient comes in whole. Its share is 1 - beta."
assert close(after["dW1"], [[3.0, 0.0]]), "The new velocity of the example: 0.5 times 2 plus 0.5 times 4."
assert close(after["db1"], [[-5.0]]), "The velocity of b1 changes by the same formula."
speeds = {"dW1": np.array([[2.0, 0.0]]), "db1": np.array([[0.0]])}
slower = update_parameters_with_momentum(given, slopes, speeds, 0.9, 0.1)[1]
assert close(slower["dW1"], [[2.2, 0.0]]), "With beta = 0.9 the old velocity counts nine tenths: 0.9 times 2 plus 0.1 times 4."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)
for dims, beta in (([1, 1], 0.9), ([3, 2], 0.0), ([4, 5, 1], 0.7), ([2, 3, 4, 3], 0.95)):
    shapes = {kind + str(k): (dims[k], dims[k - 1] if kind == "W" else 1) for k in range(1, len(dims)) for kind in "Wb"}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    start = {f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()}
    v, history = {key: values.copy() for key, values in start.items()}, []
    for step in range(1, 5):
        history.append({f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()} | {"dA0": rng.normal(size=(2, 2))})
        with describing("the first step" if step == 1 else "a later step"):
            v = update_parameters_with_momentum(parameters, dict(history[-1]), v, beta, 0.1)[1]
        # The velocity after all steps so far, as a weighted sum of all gradients.
        expected = {
            key: beta**step * start[key] + sum((1 - beta) * beta ** (step - 1 - j) * history[j][key] for j in range(step))
            for key in start
        }
        assert set(expected) <= set(v), "A velocity is missing for a network of another depth."
        assert close(v, expected, rtol=1e-3, atol=1e-5), (
            f"A velocity is wrong after {step} step(s): beta times the old velocity plus 1 - beta times the gradient."
        )
### END HIDDEN TESTS

# %% tests="update_parameters_with_momentum" part="parameters" points=2
import numpy as np

from companion.testing import close

given = {"W1": np.array([[10.0, 1.0]]), "b1": np.array([[3.0]])}
slopes = {"dA0": np.ones((2, 1)), "dW1": np.array([[4.0, 0.0]]), "db1": np.array([[-10.0]])}
speeds = {"dW1": np.array([[2.0, 0.0]]), "db1": np.array([[0.0]])}
moved = update_parameters_with_momentum(given, slopes, speeds, 0.5, 0.1)[0]
assert isinstance(moved, dict) and {"W1", "b1"} <= set(moved), "The new parameters have the keys of parameters."
assert not close(moved["W1"], [[9.8, 1.0]]), "The step was taken with the old velocity. Take it with the new one."
assert not close(moved["W1"], [[9.6, 1.0]]), "The step was taken with the gradient. Take it with the velocity."
assert close(moved["W1"], [[9.7, 1.0]]), "The new W1 of the example: 10 minus 0.1 times the new velocity 3; and 1, where gradient and velocity are 0."
assert close(moved["b1"], [[3.5]]), "b1 moves by the same formula: 3 minus 0.1 times -5."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)
for dims, beta, rate in (([1, 1], 0.9, 0.1), ([3, 2], 0.0, 0.5), ([4, 5, 1], 0.7, 0.01), ([2, 3, 4, 3], 0.95, 2.0)):
    shapes = {kind + str(k): (dims[k], dims[k - 1] if kind == "W" else 1) for k in range(1, len(dims)) for kind in "Wb"}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    v, grads = ({f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()} for _ in range(2))
    # What the old velocity and the gradient contribute to the step, one after the other.
    expected = {
        name: values - rate * beta * v[f"d{name}"] - rate * (1 - beta) * grads[f"d{name}"] for name, values in parameters.items()
    }
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        moved = update_parameters_with_momentum(parameters, grads | {"dA9": np.ones(1)}, v, beta, rate)[0]
    assert set(expected) <= set(moved), "A parameter is missing for a network of another depth."
    assert close(moved, expected, rtol=1e-3, atol=1e-4), "A parameter is wrong: subtract learning_rate times the new velocity."
### END HIDDEN TESTS

# %% tests="update_parameters_with_momentum" part="arguments" points=1
import numpy as np

from companion.testing import close, taken

weights, speed = np.array([[10.0]]), np.array([[2.0]])
given, speeds = {"W1": weights, "b1": np.array([[3.0]])}, {"dW1": speed, "db1": np.array([[0.0]])}
moved, after = update_parameters_with_momentum(given, {"dW1": np.array([[4.0]]), "db1": np.array([[1.0]])}, speeds, 0.5, 0.1)
assert not np.any(taken(moved["W1"]) == 10) and not np.any(taken(after["dW1"]) == 2), "Neither W1 nor its velocity may stay as it was here."
assert np.shape(moved["W1"]) == np.shape(after["dW1"]) == (1, 1), "The new arrays have the shapes of the old ones."
assert close((weights, speed), ([[10.0]], [[2.0]])), (
    "An array that you were given has been written into, as *=, += and -= do. Compute a new array instead."
)
assert close((given, speeds), ({"W1": [[10.0]], "b1": [[3.0]]}, {"dW1": [[2.0]], "db1": [[0.0]]})), (
    "An entry of a dictionary that you were given has been replaced. Put the new arrays into dictionaries of your own."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
names = [kind + str(layer) for layer in (1, 2, 3) for kind in "Wb"]
parameters = {name: rng.normal(size=(2, 2 if name[0] == "W" else 1)) for name in names}
v, grads = ({f"d{name}": rng.normal(size=values.shape) for name, values in parameters.items()} for _ in range(2))
kept = [{key: values.copy() for key, values in part.items()} for part in (parameters, v, grads)]
moved, after = update_parameters_with_momentum(parameters, grads, v, 0.9, 0.1)
assert all(np.shape(moved[name]) == kept[0][name].shape for name in names), "In a network with three layers, a parameter has another shape."
assert all(np.all(np.isfinite(taken(moved[name]))) for name in names), "In a network with three layers, a parameter holds nan or infinity."
assert all(np.all(taken(moved[name]) != kept[0][name]) for name in names), "In a network with three layers, a parameter stays where it is."
assert [set(part) for part in (parameters, v, grads)] == [set(part) for part in kept], "A dictionary of the caller has other keys now."
assert close([parameters, v, grads], kept), "In a network with three layers, something that you were given has changed."
### END HIDDEN TESTS

# %% mistake="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """The gradient comes in whole, without its factor 1 - beta. Many books and Keras do it so; with beta = 0.9 the
    strides are then ten times as long, and the formula of the text is another one."""
    new_v = {f"d{name}": beta * v[f"d{name}"] + grads[f"d{name}"] for name in parameters}
    return {name: parameters[name] - learning_rate * new_v[f"d{name}"] for name in parameters}, new_v

# %% mistake="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """The two shares are swapped: beta belongs to the old velocity, 1 - beta to the gradient."""
    new_v = {f"d{name}": (1 - beta) * v[f"d{name}"] + beta * grads[f"d{name}"] for name in parameters}
    return {name: parameters[name] - learning_rate * new_v[f"d{name}"] for name in parameters}, new_v

# %% mistake="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """The step is taken with the old velocity. First make the new one, then use it."""
    new_v = {f"d{name}": beta * v[f"d{name}"] + (1 - beta) * grads[f"d{name}"] for name in parameters}
    return {name: parameters[name] - learning_rate * v[f"d{name}"] for name in parameters}, new_v

# %% mistake="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """The velocity is computed and then not used: the step takes the gradient."""
    new_v = {f"d{name}": beta * v[f"d{name}"] + (1 - beta) * grads[f"d{name}"] for name in parameters}
    return {name: parameters[name] - learning_rate * grads[f"d{name}"] for name in parameters}, new_v

# %% mistake="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """The step goes uphill: the velocity is an average of gradients, which point to where the cost rises."""
    new_v = {f"d{name}": beta * v[f"d{name}"] + (1 - beta) * grads[f"d{name}"] for name in parameters}
    return {name: parameters[name] + learning_rate * new_v[f"d{name}"] for name in parameters}, new_v

# %% mistake="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """*= and += write into the arrays of the caller. Whoever keeps the old velocities finds them changed. Compute new
    arrays: v = beta * v + ... makes one."""
    v = dict(v)
    for name in parameters:
        v[f"d{name}"] *= beta
        v[f"d{name}"] += (1 - beta) * grads[f"d{name}"]
    return {name: parameters[name] - learning_rate * v[f"d{name}"] for name in parameters}, v

# %% mistake="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """The dictionaries that you were given now hold the new arrays, and whoever kept them for a comparison has lost the
    old ones. Fill new dictionaries, or copies: parameters, v = dict(parameters), dict(v) in front of your loop; and with
    new arrays, since a -= b still writes into the old one."""
    L = len(parameters) // 2
    for l in range(1, L + 1):
        v["dW" + str(l)] = beta * v["dW" + str(l)] + (1 - beta) * grads["dW" + str(l)]
        v["db" + str(l)] = beta * v["db" + str(l)] + (1 - beta) * grads["db" + str(l)]
        parameters["W" + str(l)] = parameters["W" + str(l)] - learning_rate * v["dW" + str(l)]
        parameters["b" + str(l)] = parameters["b" + str(l)] - learning_rate * v["db" + str(l)]
    return parameters, v

# %% mistake="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """The biases stay where they are. Every parameter takes part."""
    new_v = {f"d{name}": beta * v[f"d{name}"] + (1 - beta) * grads[f"d{name}"] for name in parameters}
    new = {name: parameters[name] - learning_rate * new_v[f"d{name}"] * name.startswith("W") for name in parameters}
    return new, new_v

# %% demo
fig, axes = plt.subplots(1, 3, figsize=(13, 3.2), layout="constrained")
for ax, (optimizer, rate, color) in zip(
    axes, (("gradient descent", 0.019, COLORS[0]), ("momentum", 0.019, COLORS[1]), ("momentum", 0.1, COLORS[1])), strict=True
):
    path = walk(optimizer, valley_gradient, VALLEY_START, rate, 50)
    draw_walk(ax, path, f"{optimizer}, α = {rate}", color)
    print(f"{optimizer:16} α = {rate:5}: after 50 steps at {path[-1].round(3)}, cost {valley(*path[-1]):.4f}")
plt.show()

# %% [markdown]
# With the same learning rate momentum is no faster along the valley: an average of gradients isn't longer than they are.
# But it makes longer strides bearable. At $\alpha = 0.1$, five times the limit of plain descent, the swings across the
# valley are turned back in time and die out, and after 50 steps the cost is 0.06 in place of 1.18. (For a bowl one can
# show that momentum with $\beta = 0.9$ stays stable up to 19 times the limit.) The ball rolls a little beyond the bottom
# and returns; that is the price.

# %% [markdown]
# ## RMSprop
# Momentum cures the zigzag, but all directions still share one learning rate. **RMSprop** gives each parameter its own: it
# divides the gradient by how large that parameter's gradients have lately been. Their size is the root of the running
# average of their squares, entry by entry:
#
# $$s_{dW} := \beta\,s_{dW} + (1 - \beta)\,dW^2,\qquad W := W - \alpha\,\frac{dW}{\sqrt{s_{dW}} + \varepsilon}$$
#
# Where gradients are large, the stride is cut; where they are small, it is stretched. The tiny $\varepsilon$ keeps the
# division from failing where a gradient has always been 0. Mind its place: *outside* the root, as in this course (and
# as Adam's authors have it). Keras puts it inside for RMSprop; more on that below.
#
# `initialize_rmsprop` is `initialize_velocity` with another letter, so it is given.

# %%
def initialize_rmsprop(parameters):
    """Averages of squared gradients for RMSprop, all 0: the keys "dW1", "db1", …, floats of the parameters' shapes."""
    return {f"d{name}": np.zeros(values.shape) for name, values in parameters.items()}

# %% [markdown]
# ## Exercise 3 · A step with RMSprop  (5 points, ~12 min, ●●○)
# Write `update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8)`. For every array in
# `parameters`, by the formulas above: first the new average $s$, from the old one and the squared gradient; then the new
# parameter, with the new $s$. Squares, root and division go entry by entry; $\varepsilon$ is added to the root. It
# returns two new dictionaries, the parameters and the averages (2 points each). As before, nothing that it was given
# changes (1 point), and `grads` may hold further keys. Where all gradients of an entry have been 0, it stays as it is.
#
# *Example.* $W = 10$, $dW = 4$, $s = 2$, $\beta = 0.5$, $\alpha = 0.1$ and $\varepsilon = 1$: the new average is
# $0.5\cdot 2 + 0.5\cdot 16 = 9$, its root 3, and the new parameter $10 - 0.1\cdot\frac{4}{3 + 1} = 9.9$. (An
# $\varepsilon$ as large as 1 is for the example; it makes visible where it goes.)
#
# <details><summary>Hint: from exercise 2b</summary>
#
# Two lines differ. The average takes in `grads[...] ** 2`; the step subtracts `learning_rate` times the gradient itself,
# divided by `np.sqrt(...) + epsilon`.
#
# </details>

# %% solution="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """One step of RMSprop.

    parameters: dictionary of arrays with the keys "W1", "b1", ..., "WL", "bL".
    grads: dictionary with "dW1", "db1", ..., each of the shape of its parameter; it may hold further keys.
    s: dictionary of the averages of squared gradients, with "dW1", "db1", ...; entries are 0 or more.
    beta: number, at least 0 and below 1: the share of the old average.
    learning_rate, epsilon: numbers above 0.
    Nothing is modified. Returns (parameters, s), two new dictionaries with the arrays after the step: first
    s := beta s + (1 - beta) gradient^2, then parameter := parameter - learning_rate gradient / (sqrt(s) + epsilon).
    """
    ### BEGIN SOLUTION
    new_parameters, new_s = {}, {}
    for name in parameters:
        gradient = grads[f"d{name}"]
        new_s[f"d{name}"] = beta * s[f"d{name}"] + (1 - beta) * gradient**2
        new_parameters[name] = parameters[name] - learning_rate * gradient / (np.sqrt(new_s[f"d{name}"]) + epsilon)
    return new_parameters, new_s
    ### END SOLUTION

# %% tests="update_parameters_with_rmsprop" part="s" points=2
import numpy as np

from companion.testing import close

given = {"W1": np.array([[10.0, 1.0]]), "b1": np.array([[3.0]])}
slopes = {"dA0": np.ones((2, 1)), "dW1": np.array([[4.0, 0.0]]), "db1": np.array([[-2.0]])}
squares = {"dW1": np.array([[2.0, 0.0]]), "db1": np.array([[4.0]])}
result = update_parameters_with_rmsprop(given, slopes, squares, 0.5, 0.1, 1.0)
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two dictionaries: the parameters, then the averages."
after = result[1]
assert isinstance(after, dict) and {"dW1", "db1"} <= set(after), 'The new averages have the keys "dW1" and "db1".'
assert close(after["dW1"], [[9.0, 0.0]]), "The new average of the example: 0.5 times 2 plus 0.5 times 4 squared; and 0, where all is 0."
assert close(after["db1"], [[4.0]]), "The average of b1 changes by the same formula."
squares = {"dW1": np.array([[2.0, 0.0]]), "db1": np.array([[4.0]])}
slower = update_parameters_with_rmsprop(given, slopes, squares, 0.9, 0.1, 1.0)[1]
assert close(slower["dW1"], [[3.4, 0.0]]), "With beta = 0.9 the old average counts nine tenths: 0.9 times 2 plus 0.1 times 16."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for dims, beta in (([1, 1], 0.9), ([3, 2], 0.0), ([4, 5, 1], 0.7), ([2, 3, 4, 3], 0.99)):
    shapes = {kind + str(k): (dims[k], dims[k - 1] if kind == "W" else 1) for k in range(1, len(dims)) for kind in "Wb"}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    start = {f"d{name}": rng.uniform(0.1, 2, size=shape) for name, shape in shapes.items()}
    s, history = {key: values.copy() for key, values in start.items()}, []
    for step in range(1, 4):
        history.append({f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()} | {"dA0": rng.normal(size=(2, 2))})
        with describing("the first step" if step == 1 else "a later step"):
            s = update_parameters_with_rmsprop(parameters, dict(history[-1]), s, beta, 0.1, 0.1)[1]
        # The average after all steps so far, as a weighted sum of all squares.
        expected = {
            key: beta**step * start[key] + sum((1 - beta) * beta ** (step - 1 - j) * history[j][key] ** 2 for j in range(step))
            for key in start
        }
        assert set(expected) <= set(s), "An average is missing for a network of another depth."
        assert close(s, expected, rtol=1e-3, atol=1e-5), (
            "An average is wrong: beta times the old one plus 1 - beta times the squared gradient, entry by entry."
        )
### END HIDDEN TESTS

# %% tests="update_parameters_with_rmsprop" part="parameters" points=2
import numpy as np

from companion.testing import close, taken

given = {"W1": np.array([[10.0, 1.0]]), "b1": np.array([[3.0]])}
slopes = {"dA0": np.ones((2, 1)), "dW1": np.array([[4.0, 0.0]]), "db1": np.array([[-2.0]])}
squares = {"dW1": np.array([[2.0, 0.0]]), "db1": np.array([[4.0]])}
moved = update_parameters_with_rmsprop(given, slopes, squares, 0.5, 0.1, 1.0)[0]
assert isinstance(moved, dict) and {"W1", "b1"} <= set(moved), "The new parameters have the keys of parameters."
assert not close(moved["W1"], [[10 - 0.4 / np.sqrt(10), 1.0]]), "epsilon stands inside the root. Add it to the root."
assert close(moved["W1"], [[9.9, 1.0]]), "The new W1 of the example: 10 minus 0.1 times 4 / (3 + 1); and 1, where the gradient is 0."
assert close(moved["b1"], [[3 + 0.2 / 3]]), "b1 moves by the same formula: 3 minus 0.1 times -2 / (2 + 1)."
nothing = {"dW1": np.zeros((1, 2)), "db1": np.zeros((1, 1))}
still = update_parameters_with_rmsprop(given, nothing, dict(nothing), 0.9, 0.1)[0]
assert np.all(np.isfinite(taken(still["W1"]))), "Where all gradients have been 0, your step divides by 0."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(4)
for dims, beta, rate, epsilon in (([1, 1], 0.9, 0.1, 1e-8), ([3, 2], 0.0, 0.5, 0.1), ([4, 5, 1], 0.7, 0.01, 1e-3), ([2, 3, 4, 3], 0.99, 2.0, 0.5)):
    shapes = {kind + str(k): (dims[k], dims[k - 1] if kind == "W" else 1) for k in range(1, len(dims)) for kind in "Wb"}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    grads = {f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()}
    s = {f"d{name}": rng.uniform(0.1, 2, size=shape) for name, shape in shapes.items()}
    expected = {name: np.zeros(shape) for name, shape in shapes.items()}
    for name, shape in shapes.items():
        for place in np.ndindex(shape):
            g = float(grads[f"d{name}"][place])
            root = math.sqrt(beta * float(s[f"d{name}"][place]) + (1 - beta) * g * g)
            expected[name][place] = float(parameters[name][place]) - rate * g / (root + epsilon)
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        moved = update_parameters_with_rmsprop(parameters, grads | {"dA9": np.ones(1)}, s, beta, rate, epsilon)[0]
    assert set(expected) <= set(moved), "A parameter is missing for a network of another depth."
    assert close(moved, expected, rtol=1e-3, atol=1e-4), (
        "A parameter is wrong: the gradient is divided by the root of the new average plus epsilon, entry by entry."
    )
one, zeros = ({key: np.full((1, 1), value) for key in keys} for keys, value in ((("W1", "b1"), 1.0), (("dW1", "db1"), 0.0)))
default = update_parameters_with_rmsprop(one, {key: np.full((1, 1), 1e-8) for key in zeros}, zeros, 0.0, 1.0)[0]
assert close(default["W1"], [[0.5]], rtol=1e-3), "Where no epsilon is given, it is 1e-8."
### END HIDDEN TESTS

# %% tests="update_parameters_with_rmsprop" part="arguments" points=1
import numpy as np

from companion.testing import close, taken

weights, square = np.array([[10.0]]), np.array([[2.0]])
given, squares = {"W1": weights, "b1": np.array([[3.0]])}, {"dW1": square, "db1": np.array([[4.0]])}
moved, after = update_parameters_with_rmsprop(given, {"dW1": np.array([[4.0]]), "db1": np.array([[1.0]])}, squares, 0.5, 0.1, 1.0)
assert not np.any(taken(moved["W1"]) == 10) and not np.any(taken(after["dW1"]) == 2), "Neither W1 nor its average may stay as it was here."
assert np.shape(moved["W1"]) == np.shape(after["dW1"]) == (1, 1), "The new arrays have the shapes of the old ones."
assert close((weights, square), ([[10.0]], [[2.0]])), (
    "An array that you were given has been written into, as *=, += and -= do. Compute a new array instead."
)
assert close((given, squares), ({"W1": [[10.0]], "b1": [[3.0]]}, {"dW1": [[2.0]], "db1": [[4.0]]})), (
    "An entry of a dictionary that you were given has been replaced. Put the new arrays into dictionaries of your own."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
names = [kind + str(layer) for layer in (1, 2, 3) for kind in "Wb"]
parameters = {name: rng.normal(size=(2, 2 if name[0] == "W" else 1)) for name in names}
s, grads = ({f"d{name}": rng.uniform(0.5, 2, size=values.shape) for name, values in parameters.items()} for _ in range(2))
kept = [{key: values.copy() for key, values in part.items()} for part in (parameters, s, grads)]
moved, after = update_parameters_with_rmsprop(parameters, grads, s, 0.9, 0.1)
assert all(np.shape(moved[name]) == kept[0][name].shape for name in names), "In a network with three layers, a parameter has another shape."
assert all(np.all(np.isfinite(taken(moved[name]))) for name in names), "In a network with three layers, a parameter holds nan or infinity."
assert all(np.all(taken(moved[name]) != kept[0][name]) for name in names), "In a network with three layers, a parameter stays where it is."
assert [set(part) for part in (parameters, s, grads)] == [set(part) for part in kept], "A dictionary of the caller has other keys now."
assert close([parameters, s, grads], kept), "In a network with three layers, something that you were given has changed."
### END HIDDEN TESTS

# %% mistake="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """The average takes in the gradient, not its square. Positive and negative gradients cancel in it, and its root may
    not exist."""
    new_s = {f"d{name}": beta * s[f"d{name}"] + (1 - beta) * grads[f"d{name}"] for name in parameters}
    new = {
        name: parameters[name] - learning_rate * grads[f"d{name}"] / (np.sqrt(np.abs(new_s[f"d{name}"])) + epsilon)
        for name in parameters
    }
    return new, new_s

# %% mistake="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """epsilon stands inside the root. Here it is added to the root; Keras has it inside."""
    new_s = {f"d{name}": beta * s[f"d{name}"] + (1 - beta) * grads[f"d{name}"] ** 2 for name in parameters}
    new = {
        name: parameters[name] - learning_rate * grads[f"d{name}"] / np.sqrt(new_s[f"d{name}"] + epsilon) for name in parameters
    }
    return new, new_s

# %% mistake="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """The root is missing: you divide by the average of the squares, which is in other units than the gradient."""
    new_s = {f"d{name}": beta * s[f"d{name}"] + (1 - beta) * grads[f"d{name}"] ** 2 for name in parameters}
    new = {
        name: parameters[name] - learning_rate * grads[f"d{name}"] / (new_s[f"d{name}"] + epsilon) for name in parameters
    }
    return new, new_s

# %% mistake="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """The step divides by the old average. First make the new one, then use it."""
    new_s = {f"d{name}": beta * s[f"d{name}"] + (1 - beta) * grads[f"d{name}"] ** 2 for name in parameters}
    new = {
        name: parameters[name] - learning_rate * grads[f"d{name}"] / (np.sqrt(s[f"d{name}"]) + epsilon) for name in parameters
    }
    return new, new_s

# %% mistake="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """One number for a whole array: the mean of the squares. Each entry has an average and a stride of its own."""
    new_s = {
        f"d{name}": beta * s[f"d{name}"] + (1 - beta) * np.mean(grads[f"d{name}"] ** 2) for name in parameters
    }
    new = {
        name: parameters[name] - learning_rate * grads[f"d{name}"] / (np.sqrt(new_s[f"d{name}"]) + epsilon)
        for name in parameters
    }
    return new, new_s

# %% mistake="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """Without epsilon, an entry whose gradients have all been 0 becomes 0 / 0, which is nan."""
    new_s = {f"d{name}": beta * s[f"d{name}"] + (1 - beta) * grads[f"d{name}"] ** 2 for name in parameters}
    new = {
        name: parameters[name] - learning_rate * grads[f"d{name}"] / np.sqrt(new_s[f"d{name}"]) for name in parameters
    }
    return new, new_s

# %% mistake="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """The dictionaries that you were given now hold the new arrays. Fill new dictionaries, or copies:
    parameters, s = dict(parameters), dict(s) in front of your loop; and with new arrays, since a -= b still writes into
    the old one."""
    for name in parameters:
        s[f"d{name}"] = beta * s[f"d{name}"] + (1 - beta) * grads[f"d{name}"] ** 2
        parameters[name] = parameters[name] - learning_rate * grads[f"d{name}"] / (np.sqrt(s[f"d{name}"]) + epsilon)
    return parameters, s

# %% mistake="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """The two shares are swapped: beta belongs to the old average, 1 - beta to the squared gradient."""
    new_s = {f"d{name}": (1 - beta) * s[f"d{name}"] + beta * grads[f"d{name}"] ** 2 for name in parameters}
    new = {
        name: parameters[name] - learning_rate * grads[f"d{name}"] / (np.sqrt(new_s[f"d{name}"]) + epsilon)
        for name in parameters
    }
    return new, new_s

# %% demo
fig, axes = plt.subplots(1, 2, figsize=(10, 3.2), layout="constrained")
for ax, (optimizer, rate, color) in zip(axes, (("momentum", 0.1, INKS[1]), ("RMSprop", 0.1, INKS[2])), strict=True):
    path = walk(optimizer, valley_gradient, VALLEY_START, rate, 300)
    draw_walk(ax, path[:51], f"{optimizer}, α = {rate}, 50 steps", color)
    costs = valley(*path.T)
    print(f"{optimizer:8} first step {(path[1] - path[0]).round(3)}, cost after 50 steps {costs[50]:.4f}, after 300 {costs[300]:.4f}")
plt.show()

# %% [markdown]
# The first step of RMSprop is as long in one direction as in the other, 0.316, although the slopes are −4 and 50: each has
# been divided by its own size. There is no swing across; it walks along the floor of the valley, and after 50 steps it
# is nearer to the bottom than momentum. After 300 it isn't any more. A gradient that is divided by its own size is about
# 1, however small it gets, so with a fixed $\alpha$ the strides don't end: RMSprop hops around the bottom, here by 0.1 in
# each direction.

# %% [markdown]
# ## Adam
# **Adam** (adaptive moment estimation) takes both: the average $v$ of the gradients for the direction, the average $s$ of
# their squares for the stride, and for both the bias correction of notebook 01, since a start at 0 would distort their
# ratio. In step $t = 1, 2, \dots$
#
# $$v := \beta_1 v + (1-\beta_1)\,dW,\qquad s := \beta_2 s + (1-\beta_2)\,dW^2$$
#
# $$\hat v = \frac{v}{1-\beta_1^t},\qquad \hat s = \frac{s}{1-\beta_2^t},\qquad W := W - \alpha\,\frac{\hat v}{\sqrt{\hat s} + \varepsilon}$$
#
# The usual numbers are $\beta_1 = 0.9$, $\beta_2 = 0.999$ and $\varepsilon = 10^{-8}$; the learning rate is the one to
# search for. (The paper calls our $v$ and $s$ $m$ and $v$.)

# %% [markdown]
# ## Exercise 4a · Two averages for each parameter  (2 points, ~4 min, ●○○)
# Write `initialize_adam(parameters)`. It returns two dictionaries, `v` and `s`, each with the keys `"dW1"`, `"db1"`, …,
# `"dWL"`, `"dbL"` and no others, holding arrays of floats, all 0, of the parameters' shapes. The two share no array, since
# they will hold different things. `parameters` stays as it is. You may call `initialize_velocity`.
#
# *Example.* For `{"W1": [[1., 2.]], "b1": [[3.]]}` (arrays) it returns `{"dW1": [[0., 0.]], "db1": [[0.]]}` twice.
#
# <details><summary>Hint</summary>
#
# Each of the two is what exercise 2a made. `v = s = ...` would be one dictionary with two names.
#
# </details>

# %% solution="initialize_adam"
def initialize_adam(parameters):
    """The averages that Adam keeps, all 0.

    parameters: dictionary of arrays of floats with the keys "W1", "b1", ..., "WL", "bL"; not modified.
    Returns (v, s), two dictionaries with the keys "dW1", "db1", ..., "dWL", "dbL": arrays of floats, all 0, of the same
    shapes.
    """
    ### BEGIN SOLUTION
    return initialize_velocity(parameters), initialize_velocity(parameters)
    ### END SOLUTION

# %% tests="initialize_adam" points=2
import numpy as np

from companion.testing import close, taken

result = initialize_adam({"W1": np.array([[1.0, 2.0]]), "b1": np.array([[3.0]])})
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two dictionaries, v and s."
for part in result:
    assert isinstance(part, dict) and set(part) == {"dW1", "db1"}, 'Both have the keys "dW1" and "db1", and no others.'
    assert np.shape(part["dW1"]) == (1, 2) and np.shape(part["db1"]) == (1, 1), "Each array has the shape of its parameter."
    assert close(part, {"dW1": np.zeros((1, 2)), "db1": np.zeros((1, 1))}), "Both averages start at 0."
    assert all(taken(values).dtype.kind == "f" for values in part.values()), "The zeros must be floats, not whole numbers."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(5)
for dims in ([1, 1], [3, 2], [4, 5, 1], [2, 3, 4, 3, 2]):
    parameters = {}
    for layer in range(1, len(dims)):
        parameters[f"W{layer}"] = rng.normal(size=(dims[layer], dims[layer - 1]))
        parameters[f"b{layer}"] = rng.normal(size=(dims[layer], 1))
    before = {name: values.copy() for name, values in parameters.items()}
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        result = initialize_adam(parameters)
    assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two dictionaries, v and s, for other networks, too."
    for part in result:
        assert set(part) == {f"d{name}" for name in before}, "The keys are wrong for a network of another depth."
        for name, values in before.items():
            zeros = taken(part[f"d{name}"])
            assert zeros.shape == values.shape, "A shape is wrong for a network of other sizes."
            assert np.all(zeros == 0) and zeros.dtype.kind == "f", "Every array must hold floats, all 0."
    assert set(parameters) == set(before) and close(parameters, before), "initialize_adam changed the parameters."
### END HIDDEN TESTS

# %% mistake="initialize_adam"
def initialize_adam(parameters):
    """Only one dictionary comes back. Adam keeps two averages."""
    return {f"d{name}": np.zeros(values.shape) for name, values in parameters.items()}

# %% mistake="initialize_adam"
def initialize_adam(parameters):
    """s doesn't start at 1: like v it is an average that starts at 0, and the bias correction takes care of that."""
    v = {f"d{name}": np.zeros(values.shape) for name, values in parameters.items()}
    return v, {name: np.ones(values.shape) for name, values in v.items()}

# %% mistake="initialize_adam"
def initialize_adam(parameters):
    """The names lack their d: the averages belong to gradients, and are called like them."""
    v = {name: np.zeros(values.shape) for name, values in parameters.items()}
    return v, {name: np.zeros(values.shape) for name, values in parameters.items()}

# %% mistake="initialize_adam"
def initialize_adam(parameters):
    """Your zeros are whole numbers. Whatever is written into such an array later loses its decimals."""
    v, s = {}, {}
    for l in range(1, len(parameters) // 2 + 1):
        for part in (v, s):
            part["dW" + str(l)] = np.zeros_like(parameters["W" + str(l)], dtype=int)
            part["db" + str(l)] = np.zeros_like(parameters["b" + str(l)], dtype=int)
    return v, s

# %% mistake="initialize_adam"
def initialize_adam(parameters):
    """The last layer is missing: range(1, L) ends before L."""
    v, s = {}, {}
    for l in range(1, len(parameters) // 2):
        for part in (v, s):
            part[f"dW{l}"], part[f"db{l}"] = np.zeros(parameters[f"W{l}"].shape), np.zeros(parameters[f"b{l}"].shape)
    return v, s

# %% [markdown]
# ## Exercise 4b · A step with Adam  (7 points, ~18 min, ●●●)
# Write `update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999,
# epsilon=1e-8)`, by the formulas above, for every array in `parameters`. `t` is the number of this step, 1 for the
# first; you only use it, the caller counts. $\varepsilon$ is added to the root of $\hat s$, after the correction.
#
# Return three new dictionaries: the parameters (3 points), `v` (1 point) and `s` (2 points), the last two **without** the
# correction, so that the next step can go on from them. (If you return more after these three, it is ignored.) As before,
# nothing that the function was given changes (1 point), and `grads` may hold further keys.
#
# *Example.* $W = 10$, $dW = 4$, $v = s = 0$, $t = 1$, $\alpha = 0.1$, $\beta_1 = 0.5$, $\beta_2 = 0.75$ and
# $\varepsilon = 1$: $v = 2$ and $s = 4$ are the new averages; $\hat v = 2 / 0.5 = 4$ and $\hat s = 4 / 0.25 = 16$; the new
# parameter is $10 - 0.1\cdot\frac{4}{4 + 1} = 9.92$. With the same gradient once more, $t = 2$, the corrected averages are
# again 4 and 16, and the parameter becomes 9.84.
#
# <details><summary>Hint 1: the order</summary>
#
# In the loop over the names: the new `v`, the new `s`, two corrected arrays under names of their own, the new parameter.
#
# </details>
#
# <details><summary>Hint 2: the correction</summary>
#
# `1 - beta1**t` for `v`, `1 - beta2**t` for `s`. In the first step they are `1 - beta1` and `1 - beta2`.
#
# </details>
#
# <details><summary>Hint 3: the last line</summary>
#
# `parameters[name] - learning_rate * v_corrected / (np.sqrt(s_corrected) + epsilon)`
#
# </details>

# %% solution="update_parameters_with_adam"
def update_parameters_with_adam(
    parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """One step of Adam.

    parameters: dictionary of arrays with the keys "W1", "b1", ..., "WL", "bL".
    grads: dictionary with "dW1", "db1", ..., each of the shape of its parameter; it may hold further keys.
    v, s: dictionaries of the averages of gradients and of squared gradients, with "dW1", "db1", ...; uncorrected.
    t: the number of this step, from 1.
    learning_rate, epsilon: numbers above 0.
    beta1, beta2: numbers, at least 0 and below 1.
    Nothing is modified. Returns (parameters, v, s), three new dictionaries: v := beta1 v + (1 - beta1) gradient,
    s := beta2 s + (1 - beta2) gradient^2, both returned uncorrected, and
    parameter := parameter - learning_rate (v / (1 - beta1^t)) / (sqrt(s / (1 - beta2^t)) + epsilon).
    What follows after these three is ignored.
    """
    ### BEGIN SOLUTION
    new_parameters, new_v, new_s = {}, {}, {}
    for name in parameters:
        gradient = grads[f"d{name}"]
        new_v[f"d{name}"] = beta1 * v[f"d{name}"] + (1 - beta1) * gradient
        new_s[f"d{name}"] = beta2 * s[f"d{name}"] + (1 - beta2) * gradient**2
        v_corrected = new_v[f"d{name}"] / (1 - beta1**t)
        s_corrected = new_s[f"d{name}"] / (1 - beta2**t)
        new_parameters[name] = parameters[name] - learning_rate * v_corrected / (np.sqrt(s_corrected) + epsilon)
    return new_parameters, new_v, new_s
    ### END SOLUTION

# %% tests="update_parameters_with_adam" part="v" points=1
import numpy as np

from companion.testing import close

given = {"W1": np.array([[10.0, 1.0]]), "b1": np.array([[3.0]])}
slopes = {"dA0": np.ones((2, 1)), "dW1": np.array([[4.0, 0.0]]), "db1": np.array([[-4.0]])}
means, squares = ({"dW1": np.zeros((1, 2)), "db1": np.zeros((1, 1))} for _ in range(2))
result = update_parameters_with_adam(given, slopes, means, squares, 1, 0.1, 0.5, 0.75, 1.0)
assert isinstance(result, (tuple, list)) and len(result) >= 3, "Return three dictionaries: parameters, v and s."
after = result[1]
assert isinstance(after, dict) and {"dW1", "db1"} <= set(after), 'The new v has the keys "dW1" and "db1".'
assert not close(after["dW1"], [[4.0, 0.0]]), "v comes back corrected. Return it uncorrected, for the next step."
assert close(after["dW1"], [[2.0, 0.0]]), "The new v of the example: 0.5 times 0 plus 0.5 times 4; and 0, where all is 0."
assert close(after["db1"], [[-2.0]]), "The v of b1 changes by the same formula."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(6)
for dims, beta1, beta2 in (([1, 1], 0.9, 0.999), ([3, 2], 0.5, 0.9), ([4, 5, 1], 0.0, 0.99), ([2, 3, 4, 3], 0.8, 0.6)):
    shapes = {kind + str(k): (dims[k], dims[k - 1] if kind == "W" else 1) for k in range(1, len(dims)) for kind in "Wb"}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    v, s = ({f"d{name}": np.zeros(shape) for name, shape in shapes.items()} for _ in range(2))
    keys, history = list(v), []
    for t in range(1, 5):
        history.append({f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()} | {"dA0": rng.normal(size=(2, 2))})
        with describing("the first step" if t == 1 else "a later step"):
            v = update_parameters_with_adam(parameters, dict(history[-1]), v, s, t, 0.1, beta1, beta2, 0.5)[1]
        expected = {key: sum((1 - beta1) * beta1 ** (t - 1 - j) * history[j][key] for j in range(t)) for key in keys}
        assert set(expected) <= set(v), "v lacks a key for a network of another depth."
        assert close(v, expected, rtol=1e-3, atol=1e-5), (
            f"v is wrong after {t} step(s): beta1 times the old v plus 1 - beta1 times the gradient, uncorrected."
        )
given, grads, means, squares = ({key: np.full((1, 1), value) for key in ("W1", "b1", "dW1", "db1")} for value in (1.0, 2.0, 1.0, 9.0))
default = update_parameters_with_adam({"W1": given["W1"], "b1": given["b1"]}, grads, means, squares, 3)[1]
assert close(default["dW1"], [[1.1]]), "Where no beta1 is given, it is 0.9."
### END HIDDEN TESTS

# %% tests="update_parameters_with_adam" part="s" points=2
import numpy as np

from companion.testing import close

given = {"W1": np.array([[10.0, 1.0]]), "b1": np.array([[3.0]])}
slopes = {"dA0": np.ones((2, 1)), "dW1": np.array([[4.0, 0.0]]), "db1": np.array([[-4.0]])}
means, squares = ({"dW1": np.zeros((1, 2)), "db1": np.zeros((1, 1))} for _ in range(2))
after = update_parameters_with_adam(given, slopes, means, squares, 1, 0.1, 0.5, 0.75, 1.0)[2]
assert isinstance(after, dict) and {"dW1", "db1"} <= set(after), 'The new s has the keys "dW1" and "db1".'
assert not close(after["dW1"], [[16.0, 0.0]]), "s comes back corrected. Return it uncorrected, for the next step."
assert close(after["dW1"], [[4.0, 0.0]]), "The new s of the example: 0.75 times 0 plus 0.25 times 4 squared; and 0, where all is 0."
assert close(after["db1"], [[4.0]]), "The s of b1 changes by the same formula."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(6)
for dims, beta1, beta2 in (([1, 1], 0.9, 0.999), ([3, 2], 0.5, 0.9), ([4, 5, 1], 0.0, 0.99), ([2, 3, 4, 3], 0.8, 0.6)):
    shapes = {kind + str(k): (dims[k], dims[k - 1] if kind == "W" else 1) for k in range(1, len(dims)) for kind in "Wb"}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    v, s = ({f"d{name}": np.zeros(shape) for name, shape in shapes.items()} for _ in range(2))
    keys, history = list(v), []
    for t in range(1, 5):
        history.append({f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()} | {"dA0": rng.normal(size=(2, 2))})
        with describing("the first step" if t == 1 else "a later step"):
            s = update_parameters_with_adam(parameters, dict(history[-1]), v, s, t, 0.1, beta1, beta2, 0.5)[2]
        expected = {key: sum((1 - beta2) * beta2 ** (t - 1 - j) * history[j][key] ** 2 for j in range(t)) for key in keys}
        assert set(expected) <= set(s), "s lacks a key for a network of another depth."
        assert close(s, expected, rtol=1e-3, atol=1e-5), (
            f"s is wrong after {t} step(s): beta2 times the old s plus 1 - beta2 times the squared gradient, uncorrected."
        )
given, grads, means, squares = ({key: np.full((1, 1), value) for key in ("W1", "b1", "dW1", "db1")} for value in (1.0, 2.0, 1.0, 9.0))
default = update_parameters_with_adam({"W1": given["W1"], "b1": given["b1"]}, grads, means, squares, 3)[2]
assert close(default["dW1"], [[8.995]]), "Where no beta2 is given, it is 0.999."
### END HIDDEN TESTS

# %% tests="update_parameters_with_adam" part="parameters" points=3
import numpy as np

from companion.testing import close

given = {"W1": np.array([[10.0, 1.0]]), "b1": np.array([[3.0]])}
slopes = {"dA0": np.ones((2, 1)), "dW1": np.array([[4.0, 0.0]]), "db1": np.array([[-4.0]])}
means, squares = ({"dW1": np.zeros((1, 2)), "db1": np.zeros((1, 1))} for _ in range(2))
moved = update_parameters_with_adam(given, slopes, means, squares, 1, 0.1, 0.5, 0.75, 1.0)[0]
assert isinstance(moved, dict) and {"W1", "b1"} <= set(moved), "The new parameters have the keys of parameters."
assert not close(moved["W1"], [[10 - 0.1 * 2 / 3, 1.0]]), "The step of the example is as long as without bias correction. Correct v and s first; then comes the root, and epsilon last."
assert close(moved["W1"], [[9.92, 1.0]]), "The new W1 of the example: 10 minus 0.1 times 4 / (4 + 1); and 1, where all gradients have been 0."
assert close(moved["b1"], [[3.08]]), "b1 moves by the same formula."
# The second step of a weight whose gradient is always 4: v = 3 and s = 7, corrected 3 / 0.75 and 7 / 0.4375, again 4 and 16.
second = update_parameters_with_adam(moved, slopes, {"dW1": np.array([[2.0, 0.0]]), "db1": np.array([[-2.0]])},
                                     {"dW1": np.array([[4.0, 0.0]]), "db1": np.array([[4.0]])}, 2, 0.1, 0.5, 0.75, 1.0)[0]
assert close(second["W1"], [[9.84, 1.0]]), "The second step of the example, t = 2, is as long as the first: correct v and s with the power t."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(6)
for dims, rate, beta1, beta2, epsilon in (
    ([1, 1], 0.1, 0.9, 0.999, 1e-8), ([3, 2], 0.5, 0.5, 0.9, 0.1), ([4, 5, 1], 0.01, 0.0, 0.99, 1e-3), ([2, 3, 4, 3], 1.0, 0.8, 0.6, 0.5)
):
    shapes = {kind + str(k): (dims[k], dims[k - 1] if kind == "W" else 1) for k in range(1, len(dims)) for kind in "Wb"}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    v, s = ({f"d{name}": np.zeros(shape) for name, shape in shapes.items()} for _ in range(2))
    history = []
    for t in range(1, 5):
        grads = {f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()}
        history.append({key: values.copy() for key, values in grads.items()})
        expected = {}
        for name in shapes:
            # Corrected averages are weighted means of all gradients so far, with weights that add up to 1.
            w1, w2 = ([beta ** (t - 1 - j) for j in range(t)] for beta in (beta1, beta2))
            mean = sum(w * g[f"d{name}"] for w, g in zip(w1, history, strict=True)) / math.fsum(w1)
            square = sum(w * g[f"d{name}"] ** 2 for w, g in zip(w2, history, strict=True)) / math.fsum(w2)
            expected[name] = parameters[name] - rate * mean / (square**0.5 + epsilon)
        with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
            found = update_parameters_with_adam(
                {name: values.copy() for name, values in parameters.items()}, grads | {"dA9": np.ones(1)},
                {key: values.copy() for key, values in v.items()}, {key: values.copy() for key, values in s.items()}, t, rate, beta1, beta2, epsilon
            )[0]
        assert set(expected) <= set(found), "A parameter is missing for a network of another depth."
        assert close(found, expected, rtol=2e-3, atol=1e-3 * rate), (
            f"A parameter is wrong in step {t}. Are both averages corrected with this t, and is epsilon added last?"
        )
        v = {key: beta1 * v[key] + (1 - beta1) * history[-1][key] for key in v}
        s = {key: beta2 * s[key] + (1 - beta2) * history[-1][key] ** 2 for key in s}
        parameters = expected


def one_step(gradient, mean, square, *rest):
    """W1 after a step from 1, where all entries are these numbers."""
    g, v, s = ({key: np.full((1, 1), value) for key in ("dW1", "db1")} for value in (gradient, mean, square))
    return update_parameters_with_adam({"W1": np.ones((1, 1)), "b1": np.ones((1, 1))}, g, v, s, *rest)[0]["W1"]


expected = 1 - 0.01 * ((0.9 * 1 + 0.1 * 2) / (1 - 0.9**3)) / (((0.999 * 9 + 0.001 * 4) / (1 - 0.999**3)) ** 0.5 + 1e-8)
assert close(one_step(2.0, 1.0, 9.0, 3), [[expected]], rtol=1e-6), "The defaults are learning_rate=0.01, beta1=0.9, beta2=0.999 and epsilon=1e-8."
assert close(one_step(1e-8, 0.0, 0.0, 1, 1.0), [[0.5]], rtol=1e-3), "Where no epsilon is given, it is 1e-8, added to the corrected root."
with describing("a large t"):
    assert close(one_step(2.0, 1.0, 9.0, 100000), [[1 - 0.01 * 1.1 / 8.995**0.5]], rtol=1e-6), "For a large t the correction changes nothing."
### END HIDDEN TESTS

# %% tests="update_parameters_with_adam" part="arguments" points=1
import numpy as np

from companion.testing import close, taken

weights, mean, square = np.array([[10.0]]), np.array([[1.0]]), np.array([[2.0]])
given, means, squares = ({f"{d}W1": array, f"{d}b1": np.array([[3.0]])} for d, array in (("", weights), ("d", mean), ("d", square)))
slopes = {"dW1": np.array([[4.0]]), "db1": np.array([[1.0]])}
moved, v_after, s_after = update_parameters_with_adam(given, slopes, means, squares, 1, 0.1, 0.5, 0.75, 1.0)[:3]
assert not (np.any(taken(moved["W1"]) == 10) or np.any(taken(v_after["dW1"]) == 1) or np.any(taken(s_after["dW1"]) == 2)), (
    "Neither W1 nor its v and s may stay as they were here."
)
assert np.shape(moved["W1"]) == np.shape(v_after["dW1"]) == np.shape(s_after["dW1"]) == (1, 1), "The new arrays have the shapes of the old ones."
assert close((weights, mean, square), ([[10.0]], [[1.0]], [[2.0]])), (
    "An array that you were given has been written into, as *=, += and -= do. Compute a new array instead."
)
assert close((given, means, squares), ({"W1": [[10.0]], "b1": [[3.0]]}, {"dW1": [[1.0]], "db1": [[3.0]]}, {"dW1": [[2.0]], "db1": [[3.0]]})), (
    "An entry of a dictionary that you were given has been replaced. Put the new arrays into dictionaries of your own."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
names = [kind + str(layer) for layer in (1, 2, 3) for kind in "Wb"]
parameters = {name: rng.normal(size=(2, 2 if name[0] == "W" else 1)) for name in names}
v, s, grads = ({f"d{name}": rng.uniform(0.5, 2, size=values.shape) for name, values in parameters.items()} for _ in range(3))
kept = [{key: values.copy() for key, values in part.items()} for part in (parameters, v, s, grads)]
moved = update_parameters_with_adam(parameters, grads, v, s, 2)[0]
assert all(np.shape(moved[name]) == kept[0][name].shape for name in names), "In a network with three layers, a parameter has another shape."
assert all(np.all(np.isfinite(taken(moved[name]))) for name in names), "In a network with three layers, a parameter holds nan or infinity."
assert all(np.all(taken(moved[name]) != kept[0][name]) for name in names), "In a network with three layers, a parameter stays where it is."
assert [set(part) for part in (parameters, v, s, grads)] == [set(part) for part in kept], "A dictionary of the caller has other keys now."
assert close([parameters, v, s, grads], kept), "In a network with three layers, something that you were given has changed."
### END HIDDEN TESTS

# %% mistake="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The bias correction is missing. With beta2 = 0.999 the first s is a thousandth of the squared gradient, v a tenth
    of the gradient: the first strides come out three times too long."""
    new, new_v, new_s = {}, {}, {}
    for name in parameters:
        g = grads[f"d{name}"]
        new_v[f"d{name}"] = beta1 * v[f"d{name}"] + (1 - beta1) * g
        new_s[f"d{name}"] = beta2 * s[f"d{name}"] + (1 - beta2) * g**2
        new[name] = parameters[name] - learning_rate * new_v[f"d{name}"] / (np.sqrt(new_s[f"d{name}"]) + epsilon)
    return new, new_v, new_s

# %% mistake="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The corrected averages are returned. The next step would correct them once more: return v and s as they were before
    the correction."""
    new, new_v, new_s = {}, {}, {}
    for name in parameters:
        g = grads[f"d{name}"]
        new_v[f"d{name}"] = (beta1 * v[f"d{name}"] + (1 - beta1) * g) / (1 - beta1**t)
        new_s[f"d{name}"] = (beta2 * s[f"d{name}"] + (1 - beta2) * g**2) / (1 - beta2**t)
        new[name] = parameters[name] - learning_rate * new_v[f"d{name}"] / (np.sqrt(new_s[f"d{name}"]) + epsilon)
    return new, new_v, new_s

# %% mistake="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """t is there, but you always correct as in the first step. The exponent is the number of the step."""
    new, new_v, new_s = {}, {}, {}
    for name in parameters:
        g = grads[f"d{name}"]
        new_v[f"d{name}"] = beta1 * v[f"d{name}"] + (1 - beta1) * g
        new_s[f"d{name}"] = beta2 * s[f"d{name}"] + (1 - beta2) * g**2
        v_hat, s_hat = new_v[f"d{name}"] / (1 - beta1), new_s[f"d{name}"] / (1 - beta2)
        new[name] = parameters[name] - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon)
    return new, new_v, new_s

# %% mistake="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """You count t up before you use it. The caller counts: the first step comes with t = 1."""
    t = t + 1
    new, new_v, new_s = {}, {}, {}
    for name in parameters:
        g = grads[f"d{name}"]
        new_v[f"d{name}"] = beta1 * v[f"d{name}"] + (1 - beta1) * g
        new_s[f"d{name}"] = beta2 * s[f"d{name}"] + (1 - beta2) * g**2
        v_hat, s_hat = new_v[f"d{name}"] / (1 - beta1**t), new_s[f"d{name}"] / (1 - beta2**t)
        new[name] = parameters[name] - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon)
    return new, new_v, new_s

# %% mistake="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Both averages use beta1. The squares have a share of their own, beta2, and a correction with it."""
    new, new_v, new_s = {}, {}, {}
    for name in parameters:
        g = grads[f"d{name}"]
        new_v[f"d{name}"] = beta1 * v[f"d{name}"] + (1 - beta1) * g
        new_s[f"d{name}"] = beta1 * s[f"d{name}"] + (1 - beta1) * g**2
        v_hat, s_hat = new_v[f"d{name}"] / (1 - beta1**t), new_s[f"d{name}"] / (1 - beta1**t)
        new[name] = parameters[name] - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon)
    return new, new_v, new_s

# %% mistake="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Your epsilon is added to s before the root is taken. In Adam it is added to the root itself, as in RMSprop above."""
    new, new_v, new_s = {}, {}, {}
    for name in parameters:
        g = grads[f"d{name}"]
        new_v[f"d{name}"] = beta1 * v[f"d{name}"] + (1 - beta1) * g
        new_s[f"d{name}"] = beta2 * s[f"d{name}"] + (1 - beta2) * g**2
        v_hat, s_hat = new_v[f"d{name}"] / (1 - beta1**t), new_s[f"d{name}"] / (1 - beta2**t)
        new[name] = parameters[name] - learning_rate * v_hat / np.sqrt(s_hat + epsilon)
    return new, new_v, new_s

# %% mistake="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """epsilon is added to the root of the uncorrected s, as Keras does it. Here the correction comes first."""
    new, new_v, new_s = {}, {}, {}
    for name in parameters:
        g = grads[f"d{name}"]
        new_v[f"d{name}"] = beta1 * v[f"d{name}"] + (1 - beta1) * g
        new_s[f"d{name}"] = beta2 * s[f"d{name}"] + (1 - beta2) * g**2
        rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        new[name] = parameters[name] - rate * new_v[f"d{name}"] / (np.sqrt(new_s[f"d{name}"]) + epsilon)
    return new, new_v, new_s

# %% mistake="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The step uses the gradient of this step alone, in place of the average v: that is RMSprop with a correction."""
    new, new_v, new_s = {}, {}, {}
    for name in parameters:
        g = grads[f"d{name}"]
        new_v[f"d{name}"] = beta1 * v[f"d{name}"] + (1 - beta1) * g
        new_s[f"d{name}"] = beta2 * s[f"d{name}"] + (1 - beta2) * g**2
        new[name] = parameters[name] - learning_rate * g / (np.sqrt(new_s[f"d{name}"] / (1 - beta2**t)) + epsilon)
    return new, new_v, new_s

# %% mistake="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The dictionaries that you were given now hold the new arrays. Fill new dictionaries, or copies:
    parameters, v, s = dict(parameters), dict(v), dict(s) in front of your loop; and with new arrays, since a -= b still
    writes into the old one."""
    for name in parameters:
        g = grads[f"d{name}"]
        v[f"d{name}"] = beta1 * v[f"d{name}"] + (1 - beta1) * g
        s[f"d{name}"] = beta2 * s[f"d{name}"] + (1 - beta2) * g**2
        v_hat, s_hat = v[f"d{name}"] / (1 - beta1**t), s[f"d{name}"] / (1 - beta2**t)
        parameters[name] = parameters[name] - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon)
    return parameters, v, s

# %% demo
for slopes in ((1000.0, 0.001), (-5.0, 2.0)):
    print(f"gradient {slopes}, α = 0.1; the first step of")
    for optimizer in ("gradient descent", "momentum", "RMSprop", "Adam"):
        path = walk(optimizer, lambda w1, w2: slopes, (0.0, 0.0), 0.1, 1)
        print(f"  {optimizer:17} {path[1][0]:10.5f} {path[1][1]:10.5f}")

# %% [markdown]
# The stride of gradient descent follows the gradient, a hundred in one case and a ten-thousandth in the other; momentum's
# first is a tenth of that. For RMSprop and Adam only the signs count. RMSprop's first stride is
# $\alpha/\sqrt{0.1} = 3.2\,\alpha$, too long because its average still contains the start at 0. Adam's correction takes
# that out: its first stride is $\alpha$, exactly. If you multiply the cost by 1000, nothing changes for Adam. That is one
# reason why the same few learning rates serve it on many networks.

# %% [markdown]
# ## The same as Keras's?
# An optimizer that is subtly wrong still trains, somewhat worse, and nobody notices. So compare with one that many people
# have checked: Keras's. Its formulas differ from the course's in three places, which its source code shows.
#
# | | here | in Keras | to make them equal, give Keras |
# |---|---|---|---|
# | momentum | $v := \beta v + (1-\beta)\,dW$; step $-\alpha v$ | $m := \beta m - \alpha\,dW$; step $+m$ | the learning rate $\alpha(1-\beta)$ |
# | RMSprop | $\sqrt{s} + \varepsilon$ | $\sqrt{s + \varepsilon}$ | a negligible $\varepsilon$, on both sides |
# | Adam | $\varepsilon$ added to $\sqrt{\hat s}$ | $\varepsilon$ added to $\sqrt{s}$ | its $\varepsilon$; and give ours $\varepsilon/\sqrt{1-\beta_2^t}$ |
#
# The last line needs a look: Keras multiplies the learning rate by $\sqrt{1-\beta_2^t}/(1-\beta_1^t)$ and leaves $v$ and
# $s$ alone, which is the same except for $\varepsilon$. (Keras calls our $v$ and $s$ momentums and velocities.) Next to
# gradients of ordinary size $\varepsilon$ hardly matters; the factor $1-\beta$ of momentum does: the same learning rate
# is ten times as bold in Keras. The cell loads TensorFlow, which takes a few seconds and may print messages.

# %% demo tags=["nbval-ignore-output"]
import keras

# The rates and shares are sums of few powers of 2, which float32 holds exactly: Keras rounds such numbers to it.
alpha, beta, beta2 = 1 / 8, 7 / 8, 1023 / 1024
rng = np.random.default_rng(7)
start = {"W1": rng.normal(size=(3, 4)), "b1": rng.normal(size=(3, 1))}
steps = [{"dW1": rng.normal(size=(3, 4)), "db1": rng.normal(size=(3, 1))} for _ in range(30)]


def with_keras(optimizer):
    """W1 after each of the steps."""
    variables, path = [keras.Variable(values, dtype="float64") for values in start.values()], []
    for grads in steps:
        optimizer.apply([grads["dW1"], grads["db1"]], variables)
        path.append(keras.ops.convert_to_numpy(variables[0]))
    return np.array(path)


def with_ours(update):
    """W1 after each of the steps; update(parameters, grads, memory, t) returns new parameters and memory."""
    parameters, memory, path = start, None, []
    for t, grads in enumerate(steps, start=1):
        parameters, memory = update(parameters, grads, memory, t)
        path.append(parameters["W1"])
    return np.array(path)


def momentum_step(parameters, grads, v, t):
    return update_parameters_with_momentum(parameters, grads, v or initialize_velocity(parameters), beta, alpha)


def rmsprop_step(parameters, grads, s, t):
    return update_parameters_with_rmsprop(parameters, grads, s or initialize_rmsprop(parameters), beta, alpha, 1e-12)


def adam_step(parameters, grads, both, t):
    v, s = both or initialize_adam(parameters)
    epsilon = 1e-7 / np.sqrt(1 - beta2**t)
    parameters, v, s = update_parameters_with_adam(parameters, grads, v, s, t, alpha, beta, beta2, epsilon)[:3]
    return parameters, (v, s)


pairs = {
    "momentum": (momentum_step, keras.optimizers.SGD(alpha * (1 - beta), momentum=beta)),
    "RMSprop": (rmsprop_step, keras.optimizers.RMSprop(alpha, rho=beta, epsilon=1e-12)),
    "Adam": (adam_step, keras.optimizers.Adam(alpha, beta_1=beta, beta_2=beta2, epsilon=1e-7)),
}
for name, (ours, theirs) in pairs.items():
    difference = np.abs(with_ours(ours) - with_keras(theirs)).max()
    print(f"{name:9} 30 steps, largest difference {difference:.0e}; equal to nine digits: {difference < 1e-9}")

# %% [markdown]
# All three agree, step by step. What is left of RMSprop's difference comes from the place of $\varepsilon$. When you use
# Keras in week 3, remember that its momentum with $\alpha = 0.01$ and $\beta = 0.9$ is ours with $\alpha = 0.1$, and that
# its $\varepsilon$ is $10^{-7}$ where nothing else is said.

# %% [markdown]
# ## All four in the valley
# A fair race lets each runner choose their shoes. Each optimizer gets the learning rate, from one list, with which its cost
# is first below 0.01 for good. Then once more with the valley turned by 30 degrees, so that it runs across both axes.

# %% demo
OPTIMIZERS = ("gradient descent", "momentum", "RMSprop", "Adam")
RATES = (0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5)
cosine, sine = np.cos(np.pi / 6), np.sin(np.pi / 6)


def turned(w1, w2):
    return valley(cosine * w1 + sine * w2, -sine * w1 + cosine * w2)


def turned_gradient(w1, w2):
    along, across = valley_gradient(cosine * w1 + sine * w2, -sine * w1 + cosine * w2)
    return cosine * along - sine * across, sine * along + cosine * across


def arrival(path, cost, goal):
    """The first step from which on the cost stays below the goal; the number of places where there is none."""
    high = np.flatnonzero(~(cost(*path.T) < goal))
    return int(high[-1]) + 1 if high.size else 0


def best_walk(optimizer, cost, gradient, start, goal, steps=400):
    """The learning rate with which an optimizer arrives first, and its path."""
    walks = {rate: walk(optimizer, gradient, start, rate, steps) for rate in RATES}
    rate = min(walks, key=lambda each: arrival(walks[each], cost, goal))
    return rate, walks[rate]


turned_start = (-4.0 * cosine - 0.5 * sine, -4.0 * sine + 0.5 * cosine)
fig, axes = plt.subplots(2, 2, figsize=(11, 5.6), layout="constrained")
for ax, name, color in zip(axes.flat, OPTIMIZERS, INKS, strict=True):
    rate, path = best_walk(name, valley, valley_gradient, VALLEY_START, 0.01)
    draw_walk(ax, path, f"{name}, α = {rate}: there after {arrival(path, valley, 0.01)} steps", color)
    rate_turned, path_turned = best_walk(name, turned, turned_gradient, turned_start, 0.01)
    print(
        f"{name:17} straight: α = {rate:<5} {arrival(path, valley, 0.01):3} steps;  "
        f"turned: α = {rate_turned:<5} {arrival(path_turned, turned, 0.01):3} steps"
    )
plt.show()

# %% [markdown]
# Momentum and Adam need about 65 steps, plain descent and RMSprop more than 200. RMSprop would be fast with a larger
# $\alpha$, but then hops around the bottom above our goal; it needs a small one to settle, or one that decays. Turning
# the valley changes nothing for descent and momentum, which know no axes. RMSprop and Adam scale each *parameter*, and
# that helps less where the valley runs across both: 313 steps and 70. The list of rates is coarse, and it is one valley;
# don't read more than the first digit.

# %% [markdown]
# ## All four on pictures
# Now the network. For each optimizer six learning rates a factor of about three apart, twenty epochs with mini-batches of
# 64, three starts each; the same starts and the same mini-batches for all. First the cost at the end against the learning
# rate, then the best rate of each, from five starts. It takes some ten seconds.

# %% demo tags=["nbval-ignore-output"]
GRIDS = {name: (0.01, 0.03, 0.1, 0.3, 1.0, 3.0) for name in OPTIMIZERS[:2]} | {
    name: (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03) for name in OPTIMIZERS[2:]
}
best = {}
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2), layout="constrained")
for place, name in enumerate(OPTIMIZERS):
    ends = [np.mean([train(name, rate, 64, 20, seed)[0][-1] for seed in range(3)]) for rate in GRIDS[name]]
    best[name] = GRIDS[name][int(np.argmin(ends))]
    left.plot(GRIDS[name], ends, LINES[place], marker="o", color=INKS[place], label=name)
    runs = [train(name, best[name], 64, 20, seed) for seed in range(5)]
    draw_runs(right, [costs for costs, _ in runs], np.arange(21), f"{name}, α = {best[name]}", place)
    right_on_dev = [accuracy for _, accuracy in runs]
    print(
        f"{name:17} α = {best[name]:<6} cost after 20 epochs {np.mean([costs[-1] for costs, _ in runs]):.2f}, "
        f"dev accuracy {np.mean(right_on_dev):.1%}, from {min(right_on_dev):.1%} to {max(right_on_dev):.1%}"
    )
left.set(xscale="log", xlabel="learning rate α", ylabel="training cost after 20 epochs", title="Each has a rate of its own")
right.set(xlabel="epoch", ylabel="training cost J", title="Means of five starts; bands from the lowest to the highest")
left.legend()
right.legend()
plt.show()

# %% [markdown]
# Left: descent and momentum want a learning rate near 0.3 to 1, RMSprop and Adam one a hundred times smaller, as their
# strides don't shrink with the gradient. A comparison at one common rate would show nothing but that. Right: at their best rates
# the four end between about 0.08 and 0.2, plain descent last. The three others overlap: tried with four further sets of
# shuffles, Adam came first each time, but momentum and RMSprop shared the places behind it.
#
# Now the last column of the text: on the dev set all four are right about 90 % of the time. They differ by less than
# their own spread from start to start, and 400 pictures leave an uncertainty of 1.5 points anyway. Here the optimizer
# decides how fast the training cost falls; how good the classifier gets is up to the data and the network. That is one
# small network on one data set, not a law.

# %% [markdown]
# ## Learning rate decay
# With mini-batches, gradients don't vanish at the bottom: each mini-batch has a bottom of its own, a little beside that
# of the whole cost. With a fixed $\alpha$ the walk never settles; it wanders around, the farther the larger $\alpha$ is. So
# begin with long strides and shorten them with the number of epochs $e = 0, 1, 2, \dots$:
#
# $$\alpha = \frac{\alpha_0}{1 + \text{decay\_rate}\cdot e}$$
#
# With a decay rate of 1 that is $\alpha_0$, then a half, a third, a quarter of it. Often it is better to keep the rate for
# a while and then drop it, **staircase decay**: count intervals of, say, ten epochs in place of epochs.

# %% [markdown]
# ## Exercise 5a · Decay  (2 points, ~4 min, ●○○)
# Write `update_lr(learning_rate0, epoch_num, decay_rate)`, which returns the learning rate of epoch `epoch_num` by the
# formula above. It computes from `learning_rate0`, the rate of epoch 0, each time; it isn't the rate of the epoch before.
#
# *Example.* `update_lr(0.3, 2, 0.5)` is $0.3 / (1 + 0.5\cdot 2) = 0.15$.
#
# <details><summary>Hint</summary>
#
# One line. Mind the brackets: the whole sum is below the line.
#
# </details>

# %% solution="update_lr"
def update_lr(learning_rate0, epoch_num, decay_rate):
    """The learning rate of an epoch.

    learning_rate0: that of epoch 0, a number above 0.
    epoch_num: number of the epoch, 0 or more.
    decay_rate: number, 0 or more.
    Returns learning_rate0 / (1 + decay_rate epoch_num).
    """
    ### BEGIN SOLUTION
    return learning_rate0 / (1 + decay_rate * epoch_num)
    ### END SOLUTION

# %% tests="update_lr" points=2
import numpy as np

from companion.testing import close, taken

assert update_lr(0.3, 2, 0.5) is not None, "update_lr returns None. Does it end with a return?"
assert np.shape(update_lr(0.3, 2, 0.5)) == (), "Return one number, the learning rate."
assert close(update_lr(0.3, 0, 0.5), 0.3), "In epoch 0 the rate is learning_rate0."
assert close(update_lr(0.3, 2, 0.5), 0.15), "The example: 0.3 divided by 1 + 0.5 times 2."
assert close(update_lr(0.3, 2, 0), 0.3), "With a decay rate of 0 the learning rate never changes."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(8)
for _ in range(12):
    rate, epoch, decay = float(rng.uniform(0.001, 2)), int(rng.integers(0, 200)), float(rng.uniform(0, 3))
    found = taken(update_lr(rate, epoch, decay))
    assert close(found + found * decay * epoch, rate, rtol=1e-4), "The rate is wrong for other numbers."
with describing("a decay rate of 0"):
    assert close(update_lr(0.7, 50, 0), 0.7), "With a decay rate of 0 the learning rate never changes, in a late epoch either."
### END HIDDEN TESTS

# %% mistake="update_lr"
def update_lr(learning_rate0, epoch_num, decay_rate):
    """The brackets are missing: only the 1 is below the line, and the rate grows."""
    return learning_rate0 / 1 + decay_rate * epoch_num

# %% mistake="update_lr"
def update_lr(learning_rate0, epoch_num, decay_rate):
    """Your rate falls along a straight line, and below 0 in the end."""
    return learning_rate0 * (1 - decay_rate * epoch_num)

# %% mistake="update_lr"
def update_lr(learning_rate0, epoch_num, decay_rate):
    """That is exponential decay, in which each epoch multiplies the rate. Here the sum 1 + decay_rate · epoch grows."""
    return learning_rate0 / (1 + decay_rate) ** epoch_num

# %% mistake="update_lr"
def update_lr(learning_rate0, epoch_num, decay_rate):
    """The decay doesn't depend on the epoch."""
    return learning_rate0 / (1 + decay_rate)

# %% [markdown]
# ## Exercise 5b · In steps  (3 points, ~6 min, ●○○)
# Write `schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000)`. The rate stays the same for
# `time_interval` epochs, then drops:
#
# $$\alpha = \frac{\alpha_0}{1 + \text{decay\_rate}\cdot\left\lfloor e / \text{time\_interval}\right\rfloor}$$
#
# $\lfloor\cdot\rfloor$ rounds down to a whole number, so with an interval of 10 the epochs 0 to 9 have the rate
# $\alpha_0$, and epoch 10 is the first with a smaller one.
#
# *Example.* With $\alpha_0 = 0.6$, decay rate 1 and an interval of 10: epoch 9 has 0.6, epoch 10 has 0.3 and epoch 25
# has 0.2.
#
# <details><summary>Hint</summary>
#
# `epoch_num // time_interval` divides and rounds down.
#
# </details>

# %% solution="schedule_lr_decay"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """The learning rate of an epoch, where it drops once an interval.

    learning_rate0: that of the first interval, a number above 0.
    epoch_num: number of the epoch, a whole number, 0 or more.
    decay_rate: number, 0 or more.
    time_interval: epochs in an interval, a whole number, at least 1.
    Returns learning_rate0 / (1 + decay_rate k), where k is epoch_num / time_interval, rounded down.
    """
    ### BEGIN SOLUTION
    return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval))
    ### END SOLUTION

# %% tests="schedule_lr_decay" points=3
import numpy as np

from companion.testing import close, taken

assert schedule_lr_decay(0.6, 25, 1, 10) is not None, "schedule_lr_decay returns None. Does it end with a return?"
assert np.shape(schedule_lr_decay(0.6, 25, 1, 10)) == (), "Return one number, the learning rate."
assert close(schedule_lr_decay(0.6, 0, 1, 10), 0.6), "In the first interval the rate is learning_rate0."
assert close(schedule_lr_decay(0.6, 9, 1, 10), 0.6), "Epoch 9 is still in the first interval: round down."
assert close(schedule_lr_decay(0.6, 10, 1, 10), 0.3), "Epoch 10 is the first of the second interval."
assert close(schedule_lr_decay(0.6, 25, 1, 10), 0.2), "Epoch 25 is in the third interval: 0.6 divided by 1 + 1 times 2."
assert close(schedule_lr_decay(0.6, 3, 1, 1), 0.15), "With an interval of 1 the rate drops in each epoch."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(9)
for _ in range(20):
    rate, decay = float(rng.uniform(0.001, 2)), float(rng.uniform(0, 3))
    interval, k = int(rng.integers(1, 50)), int(rng.integers(0, 6))
    epoch = k * interval + int(rng.integers(0, interval))
    found = taken(schedule_lr_decay(rate, epoch, decay, interval))
    assert close(found + found * decay * k, rate, rtol=1e-4), "The rate is wrong for other numbers."
assert close(schedule_lr_decay(0.5, 999, 1), 0.5) and close(schedule_lr_decay(0.5, 1000, 1), 0.25), (
    "Where no interval is given, it is 1000 epochs."
)
### END HIDDEN TESTS

# %% mistake="schedule_lr_decay"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """Nothing is rounded down, so the rate falls a little in each epoch."""
    return learning_rate0 / (1 + decay_rate * (epoch_num / time_interval))

# %% mistake="schedule_lr_decay"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """You round to the nearest whole number. The rate then drops in the middle of an interval."""
    return learning_rate0 / (1 + decay_rate * np.round(epoch_num / time_interval))

# %% mistake="schedule_lr_decay"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """You round up, so the rate has dropped before the first interval is over."""
    return learning_rate0 / (1 + decay_rate * np.ceil(epoch_num / time_interval))

# %% mistake="schedule_lr_decay"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """You round the product. Round the number of intervals down, then multiply by the decay rate."""
    return learning_rate0 / (1 + np.floor(decay_rate * epoch_num / time_interval))

# %% mistake="schedule_lr_decay"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """% is what remains within the interval. The number of whole intervals is //."""
    return learning_rate0 / (1 + decay_rate * (epoch_num % time_interval))

# %% [markdown]
# Gradient descent with mini-batches of 32, thirty epochs, at a learning rate that is bold for it: kept, decayed smoothly,
# and in steps. (The staircase drops every ten epochs, to a third and then a fifth.)

# %% demo tags=["nbval-ignore-output"]
def smoothly(rate, epoch):
    return update_lr(rate, epoch, 0.2)


def in_steps(rate, epoch):
    return schedule_lr_decay(rate, epoch, 2, 10)


fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
for place, (name, decay) in enumerate({"kept": None, "smoothly": smoothly, "in steps": in_steps}.items()):
    rates = [decay(0.5, epoch) if decay else 0.5 for epoch in range(30)]
    left.plot(rates, LINES[place], color=INKS[place], label=name, drawstyle="steps-post")
    runs = [train("gradient descent", 0.5, 32, 30, seed, decay) for seed in range(4)]
    draw_runs(right, [costs for costs, _ in runs], np.arange(31), name, place)
    print(f"{name:9} cost after 30 epochs, four starts: {', '.join(f'{costs[-1]:.2f}' for costs, _ in runs)}; "
          f"dev accuracy on average {np.mean([accuracy for _, accuracy in runs]):.1%}")
left.set(xlabel="epoch", ylabel="learning rate α", title="Three schedules, one start", ylim=(0, 0.55))
right.set(xlabel="epoch", ylabel="training cost J", title="Kept at 0.5, the cost keeps jumping", yscale="log")
left.legend()
right.legend()
plt.show()

# %% [markdown]
# Kept at 0.5, the cost still jumps after twenty epochs. With decay, a single start may still be thrown up now and then (the
# spikes in the bands), but late in the training jumps are smaller, and both schedules end well below. Between the two there is little to choose here. A decay rate is one more number to
# search for, so first find a good learning rate without it. The dev accuracies differ within their uncertainty again.

# %% [markdown]
# ## Local optima, and what is more common
# Where the gradient is 0, descent stands still. People used to fear that this would mostly be in **local minima**, pits
# above the lowest cost. The second derivatives tell what such a place is. They form a symmetric matrix, the **Hessian**
# $H$, with $H_{jk} = \frac{\partial^2 J}{\partial w_j\,\partial w_k}$, and its eigenvalues are the curvatures in $n$
# directions at right angles to each other:
#
# - all positive: the cost rises whichever way you go, a **minimum**;
# - all negative: it falls whichever way you go, a **maximum**;
# - some of both: it rises in some directions and falls in others, a **saddle point**.

# %% [markdown]
# ## Exercise 6 · Pit, peak or saddle?  (4 points, ~12 min, ●●○)
# Write `kind_of_point(H)`. It gets the Hessian at a place where the gradient is 0, a symmetric array of shape (n, n), and
# returns one of three texts: `"minimum"`, `"maximum"` or `"saddle"`. No eigenvalue of the matrices in the tests is nearer
# to 0 than 0.01. Leave `H` as it is.
#
# *Example.* `[[2, 0], [0, -1]]` is a saddle: its eigenvalues are 2 and −1. So is `[[1, 3], [3, 1]]`, although no entry is
# negative: its eigenvalues are 4 and −2.
#
# <details><summary>Hint 1: the eigenvalues</summary>
#
# `np.linalg.eigvalsh(H)` returns those of a symmetric matrix, in rising order.
#
# </details>
#
# <details><summary>Hint 2: decide</summary>
#
# `np.all(eigenvalues > 0)` is one case, and a mirror image of it the second. What is left is the third.
#
# </details>

# %% solution="kind_of_point"
def kind_of_point(H):
    """What kind of place it is where the gradient is 0.

    H: the Hessian there, a symmetric array of shape (n, n), n at least 1; not modified. No eigenvalue is 0.
    Returns "minimum" if all eigenvalues are positive, "maximum" if all are negative, "saddle" otherwise.
    """
    ### BEGIN SOLUTION
    curvatures = np.linalg.eigvalsh(H)
    if np.all(curvatures > 0):
        return "minimum"
    if np.all(curvatures < 0):
        return "maximum"
    return "saddle"
    ### END SOLUTION

# %% tests="kind_of_point" points=4
import numpy as np

from companion.testing import close

assert kind_of_point(np.array([[2.0, 0.0], [0.0, 1.0]])) is not None, "kind_of_point returns None. Does it end with a return?"
assert kind_of_point(np.array([[2.0, 0.0], [0.0, 1.0]])) == "minimum", "Curvatures 2 and 1: it rises in both directions."
assert kind_of_point(np.array([[-2.0, 0.0], [0.0, -1.0]])) == "maximum", "Curvatures -2 and -1: it falls in both directions."
assert kind_of_point(np.array([[2.0, 0.0], [0.0, -1.0]])) == "saddle", "Curvatures 2 and -1: some of both."
assert kind_of_point(np.array([[1.0, 3.0], [3.0, 1.0]])) == "saddle", (
    "The entries don't show the curvatures. What are the eigenvalues of [[1, 3], [3, 1]]?"
)
assert kind_of_point(np.diag([-1.0, -2.0, 5.0])) == "saddle", "Of three directions two fall and one rises: a saddle, whatever product and sum say."
assert kind_of_point(np.array([[-3.0]])) == "maximum", "In one direction there is one curvature, here -3."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(10)
KINDS = {"minimum": lambda n: rng.uniform(0.05, 3, n), "maximum": lambda n: -rng.uniform(0.05, 3, n)}
for n in (1, 2, 3, 4, 5, 7):
    for kind in ("minimum", "maximum", "saddle"):
        for negative in range(1, n) if kind == "saddle" else (0,):
            values = KINDS[kind](n) if kind in KINDS else np.append(-rng.uniform(0.05, 3, negative), rng.uniform(0.05, 3, n - negative))
            turn = np.linalg.qr(rng.normal(size=(n, n)))[0]
            H = turn @ np.diag(values) @ turn.T
            H = (H + H.T) / 2
            before = H.copy()
            with describing("a single direction" if n == 1 else "several directions"):
                assert kind_of_point(H) == kind, "A matrix of another size, or turned in another way, is named wrongly."
            assert close(H, before), "kind_of_point changed H."
assert kind_of_point(np.diag([-1.0, -2.0])) == "maximum", "Two negative curvatures have a positive product."
assert kind_of_point(np.diag([0.02, 9.0])) == "minimum", "A small positive curvature is positive."
assert kind_of_point(np.diag([-0.02, 9.0])) == "saddle", "One falling direction is enough for a saddle, however flat it is."
### END HIDDEN TESTS

# %% mistake="kind_of_point"
def kind_of_point(H):
    """The entries on the diagonal are curvatures only if all others are 0. In general, take the eigenvalues."""
    diagonal = np.diag(H)
    return "minimum" if np.all(diagonal > 0) else "maximum" if np.all(diagonal < 0) else "saddle"

# %% mistake="kind_of_point"
def kind_of_point(H):
    """The determinant is the product of all curvatures: two negative ones hide in it, and with three or more it decides
    nothing. Look at each eigenvalue."""
    if np.linalg.det(H) < 0:
        return "saddle"
    return "minimum" if H[0, 0] > 0 else "maximum"

# %% mistake="kind_of_point"
def kind_of_point(H):
    """Minimum and maximum are swapped: where the curvature is positive, the cost rises on both sides."""
    curvatures = np.linalg.eigvalsh(H)
    return "maximum" if np.all(curvatures > 0) else "minimum" if np.all(curvatures < 0) else "saddle"

# %% mistake="kind_of_point"
def kind_of_point(H):
    """The sum of the curvatures decides nothing: a steep rise in one direction hides a fall in another."""
    total = np.sum(np.linalg.eigvalsh(H))
    return "minimum" if total > 0.01 else "maximum" if total < -0.01 else "saddle"

# %% mistake="kind_of_point"
def kind_of_point(H):
    """One rising direction is enough for you to say minimum. It takes all."""
    curvatures = np.linalg.eigvalsh(H)
    return "minimum" if np.any(curvatures > 0) else "maximum"

# %% mistake="kind_of_point"
def kind_of_point(H):
    """These are the signs of the matrix's entries. Take those of its eigenvalues."""
    return "minimum" if np.all(H >= 0) else "maximum" if np.all(H <= 0) else "saddle"

# %% [markdown]
# How often is a place without slope a minimum? Draw symmetric matrices at random, for $n$ from 1 to 6 directions, and
# count.

# %% demo
rng = np.random.default_rng(11)
shares = []
for n in range(1, 7):
    draws = rng.normal(size=(10000, n, n))
    kinds = [kind_of_point((draw + draw.T) / 2) for draw in draws]
    shares.append(np.mean([kind == "minimum" for kind in kinds]))
    print(f"n = {n}: {shares[-1]:7.2%} minima, {np.mean([kind == 'saddle' for kind in kinds]):7.2%} saddle points")

# %% [markdown]
# Half of the places on a line are minima. In two directions it is one in seven, in four one in about 400, and a network has
# thousands of directions: if curvatures took their signs at random, next to every place without slope would be a saddle
# point. Two cautions. The Hessian of a network isn't drawn at random. And the lower the cost at such a place, the more of
# its curvatures are positive; at the end of training most are, or are nearly 0. What remains of the old fear is that
# saddles and flat stretches hold training up, and look like its end.

# %% [markdown]
# ## Off the saddle
# The landscape below has a saddle at $(0, 0)$, at height 0, and two equal minima at $(\pm 1, 0)$, at height −0.25:
#
# $$J(w_1, w_2) = \tfrac14 w_1^4 - \tfrac12 w_1^2 + 10\,w_2^2$$
#
# Start at $(0.0001, 1)$: high on a steep wall, and a hair to the right of the ridge. The wall leads straight to the saddle.
# There, the slope that leads off is as small as $w_1$ itself. Each optimizer again gets its best learning rate from the
# list: the one that is first within 0.01 of the lowest cost for good.

# %% demo
def saddle(w1, w2):
    return w1**4 / 4 - w1**2 / 2 + 10 * w2**2


def saddle_gradient(w1, w2):
    return w1**3 - w1, 20 * w2


fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
draw_contours(left, saddle, (-0.3, 1.5), (-0.35, 1.1), [-0.2, -0.1, -0.02, 0.02, 0.1, 0.5, 1, 2, 4, 8])
for place, name in enumerate(OPTIMIZERS):
    rate, path = best_walk(name, saddle, saddle_gradient, (1e-4, 1.0), -0.24, 300)
    line, color = LINES[place], INKS[place]
    left.plot(*path.T, line, marker=".", markersize=3, linewidth=0.9, color=color)
    right.plot(saddle(*path.T), line, color=color, label=f"{name}, α = {rate}")
    print(f"{name:17} α = {rate:<4} arrives at step {arrival(path, saddle, -0.24)}")
left.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-0.3, 1.5), ylim=(-0.35, 1.1), title="Two visit the saddle at (0, 0), two pass it by")
right.set(xlabel="step", ylabel="cost J", ylim=(-0.3, 0.6), xlim=(0, 220), title="On the saddle, descent looks as if it had converged")
right.legend()
plt.show()

# %% [markdown]
# Plain descent is at the saddle after a few steps, and then the cost stands at 0 for nearly a hundred: $w_1$ grows by
# seven per cent a step, from almost nothing. Whoever stopped there would have taken the saddle for the bottom. Momentum
# goes there too, but can take longer strides on this ground, and leaves sooner. RMSprop and Adam pass by: from the first
# step on they stride as far to the right, where the slope is 0.0001, as downwards, where it is 20.
#
# Started on the ridge itself, at $w_1 = 0$, all four would stay on it for ever. The noise of mini-batches sees to it that
# nobody stays exactly on a ridge.

# %% [markdown]
# ## What you built
# - Mini-batches that hold every example once, and the four optimizers that train most networks, step for step equal to
#   Keras's.
# - A fair way to compare them: a learning rate for each, the same starts for all, several of them.
# - Learning rates that decay, and an eye for places where the cost only seems to have converged.
#
# **Questions to take along** (no points)
# 1. Leave out the line that subtracts the mean picture. Which of the four suffers most, and why? (Think of the valley.)
# 2. Multiply the cost by 1000. What happens to the steps of each optimizer, and what must happen to its learning rate?
# 3. Somebody doubles the mini-batch size and asks what to do with the learning rate. What would you try, and what does the
#    noise of the gradient have to do with it?
#
# **Next:** week 3 searches for learning rates and other hyperparameters, keeps activations in shape with batch
# normalization, and hands the gradients to a framework.
