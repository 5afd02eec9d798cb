# ---
# title: A first neuron
# minutes: 75
# ---

# %% [markdown]
# # A first neuron
# What is a house worth? A single neuron can give a first answer, and a network of them a better one, once its weights
# are well chosen. You build both from multiplications, additions and one comparison with zero, and you try them on
# houses that were really sold.
#
# **You will**
# - price houses with one neuron, measure how wrong it is, and find its weight and bias by trying them all;
# - put neurons side by side, so that each computes a feature of its own, and price all houses at once;
# - tell which network fits which supervised problem, and measure when a larger network pays.
#
# **Before you start:** Python, and NumPy arrays with `@` for the matrix product. No calculus: how a network learns is
# the subject of weeks 2 and 3, and here training is given code. The week's notes cover the same ground in prose.
#
# **Time:** about 75 minutes. **Points:** 32, in eight exercises. Dots show difficulty, from ●○○ to ●●●.
#
# **Checking:** run the tests below each exercise; one that fails says what to look at. The grader runs more tests than
# you see, all of them on what the text promises. To see how you are doing, save the notebook and type in a terminal, in
# the top folder, `.venv/bin/grader check course1_nn/week1_introduction/01_first_neuron.ipynb`.

# %%
from functools import cache

import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_houses
from companion.graphs import draw_contours, draw_graph
from companion.networks import predict_with_network, predict_with_neuron

# %% [markdown]
# ## Houses and their prices
# The data are 2,412 houses in Ames, a town in Iowa, with the price that each was sold for between 2006 and 2010.
# About each we know ten numbers, its **features** $x$. The price is the **target** $y$. Learning to get from one to
# the other, from examples for which both are known, is **supervised learning**.
#
# Examples lie in columns: $X$ has the shape $(n_x, m)$, one row a feature and one column a house, and $Y$ has the
# shape $(1, m)$. A model learns from the *training* houses. The *dev* houses are kept from it, and tell how it does
# on houses that it has never seen.

# %%
houses = load_houses()
Y_train, Y_dev = houses.Y_train / 1000, houses.Y_dev / 1000  # in thousands of dollars
print("X_train", houses.X_train.shape, " Y_train", Y_train.shape, " X_dev", houses.X_dev.shape)
print("\nThe first training house:")
for name, unit, value in zip(houses.names, houses.units, houses.X_train[:, 0], strict=True):
    print(f"  {name:<14}{value:9.6g} {unit}")
print(f"  {'price':<14}{Y_train[0, 0]:9.6g} thousand dollars")

# %% demo
fig, ax = plt.subplots(figsize=(7, 4))
ax.plot(houses.X_train[0], Y_train[0], ".", color="#0072B2", alpha=0.3)
ax.set(xlabel="living area (m²)", ylabel="price (thousand dollars)", title="Larger houses cost more, and differ more")
plt.show()

# %% [markdown]
# A straight line through this cloud would be a first model. Around it, houses of the same size differ by a hundred
# thousand dollars and more: living area is not all that a price depends on.

# %% [markdown]
# ## What a neuron computes
# A neuron multiplies its input by a weight $w$, adds a bias $b$, and passes the sum $z$ through an **activation
# function**. A price can't be negative, so here the function keeps what is above zero and makes the rest zero:
#
# $$z = w\,x + b,\qquad \hat y = \mathrm{ReLU}(z) = \max(0, z)$$
#
# It is called the **rectified linear unit**. The hat on $\hat y$ says "predicted"; $y$ without it is the truth.

# %% [markdown]
# ## Exercise 1 · A neuron that prices houses  (3 points, ~4 min, ●○○)
# Write `relu_neuron(x, w, b)`. It returns $\max(0, w x + b)$ for each entry of `x`, an array of any shape or a single
# number; `w` and `b` are numbers. The result has the shape of `x`, and `x` stays unchanged.
#
# *Example.* With $w = 1.5$ thousand dollars a square metre and $b = -90$, areas of `[[50, 120]]` give the sums
# $-15$ and $90$, and prices of `[[0, 90]]`.
#
# <details><summary>Hint 1: two steps</summary>
#
# First the sum `z`; NumPy multiplies and adds entry by entry. Then compare each entry with zero, and keep the larger.
#
# </details>
#
# <details><summary>Hint 2: which function?</summary>
#
# `max` of Python can't compare arrays, and `np.max` finds the largest entry of one array. `np.maximum(p, q)` compares
# two arrays, or an array and a number, entry by entry.
#
# </details>

# %% solution="relu_neuron"
def relu_neuron(x, w, b):
    """Output of a ReLU neuron with one input: max(0, w x + b), for each entry of x.

    x: a number or an array of any shape. It is not modified.
    w, b: numbers, the weight and the bias.
    Returns a number or an array of the shape of x, with nothing below 0.
    """
    ### BEGIN SOLUTION
    return np.maximum(0, w * x + b)
    ### END SOLUTION

# %% tests="relu_neuron" points=3
import numpy as np

from companion.testing import close, taken

prices = relu_neuron(np.array([[50, 120]]), 1.5, -90)
assert prices is not None, "relu_neuron returns None. Does it end with a return?"
assert np.shape(prices) == (1, 2), "There is one price for each entry of x, in the shape of x."
prices = taken(prices)
assert prices[0, 0] >= 0, "The first sum is -15, below zero. The neuron's output is never below zero."
assert close(prices[0, 0], 0), "Where the sum is below zero, the output is 0, not something else."
assert close(prices[0, 1], 90), "The second price is 1.5 times 120, minus 90."
assert close(relu_neuron(100.0, 2.0, 5.0), 205), "x may also be a single number."
falling = relu_neuron(np.array([-2.0, 0.0, 1.0]), -1.5, 0.0)
assert close(falling, [3, 0, 0]), "With a weight below zero and no bias, a negative x has the sum above zero."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(1)
for shape in [(), (1,), (7,), (1, 1), (1, 5), (3, 4), (2, 3, 2)]:
    for w, b in [(1.3, 0.4), (-2.1, 0.7), (0.5, -0.6), (0.0, 2.0), (3.0, 0.0), (-1.0, -5.0)]:
        x = rng.normal(0, 2, shape) if shape else float(rng.normal(0, 2))
        before = np.array(x)
        with describing("an array" if shape else "a number"):
            result = relu_neuron(x, w, b)
        assert np.shape(result) == shape, "The result must have the shape of x, also for other shapes."
        expected = np.array([w * value + b if w * value + b > 0 else 0.0 for value in before.ravel().tolist()])
        assert close(taken(result).ravel(), expected, rtol=1e-4, atol=1e-5), (
            "Wrong for other numbers: weigh, add the bias, and only then replace what is below zero."
        )
        assert close(x, before), "relu_neuron changed its argument x."
### END HIDDEN TESTS

# %% mistake="relu_neuron"
def relu_neuron(x, w, b):
    """That is the sum z alone. The activation is missing: nothing may be below zero."""
    return w * x + b

# %% mistake="relu_neuron"
def relu_neuron(x, w, b):
    """The bias comes before the comparison with zero. Added after it, it can make an output negative."""
    return np.maximum(0, w * x) + b

# %% mistake="relu_neuron"
def relu_neuron(x, w, b):
    """The minimum keeps what is below zero and drops the rest: the wrong way round."""
    return np.minimum(0, w * x + b)

# %% mistake="relu_neuron"
def relu_neuron(x, w, b):
    """The absolute value turns -15 into 15. A sum below zero gives 0, whatever its size."""
    return np.abs(w * x + b)

# %% mistake="relu_neuron"
def relu_neuron(x, w, b):
    """This finds one number, the largest of all. Each entry is compared with zero for itself."""
    return max(0, np.max(w * x + b))

# %% mistake="relu_neuron"
def relu_neuron(x, w, b):
    """The bias is added before the input is weighed. It is w times x, plus b."""
    return np.maximum(0, w * (x + b))

# %% mistake="relu_neuron"
def relu_neuron(x, w, b):
    """The bias is missing from the sum."""
    return np.maximum(0, w * x)

# %% demo
areas = np.linspace(0, 350, 141).reshape(1, -1)
fig, ax = plt.subplots(figsize=(7, 4))
ax.plot(houses.X_train[0], Y_train[0], ".", color="0.8", zorder=0, label="training houses")
for w, b, color, line in [(1.5, -90, "#0072B2", "-"), (0.6, 80, "#D55E00", "--"), (1.15, 20, "#000000", ":")]:
    ax.plot(areas[0], relu_neuron(areas, w, b)[0], line, color=color, linewidth=2, label=f"w = {w}, b = {b}")
ax.set(xlabel="living area (m²)", ylabel="price (thousand dollars)")
ax.set_title("Weight and bias decide where a neuron's line lies")
ax.legend()
plt.show()

# %% [markdown]
# The weight is the slope, in thousand dollars a square metre. The bias shifts the line up or down. With a negative
# bias, the line is bent: the blue neuron says 0 up to 60 m², and from there on the price rises. That bend looks like
# a flaw here. Between two layers of neurons it makes the difference: without it, both together could do no more than
# one neuron can.

# %% [markdown]
# ## How wrong is it?
# To say which of these lines is best, count how wrong each one is. The usual measure for amounts squares every error,
# so that too much and too little both count, and takes the mean over all $m$ examples, the **mean squared error**:
#
# $$J = \frac1m\sum_{i=1}^m\big(\hat y^{(i)} - y^{(i)}\big)^2$$
#
# $y^{(i)}$ is the target of example $i$. The unit of $J$ is squared, too: for prices, squared thousand dollars. Its
# square root is in thousand dollars again, and easier to imagine: a typical error.

# %% [markdown]
# ## Exercise 2 · Mean squared error  (3 points, ~4 min, ●○○)
# Write `mean_squared_error(Y_hat, Y)`. Both arrays have the shape (1, m); the result is one number. Arguments stay
# unchanged.
#
# *Example.* Predictions `[[100, 210]]` for prices of `[[120, 200]]` are wrong by $-20$ and $10$. The squares are 400
# and 100, their mean is 250.
#
# <details><summary>Hint</summary>
#
# Subtract the arrays, square the difference with `** 2`, and take `np.mean` of it, over all entries.
#
# </details>

# %% solution="mean_squared_error"
def mean_squared_error(Y_hat, Y):
    """Mean over the examples of the squared difference of prediction and truth.

    Y_hat: predictions, shape (1, m).
    Y: targets, shape (1, m).
    Neither is modified. Returns one number, 0 or more.
    """
    ### BEGIN SOLUTION
    return np.mean((Y_hat - Y) ** 2)
    ### END SOLUTION

# %% tests="mean_squared_error" points=3
import numpy as np

from companion.testing import close, taken

error = mean_squared_error(np.array([[100.0, 210.0]]), np.array([[120.0, 200.0]]))
assert error is not None, "mean_squared_error returns None. Does it end with a return?"
assert np.size(error) == 1, "The result is one number for all examples together."
error = taken(error).item()
assert not close(error, 500), "500 is the sum of the squares. Their mean is asked for."
assert not close(error, 25), "25 is the square of the mean error, -5. Square first: or else errors cancel."
assert not close(error, 250**0.5), "That is the root of the mean squared error. Here the root is not taken."
assert close(error, 250), "The example of the text comes out differently: the mean of 400 and 100."
alone = mean_squared_error(np.array([[1.0]]), np.array([[4.0]]))
assert close(taken(alone).ravel(), [9]), "With a single example, the result is its squared error."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(2)
for m in (1, 2, 5, 13, 100):
    Y_hat, Y = rng.normal(3, 2, (1, m)), rng.normal(2, 3, (1, m))
    before = Y_hat.copy(), Y.copy()
    expected = sum((p - t) * (p - t) for p, t in zip(before[0][0].tolist(), before[1][0].tolist(), strict=True)) / m
    with describing("a single example" if m == 1 else "several examples"):
        result = mean_squared_error(Y_hat, Y)
    assert np.size(result) == 1, "The result must be one number, for any number of examples."
    assert close(taken(result).ravel(), [expected], rtol=1e-4, atol=1e-6), (
        "Wrong for other numbers of examples: add up the squared differences, and divide by how many there are."
    )
    assert close((Y_hat, Y), before), "mean_squared_error changed an argument."
