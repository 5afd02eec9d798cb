# ---
# title: Recurrent networks step by step
# minutes: 115
# ---

# %% [markdown]
# # Recurrent networks step by step
# Is this letter inside brackets? You can't tell from the letter; you have to remember whether a bracket was opened, be it
# three letters ago or three hundred. A **recurrent** network reads a sequence step by step and carries a state along.
#
# **You will**
# - write a recurrent cell, run it over a sequence, and take gradients back through time;
# - measure how far back a gradient reaches, and why it gets lost on the way;
# - build the two cells with gates that keep it, GRU and LSTM.
#
# **You will have made:** a network of eight units, trained by your own backward pass, that marks what is in brackets in *a
# sentence of yours*, and shows its memory letter by letter.
#
# **Before you start:** forward and backward passes of deep networks (course 1, week 4), softmax, gradients measured by
# nudges (course 2, week 1).
#
# **Time:** about 115 minutes. **Points:** 38, in nine exercises, the last of them optional. Dots show difficulty, from ●○○ to
# ●●●. The grader runs more tests than you see, all of them on what the text promises.

# %%
from functools import cache

import keras
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact

from companion.gradients import numerical_gradient, relative_difference
from companion.plots import COLORS


def sigmoid(z):
    """1 / (1 + exp(-z)), for arrays of any shape."""
    return 0.5 + 0.5 * np.tanh(z / 2)


def softmax(z):
    """Columns of positive numbers that sum to 1. z: (n, m)."""
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


# %% [markdown]
# ## Sequences in, sequences out
# A sequence $x$ has $T_x$ steps $x^{\langle 1 \rangle}, \dots, x^{\langle T_x \rangle}$, what is wanted has $T_y$. A dense
# network needs the same number of inputs each time. A recurrent one uses **the same weights at every step**, for as many steps as there are. Which shape it takes depends on
# the lengths:
#
# | type | $T_x$ | $T_y$ |
# |---|---|---|
# | `"one-to-one"` | always 1 | always 1 |
# | `"one-to-many"` | always 1 | not always 1 |
# | `"many-to-one"` | not always 1 | always 1 |
# | `"many-to-many"` | not always 1 | in every example equal to $T_x$ |
# | `"encoder-decoder"` | not always 1 | all that is left |
#
# In the last one an encoder reads everything, then a decoder writes. Equal lengths let a network answer at each step.

# %% [markdown]
# ## Exercise 1 · Which type?  (4 points, ~8 min, ●○○)
# Write two functions. `rnn_type(x_lengths, y_lengths)` tells the type by the lengths in a data set, with the words of the
# table (2 points). `types_of_tasks()` returns a dictionary that gives each of these tasks its type (2 points):
#
# - `"stars"`: the text of a review, to its number of stars;
# - `"tune"`: a style (one number), to the notes of a tune;
# - `"names"`: the words of a sentence, to whether each is part of a person's name;
# - `"brackets"`: the characters of a text, to whether each is inside brackets;
# - `"dates"`: a date as people write it, letter by letter, to the ten characters of 2026-12-01;
# - `"speech"`: the hundreds of short frames of a recording, to the letters of what was said.
#
# *Example.* `rnn_type([3, 7], [1, 1])` is `"many-to-one"`.
#
# <details><summary>Hint 1: three questions</summary>
#
# Are all $T_x$ 1? Are all $T_y$ 1? Is each $T_y$ equal to the $T_x$ of the same example? In this order.
#
# </details>
#
# <details><summary>Hint 2: tasks</summary>
#
# Imagine two examples of the task, and write down $T_x$ and $T_y$ of each.
#
# </details>

# %% solution="types"
def rnn_type(x_lengths, y_lengths):
    """The type of recurrent network that a data set needs.

    x_lengths, y_lengths: lists of m whole numbers from 1, T_x and T_y of each example; m is at least 1.
    Returns "one-to-one", "one-to-many", "many-to-one", "many-to-many" or "encoder-decoder", by the table above.
    """
    ### BEGIN SOLUTION
    one_x, one_y = max(x_lengths) == 1, max(y_lengths) == 1
    if one_x:
        return "one-to-one" if one_y else "one-to-many"
    if one_y:
        return "many-to-one"
    return "many-to-many" if list(x_lengths) == list(y_lengths) else "encoder-decoder"
    ### END SOLUTION


def types_of_tasks():
    """The types that six tasks need.

    Returns a dictionary with the keys "stars", "tune", "names", "brackets", "dates", "speech"; each value is one of the
    five words that rnn_type returns.
    """
    ### BEGIN SOLUTION
    return {
        "stars": "many-to-one",
        "tune": "one-to-many",
        "names": "many-to-many",
        "brackets": "many-to-many",
        "dates": "encoder-decoder",
        "speech": "encoder-decoder",
    }
    ### END SOLUTION

# %% tests="types" part="lengths" points=2
found = rnn_type([3, 7], [1, 1])
assert found is not None, "rnn_type returns None. Does it end with a return?"
assert found == "many-to-one", "The example: sequences in, one thing out."
assert rnn_type([4, 2], [4, 2]) == "many-to-many", "Equal lengths in each example: many-to-many."
assert rnn_type([4, 2], [2, 4]) == "encoder-decoder", "4 to 2 and 2 to 4: the same lengths in all, but not in each example."
assert rnn_type([1], [5]) == "one-to-many", "One example is enough: 1 to 5 is one-to-many."
### BEGIN HIDDEN TESTS
rows = [
    ([1, 1], [1, 1], "one-to-one"), ([1], [1], "one-to-one"), ([1, 1, 1], [1, 9, 1], "one-to-many"), ([1, 1], [4, 4], "one-to-many"),
    ([1, 6], [1, 1], "many-to-one"), ([8], [1], "many-to-one"), ([6, 6], [6, 6], "many-to-many"), ([1, 6], [1, 6], "many-to-many"),
    ([6, 6], [6, 5], "encoder-decoder"), ([20, 31, 12], [10, 10, 10], "encoder-decoder"), ([1, 6], [6, 1], "encoder-decoder"), ([3, 1], [3, 2], "encoder-decoder"),
]
for x_lengths, y_lengths, expected in rows:
    assert rnn_type(list(x_lengths), list(y_lengths)) == expected, "For other lengths it is another type. Go through the table from above, over all examples."
### END HIDDEN TESTS

# %% tests="types" part="tasks" points=2
found = types_of_tasks()
assert isinstance(found, dict), "types_of_tasks returns a dictionary."
assert set(found) == {"stars", "tune", "names", "brackets", "dates", "speech"}, "Six keys, the tasks' names."
allowed = ("one-to-one", "one-to-many", "many-to-one", "many-to-many", "encoder-decoder")
assert all(value in allowed for value in found.values()), "Each value is one of the table's five words."
### BEGIN HIDDEN TESTS
found = {str(key): str(value) for key, value in found.items()}
expected = {"stars": "many-to-one", "tune": "one-to-many", "names": "many-to-many", "brackets": "many-to-many"}
assert {key: found[key] for key in expected} == expected, "One of the tasks stars, tune, names, brackets needs another type. How long are x and y of one example?"
assert found["dates"] == "encoder-decoder" and found["speech"] == "encoder-decoder", "In dates and speech, no letter of the output belongs to one step of the input, and lengths differ."
### END HIDDEN TESTS

# %% mistake="types"
def rnn_type(x_lengths, y_lengths):
    """Only the first example is looked at: lengths have to be equal in every one."""
    T_x, T_y = x_lengths[0], y_lengths[0]
    if T_x == 1:
        return "one-to-one" if T_y == 1 else "one-to-many"
    if T_y == 1:
        return "many-to-one"
    return "many-to-many" if T_x == T_y else "encoder-decoder"


def types_of_tasks():
    return dict(stars="many-to-one", tune="one-to-many", names="many-to-many", brackets="many-to-many", dates="encoder-decoder", speech="encoder-decoder")

# %% mistake="types"
def rnn_type(x_lengths, y_lengths):
    """The totals are compared: 4 to 2 and 2 to 4 isn't equal in each example."""
    one_x, one_y = max(x_lengths) == 1, max(y_lengths) == 1
    if one_x:
        return "one-to-one" if one_y else "one-to-many"
    if one_y:
        return "many-to-one"
    return "many-to-many" if sum(x_lengths) == sum(y_lengths) else "encoder-decoder"


def types_of_tasks():
    return dict(stars="many-to-one", tune="one-to-many", names="many-to-many", brackets="many-to-many", dates="encoder-decoder", speech="encoder-decoder")

# %% mistake="types"
def rnn_type(x_lengths, y_lengths):
    """Dates and speech have other lengths out than in: an encoder reads all before a decoder writes."""
    one_x, one_y = max(x_lengths) == 1, max(y_lengths) == 1
    if one_x:
        return "one-to-one" if one_y else "one-to-many"
    if one_y:
        return "many-to-one"
    return "many-to-many" if list(x_lengths) == list(y_lengths) else "encoder-decoder"


def types_of_tasks():
    return dict(stars="many-to-one", tune="one-to-many", names="many-to-many", brackets="many-to-many", dates="many-to-many", speech="many-to-many")

# %% mistake="types"
def rnn_type(x_lengths, y_lengths):
    """A yes or no for each word, or each character, is as many answers as there are steps: many-to-many."""
    one_x, one_y = max(x_lengths) == 1, max(y_lengths) == 1
    if one_x:
        return "one-to-one" if one_y else "one-to-many"
    if one_y:
        return "many-to-one"
    return "many-to-many" if list(x_lengths) == list(y_lengths) else "encoder-decoder"


def types_of_tasks():
    return dict(stars="many-to-one", tune="one-to-many", names="many-to-one", brackets="many-to-one", dates="encoder-decoder", speech="encoder-decoder")

# %% [markdown]
# ## One step
# The cell reads $x^{\langle t \rangle}$ and the state before, makes a new state, and a guess from it:
#
# $$a^{\langle t \rangle} = \tanh(W_{aa}\, a^{\langle t-1 \rangle} + W_{ax}\, x^{\langle t \rangle} + b_a), \qquad \hat y^{\langle t \rangle} = \mathrm{softmax}(W_{ya}\, a^{\langle t \rangle} + b_y)$$
#
# $W_{ax}$ *makes $a$ from $x$*: its shape is (units of $a$, numbers of $x$). Examples stand in columns, as always: $x^{\langle t
# \rangle}$ is $(n_x, m)$, a state $(n_a, m)$.

# %% [markdown]
# ## Exercise 2 · A recurrent cell  (4 points, ~8 min, ●○○)
# Write `rnn_cell_forward(xt, a_prev, parameters)`, with `softmax` from above. The state earns 2 points, the guess 1, the
# cache, which the way back will need, 1.
#
# *Example.* One unit, one example, `xt` [[2]], `a_prev` [[0.5]]; `Wax` [[0.25]], `Waa` [[1]], `ba` [[0]]. The state is tanh(0.5
# + 0.5) = 0.7616. With `Wya` [[1], [−1]] and zeros in `by` the guess is softmax(0.7616, −0.7616) = 0.821 and 0.179.
#
# <details><summary>Hint 1: order</summary>
#
# A product of matrices needs (rows, n) @ (n, columns). `Waa` is $(n_a, n_a)$, `a_prev` $(n_a, m)$: which comes first?
#
# </details>
#
# <details><summary>Hint 2: biases</summary>
#
# `ba` is $(n_a, 1)$ and broadcasts over the columns. It needs no loop.
#
# </details>

