# ---
# title: Hyperparameter search
# minutes: 75
# ---

# %% [markdown]
# # Hyperparameter search
# Gradient descent finds the weights. Nobody finds the learning rate for you, the number of units, the memory of the
# momentum: they have no gradient, and each guess costs a training run. So guess well: at random rather than on a
# grid, on the scale on which the number matters, from coarse to fine, and with a doubt about the winner.
#
# **You will**
# - draw learning rates, momentum and numbers of units on the scales that suit them, and prove by counting that you do;
# - run a search from coarse to fine on pictures of clothes, and compare it with a grid of the same budget;
# - decide from a search where to search next, and see why the best of many trials looks better than it is.
#
# **Before you start:** mini-batches and momentum (week 2). The week's notes cover the same ground in prose.
#
# **Time:** about 75 minutes. **Points:** 34, in eight exercises. Dots show difficulty, from ●○○ to ●●●.

# %%
from itertools import product

import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_fashion
from companion.plots import COLORS, LINES

# %% [markdown]
# ## What is searched for
# Clothes of ten classes, 1,500 pictures of 14 × 14 pixels to train with; of the other 2,000, 1,000 to choose by (dev)
# and 1,000 that nobody looks at until the end (test). The network has one hidden layer of ReLUs and a softmax, the
# next notebook's topic; here it is given. `run_trial` makes 150 steps of momentum with mini-batches of 64, which
# takes a few hundredths of a second, and returns the share of dev pictures that it gets wrong. Where the training has
# blown up, it returns `nan`, not a number.

# %%
fashion = load_fashion()


def columns(images):
    """Pictures of 28 × 28 as columns of 196 numbers from 0 to 1, each the mean of a block of four."""
    return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196).T / 255


X_train = columns(fashion.X_train[:1500])
mean_picture = X_train.mean(axis=1, keepdims=True)
X_train, X_rest = X_train - mean_picture, columns(fashion.X_dev) - mean_picture
Y_train, Y_rest = fashion.Y_train[:, :1500], fashion.Y_dev
X_dev, Y_dev, X_test, Y_test = X_rest[:, :1000], Y_rest[:, :1000], X_rest[:, 1000:], Y_rest[:, 1000:]


def train(learning_rate=0.3, beta=0.9, units=30, seed=0, steps=150):
    """The parameters (W1, b1, W2, b2) after some steps of momentum with mini-batches of 64."""
    rng, one_hot = np.random.default_rng(seed), np.eye(10)
    W1, W2 = rng.normal(0, np.sqrt(2 / 196), (units, 196)), rng.normal(0, np.sqrt(2 / units), (10, units))
    parameters = [W1, np.zeros((units, 1)), W2, np.zeros((10, 1))]
    velocities = [0.0] * 4
    with np.errstate(all="ignore"):  # trials may blow up
        for _ in range(steps):
            W1, b1, W2, b2 = parameters
            chosen = rng.integers(0, X_train.shape[1], 64)
            X, Y = X_train[:, chosen], one_hot[Y_train[0, chosen]].T
            Z1 = W1 @ X + b1
            A1 = np.maximum(0, Z1)
            logits = W2 @ A1 + b2
            powers = np.exp(logits - logits.max(axis=0))
            dZ2 = (powers / powers.sum(axis=0) - Y) / 64
            dZ1 = (W2.T @ dZ2) * (Z1 > 0)
            grads = [dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True), dZ2 @ A1.T, dZ2.sum(axis=1, keepdims=True)]
            velocities = [beta * v + (1 - beta) * g for v, g in zip(velocities, grads)]
            parameters = [p - learning_rate * v for p, v in zip(parameters, velocities)]
    return parameters


def error_on(parameters, X, Y):
    """The share of examples that the network gets wrong; nan where it computes no numbers."""
    W1, b1, W2, b2 = parameters
    with np.errstate(all="ignore"):
        logits = W2 @ np.maximum(0, W1 @ X + b1) + b2
    return float(np.mean(logits.argmax(axis=0) != Y[0])) if np.isfinite(logits).all() else float("nan")


def run_trial(configuration, seed=0):
    """The error on the dev set with the hyperparameters of a configuration, such as {"learning_rate": 0.1, "units": 20}."""
    return error_on(train(**configuration, seed=seed), X_dev, Y_dev)


for learning_rate in (0.001, 0.1, 100.0, 1000.0):
    print(f"learning rate {learning_rate:<6} dev error {run_trial({'learning_rate': learning_rate}):.2f}")

# %% [markdown]
# ## The scale that matters
# Guess a learning rate between 0.0001 and 1. Drawn uniformly, nine of ten guesses lie between 0.1 and 1, and between
# 0.0001 and 0.001 lies one in a thousand. What matters for a learning rate
# is the ratio: from 0.001 to 0.002 is as large a change as from 0.1 to 0.2. So draw the **logarithm** uniformly, and
# take the power:
#
# $$r \sim U(\log a, \log b), \qquad \alpha = e^{\,r}$$
#
# Then each power of ten gets its equal share. Any base will do, as long as the power has the base of the logarithm.

# %% [markdown]
# ## Exercise 1 · Uniform in the logarithm  (3 points, ~7 min, ●○○)
# Write `sample_log_uniform(low, high, n, seed=0)`: an array of shape (n,) with `n` independent draws between `low`
# and `high`, both above 0, uniform in the logarithm. The same `seed` gives the same draws, another seed others. Which
# generator you take is up to you.
#
# *Example.* Between 0.0001 and 1, about a quarter of many draws is below 0.001, about half below 0.01.
#
# <details><summary>Hint 1: three steps</summary>
#
# Take the logarithm of both ends, draw uniformly between these two numbers, and undo the logarithm.
#
# </details>
#
# <details><summary>Hint 2: the functions</summary>
#
# `np.random.default_rng(seed).uniform(start, end, n)` draws uniformly. `np.exp` undoes `np.log`, `10 ** r` undoes
# `np.log10`.
#
# </details>

