# ---
# title: Weighted averages
# minutes: 45
# ---

# %% [markdown]
# # Weighted averages
# Momentum, RMSprop and Adam all keep a running average of gradients, one that remembers the recent past well and the
# distant past hardly at all. It costs one line of code and one stored number. Here you build that average on something
# that you can look at, four years of daily temperatures, and get to know its one dial.
#
# **You will**
# - compute an exponentially weighted average by a loop, and see which weights the loop hides;
# - say how far back an average looks, and mend its start;
# - measure what smoothness costs: an average comes late.
#
# **Before you start:** NumPy arrays and loops (course 1, week 2). The week's notes cover the same ground in prose.
#
# **Time:** about 45 minutes. **Points:** 19, in five exercises. Dots show difficulty, from ●○○ to ●●●.

# %%
import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_temperatures
from companion.plots import COLORS

# %% [markdown]
# ## Four years of weather
# The series is real: the highest temperature of each day in Seattle from 2012 to 2015, 1,461 numbers. `highest[t - 1]`
# is day $t$; formulas count days from 1, NumPy from 0.

# %%
weather = load_temperatures()
highest = weather.highest
print(f"{highest.size} days, from {weather.days[0]} to {weather.days[-1]}")
print(f"from {highest.min()} to {highest.max()} °C; from one day to the next {np.abs(np.diff(highest)).mean():.1f} °C on average")

# %% demo
fig, ax = plt.subplots(figsize=(10, 3.2), layout="constrained")
ax.plot(weather.days, highest, ".", markersize=3, color="0.55")
ax.set(xlabel="day", ylabel="highest temperature (°C)", title="A slow wave of seasons under fast changes from day to day")
plt.show()

# %% [markdown]
# Two things are mixed: the seasons, which take months, and the weather, which takes days. The gradient of a mini-batch
# is such a mixture, too: the slope of the cost, which changes slowly, and the luck of which examples were drawn. In
# both cases we want the slow part, *while* the numbers come in, so only the past may be used.

# %% [markdown]
# ## One line of code
# Let $\theta_t$ be the value of day $t$. The **exponentially weighted average** begins with $v_0 = 0$ and takes in one
# value after the other:
#
# $$v_t = \beta\,v_{t-1} + (1 - \beta)\,\theta_t$$
#
# The dial $\beta$, at least 0 and below 1, says how much of the old average is kept; the new value gets the rest.
# Nothing but the last average has to be stored, however long the series is. For a network with a million weights that
# is what makes it affordable: one more number for each weight.

# %% [markdown]
# ## Exercise 1 · The average  (4 points, ~6 min, ●○○)
# Write `weighted_average(theta, beta)`. It returns $v_1, \dots, v_n$, an array of floats of the same length as `theta`:
# position 0 holds $v_1$, the average after the first value. The start $v_0 = 0$ isn't part of the result. Leave `theta`
# as it is.
#
# *Example.* `theta = [10, 20, 20]` and `beta = 0.5`: $v_1 = 0.5\cdot 0 + 0.5\cdot 10 = 5$, then
# $v_2 = 0.5\cdot 5 + 0.5\cdot 20 = 12.5$ and $v_3 = 16.25$.
#
# <details><summary>Hint 1: where to start</summary>
#
# Keep the average in a variable that begins as 0. A loop over the values replaces it by the formula and notes it in a
# list.
#
# </details>
#
# <details><summary>Hint 2: the result</summary>
#
# `np.array(averages)` makes an array of the list. If you fill an array in place of a list, let it hold floats:
# `np.zeros(len(theta))`.
#
# </details>

# %% solution="weighted_average"
def weighted_average(theta, beta):
    """Exponentially weighted average of a series, started at 0.

    theta: array of shape (n,), n at least 1; not modified.
    beta: number, at least 0 and below 1.
    Returns an array of n floats: v_1, ..., v_n, where v_t = beta v_(t-1) + (1 - beta) theta_t and v_0 = 0.
    """
    ### BEGIN SOLUTION
    v, averages = 0.0, []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return np.array(averages)
    ### END SOLUTION

# %% tests="weighted_average" points=4
import numpy as np

from companion.testing import close, taken