# %% solution="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """One step of a recurrent network.

    xt: (n_x, m), the input. a_prev: (n_a, m), the state before. parameters: a dictionary with "Wax" (n_a, n_x), "Waa"
    (n_a, n_a), "Wya" (n_y, n_a), "ba" (n_a, 1), "by" (n_y, 1); it may have more. Nothing is modified.
    Returns a_next (n_a, m), yt_pred (n_y, m), whose columns sum to 1, and the cache (a_next, a_prev, xt, parameters).
    """
    ### BEGIN SOLUTION
    a_next = np.tanh(parameters["Waa"] @ a_prev + parameters["Wax"] @ xt + parameters["ba"])
    yt_pred = softmax(parameters["Wya"] @ a_next + parameters["by"])
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
    ### END SOLUTION

# %% tests="rnn_cell_forward" part="state" points=2
import numpy as np

from companion.testing import close

small = {"Wax": np.array([[0.25]]), "Waa": np.array([[1.0]]), "Wya": np.array([[1.0], [-1.0]]), "ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
found = rnn_cell_forward(np.array([[2.0]]), np.array([[0.5]]), small)
assert found is not None and len(found) == 3, "Return three things: a_next, yt_pred, and the cache."
assert close(found[0], [[np.tanh(1.0)]]), "The example: tanh(0.25 · 2 + 1 · 0.5)."
twos = {"Wax": np.array([[1.0, 0], [0, 0]]), "Waa": np.array([[0.0, 2], [0, 0]]), "Wya": np.ones((1, 2)), "ba": np.array([[0.0], [3]]), "by": np.zeros((1, 1))}
found = rnn_cell_forward(np.array([[1.0, 0, 0], [9, 9, 9]]), np.array([[5.0, 5, 5], [0, 1, 0]]), twos)
assert np.shape(found[0]) == (2, 3), "Two units and three examples: the state has the shape (2, 3)."
assert close(found[0], np.tanh([[1.0, 2, 0], [3, 3, 3]])), "Unit 1 reads x1 and twice unit 2 of the state before; unit 2 has only its bias, 3."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for n_x, n_a, n_y, m in ((3, 5, 2, 4), (1, 2, 3, 1), (4, 1, 2, 6), (6, 3, 3, 2)):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    xt, a_prev = rng.normal(size=(n_x, m)), rng.normal(size=(n_a, m))
    e = np.exp(2 * np.einsum("ij,jk->ik", np.hstack([parameters["Waa"], parameters["Wax"], parameters["ba"]]), np.vstack([a_prev, xt, np.ones((1, m))])))
    expected, before = (e - 1) / (e + 1), (xt.copy(), a_prev.copy())
    assert close(rnn_cell_forward(xt, a_prev, parameters)[0], expected, 1e-4, 1e-5), "For other sizes and weights the state is another. Which weights meet which input, and is the bias there?"
    assert close((xt, a_prev), before), "After the call, xt or a_prev holds other numbers."
### END HIDDEN TESTS

# %% tests="rnn_cell_forward" part="guess" points=1
import numpy as np

from companion.testing import close

small = {"Wax": np.array([[0.25]]), "Waa": np.array([[1.0]]), "Wya": np.array([[1.0], [-1.0]]), "ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
_, yt_pred, _ = rnn_cell_forward(np.array([[2.0]]), np.array([[0.5]]), small)
assert close(np.round(yt_pred, 3), [[0.821], [0.179]], atol=1e-3), "The example: the guess is 0.821 and 0.179. It is made from the new state."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
for n_x, n_a, n_y, m in ((3, 5, 2, 4), (1, 2, 3, 1), (4, 1, 4, 6)):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    xt, a_prev = rng.normal(size=(n_x, m)), rng.normal(size=(n_a, m))
    a = np.tanh(parameters["Waa"] @ a_prev + parameters["Wax"] @ xt + parameters["ba"])
    odds = np.exp(parameters["Wya"] @ a + parameters["by"])
    expected = np.column_stack([column / column.sum() for column in odds.T])
    assert close(rnn_cell_forward(xt, a_prev, parameters)[1], expected, 1e-4, 1e-5), "For other sizes the guess is another. It needs the new state and its bias, and each column sums to 1."
### END HIDDEN TESTS

# %% tests="rnn_cell_forward" part="cache" points=1
import numpy as np

from companion.testing import close

small = {"Wax": np.array([[0.25]]), "Waa": np.array([[1.0]]), "Wya": np.array([[1.0], [-1.0]]), "ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
found = rnn_cell_forward(np.array([[2.0]]), np.array([[0.5]]), small)[2]
assert len(found) == 4, "The cache has four parts: a_next, a_prev, xt, parameters."
assert close(list(found[:3]), [[[np.tanh(1.0)]], [[0.5]], [[2.0]]]), "The cache is (a_next, a_prev, xt, parameters), in this order."
assert close(found[3], {"Wax": [[0.25]], "Waa": [[1.0]]}), "The last part of the cache is the dictionary of parameters."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(20)
parameters = {name: rng.normal(size=shape) for name, shape in {"Wax": (3, 2), "Waa": (3, 3), "Wya": (2, 3), "ba": (3, 1), "by": (2, 1)}.items()}
xt, a_prev = rng.normal(size=(2, 4)), rng.normal(size=(3, 4))
expected = [np.tanh(parameters["Waa"] @ a_prev + parameters["Wax"] @ xt + parameters["ba"]), a_prev.copy(), xt.copy()]
found = rnn_cell_forward(xt, a_prev, parameters)[2]
assert close(list(found[:3]), expected, 1e-4, 1e-5), "For other sizes the cache isn't (a_next, a_prev, xt, parameters)."
assert close(found[3], {name: value.copy() for name, value in parameters.items()}), "The last part of the cache isn't the dictionary of parameters."
### END HIDDEN TESTS

# %% mistake="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """The activation of the state is tanh; here it is a sigmoid."""
    a_next = sigmoid(parameters["Waa"] @ a_prev + parameters["Wax"] @ xt + parameters["ba"])
    return a_next, softmax(parameters["Wya"] @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)

# %% mistake="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """The bias of the state is forgotten: ba belongs under the tanh."""
    a_next = np.tanh(np.dot(parameters["Waa"], a_prev) + np.dot(parameters["Wax"], xt))
    return a_next, softmax(np.dot(parameters["Wya"], a_next) + parameters["by"]), (a_next, a_prev, xt, parameters)

# %% mistake="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """The guess is made from the state before the step; it should know what was just read."""
    a_next = np.tanh(parameters["Waa"] @ a_prev + parameters["Wax"] @ xt + parameters["ba"])
    return a_next, softmax(parameters["Wya"] @ a_prev + parameters["by"]), (a_next, a_prev, xt, parameters)

# %% mistake="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """Your softmax sums over examples: each column, an example, should sum to 1."""
    a_next = np.tanh(parameters["Waa"] @ a_prev + parameters["Wax"] @ xt + parameters["ba"])
    z = parameters["Wya"] @ a_next + parameters["by"]
    return a_next, np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), (a_next, a_prev, xt, parameters)

# %% mistake="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """Waa is transposed. Row i of Waa has what unit i hears from each unit."""
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    a_next = np.tanh(Waa.T @ a_prev + Wax @ xt + ba)
    return a_next, softmax(Wya @ a_next + by), (a_next, a_prev, xt, parameters)

# %% [markdown]
# ## All steps
# The step is taken $T_x$ times; each new state is the next one's state before. Arrays get a third axis for time: $x$ is $(n_x, m, T_x)$, and $x^{\langle 1 \rangle}$ is `x[:, :, 0]`.

# %% [markdown]
# ## Exercise 3 · Forward through time  (4 points, ~8 min, ●●○)
# Write `rnn_forward(x, a0, parameters)`. States earn 2 points, guesses 1, caches 1.
#
# *Example.* One unit with `Wax` and `Waa` 1 and no bias; `x` has two steps, 1 and 0, and the state begins at 0. The states are
# tanh(1) = 0.762 and tanh(0.762) = 0.642: the 1 is remembered, but it fades.
#
# <details><summary>Hint 1: what is carried</summary>
#
# Keep the newest state in a variable of its own. It is `a0` before the loop, and what the cell returned after each step.
#
# </details>
#
# <details><summary>Hint 2: stacking</summary>
#
# Append each step's state to a list; `np.stack(states, axis=2)` makes the array $(n_a, m, T_x)$ of it.
#
# </details>

# %% solution="rnn_forward"
def rnn_forward(x, a0, parameters):
    """A recurrent network over a whole sequence.

    x: (n_x, m, T_x), T_x at least 1. a0: (n_a, m), the state before the first step. parameters: as in rnn_cell_forward.
    Nothing is modified.
    Returns a (n_a, m, T_x), the states; y_pred (n_y, m, T_x); caches, which is (a list of the T_x caches of the cell, x).
    """
    ### BEGIN SOLUTION
    a_next, states, guesses, steps = a0, [], [], []
    for t in range(x.shape[2]):
        a_next, yt_pred, step = rnn_cell_forward(x[:, :, t], a_next, parameters)
        states.append(a_next)
        guesses.append(yt_pred)
        steps.append(step)
    return np.stack(states, axis=2), np.stack(guesses, axis=2), (steps, x)
    ### END SOLUTION

# %% tests="rnn_forward" part="states" points=2
import numpy as np

from companion.testing import close

unit = {"Wax": np.ones((1, 1)), "Waa": np.ones((1, 1)), "Wya": np.array([[1.0], [-1.0]]), "ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
found = rnn_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), unit)
assert found is not None and len(found) == 3, "Return three things: a, y_pred, and the caches."
assert np.shape(found[0]) == (1, 1, 2), "One unit, one example, two steps: a has the shape (1, 1, 2)."
assert close(np.ravel(found[0]), [np.tanh(1.0), np.tanh(np.tanh(1.0))]), "The example: 0.762, and then tanh of that."
found = rnn_forward(np.zeros((1, 2, 1)), np.array([[0.5, 2.0]]), unit)
assert close(found[0], np.tanh([[[0.5], [2.0]]])), "One step, two examples: it begins with a0, which isn't always 0."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for n_x, n_a, n_y, m, T in ((3, 5, 2, 4, 6), (1, 2, 3, 1, 9), (4, 1, 2, 3, 1), (2, 3, 2, 5, 3)):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    x, a0, expected = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m)), np.zeros((n_a, m, T))
    joined = np.hstack([parameters["Waa"], parameters["Wax"], parameters["ba"]])
    for example in range(m):
        state = a0[:, example]
        for t in range(T):
            state = expected[:, example, t] = np.tanh(joined @ np.concatenate([state, x[:, example, t], [1.0]]))
    before = x.copy(), a0.copy()
    assert close(rnn_forward(x, a0, parameters)[0], expected, 1e-4, 1e-5), "For other sizes and lengths the states are others. Each step begins with the state of the step before, the first one with a0."
    assert close((x, a0), before), "After the call, x or a0 holds other numbers."
### END HIDDEN TESTS

# %% tests="rnn_forward" part="guesses" points=1
import numpy as np

from companion.testing import close

unit = {"Wax": np.ones((1, 1)), "Waa": np.ones((1, 1)), "Wya": np.array([[1.0], [-1.0]]), "ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
_, y_pred, _ = rnn_forward(np.array([[[1.0, 0.0]]]), np.zeros((1, 1)), unit)
assert np.shape(y_pred) == (2, 1, 2), "Two classes, one example, two steps: y_pred has the shape (2, 1, 2)."
assert close(np.round(np.ravel(y_pred), 3), [0.821, 0.783, 0.179, 0.217], atol=1e-3), "The example: the guesses are 0.821 and 0.179, then 0.783 and 0.217."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
for n_x, n_a, n_y, m, T in ((3, 4, 2, 4, 5), (1, 2, 5, 1, 7), (2, 1, 2, 3, 1)):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    x, state, expected = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m)), np.zeros((n_y, m, T))
    a0 = state.copy()
    for t in range(T):
        state = np.tanh(parameters["Waa"] @ state + parameters["Wax"] @ x[:, :, t] + parameters["ba"])
        odds = np.exp(parameters["Wya"] @ state + parameters["by"])
        expected[:, :, t] = odds / odds.sum(axis=0)
    assert close(rnn_forward(x, a0, parameters)[1], expected, 1e-4, 1e-5), "For other sizes and lengths the guesses are others. There is one at each step, from that step's state."
### END HIDDEN TESTS

# %% tests="rnn_forward" part="caches" points=1
import numpy as np

from companion.testing import close

unit = {"Wax": np.ones((1, 1)), "Waa": np.ones((1, 1)), "Wya": np.array([[1.0], [-1.0]]), "ba": np.zeros((1, 1)), "by": np.zeros((2, 1))}
x = np.array([[[1.0, 0.0]]])
_, _, caches = rnn_forward(x.copy(), np.array([[0.5]]), unit)
assert len(caches) == 2, "caches has two parts: the list of the cells' caches, and x."
assert close(caches[1], x), "The second part of caches is x, all steps of it."
assert len(caches[0]) == 2, "Two steps: the list has two caches."
assert close(list(caches[0][0][:3]), [[[np.tanh(1.5)]], [[0.5]], [[1.0]]]), "The first cache is that of the first step: (a_next, a_prev, xt, parameters)."
### BEGIN HIDDEN TESTS
assert close(list(caches[0][1][:3]), [[[np.tanh(np.tanh(1.5))]], [[np.tanh(1.5)]], [[0.0]]]), "The second cache isn't that of the second step."
### END HIDDEN TESTS

# %% mistake="rnn_forward"
def rnn_forward(x, a0, parameters):
    """Every step begins with a0, so nothing is carried along. Hand the newest state to the next step."""
    results = [rnn_cell_forward(x[:, :, t], a0, parameters) for t in range(x.shape[2])]
    a, y_pred = (np.stack([result[part] for result in results], axis=2) for part in (0, 1))
    return a, y_pred, ([result[2] for result in results], x)

# %% mistake="rnn_forward"
def rnn_forward(x, a0, parameters):
    """The network begins with zeros; it should begin with a0."""
    a_next, results = np.zeros_like(a0), []
    for t in range(x.shape[2]):
        results.append(rnn_cell_forward(x[:, :, t], a_next, parameters))
        a_next = results[-1][0]
    a, y_pred = (np.stack([result[part] for result in results], axis=2) for part in (0, 1))
    return a, y_pred, ([result[2] for result in results], x)

# %% mistake="rnn_forward"
def rnn_forward(x, a0, parameters):
    """Time is the first axis here; it should be the last one of a and y_pred."""
    a_next, results = a0, []
    for t in range(x.shape[2]):
        results.append(rnn_cell_forward(x[:, :, t], a_next, parameters))
        a_next = results[-1][0]
    return np.array([r[0] for r in results]), np.array([r[1] for r in results]), ([r[2] for r in results], x)

# %% mistake="rnn_forward"
def rnn_forward(x, a0, parameters):
    """The states that are returned begin with a0, and the last one is missing. a[:, :, 0] is the state after the first step."""
    a_next, states, guesses, steps = a0, [], [], []
    for t in range(x.shape[2]):
        states.append(a_next)
        a_next, yt_pred, step = rnn_cell_forward(x[:, :, t], a_next, parameters)
        guesses.append(yt_pred)
        steps.append(step)
    return np.stack(states, axis=2), np.stack(guesses, axis=2), (steps, x)

# %% [markdown]
# Keras' `SimpleRNN` has the same states, with examples first and weights transposed. And one unit alone already shows what a state is. It
# hears a 1 at step 1, then nothing; $w$ is its weight to itself. **Predict:** for which $w$ does it still know at step 40 that
# there was a 1?

# %% demo
rng = np.random.default_rng(0)
weights = {"Wax": rng.normal(size=(4, 3)), "Waa": rng.normal(size=(4, 4)), "Wya": rng.normal(size=(2, 4)), "ba": rng.normal(size=(4, 1)), "by": rng.normal(size=(2, 1))}
x = rng.normal(size=(3, 5, 6))
layer = keras.layers.SimpleRNN(4, return_sequences=True)
layer.build((5, 6, 3))
layer.set_weights([weights["Wax"].T, weights["Waa"].T, weights["ba"][:, 0]])
theirs = np.transpose(layer(np.transpose(x, (1, 2, 0)).astype("float32")), (2, 0, 1))
print("SimpleRNN: equal to 1e-5:", np.abs(theirs - rnn_forward(x, np.zeros((4, 5)), weights)[0]).max() < 1e-5)

# %%
def echo(w, T=40):
    """The states of one unit that hears a 1 and then zeros, and how strongly the last state depends on each."""
    states = [np.tanh(1.0)]
    for _ in range(T - 1):
        states.append(np.tanh(w * states[-1]))
    slopes = w * (1 - np.array(states[1:]) ** 2)
    return np.array(states), np.append(np.cumprod(slopes[::-1])[::-1], 1.0)


def draw_echo(values):
    """States and slopes over time, for some weights."""
    figure, axes = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
    for w, color in zip(values, COLORS):
        for ax, curve in zip(axes, echo(w)):
            ax.plot(range(1, len(curve) + 1), curve, color=color, marker=".", label=f"w = {w:.2f}")
    axes[0].set(title="The state after a 1 at step 1", xlabel="step t", ylabel="state", ylim=(0, 1))
    axes[1].set(title="How the last state depends on that of step t", xlabel="step t", ylabel="slope", yscale="log", ylim=(1e-32, 10))
    axes[0].legend()
    plt.show()

# %% demo
draw_echo([0.5, 1.0, 1.5])

# %% demo tags=["nbval-ignore-output"]
slider = interact(lambda w: draw_echo([w]), w=FloatSlider(value=1.2, min=0.1, max=2, step=0.05, continuous_update=False))

# %% [markdown]
# <details><summary>What there is to see</summary>
#
# With $w$ = 0.5 the state is gone after some ten steps; with 1 it fades slowly, to 0.19; above 1 it stays, with 1.5 near 0.86: the unit remembers. But look at the right: the
# slope falls fastest for 1.5, since tanh is flat out there. The last state depends on *whether* there was a 1, hardly on how
# large it was, and a gradient sees only the latter. Of the three, $w$ = 1 lets it fall most slowly.
#
# </details>
#
# **To remember**
# - The same weights at every step, and a state that is handed on.
# - Shapes: $(n, m, T)$; the type of network follows from $T_x$ and $T_y$.
# - What a state keeps and what a gradient can find are two matters.

# %% [markdown]
# ## Back, one step
# Given $da_{next}$, the derivative of the cost with respect to the cell's new state $a^{\langle t \rangle}$, the chain rule goes through tanh, whose slope is
# $1 - \tanh^2$, and then to everything that was multiplied:
#
# $$dz = da_{next} * (1 - (a^{\langle t \rangle})^2), \quad dW_{ax} = dz\, (x^{\langle t \rangle})^T, \quad dW_{aa} = dz\, (a^{\langle t-1 \rangle})^T, \quad db_a = \sum_{i} dz^{(i)}$$
#
# $$dx^{\langle t \rangle} = W_{ax}^T\, dz, \qquad da_{prev} = W_{aa}^T\, dz$$
#
# The $1/m$ of a cost is in $da_{next}$ already.

# %% [markdown]
# ## Exercise 4 · Back through a cell  (5 points, ~12 min, ●●○)
# Write `rnn_cell_backward(da_next, cache)`. `dxt` and `da_prev` earn 2 points, `dWax` and `dWaa` 2, `dba` 1.
#
# *Example.* One unit with state 0.8 after the step and 0.5 before, input 2, weights `Wax` 3 and `Waa` 4 (and a bias that makes 0.8 of it), `da_next` 10. Then $dz$ = 10 · 0.36
# = 3.6; `dxt` 10.8, `da_prev` 14.4, `dWax` 7.2, `dWaa` 1.8, `dba` 3.6.
#
# <details><summary>Hint 1: dz first</summary>
#
# The cache has the new state: its square is at hand, and no tanh is needed again.
#
# </details>
#
# <details><summary>Hint 2: shapes decide</summary>
#
# A gradient has the shape of what it belongs to. `dba` is $(n_a, 1)$: `keepdims=True`.
#
# </details>

# %% solution="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """The derivatives of a cost with respect to what went into a recurrent cell.

    da_next: (n_a, m), that with respect to a_next. cache: (a_next, a_prev, xt, parameters), from rnn_cell_forward.
    Nothing is modified.
    Returns a dictionary: "dxt" (n_x, m), "da_prev" (n_a, m), "dWax" (n_a, n_x), "dWaa" (n_a, n_a), "dba" (n_a, 1), the
    last three summed over examples.
    """
    ### BEGIN SOLUTION
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }
    ### END SOLUTION

# %% tests="rnn_cell_backward" part="inputs" points=2
import numpy as np

from companion.testing import close

unit = {"Wax": np.array([[3.0]]), "Waa": np.array([[4.0]]), "Wya": np.ones((1, 1)), "ba": np.arctanh([[0.8]]) - 8, "by": np.zeros((1, 1))}
found = rnn_cell_backward(np.array([[10.0]]), (np.array([[0.8]]), np.array([[0.5]]), np.array([[2.0]]), unit))
assert isinstance(found, dict) and {"dxt", "da_prev", "dWax", "dWaa", "dba"} <= set(found), "Return a dictionary with dxt, da_prev, dWax, dWaa and dba."
assert close(found["dxt"], [[10.8]]), "The example: dxt is 3 · 3.6."
assert close(found["da_prev"], [[14.4]]), "The example: da_prev is 4 · 3.6."
two = {"Wax": np.array([[1.0, 0, 2], [0, 1, 0]]), "Waa": np.array([[0.0, 5], [0, 0]]), "Wya": np.ones((1, 2)), "ba": np.zeros((2, 1)), "by": np.zeros((1, 1))}
found = rnn_cell_backward(np.array([[1.0], [10]]), (np.zeros((2, 1)), np.zeros((2, 1)), np.zeros((3, 1)), two))
assert close(found["dxt"], [[1], [10], [2]]), "Two units, three inputs: dxt has three rows, and x3 went into unit 1 with weight 2."
assert close(found["da_prev"], [[0], [5]]), "Unit 2 went into unit 1 with weight 5: its derivative is 5 · 1, that of unit 1 is 0."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(5)
for n_x, n_a, m in ((3, 5, 4), (1, 2, 1), (4, 1, 3)):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (2, n_a), "ba": (n_a, 1), "by": (2, 1)}
    p = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    xt, a_prev, da = rng.normal(size=(n_x, m)), rng.normal(size=(n_a, m)), rng.normal(size=(n_a, m))
    by_x = numerical_gradient(lambda at, p=p, a=a_prev, da=da: np.sum(da * np.tanh(p["Waa"] @ a + p["Wax"] @ at + p["ba"])), xt)
    by_a = numerical_gradient(lambda at, p=p, x=xt, da=da: np.sum(da * np.tanh(p["Waa"] @ at + p["Wax"] @ x + p["ba"])), a_prev)
    a_next = np.tanh(p["Waa"] @ a_prev + p["Wax"] @ xt + p["ba"])
    before = xt.copy(), a_prev.copy(), da.copy(), a_next.copy()
    found = rnn_cell_backward(da, (a_next, a_prev, xt, p))
    assert close(found["dxt"], by_x, 1e-4, 1e-5), "dxt isn't what nudges measure. Is the slope of tanh there, and Wax transposed?"
    assert close(found["da_prev"], by_a, 1e-4, 1e-5), "da_prev isn't what nudges measure. Is the slope of tanh there, and Waa transposed?"
    assert close((xt, a_prev, da, a_next), before), "After the call, an argument holds other numbers."
### END HIDDEN TESTS

# %% tests="rnn_cell_backward" part="weights" points=2
import numpy as np

from companion.testing import close

unit = {"Wax": np.array([[3.0]]), "Waa": np.array([[4.0]]), "Wya": np.ones((1, 1)), "ba": np.arctanh([[0.8]]) - 8, "by": np.zeros((1, 1))}
found = rnn_cell_backward(np.array([[10.0]]), (np.array([[0.8]]), np.array([[0.5]]), np.array([[2.0]]), unit))
assert close(found["dWax"], [[7.2]]), "The example: dWax is 3.6 · 2."
assert close(found["dWaa"], [[1.8]]), "The example: dWaa is 3.6 · 0.5, the state before."
wide = {"Wax": np.zeros((2, 3)), "Waa": np.zeros((2, 2)), "Wya": np.ones((1, 2)), "ba": np.zeros((2, 1)), "by": np.zeros((1, 1))}
found = rnn_cell_backward(np.array([[1.0, 0], [0, 1]]), (np.zeros((2, 2)), np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 2], [3, 4], [5, 6]]), wide))
assert close(found["dWax"], [[1, 3, 5], [2, 4, 6]]), "Two examples: example 1 moves unit 1, example 2 unit 2, and dWax has the shape of Wax."
assert close(found["dWaa"], [[1, 3], [2, 4]]), "Two examples: dWaa has unit 1's part from example 1, unit 2's from example 2."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(6)
for n_x, n_a, m in ((3, 4, 5), (1, 2, 1), (4, 1, 3)):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (2, n_a), "ba": (n_a, 1), "by": (2, 1)}
    p = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    xt, a_prev, da = rng.normal(size=(n_x, m)), rng.normal(size=(n_a, m)), rng.normal(size=(n_a, m))
    by_Wax = numerical_gradient(lambda at, p=p, a=a_prev, x=xt, da=da: np.sum(da * np.tanh(p["Waa"] @ a + at @ x + p["ba"])), p["Wax"])
    by_Waa = numerical_gradient(lambda at, p=p, a=a_prev, x=xt, da=da: np.sum(da * np.tanh(at @ a + p["Wax"] @ x + p["ba"])), p["Waa"])
    found = rnn_cell_backward(da, (np.tanh(p["Waa"] @ a_prev + p["Wax"] @ xt + p["ba"]), a_prev, xt, p))
    assert close(found["dWax"], by_Wax, 1e-4, 1e-5), "dWax isn't what nudges measure: dz times the input, summed over examples."
    assert close(found["dWaa"], by_Waa, 1e-4, 1e-5), "dWaa isn't what nudges measure: dz times the state before, summed over examples."
### END HIDDEN TESTS

# %% tests="rnn_cell_backward" part="bias" points=1
import numpy as np

from companion.testing import close

wide = {"Wax": np.ones((2, 1)), "Waa": np.ones((2, 2)), "Wya": np.ones((1, 2)), "ba": np.zeros((2, 1)), "by": np.zeros((1, 1))}
found = rnn_cell_backward(np.array([[1.0, 2, 3], [4, 5, 6]]), (np.zeros((2, 3)), np.zeros((2, 3)), np.zeros((1, 3)), wide))
assert close(found["dba"], [[6], [15]]), "Three examples where tanh has slope 1: dba is 6 and 15, in the shape (2, 1)."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(7)
for n_a, m in ((4, 5), (1, 3), (3, 1)):
    p = {"Wax": rng.normal(size=(n_a, 2)), "Waa": rng.normal(size=(n_a, n_a)), "Wya": rng.normal(size=(2, n_a)), "ba": rng.normal(size=(n_a, 1)), "by": np.zeros((2, 1))}
    xt, a_prev, da = rng.normal(size=(2, m)), rng.normal(size=(n_a, m)), rng.normal(size=(n_a, m))
    z = p["Waa"] @ a_prev + p["Wax"] @ xt + p["ba"]
    expected = np.einsum("nm,nm->n", da, 1 / np.cosh(z) ** 2)[:, np.newaxis]
    assert close(rnn_cell_backward(da, (np.tanh(z), a_prev, xt, p))["dba"], expected, 1e-4, 1e-5), "For other numbers dba is another: dz, summed over examples."
### END HIDDEN TESTS

# %% mistake="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """The slope of tanh is forgotten: multiply da_next by 1 - a_next² first."""
    a_next, a_prev, xt, p = cache
    return {"dxt": p["Wax"].T @ da_next, "da_prev": p["Waa"].T @ da_next, "dWax": da_next @ xt.T, "dWaa": da_next @ a_prev.T, "dba": np.sum(da_next, axis=1, keepdims=True)}

# %% mistake="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """The slope of tanh is taken at the state before; it belongs to a_next."""
    a_next, a_prev, xt, p = cache
    dz = (1 - np.square(a_prev)) * da_next
    return {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"].T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T, "dba": np.sum(dz, axis=1, keepdims=True)}

# %% mistake="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """dWaa is made with the new state. Waa was multiplied by the state before."""
    a_next, a_prev, xt, p = cache
    dz = (1 - np.square(a_next)) * da_next
    return {"dxt": np.dot(p["Wax"].T, dz), "da_prev": np.dot(p["Waa"].T, dz), "dWax": np.dot(dz, xt.T), "dWaa": np.dot(dz, a_next.T), "dba": np.sum(dz, 1, keepdims=True)}

# %% mistake="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """Waa isn't transposed in da_prev. On the way back, a unit collects from those that heard it."""
    a_next, a_prev, xt, p = cache
    dz = (1 - a_next * a_next) * da_next
    return {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"] @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T, "dba": dz.sum(1, keepdims=True)}

# %% mistake="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """dba is a row of numbers without its second axis. It needs the shape (n_a, 1) of ba: keepdims=True."""
    a_next, a_prev, xt, p = cache
    dz = (1 - a_next * a_next) * da_next
    return {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"].T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1)}

# %% mistake="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """The gradients are means over examples. They are sums: the 1/m of a cost is in da_next already."""
    a_next, a_prev, xt, p = cache
    dz, m = da_next * (1 - a_next**2), da_next.shape[1]
    return {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"].T @ dz, "dWax": dz @ xt.T / m, "dWaa": dz @ a_prev.T / m, "dba": dz.mean(axis=1, keepdims=True)}

# %% [markdown]
# ## Back through time
# A state acts in two ways: on the guess of its own step, and on the next state. So two derivatives arrive at it, and they add
# up. The first is given, as `da`, with time as its last axis; the second is what the cell of the *next* step sent back. At the last step nothing comes
# from later:
#
# $$da_{next}\text{ of cell } t \;=\; da^{\langle t \rangle} + da_{prev}\text{ of cell } t+1$$
#
# And as all steps share their weights, each step's part of $dW_{ax}$, $dW_{aa}$, $db_a$ is added to the sum.

# %% [markdown]
# ## Exercise 5 · Backpropagation through time  (5 points, ~15 min, ●●●)
# Write `rnn_backward(da, caches)`, with `caches` from `rnn_forward`. `dx` earns 2 points, `da0` 1, the weights 2.
#
# *Example.* One unit, all weights 1, and states so small that tanh has slope 1. With `da` = [10, 1] at two steps, 1 goes
# into the second cell, 10 + 1 into the first: `dx` is [11, 1], `da0` 11.
#
# <details><summary>Hint 1: a loop backwards</summary>
#
# `for t in reversed(range(T))`. Keep what was sent back in a variable; before the loop it is zeros of a state's shape.
#
# </details>
#
# <details><summary>Hint 2: after the loop</summary>
#
# What the first cell sent back is the derivative with respect to the state before it: `da0`.
#
# </details>

# %% solution="rnn_backward"
def rnn_backward(da, caches):
    """The derivatives of a cost with respect to all that went into a recurrent network.

    da: (n_a, m, T), those that reach each state from its own step's guess. caches: (a list of T caches of the cell, x), from
    rnn_forward. Nothing is modified.
    Returns a dictionary: "dx" (n_x, m, T), "da0" (n_a, m), "dWax" (n_a, n_x), "dWaa" (n_a, n_a), "dba" (n_a, 1), the last
    three summed over steps and examples.
    """
    ### BEGIN SOLUTION
    steps, x = caches
    gradients = {"dx": np.zeros(x.shape), "dWax": 0.0, "dWaa": 0.0, "dba": 0.0}
    from_later = np.zeros(da.shape[:2])
    for t in reversed(range(x.shape[2])):
        step = rnn_cell_backward(da[:, :, t] + from_later, steps[t])
        from_later = step["da_prev"]
        gradients["dx"][:, :, t] = step["dxt"]
        for name in ("dWax", "dWaa", "dba"):
            gradients[name] = gradients[name] + step[name]
    return {**gradients, "da0": from_later}
    ### END SOLUTION

# %% tests="rnn_backward" part="inputs" points=2
import numpy as np

from companion.testing import close


def through(x, a0, p):
    """States and caches of a network."""
    steps, a = [], a0
    for t in range(x.shape[2]):
        new = np.tanh(p["Waa"] @ a + p["Wax"] @ x[:, :, t] + p["ba"])
        steps.append((new, a, x[:, :, t], p))
        a = new
    return np.stack([step[0] for step in steps], axis=2), (steps, x)


unit = {"Wax": np.ones((1, 1)), "Waa": np.ones((1, 1)), "Wya": np.ones((1, 1)), "ba": np.zeros((1, 1)), "by": np.zeros((1, 1))}
caches = through(np.zeros((1, 1, 2)), np.zeros((1, 1)), unit)[1]
found = rnn_backward(np.array([[[10.0, 1.0]]]), caches)
assert isinstance(found, dict) and {"dx", "da0", "dWax", "dWaa", "dba"} <= set(found), "Return a dictionary with dx, da0, dWax, dWaa and dba."
assert close(found["dx"], [[[11, 1]]]), "The example: dx is 11 and 1. What the second cell sends back is added to da of the first."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(8)
for n_x, n_a, m, T in ((2, 3, 2, 4), (1, 2, 1, 7), (3, 1, 2, 1)):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (2, n_a), "ba": (n_a, 1), "by": (2, 1)}
    p = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    x, a0, da = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m)), rng.normal(size=(n_a, m, T))
    expected = numerical_gradient(lambda at, p=p, a0=a0, da=da: np.sum(da * through(at, a0, p)[0]), x)
    caches, before = through(x, a0, p)[1], (x.copy(), da.copy())
    assert close(rnn_backward(da, caches)["dx"], expected, 1e-4, 1e-5), "dx isn't what nudges measure. An input acts on its own step's state, and by it on all later ones."
    assert close((x, da), before), "After the call, da or x holds other numbers."
