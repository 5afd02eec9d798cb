# ---
# title: Batch normalization and softmax
# minutes: 90
# ---

# %% [markdown]
# # Batch normalization and softmax
# Two additions to the networks of course 1. The softmax lets the last layer choose among many classes, where the
# sigmoid chose between two. Batch normalization keeps the values inside the network in a good range while it trains, so
# that the start and the learning rate matter less. Both are a few lines forward and a few lines backward, with traps in
# each.
#
# **You will**
# - compute softmax, cross-entropy and their gradient so that no logit is too large for them;
# - write batch normalization for training and for prediction, derive it backward, and find it equal to Keras's;
# - train a deep network with and without it, and see where it helps, where it doesn't, and how it is misused.
#
# **Before you start:** course 1 (a network of $L$ layers), mini-batches and running averages (week 2). The week's notes
# cover the same ground in prose.
#
# **Time:** about 90 minutes. **Points:** 36, in eight exercises, one of which has two parts. Dots show difficulty, from
# ●○○ to ●●●.

# %%
from functools import cache

import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_fashion
from companion.gradients import numerical_gradient, relative_difference
from companion.plots import COLORS, LINES, image_grid, weight_images

# %% [markdown]
# ## Ten kinds of clothes
# The data are Fashion-MNIST again, this time all ten classes: 6,000 pictures to train with, 2,000 to judge by (dev),
# every class equally often. As last week they are made smaller, 14 × 14 pixels, scaled to 0 … 1, and the mean training
# picture is subtracted. One picture is one column of $X$. A label is a column, too: of ten numbers, 1 in the row of its
# class and 0 elsewhere, **one-hot**. So $Y$ has the shape (10, m).

# %% demo
fashion = load_fashion()


def columns(images):
    """Pictures as columns, shape (196, m): the means of blocks of 2 by 2 pixels, from 0 to 1."""
    small = images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255
    return small.reshape(-1, 196).T


def mini_batches(m, size, rng):
    """The numbers of the examples of each mini-batch, shuffled."""
    return np.array_split(rng.permutation(m), range(size, m, size))


X_train, X_dev = columns(fashion.X_train), columns(fashion.X_dev)
mean_picture = X_train.mean(axis=1, keepdims=True)
X_train, X_dev = X_train - mean_picture, X_dev - mean_picture
labels_train, labels_dev = fashion.Y_train[0], fashion.Y_dev[0]
Y_train = np.eye(10)[:, labels_train]
print("X_train", X_train.shape, " Y_train", Y_train.shape, " X_dev", X_dev.shape)
print("the first label:", Y_train[:, 0].astype(int), "or", fashion.classes[labels_train[0]])

# %% demo
one_each = [int(np.flatnonzero(labels_train == label)[0]) for label in range(10)]
image_grid((X_train + mean_picture)[:, one_each].T.reshape(-1, 14, 14), list(fashion.classes), "One of each class", columns=10)
plt.show()

# %% [markdown]
# ## Softmax
# The last layer has one unit for each of the $C$ classes. Its values $z_1, \dots, z_C$, the **logits**, can be any
# numbers. The softmax makes probabilities of them,
#
# $$a_j = \frac{e^{z_j}}{\sum_{k=1}^C e^{z_k}}$$
#
# all positive and with sum 1. The largest logit gets the largest share; the others keep something. In course 1 you
# wrote it for scores in rows. Here an example is a column, as in every layer of this course: each **column** of the
# result sums to 1, and the sum runs along axis 0, down the classes. A softmax along the wrong axis raises no error. It
# mixes examples.

# %% [markdown]
# ## Exercise 1 · Softmax of columns  (3 points, ~6 min, ●○○)
# Write `softmax_columns(Z)` for logits `Z` of shape (C, m). It returns an array of that shape, with the softmax of each
# column. Logits may be as large as a few thousand, positive or negative, and the result must still be finite and right
# in each column (1 point of the 3). `Z` stays as it is.
#
# *Example.* For $Z = [[0, 1000], [\log 3, 1000]]$ it is $[[0.25, 0.5], [0.75, 0.5]]$.
#
# <details><summary>Hint 1: the shift</summary>
#
# Take the same number from all logits of a column, and its probabilities stay as they are. With the column's largest
# logit, no exponent is above 0.
#
# </details>
#
# <details><summary>Hint 2: the shape of the shift</summary>
#
# One maximum for each column, shape (1, m), so that it is subtracted from all rows: `np.max` with an axis and
# `keepdims=True`.
#
# </details>

# %% solution="softmax_columns"
def softmax_columns(Z):
    """Probabilities for each column of logits, without overflow.

    Z: logits, shape (C, m), whole or floating-point numbers up to a few thousand, positive or negative; not modified.
    Returns an array of shape (C, m), finite, no entry negative, each column with the sum 1.
    """
    ### BEGIN SOLUTION
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True)
    ### END SOLUTION

# %% tests="softmax_columns" part="values" points=2
import numpy as np

from companion.testing import close, taken

Z = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 3.0]])
result = softmax_columns(Z)
assert result is not None, "softmax_columns returns None. Does it end with a return?"
assert np.shape(result) == (3, 2), "The result has the shape of Z."
result = taken(result)
assert not close(np.sum(result, axis=1), [1, 1, 1]), "Your rows sum to 1. Examples are columns here: sum along axis 0."
assert close(np.sum(result, axis=0), [1, 1]), "Each column must sum to 1."
assert close(result[:, 0], [1 / 3] * 3), "Three equal logits share equally."
assert close(result[:, 1], [0.0900, 0.2447, 0.6652], atol=1e-4), "The shares are proportional to the exponentials."
assert close(softmax_columns(np.array([[1], [1]])), [[0.5], [0.5]]), "A single example, with whole numbers as logits, comes out differently."
assert close(Z[2], [0, 3]), "softmax_columns changed its argument."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(1)
for shape in ((1, 1), (2, 1), (1, 5), (5, 3), (10, 7), (4, 4), (3, 11)):
    Z = rng.normal(scale=3, size=shape)
    before = Z.copy()
    # One over the sum of exp of the differences to all logits of the column.
    expected = 1 / np.exp(Z[None, :, :] - Z[:, None, :]).sum(axis=1)
    with describing("a single class" if shape[0] == 1 else "a single example" if shape[1] == 1 else "several classes and examples"):
        result = softmax_columns(Z)
    assert np.shape(result) == shape, "The shape is wrong for other numbers of classes and examples."
    assert close(result, expected, rtol=1e-4, atol=1e-6), "A probability is wrong: exp of the logit over the column's sum."
    assert close(Z, before), "softmax_columns changed its argument."
whole = rng.integers(-4, 5, size=(3, 4))
expected = 1 / np.exp(whole[None, :, :] - whole[:, None, :]).sum(axis=1)
with describing("whole numbers"):
    assert close(softmax_columns(whole), expected, rtol=1e-4, atol=1e-6), "The probabilities are wrong for whole numbers."
### END HIDDEN TESTS

# %% tests="softmax_columns" part="large" points=1
import numpy as np

from companion.testing import close, taken

large = softmax_columns(np.array([[0.0, 1000.0], [np.log(3), 1000.0]]))
assert np.all(np.isfinite(taken(large))), "Large logits gave nan or infinity. Shift each column before taking exponentials."
assert close(large, [[0.25, 0.5], [0.75, 0.5]], atol=1e-3), "The example of the text comes out differently."
### BEGIN HIDDEN TESTS
from companion.testing import describing

Z = np.array([[3000.0, -3000.0, 0.0, 5000.0], [3001.0, -3001.0, 0.0, -5000.0], [2999.0, -3000.0, 0.0, 0.0]])
with np.errstate(over="ignore"):
    expected = 1 / np.exp(Z[None, :, :] - Z[:, None, :]).sum(axis=1)
with describing("large logits"):
    result = softmax_columns(Z)
assert np.all(np.isfinite(taken(result))), "In some column, nan or infinity: each column needs a shift of its own."
assert close(result, expected, rtol=1e-3, atol=1e-6), "The probabilities are wrong for large logits."
### END HIDDEN TESTS

# %% mistake="softmax_columns"
def softmax_columns(Z):
    """This is the softmax of course 1, along the rows. It compares examples with each other."""
    powers = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)

# %% mistake="softmax_columns"
def softmax_columns(Z):
    """Without a shift, exp of a large logit is infinite, and infinity over infinity is nan."""
    powers = np.exp(Z)
    return powers / np.sum(powers, axis=0, keepdims=True)

# %% mistake="softmax_columns"
def softmax_columns(Z):
    """One maximum for the whole matrix: in a column that lies far below it, all powers are 0, and 0 over 0 is nan."""
    powers = np.exp(Z - np.max(Z))
    return powers / np.sum(powers, axis=0, keepdims=True)

# %% mistake="softmax_columns"
def softmax_columns(Z):
    """All entries together sum to 1. The sum needs an axis."""
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return powers / np.sum(powers)

# %% mistake="softmax_columns"
def softmax_columns(Z):
    """The shift uses the smallest logit of the column, and with it the exponents become larger, not smaller."""
    powers = np.exp(Z - np.min(Z, axis=0, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True)

# %% mistake="softmax_columns"
def softmax_columns(Z):
    """Shares of the shifted logits themselves: the exponential is missing."""
    shifted = Z - np.min(Z, axis=0, keepdims=True) + 1
    return shifted / np.sum(shifted, axis=0, keepdims=True)

# %% mistake="softmax_columns"
def softmax_columns(Z):
    """-= writes into the caller's array. (Whole numbers it even refuses.) Subtract into a new one."""
    Z -= np.max(Z, axis=0, keepdims=True)
    return np.exp(Z) / np.sum(np.exp(Z), axis=0, keepdims=True)

# %% [markdown]
# ## What a wrong answer costs
# The loss of an example is the **cross-entropy** of its label and its probabilities, and the cost is the mean over the
# examples:
#
# $$\mathcal L(a, y) = -\sum_{j=1}^C y_j \log a_j, \qquad J = \frac1m\sum_{i=1}^m \mathcal L(a^{(i)}, y^{(i)})$$
#
# With one-hot labels one term of the sum remains, minus the logarithm of the probability that the right class got. A
# network that knows nothing gives each class $1/C$ and pays $\log C$: 2.30 for ten classes. It is the first number to
# look at in any training.
#
# The trap lies in between. For logits $(0, 1000)$ the first probability is $e^{-1000}$, rounded to 0, and its logarithm
# is $-\infty$. The true loss is 1000. So skip the probability, and put the softmax into the logarithm:
#
# $$\mathcal L = -\log\frac{e^{z_r}}{\sum_k e^{z_k}} = \log\sum_k e^{z_k} - z_r, \qquad \log\sum_k e^{z_k} = c + \log\sum_k e^{z_k - c}$$
#
# where $r$ is the right class. The second formula holds for any $c$; with the largest logit for $c$ nothing overflows,
# and since one of the terms is 1, the logarithm never meets a 0.

# %% [markdown]
# ## Exercise 2 · Cost from logits  (5 points, ~12 min, ●●○)
# Write `compute_cost(Z, Y)`: the mean cross-entropy $J$ over the $m$ examples, a number. `Z` are the logits, shape (C,
# m), `Y` the one-hot labels, shape (C, m). For logits of ±1000 it must be finite and right (2 points of the 5). `Z` and
# `Y` stay as they are.
#
# *Example.* For $Z = [[0, 1000], [0, 0]]$ and $Y = [[1, 0], [0, 1]]$ the two losses are $\log 2 \approx 0.69$ and 1000;
# the cost is their mean, about 500.35.
#
# <details><summary>Hint 1: two rows of numbers</summary>
#
# For each example you need $\log\sum_k e^{z_k}$ and $z_r$. Each is a row of shape (1, m) or an array (m,), made by a
# sum along axis 0.
#
# </details>
#
# <details><summary>Hint 2: the right logit</summary>
#
# `np.sum(Y * Z, axis=0)`: in each column all products but one are 0.
#
# </details>
#
# <details><summary>Hint 3: the logarithm of the sum</summary>
#
# With `c = np.max(Z, axis=0)`, it is `c + np.log(np.sum(np.exp(Z - c), axis=0))`.
#
# </details>

# %% solution="compute_cost"
def compute_cost(Z, Y):
    """The mean cross-entropy of the softmax of Z.

    Z: logits, shape (C, m), numbers from -1000 to 1000; not modified.
    Y: one-hot labels, shape (C, m), whole or floating-point numbers; not modified.
    Returns a number: the mean over the m examples of log(sum of exp(z)) - z of the right class. Finite and right for
    all such Z.
    """
    ### BEGIN SOLUTION
    largest = np.max(Z, axis=0)
    log_sums = largest + np.log(np.sum(np.exp(Z - largest), axis=0))
    return np.mean(log_sums - np.sum(Y * Z, axis=0))
    ### END SOLUTION

# %% tests="compute_cost" part="values" points=3
import numpy as np

from companion.testing import close

cost = compute_cost(np.zeros((4, 3)), np.eye(4)[:, [0, 1, 3]])
assert cost is not None, "compute_cost returns None. Does it end with a return?"
assert np.shape(cost) == (), "The cost is one number, the mean over the examples. If yours stands in an array, take it out."
assert close(cost, np.log(4)), "Equal logits for four classes: each has a quarter, and the cost is log 4."
cost = compute_cost(np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]), np.array([[0, 1], [0, 0], [1, 0]]))
assert close(cost, (0.407606 + np.log(3)) / 2, atol=1e-4), (
    "The logits 1, 2, 3 with the last class right cost 0.4076, three equal ones log 3. The cost is the mean of both."
)
assert close(compute_cost(np.array([[0.0], [0.0]]), np.array([[1], [0]])), np.log(2)), "A single example with two equal logits costs log 2."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(2)
for C, m, scale in ((2, 1, 1), (10, 1, 3), (3, 3, 2), (6, 8, 3), (4, 13, 3), (7, 2, 1)):
    Z = rng.normal(scale=scale, size=(C, m))
    right = rng.integers(0, C, size=m)
    Y = np.eye(C)[:, right]
    before = Z.copy(), Y.copy()
    expected = math.fsum(math.log(math.fsum(math.exp(z - Z[c, i]) for z in Z[:, i])) for i, c in enumerate(right)) / m
    with describing("a single example" if m == 1 else "several examples"):
        assert close(compute_cost(Z, Y), expected, rtol=1e-4, atol=1e-6), (
            "The cost is wrong for other numbers of classes and examples: sum over the classes, mean over the examples."
        )
    with describing("labels that are whole numbers"):
        assert close(compute_cost(Z, Y.astype(int)), expected, rtol=1e-4, atol=1e-6), "Labels may be whole numbers."
    assert close((Z, Y), before), "compute_cost changed its arguments."
