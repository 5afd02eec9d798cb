# ---
# title: Python and vectorization
# minutes: 85
# ---
# %% [markdown]
# # Python and vectorization
#
# Deep learning runs on arrays. The same computation can be written as a loop over numbers or as one line over
# whole arrays, and the second is tens to hundreds of times faster. This notebook builds the small array tools that
# the rest of the course leans on.
#
# **You will**
# - write functions that work on a number, a vector or a whole matrix without a loop;
# - read and control the shape of an array: `reshape`, `axis`, `keepdims`, broadcasting;
# - replace a double loop by one matrix product, and time both.
#
# **Before you start:** Python functions, and what a matrix product is. The week's notes, section
# *Python and vectorization*, cover the same ground in prose.
#
# **Time:** about 85 minutes. **Points:** 36, in eight exercises, two of which have two parts. Dots show difficulty,
# from ●○○ to ●●●.
#
# Fill the marked region of each exercise, run the cell, then run the tests below it. A test that fails says
# what to look at. The grader runs more tests than you see, all of them on what the text promises.

# %%
import math
import time

import matplotlib.pyplot as plt
import numpy as np

from companion.arrays import draw_array

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"

# %% [markdown]
# ## One operation for a whole array
#
# A Python list repeats when you multiply it by 2. A NumPy array doubles each of its entries. Arithmetic and
# functions such as `np.exp`, `np.abs` and `np.sqrt` act on every entry at once, and the result keeps the shape of
# the input. The functions of Python's own `math` module take a single number, so keep them for single numbers.
#
# The loop over the entries has not vanished: it now runs inside NumPy, in compiled code, over numbers that lie side
# by side in memory. Writing code so that NumPy does the looping is called **vectorization**.

# %%
numbers = [0.0, 1.0, 2.0]
print("list  * 2:", numbers * 2)
print("array * 2:", np.array(numbers) * 2)
print("np.exp   :", np.exp(np.array(numbers)))

# %% [markdown]
# ## Exercise 1 · The sigmoid  (3 points, ~5 min, ●○○)
#
# Logistic regression turns any real number $x$ into a number between 0 and 1 which can be read as a probability:
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# Write `sigmoid(x)` for a number or an array of any shape. An array keeps its shape, and is left unchanged.
#
# *Example.* `sigmoid(np.array([-2.0, 0.0, 2.0]))` is about `[0.1192, 0.5, 0.8808]`.
#
# No entry in the tests is larger than 30 in size, so overflow is no concern here. It will be in Exercise 6.
#
# <details><summary>Hint 1: which exponential</summary>
#
# `x` may be an array, so take `np.exp`, not `math.exp`.
#
# </details>
#
# <details><summary>Hint 2: nearly the line</summary>
#
# The whole denominator needs parentheses: one divided by (one plus the exponential of minus `x`).
#
# </details>


# %% solution="sigmoid"
def sigmoid(x):
    """Logistic function of each entry.

    x: a number, or an array of any shape (integers or floats).
    Returns a number, or an array of the same shape, with values between 0 and 1. x stays as it was.
    """
    ### BEGIN SOLUTION
    return 1 / (1 + np.exp(-x))
    ### END SOLUTION


# %% tests="sigmoid" points=3
import numpy as np

from companion.testing import close, taken

half = sigmoid(0.0)
assert half is not None, "sigmoid returns None. Does it end with a return?"
assert np.ndim(half) == 0, "A number must come back as a number, not as an array with axes."
x = np.array([-2.0, 0.0, 2.0])
result = sigmoid(x)
assert np.shape(result) == (3,), "An array must come back with the shape it had."
result = taken(result)
assert result.min() >= 0 and result.max() <= 1, "The result must lie between 0 and 1. Check the parentheses."
assert not close(result, np.round(result)), "All results are whole numbers: is something rounded?"
assert np.all(np.diff(result) > 0), "The sigmoid rises as x grows; yours falls or stays level. Check the sign."
assert close(half, 0.5), "At x = 0 the result must be halfway between 0 and 1."
assert close(result, [0.1192, 0.5, 0.8808], atol=1e-4), "The example of the text comes out differently."
whole = sigmoid(np.array([[-2, 0], [0, 2]]))
assert close(whole, [[0.1192, 0.5], [0.5, 0.8808]], atol=1e-4), "The same numbers in a matrix of integers differ."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(1)
for shape in [(1,), (7,), (1, 5), (4, 1), (3, 5), (2, 3, 4)]:
    x = rng.normal(scale=3, size=shape)
    before = x.copy()
    with describing("an array with one axis" if len(shape) == 1 else "an array with several axes"):
        result = sigmoid(x)
    assert np.shape(result) == shape, f"An array of shape {shape} must come back with that shape."
    expected = np.reshape([1 / (1 + math.exp(-value)) for value in before.ravel()], shape)
    assert close(result, expected, rtol=1e-4, atol=1e-6), f"Wrong values for an array of shape {shape}."
    assert close(x, before), "sigmoid changed its input. Compute a new array instead."
for value in [-30, -1, 0, 3, 30, -4.5, 0.25]:
    expected = 1 / (1 + math.exp(-value))
    with describing("a Python number"):
        assert close(sigmoid(value), expected, rtol=1e-4, atol=1e-7), "Wrong result for a single Python number."
with describing("an array of integers"):
    result = sigmoid(np.array([[-3, 0], [1, 12]]))
expected = [[1 / (1 + math.exp(3)), 0.5], [1 / (1 + math.exp(-1)), 1 / (1 + math.exp(-12))]]
assert close(result, expected, atol=1e-6), "Wrong values for an array of integers: is something rounded?"
### END HIDDEN TESTS


# %% mistake="sigmoid"
def sigmoid(x):
    """The exponent needs a minus sign: your result falls as x grows."""
    return 1 / (1 + np.exp(x))


# %% mistake="sigmoid"
def sigmoid(x):
    """math.exp takes one number only. np.exp takes numbers and arrays alike."""
    return 1 / (1 + math.exp(-x))


# %% mistake="sigmoid"
def sigmoid(x):
    """Division binds tighter than addition: 1 / 1 + e is (1 / 1) + e. Put the whole denominator in parentheses."""
    return 1 / 1 + np.exp(-x)


# %% mistake="sigmoid"
def sigmoid(x):
    """The function must return its result. Printing it shows it to you, but hands nothing to the caller."""
    print(1 / (1 + np.exp(-x)))


# %% mistake="sigmoid"
def sigmoid(x):
    """This is a probability turned into a decision, 0 or 1. The sigmoid itself keeps the values in between."""
    return np.round(1 / (1 + np.exp(-x)))


# %% demo
z = np.array([[-4.0, -1.0, 0.0], [1.0, 4.0, 10.0]])
print("sigmoid of a matrix, entry by entry:")
print(sigmoid(z).round(4))

# %% [markdown]
# ## Exercise 2 · The slope of the sigmoid  (3 points, ~5 min, ●○○)
#
# Training needs to know how much the output moves when the input moves a little. For the sigmoid this derivative has
# a form that reuses the function's own value $s = \sigma(x)$:
#
# $$\sigma'(x) = s\,(1 - s)$$
#
# Write `sigmoid_derivative(x)`. Its argument is $x$, not $s$. You may call your `sigmoid` from Exercise 1.
#
# *Example.* `sigmoid_derivative(np.array([0.0, 2.0]))` is about `[0.25, 0.105]`.
#
# <details><summary>Hint 1: two steps</summary>
#
# First compute $s$, the sigmoid of `x`, and keep it in a variable. Then combine it with $1 - s$.
#
# </details>
#
# <details><summary>Hint 2: which product</summary>
#
# `*` multiplies entry by entry, which is what is wanted. `@` is the matrix product.
#
# </details>


# %% solution="sigmoid_derivative"
def sigmoid_derivative(x):
    """Derivative of the sigmoid at each entry of x.

    x: a number, or an array of any shape (integers or floats): where the slope is wanted.
    Returns a number, or an array of the same shape. x stays as it was.
    """
    ### BEGIN SOLUTION
    s = sigmoid(x)
    return s * (1 - s)
    ### END SOLUTION


# %% tests="sigmoid_derivative" points=3
import numpy as np

from companion.testing import close, taken

x = np.array([-2.0, 0.0, 2.0])
slope = sigmoid_derivative(x)
assert slope is not None, "sigmoid_derivative returns None. Does it end with a return?"
assert np.shape(slope) == (3,), "An array must come back with the shape it had."
slope = taken(slope)
assert slope[1] != 0, "At x = 0 the sigmoid is steepest; your slope there is 0. Does x stand in for s?"
assert np.all(slope > 0), "The sigmoid rises everywhere, so each slope must be above 0. Check the sign."
assert not close(slope, 1 / (1 + np.exp(-x))), "That is the sigmoid itself, not its slope."
assert slope[1] < 0.6, "Too steep at x = 0: is it the formula of another activation function?"
assert taken(sigmoid_derivative(-12.0)) < 0.01, "At x = -12 the sigmoid is nearly flat; your slope there is not."
assert close(slope, slope[::-1]), "The slope must be the same at -x and at x."
assert close(slope, [0.105, 0.25, 0.105], atol=1e-3), "The example of the text differs."
assert close(sigmoid_derivative(np.array([[-2, 0]])), [[0.105, 0.25]], atol=1e-3), "A row of integers differs."


### BEGIN HIDDEN TESTS
import math

from companion.testing import describing


def logistic(value):
    return 1 / (1 + math.exp(-value))


rng = np.random.default_rng(2)
step = 1e-5
for shape in [(1,), (6,), (1, 5), (4, 1), (3, 5), (2, 3, 4)]:
    x = rng.normal(scale=2.5, size=shape)
    before = x.copy()
    with describing("an array with one axis" if len(shape) == 1 else "an array with several axes"):
        result = sigmoid_derivative(x)
    assert np.shape(result) == shape, f"An array of shape {shape} must come back with that shape."
    slopes = [(logistic(value + step) - logistic(value - step)) / (2 * step) for value in before.ravel()]
    expected = np.reshape(slopes, shape)
    assert close(result, expected, rtol=1e-4, atol=1e-6), (
        "Wrong values: they are not the change of the sigmoid between two close points, divided by their distance."
    )
    assert close(x, before), "sigmoid_derivative changed its input. Compute a new array instead."