### END HIDDEN TESTS

# %% tests="rnn_backward" part="start" points=1
import numpy as np

from companion.testing import close

unit = {"Wax": np.ones((1, 1)), "Waa": np.array([[2.0]]), "Wya": np.ones((1, 1)), "ba": np.zeros((1, 1)), "by": np.zeros((1, 1))}
zero = np.zeros((1, 1))
caches = ([(zero, zero, zero, unit)] * 3, np.zeros((1, 1, 3)))
found = rnn_backward(np.array([[[100.0, 10.0, 1.0]]]), caches)
assert close(found["da0"], [[2 * (100 + 2 * (10 + 2 * 1))]]), "Three steps with Waa = 2: 2 · (100 + 2 · (10 + 2 · 1)) reaches a0."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(9)
for n_x, n_a, m, T in ((2, 3, 2, 4), (1, 2, 3, 6), (2, 4, 1, 1)):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (2, n_a), "ba": (n_a, 1), "by": (2, 1)}
    p = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    x, a0, da = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m)), rng.normal(size=(n_a, m, T))
    steps, a, jacobians = [], a0, []
    for t in range(T):
        new = np.tanh(p["Waa"] @ a + p["Wax"] @ x[:, :, t] + p["ba"])
        steps.append((new, a, x[:, :, t], p))
        jacobians.append([np.diag(1 - column**2) @ p["Waa"] for column in new.T])
        a = new
    expected = np.zeros((n_a, m))
    for example in range(m):
        chain = np.eye(n_a)
        for t in range(T):
            chain = jacobians[t][example] @ chain
            expected[:, example] += chain.T @ da[:, example, t]
    assert close(rnn_backward(da, (steps, x))["da0"], expected, 1e-4, 1e-5), "da0 isn't the product of the steps' derivatives. It is what the first cell sends back."
