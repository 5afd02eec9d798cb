# ---
# title: Transfer learning
# minutes: 90
# ---

# %% [markdown]
# # Transfer learning
# Twenty photographs are too few to learn to see from. Somebody has trained a network on more than a million of them. Take
# its first two thirds, and teach it your question.
#
# **You will**
# - turn pictures into features with a trunk that others trained, and measure what that is worth with 8 to 64 pictures;
# - make pictures that weren't taken (augmentation), and find out what they help against;
# - freeze a trunk, put a head on it, thaw its last block, and decide from numbers when that pays.
#
# **What you will have made:** a classifier of two or more kinds of *your own* pictures that says how far to trust it.
#
# **Before you start:** inverted residuals and MobileNet (`02_efficient_architectures`), functional models (week 1),
# softmax and batch normalization (course 2, week 3).
#
# **Time:** about 90 minutes. **Points:** 37, in eight exercises.

# %%
from functools import cache
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from ipywidgets import FloatSlider, IntSlider, interact
from keras import layers

from companion.data import load_photographs
from companion.pictures import read_folder
from companion.plots import COLORS, LINES, image_grid
from companion.pretrained import load_trunk

# %% [markdown]
# ## A trunk
# The photographs of course 1: is there an animal in it? 182 to train with, 61 to judge by (dev). On their pixels, logistic
# regression was right for 77 % of the dev pictures. (Averaged, standardised, in fewer steps: 84 %, four more; see below.)
#
# The **trunk** is what comes first in EfficientNet-Lite0: a convolution and eleven of its sixteen blocks, with the
# weights that ImageNet's thousand classes gave them; its head is gone. It makes 112 maps of a picture, each with a sixteenth
# of its height and width. It learnt from larger pictures than ours, so we enlarge them to 96 by 96.

# %%
SIDE = 96
photos = load_photographs()
y_train, y_dev = photos.Y_train[0], photos.Y_dev[0]
trunk = load_trunk((SIDE, SIDE, 3))


def enlarge(X):
    """Pictures of any size as SIDE by SIDE pixels, numbers from 0 to 255."""
    return np.clip(tf.image.resize(X, (SIDE, SIDE), method="bicubic"), 0, 255)


print(f"{trunk.count_params():,} parameters, from {trunk.input_shape[1:]} to {trunk.output_shape[1:]}")

# %% demo
shown, stages = [3, 20, 60], ["block0_project_norm", "block2_add", "block4_add", "block10_add"]
stops = keras.Model(trunk.inputs[0], [trunk.get_layer(name).output for name in stages])
maps = stops((enlarge(photos.X_train[shown]) - 127) / 128)
figure, axes = plt.subplots(len(shown), 9, figsize=(11, 4.2), layout="constrained")
for row, number in enumerate(shown):
    axes[row, 0].imshow(photos.X_train[number])
    for stage, values in enumerate(maps):
        strongest = np.argsort(-np.std(values[row], axis=(0, 1)))[:2]
        for place, channel in enumerate(strongest):
            ax = axes[row, 1 + 2 * stage + place]
            ax.imshow(values[row, :, :, channel], cmap="gray")
            ax.set_title(f"{stages[stage].split('_')[0]}, {values.shape[1]} x {values.shape[2]}" if row == place == 0 else "", fontsize=9)
for ax in axes.flat:
    ax.set(xticks=[], yticks=[])
figure.suptitle("What the trunk makes of three photographs, two maps of four blocks: from edges to 6 by 6 answers")
plt.show()

# %% [markdown]
# ## Features
# We don't ask *where*, so each map is averaged over its places (**global average pooling**). With $A_i$ of shape
# $(h, w, n_c)$ for picture $i$,
#
# $$F_{ik} = \frac{1}{h\,w} \sum_{r=1}^{h} \sum_{c=1}^{w} A_{i,r,c,k}$$
#
# A picture is now a row of 112 numbers. The trunk doesn't change, so neither do they: compute them **once**.

# %% [markdown]
# ## Exercise 1 · Pooled features  (4 points, ~8 min, ●●○)
# Write `pooled_features(trunk, X, batch=32)`. Three things matter.
#
# - **Scale.** The trunk was trained with $(x - 127) / 128$, where $x$ is a pixel from 0 to 255. Pictures come as whole
#   numbers (uint8) or as floats. In uint8, 100 − 127 isn't −27 but 229: turn them into floats first.
# - **Test mode.** `trunk(…, training=False)`: batch normalization then uses the averages of ImageNet.
# - **Memory.** Never more than `batch` pictures at a time; the last batch may be smaller. This earns 1 point of the 4.
#
# *Example.* If the trunk returned its input as it is, a picture with all pixels 255 would have the features [1, 1, 1].
#
# <details><summary>Hint 1: floats</summary>
#
# `np.asarray(X, dtype=np.float32)` copies where it has to. Scale that, not `X` in place.
#
# </details>
#
# <details><summary>Hint 2: batches</summary>
#
# `range(0, len(X), batch)` gives where each batch starts; a slice that reaches beyond the end stops there.
# `np.concatenate` joins a list of arrays.
#
# </details>

# %% solution="pooled_features"
def pooled_features(trunk, X, batch=32):
    """The means over all places of what a trunk makes of pictures.

    trunk: a Keras model from pictures (m, h, w, 3), scaled to (x - 127) / 128, to maps (m, h', w', n_c); it stays as it is.
    X: (m, h, w, 3) pixels from 0 to 255, whole numbers or floats, m at least 1; not changed.
    batch: a whole number, at least 1: the trunk gets at most so many pictures at a time.
    Returns an array (m, n_c), in the order of X.
    """
    ### BEGIN SOLUTION
    rows = []
    for start in range(0, len(X), batch):
        scaled = (np.asarray(X[start : start + batch], dtype=np.float32) - 127) / 128
        rows.append(np.mean(trunk(scaled, training=False), axis=(1, 2)))
    return np.concatenate(rows)
    ### END SOLUTION

# %% tests="pooled_features" part="values" points=3
import keras
import numpy as np

from companion import checks
from companion.testing import close

same = keras.Sequential([keras.Input((2, 3, 3)), keras.layers.ReLU()])  # returns what is above 0 as it is
X = np.full((1, 2, 3, 3), 255, dtype=np.uint8)
F = pooled_features(same, X)
assert F is not None, "pooled_features returns None. Does it end with a return?"
assert np.shape(F) == (1, 3), "One row for each picture, one number for each channel: average over height and width."
assert close(F, [[1, 1, 1]], rtol=1e-4), "The example: (255 - 127) / 128 is 1 everywhere."
X = np.full((1, 2, 3, 3), 100, dtype=np.uint8)
assert close(pooled_features(same, X), [[0, 0, 0]]), "Pixels of 100 are below 127, so they become negative, and this trunk makes 0 of them. Whole numbers without a sign can't be negative."
X = np.zeros((1, 2, 3, 3))
X[0, 1, 2] = [255, 191, 127]
assert close(pooled_features(same, X), [[1 / 6, 0.5 / 6, 0]], rtol=1e-4), "One pixel of six is bright; the mean is over all six places."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for m, h, w, channels in ((1, 7, 7, 4), (5, 6, 9, 3), (3, 9, 5, 6)):
    made = keras.Sequential(
        [
            keras.Input((h, w, 3)),
            keras.layers.Conv2D(channels, 3, strides=2),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(6.0),
        ]
    )
    given, weights = checks.fill(made, seed=m), checks.get_weights(made)
    for X in (rng.integers(0, 256, size=(m, h, w, 3)).astype(np.uint8), rng.uniform(0, 255, size=(m, h, w, 3))):
        expected, before = checks.call(given, (X.astype(np.float64) - 127) / 128).mean(axis=(1, 2)), X.copy()
        F = pooled_features(given, X)
        assert np.shape(F) == (m, channels), "A row for each picture, a column for each channel of the trunk."
        assert close(F, expected, rtol=1e-3, atol=1e-4), "The features are other ones. Look at the scale, at the types of X, at the mode of the trunk, and at what is averaged."
        assert close(X, before), "pooled_features changed the pictures that it was given."
    assert close(checks.get_weights(given), weights), "pooled_features changed the trunk's weights."
### END HIDDEN TESTS

# %% tests="pooled_features" part="batches" points=1
import keras
import numpy as np

from companion.testing import close

same = keras.Sequential([keras.Input((2, 2, 3)), keras.layers.ReLU()])
X = np.arange(5).reshape(5, 1, 1, 1) * np.ones((5, 2, 2, 3)) + 128
expected = (np.arange(5) + 1)[:, np.newaxis] / 128 * np.ones(3)
F = pooled_features(same, X, batch=2)
assert np.shape(F) == (5, 3), "Five pictures in batches of two: the last batch has one, and counts as well."
assert close(F, expected, rtol=1e-4), "The rows have to be in the order of the pictures."
### BEGIN HIDDEN TESTS
from companion.testing import taken

sizes = []


def counting(pictures, training=None):
    """A trunk that notes how many pictures it gets."""
    sizes.append(len(taken(pictures)))
    return np.maximum(taken(pictures), 0)


for batch in (1, 2, 3, 5, 64):
    sizes.clear()
    assert close(pooled_features(counting, X, batch=batch), expected, rtol=1e-4), "With some sizes of batch the features are other ones. They must not depend on it."
    assert sum(sizes) == 5 and max(sizes) <= batch, "The trunk has to see each picture once, and at most `batch` of them at a time."
### END HIDDEN TESTS

# %% mistake="pooled_features"
def pooled_features(trunk, X, batch=32):
    """The scale is another one: you divide by 255. This trunk was trained with (x - 127) / 128."""
    rows = []
    for start in range(0, len(X), batch):
        scaled = np.asarray(X[start : start + batch], dtype=np.float32) / 255
        rows.append(np.mean(trunk(scaled, training=False), axis=(1, 2)))
    return np.concatenate(rows)

# %% mistake="pooled_features"
def pooled_features(trunk, X, batch=32):
    """The pictures aren't scaled at all: the trunk gets pixels up to 255, and expects about -1 to 1."""
    rows = [np.mean(trunk(np.asarray(X[i : i + batch], dtype=np.float32), training=False), axis=(1, 2)) for i in range(0, len(X), batch)]
    return np.concatenate(rows)

# %% mistake="pooled_features"
def pooled_features(trunk, X, batch=32):
    """Whole numbers without a sign wrap around: in uint8, 100 - 127 is 229. Turn the pictures into floats before you subtract."""
    rows = []
    for start in range(0, len(X), batch):
        scaled = (X[start : start + batch] - 127) / 128
        rows.append(np.mean(trunk(scaled.astype(np.float32), training=False), axis=(1, 2)))
    return np.concatenate(rows)

# %% mistake="pooled_features"
def pooled_features(trunk, X, batch=32):
    """The trunk runs in train mode: its batch normalization then uses the batch at hand, and a picture's features depend on its neighbours."""
    rows = []
    for start in range(0, len(X), batch):
        scaled = (np.asarray(X[start : start + batch], dtype=np.float32) - 127) / 128
        rows.append(np.mean(trunk(scaled, training=True), axis=(1, 2)))
    return np.concatenate(rows)

# %% mistake="pooled_features"
def pooled_features(trunk, X, batch=32):
    """You take the largest value of each map. The text asks for the mean."""
    rows = []
    for start in range(0, len(X), batch):
        scaled = (np.asarray(X[start : start + batch], dtype=np.float32) - 127) / 128
        rows.append(np.max(trunk(scaled, training=False), axis=(1, 2)))
    return np.concatenate(rows)

# %% mistake="pooled_features"
def pooled_features(trunk, X, batch=32):
    """The maps are flattened, not averaged: a row for each picture should have one number for each channel."""
    scaled = (np.asarray(X, dtype=np.float32) - 127) / 128
    return np.asarray(trunk(scaled, training=False)).reshape(len(X), -1)

# %% mistake="pooled_features"
def pooled_features(trunk, X, batch=32):
    """The pictures that are left over after the last full batch are missing."""
    rows = []
    for start in range(0, len(X) - batch + 1, batch):
        scaled = (np.asarray(X[start : start + batch], dtype=np.float32) - 127) / 128
        rows.append(np.mean(trunk(scaled, training=False), axis=(1, 2)))
    return np.concatenate(rows) if rows else np.zeros((0, trunk(np.zeros((1, *X.shape[1:]), np.float32)).shape[-1]))

# %% [markdown]
# `@cache` keeps what a function returned: each part goes through the trunk once. (After a change, run this cell again.)

# %%
@cache
def cached_features(part):
    """The features of the train or dev photographs, computed at the first call."""
    return pooled_features(trunk, enlarge(getattr(photos, f"X_{part}")))