for value in [-10, -1, 0, 3, 10, 0.75]:
    slope = (logistic(value + step) - logistic(value - step)) / (2 * step)
    with describing("a Python number"):
        assert close(sigmoid_derivative(value), slope, rtol=1e-3, atol=1e-6), "Wrong result for one Python number."
with describing("an array of integers"):
    assert close(sigmoid_derivative(np.array([[0, 0]])), [[0.25, 0.25]]), "Wrong values for an array of integers."
### END HIDDEN TESTS


# %% mistake="sigmoid_derivative"
def sigmoid_derivative(x):
    """The formula s(1 - s) takes s, the sigmoid of x. You put x itself in it."""
    return x * (1 - x)


# %% mistake="sigmoid_derivative"
def sigmoid_derivative(x):
    """The order of the difference is the wrong way round: s - 1 is negative, but the sigmoid rises everywhere."""
    s = sigmoid(x)
    return s * (s - 1)


# %% mistake="sigmoid_derivative"
def sigmoid_derivative(x):
    """1 - t squared is the derivative of tanh, another activation. The sigmoid's is s(1 - s)."""
    s = sigmoid(x)
    return 1 - s**2


# %% mistake="sigmoid_derivative"
def sigmoid_derivative(x):
    """The denominator of the quotient rule is squared: without the square this is 1 - s, not the slope."""
    return np.exp(-x) / (1 + np.exp(-x))


# %% mistake="sigmoid_derivative"
def sigmoid_derivative(x):
    """This is s, the sigmoid. Its slope is s times (1 - s)."""
    return sigmoid(x)


# %% demo
x = np.linspace(-8, 8, 201)
fig, ax = plt.subplots(figsize=(7, 3.5))
ax.plot(x, sigmoid(x), color=BLUE, label="sigmoid(x)")
ax.plot(x, sigmoid_derivative(x), color=ORANGE, linestyle="--", label="sigmoid_derivative(x)")
ax.axvline(0, color="gray", linewidth=0.8)
ax.set(xlabel="x", ylabel="value", title="The sigmoid is steepest at 0, and nearly flat beyond 5")
ax.legend()
plt.show()

# %% [markdown]
# The solid curve climbs from 0 to 1; the dashed one, its slope, peaks at 0.25 and is almost 0 on both sides.
# Where the slope is almost 0, learning is slow: a small change of the parameters changes next to nothing.
#
# ## Shapes, and the rank-1 trap
#
# Every array has a `shape`. In this course an example with $n_x$ features is a **column**, shape (n_x, 1), and $m$
# examples side by side make $X$, shape (n_x, m). NumPy knows a third thing, which is neither column nor row: an
# array with one axis only, shape (n,), called a *rank-1 array*. It prints like a row, its transpose is itself, and
# next to a column it spreads into a full table without any warning. Look at the last column of the printout.

# %%
rank_1 = np.array([1.0, 2.0, 3.0])
column = rank_1.reshape(3, 1)
row = rank_1.reshape(1, 3)
for name, v in [("rank_1", rank_1), ("column", column), ("row", row)]:
    print(f"{name:7} shape {v.shape!s:6}  transposed {v.T.shape!s:6}  minus a column {(v - column).shape!s:6}")

# %% [markdown]
# Three numbers minus the same three numbers should be three zeros. `rank_1 - column` is nine numbers instead, most of
# them not 0, and a mean or a sum taken afterwards hides the accident. The row makes the same table, but its shape
# (1, 3) says beforehand that it is no column; (3,) doesn't say which of the two it will act as.
#
# Three habits avoid the trap: make vectors with two axes, `np.zeros((n, 1))`; turn what arrives with one axis into a
# column with `reshape(-1, 1)`; and write `assert v.shape == (n, 1)` where you rely on it.
#
# `reshape` keeps the entries and their order, and changes how they are cut into rows. A `-1` stands for "whatever
# length is left".

# %%
table = np.arange(6).reshape(2, 3)
print("2 rows of 3   :", table.tolist())
print("reshape (3, 2):", table.reshape(3, 2).tolist(), " same order, cut elsewhere")
print("transpose     :", table.T.tolist(), " rows become columns")
print("reshape (-1,) :", table.reshape(-1).tolist())

# %% [markdown]
# `reshape(3, 2)` and `.T` have the same shape and different contents. The next exercise depends on that difference.

# %% [markdown]
# ## Exercise 3a · One picture as a column  (2 points, ~4 min, ●○○)
#
# A colour picture is an array of shape (height, width, channels). Logistic regression wants a column of numbers.
#
# Write `image2vector(image)`, which gives a column of shape (height · width · channels, 1). The order is that of
# `reshape`: row of pixels after row of pixels from the top, in each row from left to right, and for each pixel its
# channels one after the other. So `image[i, j, c]` lands at position `(i * width + j) * channels + c`.
#
# Take the sizes from the argument: they differ from test to test. The values stay as they are, without scaling.
# The column may share its memory with the picture, as the result of a `reshape` usually does: that is fine as long as
# nothing is written into it.
#
# *Example.* A picture of one row, two pixels and two channels, `[[[1, 2], [3, 4]]]`, becomes `[[1], [2], [3], [4]]`.
#
# <details><summary>Hint: one step</summary>
#
# A single `reshape` does it. Ask for one column, and let `-1` find the number of rows.
#
# </details>


# %% solution="image2vector"
def image2vector(image):
    """Flatten one picture to a column.

    image: array (height, width, channels). It stays as it was.
    Returns an array (height * width * channels, 1); image[i, j, c] is at position (i * width + j) * channels + c.
    It may share memory with image.
    """
    ### BEGIN SOLUTION
    return image.reshape(-1, 1)
    ### END SOLUTION


# %% tests="image2vector" points=2
import numpy as np

from companion.testing import close, taken

vector = image2vector(np.array([[[1, 2], [3, 4]]]))
assert vector is not None, "image2vector returns None. Does it end with a return?"
assert np.ndim(vector) == 2, "A column has two axes. Yours has another number of them: look at its shape."
assert np.shape(vector) == (4, 1), "A column has its numbers along the first axis; the second has length 1."
vector = taken(vector)
assert vector.max() > 1, "The values have become smaller than those of the picture. Leave out the scaling."
assert close(np.sort(vector.ravel()), [1, 2, 3, 4]), "The column must hold each value of the picture once."
assert close(vector, [[1], [2], [3], [4]]), "The channels of a pixel must stay next to each other."
two_rows = image2vector(np.arange(8).reshape(2, 2, 2))
assert close(two_rows, np.arange(8).reshape(8, 1)), "Pixels must come row by row, each row from left to right."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)
for height, width, channels in [(2, 3, 4), (5, 2, 3), (1, 1, 3), (4, 4, 1), (1, 6, 3)]:
    image = rng.normal(size=(height, width, channels))
    before = image.copy()
    with describing("a square picture" if height == width else "a picture that isn't square"):
        vector = image2vector(image)
    assert np.shape(vector) == (height * width * channels, 1), (
        f"Wrong shape for a picture of shape {(height, width, channels)}. Take the sizes from the picture."
    )
    expected = [[before[i, j, c]] for i in range(height) for j in range(width) for c in range(channels)]
    assert close(vector, expected), "An entry of a colour picture is not at the position that the text gives."
    assert close(image, before), "image2vector changed its input."
pixels = rng.integers(0, 256, size=(3, 2, 3)).astype(np.uint8)
assert close(taken(image2vector(pixels)).ravel(), pixels.ravel()), "The values must stay as they are, unscaled."
### END HIDDEN TESTS


# %% mistake="image2vector"
def image2vector(image):
    """This is a rank-1 array, shape (n,). A column has two axes: (n, 1)."""
    return image.reshape(-1)


# %% mistake="image2vector"
def image2vector(image):
    """This is a row, shape (1, n). A column has its numbers along the first axis: (n, 1)."""
    return image.reshape(1, -1)


# %% mistake="image2vector"
def image2vector(image):
    """The sizes of one particular picture are written into the code. Read them from image.shape, or use -1."""
    return image.reshape(64 * 64 * 3, 1)


# %% mistake="image2vector"
def image2vector(image):
    """The pixels are visited column by column, one channel after the other: that is what order="F" does, and a
    transpose before the reshape too. Reshape the picture as it is, in the default order."""
    return image.reshape(-1, 1, order="F")


# %% mistake="image2vector"
def image2vector(image):
    """The columns of the picture are taken before its rows: the first two axes are swapped. Reshape the picture as it
    is."""
    return image.transpose(1, 0, 2).reshape(-1, 1)


# %% mistake="image2vector"
def image2vector(image):
    """Dividing by 255 is a separate step. Here the values stay as they are."""
    return image.reshape(-1, 1) / 255


# %% [markdown]
# ## Exercise 3b · A batch of pictures  (4 points, ~8 min, ●●○)
#
# Write `images_to_columns(images)`: `m` pictures, shape (m, height, width, channels), become a matrix of shape
# (height · width · channels, m). Column `k` holds picture `images[k]`, flattened in the order of Exercise 3a.
# Sizes come from the argument, values stay as they are, and sharing memory is fine here too. Three points are for
# columns that each hold one picture, one is for the order within them.
#
# *Example.* With `images[0]` equal to `[[[1, 2], [3, 4]]]` and `images[1]` equal to `[[[5, 6], [7, 8]]]`, the result
# is `[[1, 5], [2, 6], [3, 7], [4, 8]]`.
#
# <details><summary>Hint 1: what reshape does to a batch</summary>
#
# `reshape` walks through the numbers in order: all of the first picture, then all of the second. Asked for
# (n_x, m) directly, it fills the first *row* with numbers of the first picture. What shape keeps each picture
# together? What turns that into columns?
#
# </details>
#
# <details><summary>Hint 2: nearly the line</summary>
#
# Reshape to `m` rows, with `-1` for their length, then transpose.
#
# </details>


# %% solution="images_to_columns"
def images_to_columns(images):
    """Flatten a batch of pictures, one column each.

    images: array (m, height, width, channels). It stays as it was.
    Returns an array (height * width * channels, m); images[k, i, j, c] is in column k, in the row
    (i * width + j) * channels + c. It may share memory with images.
    """
    ### BEGIN SOLUTION
    m = images.shape[0]
    return images.reshape(m, -1).T
    ### END SOLUTION


# %% tests="images_to_columns" part="columns" points=3
import numpy as np

from companion.testing import close, taken