example = weighted_average(np.array([10.0, 20.0, 20.0]), 0.5)
assert example is not None, "weighted_average returns None. Does it end with a return?"
assert np.shape(example) == (3,), "Three values give three averages: v_1, v_2 and v_3, without v_0."
example = taken(example)
assert not close(example[0], 10), "v_1 isn't the first value: v_0 = 0 takes part in it."
assert close(example[0], 5), "v_1: beta times 0, plus 1 - beta times the first value."
assert close(example, [5, 12.5, 16.25]), "v_2 and v_3: each is made of the average before it and the value of its day."
uneven = taken(weighted_average(np.array([10.0, 20.0]), 0.9))
assert not close(uneven[0], 9), "beta belongs to the old average, 1 - beta to the new value."
assert close(uneven[1], 2.9), "With beta = 0.9: v_2 is 0.9 times v_1 = 1, plus 0.1 times 20."
assert close(weighted_average(np.array([4.0]), 0.0), [4]), "A series of one value, with beta = 0: the average is that value."
assert close(weighted_average(np.array([1, 2]), 0.5), [0.5, 1.25]), "A series of whole numbers has averages with fractions, too."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(1)
for n, beta in ((1, 0.9), (2, 0.5), (7, 0.0), (40, 0.98), (13, 0.3), (100, 0.9)):
    theta = rng.normal(5, 10, n)
    before = theta.copy()
    with describing("a single day" if n == 1 else "beta = 0" if beta == 0 else "several days"):
        averages = weighted_average(theta, beta)
    assert np.shape(averages) == (n,), "The result must be as long as theta, also for other lengths."
    expected = [math.fsum((1 - beta) * beta**k * float(before[t - 1 - k]) for k in range(t)) for t in range(1, n + 1)]
    assert close(averages, expected, rtol=1e-3, atol=1e-3), (
        "The averages are wrong for another series or another beta. Use both arguments, and the average of the day before."
    )
    assert close(theta, before), "weighted_average changed theta."
### END HIDDEN TESTS

# %% mistake="weighted_average"
def weighted_average(theta, beta):
    """The two weights are swapped: beta belongs to the old average, 1 - beta to the new value."""
    v, averages = 0.0, []
    for value in theta:
        v = (1 - beta) * v + beta * value
        averages.append(v)
    return np.array(averages)

# %% mistake="weighted_average"
def weighted_average(theta, beta):
    """Your average starts at the first value. Here it starts at 0, and exercise 4 deals with what that does."""
    v, averages = theta[0], []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return np.array(averages)

# %% mistake="weighted_average"
def weighted_average(theta, beta):
    """The new value lacks its factor 1 - beta. Your sums grow to several times the size of the values."""
    v, averages = 0.0, []
    for value in theta:
        v = beta * v + value
        averages.append(v)
    return np.array(averages)

# %% mistake="weighted_average"
def weighted_average(theta, beta):
    """Each average is noted before the value of its day has gone in, so all come a day late and v_0 is among them."""
    v, averages = 0.0, []
    for value in theta:
        averages.append(v)
        v = beta * v + (1 - beta) * value
    return np.array(averages)

# %% mistake="weighted_average"
def weighted_average(theta, beta):
    """You combine each value with the value before it. The formula takes the average before it, which holds all the past."""
    averages, last = [], 0.0
    for value in theta:
        averages.append(beta * last + (1 - beta) * value)
        last = value
    return np.array(averages)

# %% mistake="weighted_average"
def weighted_average(theta, beta):
    """Only the last average comes back. Note each one, and return them all."""
    v = 0.0
    for value in theta:
        v = beta * v + (1 - beta) * value
    return v

# %% mistake="weighted_average"
def weighted_average(theta, beta):
    """Your result is an array of the type of theta. If that holds whole numbers, the fractions are cut off."""
    averages = np.zeros_like(theta)
    v = 0.0
    for t in range(len(theta)):
        v = beta * v + (1 - beta) * theta[t]
        averages[t] = v
    return averages

# %% demo
fig, ax = plt.subplots(figsize=(10, 3.8), layout="constrained")
ax.plot(weather.days, highest, ".", markersize=3, color="0.7")
for beta, color, line in ((0.5, COLORS[0], ":"), (0.9, COLORS[1], "-"), (0.98, COLORS[6], "--")):
    ax.plot(weather.days, weighted_average(highest, beta), line, color=color, label=f"β = {beta}")
ax.set(xlim=(np.datetime64("2012-07-01"), np.datetime64("2013-12-31")), xlabel="day", ylabel="highest temperature (°C)")
ax.set_title("The larger β, the smoother the average, and the later it turns")
ax.legend()
plt.show()

# %% [markdown]
# These are eighteen of the forty-eight months. With $\beta = 0.5$ the average follows every change of the weather. With
# 0.9 most of the weather is gone; spells of a week or two still show. With 0.98 the curve is smoother still, but it
# has its highest point in September and doesn't get as high. The next sections put numbers to both.

# %% [markdown]
# ## The weights behind the loop
# Put the formula for $v_{t-1}$ into that for $v_t$, then the one for $v_{t-2}$, and so on:
#
# $$v_t = (1-\beta)\,\theta_t + (1-\beta)\,\beta\,\theta_{t-1} + (1-\beta)\,\beta^2\,\theta_{t-2} + \dots + (1-\beta)\,\beta^{t-1}\,\theta_1$$
#
# So $v_t$ is a weighted sum of all values so far, and a value that is $k$ days old has the weight
#
# $$(1-\beta)\,\beta^k$$
#
# Each day of age costs the same factor $\beta$: the weights fall exponentially, which gives the average its name. No
# value is ever dropped; it fades.

# %% [markdown]
# ## Exercise 2 · The weights  (3 points, ~5 min, ●○○)
# Write `average_weights(beta, days)`. It returns the weights of today's value and of the `days - 1` values before it, an
# array of `days` floats: position $k$ holds the weight of the value that is $k$ days old, so position 0 is today.
#
# *Example.* For `beta = 0.9` and `days = 3` the weights are 0.1, 0.09 and 0.081.
#
# <details><summary>Hint: all at once</summary>
#
# `np.arange(days)` holds the ages 0, 1, 2, … and a number to the power of an array gives an array. (In NumPy, as in
# Python, 0 to the power of 0 is 1, which is what `beta = 0` needs.)
#
# </details>

