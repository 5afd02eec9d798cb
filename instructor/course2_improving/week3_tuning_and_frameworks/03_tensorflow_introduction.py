# ---
# title: TensorFlow introduction
# minutes: 80
# ---

# %% [markdown]
# # TensorFlow introduction
# You have derived every gradient of this course by hand, and that is how one comes to understand them. It isn't how
# large networks are built: a framework notes what you compute and derives the gradient of it, whatever it is. This
# notebook meets TensorFlow where it differs from NumPy, and then trains a classifier of hand signs with a loop of your
# own.
#
# **You will**
# - work with tensors and variables, and know where they refuse what NumPy allows;
# - take derivatives with a gradient tape, and tell when and why it answers `None`;
# - write the forward pass, the cost and the training step of a three-layer softmax classifier, and then compare your
#   loop with `fit` of Keras.
#
# **Before you start:** the softmax and its cross-entropy (`02_batch_norm_and_softmax`), gradient descent with
# mini-batches (week 2). The week's notes cover the same ground in prose.
#
# **Time:** about 80 minutes. **Points:** 33, in eight exercises, each with two or three parts. Dots show difficulty, from
# ●○○ to ●●●. The next cell loads TensorFlow, which takes some seconds.

# %%
from functools import cache

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from companion.data import load_signs
from companion.plots import COLORS, LINES, image_grid

# %% [markdown]
# ## Tensors
# A **tensor** is TensorFlow's array: a block of numbers with a shape and a data type. Much is as in NumPy: `+`, `*`,
# `@`, slices, broadcasting, `axis=` (some functions are named otherwise, such as `tf.reduce_sum`). Three things are
# stricter.
#
# - The usual type is **float32**, about 7 digits in 4 bytes. Enough for training, and half the memory of NumPy's
#   float64.
# - Two tensors of different types don't mix, not even whole numbers with floats. `tf.cast` converts, and you see where.
# - A tensor **can't be changed**. A computation makes new ones.

# %%
def attempt(task):
    """What task() returns, or the name of the exception that it raises."""
    try:
        return task()
    except Exception as error:
        return type(error).__name__


floats, wholes = tf.constant([1.0, 2.0]), tf.constant([1, 2])


def overwrite():
    floats[0] = 5.0


print("from Python's numbers:", floats.dtype.name, "and", wholes.dtype.name)
print("from a NumPy array:   ", tf.constant(np.array([1.0, 2.0])).dtype.name)
print("float32 + int32:      ", attempt(lambda: floats + wholes))
print("with a cast:          ", (floats + tf.cast(wholes, tf.float32)).numpy())
print("floats + 1:           ", (floats + 1).numpy())
print("floats[0] = 5.0:      ", attempt(overwrite))

# %% [markdown]
# The third line is the error that everybody meets first; its message names the two types. A Python number beside a
# tensor has no type of its own yet, so `floats + 1` works. An array from NumPy brings its own when it becomes a tensor:
# float64, mostly. Convert data once, when they enter, and the errors stay away. `.numpy()` leads back to an array.

# %% [markdown]
# ## Exercise 1 · A linear function  (3 points, ~6 min, ●○○)
# Write `linear_function(W, X, b)`, which computes $WX + b$ as a float32 tensor of shape (n, m). `W` has the shape (n,
# k), `X` (k, m) and `b` (n, 1). Each of the three may be an array or a tensor, and each may have another type: whole
# numbers, float64, float32. Convert each of them first (1 point of the 3). All three come as arguments; nothing is drawn
# inside.
#
# *Example.* For $W = [[1, 2]]$, $X = [[3], [4]]$ and $b = [[0.5]]$ the result is $[[11.5]]$.
#
# <details><summary>Hint 1: three casts</summary>
#
# `tf.cast(values, tf.float32)` takes arrays and tensors alike, and leaves alone what is float32 already.
#
# </details>
#
# <details><summary>Hint 2: the product</summary>
#
# Rows times columns is `tf.matmul(W, X)`, or `W @ X`. The column `b` is added to each column of it by broadcasting.
#
# </details>

# %% solution="linear_function"
def linear_function(W, X, b):
    """W X + b in float32.

    W: shape (n, k); X: shape (k, m); b: shape (n, 1). Arrays or tensors of whole or floating-point numbers; the three
    may have different types.
    Returns a float32 tensor of shape (n, m).
    """
    ### BEGIN SOLUTION
    W, X, b = (tf.cast(values, tf.float32) for values in (W, X, b))
    return tf.matmul(W, X) + b
    ### END SOLUTION

# %% tests="linear_function" part="values" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

try:
    result, stopped = linear_function(np.array([[1, 2]]), np.array([[3], [4]]), np.array([[0.5]])), False
except TypeError:
    stopped = True
assert not stopped, "linear_function(W, X, b) ends in a TypeError. Does it take three arguments, and convert each of them first? Nothing is drawn inside."
assert result is not None, "linear_function returns None. Does it end with a return?"
assert tf.is_tensor(result), "The result is an array. Compute with TensorFlow, so that a tensor comes out."
assert tuple(result.shape) == (1, 1), "W of shape (1, 2) times X of shape (2, 1) has the shape (1, 1)."
assert close(result, [[11.5]]), "The example: 1 times 3 plus 2 times 4 plus 0.5."
two = linear_function(np.array([[1.0], [2.0]]), np.array([[3.0, 4.0]]), np.array([[0.0], [10.0]]))
assert close(two, [[3, 4], [16, 18]]), "Two rows of W and two columns of X: each row has a bias of its own."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(1)
for n, k, m in ((1, 1, 1), (2, 3, 1), (3, 2, 5), (4, 4, 4), (1, 7, 3)):
    W, X, b = rng.normal(size=(n, k)), rng.normal(size=(k, m)), rng.normal(size=(n, 1))
    expected = np.einsum("nk,km->nm", W, X) + np.repeat(b, m, axis=1)
    before = W.copy(), X.copy(), b.copy()
    with describing("a single example" if m == 1 else "several examples"):
        result = linear_function(W, X, b)
    assert tuple(result.shape) == (n, m), "A row for each row of W and a column for each column of X: look at the order."
    assert close(result, expected, rtol=1e-4, atol=1e-5), "The values are wrong: rows of W times columns of X, plus b."
    assert close((W, X, b), before), "linear_function changed its arguments."
### END HIDDEN TESTS

# %% tests="linear_function" part="types" points=1
import numpy as np
import tensorflow as tf

from companion.testing import close

result = linear_function(np.array([[1.5, 2]]), np.array([[3], [4]]), tf.constant([[0.5]]))
assert tf.is_tensor(result) and result.dtype == tf.float32, "The result must be a float32 tensor, whatever the types of W, X and b."
assert close(result, [[13]]), "W in float64, X of whole numbers, b a float32 tensor: 1.5 times 3 plus 2 times 4 plus 0.5."
whole = linear_function(tf.constant([[1, 2]]), np.array([[0.5], [4]]), np.array([[0.5]]))
assert close(whole, [[9]]), "W a tensor of whole numbers, X with fractions: 1 times 0.5 plus 2 times 4 plus 0.5."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(1)
for n, k, m in ((1, 1, 1), (2, 3, 1), (3, 2, 5), (4, 4, 4), (1, 7, 3)):
    W, X, b = rng.normal(size=(n, k)), rng.normal(size=(k, m)), rng.normal(size=(n, 1))
    counts, whole = rng.integers(-5, 6, size=(n, k)), rng.integers(-5, 6, size=(k, m))
    for kind, *arguments in (
        ("arrays of float64", W, X, b),
        ("tensors of different types", tf.constant(W, tf.float32), tf.constant(X, tf.float64), b.astype(np.float32)),
        ("an X of whole numbers", W, whole, b),
        ("an X that is a tensor of whole numbers", W, tf.constant(whole, tf.int32), b),
        ("a W of whole numbers", counts, X, b),
    ):
        left, right, bias = (np.array(each, dtype=float) for each in arguments)
        expected = np.einsum("nk,km->nm", left, right) + bias
        with describing(kind):
            result = linear_function(*arguments)
        assert result.dtype == tf.float32, "The result must be float32, whatever the types of W, X and b."
        assert close(result, expected, rtol=1e-4, atol=1e-4), "The values are wrong where the types differ."
### END HIDDEN TESTS

# %% mistake="linear_function"
def linear_function(W, X, b):
    """The bias is missing."""
    return tf.matmul(tf.cast(W, tf.float32), tf.cast(X, tf.float32))

# %% mistake="linear_function"
def linear_function(W, X, b):
    """* multiplies entry by entry. The product of matrices is @ or tf.matmul."""
    return tf.cast(W, tf.float32) * tf.cast(X, tf.float32) + tf.cast(b, tf.float32)

# %% mistake="linear_function"
def linear_function(W, X, b):
    """Nothing is converted, so the types of the arguments decide, and where they differ TensorFlow refuses."""
    return tf.matmul(W, X) + b

# %% mistake="linear_function"
def linear_function(W, X, b):
    """You convert X and b to the type of W. Where W holds whole numbers, that cuts the fractions off."""
    W = tf.convert_to_tensor(W)
    return tf.cast(tf.matmul(W, tf.cast(X, W.dtype)) + tf.cast(b, W.dtype), tf.float32)

# %% mistake="linear_function"
def linear_function(W, X, b):
    """You have converted to float64, NumPy's type. The network below is in float32."""
    return tf.matmul(tf.cast(W, tf.float64), tf.cast(X, tf.float64)) + tf.cast(b, tf.float64)

# %% mistake="linear_function"
def linear_function(W, X, b):
    """X stands on the left. In this course weights multiply from the left: each row of W holds a unit's weights."""
    return tf.matmul(tf.cast(X, tf.float32), tf.cast(W, tf.float32)) + tf.cast(b, tf.float32)

# %% mistake="linear_function"
def linear_function(W, X, b):
    """This leaves TensorFlow: np.dot returns an array, and no tape could follow."""
    return (np.dot(np.asarray(W), np.asarray(X)) + np.asarray(b)).astype(np.float32)

# %% [markdown]
# ## Exercise 2 · A sigmoid for anything  (3 points, ~6 min, ●○○)
# Write `sigmoid(z)`. `z` is a Python number, an array or a tensor, of whole or floating-point numbers, of any shape.
# The result is a float32 tensor of the same shape (for a number, the shape is `()`). A function of a framework has to
# be right twice: **the derivative that TensorFlow takes of it must be right as well**, also where $z$ is as large as
# ±200. The values are worth 2 points, the derivative 1. You may use whatever TensorFlow has.
#
# *Example.* `sigmoid(0)` is 0.5, and `sigmoid(np.array([[-200, 200]]))` is `[[0., 1.]]`, up to rounding.
#
# <details><summary>Hint 1: types</summary>
#
# TensorFlow's functions of this kind refuse whole numbers. Cast first.
#
# </details>
#
# <details><summary>Hint 2: large values</summary>
#
# In float32, $e^{200}$ is infinite, and the derivative of a fraction divides infinity by infinity. `tf.sigmoid` comes
# with a derivative of its own, which knows about that.
#
# </details>