same = rng.normal(size=(1, 6))
assert close(taken(mean_squared_error(same, same.copy())).ravel(), [0]), "Predictions without any error must give 0."
### END HIDDEN TESTS

# %% mistake="mean_squared_error"
def mean_squared_error(Y_hat, Y):
    """That is the sum of the squares. It grows with the number of houses, even where no price is more wrong."""
    return np.sum((Y_hat - Y) ** 2)

# %% mistake="mean_squared_error"
def mean_squared_error(Y_hat, Y):
    """The errors are averaged first, and those of opposite sign cancel. Square each one before you average."""
    return np.mean(Y_hat - Y) ** 2

# %% mistake="mean_squared_error"
def mean_squared_error(Y_hat, Y):
    """These are absolute errors. A good measure as well, but another one: here the errors are squared."""
    return np.mean(np.abs(Y_hat - Y))

# %% mistake="mean_squared_error"
def mean_squared_error(Y_hat, Y):
    """The square root makes a typical error of it. Asked for is the mean of the squares itself."""
    return np.sqrt(np.mean((Y_hat - Y) ** 2))

# %% mistake="mean_squared_error"
def mean_squared_error(Y_hat, Y):
    """These are the squared errors of the examples, one each. The result is their mean."""
    return (Y_hat - Y) ** 2

# %% mistake="mean_squared_error"
def mean_squared_error(Y_hat, Y):
    """Half of the mean: some books put a 1/2 in front to make the derivative shorter. This formula has none."""
    return np.mean((Y_hat - Y) ** 2) / 2

# %% demo
def typical_error(Y_hat, Y):
    return float(np.sqrt(mean_squared_error(Y_hat, Y)))


for w, b in [(1.5, -90), (0.6, 80), (1.15, 20)]:
    error = typical_error(relu_neuron(houses.X_train[:1], w, b), Y_train)
    print(f"w = {w:4}, b = {b:3}: typical error {error:5.1f} thousand dollars")
print(f"the mean price for every house: {typical_error(np.full(Y_train.shape, Y_train.mean()), Y_train):5.1f}")

# %% [markdown]
# The dotted line is the best of the three, with a typical error of 48,500 dollars. The first neuron errs by 78,800:
# more than a "model" that looks at nothing and gives every house the mean price, 70,900. That is the **baseline**. A
# model that doesn't beat it has learned nothing of use.

# %% [markdown]
# ## Learning, the slow way
# To **learn** is to find the weight and the bias with the lowest cost $J$. With two numbers to find, there is a way
# that needs no mathematics at all: try many pairs, and keep the best one.

# %% [markdown]
# ## Exercise 3 · Try them all  (4 points, ~8 min, ●●○)
# Write `best_neuron(X, Y, weights, biases)`. It tries **every pair** of one of the `weights` and one of the `biases`,
# prices the houses `X` by $\max(0, wx + b)$, and returns the pair `(w, b)` with the lowest mean squared error to `Y`.
#
# `X` and `Y` have the shape (1, m); `weights` and `biases` are lists or arrays of one or more numbers, in any order,
# and not always equally many. No two pairs share the lowest error. Arguments stay unchanged. You may use your
# `relu_neuron` and `mean_squared_error`. Three points are for the search where no sum is below zero, one is for the
# ReLU.
#
# *Example.* `X = [[1, 2, 3]]`, `Y = [[0, 2, 4]]`, weights `[1, 2, 3]`, biases `[-2, 0]`: the pair $(2, -2)$ gives
# exactly `Y`, so the result is `(2, -2)`.
#
# <details><summary>Hint 1: the skeleton</summary>
#
# Two loops, one inside the other, visit every pair. Remember the lowest error so far and the pair that it belongs to.
# What is a good "lowest error so far" before the first pair? `float("inf")` is above every number.
#
# </details>
#
# <details><summary>Hint 2: inside the loops</summary>
#
# Compute the error of this pair. If it is below the lowest so far, update **both** what you remember: error and pair.
#
# </details>

# %% solution="best_neuron"
def best_neuron(X, Y, weights, biases):
    """The weight and bias of a ReLU neuron with the lowest mean squared error, of all pairs that can be made.

    X: inputs, shape (1, m).
    Y: targets, shape (1, m).
    weights, biases: lists or arrays of one or more numbers.
    None of them is modified. Returns (w, b), one of the weights and one of the biases.
    """
    ### BEGIN SOLUTION
    lowest = float("inf")
    for w in weights:
        for b in biases:
            error = mean_squared_error(relu_neuron(X, w, b), Y)
            if error < lowest:
                lowest, best = error, (w, b)
    return best
    ### END SOLUTION

# %% tests="best_neuron" part="search" points=3
import numpy as np

from companion.testing import close, taken

found = best_neuron(np.array([[1.0, 2.0, 3.0]]), np.array([[0.0, 2.0, 4.0]]), [1, 2, 3], [-2, 0])
assert found is not None, "best_neuron returns None. Does it end with a return?"
assert np.size(found) == 2, "Return two numbers, the weight and the bias: return w, b."
found = taken(found).ravel()
assert not close(found, [-2, 2]), "The weight comes first, then the bias."
assert found[0] in (1, 2, 3) and found[1] in (-2, 0), "w must be one of the weights, and b one of the biases."
assert close(found, [2, -2]), "In the example (2, -2) gives exactly Y, so no other pair can be better."
single = best_neuron(np.array([[2.0]]), np.array([[9.0]]), np.array([3.0]), np.array([1.0]))
assert close(taken(single).ravel(), [3, 1]), "With one weight and one bias, in arrays, there is one pair to return."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)


def tell_best(X, Y, weights, biases):
    """The best pair, and by how much it is better than the second, as a share of the second's error."""
    table = {(w, b): float(((w * X + b - Y) ** 2).mean()) for w in weights for b in biases}  # no sum is below 0
    ranked = sorted(table, key=table.get)
    second = table[ranked[1]] if len(ranked) > 1 else 1.0
    return ranked[0], 1 - table[ranked[0]] / second


cases = 0
while cases < 12:
    m, some, others = (int(number) for number in rng.integers([1, 1, 1], [9, 6, 6]))
    X = rng.uniform(0, 6, (1, m))
    weights = rng.permutation(np.arange(9))[:some].astype(float).tolist()
    biases = rng.permutation(np.arange(13))[:others].astype(float).tolist()
    Y = rng.integers(0, 8) * X + rng.integers(0, 12) + rng.normal(0, 0.3, (1, m))
    expected, lead = tell_best(X, Y, weights, biases)
    if lead < 0.02:
        continue  # too close: rounding could decide
    cases += 1
    before = X.copy(), Y.copy(), list(weights), list(biases)
    with describing("several pairs" if len(weights) * len(biases) > 1 else "a single pair"):
        found = taken(best_neuron(X, Y, weights, biases)).ravel()
    assert close(found, list(expected)), (
        f"Another pair has a lower error, with {some} weights, {others} biases and {m} examples."
    )
    assert close((X, Y), before[:2]), "best_neuron changed X or Y."
    assert (weights, biases) == before[2:], "best_neuron changed the list of weights or of biases."

# One after the other: with the first bias, the best weight is 0; the best pair of all has another weight.
X, Y = np.array([[10.0, 20.0]]), np.array([[10.0, 20.0]])
found = taken(best_neuron(X, Y, [0, 1], [15, 0])).ravel()
assert close(found, [1, 0]), "Every weight must be tried with every bias. Fixing one first misses the best pair."
with describing("a single pair, whose error is large"):
    found = taken(best_neuron(X, 1e6 + Y, [3.0], [2.0])).ravel()
assert close(found, [3, 2]), "With a single pair there is nothing to choose, however large its error is."
### END HIDDEN TESTS

# %% tests="best_neuron" part="relu" points=1
import numpy as np

from companion.testing import close, taken

# The ReLU decides: without it, w = 1 and b = 0 would be far off for the negative inputs.
X, Y = np.array([[-9.0, -6.0, 3.0]]), np.array([[0.0, 0.0, 3.0]])
found = best_neuron(X, Y, np.array([0.0, 1.0]), np.array([0.0, 1.0]))
assert found is not None, "best_neuron returns None. Does it end with a return?"
assert close(taken(found).ravel(), [1, 0]), "Another pair has no error at all: is there a ReLU in the prices?"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
cases = 0
while cases < 12:
    m, some, others = (int(number) for number in rng.integers([1, 1, 1], [9, 6, 6]))
    X = rng.normal(0, 3, (1, m))
    weights = rng.permutation(np.arange(-4, 5))[:some].astype(float).tolist()
    biases = rng.permutation(np.arange(-6, 7))[:others].astype(float).tolist()
    Y = np.clip(rng.integers(-3, 4) * X + rng.integers(-5, 6), 0, None) + rng.normal(0, 0.3, (1, m))
    table = {(w, b): float(np.mean((np.where(w * X + b > 0, w * X + b, 0) - Y) ** 2)) for w in weights for b in biases}
    ranked = sorted(table, key=table.get)
    if len(ranked) < 2 or table[ranked[0]] > 0.98 * table[ranked[1]]:
        continue  # too close: rounding could decide
    cases += 1
    found = taken(best_neuron(X, Y, weights, biases)).ravel()
    assert close(found, list(ranked[0])), "Another pair has a lower error, where a ReLU makes zero of sums below it."
### END HIDDEN TESTS

# %% mistake="best_neuron"
def best_neuron(X, Y, weights, biases):
    """This keeps the pair with the largest error. The comparison is the wrong way round."""
    highest = -1.0
    for w in weights:
        for b in biases:
            error = np.mean((np.maximum(0, w * X + b) - Y) ** 2)
            if error > highest:
                highest, best = error, (w, b)
    return best

# %% mistake="best_neuron"
def best_neuron(X, Y, weights, biases):
    """The lowest error so far is never updated, so the last pair wins that is better than the start."""
    lowest = float("inf")
    for w in weights:
        for b in biases:
            if np.mean((np.maximum(0, w * X + b) - Y) ** 2) < lowest:
                best = (w, b)
    return best

# %% mistake="best_neuron"
def best_neuron(X, Y, weights, biases):
    """You return the lowest error. Asked for is the pair that it belongs to."""
    return min(np.mean((np.maximum(0, w * X + b) - Y) ** 2) for w in weights for b in biases)

# %% mistake="best_neuron"
def best_neuron(X, Y, weights, biases):
    """zip makes pairs of the first with the first, the second with the second. Every weight has to meet every bias."""
    return min(zip(weights, biases), key=lambda pair: np.mean((np.maximum(0, pair[0] * X + pair[1]) - Y) ** 2))

# %% mistake="best_neuron"
def best_neuron(X, Y, weights, biases):
    """You look for the best weight with the first bias, and then for a bias to go with it. The best pair may have
    neither."""
    w = min(weights, key=lambda each: np.mean((np.maximum(0, each * X + biases[0]) - Y) ** 2))
    return w, min(biases, key=lambda each: np.mean((np.maximum(0, w * X + each) - Y) ** 2))