columns = images_to_columns(np.arange(1, 9).reshape(2, 1, 2, 2))
assert columns is not None, "images_to_columns returns None. Does it end with a return?"
assert np.shape(columns)[:1] != (2,), "Your examples lie in rows, one a picture. Here each example is a column."
assert np.shape(columns) != (8, 1), "All pictures are in one column. Each needs its own."
assert np.shape(columns) == (4, 2), "There must be one column for each picture, and one row for each number in it."
in_order = np.sort(taken(columns), axis=0)  # the order within a column is tested below
assert close(in_order, [[1, 5], [2, 6], [3, 7], [4, 8]]), "The shape is right, but a column mixes numbers of both."
alone = images_to_columns(np.array([[[[7, 9]], [[8, 6]]]]))
assert np.shape(alone) == (4, 1), "A batch of one picture, of two rows with one pixel each, makes one column."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for m, height, width, channels in [(3, 2, 5, 3), (1, 2, 3, 3), (4, 2, 2, 1), (7, 1, 3, 2), (6, 3, 1, 2)]:
    images = rng.normal(size=(m, height, width, channels))
    before = images.copy()
    with describing("a batch of one picture" if m == 1 else "a batch of several pictures"):
        columns = images_to_columns(images)
    assert np.shape(columns) == (height * width * channels, m), (
        f"Wrong shape for a batch of shape {before.shape}. Take the sizes from the batch."
    )
    expected = np.array([sorted(before[k].ravel().tolist()) for k in range(m)]).T
    assert close(np.sort(taken(columns), axis=0), expected), f"A column mixes pictures of a batch {before.shape}."
    assert close(images, before), "images_to_columns changed its input."
### END HIDDEN TESTS


# %% tests="images_to_columns" part="order" points=1
import numpy as np

from companion.testing import close

columns = images_to_columns(np.arange(1, 9).reshape(2, 1, 2, 2))
assert columns is not None, "images_to_columns returns None. Does it end with a return?"
assert close(columns, [[1, 5], [2, 6], [3, 7], [4, 8]]), "The example of the text comes out differently."
### BEGIN HIDDEN TESTS
from companion.testing import describing, taken

rng = np.random.default_rng(5)
for m, height, width, channels in [(3, 2, 5, 3), (1, 2, 3, 3), (4, 2, 2, 1), (7, 1, 3, 2), (6, 3, 1, 2)]:
    images = rng.normal(size=(m, height, width, channels))
    expected = np.zeros((height * width * channels, m))
    for k in range(m):
        for i in range(height):
            for j in range(width):
                for c in range(channels):
                    expected[(i * width + j) * channels + c, k] = images[k, i, j, c]
    with describing("a batch of one picture" if m == 1 else "a batch of several pictures"):
        assert close(images_to_columns(images), expected), (
            f"Some number is out of place for a batch of shape {(m, height, width, channels)}."
        )
pixels = rng.integers(0, 256, size=(2, 3, 2, 3)).astype(np.uint8)
assert close(taken(images_to_columns(pixels))[:, 1], pixels[1].ravel()), (
    "The values must stay as they are, also for whole numbers from 0 to 255."
)
### END HIDDEN TESTS


# %% mistake="images_to_columns"
def images_to_columns(images):
    """Reshaping straight to (n_x, m) deals the numbers of one picture out over all columns. Make one row for each
    picture first, then transpose."""
    m = images.shape[0]
    return images.reshape(-1, m)


# %% mistake="images_to_columns"
def images_to_columns(images):
    """The examples are in rows. Here, as in the whole course, each example is a column."""
    return images.reshape(images.shape[0], -1)


# %% mistake="images_to_columns"
def images_to_columns(images):
    """The sizes of one particular batch are written into the code. Read them from images.shape, or use -1."""
    return images.reshape(2, 4).T


# %% mistake="images_to_columns"
def images_to_columns(images):
    """Transposing the whole batch first also reverses rows, columns and channels inside each picture. Gather each
    picture in one row, then transpose that table."""
    return images.T.reshape(-1, images.shape[0])


# %% mistake="images_to_columns"
def images_to_columns(images):
    """All pictures end up in one long column. The number of columns is the number of pictures."""
    return images.reshape(-1, 1)


# %% [markdown]
# Four little pictures show what the order is worth. They are painted by formula: `v` and `h` are the row and the
# column of each pixel, scaled to run from 0 to 1.

# %%
v, h = np.mgrid[0:1:24j, 0:1:32j]
disc = (v - 0.45) ** 2 + (h - 0.5) ** 2 < 0.08
sunset = np.stack([np.where(disc, 1.0, 0.9 - 0.5 * v), np.where(disc, 0.8, 0.5 - 0.3 * v), 0.3 + 0.3 * v], axis=2)
hills = np.where((v > 0.55 + 0.2 * np.sin(9 * h))[:, :, None], [0.1, 0.5, 0.3], [0.6, 0.8, 1.0])
stripes = np.stack([h, np.floor(8 * h) % 2, 1 - h], axis=2)
rings = np.stack([0.5 + 0.5 * np.cos(40 * np.hypot(v - 0.5, h - 0.5))] * 3, axis=2)
pictures = np.stack([sunset, hills, stripes, rings])
print("m, height, width, channels:", pictures.shape)

# %% demo
right = images_to_columns(pictures)
wrong = pictures.reshape(right.shape)
fig, axes = plt.subplots(2, 4, figsize=(9, 3.9))
for line, (matrix, name) in enumerate([(right, "your column"), (wrong, "direct reshape, column")]):
    for k in range(4):
        axes[line, k].imshow(matrix[:, k].reshape(pictures.shape[1:]))
        axes[line, k].set_title(f"{name} {k}", fontsize=9)
        axes[line, k].set(xticks=[], yticks=[])
fig.suptitle("Both matrices have the same shape; only one keeps each picture in its column")
plt.show()

# %% [markdown]
# The upper row takes each column of your matrix and folds it back: four pictures. The lower row does the same
# with `pictures.reshape(n_x, m)`. Its shape is right and no error appears, but each column takes every fourth number of
# *all* the pictures. So each panel holds all four, stacked from top to bottom: the sunset, the hills, the stripes, the
# rings, each squeezed to a quarter of its height and repeated side by side; in columns 1 and 2 the colour channels are
# swapped as well. The four "examples" are nearly the same, so a classifier has little to learn from them, and the
# mistake is hard to find later.
#
# ## One axis at a time
#
# A sum, mean or maximum can run over the whole array or along one axis. `axis` names the axis that
# **disappears**: with shape (3, 4), `axis=0` runs down the rows and leaves 4 numbers, one for each column;
# `axis=1` runs along the columns and leaves 3 numbers, one for each row. Those come back as a rank-1 array,
# unless you add `keepdims=True`: then the axis stays with length 1, giving (1, 4) or (3, 1), and the result still
# lines up with the array it came from.

# %%
A = np.array([[1, 2, 3, 4], [0, 1, 0, 1], [5, 5, 5, 5]])
print("sum(axis=0)               ", A.sum(axis=0).shape, A.sum(axis=0).tolist())
print("sum(axis=0, keepdims=True)", A.sum(axis=0, keepdims=True).shape, A.sum(axis=0, keepdims=True).tolist())
print("sum(axis=1)               ", A.sum(axis=1).shape, A.sum(axis=1).tolist())
print("sum(axis=1, keepdims=True)", A.sum(axis=1, keepdims=True).shape, A.sum(axis=1, keepdims=True).tolist())

# %% demo
fig, ax = plt.subplots(figsize=(7.5, 3.4))
draw_array(ax, A, left=0)
draw_array(ax, A.sum(axis=1, keepdims=True), left=6)
draw_array(ax, A.sum(axis=0, keepdims=True), left=0, top=-5)
ax.annotate("", xy=(5.8, -1.5), xytext=(4.2, -1.5), arrowprops={"arrowstyle": "->", "color": ORANGE, "lw": 2})
ax.text(5, -1.3, "axis=1", ha="center", color=ORANGE)
ax.annotate("", xy=(2, -4.2), xytext=(2, -3.1), arrowprops={"arrowstyle": "->", "color": ORANGE, "lw": 2})
ax.text(2.2, -3.7, "axis=0", color=ORANGE)
ax.set(xlim=(-0.3, 9), ylim=(-6.2, 1), aspect="equal", title="With keepdims=True the named axis shrinks to 1")
ax.axis("off")
plt.show()

# %% [markdown]
# To the right, one sum for each row, still a column. Below, one sum for each column, still a row.

# %% [markdown]
# ## Exercise 4 · Rows of length one  (5 points, ~10 min, ●●○)
#
# Often the direction of a vector matters and its length does not: a picture taken with half the light holds the same
# numbers, halved. Dividing each row of a matrix by its Euclidean length
#
# $$\|r\| = \sqrt{r_1^2 + r_2^2 + \dots + r_k^2}$$
#
# leaves rows of length 1. Write `normalize_rows(x)` for a matrix of shape (n, k). A row of zeros has
# no direction and its length is 0: it **stays a row of zeros**, without `nan`; that earns two of the points. `x` itself
# is left unchanged.
#
# *Example.* `normalize_rows(np.array([[3.0, 4.0], [0.0, 0.0], [0.0, -2.0]]))` is `[[0.6, 0.8], [0, 0], [0, -1]]`.
#
# Aim for no loop; `np.linalg.norm` is welcome.
#
# <details><summary>Hint 1: the lengths</summary>
#
# There is one length for each row, so the axis that disappears is the one that runs along the row. Keep it with
# length 1, so that the lengths form a column.
#
# </details>
#
# <details><summary>Hint 2: rows of zeros</summary>
#
# Divide by 1 where the length is 0: `np.where(condition, value_if_true, value_if_false)` picks entry by entry.
#
# </details>


# %% solution="normalize_rows"
def normalize_rows(x):
    """Divide each row by its Euclidean length.

    x: array (n, k) of integers or floats.
    Returns an array (n, k) whose rows have length 1; rows of zeros stay zeros. x stays as it was.
    """
    ### BEGIN SOLUTION
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(lengths == 0, 1, lengths)
    ### END SOLUTION


# %% tests="normalize_rows" part="rows" points=3
import numpy as np

from companion.testing import close, taken

