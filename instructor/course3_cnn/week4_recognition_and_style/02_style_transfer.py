# ---
# title: Neural style transfer
# minutes: 85
# ---

# %% [markdown]
# # Neural style transfer
# A cost that asks two things at once: show what is in *this* picture, with the texture of *that* one. Then descend, not
# in the weights of a network, but in the pixels.
#
# **You will**
# - measure the content of a picture by a network's features, and its style by what those features do together;
# - decide how much each layer counts, and have fewer of the speckles that a network can't see;
# - take the gradient of a cost with respect to a picture, and step.
#
# **What you will have made:** your own picture in the style of a painting, painted by your own functions in under a
# minute, as a PNG to keep, with a slider through its making.
#
# **Before you start:** the trunk of week 2 (`03_transfer_learning`), Adam (course 2, week 2). What is needed of TensorFlow
# is shown below.
#
# **Time:** about 85 minutes. **Points:** 34, in eight exercises, the last of them optional. Dots show difficulty, from
# ●○○ to ●●●. The grader runs more tests than you see, all of them on what the text promises.

# %%
from functools import cache
from pathlib import Path
from textwrap import fill

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from ipywidgets import FloatSlider, IntSlider, fixed, interact
from keras import layers
from PIL import Image

from companion.data import find_data, load_paintings
from companion.pictures import read_picture
from companion.plots import COLORS, cost_curves, image_grid
from companion.pretrained import load_trunk

# %% [markdown]
# Put a picture of yours next to this notebook as `my_picture.jpg` (JPEG, PNG or WebP inside, any size; its middle square is
# taken). Without one, a dog stands in. The painting is chosen by its number, from 0 to 3: see the figure. For another one, change
# this cell and run it, then all below it.

# %% demo
MINE, PAINTING = Path("my_picture.jpg"), 0

# %%
paintings = load_paintings()


@cache
def picture_and_style(side):
    """The picture and the painting: arrays (1, side, side, 3), numbers from 0 to 1."""
    mine = read_picture(MINE if MINE.exists() else find_data("example_picture.jpg"), side)
    painting = Image.fromarray(paintings.X[PAINTING]).resize((side, side), Image.Resampling.LANCZOS)
    return tuple(np.asarray(each, dtype=np.float32)[np.newaxis] / 255 for each in (mine, painting))

# %% demo
shown = [np.round(255 * picture_and_style(192)[0][0]).astype(np.uint8), *paintings.X]
names = ["your picture", *[f"{fill(f'{number}: {title}', 19)}\n{artist}" for number, (title, artist) in enumerate(zip(paintings.titles, paintings.artists))]]
image_grid(shown, names, "One of these, painted like one of the others", columns=5, size=1.6).set_figheight(2.45)
plt.show()

# %% [markdown]
# ## A network that describes
# The trunk's weights stay as they are. Of its layers we take six for the style, from the first to one deep inside, and
# one in the middle for the content. The **encoder** takes pictures (1, height, width, 3) with numbers from 0 to 1, scales
# them as the trunk wants it, and returns a list of seven activations: six for the style, in order, and **last** the one for the content.

# %%
STYLE = ("stem_relu", "block1_expand_relu", "block2_expand_relu", "block3_expand_relu", "block5_expand_relu", "block8_expand_relu")
CONTENT = "block5_expand_relu"


@cache
def make_encoder(side):
    """A frozen model from pictures (1, side, side, 3) to a list of activations: the style's, and last the content's."""
    trunk = load_trunk((side, side, 3))
    looks = keras.Model(trunk.inputs[0], [trunk.get_layer(name).output for name in (*STYLE, CONTENT)])
    inputs = keras.Input((side, side, 3))
    encoder = keras.Model(inputs, looks(layers.Rescaling(255 / 128, -127 / 128)(inputs)))
    encoder.trainable = False
    return encoder


@cache
def encoded(side):
    """The activations of the picture and those of the painting."""
    return tuple(make_encoder(side)(each, training=False) for each in picture_and_style(side))

# %% demo
for name, activation in zip((*STYLE, CONTENT), encoded(96)[0]):
    print(f"{name:>20} {tuple(activation.shape)}")

# %% [markdown]
# A **tensor** is TensorFlow's array. It knows what it was computed from, so gradients can be had. For costs,
# four operations suffice:
#
# | operation | in NumPy |
# |---|---|
# | `tf.reduce_sum(x)` (and `reduce_mean`) | `np.sum(x)` |
# | `tf.reshape(x, (rows, -1))` | `x.reshape(rows, -1)` |
# | `tf.transpose(x)` | `x.T` |
# | `tf.matmul(x, y)`, or `x @ y` | `x @ y` |
#
# With `+ - * / **` and slices it is as in NumPy. `.numpy()` makes an array, and cuts the way back for the gradient: avoid
# it inside a cost. And take sizes from `a.shape`: those are Python's numbers. `tf.shape(a)` gives 32-bit numbers, which
# $n_C^2\,(n_H n_W)^2$ overflows.

# %% [markdown]
# ## Content
# Two pictures have the same content if the layer in the middle says the same of them, place by place:
#
# $$J_{content}(C, G) = \frac{1}{4\,n_H n_W n_C} \sum_{h,w,k} \big(a^{(C)}_{hwk} - a^{(G)}_{hwk}\big)^2$$

# %% [markdown]
# ## Exercise 1 · Content cost  (4 points, ~8 min, ●○○)
# Write `compute_content_cost(content_output, generated_output)`. Both are what an encoder returns: **lists** of activations
# of shape (1, $n_H$, $n_W$, $n_C$), of which only the **last** one is for the content. There may be any number of others, of any shapes.
#
# It has to be computed by operations on tensors, so that TensorFlow finds the gradient (1 point).
#
# *Example.* Last activations of shape (1, 2, 1, 1) with 1, 3 and 2, 0: the squares are 1 and 9, so $J = 10/(4 \cdot 2) = 1.25$.
#
# <details><summary>Hint 1: sizes</summary>
#
# `a.shape` of an activation is four numbers; the first is 1, the batch.
#
# </details>
#
# <details><summary>Hint 2: no loop</summary>
#
# The sum over all places and channels is the sum of all entries. Nothing needs to be reshaped.
#
# </details>

# %% solution="compute_content_cost"
def compute_content_cost(content_output, generated_output):
    """The content cost between two pictures, by the last of their activations.

    content_output, generated_output: lists of tensors (1, n_H, n_W, n_C), float32, from an encoder; the last one, of
    equal shape in both, is the content's. Returns a tensor without axes (one number).
    """
    ### BEGIN SOLUTION
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum((a_C - a_G) ** 2) / (4 * n_H * n_W * n_C)
    ### END SOLUTION

# %% tests="compute_content_cost" part="values" points=3
import numpy as np
import tensorflow as tf

from companion.testing import close

other = tf.zeros((1, 2, 2, 3))
a_C, a_G = tf.reshape(tf.constant([1.0, 3.0]), (1, 2, 1, 1)), tf.reshape(tf.constant([2.0, 0.0]), (1, 2, 1, 1))
J = compute_content_cost([other, a_C], [other, a_G])
assert J is not None, "compute_content_cost returns None. Does it end with a return?"
assert np.shape(J) == (), "The cost is one number: sum over all places and channels."
assert close(J, 1.25, rtol=1e-4), "The example: (1 + 9) / (4 times 2 times 1 times 1)."
assert close(compute_content_cost([other, other, a_C], [other + 9, other - 2, a_C]), 0.0), "Only the last activation of each list is the content's; here the last ones are equal."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for n_H, n_W, n_C, others in ((1, 1, 1, 0), (3, 5, 2, 1), (4, 2, 7, 3), (12, 9, 5, 6)):
    C, G = (rng.normal(size=(1, n_H, n_W, n_C)).astype(np.float32) for _ in range(2))
    expected = sum((float(C[0, h, w, k]) - float(G[0, h, w, k])) ** 2 for h in range(n_H) for w in range(n_W) for k in range(n_C)) / (4 * n_H * n_W * n_C)
    before = [rng.normal(size=(1, 2 + n, 3, n + 1)).astype(np.float32) for n in range(others)]
    after = [rng.normal(size=each.shape).astype(np.float32) for each in before]
    J = compute_content_cost([tf.constant(each) for each in (*before, C)], [tf.constant(each) for each in (*after, G)])
    assert np.shape(J) == (), "The cost is one number."
    assert close(J, expected, rtol=1e-3), "For other activations the cost is another one. Look at which entry of the lists you take, at the square, and at what the sum is divided by."
### END HIDDEN TESTS

# %% tests="compute_content_cost" part="gradient" points=1
import numpy as np
import tensorflow as tf

from companion import checks
from companion.testing import close

C, G = np.array([1, 3], np.float32).reshape(1, 2, 1, 1), np.array([2, 0], np.float32).reshape(1, 2, 1, 1)
slopes = checks.gradients(compute_content_cost, [C], [G])
assert close(slopes[1][0], np.array([0.25, -0.75]).reshape(1, 2, 1, 1), rtol=1e-4), "The example: the derivatives by 2 and 0 are 2 (2 - 1) / 8 and 2 (0 - 3) / 8. Are all steps operations on tensors?"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
for shape in ((1, 3, 4, 2), (1, 6, 1, 5)):
    C, G = (rng.normal(size=shape).astype(np.float32) for _ in range(2))
    expected = (G - C) / (2 * np.prod(shape))
    slopes = checks.gradients(compute_content_cost, [C], [G])
    assert close(slopes[1][0], expected, rtol=1e-3, atol=1e-7), "The gradient by the generated activation is another one than that of the formula."
