# ---
# title: Activation functions
# minutes: 65
# ---

# %% [markdown]
# # Activation functions
# A hidden layer multiplies, adds, and then bends the result with a function $g$. The bend decides what the layer can
# express, and its slope decides how fast the layer learns. Here you build the usual bends and find out what each is
# good for.
#
# **You will**
# - show that layers without a bend collapse into one, and that sigmoid and tanh layers express the same functions;
# - write tanh, ReLU, leaky ReLU, ELU and their slopes, right for numbers of any size;
# - measure saturation, see what it does to learning, and choose the activation of an output.
#
# **Before you start:** week 2, above all the sigmoid, the chain rule and broadcasting. The week's notes, section
# *Activation functions*, cover the same ground in prose.
#
# **Time:** about 65 minutes. **Points:** 27, in seven exercises, two of which have two parts. Dots show difficulty,
# from ●○○ to ●●●.

# %%
import matplotlib.pyplot as plt
import numpy as np

from companion.plots import COLORS, LINES, cost_curves


def sigmoid(z):
    """Logistic function of each entry, right for numbers of any size, as in week 2."""
    return np.exp(-np.logaddexp(0, -z))


# %% [markdown]
# ## Why bend at all?
# A network with one hidden layer computes, for examples in the columns of $X$,
#
# $$Z^{[1]} = W^{[1]}X + b^{[1]},\qquad A^{[1]} = g\big(Z^{[1]}\big),\qquad Z^{[2]} = W^{[2]}A^{[1]} + b^{[2]}$$
#
# The number in brackets counts layers. $W^{[1]}$ has a row for each hidden unit, so its shape is $(n_h, n_x)$;
# $b^{[1]}$ is a column $(n_h, 1)$; $W^{[2]}$ has a row for each output, shape $(n_y, n_h)$; $b^{[2]}$ is $(n_y, 1)$.
#
# Leave the bend out, $g(z) = z$, a **linear** activation. Then the second layer multiplies what the first has
# multiplied. Put the first equation into the third, and see that a single layer, $WX + b$, gives the same output for
# every $X$.

# %% [markdown]
# ## Exercise 1 · Two layers that are one  (4 points, ~8 min, ●●○)
# Write `collapse_linear(W1, b1, W2, b2)`. It gets the parameters of two layers whose activation is linear, and returns
# two arrays, `W` of shape $(n_y, n_x)$ and `b` of shape $(n_y, 1)$, such that $WX + b$ equals
# $W^{[2]}\big(W^{[1]}X + b^{[1]}\big) + b^{[2]}$ for every $X$ (2 points each). The arguments stay unchanged.
#
# *Example.* $W^{[1]} = \begin{pmatrix}1 & 2\\3 & 4\end{pmatrix}$, $b^{[1]} = \begin{pmatrix}1\\0\end{pmatrix}$,
# $W^{[2]} = (1\ \ {-1})$, $b^{[2]} = (5)$ give $W = (-2\ \ {-2})$ and $b = (6)$.
#
# <details><summary>Hint 1: on paper</summary>
#
# Multiply the bracket out. What stands before $X$ is $W$; everything without $X$, added up, is $b$.
#
# </details>
#
# <details><summary>Hint 2: the order of a product</summary>
#
# $(n_y, n_h)$ times $(n_h, n_x)$ gives $(n_y, n_x)$. The layer that acts last stands on the left, in $W$ as in $b$.
#
# </details>