# %% solution="sample_log_uniform"
def sample_log_uniform(low, high, n, seed=0):
    """Draw numbers whose logarithm is uniform.

    low, high: the ends of the range, numbers with 0 < low < high.
    n: how many draws, a whole number, at least 1.
    seed: whole number, 0 or more; the same seed gives the same draws.
    Returns an array of shape (n,), values from low to high.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    return np.exp(rng.uniform(np.log(low), np.log(high), n))
    ### END SOLUTION

# %% tests="sample_log_uniform" points=3
import numpy as np

from companion.testing import close, taken

draws = sample_log_uniform(0.0001, 1, 3000)
assert draws is not None, "sample_log_uniform returns None. Does it end with a return?"
assert np.shape(draws) == (3000,), "Return an array of shape (n,)."
draws = taken(draws)
assert np.all(np.isfinite(draws)) and np.min(draws) > 0.0001 * 0.999 and np.max(draws) < 1.001, "Draws lie between low and high."
assert np.mean(draws < 0.01) > 0.1, "Hardly any draw is below 0.01. On the log scale it should be about half."
assert abs(np.mean(draws < 0.01) - 0.5) < 0.07, "About half of the draws should be below 0.01, the middle of the log scale."
assert close(sample_log_uniform(0.1, 2, 5, 3), sample_log_uniform(0.1, 2, 5, 3)), "The same seed must give the same draws."
assert not close(sample_log_uniform(0.1, 2, 5, 3), sample_log_uniform(0.1, 2, 5, 4)), "Another seed must give other draws."
assert np.shape(sample_log_uniform(1, 2, 1)) == (1,), "A single draw is an array, too."
### BEGIN HIDDEN TESTS
from companion.testing import describing

def distance(values, expected):
    """The largest distance between the share of values below a place and what is expected there (Kolmogorov, Smirnov)."""
    values = np.sort(values)
    steps = np.arange(len(values) + 1) / len(values)
    there = expected(values)
    return max(np.max(np.abs(there - steps[:-1])), np.max(np.abs(there - steps[1:])))


for low, high, seed in ((1e-4, 1, 1), (0.5, 800, 2), (1e-7, 1e-6, 3), (2, 3, 4), (1e-3, 1e4, 5)):
    with describing("a range above 1" if low > 1 else "a range that begins below 1"):
        draws = taken(sample_log_uniform(low, high, 4000, seed)).astype(float)
    assert draws.shape == (4000,), "For another range the shape is wrong."
    assert np.all(draws > low * 0.999) and np.all(draws < high * 1.001), "For another range draws lie outside."
    # For right answers a distance above 0.06 has a chance of less than one in a million millions.
    found = distance(draws, lambda x, low=low, high=high: (np.log(x) - np.log(low)) / (np.log(high) - np.log(low)))
    assert found < 0.06, "The draws aren't uniform in the logarithm, in another range."
    half = draws[::2][:2000], draws[1::2][:2000]
    assert abs(np.corrcoef(np.log(half[0]), np.log(half[1]))[0, 1]) < 0.15, "Draws depend on the draws before them."
one, other = taken(sample_log_uniform(0.1, 9, 20, 1)), taken(sample_log_uniform(0.1, 9, 20, 2))
assert one.shape == other.shape == (20,) and not close(one, other), "Another seed must give other draws."
### END HIDDEN TESTS

# %% mistake="sample_log_uniform"
def sample_log_uniform(low, high, n, seed=0):
    """These draws are uniform on the plain scale: nearly all are large."""
    return np.random.default_rng(seed).uniform(low, high, n)

# %% mistake="sample_log_uniform"
def sample_log_uniform(low, high, n, seed=0):
    """You return the exponents. The power is missing."""
    return np.random.default_rng(seed).uniform(np.log10(low), np.log10(high), n)

# %% mistake="sample_log_uniform"
def sample_log_uniform(low, high, n, seed=0):
    """Two bases are mixed: a natural logarithm wants to be undone by e, not by 10."""
    return 10 ** np.random.default_rng(seed).uniform(np.log(low), np.log(high), n)

# %% mistake="sample_log_uniform"
def sample_log_uniform(low, high, n, seed=0):
    """Only whole powers of ten are drawn. The exponent may have decimals."""
    rng = np.random.default_rng(seed)
    return 10.0 ** rng.integers(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1, n)

# %% mistake="sample_log_uniform"
def sample_log_uniform(low, high, n, seed=0):
    """Evenly spaced on the log scale, but nothing is drawn: whatever the seed, the values are the same."""
    return np.logspace(np.log10(low), np.log10(high), n)

# %% mistake="sample_log_uniform"
def sample_log_uniform(low, high, n, seed=0):
    """You draw once and repeat it. Each of the n needs a draw of its own."""
    return np.full(n, np.exp(np.random.default_rng(seed).uniform(np.log(low), np.log(high))))

# %% [markdown]
# ## Exercise 2 · A memory on the log scale  (3 points, ~7 min, ●●○)
# Momentum's $\beta$ remembers about $1/(1-\beta)$ steps: ten for 0.9, a hundred for 0.99, a thousand for 0.999. What
# matters is the ratio of *memories*, and so it is $1 - \beta$ that belongs on the log scale. Write
# `sample_beta(low, high, n, seed=0)`: an array of shape (n,) with draws between `low` and `high`, $0 \le$ `low` $<$
# `high` $< 1$, such that the logarithm of $1 - \beta$ is uniform.
#
# *Example.* Between 0.9 and 0.999 about half of many draws are below 0.99, since $\log 0.01$ is in the middle between
# $\log 0.1$ and $\log 0.001$.
#
# <details><summary>Hint 1: what is 1 − β between?</summary>
#
# If $\beta$ lies between 0.9 and 0.999, then $1 - \beta$ lies between 0.001 and 0.1. Mind which end is which.
#
# </details>
#
# <details><summary>Hint 2: use what you have</summary>
#
# Which function draws a number between such ends already, uniformly in the logarithm?
#
# </details>

# %% solution="sample_beta"
def sample_beta(low, high, n, seed=0):
    """Draw values of momentum's beta, with 1 - beta uniform in its logarithm.

    low, high: the ends of the range, numbers with 0 <= low < high < 1.
    n: how many draws, a whole number, at least 1.
    seed: whole number, 0 or more; the same seed gives the same draws.
    Returns an array of shape (n,), values from low to high.
    """
    ### BEGIN SOLUTION
    return 1 - sample_log_uniform(1 - high, 1 - low, n, seed)
    ### END SOLUTION

# %% tests="sample_beta" points=3
import numpy as np

from companion.testing import close, taken

draws = sample_beta(0.9, 0.999, 3000)
assert draws is not None, "sample_beta returns None. Does it end with a return?"
assert np.shape(draws) == (3000,), "Return an array of shape (n,)."
draws = taken(draws)
assert np.all(np.isfinite(draws)) and np.min(draws) > 0.8999 and np.max(draws) < 0.9991, "Draws lie between low and high."
assert np.mean(draws < 0.99) < 0.8, (
    "Nine of ten draws remember less than a hundred steps. So it is on the plain scale, and nearly so with the logarithm of beta."
)
assert abs(np.mean(draws < 0.99) - 0.5) < 0.07, "About half of the draws should be below 0.99."
assert np.min(taken(sample_beta(0.0, 0.5, 1000))) < 0.1, "Between 0 and 0.5 some of many draws are near 0: use the ends that are given."
assert close(sample_beta(0.5, 0.99, 5, 3), sample_beta(0.5, 0.99, 5, 3)), "The same seed must give the same draws."
assert not close(sample_beta(0.5, 0.99, 5, 3), sample_beta(0.5, 0.99, 5, 4)), "Another seed must give other draws."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for low, high, seed in ((0.9, 0.999, 1), (0.0, 0.99, 2), (0.5, 0.9999, 3), (0.95, 0.96, 4)):
    with describing("a range that begins at 0" if low == 0 else "a range above 0"):
        draws = taken(sample_beta(low, high, 4000, seed)).astype(float)
    assert draws.shape == (4000,), "For another range the shape is wrong."
    assert np.all(draws > low - 1e-5) and np.all(draws < high + 1e-5), "For another range draws lie outside."
    steps = np.arange(4001) / 4000
    there = np.sort((np.log(1 - low) - np.log(1 - draws)) / (np.log(1 - low) - np.log(1 - high)))
    # For right answers a distance above 0.06 has a chance of less than one in a million millions.
    found = max(np.max(np.abs(there - steps[:-1])), np.max(np.abs(there - steps[1:])))
    assert found < 0.06, "1 - beta isn't uniform in its logarithm, in another range."
one, other = taken(sample_beta(0.5, 0.99, 20, 1)), taken(sample_beta(0.5, 0.99, 20, 2))
assert one.shape == other.shape == (20,) and not close(one, other), "Another seed must give other draws."
### END HIDDEN TESTS

# %% mistake="sample_beta"
def sample_beta(low, high, n, seed=0):
    """Uniform on the plain scale: long memories hardly ever come."""
    return np.random.default_rng(seed).uniform(low, high, n)

# %% mistake="sample_beta"
def sample_beta(low, high, n, seed=0):
    """You take the logarithm of beta itself. Near 1 that is nearly the plain scale."""
    return np.exp(np.random.default_rng(seed).uniform(np.log(max(low, 1e-12)), np.log(high), n))

# %% mistake="sample_beta"
def sample_beta(low, high, n, seed=0):
    """What you return is 1 - beta."""
    return np.exp(np.random.default_rng(seed).uniform(np.log(1 - high), np.log(1 - low), n))

# %% mistake="sample_beta"
def sample_beta(low, high, n, seed=0):
    """The memory itself is drawn uniformly: now nearly all are long."""
    return 1 - 1 / np.random.default_rng(seed).uniform(1 / (1 - low), 1 / (1 - high), n)

# %% mistake="sample_beta"
def sample_beta(low, high, n, seed=0):
    """0.001 and 0.1 are built in. Compute the ends from low and high."""
    return 1 - 10 ** np.random.default_rng(seed).uniform(-3, -1, n)

# %% [markdown]
# ## Exercise 3 · Whole numbers  (2 points, ~5 min, ●○○)
# The number of units, or of layers, is a whole number. Write `sample_whole(low, high, n, seed=0)`: an array of shape
# (n,) with whole numbers (of an integer type) from `low` to `high`, **both included**, each with the same
# probability.
#
# *Example.* From 2 to 4: about a third of many draws is 2, a third 3 and a third 4.
#
# <details><summary>Hint 1: the end of a range</summary>
#
# `rng.integers(a, b, n)` draws from a to b − 1, as `range` counts. Which `b` do you need?
#
# </details>

# %% solution="sample_whole"
def sample_whole(low, high, n, seed=0):
    """Draw whole numbers, all with the same probability.

    low, high: the smallest and the largest number that can come, whole numbers with low <= high.
    n: how many draws, a whole number, at least 1.
    seed: whole number, 0 or more; the same seed gives the same draws.
    Returns an array of shape (n,) of an integer type.
    """
    ### BEGIN SOLUTION
    return np.random.default_rng(seed).integers(low, high + 1, n)
    ### END SOLUTION

# %% tests="sample_whole" points=2
import numpy as np

from companion.testing import close, taken

draws = sample_whole(2, 4, 3000)
assert draws is not None, "sample_whole returns None. Does it end with a return?"
assert np.shape(draws) == (3000,), "Return an array of shape (n,)."
draws = taken(draws)
assert draws.dtype.kind in "iu", "Units are counted: the numbers must be of an integer type."
assert set(np.unique(draws).tolist()) == {2, 3, 4}, "From 2 to 4, both included, and nothing else."
assert abs(np.mean(draws == 2) - 1 / 3) < 0.06, "Each of the three should come about equally often."
assert close(sample_whole(7, 7, 3), [7, 7, 7]), "From 7 to 7 there is only the 7."
assert set(np.unique(taken(sample_whole(-1, 0, 100))).tolist()) == {-1, 0}, "Whole numbers may be negative, too."
assert close(sample_whole(1, 100, 9, 1), sample_whole(1, 100, 9, 1)), "The same seed must give the same draws."
assert not close(sample_whole(1, 100, 9, 1), sample_whole(1, 100, 9, 2)), "Another seed must give other draws."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for low, high, seed in ((1, 2, 1), (5, 11, 2), (-3, 3, 3), (50, 60, 4), (7, 7, 5)):
    with describing("a range of a single number" if low == high else "negative numbers" if low < 0 else "a range of several numbers"):
        draws = taken(sample_whole(low, high, 6000, seed))
    assert draws.shape == (6000,) and draws.dtype.kind in "iu", "For another range the shape or the type is wrong."
    count = high - low + 1
    shares = [float(np.mean(draws == value)) for value in range(low, high + 1)]
    assert abs(sum(shares) - 1) < 1e-9, "For another range some draws lie outside."
    # Seven standard errors.
    assert all(abs(share - 1 / count) < 7 * np.sqrt(1 / count / 6000) for share in shares), (
        "In another range some numbers come more often than others. Look at the two ends."
    )
one, other = taken(sample_whole(1, 100, 20, 1)), taken(sample_whole(1, 100, 20, 2))
assert one.shape == other.shape == (20,) and not close(one, other), "Another seed must give other draws."
### END HIDDEN TESTS

# %% mistake="sample_whole"
def sample_whole(low, high, n, seed=0):
    """The largest number never comes: integers leaves out its end."""
    return np.random.default_rng(seed).integers(low, max(high, low + 1), n)

# %% mistake="sample_whole"
def sample_whole(low, high, n, seed=0):
    """Rounded decimals give the two ends only half a share each."""
    return np.round(np.random.default_rng(seed).uniform(low, high, n)).astype(int)

# %% mistake="sample_whole"
def sample_whole(low, high, n, seed=0):
    """The values are right, but they are decimals: a layer with 20.0 units can't be made."""
    return np.random.default_rng(seed).integers(low, high + 1, n).astype(float)

