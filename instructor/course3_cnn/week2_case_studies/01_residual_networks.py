# ---
# title: Residual networks
# minutes: 95
# ---

# %% [markdown]
# # Residual networks
# More layers, better features: that held up to about twenty. Deeper networks came out *worse*, on the very pictures
# that they were trained with. The cure is one plus sign.
#
# **You will**
# - see in classic networks where layers, parameters and resolution are, and in measurements what depth does;
# - send a gradient backward through a shortcut, and count what arrives sixty layers below;
# - build the two blocks of a ResNet, from them 29 layers, which you train, and ResNet50, which you count.
#
# **You will have made:** a reader of hand signs, 29 layers deep, with a knob on its blocks. Turn one down while it reads
# your own hand, and watch what it still knows.
#
# **Before you start:** convolutions, strides, pooling, functional models (week 1); batch normalization (course 2, week
# 3); how gradients vanish (course 2, week 1).
#
# **Time:** about 95 minutes. **Points:** 37, in eight exercises, the last of them optional. Dots show difficulty, from
# ●○○ to ●●●. The grader runs more tests than you see, all of them on what the text promises.

# %%
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from ipywidgets import FloatSlider, IntSlider, interact
from keras import layers

from companion.data import load_depths, load_signs
from companion.pictures import read_picture
from companion.plots import COLORS, LINES, image_grid
from companion.training import train_briefly

# %% [markdown]
# The signs of week 1, halved to 32 by 32 pixels, with the mean picture subtracted.

# %%
def halved(X):
    """Each 2 by 2 block of pixels as its mean, from 0 to 1."""
    return X.reshape(len(X), 32, 2, 32, 2, 3).mean(axis=(2, 4)) / 255


signs = load_signs()
mean_sign = halved(signs.X_train).mean(axis=0)
X_train, X_dev = (2 * (halved(X) - mean_sign) for X in (signs.X_train, signs.X_dev))
y_train, y_dev = signs.Y_train[0], signs.Y_dev[0]
print("train:", X_train.shape, "dev:", X_dev.shape)

# %% demo
first = [int(np.argmax(y_dev == label)) for label in range(6)]
image_grid(halved(signs.X_dev[first]), [f"{label}" for label in range(6)], "How many fingers?", columns=6)
plt.show()

# %% [markdown]
# ## Three classics
# LeNet-5 read digits (1998), AlexNet won ImageNet (2012), VGG-16 got by with 3 by 3 windows alone (2014). All follow
# one plan: the map shrinks, the channels grow, dense layers decide. (Below, each layer sees all channels of the one
# before; the first two networks left out some connections.)
#
# A dense layer on a map of $n \times n \times c$ values is a convolution with an $n \times n$ window, which fits once,
# so the map becomes $1 \times 1$. On *that* map a dense layer is a **1 by 1 convolution**. On larger maps, a 1 by 1
# convolution is the same small dense layer at every pixel: it mixes the channels there, and looks at no neighbours.

# %%
LENET = [("conv", 6, 5, 1, 0), ("pool", 2, 2), ("conv", 16, 5, 1, 0), ("pool", 2, 2)]
LENET += [("conv", 120, 5, 1, 0), ("conv", 84, 1, 1, 0), ("conv", 10, 1, 1, 0)]

ALEXNET = [("conv", 96, 11, 4, 0), ("pool", 3, 2), ("conv", 256, 5, 1, 2), ("pool", 3, 2)]
ALEXNET += [("conv", 384, 3, 1, 1), ("conv", 384, 3, 1, 1), ("conv", 256, 3, 1, 1), ("pool", 3, 2)]
ALEXNET += [("conv", 4096, 6, 1, 0), ("conv", 4096, 1, 1, 0), ("conv", 1000, 1, 1, 0)]

VGG16 = []
for filters, number in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
    VGG16 += [("conv", filters, 3, 1, 1)] * number + [("pool", 2, 2)]
VGG16 += [("conv", 4096, 7, 1, 0), ("conv", 4096, 1, 1, 0), ("conv", 1000, 1, 1, 0)]

# %% [markdown]
# ## Exercise 1 · Where the resolution is lost  (5 points, ~12 min, ●●○)
# Write `resolution_table(side, channels, stack)`, which says at which size of map a network has its layers and
# parameters. Pictures and maps are square, layers are tuples:
#
# | layer | what it does |
# |---|---|
# | `("conv", filters, f, stride, pad)` | convolution with `f` by `f` windows and biases; `pad` zeros on each of the four sides |
# | `("pool", f, stride)` | max pooling with `f` by `f` windows, no padding |
#
# A convolution counts for the size of its **output**. The table has a row `(side, layers, parameters)` for each size at
# which there is a convolution; pooling has no row. Sides never grow; windows that don't fit whole are left out. Sides
# and numbers of layers earn 3 points, parameters 2.
#
# *Example.*
# `resolution_table(6, 1, [("conv", 2, 3, 1, 1), ("pool", 2, 2), ("conv", 4, 3, 1, 0), ("conv", 5, 1, 1, 0)])`: the
# first layer keeps 6 by 6 and has $(9 + 1) \cdot 2 = 20$ parameters; pooling leaves 3 by 3, the next window 1 by 1,
# with $(18 + 1) \cdot 4 = 76$; the last one has $(4 + 1) \cdot 5 = 25$. The table is `[(6, 1, 20), (1, 2, 101)]`.
#
# <details><summary>Hint 1: one formula for both</summary>
#
# `(side + 2 * pad - f) // stride + 1`, with a pad of 0 for pooling.
#
# </details>
#
# <details><summary>Hint 2: rows that add up</summary>
#
# Keep a dictionary from a side to its two counts: it remembers the order in which its keys came. Pooling changes the side
# and writes nothing.
#
# </details>

# %% solution="resolution_table"
def resolution_table(side, channels, stack):
    """How many layers and parameters a network has at each size of its maps.

    side: height and width of the picture; channels: of the picture; stack: a list of tuples as in the table above.
    Returns a list of (side, layers, parameters), whole numbers, one for each side that a convolution puts out: how many
    convolutions put it out, and their parameters together, in the order of the network.
    """
    ### BEGIN SOLUTION
    rows = {}
    for kind, *settings in stack:
        if kind == "pool":
            f, stride = settings
            side = (side - f) // stride + 1
        else:
            filters, f, stride, pad = settings
            side = (side + 2 * pad - f) // stride + 1
            number, parameters = rows.get(side, (0, 0))
            rows[side] = number + 1, parameters + (f * f * channels + 1) * filters
            channels = filters
    return [(side, *counts) for side, counts in rows.items()]
    ### END SOLUTION

# %% tests="resolution_table" part="layers" points=3
from companion.testing import close

example = [("conv", 2, 3, 1, 1), ("pool", 2, 2), ("conv", 4, 3, 1, 0), ("conv", 5, 1, 1, 0)]
table = resolution_table(6, 1, example)
assert table is not None, "resolution_table returns None. Does it end with a return?"
assert all(len(row) == 3 for row in table), "Each row is (side, layers, parameters)."
assert close([row[:2] for row in table], [(6, 1), (1, 2)]), "The example: one convolution puts out 6 by 6, and two put out 1 by 1. Pooling has no row."
odd = resolution_table(11, 3, [("conv", 2, 5, 2, 1), ("conv", 2, 3, 1, 1), ("pool", 3, 2), ("conv", 3, 2, 1, 0)])
assert close([row[:2] for row in odd], [(5, 2), (1, 1)]), "(11 + 2 - 5) // 2 + 1 is 5, twice; overlapping pooling leaves (5 - 3) // 2 + 1 = 2, and a window of 2 makes 1 of that."
### BEGIN HIDDEN TESTS
import keras
import numpy as np


def by_keras(side, channels, stack):
    """Sides and numbers of convolutions, by Keras's own layers."""
    made, sides = keras.Input((side, side, channels)), []
    for kind, *settings in stack:
        if kind == "pool":
            made = keras.layers.MaxPooling2D(settings[0], settings[1])(made)
        else:
            made = keras.layers.Conv2D(settings[0], settings[1], settings[2])(keras.layers.ZeroPadding2D(settings[3])(made))
            sides.append(int(made.shape[1]))
    return [(each, sides.count(each)) for each in dict.fromkeys(sides)]