### END HIDDEN TESTS

# %% mistake="compute_content_cost"
def compute_content_cost(content_output, generated_output):
    """You take the first activation, which is the style's. The content's is the last of each list."""
    a_C, a_G = content_output[0], generated_output[0]
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum((a_C - a_G) ** 2) / (4 * n_H * n_W * n_C)

# %% mistake="compute_content_cost"
def compute_content_cost(content_output, generated_output):
    """This is the mean of the squares. The formula divides by 4 as well."""
    return tf.reduce_mean((content_output[-1] - generated_output[-1]) ** 2)

# %% mistake="compute_content_cost"
def compute_content_cost(content_output, generated_output):
    """The sum isn't divided by the sizes of the activation."""
    return tf.reduce_sum((content_output[-1] - generated_output[-1]) ** 2) / 4

# %% mistake="compute_content_cost"
def compute_content_cost(content_output, generated_output):
    """It is normalised twice: a mean has been divided by the number of entries already."""
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_mean((a_C - a_G) ** 2) / (4 * n_H * n_W * n_C)

# %% mistake="compute_content_cost"
def compute_content_cost(content_output, generated_output):
    """These are absolute differences. The cost takes their squares."""
    return tf.reduce_mean(tf.abs(content_output[-1] - generated_output[-1])) / 4

# %% mistake="compute_content_cost"
def compute_content_cost(content_output, generated_output):
    """The gradient is lost: .numpy() leaves TensorFlow, and with it what the cost was computed from. Stay with tensors."""
    a_C, a_G = content_output[-1].numpy(), generated_output[-1].numpy()
    return tf.constant(np.mean((a_C - a_G) ** 2) / 4)

# %% [markdown]
# *Guess first:* which of these changes the content most: a darker picture, a picture moved by 8 pixels, a mirrored one?

# %% demo
picture, painting = picture_and_style(96)
changes = {"darker": 0.6 * picture, "moved by 8": np.roll(picture, 8, axis=2), "mirrored": picture[:, :, ::-1], "the painting": painting}
found = [float(compute_content_cost(encoded(96)[0], make_encoder(96)(each))) for each in changes.values()]
image_grid([picture[0], *[each[0] for each in changes.values()]], ["content", *[f"{name}: {value:.3f}" for name, value in zip(changes, found)]], "Content cost: features are compared place by place", columns=5, size=1.4)
plt.show()

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# For the dog: mirrored 0.33 and moved 0.30, with 0.50 for another picture altogether; darker only 0.01. You would say that
# a moved dog is the same content. This cost asks what stands at each *place*. This much darkness hardly matters to
# features of the middle.
#
# </details>

# %% [markdown]
# ## Style
# Strokes and colours are what doesn't depend on the place. Write the activation as a matrix $A$ with a row for each
# channel and a column for each place, and multiply it with its transpose. The **Gram matrix**
#
# $$\mathcal{G} = A A^T, \qquad \mathcal{G}_{kk'} = \sum_{h,w} a_{hwk}\,a_{hwk'}$$
#
# says which channels are active *together*: "orange goes with curved edges". Places are summed over, and forgotten.

# %% [markdown]
# ## Exercise 2 · Gram matrix  (3 points, ~4 min, ●○○)
# Write `gram_matrix(A)`, for a matrix $A$ that is unrolled already: ($n_C$, $n_H n_W$).
#
# *Example.* Two channels, three places: $A = \begin{pmatrix} 1 & 2 & 0 \\ 3 & 1 & 1 \end{pmatrix}$ has
# $\mathcal{G} = \begin{pmatrix} 5 & 5 \\ 5 & 11 \end{pmatrix}$.
#
# <details><summary>Hint 1: which way round</summary>
#
# The result has the size of the channels. Which of $A A^T$ and $A^T A$ has it?
#
# </details>

# %% solution="gram_matrix"
def gram_matrix(A):
    """The products of all pairs of rows, summed over columns.

    A: tensor (n_C, n_H * n_W), float32. Returns a tensor (n_C, n_C). Nothing is divided.
    """
    ### BEGIN SOLUTION
    return tf.matmul(A, tf.transpose(A))
    ### END SOLUTION

# %% tests="gram_matrix" points=3
import numpy as np
import tensorflow as tf

from companion.testing import close

G = gram_matrix(tf.constant([[1.0, 2.0, 0.0], [3.0, 1.0, 1.0]]))
assert G is not None, "gram_matrix returns None. Does it end with a return?"
assert np.shape(G) == (2, 2), "Two channels and three places: the Gram matrix is channels by channels."
assert close(G, [[5, 5], [5, 11]], rtol=1e-4), "The example: 1 + 4 + 0, 3 + 2 + 0, 9 + 1 + 1."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for n_C, places in ((1, 1), (4, 9), (7, 3), (5, 5), (3, 40)):
    A = rng.normal(size=(n_C, places)).astype(np.float32)
    expected = [[sum(float(x) * float(y) for x, y in zip(A[k], A[j])) for j in range(n_C)] for k in range(n_C)]
    G = gram_matrix(tf.constant(A))
    assert np.shape(G) == (n_C, n_C), "For another size the shape isn't channels by channels."
    assert close(G, expected, rtol=1e-3, atol=1e-4), "For another matrix the products are other ones. Nothing is divided, nothing subtracted."
### END HIDDEN TESTS

# %% mistake="gram_matrix"
def gram_matrix(A):
    """That is places by places: it compares pixels, and still knows where everything is. Put the transpose on the other side."""
    return tf.matmul(tf.transpose(A), A)

# %% mistake="gram_matrix"
def gram_matrix(A):
    """These are the squares of the entries, one by one. A matrix product is asked for."""
    return A * A

# %% mistake="gram_matrix"
def gram_matrix(A):
    """It is divided by the number of places. The normalisation comes later, in the cost: here it would count twice."""
    return tf.matmul(A, A, transpose_b=True) / A.shape[1]

# %% mistake="gram_matrix"
def gram_matrix(A):
    """The means were subtracted first, as for a covariance. A Gram matrix takes the activations as they are."""
    B = A - tf.reduce_mean(A, axis=1, keepdims=True)
    return B @ tf.transpose(B)

# %% mistake="gram_matrix"
def gram_matrix(A):
    """Each row was divided by its length: those are cosines, which forget how active a channel is."""
    B = A / tf.norm(A, axis=1, keepdims=True)
    return B @ tf.transpose(B)

# %% [markdown]
# ## Exercise 3 · Style cost of a layer  (5 points, ~10 min, ●●○)
# Write `compute_layer_style_cost(a_S, a_G)`:
#
# $$J^{[l]}_{style}(S, G) = \frac{1}{4\,n_C^2\,(n_H n_W)^2} \sum_{k,k'} \big(\mathcal{G}^{(S)}_{kk'} - \mathcal{G}^{(G)}_{kk'}\big)^2$$
#
# Activations have the shape (1, $n_H$, $n_W$, $n_C$): channels **last**. Your `gram_matrix` wants them **first**, a row for
# each. A reshape keeps the order of the numbers and cuts it anew, so a reshape to $n_C$ rows would cut a *picture* into
# $n_C$ pieces. First a row for each place, then transpose.
#
# *Example.* Two places, two channels: place 1 has the activations 1, 2, place 2 has 3, 4. Then
# $A = \begin{pmatrix} 1 & 3 \\ 2 & 4 \end{pmatrix}$ and $\mathcal{G} = \begin{pmatrix} 10 & 14 \\ 14 & 20 \end{pmatrix}$.
# Against an activation of zeros, $J = (100 + 196 + 196 + 400)/(4 \cdot 4 \cdot 4) = 13.94$.
#
# <details><summary>Hint 1: unroll</summary>
#
# `tf.reshape(a, (-1, n_C))` has a row for each place. The batch axis of length 1 disappears in it.
#
# </details>
#
# <details><summary>Hint 2: the factor</summary>
#
# `_, n_H, n_W, n_C = a_G.shape` are Python's numbers. The whole $(n_H n_W)$ is squared.
#
# </details>

