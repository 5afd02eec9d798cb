# ---
# title: A deep classifier of photographs
# minutes: 80
# ---

# %% [markdown]
# # A deep classifier of photographs
# In week 2 a single neuron looked at photographs and said whether there is an animal in them. Now a deep network gets
# the same pictures. Is it better? By how much, and how sure can you be, with 243 pictures? Answering that honestly is
# more work than training the network.
#
# **You will**
# - prepare data without letting the dev set leak into it, and make more of it by mirroring;
# - train networks of any depth with one function, and look at what they get wrong and what they have learned;
# - choose hyperparameters, and compare models with an error bar.
#
# **Before you start:** `01_building_a_deep_network`, and `03_logistic_regression` of week 2 for the pictures.
#
# **Time:** about 80 minutes. **Points:** 29, in seven exercises. Dots show difficulty, from ●○○ to ●●●.

# %%
from functools import cache

import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_photographs
from companion.plots import COLORS, cost_curves, image_grid

# %% [markdown]
# ## Small pictures
# The photographs have 64 × 64 pixels. Week 2 gave each of their 12,288 numbers a weight of its own, for 182 pictures.
# Here they are made much smaller: `shrink` takes the mean of each block of 8 × 8 pixels, which leaves 8 × 8 pixels of
# three colours, 192 numbers. What is lost is detail, which a network that doesn't know which pixels are neighbours can
# hardly use with so few examples; what is gained is training in a fraction of a second. All models below get these
# small pictures.
#
# The split into training and dev set is first that of week 2; later there will be others.

# %%
photographs = load_photographs()
SIZE = 8


def shrink(photos, size=SIZE):
    """Pictures of 64 x 64 pixels, uint8, made size x size: floats from 0 to 1, shape (m, size, size, 3)."""
    block = 64 // size
    return photos.reshape(len(photos), size, block, size, block, 3).mean(axis=(2, 4)) / 255


small_train, small_dev = shrink(photographs.X_train), shrink(photographs.X_dev)
print("training:", small_train.shape, " dev:", small_dev.shape, " numbers a picture:", small_train[0].size)

# %% demo
pairs = np.concatenate([photographs.X_train[:8] / 255, np.repeat(np.repeat(small_train[:8], 8, axis=1), 8, axis=2)])
image_grid(pairs, title="Above: what you see. Below: what the network gets")
plt.show()

# %% [markdown]
# The shapes are gone, but the layout is there: what is bright and what is dark, sky above, grass or sand below, something
# of another colour in the middle. That isn't much. What would guessing reach? A model that always says "no animal" is
# right on 40 of the 61 dev pictures, 65.6 %. All other dev sets below have the same numbers of both, so that is what to
# beat.

# %% [markdown]
# ## Exercise 1 · Prepare without leaking  (4 points, ~10 min, ●●○)
# Gradient descent works best when all inputs have a similar scale. So give each of the 192 rows the mean 0 and the
# standard deviation 1. But whose mean? If the dev set helps to compute it, it is no longer new to the model: it has
# *leaked*. Statistics come from the training set alone, and are then used for both.
#
# Write `prepare(images_train, images_other)`. Both are arrays of floats, of shape (m, height, width, channels), with
# numbers of pictures of their own. It returns **two matrices**, `X_train` and `X_other`, of shape (height · width ·
# channels, m):
#
# 1. flatten: column $k$ is picture $k$ in the order of `reshape`, as in week 2;
# 2. from every row of both, subtract the mean of that row **of the training matrix**, and divide by its standard
#    deviation (that which divides by m, NumPy's default);
# 3. where that standard deviation is exactly 0, divide by 1 instead: the row of `X_train` is then all 0.
#
# A row of the tests either holds one number throughout, 0 or 0.5, or numbers that clearly differ. Arguments stay
# unchanged. Either matrix is worth 2 points.
#
# *Example.* Pictures of one pixel and two channels; training: (1, 0.5) and (3, 0.5); other: (5, 2). The rows of the
# training matrix have the means 2 and 0.5 and the standard deviations 1 and 0. So `X_train` is
# $\begin{pmatrix}-1 & 1\\0 & 0\end{pmatrix}$ and `X_other` is $\begin{pmatrix}3\\1.5\end{pmatrix}$.
#
# <details><summary>Hint 1: flatten</summary>
#
# `images.reshape(len(images), -1).T`, once for each of the two.
#
# </details>
#
# <details><summary>Hint 2: statistics</summary>
#
# `mean(axis=1, keepdims=True)` and `std(axis=1, keepdims=True)` of the training matrix are columns that broadcast over
# either matrix. `np.where(sigma == 0, 1, sigma)` takes care of the zeros.
#
# </details>

# %% solution="prepare"
def prepare(images_train, images_other):
    """Flatten two sets of pictures and standardise both with the statistics of the first.

    images_train, images_other: arrays of floats, shapes (m, height, width, channels) with different m; not modified.
    Returns X_train and X_other, shapes (height * width * channels, m): each row minus the mean of that row of the
    training matrix, divided by its standard deviation there (by 1 where that is 0).
    """
    ### BEGIN SOLUTION
    X_train = images_train.reshape(len(images_train), -1).T
    X_other = images_other.reshape(len(images_other), -1).T
    mu = np.mean(X_train, axis=1, keepdims=True)
    sigma = np.std(X_train, axis=1, keepdims=True)
    sigma = np.where(sigma == 0, 1, sigma)
    return (X_train - mu) / sigma, (X_other - mu) / sigma
    ### END SOLUTION

# %% tests="prepare" part="X_train" points=2
import numpy as np

from companion.testing import close, taken