rng = np.random.default_rng(1)
for side, channels in ((32, 3), (45, 1), (60, 2), (71, 5)):
    f, g, stride = (int(each) for each in rng.integers(2, 6, size=3))
    stack = [("conv", 4, f, 1, f // 2), ("conv", 3, f, stride, 0), ("pool", 3, 2), ("conv", 5, 3, 1, 1), ("conv", 2, 1, 1, 0), ("pool", 2, 1), ("conv", 6, g, 1, 2), ("conv", 7, 1, 1, 0)]
    table = resolution_table(side, channels, stack)
    assert close([row[:2] for row in table], by_keras(side, channels, stack)), "For another stack a side is wrong, or how many convolutions put it out, or the order."
assert close([row[:2] for row in resolution_table(9, 2, [("pool", 2, 2), ("pool", 2, 1), ("conv", 1, 1, 1, 0)])], [(3, 1)]), "Where pooling comes first, rows begin with the first convolution."
### END HIDDEN TESTS

# %% tests="resolution_table" part="parameters" points=2
from companion.testing import close

example = [("conv", 2, 3, 1, 1), ("pool", 2, 2), ("conv", 4, 3, 1, 0), ("conv", 5, 1, 1, 0)]
assert close([row[2] for row in resolution_table(6, 1, example)], [20, 101]), "The example: 20 parameters at 6 by 6, and 76 + 25 at 1 by 1."
### BEGIN HIDDEN TESTS
import keras
import numpy as np


def counted(side, channels, stack):
    """Parameters by the side of the output, by Keras's own layers."""
    made, found = keras.Input((side, side, channels)), {}
    for kind, *settings in stack:
        if kind == "pool":
            made = keras.layers.MaxPooling2D(settings[0], settings[1])(made)
        else:
            layer = keras.layers.Conv2D(settings[0], settings[1], settings[2])
            made = layer(keras.layers.ZeroPadding2D(settings[3])(made))
            found[made.shape[1]] = found.get(made.shape[1], 0) + layer.count_params()
    return list(found.values())


rng = np.random.default_rng(2)
for side, channels in ((32, 3), (45, 1), (60, 2), (71, 5)):
    f, g, stride = (int(each) for each in rng.integers(2, 6, size=3))
    stack = [("conv", 4, f, 1, f // 2), ("conv", 3, f, stride, 0), ("pool", 3, 2), ("conv", 5, 3, 1, 1), ("conv", 2, 1, 1, 0), ("pool", 2, 1), ("conv", 6, g, 1, 2), ("conv", 7, 1, 1, 0)]
    table = resolution_table(side, channels, stack)
    assert close([row[2] for row in table], counted(side, channels, stack)), "For another stack the parameters of a side are wrong: f times f times channels, and a bias, for each filter."
### END HIDDEN TESTS

# %% mistake="resolution_table"
def resolution_table(side, channels, stack):
    """A convolution counts for the size of its input here. Count it for the size that it puts out."""
    rows = {}
    for kind, *settings in stack:
        if kind == "pool":
            side = (side - settings[0]) // settings[1] + 1
        else:
            filters, f, stride, pad = settings
            number, parameters = rows.get(side, (0, 0))
            rows[side] = number + 1, parameters + (f * f * channels + 1) * filters
            side = (side + 2 * pad - f) // stride + 1
            channels = filters
    return [(side, *counts) for side, counts in rows.items()]

# %% mistake="resolution_table"
def resolution_table(side, channels, stack):
    """The channels stay those of the picture. Each convolution sees as many as the one before it has filters."""
    rows = {}
    for kind, *settings in stack:
        if kind == "pool":
            side = (side - settings[0]) // settings[1] + 1
        else:
            filters, f, stride, pad = settings
            side = (side + 2 * pad - f) // stride + 1
            number, parameters = rows.get(side, (0, 0))
            rows[side] = number + 1, parameters + (f * f * channels + 1) * filters
    return [(side, *counts) for side, counts in rows.items()]

# %% mistake="resolution_table"
def resolution_table(side, channels, stack):
    """The biases are missing: each filter has one."""
    rows = {}
    for kind, *settings in stack:
        if kind == "pool":
            side = (side - settings[0]) // settings[1] + 1
        else:
            filters, f, stride, pad = settings
            side = (side + 2 * pad - f) // stride + 1
            number, parameters = rows.get(side, (0, 0))
            rows[side] = number + 1, parameters + f * f * channels * filters
            channels = filters
    return [(side, *counts) for side, counts in rows.items()]

# %% mistake="resolution_table"
def resolution_table(side, channels, stack):
    """The zeros of the padding are on both sides, so the side grows by twice the pad before the window slides."""
    rows = {}
    for kind, *settings in stack:
        if kind == "pool":
            side = (side - settings[0]) // settings[1] + 1
        else:
            filters, f, stride, pad = settings
            side = (side + pad - f) // stride + 1
            number, parameters = rows.get(side, (0, 0))
            rows[side] = number + 1, parameters + (f * f * channels + 1) * filters
            channels = filters
    return [(side, *counts) for side, counts in rows.items()]

# %% mistake="resolution_table"
def resolution_table(side, channels, stack):
    """Pooling has rows here. It has no parameters, and only convolutions count."""
    rows = {}
    for kind, *settings in stack:
        filters, f, stride, pad = settings if kind == "conv" else (channels, *settings, 0)
        side = (side + 2 * pad - f) // stride + 1
        number, parameters = rows.get(side, (0, 0))
        if kind == "conv":
            number, parameters = number + 1, parameters + (f * f * channels + 1) * filters
        rows[side] = number, parameters
        channels = filters
    return [(side, *counts) for side, counts in rows.items()]

# %% mistake="resolution_table"
def resolution_table(side, channels, stack):
    """You divide by the window in pooling. Its windows may overlap: the stride says how far they move."""
    rows = {}
    for kind, *settings in stack:
        if kind == "pool":
            side = side // settings[0]
        else:
            filters, f, stride, pad = settings
            side = (side + 2 * pad - f) // stride + 1
            number, parameters = rows.get(side, (0, 0))
            rows[side] = number + 1, parameters + (f * f * channels + 1) * filters
            channels = filters
    return [(side, *counts) for side, counts in rows.items()]

# %% [markdown]
# *Guess first:* VGG-16 has 138 million parameters. How many of them are in its thirteen layers of 3 by 3 windows?

# %% demo
for name, side, channels, stack in (("LeNet-5", 32, 1, LENET), ("AlexNet", 227, 3, ALEXNET), ("VGG-16", 224, 3, VGG16)):
    table = resolution_table(side, channels, stack)
    print(f"{name}: {sum(row[1] for row in table)} layers, {sum(row[2] for row in table):,} parameters")
    for at, number, parameters in table:
        print(f"    {at:>4} x {at:<4} {number} layers {parameters:>13,}")

wide = resolution_table(56, 256, [("conv", 256, 3, 1, 1)] * 2)
bottleneck = resolution_table(56, 256, [("conv", 64, 1, 1, 0), ("conv", 64, 3, 1, 1), ("conv", 256, 1, 1, 0)])
print(f"256 channels: two 3 by 3 layers {wide[0][2]:,}, a bottleneck of three layers {bottleneck[0][2]:,} parameters")

# %% [markdown]
# <details><summary>What the tables say</summary>
#
# About one in ten: the dense end has 124 of VGG's 138 million, and the layers that see 224 by 224 pixels have 39
# thousand. Resolution is lost in a few steps (a stride of 4 at AlexNet's door, pooling elsewhere), and each halving leaves
# a quarter of the places to pay for, so channels can double. ResNets drop the dense end and average each map.
#
# The last line is the second saving. A 1 by 1 convolution squeezes 256 channels to 64, the 3 by 3 window works on those,
# another 1 by 1 widens again: a bottleneck, with a seventeenth of the parameters.
#
# </details>
#
# **To remember**
# - A 1 by 1 convolution is a dense layer across channels, at each pixel. It makes maps thin or thick.
# - Squeeze, look around, widen: such a **bottleneck** saves most of the parameters.

# %% [markdown]
# ## Deeper, and worse
# Take a network of bottlenecks, 11 layers deep, and add more: 20, 29, 47. The deeper ones can do all that the shallow
# one does, if the added layers learn to pass on what they get. So their *training* accuracy should be at least as good.
#
# We trained each from five starts, ten times through the 1,200 signs (`datasets/make_depths.py`; the results ship).
# *Guess first:* how do the accuracies on train and dev change as layers are added? Draw two curves.

# %%
runs = load_depths()


def accuracies(kind, layers):
    """Accuracies on train and on dev, shape (5,) each, of one kind of network and depth: a number for each start."""
    chosen = (runs.kind == kind) & (runs.layers == layers)
    return runs.train_accuracy[chosen], runs.dev_accuracy[chosen]


def plot_depths(ax, kind, color):
    """Mean accuracies against depth, with two standard errors up and down."""
    depths = np.unique(runs.layers[runs.kind == kind])
    for part, (name, line) in enumerate((("train", "--"), ("dev", "-"))):
        values = np.array([accuracies(kind, depth)[part] for depth in depths])
        error = 2 * values.std(axis=1, ddof=1) / np.sqrt(values.shape[1])
        ax.errorbar(depths, values.mean(axis=1), error, color=color, linestyle=line, marker="o", capsize=4, label=f"{kind}, {name}")
    ax.set(xlabel="layers", ylabel="accuracy, 5 starts ± 2 standard errors", xticks=depths, ylim=(0, 1.05))
    ax.legend()

# %% demo
figure, ax = plt.subplots(figsize=(6.5, 3.6), layout="constrained")
plot_depths(ax, "plain", COLORS[1])
ax.set_title("Without shortcuts, more layers learn less")
plt.show()

# %% [markdown]
# Is that overfitting, or chance? Decide by a rule.

# %% [markdown]
# ## Exercise 2 · What does depth do?  (4 points, ~10 min, ●●○)
# Write `diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev)`: each is an array, an accuracy for each
# start. A difference between two means is **clear** where it is more than two of its standard errors,
# $\mathrm{SE} = \sqrt{s_1^2/n_1 + s_2^2/n_2}$, with $s^2$ the sample variance (divided by $n - 1$). Return the first
# that holds:
#
# | result | when |
# |---|---|
# | `"harder to train"` | the deep network is clearly worse **on train** |
# | `"overfits"` | it is clearly worse on dev |
# | `"helps"` | it is clearly better on dev |
# | `"unclear"` | nothing of all that |
#
# *Example.* Train accuracies $[0.9, 1.0]$ and $[0.6, 0.7]$: the means differ by 0.3, each $s^2$ is 0.005, so SE is
# 0.071. That is clear: harder to train, whatever dev says. That result earns 2 points, the others 2.
#
# <details><summary>Hint 1: a helper</summary>
#
# A small function that says whether `a` is clearly below `b` can be called three times.
#
# </details>
#
# <details><summary>Hint 2: NumPy's variance</summary>
#
# `np.var(a)` divides by n. `np.var(a, ddof=1)` divides by n - 1.
#
# </details>

# %% solution="diagnose_depth"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    """What a deeper network does, by the accuracies of several starts.

    Each argument: an array of two or more accuracies from 0 to 1; there may be more starts of one network than of the
    other. Returns "harder to train", "overfits", "helps" or "unclear", by the table above.
    """
    ### BEGIN SOLUTION

    def is_below(a, b):
        error = np.sqrt(np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b))
        return np.mean(b) - np.mean(a) > 2 * error

    if is_below(deep_train, shallow_train):
        return "harder to train"
    if is_below(deep_dev, shallow_dev):
        return "overfits"
    return "helps" if is_below(shallow_dev, deep_dev) else "unclear"
    ### END SOLUTION

# %% tests="diagnose_depth" part="train" points=2
import numpy as np

good, bad, mixed = np.array([0.9, 1.0]), np.array([0.6, 0.7]), np.array([0.5, 1.0, 0.9])
assert diagnose_depth(good, bad, good, good) is not None, "diagnose_depth returns None. Does it end with a return?"
assert diagnose_depth(good, bad, good, good) == "harder to train", "The example: 0.3 is more than two standard errors."
assert diagnose_depth(good, bad, good, bad) == "harder to train", "Where it is clearly worse on train already, dev doesn't matter."
assert diagnose_depth(good, mixed, good, good) != "harder to train", "0.95 against 0.8, but the three starts scatter from 0.5 to 1: two standard errors are 0.32."
near = np.array([0.78, 0.88])
assert diagnose_depth(good, near, good, good) != "harder to train", "0.95 against 0.83: SE is 0.071 (variances divided by n - 1), and 0.12 isn't more than two of it."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for number in range(60):
    n, k = rng.integers(2, 9, size=2)
    a, b = rng.uniform(0.2, 0.9, size=n), rng.uniform(0.2, 0.9, size=k) * 0.4 + 0.3
    error = (sum((a - a.mean()) ** 2) / (n - 1) / n + sum((b - b.mean()) ** 2) / (k - 1) / k) ** 0.5
    a += b.mean() - a.mean() + [-3, -1.9, 1.7, 1.9, 2.1, 2.4][number % 6] * error
    found = diagnose_depth(a, b, a, a)
    assert (found == "harder to train") == (number % 6 > 3), "Whether it is clearly worse on train comes out wrong. Look at the variance, at what it is divided by, and at the two standard errors."
### END HIDDEN TESTS

# %% tests="diagnose_depth" part="dev" points=2
import numpy as np

same, good, bad = np.array([0.95, 0.96]), np.array([0.9, 1.0]), np.array([0.6, 0.7])
assert diagnose_depth(same, same, good, bad) == "overfits", "Equal on train, clearly worse on dev."
assert diagnose_depth(same, same, bad, good) == "helps", "Equal on train, clearly better on dev."
assert diagnose_depth(same, same, good, good) == "unclear", "There is no difference."
near = np.array([0.78, 0.88])
assert diagnose_depth(same, same, good, near) == diagnose_depth(same, same, near, good) == "unclear", "0.95 and 0.83 differ by less than two standard errors, 0.141."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
expected = ("helps", "unclear", "unclear", "unclear", "overfits", "overfits")
for number in range(60):
    n, k = rng.integers(2, 9, size=2)
    a, b = rng.uniform(0.2, 0.9, size=n), rng.uniform(0.2, 0.9, size=k) * 0.4 + 0.3
    error = (sum((a - a.mean()) ** 2) / (n - 1) / n + sum((b - b.mean()) ** 2) / (k - 1) / k) ** 0.5
    a += b.mean() - a.mean() + [-2.1, -1.9, 1.7, 1.9, 2.1, 2.4][number % 6] * error
    train = rng.uniform(0.9, 0.99, size=5)
    assert diagnose_depth(train - 0.2, train, a, b) == expected[number % 6], "Better on train: dev decides, and there the answer is another one. Look at the sign, and at the two standard errors."
    assert diagnose_depth(train, train, a, b) == expected[number % 6], "Equal on train: dev decides, and there the answer is another one."
### END HIDDEN TESTS

# %% mistake="diagnose_depth"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    """You compare means alone. Starts scatter: a difference has to be more than two standard errors."""
    if np.mean(deep_train) < np.mean(shallow_train):
        return "harder to train"
    if np.mean(deep_dev) < np.mean(shallow_dev):
        return "overfits"
    return "helps" if np.mean(deep_dev) > np.mean(shallow_dev) else "unclear"

# %% mistake="diagnose_depth"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    """The variance is divided by n. With few starts that is too small: divide by n - 1."""

    def is_below(a, b):
        return np.mean(b) - np.mean(a) > 2 * np.sqrt(np.var(a) / len(a) + np.var(b) / len(b))

    if is_below(deep_train, shallow_train):
        return "harder to train"
    if is_below(deep_dev, shallow_dev):
        return "overfits"
    return "helps" if is_below(shallow_dev, deep_dev) else "unclear"

# %% mistake="diagnose_depth"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    """Those are the spreads of single starts. A mean of n starts is more certain: divide each variance by n."""

    def is_below(a, b):
        return np.mean(b) - np.mean(a) > 2 * np.sqrt(np.var(a, ddof=1) + np.var(b, ddof=1))

    if is_below(deep_train, shallow_train):
        return "harder to train"
    if is_below(deep_dev, shallow_dev):
        return "overfits"
    return "helps" if is_below(shallow_dev, deep_dev) else "unclear"

# %% mistake="diagnose_depth"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    """You ask dev first. A network that is worse on train already doesn't overfit."""

    def is_below(a, b):
        error = np.sqrt(np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b))
        return np.mean(b) - np.mean(a) > 2 * error

    if is_below(deep_dev, shallow_dev):
        return "overfits"
    if is_below(deep_train, shallow_train):
        return "harder to train"
    return "helps" if is_below(shallow_dev, deep_dev) else "unclear"

# %% mistake="diagnose_depth"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    """Shallow and deep are swapped: these are accuracies, of which the larger one is better."""

    def is_below(a, b):
        error = np.sqrt(np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b))
        return np.mean(b) - np.mean(a) > 2 * error

    if is_below(shallow_train, deep_train):
        return "harder to train"
    if is_below(shallow_dev, deep_dev):
        return "overfits"
    return "helps" if is_below(deep_dev, shallow_dev) else "unclear"

# %% demo
for deep in (20, 29, 47):
    (shallow_train, shallow_dev), (deep_train, deep_dev) = accuracies("plain", 11), accuracies("plain", deep)
    print(f"plain, 11 against {deep} layers:", diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev))

# %% [markdown]
# <details><summary>What this says</summary>
#
# Twenty layers are as good as eleven. Twenty-nine and more fail on the very pictures they are trained with: no overfitting.
# On ImageNet, too, 34 plain layers had a higher training error than 18 (He and others). Layers of weights and ReLUs have
# to *learn* to pass something on unchanged, and descent doesn't find the way, at least not in ten epochs.
#
# </details>
#
# **To remember**
# - Worse on train: descent is the problem. Worse on dev only: variance.

# %% [markdown]
# ## A way around
# A **residual block** adds its input to what its layers compute, before the last ReLU:
#
# $$A = \mathrm{ReLU}(X + F(X))$$
#
# The layers learn $F$, the *residual*: what should change. With weights of 0, the block passes on its input (if that
# isn't negative). Backward, with $dZ = dA \cdot [Z > 0]$,
#
# $$dX = dZ + dZ\,\frac{\partial F}{\partial X}$$
#
# The first term is the **shortcut**, or skip: no weight touches it. (In the notes $X$, $F$, $A$ are $a^{[l]}$, $z^{[l+2]}$,
# $a^{[l+2]}$.) Below, $F$ is two 1 by 1 convolutions: `X @ W1` multiplies each pixel's row of channels with a matrix.

# %%
def residual_forward(X, W1, W2, shortcut=True):
    """A block of two 1 by 1 convolutions, with or without a shortcut; X: (m, height, width, n), W1: (n, k), W2: (k, n)."""
    Z1 = X @ W1
    A1 = np.maximum(Z1, 0)
    Z = A1 @ W2 + X if shortcut else A1 @ W2
    return np.maximum(Z, 0), (X, W1, W2, Z1, A1, Z)

# %% [markdown]
# ## Exercise 3 · Backward through a shortcut  (5 points, ~12 min, ●●○)
# Write `residual_backward(dA, cache, shortcut=True)`, which returns `dX, dW1, dW2` for `residual_forward`. Gradients of
# weights are sums over all pixels of all pictures; nothing is divided by m. Without the shortcut, $dX$ is what comes
# through the layers alone. $dX$ earns 3 points, the weights 2.
#
# *Example.* One pixel and one channel: $X = 3$, $W_1 = 2$, $W_2 = 5$. Then $Z_1 = A_1 = 6$ and $Z = 30 + 3 = 33$. For
# $dA = 1$: $dX = 1 + 5 \cdot 2 = 11$, $dW_1 = 5 \cdot 3 = 15$, $dW_2 = 6$. Without the shortcut $dX$ is 10.
#
# <details><summary>Hint 1: in which order</summary>
#
# From the end: dZ from dA, dA1 from dZ (through W2), dZ1 from dA1, and dX from dZ1 (through W1) and from dZ.
#
# </details>
#
# <details><summary>Hint 2: sums over pixels</summary>
#
# `A1.reshape(-1, k).T @ dZ.reshape(-1, n)` is the sum over all pixels of all pictures.
#
# </details>

# %% solution="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """Gradients of a cost through residual_forward.

    dA: gradient with respect to the block's output, (m, height, width, n); cache: what residual_forward returned beside
    it, (X, W1, W2, Z1, A1, Z); shortcut: as it was forward.
    Returns dX (m, height, width, n), dW1 (n, k) and dW2 (k, n), sums over examples and pixels. Changes no argument.
    """
    X, W1, W2, Z1, A1, Z = cache
    ### BEGIN SOLUTION
    n, k = W1.shape
    dZ = dA * (Z > 0)
    dZ1 = (dZ @ W2.T) * (Z1 > 0)
    dW1 = X.reshape(-1, n).T @ dZ1.reshape(-1, k)
    dW2 = A1.reshape(-1, k).T @ dZ.reshape(-1, n)
    dX = dZ1 @ W1.T
    return (dX + dZ if shortcut else dX), dW1, dW2
    ### END SOLUTION

# %% tests="residual_backward" part="dX" points=3
import numpy as np

from companion.testing import close

one = tuple(np.array(value, dtype=float).reshape(shape) for value, shape in zip((3, 2, 5, 6, 6, 33), ((1, 1, 1, 1), (1, 1), (1, 1), (1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1))))
gradients = residual_backward(np.ones((1, 1, 1, 1)), one)
assert gradients is not None and len(gradients) == 3, "residual_backward returns three arrays: dX, dW1, dW2."
assert close(gradients[0], [[[[11]]]]), "The example: 1 by the shortcut, and 5 times 2 through the layers."
without = one[:5] + (np.full((1, 1, 1, 1), 30.0),)
assert close(residual_backward(np.ones((1, 1, 1, 1)), without, shortcut=False)[0], [[[[10]]]]), "The example without the shortcut: 5 times 2."
asleep = tuple(-each if place in (1, 3) else each for place, each in enumerate(one[:4])) + (np.zeros((1, 1, 1, 1)), np.full((1, 1, 1, 1), 3.0))
assert close(residual_backward(np.ones((1, 1, 1, 1)), asleep)[0], [[[[1]]]]), "W1 = -2: the inner ReLU is asleep, Z = 3, and the gradient comes by the shortcut alone."
narrow = tuple(np.array(each, dtype=float) for each in ([[[[1, 2]]]], [[1, 0, 2], [0, 1, 1]], [[1, -1], [0, -2], [1, 0]], [[[[1, 2, 4]]]], [[[[1, 2, 4]]]], [[[[6, -3]]]]))
assert close(residual_backward(np.ones((1, 1, 1, 2)), narrow)[0], [[[[4, 1]]]]), "Two channels, three inside, Z = 6 and -3: dZ is 1 and 0, dZ1 is 1, 0 and 1, dX is 3 + 1 and 1 + 0."
### BEGIN HIDDEN TESTS


def forward(X, W1, W2, shortcut):
    """The block, once more."""
    Z1 = X @ W1
    A1 = np.maximum(Z1, 0)
    Z = A1 @ W2 + X if shortcut else A1 @ W2
    return np.maximum(Z, 0), (X, W1, W2, Z1, A1, Z)


rng = np.random.default_rng(5)
for shape, k in (((1, 1, 1, 3), 3), ((2, 2, 3, 4), 2), ((3, 1, 2, 2), 5)):
    n = shape[-1]
    X, W1, W2, dA = rng.normal(size=shape), rng.normal(size=(n, k)), rng.normal(size=(k, n)), rng.normal(size=shape)
    for shortcut in (True, False):
        cache = forward(X, W1, W2, shortcut)[1]
        copies, before = [each.copy() for each in cache], dA.copy()
        found = residual_backward(dA, cache, shortcut)[0]
        expected = np.zeros(shape)
        for place in np.ndindex(shape):
            step = np.zeros(shape)
            step[place] = 1e-6
            up, down = (forward(X + sign * step, W1, W2, shortcut)[0] for sign in (1, -1))
            expected[place] = np.sum((up - down) * dA) / 2e-6
        assert close(found, expected, rtol=1e-4, atol=1e-6), "dX differs from finite differences. Look at both ReLUs, at the two ways that lead to X, and at the block without a shortcut."
        assert close(list(cache), copies) and close(dA, before), "residual_backward changed dA or the cache."
### END HIDDEN TESTS

# %% tests="residual_backward" part="weights" points=2
import numpy as np

from companion.testing import close

one = tuple(np.array(value, dtype=float).reshape(shape) for value, shape in zip((3, 2, 5, 6, 6, 33), ((1, 1, 1, 1), (1, 1), (1, 1), (1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1))))
_, dW1, dW2 = residual_backward(np.ones((1, 1, 1, 1)), one)
assert close(dW1, [[15]]) and close(dW2, [[6]]), "The example: dW1 is 5 times X, dW2 is A1."
two = [np.repeat(each, 2, axis=0) if each.ndim == 4 else each for each in one]
_, dW1, dW2 = residual_backward(np.ones((2, 1, 1, 1)), tuple(two))
assert close(dW1, [[30]]) and close(dW2, [[12]]), "Two equal pictures: twice the sum."
narrow = tuple(np.array(each, dtype=float) for each in ([[[[1, 2]]]], [[1, 0, 2], [0, 1, 1]], [[1, -1], [0, -2], [1, 0]], [[[[1, 2, 4]]]], [[[[1, 2, 4]]]], [[[[6, -3]]]]))
_, dW1, dW2 = residual_backward(np.ones((1, 1, 1, 2)), narrow)
assert close(dW1, [[1, 0, 1], [2, 0, 2]]) and close(dW2, [[1, 0], [2, 0], [4, 0]]), "Two channels, three inside, Z = 6 and -3: dW1 is (2, 3), dW2 is (3, 2), and dZ is 1 and 0."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for shape, k in (((1, 1, 1, 3), 3), ((2, 2, 3, 4), 2), ((3, 1, 2, 2), 5)):
    n = shape[-1]
    X, W1, W2, dA = rng.normal(size=shape), rng.normal(size=(n, k)), rng.normal(size=(k, n)), rng.normal(size=shape)
    for shortcut in (True, False):
        Z1 = X @ W1
        A1 = np.maximum(Z1, 0)
        Z = A1 @ W2 + X if shortcut else A1 @ W2
        expected_1, expected_2 = np.zeros((n, k)), np.zeros((k, n))
        for place in np.ndindex(shape[:3]):  # pixel by pixel
            dz = np.where(Z[place] > 0, dA[place], 0)
            expected_2 += np.outer(A1[place], dz)
            expected_1 += np.outer(X[place], np.where(Z1[place] > 0, W2 @ dz, 0))
        found = residual_backward(dA, (X, W1, W2, Z1, A1, Z), shortcut)
        assert close(found[1], expected_1), "dW1 is another one: X of each pixel times dZ1 there, added up. Look at the inner ReLU."
        assert close(found[2], expected_2), "dW2 is another one: A1 of each pixel times dZ there, added up. Look at the outer ReLU."
### END HIDDEN TESTS

# %% mistake="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """dX has what comes through the layers only. The input is used twice, so two gradients add up."""
    X, W1, W2, Z1, A1, Z = cache
    n, k = W1.shape
    dZ = dA * (Z > 0)
    dZ1 = (dZ @ W2.T) * (Z1 > 0)
    dW1 = X.reshape(-1, n).T @ dZ1.reshape(-1, k)
    dW2 = A1.reshape(-1, k).T @ dZ.reshape(-1, n)
    return dZ1 @ W1.T, dW1, dW2

# %% mistake="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """The last ReLU comes after the sum, so the shortcut's gradient passes through it, too: dZ, not dA."""
    X, W1, W2, Z1, A1, Z = cache
    n, k = W1.shape
    dZ = dA * (Z > 0)
    dZ1 = (dZ @ W2.T) * (Z1 > 0)
    dW1 = X.reshape(-1, n).T @ dZ1.reshape(-1, k)
    dW2 = A1.reshape(-1, k).T @ dZ.reshape(-1, n)
    return dZ1 @ W1.T + (dA if shortcut else 0), dW1, dW2

# %% mistake="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """The ReLU inside is missing: where Z1 isn't positive, nothing comes back through it."""
    X, W1, W2, Z1, A1, Z = cache
    n, k = W1.shape
    dZ = dA * (Z > 0)
    dZ1 = dZ @ W2.T
    dW1 = X.reshape(-1, n).T @ dZ1.reshape(-1, k)
    dW2 = A1.reshape(-1, k).T @ dZ.reshape(-1, n)
    return dZ1 @ W1.T + (dZ if shortcut else 0), dW1, dW2

# %% mistake="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """The ReLU at the end is missing: where Z isn't positive, nothing of dA comes back."""
    X, W1, W2, Z1, A1, Z = cache
    n, k = W1.shape
    dZ1 = (dA @ W2.T) * (Z1 > 0)
    dW1 = X.reshape(-1, n).T @ dZ1.reshape(-1, k)
    dW2 = A1.reshape(-1, k).T @ dA.reshape(-1, n)
    return dZ1 @ W1.T + (dA if shortcut else 0), dW1, dW2

# %% mistake="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """You divide by m. The mean over examples is in dA already, and the text says: nothing is divided."""
    X, W1, W2, Z1, A1, Z = cache
    m, n, k = len(X), *W1.shape
    dZ = dA * (Z > 0)
    dZ1 = (dZ @ W2.T) * (Z1 > 0)
    dW1 = X.reshape(-1, n).T @ dZ1.reshape(-1, k) / m
    dW2 = A1.reshape(-1, k).T @ dZ.reshape(-1, n) / m
    return dZ1 @ W1.T + (dZ if shortcut else 0), dW1, dW2

# %% mistake="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """You add the shortcut's gradient, whether there was a shortcut or not."""
    X, W1, W2, Z1, A1, Z = cache
    n, k = W1.shape
    dZ = dA * (Z > 0)
    dZ1 = (dZ @ W2.T) * (Z1 > 0)
    dW1 = X.reshape(-1, n).T @ dZ1.reshape(-1, k)
    dW2 = A1.reshape(-1, k).T @ dZ.reshape(-1, n)
    return dZ1 @ W1.T + dZ, dW1, dW2

# %% [markdown]
# Now many blocks, with weights of He's start times 1, 0.7 or 0.4. *Guess first:* at 0.7, how much of a gradient arrives
# at the first of thirty plain blocks?

# %% demo
def arriving(blocks, scale, shortcut, seed, n=32):
    """How long a gradient is below so many blocks, for each unit of its length above them."""
    rng, caches = np.random.default_rng(seed), []
    A = np.abs(rng.normal(size=(4, 4, 4, n)))
    for _ in range(blocks):
        A, cache = residual_forward(A, *(scale * np.sqrt(2 / n) * rng.normal(size=(2, n, n))), shortcut)
        caches.append(cache)
    gradient = start = rng.normal(size=A.shape)
    for cache in reversed(caches):
        gradient = residual_backward(gradient, cache, shortcut)[0]
    return np.linalg.norm(gradient) / np.linalg.norm(start)


numbers = (1, 5, 10, 15, 20, 25, 30)
figure, axes = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained", sharey=True)
for ax, shortcut, title in ((axes[0], False, "Plain: a factor a block"), (axes[1], True, "With shortcuts: small weights do no harm")):
    for scale, color, line in zip((1, 0.7, 0.4), COLORS, LINES, strict=False):
        logs = np.array([[np.log10(arriving(blocks, scale, shortcut, seed)) for seed in range(5)] for blocks in numbers])
        ax.plot(numbers, 10 ** logs.mean(axis=1), line, color=color, marker="o", label=f"{scale} times He's start")
        ax.fill_between(numbers, 10 ** logs.min(axis=1), 10 ** logs.max(axis=1), color=color, alpha=0.2)
    ax.set(title=title, xlabel="blocks of two layers", yscale="log")
axes[0].set_ylabel("gradient at the first block\n(of 1 at the last)")
axes[0].legend(title="5 starts and their range", fontsize=8)
plt.show()

# %% [markdown]
# <details><summary>What the curves say</summary>
#
# At 0.7 about $10^{-10}$ arrives: each plain block multiplies by about $0.7^2$. (At He's start itself it hardly vanishes.) With
# shortcuts a block multiplies by 1 *plus* something, so small weights let the gradient through. The price: at He's start it
# *grows*, to $10^5$ or so in thirty blocks. That is why each layer in a real block is batch-normalized.
#
# It isn't the whole story. Batch normalization alone also keeps plain networks from vanishing, and all networks of the last
# section had it; they still got worse. Shortcuts make the cost easier to descend.
#
# </details>
#
# **To remember**
# - The shortcut adds: forward the input, backward the gradient. The last ReLU comes after the sum.
# - "Change nothing" costs nothing: all weights of $F$ at 0.

# %% [markdown]
# ## Two blocks
# A ResNet has two kinds of block, both bottlenecks: 1 by 1, $f$ by $f$, 1 by 1, with $F_1, F_2, F_3$ filters. In the
# **identity block** input and output have the same shape, so they can be added:
#
# ```text
# X ─┬─ conv 1×1 ─ BN ─ ReLU ─ conv f×f ─ BN ─ ReLU ─ conv 1×1 ─ BN ─(+)─ ReLU ─▶
#    └────────────────────────────────────────────────────────────────┘
# ```
#
# BN is batch normalization: by the mini-batch's means and variances in training, in use by averages that training has
# gathered. Its $\beta$ does what a bias would do, so the convolutions have none. We gather with `momentum=0.9`: Keras's
# 0.99 needs hundreds of steps to forget where it began, and we take 160.

# %% [markdown]
# ## Exercise 4 · The identity block  (6 points, ~12 min, ●●○)
# Write `identity_block(X, f, filters)` for a Keras tensor, as drawn above. All convolutions have padding `"same"`, stride 1
# and `use_bias=False`; each is followed by its own `BatchNormalization(momentum=0.9)`. Everything else is as Keras has it.
# Use layers (`layers.ReLU()`, `layers.Add()`): `tf.nn.relu` refuses Keras tensors.
#
# *Example.* For an input (8, 8, 4), $f = 3$ and filters $(2, 2, 4)$ the convolutions have 8, 36 and 8 weights, the
# normalizations 4 numbers a channel: 8, 8 and 16: together 84. Shapes and counts earn 2 points, what it computes 4.
#
# <details><summary>Hint 1: keep X</summary>
#
# Put what the layers make into another variable, such as `Y`. X is needed again at the sum.
#
# </details>
#
# <details><summary>Hint 2: the first three layers</summary>
#
# `Y = layers.Conv2D(filters[0], 1, padding="same", use_bias=False)(X)`, then
# `Y = layers.BatchNormalization(momentum=0.9)(Y)` and `Y = layers.ReLU()(Y)`.
#
# </details>
#
# <details><summary>Hint 3: the end</summary>
#
# The third convolution and its normalization have no ReLU behind them. Then comes the sum, and one ReLU for all.
#
# </details>

# %% solution="identity_block"
def identity_block(X, f, filters):
    """A bottleneck whose input is added to what its layers compute.

    X: a Keras tensor (m, height, width, channels), height and width may differ; f: side of the middle window; filters:
    three whole numbers, the last one equal to the channels of X.
    Returns a Keras tensor of the shape of X.
    """
    ### BEGIN SOLUTION
    Y = layers.Conv2D(filters[0], 1, padding="same", use_bias=False)(X)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[1], f, padding="same", use_bias=False)(Y)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[2], 1, padding="same", use_bias=False)(Y)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    return layers.ReLU()(layers.Add()([X, Y]))
    ### END SOLUTION

