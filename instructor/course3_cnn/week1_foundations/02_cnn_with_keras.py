# ---
# title: Convolutional networks with Keras
# minutes: 85
# ---

# %% [markdown]
# # Convolutional networks with Keras
# In the last notebook a convolution was loops of yours. Here it is one line, which leaves time for the question behind
# it: what does a network gain, and what not, by looking through small windows?
#
# **You will**
# - show that a convolution is a dense layer in which nearly all weights are zero and the others are copies;
# - build networks with `Sequential` and with the functional API, and know the shape and the parameters of every layer
#   before Keras tells you;
# - measure what happens to three networks when pictures move by a few pixels.
#
# **What you will have made:** a reader of hand signs of your own design, and a page that shows what it sees and
# decides of a hand that you draw.
#
# **Before you start:** convolution and pooling by hand (`01_convolution_step_by_step`); `Sequential`, `compile`, `fit`
# and cross-entropy from logits (course 2, week 3).
#
# **Time:** about 85 minutes. **Points:** 35, in eight exercises. Dots show difficulty, from ●○○ to ●●●. The grader runs
# more tests than you see, all of them on what the text promises. The next cell loads TensorFlow, which takes some seconds.

# %%
import math
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from ipywidgets import IntSlider, interact
from keras import layers

from companion.data import load_fashion, load_signs
from companion.pictures import read_picture
from companion.plots import COLORS, LINES, image_grid
from companion.training import train_briefly

# %% [markdown]
# ## Two sets of pictures
# Fashion-MNIST has grey pictures of clothes, 28 by 28 pixels, in ten classes; we train with 2,000 and judge by 1,000. The
# signs are drawn hands that show 0 to 5 fingers. Shapes are `(m, height, width, channels)`, for grey pictures too.

# %%
fashion, signs = load_fashion(), load_signs()
X_train, X_dev = ((X[..., np.newaxis] / 255).astype(np.float32) for X in (fashion.X_train[:2000], fashion.X_dev[:1000]))
y_train, y_dev = fashion.Y_train[0, :2000], fashion.Y_dev[0, :1000]
print("clothes:", X_train.shape, X_dev.shape, "signs:", signs.X_train.shape)

# %% demo
first = [int(np.argmax(y_train == label)) for label in range(10)]
image_grid(X_train[first, :, :, 0], [fashion.classes[label] for label in range(10)], "Ten classes of clothes", columns=10)
first = [int(np.argmax(signs.Y_train[0] == label)) for label in range(6)]
image_grid(signs.X_train[first], [f"{label}" for label in range(6)], "Six signs: count the fingers", columns=6)
plt.show()

# %% [markdown]
# ## Why convolutions?
# A dense layer joins every input with every unit: $n_{in} \cdot n_{out}$ weights. A convolution with an $f \times f$
# kernel computes each output from $f^2$ inputs (**sparsity of connections**), and uses the same $f^2$ numbers at every
# place (**parameter sharing**). Both are sums of inputs times weights, so some dense layer computes what the convolution
# does. Write its matrix down.

# %% [markdown]
# ## Exercise 1 · A convolution as a dense layer  (5 points, ~10 min, ●●○)
# Write `conv_as_dense(kernel, height, width, stride=1)`: the weight matrix $W$ of a dense layer that computes the
# convolution of a grey picture with one kernel, without padding. The picture enters row by row, as `picture.reshape(-1)`,
# and `picture.reshape(-1) @ W` is the convolution's output, row by row. (As in the last notebook, the kernel isn't
# flipped.) With stride 1 it earns 3 points, with other strides 2.
#
# *Example.* For a picture of 1 by 3 pixels and the kernel $[[5, 7]]$ there are two outputs:
# $W = \begin{bmatrix} 5 & 0 \\ 7 & 5 \\ 0 & 7 \end{bmatrix}$. With stride 2 there is one, and $W$ is the first column.
#
# <details><summary>Hint 1: four axes first</summary>
#
# Begin with zeros of shape (height, width, output rows, output columns). One `reshape` at the end makes the matrix.
#
# </details>
#
# <details><summary>Hint 2: one output</summary>
#
# For the output in row i and column j, the kernel lies on a window of the picture. Where does this window start if each
# step is `stride` pixels wide? Put the kernel there, at `[..., i, j]`.
#
# </details>
#
# <details><summary>Hint 3: how many outputs</summary>
#
# `(height - f_h) // stride + 1` rows, with a kernel of `f_h` rows; the columns likewise, with its width.
#
# </details>