# %% solution="sigmoid"
def sigmoid(z):
    """The logistic function 1 / (1 + exp(-z)), entry by entry.

    z: a number, or an array or tensor of any shape, of whole or floating-point numbers.
    Returns a float32 tensor of the shape of z. Its derivative, as TensorFlow takes it, is finite and right for all z
    from -200 to 200.
    """
    ### BEGIN SOLUTION
    return tf.sigmoid(tf.cast(z, tf.float32))
    ### END SOLUTION

# %% tests="sigmoid" part="values" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

result = sigmoid(0.0)
assert result is not None, "sigmoid returns None. Does it end with a return?"
assert tf.is_tensor(result), "The result must be a tensor."
assert close(result, 0.5), "sigmoid(0.0) is one half, with the shape ()."
assert close(sigmoid(0), 0.5), "sigmoid(0), with a whole number, is one half as well."
assert sigmoid(0).dtype == tf.float32, "The result must be float32."
assert close(sigmoid(1.0), 0.7310586), "sigmoid(1.0) is 1 / (1 + exp(-1)), about 0.731."
assert close(sigmoid(np.array([[-200, 200]])), [[0, 1]], atol=1e-6), "Far out the sigmoid is 0 or 1; the result has the shape of z."
assert close(sigmoid(tf.constant([0, 0])), [0.5, 0.5]), "z may be a tensor of whole numbers, too."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(2)
for shape in ((), (1,), (5,), (3, 4), (2, 1, 3)):
    z = np.asarray(4 * rng.normal(size=shape))
    before = z.copy()
    expected = (1 + np.tanh(z / 2)) / 2
    for kind, values in (("float64", z), ("float32", z.astype(np.float32)), ("a tensor of float64", tf.constant(z, tf.float64))):
        with describing(kind):
            result = sigmoid(values)
        assert tuple(result.shape) == shape and result.dtype == tf.float32, "The result has the shape of z, and is float32."
        assert close(result, expected, rtol=1e-4, atol=1e-6), "The values are wrong: one over one plus exp(-z)."
    assert close(z, before), "sigmoid changed its argument."
whole = rng.integers(-4, 5, size=(3, 2))
for values in (whole, tf.constant(whole, tf.int32)):
    with describing("a tensor of whole numbers" if tf.is_tensor(values) else "an array of whole numbers"):
        assert close(sigmoid(values), (1 + np.tanh(whole / 2)) / 2, rtol=1e-4), "Arrays and tensors of whole numbers are welcome, too."
far = np.array([-200.0, -90.0, 90.0, 200.0])
assert close(sigmoid(far), [0, 0, 1, 1], atol=1e-6), "Far out the sigmoid is 0 or 1."
### END HIDDEN TESTS

# %% tests="sigmoid" part="derivative" points=1
import numpy as np

from companion import checks
from companion.testing import close