# %% tests="identity_block" part="shapes" points=2
from companion import checks

found = checks.describe(checks.functional(identity_block, (8, 8, 4), 3, (2, 2, 4)))
assert found["output_shape"] == (None, 8, 8, 4), "The block keeps the shape of its input."
assert found["parameters"] == 84, "The example has 84 numbers: 8 + 36 + 8 weights, and 4 for each normalized channel. Are there biases? Is each convolution normalized?"
### BEGIN HIDDEN TESTS
for shape, f, filters in (((5, 7, 6), 2, (3, 4, 6)), ((9, 4, 2), 5, [1, 3, 2])):
    found = checks.describe(checks.functional(identity_block, shape, f, filters))
    first, second, third = filters
    expected = shape[2] * first + f * f * first * second + second * third + 4 * (first + second + third)
    assert found["output_shape"] == (None, *shape), "Another input: the block has to keep its shape."
    assert found["parameters"] == expected, "Another input: the number of parameters is wrong. Which window and how many filters has each convolution?"
    assert found["trainable_parameters"] == expected - 2 * (first + second + third), "Means and variances aren't trained, all else is."
### END HIDDEN TESTS

# %% tests="identity_block" part="values" points=4
import numpy as np

from companion import checks
from companion.testing import close

X = np.array([[1.0, -2.0], [0.5, 3.0]]).reshape(1, 2, 2, 1)
block = checks.functional(identity_block, (2, 2, 1), 3, (2, 2, 1))
checks.set_weights(block, [0 * each for each in checks.get_weights(block)])
assert close(checks.call(block, X), np.maximum(X, 0)), "With all weights 0 the layers add nothing, and ReLU(X) is left. What is added, and where is the last ReLU?"
expected = np.maximum(X + 4.5, 0)  # 1, 0, 0.5 and 3, seen by all four windows; the second channel's sum is negative
block = checks.functional(identity_block, (2, 2, 1), 3, (1, 2, 1))
checks.set_weights(block, [np.where(np.arange(each.shape[-1]) % 2, -1.0, 1.0) * np.ones(each.shape) if each.ndim == 4 else each for each in checks.get_weights(block)])
assert close(checks.call(block, X), expected, rtol=0.01), "Weights of 1, and of -1 to the middle's second channel: the layers add 1 + 0 + 0.5 + 3. Are both inner ReLUs there?"
checks.fill(block)
alone, among = (checks.call(block, np.concatenate(each), training=None)[0] for each in ([X], [X, 5 * X]))
assert close(alone, among, atol=1e-5), "In use a picture's result doesn't depend on the others in the batch. Leave training= out: normalization follows the model."
### BEGIN HIDDEN TESTS
import keras