### END HIDDEN TESTS

# %% tests="compute_cost" part="large" points=2
import numpy as np

from companion.testing import close, taken

cost = compute_cost(np.array([[0.0, 1000.0], [0.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]))
assert np.all(np.isfinite(taken(cost))), "A logit of 1000 gives nan or infinity. Don't take the logarithm of a rounded probability."
assert close(cost, (np.log(2) + 1000) / 2), "The example: the mean of log 2 and 1000."
cost = compute_cost(np.array([[-1000.0], [-1000.0]]), np.array([[1.0], [0.0]]))
assert close(cost, np.log(2), rtol=1e-4), "Two logits of -1000 are as equal as two zeros: the cost is log 2."
### BEGIN HIDDEN TESTS
from companion.testing import describing

far = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 600.0], [0.0, 0.0, -300.0]])
low = np.full((3, 1), -1000.0)
for Z, order, losses in ((far, [0, 1, 2], (0, 0, 900)), (far, [1, 2, 0], (2000, 1000, 600)), (low, [1], (np.log(3),))):
    with describing("large logits, and a single example" if len(order) == 1 else "large logits"):
        cost = compute_cost(Z, np.eye(3)[:, order])
    assert np.all(np.isfinite(taken(cost))), "For large positive and negative logits the cost isn't finite in some column."
    assert close(cost, sum(losses) / len(order), rtol=1e-4), "For large logits the cost is wrong. Is a loss cut off, or a shift lost?"
rng = np.random.default_rng(2)
Z, Y = rng.normal(size=(4, 5)), np.eye(4)[:, [0, 3, 1, 1, 2]]
assert close(compute_cost(Z + 500, Y), taken(compute_cost(Z, Y)), rtol=1e-3, atol=1e-3), "Adding 500 to all logits must change nothing."
### END HIDDEN TESTS

# %% mistake="compute_cost"
def compute_cost(Z, Y):
    """The probabilities come first and their logarithm second. What was rounded to 0 has none."""
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    A = powers / np.sum(powers, axis=0, keepdims=True)
    return float(-np.mean(np.sum(Y * np.log(A), axis=0)))

# %% mistake="compute_cost"
def compute_cost(Z, Y):
    """A tiny number keeps the logarithm finite, but it also caps the loss: no answer can cost more than its logarithm."""
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    A = powers / np.sum(powers, axis=0, keepdims=True)
    return float(-np.mean(np.sum(Y * np.log(A + 1e-12), axis=0)))

# %% mistake="compute_cost"
def compute_cost(Z, Y):
    """The mean goes over all C · m entries. Over the classes it has to be a sum."""
    largest = np.max(Z, axis=0)
    log_A = Z - largest - np.log(np.sum(np.exp(Z - largest), axis=0))
    return float(-np.mean(Y * log_A))

# %% mistake="compute_cost"
def compute_cost(Z, Y):
    """The shift is taken out of the sum and not put back: the largest logit has to be added after the logarithm."""
    largest = np.max(Z, axis=0)
    return float(np.mean(np.log(np.sum(np.exp(Z - largest), axis=0)) - np.sum(Y * Z, axis=0)))

# %% mistake="compute_cost"
def compute_cost(Z, Y):
    """The exponentials overflow: from about 710 on, exp is infinite in float64."""
    return float(np.mean(np.log(np.sum(np.exp(Z), axis=0)) - np.sum(Y * Z, axis=0)))

# %% mistake="compute_cost"
def compute_cost(Z, Y):
    """That is the sum of the losses. A cost that grows with the size of the mini-batch needs another learning rate for each size."""
    largest = np.max(Z, axis=0)
    log_sums = largest + np.log(np.sum(np.exp(Z - largest), axis=0))
    return float(np.sum(log_sums - np.sum(Y * Z, axis=0)))

# %% mistake="compute_cost"
def compute_cost(Z, Y):
    """The sign is turned: a loss is minus a logarithm."""
    largest = np.max(Z, axis=0)
    log_sums = largest + np.log(np.sum(np.exp(Z - largest), axis=0))
    return float(np.mean(np.sum(Y * Z, axis=0) - log_sums))

# %% mistake="compute_cost"
def compute_cost(Z, Y):
    """Your sums run along the rows, across the examples. The classes are on axis 0."""
    largest = np.max(Z, axis=1, keepdims=True)
    log_sums = largest[:, 0] + np.log(np.sum(np.exp(Z - largest), axis=1))
    return float(np.sum(log_sums - np.sum(Y * Z, axis=1)) / Z.shape[1])

# %% [markdown]
# ## The gradient
# How does the loss change with a logit? The derivative of $\log\sum_k e^{z_k}$ by $z_j$ is $e^{z_j} / \sum_k e^{z_k}$,
# the softmax itself, and that of $-z_r$ is $-1$ for $j = r$ and 0 otherwise, that is $-y_j$. Together
#
# $$\frac{\partial\mathcal L}{\partial z_j} = a_j - y_j,$$
#
# the same as for the sigmoid in course 1. Read it: the right class has $a_r - 1 < 0$, so descent raises its logit, by
# as much as its probability is short of 1. The others are lowered, each by its share. A column sums to 0.

# %% [markdown]
# ## Exercise 3 · Backward through softmax and cost  (3 points, ~5 min, ●○○)
# Write `softmax_backward(Z, Y)`: the derivative of the *cost* with respect to each logit, an array of the shape of `Z`.
# The cost is that of exercise 2, a mean over $m$ examples, so the factor $1/m$ belongs into it. You may call
# `softmax_columns`. `Z` and `Y` stay as they are.
#
# *Example.* For $Z = [[0, 0], [0, \log 3]]$ and $Y = [[1, 0], [0, 1]]$ the probabilities are
# $[[0.5, 0.25], [0.5, 0.75]]$, and the result is $[[-0.25, 0.125], [0.25, -0.125]]$.
#
# <details><summary>Hint</summary>
#
# One line. The number of examples is `Z.shape[1]`.
#
# </details>

# %% solution="softmax_backward"
def softmax_backward(Z, Y):
    """The derivative of the mean cross-entropy by the logits.

    Z: logits, shape (C, m); not modified.
    Y: one-hot labels, shape (C, m); not modified.
    Returns an array dZ of shape (C, m): (softmax of the column - label) / m.
    """
    ### BEGIN SOLUTION
    return (softmax_columns(Z) - Y) / Z.shape[1]
    ### END SOLUTION

# %% tests="softmax_backward" points=3
import numpy as np

from companion.testing import close, taken

dZ = softmax_backward(np.array([[0.0, 0.0], [0.0, np.log(3)]]), np.array([[1.0, 0.0], [0.0, 1.0]]))
assert dZ is not None, "softmax_backward returns None. Does it end with a return?"
assert np.shape(dZ) == (2, 2), "A derivative for each logit: the shape of Z."
dZ = taken(dZ)
assert close(np.sum(dZ, axis=0), [0, 0]), "Each column must sum to 0: what the right class gains, the others lose."
assert dZ[0, 0] < 0, "The logit of the right class has to rise, so its derivative is negative."
assert not close(dZ, [[-0.5, 0.25], [0.5, -0.25]]), "These are the derivatives of the single losses. The cost is their mean."
assert close(dZ, [[-0.25, 0.125], [0.25, -0.125]]), "The example of the text comes out differently."
single = softmax_backward(np.zeros((4, 1)), np.array([[0], [1], [0], [0]]))
assert close(single, [[0.25], [-0.75], [0.25], [0.25]]), "A single example of four classes: its probabilities minus its label."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)
for C, m in ((2, 1), (10, 1), (3, 3), (4, 9), (6, 5), (5, 12)):
    Z = rng.normal(scale=2, size=(C, m))
    Y = np.eye(C)[:, rng.integers(0, C, size=m)]
    before = Z.copy(), Y.copy()

    def cost(logits):
        return np.mean(np.log(np.exp(logits).sum(axis=0)) - (Y * logits).sum(axis=0))

    measured = np.zeros((C, m))
    for place in np.ndindex(C, m):
        step = np.zeros((C, m))
        step[place] = 1e-5
        measured[place] = (cost(Z + step) - cost(Z - step)) / 2e-5
    with describing("a single example" if m == 1 else "several examples"):
        dZ = softmax_backward(Z, Y)
    assert np.shape(dZ) == (C, m), "The shape is wrong for other sizes."
    assert close(dZ, measured, rtol=1e-3, atol=1e-5), "A derivative differs from the measured one."
    assert close((Z, Y), before), "softmax_backward changed its arguments."
### END HIDDEN TESTS

# %% mistake="softmax_backward"
def softmax_backward(Z, Y):
    """1/m is missing: the cost is a mean, so each example's derivative counts for one m-th."""
    return softmax_columns(Z) - Y

# %% mistake="softmax_backward"
def softmax_backward(Z, Y):
    """Label minus probability: that is the direction in which the cost falls, not its gradient."""
    return (Y - softmax_columns(Z)) / Z.shape[1]

# %% mistake="softmax_backward"
def softmax_backward(Z, Y):
    """You divide by the number of classes, which is the first entry of the shape."""
    return (softmax_columns(Z) - Y) / Z.shape[0]

# %% mistake="softmax_backward"
def softmax_backward(Z, Y):
    """The logits take the place of the probabilities."""
    return (Z - Y) / Z.shape[1]