train, other = np.array([[[[1.0, 0.5]]], [[[3.0, 0.5]]]]), np.array([[[[5.0, 2.0]]]])
result = prepare(train, other)
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two matrices: X_train, then X_other."
X_train = taken(result[0])
assert X_train.shape == (2, 2), "Pictures belong in columns: (numbers, m)."
assert np.all(np.isfinite(X_train)), "A row without any spread has a standard deviation of 0. Divide by 1 there."
assert close(X_train, [[-1, 1], [0, 0]]), "X_train differs from that of the example."
tall = prepare(np.array([[[[1.0], [2.0]], [[3.0], [4.0]]], [[[3.0], [6.0]], [[1.0], [0.0]]]]), np.ones((1, 2, 2, 1)))[0]
assert close(tall, [[-1, 1], [-1, 1], [1, -1], [1, -1]]), (
    "Two pictures of 2 by 2 pixels: a row holds one pixel of both."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(21)
for m, n, height, width, channels in ((2, 1, 1, 1, 1), (5, 3, 2, 3, 1), (4, 6, 3, 2, 3), (7, 2, 1, 4, 2), (3, 3, 2, 2, 3)):
    train, other = rng.random((m, height, width, channels)), rng.random((n, height, width, channels)) + 0.5
    train[:, 0, 0, 0] = 0.5
    train[:, -1, -1, -1] = 0.0
    before = train.copy(), other.copy()
    with describing("pictures of a single pixel" if height == width == 1 else "pictures of several pixels"):
        X_train, rows = prepare(train, other)[0], []
    for place in np.ndindex(height, width, channels):
        values = [float(before[0][(k, *place)]) for k in range(m)]
        mean = sum(values) / m
        spread = (sum((value - mean) ** 2 for value in values) / m) ** 0.5
        rows.append([(value - mean) / (spread if spread > 1e-9 else 1) for value in values])
    assert np.shape(X_train) == (len(rows), m), "X_train has the wrong shape for other sizes."
    assert close(X_train, rows, 1e-3, 1e-4), (
        "X_train is wrong for other pictures: flatten in the order of reshape; each row has statistics of its own."
    )
    assert close((train, other), before), "After the call the pictures hold other numbers. Leave them as they are."
### END HIDDEN TESTS

# %% tests="prepare" part="X_other" points=2
import numpy as np

from companion.testing import close

result = prepare(np.array([[[[1.0, 0.5]]], [[[3.0, 0.5]]]]), np.array([[[[5.0, 2.0]]]]))
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two matrices: X_train, then X_other."
assert np.shape(result[1]) == (2, 1), "Pictures belong in columns: X_other has the shape (numbers, m of its own)."
assert not close(result[1], [[0], [0]]), "X_other is standardised by itself. Use the statistics of the training set."
assert close(result[1], [[3], [1.5]]), "X_other differs from the example: mean and deviation are those of X_train."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(211)
for m, n, height, width, channels in ((2, 1, 1, 1, 1), (5, 3, 2, 3, 1), (4, 6, 3, 2, 3), (7, 2, 1, 4, 2), (3, 3, 2, 2, 3)):
    train, other = rng.random((m, height, width, channels)), rng.random((n, height, width, channels)) + 0.5
    train[:, 0, 0, 0] = 0.5
    with describing("pictures of a single pixel" if height == width == 1 else "pictures of several pixels"):
        X_other, rows = prepare(train.copy(), other.copy())[1], []
    for place in np.ndindex(height, width, channels):
        values = [float(train[(k, *place)]) for k in range(m)]
        mean = sum(values) / m
        spread = (sum((value - mean) ** 2 for value in values) / m) ** 0.5
        rows.append([(float(other[(k, *place)]) - mean) / (spread if spread > 1e-9 else 1) for k in range(n)])
    assert np.shape(X_other) == (len(rows), n), "X_other has the wrong shape for other sizes."
    assert close(X_other, rows, 1e-3, 1e-4), (
        "X_other is wrong for other pictures: the mean and the deviation of each row come from the training set."
    )
### END HIDDEN TESTS

# %% mistake="prepare"
def prepare(images_train, images_other):
    """Each set is standardised by its own statistics. Then a picture's numbers depend on which others are judged beside
    it, and a single new picture becomes all zeros."""
    results = []
    for images in (images_train, images_other):
        X = images.reshape(len(images), -1).T
        sigma = np.std(X, axis=1, keepdims=True)
        results.append((X - np.mean(X, axis=1, keepdims=True)) / np.where(sigma == 0, 1, sigma))
    return tuple(results)

# %% mistake="prepare"
def prepare(images_train, images_other):
    """The statistics are those of both sets together, so the dev set leaks into what the model is trained on."""
    X_train = images_train.reshape(len(images_train), -1).T
    X_other = images_other.reshape(len(images_other), -1).T
    X = np.hstack([X_train, X_other])
    mu, sigma = np.mean(X, axis=1, keepdims=True), np.std(X, axis=1, keepdims=True)
    sigma = np.where(sigma == 0, 1, sigma)
    return (X_train - mu) / sigma, (X_other - mu) / sigma

# %% mistake="prepare"
def prepare(images_train, images_other):
    """One mean and one deviation for all numbers together. Each row has its own."""
    X_train = images_train.reshape(len(images_train), -1).T
    X_other = images_other.reshape(len(images_other), -1).T
    mu, sigma = np.mean(X_train), np.std(X_train)
    sigma = 1 if sigma == 0 else sigma
    return (X_train - mu) / sigma, (X_other - mu) / sigma

# %% mistake="prepare"
def prepare(images_train, images_other):
    """Rows without spread are divided by 0. There the divisor must be 1."""
    X_train = images_train.reshape(len(images_train), -1).T
    X_other = images_other.reshape(len(images_other), -1).T
    mu, sigma = np.mean(X_train, axis=1, keepdims=True), np.std(X_train, axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return (X_train - mu) / sigma, (X_other - mu) / sigma

# %% mistake="prepare"
def prepare(images_train, images_other):
    """The mean runs over axis 0, over the numbers of a picture. It should run over the pictures, axis 1 of the
    matrix."""
    X_train = images_train.reshape(len(images_train), -1).T
    X_other = images_other.reshape(len(images_other), -1).T
    results = []
    for X in (X_train, X_other):
        sigma = np.std(X, axis=0, keepdims=True)
        results.append((X - np.mean(X, axis=0, keepdims=True)) / np.where(sigma == 0, 1, sigma))
    return tuple(results)

# %% mistake="prepare"
def prepare(images_train, images_other):
    """The mean is subtracted, but nothing is divided: the rows still differ in scale."""
    X_train = images_train.reshape(len(images_train), -1).T
    X_other = images_other.reshape(len(images_other), -1).T
    mu = np.mean(X_train, axis=1, keepdims=True)
    return X_train - mu, X_other - mu

# %% [markdown]
# ## Exercise 2 · Twice as many pictures  (3 points, ~6 min, ●○○)
# A dog that looks to the left is a dog when it looks to the right. So every training picture can be used twice, as it
# is and mirrored; the network gets a hint of what doesn't matter, for free. Dev pictures stay as they are.
#
# Write `with_mirrored(images, Y)`. `images` has the shape (m, height, width, channels), `Y` the shape (1, m). It returns
# **two arrays**: pictures of shape (2m, height, width, channels), first all of `images` in their order, then all of them
# in the same order with left and right exchanged (2 points); and the labels that belong to them, of shape (1, 2m)
# (1 point). Arguments stay unchanged.
#
# *Example.* One picture of one row, two pixels and one channel, `[[[[1], [2]]]]`, with `Y = [[1]]`: the pictures are
# `[[[[1], [2]]], [[[2], [1]]]]`, the labels `[[1, 1]]`.
#
# <details><summary>Hint 1: mirroring</summary>
#
# Left and right is the axis of the columns, the third: `images[:, :, ::-1]` reads it backwards.
#
# </details>
#
# <details><summary>Hint 2: one after the other</summary>
#
# `np.concatenate([a, b])` puts pictures behind pictures (axis 0). Labels lie side by side: `axis=1`.
#
# </details>

# %% solution="with_mirrored"
def with_mirrored(images, Y):
    """Pictures and, behind them, their mirror images, with the labels of both.

    images: shape (m, height, width, channels); not modified.
    Y: labels, shape (1, m); not modified.
    Returns arrays of shapes (2m, height, width, channels) and (1, 2m): place m + k holds images[k] with left and right
    exchanged, and its label.
    """
    ### BEGIN SOLUTION
    mirrored = images[:, :, ::-1]
    return np.concatenate([images, mirrored]), np.concatenate([Y, Y], axis=1)
    ### END SOLUTION

# %% tests="with_mirrored" part="pictures" points=2
import numpy as np

from companion.testing import close, taken

images = np.array([[[[1], [2]], [[3], [4]]], [[[5], [6]], [[7], [8]]]])
result = with_mirrored(images, np.array([[1, 0]]))
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two arrays: pictures, then labels."
pictures = taken(result[0])
assert pictures.shape == (4, 2, 2, 1), "Two pictures become four, of the same height and width."
assert close(pictures[:2], images), "The first half holds the pictures as they came."
assert not close(pictures[2], [[[3], [4]], [[1], [2]]]), "That exchanges top and bottom."
assert close(pictures[2], [[[2], [1]], [[4], [3]]]), "Picture 2 must be the mirror image of picture 0."
colours = with_mirrored(np.array([[[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]]]), np.array([[1]]))[0]
assert close(colours[1], [[[0.4, 0.5, 0.6], [0.1, 0.2, 0.3]]]), "The colours of a pixel stay together, in their order."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(22)
for m, height, width, channels in ((1, 2, 3, 1), (4, 3, 2, 3), (3, 1, 5, 2), (5, 4, 4, 3), (2, 3, 1, 3)):
    images, Y = rng.random((m, height, width, channels)), rng.integers(0, 2, (1, m))
    before = images.copy(), Y.copy()
    with describing("a single picture" if m == 1 else "several pictures"):
        pictures = taken(with_mirrored(images, Y)[0])
    assert pictures.shape == (2 * m, height, width, channels), "The shape of the pictures is wrong for other sizes."
    assert close(pictures[:m], before[0]), "The first m pictures must be those that came."
    for j in range(width):
        assert close(pictures[m:, :, j], before[0][:, :, width - 1 - j]), (
            "A mirror image is wrong: left and right exchanged, rows and channels as they were, in the same order."
        )
    assert close((images, Y), before), "After the call images or Y holds other numbers. Leave them as they are."
### END HIDDEN TESTS

# %% tests="with_mirrored" part="labels" points=1
import numpy as np

from companion.testing import close

result = with_mirrored(np.zeros((2, 2, 2, 1)), np.array([[1, 0]]))
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two arrays: pictures, then labels."
assert np.shape(result[1]) == (1, 4), "There is one label for each of the four pictures, in a row."
assert close(result[1], [[1, 0, 1, 0]]), "A mirror image has the label of its picture, in the same order."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(221)
for m, height, width, channels in ((1, 2, 3, 1), (4, 3, 2, 3), (3, 1, 5, 2), (9, 4, 4, 3), (2, 3, 1, 3)):
    Y = rng.integers(0, 2, (1, m))
    with describing("a single picture" if m == 1 else "several pictures"):
        labels = with_mirrored(rng.random((m, height, width, channels)), Y.copy())[1]
    assert np.shape(labels) == (1, 2 * m), "The shape of the labels is wrong for other sizes."
    assert close(labels, [[*Y[0].tolist(), *Y[0].tolist()]]), "A label doesn't belong to its picture."
### END HIDDEN TESTS

# %% mistake="with_mirrored"
def with_mirrored(images, Y):
    """This exchanges top and bottom. The axes are picture, row, column, channel, and left and right is the columns."""
    return np.concatenate([images, images[:, ::-1]]), np.concatenate([Y, Y], axis=1)

# %% mistake="with_mirrored"
def with_mirrored(images, Y):
    """The order of the pictures is reversed; no picture is mirrored. The first axis counts pictures."""
    return np.concatenate([images, images[::-1]]), np.concatenate([Y, Y], axis=1)

# %% mistake="with_mirrored"
def with_mirrored(images, Y):
    """The labels aren't doubled: each mirror image needs one as well."""
    return np.concatenate([images, images[:, :, ::-1]]), Y

# %% mistake="with_mirrored"
def with_mirrored(images, Y):
    """The pictures are set side by side and become twice as wide. They belong one behind the other, along the axis that
    counts them."""
    return np.concatenate([images, images[:, :, ::-1]], axis=2), np.concatenate([Y, Y], axis=1)

# %% mistake="with_mirrored"
def with_mirrored(images, Y):
    """np.repeat puts each label twice in a row, 1, 1, 0, 0. The pictures come in another order: all, then all again."""
    return np.concatenate([images, images[:, :, ::-1]]), np.repeat(Y, 2, axis=1)

# %% mistake="with_mirrored"
def with_mirrored(images, Y):
    """The colours are reversed, red for blue: that is the last axis. Left and right is the one before."""
    return np.concatenate([images, images[..., ::-1]]), np.concatenate([Y, Y], axis=1)

# %% demo
both, _ = with_mirrored(small_train[:6], photographs.Y_train[:, :6])
image_grid(np.repeat(np.repeat(both, 8, axis=1), 8, axis=2), title="Below, the mirror images of the pictures above", columns=6)
plt.show()

# %% [markdown]
# ## The blocks of notebook 01
# Given, in one cell, so that this notebook stands alone. They are the functions that you built, with the same names and
# arguments, written more densely. (One thing is left out: `dA0`, which training doesn't use, and which would cost a third
# of the time.)

# %%
def initialize_parameters_deep(layer_dims, seed=0):
    """Random weights, divided by the root of the number of inputs, and zero biases."""
    rng, parameters = np.random.default_rng(seed), {}
    for l in range(1, len(layer_dims)):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = rng.standard_normal((n, n_prev)) / np.sqrt(n_prev)
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
    AL = np.clip(np.asarray(AL, dtype=float), 1e-12, 1 - 1e-12)
    return float(-np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))


def L_model_backward(AL, Y, caches):
    """The gradients "dW1", "db1", … of the cost, and "dA1", … of each example's loss."""
    grads, m, dZ = {}, Y.shape[1], AL - Y
    for l in range(len(caches), 0, -1):
        (A_prev, W, _), _ = caches[l - 1]
        grads[f"dW{l}"], grads[f"db{l}"] = dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m
        if l > 1:
            grads[f"dA{l - 1}"] = W.T @ dZ
            dZ = grads[f"dA{l - 1}"] * (caches[l - 2][1] > 0)
    return grads


def update_parameters(params, grads, learning_rate):
    """A new dictionary of parameters, one step of gradient descent on."""
    return {name: values - learning_rate * grads[f"d{name}"] for name, values in params.items()}

# %% [markdown]
# ## Exercise 3 · Train a network of any depth  (6 points, ~12 min, ●●○)
# Write `L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None)`.
#
# - It starts from `parameters` where they are given (2 points), and otherwise from
#   `initialize_parameters_deep(layers_dims, seed)` (1 point for the seed).
# - Each of the `num_iterations` iterations (0 or more) is: forward, cost, backward, update.
# - It returns **two values**: the final parameters, a dictionary with the keys `"W1"`, `"b1"`, …, `"WL"`, `"bL"` (2
#   points); and `costs`, a list with the cost of iterations 0, 10, 20, …, counted from 0, each computed before that
#   iteration's update (1 point). So 10 iterations give one cost, and 11 give two.
# - Arguments of your own with a default, such as `print_cost=False`, do no harm.
#
# `X` is (n_x, m) and `Y` (1, m); `layers_dims`, which begins with n_x, is the list or tuple that
# `initialize_parameters_deep` calls `layer_dims`. No argument changes, least of all `parameters`. With 0 iterations the
# parameters are the starting ones, and the list is empty. Use the given functions.
#
# *Example.* $X = (1\ \ 2)$, $Y = (0\ \ 1)$, `layers_dims = [1, 1]`, learning rate 1, 2 iterations, and
# `parameters = {"W1": [[0]], "b1": [[0]]}` (as arrays of floats): the result is $W^{[1]} = (0.3464)$,
# $b^{[1]} = (-0.0923)$ and the costs `[0.6931]`, which is what week 2's `optimize` found.
#
# <details><summary>Hint 1: where to start from</summary>
#
# `if parameters is None:` and then one call. (`if not parameters` works as well, but hides what is meant.)
#
# </details>
#
# <details><summary>Hint 2: the loop</summary>
#
# Four calls, in the order of the text, with `parameters` replaced in the last. `i % 10 == 0` says when to append the
# cost.
#
# </details>

# %% solution="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """Train a network by gradient descent.

    X: examples in columns, shape (n_x, m).
    Y: labels, shape (1, m), each 0 or 1.
    layers_dims: list or tuple of numbers of units, n_x first.
    learning_rate: number above 0.
    num_iterations: how many updates, 0 or more.
    seed: for initialize_parameters_deep, where parameters is None.
    parameters: dictionary to start from, with the keys "W1", "b1", ..., "WL", "bL"; or None.
    No argument is modified.
    Returns the final parameters, a dictionary with these keys; and costs, a list with the cost before the update in
    iterations 0, 10, 20, ...
    """
    ### BEGIN SOLUTION
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if i % 10 == 0:
            costs.append(compute_cost(AL, Y))
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    return parameters, costs
    ### END SOLUTION

# %% tests="l_layer_model" part="training" points=2
import numpy as np

from companion.testing import close


def of_parameters(result):
    """The first value, or all of it where there is no second."""
    return result[0] if isinstance(result, (tuple, list)) else result


X, Y = np.array([[1.0, 2.0, -1.0], [0.5, -1.0, 0.0]]), np.array([[0, 1, 1]])
made = of_parameters(L_layer_model(X, Y, [2, 3, 1], 0.1, 2))
assert isinstance(made, dict) and {"W1", "b1", "W2", "b2"} <= set(made), (
    'The first value is a dictionary: "W1", "b1", …'
)
assert np.shape(made["W1"]) == (3, 2) and np.shape(made["W2"]) == (1, 3), (
    "The sizes of the layers are those of layers_dims."
)
start, one = initialize_parameters_deep([2, 3, 1]), of_parameters(L_layer_model(X, Y, [2, 3, 1], 0.1, 1))
assert not close(made["b2"], start["b2"]), "b2 is still where it started. Are the updated parameters returned?"
assert not close(made["b2"], one["b2"]), "These are the parameters after one iteration, and two were asked for."
none = of_parameters(L_layer_model(X, Y, [2, 3, 1], 0.1, 0))
assert close(none, start), "With 0 iterations the parameters are those of initialize_parameters_deep, seed 0."


### BEGIN HIDDEN TESTS
from companion.testing import describing

def descend(X, Y, made, learning_rate, num_iterations):
    """Gradient descent by itself, with sums over the examples: the last parameters."""
    layers, m = len(made) // 2, X.shape[1]
    for _ in range(num_iterations):
        values, sums = [X], []
        for layer in range(1, layers + 1):
            sums.append(np.einsum("ij,jk->ik", made[f"W{layer}"], values[-1]) + made[f"b{layer}"])
            values.append(np.where(sums[-1] > 0, sums[-1], 0) if layer < layers else 1 / (1 + np.exp(-sums[-1])))
        back, steps = values[-1] - Y, {}
        for layer in range(layers, 0, -1):
            steps[f"W{layer}"] = np.einsum("ik,jk->ij", back, values[layer - 1]) / m
            steps[f"b{layer}"] = np.mean(back, axis=1).reshape(-1, 1)
            if layer > 1:
                back = np.einsum("ij,ik->jk", made[f"W{layer}"], back) * (sums[layer - 2] > 0)
        made = {name: made[name] - learning_rate * steps[name] for name in made}
    return made


rng = np.random.default_rng(23)
for dims, m, learning_rate, num_iterations in (
    ([2, 1], 1, 0.3, 1),
    ([3, 4, 1], 6, 0.1, 21),
    ((4, 3, 2, 1), 5, 0.2, 10),
    ([2, 3, 3, 2, 1], 7, 0.05, 31),
):
    X, Y = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m))
    before = X.copy(), Y.copy()
    expected = descend(X, Y, initialize_parameters_deep(dims), learning_rate, num_iterations)
    with describing(
        "no iterations" if num_iterations == 0 else "sizes in a tuple" if isinstance(dims, tuple)
        else "a network of a single layer" if len(dims) == 2 else "a network of several layers"
    ):
        made = of_parameters(L_layer_model(X, Y, dims, learning_rate, num_iterations))
    assert set(expected) <= set(made), "The keys of the parameters are wrong for another depth."
    assert close(made, expected, 2e-3, 1e-4), (
        "The trained parameters are wrong: start from initialize_parameters_deep, and use every argument."
    )
    assert close((X, Y), before), "After the call X or Y holds other numbers. Leave them as they are."
by_default, expected = of_parameters(L_layer_model(X, Y, [2, 1])), descend(X, Y, initialize_parameters_deep([2, 1]), 0.0075, 3000)
assert close(by_default["W1"], expected["W1"], 5e-3, 1e-3), (
    "The defaults are a learning rate of 0.0075 and 3000 iterations."
)
### END HIDDEN TESTS

# %% tests="l_layer_model" part="costs" points=1
import numpy as np

from companion.testing import close, taken

X, Y = np.array([[1.0, 2.0]]), np.array([[0, 1]])
result = L_layer_model(X, Y, [1, 1], 1.0, 2)
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two values: parameters, then costs."
assert len(result[1]) == 1, "Two iterations give one cost, that of iteration 0."
w = taken(initialize_parameters_deep([1, 1])["W1"])[0, 0]
first = (np.log1p(np.exp(w)) + np.log1p(np.exp(-2 * w))) / 2
assert close(taken(result[1]).ravel(), [first], 1e-4), (
    "The first cost is that of the starting parameters, before any update."
)
assert len(L_layer_model(X, Y, [1, 1], 1.0, 11)[1]) == 2, (
    "11 iterations give two costs: those of iterations 0 and 10, whatever is printed."
)
assert len(L_layer_model(X, Y, [1, 1], 1.0, 0)[1]) == 0, "With 0 iterations the list of costs is empty."


### BEGIN HIDDEN TESTS
from companion.testing import describing

def descend(X, Y, made, learning_rate, num_iterations):
    """Gradient descent by itself, with sums over the examples: the last parameters, and the cost before each update."""
    layers, m, history = len(made) // 2, X.shape[1], []
    for _ in range(num_iterations):
        values, sums = [X], []
        for layer in range(1, layers + 1):
            sums.append(np.einsum("ij,jk->ik", made[f"W{layer}"], values[-1]) + made[f"b{layer}"])
            values.append(np.where(sums[-1] > 0, sums[-1], 0) if layer < layers else 1 / (1 + np.exp(-sums[-1])))
        history.append(float(-np.mean(np.log(np.where(Y == 1, values[-1], 1 - values[-1])))))
        back, steps = values[-1] - Y, {}
        for layer in range(layers, 0, -1):
            steps[f"W{layer}"] = np.einsum("ik,jk->ij", back, values[layer - 1]) / m
            steps[f"b{layer}"] = np.mean(back, axis=1).reshape(-1, 1)
            if layer > 1:
                back = np.einsum("ij,ik->jk", made[f"W{layer}"], back) * (sums[layer - 2] > 0)
        made = {name: made[name] - learning_rate * steps[name] for name in made}
    return made, history


rng = np.random.default_rng(231)
for dims, m, num_iterations in (([2, 1], 1, 1), ([3, 4, 1], 6, 21), ((4, 3, 1), 5, 10), ([2, 3, 3, 1], 7, 31)):
    X, Y = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m))
    expected = descend(X, Y, initialize_parameters_deep(dims), 0.1, num_iterations)[1][::10]
    with describing(
        "no iterations" if num_iterations == 0 else "sizes in a tuple" if isinstance(dims, tuple)
        else "a network of a single layer" if len(dims) == 2 else "a network of several layers"
    ):
        costs = L_layer_model(X.copy(), Y.copy(), dims, 0.1, num_iterations)[1]
    assert len(costs) == len(expected), "The number of costs is wrong: one each at 0, 10, 20, … below the number."
    assert close(taken(costs).ravel(), expected, 1e-3, 1e-4), (
        "A cost is wrong: each is computed before the update of its iteration."
    )
### END HIDDEN TESTS

# %% tests="l_layer_model" part="given_start" points=2
import numpy as np

from companion.testing import close

start = {"W1": np.zeros((1, 1)), "b1": np.zeros((1, 1))}
try:
    result = L_layer_model(np.array([[1.0, 2.0]]), np.array([[0, 1]]), [1, 1], 1.0, 2, parameters=start)
except TypeError:
    result = None
assert result is not None, (
    "With parameters=… L_layer_model ends in a TypeError. Does it take this argument, by this name?"
)
made = result[0] if isinstance(result, (tuple, list)) else result
assert isinstance(made, dict) and {"W1", "b1"} <= set(made), 'The first value is a dictionary: "W1", "b1", …'
assert close(made["W1"], [[0.34641]], 1e-3), (
    "W1 differs from that of the example. Does training start from the given parameters?"
)
assert close(made["b1"], [[-0.09234]], 1e-3), "b1 differs from that of the example."
assert close(start, {"W1": np.zeros((1, 1)), "b1": np.zeros((1, 1))}), (
    "After the call the caller's parameters hold other numbers. Leave them as they were: the next training starts there."
)


### BEGIN HIDDEN TESTS
from companion.testing import describing

def descend(X, Y, made, learning_rate, num_iterations):
    """Gradient descent by itself, with sums over the examples: the last parameters."""
    layers, m = len(made) // 2, X.shape[1]
    for _ in range(num_iterations):
        values, sums = [X], []
        for layer in range(1, layers + 1):
            sums.append(np.einsum("ij,jk->ik", made[f"W{layer}"], values[-1]) + made[f"b{layer}"])
            values.append(np.where(sums[-1] > 0, sums[-1], 0) if layer < layers else 1 / (1 + np.exp(-sums[-1])))
        back, steps = values[-1] - Y, {}
        for layer in range(layers, 0, -1):
            steps[f"W{layer}"] = np.einsum("ik,jk->ij", back, values[layer - 1]) / m
            steps[f"b{layer}"] = np.mean(back, axis=1).reshape(-1, 1)
            if layer > 1:
                back = np.einsum("ij,ik->jk", made[f"W{layer}"], back) * (sums[layer - 2] > 0)
        made = {name: made[name] - learning_rate * steps[name] for name in made}
    return made


rng = np.random.default_rng(232)
for dims, m, learning_rate, num_iterations in (
    ([2, 1], 1, 0.3, 1),
    ([3, 4, 1], 6, 0.1, 21),
    ((4, 3, 2, 1), 5, 0.2, 10),
    ([3, 3, 1], 3, 0.1, 0),
):
    made = {}
    for layer in range(1, len(dims)):
        made[f"W{layer}"] = rng.normal(size=(dims[layer], dims[layer - 1])) / np.sqrt(dims[layer - 1])
        made[f"b{layer}"] = rng.normal(0.1, 0.2, size=(dims[layer], 1))
    X, Y = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m))
    before = {name: array.copy() for name, array in made.items()}
    expected = descend(X, Y, before, learning_rate, num_iterations)
    with describing(
        "no iterations" if num_iterations == 0 else "sizes in a tuple" if isinstance(dims, tuple)
        else "a network of a single layer" if len(dims) == 2 else "a network of several layers"
    ):
        result = L_layer_model(X.copy(), Y.copy(), dims, learning_rate, num_iterations, parameters=made)
    found = result[0] if isinstance(result, (tuple, list)) else result
    assert set(expected) <= set(found), "The keys of the parameters are wrong for another depth."
    assert close(found, expected, 2e-3, 1e-4), (
        "Started from given parameters, the trained ones are wrong. Are all arguments used?"
    )
    assert set(made) == set(before) and close(made, before), (
        "After the call the caller's parameters are others, in a deeper network."
    )
### END HIDDEN TESTS

# %% tests="l_layer_model" part="seed" points=1
import numpy as np

from companion.testing import close

X, Y = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[0, 1]])
try:
    result = L_layer_model(X, Y, [2, 3, 1], 0.1, 0, seed=4)
except TypeError:
    result = None
assert result is not None, (
    "With seed=4 L_layer_model ends in a TypeError. Does it take the argument seed, as initialize_parameters_deep does?"
)
made = result[0] if isinstance(result, (tuple, list)) else result
assert isinstance(made, dict) and close(made, initialize_parameters_deep([2, 3, 1], 4)), (
    "With 0 iterations and seed=4 the parameters are those of initialize_parameters_deep with seed 4: hand it on."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

for seed, dims in ((3, [2, 5, 1]), (8, (2, 2, 2, 1)), (0, [2, 1])):
    with describing("no iterations"):
        result = L_layer_model(X.copy(), Y.copy(), dims[:], learning_rate=0.1, num_iterations=0, seed=seed)
    start = result[0] if isinstance(result, (tuple, list)) else result
    assert close(start, initialize_parameters_deep(dims, seed)), (
        "Without parameters it must start from initialize_parameters_deep(layers_dims, seed), with the seed it is given."
    )
    results = [L_layer_model(X.copy(), Y.copy(), dims[:], 0.1, 1, seed=each) for each in (seed, seed + 1)]
    one, other = (result[0] if isinstance(result, (tuple, list)) else result for result in results)
    assert not close(one["W1"], other["W1"], atol=1e-5), "From another seed training must arrive elsewhere."
### END HIDDEN TESTS

# %% mistake="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """The parameters that were given are ignored: training always starts from random ones."""
    parameters, costs = initialize_parameters_deep(layers_dims, seed), []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if i % 10 == 0:
            costs.append(compute_cost(AL, Y))
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    return parameters, costs

# %% mistake="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """The result of update_parameters is thrown away. It returns new parameters and leaves the old ones as they
    were."""
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if i % 10 == 0:
            costs.append(compute_cost(AL, Y))
        update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    return parameters, costs

# %% mistake="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """The cost is computed after the update. Each belongs to the parameters before it."""
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
        if i % 10 == 0:
            costs.append(compute_cost(L_model_forward(X, parameters)[0], Y))
    return parameters, costs

# %% mistake="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """Every cost is kept. Only those of iterations 0, 10, 20, … belong in the list."""
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed)
    costs = []
    for _ in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        costs.append(compute_cost(AL, Y))
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    return parameters, costs

# %% mistake="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """The seed isn't handed on, so every seed starts from the same weights."""
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if i % 10 == 0:
            costs.append(compute_cost(AL, Y))
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    return parameters, costs

# %% mistake="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """The caller's parameters hold the trained numbers, and nobody can start from them a second time. update_parameters
    makes new ones."""
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if i % 10 == 0:
            costs.append(compute_cost(AL, Y))
        grads = L_model_backward(AL, Y, caches)
        for name in parameters:
            parameters[name] -= learning_rate * grads[f"d{name}"]
    return parameters, costs

# %% mistake="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """The learning rate isn't used: 0.0075 is written into the loop."""
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if i % 10 == 0:
            costs.append(compute_cost(AL, Y))
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), 0.0075)
    return parameters, costs