# %% [markdown]
# For three dev photographs, the training photographs that are nearest in pixels, and in features.

# %%
def nearest(rows, row, count=3):
    """The places of the rows that are nearest to a row, each column divided by its deviation."""
    return np.argsort(np.linalg.norm((rows - row) / (rows.std(axis=0) + 0.001), axis=1))[:count]

# %% demo
queries, pages = [4, 23, 50], []
for number in queries:
    by_pixels = nearest(photos.X_train.reshape(182, -1).astype(float), photos.X_dev[number].reshape(-1))
    by_features = nearest(cached_features("train"), cached_features("dev")[number])
    pages += [photos.X_dev[number], *photos.X_train[by_pixels], *photos.X_train[by_features]]
captions = ["this one", *["by pixels"] * 3, *["by features"] * 3] * len(queries)
image_grid(pages, captions, "Near in pixels: similar colours. Near in features: more often the same label", columns=7)
plt.show()
for name, train, dev in (
    ("pixels", photos.X_train.reshape(182, -1).astype(float), photos.X_dev.reshape(61, -1)),
    ("features", cached_features("train"), cached_features("dev")),
):
    same = np.mean([np.mean(y_train[nearest(train, row)] == label) for row, label in zip(dev, y_dev)])
    print(f"three nearest by {name}: {same:.0%} have the label of the dev picture (mean of all 61)")

# %% [markdown]
# ## A head
# On good features **softmax regression** is enough, with weight decay, since pictures are few. For $m$ rows of standardised
# features $\hat F$, one-hot labels $Y$ and $P$ the softmax of each row of $\hat F W + b$:
#
# $$dW = \frac{1}{m}\hat F^{T}(P - Y) + \lambda W, \qquad db = \frac{1}{m}\sum_{i}(P - Y)_i$$

# %% [markdown]
# ## Exercise 2 · A head for features  (5 points, ~12 min, ●●○)
# Write `train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1)`.
#
# 1. Standardise: subtract each column's mean, divide by its standard deviation **plus 0.001** (a feature that never changes
#    would divide by 0).
# 2. Start with zeros; `steps` steps of gradient descent with the two formulas, on all rows at once. (One step earns 2
#    points, many steps 1.)
# 3. **Fold** (2 points): return the `W` and `b` that work on features as they are, so that `F @ W + b` are the logits. With
#    $\hat F = (F - \mu)/\sigma$:
#    $\;\hat F W + b = F\,(W / \sigma) + (b - \mu\,(W/\sigma))$, where row $k$ of $W$ is divided by $\sigma_k$.
#
# `softmax(Z)`, row by row, is given.
#
# *Example.* Two pictures with one feature, `F = [[1], [3]]`, `y = [0, 1]`, one step: the standardised features are −1 and 1
# (nearly, because of the 0.001), all probabilities ½, and $dW$ = [½, −½]. With rate 0.1, $W$ = [−0.05, 0.05] and $b$ = 0;
# folded, $b$ = [0.1, −0.1]: halfway, at 2, both logits are 0.
#
# <details><summary>Hint 1: one-hot labels</summary>
#
# `np.eye(classes)[y]` has a row for each label.
#
# </details>
#
# <details><summary>Hint 2: folding</summary>
#
# `W / std[:, np.newaxis]` divides row by row. The new `b` needs that new `W`: compute it first.
#
# </details>

# %%
def softmax(Z):
    """Probabilities of each row of logits, shape (m, classes)."""
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)

# %% solution="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """Softmax regression by gradient descent, for features as they are.

    F: (m, n) features, not changed; y: (m,) labels, whole numbers from 0 to classes - 1, perhaps not all of them.
    steps: how many steps on all rows, 0 or more; learning_rate: of each; lambd: of the weight decay, on W alone.
    Returns (W, b) of shapes (n, classes) and (classes,), folded: F @ W + b are the logits.
    """
    ### BEGIN SOLUTION
    mean, std = F.mean(axis=0), F.std(axis=0) + 0.001
    scaled, Y = (F - mean) / std, np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        error = (softmax(scaled @ W + b) - Y) / len(F)
        W = W - learning_rate * (scaled.T @ error + lambd * W)
        b = b - learning_rate * error.sum(axis=0)
    W = W / std[:, np.newaxis]
    return W, b - mean @ W
    ### END SOLUTION

# %% tests="train_head" part="step" points=2
import numpy as np

from companion.testing import close, taken

result = train_head(np.array([[1.0], [3.0]]), np.array([0, 1]), 2, steps=1)
assert result is not None, "train_head returns None. Does it end with a return?"
W, b = (taken(each) for each in result)
assert W.shape == (1, 2) and b.shape == (2,), "W has a row for each feature and a column for each class, b a number for each class."
assert close(W, [[-0.05, 0.05]], rtol=5e-3), "The example after one step: a higher feature speaks for class 1."
F = np.array([[0.0, 0.0], [4.0, 2.0], [8.0, 1.0]])
W, b = (taken(each) for each in train_head(F, np.array([2, 0, 2]), 3, steps=1, learning_rate=0.3))
assert W.shape == (2, 3), "Two features, three classes: 2 rows and 3 columns. There is no picture of class 1, and it has a column, too."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
for m, n, classes, learning_rate in ((6, 3, 2, 0.1), (9, 4, 3, 0.5), (1, 2, 2, 1.0), (12, 5, 4, 0.02)):
    F, y = 3 * rng.normal(size=(m, n)) + 2, rng.integers(0, classes, size=m)
    W = np.zeros((n, classes))
    for row, label in zip(F, y):
        z = (row - F.mean(axis=0)) / (F.std(axis=0) + 0.001)
        W += np.outer(z, (np.arange(classes) == label) - 1 / classes) * learning_rate / m
    found = taken(train_head(F.copy(), y.copy(), classes, steps=1, learning_rate=learning_rate)[0])
    assert found.shape == (n, classes), "W has a row for each feature, a column for each class."
    sizes = F.std(axis=0)[:, np.newaxis] + 0.001
    right = close(found, W / sizes, rtol=1e-4, atol=1e-7) or close(found, W, rtol=1e-4, atol=1e-7)  # folding has its own test
    assert right, "After one step from zeros W is another one. Look at the softmax, at 1/m, at the one-hot labels and at the sign."
### END HIDDEN TESTS

# %% tests="train_head" part="steps" points=1
import numpy as np

from companion.testing import close, taken

F = np.array([[1.0, 5.0], [3.0, 5.0]])
zero = train_head(F, np.array([0, 1]), 2, steps=0)
assert close(zero[0], np.zeros((2, 2))) and close(zero[1], np.zeros(2)), "Without a step, W and b are zeros."
W = taken(train_head(F, np.array([0, 1]), 2, steps=50, learning_rate=0.5)[0])
assert close(W[1], [0, 0]), "The second feature is the same in both pictures: its weights stay 0."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for m, n, classes, steps, lambd in ((7, 3, 2, 3, 0.1), (10, 4, 3, 25, 0.0), (8, 2, 3, 40, 1.0), (5, 3, 2, 2, 3.0)):
    F, y = rng.normal(size=(m, n)) + 1, rng.integers(0, classes, size=m)
    F[:, 0] = F[:, 0] / F[:, 0].std() * 0.999 if m > 1 else F[:, 0]  # this column is divided by 1
    mean, std, before = F.mean(axis=0), F.std(axis=0) + 0.001, F.copy()
    Z = (F - mean) / std
    W, b = np.zeros((n, classes)), np.zeros(classes)
    for _ in range(steps):
        dW, db = lambd * W, np.zeros(classes)
        for row, label in zip(Z, y):
            powers = np.exp(row @ W + b)
            error = powers / powers.sum() - (np.arange(classes) == label)
            dW, db = dW + np.outer(row, error) / m, db + error / m
        W, b = W - 0.2 * dW, b - 0.2 * db
    found, found_b = (taken(each) for each in train_head(F, y, classes, steps=steps, learning_rate=0.2, lambd=lambd))
    assert found.shape == W.shape and close(found[0], W[0], rtol=1e-4, atol=1e-6), "After several steps the weights are other ones. Look at the weight decay, and whether each step starts from the last one's W and b."
    logits = F @ found + found_b
    folded, plain = Z @ W + b, Z @ found + found_b  # folding has its own test
    assert close(logits, folded, rtol=1e-3, atol=1e-5) or close(plain, folded, rtol=1e-3, atol=1e-5), "After several steps b is another one. Does weight decay act on b? It should not."
    assert close(F, before), "train_head changed the features that it was given."
### END HIDDEN TESTS

# %% tests="train_head" part="folded" points=2
import numpy as np

from companion.testing import close, taken

W, b = (taken(each) for each in train_head(np.array([[1.0], [3.0]]), np.array([0, 1]), 2, steps=1))
assert close(b, [0.1, -0.1], rtol=5e-3), "The example, folded: at the feature 2, halfway, both logits are 0, so b is -2 times W."
W, b = (taken(each) for each in train_head(np.array([[10.0], [30.0]]), np.array([0, 1]), 2, steps=1))
assert close(W, [[-0.005, 0.005]], rtol=5e-3), "Features ten times as large: the folded weights are a tenth."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
for m, n, classes in ((6, 3, 2), (9, 4, 3), (5, 1, 4)):
    F, y = 5 * rng.normal(size=(m, n)) * rng.uniform(0.2, 3, size=n) + 7, rng.integers(0, classes, size=m)
    W, b = (taken(each) for each in train_head(F.copy(), y.copy(), classes, steps=30))
    assert W.shape == (n, classes) and b.shape == (classes,), "W has a row for each feature, b a number for each class."
    # Scaled and moved features are the same pictures in other units: the logits must not change (but for the 0.001).
    scale, shift = rng.uniform(2, 9, size=n), 10 * rng.normal(size=n)
    V, c = (taken(each) for each in train_head(F * scale + shift, y.copy(), classes, steps=30))
    assert close((F * scale + shift) @ V + c, F @ W + b, rtol=1e-2, atol=1e-2), "With features in other units the logits change. F @ W + b has to work on features as they are: fold the mean and the deviation in."
    Z, logits = (F - F.mean(axis=0)) / (F.std(axis=0) + 0.001), F @ W + b
    assert np.ptp(logits) > 0.01 and close(logits - logits.mean(axis=0), Z @ (W * (F.std(axis=0) + 0.001)[:, np.newaxis]), rtol=1e-3, atol=1e-6), "F @ W + b aren't the logits."
    expected = np.zeros((n, classes))
    shares = np.zeros(classes)
    for _ in range(30):
        P = np.exp(Z @ expected + shares)
        D = (P / P.sum(axis=1, keepdims=True) - np.eye(classes)[y]) / m
        expected, shares = expected - 0.1 * (Z.T @ D + 0.1 * expected), shares - 0.1 * D.sum(axis=0)
    assert close(logits, Z @ expected + shares, rtol=1e-3, atol=1e-4), "F @ W + b aren't the logits that the training arrived at. Look at the folded b."
### END HIDDEN TESTS

# %% mistake="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """W and b work on standardised features only. Fold the mean and the deviation in before you return them."""
    mean, std = F.mean(axis=0), F.std(axis=0) + 0.001
    scaled, Y = (F - mean) / std, np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        error = (softmax(scaled @ W + b) - Y) / len(F)
        W = W - learning_rate * (scaled.T @ error + lambd * W)
        b = b - learning_rate * error.sum(axis=0)
    return W, b

# %% mistake="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """The folded b is computed with the W that isn't folded yet."""
    mean, std = F.mean(axis=0), F.std(axis=0) + 0.001
    scaled, Y = (F - mean) / std, np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        error = (softmax(scaled @ W + b) - Y) / len(F)
        W = W - learning_rate * (scaled.T @ error + lambd * W)
        b = b - learning_rate * error.sum(axis=0)
    return W / std[:, np.newaxis], b - mean @ W

# %% mistake="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """The gradient is a sum over the pictures; the 1/m is missing, so steps grow with the number of pictures."""
    mean, std = F.mean(axis=0), F.std(axis=0) + 0.001
    scaled, Y = (F - mean) / std, np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        error = softmax(scaled @ W + b) - Y
        W = W - learning_rate * (scaled.T @ error + lambd * W)
        b = b - learning_rate * error.sum(axis=0)
    W = W / std[:, np.newaxis]
    return W, b - mean @ W

