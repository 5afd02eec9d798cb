# ---
# title: A classifier of photographs
# minutes: 85
# ---

# %% [markdown]
# # A classifier of photographs
# Is there an animal in this picture? Logistic regression, the smallest neural network there is, can learn to answer
# from examples. Here you build all of it, train it on photographs, and find out how far it can be trusted.
#
# **You will**
# - turn photographs into a matrix, and compute the cost of a classifier and its gradient for all of them at once;
# - train by gradient descent, choose a learning rate, and look at what was learned;
# - measure the result honestly: against a guess, and on pictures that the classifier has never seen.
#
# **Before you start:** `01_python_and_vectorization` (shapes, the sigmoid) and `02_computational_graph` (where the
# gradient of logistic regression comes from). The week's notes cover the same ground in prose.
#
# **Time:** about 85 minutes. **Points:** 35, in eight exercises, one of which has two parts. Dots show difficulty,
# from ●○○ to ●●●.

# %%
import copy
from functools import cache

import matplotlib.pyplot as plt
import numpy as np

from companion.data import find_data, load_photographs
from companion.pictures import read_picture
from companion.plots import cost_curves, image_grid, weight_images

# %% [markdown]
# ## Binary classification
# A **binary classifier** answers a question that has two answers. It gets an input $x$ and returns a label, 1 for yes
# or 0 for no. It learns from examples for which somebody has written down the right label $y$.
#
# Our examples are photographs of 64 by 64 pixels, each pixel three whole numbers from 0 to 255: how much red, green
# and blue. The label is 1 where an animal is in the picture. They come in two parts. The classifier learns from the
# **training set**; the **dev set** ("development") is kept from it, so that we can see how it does on new pictures.

# %%
photographs = load_photographs()
print("X_train", photographs.X_train.shape, photographs.X_train.dtype)
print("Y_train", photographs.Y_train.shape, "first ten:", photographs.Y_train[0, :10])
print("X_dev  ", photographs.X_dev.shape)
for part, Y in (("training", photographs.Y_train), ("dev", photographs.Y_dev)):
    print(f"{part}: {Y.size} pictures, {Y.sum()} with an animal ({Y.mean():.0%})")
CAPTIONS = ("no animal", "animal")  # for label 0 and label 1

# %% demo
names = [CAPTIONS[label] for label in photographs.Y_train[0, :24]]
image_grid(photographs.X_train[:24], names, "24 of the training pictures, with their labels")
plt.show()

# %% [markdown]
# The animals are mammals, birds, reptiles and fish; the rest are buildings, tools, windmills and household things.
# Two thirds of the pictures show no animal. So a "classifier" that always says no is right about 65 % of the time
# without having looked at anything. That is the **baseline**: whatever we build has to beat it.

# %% [markdown]
# ## Exercise 1 · From pictures to a matrix  (3 points, ~6 min, ●○○)
# Logistic regression wants numbers of about the same small size, in a matrix $X$ with one example in each column.
#
# Write `prepare_images(images)`. It takes $m$ pictures, an array of whole numbers with the shape (m, height, width,
# channels), and returns an array of floats of shape (height · width · channels, m):
#
# - column $k$ holds `images[k]`, flattened in the order of `reshape`: row of pixels after row of pixels from the top,
#   the channels of a pixel next to each other;
# - every value is divided by 255, the largest that a pixel can have, whichever values the pictures hold.
#
# Sizes differ from test to test: take them from the argument, which stays unchanged. Two points are for the places
# of the numbers, one is for their scale.
#
# *Example.* One picture, of one row with two pixels of two channels: `[[[[0, 51], [102, 255]]]]`, of shape (1, 1, 2,
# 2). The result is the column `[[0.0], [0.2], [0.4], [1.0]]`.
#
# <details><summary>Hint 1: two steps</summary>
#
# First make each picture a row: ask `reshape` for `m` rows, and let `-1` find their length. Then turn the rows into
# columns.
#
# </details>
#
# <details><summary>Hint 2: what doesn't work</summary>
#
# `images.reshape(-1, m)` has the right shape, but fills it row by row with whatever number comes next: each column
# gets a bit of every picture.
#
# </details>

# %% solution="prepare_images"
def prepare_images(images):
    """Flatten pictures to the columns of a matrix and scale their values to 0 .. 1.

    images: array of whole numbers from 0 to 255, shape (m, height, width, channels). It stays as it was.
    Returns an array of floats, shape (height * width * channels, m): column k is images[k], divided by 255.
    """
    ### BEGIN SOLUTION
    m = images.shape[0]
    return images.reshape(m, -1).T / 255
    ### END SOLUTION

# %% tests="prepare_images" part="layout" points=2
import numpy as np

from companion.testing import close, taken

two = np.array([[[[0, 51], [102, 255]]], [[[153, 204], [51, 0]]]], dtype=np.uint8)
X = prepare_images(two)
assert X is not None, "prepare_images returns None. Does it end with a return?"
assert np.ndim(X) == 2, "X is a matrix: it has two axes. Look at the shape of yours."
assert np.shape(X) != (2, 4), "Your pictures lie in rows. They belong in columns."
assert np.shape(X) == (4, 2), "Two pictures of four numbers each make a matrix with four rows and two columns."
X = taken(X) / taken(X).max()  # how values are scaled is tested below
assert np.any((X > 0) & (X < 1)), "Only zeros and one other number are left. Is that a whole-number division?"
assert close(np.sort(X[:, 0]), [0, 0.2, 0.4, 1]), "Column 0 must hold picture 0, and nothing of picture 1."
assert close(X[:, 0], [0, 0.2, 0.4, 1]), "Column 0 holds the values of picture 0, but in another order."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(1)
for m, height, width, channels in [(1, 3, 2, 3), (4, 2, 5, 3), (5, 3, 3, 1), (3, 1, 4, 2), (7, 4, 1, 3)]:
    images = rng.integers(0, 256, size=(m, height, width, channels)).astype(np.uint8)
    images[0, 0, 0, 0] = 255
    before = images.copy()
    with describing("a single picture" if m == 1 else "a set of several pictures"):
        X = prepare_images(images)
    assert np.shape(X) == (height * width * channels, m), (
        f"Wrong shape for pictures of shape {(m, height, width, channels)}. Take every size from the argument."
    )
    expected = np.zeros((height * width * channels, m))
    for k in range(m):
        for i in range(height):
            for j in range(width):
                for c in range(channels):
                    expected[(i * width + j) * channels + c, k] = int(before[k, i, j, c]) / 255
    X = taken(X) / taken(X).max()
    assert close(np.sort(X, axis=0), np.sort(expected, axis=0), rtol=1e-4, atol=1e-6), (
        "A column doesn't hold the values of its picture."
    )
    assert close(X, expected, rtol=1e-4, atol=1e-6), (
        "A column holds the right values in another order. It is the order of reshape, without any transpose before."
    )
    assert close(images, before), "prepare_images changed its argument."
### END HIDDEN TESTS

# %% tests="prepare_images" part="scale" points=1
import numpy as np

from companion.testing import close, taken

X = prepare_images(np.array([[[[10, 20, 40]]]], dtype=np.uint8))
assert X is not None, "prepare_images returns None. Does it end with a return?"
values = np.sort(taken(X), axis=None)  # where they stand is tested above
assert values.size == 3, "This picture is three numbers, so three come back."
assert values.max() <= 1, "The values must lie between 0 and 1: something is missing after the reshape."
assert values.max() > 0, "Only zeros are left. Is that a whole-number division?"
assert close(values, [10 / 255, 20 / 255, 40 / 255], rtol=1e-4), (
    "A dark picture comes out wrong: the divisor is 255, also where no pixel is that bright."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(2)
for m, height, width, channels, brightest in [(1, 3, 2, 3, 256), (4, 2, 5, 3, 100), (5, 3, 3, 1, 2), (3, 2, 4, 2, 240)]:
    images = rng.integers(0, brightest, size=(m, height, width, channels)).astype(np.uint8)
    expected = [int(value) / 255 for value in np.sort(images, axis=None)]
    with describing("a single picture" if m == 1 else "a set of several pictures"):
        assert close(np.sort(taken(prepare_images(images)), axis=None), expected, rtol=1e-4, atol=1e-6), (
            "The values aren't those of the pictures, each divided by 255."
        )
### END HIDDEN TESTS

# %% mistake="prepare_images"
def prepare_images(images):
    """reshape(-1, m) cuts the numbers into rows of length m, so each column gets a bit of every picture. Reshape to m
    rows first, then transpose."""
    return images.reshape(-1, images.shape[0]) / 255

# %% mistake="prepare_images"
def prepare_images(images):
    """One step is missing: the transpose, which turns the rows into columns."""
    return images.reshape(images.shape[0], -1) / 255

# %% mistake="prepare_images"
def prepare_images(images):
    """The shape is right, but the values are still 0 to 255. Divide by 255."""
    return images.reshape(images.shape[0], -1).T

# %% mistake="prepare_images"
def prepare_images(images):
    """You divide by the brightest value found. Then the same pixel gets another number in another set of pictures."""
    return images.reshape(images.shape[0], -1).T / images.max()

# %% mistake="prepare_images"
def prepare_images(images):
    """// divides and throws the fraction away, so nearly everything becomes 0. A single / keeps it."""
    return images.reshape(images.shape[0], -1).T // 255

# %% mistake="prepare_images"
def prepare_images(images):
    """Transposing all axes puts the channels first, and the columns of a picture before its rows. Reshape to m rows
    first; then transpose."""
    return images.T.reshape(-1, images.shape[0]) / 255

# %% mistake="prepare_images"
def prepare_images(images):
    """64 * 64 * 3 is the size of our photographs only. Let -1 find it."""
    return images.reshape(-1, 64 * 64 * 3).T / 255

# %% [markdown]
# The next cell holds what the demonstrations below share: the photographs as your function prepares them.

# %%
def training_set():
    """X_train (12288, 182) and Y_train (1, 182)."""
    return prepare_images(photographs.X_train), photographs.Y_train


def dev_set():
    """X_dev (12288, 61) and Y_dev (1, 61)."""
    return prepare_images(photographs.X_dev), photographs.Y_dev

# %% demo
X_train, Y_train = training_set()
print("X_train", X_train.shape, "from", X_train.min(), "to", X_train.max())
again = X_train[:, 0].reshape(64, 64, 3) * 255
print("column 0, made a picture again, is picture 0:", np.allclose(again, photographs.X_train[0]))

# %% [markdown]
# ## Logistic regression as a neural network
# One neuron reads all $n_x = 12{,}288$ numbers of a picture. It multiplies each by a weight of its own, adds them up
# with a bias $b$, and squeezes the sum into a probability:
#
# $$z = w^T x + b,\qquad a = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# Read $a$ as "how likely is an animal?" (other texts call it $\hat y$). The weights form a column $w$ of shape
# $(n_x, 1)$. With all pictures in the columns of $X$, one product gives every sum: $Z = w^T X + b$ has the shape
# $(1, m)$.
#
# The sigmoid was an exercise of notebook 01. Here it is given, in a form that can't overflow: $\sigma(z)$ equals
# $e^{-\log(1 + e^{-z})}$, and NumPy has a careful function for the exponent.

# %%
def sigmoid(z):
    """Logistic function of each entry, right for numbers of any size."""
    return np.exp(-np.logaddexp(0, -z))


sigmoid(np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0])).round(4)

# %% [markdown]
# ## Exercise 2 · Start from zero  (2 points, ~2 min, ●○○)
# Training starts somewhere. For logistic regression zero is a fine place: every picture gets probability 1/2.
#
# Write `initialize_with_zeros(dim)`, which returns two values, `w` and `b`: `w` an array of floats, all 0, of shape
# (dim, 1); `b` the number 0.0. Each earns a point.
#
# *Example.* `initialize_with_zeros(2)` returns `[[0.0], [0.0]]` and `0.0`.
#
# <details><summary>Hint</summary>
#
# `np.zeros` takes the shape as a tuple. A function returns two values with a comma between them.
#
# </details>