# %% solution="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """How far two pictures' Gram matrices of a layer are apart; calls gram_matrix.

    a_S, a_G: tensors (1, n_H, n_W, n_C), float32, of the style's picture and of the generated one; equal shapes.
    Returns a tensor without axes.
    """
    ### BEGIN SOLUTION
    _, n_H, n_W, n_C = a_G.shape
    G_S, G_G = (gram_matrix(tf.transpose(tf.reshape(a, (-1, n_C)))) for a in (a_S, a_G))
    return tf.reduce_sum((G_S - G_G) ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)
    ### END SOLUTION

# %% tests="compute_layer_style_cost" part="values" points=4
import numpy as np
import tensorflow as tf

from companion.testing import close

a = tf.constant([[[[1.0, 2.0], [3.0, 4.0]]]])  # one row of two places, two channels
J = compute_layer_style_cost(a, tf.zeros((1, 1, 2, 2)))
assert J is not None, "compute_layer_style_cost returns None. Does it end with a return?"
assert np.shape(J) == (), "The cost is one number."
assert close(J, 892 / 64, rtol=1e-4), "The example: the Gram matrix is [[10, 14], [14, 20]], and the factor 1 / (4 times 4 times 4)."
assert close(compute_layer_style_cost(a, a[:, :, ::-1]), 0.0), "The same activations at other places have the same style."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
for n_H, n_W, n_C in ((1, 1, 1), (3, 5, 2), (4, 2, 7), (5, 5, 5), (64, 60, 24)):
    S, G = (rng.normal(size=(1, n_H, n_W, n_C)).astype(np.float32) for _ in range(2))
    grams = [np.einsum("mhwk,mhwj->kj", each.astype(float), each.astype(float)) for each in (S, G)]
    expected = np.sum((grams[0] - grams[1]) ** 2) / 4 / n_C**2 / (n_H * n_W) ** 2
    J = compute_layer_style_cost(tf.constant(S), tf.constant(G))
    assert np.shape(J) == (), "The cost is one number."
    assert close(J, expected, rtol=1e-2, atol=1e-7), "For other activations the cost is another one. Look at how they are unrolled, at the sizes in the factor, and at their types where the map is large."
### END HIDDEN TESTS

# %% tests="compute_layer_style_cost" part="gradient" points=1
import numpy as np

from companion import checks
from companion.testing import close

S, G = np.zeros((1, 1, 1, 1), np.float32), np.full((1, 1, 1, 1), 2, np.float32)
assert close(checks.gradients(compute_layer_style_cost, S, G)[1], np.full((1, 1, 1, 1), 8), rtol=1e-4), "One place, one channel: J = a^4 / 4, whose derivative at 2 is 8. Are all steps operations on tensors?"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for n_H, n_W, n_C in ((2, 3, 4), (5, 1, 2)):
    S, G = (rng.normal(size=(1, n_H, n_W, n_C)).astype(np.float32) for _ in range(2))
    A_S, A_G = S.reshape(-1, n_C), G.reshape(-1, n_C)
    expected = (A_G @ (A_G.T @ A_G - A_S.T @ A_S) / (n_C * n_H * n_W) ** 2).reshape(G.shape)
    slopes = checks.gradients(compute_layer_style_cost, S, G)
    assert close(slopes[1], expected, rtol=1e-3, atol=1e-5), "The gradient by the generated activation is another one than that of the formula."
### END HIDDEN TESTS

# %% mistake="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """A reshape to n_C rows mixes places and channels: each row is a piece of the picture. First a row for each place, then transpose."""
    _, n_H, n_W, n_C = a_G.shape
    G_S, G_G = (gram_matrix(tf.reshape(a, (n_C, n_H * n_W))) for a in (a_S, a_G))
    return tf.reduce_sum((G_S - G_G) ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)

# %% mistake="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """The matrices that you compare are places by places: the rows have to be channels before gram_matrix gets them."""
    _, n_H, n_W, n_C = a_G.shape
    G_S, G_G = (gram_matrix(tf.reshape(a, (n_H * n_W, n_C))) for a in (a_S, a_G))
    return tf.reduce_sum((G_S - G_G) ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)

# %% mistake="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """The number of places isn't squared in the factor."""
    _, n_H, n_W, n_C = a_G.shape
    G_S, G_G = (gram_matrix(tf.transpose(tf.reshape(a, (-1, n_C)))) for a in (a_S, a_G))
    return tf.reduce_sum((G_S - G_G) ** 2) / (4 * n_C**2 * n_H * n_W)

# %% mistake="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """It is normalised twice: a mean over the entries has divided by their number already."""
    _, n_H, n_W, n_C = a_G.shape
    G_S, G_G = (gram_matrix(tf.transpose(tf.reshape(a, (-1, n_C)))) for a in (a_S, a_G))
    return tf.reduce_mean((G_S - G_G) ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)

# %% mistake="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """The sum isn't divided by the sizes."""
    n_C = a_G.shape[-1]
    G_S, G_G = (gram_matrix(tf.transpose(tf.reshape(a, (-1, n_C)))) for a in (a_S, a_G))
    return tf.reduce_sum((G_S - G_G) ** 2)

# %% mistake="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """Sizes from tf.shape have 32 bits, and the factor of a large map needs more: it comes out wrong. Take them from a_G.shape."""
    n_H, n_W, n_C = tf.unstack(tf.shape(a_G)[1:])
    G_S, G_G = (gram_matrix(tf.transpose(tf.reshape(a, (-1, n_C)))) for a in (a_S, a_G))
    return tf.reduce_sum((G_S - G_G) ** 2) / tf.cast(4 * n_C**2 * (n_H * n_W) ** 2, tf.float32)

# %% mistake="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """You compare the activations themselves, place by place. That is content; the style compares Gram matrices."""
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum((a_S - a_G) ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)

# %% [markdown]
# *Guess first.* Of the painting, put (1) the places of a layer's activation and (2) the pixels into random order.
# Which has the painting's style still, for each layer? And is Hokusai nearer to Hokusai than to van Gogh?

# %% demo
painting, rng = picture_and_style(96)[1], np.random.default_rng(0)
mixed = make_encoder(96)(rng.permutation(painting.reshape(-1, 3)).reshape(painting.shape))
for name, activation, of_mixed in zip(STYLE, encoded(96)[1], mixed):
    places = rng.permutation(activation.numpy().reshape(-1, activation.shape[-1])).reshape(activation.shape)
    print(f"{name:>20}  places shuffled {compute_layer_style_cost(activation, tf.constant(places)):.6f}  pixels shuffled {compute_layer_style_cost(activation, of_mixed):.6f}")

everything = [picture_and_style(96)[0], *[np.asarray(Image.fromarray(each).resize((96, 96)), dtype=np.float32)[np.newaxis] / 255 for each in paintings.X]]
activations = [make_encoder(96)(each)[3] for each in everything]
table = np.array([[compute_layer_style_cost(one, other) for other in activations] for one in activations])
figure, ax = plt.subplots(figsize=(4.8, 3.8), layout="constrained")
names = ["picture", "Wave", "Auvers", "Composition", "Poppies"]
ax.imshow(table, cmap="Blues", vmax=1.5 * table.max())
for (row, column), value in np.ndenumerate(table):
    ax.text(column, row, f"{value:.3f}", ha="center", va="center")
ax.set(xticks=range(5), yticks=range(5), title=f"Style cost of {STYLE[3]}, of each pair")
ax.set_xticklabels(names, rotation=30)
ax.set_yticklabels(names)
plt.show()

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# Shuffled places cost nothing, in any layer: the sum doesn't ask for their order. Shuffled pixels are another style in
# each, even in the first, whose filters see neighbours. Hokusai's two are each other's nearest (0.139), yet
# van Gogh's and Kandinsky's are nearer still (0.135). What a layer's Gram matrix measures isn't what we call a painter's style.
#
# </details>

# %% [markdown]
# ## Several layers
# Early layers know colours and grain, later ones larger shapes. So take several, with weights $\lambda^{[l]}$:
#
# $$J_{style} = \sum_l \lambda^{[l]}\, J^{[l]}_{style}, \qquad J = \alpha\, J_{content} + \beta\, J_{style}$$

# %%
def total_cost(J_content, J_style, alpha=0.1, beta=10):
    """The weighted sum of both costs."""
    return alpha * J_content + beta * J_style

# %% [markdown]
# ## Exercise 4 · Style cost  (4 points, ~6 min, ●●○)
# Write `compute_style_cost(style_output, generated_output, style_layers)`. Both outputs are lists as an encoder returns them: the
# style's activations in the order of `style_layers`, then the content's, which doesn't count here. `style_layers` is a list of pairs
# (name, $\lambda$). Weights needn't add up to 1, and may be tensors without axes. Calls your `compute_layer_style_cost`.
#
# *Example.* Two layers with the costs 2 and 5, and the weights 0.5 and 0.2: $J_{style} = 1 + 1 = 2$.
#
# <details><summary>Hint 1: side by side</summary>
#
# `zip` goes through several lists at once, and stops where the shortest ends. `for a_S, a_G, (name, weight) in …`
#
# </details>

# %% solution="compute_style_cost"
def compute_style_cost(style_output, generated_output, style_layers):
    """The weighted sum of the layers' style costs; calls compute_layer_style_cost.

    style_output, generated_output: lists of n + 1 tensors (1, n_H, n_W, n_C), float32, whose last one is the content's.
    style_layers: a list of n pairs (name, weight), n at least 1, in the order of the outputs.
    Returns a tensor without axes.
    """
    ### BEGIN SOLUTION
    J = 0.0
    for a_S, a_G, (_, weight) in zip(style_output, generated_output, style_layers):
        J = J + weight * compute_layer_style_cost(a_S, a_G)
    return J
    ### END SOLUTION

# %% tests="compute_style_cost" points=4
import numpy as np
import tensorflow as tf

from companion.testing import close

one, two, zero = (tf.fill((1, 1, 1, 1), value) for value in (8**0.25, 20**0.25, 0.0))
J = compute_style_cost([one, two, one], [zero, zero, zero], [("first", 0.5), ("second", 0.2)])
assert J is not None, "compute_style_cost returns None. Does it end with a return?"
assert np.shape(J) == (), "The cost is one number."
assert close(J, 2.0, rtol=1e-4), "The example: one place and one channel, so the layers' costs are 8 / 4 = 2 and 20 / 4 = 5, and the sum 0.5 times 2 + 0.2 times 5. The third entry is the content's."
assert close(compute_style_cost([one, zero], [zero, one], [("only", tf.constant(3.0))]), 6.0, rtol=1e-4), "A single layer with the weight 3, as a tensor: weights needn't add up to 1."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for n in (1, 2, 3, 6):
    shapes = [(1, *rng.integers(2, 6, size=3)) for _ in range(n + 1)]
    S, G = ([rng.normal(size=shape).astype(np.float32) for shape in shapes] for _ in range(2))
    weights, expected = rng.uniform(0.1, 2, size=n), 0.0
    for style, made, weight in zip(S[:n], G[:n], weights):
        differences = np.einsum("mhwk,mhwj->kj", style, style) - np.einsum("mhwk,mhwj->kj", made, made)
        expected += weight * np.sum(differences**2) / 4 / np.prod(style.shape) ** 2
    J = compute_style_cost([tf.constant(each) for each in S], [tf.constant(each) for each in G], [(f"layer {k}", float(weight)) for k, weight in enumerate(weights)])
    assert np.shape(J) == (), "The cost is one number."
    assert close(J, expected, rtol=1e-3), "For other layers and weights the sum is another one. Look at which activations belong to which weight, and at whether something is divided."