square = np.array([[3.0, 4.0], [0.0, -2.0]])
result = normalize_rows(square)
assert result is not None, "normalize_rows returns None. Does it end with a return?"
assert np.shape(result) == (2, 2), "The result must have the shape of x."
result = taken(result)
columns, rows = np.sum(result**2, axis=0), np.sum(result**2, axis=1)
assert not close(columns, [1, 1]), "Your columns have length 1, but the rows should. Check the axis."
assert not close(np.sum(rows), 1), "The matrix as a whole has length 1. Each row needs a length of its own."
assert close(result[0, 1] * 3, result[0, 0] * 4), "A row must be divided by one number. Check axis and keepdims."
assert not close(np.sum(np.abs(result), axis=1), [1, 1]), "The absolute values of a row sum to 1, not its squares."
assert not close(result, [[0.12, 0.16], [0, -0.5]]), "You divide by the square of the length. Take its root."
assert close(rows, [1, 1]), "The squares of each row must sum to 1."
assert close(result, [[0.6, 0.8], [0, -1]]), "The rows have length 1, but their numbers are wrong: signs?"
assert close(square, [[3, 4], [0, -2]]), "normalize_rows changed its input. Compute a new array instead."
long = normalize_rows(np.array([[2, 3, 6]]))
assert close(long, [[2 / 7, 3 / 7, 6 / 7]], rtol=1e-4), "Wrong values for a single row of integers."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(4)
for shape in [(1, 3), (4, 1), (5, 5), (3, 7), (6, 2), (1, 1)]:
    x = rng.normal(scale=3, size=shape)
    before = x.copy()
    result = normalize_rows(x)
    assert np.shape(result) == shape, f"A matrix of shape {shape} must come back with that shape."
    expected = [[value / math.sqrt(sum(other * other for other in row)) for value in row] for row in before.tolist()]
    assert close(result, expected, rtol=1e-4, atol=1e-6), f"Wrong values for a matrix of shape {shape}."
    assert close(x, before), "normalize_rows changed its argument. Work on a new array."
whole = np.array([[2, 3, 6], [-1, 2, 2]])
expected = [[2 / 7, 3 / 7, 6 / 7], [-1 / 3, 2 / 3, 2 / 3]]
with describing("a matrix of integers"):
    assert close(normalize_rows(whole), expected, atol=1e-6), "Wrong values for a matrix of integers."
### END HIDDEN TESTS


# %% tests="normalize_rows" part="zeros" points=2
import numpy as np

from companion.testing import close, taken

result = normalize_rows(np.array([[3.0, 4.0], [0.0, 0.0], [0.0, -2.0]]))
assert result is not None, "normalize_rows returns None. Does it end with a return?"
assert np.all(np.isfinite(taken(result))), "A row of zeros must stay zeros, but something became nan or infinite."
assert close(result, [[0.6, 0.8], [0, 0], [0, -1]]), "The example of the text comes out differently."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(5)
x = np.vstack([np.zeros(4), rng.normal(size=(2, 4)), np.zeros(4)])
with describing("rows of zeros among others"):
    result = taken(normalize_rows(x))
assert np.all(np.isfinite(result)), "Among other rows, a row of zeros gave nan or infinity."
assert result.shape == (4, 4), "With rows of zeros, the result must have the shape of x, too."
assert close(result[[0, 3]], np.zeros((2, 4))), "Rows of zeros must stay zeros."
assert close(np.sum(result**2, axis=1), [0, 1, 1, 0], atol=1e-5), "A row next to a row of zeros is wrong."
with describing("a matrix with nothing but zeros"):
    assert close(normalize_rows(np.zeros((2, 3))), np.zeros((2, 3))), "A matrix with nothing but zeros must stay zeros."
### END HIDDEN TESTS


# %% mistake="normalize_rows"
def normalize_rows(x):
    """Without keepdims=True the lengths are a rank-1 array, which lines up with the columns of x instead of its rows.
    With a square x no error warns you."""
    lengths = np.linalg.norm(x, axis=1)
    return x / np.where(lengths == 0, 1, lengths)


# %% mistake="normalize_rows"
def normalize_rows(x):
    """axis=0 gives the length of each column. The axis you name disappears: for rows that is axis=1."""
    lengths = np.linalg.norm(x, axis=0, keepdims=True)
    return x / np.where(lengths == 0, 1, lengths)


# %% mistake="normalize_rows"
def normalize_rows(x):
    """A row of zeros has length 0, and 0 / 0 is nan. Divide those rows by 1."""
    return x / np.linalg.norm(x, axis=1, keepdims=True)


# %% mistake="normalize_rows"
def normalize_rows(x):
    """The length is the square root of the sum of squares; the root is missing."""
    squares = np.sum(x**2, axis=1, keepdims=True)
    return x / np.where(squares == 0, 1, squares)


# %% mistake="normalize_rows"
def normalize_rows(x):
    """You divided by the sum of absolute values. The Euclidean length takes squares, and the root of their sum."""
    lengths = np.sum(np.abs(x), axis=1, keepdims=True)
    return x / np.where(lengths == 0, 1, lengths)


# %% mistake="normalize_rows"
def normalize_rows(x):
    """x /= lengths writes into the caller's array. Use x / lengths, which makes a new one."""
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    x /= lengths
    return x


# %% mistake="normalize_rows"
def normalize_rows(x):
    """Without an axis, norm gives one length for the whole matrix. Each row needs its own."""
    return x / max(np.linalg.norm(x), 1e-12)


# %% demo
points = np.random.default_rng(0).normal(size=(12, 2)) * [3.0, 1.5]
unit = normalize_rows(points)
fig, ax = plt.subplots(figsize=(7, 3.6))
ax.plot([points[:, 0], unit[:, 0]], [points[:, 1], unit[:, 1]], color="silver", linewidth=1)
ax.scatter(*points.T, color=BLUE, label="rows of x")
ax.scatter(*unit.T, color=ORANGE, marker="s", label="normalized rows")
angle = np.linspace(0, 2 * np.pi, 100)
ax.plot(np.cos(angle), np.sin(angle), color=ORANGE, linewidth=0.8)
ax.set(xlabel="first entry of the row", ylabel="second entry of the row", aspect="equal")
ax.set_title("Rows keep their direction and land on the circle of radius 1", fontsize=10)
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# Each dot, a row with two entries, moves along a straight line through the origin to the circle. Most move inwards;
# the one that starts inside the circle, with a length below 1, moves outwards. The directions stay, the lengths are
# gone.
#
# ## Broadcasting
#
# Exercise 4 divided an (n, k) matrix by an (n, 1) column. NumPy stretched the column, without copying it, until
# the shapes matched. This is **broadcasting**. The rule: line the shapes up from the right; two lengths fit if
# they are equal or if one of them is 1; a missing axis on the left counts as 1. Whatever has length 1 is
# repeated.
#
# Three cases cover nearly all of this course: a matrix with a column, a matrix with a row, and a column with a row,
# which makes a whole table out of two vectors. The rank-1 trap above was the third case, uninvited.

# %% demo
column, row = np.array([[0], [10], [20]]), np.array([[1, 2, 3, 4]])
fig, axes = plt.subplots(3, 1, figsize=(8, 6), layout="constrained")
for ax, (a, b) in zip(axes, [(A, column), (A, row), (column, row)]):
    shape = np.broadcast_shapes(a.shape, b.shape)
    draw_array(ax, a, left=0, broadcast_to=shape)
    draw_array(ax, b, left=5.5, broadcast_to=shape)
    draw_array(ax, a + b, left=11)
    ax.text(4.75, -1.5, "+", ha="center", va="center", fontsize=16)
    ax.text(10.25, -1.5, "=", ha="center", va="center", fontsize=16)
    ax.set(xlim=(-0.3, 15.3), ylim=(-3.2, 1.1), aspect="equal")
    ax.axis("off")
fig.suptitle("Broadcasting repeats an axis of length 1 until the shapes agree")
plt.show()

# %% [markdown]
# Cells with a blue frame exist in memory; dotted ones are repeats that broadcasting acts as if they were there.
# In the last line both operands are repeated: (3, 1) with (1, 4) gives (3, 4), entry (i, j) being
# `column[i, 0] + row[0, j]`.
#
# Shapes that don't fit raise an error, and that is the kind outcome. Read the two shapes in the message from the
# right.

# %%
examples = np.ones((3, 4))
for other in [np.ones((3, 1)), np.ones((1, 4)), np.ones(4), np.ones(3)]:
    try:
        print(f"(3, 4) - {other.shape!s:6} ->", (examples - other).shape)
    except ValueError as error:
        print(f"(3, 4) - {other.shape!s:6} -> ValueError: {error}")

# %% [markdown]
# ## Exercise 5 · Standardized features  (5 points, ~10 min, ●●○)
#
# A data set may hold areas of hundreds of square metres beside a number of rooms. Standardizing puts each feature
# on the same footing: mean 0 and standard deviation 1 over the examples. With examples in columns, feature $j$ is
# row $j$:
#
# $$\mu_j = \frac1m \sum_{i=1}^m X_{ji}, \qquad
# \sigma_j = \sqrt{\frac1m \sum_{i=1}^m (X_{ji} - \mu_j)^2}, \qquad
# \hat X_{ji} = \frac{X_{ji} - \mu_j}{\sigma_j}$$
#
# Write `standardize_features(X)` for `X` of shape (n_x, m). It returns three arrays in this order: the standardized
# matrix (n_x, m), the means $\mu$ as a column (n_x, 1), and the standard deviations $\sigma$ as a column (n_x, 1), for
# two points, one and two. Later data are then treated with the same $\mu$ and $\sigma$, which is why they are returned.
# The division is by $m$, as `np.std` does by default. You may assume at least two examples and no feature that is
# constant. `X` is left unchanged.
#
# *Example.* For `X = np.array([[1.0, 3.0], [10.0, 50.0]])` the result is
# `[[-1, 1], [-1, 1]]`, `[[2], [30]]` and `[[1], [20]]`.
#
# <details><summary>Hint 1: which axis disappears</summary>
#
# Examples are the columns, so the mean runs over axis 1, and one number for each feature is left.
#
# </details>
#
# <details><summary>Hint 2: shapes that fit</summary>
#
# `mu` of shape (n_x,) lines up with the columns of `X`, or with nothing at all. `keepdims=True` gives (n_x, 1).
#
# </details>