# %% solution="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """The single layer that does what two layers with a linear activation do.

    W1, b1: first layer, shapes (n_h, n_x) and (n_h, 1).
    W2, b2: second layer, shapes (n_y, n_h) and (n_y, 1).
    None of them is modified.
    Returns W of shape (n_y, n_x) and b of shape (n_y, 1), with W X + b = W2 (W1 X + b1) + b2 for every X.
    """
    ### BEGIN SOLUTION
    return W2 @ W1, W2 @ b1 + b2
    ### END SOLUTION


# %% tests="collapse_linear" part="W" points=2
import numpy as np

from companion.testing import close

layers = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0], [0.0]]), np.array([[1.0, -1.0]]), np.array([[5.0]])
single = collapse_linear(*layers)
assert single is not None, "collapse_linear returns None. Does it end with a return?"
assert isinstance(single, (tuple, list)) and len(single) == 2, "Return two arrays: W, then b."
assert np.shape(single[0]) == (1, 2), "W has a row for each output and a column for each input: here (1, 2)."
assert close(single[0], [[-2, -2]]), "W: feed in the columns (1, 0) and (0, 1), without biases, by hand."
W = collapse_linear(np.array([[2.0]]), np.array([[0.0]]), np.array([[1.0], [3.0]]), np.zeros((2, 1)))[0]
assert close(W, [[2], [6]]), "For one input, one hidden unit and two outputs W is a column."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for n_x, n_h, n_y in ((1, 1, 1), (2, 2, 2), (3, 3, 3), (2, 5, 1), (4, 2, 3), (1, 6, 4), (5, 1, 2)):
    layers = tuple(rng.normal(size=shape) for shape in ((n_h, n_x), (n_h, 1), (n_y, n_h), (n_y, 1)))
    before = tuple(each.copy() for each in layers)
    outputs = np.stack([before[2] @ (before[0] @ column) for column in np.eye(n_x)], axis=1)
    W = collapse_linear(*layers)[0]
    assert np.shape(W) == (n_y, n_x), "W has the wrong shape for other sizes of the layers."
    assert close(W, outputs, 1e-3, 1e-4), "W is wrong for other layers."
    assert close(layers, before), "After the call one of the arguments holds other numbers. Leave them as they are."
### END HIDDEN TESTS


# %% tests="collapse_linear" part="b" points=2
import numpy as np

from companion.testing import close

layers = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0], [0.0]]), np.array([[1.0, -1.0]]), np.array([[5.0]])
single = collapse_linear(*layers)
assert isinstance(single, (tuple, list)) and len(single) == 2, "Return two arrays: W, then b."
assert np.shape(single[1]) == (1, 1), "b has one number for each output, as a column: here (1, 1)."
assert not close(single[1], [[1]]) and not close(single[1], [[5]]), "b lacks a bias. Both of them reach the output."
assert close(single[1], [[6]]), "b is the output for X = 0. What do both layers together make of that?"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(101)
for n_x, n_h, n_y in ((1, 1, 1), (2, 2, 2), (3, 3, 3), (2, 5, 1), (4, 2, 3), (1, 6, 4), (5, 1, 2)):
    W1, b1, W2, b2 = (rng.normal(size=shape) for shape in ((n_h, n_x), (n_h, 1), (n_y, n_h), (n_y, 1)))
    b = collapse_linear(W1.copy(), b1.copy(), W2.copy(), b2.copy())[1]
    assert np.shape(b) == (n_y, 1), "b has the wrong shape for other sizes of the layers."
    at_zero = [[b2[k, 0] + sum(W2[k, h] * b1[h, 0] for h in range(n_h))] for k in range(n_y)]
    assert close(b, at_zero, 1e-3, 1e-4), "b is wrong for other layers: it is the output for X = 0."
### END HIDDEN TESTS


# %% mistake="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """The product is the wrong way round. What acts last stands on the left: W2 @ W1."""
    return W1 @ W2, W2 @ b1 + b2


# %% mistake="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """The first bias passes through the second layer as well: multiply b1 by W2 before you add b2."""
    return W2 @ W1, b1 + b2


# %% mistake="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """The second bias is missing from b."""
    return W2 @ W1, W2 @ b1


# %% mistake="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """The first bias is missing from b. It reaches the output by way of W2."""
    return W2 @ W1, b2


# %% mistake="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """W and b are transposed: each output has a row, in W as in b."""
    return (W2 @ W1).T, (W2 @ b1 + b2).T


# %% mistake="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """* multiplies entry by entry. A layer after a layer is a matrix product: @."""
    return W2 * W1, W2 @ b1 + b2


# %% demo
rng = np.random.default_rng(4)
W1, b1 = rng.choice([-1.0, 1.0], size=(10, 1)), rng.uniform(-2.5, 2.5, size=(10, 1))
W2, b2 = rng.normal(size=(1, 10)) / 2, np.zeros((1, 1))
x = np.linspace(-3, 3, 301).reshape(1, -1)
W, b = collapse_linear(W1, b1, W2, b2)
fig, ax = plt.subplots(figsize=(7, 3.6))
ax.plot(x[0], (W2 @ (W1 @ x + b1) + b2)[0], color=COLORS[0], label="g(z) = z, two layers")
ax.plot(x[0, ::20], (W @ x + b)[0, ::20], "o", color="black", label="the single layer that equals them")
ax.plot(x[0], (W2 @ np.maximum(0, W1 @ x + b1) + b2)[0], "--", color=COLORS[1], label="g(z) = max(0, z), same weights")
ax.set(xlabel="input x", ylabel="output", title="Ten linear units make a line, ten bent ones a line with corners")
ax.legend()
plt.show()

# %% [markdown]
# The dots of your single layer lie on the line of the two. With a linear activation it would stay so for a hundred
# layers: products of matrices are matrices. With $g(z) = \max(0, z)$ each of the ten units makes one corner, where its
# own $z$ passes 0, and with enough corners a broken line follows any curve. The bend is where the power of a hidden
# layer comes from.

# %% [markdown]
# ## tanh
# The hyperbolic tangent is a sigmoid that has been stretched to run from −1 to 1:
#
# $$\tanh(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}} = 2\,\sigma(2z) - 1$$
#
# It passes through 0, so hidden values of both signs occur, and their mean is often near 0. That suits the next layer,
# whose inputs are then centred. As it stands the formula fails for large numbers: $e^{800}$ is infinite for a
# computer, and infinity divided by infinity is `nan`.

# %% [markdown]
# ## Exercise 2a · tanh that doesn't break  (3 points, ~6 min, ●●○)
# Write `tanh(z)`: the hyperbolic tangent of each entry of `z`, an array of floats of any shape, entries from −1,000 to
# 1,000. It returns an array of the same shape, with no `nan` in it, and leaves `z` unchanged. Results may be off by
# 0.000001. Entries far out, beyond ±80, are worth 1 of the 3 points. (NumPy has `np.tanh`, which we use from the next
# notebook on. The tests can't tell whether you called it; you learn more if you build it from `np.exp`, or from the
# `sigmoid` above.)
#
# *Example.* `tanh(np.array([[0.0, 1.0, -800.0]]))` gives `[[0, 0.7616, -1]]`.
#
# <details><summary>Hint 1: two ways</summary>
#
# One: the `sigmoid` that is given can't overflow, and the text says how tanh follows from it. Two: find a form in which
# every exponent is negative.
#
# </details>
#
# <details><summary>Hint 2: the second way</summary>
#
# For $z > 0$, multiply numerator and denominator by $e^{-z}$: $\frac{1 - e^{-2z}}{1 + e^{-2z}}$. For negative $z$ use
# $\tanh(-z) = -\tanh(z)$: `np.abs` and `np.sign` do that for all entries at once.
#
# </details>

# %% solution="tanh"
def tanh(z):
    """Hyperbolic tangent, elementwise.

    z: array of floats of any shape, entries from -1000 to 1000; not modified.
    Returns an array of the same shape, values from -1 to 1, none of them nan, each right to 0.000001.
    """
    ### BEGIN SOLUTION
    small = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - small) / (1 + small)
    ### END SOLUTION


# %% tests="tanh" part="values" points=2
import numpy as np

from companion.testing import close, taken

few = tanh(np.array([[0.0, 1.0, -1.0]]))
assert few is not None, "tanh returns None. Does it end with a return?"
assert np.shape(few) == (1, 3), "The result must have the shape of z."
few = taken(few)[0]
assert close(few[0], 0, atol=2e-6), "tanh(0) is 0: the curve passes through the origin."
assert close(few[1] + few[2], 0, atol=2e-6), "tanh(-1) must be -tanh(1)."
assert not close(few[1], 0.46211716, atol=1e-4), "Your curve is too wide. Look at the factor of z."
assert close(few[1], 0.76159416, atol=1e-5), "tanh(1) is 0.7616."
assert close(tanh(np.zeros((2, 1, 3))), np.zeros((2, 1, 3)), atol=2e-6), "An array with three axes keeps its shape."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(2)
for shape, scale in (((1, 1), 1), ((7,), 3), ((3, 4), 0.1), ((2, 3, 2), 20), ((5, 1), 5)):
    z = np.clip(rng.normal(0, scale, shape), -80, 80)
    before = z.copy()
    with describing("an array with one axis" if len(shape) == 1 else "an array with several axes"):
        a = tanh(z)
    expected = np.array([math.tanh(float(value)) for value in before.ravel()]).reshape(shape)
    assert np.shape(a) == shape, "The result must have the shape of z, also for more or fewer axes."
    assert close(a, expected, 1e-4, 2e-6), "Values are wrong for other numbers, of both signs."
    assert close(z, before), "After the call z holds other numbers. Leave it as it is."
### END HIDDEN TESTS


# %% tests="tanh" part="far_out" points=1
import numpy as np

from companion.testing import close, taken

far = taken(tanh(np.array([800.0, -800.0])))
assert not np.any(np.isnan(far)), "For z = 800 or z = -800 you get nan. Which exponent is positive there?"
assert close(far, [1, -1], atol=2e-6), "Far from 0 the values are 1 and -1."
### BEGIN HIDDEN TESTS
from companion.testing import describing

edges = np.array([-1000.0, -355.0, -40.0, -20.0, 20.0, 40.0, 355.0, 710.0, 1000.0])
z = np.clip(np.random.default_rng(22).normal(0, 400, (3, 5)), -1000, 1000)
signs, expected = np.sign(edges), np.tanh(z)
with describing("large numbers of both signs"):
    assert close(tanh(edges), signs, atol=2e-6), "Values are wrong where |z| is large."
with describing("a mixture of near and far numbers"):
    assert close(tanh(z), expected, 1e-4, 2e-6), "Values are wrong for a mixture of near and far numbers."
### END HIDDEN TESTS


# %% mistake="tanh"
def tanh(z):
    """np.exp(800) is infinite, and infinity / infinity is nan. Find a form with negative exponents only."""
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


# %% mistake="tanh"
def tanh(z):
    """This form is safe for positive z. For very negative z its exponent is large and positive."""
    return (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))


# %% mistake="tanh"
def tanh(z):
    """The exponent needs a 2: this is tanh(z / 2)."""
    return 2 * sigmoid(z) - 1


# %% mistake="tanh"
def tanh(z):
    """This is the sigmoid of 2 z, which runs from 0 to 1. Stretch it, and shift it down."""
    return sigmoid(2 * z)


# %% mistake="tanh"
def tanh(z):
    """With the absolute value alone, the sign of z is lost."""
    small = np.exp(-2 * np.abs(z))
    return (1 - small) / (1 + small)


# %% mistake="tanh"
def tanh(z):
    """The values are clipped at 3, where tanh is 0.995: from there on the result is off by half a percent."""
    z = np.clip(z, -3, 3)
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


# %% [markdown]
# ## Exercise 2b · The slope of tanh  (2 points, ~3 min, ●○○)
# On the way back, the network needs the slope $g'(z)$. The forward pass has kept $a = \tanh(z)$, and as with the
# sigmoid the slope can be read off from it:
#
# $$\tanh'(z) = 1 - \tanh^2(z) = 1 - a^2$$
#
# Write `tanh_derivative(a)`. It gets **the values** `a`, not the sums `z`: an array of floats of any shape, entries
# from −1 to 1. It returns the slopes, an array of the same shape; `a` stays unchanged.
#
# *Example.* `tanh_derivative(np.array([0.0, 0.5, -1.0]))` gives `[1, 0.75, 0]`.
#
# <details><summary>Hint</summary>
#
# `**` takes a power of each entry.
#
# </details>

# %% solution="tanh_derivative"
def tanh_derivative(a):
    """Slope of the hyperbolic tangent, from its value.

    a: array of floats of any shape, the values tanh(z), from -1 to 1; not modified.
    Returns an array of the same shape: the derivative of tanh at each z.
    """
    ### BEGIN SOLUTION
    return 1 - a**2
    ### END SOLUTION


# %% tests="tanh_derivative" points=2
import numpy as np

from companion.testing import close, taken

slopes = tanh_derivative(np.array([0.0, 0.5, -1.0]))
assert slopes is not None, "tanh_derivative returns None. Does it end with a return?"
assert np.shape(slopes) == (3,), "The result must have the shape of a."
slopes = taken(slopes)
assert close(slopes[0], 1), "In the middle, where a = 0, the slope of tanh is 1."
assert close(slopes[2], 0, atol=1e-6), "At the end, where a = -1, the slope of tanh is 0."
assert close(slopes[1], 0.75), "Where a is 0.5 the slope is 0.75. The argument is a already, not z."
assert close(tanh_derivative(np.zeros((2, 1, 3))), np.ones((2, 1, 3))), "An array with three axes keeps its shape."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)
for shape in ((1, 1), (6,), (3, 5), (2, 1, 4), (7, 2)):
    z = rng.normal(0, 1.2, shape)
    a = np.tanh(z)
    with describing("an array with one axis" if len(shape) == 1 else "an array with several axes"):
        before, slopes = a.copy(), tanh_derivative(a)
    measured = (np.tanh(z + 1e-5) - np.tanh(z - 1e-5)) / 2e-5
    assert np.shape(slopes) == shape, "The result must have the shape of a, also for more or fewer axes."
    assert close(slopes, measured, 1e-3, 1e-5), "The slopes are wrong for other values."
    assert close(a, before), "After the call a holds other numbers. Leave it as it is."
### END HIDDEN TESTS


# %% mistake="tanh_derivative"
def tanh_derivative(a):
    """a is tanh(z) already. You take the hyperbolic tangent a second time."""
    return 1 - np.tanh(a) ** 2


# %% mistake="tanh_derivative"
def tanh_derivative(a):
    """a (1 - a) is the slope of the sigmoid. That of tanh is another expression of its value."""
    return a * (1 - a)


# %% mistake="tanh_derivative"
def tanh_derivative(a):
    """a has to be squared."""
    return 1 - np.abs(a)


# %% mistake="tanh_derivative"
def tanh_derivative(a):
    """The sign is reversed: tanh rises everywhere, so its slope is never negative."""
    return a**2 - 1


# %% demo
z = np.linspace(-6, 6, 241)
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained")
left.plot(z, sigmoid(z), "--", color=COLORS[1], label="sigmoid")
left.plot(z, tanh(z), color=COLORS[0], label="tanh")
left.set(xlabel="z", ylabel="g(z)", title="tanh runs from −1 to 1, through 0")
right.plot(z, sigmoid(z) * (1 - sigmoid(z)), "--", color=COLORS[1], label="sigmoid, at most 1/4")
right.plot(z, tanh_derivative(tanh(z)), color=COLORS[0], label="tanh, at most 1")
right.set(xlabel="z", ylabel="slope g'(z)", title="In the middle tanh is four times as steep", ylim=(-0.05, 1.4))
for ax in (left, right):
    ax.grid(alpha=0.3)
    ax.legend(loc="upper left")
plt.show()

# %% [markdown]
# Both are S-shaped and level off at both ends. tanh is four times as steep at 0, twice as tall, and flat sooner: from
# about $|z| = 1.7$ outwards, the sigmoid is the steeper of the two.

# %% [markdown]
# ## ReLU and leaky ReLU
# The **rectified linear unit** keeps what is positive and cuts off the rest, $g(z) = \max(0, z)$. Its slope is 1 for
# $z > 0$, however large. That keeps gradients alive on the way back, and it costs a comparison in place of an
# exponential.
#
# For $z < 0$ the slope is 0. A unit whose $z$ is negative for every example gets no gradient and stays as it is: it is
# **dead**. The **leaky ReLU** lets a little through, with a small slope $s$, often 0.01:
#
# $$g(z) = \begin{cases} z & \text{for } z > 0\\ s\,z & \text{for } z \le 0\end{cases}\qquad\qquad
# g'(z) = \begin{cases} 1 & \text{for } z > 0\\ s & \text{for } z \le 0\end{cases}$$
#
# With $s = 0$ this is the ReLU, so one function does for both. At $z = 0$ there is a kink and no derivative. It hardly
# ever matters which number stands in; like most libraries we let the rule for negative $z$ hold at 0, too.

# %% [markdown]
# ## Exercise 3a · Leaky ReLU  (2 points, ~3 min, ●○○)
# Write `leaky_relu(z, slope=0.01)`. It gets an array of floats of any shape and a number `slope`, 0 or more and below
# 1, and returns $g$ of each entry, an array of the same shape. `z` stays unchanged.
#
# *Example.* `leaky_relu(np.array([-2.0, 0.0, 3.0]), 0.1)` gives `[-0.2, 0, 3]`, and with slope 0 `[0, 0, 3]`.
#
# <details><summary>Hint</summary>
#
# `np.where(condition, p, q)` takes from `p` where the condition holds, and from `q` elsewhere.
#
# </details>

# %% solution="leaky_relu"
def leaky_relu(z, slope=0.01):
    """Leaky ReLU, elementwise: z where z is above 0, slope times z elsewhere.

    z: array of floats of any shape; not modified.
    slope: number, 0 or more and below 1; with 0 this is the ReLU.
    Returns an array of the shape of z.
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, z, slope * z)
    ### END SOLUTION