### END HIDDEN TESTS

# %% tests="rnn_backward" part="weights" points=2
import numpy as np

from companion.testing import close


def through(x, a0, p):
    """States and caches of a network."""
    steps, a = [], a0
    for t in range(x.shape[2]):
        new = np.tanh(p["Waa"] @ a + p["Wax"] @ x[:, :, t] + p["ba"])
        steps.append((new, a, x[:, :, t], p))
        a = new
    return np.stack([step[0] for step in steps], axis=2), (steps, x)


unit = {"Wax": np.zeros((1, 2)), "Waa": np.ones((1, 1)), "Wya": np.ones((1, 1)), "ba": np.zeros((1, 1)), "by": np.zeros((1, 1))}
caches = through(np.array([[[5.0, 7.0]], [[0.0, 1.0]]]), np.zeros((1, 1)), unit)[1]
found = rnn_backward(np.array([[[10.0, 1.0]]]), caches)
assert close(found["dba"], [[12]]), "All states are 0; 11 goes into cell 1 and 1 into cell 2: dba is their sum."
assert close(found["dWax"], [[11 * 5 + 1 * 7, 1]]), "dWax: 11 times the first input plus 1 times the second."
both = {**unit, "Wax": np.ones((1, 1))}
first, second = np.tanh([[1.0]]), np.tanh(np.tanh([[1.0]]))
steps = [(first, np.zeros((1, 1)), np.ones((1, 1)), both), (second, first, np.zeros((1, 1)), both)]
found = rnn_backward(np.array([[[0.0, 1.0]]]), (steps, np.array([[[1.0, 0.0]]])))
assert close(found["dWaa"], (1 - second**2) * first), "Inputs 1 and 0: Waa met a state of 0 at step 1, and tanh(1) at step 2, whose slope counts."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(10)
for n_x, n_a, m, T in ((2, 3, 2, 4), (1, 2, 3, 6), (2, 2, 1, 1)):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (2, n_a), "ba": (n_a, 1), "by": (2, 1)}
    p = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    x, a0, da = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m)), rng.normal(size=(n_a, m, T))
    cost = lambda at, name, p=p, x=x, a0=a0, da=da: np.sum(da * through(x, a0, {**p, name: at})[0])
    expected = {"d" + name: numerical_gradient(lambda at, name=name: cost(at, name), p[name]) for name in ("Wax", "Waa", "ba")}
    found = rnn_backward(da, through(x, a0, p)[1])
    assert close(found["dba"], expected["dba"], 1e-4, 1e-5), "dba isn't what nudges measure: the sum over all steps, each with what came from later."
    assert close(found["dWax"], expected["dWax"], 1e-4, 1e-5), "dWax isn't what nudges measure: the sum over all steps, each with what came from later."
    assert close(found["dWaa"], expected["dWaa"], 1e-4, 1e-5), "dWaa isn't what nudges measure: the sum over all steps, each with what came from later."
### END HIDDEN TESTS

# %% mistake="rnn_backward"
def rnn_backward(da, caches):
    """What comes from later steps is dropped: add the da_prev of the next cell to da of this one."""
    steps, x = caches
    back = [rnn_cell_backward(da[:, :, t], steps[t]) for t in range(len(steps))]
    sums = {name: sum(each[name] for each in back) for name in ("dWax", "dWaa", "dba")}
    return {"dx": np.stack([each["dxt"] for each in back], axis=2), "da0": back[0]["da_prev"], **sums}

# %% mistake="rnn_backward"
def rnn_backward(da, caches):
    """The weights' gradients are overwritten at each step: add the steps up."""
    steps, x = caches
    dx, later = np.zeros_like(x), np.zeros_like(da[:, :, 0])
    for t in range(x.shape[2] - 1, -1, -1):
        back = rnn_cell_backward(da[:, :, t] + later, steps[t])
        dx[:, :, t], later = back["dxt"], back["da_prev"]
        dWax, dWaa, dba = back["dWax"], back["dWaa"], back["dba"]
    return {"dx": dx, "da0": later, "dWax": dWax, "dWaa": dWaa, "dba": dba}