# %% solution="initialize_with_zeros"
def initialize_with_zeros(dim):
    """The parameters that training starts from.

    dim: number of weights.
    Returns w, an array of floats of shape (dim, 1), all 0, and b, the number 0.0.
    """
    ### BEGIN SOLUTION
    return np.zeros((dim, 1)), 0.0
    ### END SOLUTION

# %% tests="initialize_with_zeros" part="w" points=1
import numpy as np

from companion.testing import close, taken

start = initialize_with_zeros(3)
assert start is not None, "initialize_with_zeros returns None. Does it end with a return?"
assert isinstance(start, (tuple, list)) and len(start) == 2, "Return two values: w, then b."
w = start[0]
assert np.ndim(w) != 1, "w has one axis only, a rank-1 array. It needs two: the shape is a tuple."
assert np.shape(w) != (1, 3), "w is a row; it must be a column."
assert np.shape(w) == (3, 1), "w must be a column with dim entries."
assert close(w, np.zeros((3, 1))), "Every entry of w must be 0."
assert taken(w).dtype.kind == "f", "w must hold floats, so that fractions can be added to it later."
assert np.shape(initialize_with_zeros(1)[0]) == (1, 1), "With dim = 1, w is a column all the same, of one entry."
### BEGIN HIDDEN TESTS
for dim in (1, 2, 7, 12288):
    w = initialize_with_zeros(dim)[0]
    assert np.shape(w) == (dim, 1), "w has the wrong shape for another dim: use the argument."
    assert close(w, np.zeros((dim, 1))) and taken(w).dtype.kind == "f", "w must hold floats, all 0, for any dim."
### END HIDDEN TESTS

# %% tests="initialize_with_zeros" part="b" points=1
from companion.testing import close, taken

start = initialize_with_zeros(3)
assert start is not None, "initialize_with_zeros returns None. Does it end with a return?"
assert isinstance(start, (tuple, list)) and len(start) == 2, "Return two values: w, then b."
b = taken(start[1])
assert b.size == 1, "b is a single number, the same for all examples."
assert close(b.ravel(), [0]), "b must be 0."
### BEGIN HIDDEN TESTS
for dim in (1, 2, 7, 12288):
    assert close(taken(initialize_with_zeros(dim)[1]).ravel(), [0]), "b must be the number 0, for any dim."
### END HIDDEN TESTS

# %% mistake="initialize_with_zeros"
def initialize_with_zeros(dim):
    """np.zeros(dim) has one axis. A column needs two: np.zeros((dim, 1))."""
    return np.zeros(dim), 0.0

# %% mistake="initialize_with_zeros"
def initialize_with_zeros(dim):
    """This is a row, shape (1, dim). The weights are a column, shape (dim, 1)."""
    return np.zeros((1, dim)), 0.0

# %% mistake="initialize_with_zeros"
def initialize_with_zeros(dim):
    """Random weights will be needed for networks with hidden layers. Here zeros are asked for."""
    return np.random.default_rng(0).normal(size=(dim, 1)) * 0.01, 0.0

# %% mistake="initialize_with_zeros"
def initialize_with_zeros(dim):
    """These zeros are whole numbers; an array of them can't take up fractions."""
    return np.zeros((dim, 1), dtype=int), 0

# %% mistake="initialize_with_zeros"
def initialize_with_zeros(dim):
    """Only w comes back. Return b too, after a comma."""
    return np.zeros((dim, 1))

# %% mistake="initialize_with_zeros"
def initialize_with_zeros(dim):
    """There is one bias for the neuron, not one for each weight."""
    return np.zeros((dim, 1)), np.zeros((dim, 1))

# %% [markdown]
# ## How wrong is it?
# The **loss** of one example is the negative logarithm of the probability that the neuron gave to the truth:
# $-\log a$ where $y = 1$, and $-\log(1 - a)$ where $y = 0$. The **cost** $J$ is its mean over all examples.
#
# Computed in these steps, it breaks on a neuron that is sure of itself. For $z = 40$, $a$ is rounded to exactly 1,
# and $\log(1 - a)$ is $-\infty$. There is no need to go through $a$, though. Since $1 - \sigma(z) = \sigma(-z)$, the
# two losses are $\log(1 + e^{-z})$ and $\log(1 + e^{z})$, and because $\log(1 + e^{-z}) = \log(1 + e^{z}) - z$, both
# fit into one line:
#
# $$J = \frac1m\sum_{i=1}^m \Big(\log\big(1 + e^{z^{(i)}}\big) - y^{(i)} z^{(i)}\Big)$$
#
# One trap is left: $e^{800}$ is too large for a float. But $\log(e^p + e^q)$ needs no large intermediate result, and
# `np.logaddexp(p, q)` computes it so.

# %% [markdown]
# ## Exercise 3 · A cost that doesn't break  (4 points, ~8 min, ●●○)
# Write `logistic_cost(Z, Y)`. It gets the sums `Z` (not the probabilities!) and the labels `Y`, both of shape (1, m),
# and returns the cost, one number. It must be right for entries of `Z` from −1,000 to 1,000: no `nan`, no infinity,
# nothing cut off. For $z = 800$ and $y = 0$ the loss is 800. Arguments stay unchanged. Two points are for sums from −20
# to 20, two for those beyond.
#
# *Example.* `Z = [[0, 2]]`, `Y = [[1, 0]]`: the losses are $\log 2 = 0.6931$ and $\log(1 + e^2) = 2.1269$, the cost
# is their mean, 1.4100.
#
# <details><summary>Hint 1: where to start</summary>
#
# `np.logaddexp` wants two powers of e. One of them is $e^z$. As which power of e can you write the 1?
#
# </details>
#
# <details><summary>Hint 2: for all examples</summary>
#
# `np.logaddexp` takes arrays, and numbers beside them, and works entry by entry. So does the product of labels and
# sums. What is left is the mean.
#
# </details>

# %% solution="logistic_cost"
def logistic_cost(Z, Y):
    """Cost of logistic regression: the mean over the examples of log(1 + e^z) - y z.

    Z: the sums w.T X + b, shape (1, m), each from -1000 to 1000.
    Y: labels, shape (1, m), each 0 or 1.
    Neither is modified. Returns one number, always finite.
    """
    ### BEGIN SOLUTION
    return np.mean(np.logaddexp(0, Z) - Y * Z)
    ### END SOLUTION

# %% tests="logistic_cost" part="moderate" points=2
import numpy as np

from companion.testing import close, taken

cost = logistic_cost(np.array([[0.0, 2.0]]), np.array([[1, 0]]))
assert cost is not None, "logistic_cost returns None. Does it end with a return?"
assert np.size(cost) == 1, "The cost is one number, the mean over the examples."
cost = taken(cost).item()
assert cost > 0, "A loss is never negative, so neither is the cost. Check the sign."
assert cost < 2.5, "The cost is the mean of the losses, not their sum."
assert cost > 0.8, "Too small: in the example both losses count, that for y = 1 and that for y = 0."
assert close(cost, 1.41003759, rtol=1e-4), "The example of the text comes out differently."
undecided = logistic_cost(np.array([[0.0]]), np.array([[1.0]]))
assert close(taken(undecided).ravel(), [0.69314718], rtol=1e-4), "For a single example with z = 0 the cost is log 2."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(3)
for m, scale in [(1, 1), (1, 10), (2, 0.1), (7, 3), (50, 8), (5, 0)]:
    Z = np.clip(rng.normal(scale=scale, size=(1, m)), -20, 20)
    Y = rng.integers(0, 2, size=(1, m)).astype(float)
    before = Z.copy(), Y.copy()
    with describing("a single example" if m == 1 else "several examples"):
        cost = logistic_cost(Z, Y)
    assert np.size(cost) == 1, "The cost must be one number, for any number of examples."
    expected = 0.0
    for z, y in zip(before[0][0], before[1][0], strict=True):
        expected += math.log1p(math.exp(-z if y == 1 else z)) / m
    assert close(taken(cost).ravel(), [expected], rtol=1e-4, atol=1e-6), "The cost is wrong for other sums and labels."
    assert close((Z, Y), before), "logistic_cost changed its arguments."
### END HIDDEN TESTS

# %% tests="logistic_cost" part="large" points=2
import numpy as np

from companion.testing import close, taken

sure_and_right = taken(logistic_cost(np.array([[800.0]]), np.array([[1]])))
assert sure_and_right.size == 1, "The cost is one number, the mean over the examples."
assert not np.isnan(sure_and_right).any(), "For z = 800 and y = 1 you get nan, from 0 times log(0). Stay away from a."
assert np.isfinite(sure_and_right).all(), "For z = 800 and y = 1 something overflows. It is an exponential."
assert close(sure_and_right.ravel(), [0]), "For z = 800 and y = 1 the cost is 0, to more decimals than a float has."
for z, y in ((800.0, 0), (-800.0, 1)):
    cost = taken(logistic_cost(np.array([[z]]), np.array([[y]]))).ravel()
    assert close(cost, [800], rtol=1e-4), f"For z = {z:.0f} and y = {y} the cost isn't 800. Is it cut off?"
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for z in (-1000.0, -40.0, 40.0, 1000.0, *rng.uniform(-1000, 1000, 6)):
    for y in (0, 1):
        expected = [max(z, 0) - y * z]
        with describing("a single example, whose sum may be far from 0"):
            assert close(taken(logistic_cost(np.array([[z]]), np.array([[y]]))).ravel(), expected, rtol=1e-4, atol=1e-6), (
                "The cost is wrong for a single example that the neuron is sure about."
            )
### END HIDDEN TESTS

# %% mistake="logistic_cost"
def logistic_cost(Z, Y):
    """This goes through the probabilities, which round to 0 and 1. Use the formula with Z instead."""
    A = sigmoid(Z)
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))

# %% mistake="logistic_cost"
def logistic_cost(Z, Y):
    """np.exp(Z) is infinite for z = 800. np.logaddexp(0, Z) gives the same logarithm without it."""
    return np.mean(np.log(1 + np.exp(Z)) - Y * Z)

# %% mistake="logistic_cost"
def logistic_cost(Z, Y):
    """Clipping the probabilities avoids infinity, but cuts off every large loss at the same value: whoever is very
    sure and wrong pays too little."""
    A = np.clip(sigmoid(Z), 1e-12, 1 - 1e-12)
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))

# %% mistake="logistic_cost"
def logistic_cost(Z, Y):
    """That is the sum of the losses. Divide by the number of examples."""
    return np.sum(np.logaddexp(0, Z) - Y * Z)

# %% mistake="logistic_cost"
def logistic_cost(Z, Y):
    """These are the losses of the examples, one each. The cost is their mean."""
    return np.logaddexp(0, Z) - Y * Z

# %% mistake="logistic_cost"
def logistic_cost(Z, Y):
    """The sign is the wrong way round: your cost is below 0."""
    return np.mean(Y * Z - np.logaddexp(0, Z))

# %% mistake="logistic_cost"
def logistic_cost(Z, Y):
    """Only the examples with y = 1 count here. Those with y = 0 have a loss too."""
    return np.mean(Y * np.logaddexp(0, -Z))

# %% demo
z = np.linspace(-6, 6, 121)
fig, ax = plt.subplots(figsize=(7, 3.5))
for label, color, line in ((1, "#0072B2", "-"), (0, "#D55E00", "--")):
    losses = [logistic_cost(np.array([[each]]), np.array([[label]])) for each in z]
    ax.plot(z, losses, line, color=color, label=f"y = {label}")
ax.set(
    xlabel="z, the sum before the sigmoid", ylabel="loss", title="Sure and right costs nothing, sure and wrong a lot"
)
ax.legend()
plt.show()

# %% [markdown]
# For $y = 1$ the loss falls towards 0 as $z$ grows, and rises like a straight line where $z$ is negative. For $y = 0$
# it is the mirror image. The two cross at $z = 0$, the undecided neuron, with a loss of $\log 2 = 0.69$.