# %% solution="average_weights"
def average_weights(beta, days):
    """The weights that an exponentially weighted average gives to the latest values.

    beta: number, at least 0 and below 1.
    days: how many weights, at least 1.
    Returns an array of `days` floats: position k holds the weight of the value that is k days old, (1 - beta) beta^k.
    """
    ### BEGIN SOLUTION
    return (1 - beta) * beta ** np.arange(days)
    ### END SOLUTION

# %% tests="average_weights" points=3
import numpy as np

from companion.testing import close, taken

example = average_weights(0.9, 3)
assert example is not None, "average_weights returns None. Does it end with a return?"
assert np.shape(example) == (3,), "Three days have three weights."
example = taken(example)
assert example[0] > example[2], "Position 0 is today, which has the largest weight. Yours are in another order."
assert not close(example, [1, 0.9, 0.81]), "The factor 1 - beta is missing: today's weight isn't 1."
assert close(example[0], 0.1), "Today's value is 0 days old: its weight is 1 - beta."
assert close(example, [0.1, 0.09, 0.081]), "Each day of age multiplies the weight by beta."
assert close(average_weights(0.0, 2), [1, 0]), "With beta = 0 only today counts: the weights are 1 and 0."
assert close(average_weights(0.5, 1), [0.5]), "One day has one weight, in an array."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(2)
for beta, days in ((0.0, 1), (0.0, 4), (0.5, 1), (0.98, 200), (0.3, 5), (float(rng.uniform(0.1, 0.9)), 17)):
    with describing("beta = 0" if beta == 0 else "a single day" if days == 1 else "several days"):
        weights = average_weights(beta, days)
    assert np.shape(weights) == (days,), "There must be as many weights as days, also for other numbers."
    expected = [1 - beta]
    while len(expected) < days:
        expected.append(expected[-1] * beta)
    assert close(weights, expected, rtol=1e-3, atol=1e-7), "A weight is wrong for another beta or another age."
### END HIDDEN TESTS

# %% mistake="average_weights"
def average_weights(beta, days):
    """These are the powers of beta. The factor 1 - beta, with which each value comes in, is missing."""
    return beta ** np.arange(days)

# %% mistake="average_weights"
def average_weights(beta, days):
    """Your ages start at 1, but today's value is 0 days old."""
    return (1 - beta) * beta ** np.arange(1, days + 1)

# %% mistake="average_weights"
def average_weights(beta, days):
    """The order is reversed: position 0 is today, with the largest weight."""
    return ((1 - beta) * beta ** np.arange(days))[::-1]

# %% mistake="average_weights"
def average_weights(beta, days):
    """You raise 1 - beta to the power of the age. It comes in once; what repeats is beta."""
    return beta * (1 - beta) ** np.arange(days)

# %% mistake="average_weights"
def average_weights(beta, days):
    """Your weights fall along a straight line. A day of age multiplies the weight by beta."""
    return (1 - beta) * (1 - (1 - beta) * np.arange(days))

# %% demo
fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
for beta, color, marker in ((0.5, COLORS[0], "o"), (0.9, COLORS[1], "s"), (0.98, COLORS[6], "^")):
    ax.plot(average_weights(beta, 40), marker + "-", color=color, markersize=4, label=f"β = {beta}")
ax.set(xlabel="age of the value (days)", ylabel="its weight", title="The larger β, the smaller the weights and the further back")
ax.legend()
plt.show()

for beta in (0.5, 0.9, 0.98):
    loop = weighted_average(highest, beta)[-1]
    product = average_weights(beta, highest.size) @ highest[::-1]
    print(f"β = {beta:4}: by the loop {loop:.6f} °C, by the weights {product:.6f} °C, sum of 40 weights {np.sum(average_weights(beta, 40)):.3f}")

# %% [markdown]
# Both ways give the same average for the last day of 2015. The loop needs one number of memory; the weights show what
# it does. With $\beta = 0.5$ and 0.9 the last forty days have (nearly) all the weight, with 0.98 they have 55 %.

# %% [markdown]
# ## How far back does it look?
# No day is ever forgotten entirely, so "how many days are averaged" needs a convention. Three numbers are in use:
#
# - The **window**, $\frac{1}{1-\beta}$ days. It is the length of the plain average in which each day has the weight
#   $1 - \beta$ that today has here. This is the number that people quote: $\beta = 0.9$ is "about ten days".
# - The **half-life**, the age $h$ at which a weight is half of today's: $\beta^h = \frac12$.
# - The share of all weight that lies *beyond* an age. The weights from age $k$ on add up to
#   $(1-\beta)(\beta^k + \beta^{k+1} + \dots) = \beta^k$.
#
# Put together, the last two say what the window is worth: beyond it lies $\beta^{1/(1-\beta)}$ of the weight.