slopes = checks.gradients(sigmoid, np.array([0.0]))[0]  # what a gradient tape finds
assert close(slopes, [0.25], rtol=1e-3), "At 0 the derivative of the sigmoid is 1/4. If a tape finds 0, the values have left TensorFlow on the way."
assert close(checks.gradients(sigmoid, np.array([[-200.0, 200.0]]))[0], [[0, 0]], atol=1e-6), (
    "At -200 and 200 the derivative must be 0, and yours isn't. Is an exponential infinite on the way?"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
for shape in ((), (1,), (5,), (3, 4), (2, 1, 3)):
    z = np.asarray(4 * rng.normal(size=shape))
    expected = (1 + np.tanh(z / 2)) / 2
    assert close(checks.gradients(sigmoid, z)[0], expected * (1 - expected), rtol=1e-3, atol=1e-6), (
        "The derivative that TensorFlow takes of your function isn't that of the sigmoid. Did the values leave TensorFlow?"
    )
far = np.array([-200.0, -90.0, 90.0, 200.0])
assert close(checks.gradients(sigmoid, far)[0], [0, 0, 0, 0], atol=1e-6), (
    "Far out the derivative must be 0, and yours isn't. Is an exponential infinite on the way?"
)
### END HIDDEN TESTS

# %% mistake="sigmoid"
def sigmoid(z):
    """The value is right, but try its derivative at -200: exp(200) is infinite in float32, and the tape computes infinity
    over infinity, nan."""
    return 1 / (1 + tf.exp(-tf.cast(z, tf.float32)))

# %% mistake="sigmoid"
def sigmoid(z):
    """Without a cast, whole numbers are refused and float64 stays float64."""
    return tf.sigmoid(z)

# %% mistake="sigmoid"
def sigmoid(z):
    """np.exp takes the values out of TensorFlow. What a tape can't follow has no derivative."""
    return tf.constant(1 / (1 + np.exp(-np.asarray(z, dtype=np.float32))))

# %% mistake="sigmoid"
def sigmoid(z):
    """tf.tanh runs from -1 to 1."""
    return tf.tanh(tf.cast(z, tf.float32))

# %% mistake="sigmoid"
def sigmoid(z):
    """The exponent lacks its minus: your function falls."""
    return tf.sigmoid(-tf.cast(z, tf.float32))

# %% mistake="sigmoid"
def sigmoid(z):
    """You have cut the values off to avoid overflow. Beyond the limits that is constant, and before, at 5 and more, it
    already changes the values."""
    return tf.sigmoid(tf.clip_by_value(tf.cast(z, tf.float32), -5.0, 5.0))

# %% [markdown]
# ## Exercise 3 · One-hot columns  (3 points, ~6 min, ●○○)
# For the cross-entropy, a label is a column of zeros with a single 1. Write `one_hot_matrix(label, C=6)`. `label` is
# either one whole number from 0 to C − 1, then the result has the shape **(C,)** (1 point); or an array of shape (m,) of
# such numbers, then the result has the shape **(C, m)**, one column for each (2 points). It is a float32 tensor either way.
#
# *Example.* `one_hot_matrix(2, 4)` is `[0., 0., 1., 0.]`, and `one_hot_matrix(np.array([1, 0]), 3)` is
# `[[0., 1.], [1., 0.], [0., 0.]]`.
#
# <details><summary>Hint 1: a ready-made function</summary>
#
# `tf.one_hot(indices, depth)` does most of it. Where do the classes end up, for an array of labels?
#
# </details>
#
# <details><summary>Hint 2: the place of the classes</summary>
#
# Its argument `axis` says which axis of the result counts the classes. The default, -1, is the last one, so it makes
# rows; columns need the first.
#
# </details>

# %% solution="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """Labels as columns of zeros and a one.

    label: a whole number from 0 to C - 1, or an array of them, shape (m,).
    C: number of classes, at least 1.
    Returns a float32 tensor: for a number, shape (C,); for an array, shape (C, m), a column for each label.
    """
    ### BEGIN SOLUTION
    return tf.one_hot(label, C, axis=0)
    ### END SOLUTION

# %% tests="one_hot_matrix" part="label" points=1
import numpy as np
import tensorflow as tf

from companion.testing import close

result = one_hot_matrix(2, 4)
assert result is not None, "one_hot_matrix returns None. Does it end with a return?"
assert tuple(result.shape) == (4,), "For one label the shape is (C,), a single axis."
assert close(result, [0, 0, 1, 0]), "Label 2 of 4 classes: the 1 is at the third place, since classes count from 0."
assert result.dtype == tf.float32, "The result must be a float32 tensor."
assert close(one_hot_matrix(5), [0, 0, 0, 0, 0, 1]), "Where no C is given, it is 6."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for C in (1, 2, 3, 6, 10):
    for label in {0, C - 1, C // 2}:
        with describing("one label, and a single class" if C == 1 else "one label"):
            one = one_hot_matrix(label, C)
        assert tuple(one.shape) == (C,) and one.dtype == tf.float32, "One label: a float32 tensor of shape (C,)."
        assert close(one, [float(j == label) for j in range(C)]), "The 1 must be at the place of the label."
### END HIDDEN TESTS

# %% tests="one_hot_matrix" part="array" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

try:
    result = one_hot_matrix(np.array([1, 0]), 3)
except NotImplementedError:
    raise
except Exception:
    raise AssertionError("For an array of two labels your function stops with an error. Does a tf.reshape expect a single label?")
assert tuple(result.shape) == (3, 2), "Two labels of three classes: the shape is (3, 2), a column for each label."
assert close(result, [[0, 1], [1, 0], [0, 0]]), "The example: a 1 in row 1 of the first column, and in row 0 of the second."
assert result.dtype == tf.float32, "The result must be a float32 tensor."
assert close(one_hot_matrix(np.array([1]), 2), [[0], [1]]), "An array with one label gives a matrix with one column."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)
for C, m in ((1, 1), (2, 1), (6, 1), (3, 3), (6, 13), (10, 4), (4, 9)):
    labels = rng.integers(0, C, size=m)
    expected = (np.arange(C).reshape(C, 1) == labels.reshape(1, m)).astype(float)
    for kind in (np.int64, np.int32, np.uint8):
        with describing(
            "an array with a single label" if m == 1 else "labels of the type uint8" if kind is np.uint8
            else "labels of the type int32" if kind is np.int32 else "labels of the type int64"
        ):
            result = one_hot_matrix(labels.astype(kind), C)
        assert tuple(result.shape) == (C, m), "The shape is wrong for other numbers of classes and labels."
        assert close(result, expected), "A column must be 1 in the row of its label, and 0 elsewhere."
        assert result.dtype == tf.float32, "The result must be float32 here, too."
### END HIDDEN TESTS

# %% mistake="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """These are rows. Examples are columns in this course, labels too."""
    return tf.one_hot(label, C)

# %% mistake="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """The last line makes a single axis of everything, which is right for one label only. What axis=0 gives has the shapes
    that are asked for: return that."""
    return tf.reshape(tf.one_hot(label, C, axis=0), shape=[-1])

# %% mistake="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """tf.reshape to (C,) has room for one label only, and stops with an error for several. What axis=0 gives has the shapes
    that are asked for: return that."""
    return tf.reshape(tf.one_hot(label, C, axis=0), (C,))

# %% mistake="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """You count classes from 1."""
    return tf.one_hot(np.asarray(label) - 1, C, axis=0)

# %% mistake="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """One label comes out as a matrix with a single column. Asked for is one axis then."""
    return tf.one_hot(np.atleast_1d(label), C, axis=0)

# %% mistake="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """The number of classes is always 6 here. It is an argument."""
    return tf.one_hot(label, 6, axis=0)

# %% mistake="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """Zeros and ones as whole numbers don't mix with the network's floats: the type is float32."""
    return tf.one_hot(label, C, axis=0, dtype=tf.int32)

# %% mistake="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """tf.reshape keeps the order of the numbers in memory. It doesn't turn rows into columns; tf.transpose does."""
    return tf.reshape(tf.one_hot(label, C), (C, -1)) if np.ndim(label) else tf.one_hot(label, C)

# %% [markdown]
# ## Variables and the tape
# Parameters have to change while a network trains, so they are not tensors but **variables**: `tf.Variable` holds a
# tensor, and `assign`, `assign_add` and `assign_sub` put another one in its place. In computations a variable serves
# like a tensor.
#
# A **gradient tape** notes the operations inside its `with` block that start from something it watches. `tape.gradient`
# then goes through the notes backwards with the chain rule: backward propagation, for whatever you computed. Variables
# are watched by themselves (if they are trainable, and they are unless told otherwise). A constant has to be named with
# `tape.watch`, before it is used.

# %%
w = tf.Variable(3.0)
with tf.GradientTape() as tape:
    J = (2.0 * w - 1.0) ** 2
dw = tape.gradient(J, w)
print("J =", J.numpy(), " dJ/dw =", dw.numpy(), "  by hand 2 (2w - 1) · 2 =", 2 * (2 * 3 - 1) * 2)
w.assign_sub(0.1 * dw)
print("after one step w =", w.numpy())
print("asked once more:", attempt(lambda: tape.gradient(J, w)))

# %% [markdown]
# The last line is no accident. A tape answers once and then drops its notes, since they may fill much memory; with
# `tf.GradientTape(persistent=True)` it keeps them until you delete it.
#
# Now the answer that costs people evenings: `None`. It doesn't mean 0. It means that **no recorded, differentiable way
# leads from the variable to the result**.

# %%
w, unused, frozen, constant = tf.Variable(3.0), tf.Variable(1.0), tf.Variable(3.0, trainable=False), tf.constant(3.0)


def answer(compute, source):
    """What a tape says about the derivative of compute() with respect to source."""
    with tf.GradientTape() as tape:
        result = compute()
    slope = tape.gradient(result, source)
    return slope if slope is None else float(slope)


before = w * w  # outside any tape
print("w * w:                             ", answer(lambda: w * w, w))
print("0 * w:                             ", answer(lambda: 0.0 * w, w))
print("not used:                          ", answer(lambda: w * w, unused))
print("a constant, not watched:           ", answer(lambda: constant * constant, constant))
print("a variable that isn't trainable:   ", answer(lambda: frozen * frozen, frozen))
print("computed before the with block:    ", answer(lambda: before + 1.0, w))
print("through NumPy:                     ", answer(lambda: tf.constant(w.numpy()) * 2.0, w))
print("through Python's float:            ", answer(lambda: tf.constant(float(w)) * 2.0, w))
print("through whole numbers:             ", answer(lambda: tf.cast(tf.cast(w, tf.int32), tf.float32) * 2.0, w))
print("through tf.round:                  ", answer(lambda: tf.round(w) * 2.0, w))
print("through tf.stop_gradient:          ", answer(lambda: tf.stop_gradient(w) * 2.0, w))

# %% [markdown]
# `0 * w` does use `w`, so there the answer is the number 0. In all the lines below it the way is broken: it was never
# recorded (not used, not watched, outside the block), or it left TensorFlow (NumPy, Python's numbers), or it goes
# through an operation without a derivative: whole numbers, rounding, `tf.argmax`, comparisons. One more case turns up
# in training loops. After `w = w - 0.1 * dw` the name `w` stands for a plain tensor, no variable any more, and the tape
# of the next step doesn't watch it.

# %% [markdown]
# ## Exercise 4 · The slope of a program  (4 points, ~10 min, ●●○)
# The function `root` below is a program with a loop. It finds the square root by Heron's method, two thousand years
# old: of a guess $y$ and its counterpart $x / y$, one is too small and one too large, so take their mean as the next
# guess. Nowhere does it say what the derivative is. The tape doesn't mind: it notes the sixty operations as they
# happen.
#
# Write `slope(x)`, the derivative of `root` at `x`, with a gradient tape. `x` is a number, an array or a tensor, of any
# shape, of whole or floating-point numbers between 0.1 and 100. The result is a float32 tensor of the same shape: at
# each place the derivative for that entry of `x`. Numbers and arrays are worth 2 points each. Call `root`, which is given.
#
# *Example.* `slope(4)` is 0.25 up to rounding, for $\sqrt x$ has the derivative $1 / (2\sqrt x)$.
#
# <details><summary>Hint 1: the parts</summary>
#
# Cast `x` to float32. Open a tape, watch `x`, call `root` inside the block. Ask after the block.
#
# </details>
#
# <details><summary>Hint 2: arrays</summary>
#
# For a result with many entries, `tape.gradient` gives the derivative of their sum. Here each entry of the result
# depends on one entry of `x` only, so of that sum one term remains: what was asked for. Nothing is left to do.
#
# </details>

# %%
def root(x):
    """The square root of a float tensor of positive numbers, by twenty steps of Heron's method."""
    y = x
    for _ in range(20):
        y = (y + x / y) / 2
    return y

# %% solution="slope"
def slope(x):
    """The derivative of root at x, taken by a gradient tape.

    x: a number, or an array or tensor of any shape, of whole or floating-point numbers from 0.1 to 100.
    Returns a float32 tensor of the shape of x: the derivative of root at each entry.
    """
    ### BEGIN SOLUTION
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = root(x)
    return tape.gradient(y, x)
    ### END SOLUTION

# %% tests="slope" part="number" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

result = slope(4.0)
assert result is not None, "slope returns None. Does it end with a return? If so, the tape said None: does it watch x?"
assert tf.is_tensor(result) and result.dtype == tf.float32, "The result must be a float32 tensor."
assert close(result, 0.25), "At 4 the derivative of the square root is 1 / (2 times 2)."
assert slope(4) is not None, "For the whole number 4 slope returns None. Cast x to float32 before the tape begins."
assert close(slope(4), 0.25), "slope(4) and slope(4.0) are the same."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for x in (0.1, 0.7, 2.5, 9.0, 17, 64, 99.5):
    with describing("a whole number" if isinstance(x, int) else "a number"):
        result = slope(x)
    assert result is not None, "For another number slope returns None."
    assert tuple(result.shape) == () and result.dtype == tf.float32, "Of a number, the slope is a float32 tensor of shape ()."
    assert close(result, 0.5 * np.exp(-0.5 * np.log(x)), rtol=2e-5), "A slope is wrong, or not as exact as a tape makes it."
### END HIDDEN TESTS

# %% tests="slope" part="arrays" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

several = slope(np.array([[1.0, 4.0, 25.0]]))
assert several is not None, "For an array slope returns None. Does the tape watch x, in float32?"
assert tuple(several.shape) == (1, 3), "The result has the shape of x."
assert close(several, [[0.5, 0.25, 0.1]]), "At 1, 4 and 25 the slopes are 0.5, 0.25 and 0.1."
assert close(slope(tf.constant([1, 4])), [0.5, 0.25]), "x may be a tensor of whole numbers, too. Cast it before the tape begins."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for shape in ((), (1,), (4,), (3, 2), (2, 1, 2)):
    x = np.asarray(np.exp(rng.uniform(np.log(0.1), np.log(100), size=shape)))
    expected = 0.5 * np.exp(-0.5 * np.log(x))
    before = x.copy()
    others = (np.float32(x), tf.constant(x, tf.float64), tf.constant(x, tf.float32)) if shape == (3, 2) else ()
    for values in (x, *others):
        with describing("a tensor" if tf.is_tensor(values) else "an array"):
            result = slope(values)
        assert result is not None, "For an array or a tensor, slope returns None. Does the tape watch x in float32?"
        assert tuple(result.shape) == shape and result.dtype == tf.float32, "The result has the shape of x, and is float32."
        assert close(result, expected, rtol=2e-5), "A slope is wrong, or not as exact as a tape makes it."
    assert close(x, before), "slope changed its argument."
whole = rng.integers(1, 101, size=6)
for values in (whole, tf.constant(whole, tf.int32)):
    with describing("a tensor of whole numbers" if tf.is_tensor(values) else "an array of whole numbers"):
        result = slope(values)
    assert result is not None, "For whole numbers slope returns None. Cast x to float32 before the tape begins."
    assert close(result, 0.5 / np.sqrt(whole), rtol=2e-5), "The slope is wrong for whole numbers."
### END HIDDEN TESTS

# %% mistake="slope"
def slope(x):
    """The tape doesn't know that x matters: it isn't a variable, so it has to be watched by name."""
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        y = root(x)
    return tape.gradient(y, x)

# %% mistake="slope"
def slope(x):
    """Without a cast, a whole number stays one, and TensorFlow has no derivatives by whole numbers."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = root(x)
    return tape.gradient(y, x)

# %% mistake="slope"
def slope(x):
    """That is the root, not its derivative."""
    return root(tf.cast(x, tf.float32))

# %% mistake="slope"
def slope(x):
    """You nudge. In float32 the difference of two nearly equal roots has few correct digits left; the tape loses none."""
    x = tf.cast(x, tf.float32)
    return (root(x + 1e-3) - root(x - 1e-3)) / 2e-3

# %% mistake="slope"
def slope(x):
    """You differentiate the mean of all roots, which divides each slope by their number."""
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_mean(root(x))
    return tape.gradient(y, x)

# %% mistake="slope"
def slope(x):
    """The slopes are added up at the end. Each entry of x has one of its own."""
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = root(x)
    return tf.reduce_sum(tape.gradient(y, x))

# %% mistake="slope"
def slope(x):
    """The first question, whose answer you throw away, uses the tape up. Keep the answer under a name."""
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = root(x)
    tape.gradient(y, x)
    return tape.gradient(y, x)

# %% demo
xs = np.linspace(0.25, 9, 100)
slopes = np.asarray(slope(xs), dtype=float)
fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
ax.plot(xs, root(tf.constant(xs)).numpy(), LINES[0], color=COLORS[0], label="root(x), twenty steps of Heron")
ax.plot(xs, slopes, LINES[1], color=COLORS[1], label="slope(x), from the tape")
ax.plot(xs[::9], 1 / (2 * np.sqrt(xs[::9])), "o", color=COLORS[6], fillstyle="none", label=r"$1/(2\sqrt{x})$, by hand")
ax.set(xlabel="x", ylabel="value", title="The tape differentiates a program with a loop")
ax.legend()
plt.show()
print("within a millionth of the derivative by hand:", bool(np.all(np.abs(slopes * 2 * np.sqrt(xs) - 1) < 1e-6)))

# %% [markdown]
# The circles, derived on paper, lie on the dashed curve, which the tape made of additions and divisions alone. It isn't
# nudging: there is no step width and no error but rounding. And it isn't algebra: no formula is ever built. An `if` or
# a `while` would do as well, since only what was executed is on the tape.

# %% [markdown]
# ## How many fingers?
# Now a network. The data are 1,500 small pictures of hands that show 0 to 5 fingers: 1,200 to train with, 300 to judge
# by (dev), the six signs equally often. They were drawn by a program, so what we find holds for these drawings, not for
# photographs.

# %% demo
signs = load_signs()
labels_train, labels_dev = signs.Y_train[0], signs.Y_dev[0]
print("pictures", signs.X_train.shape, signs.X_train.dtype, "labels", signs.Y_train.shape)
megabytes = {name: signs.X_train.size * np.dtype(name).itemsize / 1e6 for name in ("uint8", "float32", "float64")}
print("the training pictures take", ", ".join(f"{size:.1f} MB as {name}" for name, size in megabytes.items()))

# %% demo
some = [int(place) for sign in range(6) for place in np.flatnonzero(labels_train == sign)[4:8]]
image_grid(signs.X_train[some], [str(labels_train[place]) for place in some], "Four of each sign, with their labels", columns=12, size=1.0)
plt.show()

# %% [markdown]
# Left and right hands, turned a little, before walls of many colours. Of three there are two signs, with the thumb and
# without.
#
# As float32 the training pictures take 59 MB, four bytes for each number. That fits into any memory. A million such
# pictures would take 49 GB, which doesn't: then they stay on disk as bytes, and each mini-batch is converted when its
# turn comes. Ours shrink further. Each block of 2 × 2 pixels becomes its mean, which leaves 32 × 32 × 3 = 3,072 numbers
# a picture and 15 MB in all; the values are scaled to 0 … 1, and the mean training picture is subtracted (week 1:
# inputs around 0).

# %% demo
def shrink(pictures):
    """Pictures (m, 64, 64, 3) of bytes as columns (3072, m) of float32, from 0 to 1: the means of blocks of 2 by 2."""
    blocks = pictures.reshape(-1, 32, 2, 32, 2, 3).mean(axis=(2, 4)) / 255
    return blocks.reshape(len(pictures), -1).T.astype(np.float32)


X_train, X_dev = shrink(signs.X_train), shrink(signs.X_dev)
mean_picture = X_train.mean(axis=1, keepdims=True)
X_train, X_dev = X_train - mean_picture, X_dev - mean_picture
print("X_train", X_train.shape, X_train.dtype, f"{X_train.nbytes / 1e6:.1f} MB", " X_dev", X_dev.shape)

# %% [markdown]
# ## A softmax classifier
# Two hidden layers with the ReLU, and an output layer with one unit for each sign:
#
# $$Z^{[1]} = W^{[1]}X + b^{[1]},\quad A^{[1]} = \operatorname{ReLU}(Z^{[1]}),\quad Z^{[2]} = W^{[2]}A^{[1]} + b^{[2]},\quad A^{[2]} = \operatorname{ReLU}(Z^{[2]}),\quad Z^{[3]} = W^{[3]}A^{[2]} + b^{[3]}$$
#
# $Z^{[3]}$ holds the **logits**, shape (6, m). The softmax would make probabilities of each column, that is along axis
# 0, down the classes of one example, and never along a row, across examples. But the forward pass stops at the logits,
# because the cost is computed from them more safely. There is no backward pass to write.

# %% [markdown]
# ## Exercise 5 · Parameters  (4 points, ~9 min, ●●○)
# Write `initialize_parameters(layer_dims, seed=0)` for three layers. `layer_dims` is a list of four whole numbers,
# $n_x$, $n^{[1]}$, $n^{[2]}$ and $n_y$. Return a dictionary with the keys `"W1"`, `"b1"`, `"W2"`, `"b2"`, `"W3"`,
# `"b3"` and no others, each a trainable `tf.Variable` of float32.
#
# - $W^{[l]}$ has the shape $(n^{[l]}, n^{[l-1]})$. Its entries are drawn from a normal distribution with mean 0 and
#   standard deviation $\sqrt{2 / n^{[l-1]}}$ (He's, from week 1; the last layer gets the same). A truncated normal
#   distribution with this standard deviation is fine, too.
# - $b^{[l]}$ has the shape $(n^{[l]}, 1)$ and is 0.
# - The three matrices are drawn independently of each other. The same `seed` gives the same numbers each time, another
#   seed gives others. Which generator draws them is up to you.
#
# No size is fixed in the function: all come from `layer_dims`. Names, shapes and types are worth 2 points, the spread and
# the seed 1 each.
#
# *Example.* For `[3, 2, 2, 1]`, `W1` has the shape (2, 3) and entries of size $\sqrt{2/3} \approx 0.82$ or so; `b3` is
# `[[0.]]`.
#
# <details><summary>Hint 1: where to start</summary>
#
# A loop over `l` from 1 to 3. The matrix belongs to `layer_dims[l]` rows and `layer_dims[l - 1]` columns.
#
# </details>
#
# <details><summary>Hint 2: drawing</summary>
#
# `tf.random.stateless_normal((rows, columns), seed=[seed, l])` is standard normal, and the pair `[seed, l]` alone
# decides what it draws. A NumPy generator, made once before the loop, does as well.
#
# </details>
#
# <details><summary>Hint 3: Keras has an initializer, but</summary>
#
# `keras.initializers.HeNormal` takes the first number of a shape for the inputs, since Keras stores weights as (inputs,
# units). With our shapes it scales by the wrong side.
#
# </details>

# %% solution="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """Starting values for a network of three layers.

    layer_dims: list of four whole numbers, at least 1: inputs, units of the first and second hidden layer, outputs.
    seed: whole number, 0 or more; the same seed gives the same numbers, another seed others.
    Returns a dictionary with "W1", "b1", "W2", "b2", "W3", "b3", trainable variables (tf.Variable) of float32. Wl has the
    shape (layer_dims[l], layer_dims[l - 1]): normal, mean 0, standard deviation sqrt(2 / layer_dims[l - 1]), drawn
    independently for each layer; bl has the shape (layer_dims[l], 1): zeros.
    """
    ### BEGIN SOLUTION
    parameters = {}
    for l in range(1, 4):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        draws = tf.random.stateless_normal((n, n_prev), seed=[seed, l])
        parameters[f"W{l}"] = tf.Variable(draws * np.sqrt(2 / n_prev))
        parameters[f"b{l}"] = tf.Variable(tf.zeros((n, 1)))
    return parameters
    ### END SOLUTION

# %% tests="initialize_parameters" part="variables" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

try:
    result, stopped = initialize_parameters([3, 2, 4, 1]), False
except TypeError:
    stopped = True
assert not stopped, "initialize_parameters([3, 2, 4, 1]) ends in a TypeError. Does it take the sizes as its argument? None is fixed inside."
assert result is not None, "initialize_parameters returns None. Does it end with a return?"
assert set(result) == {"W1", "b1", "W2", "b2", "W3", "b3"}, "The keys are W1, b1, W2, b2, W3 and b3, and no others."
assert all(isinstance(values, tf.Variable) for values in result.values()), "Each must be a tf.Variable: a tensor can't be trained."
assert all(values.dtype == tf.float32 for values in result.values()), "Each must be float32."
assert tuple(result["W1"].shape) == (2, 3), "W1 has a row for each of its 2 units and a column for each of the 3 inputs."
assert tuple(result["b1"].shape) == (2, 1), "b1 is a column of two numbers."
assert tuple(result["W2"].shape) == (4, 2) and tuple(result["W3"].shape) == (1, 4), "A shape of W2 or W3 is wrong."
assert close(result["b2"].numpy(), np.zeros((4, 1))), "Biases start at 0."
### BEGIN HIDDEN TESTS
for seed, dims in enumerate(([1, 1, 1, 1], [5, 3, 2, 4], [2, 7, 7, 3], [8, 1, 6, 2])):
    parameters = initialize_parameters(dims, seed)
    assert set(parameters) == {kind + str(l) for l in (1, 2, 3) for kind in "Wb"}, "The keys are wrong for other sizes."
    for l in (1, 2, 3):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        assert isinstance(W, tf.Variable) and isinstance(b, tf.Variable), "Weights and biases must be variables."
        assert W.trainable and b.trainable, "Variables must be trainable, or a tape doesn't watch them."
        assert W.dtype == tf.float32 and b.dtype == tf.float32, "Weights and biases must be float32."
        assert W.numpy().shape == (dims[l], dims[l - 1]), "A matrix of weights has the wrong shape for other sizes."
        assert close(b.numpy(), np.zeros((dims[l], 1))), "Every bias starts at 0 and has the shape (n, 1), for other sizes, too."
### END HIDDEN TESTS

# %% tests="initialize_parameters" part="spread" points=1
import numpy as np

from companion.testing import close, taken

large = initialize_parameters([200, 50, 50, 50])
W1, W2, W3 = (taken(large[name]) for name in ("W1", "W2", "W3"))
assert W1.shape == (50, 200) and W2.shape == W3.shape == (50, 50), "A shape is wrong for larger layers."
assert abs(np.std(W1) / 0.1 - 1) < 0.1, "With 200 inputs the standard deviation is the root of 2 / 200, that is 0.1."
assert abs(np.std(W2) / 0.2 - 1) < 0.1, "With 50 inputs the standard deviation is the root of 2 / 50, that is 0.2."
assert not close(W2, W3), "Two layers of one size have the same weights. Draw each anew."
### BEGIN HIDDEN TESTS
dims = [300, 60, 80, 50]
large = initialize_parameters(dims, 7)
for l, slack in ((1, 0.05), (2, 0.09), (3, 0.09)):
    W, spread = taken(large[f"W{l}"]), np.sqrt(2 / dims[l - 1])
    assert W.shape == (dims[l], dims[l - 1]), "A shape is wrong for larger layers."
    assert abs(W.mean()) < 5 * spread / np.sqrt(W.size), "The mean of the weights isn't 0."
    assert (1 - slack) * spread < W.std() < (1 + slack) * spread, (
        "The spread of the weights is wrong: it is the square root of 2 over the number of inputs of that layer."
    )
    assert np.abs(W).max() > 1.9 * spread, "A normal distribution has values beyond twice its standard deviation, or near it."
    assert abs(np.corrcoef(W.ravel()[:-1], W.ravel()[1:])[0, 1]) < 0.15, "Weights depend on the weights before them."
square = initialize_parameters([6, 6, 6, 6], 3)
W1, W2, W3 = (taken(square[name]) for name in ("W1", "W2", "W3"))
assert not close(W1, W2) and not close(W2, W3), "Two layers of one size have the same weights. Draw each anew."
### END HIDDEN TESTS

# %% tests="initialize_parameters" part="seed" points=1
from companion.testing import close, taken

one, again, other = (initialize_parameters([3, 2, 4, 2], seed) for seed in (1, 1, 2))
for name in ("W1", "W2", "W3"):
    assert close(one[name], taken(again[name])), "The same seed must give the same numbers."
    assert not close(taken(one[name]), taken(other[name])), "Another seed must give other numbers, in each layer."
### BEGIN HIDDEN TESTS
for seed, dims in enumerate(([1, 1, 1, 1], [5, 3, 2, 4], [2, 7, 7, 3], [8, 1, 6, 2]), start=40):
    one, again, other = (initialize_parameters(dims, each) for each in (seed, seed, seed + 1))
    for name in ("W1", "W2", "W3"):
        assert close(one[name], taken(again[name])), "The same seed must give the same numbers."
        assert not close(taken(one[name]), taken(other[name])), "Another seed must give other numbers, in each layer."
assert close(initialize_parameters([6, 6, 6, 6])["W1"], taken(initialize_parameters([6, 6, 6, 6], 0)["W1"])), "Where no seed is given, it is 0."
### END HIDDEN TESTS

# %% mistake="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """These are tensors. assign_sub, which training needs, exists only for variables."""
    parameters = {}
    for l in range(1, 4):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = tf.random.stateless_normal((n, n_prev), seed=[l, seed]) * np.sqrt(2 / n_prev)
        parameters[f"b{l}"] = tf.zeros((n, 1))
    return parameters

# %% mistake="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """Keras's initializer has taken the number of units for the number of inputs: it expects the transposed shape."""
    draw, parameters = keras.initializers.HeNormal, {}
    for l in range(1, 4):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = tf.Variable(draw(seed=3 * seed + l)((n, n_prev)))
        parameters[f"b{l}"] = tf.Variable(tf.zeros((n, 1)))
    return parameters

# %% mistake="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """All layers draw with the same seed, so they begin with the same numbers. Let the layer take part in the seed."""
    parameters = {}
    for l in range(1, 4):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = tf.Variable(tf.random.stateless_normal((n, n_prev), seed=[seed, 0]) * np.sqrt(2 / n_prev))
        parameters[f"b{l}"] = tf.Variable(tf.zeros((n, 1)))
    return parameters

# %% mistake="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """The square root is missing: 2 / n is the variance."""
    parameters = {}
    for l in range(1, 4):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = tf.Variable(tf.random.stateless_normal((n, n_prev), seed=[seed, l]) * (2 / n_prev))
        parameters[f"b{l}"] = tf.Variable(tf.zeros((n, 1)))
    return parameters

# %% mistake="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """The entries are all scaled by 0.01, the habit from shallow networks. With thousands of inputs and three layers the
    scale has to follow the sizes."""
    parameters = {}
    for l in range(1, 4):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = tf.Variable(tf.random.stateless_normal((n, n_prev), seed=[seed, l]) * 0.01)
        parameters[f"b{l}"] = tf.Variable(tf.zeros((n, 1)))
    return parameters

# %% mistake="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """Your weights come from NumPy in float64, and a variable keeps that type. Cast them."""
    rng, parameters = np.random.default_rng(seed), {}
    for l in range(1, 4):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = tf.Variable(rng.normal(size=(n, n_prev)) * np.sqrt(2 / n_prev))
        parameters[f"b{l}"] = tf.Variable(np.zeros((n, 1)))
    return parameters

# %% mistake="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """Rows and columns are swapped: weights multiply from the left, so a row belongs to a unit."""
    parameters = {}
    for l in range(1, 4):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = tf.Variable(tf.random.stateless_normal((n_prev, n), seed=[seed, l]) * np.sqrt(2 / n_prev))
        parameters[f"b{l}"] = tf.Variable(tf.zeros((n, 1)))
    return parameters

# %% mistake="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """The seed isn't used."""
    parameters = {}
    for l in range(1, 4):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = tf.Variable(tf.random.stateless_normal((n, n_prev), seed=[0, l]) * np.sqrt(2 / n_prev))
        parameters[f"b{l}"] = tf.Variable(tf.zeros((n, 1)))
    return parameters

# %% [markdown]
# ## Exercise 6 · Forward propagation  (4 points, ~7 min, ●○○)
# Write `forward_propagation(X, parameters)`: the logits $Z^{[3]}$ for the examples in the columns of `X`, a float32
# tensor of shape $(n_x, m)$, by the five formulas above. `parameters` has the six keys of exercise 5; its values are
# variables or tensors of float32. Return $Z^{[3]}$ only, a float32 tensor of shape $(n_y, m)$, without a softmax (2
# points). Stay within TensorFlow all the way, so that a tape can follow (2 points).
#
# *Example.* With every $W = [[2]]$ and every $b = [[-1]]$: for $x = 1$ the units give 1, then 1, and the logit is 1.
# For $x = 0$ the first unit gives $\operatorname{ReLU}(-1) = 0$, the second 0 as well, and the logit is −1.
#
# <details><summary>Hint 1: the ReLU</summary>
#
# `tf.nn.relu(Z)`. `tf.maximum(Z, 0.0)` is the same.
#
# </details>
#
# <details><summary>Hint 2: the lines</summary>
#
# Five lines for five formulas, the first of them `Z1 = parameters["W1"] @ X + parameters["b1"]`.
#
# </details>

# %% solution="forward_propagation"
def forward_propagation(X, parameters):
    """The logits of a network with three layers, the first two with the ReLU.

    X: float32 tensor of shape (n_x, m), examples in columns.
    parameters: dictionary of variables or tensors of float32: "W1" (n_1, n_x), "b1" (n_1, 1), "W2" (n_2, n_1),
        "b2" (n_2, 1), "W3" (n_y, n_2), "b3" (n_y, 1).
    Returns Z3, a float32 tensor of shape (n_y, m); a gradient tape can follow to X and to all parameters.
    """
    ### BEGIN SOLUTION
    Z1 = parameters["W1"] @ X + parameters["b1"]
    A1 = tf.nn.relu(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    A2 = tf.nn.relu(Z2)
    return parameters["W3"] @ A2 + parameters["b3"]
    ### END SOLUTION

# %% tests="forward_propagation" part="logits" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

tiny = {}
for layer in "123":
    tiny[f"W{layer}"], tiny[f"b{layer}"] = tf.Variable([[2.0]]), tf.Variable([[-1.0]])
result = forward_propagation(tf.constant([[1.0, 0.0]]), tiny)
assert result is not None, "forward_propagation returns None. Does it end with a return?"
assert tf.is_tensor(result), "Return one tensor, the logits."
assert tuple(result.shape) == (1, 2), "One output unit and two examples: the shape is (1, 2)."
assert close(result[0, 0], 1), "The example with x = 1: follow it through the three layers."
assert close(result[0, 1], -1), "The example with x = 0 has the logit -1. Logits pass through no activation."
assert result.dtype == tf.float32, "The result must be float32."
wide = tiny | {"W3": tf.constant([[1.0], [2.0]]), "b3": tf.constant([[0.0], [5.0]])}
assert close(forward_propagation(tf.constant([[1.0]]), wide), [[1], [7]]), "Two output units and one example: two rows and one column."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for dims, m in (([1, 1, 1, 1], 1), ([4, 3, 2, 3], 1), ([3, 5, 4, 6], 7), ([6, 2, 5, 2], 4), ([4, 4, 4, 4], 4)):
    weights = {f"W{l}": rng.normal(size=(dims[l], dims[l - 1])).astype(np.float32) for l in (1, 2, 3)}
    weights |= {f"b{l}": rng.normal(size=(dims[l], 1)).astype(np.float32) for l in (1, 2, 3)}
    X = rng.normal(size=(dims[0], m)).astype(np.float32)
    expected = np.zeros((dims[3], m))
    for i in range(m):  # example by example, unit by unit
        a = X[:, i].astype(float)
        for l in (1, 2, 3):
            z = [float(weights[f"W{l}"][j] @ a + weights[f"b{l}"][j, 0]) for j in range(dims[l])]
            a = np.array([max(value, 0.0) for value in z])
        expected[:, i] = z
    variables = {name: tf.Variable(values) for name, values in weights.items()}
    result = forward_propagation(tf.constant(X), variables)
    assert tuple(result.shape) == (dims[3], m), "The shape is wrong for a network of other sizes."
    assert close(result, expected, rtol=1e-3, atol=1e-4), "The logits are wrong: go through the five formulas in turn."
    assert result.dtype == tf.float32, "The result must be float32."
    assert all(close(variables[name].numpy(), weights[name]) for name in weights), "The parameters have changed."
### END HIDDEN TESTS

# %% tests="forward_propagation" part="derivatives" points=2
import numpy as np

from companion import checks
from companion.testing import close

tiny = {kind + layer: np.array([[value]], dtype=np.float32) for layer in "123" for kind, value in (("W", 2.0), ("b", -1.0))}
by_X, by_parameters = checks.gradients(forward_propagation, np.array([[1.0, 0.0]], dtype=np.float32), tiny)
assert close(by_parameters["b3"], [[2]]), "A tape can't follow from the logits of the example to b3. Do the values leave TensorFlow?"
assert close(by_X, [[8, 0]]), "The logit of x = 1 grows 2 times 2 times 2 as fast as x; that of x = 0 not at all. A tape finds something else."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for dims, m in (([1, 1, 1, 1], 1), ([4, 3, 2, 3], 1), ([3, 5, 4, 6], 7), ([6, 2, 5, 2], 4), ([4, 4, 4, 4], 4)):
    weights = {f"W{l}": rng.normal(size=(dims[l], dims[l - 1])).astype(np.float32) for l in (1, 2, 3)}
    weights |= {f"b{l}": rng.normal(size=(dims[l], 1)).astype(np.float32) for l in (1, 2, 3)}
    X = rng.normal(size=(dims[0], m)).astype(np.float32)
    Z1 = weights["W1"] @ X + weights["b1"]
    Z2 = weights["W2"] @ np.maximum(Z1, 0) + weights["b2"]
    d2 = (Z2 > 0) * (weights["W3"].T @ np.ones((dims[3], m)))
    d1 = (Z1 > 0) * (weights["W2"].T @ d2)
    by_X, by_parameters = checks.gradients(forward_propagation, X, weights)
    assert close(by_parameters["b3"], np.full((dims[3], 1), m)), "A tape can't follow to b3. Do the values leave TensorFlow?"
    assert close(by_parameters["W1"], d1 @ X.T, rtol=1e-3, atol=1e-4), "The derivative with respect to W1 is wrong."
    assert close(by_parameters["b2"], d2.sum(axis=1, keepdims=True), rtol=1e-3, atol=1e-4), "The derivative with respect to b2 is wrong."
    assert close(by_X, weights["W1"].T @ d1, rtol=1e-3, atol=1e-4), "A tape can't follow to X."
### END HIDDEN TESTS

# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The logits go through the ReLU, too. The softmax needs them as they are, negative ones included."""
    A1 = tf.nn.relu(parameters["W1"] @ X + parameters["b1"])
    A2 = tf.nn.relu(parameters["W2"] @ A1 + parameters["b2"])
    return tf.nn.relu(parameters["W3"] @ A2 + parameters["b3"])

# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """Without activations, three layers are one: the hidden layers lack theirs."""
    A1 = parameters["W1"] @ X + parameters["b1"]
    A2 = parameters["W2"] @ A1 + parameters["b2"]
    return parameters["W3"] @ A2 + parameters["b3"]

# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The second hidden layer has no activation."""
    A1 = tf.nn.relu(parameters["W1"] @ X + parameters["b1"])
    A2 = parameters["W2"] @ A1 + parameters["b2"]
    return parameters["W3"] @ A2 + parameters["b3"]

# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """These are probabilities. The cost will apply the softmax itself; leave it out here."""
    A1 = tf.nn.relu(parameters["W1"] @ X + parameters["b1"])
    A2 = tf.nn.relu(parameters["W2"] @ A1 + parameters["b2"])
    return tf.nn.softmax(parameters["W3"] @ A2 + parameters["b3"], axis=0)

# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The hidden layers have the sigmoid in place of the ReLU."""
    A1 = tf.sigmoid(parameters["W1"] @ X + parameters["b1"])
    A2 = tf.sigmoid(parameters["W2"] @ A1 + parameters["b2"])
    return parameters["W3"] @ A2 + parameters["b3"]

# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The values are right, but they come through NumPy. A tape sees a constant, and training would stand still."""
    P = {name: np.asarray(values) for name, values in parameters.items()}
    A1 = np.maximum(P["W1"] @ np.asarray(X) + P["b1"], 0)
    A2 = np.maximum(P["W2"] @ A1 + P["b2"], 0)
    return tf.constant(P["W3"] @ A2 + P["b3"])

# %% mistake="forward_propagation"
def forward_propagation(X, parameters):
    """The result is turned: examples are columns, also in the logits."""
    A1 = tf.nn.relu(parameters["W1"] @ X + parameters["b1"])
    A2 = tf.nn.relu(parameters["W2"] @ A1 + parameters["b2"])
    return tf.transpose(parameters["W3"] @ A2 + parameters["b3"])

# %% [markdown]
# ## The cost, and why it is turned
# For an example with logits $z$ and one-hot label $y$, the cross-entropy is $-\sum_j y_j \log a_j$, where $a$ is the
# softmax of $z$. Done in two steps, an $a_j$ that is too small for float32 becomes 0, and its logarithm infinite. Done
# in one, from the logits, nothing overflows, and frameworks have that step ready.
#
# Most of the world keeps examples in **rows**, shape (m, C), and so do TensorFlow's and Keras's losses: unless told
# otherwise, they take the classes to be on the *last* axis. Given our columns they don't complain. They take a softmax
# across examples and return a number, which is wrong. So turn both, with `tf.transpose`, or name the axis of the
# classes, where a function has an argument for it.

# %% [markdown]
# ## Exercise 7 · Cost  (5 points, ~10 min, ●●○)
# Write `compute_cost(logits, labels)`: the mean over the examples of the softmax cross-entropy. `logits` and `labels`
# are float32 tensors of shape (C, m); each column of `labels` is one-hot. Return one number, a float32 tensor of shape
# `()` (3 points), that a tape can differentiate (1 point). It must stay finite, and right, for logits as large as ±1000
# (1 point). Functions of TensorFlow and Keras may be used.
#
# *Example.* For logits $[[0, \log 3], [0, 0]]$ and labels $[[1, 0], [0, 1]]$ the probabilities of the right classes are
# $1/2$ and $1/4$, so the cost is $\frac12(\log 2 + \log 4) \approx 1.04$.
#
# <details><summary>Hint 1: which functions</summary>
#
# `tf.nn.softmax_cross_entropy_with_logits(labels=…, logits=…)` gives the loss of each example. Or
# `keras.losses.categorical_crossentropy(true, predicted, from_logits=True)`; mind its order.
#
# </details>
#
# <details><summary>Hint 2: rows, then the mean</summary>
#
# Give it `tf.transpose(labels)` and `tf.transpose(logits)`. What returns has the shape (m,), and `tf.reduce_mean` makes
# a number of it.
#
# </details>

# %% solution="compute_cost"
def compute_cost(logits, labels):
    """The mean softmax cross-entropy of examples in columns.

    logits: float32 tensor of shape (C, m), any numbers between -1000 and 1000.
    labels: float32 tensor of shape (C, m), one-hot columns.
    Returns a float32 tensor of shape (): the mean over the m examples of -log(softmax of the right class). Finite, and
    a gradient tape can follow to the logits.
    """
    ### BEGIN SOLUTION
    losses = tf.nn.softmax_cross_entropy_with_logits(labels=tf.transpose(labels), logits=tf.transpose(logits))
    return tf.reduce_mean(losses)
    ### END SOLUTION

# %% tests="compute_cost" part="values" points=3
import numpy as np
import tensorflow as tf

from companion.testing import close

logits, labels = tf.constant([[0.0, np.log(3.0)], [0.0, 0.0]], tf.float32), tf.constant([[1.0, 0.0], [0.0, 1.0]])
result = compute_cost(logits, labels)
assert result is not None, "compute_cost returns None. Does it end with a return?"
assert tuple(result.shape) == (), "Return one number, the mean over the examples."
single = compute_cost(tf.constant([[1.0], [2.0], [3.0]]), tf.constant([[0.0], [0.0], [1.0]]))
assert not close(single, 0), "The softmax goes along the wrong axis: one example with a doubt can't cost 0."
assert close(single, 0.4076, atol=1e-3), "One example with the logits 1, 2, 3, whose class is the last: about 0.408."
assert close(result, 1.5 * np.log(2), atol=1e-4), "The example: half of log 2 plus log 4."
assert result.dtype == tf.float32, "The result must be float32."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(7)
for C, m in ((2, 1), (6, 1), (3, 3), (6, 8), (4, 11), (10, 2)):
    Z = (2 * rng.normal(size=(C, m))).astype(np.float32)
    right = rng.integers(0, C, size=m)
    Y = np.eye(C, dtype=np.float32)[:, right]
    # log of the sum over all classes of exp(z - z of the right one), example by example
    expected = np.mean([np.log(sum(np.exp(float(z) - float(Z[c, i])) for z in Z[:, i])) for i, c in enumerate(right)])
    result = compute_cost(tf.constant(Z), tf.constant(Y))
    assert tuple(result.shape) == () and result.dtype == tf.float32, "The result is one float32 number."
    assert close(result, expected, rtol=1e-4, atol=1e-6), (
        "The cost is wrong: softmax down each column, minus the logarithm for the right class, mean over the columns."
    )
### END HIDDEN TESTS

# %% tests="compute_cost" part="large" points=1
import numpy as np
import tensorflow as tf

from companion.testing import close

far = compute_cost(tf.constant([[1000.0], [-1000.0]]), tf.constant([[0.0], [1.0]]))
assert close(far, 2000, rtol=1e-4), "Logits of 1000 and -1000 and the label of the second: the cost is 2000. Compute it from the logits, not from probabilities."
### BEGIN HIDDEN TESTS
far = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 600.0], [0.0, 0.0, -300.0]], dtype=np.float32)
for order, losses in (([0, 1, 2], (0, 0, 900)), ([1, 2, 0], (2000, 1000, 600))):
    result = compute_cost(tf.constant(far), tf.constant(np.eye(3, dtype=np.float32)[:, order]))
    assert close(result, sum(losses) / 3, rtol=1e-4), (
        "For large logits the cost is wrong or not finite. Compute it from the logits, not from rounded probabilities."
    )
