# ---
# title: A little TensorFlow
# minutes: 10
# ---
# %% [markdown]
# # A little TensorFlow
# The TensorFlow case of `make bench` until course 2 has a notebook of its own.
# %%
import numpy as np
import tensorflow as tf


# %% [markdown]
# ## Exercise 1 · A linear function  (2 points, ~5 min, ●○○)
# `linear(W, X, b)` gives WX + b as a tensor.
# %% solution="linear"
def linear(W, X, b):
    """WX + b. W: (n, k), X: (k, m), b: (n, 1); returns a float32 tensor of shape (n, m)."""
    ### BEGIN SOLUTION
    W, X, b = (tf.cast(each, tf.float32) for each in (W, X, b))
    return tf.matmul(W, X) + b
    ### END SOLUTION


# %% tests="linear" points=2
import numpy as np

rng = np.random.default_rng(0)
W, X, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 5)), rng.normal(size=(4, 1))
assert linear(W, X, b).shape == (4, 5), "The result has a row for each row of W and a column for each of X."
### BEGIN HIDDEN TESTS
assert np.allclose(linear(W, X, b), W @ X + b, atol=1e-5), "Look at the order of W and X, and at b."


### END HIDDEN TESTS
# %% mistake="linear"
def linear(W, X, b):
    """The bias is missing."""
    return tf.matmul(tf.cast(W, tf.float32), tf.cast(X, tf.float32))


# %% mistake="linear"
def linear(W, X, b):
    """W comes first: WX, not XW."""
    return tf.matmul(tf.cast(X, tf.float32), tf.cast(W, tf.float32)) + tf.cast(b, tf.float32)


# %% mistake="linear"
def linear(W, X, b):
    """The bias is added, not subtracted."""
    return tf.matmul(tf.cast(W, tf.float32), tf.cast(X, tf.float32)) - tf.cast(b, tf.float32)


# %% [markdown]
# ## Exercise 2 · A gradient  (3 points, ~5 min, ●●○)
# `slope(x)` gives the derivative of x³ + 2x at x, with a GradientTape.
# %% solution="slope"
def slope(x):
    """The derivative of x**3 + 2 x at x, a number; returns a scalar tensor."""
    ### BEGIN SOLUTION
    x = tf.constant(x, dtype=tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**3 + 2 * x
    return tape.gradient(y, x)
    ### END SOLUTION


# %% tests="slope" points=3
assert abs(float(slope(0.0)) - 2) < 1e-5, "At 0 the slope is 2."
### BEGIN HIDDEN TESTS
for x in (-1.5, 0.5, 3.0):
    assert abs(float(slope(x)) - (3 * x**2 + 2)) < 1e-3, "Compare with the derivative that you find by hand."


### END HIDDEN TESTS
# %% mistake="slope"
def slope(x):
    """This is the function, not its derivative."""
    return tf.constant(x**3 + 2 * x)


# %% mistake="slope"
def slope(x):
    """The tape watches x only if you tell it to, or if x is a variable."""
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        y = x**3 + 2 * x
    return tape.gradient(y, x)


# %% mistake="slope"
def slope(x):
    """The term 2x has a derivative, too."""
    return tf.constant(3 * x**2)