# %% solution="standardize_features"
def standardize_features(X):
    """Give each feature (row) mean 0 and standard deviation 1 over the examples (columns).

    X: array (n_x, m) of integers or floats, m at least 2, no constant row. X stays as it was.
    Returns (X_standardized, mu, sigma) of shapes (n_x, m), (n_x, 1), (n_x, 1); sigma divides by m.
    """
    ### BEGIN SOLUTION
    mu = np.mean(X, axis=1, keepdims=True)
    sigma = np.std(X, axis=1, keepdims=True)
    return (X - mu) / sigma, mu, sigma
    ### END SOLUTION


# %% tests="standardize_features" part="mu" points=1
import numpy as np

from companion.testing import close

result = standardize_features(np.array([[1.0, 3.0], [10.0, 50.0]]))
assert isinstance(result, (tuple, list)) and len(result) == 3, "Return three arrays: X_standardized, mu, sigma."
mu = result[1]
assert np.ndim(mu) != 1, "mu is a rank-1 array. To line up with the features it must be (n_x, 1): check keepdims."
assert np.shape(mu) != (1, 2), "mu is a row: it has one mean for each example. Check the axis."
assert np.shape(mu) == (2, 1), "mu must be a column (n_x, 1), one mean for each feature."
assert close(mu, [[2], [30]]), "mu: the mean of each feature runs over the examples, along its row."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for n_x, m in [(1, 4), (5, 2), (4, 4), (3, 9), (7, 3), (2, 31)]:
    X = rng.normal(size=(n_x, m)) * rng.uniform(0.5, 40, size=(n_x, 1)) + rng.uniform(-20, 20, size=(n_x, 1))
    expected = [[sum(row) / m] for row in X.tolist()]
    mu = standardize_features(X)[1]
    assert np.shape(mu) == (n_x, 1), f"mu has the wrong shape for X of shape {(n_x, m)}."
    assert close(mu, expected, rtol=1e-4, atol=1e-4), f"mu is wrong for X of shape {(n_x, m)}."
### END HIDDEN TESTS


# %% tests="standardize_features" part="sigma" points=2
import numpy as np

from companion.testing import close, taken

X = np.array([[1.0, 3.0], [10.0, 50.0]])
result = standardize_features(X.copy())
assert isinstance(result, (tuple, list)) and len(result) == 3, "Return three arrays: X_standardized, mu, sigma."
sigma = result[2]
assert np.shape(sigma) == (2, 1), "sigma must be a column (n_x, 1). Check axis and keepdims."
sigma = taken(sigma)
assert close(standardize_features(2 * X)[2], 2 * sigma), "Twice X must give twice sigma. Is a square root missing?"
assert not close(sigma, np.std(X, axis=1, keepdims=True, ddof=1)), "sigma is too large: it divides by m - 1."
assert close(sigma, [[1], [20]]), "sigma: the standard deviation of each feature is wrong."
### BEGIN HIDDEN TESTS
import math

rng = np.random.default_rng(6)
for n_x, m in [(1, 4), (5, 2), (4, 4), (3, 9), (7, 3), (2, 31)]:
    X = rng.normal(size=(n_x, m)) * rng.uniform(0.5, 40, size=(n_x, 1)) + rng.uniform(-20, 20, size=(n_x, 1))
    expected = [[math.sqrt(sum((v - sum(row) / m) ** 2 for v in row) / m)] for row in X.tolist()]
    sigma = standardize_features(X)[2]
    assert np.shape(sigma) == (n_x, 1), f"sigma has the wrong shape for X of shape {(n_x, m)}."
    assert close(sigma, expected, rtol=1e-4), f"sigma is wrong for X of shape {(n_x, m)}."
### END HIDDEN TESTS


# %% tests="standardize_features" part="standardized" points=2
import numpy as np

from companion.testing import close, taken

X = np.array([[1.0, 3.0], [10.0, 50.0]])
result = standardize_features(X)
assert isinstance(result, (tuple, list)) and len(result) == 3, "Return three arrays: X_standardized, mu, sigma."
assert np.shape(result[0]) == (2, 2), "The standardized matrix must have the shape of X."
standardized = taken(result[0])
assert close(X, [[1, 3], [10, 50]]), "standardize_features changed its input. Compute a new array."
assert not close(np.diff(standardized), np.diff(X)), "The features are spread as before: sigma doesn't divide X - mu."
assert close(standardized, [[-1, 1], [-1, 1]]), "Subtract mu from X, then divide the difference by sigma."
whole = standardize_features(np.array([[4, 8, 4, 8]]))[0]
assert close(whole, [[-1, 1, -1, 1]], rtol=1e-4), "One feature, four examples, integers: mean 0 and deviation 1."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(7)
for n_x, m in [(1, 4), (5, 2), (4, 4), (3, 9), (7, 3), (2, 31)]:
    X = rng.normal(size=(n_x, m)) * rng.uniform(0.5, 40, size=(n_x, 1)) + rng.uniform(-20, 20, size=(n_x, 1))
    before = X.copy()
    standardized = standardize_features(X)[0]
    expected = []
    for row in before.tolist():
        mean = sum(row) / m
        deviation = math.sqrt(sum((v - mean) ** 2 for v in row) / m)
        expected.append([(v - mean) / deviation for v in row])
    assert np.shape(standardized) == (n_x, m), "The standardized matrix must have the shape of X."
    assert close(standardized, expected, rtol=1e-3, atol=1e-4), (
        f"The standardized matrix is wrong for X of shape {(n_x, m)}."
    )
    assert close(X, before), "standardize_features changed its argument. Work on a new array."
with describing("a matrix of integers"):
    standardized = taken(standardize_features(np.array([[1, 2, 6], [-4, 0, 4]]))[0])
assert close(np.mean(standardized, axis=1), [0, 0], atol=1e-5), "For integers the standardized means are not 0."
assert close(np.mean(standardized**2, axis=1), [1, 1], atol=1e-4), "For integers the deviations are not 1."
### END HIDDEN TESTS


# %% mistake="standardize_features"
def standardize_features(X):
    """axis=0 averages over the features of one example. Examples are the columns: average over axis=1."""
    mu = np.mean(X, axis=0, keepdims=True)
    sigma = np.std(X, axis=0, keepdims=True)
    return (X - mu) / sigma, mu, sigma


# %% mistake="standardize_features"
def standardize_features(X):
    """Without keepdims=True, mu and sigma are rank-1 arrays, and line up with the examples instead of the features."""
    mu = np.mean(X, axis=1)
    sigma = np.std(X, axis=1)
    return (X - mu) / sigma, mu, sigma


# %% mistake="standardize_features"
def standardize_features(X):
    """You divide by the variance. The standard deviation is its square root."""
    mu = np.mean(X, axis=1, keepdims=True)
    sigma = np.var(X, axis=1, keepdims=True)
    return (X - mu) / sigma, mu, sigma


# %% mistake="standardize_features"
def standardize_features(X):
    """ddof=1 divides by m - 1. The text divides by m, which is what np.std does by itself."""
    mu = np.mean(X, axis=1, keepdims=True)
    sigma = np.std(X, axis=1, keepdims=True, ddof=1)
    return (X - mu) / sigma, mu, sigma


# %% mistake="standardize_features"
def standardize_features(X):
    """X -= mu writes into the caller's array. Use X - mu, which makes a new one."""
    mu = np.mean(X, axis=1, keepdims=True)
    sigma = np.std(X, axis=1, keepdims=True)
    X -= mu
    X /= sigma
    return X, mu, sigma


# %% mistake="standardize_features"
def standardize_features(X):
    """The difference X - mu must be divided by sigma as a whole: X - mu / sigma, without parentheses, divides mu
    alone."""
    mu = np.mean(X, axis=1, keepdims=True)
    sigma = np.std(X, axis=1, keepdims=True)
    return X - mu / sigma, mu, sigma


# %% mistake="standardize_features"
def standardize_features(X):
    """mu and sigma must be returned too, after the standardized matrix: data that come later need them."""
    mu = np.mean(X, axis=1, keepdims=True)
    sigma = np.std(X, axis=1, keepdims=True)
    return (X - mu) / sigma


# %% demo
rng = np.random.default_rng(0)
rooms = rng.integers(1, 7, size=80)
houses = np.stack([rooms, 18 * rooms + rng.normal(scale=12, size=80) + 25])
standardized, mu, sigma = standardize_features(houses)
fig, axes = plt.subplots(1, 2, figsize=(9, 3.6))
axes[0].scatter(*houses, color=BLUE, s=14)
axes[0].set(xlabel="rooms", ylabel="area in m²", title="Raw: rooms up to 6, areas up to 150")
axes[0].set(xlim=(0, 170), ylim=(0, 170))
axes[1].scatter(*standardized, color=ORANGE, s=14)
axes[1].set(xlabel="rooms, standardized", ylabel="area, standardized", title="Standardized: mean 0, spread 1")
axes[1].set(xlim=(-3, 3), ylim=(-3, 3))
plt.show()

# %% [markdown]
# In both panels the two axes cover the same range. On the left the rooms are squeezed into a thin vertical strip;
# on the right the two features spread alike, and gradient descent can use one learning rate for both.

# %% [markdown]
# ## Exercise 6 · Softmax  (5 points, ~12 min, ●●●)
#
# When there are more than two classes, scores become probabilities through the softmax. In this notebook each
# **row** of `x` holds the scores of one example:
#
# $$\operatorname{softmax}(x)_{ij} = \frac{e^{x_{ij}}}{\sum_{k} e^{x_{ik}}}$$
#
# Write `softmax(x)` for a matrix of shape (n, k). No entry of the result is negative, and each row sums to 1; `x`
# is left unchanged. Loops are allowed, but two lines without one do it.
#
# It must also be **stable**: scores in the thousands, positive or negative, must give finite probabilities in every
# row; two points are for that. `np.exp(1000)` is infinite, and infinite over infinite is `nan`. The way out is a shift:
# subtract one and the same number from all scores of a row, and its probabilities stay as they are, while the exponents
# come within bounds. Which number is a good choice, for each row?
#
# *Example.* `softmax(np.array([[0.0, 0.0], [1000.0, 1000.0 + np.log(3)]]))` is `[[0.5, 0.5], [0.25, 0.75]]`.
#
# <details><summary>Hint 1: start without stability</summary>
#
# Take `np.exp` of everything, then divide each row by its sum. It is the pattern of Exercise 4, with a sum in
# place of the length.
#
# </details>
#
# <details><summary>Hint 2: what to subtract, nearly the line</summary>
#
# Subtracting $c$ divides every power of the row by $e^c$, above and below the fraction line, so it cancels. Let $c$ be
# the largest score of the row: then no exponent is above 0, one power is 1, and the sum can't be 0. So take the powers
# of `x - np.max(x, ...)`, with the axis and the `keepdims` that give one number for each row, as a column.
#
# </details>
#
# <details><summary>Hint 3: why not one maximum for the whole matrix?</summary>
#
# A row whose scores are all far below that maximum would get powers that are all 0, and 0 / 0 is `nan`. Each row
# needs its own maximum, as a column of shape (n, 1).
#
# </details>