# %% mistake="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """The softmax runs over the pictures. Each row, one picture's logits, has to sum to 1."""
    mean, std = F.mean(axis=0), F.std(axis=0) + 0.001
    scaled, Y = (F - mean) / std, np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        error = (softmax((scaled @ W + b).T).T - Y) / len(F)
        W = W - learning_rate * (scaled.T @ error + lambd * W)
        b = b - learning_rate * error.sum(axis=0)
    W = W / std[:, np.newaxis]
    return W, b - mean @ W

# %% mistake="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """Weight decay acts on b as well. It belongs on W alone."""
    mean, std = F.mean(axis=0), F.std(axis=0) + 0.001
    scaled, Y = (F - mean) / std, np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        error = (softmax(scaled @ W + b) - Y) / len(F)
        W = W - learning_rate * (scaled.T @ error + lambd * W)
        b = b - learning_rate * (error.sum(axis=0) + lambd * b)
    W = W / std[:, np.newaxis]
    return W, b - mean @ W

# %% mistake="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """The weight decay is missing: lambd has no effect."""
    mean, std = F.mean(axis=0), F.std(axis=0) + 0.001
    scaled, Y = (F - mean) / std, np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        error = (softmax(scaled @ W + b) - Y) / len(F)
        W = W - learning_rate * scaled.T @ error
        b = b - learning_rate * error.sum(axis=0)
    W = W / std[:, np.newaxis]
    return W, b - mean @ W

# %% mistake="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """F is standardised in place: whoever called you has other features afterwards."""
    mean, std = F.mean(axis=0), F.std(axis=0) + 0.001
    F -= mean
    F /= std
    Y = np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        error = (softmax(F @ W + b) - Y) / len(F)
        W = W - learning_rate * (F.T @ error + lambd * W)
        b = b - learning_rate * error.sum(axis=0)
    W = W / std[:, np.newaxis]
    return W, b - mean @ W

# %% mistake="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """The descent has the wrong sign: it climbs."""
    mean, std = F.mean(axis=0), F.std(axis=0) + 0.001
    scaled, Y = (F - mean) / std, np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros(classes)
    for _ in range(steps):
        error = (Y - softmax(scaled @ W + b)) / len(F)
        W = W - learning_rate * (scaled.T @ error + lambd * W)
        b = b - learning_rate * error.sum(axis=0)
    W = W / std[:, np.newaxis]
    return W, b - mean @ W

# %% [markdown]
# ## Pixels against features
# The same head, once on pixels (averaged to 16 by 16; all 12,288 do no better) and once on features. Which pictures one
# happens to have matters when they are few, so we **draw** ten training sets of each size, as many animals as other
# things. A point is the mean of ten, its bar the **standard error** of that mean: the deviation between draws over $\sqrt{10}$.
#
# *Guess first:* with how many pictures do features reach what pixels reach with 64?

# %%
def draw_few(y, per_class, rng):
    """The places of a random training set with per_class pictures of each class."""
    return np.concatenate([rng.choice(np.flatnonzero(y == label), per_class, replace=False) for label in np.unique(y)])


def as_pixels(X):
    """Each 4 by 4 block of the 64 by 64 pixels as its mean, from 0 to 1; a row for each picture."""
    return X.reshape(len(X), 16, 4, 16, 4, 3).mean(axis=(2, 4)).reshape(len(X), -1) / 255


def accuracies(rows, labels, judged, per_class, learning_rate, draws=10):
    """Dev accuracies of heads that were trained on random small sets, (draws,).

    rows, labels: lists of features and labels; the first holds the pictures, further ones copies of them, in the same order.
    """
    found = []
    for seed in range(draws):
        few = draw_few(labels, per_class, np.random.default_rng(seed))
        F, y = np.concatenate([each[few] for each in rows]), np.tile(labels[few], len(rows))
        W, b = train_head(F, y, 2, learning_rate=learning_rate)
        found.append(np.mean(np.argmax(judged @ W + b, axis=1) == y_dev))
    return np.array(found)


def mean_and_error(values):
    """The mean, and its standard error."""
    return np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))

# %% demo
P_train, P_dev = as_pixels(photos.X_train), as_pixels(photos.X_dev)
figure, ax = plt.subplots(figsize=(7, 3.8), layout="constrained")
for (name, train, judged, rate), color, line in zip(
    (("features", cached_features("train"), cached_features("dev"), 0.1), ("pixels", P_train, P_dev, 0.01)), COLORS, LINES
):
    points = [mean_and_error(accuracies([train], y_train, judged, k, rate)) for k in (4, 8, 16, 32)]
    ax.errorbar([8, 16, 32, 64], *np.transpose(points), fmt=line, marker="o", capsize=4, color=color, label=name)
    W, b = train_head(train, y_train, 2, learning_rate=rate)
    everything = np.mean(np.argmax(judged @ W + b, axis=1) == y_dev)
    print(f"{name:>8}:", *(f"{mean:.3f} ± {error:.3f}" for mean, error in points), f"  all 182: {everything:.3f}")
ax.axhline(np.mean(y_dev == 0), color="gray", linestyle=":", label="never an animal")
ax.set_xscale("log", base=2)
ax.set(title="What was learnt elsewhere is worth many pictures", xlabel="training pictures", ylabel="dev accuracy", ylim=(0.5, 1))
ax.set_xticks([8, 16, 32, 64], ["8", "16", "32", "64"])
ax.legend()
plt.show()

# %% [markdown]
# <details><summary>What the curves say</summary>
#
# Eight pictures on features do about as well as 64 on pixels; from 16 on, features are 15 points ahead. The error bars are
# about which pictures were drawn. A second doubt isn't in them: 61 dev pictures are few, and one of them is 1.6 points.
#
# A word of care: ImageNet has many animals among its classes. On X-rays this trunk would be worth less.
#
# </details>
#
# **To remember**
# - Scale pictures as the trunk's makers did, and call it in test mode.
# - Few pictures: several draws, and an error bar.

# %% [markdown]
# ## Pictures that weren't taken
# A mirrored dog is a dog; so is one in the shade. **Augmentation** tells the network so: at each use a training picture is
# changed a little, at random, and keeps its label. Which changes are allowed depends on the question: a mirrored 2 is no
# 2. A picture that is judged stays as it is.

# %% [markdown]
# ## Exercise 3 · Augment  (6 points, ~15 min, ●●○)
# Write `augment(X, rng, flip=True, shift=8, brightness=0.3)`. For **each picture by itself**, in this order:
#
# - **flip** (2 points): mirrored left to right with probability ½, if `flip` is true;
# - **shift** (2 points): moved by a random whole number of pixels from −shift to shift, all equally likely, down and
#   across by two draws. What becomes free repeats the edge: pad with `np.pad(…, mode="edge")`, then cut a window of the
#   old size out;
# - **brightness** (2 points): all pixels times one factor, uniform from 1 − brightness to 1 + brightness, then rounded, and cut
#   off at 0 and 255. (300 as uint8 would be 44: a white sky with black spots.)
#
# All chance comes from `rng`, a generator of `np.random.default_rng`; how you draw is up to you.
#
# *Example.* One picture of 1 by 2 pixels, red only: [[10, 200]]. Flipped it is [[200, 10]]; that moved by one to the right is
# [[200, 200]]; times 1.3, cut off: [[255, 255]].
#
# <details><summary>Hint 1: picture by picture</summary>
#
# A loop over the pictures is fine: start with `result = np.empty_like(X)`, and fill `result[i]`. `X[i]` is a view: make
# something new of it, and never write into it.
#
# </details>
#
# <details><summary>Hint 2: the window</summary>
#
# Padded by `shift` on each side, there are 2 · shift + 1 places where a window can start, down and across.
# `rng.integers(0, 2 * shift + 1, size=2)` draws both; the upper end isn't among them.
#
# </details>
#
# <details><summary>Hint 3: mirror</summary>
#
# Axis 0 of a picture runs down, axis 1 to the right. Which one is reversed in a mirror?
#
# </details>

