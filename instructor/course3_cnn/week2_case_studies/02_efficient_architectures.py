# ---
# title: Efficient architectures
# minutes: 95
# ---

# %% [markdown]
# # Efficient architectures
# A network for a telephone has to be not only right, but small and quick.
#
# **You will**
# - write the bill of a convolution, in multiply-adds and in parameters, and learn where a bill and a clock disagree;
# - build the blocks that cut it: an Inception block, depthwise separable convolutions, inverted residuals, squeeze and
#   excitation;
# - scale a network in depth, width and resolution, and choose one for a budget.
#
# **What you will have made:** a search by example. A network of 33 convolutions, built of your own blocks, with weights
# trained on ImageNet, finds photographs that show the same kind of thing as yours.
#
# **Before you start:** convolutions, strides, functional models (week 1); skip connections and batch normalization
# (`01_residual_networks`).
#
# **Time:** about 95 minutes. **Points:** 38, in nine exercises. Dots show difficulty, from ●○○ to ●●●. The grader runs
# more tests than you see, all of them on what the text promises.

# %%
import math
from pathlib import Path
from time import perf_counter

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from ipywidgets import IntSlider, interact
from keras import layers

from companion.data import load_photographs
from companion.pictures import read_picture
from companion.plots import COLORS, image_grid
from companion.pretrained import load_trunk, preprocess_input

# %% [markdown]
# Which of these eight photographs are most like the one on the left? At the end your network will answer.

# %% demo
photographs = load_photographs()
candidates = photographs.X_train[[6, 12, 31, 54, 82, 153, 156, 176]]
image_grid(np.concatenate([photographs.X_dev[48:49], candidates]), ["this one", *"12345678"], "What is alike?", columns=9)
plt.show()

# %% [markdown]
# ## The bill of a convolution
# One output of a convolution is a sum of products: $f \cdot f \cdot n_C$ **multiply-adds** for a filter that spans $n_C$
# channels. A layer computes that for each of its $n_H' \cdot n_W'$ places and $n_C'$ filters:
#
# $$\text{multiply-adds} = \underbrace{n_H' \cdot n_W'}_{\text{places of the output}} \cdot
# \underbrace{f \cdot f \cdot n_C \cdot n_C'}_{\text{parameters}}$$
#
# A **depthwise** convolution has one $f \times f$ kernel for each channel, and doesn't mix channels:
# $f \cdot f \cdot n_C$ parameters, and as many maps come out as went in.

# %% [markdown]
# ## Exercise 1 · The bill of a layer  (5 points, ~8 min, ●●○)
# Write `layer_cost(kind, shape, f, filters=None, stride=1)` for both kinds, with padding "same" (the stride alone makes
# a map smaller, rounded up) and without biases. An ordinary convolution earns 3 points, a depthwise one 2.
#
# *Example.* `layer_cost("conv", (5, 4, 3), 3, 8, stride=2)` is `((3, 2, 8), 1296, 216)`: 3 · 3 · 3 · 8 = 216 parameters at
# 3 · 2 places. `layer_cost("depthwise", (5, 4, 3), 3)` is `((5, 4, 3), 540, 27)`.
#
# <details><summary>Hint 1: the order of things</summary>
#
# First rows and columns of the output, then the parameters. The multiply-adds are a product of what you then have.
#
# </details>
#
# <details><summary>Hint 2: rounding up</summary>
#
# `-(-n // s)` is n / s, rounded up.
#
# </details>

# %% solution="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """What one layer makes, and what it costs for one picture.

    kind: "conv" (filters that span all channels) or "depthwise" (one kernel a channel; filters is ignored).
    shape: (height, width, channels) of its input; the height and the width may differ. f: side of the kernels.
    filters: number of filters, for "conv". stride: 1 or more, the same in both directions.
    Returns (output shape, multiply-adds, parameters): a tuple of three whole numbers, and two whole numbers. Padding is
    "same", products with the zeros of the padding count, and there are no biases.
    """
    ### BEGIN SOLUTION
    height, width, channels = shape
    rows, columns = -(-height // stride), -(-width // stride)
    if kind == "depthwise":
        filters, parameters = channels, f * f * channels
    else:
        parameters = f * f * channels * filters
    return (rows, columns, filters), rows * columns * parameters, parameters
    ### END SOLUTION

# %% tests="layer_cost" part="conv" points=3
from companion.testing import close

found = layer_cost("conv", (5, 4, 3), 3, 8, stride=2)
assert found is not None, "layer_cost returns None. Does it end with a return?"
assert len(found) == 3, "Three results: the output's shape, multiply-adds, parameters."
assert close(found[0], (3, 2, 8)), "The example: 5 rows and 4 columns with stride 2 give 3 and 2, and 8 filters make 8 maps."
assert close(found[2], 216), "The example: 8 filters of 3 times 3 times 3 weights."
assert close(found[1], 1296), "The example: the parameters, once for each of 3 times 2 places of the output."
assert close(layer_cost("conv", (4, 4, 6), 1, 2), ((4, 4, 2), 192, 12)), "A 1x1 convolution: one weight for each channel that comes in and each filter."
### BEGIN HIDDEN TESTS
import keras
import numpy as np

rng = np.random.default_rng(1)
for height, width, channels, f, filters, stride in ((1, 1, 1, 1, 1, 1), (7, 7, 3, 3, 5, 1), (9, 14, 2, 5, 7, 2), (11, 5, 8, 1, 3, 3), (56, 28, 16, 7, 4, 4)):
    layer = keras.layers.Conv2D(filters, f, strides=stride, padding="same", use_bias=False)
    made = layer(keras.Input((height, width, channels)))
    cost = layer_cost("conv", (height, width, channels), f, filters, stride)
    assert close(cost[0], made.shape[1:]), "The output's shape is wrong: (rows, columns, filters). Look at rounding, and at heights and widths that differ."
    assert close(cost[2], layer.count_params()), "The parameters of a convolution are wrong: weights of one filter times how many filters."
    assert close(cost[1], layer.count_params() * made.shape[1] * made.shape[2]), "The multiply-adds of a convolution are wrong: its parameters count once for each place of its output."
### END HIDDEN TESTS

# %% tests="layer_cost" part="depthwise" points=2
from companion.testing import close

found = layer_cost("depthwise", (5, 4, 3), 3)
assert close(found[0], (5, 4, 3)), "The example: a depthwise convolution makes as many maps as it gets."
assert close(found[1:], (540, 27)), "The example: 3 kernels of 3 times 3, at 5 times 4 places."
assert close(layer_cost("depthwise", (4, 4, 2), 3, 10, stride=2), ((2, 2, 2), 72, 18)), "With stride 2: 18 parameters at 2 times 2 places, whatever filters is."
### BEGIN HIDDEN TESTS
import keras

for height, width, channels, f, stride in ((1, 1, 1, 1, 1), (7, 7, 3, 3, 1), (9, 14, 2, 5, 2), (11, 5, 8, 1, 3), (56, 28, 16, 7, 4)):
    layer = keras.layers.DepthwiseConv2D(f, strides=stride, padding="same", use_bias=False)
    made = layer(keras.Input((height, width, channels)))
    for cost in (layer_cost("depthwise", (height, width, channels), f, stride=stride), layer_cost("depthwise", (height, width, channels), f, 10, stride)):
        assert close(cost[0], made.shape[1:]), "A depthwise convolution keeps the channels, whatever filters is, and the stride makes it smaller, rounded up."
        assert close(cost[2], layer.count_params()), "A depthwise convolution has one kernel for each channel, and each looks at that channel only."
        assert close(cost[1], layer.count_params() * made.shape[1] * made.shape[2]), "The multiply-adds of a depthwise convolution are wrong: its parameters count once for each place of its output."
### END HIDDEN TESTS

# %% mistake="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """The stride is forgotten: with stride 2 there are a quarter as many places, and as many products."""
    height, width, channels = shape
    if kind == "depthwise":
        filters, parameters = channels, f * f * channels
    else:
        parameters = f * f * channels * filters
    return (height, width, filters), height * width * parameters, parameters

# %% mistake="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """You count the places of the input. A filter is laid on once for each place of the output."""
    height, width, channels = shape
    rows, columns = -(-height // stride), -(-width // stride)
    if kind == "depthwise":
        filters, parameters = channels, f * f * channels
    else:
        parameters = f * f * channels * filters
    return (rows, columns, filters), height * width * parameters, parameters

# %% mistake="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """The channels of the input are forgotten: an ordinary filter spans all of them."""
    height, width, channels = shape
    rows, columns = -(-height // stride), -(-width // stride)
    if kind == "depthwise":
        filters, parameters = channels, f * f * channels
    else:
        parameters = f * f * filters
    return (rows, columns, filters), rows * columns * parameters, parameters

# %% mistake="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """Your depthwise kernels span all channels. Each looks at one channel only: f times f weights."""
    height, width, channels = shape
    rows, columns = math.ceil(height / stride), math.ceil(width / stride)
    if kind == "depthwise":
        filters = channels
    parameters = f * f * channels * filters
    return (rows, columns, filters), rows * columns * parameters, parameters

# %% mistake="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """With padding "same" the size is rounded up: 5 rows and stride 2 give 3."""
    height, width, channels = shape
    rows, columns = max(1, height // stride), max(1, width // stride)
    if kind == "depthwise":
        filters, parameters = channels, f * f * channels
    else:
        parameters = f * f * channels * filters
    return (rows, columns, filters), rows * columns * parameters, parameters

# %% mistake="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """You count a bias for each map. Here there are none (batch normalization, which follows, has an offset)."""
    height, width, channels = shape
    rows, columns = -(-height // stride), -(-width // stride)
    if kind == "depthwise":
        filters, parameters = channels, (f * f + 1) * channels
    else:
        parameters = (f * f * channels + 1) * filters
    return (rows, columns, filters), rows * columns * parameters, parameters

# %% mistake="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """A kernel has f times f weights for each channel; you count f."""
    height, width, channels = shape
    rows, columns = -(-height // stride), -(-width // stride)
    if kind == "depthwise":
        filters, parameters = channels, f * channels
    else:
        parameters = f * channels * filters
    return (rows, columns, filters), rows * columns * parameters, parameters

# %% [markdown]
# *Guess first:* VGG-16 (2014) begins with few filters on large maps, and ends with many on small maps. Where are the
# parameters, where the multiply-adds?

# %% demo
shape, total = (224, 224, 3), np.zeros(2, dtype=int)
for filters, repeats in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
    stage = np.zeros(2, dtype=int)
    for _ in range(repeats):
        shape, *costs = layer_cost("conv", shape, 3, filters)
        stage += costs
    print(f"{repeats} layers to {str(shape):15}: {stage[0] / 1e6:6.0f} million multiply-adds, {stage[1] / 1e6:5.2f} million parameters")
    total += stage
    shape = (shape[0] // 2, shape[1] // 2, shape[2])  # max pooling
print(f"convolutions {total[0] / 1e9:.1f} billion and {total[1] / 1e6:.1f} million; the dense layer behind {shape} alone: {math.prod(shape) * 4096 / 1e6:.0f} million of each")
print(f"the same to {shape[2]} channels averaged over their places: {shape[2] * 4096 / 1e6:.1f} million")

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# Parameters pile up at the end, multiply-adds are spread: each pooling divides the places by four, and doubling the filters
# multiplies the products by up to four. The one dense layer behind the flattened map has seven times the parameters of all
# convolutions. So later networks flatten no more: **global average pooling** keeps one number a map, and the layer behind
# it no longer depends on the size of the picture.
#
# </details>
#
# **To remember**
# - Multiply-adds are parameters times places; sharing makes them two bills.
# - The places are those of the output: a stride of 2 divides by four.

# %% [markdown]
# ## Bottlenecks, and many branches
# A 1x1 convolution mixes the channels of a single place. With fewer filters than channels come in it is a
# **bottleneck**, and what follows gets cheap. *Guess first:* 192 channels of 28 by 28, and 32 filters of 5 by 5. How
# much do 16 filters of 1 by 1 in between save?

# %% demo
at_once = layer_cost("conv", (28, 28, 192), 5, 32)
narrow = layer_cost("conv", (28, 28, 192), 1, 16)
after = layer_cost("conv", narrow[0], 5, 32)
print(f"5x5 at once:      {at_once[1] / 1e6:6.1f} million multiply-adds, {at_once[2]:7,} parameters")
print(f"1x1, then 5x5:    {(narrow[1] + after[1]) / 1e6:6.1f} million multiply-adds, {narrow[2] + after[2]:7,} parameters")

# %% [markdown]
# A tenth. (Whether the narrow place hurts, a dev set has to say.)
#
# Which kernel size is right, 1, 3 or 5? GoogLeNet (2014) takes all, and a pooling: an **Inception block** has four
# branches, whose maps are stacked as channels. So all keep the size.

# %% [markdown]
# ## Exercise 2 · An Inception block  (5 points, ~10 min, ●●○)
# Write `inception_block(X, filters)`. Each convolution has biases and a ReLU, padding is "same", strides are 1.
#
# | branch | layers |
# |---|---|
# | 1 | 1x1 convolution with `filters[0]` |
# | 2 | 1x1 with `filters[1]`, then 3x3 with `filters[2]` |
# | 3 | 1x1 with `filters[3]`, then 5x5 with `filters[4]` |
# | 4 | max pooling over 3 by 3, then 1x1 with `filters[5]` |
#
# The result is their maps in this order, along the channels. Shapes and counts earn 2 points, values 3.
#
# *Example.* From (7, 5, 10), filters (1, 2, 3, 4, 5, 6) make (7, 5, 15): 1 + 3 + 5 + 6 maps. There are 11 + 22 + 57 +
# 44 + 505 + 66 = 705 parameters.
#
# <details><summary>Hint 1: a branch</summary>
#
# Call layers one after the other, each branch from `X`: `layers.Conv2D(filters[1], 1, activation="relu")(X)`, and so on.
#
# </details>
#
# <details><summary>Hint 2: pooling that keeps the size</summary>
#
# `layers.MaxPooling2D` has a default stride as large as its window. Here it is 1, with padding.
#
# </details>

# %% solution="inception_block"
def inception_block(X, filters):
    """Four branches side by side, stacked along the channels.

    X: Keras tensor (m, height, width, channels); filters: six whole numbers, as in the table above.
    Returns a Keras tensor (m, height, width, filters[0] + filters[2] + filters[4] + filters[5]).
    """
    ### BEGIN SOLUTION
    def conv(inputs, n, f):
        return layers.Conv2D(n, f, padding="same", activation="relu")(inputs)

    first = conv(X, filters[0], 1)
    second = conv(conv(X, filters[1], 1), filters[2], 3)
    third = conv(conv(X, filters[3], 1), filters[4], 5)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(X)
    return layers.Concatenate()([first, second, third, conv(pooled, filters[5], 1)])
    ### END SOLUTION

# %% tests="inception_block" part="shapes" points=2
from companion import checks

found = checks.describe(checks.functional(inception_block, (7, 5, 10), (1, 2, 3, 4, 5, 6)))
assert found["output_shape"] == (None, 7, 5, 15), "The example gives (7, 5, 15): maps are stacked along the channels, and all branches keep the size."
assert found["parameters"] == 705, "The example has 705 parameters. Which branch has others than the table says?"
### BEGIN HIDDEN TESTS
for height, width, channels, filters in ((4, 4, 1, (2, 1, 2, 1, 2, 2)), (9, 6, 5, (8, 6, 7, 2, 4, 3)), (1, 3, 2, [2, 5, 6, 3, 1, 7])):
    found = checks.describe(checks.functional(inception_block, (height, width, channels), filters))
    a, b, c, d, e, g = filters
    assert found["output_shape"] == (None, height, width, a + c + e + g), "For another input or other filters the shape is wrong."
    expected = (channels + 1) * (a + b + d + g) + (9 * b + 1) * c + (25 * d + 1) * e
    assert found["parameters"] == found["trainable_parameters"] == expected, "For another input or other filters the number of parameters is wrong."
### END HIDDEN TESTS

# %% tests="inception_block" part="values" points=3
import numpy as np

from companion import checks
from companion.testing import close, taken


def with_kernels(value, picture):
    """What the block makes of a picture of one channel if all kernels have this value, and biases are 0."""
    block = checks.functional(inception_block, picture.shape, (1, 1, 1, 1, 1, 1))
    checks.set_weights(block, [np.full(each.shape, value if each.ndim > 1 else 0.0) for each in checks.get_weights(block)])
    return taken(checks.call(block, picture[np.newaxis]))


dot = np.zeros((5, 5, 1))
dot[2, 2] = 1
spread = with_kernels(1.0, dot)
assert spread.shape == (1, 5, 5, 4), "Four branches with one map each: 5 by 5 by 4."
assert close(spread[0, 2, 2], [1, 1, 1, 1]), "A dot in the middle, all weights 1: every branch sees it."
assert close(spread[0, 1, 2], [0, 1, 1, 1]), "One pixel beside the dot, the 1x1 branch sees nothing, the three others do. Does each branch start from X, in the table's order, and does the pooling take the largest of 3 by 3?"
assert close(spread[0, 0, 2], [0, 0, 1, 0]), "Two pixels beside the dot, only the 5x5 branch sees it. Are the branches in the table's order?"
assert close(with_kernels(-1.0, np.ones((3, 3, 1))), np.zeros((1, 3, 3, 4))), "Ones, and all weights -1: each first convolution has negative sums, so ReLU gives 0, in all branches. Is a ReLU missing?"
### BEGIN HIDDEN TESTS
import keras


def expected(X, filters):
    """The same block, with layers for the activations."""
    def conv(inputs, n, f):
        return keras.layers.ReLU()(keras.layers.Conv2D(n, f, padding="same")(inputs))

    narrow, narrower = conv(X, filters[1], 1), conv(X, filters[3], 1)
    pooled = keras.layers.MaxPooling2D(3, 1, "same")(X)
    return keras.layers.concatenate([conv(X, filters[0], 1), conv(narrow, filters[2], 3), conv(narrower, filters[4], 5), conv(pooled, filters[5], 1)])


rng = np.random.default_rng(2)
for shape, filters in (((6, 9, 3), (4, 2, 5, 3, 6, 7)), ((5, 4, 8), (3, 6, 2, 1, 4, 5))):
    theirs = checks.fill(checks.functional(inception_block, shape, filters))
    ours = checks.fill(checks.functional(expected, shape, filters))
    X = 2 * rng.normal(size=(3, *shape))
    assert close(checks.call(theirs, X), checks.call(ours, X), rtol=1e-3, atol=1e-4), "With equal weights, the block computes something else. Look at activations, at the pooling, and at the order of the branches."
### END HIDDEN TESTS

# %% mistake="inception_block"
def inception_block(X, filters):
    """The branches are stacked along the width. Channels are the last axis."""
    def conv(inputs, n, f):
        return layers.Conv2D(n, f, padding="same", activation="relu")(inputs)

    first = conv(X, filters[0], 1)
    second = conv(conv(X, filters[1], 1), filters[2], 3)
    third = conv(conv(X, filters[3], 1), filters[4], 5)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(X)
    return layers.Concatenate(axis=2)([first, second, third, conv(pooled, filters[5], 1)])

# %% mistake="inception_block"
def inception_block(X, filters):
    """The pooling has its default stride, as large as its window, so that its maps don't fit beside the others."""
    def conv(inputs, n, f):
        return layers.Conv2D(n, f, padding="same", activation="relu")(inputs)

    first = conv(X, filters[0], 1)
    second = conv(conv(X, filters[1], 1), filters[2], 3)
    third = conv(conv(X, filters[3], 1), filters[4], 5)
    pooled = layers.MaxPooling2D(3, padding="same")(X)
    return layers.Concatenate()([first, second, third, conv(pooled, filters[5], 1)])

