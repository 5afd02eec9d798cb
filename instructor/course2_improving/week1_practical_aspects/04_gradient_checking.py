# ---
# title: Gradient checking
# minutes: 95
# ---

# %% [markdown]
# # Gradient checking
# A wrong gradient rarely stops a program. Often the cost still falls, only more slowly or to a worse end, and you search
# for the fault in the data, the learning rate, the size of the network. Gradient checking rules one cause out: it
# measures the derivatives by nudging the parameters, and compares. Course 1 used it ready-made. Here you build it,
# find three faults with it, and learn when not to believe it.
#
# **You will**
# - measure a derivative by nudging, and know how far to nudge;
# - check every parameter of a network at once, and find out which lines of a backward pass are wrong;
# - tell a wrong gradient from a check that went wrong.
#
# **Before you start:** forward and backward propagation in a deep network (course 1, week 4), regularization and
# dropout (`03_regularization`). The week's notes cover the same ground in prose.
#
# **Time:** about 95 minutes. **Points:** 38, in nine exercises. Dots show difficulty, from ●○○ to ●●●.

# %%
import matplotlib.pyplot as plt
import numpy as np

from companion.gradients import numerical_gradient
from companion.planar import pinwheel
from companion.plots import COLORS, LINES

# %% [markdown]
# ## A slope by nudging
# The derivative of $f$ at $\theta$ is the slope of its curve there. Two points on the curve give a slope, too:
#
# $$\text{forward: } \frac{f(\theta + \varepsilon) - f(\theta)}{\varepsilon} \qquad\qquad \text{central: } \frac{f(\theta + \varepsilon) - f(\theta - \varepsilon)}{2\varepsilon}$$
#
# The central one is better. Write $f$ as a Taylor series around $\theta$: the term with $\varepsilon^2 f''$ is the
# same on both sides and drops out of the difference. What is left as an error is about $\varepsilon^2 f'''/6$, where
# the forward difference is off by about $\varepsilon f''/2$.

# %% [markdown]
# ## Exercise 1 · A slope from two points  (3 points, ~5 min, ●○○)
# Write `central_difference(f, theta, epsilon=1e-7)`: the central difference of `f` at `theta`. `f` takes a number and
# returns a number, and `epsilon` is above 0.
#
# *Example.* For $f(\theta) = \theta^3$ at $\theta = 2$ with $\varepsilon = 1$, a very large nudge:
# $(27 - 1) / 2 = 13$. The derivative is 12. With $\varepsilon = 0.1$ you get 12.01.
#
# <details><summary>Hint 1: which two values</summary>
#
# Call `f` twice, once to the right of `theta` and once to the left of it.
#
# </details>
#
# <details><summary>Hint 2: how far apart are they?</summary>
#
# A slope is the change of height over the change of place. From `theta - epsilon` to `theta + epsilon`, how long is the
# way? Mind the brackets: `a / 2 * epsilon` multiplies by epsilon.
#
# </details>

# %% solution="central_difference"
def central_difference(f, theta, epsilon=1e-7):
    """Measure the derivative of f at theta by a central difference.

    f: function of one number that returns a number.
    theta: number.
    epsilon: how far to nudge to each side, a number above 0.
    Returns the change of f from theta - epsilon to theta + epsilon, divided by the distance of these two.
    """
    ### BEGIN SOLUTION
    return (f(theta + epsilon) - f(theta - epsilon)) / (2 * epsilon)
    ### END SOLUTION

# %% tests="central_difference" points=3
import numpy as np

from companion.testing import close

found = central_difference(lambda x: x**3, 2.0, 1.0)
assert found is not None, "central_difference returns None. Does it end with a return?"
assert close(central_difference(lambda x: 5 * x, 3.0, 0.5), 5), "A straight line has its own slope, here 5, for every epsilon."
assert not close(found, 19), "19 is the forward difference. Go to both sides of theta."
assert close(found, 13), "The example: (27 - 1) / 2, one number."
assert close(central_difference(np.exp, 0.0, 2.0), 1.8134, 1e-4), "The slope of another curve, with a nudge of 2: exp(2) less exp(-2), divided by 4."
assert close(central_difference(lambda x: x**2, 3.0), 6, 1e-5), "Without epsilon, nudge by 1e-7."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for _ in range(20):
    a, b, c = rng.normal(size=3)
    theta, epsilon = float(rng.normal()), float(rng.uniform(0.05, 2))
    # The difference of a cubic is known exactly: its derivative and a epsilon squared.
    expected = 3 * a * theta**2 + 2 * b * theta + c + a * epsilon**2
    found = central_difference(lambda x: a * x**3 + b * x**2 + c * x, theta, epsilon)
    assert close(found, expected, 1e-3, 1e-3), "The slope is wrong for another function, place or epsilon."
asked = []
central_difference(lambda x: asked.append(x) or x, 1.0, 0.25)
assert sorted({round(float(x), 6) for x in asked} - {1.0}) == [0.75, 1.25], "f was asked at other places than epsilon to each side."
### END HIDDEN TESTS

# %% mistake="central_difference"
def central_difference(f, theta, epsilon=1e-7):
    """You compare with the middle. A central difference takes one point on each side."""
    return (f(theta + epsilon) - f(theta)) / epsilon

# %% mistake="central_difference"
def central_difference(f, theta, epsilon=1e-7):
    """Your slopes are twice as steep as they should be: look at what you divide by."""
    return (f(theta + epsilon) - f(theta - epsilon)) / epsilon

# %% mistake="central_difference"
def central_difference(f, theta, epsilon=1e-7):
    """Python works from left to right: dividing by 2 and then multiplying by epsilon isn't dividing by both."""
    return (f(theta + epsilon) - f(theta - epsilon)) / 2 * epsilon

# %% mistake="central_difference"
def central_difference(f, theta, epsilon=1e-7):
    """The sign is turned round: a rising curve has a positive slope."""
    return (f(theta - epsilon) - f(theta + epsilon)) / (2 * epsilon)

# %% mistake="central_difference"
def central_difference(f, theta, epsilon=1e-7):
    """You nudge by a number of your own. Use the argument epsilon."""
    return (f(theta + 1e-7) - f(theta - 1e-7)) / 2e-7

# %% [markdown]
# How far should one nudge? The picture takes $f(\theta) = e^\theta$ at $\theta = 1$, whose derivative $e$ is known,
# and all nudges from 0.1 down to $10^{-14}$. (It uses code of its own for both differences.)

# %% demo
epsilons = np.logspace(-1, -14, 53)
forward = [abs((np.exp(1 + e) - np.exp(1)) / e - np.e) / np.e for e in epsilons]
central = [abs((np.exp(1 + e) - np.exp(1 - e)) / (2 * e) - np.e) / np.e for e in epsilons]
fig, ax = plt.subplots(figsize=(8, 4.2), layout="constrained")
for place, (name, errors) in enumerate({"forward difference": forward, "central difference": central}.items()):
    ax.loglog(epsilons, np.maximum(errors, 1e-16), LINES[place], color=COLORS[place], label=name)
ax.axvline(1e-7, color="0.5", linewidth=0.8)
ax.text(8e-8, 1e-2, "ε = 1e−7", color="0.35")
ax.set(xlabel="nudge ε", ylabel="relative error", title="Too long a nudge follows the bend, too short a one drowns in rounding")
ax.invert_xaxis()
ax.legend(loc="lower right")
plt.show()

# %% [markdown]
# From the left: with a tenth of the nudge, the central difference is a hundred times as exact, the forward difference
# ten times. Then both turn round. A float64 has about 16 digits. If $f(\theta+\varepsilon)$ and
# $f(\theta-\varepsilon)$ agree in the first ten of them, six are left of their difference, and dividing by
# $2\varepsilon$ makes the rounding error large. The best central nudge is near $10^{-5}$, but anything from $10^{-4}$
# to $10^{-7}$ leaves an error far below what a mistake in a formula makes. In float32, with 7 digits, no nudge is
# good: **check gradients in float64**.

# %% [markdown]
# ## When are two gradients equal?
# Two derivatives, 0.0001 and 0.0002, differ by 0.0001. Is that little? One of them is twice the other, so one is
# wrong. The same difference between 1000 and 1000.0001 is rounding. So compare the difference with the size of what
# is compared. For gradients as vectors, with lengths $\lVert\cdot\rVert_2$, the root of the sum of squares:
#
# $$\text{difference} = \frac{\lVert g - g_{\text{approx}}\rVert_2}{\lVert g\rVert_2 + \lVert g_{\text{approx}}\rVert_2}$$
#
# It runs from 0 (equal) to 1 (opposite, or one of them is 0). For a nudge of $10^{-7}$ in float64: below $10^{-7}$ is
# fine, around $10^{-5}$ deserves a look, above $10^{-3}$ is a mistake.

# %% [markdown]
# ## Exercise 2 · Relative difference  (4 points, ~8 min, ●○○)
# Write `relative_difference(grad, gradapprox)` for two numbers, or two arrays of the same shape, whatever that shape
# is: the formula above, over all entries together (3 points). Where both are zero, they are equal: return 0 (1 point).
#
# *Example.* The gradients $(3, 0)$ and $(0, 4)$: their difference is $(3, -4)$ and has the length 5, and
# $5 / (3 + 4) = 0.714$.
#
# <details><summary>Hint 1: lengths</summary>
#
# `np.linalg.norm(x)` is the root of the sum of squares for a number, a vector and a matrix (where it is called the
# Frobenius norm).
#
# </details>
#
# <details><summary>Hint 2: nothing divided by nothing</summary>
#
# Compute the denominator first. If it is 0, there is nothing to divide.
#
# </details>

# %% solution="relative_difference"
def relative_difference(grad, gradapprox):
    """The length of grad - gradapprox, divided by the sum of the lengths of both.

    grad, gradapprox: numbers, or arrays of one and the same shape.
    Returns a number from 0 to 1; 0 where both are zero.
    """
    ### BEGIN SOLUTION
    together = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    if together == 0:
        return 0.0
    return np.linalg.norm(grad - gradapprox) / together
    ### END SOLUTION

# %% tests="relative_difference" part="difference" points=3
import numpy as np

from companion.testing import close

found = relative_difference(np.array([[3.0], [0.0]]), np.array([[0.0], [4.0]]))
assert found is not None, "relative_difference returns None. Does it end with a return?"
assert np.shape(found) == (), "Return one number for the whole gradient."
assert not close(found, 5), "5 is the length of the difference. Compare it with the lengths of both gradients."
assert close(found, 5 / 7), "The example: 5 divided by 3 + 4."
assert close(relative_difference(2.0, 1.0), 1 / 3), "Two numbers: the lengths are 2 and 1, that of the difference is 1."
assert close(relative_difference(1.0, 2.0), 1 / 3), "The order of the two doesn't matter."
assert close(relative_difference(np.array([[3.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 4.0]])), 5 / 7), "Matrices count with all their entries together: the same 5 / 7."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(2)
for shape in ((), (1, 1), (5, 1), (1, 4), (3, 7), (6,), (2, 3, 4)):
    for scale in (1e-6, 1.0, 1e5):
        a, b = scale * rng.normal(size=shape), scale * rng.normal(size=shape)
        before = np.array(a), np.array(b)
        expected = sum((a - b).ravel() ** 2) ** 0.5 / (sum(a.ravel() ** 2) ** 0.5 + sum(b.ravel() ** 2) ** 0.5) if shape else abs(a - b) / (abs(a) + abs(b))
        with describing("two numbers" if shape == () else "arrays with one or two axes" if len(shape) < 3 else "arrays with three axes"):
            found = relative_difference(a, b)
        assert close(found, expected, 1e-4), "The difference is no number, or wrong, for gradients of another shape or size."
        assert close(a, before[0]) and close(b, before[1]), "relative_difference changed a gradient."