### END HIDDEN TESTS

# %% mistake="compute_style_cost"
def compute_style_cost(style_output, generated_output, style_layers):
    """The weights are missing: each layer's cost is multiplied by its own."""
    return tf.add_n([compute_layer_style_cost(a_S, a_G) for a_S, a_G, _ in zip(style_output, generated_output, style_layers)])

# %% mistake="compute_style_cost"
def compute_style_cost(style_output, generated_output, style_layers):
    """It is divided by the number of layers. The weights do that already, where it is wanted."""
    J = 0.0
    for a_S, a_G, (_, weight) in zip(style_output, generated_output, style_layers):
        J = J + weight * compute_layer_style_cost(a_S, a_G)
    return J / len(style_layers)

# %% mistake="compute_style_cost"
def compute_style_cost(style_output, generated_output, style_layers):
    """The last activation is the content's, and you count from the end: weights meet the wrong layers."""
    J = 0.0
    for a_S, a_G, (_, weight) in zip(style_output[1:], generated_output[1:], style_layers):
        J = J + weight * compute_layer_style_cost(a_S, a_G)
    return J

# %% mistake="compute_style_cost"
def compute_style_cost(style_output, generated_output, style_layers):
    """Only the last layer is left: each turn of the loop has to add to the sum."""
    for a_S, a_G, (_, weight) in zip(style_output, generated_output, style_layers):
        J = weight * compute_layer_style_cost(a_S, a_G)
    return J

# %% mistake="compute_style_cost"
def compute_style_cost(style_output, generated_output, style_layers):
    """The sum is divided by the sum of the weights. They count as they are."""
    J = tf.add_n([weight * compute_layer_style_cost(a_S, a_G) for a_S, a_G, (_, weight) in zip(style_output, generated_output, style_layers)])
    return J / sum(weight for _, weight in style_layers)

# %% [markdown]
# *Guess first:* at the start the generated picture is the content. With equal weights, which layer will have most to say?
# (`@cache` keeps what was computed: after a change to an earlier function, run the next cell again.)

# %%
@cache
def layer_costs(side):
    """The style cost of each layer between the picture and the painting, as numbers."""
    picture_output, painting_output = encoded(side)
    return [float(compute_layer_style_cost(a_S, a_G)) for a_S, a_G in zip(painting_output[:-1], picture_output[:-1])]

# %% demo
costs = layer_costs(192)
figure, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
bars = ax.barh(STYLE, costs, color=COLORS[0])
ax.bar_label(bars, [f"{cost:.2f}, {cost / sum(costs):.0%} of the sum" for cost in costs], padding=3)
ax.invert_yaxis()
ax.set(xlabel="style cost of the layer at the start", xlim=(0, 1.45 * max(costs)), title="With equal weights, layers have very unequal votes")
plt.show()

# %% [markdown]
# <details><summary>What the figure says</summary>
#
# With the dog and the Wave: the stem has half of the sum, block5 only 3 %. The deepest has the second most: depth doesn't decide it.
#
# </details>

# %% [markdown]
# ## Exercise 5 · Balanced layers  (3 points, ~6 min, ●●○)
# The formula's factors take account of sizes, not of how active a layer is, nor of how far apart these two pictures
# are. Decide: **at the start all layers shall contribute equally**. Write `balanced_layers(names, costs)`, which
# returns the list of pairs (name, $\lambda$) for which all $\lambda^{[l]} J^{[l]}$ are equal, and the $\lambda$ add up to 1.
#
# *Example.* Costs 1 and 3: weights 0.75 and 0.25, so each contributes 0.75.
#
# <details><summary>Hint 1: up to a factor</summary>
#
# The larger the cost, the smaller the weight. Find weights that make all products 1; then divide by their sum.
#
# </details>

# %% solution="balanced_layers"
def balanced_layers(names, costs):
    """Weights with which all layers contribute equally.

    names: a list of n texts; costs: a list of n numbers above 0, the layers' style costs at the start; n at least 1.
    Returns a list of n pairs (name, weight), in the given order; weights are numbers that add up to 1.
    """
    ### BEGIN SOLUTION
    inverse = 1 / np.array(costs)
    return list(zip(names, inverse / inverse.sum()))
    ### END SOLUTION

# %% tests="balanced_layers" points=3
from companion.testing import close

found = balanced_layers(["a", "b"], [1.0, 3.0])
assert found is not None, "balanced_layers returns None. Does it end with a return?"
assert isinstance(found, list | tuple), "balanced_layers returns a list."
pairs = [tuple(each) for each in found]
assert [pair[0] for pair in pairs] == ["a", "b"], "A list of pairs (name, weight), in the order of the names."
assert close([pair[1] for pair in pairs], [0.75, 0.25], rtol=1e-4), "The example: 0.75 times 1 and 0.25 times 3 are equal, and 0.75 + 0.25 = 1."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(7)
for n in (1, 2, 5, 8):
    costs = [float(each) for each in np.exp(rng.uniform(-5, 5, size=n))]
    least, names = min(costs), [f"layer {k}" for k in rng.permutation(n)]
    shares = [least / cost for cost in costs]
    expected = [share / sum(shares) for share in shares]
    found = balanced_layers(list(names), list(costs))
    assert isinstance(found, list | tuple), "balanced_layers returns a list."
    pairs = [tuple(each) for each in found]
    assert [pair[0] for pair in pairs] == names, "The names have to keep their order."
    assert close([pair[1] for pair in pairs], expected, rtol=1e-3), "For other costs, the contributions aren't all equal, or the weights don't add up to 1."
### END HIDDEN TESTS

# %% mistake="balanced_layers"
def balanced_layers(names, costs):
    """The weights don't add up to 1: divide them by their sum."""
    return [(name, 1 / cost) for name, cost in zip(names, costs)]

# %% mistake="balanced_layers"
def balanced_layers(names, costs):
    """Larger costs get larger weights here, which makes the votes still more unequal."""
    return [(name, cost / sum(costs)) for name, cost in zip(names, costs)]

# %% mistake="balanced_layers"
def balanced_layers(names, costs):
    """Equal weights aren't equal contributions: the costs differ."""
    return [(name, 1 / len(names)) for name in names]

# %% mistake="balanced_layers"
def balanced_layers(names, costs):
    """One minus the share is smaller for larger costs, but the products of weight and cost aren't equal."""
    total = sum(costs)
    if len(costs) == 1:
        return [(names[0], 1.0)]
    return [(name, (1 - cost / total) / (len(costs) - 1)) for name, cost in zip(names, costs)]

# %% mistake="balanced_layers"
def balanced_layers(names, costs):
    """A softmax of the negative costs adds up to 1, but the products of weight and cost aren't equal."""
    weights = np.exp(-np.array(costs))
    return list(zip(names, weights / weights.sum()))

# %% [markdown]
# ## What the network can't see
# The trunk's first convolution has stride 2, and descent on pixels looks for whatever lowers $J$, also for what no eye would
# do: speckles and checkerboards. Two remedies. One looks at the picture **shifted** by a few pixels, differently in each step, so that no pattern fits
# the network's grid. The other adds a cost on differences of neighbours, the **total variation**, here with squares:
#
# $$J_{tv}(G) = \text{mean of } (G_{r+1,c} - G_{r,c})^2 \;+\; \text{mean of } (G_{r,c+1} - G_{r,c})^2$$
#
# over all neighbours, one below the other and side by side, and all three colours.

# %% [markdown]
# ## Exercise 6 · Find the bugs: total variation  (4 points, ~8 min, ●●○)
# `broken_variation` has **two** mistakes. Run the cell below for two symptoms, then write `total_variation(image)` without
# them. Each earns 2 points. As before: operations on tensors.
#
# *Example.* The two rows 0, 1, 0 and 1, 0, 1 (in each colour): all neighbours differ by 1 or −1, so $J_{tv} = 1 + 1 = 2$.

# %%
def broken_variation(image):
    """The mean squared differences of neighbours, with two mistakes."""
    down = image[:, 1:] - image[:, :-1]
    right = image[:, :, 1:] - image[:, :, :1]
    return tf.reduce_mean(down) ** 2 + tf.reduce_mean(right) ** 2


def symptoms(variation):
    """What it says of a checkerboard, and of a smooth slope from dark to bright, 9 pixels wide."""
    board = np.indices((8, 8)).sum(axis=0) % 2
    slope = np.tile(np.linspace(0, 1, 9), (8, 1))
    for name, picture, expected in (("checkerboard", board, 2), ("slope of 1/8 a pixel", slope, 1 / 64)):
        found = float(variation(tf.constant(np.stack([picture] * 3, axis=-1)[np.newaxis], tf.float32)))
        print(f"{name:>21}: {found:.4f} (should be {expected:.4f})")

# %% demo
symptoms(broken_variation)