### END HIDDEN TESTS

# %% tests="compute_cost" part="derivative" points=1
import numpy as np

from companion import checks
from companion.testing import close, taken

slopes = checks.gradients(compute_cost, np.zeros((2, 1), dtype=np.float32), np.array([[1.0], [0.0]], dtype=np.float32))[0]
assert close(slopes, [[-0.5], [0.5]], atol=1e-5), "Two equal logits, the first class right: a tape must find -0.5 and 0.5, which is A - Y."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(7)
for C, m in ((2, 1), (6, 1), (3, 3), (6, 8), (4, 11), (10, 2)):
    Z = (3 * rng.normal(size=(C, m))).astype(np.float32)
    Y = np.eye(C, dtype=np.float32)[:, rng.integers(0, C, size=m)]
    powers = np.exp(Z.astype(float))
    assert close(checks.gradients(compute_cost, Z, Y)[0], (powers / powers.sum(axis=0) - Y) / m, rtol=1e-3, atol=1e-6), (
        "The derivative with respect to the logits isn't (A - Y) / m. Can a tape follow?"
    )
far = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 600.0], [0.0, 0.0, -300.0]], dtype=np.float32)
slopes = taken(checks.gradients(compute_cost, far, np.eye(3, dtype=np.float32))[0])
assert slopes.shape == (3, 3) and np.all(np.isfinite(slopes)), "For large logits the derivative isn't finite."
### END HIDDEN TESTS