# %% mistake="best_neuron"
def best_neuron(X, Y, weights, biases):
    """These are straight lines: the ReLU is missing, so sums below zero count with their full error."""
    pairs = [(w, b) for w in weights for b in biases]
    return min(pairs, key=lambda pair: np.mean((pair[0] * X + pair[1] - Y) ** 2))

# %% mistake="best_neuron"
def best_neuron(X, Y, weights, biases):
    """Errors that are not squared cancel, and very negative ones look best. Square them."""
    pairs = [(w, b) for w in weights for b in biases]
    return min(pairs, key=lambda pair: np.mean(np.maximum(0, pair[0] * X + pair[1]) - Y))

# %% mistake="best_neuron"
def best_neuron(X, Y, weights, biases):
    """The bias comes first in what you return. The order is the weight, then the bias."""
    pairs = [(b, w) for w in weights for b in biases]
    return min(pairs, key=lambda pair: np.mean((np.maximum(0, pair[1] * X + pair[0]) - Y) ** 2))

# %% demo
weights, biases = np.round(np.arange(0, 2.5, 0.05), 2), np.arange(-100, 105, 5)
w, b = best_neuron(houses.X_train[:1], Y_train, weights, biases)
print(f"the best of {weights.size * biases.size} pairs: w = {w}, b = {b}")
for part, X, Y in (("training", houses.X_train, Y_train), ("dev", houses.X_dev, Y_dev)):
    print(f"typical error on the {part} houses: {np.sqrt(mean_squared_error(relu_neuron(X[:1], w, b), Y)):.1f}")

# %% demo
def error_at(w, b):
    return np.sqrt(mean_squared_error(relu_neuron(houses.X_train[:1], w, b), Y_train))


fig, ax = plt.subplots(figsize=(6.5, 4))
draw_contours(ax, error_at, (0, 2.45), (-100, 100), [50, 55, 65, 80, 100, 130])
ax.clabel(ax.collections[0], fmt="%d", colors="0.3")
ax.plot(1.15, 20, "o", color="#D55E00", label="w = 1.15, b = 20")
ax.set(xlabel="weight w (thousand dollars a m²)", ylabel="bias b (thousand dollars)")
ax.set_title("The error is low along a narrow, slanting valley")
ax.legend()
plt.show()

# %% [markdown]
# The best pair is the one that you saw dotted: 1,150 dollars a square metre and 20,000 on top. No sum is below zero
# for it, so its ReLU bends nothing. The dev error is no larger than the training error: two numbers can't learn
# houses by heart. (It is even lower, since the prices of the dev houses happen to differ less.)
#
# The lines of the map join pairs with equal errors, from the innermost outwards 50, 55, 65, 80, 100 and 130. The
# valley slants, since a larger weight can be made up for by a smaller bias. 2,050 pairs are soon tried. With ten
# features there would be eleven numbers to find, and with 41 values for each, $41^{11}$ attempts, more than
# $10^{17}$. So week 2 replaces trying by knowing which way is down.

# %% [markdown]
# ## Hidden features
# One neuron sees one feature here. Buyers see more: enough space, a modern building, rooms that aren't too small.
# None of these is a row of the data, but each can be estimated from the rows that there are. Give each idea a neuron
# of its own that reads **all** inputs and has its own weights. A neuron that has several inputs adds them up, each
# weighed:
#
# $$a_j = \max\Big(0,\; \sum_{k=1}^{n_x} W_{jk}\,x_k + b_j\Big)$$
#
# Here are three, with weights chosen by hand. The inputs are living area, basement area (both in m²), the year built,
# and the number of bedrooms. Row $j$ of the matrix $W$ holds the weights of neuron $j$.

# %%
ROWS = [0, 2, 3, 4]  # of X_train: living area, basement area, year built, bedrooms
W1 = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [-1, 0, 0, 50]])
b1 = np.array([[-150], [-1950], [0]])
HIDDEN = ("space", "newness", "cramped")

# %% [markdown]
# - **space**: all square metres, beyond the first 150.
# - **newness**: years since 1950; houses from before are all equally old.
# - **cramped**: by how many square metres the house falls short of 50 for each bedroom; 0 for a house that doesn't.
#
# The ReLU is what lets a neuron say "from here on". How cramped a house is stands neither in the data nor in the
# answer: it is a **hidden** feature.

# %% [markdown]
# ## Exercise 4 · Hidden features of one house  (4 points, ~6 min, ●●○)
# Write `hidden_features(x, W, b)`: what a layer of ReLU neurons computes for one house.
#
# - `x` is a column of shape $(n_x, 1)$, the inputs of the house;
# - `W` has the shape $(n_h, n_x)$: row $j$ holds the weights of neuron $j$; `b` has the shape $(n_h, 1)$;
# - the result has the shape $(n_h, 1)$: entry $j$ is the output of neuron $j$.
#
# Sizes differ from test to test. Arguments stay unchanged. Three points are for the numbers, one is for the column.
#
# *Example.* A house with 100 m², a basement of 60 m², built in 1940, with 3 bedrooms, and `W1`, `b1` from above. The
# sums are $100 + 60 - 150 = 10$, $1940 - 1950 = -10$ and $-100 + 150 = 50$, so the features are `[[10], [0], [50]]`:
# a little space, old, cramped.
#
# <details><summary>Hint 1: where to start</summary>
#
# A neuron multiplies its row of weights with the column of inputs and adds up: that is what a matrix product does,
# for all rows at once. A loop over the rows of `W` is right as well.
#
# </details>
#
# <details><summary>Hint 2: shapes</summary>
#
# $(n_h, n_x)$ times $(n_x, 1)$ is $(n_h, 1)$, the shape of `b`. `@` multiplies matrices, `*` goes entry by entry: if
# you see "operands could not be broadcast together", look for a `*` that should be a `@`.
#
# </details>

# %% solution="hidden_features"
def hidden_features(x, W, b):
    """Outputs of a layer of ReLU neurons for one example.

    x: the inputs, shape (n_x, 1).
    W: weights, shape (n_h, n_x); row j belongs to neuron j.
    b: biases, shape (n_h, 1).
    None of them is modified. Returns an array of shape (n_h, 1), with nothing below 0.
    """
    ### BEGIN SOLUTION
    return np.maximum(0, W @ x + b)
    ### END SOLUTION

# %% tests="hidden_features" part="values" points=3
import numpy as np

from companion.testing import close, taken

weights = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [-1, 0, 0, 50]])
features = hidden_features(np.array([[100], [60], [1940], [3]]), weights, np.array([[-150], [-1950], [0]]))
assert features is not None, "hidden_features returns None. Does it end with a return?"
assert np.shape(features) != (3, 4), "That is a table of products. Each neuron adds its products up to one number."
assert np.size(features) == 3, "Three neurons give three numbers."
features = taken(features).ravel()  # the shape is tested below
assert features[1] >= 0, "newness: the sum is -10. Is there a ReLU on each neuron's output?"
assert close(features[1], 0), "newness: the sum is -10, so the ReLU makes it 0."
assert close(features[0], 10), "space: 100 + 60, and then the bias of -150."
assert close(features[2], 50), "cramped: -1 times 100, plus 50 times 3."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for n_x, n_h in [(1, 1), (1, 4), (3, 1), (2, 5), (4, 4), (7, 3), (10, 32)]:
    for _ in range(3):
        x, W, b = rng.normal(0, 1, (n_x, 1)), rng.normal(0, 1, (n_h, n_x)), rng.normal(0, 1, (n_h, 1))
        before = x.copy(), W.copy(), b.copy()
        with describing("a single neuron" if n_h == 1 else "a single input" if n_x == 1 else "several neurons"):
            result = taken(hidden_features(x, W, b)).ravel()
        sums = [before[2][j, 0] + sum(before[1][j, k] * before[0][k, 0] for k in range(n_x)) for j in range(n_h)]
        assert close(result, [max(z, 0.0) for z in sums], rtol=1e-4, atol=1e-5), (
            "A neuron's output is wrong for other weights: its own row of W times the inputs, its own bias, ReLU."
        )
        assert close((x, W, b), before), "hidden_features changed x, W or b. Compute new arrays instead."
### END HIDDEN TESTS

# %% tests="hidden_features" part="shape" points=1
import numpy as np

from companion.testing import close

features = hidden_features(np.array([[2.0], [1.0]]), np.array([[1.0, 1.0], [0.0, -1.0]]), np.array([[4.0], [0.5]]))
assert features is not None, "hidden_features returns None. Does it end with a return?"
assert np.ndim(features) == 2, "The result is a column: it has two axes. Look at the shape of yours."
assert np.shape(features) == (2, 1), "Two neurons give a column of two numbers."
assert close(features, [[7], [0]]), "The shape is right, but not the numbers: see above."
one = hidden_features(np.array([[2.0]]), np.array([[3.0]]), np.array([[1.0]]))
assert close(one, [[7]]), "One neuron with one input gives a column of one number, shape (1, 1)."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for n_x, n_h in [(1, 1), (1, 4), (3, 1), (2, 5), (4, 4), (7, 3), (10, 32)]:
    x, W, b = rng.normal(0, 1, (n_x, 1)), rng.normal(0, 1, (n_h, n_x)), rng.normal(0, 1, (n_h, 1))
    expected = np.maximum(0, np.einsum("jk,ko->jo", W, x) + b)
    result = hidden_features(x, W, b)
    assert np.shape(result) == (n_h, 1), "The result must be a column with one number for each neuron."
    assert close(result, expected, rtol=1e-4, atol=1e-5), "A neuron's output is wrong for other weights."
### END HIDDEN TESTS

# %% mistake="hidden_features"
def hidden_features(x, W, b):
    """These are the sums. Each neuron still has its activation: nothing below zero comes out."""
    return W @ x + b

# %% mistake="hidden_features"
def hidden_features(x, W, b):
    """The bias has to be in the sum before it is compared with zero."""
    return np.maximum(0, W @ x) + b

# %% mistake="hidden_features"
def hidden_features(x, W, b):
    """The biases are missing."""
    return np.maximum(0, W @ x)

# %% mistake="hidden_features"
def hidden_features(x, W, b):
    """* multiplies entry by entry. Each neuron adds up its products: that is the matrix product, @."""
    return np.maximum(0, W * x.T + b)

# %% mistake="hidden_features"
def hidden_features(x, W, b):
    """* pairs entry with entry, and the columns of W don't fit the single column of x. For sums of products: W @ x."""
    return np.maximum(0, W * x + b)

# %% mistake="hidden_features"
def hidden_features(x, W, b):
    """The numbers are right, but they lie along one axis. The result is a column, of shape (n_h, 1)."""
    return np.maximum(0, W @ x + b).ravel()

# %% mistake="hidden_features"
def hidden_features(x, W, b):
    """This adds up all neurons. Each has an output of its own."""
    return np.sum(np.maximum(0, W @ x + b), keepdims=True)

# %% mistake="hidden_features"
def hidden_features(x, W, b):
    """The numbers are right, but they lie in a row. The result is a column, of shape (n_h, 1)."""
    return np.maximum(0, W @ x + b).T

# %% mistake="hidden_features"
def hidden_features(x, W, b):
    """Every neuron gets the bias of the first one. Each has its own."""
    return np.maximum(0, W @ x + b[0])