# %% solution="softmax"
def softmax(x):
    """Probabilities of each row's scores, without overflow.

    x: array (n, k) of integers or floats, up to thousands, positive or negative; one example a row.
    Returns an array (n, k), finite and not negative, each row summing to 1. x stays as it was.
    """
    ### BEGIN SOLUTION
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)
    ### END SOLUTION


# %% tests="softmax" part="shares" points=3
import numpy as np

from companion.testing import close, taken

x = np.array([[0.0, 0.0, 0.0], [1.0, 2.0, 3.0], [0.0, 1.0, 0.0]])
result = softmax(x)
assert result is not None, "softmax returns None. Does it end with a return?"
assert np.shape(result) == (3, 3), "The result must have the shape of x."
result = taken(result)
assert np.all(np.isfinite(result)), "Scores of 0 gave nan or infinity. Do you take exponentials before dividing?"
assert not close(np.sum(result, axis=0), [1, 1, 1]), "Your columns sum to 1, but the rows should. Check the axis."
assert not close(np.sum(result), 1), "All rows together sum to 1. Each row needs a sum of its own."
assert np.ptp(result[0]) < 1e-6, "Three equal scores in a row must give equal shares. Check keepdims."
assert close(np.sum(result, axis=1), [1, 1, 1]), "Each row must sum to 1."
assert close(result[1], [0.0900, 0.2447, 0.6652], atol=1e-4), "The shares must be proportional to the exponentials."
assert close(x, [[0, 0, 0], [1, 2, 3], [0, 1, 0]]), "softmax changed its input. Compute a new array instead."
whole = softmax(np.array([[1, 2, 3]]))
assert close(whole, [[0.0900, 0.2447, 0.6652]], atol=1e-4), "Wrong shares for a single row of integers."


### BEGIN HIDDEN TESTS
import math

from companion.testing import describing


def shares(scores):
    powers = [math.exp(score) for score in scores]
    return [power / math.fsum(powers) for power in powers]


rng = np.random.default_rng(6)
for shape in [(1, 4), (5, 1), (3, 3), (4, 6), (7, 2), (1, 1)]:
    x = rng.normal(scale=3, size=shape)
    before = x.copy()
    result = softmax(x)
    assert np.shape(result) == shape, f"A matrix of shape {shape} must come back with that shape."
    expected = [shares(row) for row in before.tolist()]
    assert close(result, expected, rtol=1e-4, atol=1e-6), f"Wrong values for a matrix of shape {shape}."
    assert close(x, before), "softmax changed its argument. Work on a new array."
x = rng.integers(-4, 5, size=(3, 4))
expected = [shares(row) for row in x.tolist()]
with describing("a matrix of integers"):
    assert close(softmax(x), expected, rtol=1e-4, atol=1e-6), "Wrong values for a matrix of integers."
### END HIDDEN TESTS


# %% tests="softmax" part="stable" points=2
import numpy as np

from companion.testing import close, taken

result = softmax(np.array([[1000.0, 1001.0]]))
assert result is not None, "softmax returns None. Does it end with a return?"
assert np.all(np.isfinite(taken(result))), (
    "Large scores gave nan or infinity. What can you subtract from a row beforehand?"
)
result = taken(softmax(np.array([[0.0, 2000.0]])))
assert np.all(np.isfinite(result)), "A small score beside a large one gave nan: no exponent may be above 0."
result = taken(softmax(np.array([[0.0, 0.0], [1000.0, 1000.0 + np.log(3)]])))
assert np.all(np.isfinite(result)), "A row far below the others gave nan: each row needs a maximum of its own."
assert close(result, [[0.5, 0.5], [0.25, 0.75]], atol=1e-3), "The example of the text comes out differently."
result = softmax(np.array([[-3000.0, -3000.0]]))
assert close(result, [[0.5, 0.5]], atol=1e-3), "Large negative scores: the largest exponent must become 0."


### BEGIN HIDDEN TESTS
import math

from companion.testing import describing


def shares(scores):
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / math.fsum(powers) for power in powers]


x = np.array([[1000.0, 1001.0, 1002.0], [-3000.0, -3001.0, -3002.0], [0.0, 0.0, 0.0], [5000.0, -5000.0, 0.0]])
expected = [shares(row) for row in x.tolist()]
with describing("scores of very different size"):
    result = taken(softmax(x))
assert np.all(np.isfinite(result)), "With rows of very different size, some row gave nan or infinity."
assert close(result, expected, rtol=1e-4, atol=1e-6), "Wrong values for large scores."
with describing("large negative scores"):
    result = taken(softmax(np.array([[-2000.0, -2001.0]])))
assert np.all(np.isfinite(result)), "Large negative scores gave nan or infinity: the largest exponent must become 0."
assert close(result, [shares([0, -1])], rtol=1e-4), "Wrong values for large negative scores."
x = np.random.default_rng(7).integers(-4, 5, size=(3, 4))
expected = [shares(row) for row in x.tolist()]
with describing("large scores"):
    assert close(softmax(x + 1000), expected, rtol=1e-3, atol=1e-5), "Adding 1000 to all scores must change nothing."
### END HIDDEN TESTS


# %% mistake="softmax"
def softmax(x):
    """np.exp of a score near 1000 overflows, and infinite over infinite is nan. Subtract each row's maximum first."""
    powers = np.exp(x)
    return powers / np.sum(powers, axis=1, keepdims=True)


# %% mistake="softmax"
def softmax(x):
    """One maximum for the whole matrix is not enough: a row far below it gets powers that are all 0, and 0 / 0 is nan.
    Each row needs its own maximum."""
    powers = np.exp(x - np.max(x))
    return powers / np.sum(powers, axis=1, keepdims=True)


# %% mistake="softmax"
def softmax(x):
    """axis=0 makes the columns sum to 1. One example is a row here, so the sum runs along axis=1."""
    powers = np.exp(x - np.max(x, axis=0, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True)


# %% mistake="softmax"
def softmax(x):
    """The sum runs over the whole matrix, so that all rows together sum to 1. Each row needs its own sum."""
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return powers / np.sum(powers)


# %% mistake="softmax"
def softmax(x):
    """Without keepdims=True the maxima and sums are rank-1 arrays, and don't line up with the rows."""
    powers = np.exp(x - np.max(x, axis=1))
    return powers / np.sum(powers, axis=1)


# %% mistake="softmax"
def softmax(x):
    """The fraction is upside down: the sum is what you divide by, so that the parts add up to 1."""
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return np.sum(powers, axis=1, keepdims=True) / powers


# %% mistake="softmax"
def softmax(x):
    """The exponential is missing: scores divided by their sum can be negative, or divide by zero."""
    return x / np.sum(x, axis=1, keepdims=True)


# %% mistake="softmax"
def softmax(x):
    """You subtract the smallest score of the row, so the exponents are still positive and can be huge. Subtract the
    largest."""
    powers = np.exp(x - np.min(x, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)


# %% mistake="softmax"
def softmax(x):
    """x -= maximum writes into the caller's array. Use x - maximum, which makes a new one."""
    x -= np.max(x, axis=1, keepdims=True)
    powers = np.exp(x)
    return powers / np.sum(powers, axis=1, keepdims=True)


# %% demo
classes = ["cat", "dog", "bird"]
scores = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1001.0, 1002.0, 1003.0]])
names = ["scores 1, 2, 3", "doubled", "each plus 1000"]
fig, ax = plt.subplots(figsize=(7, 3.5))
for i, (name, colour, hatch) in enumerate(zip(names, [BLUE, ORANGE, GREEN], ["", "//", ".."])):
    ax.bar(np.arange(3) + 0.27 * (i - 1), softmax(scores)[i], width=0.25, color=colour, hatch=hatch, label=name)
ax.set_xticks(range(3), classes)
ax.set(xlabel="class", ylabel="probability", title="A shift changes nothing; a factor makes the choice bolder")
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# The first and third bars of each group are equal: only differences between scores matter. Doubling the scores
# doubles the differences, and the winner takes more.

# %% [markdown]
# ## Exercise 7a · Absolute loss  (2 points, ~4 min, ●○○)
#
# A loss puts a number on how far predictions $\hat y$ are from the labels $y$. The first adds up distances:
#
# $$L_1(\hat y, y) = \sum_{i=1}^m |y^{(i)} - \hat y^{(i)}|$$
#
# Write `L1(yhat, y)`. The two arguments are arrays of floats or signed integers and have the same shape: (1, m) as
# everywhere in this course, or (m,). The result is **one number**, a sum and not a mean: a Python float, a NumPy number
# or an array without axes will do, but not an array of shape (1,) or (1, 1).
#
# *Example.* With `yhat = np.array([[0.9, 0.2, 0.6]])` and `y = np.array([[1.0, 0.0, 0.0]])` the differences are
# 0.1, −0.2 and −0.6, so the result is 0.9.
#
# <details><summary>Hint: which sum</summary>
#
# `np.sum` without an axis adds all entries to one number. Python's own `sum` adds along the first axis only.
#
# </details>


# %% solution="l1"
def L1(yhat, y):
    """Sum of the absolute differences.

    yhat, y: arrays of one shape, (1, m) or (m,), of floats or of signed integers. Both stay as they were.
    Returns a number, at least 0.
    """
    ### BEGIN SOLUTION
    return np.sum(np.abs(y - yhat))
    ### END SOLUTION


# %% tests="l1" points=2
import numpy as np

from companion.testing import close, taken