# %% mistake="compute_cost"
def compute_cost(logits, labels):
    """Nothing was turned, so the softmax runs across the examples. No error tells you: the number is another one."""
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))

# %% mistake="compute_cost"
def compute_cost(logits, labels):
    """Softmax first, logarithm second: in float32 a small probability is rounded to 0 on the way."""
    return -tf.reduce_mean(tf.reduce_sum(labels * tf.math.log(tf.nn.softmax(logits, axis=0)), axis=0))

# %% mistake="compute_cost"
def compute_cost(logits, labels):
    """Keras has taken your logits for probabilities, since from_logits is False unless you set it."""
    return tf.reduce_mean(keras.losses.categorical_crossentropy(tf.transpose(labels), tf.transpose(logits)))

# %% mistake="compute_cost"
def compute_cost(logits, labels):
    """You return the sum over the examples. Divide by their number, or the learning rate depends on the mini-batch."""
    return tf.reduce_sum(
        tf.nn.softmax_cross_entropy_with_logits(labels=tf.transpose(labels), logits=tf.transpose(logits))
    )

# %% mistake="compute_cost"
def compute_cost(logits, labels):
    """Your mean goes over all entries, classes and examples. The cross-entropy of an example is a sum over the classes."""
    return -tf.reduce_mean(labels * tf.nn.log_softmax(logits, axis=0))