# %% solution="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """Each picture changed at random: mirrored, moved, made lighter or darker.

    X: (m, height, width, 3) uint8, height and width may differ; not changed. rng: a numpy Generator.
    flip: whether half of the pictures are mirrored; shift: a whole number, 0 or more; brightness: from 0 to 1.
    With flip=False, shift=0, brightness=0 nothing changes.
    Returns a new array of the same shape, uint8.
    """
    ### BEGIN SOLUTION
    result = np.empty_like(X)
    height, width = X.shape[1:3]
    for i, picture in enumerate(X):
        if flip and rng.random() < 0.5:
            picture = picture[:, ::-1]
        padded = np.pad(picture, ((shift, shift), (shift, shift), (0, 0)), mode="edge")
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        factor = rng.uniform(1 - brightness, 1 + brightness)
        result[i] = np.clip(np.round(factor * padded[top : top + height, left : left + width]), 0, 255)
    return result
    ### END SOLUTION

# %% tests="augment" part="flip" points=2
import numpy as np

from companion.testing import close, taken

X = np.zeros((40, 1, 2, 3), dtype=np.uint8)
X[:, 0, 1] = 200
result = augment(X, np.random.default_rng(0), flip=True, shift=0, brightness=0)
assert result is not None, "augment returns None. Does it end with a return?"
flipped = taken(result)
assert flipped.shape == X.shape and flipped.dtype == np.uint8, "The result has the shape of X, and is uint8."
assert close(flipped.sum(axis=2), X.sum(axis=2)), "A picture of 1 by 2 pixels, mirrored: the bright pixel may only be left or right."
count = int((flipped[:, 0, 0, 0] == 200).sum())
assert 8 <= count <= 32, "Of 40 pictures about half have to be mirrored: each has a draw of its own."
assert close(augment(X, np.random.default_rng(0), flip=False, shift=0, brightness=0), X), "With everything switched off nothing changes."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for m, h, w in ((60, 3, 4), (51, 5, 2), (1, 4, 4)):
    X = rng.integers(0, 256, size=(m, h, w, 3)).astype(np.uint8)
    before, kinds = X.copy(), []
    for seed in range(12 if m == 1 else 2):
        found = taken(augment(X, np.random.default_rng(seed), flip=True, shift=0, brightness=0))
        assert found.shape == X.shape and found.dtype == np.uint8, "The result has the shape of X, and is uint8."
        same, mirrored = ((found == each).all(axis=(1, 2, 3)) for each in (X, X[:, :, ::-1]))
        assert np.all(same | mirrored), "Each picture has to be as it was, or mirrored left to right, whole."
        kinds.append(mirrored)
        again = taken(augment(X, np.random.default_rng(seed), flip=True, shift=0, brightness=0))
        assert close(found, again), "An equal generator has to give equal pictures: all chance comes from rng."
    shares = np.concatenate(kinds)
    assert 0.2 < shares.mean() < 0.8, "About half of the pictures have to be mirrored."
    assert m == 1 or not close(kinds[0], kinds[1]), "Another generator has to give other flips."
    assert close(X, before), "augment changed the pictures that it was given."
    assert close(augment(X, np.random.default_rng(0), flip=False, shift=0, brightness=0), X), "With flip=False nothing is mirrored."
### END HIDDEN TESTS

# %% tests="augment" part="shift" points=2
import numpy as np

from companion.testing import close, taken

X = np.zeros((60, 3, 3, 3), dtype=np.uint8)
X[:, 1, 1] = 90
moved = taken(augment(X, np.random.default_rng(1), flip=False, shift=1, brightness=0))
assert moved.shape == X.shape, "The pictures keep their size: pad, then cut a window of the old size out."
assert len({picture.tobytes() for picture in moved}) == 9, "Moved by -1, 0 or 1 in two directions there are 9 pictures. Of 60 draws each should come."
edge = np.full((30, 2, 2, 3), 70, dtype=np.uint8)
assert close(augment(edge, np.random.default_rng(1), flip=False, shift=3, brightness=0), edge), "A picture of one colour stays as it is wherever it moves: what becomes free repeats the edge. (The shift may be larger than the picture.)"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for m, h, w, shift in ((200, 4, 5, 2), (300, 7, 6, 3), (40, 5, 5, 1)):
    X = rng.integers(0, 256, size=(m, h, w, 3)).astype(np.uint8)
    before = X.copy()
    found = taken(augment(X, np.random.default_rng(shift), flip=False, shift=shift, brightness=0))
    assert found.shape == X.shape and found.dtype == np.uint8, "The result has the shape of X, and is uint8."
    moves = []
    for down in range(-shift, shift + 1):
        for across in range(-shift, shift + 1):
            rows, columns = np.clip(np.arange(h) - down, 0, h - 1), np.clip(np.arange(w) - across, 0, w - 1)
            moves += [(down, across)] * int((X[:, rows][:, :, columns] == found).all(axis=(1, 2, 3)).sum())
    assert len(moves) == m, "Some picture isn't one that was moved by at most `shift` pixels down and across, with its edge repeated."
    downs, acrosses = np.transpose(moves)
    for direction in (downs, acrosses):
        assert set(direction.tolist()) == set(range(-shift, shift + 1)), "Of that many pictures some should move by each number of pixels from -shift to shift, in both directions."
    assert np.abs(np.corrcoef(downs, acrosses)[0, 1]) < 0.5, "Down and across have to be two draws."
    assert close(X, before), "augment changed the pictures that it was given."
### END HIDDEN TESTS

# %% tests="augment" part="brightness" points=2
import numpy as np

from companion.testing import close, taken

X = np.full((50, 2, 2, 3), 100, dtype=np.uint8)
found = taken(augment(X, np.random.default_rng(2), flip=False, shift=0, brightness=0.5))
assert found.shape == X.shape and found.dtype == np.uint8, "The result has the shape of X, and is uint8."
assert found.min() >= 50 and found.max() <= 150, "100 times a factor from 0.5 to 1.5 lies between 50 and 150."
assert close(found.max(axis=(1, 2, 3)), found.min(axis=(1, 2, 3))), "One factor for a whole picture: grey stays grey."
assert len(set(found[:, 0, 0, 0].tolist())) > 20, "Each picture has a factor of its own."
bright = np.full((50, 2, 2, 3), 250, dtype=np.uint8)
assert taken(augment(bright, np.random.default_rng(2), flip=False, shift=0, brightness=0.5)).min() >= 125, "250 times 0.5 is 125; what would be above 255 is cut off at 255, and must not begin again at 0."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(7)
for m, h, w, brightness in ((80, 3, 4, 0.3), (90, 2, 5, 0.8), (70, 4, 4, 1.0)):
    X = rng.integers(0, 256, size=(m, h, w, 3)).astype(np.uint8)
    X[:, 0, 0] = [60, 100, 128]
    before = X.copy()
    found = taken(augment(X, np.random.default_rng(8), flip=False, shift=0, brightness=brightness)).astype(float)
    assert found.shape == X.shape, "The result has the shape of X."
    factors = found[:, 0, 0, 1] / 100
    assert factors.min() > 1 - brightness - 0.02 and factors.max() < 1 + brightness + 0.02, "A factor lies outside 1 - brightness to 1 + brightness."
    low, high = np.quantile(factors, [0.15, 0.85])
    assert low < 1 - 0.4 * brightness and high > 1 + 0.4 * brightness, "The factors have to spread over the whole range, darker as well as lighter."
    expected = np.clip(factors[:, np.newaxis, np.newaxis, np.newaxis] * X, 0, 255)
    assert np.abs(found - expected).max() < 2.6, "All pixels of a picture get the same factor, rounded, and cut off at 0 and 255."
    precise = np.abs(found - expected)[X < 130]
    assert precise.max() < 1.3, "Pixels times the factor have to be rounded, not cut."
    assert close(X, before), "augment changed the pictures that it was given."
ones = np.full((60, 9, 9, 3), 1, dtype=np.uint8)
found = taken(augment(ones, np.random.default_rng(9), flip=False, shift=0, brightness=0.4))
assert close(found, ones), "1 times a factor from 0.6 to 1.4 rounds to 1. Cut, some would become 0."
X = rng.integers(0, 256, size=(30, 6, 7, 3)).astype(np.uint8)
found = taken(augment(X, np.random.default_rng(9)))
assert found.shape == X.shape and not (found == X).all(axis=(1, 2, 3)).any(), "With the defaults, pictures of noise hardly stay what they were."
### END HIDDEN TESTS

# %% mistake="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """The flip is upside down: axis 0 of a picture runs down, axis 1 to the right."""
    result = np.empty_like(X)
    height, width = X.shape[1:3]
    for i, picture in enumerate(X):
        if flip and rng.random() < 0.5:
            picture = picture[::-1]
        padded = np.pad(picture, ((shift, shift), (shift, shift), (0, 0)), mode="edge")
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        factor = rng.uniform(1 - brightness, 1 + brightness)
        result[i] = np.clip(np.round(factor * padded[top : top + height, left : left + width]), 0, 255)
    return result

# %% mistake="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """One draw serves the whole batch. Each picture needs draws of its own."""
    height, width = X.shape[1:3]
    if flip and rng.random() < 0.5:
        X = X[:, :, ::-1]
    padded = np.pad(X, ((0, 0), (shift, shift), (shift, shift), (0, 0)), mode="edge")
    top, left = rng.integers(0, 2 * shift + 1, size=2)
    factor = rng.uniform(1 - brightness, 1 + brightness)
    return np.clip(np.round(factor * padded[:, top : top + height, left : left + width]), 0, 255).astype(np.uint8)

# %% mistake="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """The pictures that you were given are changed themselves. Make a new array."""
    height, width = X.shape[1:3]
    for i in range(len(X)):
        picture = X[i].copy()
        if flip and rng.random() < 0.5:
            picture = picture[:, ::-1]
        padded = np.pad(picture, ((shift, shift), (shift, shift), (0, 0)), mode="edge")
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        factor = rng.uniform(1 - brightness, 1 + brightness)
        X[i] = np.clip(np.round(factor * padded[top : top + height, left : left + width]), 0, 255)
    return X

# %% mistake="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """What would be above 255 begins again at 0: cut it off before it becomes uint8."""
    result = np.empty_like(X)
    height, width = X.shape[1:3]
    for i, picture in enumerate(X):
        if flip and rng.random() < 0.5:
            picture = picture[:, ::-1]
        padded = np.pad(picture, ((shift, shift), (shift, shift), (0, 0)), mode="edge")
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        factor = rng.uniform(1 - brightness, 1 + brightness)
        result[i] = np.round(factor * padded[top : top + height, left : left + width]).astype(int) % 256
    return result

# %% mistake="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """What becomes free is black. Repeat the edge."""
    result = np.empty_like(X)
    height, width = X.shape[1:3]
    for i, picture in enumerate(X):
        if flip and rng.random() < 0.5:
            picture = picture[:, ::-1]
        padded = np.pad(picture, ((shift, shift), (shift, shift), (0, 0)))
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        factor = rng.uniform(1 - brightness, 1 + brightness)
        result[i] = np.clip(np.round(factor * padded[top : top + height, left : left + width]), 0, 255)
    return result

# %% mistake="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """The pictures move one way only: the upper end of rng.integers isn't drawn, and shift itself is the middle."""
    result = np.empty_like(X)
    height, width = X.shape[1:3]
    for i, picture in enumerate(X):
        if flip and rng.random() < 0.5:
            picture = picture[:, ::-1]
        padded = np.pad(picture, ((shift, shift), (shift, shift), (0, 0)), mode="edge")
        top, left = rng.integers(0, shift + 1, size=2)
        factor = rng.uniform(1 - brightness, 1 + brightness)
        result[i] = np.clip(np.round(factor * padded[top : top + height, left : left + width]), 0, 255)
    return result

# %% mistake="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """Down and across share one draw, so pictures move along the diagonal only."""
    result = np.empty_like(X)
    height, width = X.shape[1:3]
    for i, picture in enumerate(X):
        if flip and rng.random() < 0.5:
            picture = picture[:, ::-1]
        padded = np.pad(picture, ((shift, shift), (shift, shift), (0, 0)), mode="edge")
        start = rng.integers(0, 2 * shift + 1)
        factor = rng.uniform(1 - brightness, 1 + brightness)
        result[i] = np.clip(np.round(factor * padded[start : start + height, start : start + width]), 0, 255)
    return result

# %% mistake="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """Each pixel gets a factor of its own, which is noise. One factor for a whole picture."""
    result = np.empty_like(X)
    height, width = X.shape[1:3]
    for i, picture in enumerate(X):
        if flip and rng.random() < 0.5:
            picture = picture[:, ::-1]
        padded = np.pad(picture, ((shift, shift), (shift, shift), (0, 0)), mode="edge")
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        factor = rng.uniform(1 - brightness, 1 + brightness, size=picture.shape)
        result[i] = np.clip(np.round(factor * padded[top : top + height, left : left + width]), 0, 255)
    return result

# %% mistake="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """Every picture is mirrored. Each should be with probability one half."""
    result = np.empty_like(X)
    height, width = X.shape[1:3]
    for i, picture in enumerate(X):
        if flip:
            picture = picture[:, ::-1]
        padded = np.pad(picture, ((shift, shift), (shift, shift), (0, 0)), mode="edge")
        top, left = rng.integers(0, 2 * shift + 1, size=2)
        factor = rng.uniform(1 - brightness, 1 + brightness)
        result[i] = np.clip(np.round(factor * padded[top : top + height, left : left + width]), 0, 255)
    return result

# %% [markdown]
# Look at what comes out.

# %% demo
def show_augmented(number=20, shift=8, brightness=0.3, seed=0):
    """A photograph, and seven augmented versions of it."""
    copies = np.repeat(photos.X_train[number : number + 1], 7, axis=0)
    versions = augment(copies, np.random.default_rng(seed), shift=shift, brightness=brightness)
    title = f"One photograph, seven more to learn from: shift {shift}, brightness {brightness:.1f}"
    image_grid(np.concatenate([copies[:1], versions]), ["as taken"] + [""] * 7, title, columns=8)
    plt.show()


show_augmented()

# %% demo tags=["nbval-ignore-output"]
sliders = interact(
    show_augmented,
    number=IntSlider(20, 0, 181, continuous_update=False),
    shift=IntSlider(8, 0, 32, continuous_update=False),
    brightness=FloatSlider(0.3, min=0, max=1, step=0.1, continuous_update=False),
    seed=IntSlider(0, 0, 9, continuous_update=False),
)

# %% [markdown]
# **What does it help against?** 32 pictures, each with one augmented copy (drawn once, to save time; `brightness=0.6`),
# judged on the dev pictures as they are, and in bad light, at 40 % of their brightness. *Guess first:* what suffers
# more in the dark, pixels or features? And does augmentation help where pictures stay as they are? (About ten seconds.)

# %%
@cache
def augmented_rows(copies=1):
    """Pixels and features of augmented copies of all training pictures, a list of each."""
    rng = np.random.default_rng(0)
    versions = [augment(photos.X_train, rng, brightness=0.6) for _ in range(copies)]
    return [as_pixels(each) for each in versions], [pooled_features(trunk, enlarge(each)) for each in versions]


@cache
def dark_features():
    """Features of the dev pictures in bad light."""
    return pooled_features(trunk, enlarge(0.4 * photos.X_dev))

# %% demo
pixel_copies, feature_copies = augmented_rows()
print(f"{'':>23}  as they are     in the dark")
for name, train, copies, judged, rate in (
    ("pixels", as_pixels(photos.X_train), pixel_copies, (as_pixels(photos.X_dev), as_pixels(0.4 * photos.X_dev)), 0.01),
    ("features", cached_features("train"), feature_copies, (cached_features("dev"), dark_features()), 0.1),
):
    for how, rows in (("", [train]), (", augmented", [train, *copies])):
        cells = [mean_and_error(accuracies(rows, y_train, each, 16, rate)) for each in judged]
        print(f"{name + how:>23}:", *(f"{mean:.3f} ± {error:.3f}" for mean, error in cells), sep="  ")

# %% [markdown]
# <details><summary>What the table says</summary>
#
# On dev pictures as they are, augmentation gains nothing that ten draws can show: train and dev come from one source, so
# what it teaches isn't asked. In the dark, the head on pixels calls nearly everything an animal (35 % are: the
# animals' pictures are darker), and copies of other brightness mend a small part of that. The features hardly mind: the
# trunk has learnt long ago that the light changes. What augmentation teaches it knows already; a network that learns from nothing
# has more to gain.
#
# So: augment against what will be *different* where the classifier is used, and measure on pictures from there.
#
# </details>
#
# **To remember**
# - A change that keeps the label, drawn anew for each picture and each use, in training only.
# - It teaches what doesn't matter. Where the trunk knows that, or dev doesn't ask for it, nothing is gained.