# %% demo
print(f"{'house':<24}" + "".join(f"{name:>9}" for name in HIDDEN))
for column in (0, 1, 6, 11):
    x = houses.X_train[ROWS, column : column + 1]
    values = "".join(f"{value:9.1f}" for value in hidden_features(x, W1, b1)[:, 0])
    print(f"{x[0, 0]:5.0f} m², {x[3, 0]:.0f} bedrooms, {x[2, 0]:.0f}{values}")

# %% [markdown]
# The same weights, four houses, four descriptions. The second house is from 1926 and the last from 1910, so *newness*
# is silent, and it would be the same for 1949. *Cramped* is silent for the second and the third: 103 m² for two
# bedrooms and 189 m² for three are both more than 50 m² each.

# %% [markdown]
# ## A network, for all houses at once
# The last neuron reads the hidden features instead of the inputs and turns them into a price. Its output is the plain
# sum, without ReLU: hidden neurons need the bend, the output has to be free to take any value. That makes a **neural
# network** with one hidden layer:
#
# $$A^{[1]} = \max(0, W^{[1]} X + b^{[1]}),\qquad \hat Y = W^{[2]} A^{[1]} + b^{[2]}$$
#
# The number in brackets is the layer's. With all houses in the columns of $X$, one product does a layer for all:
# column $i$ of each matrix belongs to house $i$, and $b^{[1]}$ is added to every column.

# %%
W2, b2 = np.array([[0.75, 1.0, -0.2]]), 90.0  # found by a fit to the training houses, and rounded

# %% demo
inputs = ("living area", "basement", "year built", "bedrooms")
positions = {name: (0, 3 - k) for k, name in enumerate(inputs)}
positions |= {name: (2.5, 2.5 - k) for k, name in enumerate(HIDDEN)} | {"price": (4.5, 1.5)}
edges = [(start, end) for start in inputs for end in HIDDEN] + [(name, "price") for name in HIDDEN]
fig, ax = plt.subplots(figsize=(8, 3.6))
draw_graph(ax, positions, edges)
ax.set_title("Every hidden neuron is connected to every input; some of the weights are 0")
plt.show()

# %% [markdown]
# ## Exercise 5 · Price all houses  (4 points, ~6 min, ●●○)
# Write `network_prices(X, W1, b1, W2, b2)`, which returns the prices of all houses in the columns of `X`:
#
# | argument | shape | what it holds |
# |---|---|---|
# | `X` | $(n_x, m)$ | inputs, one house a column |
# | `W1`, `b1` | $(n_h, n_x)$, $(n_h, 1)$ | weights and biases of the hidden ReLU neurons |
# | `W2` | $(1, n_h)$ | weights of the output |
# | `b2` | a number | bias of the output |
#
# The result has the shape $(1, m)$. The output has **no** ReLU: a point is for prices below zero. Arguments stay
# unchanged, and only they count: the tests have other weights than those above. You may use your `hidden_features`.
#
# *Example.* The house of exercise 4, features `[[10], [0], [50]]`, has the price
# $0.75\cdot 10 + 1\cdot 0 - 0.2\cdot 50 + 90 = 87.5$ thousand dollars: the result is `[[87.5]]`.
#
# <details><summary>Hint 1: two lines</summary>
#
# First all hidden features, a matrix of shape $(n_h, m)$. Then the output, from that matrix alone.
#
# </details>
#
# <details><summary>Hint 2: from one house to all</summary>
#
# Your `hidden_features` may be right for $m$ columns already: try it. A product works column by column, and NumPy
# adds a column to each column of a matrix. If yours loops over something, loop over the houses as well, or write the
# two formulas of the text with `@`.
#
# </details>

# %% solution="network_prices"
def network_prices(X, W1, b1, W2, b2):
    """Prices from a network with one hidden layer of ReLU neurons and a linear output.

    X: inputs, shape (n_x, m), one example a column.
    W1: weights of the hidden layer, shape (n_h, n_x).
    b1: biases of the hidden layer, shape (n_h, 1).
    W2: weights of the output, shape (1, n_h).
    b2: bias of the output, a number.
    None of them is modified. Returns an array of shape (1, m).
    """
    ### BEGIN SOLUTION
    A1 = np.maximum(0, W1 @ X + b1)
    return W2 @ A1 + b2
    ### END SOLUTION

# %% tests="network_prices" part="prices" points=3
import numpy as np

from companion.testing import close, taken

X = np.array([[100, 180], [60, 100], [1940, 2000], [3, 3]])
weights = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [-1, 0, 0, 50]]), np.array([[-150], [-1950], [0]])
prices = network_prices(X, *weights, np.array([[0.75, 1.0, -0.2]]), 90.0)
assert prices is not None, "network_prices returns None. Does it end with a return?"
assert np.shape(prices) != (2, 1), "The prices lie in a column. Houses are columns, so their prices form a row."
assert np.shape(prices) == (1, 2), "Two houses have two prices, in a row: shape (1, 2)."
prices = taken(prices)
assert not close(prices[0, 0], 77.5), "The first price lacks 10: is the ReLU of the hidden layer missing?"
assert close(prices[0, 0], 87.5), "The first price differs from that of the example."
assert close(prices[0, 1], 237.5), "The second price: features 130, 50 and 0, each with its weight in W2, and b2."
other = network_prices(X[:, :1], *weights, np.array([[2.0, 0.0, 1.0]]), 5.0)
assert close(other, [[75]]), "One house, with other weights: the price is wrong. Use the arguments W2 and b2."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(5)
for n_x, n_h, m in [(1, 1, 1), (4, 3, 1), (1, 5, 3), (2, 2, 7), (3, 3, 3), (5, 2, 4), (10, 8, 20), (3, 1, 6)]:
    X, W1, b1 = rng.normal(0, 1, (n_x, m)), rng.normal(0, 1, (n_h, n_x)), rng.normal(0, 1, (n_h, 1))
    W2, b2 = rng.normal(0, 1, (1, n_h)), 100 + float(rng.normal(0, 2))
    before = X.copy(), W1.copy(), b1.copy(), W2.copy()
    with describing("a single example" if m == 1 else "several examples"):
        result = network_prices(X, W1, b1, W2, b2)
    assert np.shape(result) == (1, m), "The prices must form a row with one entry for each column of X."
    expected = np.full((1, m), b2)
    for i in range(m):
        for j in range(n_h):
            z = float(before[2][j, 0]) + sum(float(before[1][j, k] * before[0][k, i]) for k in range(n_x))
            expected[0, i] += float(before[3][0, j]) * (z if z > 0 else 0.0)
    assert close(result, expected, rtol=1e-6, atol=1e-4), (
        "A price is wrong for other inputs and weights: use the arguments, layer by layer."
    )
    assert close((X, W1, b1, W2), before), "network_prices changed one of its arguments."
### END HIDDEN TESTS

# %% tests="network_prices" part="below_zero" points=1
import numpy as np

from companion.testing import close

X = np.array([[100, 180], [60, 100], [1940, 2000], [3, 3]])
weights = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [-1, 0, 0, 50]]), np.array([[-150], [-1950], [0]])
below = network_prices(X, *weights, np.array([[-1.0, 0.0, 0.0]]), 5.0)
assert below is not None, "network_prices returns None. Does it end with a return?"
assert not close(below, [[0, 0]]), "With other weights the output can be below zero: it has no ReLU."
assert close(below, [[-5, -125]]), "The outputs, both below zero: 5 minus the first feature, which is 10 and 130."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for n_x, n_h, m in [(1, 1, 1), (4, 3, 1), (1, 5, 3), (2, 2, 7), (3, 3, 3), (5, 2, 4), (10, 8, 20), (3, 1, 6)]:
    X, W1, b1 = rng.normal(0, 1, (n_x, m)), rng.normal(0, 1, (n_h, n_x)), rng.normal(0, 1, (n_h, 1))
    W2, b2 = rng.normal(0, 1, (1, n_h)), float(rng.normal(-2, 2))
    expected = np.full((1, m), b2)
    for i in range(m):
        for j in range(n_h):
            z = float(b1[j, 0]) + sum(float(W1[j, k] * X[k, i]) for k in range(n_x))
            expected[0, i] += float(W2[0, j]) * (z if z > 0 else 0.0)
    assert close(network_prices(X, W1, b1, W2, b2), expected, rtol=1e-4, atol=1e-4), (
        "A price is wrong where it is below zero: there is no ReLU at the end."
    )
### END HIDDEN TESTS

# %% mistake="network_prices"
def network_prices(X, W1, b1, W2, b2):
    """The output has a ReLU here. It is linear: a sum below zero stays below zero."""
    return np.maximum(0, W2 @ np.maximum(0, W1 @ X + b1) + b2)

# %% mistake="network_prices"
def network_prices(X, W1, b1, W2, b2):
    """The hidden neurons have lost their ReLU. Without a bend, two layers are no more than one: a sum of sums."""
    return W2 @ (W1 @ X + b1) + b2

# %% mistake="network_prices"
def network_prices(X, W1, b1, W2, b2):
    """The bias of the output, b2, is missing."""
    return W2 @ np.maximum(0, W1 @ X + b1)

# %% mistake="network_prices"
def network_prices(X, W1, b1, W2, b2):
    """The biases of the hidden neurons, b1, are missing."""
    return W2 @ np.maximum(0, W1 @ X) + b2

# %% mistake="network_prices"
def network_prices(X, W1, b1, W2, b2):
    """The numbers are right, but they lie in a column. The result is a row, of shape (1, m)."""
    return (W2 @ np.maximum(0, W1 @ X + b1) + b2).T

# %% mistake="network_prices"
def network_prices(X, W1, b1, W2, b2):
    """This adds the hidden features up as they are. The output weighs each with its entry of W2."""
    return np.sum(np.maximum(0, W1 @ X + b1), axis=0, keepdims=True) + b2

# %% mistake="network_prices"
def network_prices(X, W1, b1, W2, b2):
    """The weights are those of our houses, written into the function. Use the arguments W2 and b2."""
    return np.array([[0.75, 1.0, -0.2]]) @ np.maximum(0, W1 @ X + b1) + 90.0

# %% mistake="network_prices"
def network_prices(X, W1, b1, W2, b2):
    """Only the first house is priced. X has one house in each column."""
    return W2 @ np.maximum(0, W1 @ X[:, :1] + b1) + b2

# %% [markdown]
# Is the network better than one neuron? A fair comparison gives both the same inputs. So here are four models: the
# neuron of exercise 3; one neuron that reads the same four inputs as the network; the network; and a network with 32
# hidden neurons that reads them, too. The second and the fourth are trained by given functions.

# %% demo
four, four_dev = houses.X_train[ROWS], houses.X_dev[ROWS]
center, width = four.mean(axis=1, keepdims=True), four.std(axis=1, keepdims=True)
scaled = (four - center) / width, Y_train, (four_dev - center) / width
models = {
    "one neuron, one input": relu_neuron(houses.X_dev[:1], 1.15, 20),
    "one neuron, four inputs": predict_with_neuron(*scaled),
    "hidden features by hand": network_prices(four_dev, W1, b1, W2, b2),
    "32 hidden, trained": predict_with_network(*scaled, 32),
}
dearest = Y_dev[0] > 350
fig, axes = plt.subplots(1, 4, figsize=(13, 3.9), sharex=True, sharey=True, layout="constrained")
for ax, (name, prices) in zip(axes, models.items()):
    error, short = np.sqrt(mean_squared_error(prices, Y_dev)), np.median((Y_dev - prices)[0, dearest])
    print(f"{name:<24} typical error {error:.1f};  median shortfall of the {dearest.sum()} dearest {short:.1f}")
    ax.plot(Y_dev[0], prices[0], ".", color="#0072B2", alpha=0.4)
    ax.plot([0, 500], [0, 500], "--", color="#D55E00", label="predicted = paid")
    ax.set(xlabel="price paid (thousand dollars)", title=f"{name}:\ntypical error {error:.1f}")