# %% tests="leaky_relu" points=2
import numpy as np

from companion.testing import close, taken

values = leaky_relu(np.array([-2.0, 0.0, 3.0]), 0.1)
assert values is not None, "leaky_relu returns None. Does it end with a return?"
assert np.shape(values) == (3,), "The result must have the shape of z."
values = taken(values)
assert close(values[2], 3), "Positive entries stay as they are."
assert close(values[1], 0), "leaky_relu of 0 is 0."
assert close(values[0], -0.2), "A negative entry is multiplied by the slope that was given."
assert close(leaky_relu(np.array([[-2.0], [5.0]]), 0.0), [[0], [5]]), "With slope 0, negative entries become 0."
assert close(leaky_relu(np.array([[[-2.0]]])), [[[-0.02]]]), (
    "Without a second argument the slope is 0.01, for any number of axes."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for shape, slope in (((1, 1), 0.3), ((6,), 0.0), ((3, 5), 0.01), ((2, 1, 4), 0.5), ((7, 2), 0.2)):
    z = rng.normal(0, 2, shape)
    before = z.copy()
    with describing("an array with one axis" if len(shape) == 1 else "an array with several axes"):
        values = leaky_relu(z, slope)
    expected = [float(value) if value > 0 else slope * float(value) for value in before.ravel()]
    assert np.shape(values) == shape, "The result must have the shape of z, also for more or fewer axes."
    assert close(values, np.reshape(expected, shape), 1e-4, 1e-6), "Values are wrong for other numbers or slopes."
    assert close(z, before), "After the call z holds other numbers. Leave it as it is: make a new array."
with describing("large numbers of both signs"):
    assert close(leaky_relu(np.array([-1e6, 1e6]), 0.01), [-1e4, 1e6]), (
        "Values are wrong for large numbers: nothing levels off on either side."
    )
### END HIDDEN TESTS


# %% mistake="leaky_relu"
def leaky_relu(z, slope=0.01):
    """This cuts everything off at the height slope. The slope has to multiply z."""
    return np.maximum(slope, z)


# %% mistake="leaky_relu"
def leaky_relu(z, slope=0.01):
    """This is the ReLU: nothing leaks. For negative z the slope has to come in."""
    return np.maximum(0, z)


# %% mistake="leaky_relu"
def leaky_relu(z, slope=0.01):
    """0.01 is written into the function. Use the argument."""
    return np.where(z > 0, z, 0.01 * z)


# %% mistake="leaky_relu"
def leaky_relu(z, slope=0.01):
    """z[z < 0] *= ... writes into the caller's array. Work on a copy, or use np.where."""
    z[z < 0] *= slope
    return z


# %% mistake="leaky_relu"
def leaky_relu(z, slope=0.01):
    """The sign has gone: on the left a leaky ReLU goes down, below 0."""
    return np.where(z > 0, z, -slope * z)


# %% [markdown]
# ## Exercise 3b · Its slope  (3 points, ~4 min, ●○○)
# Write `leaky_relu_derivative(z, slope=0.01)`. This time the argument is the sums `z`, an array of floats of any
# shape. It returns an array of floats of the same shape: 1 where the entry is above 0, and `slope` where it is below 0
# **or equal to 0** (that case is worth 1 of the 3 points). `z` stays unchanged.
#
# *Example.* `leaky_relu_derivative(np.array([-2.0, 0.0, 3.0]), 0.1)` gives `[0.1, 0.1, 1]`.
#
# <details><summary>Hint</summary>
#
# The same condition as in 3a, with other things to take from. `np.where` repeats a number wherever it is needed.
#
# </details>

# %% solution="leaky_relu_derivative"
def leaky_relu_derivative(z, slope=0.01):
    """Slope of the leaky ReLU, from the sums z.

    z: array of floats of any shape; not modified.
    slope: number, 0 or more and below 1.
    Returns an array of floats of the shape of z: 1 where z is above 0, slope where it is 0 or below.
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, 1.0, slope)
    ### END SOLUTION


# %% tests="leaky_relu_derivative" part="both_sides" points=2
import numpy as np

from companion.testing import close, taken

slopes = leaky_relu_derivative(np.array([-2.0, 3.0]), 0.1)
assert slopes is not None, "leaky_relu_derivative returns None. Does it end with a return?"
assert np.shape(slopes) == (2,), "The result must have the shape of z."
slopes = taken(slopes)
assert close(slopes[1], 1), "On the right the leaky ReLU is z itself. How steep is that?"
assert close(slopes[0], 0.1), "On the left the slope is the one that was given."
assert close(leaky_relu_derivative(np.array([[[-2.0]]])), [[[0.01]]]), (
    "Without a second argument the slope is 0.01, for any number of axes."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(5)
for shape, slope in (((1, 1), 0.3), ((6,), 0.0), ((3, 5), 0.01), ((2, 1, 4), 0.5), ((7, 2), 0.2)):
    z = rng.normal(0, 2, shape)
    before = z.copy()
    with describing("an array with one axis" if len(shape) == 1 else "an array with several axes"):
        slopes = leaky_relu_derivative(z, slope)
    assert np.shape(slopes) == shape, "The result must have the shape of z, also for more or fewer axes."
    expected = [1.0 if value > 0 else slope for value in before.ravel()]
    assert close(slopes, np.reshape(expected, shape), 1e-4, 1e-6), "Slopes are wrong for other numbers."
    assert close(z, before), "After the call z holds other numbers. Leave it as it is: make a new array."
small = leaky_relu_derivative(np.array([1e-3, -1e-3, 0.5]), 0.2)
assert close(small, [1, 0.2, 1]), "Slopes are wrong close to 0: the kink is exactly at 0."
### END HIDDEN TESTS


# %% tests="leaky_relu_derivative" part="at_zero" points=1
import numpy as np

from companion.testing import close

slopes = leaky_relu_derivative(np.array([-2.0, 0.0, 3.0]), 0.1)
assert np.shape(slopes) == (3,), "The result must have the shape of z."
assert close(slopes, [0.1, 0.1, 1]), "At exactly 0 the rule for negative z holds."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for shape, slope in (((1, 1), 0.3), ((6,), 0.0), ((3, 5), 0.01), ((2, 1, 4), 0.5)):
    z = np.random.default_rng(55).normal(0, 2, shape)
    z.flat[0] = z.flat[-1] = 0.0
    expected = np.reshape([1.0 if value > 0 else slope for value in z.ravel()], shape)
    with describing("zeros among other numbers"):
        assert close(leaky_relu_derivative(z.copy(), slope), expected, 1e-4, 1e-6), (
            "Slopes are wrong where 0 is among the numbers."
        )
### END HIDDEN TESTS


# %% mistake="leaky_relu_derivative"
def leaky_relu_derivative(z, slope=0.01):
    """At exactly 0 you take the slope of the right side. Here the rule for negative z holds at 0, too."""
    return np.where(z >= 0, 1.0, slope)


# %% mistake="leaky_relu_derivative"
def leaky_relu_derivative(z, slope=0.01):
    """On the right this gives z, the value. Its slope is asked for, which is the same everywhere on that side."""
    return np.where(z > 0, z, slope)


# %% mistake="leaky_relu_derivative"
def leaky_relu_derivative(z, slope=0.01):
    """On the left this gives slope times z, the value. The slope itself is asked for."""
    return np.where(z > 0, 1.0, slope * z)


# %% mistake="leaky_relu_derivative"
def leaky_relu_derivative(z, slope=0.01):
    """This is the slope of the ReLU. On the left of 0 the leaky one is not flat."""
    return np.where(z > 0, 1.0, 0.0)


# %% mistake="leaky_relu_derivative"
def leaky_relu_derivative(z, slope=0.01):
    """The assignments write into the caller's array, and it is lost for everyone else. Make a new array."""
    z[z <= 0] = slope
    z[z > slope] = 1.0
    return z


# %% [markdown]
# ## Without a kink: ELU
# The **exponential linear unit** is a ReLU whose left side is a curve that levels off at $-\alpha$. Its output takes
# both signs, and for $\alpha = 1$ it has no kink:
#
# $$g(z) = \begin{cases} z & \text{for } z > 0\\ \alpha\,(e^z - 1) & \text{for } z \le 0\end{cases}\qquad\qquad
# g'(z) = \begin{cases} 1 & \text{for } z > 0\\ g(z) + \alpha & \text{for } z \le 0\end{cases}$$
#
# So its slope, too, can be read off from the value. ($\alpha$ is a constant here, no learning rate.) The exponential is
# meant for the left side only. But code that works on whole arrays tends to compute both cases for every entry, and
# choose afterwards. Then $e^{800}$ turns up, and infinity times 0 is `nan`.

# %% [markdown]
# ## Exercise 4 · ELU  (3 points, ~6 min, ●●○)
# Write `elu(z, alpha=1.0)`. It gets an array of floats of any shape, entries from −1,000 to 1,000, and a number
# `alpha` above 0. It returns $g$ of each entry, an array of the same shape, with no `nan` and no infinity, also far out,
# beyond ±80 (1 of the 3 points). `z` stays unchanged. Whether NumPy prints a warning about an overflow on the way isn't
# tested.
#
# *Example.* `elu(np.array([-800.0, -1.0, 0.0, 800.0]), 2.0)` gives `[-2, -1.2642, 0, 800]`.
#
# <details><summary>Hint 1: choose, don't multiply</summary>
#
# A product with a mask of zeros and ones, such as `(z <= 0) * np.exp(z)`, keeps a `nan` that is in one of its factors.
# `np.where` chooses, and what isn't chosen doesn't matter.
#
# </details>
#
# <details><summary>Hint 2: without a warning</summary>
#
# `np.minimum(z, 0)` is `z` where the exponential is needed, and 0 where it isn't.
#
# </details>

# %% solution="elu"
def elu(z, alpha=1.0):
    """Exponential linear unit, elementwise: z where z is above 0, alpha (e^z - 1) elsewhere.

    z: array of floats of any shape, entries from -1000 to 1000; not modified.
    alpha: number above 0.
    Returns an array of the shape of z, all of its entries finite.
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1))
    ### END SOLUTION


# %% tests="elu" part="values" points=2
import numpy as np

from companion.testing import close, taken

values = elu(np.array([-1.0, 0.0, 1.5]), 2.0)
assert values is not None, "elu returns None. Does it end with a return?"
assert np.shape(values) == (3,), "The result must have the shape of z."
values = taken(values)
assert close(values[2], 1.5), "Positive entries stay as they are."
assert close(values[1], 0), "elu of 0 is 0, from either formula."
assert close(values[0], -1.26424112), "For z = -1 and alpha = 2 the value is -1.2642. Is everything in the formula?"
assert close(elu(np.array([[[-1.0]]])), [[[-0.63212056]]]), (
    "Without a second argument alpha is 1, for any number of axes."
)
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(6)
for shape, alpha, scale in (((1, 1), 0.3, 1), ((6,), 1.0, 2), ((3, 5), 2.5, 1), ((2, 1, 4), 0.5, 20), ((7, 2), 1.7, 4)):
    z = np.clip(rng.normal(0, scale, shape), -80, 80)
    before = z.copy()
    with describing("an array with one axis" if len(shape) == 1 else "an array with several axes"):
        values = elu(z, alpha)
    assert np.shape(values) == shape, "The result must have the shape of z, also for more or fewer axes."
    expected = [float(v) if v > 0 else alpha * math.expm1(float(v)) for v in before.ravel()]
    assert close(values, np.reshape(expected, shape), 1e-4, 2e-6), "Values are wrong for other numbers or alphas."
    assert close(z, before), "After the call z holds other numbers. Leave it as it is: make a new array."
### END HIDDEN TESTS


# %% tests="elu" part="far_out" points=1
import numpy as np

from companion.testing import close, taken

far = taken(elu(np.array([-800.0, 800.0]), 2.0))
assert far.shape == (2,), "The result must have the shape of z."
assert not np.any(np.isnan(far)), "There is a nan for z = 800 or z = -800: where does an infinity meet a 0?"
assert close(far, [-2, 800]), "Far to the left the value is -alpha; far to the right it is z."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(66)
for shape, alpha in (((2, 1, 4), 0.5), ((7, 2), 1.7), ((9,), 1.0)):
    z = np.clip(rng.normal(0, 600, shape), -1000, 1000)
    expected = [float(v) if v > 0 else alpha * math.expm1(float(v)) for v in z.ravel()]
    with describing("a mixture of near and far numbers"):
        values = taken(elu(z.copy(), alpha))
    assert np.all(np.isfinite(values)), "There is a nan or an infinity for other numbers."
    assert close(values, np.reshape(expected, shape), 1e-4, 2e-6), (
        "Values are wrong for a mixture of near and far numbers."
    )
### END HIDDEN TESTS


# %% mistake="elu"
def elu(z, alpha=1.0):
    """(z <= 0) * np.exp(z) is 0 times infinity for z = 800, and that is nan. Choose with np.where instead."""
    return (z > 0) * z + (z <= 0) * alpha * (np.exp(z) - 1)


# %% mistake="elu"
def elu(z, alpha=1.0):
    """alpha isn't used: it says how far the left side goes down."""
    return np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1)