# %% [markdown]
# ## Exercise 4 · Forward and backward  (6 points, ~10 min, ●●○)
# Write `propagate(w, b, X, Y)`: one pass forward through the neuron for all examples, and one back.
#
# 1. Forward: $Z = w^T X + b$, $A = \sigma(Z)$, and the cost $J$.
# 2. Backward, as derived in notebook 02:
#
# $$dZ = A - Y,\qquad dw = \frac1m\,X\,dZ^T,\qquad db = \frac1m\sum_{i=1}^m dz^{(i)}$$
#
# It returns **two values: first `grads`**, a dictionary with `"dw"`, an array of shape $(n_x, 1)$ like `w`, and
# `"db"`, one number; **then `cost`**, one number. Arguments stay unchanged. You may use `sigmoid` and your
# `logistic_cost`; the tests have $z$ between −20 and 20, where the cost formula with $a$ works as well. The cost, `dw`
# and `db` earn two points each.
#
# *Example.* $w = \begin{pmatrix}1\\2\end{pmatrix}$, $b = -1$, $X = \begin{pmatrix}1 & 0\\0 & 1\end{pmatrix}$,
# $Y = (1\ \ 0)$. Forward: $Z = (0\ \ 1)$, $A = (0.5\ \ 0.7311)$, cost 1.0032. Backward: $dZ = (-0.5\ \ 0.7311)$,
# $dw = (-0.25,\ 0.3655)^T$, $db = 0.1155$.
#
# <details><summary>Hint 1: shapes on the way</summary>
#
# Forward, a row (1, n_x) times (n_x, m): `Z`, `A` and `dZ` have the shape (1, m). Backward, (n_x, m) times a column
# (m, 1): the shape of `w`. `@` multiplies matrices, and `.T` transposes one.
#
# </details>
#
# <details><summary>Hint 2: which number is m?</summary>
#
# Examples are columns: `m = X.shape[1]`.
#
# </details>
#
# <details><summary>Hint 3: line by line</summary>
#
# Each formula of the text is one line of code, in the same order. `dw` adds up over the examples inside its matrix
# product, so it needs no `np.sum`; `db` does. A dictionary is written `{"dw": ..., "db": ...}`.
#
# </details>

# %% solution="propagate"
def propagate(w, b, X, Y):
    """Gradient and cost of logistic regression on m examples.

    w: weights, shape (n_x, 1).
    b: bias, a number.
    X: examples in columns, shape (n_x, m).
    Y: labels, shape (1, m), each 0 or 1.
    None of them is modified.
    Returns grads, a dictionary with "dw" of shape (n_x, 1) and "db", a number; and cost, a number.
    """
    ### BEGIN SOLUTION
    m = X.shape[1]
    Z = w.T @ X + b
    cost = logistic_cost(Z, Y)
    dZ = sigmoid(Z) - Y
    return {"dw": X @ dZ.T / m, "db": np.sum(dZ) / m}, cost
    ### END SOLUTION

# %% tests="propagate" part="cost" points=2
import numpy as np

from companion.testing import close, taken

result = propagate(np.array([[1.0], [2.0]]), -1.0, np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1, 0]]))
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two values: grads, then cost."
assert not isinstance(result[1], dict), "The cost is the second of the two values; the gradients come first."
cost = taken(result[1])
assert cost.size == 1, "The cost must be one number."
cost = cost.item()
assert not close(cost, 1.2201, atol=1e-3), "The cost looks as if the bias b were missing from Z."
assert not close(cost, 2.0064, atol=1e-3), "The cost is the mean of the losses, not their sum."
assert close(cost, 1.00320443, rtol=1e-4), "The cost differs from that of the example."
_, cost = propagate(np.array([[0.5]]), 0.0, np.array([[2.0]]), np.array([[1.0]]))
assert close(taken(cost).ravel(), [0.31326169], rtol=1e-4), "The cost is wrong for one example with one feature."


### BEGIN HIDDEN TESTS
import math

from companion.testing import describing


def cost_of(w, b, X, Y):
    """The cost, example by example."""
    total = 0.0
    for i in range(X.shape[1]):
        z = b + sum(w[j, 0] * X[j, i] for j in range(X.shape[0]))
        total += math.log(1 + math.exp(-z if Y[0, i] == 1 else z))
    return total / X.shape[1]


rng = np.random.default_rng(4)
for n_x, m in ((1, 1), (3, 1), (1, 4), (2, 7), (6, 3), (5, 5), (4, 11)):
    w, b, X = rng.normal(0, 0.8, (n_x, 1)), float(rng.normal()), rng.normal(0, 1, (n_x, m))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    expected = cost_of(w, b, X, Y)
    with describing("a single example" if m == 1 else "several examples"):
        cost = taken(propagate(w, b, X, Y)[1])
    assert cost.size == 1, "The cost must be one number, for any m."
    assert close(cost.ravel(), [expected], rtol=1e-3, atol=1e-5), (
        "The cost is wrong for other data: the mean of the losses over the columns of X."
    )
### END HIDDEN TESTS

# %% tests="propagate" part="dw" points=2
import numpy as np

from companion.testing import close

result = propagate(np.array([[1.0], [2.0]]), -1.0, np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1, 0]]))
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two values: grads, then cost."
grads = result[0]
assert isinstance(grads, dict), "The first of the two values is the dictionary of gradients, the second the cost."
assert "dw" in grads, 'The dictionary needs the key "dw".'
dw = grads["dw"]
assert np.shape(dw) == (2, 1), "dw has one entry for each weight, in the shape of w. Yours has another shape."
assert not close(dw, [[-0.5], [0.73105858]]), "dw is too large: the mean over the examples is missing."
assert not close(dw, [[0.25], [-0.36552929]]), "dw has the opposite sign: is dZ the wrong way round?"
assert close(dw, [[-0.25], [0.36552929]], rtol=1e-4), "dw differs from that of the example."
grads, _ = propagate(np.zeros((3, 1)), 0.0, np.array([[2.0], [0.0], [-1.0]]), np.array([[1.0]]))
assert close(grads["dw"], [[-1.0], [0.0], [0.5]], rtol=1e-4), "dw is wrong for one example with three features."


### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def cost_of(w, b, X, Y):
    Z = np.einsum("jo,jm->om", w, X) + b
    return np.mean(np.where(Y == 1, np.log(1 + np.exp(-Z)), np.log(1 + np.exp(Z))))


rng = np.random.default_rng(5)
for n_x, m in ((1, 1), (3, 1), (1, 4), (2, 7), (6, 3), (5, 5), (4, 11)):
    w, b, X = rng.normal(0, 0.8, (n_x, 1)), float(rng.normal()), rng.normal(0, 1, (n_x, m))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    before = w.copy(), X.copy(), Y.copy()
    with describing("a single example" if m == 1 else "several examples"):
        dw = propagate(w, b, X, Y)[0]["dw"]
    assert np.shape(dw) == (n_x, 1), "dw must have the shape of w, for any number of features and examples."
    slope = numerical_gradient(lambda at: cost_of(at, b, before[1], before[2]), before[0])
    assert close(dw, slope, rtol=1e-3, atol=1e-5), (
        "dw is not the slope of the cost for other data. How many examples are there, and which axis says so?"
    )
    assert close((w, X, Y), before), "propagate changed w, X or Y. Compute new arrays instead."
### END HIDDEN TESTS

# %% tests="propagate" part="db" points=2
import numpy as np

from companion.testing import close, taken

result = propagate(np.array([[1.0], [2.0]]), -1.0, np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1, 0]]))
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two values: grads, then cost."
grads = result[0]
assert isinstance(grads, dict), "The first of the two values is the dictionary of gradients, the second the cost."
assert "db" in grads, 'The dictionary needs the key "db".'
db = taken(grads["db"])
assert db.size == 1, "db is one number: the errors of all examples, averaged."
assert not close(db.item(), 0.23105858), "db is too large: the mean over the examples is missing."
assert close(db.item(), 0.11552929, rtol=1e-4), "db differs from that of the example. It is the mean of dZ."
grads, _ = propagate(np.zeros((3, 1)), 0.0, np.array([[2.0], [0.0], [-1.0]]), np.array([[1.0]]))
assert close(taken(grads["db"]).ravel(), [-0.5], rtol=1e-4), "db is wrong for one example with three features."


### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def cost_of(w, b, X, Y):
    Z = np.einsum("jo,jm->om", w, X) + b
    return np.mean(np.where(Y == 1, np.log(1 + np.exp(-Z)), np.log(1 + np.exp(Z))))


rng = np.random.default_rng(6)
for n_x, m in ((1, 1), (3, 1), (1, 4), (2, 7), (6, 3), (5, 5), (4, 11)):
    w, b, X = rng.normal(0, 0.8, (n_x, 1)), float(rng.normal()), rng.normal(0, 1, (n_x, m))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    slope = numerical_gradient(lambda at: cost_of(w, at, X, Y), b)
    with describing("a single example" if m == 1 else "several examples"):
        db = taken(propagate(w, b, X, Y)[0]["db"])
    assert db.size == 1, "db must be one number, for any m."
    assert close(db.ravel(), [slope], rtol=1e-3, atol=1e-5), "db is not the slope of the cost for other data."
### END HIDDEN TESTS

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """The 1/m is missing from the gradients: they are means over the examples."""
    Z = w.T @ X + b
    dZ = sigmoid(Z) - Y
    return {"dw": X @ dZ.T, "db": np.sum(dZ)}, np.mean(np.logaddexp(0, Z) - Y * Z)

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """db is a mean over the examples, but dw isn't: its 1/m is missing."""
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / X.shape[1]
    dw = np.dot(X, (A - Y).T)
    db = np.mean(A - Y)
    grads = {"dw": dw, "db": db}
    return grads, cost

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """dZ is A - Y. With Y - A, gradient descent would climb."""
    m = X.shape[1]
    Z = w.T @ X + b
    dZ = Y - sigmoid(Z)
    return {"dw": X @ dZ.T / m, "db": np.sum(dZ) / m}, np.mean(np.logaddexp(0, Z) - Y * Z)

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """X.shape[0] is the number of features. The number of examples is X.shape[1]."""
    m = X.shape[0]
    Z = w.T @ X + b
    dZ = sigmoid(Z) - Y
    return {"dw": X @ dZ.T / m, "db": np.sum(dZ) / m}, np.mean(np.logaddexp(0, Z) - Y * Z)

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """dZ @ X.T is the gradient as a row. As a column, like w, it is X @ dZ.T."""
    m = X.shape[1]
    Z = w.T @ X + b
    dZ = sigmoid(Z) - Y
    return {"dw": dZ @ X.T / m, "db": np.sum(dZ) / m}, np.mean(np.logaddexp(0, Z) - Y * Z)

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """db still has one number for each example. Add them up and divide by m."""
    m = X.shape[1]
    Z = w.T @ X + b
    dZ = sigmoid(Z) - Y
    return {"dw": X @ dZ.T / m, "db": dZ / m}, np.mean(np.logaddexp(0, Z) - Y * Z)

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """b was left out of Z."""
    m = X.shape[1]
    Z = w.T @ X
    dZ = sigmoid(Z) - Y
    return {"dw": X @ dZ.T / m, "db": np.sum(dZ) / m}, np.mean(np.logaddexp(0, Z) - Y * Z)

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """The derivative A (1 - A) of the sigmoid has cancelled against that of the logarithm: dZ is A - Y alone."""
    m = X.shape[1]
    Z = w.T @ X + b
    A = sigmoid(Z)
    dZ = (A - Y) * A * (1 - A)
    return {"dw": X @ dZ.T / m, "db": np.sum(dZ) / m}, np.mean(np.logaddexp(0, Z) - Y * Z)

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """The order of the two results is swapped: first the gradients, then the cost."""
    m = X.shape[1]
    Z = w.T @ X + b
    dZ = sigmoid(Z) - Y
    return np.mean(np.logaddexp(0, Z) - Y * Z), {"dw": X @ dZ.T / m, "db": np.sum(dZ) / m}

# %% mistake="propagate"
def propagate(w, b, X, Y):
    """The cost is a sum; divide it by m as well."""
    m = X.shape[1]
    Z = w.T @ X + b
    dZ = sigmoid(Z) - Y
    return {"dw": X @ dZ.T / m, "db": np.sum(dZ) / m}, np.sum(np.logaddexp(0, Z) - Y * Z)

# %% demo
grads, cost = propagate(*initialize_with_zeros(12288), *training_set())
print(f"dw {grads['dw'].shape}  db {float(grads['db']):.4f}  cost {float(cost):.4f}")