# %% mistake="rnn_backward"
def rnn_backward(da, caches):
    """The loop runs forwards. What is sent back comes from the later step, so begin at the end."""
    steps, x = caches
    dx, later, sums = np.zeros_like(x), np.zeros_like(da[:, :, 0]), {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in range(x.shape[2]):
        back = rnn_cell_backward(da[:, :, t] + later, steps[t])
        dx[:, :, t], later = back["dxt"], back["da_prev"]
        sums = {name: value + back[name] for name, value in sums.items()}
    return {"dx": dx, "da0": later, **sums}

# %% mistake="rnn_backward"
def rnn_backward(da, caches):
    """Only what comes from later goes into the cells; da of the step itself is used at the last step alone."""
    steps, x = caches
    dx, later, sums = np.zeros_like(x), da[:, :, -1], {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in range(x.shape[2] - 1, -1, -1):
        back = rnn_cell_backward(later, steps[t])
        dx[:, :, t], later = back["dxt"], back["da_prev"]
        sums = {name: value + back[name] for name, value in sums.items()}
    return {"dx": dx, "da0": later, **sums}

# %% mistake="rnn_backward"
def rnn_backward(da, caches):
    """da0 is what goes into the first cell, not what comes out of it: take its da_prev."""
    steps, x = caches
    dx, later, sums = np.zeros_like(x), np.zeros_like(da[:, :, 0]), {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in range(x.shape[2] - 1, -1, -1):
        arrived = da[:, :, t] + later
        back = rnn_cell_backward(arrived, steps[t])
        dx[:, :, t], later = back["dxt"], back["da_prev"]
        sums = {name: value + back[name] for name, value in sums.items()}
    return {"dx": dx, "da0": arrived, **sums}

# %% demo
rng = np.random.default_rng(6)
given = {"x": rng.normal(size=(2, 3, 5)), "a0": rng.normal(size=(4, 3)), "Wax": rng.normal(size=(4, 2)), "Waa": rng.normal(size=(4, 4)), "ba": rng.normal(size=(4, 1))}
weights, da = {"Wya": np.zeros((1, 4)), "by": np.zeros((1, 1))}, rng.normal(size=(4, 3, 5))


def cost_of(values):
    """A cost whose derivative with respect to the states is da."""
    return np.sum(da * rnn_forward(values["x"], values["a0"], {**values, **weights})[0])


found = rnn_backward(da, rnn_forward(given["x"], given["a0"], {**given, **weights})[2])
for name in given:
    nudged = numerical_gradient(lambda at, name=name: cost_of({**given, name: at}), given[name])
    print(f"d{name}: your gradient and nudges differ by {relative_difference(found['d' + name], nudged):.0e}")

# %% [markdown]
# Now it can learn. Below, texts are drawn at random: letters, and brackets that open and close. At each step a
# network of eight units guesses whether it is inside (the brackets themselves count as inside), and your `rnn_forward` and `rnn_backward` train it, on texts of 20 steps;
# three trainings take about ten seconds. (What is trained is kept. If you change a function above later, run the next cell again.)
# **Predict:** will it still be right in texts of 300 steps?

# %%
def kinds(text):
    """A text as vectors (3, 1, T) that say what each character is: an opening bracket, a closing one, or another one."""
    return np.array([[[c == "(" for c in text]], [[c == ")" for c in text]], [[c not in "()" for c in text]]], dtype=float)


def draw_texts(m, T, rng):
    """m random texts of T characters: vectors (3, m, T), and whether each character is inside brackets, (m, T)."""
    x, inside = np.zeros((3, m, T)), np.zeros((m, T), dtype=int)
    for example in range(m):
        is_open = False
        for t in range(T):
            turns = rng.random() < 0.12
            x[2 if not turns else int(is_open), example, t] = 1
            inside[example, t] = is_open or turns
            is_open ^= turns
    return x, inside


@cache
def trained_reader(seed=0, n_a=8, steps=1200, learning_rate=0.3):
    """A network that says what is in brackets, trained by your functions: its parameters, and the cost at each step."""
    rng = np.random.default_rng(seed)
    parameters = {"Wax": rng.normal(size=(n_a, 3)) / 2, "Waa": rng.normal(size=(n_a, n_a)) / (2 * np.sqrt(n_a)), "Wya": rng.normal(size=(2, n_a)) / np.sqrt(n_a), "ba": np.zeros((n_a, 1)), "by": np.zeros((2, 1))}
    costs = []
    for _ in range(steps):
        x, inside = draw_texts(32, 20, rng)
        Y = np.eye(2)[inside].transpose(2, 0, 1)
        a, y_pred, caches = rnn_forward(x, np.zeros((n_a, 32)), parameters)
        costs.append(-np.mean(np.log(np.sum(Y * y_pred, axis=0))))
        dz = (y_pred - Y) / inside.size
        gradients = rnn_backward(np.einsum("yn,ymt->nmt", parameters["Wya"], dz), caches)
        gradients |= {"dWya": np.einsum("ymt,nmt->yn", dz, a), "dby": dz.sum(axis=(1, 2))[:, np.newaxis]}
        parameters = {name: value - learning_rate * gradients["d" + name] for name, value in parameters.items()}
    return parameters, costs

# %% demo
figure, ax = plt.subplots(figsize=(8, 3), layout="constrained")
for seed in range(3):
    parameters, costs = trained_reader(seed)
    ax.plot(costs, color=COLORS[seed], label=f"start {seed}")
    x, inside = draw_texts(200, 300, np.random.default_rng(99))
    guesses = rnn_forward(x, np.zeros((8, 200)), parameters)[1].argmax(axis=0)
    print(f"start {seed}: right at {np.mean(guesses == inside):.2%} of 60,000 characters, at step 300 in {np.mean(guesses[:, -1] == inside[:, -1]):.1%} of 200 texts")
ax.set(title="Your gradients train it", xlabel="step of training", ylabel="cost (nats a character)", yscale="log")
ax.legend()
plt.show()

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# All three starts are right nearly always, in texts fifteen times as long as those that they learnt from. The state isn't
# a count of steps; it holds "open" or "closed" as a switch does, and a switch doesn't tire.
#
# </details>
#
# **To remember**
# - Two derivatives meet at a state: its own step's, and that from later.
# - Shared weights collect their gradient from all steps.

# %% [markdown]
# ## How far back does a gradient reach?
# On its way from the last step to step $t$, a gradient is multiplied once a step by $W_{aa}^T$ and by the slopes of tanh, which are at most 1.
# If the factors are on average below 1, little arrives: the gradient **vanishes**, and what happened long ago isn't learnt from. If they are above 1, it
# **explodes**. Let us measure it. A colleague wrote this, and a cell below it compares it with nudges, by your `rnn_forward`.

# %%
def faulty_norms(da_last, caches):
    """The size of the gradient at each state, given that at the last one. Not yet right."""
    steps, x = caches
    da, norms = da_last, []
    for a_next, a_prev, xt, parameters in steps:
        norms.append(np.linalg.norm(da))
        da = parameters["Waa"] @ (da * (1 - a_next**2))
    return np.array(norms)


def measured_norms(da_last, x, a0, parameters):
    """The same, by nudging each state and computing again all that follows it."""
    starts = [a0, *np.moveaxis(rnn_forward(x, a0, parameters)[0], 2, 0)]
    costs = [lambda start, t=t: np.sum(da_last * rnn_forward(x[:, :, t:], start, parameters)[0][:, :, -1]) for t in range(x.shape[2])]
    return np.array([np.linalg.norm(numerical_gradient(cost, start)) for cost, start in zip(costs, starts)] + [np.linalg.norm(da_last)])

# %% demo
def report(title, x, a0, parameters):
    """What the colleague's function says and what nudges say, from a0 to the last state."""
    da_last = np.ones(a0.shape)
    print(title)
    print("  colleague:", np.round(faulty_norms(da_last, rnn_forward(x, a0, parameters)[2]), 3))
    print("  nudges:   ", np.round(measured_norms(da_last, x, a0, parameters), 3))


one = {"Wax": np.ones((1, 1)), "Waa": np.array([[0.5]]), "Wya": np.ones((1, 1)), "ba": np.zeros((1, 1)), "by": np.zeros((1, 1))}
pair = {"Wax": np.ones((2, 1)), "Waa": np.array([[0.0, 0.5], [0.0, 0.5]]), "Wya": np.ones((1, 2)), "ba": np.zeros((2, 1)), "by": np.zeros((1, 1))}
report("one unit, w = 0.5, three steps of nothing", np.zeros((1, 1, 3)), np.zeros((1, 1)), one)
report("one unit, w = 0.5, x = 2 at the first step", np.array([[[2.0, 0.0, 0.0]]]), np.zeros((1, 1)), one)
report("two units that both hear unit 2", np.zeros((1, 1, 2)), np.zeros((2, 1)), pair)

# %% [markdown]
# ## Exercise 6 · Find the bugs  (3 points, ~10 min, ●●○)
# Write `gradient_norms(da_last, caches)` without the faults: entry $t$ of its result is the size of the derivative with respect to
# $a^{\langle t \rangle}$, from $a^{\langle 0 \rangle}$ (which is `a0`) to the last state. Its values earn 2 points; their number and
# their order 1.
#
# *Example.* The first line of the report: [0.125, 0.25, 0.5, 1].
#
# <details><summary>Hint 1: one report at a time</summary>
#
# In the first one, count the entries, and look where the 1 stands. The second has a step that isn't like the others: turning the list round is not enough. In the third the sizes
# themselves are wrong, though there is nothing but zeros: what goes into one unit from two?
#
# </details>
#
# <details><summary>Hint 2: what you have already</summary>
#
# `rnn_cell_backward` takes a gradient back through one step, and returns it as `da_prev`.
#
# </details>

# %% solution="gradient_norms"
def gradient_norms(da_last, caches):
    """How large the derivative of a cost is with respect to each state, if the cost looks at the last state only.

    da_last: (n_a, m), the derivative with respect to the last state. caches: (a list of T caches of the cell, x), from
    rnn_forward. Nothing is modified.
    Returns an array (T + 1,): the norms (root of the sum of squares over units and examples) for a0, a1, ..., aT.
    """
    ### BEGIN SOLUTION
    da, norms = da_last, [np.linalg.norm(da_last)]
    for step in reversed(caches[0]):
        da = rnn_cell_backward(da, step)["da_prev"]
        norms.append(np.linalg.norm(da))
    return np.array(norms[::-1])
    ### END SOLUTION

# %% tests="gradient_norms" part="order" points=1
import numpy as np

from companion.testing import close

half = {"Wax": np.ones((1, 1)), "Waa": np.array([[0.5]]), "Wya": np.ones((1, 1)), "ba": np.zeros((1, 1)), "by": np.zeros((1, 1))}
zero = np.zeros((1, 1))
found = gradient_norms(np.ones((1, 1)), ([(zero, zero, zero, half)] * 3, np.zeros((1, 1, 3))))
assert found is not None, "gradient_norms returns None. Does it end with a return?"
assert np.shape(found) == (4,), "Three steps have four states, with a0."
assert close(found, [0.125, 0.25, 0.5, 1]), "The example: 0.125 at a0, and 1 at the last state."
### BEGIN HIDDEN TESTS
for T, w, size in ((1, 2.0, 3.0), (6, 0.25, 1.0), (3, -2.0, 2.0)):
    unit = {**half, "Waa": np.array([[w]])}
    expected = [size * abs(w) ** (T - t) for t in range(T + 1)]
    assert close(gradient_norms(np.array([[size]]), ([(zero, zero, zero, unit)] * T, np.zeros((1, 1, T)))), expected, 1e-4), "Other lengths: one size for each state, that of a0 first."
### END HIDDEN TESTS

# %% tests="gradient_norms" part="values" points=2
import numpy as np

from companion.testing import close

pair = {"Wax": np.ones((2, 1)), "Waa": np.array([[0.0, 0.5], [0.0, 0.5]]), "Wya": np.ones((1, 2)), "ba": np.zeros((2, 1)), "by": np.zeros((1, 1))}
zeros = np.zeros((2, 1))
found = gradient_norms(np.ones((2, 1)), ([(zeros, zeros, np.zeros((1, 1)), pair)], np.zeros((1, 1, 1))))
assert close(found, [1, np.sqrt(2)]), "Two units that both hear unit 2: it gets 0.5 + 0.5, and unit 1 gets 0."
half = {"Wax": np.ones((1, 1)), "Waa": np.array([[0.5]]), "Wya": np.ones((1, 1)), "ba": np.zeros((1, 1)), "by": np.zeros((1, 1))}
first, second = np.tanh([[2.0]]), np.tanh(0.5 * np.tanh([[2.0]]))
steps = [(first, np.zeros((1, 1)), np.array([[2.0]]), half), (second, first, np.zeros((1, 1)), half)]
found = gradient_norms(np.ones((1, 1)), (steps, np.array([[[2.0, 0.0]]])))
slopes = 1 - second.item() ** 2, 1 - first.item() ** 2
assert close(found, [0.25 * slopes[0] * slopes[1], 0.5 * slopes[0], 1]), "x = 2 at the first of two steps: the flat tanh of step 1 acts between a0 and a1."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(11)
for n_x, n_a, m, T in ((2, 3, 1, 5), (1, 4, 3, 2), (3, 2, 2, 8)):
    p = {"Wax": rng.normal(size=(n_a, n_x)), "Waa": rng.normal(size=(n_a, n_a)), "Wya": rng.normal(size=(2, n_a)), "ba": rng.normal(size=(n_a, 1)), "by": np.zeros((2, 1))}
    x, a, steps = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m)), []
    for t in range(T):
        new = np.tanh(p["Waa"] @ a + p["Wax"] @ x[:, :, t] + p["ba"])
        steps.append((new, a, x[:, :, t], p))
        a = new
    da_last, expected = rng.normal(size=(n_a, m)), []
    for t in range(T + 1):
        total = 0.0
        for example in range(m):
            chain = np.eye(n_a)
            for later in range(t, T):
                chain = np.diag(1 - steps[later][0][:, example] ** 2) @ p["Waa"] @ chain
            total += np.sum((chain.T @ da_last[:, example]) ** 2)
        expected.append(np.sqrt(total))
    before = da_last.copy()
    assert close(gradient_norms(da_last, (steps, x)), expected, 1e-4, 1e-5), "For other networks the sizes are others. Which step's slope, and Waa transposed or not?"
    assert close(da_last, before), "After the call, da_last holds other numbers."
### END HIDDEN TESTS

# %% mistake="gradient_norms"
def gradient_norms(da_last, caches):
    """The steps are gone through from the first; the gradient comes from the last one."""
    da, norms = da_last, [np.linalg.norm(da_last)]
    for a_next, a_prev, xt, parameters in caches[0]:
        da = parameters["Waa"].T @ (da * (1 - a_next**2))
        norms.append(np.linalg.norm(da))
    return np.array(norms[::-1])

# %% mistake="gradient_norms"
def gradient_norms(da_last, caches):
    """Waa has to be transposed on the way back."""
    da, norms = da_last, [np.linalg.norm(da_last)]
    for a_next, a_prev, xt, parameters in reversed(caches[0]):
        da = parameters["Waa"] @ (da * (1 - a_next**2))
        norms.append(np.linalg.norm(da))
    return np.array(norms[::-1])

# %% mistake="gradient_norms"
def gradient_norms(da_last, caches):
    """One size is missing: that at a0, behind the first step."""
    da, norms = da_last, []
    for a_next, a_prev, xt, parameters in reversed(caches[0]):
        norms.append(np.linalg.norm(da))
        da = parameters["Waa"].T @ (da * (1 - a_next**2))
    return np.array(norms[::-1])

# %% mistake="gradient_norms"
def gradient_norms(da_last, caches):
    """The order is turned round: entry 0 belongs to a0."""
    norms = [np.linalg.norm(da_last)]
    da = da_last
    for step in reversed(caches[0]):
        da = rnn_cell_backward(da, step)["da_prev"]
        norms.append(np.linalg.norm(da))
    return np.array(norms)

# %% [markdown]
# Networks of 20 units now, whose $W_{aa}$ is a rotation times a scale, five of each; random inputs, 50 steps. **Predict:** at scale 1 a rotation keeps every length. Does
# the gradient keep its size?

# %%
def network_of_scale(scale, seed):
    """A random network: its recurrent weights turn a state and multiply its length by `scale`."""
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(20, 20)))[0]
    return {"Wax": rng.normal(size=(20, 3)) * 0.2, "Waa": scale * turn, "Wya": np.zeros((1, 20)), "ba": np.zeros((20, 1)), "by": np.zeros((1, 1))}

# %% demo
figure, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
for scale, color in zip((0.7, 1.0, 1.5, 2.0), COLORS):
    ends = []
    for seed in range(5):
        x = np.random.default_rng(100 + seed).normal(size=(3, 1, 50))
        norms = gradient_norms(np.ones((20, 1)) / np.sqrt(20), rnn_forward(x, np.zeros((20, 1)), network_of_scale(scale, seed))[2])
        ax.plot(norms, color=color, alpha=0.7, label=f"scale {scale}" if seed == 0 else None)
        ends.append(norms[0])
    print(f"scale {scale}: of a gradient of 1 at step 50, {min(ends):.1e} to {max(ends):.1e} reach the beginning")
ax.set(title="A gradient of size 1 at step 50, on its way back to step 0", xlabel="step", ylabel="size (log scale)", yscale="log")
figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4)
plt.show()

# %% [markdown]
# <details><summary>What there is to see</summary>
#
# At scale 0.7 nothing arrives: it has **vanished**. At 1 it shrinks too: the weights keep lengths, the slopes of tanh don't. At 2 it grows, sixtyfold in one network, two thousandfold in another: it **explodes**.
# At 1.5 it keeps its size in one and grows tenfold in another: no scale is right for all. Exploding gradients have a simple remedy, clipping (next notebook). Vanishing ones need another cell.
#
# </details>

# %% [markdown]
# ## Gates: the GRU
# A plain cell writes its whole state anew at each step. A **gated recurrent unit** decides, unit by unit, how much. Its state is also called $c$, and here
# $a^{\langle t \rangle} = c^{\langle t \rangle}$. With $[a, x]$ for rows of $a$ above those of $x$:
#
# $$\Gamma_u = \sigma(W_u [a^{\langle t-1 \rangle}, x^{\langle t \rangle}] + b_u), \qquad \Gamma_r = \sigma(W_r [a^{\langle t-1 \rangle}, x^{\langle t \rangle}] + b_r)$$
#
# $$\tilde c = \tanh(W_c [\Gamma_r * a^{\langle t-1 \rangle}, x^{\langle t \rangle}] + b_c), \qquad a^{\langle t \rangle} = \Gamma_u * \tilde c + (1 - \Gamma_u) * a^{\langle t-1 \rangle}$$
#
# Where the update gate $\Gamma_u$ is 0, the old state passes through untouched, whatever comes in, and so does a gradient. The reset gate $\Gamma_r$ says how much of the state
# the candidate $\tilde c$ looks at.

# %% [markdown]
# ## Exercise 7 · A GRU cell  (4 points, ~10 min, ●●○)
# Write `gru_cell_forward(xt, a_prev, parameters)`. The update earns 2 points, the reset gate 2.
#
# *Example.* One unit, one input; `Wc` [[0, 1]], so that $\tilde c$ = tanh(x), no biases, `Wr` zeros. `Wu` zeros make $\Gamma_u$ = 0.5: from state 0.2 and input 0 comes 0.1.
# With `bu` −100 the gate is closed, and the state stays 0.2.
#
# <details><summary>Hint 1: joining</summary>
#
# `np.concatenate([a_prev, xt])` puts rows below rows: $(n_a + n_x, m)$. The candidate needs another one.
#
# </details>
#
# <details><summary>Hint 2: stars</summary>
#
# $*$ multiplies entry by entry; the reset gate acts on the state *before* $W_c$ does.
#
# </details>

# %% solution="gru_cell_forward"
def gru_cell_forward(xt, a_prev, parameters):
    """One step of a gated recurrent unit.

    xt: (n_x, m). a_prev: (n_a, m), the state before. parameters: a dictionary with "Wu", "Wr", "Wc", each (n_a, n_a + n_x), whose
    first n_a columns are for the state, and "bu", "br", "bc", each (n_a, 1). Nothing is modified.
    Returns the new state (n_a, m).
    """
    ### BEGIN SOLUTION
    joined = np.concatenate([a_prev, xt])
    update = sigmoid(parameters["Wu"] @ joined + parameters["bu"])
    reset = sigmoid(parameters["Wr"] @ joined + parameters["br"])
    candidate = np.tanh(parameters["Wc"] @ np.concatenate([reset * a_prev, xt]) + parameters["bc"])
    return update * candidate + (1 - update) * a_prev
    ### END SOLUTION

# %% tests="gru_cell_forward" part="update" points=2
import numpy as np

from companion.testing import close