yhat, y = np.array([[0.9, 0.2, 0.6]]), np.array([[1.0, 0.0, 0.0]])
loss = L1(yhat, y)
assert loss is not None, "L1 returns None. Does it end with a return?"
assert np.size(loss) == 1, "With inputs (1, m) the result must be one number, not one for each example."
assert np.ndim(loss) == 0, "With inputs (1, m) the result must be a number without axes: look at its shape."
loss = taken(loss)
assert loss >= 0, "A distance is never negative, nor is a sum of distances."
both_ways = L1(np.array([1.0, -1.0]), np.zeros(2))
assert not close(both_ways, 0), "An error up and an error down must not cancel."
twice = L1(np.tile(yhat, 2), np.tile(y, 2))
assert not close(twice, loss), "The same examples a second time cost nothing more: is it a mean?"
assert close(loss, 0.9), "Take the absolute value of each difference, and only then the sum."
assert close(L1(yhat[0], y[0]), 0.9), "Inputs of shape (m,) give another result than the same numbers as (1, m)."
assert close(L1(np.array([[3, 0]]), np.array([[1, 1]])), 3), "Wrong value for integers."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(7)
for shape in [(1, 1), (1,), (1, 2), (2,), (1, 13), (13,), (1, 40)]:
    yhat = rng.uniform(-2, 3, size=shape)
    y = rng.integers(0, 2, size=shape).astype(float)
    yhat_before, y_before = yhat.copy(), y.copy()
    with describing("arrays with one axis" if len(shape) == 1 else "arrays with two axes"):
        result = L1(yhat, y)
    expected = 0.0
    for a, b in zip(yhat_before.ravel().tolist(), y_before.ravel().tolist(), strict=True):
        expected += a - b if a > b else b - a
    assert np.ndim(result) == 0, f"Inputs of shape {shape} must give one number, without axes."
    assert close(result, expected, rtol=1e-4, atol=1e-6), f"Wrong value for inputs of shape {shape}."
    assert close(yhat, yhat_before), "L1 changed yhat. Compute a new array instead."
    assert close(y, y_before), "L1 changed y. Compute a new array instead."
    assert close(L1(y, y), 0), "Perfect predictions must cost nothing."
errors = np.array([[1.0, -1.0, 2.0, -2.0]])
assert close(L1(errors, np.zeros((1, 4))), 6), "Errors up and errors down must not cancel."
with describing("arrays of integers"):
    assert close(L1(np.array([[3, 0, 1]]), np.array([[1, 0, 2]])), 3), "Wrong value for integers."
### END HIDDEN TESTS


# %% mistake="l1"
def L1(yhat, y):
    """The absolute value is missing: errors up and errors down cancel."""
    return np.sum(y - yhat)


# %% mistake="l1"
def L1(yhat, y):
    """The loss is a sum over the examples. You took the mean."""
    return np.mean(np.abs(y - yhat))


# %% mistake="l1"
def L1(yhat, y):
    """Python's own sum adds along the first axis, so a (1, m) input gives m numbers. np.sum adds all entries."""
    return sum(abs(y - yhat))


# %% mistake="l1"
def L1(yhat, y):
    """The absolute value belongs to each difference, before the sum. You took it of the sum."""
    return abs(np.sum(y - yhat))


# %% mistake="l1"
def L1(yhat, y):
    """The sum along axis 1 of a (1, m) row has shape (1,). Without an axis, np.sum gives a number."""
    return np.sum(np.abs(np.atleast_2d(y - yhat)), axis=1)


# %% [markdown]
# ## Exercise 7b · Squared loss  (2 points, ~4 min, ●○○)
#
# The second loss squares each difference, so that large errors weigh more, and small ones less:
#
# $$L_2(\hat y, y) = \sum_{i=1}^m (y^{(i)} - \hat y^{(i)})^2$$
#
# Write `L2(yhat, y)`, with the same inputs as `L1`. The result is again one number without axes: a sum, no mean
# and no square root.
#
# *Example.* With the arrays of Exercise 7a the squares are 0.01, 0.04 and 0.36, so the result is 0.41. The third
# prediction, which makes up two thirds of $L_1$, makes up 88 % of $L_2$.
#
# A guess, before you go on: of ten predictions nine are off by 0.3. How far off must the tenth be for $L_2$ to exceed
# $L_1$? The picture after the tests has the answer.
#
# <details><summary>Hint: order of steps</summary>
#
# Difference first, then the square of each entry, and the sum last. `np.dot(d, d)` does the last two at once, but
# only if `d` has one axis.
#
# </details>


# %% solution="l2"
def L2(yhat, y):
    """Sum of the squared differences.

    yhat, y: arrays of one shape, (1, m) or (m,), of floats or of signed integers. Both stay as they were.
    Returns a number, at least 0.
    """
    ### BEGIN SOLUTION
    return np.sum((y - yhat) ** 2)
    ### END SOLUTION


# %% tests="l2" points=2
import numpy as np

from companion.testing import close, taken

yhat, y = np.array([[0.9, 0.2, 0.6]]), np.array([[1.0, 0.0, 0.0]])
errors, zeros = np.array([1.0, -1.0, 3.0]), np.zeros(3)
loss = L2(errors, zeros)
assert loss is not None, "L2 returns None. Does it end with a return?"
assert np.ndim(loss) == 0, "With inputs (m,) the result must be one number, without axes: look at its shape."
loss = taken(loss)
assert loss >= 0, "A sum of squares is never negative. In which order do you subtract and square?"
assert not close(L2(2 * errors, zeros), 2 * loss), "Errors twice as large cost double; it should be more."
assert not close(L2(errors[:2], zeros[:2]), 0), "An error up and an error down must not cancel: square first, then add."
twice = L2(np.tile(errors, 2), np.zeros(6))
assert not close(twice, loss), "The same errors a second time cost nothing more: is it a mean?"
assert close(L2(yhat[0], y[0]), 0.41), "The example of the text comes out differently for inputs of shape (m,)."
single = L2(np.array([[0.5]]), np.array([[1.0]]))
assert np.ndim(single) == 0, "With one example, inputs (1, 1), the result must be a number without axes."
row = L2(yhat, y)
assert np.ndim(row) == 0, "With inputs (1, m) the result must be one number, without axes: look at its shape."
assert close(row, 0.41), "Inputs of shape (1, m) give another result than the same numbers as (m,)."
assert close(L2(np.array([[3, 0]]), np.array([[1, 1]])), 5), "Wrong value for integers."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(8)
for shape in [(1, 1), (1,), (1, 2), (2,), (1, 13), (13,), (1, 40)]:
    yhat = rng.uniform(-2, 3, size=shape)
    y = rng.integers(0, 2, size=shape).astype(float)
    yhat_before, y_before = yhat.copy(), y.copy()
    with describing("arrays with one axis" if len(shape) == 1 else "arrays with two axes"):
        result = L2(yhat, y)
    expected = 0.0
    for a, b in zip(yhat_before.ravel().tolist(), y_before.ravel().tolist(), strict=True):
        expected += (a - b) * (a - b)
    assert np.ndim(result) == 0, f"Inputs of shape {shape} must give one number, without axes."
    assert close(result, expected, rtol=1e-4, atol=1e-6), f"Wrong value for inputs of shape {shape}."
    assert close(yhat, yhat_before), "L2 changed yhat. Compute a new array instead."
    assert close(y, y_before), "L2 changed y. Compute a new array instead."
    assert close(L2(y, y), 0), "Perfect predictions must cost nothing."
errors = np.array([[1.0, -1.0, 2.0, -2.0]])
assert close(L2(errors, np.zeros((1, 4))), 10), "Errors up and errors down must not cancel."
with describing("arrays of integers"):
    assert close(L2(np.array([[3, 0, 1]]), np.array([[1, 0, 2]])), 5), "Wrong value for integers."
### END HIDDEN TESTS


# %% mistake="l2"
def L2(yhat, y):
    """There is no square root in this loss: the sum of the squares is the result."""
    return np.sqrt(np.sum((y - yhat) ** 2))


# %% mistake="l2"
def L2(yhat, y):
    """The loss is a sum over the examples. You took the mean."""
    return np.mean((y - yhat) ** 2)


# %% mistake="l2"
def L2(yhat, y):
    """np.dot and @ of (1, m) rows are matrix products: their shapes don't fit, or with a transpose give (1, 1). Square
    the differences and take np.sum."""
    return np.dot(y - yhat, y - yhat)


# %% mistake="l2"
def L2(yhat, y):
    """The square belongs to each difference, before the sum. You squared the sum."""
    return np.sum(y - yhat) ** 2


# %% mistake="l2"
def L2(yhat, y):
    """These are differences of squares. Subtract first, then square."""
    return np.sum(y**2 - yhat**2)


# %% demo
y = np.zeros((1, 10))
errors = np.linspace(0, 3, 31)
predictions = [np.array([[error] + [0.3] * 9]) for error in errors]
fig, ax = plt.subplots(figsize=(7, 3.5))
ax.plot(errors, [L1(yhat, y) for yhat in predictions], color=BLUE, label="L1")
ax.plot(errors, [L2(yhat, y) for yhat in predictions], color=ORANGE, linestyle="--", label="L2")
ax.set(xlabel="error of the first of ten predictions (the others: 0.3)", ylabel="loss of all ten")
ax.set_title("At an error of 3, one of ten makes up half of L1 and nine tenths of L2", fontsize=10)
ax.legend()
plt.show()

# %% [markdown]
# The L1 line rises by the same amount at each step. The L2 curve starts lower, since squares of errors below 1 are
# smaller than the errors themselves, then bends upwards and crosses L1 when the one error is near 2. At an error of 3,
# ten times each of the others, that example makes up 53 % of L1 (3 of 5.7) and 92 % of L2 (9 of 9.81). A model trained
# with L2 bends over backwards for outliers.
#
# ## From loops to one product
#
# Now the tools meet. Logistic regression with weights $w$, shape (n_x, 1), and a number $b$ gives for example $i$,
# column $x^{(i)}$ of $X$,
#
# $$a^{(i)} = \sigma(w^T x^{(i)} + b)$$
#
# Below it is written number by number: a loop over the examples, and inside it a loop over the features. It is
# correct. It is also slow, since Python looks up, checks and boxes every single number.


# %%
def logistic_outputs_loop(w, b, X):
    """Outputs (1, m) of logistic regression with w (n_x, 1), a number b and X (n_x, m), one number at a time."""
    n_x, m = X.shape
    A = np.zeros((1, m))
    for i in range(m):
        z = b
        for j in range(n_x):
            z += w[j, 0] * X[j, i]
        A[0, i] = 1 / (1 + math.exp(-z))
    return A