# %% [markdown]
# With all parameters 0 every probability is 1/2, so the cost is $\log 2 = 0.6931$. `db` is positive: the neuron says
# 1/2 where the truth is 35 % animals, so its bias has to come down.

# %% [markdown]
# ## Gradient descent
# The neuron has 12,289 parameters: 12,288 weights and the bias. The gradient says which way of changing them all
# makes the cost rise fastest. So go the other way, a little at a time, and again, and again. How far in one step is
# set by the **learning rate** $\alpha$:
#
# $$w := w - \alpha\,dw,\qquad b := b - \alpha\,db$$
#
# Both derivatives come from the same pass, before either parameter moves. One such update is an *iteration*. The cost
# of logistic regression is convex, a single valley, so steps that are small enough always lead down.

# %% [markdown]
# ## Exercise 5 · Gradient descent  (6 points, ~12 min, ●●○)
# Write `optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False)`. It repeats `num_iterations`
# times (at least once): call `propagate`, then update `w` and `b`. It returns **three values**:
#
# - `parameters`, a dictionary with the final `"w"` (shape $(n_x, 1)$) and `"b"` (a number), for three points;
# - `grads`, a dictionary with the `"dw"` and `"db"` of the last iteration, those that made the last step, for one;
# - `costs`, a list with the cost at iterations 0, 100, 200, …, counted from 0: what `propagate` returns in that
#   iteration, before its update, for two. So 100 iterations give one cost, and 101 give two.
#
# With `print_cost=True` it prints the costs that it notes, too; the tests don't look at what is printed. The
# arguments, `w` above all, keep their values. This exercise needs your `propagate`.
#
# *Example.* $w = (0)$, $b = 0$, $X = (1\ \ 2)$, $Y = (0\ \ 1)$, two iterations with learning rate 1. In iteration 0,
# $dw = -0.25$ and $db = 0$, which leads to $w = 0.25$, $b = 0$. In iteration 1, $dw = -0.0964$ and $db = 0.0923$; the
# result is $w = 0.3464$, $b = -0.0923$, with these last gradients and the list of costs `[0.6931]`.
#
# <details><summary>Hint 1: the skeleton</summary>
#
# An empty list, a loop over `range(num_iterations)`, and in it: `propagate`; maybe append; update. The loop's number
# `i` is a multiple of 100 where `i % 100 == 0`, which is so for 0, too.
#
# </details>
#
# <details><summary>Hint 2: updates</summary>
#
# `w = w - learning_rate * grads["dw"]` makes a new array. `w -= ...` would write into the caller's, unless you start
# from `copy.deepcopy(w)`.
#
# </details>

# %% solution="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """Train by gradient descent.

    w: weights to start from, shape (n_x, 1).
    b: bias to start from, a number.
    X: examples in columns, shape (n_x, m).
    Y: labels, shape (1, m), each 0 or 1.
    num_iterations: how many updates, at least 1.
    learning_rate: number above 0.
    print_cost: whether to print the costs that are noted.
    No argument is modified.
    Returns parameters, a dictionary with the final "w" and "b"; grads, one with "dw" and "db" of the last iteration;
    and costs, a list with the cost before the update in iterations 0, 100, 200, ...
    """
    ### BEGIN SOLUTION
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
            if print_cost:
                print(f"iteration {i}: cost {cost:.4f}")
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
    return {"w": w, "b": b}, grads, costs
    ### END SOLUTION

# %% tests="optimize" part="parameters" points=3
import numpy as np

from companion.testing import close, taken

first_w = np.zeros((1, 1))
first = optimize(first_w, 0.0, np.array([[1.0, 2.0]]), np.array([[0, 1]]), num_iterations=2, learning_rate=1.0)
assert isinstance(first, (tuple, list)) and len(first) == 3, "Return three values: parameters, grads and costs."
parameters = first[0]
assert isinstance(parameters, dict) and {"w", "b"} <= set(parameters), 'The first value is a dictionary: "w" and "b".'
assert np.shape(parameters["w"]) == (1, 1), "The final w has the shape of the w that was given."
w, b = taken(parameters["w"]), taken(parameters["b"])
assert b.size == 1, "The final b is one number."
assert not close(w.item(), 0), "The w that you return is still the one that was given."
assert w.item() > 0, "The example's weight has to rise: a step subtracts the gradient."
assert not close(w.item(), 0.25, atol=1e-3), "That is w after one iteration, and two were asked for."
assert b.item() != 0, "b hasn't moved. It is updated like w."
assert close(first_w, np.zeros((1, 1))), "The array w of the caller has changed. Make a new one in each update."
assert close(b.item(), -0.09234, atol=1e-4), "b: both gradients come from one pass, before w moves."
assert close(w.item(), 0.34641, atol=1e-4), "w: subtract learning_rate times dw, in each iteration."
parameters = optimize(np.zeros((2, 1)), 1.0, np.array([[1.0], [-3.0]]), np.array([[1.0]]), 1, 0.5)[0]
assert close(parameters["w"], [[0.13447], [-0.40341]], atol=1e-4), (
    "w is wrong after one iteration on one example with two features."
)


### BEGIN HIDDEN TESTS
from companion.testing import describing

def descend(w, b, X, Y, num_iterations, learning_rate):
    """Gradient descent by itself."""
    for _ in range(num_iterations):
        error = 1 / (1 + np.exp(-np.einsum("jo,jm->om", w, X) - b)) - Y
        w = w - learning_rate * np.mean(X * error, axis=1, keepdims=True)
        b = b - learning_rate * float(np.mean(error))
    return w, b


rng = np.random.default_rng(5)
for n_x, m, num_iterations, learning_rate in (
    (1, 1, 1, 0.5),
    (3, 1, 7, 0.2),
    (2, 6, 100, 0.05),
    (4, 5, 101, 0.3),
    (5, 9, 250, 0.01),
):
    w, b, X = rng.normal(0, 0.3, (n_x, 1)), float(rng.normal(0, 0.3)), rng.normal(0, 1, (n_x, m))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    before = w.copy(), X.copy(), Y.copy()
    expected_w, expected_b = descend(w, b, X, Y, num_iterations, learning_rate)
    with describing("a single iteration" if num_iterations == 1 else "a single example" if m == 1 else "several examples and iterations"):
        parameters = optimize(w, b, X, Y, num_iterations, learning_rate)[0]
    assert np.shape(parameters["w"]) == (n_x, 1), "The final w must have the shape (n_x, 1), for any sizes."
    assert close(parameters["w"], expected_w, rtol=1e-3, atol=1e-5), (
        "The final w is wrong for other data, numbers of iterations or learning rates. Are all arguments used?"
    )
    assert close(taken(parameters["b"]).ravel(), [expected_b], rtol=1e-3, atol=1e-5), (
        "The final b is wrong for other data, numbers of iterations or learning rates. Are all arguments used?"
    )
    assert close((w, X, Y), before), "optimize changed w, X or Y of its caller."
### END HIDDEN TESTS

# %% tests="optimize" part="grads" points=1
import numpy as np

from companion.testing import close, taken

X, Y = np.array([[1.0, 2.0]]), np.array([[0, 1]])
first = optimize(np.zeros((1, 1)), 0.0, X, Y, num_iterations=1, learning_rate=1.0)
assert isinstance(first, (tuple, list)) and len(first) == 3, "Return three values: parameters, grads and costs."
grads = first[1]
assert isinstance(grads, dict) and {"dw", "db"} <= set(grads), 'The second value is a dictionary: "dw" and "db".'
assert np.shape(grads["dw"]) == (1, 1), "dw has the shape of w, as propagate returns it."
assert close(grads["dw"], [[-0.25]], rtol=1e-4), "One iteration: dw is that at the w and b which were given."
assert close(taken(grads["db"]).ravel(), [0], atol=1e-6), "One iteration: db is that at the w and b which were given."
dw, after_one = optimize(np.zeros((1, 1)), 0.0, X, Y, 2, 1.0)[1]["dw"], first[0]
if not close(dw, [[-0.09641]], atol=1e-4):  # whether the steps are right is tested above
    error = 1 / (1 + np.exp(-taken(after_one["w"]).item() * X - taken(after_one["b"]).item())) - Y
    assert close(dw, [[np.mean(X * error)]], rtol=1e-4), "Two iterations: dw is that of the second, the last step."


### BEGIN HIDDEN TESTS
from companion.testing import describing

def gradients(w, b, X, Y):
    error = 1 / (1 + np.exp(-np.reshape(w, (1, -1)) @ X - b)) - Y
    return {"dw": np.mean(X * error, axis=1, keepdims=True), "db": np.mean(error)}


rng = np.random.default_rng(6)
for n_x, m, num_iterations, learning_rate in ((1, 1, 2, 0.5), (3, 1, 7, 0.2), (2, 6, 101, 0.05), (4, 5, 30, 0.3)):
    w, b, X = rng.normal(0, 0.3, (n_x, 1)), float(rng.normal(0, 0.3)), rng.normal(0, 1, (n_x, m))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    with describing("a single example" if m == 1 else "several examples"):
        grads = optimize(w.copy(), b, X.copy(), Y.copy(), num_iterations, learning_rate)[1]
    found = {"dw": grads["dw"], "db": np.squeeze(taken(grads["db"]))}
    at_w, at_b = w, b
    for _ in range(num_iterations - 1):
        step = gradients(at_w, at_b, X, Y)
        at_w, at_b = at_w - learning_rate * step["dw"], at_b - learning_rate * step["db"]
    if not close(found, gradients(at_w, at_b, X, Y), rtol=1e-3, atol=1e-5):
        before_it = optimize(w.copy(), b, X.copy(), Y.copy(), num_iterations - 1, learning_rate)[0]
        expected = gradients(taken(before_it["w"]), taken(before_it["b"]).item(), X, Y)
        assert close(found, expected, rtol=1e-3, atol=1e-5), (
            "grads must hold the dw and db that made the last step, for any number of iterations."
        )
### END HIDDEN TESTS

# %% tests="optimize" part="costs" points=2
import numpy as np

from companion.testing import close, taken

X, Y = np.array([[1.0, 2.0]]), np.array([[0, 1]])
first = optimize(np.zeros((1, 1)), 0.0, X, Y, num_iterations=2, learning_rate=1.0)
assert isinstance(first, (tuple, list)) and len(first) == 3, "Return three values: parameters, grads and costs."
costs = taken(first[2])
assert costs.size > 0, "There is a cost for iteration 0, and your list is empty."
assert costs.size == 1, "Two iterations give one cost: only every 100th is noted, beginning with iteration 0."
assert close(costs.item(), 0.69315, atol=1e-4), "The first cost is that before any update: log 2."
costs = taken(optimize(np.zeros((1, 1)), 0.0, X, Y, 101, 1.0)[2]).ravel()
assert costs.size == 2, "101 iterations give two costs: those of iterations 0 and 100."
if not close(costs[1], 0.13731, atol=1e-4):  # whether the steps are right is tested above
    after_100 = optimize(np.zeros((1, 1)), 0.0, X, Y, 100, 1.0)[0]
    Z = taken(after_100["w"]).item() * X + taken(after_100["b"]).item()
    assert close(costs[1], np.mean(np.logaddexp(0, Z) - Y * Z), atol=1e-4), (
        "The second cost is that of the parameters which 100 updates give, before number 101."
    )


### BEGIN HIDDEN TESTS
from companion.testing import describing

def cost_of(w, b, X, Y):
    Z = np.reshape(w, (1, -1)) @ X + b
    return float(np.mean(np.where(Y == 1, np.logaddexp(0, -Z), np.logaddexp(0, Z))))


rng = np.random.default_rng(7)
for n_x, m, num_iterations, learning_rate in ((1, 1, 1, 0.5), (2, 6, 100, 0.05), (4, 5, 101, 0.3), (5, 9, 250, 0.01)):
    w, b, X = rng.normal(0, 0.3, (n_x, 1)), float(rng.normal(0, 0.3)), rng.normal(0, 1, (n_x, m))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    with describing("a single iteration" if num_iterations == 1 else "a single example" if m == 1 else "several examples and iterations"):
        costs = taken(optimize(w.copy(), b, X.copy(), Y.copy(), num_iterations, learning_rate)[2]).ravel()
    at_w, at_b, expected = w, b, []
    for number in range(num_iterations):
        if number % 100 == 0:
            expected.append(cost_of(at_w, at_b, X, Y))
        error = 1 / (1 + np.exp(-at_w.T @ X - at_b)) - Y
        at_w, at_b = at_w - learning_rate * np.mean(X * error, 1, keepdims=True), at_b - learning_rate * np.mean(error)
    assert costs.size == len(expected), (
        f"With num_iterations = {num_iterations}, the number of costs is wrong: one each at 0, 100, 200, … below it."
    )
    if not close(costs, expected, rtol=1e-3, atol=1e-5):
        for place in range(1, costs.size):
            at = optimize(w.copy(), b, X.copy(), Y.copy(), 100 * place, learning_rate)[0]
            expected[place] = cost_of(taken(at["w"]), taken(at["b"]).item(), X, Y)
        assert close(costs, expected, rtol=1e-3, atol=1e-5), (
            "A cost is wrong: each is noted before the update of its iteration."
        )
once, again = (optimize(np.zeros((2, 1)), 0.0, np.eye(2), np.array([[1, 0]]), 3, 0.1)[2] for _ in range(2))
assert taken(once).size == taken(again).size == 1, "A second call must begin with an empty list of costs."
### END HIDDEN TESTS

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """The step goes uphill: subtract the gradient."""
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w + learning_rate * grads["dw"]
        b = b + learning_rate * grads["db"]
    return {"w": w, "b": b}, grads, costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """w -= ... writes into the array of the caller. w = w - ... makes a new one."""
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w -= learning_rate * grads["dw"]
        b -= learning_rate * grads["db"]
    return {"w": w, "b": b}, grads, costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """The bias is never updated."""
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w - learning_rate * grads["dw"]
    return {"w": w, "b": b}, grads, costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """You note every cost. Only those of iterations 0, 100, 200, … belong in the list."""
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        costs.append(cost)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
    return {"w": w, "b": b}, grads, costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """Your iterations are counted from 1, so the one that comes first is never noted. Count from 0."""
    costs = []
    for i in range(1, num_iterations + 1):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
    return {"w": w, "b": b}, grads, costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """The costs are noted after the update. Each belongs to the parameters before it."""
    costs = []
    for i in range(num_iterations):
        grads, _ = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(propagate(w, b, X, Y)[1])
    return {"w": w, "b": b}, grads, costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """db is taken from a second pass, after w has moved. One pass an iteration gives both gradients."""
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * propagate(w, b, X, Y)[0]["db"]
    return {"w": w, "b": b}, grads, costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """One update too few: range(num_iterations - 1) ends before the last iteration."""
    costs = []
    grads, cost = propagate(w, b, X, Y)
    for i in range(num_iterations - 1):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
    return {"w": w, "b": b}, grads, costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """The gradients come from one more pass after the last update. Those of the last step are asked for."""
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
    return {"w": w, "b": b}, propagate(w, b, X, Y)[0], costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """The dictionary of parameters is made before the loop, so it holds the w and b of the start. Make it at the
    end."""
    costs, params = [], {"w": w, "b": b}
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        dw, db = grads["dw"], grads["db"]
        w = w - learning_rate * dw
        b = b - learning_rate * db
        if i % 100 == 0:
            costs.append(cost)
    return params, grads, costs

# %% mistake="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """The learning rate is written into the loop, and the argument isn't used."""
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w - 1.0 * grads["dw"]
        b = b - 1.0 * grads["db"]
    return {"w": w, "b": b}, grads, costs