# %% [markdown]
# ## Exercise 4 · A leak  (4 points, ~10 min, ●●○, optional)
# Somebody augments all photographs first, and splits them afterwards. Now dev pictures have copies in the training set,
# and dev accuracy flatters. Write `find_leaks(F_train, F_dev, threshold)`: which dev pictures have a near copy?
#
# Subtract the mean of the **training** rows from both. Two pictures are near copies if the **cosine** of their centred
# rows, $\dfrac{u \cdot v}{\lVert u\rVert\,\lVert v\rVert}$, is at least the threshold. (Rows that are zero after
# centring are near to nothing.)
#
# *Example.* Training rows [2, 0] and [0, 0] have the mean [1, 0], and become [1, 0] and [−1, 0]. The dev row [1, 5] becomes
# [0, 5], cosine 0 with both; [4, 0] becomes [3, 0], cosine 1 with the first. With threshold 0.9, the result is [1].
#
# <details><summary>Hint 1: all pairs at once</summary>
#
# With rows of length 1 in `U` (dev) and `V` (train), `U @ V.T` has all cosines: a row for each dev picture.
#
# </details>
#
# <details><summary>Hint 2: rows of zeros</summary>
#
# Divide by `np.maximum(length, 1e-12)`: zeros then stay zeros.
#
# </details>

# %% solution="find_leaks"
def find_leaks(F_train, F_dev, threshold):
    """Dev pictures that have a near copy among the training pictures.

    F_train: (m, n), F_dev: (m_dev, n) features, neither changed; threshold: a number above 0 and below 1.
    Returns the places of these dev pictures, whole numbers in rising order, shape (k,), k from 0 to m_dev.
    """
    ### BEGIN SOLUTION
    mean = F_train.mean(axis=0)

    def unit(F):
        centred = F - mean
        return centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-12)

    cosines = unit(F_dev) @ unit(F_train).T
    return np.flatnonzero(cosines.max(axis=1) >= threshold)
    ### END SOLUTION

# %% tests="find_leaks" points=4
import numpy as np

from companion.testing import close

F_train, F_dev = np.array([[2.0, 0.0], [0.0, 0.0]]), np.array([[1.0, 5.0], [4.0, 0.0]])
found = find_leaks(F_train, F_dev, 0.9)
assert found is not None, "find_leaks returns None. Does it end with a return?"
assert close(found, [1]), "The example: only the second dev picture, number 1, points the way of a training picture."
assert close(find_leaks(F_train, np.array([[1.0, 5.0]]), 0.9), np.zeros(0)), "Without a leak the result is an empty array."
assert close(find_leaks(F_train, np.array([[1.0, 0.0], [9.0, 0.0]]), 0.9), [1]), "The first dev row is the mean: zero after centring, and near to nothing. How long a row is doesn't matter."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(10)
for m, m_dev, n in ((8, 5, 6), (3, 12, 9), (15, 1, 4), (6, 6, 3)):
    F_train, F_dev = rng.normal(size=(m, n)) + 3, rng.normal(size=(m_dev, n)) + 3
    center = F_train.mean(axis=0)
    F_dev[0] = center + 2.5 * (F_train[m - 1] - center)  # the same direction
    F_dev[-1] = F_dev[-1] if m_dev == 1 else center - 0.5 * (F_train[0] - center)  # the opposite direction
    before = F_train.copy(), F_dev.copy()
    cosines = np.array(
        [[np.dot(a - center, b - center) / np.sqrt(np.sum((a - center) ** 2) * np.sum((b - center) ** 2)) for b in F_train] for a in F_dev]
    )
    largest = [max(row) for row in cosines]
    steps = np.sort([0.0, *(value for value in largest if value > 0)])
    widest = np.argmax(np.diff(steps))
    for threshold in (0.98, 0.5, (steps[widest] + steps[widest + 1]) / 2):  # in a gap, where rounding decides nothing
        expected = np.array([place for place, value in enumerate(largest) if value >= threshold])
        assert close(find_leaks(F_train, F_dev, threshold), expected), "Other dev pictures have a near copy. Look at the centring, at the lengths, and at whose places are asked for."
    assert close(F_train, before[0]) and close(F_dev, before[1]), "find_leaks changed the features that it was given."
F_train = np.array([[0.0, 0.0], [2.0, 4.0], [4.0, 2.0], [6.0, 6.0]])
assert close(find_leaks(F_train, np.array([[3.0, 4.0], [4.0, 3.0], [3.0, 3.0]]), 0.7), [0, 1]), "A row that is zero after centring is near to nothing."
### END HIDDEN TESTS

# %% mistake="find_leaks"
def find_leaks(F_train, F_dev, threshold):
    """The rows aren't centred. Features are positive, so without that all pictures look alike."""
    U = F_dev / np.maximum(np.linalg.norm(F_dev, axis=1, keepdims=True), 1e-12)
    V = F_train / np.maximum(np.linalg.norm(F_train, axis=1, keepdims=True), 1e-12)
    return np.flatnonzero((U @ V.T).max(axis=1) >= threshold)

# %% mistake="find_leaks"
def find_leaks(F_train, F_dev, threshold):
    """The products aren't divided by the lengths, so long rows look near to everything."""
    mean = F_train.mean(axis=0)
    return np.flatnonzero(((F_dev - mean) @ (F_train - mean).T).max(axis=1) >= threshold)

# %% mistake="find_leaks"
def find_leaks(F_train, F_dev, threshold):
    """These are places of training pictures. Asked for are those of dev pictures."""
    mean = F_train.mean(axis=0)
    U, V = F_dev - mean, F_train - mean
    U = U / np.maximum(np.linalg.norm(U, axis=1, keepdims=True), 1e-12)
    V = V / np.maximum(np.linalg.norm(V, axis=1, keepdims=True), 1e-12)
    return np.flatnonzero((U @ V.T).max(axis=0) >= threshold)

# %% mistake="find_leaks"
def find_leaks(F_train, F_dev, threshold):
    """Each set is centred by its own mean. Both need the mean of the training rows."""
    U, V = F_dev - F_dev.mean(axis=0), F_train - F_train.mean(axis=0)
    U = U / np.maximum(np.linalg.norm(U, axis=1, keepdims=True), 1e-12)
    V = V / np.maximum(np.linalg.norm(V, axis=1, keepdims=True), 1e-12)
    return np.flatnonzero((U @ V.T).max(axis=1) >= threshold)

# %% mistake="find_leaks"
def find_leaks(F_train, F_dev, threshold):
    """A dev picture counts once for each of its copies. It has one place."""
    mean = F_train.mean(axis=0)
    U, V = F_dev - mean, F_train - mean
    U = U / np.maximum(np.linalg.norm(U, axis=1, keepdims=True), 1e-12)
    V = V / np.maximum(np.linalg.norm(V, axis=1, keepdims=True), 1e-12)
    return np.nonzero(U @ V.T >= threshold)[0]

# %% mistake="find_leaks"
def find_leaks(F_train, F_dev, threshold):
    """The opposite direction isn't a copy: the cosine itself counts, not its size."""
    mean = F_train.mean(axis=0)
    U, V = F_dev - mean, F_train - mean
    U = U / np.maximum(np.linalg.norm(U, axis=1, keepdims=True), 1e-12)
    V = V / np.maximum(np.linalg.norm(V, axis=1, keepdims=True), 1e-12)
    return np.flatnonzero(np.abs(U @ V.T).max(axis=1) >= threshold)

# %% [markdown]
# Augmented copies of twelve dev pictures have slipped into a training set. The threshold, 0.85, lies just above the largest
# cosine between honest photographs.

# %% demo
slipped = np.arange(0, 60, 5)
copies = pooled_features(trunk, enlarge(augment(photos.X_dev[slipped], np.random.default_rng(1))))
found = find_leaks(np.concatenate([cached_features("train"), copies]), cached_features("dev"), 0.85)
U, V = (cached_features(part) - cached_features("train").mean(axis=0) for part in ("dev", "train"))
cosines = U @ V.T / np.outer(np.linalg.norm(U, axis=1), np.linalg.norm(V, axis=1))
print(f"largest cosine between honest photographs: {cosines.max():.3f}")
print("slipped in:", slipped, "\nfound:     ", found)

# %% [markdown]
# <details><summary>What that says</summary>
#
# About half of the copies are found, and nobody is accused wrongly; those that changed most hide. A check of this kind
# finds *that* there is a leak. The cure is the order: **split first, then augment** the training part. Two photographs of
# one scene, or frames of one film, leak in the same way: split by scene.
#
# </details>

# %% [markdown]
# ## One model
# Now a single model: pixels in, logits out.
#
# A layer with `trainable = False` is **frozen**: its weights get no gradients. A batch normalization has two more numbers a
# channel, the averages for test mode. In train mode it would normalise by the few pictures at hand, and overwrite averages
# from a million pictures; *frozen*, it stays in test mode, in Keras, whatever the rest of the model does. (Calling the trunk
# with `training=False` isn't enough: in Keras 3 the mode of the whole model overrides that.)

# %% [markdown]
# ## Exercise 5 · A head on a trunk  (6 points, ~10 min, ●●○)
# Write `with_head(trunk, classes)`, a functional model, not compiled: pixels from 0 to 255 →
# `layers.Rescaling(1 / 128, offset=-127 / 128)`, which is $(x - 127)/128$ → the trunk, frozen →
# `layers.GlobalAveragePooling2D()` → a dense layer to `classes` logits.
#
# What it computes earns 3 points. That only the dense layer learns, and that in train mode the trunk's batch normalizations
# compute the same and keep their averages, earns 3.
#
# *Example.* Our trunk and two classes: 716,928 parameters that rest, and 112 · 2 + 2 = 226 that learn.
#
# <details><summary>Hint 1: the input</summary>
#
# `trunk.input_shape` is (None, height, width, 3); an `Input` takes it without the first entry.
#
# </details>
#
# <details><summary>Hint 2: calling a model</summary>
#
# A model can be called with a tensor like a layer: `trunk(x)`. Freeze it before.
#
# </details>

# %% solution="with_head"
def with_head(trunk, classes):
    """A classifier on a frozen trunk.

    trunk: a Keras model from scaled pictures (m, h, w, 3) to maps (m, h', w', n_c), with weights; they stay as they are, and
    are frozen. classes: how many.
    Returns a keras.Model from pixels (m, h, w, 3), 0 to 255, to logits (m, classes), not compiled. Only its dense layer
    learns. In train mode, too, the trunk's batch normalizations do what they do in test mode, and keep their averages.
    """
    ### BEGIN SOLUTION
    trunk.trainable = False
    inputs = keras.Input(trunk.input_shape[1:])
    scaled = layers.Rescaling(1 / 128, offset=-127 / 128)(inputs)
    pooled = layers.GlobalAveragePooling2D()(trunk(scaled))
    return keras.Model(inputs, layers.Dense(classes)(pooled))
    ### END SOLUTION

# %% tests="with_head" part="values" points=3
import keras
import numpy as np

from companion import checks
from companion.testing import close


def given_trunk(shape, channels, seed=0):
    """A small trunk with batch normalization."""
    steps = [keras.layers.Conv2D(channels, 3, strides=2), keras.layers.BatchNormalization(), keras.layers.ReLU(6.0)]
    return checks.fill(keras.Sequential([keras.Input(shape), *steps]), seed=seed)


def headed(model, before, W, b):
    """Give the head these weights; False where there is no such head behind the trunk."""
    shapes = [each.shape for each in checks.get_weights(model)]
    if shapes != [*(each.shape for each in before), W.shape, b.shape]:
        return False
    checks.set_weights(model, [*before, W, b])
    return True


X = np.full((2, 7, 7, 3), 127.0)
small = given_trunk((7, 7, 3), 4)
features, before = checks.call(small, np.zeros((2, 7, 7, 3))).mean(axis=(1, 2)), checks.get_weights(small)
model = with_head(small, 3)
assert checks.describe(model)["output_shape"] == (None, 3), "Three logits for each picture. Are the maps averaged over their places?"
W, b = np.arange(12.0).reshape(4, 3), np.array([1.0, 2.0, 3.0])
assert headed(model, before, W, b), "Behind the trunk there has to be one dense layer, with weights from each channel to each class and biases, and nothing else that has weights."
assert close(checks.call(model, X), features @ W + b, rtol=1e-4, atol=1e-4), "Pixels of 127 are 0 for the trunk. Behind it: the mean of each map, then the dense layer, no activation."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(11)
for m, h, w, channels, classes in ((1, 9, 5, 3, 2), (4, 6, 7, 5, 4)):
    small = given_trunk((h, w, 3), channels, seed=m)
    X = rng.uniform(0, 255, size=(m, h, w, 3))
    features, before = checks.call(small, (X - 127) / 128).mean(axis=(1, 2)), checks.get_weights(small)
    model = with_head(small, classes)
    assert close(checks.get_weights(small), before), "with_head changed the weights of the trunk."
    W, b = rng.normal(size=(channels, classes)), rng.normal(size=classes)
    assert close(checks.get_weights(model)[: len(before)], before), "The model doesn't begin with the trunk that was given, with its weights."
    assert headed(model, before, W, b), "Behind the trunk there has to be one dense layer from the channels to the classes, whatever their numbers, and nothing else that has weights."
    assert close(checks.call(model, X), features @ W + b, rtol=1e-3, atol=1e-3), "With given weights the logits are other ones. Look at the scale, at what is averaged, and whether there is an activation at the end."