# %% mistake="compute_cost"
def compute_cost(logits, labels):
    """Labels and logits are swapped. Keras wants the truth first, the prediction second."""
    return tf.reduce_mean(
        keras.losses.categorical_crossentropy(tf.transpose(logits), tf.transpose(labels), from_logits=True)
    )

# %% mistake="compute_cost"
def compute_cost(logits, labels):
    """That is the cross-entropy of separate sigmoids, for labels of which several may be true at a time."""
    return tf.reduce_mean(tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits), axis=0))

# %% mistake="compute_cost"
def compute_cost(logits, labels):
    """binary_crossentropy asks of each class by itself whether it is there, and takes the mean over the classes. Here exactly
    one class is right: take the categorical loss."""
    return tf.reduce_mean(keras.losses.binary_crossentropy(y_true=labels, y_pred=logits, from_logits=True))

# %% mistake="compute_cost"
def compute_cost(logits, labels):
    """These are the losses of the single examples. Their mean is asked for."""
    return tf.nn.softmax_cross_entropy_with_logits(labels=tf.transpose(labels), logits=tf.transpose(logits))

# %% [markdown]
# ## Exercise 8 · The step  (7 points, ~15 min, ●●●)
# All parts are there. Write `train_step(parameters, X, Y, learning_rate)`, one step of gradient descent on the
# mini-batch `X`, shape $(n_x, m)$, with the one-hot labels `Y`, shape $(n_y, m)$, both float32 tensors. It calls
# `forward_propagation` and `compute_cost` (exercises 6 and 7) under a tape, and then changes **the variables in
# `parameters` themselves**, each by $-\alpha$ times its gradient: $W := W - \alpha\,dW$. All gradients belong to the
# old values. It returns the cost *before* the step, a number or a tensor of shape `()`. The cost is worth 2 points, the
# weights 3, the biases 2.
#
# *Example.* With every $W = [[1]]$, $b = [[0]]$ in the hidden layers, $W^{[3]} = [[0], [0]]$ and
# $b^{[3]} = [[0], [0]]$; one example $x = 1$ with the label $[[1], [0]]$. Both logits are 0, so the cost is
# $\log 2 \approx 0.69$. The gradient by the logits is $A - Y = [[-0.5], [0.5]]$, and for $W^{[3]}$ the same, times
# $A^{[2]} = 1$. With $\alpha = 1$ the new $W^{[3]}$ is $[[0.5], [-0.5]]$, and so is $b^{[3]}$.
#
# <details><summary>Hint 1: inside the block</summary>
#
# Only what has to be differentiated: the logits, and the cost of them.
#
# </details>
#
# <details><summary>Hint 2: all gradients at once</summary>
#
# `tape.gradient(cost, parameters)` accepts a dictionary and gives one back, with the same keys.
#
# </details>
#
# <details><summary>Hint 3: nearly the last lines</summary>
#
# In a loop over the keys, `parameters[name].assign_sub(…)`. What is subtracted is the learning rate times the gradient
# of that name.
#
# </details>