def expected_block(X, f, filters):
    """The block, with Keras's Activation and +."""
    Y = X
    for number, (size, count) in enumerate(zip((1, f, 1), filters)):
        Y = keras.layers.Conv2D(count, size, padding="same", use_bias=False)(Y)
        Y = keras.layers.BatchNormalization(momentum=0.9)(Y)
        Y = keras.layers.Activation("relu" if number < 2 else "linear")(Y)
    return keras.layers.Activation("relu")(X + Y)


X = np.random.default_rng(7).normal(size=(4, 5, 7, 6))
theirs, ours = (checks.fill(checks.functional(each, (5, 7, 6), 2, [3, 4, 6])) for each in (identity_block, expected_block))
assert close(checks.call(theirs, X), checks.call(ours, X), rtol=1e-3, atol=1e-4), "With equal weights it computes something else. Look at the order of the layers, at the ReLUs, and at the sum."
assert close(checks.call(theirs, X, training=True), checks.call(ours, X, training=True), rtol=1e-3, atol=1e-3), "In training it computes something else: batch normalization has to follow the mode that the model is called in."
assert close(checks.call(theirs, X), checks.call(ours, X), rtol=1e-3, atol=1e-3), "After a step of training, means and variances are others: is the momentum 0.9?"
### END HIDDEN TESTS