axes[0].set_ylabel("price predicted (thousand dollars)")
axes[0].legend()
fig.suptitle("More inputs bring the dev houses closer to their prices; so do trained hidden features")
plt.show()

# %% [markdown]
# One neuron errs by 45.7 thousand dollars with the living area alone, and by 31.9 with four inputs. The network made by
# hand doesn't do better than that: 32.2. Its `W1` and `b1` were a person's idea, and even the best output weights don't
# make more of it. A network *can* do more than one neuron, but only with weights that use it. In the last picture
# training has found such weights, for the same four inputs: 27.7.
#
# The same goes for the 14 houses that cost more than 350,000 dollars. The two models in the middle price half of them
# at least 79,000 too low. That looks as if something were missing from the data. But for the trained network it is
# 40,000, though it prices two of them far too high instead. About half of the gap was due to the model, not to its
# inputs.
#
# In a real network nobody chooses hidden features. Only inputs and targets are given, and training finds the weights,
# with features that seldom have a name.

# %% [markdown]
# ## Which network for which problem?
# Prices are one supervised problem of many. What changes from one to the next are the shape of the input and the kind
# of answer.
#
# **Input.** *Structured* data are tables: every number has a meaning of its own, such as "year built". In
# *unstructured* data, such as pictures, sound and text, a single number means little; the meaning is in how many of
# them lie together. Networks are built for how the numbers lie: a **standard** network, like yours, reads a list in
# which order means nothing; a **convolutional** one reads pictures and looks for the same pattern in every place
# (course 3); a **recurrent** one reads what comes one after the other in time (course 4). Where both meet, as in a
# film, they are combined: a **hybrid**.
#
# **Answer.** An amount needs an output that can take any value. Yes or no needs a probability, which the *sigmoid*
# gives (week 2). One class out of several needs a probability for each, which add up to 1: the *softmax*.

# %% [markdown]
# ## Exercise 6 · Plan a network  (5 points, ~8 min, ●●○)
# Write `plan_network(problem)`. A problem is a dictionary. `"axes"` is a tuple with the names of the axes of **one**
# example, in any order, out of `"feature"`, `"row"`, `"column"`, `"channel"`, `"time"`; `"row"` and `"column"` always
# come together. `"answer"` is `"amount"`, `"yes or no"` or `"one of several"`; in the last case the key `"classes"`
# says of how many.
#
# Return a dictionary with five keys, a point each:
#
# | key | value | when |
# |---|---|---|
# | `"data"` | `"structured"` | there is an axis `"feature"`: along it, each number has a meaning of its own |
# | | `"unstructured"` | there is none |
# | `"network"` | `"hybrid"` | the axes `"row"`, `"column"` **and** `"time"` are there |
# | | `"convolutional"` | `"row"` and `"column"`, but no `"time"` |
# | | `"recurrent"` | `"time"`, but no `"row"` and `"column"` |
# | | `"standard"` | none of the three |
# | `"output"` | `"linear"`, `"sigmoid"`, `"softmax"` | for an amount, for yes or no, for one of several |
# | `"units"` | 1, 1, the number of classes | neurons in the output layer, for the same three |
# | `"loss"` | `"squared error"`, `"cross-entropy"`, `"cross-entropy"` | for the same three |
#
# The dictionary may hold more; `problem` stays unchanged.
#
# *Example.* Photographs to be sorted into 10 kinds, `{"axes": ("row", "column", "channel"), "answer": "one of
# several", "classes": 10}`, are unstructured: a convolutional network with a softmax of 10 units, and cross-entropy.
#
# <details><summary>Hint 1: asking for an axis</summary>
#
# `"time" in problem["axes"]` is true where there is such an axis, wherever it stands. The four networks depend on two
# such questions.
#
# </details>
#
# <details><summary>Hint 2: the answer</summary>
#
# Three cases, so `if`, `elif`, `else`. Ask for `problem["classes"]` in its case only: elsewhere the key is missing.
#
# </details>

# %% solution="plan_network"
def plan_network(problem):
    """Which network fits a supervised problem.

    problem: a dictionary with "axes", a tuple of names of one example's axes; "answer", "amount", "yes or no" or "one
        of several"; and, for "one of several" only, "classes", the number of classes. It is not modified.
    Returns a dictionary with "data", "network", "output", "units" and "loss", as in the table of the text.
    """
    ### BEGIN SOLUTION
    axes, answer = problem["axes"], problem["answer"]
    data = "structured" if "feature" in axes else "unstructured"
    if "row" in axes:
        network = "hybrid" if "time" in axes else "convolutional"
    else:
        network = "recurrent" if "time" in axes else "standard"
    if answer == "amount":
        output, units, loss = "linear", 1, "squared error"
    elif answer == "yes or no":
        output, units, loss = "sigmoid", 1, "cross-entropy"
    else:
        output, units, loss = "softmax", problem["classes"], "cross-entropy"
    return {"data": data, "network": network, "output": output, "units": units, "loss": loss}
    ### END SOLUTION

# %% tests="plan_network" part="data" points=1
photographs = plan_network({"axes": ("row", "column", "channel"), "answer": "one of several", "classes": 10})
assert photographs is not None, "plan_network returns None. Does it end with a return?"
assert isinstance(photographs, dict) and "data" in photographs, 'Return a dictionary with the key "data".'
assert photographs["data"] == "unstructured", "Photographs have no axis along which each number has its own meaning."
prices = plan_network({"axes": ("feature",), "answer": "amount"})
assert prices["data"] == "structured", "A table has the axis feature."
### BEGIN HIDDEN TESTS
from companion.testing import describing

structured = [("feature",), ("time", "feature"), ("feature", "time"), ("row", "column", "feature")]
structured += [("time", "feature", "row", "column")]
unstructured = [("channel",), ("time",), ("time", "channel"), ("column", "row"), ("row", "column", "channel")]
unstructured += [("row", "column", "time"), ("time", "row", "column", "channel")]
for axes in structured + unstructured:
    for answer in ({"answer": "amount"}, {"answer": "yes or no"}, {"answer": "one of several", "classes": 3}):
        problem = {"axes": axes, **answer}
        before = dict(problem)
        with describing("a problem without classes" if "classes" not in problem else "a problem with classes"):
            data = plan_network(problem)["data"]
        assert data == ("structured" if axes in structured else "unstructured"), (
            f"data is wrong for the axes {axes}: only an axis 'feature' decides it."
        )
        assert problem == before, "plan_network changed the problem it was given."
### END HIDDEN TESTS

# %% tests="plan_network" part="network" points=1
photographs = plan_network({"axes": ("row", "column", "channel"), "answer": "one of several", "classes": 10})
assert photographs is not None, "plan_network returns None. Does it end with a return?"
assert isinstance(photographs, dict) and "network" in photographs, 'Return a dictionary with the key "network".'
assert photographs["network"] == "convolutional", "Photographs have rows and columns, and no time."
prices = plan_network({"axes": ("feature",), "answer": "amount"})
assert prices["network"] == "standard", "A table: no rows, no columns, no time."
### BEGIN HIDDEN TESTS
import itertools

layouts = {
    ("feature",): "standard",
    ("channel",): "standard",
    ("time",): "recurrent",
    ("time", "channel"): "recurrent",
    ("time", "feature"): "recurrent",
    ("row", "column"): "convolutional",
    ("row", "column", "channel"): "convolutional",
    ("row", "column", "feature"): "convolutional",
    ("time", "row", "column"): "hybrid",
    ("time", "row", "column", "channel"): "hybrid",
    ("time", "row", "column", "feature"): "hybrid",
}
for axes, network in layouts.items():
    for order in itertools.permutations(axes):
        plan = plan_network({"axes": order, "answer": "one of several", "classes": 4})
        assert plan["network"] == network, f"network is wrong for the axes {order}."
### END HIDDEN TESTS

# %% tests="plan_network" part="output" points=1
photographs = plan_network({"axes": ("row", "column", "channel"), "answer": "one of several", "classes": 10})
assert photographs is not None, "plan_network returns None. Does it end with a return?"
assert isinstance(photographs, dict) and "output" in photographs, 'Return a dictionary with the key "output".'
assert photographs["output"] == "softmax", "One of several classes: the probabilities of all of them add up to 1."
prices = plan_network({"axes": ("feature",), "answer": "amount"})
assert prices["output"] == "linear", "An amount can take any value: a linear output."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for axes in [("feature",), ("time", "channel"), ("row", "column"), ("column", "time", "row")]:
    for answer, output in [("amount", "linear"), ("yes or no", "sigmoid"), ("one of several", "softmax")]:
        problem = {"axes": axes, "answer": answer, **({"classes": 6} if answer == "one of several" else {})}
        with describing("a problem without classes" if "classes" not in problem else "a problem with classes"):
            assert plan_network(problem)["output"] == output, f"output is wrong for the answer '{answer}'."
### END HIDDEN TESTS

# %% tests="plan_network" part="units" points=1
from companion.testing import close

photographs = plan_network({"axes": ("row", "column", "channel"), "answer": "one of several", "classes": 10})
assert photographs is not None, "plan_network returns None. Does it end with a return?"
assert isinstance(photographs, dict) and "units" in photographs, 'Return a dictionary with the key "units".'
assert close(photographs["units"], 10), "The softmax has one unit for each class."
prices = plan_network({"axes": ("feature",), "answer": "amount"})
assert close(prices["units"], 1), "An amount is one number: one unit."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for axes in [("feature",), ("time", "channel"), ("row", "column"), ("column", "time", "row")]:
    for answer, units in [("amount", 1), ("yes or no", 1), ("one of several", 2), ("one of several", 37)]:
        problem = {"axes": axes, "answer": answer, **({"classes": units} if answer == "one of several" else {})}
        with describing("a problem without classes" if "classes" not in problem else "a problem with classes"):
            assert close(plan_network(problem)["units"], units), f"units is wrong for the answer '{answer}'."
### END HIDDEN TESTS

# %% tests="plan_network" part="loss" points=1
photographs = plan_network({"axes": ("row", "column", "channel"), "answer": "one of several", "classes": 10})
assert photographs is not None, "plan_network returns None. Does it end with a return?"
assert isinstance(photographs, dict) and "loss" in photographs, 'Return a dictionary with the key "loss".'
assert photographs["loss"] == "cross-entropy", "Classes go with cross-entropy."
prices = plan_network({"axes": ("feature",), "answer": "amount"})
assert prices["loss"] == "squared error", "An amount is judged by its squared error."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for axes in [("feature",), ("time", "channel"), ("row", "column"), ("column", "time", "row")]:
    for answer in ("amount", "yes or no", "one of several"):
        problem = {"axes": axes, "answer": answer, **({"classes": 6} if answer == "one of several" else {})}
        loss = "squared error" if answer == "amount" else "cross-entropy"
        with describing("a problem without classes" if "classes" not in problem else "a problem with classes"):
            assert plan_network(problem)["loss"] == loss, f"loss is wrong for the answer '{answer}'."
### END HIDDEN TESTS