# %% mistake="softmax_backward"
def softmax_backward(Z, Y):
    """Only the right class gets a derivative here. The others have a share in the softmax, too, and are to be lowered."""
    return Y * (softmax_columns(Z) - Y) / Z.shape[1]

# %% mistake="softmax_backward"
def softmax_backward(Z, Y):
    """This has one factor too many, the slope of a sigmoid. It belongs to squared errors, and makes certain errors learn
    slowest."""
    A = softmax_columns(Z)
    return (A - Y) * A * (1 - A) / Z.shape[1]

# %% [markdown]
# First the check of week 1: measured derivatives beside yours. Then a classifier without hidden layers, **softmax
# regression**: $Z = WX + b$, ten sets of weights, trained with mini-batches of 64 from $W = 0$.

# %% demo
rng = np.random.default_rng(0)
Z, Y = rng.normal(size=(10, 5)), np.eye(10)[:, [3, 1, 4, 1, 5]]
measured = numerical_gradient(lambda logits: compute_cost(logits, Y), Z)
print("yours and the measured gradient agree:", relative_difference(softmax_backward(Z, Y), measured) < 1e-7)

W, b = np.zeros((10, 196)), np.zeros((10, 1))
for epoch in range(21):
    logits = W @ X_train + b
    if epoch % 5 == 0:
        print(f"epoch {epoch:2}: training cost {compute_cost(logits, Y_train):.2f}, dev accuracy {np.mean(np.argmax(W @ X_dev + b, axis=0) == labels_dev):.2f}")
    for part in mini_batches(6000, 64, rng):
        dZ = softmax_backward(W @ X_train[:, part] + b, Y_train[:, part])
        W, b = W - 0.1 * dZ @ X_train[:, part].T, b - 0.1 * dZ.sum(axis=1, keepdims=True)
weight_images(W.T.reshape(14, 14, 10), [name.replace(" or ", "\nor ") for name in fashion.classes], "What speaks for each class: one image of weights a class", size=1.35)
plt.show()

# %% [markdown]
# The cost starts at $\log 10$ and falls; about four of five dev pictures are named right, where guessing would get one
# of ten. Each row of $W$, shown as a picture, is what its class looks for: orange pixels speak for it, violet ones
# against it. The trousers' gap between the legs is violet, since a dress or a coat would be bright there.

# %% [markdown]
# ## Two classes
# What becomes of softmax regression where $C = 2$? Number the classes 0 and 1, as the rows of $Z$, and divide above and
# below the line by $e^{z_1}$:
#
# $$a_1 = \frac{e^{z_1}}{e^{z_0} + e^{z_1}} = \frac{1}{1 + e^{-(z_1 - z_0)}} = \sigma(z_1 - z_0)$$
#
# It is logistic regression. Only the difference of the two logits matters, so of two sets of weights one is
# superfluous. The same holds for any $C$: add the same numbers to all rows of $W$ and of $b$, and no probability
# changes.

# %% [markdown]
# ## Exercise 4 · One set of weights for two  (3 points, ~7 min, ●●○)
# Write `two_class_weights(W, b)`. It gets the parameters of softmax regression with two classes, `W` of shape (2, n_x)
# and `b` of shape (2, 1), and returns those of logistic regression as in course 1: `w`, an array of shape (n_x, 1),
# for 2 points, and `b`, a number, for 1. For each example $x$, $\sigma(w^T x + b)$ must be the probability that the
# softmax of $Wx + b$ gives to **class 1**, the second row.
#
# *Example.* For $W = [[1, 2], [4, 0]]$ and $b = [[0.5], [1]]$ it returns $w = [[3], [-2]]$ and 0.5.
#
# <details><summary>Hint 1: in one line</summary>
#
# $z_1 - z_0 = (W_1 - W_0)\,x + (b_1 - b_0)$, where $W_0$ and $W_1$ are the rows.
#
# </details>
#
# <details><summary>Hint 2: the shapes</summary>
#
# `W[1:] - W[:1]` has the shape (1, n_x). How does a column come of it? And `(b[1] - b[0]).item()` is a number.
#
# </details>

# %% solution="two_class_weights"
def two_class_weights(W, b):
    """Softmax regression with two classes as logistic regression.

    W: shape (2, n_x), a row for each class; b: shape (2, 1). Not modified.
    Returns (w, b): an array of shape (n_x, 1) and a number, such that sigmoid(w^T x + b) is the softmax's probability of
    class 1, the second row, for every x.
    """
    ### BEGIN SOLUTION
    return (W[1:] - W[:1]).T, (b[1] - b[0]).item()
    ### END SOLUTION

# %% tests="two_class_weights" part="w" points=2
import numpy as np

from companion.testing import close, taken

result = two_class_weights(np.array([[1.0, 2.0], [4.0, 0.0]]), np.array([[0.5], [1.0]]))
assert result is not None, "two_class_weights returns None. Does it end with a return?"
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return w and b."
assert np.shape(result[0]) == (2, 1), "w is a column of shape (n_x, 1)."
assert not close(result[0], [[-3.0], [2.0]]), "That gives the probability of class 0. Asked for is that of class 1."
assert close(result[0], [[3.0], [-2.0]]), "w of the example: the second row of W minus the first."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for n_x in (1, 2, 3, 5, 8):
    W, b = rng.normal(size=(2, n_x)), rng.normal(size=(2, 1))
    before = W.copy(), b.copy()
    with describing("a single feature" if n_x == 1 else "several features"):
        w = taken(two_class_weights(W, b)[0])
    assert w.shape == (n_x, 1), "w has the wrong shape for another number of features."
    X = rng.normal(size=(n_x, 6))
    powers = np.exp(before[0] @ X + before[1])
    # The logarithm of the odds of class 1 is w^T x + b; b is left out here.
    odds = np.log(powers[1] / powers[0]) - (before[1][1, 0] - before[1][0, 0])
    assert close((w.T @ X)[0], odds, rtol=1e-3, atol=1e-4), "w isn't the difference of the rows, for other weights."
    assert close((W, b), before), "two_class_weights changed its arguments."
### END HIDDEN TESTS

# %% tests="two_class_weights" part="b" points=1
import numpy as np

from companion.testing import close

number = two_class_weights(np.array([[1.0, 2.0], [4.0, 0.0]]), np.array([[0.5], [1.0]]))[1]
assert np.shape(number) == (), "b is a number. Take it out of its array, with .item()."
assert close(number, 0.5), "b of the example: 1 minus 0.5."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
for n_x in (1, 2, 3, 5, 8):
    W, b = rng.normal(size=(2, n_x)), rng.normal(size=(2, 1))
    powers = np.exp(b)  # those of the softmax at x = 0
    odds = np.log(powers[1, 0] / powers[0, 0])
    assert close(two_class_weights(W, b)[1], odds, rtol=1e-4, atol=1e-5), "b isn't the difference of the two, for other numbers."
### END HIDDEN TESTS

# %% mistake="two_class_weights"
def two_class_weights(W, b):
    """First row minus second: the sigmoid then answers for class 0."""
    return (W[:1] - W[1:]).T, float(b[0, 0] - b[1, 0])

# %% mistake="two_class_weights"
def two_class_weights(W, b):
    """The weights of class 1 alone don't do: its logit says nothing without that of the other class."""
    return W[1:].T, float(b[1, 0])

# %% mistake="two_class_weights"
def two_class_weights(W, b):
    """The weights are right, but b is that of class 1 alone."""
    return (W[1:] - W[:1]).T, float(b[1, 0])

# %% mistake="two_class_weights"
def two_class_weights(W, b):
    """w lies down, as a row. In logistic regression the features run down a column."""
    return W[1:] - W[:1], float(b[1, 0] - b[0, 0])

# %% mistake="two_class_weights"
def two_class_weights(W, b):
    """Half of the difference makes every answer too unsure: the two logits differ by all of it."""
    return (W[1:] - W[:1]).T / 2, float(b[1, 0] - b[0, 0]) / 2

# %% [markdown]
# ## Why normalize inside?
# Now to depth. Each layer multiplies the spread of what passes through by some factor. The starting weights of week 1,
# He's, are made so that this factor is about 1. With weights of another scale, and later in training with those that
# have been learned, it may not be, and over many layers small errors of scale multiply. The next cell sends 500
# pictures through five layers of 32 units, once with He's scale, once with a tenth of it and once with three times as
# much.

# %% demo
def spreads(scale, normalize):
    """The standard deviation of Z, over units and examples, in each of five layers at the start."""
    rng, A, found = np.random.default_rng(1), X_train[:, :500], []
    for _ in range(5):
        Z = scale * np.sqrt(2 / len(A)) * rng.standard_normal((32, len(A))) @ A
        if normalize:
            Z = batch_norm_forward(Z, np.ones((32, 1)), np.zeros((32, 1)))[0]
        found.append(np.std(Z))
        A = np.maximum(Z, 0)
    return found


def draw_spreads(ax, normalize, title):
    for place, (scale, name) in enumerate(((0.1, "a tenth of He's scale"), (1, "He's scale"), (3, "three times He's scale"))):
        ax.plot(range(1, 6), spreads(scale, normalize), LINES[place], marker="o", color=COLORS[place], label=name)
    ax.set(xlabel="layer", ylabel="standard deviation of Z", title=title, yscale="log", ylim=(1e-6, 1e4), xticks=range(1, 6))
    ax.legend()


fig, ax = plt.subplots(figsize=(6, 3.8), layout="constrained")
draw_spreads(ax, False, "Errors of scale multiply from layer to layer")
plt.show()

# %% [markdown]
# A tenth of the scale in each layer is a hundred-thousandth after five, and three times is $3^5 = 243$. Gradients
# suffer alike, on their way back.
#
# **Batch normalization** takes this out of the weights' hands. It fixes mean and spread of each unit's $z$, over the
# $m$ examples of the mini-batch, and then gives the network two numbers of its own for each unit, $\gamma$ and $\beta$,
# to choose them as it likes:
#
# $$\mu = \frac1m\sum_i z^{(i)},\quad \sigma^2 = \frac1m\sum_i\big(z^{(i)} - \mu\big)^2,\quad z_{\text{norm}}^{(i)} = \frac{z^{(i)} - \mu}{\sqrt{\sigma^2 + \varepsilon}},\quad \tilde z^{(i)} = \gamma\,z_{\text{norm}}^{(i)} + \beta$$
#
# It stands between the linear step and the activation. (This $\beta$ isn't momentum's.) A bias $b$ in the linear step
# has no effect then: the mean contains it, and is subtracted. So layers with batch normalization have none, and $\beta$
# takes its place.

# %% [markdown]
# ## Exercise 5 · Batch normalization, forward  (5 points, ~12 min, ●●○)
# Write `batch_norm_forward(Z, gamma, beta, epsilon=1e-3)` for the examples in the columns of `Z`, shape (n, m). `gamma`
# and `beta` have the shape (n, 1). The statistics are those of each **unit**, each row, over the examples. The variance
# is divided by $m$. Return two things:
#
# - $\tilde Z$, shape (n, m), for 2 points;
# - a dictionary, the cache, with what later steps need: `"mu"` and `"var"` ($\mu$ and $\sigma^2$, without
#   $\varepsilon$), both of shape (n, 1), `"Z_norm"`, shape (n, m), each for 1 point, and `"gamma"` and `"epsilon"` as they
#   came in. More in it does no harm.
#
# With $m = 1$ it works, too, whatever it is good for. The arguments stay as they are.
#
# *Example.* For $Z = [[1, 3, 5, 7]]$, $\gamma = [[2]]$, $\beta = [[10]]$ and $\varepsilon = 4$: $\mu = 4$,
# $\sigma^2 = 5$, $\sqrt{\sigma^2 + \varepsilon} = 3$, $Z_{\text{norm}} = [[-1, -\frac13, \frac13, 1]]$ and
# $\tilde Z = [[8, 9\frac13, 10\frac23, 12]]$. (An $\varepsilon$ as large as that is for the example.)
#
# <details><summary>Hint 1: axis and shape</summary>
#
# Over the examples is `axis=1`, and `keepdims=True` leaves a column, which broadcasts along the rows.
#
# </details>
#
# <details><summary>Hint 2: variance</summary>
#
# `np.var` divides by $m$, unless told otherwise. Its square root is the spread, but $\varepsilon$ comes in before the
# root.
#
# </details>
#
# <details><summary>Hint 3: the return</summary>
#
# `return Z_tilde, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}`
#
# </details>