a = rng.normal(size=(4, 3))
assert close(relative_difference(a, -a), 1), "A gradient and its opposite differ by 1."
assert close(relative_difference(a, 2 * a), 1 / 3), "Of two gradients in one direction, the longer one isn't taken into account."
assert close(relative_difference(a, np.zeros((4, 3))), 1), "Any gradient differs from zero by 1."
assert close(relative_difference(a, a.copy()), 0, atol=0), "Equal gradients differ by 0."
### END HIDDEN TESTS

# %% tests="relative_difference" part="zeros" points=1
import numpy as np

from companion.testing import close

with np.errstate(all="ignore"):
    found = relative_difference(np.array([[0.0], [0.0]]), np.array([[0.0], [0.0]]))
assert close(found, 0), "Two gradients of zeros are equal: the result is the number 0."
assert close(relative_difference(np.array([[1.0], [0.0]]), np.array([[0.0], [0.0]])), 1), "Only one of the two is zero: the formula holds, 1 / (1 + 0)."
### BEGIN HIDDEN TESTS
from companion.testing import describing

with np.errstate(all="ignore"):
    with describing("two numbers that are 0"):
        assert close(relative_difference(0.0, 0.0), 0), "The numbers 0 and 0 are equal: the result is 0."
    with describing("two arrays of zeros"):
        assert close(relative_difference(np.zeros((2, 3)), np.zeros((2, 3))), 0), "Two matrices of zeros are equal: the result is 0."
assert close(relative_difference(0.0, 3.0), 1), "A number differs from zero by 1."
### END HIDDEN TESTS

# %% mistake="relative_difference"
def relative_difference(grad, gradapprox):
    """The size of the gradients is left out, so a small gradient passes whatever its direction."""
    return np.linalg.norm(grad - gradapprox)

# %% mistake="relative_difference"
def relative_difference(grad, gradapprox):
    """In the denominator you have the length of the sum. Add the two lengths instead."""
    together = np.linalg.norm(grad + gradapprox)
    return np.linalg.norm(grad - gradapprox) / together if together else 0.0

# %% mistake="relative_difference"
def relative_difference(grad, gradapprox):
    """Two zero gradients make you divide 0 by 0."""
    return np.linalg.norm(grad - gradapprox) / np.float64(np.linalg.norm(grad) + np.linalg.norm(gradapprox))

# %% mistake="relative_difference"
def relative_difference(grad, gradapprox):
    """You divide by one of the two lengths only, so the order of the arguments matters."""
    length = np.linalg.norm(grad)
    return np.linalg.norm(grad - gradapprox) / length if length else 0.0

# %% mistake="relative_difference"
def relative_difference(grad, gradapprox):
    """These are sums of squares. A length is the root of such a sum."""
    together = np.sum(np.square(grad)) + np.sum(np.square(gradapprox))
    return np.sum(np.square(grad - gradapprox)) / together if together else 0.0

# %% mistake="relative_difference"
def relative_difference(grad, gradapprox):
    """You take the difference of the lengths. Gradients of one length may point anywhere."""
    together = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    return abs(np.linalg.norm(grad) - np.linalg.norm(gradapprox)) / together if together else 0.0

# %% [markdown]
# ## Exercise 3 · Check one derivative  (4 points, ~8 min, ●○○)
# A neuron with one weight $\theta$, without bias, gets the input $x$; the label is 1. Its loss and the derivative are
# given in the next cell:
#
# $$J(\theta) = -\log \sigma(\theta x) = \log(1 + e^{-\theta x}), \qquad \frac{dJ}{d\theta} = \frac{-x}{1 + e^{\theta x}}$$
#
# Write `gradient_check(x, theta, epsilon=1e-7)`. It measures the derivative of the loss at `theta` by a central
# difference with `epsilon`, and returns the relative difference between the derivative by the formula,
# `loss_derivative(x, theta)`, and the one measured. Where both are 0, as for `x = 0`, the difference is 0 (1 of the points). You may
# call `central_difference` and `relative_difference`. (A `gradient_check` that you bring from elsewhere checks another cost.)
#
# *Example.* For `x = 1`, `theta = 0` and a nudge of 1: the formula says −0.5, the two points say
# $(0.3133 - 1.3133) / 2 = -0.5$, too, so the difference is 0. With `theta = 1` the two points say −0.2831, the formula
# −0.2689, and the relative difference is 0.0257.
#
# <details><summary>Hint 1: which of the two is nudged?</summary>
#
# The loss depends on `x` and `theta`. The derivative is the one by `theta`, so `x` stays where it is.
#
# </details>
#
# <details><summary>Hint 2: a function of theta alone</summary>
#
# `lambda at: loss(x, at)` is the loss as a function of the weight. That is what `central_difference` takes.
#
# </details>

# %%
def loss(x, theta):
    """-log sigmoid(theta x), for numbers x and theta."""
    return np.logaddexp(0, -theta * x)


def loss_derivative(x, theta):
    """The derivative of loss by theta."""
    return -x / (1 + np.exp(theta * x))

# %% solution="gradient_check"
def gradient_check(x, theta, epsilon=1e-7):
    """Check loss_derivative(x, theta) by nudging theta.

    x: number, the input.
    theta: number, the weight.
    epsilon: how far to nudge to each side, a number above 0.
    Returns the relative difference between the derivative by the formula and the central difference, from 0 to 1; 0
    where both are 0.
    """
    ### BEGIN SOLUTION
    measured = central_difference(lambda at: loss(x, at), theta, epsilon)
    return relative_difference(loss_derivative(x, theta), measured)
    ### END SOLUTION

# %% tests="gradient_check" part="difference" points=3
import numpy as np

from companion.testing import close

try:
    found, stopped = gradient_check(1.0, 1.0, 1.0), False
except (NameError, TypeError):
    stopped = True
assert not stopped, "gradient_check stops with an error. The functions that belong to it are loss(x, theta) and loss_derivative(x, theta) here, not forward_propagation and backward_propagation."
assert found is not None, "gradient_check returns None. Does it end with a return?"
assert np.shape(found) == (), "Return one number, the relative difference."
assert close(gradient_check(1.5, 0.7), 0, atol=1e-6), "The formula is right, so with a nudge of 1e-7 the difference must be tiny."
assert close(gradient_check(1.0, 0.0, 1.0), 0, atol=1e-6), "The example with theta = 0: both derivatives are -0.5."
assert not close(found, 0, atol=1e-6), "With a nudge of 1 the points say -0.2831 and the formula -0.2689. Have you called loss and loss_derivative, with epsilon?"
assert close(found, 0.0257, atol=1e-3), "The example with theta = 1: -0.2689 by the formula and -0.2831 by the nudges."
### BEGIN HIDDEN TESTS
import math

rng = np.random.default_rng(3)
for _ in range(25):
    x, theta, epsilon = float(rng.normal(0, 2)), float(rng.normal(0, 2)), float(rng.uniform(0.3, 1.5))
    above, below = (math.log1p(math.exp(-at * x)) for at in (theta + epsilon, theta - epsilon))
    slope, exact = (above - below) / (2 * epsilon), -x / (1 + math.exp(theta * x))
    expected = abs(slope - exact) / (abs(slope) + abs(exact))
    assert close(gradient_check(x, theta, epsilon), expected, 1e-3, 1e-4), (
        "The difference is wrong for another x, theta or epsilon. Is theta nudged by epsilon to both sides, and x left alone?"
    )
### END HIDDEN TESTS

# %% tests="gradient_check" part="zero" points=1
import numpy as np

from companion.testing import close

with np.errstate(all="ignore"):
    found = gradient_check(0.0, 1.0)
assert close(found, 0), "With x = 0 the loss doesn't depend on theta: both derivatives are 0, and so is the difference."
assert close(gradient_check(2.0, 1.0, 0.5), 0.0522, atol=1e-3), "With x = 2 there is something to compare: -0.2384 by the formula, -0.2647 by the nudges."
### BEGIN HIDDEN TESTS
from companion.testing import describing

with np.errstate(all="ignore"):
    for theta, epsilon in ((-2.0, 0.5), (0.0, 1.0)):
        with describing("x = 0, where both slopes are 0"):
            assert close(gradient_check(0.0, theta, epsilon), 0), "With x = 0 the difference is 0, whatever theta and epsilon are."
### END HIDDEN TESTS

# %% mistake="gradient_check"
def gradient_check(x, theta, epsilon=1e-7):
    """You nudge x. The derivative is the one by theta."""
    measured = (loss(x + epsilon, theta) - loss(x - epsilon, theta)) / (2 * epsilon)
    exact = loss_derivative(x, theta)
    together = abs(measured) + abs(exact)
    return abs(measured - exact) / together if together else 0.0

# %% mistake="gradient_check"
def gradient_check(x, theta, epsilon=1e-7):
    """Your slope goes from theta to one side only, so it is less exact than it could be."""
    measured = (loss(x, theta + epsilon) - loss(x, theta)) / epsilon
    exact = loss_derivative(x, theta)
    together = abs(measured) + abs(exact)
    return abs(measured - exact) / together if together else 0.0

# %% mistake="gradient_check"
def gradient_check(x, theta, epsilon=1e-7):
    """You return the plain difference of the two derivatives. Set it in relation to their size."""
    measured = (loss(x, theta + epsilon) - loss(x, theta - epsilon)) / (2 * epsilon)
    return abs(measured - loss_derivative(x, theta))

# %% mistake="gradient_check"
def gradient_check(x, theta, epsilon=1e-7):
    """You nudge the formula of the derivative. Nudge the loss: its slope is what the formula claims to be."""
    measured = (loss_derivative(x, theta + epsilon) - loss_derivative(x, theta - epsilon)) / (2 * epsilon)
    exact = loss_derivative(x, theta)
    together = abs(measured) + abs(exact)
    return abs(measured - exact) / together if together else 0.0

# %% mistake="gradient_check"
def gradient_check(x, theta, epsilon=1e-7):
    """Your difference is tiny for every epsilon: either you nudge by a number of your own, or the cost that you check isn't `loss`
    (in other courses it is theta times x)."""
    measured = (loss(x, theta + 1e-7) - loss(x, theta - 1e-7)) / 2e-7
    exact = loss_derivative(x, theta)
    together = abs(measured) + abs(exact)
    return abs(measured - exact) / together if together else 0.0

# %% [markdown]
# ## One long vector
# A network has its parameters in several matrices. For the check it is easier to have them in one vector, in which
# every number is nudged in turn. So write all of $W^{[1]}, b^{[1]}, W^{[2]}, b^{[2]}, \dots$ one below the other; the
# gradients $dW^{[1]}, db^{[1]}, \dots$ in the same order, and entry $i$ of one vector belongs to entry $i$ of the
# other. If the two orders differ, every check fails, even that of a perfect gradient.