# %% [markdown]
# <details><summary>Hint 1: the checkerboard</summary>
#
# Its differences are 1 and −1, in equal numbers. In which order have mean and square to come?
#
# </details>
#
# <details><summary>Hint 2: the slope</summary>
#
# Take a row 0, 1, 2, 3 and write down what the line with `right` subtracts from 1, 2, 3.
#
# </details>

# %% solution="total_variation"
def total_variation(image):
    """The mean squared difference of neighbours below each other, plus that of neighbours side by side.

    image: tensor (1, height, width, 3), float32, height and width at least 2. Returns a tensor without axes.
    """
    ### BEGIN SOLUTION
    down = image[:, 1:] - image[:, :-1]
    right = image[:, :, 1:] - image[:, :, :-1]
    return tf.reduce_mean(down**2) + tf.reduce_mean(right**2)
    ### END SOLUTION

# %% tests="total_variation" part="square" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close


def picture(rows):
    """A grey picture (1, height, width, 3) as a tensor."""
    return tf.constant(np.stack([rows] * 3, axis=-1)[np.newaxis], tf.float32)


J = total_variation(picture([[0, 1], [1, 0], [0, 1]]))
assert J is not None, "total_variation returns None. Does it end with a return?"
assert np.shape(J) == (), "The cost is one number."
assert close(J, 2.0, rtol=1e-4), "A checkerboard: all neighbours differ by 1 or -1. Square first, then take the mean."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(8)
for height in (2, 3, 8):
    X = rng.uniform(size=(1, height, 2, 3)).astype(np.float32)
    down = [(float(X[0, r + 1, c, k]) - float(X[0, r, c, k])) ** 2 for r in range(height - 1) for c in range(2) for k in range(3)]
    right = [(float(X[0, r, 1, k]) - float(X[0, r, 0, k])) ** 2 for r in range(height) for k in range(3)]
    assert close(total_variation(tf.constant(X)), np.mean(down) + np.mean(right), rtol=1e-3), "For another picture two columns wide it is another number. Look at mean and square, and at both directions."
X = np.tile(rng.uniform(size=(1, 5, 1, 3)).astype(np.float32), (1, 1, 7, 1))
assert close(total_variation(tf.constant(X)), np.mean(np.diff(X, axis=1) ** 2), rtol=1e-3), "For a picture whose rows have one colour each, only neighbours below each other differ."
### END HIDDEN TESTS

# %% tests="total_variation" part="columns" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

slope = np.tile(np.linspace(0, 1, 9), (8, 1))
assert close(total_variation(tf.constant(np.stack([slope] * 3, axis=-1)[np.newaxis], tf.float32)), 1 / 64, rtol=1e-4), "On a slope all neighbours side by side differ by 1/8. Which pixel does each column subtract?"
### BEGIN HIDDEN TESTS
for height, width, step in ((2, 3, 0.2), (4, 9, 0.05), (7, 5, -0.1)):
    slope = np.broadcast_to((0.5 + step * np.arange(width))[np.newaxis, np.newaxis, :, np.newaxis], (1, height, width, 3))
    assert close(total_variation(tf.constant(slope, tf.float32)), step**2, rtol=1e-3), "For another slope it is another number: subtract from each column the one next to it."
### END HIDDEN TESTS

# %% mistake="total_variation"
def total_variation(image):
    """The mean is taken before the square: differences up and down cancel."""
    down = image[:, 1:] - image[:, :-1]
    right = image[:, :, 1:] - image[:, :, :-1]
    return tf.reduce_mean(down) ** 2 + tf.reduce_mean(right) ** 2

# %% mistake="total_variation"
def total_variation(image):
    """Each column is compared with the first one. Its neighbour is the column before it."""
    down = image[:, 1:] - image[:, :-1]
    right = image[:, :, 1:] - image[:, :, :1]
    return tf.reduce_mean(down**2) + tf.reduce_mean(right**2)

# %% mistake="total_variation"
def total_variation(image):
    """These are absolute differences. Here they are squared."""
    down = image[:, 1:] - image[:, :-1]
    right = image[:, :, 1:] - image[:, :, :-1]
    return tf.reduce_mean(tf.abs(down)) + tf.reduce_mean(tf.abs(right))

# %% mistake="total_variation"
def total_variation(image):
    """The differences are added up. Take means, so that the size of the picture plays no part."""
    down = image[:, 1:] - image[:, :-1]
    right = image[:, :, 1:] - image[:, :, :-1]
    return tf.reduce_sum(down**2) + tf.reduce_sum(right**2)

# %% mistake="total_variation"
def total_variation(image):
    """A roll goes round: it compares the last row with the first one, which are no neighbours."""
    return tf.reduce_mean((image - tf.roll(image, 1, axis=1)) ** 2) + tf.reduce_mean((image - tf.roll(image, 1, axis=2)) ** 2)

# %% demo
symptoms(total_variation)

# %% [markdown]
# ## Pixels that learn
# Under a **tape** TensorFlow notes what is computed from a tensor that it is told to watch:
#
# ```python
# with tf.GradientTape() as tape:
#     tape.watch(x)
#     J = x**2
# slope = tape.gradient(J, x)  # here 2 x; None where J isn't computed from x under the tape
# ```
#
# An optimizer makes a step of it. Adam knows nothing of colours, and a pixel of 1.3 is none: `tf.clip_by_value(x, 0, 1)`.

# %% [markdown]
# ## Exercise 7 · One step  (7 points, ~15 min, ●●●)
# Write `train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0))`:
#
# 1. Under a tape: shift the picture by `tf.roll(image, shift, axis=(1, 2))` and encode *that*, with `training=False`.
#    (Whoever calls you has shifted the content before encoding it; a style has no place.)
# 2. $J$ = `total_cost` of content and style cost, plus $\gamma$ times the total variation of the picture itself, not shifted. (2 points)
# 3. `descend(image, slope)` returns the picture after a step of some optimizer. The network's weights stay as they are. (3 points)
# 4. Keep the picture between 0 and 1. (2 points)
# 5. Return the new picture, and $J$ as it was before the step.
#
# Calls `compute_content_cost`, `compute_style_cost` and `total_variation`. (Elsewhere `train_step` takes the picture alone, and the
# rest from global variables. Here all it needs is handed over.)
#
# *Example.* The encoder returns the picture as it is, twice. All pixels are 0.5 in the picture (1, 2, 2, 3) and 0.7 in the content;
# $\alpha = 1$, $\beta = \gamma = 0$. $J = 0.04/4 = 0.01$; each pixel's slope is $(0.5 - 0.7)/(2 \cdot 12) = -1/120$.
# Gradient descent with rate 12 makes 0.6 of it; with rate 120 it is 1, not 1.5.
#
# <details><summary>Hint 1: what stands under the tape</summary>
#
# All that leads from the picture to J: rolling, encoding, the costs. The rest can stand outside.
#
# </details>
#
# <details><summary>Hint 2: the encoder returns a list</summary>
#
# It has what `compute_content_cost` and `compute_style_cost` want for `generated_output`.
#
# </details>

# %% solution="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """One step on the pixels of a picture: the picture after it, and the cost before it.

    image: tensor (1, height, width, 3), float32, from 0 to 1. descend: a function of the picture and of its slope, a
    tensor of the same shape, that returns the picture after a step.
    encoder: a Keras model from such pictures to a list of activations; its weights stay as they are.
    content_output, style_output: what it made of the (shifted) content and of the painting.
    style_layers: a list of pairs (name, weight). alpha, beta, gamma: weights of content, style and variation.
    shift: two whole numbers, rows and columns.
    Returns a tensor of the image's shape, from 0 to 1, and one without axes.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        tape.watch(image)
        outputs = encoder(tf.roll(image, shift, axis=(1, 2)), training=False)
        J_content = compute_content_cost(content_output, outputs)
        J_style = compute_style_cost(style_output, outputs, style_layers)
        J = total_cost(J_content, J_style, alpha, beta) + gamma * total_variation(image)
    slope = tape.gradient(J, image)
    return tf.clip_by_value(descend(image, slope), 0, 1), J
    ### END SOLUTION

# %% tests="train_step" part="cost" points=2
import keras
import numpy as np
import tensorflow as tf

from companion.testing import close

inputs = keras.Input((2, 2, 3))
same = keras.Model(inputs, [keras.layers.Rescaling(1.0)(inputs), keras.layers.Rescaling(1.0)(inputs)])
image, content = tf.fill((1, 2, 2, 3), 0.5), [tf.fill((1, 2, 2, 3), 0.7)] * 2
found = train_step(image, lambda picture, slope: picture - 12.0 * slope, same, content, content, [("only", 1.0)], 1, 0, 0)
assert found is not None, "train_step returns None. Does it end with a return?"
assert len(found) == 2, "train_step returns two things: the picture after the step, and the cost."
J = found[1]
assert np.shape(J) == (), "The cost is one number."
assert close(J, 0.01, rtol=1e-3), "The example: 0.04 / 4, before the step."
stripes = tf.reshape(tf.constant([0.2, 0.8]), (1, 2, 1, 1)) * tf.ones((1, 2, 2, 3))
moved = [tf.roll(stripes, (1, 0), axis=(1, 2))] * 2
_, J = train_step(stripes, lambda picture, slope: picture, same, moved, moved, [("only", 1.0)], 1, 1, 0, (1, 0))
assert close(J, 0.0, atol=1e-6), "Shifted by one row, this picture is the content: the shifted picture is what the encoder has to see."
inputs = keras.Input((3, 2, 3))
same = keras.Model(inputs, [keras.layers.Rescaling(1.0)(inputs), keras.layers.Rescaling(1.0)(inputs)])
stripes = tf.reshape(tf.constant([0.2, 0.8, 0.2]), (1, 3, 1, 1)) * tf.ones((1, 3, 2, 3))
brighter, black = [tf.roll(stripes, (1, 0), axis=(1, 2)) + 0.2] * 2, [tf.zeros((1, 3, 2, 3))] * 2
_, J = train_step(stripes, lambda picture, slope: picture, same, brighter, black, [("only", 1.0)], 0.5, 2, 0.1, (1, 0))
assert close(J, 0.5 * 0.01 + 2 * 0.0144 + 0.1 * 0.36, rtol=1e-3), "Rows of 0.2, 0.8, 0.2: content 0.01, style 0.0144, and the variation of the picture itself, not shifted, is 0.36; here alpha = 0.5, beta = 2, gamma = 0.1."
### BEGIN HIDDEN TESTS
from companion import checks