# %% solution="train_step"
def train_step(parameters, X, Y, learning_rate):
    """One step of gradient descent, in place.

    parameters: dictionary of float32 variables "W1", "b1", ..., "W3", "b3", which are changed: each becomes its old
        value minus learning_rate times the gradient of the cost with respect to it, all taken at the old values.
    X: float32 tensor of shape (n_x, m); Y: one-hot float32 tensor of shape (n_y, m).
    learning_rate: number, 0 or more.
    Calls forward_propagation and compute_cost. Returns the cost before the step, a number or a tensor of shape ().
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        cost = compute_cost(forward_propagation(X, parameters), Y)
    gradients = tape.gradient(cost, parameters)
    for name in parameters:
        parameters[name].assign_sub(learning_rate * gradients[name])
    return cost
    ### END SOLUTION

# %% tests="train_step" part="cost" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

tiny = {name: tf.Variable([[1.0]]) if name[0] == "W" else tf.Variable([[0.0]]) for name in ("W1", "b1", "W2", "b2")}
tiny |= {"W3": tf.Variable([[0.0], [0.0]]), "b3": tf.Variable([[0.0], [0.0]])}
cost = train_step(tiny, tf.constant([[1.0]]), tf.constant([[1.0], [0.0]]), 1.0)
assert cost is not None, "train_step returns None. Does it end with a return?"
assert np.shape(cost) == (), "Return one number, the cost before the step."
assert close(cost, np.log(2), atol=1e-4), "Both logits of the example are 0: the cost before the step is log 2."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(8)
for dims, m in (([1, 3, 2, 2], 1), ([4, 3, 5, 6], 1), ([3, 5, 4, 6], 7), ([6, 8, 7, 3], 4), ([5, 6, 6, 4], 11)):
    P = {f"W{l}": rng.normal(size=(dims[l], dims[l - 1])) for l in (1, 2, 3)} | {f"b{l}": rng.normal(size=(dims[l], 1)) for l in (1, 2, 3)}
    X, Y = rng.normal(size=(dims[0], m)).astype(np.float32), np.eye(dims[3], dtype=np.float32)[:, rng.integers(0, dims[3], size=m)]
    A = X.astype(float)
    for l in (1, 2, 3):
        Z = P[f"W{l}"] @ A + P[f"b{l}"]
        A = np.maximum(Z, 0)
    expected = np.mean(np.log(np.exp(Z).sum(axis=0)) - (Z * Y).sum(axis=0))
    variables = {name: tf.Variable(values, dtype=tf.float32) for name, values in P.items()}
    assert close(train_step(variables, tf.constant(X), tf.constant(Y), 0.5), expected, rtol=1e-3, atol=1e-5), (
        "The cost that comes back isn't the one before the step."
    )
### END HIDDEN TESTS

# %% tests="train_step" part="weights" points=3
import numpy as np
import tensorflow as tf

from companion.testing import close, taken

tiny = {name: tf.Variable([[1.0]]) if name[0] == "W" else tf.Variable([[0.0]]) for name in ("W1", "b1", "W2", "b2")}
tiny |= {"W3": tf.Variable([[0.0], [0.0]]), "b3": tf.Variable([[0.0], [0.0]])}
W3 = tiny["W3"]
train_step(tiny, tf.constant([[1.0]]), tf.constant([[1.0], [0.0]]), 1.0)
assert not close(W3.numpy(), [[0], [0]]), "The variables haven't changed. A new tensor doesn't do: assign to the variable."
assert W3.numpy()[0, 0] > 0, "The step went uphill: the logit of the right class has to grow."
assert close(W3.numpy(), [[0.5], [-0.5]], atol=1e-5), "The new W3 of the example: 0 minus 1 times (-0.5, 0.5)."
train_step(tiny, tf.constant([[1.0]]), tf.constant([[1.0], [0.0]]), 0.0)
assert close(W3.numpy(), [[0.5], [-0.5]], atol=1e-5), "With a learning rate of 0 nothing moves."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(8)


def weights_after(P, X, Y, rate):
    """The weights after a step, by the formulas of course 1."""
    A1 = np.maximum(P["W1"] @ X + P["b1"], 0)
    A2 = np.maximum(P["W2"] @ A1 + P["b2"], 0)
    powers = np.exp(P["W3"] @ A2 + P["b3"])
    d3 = (powers / powers.sum(axis=0) - Y) / X.shape[1]
    d2 = (P["W3"].T @ d3) * (A2 > 0)
    d1 = (P["W2"].T @ d2) * (A1 > 0)
    return {"W1": P["W1"] - rate * d1 @ X.T, "W2": P["W2"] - rate * d2 @ A1.T, "W3": P["W3"] - rate * d3 @ A2.T}


for dims, m, rate in (([1, 3, 2, 2], 1, 0.1), ([4, 3, 5, 6], 1, 1.0), ([3, 5, 4, 6], 7, 0.5), ([6, 8, 7, 3], 4, 0.0), ([5, 6, 6, 4], 11, 0.3)):
    start = {f"W{l}": rng.normal(size=(dims[l], dims[l - 1])) for l in (1, 2, 3)}
    start |= {f"b{l}": 0.3 + 0.1 * rng.normal(size=(dims[l], 1)) for l in (1, 2, 3)}
    variables = {name: tf.Variable(values, dtype=tf.float32) for name, values in start.items()}
    given = dict(variables)
    for step in (1, 2):
        X = rng.normal(size=(dims[0], m)).astype(np.float32)
        Y = np.eye(dims[3], dtype=np.float32)[:, rng.integers(0, dims[3], size=m)]
        expected = weights_after({name: variable.numpy().astype(float) for name, variable in given.items()}, X, Y, rate)
        cost = train_step(variables, tf.constant(X), tf.constant(Y), rate)
        assert cost is None or (taken(cost).shape == () and np.isfinite(taken(cost))), "train_step returns one number."
        assert all(isinstance(each, tf.Variable) for each in variables.values()), "A variable was replaced by a tensor. Assign to it instead."
        for name, values in expected.items():
            assert close(given[name].numpy(), values, rtol=1e-3, atol=1e-4), (
                f"{name} is wrong after step {step}: its old value minus the learning rate times its gradient."
            )
### END HIDDEN TESTS

# %% tests="train_step" part="biases" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close, taken

tiny = {name: tf.Variable([[1.0]]) if name[0] == "W" else tf.Variable([[0.0]]) for name in ("W1", "b1", "W2", "b2")}
tiny |= {"W3": tf.Variable([[0.0], [0.0]]), "b3": tf.Variable([[0.0], [0.0]])}
b3 = tiny["b3"]
train_step(tiny, tf.constant([[1.0]]), tf.constant([[1.0], [0.0]]), 1.0)
assert not close(b3.numpy(), [[0], [0]]), "The biases haven't changed. They are parameters, too."
assert close(b3.numpy(), [[0.5], [-0.5]], atol=1e-5), "The new b3 of the example: 0 minus 1 times (-0.5, 0.5)."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(8)


def biases_after(P, X, Y, rate):
    """The biases after a step, by the formulas of course 1."""
    Z1 = P["W1"] @ X + P["b1"]
    Z2 = P["W2"] @ np.maximum(Z1, 0) + P["b2"]
    powers = np.exp(P["W3"] @ np.maximum(Z2, 0) + P["b3"])
    d3 = (powers / powers.sum(axis=0) - Y) / X.shape[1]
    d2 = (P["W3"].T @ d3) * (Z2 > 0)
    d1 = (P["W2"].T @ d2) * (Z1 > 0)
    return {f"b{l}": P[f"b{l}"] - rate * d.sum(axis=1, keepdims=True) for l, d in ((1, d1), (2, d2), (3, d3))}


for dims, m, rate in (([1, 3, 2, 2], 1, 0.1), ([4, 3, 5, 6], 1, 1.0), ([3, 5, 4, 6], 7, 0.5), ([6, 8, 7, 3], 4, 0.0), ([5, 6, 6, 4], 11, 0.3)):
    start = {f"W{l}": rng.normal(size=(dims[l], dims[l - 1])) for l in (1, 2, 3)}
    start |= {f"b{l}": 0.3 + 0.1 * rng.normal(size=(dims[l], 1)) for l in (1, 2, 3)}
    variables = {name: tf.Variable(values, dtype=tf.float32) for name, values in start.items()}
    given = dict(variables)
    X = rng.normal(size=(dims[0], m)).astype(np.float32)
    Y = np.eye(dims[3], dtype=np.float32)[:, rng.integers(0, dims[3], size=m)]
    expected = biases_after(start, X.astype(float), Y, rate)
    cost = train_step(variables, tf.constant(X), tf.constant(Y), rate)
    assert cost is None or (taken(cost).shape == () and np.isfinite(taken(cost))), "train_step returns one number."
    for name, values in expected.items():
        assert close(given[name].numpy(), values, rtol=1e-3, atol=1e-4), (
            f"{name} is wrong after a step: its old value minus the learning rate times its gradient."
        )
### END HIDDEN TESTS

# %% mistake="train_step"
def train_step(parameters, X, Y, learning_rate):
    """The step goes uphill."""
    with tf.GradientTape() as tape:
        cost = compute_cost(forward_propagation(X, parameters), Y)
    gradients = tape.gradient(cost, parameters)
    for name in parameters:
        parameters[name].assign_add(learning_rate * gradients[name])
    return cost

# %% mistake="train_step"
def train_step(parameters, X, Y, learning_rate):
    """The learning rate isn't used."""
    with tf.GradientTape() as tape:
        cost = compute_cost(forward_propagation(X, parameters), Y)
    gradients = tape.gradient(cost, parameters)
    for name in parameters:
        parameters[name].assign_sub(gradients[name])
    return cost

# %% mistake="train_step"
def train_step(parameters, X, Y, learning_rate):
    """assign puts the whole step in place of the old value. assign_sub takes it away from it."""
    with tf.GradientTape() as tape:
        cost = compute_cost(forward_propagation(X, parameters), Y)
    gradients = tape.gradient(cost, parameters)
    for name in parameters:
        parameters[name].assign(-learning_rate * gradients[name])
    return cost

# %% mistake="train_step"
def train_step(parameters, X, Y, learning_rate):
    """You compute the cost again after the step and return that one."""
    with tf.GradientTape() as tape:
        cost = compute_cost(forward_propagation(X, parameters), Y)
    gradients = tape.gradient(cost, parameters)
    for name in parameters:
        parameters[name].assign_sub(learning_rate * gradients[name])
    return compute_cost(forward_propagation(X, parameters), Y)

# %% mistake="train_step"
def train_step(parameters, X, Y, learning_rate):
    """Only the weights move. Biases are parameters as well."""
    with tf.GradientTape() as tape:
        cost = compute_cost(forward_propagation(X, parameters), Y)
    gradients = tape.gradient(cost, parameters)
    for name in ("W1", "W2", "W3"):
        parameters[name].assign_sub(learning_rate * gradients[name])
    return cost

# %% mistake="train_step"
def train_step(parameters, X, Y, learning_rate):
    """Each variable moves before the next gradient is taken, so the later ones belong to a network that is half new."""
    for name in parameters:
        with tf.GradientTape() as tape:
            cost = compute_cost(forward_propagation(X, parameters), Y)
        parameters[name].assign_sub(learning_rate * tape.gradient(cost, parameters[name]))
    return cost