# %% mistake="plan_network"
def plan_network(problem):
    """One of several classes needs a unit for each of them; a single one can't hold several probabilities."""
    axes, answer = problem["axes"], problem["answer"]
    picture, film = ("row" in axes, "row" in axes and "time" in axes)
    network = "hybrid" if film else "convolutional" if picture else "recurrent" if "time" in axes else "standard"
    output = {"amount": "linear", "yes or no": "sigmoid", "one of several": "softmax"}[answer]
    loss = "squared error" if answer == "amount" else "cross-entropy"
    data = "structured" if "feature" in axes else "unstructured"
    return {"data": data, "network": network, "output": output, "units": 1, "loss": loss}

# %% mistake="plan_network"
def plan_network(problem):
    """Structured doesn't mean "for a standard network". Measurements over time can form a table, too: the axis
    "feature" decides."""
    axes, answer = problem["axes"], problem["answer"]
    picture, film = ("row" in axes, "row" in axes and "time" in axes)
    network = "hybrid" if film else "convolutional" if picture else "recurrent" if "time" in axes else "standard"
    output = {"amount": "linear", "yes or no": "sigmoid", "one of several": "softmax"}[answer]
    loss = "squared error" if answer == "amount" else "cross-entropy"
    data = "structured" if network == "standard" else "unstructured"
    return {"data": data, "network": network, "output": output, "units": problem.get("classes", 1), "loss": loss}

# %% mistake="plan_network"
def plan_network(problem):
    """You look at the first axis only. "time" may stand anywhere; ask whether it is in the tuple."""
    axes, answer = problem["axes"], problem["answer"]
    picture, time = "row" in axes, axes[0] == "time"
    network = ("hybrid" if time else "convolutional") if picture else "recurrent" if time else "standard"
    output = {"amount": "linear", "yes or no": "sigmoid", "one of several": "softmax"}[answer]
    loss = "squared error" if answer == "amount" else "cross-entropy"
    data = "structured" if "feature" in axes else "unstructured"
    return {"data": data, "network": network, "output": output, "units": problem.get("classes", 1), "loss": loss}

# %% mistake="plan_network"
def plan_network(problem):
    """The hybrid is never reached: a film has rows and columns, so your first question already calls it
    convolutional. Ask for both together first."""
    axes, answer = problem["axes"], problem["answer"]
    network = "convolutional" if "row" in axes else "recurrent" if "time" in axes else "standard"
    output = {"amount": "linear", "yes or no": "sigmoid", "one of several": "softmax"}[answer]
    loss = "squared error" if answer == "amount" else "cross-entropy"
    data = "structured" if "feature" in axes else "unstructured"
    return {"data": data, "network": network, "output": output, "units": problem.get("classes", 1), "loss": loss}

# %% mistake="plan_network"
def plan_network(problem):
    """A sigmoid on each class doesn't make probabilities that add up to 1. For one of several it is the softmax."""
    axes, answer = problem["axes"], problem["answer"]
    picture, film = ("row" in axes, "row" in axes and "time" in axes)
    network = "hybrid" if film else "convolutional" if picture else "recurrent" if "time" in axes else "standard"
    output, loss = ("linear", "squared error") if answer == "amount" else ("sigmoid", "cross-entropy")
    data = "structured" if "feature" in axes else "unstructured"
    return {"data": data, "network": network, "output": output, "units": problem.get("classes", 1), "loss": loss}

# %% mistake="plan_network"
def plan_network(problem):
    """Squared error is for amounts. Probabilities of classes go with cross-entropy."""
    axes, answer = problem["axes"], problem["answer"]
    picture, film = ("row" in axes, "row" in axes and "time" in axes)
    network = "hybrid" if film else "convolutional" if picture else "recurrent" if "time" in axes else "standard"
    output = {"amount": "linear", "yes or no": "sigmoid", "one of several": "softmax"}[answer]
    data = "structured" if "feature" in axes else "unstructured"
    units = problem.get("classes", 1)
    return {"data": data, "network": network, "output": output, "units": units, "loss": "squared error"}

# %% mistake="plan_network"
def plan_network(problem):
    """The key "classes" exists only where the answer is one of several. Ask for it in that case alone."""
    axes, answer, classes = problem["axes"], problem["answer"], problem["classes"]
    picture, film = ("row" in axes, "row" in axes and "time" in axes)
    network = "hybrid" if film else "convolutional" if picture else "recurrent" if "time" in axes else "standard"
    output = {"amount": "linear", "yes or no": "sigmoid", "one of several": "softmax"}[answer]
    loss = "squared error" if answer == "amount" else "cross-entropy"
    data = "structured" if "feature" in axes else "unstructured"
    return {"data": data, "network": network, "output": output, "units": classes if classes else 1, "loss": loss}

# %% demo
PROBLEMS = {
    "price of a house": {"axes": ("feature",), "answer": "amount"},
    "will a visitor click on an advertisement?": {"axes": ("feature",), "answer": "yes or no"},
    "which of 30 birds is in a photograph?": {
        "axes": ("row", "column", "channel"),
        "answer": "one of several",
        "classes": 30,
    },
    "is a recording the wake word?": {"axes": ("time",), "answer": "yes or no"},
    "tomorrow's use of power, from a week of readings": {"axes": ("time", "feature"), "answer": "amount"},
    "steering angle, from a film of the road": {"axes": ("time", "row", "column", "channel"), "answer": "amount"},
}
for name, problem in PROBLEMS.items():
    plan = plan_network(problem)
    print(f"{name}\n    {plan['data']}; {plan['network']}; {plan['output']}, units: {plan['units']}; {plan['loss']}")

# %% [markdown]
# Read these plans as a first guess. They hold what the shapes of input and answer suggest, and practice has more:
# convolutions work on sound, and attention (course 4) has taken the place of recurrent networks for most text. The
# output and the loss, at the end of each plan, are firmer. What an answer can be decides the output, and the output
# decides the loss that fits it.

# %% [markdown]
# ## Why is deep learning taking off?
# The ideas are decades old. Three things changed: there is far more **data**, computers are far faster, and
# **algorithms** got better, among them ReLU neurons, which train faster than sigmoids. Data matter in a particular
# way. A small model soon has learned all that it can hold; a large one goes on learning as examples are added. With
# few examples the large one has no such advantage, and may do worse.
#
# Is that so with our houses? Measure it: train three models on $m$ houses, for several $m$, and look at the error on
# the same 600 dev houses each time. All read the ten features, scaled so that each has mean 0 and spread 1.

# %%
mean = houses.X_train.mean(axis=1, keepdims=True)
spread = houses.X_train.std(axis=1, keepdims=True)
X_train, X_dev = (houses.X_train - mean) / spread, (houses.X_dev - mean) / spread


def fit_and_predict(X, Y, X_new, hidden):
    """Learn from X (n_x, m) and Y (1, m), and return predictions (1, k) for X_new (n_x, k).

    hidden: 0 for a single neuron that reads the features, else the number of neurons in a hidden layer.
    """
    return predict_with_network(X, Y, X_new, hidden) if hidden else predict_with_neuron(X, Y, X_new)


MODELS = {"one neuron": 0, "4 hidden neurons": 4, "32 hidden neurons": 32}  # how many are hidden
SIZES = (30, 100, 300, 1000, 1800)  # the m to try

# %% [markdown]
# The single neuron has 11 numbers to learn: ten weights and a bias. With 4 hidden neurons there are
# $4\cdot 11 + 4 + 1 = 49$, with 32 there are 385. How `fit_and_predict` finds them is not needed now; it is in
# `companion/networks.py`, for the curious, and weeks 2 and 3 take it apart.

# %% [markdown]
# ## Exercise 7 · Error against data  (5 points, ~10 min, ●●●)
# Which $m$ houses a model learns from is a matter of luck, so the experiment draws them several times. An *order* is
# an array with the column numbers of all training houses, shuffled. "The first $m$ of this order" is then a random
# sample.
#
# Write `learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders)`. It returns an array of shape (number of orders,
# number of sizes). Entry $[r, s]$ belongs to order $r$ and size $m$ = `sizes[s]`: call the given `fit_and_predict`
# with the columns of `X` and `Y` that the first $m$ numbers of `orders[r]` name (in this order), with `X_dev` and
# with `hidden`, and enter the **square root of the mean squared error** to `Y_dev`. The largest size is at most the
# number of columns of `X`. Arguments stay unchanged. You may use your `mean_squared_error`. Three points are for the
# errors, one is for their places, one for handing on `hidden`.
#
# *Example.* `hidden = 0`, `X = [[1, 2, 4]]`, `Y = [[10, 20, 60]]`, `X_dev = [[3]]`, `Y_dev = [[36]]`, sizes `[2]` and
# orders `[[0, 1, 2], [1, 2, 0]]`. The first two of order 0 are the houses with (1, 10) and (2, 20). The line through
# them says 30 for $x = 3$, an error of 6. Those of order 1 are (2, 20) and (4, 60), whose line says 40, an error of
# 4. The result is `[[6], [4]]`.
#
# <details><summary>Hint 1: choosing columns</summary>
#
# `X[:, [2, 0]]` is a matrix of column 2 and column 0 of `X`. In place of the list, an array of numbers does it, such
# as `order[:m]`. Choose the same columns of `Y`.
#
# </details>
#
# <details><summary>Hint 2: two loops</summary>
#
# For each order, start an empty row. For each size choose columns, predict, append the error. Append the finished row
# to a list of rows, and turn that into an array at the end.
#
# </details>
#
# <details><summary>Hint 3: the line that counts</summary>
#
# `Y_hat = fit_and_predict(X[:, order[:m]], Y[:, order[:m]], X_dev, hidden)`
#
# </details>