zero = {name: np.zeros((1, 2)) if name[0] == "W" else np.zeros((1, 1)) for name in ("Wu", "Wr", "Wc", "bu", "br", "bc")}
cell = {**zero, "Wc": np.array([[0.0, 1.0]])}
found = gru_cell_forward(np.array([[0.0]]), np.array([[0.2]]), cell)
assert found is not None, "gru_cell_forward returns None. Does it end with a return?"
assert close(found, [[0.1]]), "The example: half of the candidate, 0, and half of the old state, 0.2."
assert close(gru_cell_forward(np.array([[3.0]]), np.array([[0.2]]), {**cell, "bu": np.array([[-100.0]])}), [[0.2]]), "A closed update gate keeps the old state."
assert close(gru_cell_forward(np.array([[3.0]]), np.array([[0.2]]), {**cell, "bu": np.array([[100.0]])}), [[np.tanh(3.0)]]), "An open update gate takes the candidate, tanh(3)."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(12)
for n_x, n_a, m in ((3, 5, 4), (1, 2, 1), (4, 1, 3)):
    p = {name: rng.normal(size=(n_a, n_a + n_x) if name[0] == "W" else (n_a, 1)) for name in ("Wu", "Wc", "bu", "bc")}
    p |= {"Wr": np.zeros((n_a, n_a + n_x)), "br": np.full((n_a, 1), 40.0)}
    xt, a_prev = rng.normal(size=(n_x, m)), rng.normal(size=(n_a, m))
    z, c = (np.einsum("ij,jk->ik", p[W][:, :n_a], a_prev) + np.einsum("ij,jk->ik", p[W][:, n_a:], xt) + p[b] for W, b in (("Wu", "bu"), ("Wc", "bc")))
    expected, before = a_prev + (np.tanh(c) - a_prev) / (1 + np.exp(-z)), (xt.copy(), a_prev.copy())
    assert close(gru_cell_forward(xt, a_prev, p), expected, 1e-4, 1e-5), "With the reset gate open, the new state is another. Which part does the update gate take, and do rows of the state stand first?"
    assert close((xt, a_prev), before), "After the call, xt or a_prev holds other numbers."
### END HIDDEN TESTS

# %% tests="gru_cell_forward" part="reset" points=2
import numpy as np

from companion.testing import close

zero = {name: np.zeros((1, 2)) if name[0] == "W" else np.zeros((1, 1)) for name in ("Wu", "Wr", "Wc", "bu", "br", "bc")}
cell = {**zero, "Wc": np.array([[1.0, 0.0]]), "bu": np.array([[100.0]])}
assert close(gru_cell_forward(np.array([[0.0]]), np.array([[0.8]]), cell), [[np.tanh(0.4)]]), "The reset gate is half open: the candidate sees half of 0.8."
assert close(gru_cell_forward(np.array([[0.0]]), np.array([[0.8]]), {**cell, "br": np.array([[-100.0]])}), [[0.0]]), "A closed reset gate: the candidate sees no state."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(13)
for n_x, n_a, m in ((3, 5, 4), (1, 2, 1), (4, 3, 3)):
    p = {name: rng.normal(size=(n_a, n_a + n_x) if name[0] == "W" else (n_a, 1)) for name in ("Wu", "Wr", "Wc", "bu", "br", "bc")}
    xt, a_prev, expected = rng.normal(size=(n_x, m)), rng.normal(size=(n_a, m)), np.zeros((n_a, m))
    for k in range(m):
        a, x = a_prev[:, k], xt[:, k]
        u, r = (1 / (1 + np.exp(-(p["W" + gate] @ [*a, *x] + p["b" + gate][:, 0]))) for gate in "ur")
        expected[:, k] = u * np.tanh(p["Wc"] @ [*(r * a), *x] + p["bc"][:, 0]) + (1 - u) * a
    assert close(gru_cell_forward(xt, a_prev, p), expected, 1e-4, 1e-5), "With all gates at work the new state is another. The reset gate acts on the state before Wc does, and on the state only."
### END HIDDEN TESTS

# %% mistake="gru_cell_forward"
def gru_cell_forward(xt, a_prev, parameters):
    """The update gate's two roles are swapped: where it is open, the candidate is taken."""
    joined = np.concatenate([a_prev, xt])
    u, r = (sigmoid(parameters["W" + gate] @ joined + parameters["b" + gate]) for gate in "ur")
    c = np.tanh(parameters["Wc"] @ np.concatenate([r * a_prev, xt]) + parameters["bc"])
    return (1 - u) * c + u * a_prev

# %% mistake="gru_cell_forward"
def gru_cell_forward(xt, a_prev, parameters):
    """The reset gate isn't used: the candidate sees reset * a_prev."""
    joined = np.concatenate([a_prev, xt])
    u = sigmoid(parameters["Wu"] @ joined + parameters["bu"])
    c = np.tanh(parameters["Wc"] @ joined + parameters["bc"])
    return u * c + (1 - u) * a_prev

# %% mistake="gru_cell_forward"
def gru_cell_forward(xt, a_prev, parameters):
    """The reset gate acts after the product. Multiply the state by it before Wc does."""
    n_a = a_prev.shape[0]
    joined = np.vstack([a_prev, xt])
    u, r = (sigmoid(np.dot(parameters["W" + gate], joined) + parameters["b" + gate]) for gate in "ur")
    c = np.tanh(r * (parameters["Wc"][:, :n_a] @ a_prev) + parameters["Wc"][:, n_a:] @ xt + parameters["bc"])
    return u * c + (1 - u) * a_prev

# %% mistake="gru_cell_forward"
def gru_cell_forward(xt, a_prev, parameters):
    """The input stands above the state. The first columns of the weights are the state's."""
    joined = np.vstack([xt, a_prev])
    u, r = (sigmoid(np.dot(parameters["W" + gate], joined) + parameters["b" + gate]) for gate in "ur")
    c = np.tanh(np.dot(parameters["Wc"], np.vstack([xt, r * a_prev])) + parameters["bc"])
    return u * c + (1 - u) * a_prev

# %% mistake="gru_cell_forward"
def gru_cell_forward(xt, a_prev, parameters):
    """The old state is added whole: it should be multiplied by 1 minus the update gate."""
    joined = np.vstack([a_prev, xt])
    u, r = (sigmoid(np.dot(parameters["W" + gate], joined) + parameters["b" + gate]) for gate in "ur")
    c = np.tanh(np.dot(parameters["Wc"], np.vstack([r * a_prev, xt])) + parameters["bc"])
    return u * c + a_prev

# %% demo
rng = np.random.default_rng(4)
p = {name: rng.normal(size=(5, 8) if name[0] == "W" else (5, 1)) for name in ("Wu", "Wr", "Wc", "bu", "br", "bc")}
xt, a_prev = rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
cell = keras.layers.GRUCell(5, reset_after=False)
cell.build((4, 3))
turned = [("u", -1), ("r", 1), ("c", 1)]  # Keras's gate is that of keeping, 1 - ours: a sigmoid of the opposite number
cell.set_weights([np.hstack([sign * p["W" + gate][:, 5:].T for gate, sign in turned]), np.hstack([sign * p["W" + gate][:, :5].T for gate, sign in turned]), np.hstack([sign * p["b" + gate][:, 0] for gate, sign in turned])])
theirs = np.transpose(cell(xt.T.astype("float32"), [a_prev.T.astype("float32")])[0])
print("GRUCell: equal to 1e-5:", np.abs(theirs - gru_cell_forward(xt, a_prev, p)).max() < 1e-5)

# %% [markdown]
# ## Two memories: the LSTM
# The older and larger sibling keeps a memory cell $c$ apart from the state $a$ that it shows. Three gates, all $\sigma(W [a^{\langle t-1 \rangle}, x^{\langle t \rangle}] + b)$ with
# weights of their own: **forget** $\Gamma_f$, **update** $\Gamma_i$, **output** $\Gamma_o$.
#
# $$\tilde c = \tanh(W_c [a^{\langle t-1 \rangle}, x^{\langle t \rangle}] + b_c), \quad c^{\langle t \rangle} = \Gamma_f * c^{\langle t-1 \rangle} + \Gamma_i * \tilde c, \quad a^{\langle t \rangle} = \Gamma_o * \tanh(c^{\langle t \rangle})$$
#
# A GRU's $1 - \Gamma_u$ is $\Gamma_f$ here, and independent of $\Gamma_i$: it may keep and add at once. The guess is $\hat y^{\langle t \rangle} = \mathrm{softmax}(W_y a^{\langle t \rangle} + b_y)$.

# %% [markdown]
# ## Exercise 8 · An LSTM  (6 points, ~15 min, ●●○)
# Write `lstm_cell_forward(xt, a_prev, c_prev, parameters)` (memory 2 points; state, guess and cache 2), and `lstm_forward(x, a0, parameters)`, which runs it over a sequence;
# the memory begins with zeros (2). Mind the order: the cell returns state, memory, guess, the sequence states, guesses, memories.
#
# *Example.* One unit, one input, all weights 0 except `Wc` [[0, 1]], biases 0: the gates are 0.5. From memory 0.6 and input 0 come $c$ = 0.3 and $a$ = 0.5 · tanh(0.3) = 0.146.
#
# <details><summary>Hint 1: names</summary>
#
# `"Wf"`, `"Wi"`, `"Wo"` are the gates', `"Wc"` is the candidate's, `"Wy"` the guess's. Write the six lines in the order of the formulas.
#
# </details>
#
# <details><summary>Hint 2: two states</summary>
#
# `lstm_forward` is `rnn_forward` with two variables that are handed on. `np.zeros_like(a0)` is the first memory.
#
# </details>