# %% solution="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """Batch normalization in train mode.

    Z: shape (n, m), a row for each unit, a column for each example, m at least 1.
    gamma, beta: shape (n, 1). epsilon: number above 0.
    Nothing is modified. Returns (Z_tilde, cache): Z_tilde = gamma Z_norm + beta, shape (n, m), with
    Z_norm = (Z - mu) / sqrt(var + epsilon), where mu and var are mean and variance (divided by m) of each row;
    cache: dictionary with "mu" (n, 1), "var" (n, 1), "Z_norm" (n, m), "gamma", "epsilon".
    """
    ### BEGIN SOLUTION
    mu = np.mean(Z, axis=1, keepdims=True)
    var = np.var(Z, axis=1, keepdims=True)
    Z_norm = (Z - mu) / np.sqrt(var + epsilon)
    return gamma * Z_norm + beta, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}
    ### END SOLUTION

# %% tests="batch_norm_forward" part="mu" points=1
import numpy as np

from companion.testing import close

result = batch_norm_forward(np.array([[1.0, 3.0, 5.0, 7.0]]), np.array([[2.0]]), np.array([[10.0]]), 4.0)
assert result is not None, "batch_norm_forward returns None. Does it end with a return?"
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two things: Z_tilde and the cache."
kept = result[1]
assert isinstance(kept, dict) and {"mu", "var", "Z_norm", "gamma", "epsilon"} <= set(kept), (
    "The cache is a dictionary with the keys mu, var, Z_norm, gamma and epsilon."
)
assert np.shape(kept["mu"]) == (1, 1), "mu has the shape (n, 1)."
assert close(kept["mu"], [[4]]), "The mean of the example is 4."
two = batch_norm_forward(np.array([[1.0, 3.0], [10.0, 30.0]]), np.ones((2, 1)), np.zeros((2, 1)))[1]
assert close(two["mu"], [[2], [20]]), "Two units have two means, over the examples: units are rows."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(5)
for n, m in ((1, 1), (3, 1), (1, 4), (3, 3), (2, 7), (5, 4), (4, 33)):
    Z = rng.normal(loc=2, scale=3, size=(n, m))
    expected = [[math.fsum(row) / m] for row in Z.tolist()]
    with describing("a single example" if m == 1 else "several examples"):
        found = batch_norm_forward(Z, rng.normal(size=(n, 1)), rng.normal(size=(n, 1)), 0.5)[1]["mu"]
    assert close(found, expected, rtol=1e-4, atol=1e-5), "A mean is wrong for other sizes: over the examples, for each unit, shape (n, 1)."
### END HIDDEN TESTS

# %% tests="batch_norm_forward" part="var" points=1
import numpy as np

from companion.testing import close

kept = batch_norm_forward(np.array([[1.0, 3.0, 5.0, 7.0]]), np.array([[2.0]]), np.array([[10.0]]), 4.0)[1]
assert np.shape(kept["var"]) == (1, 1), "var has the shape (n, 1)."
assert not close(kept["var"], [[20 / 3]]), "That is the sum of squares divided by m - 1. Divide by m."
assert close(kept["var"], [[5]]), "The variance of the example is 5, without epsilon."
single = batch_norm_forward(np.array([[1.0], [3.0]]), np.ones((2, 1)), np.zeros((2, 1)))[1]
assert close(single["var"], [[0], [0]]), "Of a single example each unit's variance is 0."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(5)
for n, m in ((1, 1), (3, 1), (1, 4), (3, 3), (2, 7), (5, 4), (4, 33)):
    Z = rng.normal(loc=2, scale=3, size=(n, m))
    expected = [[math.fsum((z - math.fsum(row) / m) ** 2 for z in row) / m] for row in Z.tolist()]
    with describing("a single example" if m == 1 else "several examples"):
        found = batch_norm_forward(Z, rng.normal(size=(n, 1)), rng.normal(size=(n, 1)), 0.5)[1]["var"]
    assert close(found, expected, rtol=1e-3, atol=1e-5), "A variance is wrong for other sizes: divided by m, without epsilon, shape (n, 1)."
### END HIDDEN TESTS

# %% tests="batch_norm_forward" part="Z_norm" points=1
import numpy as np

from companion.testing import close

Z = np.array([[1.0, 3.0, 5.0, 7.0]])
kept = batch_norm_forward(Z, np.array([[2.0]]), np.array([[10.0]]), 4.0)[1]
assert close(kept["Z_norm"], [[-1, -1 / 3, 1 / 3, 1]], atol=1e-5), "Z_norm of the example: differences from 4, divided by 3."
assert close(kept["gamma"], [[2]]) and close(kept["epsilon"], 4), "gamma and epsilon go into the cache as they came."
assert close(Z, [[1, 3, 5, 7]]), "batch_norm_forward changed Z."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(5)
for n, m, epsilon in ((1, 1, 0.5), (3, 1, 0.1), (1, 4, 1e-3), (3, 3, 0.5), (2, 7, 2.0), (5, 4, 0.01), (4, 33, 1e-5)):
    Z, gamma, beta = rng.normal(loc=2, scale=3, size=(n, m)), rng.normal(size=(n, 1)), rng.normal(size=(n, 1))
    before, expected = (Z.copy(), gamma.copy(), beta.copy()), []
    for row in Z.tolist():
        mean = math.fsum(row) / m
        variance = math.fsum((z - mean) ** 2 for z in row) / m
        expected.append([(z - mean) / math.sqrt(variance + epsilon) for z in row])
    with describing("a single example" if m == 1 else "several examples"):
        kept = batch_norm_forward(Z, gamma, beta, epsilon)[1]
    assert close(kept["Z_norm"], expected, rtol=1e-3, atol=1e-4), "Z_norm is wrong: epsilon is added to the variance, before the root."
    assert close((kept["gamma"], kept["epsilon"]), (gamma, epsilon)), "gamma and epsilon go into the cache as they came."
    assert close((Z, gamma, beta), before), "batch_norm_forward changed its arguments."
default = batch_norm_forward(np.array([[0.0, 0.02]]), np.ones((1, 1)), np.zeros((1, 1)))[1]
assert close(default["epsilon"], 1e-3), "Where no epsilon is given, it is 1e-3, in the cache, too."
### END HIDDEN TESTS

# %% tests="batch_norm_forward" part="Z_tilde" points=2
import numpy as np

from companion.testing import close, taken

Z_tilde = batch_norm_forward(np.array([[1.0, 3.0, 5.0, 7.0]]), np.array([[2.0]]), np.array([[10.0]]), 4.0)[0]
assert np.shape(Z_tilde) == (1, 4), "Z_tilde has the shape of Z."
assert close(Z_tilde, [[8, 28 / 3, 32 / 3, 12]], atol=1e-4), "Z_tilde of the example: gamma times Z_norm plus beta."
two = batch_norm_forward(np.array([[1.0, 3.0], [10.0, 30.0]]), np.ones((2, 1)), np.zeros((2, 1)), 1e-8)[0]
assert close(np.sum(taken(two), axis=1), [0, 0], atol=1e-5), "With gamma 1 and beta 0 each row must have the mean 0: units are rows."
single = batch_norm_forward(np.array([[5.0], [6.0]]), np.ones((2, 1)), np.array([[3.0], [4.0]]))[0]
assert close(single, [[3], [4]]), "A single example is its own mean: beta comes out."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(5)
for n, m, epsilon in ((1, 1, 0.5), (3, 1, 0.1), (1, 4, 1e-3), (3, 3, 0.5), (2, 7, 2.0), (5, 4, 0.01), (4, 33, 1e-5)):
    Z, gamma, beta = rng.normal(loc=2, scale=3, size=(n, m)), rng.normal(size=(n, 1)), rng.normal(size=(n, 1))
    expected = np.zeros((n, m))
    for j, row in enumerate(Z.tolist()):
        mean = math.fsum(row) / m
        spread = math.sqrt(math.fsum((z - mean) ** 2 for z in row) / m + epsilon)
        expected[j] = [gamma[j, 0] * (z - mean) / spread + beta[j, 0] for z in row]
    with describing("a single example" if m == 1 else "several examples"):
        assert close(batch_norm_forward(Z, gamma, beta, epsilon)[0], expected, rtol=1e-3, atol=1e-3), (
            "Z_tilde is wrong for other sizes: gamma times Z_norm plus beta, for each unit its own."
        )
default = batch_norm_forward(np.array([[0.0, 0.02]]), np.ones((1, 1)), np.zeros((1, 1)))[0]
assert close(default, [[-0.01 / math.sqrt(1.1e-3), 0.01 / math.sqrt(1.1e-3)]], rtol=1e-3), "Where no epsilon is given, it is 1e-3."
### END HIDDEN TESTS

# %% mistake="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """Your statistics are those of each example, over the units. (That exists, too: it is called layer normalization.)"""
    mu = np.mean(Z, axis=0, keepdims=True)
    var = np.var(Z, axis=0, keepdims=True)
    Z_norm = (Z - mu) / np.sqrt(var + epsilon)
    return gamma * Z_norm + beta, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}

# %% mistake="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """One mean and one variance for all units together. Each unit has its own scale, and needs its own."""
    n = Z.shape[0]
    mu, var = np.full((n, 1), np.mean(Z)), np.full((n, 1), np.var(Z))
    Z_norm = (Z - mu) / np.sqrt(var + epsilon)
    return gamma * Z_norm + beta, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}

# %% mistake="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """ddof=1 divides by m - 1, as statisticians do. Batch normalization divides by m (and with m = 1 yours is 0 / 0)."""
    mu = np.mean(Z, axis=1, keepdims=True)
    var = np.var(Z, axis=1, keepdims=True, ddof=1)
    Z_norm = (Z - mu) / np.sqrt(var + epsilon)
    return gamma * Z_norm + beta, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}

# %% mistake="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """epsilon is added to the root. As in Keras it belongs inside, beside the variance."""
    mu = np.mean(Z, axis=1, keepdims=True)
    var = np.var(Z, axis=1, keepdims=True)
    Z_norm = (Z - mu) / (np.sqrt(var) + epsilon)
    return gamma * Z_norm + beta, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}

# %% mistake="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """The root is missing: you divide by the variance, which is in other units than Z."""
    mu = np.mean(Z, axis=1, keepdims=True)
    var = np.var(Z, axis=1, keepdims=True)
    Z_norm = (Z - mu) / (var + epsilon)
    return gamma * Z_norm + beta, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}

# %% mistake="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """epsilon has gone into the variance that you keep. The running averages would then contain it, and add it once more."""
    mu = np.mean(Z, axis=1, keepdims=True)
    var = np.var(Z, axis=1, keepdims=True) + epsilon
    Z_norm = (Z - mu) / np.sqrt(var)
    return gamma * Z_norm + beta, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}

# %% mistake="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """gamma and beta don't take part: what comes back is Z_norm, which the network couldn't shift or stretch."""
    mu = np.mean(Z, axis=1, keepdims=True)
    var = np.var(Z, axis=1, keepdims=True)
    Z_norm = (Z - mu) / np.sqrt(var + epsilon)
    return Z_norm, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}

# %% mistake="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """-= and /= write into the caller's Z. Whoever needs it afterwards finds it normalized."""
    mu = np.mean(Z, axis=1, keepdims=True)
    var = np.var(Z, axis=1, keepdims=True)
    Z -= mu
    Z /= np.sqrt(var + epsilon)
    return gamma * Z + beta, {"mu": mu, "var": var, "Z_norm": Z, "gamma": gamma, "epsilon": epsilon}