# %% mistake="inception_block"
def inception_block(X, filters):
    """The 1x1 convolutions come behind the 3x3 and the 5x5. They save only where they come first."""
    def conv(inputs, n, f):
        return layers.Conv2D(n, f, padding="same", activation="relu")(inputs)

    first = conv(X, filters[0], 1)
    second = conv(conv(X, filters[1], 3), filters[2], 1)
    third = conv(conv(X, filters[3], 5), filters[4], 1)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(X)
    return layers.Concatenate()([first, second, third, conv(pooled, filters[5], 1)])

# %% mistake="inception_block"
def inception_block(X, filters):
    """The 1x1 convolutions before the larger kernels have no ReLU. Each convolution has one."""
    def conv(inputs, n, f):
        return layers.Conv2D(n, f, padding="same", activation="relu")(inputs)

    first = conv(X, filters[0], 1)
    second = conv(layers.Conv2D(filters[1], 1)(X), filters[2], 3)
    third = conv(layers.Conv2D(filters[3], 1)(X), filters[4], 5)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(X)
    return layers.Concatenate()([first, second, third, conv(pooled, filters[5], 1)])

# %% mistake="inception_block"
def inception_block(X, filters):
    """The 1x1 convolution behind the pooling is missing: all channels of X go through."""
    def conv(inputs, n, f):
        return layers.Conv2D(n, f, padding="same", activation="relu")(inputs)

    first = conv(X, filters[0], 1)
    second = conv(conv(X, filters[1], 1), filters[2], 3)
    third = conv(conv(X, filters[3], 1), filters[4], 5)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(X)
    return layers.Concatenate()([first, second, third, pooled])

# %% mistake="inception_block"
def inception_block(X, filters):
    """The branch with the pooling comes first in the stack. In the table it is the last."""
    def conv(inputs, n, f):
        return layers.Conv2D(n, f, padding="same", activation="relu")(inputs)

    first = conv(X, filters[0], 1)
    second = conv(conv(X, filters[1], 1), filters[2], 3)
    third = conv(conv(X, filters[3], 1), filters[4], 5)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(X)
    return layers.Concatenate()([conv(pooled, filters[5], 1), first, second, third])

# %% mistake="inception_block"
def inception_block(X, filters):
    """Your branches follow one another. Each starts from X."""
    def conv(inputs, n, f):
        return layers.Conv2D(n, f, padding="same", activation="relu")(inputs)

    first = conv(X, filters[0], 1)
    second = conv(conv(first, filters[1], 1), filters[2], 3)
    third = conv(conv(second, filters[3], 1), filters[4], 5)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(third)
    return layers.Concatenate()([first, second, third, conv(pooled, filters[5], 1)])

# %% [markdown]
# `bill` asks your `layer_cost` for each convolution of a model, here of the first block of GoogLeNet.

# %%
def bill(model):
    """For each convolution of a Keras model: its kind, input shape, kernel size, multiply-adds and parameters."""
    rows = []
    for layer in model.layers:
        if isinstance(layer, layers.Conv2D | layers.DepthwiseConv2D):
            kind = "conv" if isinstance(layer, layers.Conv2D) else "depthwise"
            shape, f = tuple(layer.input.shape[1:]), layer.kernel_size[0]
            _, products, parameters = layer_cost(kind, shape, f, layer.output.shape[-1], layer.strides[0])
            rows.append((kind, shape, f, products, parameters))
    return rows

# %% demo
inputs = keras.Input((28, 28, 192))
first_block = keras.Model(inputs, inception_block(inputs, (64, 96, 128, 16, 32, 32)))
for kind, shape, f, products, parameters in bill(first_block):
    print(f"{f} x {f} {kind:5} on {str(shape):14} {products / 1e6:6.1f} million multiply-adds, {parameters:7,} parameters")
print(f"together {sum(row[3] for row in bill(first_block)) / 1e6:.0f} million; out come {first_block.output_shape[1:]}")

# %% [markdown]
# **To remember**
# - A 1x1 convolution with few filters is a bottleneck, and comes before what is dear.
# - An Inception block offers several kernel sizes, and lets training choose among their maps.

# %% [markdown]
# ## Depthwise separable convolutions
# An ordinary convolution looks around and mixes channels in one step. MobileNet (2017) takes two: a **depthwise**
# convolution looks around in each channel by itself, and a 1x1, or **pointwise**, one mixes:
#
# $$D_{hwk} = \sum_{i,j} X_{hs+i,\,ws+j,\,k}\; K_{ijk}, \qquad Z_{hwc} = \sum_k D_{hwk}\; P_{kc}$$
#
# $$\frac{\text{its multiply-adds}}{\text{those of a convolution}} =
# \frac{f^2\, n_C + n_C\, n_C'}{f^2\, n_C\, n_C'} = \frac{1}{n_C'} + \frac{1}{f^2}$$
#
# The stride $s$ is in the depthwise step, so the mixing happens on the smaller map.