# %% solution="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """Error on dev examples against the number of training examples, for several random draws.

    hidden: what fit_and_predict gets as hidden, a whole number, 0 or more.
    X, Y: all training examples, shapes (n_x, M) and (1, M).
    X_dev, Y_dev: the dev examples, shapes (n_x, k) and (1, k).
    sizes: list or tuple of whole numbers from 1 to M.
    orders: list of arrays or lists, each with the column numbers 0 to M - 1 in some order.
    None of them is modified. Returns an array of shape (len(orders), len(sizes)): the roots of the mean squared errors
    on the dev examples, where fit_and_predict has learned from the first sizes[s] columns of orders[r].
    """
    ### BEGIN SOLUTION
    rows = []
    for order in orders:
        row = []
        for m in sizes:
            columns = order[:m]
            Y_hat = fit_and_predict(X[:, columns], Y[:, columns], X_dev, hidden)
            row.append(np.sqrt(mean_squared_error(Y_hat, Y_dev)))
        rows.append(row)
    return np.array(rows)
    ### END SOLUTION

# %% tests="learning_curve" part="errors" points=3
import numpy as np

from companion.testing import close, taken

data = np.array([[1.0, 2.0, 4.0]]), np.array([[10.0, 20.0, 60.0]]), np.array([[3.0]]), np.array([[36.0]])
first, second = (learning_curve(0, *data, [2], [order]) for order in ([0, 1, 2], [1, 2, 0]))
assert first is not None, "learning_curve returns None. Does it end with a return?"
assert np.size(first) == 1, "One order and one size make one error."
first, second = taken(first).ravel(), taken(second).ravel()
assert not close(first, [36]), "That is the mean squared error. Take its square root."
assert not close(first, second), "The order makes no difference: the columns come from it, not from X's start."
assert close(first, [6]), "Order 0, 1, 2 of the text's example comes out differently. Which houses are in?"
assert close(second, [4]), "Order 1, 2, 0 of the text's example comes out differently. Which houses are in?"
### BEGIN HIDDEN TESTS
from companion.networks import predict_with_neuron
from companion.testing import describing

rng = np.random.default_rng(7)
for n_x, M, k, m in [(1, 4, 1, 3), (2, 9, 5, 4), (2, 9, 5, 9), (2, 8, 3, 7), (3, 12, 8, 5), (3, 12, 8, 12)]:
    X, X_dev = rng.normal(0, 1, (n_x, M)), rng.normal(0, 1, (n_x, k))
    Y, Y_dev = X[:1] * 3 + rng.normal(20, 2, (1, M)), X_dev[:1] * 3 + rng.normal(20, 2, (1, k))
    order = rng.permutation(M)
    before = X.copy(), Y.copy(), X_dev.copy(), Y_dev.copy(), order.copy()
    chosen = [int(column) for column in order[:m]]
    expected = np.linalg.norm(predict_with_neuron(X[:, chosen], Y[:, chosen], X_dev) - Y_dev) / k**0.5
    with describing("a single example in dev" if k == 1 else "several examples in dev"):
        found = taken(learning_curve(0, X, Y, X_dev, Y_dev, [m], [order])).ravel()
    assert close(found, [expected], rtol=1e-3, atol=1e-5), (
        "An error is wrong for other data: the first m columns of this order, in X and in Y, judged on dev."
    )
    assert close((X, Y, X_dev, Y_dev, order), before), "learning_curve changed X, Y, X_dev, Y_dev or an order."
### END HIDDEN TESTS

# %% tests="learning_curve" part="table" points=1
import numpy as np

from companion.testing import close

data = np.array([[1.0, 2.0, 4.0]]), np.array([[10.0, 20.0, 60.0]]), np.array([[3.0]]), np.array([[36.0]])
curve = learning_curve(0, *data, [2], [[0, 1, 2], [1, 2, 0]])
assert curve is not None, "learning_curve returns None. Does it end with a return?"
assert isinstance(curve, np.ndarray), "Return an array: np.array makes one of a list of rows."
assert curve.shape != (1, 2), "The table lies on its side: one row for each order, one column for each size."
assert curve.shape == (2, 1), "Two orders and one size make an array of shape (2, 1)."
assert np.ptp(curve) > 0, "Two orders, two different samples, and the same error: where does the order go in?"
wide = learning_curve(0, *data, (2, 3), [np.array([1, 2, 0])])
assert np.shape(wide) == (1, 2), "One order and two sizes make the shape (1, 2): orders are rows, sizes columns."
assert close(wide[0, 0], curve[1, 0]), "The same order and size in another table have another error. Whose place is it?"
### BEGIN HIDDEN TESTS
from companion.testing import describing, taken

rng = np.random.default_rng(8)
for n_x, M, k, sizes, repeats in [(1, 4, 1, [3], 1), (2, 9, 5, [4, 5, 9], 2), (2, 8, 3, (7, 4, 5), 3)]:
    X, X_dev = rng.normal(0, 1, (n_x, M)), rng.normal(0, 1, (n_x, k))
    Y, Y_dev = X[:1] * 3 + rng.normal(20, 2, (1, M)), X_dev[:1] * 3 + rng.normal(20, 2, (1, k))
    orders = [rng.permutation(M) for _ in range(repeats)]
    copies = [each.copy() for each in (X, Y, X_dev, Y_dev)]
    with describing("a single order" if repeats == 1 else "several orders"):
        curve = learning_curve(0, *copies, sizes[:], [order.copy() for order in orders])
    assert np.shape(curve) == (repeats, len(sizes)), "The shape must be (number of orders, number of sizes)."
    for r, order in enumerate(orders):
        for s, m in enumerate(sizes):
            copies = [each.copy() for each in (X, Y, X_dev, Y_dev)]
            alone = taken(learning_curve(0, *copies, [m], [order.copy()])).ravel()
            assert close([curve[r, s]], alone, rtol=1e-3), "Entry [r, s] must be that of order r and of size s."
### END HIDDEN TESTS

# %% tests="learning_curve" part="hidden" points=1
import numpy as np

from companion.networks import predict_with_network
from companion.testing import close, taken

X = np.arange(-5.0, 5.0).reshape(1, -1)
order, X_new = list(range(9, -1, -1)), np.array([[4.0]])
curve = learning_curve(2, X, np.abs(X), X_new, np.array([[9.0]]), [10], [order])
assert curve is not None, "learning_curve returns None. Does it end with a return?"
expected = abs(9.0 - predict_with_network(X[:, order], np.abs(X)[:, order], X_new, 2))
assert close(taken(curve).ravel(), expected.ravel(), rtol=1e-3), (
    "The error of a network with two hidden neurons is wrong. Where those above are right, is hidden handed on?"
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(9)
for n_x, M, k, m, hidden in [(3, 12, 8, 12, 2), (2, 10, 4, 6, 3)]:
    X, X_dev = rng.normal(0, 1, (n_x, M)), rng.normal(0, 1, (n_x, k))
    Y, Y_dev = X[:1] * 3 + rng.normal(20, 2, (1, M)), X_dev[:1] * 3 + rng.normal(20, 2, (1, k))
    order = rng.permutation(M)
    predicted = predict_with_network(X[:, order[:m]], Y[:, order[:m]], X_dev, hidden)
    expected = [np.linalg.norm(predicted - Y_dev) / k**0.5]
    with describing("a network with hidden units"):
        found = taken(learning_curve(hidden, X, Y, X_dev, Y_dev, [m], [order])).ravel()
    assert close(found, expected, rtol=1e-3, atol=1e-5), (
        "An error is wrong for a network. Where those above are right, does fit_and_predict get your hidden?"
    )
### END HIDDEN TESTS

# %% mistake="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """The first m columns of X are the same houses each time. Take the columns that the order names."""
    rows = []
    for order in orders:
        predicted = [fit_and_predict(X[:, :m], Y[:, :m], X_dev, hidden) for m in sizes]
        rows.append([np.sqrt(np.mean((Y_hat - Y_dev) ** 2)) for Y_hat in predicted])
    return np.array(rows)

# %% mistake="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """That is the mean squared error. Its square root is asked for."""
    rows = []
    for order in orders:
        predicted = [fit_and_predict(X[:, order[:m]], Y[:, order[:m]], X_dev, hidden) for m in sizes]
        rows.append([np.mean((Y_hat - Y_dev) ** 2) for Y_hat in predicted])
    return np.array(rows)

# %% mistake="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """You measure on the houses that the model has learned from. What counts is the error on the dev houses."""
    rows = []
    for order in orders:
        parts = [(X[:, order[:m]], Y[:, order[:m]]) for m in sizes]
        rows.append([np.sqrt(np.mean((fit_and_predict(X_m, Y_m, X_m, hidden) - Y_m) ** 2)) for X_m, Y_m in parts])
    return np.array(rows)

# %% mistake="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """The columns of X follow the order, those of Y don't: each house gets the price of another."""
    rows = []
    for order in orders:
        predicted = [fit_and_predict(X[:, order[:m]], Y[:, :m], X_dev, hidden) for m in sizes]
        rows.append([np.sqrt(np.mean((Y_hat - Y_dev) ** 2)) for Y_hat in predicted])
    return np.array(rows)

# %% mistake="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """Rows and columns are swapped: the sizes lie along the rows of yours. Each order is a row."""
    rows = []
    for order in orders:
        predicted = [fit_and_predict(X[:, order[:m]], Y[:, order[:m]], X_dev, hidden) for m in sizes]
        rows.append([np.sqrt(np.mean((Y_hat - Y_dev) ** 2)) for Y_hat in predicted])
    return np.array(rows).T

# %% mistake="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """The orders are averaged away. Return every error, one row for each order: their scatter will be needed."""
    rows = []
    for order in orders:
        predicted = [fit_and_predict(X[:, order[:m]], Y[:, order[:m]], X_dev, hidden) for m in sizes]
        rows.append([np.sqrt(np.mean((Y_hat - Y_dev) ** 2)) for Y_hat in predicted])
    return np.mean(rows, axis=0)

# %% mistake="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """The dev houses are among those that the model learns from. Then nothing is left to judge it by."""
    rows = []
    for order in orders:
        row = []
        for m in sizes:
            X_all, Y_all = np.hstack([X[:, order[:m]], X_dev]), np.hstack([Y[:, order[:m]], Y_dev])
            row.append(np.sqrt(np.mean((fit_and_predict(X_all, Y_all, X_dev, hidden) - Y_dev) ** 2)))
        rows.append(row)
    return np.array(rows)

# %% mistake="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """The last m columns of the order are taken. The first m are order[:m]."""
    rows = []
    for order in orders:
        predicted = [fit_and_predict(X[:, order[-m:]], Y[:, order[-m:]], X_dev, hidden) for m in sizes]
        rows.append([np.sqrt(np.mean((Y_hat - Y_dev) ** 2)) for Y_hat in predicted])
    return np.array(rows)

# %% mistake="learning_curve"
def learning_curve(hidden, X, Y, X_dev, Y_dev, sizes, orders):
    """Every model is a single neuron here: fit_and_predict doesn't get the argument hidden."""
    rows = []
    for order in orders:
        predicted = [fit_and_predict(X[:, order[:m]], Y[:, order[:m]], X_dev, 0) for m in sizes]
        rows.append([np.sqrt(np.mean((Y_hat - Y_dev) ** 2)) for Y_hat in predicted])
    return np.array(rows)

# %% [markdown]
# The next cell describes the experiment: ten orders, three models, five sizes, 150 trainings. The cell after it runs
# it, which takes from a few seconds to half a minute. The result is kept: if you change `learning_curve` later, run
# both cells again.

# %%
@cache
def experiment():
    """Model -> dev errors, shape (10, 5): ten draws of each size."""
    rng = np.random.default_rng(1)
    orders = [rng.permutation(X_train.shape[1]) for _ in range(10)]
    data = X_train, Y_train, X_dev, Y_dev
    return {name: learning_curve(hidden, *data, SIZES, orders) for name, hidden in MODELS.items()}

# %% demo
fig, ax = plt.subplots(figsize=(7.5, 4.5))
styles = zip([("o", "-", "#000000"), ("s", "--", "#D55E00"), ("^", "-.", "#0072B2")], experiment().items())
for (marker, line, color), (name, errors) in styles:
    means, bars = errors.mean(axis=0), errors.std(axis=0, ddof=1) / np.sqrt(len(errors))
    ax.errorbar(SIZES, means, bars, marker=marker, linestyle=line, color=color, capsize=4, label=name)
    print(f"{name:<18}" + "  ".join(f"{mean:5.1f} ± {bar:3.1f}" for mean, bar in zip(means, bars)))
ax.set_xscale("log")
ax.set_xticks(SIZES, [f"{m:,}" for m in SIZES])
ax.minorticks_off()
ax.set(xlabel="training houses m (logarithmic scale)", ylabel="typical dev error (thousand dollars)")
ax.set_title("With few houses one neuron is best, with many the large network")
ax.legend()
plt.show()

# %% [markdown]
# Every curve falls: more data help every model. But not equally long. One neuron has learned what it can hold by 300
# houses; 1,500 more improve it by half a thousand dollars. Four hidden neurons are the worst choice for 30 houses and
# the best for 300. With 100 houses, 32 hidden neurons err by 40.7 against 32.0 for one neuron; with 1,800 they are
# ahead, 25.1 against 30.4, and their curve still falls. Whoever has only 100 houses would conclude that large
# networks don't work.
#
# Size isn't the whole story: with 30 houses the largest model does better than the middle one. And the bars tell how
# much luck there is in drawing and in the random starting weights, no more. At 1,800 of 1,812, all draws are nearly
# the same houses; and another 600 dev houses would shift all curves together.