# %% [markdown]
# ## Exercise 3 · Its memory  (4 points, ~8 min, ●●○)
# Write `memory(beta)`. It returns a dictionary of three numbers, none of them rounded:
#
# - `"window"` (1 point): $\frac{1}{1-\beta}$;
# - `"half_life"` (2 points): the age $h$ with $\beta^h = \frac12$, not necessarily a whole number;
# - `"beyond"` (1 point): the share of weight from the age `"window"` on: $\beta$ to the power of the window.
#
# *Example.* For `beta = 0.5` the window is 2 days, the half-life 1 day, and 0.25 lies beyond. For `beta = 0.9` they are
# 10 days, 6.58 days and 0.349.
#
# <details><summary>Hint: the half-life</summary>
#
# Take the logarithm of both sides of $\beta^h = \frac12$; then $h$ is a factor, and you can divide. The kind of
# logarithm doesn't matter, if both are of one kind.
#
# </details>

# %% solution="memory"
def memory(beta):
    """How far back an exponentially weighted average looks.

    beta: number above 0 and below 1.
    Returns a dictionary of numbers: "window", 1 / (1 - beta); "half_life", the age at which a weight is half of
    today's; "beyond", the share of all weight that lies at the age "window" and beyond, beta to the power of window.
    """
    ### BEGIN SOLUTION
    window = 1 / (1 - beta)
    return {"window": window, "half_life": np.log(0.5) / np.log(beta), "beyond": beta**window}
    ### END SOLUTION

# %% tests="memory" part="window" points=1
from companion.testing import close, taken

half = memory(0.5)
assert isinstance(half, dict) and "window" in half, 'Return a dictionary, with the key "window".'
assert close(half["window"], 2), "The window of beta = 0.5 is 2 days: one over 1 - beta."
assert close(memory(0.6)["window"], 2.5), "The window of beta = 0.6 is 2.5 days. It isn't rounded."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(3)
for beta in (0.05, 0.3, 0.98, 0.995, *(float(b) for b in rng.uniform(0.1, 0.95, 5))):
    assert close(taken(memory(beta)["window"]) * (1 - beta), 1, rtol=1e-3), "The window is wrong for another beta."
### END HIDDEN TESTS

# %% tests="memory" part="half_life" points=2
from companion.testing import close, taken

half = memory(0.5)
assert isinstance(half, dict) and "half_life" in half, 'Return a dictionary, with the key "half_life".'
assert close(half["half_life"], 1), "With beta = 0.5 the weight halves with each day."
assert close(memory(0.9)["half_life"], 6.5788, atol=1e-3), (
    "Half-life of 0.9: the h with 0.9 to the power of h equal to 1/2, not rounded."
)
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(3)
for beta in (0.05, 0.3, 0.98, 0.995, *(float(b) for b in rng.uniform(0.1, 0.95, 5))):
    found = taken(memory(beta)["half_life"])
    assert close(beta**found, 0.5, rtol=1e-3), "After the half-life a weight must be half of today's."
### END HIDDEN TESTS

# %% tests="memory" part="beyond" points=1
from companion.testing import close

half = memory(0.5)
assert isinstance(half, dict) and "beyond" in half, 'Return a dictionary, with the key "beyond".'
assert close(half["beyond"], 0.25), "With beta = 0.5 the weights of today and yesterday are 1/2 and 1/4. What is left?"
assert close(memory(0.9)["beyond"], 0.3487, atol=1e-3), "Beyond: beta to the power of the window."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(3)
for beta in (0.05, 0.3, 0.98, 0.995, *(float(b) for b in rng.uniform(0.1, 0.95, 5))):
    expected = np.exp(np.log(beta) / (1 - beta))
    assert close(memory(beta)["beyond"], expected, rtol=2e-3), "The share beyond the window is wrong for another beta."
### END HIDDEN TESTS

# %% mistake="memory"
def memory(beta):
    """The window is one over 1 - beta, not one over beta: the nearer beta is to 1, the longer."""
    window = 1 / beta
    return {"window": window, "half_life": np.log(0.5) / np.log(beta), "beyond": beta**window}

# %% mistake="memory"
def memory(beta):
    """Half of the window isn't the half-life. Solve beta to the power of h = 1/2 for h."""
    window = 1 / (1 - beta)
    return {"window": window, "half_life": window / 2, "beyond": beta**window}

# %% mistake="memory"
def memory(beta):
    """Your fraction of logarithms is upside down: divide the logarithm of 1/2 by that of beta."""
    window = 1 / (1 - beta)
    return {"window": window, "half_life": np.log(beta) / np.log(0.5), "beyond": beta**window}

# %% mistake="memory"
def memory(beta):
    """That is the weight of one day, the one at the age of the window. Beyond it lie all the older ones, too."""
    window = 1 / (1 - beta)
    return {"window": window, "half_life": np.log(0.5) / np.log(beta), "beyond": (1 - beta) * beta**window}

# %% mistake="memory"
def memory(beta):
    """That is the share within the window. Beyond it lies the rest."""
    window = 1 / (1 - beta)
    return {"window": window, "half_life": np.log(0.5) / np.log(beta), "beyond": 1 - beta**window}