# %% solution="conv_as_dense"
def conv_as_dense(kernel, height, width, stride=1):
    """The matrix of the dense layer that computes a convolution without padding.

    kernel: shape (f_h, f_w), the two may differ; height, width: of the picture, f_h and f_w at least; stride: 1 or more,
    the same in both directions; pixels at the right and lower edge that no window reaches have rows of zeros.
    Returns an array of shape (height * width, outputs), outputs = rows * columns of the convolution, both row by row.
    """
    ### BEGIN SOLUTION
    f_h, f_w = kernel.shape
    rows, columns = (height - f_h) // stride + 1, (width - f_w) // stride + 1
    W = np.zeros((height, width, rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            W[top : top + f_h, left : left + f_w, i, j] = kernel
    return W.reshape(height * width, rows * columns)
    ### END SOLUTION

# %% tests="conv_as_dense" part="values" points=3
import numpy as np

from companion.testing import close

W = conv_as_dense(np.array([[5.0, 7.0]]), 1, 3)
assert W is not None, "conv_as_dense returns None. Does it end with a return?"
assert np.shape(W) == (3, 2), "A picture of 3 pixels and 2 outputs: 3 rows, 2 columns."
assert close(W, [[5, 0], [7, 5], [0, 7]]), "The example: in column 0 the kernel lies on pixels 0 and 1, in column 1 on pixels 1 and 2."
W = conv_as_dense(np.array([[1.0, 2.0], [3.0, 4.0]]), 2, 3)
assert close(np.arange(6) @ W, [1 * 0 + 2 * 1 + 3 * 3 + 4 * 4, 1 * 1 + 2 * 2 + 3 * 4 + 4 * 5]), (
    "A 2 by 2 kernel on 2 by 3 pixels: each output is the sum of kernel times window. Numbers run row by row."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for height, width, f_h, f_w in ((1, 1, 1, 1), (5, 5, 3, 3), (4, 7, 3, 3), (6, 5, 1, 4), (7, 4, 5, 2), (3, 6, 3, 1)):
    kernel, picture = rng.normal(size=(f_h, f_w)), rng.normal(size=(height, width))
    before = kernel.copy()
    windows = np.lib.stride_tricks.sliding_window_view(picture, (f_h, f_w))
    expected = np.einsum("ijab,ab->ij", windows, kernel)
    W = conv_as_dense(kernel, height, width)
    assert np.shape(W) == (height * width, expected.size), "A row for each pixel, a column for each output: count the outputs of other sizes, too."
    assert close(picture.reshape(-1) @ W, expected.reshape(-1)), "picture.reshape(-1) @ W isn't the convolution. Look at where the kernel lies, and at the order of rows and columns."
    assert close(kernel, before), "conv_as_dense changed the kernel."
### END HIDDEN TESTS

# %% tests="conv_as_dense" part="stride" points=2
import numpy as np

from companion.testing import close

assert close(conv_as_dense(np.array([[5.0, 7.0]]), 1, 3, stride=2), [[5], [7], [0]]), "Stride 2 on 1 by 3 pixels: one output, of pixels 0 and 1."
assert close(conv_as_dense(np.array([[5.0, 7.0]]), 1, 4, stride=2), [[5, 0], [7, 0], [0, 5], [0, 7]]), "The second window starts 2 pixels further right."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
for height, width, f_h, f_w, stride in ((5, 5, 3, 3, 2), (6, 9, 2, 3, 2), (7, 8, 3, 1, 3), (4, 11, 2, 2, 4), (9, 6, 4, 3, 2)):
    kernel, picture = rng.normal(size=(f_h, f_w)), rng.normal(size=(height, width))
    windows = np.lib.stride_tricks.sliding_window_view(picture, (f_h, f_w))[::stride, ::stride]
    expected = np.einsum("ijab,ab->ij", windows, kernel)
    W = conv_as_dense(kernel, height, width, stride)
    assert np.shape(W) == (height * width, expected.size), "With a stride there are fewer outputs; the pixels stay as many."
    assert close(picture.reshape(-1) @ W, expected.reshape(-1)), "With a stride, picture.reshape(-1) @ W isn't the convolution."
### END HIDDEN TESTS

# %% mistake="conv_as_dense"
def conv_as_dense(kernel, height, width, stride=1):
    """The stride is in the number of outputs, but the windows still start one pixel after the other."""
    f_h, f_w = kernel.shape
    rows, columns = (height - f_h) // stride + 1, (width - f_w) // stride + 1
    W = np.zeros((height, width, rows, columns))
    for i in range(rows):
        for j in range(columns):
            W[i : i + f_h, j : j + f_w, i, j] = kernel
    return W.reshape(height * width, rows * columns)

# %% mistake="conv_as_dense"
def conv_as_dense(kernel, height, width, stride=1):
    """Your kernel is flipped. Networks, and the last notebook, leave it as it is."""
    f_h, f_w = kernel.shape
    rows, columns = (height - f_h) // stride + 1, (width - f_w) // stride + 1
    W = np.zeros((height, width, rows, columns))
    for i in range(rows):
        for j in range(columns):
            W[i * stride : i * stride + f_h, j * stride : j * stride + f_w, i, j] = kernel[::-1, ::-1]
    return W.reshape(height * width, rows * columns)

# %% mistake="conv_as_dense"
def conv_as_dense(kernel, height, width, stride=1):
    """Your matrix is transposed: pictures enter from the left, so W has a row for each pixel."""
    f_h, f_w = kernel.shape
    rows, columns = (height - f_h) // stride + 1, (width - f_w) // stride + 1
    W = np.zeros((rows * columns, height, width))
    for output in range(rows * columns):
        i, j = stride * (output // columns), stride * (output % columns)
        W[output, i : i + f_h, j : j + f_w] = kernel
    return W.reshape(rows * columns, height * width)

# %% mistake="conv_as_dense"
def conv_as_dense(kernel, height, width, stride=1):
    """The outputs run column by column. The text asks for row by row."""
    f_h, f_w = kernel.shape
    rows, columns = (height - f_h) // stride + 1, (width - f_w) // stride + 1
    W = np.zeros((height, width, columns, rows))
    for i in range(rows):
        for j in range(columns):
            W[i * stride : i * stride + f_h, j * stride : j * stride + f_w, j, i] = kernel
    return W.reshape(height * width, rows * columns)

# %% mistake="conv_as_dense"
def conv_as_dense(kernel, height, width, stride=1):
    """An output is missing in each direction: a kernel as large as the picture has one place, so + 1."""
    f_h, f_w = kernel.shape
    rows, columns = (height - f_h) // stride, (width - f_w) // stride
    W = np.zeros((height, width, rows, columns))
    for i in range(rows):
        for j in range(columns):
            W[i * stride : i * stride + f_h, j * stride : j * stride + f_w, i, j] = kernel
    return W.reshape(height * width, rows * columns)

# %% mistake="conv_as_dense"
def conv_as_dense(kernel, height, width, stride=1):
    """You take the kernel for a square. Its height and width may differ."""
    f = kernel.shape[0]
    rows, columns = (height - f) // stride + 1, (width - f) // stride + 1
    W = np.zeros((height, width, rows, columns))
    for i in range(rows):
        for j in range(columns):
            W[i * stride : i * stride + f, j * stride : j * stride + f, i, j] = kernel
    return W.reshape(height * width, rows * columns)

# %% [markdown]
# Beside it, Keras's own layers: `Conv2D` with an edge kernel, and `Dense` with your matrix, on the same ankle boot. *Guess
# first:* of the 784 · 676 weights in the matrix, how many aren't zero, and how many different numbers are among them?

# %% demo
edge = np.array([[1.0, 2.0, 1.0], [0.0, 0.0, 0.0], [-1.0, -2.0, -1.0]])
boot = X_dev[np.argmax(y_dev == 9)][np.newaxis]
W = conv_as_dense(edge, 28, 28)
conv, dense = layers.Conv2D(1, 3, use_bias=False), layers.Dense(676, use_bias=False)
conv.build((None, 28, 28, 1)), dense.build((None, 784))
conv.set_weights([edge[:, :, np.newaxis, np.newaxis]]), dense.set_weights([W])
by_conv, by_dense = conv(boot).numpy().reshape(26, 26), dense(boot.reshape(1, 784)).numpy().reshape(26, 26)
print("equal to 1e-5:", bool(np.max(np.abs(by_conv - by_dense)) < 1e-5))
print(f"{W.size:,} weights, {np.count_nonzero(W):,} not zero, values {np.unique(W)}")

figure, axes = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
axes[0].imshow(boot[0, :, :, 0], cmap="gray")
axes[0].set(title="A boot", xticks=[], yticks=[])
axes[1].imshow(by_dense, cmap="PuOr_r", vmin=-4, vmax=4)
axes[1].set(title="Its horizontal edges, by a dense layer", xticks=[], yticks=[])
axes[2].imshow(W[:120, :80], cmap="PuOr_r", vmin=-2, vmax=2)
axes[2].set(title="A corner of W: zeros, and copies", xlabel="output", ylabel="pixel")
plt.show()

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# Of half a million weights 4,056 aren't zero, six a column (the kernel's middle row is), and they are copies of four
# numbers. A dense layer would have to learn 529,984, and nothing tells it that edges look alike everywhere. The
# convolution learns nine, at 676 places at once.
#
# </details>
#
# **To remember**
# - A convolution is a dense layer with two promises: outputs depend on few neighbours, and all places share weights.
# - Its parameters don't get more with the size of the picture.
# - That pays where neighbours belong together and a pattern may appear anywhere.

# %% [markdown]
# ## Counting before building
# A filter spans all channels of its input: $f \cdot f \cdot n_c$ weights and one bias. With padding "same" the output has
# $\lceil n / s \rceil$ rows (Keras pads as needed), with "valid" $\lfloor (n - f)/s \rfloor + 1$.

# %% [markdown]
# ## Exercise 2 · A table of layers  (5 points, ~10 min, ●●○)
# Write `layer_table(input_shape, stack)`, which walks through a network on paper. Each layer of the stack is a tuple:
#
# | layer | what it does |
# |---|---|
# | `("conv", filters, f, stride, padding)` | convolution with `f` by `f` kernels and biases; padding is `"same"` or `"valid"` |
# | `("pool", f)` | max pooling, windows of `f` by `f`, stride `f`; what is left over at the edge is dropped |
# | `("flatten",)` | all values in one row |
# | `("dense", units)` | each unit joined with each value of a flat input, and biases |
#
# For each layer the table has a pair: the shape of its output without the number of examples, and the number of its
# parameters. The shapes earn 2 points, the parameters 3.
#
# *Example.* `layer_table((4, 4, 3), [("conv", 8, 3, 2, "same"), ("flatten",)])` gives `[((2, 2, 8), 224), ((32,), 0)]`:
# each of the 8 filters has $3 \cdot 3 \cdot 3 + 1 = 28$ parameters.
#
# <details><summary>Hint 1: one variable walks along</summary>
#
# Keep `shape` in a variable. Each layer reads it, and writes its own output there for the next one.
#
# </details>
#
# <details><summary>Hint 2: taking a tuple apart</summary>
#
# `for kind, *settings in stack:` puts the name into `kind` and the rest into a list.
#
# </details>
#
# <details><summary>Hint 3: rounding up</summary>
#
# `-(-n // s)` is n / s, rounded up. `math.prod(shape)` multiplies all entries.
#
# </details>

# %% solution="layer_table"
def layer_table(input_shape, stack):
    """Output shape and number of parameters of each layer of a network.

    input_shape: (height, width, channels); stack: a list of tuples as in the table above, dense ones only where the input
    is flat; heights and widths may differ.
    Returns a list of pairs (shape, parameters), one for each layer: shape a tuple of one or three whole numbers, such as
    (2, 2, 8) or (32,); parameters a whole number, 0 for layers that learn nothing.
    """
    ### BEGIN SOLUTION
    table, shape = [], tuple(input_shape)
    for kind, *settings in stack:
        parameters = 0
        if kind == "conv":
            filters, f, stride, padding = settings
            parameters = (f * f * shape[2] + 1) * filters
            sides = [-(-n // stride) if padding == "same" else (n - f) // stride + 1 for n in shape[:2]]
            shape = (*sides, filters)
        elif kind == "pool":
            shape = (shape[0] // settings[0], shape[1] // settings[0], shape[2])
        elif kind == "flatten":
            shape = (math.prod(shape),)
        else:
            parameters = (shape[0] + 1) * settings[0]
            shape = (settings[0],)
        table.append((shape, parameters))
    return table
    ### END SOLUTION

# %% tests="layer_table" part="shapes" points=2
from companion.testing import close

table = layer_table((4, 4, 3), [("conv", 8, 3, 2, "same"), ("flatten",)])
assert table is not None, "layer_table returns None. Does it end with a return?"
assert len(table) == 2 and all(len(row) == 2 for row in table), "A pair for each layer: (shape, parameters)."
assert close([row[0] for row in table], [(2, 2, 8), (32,)]), "The example: (2, 2, 8), then 2 times 2 times 8 values in a row."
odd = layer_table((7, 10, 1), [("conv", 2, 3, 1, "valid"), ("conv", 4, 3, 2, "same"), ("pool", 2), ("flatten",), ("dense", 5)])
assert close([row[0] for row in odd], [(5, 8, 2), (3, 4, 4), (1, 2, 4), (8,), (5,)]), (
    "Odd sizes: 7 rows without padding give 5; 'same' with stride 2 rounds 5 / 2 up; pooling rounds 3 / 2 down."
)
### BEGIN HIDDEN TESTS
import keras
import numpy as np


def by_keras(shape, stack):
    """The output shapes of Keras's own layers."""
    made, found = keras.Input(shape), []
    for kind, *settings in stack:
        if kind == "conv":
            filters, f, stride, padding = settings
            layer = keras.layers.Conv2D(filters, f, strides=stride, padding=padding)
        else:
            layer = {"pool": keras.layers.MaxPooling2D, "flatten": keras.layers.Flatten, "dense": keras.layers.Dense}[kind](*settings)
        made = layer(made)
        found.append(tuple(made.shape[1:]))
    return found


rng = np.random.default_rng(3)
for shape in ((28, 28, 1), (17, 23, 3), (30, 14, 2), (11, 11, 5)):
    f, g = (int(each) for each in rng.integers(1, 6, size=2))
    stack = [("conv", 6, f, 1, "valid"), ("conv", 5, g, 2, "same"), ("pool", 3), ("conv", 9, 2, 3, "same"), ("flatten",), ("dense", 7), ("dense", 2)]
    expected = by_keras(shape, stack)
    table = layer_table(shape, stack)
    assert len(table) == len(stack), "One pair for each layer."
    assert close([row[0] for row in table], expected), "A shape is wrong. Look at the rounding for 'same', 'valid' and pooling, and at heights and widths that differ."
assert close([row[0] for row in layer_table((9, 8, 4), [("pool", 2), ("conv", 3, 3, 2, "valid")])], by_keras((9, 8, 4), [("pool", 2), ("conv", 3, 3, 2, "valid")])), (
    "A shape is wrong where there is a stride and no padding, or where pooling comes first."
)
### END HIDDEN TESTS

# %% tests="layer_table" part="parameters" points=3
from companion.testing import close

table = layer_table((4, 4, 3), [("conv", 8, 3, 2, "same"), ("flatten",)])
assert close([row[1] for row in table], [224, 0]), "The example: 8 filters of 3 times 3 times 3 weights and a bias; flattening learns nothing."
odd = layer_table((7, 10, 1), [("conv", 2, 3, 1, "valid"), ("conv", 4, 3, 2, "same"), ("pool", 2), ("flatten",), ("dense", 5)])
assert close([row[1] for row in odd], [20, 76, 0, 0, 45]), "The second convolution sees 2 channels; the dense layer 8 values. Each filter and each unit has a bias."
### BEGIN HIDDEN TESTS
import keras
import numpy as np


def by_keras(shape, stack):
    """The numbers of parameters of Keras's own layers."""
    made, found = keras.Input(shape), []
    for kind, *settings in stack:
        if kind == "conv":
            filters, f, stride, padding = settings
            layer = keras.layers.Conv2D(filters, f, strides=stride, padding=padding)
        else:
            layer = {"pool": keras.layers.MaxPooling2D, "flatten": keras.layers.Flatten, "dense": keras.layers.Dense}[kind](*settings)
        made = layer(made)
        found.append(layer.count_params())
    return found


rng = np.random.default_rng(4)
for shape in ((28, 28, 1), (17, 23, 3), (30, 14, 2), (11, 11, 5)):
    f, g = (int(each) for each in rng.integers(1, 6, size=2))
    stack = [("conv", 6, f, 1, "valid"), ("conv", 5, g, 2, "same"), ("pool", 3), ("conv", 9, 2, 3, "same"), ("flatten",), ("dense", 7), ("dense", 2)]
    expected = by_keras(shape, stack)
    table = layer_table(shape, stack)
    assert len(table) == len(stack), "One pair for each layer."
    assert close([row[1] for row in table], expected), "A number of parameters is wrong: weights of one filter or unit, plus its bias, times how many there are."
### END HIDDEN TESTS

# %% mistake="layer_table"
def layer_table(input_shape, stack):
    """The biases are missing: each filter and each unit has one."""
    table, shape = [], tuple(input_shape)
    for kind, *settings in stack:
        parameters = 0
        if kind == "conv":
            filters, f, stride, padding = settings
            parameters = f * f * shape[2] * filters
            sides = [-(-n // stride) if padding == "same" else (n - f) // stride + 1 for n in shape[:2]]
            shape = (*sides, filters)
        elif kind == "pool":
            shape = (shape[0] // settings[0], shape[1] // settings[0], shape[2])
        elif kind == "flatten":
            shape = (math.prod(shape),)
        else:
            parameters = shape[0] * settings[0]
            shape = (settings[0],)
        table.append((shape, parameters))
    return table

# %% mistake="layer_table"
def layer_table(input_shape, stack):
    """A filter spans all channels of its input: f times f weights for each of them."""
    table, shape = [], tuple(input_shape)
    for kind, *settings in stack:
        parameters = 0
        if kind == "conv":
            filters, f, stride, padding = settings
            parameters = (f * f + 1) * filters
            sides = [-(-n // stride) if padding == "same" else (n - f) // stride + 1 for n in shape[:2]]
            shape = (*sides, filters)
        elif kind == "pool":
            shape = (shape[0] // settings[0], shape[1] // settings[0], shape[2])
        elif kind == "flatten":
            shape = (math.prod(shape),)
        else:
            parameters = (shape[0] + 1) * settings[0]
            shape = (settings[0],)
        table.append((shape, parameters))
    return table

# %% mistake="layer_table"
def layer_table(input_shape, stack):
    """With padding "same" and a stride, the size is rounded up: 5 rows and stride 2 give 3."""
    table, shape = [], tuple(input_shape)
    for kind, *settings in stack:
        parameters = 0
        if kind == "conv":
            filters, f, stride, padding = settings
            parameters = (f * f * shape[2] + 1) * filters
            sides = [n // stride if padding == "same" else (n - f) // stride + 1 for n in shape[:2]]
            shape = (*sides, filters)
        elif kind == "pool":
            shape = (shape[0] // settings[0], shape[1] // settings[0], shape[2])
        elif kind == "flatten":
            shape = (math.prod(shape),)
        else:
            parameters = (shape[0] + 1) * settings[0]
            shape = (settings[0],)
        table.append((shape, parameters))
    return table

# %% mistake="layer_table"
def layer_table(input_shape, stack):
    """Where there is no padding, the kernel has to fit in: (n - f) // stride + 1."""
    table, shape = [], tuple(input_shape)
    for kind, *settings in stack:
        parameters = 0
        if kind == "conv":
            filters, f, stride, padding = settings
            parameters = (f * f * shape[2] + 1) * filters
            shape = (-(-shape[0] // stride), -(-shape[1] // stride), filters)
        elif kind == "pool":
            shape = (shape[0] // settings[0], shape[1] // settings[0], shape[2])
        elif kind == "flatten":
            shape = (math.prod(shape),)
        else:
            parameters = (shape[0] + 1) * settings[0]
            shape = (settings[0],)
        table.append((shape, parameters))
    return table

# %% mistake="layer_table"
def layer_table(input_shape, stack):
    """You count a convolution as if it were dense: weights for each place. All places share one kernel."""
    table, shape = [], tuple(input_shape)
    for kind, *settings in stack:
        parameters = 0
        if kind == "conv":
            filters, f, stride, padding = settings
            sides = [-(-n // stride) if padding == "same" else (n - f) // stride + 1 for n in shape[:2]]
            parameters = (f * f * shape[2] + 1) * filters * math.prod(sides)
            shape = (*sides, filters)
        elif kind == "pool":
            shape = (shape[0] // settings[0], shape[1] // settings[0], shape[2])
        elif kind == "flatten":
            shape = (math.prod(shape),)
        else:
            parameters = (shape[0] + 1) * settings[0]
            shape = (settings[0],)
        table.append((shape, parameters))
    return table

# %% mistake="layer_table"
def layer_table(input_shape, stack):
    """Height and width are walked through as one number. They may differ."""
    table, shape = [], tuple(input_shape)
    for kind, *settings in stack:
        parameters = 0
        if kind == "conv":
            filters, f, stride, padding = settings
            parameters = (f * f * shape[2] + 1) * filters
            side = -(-shape[0] // stride) if padding == "same" else (shape[0] - f) // stride + 1
            shape = (side, side, filters)
        elif kind == "pool":
            shape = (shape[0] // settings[0], shape[0] // settings[0], shape[2])
        elif kind == "flatten":
            shape = (math.prod(shape),)
        else:
            parameters = (shape[0] + 1) * settings[0]
            shape = (settings[0],)
        table.append((shape, parameters))
    return table

# %% [markdown]
# Let your function count for a colour picture of $n \times n$ pixels: a dense layer of 100 units, and two convolutions.

# %% demo
for n in (28, 64, 224, 1000):
    one_dense = layer_table((n, n, 3), [("flatten",), ("dense", 100)])
    convolutional = layer_table((n, n, 3), [("conv", 16, 3, 2, "same"), ("conv", 32, 3, 2, "same")])
    count = [sum(parameters for _, parameters in table) for table in (one_dense, convolutional)]
    print(f"{n:>5} x {n:<5} dense {count[0]:>12,}   convolutions {count[1]:>7,}")

# %% [markdown]
# ## Models in Keras
# A `Sequential` model is a list of layers. This one sees the clothes through 3 by 3 windows, halves the picture twice by
# **strides**, and then keeps of each of its 64 feature maps only the largest value, wherever it is (`GlobalMaxPooling2D`).
# The last layer gives logits.

# %%
def global_model(input_shape):
    """Three convolutions, the largest value of each map, ten logits."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(24, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.GlobalMaxPooling2D(),
            layers.Dense(10),
        ]
    )


def dense_model(input_shape):
    """No convolution: one hidden layer, with about as many parameters."""
    return keras.Sequential(
        [keras.Input(input_shape), layers.Flatten(), layers.Dense(22, activation="relu"), layers.Dense(10)]
    )


for build in (global_model, dense_model):
    print(build.__name__, f"{build((28, 28, 1)).count_params():,} parameters")

# %% [markdown]
# A list has no branches. The **functional API** has: a layer is called with what it takes in, like a function, and
# `keras.Model(inputs, outputs)` collects all that lies between. `layers.Concatenate()([P, S])` puts the channels of two
# tensors of one height and width side by side.
#
# You need a branch for an old question: how to halve a picture? **Max pooling** keeps the strongest of four values and
# learns nothing; a **strided convolution** learns its summary, and costs parameters. Take both, and let training choose.

# %% [markdown]
# ## Exercise 3 · Two ways to halve  (6 points, ~8 min, ●●○)
# Write `convolutional_model(input_shape)`, which returns this model, not compiled. All convolutions are 3 by 3, with
# padding "same" and ReLU.
#
# | | from | layer | output, for 28 by 28 |
# |---|---|---|---|
# | A | the input | convolution, 4 filters | (28, 28, 4) |
# | P | A | max pooling, 2 by 2 | (14, 14, 4) |
# | S | A | convolution, 4 filters, stride 2 | (14, 14, 4) |
# | B | P and S side by side, P first | convolution, 16 filters | (14, 14, 16) |
# | C | B | max pooling, 2 by 2 | (7, 7, 16) |
# | D | C, flattened | dense, 20 units, ReLU | (20,) |
# | logits | D | dense, 10 units, no activation | (10,) |
#
# *Example.* For `(28, 28, 1)` it has 40 + 148 + 1,168 + 15,700 + 210 = 17,266 parameters; most sit in the one dense layer
# after the flattening. Shapes and counts earn 2 points, what the model computes with given weights 4.
#
# <details><summary>Hint 1: the first lines</summary>
#
# `inputs = keras.Input(input_shape)`, then `A = layers.Conv2D(…)(inputs)`: first the settings, then the input.
#
# </details>
#
# <details><summary>Hint 2: the branch</summary>
#
# Both P and S are called with A. Then `layers.Concatenate()([P, S])` is what B is called with.
#
# </details>

# %% solution="convolutional_model"
def convolutional_model(input_shape):
    """A functional model with two ways to halve, side by side.

    input_shape: (height, width, channels); height and width even, and they may differ.
    Returns a keras.Model from pictures (m, height, width, channels) to logits (m, 10), not compiled.
    """
    ### BEGIN SOLUTION
    inputs = keras.Input(input_shape)
    A = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    P = layers.MaxPooling2D(2)(A)
    S = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(A)
    B = layers.Conv2D(16, 3, padding="same", activation="relu")(layers.Concatenate()([P, S]))
    C = layers.MaxPooling2D(2)(B)
    D = layers.Dense(20, activation="relu")(layers.Flatten()(C))
    return keras.Model(inputs, layers.Dense(10)(D))
    ### END SOLUTION

# %% tests="convolutional_model" part="shapes" points=2
from companion import checks

found = checks.describe(convolutional_model((28, 28, 1)))
assert tuple(found["input_shape"]) == (None, 28, 28, 1), "The input is (28, 28, 1) pictures: hand input_shape to keras.Input."
assert found["output_shape"] == (None, 10), "The output must be ten logits for each picture. Is the picture flattened before the dense layers?"
assert found["parameters"] == 17266, "The example has 17,266 parameters. Go through the table layer by layer."
### BEGIN HIDDEN TESTS
for height, width, channels in ((8, 8, 3), (12, 20, 1), (10, 6, 2)):
    found = checks.describe(convolutional_model((height, width, channels)))
    flat = 16 * (height // 4) * (width // 4)
    assert tuple(found["input_shape"]) == (None, height, width, channels), "The input has the shape that is given, whatever it is."
    assert found["output_shape"] == (None, 10), "Ten logits for each picture, for other sizes as well."
    expected = (9 * channels + 1) * 4 + (9 * 4 + 1) * 4 + (9 * 8 + 1) * 16 + (flat + 1) * 20 + 21 * 10
    assert found["parameters"] == found["trainable_parameters"] == expected, "For another size the number of parameters is wrong."
### END HIDDEN TESTS

# %% tests="convolutional_model" part="values" points=4
import numpy as np

from companion import checks
from companion.testing import close, taken

model = convolutional_model((4, 4, 1))
logits = checks.call(model, np.zeros((2, 4, 4, 1)))
assert close(logits, np.zeros((2, 10))), "With fresh weights all biases are 0, so a black picture gives ten zeros. Is there a softmax at the end?"
kernels = {shape: np.zeros(shape) for shape in ((3, 3, 1, 4), (3, 3, 4, 4), (3, 3, 8, 16), (16, 20), (20, 10))}
biases = {shape: np.zeros(shape[-1]) for shape in kernels}
order = [each.shape for each in checks.get_weights(model)[::2]]
assert sorted(order) == sorted(kernels), "The weights don't have the shapes that the table gives, or a layer has no bias."
kernels[3, 3, 1, 4][1, 1, 0, 0] = 1  # A: map 0 is the picture; in the other layers [1, 1, from, to] joins two maps
kernels[3, 3, 4, 4][1, 1, 0, 0], biases[3, 3, 4, 4][0] = -1, 2  # S: map 0 is 2 minus every second pixel of A's
kernels[3, 3, 8, 16][1, 1, 0, 0], biases[3, 3, 8, 16][0] = -1, 5  # B: map 0 is 5 minus P's
kernels[3, 3, 8, 16][1, 1, 4, 1], biases[3, 3, 8, 16][1] = 1, 1  # B: map 1 is S's plus 1
kernels[16, 20][[0, 1, 0], [0, 1, 2]] = 1, 1, -1  # D: the two, and the first with a minus
kernels[20, 10][[0, 1, 2], [0, 1, 2]] = 1
checks.set_weights(model, [values for shape in order for values in (kernels[shape], biases[shape])])
corners = np.zeros((4, 4))
corners[::2, ::2] = 2
pictures = np.stack([np.full((4, 4), -1), np.full((4, 4), 4), np.full((4, 4), 9), corners])[..., np.newaxis]
logits = taken(checks.call(model, pictures))[:, :3]
assert close(logits[0], [5, 3, 0]), "All pixels -1: A's ReLU makes 0 of them, so P has 0 and S 2. B has 5 - 0 and 2 + 1, and D a ReLU, too. Does B see P first?"
assert close(logits[1:3], [[1, 1, 0], [0, 1, 0]]), "All pixels 4, all 9: S has ReLU(2 - 4) = 0, B ReLU(5 - 4) = 1 and ReLU(5 - 9) = 0. Is a ReLU missing?"
assert close(logits[3], [3, 3, 0]), "Pixels of 2 in every second row and column: P has 2 everywhere. S is called with A, and its windows have their middle on zeros."
### BEGIN HIDDEN TESTS

def convolved(X, W, b, stride=1):
    """ReLU of a 3 by 3 convolution, padded as Keras does for even sizes."""
    before = 1 if stride == 1 else 0
    padded = np.pad(X, ((0, 0), (before, 1), (before, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))[:, ::stride, ::stride]
    return np.maximum(np.einsum("mijcab,abcn->mijn", windows, W) + b, 0)


def halved(X):
    """The largest of each 2 by 2 block; what is left over is dropped."""
    m, h, w, c = X.shape
    return X[:, : h // 2 * 2, : w // 2 * 2].reshape(m, h // 2, 2, w // 2, 2, c).max(axis=(2, 4))


rng = np.random.default_rng(5)
for height, width, channels in ((8, 8, 3), (12, 20, 1), (10, 6, 2)):
    model = convolutional_model((height, width, channels))
    weights, X = checks.get_weights(model), rng.normal(size=(3, height, width, channels))
    flat = 16 * (height // 4) * (width // 4)
    shapes = {"A": (3, 3, channels, 4), "S": (3, 3, 4, 4), "B": (3, 3, 8, 16), "D": (flat, 20), "logits": (20, 10)}
    drawn = {name: rng.normal(0, 1.5 / np.sqrt(np.prod(shape[:-1])), size=shape) for name, shape in shapes.items()}
    biases = {name: 0.1 * rng.normal(size=shape[-1]) for name, shape in shapes.items()}
    names = [next((name for name, shape in shapes.items() if shape == each.shape), "") for each in weights[::2]]
    assert sorted(names) == sorted(shapes), "The weights don't have the shapes that the table gives, or a layer has no bias."
    checks.set_weights(model, [values for name in names for values in (drawn[name], biases[name])])
    A = convolved(X, drawn["A"], biases["A"])
    S = convolved(A, drawn["S"], biases["S"], stride=2)
    C = halved(convolved(np.concatenate([halved(A), S], axis=3), drawn["B"], biases["B"]))
    D = np.maximum(C.reshape(3, -1) @ drawn["D"] + biases["D"], 0)
    logits = checks.call(model, X)
    assert not close(taken(logits).sum(axis=1), np.ones(3), rtol=1e-3), "The logits of each picture sum to 1: there is a softmax at the end."
    assert close(logits, D @ drawn["logits"] + biases["logits"], rtol=1e-3, atol=1e-4), (
        "With given weights the logits are wrong: look at the activations, at what each layer is called with, and at the order of P and S."
    )
### END HIDDEN TESTS

# %% mistake="convolutional_model"
def convolutional_model(input_shape):
    """The convolutions have no activation. Without ReLU, two of them in a row do what one could."""
    inputs = keras.Input(input_shape)
    A = layers.Conv2D(4, 3, padding="same")(inputs)
    P = layers.MaxPooling2D(2)(A)
    S = layers.Conv2D(4, 3, strides=2, padding="same")(A)
    B = layers.Conv2D(16, 3, padding="same")(layers.Concatenate()([P, S]))
    C = layers.MaxPooling2D(2)(B)
    D = layers.Dense(20, activation="relu")(layers.Flatten()(C))
    return keras.Model(inputs, layers.Dense(10)(D))

# %% mistake="convolutional_model"
def convolutional_model(input_shape):
    """There is a softmax at the end. The table asks for logits; the loss takes the softmax itself."""
    inputs = keras.Input(input_shape)
    A = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    P = layers.MaxPooling2D(2)(A)
    S = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(A)
    B = layers.Conv2D(16, 3, padding="same", activation="relu")(layers.Concatenate()([P, S]))
    C = layers.MaxPooling2D(2)(B)
    D = layers.Dense(20, activation="relu")(layers.Flatten()(C))
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(D))

# %% mistake="convolutional_model"
def convolutional_model(input_shape):
    """The last convolution has no padding: Keras's default is "valid", and the maps shrink."""
    inputs = keras.Input(input_shape)
    A = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    P = layers.MaxPooling2D(2)(A)
    S = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(A)
    B = layers.Conv2D(16, 3, activation="relu")(layers.Concatenate()([P, S]))
    C = layers.MaxPooling2D(2)(B)
    D = layers.Dense(20, activation="relu")(layers.Flatten()(C))
    return keras.Model(inputs, layers.Dense(10)(D))

# %% mistake="convolutional_model"
def convolutional_model(input_shape):
    """Nothing flattens the maps. A dense layer then works at each place by itself, and the output keeps height and width."""
    inputs = keras.Input(input_shape)
    A = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    P = layers.MaxPooling2D(2)(A)
    S = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(A)
    B = layers.Conv2D(16, 3, padding="same", activation="relu")(layers.Concatenate()([P, S]))
    C = layers.MaxPooling2D(2)(B)
    D = layers.Dense(20, activation="relu")(C)
    return keras.Model(inputs, layers.Dense(10)(D))

# %% mistake="convolutional_model"
def convolutional_model(input_shape):
    """The strided convolution is called with P, not with A, so its maps are a quarter as high and wide."""
    inputs = keras.Input(input_shape)
    A = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    P = layers.MaxPooling2D(2)(A)
    S = layers.Conv2D(4, 3, padding="same", activation="relu")(P)
    B = layers.Conv2D(16, 3, padding="same", activation="relu")(layers.Concatenate()([P, S]))
    C = layers.MaxPooling2D(2)(B)
    D = layers.Dense(20, activation="relu")(layers.Flatten()(C))
    return keras.Model(inputs, layers.Dense(10)(D))

# %% mistake="convolutional_model"
def convolutional_model(input_shape):
    """S stands before P where they are put side by side. The table has P first."""
    inputs = keras.Input(input_shape)
    A = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    P = layers.MaxPooling2D(2)(A)
    S = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(A)
    B = layers.Conv2D(16, 3, padding="same", activation="relu")(layers.Concatenate()([S, P]))
    C = layers.MaxPooling2D(2)(B)
    D = layers.Dense(20, activation="relu")(layers.Flatten()(C))
    return keras.Model(inputs, layers.Dense(10)(D))

# %% mistake="convolutional_model"
def convolutional_model(input_shape):
    """The numbers of filters are in the wrong order: 4 come first, 16 later, where the picture is smaller."""
    inputs = keras.Input(input_shape)
    A = layers.Conv2D(16, 3, padding="same", activation="relu")(inputs)
    P = layers.MaxPooling2D(2)(A)
    S = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(A)
    B = layers.Conv2D(4, 3, padding="same", activation="relu")(layers.Concatenate()([P, S]))
    C = layers.MaxPooling2D(2)(B)
    D = layers.Dense(20, activation="relu")(layers.Flatten()(C))
    return keras.Model(inputs, layers.Dense(10)(D))

# %% [markdown]
# Train all three, each from three starts. `train_briefly` is the loop of course 2, week 3, with Adam and a start by a
# seed. (About half a minute.)

# %% demo tags=["nbval-ignore-output"]
trained = {}
for name, build in {"dense": dense_model, "global": global_model, "convolutional": convolutional_model}.items():
    trained[name] = [build((28, 28, 1)) for _ in range(3)]
    for seed, model in enumerate(trained[name]):
        train_briefly(model, X_train, y_train, epochs=4, learning_rate=0.003, seed=seed)
    right = [np.mean(np.argmax(model(X_dev), axis=1) == y_dev) for model in trained[name]]
    print(f"{name:>13}: {model.count_params():,} parameters, dev accuracy", *(f"{share:.3f}" for share in right))

# %% [markdown]
# What has the first one learnt to look for? A functional model gives away its insides: `keras.Model(model.inputs[0], …)` with
# the output of any layer makes a model that stops there. *Guess first:* will the pooled and the strided maps look alike?

# %% demo tags=["nbval-ignore-output"]
model = convolutional_model((28, 28, 1))
model.set_weights(trained["convolutional"][0].get_weights())
stages = [layer for layer in model.layers if isinstance(layer, layers.Conv2D | layers.MaxPooling2D)][:3]
maps = keras.Model(model.inputs[0], [layer.output for layer in stages])(boot)
figure, axes = plt.subplots(3, 4, figsize=(7, 5.6), layout="constrained")
for row, (layer, values) in enumerate(zip(stages, maps, strict=True)):
    for channel, ax in enumerate(axes[row]):
        ax.imshow(values[0, :, :, channel], cmap="gray", vmin=0)
        ax.set(xticks=[], yticks=[], ylabel="" if channel else f"{type(layer).__name__}\n{values.shape[1]} x {values.shape[2]}")
figure.suptitle("A boot in the first layers: A, and its two halves (white: strongest in its map)")
plt.show()

# %% [markdown]
# <details><summary>What the pictures show</summary>
#
# The pooled maps are A again, coarser and bolder. The strided ones combine all four maps of A, and may show what none of
# them does. A black map belongs to a filter whose ReLU this boot never wakes.
#
# </details>
#
# **To remember**
# - `Sequential` for a list, the functional API for anything with a branch, a join or several outputs.
# - Flattening is expensive: count the dense layer behind it first.

# %% [markdown]
# ## Exercise 4 · Find the bug  (4 points, ~6 min, ●●○)
# "It learns, but the loss stays above 1.5, and three in ten pictures go wrong." There are **two** mistakes in
# `broken_model`. Run the cell below it for two symptoms, then write `mended_model(input_shape)`: the same network without
# them. Loss and optimizer stay. Each mended mistake earns 2 points.
#
# *Example.* For `(28, 28, 1)` both models have 9,098 parameters. Neither mistake is in the sizes.

# %%
def broken_model(input_shape):
    """Ten classes of clothes, with two mistakes."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(8, 3, strides=2, padding="same"),
            layers.Conv2D(16, 3, strides=2, padding="same"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def cross_entropy(y, logits):
    """TensorFlow's own: it takes the softmax of the logits itself."""
    return tf.nn.sparse_softmax_cross_entropy_with_logits(tf.cast(tf.reshape(y, [-1]), tf.int32), logits)


def fit_model(model):
    """Train on the clothes; returns the losses and accuracies that Keras noted after each epoch."""
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss=cross_entropy, metrics=["sparse_categorical_accuracy"])
    return model.fit(X_train, y_train, batch_size=50, epochs=8, validation_data=(X_dev, y_dev), verbose=0).history

# %% demo tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
broken = broken_model((28, 28, 1))
broken_history = fit_model(broken)
print(f"symptom 1: dev loss {broken_history['val_loss'][-1]:.2f}, dev accuracy {broken_history['val_sparse_categorical_accuracy'][-1]:.2f}")
before_the_last = keras.Model(broken.inputs[0], broken.layers[-2].output)
middle = (X_dev[:1] + X_dev[1:2]) / 2
halfway = (before_the_last(X_dev[:1]) + before_the_last(X_dev[1:2])) / 2
print("symptom 2: the features of two pictures' mean are the mean of their features:",
      bool(np.allclose(before_the_last(middle), halfway, atol=1e-4)))

# %% [markdown]
# <details><summary>Hint 1: symptom 1</summary>
#
# The loss takes what comes in for logits, and computes the softmax of them. What are the largest and the smallest number
# that come out of this model? If ten "logits" are one 1 and nine 0, what is the best loss?
#
# </details>
#
# <details><summary>Hint 2: symptom 2</summary>
#
# Which functions turn the mean of two inputs into the mean of two outputs? What should have prevented that, behind each
# convolution? (A `ReLU()` layer of its own is as good.)
#
# </details>

# %% solution="mended_model"
def mended_model(input_shape):
    """The network of broken_model without its two mistakes.

    input_shape: (height, width, channels).
    Returns a keras.Sequential model, not compiled, from pictures to ten logits; its layers with weights are the same, in
    the same order and sizes, and layers without weights may be added.
    """
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    ### END SOLUTION

# %% tests="mended_model" part="output" points=2
import numpy as np

from companion import checks
from companion.testing import close, taken

model = mended_model((28, 28, 1))
outputs = taken(checks.call(model, np.zeros((1, 28, 28, 1))))
assert outputs.shape == (1, 10) and checks.describe(model)["parameters"] == 9098, "Ten outputs and 9,098 parameters, as before: the sizes were right."
assert not close(outputs.sum(axis=1), [1], rtol=1e-4), "The ten outputs of a picture sum to 1. Look at symptom 1 again."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for shape in ((8, 8, 3), (12, 7, 1)):
    model = mended_model(shape)
    weights = [rng.normal(size=each.shape) for each in checks.get_weights(model)]
    sizes = [(3, 3, shape[2], 8), (8,), (3, 3, 8, 16), (16,), (-(-shape[0] // 4) * -(-shape[1] // 4) * 16, 10), (10,)]
    assert [each.shape for each in weights] == sizes, "For another input the weights have other shapes than those of broken_model."
    checks.set_weights(model, [0 * each for each in weights[:5]] + [weights[5]])
    outputs = checks.call(model, rng.normal(size=(2, *shape)))
    assert close(outputs, [weights[5], weights[5]], rtol=1e-4), "With all weights 0 but the last biases, logits are these biases. Does something still come after the last sum?"
### END HIDDEN TESTS

# %% tests="mended_model" part="layers" points=2
import numpy as np

from companion import checks
from companion.testing import close, taken

model = mended_model((28, 28, 1))
assert len(checks.get_weights(model)) == 6, "Two convolutions and a dense layer, each with weights and biases."
model = mended_model((4, 4, 1))
weights = [np.zeros(each.shape) for each in checks.get_weights(model)]
weights[0][1, 1, 0, 0] = -1  # the first convolution: minus the pixel
weights[2][1, 1, 0, 0], weights[3][0] = -1, 1  # the second one: 1 minus that
weights[4][0, 0] = 1
checks.set_weights(model, weights)
found = taken(checks.call(model, np.stack([np.full((4, 4, 1), 1), np.full((4, 4, 1), -3)])))
logits = np.eye(2, 10)  # the first picture's first logit is 1
logits[1] = 0
shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
expected = shares if found.min() > 0 else logits  # whether there is a softmax is the other part's question
assert close(found[0], expected[0]), "The first convolution gives -1, the second one 1 minus what comes in. Something between them has to make 0 of the -1. Look at symptom 2 again."
assert close(found[1], expected[1]), "The first convolution gives 3, the second one 1 - 3 = -2. Something behind it has to make 0 of that. Look at symptom 2 again."
### BEGIN HIDDEN TESTS


def convolved(X, W, b):
    """ReLU of a 3 by 3 convolution with stride 2, padded as Keras does."""
    pads = [(0, 0)] + [((2 * -(-n // 2) + 1 - n) // 2, -(-(2 * -(-n // 2) + 1 - n) // 2)) for n in X.shape[1:3]] + [(0, 0)]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, pads), (3, 3), axis=(1, 2))[:, ::2, ::2]
    return np.maximum(np.einsum("mijcab,abcn->mijn", windows, W) + b, 0)


rng = np.random.default_rng(7)
for shape in ((8, 8, 3), (12, 7, 1), (5, 10, 2)):
    model = mended_model(shape)
    weights = [rng.normal(0, 0.4, size=each.shape) for each in checks.get_weights(model)]
    checks.set_weights(model, weights)
    X = rng.normal(size=(4, *shape))
    features = convolved(convolved(X, *weights[:2]), *weights[2:4]).reshape(4, -1)
    found, logits = taken(checks.call(model, X)), features @ weights[4] + weights[5]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    right = close(found, logits, rtol=1e-3, atol=1e-3) or close(found, powers / powers.sum(axis=1, keepdims=True), rtol=1e-3, atol=1e-4)
    assert right, "With given weights the network computes something else. What has to stand between two layers, so that they do more than one?"
### END HIDDEN TESTS

# %% mistake="mended_model"
def mended_model(input_shape):
    """The softmax is still there, and the loss takes one of its own: its lowest value is then 1.46, whatever happens."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )

# %% mistake="mended_model"
def mended_model(input_shape):
    """The convolutions still have no activation, so all layers together are one linear map."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(8, 3, strides=2, padding="same"),
            layers.Conv2D(16, 3, strides=2, padding="same"),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )

# %% mistake="mended_model"
def mended_model(input_shape):
    """One of the two convolutions has an activation now. The other one needs it, too."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(16, 3, strides=2, padding="same"),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )

# %% mistake="mended_model"
def mended_model(input_shape):
    """The logits go through a ReLU. It cuts off all that speaks against a class."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="relu"),
        ]
    )

# %% [markdown]
# **Reading the curves.** *Guess first:* in which epoch does the mended network stop getting better on dev, and does the broken
# one ever overfit?

# %% demo tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
histories = {"broken": broken_history, "mended": fit_model(mended_model((28, 28, 1)))}
figure, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
for (name, history), color in zip(histories.items(), COLORS, strict=False):
    for ax, measure in zip(axes, ("loss", "sparse_categorical_accuracy"), strict=True):
        epochs = range(1, len(history[measure]) + 1)
        ax.plot(epochs, history[measure], "--", color=color, label=f"{name}, train")
        ax.plot(epochs, history[f"val_{measure}"], "-", color=color, label=f"{name}, dev")
axes[0].axhline(math.log(1 + 9 / math.e), color="gray", linestyle=":", label="log(1 + 9/e) = 1.46")
axes[0].set(title="A softmax too many puts a floor under the loss", xlabel="epoch", ylabel="cross-entropy", ylim=(0, None))
axes[1].set(title="It learns all the same, more slowly", xlabel="epoch", ylabel="accuracy")
axes[0].legend(fontsize=8)
plt.show()

# %% [markdown]
# <details><summary>What the curves say</summary>
#
# The mended network's train loss falls on; its dev loss flattens after some epochs, and the gap that opens is variance:
# more data or regularization would help, more epochs won't. The broken one lies above its floor, but seven in ten
# pictures right look like learning, which lets such mistakes live long. (Keras's own loss sees a softmax, warns, and
# undoes it; TensorFlow's doesn't.)
#
# </details>

# %% [markdown]
# ## When pictures move
# If the input of a convolution (stride 1) moves by a pixel, its output moves by a pixel: it is **equivariant**. That
# isn't yet **invariance**, the same answer wherever the shirt is. Which of our three networks has that? Measure it.

# %% [markdown]
# ## Exercise 5 · Shift  (3 points, ~6 min, ●●○)
# Write `shift(X, down, right)`, which moves every picture by whole pixels and fills the places that become free with
# zeros. What leaves the picture is lost.
#
# *Example.* One picture $[[1, 2], [3, 4]]$, moved down by 1: $[[0, 0], [1, 2]]$. Moved right by $-1$: $[[2, 0], [4, 0]]$.
#
# <details><summary>Hint 1: a wider canvas</summary>
#
# `np.pad` with `|down|` rows above and below, `|right|` columns on either side. Then cut a window of the old size out.
#
# </details>
#
# <details><summary>Hint 2: where the window starts</summary>
#
# Without a shift it starts at row `abs(down)` of the canvas. To move the picture down, move the window up.
#
# </details>

# %% solution="shift"
def shift(X, down, right):
    """Pictures moved by whole pixels, with zeros behind them.

    X: (m, height, width) or (m, height, width, channels); X isn't changed.
    down, right: whole numbers, negative for up and left; less than height and width in size.
    Returns a new array of the same shape.
    """
    ### BEGIN SOLUTION
    height, width = X.shape[1:3]
    rows, columns = abs(down), abs(right)
    canvas = np.pad(X, ((0, 0), (rows, rows), (columns, columns)) + ((0, 0),) * (X.ndim - 3))
    top, left = rows - down, columns - right
    return canvas[:, top : top + height, left : left + width]
    ### END SOLUTION

# %% tests="shift" points=3
import numpy as np

from companion.testing import close

X = np.array([[[1, 2], [3, 4]]])
assert shift(X, 1, 0) is not None, "shift returns None. Does it end with a return?"
assert close(shift(X, 1, 0), [[[0, 0], [1, 2]]]), "Down by 1: the upper row becomes zeros, the lower one leaves the picture."
assert close(shift(X, 0, -1), [[[2, 0], [4, 0]]]), "Right by -1 is left by 1: the right column becomes zeros."
assert close(shift(X, 0, 0), X), "Without a move nothing changes."
assert close(shift(np.ones((2, 3, 4, 1)), 1, -1).sum(axis=(1, 2, 3)), [6, 6]), "With channels, and both moves at once: 2 rows by 3 columns of ones are left."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(8)
for shape in ((1, 3, 3), (2, 5, 4), (3, 4, 7, 3), (1, 6, 5, 1)):
    X = rng.normal(size=shape)
    before = X.copy()
    for down, right in ((0, 0), (1, 2), (-2, 1), (2, -2), (-1, -1), (0, 2), (-2, 0)):
        expected = np.zeros(shape)
        for i in range(shape[1]):
            for j in range(shape[2]):
                if 0 <= i + down < shape[1] and 0 <= j + right < shape[2]:
                    expected[:, i + down, j + right] = X[:, i, j]
        found = shift(X, down, right)
        assert np.shape(found) == shape, "The shape has to stay as it is, with and without channels."
        assert close(found, expected), "Pixels are in the wrong place, or what became free isn't zero. Look at each sign of the two moves."
        assert close(X, before), "shift changed its argument."
### END HIDDEN TESTS

# %% mistake="shift"
def shift(X, down, right):
    """np.roll brings back on one side what leaves on the other."""
    return np.roll(X, (down, right), axis=(1, 2))

# %% mistake="shift"
def shift(X, down, right):
    """The picture moves the other way. To move it down, the window has to move up."""
    height, width = X.shape[1:3]
    rows, columns = abs(down), abs(right)
    canvas = np.pad(X, ((0, 0), (rows, rows), (columns, columns)) + ((0, 0),) * (X.ndim - 3))
    return canvas[:, rows + down : rows + down + height, columns + right : columns + right + width]

# %% mistake="shift"
def shift(X, down, right):
    """The two directions are swapped: axis 1 runs down, axis 2 to the right."""
    height, width = X.shape[1:3]
    rows, columns = abs(right), abs(down)
    canvas = np.pad(X, ((0, 0), (rows, rows), (columns, columns)) + ((0, 0),) * (X.ndim - 3))
    return canvas[:, rows - right : rows - right + height, columns - down : columns - down + width]

# %% mistake="shift"
def shift(X, down, right):
    """What becomes free repeats the edge. It has to be zero."""
    height, width = X.shape[1:3]
    rows, columns = abs(down), abs(right)
    canvas = np.pad(X, ((0, 0), (rows, rows), (columns, columns)) + ((0, 0),) * (X.ndim - 3), mode="edge")
    return canvas[:, rows - down : rows - down + height, columns - right : columns - right + width]

# %% mistake="shift"
def shift(X, down, right):
    """Negative moves are taken for positive ones."""
    height, width = X.shape[1:3]
    shifted = np.zeros_like(X)
    rows, columns = abs(down), abs(right)
    shifted[:, rows:, columns:] = X[:, : height - rows, : width - columns]
    return shifted

# %% [markdown]
# ## Exercise 6 · Accuracy when shifted  (3 points, ~5 min, ●○○)
# Write `shifted_accuracy(logits_of, X, y, distance)`: the share of pictures that are classified correctly after a move by
# `distance` pixels, averaged over the four moves down, up, right and left. `logits_of` is a function from pictures to
# logits (m, classes), an array or a tensor; a Keras model is one. It calls `shift` (exercise 5).
#
# *Example.* If a network is right for 90 % of the pictures after each move down, up and right, and for 50 % after the move
# left, the result is 0.8. A distance of 0 gives the plain accuracy.
#
# <details><summary>Hint 1: one move</summary>
#
# `np.argmax(logits_of(shift(X, distance, 0)), axis=1)` are the classes after the move down. Compare them with `y`.
#
# </details>

# %% solution="shifted_accuracy"
def shifted_accuracy(logits_of, X, y, distance):
    """Accuracy on pictures that were moved, the mean over four directions.

    logits_of: a function from pictures like X to logits of shape (m, classes), an array or a tensor.
    X: (m, height, width, channels); y: (m,) whole numbers; distance: a whole number, 0 or more.
    Returns a number from 0 to 1.
    """
    ### BEGIN SOLUTION
    moves = ((distance, 0), (-distance, 0), (0, distance), (0, -distance))
    classes = [np.argmax(logits_of(shift(X, down, right)), axis=1) for down, right in moves]
    return np.mean([each == y for each in classes])
    ### END SOLUTION

# %% tests="shifted_accuracy" points=3
import numpy as np

from companion.testing import close


def lit_half(X):
    """Logits for: is the upper (0) or the lower (1) row of a picture brighter?"""
    return X.sum(axis=(2, 3))


X = np.array([[[[5.0], [5.0]], [[0.0], [0.0]]]])  # one picture, its upper row is bright
accuracy = shifted_accuracy(lit_half, X, np.array([0]), 0)
assert accuracy is not None, "shifted_accuracy returns None. Does it end with a return?"
assert close(accuracy, 1), "Without a move the upper row is brighter: class 0, which is right."
assert close(shifted_accuracy(lit_half, X, np.array([0]), 1), 0.75), "Moved down, the bright row is the lower one: wrong. The three other moves are right (argmax of two zeros is 0)."
### BEGIN HIDDEN TESTS
import tensorflow as tf

rng = np.random.default_rng(9)
for m, h, w, c, classes, as_tensor in ((1, 4, 5, 1, 3, False), (20, 5, 4, 2, 2, True), (31, 6, 6, 1, 4, False), (12, 7, 5, 3, 5, True)):
    X, y, W = rng.normal(size=(m, h, w, c)), rng.integers(0, classes, size=m), rng.normal(size=(h * w * c, classes))

    def logits_of(pictures):
        """Logits of a linear classifier, which depends on places."""
        values = np.reshape(pictures, (len(pictures), -1)) @ W
        return tf.constant(values) if as_tensor else values

    for distance in (0, 1, 2):
        right = []
        for down, across in ((distance, 0), (-distance, 0), (0, distance), (0, -distance)):
            moved = np.zeros_like(X)
            for i in range(h):
                for j in range(w):
                    if 0 <= i + down < h and 0 <= j + across < w:
                        moved[:, i + down, j + across] = X[:, i, j]
            right.append([int(max(range(classes), key=lambda k: row[k]) == label) for row, label in zip(moved.reshape(m, -1) @ W, y)])
        assert close(shifted_accuracy(logits_of, X, y, distance), np.mean(right), rtol=1e-4), "The mean share of right answers over the moves down, up, right and left is another one."
### END HIDDEN TESTS

# %% mistake="shifted_accuracy"
def shifted_accuracy(logits_of, X, y, distance):
    """You move down and right only. Up and left count as well."""
    moves = ((distance, 0), (0, distance))
    return np.mean([np.argmax(logits_of(shift(X, down, right)), axis=1) == y for down, right in moves])

# %% mistake="shifted_accuracy"
def shifted_accuracy(logits_of, X, y, distance):
    """You move along the diagonals. Each of the four moves goes in one direction only."""
    moves = [(a, b) for a in (distance, -distance) for b in (distance, -distance)]
    return np.mean([np.argmax(logits_of(shift(X, down, right)), axis=1) == y for down, right in moves])

# %% mistake="shifted_accuracy"
def shifted_accuracy(logits_of, X, y, distance):
    """The four moves follow one another, so the picture is moved back, and has lost its edges."""
    right = []
    for down, across in ((distance, 0), (-distance, 0), (0, distance), (0, -distance)):
        X = shift(X, down, across)
        right.append(np.argmax(logits_of(X), axis=1) == y)
    return np.mean(right)

# %% mistake="shifted_accuracy"
def shifted_accuracy(logits_of, X, y, distance):
    """A picture counts only if all four moves are classified correctly. Average over the moves instead."""
    moves = ((distance, 0), (-distance, 0), (0, distance), (0, -distance))
    return np.mean(np.all([np.argmax(logits_of(shift(X, down, right)), axis=1) == y for down, right in moves], axis=0))

# %% mistake="shifted_accuracy"
def shifted_accuracy(logits_of, X, y, distance):
    """This is the share of wrong answers."""
    moves = ((distance, 0), (-distance, 0), (0, distance), (0, -distance))
    return np.mean([np.argmax(logits_of(shift(X, down, right)), axis=1) != y for down, right in moves])

# %% [markdown]
# *Guess first:* of three networks that have never seen a shifted picture, which falls least at 4 pixels? And will its
# curve fall all the way?

# %% demo tags=["nbval-ignore-output"]
distances = range(5)
figure, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
for (name, models), color, line in zip(trained.items(), COLORS, LINES, strict=False):
    right = np.array([[shifted_accuracy(model, X_dev[:500], y_dev[:500], d) for d in distances] for model in models])
    ax.plot(distances, right.mean(axis=0), line, color=color, marker="o", label=name)
    ax.fill_between(distances, right.min(axis=0), right.max(axis=0), color=color, alpha=0.2)
    print(f"{name:>13}:", *(f"{share:.2f}" for share in right.mean(axis=0)))
ax.set(title="A convolution alone doesn't make a network forget places", xlabel="pixels moved", ylabel="dev accuracy", ylim=(0, 1))
ax.legend(title="mean of 3 starts, and their range")
plt.show()

# %% [markdown]
# <details><summary>What the curves say</summary>
#
# The dense network falls most. The convolutional one falls more slowly: its maps move along, but behind `Flatten` a
# dense layer has a weight for every *place*. The global one, which takes each map's maximum wherever it is, is best
# from three pixels on, and better at 4 than at 2: its strides multiply to 4, so a move by 4 moves every map by exactly
# one and the maximum stays, but for what leaves the picture. Moves by 1 to 3 fall between the steps. The price: it
# doesn't know *where* anything is.
#
# </details>
#
# **Now move one yourself:** a dev picture, and what two of the networks make of it.

# %% demo tags=["nbval-ignore-output"]
def show_moved(number=0, down=0, right=4):
    """A dev picture, moved, and the probabilities that two networks give."""
    picture = shift(X_dev[number : number + 1], down, right)
    figure, axes = plt.subplots(1, 2, figsize=(8, 3), layout="constrained", width_ratios=(1, 2))
    axes[0].imshow(picture[0, :, :, 0], cmap="gray")
    axes[0].set(title=fashion.classes[y_dev[number]], xticks=[], yticks=[])
    for offset, (name, color) in enumerate((("dense", COLORS[0]), ("global", COLORS[1]))):
        probabilities = tf.nn.softmax(trained[name][0](picture))[0]
        axes[1].barh(np.arange(10) + 0.4 * offset, probabilities, 0.4, color=color, label=name)
    axes[1].set(title="What they make of it", xlabel="probability", yticks=np.arange(10) + 0.2, xlim=(0, 1))
    axes[1].set_yticklabels(fashion.classes)
    axes[1].legend()
    plt.show()


show_moved()

# %% demo tags=["nbval-ignore-output"]
sliders = interact(
    show_moved,
    number=IntSlider(0, 0, 99, continuous_update=False),
    down=IntSlider(0, -8, 8, continuous_update=False),
    right=IntSlider(0, -8, 8, continuous_update=False),
)

# %% [markdown]
# **To remember**
# - Convolutions are equivariant (with strides only for moves by multiples); pooling over all places makes invariant.
# - `Flatten` and a dense layer know places again. Sometimes one wants that.
# - Invariance can also be learned, from moved pictures: week 2.

# %% [markdown]
# ## Exercise 7 · Beat the baseline  (6 points, ~20 min, ●●●)
# The signs, halved to 32 by 32 pixels, with the mean picture subtracted. The baseline is a dense network with 49,270
# parameters. Write `sign_reader()`, which returns a model of Keras's own layers from pictures (m, 32, 32, 3) to six
# logits, with **at most 12,000 parameters** (2 points for that).
#
# `train_briefly` trains it: 1,200 pictures, six epochs, seed 0. On **150 pictures that you don't see here** it has to
# be right for at least **85 %** (4 points). The cell after the tests trains in the same way and judges on 150 that you
# see: aim at 90 % there. Some of it is luck: a few points by which 150 pictures they are, and more by the start. The
# same design from another start, or another width, is a new draw, and some starts collapse. If a sensible design fails,
# change a width.
#
# *Example.* One convolution with 16 filters, stride 2, then `Flatten` and `Dense(6)` has 25,030 parameters: too many.
#
# <details><summary>Hint 1: where the parameters are</summary>
#
# Your `layer_table` tells. Each halving of the picture makes the flattened row four times as short.
#
# </details>
#
# <details><summary>Hint 2: a plan</summary>
#
# Three convolutions that each halve the picture, with more filters as it gets smaller. What is left is 4 by 4. A dense
# layer between that and the logits shouldn't be too narrow, or left out.
#
# </details>

# %%
def halved(X):
    """Each 2 by 2 block of pixels as its mean, from 0 to 1."""
    return X.reshape(len(X), 32, 2, 32, 2, 3).mean(axis=(2, 4)) / 255


mean_sign = halved(signs.X_train).mean(axis=0)
X_signs, X_signs_dev = (4 * (halved(X) - mean_sign) for X in (signs.X_train, signs.X_dev[:150]))
y_signs, y_signs_dev = signs.Y_train[0], signs.Y_dev[0, :150]


def dev_accuracy(model):
    """Train as the test does; the share of the 150 dev signs that are read correctly."""
    train_briefly(model, X_signs, y_signs, epochs=6, seed=0)
    return np.mean(np.argmax(model(X_signs_dev), axis=1) == y_signs_dev)

# %% demo tags=["nbval-ignore-output"]
baseline = keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(16, activation="relu"), layers.Dense(6)])
print(f"baseline: {baseline.count_params():,} parameters, dev accuracy {dev_accuracy(baseline):.3f}")

# %% solution="sign_reader"
def sign_reader():
    """A classifier of signs of your own design.

    Returns a model of Keras's own layers, not compiled, from pictures (m, 32, 32, 3) to logits (m, 6), with at most
    12,000 parameters.
    """
    ### BEGIN SOLUTION
    halving = dict(strides=2, padding="same", activation="relu")
    convolutions = [layers.Conv2D(filters, 3, **halving) for filters in (8, 16, 16)]
    head = [layers.Flatten(), layers.Dense(24, activation="relu"), layers.Dense(6)]
    return keras.Sequential([keras.Input((32, 32, 3)), *convolutions, *head])
    ### END SOLUTION

# %% tests="sign_reader" part="budget" points=2
import numpy as np

from companion import checks
from companion.testing import close, taken

model = sign_reader()
found = checks.describe(model)
assert tuple(found["input_shape"]) == (None, 32, 32, 3), "The model has to take pictures of (32, 32, 3)."
assert taken(checks.call(model, np.zeros((2, 32, 32, 3)))).shape == (2, 6), "Six logits for each picture."
assert found["parameters"] <= 12000, "More than 12,000 parameters. Which layer has most of them?"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(10)
checks.set_weights(model, [0.3 * rng.normal(size=each.shape) for each in checks.get_weights(model)])
outputs = taken(checks.call(model, rng.normal(size=(5, 32, 32, 3))))
assert outputs.shape == (5, 6) and np.all(np.isfinite(outputs)), "Six finite numbers for each picture."
assert not close(outputs.sum(axis=1), np.ones(5), rtol=1e-3), "The outputs of a picture sum to 1: there is a softmax at the end, and the loss takes logits."
### END HIDDEN TESTS

# %% tests="sign_reader" part="accuracy" points=4
import numpy as np

from companion import checks
from companion.testing import close, taken

model = sign_reader()
outputs = taken(checks.call(model, np.zeros((2, 32, 32, 3))))
assert outputs.shape == (2, 6), "Six logits for each picture."
assert not close(outputs.sum(axis=1), [1, 1]), "The outputs of a picture sum to 1: there is a softmax at the end, and accuracy counts for logits only."
assert checks.describe(model)["parameters"] <= 12000, "More than 12,000 parameters: accuracy counts within the budget only."
### BEGIN HIDDEN TESTS
from companion.data import load_signs
from companion.training import train_briefly

data = load_signs()
X_train, X_new = (X.reshape(len(X), 32, 2, 32, 2, 3).mean(axis=(2, 4)) / 255 for X in (data.X_train, data.X_dev[150:]))
mean = X_train.mean(axis=0)
train_briefly(model, 4 * (X_train - mean), data.Y_train[0], epochs=6, seed=0)
right = np.argmax(taken(checks.call(model, 4 * (X_new - mean))), axis=1) == data.Y_dev[0, 150:]
assert right.shape == (150,) and np.mean(right) >= 0.85, "Trained as in the notebook, your model reads less than 85 % of the new signs correctly."
### END HIDDEN TESTS

# %% mistake="sign_reader"
def sign_reader():
    """Nothing makes the picture smaller before it is flattened, so nearly all parameters are in the layer behind."""
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(8, 3, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(6),
        ]
    )

# %% mistake="sign_reader"
def sign_reader():
    """There is a softmax at the end, and the training takes one of its own: it needs logits."""
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(24, activation="relu"),
            layers.Dense(6, activation="softmax"),
        ]
    )

# %% mistake="sign_reader"
def sign_reader():
    """Averages over all places lose where the fingers are, and six epochs are too few to get over that."""
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(6),
        ]
    )

# %% mistake="sign_reader"
def sign_reader():
    """A dense network within the budget. Three units look at all pixels; windows that share weights get further."""
    return keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(3, activation="relu"), layers.Dense(6)])

# %% demo tags=["nbval-ignore-output"]
reader = sign_reader()
print(f"your reader: {reader.count_params():,} parameters, dev accuracy {dev_accuracy(reader):.3f}")

# %% [markdown]
# ## Your reader at work
# Draw a hand, upright, before a plain wall, the palm in the lower half. Save it as `my_hand.png` next to this notebook
# and run the cells; without one, they take a dev picture. (Your reader has seen one artist's hands only. If yours
# confuses it, why?)

# %% demo
own = Path("my_hand.png")
hand = read_picture(own, size=64) if own.exists() else signs.X_dev[3]


def page(reader):
    """What a reader sees of the hand in its first two sets of maps, and what it decides."""
    small = 4 * (halved(hand[np.newaxis]) - mean_sign)
    seeing = [layer.output for layer in reader.layers if len(layer.output.shape) == 4][:2]
    maps = [keras.Model(reader.inputs[0], output)(small) for output in seeing]
    figure = plt.figure(figsize=(10, 4.2), layout="constrained")
    grid = figure.add_gridspec(2, 10)
    ax = figure.add_subplot(grid[0, :2])
    ax.imshow(hand)
    ax.set(title="your hand" if own.exists() else "a dev picture", xticks=[], yticks=[])
    probabilities = tf.nn.softmax(reader(small))[0].numpy()
    ax = figure.add_subplot(grid[1, :2])
    ax.bar(range(6), probabilities, color=COLORS[0])
    ax.set(title=f"{probabilities.argmax()} fingers, it says", xlabel="fingers", ylabel="probability", ylim=(0, 1), xticks=range(6))
    for row, values in enumerate(maps):
        for channel in range(min(8, values.shape[3])):
            ax = figure.add_subplot(grid[row, 2 + channel])
            ax.imshow(values[0, :, :, channel], cmap="gray")
            ax.set(xticks=[], yticks=[], title=f"{values.shape[1]} x {values.shape[2]}" if channel == 0 else "")
    figure.suptitle("What my reader sees, and what it decides")

# %% demo tags=["nbval-ignore-output"]
reader = sign_reader()
dev_accuracy(reader)  # trains it, as above
page(reader)
plt.show()

# %% [markdown]
# ## Exercise 8 · What a unit can see  (3 points, ~8 min, ●●○, optional)
# How much of a hand reaches one unit of the last map? Write `seen_pixels(stack, position)` for one direction. A layer is
# `(f, stride, padding)`: kernel size, step, zeros before the first pixel. Its output $p$ depends on its inputs from
# $p \cdot \text{stride} - \text{padding}$ on, $f$ of them. Return the first and the last pixel of the picture that the output at
# `position` of the last layer depends on. They may lie in the padding, outside the picture.
#
# *Example.* Two layers `(3, 1, 0)`, position 0: pixels 0 to 4. With one layer `(3, 2, 1)`, position 5: pixels 9 to 11.
#
# <details><summary>Hint 1: which way to walk</summary>
#
# From the last layer back to the picture. At first, the first and the last one that matter are both `position`.
#
# </details>

# %% solution="seen_pixels"
def seen_pixels(stack, position):
    """The pixels, along one axis, that one output of a stack of layers depends on.

    stack: a list of (f, stride, padding) from the picture to the output, whole numbers; it may be empty.
    position: which output of the last layer, counted from 0.
    Returns the pair (first, last), whole numbers; below 0 in the padding before the picture.
    """
    ### BEGIN SOLUTION
    first = last = position
    for f, stride, padding in reversed(stack):
        first = first * stride - padding
        last = last * stride - padding + f - 1
    return first, last
    ### END SOLUTION

# %% tests="seen_pixels" points=3
from companion.testing import close

assert seen_pixels([(3, 1, 0)], 0) is not None, "seen_pixels returns None. Does it end with a return?"
assert close(seen_pixels([(3, 1, 0), (3, 1, 0)], 0), (0, 4)), "The example: the second layer looks at 0 to 2, and the first at two more behind that."
assert close(seen_pixels([(3, 2, 1)], 5), (9, 11)), "The example: 5 times 2 minus 1 is 9, and a kernel of 3 ends at 11."
assert close(seen_pixels([], 7), (7, 7)), "Without layers the output is the pixel itself."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(11)
for depth in (1, 2, 3, 4, 2, 3):
    stack = [tuple(int(each) for each in (rng.integers(1, 6), rng.integers(1, 4), rng.integers(0, 3))) for _ in range(depth)]
    for position in (0, 1, 4):
        wanted = {position}
        for f, stride, padding in stack[::-1]:
            wanted = {place * stride - padding + step for place in wanted for step in range(f)}
        assert close(seen_pixels(stack, position), (min(wanted), max(wanted))), "For some stack of layers the first or the last pixel is another one."
### END HIDDEN TESTS

# %% mistake="seen_pixels"
def seen_pixels(stack, position):
    """You walk from the picture to the output. The question starts at the output: walk back."""
    first = last = position
    for f, stride, padding in stack:
        first = first * stride - padding
        last = last * stride - padding + f - 1
    return first, last

# %% mistake="seen_pixels"
def seen_pixels(stack, position):
    """One pixel too many: a kernel of size 3 that starts at 9 ends at 11."""
    first = last = position
    for f, stride, padding in reversed(stack):
        first = first * stride - padding
        last = last * stride - padding + f
    return first, last

# %% mistake="seen_pixels"
def seen_pixels(stack, position):
    """The padding has the wrong sign: zeros before the picture move the windows to the left."""
    first = last = position
    for f, stride, padding in reversed(stack):
        first = first * stride + padding
        last = last * stride + padding + f - 1
    return first, last

# %% mistake="seen_pixels"
def seen_pixels(stack, position):
    """The strides are missing: neighbours in a later map lie further apart in the picture."""
    first = last = position
    for f, stride, padding in reversed(stack):
        first = first - padding
        last = last - padding + f - 1
    return first, last

# %% mistake="seen_pixels"
def seen_pixels(stack, position):
    """You return how many pixels there are. Asked for are the first and the last."""
    first = last = position
    for f, stride, padding in reversed(stack):
        first = first * stride - padding
        last = last * stride - padding + f - 1
    return last - first + 1

# %% [markdown]
# ## What you built
# - The dense layer behind a convolution, and a table of layers that agrees with Keras.
# - A functional model with a branch, and a measurement that tells equivariance from invariance.
# - A reader of hand signs of your own design.
#
# **Questions to take along** (no points)
# 1. Shift the signs and measure your reader. What would make it hold out, and what would that cost?
# 2. Take all activations out of your reader, and try several seeds. Ours hardly got worse. What does the sharing do alone?
# 3. How large is the window that a unit of your last map sees: a finger, or a hand?
#
# **Next:** week 2. What happens with twenty layers, or a hundred, and the trick that made it possible.