# %% demo
fig, ax = plt.subplots(figsize=(6, 3.8), layout="constrained")
draw_spreads(ax, True, "Normalized, every layer begins with a spread near 1")
plt.show()

# %% [markdown]
# The same axes as above, and the three curves lie nearly on each other: each layer starts anew. That of a tenth of the
# scale lies a little lower, since there the variances are so small that $\varepsilon = 0.001$ counts beside them.

# %% [markdown]
# ## Prediction
# In training, the statistics come from the mini-batch. For prediction that won't do. A single picture has no spread:
# its $z$ is its own mean, so $\tilde z = \beta$, whatever the picture shows. And an answer must not depend on which
# other pictures happen to be asked about at the same time.
#
# So during training two **running averages** are kept for each unit, with the formula of week 2:
#
# $$\mu_{\text{run}} := \rho\,\mu_{\text{run}} + (1-\rho)\,\mu,\qquad \sigma^2_{\text{run}} := \rho\,\sigma^2_{\text{run}} + (1-\rho)\,\sigma^2$$
#
# with a share $\rho$ of 0.9 to 0.99, which libraries call momentum. (Mind the direction: Keras's momentum 0.99 is
# PyTorch's 0.01.) They start at 0 and 1, without bias correction, so they need some steps to arrive: about $1/(1-\rho)$
# and more. For prediction they stand in for $\mu$ and $\sigma^2$, and batch normalization has become a fixed linear
# function.

# %% [markdown]
# ## Exercise 6a · Running averages  (2 points, ~4 min, ●○○)
# Write `update_running_averages(running_mean, running_var, mu, var, momentum=0.99)`, which returns the two new averages
# as new arrays, by the formulas above. $\rho$ is `momentum`. All four arrays have the shape (n, 1) and stay as they
# are.
#
# *Example.* With averages 0 and 1, $\mu = 10$, $\sigma^2 = 5$ and a momentum of 0.9, the new averages are 1 and 1.4.
#
# <details><summary>Hint</summary>
#
# `momentum` is the share of what was there before. Return a pair, the mean first.
#
# </details>

# %% solution="update_running_averages"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    """Take the statistics of one more mini-batch into the running averages.

    running_mean, running_var: the averages so far, shape (n, 1).
    mu, var: mean and variance of the mini-batch, shape (n, 1).
    momentum: share of the old average, a number from 0 to 1.
    Nothing is modified. Returns (running_mean, running_var), each momentum times the old one plus (1 - momentum) times
    the new value, shape (n, 1).
    """
    ### BEGIN SOLUTION
    new_mean = momentum * running_mean + (1 - momentum) * mu
    new_var = momentum * running_var + (1 - momentum) * var
    return new_mean, new_var
    ### END SOLUTION

# %% tests="update_running_averages" part="mean" points=1
import numpy as np

from companion.testing import close

old = np.array([[0.0]]), np.array([[1.0]])
result = update_running_averages(*old, np.array([[10.0]]), np.array([[5.0]]), 0.9)
assert result is not None, "update_running_averages returns None. Does it end with a return?"
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two arrays, the mean and the variance."
assert np.shape(result[0]) == (1, 1), "The mean has the shape (n, 1)."
assert not close(result[0], [[9]]), "momentum is the share of the old average, not that of the new value."
assert close(result[0], [[1]]), "The new mean of the example: 0.9 times 0 plus 0.1 times 10."
assert close(old, ([[0]], [[1]])), "The arrays of the caller have changed. Make new ones."
ends = [update_running_averages(np.array([[2.0]]), np.array([[1.0]]), np.array([[6.0]]), np.array([[1.0]]), share)[0] for share in (0.0, 1.0)]
assert close(ends, [[[6]], [[2]]]), "With momentum 0 the new value counts alone, with momentum 1 the old average."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for n, momentum in ((1, 0.5), (3, 0.9), (4, 0.99), (2, 0.0), (5, 1.0)):
    values = [rng.normal(size=(n, 1)), rng.uniform(0.5, 3, size=(n, 1)), rng.normal(size=(n, 1)), rng.uniform(0.5, 3, size=(n, 1))]
    before = [each.copy() for each in values]
    mean = update_running_averages(*values, momentum)[0]
    # From the new value, `momentum` of the way back to the old one.
    assert close(mean, before[2] + momentum * (before[0] - before[2]), rtol=1e-4, atol=1e-5), "The running mean is wrong for other numbers."
    assert close(values, before), "update_running_averages changed its arguments."
default = update_running_averages(np.array([[0.0]]), np.array([[0.0]]), np.array([[100.0]]), np.array([[200.0]]))[0]
assert close(default, [[1]], rtol=1e-4), "Where no momentum is given, it is 0.99."
### END HIDDEN TESTS

# %% tests="update_running_averages" part="var" points=1
import numpy as np

from companion.testing import close

variance = update_running_averages(np.array([[0.0]]), np.array([[1.0]]), np.array([[10.0]]), np.array([[5.0]]), 0.9)[1]
assert np.shape(variance) == (1, 1), "The variance has the shape (n, 1)."
assert close(variance, [[1.4]]), "The new variance of the example: 0.9 times 1 plus 0.1 times 5."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for n, momentum in ((1, 0.5), (3, 0.9), (4, 0.99), (2, 0.0), (5, 1.0)):
    values = [rng.normal(size=(n, 1)), rng.uniform(0.5, 3, size=(n, 1)), rng.normal(size=(n, 1)), rng.uniform(0.5, 3, size=(n, 1))]
    expected = values[3] + momentum * (values[1] - values[3])
    assert close(update_running_averages(*values, momentum)[1], expected, rtol=1e-4, atol=1e-5), "The running variance is wrong for other numbers."
default = update_running_averages(np.array([[0.0]]), np.array([[0.0]]), np.array([[100.0]]), np.array([[200.0]]))[1]
assert close(default, [[2]], rtol=1e-4), "Where no momentum is given, it is 0.99."
### END HIDDEN TESTS

# %% mistake="update_running_averages"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    """The shares are swapped: with 0.99 your averages would be nearly those of the last mini-batch alone."""
    return (1 - momentum) * running_mean + momentum * mu, (1 - momentum) * running_var + momentum * var

# %% mistake="update_running_averages"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    """You average standard deviations and square the result. The variances themselves are averaged."""
    spread = momentum * np.sqrt(running_var) + (1 - momentum) * np.sqrt(var)
    return momentum * running_mean + (1 - momentum) * mu, spread**2

# %% mistake="update_running_averages"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    """The new values come in whole, without their factor 1 - momentum, and the averages grow far beyond them."""
    return momentum * running_mean + mu, momentum * running_var + var

# %% mistake="update_running_averages"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    """The variance first, the mean second: the order of the pair is turned."""
    new_mean = momentum * running_mean + (1 - momentum) * mu
    return momentum * running_var + (1 - momentum) * var, new_mean

# %% mistake="update_running_averages"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    """*= and += change the caller's arrays."""
    running_mean *= momentum
    running_mean += (1 - momentum) * mu
    running_var *= momentum
    running_var += (1 - momentum) * var
    return running_mean, running_var

# %% [markdown]
# ## Exercise 6b · Test mode  (3 points, ~6 min, ●○○)
# Write `batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3)`: batch normalization with given
# statistics in place of those of `Z`. `Z` has the shape (n, m), all others (n, 1); the result has the shape of `Z`.
# What comes out for an example must not depend on the other columns, and one example alone must work. The arguments
# stay as they are.
#
# *Example.* For $z = 7$, $\gamma = 2$, $\beta = 10$, running mean 4, running variance 5 and $\varepsilon = 4$:
# $\tilde z = 2\cdot\frac{7-4}{3} + 10 = 12$.
#
# <details><summary>Hint</summary>
#
# The two last formulas of batch normalization, with `running_mean` for $\mu$ and `running_var` for $\sigma^2$. No mean
# is taken of anything.
#
# </details>