# %% mistake="memory"
def memory(beta):
    """You rounded to whole days. For 0.9 that makes little difference; in general it does."""
    window = round(1 / (1 - beta))
    return {"window": window, "half_life": round(np.log(0.5) / np.log(beta)), "beyond": beta**window}

# %% demo
for beta in (0.5, 0.9, 0.98, 0.99, 0.999):
    found = memory(beta)
    print(f"β = {beta:5}: window {found['window']:6.0f}, half-life {found['half_life']:6.1f}, beyond the window {found['beyond']:.1%}")
print(f"one over e: {np.exp(-1):.1%}")

# %% [markdown]
# From 0.9 on the last column hardly changes. As $\beta$ nears 1, it tends to $1/e$: a little under two thirds of the weight lie
# within the window, a good third beyond it. So "about ten days" for $\beta = 0.9$ is a manner of speaking; a third of
# that average is older. The value 0.999 will return as Adam's $\beta_2$, with a window of a thousand steps.

# %% [markdown]
# ## The first days
# On day $t$ the weights add up to $1 - \beta^t$: the rest lies on days that the series doesn't have, and which the start
# at $v_0 = 0$ counts as zero degrees. After many days that rest is negligible. On the first it isn't: with
# $\beta = 0.98$, $v_1$ is 2 % of the first value. The average is **biased** towards 0. **Bias correction** divides by
# the weight that is there:
#
# $$\hat v_t = \frac{v_t}{1 - \beta^t}$$
#
# Then the weights add up to 1 on every day. The recursion itself goes on with the uncorrected $v_t$; the correction is
# applied to what you read off.

# %% [markdown]
# ## Exercise 4 · A corrected start  (4 points, ~8 min, ●●○)
# Write `corrected_average(theta, beta)`. It returns $\hat v_1, \dots, \hat v_n$, an array of floats as long as `theta`,
# with position 0 for day $t = 1$. Leave `theta` as it is. You may call `weighted_average` from exercise 1, or write the
# loop again.
#
# *Example.* `theta = [10, 20, 20]` and `beta = 0.5`: $v$ is 5, 12.5 and 16.25, the divisors are 0.5, 0.75 and 0.875,
# and the result is 10, 16.6667 and 18.5714.
#
# <details><summary>Hint 1: the days</summary>
#
# The exponent is the number of the day, and days count from 1: `np.arange(1, len(theta) + 1)`. A loop can take
# `enumerate(theta, start=1)`.
#
# </details>
#
# <details><summary>Hint 2: what must stay uncorrected</summary>
#
# In a loop, give the corrected value a name of its own. If it replaces `v`, the next day starts from it, and from the
# second day on all is wrong.
#
# </details>

# %% solution="corrected_average"
def corrected_average(theta, beta):
    """Exponentially weighted average of a series with bias correction.

    theta: array of shape (n,), n at least 1; not modified.
    beta: number, at least 0 and below 1.
    Returns an array of n floats: v_t / (1 - beta^t) for t = 1, ..., n, where v_t is the average started at v_0 = 0.
    """
    ### BEGIN SOLUTION
    t = np.arange(1, len(theta) + 1)
    return weighted_average(theta, beta) / (1 - beta**t)
    ### END SOLUTION

# %% tests="corrected_average" points=4
import numpy as np

from companion.testing import close, taken

example = corrected_average(np.array([10.0, 20.0, 20.0]), 0.5)
assert example is not None, "corrected_average returns None. Does it end with a return?"
assert np.shape(example) == (3,), "Three values give three averages."
example = taken(example)
assert np.all(np.isfinite(example)), "Something was divided by zero: the first day is t = 1."
assert close(example[0], 10), "After one day there is one value to average, so the corrected average is that value."
assert close(example[1], 50 / 3), "Day 2: v_2 = 12.5, divided by 1 - beta squared. Does the recursion go on with the uncorrected v?"
assert close(example[2], 130 / 7), "Day 3: v_3 = 16.25, divided by 1 - beta to the power of 3."
level = corrected_average(np.full(6, 7.0), 0.98)
assert close(level, np.full(6, 7), rtol=1e-4), "The average of a series that is always 7 must be 7 from the first day on."
assert close(corrected_average(np.array([4.0]), 0.0), [4]), "A series of one value, with beta = 0: the average is that value."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for n, beta in ((1, 0.98), (2, 0.9), (9, 0.0), (60, 0.95), (25, 0.4)):
    theta = rng.normal(5, 10, n)
    before = theta.copy()
    with describing("a single day" if n == 1 else "beta = 0" if beta == 0 else "several days"):
        averages = corrected_average(theta, beta)
    assert np.shape(averages) == (n,), "The result must be as long as theta, also for other lengths."
    # An average whose weights add up to 1: np.average divides by their sum.
    expected = [np.average(before[: day + 1], weights=[beta ** (day - j) for j in range(day + 1)]) for day in range(n)]
    assert close(averages, expected, rtol=1e-3, atol=2e-3), (
        "The corrected averages are wrong for another series or another beta: divide v_t by 1 - beta to the power of t."
    )
    assert close(theta, before), "corrected_average changed theta."
### END HIDDEN TESTS