# %% mistake="sample_whole"
def sample_whole(low, high, n, seed=0):
    """You count from 0: low has to be added."""
    return np.random.default_rng(seed).integers(0, high - low + 1, n)

# %% mistake="sample_whole"
def sample_whole(low, high, n, seed=0):
    """On the log scale small numbers come more often. Here all should be equal."""
    return np.floor(np.exp(np.random.default_rng(seed).uniform(np.log(max(low, 1)), np.log(max(high, 1) + 1), n))).astype(int)

# %% [markdown]
# ## Grid or random?
# A **grid** takes a few values for each hyperparameter and tries all combinations. **Random search** draws each trial
# anew. First the grid.

# %% [markdown]
# ## Exercise 4 · A grid  (3 points, ~7 min, ●○○)
# Write `grid_configurations(choices)`. `choices` is a dictionary: the name of a hyperparameter, and the list of the
# values to try. Return a list of configurations, dictionaries with one value for each name, with every combination
# exactly once, in any order.
#
# *Example.* `{"learning_rate": [0.1, 1.0], "units": [10]}` gives
# `[{"learning_rate": 0.1, "units": 10}, {"learning_rate": 1.0, "units": 10}]`.
#
# <details><summary>Hint 1: all combinations</summary>
#
# `product([1, 2], [3])`, imported above, yields (1, 3) and (2, 3): a tuple for each combination, with a value from each
# list, in their order. A star hands a collection of lists over as single arguments.
#
# </details>
#
# <details><summary>Hint 2: names to values</summary>
#
# `zip` pairs the names with the values of one tuple, and `dict` makes a dictionary of pairs.
#
# </details>

# %% solution="grid_configurations"
def grid_configurations(choices):
    """All combinations of values.

    choices: dictionary, name -> list of values, each list with at least one value; not modified.
    Returns a list of dictionaries, name -> value: every combination exactly once, in any order.
    """
    ### BEGIN SOLUTION
    return [dict(zip(choices, values)) for values in product(*choices.values())]
    ### END SOLUTION

# %% tests="grid_configurations" points=3
found = grid_configurations({"learning_rate": [0.1, 1.0], "units": [10]})
assert found is not None, "grid_configurations returns None. Does it end with a return?"
assert len(found) == 2, "Two learning rates and one number of units make two configurations."
assert all(set(each) == {"learning_rate", "units"} for each in found), "Each configuration has a value for each name."
assert sorted(each["learning_rate"] for each in found) == [0.1, 1.0], "Each learning rate comes once."
assert len(grid_configurations({"a": [1, 2, 3], "b": [1, 2]})) == 6, "Three values of one and two of the other make six combinations."
assert len(grid_configurations({"a": [1, 2], "b": [3], "c": [4, 5]})) == 4, "Three hyperparameters with two, one and two values make four combinations."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.testing import describing

rng = np.random.default_rng(4)
for sizes in ([1], [4], [2, 3], [3, 1, 2], [2, 2, 2, 3], [5, 4, 3]):
    choices = {f"h{k}": rng.permutation(50)[:size].tolist() for k, size in enumerate(sizes)}
    kept = {name: list(values) for name, values in choices.items()}
    with describing("a single hyperparameter" if len(sizes) == 1 else "several hyperparameters"):
        found = [tuple(each[name] for name in choices) for each in grid_configurations(choices)]
    assert len(found) == int(np.prod(sizes)), "For other choices the number of configurations isn't the product of the numbers of values."
    assert len(set(found)) == len(found), "A combination comes twice."
    assert all(value in choices[name] for each in found for name, value in zip(choices, each)), "A value belongs to another hyperparameter."
    assert choices == kept, "grid_configurations changed the choices."
### END HIDDEN TESTS

# %% mistake="grid_configurations"
def grid_configurations(choices):
    """You pair the first values, the second values and so on. A grid combines each with each."""
    return [dict(zip(choices, values)) for values in zip(*choices.values())]

# %% mistake="grid_configurations"
def grid_configurations(choices):
    """One dictionary is changed again and again and put into the list each time: all entries are the same in the end."""
    configuration, found = {}, []
    for values in product(*choices.values()):
        configuration.update(zip(choices, values))
        found.append(configuration)
    return found

# %% mistake="grid_configurations"
def grid_configurations(choices):
    """These are the bare values. A configuration says which hyperparameter each belongs to."""
    return list(product(*choices.values()))

# %% mistake="grid_configurations"
def grid_configurations(choices):
    """You vary one hyperparameter at a time and keep the others at their first value."""
    first = {name: values[0] for name, values in choices.items()}
    return [first] + [{**first, name: value} for name, values in choices.items() for value in values[1:]]

# %% mistake="grid_configurations"
def grid_configurations(choices):
    """Only the first two hyperparameters are combined."""
    names = list(choices)[:2]
    return [dict(zip(names, values)) for values in product(*(choices[name] for name in names))]

# %% [markdown]
# ## Exercise 5 · Trials at random  (8 points, ~10 min, ●●○)
# A **space** is a dictionary: the name of a hyperparameter, and a tuple (kind, low, high). Three kinds: `"log"`
# (exercise 1), `"beta"` (exercise 2), `"whole"` (exercise 3). Write `random_configurations(space, n, seed=0)`: a list
# of `n` configurations, each with one draw for every name, of its kind and from its range. All draws are independent:
# one hyperparameter of those of the others, one trial of the other trials. Names, ranges and seed are worth 2 points,
# the three kinds 3, independence 3. You may call the earlier functions; a wrong answer there doesn't cost you this
# exercise.
#
# *Example.* `{"learning_rate": ("log", 0.01, 1), "units": ("whole", 10, 30)}` with `n=2` gives, for instance,
# `[{"learning_rate": 0.03, "units": 12}, {"learning_rate": 0.5, "units": 27}]`.
#
# <details><summary>Hint 1: the trap</summary>
#
# With the same seed, `sample_log_uniform` draws the same places of its range each time. Two hyperparameters of a kind
# would then rise and fall together. Give each hyperparameter a seed of its own, such as `seed + 1000 * k` for the
# k-th of them, or draw new seeds from a generator.
#
# </details>
#
# <details><summary>Hint 2: columns to rows</summary>
#
# Draw for each name an array of `n` values. Configuration `i` then takes entry `i` of each of them.
#
# </details>

