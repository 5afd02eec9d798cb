# ---
# title: Convolution step by step
# minutes: 105
# ---

# %% [markdown]
# # Convolution, step by step
# A dense layer for this notebook's photograph of 160 × 160 pixels would need 76,800 weights for each of its units, and
# would have to learn afresh what an edge is for every place in the picture. A convolution has a handful of weights and
# takes them everywhere. You build that layer, forward and backward, and pooling beside it.
#
# **You will**
# - find edges in photographs with kernels of nine numbers, and let a kernel be learnt that nobody wrote down;
# - write padding, stride, convolution and pooling, forward and backward, equal to Keras's to five digits;
# - hunt down three faults in somebody else's backward pass.
#
# **You will have made:** a poster of a photograph, yours if you like. Tiles of colour, and ink where the photograph
# changes most, drawn by your own `conv_forward` and `pool_forward`.
#
# **Before you start:** course 1 (forward and backward propagation). Cells that are there to be run also use momentum
# (course 2, week 2) and TensorFlow's gradient tape (course 2, week 3): you read them, and write neither. The week's notes
# cover the same ground in prose.
#
# **Time:** about 105 minutes. **Points:** 37, in eight exercises, the last of them optional. Dots show difficulty, from
# ●○○ to ●●●. The next cell loads TensorFlow, which takes some seconds.

# %%
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from companion.convolution import draw_sliding, explore_sliding
from companion.data import find_data, load_photographs
from companion.gradients import numerical_gradient, relative_difference
from companion.pictures import read_picture
from companion.plots import COLORS, image_grid, weight_images

# %% [markdown]
# ## What it will be
# `poster` takes two functions, a convolution and a pooling, and four steps: blur the photograph, average it into tiles,
# find its edges, thicken them into strokes. The picture below is made with TensorFlow's functions. At the end yours take
# their place, and then every word of this paragraph will be code that you wrote.

# %%
SOBEL = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
photo = read_picture(find_data("example_picture.jpg"), size=160) / 255  # or "my_picture.jpg", next to this notebook


def poster(photo, conv, pool, ink=0.15):
    """Tiles of colour, and ink where the photograph changes most: shape (160, 160, 3), numbers from 0 to 1."""
    bell = np.exp(-(np.arange(-4, 5) ** 2) / 8)
    blur = np.multiply.outer(np.outer(bell, bell) / bell.sum() ** 2, np.eye(3))  # each colour by itself
    framed = np.pad(photo, ((4, 4), (4, 4), (0, 0)), "edge")
    soft, _ = conv(framed[np.newaxis], blur, np.zeros((1, 1, 1, 3)), {"stride": 1, "pad": 0})
    tiles, _ = pool(soft, {"f": 4, "stride": 4}, "average")
    kernels = np.stack([SOBEL, SOBEL.T], axis=2)[:, :, np.newaxis].repeat(3, axis=2)
    slopes, _ = conv(soft, kernels, np.zeros((1, 1, 1, 2)), {"stride": 1, "pad": 0})
    strength = np.sqrt(np.sum(slopes**2, axis=3, keepdims=True))
    strokes, _ = pool(strength, {"f": 3, "stride": 1}, "max")
    lines = np.pad(strokes[0], ((2, 2), (2, 2), (0, 0)))
    colours = np.round(8 * tiles[0]).repeat(4, axis=0).repeat(4, axis=1) / 8
    return np.where(lines > np.quantile(lines, 1 - ink), 0.05, colours)


# %% demo
def library_conv(A_prev, W, b, hparameters):
    return tf.nn.conv2d(A_prev, W, hparameters["stride"], "VALID").numpy() + b, None


def library_pool(A_prev, hparameters, mode="max"):
    kind = {"max": "MAX", "average": "AVG"}[mode]
    return tf.nn.pool(A_prev, [hparameters["f"]] * 2, kind, [hparameters["stride"]] * 2).numpy(), None


image_grid(
    [photo, poster(photo, library_conv, library_pool)], ["the photograph", "the poster"], "From this to that", size=3
)
plt.show()

# %% [markdown]
# Left: a dog in dry grass, 160 × 160 pixels. Right: the same dog in coarse tiles of colour. Thick black strokes run
# around its dark back, over its head and down to its front paws; the lower hind legs get hardly any ink.

# %% [markdown]
# ## A kernel slides over a picture
# A grey picture is a matrix of brightnesses, here from 0 (black) to 1 (white). A **kernel** or **filter** is a small
# matrix, usually 3 × 3. Lay it on the picture, multiply each of its numbers with the pixel below, and add up: one number.
# Move it one pixel on and do the same. With a kernel $K$ of size $f \times f$ the result at row $h$ and column $w$ is
#
# $$z_{hw} = \sum_{i=0}^{f-1}\sum_{j=0}^{f-1} x_{h+i,\,w+j}\;K_{ij}$$
#
# The kernel has to lie inside, so the result has $n - f + 1$ rows and columns where the picture has $n$. (Mathematicians
# turn the kernel by 180° first, and call the formula above cross-correlation. Deep learning doesn't turn it, and says
# convolution all the same.)

# %%
photographs = load_photographs()


def grey_picture(number):
    """A training photograph in grey, shape (64, 64), from 0 to 1: the usual weights for red, green and blue."""
    return photographs.X_train[number] / 255 @ np.array([0.299, 0.587, 0.114])


windmill = grey_picture(13)
small_windmill = windmill.reshape(32, 2, 32, 2).mean(axis=(1, 3))
KERNELS = {
    "vertical edges": np.array([[1.0, 0.0, -1.0]] * 3),
    "horizontal edges": np.array([[1.0, 0.0, -1.0]] * 3).T,
    "Sobel": SOBEL,
    "blur": np.ones((5, 5)) / 25,
    "sharpen": np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]),
}

# %% demo
draw_sliding(small_windmill, KERNELS["vertical edges"], row=10, column=10)
plt.show()

# %% [markdown]
# One position, on a windmill of 32 × 32 pixels. Under the kernel the bright sky ends and the tower begins. Bright minus
# dark, in three rows, makes 1.06, a large number (orange). Where all nine pixels are alike, the weights cancel.

# %% [markdown]
# ## Exercise 1 · A kernel on a picture  (4 points, ~8 min, ●●○)
# Write `filter_image(image, kernel)`, the formula above as a program. Rows and columns may be different in number, $f$
# may be odd or even, and pictures may come as whole numbers (uint8), while kernels may have fractions: the result is
# floats. Its shape earns 1 point, its numbers 3.
#
# *Example.* The picture `[[1, 2, 3], [4, 5, 7]]` and the kernel `[[1, 0], [0, -1]]` give one row of two numbers:
# $1 - 5 = -4$ and $2 - 7 = -5$.
#
# <details><summary>Hint 1: where to start</summary>
#
# Compute the two sizes of the result, make an array of zeros, and fill it in two nested loops, over `h` and over `w`.
#
# </details>
#
# <details><summary>Hint 2: the window</summary>
#
# `image[h : h + f, w : w + f]` are the pixels below the kernel. `*` multiplies entry by entry.
#
# </details>
#
# <details><summary>Hint 3: floats</summary>
#
# `np.zeros(shape)` makes floats. `np.zeros_like(image)` has the type of the picture, and would cut fractions off.
#
# </details>

# %% solution="filter_image"
def filter_image(image, kernel):
    """The sum of the products of a kernel with the pixels under it, for each place where it lies inside the picture.

    image: (n_H, n_W), floats or whole numbers, n_H and n_W at least f; not modified.
    kernel: (f, f), floats or signed whole numbers, f at least 1; used as it is, not turned around.
    Returns floats of shape (n_H - f + 1, n_W - f + 1).
    """
    ### BEGIN SOLUTION
    f = kernel.shape[0]
    n_H, n_W = image.shape[0] - f + 1, image.shape[1] - f + 1
    result = np.zeros((n_H, n_W))
    for h in range(n_H):
        for w in range(n_W):
            window = image[h : h + f, w : w + f]
            result[h, w] = np.sum(window * kernel)
    return result
    ### END SOLUTION

# %% tests="filter_image" part="size" points=1
import numpy as np

result = filter_image(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]]), np.array([[1.0, 0.0], [0.0, -1.0]]))
assert result is not None, "filter_image returns None. Does it end with a return?"
assert np.shape(result) == (1, 2), "2 × 3 pixels and a 2 × 2 kernel: n - f + 1 makes one row and two columns."
assert np.shape(filter_image(np.ones((5, 8)), np.ones((3, 3)))) == (3, 6), "5 × 8 pixels and f = 3 give 3 × 6 numbers."
assert np.shape(filter_image(np.ones((4, 4)), np.ones((4, 4)))) == (1, 1), "A kernel as large as the picture fits once."
### BEGIN HIDDEN TESTS
from companion.testing import taken

for n_H, n_W, f in ((7, 4, 1), (4, 7, 2), (6, 9, 5), (5, 5, 5), (1, 3, 1)):
    found = taken(filter_image(np.ones((n_H, n_W)), np.ones((f, f))))
    assert found.shape == (n_H - f + 1, n_W - f + 1), "The shape is wrong for another picture or another kernel."
    assert np.all(np.isfinite(found)), "The result holds numbers that aren't finite."
### END HIDDEN TESTS

# %% tests="filter_image" part="values" points=3
import numpy as np

from companion.testing import close

tiny, corner = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]]), np.array([[1.0, 0.0], [0.0, -1.0]])
assert not close(filter_image(tiny, corner), [[4, 5]]), (
    "The signs are the wrong way round. Is the kernel turned by 180°, or the absolute value taken?"
)
assert close(filter_image(tiny, corner), [[-4, -5]]), "The example: 1 - 5 = -4 and 2 - 7 = -5."
assert close(filter_image(tiny, np.array([[0.0, 1.0], [0.0, 0.0]])), [[2, 3]]), (
    "This kernel picks the pixel above on the right, 2 and then 3. Are rows and columns swapped?"
)
whole = np.array([[10, 0], [0, 255]], dtype=np.uint8)
assert close(filter_image(whole, np.array([[0.25]])), [[2.5, 0], [0, 63.75]]), (
    "A picture of whole numbers (uint8) and a kernel of fractions: the result needs its fractions."
)
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(1)
for n_H, n_W, f, whole in ((3, 3, 3, False), (8, 5, 2, True), (6, 9, 4, False), (7, 7, 1, False), (4, 11, 3, True)):
    image = rng.integers(0, 256, (n_H, n_W)).astype(np.uint8) if whole else rng.normal(size=(n_H, n_W))
    kernel = rng.normal(size=(f, f))
    expected = np.einsum("hwij,ij->hw", sliding_window_view(image.astype(float), (f, f)), kernel)
    before = image.copy(), kernel.copy()
    assert close(filter_image(image, kernel), expected, 1e-4, 1e-4 if not whole else 1e-2), (
        "The numbers are wrong for another picture or another kernel."
    )
    assert close((image, kernel), before), "After the call the picture or the kernel holds other numbers."
### END HIDDEN TESTS

# %% mistake="filter_image"
def filter_image(image, kernel):
    """The kernel is turned by 180° here, as mathematics does. Lay it on the picture as it is."""
    f = kernel.shape[0]
    result = np.zeros((image.shape[0] - f + 1, image.shape[1] - f + 1))
    for h in range(result.shape[0]):
        for w in range(result.shape[1]):
            result[h, w] = np.sum(image[h : h + f, w : w + f] * kernel[::-1, ::-1])
    return result

# %% mistake="filter_image"
def filter_image(image, kernel):
    """The last row and the last column are missing: a kernel of f pixels fits n - f + 1 times, not n - f times."""
    f = kernel.shape[0]
    result = np.zeros((image.shape[0] - f, image.shape[1] - f))
    for h in range(result.shape[0]):
        for w in range(result.shape[1]):
            result[h, w] = np.sum(image[h : h + f, w : w + f] * kernel)
    return result

# %% mistake="filter_image"
def filter_image(image, kernel):
    """That is the mean of the products, smaller by the factor f². Add them up."""
    f = kernel.shape[0]
    rows = [
        [np.mean(image[h : h + f, w : w + f] * kernel) for w in range(image.shape[1] - f + 1)]
        for h in range(image.shape[0] - f + 1)
    ]
    return np.array(rows)

# %% mistake="filter_image"
def filter_image(image, kernel):
    """The rows of the kernel meet the columns of the picture: one of the two is transposed."""
    f = kernel.shape[0]
    result = np.zeros((image.shape[0] - f + 1, image.shape[1] - f + 1))
    for (h, w), _ in np.ndenumerate(result):
        result[h, w] = np.sum(image[h : h + f, w : w + f] * kernel.T)
    return result

# %% mistake="filter_image"
def filter_image(image, kernel):
    """The result has the picture's type, and with whole numbers its fractions and signs are lost. Make it of floats:
    np.zeros(shape)."""
    f = kernel.shape[0]
    n_H, n_W = image.shape[0] - f + 1, image.shape[1] - f + 1
    result = np.zeros_like(image)[:n_H, :n_W]
    for h in range(n_H):
        for w in range(n_W):
            with np.errstate(all="ignore"):
                result[h, w] = np.sum(image[h : h + f, w : w + f] * kernel).astype(image.dtype)
    return result