# %% [markdown]
# ## Exercise 8 · Which model?  (4 points, ~8 min, ●●○)
# Two means that differ by less than their errors don't settle anything. A careful rule, the **one-standard-error
# rule**, takes the smallest model that can't be told from the best. The *standard error* of a mean of $n$ values is
#
# $$\mathrm{se} = \frac{s}{\sqrt n},\qquad s^2 = \frac{1}{n - 1}\sum_{r=1}^n (e_r - \bar e)^2$$
#
# where $\bar e$ is the mean of the errors $e_r$. NumPy has $s$, with $n - 1$ below the line, as `np.std(e, ddof=1)`.
#
# Write `choose_model(errors)`. It gets a dictionary: names of models **in order from the smallest to the largest**,
# each with a list or array of two or more errors. Find the model with the lowest mean error, and its standard error.
# Return the name of the **first** model in the dictionary whose mean is at most that lowest mean plus that standard
# error. No two models share the lowest mean. The dictionary stays unchanged. Two points are for the first model near
# enough, where that is plain, two for the exact limit.
#
# *Example.* `{"small": [30, 34, 32], "large": [31, 29, 33]}`. The means are 32 and 31; the large model's $s$ is 2,
# its standard error $2/\sqrt3 = 1.15$. As 32 is at most 32.15, the answer is `"small"`.
#
# <details><summary>Hint 1: in steps</summary>
#
# A second dictionary with the mean of each model. The best is `min(means, key=means.get)`. Then the limit: its mean
# plus its standard error.
#
# </details>
#
# <details><summary>Hint 2: the first that fits</summary>
#
# A loop over a dictionary keeps its order, and `return` inside a loop ends it at once.
#
# </details>

# %% solution="choose_model"
def choose_model(errors):
    """The smallest model that can't be told from the best, by the one-standard-error rule.

    errors: dictionary, name -> list or array of two or more errors; from the smallest model to the largest. It is not
        modified.
    Returns one of the names: the first whose mean error is at most the lowest mean plus that mean's standard error.
    """
    ### BEGIN SOLUTION
    means = {name: np.mean(values) for name, values in errors.items()}
    best = min(means, key=means.get)
    standard_error = np.std(errors[best], ddof=1) / np.sqrt(len(errors[best]))
    for name, mean in means.items():
        if mean <= means[best] + standard_error:
            return name
    ### END SOLUTION

# %% tests="choose_model" part="first" points=2
chosen = choose_model({"small": [30.0, 34.0, 32.0], "large": [31.9, 27.9, 35.9]})
assert chosen is not None, "choose_model returns None. Does every way through it end with a return?"
assert isinstance(chosen, str), "Return the name of a model."
assert chosen == "small", "The means are 32 and 31.9, nearly the same: the small model is chosen."
far = choose_model({"small": [40, 44, 42], "large": [31, 29, 33]})
assert far == "large", "Here the small model is far worse, more than one standard error above the best."
assert choose_model({"only": [3.0, 4.0]}) == "only", "With one model there is nothing to compare."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.testing import describing

middle = {"a": [50.0, 51.0], "b": [20.1, 20.3], "c": [20.0, 20.6], "d": [19.9, 20.5], "e": [30.0, 30.1]}
assert choose_model(middle) == "b", "Several are near enough. The first of them in the dictionary is chosen."
assert choose_model({"a": [0.5, 0.7], "b": [0.9, 0.8]}) == "a", "The smallest model can also be the best one."
outlier = {"a": [10.0, 80.0, 80.0, 80.0], "b": [30.0, 30.0, 30.0, 29.0]}
assert choose_model(outlier) == "b", "What counts is the mean, not the lowest error."
outlier = {"a": [10.0, 10.0, 10.0, 100.0, 100.0], "b": [12.0, 12.0, 12.0, 11.0, 12.0]}
assert choose_model(outlier) == "b", "What counts is the mean, not the median."
rng = np.random.default_rng(7)
for _ in range(10):
    first = int(rng.integers(0, 4))  # all from here on are about equal, those before it far worse
    scatter = np.array([-1.0, 0.5, 0.5])
    means = [90.0 - 10 * k for k in range(first)] + [30.0 + 0.02 * float(rng.random()) for _ in range(first, 5)]
    table = {f"model {k}": mean + rng.permutation(scatter) for k, mean in enumerate(means)}
    with describing("errors in arrays"):
        assert choose_model(table) == f"model {first}", "The choice is wrong where the first that is near enough is plain."
### END HIDDEN TESTS

# %% tests="choose_model" part="standard_error" points=2
chosen = choose_model({"small": [30, 34, 32], "large": [31, 29, 33]})
assert chosen is not None, "choose_model returns None. Does every way through it end with a return?"
assert chosen == "small", "In the example the small model is within one standard error of the best, so it is chosen."
above = choose_model({"small": [32, 34, 33], "large": [31, 29, 33]})
assert above == "large", "Means 33 and 31: the standard error is 2 divided by the root of 3, so 33 is above the limit."
wide = choose_model({"small": [20.0, 60.0], "large": [31.0, 29.0, 30.0]})
assert wide == "large", "The standard error is that of the best model, not of the one that is compared."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.testing import close, describing

apart = {"a": [12.0, 12.0, 12.0, 12.0], "b": [9.0, 11.0, 9.0, 11.0]}
assert choose_model(apart) == "b", "Divide the standard deviation by the root of how many errors there are."
edge = {"a": [10.53, 10.53, 10.53, 10.53], "b": [9.0, 11.0, 9.0, 11.0]}
assert choose_model(edge) == "a", "The standard deviation is that of a sample: n - 1 below the line, ddof=1."
loose = {"a": [2.0, 20.0, 11.0], "b": [10.0, 10.1, 9.9]}
assert choose_model(loose) == "b", "The standard error is that of the best model, not of the one that is compared."
level = {"a": [3.0, 3.0], "b": [1.0, 3.0]}
assert choose_model(level) == "a", "A mean that is exactly at the limit is still chosen: at most means below or equal."
rng = np.random.default_rng(8)
cases = 0
while cases < 20:
    table = {f"model {k}": rng.normal(30 - k, 2, int(rng.integers(2, 9))) for k in rng.permutation(5).tolist()}
    mean = {name: float(sum(values)) / len(values) for name, values in table.items()}
    name_of_best, n = min(mean, key=mean.get), len(table[min(mean, key=mean.get)])
    variance = sum((value - mean[name_of_best]) ** 2 for value in table[name_of_best]) / (n - 1)
    limit = mean[name_of_best] + (variance / n) ** 0.5
    if min(abs(each - limit) for each in mean.values()) < 0.01 or sorted(mean.values())[1] - min(mean.values()) < 0.01:
        continue  # too close: rounding could decide
    cases += 1
    before = {name: values.copy() for name, values in table.items()}
    expected = next(name for name, each in mean.items() if each <= limit)
    with describing("models with different numbers of errors"):
        assert choose_model(table) == expected, "The choice is wrong for other errors: the first model within the limit."
    assert list(table) == list(before) and close(table, before), "choose_model changed the dictionary or its errors."
### END HIDDEN TESTS

# %% mistake="choose_model"
def choose_model(errors):
    """That is the model with the lowest mean, by however little. The rule takes the first that is near enough."""
    return min(errors, key=lambda name: np.mean(errors[name]))

# %% mistake="choose_model"
def choose_model(errors):
    """The standard deviation says how the single errors scatter. That of their mean is smaller, by the root of n."""
    best = min(errors, key=lambda name: np.mean(errors[name]))
    limit = np.mean(errors[best]) + np.std(errors[best], ddof=1)
    return next(name for name in errors if np.mean(errors[name]) <= limit)

# %% mistake="choose_model"
def choose_model(errors):
    """np.std divides by n unless told otherwise. For a sample it is n - 1: ddof=1."""
    best = min(errors, key=lambda name: np.mean(errors[name]))
    limit = np.mean(errors[best]) + np.std(errors[best]) / np.sqrt(len(errors[best]))
    return next(name for name in errors if np.mean(errors[name]) <= limit)

# %% mistake="choose_model"
def choose_model(errors):
    """Each model gets its own standard error here, so one that scatters widely is excused. The limit is the best
    model's alone."""
    lowest = min(np.mean(values) for values in errors.values())
    for name, values in errors.items():
        if np.mean(values) - np.std(values, ddof=1) / np.sqrt(len(values)) <= lowest:
            return name

# %% mistake="choose_model"
def choose_model(errors):
    """This takes the last model within the limit, the largest. The rule takes the first."""
    best = min(errors, key=lambda name: np.mean(errors[name]))
    limit = np.mean(errors[best]) + np.std(errors[best], ddof=1) / np.sqrt(len(errors[best]))
    return [name for name in errors if np.mean(errors[name]) <= limit][-1]

# %% mistake="choose_model"
def choose_model(errors):
    """You compare with the lowest single error. One lucky draw doesn't make a good model: compare means."""
    best = min(errors, key=lambda name: np.min(errors[name]))
    limit = np.mean(errors[best]) + np.std(errors[best], ddof=1) / np.sqrt(len(errors[best]))
    return next(name for name in errors if np.mean(errors[name]) <= limit)

# %% mistake="choose_model"
def choose_model(errors):
    """That is the limit itself. Return the name of the first model whose mean isn't above it."""
    best = min(errors, key=lambda name: np.mean(errors[name]))
    return np.mean(errors[best]) + np.std(errors[best], ddof=1) / np.sqrt(len(errors[best]))

# %% demo
for s, m in enumerate(SIZES):
    at_m = {name: errors[:, s] for name, errors in experiment().items()}
    best = min(at_m.values(), key=np.mean)
    limit = best.mean() + best.std(ddof=1) / np.sqrt(len(best))
    means = " ".join(f"{errors.mean():6.2f}" for errors in at_m.values())
    print(f"m = {m:5,}   means {means}   limit {limit:.2f}   chosen: {choose_model(at_m)}")

# %% [markdown]
# The smallest model for 30 and 100 houses, the middle one for 300, the largest from 1,000 on. At 1,000 it was close:
# four hidden neurons have a mean of 26.74, and the limit is 26.67, the best mean of 26.36 plus its standard error of
# 0.31. Such a verdict other draws could turn round; those at 100, at 300 and at 1,800 they hardly could.

# %% [markdown]
# ## What you built
# - A ReLU neuron, a cost that says how wrong it is, and a search that found its weight and bias.
# - A network with a hidden layer, which prices all houses with two matrix products.
# - A plan for supervised problems: from the shape of input and answer to network, output and loss.
# - An experiment with error bars, and a rule that reads it without being fooled by luck.
#
# **Questions to take along** (no points)
# 1. Remove the ReLU from the hidden layer of exercise 5. Show that the network is then one neuron with four inputs.
#    What are its weights? Why can no choice of `W2` and `b2` then give a lower training error than the best neuron?
# 2. One neuron with ten features has 11 numbers to learn. What do you expect with fewer than 30 houses? In a cell of
#    your own, draw `orders = [np.random.default_rng(k).permutation(1812) for k in range(10)]` and print the means of
#    `learning_curve(0, X_train, Y_train, X_dev, Y_dev, [5, 8, 11, 15, 20, 30], orders)` for each size, with `axis=0`.
#    More houses don't always help: where is it worst, and what can a plane do with exactly that many houses?
# 3. The hidden features were chosen by looking at training houses. What would be wrong with choosing them by looking
#    at the dev houses, even if no weight was fitted to them?
#
# **Next:** week 2 takes a single neuron to photographs, and replaces the search by gradient descent.