# %% mistake="corrected_average"
def corrected_average(theta, beta):
    """The corrected value has gone back into the recursion. Keep v uncorrected, and correct only what you note."""
    v, averages = 0.0, []
    for t, value in enumerate(theta, start=1):
        v = (beta * v + (1 - beta) * value) / (1 - beta**t)
        averages.append(v)
    return np.array(averages)

# %% mistake="corrected_average"
def corrected_average(theta, beta):
    """You divide by 1 - beta on every day. The divisor is 1 - beta to the power of t, which grows towards 1."""
    v, averages = 0.0, []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v / (1 - beta))
    return np.array(averages)

# %% mistake="corrected_average"
def corrected_average(theta, beta):
    """Your days count from 0, so the first divisor is 1 - beta to the power of 0, which is 0. Day t = 1 is the first."""
    v, averages = 0.0, []
    for t, value in enumerate(theta):
        v = beta * v + (1 - beta) * value
        averages.append(v / (1 - beta**t) if t else v)
    return np.array(averages)

# %% mistake="corrected_average"
def corrected_average(theta, beta):
    """The average isn't corrected at all: after one day it must be the first value."""
    v, averages = 0.0, []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return np.array(averages)

# %% mistake="corrected_average"
def corrected_average(theta, beta):
    """beta * t is in the place of beta to the power of t."""
    v, averages = 0.0, []
    for t, value in enumerate(theta, start=1):
        v = beta * v + (1 - beta) * value
        averages.append(v / (1 - beta * t) if beta * t != 1 else 0.0)
    return np.array(averages)

# %% mistake="corrected_average"
def corrected_average(theta, beta):
    """You start the recursion at the first value. It looks right on day 1, but that value then keeps too much weight."""
    v, averages = theta[0], []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return np.array(averages)

# %% demo
days = slice(181, 181 + 120)  # from 30 June 2012
plain, corrected = weighted_average(highest[days], 0.98), corrected_average(highest[days], 0.98)
fig, ax = plt.subplots(figsize=(9, 3.6), layout="constrained")
ax.plot(highest[days], ".", color="0.65", label="highest of the day")
ax.plot(plain, "--", color=COLORS[0], label="β = 0.98, started at 0")
ax.plot(corrected, color=COLORS[1], label="β = 0.98, corrected")
ax.set(xlabel="days since 30 June 2012", ylabel="highest temperature (°C)", ylim=(0, 36))
ax.set_title("Uncorrected, the average takes months to climb out of its start")
ax.legend(loc="lower right")
plt.show()
for day in (1, 10, 50, 120):
    print(f"day {day:3}: started at 0 {plain[day - 1]:5.2f} °C, corrected {corrected[day - 1]:5.2f} °C, weight there {1 - 0.98**day:.1%}")

# %% [markdown]
# On the first day the plain average says 0.4 °C, in a summer week of 20 °C. On day 50 it still lacks 36 % of its weight
# and is 9 °C too low; after four months the two are 2 °C apart. The corrected average lies among the dots from the
# first day on, until the autumn cools faster than it can follow (at the right; the next section measures that). It owes
# its start to few values, so its early part is less smooth than the rest: correction removes the bias, and can't bring
# back days that weren't there.

# %% [markdown]
# ## Smooth, and late
# An average of the past lags behind the present. On a series that rises by the same amount each day, the average
# with weights $(1-\beta)\beta^k$ comes, in the long run, exactly as many days late as its weights are old on average:
#
# $$\text{lag} = \sum_{k \ge 0} k\,(1-\beta)\,\beta^k = \frac{\beta}{1-\beta}\ \text{days}$$
#
# For $\beta = 0.9$ that is 9 days. A real series rises and falls, so let us measure. To know where the season really is,
# `centred_mean` looks at both sides of a day, which a running average can't: half of its days lie in the future.

# %%
def centred_mean(series, days=31):
    """The mean of the `days` values around each, an odd number; at both ends of those that there are."""
    ones = np.ones(days)
    return np.convolve(series, ones, "same") / np.convolve(np.ones(len(series)), ones, "same")


season = centred_mean(highest)

# %% [markdown]
# ## Exercise 5 · How late?  (4 points, ~10 min, ●●○)
# Write `lag_in_days(average, reference, max_lag)`. It finds by how many days `average` is behind `reference`, two arrays
# of the same length $n$. For each lag $k = 0, 1, \dots,$ `max_lag` it compares every day of `average` with the day of
# `reference` that is $k$ days earlier, and takes the mean of the squared differences
#
# $$\big(\text{average}[i] - \text{reference}[i - k]\big)^2,\qquad i = \text{max\_lag}, \dots, n - 1$$
#
# All lags are judged on the same days $i$, so no index is below 0. Return the $k$ with the smallest mean, a whole number,
# and where several share it the smallest of them. `max_lag` is below $n$. Leave both arrays as they are.
#
# *Example.* `reference = [0, 0, 1, 3, 1, 0, 0]`, `average = [0, 0, 0, 0, 1, 3, 1]` and `max_lag = 3`: on the days 3 to 6
# the average is 0, 1, 3, 1, and the reference two days earlier is 0, 1, 3, 1. So the lag is 2.
#
# <details><summary>Hint 1: a slice for each lag</summary>
#
# `average[max_lag:]` never changes. The days of the reference start `k` earlier and end `k` earlier:
# `reference[max_lag - k : n - k]`, with `n = len(reference)`.
#
# </details>
#
# <details><summary>Hint 2: the smallest</summary>
#
# Put the means into a list. `np.argmin` gives the place of the smallest, and of equals the first.
#
# </details>