# %% mistake="filter_image"
def filter_image(image, kernel):
    """The number of rows is used for the columns, too. A picture needn't be square."""
    f = kernel.shape[0]
    n = image.shape[0] - f + 1
    result = np.zeros((n, n))
    for h in range(n):
        for w in range(n):
            window = image[h : h + f, w : w + f]
            result[h, w] = np.sum(window * kernel[: window.shape[0], : window.shape[1]])
    return result

# %% mistake="filter_image"
def filter_image(image, kernel):
    """Absolute values throw away which side of an edge is the brighter one. Keep the sign of the sum."""
    f = kernel.shape[0]
    result = np.zeros((image.shape[0] - f + 1, image.shape[1] - f + 1))
    for h in range(result.shape[0]):
        for w in range(result.shape[1]):
            result[h, w] = abs(np.sum(image[h : h + f, w : w + f] * kernel))
    return result

# %% [markdown]
# **Predict.** Three kernels meet the windmill: *vertical edges* (left minus right), *horizontal edges* (above minus
# below) and *Sobel*, which looks for vertical edges, too, but counts the middle row twice. Sails run diagonally. In
# which results will they show? Will the two walls of the tower have the same colour? Write a guess down, then run.

# %% demo
names = ("vertical edges", "horizontal edges", "Sobel")
fig, axes = plt.subplots(1, 4, figsize=(13, 3.7), layout="constrained")
axes[0].imshow(windmill, cmap="gray", vmin=0, vmax=1)
axes[0].set_title("the windmill, 64 × 64")
for ax, name in zip(axes[1:], names):
    shown = ax.imshow(filter_image(windmill, KERNELS[name]), cmap="PuOr_r", vmin=-2.5, vmax=2.5)
    ax.set_title(name)
for ax in axes:
    ax.set(xticks=[], yticks=[])
fig.colorbar(shown, ax=axes, label="z: orange above 0, violet below")
fig.suptitle("Opposite sides of a thing have opposite signs")
plt.show()

# %% [markdown]
# <details><summary>What there is to see</summary>
#
# A diagonal line changes both from left to right and from top to bottom, so the sails are in all three. The left wall
# is orange (bright sky, then dark wall), the right one violet: the sign tells which side is bright. Sobel's result
# looks like the first, only stronger: of the three rows of a window it counts the middle one twice. Both directions
# together, $\sqrt{z_{vertical}^2 + z_{horizontal}^2}$, give the strength of an edge of any direction, which is what the poster inks.
#
# </details>

# %% [markdown]
# ## Padding and stride
# Each convolution trims a border of $f - 1$ pixels, and corner pixels are seen by one window only. **Padding** adds $p$
# rows and columns of zeros on each side. With $p = (f-1)/2$ and odd $f$ the result is as large as the picture: a **same**
# convolution. $p = 0$ is called **valid**.
#
# The **stride** $s$ is how far the kernel moves. With $s = 2$ every second position is left out, and the result is about
# half as high and wide. Together, for rows and likewise for columns:
#
# $$n_H = \left\lfloor \frac{n_{H,prev} + 2p - f}{s} \right\rfloor + 1$$
#
# Rounded down, since a window has to lie inside the padded picture: what is left over at the end is never seen.

# %% demo
draw_sliding(small_windmill, KERNELS["Sobel"], row=5, column=6, stride=2, pad=1)
plt.show()

# %% [markdown]
# Stride 2 and padding 1: the result has 16 × 16 numbers, and row 5 of it looks at the padded rows 10 to 12. The violet
# column on the left is no edge of the windmill: there the zeros of the border meet the sky.
#
# In the next cell you can move everything: choose a kernel, drag it over the picture, and watch the shape as stride and
# padding change. Which strides leave rows at the bottom unseen? (Without a running notebook, the picture above stands
# for it.)

# %% demo tags=["nbval-ignore-output"]
explore_sliding(small_windmill, KERNELS)

# %% [markdown]
# <details><summary>Which strides leave rows unseen?</summary>
#
# The remainder of $(n + 2p - f)/s$ is how many. With 32 rows, $f = 3$ and no padding that is the remainder of $29/s$: no
# row at stride 1, then 1, 2, 1 and 4 at strides 2 to 5. With padding 1 it is that of $31/s$, one row at strides 2, 3 and
# 5, and this row is of the border's zeros: of the picture nothing is lost at the bottom. But where the stride is larger
# than the kernel, there are unseen rows *between* the windows, too.
#
# </details>

# %% [markdown]
# ## Exercise 2 · Padding  (2 points, ~4 min, ●○○)
# From here on pictures come in batches, and with channels: `X` has the shape (m, n_H, n_W, n_C), for a photograph in
# colour with $n_C = 3$. Write `zero_pad(X, pad)`: `pad` rows of zeros above and below each picture and `pad` columns on
# its left and right. `pad` may be 0.
#
# *Example.* Two pictures of 3 × 4 pixels in 3 colours, `pad=1`: from (2, 3, 4, 3) to (2, 5, 6, 3).
#
# <details><summary>Hint 1: which axes</summary>
#
# Axes 1 and 2 grow. The examples and the channels stay as many as they are.
#
# </details>
#
# <details><summary>Hint 2: a function for it</summary>
#
# `np.pad` takes one pair (before, after) for each axis, such as `(0, 0)` for an axis that stays.
#
# </details>

# %% solution="zero_pad"
def zero_pad(X, pad):
    """Pictures with a border of zeros.

    X: (m, n_H, n_W, n_C), numbers; not modified. pad: whole number, 0 or more.
    Returns an array of shape (m, n_H + 2 pad, n_W + 2 pad, n_C), X in its middle and zeros around.
    """
    ### BEGIN SOLUTION
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    ### END SOLUTION

# %% tests="zero_pad" points=2
import numpy as np

from companion.testing import close, taken

X = np.arange(1.0, 13.0).reshape(1, 2, 2, 3)
padded = zero_pad(X, 1)
assert padded is not None, "zero_pad returns None. Does it end with a return?"
assert np.shape(padded)[-1:] == (3,), "The channels stay as many as they are."
assert np.shape(padded) == (1, 4, 4, 3), "2 × 2 pixels with one row or column on each side make 4 × 4."
assert close(taken(padded)[:, 1:3, 1:3], X), "The picture belongs into the middle."
assert close(np.sum(padded), np.sum(X)), "Around the picture there are zeros, and nothing else."
assert np.shape(zero_pad(np.ones((2, 3, 4, 3)), 2)) == (2, 7, 8, 3), "Two pictures of 3 × 4 pixels, pad 2: (2, 7, 8, 3)."
assert np.shape(zero_pad(X, 0)) == X.shape and close(zero_pad(X, 0), X), "With pad 0 there is no border: what comes out equals X."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
for shape, pad in (((2, 3, 5, 1), 2), ((3, 1, 1, 4), 1), ((1, 4, 2, 2), 0), ((2, 2, 3, 3), 5)):
    X = rng.normal(size=shape)
    m, n_H, n_W, n_C = shape
    expected = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    for i, h, w, c in np.ndindex(shape):
        expected[i, h + pad, w + pad, c] = X[i, h, w, c]
    before = X.copy()
    assert close(zero_pad(X, pad), expected), "Several pictures, pictures of another shape, or another pad, go wrong."
    assert close(X, before), "After the call X holds other numbers."
### END HIDDEN TESTS

# %% mistake="zero_pad"
def zero_pad(X, pad):
    """The channels are padded, too: the last axis has grown. Its pair is (0, 0)."""
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (pad, pad)))

# %% mistake="zero_pad"
def zero_pad(X, pad):
    """The border repeats the outermost pixels. It should be zeros."""
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="edge")

# %% mistake="zero_pad"
def zero_pad(X, pad):
    """pad:-pad is an empty slice where pad is 0. Say where it ends: pad:pad + n_H."""
    m, n_H, n_W, n_C = X.shape
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    padded[:, pad:-pad, pad:-pad, :] = X
    return padded

# %% mistake="zero_pad"
def zero_pad(X, pad):
    """Only one side gets a border. The pair is (pad, pad): as much before as after."""
    return np.pad(X, ((0, 0), (0, pad), (0, pad), (0, 0)))

# %% mistake="zero_pad"
def zero_pad(X, pad):
    """All axes are padded: there are new examples and new channels, all of zeros."""
    return np.pad(X, pad)

# %% [markdown]
# ## A layer of many filters
# A filter for a picture in colour is as deep as the picture: it has $f \times f$ weights *for each channel*, all
# products go into **one** sum, and a bias is added at the end. So one filter makes one flat map. A layer has $n_C$
# filters, hence $n_C$ maps, which are the channels of its output:
#
# $$Z_{h,w,c} = \sum_{i,j,k} A^{prev}_{hs+i,\;ws+j,\;k}\;W_{i,j,k,c} \;+\; b_c$$
#
# ($A^{prev}$ after padding.) `W` has the shape (f, f, n_C_prev, n_C): $f^2\,n_{C,prev}\,n_C$ weights and $n_C$ biases,
# however large the picture is. Ten filters of 3 × 3 on colours: 280 parameters.

# %% [markdown]
# ## Exercise 3 · One position  (2 points, ~4 min, ●○○)
# A warm-up for the layer: write `conv_single_step(a_slice_prev, W, b)`, one filter at one position. Window and filter
# have the same shape, (f, f, n_C_prev); `b` has the shape (1, 1, 1). Return the sum of all products plus the bias, as a
# number (an array with a single element counts as one).
#
# *Example.* `a_slice_prev` is `[[[1, 2]]]` ($f = 1$, two channels), `W` is `[[[3, -1]]]` and `b` is `[[[10]]]`:
# $1\cdot 3 - 2\cdot 1 + 10 = 11$.
#
# <details><summary>Hint: three lines</summary>
#
# Multiply entry by entry; sum over everything; then add the one number in `b`, `b[0, 0, 0]`.
#
# </details>

# %% solution="conv_single_step"
def conv_single_step(a_slice_prev, W, b):
    """One filter at one position of one picture.

    a_slice_prev: (f, f, n_C_prev), the numbers under the filter; W: the filter, of the same shape; b: (1, 1, 1).
    Nothing is modified. Returns a number: the sum of all products, plus the bias once.
    """
    ### BEGIN SOLUTION
    return np.sum(a_slice_prev * W) + b[0, 0, 0]
    ### END SOLUTION

# %% tests="conv_single_step" points=2
import numpy as np

from companion.testing import close, taken

step = conv_single_step(np.array([[[1.0, 2.0]]]), np.array([[[3.0, -1.0]]]), np.array([[[10.0]]]))
assert step is not None, "conv_single_step returns None. Does it end with a return?"
assert np.size(step) == 1, "Return one number: all products of all channels go into one sum."
assert close(np.ravel(step), [11]), "The example: 3 - 2 + 10 = 11."
ones = conv_single_step(np.ones((3, 3, 2)), np.ones((3, 3, 2)), np.array([[[0.5]]]))
assert close(np.ravel(ones), [18.5]), "18 products of 1, and the bias once: 18.5."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for f, channels in ((1, 1), (2, 3), (3, 1), (4, 2), (3, 5)):
    window, W, b = rng.normal(size=(f, f, channels)), rng.normal(size=(f, f, channels)), rng.normal(size=(1, 1, 1))
    expected = float(window.ravel() @ W.ravel() + b.item())
    before = window.copy(), W.copy(), b.copy()
    found = taken(conv_single_step(window, W, b))
    assert found.size == 1, "The result isn't a single number, with another f or other channels."
    assert close(found.ravel(), [expected], 1e-4, 1e-4), "The number is wrong for another f or other channels."
    assert close((window, W, b), before), "After the call one of the arguments holds other numbers."
### END HIDDEN TESTS

# %% mistake="conv_single_step"
def conv_single_step(a_slice_prev, W, b):
    """The bias is added to every product, before the sum, and so counts f · f · n_C_prev times. Add it once, at the
    end."""
    return np.sum(a_slice_prev * W + b)

# %% mistake="conv_single_step"
def conv_single_step(a_slice_prev, W, b):
    """The bias is missing."""
    s = np.multiply(a_slice_prev, W)
    return np.sum(s)

# %% mistake="conv_single_step"
def conv_single_step(a_slice_prev, W, b):
    """There is still one number for each channel. All channels go into one sum."""
    return np.sum(a_slice_prev * W, axis=(0, 1)) + b[0, 0]

# %% mistake="conv_single_step"
def conv_single_step(a_slice_prev, W, b):
    """@ and np.matmul make matrix products, of rows with columns. Multiply entry by entry, with *."""
    total = b[0, 0, 0]
    for channel in range(W.shape[2]):
        total = total + np.sum(a_slice_prev[:, :, channel] @ W[:, :, channel])
    return total