def encoder_of(shape):
    """Two style activations and one for the content, with a normalization whose two modes differ."""
    inputs = keras.Input(shape)
    first = keras.layers.Conv2D(4, 3, padding="same", activation="tanh")(inputs)
    second = keras.layers.BatchNormalization()(keras.layers.Conv2D(5, 2, strides=2)(first))
    return checks.fill(keras.Model(inputs, [first, second, keras.layers.Conv2D(3, 1)(second)]))


def cost_of(outputs, image, C, S, weights, alpha, beta, gamma):
    """The cost in NumPy, and all in double precision."""
    grams = [[np.einsum("mhwk,mhwj->kj", np.float64(each), np.float64(each)) for each in which[:-1]] for which in (S, outputs)]
    style = sum(w * np.sum((s - g) ** 2) / 4 / np.prod(np.shape(a)) ** 2 for w, s, g, a in zip(weights, *grams, S))
    rough = np.mean(np.diff(np.float64(image), axis=1) ** 2) + np.mean(np.diff(np.float64(image), axis=2) ** 2)
    return alpha * np.mean((np.float64(C[-1]) - np.float64(outputs[-1])) ** 2) / 4 + beta * style + gamma * rough


rng = np.random.default_rng(9)
for shape, shift, factors in (((6, 8, 3), (0, 0), (1.0, 0.0, 0.0)), ((6, 8, 3), (2, 3), (0.3, 5.0, 0.0)), ((7, 5, 3), (3, 1), (0.5, 2.0, 4.0))):
    encoder = encoder_of(shape)
    picture, content, style = (rng.uniform(0.2, 0.8, size=(1, *shape)).astype(np.float32) for _ in range(3))
    C, S, seen = (checks.call(encoder, each) for each in (content, style, np.roll(picture, shift, axis=(1, 2))))
    weights = rng.uniform(0.2, 1, size=2)
    expected = cost_of(seen, picture, C, S, weights, *factors)
    _, J = train_step(tf.constant(picture), lambda image, slope: image - 0.01 * slope, encoder, [*map(tf.constant, C)], [*map(tf.constant, S)], [("a", float(weights[0])), ("b", float(weights[1]))], *factors, shift)
    assert close(J, expected, rtol=1e-3, atol=1e-6), "For another network the cost is another one. Look at the shift, at the network's mode, and at the weights of the three costs."
expected = cost_of(seen, picture, C, S, weights, 0.1, 10, 2)
_, J = train_step(tf.constant(picture), lambda image, slope: image - 0.01 * slope, encoder, [*map(tf.constant, C)], [*map(tf.constant, S)], [("a", float(weights[0])), ("b", float(weights[1]))], shift=shift)
assert close(J, expected, rtol=1e-3, atol=1e-6), "Without weights for the three costs, the defaults of the text count."
### END HIDDEN TESTS

# %% tests="train_step" part="update" points=3
import keras
import numpy as np
import tensorflow as tf

from companion.testing import close

inputs = keras.Input((2, 2, 3))
same = keras.Model(inputs, [keras.layers.Rescaling(1.0)(inputs), keras.layers.Rescaling(1.0)(inputs)])
image, content = tf.fill((1, 2, 2, 3), 0.5), [tf.fill((1, 2, 2, 3), 0.7)] * 2
image, _ = train_step(image, lambda picture, slope: picture - 12.0 * slope, same, content, content, [("only", 1.0)], 1, 0, 0)
assert np.shape(image) == (1, 2, 2, 3), "First comes the picture after the step, in its own shape."
assert not close(image, np.full((1, 2, 2, 3), 0.5)), "The picture hasn't changed. Is the gradient taken by the picture, and does it make a step?"
assert close(image, np.full((1, 2, 2, 3), 0.6), rtol=1e-3), "The example: 0.5 + 12 / 120."
### BEGIN HIDDEN TESTS
from companion import checks


def encoder_of(shape):
    """Two style activations and one for the content, with a normalization whose two modes differ."""
    inputs = keras.Input(shape)
    first = keras.layers.Conv2D(4, 3, padding="same", activation="tanh")(inputs)
    second = keras.layers.BatchNormalization()(keras.layers.Conv2D(5, 2, strides=2)(first))
    return checks.fill(keras.Model(inputs, [first, second, keras.layers.Conv2D(3, 1)(second)]))


def slope_of(picture, encoder, C, S, weights, factors, shift):
    """The derivative of a cost of our own by the picture."""
    image = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(image)
        outputs = encoder(tf.roll(image, shift, axis=(1, 2)), training=False)
        grams = [[tf.einsum("mhwk,mhwj->kj", each, each) for each in which[:-1]] for which in (S, outputs)]
        style = sum(w * tf.reduce_sum((s - g) ** 2) / float(4 * np.prod(np.shape(a)) ** 2) for w, s, g, a in zip(weights, *grams, S))
        rough = tf.reduce_mean((image[:, 1:] - image[:, :-1]) ** 2) + tf.reduce_mean((image[:, :, 1:] - image[:, :, :-1]) ** 2)
        J = factors[0] * tf.reduce_mean((C[-1] - outputs[-1]) ** 2) / 4 + factors[1] * style + factors[2] * rough
    return tape.gradient(J, image).numpy()


rng = np.random.default_rng(10)
for shape, factors, shift, long in (((6, 8, 3), (1.0, 0.0, 0.0), (0, 0), 0.2), ((7, 5, 3), (0.3, 1.0, 0.7), (3, 1), 0.1), ((5, 6, 3), (0.5, 2.0, 0.1), (1, 4), 0.05)):
    encoder = encoder_of(shape)
    picture, content, style = (rng.uniform(0.4, 0.6, size=(1, *shape)).astype(np.float32) for _ in range(3))
    C, S = (checks.call(encoder, each) for each in (content, style))
    before, slope = checks.get_weights(encoder), slope_of(picture, encoder, C, S, (0.7, 0.4), factors, shift)
    rate = long / np.abs(slope).max()
    expected = picture - rate * slope
    image, _ = train_step(tf.constant(picture), lambda image, slope: image - rate * slope, encoder, [*map(tf.constant, C)], [*map(tf.constant, S)], [("a", 0.7), ("b", 0.4)], *factors, shift)
    assert close(checks.get_weights(encoder), before), "The network's weights have changed. Only the picture learns, and the network runs in test mode."
    assert close(image, expected, rtol=1e-3, atol=1e-3 * long), "For another network the picture comes out otherwise. Look at what stands under the tape, at the gradient, and at who makes the step."
### END HIDDEN TESTS

# %% tests="train_step" part="clip" points=2
import keras
import numpy as np
import tensorflow as tf

from companion.testing import close

inputs = keras.Input((2, 2, 3))
same = keras.Model(inputs, [keras.layers.Rescaling(1.0)(inputs), keras.layers.Rescaling(1.0)(inputs)])
image, content = tf.fill((1, 2, 2, 3), 0.5), [tf.fill((1, 2, 2, 3), 0.7)] * 2
image, _ = train_step(image, lambda picture, slope: picture - 120.0 * slope, same, content, content, [("only", 1.0)], 1, 0, 0)
assert close(image, np.ones((1, 2, 2, 3))), "The example with the rate 120: pixels of 1.5 become 1."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(11)
for height, width, rate in ((3, 2, 30.0), (4, 5, 400.0)):
    inputs = keras.Input((height, width, 3))
    same = keras.Model(inputs, [keras.layers.Rescaling(1.0)(inputs), keras.layers.Rescaling(1.0)(inputs)])
    picture, content = (rng.uniform(size=(1, height, width, 3)).astype(np.float32) for _ in range(2))
    expected = np.clip(picture - rate * (picture - content) / (2 * picture.size), 0, 1)
    C = [tf.constant(content)] * 2
    image, _ = train_step(tf.constant(picture), lambda image, slope: image - rate * slope, same, C, C, [("only", 1.0)], 1, 0, 0)
    assert close(image, expected, rtol=1e-3, atol=1e-5), "After a long step, pixels have to end between 0 and 1, and those that are there already stay as the step made them."
### END HIDDEN TESTS

# %% mistake="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """Nothing keeps the pixels between 0 and 1 after the step: a clip before it comes too early."""
    with tf.GradientTape() as tape:
        tape.watch(image)
        outputs = encoder(tf.roll(image, shift, axis=(1, 2)), training=False)
        J = total_cost(compute_content_cost(content_output, outputs), compute_style_cost(style_output, outputs, style_layers), alpha, beta)
        J = J + gamma * total_variation(image)
    return descend(image, tape.gradient(J, image)), J