# %% mistake="train_step"
def train_step(parameters, X, Y, learning_rate):
    """A tape answers one question, and you ask it six. Ask for all gradients in one call."""
    with tf.GradientTape() as tape:
        cost = compute_cost(forward_propagation(X, parameters), Y)
    gradients = {name: tape.gradient(cost, variable) for name, variable in parameters.items()}
    for name in parameters:
        parameters[name].assign_sub(learning_rate * gradients[name])
    return cost

# %% [markdown]
# ## Training
# The loop around your step is the one of last week: shuffle, cut into mini-batches of 64, a step for each. A pass
# through the pictures makes 19 steps. Watch the cost of all training pictures after each epoch, and how many of the dev
# pictures are named right: the class with the largest logit is the network's answer, so no softmax is needed for that,
# either. `train` remembers its results: if you change one of your functions, run its cell again.

# %% demo
Y_train = np.eye(6, dtype=np.float32)[:, labels_train]


def answers(X, parameters):
    """The class with the largest logit for each example, shape (m,)."""
    return tf.argmax(forward_propagation(tf.constant(X), parameters), axis=0).numpy()


def mini_batches(m, size, rng):
    """The numbers of the examples of each mini-batch, shuffled."""
    return np.array_split(rng.permutation(m), range(size, m, size))


@cache
def train(learning_rate=0.07, num_epochs=30, seed=0):
    """Train from a new start: the parameters, and before and after each epoch the training cost and how many of dev are right."""
    parameters, rng, costs, right = initialize_parameters([3072, 32, 16, 6], seed), np.random.default_rng(seed), [], []
    for epoch in range(num_epochs + 1):
        if epoch > 0:
            for columns in mini_batches(1200, 64, rng):
                train_step(parameters, tf.constant(X_train[:, columns]), tf.constant(Y_train[:, columns]), learning_rate)
        costs.append(float(compute_cost(forward_propagation(tf.constant(X_train), parameters), tf.constant(Y_train))))
        right.append(int(np.sum(answers(X_dev, parameters) == labels_dev)))
    return parameters, costs, right

# %% demo tags=["nbval-ignore-output"]
runs = [train(seed=seed) for seed in range(3)]
fig, (left, middle) = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
for place, (parameters, costs, right) in enumerate(runs):
    left.plot(costs, LINES[place], color=COLORS[place], label=f"start {place}")
    middle.plot(np.array(right) / 300, LINES[place], color=COLORS[place], label=f"start {place}")
    right_train = int(np.sum(answers(X_train, parameters) == labels_train))
    print(f"start {place}: cost {costs[0]:.2f} at first, {costs[-1]:.2f} at the end; right at the end: {right_train} of 1200 in train, {right[-1]} of 300 in dev")
left.axhline(np.log(6), color=COLORS[6], linestyle=":", linewidth=1)
left.text(30, np.log(6) - 0.03, "log 6: knowing nothing", ha="right", va="top")
middle.axhline(1 / 6, color=COLORS[6], linestyle=":", linewidth=1)
middle.text(30, 1 / 6 + 0.02, "guessing: one in six", ha="right", va="bottom")
left.set(xlabel="epoch", ylabel="training cost J", title="The cost falls from log 6, with a jump now and then", ylim=(0, 2.1))
middle.set(xlabel="epoch", ylabel="share of dev pictures named right", title="Dev: about nine in ten after 30 epochs", ylim=(0, 1))
left.legend(loc="lower left")
middle.legend(loc="center right")
plt.show()

# %% [markdown]
# The cost starts near $\log 6 = 1.79$, as it should: a network that knows nothing gives each sign about one sixth.
# After thirty epochs about nine of ten dev pictures are named right, and all but a few in a hundred of the training
# pictures: what separates the two is variance (week 1). Starts end up to a few per cent apart on dev, and neighbouring
# epochs of one start differ as much. With 300 pictures to judge by, so small a difference says little.

# %% demo tags=["nbval-ignore-output"]
runs = [train(seed=seed) for seed in range(3)]
parameters = runs[0][0]
said = answers(X_dev, parameters)
wrong = np.flatnonzero(said != labels_dev)
image_grid(signs.X_dev[wrong[:16]], [f"{labels_dev[place]}, taken for {said[place]}" for place in wrong[:16]],
           "Wrong on dev, by the first network: a finger too many or too few, mostly", size=1.45)
plt.show()
for sign in range(6):
    missed = [int(np.sum(answers(X_dev, run[0])[labels_dev == sign] != sign)) for run in runs]
    print(f"{sign} fingers: of 50 dev pictures, {missed} wrong in the three runs")
apart = np.concatenate([np.abs(answers(X_dev, run[0]) - labels_dev) for run in runs])
print(f"of all {np.sum(apart > 0)} wrong answers, {np.sum(apart == 1)} are off by one finger")

# %% [markdown]
# Most wrong answers are off by one finger. Nothing in the cost asks for that: the cross-entropy knows no order among
# the classes, 2 for 5 costs as much as 4 for 5. It is the pictures that are alike. Three, which has two signs, is
# missed most often in our runs. A network like this has to learn each place, turn and hand separately. Course 3 has one
# that finds a finger wherever it is.

# %% [markdown]
# ## The same in Keras
# Keras is the part of the framework that writes such loops for you. A model is a list of layers; `compile` names the
# optimizer and the loss; `fit` shuffles, cuts, and takes the steps. It keeps examples in rows and weights as (inputs,
# units), so everything is handed over transposed. To see that nothing else differs, start both from the same parameters
# and give both the same mini-batches, in the order of the file.

# %% demo tags=["nbval-ignore-output"]
start = initialize_parameters([3072, 32, 16, 6], seed=1)
model = keras.Sequential(
    [
        keras.Input((3072,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(6),  # logits: no activation
    ]
)
model.set_weights([values for l in "123" for values in (start[f"W{l}"].numpy().T, start[f"b{l}"].numpy()[:, 0])])
model.compile(optimizer=keras.optimizers.SGD(0.07), loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(X_train.T, Y_train.T, batch_size=64, epochs=2, shuffle=False, verbose=0)

for _ in range(2):
    for k in range(0, 1200, 64):
        train_step(start, tf.constant(X_train[:, k : k + 64]), tf.constant(Y_train[:, k : k + 64]), 0.07)
logits = model.predict(X_dev.T, verbose=0).T
print("largest difference between the logits, Keras's and ours, below 0.001:",
      bool(np.max(np.abs(logits - forward_propagation(tf.constant(X_dev), start))) < 1e-3))
print("the same answer for", int(np.sum(np.argmax(logits, axis=0) == answers(X_dev, start))), "of 300 dev pictures")

# %% [markdown]
# After two epochs, 38 steps, the two networks compute the same, up to the rounding of float32. So `fit` is your loop.
#
# ## Three more that you wrote by hand
# The L2 penalty, dropout and early stopping of week 1 are four lines in Keras. **Before you run the cell**, look at the
# two numbers in them: week 1's penalty was $\frac{\lambda}{2m}\sum W^2$ and its dropout was told how many units to keep.
# What does Keras want to be told?

# %% demo tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
m, lambd, keep_prob, patience = 1200, 1.2, 0.8, 2
regularized = keras.Sequential(
    [
        keras.Input((3072,)),
        keras.layers.Dense(32, activation="relu", kernel_regularizer=keras.regularizers.L2(lambd / (2 * m))),
        keras.layers.Dropout(1 - keep_prob),
        keras.layers.Dense(16, activation="relu", kernel_regularizer=keras.regularizers.L2(lambd / (2 * m))),
        keras.layers.Dense(6),
    ]
)
stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)

W1, W2 = (regularized.layers[place].get_weights()[0] for place in (0, 2))
by_hand = lambd / (2 * m) * (np.sum(W1**2) + np.sum(W2**2))
print("the penalty by hand, and the sum of the model's `losses`, equal to 1e-5:", bool(np.isclose(by_hand, float(sum(regularized.losses)), rtol=1e-5)))
ones = regularized.layers[1](tf.ones((1, 10000)), training=True).numpy()
print(f"dropout of ones, in training: {np.mean(ones > 0):.2f} kept, and they are now {ones.max():.4f} (1 / keep_prob = {1 / keep_prob:.4f})")
unchanged = regularized.layers[1](tf.ones((1, 10000)), training=False).numpy()
print("in prediction nothing is dropped:", bool(np.all(unchanged == 1)))

regularized.compile(optimizer=keras.optimizers.SGD(0.07), loss=keras.losses.CategoricalCrossentropy(from_logits=True))
dev = X_dev.T, np.eye(6, dtype=np.float32)[labels_dev]
dev_costs = regularized.fit(X_train.T, Y_train.T, batch_size=64, epochs=60, verbose=0, callbacks=[stop], validation_data=dev).history["val_loss"]
print(f"lowest dev cost in epoch {np.argmin(dev_costs)} of those from 0 to {len(dev_costs) - 1}; patience {patience}")
print("the weights of that epoch are back:", bool(np.isclose(regularized.evaluate(*dev, verbose=0), min(dev_costs), rtol=1e-5)))

# %% [markdown]
# Keras takes the penalty's factor whole, so $\frac{\lambda}{2m}$ has to be computed for it, and dropout is told the share
# to *drop*. What survives is divided by the share that is kept, as in your inverted dropout. `EarlyStopping` counts
# epochs since the last new best, as you did, and puts the best weights back if told to; without `restore_best_weights`
# you would keep the last ones. (The dev cost that it watches contains the penalty.)
#
# ## When to write your own
# Use `fit` where it does what you want, and write a loop where you want something else: two networks that play against
# each other, a cost made of several parts, a look at each gradient. Before long you will meet `@tf.function`, which
# turns a Python function into a graph that runs without Python: for steps as small as ours, that saves most of the
# time.
#
# **Which framework?** TensorFlow is one of several. PyTorch is the most used in research, JAX differentiates and
# compiles functions of NumPy's kind, and Keras runs on top of all three. Ask how easily you can write *and debug* in
# it, how fast it trains on your machine and answers on your users' devices, what you can take ready-made (models,
# people who know it), and who keeps it open. What you learned here carries over: all of them have tensors with types,
# parameters that change in place or are replaced, and a way to differentiate what you computed. Only the names differ.

# %% [markdown]
# ## What you built
# - Functions that accept what NumPy delivers and return float32 tensors, with derivatives that are right far out, too.
# - The derivative of a program with a loop, and a list of the ways in which a tape loses the thread.
# - A softmax classifier with a training loop of your own, which agrees with Keras's.
#
# **Questions to take along** (no points)
# 1. Replace `assign_sub` in your step by Adam from week 2. What has to be kept between the steps, and should it be
#    tensors or variables?
# 2. Drop the line that subtracts the mean picture. What does the cost do at our learning rate? How many hidden units are 0
#    for every picture then, and what gradient do they get?
# 3. `tape.gradient` needs about as much memory as the forward pass made intermediate results. Which of the ones in
#    `forward_propagation` does the chain rule need, and which could be thrown away?
#
# **Next:** course 3, where layers look at a small window of a picture, and the framework's parts are put to use.