# %% solution="random_configurations"
def random_configurations(space, n, seed=0):
    """Draw configurations at random.

    space: dictionary, name -> (kind, low, high), with kind "log" (uniform in the logarithm), "beta" (1 - beta uniform in its
        logarithm) or "whole" (whole numbers, both ends included); not modified.
    n: how many configurations, a whole number, at least 1.
    seed: whole number, 0 or more; the same seed gives the same configurations.
    Returns a list of n dictionaries, name -> value, all values drawn independently; those of kind "whole" are integers.
    """
    ### BEGIN SOLUTION
    kinds = {"log": sample_log_uniform, "beta": sample_beta, "whole": sample_whole}
    drawn = {}
    for k, (name, (kind, low, high)) in enumerate(space.items()):
        drawn[name] = kinds[kind](low, high, n, seed + 1000 * k)
    return [{name: values[i] for name, values in drawn.items()} for i in range(n)]
    ### END SOLUTION

# %% tests="random_configurations" part="configurations" points=2
import numpy as np

from companion.testing import taken

SPACE = {"learning_rate": ("log", 0.01, 1), "units": ("whole", 10, 30)}
found = random_configurations(SPACE, 200)
assert found is not None, "random_configurations returns None. Does it end with a return?"
assert len(found) == 200, "Return n configurations."
assert all(set(each) == {"learning_rate", "units"} for each in found), "Each configuration has a value for each name, and nothing else."
rates, units = (taken([each[name] for each in found]) for name in SPACE)
assert np.all((rates > 0.00999) & (rates < 1.001)) and np.all((units >= 10) & (units <= 30)), (
    "Each draw comes from the range of its own hyperparameter."
)
assert random_configurations(SPACE, 3, 5) == random_configurations(SPACE, 3, 5), "The same seed must give the same configurations."
assert random_configurations(SPACE, 3, 5) != random_configurations(SPACE, 3, 6), "Another seed must give other configurations."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for number, space in enumerate((
    {"rate": ("log", 1e-4, 10.0), "beta": ("beta", 0.5, 0.999), "units": ("whole", 5, 204)},
    {"rate": ("log", 0.01, 1.0), "decay": ("log", 1e-6, 1e-2), "b": ("beta", 0.9, 0.9999), "c": ("beta", 0.0, 0.9)},
    {"only": ("log", 2.0, 64.0)},
)):  # fmt: skip
    kept = dict(space)
    with describing("a single hyperparameter" if len(space) == 1 else "several hyperparameters"):
        found = random_configurations(space, 500, number + 1)
    assert space == kept, "random_configurations changed the space."
    assert len(found) == 500 and all(set(each) == set(space) for each in found), "In another space names or configurations are missing."
    for name, (_, low, high) in space.items():
        values = taken([each[name] for each in found])
        slack = 1e-5 * high
        assert np.all((values >= low - slack) & (values <= high + slack)), "In another space a draw lies outside of its range."
    small, another = random_configurations(space, 3, 5), random_configurations(space, 3, 6)
    assert len(small) == len(another) == 3, "Three configurations were asked for."
    assert list(small) == list(random_configurations(space, 3, 5)), "The same seed must give the same configurations."
    assert not any(a == b for a, b in zip(small, another, strict=True)), "Another seed must give other configurations."
### END HIDDEN TESTS

# %% tests="random_configurations" part="kinds" points=3
import numpy as np

from companion.testing import taken

found = random_configurations({"a": ("log", 0.01, 1), "b": ("beta", 0.9, 0.999), "c": ("whole", 10, 30)}, 500)
a, b, c = (taken([each[name] for each in found]) for name in "abc")
assert a.shape == b.shape == c.shape == (500,), "Each of the 500 configurations has one number for each name."
assert abs(np.mean(a < 0.1) - 0.5) < 0.15, "Of the kind log, between 0.01 and 1 about half of the draws are below 0.1 (exercise 1)."
assert abs(np.mean(b < 0.99) - 0.5) < 0.15, "Of the kind beta, between 0.9 and 0.999 about half of the draws are below 0.99 (exercise 2)."
assert c.dtype.kind in "iu", "Units are counted: of the kind whole, values are integers."
assert c.min() == 10 and c.max() == 30, "Of the kind whole, both ends come: 10 and 30 (exercise 3)."
### BEGIN HIDDEN TESTS
from companion.testing import describing

def place(kind, low, high, values):
    """Where values are in their range, from 0 to 1; uniform for right draws."""
    if kind == "log":
        return (np.log(values) - np.log(low)) / (np.log(high) - np.log(low))
    if kind == "beta":
        return (np.log(1 - low) - np.log(1 - values)) / (np.log(1 - low) - np.log(1 - high))
    return (values - low + 0.5) / (high - low + 1)


for number, space in enumerate((
    {"rate": ("log", 1e-4, 10.0), "beta": ("beta", 0.5, 0.999), "units": ("whole", 5, 204)},
    {"rate": ("log", 0.01, 1.0), "decay": ("log", 1e-6, 1e-2), "b": ("beta", 0.9, 0.9999), "c": ("beta", 0.0, 0.9)},
    {"layers": ("whole", 1, 300), "units": ("whole", 100, 500)},
    {"only": ("log", 2.0, 64.0)},
)):  # fmt: skip
    with describing("a single hyperparameter" if len(space) == 1 else "several hyperparameters"):
        found = random_configurations(space, 3000, number + 1)
    for name, (kind, low, high) in space.items():
        values = taken([each[name] for each in found])
        assert values.shape == (3000,), "Each configuration has one number for each name."
        if kind == "whole":
            assert values.dtype.kind in "iu", "Draws of kind whole must be integers."
        ordered, steps = np.sort(place(kind, low, high, values.astype(float))), np.arange(3001) / 3000
        gap = max(np.max(np.abs(ordered - steps[:-1])), np.max(np.abs(ordered - steps[1:])))
        # For right answers a distance above 0.07 has a chance of less than one in a million millions.
        assert gap < 0.07, f"The draws of kind {kind} don't have their distribution, in another space."
### END HIDDEN TESTS

# %% tests="random_configurations" part="independence" points=3
import numpy as np

from companion.testing import taken


def correlation(xs, ys):
    """How much xs and ys rise and fall together, from -1 to 1; nan where one of them never changes."""
    with np.errstate(all="ignore"):
        return np.corrcoef(xs, ys)[0, 1]


found = random_configurations({"rate": ("log", 0.01, 1), "decay": ("log", 0.1, 10), "units": ("whole", 10, 30)}, 500)
rate, decay, units = (taken([each[name] for each in found]) for name in ("rate", "decay", "units"))
assert abs(correlation(np.log(rate), np.log(decay))) < 0.3, (
    "Two hyperparameters of one kind rise and fall together, or never change. Do both draw with the same seed?"
)
assert abs(correlation(np.log(rate), units)) < 0.3, "Learning rates and units rise and fall together. Do both draw with the same seed?"
assert abs(correlation(rate[:-1], rate[1:])) < 0.3, "A trial depends on the trial before it."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for number, space in enumerate((
    {"rate": ("log", 1e-4, 10.0), "beta": ("beta", 0.5, 0.999), "units": ("whole", 5, 204)},
    {"rate": ("log", 0.01, 1.0), "decay": ("log", 1e-6, 1e-2), "b": ("beta", 0.9, 0.9999), "c": ("beta", 0.0, 0.9)},
    {"layers": ("whole", 1, 300), "units": ("whole", 100, 500)},
    {"only": ("log", 2.0, 64.0)},
)):  # fmt: skip
    with describing("a single hyperparameter" if len(space) == 1 else "several hyperparameters"):
        found = random_configurations(space, 3000, number + 1)
    # Ranks, so that it doesn't matter on which scale the draws are made.
    ranks = {name: np.argsort(np.argsort(taken([each[name] for each in found]))) for name in space}
    for one in space:
        assert len({each[one] for each in found}) > 100, "The trials of another space are all alike."
        assert abs(correlation(ranks[one][:-1], ranks[one][1:])) < 0.13, "A trial depends on the trial before it, in another space."
        for other in space:
            assert one >= other or abs(correlation(ranks[one], ranks[other])) < 0.13, (
                "Two hyperparameters rise and fall together, in another space: they aren't drawn independently."
            )
### END HIDDEN TESTS