# %% [markdown]
# ## Exercise 3 · Look around, then mix  (4 points, ~8 min, ●●○)
# Write `depthwise_separable(X, K, P, stride=1)` in NumPy, without biases or activations. Pad with $(f-1)/2$ zeros on
# each side, then lay the first window at the upper left corner of the padded picture: $h_s$ and $w_s$ count in it.
# (With stride 2 and even sizes Keras pads less above and left.) Stride 1 earns 2 points, other strides 2.
#
# *Example.* One row of three pixels with two channels, $X = [[1, 10], [2, 20], [3, 30]]$, kernels of size 1: 1 for channel 0, 2 for
# channel 1. $D = [[1, 20], [2, 40], [3, 60]]$. With $P = [[1], [1]]$, $Z = [[21], [42], [63]]$; with stride 2, 21 and 63.
#
# <details><summary>Hint 1: one window, all channels at once</summary>
#
# A window of all pictures has shape (m, f, f, n_C), and K has (f, f, n_C). Multiply, and sum over two of the axes: which?
#
# </details>
#
# <details><summary>Hint 2: the mixing</summary>
#
# It is the same matrix at every place: `D @ P` does that for arrays with more than two axes, too.
#
# </details>

# %% solution="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """A depthwise convolution, then a pointwise one.

    X: (m, height, width, n_C), not modified. K: (f, f, n_C), one kernel a channel, f odd; kernels aren't flipped.
    P: (n_C, n_filters). stride: of the depthwise convolution, in both directions.
    Returns (m, rows, columns, n_filters), rows = height / stride, rounded up, columns likewise.
    """
    ### BEGIN SOLUTION
    m, height, width, n_C = X.shape
    f = len(K)
    padded = np.pad(X, ((0, 0), (f // 2, f // 2), (f // 2, f // 2), (0, 0)))
    D = np.zeros((m, -(-height // stride), -(-width // stride), n_C))
    for i in range(D.shape[1]):
        for j in range(D.shape[2]):
            window = padded[:, i * stride : i * stride + f, j * stride : j * stride + f]
            D[:, i, j] = np.sum(window * K, axis=(1, 2))
    return D @ P
    ### END SOLUTION

# %% tests="depthwise_separable" part="values" points=2
import numpy as np

from companion.testing import close

X, K, P = np.array([[[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]]]), np.array([[[1.0, 2.0]]]), np.array([[1.0], [1.0]])
found = depthwise_separable(X, K, P)
assert found is not None, "depthwise_separable returns None. Does it end with a return?"
assert close(found, [[[[21], [42], [63]]]]), "The example: 1 · 1 + 2 · 10 is 21, and so on."
column = np.arange(1.0, 5.0).reshape(1, 4, 1, 1)
K = np.zeros((3, 3, 1))
K[0, 1], K[1, 1] = 10, 1
assert close(depthwise_separable(column, K, np.array([[1.0, -1.0]]))[0, :, 0], [[1, -1], [12, -12], [23, -23], [34, -34]]), (
    "A column 1 to 4, a kernel with 10 above and 1 in the middle: above the first pixel there is a zero. P makes two maps, one with a minus."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for m, height, width, channels, f, filters in ((1, 1, 1, 1, 1, 1), (2, 5, 5, 3, 3, 4), (3, 4, 7, 2, 5, 1), (1, 6, 3, 5, 3, 5), (2, 3, 8, 4, 7, 6)):
    X, K, P = rng.normal(size=(m, height, width, channels)), rng.normal(size=(f, f, channels)), rng.normal(size=(channels, filters))
    before = X.copy()
    p = f // 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, ((0, 0), (p, p), (p, p), (0, 0))), (f, f), axis=(1, 2))
    expected = np.einsum("mijkab,abk,kc->mijc", windows, K, P)
    assert close(depthwise_separable(X, K, P), expected, rtol=1e-4, atol=1e-5), "With stride 1 the result is wrong. Look at the padding, at which kernel meets which channel, and at the mixing."
    assert close(X, before), "depthwise_separable changed its input."
### END HIDDEN TESTS

# %% tests="depthwise_separable" part="stride" points=2
import numpy as np

from companion.testing import close

X, K, P = np.array([[[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]]]), np.array([[[1.0, 2.0]]]), np.array([[1.0], [1.0]])
assert close(depthwise_separable(X, K, P, stride=2), [[[[21], [63]]]]), "The example with stride 2: the first and the third pixel."
column = np.arange(1.0, 5.0).reshape(1, 4, 1, 1)
K = np.zeros((3, 3, 1))
K[0, 1], K[1, 1] = 10, 1
assert close(depthwise_separable(column, K, np.array([[1.0]]), 2)[0, :, 0], [[1], [23]]), "A column of four with stride 2: windows around the first and the third pixel."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
for m, height, width, channels, f, filters, stride in ((1, 6, 5, 3, 3, 2, 2), (2, 7, 4, 2, 5, 3, 3), (2, 9, 9, 4, 3, 4, 2), (1, 5, 8, 2, 1, 5, 4)):
    X, K, P = rng.normal(size=(m, height, width, channels)), rng.normal(size=(f, f, channels)), rng.normal(size=(channels, filters))
    p = f // 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, ((0, 0), (p, p), (p, p), (0, 0))), (f, f), axis=(1, 2))
    expected = np.einsum("mijkab,abk,kc->mijc", windows[:, ::stride, ::stride], K, P)
    found = depthwise_separable(X, K, P, stride)
    assert np.shape(found) == expected.shape, "With a stride, rows and columns are divided by it and rounded up, once."
    assert close(found, expected, rtol=1e-4, atol=1e-5), "With a stride the result is wrong: window i starts at row i · stride of the padded picture."
### END HIDDEN TESTS

# %% mistake="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """The channels are summed in the first step already. A depthwise convolution keeps them apart."""
    m, height, width, n_C = X.shape
    f = len(K)
    padded = np.pad(X, ((0, 0), (f // 2, f // 2), (f // 2, f // 2), (0, 0)))
    D = np.zeros((m, -(-height // stride), -(-width // stride), n_C))
    for i in range(D.shape[1]):
        for j in range(D.shape[2]):
            window = padded[:, i * stride : i * stride + f, j * stride : j * stride + f]
            D[:, i, j] = np.sum(window * K, axis=(1, 2, 3))[:, np.newaxis]
    return D @ P

# %% mistake="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """The stride is in the size, but the windows move one pixel at a time. Window i starts at row i · stride."""
    m, height, width, n_C = X.shape
    f = len(K)
    padded = np.pad(X, ((0, 0), (f // 2, f // 2), (f // 2, f // 2), (0, 0)))
    D = np.zeros((m, -(-height // stride), -(-width // stride), n_C))
    for i in range(D.shape[1]):
        for j in range(D.shape[2]):
            D[:, i, j] = np.sum(padded[:, i : i + f, j : j + f] * K, axis=(1, 2))
    return D @ P

# %% mistake="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """Every channel gets the kernel of channel 0. Channel k has its own, K[:, :, k]."""
    m, height, width, n_C = X.shape
    f = len(K)
    padded = np.pad(X, ((0, 0), (f // 2, f // 2), (f // 2, f // 2), (0, 0)))
    D = np.zeros((m, -(-height // stride), -(-width // stride), n_C))
    for i in range(D.shape[1]):
        for j in range(D.shape[2]):
            window = padded[:, i * stride : i * stride + f, j * stride : j * stride + f]
            D[:, i, j] = np.sum(window * K[:, :, :1], axis=(1, 2))
    return D @ P

# %% mistake="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """The stride is used twice: by the depthwise step, and again by the mixing, which takes every place."""
    m, height, width, n_C = X.shape
    f = len(K)
    padded = np.pad(X, ((0, 0), (f // 2, f // 2), (f // 2, f // 2), (0, 0)))
    D = np.zeros((m, -(-height // stride), -(-width // stride), n_C))
    for i in range(D.shape[1]):
        for j in range(D.shape[2]):
            window = padded[:, i * stride : i * stride + f, j * stride : j * stride + f]
            D[:, i, j] = np.sum(window * K, axis=(1, 2))
    return D[:, ::stride, ::stride] @ P

# %% mistake="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """Your kernels are flipped. Networks leave them as they are."""
    m, height, width, n_C = X.shape
    f = len(K)
    padded = np.pad(X, ((0, 0), (f // 2, f // 2), (f // 2, f // 2), (0, 0)))
    D = np.zeros((m, -(-height // stride), -(-width // stride), n_C))
    for i in range(D.shape[1]):
        for j in range(D.shape[2]):
            window = padded[:, i * stride : i * stride + f, j * stride : j * stride + f]
            D[:, i, j] = np.sum(window * K[::-1, ::-1], axis=(1, 2))
    return D @ P

# %% mistake="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """All zeros of the padding stand below and to the right. Half of them belong above and to the left."""
    m, height, width, n_C = X.shape
    f = len(K)
    padded = np.pad(X, ((0, 0), (0, f - 1), (0, f - 1), (0, 0)))
    D = np.zeros((m, -(-height // stride), -(-width // stride), n_C))
    for i in range(D.shape[1]):
        for j in range(D.shape[2]):
            window = padded[:, i * stride : i * stride + f, j * stride : j * stride + f]
            D[:, i, j] = np.sum(window * K, axis=(1, 2))
    return D @ P

# %% mistake="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """The mixing is missing: P isn't used, and each map is still that of one channel."""
    m, height, width, n_C = X.shape
    f = len(K)
    padded = np.pad(X, ((0, 0), (f // 2, f // 2), (f // 2, f // 2), (0, 0)))
    D = np.zeros((m, -(-height // stride), -(-width // stride), n_C))
    for i in range(D.shape[1]):
        for j in range(D.shape[2]):
            window = padded[:, i * stride : i * stride + f, j * stride : j * stride + f]
            D[:, i, j] = np.sum(window * K, axis=(1, 2))
    return D

# %% [markdown]
# Keras's layer for it gets the same weights; then layers run against the clock. *Guess first:* with 3 by 3 kernels and
# 128 channels the separable one has an eighth of the multiply-adds. Is it eight times as quick?

# %% demo
rng = np.random.default_rng(0)
pair, K, P = photographs.X_train[[13, 78]] / 255, rng.normal(size=(3, 3, 3)), rng.normal(size=(3, 8))
separable = layers.SeparableConv2D(8, 3, padding="same", use_bias=False)
separable.build((None, 64, 64, 3))
separable.set_weights([K[..., np.newaxis], P[np.newaxis, np.newaxis]])
print("equal to 1e-5:", bool(np.max(np.abs(separable(pair) - depthwise_separable(pair, K, P))) < 1e-5))

# %% demo tags=["nbval-ignore-output"]
def seconds(layer, X, repeats=15):
    """The shortest of several runs of a layer, compiled."""
    compiled, times = tf.function(lambda T: layer(T)), []
    compiled(X)
    for _ in range(repeats):
        start = perf_counter()
        compiled(X)
        times.append(perf_counter() - start)
    return min(times)


maps = tf.random.normal((1, 64, 64, 128))
kinds = {
    "3x3 convolution": (layers.Conv2D(128, 3, padding="same", use_bias=False), "conv", 3),
    "depthwise 3x3": (layers.DepthwiseConv2D(3, padding="same", use_bias=False), "depthwise", 3),
    "pointwise 1x1": (layers.Conv2D(128, 1, use_bias=False), "conv", 1),
}
for name, (layer, kind, f) in kinds.items():
    products, time = layer_cost(kind, (64, 64, 128), f, 128)[1], seconds(layer, maps)
    print(f"{name:16} {products / 1e6:6.1f} million multiply-adds in {time * 1e3:5.2f} ms: {products / time / 1e9:5.1f} billion a second")

# %% [markdown]
# <details><summary>What the clock says</summary>
#
# Where we measured, the convolution took 14.3 ms, the depthwise one 1.0 and the pointwise one 2.3: about four times as
# quick, not eight. The depthwise layer computes 5 billion multiply-adds a second, the convolution 42. For each number that
# it fetches from memory it does nine products; an ordinary convolution does nine for each of its filters, and a processor
# multiplies faster than it fetches. On other hardware the ratios differ. A bill can be computed before anything is built;
# the clock has the last word.
#
# </details>
#
# **To remember**
# - Depthwise looks around, pointwise mixes: $1/n_C' + 1/f^2$ of the multiply-adds.
# - Multiply-adds aren't seconds.

# %% [markdown]
# ## Inverted residuals
# MobileNetV2 (2018) puts a skip connection around such a convolution, and turns the bottleneck of a ResNet inside out:
# tensors are narrow between blocks, and wide inside.
#
# | step | layers | channels |
# |---|---|---|
# | expand | 1x1, batch norm, ReLU6 | $n_C \to t\,n_C$ |
# | look around | depthwise $f \times f$ with the stride, batch norm, ReLU6 | $t\,n_C$ |
# | project | 1x1, batch norm, **no activation** | $t\,n_C \to n_C'$ |
# | skip | plus the input, where stride is 1 and $n_C' = n_C$ | $n_C'$ |
#
# ReLU6 is $\min(\max(x, 0), 6)$. But why no activation at the end, the **linear bottleneck**? Below, a random matrix
# spreads a spiral over $n$ dimensions; ReLU follows, and the best linear map back. *Guess first:* how many dimensions
# does the spiral need to survive?

# %% demo
rng = np.random.default_rng(1)
angle = np.linspace(0, 4 * np.pi, 400)
spiral = np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1) / 12
figure, axes = plt.subplots(1, 5, figsize=(12, 2.7), layout="constrained")
axes[0].scatter(*spiral.T, c=angle, s=4)
axes[0].set(title="the spiral")
for ax, n in zip(axes[1:], (2, 3, 8, 30)):
    spread = np.maximum(spiral @ rng.normal(size=(2, n)), 0)
    back = spread @ np.linalg.lstsq(spread, spiral, rcond=None)[0]
    ax.scatter(*back.T, c=angle, s=4)
    ax.set(title=f"n = {n}: {np.mean((back - spiral) ** 2) / spiral.var():.1%} of it lost")
for ax in axes:
    ax.set(xticks=[], yticks=[], xlim=(-1.2, 1.2), ylim=(-1.2, 1.2))
plt.show()

# %% [markdown]
# <details><summary>What the pictures say</summary>
#
# (One draw of each: of 300, half lose more than 26 % with three dimensions, and half under 0.3 % with eight.) In few dimensions ReLU cuts off whole directions, for good. In many, what one of them loses others still
# have. So activations belong where the tensor is wide, and the narrow place stays linear.
#
# </details>

# %% [markdown]
# ## Exercise 4 · An inverted residual block  (6 points, ~12 min, ●●●)
# Write `inverted_residual(X, filters, expansion, stride=1, f=3)` as in the table above. Convolutions have no biases and
# padding "same"; batch normalization has Keras's defaults; with `expansion=1` the whole expanding step is left out. Sizes
# and the skip earn 3 points, values 3.
#
# *Example.* X with 4 channels, 4 filters, expansion 6: 4 · 24 + 96 parameters to expand, 9 · 24 + 96 to look around,
# 24 · 4 + 16 to project, 616 together; batch normalization has four numbers a channel.
#
# <details><summary>Hint 1: what is repeated</summary>
#
# Twice there is a layer, a normalization, and `layers.ReLU(6.0)`. `X.shape[-1]` is the number of channels of X.
#
# </details>
#
# <details><summary>Hint 2: the skip</summary>
#
# Decide by `stride` and by numbers of channels, in Python, while the block is built. `layers.Add()([…, …])` needs equal shapes.
#
# </details>

# %% solution="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """Expand, filter each channel by itself, project; plus the input where shapes agree.

    X: Keras tensor (m, height, width, channels). filters: channels of the result. expansion: how many times as many
    channels there are inside, a whole number; 1 leaves the first step out. stride: of the depthwise convolution. f: side
    of its kernels.
    Returns a Keras tensor (m, height / stride, width / stride, filters), sizes rounded up; X is added where stride is 1
    and filters is the number of X's channels.
    """
    ### BEGIN SOLUTION
    Z = X
    if expansion > 1:
        Z = layers.Conv2D(expansion * X.shape[-1], 1, use_bias=False)(Z)
        Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.DepthwiseConv2D(f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))
    if stride == 1 and filters == X.shape[-1]:
        Z = layers.Add()([X, Z])
    return Z
    ### END SOLUTION

# %% tests="inverted_residual" part="skip" points=3
import numpy as np

from companion import checks
from companion.testing import close, taken


def zeroed(shape, *settings):
    """The block with all weights 0: whatever comes out took the skip."""
    block = checks.functional(inverted_residual, shape, *settings)
    checks.set_weights(block, [np.zeros(each.shape) for each in checks.get_weights(block)])
    return block


found = checks.describe(checks.functional(inverted_residual, (6, 5, 4), 4, 6))
assert found["output_shape"] == (None, 6, 5, 4), "With stride 1 and 4 filters, (6, 5, 4) stays (6, 5, 4)."
assert found["parameters"] == 616, "The example has 616 parameters. Go through the three steps: which has others?"
found = checks.describe(checks.functional(inverted_residual, (6, 5, 4), 7, 3, 2, 5))
assert found["output_shape"] == (None, 3, 3, 7), "With stride 2 and 7 filters, (6, 5, 4) becomes (3, 3, 7)."
found = checks.describe(checks.functional(inverted_residual, (6, 5, 4), 3, 1))
assert found["parameters"] == 9 * 4 + 16 + 4 * 3 + 12, "With expansion 1 there is no expanding step: a depthwise and a 1x1 convolution, each with batch normalization."
X = np.random.default_rng(5).normal(size=(2, 6, 5, 4))
assert close(checks.call(zeroed((6, 5, 4), 4, 2), X), X, rtol=1e-4), "All weights 0, equal shapes: what comes out is X itself, negative numbers as well."
assert close(checks.call(zeroed((6, 5, 4), 5, 2), X), np.zeros((2, 6, 5, 5))), "All weights 0, 5 filters for 4 channels: no skip, so zeros."
assert close(checks.call(zeroed((6, 5, 4), 4, 2, 2), X), np.zeros((2, 3, 3, 4))), "All weights 0, stride 2: no skip, so zeros."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for shape, filters, t, stride, f in (((5, 8, 3), 3, 4, 1, 5), ((9, 4, 6), 6, 1, 1, 3), ((8, 5, 5), 2, 3, 2, 3)):
    block = zeroed(shape, filters, t, stride, f)
    wide = t * shape[2]
    expected = (shape[2] * wide + 4 * wide if t > 1 else 0) + f * f * wide + 4 * wide + wide * filters + 4 * filters
    assert checks.describe(block)["parameters"] == expected, "For other settings the number of parameters is wrong: channels inside are expansion times those of X; there are no biases."
    X = rng.normal(size=(2, *shape))
    out = X if stride == 1 and filters == shape[2] else np.zeros((2, -(-shape[0] // stride), -(-shape[1] // stride), filters))
    assert close(checks.call(block, X), out, rtol=1e-4), "With all weights 0, X has to come out where stride is 1 and the channels agree, and zeros elsewhere."
### END HIDDEN TESTS

# %% tests="inverted_residual" part="values" points=3
import numpy as np

from companion import checks
from companion.testing import close, taken


def by_ones(expansion, picture, scale=1.0):
    """The block for one channel if all kernels are 1, those of the last layer `scale`, and normalization does nothing."""
    block = checks.functional(inverted_residual, picture.shape, 2, expansion)
    found, weights = checks.get_weights(block), []
    for number, each in enumerate(found):
        kernel = scale if number == len(found) - 5 else 1.0
        statistic = 0.999 if (len(found) - 1 - number) % 5 == 0 else (len(found) - 1 - number) % 5 == 3
        weights.append(np.full(each.shape, kernel if each.ndim > 1 else float(statistic)))
    checks.set_weights(block, weights)
    return taken(checks.call(block, picture[np.newaxis]))[0]


dot = np.zeros((3, 3, 1))
dot[1, 1] = 1
assert close(by_ones(2, dot), np.full((3, 3, 2), 2), rtol=1e-3), "A dot, all kernels 1, expansion 2: each of two channels spreads it over 3 by 3, and the projection adds them up to 2."
assert close(by_ones(2, dot, -1.0), np.full((3, 3, 2), -2), rtol=1e-3), "With -1 in the projection the result is -2: nothing comes behind the last normalization, not even a ReLU."
assert close(by_ones(2, 100 * dot), np.full((3, 3, 2), 12), rtol=1e-3), "A dot of 100: ReLU6 lets 6 through, in each of two channels. Is it ReLU(6.0), twice?"
assert close(by_ones(1, -dot), np.zeros((3, 3, 2)), atol=1e-3), "Without the expanding step, a dot of -1: the ReLU6 behind the depthwise convolution makes 0 of it."
### BEGIN HIDDEN TESTS
import keras


def normalized(Z):
    return keras.layers.Activation("relu6")(keras.layers.BatchNormalization()(Z))


def expected(X, filters, expansion, stride, f):
    """The same block, written otherwise."""
    wide = X.shape[-1] * expansion
    Z = X if expansion == 1 else normalized(keras.layers.Conv2D(wide, 1, use_bias=False)(X))
    Z = normalized(keras.layers.DepthwiseConv2D(f, strides=stride, padding="same", use_bias=False)(Z))
    Z = keras.layers.BatchNormalization()(keras.layers.Conv2D(filters, 1, use_bias=False)(Z))
    return Z + X if stride == 1 and X.shape[-1] == filters else Z


rng = np.random.default_rng(7)
for shape, *settings in (((5, 8, 3), 3, 4, 1, 5), ((7, 6, 2), 5, 3, 2, 3)):
    theirs = checks.fill(checks.functional(inverted_residual, shape, *settings))
    ours = checks.fill(checks.functional(expected, shape, *settings))
    X = 8 * rng.normal(size=(3, *shape))
    assert close(checks.call(theirs, X), checks.call(ours, X), rtol=1e-3, atol=1e-3), "With equal weights, the block computes something else. Look at the order of the three steps, at where the stride is, and at the activations."
    assert close(checks.call(theirs, X, training=True), checks.call(ours, X, training=True), rtol=1e-3, atol=1e-3), "In train mode, with equal weights, the block computes something else. Does batch normalization stand where the table has it?"
### END HIDDEN TESTS

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """There is an activation behind the projection. The narrow place stays linear."""
    Z = X
    if expansion > 1:
        Z = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(expansion * X.shape[-1], 1, use_bias=False)(Z)))
    Z = layers.DepthwiseConv2D(f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z)))
    if stride == 1 and filters == X.shape[-1]:
        Z = layers.Add()([X, Z])
    return Z

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """A ReLU comes behind the sum, as in a ResNet. Here the sum stays as it is."""
    Z = X
    if expansion > 1:
        Z = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(expansion * X.shape[-1], 1, use_bias=False)(Z)))
    Z = layers.DepthwiseConv2D(f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))
    if stride == 1 and filters == X.shape[-1]:
        Z = layers.ReLU()(layers.Add()([X, Z]))
    return Z

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """The order is that of a ResNet's bottleneck: narrow inside. Expand first, look around, project last."""
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(X)))
    Z = layers.DepthwiseConv2D(f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    if expansion > 1:
        Z = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(expansion * filters, 1, use_bias=False)(Z)))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))
    if stride == 1 and filters == X.shape[-1]:
        Z = layers.Add()([X, Z])
    return Z

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """The skip is there wherever the stride is 1. The numbers of channels have to agree, too, or there is nothing to add."""
    Z = X
    if expansion > 1:
        Z = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(expansion * X.shape[-1], 1, use_bias=False)(Z)))
    Z = layers.DepthwiseConv2D(f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))
    return layers.Add()([X, Z]) if stride == 1 else Z

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """There is no skip: where stride is 1 and the channels agree, X is added."""
    Z = X
    if expansion > 1:
        Z = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(expansion * X.shape[-1], 1, use_bias=False)(Z)))
    Z = layers.DepthwiseConv2D(f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    return layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """The stride is in the first 1x1 convolution, which throws three of four places away unseen. It belongs into the
    depthwise one."""
    Z, s = X, stride
    if expansion > 1:
        Z, s = layers.Conv2D(expansion * X.shape[-1], 1, stride, use_bias=False)(Z), 1
        Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.DepthwiseConv2D(f, s, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))
    if stride == 1 and filters == X.shape[-1]:
        Z = layers.Add()([X, Z])
    return Z

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """The middle step is an ordinary convolution, which mixes all the wide channels: the dear thing. It is depthwise."""
    Z = X
    wide = expansion * X.shape[-1]
    if expansion > 1:
        Z = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(wide, 1, use_bias=False)(Z)))
    Z = layers.Conv2D(wide, f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))
    if stride == 1 and filters == X.shape[-1]:
        Z = layers.Add()([X, Z])
    return Z

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """The activations are plain ReLUs, which let numbers above 6 through."""
    Z = X
    if expansion > 1:
        Z = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(expansion * X.shape[-1], 1, use_bias=False)(Z)))
    Z = layers.DepthwiseConv2D(f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU()(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))
    if stride == 1 and filters == X.shape[-1]:
        Z = layers.Add()([X, Z])
    return Z

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """The width inside is a multiple of filters, the channels that go out. It is one of those that come in."""
    Z = X
    if expansion > 1:
        Z = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(expansion * filters, 1, use_bias=False)(Z)))
    Z = layers.DepthwiseConv2D(f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))
    if stride == 1 and filters == X.shape[-1]:
        Z = layers.Add()([X, Z])
    return Z