# %% demo
parameters, grads, costs = optimize(*initialize_with_zeros(12288), *training_set(), 301, 0.002, print_cost=True)

# %% [markdown]
# The cost falls, fast at first and then ever more slowly. A falling cost says that the algorithm works; whether the
# classifier does is another question, which needs decisions instead of probabilities.

# %% [markdown]
# ## Exercise 6a · Decide  (3 points, ~4 min, ●○○)
# Write `predict(w, b, X)`. It returns an array of shape (1, m) with the predicted label of each column of `X`: 1
# where the probability $a = \sigma(w^T x + b)$ is above 0.5, and 0 where it is below. At exactly 0.5 the neuron has
# no opinion, and either label is accepted. The zeros and ones may be whole numbers, floats or booleans; arguments
# stay unchanged.
#
# *Example.* $w = \begin{pmatrix}2\\-1\end{pmatrix}$, $b = 2$ and
# $X = \begin{pmatrix}-0.5 & -2 & 0 & 1\\0 & 0 & 1.7 & 0\end{pmatrix}$ give $Z = (1\ \ -2\ \ 0.3\ \ 4)$, so the labels
# are `[[1, 0, 1, 1]]`.
#
# <details><summary>Hint</summary>
#
# A comparison such as `A > 0.5` acts on every entry and keeps the shape. `.astype(int)` turns its `True` and `False`
# into 1 and 0.
#
# </details>

# %% solution="predict"
def predict(w, b, X):
    """Labels that logistic regression predicts.

    w: weights, shape (n_x, 1).
    b: bias, a number.
    X: examples in columns, shape (n_x, m).
    None of them is modified.
    Returns an array of shape (1, m): 1 where the probability is above 0.5, 0 where it is below.
    """
    ### BEGIN SOLUTION
    A = sigmoid(w.T @ X + b)
    return (A > 0.5).astype(int)
    ### END SOLUTION

# %% tests="predict" points=3
import numpy as np

from companion.testing import close, taken

labels = predict(np.array([[2.0], [-1.0]]), 2.0, np.array([[-0.5, -2.0, 0.0, 1.0], [0.0, 0.0, 1.7, 0.0]]))
assert labels is not None, "predict returns None. Does it end with a return?"
assert np.shape(labels) == (1, 4), "The labels form a row, shape (1, m): one for each column of X."
labels = taken(labels).astype(float)
assert np.all((labels == 0) | (labels == 1)), "A label is 0 or 1. These are something in between: decide."
assert not close(labels, [[0, 1, 0, 0]]), "Every label is the wrong way round: 1 stands for a high probability."
assert labels[0, 0] == 1, "The first label is wrong. Is the bias in the sum?"
assert labels[0, 3] == 1, "The last label is wrong: does every column get a label of its own?"
assert labels[0, 2] == 1, "The third label is wrong: z = 0.3 is below 0.5, but which number is to be above it?"
assert labels[0, 1] == 0, "The second label is wrong: z = -2 is a probability of 0.12."
one = predict(np.array([[100.0]]), 0.0, np.array([[-9.0]]))
assert close(one, [[0]]), "The label is wrong for one example with one feature, about which the neuron is very sure."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(6)
for n_x, m in ((1, 1), (4, 1), (1, 6), (3, 8), (7, 5), (2, 31)):
    w, b, X = rng.normal(size=(n_x, 1)), float(rng.normal()), rng.normal(size=(n_x, m))
    before = w.copy(), X.copy()
    with describing("a single example" if m == 1 else "several examples"):
        labels = predict(w, b, X)
    sums = [b + sum(float(before[0][j, 0]) * float(before[1][j, k]) for j in range(n_x)) for k in range(m)]
    assert np.shape(labels) == (1, m), "The labels must have the shape (1, m), for any number of examples."
    for label, z in zip(taken(labels)[0], sums, strict=True):
        assert abs(z) < 1e-6 or label == (z > 0), "A label is wrong for other parameters and examples."
    assert close((w, X), before), "predict changed its arguments."
with describing("a neuron that is very sure"):
    far = predict(np.array([[100.0]]), 0.0, np.array([[9.0, -9.0]]))
assert close(far, [[1, 0]]), "Labels are wrong where the neuron is very sure."
### END HIDDEN TESTS

# %% mistake="predict"
def predict(w, b, X):
    """These are the probabilities. Compare them with 0.5."""
    return sigmoid(w.T @ X + b)

# %% mistake="predict"
def predict(w, b, X):
    """0.5 is the threshold for the probability. For z it is 0."""
    return (w.T @ X + b > 0.5).astype(int)

# %% mistake="predict"
def predict(w, b, X):
    """The comparison is the wrong way round."""
    return (sigmoid(w.T @ X + b) < 0.5).astype(int)

# %% mistake="predict"
def predict(w, b, X):
    """The bias is missing."""
    return (sigmoid(w.T @ X) > 0.5).astype(int)

# %% mistake="predict"
def predict(w, b, X):
    """The labels have lost an axis: the shape is (m,) instead of (1, m)."""
    return (sigmoid(w.T @ X + b) > 0.5).astype(int)[0]

# %% mistake="predict"
def predict(w, b, X):
    """Only the first label is computed. Every column of X needs one."""
    labels = np.zeros((1, X.shape[1]))
    labels[0, 0] = sigmoid(w.T @ X[:, :1] + b).item() > 0.5
    return labels

# %% [markdown]
# ## Exercise 6b · How often is it right?  (2 points, ~3 min, ●○○)
# Write `accuracy(Y_prediction, Y)`: the share of examples whose predicted label equals the true one, a number from 0
# to 1. Both arrays have the shape (1, m) and hold zeros and ones. (One minus the accuracy is the *error rate*.)
#
# *Example.* Of the predictions `[[1, 0, 1, 1]]` for the labels `[[1, 0, 0, 1]]` three are right: 0.75.
#
# <details><summary>Hint</summary>
#
# `==` compares entry by entry, and the mean of `True` and `False` is the share of `True`.
#
# </details>

# %% solution="accuracy"
def accuracy(Y_prediction, Y):
    """Share of predictions that are right.

    Y_prediction: predicted labels, shape (1, m), each 0 or 1.
    Y: true labels, shape (1, m), each 0 or 1.
    Returns a number from 0 to 1.
    """
    ### BEGIN SOLUTION
    return np.mean(Y_prediction == Y)
    ### END SOLUTION

# %% tests="accuracy" points=2
import numpy as np

from companion.testing import close, taken

share = accuracy(np.array([[1, 0, 1, 1]]), np.array([[1, 0, 0, 1]]))
assert share is not None, "accuracy returns None. Does it end with a return?"
assert np.size(share) == 1, "The accuracy is one number for all examples."
share = taken(share).item()
assert not close(share, 75), "That is a percentage. A share lies between 0 and 1."
assert share <= 1, "A share lies between 0 and 1. Through which number do you divide?"
assert not close(share, 0.25), "That is the share of wrong predictions."
assert not close(share, 1), "One of the predictions is wrong, so the accuracy is below 1. Do zeros count?"
assert close(share, 0.75), "Three of the four predictions are right."
zeros = accuracy(np.zeros((1, 3)), np.array([[0.0, 0.0, 1.0]]))
assert close(taken(zeros).ravel(), [2 / 3]), "Labels may be floats, and a zero predicted for a zero is right."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(7)
for m in (1, 2, 5, 61):
    for _ in range(4):
        guesses, truths = rng.integers(0, 2, (1, m)), rng.integers(0, 2, (1, m))
        right = sum(int(guess) == int(truth) for guess, truth in zip(guesses[0], truths[0], strict=True))
        with describing("a single example" if m == 1 else "several examples"):
            found = taken(accuracy(guesses.copy(), truths.copy())).ravel()
        assert close(found, [right / m]), "The share of right predictions is wrong for others."
        with describing("labels that are floats"):
            found = taken(accuracy(guesses.astype(float), truths)).ravel()
        assert close(found, [right / m]), "Labels may be floats, too."
with describing("labels that are all 0"):
    found = taken(accuracy(np.zeros((1, 3)), np.zeros((1, 3)))).ravel()
assert close(found, [1]), "Where no label is 1, zeros can be right as well."
### END HIDDEN TESTS

# %% mistake="accuracy"
def accuracy(Y_prediction, Y):
    """This counts the mistakes: it is the error rate. The accuracy is the rest."""
    return np.mean(Y_prediction != Y)

# %% mistake="accuracy"
def accuracy(Y_prediction, Y):
    """len(Y) is the length of the first axis, which is 1. The number of examples is Y.shape[1], or Y.size."""
    return np.sum(Y_prediction == Y) / len(Y)