# %% [markdown]
# ## Exercise 4 · Convolution, forward  (8 points, ~18 min, ●●●)
# Write `conv_forward(A_prev, W, b, hparameters)`, a whole layer: for all $m$ pictures, all positions, all $n_C$
# filters. `hparameters` is a dictionary with `"stride"` and `"pad"`. Return the pair `Z, cache`, where `cache` is the
# tuple `(A_prev, W, b, hparameters)` of the arguments, unpadded, for the way back.
#
# Points: shape 2, values at stride 1 (with and without padding) 3, values at larger strides 2, cache 1. Your functions
# from exercises 2 and 3 are there for use; loops are welcome, and so is anything else that gives the same numbers.
#
# *Example.* `A_prev` is one picture of 3 × 3 pixels, 1 to 9 row by row, in one channel. The filter is
# `[[1, 0], [0, -1]]`, the bias 10, the stride 1, no padding. Each pixel is 4 less than its lower right neighbour, so
# `Z` has a 6 in each of its four places. With stride 2 one 6 is left: a second window doesn't fit.
#
# <details><summary>Hint 1: the plan</summary>
#
# Read the sizes from the shapes, compute `n_H` and `n_W` with `//`, make `Z` of zeros, pad once before the loops. Then
# loop over examples, rows `h`, columns `w` and filters `c`.
#
# </details>
#
# <details><summary>Hint 2: where a window begins</summary>
#
# Position `h` of the result looks at the rows from `h * stride` on, `f` of them. The stride belongs into the size *and*
# into the window.
#
# </details>
#
# <details><summary>Hint 3: one filter, one bias</summary>
#
# Filter number `c` is `W[:, :, :, c]`, and its bias `b[:, :, :, c]` has the shape (1, 1, 1).
#
# </details>

# %% solution="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """A convolutional layer, without its activation.

    A_prev: (m, n_H_prev, n_W_prev, n_C_prev). W: (f, f, n_C_prev, n_C). b: (1, 1, 1, n_C). hparameters: dictionary with
    "stride", at least 1, and "pad", at least 0. f is at most n_H_prev + 2 pad and n_W_prev + 2 pad. Nothing is modified.
    Returns Z, shape (m, n_H, n_W, n_C) with n_H = floor((n_H_prev + 2 pad - f) / stride) + 1 and n_W alike, and the
    tuple (A_prev, W, b, hparameters) of what came in.
    """
    ### BEGIN SOLUTION
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, _, _, n_C = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H, n_W = (n_H_prev + 2 * pad - f) // stride + 1, (n_W_prev + 2 * pad - f) // stride + 1
    Z, padded = np.zeros((m, n_H, n_W, n_C)), zero_pad(A_prev, pad)
    for i, h, w, c in np.ndindex(Z.shape):
        window = padded[i, h * stride : h * stride + f, w * stride : w * stride + f]
        Z[i, h, w, c] = conv_single_step(window, W[:, :, :, c], b[:, :, :, c])
    return Z, (A_prev, W, b, hparameters)
    ### END SOLUTION

# %% tests="conv_forward" part="shape" points=2
import numpy as np

from companion.testing import taken

result = conv_forward(np.ones((2, 5, 7, 3)), np.ones((3, 3, 3, 4)), np.zeros((1, 1, 1, 4)), {"stride": 1, "pad": 0})
assert result is not None and len(result) == 2, "Return a pair: Z and the cache."
assert np.shape(result[0]) == (2, 3, 5, 4), "2 pictures of 5 × 7, f = 3, 4 filters: Z is (2, 3, 5, 4)."
Z, _ = conv_forward(np.ones((1, 6, 5, 1)), np.ones((3, 3, 1, 2)), np.zeros((1, 1, 1, 2)), {"stride": 2, "pad": 1})
assert np.shape(Z) == (1, 3, 3, 2), "6 × 5 pixels, pad 1, f = 3, stride 2: ⌊5/2⌋ + 1 = 3 rows and ⌊4/2⌋ + 1 = 3 columns."
### BEGIN HIDDEN TESTS
for m, n_H, n_W, n_C_prev, n_C, f, stride, pad in (
    (1, 5, 7, 3, 2, 3, 1, 0), (3, 6, 5, 1, 4, 2, 2, 1), (1, 8, 9, 2, 1, 3, 3, 0), (2, 4, 3, 2, 3, 1, 1, 2), (1, 3, 3, 1, 1, 3, 4, 0)
):
    W = np.ones((f, f, n_C_prev, n_C))
    Z, _ = conv_forward(np.ones((m, n_H, n_W, n_C_prev)), W, np.zeros((1, 1, 1, n_C)), {"stride": stride, "pad": pad})
    rows, columns = len(range(0, n_H + 2 * pad - f + 1, stride)), len(range(0, n_W + 2 * pad - f + 1, stride))
    found = taken(Z)
    assert found.shape == (m, rows, columns, n_C), "The shape is wrong for another picture, f, stride or pad."
    assert np.all(np.isfinite(found)), "Z holds numbers that aren't finite."
### END HIDDEN TESTS

# %% tests="conv_forward" part="values" points=3
import numpy as np

from companion.testing import close

nine = np.arange(1.0, 10.0).reshape(1, 3, 3, 1)
corner, ten = np.array([[1.0, 0.0], [0.0, -1.0]]).reshape(2, 2, 1, 1), np.full((1, 1, 1, 1), 10.0)
Z, _ = conv_forward(nine, corner, ten, {"stride": 1, "pad": 0})
assert np.shape(Z) == (1, 2, 2, 1), "3 × 3 pixels, f = 2, stride 1, no padding: Z is (1, 2, 2, 1)."
assert close(Z, np.full((1, 2, 2, 1), 6)), "The example: each of the four numbers is x - (x + 4) + 10 = 6."
two_filters = np.concatenate([corner, -corner], axis=3)
Z, _ = conv_forward(nine, two_filters, np.array([[[[10.0, 0.0]]]]), {"stride": 1, "pad": 0})
assert close(Z, np.stack([np.full((1, 2, 2), 6), np.full((1, 2, 2), 4)], axis=3)), (
    "Two filters: each has a map, weights and a bias of its own."
)
Z, _ = conv_forward(np.concatenate([nine, 2 * nine]), corner, ten, {"stride": 1, "pad": 0})
assert close(Z, np.stack([np.full((2, 2, 1), 6), np.full((2, 2, 1), 2)])), "Two pictures: the second has numbers of its own."
Z, _ = conv_forward(np.concatenate([nine, 10 * nine], axis=3), np.ones((1, 1, 2, 1)), ten, {"stride": 1, "pad": 0})
assert close(Z, 11 * nine + 10), "Two channels and a filter of 1 × 1: both channels go into one sum, x + 10 x, and the bias is added once."
Z, _ = conv_forward(nine, np.ones((3, 3, 1, 1)), 0 * ten, {"stride": 1, "pad": 1})
assert close(Z, np.array([[12, 21, 16], [27, 45, 33], [24, 39, 28]]).reshape(1, 3, 3, 1)), (
    "Padded by 1, a filter of nine ones adds up each pixel and its neighbours; in the corner 1 + 2 + 4 + 5 = 12."
)
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(4)
for m, n_H, n_W, n_C_prev, n_C, f, pad in (
    (1, 5, 7, 3, 2, 3, 0), (2, 6, 4, 1, 3, 2, 1), (3, 5, 4, 2, 1, 1, 0), (1, 3, 3, 2, 2, 3, 2), (2, 4, 5, 3, 1, 4, 0)
):
    A, W, b = rng.normal(size=(m, n_H, n_W, n_C_prev)), rng.normal(size=(f, f, n_C_prev, n_C)), rng.normal(size=(1, 1, 1, n_C))
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C_prev))
    padded[:, pad : pad + n_H, pad : pad + n_W] = A
    expected = np.einsum("mhwkij,ijkc->mhwc", sliding_window_view(padded, (f, f), axis=(1, 2)), W) + b
    before = A.copy(), W.copy(), b.copy()
    Z, _ = conv_forward(A, W, b, {"stride": 1, "pad": pad})
    assert np.shape(Z) == expected.shape, "The shape of Z is wrong at stride 1."
    assert close(Z, expected, 1e-4, 1e-4), "At stride 1, Z has wrong numbers for other pictures or filters."
    assert close((A, W, b), before), "After the call one of the arrays that came in holds other numbers."
### END HIDDEN TESTS

# %% tests="conv_forward" part="stride" points=2
import numpy as np

from companion.testing import close

sixteen = np.arange(16.0).reshape(1, 4, 4, 1)
first = np.zeros((2, 2, 1, 1))
first[0, 0] = 1
Z, _ = conv_forward(sixteen, first, np.zeros((1, 1, 1, 1)), {"stride": 2, "pad": 0})
assert np.shape(Z) == (1, 2, 2, 1), "4 × 4 pixels, f = 2, stride 2: Z is (1, 2, 2, 1)."
assert not close(np.ravel(Z), [0, 1, 4, 5]), "The size is that of stride 2, but the windows move one pixel at a time."
assert close(np.ravel(Z), [0, 2, 8, 10]), "This filter picks the first pixel of each window: 0, 2, 8 and 10 at stride 2."
Z, _ = conv_forward(sixteen, first, np.zeros((1, 1, 1, 1)), {"stride": 3, "pad": 0})
assert np.shape(Z) == (1, 1, 1, 1) and close(np.ravel(Z), [0]), "At stride 3 a second window doesn't fit in: one number is left."
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(5)
for m, n_H, n_W, n_C_prev, n_C, f, stride, pad in (
    (1, 8, 7, 3, 2, 3, 2, 0), (2, 6, 9, 1, 3, 2, 3, 1), (1, 7, 7, 2, 1, 1, 2, 0), (2, 5, 6, 2, 2, 4, 3, 2), (1, 9, 5, 1, 1, 2, 4, 0)
):
    A, W, b = rng.normal(size=(m, n_H, n_W, n_C_prev)), rng.normal(size=(f, f, n_C_prev, n_C)), rng.normal(size=(1, 1, 1, n_C))
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C_prev))
    padded[:, pad : pad + n_H, pad : pad + n_W] = A
    windows = sliding_window_view(padded, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    expected = np.einsum("mhwkij,ijkc->mhwc", windows, W) + b
    Z, _ = conv_forward(A, W, b, {"stride": stride, "pad": pad})
    assert np.shape(Z) == expected.shape, "The shape of Z is wrong at a larger stride."
    assert close(Z, expected, 1e-4, 1e-4), "At a larger stride Z has wrong numbers. Where does each window begin?"
### END HIDDEN TESTS

# %% tests="conv_forward" part="cache" points=1
import numpy as np

from companion.testing import close

A, W, b = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1)), np.full((1, 1, 1, 1), 0.5)
_, cache = conv_forward(A, W, b, {"stride": 1, "pad": 1})
assert len(cache) == 4, "The cache is a tuple of four: A_prev, W, b, hparameters."
assert np.shape(cache[0]) == (1, 3, 3, 1), "The cache holds A_prev as it came in, not padded."
assert close(tuple(cache[:3]), (A, W, b)), "The order in the cache is A_prev, W, b, hparameters."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for stride, pad in ((1, 0), (2, 1)):
    A, W, b = rng.normal(size=(2, 4, 5, 3)), rng.normal(size=(2, 2, 3, 2)), rng.normal(size=(1, 1, 1, 2))
    _, cache = conv_forward(A.copy(), W.copy(), b.copy(), {"stride": stride, "pad": pad})
    assert close(tuple(cache[:3]), (A, W, b), 1e-4, 1e-4), "The cache doesn't hold A_prev, W and b as they came in."
    assert cache[3]["stride"] == stride and cache[3]["pad"] == pad, "The last part of the cache is hparameters."
### END HIDDEN TESTS

# %% mistake="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """The stride is in the size, but not in the windows: they move one pixel at a time. Window h begins at row
    h * stride."""
    (m, n_H_prev, n_W_prev, _), (f, _, _, n_C) = A_prev.shape, W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H, n_W = (n_H_prev + 2 * pad - f) // stride + 1, (n_W_prev + 2 * pad - f) // stride + 1
    Z, padded = np.zeros((m, n_H, n_W, n_C)), zero_pad(A_prev, pad)
    for i, h, w, c in np.ndindex(Z.shape):
        Z[i, h, w, c] = conv_single_step(padded[i, h : h + f, w : w + f], W[:, :, :, c], b[:, :, :, c])
    return Z, (A_prev, W, b, hparameters)

# %% mistake="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """The padding is done, but the size is computed without 2 pad, so the last windows are missing."""
    (m, n_H_prev, n_W_prev, _), (f, _, _, n_C) = A_prev.shape, W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H, n_W = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1
    Z, padded = np.zeros((m, n_H, n_W, n_C)), zero_pad(A_prev, pad)
    for i, h, w, c in np.ndindex(Z.shape):
        window = padded[i, h * stride : h * stride + f, w * stride : w * stride + f]
        Z[i, h, w, c] = conv_single_step(window, W[:, :, :, c], b[:, :, :, c])
    return Z, (A_prev, W, b, hparameters)

# %% mistake="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """The bias is added to every product, before the sum, and so counts f · f · n_C_prev times."""
    (m, n_H_prev, n_W_prev, _), (f, _, _, n_C) = A_prev.shape, W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H, n_W = (n_H_prev + 2 * pad - f) // stride + 1, (n_W_prev + 2 * pad - f) // stride + 1
    Z, padded = np.zeros((m, n_H, n_W, n_C)), zero_pad(A_prev, pad)
    for i, h, w, c in np.ndindex(Z.shape):
        window = padded[i, h * stride : h * stride + f, w * stride : w * stride + f]
        Z[i, h, w, c] = np.sum(window * W[:, :, :, c] + b[0, 0, 0, c])
    return Z, (A_prev, W, b, hparameters)

# %% mistake="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """Every filter gets the bias of the first. Filter c has its own, b[0, 0, 0, c]."""
    stride, pad, f = hparameters["stride"], hparameters["pad"], len(W)
    padded = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    rows, columns = range(0, padded.shape[1] - f + 1, stride), range(0, padded.shape[2] - f + 1, stride)
    Z = [[np.tensordot(padded[:, r : r + f, c : c + f], W, 3) for c in columns] for r in rows]
    return np.moveaxis(np.array(Z), 2, 0) + b[0, 0, 0, 0], (A_prev, W, b, hparameters)

# %% mistake="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """The cache holds the padded pictures. The way back pads again, so put A_prev in as it came."""
    (m, n_H_prev, n_W_prev, _), (f, _, _, n_C) = A_prev.shape, W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H, n_W = (n_H_prev + 2 * pad - f) // stride + 1, (n_W_prev + 2 * pad - f) // stride + 1
    Z, A_prev = np.zeros((m, n_H, n_W, n_C)), zero_pad(A_prev, pad)
    for i, h, w, c in np.ndindex(Z.shape):
        window = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f]
        Z[i, h, w, c] = conv_single_step(window, W[:, :, :, c], b[:, :, :, c])
    return Z, (A_prev, W, b, hparameters)

# %% mistake="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """Every example shows the result of the first picture. Index the examples, too: padded[i]."""
    (m, n_H_prev, n_W_prev, _), (f, _, _, n_C) = A_prev.shape, W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H, n_W = (n_H_prev + 2 * pad - f) // stride + 1, (n_W_prev + 2 * pad - f) // stride + 1
    Z, padded = np.zeros((m, n_H, n_W, n_C)), zero_pad(A_prev, pad)
    for i, h, w, c in np.ndindex(Z.shape):
        window = padded[0, h * stride : h * stride + f, w * stride : w * stride + f]
        Z[i, h, w, c] = conv_single_step(window, W[:, :, :, c], b[:, :, :, c])
    return Z, (A_prev, W, b, hparameters)

# %% mistake="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """There is a window too many where the stride doesn't fit: round down, a window has to lie inside."""
    (m, n_H_prev, n_W_prev, _), (f, _, _, n_C) = A_prev.shape, W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = int(np.ceil((n_H_prev + 2 * pad - f) / stride)) + 1
    n_W = int(np.ceil((n_W_prev + 2 * pad - f) / stride)) + 1
    Z, padded = np.zeros((m, n_H, n_W, n_C)), zero_pad(A_prev, pad)
    padded = np.pad(padded, ((0, 0), (0, stride), (0, stride), (0, 0)))
    for i, h, w, c in np.ndindex(Z.shape):
        window = padded[i, h * stride : h * stride + f, w * stride : w * stride + f]
        Z[i, h, w, c] = conv_single_step(window, W[:, :, :, c], b[:, :, :, c])
    return Z, (A_prev, W, b, hparameters)