# %% mistake="random_configurations"
def random_configurations(space, n, seed=0):
    """Every hyperparameter draws with the same seed, so large learning rates come with many units."""
    drawn = {}
    for name, (kind, low, high) in space.items():
        u = np.random.default_rng(seed).random(n)
        if kind == "log":
            drawn[name] = low * (high / low) ** u
        elif kind == "beta":
            drawn[name] = 1 - (1 - low) * ((1 - high) / (1 - low)) ** u
        else:
            drawn[name] = (low + np.floor(u * (high - low + 1))).astype(int)
    return [{name: values[i] for name, values in drawn.items()} for i in range(n)]

# %% mistake="random_configurations"
def random_configurations(space, n, seed=0):
    """All kinds are drawn on the plain scale."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        found.append({name: int(rng.integers(low, high + 1)) if kind == "whole" else rng.uniform(low, high) for name, (kind, low, high) in space.items()})
    return found

# %% mistake="random_configurations"
def random_configurations(space, n, seed=0):
    """One configuration was drawn, and repeated n times."""
    rng, configuration = np.random.default_rng(seed), {}
    for name, (kind, low, high) in space.items():
        u = rng.random()
        if kind == "log":
            configuration[name] = low * (high / low) ** u
        elif kind == "beta":
            configuration[name] = 1 - (1 - low) * ((1 - high) / (1 - low)) ** u
        else:
            configuration[name] = int(low + np.floor(u * (high - low + 1)))
    return [dict(configuration) for _ in range(n)]

# %% mistake="random_configurations"
def random_configurations(space, n, seed=0):
    """Whole numbers are drawn up to their end and without it, the largest never comes; and beta is drawn by its own logarithm."""
    rng, drawn = np.random.default_rng(seed), {}
    for name, (kind, low, high) in space.items():
        if kind == "whole":
            drawn[name] = rng.integers(low, high, n)
        else:
            drawn[name] = np.exp(rng.uniform(np.log(max(low, 1e-3)), np.log(high), n))
    return [{name: values[i] for name, values in drawn.items()} for i in range(n)]

# %% mistake="random_configurations"
def random_configurations(space, n, seed=0):
    """The numbers of kind whole are decimals in your configurations."""
    rng, drawn = np.random.default_rng(seed), {}
    for name, (kind, low, high) in space.items():
        u = rng.random(n)
        if kind == "log":
            drawn[name] = low * (high / low) ** u
        elif kind == "beta":
            drawn[name] = 1 - (1 - low) * ((1 - high) / (1 - low)) ** u
        else:
            drawn[name] = low + np.floor(u * (high - low + 1))
    return [{name: float(values[i]) for name, values in drawn.items()} for i in range(n)]

# %% mistake="random_configurations"
def random_configurations(space, n, seed=0):
    """The seed isn't used: every search tries the same configurations."""
    rng, drawn = np.random.default_rng(0), {}
    for name, (kind, low, high) in space.items():
        u = rng.random(n)
        if kind == "log":
            drawn[name] = low * (high / low) ** u
        elif kind == "beta":
            drawn[name] = 1 - (1 - low) * ((1 - high) / (1 - low)) ** u
        else:
            drawn[name] = (low + np.floor(u * (high - low + 1))).astype(int)
    return [{name: values[i] for name, values in drawn.items()} for i in range(n)]

# %% [markdown]
# ## Exercise 6 · The best trial  (4 points, ~6 min, ●○○)
# Write `best_trial(errors)`: the index of the smallest number in a list or array of dev errors. Trials that blew up
# have the error `nan` (not a number), infinity or minus infinity; they are never the best (1 point). If no trial has a
# finite error, raise `ValueError` (1 point). Where two are equally good, return the first.
#
# *Example.* `[0.4, nan, 0.2, inf]` gives 2.
#
# <details><summary>Hint 1: nan is treacherous</summary>
#
# Every comparison with `nan` is false, and `np.argmin` returns the index of a `nan` if there is one. `np.isfinite`
# finds the good ones.
#
# </details>
#
# <details><summary>Hint 2: take them out of the race</summary>
#
# `np.where(condition, a, b)` takes `a` where the condition holds, and `b` elsewhere. Which number, in the place of an
# error that isn't finite, never wins? With these, `np.argmin` is safe.
#
# </details>

# %% solution="best_trial"
def best_trial(errors):
    """The index of the smallest finite error, the first of equals.

    errors: list or array of shape (n,), n at least 1; may hold nan and infinities. Not modified.
    Returns a whole number from 0 to n - 1. Raises ValueError if no error is finite.
    """
    ### BEGIN SOLUTION
    finite = np.isfinite(errors)
    if not finite.any():
        raise ValueError("no trial has a finite error")
    return int(np.argmin(np.where(finite, errors, np.inf)))
    ### END SOLUTION

# %% tests="best_trial" part="smallest" points=2
import numpy as np

from companion.testing import close

assert best_trial([0.4, 0.1, 0.2]) is not None, "best_trial returns None. Does it end with a return?"
assert close(best_trial([0.4, 0.1, 0.2]), 1), "The smallest of 0.4, 0.1 and 0.2 has the index 1."
assert close(best_trial(np.array([0.5, 0.2, 0.7, 0.2])), 1), "Of equally good trials the first one counts, in an array as in a list."
assert close(best_trial([0.3]), 0), "A single trial is the best: index 0."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(6)
for n in (1, 2, 5, 30):
    for equal in (1, 3):
        errors = rng.permutation(n).astype(float) // equal / n
        expected = min((value, index) for index, value in enumerate(errors))[1]
        for form in (errors.tolist(), errors):
            with describing("a single trial" if n == 1 else "errors in a list" if isinstance(form, list) else "errors in an array"):
                assert close(best_trial(form), expected), "Another list of errors gives the wrong index."
            assert close(form, errors), "best_trial changed the errors."
### END HIDDEN TESTS

# %% tests="best_trial" part="not_finite" points=1
from companion.testing import close

nan, inf = float("nan"), float("inf")
assert close(best_trial([0.4, nan, 0.2, inf]), 2), "A trial that blew up is never the best: here the index is 2."
assert close(best_trial([0.3, -inf, 0.9]), 0), "Minus infinity isn't finite either."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.testing import describing

rng = np.random.default_rng(6)
for n in (2, 5, 30):
    for share in (0.3, 0.8):
        errors = rng.permutation(n).astype(float) / n
        gone = rng.random(n) < share
        gone[int(rng.integers(n))] = False
        errors[gone] = rng.choice([nan, inf], size=int(gone.sum()))
        expected = min((value, index) for index, value in enumerate(errors) if np.isfinite(value))[1]
        for form in (errors.tolist(), errors):
            kept = list(map(repr, form))
            with describing("trials that blew up, in a list" if isinstance(form, list) else "trials that blew up, in an array"):
                assert close(best_trial(form), expected), "Where several trials blew up, the index is wrong."
            assert list(map(repr, form)) == kept, "best_trial changed the errors."
with describing("a first trial that blew up"):
    assert close(best_trial([nan, 0.3, 0.3]), 1), "Of equally good trials the first one counts, also after a nan."
### END HIDDEN TESTS

# %% tests="best_trial" part="none_left" points=1
import numpy as np

from companion.testing import taken


def raises(errors):
    """Whether best_trial raises ValueError. If not, it has to return a number."""
    try:
        index = best_trial(errors)
    except ValueError:
        return True
    assert taken(index).shape == (), "best_trial returns one number, or raises ValueError."
    return False


assert raises([float("nan"), float("inf")]), "If all trials blew up, raise ValueError."
assert not raises([0.4, 0.1, 0.2]), "Here no trial blew up, and ValueError is raised all the same."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for gone in ([float("nan")], [float("inf")] * 3, [-float("inf")], np.full(4, float("nan"))):
    assert raises(gone), "Some other list without a finite error has a best trial for you."
    with describing("one trial that didn't blow up"):
        assert not raises([*gone, 0.5]), "One trial didn't blow up, and ValueError is raised all the same."
    with describing("one trial that didn't blow up"):
        place = taken(best_trial([*gone, 0.5]))
    assert place.shape == () and 0 <= place <= len(gone), "best_trial returns the index of a trial."
### END HIDDEN TESTS

# %% mistake="best_trial"
def best_trial(errors):
    """argmin stops at the first nan and calls it the smallest."""
    if not np.isfinite(errors).any():
        raise ValueError("no trial has a finite error")
    return int(np.argmin(errors))

# %% mistake="best_trial"
def best_trial(errors):
    """The index was counted after the bad trials had been taken out, so it points to another trial."""
    good = np.asarray(errors)[np.isfinite(errors)]
    if good.size == 0:
        raise ValueError("no trial has a finite error")
    return int(np.argmin(good))

# %% mistake="best_trial"
def best_trial(errors):
    """You return the error itself. Asked for is where it stands."""
    good = np.asarray(errors)[np.isfinite(errors)]
    if good.size == 0:
        raise ValueError("no trial has a finite error")
    return float(good.min())