# %% mistake="accuracy"
def accuracy(Y_prediction, Y):
    """A share from 0 to 1 is asked for, not a percentage."""
    return 100 * np.mean(Y_prediction == Y)

# %% mistake="accuracy"
def accuracy(Y_prediction, Y):
    """This is the share of the animals that were found. A zero predicted for a zero is right as well."""
    return np.sum(Y_prediction * Y) / np.sum(Y)

# %% mistake="accuracy"
def accuracy(Y_prediction, Y):
    """This says for each example whether it is right. Take the mean."""
    return Y_prediction == Y

# %% demo
never = np.zeros_like(photographs.Y_dev)
print(f"'never an animal' is right on {accuracy(never, photographs.Y_dev):.1%} of the dev pictures")

# %% [markdown]
# ## Exercise 7 · The whole model  (5 points, ~7 min, ●●○)
# Put the parts together in
# `model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False)`: start from
# zeros, train on the training examples alone, and predict labels for both sets. ("Test" is the usual name of these
# arguments; below, we call it with our dev set.)
#
# It returns a dictionary with
#
# - `"w"` and `"b"`, the trained parameters (two points), and `"costs"`, the list from `optimize` (one point);
# - `"Y_prediction_train"` and `"Y_prediction_test"`, the labels that the trained model predicts, of shape (1, m) with
#   the m of that set (a point each).
#
# `num_iterations`, `learning_rate` and `print_cost` are those of `optimize`. `Y_test` isn't needed for any of this,
# and must not change the result; it is there so that the function could print an accuracy. Further keys and prints
# are welcome. This exercise needs your `initialize_with_zeros`, `optimize` and `predict`.
#
# *Example.* With $X_{train} = (1\ \ 2)$, $Y_{train} = (0\ \ 1)$, two iterations and learning rate 1, `"w"` is 0.3464
# and `"b"` −0.0923, as in exercise 5. Both training examples are predicted 1, and so is $x = 3$; $x = -3$ is
# predicted 0.
#
# <details><summary>Hint: four lines</summary>
#
# Zeros, as many as `X_train` has rows. `optimize`. Then `predict` twice, with the parameters that `optimize`
# returned.
#
# </details>

# %% solution="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """Train logistic regression on one set and predict the labels of two.

    X_train, X_test: examples in columns, shapes (n_x, m_train) and (n_x, m_test).
    Y_train, Y_test: labels, shapes (1, m_train) and (1, m_test), each 0 or 1.
    num_iterations, learning_rate, print_cost: see optimize.
    Returns a dictionary: "w", shape (n_x, 1); "b", a number; "costs", a list; "Y_prediction_train" and
    "Y_prediction_test", shapes (1, m_train) and (1, m_test).
    """
    ### BEGIN SOLUTION
    w, b = initialize_with_zeros(X_train.shape[0])
    parameters, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    w, b = parameters["w"], parameters["b"]
    return {
        "w": w,
        "b": b,
        "costs": costs,
        "Y_prediction_train": predict(w, b, X_train),
        "Y_prediction_test": predict(w, b, X_test),
    }
    ### END SOLUTION

# %% tests="model" part="parameters" points=2
import numpy as np

from companion.testing import close, taken

DEFAULTS = 0.17563  # the example's w after 100 iterations with a learning rate of 0.009
few = model(np.array([[1.0, 2.0]]), np.array([[0, 1]]), np.array([[3.0, -3.0, 5.0]]), np.array([[1, 0, 1]]), 2, 1.0)
assert isinstance(few, dict), "Return a dictionary."
for key in ("w", "b"):
    assert key in few, f'The dictionary lacks the key "{key}".'
assert np.shape(few["w"]) == (1, 1), "w has one row for each feature: for each row of X_train."
w = taken(few["w"]).item()
assert not close(w, 0), "w is still 0: return the parameters that optimize gives back."
assert not close(w, DEFAULTS, atol=1e-4), (
    "w looks as if optimize had used its own defaults instead of your function's arguments."
)
assert close(w, 0.34641, atol=1e-4), "w is not that of the example. From which data does the model learn?"
assert close(taken(few["b"]).ravel(), [-0.09234], atol=1e-4), "b is not that of the example."


### BEGIN HIDDEN TESTS
from companion.testing import describing

def descend(X, Y, num_iterations, learning_rate):
    """Gradient descent from zero."""
    w, b = np.zeros((X.shape[0], 1)), 0.0
    for _ in range(num_iterations):
        error = 1 / (1 + np.exp(-np.einsum("jo,jm->om", w, X) - b)) - Y
        w = w - learning_rate * np.mean(X * error, axis=1, keepdims=True)
        b = b - learning_rate * float(np.mean(error))
    return w, b


rng = np.random.default_rng(8)
for n_x, m_train, m_test, num_iterations, learning_rate in (
    (1, 3, 1, 5, 0.2),
    (3, 1, 4, 1, 0.1),
    (4, 9, 7, 101, 0.05),
    (6, 5, 5, 201, 0.5),
):
    X_train, X_test = rng.normal(size=(n_x, m_train)), rng.normal(size=(n_x, m_test))
    Y_train, Y_test = rng.integers(0, 2, (1, m_train)), rng.integers(0, 2, (1, m_test))
    before = X_train.copy(), Y_train.copy(), X_test.copy(), Y_test.copy()
    w, b = descend(X_train, Y_train, num_iterations, learning_rate)
    with describing(
        "a single example in the test set" if m_test == 1 else "a single iteration" if num_iterations == 1
        else "several examples and iterations"
    ):
        result = model(X_train, Y_train, X_test, Y_test, num_iterations, learning_rate)
    assert np.shape(result["w"]) == (n_x, 1), "w must have the shape (n_x, 1), for any sizes."
    assert close(result["w"], w, rtol=1e-3, atol=1e-5), (
        "w is wrong for other data: train from zeros, with the number of iterations and the rate that were given."
    )
    assert close(taken(result["b"]).ravel(), [b], rtol=1e-3, atol=1e-5), "b is wrong for other data."
    assert close((X_train, Y_train, X_test, Y_test), before), "model changed its data."
X, Y = rng.normal(size=(3, 6)), np.array([[0, 1, 1, 0, 1, 0]])
one, other = (model(X, Y, X[:, :2], labels, 20, 0.1) for labels in (np.array([[0, 0]]), np.array([[1, 1]])))
assert close(one["w"], taken(other["w"])), "The labels of the test set change the weights: training must not see them."
### END HIDDEN TESTS

# %% tests="model" part="costs" points=1
import numpy as np

from companion.testing import close, taken

X, Y = np.array([[1.0, 2.0]]), np.array([[0, 1]])
few = model(X, Y, np.array([[3.0, -3.0, 5.0]]), np.array([[1, 0, 1]]), 101, 1.0)
assert isinstance(few, dict), "Return a dictionary."
assert "costs" in few, 'The dictionary lacks the key "costs".'
costs = taken(few["costs"]).ravel()
assert costs.size == 2, "costs is the list that optimize returns: after 101 iterations it has two entries."
assert close(costs, [0.69315, 0.13731], atol=1e-4), "The costs are not those of training on X_train and Y_train."


### BEGIN HIDDEN TESTS
from companion.testing import describing

def costs_of(X, Y, num_iterations, learning_rate):
    """The cost before every 100th update of gradient descent from zero."""
    w, b, history = np.zeros((X.shape[0], 1)), 0.0, []
    for _ in range(num_iterations):
        Z = np.einsum("jo,jm->om", w, X) + b
        history.append(float(np.mean(np.where(Y == 1, np.logaddexp(0, -Z), np.logaddexp(0, Z)))))
        error = 1 / (1 + np.exp(-Z)) - Y
        w = w - learning_rate * np.mean(X * error, axis=1, keepdims=True)
        b = b - learning_rate * float(np.mean(error))
    return history[::100]


rng = np.random.default_rng(9)
for n_x, m, num_iterations, learning_rate in ((1, 3, 5, 0.2), (3, 1, 100, 0.1), (4, 9, 101, 0.05), (6, 5, 201, 0.5)):
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    expected = costs_of(X, Y, num_iterations, learning_rate)
    with describing("a single example" if m == 1 else "several examples"):
        result = model(X, Y, rng.normal(size=(n_x, 4)), np.array([[0, 1, 0, 1]]), num_iterations, learning_rate)
    costs = taken(result["costs"]).ravel()
    assert costs.size == len(expected), "costs must be the list that optimize returns."
    assert close(costs, expected, rtol=1e-3, atol=1e-5), "The costs are wrong for other data."
### END HIDDEN TESTS

# %% tests="model" part="train" points=1
import numpy as np

from companion.testing import close

few = model(np.array([[1.0, 2.0]]), np.array([[0, 1]]), np.array([[3.0, -3.0, 5.0]]), np.array([[1, 0, 1]]), 2, 1.0)
assert isinstance(few, dict), "Return a dictionary."
assert "Y_prediction_train" in few, 'The dictionary lacks the key "Y_prediction_train".'
assert np.shape(few["Y_prediction_train"]) == (1, 2), "There is one label for each training example."
assert close(few["Y_prediction_train"], [[1, 1]]), (
    "The predictions for the training set are not those of the trained parameters."
)


### BEGIN HIDDEN TESTS
from companion.testing import taken


def descend(X, Y, num_iterations, learning_rate):
    """Gradient descent from zero."""
    w, b = np.zeros((X.shape[0], 1)), 0.0
    for _ in range(num_iterations):
        error = 1 / (1 + np.exp(-np.einsum("jo,jm->om", w, X) - b)) - Y
        w = w - learning_rate * np.mean(X * error, axis=1, keepdims=True)
        b = b - learning_rate * float(np.mean(error))
    return w, b


rng = np.random.default_rng(10)
for n_x, m, num_iterations, learning_rate in ((1, 3, 5, 0.2), (3, 1, 1, 0.1), (4, 9, 101, 0.05), (2, 30, 20, 0.1)):
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (1, m))
    w, b = descend(X, Y, num_iterations, learning_rate)
    result = model(X.copy(), Y.copy(), rng.normal(size=(n_x, 4)), np.array([[0, 1, 0, 1]]), num_iterations, learning_rate)
    labels, sums = taken(result["Y_prediction_train"]), np.einsum("jo,jm->om", w, X) + b
    assert labels.shape == (1, m), "The shape of Y_prediction_train is wrong for other numbers of examples."
    assert np.all((labels == (sums > 0)) | (np.abs(sums) < 1e-3)), "Y_prediction_train is wrong for other data."
long = model(np.array([[1.0, 2.0]]), np.array([[0, 1]]), np.array([[3.0]]), np.array([[1]]), 500, 1.0)
assert close(long["Y_prediction_train"], [[0, 1]]), "The predictions aren't those of training for as long as was asked."
### END HIDDEN TESTS

# %% tests="model" part="test" points=1
import numpy as np

from companion.testing import close

few = model(np.array([[1.0, 2.0]]), np.array([[0, 1]]), np.array([[3.0, -3.0, 5.0]]), np.array([[0, 1, 1]]), 2, 1.0)
assert isinstance(few, dict), "Return a dictionary."
assert "Y_prediction_test" in few, 'The dictionary lacks the key "Y_prediction_test".'
assert np.shape(few["Y_prediction_test"]) == (1, 3), "There is one label for each test example."
assert not close(few["Y_prediction_test"], [[0, 1, 1]]), "Those are the true labels, Y_test. Predict from X_test."
assert close(few["Y_prediction_test"], [[1, 0, 1]]), (
    "The predictions for the test set are not those of the trained parameters."
)


### BEGIN HIDDEN TESTS
from companion.testing import describing, taken


def descend(X, Y, num_iterations, learning_rate):
    """Gradient descent from zero."""
    w, b = np.zeros((X.shape[0], 1)), 0.0
    for _ in range(num_iterations):
        error = 1 / (1 + np.exp(-np.einsum("jo,jm->om", w, X) - b)) - Y
        w = w - learning_rate * np.mean(X * error, axis=1, keepdims=True)
        b = b - learning_rate * float(np.mean(error))
    return w, b


rng = np.random.default_rng(11)
for n_x, m, num_iterations, learning_rate in ((1, 1, 5, 0.2), (3, 4, 1, 0.1), (4, 7, 101, 0.05), (2, 30, 20, 0.1)):
    X, Y, X_test = rng.normal(size=(n_x, 9)), rng.integers(0, 2, (1, 9)), rng.normal(size=(n_x, m))
    w, b = descend(X, Y, num_iterations, learning_rate)
    sums = np.einsum("jo,jm->om", w, X_test) + b
    for Y_test in (np.zeros((1, m)), np.ones((1, m))):
        with describing("a single example in the test set" if m == 1 else "several examples in the test set"):
            labels = taken(model(X, Y, X_test, Y_test, num_iterations, learning_rate)["Y_prediction_test"])
        assert labels.shape == (1, m), "The shape of Y_prediction_test is wrong for other numbers of examples."
        assert np.all((labels == (sums > 0)) | (np.abs(sums) < 1e-3)), "Y_prediction_test is wrong for other data."
long = model(np.array([[1.0, 2.0]]), np.array([[0, 1]]), np.array([[1.1]]), np.array([[1]]), 500, 1.0)
assert close(long["Y_prediction_test"], [[0]]), "The predictions aren't those of training for as long as was asked."
### END HIDDEN TESTS

# %% mistake="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """The trained parameters are thrown away: w and b are still the zeros that training started from. Take them out
    of what optimize returns."""
    w, b = initialize_with_zeros(X_train.shape[0])
    _, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    return {
        "w": w,
        "b": b,
        "costs": costs,
        "Y_prediction_train": predict(w, b, X_train),
        "Y_prediction_test": predict(w, b, X_test),
    }

# %% mistake="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """Iterations and learning rate aren't handed on, so optimize takes its own defaults."""
    w, b = initialize_with_zeros(X_train.shape[0])
    parameters, _, costs = optimize(w, b, X_train, Y_train)
    w, b = parameters["w"], parameters["b"]
    return {
        "w": w,
        "b": b,
        "costs": costs,
        "Y_prediction_train": predict(w, b, X_train),
        "Y_prediction_test": predict(w, b, X_test),
    }