# %% mistake="conv_forward"
def conv_forward(A_prev, W, b, hparameters):
    """The number of columns is computed from the rows. A picture needn't be square."""
    (m, n_H_prev, n_W_prev, _), (f, _, _, n_C) = A_prev.shape, W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = n_W = (n_H_prev + 2 * pad - f) // stride + 1
    Z, padded = np.zeros((m, n_H, n_W, n_C)), zero_pad(A_prev, pad)
    padded = np.pad(padded, ((0, 0), (0, 0), (0, max(0, n_H_prev - n_W_prev)), (0, 0)))
    for i, h, w, c in np.ndindex(Z.shape):
        window = padded[i, h * stride : h * stride + f, w * stride : w * stride + f]
        Z[i, h, w, c] = conv_single_step(window, W[:, :, :, c], b[:, :, :, c])
    return Z, (A_prev, W, b, hparameters)

# %% [markdown]
# Is that what libraries compute? The next cell gives the weights to Keras's `Conv2D`, beside your function, on two
# photographs in colour. It takes pictures that are padded already: Keras's own `padding="same"` pads one
# side more than the other where a stride asks for it.

# %% demo
rng = np.random.default_rng(0)
pair, W, b = photographs.X_train[[13, 78]] / 255, rng.normal(size=(3, 3, 3, 4)), rng.normal(size=(1, 1, 1, 4))
layer = keras.layers.Conv2D(filters=4, kernel_size=3, strides=2, padding="valid")
layer.build((None, 66, 66, 3))
layer.set_weights([W, b.ravel()])
theirs, (ours, _) = layer(zero_pad(pair, 1)).numpy(), conv_forward(pair, W, b, {"stride": 2, "pad": 1})
print("shapes:", theirs.shape, np.shape(ours), " equal to 1e-5:", np.abs(theirs - ours).max() < 1e-5)

# %% [markdown]
# *To remember*
# - One filter is as deep as its input, and makes one map. $n_C$ filters make $n_C$ channels.
# - $\lfloor (n + 2p - f)/s \rfloor + 1$ windows fit. The stride is in the size and in the window.
# - The number of weights doesn't depend on the size of the picture.

# %% [markdown]
# ## Pooling
# A pooling layer slides a window, too, but has no weights: it takes the largest number of each window (**max**), or the
# mean (**average**). Each channel is treated **by itself**, so there are as many after as before. Usual are $f = 2$ and
# $s = 2$, which leave a quarter of the numbers, and no padding:
#
# $$n_H = \left\lfloor \frac{n_{H,prev} - f}{s} \right\rfloor + 1$$
#
# Read as a detector, a map of a convolution says where its pattern is. After max pooling it says *whether* it was
# somewhere in the window, and forgets where exactly.

# %% [markdown]
# ## Exercise 5 · Pooling, forward  (5 points, ~13 min, ●●○)
# Write `pool_forward(A_prev, hparameters, mode="max")`; `hparameters` has `"f"` and `"stride"`, `mode` is `"max"` or
# `"average"`, nothing else. Return `A, cache` with the tuple `(A_prev, hparameters)` as the cache. Max and average earn
# 2 points each, the cache 1.
#
# *Example.* One picture, one channel, `[[1, 2, 3], [4, 5, -6]]`, `f` 2 and `stride` 1: max gives `[[5, 5]]`, average
# `[[3, 1]]`. With stride 2 the first of the two is left.
#
# <details><summary>Hint 1: what is alike</summary>
#
# Take the loops of `conv_forward`, without padding. In the middle there is a maximum or a mean where the products were.
#
# </details>
#
# <details><summary>Hint 2: channels apart</summary>
#
# `A_prev[i, rows, columns, c]` is the window in one channel, of shape (f, f). Or take all channels at once and reduce
# over two axes only, `axis=(0, 1)`.
#
# </details>

# %% solution="pool_forward"
def pool_forward(A_prev, hparameters, mode="max"):
    """A pooling layer: the largest number, or the mean, of each window in each channel.

    A_prev: (m, n_H_prev, n_W_prev, n_C), numbers of any sign; not modified. hparameters: dictionary with "f", at most
    n_H_prev and n_W_prev, and "stride", at least 1 and maybe smaller or larger than f. mode: "max" or "average".
    Returns A, shape (m, n_H, n_W, n_C) with n_H = floor((n_H_prev - f) / stride) + 1 and n_W alike, and the tuple
    (A_prev, hparameters).
    """
    ### BEGIN SOLUTION
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    f, stride = hparameters["f"], hparameters["stride"]
    A = np.zeros((m, (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1, n_C))
    for i, h, w, c in np.ndindex(A.shape):
        window = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c]
        A[i, h, w, c] = np.max(window) if mode == "max" else np.mean(window)
    return A, (A_prev, hparameters)
    ### END SOLUTION

# %% tests="pool_forward" part="max" points=2
import numpy as np

from companion.testing import close

six = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, -6.0]]).reshape(1, 2, 3, 1)
result = pool_forward(six, {"f": 2, "stride": 1})
assert result is not None and len(result) == 2, "Return a pair: A and the cache."
assert np.shape(result[0]) == (1, 1, 2, 1), "2 × 3 pixels, f = 2, stride 1: one row and two columns."
assert close(np.ravel(result[0]), [5, 5]), "The example: the largest numbers are 5 and 5."
A, _ = pool_forward(-six, {"f": 2, "stride": 2}, "max")
assert np.shape(A) == (1, 1, 1, 1) and close(np.ravel(A), [-1]), "The largest of four negative numbers, at stride 2, is -1."
A, _ = pool_forward(np.concatenate([six, 10 * six], axis=3), {"f": 2, "stride": 1}, "max")
assert np.shape(A) == (1, 1, 2, 2), "Two channels before, two channels after."
assert close(A, np.array([[[[5, 50], [5, 50]]]])), "Each channel has its own largest number."
A, _ = pool_forward(np.concatenate([six, six + 1]), {"f": 2, "stride": 2}, "max")
assert close(np.ravel(A), [5, 6]), "Two pictures: each has its own largest number."
A, _ = pool_forward(np.arange(5.0).reshape(1, 1, 5, 1), {"f": 1, "stride": 3}, "max")
assert close(np.ravel(A), [0, 3]), "f = 1 at stride 3: the windows are at 0 and 3, with gaps between them."
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(7)
for m, n_H, n_W, n_C, f, stride in ((1, 6, 8, 1, 2, 2), (2, 5, 7, 3, 3, 2), (3, 4, 4, 2, 1, 1), (1, 7, 5, 2, 2, 3), (1, 3, 3, 4, 3, 1)):
    X = rng.normal(size=(m, n_H, n_W, n_C)) - 2
    expected = sliding_window_view(X, (f, f), axis=(1, 2))[:, ::stride, ::stride].max(axis=(4, 5))
    before = X.copy()
    A, _ = pool_forward(X, {"f": f, "stride": stride}, "max")
    assert np.shape(A) == expected.shape, "The shape is wrong for another picture, f or stride."
    assert close(A, expected, 1e-4, 1e-4), "Max pooling gives wrong numbers for other pictures, f or stride."
    assert close(X, before), "After the call A_prev holds other numbers."
### END HIDDEN TESTS

# %% tests="pool_forward" part="average" points=2
import numpy as np

from companion.testing import close

six = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, -6.0]]).reshape(1, 2, 3, 1)
A, _ = pool_forward(six, {"f": 2, "stride": 1}, "average")
assert np.shape(A) == (1, 1, 2, 1), "2 × 3 pixels, f = 2, stride 1: one row and two columns."
assert not close(np.ravel(A), [12, 4]), "These are the sums. The mean of four numbers is a quarter of it."
assert not close(np.ravel(A), [5, 5]), "These are the largest numbers. Is mode looked at?"
assert close(np.ravel(A), [3, 1]), "The example: the means are 3 and 1."
A, _ = pool_forward(np.concatenate([six, 10 * six], axis=3), {"f": 2, "stride": 2}, "average")
assert np.shape(A) == (1, 1, 1, 2) and close(np.ravel(A), [3, 30]), "Each channel has a mean of its own, and at stride 2 one window fits."
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(8)
for m, n_H, n_W, n_C, f, stride in ((1, 6, 8, 1, 2, 2), (2, 5, 7, 3, 3, 2), (3, 4, 4, 2, 1, 1), (1, 7, 5, 2, 2, 3), (1, 3, 3, 4, 3, 1)):
    X = rng.normal(size=(m, n_H, n_W, n_C))
    expected = sliding_window_view(X, (f, f), axis=(1, 2))[:, ::stride, ::stride].mean(axis=(4, 5))
    before = X.copy()
    A, _ = pool_forward(X, {"f": f, "stride": stride}, "average")
    assert np.shape(A) == expected.shape, "The shape is wrong for another picture, f or stride."
    assert close(A, expected, 1e-4, 1e-4), "Average pooling gives wrong numbers for other pictures, f or stride."
    assert close(X, before), "After the call A_prev holds other numbers."
### END HIDDEN TESTS

# %% tests="pool_forward" part="cache" points=1
import numpy as np

from companion.testing import close

six = np.arange(6.0).reshape(1, 2, 3, 1)
_, cache = pool_forward(six, {"f": 2, "stride": 1}, "max")
assert len(cache) == 2, "The cache is a tuple of two: A_prev and hparameters."
assert close(cache[0], six), "The first part of the cache is A_prev, as it came in."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(9)
for f, stride, mode in ((2, 1, "average"), (3, 2, "max")):
    X = rng.normal(size=(2, 4, 5, 3))
    _, cache = pool_forward(X.copy(), {"f": f, "stride": stride}, mode)
    assert close(cache[0], X, 1e-4, 1e-4), "The first part of the cache isn't A_prev as it came in."
    assert cache[1]["f"] == f and cache[1]["stride"] == stride, "The second part of the cache is hparameters."
### END HIDDEN TESTS