# %% mistake="elu"
def elu(z, alpha=1.0):
    """The 1 isn't subtracted, so your curve jumps at 0."""
    return np.where(z > 0, z, alpha * np.exp(np.minimum(z, 0)))


# %% mistake="elu"
def elu(z, alpha=1.0):
    """The 1 has to be subtracted before alpha multiplies: alpha (e^z - 1)."""
    return np.where(z > 0, z, alpha * np.exp(np.minimum(z, 0)) - 1)


# %% mistake="elu"
def elu(z, alpha=1.0):
    """e^z - 1 is never below z, so the maximum picks the exponential on the right side as well."""
    return np.maximum(z, alpha * (np.exp(z) - 1))


# %% [markdown]
# The next cell collects what you have, each with its slope from the sums $z$, for the demonstrations below. Then all of
# them in one picture.


# %%
def activate(name, z):
    """Values and slopes of the activation called `name` at z: two arrays of the shape of z."""
    if name == "sigmoid":
        a = sigmoid(z)
        return a, a * (1 - a)
    if name == "tanh":
        a = tanh(z)
        return a, tanh_derivative(a)
    if name == "ELU":
        a = elu(z)
        return a, np.where(z > 0, 1.0, a + 1.0)
    slope = {"ReLU": 0.0, "leaky ReLU": 0.1}[name]
    return leaky_relu(z, slope), leaky_relu_derivative(z, slope)