# %% mistake="identity_block"
def identity_block(X, f, filters):
    """Nothing is added: this is a plain block. X has to join before the last ReLU."""
    Y = layers.Conv2D(filters[0], 1, padding="same", use_bias=False)(X)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[1], f, padding="same", use_bias=False)(Y)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[2], 1, padding="same", use_bias=False)(Y)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))

# %% mistake="identity_block"
def identity_block(X, f, filters):
    """The last ReLU comes before the sum, so the layers can only add, never take away. It belongs behind the sum."""
    Y = X
    for size, count in zip((1, f, 1), filters):
        Y = layers.Conv2D(count, size, padding="same", use_bias=False)(Y)
        Y = layers.BatchNormalization(momentum=0.9)(Y)
        Y = layers.Activation("relu")(Y)
    return layers.Add()([X, Y])

# %% mistake="identity_block"
def identity_block(X, f, filters):
    """There is a ReLU before the sum and another one behind it. Only the one behind the sum belongs there."""
    Y = X
    for size, count in zip((1, f, 1), filters):
        Y = layers.Conv2D(count, size, padding="same", use_bias=False)(Y)
        Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    return layers.ReLU()(layers.Add()([X, Y]))

# %% mistake="identity_block"
def identity_block(X, f, filters):
    """The third convolution isn't normalized. Each of the three is."""
    Y = layers.Conv2D(filters[0], 1, padding="same", use_bias=False)(X)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[1], f, padding="same", use_bias=False)(Y)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[2], 1, padding="same", use_bias=False)(Y)
    return layers.ReLU()(layers.Add()([X, Y]))

# %% mistake="identity_block"
def identity_block(X, f, filters):
    """Batch normalization is frozen: it neither learns nor looks at the batch. Leave trainable= out."""
    Y = X
    for number, (size, count) in enumerate(zip((1, f, 1), filters)):
        Y = layers.Conv2D(count, size, padding="same", use_bias=False)(Y)
        Y = layers.BatchNormalization(momentum=0.9, trainable=False)(Y)
        Y = layers.ReLU()(Y) if number < 2 else Y
    return layers.ReLU()(layers.Add()([X, Y]))

# %% mistake="identity_block"
def identity_block(X, f, filters):
    """The middle window has no padding: Keras's default is "valid", the map shrinks, and the sum doesn't fit."""
    Y = layers.Conv2D(filters[0], 1, use_bias=False)(X)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[1], f, use_bias=False)(Y)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[2], 1, use_bias=False)(Y)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    return layers.ReLU()(layers.Add()([X, Y]))

# %% mistake="identity_block"
def identity_block(X, f, filters):
    """The convolutions have biases. The normalization behind them subtracts them again: use_bias=False."""
    Y = X
    for number, (size, count) in enumerate(zip((1, f, 1), filters)):
        Y = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(count, size, padding="same")(Y))
        Y = layers.ReLU()(Y) if number < 2 else Y
    return layers.ReLU()(layers.Add()([X, Y]))

# %% [markdown]
# ## Where the map shrinks
# At the start of a stage the map's sides halve and its channels double: $X$ no longer fits. A **projection** brings it
# into shape, a 1 by 1 convolution with $F_3$ filters and the same stride:
#
# ```text
# X ─┬─ conv 1×1, stride s ─ BN ─ ReLU ─ conv f×f ─ BN ─ ReLU ─ conv 1×1 ─ BN ─(+)─ ReLU ─▶
#    └─ conv 1×1, stride s ─ BN ───────────────────────────────────────────────┘
# ```

# %% [markdown]
# ## Exercise 5 · The convolutional block  (5 points, ~10 min, ●●○)
# Write `convolutional_block(X, f, filters, s=2)`, as drawn above: strides of `s` in the first convolution and in the
# projection, 1 in the others. The rest is as in exercise 4. (Later versions stride in the $f$ by $f$ convolution; we
# follow the first paper.)
#
# *Example.* From (8, 8, 4), with filters $(2, 2, 6)$ and $s = 2$, comes (4, 4, 6). Beside the three convolutions with 8,
# 36 and 12 weights there is a projection with 24. Shapes and counts earn 2 points, what it computes 3.
#
# <details><summary>Hint 1: two ways, one sum</summary>
#
# `Y` as in exercise 4, with `strides=s` in its first layer. A second variable for the projection of X, without a ReLU. Then
# the sum of both.
#
# </details>

# %% solution="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """A bottleneck that may change the shape, with a projection of its input on the shortcut.

    X: a Keras tensor (m, height, width, channels); f: side of the middle window; filters: three whole numbers; s: stride.
    Returns a Keras tensor (m, height / s, width / s, filters[2]), sides rounded up.
    """
    ### BEGIN SOLUTION
    Y = layers.Conv2D(filters[0], 1, strides=s, padding="same", use_bias=False)(X)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[1], f, padding="same", use_bias=False)(Y)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[2], 1, padding="same", use_bias=False)(Y)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    projection = layers.Conv2D(filters[2], 1, strides=s, padding="same", use_bias=False)(X)
    return layers.ReLU()(layers.Add()([layers.BatchNormalization(momentum=0.9)(projection), Y]))
    ### END SOLUTION

# %% tests="convolutional_block" part="shapes" points=2
from companion import checks

found = checks.describe(checks.functional(convolutional_block, (8, 8, 4), 3, (2, 2, 6)))
assert found["output_shape"] == (None, 4, 4, 6), "The example: half as high and wide, with 6 channels."
assert found["parameters"] == 8 + 36 + 12 + 24 + 4 * (2 + 2 + 6 + 6), "The example: 8 + 36 + 12 + 24 weights, and 4 numbers for each normalized channel. The projection is normalized, too."
### BEGIN HIDDEN TESTS
for shape, f, filters, s in (((5, 7, 6), 2, (3, 4, 5), 2), ((6, 6, 3), 3, [2, 5, 3], 1)):
    found = checks.describe(checks.functional(convolutional_block, shape, f, filters, s))
    first, second, third = filters
    weights = shape[2] * first + f * f * first * second + second * third + shape[2] * third
    assert found["output_shape"] == (None, -(-shape[0] // s), -(-shape[1] // s), third), "Another input or stride: the shape is wrong."
    assert found["parameters"] == weights + 4 * (first + second + 2 * third), "Another input: the number of parameters is wrong."
### END HIDDEN TESTS

# %% tests="convolutional_block" part="values" points=3
import numpy as np

from companion import checks
from companion.testing import close

X = np.arange(16.0).reshape(1, 4, 4, 1)
block = checks.functional(convolutional_block, (4, 4, 1), 3, (2, 3, 5))
checks.set_weights(block, [np.ones(each.shape) if each.shape == (1, 1, 1, 5) else 0 * each for each in checks.get_weights(block)])
assert close(checks.call(block, X), np.zeros((1, 2, 2, 5))), "With zeros for all normalizations nothing is left: the projection is normalized, too."
kept = np.array([-8.0, -6.0, 0.0, 2.0]).reshape(2, 2) + 2  # every second pixel, and the sum of what is positive there
expected = np.maximum(np.stack([kept, -kept], axis=-1), 0)[np.newaxis]
block = checks.functional(convolutional_block, (4, 4, 1), 3, (1, 1, 2))
checks.set_weights(block, [np.where(np.arange(each.shape[-1]) % 2, -1.0, 1.0) * np.ones(each.shape) if each.ndim == 4 else each for each in checks.get_weights(block)])
assert close(checks.call(block, X - 8), expected, rtol=0.01, atol=0.02), "Weights of 1 (-1 to the second channel), pixels from -8 to 7: both ways see -8, -6, 0 and 2 alone. Which convolutions have the stride, and where are ReLUs? Only inside, and behind the sum."
### BEGIN HIDDEN TESTS
import keras


def expected_block(X, f, filters, s):
    """The block, with Keras's Activation and +."""
    Y = X
    for number, (size, count) in enumerate(zip((1, f, 1), filters)):
        Y = keras.layers.Conv2D(count, size, s if number == 0 else 1, padding="same", use_bias=False)(Y)
        Y = keras.layers.BatchNormalization(momentum=0.9)(Y)
        Y = keras.layers.Activation("relu" if number < 2 else "linear")(Y)
    projection = keras.layers.Conv2D(filters[2], 1, s, padding="same", use_bias=False)(X)
    return keras.layers.Activation("relu")(keras.layers.BatchNormalization(momentum=0.9)(projection) + Y)


X = np.random.default_rng(8).normal(size=(4, 8, 5, 6))
theirs, ours = (checks.fill(checks.functional(each, (8, 5, 6), 2, [3, 4, 5], 3)) for each in (convolutional_block, expected_block))
assert close(checks.call(theirs, X), checks.call(ours, X), rtol=1e-3, atol=1e-4), "With equal weights it computes something else. Which convolutions have the stride, where are ReLUs, what is added?"
assert close(checks.call(theirs, X, training=True), checks.call(ours, X, training=True), rtol=1e-3, atol=1e-3), "In training it computes something else: batch normalization has to follow the mode that the model is called in."
assert close(checks.call(theirs, X), checks.call(ours, X), rtol=1e-3, atol=1e-3), "After a step of training, means and variances are others: is the momentum 0.9?"
### END HIDDEN TESTS

# %% mistake="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """The stride is in the middle convolution. Shapes agree, but here the first one strides, as in the drawing."""
    Y = layers.Conv2D(filters[0], 1, padding="same", use_bias=False)(X)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[1], f, strides=s, padding="same", use_bias=False)(Y)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[2], 1, padding="same", use_bias=False)(Y)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    projection = layers.Conv2D(filters[2], 1, strides=s, padding="same", use_bias=False)(X)
    return layers.ReLU()(layers.Add()([layers.BatchNormalization(momentum=0.9)(projection), Y]))

# %% mistake="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """The projection is missing: X itself has another shape than what the layers make of it, and can't be added."""
    Y = layers.Conv2D(filters[0], 1, strides=s, padding="same", use_bias=False)(X)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[1], f, padding="same", use_bias=False)(Y)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters[2], 1, padding="same", use_bias=False)(Y)
    return layers.ReLU()(layers.Add()([X, layers.BatchNormalization(momentum=0.9)(Y)]))

# %% mistake="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """The projection isn't normalized. On both ways a BatchNormalization comes before the sum."""
    Y = X
    for number, (size, count) in enumerate(zip((1, f, 1), filters)):
        Y = layers.Conv2D(count, size, strides=1 if number else s, padding="same", use_bias=False)(Y)
        Y = layers.BatchNormalization(momentum=0.9)(Y)
        Y = layers.ReLU()(Y) if number < 2 else Y
    return layers.ReLU()(layers.Add()([layers.Conv2D(filters[2], 1, strides=s, use_bias=False)(X), Y]))

# %% mistake="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """The projection has a ReLU of its own. The only ReLU behind it is the one after the sum."""
    Y = X
    for number, (size, count) in enumerate(zip((1, f, 1), filters)):
        Y = layers.Conv2D(count, size, strides=1 if number else s, padding="same", use_bias=False)(Y)
        Y = layers.BatchNormalization(momentum=0.9)(Y)
        Y = layers.ReLU()(Y) if number < 2 else Y
    P = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters[2], 1, strides=s, use_bias=False)(X))
    return layers.ReLU()(layers.Add()([layers.ReLU()(P), Y]))

# %% mistake="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """There is no shortcut at all: the projection of X has to be added before the last ReLU."""
    Y = X
    for number, (size, count) in enumerate(zip((1, f, 1), filters)):
        Y = layers.Conv2D(count, size, strides=1 if number else s, padding="same", use_bias=False)(Y)
        Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    return Y