# %% solution="lag_in_days"
def lag_in_days(average, reference, max_lag):
    """By how many days an average is behind a reference.

    average, reference: arrays of shape (n,); not modified.
    max_lag: the largest lag to try, at least 0 and below n.
    Returns the whole number k from 0 to max_lag with the smallest mean of (average[i] - reference[i - k])^2 over
    i = max_lag, ..., n - 1; the smallest k where several share it.
    """
    ### BEGIN SOLUTION
    n = len(reference)
    errors = []
    for k in range(max_lag + 1):
        errors.append(np.mean((average[max_lag:] - reference[max_lag - k : n - k]) ** 2))
    return int(np.argmin(errors))
    ### END SOLUTION

# %% tests="lag_in_days" points=4
import numpy as np

from companion.testing import close

example_reference = np.array([0.0, 0.0, 1.0, 3.0, 1.0, 0.0, 0.0])
example_average = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 3.0, 1.0])
lag = lag_in_days(example_average, example_reference, 3)
assert lag is not None, "lag_in_days returns None. Does it end with a return?"
assert np.shape(lag) == (), "Return one number, the lag."
assert close(lag, 2), "The example of the text: the average does two days later what the reference did."
assert close(lag_in_days(example_reference, example_reference, 3), 0), "A series is 0 days behind itself."
assert close(lag_in_days(np.array([9.0, 9.0, 9.0, 1.0]), np.array([1.0, 2.0, 2.0, 2.0]), 3), 3), (
    "The largest lag, max_lag itself, is to be tried as well. Here only the last day of the average is compared."
)
assert close(lag_in_days(np.array([9.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0, 3.0]), 1), 0), (
    "All lags are compared on the same days, from max_lag on. Here the first day, which doesn't count, is the only one off."
)
assert close(lag_in_days(np.ones(6), np.ones(6), 4), 0), "Where several lags fit equally well, the smallest is asked for."
assert close(lag_in_days(np.array([1.0, 2.0]), np.array([5.0, 6.0]), 0), 0), "With max_lag = 0 the only lag is 0."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(5)
for n, true_lag, max_lag in ((30, 5, 9), (12, 0, 3), (40, 7, 7), (25, 1, 12), (200, 30, 60)):
    source = np.cumsum(rng.normal(0, 1, n + true_lag))
    reference, average = source[true_lag:], source[:n] + rng.normal(0, 0.01, n)
    before = average.copy(), reference.copy()
    with describing("no lag at all" if true_lag == 0 else "the largest lag" if true_lag == max_lag else "a lag below the largest"):
        assert close(lag_in_days(average, reference, max_lag), true_lag), "The lag is wrong for another series. Which of the two is late?"
    assert close((average, reference), before), "lag_in_days changed its arguments."
for _ in range(30):
    n = int(rng.integers(3, 12))
    max_lag = int(rng.integers(0, n))
    average, reference = rng.normal(0, 1, n), rng.normal(0, 1, n)
    best, smallest = None, np.inf
    for k in range(max_lag + 1):
        error = sum((float(average[i]) - float(reference[i - k])) ** 2 for i in range(max_lag, n))
        if error < smallest - 1e-9:
            best, smallest = k, error
    with describing("a single lag to try" if max_lag == 0 else "a single day to compare" if max_lag == n - 1 else "several lags to try"):
        assert close(lag_in_days(average, reference, max_lag), best), (
            "The lag is wrong: all lags are to be compared on the same days, from max_lag on."
        )
### END HIDDEN TESTS

# %% mistake="lag_in_days"
def lag_in_days(average, reference, max_lag):
    """You shift the wrong one: the average is late, so its day i belongs with an earlier day of the reference."""
    n = len(reference)
    errors = [np.mean((reference[max_lag:] - average[max_lag - k : n - k]) ** 2) for k in range(max_lag + 1)]
    return int(np.argmin(errors))

# %% mistake="lag_in_days"
def lag_in_days(average, reference, max_lag):
    """range(max_lag) ends before max_lag. The largest lag is to be tried, too."""
    n = len(reference)
    errors = [np.mean((average[max_lag:] - reference[max_lag - k : n - k]) ** 2) for k in range(max(max_lag, 1))]
    return int(np.argmin(errors))

# %% mistake="lag_in_days"
def lag_in_days(average, reference, max_lag):
    """np.roll brings the last days of the reference to its front, where they are compared with the first of the average."""
    errors = [np.mean((average - np.roll(reference, k)) ** 2) for k in range(max_lag + 1)]
    return int(np.argmin(errors))