# %% [markdown]
# ## Exercise 4 · From a dictionary to a vector  (4 points, ~8 min, ●●○)
# Write `to_vector(values, prefix="")`. It returns one column, shape (n, 1), with all numbers of
# `values[prefix + "W1"]`, `values[prefix + "b1"]`, `values[prefix + "W2"]`, `values[prefix + "b2"]`, … in this order;
# the numbers of one array come row by row, as NumPy's `reshape` and `ravel` read them. The dictionary holds these
# keys and no others, but perhaps in another order. With `prefix="d"` it is made for gradients: `values["dW1"]`,
# `values["db1"]`, … (1 of the points). It returns the column alone.
#
# *Example.* `{"b1": [[9]], "W1": [[1, 2]]}` as arrays gives the column 1, 2, 9: the weights come first, although the
# dictionary begins with the bias.
#
# <details><summary>Hint 1: how many layers?</summary>
#
# Each layer has two entries in the dictionary, so there are `len(values) // 2` layers. Count them from 1.
#
# </details>
#
# <details><summary>Hint 2: a column</summary>
#
# `array.reshape(-1, 1)` makes a column of an array of any shape. `np.concatenate(list_of_columns)` puts columns one
# below the other.
#
# </details>

# %% solution="to_vector"
def to_vector(values, prefix=""):
    """All numbers of a network's parameters, or gradients, in one column.

    values: dictionary with arrays prefix + "W1", prefix + "b1", …, prefix + "WL", prefix + "bL", in any order.
    prefix: text in front of each key, such as "d" for gradients.
    Returns an array of shape (n, 1): the numbers of W1, b1, W2, b2, …, each row by row.
    """
    ### BEGIN SOLUTION
    columns = []
    for l in range(1, len(values) // 2 + 1):
        for kind in ("W", "b"):
            columns.append(values[f"{prefix}{kind}{l}"].reshape(-1, 1))
    return np.concatenate(columns)
    ### END SOLUTION

# %% tests="to_vector" part="parameters" points=3
import numpy as np

from companion.testing import close

column = to_vector({"b1": np.array([[9.0]]), "W1": np.array([[1.0, 2.0]])})
assert column is not None, "to_vector returns None. Does it end with a return?"
assert np.shape(column) == (3, 1), "The result is one column, with a row for each number: here (3, 1)."
assert close(column, [[1], [2], [9]]), "First the weights, then the bias, wherever they stand in the dictionary."
square = {"W1": np.array([[1.0, 2.0], [3.0, 4.0]]), "b1": np.array([[5.0], [6.0]])}
assert close(to_vector(square), [[1], [2], [3], [4], [5], [6]]), "A matrix goes row by row into the column."
many = {kind + str(layer): np.array([[layer + (kind == "b") / 2]]) for kind in "bW" for layer in range(1, 12)}
assert close(to_vector(many), np.arange(2, 24).reshape(-1, 1) / 2), "Eleven layers: W1, b1, W2, b2, …, W11, b11."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for dims in ([1, 1], [3, 1], [2, 3], [4, 3, 2], [3, 5, 2, 1], [2, 2, 2, 2, 2], [1] * 12):
    values, expected = {}, []
    for layer in range(1, len(dims)):
        for kind, columns in (("W", dims[layer - 1]), ("b", 1)):
            values[kind + str(layer)] = rng.normal(size=(dims[layer], columns))
            expected += [[number] for row in values[kind + str(layer)].tolist() for number in row]
    names = list(values)
    kept = {name: array.copy() for name, array in values.items()}
    with describing("ten layers or more" if len(dims) > 10 else "keys in another order"):
        column = to_vector({names[k]: values[names[k]] for k in rng.permutation(len(names))})
    assert np.shape(column) == (len(expected), 1), "For another network some numbers are missing, or the result isn't a column."
    assert close(column, expected, atol=1e-6), (
        "The numbers come in another order than W1, b1, W2, b2, …, each row by row. The dictionary may hold its keys in any order."
    )
    assert close(values, kept), "to_vector changed the arrays that it was given."
### END HIDDEN TESTS

# %% tests="to_vector" part="prefix" points=1
import numpy as np

from companion.testing import close

column = to_vector({"db1": np.array([[9.0]]), "dW1": np.array([[1.0, 2.0]])}, "d")
assert close(column, [[1], [2], [9]]), 'With prefix "d" the keys are "dW1", "db1", …; the result is a column of the same kind.'
assert close(to_vector({"slope_W1": np.array([[4.0]]), "slope_b1": np.array([[5.0]])}, "slope_"), [[4], [5]]), "A prefix can be longer than one letter."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(41)
for prefix in ("d", "grad_"):
    W1, b1, W2, b2 = (rng.normal(size=shape) for shape in ((3, 2), (3, 1), (2, 3), (2, 1)))
    values = {f"{prefix}b2": b2, f"{prefix}W1": W1, f"{prefix}b1": b1, f"{prefix}W2": W2}
    expected = [[number] for array in (W1, b1, W2, b2) for row in array.tolist() for number in row]
    with describing("a prefix"):
        assert close(to_vector(values, prefix), expected, atol=1e-6), "With a prefix, the numbers of two layers are wrong or in another order."
### END HIDDEN TESTS

# %% mistake="to_vector"
def to_vector(values, prefix=""):
    """You take the arrays as the dictionary happens to hold them. Ask for them by name, layer by layer."""
    return np.concatenate([array.reshape(-1, 1) for array in values.values()])

# %% mistake="to_vector"
def to_vector(values, prefix=""):
    """All weights, then all biases: keep the bias of a layer right after its weights."""
    layers = range(1, len(values) // 2 + 1)
    return np.concatenate([values[f"{prefix}{kind}{l}"].reshape(-1, 1) for kind in "Wb" for l in layers])

# %% mistake="to_vector"
def to_vector(values, prefix=""):
    """Your matrices are read down their columns, not along their rows."""
    layers = range(1, len(values) // 2 + 1)
    return np.concatenate([values[f"{prefix}{kind}{l}"].T.reshape(-1, 1) for l in layers for kind in "Wb"])

# %% mistake="to_vector"
def to_vector(values, prefix=""):
    """The last layer is missing: a range ends before its second number."""
    layers = range(1, max(2, len(values) // 2))
    return np.concatenate([values[f"{prefix}{kind}{l}"].reshape(-1, 1) for l in layers for kind in "Wb"])

# %% mistake="to_vector"
def to_vector(values, prefix=""):
    """Sorted as text, all W come before all b, and W10 before W2. Count the layers instead."""
    return np.concatenate([values[name].reshape(-1, 1) for name in sorted(values)])

# %% mistake="to_vector"
def to_vector(values, prefix=""):
    """Your result has rank 1. A column has the shape (n, 1)."""
    layers = range(1, len(values) // 2 + 1)
    return np.concatenate([values[f"{prefix}{kind}{l}"].ravel() for l in layers for kind in "Wb"])

# %% [markdown]
# ## Exercise 5 · And back  (4 points, ~8 min, ●●○)
# A nudged vector must become parameters again. Write `to_parameters(vector, layers_dims)`, the way back: from a
# column of shape (n, 1), in the order of exercise 4, to the dictionary `"W1"`, `"b1"`, …, `"WL"`, `"bL"`.
# `layers_dims` lists the units of the layers, the inputs first: $W^{[l]}$ has the shape (`layers_dims[l]`,
# `layers_dims[l - 1]`), and $b^{[l]}$ the shape (`layers_dims[l]`, 1). The vector has as many numbers as are needed. Weights and
# biases earn 2 points each.
#
# *Example.* The column 1, 2, 9 and `layers_dims = [2, 1]`: `"W1"` is `[[1, 2]]`, `"b1"` is `[[9]]`.
#
# <details><summary>Hint 1: keep your place</summary>
#
# Keep in a variable where you are in the vector. Each array takes the next $\text{rows} \cdot \text{columns}$ numbers
# from there.
#
# </details>
#
# <details><summary>Hint 2: one array</summary>
#
# `vector[start : start + rows * columns].reshape(rows, columns)` is one array; then move `start` on by
# `rows * columns`.
#
# </details>

# %% solution="to_parameters"
def to_parameters(vector, layers_dims):
    """Parameters of a network from one column.

    vector: array of shape (n, 1): the numbers of W1, b1, W2, b2, …, each row by row. Not modified.
    layers_dims: list of the units of layers 0 (the inputs) to L; L at least 1.
    Returns a dictionary with "W1", "b1", …, "WL", "bL", shapes (layers_dims[l], layers_dims[l - 1]) and
    (layers_dims[l], 1).
    """
    ### BEGIN SOLUTION
    parameters, start = {}, 0
    for l in range(1, len(layers_dims)):
        for kind, columns in (("W", layers_dims[l - 1]), ("b", 1)):
            size = layers_dims[l] * columns
            parameters[f"{kind}{l}"] = vector[start : start + size].reshape(layers_dims[l], columns)
            start += size
    return parameters
    ### END SOLUTION

# %% tests="to_parameters" part="weights" points=2
import numpy as np

from companion.testing import close

found = to_parameters(np.array([[1.0], [2.0], [9.0]]), [2, 1])
assert isinstance(found, dict) and "W1" in found, 'Return a dictionary with "W1", "b1", and so on for each layer.'
assert np.shape(found["W1"]) == (1, 2), "Two inputs, one unit: W1 is (1, 2)."
assert close(found["W1"], [[1, 2]]), "The weights come first in the vector, then the bias."
wide = to_parameters(np.arange(8.0).reshape(8, 1), [3, 2])
assert close(wide["W1"], [[0, 1, 2], [3, 4, 5]]), "Two units with three inputs: the first three numbers are the first row of W1."
deep = to_parameters(np.arange(10.0).reshape(10, 1), [1, 2, 2])
assert "W2" in deep and close(deep["W2"], [[4, 5], [6, 7]]), "Two layers: W2 begins where b1 has ended."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(5)
for dims in ([1, 1], [3, 1], [2, 3], [4, 3, 2], [3, 5, 2, 1], [2, 2, 2, 2, 2], [7, 1, 6], [1] * 12):
    arrays = {}
    for layer in range(1, len(dims)):
        arrays[f"W{layer}"] = rng.normal(size=(dims[layer], dims[layer - 1]))
        arrays[f"b{layer}"] = rng.normal(size=(dims[layer], 1))
    vector = np.array([[number] for array in arrays.values() for row in array.tolist() for number in row])
    kept = vector.copy()
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        found = to_parameters(vector, list(dims))
    for name in (f"W{layer}" for layer in range(1, len(dims))):
        assert name in found and np.shape(found[name]) == arrays[name].shape, "A layer's W is missing, or has the wrong shape, in another network."
        assert close(found[name], arrays[name], atol=1e-6), "A layer's W holds the wrong numbers: each array starts where the last one ended."
    assert close(vector, kept), "to_parameters changed the vector."
### END HIDDEN TESTS

# %% tests="to_parameters" part="biases" points=2
import numpy as np

from companion.testing import close

found = to_parameters(np.array([[1.0], [2.0], [9.0]]), [2, 1])
assert isinstance(found, dict) and "b1" in found, 'Return a dictionary with "W1", "b1", and so on for each layer.'
assert close(found["b1"], [[9]]), "The bias of one unit has the shape (1, 1), and comes after the weights."
deep = to_parameters(np.arange(10.0).reshape(10, 1), [1, 2, 2])
assert close(deep["b1"], [[2], [3]]), "Two units: b1 is a column of two numbers, those after W1."
assert "b2" in deep and close(deep["b2"], [[8], [9]]), "Two layers: b2 comes after W2, at the end."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(51)
for dims in ([1, 1], [3, 1], [2, 3], [4, 3, 2], [3, 5, 2, 1], [2, 2, 2, 2, 2], [7, 1, 6], [1] * 12):
    arrays = {}
    for layer in range(1, len(dims)):
        arrays[f"W{layer}"] = rng.normal(size=(dims[layer], dims[layer - 1]))
        arrays[f"b{layer}"] = rng.normal(size=(dims[layer], 1))
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        found = to_parameters(np.array([[number] for array in arrays.values() for row in array.tolist() for number in row]), list(dims))
    for name in (f"b{layer}" for layer in range(1, len(dims))):
        assert name in found and np.shape(found[name]) == arrays[name].shape, "A layer's b is missing, or is no column, in another network."
        assert close(found[name], arrays[name], atol=1e-6), "A layer's b holds the wrong numbers: each array starts where the last one ended."
### END HIDDEN TESTS

# %% mistake="to_parameters"
def to_parameters(vector, layers_dims):
    """Rows and columns of the weights are swapped: a layer has a row for each of its own units."""
    parameters, start = {}, 0
    for l in range(1, len(layers_dims)):
        n, n_prev = layers_dims[l], layers_dims[l - 1]
        parameters[f"W{l}"] = vector[start : start + n * n_prev].reshape(n_prev, n)
        parameters[f"b{l}"] = vector[start + n * n_prev : start + n * n_prev + n]
        start += n * n_prev + n
    return parameters

# %% mistake="to_parameters"
def to_parameters(vector, layers_dims):
    """Every layer starts again at the top of the vector. Move on."""
    parameters = {}
    for l in range(1, len(layers_dims)):
        n, n_prev = layers_dims[l], layers_dims[l - 1]
        parameters[f"W{l}"] = vector[: n * n_prev].reshape(n, n_prev)
        parameters[f"b{l}"] = vector[n * n_prev : n * n_prev + n]
    return parameters

# %% mistake="to_parameters"
def to_parameters(vector, layers_dims):
    """From the second layer on you are too early: the biases take up room, too."""
    parameters, start = {}, 0
    for l in range(1, len(layers_dims)):
        n, n_prev = layers_dims[l], layers_dims[l - 1]
        parameters[f"W{l}"] = vector[start : start + n * n_prev].reshape(n, n_prev)
        parameters[f"b{l}"] = vector[start + n * n_prev : start + n * n_prev + n]
        start += n * n_prev
    return parameters

# %% mistake="to_parameters"
def to_parameters(vector, layers_dims):
    """You read the bias of a layer before its weights."""
    parameters, start = {}, 0
    for l in range(1, len(layers_dims)):
        n, n_prev = layers_dims[l], layers_dims[l - 1]
        parameters[f"b{l}"] = vector[start : start + n]
        parameters[f"W{l}"] = vector[start + n : start + n + n * n_prev].reshape(n, n_prev)
        start += n + n * n_prev
    return parameters

# %% mistake="to_parameters"
def to_parameters(vector, layers_dims):
    """Your matrices are filled column by column. They were written row by row."""
    parameters, start = {}, 0
    for l in range(1, len(layers_dims)):
        n, n_prev = layers_dims[l], layers_dims[l - 1]
        parameters[f"W{l}"] = vector[start : start + n * n_prev].reshape(n_prev, n).T
        parameters[f"b{l}"] = vector[start + n * n_prev : start + n * n_prev + n]
        start += n * n_prev + n
    return parameters

# %% mistake="to_parameters"
def to_parameters(vector, layers_dims):
    """The biases are flat. They are columns, of shape (n, 1)."""
    parameters, start = {}, 0
    for l in range(1, len(layers_dims)):
        n, n_prev = layers_dims[l], layers_dims[l - 1]
        parameters[f"W{l}"] = vector[start : start + n * n_prev].reshape(n, n_prev)
        parameters[f"b{l}"] = vector[start + n * n_prev : start + n * n_prev + n].ravel()
        start += n * n_prev + n
    return parameters

# %% [markdown]
# ## The network to check
# Given: a network of any depth, tanh in all layers but the last, which has the sigmoid, and the cross-entropy with L2
# regularization,
#
# $$J = -\frac1m \sum_{i=1}^m \left(y^{(i)} \log a^{[L](i)} + (1 - y^{(i)}) \log(1 - a^{[L](i)})\right) + \frac{\lambda}{2m} \sum_l \lVert W^{[l]} \rVert_F^2$$
#
# It is checked on 20 points of a pinwheel (two coordinates, two classes). A check doesn't need many examples, nor a
# trained network: the formulas are right or wrong on any data.
#
# The cell also has a second way to an exact gradient, without a line of backward propagation: nudge by an imaginary
# number so small that its square vanishes. $f(\theta + i\varepsilon) = f(\theta) + i\varepsilon f'(\theta) - \dots$,
# so the derivative is the imaginary part over $\varepsilon$, and no two nearly equal numbers are subtracted. It
# serves as the gradient that we know to be right. For training it is no use: it needs a forward pass for every
# parameter.

# %%
LAYERS_DIMS = [2, 4, 3, 1]
X, Y = pinwheel(20, seed=0)


def network_cost(X, Y, parameters, lambd=0.0):
    """The cost J of the parameters on the examples X, shape (n_x, m), and labels Y, shape (1, m)."""
    L, m, A = len(parameters) // 2, Y.shape[1], X
    for l in range(1, L + 1):
        Z = parameters[f"W{l}"] @ A + parameters[f"b{l}"]
        A = np.tanh(Z) if l < L else 1 / (1 + np.exp(-Z))
    squares = sum(np.sum(parameters[f"W{l}"] ** 2) for l in range(1, L + 1))
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m + lambd / (2 * m) * squares


def random_parameters(layers_dims, seed):
    """Weights and biases from a standard normal distribution, the weights divided by the root of their number of inputs."""
    rng, parameters = np.random.default_rng(seed), {}
    for l in range(1, len(layers_dims)):
        parameters[f"W{l}"] = rng.standard_normal((layers_dims[l], layers_dims[l - 1])) / np.sqrt(layers_dims[l - 1])
        parameters[f"b{l}"] = rng.standard_normal((layers_dims[l], 1))
    return parameters


def exact_gradients(X, Y, parameters, lambd=0.0):
    """The gradients "dW1", "db1", … of network_cost, by imaginary nudges."""
    gradients, tiny = {}, 1e-100
    for name, values in parameters.items():
        slopes = np.zeros(values.shape)
        for place in np.ndindex(values.shape):
            nudged = values.astype(complex)
            nudged[place] += 1j * tiny
            slopes[place] = network_cost(X, Y, {**parameters, name: nudged}, lambd).imag / tiny
        gradients[f"d{name}"] = slopes
    return gradients


parameters = random_parameters(LAYERS_DIMS, seed=1)
print("X", X.shape, " Y", Y.shape, " cost", round(float(network_cost(X, Y, parameters)), 4))
print("parameters to nudge:", sum(values.size for values in parameters.values()))

# %% [markdown]
# ## Exercise 6 · Check a whole network  (6 points, ~15 min, ●●●)
# Write `gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7)`. It measures the derivative of
# `network_cost(X, Y, parameters)` (with `lambd` left at 0) by a central difference with `epsilon` for each single
# number of `parameters`, and returns the relative difference between `gradients` and what was measured, both taken as
# one long vector.
#
# - `parameters` has the keys `"W1"`, `"b1"`, …, and `gradients` the keys `"dW1"`, `"db1"`, …, each in any order, with
#   arrays of the same shapes. The network may have any number of layers.
# - Nudge one number at a time; all others stay at their place. Afterwards `parameters` is what it was.
#
# You may call `to_vector`, `to_parameters` and `relative_difference`. A wrong answer there doesn't cost you this
# exercise. (Only these helpers exist here, and `network_cost` returns the cost alone, without a cache.) A right gradient
# that passes earns 2 points, each wrong block that doesn't 1 together, the exact number for any epsilon 3.
#
# *Example.* With `exact_gradients(X, Y, parameters)` the result is a few $10^{-9}$; with the same gradients, all
# doubled, it is one third: $\lVert 2g - g \rVert / (\lVert 2g \rVert + \lVert g \rVert)$.
#
# <details><summary>Hint 1: the plan</summary>
#
# Make a vector of the parameters and one of the gradients. For each place `i`: copy the vector, add epsilon at `i`,
# turn it into parameters, compute the cost; the same with minus epsilon. Collect the slopes, then compare.
#
# </details>
#
# <details><summary>Hint 2: the units of the layers</summary>
#
# `to_parameters` wants `layers_dims`. The parameters tell: `parameters["W1"].shape[1]` inputs, then
# `parameters[f"b{l}"].shape[0]` units in layer `l`.
#
# </details>
#
# <details><summary>Hint 3: one slope</summary>
#
# With `nudge = np.zeros_like(theta)` and `nudge[i] = epsilon`, a slope is
# `(cost_at(theta + nudge) - cost_at(theta - nudge)) / (2 * epsilon)`, where `cost_at(vector)` is
# `network_cost(X, Y, to_parameters(vector, layers_dims))`.
#
# </details>

# %% solution="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    """Check the gradients of network_cost by nudging each parameter.

    parameters: dictionary "W1", "b1", …, "WL", "bL" of float64 arrays, in any order; not modified.
    gradients: dictionary "dW1", "db1", …, "dWL", "dbL" of arrays of the same shapes, in any order; not modified.
    X: examples, shape (n_x, m). Y: labels, shape (1, m).
    epsilon: how far to nudge to each side, a number above 0.
    Returns the relative difference, a number from 0 to 1, between all gradients and all central differences.
    """
    ### BEGIN SOLUTION
    layers_dims = [parameters["W1"].shape[1]] + [parameters[f"b{l}"].shape[0] for l in range(1, len(parameters) // 2 + 1)]
    theta = to_vector(parameters)
    measured = np.zeros_like(theta)
    for i in range(theta.shape[0]):
        nudge = np.zeros_like(theta)
        nudge[i] = epsilon
        above = network_cost(X, Y, to_parameters(theta + nudge, layers_dims))
        below = network_cost(X, Y, to_parameters(theta - nudge, layers_dims))
        measured[i] = (above - below) / (2 * epsilon)
    return relative_difference(to_vector(gradients, "d"), measured)
    ### END SOLUTION

# %% tests="gradient_check_n" part="whole" points=2
import numpy as np

from companion.testing import close

points, labels = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
at = random_parameters([2, 3, 1], seed=3)
slopes = exact_gradients(points, labels, at)
try:
    found, stopped = gradient_check_n(at, slopes, points, labels), False
except NameError:
    stopped = True
assert not stopped, "gradient_check_n uses a name that this notebook doesn't know. Its helpers are network_cost, which returns the cost alone, to_vector, to_parameters and relative_difference."
assert found is not None, "gradient_check_n returns None. Does it end with a return?"
assert np.shape(found) == (), "Return one number for the whole network."
assert close(found, 0, atol=1e-6), "These gradients are right, so the difference must be tiny. Are both vectors in the same order?"
doubled = {name: 2 * values for name, values in slopes.items()}
assert close(gradient_check_n(at, doubled, points, labels), 1 / 3, atol=1e-4), "Gradients that are all twice too large differ by one third."
assert close(at, random_parameters([2, 3, 1], seed=3)), "After the check a parameter is no longer what it was: nudge a copy, or put it back."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(61)
for dims, m in (([1, 1], 1), ([3, 1], 4), ([3, 4, 2, 1], 7), ([2, 2, 2, 2, 1], 3)):
    points, labels = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m))
    at = random_parameters(dims, seed=int(rng.integers(1000)))
    kept, slopes = {name: values.copy() for name, values in at.items()}, exact_gradients(points, labels, at)
    given = {name: values.copy() for name, values in slopes.items()}
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        assert close(gradient_check_n(at, given, points, labels), 0, atol=1e-6), "A right gradient fails in another network, where epsilon isn't given."
    assert close(gradient_check_n(at, {name: -values for name, values in slopes.items()}, points, labels), 1, atol=1e-4), "A gradient of the wrong sign differs by 1."
    assert close(at, kept), "After the check a parameter is no longer what it was: nudge a copy, or put it back."
    assert close(given, slopes), "The check changed the gradients."
### END HIDDEN TESTS

# %% tests="gradient_check_n" part="blocks" points=1
import numpy as np

from companion.testing import taken

points, labels = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
at = random_parameters([2, 3, 1], seed=3)
slopes = exact_gradients(points, labels, at)
for name in slopes:
    bent = {**slopes, name: slopes[name] + 0.1}
    assert taken(gradient_check_n(at, bent, points, labels)) > 1e-4, f"A gradient whose {name} is wrong passes. Does the check look at all of them?"
assert taken(gradient_check_n(at, slopes, points, labels)) < 1e-6, "And with nothing bent, the difference must be tiny."
### BEGIN HIDDEN TESTS
at = random_parameters([3, 4, 2, 1], seed=8)
slopes = exact_gradients(np.ones((3, 1)), np.ones((1, 1)), at)
for name in slopes:
    bent = {**slopes, name: slopes[name] + 0.1}
    assert taken(gradient_check_n(at, bent, np.ones((3, 1)), np.ones((1, 1)))) > 1e-4, "In a network of three layers, a gradient with one wrong block passes."
### END HIDDEN TESTS

# %% tests="gradient_check_n" part="epsilon" points=3
import numpy as np

from companion.testing import close

points, labels = np.array([[2.0]]), np.array([[1]])
at = {"b1": np.array([[0.0]]), "W1": np.array([[1.0]])}  # one neuron; keys in any order
slopes = {"dW1": np.array([[-0.2384]]), "db1": np.array([[-0.1192]])}
assert close(gradient_check_n(at, slopes, points, labels, 1.0), 0.1589, atol=1e-3), (
    "With a nudge of 1 to each side, one number at a time, the slopes of this neuron are -0.3375 for W1 and -0.1323 for b1."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(6)
for dims, m, epsilon in (([1, 1], 1, 0.5), ([3, 1], 4, 0.8), ([2, 3, 1], 5, 0.3), ([3, 4, 2, 1], 7, 0.6), ([2, 2, 2, 2, 1], 3, 1.0)):
    points, labels = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m))
    ordered = random_parameters(dims, seed=int(rng.integers(1000)))
    measured = {}
    for name, values in ordered.items():
        measured[name] = np.zeros(values.shape)
        for place in np.ndindex(values.shape):
            costs = []
            for sign in (1, -1):
                moved = {key: array.copy() for key, array in ordered.items()}
                moved[name][place] += sign * epsilon
                costs.append(network_cost(points, labels, moved))
            measured[name][place] = (costs[0] - costs[1]) / (2 * epsilon)
    slopes = {f"d{name}": values + rng.normal(0, 0.05, values.shape) for name, values in measured.items()}
    pairs = [(slopes[f"d{name}"].ravel(), measured[name].ravel()) for name in ordered]
    g, approx = (np.concatenate(part) for part in zip(*pairs, strict=True))
    expected = np.sqrt(np.sum((g - approx) ** 2)) / (np.sqrt(np.sum(g**2)) + np.sqrt(np.sum(approx**2)))
    for mix in (list(ordered), list(ordered)[::-1]):
        with describing("keys in another order" if mix != list(ordered) else "keys in the usual order"):
            found = gradient_check_n({name: ordered[name] for name in mix}, {f"d{name}": slopes[f"d{name}"] for name in mix}, points, labels, epsilon)
        assert close(found, expected, 1e-3, 1e-5), (
            "The difference is wrong for another network, data or epsilon. Each slope comes from two costs, 2 epsilon apart, with one number nudged."
        )
### END HIDDEN TESTS

# %% mistake="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    """All numbers are nudged together, so you measure one slope along the diagonal. Nudge one at a time."""
    theta = {name: values + epsilon for name, values in parameters.items()}
    below = {name: values - epsilon for name, values in parameters.items()}
    slope = (network_cost(X, Y, theta) - network_cost(X, Y, below)) / (2 * epsilon)
    g = np.concatenate([gradients[f"d{name}"].ravel() for name in parameters])
    measured = np.full_like(g, slope)
    return np.linalg.norm(g - measured) / (np.linalg.norm(g) + np.linalg.norm(measured))

# %% mistake="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    """A number that has been nudged stays nudged while the next ones are measured."""
    moved = {name: values.copy() for name, values in parameters.items()}
    g, measured = [], []
    for name, values in moved.items():
        for place in np.ndindex(values.shape):
            values[place] += epsilon
            above = network_cost(X, Y, moved)
            values[place] -= 2 * epsilon
            below = network_cost(X, Y, moved)
            measured.append((above - below) / (2 * epsilon))
            g.append(gradients[f"d{name}"][place])
    g, measured = np.array(g), np.array(measured)
    return np.linalg.norm(g - measured) / (np.linalg.norm(g) + np.linalg.norm(measured))

# %% mistake="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    """You nudge upwards only. Ask for the cost on both sides of each number."""
    g, measured, here = [], [], network_cost(X, Y, parameters)
    for name, values in parameters.items():
        for place in np.ndindex(values.shape):
            moved = values.copy()
            moved[place] += epsilon
            measured.append((network_cost(X, Y, {**parameters, name: moved}) - here) / epsilon)
            g.append(gradients[f"d{name}"][place])
    g, measured = np.array(g), np.array(measured)
    return np.linalg.norm(g - measured) / (np.linalg.norm(g) + np.linalg.norm(measured))

# %% mistake="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    """The weights are checked, the biases are not."""
    g, measured = [], []
    for name, values in parameters.items():
        for place in np.ndindex(values.shape) if name.startswith("W") else []:
            above, below = values.copy(), values.copy()
            above[place] += epsilon
            below[place] -= epsilon
            costs = [network_cost(X, Y, {**parameters, name: moved}) for moved in (above, below)]
            measured.append((costs[0] - costs[1]) / (2 * epsilon))
            g.append(gradients[f"d{name}"][place])
    g, measured = np.array(g), np.array(measured)
    return np.linalg.norm(g - measured) / (np.linalg.norm(g) + np.linalg.norm(measured))

# %% mistake="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    """Your slopes are half as steep as the gradient: the sum of both nudges is 2 epsilon, not 4."""
    g, measured = [], []
    for name, values in parameters.items():
        for place in np.ndindex(values.shape):
            above, below = values.copy(), values.copy()
            above[place] += epsilon
            below[place] -= epsilon
            costs = [network_cost(X, Y, {**parameters, name: moved}) for moved in (above, below)]
            measured.append((costs[0] - costs[1]) / (4 * epsilon))
            g.append(gradients[f"d{name}"][place])
    g, measured = np.array(g), np.array(measured)
    return np.linalg.norm(g - measured) / (np.linalg.norm(g) + np.linalg.norm(measured))

# %% mistake="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    """You return the length of the difference, which grows with the network and with its gradients."""
    total = 0.0
    for name, values in parameters.items():
        for place in np.ndindex(values.shape):
            above, below = values.copy(), values.copy()
            above[place] += epsilon
            below[place] -= epsilon
            costs = [network_cost(X, Y, {**parameters, name: moved}) for moved in (above, below)]
            total += ((costs[0] - costs[1]) / (2 * epsilon) - gradients[f"d{name}"][place]) ** 2
    return np.sqrt(total)

# %% demo
# Your check of the right gradients, and what it costs in larger networks.
difference = gradient_check_n(parameters, exact_gradients(X, Y, parameters), X, Y)
print("difference below 1e-7:", bool(difference < 1e-7))
for dims in (LAYERS_DIMS, [196, 20, 7, 5, 1], [12288, 20, 7, 5, 1]):
    count = sum(n * n_prev + n for n_prev, n in zip(dims[:-1], dims[1:]))
    print(f"{'-'.join(map(str, dims)):>18}: {count:>7,} parameters, {2 * count:>7,} forward passes for one check")

# %% [markdown]
# Backward propagation gets the same gradient for the price of two or three forward passes. So the check is a tool for
# debugging, never a part of training: run it on a small network, or on a random choice of its parameters, and switch
# it off.

# %% [markdown]
# ## A backward pass with faults
# The next cell has a backward pass for three layers and the regularized cost. It runs, all shapes are right, and
# in the run below, gradient descent with it even lowers the cost. **Three of its lines are wrong.** Only look at it for a moment: the
# check will tell where to search.

# %%
def forward_propagation(X, parameters):
    """The activations (A1, A2, A3) of a network of three layers."""
    A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
    A2 = np.tanh(parameters["W2"] @ A1 + parameters["b2"])
    return A1, A2, 1 / (1 + np.exp(-(parameters["W3"] @ A2 + parameters["b3"])))


def faulty_backward(X, Y, parameters, activations, lambd):
    """Meant to be the gradients "dW1", "db1", … of network_cost(X, Y, parameters, lambd)."""
    A1, A2, A3 = activations
    W1, W2, W3, m = parameters["W1"], parameters["W2"], parameters["W3"], Y.shape[1]
    dZ3 = (A3 - Y) / m
    dW3 = dZ3 @ A2.T + lambd / m * W3
    db3 = np.sum(dZ3, axis=1, keepdims=True)
    dZ2 = (W3.T @ dZ3) * (1 - A2**2)
    dW2 = dZ2 @ A1.T
    db2 = np.mean(dZ2, axis=1, keepdims=True)
    dZ1 = (W2.T @ dZ2) * (1 - A1) ** 2
    dW1 = dZ1 @ X.T + lambd / m * W1
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}

# %% demo
at, costs = random_parameters(LAYERS_DIMS, seed=1), []
for _ in range(300):
    costs.append(network_cost(X, Y, at))
    slopes = faulty_backward(X, Y, at, forward_propagation(X, at), 0.0)
    at = {name: values - 0.5 * slopes[f"d{name}"] for name, values in at.items()}
costs.append(network_cost(X, Y, at))
print(f"with the faulty gradient, the cost goes from {costs[0]:.3f} to {costs[-1]:.3f} in 300 steps")

# %% [markdown]
# So far this could be a slow learning rate, or difficult data. You will run it again when the gradient is mended. (There is
# no penalty in this run, $\lambda = 0$.)

# %% [markdown]
# One number for the whole network says that something is wrong. To find out where, compare block by block.

# %% [markdown]
# ## Exercise 7 · Which blocks?  (5 points, ~8 min, ●○○)
# Write `suspects(gradients, measured, tolerance=1e-5)`. Both dictionaries have the same keys, such as `"dW1"`,
# `"db1"`, …, and arrays of the same shapes. Return a list of the keys, in any order, whose two arrays differ: their
# relative difference, computed for this key alone, is larger than `tolerance` (another tolerance than 1e-5: 2 of the points). You
# may call `relative_difference`.
#
# *Example.* `dW1` is `[[1, 2]]` in both, `db1` is `[[0.001]]` in one and `[[0.002]]` in the other: the result is
# `["db1"]`. The difference of 0.001 is small next to the whole gradient, but a third of the block.
#
# <details><summary>Hint 1: a list to grow</summary>
#
# Start with an empty list, go through the keys of `gradients`, and append those that differ.
#
# </details>
#
# <details><summary>Hint 2: in one line</summary>
#
# `[name for name in gradients if …]` keeps the names that fulfil a condition.
#
# </details>

# %% solution="suspects"
def suspects(gradients, measured, tolerance=1e-5):
    """The names of the blocks whose gradient is not what was measured.

    gradients, measured: dictionaries with the same keys and arrays of the same shapes; not modified.
    tolerance: the largest relative difference of a block that still counts as equal, a number from 0 to 1.
    Returns a list of keys, in any order.
    """
    ### BEGIN SOLUTION
    return [name for name in gradients if relative_difference(gradients[name], measured[name]) > tolerance]
    ### END SOLUTION

# %% tests="suspects" part="blocks" points=3
import numpy as np

right = {"dW1": np.array([[1.0, 2.0]]), "db1": np.array([[0.002]])}
found = suspects(right, {"dW1": np.array([[1.0, 2.0]]), "db1": np.array([[0.001]])})
assert isinstance(found, (list, tuple)), "Return a list of names."
assert "dW1" not in found, "dW1 is the same in both dictionaries."
assert list(found) == ["db1"], "The example: the two values of db1 differ by a third of their size."
assert list(suspects(right, {"db1": right["db1"], "dW1": right["dW1"]})) == [], "Where nothing differs, the list is empty, in whatever order the keys stand."
assert list(suspects({"dW1": np.ones((2, 2))}, {"dW1": -np.ones((2, 2))})) == ["dW1"], "A gradient and its opposite have the same length but differ."
with np.errstate(all="ignore"):
    assert list(suspects({"dW1": np.zeros((2, 3))}, {"dW1": np.zeros((2, 3))})) == [], "Two blocks of zeros are equal."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(7)
for names in (["dW1"], ["dW1", "db1"], ["db2", "dW1", "dW2", "db1"], [f"d{kind}{layer}" for layer in range(1, 7) for kind in "Wb"]):
    a, b, expected = {}, {}, []
    for name in names:
        values = 10.0 ** rng.integers(-6, 5) * rng.normal(size=(int(rng.integers(1, 5)), int(rng.integers(1, 4))))
        wrong = bool(rng.integers(0, 2))
        # The factor 1 + 2 r gives the relative difference r / (1 + r), nearly r.
        a[name], b[name] = values, values * (1 + 2 * (1.5e-5 if wrong else 0.5e-5))
        expected += [name] if wrong else []
    b = dict(reversed(b.items()))
    for one, other in ((a, b), (b, a)):
        with describing("two dictionaries whose keys are in different orders"):
            assert sorted(suspects(one, other)) == sorted(expected), "The wrong blocks are named for other gradients. Each block counts by its own relative difference."
mixed = {"dW1": np.array([[1.0, -1.0]])}, {"dW1": np.array([[-1.0, 1.0]])}
assert list(suspects(*mixed)) == ["dW1"], "Differences of both signs mustn't cancel."
faint = {"dW1": np.array([[3.0]]), "db1": np.array([[1e-9]])}, {"dW1": np.array([[3.0]]), "db1": np.array([[2e-9]])}
assert list(suspects(*faint)) == ["db1"], "A tiny block may be wrong, too."
### END HIDDEN TESTS

# %% tests="suspects" part="tolerance" points=2
import numpy as np

from companion.testing import close

one, other = {"dW1": np.array([[3.0]]), "db1": np.array([[1.0]])}, {"dW1": np.array([[1.0]]), "db1": np.array([[1.1]])}
assert list(suspects(one, other, 0.3)) == ["dW1"], "With a tolerance of 0.3: dW1 differs by 0.5, db1 by 0.05."
assert list(suspects(one, other, 0.5)) == [], "A block whose difference equals the tolerance still counts as equal."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(71)
for names in (["dW1"], ["dW1", "db1"], ["db2", "dW1", "dW2", "db1"], [f"d{kind}{layer}" for layer in range(1, 7) for kind in "Wb"]):
    for tolerance in (1e-3, 0.2):
        a, b, expected = {}, {}, []
        for name in names:
            values = 10.0 ** rng.integers(-6, 5) * rng.normal(size=(int(rng.integers(1, 5)), int(rng.integers(1, 4))))
            # The factor 1 + 2 r gives the relative difference r / (1 + r): a third above or below the tolerance.
            wrong = bool(rng.integers(0, 2))
            wanted = tolerance * (4 / 3 if wrong else 2 / 3)
            a[name], b[name] = values, values * (1 + 2 * wanted / (1 - wanted))
            expected += [name] if wrong else []
        kept = [{name: values.copy() for name, values in part.items()} for part in (a, b)]
        with describing("another tolerance"):
            assert sorted(suspects(a, b, tolerance)) == sorted(expected), "The wrong blocks are named for another tolerance."
        assert close([a, b], kept), "suspects changed the arrays."
### END HIDDEN TESTS

# %% mistake="suspects"
def suspects(gradients, measured, tolerance=1e-5):
    """You compare absolute differences, so blocks with small numbers always pass and those with large ones never."""
    return [name for name in gradients if np.linalg.norm(gradients[name] - measured[name]) > tolerance]

# %% mistake="suspects"
def suspects(gradients, measured, tolerance=1e-5):
    """These are the blocks that agree."""
    def difference(a, b):
        together = np.linalg.norm(a) + np.linalg.norm(b)
        return np.linalg.norm(a - b) / together if together else 0.0

    return [name for name in gradients if difference(gradients[name], measured[name]) <= tolerance]

# %% mistake="suspects"
def suspects(gradients, measured, tolerance=1e-5):
    """The tolerance is built in. Use the argument."""
    def difference(a, b):
        together = np.linalg.norm(a) + np.linalg.norm(b)
        return np.linalg.norm(a - b) / together if together else 0.0

    return [name for name in gradients if difference(gradients[name], measured[name]) > 1e-5]

# %% mistake="suspects"
def suspects(gradients, measured, tolerance=1e-5):
    """Each difference is set against the whole gradient, in which a small block disappears."""
    whole = sum(np.sum(values**2) for values in gradients.values()) ** 0.5
    whole += sum(np.sum(values**2) for values in measured.values()) ** 0.5
    return [name for name in gradients if np.linalg.norm(gradients[name] - measured[name]) > tolerance * whole]

# %% mistake="suspects"
def suspects(gradients, measured, tolerance=1e-5):
    """Only the lengths are compared. A block that points the wrong way passes."""
    found = []
    for name in gradients:
        a, b = np.linalg.norm(gradients[name]), np.linalg.norm(measured[name])
        if abs(a - b) > tolerance * (a + b):
            found.append(name)
    return found

# %% mistake="suspects"
def suspects(gradients, measured, tolerance=1e-5):
    """The two dictionaries may hold their keys in different orders: pair the arrays by name, not by place."""
    found = []
    for (name, a), b in zip(gradients.items(), measured.values()):
        together = np.linalg.norm(a) + np.linalg.norm(b)
        if a.shape != b.shape or (together and np.linalg.norm(a - b) > tolerance * together):
            found.append(name)
    return found

# %% demo
# What the check says about the faulty backward pass, without and with regularization.
for lambd in (0.0, 0.5):
    slopes = faulty_backward(X, Y, parameters, forward_propagation(X, parameters), lambd)
    measured = {
        f"d{name}": numerical_gradient(lambda at, name=name: network_cost(X, Y, {**parameters, name: at}, lambd), values)
        for name, values in parameters.items()
    }
    print(f"lambda = {lambd}: look at {', '.join(sorted(suspects(slopes, measured)))}")

# %% [markdown]
# How to read that:
# - Backward propagation runs from the last layer to the first, and what comes early is used later. `dW3` and `db3` are
#   right, so `dZ3` is.
# - `db2` is wrong, and without regularization `dW2` is right. Both are made of `dZ2`. So `dZ2` is right and the fault
#   is in the line of `db2` itself.
# - `dW2` is wrong only with regularization: look for the part that $\lambda$ adds.
# - `dW1` and `db1` are both wrong, and both are made of `dZ1`.

# %% [markdown]
# ## Exercise 8 · Mend it  (4 points, ~8 min, ●●○)
# Write `mended_backward(X, Y, parameters, activations, lambd)`: the backward pass without the three faults. Copy the
# body of `faulty_backward` into the cell and change what is wrong. It returns the gradients of
# `network_cost(X, Y, parameters, lambd)` as a dictionary `"dW1"`, `"db1"`, …, `"db3"`, for a network of three layers
# of any sizes, with any number of examples. Each fault that is gone earns a point, and so does the whole without a new one.
#
# *Example.* On the points of above all six blocks agree with `exact_gradients(X, Y, parameters, lambd)`, for `lambd`
# 0 and 0.5.
#
# <details><summary>Hint 1: the line of dW2</summary>
#
# It is wrong only where `lambd` isn't 0. What do the lines of `dW1` and `dW3` have that it hasn't?
#
# </details>
#
# <details><summary>Hint 2: the line of db2</summary>
#
# Compare it with the lines of `db3` and `db1`. The factor $1/m$ is already in `dZ3`, and from there in all that
# follows.
#
# </details>
#
# <details><summary>Hint 3: the line of dZ1</summary>
#
# The derivative of tanh is $1 - \tanh^2$. What does the bracket enclose?
#
# </details>

# %% solution="mended_backward"
def mended_backward(X, Y, parameters, activations, lambd):
    """The gradients of network_cost(X, Y, parameters, lambd) for a network of three layers.

    X: examples, shape (n_x, m). Y: labels, shape (1, m).
    parameters: dictionary "W1", "b1", …, "b3"; not modified.
    activations: (A1, A2, A3), what forward_propagation(X, parameters) returns.
    lambd: the strength of the L2 regularization, a number, 0 or more.
    Returns a dictionary "dW1", "db1", …, "db3", each of the shape of its parameter.
    """
    ### BEGIN SOLUTION
    A1, A2, A3 = activations
    W1, W2, W3, m = parameters["W1"], parameters["W2"], parameters["W3"], Y.shape[1]
    dZ3 = (A3 - Y) / m
    dW3 = dZ3 @ A2.T + lambd / m * W3
    db3 = np.sum(dZ3, axis=1, keepdims=True)
    dZ2 = (W3.T @ dZ3) * (1 - A2**2)
    dW2 = dZ2 @ A1.T + lambd / m * W2
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    dW1 = dZ1 @ X.T + lambd / m * W1
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}
    ### END SOLUTION

# %% tests="mended_backward" part="dW2" points=1
import numpy as np

from companion.testing import close

points, labels = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
at = random_parameters([2, 3, 2, 1], seed=3)
for lambd in (0.0, 0.5):
    found = mended_backward(points, labels, at, forward_propagation(points, at), lambd)
    assert isinstance(found, dict) and "dW2" in found, "Return the gradients dW1, db1, dW2, db2, dW3 and db3 in a dictionary."
    exact = exact_gradients(points, labels, at, lambd)
    assert close(found["dW2"], exact["dW2"], 1e-3, 1e-5), f"With lambd = {lambd}, dW2 differs from what was measured."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(8)
for dims, m in (([1, 1, 1, 1], 1), ([2, 4, 3, 1], 6), ([5, 3, 3, 1], 7), ([3, 2, 6, 1], 2)):
    for lambd in (0.0, 0.7, 4.0):
        points, labels = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m))
        at = random_parameters(dims, seed=int(rng.integers(1000)))
        exact = exact_gradients(points, labels, at, lambd)
        with describing("a single example" if m == 1 else "several examples"):
            found = mended_backward(points, labels, at, forward_propagation(points, at), lambd)
        for name in ("dW2",):
            assert close(found[name], exact[name], 1e-3, 1e-5), f"{name} is wrong{' with' if lambd else ' without'} regularization in another network."
### END HIDDEN TESTS

# %% tests="mended_backward" part="db2" points=1
import numpy as np

from companion.testing import close

points, labels = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
at = random_parameters([2, 3, 2, 1], seed=3)
for lambd in (0.0, 0.5):
    found = mended_backward(points, labels, at, forward_propagation(points, at), lambd)
    assert isinstance(found, dict) and "db2" in found, "Return the gradients dW1, db1, dW2, db2, dW3 and db3 in a dictionary."
    exact = exact_gradients(points, labels, at, lambd)
    assert close(found["db2"], exact["db2"], 1e-3, 1e-5), f"With lambd = {lambd}, db2 differs from what was measured."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(8)
for dims, m in (([1, 1, 1, 1], 1), ([2, 4, 3, 1], 6), ([5, 3, 3, 1], 7), ([3, 2, 6, 1], 2)):
    for lambd in (0.0, 0.7, 4.0):
        points, labels = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m))
        at = random_parameters(dims, seed=int(rng.integers(1000)))
        exact = exact_gradients(points, labels, at, lambd)
        with describing("a single example" if m == 1 else "several examples"):
            found = mended_backward(points, labels, at, forward_propagation(points, at), lambd)
        for name in ("db2",):
            assert close(found[name], exact[name], 1e-3, 1e-5), f"{name} is wrong{' with' if lambd else ' without'} regularization in another network."
### END HIDDEN TESTS

# %% tests="mended_backward" part="layer1" points=1
import numpy as np

from companion.testing import close

points, labels = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
at = random_parameters([2, 3, 2, 1], seed=3)
for lambd in (0.0, 0.5):
    found = mended_backward(points, labels, at, forward_propagation(points, at), lambd)
    assert isinstance(found, dict) and {"dW1", "db1"} <= set(found), "Return the gradients dW1, db1, dW2, db2, dW3 and db3 in a dictionary."
    exact = exact_gradients(points, labels, at, lambd)
    for name in ("dW1", "db1"):
        assert close(found[name], exact[name], 1e-3, 1e-5), f"With lambd = {lambd}, {name} differs from what was measured. It is made of dZ1."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(8)
for dims, m in (([1, 1, 1, 1], 1), ([2, 4, 3, 1], 6), ([5, 3, 3, 1], 7), ([3, 2, 6, 1], 2)):
    for lambd in (0.0, 0.7, 4.0):
        points, labels = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m))
        at = random_parameters(dims, seed=int(rng.integers(1000)))
        exact = exact_gradients(points, labels, at, lambd)
        with describing("a single example" if m == 1 else "several examples"):
            found = mended_backward(points, labels, at, forward_propagation(points, at), lambd)
        for name in ("dW1", "db1"):
            assert close(found[name], exact[name], 1e-3, 1e-5), f"{name} is wrong{' with' if lambd else ' without'} regularization in another network."
### END HIDDEN TESTS

# %% tests="mended_backward" part="whole" points=1
import numpy as np

from companion.testing import close

points, labels = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([[1, 0, 1]])
at = random_parameters([2, 3, 2, 1], seed=3)
for lambd in (0.0, 0.5):
    found = mended_backward(points, labels, at, forward_propagation(points, at), lambd)
    assert isinstance(found, dict) and {"dW1", "db1", "dW2", "db2", "dW3", "db3"} <= set(found), "Return the gradients dW1, db1, dW2, db2, dW3 and db3 in a dictionary."
    exact = exact_gradients(points, labels, at, lambd)
    for name in ("dW3", "db3"):
        assert close(found[name], exact[name], 1e-3, 1e-5), f"Layer 3 was right in faulty_backward, and {name} no longer is."
    for name in ("dW2", "db2", "dW1", "db1"):
        assert close(found[name], exact[name], 1e-3, 1e-5), f"With lambd = {lambd}, not everything is mended: {name} differs from what was measured."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(8)
for dims, m in (([1, 1, 1, 1], 1), ([2, 4, 3, 1], 6), ([5, 3, 3, 1], 7), ([3, 2, 6, 1], 2)):
    for lambd in (0.0, 0.7, 4.0):
        points, labels = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m))
        at = random_parameters(dims, seed=int(rng.integers(1000)))
        kept = points.copy(), labels.copy(), {name: values.copy() for name, values in at.items()}
        exact = exact_gradients(points, labels, at, lambd)
        with describing("a single example" if m == 1 else "several examples"):
            found = mended_backward(points, labels, at, forward_propagation(points, at), lambd)
        for name, slopes in exact.items():
            assert close(found[name], slopes, 1e-3, 1e-5), f"{name} is wrong{' with' if lambd else ' without'} regularization in another network."
        assert set(at) == set(kept[2]) and close((points, labels, at), kept), "mended_backward changed X, Y or the parameters."
### END HIDDEN TESTS

# %% mistake="mended_backward"
def mended_backward(X, Y, parameters, activations, lambd):
    """One of the three faults is left: a block of the middle layer ignores lambd."""
    A1, A2, A3 = activations
    W1, W2, W3, m = parameters["W1"], parameters["W2"], parameters["W3"], Y.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (1 - A2**2)
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T + lambd / m * W3, "db3": np.sum(dZ3, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW1": dZ1 @ X.T + lambd / m * W1, "db1": np.sum(dZ1, axis=1, keepdims=True),
    }

# %% mistake="mended_backward"
def mended_backward(X, Y, parameters, activations, lambd):
    """One of the three faults is left: a bias of the middle layer is divided by m twice."""
    A1, A2, A3 = activations
    W1, W2, W3, m = parameters["W1"], parameters["W2"], parameters["W3"], Y.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (1 - A2**2)
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T + lambd / m * W3, "db3": np.sum(dZ3, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T + lambd / m * W2, "db2": np.mean(dZ2, axis=1, keepdims=True),
        "dW1": dZ1 @ X.T + lambd / m * W1, "db1": np.sum(dZ1, axis=1, keepdims=True),
    }

# %% mistake="mended_backward"
def mended_backward(X, Y, parameters, activations, lambd):
    """One of the three faults is left: look at the square in the first layer."""
    A1, A2, A3 = activations
    W1, W2, W3, m = parameters["W1"], parameters["W2"], parameters["W3"], Y.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (1 - A2**2)
    dZ1 = (W2.T @ dZ2) * (1 - A1) ** 2
    return {
        "dW3": dZ3 @ A2.T + lambd / m * W3, "db3": np.sum(dZ3, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T + lambd / m * W2, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW1": dZ1 @ X.T + lambd / m * W1, "db1": np.sum(dZ1, axis=1, keepdims=True),
    }

# %% mistake="mended_backward"
def mended_backward(X, Y, parameters, activations, lambd):
    """The penalty was added to the biases, too. It contains the weights only."""
    A1, A2, A3 = activations
    W1, W2, W3, m = parameters["W1"], parameters["W2"], parameters["W3"], Y.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (1 - A2**2)
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T + lambd / m * W3, "db3": np.sum(dZ3, axis=1, keepdims=True) + lambd / m * parameters["b3"],
        "dW2": dZ2 @ A1.T + lambd / m * W2, "db2": np.sum(dZ2, axis=1, keepdims=True) + lambd / m * parameters["b2"],
        "dW1": dZ1 @ X.T + lambd / m * W1, "db1": np.sum(dZ1, axis=1, keepdims=True) + lambd / m * parameters["b1"],
    }

# %% mistake="mended_backward"
def mended_backward(X, Y, parameters, activations, lambd):
    """The penalty that you added isn't divided by m."""
    A1, A2, A3 = activations
    W1, W2, W3, m = parameters["W1"], parameters["W2"], parameters["W3"], Y.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = (W3.T @ dZ3) * (1 - A2**2)
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    return {
        "dW3": dZ3 @ A2.T + lambd / m * W3, "db3": np.sum(dZ3, axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T + lambd * W2, "db2": np.sum(dZ2, axis=1, keepdims=True),
        "dW1": dZ1 @ X.T + lambd / m * W1, "db1": np.sum(dZ1, axis=1, keepdims=True),
    }

# %% [markdown]
# Check again after mending: the same 300 steps, and the largest difference of a block, with and without a penalty.

# %% demo
at = random_parameters(LAYERS_DIMS, seed=1)
for _ in range(300):
    slopes = mended_backward(X, Y, at, forward_propagation(X, at), 0.0)
    at = {name: values - 0.5 * slopes[f"d{name}"] for name, values in at.items()}
print(f"with the mended gradient, the cost goes from {costs[0]:.3f} to {network_cost(X, Y, at):.3f} in 300 steps")
for lambd in (0.0, 0.5):
    mended, exact = mended_backward(X, Y, parameters, forward_propagation(X, parameters), lambd), exact_gradients(X, Y, parameters, lambd)
    largest = max(np.linalg.norm(mended[d] - exact[d]) / (np.linalg.norm(mended[d]) + np.linalg.norm(exact[d])) for d in exact)
    print(f"lambd = {lambd}: largest relative difference of a block {largest:.0e}")

# %% [markdown]
# ## When the check itself is wrong
# Plotted against the nudge, the difference has one of four usual shapes.
#
# 1. **Nothing is wrong.** The curve falls as $\varepsilon^2$, far down, and rises again where rounding takes over. (The
#    limit of $10^{-7}$ is for a nudge near $10^{-5}$ to $10^{-7}$: with $10^{-1}$ or $10^{-12}$ a right gradient misses it, too.)
# 2. **The gradient is wrong.** However good the measurement gets, the difference stays where it is: flat from the
#    longest nudges on, at a level below 1.
# 3. **The cost isn't the same twice.** Dropout draws new units in each forward pass, so the cost jumps even without a
#    nudge. That jump doesn't shrink with $\varepsilon$ but is divided by it: the smaller the nudge, the more nonsense
#    is measured, and the difference goes to 1. Remedy: keep the masks still for all forward passes of a check, or
#    check without dropout.
# 4. **The numbers are too coarse.** In float32 rounding takes over much earlier. The curve falls at first, but turns
#    round long before it gets anywhere near $10^{-7}$, and goes to 1 where a nudge is lost in rounding. Remedy: compute in float64.
#
# A fifth cause is rare: a **kink**. The ReLU has no derivative at 0; if a nudge carries some $z$ across it, this
# entry is measured wrongly. A smaller nudge helps.

# %% [markdown]
# ## Exercise 9 · Four curves: what next?  (4 points, ~8 min, ●●○)
# The next cells make four checks, A to D, each with nudges from $10^{-1}$ to $10^{-12}$, print their differences and
# plot them. Decide for each what to do next: put one of these four texts in the place of each `None`, and delete the
# line `raise NotImplementedError()`. Each text is right for one of the curves, and each decision earns a point.
#
# | decision | meaning |
# |---|---|
# | `"accept"` | the gradient is right: go on with it |
# | `"mend the gradient"` | the backward pass computes something else: correct it |
# | `"hold the masks still"` | the cost changes from call to call: use the same dropout masks in all of them |
# | `"use float64"` | the cost is computed in float32: compute it with more digits |
#
# The visible tests look at the spelling only. The hidden ones carry your decisions out on the same four checks, and
# look whether the difference gets below $10^{-6}$ for some nudge. (Decide from the curves. The code under them names
# what each check does, so read it afterwards.)
#
# *Example.* A curve that is at 0.2 for every nudge from $10^{-1}$ to $10^{-12}$ would call for `"mend the gradient"`.
#
# <details><summary>Hint 1: where to begin</summary>
#
# First the curve that gets below $10^{-7}$. Then the one that is flat from the longest nudge to the shortest, below 1.
#
# </details>
#
# <details><summary>Hint 2: the other two</summary>
#
# Both rise to 1 on the right. Float32 still gives about seven digits, so long nudges are measured well. A cost that
# jumps is measured badly by every nudge, most of all by short ones.
#
# </details>

# %%
EPSILONS = 10.0 ** -np.arange(1, 13)


def flat(values, names):
    """The arrays of a dictionary in one vector, in the order of names."""
    return np.concatenate([np.ravel(values[name]) for name in names])


def check_curve(cost, gradients, parameters):
    """The relative difference for each nudge of EPSILONS; cost takes a dictionary of parameters."""
    names, curve = list(parameters), []
    g = flat(gradients, [f"d{name}" for name in names])
    for epsilon in EPSILONS:
        slopes = {name: numerical_gradient(lambda at, name=name: cost({**parameters, name: at}), parameters[name], epsilon) for name in names}
        approx = flat(slopes, names)
        curve.append(np.linalg.norm(g - approx) / (np.linalg.norm(g) + np.linalg.norm(approx)))
    return np.array(curve)


def dropout_cost(X, Y, parameters, rng, keep_prob=0.9):
    """As network_cost for three layers, with inverted dropout in the two hidden ones; rng draws the masks."""
    A1, A2, _ = forward_propagation(X, parameters)
    A1 = A1 * (rng.random(A1.shape) < keep_prob) / keep_prob
    A2 = np.tanh(parameters["W2"] @ A1 + parameters["b2"])
    A2 = A2 * (rng.random(A2.shape) < keep_prob) / keep_prob
    A3 = 1 / (1 + np.exp(-(parameters["W3"] @ A2 + parameters["b3"])))
    return -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))


def cost_in_float32(X, Y, parameters):
    """network_cost, with all numbers rounded to float32."""
    return network_cost(X.astype(np.float32), Y.astype(np.float32), {k: v.astype(np.float32) for k, v in parameters.items()})


right = exact_gradients(X, Y, parameters)
masked = {  # there is no formula for dropout here: measured once, with masks that are held still
    f"d{name}": numerical_gradient(lambda at, name=name: dropout_cost(X, Y, {**parameters, name: at}, np.random.default_rng(5)), values)
    for name, values in parameters.items()
}

# %% tags=["nbval-ignore-output"]
new_masks = np.random.default_rng(5)
curves = {
    "A": check_curve(lambda at: cost_in_float32(X, Y, at), right, parameters),
    "B": check_curve(lambda at: network_cost(X, Y, at, 2.0), right, parameters),
    "C": check_curve(lambda at: network_cost(X, Y, at), right, parameters),
    "D": check_curve(lambda at: dropout_cost(X, Y, at, new_masks), masked, parameters),
}
print("nudge " + "".join(f"{name:>10}" for name in curves))
for place, epsilon in enumerate(EPSILONS):
    print(f"{epsilon:.0e} " + "".join(f"{curve[place]:>10.0e}" for curve in curves.values()))
fig, ax = plt.subplots(figsize=(8, 4.2), layout="constrained")
for place, (name, curve) in enumerate(curves.items()):
    ax.loglog(EPSILONS, curve, LINES[place], color=COLORS[place], marker="osD^"[place], markersize=4, label=name)
ax.axhline(1e-7, color="0.5", linewidth=0.8)
ax.text(2e-10, 2.5e-8, "fine below this line", color="0.35")
ax.set(xlabel="nudge ε", ylabel="relative difference", title="Four checks: which gradient is wrong, and which check?", ylim=(1e-12, 5))
ax.invert_xaxis()
ax.legend()
plt.show()

# %% solution="decisions"
# One of "accept", "mend the gradient", "hold the masks still", "use float64" for each curve.
decisions = {"A": None, "B": None, "C": None, "D": None}
### BEGIN SOLUTION
decisions = {"A": "use float64", "B": "mend the gradient", "C": "accept", "D": "hold the masks still"}
### END SOLUTION

# %% tests="decisions" part="A" points=1
DECISIONS = ("accept", "mend the gradient", "hold the masks still", "use float64")
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A, B, C and D."
if decisions.get("A") is None:
    raise NotImplementedError("A has no decision yet.")
assert decisions["A"] in DECISIONS, "Use one of the four texts of the table for A, spelt as there."
### BEGIN HIDDEN TESTS
import numpy as np


def smallest(decision):
    """The smallest difference for any nudge, once the decision was carried out."""
    cost = network_cost if decision == "use float64" else cost_in_float32
    return np.min(check_curve(lambda at: cost(X, Y, at), right, parameters))


if smallest("accept") < 1e-6:
    assert decisions["A"] == "accept", "A: the gradient was right as it was, and no change was needed."
assert smallest(decisions["A"]) < 1e-6, "A still fails after what you decided for it."
### END HIDDEN TESTS

# %% tests="decisions" part="B" points=1
DECISIONS = ("accept", "mend the gradient", "hold the masks still", "use float64")
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A, B, C and D."
if decisions.get("B") is None:
    raise NotImplementedError("B has no decision yet.")
assert decisions["B"] in DECISIONS, "Use one of the four texts of the table for B, spelt as there."
### BEGIN HIDDEN TESTS
import numpy as np


def smallest(decision):
    """The smallest difference for any nudge, once the decision was carried out."""
    gradients = exact_gradients(X, Y, parameters, 2.0) if decision == "mend the gradient" else right
    return np.min(check_curve(lambda at: network_cost(X, Y, at, 2.0), gradients, parameters))


if smallest("accept") < 1e-6:
    assert decisions["B"] == "accept", "B: the gradient was right as it was, and no change was needed."
assert smallest(decisions["B"]) < 1e-6, "B still fails after what you decided for it."
### END HIDDEN TESTS

# %% tests="decisions" part="C" points=1
DECISIONS = ("accept", "mend the gradient", "hold the masks still", "use float64")
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A, B, C and D."
if decisions.get("C") is None:
    raise NotImplementedError("C has no decision yet.")
assert decisions["C"] in DECISIONS, "Use one of the four texts of the table for C, spelt as there."
### BEGIN HIDDEN TESTS
import numpy as np


def smallest(decision):
    """The smallest difference for any nudge; no decision changes anything in this check."""
    return np.min(check_curve(lambda at: network_cost(X, Y, at), right, parameters))


if smallest("accept") < 1e-6:
    assert decisions["C"] == "accept", "C: the gradient was right as it was, and no change was needed."
assert smallest(decisions["C"]) < 1e-6, "C still fails after what you decided for it."
### END HIDDEN TESTS

# %% tests="decisions" part="D" points=1
DECISIONS = ("accept", "mend the gradient", "hold the masks still", "use float64")
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A, B, C and D."
if decisions.get("D") is None:
    raise NotImplementedError("D has no decision yet.")
assert decisions["D"] in DECISIONS, "Use one of the four texts of the table for D, spelt as there."
### BEGIN HIDDEN TESTS
import numpy as np


def smallest(decision):
    """The smallest difference for any nudge, once the decision was carried out."""
    drawing = np.random.default_rng(5)
    masks = (lambda: np.random.default_rng(5)) if decision == "hold the masks still" else (lambda: drawing)
    return np.min(check_curve(lambda at: dropout_cost(X, Y, at, masks()), masked, parameters))


if smallest("accept") < 1e-6:
    assert decisions["D"] == "accept", "D: the gradient was right as it was, and no change was needed."
assert smallest(decisions["D"]) < 1e-6, "D still fails after what you decided for it."
### END HIDDEN TESTS

# %% mistake="decisions"
"""The check that you call right never gets better than rounding to seven digits allows. Which curve reaches the bottom?"""
decisions = {"A": "accept", "B": "mend the gradient", "C": "use float64", "D": "hold the masks still"}

# %% mistake="decisions"
"""A flat curve has nothing to do with chance: chance gets worse with a shorter nudge."""
decisions = {"A": "use float64", "B": "hold the masks still", "C": "accept", "D": "mend the gradient"}

# %% mistake="decisions"
"""Coarse numbers still measure long nudges well. The curve that is bad everywhere comes from a cost that jumps."""
decisions = {"A": "hold the masks still", "B": "mend the gradient", "C": "accept", "D": "use float64"}

# %% mistake="decisions"
"""The curve that starts well and then rises isn't a wrong formula: a wrong formula is wrong at every nudge."""
decisions = {"A": "mend the gradient", "B": "use float64", "C": "accept", "D": "hold the masks still"}

# %% [markdown]
# Each decision is cheap, and each is wrong for the other curves: whoever "mends" the gradient of A or D searches a
# right formula for a fault. So before you doubt the formula, plot the difference against the nudge.

# %% [markdown]
# ## What you built
# - A central difference, and the knowledge that its nudge has a best size: not too long, not too short.
# - A check for a network of any depth, block by block, and three faults found with it.
# - An eye for checks that fail although the gradient is right.
#
# **Questions to take along** (no points)
# 1. In the run above the three faults left the cost falling. Which of them would you have noticed without the check, and how?
# 2. A bug makes a single entry of `dW1` wrong, one of a hundred thousand. Would the check of the whole gradient see it?
#    And block by block?
# 3. Run the check once at the random start and once after a hundred steps of training. Why could the second one find
#    a fault that the first one doesn't? (Think of weights near 0 and of saturated units.)
#
# **Next:** with a gradient that you can trust, week 2 makes better steps of it: mini-batches, momentum, Adam.