# %% mistake="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """The last ReLU is inside the way through the layers. It belongs behind the sum."""
    Y = X
    for number, (size, count) in enumerate(zip((1, f, 1), filters)):
        Y = layers.Conv2D(count, size, strides=1 if number else s, padding="same", use_bias=False)(Y)
        Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    P = layers.Conv2D(filters[2], 1, strides=s, padding="same", use_bias=False)(X)
    return layers.Add()([layers.BatchNormalization(momentum=0.9)(P), Y])

# %% mistake="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """The stride is fixed at 2. It is an argument, and the first stage of a ResNet has stride 1."""
    Y = X
    for number, (size, count) in enumerate(zip((1, f, 1), filters)):
        Y = layers.Conv2D(count, size, strides=1 if number else 2, padding="same", use_bias=False)(Y)
        Y = layers.BatchNormalization(momentum=0.9)(Y)
        Y = layers.ReLU()(Y) if number < 2 else Y
    P = layers.Conv2D(filters[2], 1, strides=2, padding="same", use_bias=False)(X)
    return layers.ReLU()(layers.Add()([layers.BatchNormalization(momentum=0.9)(P), Y]))

# %% [markdown]
# Four ways to halve a map. *Guess first:* in which does a quarter of the pixels decide everything, and which has looked
# at the others before it chose?

# %% demo
def dependence(function, picture):
    """How strongly the output depends on each pixel: the size of the gradient of a random sum of its values."""
    inputs = keras.Input(picture.shape)
    keras.utils.set_random_seed(1)
    model, X = keras.Model(inputs, function(inputs)), tf.constant(picture[np.newaxis], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(X)
        values = model(X)
        total = tf.reduce_sum(values * tf.random.normal(values.shape, seed=2))
    return tf.reduce_sum(abs(tape.gradient(total, X)), axis=-1)[0].numpy()


ways = {
    "max pooling, 2 by 2": layers.MaxPooling2D(2),
    "conv 3 by 3, stride 2": layers.Conv2D(8, 3, strides=2, padding="same"),
    "conv 1 by 1, stride 2": layers.Conv2D(8, 1, strides=2),
    "your block, s = 2": lambda X: convolutional_block(X, 3, (8, 8, 32), 2),
}
figure, axes = plt.subplots(1, 4, figsize=(12, 3.5), layout="constrained")
for ax, (name, function) in zip(axes, ways.items(), strict=True):
    strength = dependence(function, X_dev[first[2]][:16, 8:24])
    ax.imshow(np.sqrt(strength), cmap="gray_r", vmin=0)
    ax.set(title=f"{name}\n{np.mean(strength > 0):.0%} of the pixels matter", xlabel="column", xticks=[], yticks=[])
axes[0].set_ylabel("row")
figure.suptitle("Which pixels the output depends on (black: strongly, white: not at all)")
plt.show()

# %% [markdown]
# <details><summary>What the picture says</summary>
#
# Pooling hands on a quarter of each channel's values (each colour chooses its own pixels, hence a little more), but the
# largest ones: it looked. The strided 3 by 3 window sees all. A 1 by 1 convolution with stride 2 takes every second pixel
# of every second row, blindly, and so does your block, on both of its ways: of the map that the block below computed, three
# quarters are dropped. (Earlier convolutions have mixed neighbours, so not all of it is lost.)
#
# </details>
#
# **To remember**
# - Shapes differ: project the shortcut, with the same stride, normalized, without a ReLU.
# - Strides and pooling both forget. Ask which pixels a step looks at before it does.

# %% [markdown]
# ## A network of blocks
# A **stem** makes the picture smaller, **stages** of blocks follow, and a dense layer decides.

# %% [markdown]
# ## Exercise 6 · A residual network  (5 points, ~10 min, ●●○)
# Write `residual_network(input_shape, stem, stages, classes)`, which calls your blocks (exercises 4 and 5) with
# $f = 3$.
#
# | part | layers |
# |---|---|
# | stem `(filters, f, s)` | convolution, `f` by `f`, stride `s`, padding `"same"`, no bias; normalization (momentum 0.9); ReLU; max pooling 3 by 3, stride 2, padding `"same"` |
# | each stage `(filters, blocks, s)` | one convolutional block with three `filters` and stride `s`, then identity blocks: `blocks` in all |
# | end | `GlobalAveragePooling2D`, then a dense layer with a logit for each class |
#
# *Example.* `residual_network((32, 32, 3), (16, 3, 1), [((8, 8, 32), 2, 1)], 6)` has 8 layers with weights (and a
# projection): $496 + 1792 + 1280 + 198 = 3766$ numbers in stem, two blocks and dense layer. Shapes and counts earn 2
# points, what it computes 3.
#
# <details><summary>Hint 1: the loop</summary>
#
# `for filters, blocks, s in stages:` with one line for the first block, and a loop inside for the others.
#
# </details>

# %% solution="residual_network"
def residual_network(input_shape, stem, stages, classes):
    """A stem, stages of blocks, an average of each map, logits.

    input_shape: (height, width, channels); stem: (filters, f, s); stages: a list of (filters, blocks, s), filters three
    whole numbers, blocks at least 1; classes: how many logits.
    Returns a keras.Model from pictures (m, height, width, channels) to logits (m, classes), not compiled.
    """
    ### BEGIN SOLUTION
    inputs = keras.Input(input_shape)
    filters, f, s = stem
    X = layers.Conv2D(filters, f, strides=s, padding="same", use_bias=False)(inputs)
    X = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(X))
    X = layers.MaxPooling2D(3, strides=2, padding="same")(X)
    for filters, blocks, s in stages:
        X = convolutional_block(X, 3, filters, s)
        for _ in range(blocks - 1):
            X = identity_block(X, 3, filters)
    return keras.Model(inputs, layers.Dense(classes)(layers.GlobalAveragePooling2D()(X)))
    ### END SOLUTION

# %% tests="residual_network" part="shapes" points=2
from companion import checks

found = checks.describe(residual_network((32, 32, 3), (16, 3, 1), [((8, 8, 32), 2, 1)], 6))
assert tuple(found["input_shape"]) == (None, 32, 32, 3) and found["output_shape"] == (None, 6), "From pictures to six logits."
assert found["parameters"] == 3766, "The example has 3,766 numbers. Go through the table: stem, two blocks, dense layer. (It calls your blocks.)"
found = checks.describe(residual_network((32, 20, 3), (4, 3, 1), [((2, 2, 4), 1, 1), ((2, 2, 4), 2, 2)], 6))
maps = [each["output_shape"][1:3] for each in found["layers"] if len(each["output_shape"] or ()) == 4]
assert (8, 5) == [each for each in maps if each != (1, 1)][-1], "From 32 by 20 the stem's pooling makes 16 by 10, and a stage with stride 2 makes 8 by 5, of which the average is taken."
### BEGIN HIDDEN TESTS


def counted(channels, stem, stages, classes):
    """Numbers of a network, by hand."""
    total, width = stem[0] * (stem[1] ** 2 * channels + 4), stem[0]
    for (a, b, c), blocks, _ in stages:
        for number in range(blocks):
            total += width * a + 9 * a * b + b * c + 4 * (a + b + c) + (0 if number else width * c + 4 * c)
            width = c
    return total + (width + 1) * classes


case = ((20, 12, 1), (4, 5, 2), [((2, 3, 5), 3, 2), ((3, 3, 6), 1, 1)], 3)
found = checks.describe(residual_network(*case))
assert found["output_shape"] == (None, case[3]), "Another number of classes: a logit for each."
assert found["parameters"] == counted(case[0][2], *case[1:]), "For another plan the number of parameters is wrong: count the blocks of each stage."
### END HIDDEN TESTS

# %% tests="residual_network" part="values" points=3
import numpy as np

from companion import checks
from companion.testing import close, taken

model = residual_network((16, 16, 1), (4, 3, 1), [((2, 2, 4), 1, 1)], 5)
outputs = taken(checks.call(model, np.zeros((2, 16, 16, 1))))
assert close(outputs, np.zeros((2, 5))), "With fresh weights, black pictures give logits of 0. Is there a softmax at the end?"
### BEGIN HIDDEN TESTS
import keras
from keras import layers


def unit(X, filters, f, s=1):
    """Convolution and normalization."""
    return layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, f, s, padding="same", use_bias=False)(X))


def expected_network(X, stem, stages, classes):
    """The network, by another plan of the code."""
    X = layers.MaxPooling2D(3, 2, "same")(layers.ReLU()(unit(X, *stem)))
    for (a, b, c), blocks, s in stages:
        for number in range(blocks):
            Y = layers.ReLU()(unit(X, a, 1, 1 if number else s))
            Y = unit(layers.ReLU()(unit(Y, b, 3)), c, 1)
            X = layers.ReLU()((X if number else unit(X, c, 1, s)) + Y)
    return layers.Dense(classes)(layers.GlobalAveragePooling2D()(X))


shape, plan = (22, 13, 2), ((4, 5, 2), [((2, 3, 5), 2, 1), ((3, 3, 6), 1, 2)], 3)
X = np.random.default_rng(9).normal(size=(3, *shape))
theirs, ours = checks.fill(residual_network(shape, *plan)), checks.fill(checks.functional(expected_network, shape, *plan))
logits = checks.call(theirs, X)
assert not close(taken(logits).sum(axis=1), np.ones(3), rtol=1e-3), "The outputs of a picture sum to 1: there is a softmax at the end."
assert close(logits, checks.call(ours, X), rtol=1e-3, atol=1e-4), "With equal weights the logits are others. Look at strides, pooling, the order of the stages, and the average at the end. (It calls your blocks.)"
for training in (True, False):
    found, expected = (checks.call(each, X, training=training) for each in (theirs, ours))
assert close(found, expected, rtol=1e-3, atol=1e-3), "After a step of training the logits are others: has each normalization a momentum of 0.9, the stem's, too?"
### END HIDDEN TESTS

# %% mistake="residual_network"
def residual_network(input_shape, stem, stages, classes):
    """A stage gets a block too many: the convolutional block is one of them."""
    inputs = keras.Input(input_shape)
    filters, f, s = stem
    X = layers.Conv2D(filters, f, strides=s, padding="same", use_bias=False)(inputs)
    X = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(X))
    X = layers.MaxPooling2D(3, strides=2, padding="same")(X)
    for filters, blocks, s in stages:
        X = convolutional_block(X, 3, filters, s)
        for _ in range(blocks):
            X = identity_block(X, 3, filters)
    return keras.Model(inputs, layers.Dense(classes)(layers.GlobalAveragePooling2D()(X)))

# %% mistake="residual_network"
def residual_network(input_shape, stem, stages, classes):
    """The stride of the stages isn't used, so each block takes its default of 2."""
    inputs = keras.Input(input_shape)
    filters, f, s = stem
    X = layers.Conv2D(filters, f, strides=s, padding="same", use_bias=False)(inputs)
    X = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(X))
    X = layers.MaxPooling2D(3, strides=2, padding="same")(X)
    for filters, blocks, _ in stages:
        X = convolutional_block(X, 3, filters)
        for _ in range(blocks - 1):
            X = identity_block(X, 3, filters)
    return keras.Model(inputs, layers.Dense(classes)(layers.GlobalAveragePooling2D()(X)))

# %% mistake="residual_network"
def residual_network(input_shape, stem, stages, classes):
    """The pooling of the stem is missing, so all maps are twice as high and wide as they should be."""
    inputs = keras.Input(input_shape)
    filters, f, s = stem
    X = layers.Conv2D(filters, f, strides=s, padding="same", use_bias=False)(inputs)
    X = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(X))
    for filters, blocks, s in stages:
        X = convolutional_block(X, 3, filters, s)
        for _ in range(blocks - 1):
            X = identity_block(X, 3, filters)
    return keras.Model(inputs, layers.Dense(classes)(layers.GlobalAveragePooling2D()(X)))