# %% mistake="best_trial"
def best_trial(errors):
    """The largest error is that of the worst trial."""
    finite = np.isfinite(errors)
    if not finite.any():
        raise ValueError("no trial has a finite error")
    return int(np.argmax(np.where(finite, errors, -np.inf)))

# %% mistake="best_trial"
def best_trial(errors):
    """Nothing is raised where every trial blew up."""
    return int(np.argmin(np.where(np.isfinite(errors), errors, np.inf)))

# %% mistake="best_trial"
def best_trial(errors):
    """You stop at nan only. Infinities aren't results either."""
    finite = ~np.isnan(errors)
    if not finite.any():
        raise ValueError("no trial has an error")
    return int(np.argmin(np.where(finite, errors, np.inf)))

# %% [markdown]
# Now grid and random search with the same budget, 27 trials, for three hyperparameters. The learning rate may be
# anywhere between 0.0001 and 1000, and three values of it are all that a grid of 3 · 3 · 3 trials affords. Where they
# happen to stand is luck, so six grids are tried, each shifted by another random fraction of its spacing, and six
# random searches.

# %% demo tags=["nbval-ignore-output"]
def shifted_grid(seed):
    rng = np.random.default_rng(seed)
    rates = 10.0 ** (-4 + 7 * (np.arange(3) + rng.random()) / 3)
    return grid_configurations({"learning_rate": rates.tolist(), "units": [15, 35, 55], "beta": [0.5, 0.8, 0.95]})


def best_of(configurations):
    errors = [run_trial(configuration) for configuration in configurations]
    return errors[best_trial(errors)]


WIDE = {"learning_rate": ("log", 1e-4, 1e3), "units": ("whole", 10, 60), "beta": ("beta", 0.5, 0.96)}
fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
for height, (name, searches) in enumerate(
    {"grid": [shifted_grid(seed) for seed in range(6)], "random": [random_configurations(WIDE, 27, seed) for seed in range(6)]}.items()
):
    results = [best_of(search) for search in searches]
    ax.plot(results, [height] * 6, "os"[height], color=COLORS[height], alpha=0.8)
    ax.plot(np.mean(results), height, "|", color="black", markersize=25)
    print(f"{name:6} best dev error of 27 trials, six searches: {', '.join(f'{each:.3f}' for each in sorted(results))}; mean {np.mean(results):.3f}")
ax.set(yticks=[0, 1], yticklabels=["grid", "random"], ylim=(-0.6, 1.6), xlabel="best dev error of 27 trials", title="Six searches of each kind, and their means (bars)")
plt.show()

# %% [markdown]
# The lucky grids are as good as the random searches. The difference is at the other end: a third of the grids miss
# the good learning rates (the next figure shows how few there are) and end clearly above 0.2, while a random
# search has 27 learning rates and seldom misses them all. (Of 24 further grids six ended above 0.25, of 24 further random
# searches none above 0.22.) The grid has spent 24 of its 27 trials on repeating three learning
# rates with other units and other $\beta$, which matter far less here. (Dev errors are uncertain by about
# $\sqrt{0.2 \cdot 0.8 / 1000} = 0.013$; smaller differences mean little.)

# %% [markdown]
# ## From coarse to fine
# A first search is coarse: wide ranges, few trials. Its best trials show where to look closer.

# %% [markdown]
# ## Exercise 7 · Zoom  (6 points, ~10 min, ●●○)
# Write `zoom(space, configurations, errors, keep)`. It takes the `keep` configurations with the smallest finite
# errors, and returns a new space with the same names and kinds: for each hyperparameter the range from the smallest
# to the largest value that these configurations have. If fewer than `keep` errors are finite, take all that are; at
# least one is. The ranges are worth 4 points; 2 are for searches in which some trials blew up.
#
# *Example.* Three trials with learning rates 0.01, 0.1, 1 and errors 0.5, 0.2, 0.3, `keep=2`: the new range is
# `("log", 0.1, 1)`.
#
# <details><summary>Hint 1: who is kept?</summary>
#
# `np.argsort(errors)` lists the indices from the smallest error to the largest, with `nan` at the very end. Keep
# those whose error is finite, then the first `keep` of them.
#
# </details>
#
# <details><summary>Hint 2: the new range</summary>
#
# For each name, collect what the trials that are kept have there. The kind stays; the smallest and the largest of these
# values are the new ends.
#
# </details>

# %% solution="zoom"
def zoom(space, configurations, errors, keep):
    """The space that the best trials span.

    space: dictionary, name -> (kind, low, high); not modified.
    configurations: list of n dictionaries, name -> value; not modified.
    errors: list or array of their n dev errors; may hold nan and infinities, but not only these.
    keep: how many of the best trials count, a whole number, at least 1; if fewer are finite, all that are.
    Returns a new dictionary, name -> (kind, smallest value, largest value) among the trials that count.
    """
    ### BEGIN SOLUTION
    kept = [i for i in np.argsort(errors) if np.isfinite(errors[i])][:keep]
    closer = {}
    for name, (kind, _, _) in space.items():
        values = [configurations[i][name] for i in kept]
        closer[name] = (kind, min(values), max(values))
    return closer
    ### END SOLUTION

# %% tests="zoom" part="ranges" points=4
from companion.testing import close

trials = [{"learning_rate": 0.01}, {"learning_rate": 0.1}, {"learning_rate": 1.0}]
found = zoom({"learning_rate": ("log", 0.001, 10.0)}, trials, [0.5, 0.2, 0.3], 2)
assert found is not None, "zoom returns None. Does it end with a return?"
assert set(found) == {"learning_rate"} and len(found["learning_rate"]) == 3, "The result is a space: for each name a kind, a low and a high end."
assert found["learning_rate"][0] == "log", "The kind stays what it was."
assert close(list(found["learning_rate"][1:]), [0.1, 1.0]), "The two best trials have the learning rates 0.1 and 1."
three = zoom({"learning_rate": ("log", 0.001, 10.0)}, trials, [0.5, 0.2, 0.3], 3)
assert close(list(three["learning_rate"][1:]), [0.01, 1.0]), "With keep=3 the range goes from the smallest learning rate of the three to the largest."
everything = zoom({"learning_rate": ("log", 0.001, 10.0)}, trials, [0.5, 0.2, 0.3], 9)
assert close(list(everything["learning_rate"][1:]), [0.01, 1.0]), "Where there are fewer than `keep` trials, all count."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.testing import describing

rng = np.random.default_rng(7)
for n, keep in ((5, 1), (8, 3), (20, 5), (6, 10), (1, 4), (30, 6)):
    space = {"units": ("whole", 1, 100), "rate": ("log", 1e-4, 1.0), "beta": ("beta", 0.5, 0.999)}
    trials = [
        {"rate": float(np.exp(rng.uniform(np.log(1e-4), 0))), "beta": float(1 - np.exp(rng.uniform(np.log(0.001), np.log(0.5)))), "units": int(rng.integers(1, 101))}
        for _ in range(n)
    ]
    errors = rng.permutation(n) / n
    ranked = sorted((value, index) for index, value in enumerate(errors))[:keep]
    kept = [dict(trial) for trial in trials]
    for form in (errors.tolist(), errors):
        with describing(
            "a single trial" if n == 1 else "fewer trials than keep" if n < keep
            else "errors in a list" if isinstance(form, list) else "errors in an array"
        ):
            found = zoom(space, trials, form, keep)
        assert set(found) == set(space), "In another space names are missing."
        for name in space:
            values = [trials[index][name] for _, index in ranked]
            assert found[name][0] == space[name][0], "A kind has changed."
            assert close(list(found[name][1:]), [min(values), max(values)]), (
                "A range is wrong for other trials: from the smallest to the largest value among the best ones."
            )
    assert trials == kept and space["rate"] == ("log", 1e-4, 1.0), "zoom changed its arguments."
### END HIDDEN TESTS

# %% tests="zoom" part="not_finite" points=2
from companion.testing import close

nan, inf = float("nan"), float("inf")
trials = [{"learning_rate": 0.01}, {"learning_rate": 0.1}, {"learning_rate": 1.0}]
broken = zoom({"learning_rate": ("log", 0.001, 10.0)}, trials, [nan, 0.2, 0.3], 2)
assert close(list(broken["learning_rate"][1:]), [0.1, 1.0]), "A trial that blew up doesn't count."
lone = zoom({"learning_rate": ("log", 0.001, 10.0)}, trials, [-inf, inf, 0.3], 2)
assert close(list(lone["learning_rate"][1:]), [1.0, 1.0]), "Infinities don't count either. Where fewer than `keep` errors are finite, these count alone."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.testing import describing