# %% mistake="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """The step is made on the network's weights. They stay; the picture learns."""
    with tf.GradientTape() as tape:
        tape.watch(image)
        outputs = encoder(tf.roll(image, shift, axis=(1, 2)), training=False)
        J = total_cost(compute_content_cost(content_output, outputs), compute_style_cost(style_output, outputs, style_layers), alpha, beta)
        J = J + gamma * total_variation(image)
    weights = [each.value for each in encoder.trainable_weights]
    for weight, slope in zip(weights, tape.gradient(J, weights)):
        if slope is not None:
            weight.assign(descend(weight, slope))
    return tf.clip_by_value(image, 0, 1), J

# %% mistake="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """The network runs in train mode: its normalization then uses the picture at hand, and changes what it has gathered."""
    with tf.GradientTape() as tape:
        tape.watch(image)
        outputs = encoder(tf.roll(image, shift, axis=(1, 2)), training=True)
        J = total_cost(compute_content_cost(content_output, outputs), compute_style_cost(style_output, outputs, style_layers), alpha, beta)
        J = J + gamma * total_variation(image)
    return tf.clip_by_value(descend(image, tape.gradient(J, image)), 0, 1), J

# %% mistake="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """The shift is missing: the network has to see the shifted picture, since the content was shifted, too."""
    with tf.GradientTape() as tape:
        tape.watch(image)
        outputs = encoder(image, training=False)
        J = total_cost(compute_content_cost(content_output, outputs), compute_style_cost(style_output, outputs, style_layers), alpha, beta)
        J = J + gamma * total_variation(image)
    return tf.clip_by_value(descend(image, tape.gradient(J, image)), 0, 1), J

# %% mistake="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """Alpha and beta are swapped: alpha is for the content."""
    with tf.GradientTape() as tape:
        tape.watch(image)
        outputs = encoder(tf.roll(image, shift, axis=(1, 2)), training=False)
        J = total_cost(compute_content_cost(content_output, outputs), compute_style_cost(style_output, outputs, style_layers), beta, alpha)
        J = J + gamma * total_variation(image)
    return tf.clip_by_value(descend(image, tape.gradient(J, image)), 0, 1), J

# %% mistake="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """The total variation is missing in the cost."""
    with tf.GradientTape() as tape:
        tape.watch(image)
        outputs = encoder(tf.roll(image, shift, axis=(1, 2)), training=False)
        J = total_cost(compute_content_cost(content_output, outputs), compute_style_cost(style_output, outputs, style_layers), alpha, beta)
    return tf.clip_by_value(descend(image, tape.gradient(J, image)), 0, 1), J

# %% mistake="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """The step is your own: `descend` makes it, whatever its optimizer and its rate are."""
    with tf.GradientTape() as tape:
        tape.watch(image)
        outputs = encoder(tf.roll(image, shift, axis=(1, 2)), training=False)
        J = total_cost(compute_content_cost(content_output, outputs), compute_style_cost(style_output, outputs, style_layers), alpha, beta)
        J = J + gamma * total_variation(image)
    return tf.clip_by_value(image - 0.02 * tape.gradient(J, image), 0, 1), J

# %% mistake="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """The tape doesn't watch the picture, so the gradient is None."""
    with tf.GradientTape() as tape:
        outputs = encoder(tf.roll(image, shift, axis=(1, 2)), training=False)
        J = total_cost(compute_content_cost(content_output, outputs), compute_style_cost(style_output, outputs, style_layers), alpha, beta)
        J = J + gamma * total_variation(image)
    return tf.clip_by_value(descend(image, tape.gradient(J, image)), 0, 1), J

# %% [markdown]
# `Painter` steps again and again, with Adam, from the content or from a start of your choice. It draws the shifts (0 to
# `jitter` − 1 pixels), shifts the content alike, and compiles your `train_step` once for a size. (After a change
# to a function, run the next cell again, and the one of `my_painting`.)

# %%
class Painter:
    """Paints pictures of one size; its network, its canvas and its optimizer."""

    def __init__(self, side):
        self.encoder = make_encoder(side)
        self.image, self.optimizer = tf.Variable(tf.zeros((1, side, side, 3))), keras.optimizers.Adam(0.03)
        self.optimizer.build([self.image])
        self.fresh = [each.numpy() for each in self.optimizer.variables]
        self.step = tf.function(self.one_step, autograph=False)

    def one_step(self, content, style_output, style_layers, alpha, beta, gamma, shift):
        """A step of train_step, with the content shifted like the picture."""
        image, content_output = tf.identity(self.image), self.encoder(tf.roll(content, shift, axis=(1, 2)), training=False)
        image, J = train_step(image, self.descend, self.encoder, content_output, style_output, style_layers, alpha, beta, gamma, shift)
        self.image.assign(image)
        return J

    def descend(self, image, slope):
        """The picture after a step of Adam."""
        self.image.assign(image)
        self.optimizer.apply([slope], [self.image])
        return tf.identity(self.image)

    def paint(self, content, style_output, style_layers, steps, alpha=0.1, beta=10.0, gamma=2.0, jitter=8, start=None):
        """The picture before each step and after the last, as a list of arrays (side, side, 3); and the costs."""
        for variable, value in zip(self.optimizer.variables, self.fresh, strict=True):
            variable.assign(value)
        self.image.assign(content if start is None else start)
        numbers = [tf.constant(each, tf.float32) for each in (alpha, beta, gamma)]
        weighted = [(name, tf.constant(weight, tf.float32)) for name, weight in style_layers]
        rng, frames, costs = np.random.default_rng(0), [self.image.numpy()[0]], []
        for _ in range(steps):
            shift = tf.constant(rng.integers(0, jitter, size=2), tf.int32)
            costs.append(float(self.step(tf.constant(content), style_output, weighted, *numbers, shift)))
            frames.append(self.image.numpy()[0])
        return frames, costs


@cache
def painter(side):
    """The painter for pictures of this size."""
    return Painter(side)


def my_layers(side):
    """The style's layers with your weights."""
    return balanced_layers(list(STYLE), layer_costs(side))

# %% [markdown]
# *Guess first:* without the two remedies, what do you see? And what becomes of the style cost if one looks at the result
# moved by one pixel, which no eye would notice?

# %% demo
REMEDIES = {"no remedy": (0.0, 1), "total variation": (2.0, 1), "variation and shifts": (2.0, 8)}


def style_seen(image, shift):
    """The style cost of a picture that the network sees moved by `shift` pixels both ways."""
    moved = make_encoder(96)(np.roll(image, (shift, shift), axis=(0, 1))[np.newaxis], training=False)
    return float(compute_style_cost(encoded(96)[1], moved, my_layers(96)))


results = []
for name, (gamma, jitter) in REMEDIES.items():
    result = painter(96).paint(picture_and_style(96)[0], encoded(96)[1], my_layers(96), 40, gamma=gamma, jitter=jitter)[0][-1]
    seen, rough = [style_seen(result, shift) for shift in (0, 1, 11)], float(total_variation(result[np.newaxis]))
    results.append((result, f"{name}\nstyle cost {seen[0]:.3f}\nmoved by 1: {seen[1]:.3f}, by 11: {seen[2]:.3f}\nvariation {rough:.3f}"))
image_grid([each[0] for each in results], [each[1] for each in results], "40 steps, with and without remedies", columns=3, size=3).set_figheight(4)
plt.show()

# %% [markdown]
# <details><summary>What the figure says</summary>
#
# With the Wave: without a remedy there are speckles, and the style cost of 0.011 becomes 0.09 if the picture moves by a
# pixel. Descent has fitted the network's grid: **overfitting**, to one position of its windows. The variation halves the
# roughness (0.07 to 0.04), and 0.012 still becomes 0.07. With shifts the cost is about 0.035, thrice what the others
# claim, and stays there when the picture moves, even by 11, which no step has drawn.
#
# </details>
#
# *Guess first:* what comes out of noise with $\alpha = 0$? With the deepest style layer alone? With the first alone?

# %% demo
noise = np.random.default_rng(1).uniform(0.3, 0.7, size=(1, 96, 96, 3)).astype(np.float32)
first, last = ([(name, weight * (name == chosen)) for name, weight in my_layers(96)] for chosen in (STYLE[0], STYLE[-1]))
cases = {
    "noise, α = 0": (my_layers(96), {"alpha": 0.0, "start": noise}),
    "the deepest layer alone": (last, {}),
    "the first layer alone": (first, {}),
}
results = [painter(96).paint(picture_and_style(96)[0], encoded(96)[1], chosen, 50, **named)[0][-1] for chosen, named in cases.values()]
image_grid([picture_and_style(96)[1][0], *results], ["the painting", *cases], "50 steps each", columns=4, size=1.7)
plt.show()

# %% [markdown]
# <details><summary>What the figure says</summary>
#
# From noise, without content: something like waves in beige and blue, nowhere in the painting's places, but also pink and purple
# patches and a fine checkerboard. The
# deepest layer alone brings strokes and stripes, in garish colours, for which it doesn't care much. The first alone
# brings the painting's colours and no strokes. Together they make a style.
#
# </details>
#
# **To remember**
# - Content: features at their places, one layer. Style: Gram matrices, several layers.
# - A network judges what it sees. What it doesn't see, descent uses.

# %% [markdown]
# ## Your painting
# Now in 192 by 192 pixels, 80 steps: some twenty seconds.

# %%
@cache
def my_painting(steps=80, alpha=0.1, beta=10.0, gamma=2.0):
    """All frames of your picture on its way into the painting's style, and the costs."""
    picture, _ = picture_and_style(192)
    return painter(192).paint(picture, encoded(192)[1], my_layers(192), steps, alpha, beta, gamma)