# %% [markdown]
# ## Exercise 8 · Outputs for all examples at once  (5 points, ~6 min, ●●○)
#
# Write `logistic_outputs(w, b, X)`, which returns what `logistic_outputs_loop` returns, without a `for`:
#
# $$A = \sigma(w^T X + b)$$
#
# Shapes: `w` is (n_x, 1), `b` a number, `X` is (n_x, m), and the result is (1, m), with two axes. All inputs are left
# unchanged. Three points are for the values, two for values in the right shape. You may call your `sigmoid` from
# Exercise 1.
#
# *Example.* `w = [[1], [-2]]`, `b = 0.5`, `X = [[1, 2, 0], [0, 1, 3]]` (as arrays). The three values of $z$ are
# 1 + 0.5, 2 − 2 + 0.5 and −6 + 0.5, so the result is about `[[0.8176, 0.6225, 0.0041]]`.
#
# <details><summary>Hint 1: shapes first</summary>
#
# The result is (1, m) and `X` is (n_x, m). A matrix product (1, n_x) times (n_x, m) has that shape. How does `w`
# become (1, n_x)?
#
# </details>
#
# <details><summary>Hint 2: adding b</summary>
#
# `b` is a number: broadcasting adds it to every entry.
#
# </details>


# %% solution="logistic_outputs"
def logistic_outputs(w, b, X):
    """Outputs of logistic regression for all examples.

    w: array (n_x, 1).  b: a number.  X: array (n_x, m), one example a column. All stay as they were.
    Returns an array (1, m): the sigmoid of w.T X + b.
    """
    ### BEGIN SOLUTION
    return sigmoid(w.T @ X + b)
    ### END SOLUTION


# %% tests="logistic_outputs" part="values" points=3
import numpy as np

from companion.testing import close, taken

w, b, X = np.array([[1.0], [-2.0]]), 0.5, np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
result = logistic_outputs(w, b, X)
assert result is not None, "logistic_outputs returns None. Does it end with a return?"
assert np.shape(result) != (2, 3), "There is a number for each feature of each example: is a sum missing?"
assert np.size(result) == 3, "There must be one output for each example."
result = taken(result).ravel()  # the shape is tested below
assert np.all(result >= 0), "An output below 0 is no probability. Is the sigmoid applied?"
assert np.all(result <= 1), "An output above 1 is no probability. What comes last, the sigmoid or the sum?"
assert not close(result, taken(logistic_outputs(w, -b, X)).ravel()), (
    "b and -b give the same outputs: does b take part in z?"
)
blind = taken(logistic_outputs(0 * w, b, X)).ravel()
assert close(blind, 3 * [0.6225], atol=1e-4), "With weights of zero the output must be the sigmoid of b: add b once."
assert close(result, [0.8176, 0.6225, 0.0041], atol=1e-4), "Wrong values: go through the example's z by hand."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(8)
for n_x, m in [(1, 1), (1, 5), (5, 1), (4, 4), (3, 8), (12, 7)]:
    w, X = rng.normal(size=(n_x, 1)), rng.normal(size=(n_x, m))
    b = float(rng.uniform(-2, 2))
    before = w.copy(), X.copy()
    with describing("a single example" if m == 1 else "several examples"):
        result = taken(logistic_outputs(w, b, X)).ravel()
    z = [sum(before[0][j, 0] * before[1][j, i] for j in range(n_x)) + b for i in range(m)]
    expected = [1 / (1 + math.exp(-value)) for value in z]
    assert close(result, expected, rtol=1e-4, atol=1e-6), f"Wrong values for n_x = {n_x} and m = {m}."
    assert close(w, before[0]), "logistic_outputs changed w. Compute new arrays instead."
    assert close(X, before[1]), "logistic_outputs changed X. Compute new arrays instead."
result = taken(logistic_outputs(np.zeros((3, 1)), 0, rng.normal(size=(3, 6)))).ravel()
assert close(result, 6 * [0.5]), "With weights of zero and b = 0 no example can tip the scale."
result = taken(logistic_outputs(np.zeros((2, 1)), -1, np.ones((2, 3)))).ravel()
assert close(result, 3 * [1 / (1 + math.e)]), "With weights of zero, b alone decides: is b added once?"
### END HIDDEN TESTS


# %% tests="logistic_outputs" part="shape" points=2
import numpy as np

from companion.testing import close

w, b, X = np.array([[1.0], [-2.0]]), 0.5, np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
result = logistic_outputs(w, b, X)
assert np.ndim(result) != 1, "The result is a rank-1 array. It must have two axes: (1, m)."
assert np.shape(result) != (3, 1), "The outputs lie in a column. The examples of X are columns, so they form a row."
assert np.shape(result) == (1, 3), "The result must have shape (1, m): one row, with one output for each example."
assert close(result, [[0.8176, 0.6225, 0.0041]], atol=1e-4), "The shape is right, but not the values: see above."
assert np.shape(logistic_outputs(w, b, X[:, :1])) == (1, 1), "One example makes a row of one output: (1, 1)."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(9)
for n_x, m in [(1, 1), (1, 5), (5, 1), (4, 4), (3, 8), (12, 7)]:
    w, X = rng.normal(size=(n_x, 1)), rng.normal(size=(n_x, m))
    z = [sum(w[j, 0] * X[j, i] for j in range(n_x)) + 0.25 for i in range(m)]
    expected = [[1 / (1 + math.exp(-value)) for value in z]]
    with describing("a single example" if m == 1 else "several examples"):
        result = logistic_outputs(w, 0.25, X)
    assert np.shape(result) == (1, m), f"Wrong shape for n_x = {n_x} features and m = {m} examples."
    assert close(result, expected, rtol=1e-4, atol=1e-6), f"Wrong values for n_x = {n_x} and m = {m}."
### END HIDDEN TESTS


# %% mistake="logistic_outputs"
def logistic_outputs(w, b, X):
    """np.sum(w * X, axis=0) has shape (m,), a rank-1 array. The result must be a row: (1, m)."""
    return sigmoid(np.sum(w * X, axis=0) + b)


# %% mistake="logistic_outputs"
def logistic_outputs(w, b, X):
    """X.T @ w puts one output in each row, shape (m, 1). The result must be a row: (1, m)."""
    return sigmoid(X.T @ w + b)


# %% mistake="logistic_outputs"
def logistic_outputs(w, b, X):
    """b is missing from z."""
    return sigmoid(w.T @ X)


# %% mistake="logistic_outputs"
def logistic_outputs(w, b, X):
    """This is z. The output of logistic regression is the sigmoid of z."""
    return w.T @ X + b


# %% mistake="logistic_outputs"
def logistic_outputs(w, b, X):
    """w is (n_x, 1), so w @ X doesn't fit. Transpose w first."""
    return sigmoid(w @ X + b)


# %% mistake="logistic_outputs"
def logistic_outputs(w, b, X):
    """* multiplies entry by entry and adds nothing up. The matrix product @ also sums over the features."""
    return sigmoid(w * X + b)


# %% mistake="logistic_outputs"
def logistic_outputs(w, b, X):
    """b is added after the sigmoid. It belongs to z, inside."""
    return sigmoid(w.T @ X) + b


# %% mistake="logistic_outputs"
def logistic_outputs(w, b, X):
    """b is added to every product, so it is counted n_x times. Add it once, after the sum over the features."""
    return sigmoid(np.sum(w * X + b, axis=0, keepdims=True))


# %% demo
rng = np.random.default_rng(0)
w, b, X = rng.normal(size=(100, 1)) / 10, 0.3, rng.normal(size=(100, 50))
difference = np.max(np.abs(logistic_outputs(w, b, X) - logistic_outputs_loop(w, b, X)))
print("Loop and product agree to 12 decimals:", bool(difference < 1e-12))

# %% [markdown]
# ### How much time does it save?
# `seconds` below is a stopwatch that keeps the best of ten runs. The cell after it times loop and product on 20
# features and a growing number of examples. The times belong to your computer and this minute, so expect the shape of
# the picture, not its numbers, to come out alike elsewhere.


# %%
def seconds(function, *arguments, repeats=10):
    """Shortest time of `repeats` calls."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


# %% demo tags=["nbval-ignore-output"]
rng = np.random.default_rng(0)
w, b = rng.normal(size=(20, 1)) / 10, 0.3
sizes = [10, 30, 100, 300]
data = [rng.normal(size=(20, m)) for m in sizes]
slow = [seconds(logistic_outputs_loop, w, b, X) for X in data]
fast = [seconds(logistic_outputs, w, b, X) for X in data]
for m, loop, product in zip(sizes, slow, fast):
    times = f"loop {1e6 * loop:5.0f} µs, product {1e6 * product:3.0f} µs"
    print(f"{m:3} examples: {times}, {loop / product:3.0f} times faster")
fig, ax = plt.subplots(figsize=(7, 3.6))
ax.loglog(sizes, slow, "o-", color=ORANGE, label="two Python loops")
ax.loglog(sizes, fast, "s--", color=BLUE, label="one matrix product")
ax.set(xlabel="number of examples m (20 features each)", ylabel="seconds")
ax.set_title("The loops' time grows with m, the product's hardly does")
ax.grid(alpha=0.3)
ax.legend()
plt.show()

# %% [markdown]
# Both axes are logarithmic: the same distance upwards is the same factor everywhere. Both methods do the same
# multiplications. The loop pays Python's price for each; the product pays it once for each call, which at these sizes
# is most of its time, and multiplies in compiled code, several numbers at a time. With far larger matrices the factor
# changes again: memory and the sharing of work among processor cores begin to count.
#
# ## What you built
# - `sigmoid` and `sigmoid_derivative`: the activation of logistic regression and its slope.
# - `image2vector` and `images_to_columns`: from pictures to $X$ with examples in columns.
# - `normalize_rows`, `standardize_features` and `softmax`: one axis at a time, `keepdims`, broadcasting, and a
#   stable exponential.
# - `L1` and `L2`: two losses; `logistic_outputs`: the forward pass of logistic regression in one line.
#
# ## Questions to take along
# 1. `sigmoid(-1000.0)` gives the right answer, 0, but with an overflow warning. Can you write it so that `np.exp`
#    never sees a positive number?
# 2. A softmax over the two scores 0 and $z$ gives the second class which familiar function of $z$?
# 3. `normalize_rows` and `standardize_features` both tame scales. Which would you use if a picture taken at
#    night should count as much as one taken at noon, with one picture a row?
#
# **Next:** `02_computational_graph` works out, one node at a time, how a change of $w$ and $b$ changes the cost.
# `03_logistic_regression` puts everything together in a classifier of photographs.