# %% mistake="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """The two predictions are swapped."""
    w, b = initialize_with_zeros(X_train.shape[0])
    parameters, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    w, b = parameters["w"], parameters["b"]
    return {
        "w": w,
        "b": b,
        "costs": costs,
        "Y_prediction_train": predict(w, b, X_test),
        "Y_prediction_test": predict(w, b, X_train),
    }

# %% mistake="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """There is a weight for each feature, a row of X_train. X_train.shape[1] is the number of examples."""
    w, b = initialize_with_zeros(X_train.shape[1])
    parameters, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    w, b = parameters["w"], parameters["b"]
    return {
        "w": w,
        "b": b,
        "costs": costs,
        "Y_prediction_train": predict(w, b, X_train),
        "Y_prediction_test": predict(w, b, X_test),
    }

# %% mistake="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """The test labels are handed out as predictions. Predict them from X_test."""
    w, b = initialize_with_zeros(X_train.shape[0])
    parameters, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    w, b = parameters["w"], parameters["b"]
    return {"w": w, "b": b, "costs": costs, "Y_prediction_train": Y_train, "Y_prediction_test": Y_test}

# %% mistake="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """This isn't a dictionary. Return one, in which each of the five entries stands under its name."""
    w, b = initialize_with_zeros(X_train.shape[0])
    parameters, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    w, b = parameters["w"], parameters["b"]
    return w, b, costs, predict(w, b, X_train), predict(w, b, X_test)

# %% mistake="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """The model learns from both sets. Then nothing is left to judge it by: train on X_train and Y_train alone."""
    X, Y = np.hstack([X_train, X_test]), np.hstack([Y_train, Y_test])
    w, b = initialize_with_zeros(X.shape[0])
    parameters, _, costs = optimize(w, b, X, Y, num_iterations, learning_rate, print_cost)
    w, b = parameters["w"], parameters["b"]
    return {
        "w": w,
        "b": b,
        "costs": costs,
        "Y_prediction_train": predict(w, b, X_train),
        "Y_prediction_test": predict(w, b, X_test),
    }

# %% [markdown]
# ## The photographs
# Now the real thing. `trained` calls your `model` on the photographs and remembers the result, so that the cells
# below can share it. If you change one of your functions later, run the next cell again: then it forgets.

# %%
@cache
def trained(learning_rate, num_iterations):
    """What your model learns from the photographs: the dictionary that it returns."""
    return model(*training_set(), *dev_set(), num_iterations, learning_rate)

# %% demo
result = trained(0.002, 2000)
never = np.zeros_like(photographs.Y_dev)
print(f"training set: {accuracy(result['Y_prediction_train'], photographs.Y_train):6.1%} right")
print(f"dev set:      {accuracy(result['Y_prediction_test'], photographs.Y_dev):6.1%} right")
print(f"'never':      {accuracy(never, photographs.Y_dev):6.1%} right on the dev set")
said_yes, is_animal = np.equal(result["Y_prediction_test"], 1), photographs.Y_dev == 1
print(f"of {np.sum(is_animal)} animals in the dev set it finds {np.sum(said_yes & is_animal)},")
print(f"of {np.sum(~is_animal)} other pictures it takes {np.sum(said_yes & ~is_animal)} for an animal")

# %% [markdown]
# Two things stand out. The classifier is about eleven points above the baseline: pixels seem to say something about
# animals. And it has nearly all training pictures right, but errs on almost a quarter of the new ones. With 12,289
# parameters for 182 examples it has room to remember each. This gap between training and dev accuracy is called
# **overfitting**; course 2 is about closing it.
#
# Don't read more into the digits than is there. One dev picture is 1.6 %. With 61 of them the accuracy has a standard
# error of about five points, and a 95 % interval reaches some 10.5 points either way. Is the baseline beaten at all?
# The two differ where the classifier says yes, on 17 pictures: it is right on 12 and wrong on 5. A fair coin splits
# at least so unevenly, one way or the other, about one time in seven ($p \approx 0.14$). So: probably, but a larger
# dev set might say otherwise.

# %% [markdown]
# ## What did it learn?
# There is one weight for each number of a picture, so the weights can be drawn as pictures themselves. Orange means:
# light in this place speaks for an animal; violet, against one.

# %% demo
weights = np.reshape(trained(0.002, 2000)["w"], (64, 64, 3))
title = "No animal in sight. On average, green light speaks for one, blue against"
weight_images(weights, ["red light", "green light", "blue light"], title)
plt.show()
for part, rows in (("whole picture", slice(None)), ("upper third", slice(21))):
    red, green, blue = 1000 * weights[rows].mean(axis=(0, 1))
    print(f"mean weight in thousandths, {part}: red {red:+.1f}, green {green:+.1f}, blue {blue:+.1f}")

# %% [markdown]
# There is no ear or fin in these weights. Three weights per pixel, one for each colour, can't know the shape of an
# animal, which may stand anywhere in the picture. What they can learn is where which colours lie. The means say which:
# that of green is above 0, at +3.8 thousandths, so a picture with more green light, as from grass and leaves, gets a
# larger $z$ (0.1 more in all 4,096 pixels adds about 1.6). That of blue is −3.5, and −6.4 in the upper third, where
# buildings have their sky: blue light speaks against an animal. That takes the classifier some way, and explains many
# of its errors. Here are the dev pictures with the largest loss, where it was most sure and wrong.

# %% demo
result = trained(0.002, 2000)
X_dev, Y_dev = dev_set()
Z = np.reshape(result["w"], (1, -1)) @ X_dev + result["b"]
losses = np.logaddexp(0, Z) - Y_dev * Z
worst = np.argsort(-losses[0])[:8]
captions = [f"{CAPTIONS[Y_dev[0, k]]}\nmodel: {sigmoid(Z[0, k]):.0%} animal" for k in worst]
title = "Most sure and wrong: dev pictures, their label and the verdict"
image_grid(photographs.X_dev[worst], captions, title, columns=4, size=1.8)
plt.show()

# %% [markdown]
# Seven of the eight are animals that it missed. Five fit what the means say, with hardly any green around them: before
# a pale sky, on sand, in blue water, in the dusk. The fish, between green and white, and the crocodile in the mud don't:
# a sum of 12,288 terms has reasons that no short story tells. The one false alarm, a meter, is dark and partly green.

# %% [markdown]
# ## Choose a learning rate
# Where did the 0.002 come from? To compare rates, every 100th cost is too few, and every 10th may mislead: with
# $\alpha = 0.004$ the cost rises 69 times in the first 200 iterations, up and down in turn, and every 10th shows no
# rise at all. `follow` notes every cost: it calls `optimize` for one iteration at a time, each from where the last one
# ended. It remembers its results, like `trained`: if you change a function, run the next cell again.

# %%
@cache
def follow(learning_rate, num_iterations):
    """Train on the photographs from zero, and note how it goes; num_iterations is a multiple of 10.

    Returns the costs of iterations 0, 1, 2, …, num_iterations, a list; and an array of shape
    (num_iterations / 10 + 1, 2): the accuracies on the training and on the dev set before iterations 0, 10, 20, …
    """
    (X_train, Y_train), (X_dev, Y_dev) = training_set(), dev_set()
    w, b = initialize_with_zeros(X_train.shape[0])
    costs, accuracies = [], []
    for i in range(num_iterations + 1):
        if i % 10 == 0:
            right = accuracy(predict(w, b, X_train), Y_train), accuracy(predict(w, b, X_dev), Y_dev)
            accuracies.append(right)
        parameters, _, cost = optimize(w, b, X_train, Y_train, 1, learning_rate)
        costs.append(float(np.ravel(cost)[0]))
        w, b = parameters["w"], parameters["b"]
    return costs, np.array(accuracies)

# %% demo
RATES = (0.0002, 0.0005, 0.002, 0.005, 0.02)
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
cost_curves(left, {f"α = {rate}": follow(rate, 400)[0] for rate in RATES[:4]})
left.lines[3].set(color="black", linestyle="-", linewidth=1)
left.legend()
left.set(title="Up to α = 0.002 steadily down; 0.005 zigzags")
cost_curves(right, {"α = 0.02": follow(0.02, 400)[0]}, ylabel="cost J (logarithmic scale)")
right.set(yscale="log", title="α = 0.02 is thrown up, and jumps to the end")
plt.show()

# %% [markdown]
# The three small rates lead steadily down, and the largest of them gets farthest. 0.005 overshoots the valley a
# little: the cost zigzags for almost 300 iterations, in ever smaller jumps, and gets lower than with 0.002, 0.23
# against 0.33. With 0.02 it is thrown up to more than ten times where it started, and is still jumping at the end.
#
# A careful rule is to take, among the rates whose cost never rises, the one that got lowest. Why not the lowest
# cost? Because in a run that jumps, it depends on when you stop: with 0.02 the last costs are about 0.20, the lowest
# of all, and about 0.45, in turn. Which of them comes last can hang on how your computer rounds. A steady run can be
# stopped anywhere. The price is some speed.

# %% [markdown]
# ## Exercise 8 · Choose a learning rate  (4 points, ~8 min, ●●○)
# Write `choose_learning_rate(costs)`. It gets a dictionary: each key is a learning rate, its value the list of the
# costs of successive iterations with that rate (two or more numbers, in order). Call a run *steady* if none of its
# costs is above the one before, and all of them are finite numbers: a run that contains `nan` or infinity is not
# steady. Return the learning rate, among the steady runs, whose **last** cost is lowest. At least one run is steady,
# and no two steady runs share the lowest last cost. Equal neighbours are no rise. One point is for the lowest of steady
# runs, two are for leaving out those that rise, one for those that aren't finite.
#
# *Example.* `{0.1: [0.69, 0.60, 0.55], 0.5: [0.69, 0.45, 0.30], 2.0: [0.69, 0.90, 0.10]}` gives 0.5. The run with 2.0
# ended lower, but it isn't steady.
#
# <details><summary>Hint 1: is a run steady?</summary>
#
# `np.diff(run)` holds the differences of neighbours. In a steady run all are 0 or less. With `nan`, each of `<`, `<=`,
# `>`, `>=` and `==` is false (only `!=` is true), so asking for a rise overlooks it; and from infinity to a number is a
# fall. `np.isfinite` tells numbers from both.
#
# </details>
#
# <details><summary>Hint 2: the lowest</summary>
#
# Collect rate and last cost of the steady runs in a second dictionary. `min(d, key=d.get)` is the key with the
# smallest value.
#
# </details>