# %% demo
z = np.linspace(-4, 4, 401)
fig, axes = plt.subplots(1, 5, figsize=(14, 3.4), sharey=True, layout="constrained")
for ax, name in zip(axes, ("sigmoid", "tanh", "ReLU", "leaky ReLU", "ELU")):
    value, slope = activate(name, z)
    ax.plot(z, value, color=COLORS[0], label="g(z)")
    ax.plot(z, slope, "--", color=COLORS[1], label="slope g'(z)")
    ax.grid(alpha=0.3)
    ax.set(xlabel="z", title=name, ylim=(-1.3, 3))
axes[0].set_ylabel("value and slope")
axes[0].legend(loc="upper left")
fig.suptitle("Sigmoid and tanh go flat on both sides; the ReLU family keeps its slope of 1 on the right")
plt.show()

# %% [markdown]
# Blue is the value, orange the slope. (The leaky ReLU is drawn with a slope of 0.1, so that the leak can be seen.)

# %% [markdown]
# ## Saturation
# The gradient of a hidden unit's weights is a product, and one of its factors is the slope $g'(z)$. Where the slope is
# close to 0, the unit is **saturated**: nothing that the loss says gets through to its weights. Through several layers
# slopes multiply. At best a sigmoid passes on a quarter, so ten of them pass on at most
# $\left(\frac14\right)^{10}\approx 0.000001$.
#
# A unit may be saturated for one example and awake for another. What matters is for how many. A ReLU that is flat for
# *every* example is dead. So measure it, a row of slopes for each unit.

# %% [markdown]
# ## Exercise 5 · How many are asleep?  (3 points, ~6 min, ●●○)
# Write `saturated_share(slopes, limit=0.05)`. It gets the slopes $g'(z)$ of a hidden layer, an array of shape
# $(n_h, m)$ with a row for each unit and a column for each example, none negative. It returns an array of shape
# $(n_h, 1)$: for each unit the share of examples, from 0 to 1, whose slope is **below** `limit` (a slope equal to the
# limit doesn't count). `slopes` stays unchanged.
#
# *Example.* `saturated_share(np.array([[0.2, 0.01, 0.0, 0.3], [0.05, 1.0, 1.0, 0.0]]))` gives `[[0.5], [0.25]]`.
#
# <details><summary>Hint 1: a share is a mean</summary>
#
# A comparison gives `True` and `False` for each entry, and their mean is the share of `True`.
#
# </details>
#
# <details><summary>Hint 2: which axis?</summary>
#
# The examples, along axis 1, are to disappear, and each unit keeps a row of its own: `axis=1, keepdims=True`.
#
# </details>

# %% solution="saturated_share"
def saturated_share(slopes, limit=0.05):
    """For each unit, the share of examples for which its slope is below a limit.

    slopes: array of shape (n_h, m), 0 or more: the slope of each unit for each example; not modified.
    limit: number above 0.
    Returns an array of shape (n_h, 1), numbers from 0 to 1.
    """
    ### BEGIN SOLUTION
    return np.mean(slopes < limit, axis=1, keepdims=True)
    ### END SOLUTION


# %% tests="saturated_share" points=3
import numpy as np

from companion.testing import close, taken