# %% mistake="residual_network"
def residual_network(input_shape, stem, stages, classes):
    """There is a softmax at the end. The loss takes logits."""
    inputs = keras.Input(input_shape)
    filters, f, s = stem
    X = layers.Conv2D(filters, f, strides=s, padding="same", use_bias=False)(inputs)
    X = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(X))
    X = layers.MaxPooling2D(3, strides=2, padding="same")(X)
    for filters, blocks, s in stages:
        X = convolutional_block(X, 3, filters, s)
        for _ in range(blocks - 1):
            X = identity_block(X, 3, filters)
    return keras.Model(inputs, layers.Dense(classes, activation="softmax")(layers.GlobalAveragePooling2D()(X)))

# %% mistake="residual_network"
def residual_network(input_shape, stem, stages, classes):
    """The maps are flattened, as in VGG. A residual network averages each map, which takes far fewer weights."""
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(stem[0], stem[1], strides=stem[2], padding="same", use_bias=False)(inputs)
    X = layers.Activation("relu")(layers.BatchNormalization(momentum=0.9)(X))
    X = layers.MaxPooling2D(3, strides=2, padding="same")(X)
    for filters, blocks, s in stages:
        X = convolutional_block(X, 3, filters, s)
        for _ in range(blocks - 1):
            X = identity_block(X, 3, filters)
    return keras.Model(inputs, layers.Dense(classes)(layers.Flatten()(X)))

# %% mistake="residual_network"
def residual_network(input_shape, stem, stages, classes):
    """The stem has no normalization. Every convolution of the network has one behind it."""
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(stem[0], stem[1], strides=stem[2], padding="same", use_bias=False)(inputs)
    X = layers.MaxPooling2D(3, strides=2, padding="same")(layers.ReLU()(X))
    for filters, blocks, s in stages:
        X = convolutional_block(X, 3, filters, s)
        for _ in range(blocks - 1):
            X = identity_block(X, 3, filters)
    return keras.Model(inputs, layers.Dense(classes)(layers.GlobalAveragePooling2D()(X)))

# %% [markdown]
# **ResNet50** is one call, too large to train here, but not to count: 50 layers with weights (projections left out).
# *Guess first:* VGG-16 has 138 million parameters. How many has a network three times as deep?

# %% demo
FIFTY = [((64, 64, 256), 3, 1), ((128, 128, 512), 4, 2), ((256, 256, 1024), 6, 2), ((512, 512, 2048), 3, 2)]
resnet50 = residual_network((224, 224, 3), (64, 7, 2), FIFTY, 1000)
print(f"{resnet50.count_params():,} numbers, of which {sum(np.prod(each.shape) for each in resnet50.trainable_weights):,} are trained; with projections:")
rows = {}
for layer in resnet50.layers:
    if isinstance(layer, layers.Conv2D | layers.Dense):
        at = layer.output.shape[1] if isinstance(layer, layers.Conv2D) else 1
        number, parameters = rows.get(at, (0, 0))
        rows[at] = number + 1, parameters + layer.count_params()
for at, (number, parameters) in rows.items():
    print(f"    {at:>4} x {at:<4} {number:>2} layers {parameters:>12,}")
del resnet50

# %% [markdown]
# <details><summary>How many</summary>
#
# A fifth of VGG's: the dense end shrank from 124 million to 2, and bottlenecks do the rest. Most sit from 14 by 14 on.
#
# </details>
#
# ## Twenty-nine layers that train
# Three stages of three blocks for the signs. `train_briefly` (week 1) trains with Adam; the learning rate follows half
# a **cosine** from 0.005 down to 0, because at a constant rate the dev accuracy jumps between epochs.

# %%
STEM, STAGES = (16, 3, 1), [((8, 8, 32), 3, 1), ((16, 16, 64), 3, 2), ((32, 32, 128), 3, 2)]
EPOCHS = 8
trained = {}


def accuracy(logits_of, X, y):
    """The share of pictures that are read correctly, a hundred at a time; logits_of: a model or a function."""
    return np.mean([np.argmax(logits_of(X[first : first + 100]), axis=1) == y[first : first + 100] for first in range(0, len(y), 100)])


def trained_reader():
    """The network of exercise 6, trained once; run this cell again to train anew."""
    if "reader" not in trained:
        model = residual_network((32, 32, 3), STEM, STAGES, 6)
        rate = keras.optimizers.schedules.CosineDecay(0.005, EPOCHS * len(X_train) // 60)
        train_briefly(model, X_train, y_train, epochs=EPOCHS, learning_rate=rate, seed=0)
        trained["reader"] = model
    return trained["reader"]

# %% demo tags=["nbval-ignore-output"]
reader = trained_reader()
print(f"{reader.count_params():,} numbers; train {accuracy(reader, X_train, y_train):.3f}, dev {accuracy(reader, X_dev, y_dev):.3f}")

# %% [markdown]
# That is one start of eight epochs. The measurements have five of ten. *Guess first:* where will the residual curves
# lie, and where a small network of three convolutions and two dense layers?

# %% demo
figure, ax = plt.subplots(figsize=(7.5, 4), layout="constrained")
for kind, color in (("plain", COLORS[1]), ("residual", COLORS[0])):
    plot_depths(ax, kind, color)
small_train, small_dev = accuracies("small", 5)
ax.plot([5], [small_dev.mean()], "s", color=COLORS[2], label=f"small network, dev: {small_dev.min():.2f} to {small_dev.max():.2f}")
ax.set(title="Shortcuts let deep networks train; on the signs a small one does as well", xticks=(5, 11, 20, 29, 47))
ax.legend(loc="lower left", fontsize=8)
plt.show()

# %% [markdown]
# Now your rule of exercise 2.

# %% demo
for kind, shallow, deep in (("residual", 11, 20), ("residual", 11, 29), ("residual", 11, 47)):
    (shallow_train, shallow_dev), (deep_train, deep_dev) = accuracies(kind, shallow), accuracies(kind, deep)
    print(f"{kind}, {shallow} against {deep} layers:", diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev))
for deep in (11, 20, 29, 47):
    (plain_train, plain_dev), (residual_train, residual_dev) = accuracies("plain", deep), accuracies("residual", deep)
    print(f"{deep} layers, with shortcuts {residual_dev.mean():.2f} on dev, without {plain_dev.mean():.2f}")

# %% [markdown]
# <details><summary>What the measurements say, and what not</summary>
#
# Up to twenty layers shortcuts hardly matter here: 0.93 and 0.94 on dev without, 0.92 and 0.95 with. At twenty-nine the
# plain network falls to 0.73 ± 0.13, and the residual one has 0.94 ± 0.02; at forty-seven it is 0.36 ± 0.13 against
# 0.91 ± 0.02. Shortcuts didn't make a good network better. They let it be deep.
#
# The rule says "helps" for 20 layers against 11: 0.95 against 0.92. Clear isn't large: to it the small network, 0.99 on train
# against 1.00, is "harder to train".
#
# And deep isn't what the signs need: five layers with 10,030 parameters reach 0.94 to 0.98 on dev, as well as any of the
# deep ones, in a fraction of the time. Where there are a thousand classes and a million
# photographs, depth pays: on ImageNet He and others (2016) report 27.9 % errors for 18 layers, with and without shortcuts;
# for 34 layers 28.5 % without and 25.0 % with; for 152 layers with shortcuts 21.4 %.
#
# </details>

# %% [markdown]
# ## Exercise 7 · Find the bug  (4 points, ~8 min, ●●○)
# The other common block has two 3 by 3 convolutions and no bottleneck. This one has **two** mistakes; the cells below
# show two symptoms. Write `mended_block(X, filters)`, the same block without them. The layers and their sizes are
# right. Each mended mistake earns 2 points.
#
# *Example.* On an input (8, 8, 4) with 4 filters, both blocks have 2 · 144 weights and 2 · 16 numbers of normalizations.
# With all weights 0, yours turns an input of $-1$ and 3 into 0 and 3.

# %%
def broken_block(X, filters):
    """Two convolutions with a shortcut around them, and two mistakes."""
    X = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    X = layers.BatchNormalization(momentum=0.9, trainable=False)(X)
    X = layers.ReLU()(X)
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    Y = layers.BatchNormalization(momentum=0.9, trainable=False)(Y)
    return layers.ReLU()(layers.Add()([X, Y]))


def symptoms(block):
    """What normalization has gathered of twenty batches in train mode, and what a block does when its layers do nothing."""
    inputs = keras.Input((8, 8, 4))
    keras.utils.set_random_seed(0)
    model, X = keras.Model(inputs, block(inputs, 4)), np.random.default_rng(0).normal(size=(6, 8, 8, 4))
    for _ in range(20):
        model(5 * X, training=True)
    norm = next(layer for layer in model.layers if isinstance(layer, layers.BatchNormalization))
    print("symptom 1: after twenty batches the first normalization takes these for the variances:", norm.get_weights()[-1].round(1))
    model.set_weights([0 * each for each in model.get_weights()])
    print(f"symptom 2: with all weights 0, the input's largest value {X.max():.2f} becomes {model(X).numpy().max():.2f}")

# %% demo
symptoms(broken_block)

# %% [markdown]
# <details><summary>Hint 1: symptom 1</summary>
#
# A new normalization begins with variances of 1. What keeps it from gathering others? (The same thing keeps its
# $\gamma$ and $\beta$ from learning, and in training it takes what it gathered in place of the batch.)
#
# </details>
#
# <details><summary>Hint 2: symptom 2</summary>
#
# With weights of 0 a residual block passes on ReLU of its input. Follow the name X: what does it stand for at the sum?
#
# </details>

# %% solution="mended_block"
def mended_block(X, filters):
    """The block of broken_block without its two mistakes.

    X: a Keras tensor (m, height, width, channels), with as many channels as filters.
    Returns a Keras tensor of the same shape.
    """
    ### BEGIN SOLUTION
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    Y = layers.ReLU()(Y)
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(Y)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    return layers.ReLU()(layers.Add()([X, Y]))
    ### END SOLUTION

# %% tests="mended_block" part="normalization" points=2
import numpy as np

from companion import checks
from companion.testing import close

model = checks.fill(checks.functional(mended_block, (4, 4, 2), 2))
found = checks.describe(model)
assert found["parameters"] == 2 * 36 + 2 * 8, "Two convolutions and two normalizations, as before: the sizes were right."
assert found["trainable_parameters"] == 2 * 36 + 2 * 4, "A scale and a shift for each normalized channel learn as well. Look at symptom 1 again."
X = np.random.default_rng(0).normal(size=(3, 4, 4, 2))
assert close(checks.call(model, X, training=None)[:1], checks.call(model, X[:1], training=None), atol=1e-5), "In use, a picture's result must not depend on the others of its batch."
### BEGIN HIDDEN TESTS
import keras
from keras import layers


def block(X, filters, is_late):
    """The block; where is_late, the shortcut starts behind the first ReLU (that is the other part's question)."""
    A = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)))
    Y = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 3, padding="same", use_bias=False)(A))
    return layers.ReLU()((A if is_late else X) + Y)


X = np.random.default_rng(10).normal(size=(4, 5, 6, 3))
models = [checks.fill(checks.functional(mended_block, (5, 6, 3), 3))]
models += [checks.fill(checks.functional(block, (5, 6, 3), 3, is_late)) for is_late in (False, True)]
for training in (False, True, False):
    theirs, *ours = (checks.call(each, X, training=training) for each in models)
    assert any(close(theirs, each, rtol=1e-3, atol=1e-3) for each in ours), "Normalization uses the batch in training, and in use what training has gathered. One of the two is another one here."
### END HIDDEN TESTS

# %% tests="mended_block" part="shortcut" points=2
import numpy as np

from companion import checks
from companion.testing import close

model = checks.functional(mended_block, (4, 4, 2), 2)
checks.set_weights(model, [0 * each for each in checks.get_weights(model)])
X = np.random.default_rng(1).normal(size=(3, 4, 4, 2))
assert close(checks.call(model, X), np.maximum(X, 0)), "With all weights 0, ReLU of the input has to be left. Look at symptom 2 again."
### BEGIN HIDDEN TESTS
import keras
from keras import layers