# %% mistake="lag_in_days"
def lag_in_days(average, reference, max_lag):
    """Each lag is judged on other days: larger lags on fewer. Use the days from max_lag on for all."""
    n = len(reference)
    errors = [np.mean((average[k:] - reference[: n - k]) ** 2) for k in range(max_lag + 1)]
    return int(np.argmin(errors))

# %% mistake="lag_in_days"
def lag_in_days(average, reference, max_lag):
    """That is the smallest error. Asked for is the lag that has it."""
    n = len(reference)
    return min(np.mean((average[max_lag:] - reference[max_lag - k : n - k]) ** 2) for k in range(max_lag + 1))

# %% mistake="lag_in_days"
def lag_in_days(average, reference, max_lag):
    """You look for the largest difference. The right lag has the smallest."""
    n = len(reference)
    errors = [np.mean((average[max_lag:] - reference[max_lag - k : n - k]) ** 2) for k in range(max_lag + 1)]
    return int(np.argmax(errors))

# %% demo
betas = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
averages = [corrected_average(highest, beta) for beta in betas]
lags = [lag_in_days(average, season, 60) for average in averages]
changes = [np.abs(np.diff(average)).mean() for average in averages]
for beta, lag, change in zip(betas, lags, changes, strict=True):
    print(f"β = {beta:4}: {lag:2} days late (a straight line: {beta / (1 - beta):4.1f}), change from day to day {change:.2f} °C")

fig, ax = plt.subplots(figsize=(7, 3.8), layout="constrained")
ax.plot(lags, changes, "o-", color=COLORS[0])
for beta, lag, change in zip(betas, lags, changes, strict=True):
    ax.annotate(f"β = {beta}", (lag, change), (6, 6), textcoords="offset points")
ax.set(xlabel="lag behind the season (days)", ylabel="mean change from day to day (°C)", ylim=(0, 1.4), xlim=(-1, 45))
ax.set_title("Smoothness is paid for in days")
plt.show()

# %% [markdown]
# Up to $\beta = 0.9$ the measured lag is that of a straight line, to within a day. With 0.95 and 0.98 it is shorter: a
# window of 20 or 50 days reaches around the bends of the season, rising and falling days meet in it, and the average is
# flattened as well as delayed. From 0.5 to 0.9 three quarters of the restlessness go, for eight days of lag. From 0.9
# to 0.98 the rest falls by two thirds, to less than the season itself changes from day to day: by then the average has
# flattened what it should show, and it is thirty days later. Which $\beta$ is right depends on how fast the slow part
# changes.

# %% [markdown]
# ## From temperatures to gradients
# Why bother with all this for a network? Below, gradient descent walks down $J(w) = \frac12 w^2$ from $w = 10$. The true
# slope is $w$, but each step sees it with noise added, as from a mini-batch. (The noise is generated: normal, standard
# deviation 3.) The running average is computed along the way, with correction; it takes no part in the walk.

# %% demo
rng = np.random.default_rng(0)
w, slopes, seen = 10.0, [], []
for _ in range(200):
    slopes.append(w)
    seen.append(w + rng.normal(0, 3))
    w = w - 0.02 * seen[-1]
slopes, seen = np.array(slopes), np.array(seen)

fig, ax = plt.subplots(figsize=(9, 3.6), layout="constrained")
ax.plot(seen, ".", color="0.65", label="slope that a step sees")
ax.plot(slopes, "--", color="black", label="true slope")
ax.plot(corrected_average(seen, 0.9), color=COLORS[1], label="average of what was seen, β = 0.9")
ax.set(xlabel="step", ylabel="slope", title="The average is nearer to the true slope than most single steps' views")
ax.legend()
plt.show()
for name, values in (("a single step", seen), ("β = 0.9     ", corrected_average(seen, 0.9)), ("β = 0.98    ", corrected_average(seen, 0.98))):
    print(f"{name}: off by {np.sqrt(np.mean((values - slopes) ** 2)):.2f} (root mean square)")
print(f"noise alone, β = 0.9: theory says {3 * np.sqrt(0.1 / 1.9):.2f}")

# %% [markdown]
# A single step's view is off by 2.9, the average with $\beta = 0.9$ by 1.0. Of independent noise, averaging leaves the
# share $\sqrt{(1-\beta)/(1+\beta)}$, 23 % here, which makes 0.69. The rest of its error is lag: while the true slope
# falls, the orange curve mostly lies above it. With $\beta = 0.98$ there is less noise and more lag, and it is farther off, by
# 1.75. It is the trade of the temperatures again, and $\beta = 0.9$ is where most people begin.

# %% [markdown]
# ## What you built
# - A running average in one line, the weights that it stands for, and three ways to say how far back it looks.
# - Bias correction, which makes its first days honest.
# - A measurement of what smoothness costs.
#
# **Questions to take along** (no points)
# 1. Two averages in a row: the average, with the same $\beta$, of the average. What is the weight of a value that is $k$
#    days old, and which age has the largest?
# 2. Somebody starts at $v_0 = \theta_1$ in place of correcting. Which weight does the first value have on day $t$?
# 3. To forecast tomorrow's temperature by today's average, which $\beta$ is best? Try it on this series: how small does
#    the best one turn out, and why?
#
# **Next:** `02_optimizers` averages gradients, and the squares of gradients.