# %% solution="lstm"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """One step of a long short-term memory.

    xt: (n_x, m). a_prev, c_prev: (n_a, m), state and memory before. parameters: a dictionary with "Wf", "Wi", "Wc", "Wo", each (n_a, n_a +
    n_x), whose first n_a columns are for the state, "bf", "bi", "bc", "bo", each (n_a, 1), "Wy" (n_y, n_a), "by" (n_y, 1). Nothing is modified.
    Returns a_next (n_a, m), c_next (n_a, m), yt_pred (n_y, m), and the cache (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters),
    where ft, it and ot are the gates forget, update and output, and cct is the candidate, each (n_a, m).
    """
    ### BEGIN SOLUTION
    joined = np.concatenate([a_prev, xt])
    ft, it, ot = (sigmoid(parameters["W" + gate] @ joined + parameters["b" + gate]) for gate in "fio")
    cct = np.tanh(parameters["Wc"] @ joined + parameters["bc"])
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
    ### END SOLUTION


def lstm_forward(x, a0, parameters):
    """An LSTM over a whole sequence; its memory begins with zeros.

    x: (n_x, m, T), T at least 1. a0: (n_a, m). parameters: as in lstm_cell_forward. Nothing is modified.
    Returns a (n_a, m, T), y (n_y, m, T), c (n_a, m, T), and caches, which is (a list of the T caches of the cell, x).
    """
    ### BEGIN SOLUTION
    a_next, c_next, results = a0, np.zeros_like(a0), []
    for t in range(x.shape[2]):
        results.append(lstm_cell_forward(x[:, :, t], a_next, c_next, parameters))
        a_next, c_next = results[-1][:2]
    a, c, y = (np.stack([result[part] for result in results], axis=2) for part in range(3))
    return a, y, c, ([result[3] for result in results], x)
    ### END SOLUTION

# %% tests="lstm" part="memory" points=2
import numpy as np

from companion.testing import close

zero = {name: np.zeros((1, 2)) if name[0] == "W" else np.zeros((1, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
cell = {**zero, "Wc": np.array([[0.0, 1.0]]), "Wy": np.array([[1.0], [-1.0]]), "by": np.zeros((2, 1))}
found = lstm_cell_forward(np.array([[0.0]]), np.array([[0.9]]), np.array([[0.6]]), cell)
assert found is not None and len(found) == 4, "lstm_cell_forward returns four things: a_next, c_next, yt_pred, and the cache."
assert close(found[1], [[0.3]]), "The example: the memory is half of 0.6."
keep = {**cell, "bf": np.array([[100.0]]), "bi": np.array([[100.0]])}
assert close(lstm_cell_forward(np.array([[1.0]]), np.zeros((1, 1)), np.array([[2.0]]), keep)[1], [[2 + np.tanh(1.0)]]), "Forget gate and update gate both open: the old memory plus the candidate."
assert close(lstm_cell_forward(np.array([[1.0]]), np.zeros((1, 1)), np.array([[2.0]]), {**keep, "bi": np.array([[-100.0]])})[1], [[2.0]]), "Only the forget gate open: the old memory, 2."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(14)
for n_x, n_a, n_y, m in ((3, 5, 2, 4), (1, 2, 3, 1), (4, 1, 2, 3)):
    p = {name: rng.normal(size=(n_a, n_a + n_x) if name[0] == "W" else (n_a, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
    p |= {"Wy": rng.normal(size=(n_y, n_a)), "by": rng.normal(size=(n_y, 1))}
    xt, a_prev, c_prev = rng.normal(size=(n_x, m)), rng.normal(size=(n_a, m)), rng.normal(size=(n_a, m))
    z = {gate: np.einsum("ij,jk->ik", p["W" + gate][:, :n_a], a_prev) + np.einsum("ij,jk->ik", p["W" + gate][:, n_a:], xt) + p["b" + gate] for gate in "fic"}
    expected = c_prev / (1 + np.exp(-z["f"])) + np.tanh(z["c"]) / (1 + np.exp(-z["i"]))
    before = xt.copy(), a_prev.copy(), c_prev.copy()
    assert close(lstm_cell_forward(xt, a_prev, c_prev, p)[1], expected, 1e-4, 1e-5), "For other weights the memory is another. Which gate belongs to what, and do rows of the state stand first?"
    assert close((xt, a_prev, c_prev), before), "After the call, an argument holds other numbers."
### END HIDDEN TESTS

# %% tests="lstm" part="state" points=2
import numpy as np

from companion.testing import close

zero = {name: np.zeros((1, 2)) if name[0] == "W" else np.zeros((1, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
cell = {**zero, "Wc": np.array([[0.0, 1.0]]), "Wy": np.array([[1.0], [-1.0]]), "by": np.zeros((2, 1))}
a_next, c_next, yt_pred, stored = lstm_cell_forward(np.array([[0.0]]), np.array([[0.9]]), np.array([[0.6]]), cell)
assert close(a_next, [[0.5 * np.tanh(0.3)]]), "The example: the state is 0.5 · tanh(0.3), of the new memory."
odds = np.exp(np.array([[1.0], [-1.0]]) * 0.5 * np.tanh(0.3))
assert close(yt_pred, odds / odds.sum()), "The guess is the softmax of Wy times the new state, plus by."
assert len(stored) == 10, "The cache has ten parts; the docstring has their order."
assert close(list(stored[:9]), [[[0.5 * np.tanh(0.3)]], [[0.3]], [[0.9]], [[0.6]], [[0.5]], [[0.5]], [[0.0]], [[0.5]], [[0.0]]]), "The cache is (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(15)
for n_x, n_a, n_y, m in ((3, 5, 2, 4), (1, 2, 3, 1), (2, 1, 4, 3)):
    p = {name: rng.normal(size=(n_a, n_a + n_x) if name[0] == "W" else (n_a, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
    p |= {"Wy": rng.normal(size=(n_y, n_a)), "by": rng.normal(size=(n_y, 1))}
    xt, a_prev, c_prev = rng.normal(size=(n_x, m)), rng.normal(size=(n_a, m)), rng.normal(size=(n_a, m))
    f, i, o = (1 / (1 + np.exp(-(p["W" + gate] @ np.vstack([a_prev, xt]) + p["b" + gate]))) for gate in "fio")
    candidate = np.tanh(p["Wc"] @ np.vstack([a_prev, xt]) + p["bc"])
    c = f * c_prev + i * candidate
    odds = np.exp(p["Wy"] @ (o * np.tanh(c)) + p["by"])
    expected, before = ((o * np.tanh(c), odds / odds.sum(axis=0)), (f, i, candidate, o)), [a_prev.copy(), c_prev.copy(), xt.copy()]
    a_next, _, yt_pred, stored = lstm_cell_forward(xt, a_prev, c_prev, p)
    assert close(a_next, expected[0][0], 1e-4, 1e-5), "For other weights the state is another: the output gate times tanh of the new memory."
    assert close(yt_pred, expected[0][1], 1e-4, 1e-5), "For other weights the guess is another. It is made from the new state, and columns sum to 1."
    assert close(list(stored[4:8]), list(expected[1]), 1e-4, 1e-5), "For other weights a gate in the cache is another, or they stand in another order."
    assert close(list(stored[2:4]) + [stored[8]], before, 1e-4, 1e-5), "The cache hasn't a_prev, c_prev and xt as they were given."
### END HIDDEN TESTS

# %% tests="lstm" part="sequence" points=2
import numpy as np

from companion.testing import close

zero = {name: np.zeros((1, 2)) if name[0] == "W" else np.zeros((1, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
cell = {**zero, "Wc": np.array([[0.0, 1.0]]), "bf": np.array([[100.0]]), "bi": np.array([[100.0]]), "Wy": np.ones((1, 1)), "by": np.zeros((1, 1))}
found = lstm_forward(np.array([[[1.0, 1.0, 0.0]]]), np.array([[0.9]]), cell)
assert found is not None and len(found) == 4, "lstm_forward returns four things: a, y, c, and the caches."
assert close(found[2], np.tanh([[[1.0, 1, 1]]]) * [[[1, 2, 2]]]), "The memory begins with zeros, adds tanh(1) twice, and keeps it at the third step."
assert np.shape(found[0]) == (1, 1, 3) and np.shape(found[1]) == (1, 1, 3), "Three steps: a and y have them as their last axis."
assert len(found[3][0]) == 3 and close(found[3][1], [[[1.0, 1, 0]]]), "caches is (a list of three caches, x)."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(16)
for n_x, n_a, n_y, m, T in ((3, 4, 2, 3, 5), (1, 2, 3, 1, 8), (2, 1, 2, 4, 1)):
    p = {name: rng.normal(size=(n_a, n_a + n_x) if name[0] == "W" else (n_a, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
    p |= {"Wy": rng.normal(size=(n_y, n_a)), "by": rng.normal(size=(n_y, 1))}
    x, a0 = rng.normal(size=(n_x, m, T)), rng.normal(size=(n_a, m))
    A, C, Y = np.zeros((n_a, m, T)), np.zeros((n_a, m, T)), np.zeros((n_y, m, T))
    for k in range(m):
        a, c = a0[:, k], np.zeros(n_a)
        for t in range(T):
            f, i, o = (1 / (1 + np.exp(-(p["W" + gate] @ [*a, *x[:, k, t]] + p["b" + gate][:, 0]))) for gate in "fio")
            c = f * c + i * np.tanh(p["Wc"] @ [*a, *x[:, k, t]] + p["bc"][:, 0])
            a = o * np.tanh(c)
            odds = np.exp(p["Wy"] @ a + p["by"][:, 0])
            A[:, k, t], C[:, k, t], Y[:, k, t] = a, c, odds / odds.sum()
    before = x.copy(), a0.copy()
    a, y, c, caches = lstm_forward(x, a0, p)
    assert close(a, A, 1e-4, 1e-5), "For other sizes and lengths the states are others. State and memory are both handed on; the state begins with a0."
    assert close(c, C, 1e-4, 1e-5), "For other sizes and lengths the memory is another, or a, y, c stand in another order."
    assert close(y, Y, 1e-4, 1e-5), "For other sizes and lengths the guesses are others, or a, y, c stand in another order."
    assert close([caches[0][-1][place] for place in (0, 1, 8)], [A[:, :, -1], C[:, :, -1], before[0][:, :, -1]], 1e-4, 1e-5), "The last of the caches isn't that of the last step, as the cell returned it."
    assert close((x, a0), before), "After the call, x or a0 holds other numbers."
### END HIDDEN TESTS

# %% mistake="lstm"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """Forget gate and update gate are swapped: ft belongs to the old memory, it to the candidate."""
    joined = np.concatenate([a_prev, xt])
    ft, it, ot = (sigmoid(parameters["W" + gate] @ joined + parameters["b" + gate]) for gate in "fio")
    cct = np.tanh(parameters["Wc"] @ joined + parameters["bc"])
    c_next = it * c_prev + ft * cct
    a_next = ot * np.tanh(c_next)
    return a_next, c_next, softmax(parameters["Wy"] @ a_next + parameters["by"]), (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)


def lstm_forward(x, a0, parameters):
    a_next, c_next, results = a0, np.zeros_like(a0), []
    for t in range(x.shape[2]):
        results.append(lstm_cell_forward(x[:, :, t], a_next, c_next, parameters))
        a_next, c_next = results[-1][:2]
    a, c, y = (np.stack([result[part] for result in results], axis=2) for part in range(3))
    return a, y, c, ([result[3] for result in results], x)

# %% mistake="lstm"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """The output gate meets the memory itself. The state is ot times tanh of it."""
    joined = np.vstack([a_prev, xt])
    ft, it, ot = (sigmoid(np.dot(parameters["W" + gate], joined) + parameters["b" + gate]) for gate in "fio")
    cct = np.tanh(np.dot(parameters["Wc"], joined) + parameters["bc"])
    c_next = ft * c_prev + it * cct
    a_next = ot * c_next
    return a_next, c_next, softmax(np.dot(parameters["Wy"], a_next) + parameters["by"]), (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)


def lstm_forward(x, a0, parameters):
    a_next, c_next, results = a0, np.zeros_like(a0), []
    for t in range(x.shape[2]):
        results.append(lstm_cell_forward(x[:, :, t], a_next, c_next, parameters))
        a_next, c_next = results[-1][:2]
    a, c, y = (np.stack([result[part] for result in results], axis=2) for part in range(3))
    return a, y, c, ([result[3] for result in results], x)

# %% mistake="lstm"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """The candidate has a sigmoid. It is a tanh; only gates are sigmoids."""
    joined = np.vstack([a_prev, xt])
    ft, it, cct, ot = (sigmoid(np.dot(parameters["W" + gate], joined) + parameters["b" + gate]) for gate in "fico")
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    return a_next, c_next, softmax(np.dot(parameters["Wy"], a_next) + parameters["by"]), (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)


def lstm_forward(x, a0, parameters):
    a_next, c_next, results = a0, np.zeros_like(a0), []
    for t in range(x.shape[2]):
        results.append(lstm_cell_forward(x[:, :, t], a_next, c_next, parameters))
        a_next, c_next = results[-1][:2]
    a, c, y = (np.stack([result[part] for result in results], axis=2) for part in range(3))
    return a, y, c, ([result[3] for result in results], x)

# %% mistake="lstm"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """The memory isn't handed on: every step begins with zeros in it."""
    joined = np.concatenate([a_prev, xt])
    ft, it, ot = (sigmoid(parameters["W" + gate] @ joined + parameters["b" + gate]) for gate in "fio")
    cct = np.tanh(parameters["Wc"] @ joined + parameters["bc"])
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    return a_next, c_next, softmax(parameters["Wy"] @ a_next + parameters["by"]), (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)


def lstm_forward(x, a0, parameters):
    a_next, results = a0, []
    for t in range(x.shape[2]):
        results.append(lstm_cell_forward(x[:, :, t], a_next, np.zeros_like(a0), parameters))
        a_next = results[-1][0]
    a, c, y = (np.stack([result[part] for result in results], axis=2) for part in range(3))
    return a, y, c, ([result[3] for result in results], x)

# %% mistake="lstm"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """The memory begins with a0. It begins with zeros; a0 is the first state."""
    joined = np.concatenate([a_prev, xt])
    ft, it, ot = (sigmoid(parameters["W" + gate] @ joined + parameters["b" + gate]) for gate in "fio")
    cct = np.tanh(parameters["Wc"] @ joined + parameters["bc"])
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    return a_next, c_next, softmax(parameters["Wy"] @ a_next + parameters["by"]), (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)


def lstm_forward(x, a0, parameters):
    a_next, c_next, results = a0, a0, []
    for t in range(x.shape[2]):
        results.append(lstm_cell_forward(x[:, :, t], a_next, c_next, parameters))
        a_next, c_next = results[-1][:2]
    a, c, y = (np.stack([result[part] for result in results], axis=2) for part in range(3))
    return a, y, c, ([result[3] for result in results], x)