# %% mistake="pool_forward"
def pool_forward(A_prev, hparameters, mode="max"):
    """One number is taken from all channels together. Each channel is pooled by itself."""
    (m, n_H_prev, n_W_prev, n_C), f, stride = A_prev.shape, hparameters["f"], hparameters["stride"]
    A = np.zeros((m, (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1, n_C))
    for i, h, w, c in np.ndindex(A.shape):
        window = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f]
        A[i, h, w, c] = np.max(window) if mode == "max" else np.mean(window)
    return A, (A_prev, hparameters)

# %% mistake="pool_forward"
def pool_forward(A_prev, hparameters, mode="max"):
    """The argument mode isn't looked at: the maximum is taken always."""
    (m, n_H_prev, n_W_prev, n_C), f, stride = A_prev.shape, hparameters["f"], hparameters["stride"]
    A = np.zeros((m, (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1, n_C))
    for i, h, w, c in np.ndindex(A.shape):
        A[i, h, w, c] = np.max(A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c])
    return A, (A_prev, hparameters)

# %% mistake="pool_forward"
def pool_forward(A_prev, hparameters, mode="max"):
    """The windows move by f, and the stride isn't used. They may overlap, or leave gaps."""
    (m, n_H_prev, n_W_prev, n_C), f = A_prev.shape, hparameters["f"]
    A = np.zeros((m, n_H_prev // f, n_W_prev // f, n_C))
    for i, h, w, c in np.ndindex(A.shape):
        window = A_prev[i, h * f : h * f + f, w * f : w * f + f, c]
        A[i, h, w, c] = np.max(window) if mode == "max" else np.mean(window)
    return A, (A_prev, hparameters)

# %% mistake="pool_forward"
def pool_forward(A_prev, hparameters, mode="max"):
    """The average is a sum here. Divide it by the f · f numbers of a window."""
    f, stride = hparameters["f"], hparameters["stride"]
    rows, columns = range(0, A_prev.shape[1] - f + 1, stride), range(0, A_prev.shape[2] - f + 1, stride)
    reduce = np.max if mode == "max" else np.sum
    A = [[reduce(A_prev[:, r : r + f, c : c + f], axis=(1, 2)) for c in columns] for r in rows]
    return np.moveaxis(np.array(A), 2, 0), (A_prev, hparameters)

# %% mistake="pool_forward"
def pool_forward(A_prev, hparameters, mode="max"):
    """The search for the largest number starts at 0, so a window of negative numbers gives 0."""
    (m, n_H_prev, n_W_prev, n_C), f, stride = A_prev.shape, hparameters["f"], hparameters["stride"]
    A = np.zeros((m, (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1, n_C))
    for i, h, w, c in np.ndindex(A.shape):
        window = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c]
        A[i, h, w, c] = max(0, np.max(window)) if mode == "max" else np.mean(window)
    return A, (A_prev, hparameters)

# %% mistake="pool_forward"
def pool_forward(A_prev, hparameters, mode="max"):
    """The stride is in the size, but not in the windows: window h begins at row h * stride."""
    (m, n_H_prev, n_W_prev, n_C), f, stride = A_prev.shape, hparameters["f"], hparameters["stride"]
    A = np.zeros((m, (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1, n_C))
    for i, h, w, c in np.ndindex(A.shape):
        window = A_prev[i, h : h + f, w : w + f, c]
        A[i, h, w, c] = np.max(window) if mode == "max" else np.mean(window)
    return A, (A_prev, hparameters)

# %% [markdown]
# Keras beside it once more, and then a question. **Predict.** Take the edge strength of the windmill, 64 × 64. Move the
# photograph by one pixel to the right and compute it again. How alike are the two maps, pixel by pixel (a correlation:
# 1 is equal, 0 unrelated)? And how alike after max pooling with $f = s = 2$, 4 and 8? Shown is the windmill; the number
# is the mean of four photographs. (Four pixels are cut off on each side, since zeros of the border and what the step
# carries over the edge are no part of the question. What is left, 56 × 56, can be divided by 2, 4 and 8.)

# %% demo
pair = photographs.X_train[[13, 78]] / 255
for name, mode in (("MaxPooling2D", "max"), ("AveragePooling2D", "average")):
    theirs = getattr(keras.layers, name)(pool_size=3, strides=2)(pair).numpy()
    print(f"{name}: equal to 1e-5:", np.abs(theirs - pool_forward(pair, {"f": 3, "stride": 2}, mode)[0]).max() < 1e-5)


def edge_strength(images):
    """How strongly grey pictures (m, n_H, n_W) change at each pixel, in any direction: shape (m, n_H, n_W, 1)."""
    kernels = np.stack([SOBEL, SOBEL.T], axis=2)[:, :, np.newaxis]
    slopes, _ = conv_forward(images[..., np.newaxis], kernels, np.zeros((1, 1, 1, 2)), {"stride": 1, "pad": 1})
    return np.sqrt(np.sum(slopes**2, axis=3, keepdims=True))


four = np.stack([grey_picture(number) for number in (13, 9, 57, 78)])
maps = [edge_strength(each)[:, 4:-4, 4:-4] for each in (four, np.roll(four, 1, axis=2))]
fig, axes = plt.subplots(1, 4, figsize=(12, 3.7), layout="constrained")
for ax, f in zip(axes, (1, 2, 4, 8)):
    pooled = [pool_forward(each, {"f": f, "stride": f}, "max")[0] for each in maps]
    alike = np.mean([np.corrcoef(one.ravel(), other.ravel())[0, 1] for one, other in zip(*pooled)])
    ax.imshow(pooled[0][0, :, :, 0], cmap="gray_r")
    ax.set(title=f"f = {f}: correlation {alike:.2f}", xticks=[], yticks=[])
fig.suptitle("Pooling makes a step of one pixel matter less, up to a point")
plt.show()

# %% [markdown]
# <details><summary>What there is to see</summary>
#
# One pixel hurts the fine map most: the two are alike to 0.69. Windows of two pixels mend more than half of what is
# missing (0.86). From four pixels (0.91) to eight (0.93) hardly anything is gained, and much is lost: at $f = 8$ one
# can't tell a sail from a wall any more. So networks pool a little at a time, and look for patterns of patterns in
# between.
#
# </details>

# %% [markdown]
# ## The way back
# Given is $dZ$, the derivative of the cost with respect to each number of $Z$. Wanted are those with respect to
# $A^{prev}$, $W$ and $b$. No new rule is needed. $Z_{h,w,c}$ is a sum of products: nudge a weight, and $Z_{h,w,c}$
# changes by the pixel that it meets; nudge a pixel, and it changes by its weight. So each number of $dZ$ sends back,
# from its window,
#
# $$dA^{prev}_{window} \mathrel{+}= W_{:,:,:,c}\;dZ_{h,w,c}, \qquad dW_{:,:,:,c} \mathrel{+}= A^{prev}_{window}\;dZ_{h,w,c}, \qquad db_c \mathrel{+}= dZ_{h,w,c}$$
#
# The $\mathrel{+}=$ matters. A pixel lies in several windows and a weight is used at every position, of every picture,
# and all of their contributions add up.

# %% [markdown]
# ## Exercise 6 · Convolution, backward  (8 points, ~20 min, ●●●)
# Write `conv_backward(dZ, cache)`; `cache` is that of `conv_forward`. Return `dA_prev, dW, db`, each of the shape of
# what it belongs to. All three are sums over examples (the $1/m$ of the cost is in $dZ$ already). Points: `dA_prev` 3,
# `dW` 3, `db` 2.
#
# *Example.* One picture `[[1, 2, 3]]` of 1 × 3 pixels in one channel, a filter of one weight 5, stride 2, no padding.
# `dZ` is `[[10, 20]]`, so `dA_prev` is `[[50, 0, 100]]` (the pixel between was never seen), `dW` is
# $1\cdot10 + 3\cdot20 = 70$, `db` is 30.
#
# <details><summary>Hint 1: the plan</summary>
#
# Start with zeros of the right shapes, `dA_prev` with its border. Go through all positions of `dZ`, take the window as
# on the way forward, and add to the three.
#
# </details>
#
# <details><summary>Hint 2: the border</summary>
#
# What arrives at the padding belongs to nobody: cut it off at the end. `pad:-pad` is empty for `pad` 0, so use
# `pad : pad + n_H_prev`.
#
# </details>
#
# <details><summary>Hint 3: one of the three lines</summary>
#
# `dW[:, :, :, c] += window * dZ[i, h, w, c]`, with the window of the *padded* picture.
#
# </details>

# %% solution="conv_backward"
def conv_backward(dZ, cache):
    """The derivatives of the cost with respect to what went into a convolutional layer.

    dZ: (m, n_H, n_W, n_C), those with respect to the layer's Z. cache: what conv_forward returned, (A_prev, W, b,
    hparameters). Nothing is modified.
    Returns dA_prev, shape (m, n_H_prev, n_W_prev, n_C_prev), 0 for pixels that no window covers; dW, shape
    (f, f, n_C_prev, n_C); db, shape (1, 1, 1, n_C). dW and db are sums over examples and positions.
    """
    ### BEGIN SOLUTION
    A_prev, W, b, hparameters = cache
    (_, n_H_prev, n_W_prev, _), f = A_prev.shape, W.shape[0]
    stride, pad = hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dA_padded, dW, db = np.zeros(padded.shape), np.zeros(W.shape), np.zeros(b.shape)
    for i, h, w, c in np.ndindex(dZ.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        dA_padded[i, rows, columns] += W[:, :, :, c] * dZ[i, h, w, c]
        dW[:, :, :, c] += padded[i, rows, columns] * dZ[i, h, w, c]
        db[:, :, :, c] += dZ[i, h, w, c]
    return dA_padded[:, pad : pad + n_H_prev, pad : pad + n_W_prev], dW, db
    ### END SOLUTION

# %% tests="conv_backward" part="dA_prev" points=3
import numpy as np

from companion.testing import close

line, five, none = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1), np.full((1, 1, 1, 1), 5.0), np.zeros((1, 1, 1, 1))
result = conv_backward(np.array([10.0, 20.0]).reshape(1, 1, 2, 1), (line, five, none, {"stride": 2, "pad": 0}))
assert result is not None and len(result) == 3, "Return three arrays: dA_prev, dW, db."
assert np.shape(result[0]) == (1, 1, 3, 1), "dA_prev has the shape of A_prev, with pad 0, too."
assert close(np.ravel(result[0]), [50, 0, 100]), "The example: dA_prev is 50, 0, 100. The stride belongs into the windows."
square, ones = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1))
dA_prev, _, _ = conv_backward(np.ones((1, 2, 2, 1)), (square, ones, none, {"stride": 1, "pad": 0}))
assert close(np.reshape(dA_prev, (3, 3)), [[1, 2, 1], [2, 4, 2], [1, 2, 1]]), (
    "Ones everywhere: each pixel collects one for each of the windows it lies in, 4 in the middle."
)
dA_prev, _, _ = conv_backward(np.ones((1, 4, 4, 1)), (square, ones, none, {"stride": 1, "pad": 1}))
assert np.shape(dA_prev) == (1, 3, 3, 1), "dA_prev has no border: cut off what arrives at the padding."
assert close(dA_prev, np.full((1, 3, 3, 1), 4)), "With pad 1 each of the nine pixels lies in four windows."
crossing = (np.ones((2, 1, 1, 2)), np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), np.zeros((1, 1, 1, 2)), {"stride": 1, "pad": 0})
dA_prev, _, _ = conv_backward(np.array([10.0, 100.0, 1.0, 0.0]).reshape(2, 1, 1, 2), crossing)
assert close(np.ravel(dA_prev), [210, 430, 1, 3]), (
    "Two filters on two channels, two pictures: a pixel collects from all filters, 1 · 10 + 2 · 100 = 210 in the first channel."
)
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(10)
for m, n_H, n_W, n_C_prev, n_C, f, stride, pad in (
    (1, 4, 5, 2, 3, 3, 1, 0), (2, 3, 4, 1, 2, 2, 1, 1), (2, 6, 5, 2, 1, 3, 2, 0), (1, 5, 6, 1, 2, 2, 3, 2), (3, 3, 3, 2, 2, 1, 1, 0)
):
    A, W, b = rng.normal(size=(m, n_H, n_W, n_C_prev)), rng.normal(size=(f, f, n_C_prev, n_C)), rng.normal(size=(1, 1, 1, n_C))
    rows, columns = (n_H + 2 * pad - f) // stride + 1, (n_W + 2 * pad - f) // stride + 1
    dZ, expected = rng.normal(size=(m, rows, columns, n_C)), np.zeros(A.shape)
    for place in np.ndindex(A.shape):  # Z is linear in A_prev: its derivative is what a single 1 makes of it
        single = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C_prev))
        single[place[0], place[1] + pad, place[2] + pad, place[3]] = 1
        windows = sliding_window_view(single, (f, f), axis=(1, 2))[:, ::stride, ::stride]
        expected[place] = np.sum(dZ * np.einsum("mhwkij,ijkc->mhwc", windows, W))
    before = dZ.copy(), A.copy(), W.copy()
    dA_prev, _, _ = conv_backward(dZ, (A, W, b, {"stride": stride, "pad": pad}))
    assert np.shape(dA_prev) == A.shape, "dA_prev hasn't the shape of A_prev, for another f, stride or pad."
    assert close(dA_prev, expected, 1e-4, 1e-4), "dA_prev is wrong for other pictures, strides or paddings."
    assert close((dZ, A, W), before), "After the call dZ or something in the cache holds other numbers."