# %% solution="batch_norm_inference"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """Batch normalization in test mode.

    Z: shape (n, m), m at least 1. gamma, beta, running_mean, running_var: shape (n, 1). epsilon: number above 0.
    Nothing is modified. Returns gamma (Z - running_mean) / sqrt(running_var + epsilon) + beta, shape (n, m).
    """
    ### BEGIN SOLUTION
    return gamma * (Z - running_mean) / np.sqrt(running_var + epsilon) + beta
    ### END SOLUTION

# %% tests="batch_norm_inference" points=3
import numpy as np

from companion.testing import close, taken

given = [np.array([[value]]) for value in (2.0, 10.0, 4.0, 5.0)]
result = batch_norm_inference(np.array([[7.0]]), *given, 4.0)
assert result is not None, "batch_norm_inference returns None. Does it end with a return?"
assert np.shape(result) == (1, 1), "The result has the shape of Z."
assert not close(result, [[10]]), "A single example gives beta: your mean is its own. Use the running averages."
assert close(result, [[12]]), "The example: 2 times (7 - 4) / 3 plus 10."
alone = taken(batch_norm_inference(np.array([[1.0]]), *given, 4.0))
beside = taken(batch_norm_inference(np.array([[1.0, 100.0]]), *given, 4.0))
assert beside.shape == (1, 2), "Two examples have two values."
assert close(alone, beside[:, :1]), "The answer for an example depends on its neighbours."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(7)
for n, m, epsilon in ((1, 1, 0.5), (3, 1, 0.1), (3, 3, 2.0), (2, 6, 0.5), (5, 3, 0.01)):
    Z = rng.normal(scale=3, size=(n, m))
    gamma, beta, mean = (rng.normal(size=(n, 1)) for _ in range(3))
    variance = rng.uniform(0.05, 4, size=(n, 1))
    values = [Z, gamma, beta, mean, variance]
    before = [each.copy() for each in values]
    expected = np.zeros((n, m))
    for j, i in np.ndindex(n, m):
        norm = (float(Z[j, i]) - float(mean[j, 0])) / math.sqrt(float(variance[j, 0]) + epsilon)
        expected[j, i] = float(gamma[j, 0]) * norm + float(beta[j, 0])
    with describing("a single example" if m == 1 else "several examples"):
        result = batch_norm_inference(*values, epsilon)
    assert np.shape(result) == (n, m), "The shape is wrong for other sizes."
    assert close(result, expected, rtol=1e-3, atol=1e-3), (
        "A value is wrong: the running mean is subtracted, then divided by the root of running variance plus epsilon."
    )
    assert close(values, before), "batch_norm_inference changed its arguments."
default = batch_norm_inference(*(np.array([[value]]) for value in (1.0, 1.0, 0.0, 0.0, 0.0)))
assert close(default, [[1 / math.sqrt(1e-3)]], rtol=1e-3), "Where no epsilon is given, it is 1e-3."
### END HIDDEN TESTS

# %% mistake="batch_norm_inference"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """This is train mode: mean and variance come from Z, and the running averages lie unused."""
    mu, var = np.mean(Z, axis=1, keepdims=True), np.var(Z, axis=1, keepdims=True)
    return gamma * (Z - mu) / np.sqrt(var + epsilon) + beta

# %% mistake="batch_norm_inference"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """The mean is the running one, but the spread still comes from Z. A single example has none."""
    return gamma * (Z - running_mean) / np.sqrt(np.var(Z, axis=1, keepdims=True) + epsilon) + beta

# %% mistake="batch_norm_inference"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """You divide by the running variance as if it were the spread. Its root is."""
    return gamma * (Z - running_mean) / (running_var + epsilon) + beta

# %% mistake="batch_norm_inference"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """gamma and beta are missing. They are parameters, learned for prediction as for training."""
    return (Z - running_mean) / np.sqrt(running_var + epsilon)

# %% mistake="batch_norm_inference"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """epsilon stands outside the root. It must be where it was in training."""
    return gamma * (Z - running_mean) / (np.sqrt(running_var) + epsilon) + beta

# %% [markdown]
# ## Backward
# Given $d\tilde Z$, the gradient of the cost by $\tilde Z$, which comes from the layers behind, we need three: for
# $\gamma$, for $\beta$, and $dZ$ for the layers in front. The first two are like those of a linear layer,
#
# $$d\gamma = \sum_i d\tilde z^{(i)}\,z_{\text{norm}}^{(i)},\qquad d\beta = \sum_i d\tilde z^{(i)},$$
#
# one number for each unit. For $dZ$ mind that $z^{(i)}$ acts in three ways: on its own $z_{\text{norm}}^{(i)}$, on
# $\mu$ and on $\sigma^2$, and the last two on *all* examples. Let $s = \sqrt{\sigma^2 + \varepsilon}$. From
# $\partial\mu/\partial z^{(j)} = 1/m$ and $\partial\sigma^2/\partial z^{(j)} = 2(z^{(j)} - \mu)/m$ follows
#
# $$\frac{\partial z_{\text{norm}}^{(i)}}{\partial z^{(j)}} = \frac1s\Big([i = j] - \frac1m - \frac1m\,z_{\text{norm}}^{(i)}\,z_{\text{norm}}^{(j)}\Big),$$
#
# where $[i = j]$ is 1 for $i = j$ and 0 otherwise. Multiply by $d^{(i)} = \gamma\,d\tilde z^{(i)}$, the gradient by
# $z_{\text{norm}}^{(i)}$, and sum over $i$. With bars for means over the mini-batch:
#
# $$dz^{(j)} = \frac1s\Big(d^{(j)} - \overline{d} - z_{\text{norm}}^{(j)}\ \overline{d\,z_{\text{norm}}}\Big)$$
#
# So the gradient loses its mean, and the part of it that only stretches. Both are changes that normalization would undo
# anyway.

# %% [markdown]
# ## Exercise 7 · Batch normalization, backward  (7 points, ~18 min, ●●●)
# Write `batch_norm_backward(dZ_tilde, cache)`. `dZ_tilde` is the gradient of the cost by $\tilde Z$, shape (n, m), and
# `cache` the dictionary of exercise 5, with `"mu"`, `"var"`, `"Z_norm"`, `"gamma"` and `"epsilon"` in the shapes stated
# there. Return three arrays: `dZ`, shape (n, m), for 4 points, and `dgamma` (2) and `dbeta` (1), both of shape (n, 1). The
# factor $1/m$ of the cost is in `dZ_tilde` already. The arguments stay as they are.
#
# *Example.* With $Z_{\text{norm}} = [[-1, 0, 0, 1]]$, $\gamma = [[3]]$, $\sigma^2 = 2$, $\varepsilon = 2$ (so $s = 2$)
# and $d\tilde Z = [[4, 0, 0, 0]]$: $d\gamma = -4$ and $d\beta = 4$. $d = [[12, 0, 0, 0]]$ has the mean 3,
# $d\,z_{\text{norm}}$ has the mean −3, and so $dZ = \frac12[[12 - 3 - 3,\ -3,\ -3,\ -3 + 3]] = [[3, -1.5, -1.5, 0]]$.
#
# <details><summary>Hint 1: the short ones first</summary>
#
# `dgamma` and `dbeta` are sums along the examples, with `keepdims=True`. They use `dZ_tilde` as it came, before
# $\gamma$ is multiplied in.
#
# </details>
#
# <details><summary>Hint 2: the pieces of dZ</summary>
#
# Name three arrays: `d`, of shape (n, m), and the two means, of shape (n, 1). $s$ comes from `cache["var"]` and
# `cache["epsilon"]`.
#
# </details>
#
# <details><summary>Hint 3: if numbers don't fit</summary>
#
# Check two properties of your `dZ`. Each row sums to 0. And with a tiny $\varepsilon$, the sum of each row of
# `dZ * Z_norm` is nearly 0.
#
# </details>

# %% solution="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """The gradients of batch normalization in train mode.

    dZ_tilde: gradient of the cost by Z_tilde, shape (n, m).
    cache: dictionary with "mu" (n, 1), "var" (n, 1), "Z_norm" (n, m), "gamma" (n, 1) and the number "epsilon".
    Nothing is modified. Returns (dZ, dgamma, dbeta), the gradients of the cost by Z, shape (n, m), and by gamma and beta,
    shape (n, 1). That mean and variance depend on Z is part of dZ.
    """
    ### BEGIN SOLUTION
    Z_norm = cache["Z_norm"]
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    d = cache["gamma"] * dZ_tilde
    mean_d, mean_dZ_norm = np.mean(d, axis=1, keepdims=True), np.mean(d * Z_norm, axis=1, keepdims=True)
    dZ = (d - mean_d - Z_norm * mean_dZ_norm) / np.sqrt(cache["var"] + cache["epsilon"])
    return dZ, dgamma, dbeta
    ### END SOLUTION

# %% tests="batch_norm_backward" part="dbeta" points=1
import numpy as np

from companion.testing import close

kept = {"mu": np.array([[5.0]]), "var": np.array([[2.0]]), "Z_norm": np.array([[-1.0, 0.0, 0.0, 1.0]]), "gamma": np.array([[3.0]]), "epsilon": 2.0}
result = batch_norm_backward(np.array([[4.0, 0.0, 0.0, 0.0]]), kept)
assert result is not None, "batch_norm_backward returns None. Does it end with a return?"
assert isinstance(result, (tuple, list)) and len(result) == 3, "Return three arrays: dZ, dgamma and dbeta."
assert np.shape(result[2]) == (1, 1), "dbeta has the shape (n, 1)."
assert close(result[2], [[4]]), "dbeta of the example: the sum of dZ_tilde over the examples."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(8)
for n, m in ((1, 1), (3, 1), (1, 2), (3, 3), (2, 5), (4, 3)):
    weights, Z = rng.normal(size=(n, m)), rng.normal(loc=1, scale=2, size=(n, m))
    mu, var = Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)
    kept = {"mu": mu, "var": var, "Z_norm": (Z - mu) / np.sqrt(var + 0.5), "gamma": rng.normal(size=(n, 1)), "epsilon": 0.5}
    # What the weighted sum of Z_tilde gains when beta of one unit grows by 1.
    expected = [[sum(weights[j, i] for i in range(m))] for j in range(n)]
    with describing("a single example" if m == 1 else "several examples"):
        assert close(batch_norm_backward(weights, kept)[2], expected, rtol=1e-3, atol=1e-4), "dbeta is wrong for other sizes: a sum over the examples, for each unit."
### END HIDDEN TESTS

# %% tests="batch_norm_backward" part="dgamma" points=2
import numpy as np

from companion.testing import close

kept = {"mu": np.array([[5.0]]), "var": np.array([[2.0]]), "Z_norm": np.array([[-1.0, 0.0, 0.0, 1.0]]), "gamma": np.array([[3.0]]), "epsilon": 2.0}
dgamma = batch_norm_backward(np.array([[4.0, 0.0, 0.0, 0.0]]), kept)[1]
assert np.shape(dgamma) == (1, 1), "dgamma has the shape (n, 1)."
assert close(dgamma, [[-4]]), "dgamma of the example: the sum of dZ_tilde times Z_norm, without gamma."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(8)
for n, m in ((1, 1), (3, 1), (1, 2), (3, 3), (2, 5), (4, 3)):
    weights, Z = rng.normal(size=(n, m)), rng.normal(loc=1, scale=2, size=(n, m))
    mu, var = Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)
    kept = {"mu": mu, "var": var, "Z_norm": (Z - mu) / np.sqrt(var + 0.5), "gamma": rng.normal(size=(n, 1)), "epsilon": 0.5}
    # What the weighted sum of Z_tilde gains when gamma of one unit grows by 1.
    expected = [[sum(weights[j, i] * (Z[j, i] - mu[j, 0]) * (var[j, 0] + 0.5) ** -0.5 for i in range(m))] for j in range(n)]
    with describing("a single example" if m == 1 else "several examples"):
        assert close(batch_norm_backward(weights, kept)[1], expected, rtol=1e-3, atol=1e-4), "dgamma is wrong for other sizes: the sum over the examples of dZ_tilde times Z_norm, for each unit."
### END HIDDEN TESTS

# %% tests="batch_norm_backward" part="dZ" points=4
import numpy as np

from companion.testing import close, taken

kept = {"mu": np.array([[5.0]]), "var": np.array([[2.0]]), "Z_norm": np.array([[-1.0, 0.0, 0.0, 1.0]]), "gamma": np.array([[3.0]]), "epsilon": 2.0}
dZ = batch_norm_backward(np.array([[4.0, 0.0, 0.0, 0.0]]), kept)[0]
assert np.shape(dZ) == (1, 4), "dZ has the shape of dZ_tilde."
assert not close(dZ, [[6.0, 0.0, 0.0, 0.0]]), "Your dZ treats mean and variance as constants. They depend on every example."
assert close(np.sum(taken(dZ)), 0, atol=1e-5), "A row of dZ must sum to 0: shifting all z alike changes nothing."
assert close(dZ, [[3.0, -1.5, -1.5, 0.0]], atol=1e-5), "dZ of the example comes out differently."
lone = {"mu": np.array([[5.0]]), "var": np.array([[0.0]]), "Z_norm": np.array([[0.0]]), "gamma": np.array([[3.0]]), "epsilon": 2.0}
assert close(batch_norm_backward(np.array([[4.0]]), lone)[0], [[0.0]], atol=1e-5), "A single example is its own mean: its z changes nothing, and dZ is 0."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(8)


def forward(Z, gamma, epsilon):
    centred = Z - Z.mean(axis=1, keepdims=True)
    return gamma * centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + epsilon)


for n, m, epsilon in ((1, 1, 0.5), (3, 1, 0.1), (1, 2, 1e-3), (3, 3, 0.5), (2, 5, 2.0), (4, 3, 0.01), (2, 9, 1e-3)):
    Z, weights, gamma = rng.normal(loc=1, scale=2, size=(n, m)), rng.normal(size=(n, m)), rng.normal(size=(n, 1))
    mu, var = Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)
    kept = {"mu": mu, "var": var, "Z_norm": (Z - mu) / np.sqrt(var + epsilon), "gamma": gamma, "epsilon": epsilon}
    before = weights.copy(), {key: np.copy(value) for key, value in kept.items()}
    measured = np.zeros((n, m))
    for place in np.ndindex(n, m):
        step = np.zeros((n, m))
        step[place] = 1e-5
        measured[place] = np.sum(weights * (forward(Z + step, gamma, epsilon) - forward(Z - step, gamma, epsilon))) / 2e-5
    with describing("a single example" if m == 1 else "several examples"):
        assert close(batch_norm_backward(weights, kept)[0], measured, rtol=1e-3, atol=1e-3), "dZ differs from the measured gradient."
    assert close(weights, before[0]), "batch_norm_backward changed dZ_tilde."
    assert set(kept) == set(before[1]) and close(kept, before[1]), "batch_norm_backward changed the cache."
### END HIDDEN TESTS

# %% mistake="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """Mean and variance are taken for constants, as in test mode. In train mode they move with each example."""
    dgamma = np.sum(dZ_tilde * cache["Z_norm"], axis=1, keepdims=True)
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    return cache["gamma"] * dZ_tilde / np.sqrt(cache["var"] + cache["epsilon"]), dgamma, dbeta

# %% mistake="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """The way through the variance is missing: it is the term with Z_norm."""
    dgamma = np.sum(dZ_tilde * cache["Z_norm"], axis=1, keepdims=True)
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    d = cache["gamma"] * dZ_tilde
    return (d - np.mean(d, axis=1, keepdims=True)) / np.sqrt(cache["var"] + cache["epsilon"]), dgamma, dbeta

# %% mistake="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """gamma is missing on the way to Z."""
    Z_norm = cache["Z_norm"]
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    d = dZ_tilde
    dZ = d - np.mean(d, axis=1, keepdims=True) - Z_norm * np.mean(d * Z_norm, axis=1, keepdims=True)
    return dZ / np.sqrt(cache["var"] + cache["epsilon"]), dgamma, dbeta

# %% mistake="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """The division by the spread is missing: a stretched Z passes back a shrunken gradient."""
    Z_norm = cache["Z_norm"]
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    d = cache["gamma"] * dZ_tilde
    return d - np.mean(d, axis=1, keepdims=True) - Z_norm * np.mean(d * Z_norm, axis=1, keepdims=True), dgamma, dbeta

# %% mistake="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """dgamma and dbeta are means here. The cost's 1/m came with the gradient from behind; it would be applied twice."""
    Z_norm = cache["Z_norm"]
    dgamma = np.mean(dZ_tilde * Z_norm, axis=1, keepdims=True)
    dbeta = np.mean(dZ_tilde, axis=1, keepdims=True)
    d = cache["gamma"] * dZ_tilde
    dZ = d - np.mean(d, axis=1, keepdims=True) - Z_norm * np.mean(d * Z_norm, axis=1, keepdims=True)
    return dZ / np.sqrt(cache["var"] + cache["epsilon"]), dgamma, dbeta