rng = np.random.default_rng(7)
for n, keep, share in ((8, 3, 0.3), (20, 5, 0.5), (10, 8, 0.6), (30, 6, 0.2)):
    trials = [{"rate": float(np.exp(rng.uniform(np.log(1e-4), 0))), "units": int(rng.integers(1, 101))} for _ in range(n)]
    errors = rng.permutation(n) / n
    gone = rng.random(n) < share
    gone[int(rng.integers(n))] = False
    errors[gone] = rng.choice([nan, inf, -inf], size=int(gone.sum()))
    ranked = sorted((value, index) for index, value in enumerate(errors) if np.isfinite(value))[:keep]
    kept = {name: [trials[index][name] for _, index in ranked] for name in ("units", "rate")}
    for form in (errors.tolist(), errors):
        with describing("fewer finite errors than keep" if len(ranked) < keep else "trials that blew up"):
            found = zoom({"units": ("whole", 1, 100), "rate": ("log", 1e-4, 1.0)}, trials, form, keep)
        for name, values in kept.items():
            assert close(list(found[name][1:]), [min(values), max(values)]), (
                "Where some trials blew up, a range is wrong: only trials with a finite error count."
            )
### END HIDDEN TESTS

# %% mistake="zoom"
def zoom(space, configurations, errors, keep):
    """You keep the trials with the largest errors."""
    kept = [i for i in np.argsort(errors)[::-1] if np.isfinite(errors[i])][:keep]
    return {name: (kind, min(configurations[i][name] for i in kept), max(configurations[i][name] for i in kept)) for name, (kind, _, _) in space.items()}

# %% mistake="zoom"
def zoom(space, configurations, errors, keep):
    """The first trials of the list are kept, whatever their errors."""
    kept = [i for i in range(len(errors)) if np.isfinite(errors[i])][:keep]
    return {name: (kind, min(configurations[i][name] for i in kept), max(configurations[i][name] for i in kept)) for name, (kind, _, _) in space.items()}

# %% mistake="zoom"
def zoom(space, configurations, errors, keep):
    """All trials that didn't blow up are kept, so nothing gets narrower than they are."""
    kept = [i for i in range(len(errors)) if np.isfinite(errors[i])]
    return {name: (kind, min(configurations[i][name] for i in kept), max(configurations[i][name] for i in kept)) for name, (kind, _, _) in space.items()}

# %% mistake="zoom"
def zoom(space, configurations, errors, keep):
    """Infinities and nan take places among the best in your ranking, or crowd out finite trials."""
    kept = np.argsort(errors)[:keep]
    return {name: (kind, min(configurations[i][name] for i in kept), max(configurations[i][name] for i in kept)) for name, (kind, _, _) in space.items()}

# %% mistake="zoom"
def zoom(space, configurations, errors, keep):
    """The ends are the values of the best and of the last trial kept, which need not be the smallest and the largest."""
    kept = [i for i in np.argsort(errors) if np.isfinite(errors[i])][:keep]
    return {name: (kind, configurations[kept[0]][name], configurations[kept[-1]][name]) for name, (kind, _, _) in space.items()}

# %% mistake="zoom"
def zoom(space, configurations, errors, keep):
    """You return the old ranges."""
    return {name: (kind, low, high) for name, (kind, low, high) in space.items()}

# %% [markdown]
# The search itself: 40 coarse trials of three hyperparameters, the box of the best eight, 40 fine trials inside it.

# %% demo tags=["nbval-ignore-output"]
SPACE = {"learning_rate": ("log", 0.001, 300.0), "beta": ("beta", 0.5, 0.995), "units": ("whole", 10, 80)}


def search(space, n, seed):
    configurations = random_configurations(space, n, seed)
    return configurations, np.array([run_trial(configuration) for configuration in configurations])


coarse, coarse_errors = search(SPACE, 40, seed=1)
box = zoom(SPACE, coarse, coarse_errors, keep=8)
fine, fine_errors = search(box, 40, seed=2)
for name, (kind, low, high) in box.items():
    print(f"{name:14} was {SPACE[name][1]} to {SPACE[name][2]}, now {low:.3g} to {high:.3g}")
print(f"coarse: {np.isnan(coarse_errors).sum()} blew up; median error of the others {np.nanmedian(coarse_errors):.3f}, best {np.nanmin(coarse_errors):.3f}")
print(f"fine:   {np.isnan(fine_errors).sum()} blew up; median error of the others {np.nanmedian(fine_errors):.3f}, best {np.nanmin(fine_errors):.3f}")

fig, axes = plt.subplots(1, 3, figsize=(13, 3.6), sharey=True, layout="constrained")
for ax, name in zip(axes, SPACE, strict=True):
    for place, (label, trials, errors) in enumerate((("coarse", coarse, coarse_errors), ("fine", fine, fine_errors))):
        xs = np.array([float(trial[name]) for trial in trials])
        ax.plot(1 - xs if name == "beta" else xs, errors, "ox"[place], color=COLORS[place], alpha=0.8, label=label)
    ax.set(xlabel={"beta": "1 − β", "learning_rate": "learning rate α", "units": "units"}[name], xscale="linear" if name == "units" else "log")
axes[0].set(ylabel="dev error", ylim=(0.15, 1))
axes[0].legend()
fig.suptitle("The learning rate decides; the fine trials lie where the coarse ones were good")
plt.show()

ranked = [index for index in np.argsort(fine_errors) if np.isfinite(fine_errors[index])][:5]
print("best five of the fine search   dev error then | five other seeds: mean, from … to | test error of these five")
for index in ranked:
    runs = [train(**fine[index], seed=seed) for seed in range(10, 15)]
    again = [error_on(run, X_dev, Y_dev) for run in runs]
    on_test = np.mean([error_on(run, X_test, Y_test) for run in runs])
    settings = ", ".join(f"{name} {float(value):.3g}" for name, value in fine[index].items())
    print(f"{settings:45} {fine_errors[index]:.3f} | {np.mean(again):.3f}, {min(again):.3f} … {max(again):.3f} | {on_test:.3f}")

# %% [markdown]
# The median of the fine trials is far better than that of the coarse ones: little is wasted in bad regions. The best of
# them may look better than the best coarse one by some points, too. How much of that is real? The table tells.
#
# Trained again from other seeds, nearly all are worse than in the search, on the same dev set: they had been picked
# because they were lucky. And their order changes. So repeat the best few before you name a winner, and call two
# settings equal if they differ by less than their own seeds do. The test errors, in the last column, were looked at
# once, for this table; whoever now chose the line with the lowest test error would have turned the test set into a
# second dev set.

# %% [markdown]
# ## Exercise 8 · Five searches: what next?  (5 points, ~10 min, ●●○)
# The next cells make five searches of 30 trials, each of a single hyperparameter, and plot their dev errors. (Those of
# search E are trials of a tiny network that trains for 60 steps only.) Decide for each where to search next: put one of
# three texts in the place of each `None`, and delete the line `raise NotImplementedError()`. Each is worth a point.
#
# | decision | the next search goes |
# |---|---|
# | `"lower"` | below the range: the best trials are at its lower end |
# | `"closer"` | into the range: to where the best five trials are |
# | `"higher"` | above the range: the best trials are at its upper end |
#
# The visible tests look at the spelling only. The hidden ones make, for each search, eight trials in each of the three
# places, and compare their median errors. Your decision should be the best of the three.
#
# *Example.* If the error falls all the way to the right edge of the picture, the answer is `"higher"`.
#
# <details><summary>Hint 1: where are the lowest points?</summary>
#
# Look at the lowest five points of each picture. Are there worse ones on both sides of them?
#
# </details>

# %%
SEARCHES = {
    "A": ("learning_rate", "log", 0.001, 0.05, {"beta": 0.9}),
    "B": ("learning_rate", "log", 0.02, 60.0, {"beta": 0.9}),
    "C": ("beta", "beta", 0.99, 0.9995, {"learning_rate": 0.3}),
    "D": ("learning_rate", "log", 6.0, 300.0, {"beta": 0.9}),
    "E": ("learning_rate", "log", 0.02, 0.2, {"beta": 0.9, "units": 4, "steps": 60}),
}


def trials_between(name, kind, low, high, others, n, seed):
    """Values drawn at random on their scale, and the dev errors of trials with them."""
    u = (np.arange(n) + np.random.default_rng(seed).random(n)) / n  # one draw in each n-th of the range
    values = low * (high / low) ** u if kind == "log" else 1 - (1 - low) * ((1 - high) / (1 - low)) ** u
    return values, np.array([run_trial({name: value, **others}, seed=place) for place, value in enumerate(values)])