# %% demo
rng = np.random.default_rng(5)
p = {name: rng.normal(size=(5, 8) if name[0] == "W" else (5, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
p |= {"Wy": np.zeros((1, 5)), "by": np.zeros((1, 1))}
x = rng.normal(size=(3, 4, 6))
layer = keras.layers.LSTM(5, return_sequences=True)
layer.build((4, 6, 3))
layer.set_weights([np.hstack([p["W" + gate][:, 5:].T for gate in "ifco"]), np.hstack([p["W" + gate][:, :5].T for gate in "ifco"]), np.hstack([p["b" + gate][:, 0] for gate in "ifco"])])
theirs = np.transpose(layer(np.transpose(x, (1, 2, 0)).astype("float32")), (2, 0, 1))
print("LSTM: equal to 1e-5:", np.abs(theirs - lstm_forward(x, np.zeros((5, 4)), p)[0]).max() < 1e-5)

# %% [markdown]
# What can gates do? A test: at step 1 a bit arrives, +1 or −1, on channel 1, with a flag on channel 2; at step 51 comes another bit, flagged as well. At all other steps channel 1
# carries noise of the same size. Who knows the latest bit? The weights are set by hand here, one unit each: the gates open for the flag only. Three plain units that hear channel 1 only stand beside
# them: one leaks ($w$ = 0.95), one latches ($w$ = 2), one latches firmly and hears less ($w$ = 3). This shows what a unit *can* do, not what training finds.

# %%
GRU = {"Wu": np.array([[0.0, 0.0, 20.0]]), "bu": np.array([[-10.0]]), "Wr": np.zeros((1, 3)), "br": np.zeros((1, 1)), "Wc": np.array([[0.0, 3.0, 0.0]]), "bc": np.zeros((1, 1))}
LSTM = {"Wf": np.array([[0.0, 0.0, -20.0]]), "bf": np.array([[10.0]]), "Wi": np.array([[0.0, 0.0, 20.0]]), "bi": np.array([[-10.0]]), "Wc": GRU["Wc"], "bc": np.zeros((1, 1)), "Wo": np.zeros((1, 3)), "bo": np.array([[10.0]]), "Wy": np.ones((1, 1)), "by": np.zeros((1, 1))}


def noisy_bits(m, rng):
    """The latest bit at each of 100 steps, (m, 100), and inputs (2, m, 100): bits and noise, and the flag."""
    bits, x = np.repeat(rng.choice([-1.0, 1.0], size=(m, 2)), 50, axis=1), np.zeros((2, m, 100))
    x[0] = rng.normal(size=(m, 100))
    x[0, :, [0, 50]] = bits[:, [0, 50]].T
    x[1, :, [0, 50]] = 1
    return bits, x


def plain_unit(w, hears):
    """A recurrent cell of one unit, with weight w to itself and another one to channel 1."""
    return {"Wax": np.array([[hears, 0.0]]), "Waa": np.array([[w]]), "Wya": np.ones((1, 1)), "ba": np.zeros((1, 1)), "by": np.zeros((1, 1))}


def gru_states(x):
    """States of the GRU above, (1, m, T), by your cell."""
    states = [np.zeros((1, x.shape[1]))]
    for t in range(x.shape[2]):
        states.append(gru_cell_forward(x[:, :, t], states[-1], GRU))
    return np.stack(states[1:], axis=2)

# %% demo
bits, x = noisy_bits(1000, np.random.default_rng(1))
start = np.zeros((1, 1000))
curves = {f"plain, {kind}": rnn_forward(x, start, plain_unit(*weights))[0] for kind, weights in {"leaks": (0.95, 1), "latches": (2, 1), "latches firmly": (3, 0.5)}.items()}
curves |= {"GRU": gru_states(x), "LSTM": lstm_forward(x, start, LSTM)[0]}
turned = np.flatnonzero(bits[:, 0] > bits[:, 50])[0]
figure, axes = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
for (name, states), color, width in zip(curves.items(), COLORS, (1.5, 1.5, 2.5, 7, 2)):
    axes[0].plot(range(1, 101), np.mean(np.sign(states[0]) == bits, axis=0), color=color, linewidth=width, label=name)
    axes[1].plot(range(1, 101), states[0, turned], color=color, linewidth=width)
axes[0].set(title="Whose sign is that of the latest bit?", xlabel="step", ylabel="share of 1,000 sequences", ylim=(0.4, 1.03))
axes[1].set(title="One sequence: +1 at step 1, −1 at step 51", xlabel="step", ylabel="state")
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
plt.show()

# %% [markdown]
# <details><summary>What there is to see</summary>
#
# The unit that leaks guesses after five steps. The latch loses the bit to noise within forty. The firm one holds the first bit to the end, in spite of the second one (which equals it in half of the sequences): what
# protects it from noise keeps out the bit. GRU and LSTM know it always; their heights differ, as the LSTM's state is tanh of its memory. The flag wouldn't help a plain unit, which *adds* what it hears: a flag would push it
# up or down whatever the bit is. A gate *multiplies*. Several plain units can together imitate that; for a gated one it is built in.
#
# </details>
#
# **To remember**
# - Gradients vanish by products of many factors below 1.
# - GRU: an update gate between old and new, and a reset gate. LSTM: a memory apart, with forget, update and output.
# - Where a gate keeps, state and gradient pass unchanged.

# %% [markdown]
# ## Exercise 9 · Back through an LSTM  (3 points, ~15 min, ●●●, optional)
# Write `lstm_cell_backward(da_next, dc_next, cache)`. First all that reaches the new memory: $dc = dc_{next} + da_{next} * \Gamma_o * (1 - \tanh^2(c^{\langle t \rangle}))$.
# Then, for each gate and the candidate, the derivative with respect to what went into its sigmoid (slope $\Gamma (1 - \Gamma)$) or tanh (slope $1 - \tilde c^2$). The rest is as in exercise 4. `dxt`, `da_prev`
# and `dc_prev` earn 2 points, weights and biases 1.
#
# *Example.* The cell of exercise 8's example with `da_next` 0 and `dc_next` 1: `dc_prev` is $\Gamma_f$ = 0.5.
#
# <details><summary>Hint: four products</summary>
#
# $\Gamma_f$ was multiplied by $c^{\langle t-1 \rangle}$, $\Gamma_i$ by $\tilde c$, $\tilde c$ by $\Gamma_i$, and $\Gamma_o$ by $\tanh(c^{\langle t \rangle})$: the derivative with respect to one is the other
# times what arrives.
#
# </details>

# %% solution="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    """The derivatives of a cost with respect to what went into an LSTM's cell.

    da_next, dc_next: (n_a, m), those that arrive at the new state and, from the next step, at the new memory. cache: (a_next, c_next, a_prev,
    c_prev, ft, it, cct, ot, xt, parameters), from lstm_cell_forward. Nothing is modified.
    Returns a dictionary: "dxt" (n_x, m), "da_prev" and "dc_prev" (n_a, m); "dWf", "dWi", "dWc", "dWo" (n_a, n_a + n_x) and "dbf", "dbi", "dbc",
    "dbo" (n_a, 1), summed over examples.
    """
    ### BEGIN SOLUTION
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    dc = dc_next + da_next * ot * (1 - np.tanh(c_next) ** 2)
    before = {
        "f": dc * c_prev * ft * (1 - ft),
        "i": dc * cct * it * (1 - it),
        "c": dc * it * (1 - cct**2),
        "o": da_next * np.tanh(c_next) * ot * (1 - ot),
    }
    joined = np.concatenate([a_prev, xt])
    d_joined = sum(parameters["W" + name].T @ dz for name, dz in before.items())
    gradients = {"dxt": d_joined[len(a_prev) :], "da_prev": d_joined[: len(a_prev)], "dc_prev": dc * ft}
    for name, dz in before.items():
        gradients["dW" + name] = dz @ joined.T
        gradients["db" + name] = dz.sum(axis=1, keepdims=True)
    return gradients
    ### END SOLUTION

# %% tests="lstm_cell_backward" part="inputs" points=2
import numpy as np

from companion.testing import close


def step(xt, a_prev, c_prev, p):
    """State, memory and cache of a cell."""
    joined = np.vstack([a_prev, xt])
    f, i, o = (1 / (1 + np.exp(-(p["W" + gate] @ joined + p["b" + gate]))) for gate in "fio")
    candidate = np.tanh(p["Wc"] @ joined + p["bc"])
    c = f * c_prev + i * candidate
    return o * np.tanh(c), c, (o * np.tanh(c), c, a_prev, c_prev, f, i, candidate, o, xt, p)


zero = {name: np.zeros((1, 2)) if name[0] == "W" else np.zeros((1, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
cell = {**zero, "Wc": np.array([[0.0, 1.0]]), "Wy": np.array([[1.0], [-1.0]]), "by": np.zeros((2, 1))}
found = lstm_cell_backward(np.zeros((1, 1)), np.ones((1, 1)), step(np.zeros((1, 1)), np.array([[0.9]]), np.array([[0.6]]), cell)[2])
assert isinstance(found, dict) and {"dxt", "da_prev", "dc_prev"} <= set(found), "Return a dictionary; the docstring has its keys."
assert close(found["dc_prev"], [[0.5]]), "The example: the forget gate lets half of it through."
assert close(found["dxt"], [[0.5]]), "The example: the input went into the candidate with weight 1, and half of that into the memory."
turned = {**cell, "Wc": np.zeros((1, 2)), "Wo": np.array([[2.0, 3.0]]), "bo": np.array([[-1.8]])}
found = lstm_cell_backward(np.ones((1, 1)), np.zeros((1, 1)), step(np.zeros((1, 1)), np.array([[0.9]]), np.array([[0.6]]), turned)[2])
assert close(found["dc_prev"], [[0.25 * (1 - np.tanh(0.3) ** 2)]]), "da_next = 1, dc_next = 0: through the output gate (0.5), tanh of the memory, and the forget gate (0.5)."
assert close(found["da_prev"], [[2 * np.tanh(0.3) * 0.25]]), "da_next = 1: the state before went into the output gate with weight 2."
assert close(found["dxt"], [[3 * np.tanh(0.3) * 0.25]]), "da_next = 1: the input went into the output gate with weight 3."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(17)
for n_x, n_a, m in ((2, 3, 4), (3, 1, 1), (1, 2, 3)):
    p = {name: rng.normal(size=(n_a, n_a + n_x) if name[0] == "W" else (n_a, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
    p |= {"Wy": np.zeros((2, n_a)), "by": np.zeros((2, 1))}
    given = {"dxt": rng.normal(size=(n_x, m)), "da_prev": rng.normal(size=(n_a, m)), "dc_prev": rng.normal(size=(n_a, m))}
    da, dc = rng.normal(size=(n_a, m)), rng.normal(size=(n_a, m))

    def cost(at, name, p=p, given=given, da=da, dc=dc):
        a, c, _ = step(*{**given, name: at}.values(), p)
        return np.sum(da * a) + np.sum(dc * c)

    expected = {name: numerical_gradient(lambda at, name=name: cost(at, name), value) for name, value in given.items()}
    stored, before = step(*given.values(), p)[2], (da.copy(), dc.copy())
    found = lstm_cell_backward(da, dc, stored)
    assert close(found["dc_prev"], expected["dc_prev"], 1e-4, 1e-5), "dc_prev isn't what nudges measure: all that reaches the memory, times the forget gate."
    assert close(found["da_prev"], expected["da_prev"], 1e-4, 1e-5), "da_prev isn't what nudges measure: three gates and the candidate have heard the state."
    assert close(found["dxt"], expected["dxt"], 1e-4, 1e-5), "dxt isn't what nudges measure: three gates and the candidate have heard the input."
    assert close((da, dc), before), "After the call, da_next or dc_next holds other numbers."
### END HIDDEN TESTS

# %% tests="lstm_cell_backward" part="weights" points=1
import numpy as np

from companion.testing import close


def step(xt, a_prev, c_prev, p):
    """State, memory and cache of a cell."""
    joined = np.vstack([a_prev, xt])
    f, i, o = (1 / (1 + np.exp(-(p["W" + gate] @ joined + p["b" + gate]))) for gate in "fio")
    candidate = np.tanh(p["Wc"] @ joined + p["bc"])
    c = f * c_prev + i * candidate
    return o * np.tanh(c), c, (o * np.tanh(c), c, a_prev, c_prev, f, i, candidate, o, xt, p)


zero = {name: np.zeros((1, 2)) if name[0] == "W" else np.zeros((1, 1)) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
cell = {**zero, "Wc": np.array([[0.0, 1.0]]), "Wy": np.array([[1.0], [-1.0]]), "by": np.zeros((2, 1))}
found = lstm_cell_backward(np.zeros((1, 1)), np.ones((1, 1)), step(np.zeros((1, 1)), np.array([[0.9]]), np.array([[0.6]]), cell)[2])
assert close(found["dbf"], [[0.6 * 0.25]]), "The example: dbf is the old memory, 0.6, times the slope of the sigmoid, 0.25."
assert close(found["dWc"], [[0.5 * 0.9, 0]]), "The example: dWc is half of [state before, input]."
found = lstm_cell_backward(np.ones((1, 1)), np.zeros((1, 1)), step(np.zeros((1, 1)), np.array([[0.9]]), np.array([[0.6]]), cell)[2])
assert close(found["dbo"], [[np.tanh(0.3) * 0.25]]), "da_next = 1: dbo is tanh of the memory times the slope of the sigmoid."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(18)
for n_x, n_a, m in ((2, 3, 4), (1, 2, 1)):
    names = ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")
    p = {name: rng.normal(size=(n_a, n_a + n_x) if name[0] == "W" else (n_a, 1)) for name in names}
    p |= {"Wy": np.zeros((2, n_a)), "by": np.zeros((2, 1))}
    xt, a_prev, c_prev, da, dc = rng.normal(size=(n_x, m)), *rng.normal(size=(4, n_a, m))

    def cost(at, name, p=p, xt=xt, a_prev=a_prev, c_prev=c_prev, da=da, dc=dc):
        a, c, _ = step(xt, a_prev, c_prev, {**p, name: at})
        return np.sum(da * a) + np.sum(dc * c)

    expected = {"d" + name: numerical_gradient(lambda at, name=name: cost(at, name), p[name]) for name in names}
    found = lstm_cell_backward(da, dc, step(xt, a_prev, c_prev, p)[2])
    for name in names:
        assert close(found["d" + name], expected["d" + name], 1e-4, 1e-5), "A gradient of weights or biases isn't what nudges measure. Is each one the product of its own dz?"
### END HIDDEN TESTS

# %% mistake="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    """Only dc_next reaches the memory here. The state does, too: add da_next * ot * (1 - tanh²)."""
    a_next, c_next, a_prev, c_prev, f, i, g, o, xt, p = cache
    dz = {"f": dc_next * c_prev * f * (1 - f), "i": dc_next * g * i * (1 - i), "c": dc_next * i * (1 - g * g), "o": da_next * np.tanh(c_next) * o * (1 - o)}
    down, n_a = sum(p["W" + k].T @ v for k, v in dz.items()), len(a_prev)
    sums = {"dW" + k: v @ np.vstack([a_prev, xt]).T for k, v in dz.items()} | {"db" + k: v.sum(1, keepdims=True) for k, v in dz.items()}
    return {"da_prev": down[:n_a], "dxt": down[n_a:], "dc_prev": dc_next * f, **sums}

# %% mistake="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    """The slopes of the gates' sigmoids are missing: multiply by gate * (1 - gate)."""
    a_next, c_next, a_prev, c_prev, f, i, g, o, xt, p = cache
    dc = dc_next + da_next * o * (1 - np.tanh(c_next) ** 2)
    dz = {"f": dc * c_prev, "i": dc * g, "c": dc * i * (1 - g * g), "o": da_next * np.tanh(c_next)}
    down, n_a = sum(p["W" + k].T @ v for k, v in dz.items()), len(a_prev)
    sums = {"dW" + k: v @ np.vstack([a_prev, xt]).T for k, v in dz.items()} | {"db" + k: v.sum(1, keepdims=True) for k, v in dz.items()}
    return {"da_prev": down[:n_a], "dxt": down[n_a:], "dc_prev": dc * f, **sums}

# %% mistake="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    """The output gate's derivative is made with c_next. It was multiplied by tanh of it."""
    a_next, c_next, a_prev, c_prev, f, i, g, o, xt, p = cache
    dc = dc_next + da_next * o * (1 - np.tanh(c_next) ** 2)
    dz = {"f": dc * c_prev * f * (1 - f), "i": dc * g * i * (1 - i), "c": dc * i * (1 - g * g), "o": da_next * c_next * o * (1 - o)}
    down, n_a = sum(p["W" + k].T @ v for k, v in dz.items()), len(a_prev)
    sums = {"dW" + k: v @ np.vstack([a_prev, xt]).T for k, v in dz.items()} | {"db" + k: v.sum(1, keepdims=True) for k, v in dz.items()}
    return {"da_prev": down[:n_a], "dxt": down[n_a:], "dc_prev": dc * f, **sums}

# %% mistake="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    """dc_prev is all that reaches the new memory. The forget gate lets only a part of it through."""
    a_next, c_next, a_prev, c_prev, f, i, g, o, xt, p = cache
    dc = dc_next + da_next * o * (1 - np.tanh(c_next) ** 2)
    dz = {"f": dc * c_prev * f * (1 - f), "i": dc * g * i * (1 - i), "c": dc * i * (1 - g * g), "o": da_next * np.tanh(c_next) * o * (1 - o)}
    down, n_a = sum(p["W" + k].T @ v for k, v in dz.items()), len(a_prev)
    sums = {"dW" + k: v @ np.vstack([a_prev, xt]).T for k, v in dz.items()} | {"db" + k: v.sum(1, keepdims=True) for k, v in dz.items()}
    return {"da_prev": down[:n_a], "dxt": down[n_a:], "dc_prev": dc, **sums}

# %% [markdown]
# ## A sentence of yours
# Change the sentence and run the cell. Orange is what the network takes for being inside; below is its whole memory, eight numbers, letter by letter. Which units are the switch? (Those that change at an opening bracket, and stay so up to the closing one.)

# %% demo
sentence = "We met (in Rome, or was it Turin?) and walked (slowly) home"
parameters = trained_reader(0)[0]
a, y_pred, _ = rnn_forward(kinds(sentence), np.zeros((8, 1)), parameters)
inside = y_pred[1, 0]
figure, axes = plt.subplots(2, 1, figsize=(12, 3.6), layout="constrained", sharex=True, height_ratios=[1, 4])
for place, (letter, p) in enumerate(zip(sentence, inside)):
    axes[0].text(place, 0, letter, ha="center", va="center", fontsize=12, family="monospace", fontweight="bold", color=COLORS[1] if p > 0.5 else "black")
axes[0].set(ylim=(-1, 1), title="What is in brackets (orange), by a network that your gradients trained")
axes[0].set_axis_off()
picture = axes[1].imshow(a[:, 0], cmap="Greys", vmin=-1, vmax=1, aspect="auto")
figure.colorbar(picture, ax=axes[1], label="state", pad=0.01)
axes[1].set(xlabel="character", ylabel="unit", yticks=range(8), yticklabels=range(1, 9))
plt.show()
print("inside:", "".join(letter for letter, p in zip(sentence, inside) if p > 0.5))

# %% [markdown]
# ## What you built
# - A recurrent cell, the loop over time, and the way back, checked by nudges, and by Keras where it has the same.
# - A measurement of how far back a gradient reaches.
# - GRU and LSTM cells, and a reader of brackets whose memory one can watch.
#
# **Questions to take along** (no points)
# 1. Brackets within brackets: what would the state have to hold, and where would it end?
# 2. Which bias of an LSTM would you set to 1 before training, so that it begins by remembering?
# 3. To mark names in a sentence, it helps to know what comes *after* a word. What would you change?
#
# **Next:** `02_character_language_model` trains such a network on names, and lets it invent some.