# %% mistake="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """With expansion 1 there is still a 1x1 convolution at the start. It would cost, and widen nothing: leave it out."""
    Z = layers.Conv2D(expansion * X.shape[-1], 1, use_bias=False)(X)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.DepthwiseConv2D(f, stride, padding="same", use_bias=False)(Z)
    Z = layers.ReLU(6.0)(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(Z))
    if stride == 1 and filters == X.shape[-1]:
        Z = layers.Add()([X, Z])
    return Z

# %% [markdown]
# **Move the sliders** (or read the picture): four ways from 28 by 28 places to as many. To which does the kernel size
# matter least, beside its other parts? From which expansion on is an inverted residual dearer than a plain convolution?

# %% demo
def show_costs(f=3, channels=64, expansion=6):
    """Multiply-adds of four ways to look around and mix, part by part."""
    def cost(kind, n_in, size=1, n_out=None):
        return layer_cost(kind, (28, 28, n_in), size, n_out)[1] / 1e6

    narrow, wide = max(1, channels // 4), expansion * channels
    ways = {
        "convolution": [0, cost("conv", channels, f, channels), 0],
        "bottleneck to 1/4": [cost("conv", channels, 1, narrow), cost("conv", narrow, f, narrow), cost("conv", narrow, 1, channels)],
        "depthwise separable": [0, cost("depthwise", channels, f), cost("conv", channels, 1, channels)],
        f"inverted residual, t = {expansion}": [cost("conv", channels, 1, wide), cost("depthwise", wide, f), cost("conv", wide, 1, channels)],
    }
    figure, ax = plt.subplots(figsize=(9, 2.8), layout="constrained")
    left = np.zeros(len(ways))
    for part, color, hatch, values in zip(("1x1 before", f"{f}x{f}", "1x1 behind"), COLORS, ("", "//", ".."), np.array(list(ways.values())).T):
        ax.barh(list(ways), values, left=left, color=color, hatch=hatch, edgecolor="white", label=part)
        left += values
    for place, value in enumerate(left):
        ax.text(value, place, f" {value:.1f}", va="center")
    ax.invert_yaxis()
    ax.set(xlabel="million multiply-adds", title=f"{channels} channels, kernels of {f} by {f}", xlim=(0, 1.12 * left.max()))
    ax.legend()
    plt.show()


show_costs()

# %% demo tags=["nbval-ignore-output"]
sliders = interact(
    show_costs,
    f=IntSlider(3, 1, 9, 2, continuous_update=False),
    channels=IntSlider(64, 8, 256, 8, continuous_update=False),
    expansion=IntSlider(6, 1, 10, continuous_update=False),
)

# %% [markdown]
# <details><summary>What the bars say</summary>
#
# Where convolutions are depthwise, a larger kernel costs little as long as $f \cdot f$ is far below the number of channels;
# the inverted residual, with the most channels, feels it least. The bottleneck is the cheapest of the four. With 64 channels and 3 by 3, the inverted residual is
# dearer from expansion 5 on. It buys width: a plain convolution among the 384 channels inside would cost 1,040 million.
# So MobileNetV2 keeps the tensors between blocks narrower than a plain network would.
#
# </details>
#
# **To remember**
# - Narrow between blocks, wide inside; the depthwise step makes wide affordable.
# - Activations where it is wide; the projection is linear.

# %% [markdown]
# ## Squeeze and excitation
# **Squeeze and excitation** (2017) weighs channels anew for every picture: average each map (squeeze), let two small
# dense layers compute a **gate** between 0 and 1 for each channel, and multiply each map by its gate (excite).
#
# $$q_k = \frac{1}{n_H n_W}\sum_{h,w} X_{hwk}, \qquad g = \sigma\left(W_2\,\mathrm{ReLU}(W_1 q + b_1) + b_2\right), \qquad Y_{hwk} = g_k\, X_{hwk}$$
#
# With $n_C$ channels and ratio $r$, $W_1$ makes $n_C / r$ numbers, rounded down, and $W_2$ again $n_C$.

# %% [markdown]
# ## Exercise 5 · Find the bugs  (4 points, ~8 min, ●●○)
# `broken_squeeze_excite` runs, and is wrong in three places. The cell below it shows symptoms. Write
# `squeeze_excite(X, ratio)`, mended: sizes earn 1 point, values 3.
#
# *Example.* With 8 channels and ratio 4, two numbers lie between: 8 · 2 + 2 + 2 · 8 + 8 = 42 parameters. If all weights are
# 0, each gate is $\sigma(0) = 0.5$, and the result is $X / 2$.
#
# <details><summary>Hint 1: the symptoms in order</summary>
#
# The first two are about one line each. For the third, put $X$ and $g$ into the last equation.
#
# </details>

# %%
def broken_squeeze_excite(X, ratio=4):
    """Squeeze and excitation, with three mistakes."""
    channels = X.shape[-1]
    q = layers.GlobalAveragePooling2D(keepdims=True)(X)
    hidden = layers.Dense(channels * ratio, activation="relu")(q)
    gates = layers.Dense(channels, activation="relu", name="gates")(hidden)
    return layers.Add()([X, gates])

# %% demo
keras.utils.set_random_seed(6)
inputs = keras.Input((64, 64, 8))
broken = keras.Model(inputs, broken_squeeze_excite(inputs))
maps = layers.SeparableConv2D(8, 3, padding="same", activation="relu")(photographs.X_dev[:20] / 255).numpy()
gates = keras.Model(inputs, broken.get_layer("gates").output)(maps).numpy()
print(f"symptom 1: {broken.count_params()} parameters, where the formula gives 42")
print(f"symptom 2: gates from {gates.min():.2f} to {gates.max():.2f}, {np.mean(gates == 0):.0%} of them exactly 0")
without = maps * np.array([0, 1, 1, 1, 1, 1, 1, 1])  # map 0 is 0 everywhere
print(f"symptom 3: in 20 pictures a map that was 0 everywhere becomes up to {broken(without).numpy()[..., 0].max():.2f}")

# %% solution="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """Each map times a gate that depends on the means of all maps.

    X: Keras tensor (m, height, width, channels), channels at least ratio. ratio: a whole number, 1 or more; the first
    dense layer has channels // ratio units.
    Returns a Keras tensor of X's shape.
    """
    ### BEGIN SOLUTION
    channels = X.shape[-1]
    q = layers.GlobalAveragePooling2D(keepdims=True)(X)
    hidden = layers.Dense(channels // ratio, activation="relu")(q)
    gates = layers.Dense(channels, activation="sigmoid")(hidden)
    return layers.Multiply()([X, gates])
    ### END SOLUTION

# %% tests="squeeze_excite" part="sizes" points=1
from companion import checks

found = checks.describe(checks.functional(squeeze_excite, (5, 4, 8), 4))
assert found["output_shape"] == (None, 5, 4, 8), "The block keeps the shape of X."
assert found["parameters"] == 42, "The example has 42 parameters. Look at symptom 1."
### BEGIN HIDDEN TESTS
for shape, ratio in (((3, 7, 6), 2), ((4, 4, 9), 4), ((1, 2, 5), 1), ((6, 5, 12), 12)):
    found = checks.describe(checks.functional(squeeze_excite, shape, ratio))
    few = shape[2] // ratio
    assert found["output_shape"] == (None, *shape), "For another input the shape isn't kept."
    assert found["parameters"] == found["trainable_parameters"] == (shape[2] + 1) * few + (few + 1) * shape[2], "For other sizes the parameters are wrong: channels // ratio units, then as many as there are channels."
### END HIDDEN TESTS

# %% tests="squeeze_excite" part="values" points=3
import numpy as np

from companion import checks
from companion.testing import close, taken

block = checks.functional(squeeze_excite, (2, 2, 4), 2)
found = checks.get_weights(block)
checks.set_weights(block, [np.zeros(each.shape) for each in found])
X = np.random.default_rng(8).normal(size=(3, 2, 2, 4))
assert close(checks.call(block, X), X / 2, rtol=1e-4), "All weights 0: each gate is the sigmoid of 0, so half of X comes out. Look at symptoms 2 and 3."
checks.set_weights(block, [np.ones(each.shape) if each.ndim > 1 else np.zeros(each.shape) for each in found])
X = np.arange(4.0).reshape(1, 2, 2, 1) * np.array([1.0, 0, 0, 0])
assert close(checks.call(block, X), X / (1 + np.exp(-3)), rtol=1e-4), "All kernels 1, one map 0 to 3: its mean is 1.5, through two hidden units that makes 3, and the gate is its sigmoid."
### BEGIN HIDDEN TESTS
import keras


def expected(X, ratio):
    """The same block by other layers."""
    n = X.shape[-1]
    means = keras.layers.Reshape((1, 1, n))(keras.layers.GlobalAveragePooling2D()(X))
    hidden = keras.layers.ReLU()(keras.layers.Conv2D(n // ratio, 1)(means))
    return X * keras.layers.Activation("sigmoid")(keras.layers.Conv2D(n, 1)(hidden))


rng = np.random.default_rng(9)
for shape, ratio in (((3, 7, 6), 2), ((4, 4, 9), 4), ((1, 2, 5), 1), ((6, 5, 12), 12)):
    n, few = shape[2], shape[2] // ratio
    theirs = checks.functional(squeeze_excite, shape, ratio)
    W1, b1, W2, b2 = rng.normal(size=(n, few)), rng.normal(size=few), rng.normal(size=(few, n)), rng.normal(size=n)
    assert [each.size for each in checks.get_weights(theirs)] == [W1.size, b1.size, W2.size, b2.size], "The two dense layers have other sizes."
    checks.set_weights(theirs, [values.reshape(each.shape) for values, each in zip((W1, b1, W2, b2), checks.get_weights(theirs))])
    X = 2 * rng.normal(size=(4, *shape))
    gates = 1 / (1 + np.exp(-(np.maximum(X.mean(axis=(1, 2)) @ W1 + b1, 0) @ W2 + b2)))
    assert close(checks.call(theirs, X), X * gates[:, np.newaxis, np.newaxis], rtol=1e-3, atol=1e-5), "With given weights, Y is wrong: gates come from the means of all maps, lie between 0 and 1, and multiply."
### END HIDDEN TESTS

# %% mistake="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """The gates have no sigmoid: they can be 0 for good, or blow a map up."""
    channels = X.shape[-1]
    q = layers.GlobalAveragePooling2D(keepdims=True)(X)
    hidden = layers.Dense(channels // ratio, activation="relu")(q)
    gates = layers.Dense(channels, activation="relu")(hidden)
    return layers.Multiply()([X, gates])

# %% mistake="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """The gates are a softmax: they share one unit among all channels. Each has a sigmoid of its own."""
    channels = X.shape[-1]
    q = layers.GlobalAveragePooling2D(keepdims=True)(X)
    hidden = layers.Dense(channels // ratio, activation="relu")(q)
    gates = layers.Dense(channels, activation="softmax")(hidden)
    return layers.Multiply()([X, gates])

# %% mistake="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """The gates are added. A gate multiplies: what was 0 stays 0."""
    channels = X.shape[-1]
    q = layers.GlobalAveragePooling2D(keepdims=True)(X)
    hidden = layers.Dense(channels // ratio, activation="relu")(q)
    gates = layers.Dense(channels, activation="sigmoid")(hidden)
    return layers.Add()([X, gates])

# %% mistake="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """The hidden layer is wider than its input. It squeezes: channels // ratio units."""
    channels = X.shape[-1]
    q = layers.GlobalAveragePooling2D(keepdims=True)(X)
    hidden = layers.Dense(channels * ratio, activation="relu")(q)
    gates = layers.Dense(channels, activation="sigmoid")(hidden)
    return layers.Multiply()([X, gates])

# %% mistake="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """The squeeze is missing: your gates are computed at each place by itself, and differ from place to place."""
    channels = X.shape[-1]
    hidden = layers.Dense(channels // ratio, activation="relu")(X)
    gates = layers.Dense(channels, activation="sigmoid")(hidden)
    return layers.Multiply()([X, gates])

# %% mistake="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """Nothing is multiplied: you return the gates, not the maps."""
    q = layers.GlobalAveragePooling2D(keepdims=True)(X)
    hidden = layers.Dense(X.shape[-1] // ratio, activation="relu")(q)
    gates = layers.Dense(X.shape[-1], activation="sigmoid")(hidden)
    return layers.Add()([0 * X, gates])

# %% mistake="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """The squeeze takes the maximum of each map. The equation takes the mean."""
    channels = X.shape[-1]
    q = layers.GlobalMaxPooling2D(keepdims=True)(X)
    hidden = layers.Dense(channels // ratio, activation="relu")(q)
    gates = layers.Dense(channels, activation="sigmoid")(hidden)
    return layers.Multiply()([X, gates])

# %% [markdown]
# What do gates cost, with 240 channels on 28 by 28 places?

# %% demo
inputs = keras.Input((28, 28, 240))
added = keras.Model(inputs, squeeze_excite(inputs, 24)).count_params()
_, products, parameters = layer_cost("conv", (28, 28, 240), 1, 40)
print(f"gates: {2 * 240 * 10 + 240 * 28 * 28:,} multiply-adds, {added:,} parameters; the projection beside it: {products:,} and {parameters:,}")

# %% [markdown]
# **To remember**
# - The gates work on one number a map: few multiply-adds, though half as many parameters as the projection.

# %% [markdown]
# ## Scaling a network
# Twice the budget: more layers, more channels, or more pixels? EfficientNet (2019) grows a small network in all three,
# by one number $\varphi$:
#
# $$\text{depth} \cdot \alpha^\varphi, \qquad \text{width} \cdot \beta^\varphi, \qquad \text{resolution} \cdot \gamma^\varphi,
# \qquad \alpha \cdot \beta^2 \cdot \gamma^2 \approx 2$$
#
# Depth counts once in the multiply-adds, width (channels in and out) and resolution (rows and columns) twice: each step
# of $\varphi$ about doubles them. A search gave the factors 1.2, 1.1 and 1.15. Our base is the first eleven blocks of
# EfficientNet-Lite0, without squeeze and excitation; its stem, the first convolution, always has 32 filters.

# %%
STAGES = [  # blocks, f, stride of the first block, expansion, channels
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
]

# %% [markdown]
# ## Exercise 6 · Compound scaling  (4 points, ~8 min, ●●○)
# Write `scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15)`, with the three factors above. Blocks
# are rounded **up** to a whole number; channels, and the resolution, to the **nearest** multiple of 8 (either one where
# two are as near). Kernel sizes, strides and expansions stay. Blocks earn 1 point, channels 2, the resolution 1.
#
# *Example.* `scale_network([(2, 3, 2, 6, 24)], 96, 2)`: 2 · 1.44 = 2.88 → 3 blocks, 24 · 1.21 = 29.04 → 32 channels,
# 96 · 1.3225 = 126.96 → 128 pixels: `([(3, 3, 2, 6, 32)], 128)`. No stage gets fewer than 8 channels.
#
# <details><summary>Hint 1: the nearest multiple</summary>
#
# Divide by 8, round, multiply by 8. `math.ceil` rounds up, `round` to the nearest whole number.
#
# </details>

# %% solution="scale_network"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    """A larger network of the same kind.

    stages: a list of (blocks, f, stride, expansion, channels), not modified. resolution: side of the pictures in pixels.
    phi: how often to grow, 0 or more, whole or not. alpha, beta, gamma: factors of depth, width and resolution, 1 or more.
    Returns (stages, resolution): a list of such tuples, with at least 8 channels each, and a whole number.
    """
    ### BEGIN SOLUTION
    def nearest(value):
        return max(8, 8 * round(value / 8))

    scaled = [
        (math.ceil(blocks * alpha**phi), f, stride, expansion, nearest(channels * beta**phi))
        for blocks, f, stride, expansion, channels in stages
    ]
    return scaled, nearest(resolution * gamma**phi)
    ### END SOLUTION

# %% tests="scale_network" part="blocks" points=1
import numpy as np

from companion.testing import close, taken

found = scale_network([(2, 3, 2, 6, 24)], 96, 2)
assert found is not None, "scale_network returns None. Does it end with a return?"
assert len(found) == 2 and np.shape(found[0]) == (1, 5), "Two results: a list of stages with five numbers each, and the resolution."
assert close(taken(found[0])[:, :4], [[3, 3, 2, 6]]), "The example: 3 blocks; kernel size, stride and expansion stay 3, 2, 6."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(10)
for phi, alpha in ((0, 1.2), (1, 1.23), (3, 1.15), (1.5, 1.31), (1, 2.0)):
    stages = [tuple(int(each) for each in (rng.integers(1, 7), rng.choice([3, 5, 7]), rng.integers(1, 3), rng.integers(1, 7), 8 * rng.integers(1, 20))) for _ in range(4)]
    blocks = [next(n for n in range(1, 100) if n >= stage[0] * alpha**phi) for stage in stages]
    found = scale_network(stages, 64, phi, alpha, 1.05, 1.3)
    assert np.shape(found[0]) == (4, 5), "As many stages as before."
    assert close(taken(found[0])[:, :4], [(n, *stage[1:4]) for n, stage in zip(blocks, stages)]), "Blocks are alpha to the power of phi times as many, rounded up; kernel size, stride and expansion stay."
### END HIDDEN TESTS

# %% tests="scale_network" part="channels" points=2
import numpy as np

from companion.testing import close, taken

assert close(taken(scale_network([(2, 3, 2, 6, 24)], 96, 2)[0])[:, 4], [32]), "The example: 29.04 channels, and the nearest multiple of 8 is 32."
assert close(taken(scale_network([(2, 3, 2, 6, 24), (1, 3, 1, 1, 16)], 96, 0)[0])[:, 4], [24, 16]), "With phi = 0 nothing grows."
assert close(taken(scale_network([(1, 3, 1, 1, 16)], 96, 1)[0])[:, 4], [16]), "17.6 channels: the nearest multiple of 8 is 16, not 24."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(11)
for phi, beta in ((0, 1.1), (1, 1.13), (3, 1.1), (1.5, 1.27), (4, 1.03), (1, 1.87)):
    channels = [8 * int(each) for each in rng.integers(1, 30, size=5)]  # none of them gets to halfway between multiples
    stages = [(1, 3, 1, 6, n) for n in channels]
    multiples = np.arange(8, 1000, 8)
    expected = [multiples[np.argmin(np.abs(multiples - n * beta**phi))] for n in channels]
    found = scale_network(stages, 64, phi, 1.3, beta, 1.2)
    assert close(taken(found[0])[:, 4], expected), "Channels are beta to the power of phi times as many, then the nearest multiple of 8."
    assert close(stages, [(1, 3, 1, 6, n) for n in channels]), "scale_network changed the list of stages."
assert close(taken(scale_network([(1, 3, 1, 1, 3)], 64, 1)[0])[:, 4], [8]), "There are at least 8 channels."
### END HIDDEN TESTS

# %% tests="scale_network" part="resolution" points=1
import numpy as np

from companion.testing import close

assert close(scale_network([(2, 3, 2, 6, 24)], 96, 2)[1], 128), "The example: 126.96 pixels, and the nearest multiple of 8 is 128."
assert close(scale_network([], 96, 0)[1], 96), "With phi = 0 nothing grows (and there may be no stages)."
### BEGIN HIDDEN TESTS
for resolution, phi, gamma in ((96, 1, 1.15), (224, 3, 1.15), (64, 2.5, 1.07), (128, 1, 1.6), (32, 5, 1.2)):
    multiples = np.arange(8, 1000, 8)
    expected = multiples[np.argmin(np.abs(multiples - resolution * gamma**phi))]
    assert close(scale_network([(1, 3, 1, 6, 8)], resolution, phi, 1.4, 1.3, gamma)[1], expected), "The resolution is gamma to the power of phi times as large, then the nearest multiple of 8."
### END HIDDEN TESTS

# %% mistake="scale_network"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    """The factors are multiplied by phi. Growth is a power: alpha ** phi."""
    def nearest(value):
        return max(8, 8 * round(value / 8))

    return [
        (math.ceil(blocks * alpha * phi), f, stride, expansion, nearest(channels * beta * phi))
        for blocks, f, stride, expansion, channels in stages
    ], nearest(resolution * gamma * phi)

# %% mistake="scale_network"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    """Channels and resolution are rounded up. The nearest multiple of 8 may lie below."""
    def up(value):
        return 8 * math.ceil(value / 8)

    return [
        (math.ceil(blocks * alpha**phi), f, stride, expansion, up(channels * beta**phi))
        for blocks, f, stride, expansion, channels in stages
    ], up(resolution * gamma**phi)

# %% mistake="scale_network"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    """Blocks are rounded to the nearest number. The text rounds them up: no stage loses the share that it was to get."""
    def nearest(value):
        return max(8, 8 * round(value / 8))

    return [
        (round(blocks * alpha**phi), f, stride, expansion, nearest(channels * beta**phi))
        for blocks, f, stride, expansion, channels in stages
    ], nearest(resolution * gamma**phi)

# %% mistake="scale_network"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    """Depth grows by beta and width by alpha. Alpha belongs to the blocks, beta to the channels."""
    def nearest(value):
        return max(8, 8 * round(value / 8))

    return [
        (math.ceil(blocks * beta**phi), f, stride, expansion, nearest(channels * alpha**phi))
        for blocks, f, stride, expansion, channels in stages
    ], nearest(resolution * gamma**phi)

# %% mistake="scale_network"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    """Width and resolution grow by the squares of their factors. The squares are what happens to the multiply-adds."""
    def nearest(value):
        return max(8, 8 * round(value / 8))

    return [
        (math.ceil(blocks * alpha**phi), f, stride, expansion, nearest(channels * beta ** (2 * phi)))
        for blocks, f, stride, expansion, channels in stages
    ], nearest(resolution * gamma ** (2 * phi))

# %% mistake="scale_network"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    """The expansion grows, too. It stays: the width inside grows with the channels already."""
    def nearest(value):
        return max(8, 8 * round(value / 8))

    return [
        (math.ceil(blocks * alpha**phi), f, stride, round(expansion * beta**phi), nearest(channels * beta**phi))
        for blocks, f, stride, expansion, channels in stages
    ], nearest(resolution * gamma**phi)

# %% [markdown]
# ## Exercise 7 · Four budgets, four networks  (4 points, ~6 min, ●●○)
# The table below has the base, and four networks with about four times its multiply-adds (3.6 to 4.1), by your
# functions of exercises 1 and 6, which have to be right. Batch normalization is left out. Visible tests look at the
# spelling only. For each device choose the network with the **most multiply-adds** among those that keep **all** its
# limits: put its name in the place of `None`, and delete the line `raise NotImplementedError()`. Each decision earns a
# point.
#
# | device | limits |
# |---|---|
# | `"sensor"` | a largest tensor of at most 256 kB |
# | `"download"` | a file of at most 4 MB |
# | `"video"` | 30 pictures a second, on a chip of 5 billion multiply-adds a second (by the bill alone) |
# | `"telephone"` | a file of at most 8 MB, and a largest tensor of at most 400 kB |
#
# Files take four bytes a parameter, tensors one byte a number; 1 kB is 1,000 bytes, 1 MB a million. That more
# multiply-adds are better is this exercise's rule; in life, ask a dev set.

# %%
def network_cost(stages, resolution):
    """Multiply-adds, parameters and the size of the largest tensor of a network of inverted residuals."""
    shape, products, parameters = layer_cost("conv", (resolution, resolution, 3), 3, 32, 2)
    largest = math.prod(shape)
    for blocks, f, stride, expansion, channels in stages:
        for number in range(blocks):
            steps = [("conv", 1, expansion * shape[2], 1)] if expansion > 1 else []
            for step in [*steps, ("depthwise", f, None, 1 if number else stride), ("conv", 1, channels, 1)]:
                kind, size, filters, by = step
                shape, more, weights = layer_cost(kind, shape, size, filters, by)
                products, parameters, largest = products + more, parameters + weights, max(largest, math.prod(shape))
    return products, parameters, largest


GROWTHS = {  # phi, alpha, beta, gamma
    "base": (0, 1.2, 1.1, 1.15),
    "deep": (1, 4, 1, 1),
    "wide": (1, 1, 2, 1),
    "sharp": (1, 1, 1, 2),
    "compound": (2, 1.2, 1.1, 1.15),
}

# %% demo
print(f"{'':10}{'pixels':>7}{'blocks':>8}{'multiply-adds':>15}{'parameters':>12}{'largest tensor':>16}")
for name, growth in GROWTHS.items():
    grown, resolution = scale_network(STAGES, 96, *growth)
    products, parameters, largest = network_cost(grown, resolution)
    print(f"{name:10}{resolution:7}{sum(stage[0] for stage in grown):8}{products:15,}{parameters:12,}{largest:16,}")

# %% solution="decisions"
# One of "base", "deep", "wide", "sharp" and "compound" for each device.
decisions = {"sensor": None, "download": None, "video": None, "telephone": None}
### BEGIN SOLUTION
decisions = {"sensor": "deep", "download": "sharp", "video": "wide", "telephone": "compound"}
### END SOLUTION

# %% tests="decisions" part="sensor" points=1
assert isinstance(decisions, dict), "decisions is a dictionary with the four devices as keys."
if decisions.get("sensor") is None:
    raise NotImplementedError("The sensor has no network yet.")
assert decisions["sensor"] in ("base", "deep", "wide", "sharp", "compound"), "Use one of the five names of the table for the sensor, spelt as there."
### BEGIN HIDDEN TESTS
table = {"base": (44682048, 684608, 221184), "deep": (178083648, 3122288, 221184), "wide": (159092352, 2597632, 442368), "sharp": (178728192, 684608, 884736), "compound": (181831680, 1750032, 393216)}
fit = [name for name, (_, _, largest) in table.items() if largest <= 256_000]
assert decisions["sensor"] in fit, "That network's largest tensor doesn't fit into the sensor."
assert table[decisions["sensor"]][0] >= max(table[name][0] for name in fit), "A network with more multiply-adds fits into the sensor, too."
### END HIDDEN TESTS

# %% tests="decisions" part="download" points=1
assert isinstance(decisions, dict), "decisions is a dictionary with the four devices as keys."
if decisions.get("download") is None:
    raise NotImplementedError("The download has no network yet.")
assert decisions["download"] in ("base", "deep", "wide", "sharp", "compound"), "Use one of the five names of the table for the download, spelt as there."
### BEGIN HIDDEN TESTS
table = {"base": (44682048, 684608, 221184), "deep": (178083648, 3122288, 221184), "wide": (159092352, 2597632, 442368), "sharp": (178728192, 684608, 884736), "compound": (181831680, 1750032, 393216)}
fit = [name for name, (_, parameters, _) in table.items() if 4 * parameters <= 4_000_000]
assert decisions["download"] in fit, "The file of that network is larger than 4 MB."
assert table[decisions["download"]][0] >= max(table[name][0] for name in fit), "A network with more multiply-adds fits into the download, too."
### END HIDDEN TESTS

# %% tests="decisions" part="video" points=1
assert isinstance(decisions, dict), "decisions is a dictionary with the four devices as keys."
if decisions.get("video") is None:
    raise NotImplementedError("The video has no network yet.")
assert decisions["video"] in ("base", "deep", "wide", "sharp", "compound"), "Use one of the five names of the table for the video, spelt as there."
### BEGIN HIDDEN TESTS
table = {"base": (44682048, 684608, 221184), "deep": (178083648, 3122288, 221184), "wide": (159092352, 2597632, 442368), "sharp": (178728192, 684608, 884736), "compound": (181831680, 1750032, 393216)}
fit = [name for name, (products, _, _) in table.items() if 30 * products <= 5_000_000_000]
assert decisions["video"] in fit, "That network is too slow for 30 pictures a second."
assert table[decisions["video"]][0] >= max(table[name][0] for name in fit), "A network with more multiply-adds is quick enough, too."
### END HIDDEN TESTS

# %% tests="decisions" part="telephone" points=1
assert isinstance(decisions, dict), "decisions is a dictionary with the four devices as keys."
if decisions.get("telephone") is None:
    raise NotImplementedError("The telephone has no network yet.")
assert decisions["telephone"] in ("base", "deep", "wide", "sharp", "compound"), "Use one of the five names of the table for the telephone, spelt as there."
### BEGIN HIDDEN TESTS
table = {"base": (44682048, 684608, 221184), "deep": (178083648, 3122288, 221184), "wide": (159092352, 2597632, 442368), "sharp": (178728192, 684608, 884736), "compound": (181831680, 1750032, 393216)}
fit = [name for name, (_, parameters, largest) in table.items() if 4 * parameters <= 8_000_000 and largest <= 400_000]
assert decisions["telephone"] in fit, "That network breaks one of the telephone's two limits."
assert table[decisions["telephone"]][0] >= max(table[name][0] for name in fit), "A network with more multiply-adds fits into the telephone, too."
### END HIDDEN TESTS

# %% mistake="decisions"
"""The base fits everywhere, but on each device a larger one does, too."""
decisions = {"sensor": "base", "download": "base", "video": "base", "telephone": "base"}

# %% mistake="decisions"
"""Compound has the most multiply-adds, but keeps the limits of one device only. Each limit is about one column."""
decisions = {"sensor": "compound", "download": "compound", "video": "compound", "telephone": "compound"}

# %% mistake="decisions"
"""A sensor is short of memory for maps, not of memory for parameters: look at the last column. And a download is
about parameters, whatever the size of the maps."""
decisions = {"sensor": "sharp", "download": "deep", "video": "wide", "telephone": "compound"}

# %% mistake="decisions"
"""A parameter takes four bytes, so 4 MB hold a million of them, and 8 MB two."""
decisions = {"sensor": "deep", "download": "compound", "video": "wide", "telephone": "compound"}

# %% mistake="decisions"
"""Thirty pictures a second share 5 billion multiply-adds: divide."""
decisions = {"sensor": "deep", "download": "sharp", "video": "sharp", "telephone": "compound"}

# %% [markdown]
# <details><summary>What the table says</summary>
#
# About the same multiply-adds, and otherwise quite different bills. Depth leaves the maps as they are, resolution the
# parameters, and width raises both. Compound scaling is nowhere extreme. Whether it is more accurate, no table can say.
# The authors trained such networks on ImageNet: 77.3 % for their base, and at about 1.8 billion multiply-adds each 79.0,
# 78.9 and 79.1 % for depth, width and resolution alone, and 81.1 % for all three together.
#
# </details>
#
# **To remember**
# - Multiply-adds, parameters and the memory for maps are three budgets.

# %% [markdown]
# ## A network of your own blocks
# Now the whole network, a stem and the eleven blocks of `STAGES`. The weights of `load_trunk`, trained on ImageNet, fit
# into it.

# %% [markdown]
# ## Exercise 8 · Build the network  (3 points, ~8 min, ●●○)
# Write `build_network(stages, input_shape)`: a stem (3x3 convolution with 32 filters, stride 2, padding "same", no
# biases; batch normalization; ReLU6), then for each stage its blocks. The first block of a stage has the stage's
# stride, the others 1. It calls your `inverted_residual` (in the tests a right one).
#
# *Example.* `build_network(STAGES, (96, 96, 3))` has 716,928 parameters, and gives (6, 6, 112).
#
# <details><summary>Hint 1: two loops</summary>
#
# Over the stages, and inside over `range(blocks)`. Each time the tensor is replaced by what the block makes of it.
#
# </details>

# %% solution="build_network"
def build_network(stages, input_shape):
    """A stem of 32 filters, then stages of inverted residuals.

    stages: a list of (blocks, f, stride, expansion, channels); input_shape: (height, width, channels).
    Returns a keras.Model, not compiled, from pictures to the maps of the last block.
    """
    ### BEGIN SOLUTION
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(32, 3, 2, padding="same", use_bias=False)(inputs)
    X = layers.ReLU(6.0)(layers.BatchNormalization()(X))
    for blocks, f, stride, expansion, channels in stages:
        for number in range(blocks):
            X = inverted_residual(X, channels, expansion, 1 if number else stride, f)
    return keras.Model(inputs, X)
    ### END SOLUTION

# %% tests="build_network" points=3
import numpy as np

from companion import checks
from companion.testing import close

found = checks.describe(build_network([(1, 3, 1, 1, 16), (2, 5, 2, 3, 24)], (20, 12, 3)))
assert tuple(found["input_shape"]) == (None, 20, 12, 3), "The model takes pictures of the shape that it is given."
assert found["output_shape"] == (None, 5, 3, 24), "The stem and the first block of the second stage halve the size, the other blocks don't."
assert found["parameters"] == 11512, "The stem has 992 parameters, the three blocks have 992, 3,600 and 5,928. Has each block its own kernel size and expansion?"
### BEGIN HIDDEN TESTS
import keras


def activated(Z):
    return keras.layers.ReLU(6.0)(keras.layers.BatchNormalization()(Z))


def expected(inputs, stages):
    """The same network, written otherwise."""
    X = activated(keras.layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False)(inputs))
    steps = [(f, stride if number == 0 else 1, t, n) for blocks, f, stride, t, n in stages for number in range(blocks)]
    for f, s, t, n in steps:
        wide = t * X.shape[-1]
        Z = activated(keras.layers.Conv2D(wide, 1, use_bias=False)(X)) if t > 1 else X
        Z = activated(keras.layers.DepthwiseConv2D(f, s, padding="same", use_bias=False)(Z))
        Z = keras.layers.BatchNormalization()(keras.layers.Conv2D(n, 1, use_bias=False)(Z))
        X = keras.layers.Add()([X, Z]) if s == 1 and n == X.shape[-1] else Z
    return X


rng = np.random.default_rng(12)
stages, shape = [(2, 3, 2, 2, 8), (2, 5, 1, 1, 12)], (13, 18, 1)
theirs = checks.fill(build_network(stages, shape))
ours = checks.fill(checks.functional(expected, shape, stages))
assert checks.describe(theirs)["parameters"] == ours.count_params(), "For other stages the number of parameters is wrong."
X = 4 * rng.normal(size=(2, *shape))
assert close(checks.call(theirs, X), checks.call(ours, X), rtol=1e-3, atol=1e-3), "With equal weights, the network computes something else. Look at the stem, and at which block has the stride."
### END HIDDEN TESTS

# %% mistake="build_network"
def build_network(stages, input_shape):
    """Every block of a stage has its stride, so maps shrink too often. Only the first has."""
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(32, 3, 2, padding="same", use_bias=False)(inputs)
    X = layers.ReLU(6.0)(layers.BatchNormalization()(X))
    for blocks, f, stride, expansion, channels in stages:
        for _ in range(blocks):
            X = inverted_residual(X, channels, expansion, stride, f)
    return keras.Model(inputs, X)

# %% mistake="build_network"
def build_network(stages, input_shape):
    """The stride is in the last block of a stage. The first has it, so that the others work on small maps."""
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(32, 3, 2, padding="same", use_bias=False)(inputs)
    X = layers.ReLU(6.0)(layers.BatchNormalization()(X))
    for blocks, f, stride, expansion, channels in stages:
        for number in range(blocks):
            X = inverted_residual(X, channels, expansion, stride if number == blocks - 1 else 1, f)
    return keras.Model(inputs, X)

# %% mistake="build_network"
def build_network(stages, input_shape):
    """Each stage has a single block. The first number of a stage says how many there are."""
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(32, 3, 2, padding="same", use_bias=False)(inputs)
    X = layers.ReLU(6.0)(layers.BatchNormalization()(X))
    for _, f, stride, expansion, channels in stages:
        X = inverted_residual(X, channels, expansion, stride, f)
    return keras.Model(inputs, X)

# %% mistake="build_network"
def build_network(stages, input_shape):
    """The kernel size of the stages isn't handed on: all blocks have 3 by 3."""
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(32, 3, 2, padding="same", use_bias=False)(inputs)
    X = layers.ReLU(6.0)(layers.BatchNormalization()(X))
    for blocks, _, stride, expansion, channels in stages:
        for number in range(blocks):
            X = inverted_residual(X, channels, expansion, 1 if number else stride)
    return keras.Model(inputs, X)

# %% mistake="build_network"
def build_network(stages, input_shape):
    """The stem has a bias, or no normalization and activation: conv without bias, batch normalization, ReLU6."""
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(32, 3, 2, padding="same", activation="relu")(inputs)
    for blocks, f, stride, expansion, channels in stages:
        for number in range(blocks):
            X = inverted_residual(X, channels, expansion, 1 if number else stride, f)
    return keras.Model(inputs, X)

# %% mistake="build_network"
def build_network(stages, input_shape):
    """The stem has stride 1, so that all maps have four times as many places as they should."""
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(32, 3, padding="same", use_bias=False)(inputs)
    X = layers.ReLU(6.0)(layers.BatchNormalization()(X))
    for blocks, f, stride, expansion, channels in stages:
        for number in range(blocks):
            X = inverted_residual(X, channels, expansion, 1 if number else stride, f)
    return keras.Model(inputs, X)

# %% [markdown]
# *Guess first:* which layers take most of the multiply-adds: the stem, 1x1 or depthwise ones?

# %%
def filled_network():
    """Your network for pictures of 96 by 96 pixels, with the weights that ImageNet gave it."""
    network = build_network(STAGES, (96, 96, 3))
    network.set_weights(load_trunk((96, 96, 3)).get_weights())
    return network

# %% demo
rows = bill(filled_network())
figure, axes = plt.subplots(2, 1, figsize=(11, 4.6), sharex=True, layout="constrained")
kinds = ["depthwise" if kind == "depthwise" else "1x1" if f == 1 else "stem" for kind, _, f, *_ in rows]
for name, color, hatch in (("stem", COLORS[2], "//"), ("1x1", COLORS[0], ""), ("depthwise", COLORS[1], "..")):
    places = [place for place, kind in enumerate(kinds) if kind == name]
    for ax, column in zip(axes, (3, 4)):
        ax.bar(places, [rows[place][column] / 1e3 for place in places], color=color, hatch=hatch, edgecolor="white", label=name)
    print(f"{name:9}: {sum(rows[place][3] for place in places) / sum(row[3] for row in rows):5.1%} of {sum(row[3] for row in rows) / 1e6:.1f} million multiply-adds")
axes[0].set(ylabel="thousand multiply-adds", title="My network's bill: few products look around, most of them mix")
axes[1].set(ylabel="thousand parameters", xlabel="convolution, from the picture to the end")
axes[0].legend()
plt.show()

# %% [markdown]
# ## Search by example
# Average each of the last 112 maps over its places: 112 numbers a picture. Pictures whose numbers point in the same
# direction are alike. A picture of yours, beside this notebook as `my_picture.png` (or `.jpg`), takes the place of the
# first one. *Guess first:* what will comparing the pixels find instead?

# %%
def describe_pictures(network, pictures):
    """112 numbers a picture, of length 1. pictures: (m, 64, 64, 3), from 0 to 255."""
    scaled = preprocess_input(tf.image.resize(tf.cast(pictures, tf.float32), (96, 96)))
    means = np.concatenate([np.mean(network(scaled[i : i + 20]), axis=(1, 2)) for i in range(0, len(scaled), 20)])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def five_nearest(gallery, queries):
    """For each query, the places of the five rows of the gallery that point most in its direction."""
    return np.argsort(-queries @ gallery.T, axis=1)[:, :5]


def five_nearest_pixels(pictures, queries):
    """The same by the distance between pixels."""
    A, B = (X.reshape(len(X), -1) / 255 for X in (pictures, queries))
    return np.argsort(np.sum(A**2, axis=1) - 2 * B @ A.T, axis=1)[:, :5]

# %% demo tags=["nbval-ignore-output"]
network = filled_network()
gallery = describe_pictures(network, photographs.X_train)
own = next(Path().glob("my_picture.*"), None)
queries = photographs.X_dev[[48, 51, 10, 0]]
if own is not None:
    queries[0] = read_picture(own, size=64)
by_network = five_nearest(gallery, describe_pictures(network, queries))
by_pixels = five_nearest_pixels(photographs.X_train, queries)
widths = [1, 0.4, *5 * [1], 0.4, *5 * [1]]
figure, axes = plt.subplots(4, 13, figsize=(11, 4.4), layout="constrained", width_ratios=widths)
for row, query, *places in zip(axes, queries, by_network, by_pixels):
    for ax, picture in zip(row[[0, *range(2, 7), *range(8, 13)]], [query, *photographs.X_train[np.concatenate(places)]]):
        ax.imshow(picture)
    for ax in row:
        ax.set_axis_off()
for column, title in ((0, "query"), (4, "nearest by my network"), (10, "nearest by pixels")):
    axes[0, column].set_title(title)
plt.show()

by_network = five_nearest(gallery, describe_pictures(network, photographs.X_dev))
by_pixels = five_nearest_pixels(photographs.X_train, photographs.X_dev)
share, share_pixels = (np.mean(photographs.Y_train[0, places].T == photographs.Y_dev[0]) for places in (by_network, by_pixels))
chance = np.mean(photographs.Y_train[0][:, None] == photographs.Y_dev[0])
print(f"of the five nearest of 61 dev photographs {share:.0%} agree on animal or not; by pixels {share_pixels:.0%}, by chance {chance:.0%}")

# %% [markdown]
# <details><summary>What the rows say</summary>
#
# Pixels find the same colours at the same places. The network's first find for the pyramids is a pyramid, for the solar
# panels solar panels, for an animal an animal; further right it errs, too. Nobody told it here what these are called, but
# from the classes of ImageNet it learnt which differences matter. Of 61 dev photographs, 90 % of its finds agree on animal
# or not, 73 % by pixels, 55 % by chance. The crab in the last row it mostly misses. How to make a classifier of such
# numbers is the next notebook.
#
# </details>

# %% [markdown]
# ## Exercise 9 · Out of one, two  (3 points, ~10 min, ●●●, optional)
# A depthwise separable convolution is an ordinary one whose kernels are products, $W_{ijkc} = K_{ijk}\,P_{kc}$. Write
# `separate(W)`, which finds $K$ and $P$ for which the sum of $(W_{ijkc} - K_{ijk}\,P_{kc})^2$ is smallest.
#
# Each channel $k$ stands alone: a matrix with $f \cdot f$ rows (the places) and $n_C'$ columns (the filters) becomes a
# column times a row. The best column and row are in the singular value decomposition $M = U S V^T$: the first column of
# $U$, the first row of $V^T$, and the largest singular value as a factor of either.
#
# *Example.* For $W = [[[[3, 4]]]]$, every $K$ and $P$ with $K \cdot P = [3, 4]$ is right, such as $K = [[[5]]]$ and
# $P = [[0.6, 0.8]]$.
#
# <details><summary>Hint 1: a channel's matrix</summary>
#
# `W[:, :, k].reshape(-1, W.shape[3])`. Then `np.linalg.svd(…, full_matrices=False)` gives U, the singular values, and V
# transposed.
#
# </details>

# %% solution="separate"
def separate(W):
    """The depthwise separable convolution that comes nearest to an ordinary one.

    W: (f, f, n_C, n_filters), not modified.
    Returns (K, P), of shapes (f, f, n_C) and (n_C, n_filters).
    """
    ### BEGIN SOLUTION
    f, _, n_C, n_filters = W.shape
    K, P = np.zeros((f, f, n_C)), np.zeros((n_C, n_filters))
    for k in range(n_C):
        U, S, Vt = np.linalg.svd(W[:, :, k].reshape(f * f, n_filters), full_matrices=False)
        K[:, :, k] = S[0] * U[:, 0].reshape(f, f)
        P[k] = Vt[0]
    return K, P
    ### END SOLUTION

# %% tests="separate" points=3
import numpy as np

from companion.testing import close, taken

found = separate(np.array([[[[3.0, 4.0]]]]))
assert found is not None, "separate returns None. Does it end with a return?"
assert len(found) == 2, "Two results: K and P."
K, P = taken(found[0]), taken(found[1])
assert K.shape == (1, 1, 1) and P.shape == (1, 2), "The example: K has shape (1, 1, 1), P has (1, 2)."
assert close(K[0, 0, 0] * P[0], [3, 4], rtol=1e-4), "The example: K times P is [3, 4] again. Does the singular value count once?"
two = np.array([[1.0, 0], [0, 2], [0, 0], [0, 0]]).reshape(2, 2, 1, 2)
K, P = (taken(each) for each in separate(two))
assert close(np.einsum("ijk,kc->ijkc", K, P), two * np.array([0, 1]), rtol=1e-4), "Filter 0 has a 1 in one place, filter 1 a 2 in another one: one product can't have both, and the 2 is worth more."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(13)
for f, channels, filters in ((1, 3, 4), (3, 3, 5), (3, 2, 12), (5, 4, 1), (2, 1, 2)):
    W = rng.normal(size=(f, f, channels, filters))
    before = W.copy()
    K, P = (taken(each) for each in separate(W))
    assert K.shape == (f, f, channels) and P.shape == (channels, filters), "K has shape (f, f, n_C), P has (n_C, n_filters)."
    expected = np.zeros(W.shape)
    for k in range(channels):
        row = np.linalg.eigh(np.einsum("ijc,ijd->cd", W[:, :, k], W[:, :, k]))[1][:, -1]
        expected[:, :, k] = (W[:, :, k] @ row)[:, :, np.newaxis] * row
    assert close(np.einsum("ijk,kc->ijkc", K, P), expected, rtol=1e-3, atol=1e-5), "For some W, another K and P come nearer to it. Is each channel decomposed by itself, with the largest singular value, once?"
    assert close(W, before), "separate changed W."
### END HIDDEN TESTS

# %% mistake="separate"
def separate(W):
    """The singular value is missing: the columns of U and the rows of V transposed have length 1."""
    f, _, n_C, n_filters = W.shape
    K, P = np.zeros((f, f, n_C)), np.zeros((n_C, n_filters))
    for k in range(n_C):
        U, S, Vt = np.linalg.svd(W[:, :, k].reshape(f * f, n_filters), full_matrices=False)
        K[:, :, k] = U[:, 0].reshape(f, f)
        P[k] = Vt[0]
    return K, P

# %% mistake="separate"
def separate(W):
    """The singular value is in both K and P, and so counts twice."""
    f, _, n_C, n_filters = W.shape
    K, P = np.zeros((f, f, n_C)), np.zeros((n_C, n_filters))
    for k in range(n_C):
        U, S, Vt = np.linalg.svd(W[:, :, k].reshape(f * f, n_filters), full_matrices=False)
        K[:, :, k] = S[0] * U[:, 0].reshape(f, f)
        P[k] = S[0] * Vt[0]
    return K, P

# %% mistake="separate"
def separate(W):
    """Means over the filters and over the places aren't the best column and row."""
    K, P = W.mean(axis=3), W.mean(axis=(0, 1))
    return K / W.mean(axis=(0, 1, 3)), P

# %% mistake="separate"
def separate(W):
    """You take a column of V transposed. The best row is its first row."""
    f, _, n_C, n_filters = W.shape
    K, P = np.zeros((f, f, n_C)), np.zeros((n_C, n_filters))
    for k in range(n_C):
        U, S, Vt = np.linalg.svd(W[:, :, k].reshape(f * f, n_filters))
        K[:, :, k] = S[0] * U[:, 0].reshape(f, f)
        P[k] = Vt[:, 0]
    return K, P

# %% mistake="separate"
def separate(W):
    """A reshape alone doesn't bring the channels to the front: it cuts the row of numbers anew, and mixes them up."""
    f, _, n_C, n_filters = W.shape
    U, S, Vt = np.linalg.svd(W.reshape(n_C, f * f, n_filters), full_matrices=False)
    return np.moveaxis((S[:, :1] * U[:, :, 0]).reshape(n_C, f, f), 0, 2), Vt[:, 0]

# %% mistake="separate"
def separate(W):
    """That is the smallest singular value. They come in falling order, so the first is the largest."""
    f, _, n_C, n_filters = W.shape
    K, P = np.zeros((f, f, n_C)), np.zeros((n_C, n_filters))
    for k in range(n_C):
        U, S, Vt = np.linalg.svd(W[:, :, k].reshape(f * f, n_filters), full_matrices=False)
        K[:, :, k] = S[-1] * U[:, -1].reshape(f, f)
        P[k] = Vt[-1]
    return K, P

# %% [markdown]
# *Guess first:* how much of the kernels of your network's stem do $K$ and $P$ keep?

# %% demo
W = load_trunk((96, 96, 3)).get_weights()[0]
K, P = separate(W)
lost = W - np.einsum("ijk,kc->ijkc", K, P)
drawn = np.random.default_rng(0).normal(size=W.shape)
drawn_lost = drawn - np.einsum("ijk,kc->ijkc", *separate(drawn))
print(f"of the sum of squares {np.sum(lost**2) / np.sum(W**2):.0%} is lost; of kernels drawn at random {np.sum(drawn_lost**2) / np.sum(drawn**2):.0%}")

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# Trained kernels have more in common than random ones, yet more than half is lost: 32 filters want edges in many
# directions, and one kernel a channel has one shape. So separable networks are trained as such, with more layers and
# channels to make up for it; and the stem of MobileNet is an ordinary convolution.
#
# </details>

# %% [markdown]
# ## What you built
# - The bill of a convolutional network, and four of its blocks.
# - A network of 33 convolutions that searches photographs by example.
#
# **Questions to take along** (no points)
# 1. At which number of filters does a depthwise separable convolution cost more than an ordinary one?
# 2. Give the search a picture that is turned by 90 degrees. What should it find, and what does it find?
# 3. Do your network's depthwise layers also take few of its seconds? Measure.
#
# **Next:** `03_transfer_learning`, a classifier of your own pictures.