### END HIDDEN TESTS

# %% tests="conv_backward" part="dW" points=3
import numpy as np

from companion.testing import close

line, five, none = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1), np.full((1, 1, 1, 1), 5.0), np.zeros((1, 1, 1, 1))
_, dW, _ = conv_backward(np.array([10.0, 20.0]).reshape(1, 1, 2, 1), (line, five, none, {"stride": 2, "pad": 0}))
assert np.shape(dW) == (1, 1, 1, 1), "dW has the shape of W."
assert not close(np.ravel(dW), [60]), "That is only what the last position says. All positions add up: +=."
assert close(np.ravel(dW), [70]), "The example: dW is 1 · 10 + 3 · 20 = 70."
square, ones = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1))
_, dW, _ = conv_backward(np.ones((1, 2, 2, 1)), (square, ones, none, {"stride": 1, "pad": 0}))
assert close(np.reshape(dW, (2, 2)), [[8, 12], [20, 24]]), "Each weight meets four pixels: the first 0 + 1 + 3 + 4 = 8."
two = np.concatenate([square, square])
_, dW, _ = conv_backward(np.ones((2, 2, 2, 1)), (two, ones, none, {"stride": 1, "pad": 0}))
assert close(np.reshape(dW, (2, 2)), [[16, 24], [40, 48]]), "Two pictures: their contributions add up, with no 1/m."
channels = (np.array([[[[5.0, 7.0]]]]), np.ones((1, 1, 2, 2)), np.zeros((1, 1, 1, 2)), {"stride": 1, "pad": 0})
_, dW, _ = conv_backward(np.array([[[[10.0, 100.0]]]]), channels)
assert close(dW, np.array([[[[50, 500], [70, 700]]]])), "Two channels, 5 and 7, and two filters: channel times dZ, 5 · 10, 5 · 100, 7 · 10, 7 · 100."
_, dW, _ = conv_backward(np.ones((1, 4, 4, 1)), (square, ones, none, {"stride": 1, "pad": 1}))
assert close(np.ravel(dW), [36] * 4), "With pad 1 each weight meets all nine pixels, and zeros: 36. Take windows of the padded picture."
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(11)
for m, n_H, n_W, n_C_prev, n_C, f, stride, pad in (
    (1, 4, 5, 2, 3, 3, 1, 0), (2, 3, 4, 1, 2, 2, 1, 1), (2, 6, 5, 2, 1, 3, 2, 0), (1, 5, 6, 1, 2, 2, 3, 2), (3, 3, 3, 2, 2, 1, 1, 0)
):
    A, W, b = rng.normal(size=(m, n_H, n_W, n_C_prev)), rng.normal(size=(f, f, n_C_prev, n_C)), rng.normal(size=(1, 1, 1, n_C))
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C_prev))
    padded[:, pad : pad + n_H, pad : pad + n_W] = A
    windows = sliding_window_view(padded, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    dZ = rng.normal(size=(*windows.shape[:3], n_C))
    expected = np.einsum("mhwkij,mhwc->ijkc", windows, dZ)
    _, dW, _ = conv_backward(dZ, (A, W, b, {"stride": stride, "pad": pad}))
    assert np.shape(dW) == W.shape, "dW hasn't the shape of W, for another f or another number of channels."
    assert close(dW, expected, 1e-4, 1e-4), "dW is wrong for other pictures, strides or paddings."
### END HIDDEN TESTS

# %% tests="conv_backward" part="db" points=2
import numpy as np

from companion.testing import close

line, five, none = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1), np.full((1, 1, 1, 1), 5.0), np.zeros((1, 1, 1, 1))
_, _, db = conv_backward(np.array([10.0, 20.0]).reshape(1, 1, 2, 1), (line, five, none, {"stride": 2, "pad": 0}))
assert np.shape(db) == (1, 1, 1, 1), "db has the shape of b."
assert close(np.ravel(db), [30]), "The example: db is 10 + 20 = 30."
cache = (np.ones((2, 1, 1, 1)), np.ones((1, 1, 1, 2)), np.zeros((1, 1, 1, 2)), {"stride": 1, "pad": 0})
_, _, db = conv_backward(np.array([[[[1.0, 2.0]]], [[[3.0, 4.0]]]]), cache)
assert np.shape(db) == (1, 1, 1, 2) and close(np.ravel(db), [4, 6]), "Two filters and two pictures: db is 1 + 3 = 4 and 2 + 4 = 6."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(12)
for m, n_H, n_W, n_C, f, stride, pad in ((1, 4, 5, 3, 3, 1, 0), (2, 3, 4, 2, 2, 1, 1), (3, 5, 6, 1, 2, 3, 2)):
    A, W, b = rng.normal(size=(m, n_H, n_W, 2)), rng.normal(size=(f, f, 2, n_C)), rng.normal(size=(1, 1, 1, n_C))
    rows, columns = (n_H + 2 * pad - f) // stride + 1, (n_W + 2 * pad - f) // stride + 1
    dZ = rng.normal(size=(m, rows, columns, n_C))
    expected = np.array([dZ[..., c].sum() for c in range(n_C)]).reshape(1, 1, 1, n_C)
    _, _, db = conv_backward(dZ, (A, W, b, {"stride": stride, "pad": pad}))
    assert np.shape(db) == b.shape, "db hasn't the shape of b, for another number of filters."
    assert close(db, expected, 1e-4, 1e-4), "db is wrong for other pictures or filters."
### END HIDDEN TESTS

# %% mistake="conv_backward"
def conv_backward(dZ, cache):
    """dA_prev is overwritten where windows overlap: a pixel keeps only what the last of its windows sent. Add, with
    +=."""
    A_prev, W, b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dA_padded, dW, db = np.zeros(padded.shape), np.zeros(W.shape), np.zeros(b.shape)
    for i, h, w, c in np.ndindex(dZ.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        dA_padded[i, rows, columns] = W[:, :, :, c] * dZ[i, h, w, c]
        dW[:, :, :, c] += padded[i, rows, columns] * dZ[i, h, w, c]
        db[:, :, :, c] += dZ[i, h, w, c]
    return dA_padded[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]], dW, db

# %% mistake="conv_backward"
def conv_backward(dZ, cache):
    """dW and db keep only what the last position says. All positions of all pictures add up, with +=."""
    A_prev, W, b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dA_padded, dW, db = np.zeros(padded.shape), np.zeros(W.shape), np.zeros(b.shape)
    for i, h, w, c in np.ndindex(dZ.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        dA_padded[i, rows, columns] += W[:, :, :, c] * dZ[i, h, w, c]
        dW[:, :, :, c] = padded[i, rows, columns] * dZ[i, h, w, c]
        db[:, :, :, c] = dZ[i, h, w, c]
    return dA_padded[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]], dW, db

# %% mistake="conv_backward"
def conv_backward(dZ, cache):
    """pad:-pad is an empty slice where pad is 0. Say where it ends: pad:pad + n_H_prev."""
    A_prev, W, b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dA_padded, dW, db = np.zeros(padded.shape), np.zeros(W.shape), np.zeros(b.shape)
    for i, h, w, c in np.ndindex(dZ.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        dA_padded[i, rows, columns] += W[:, :, :, c] * dZ[i, h, w, c]
        dW[:, :, :, c] += padded[i, rows, columns] * dZ[i, h, w, c]
        db[:, :, :, c] += dZ[i, h, w, c]
    return dA_padded[:, pad:-pad, pad:-pad], dW, db

# %% mistake="conv_backward"
def conv_backward(dZ, cache):
    """The stride is missing from the windows: they must be those of the way forward, from h * stride on."""
    A_prev, W, b, hparameters = cache
    f, pad = W.shape[0], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dA_padded, dW, db = np.zeros(padded.shape), np.zeros(W.shape), np.zeros(b.shape)
    for i, h, w, c in np.ndindex(dZ.shape):
        dA_padded[i, h : h + f, w : w + f] += W[:, :, :, c] * dZ[i, h, w, c]
        dW[:, :, :, c] += padded[i, h : h + f, w : w + f] * dZ[i, h, w, c]
        db[:, :, :, c] += dZ[i, h, w, c]
    return dA_padded[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]], dW, db

# %% mistake="conv_backward"
def conv_backward(dZ, cache):
    """dW and db are divided by m. The 1/m of the cost is in dZ already."""
    A_prev, W, b, hparameters = cache
    m, f, stride, pad = len(A_prev), W.shape[0], hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dA_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for h in range(dZ.shape[1]):
        for w in range(dZ.shape[2]):
            rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
            dA_padded[:, rows, columns] += np.einsum("mc,ijkc->mijk", dZ[:, h, w], W)
            dW += np.einsum("mijk,mc->ijkc", padded[:, rows, columns], dZ[:, h, w]) / m
    db = np.sum(dZ, axis=(0, 1, 2)).reshape(b.shape) / m
    return dA_padded[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]], dW, db