### END HIDDEN TESTS

# %% tests="with_head" part="frozen" points=3
import keras
import numpy as np

from companion import checks
from companion.testing import close, taken

small = checks.fill(keras.Sequential([keras.Input((7, 7, 3)), keras.layers.Conv2D(4, 3), keras.layers.BatchNormalization()]))
model = with_head(small, 3)
found = checks.describe(model)
assert found["parameters"] == 3 * 3 * 3 * 4 + 4 + 16 + 15, "The whole model: the trunk with its 128 parameters, and a head with 15."
assert found["trainable_parameters"] == 15, "Only the head learns: 4 times 3 weights and 3 biases."
X = np.random.default_rng(0).uniform(0, 255, size=(3, 7, 7, 3))
at_rest = taken(checks.call(model, X))
assert at_rest.shape == (3, 3) and close(checks.call(model, X, training=True), at_rest, rtol=1e-3, atol=1e-3), "In train mode the model computes something else: the trunk's batch normalization isn't frozen."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(12)
for h, w, channels, classes in ((8, 6, 3, 2), (7, 9, 6, 5)):
    steps = [keras.layers.Conv2D(channels, 2), keras.layers.BatchNormalization(), keras.layers.ReLU(6.0), keras.layers.Conv2D(channels, 1)]
    small = checks.fill(keras.Sequential([keras.Input((h, w, 3)), *steps]), seed=h)
    before, parameters = checks.get_weights(small), checks.describe(small)["parameters"]
    X = rng.uniform(0, 255, size=(4, h, w, 3))
    features = [checks.call(small, scaled).mean(axis=(1, 2)) for scaled in ((X - 127) / 128, X / 255, X)]  # the scale is another part's
    model = with_head(small, classes)
    found = checks.describe(model)
    assert found["trainable_parameters"] == (channels + 1) * classes, "Only the dense layer learns; all of the trunk rests."
    assert found["parameters"] == parameters + (channels + 1) * classes, "All of the trunk has to be in the model, and one dense layer."
    assert checks.describe(small)["trainable_parameters"] == 0, "The trunk itself has to be frozen."
    assert close(checks.get_weights(small), before), "with_head changed the weights of the trunk."
    W, b = rng.normal(size=(channels, classes)), rng.normal(size=classes)
    checks.set_weights(model, [*before, W, b])
    logits = taken(checks.call(model, X, training=True))
    right = any(close(logits, each @ W + b, rtol=1e-3, atol=1e-2) for each in features)
    assert right, "Called in train mode, the model has other logits: the trunk's batch normalization uses the pictures at hand."
    assert close(checks.get_weights(model)[: len(before)], before), "After a call in train mode the trunk's averages are other ones."
### END HIDDEN TESTS

# %% mistake="with_head"
def with_head(trunk, classes):
    """The trunk isn't frozen: all of its weights would learn."""
    inputs = keras.Input(trunk.input_shape[1:])
    scaled = layers.Rescaling(1 / 128, offset=-127 / 128)(inputs)
    pooled = layers.GlobalAveragePooling2D()(trunk(scaled))
    return keras.Model(inputs, layers.Dense(classes)(pooled))

# %% mistake="with_head"
def with_head(trunk, classes):
    """The trunk's batch normalizations aren't frozen. In train mode they would use the pictures at hand, and lose their averages."""
    for layer in trunk.layers:
        layer.trainable = isinstance(layer, layers.BatchNormalization)
    inputs = keras.Input(trunk.input_shape[1:])
    scaled = layers.Rescaling(1 / 128, offset=-127 / 128)(inputs)
    pooled = layers.GlobalAveragePooling2D()(trunk(scaled))
    return keras.Model(inputs, layers.Dense(classes)(pooled))

# %% mistake="with_head"
def with_head(trunk, classes):
    """The scale is missing: the trunk gets pixels up to 255."""
    trunk.trainable = False
    inputs = keras.Input(trunk.input_shape[1:])
    pooled = layers.GlobalAveragePooling2D()(trunk(inputs))
    return keras.Model(inputs, layers.Dense(classes)(pooled))

# %% mistake="with_head"
def with_head(trunk, classes):
    """The scale is another one: you divide by 255. This trunk was trained with (x - 127) / 128."""
    trunk.trainable = False
    inputs = keras.Input(trunk.input_shape[1:])
    scaled = layers.Rescaling(1 / 255)(inputs)
    pooled = layers.GlobalAveragePooling2D()(trunk(scaled))
    return keras.Model(inputs, layers.Dense(classes)(pooled))

# %% mistake="with_head"
def with_head(trunk, classes):
    """There is a softmax at the end. The text asks for logits."""
    trunk.trainable = False
    inputs = keras.Input(trunk.input_shape[1:])
    scaled = layers.Rescaling(1 / 128, offset=-127 / 128)(inputs)
    pooled = layers.GlobalAveragePooling2D()(trunk(scaled))
    return keras.Model(inputs, layers.Dense(classes, activation="softmax")(pooled))

# %% mistake="with_head"
def with_head(trunk, classes):
    """The maps are flattened, not averaged: the dense layer has weights for every place."""
    trunk.trainable = False
    inputs = keras.Input(trunk.input_shape[1:])
    scaled = layers.Rescaling(1 / 128, offset=-127 / 128)(inputs)
    flat = layers.Flatten()(trunk(scaled))
    return keras.Model(inputs, layers.Dense(classes)(flat))

# %% mistake="with_head"
def with_head(trunk, classes):
    """All of the model is frozen, the head as well: nothing would learn."""
    inputs = keras.Input(trunk.input_shape[1:])
    scaled = layers.Rescaling(1 / 128, offset=-127 / 128)(inputs)
    pooled = layers.GlobalAveragePooling2D()(trunk(scaled))
    model = keras.Model(inputs, layers.Dense(classes)(pooled))
    model.trainable = False
    return model

# %% [markdown]
# Your `train_head` trains its head: put `W` and `b` into the dense layer, and the model says of pixels what the features said.

# %% demo
W, b = train_head(cached_features("train"), y_train, 2)
classifier = with_head(trunk, 2)
classifier.layers[-1].set_weights([W, b])
logits = classifier(enlarge(photos.X_dev)).numpy()
print(f"{classifier.count_params():,} parameters, of which {sum(w.numpy().size for w in classifier.trainable_weights)} learn")
print("largest difference to features @ W + b:", f"{np.abs(logits - (cached_features('dev') @ W + b)).max():.5f}")
print(f"dev accuracy {np.mean(logits.argmax(axis=1) == y_dev):.3f}")

# %% [markdown]
# ## Exercise 6 · Find the bugs  (6 points, ~8 min, ●●○)
# "In training all was well. On the dev set it is worse, and never twice the same." `broken_logits` has **three** mistakes.
# Run the two cells below for the symptoms, then write `mended_logits` with the same arguments. Each mended mistake earns 2
# points. (`head` is a Keras layer from features to logits, `augment` a function such as yours.)
#
# *Example.* For one picture it doesn't matter which `rng` is handed over, nor which other pictures stand in the batch.

# %%
def broken_logits(trunk, head, pictures, augment, rng):
    """Logits of pictures that are judged, (m, classes), with three mistakes. pictures: (m, h, w, 3), 0 to 255."""
    pictures = augment(pictures, rng)
    scaled = tf.cast(pictures, tf.float32) / 255
    maps = trunk(scaled, training=True)
    return head(tf.reduce_mean(maps, axis=(1, 2)))

# %% demo
@cache
def own_trunk():
    """A trunk that isn't frozen, its weights, and a head that all training pictures gave."""
    fresh, head = load_trunk((SIDE, SIDE, 3)), layers.Dense(2)
    head.build((None, 112))
    head.set_weights(train_head(cached_features("train"), y_train, 2))
    return fresh, fresh.get_weights(), head


def symptoms(logits_of):
    """Three measurements of a function like broken_logits."""
    def measured(X, seed=0, change=augment):
        fresh, weights, head = own_trunk()
        fresh.set_weights(weights)  # in train mode, each call overwrites averages
        return np.asarray(logits_of(fresh, head, enlarge(X).astype(np.uint8), change, np.random.default_rng(seed)))

    first, second = (np.mean(measured(photos.X_dev[:20], seed).argmax(axis=1) == y_dev[:20]) for seed in (0, 1))
    print(f"symptom 1: accuracy of 20 dev pictures, asked with two generators: {first:.3f}, {second:.3f}")
    four, two = (measured(photos.X_dev[:count], change=lambda X, rng: X) for count in (4, 2))
    print(f"symptom 2: without any augmentation, two other pictures beside them change logits by up to {np.abs(four[:2] - two).max():.2f}")
    W, b = own_trunk()[2].get_weights()
    logits = pooled_features(trunk, enlarge(photos.X_dev[:2]).astype(np.uint8)) @ W + b
    print(f"symptom 3: difference to the logits from pooled_features: up to {np.abs(two - logits).max():.2f}")


symptoms(broken_logits)

# %% [markdown]
# <details><summary>Hint 1: what is for training only</summary>
#
# Which line makes two calls differ, if only the generator does?
#
# </details>
#
# <details><summary>Hint 2: neighbours</summary>
#
# Which layer computes a mean over the batch, and what makes it stop?
#
# </details>

# %% solution="mended_logits"
def mended_logits(trunk, head, pictures, augment, rng):
    """The logits of pictures that are judged.

    trunk: a Keras model from scaled pictures to maps (m, h', w', n_c); head: a Keras layer from (m, n_c) to (m, classes).
    pictures: (m, h, w, 3) pixels from 0 to 255, whole numbers or floats. augment, rng: as in broken_logits.
    Returns logits (m, classes), a tensor or an array: of each picture as it is, whatever the others are.
    """
    ### BEGIN SOLUTION
    scaled = (tf.cast(pictures, tf.float32) - 127) / 128
    maps = trunk(scaled, training=False)
    return head(tf.reduce_mean(maps, axis=(1, 2)))
    ### END SOLUTION

# %% tests="mended_logits" part="augmentation" points=2
import keras
import numpy as np

from companion import checks
from companion.testing import close, taken


def darker(X, rng):
    """A test's augmentation: half as bright."""
    return 0.5 * np.asarray(X, dtype=float)


def candidates(model, X, head):
    """What may come out while the other two mistakes may still be there."""
    scaled = ((X - 127) / 128, X / 255, X)
    return [checks.call(model, each, training=mode).mean(axis=(1, 2)) @ head[0] + head[1] for each in scaled for mode in (False, True)]


def given(shape, channels, classes, seed=0):
    """A trunk with batch normalization, and a head."""
    steps = [keras.layers.Conv2D(channels, 3), keras.layers.BatchNormalization(), keras.layers.ReLU(6.0)]
    head = keras.layers.Dense(classes)
    head.build((None, channels))
    return checks.fill(keras.Sequential([keras.Input(shape), *steps]), seed=seed), checks.fill(head, seed=seed)


X = np.random.default_rng(0).uniform(0, 255, size=(3, 5, 5, 3))
model, head = given((5, 5, 3), 4, 2)
expected = candidates(given((5, 5, 3), 4, 2)[0], X, checks.get_weights(head))
logits = mended_logits(model, head, X, darker, np.random.default_rng(0))
assert logits is not None, "mended_logits returns None. Does it end with a return?"
assert taken(logits).shape == (3, 2), "Two logits for each of three pictures."
assert any(close(logits, each, rtol=1e-3, atol=1e-3) for each in expected), "With an augmentation that makes pictures darker the logits change. Pictures that are judged stay as they are."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(13)
for m, h, w, channels, classes in ((1, 6, 5, 3, 3), (4, 5, 8, 5, 2)):
    X = rng.uniform(0, 255, size=(m, h, w, 3))
    model, head = given((h, w, 3), channels, classes, seed=m)
    expected = candidates(given((h, w, 3), channels, classes, seed=m)[0], X, checks.get_weights(head))
    logits = taken(mended_logits(model, head, X, darker, np.random.default_rng(0)))
    assert any(close(logits, each, rtol=1e-3, atol=1e-3) for each in expected), "The logits aren't those of the pictures as they are. Is something of the augmentation left?"
### END HIDDEN TESTS

# %% tests="mended_logits" part="scale" points=2
import keras
import numpy as np

from companion import checks
from companion.testing import close, taken