# %%
results = {search: trials_between(*settings, n=30, seed=0) for search, settings in SEARCHES.items()}
fig, axes = plt.subplots(1, 5, figsize=(16, 3.2), sharey=True, layout="constrained")
for ax, (search, (name, kind, low, high, _)) in zip(axes, SEARCHES.items(), strict=True):
    values, errors = results[search]
    ax.plot(1 - values if kind == "beta" else values, np.where(np.isnan(errors), 1, errors), "o", color=COLORS[0], alpha=0.8)
    ax.set(xscale="log", xlabel="β (log scale of 1 − β)" if kind == "beta" else "learning rate α", title=f"{search}: {name.replace('_', ' ')}\nfrom {low:g} to {high:g}", ylim=(0.1, 1.05))
    if kind == "beta":
        ax.invert_xaxis()
    if search in "CE":
        ax.minorticks_off()
        ticks = [0.99, 0.995, 0.999, 0.9995] if kind == "beta" else [0.02, 0.05, 0.1, 0.2]
        ax.set_xticks([1 - tick if kind == "beta" else tick for tick in ticks], [f"{tick:g}" for tick in ticks])
axes[0].set_ylabel("dev error (1: blew up)")
plt.show()

# %% solution="decisions"
# One of "lower", "closer" and "higher" for each search.
decisions = {"A": None, "B": None, "C": None, "D": None, "E": None}
### BEGIN SOLUTION
decisions = {"A": "higher", "B": "closer", "C": "lower", "D": "lower", "E": "higher"}
### END SOLUTION

# %% tests="decisions" part="A" points=1
if decisions["A"] is None:
    raise NotImplementedError("Search A has no decision yet.")
assert decisions["A"] in ("lower", "closer", "higher"), "Use one of the three texts of the table, spelt as there."
### BEGIN HIDDEN TESTS
import numpy as np

name, kind, low, high, others = SEARCHES["A"]
values, errors = trials_between(*SEARCHES["A"], n=30, seed=0)
best = values[np.argsort(np.where(np.isnan(errors), np.inf, errors))[:5]]
stretch = np.sqrt(high / low)  # as wide below and above as half of the range was
ends = {"lower": (low / stretch, low), "closer": (best.min(), best.max()), "higher": (high, high * stretch)}
tried = {place: trials_between(name, kind, *each, others, n=8, seed=3)[1] for place, each in ends.items()}
medians = {place: float(np.median(np.where(np.isnan(found), 1.0, found))) for place, found in tried.items()}
assert medians[decisions["A"]] <= min(medians.values()), "Search A: another place has better trials. Look where its lowest points are."
### END HIDDEN TESTS

# %% tests="decisions" part="B" points=1
if decisions["B"] is None:
    raise NotImplementedError("Search B has no decision yet.")
assert decisions["B"] in ("lower", "closer", "higher"), "Use one of the three texts of the table, spelt as there."
### BEGIN HIDDEN TESTS
import numpy as np

name, kind, low, high, others = SEARCHES["B"]
values, errors = trials_between(*SEARCHES["B"], n=30, seed=0)
best = values[np.argsort(np.where(np.isnan(errors), np.inf, errors))[:5]]
stretch = np.sqrt(high / low)  # as wide below and above as half of the range was
ends = {"lower": (low / stretch, low), "closer": (best.min(), best.max()), "higher": (high, high * stretch)}
tried = {place: trials_between(name, kind, *each, others, n=8, seed=3)[1] for place, each in ends.items()}
medians = {place: float(np.median(np.where(np.isnan(found), 1.0, found))) for place, found in tried.items()}
assert medians[decisions["B"]] <= min(medians.values()), "Search B: another place has better trials. Look at both sides of its lowest points."
### END HIDDEN TESTS

# %% tests="decisions" part="C" points=1
if decisions["C"] is None:
    raise NotImplementedError("Search C has no decision yet.")
assert decisions["C"] in ("lower", "closer", "higher"), "Use one of the three texts of the table, spelt as there."
### BEGIN HIDDEN TESTS
import numpy as np

name, kind, low, high, others = SEARCHES["C"]
values, errors = trials_between(*SEARCHES["C"], n=30, seed=0)
best = values[np.argsort(np.where(np.isnan(errors), np.inf, errors))[:5]]
stretch = np.sqrt((1 - low) / (1 - high))  # as wide below and above as half of the range was
ends = {"lower": (1 - (1 - low) * stretch, low), "closer": (best.min(), best.max()), "higher": (high, 1 - (1 - high) / stretch)}
tried = {place: trials_between(name, kind, *each, others, n=8, seed=3)[1] for place, each in ends.items()}
medians = {place: float(np.median(np.where(np.isnan(found), 1.0, found))) for place, found in tried.items()}
assert medians[decisions["C"]] <= min(medians.values()), "Search C: another place has better trials. Which end of β has the low errors?"
### END HIDDEN TESTS

# %% tests="decisions" part="D" points=1
if decisions["D"] is None:
    raise NotImplementedError("Search D has no decision yet.")
assert decisions["D"] in ("lower", "closer", "higher"), "Use one of the three texts of the table, spelt as there."
### BEGIN HIDDEN TESTS
import numpy as np

name, kind, low, high, others = SEARCHES["D"]
values, errors = trials_between(*SEARCHES["D"], n=30, seed=0)
best = values[np.argsort(np.where(np.isnan(errors), np.inf, errors))[:5]]
stretch = np.sqrt(high / low)  # as wide below and above as half of the range was
ends = {"lower": (low / stretch, low), "closer": (best.min(), best.max()), "higher": (high, high * stretch)}
tried = {place: trials_between(name, kind, *each, others, n=8, seed=3)[1] for place, each in ends.items()}
medians = {place: float(np.median(np.where(np.isnan(found), 1.0, found))) for place, found in tried.items()}
assert medians[decisions["D"]] <= min(medians.values()), "Search D: another place has better trials. Look where its lowest points are, and where trials blew up."
### END HIDDEN TESTS

# %% tests="decisions" part="E" points=1
if decisions["E"] is None:
    raise NotImplementedError("Search E has no decision yet.")
assert decisions["E"] in ("lower", "closer", "higher"), "Use one of the three texts of the table, spelt as there."
### BEGIN HIDDEN TESTS
import numpy as np

name, kind, low, high, others = SEARCHES["E"]
values, errors = trials_between(*SEARCHES["E"], n=30, seed=0)
best = values[np.argsort(np.where(np.isnan(errors), np.inf, errors))[:5]]
stretch = np.sqrt(high / low)  # as wide below and above as half of the range was
ends = {"lower": (low / stretch, low), "closer": (best.min(), best.max()), "higher": (high, high * stretch)}
tried = {place: trials_between(name, kind, *each, others, n=8, seed=3)[1] for place, each in ends.items()}
medians = {place: float(np.median(np.where(np.isnan(found), 1.0, found))) for place, found in tried.items()}
assert medians[decisions["E"]] <= min(medians.values()), "Search E: another place has better trials. Look at the best five points together: which way does the error fall?"
### END HIDDEN TESTS

# %% mistake="decisions"
"""Zooming in is right where the best trials lie inside the range. Some of these ranges end before the error stops falling."""
decisions = {"A": "closer", "B": "closer", "C": "closer", "D": "closer", "E": "closer"}

# %% mistake="decisions"
"""The two ends are mixed up in your answers: go towards the low errors."""
decisions = {"A": "lower", "B": "closer", "C": "higher", "D": "higher", "E": "lower"}

# %% mistake="decisions"
"""In one of the searches the error is lowest in the middle and rises on both sides. There, nothing is gained outside."""
decisions = {"A": "higher", "B": "higher", "C": "lower", "D": "lower", "E": "higher"}

# %% mistake="decisions"
"""In C, β grows to the right, on the scale of its memory. Which end of β has the low errors?"""
decisions = {"A": "higher", "B": "closer", "C": "higher", "D": "lower", "E": "higher"}

# %% mistake="decisions"
"""In E the lowest single point lies inside the range, but one of thirty trials may be a lucky one. Look at the best five, and
at the way the others fall: the error still falls where the range ends."""
decisions = {"A": "higher", "B": "closer", "C": "lower", "D": "lower", "E": "closer"}

# %% [markdown]
# ## What you built
# - Draws on the scale that matters, and a way to prove a distribution by counting.
# - Grids, random search, a search from coarse to fine, and trials that may blow up without spoiling it.
# - A doubt about winners: repeat them, and ask the test set once.
#
# **Questions to take along** (no points)
# 1. You have a budget of 100 training hours. How many of them would you give to the coarse search, and would its
#    trials have to be trained to the end?
# 2. The best learning rate depends on the size of mini-batches. What does that mean for searching one after the other?
# 3. Which hyperparameters of this notebook would you never search for, and why are they hyperparameters all the same?
#
# **Next:** `02_batch_norm_and_softmax`: the softmax that was given here, and layers whose values stay in a good range.