# %% mistake="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """The list of costs is missing. Return the parameters and, after a comma, costs."""
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed)
    for _ in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    return parameters

# %% mistake="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
    """The costs are kept at 0, 100, 200, …, as is usual for longer training. Here it is every tenth iteration; and seed
    and parameters are arguments."""
    costs = []
    parameters = initialize_parameters_deep(layers_dims)
    for i in range(0, num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and (i % 100 == 0 or i == num_iterations - 1):
            print("Cost after iteration {}: {}".format(i, np.squeeze(cost)))
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs

# %% [markdown]
# The next cell holds what the demonstrations share: a split, prepared, and a model trained on it. A model is named by
# its hidden layers: `()` is logistic regression, which starts from zeros as in week 2, `(64,)` has one hidden layer of
# 64 units, `(64, 16)` has two. The number of a split is the seed that draws it. Numbers are float32 here, which is half the
# work and precise enough. Results are remembered; if you change one of your functions, run the cell again.

# %%
ALL_IMAGES = shrink(np.concatenate([photographs.X_train, photographs.X_dev]))
ALL_LABELS = np.concatenate([photographs.Y_train, photographs.Y_dev], axis=1)


def dev_places(split):
    """Which of the 243 pictures are dev: those of week 2 for "week 2", else a random quarter of each label."""
    if split == "week 2":
        return np.arange(243) >= 182
    rng, chosen = np.random.default_rng(split), np.zeros(243, dtype=bool)
    for label in (0, 1):
        places = rng.permutation(np.flatnonzero(ALL_LABELS[0] == label))
        chosen[places[: round(len(places) / 4)]] = True
    return chosen


@cache
def prepared(split):
    """X_train with mirror images, Y_train, X_dev, Y_dev, all in float32."""
    dev = dev_places(split)
    images, Y_train = with_mirrored(ALL_IMAGES[~dev], ALL_LABELS[:, ~dev])
    X_train, X_dev = prepare(images, ALL_IMAGES[dev])
    return tuple(values.astype(np.float32) for values in (X_train, Y_train, X_dev, ALL_LABELS[:, dev]))


@cache
def trained(split, hidden, learning_rate=0.05, num_iterations=160):
    """Parameters and costs of a network with these hidden layers; the seed of its weights is that of the split."""
    X, Y, _, _ = prepared(split)
    layers_dims = (X.shape[0], *hidden, 1)
    seed = 0 if split == "week 2" else split
    start = initialize_parameters_deep(layers_dims, seed)
    start = {name: (values if hidden else 0 * values).astype(np.float32) for name, values in start.items()}
    return L_layer_model(X, Y, layers_dims, learning_rate, num_iterations, seed=seed, parameters=start)


def share_right(parameters, X, Y):
    """The accuracy, from 0 to 1: how often the probability is on the right side of 0.5."""
    return float(np.mean((L_model_forward(X, parameters)[0] > 0.5) == Y))

# %% demo
MODELS = {"logistic regression": (), "one hidden layer, 64": (64,), "two hidden layers, 64 and 16": (64, 16)}
X, Y, X_dev, Y_dev = prepared("week 2")
curves = {}
for name, hidden in MODELS.items():
    parameters, curves[name] = trained("week 2", hidden)
    print(f"{name:28} training {share_right(parameters, X, Y):.1%}, dev {share_right(parameters, X_dev, Y_dev):.1%}")
fig, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
cost_curves(ax, curves, every=10, title="Hidden layers bring the training cost further down")
plt.show()

# %% [markdown]
# All three beat the 65.6 % of guessing. On these 61 pictures both networks are ahead, with 82.0 % and 83.6 % against
# 78.7 %. Two and three pictures make the
# difference, so keep the applause. Week 2's classifier, with all 12,288 numbers a picture, had 77.0 % of the same
# pictures right (and 98 % of its training pictures): shrinking has cost nothing that shows. The training set says more:
# models that can bend fit it better, to 88 % and 90 %, where logistic regression stays at 82 %. Whether that is
# knowledge of animals or of these pictures, the training set can't tell.

# %% [markdown]
# ## Exercise 4 · The most confident mistakes  (4 points, ~8 min, ●●○)
# Numbers don't say what goes wrong; the wrong pictures do, those first about which the network was most sure. Write
# `most_confident_mistakes(A, Y, n)`. `A` holds probabilities and `Y` labels, both (1, m). An example is a *mistake* if
# its $a$ is above 0.5 and its label 0, or below 0.5 and its label 1. Return the places (column numbers, whole numbers
# from 0) of the `n` mistakes with the largest loss, the largest first, as a list or an array with one axis. If there
# are fewer than `n` mistakes, return all of them, in the same order; if there is none, an empty list or array.
#
# Finding the mistakes is worth 2 points, their order 2. In the tests no $a$ is exactly 0, 0.5 or 1, and no two losses of
# mistakes are equal. Arguments stay unchanged.
#
# *Example.* `A = [[0.9, 0.2, 0.6, 0.45, 0.7]]`, `Y = [[0, 0, 0, 1, 1]]`, `n = 2`: the mistakes are at 0 (loss 2.30), 2
# (0.92) and 3 (0.80), so the answer is `[0, 2]`.
#
# <details><summary>Hint 1: another way to see the loss</summary>
#
# The loss is large where the probability of the true label is small, so $|a - y|$ puts the examples in the same order
# as the loss, and a mistake is an example where it is above 0.5.
#
# </details>
#
# <details><summary>Hint 2: in order</summary>
#
# `np.argsort(-distances)` gives the places, the largest distance first. Keep those that are mistakes, then the first n.
#
# </details>

# %% solution="most_confident_mistakes"
def most_confident_mistakes(A, Y, n):
    """Places of the wrongly classified examples with the largest loss.

    A: probabilities of label 1, shape (1, m), none of them 0, 0.5 or 1.
    Y: labels, shape (1, m), each 0 or 1.
    n: how many places at most, 1 or more.
    Neither array is modified. Returns a list or an array with one axis: whole numbers, the largest loss first; fewer
    than n, or none, where there are not so many mistakes.
    """
    ### BEGIN SOLUTION
    distances = np.abs(A - Y)[0]
    order = np.argsort(-distances)
    return order[distances[order] > 0.5][:n]
    ### END SOLUTION

# %% tests="most_confident_mistakes" part="which" points=2
import numpy as np

from companion.testing import close, taken

A, Y = np.array([[0.9, 0.2, 0.6, 0.45, 0.7]]), np.array([[0, 0, 0, 1, 1]])
places = most_confident_mistakes(A, Y, 9)
assert places is not None, "most_confident_mistakes returns None. Does it end with a return?"
assert np.ndim(places) == 1, "Return a list, or an array with one axis."
places = taken(places)
assert set(places.tolist()) <= {0, 2, 3}, "One of these examples is classified rightly."
assert close(np.sort(places), [0, 2, 3]), (
    "With n = 9 there are three mistakes: two labels 0 and a label 1, at 0, 2 and 3."
)
assert np.shape(most_confident_mistakes(np.array([[0.9, 0.1]]), np.array([[1, 0]]), 3)) == (0,), (
    "Nothing is wrong here."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(24)
for m, n in ((1, 1), (2, 5), (7, 7), (30, 30), (61, 100)):
    A, Y = rng.uniform(0.02, 0.98, (1, m)), rng.integers(0, 2, (1, m))
    before = A.copy(), Y.copy()
    expected = [k for k in range(m) if (before[0][0, k] > 0.5) != (before[1][0, k] == 1)]
    with describing("mistakes" if expected else "no mistake among the examples"):
        places = taken(most_confident_mistakes(A, Y, n))
    assert places.shape == (len(expected),), "The number of places is wrong for other data, with n larger than it."
    assert close(np.sort(places), expected), (
        "Other examples than the mistakes are found, for other data. There are two kinds."
    )
    assert close((A, Y), before), "After the call A or Y holds other numbers. Leave them as they are."
### END HIDDEN TESTS

# %% tests="most_confident_mistakes" part="order" points=2
import numpy as np

from companion.testing import close, taken

A, Y = np.array([[0.9, 0.2, 0.6, 0.45, 0.7]]), np.array([[0, 0, 0, 1, 1]])
places = taken(most_confident_mistakes(A, Y, 2))
assert places.shape == (2,), "There are three mistakes, and two of them were asked for."
assert not close(places, [2, 0]), "The largest loss comes first."
assert close(places, [0, 2]), "The two with the largest loss are at 0 and 2. What do you order by?"
assert close(most_confident_mistakes(np.array([[0.6, 0.1, 0.9]]), np.array([[0, 1, 1]]), 1), [1]), (
    "0.1 for a label 1 is a larger loss than 0.6 for a label 0."
)
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(241)
for m, n in ((1, 1), (2, 5), (7, 3), (30, 8), (61, 61), (12, 1)):
    A, Y = rng.uniform(0.02, 0.98, (1, m)), rng.integers(0, 2, (1, m))
    losses = {}
    for place, (a, y) in enumerate(zip(A[0].tolist(), Y[0].tolist(), strict=True)):
        if (a > 0.5) != (y == 1):
            losses[place] = -math.log(a if y == 1 else 1 - a)
    expected = sorted(losses, key=losses.get, reverse=True)[:n]
    with describing(
        "no mistake among the examples" if not losses else "fewer mistakes than n" if len(losses) < n
        else "as many mistakes as n, or more"
    ):
        places = taken(most_confident_mistakes(A.copy(), Y.copy(), n))
    assert places.shape == (len(expected),), "The number of places is wrong for other data."
    assert close(places, expected), (
        "The places are wrong for other data: ordered by loss, the largest first, n at most."
    )
### END HIDDEN TESTS

# %% mistake="most_confident_mistakes"
def most_confident_mistakes(A, Y, n):
    """The order is by a: only the false alarms come first. A probability of 0.1 for a label 1 is as sure and as
    wrong."""
    wrong = np.flatnonzero((A[0] > 0.5) != (Y[0] == 1))
    return wrong[np.argsort(-A[0, wrong])][:n]

# %% mistake="most_confident_mistakes"
def most_confident_mistakes(A, Y, n):
    """The smallest loss comes first. argsort goes upwards."""
    distances = np.abs(A - Y)[0]
    order = np.argsort(distances)
    return order[distances[order] > 0.5][:n]

# %% mistake="most_confident_mistakes"
def most_confident_mistakes(A, Y, n):
    """Nothing sorts out the examples that are right: where there are fewer than n mistakes, they fill the rest."""
    return np.argsort(-np.abs(A - Y)[0])[:n]

# %% mistake="most_confident_mistakes"
def most_confident_mistakes(A, Y, n):
    """These are the mistakes in the order of their places, not of their losses."""
    return np.flatnonzero(np.abs(A - Y)[0] > 0.5)[:n]

# %% mistake="most_confident_mistakes"
def most_confident_mistakes(A, Y, n):
    """These are places within the list of mistakes, 0 for the first mistake. Asked for are columns of A."""
    losses = np.abs(A - Y)[0]
    losses = losses[losses > 0.5]
    return np.argsort(-losses)[:n]

# %% mistake="most_confident_mistakes"
def most_confident_mistakes(A, Y, n):
    """Only false alarms are found. An animal with a probability below 0.5 is missed, and a mistake as well."""
    alarms = np.where((A > 0.5) & (Y == 0), A, 0)[0]
    return np.argsort(-alarms)[: min(n, int(np.sum(alarms > 0)))]

# %% demo
X, Y, X_dev, Y_dev = prepared("week 2")
parameters, _ = trained("week 2", (64, 16))
A, _ = L_model_forward(X_dev, parameters)
worst = np.asarray(most_confident_mistakes(A, Y_dev, 8))
brightness = photographs.X_dev.mean(axis=(1, 2, 3)) / 255  # from 0, black, to 1, white
captions = [
    f"{'animal' if Y_dev[0, k] else 'no animal'}\nnetwork: {A[0, k]:.0%} animal\nbrightness {brightness[k]:.2f}"
    for k in worst
]
image_grid(photographs.X_dev[worst], captions, "Most sure and wrong: their label and the verdict", columns=4, size=1.8)
plt.show()
said, truth = A[0] > 0.5, Y_dev[0] == 1
print(f"animals missed: {np.sum(truth & ~said)} of {np.sum(truth)}, false alarms: {np.sum(said & ~truth)} of {np.sum(~truth)}")
print(f"mean brightness: animals {brightness[truth].mean():.2f}, others {brightness[~truth].mean():.2f}")
print(f"correlation of brightness with the network's probability: {np.corrcoef(brightness, A[0])[0, 1]:.2f}")

# %% [markdown]
# Ten mistakes, six animals missed and four false alarms; the eight above are the surest of them. Six of the eight fit one
# story. In this collection pictures of animals are darker, 0.40 against 0.55, and the darker a picture, the higher, on
# the whole, the network's probability (correlation −0.72). So it misses the bright duckling, goat and camel, and takes
# the dark screwdriver, meter and blackboard for animals. The other two don't fit: the dolphin is the darkest of all, and
# missed, and the solar dish is of middling brightness. Eight pictures invite stories, so look for those that contradict
# yours. Colours and where they lie, which week 2's classifier went by, are about all that 8 × 8 pixels leave.

# %% [markdown]
# ## How sure is a difference?
# One split proves little: with 61 dev pictures the standard error of an accuracy near 80 % is 5 points. So repeat the
# comparison on other random splits. Some splits are easy for every model and some are hard for all; that spread is
# large, and it has nothing to do with which model is better. Compare **in pairs**, therefore: on each split the
# difference of the two models, trained on the same pictures and judged by the same pictures.
#
# With $n$ differences $d_1, \dots, d_n$, their mean $\bar d$ estimates the true difference, and its **standard error** says
# how far such a mean typically strays:
#
# $$\mathrm{se} = \frac{s}{\sqrt n},\qquad s = \sqrt{\frac{1}{n-1}\sum_{i=1}^n (d_i - \bar d)^2}$$
#
# Where $\bar d$ is within two standard errors of 0, the sign of the difference is open.

# %% [markdown]
# ## Exercise 5 · A difference with its error bar  (3 points, ~6 min, ●○○)
# Write `paired_difference(a, b)`. `a` and `b` are lists or arrays with one axis, both of length $n \ge 2$; entry $i$ of
# both belongs to the same split. Return **two numbers**: the mean of the differences `a` minus `b` (1 point), and its
# standard error by the formula above, with $n - 1$ (2 points). Arguments stay unchanged.
#
# *Example.* `a = [0.80, 0.70, 0.90]`, `b = [0.78, 0.70, 0.84]`: the differences are 0.02, 0 and 0.06, their mean is
# 0.0267, $s$ is 0.0306 and the standard error 0.0176.
#
# <details><summary>Hint</summary>
#
# Turn both into arrays with `np.asarray` before you subtract. `np.std(d, ddof=1)` divides by n − 1.
#
# </details>

# %% solution="paired_difference"
def paired_difference(a, b):
    """The mean of paired differences, and its standard error.

    a, b: lists or arrays of n numbers, n at least 2; not modified.
    Returns the mean of a - b, and the standard deviation of a - b (with n - 1) divided by the root of n.
    """
    ### BEGIN SOLUTION
    d = np.asarray(a) - np.asarray(b)
    return np.mean(d), np.std(d, ddof=1) / np.sqrt(len(d))
    ### END SOLUTION

# %% tests="paired_difference" part="mean" points=1
import numpy as np

from companion.testing import close, taken

result = paired_difference([0.80, 0.70, 0.90], [0.78, 0.70, 0.84])
assert isinstance(result, (tuple, list, np.ndarray)) and len(result) == 2, "Return two numbers: mean, standard error."
mean = taken(result[0]).ravel()
assert mean.size == 1 and mean[0] > 0, "The first number is the mean of a minus b, and here a is larger."
assert close(mean, [0.0266667], 1e-3), "The mean of the differences isn't that of the example."
mixed = taken(paired_difference(np.array([0.5, 0.9]), np.array([0.7, 0.8]))[0]).ravel()
assert close(mixed, [-0.05], 1e-3), "Differences of -0.2 and 0.1 have the mean -0.05."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(25)
for n in (2, 3, 8, 30):
    b = rng.uniform(0.5, 1, n)
    a = b + rng.normal(0.02, 0.05, n)
    before = a.copy(), b.copy()
    expected = math.fsum(float(x) - float(y) for x, y in zip(a, b, strict=True)) / n
    for first, second in ((a, b), (a.tolist(), b.tolist())):
        with describing("lists" if isinstance(first, list) else "arrays"):
            mean = taken(paired_difference(first, second)[0]).ravel()
        assert close(mean, [expected], 1e-3, 1e-5), "The mean of the differences is wrong for other numbers."
    assert close((a, b), before), "After the call a or b holds other numbers. Leave them as they are."
### END HIDDEN TESTS

# %% tests="paired_difference" part="error" points=2
import numpy as np

from companion.testing import close, taken

result = paired_difference([0.80, 0.70, 0.90], [0.78, 0.70, 0.84])
assert isinstance(result, (tuple, list, np.ndarray)) and len(result) == 2, "Return two numbers: mean, standard error."
error = taken(result[1]).ravel()
assert error.size == 1, "The standard error is a single number."
assert not close(error, [0.0305505], 1e-4), "That is s. Its mean strays less: divide by the root of n."
assert not close(error, [0.0144016], 1e-4), "The standard deviation is the one with n - 1."
assert close(error, [0.0176383], 1e-3), "The standard error isn't that of the example."
same = taken(paired_difference([0.5, 0.7, 0.9], [0.4, 0.6, 0.8])[1]).ravel()
assert close(same, [0], atol=1e-6), "Where all differences are equal, their standard error is 0."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(251)
for n in (2, 3, 8, 30):
    b = rng.uniform(0.5, 1, n)
    a = b + rng.normal(0.02, 0.05, n)
    differences = [float(x) - float(y) for x, y in zip(a, b, strict=True)]
    mean = math.fsum(differences) / n
    expected = math.sqrt(math.fsum((d - mean) ** 2 for d in differences) / (n - 1) / n)
    for first, second in ((a.copy(), b.copy()), (a.tolist(), b.tolist())):
        with describing("lists" if isinstance(first, list) else "arrays"):
            error = taken(paired_difference(first, second)[1]).ravel()
        assert close(error, [expected], 1e-3, 1e-5), (
            "The standard error is wrong for other numbers: that of the differences, not of a and b by themselves."
        )
### END HIDDEN TESTS

# %% mistake="paired_difference"
def paired_difference(a, b):
    """This is the standard deviation of the differences. The standard error of their mean is smaller by the root of
    n."""
    d = np.asarray(a) - np.asarray(b)
    return np.mean(d), np.std(d, ddof=1)

# %% mistake="paired_difference"
def paired_difference(a, b):
    """NumPy's std divides by n. For a sample use ddof=1, which divides by n - 1."""
    d = np.asarray(a) - np.asarray(b)
    return np.mean(d), np.std(d) / np.sqrt(len(d))

# %% mistake="paired_difference"
def paired_difference(a, b):
    """The errors of a and of b are added as if the two had nothing to do with each other. They come in pairs: take the
    differences first."""
    a, b = np.asarray(a), np.asarray(b)
    return np.mean(a - b), np.sqrt((np.var(a, ddof=1) + np.var(b, ddof=1)) / len(a))

# %% mistake="paired_difference"
def paired_difference(a, b):
    """The sign is the wrong way round: a minus b."""
    d = np.asarray(b) - np.asarray(a)
    return np.mean(d), np.std(d, ddof=1) / np.sqrt(len(d))

# %% mistake="paired_difference"
def paired_difference(a, b):
    """Divided by n in place of its root, the error comes out too small."""
    d = np.asarray(a) - np.asarray(b)
    return np.mean(d), np.std(d, ddof=1) / len(d)

# %% mistake="paired_difference"
def paired_difference(a, b):
    """The size of each difference is taken before the mean. Differences below 0 count against a."""
    d = np.abs(np.asarray(a) - np.asarray(b))
    return np.mean(d), np.std(d, ddof=1) / np.sqrt(len(d))

# %% [markdown]
# ## Parameters and hyperparameters
# Training finds the *parameters*, all $W$ and $b$. It can't find the **hyperparameters**, which have to be there before
# it starts: the learning rate, the number of iterations, of layers and of units, the size of the pictures. They are
# chosen by trying, on the dev set. Two rules keep that honest. Compare means over several splits, since with one you
# choose the luckiest. And judge the final choice on splits that took no part in choosing it.
#
# So splits 0 to 7 are for choosing, and the next sixty, 8 to 67, for the verdict. (They share their 243 pictures, so this
# is not as good as new pictures would be.) First learning rate and number of iterations. The cell takes about
# 4 seconds with one thread for matrix products, which is what `make lab` sets. (Several threads get in each other's way
# with matrices this small, and can make this notebook many times slower.)

# %% demo
CHOOSING, JUDGING, STEPS = range(8), range(8, 68), range(0, 481, 40)


def followed(split, hidden):
    """Accuracies on the training and the dev set after 0, 40, 80, … iterations, shape (number of steps, 2)."""
    X, Y, X_dev, Y_dev = prepared(split)
    parameters, rows = trained(split, hidden, 0.05, 0)[0], []
    for step in STEPS:
        if step:
            parameters, _ = L_layer_model(X, Y, (X.shape[0], *hidden, 1), 0.05, 40, parameters=parameters)
        rows.append([share_right(parameters, X, Y), share_right(parameters, X_dev, Y_dev)])
    return rows


fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
cost_curves(left, {f"α = {rate}": trained(0, (64, 16), rate)[1] for rate in (0.005, 0.05, 0.5)}, every=10)
left.set(title="Two hidden layers, split 0: a large rate gets down fast")
for name, hidden, color in (("logistic", (), COLORS[0]), ("64 and 16", (64, 16), COLORS[1])):
    train, dev = 100 * np.mean([followed(split, hidden) for split in CHOOSING], axis=0).T
    right.plot(STEPS, train, "--", color=color, label=f"{name}, training")
    right.plot(STEPS, dev, color=color, label=f"{name}, dev")
    print(f"{name:9} dev accuracy (%) after 40, 80, …:", dev[1:].round(1))
right.set(xlabel="iteration", ylabel="accuracy (%), mean of 8 splits", ylim=(45, 102), title="Training goes on rising, dev doesn't")
right.legend(loc="lower right")
plt.show()
for rate in (0.005, 0.05, 0.5):
    shares = [share_right(trained(split, (64, 16), rate)[0], *prepared(split)[2:]) for split in CHOOSING]
    print(f"64 and 16, α = {rate}: dev accuracy after 160 iterations {np.mean(shares):.1%}")

# %% [markdown]
# On the left, a rate of 0.05 gets down steadily, 0.005 has hardly begun after 160 iterations, and 0.5 is near 0 by
# iteration 100. A lower training cost isn't a better classifier, though: on the dev sets of the eight splits, 0.05 is
# right on 84.2 %, 0.5 on 82.0 % and 0.005 on 78.1 %. What this compares is mostly how far training has got: with ten
# times the iterations (too slow for this cell), 0.005 comes to 84.2 % as well. On the right, the network's training
# accuracy climbs to 100 %, while its dev accuracy is highest, 84.2 %, at 160 iterations and then sinks a little: what it
# learns from there on is about its training pictures. Stopping there is why `trained` has 160 as its default.
# Logistic regression is flat from 40 iterations on, near 80 to 81 %, so neither choice holds it back. From 80 iterations
# on, the ups and downs of both dev curves stay within about one picture a split: a peak may be luck, and that is why the
# verdict below is reached on other splits.

# %% [markdown]
# ## Exercise 6 · Choose an architecture  (5 points, ~12 min, ●●○)
# The best mean is often best by luck, and the second best may be far smaller. A careful rule: among all models that
# are within **one standard error** of the best, take the one with the fewest parameters.
#
# Write `choose_architecture(results)`. `results` is a dictionary. Each key is a tuple of layer sizes, the inputs first
# and 1 at the end, such as `(192, 64, 1)`; its value is a list of dev accuracies, one a split, at least two. Then
#
# 1. the *best* model is the one with the highest mean accuracy; its standard error is $s/\sqrt n$ of its own list, with
#    $n - 1$ in $s$ as in exercise 5;
# 2. every model qualifies whose mean is at least the best mean minus that standard error;
# 3. return the key of the qualifying model with the fewest parameters, weights and biases of all layers together.
#
# The first two are worth 3 points, tested where size leaves no doubt; the third 2, tested where all qualify.
#
# In the tests no two means are equal, none lies within $10^{-6}$ of the limit, and no two numbers of parameters are
# equal. Lists may differ in length from key to key. Nothing is changed.
#
# *Example.* `{(2, 1): [0.6, 0.7], (2, 3, 1): [0.701, 0.901], (2, 9, 1): [0.8, 0.84]}` has the means 0.65, 0.801 and 0.82.
# The best is the last, with a standard error of 0.02, so the limit is 0.80; 0.801 qualifies, 0.65 doesn't. `(2, 3, 1)`
# has 13 parameters and `(2, 9, 1)` 37, so the answer is `(2, 3, 1)`.
#
# <details><summary>Hint 1: the number of parameters</summary>
#
# A layer with n units and n_prev inputs has n · n_prev weights and n biases. `zip(dims[:-1], dims[1:])` runs through the
# pairs of neighbours.
#
# </details>
#
# <details><summary>Hint 2: in three steps</summary>
#
# A dictionary of means; `best = max(means, key=means.get)`; a list of the keys that qualify. `min(keys, key=...)` takes
# a function that says by what to compare.
#
# </details>

# %% solution="choose_architecture"
def choose_architecture(results):
    """The smallest network that is within one standard error of the best.

    results: dictionary, tuple of layer sizes (inputs first) -> list of two or more dev accuracies; not modified.
    Returns the key with the fewest weights and biases among those whose mean accuracy is at least the highest mean
    minus the standard error of the list with the highest mean.
    """
    ### BEGIN SOLUTION
    means = {dims: np.mean(values) for dims, values in results.items()}
    best = max(means, key=means.get)
    limit = means[best] - np.std(results[best], ddof=1) / np.sqrt(len(results[best]))
    qualified = [dims for dims in means if means[dims] >= limit]
    return min(qualified, key=lambda dims: sum(n * (n_prev + 1) for n_prev, n in zip(dims[:-1], dims[1:])))
    ### END SOLUTION

# %% tests="choose_architecture" part="limit" points=3
from companion.testing import close

results = {(2, 1): [0.6, 0.7], (2, 3, 1): [0.701, 0.901], (2, 9, 1): [0.8, 0.84]}
choice = choose_architecture(results)
assert choice is not None, "choose_architecture returns None. Does it end with a return?"
assert not close(choice, (2, 9, 1)), (
    "That is the best mean. A smaller network comes within one standard error of it (with n - 1 in s)."
)
assert not close(choice, (2, 1)), "That is the smallest network, but its mean is far below the limit."
assert close(choice, (2, 3, 1)), "The example of the text comes out differently. Return the key, a tuple."
clear = {(2, 1): [0.6, 0.7], (2, 3, 1): [0.7, 0.8], (2, 9, 1): [0.90, 0.91, 0.92]}
assert close(choose_architecture(clear), (2, 9, 1)), "Here no other network is within one standard error of the best."
assert close(choose_architecture({(4, 1): [0.5, 0.7]}), (4, 1)), "Where there is one network, it is the answer."
### BEGIN HIDDEN TESTS
import math

import numpy as np

from companion.testing import describing

# From left to right each has more layers or as many, more units and more parameters.
GROWING = [(6, 1), (6, 2, 1), (6, 3, 1), (6, 3, 3, 1), (6, 5, 4, 1), (6, 8, 5, 1), (6, 8, 6, 2, 1), (6, 9, 9, 3, 1)]
rng = np.random.default_rng(26)
for _ in range(40):
    picked = [GROWING[k] for k in rng.permutation(len(GROWING))[: rng.integers(1, 8)]]
    results = {dims: rng.normal(0.8 + 0.01 * rng.normal(), 0.05, int(rng.integers(2, 9))).round(4).tolist() for dims in picked}
    before = {dims: list(values) for dims, values in results.items()}
    means = {dims: math.fsum(values) / len(values) for dims, values in before.items()}
    best = max(means, key=means.get)
    n = len(before[best])
    error = math.sqrt(math.fsum((value - means[best]) ** 2 for value in before[best]) / (n - 1) / n)
    if any(abs(mean - means[best] + error) < 1e-5 for mean in means.values()):
        continue
    expected = min((dims for dims in means if means[dims] >= means[best] - error), key=GROWING.index)
    with describing("a single network" if len(results) == 1 else "networks with different numbers of results"):
        assert close(choose_architecture(results), expected), (
            "The choice is wrong for other results: the error is that of the best model, with n - 1, by the root of its n."
        )
    assert results == before, "After the call results holds other things. Leave it as it is."
### END HIDDEN TESTS

# %% tests="choose_architecture" part="size" points=2
from companion.testing import close

# In all of these each network is within one standard error of the best: the number of parameters decides.
narrow = {(9, 4, 1): [0.80, 0.90], (9, 2, 2, 2, 1): [0.82, 0.87]}
assert close(choose_architecture(narrow), (9, 2, 2, 2, 1)), (
    "Fewest parameters, not fewest layers: count weights and biases."
)
wide = {(2, 9, 1): [0.80, 0.90], (12, 3, 1): [0.82, 0.87]}
assert close(choose_architecture(wide), (2, 9, 1)), (
    "Fewest parameters, not fewest units: (2, 9, 1) has 37, (12, 3, 1) has 43."
)
### BEGIN HIDDEN TESTS
import numpy as np


def size(dims):
    """Weights and biases, one unit at a time."""
    total = 0
    for layer in range(1, len(dims)):
        for _ in range(dims[layer]):
            total += dims[layer - 1] + 1
    return total


CHOICES = [(6, 1), (6, 2, 1), (6, 3, 1), (6, 3, 3, 1), (6, 5, 1), (6, 8, 2, 1), (6, 2, 2, 2, 2, 1), (6, 20, 1), (6, 9, 9, 1)]
assert len({size(dims) for dims in CHOICES}) == len(CHOICES)
rng = np.random.default_rng(261)
for _ in range(20):
    picked = [CHOICES[k] for k in rng.permutation(len(CHOICES))[: rng.integers(2, 8)]]
    results = {dims: [0.6 + 0.001 * k, 0.8 + 0.001 * k] for k, dims in enumerate(picked)}
    assert close(choose_architecture(results), min(picked, key=size)), (
        "All of these networks qualify, and yours isn't the one with the fewest weights and biases."
    )
biased = {(1, 6, 1): [0.80, 0.90], (1, 2, 4, 1): [0.81, 0.88], (40, 30, 1): [0.84, 0.88]}
assert close(choose_architecture(biased), (1, 6, 1)), "Which network has fewest weights and biases together?"
weights_only = {(3, 5, 1): [0.80, 0.90], (21, 1): [0.82, 0.87], (9, 30, 1): [0.84, 0.88]}
assert close(choose_architecture(weights_only), (21, 1)), "Biases count as parameters, too."
biases_once = {(3, 4, 1): [0.80, 0.90], (21, 1): [0.82, 0.87], (9, 30, 1): [0.84, 0.88]}
assert close(choose_architecture(biases_once), (3, 4, 1)), "Each unit has one bias, and one weight for each input."
last_layer = {(9, 3, 1): [0.80, 0.90], (1, 13, 1): [0.82, 0.87], (9, 30, 1): [0.84, 0.88]}
assert close(choose_architecture(last_layer), (9, 3, 1)), "The last layer has parameters, too."
### END HIDDEN TESTS

# %% mistake="choose_architecture"
def choose_architecture(results):
    """This takes the highest mean, however small its lead. A smaller network within one standard error is preferred."""
    return max(results, key=lambda dims: np.mean(results[dims]))

# %% mistake="choose_architecture"
def choose_architecture(results):
    """The fewest layers win here. A deep network of narrow layers can have fewer parameters than a wide one with one
    hidden layer: count weights and biases."""
    means = {dims: np.mean(values) for dims, values in results.items()}
    best = max(means, key=means.get)
    limit = means[best] - np.std(results[best], ddof=1) / np.sqrt(len(results[best]))
    return min((dims for dims in means if means[dims] >= limit), key=lambda dims: (len(dims), sum(dims)))

# %% mistake="choose_architecture"
def choose_architecture(results):
    """The limit is a standard deviation below the best. The standard error of a mean is smaller by the root of n."""
    means = {dims: np.mean(values) for dims, values in results.items()}
    best = max(means, key=means.get)
    limit = means[best] - np.std(results[best], ddof=1)
    qualified = [dims for dims in means if means[dims] >= limit]
    return min(qualified, key=lambda dims: sum(n * (n_prev + 1) for n_prev, n in zip(dims[:-1], dims[1:])))

# %% mistake="choose_architecture"
def choose_architecture(results):
    """Each network is given its own standard error as a margin. The limit is one number: the best mean minus the
    standard error of the best."""
    means = {dims: np.mean(values) for dims, values in results.items()}
    errors = {dims: np.std(values, ddof=1) / np.sqrt(len(values)) for dims, values in results.items()}
    qualified = [dims for dims in means if means[dims] + errors[dims] >= max(means.values())]
    return min(qualified, key=lambda dims: sum(n * (n_prev + 1) for n_prev, n in zip(dims[:-1], dims[1:])))

# %% mistake="choose_architecture"
def choose_architecture(results):
    """The smallest network of all is returned; nobody asks whether it qualifies."""
    return min(results, key=lambda dims: sum(n * (n_prev + 1) for n_prev, n in zip(dims[:-1], dims[1:])))

# %% mistake="choose_architecture"
def choose_architecture(results):
    """The best single split decides here, the luckiest. Compare means."""
    top = {dims: max(values) for dims, values in results.items()}
    best = max(top, key=top.get)
    limit = top[best] - np.std(results[best], ddof=1) / np.sqrt(len(results[best]))
    qualified = [dims for dims in top if top[dims] >= limit]
    return min(qualified, key=lambda dims: sum(n * (n_prev + 1) for n_prev, n in zip(dims[:-1], dims[1:])))

# %% mistake="choose_architecture"
def choose_architecture(results):
    """Units are counted, not parameters. A unit costs as many weights as it has inputs, and a bias."""
    means = {dims: np.mean(values) for dims, values in results.items()}
    best = max(means, key=means.get)
    limit = means[best] - np.std(results[best], ddof=1) / np.sqrt(len(results[best]))
    return min((dims for dims in means if means[dims] >= limit), key=lambda dims: sum(dims))

# %% demo
@cache
def verdicts(split, hidden):
    """Which of the dev pictures of a split a network gets right: an array of 0 and 1."""
    _, _, X_dev, Y_dev = prepared(split)
    A, _ = L_model_forward(X_dev, trained(split, hidden)[0])
    return ((A > 0.5) == Y_dev)[0].astype(float)


def accuracies(splits, hidden):
    """Dev accuracy on each of these splits."""
    return [float(np.mean(verdicts(split, hidden))) for split in splits]


results = {(192, *hidden, 1): accuracies(CHOOSING, hidden) for hidden in ((), (4,), (16,), (64,), (64, 16), (64, 32, 16))}
best = max(results, key=lambda dims: np.mean(results[dims]))
for dims, values in results.items():
    parameters = sum(n * (n_prev + 1) for n_prev, n in zip(dims[:-1], dims[1:]))
    behind, error = paired_difference(results[best], values)
    print(f"{str(dims):22} {parameters:5} parameters: {np.mean(values):.2%}; behind the best, in pairs: ", end="")
    print("it is the best" if dims == best else f"{100 * behind:.1f} points, standard error {100 * error:.1f}")
error = np.std(results[best], ddof=1) / np.sqrt(len(CHOOSING))
print(f"standard error of the best {error:.2%}, so the limit is {np.mean(results[best]) - error:.2%}")
print("chosen:", choose_architecture(results))

# %% [markdown]
# The best mean is that of `(192, 64, 16, 1)`, 84.22 % with a standard error of 1.20 points, so every model from 83.02 % up
# qualifies. The rule takes `(192, 64, 1)`, with a single hidden layer. That was close: of the 8 · 61 = 488 verdicts, 406
# must be right, and `(192, 64, 1)` has just these 406. `(192, 16, 1)`, with a quarter of the parameters, misses by two
# pictures, the largest network by one. So what the rule chooses is itself a matter of luck.
#
# Why doesn't it compare in pairs, after exercise 5? The rule is old, and a rough way to prefer the small. In pairs the
# result is the same here: only `(192, 64, 1)` is within one standard error of the best, while logistic regression is
# nearly three behind. But the best is also the luckiest, so all its leads are flattered, and by how much no error bar of
# these eight splits can tell.
#
# Means rise up to `(192, 64, 16, 1)` and fall, to 83.0 %, for the largest network. What can be said is little: hidden
# layers do no harm, and there is no sign that more than one is needed. Below, we follow three models: logistic
# regression, the choice of the rule, and the best mean.

# %% [markdown]
# ## The verdict
# Now sixty splits that nobody has chosen by. Each dot is one split: the difference of two models in dev accuracy,
# on the same pictures. The bar is the mean with two standard errors on either side. The cell trains 180 models, takes
# about 8 seconds, and says how far it is.

# %% demo
scores = {}
for name, hidden in MODELS.items():
    print(f"training on {len(JUDGING)} splits: {name}")
    scores[name] = accuracies(JUDGING, hidden)
logistic, shallow, deep = scores.values()
comparisons = {
    "one hidden layer\n− logistic regression": (shallow, logistic),
    "two hidden layers\n− logistic regression": (deep, logistic),
    "two hidden layers\n− one hidden layer": (deep, shallow),
}
fig, ax = plt.subplots(figsize=(8.5, 4.2), layout="constrained")
ax.axhline(0, color="black", linewidth=0.8)
spread = np.random.default_rng(0).uniform(-0.18, 0.18, len(JUDGING))
for place, (name, (a, b)) in enumerate(comparisons.items()):
    mean, error = paired_difference(a, b)
    ax.plot(place + spread, 100 * (np.array(a) - np.array(b)), "o", color=COLORS[5], alpha=0.6)
    ax.errorbar(place, 100 * mean, yerr=200 * error, color=COLORS[1], marker="D", capsize=8, linewidth=2)
    print(f"{name.replace(chr(10), ' '):42} {100 * mean:+.1f} points, standard error {100 * error:.1f}")
ax.set_xticks(range(3), list(comparisons))
ax.set(ylabel="difference in dev accuracy (points)", title="A hidden layer helps a little; a second adds nothing to it")
plt.show()
for name, values in scores.items():
    print(f"{name:28} {np.mean(accuracies(CHOOSING, MODELS[name])):.1%} when choosing, {np.mean(values):.1%} now")

# %% [markdown]
# One hidden layer beats logistic regression by 1.5 points, and two beat it by 1.1. Both bars, of two standard errors,
# stay above 0. They stay above it by little: these are one picture in 61 or less, on average, and on many splits (the
# dots below the line) logistic regression is ahead. The second hidden layer adds nothing that can be seen; the third bar
# crosses 0, and leans the other way.
#
# The winner of the last section falls from 84.2 to 80.4 %, by nearly four points. Logistic regression, which nobody chose
# for its accuracy, falls as well, from 80.9 to 79.3 %: the eight splits were easy ones, by one or two points. The rest of
# the fall, another two, is roughly what choosing does. Network, learning rate and number of iterations had been
# picked where they looked best, and part of that was luck. That is what the other splits are for.
#
# And the dots are no independent witnesses: all splits cut up the same 243 pictures. The standard error answers "what if
# I drew other splits of these pictures, and other starting weights?" For "what if I had other pictures?" the pictures
# must be the sample: compare for each of them how often the two models were right about it.

# %% demo
def for_each_picture(hidden):
    """How often each picture is judged rightly, over the splits of JUDGING in which it is a dev picture."""
    right, times = np.zeros(243), np.zeros(243)
    for split in JUDGING:
        dev = dev_places(split)
        right[dev] += verdicts(split, hidden)
        times += dev
    return right[times > 0] / times[times > 0]


for name, hidden in (("one hidden layer", (64,)), ("two hidden layers", (64, 16))):
    mean, error = paired_difference(for_each_picture(hidden), for_each_picture(()))
    print(f"{name} − logistic regression, over pictures: {100 * mean:+.1f} points, standard error {100 * error:.1f}")

# %% [markdown]
# Now one hidden layer leads by 1.1 points and two by 0.6, with a standard error of 1.2: neither lead is larger than its
# error. (The means differ a little from those above since pictures that were in more dev sets count no more than others
# here.) So for photographs in general the question is open: with 243 of them, a difference as small as this can't be told
# from none. An honest summary has both sentences. On this collection hidden layers help a little, reliably. Whether they
# would help on another collection of the same kind, this one is too small to say. Deep networks earned their fame with
# thousands of times as many pictures, and with layers made for pictures (course 3).

# %% [markdown]
# ## Exercise 7 · What a unit looks at  (4 points, ~8 min, ●●○)
# A unit of the first hidden layer has one weight for each number of a picture, so its weights can be made a picture
# again. Write `unit_images(W, height, width, channels)`. `W` has the shape (n, height · width · channels), one row a
# unit. Return an array of shape (n, height, width, channels): picture $i$ is row $i$, arranged so that flattening it
# with `reshape` would give the row back, and then scaled for display: $0.5 + \dfrac{w}{2 \max |w|}$, with the largest
# $|w|$ **of that row**. So a weight of 0 becomes 0.5, mid-grey, and every unit uses its full range. A row of nothing but
# zeros becomes 0.5 everywhere. `W` stays unchanged. The values are worth 2 points, their places 2.
#
# *Example.* `W = [[1, −2, 0, 4]]` with height 1, width 2 and channels 2 gives `[[[[0.625, 0.25], [0.5, 1.0]]]]`.
#
# <details><summary>Hint 1: scale first</summary>
#
# `np.max(np.abs(W), axis=1, keepdims=True)` is a column with the largest |w| of each row. Where it is 0, divide by 1.
#
# </details>
#
# <details><summary>Hint 2: then arrange</summary>
#
# `reshape(-1, height, width, channels)`, or with `len(W)` in front: no transpose is needed, since units are rows
# already.
#
# </details>

# %% solution="unit_images"
def unit_images(W, height, width, channels):
    """Weights of units as pictures, 0.5 where a weight is 0.

    W: weights, shape (n, height * width * channels), one row a unit; not modified.
    Returns an array of shape (n, height, width, channels): row i in the order of reshape, as 0.5 + w / (2 max |w|) with
    the maximum over the row; 0.5 throughout for a row of zeros.
    """
    ### BEGIN SOLUTION
    largest = np.max(np.abs(W), axis=1, keepdims=True)
    scaled = 0.5 + W / (2 * np.where(largest == 0, 1, largest))
    return scaled.reshape(-1, height, width, channels)
    ### END SOLUTION

# %% tests="unit_images" part="scale" points=2
import numpy as np

from companion.testing import close, taken

pictures = taken(unit_images(np.array([[1.0, -2.0, 0.0, 4.0], [0.0, 0.0, 0.0, 0.0], [8.0, 0.0, 0.0, -8.0]]), 1, 2, 2))
assert pictures.shape == (3, 1, 2, 2), "There is one picture for each row of W: (n, height, width, channels)."
assert np.all(np.isfinite(pictures)), "A row of zeros has no largest weight to divide by. It becomes 0.5 throughout."
assert np.all((pictures >= 0) & (pictures <= 1)), "All values must lie from 0 to 1."
values = np.sort(pictures.reshape(3, 4), axis=1)
assert close(values[1], [0.5, 0.5, 0.5, 0.5]), "A weight of 0 becomes 0.5."
assert not close(values[0], [0.375, 0.5, 0.5625, 0.75]), "Each unit is scaled by its own largest weight."
assert close(values[0], [0.25, 0.5, 0.625, 1]), "The first picture holds other values than the example."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(27)
for n, height, width, channels in ((1, 1, 1, 1), (3, 2, 4, 3), (5, 3, 2, 1), (2, 5, 1, 2), (4, 2, 2, 3)):
    W = rng.normal(size=(n, height * width * channels)) * rng.uniform(0.1, 9, (n, 1))
    if n > 2:
        W[1] = 0
        W[2] = -np.abs(W[2])
    before = W.copy()
    with describing("a row of zeros among others" if n > 2 else "rows that aren't all 0"):
        pictures = taken(unit_images(W, height, width, channels))
    assert pictures.shape == (n, height, width, channels), "The shape is wrong for other sizes."
    for row, picture in zip(before.tolist(), pictures, strict=True):
        largest = max(abs(weight) for weight in row) or 1.0
        expected = sorted(0.5 + weight / (2 * largest) for weight in row)
        assert close(np.sort(picture.ravel()), expected, 1e-4, 1e-5), (
            "A value is wrong for other weights: the largest |w| of the row is the scale."
        )
    assert close(W, before), "After the call W holds other numbers. Leave it as it is."
### END HIDDEN TESTS

# %% tests="unit_images" part="arrangement" points=2
import numpy as np

from companion.testing import close, taken

pictures = taken(unit_images(np.array([[1.0, -2.0, 0.0, 4.0], [5.0, 6.0, -7.0, 8.0]]), 1, 2, 2))
assert pictures.shape == (2, 1, 2, 2), "There is one picture for each row of W: (n, height, width, channels)."
assert close(np.argsort(pictures.reshape(2, 4), axis=1), [[1, 2, 0, 3], [2, 0, 1, 3]]), (
    "Flattened, a picture must have its smallest and largest values where the row of W has them."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(271)
for n, height, width, channels in ((3, 2, 4, 3), (5, 3, 2, 1), (2, 5, 1, 2), (4, 2, 2, 3)):
    W = np.array([rng.permutation(height * width * channels) - 2.5 for _ in range(n)])
    pictures = taken(unit_images(W.copy(), height, width, channels))
    assert pictures.shape == (n, height, width, channels), "The shape is wrong for other sizes."
    in_order = [pictures[:, i, j, c] for i in range(height) for j in range(width) for c in range(channels)]
    assert close(np.argsort(np.stack(in_order, axis=1), axis=1), np.argsort(W, axis=1)), (
        "A value is at another place than reshape puts it, for other sizes."
    )
### END HIDDEN TESTS

# %% mistake="unit_images"
def unit_images(W, height, width, channels):
    """All units share one scale, so one with small weights looks empty. Take the largest weight of each row."""
    largest = np.max(np.abs(W)) or 1
    return (0.5 + W / (2 * largest)).reshape(-1, height, width, channels)

# %% mistake="unit_images"
def unit_images(W, height, width, channels):
    """The largest weight is taken with its sign. In a row whose largest size is negative, values leave the range."""
    largest = np.max(W, axis=1, keepdims=True)
    return (0.5 + W / (2 * np.where(largest == 0, 1, largest))).reshape(-1, height, width, channels)

# %% mistake="unit_images"
def unit_images(W, height, width, channels):
    """W is transposed first, so each picture gets a bit of every unit. Units are rows already."""
    largest = np.max(np.abs(W), axis=1, keepdims=True)
    scaled = 0.5 + W / (2 * np.where(largest == 0, 1, largest))
    return scaled.T.reshape(-1, height, width, channels)

# %% mistake="unit_images"
def unit_images(W, height, width, channels):
    """A row of zeros is divided by 0. Divide by 1 there."""
    largest = np.max(np.abs(W), axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return (0.5 + W / (2 * largest)).reshape(-1, height, width, channels)

# %% mistake="unit_images"
def unit_images(W, height, width, channels):
    """The channels come first here. In our pictures, and so in the columns of X, the channels of a pixel lie next to each
    other: they are the last axis."""
    largest = np.max(np.abs(W), axis=1, keepdims=True)
    scaled = 0.5 + W / (2 * np.where(largest == 0, 1, largest))
    return np.moveaxis(scaled.reshape(-1, channels, height, width), 1, -1)

# %% mistake="unit_images"
def unit_images(W, height, width, channels):
    """The lowest weight becomes 0 and the highest 1, so a weight of 0 has another grey in every unit. It should be 0.5
    in all of them."""
    low, high = W.min(axis=1, keepdims=True), W.max(axis=1, keepdims=True)
    scaled = (W - low) / np.where(high == low, 1, high - low)
    return np.where(high == low, 0.5, scaled).reshape(-1, height, width, channels)

# %% demo
start, _ = trained("week 2", (64, 16), 0.05, 0)
end, _ = trained("week 2", (64, 16))
change = end["W1"] - start["W1"]
moved = np.argsort(-np.linalg.norm(change, axis=1))[:8]
rows = np.concatenate([unit_images(W[moved], SIZE, SIZE, 3) for W in (start["W1"], end["W1"], change)])
captions = ["start"] * 8 + ["trained"] * 8 + ["learned"] * 8
image_grid(rows, captions, "What training added is smooth; the random start hides it", size=1.1)
plt.show()
blue_above = change.reshape(64, SIZE, SIZE, 3)[:, :3, :, 2].mean(axis=(1, 2))  # the upper three rows of each unit
vote = (end["W3"] @ end["W2"])[0]  # what a unit adds to the last sum, were the second layer linear
print(f"correlation of a unit's learned weight for blue above with its vote for an animal: {np.corrcoef(blue_above, vote)[0, 1]:.2f}")
size = np.linalg.norm(change[moved], axis=1) / np.linalg.norm(start["W1"][moved], axis=1)
print(f"the change is {size.min():.0%} to {size.max():.0%} as large as the start")

# %% [markdown]
# These are the eight units that have moved most. Above is where they started, random; in the middle where they arrived,
# and it looks the same, since the change is only a fifth to a quarter as large. Below is the change by itself, enlarged
# to full range: all that was learned from the pictures. It is smooth, and nearly symmetric, as it should be with a mirror
# image beside every picture. No unit has become a detector of ears. Some have learned blue above and dark below, others
# yellow and brown above, and the correlation says what for: units that respond to blue above tend to vote against an
# animal (−0.76). It is week 2's sky again, now in parts that the network can combine.

# %% [markdown]
# ## What you built
# - Data preparation that doesn't leak, and twice the pictures by mirroring.
# - One function that trains a network of any depth, and a way to look at its worst mistakes and at its units.
# - A comparison that says how sure it is: pairs, error bars, and splits that took no part in choosing.
#
# **Questions to take along** (no points)
# 1. Mirroring makes two examples of one. Why don't 364 pictures count as 364 in an error bar?
# 2. Would turning the pictures upside down help as well? When would it harm?
# 3. You are given 1,000 hours of computing, or 1,000 new pictures. Which would you take for this task, and why?
#
# **Next:** course 2 asks why a network that knows its training pictures by heart errs on new ones, and what to do about
# it.