def page(frames, step=80, strength=1.0):
    """A frame, mixed with the picture it came from."""
    mixed = (1 - strength) * frames[0] + strength * frames[step]
    image_grid([mixed], [f"step {step}, strength {strength:.1f}"], size=2.6)
    plt.show()

# %% demo tags=["nbval-ignore-output"]
ALPHA = 0.1
frames, costs = my_painting(alpha=ALPHA)
Image.fromarray(np.round(255 * frames[-1]).astype(np.uint8)).resize((576, 576), Image.Resampling.LANCZOS).save("my_painting.png")
shown = [0, 5, 20, 80]
image_grid([picture_and_style(192)[1][0], *[frames[step] for step in shown]], ["the painting", *[f"step {step}" for step in shown]], "Painted by my own functions: my_painting.png", columns=5, size=1.6)
figure, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
cost_curves(ax, {"J": costs}, title="Each step looks from another place, so the cost trembles while it falls", xlabel="step")
ax.set_yscale("log")
ax.set_yticks([0.2, 0.5, 1, 2], ["0.2", "0.5", "1", "2"])
ax.minorticks_off()
plt.show()

# %% [markdown]
# Move the sliders: through the steps, and between your picture and what became of it.

# %% demo tags=["nbval-ignore-output"]
sliders = interact(page, frames=fixed(my_painting(alpha=ALPHA)[0]), step=IntSlider(80, 0, 80), strength=FloatSlider(1, min=0, max=1, step=0.1))

# %% [markdown]
# More α, more of your picture: set `ALPHA = 0.5` two cells above, and run both again (`my_painting.png` is written anew). For another
# painting, change `PAINTING` at the beginning and run all cells below it.

# %% [markdown]
# ## Exercise 8 · The slope of style  (4 points, ~12 min, ●●●, optional)
# What TensorFlow finds can be written down. With $A$ of shape ($n_C$, $n_H n_W$) and
# $c = 1/\big(4\,n_C^2\,(n_H n_W)^2\big)$, the cost is $c \sum (\mathcal{G}^{(S)} - \mathcal{G}^{(G)})^2$, and $A^{(G)}$ occurs
# twice in $\mathcal{G}^{(G)} = A A^T$. Write `layer_style_gradient(a_S, a_G)` in NumPy: the derivative of the layer's style
# cost by each entry of `a_G`, in its shape.
#
# *Example.* One place, one channel, $a_S = 0$, $a_G = 2$: $J = a^4/4$, so the slope is $a^3 = 8$.
#
# <details><summary>Hint 1: two factors</summary>
#
# The derivative by $\mathcal{G}^{(G)}$ is $D = 2c\,(\mathcal{G}^{(G)} - \mathcal{G}^{(S)})$, a symmetric matrix. A change of A by
# dA changes the Gram matrix by dA times A transposed, plus A times dA transposed.
#
# </details>
#
# <details><summary>Hint 2: shapes</summary>
#
# The slope of A has the shape of A: channels by places. D is channels by channels. One product is left, and a factor.
# Then back to (1, n_H, n_W, n_C): transpose, reshape.
#
# </details>

# %% solution="layer_style_gradient"
def layer_style_gradient(a_S, a_G):
    """The derivative of a layer's style cost by the generated picture's activation.

    a_S, a_G: arrays (1, n_H, n_W, n_C), floats, of equal shape; not changed. Returns an array of that shape.
    """
    ### BEGIN SOLUTION
    n_C = a_G.shape[-1]
    S, G = a_S.reshape(-1, n_C), a_G.reshape(-1, n_C)  # a row for each place: the transpose of A
    return (G @ (G.T @ G - S.T @ S) / (n_C * len(G)) ** 2).reshape(a_G.shape)
    ### END SOLUTION

# %% tests="layer_style_gradient" points=4
import numpy as np

from companion.testing import close

slope = layer_style_gradient(np.zeros((1, 1, 1, 1)), np.full((1, 1, 1, 1), 2.0))
assert slope is not None, "layer_style_gradient returns None. Does it end with a return?"
assert np.shape(slope) == (1, 1, 1, 1), "The gradient has the shape of a_G."
assert close(slope, np.full((1, 1, 1, 1), 8.0), rtol=1e-4), "The example: the slope of a^4 / 4 at 2 is 8."
same = np.arange(12.0).reshape(1, 2, 3, 2)
assert close(layer_style_gradient(same, same[:, ::-1]), np.zeros((1, 2, 3, 2)), atol=1e-9), "Equal Gram matrices: there is nothing to gain, whatever the places."
two = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])  # exercise 3's two places and two channels
assert close(layer_style_gradient(np.zeros((1, 1, 2, 2)), two), np.array([[[[38, 54], [86, 122]]]]) / 16, rtol=1e-4), "Against zeros, D = 2 c times [[10, 14], [14, 20]], with c = 1 / 64."
### BEGIN HIDDEN TESTS
import tensorflow as tf

rng = np.random.default_rng(12)
for n_H, n_W, n_C in ((1, 1, 3), (3, 5, 2), (4, 2, 7), (6, 6, 5)):
    S, G = (rng.normal(size=(1, n_H, n_W, n_C)) for _ in range(2))
    with tf.GradientTape() as tape:
        made = tf.constant(G)
        tape.watch(made)
        grams = [tf.einsum("mhwk,mhwj->kj", each, each) for each in (tf.constant(S), made)]
        J = tf.reduce_sum((grams[0] - grams[1]) ** 2) / (4.0 * n_C**2 * (n_H * n_W) ** 2)
    expected, copies = tape.gradient(J, made).numpy(), (S.copy(), G.copy())
    slope = layer_style_gradient(S, G)
    assert close(slope, expected, rtol=1e-3, atol=1e-7), "TensorFlow finds another gradient. Look at the sign, at the factor, and at places and channels."
    assert close([S, G], copies), "layer_style_gradient changed an argument."
### END HIDDEN TESTS

# %% mistake="layer_style_gradient"
def layer_style_gradient(a_S, a_G):
    """Half of it is missing: A occurs twice in its Gram matrix."""
    n_C = a_G.shape[-1]
    S, G = a_S.reshape(-1, n_C), a_G.reshape(-1, n_C)
    return (G @ (G.T @ G - S.T @ S) / (2 * (n_C * len(G)) ** 2)).reshape(a_G.shape)

# %% mistake="layer_style_gradient"
def layer_style_gradient(a_S, a_G):
    """The sign is wrong: this is the way down, minus the derivative."""
    n_C = a_G.shape[-1]
    S, G = a_S.reshape(-1, n_C), a_G.reshape(-1, n_C)
    return (G @ (S.T @ S - G.T @ G) / (n_C * len(G)) ** 2).reshape(a_G.shape)

# %% mistake="layer_style_gradient"
def layer_style_gradient(a_S, a_G):
    """The factor before the sum is missing: c has the sizes in it."""
    n_C = a_G.shape[-1]
    S, G = a_S.reshape(-1, n_C), a_G.reshape(-1, n_C)
    return (4 * G @ (G.T @ G - S.T @ S)).reshape(a_G.shape)

# %% mistake="layer_style_gradient"
def layer_style_gradient(a_S, a_G):
    """The product comes back as channels by places, and a reshape without a transpose mixes them up."""
    n_C = a_G.shape[-1]
    S, G = a_S.reshape(-1, n_C).T, a_G.reshape(-1, n_C).T
    return ((G @ G.T - S @ S.T) @ G / (n_C * G.shape[1]) ** 2).reshape(a_G.shape)

# %% mistake="layer_style_gradient"
def layer_style_gradient(a_S, a_G):
    """The activation that moves is the generated picture's: the last factor is its A, not the style's."""
    n_C = a_G.shape[-1]
    S, G = a_S.reshape(-1, n_C), a_G.reshape(-1, n_C)
    return (S @ (G.T @ G - S.T @ S) / (n_C * len(G)) ** 2).reshape(a_G.shape)

# %% demo
picture_output, painting_output = encoded(192)
pulls = [np.linalg.norm(layer_style_gradient(painting_output[k].numpy(), picture_output[k].numpy())[0], axis=-1) for k in (0, 3, 5)]
figure, axes = plt.subplots(1, 4, figsize=(7.2, 2.3), layout="constrained")
axes[0].imshow(picture_and_style(192)[0][0])
for ax, k, pull in zip(axes[1:], (0, 3, 5), pulls):
    ax.imshow(pull, cmap="magma")
    ax.set_title(STYLE[k], fontsize=9)
for ax in axes:
    ax.set(xticks=[], yticks=[])
figure.suptitle("Where the slope by a layer's own activation is long, at the start (bright)", fontsize=11)
plt.show()

# %% [markdown]
# <details><summary>What the figure says</summary>
#
# Layers differ in where they ask for a change. With the dog and the Wave: on its dark back the stem's slope is long and
# block3's short; block8's is longest at the picture's edges. To pixels it comes only on the way back through the network.
#
# </details>

# %% [markdown]
# ## What you built
# - A content cost that knows places, a style cost that forgets them, and weights that give each layer a voice.
# - A step on pixels, and two remedies for what the network doesn't see.
# - Your picture in a painting's style: `my_painting.png`.
#
# **Questions to take along** (no points)
# 1. A Gram matrix knows textures. What would a cost have to know so that eyes stay eyes?
# 2. Take the style of two paintings, half each. Is that the style between them?
# 3. The cost fell to a small part of what it was. Would you say the same of the picture? Whom would you ask?
#
# **Next:** course 4. Until now, what comes first in the input comes first in the network. What if the input is a sentence?