same = keras.Sequential([keras.Input((2, 2, 3)), keras.layers.ReLU()])
head = keras.layers.Dense(3)
head.build((None, 3))
head.set_weights([np.eye(3), np.zeros(3)])
X = np.zeros((1, 2, 2, 3), dtype=np.uint8) + np.array([255, 191, 100], dtype=np.uint8)
logits = mended_logits(same, head, X, lambda pictures, rng: pictures, None)
assert close(logits, [[1, 0.5, 0]], atol=1e-4), "A trunk that returns what is above 0, a head that returns its input: 255, 191 and 100 have to give 1, 0.5 and 0."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(14)
for m, h, w, channels, classes in ((1, 6, 5, 3, 3), (5, 4, 7, 4, 2)):
    for X in (rng.integers(0, 256, size=(m, h, w, 3)).astype(np.uint8), rng.uniform(0, 255, size=(m, h, w, 3))):
        model = checks.fill(keras.Sequential([keras.Input((h, w, 3)), keras.layers.Conv2D(channels, 3, activation="relu")]), seed=h)
        head = keras.layers.Dense(classes)
        head.build((None, channels))
        W, b = rng.normal(size=(channels, classes)), rng.normal(size=classes)
        head.set_weights([W, b])
        expected = checks.call(model, (X.astype(float) - 127) / 128).mean(axis=(1, 2)) @ W + b
        logits = mended_logits(model, head, X, lambda pictures, rng: pictures, None)
        assert close(logits, expected, rtol=1e-3, atol=1e-4), "The trunk gets pictures in another scale than the one that it was trained with, or the rest of the function has changed."
### END HIDDEN TESTS

# %% tests="mended_logits" part="mode" points=2
import keras
import numpy as np

from companion import checks
from companion.testing import close, taken

X = np.random.default_rng(1).uniform(0, 255, size=(4, 5, 5, 3))
model = checks.fill(keras.Sequential([keras.Input((5, 5, 3)), keras.layers.Conv2D(4, 3), keras.layers.BatchNormalization()]))
head = keras.layers.Dense(2)
head.build((None, 4))
checks.fill(head)
together = taken(mended_logits(model, head, X, lambda pictures, rng: pictures, None))
alone = taken(mended_logits(model, head, X[:1], lambda pictures, rng: pictures, None))
assert together.shape == (4, 2) and np.ptp(together[:, 0]) > 0, "Two logits for each picture, which depend on it."
assert close(alone, together[:1], rtol=1e-3, atol=1e-3), "A picture's logits change with the others in its batch. In which mode is the trunk called?"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(15)
for m, h, w, channels, classes in ((2, 6, 5, 3, 3), (6, 4, 7, 5, 2)):
    X = rng.uniform(0, 255, size=(m, h, w, 3))
    steps = [keras.layers.Conv2D(channels, 3), keras.layers.BatchNormalization(), keras.layers.ReLU(6.0)]
    model = checks.fill(keras.Sequential([keras.Input((h, w, 3)), *steps]), seed=m)
    head = keras.layers.Dense(classes)
    head.build((None, channels))
    W, b = rng.normal(size=(channels, classes)), rng.normal(size=classes)
    head.set_weights([W, b])
    expected = [checks.call(model, scaled).mean(axis=(1, 2)) @ W + b for scaled in ((X - 127) / 128, X / 255, X)]  # the scale is another part's
    before = checks.get_weights(model)
    logits = taken(mended_logits(model, head, X, lambda pictures, rng: pictures, None))
    assert any(close(logits, each, rtol=1e-3, atol=1e-3) for each in expected), "The trunk isn't in test mode: its batch normalization has to use the averages that it has kept."
    assert close(checks.get_weights(model), before), "The trunk's averages have changed: judging pictures must leave it as it is."
### END HIDDEN TESTS

# %% mistake="mended_logits"
def mended_logits(trunk, head, pictures, augment, rng):
    """The pictures that are judged are still augmented. That is for training only."""
    scaled = (tf.cast(augment(pictures, rng), tf.float32) - 127) / 128
    maps = trunk(scaled, training=False)
    return head(tf.reduce_mean(maps, axis=(1, 2)))

# %% mistake="mended_logits"
def mended_logits(trunk, head, pictures, augment, rng):
    """The scale is still the wrong one: the trunk was trained with (x - 127) / 128."""
    scaled = tf.cast(pictures, tf.float32) / 255
    maps = trunk(scaled, training=False)
    return head(tf.reduce_mean(maps, axis=(1, 2)))

# %% mistake="mended_logits"
def mended_logits(trunk, head, pictures, augment, rng):
    """The trunk is still in train mode, so a picture's logits depend on its neighbours."""
    scaled = (tf.cast(pictures, tf.float32) - 127) / 128
    maps = trunk(scaled, training=True)
    return head(tf.reduce_mean(maps, axis=(1, 2)))

# %% mistake="mended_logits"
def mended_logits(trunk, head, pictures, augment, rng):
    """The scale is mended, and whole numbers without a sign wrap around: turn the pictures into floats before you subtract."""
    scaled = tf.cast((np.asarray(pictures) - 127) / 128, tf.float32)
    maps = trunk(scaled, training=False)
    return head(tf.reduce_mean(maps, axis=(1, 2)))

# %% mistake="mended_logits"
def mended_logits(trunk, head, pictures, augment, rng):
    """There is a softmax at the end now. Logits were asked for."""
    scaled = (tf.cast(pictures, tf.float32) - 127) / 128
    maps = trunk(scaled, training=False)
    return tf.nn.softmax(head(tf.reduce_mean(maps, axis=(1, 2))))

# %% demo
symptoms(mended_logits)

# %% [markdown]
# **To remember**
# - A frozen trunk gets no gradients, and its batch normalizations stay in test mode, with their averages.
# - Nothing random happens to a picture that is judged.
# - Ask a model twice, and in other company: none of these mistakes raises an error.

# %% [markdown]
# ## Fine-tuning
# The last blocks of a trunk know most about ImageNet's classes. **Fine-tuning** thaws some of them, and lets them learn
# along with a head that is trained already, with a **small learning rate**: random gradients from a fresh head, or large
# steps, destroy in seconds what took days. Batch normalizations stay frozen, with their averages from many pictures.

# %% [markdown]
# ## Exercise 7 · Thaw  (3 points, ~6 min, ●●○)
# Write `thaw(trunk, prefix)`, which changes the trunk in place. Afterwards the layers whose name starts with `prefix` learn,
# except batch normalizations, and all others are frozen. Weights stay what they are. (A trunk that is itself marked as
# frozen lets none of its layers learn.)
#
# *Example.* `thaw(trunk, "block10_")` thaws the last block of ours: 167,328 parameters in `block10_expand`, `block10_depthwise`
# and `block10_project`. With the prefix `"nothing"` all is frozen.
#
# <details><summary>Hint 1: the trunk and its layers</summary>
#
# Setting `trunk.trainable` sets it for the trunk and all its layers. Thaw all first, then decide for each layer in
# `trunk.layers`.
#
# </details>
#
# <details><summary>Hint 2: the kind of a layer</summary>
#
# `isinstance(layer, layers.BatchNormalization)`. Mind that the loop's variable isn't called `layers`.
#
# </details>

# %% solution="thaw"
def thaw(trunk, prefix):
    """Let the layers learn whose name starts with prefix, no batch normalizations, and no others.

    trunk: a Keras model, frozen, thawed or in part, no layer is itself a model; changed in place. prefix: text.
    """
    ### BEGIN SOLUTION
    trunk.trainable = True
    for layer in trunk.layers:
        layer.trainable = layer.name.startswith(prefix) and not isinstance(layer, layers.BatchNormalization)
    ### END SOLUTION

# %% tests="thaw" points=3
import keras

from companion import checks


def given_trunk(frozen):
    """A stem and two blocks, one with batch normalization."""
    made = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(4, name="stem"),
            keras.layers.Dense(5, name="block1_dense"),
            keras.layers.BatchNormalization(name="block1_norm"),
            keras.layers.Dense(6, name="block10_dense"),
        ]
    )
    made.trainable = not frozen
    return made


def learning(model):
    """Name and number of the parameters that learn, for each layer that does."""
    found = {each["name"]: each["trainable_parameters"] for each in checks.describe(model)["layers"]}
    return {name: count for name, count in found.items() if count}


model = given_trunk(frozen=True)
thaw(model, "block1_")
assert learning(model) != {}, "A frozen trunk, and nothing learns afterwards. Is it thawed in place?"
assert learning(model) == {"block1_dense": 5 * 4 + 5}, "The dense layer of block1_ learns: 25 parameters. Its batch normalization doesn't, nor does anything else."
assert checks.describe(model)["trainable_parameters"] == 25, "Of the trunk as a whole nothing learns: a model that is itself marked as frozen has no weights that do, whatever its layers say."
thaw(model, "stem")
assert learning(model) == {"stem": 16}, "Thawed once more, with another prefix: what learnt before is frozen again."
### BEGIN HIDDEN TESTS
from companion.testing import close

for frozen, prefix, expected in (
    (True, "block1", {"block1_dense": 25, "block10_dense": 36}),
    (False, "dense", {}),
):
    model = given_trunk(frozen)
    before = checks.get_weights(model)
    thaw(model, prefix)
    assert learning(model) == expected, "Other layers learn than those whose name starts with the prefix and that aren't batch normalizations."
    assert checks.describe(model)["trainable_parameters"] == sum(expected.values()), "Another number of parameters learns than that of the layers that should."
    assert close(checks.get_weights(model), before), "thaw changed weights."
### END HIDDEN TESTS

# %% mistake="thaw"
def thaw(trunk, prefix):
    """Batch normalizations are thawed as well. They stay frozen."""
    trunk.trainable = True
    for layer in trunk.layers:
        layer.trainable = layer.name.startswith(prefix)

# %% mistake="thaw"
def thaw(trunk, prefix):
    """All layers learn, not only those whose name starts with the prefix."""
    trunk.trainable = True
    for layer in trunk.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False

# %% mistake="thaw"
def thaw(trunk, prefix):
    """It is the other way round: these layers are frozen, and the others learn."""
    trunk.trainable = True
    for layer in trunk.layers:
        layer.trainable = not layer.name.startswith(prefix) and not isinstance(layer, layers.BatchNormalization)

# %% mistake="thaw"
def thaw(trunk, prefix):
    """The prefix is looked for anywhere in the name. It has to be at the start."""
    trunk.trainable = True
    for layer in trunk.layers:
        layer.trainable = prefix in layer.name and not isinstance(layer, layers.BatchNormalization)

# %% mistake="thaw"
def thaw(trunk, prefix):
    """What learnt before goes on learning: layers of other names have to be frozen."""
    for layer in trunk.layers:
        if layer.name.startswith(prefix) and not isinstance(layer, layers.BatchNormalization):
            layer.trainable = True

# %% mistake="thaw"
def thaw(trunk, prefix):
    """Nothing is thawed: the layers are chosen, and then all of the trunk is frozen."""
    for layer in trunk.layers:
        layer.trainable = layer.name.startswith(prefix) and not isinstance(layer, layers.BatchNormalization)
    trunk.trainable = False

# %% [markdown]
# What lies below the thawed block is computed once, too: `FineTuning` keeps the maps of block 9, and makes a small model of
# block 10 and a head. The head starts from your `train_head`; plain gradient descent goes ten times through the pictures.

# %%
class FineTuning:
    """Block 10 and a head, on maps of block 9 that are computed once."""

    def __init__(self):
        top = load_trunk((SIDE, SIDE, 3))
        thaw(top, "block10_")
        below = keras.Model(top.inputs[0], top.get_layer("block9_add").output)
        above = keras.Model(top.get_layer("block9_add").output, top.output)
        self.maps = {part: self.maps_of(below, getattr(photos, f"X_{part}")) for part in ("train", "dev")}
        inputs = keras.Input(self.maps["dev"].shape[1:])
        pooled = layers.GlobalAveragePooling2D()(above(inputs))  # its normalizations are frozen
        self.model = keras.Model(inputs, layers.Dense(2)(pooled))
        self.start, self.step = self.model.get_weights(), self.compiled_step(self.model)

    def maps_of(self, below, X):
        """What the frozen blocks make of pictures, in batches."""
        scaled = (enlarge(X) - 127) / 128
        return np.concatenate([below(scaled[i : i + 32], training=False) for i in range(0, len(X), 32)])

    def compiled_step(self, model):
        """One step of gradient descent on all that learns."""
        def step(X, y, learning_rate):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(X, training=True)))
            for weight, slope in zip(model.trainable_weights, tape.gradient(loss, model.trainable_weights), strict=True):
                weight.assign_sub(learning_rate * slope)

        return tf.function(step)

    def accuracy(self, few, learning_rate, epochs=10):
        """Dev accuracy after fine-tuning on the training pictures in these places; with rate 0 all stays frozen."""
        head = train_head(cached_features("train")[few], y_train[few], 2)
        self.model.set_weights([*self.start[:-2], *head])
        rng = np.random.default_rng(0)
        for _ in range(epochs if learning_rate else 0):
            for chosen in rng.permutation(few).reshape(-1, min(16, len(few))):
                self.step(tf.constant(self.maps["train"][chosen]), tf.constant(y_train[chosen]), tf.constant(learning_rate))
        return np.mean(np.argmax(self.model(self.maps["dev"], training=False), axis=1) == y_dev)