# %% mistake="conv_backward"
def conv_backward(dZ, cache):
    """dA_prev still has its border. Cut off what arrived at the padding."""
    A_prev, W, b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dA_padded, dW, db = np.zeros(padded.shape), np.zeros(W.shape), np.zeros(b.shape)
    for i, h, w, c in np.ndindex(dZ.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        dA_padded[i, rows, columns] += W[:, :, :, c] * dZ[i, h, w, c]
        dW[:, :, :, c] += padded[i, rows, columns] * dZ[i, h, w, c]
        db[:, :, :, c] += dZ[i, h, w, c]
    return dA_padded, dW, db

# %% mistake="conv_backward"
def conv_backward(dZ, cache):
    """db has lost its axes: it needs the shape of b, (1, 1, 1, n_C)."""
    A_prev, W, b, hparameters = cache
    f, stride, pad = W.shape[0], hparameters["stride"], hparameters["pad"]
    padded = zero_pad(A_prev, pad)
    dA_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for i, h, w, c in np.ndindex(dZ.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        dA_padded[i, rows, columns] += W[:, :, :, c] * dZ[i, h, w, c]
        dW[:, :, :, c] += padded[i, rows, columns] * dZ[i, h, w, c]
    db = np.sum(dZ, axis=(0, 1, 2))
    return dA_padded[:, pad : pad + A_prev.shape[1], pad : pad + A_prev.shape[2]], dW, db

# %% [markdown]
# Is it right? TensorFlow can tell: a gradient tape (course 2, week 3) notes what is computed from its variables, and
# derives the same three by itself. They are compared by $\lVert a - b \rVert / (\lVert a \rVert + \lVert b \rVert)$, the
# relative difference, which is 0 for equals.

# %% demo
rng = np.random.default_rng(1)
A, W, b = rng.normal(size=(2, 7, 9, 3)), rng.normal(size=(3, 3, 3, 4)), rng.normal(size=(1, 1, 1, 4))
hparameters = {"stride": 2, "pad": 1}
Z, cache = conv_forward(A, W, b, hparameters)
dZ = rng.normal(size=np.shape(Z))
inputs = [tf.Variable(each) for each in (A, W, b)]
with tf.GradientTape() as tape:
    padded = tf.pad(inputs[0], [[0, 0], [1, 1], [1, 1], [0, 0]])
    cost = tf.reduce_sum(dZ * (tf.nn.conv2d(padded, inputs[1], 2, "VALID") + inputs[2]))
for name, ours, theirs in zip(("dA_prev", "dW", "db"), conv_backward(dZ, cache), tape.gradient(cost, inputs)):
    print(f"{name:7} relative difference below 1e-5:", relative_difference(ours, theirs.numpy()) < 1e-5)

# %% [markdown]
# ## A kernel that nobody wrote down
# Sobel chose his nine numbers by thought. A network isn't told any: it starts with random ones, and descent does the
# rest. Here is the smallest case. The input is the windmill, the target what Sobel's kernel makes of it, the cost the
# mean squared difference. Your two functions do the work, with momentum (course 2).
#
# **Predict.** After 120 steps, will the kernel be Sobel's, or another one that makes about the same picture?

# %% demo
picture = small_windmill[np.newaxis, :, :, np.newaxis]
no_bias, plain = np.zeros((1, 1, 1, 1)), {"stride": 1, "pad": 0}
target, _ = conv_forward(picture, SOBEL[:, :, np.newaxis, np.newaxis], no_bias, plain)
W, velocity, costs, snapshots = 0.1 * np.random.default_rng(0).normal(size=(3, 3, 1, 1)), 0, [], {}
for step in range(121):
    Z, cache = conv_forward(picture, W, no_bias, plain)
    costs.append(np.mean((Z - target) ** 2))
    if step in (0, 10, 30, 120):
        snapshots[f"step {step}, cost {costs[-1]:.0e}"] = W[:, :, 0, 0]
    _, dW, _ = conv_backward(2 * (Z - target) / Z.size, cache)
    velocity = 0.9 * velocity + 0.1 * dW
    W = W - 5 * velocity
weight_images(np.stack(list(snapshots.values()), axis=2), list(snapshots), "Random weights become an edge detector")
print("the kernel at the end:", (np.round(W[:, :, 0, 0], 2) + 0.0).tolist(), sep="\n")  # + 0.0 turns -0.0 into 0.0
plt.show()

# %% [markdown]
# <details><summary>What there is to see</summary>
#
# It becomes Sobel's. The cost is a bowl in nine weights, and a photograph has enough variety that only one kernel
# gives this target. On its way the kernel swings: at step 10 momentum has carried most weights of the outer columns
# beyond Sobel's, at step 30 they are back below, and then they settle.
#
# In a network the target isn't a map but a label far above, and nobody says what a filter should look for. First layers
# that were trained on photographs hold edge detectors all the same (the week's notes say whose). What the first layer of
# a small network makes of a boot you see in `02_cnn_with_keras`.
#
# </details>

# %% [markdown]
# ## Pooling, backward
# For the average, each number of a window had the same share in it. For the maximum, only the largest number had any,
# and the whole derivative goes to its place. Below are a colleague's version, a claim ("It works, I tried it"), and a
# report that doesn't take anybody's word. It measures: `numerical_gradient(cost, A)` nudges each number of `A` by
# $\varepsilon = 10^{-5}$ up and down, and divides the difference of the two costs by $2\varepsilon$.

# %%
def faulty_pool_backward(dA, cache, mode="max"):
    """Meant to be the derivatives with respect to A_prev. Three things are wrong in it."""
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        window = A_prev[i, rows, columns, c]
        if mode == "max":
            share = window == np.max(window)
        else:
            share = np.full((f, f), 1 / f)
        dA_prev[i, rows, columns, c] = share * dA[i, h, w, c]
    return dA_prev


# %% demo
def pool_report(pool_backward):
    """Compare a backward pass with nudges, for windows that touch, overlap, or leave gaps: which share of dA comes out?"""
    rng = np.random.default_rng(2)
    for mode in ("max", "average"):
        for stride, windows in ((2, "touch"), (1, "overlap"), (3, "leave gaps")):
            A, hparameters = rng.permutation(np.arange(60.0)).reshape(1, 5, 6, 2), {"f": 2, "stride": stride}
            dA = rng.uniform(1, 2, size=np.shape(pool_forward(A, hparameters, mode)[0]))
            measured = numerical_gradient(lambda at: np.sum(dA * pool_forward(at, hparameters, mode)[0]), A)
            found = pool_backward(dA, (A, hparameters), mode)
            wrong, ratio = np.sum(~np.isclose(found, measured, atol=1e-4)), np.sum(found) / np.sum(dA)
            print(f"{mode:8} windows {windows:11} wrong numbers: {wrong:2} of 60    sum out / sum in: {ratio:.2f}")
    tie = pool_backward(np.full((1, 1, 1, 1), 8.0), (np.zeros((1, 2, 2, 1)), {"f": 2, "stride": 2}), "max")
    print("max, four equal numbers, derivative 8:", np.ravel(tie).tolist())


pool_report(faulty_pool_backward)

# %% [markdown]
# ## Exercise 7 · Find the bug  (4 points, ~12 min, ●●○)
# Use the report to find the three faults, and write `pool_backward(dA, cache, mode="max")` without them. `cache` is
# that of `pool_forward`; `mode` is `"max"` or `"average"`, nothing else. Where several numbers of a window are equally
# large, **one of them** gets the whole derivative, and which is up to you: nudge one of four equal numbers upwards, and
# it alone is the maximum.
#
# Points: max 2, average 1, equal numbers 1.
#
# *Example.* `[[1, 2], [5, 4]]`, `f` 2, and a derivative of 8. Max gives `[[0, 0], [8, 0]]`, average `[[2, 2], [2, 2]]`.
#
# <details><summary>Hint 1: what the report says</summary>
#
# What goes into a window has to come out, so each ratio should be 1. Begin where windows touch: in one of the modes the
# ratio is wrong there already, and says by which factor. Then look at what overlapping changes, in both modes: some of
# the sum is lost. The third fault is in the last line: 8 went in, and how much came out?
#
# </details>
#
# <details><summary>Hint 2: one place</summary>
#
# `np.argmax(window)` is the place of the first largest number, counted row by row; `np.unravel_index(place, (f, f))`
# turns it into a row and a column.
#
# </details>

# %% solution="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """The derivatives of the cost with respect to what went into a pooling layer.

    dA: (m, n_H, n_W, n_C), those with respect to the layer's output. cache: what pool_forward returned, (A_prev,
    hparameters). mode: "max" or "average". Nothing is modified.
    Returns dA_prev, of the shape of A_prev. For "max" the derivative of a window goes to its largest number, or, where
    several are equally large, to exactly one of them; for "average" each gets an equal share.
    """
    ### BEGIN SOLUTION
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        top, left = h * stride, w * stride
        if mode == "max":
            window = A_prev[i, top : top + f, left : left + f, c]
            row, column = np.unravel_index(np.argmax(window), (f, f))
            dA_prev[i, top + row, left + column, c] += dA[i, h, w, c]
        else:
            dA_prev[i, top : top + f, left : left + f, c] += dA[i, h, w, c] / (f * f)
    return dA_prev
    ### END SOLUTION

# %% tests="pool_backward" part="max" points=2
import numpy as np

from companion.testing import close

four, eight = np.array([[1.0, 2.0], [5.0, 4.0]]).reshape(1, 2, 2, 1), np.full((1, 1, 1, 1), 8.0)
dA_prev = pool_backward(eight, (four, {"f": 2, "stride": 2}), "max")
assert dA_prev is not None, "pool_backward returns None. Does it end with a return?"
assert np.shape(dA_prev) == (1, 2, 2, 1), "dA_prev has the shape of A_prev."
assert close(np.ravel(dA_prev), [0, 0, 8, 0]), "The example: all of it goes to the place of the 5."
three = np.array([1.0, 7.0, 3.0]).reshape(1, 1, 3, 1)
wide = np.concatenate([three, 0 * three], axis=1)
dA_prev = pool_backward(np.array([10.0, 20.0]).reshape(1, 1, 2, 1), (wide, {"f": 2, "stride": 1}), "max")
assert np.shape(dA_prev) == (1, 2, 3, 1), "dA_prev has the shape of A_prev."
assert close(np.ravel(dA_prev), [0, 30, 0, 0, 0, 0]), "The 7 is the largest of two overlapping windows: 10 + 20 = 30."
dA_prev = pool_backward(np.array([10.0, 20.0]).reshape(1, 1, 2, 1), (three, {"f": 1, "stride": 2}), "max")
assert close(np.ravel(dA_prev), [10, 0, 20]), "f = 1 at stride 2: the number in the gap was never seen, and gets 0."
colours = np.array([1.0, 9.0, 2.0, 8.0]).reshape(1, 1, 2, 2).repeat(2, axis=1) + np.array([0.0, 0.5]).reshape(1, 2, 1, 1)
dA_prev = pool_backward(np.array([[[[3.0, 4.0]]]]), (colours, {"f": 2, "stride": 2}), "max")
assert close(np.ravel(dA_prev), [0, 0, 0, 0, 0, 4, 3, 0]), "Two channels: the largest of each is somewhere else, 2.5 and 9.5."
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

from companion.gradients import numerical_gradient

rng = np.random.default_rng(13)
for m, n_H, n_W, n_C, f, stride in ((1, 4, 6, 1, 2, 2), (3, 5, 4, 2, 3, 1), (1, 5, 7, 3, 2, 3), (2, 3, 3, 1, 1, 1), (1, 7, 4, 2, 3, 2)):
    A = rng.permutation(np.arange(m * n_H * n_W * n_C) - 9.0).reshape(m, n_H, n_W, n_C)
    dA = rng.normal(size=(m, (n_H - f) // stride + 1, (n_W - f) // stride + 1, n_C))

    def cost(at, f=f, stride=stride, dA=dA):
        return np.sum(dA * sliding_window_view(at, (f, f), axis=(1, 2))[:, ::stride, ::stride].max(axis=(4, 5)))

    expected, before = numerical_gradient(cost, A, 1e-3), (dA.copy(), A.copy())
    dA_prev = pool_backward(dA, (A, {"f": f, "stride": stride}), "max")
    assert np.shape(dA_prev) == A.shape, "dA_prev hasn't the shape of A_prev."
    assert close(dA_prev, expected, 1e-4, 1e-4), "For max, dA_prev isn't what nudges measure, for other pictures, f or stride."
    assert close((dA, A), before), "After the call dA or A_prev holds other numbers."
### END HIDDEN TESTS

# %% tests="pool_backward" part="average" points=1
import numpy as np

from companion.testing import close

four, eight = np.array([[1.0, 2.0], [5.0, 4.0]]).reshape(1, 2, 2, 1), np.full((1, 1, 1, 1), 8.0)
dA_prev = pool_backward(eight, (four, {"f": 2, "stride": 2}), "average")
assert np.shape(dA_prev) == (1, 2, 2, 1), "dA_prev has the shape of A_prev."
assert close(np.ravel(dA_prev), [2, 2, 2, 2]), "The example: each of the four numbers had a quarter in the mean."
nine = pool_backward(np.ones((1, 2, 2, 1)), (np.arange(9.0).reshape(1, 3, 3, 1), {"f": 2, "stride": 1}), "average")
assert close(np.reshape(nine, (3, 3)), np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 4), (
    "Overlapping windows: the pixel in the middle gets a quarter from each of four."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(14)
for m, n_H, n_W, n_C, f, stride in ((1, 4, 6, 1, 2, 2), (3, 5, 4, 2, 3, 1), (1, 5, 7, 3, 2, 3), (2, 3, 3, 1, 1, 1)):
    A, rows, columns = rng.normal(size=(m, n_H, n_W, n_C)), (n_H - f) // stride + 1, (n_W - f) // stride + 1
    dA, expected = rng.normal(size=(m, rows, columns, n_C)), np.zeros(A.shape)
    for row, column in np.ndindex(n_H, n_W):
        for h, w in np.ndindex(rows, columns):
            if 0 <= row - h * stride < f and 0 <= column - w * stride < f:
                expected[:, row, column] += dA[:, h, w] / f**2
    before = dA.copy(), A.copy()
    dA_prev = pool_backward(dA, (A, {"f": f, "stride": stride}), "average")
    assert np.shape(dA_prev) == A.shape, "dA_prev hasn't the shape of A_prev."
    assert close(dA_prev, expected, 1e-4, 1e-4), "For average, dA_prev is wrong for other pictures, f or stride."
    assert close((dA, A), before), "After the call dA or A_prev holds other numbers."
### END HIDDEN TESTS

# %% tests="pool_backward" part="ties" points=1
import numpy as np

from companion.testing import close, taken

shares = taken(pool_backward(np.full((1, 1, 1, 1), 8.0), (np.zeros((1, 2, 2, 1)), {"f": 2, "stride": 2}), "max"))
assert shares.shape == (1, 2, 2, 1), "dA_prev has the shape of A_prev."
assert close(np.sort(shares.ravel()), [0, 0, 0, 8]), "Four equal numbers: exactly one of them gets the 8."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(15)
for m, n_H, n_W, n_C, f in ((1, 4, 6, 1, 2), (3, 3, 6, 2, 3)):
    A = rng.integers(0, 2, (m, n_H, n_W, n_C)).astype(float)
    dA = rng.uniform(1, 2, (m, n_H // f, n_W // f, n_C))
    largest = A.reshape(m, n_H // f, f, n_W // f, f, n_C).max(axis=(2, 4)).repeat(f, axis=1).repeat(f, axis=2)
    shares = taken(pool_backward(dA, (A.copy(), {"f": f, "stride": f}), "max"))
    assert shares.shape == A.shape, "dA_prev hasn't the shape of A_prev."
    windows = shares.reshape(m, n_H // f, f, n_W // f, f, n_C)
    assert close(windows.sum(axis=(2, 4)), dA, 1e-4, 1e-4), "With equal numbers, a window sends out more or less than it got."
    assert np.all((windows != 0).sum(axis=(2, 4)) == 1), "With equal numbers, exactly one of a window gets all of it."
    assert np.all(shares[largest != A] == 0), "A number that isn't the largest of its window got something."
### END HIDDEN TESTS

# %% mistake="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """All numbers that are equal to the maximum get the whole derivative, so it is sent out several times. One of them
    gets it."""
    A_prev, f, stride = cache[0], cache[1]["f"], cache[1]["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        window = A_prev[i, rows, columns, c]
        share = (window == np.max(window)) if mode == "max" else 1 / f**2
        dA_prev[i, rows, columns, c] += share * dA[i, h, w, c]
    return dA_prev

# %% mistake="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """In max mode, overlapping windows overwrite each other: with =, the last one wipes out what an earlier one sent.
    Add, with +=."""
    A_prev, f, stride = cache[0], cache[1]["f"], cache[1]["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        if mode == "max":
            mask = np.zeros(f * f)
            mask[np.argmax(A_prev[i, rows, columns, c])] = 1
            dA_prev[i, rows, columns, c] = mask.reshape(f, f) * dA[i, h, w, c]
        else:
            dA_prev[i, rows, columns, c] += dA[i, h, w, c] / f**2
    return dA_prev

# %% mistake="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """In max mode, a number that is the largest of several windows keeps only what the last of them sent. Add, with +=."""
    A_prev, f, stride = cache[0], cache[1]["f"], cache[1]["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        top, left = h * stride, w * stride
        if mode == "max":
            row, column = np.unravel_index(np.argmax(A_prev[i, top : top + f, left : left + f, c]), (f, f))
            dA_prev[i, top + row, left + column, c] = dA[i, h, w, c]
        else:
            dA_prev[i, top : top + f, left : left + f, c] += dA[i, h, w, c] / f**2
    return dA_prev

# %% mistake="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """In average mode, overlapping windows overwrite each other: with =, a number keeps what the last of its windows
    sent. Add, with +=."""
    A_prev, f, stride = cache[0], cache[1]["f"], cache[1]["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        if mode == "max":
            share = np.eye(f * f)[np.argmax(A_prev[i, rows, columns, c])]
            dA_prev[i, rows, columns, c] += share.reshape(f, f) * dA[i, h, w, c]
        else:
            dA_prev[i, rows, columns, c] = dA[i, h, w, c] / f**2
    return dA_prev

# %% mistake="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """The share of a number in the mean of a window is 1 / f², since there are f · f of them, not f."""
    A_prev, f, stride = cache[0], cache[1]["f"], cache[1]["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        mask = np.full(f * f, 1 / f)
        if mode == "max":
            mask = np.eye(f * f)[np.argmax(A_prev[i, rows, columns, c])]
        dA_prev[i, rows, columns, c] += mask.reshape(f, f) * dA[i, h, w, c]
    return dA_prev

# %% mistake="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """Numbers that are equally large share the derivative. Here one of them gets all of it."""
    A_prev, f, stride = cache[0], cache[1]["f"], cache[1]["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        mask = np.ones((f, f))
        if mode == "max":
            mask = A_prev[i, rows, columns, c] == np.max(A_prev[i, rows, columns, c])
        dA_prev[i, rows, columns, c] += mask / np.sum(mask) * dA[i, h, w, c]
    return dA_prev

# %% mistake="pool_backward"
def pool_backward(dA, cache, mode="max"):
    """The largest number is looked for in all channels at once. Each channel is pooled by itself."""
    A_prev, f, stride = cache[0], cache[1]["f"], cache[1]["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        top, left = h * stride, w * stride
        if mode == "max":
            window = A_prev[i, top : top + f, left : left + f].max(axis=2)
            row, column = np.unravel_index(np.argmax(window), (f, f))
            dA_prev[i, top + row, left + column, c] += dA[i, h, w, c]
        else:
            dA_prev[i, top : top + f, left : left + f, c] += dA[i, h, w, c] / f**2
    return dA_prev

# %% demo
pool_report(pool_backward)

# %% [markdown]
# *To remember*
# - A weight is used everywhere, so its gradient is a sum over all positions and pictures.
# - Max pooling sends a derivative to one place, average pooling in equal shares to all. A mask of all that are equal to
#   the maximum sends it several times, and after a ReLU windows full of zeros are common.
# - Where windows overlap, add. Where none was, there is a zero.

# %% [markdown]
# ## Exercise 8 · Loops no more  (4 points, ~12 min, ●●●, optional)
# Why do libraries need milliseconds where your loops take seconds? A classical answer is called **im2col**: write each
# window as one row of a matrix. Then the convolution, all positions and all filters of it, is a single matrix product.
#
# Write `im2col(A_prev, f, stride, pad)`: a matrix of shape (m · n_H · n_W, f · f · n_C_prev). Its rows are in the order
# of pictures, then rows, then columns of the result. In each stands a window of the padded picture, flattened as
# `ravel` does it: its rows, then columns, then channels. Filters flattened in the same order are the columns of the other
# factor, `W.reshape(f * f * n_C_prev, n_C)`; the product has a row for each position and a column for each filter, and
# reshaped it is `Z`. The cell after the tests does that. The shape earns 1 point, the numbers 3.
#
# *Example.* One picture `[[1, 2, 3], [4, 5, 6]]`, one channel, $f = 2$, stride 1, no padding: two rows, `[1, 2, 4, 5]`
# and `[2, 3, 5, 6]`.
#
# <details><summary>Hint 1: a loop that appends</summary>
#
# Three nested loops over `i`, `h`, `w`; append `window.ravel()` to a list; turn the list into an array.
#
# </details>
#
# <details><summary>Hint 2: no loop at all</summary>
#
# `np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(1, 2))` has the shape (m, …, …, n_C_prev, f, f) for
# stride 1. Pick with steps, `np.moveaxis` the channels behind the window, and reshape.
#
# </details>

# %% solution="im2col"
def im2col(A_prev, f, stride, pad):
    """All windows of all pictures, one in each row of a matrix.

    A_prev: (m, n_H_prev, n_W_prev, n_C_prev); not modified. f, stride, pad: as for conv_forward.
    Returns an array of shape (m n_H n_W, f f n_C_prev); row (i n_H + h) n_W + w holds the window at position (h, w) of
    picture i, in the order of its rows, columns and channels.
    """
    ### BEGIN SOLUTION
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    n_H, n_W = (n_H_prev + 2 * pad - f) // stride + 1, (n_W_prev + 2 * pad - f) // stride + 1
    padded, windows = zero_pad(A_prev, pad), []
    for i, h, w in np.ndindex(m, n_H, n_W):
        window = padded[i, h * stride : h * stride + f, w * stride : w * stride + f]
        windows.append(window.ravel())
    return np.array(windows)
    ### END SOLUTION

# %% tests="im2col" part="shape" points=1
import numpy as np

from companion.testing import taken

matrix = im2col(np.arange(6.0).reshape(1, 2, 3, 1), 2, 1, 0)
assert matrix is not None, "im2col returns None. Does it end with a return?"
assert np.shape(matrix) == (2, 4), "2 × 3 pixels and f = 2: two windows, so two rows, of four numbers each."
assert np.shape(im2col(np.ones((2, 5, 4, 3)), 3, 2, 1)) == (12, 27), "2 pictures of 3 × 2 windows are 12 rows; 3 · 3 · 3 = 27 columns."
### BEGIN HIDDEN TESTS
for m, n_H, n_W, n_C, f, stride, pad in ((1, 5, 7, 3, 3, 1, 0), (3, 6, 5, 1, 2, 2, 1), (2, 8, 9, 2, 3, 3, 0), (1, 2, 2, 2, 2, 1, 0)):
    rows = m * len(range(0, n_H + 2 * pad - f + 1, stride)) * len(range(0, n_W + 2 * pad - f + 1, stride))
    found = taken(im2col(np.ones((m, n_H, n_W, n_C)), f, stride, pad))
    assert found.shape == (rows, f * f * n_C), "The shape is wrong for other pictures, f, stride or pad."
    assert np.all(np.isfinite(found)), "The matrix holds numbers that aren't finite."
### END HIDDEN TESTS

# %% tests="im2col" part="values" points=3
import numpy as np

from companion.testing import close

six = np.arange(1.0, 7.0).reshape(1, 2, 3, 1)
assert close(im2col(six, 2, 1, 0), [[1, 2, 4, 5], [2, 3, 5, 6]]), "The example: the windows are 1, 2, 4, 5 and 2, 3, 5, 6."
coloured = np.concatenate([six, 10 * six], axis=3)
assert close(im2col(coloured, 2, 2, 0), [[1, 10, 2, 20, 4, 40, 5, 50]]), (
    "Two channels: those of one pixel stand side by side, as ravel puts them. At stride 2 there is one window."
)
both = im2col(np.concatenate([six, -six]), 2, 1, 0)
assert close(both, [[1, 2, 4, 5], [2, 3, 5, 6], [-1, -2, -4, -5], [-2, -3, -5, -6]]), "First all windows of the first picture."
assert close(im2col(six, 2, 4, 1), [[0, 0, 0, 1]]), "With pad 1, the first window has three zeros of the border and the 1."
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(16)
for m, n_H, n_W, n_C, f, stride, pad in ((1, 5, 7, 3, 3, 1, 0), (3, 6, 5, 1, 2, 2, 1), (2, 8, 6, 2, 3, 3, 0), (2, 3, 4, 2, 1, 1, 1), (1, 4, 4, 4, 4, 1, 2)):
    A = rng.normal(size=(m, n_H, n_W, n_C))
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    padded[:, pad : pad + n_H, pad : pad + n_W] = A
    windows = sliding_window_view(padded, (f, f), axis=(1, 2))[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)
    expected, before = windows.reshape(-1, f * f * n_C), A.copy()
    found = im2col(A, f, stride, pad)
    assert np.shape(found) == expected.shape, "The shape is wrong for other pictures, f, stride or pad."
    assert close(found, expected, 1e-4, 1e-4), "The numbers or their order are wrong for other pictures, f, stride or pad."
    assert close(A, before), "After the call A_prev holds other numbers."
### END HIDDEN TESTS

# %% mistake="im2col"
def im2col(A_prev, f, stride, pad):
    """In each row all numbers of one channel come first. Channels come last, as ravel of the window puts them."""
    padded = zero_pad(A_prev, pad)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return windows.reshape(-1, f * f * A_prev.shape[3])

# %% mistake="im2col"
def im2col(A_prev, f, stride, pad):
    """The rows are in another order: pictures come first, then rows, then columns. Make the loop over pictures the
    outermost."""
    padded, windows = zero_pad(A_prev, pad), []
    for top in range(0, padded.shape[1] - f + 1, stride):
        for left in range(0, padded.shape[2] - f + 1, stride):
            for i in range(len(padded)):
                windows.append(padded[i, top : top + f, left : left + f].ravel())
    return np.array(windows)

# %% mistake="im2col"
def im2col(A_prev, f, stride, pad):
    """The stride isn't used: a window begins at h * stride, and there are fewer of them."""
    padded = zero_pad(A_prev, pad)
    (m, n_H, n_W, _), windows = padded.shape, []
    for i, h, w in np.ndindex(m, n_H - f + 1, n_W - f + 1):
        windows.append(padded[i, h : h + f, w : w + f].ravel())
    return np.array(windows)

# %% mistake="im2col"
def im2col(A_prev, f, stride, pad):
    """The matrix is transposed: each window is a row."""
    padded, windows = zero_pad(A_prev, pad), []
    for i in range(len(padded)):
        for top in range(0, padded.shape[1] - f + 1, stride):
            for left in range(0, padded.shape[2] - f + 1, stride):
                windows.append(padded[i, top : top + f, left : left + f].ravel())
    return np.array(windows).T

# %% mistake="im2col"
def im2col(A_prev, f, stride, pad):
    """The windows are cut from the picture without its border of zeros."""
    windows = []
    for i in range(len(A_prev)):
        for top in range(0, A_prev.shape[1] - f + 1, stride):
            for left in range(0, A_prev.shape[2] - f + 1, stride):
                windows.append(A_prev[i, top : top + f, left : left + f].ravel())
    return np.array(windows)

# %% demo tags=["nbval-ignore-output"]
A, W = photographs.X_train[:8] / 255, np.random.default_rng(3).normal(size=(3, 3, 3, 16))
times = [time.perf_counter()]
matrix = im2col(A, f=3, stride=1, pad=0)
times.append(time.perf_counter())
product = (matrix @ W.reshape(27, 16)).reshape(8, 62, 62, 16)
times.append(time.perf_counter())
loops, _ = conv_forward(A[:1], W, np.zeros((1, 1, 1, 16)), {"stride": 1, "pad": 0})
times.append(time.perf_counter())
laying, multiplying, looping = np.diff(times)
print(f"eight photographs: your im2col {laying:.3f} s, one matrix product {multiplying:.3f} s")
print(f"one photograph: your conv_forward {looping:.2f} s")
print("the same numbers:", np.allclose(product[0], loops[0]))

# %% [markdown]
# The price is memory: each pixel stands in up to $f^2$ rows.

# %% [markdown]
# ## The poster, by your own functions
# The four steps of the beginning, with nothing of TensorFlow's in them. For a picture of your own, put the file next to
# this notebook, change its name at the top where `photo` is loaded, and run from there. `ink` is the share of the
# picture that turns black.

# %% demo
mine = poster(photo, conv_forward, pool_forward)
image_grid([photo, mine], ["the photograph", "your poster"], "Your convolution and your pooling", size=3)
plt.show()

# %% [markdown]
# The dog in tiles of colour, with ink where it stands out, as at the top. Try `ink=0.3`, or `SOBEL` times −1 (predict first).

# %% [markdown]
# ## What you built
# - The convolutional layer, forward and backward, and pooling: a whole vocabulary of networks that see.
# - An edge detector, first by thought, then by descent.
# - Two checks of a backward pass, by nudges and by a gradient tape, and a nose for what they find.
#
# **Questions to take along** (no points)
# 1. A filter of $1 \times 1$ sees no neighbours. What can it still do on a picture of many channels?
# 2. Two layers of 3 × 3 filters look at 5 × 5 pixels. Count weights: when are two small ones cheaper than one large?
# 3. `conv_backward` spreads a small map over a larger one. Where would one want that on the way *forward*?
#
# **Next:** `02_cnn_with_keras` stacks these layers into networks, and trains them.