# %% mistake="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """In the two inner terms of dZ you take sums where means belong."""
    Z_norm = cache["Z_norm"]
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    d = cache["gamma"] * dZ_tilde
    dZ = d - np.sum(d, axis=1, keepdims=True) - Z_norm * np.sum(d * Z_norm, axis=1, keepdims=True)
    return dZ / np.sqrt(cache["var"] + cache["epsilon"]), dgamma, dbeta

# %% mistake="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """dgamma and dbeta come after gamma was multiplied in. Seen from gamma, only what stands behind it counts."""
    Z_norm = cache["Z_norm"]
    d = cache["gamma"] * dZ_tilde
    dgamma, dbeta = np.sum(d * Z_norm, axis=1, keepdims=True), np.sum(d, axis=1, keepdims=True)
    dZ = d - np.mean(d, axis=1, keepdims=True) - Z_norm * np.mean(d * Z_norm, axis=1, keepdims=True)
    return dZ / np.sqrt(cache["var"] + cache["epsilon"]), dgamma, dbeta

# %% mistake="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """The sums run over the units. What belongs to a unit is summed over the examples, along its row."""
    Z_norm = cache["Z_norm"]
    dgamma = np.sum(dZ_tilde * Z_norm, axis=0, keepdims=True)
    dbeta = np.sum(dZ_tilde, axis=0, keepdims=True)
    d = cache["gamma"] * dZ_tilde
    dZ = d - np.mean(d, axis=0, keepdims=True) - Z_norm * np.mean(d * Z_norm, axis=0, keepdims=True)
    return dZ / np.sqrt(cache["var"] + cache["epsilon"]), dgamma, dbeta

# %% mistake="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """epsilon has been forgotten in the last division. It is part of s, and counts where a variance is small."""
    Z_norm = cache["Z_norm"]
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    d = cache["gamma"] * dZ_tilde
    dZ = d - np.mean(d, axis=1, keepdims=True) - Z_norm * np.mean(d * Z_norm, axis=1, keepdims=True)
    return dZ / np.sqrt(cache["var"] + 1e-12), dgamma, dbeta

# %% [markdown]
# ## The same as Keras's?
# A batch normalization that is subtly wrong still trains. So compare, step by step, with Keras's layer, which has the
# same defaults ($\varepsilon = 0.001$, momentum 0.99) and also divides the variance by $m$, in the running average,
# too. (PyTorch's running average divides by $m - 1$.) Keras has examples in rows, so everything is handed over
# transposed. The cell loads TensorFlow, which takes some seconds.

# %% demo tags=["nbval-ignore-output"]
import keras
import tensorflow as tf

rng = np.random.default_rng(9)
layer = keras.layers.BatchNormalization(dtype="float64")
layer.build((None, 4))
gamma, beta = rng.normal(size=(4, 1)), rng.normal(size=(4, 1))
running = np.zeros((4, 1)), np.ones((4, 1))
layer.set_weights([gamma[:, 0], beta[:, 0], running[0][:, 0], running[1][:, 0]])
agree = {"forward": [], "gradients": [], "running averages": [], "test mode": []}
for m in (1, 2, 7, 64):
    Z, weights = rng.normal(2, 3, size=(4, m)), rng.normal(size=(4, m))
    rows = tf.constant(Z.T)
    with tf.GradientTape() as tape:
        tape.watch(rows)
        theirs = layer(rows, training=True)
        total = tf.reduce_sum(theirs * weights.T)
    slopes = tape.gradient(total, [rows, *(each.value for each in layer.trainable_weights)])
    ours, kept = batch_norm_forward(Z, gamma, beta)
    running = update_running_averages(*running, kept["mu"], kept["var"])
    agree["forward"].append(np.allclose(ours.T, theirs))
    agree["gradients"].append(all(np.allclose(a.T, np.atleast_2d(b), atol=1e-6) for a, b in zip(batch_norm_backward(weights, kept), slopes, strict=True)))
    agree["running averages"].append(all(np.allclose(a[:, 0], b) for a, b in zip(running, layer.get_weights()[2:], strict=True)))
    agree["test mode"].append(np.allclose(batch_norm_inference(Z, gamma, beta, *running).T, layer(rows, training=False)))
for name, answers in agree.items():
    print(f"{name:17} equal to Keras's for mini-batches of 1, 2, 7 and 64: {all(map(bool, answers))}")

# %% [markdown]
# ## Folding it away
# In test mode batch normalization is a fixed stretch and shift of each unit,
# $\tilde z = \frac{\gamma}{s}\,(z - \mu_{\text{run}}) + \beta$, and the linear step before it, $z = Wa + b$, is linear,
# too. Two linear steps in a row are one. So before a trained network is delivered, batch normalization can be
# **folded** into the layer before: new weights, a new bias, the same answers, less to compute. It also shows once more
# that $b$ and $\beta$ are not both needed.

# %% [markdown]
# ## Exercise 8 · Fold  (5 points, ~12 min, ●●○)
# Write `fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3)`. `W` has the shape (n, n_prev),
# all other arrays (n, 1). Return `W_folded` (2 points) and `b_folded` (3), of the shapes of `W` and `b`, such that for
# every input $a$
#
# $$W_{\text{folded}}\,a + b_{\text{folded}} = \gamma\,\frac{(Wa + b) - \mu_{\text{run}}}{\sqrt{\sigma^2_{\text{run}} + \varepsilon}} + \beta.$$
#
# The arguments stay as they are. A layer without bias comes with $b = 0$.
#
# *Example.* With $W = [[6]]$, $b = [[1]]$, $\gamma = [[2]]$, $\beta = [[10]]$, running mean 4, running variance 5 and
# $\varepsilon = 4$ the root is 3, and the right side is $\frac23(6a + 1 - 4) + 10$. So $W_{\text{folded}} = [[4]]$ and
# $b_{\text{folded}} = [[8]]$.
#
# <details><summary>Hint 1: sort the terms</summary>
#
# On the right side, multiply out. What stands before $a$ is the new matrix; what is left for $a = 0$ is the new bias.
#
# </details>
#
# <details><summary>Hint 2: a factor for each unit</summary>
#
# `factor = gamma / np.sqrt(running_var + epsilon)` has the shape (n, 1), so `factor * W` multiplies each *row* of `W`
# by its own.
#
# </details>

# %% solution="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """A linear step and batch normalization in test mode as one linear step.

    W: shape (n, n_prev). b, gamma, beta, running_mean, running_var: shape (n, 1). epsilon: number above 0.
    Nothing is modified. Returns (W_folded, b_folded), shapes (n, n_prev) and (n, 1): for every a, W_folded a + b_folded
    is gamma (W a + b - running_mean) / sqrt(running_var + epsilon) + beta.
    """
    ### BEGIN SOLUTION
    factor = gamma / np.sqrt(running_var + epsilon)
    return factor * W, factor * (b - running_mean) + beta
    ### END SOLUTION

# %% tests="fold_batch_norm" part="W_folded" points=2
import numpy as np

from companion.testing import close

given = [np.array([[value]]) for value in (6.0, 1.0, 2.0, 10.0, 4.0, 5.0)]
result = fold_batch_norm(*given, 4.0)
assert result is not None, "fold_batch_norm returns None. Does it end with a return?"
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return W_folded and b_folded."
assert np.shape(result[0]) == (1, 1), "W_folded has the shape of W."
assert close(result[0], [[4]]), "W_folded of the example: two thirds of 6."
wide = fold_batch_norm(np.array([[1.0, 2.0]]), *(np.array([[1.0]]) for _ in range(5)), 3.0)[0]
assert close(wide, [[0.5, 1.0]]), "A unit with two inputs: its factor, here 1 over the root of 1 + 3, belongs to both weights."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(9)
for n, n_prev, epsilon in ((1, 1, 0.5), (1, 4, 0.1), (3, 1, 2.0), (3, 3, 0.5), (2, 5, 0.01), (6, 4, 0.3)):
    W = rng.normal(size=(n, n_prev))
    b, gamma, beta, mean = (rng.normal(size=(n, 1)) for _ in range(4))
    values = [W, b, gamma, beta, mean, rng.uniform(0.05, 4, size=(n, 1))]
    before = [each.copy() for each in values]
    expected = [[gamma[j, 0] * W[j, k] * (values[5][j, 0] + epsilon) ** -0.5 for k in range(n_prev)] for j in range(n)]
    with describing("a single unit" if n == 1 else "a single input" if n_prev == 1 else "several units and inputs"):
        assert close(fold_batch_norm(*values, epsilon)[0], expected, rtol=1e-3, atol=1e-3), (
            "W_folded is wrong for other sizes: each row of W has a factor of its own."
        )
    assert close(values, before), "fold_batch_norm changed its arguments."
default = fold_batch_norm(*(np.array([[value]]) for value in (1.0, 0.0, 1.0, 0.0, 0.0, 0.0)))[0]
assert close(default, [[1e-3**-0.5]], rtol=1e-3), "Where no epsilon is given, it is 1e-3."
### END HIDDEN TESTS

# %% tests="fold_batch_norm" part="b_folded" points=3
import numpy as np

from companion.testing import close

given = [np.array([[value]]) for value in (6.0, 1.0, 2.0, 10.0, 4.0, 5.0)]
b_folded = fold_batch_norm(*given, 4.0)[1]
assert np.shape(b_folded) == (1, 1), "b_folded has the shape of b."
assert not close(b_folded, [[22 / 3]]), "The old bias b is lost: it, too, is stretched."
assert close(b_folded, [[8]]), "b_folded of the example: two thirds of (1 - 4), plus 10."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(9)
for n, n_prev, epsilon in ((1, 1, 0.5), (1, 4, 0.1), (3, 1, 2.0), (3, 3, 0.5), (2, 5, 0.01), (6, 4, 0.3)):
    W, variance = rng.normal(size=(n, n_prev)), rng.uniform(0.05, 4, size=(n, 1))
    b, gamma, beta, mean = (rng.normal(size=(n, 1)) for _ in range(4))
    # Test mode's answer for a = 0, unit by unit.
    expected = [[gamma[j, 0] * (b[j, 0] - mean[j, 0]) * (variance[j, 0] + epsilon) ** -0.5 + beta[j, 0]] for j in range(n)]
    with describing("a single unit" if n == 1 else "a single input" if n_prev == 1 else "several units and inputs"):
        assert close(fold_batch_norm(W, b, gamma, beta, mean, variance, epsilon)[1], expected, rtol=1e-3, atol=1e-3), (
            "b_folded is wrong for other sizes: it is what comes out for a = 0."
        )
default = fold_batch_norm(*(np.array([[value]]) for value in (1.0, 1.0, 1.0, 0.0, 0.0, 0.0)))[1]
assert close(default, [[1e-3**-0.5]], rtol=1e-3), "Where no epsilon is given, it is 1e-3."
### END HIDDEN TESTS

# %% mistake="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """Only W is stretched. The running mean and the old bias stand inside the brackets as well."""
    factor = gamma / np.sqrt(running_var + epsilon)
    return factor * W, b - running_mean + beta

# %% mistake="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """beta has come into the brackets: it is added last, unstretched."""
    factor = gamma / np.sqrt(running_var + epsilon)
    return factor * W, factor * (b - running_mean + beta)

# %% mistake="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """The old bias has been dropped. That is right only for layers that have none."""
    factor = gamma / np.sqrt(running_var + epsilon)
    return factor * W, beta - factor * running_mean

# %% mistake="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """The mean is added where it should be taken away."""
    factor = gamma / np.sqrt(running_var + epsilon)
    return factor * W, factor * (b + running_mean) + beta

# %% mistake="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """You divide by the variance. Its root, with epsilon inside, is the spread."""
    factor = gamma / (running_var + epsilon)
    return factor * W, factor * (b - running_mean) + beta

# %% mistake="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """gamma is missing in the factor."""
    factor = 1 / np.sqrt(running_var + epsilon)
    return factor * W, factor * (b - running_mean) + beta

# %% mistake="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """The factors run along the columns of W. A unit's weights are a row, so its factor belongs to a row."""
    factor = gamma / np.sqrt(running_var + epsilon)
    return np.resize(factor, W.shape[1]) * W, factor * (b - running_mean) + beta