# %% solution="choose_learning_rate"
def choose_learning_rate(costs):
    """The learning rate whose cost got lowest among those that never let it rise.

    costs: dictionary, learning rate -> list of two or more costs, in the order of training.
    Returns one of the keys. A run with nan or infinity in it doesn't qualify.
    """
    ### BEGIN SOLUTION
    last = {}
    for rate, run in costs.items():
        if np.all(np.isfinite(run)) and np.all(np.diff(run) <= 0):
            last[rate] = run[-1]
    return min(last, key=last.get)
    ### END SOLUTION

# %% tests="choose_learning_rate" part="lowest" points=1
from companion.testing import close

choice = choose_learning_rate({0.1: [0.69, 0.60, 0.55], 0.5: [0.69, 0.45, 0.30]})
assert choice is not None, "choose_learning_rate returns None. Does it end with a return?"
assert not close(choice, 0.30), "That is the cost. Return the learning rate that it belongs to."
assert not close(choice, 0.1), "The run with 0.1 is steady, but another steady run ends lower."
assert close(choice, 0.5), "Both runs are steady. Return the rate of the one whose last cost is lower."
assert close(choose_learning_rate({0.03: [0.5, 0.4]}), 0.03), "With one run there is nothing to compare."
### BEGIN HIDDEN TESTS
import math

import numpy as np

small_is_best = {0.01: [0.7, 0.3, 0.2], 0.1: [0.7, 0.6, 0.5], 1.0: [0.7, 0.65, 0.6]}
assert close(choose_learning_rate(small_is_best), 0.01), "What counts is the last cost, not the size of the rate."
rng = np.random.default_rng(8)
for _ in range(10):
    runs = {round(0.1 + 0.1 * number, 1): np.sort(rng.random(6))[::-1].tolist() for number in range(5)}
    before = {rate: list(run) for rate, run in runs.items()}
    best, lowest = None, math.inf
    for rate, run in before.items():
        if run[-1] < lowest:
            best, lowest = rate, run[-1]
    assert close(choose_learning_rate(runs), best), "The choice is wrong for other runs, all of them steady."
    assert runs == before, "choose_learning_rate changed the dictionary or the lists in it."
### END HIDDEN TESTS

# %% tests="choose_learning_rate" part="steady" points=2
from companion.testing import close

choice = choose_learning_rate({0.1: [0.69, 0.60, 0.55], 0.5: [0.69, 0.45, 0.30], 2.0: [0.69, 0.90, 0.10]})
assert choice is not None, "choose_learning_rate returns None. Does it end with a return?"
assert not close(choice, 2.0), "The run with 2.0 ends lowest, but its cost rises on the way: it isn't steady."
assert close(choice, 0.5), "The example of the text comes out differently."
level = {0.2: [0.7, 0.5, 0.5, 0.4], 0.1: [0.7, 0.6, 0.5, 0.45]}
assert close(choose_learning_rate(level), 0.2), "A cost that stays level for a while hasn't risen."
### BEGIN HIDDEN TESTS
import math

import numpy as np

from companion.testing import describing

late = {0.2: [0.7, 0.5, 0.1, 0.11], 0.1: [0.7, 0.6, 0.5, 0.45]}
assert close(choose_learning_rate(late), 0.1), "One rise is enough to lose, also a small one at the very end."
early = {0.2: [0.7, 0.71, 0.1, 0.05], 0.1: [0.7, 0.6, 0.5, 0.45]}
assert close(choose_learning_rate(early), 0.1), "One rise is enough to lose, also a small one at the very start."
rng = np.random.default_rng(9)
for _ in range(10):
    runs, best, lowest = {}, None, math.inf
    for number in range(5):
        rate = round(0.1 + 0.1 * number, 1)
        run = np.sort(rng.random(6))[::-1].tolist()
        if number and rng.random() < 0.5:
            run[3], run[4] = run[4], run[3]
        elif run[-1] < lowest:
            best, lowest = rate, run[-1]
        runs[rate] = run
    with describing("runs of which some rise"):
        assert close(choose_learning_rate(runs), best), "The choice is wrong for other runs: some rise, others are steady."
### END HIDDEN TESTS

# %% tests="choose_learning_rate" part="finite" points=1
import math

from companion.testing import close

broken = {0.3: [0.69, 0.5, 0.4], 1.0: [0.69, 0.5, math.nan], 3.0: [0.69, math.nan, 0.1]}
choice = choose_learning_rate(broken)
assert choice is not None, "choose_learning_rate returns None. Does it end with a return?"
assert any(close(choice, rate) for rate in broken), "That is no key of the dictionary. Return a learning rate."
assert close(choice, 0.3), "A run with nan in it isn't steady. Neither <= nor > is true of nan."
endless = {0.3: [0.69, 0.5, 0.4], 3.0: [math.inf, 0.3, 0.2]}
assert close(choose_learning_rate(endless), 0.3), "A run with infinity in it isn't steady, though the next is lower."
### BEGIN HIDDEN TESTS
from companion.testing import describing

first_nan = {9.0: [math.nan, 0.2, 0.1], 0.1: [0.7, 0.6], 5.0: [math.inf, 0.3, 0.2], 2.0: [0.7, math.inf]}
with describing("runs that begin with nan or infinity"):
    assert close(choose_learning_rate(first_nan), 0.1), "A run with infinity or nan at its start isn't steady either."
for position in range(3):
    for value in (math.nan, math.inf):
        runs = {4.0: [0.6, 0.4, 0.2], 0.7: [0.7, 0.5, 0.3]}
        runs[4.0][position] = value
        with describing("a run that holds nan or infinity"):
            assert close(choose_learning_rate(runs), 0.7), "A run with infinity or nan anywhere in it isn't steady."
### END HIDDEN TESTS

# %% mistake="choose_learning_rate"
def choose_learning_rate(costs):
    """This looks at the last cost alone. A run whose cost rises on the way doesn't qualify."""
    return min(costs, key=lambda rate: costs[rate][-1])

# %% mistake="choose_learning_rate"
def choose_learning_rate(costs):
    """This returns the lowest cost. Asked for is the learning rate that led to it."""
    steady = [run for run in costs.values() if np.all(np.isfinite(run)) and np.all(np.diff(run) <= 0)]
    return min(run[-1] for run in steady)

# %% mistake="choose_learning_rate"
def choose_learning_rate(costs):
    """The smallest rate is the safest, and the slowest. Compare the last costs of the steady runs."""
    return min(rate for rate, run in costs.items() if np.all(np.isfinite(run)) and np.all(np.diff(run) <= 0))

# %% mistake="choose_learning_rate"
def choose_learning_rate(costs):
    """You look for a rise, and nan is no rise: such a run slips through. Ask for finite numbers as well."""
    last = {rate: run[-1] for rate, run in costs.items() if not np.any(np.diff(run) > 0)}
    return min(reversed(last), key=last.get)

# %% mistake="choose_learning_rate"
def choose_learning_rate(costs):
    """A run that starts at infinity slips through, since its next cost is lower. Ask for finite numbers as well."""
    last = {rate: run[-1] for rate, run in costs.items() if np.all(np.diff(run) <= 0)}
    return min(last, key=last.get)

# %% mistake="choose_learning_rate"
def choose_learning_rate(costs):
    """You take the largest steady rate. It often ends lowest, but the costs decide."""
    return max(rate for rate, run in costs.items() if np.all(np.isfinite(run)) and np.all(np.diff(run) <= 0))

# %% mistake="choose_learning_rate"
def choose_learning_rate(costs):
    """You ask for a fall in every step. A cost that stays level hasn't risen, so the run is still steady."""
    last = {rate: run[-1] for rate, run in costs.items() if np.all(np.isfinite(run)) and np.all(np.diff(run) < 0)}
    return min(last, key=last.get)

# %% demo
RATES = (0.0002, 0.0005, 0.002, 0.005, 0.02)
chosen = choose_learning_rate({rate: follow(rate, 400)[0] for rate in RATES})
print("chosen:", chosen)
X_train, _ = training_set()
with_bias = np.vstack([X_train, np.ones((1, X_train.shape[1]))])
steepest = np.linalg.norm(with_bias, 2) ** 2 / (4 * X_train.shape[1])
print(f"theory promises a steady fall below {2 / steepest:.4f}")

# %% [markdown]
# The last line is the limit that notebook 02 found for a bowl: two divided by the largest curvature. For logistic
# regression the curvature is nowhere above a quarter of the largest eigenvalue of $\frac1m X X^T$ (with a row of ones
# for the bias), so below this limit every step leads down. The pictures decide it: brighter pictures, a smaller rate.
#
# The learning rate decides how fast the cost falls. Does it also decide how good the classifier is?

# %% demo
_, accuracies = follow(0.002, 2000)
fig, ax = plt.subplots(figsize=(8, 4))
curves = {"training set": 100 * accuracies[:, 0], "dev set": 100 * accuracies[:, 1]}
cost_curves(ax, curves, every=10, ylabel="accuracy (%)")
ax.axhline(100 * np.mean(photographs.Y_dev == 0), color="black", linestyle=":", label="'never an animal', dev set")
ax.set_title("The training accuracy climbs on; the dev accuracy stops early")
ax.legend(loc="center right", bbox_to_anchor=(1, 0.22))
plt.show()
print("at iteration 400:")
for rate in (0.0002, 0.0005, 0.002, 0.005, 0.02):
    costs, accuracies = follow(rate, 400)
    train, dev = accuracies[-1]
    print(f"α = {rate:<6}  cost {costs[-1]:.2f}  training {train:.1%}  dev {dev:.1%}")

# %% [markdown]
# After 200 iterations everything that the dev set gains has been gained. The training accuracy climbs on to 98 %; the
# dev accuracy is highest, 80.3 %, from iteration 110 to 200, dips to 73.8 % near 600, and ends at 77.0 %. (From the top
# to the dip are four pictures of 61.) The table says the same: with 0.005 the cost is half that with 0.0005, and the
# dev accuracy is equal. A lower training cost isn't a better classifier. Against the gap, more pictures help. Hidden
# layers do something else: they let a model see more than colours in their places, but with still more parameters it
# can overfit as well.

# %% [markdown]
# ## A picture of your own
# Put a picture beside this notebook, and its name in the line that sets `path`. It is cut to its middle square and
# made as small as the others. The one that is given was in neither set.

# %% demo
path = find_data("example_picture.jpg")  # for example: path = "my_cat.jpg"
picture = read_picture(path, size=64)
result = trained(0.002, 2000)
x = prepare_images(picture[np.newaxis])
probability = float(np.ravel(sigmoid(np.reshape(result["w"], (1, -1)) @ x + result["b"]))[0])
label = int(np.ravel(predict(result["w"], result["b"], x))[0])
image_grid([picture], [f"{probability:.0%} animal"], f"The model says: {CAPTIONS[label]}", size=3)
plt.show()

# %% [markdown]
# About this dog it is wrong, although it stands on grass: the mean weights make no promise for a single picture. Try
# the same thing twice: an animal on grass and before a white wall, a cup on a table and on a meadow. What moves the
# verdict, the thing or what is behind it?

# %% [markdown]
# ## What you built
# - A binary classifier from nothing but array operations: prepare, initialise, propagate, update, predict.
# - A cost that stays right where probabilities round to 0 and 1.
# - An honest measurement: a baseline, a dev set, and a look at what the weights hold on to.
#
# **Questions to take along** (no points)
# 1. Subtract the mean picture of the training set from every picture before training. What happens to the largest
#    learning rate that is still steady, and why?
# 2. Training starts at zero, and every step adds multiples of training pictures. So what kind of picture is $w$?
# 3. How would you build a dev set that exposes a classifier which looks at the background only?
#
# **Next:** week 3 puts a hidden layer between the pixels and the answer.