def block(X, filters):
    """The block, with +."""
    A = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 3, padding="same", use_bias=False)(X))
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(layers.ReLU()(A))
    return layers.ReLU()(X + layers.BatchNormalization(momentum=0.9)(Y))


rng = np.random.default_rng(11)
for shape in ((5, 6, 3), (3, 3, 4)):
    X = rng.normal(size=(4, *shape))
    theirs, ours = (checks.fill(checks.functional(each, shape, shape[2])) for each in (mended_block, block))
    assert close(checks.call(theirs, X), checks.call(ours, X), rtol=1e-3, atol=1e-3), "With given weights the block computes something else. What is added to what, and where are the ReLUs?"
### END HIDDEN TESTS

# %% mistake="mended_block"
def mended_block(X, filters):
    """The normalizations are still frozen: they learn nothing, and gather nothing. Leave trainable= out."""
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    Y = layers.BatchNormalization(momentum=0.9, trainable=False)(Y)
    Y = layers.ReLU()(Y)
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(Y)
    Y = layers.BatchNormalization(momentum=0.9, trainable=False)(Y)
    return layers.ReLU()(layers.Add()([X, Y]))

# %% mistake="mended_block"
def mended_block(X, filters):
    """X still stands for something else at the sum: it was overwritten by the first layers."""
    X = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    X = layers.BatchNormalization(momentum=0.9)(X)
    X = layers.ReLU()(X)
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    return layers.ReLU()(layers.Add()([X, Y]))

# %% mistake="mended_block"
def mended_block(X, filters):
    """The last ReLU is gone. It comes after the sum."""
    Y = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 3, padding="same", use_bias=False)(X))
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(layers.ReLU()(Y))
    return layers.Add()([X, layers.BatchNormalization(momentum=0.9)(Y)])

# %% mistake="mended_block"
def mended_block(X, filters):
    """One of the two normalizations is still frozen."""
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    Y = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(Y))
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(Y)
    Y = layers.BatchNormalization(momentum=0.9, trainable=False)(Y)
    return layers.ReLU()(layers.Add()([X, Y]))

# %% mistake="mended_block"
def mended_block(X, filters):
    """The normalizations are gone. They have to work again, not to be left out."""
    Y = layers.ReLU()(layers.Conv2D(filters, 3, padding="same", use_bias=False)(X))
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(Y)
    return layers.ReLU()(layers.Add()([X, Y]))

# %% demo
symptoms(mended_block)

# %% [markdown]
# ## A reader with a knob
# In a trained identity block, $X + F(X)$ can become $X + t \cdot F(X)$: at $t = 1$ the block works, at $t = 0$ it is
# gone. *Guess first:* with one block of nine switched off, does your reader still do better than 1 in 6?

# %% demo tags=["nbval-ignore-output"]
def turned_down(model, X, block, strength=0.0):
    """Logits of a residual network in which one identity block is turned down; block: its number among all, from 0."""
    sums = [each for each in model.operations if isinstance(each.input, list) and len(each.input) == 2]
    before, after = keras.Model(model.inputs[0], [sums[block - 1].output, sums[block].output])(X)
    passed = tf.nn.relu(before)
    return keras.Model(sums[block].output, model.output)(passed + strength * (after - passed)).numpy()


IDENTITY = (1, 2, 4, 5, 7, 8)  # 0, 3 and 6 are convolutional blocks: without them shapes don't fit
reader = trained_reader()
without = [accuracy(lambda X, block=block: turned_down(reader, X, block), X_dev, y_dev) for block in IDENTITY]
figure, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
ax.bar(range(7), [accuracy(reader, X_dev, y_dev), *without], color=[COLORS[0]] + [COLORS[5]] * 6)
ax.axhline(1 / 6, color="gray", linestyle=":", label="a guess")
ax.set(title="One block less", ylabel="dev accuracy", xlabel="block that is switched off", ylim=(0, 1))
ax.set_xticks(range(7), ["none", *(f"block {block}" for block in IDENTITY)])
ax.legend()
plt.show()

# %% [markdown]
# <details><summary>What the bars say</summary>
#
# A network that has never run without a block stays well above a guess, if far below its 0.93: in two runs blocks 1 and 7
# were missed most, with 0.43 to 0.56 left; yours may differ. The blocks behind get the block's input in place of its output,
# which is much alike. In networks of a hundred layers and more, one block is hardly missed at all (Veit and others, 2016).
#
# </details>
#
# Now your own hand: upright, before a plain wall, the palm in the lower half, saved as `my_hand.png` next to this notebook.
# Without one, the cells take a dev picture. (The network has seen drawn hands only.)

# %% demo tags=["nbval-ignore-output"]
def page(block=7, strength=0.0, number=8):
    """The hand, and what the reader says of it with one block turned down."""
    own = Path("my_hand.png")
    hand = read_picture(own, size=64) if own.exists() else signs.X_dev[number]
    small = 2 * (halved(hand[np.newaxis]) - mean_sign)
    reader = trained_reader()
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained", width_ratios=(1, 2.4))
    axes[0].imshow(hand)
    axes[0].set(title="your hand" if own.exists() else f"dev picture {number}", xticks=[], yticks=[])
    changed = turned_down(reader, small, block, strength)
    for offset, name, logits, color in ((-0.2, "all blocks", reader(small).numpy(), COLORS[0]), (0.2, f"block {block} times {strength:.1f}", changed, COLORS[1])):
        axes[1].bar(np.arange(6) + offset, tf.nn.softmax(logits)[0], 0.4, color=color, label=f"{name}: {logits.argmax()} fingers")
    axes[1].set(title="My reader, 29 layers, and one of its blocks turned down", xlabel="fingers", ylabel="probability", ylim=(0, 1))
    axes[1].legend()
    plt.show()


page()

# %% demo tags=["nbval-ignore-output"]
sliders = interact(
    page,
    block=list(IDENTITY),
    strength=FloatSlider(0, min=0, max=2, step=0.1, continuous_update=False),
    number=IntSlider(8, 0, 99, continuous_update=False),
)

# %% [markdown]
# ## Exercise 8 · Normalization for free  (3 points, ~8 min, ●●●, optional)
# In use, batch normalization is a fixed line for each channel, and so is a convolution in each of its filters:
#
# $$\gamma\,\frac{z - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta \qquad\text{with}\qquad z = \sum W \cdot X$$
#
# Both together are *one* convolution with other weights and a bias. Write
# `fold_normalization(W, gamma, beta, mean, variance, epsilon)`, which returns its weights and bias.
#
# *Example.* One weight $W = 6$, $\gamma = 2$, $\beta = 1$, $\mu = 5$, $\sigma^2 = 8$, $\varepsilon = 1$: the root is 3, so the
# weight becomes $6 \cdot 2/3 = 4$ and the bias $1 - 5 \cdot 2/3 = -7/3$.
#
# <details><summary>Hint 1: sort the line</summary>
#
# What multiplies z, and what is left where z is 0? Filters are the last axis of W.
#
# </details>

# %% solution="fold_normalization"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    """Weights and bias of the convolution that does what a convolution and its batch normalization do in use.

    W: (f, f, channels, filters), without a bias; gamma, beta, mean, variance: (filters,), variance 0 or more;
    epsilon: a number above 0. Returns new arrays: weights of the shape of W, and a bias (filters,). Changes no argument.
    """
    ### BEGIN SOLUTION
    factor = gamma / np.sqrt(variance + epsilon)
    return W * factor, beta - mean * factor
    ### END SOLUTION

# %% tests="fold_normalization" points=3
import numpy as np

from companion.testing import close

one = [np.array([each]) for each in (2.0, 1.0, 5.0, 8.0)]
folded = fold_normalization(np.full((1, 1, 1, 1), 6.0), *one, 1.0)
assert folded is not None and len(folded) == 2, "fold_normalization returns two arrays: weights and bias."
assert close(folded[0], np.full((1, 1, 1, 1), 4.0)), "The example: 6 times 2/3."
assert close(folded[1], [-7 / 3]), "The example: 1 - 5 times 2/3."
### BEGIN HIDDEN TESTS
import keras

rng = np.random.default_rng(12)
for f, channels, filters, epsilon in ((1, 3, 3, 1e-3), (3, 2, 5, 0.5), (2, 4, 4, 1e-5), (3, 1, 1, 2.0)):
    W, X = rng.normal(size=(f, f, channels, filters)), rng.normal(size=(2, 5, 6, channels)).astype(np.float32)
    numbers = [rng.normal(size=filters), rng.normal(size=filters), rng.normal(size=filters), rng.uniform(0, 3, size=filters)]
    copies = [each.copy() for each in (W, *numbers)]
    conv, norm, plain = keras.layers.Conv2D(filters, f, use_bias=False), keras.layers.BatchNormalization(epsilon=epsilon), keras.layers.Conv2D(filters, f)
    plain.build(X.shape), norm.build((2, 5, 6, filters)), conv.build(X.shape)
    conv.set_weights([W]), norm.set_weights(numbers)
    weights, bias = fold_normalization(W, *numbers, epsilon)
    assert close(np.shape(weights), W.shape) and close(np.shape(bias), (filters,)), "Weights of the shape of W, and a bias for each filter."
    plain.set_weights([np.asarray(weights), np.asarray(bias)])
    assert close(plain(X).numpy(), norm(conv(X)).numpy(), rtol=1e-3, atol=1e-4), "The folded convolution computes something else than convolution and normalization. Look at the root, at epsilon, and at what the mean is multiplied by."
    assert close([W, *numbers], copies), "fold_normalization changed an argument."
### END HIDDEN TESTS

# %% mistake="fold_normalization"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    """The root is missing: the line is divided by the standard deviation, not by the variance."""
    factor = gamma / (variance + epsilon)
    return W * factor, beta - mean * factor

# %% mistake="fold_normalization"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    """Epsilon is outside of the root. It is added to the variance."""
    factor = gamma / (np.sqrt(variance) + epsilon)
    return W * factor, beta - mean * factor

# %% mistake="fold_normalization"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    """The mean is subtracted before the line is stretched, so the bias gets the mean times the factor."""
    factor = gamma / np.sqrt(variance + epsilon)
    return W * factor, beta - mean

# %% mistake="fold_normalization"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    """Gamma is missing: it stretches what was normalized."""
    factor = 1 / np.sqrt(variance + epsilon)
    return W * factor, beta - mean * factor

# %% mistake="fold_normalization"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    """Your factor scales the filters only: the bias has to lose the mean as well, and you add it."""
    factor = gamma / np.sqrt(variance + epsilon)
    return W * factor, beta + mean * factor

# %% demo tags=["nbval-ignore-output"]
zeros = np.zeros(1)
fold_normalization(np.zeros((1, 1, 1, 1)), zeros, zeros, zeros, zeros, 1.0)  # not written yet? Then nothing is trained
reader = trained_reader()
conv, norm = (next(each for each in reader.layers if isinstance(each, kind)) for kind in (layers.Conv2D, layers.BatchNormalization))
weights, bias = fold_normalization(conv.get_weights()[0], *norm.get_weights(), norm.epsilon)
pictures = X_dev[:20].astype(np.float32)
folded = tf.nn.conv2d(pictures, weights, strides=1, padding="SAME") + bias
print("the stem of your reader, folded, differs by at most", f"{np.abs(folded - norm(conv(pictures))).max():.1e}")

# %% [markdown]
# ## What you built
# - A table that shows where a network loses its resolution, and a rule that tells hard training from overfitting.
# - The gradient through a shortcut, and both blocks of a ResNet.
# - A reader of 29 layers whose blocks you can turn down.
#
# **Questions to take along** (no points)
# 1. Switch off two blocks at once. What would happen in a plain network?
# 2. Strengths above 1 exaggerate what a block adds. For which block does that hurt most?
# 3. Give the projection a 2 by 2 average pooling before it and stride 1. Which pixels matter then?
#
# **Next:** `02_efficient_architectures`, for telephones.