@cache
def tuning_results(draws=8):
    """Dev accuracies, number of pictures -> way to train -> one for each draw; ways from cheap to expensive."""
    tuning, ways = FineTuning(), {"all frozen": 0.0, "block 10, rate 0.03": 0.03, "block 10, rate 0.3": 0.3}
    found = {}
    for pictures in (8, 32):
        sets = [draw_few(y_train, pictures // 2, np.random.default_rng(seed)) for seed in range(draws)]
        found[pictures] = {way: np.array([tuning.accuracy(few, rate) for few in sets]) for way, rate in ways.items()}
    return found

# %% [markdown]
# ## Exercise 8 · What to train  (3 points, ~7 min, ●●○)
# Is a thawed block better than a frozen one, or was it luck? Both get the **same draws**, lucky and unlucky ones. So look at
# **differences**.
#
# Write `what_to_train(results)`. The best way is the one with the highest mean. For each way, take the differences $d$ = best's
# accuracies − its own. It is good enough if the mean of $d$ is at most the standard error of $d$, which for $n$ draws is their
# standard deviation, computed with $n - 1$, over $\sqrt{n}$. Return the **cheapest** way that is good enough.
#
# *Example.* Frozen: 0.70, 0.90. Thawed: 0.71, 0.93. The differences are 0.01 and 0.03, mean 0.02, deviation 0.0141, standard
# error 0.01: thawed it is.
#
# <details><summary>Hint 1: the deviation</summary>
#
# `np.std(values, ddof=1)` divides by n − 1.
#
# </details>
#
# <details><summary>Hint 2: in order</summary>
#
# A dictionary keeps the order in which it was filled. Go through it, and return the first way that is good enough. The
# best way's differences to itself are 0, and so is their error.
#
# </details>

# %% solution="what_to_train"
def what_to_train(results):
    """The cheapest way to train that is, draw by draw, within one standard error of the best.

    results: way -> accuracies, shape (n,), n at least 2; draw by draw the same training pictures for all ways. From the
    cheapest way to the most expensive one, at least one. If two ways have the highest mean, the cheaper one is the best.
    Returns the way, a key of results.
    """
    ### BEGIN SOLUTION
    best = max(results, key=lambda way: np.mean(results[way]))
    for way in results:
        differences = results[best] - results[way]
        if np.mean(differences) <= np.std(differences, ddof=1) / np.sqrt(len(differences)):
            return way
    ### END SOLUTION

# %% tests="what_to_train" points=3
import numpy as np

found = what_to_train({"frozen": np.array([0.7, 0.9]), "thawed": np.array([0.71, 0.93])})
assert found is not None, "what_to_train returns None. Does it end with a return?"
assert found == "thawed", "The example: the differences are 0.02 in the mean, and their standard error is 0.01."
assert what_to_train({"frozen": np.array([0.7, 0.9]), "thawed": np.array([0.76, 0.86])}) == "frozen", "Differences of 0.06 and -0.04: the mean is 0.01, the standard error 0.05. The cheaper way is good enough."
assert what_to_train({"frozen": np.array([0.9, 0.95]), "thawed": np.array([0.5, 0.9])}) == "frozen", "Where the cheapest way is the best, take it."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(16)
for ways, n, spread in ((2, 2, 0.02), (3, 6, 0.02), (4, 9, 0.03), (1, 4, 0.1), (5, 5, 0.02)):
    for _ in range(4):
        middles = np.sort(rng.uniform(0.8, 0.85, size=ways)) if rng.random() < 0.7 else rng.uniform(0.8, 0.85, size=ways)
        luck = 0.06 * rng.normal(size=n)
        results = {f"way {number}": middle + luck + spread * rng.normal(size=n) for number, middle in enumerate(middles)}
        means = [sum(values) / n for values in results.values()]
        best = list(results.values())[means.index(max(means))]
        good = []
        for values in results.values():
            d = [a - b for a, b in zip(best, values)]
            middle = sum(d) / n
            good.append(middle <= np.sqrt(sum((each - middle) ** 2 for each in d) / (n - 1) / n))
        assert what_to_train(results) == list(results)[good.index(True)], "Another way is the cheapest one that is good enough. Look at the differences draw by draw, at their standard error, and at the order."
results = {"frozen": np.array([0.7, 0.7]), "thawed": np.array([0.69, 0.8])}
assert what_to_train(results) == "frozen", "With two draws the deviation depends much on whether it is computed with n - 1."
### END HIDDEN TESTS

# %% mistake="what_to_train"
def what_to_train(results):
    """This is the way with the best mean. A cheaper one may be good enough."""
    return max(results, key=lambda way: np.mean(results[way]))

# %% mistake="what_to_train"
def what_to_train(results):
    """You compare means with the standard error of one way. Take the differences draw by draw, and their standard error."""
    best = max(results, key=lambda way: np.mean(results[way]))
    error = np.std(results[best], ddof=1) / np.sqrt(len(results[best]))
    return next(way for way, values in results.items() if np.mean(values) >= np.mean(results[best]) - error)

# %% mistake="what_to_train"
def what_to_train(results):
    """You compare with the standard deviation. The standard error is that over the square root of n."""
    best = max(results, key=lambda way: np.mean(results[way]))
    for way, values in results.items():
        if np.mean(results[best] - values) <= np.std(results[best] - values, ddof=1):
            return way

# %% mistake="what_to_train"
def what_to_train(results):
    """The deviation is computed with n. With few draws it has to be n - 1."""
    best = max(results, key=lambda way: np.mean(results[way]))
    for way, values in results.items():
        if np.mean(results[best] - values) <= np.std(results[best] - values) / np.sqrt(len(values)):
            return way

# %% mistake="what_to_train"
def what_to_train(results):
    """You take the last way that is good enough, the most expensive one."""
    best = max(results, key=lambda way: np.mean(results[way]))
    good = [
        way
        for way, values in results.items()
        if np.mean(results[best] - values) <= np.std(results[best] - values, ddof=1) / np.sqrt(len(values))
    ]
    return good[-1]

# %% mistake="what_to_train"
def what_to_train(results):
    """The differences have the wrong sign, so the first way is always good enough."""
    best = max(results, key=lambda way: np.mean(results[way]))
    for way, values in results.items():
        if np.mean(values - results[best]) <= np.std(values - results[best], ddof=1) / np.sqrt(len(values)):
            return way

# %% [markdown]
# *Guess first:* is block 10 worth thawing with 32 pictures? With 8? And what does a rate ten times as large do? (About
# fifteen seconds.)

# %% demo tags=["nbval-ignore-output"]
figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
for ax, (pictures, results) in zip(axes, tuning_results().items(), strict=True):
    decision, frozen = what_to_train(results), results["all frozen"]
    ax.plot(np.arange(3), np.array([*results.values()]), color="0.75", marker=".", zorder=1)
    for place, (way, values) in enumerate(results.items()):
        mean, error = mean_and_error(values)
        ax.errorbar(place, mean, error, fmt="s", capsize=5, color=COLORS[0 if way == decision else 1])
        gain = "" if place == 0 else "  against frozen {:+.3f} ± {:.3f}".format(*mean_and_error(values - frozen))
        print(f"{pictures:>2} pictures, {way:>18}: {mean:.3f} ± {error:.3f}{gain}", "  <- your decision" if way == decision else "")
    ax.set_xticks(range(3), [way.replace(", ", "\n") for way in results])
    ax.set(title=f"{pictures} pictures: {decision}", xlim=(-0.3, 2.3))
axes[0].set_ylabel("dev accuracy")
figure.suptitle("Each line is one draw. Squares: mean and standard error; blue: your decision")
plt.show()

# %% [markdown]
# <details><summary>What the figure says</summary>
#
# The bars of frozen and thawed overlap, and yet, with the small rate, lines rise or stay flat. With 8 pictures six of eight
# rise: 0.018 in the mean, three times the error. With 32 three do, and 0.012 is less than one dev picture, and not twice the
# error: no harm, perhaps a gain. Ten times that rate helps most draws of 8 pictures, and ruins one. With 32, and so more
# steps, it ruins all: they end at 0.656, "never an animal", or at 0.344, "always".
#
# </details>
#
# Where one starts, before measuring:
#
# | pictures | alike ImageNet's | other than those |
# |---|---|---|
# | few | train a head; perhaps the last block, small rate | a head on features of an earlier block |
# | more | thaw the last blocks, small rate | thaw more, small rate |
# | very many | fine-tune all | fine-tune all, or begin from nothing |
#
# Upper left you have measured. The rest is what others report (Yosinski and others, 2014).

# %% [markdown]
# ## Your own pictures
# Make a folder `my_pictures` next to this notebook, and in it one for each kind: `my_pictures/mugs`, `my_pictures/spoons`.
# Eight pictures of each will do (four at least), of any size, JPEG, PNG or WebP; one that can't be read is named. Without
# such a folder the cells take 24 photographs of each of our two kinds. From each kind, half as many as the smallest has are
# for training, with two augmented copies each; all others are judged, as they are.

# %%
MINE = Path("my_pictures")


def my_pictures():
    """Pictures, labels and names of the classes: the learner's own ones, or some of the photographs."""
    if MINE.exists():
        folder = read_folder(MINE, SIDE)
        counts = np.bincount(folder.y)
        if counts.min() < 4:
            raise ValueError(f"{MINE / folder.classes[counts.argmin()]} has {counts.min()} pictures: put at least 4 into it")
        return folder.X, folder.y, folder.classes
    few = draw_few(y_train, 24, np.random.default_rng(0))
    return np.round(enlarge(photos.X_train[few])).astype(np.uint8), y_train[few], photos.classes


def taught(X, y, classes, seed):
    """A classifier that has learnt from equally many pictures of each class, and the places of the others."""
    rng = np.random.default_rng(seed)
    few = draw_few(y, np.bincount(y).min() // 2, rng)
    shown = np.concatenate([X[few], augment(X[few], rng), augment(X[few], rng)])
    model = with_head(trunk, len(classes))
    model.layers[-1].set_weights(train_head(pooled_features(trunk, shown), np.tile(y[few], 3), len(classes)))
    return model, np.setdiff1d(np.arange(len(y)), few)

# %% demo
X_mine, y_mine, names = my_pictures()
shares = []
for seed in range(4):
    classifier, judged = taught(X_mine, y_mine, names, seed)
    probabilities = softmax(classifier(X_mine[judged]).numpy().astype(float))
    shares.append(np.mean(probabilities.argmax(axis=1) == y_mine[judged]))
print(f"{len(X_mine)} pictures, {', '.join(names)}; {len(judged)} judged in each of 4 splits")
print("right: {:.2f} ± {:.2f} (mean of the splits, and its error)".format(*mean_and_error(shares)))

shown = np.random.default_rng(1).permutation(len(judged))[:16]
said = [f"{names[row.argmax()]}\n{row.max():.0%}" + ("" if row.argmax() == label else " ✗") for row, label in zip(probabilities[shown], y_mine[judged][shown])]
image_grid(X_mine[judged][shown], said, "My classifier, on pictures that it hasn't seen (✗: wrong)", columns=8)
plt.show()

# %% [markdown]
# The number holds for the same phone, the same kitchen; for another kitchen, take pictures there. Its ± is too small: the
# four splits share pictures, and few pictures can all be easy ones, in every split.

# %% [markdown]
# ## What you built
# - Features from a trunk, a head for them, and a measurement of what they are worth.
# - An augmenter, a search for leaks, a model whose trunk rests, and a rule that decides how much to thaw.
# - A classifier of your own pictures.
#
# **Questions to take along** (no points)
# 1. How many draws would it take to tell a gain of half a point from none?
# 2. Give your classifier a picture of neither kind. How sure is it?
# 3. Which question would features of an earlier block suit better (`trunk.get_layer("block4_add").output`)?
#
# **Next:** week 3, boxes and outlines.