# %% [markdown]
# ## With and without
# Now a network with four hidden layers of 32 units. The next two cells hold it whole, made of your functions: hidden
# layers with ReLU and, if asked for, batch normalization in place of the bias; softmax at the end. `train` remembers
# its results: if you change one of your functions, run both cells again.

# %% demo
DIMS = [196, 32, 32, 32, 32, 10]
L = len(DIMS) - 1


def initialize(normalize, scale, seed):
    """Parameters, with scale times He's weights, and the running averages of the hidden layers."""
    rng, parameters, running = np.random.default_rng(seed), {}, {}
    for l in range(1, L + 1):
        n, n_prev = DIMS[l], DIMS[l - 1]
        parameters[f"W{l}"] = scale * np.sqrt(2 / n_prev) * rng.standard_normal((n, n_prev))
        if normalize and l < L:
            parameters[f"gamma{l}"], parameters[f"beta{l}"] = np.ones((n, 1)), np.zeros((n, 1))
            running[l] = np.zeros((n, 1)), np.ones((n, 1))
        else:
            parameters[f"b{l}"] = np.zeros((n, 1))
    return parameters, running


def forward(X, parameters, running, training=False):
    """The logits, and for each layer what the way back needs. In training, `running` is brought up to date."""
    A, kept = X, []
    for l in range(1, L + 1):
        Z, cache = parameters[f"W{l}"] @ A + parameters.get(f"b{l}", 0), None
        if l in running:
            gamma, beta = parameters[f"gamma{l}"], parameters[f"beta{l}"]
            if training:
                Z, cache = batch_norm_forward(Z, gamma, beta)
                running[l] = update_running_averages(*running[l], cache["mu"], cache["var"], momentum=0.9)
            else:
                Z = batch_norm_inference(Z, gamma, beta, *running[l])
        kept.append((A, cache, Z))
        A = np.maximum(Z, 0)
    return Z, kept

# %% demo
def backward(dZ, parameters, kept):
    """The gradients, under the names of the parameters; dZ is that of the logits."""
    grads = {}
    for l in range(L, 0, -1):
        A_prev, cache, _ = kept[l - 1]
        if cache is None:
            grads[f"b{l}"] = np.sum(dZ, axis=1, keepdims=True)
        else:
            dZ, grads[f"gamma{l}"], grads[f"beta{l}"] = batch_norm_backward(dZ, cache)
        grads[f"W{l}"] = dZ @ A_prev.T
        if l > 1:
            dZ = (parameters[f"W{l}"].T @ dZ) * (kept[l - 2][2] > 0)
    return grads


@cache
def train(normalize, learning_rate, scale=1.0, seed=0, size=64, num_epochs=4, m=3000):
    """Train on the first m pictures: parameters, running averages, training cost and dev accuracy at the end."""
    (parameters, running), rng = initialize(normalize, scale, seed), np.random.default_rng(100 + seed)
    with np.errstate(all="ignore"):  # a rate that is too high ends in nan, which is its result
        for part in (part for _ in range(num_epochs) for part in mini_batches(m, size, rng)):
            Z, kept = forward(X_train[:, part], parameters, running, training=True)
            grads = backward(softmax_backward(Z, Y_train[:, part]), parameters, kept)
            parameters = {name: values - learning_rate * grads[name] for name, values in parameters.items()}
        cost = compute_cost(forward(X_train[:, :m], parameters, running)[0], Y_train[:, :m])
        return parameters, running, cost, accuracy(forward(X_dev, parameters, running)[0])


def accuracy(logits):
    """The share of the dev pictures that are named right."""
    return float(np.mean(np.argmax(logits, axis=0) == labels_dev))

# %% [markdown]
# Half of the pictures, four epochs, six learning rates, three scales of the start, three seeds each: 54 small networks
# without and 54 with batch normalization.

# %% demo tags=["nbval-ignore-output"]
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
fig, axes = plt.subplots(1, 3, figsize=(13, 3.9), layout="constrained", sharey=True)
for ax, (scale, name) in zip(axes, ((0.1, "a tenth of He's scale"), (1.0, "He's scale"), (3.0, "three times He's scale")), strict=True):
    for place, normalize in enumerate((False, True)):
        shares = np.array([[train(normalize, rate, scale, seed)[3] for rate in RATES] for seed in range(3)])
        ax.fill_between(RATES, shares.min(axis=0), shares.max(axis=0), color=COLORS[place], alpha=0.15)
        ax.plot(RATES, shares.mean(axis=0), LINES[place], marker="o", color=COLORS[place], label="with" if normalize else "without")
        best = np.argmax(shares.mean(axis=0))
        print(f"{name:22} {'with' if normalize else 'without':8} best rate {RATES[best]:<4}: dev accuracy {', '.join(f'{share:.2f}' for share in shares[:, best])}; "
              f"rates with a mean above 0.7: {np.sum(shares.mean(axis=0) > 0.7)} of {len(RATES)}")
    ax.axhline(0.1, color=COLORS[6], linestyle=":", linewidth=1)
    ax.set(xlabel="learning rate α", title=f"Start: {name}", xscale="log", ylim=(0, 0.9))
axes[0].set_ylabel("dev accuracy after 4 epochs")
axes[0].legend(title="batch normalization", loc="center left")
axes[2].text(3, 0.11, "guessing", ha="right", va="bottom")
fig.suptitle("Batch normalization forgives a bad start and a bad rate")
plt.show()

# %% [markdown]
# Lines are means of three seeds, bands reach from the lowest to the highest. Look at the middle first. With He's scale
# and a good learning rate both get to about 0.8, and their bands overlap: whoever sets both well loses little without
# batch normalization, in these few epochs. What changes is how much has to be right beforehand. With it, all rates but
# the smallest give more than 0.7; without it, two of six do.
#
# Left, at a tenth of the scale, nothing that can be told apart reaches the last layer. Without batch normalization none
# of the rates gets beyond guessing; with it, the start hardly matters. Right, at three times the scale, plain training
# gets to about 0.6 with small rates and breaks down with larger ones. With batch normalization the good rates have
# moved up: the larger the weights in front of it, the smaller their gradients, so they need longer strides.

# %% demo tags=["nbval-ignore-output"]
for normalize, rates in ((False, (0.1, 0.2)), (True, (0.1, 0.3))):
    for rate in rates:
        runs = [train(normalize, rate, seed=seed, num_epochs=10, m=6000) for seed in range(3)]
        print(f"{'with' if normalize else 'without':8} α = {rate}: training cost {', '.join(f'{run[2]:.2f}' for run in runs)}; dev accuracy {', '.join(f'{run[3]:.3f}' for run in runs)}")

# %% [markdown]
# Longer, with all pictures, at two rates for each from the good part of the figure. Now batch normalization is ahead,
# by about two points in dev accuracy and with a lower training cost. The 2,000 dev pictures leave an uncertainty of 0.8
# points for one number, and starts differ by one or two, so this is a small gain, not a leap. Keep the proportion in
# view: softmax regression, a single layer, had about 0.82.

# %% [markdown]
# ## Misuse
# One trained network, asked about the same 2,000 dev pictures in several ways: in test mode, and in train mode with
# whatever mini-batches come along.

# %% demo tags=["nbval-ignore-output"]
parameters, running, *_ = train(True, 0.1, num_epochs=10, m=6000)


def in_train_mode(order, size):
    """Logits in train mode, for mini-batches of `size` that are cut from `order`. Running averages stay as they are."""
    logits = np.zeros((10, 2000))
    for start in range(0, 2000, size):
        part = order[start : start + size]
        logits[:, part] = forward(X_dev[:, part], parameters, dict(running), training=True)[0]
    return logits


mixed = np.random.default_rng(12).permutation(2000)
print(f"test mode                              {accuracy(forward(X_dev, parameters, running)[0]):.2f}")
for size in (100, 10, 2, 1):
    print(f"train mode, mixed mini-batches of {size:4} {accuracy(in_train_mode(mixed, size)):.2f}")
print(f"train mode, 100 of one class at a time {accuracy(in_train_mode(np.argsort(labels_dev, kind='stable'), 100)):.2f}")
folded = {f"W{L}": parameters[f"W{L}"], f"b{L}": parameters[f"b{L}"]}
for l in range(1, L):
    folded[f"W{l}"], folded[f"b{l}"] = fold_batch_norm(parameters[f"W{l}"], np.zeros((32, 1)), parameters[f"gamma{l}"], parameters[f"beta{l}"], *running[l])
same = np.allclose(forward(X_dev, folded, {})[0], forward(X_dev, parameters, running)[0], atol=1e-6)
print("folded into the weights, the logits of test mode are the same:", bool(same))

# %% [markdown]
# With mixed mini-batches of 100, train mode does as well as test mode, and the mistake goes unnoticed. It shows when
# questions come in smaller numbers: with 10 it costs some ten points, and with 2 most answers are wrong. A picture
# alone is its own mean: all pictures get the same logits, and accuracy is that of guessing. Most treacherous are a
# hundred pictures of one kind: sorted by class, the mean of a mini-batch *is* what the class looks like, and that is
# subtracted. So a model that is good in training and bad in use makes one ask which mode it is in. (The other cause are
# running averages that haven't arrived yet.)
#
# The last line is exercise 8 at work: the four hidden layers have new weights and biases, and no batch normalization is
# left.

# %% demo tags=["nbval-ignore-output"]
for size in (2, 4, 8, 32):
    shares = {normalize: [train(normalize, 0.1, seed=seed, size=size, num_epochs=1)[3] for seed in range(3)] for normalize in (False, True)}
    print(f"mini-batches of {size:2}: dev accuracy after one epoch without {', '.join(f'{share:.2f}' for share in shares[False])}; with {', '.join(f'{share:.2f}' for share in shares[True])}")

# %% [markdown]
# Small mini-batches are no place for batch normalization in training, either. Mean and variance of two examples are
# mostly luck, and the network learns to live with a noise that is absent in test mode. With 2 and 4 examples plain
# training does better, clearly so; with 8 it still does, by a little; with 32 the order has turned. (One rate for all,
# 0.1, so compare within a line only.) Where memory allows a few examples only, layer or group normalization serve in
# its place.

# %% [markdown]
# ## What you built
# - Softmax, cross-entropy and their gradient, from logits of any size.
# - Batch normalization in train and test mode, forward and backward, equal to Keras's, and folded away for delivery.
# - A fair comparison: several rates, starts and seeds, and a list of what goes wrong when the mode is wrong.
#
# **Questions to take along** (no points)
# 1. Multiply all weights of a layer before batch normalization by 10. What happens to its output, and to the gradient
#    of these weights? What does that mean for weight decay?
# 2. Set $\gamma$ of the last hidden layer to 0 at the start. Which parameters get a gradient in the first step?
# 3. Layer normalization takes mean and variance over the units of one example. Which of the misuses above can't happen
#    to it?
#
# **Next:** `03_tensorflow_introduction` lets a framework derive the gradients, all of them.