shares = saturated_share(np.array([[0.2, 0.01, 0.0, 0.3], [0.05, 1.0, 1.0, 0.0]]))
assert shares is not None, "saturated_share returns None. Does it end with a return?"
shares = taken(shares)
assert shares.size != 4, "These are four numbers, one for each example. Each unit, a row, gets one."
assert shares.size != 1, "This is one number for the whole layer. Each unit gets its own."
assert shares.shape == (2, 1), "The shares form a column with a row for each unit: shape (n_h, 1)."
assert np.max(shares) <= 1, "A share is between 0 and 1. Is that the number of examples?"
assert close(shares[0], [0.5]), "The first unit is below 0.05 for two of four examples."
assert close(shares[1], [0.25]), "The second unit is below 0.05 for one of four; 0.05 itself isn't below."
assert close(saturated_share(np.array([[0.3]]), 0.5), [[1]]), (
    "For one unit, one example and another limit the share is wrong."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(7)
for n_h, m, limit in ((1, 1, 0.5), (3, 1, 0.4), (1, 6, 0.05), (4, 4, 0.25), (5, 9, 0.7), (2, 31, 0.1)):
    slopes = rng.random((n_h, m))
    before = slopes.copy()
    with describing("a single example" if m == 1 else "several examples"):
        shares = saturated_share(slopes, limit)
    assert np.shape(shares) == (n_h, 1), "The result must have the shape (n_h, 1), for any number of examples."
    expected = [[sum(float(value) < limit for value in row) / m] for row in before]
    assert close(shares, expected), "A share is wrong for other slopes or another limit."
    assert close(slopes, before), "After the call slopes holds other numbers. Leave it as it is."
edge = saturated_share(np.array([[0.25, 0.25, 0.5, 0.0]]), 0.25)
assert close(edge, [[0.25]]), "A slope that equals the limit isn't below it."
### END HIDDEN TESTS


# %% mistake="saturated_share"
def saturated_share(slopes, limit=0.05):
    """axis=0 averages over the units, and leaves one number for each example. Average over the examples."""
    return np.mean(slopes < limit, axis=0, keepdims=True)


# %% mistake="saturated_share"
def saturated_share(slopes, limit=0.05):
    """The result has lost an axis. keepdims=True keeps it a column."""
    return np.mean(slopes < limit, axis=1)


# %% mistake="saturated_share"
def saturated_share(slopes, limit=0.05):
    """This counts examples. A share is the count divided by their number, or a mean."""
    return np.sum(slopes < limit, axis=1, keepdims=True)


# %% mistake="saturated_share"
def saturated_share(slopes, limit=0.05):
    """This is the share of examples for which the unit is awake. Saturated means below the limit."""
    return np.mean(slopes > limit, axis=1, keepdims=True)


# %% mistake="saturated_share"
def saturated_share(slopes, limit=0.05):
    """<= also counts slopes that equal the limit. Below means <."""
    return np.mean(slopes <= limit, axis=1, keepdims=True)


# %% mistake="saturated_share"
def saturated_share(slopes, limit=0.05):
    """The limit is written into the comparison. Use the argument."""
    return np.mean(slopes < 0.05, axis=1, keepdims=True)


# %% [markdown]
# A layer of 200 units reads 20 features of 500 examples, all drawn from the standard normal distribution. How does the
# share of saturated pairs of unit and example depend on the size of the weights?


# %% demo
def saturation_by_size(sizes, names):
    """For each activation, the mean share of saturated slopes for each standard deviation of the weights."""
    rng = np.random.default_rng(5)
    X, W = rng.normal(size=(20, 500)), rng.normal(size=(200, 20))
    return {name: [np.mean(saturated_share(activate(name, s * W @ X)[1])) for s in sizes] for name in names}


sizes = np.geomspace(0.01, 10, 31)
fig, ax = plt.subplots(figsize=(7, 3.8))
for number, (name, shares) in enumerate(saturation_by_size(sizes, ("sigmoid", "tanh", "ReLU")).items()):
    ax.semilogx(sizes, 100 * np.array(shares), LINES[number], color=COLORS[number], label=name)
ax.set(xlabel="standard deviation of the weights", ylabel="slopes below 0.05 (%)")
ax.set_title("Large weights put sigmoid and tanh to sleep")
ax.legend()
plt.show()
for name, shares in saturation_by_size((0.01, 0.1, 1, 10), ("sigmoid", "tanh", "ReLU")).items():
    print(f"{name:8}", "  ".join(f"{share:6.1%}" for share in shares), "  for weights of size 0.01, 0.1, 1, 10")
dead = np.arange(6).reshape(6, 1) - 5.0
slopes = activate("ReLU", np.random.default_rng(6).normal(size=(6, 500)) + dead)[1]
print("ReLU with biases −5 … 0, share asleep:", np.ravel(saturated_share(slopes)).round(3))

# %% [markdown]
# Small weights keep every sum near 0, where both S-curves are steep. At a standard deviation of 1 half of the sigmoid's
# slopes and 62 % of those of tanh are below 0.05 (the 20 terms of a sum give it a standard deviation of about 4.5), and
# at 10 nearly all. More is asleep with tanh, because it is flat sooner. The ReLU doesn't mind the size: half of its sums
# are negative, whatever the factor before them, and for the other half the slope is 1. Its danger is the bias. With
# −5 and −4 the last line shows dead units, asleep for all 500 examples, which no gradient can wake; with −3 two
# examples are left to learn from.

# %% [markdown]
# ## The same functions, another start
# Since $\sigma(z) = \frac12\big(1 + \tanh\frac z2\big)$, each sigmoid unit can be replaced by a tanh unit: halve what
# goes in, halve what comes out, and make up for the constant $\frac12$ behind it. So a network with sigmoid units and
# one with tanh units of the same number can express exactly the same functions. Whatever difference you see in practice
# comes from learning, not from what could be learned.

# %% [markdown]
# ## Exercise 6 · From sigmoid to tanh  (4 points, ~10 min, ●●●)
# Write `sigmoid_to_tanh(W1, b1, W2, b2)`. It gets the parameters of a network with sigmoid hidden units, which computes
# $Z^{[2]} = W^{[2]}\,\sigma\big(W^{[1]}X + b^{[1]}\big) + b^{[2]}$, with shapes $(n_h, n_x)$, $(n_h, 1)$, $(n_y, n_h)$
# and $(n_y, 1)$. It returns four new arrays of the same shapes, in the same order: parameters with which
# $W^{[2]}\tanh\big(W^{[1]}X + b^{[1]}\big) + b^{[2]}$ is the same $Z^{[2]}$ for every $X$. The arguments stay unchanged.
# The tests compare the outputs of the two networks, so any parameters that do it are right; outputs that are right up
# to a constant earn 2 points.
#
# *Example.* $W^{[1]} = (2)$, $b^{[1]} = (4)$, $W^{[2]} = (6)$, $b^{[2]} = (1)$: here $6\,\sigma(2x + 4) + 1$ equals
# $3\tanh(x + 2) + 4$. So `[[1]]`, `[[2]]`, `[[3]]` and `[[4]]` are a right answer.
#
# <details><summary>Hint 1: put it in</summary>
#
# Replace $\sigma(z)$ by $\frac12 + \frac12\tanh(z/2)$ in the formula of $Z^{[2]}$, and sort: what stands inside the
# tanh, what multiplies it, what is constant?
#
# </details>
#
# <details><summary>Hint 2: the constant</summary>
#
# Every hidden unit brings the constant $\frac12$, and each output weighs it with its own weight for that unit. So
# output $k$ gets half the sum of row $k$ of $W^{[2]}$. `keepdims=True` keeps these sums a column.
#
# </details>

# %% solution="sigmoid_to_tanh"
def sigmoid_to_tanh(W1, b1, W2, b2):
    """Parameters of a network with tanh units that computes what one with sigmoid units does.

    W1, b1: hidden layer, shapes (n_h, n_x) and (n_h, 1).
    W2, b2: output layer, shapes (n_y, n_h) and (n_y, 1).
    None of them is modified.
    Returns four arrays of the same shapes, in the order W1, b1, W2, b2.
    """
    ### BEGIN SOLUTION
    return W1 / 2, b1 / 2, W2 / 2, b2 + np.sum(W2, axis=1, keepdims=True) / 2
    ### END SOLUTION


# %% tests="sigmoid_to_tanh" part="curve" points=2
import numpy as np

from companion.testing import close, taken


def tanh_network(parameters, X):
    """Outputs of the network with tanh units."""
    W1, b1, W2, b2 = (taken(each) for each in parameters)
    return W2 @ np.tanh(W1 @ X + b1) + b2


converted = sigmoid_to_tanh(np.array([[2.0]]), np.array([[4.0]]), np.array([[6.0]]), np.array([[1.0]]))
assert isinstance(converted, (tuple, list)) and len(converted) == 4, "Return four arrays: W1, b1, W2, b2."
assert all(taken(each).shape == (1, 1) for each in converted), "Each array keeps the shape of the one it replaces."
y = tanh_network(converted, np.array([[-50.0, 50.0, -2.0, -2.5, -1.0]]))[0]
assert close(y[1] - y[0], 6, atol=1e-4), "From far left to far right the output rises by 6. tanh is twice as tall as σ."
assert close(y[2] - y[0], 3, atol=1e-4), "The unit must be in the middle of its curve where it was: at x = -2."
assert close(y[3:] - y[0], [1.61364853, 5.28478247], atol=1e-4), (
    "The ends are right, but between them the curve has another slope."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(8)
for n_x, n_h, n_y in ((1, 1, 1), (3, 3, 3), (2, 5, 1), (4, 2, 3), (1, 6, 2), (5, 4, 4)):
    layers = tuple(rng.normal(0, 1.5, size=shape) for shape in ((n_h, n_x), (n_h, 1), (n_y, n_h), (n_y, 1)))
    before = tuple(each.copy() for each in layers)
    W1, b1, W2, b2 = before
    X = rng.normal(0, 2, size=(n_x, 8))
    expected = W2 @ (1 / (1 + np.exp(-(W1 @ X + b1)))) + b2
    converted = sigmoid_to_tanh(*layers)
    assert [taken(each).shape for each in converted] == [each.shape for each in before], "A shape is wrong for other sizes."
    found = tanh_network(converted, X)
    assert close(found - found[:, :1], expected - expected[:, :1], 1e-3, 1e-3), (
        "From input to input the two networks change differently, for other parameters. (Constants don't count here.)"
    )
    assert close(layers, before), "After the call one of the arguments holds other numbers. Leave them as they are."
### END HIDDEN TESTS


# %% tests="sigmoid_to_tanh" part="constant" points=2
import numpy as np

from companion.testing import close, taken


def tanh_network(parameters, X):
    """Outputs of the network with tanh units."""
    W1, b1, W2, b2 = (taken(each) for each in parameters)
    return W2 @ np.tanh(W1 @ X + b1) + b2


converted = sigmoid_to_tanh(np.array([[2.0]]), np.array([[4.0]]), np.array([[6.0]]), np.array([[1.0]]))
assert isinstance(converted, (tuple, list)) and len(converted) == 4, "Return four arrays: W1, b1, W2, b2."
assert all(taken(each).shape == (1, 1) for each in converted), "Each array keeps the shape of the one it replaces."
y = tanh_network(converted, np.array([[-50.0, 50.0]]))
assert close(y, [[1, 7]], atol=1e-4), (
    "Far to the left σ is 0 and tanh is -1, and the output must be 1 as before; far to the right, 7."
)
units = np.array([[1.0], [1.0]]), np.zeros((2, 1)), np.array([[1.0, 3.0], [0.0, 2.0]]), np.array([[0.0], [5.0]])
y = tanh_network(sigmoid_to_tanh(*units), np.array([[0.0]]))
assert close(y, [[2], [6]], atol=1e-4), (
    "Two units, two outputs, x = 0, where σ is 1/2: the outputs are 2 and 6. Look at b2."
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(88)
for n_x, n_h, n_y in ((1, 1, 1), (3, 3, 3), (2, 5, 1), (4, 2, 3), (1, 6, 2), (5, 4, 4)):
    W1, b1, W2, b2 = (rng.normal(0, 1.5, size=shape) for shape in ((n_h, n_x), (n_h, 1), (n_y, n_h), (n_y, 1)))
    converted = sigmoid_to_tanh(W1.copy(), b1.copy(), W2.copy(), b2.copy())
    assert len(converted) == 4 and taken(converted[3]).shape == (n_y, 1), "b2 has the wrong shape for other sizes."
    X = rng.normal(0, 2, size=(n_x, 8))
    expected, found = W2 @ (1 / (1 + np.exp(-(W1 @ X + b1)))) + b2, tanh_network(converted, X)
    assert close(found, expected, 1e-3, 1e-4), "The outputs of the two networks differ for other parameters."
### END HIDDEN TESTS


# %% mistake="sigmoid_to_tanh"
def sigmoid_to_tanh(W1, b1, W2, b2):
    """The constant 1/2 of every hidden unit is missing from b2."""
    return W1 / 2, b1 / 2, W2 / 2, b2


# %% mistake="sigmoid_to_tanh"
def sigmoid_to_tanh(W1, b1, W2, b2):
    """tanh is twice as tall as the sigmoid, so the second weights have to be halved, too."""
    return W1 / 2, b1 / 2, W2, b2 + np.sum(W2, axis=1, keepdims=True) / 2


# %% mistake="sigmoid_to_tanh"
def sigmoid_to_tanh(W1, b1, W2, b2):
    """Inside the tanh stands half of the whole sum. The bias b1 is a part of it."""
    return W1 / 2, b1, W2 / 2, b2 + np.sum(W2, axis=1, keepdims=True) / 2


# %% mistake="sigmoid_to_tanh"
def sigmoid_to_tanh(W1, b1, W2, b2):
    """You double what goes into the tanh. tanh(z) = 2 σ(2z) - 1 has to be read from right to left."""
    return 2 * W1, 2 * b1, W2 / 2, b2 + np.sum(W2, axis=1, keepdims=True) / 2


# %% mistake="sigmoid_to_tanh"
def sigmoid_to_tanh(W1, b1, W2, b2):
    """The same 1/2 is added whatever W2 is. Each unit's constant is weighed by W2 before it reaches an output."""
    return W1 / 2, b1 / 2, W2 / 2, b2 + 0.5


# %% mistake="sigmoid_to_tanh"
def sigmoid_to_tanh(W1, b1, W2, b2):
    """All of W2 is added to every output. Each output has a row of its own: sum along axis 1."""
    return W1 / 2, b1 / 2, W2 / 2, b2 + np.sum(W2) / 2


# %% [markdown]
# ## Which one learns faster?
# An experiment: 20 hidden units learn the curve $y = \sin 2x + \frac x2$ from 81 points, with a linear output and the
# mean squared error. All three activations start from the same random weights and learn with the same rate, 0.1.
# Because one start could be lucky, there are five. `learn` is given; the line that makes `dZ1` is where your slopes
# come in, and notebook 02 explains it. (The steps follow the gradient of *half* the mean squared error, so that the 2
# of the derivative of a square doesn't appear.)


# %%
def learn(name, learning_rate, iterations, seed):
    """The mean squared error before each iteration, for a network with 20 hidden units."""
    rng = np.random.default_rng(seed)
    x = np.linspace(-2, 2, 81).reshape(1, -1)
    y = np.sin(2 * x) + x / 2
    W1, b1, W2, b2 = rng.normal(size=(20, 1)), rng.normal(size=(20, 1)), rng.normal(size=(1, 20)) / np.sqrt(20), 0.0
    errors = []
    for _ in range(iterations):
        A1, slopes = activate(name, W1 @ x + b1)
        dZ2 = W2 @ A1 + b2 - y
        errors.append(np.mean(dZ2**2))
        dZ1 = W2.T @ dZ2 * slopes
        W2, b2 = W2 - learning_rate * dZ2 @ A1.T / 81, b2 - learning_rate * np.mean(dZ2)
        W1, b1 = W1 - learning_rate * dZ1 @ x.T / 81, b1 - learning_rate * np.mean(dZ1, axis=1, keepdims=True)
    return np.array(errors)


# %% demo
runs = {name: np.array([learn(name, 0.1, 1500, seed) for seed in range(5)]) for name in ("sigmoid", "tanh", "ReLU")}
fig, ax = plt.subplots(figsize=(7, 4))
cost_curves(ax, {name: np.median(errors, axis=0) for name, errors in runs.items()}, ylabel="mean squared error")
for number, errors in enumerate(runs.values()):
    ax.fill_between(np.arange(1500), errors.min(axis=0), errors.max(axis=0), color=COLORS[number], alpha=0.15)
ax.set(yscale="log", title="Same start, same learning rate: the sigmoid is far behind")
plt.show()
goal = np.median(runs["sigmoid"][:, -1])
for name, errors in runs.items():
    first = int(np.argmax(np.median(errors, axis=0) <= goal))
    print(f"{name:8} last error {np.median(errors[:, -1]):.4f}, and {goal:.4f} after {first} iterations")

# %% [markdown]
# The lines are medians of the five starts, the bands reach from the best to the worst. tanh and ReLU need about 240
# iterations to get as far as the sigmoid in 1,500, six times as many. Two things slow the sigmoid down. Its slope is at
# most 1/4, so that the gradient of the first layer is small. And its values are all positive, with a mean near 1/2,
# which the second layer has to balance.
#
# Don't make a law of it: this is one curve and one learning rate. The thin band at the left end is one of the ReLU's
# starts, whose error first shot up to 19. Its values have no upper limit, nor have the gradients that they enter,
# and with a rate of 0.3 four of the five ReLU runs go wrong, while tanh ends lower than with 0.1 from four of its five
# starts.

# %% [markdown]
# ## The output is another matter
# In hidden layers speed decides, and ReLU is the usual first choice, tanh for small networks. At the **output** the
# activation has to fit the question: its range must be that of the answers. The rule for this notebook is to take, of
# the four below, the one whose range holds every possible answer and is no wider than needed.
#
# | name | range | fits |
# |---|---|---|
# | `"linear"`, $g(z) = z$ | all numbers | answers of both signs, without limits |
# | `"relu"` | 0 and above | amounts that are never negative and have no upper limit |
# | `"tanh"` | between −1 and 1 | answers of both signs between two limits |
# | `"sigmoid"` | between 0 and 1 | the probability of a yes |
#
# For "which one of several classes?" there is softmax, an exercise of week 2.

# %% [markdown]
# ## Exercise 7 · Choose the output  (3 points, ~4 min, ●○○)
# Six networks, six questions. Write `output_activation(question)`. It gets one of the keys below and returns the name
# of the fitting activation, by the rule above: `"linear"`, `"relu"`, `"tanh"` or `"sigmoid"`. Rain and fraud together
# are worth a point, temperature and savings, and waiting and steering.
#
# - `"rain"`: how probable is rain tomorrow?
# - `"temperature"`: how many degrees Celsius will it have tomorrow, in a town with frosty winters?
# - `"waiting"`: how many minutes until the next bus? Some nights it is hours.
# - `"steering"`: how far to turn the wheel, from −1, fully left, to 1, fully right?
# - `"fraud"`: how probable is it that this payment is a fraud?
# - `"savings"`: by how many euros will an account change this month, up or down?
#
# *Example.* For "how many kilograms of apples will this tree bear?", the answer would be `"relu"`: never negative,
# and without a known limit.
#
# <details><summary>Hint 1: which one</summary>
#
# Ask of each: can the answer be negative? Is there a largest one? Is it a probability?
#
# </details>
#
# <details><summary>Hint 2: how to write it</summary>
#
# A dictionary from question to name, and then `return names[question]`.
#
# </details>

# %% solution="output_activation"
def output_activation(question):
    """The activation of the output that fits a question.

    question: "rain", "temperature", "waiting", "steering", "fraud" or "savings".
    Returns "linear", "relu", "tanh" or "sigmoid".
    """
    ### BEGIN SOLUTION
    names = {
        "rain": "sigmoid",
        "temperature": "linear",
        "waiting": "relu",
        "steering": "tanh",
        "fraud": "sigmoid",
        "savings": "linear",
    }
    return names[question]
    ### END SOLUTION

# %% tests="output_activation" part="rain_fraud" points=1
for question in ("rain", "fraud"):
    name = output_activation(question)
    assert name is not None, f'For "{question}" output_activation returns None.'
    assert name in ("linear", "relu", "tanh", "sigmoid"), (
        f'For "{question}": return one of the names "linear", "relu", "tanh", "sigmoid", in lower case.'
    )
### BEGIN HIDDEN TESTS
assert output_activation("rain") == "sigmoid", "rain: a probability lies between 0 and 1. Which range is that?"
assert output_activation("fraud") == "sigmoid", "fraud: a probability lies between 0 and 1. Which range is that?"
### END HIDDEN TESTS


# %% tests="output_activation" part="temperature_savings" points=1
for question in ("temperature", "savings"):
    name = output_activation(question)
    assert name is not None, f'For "{question}" output_activation returns None.'
    assert name in ("linear", "relu", "tanh", "sigmoid"), (
        f'For "{question}": return one of the names "linear", "relu", "tanh", "sigmoid", in lower case.'
    )
### BEGIN HIDDEN TESTS
assert output_activation("temperature") == "linear", "temperature: it can be below zero, and 30 degrees are possible."
assert output_activation("savings") == "linear", "savings: the change has either sign, and no limit."
### END HIDDEN TESTS


# %% tests="output_activation" part="waiting_steering" points=1
for question in ("waiting", "steering"):
    name = output_activation(question)
    assert name is not None, f'For "{question}" output_activation returns None.'
    assert name in ("linear", "relu", "tanh", "sigmoid"), (
        f'For "{question}": return one of the names "linear", "relu", "tanh", "sigmoid", in lower case.'
    )
### BEGIN HIDDEN TESTS
assert output_activation("waiting") == "relu", "waiting: can it be negative? Is there a largest answer?"
assert output_activation("steering") == "tanh", "steering: the answers have both signs and two limits."
### END HIDDEN TESTS


# %% mistake="output_activation"
def output_activation(question):
    """You took the sigmoid for everything. It can't give a temperature of −5, nor a change of 300 euros."""
    return "sigmoid"

# %% mistake="output_activation"
def output_activation(question):
    """Temperatures in degrees Celsius and changes of an account can be negative. A ReLU never says so."""
    return {"rain": "sigmoid", "fraud": "sigmoid", "steering": "tanh"}.get(question, "relu")

# %% mistake="output_activation"
def output_activation(question):
    """ReLU is the usual choice for hidden layers. An output has to match its question: a probability has an upper
    limit, and temperatures go below 0."""
    return "relu"

# %% mistake="output_activation"
def output_activation(question):
    """tanh gives answers from −1 to 1, and no probability is negative."""
    return {"temperature": "linear", "waiting": "relu", "savings": "linear"}.get(question, "tanh")

# %% mistake="output_activation"
def output_activation(question):
    """A linear output could say minus three minutes. The table has a name for amounts that are never negative."""
    return {"rain": "sigmoid", "fraud": "sigmoid", "steering": "tanh"}.get(question, "linear")

# %% mistake="output_activation"
def output_activation(question):
    """A wheel turns to both sides, and no further than its limits. One name of the table has that range."""
    names = {"rain": "sigmoid", "fraud": "sigmoid", "steering": "sigmoid", "waiting": "relu"}
    return names.get(question, "linear")

# %% demo
z = np.array([-6.0, -0.5, 0.5, 6.0])
functions = {"linear": lambda z: z, "relu": lambda z: leaky_relu(z, 0.0), "tanh": tanh, "sigmoid": sigmoid}
print("z            ", z)
for question in ("rain", "temperature", "waiting", "steering", "fraud", "savings"):
    name = output_activation(question)
    print(f"{question:12} ", (functions[name](z) + 0.0).round(2), name)

# %% [markdown]
# Read the columns as four examples with these sums $z$. Whatever the layers before have done, every answer is one that
# makes sense for its question: no negative minutes, no probability above 1.

# %% [markdown]
# ## What you built
# - Four activations and their slopes, from $z$ or from $a$, which stay right where a formula from the book overflows.
# - Two proofs in code: linear layers collapse, and sigmoid and tanh networks express the same functions.
# - A measure of saturation, and the reason why hidden layers today are mostly ReLU.
#
# **Questions to take along** (no points)
# 1. A ReLU network with one input and ten hidden units draws a broken line. How many corners can it have at most? And
#    can ten leaky ReLUs do more?
# 2. In the experiment, how much larger may the learning rate of the sigmoid be before its error jumps about?
# 3. tanh is an odd function: $\tanh(-z) = -\tanh(z)$. Which changes of the weights of a tanh network leave its output as
#    it is? Notebook 02 comes back to this.
#
# **Next:** `02_planar_classification` trains a hidden layer of tanh units, with every gradient your own.
