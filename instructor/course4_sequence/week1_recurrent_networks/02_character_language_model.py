# ---
# title: Character language model
# minutes: 110
# ---

# %% [markdown]
# # Character language model
# Is Marlena a name? Is Mqlxena? You have an opinion on names that you have never heard. A network that reads 4,600 of them, letter by
# letter, gets one too, and with an opinion it can invent.
#
# **You will**
# - turn names into one-hot vectors and targets, and judge language models by their perplexity;
# - train a recurrent network with clipped gradients, and beat tables of counts with it, or not;
# - draw new names from it at any temperature, and say honestly how many of them are copies.
#
# **You will have made:** new names in the sound of *your own list*: a text file with one name a line, of friends, villages or stars.
#
# **Before you start:** `01_rnn_step_by_step` (forward and backward through time, which are given here), softmax and falling
# learning rates (course 2).
#
# **Time:** about 110 minutes. **Points:** 38, in nine exercises, the last of them optional. Dots show difficulty, from ●○○ to ●●●. The
# grader runs more tests than you see, all of them on what the text promises.

# %%
from functools import cache
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from ipywidgets import FloatSlider, Text, interact
from keras import layers

from companion.plots import COLORS
from companion.recurrent import initialize_parameters, rnn_backward, rnn_forward, rnn_probabilities
from companion.words import load_names, read_names, split_names

# %% [markdown]
# ## The list
# Put `my_names.txt` next to this notebook, and it is read; a few hundred names are enough to begin with (with fewer, look how the curve of dev climbs in training). Without it, first names from the
# United States' census of 1990 are. All become lower case. A tenth is **dev**: nothing learns from it. The line break `"\n"` means *the
# name ends here*; it is a character like others, and stands first.

# %%
MINE, ALPHABET = Path("my_names.txt"), "abcdefghijklmnopqrstuvwxyz"


def lower(names):
    """Names in lower case, each once, in the order of their first."""
    return tuple(dict.fromkeys(name.lower() for name in names))


def vocabulary(names):
    """The index of each character of some names; that of the end is 0."""
    return {character: index for index, character in enumerate(["\n", *sorted(set("".join(names)))])}


names = split_names(lower(read_names(MINE))) if MINE.exists() else load_names("first_names")
train_names, dev_names = lower(names.train), lower(names.dev)
char_to_ix = vocabulary(train_names + dev_names)
ix_to_char = {index: character for character, index in char_to_ix.items()}
n = len(char_to_ix)
LABELS = ["end", *("space" if character == " " else character for character in list(char_to_ix)[1:])]
print(f"{len(train_names)} names to train with, {len(dev_names)} to judge by, {n} characters with the end")

# %%
def page_of_names(columns, titles, title, marked=()):
    """Columns of names in a figure; names in `marked` are orange, behind a _."""
    figure, axes = plt.subplots(1, len(columns), figsize=(2.5 * len(columns), 4), layout="constrained", squeeze=False)
    for ax, column, text in zip(axes[0], columns, titles):
        ax.set_title(text, fontsize=10)
        ax.set_axis_off()
        for row, name in enumerate(column):
            known = name in marked
            shown = name.title() if len(name) < 21 else name.title()[:20] + "…"
            style = {"color": COLORS[1], "fontweight": "bold"} if known else {"color": "black"}
            ax.text(0.5, 0.97 - 0.96 * row / max(len(column), 12), ("_" if known else "") + shown, ha="center", va="top", **style)
    figure.suptitle(title)
    plt.show()


# %% demo
rng = np.random.default_rng(0)
shuffled = ["".join(rng.permutation(list(name))) for name in dev_names[:12]]
page_of_names([dev_names[:12], shuffled], ["from the list", "the same letters, shuffled"], "Letters alone don't make a name: their order does")

# %% [markdown]
# ## A product of guesses
# A **language model** gives every sequence $y_1, \dots, y_T$ a probability. By the chain rule it is a product:
#
# $$P(y_1, \dots, y_T) = \prod_{t=1}^{T} P(y_t \mid y_1, \dots, y_{t-1})$$
#
# So it is enough to guess the *next* character again and again. The model reads $x_t$ and guesses $y_t$, and what it reads is what
# should have been guessed a step ago: $x_t = y_{t-1}$. Before the first character there is nothing to read.

# %% [markdown]
# ## Exercise 1 · Names as numbers  (4 points, ~8 min, ●○○)
# Write two functions. `name_to_example(name, char_to_ix)` makes lists `X` and `Y` (2 points). `Y` has the indices of the name's
# characters, and then that of the end, `"\n"`. `X` is `Y` one step later: it begins with `None`, for nothing, and lacks the end.
#
# `one_hot(X, n_x)` makes a row for each entry of `X`, with a 1 at its index (2 points). The row of `None` is all zeros.
#
# *Example.* With `"\n"` 0, `"a"` 1, `"d"` 2, the name *ada* gives `X` = [None, 1, 2, 1] and `Y` = [1, 2, 1, 0]. `one_hot([None, 2], 3)`
# is [[0, 0, 0], [0, 0, 1]].
#
# <details><summary>Hint 1: one list, twice</summary>
#
# Make the list of indices of the name once. `Y` needs something behind it, `X` something before it.
#
# </details>
#
# <details><summary>Hint 2: None isn't a place</summary>
#
# Begin with `np.zeros`, go through `X` with `enumerate`, and pass over what `is None`. An index of `None` would select everything.
#
# </details>

# %% solution="names_as_numbers"
def name_to_example(name, char_to_ix):
    """What a model reads of a name, and what it should guess.

    name: a text of at least one character. char_to_ix: a dictionary with the index of each of its characters, and of "\\n", which may
    have any index.
    Returns X, Y: two lists of len(name) + 1 entries, whole numbers, but None first in X.
    """
    ### BEGIN SOLUTION
    indices = [char_to_ix[character] for character in name]
    return [None, *indices], [*indices, char_to_ix["\n"]]
    ### END SOLUTION


def one_hot(X, n_x):
    """A vector for each character.

    X: a list of T indices below n_x; any of them may be None.
    Returns an array (T, n_x) of zeros and ones.
    """
    ### BEGIN SOLUTION
    vectors = np.zeros((len(X), n_x))
    for t, index in enumerate(X):
        if index is not None:
            vectors[t, index] = 1
    return vectors
    ### END SOLUTION

# %% tests="names_as_numbers" part="examples" points=2
found = name_to_example("ada", {"\n": 0, "a": 1, "d": 2})
assert found is not None and len(found) == 2, "name_to_example returns X and Y."
X, Y = (list(each) for each in found)
assert Y == [1, 2, 1, 0], "The example: Y has the name's indices, and then that of the end."
assert X == [None, 1, 2, 1], "The example: X has None, and then the name's indices, without the end."
assert list(name_to_example("a", {"b": 0, "\n": 1, "a": 2})[1]) == [2, 1], "The end may have any index: look it up."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(1)
for name in ("zoe", "x", "anne-marie du lac", "åsa", "aaaaaaaaaa"):
    letters = [*sorted(set(name)), "\n", "q"]
    places = dict(zip(letters, rng.permutation(len(letters)).tolist()))
    indices, end = [places[each] for each in name], places["\n"]
    X, Y = name_to_example(name, dict(places))
    assert list(Y) == indices + [end], "Another name, another dictionary: Y differs. All characters of the name, then the end."
    assert list(X) == [None] + indices, "Another name, another dictionary: X differs. None, then all characters of the name."
### END HIDDEN TESTS

# %% tests="names_as_numbers" part="one_hot" points=2
import numpy as np

from companion.testing import close

found = one_hot([None, 2], 3)
assert found is not None, "one_hot returns None. Does it end with a return?"
assert close(found, [[0, 0, 0], [0, 0, 1]]), "The example: a row for each entry, zeros for None, a 1 at index 2."
assert close(one_hot([1, None, 1, 0], 2), [[0, 1], [0, 0], [0, 1], [1, 0]]), "None may stand anywhere, and an index come twice."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
for T, n_x in ((1, 1), (3, 9), (12, 4), (7, 30)):
    X = [None, *rng.integers(n_x, size=T - 1).tolist()]
    expected = np.array([[float(index == column) for column in range(n_x)] for index in X])
    assert close(one_hot(list(X), n_x), expected), "Other indices: the vectors are others. One row an entry, one column a character; None has no 1."
    last = [n_x - 1, 0]
    assert close(one_hot(last, n_x).sum(axis=1), [1, 1]), "The first and the last index have one 1 each."
### END HIDDEN TESTS

# %% mistake="names_as_numbers"
def name_to_example(name, char_to_ix):
    """The targets aren't shifted: your model reads what it should guess."""
    indices = [char_to_ix[character] for character in name]
    return [None, *indices], [None, *indices]


def one_hot(X, n_x):
    return np.array([[float(index == column) for column in range(n_x)] for index in X])

# %% mistake="names_as_numbers"
def name_to_example(name, char_to_ix):
    """The end of the name is missing in Y: the model would never learn to stop."""
    indices = [char_to_ix[character] for character in name]
    return [None, *indices[:-1]], indices


def one_hot(X, n_x):
    return np.array([[float(index == column) for column in range(n_x)] for index in X])

# %% mistake="names_as_numbers"
def name_to_example(name, char_to_ix):
    """X begins with the end's index. Here nothing has been read yet, and nothing is None."""
    indices = [char_to_ix[character] for character in name]
    return [char_to_ix["\n"], *indices], [*indices, char_to_ix["\n"]]


def one_hot(X, n_x):
    return np.array([[float(index == column) for column in range(n_x)] for index in X])

# %% mistake="names_as_numbers"
def name_to_example(name, char_to_ix):
    """The end is taken to be index 0. Look it up: char_to_ix of the line break."""
    indices = [char_to_ix[character] for character in name]
    return [None, *indices], [*indices, 0]


def one_hot(X, n_x):
    return np.array([[float(index == column) for column in range(n_x)] for index in X])

# %% mistake="names_as_numbers"
def name_to_example(name, char_to_ix):
    """None becomes a one-hot vector of its own here. Nothing has been read, so its row is all zeros."""
    indices = [char_to_ix[character] for character in name]
    return [None] + indices, indices + [char_to_ix["\n"]]


def one_hot(X, n_x):
    return np.eye(n_x)[[0 if index is None else index for index in X]]

# %% mistake="names_as_numbers"
def name_to_example(name, char_to_ix):
    """Your one-hot vectors are columns: here each character has a row."""
    indices = [char_to_ix[character] for character in name]
    return [None] + indices, indices + [char_to_ix["\n"]]


def one_hot(X, n_x):
    vectors = np.zeros((n_x, len(X)))
    for t, index in enumerate(X):
        if index is not None:
            vectors[index, t] = 1
    return vectors

# %%
@cache
def examples(part):
    """The names of "train" or of "dev" as pairs X, Y."""
    return [name_to_example(name, char_to_ix) for name in (train_names if part == "train" else dev_names)]

# %% demo
X, Y = name_to_example(dev_names[0], char_to_ix)
figure, axes = plt.subplots(2, 1, figsize=(9, 2.2 + 0.36 * len(X)), layout="constrained")
for ax, indices, text in zip(axes, (X, Y), ("reads", "should guess")):
    ax.imshow(one_hot(indices, n), cmap="Blues", aspect="auto")
    ax.set_xticks(range(n), LABELS, fontsize=8)
    ax.set_yticks(range(len(X)), ["nothing" if index is None else LABELS[index] for index in indices], fontsize=8)
    ax.set(title=f"What the model {text}, step by step", ylabel="step")
plt.show()

# %% [markdown]
# ## A baseline that counts
# A network is worth its trouble if it beats something simple. A **bigram** model looks one character back: its $P(y_t \mid x_t)$ is how
# often $y_t$ follows $x_t$ in train. What never occurred must not get probability 0: one dev name with such a pair would be
# impossible. So $k$, a small number, is added to each count.

# %% [markdown]
# ## Exercise 2 · Counting pairs  (4 points, ~10 min, ●●○)
# Write `bigram_table(examples, n, k=0.1)`. Row $i$ of the table has the probabilities of what follows character $i$; a last row, number
# $n$, those of a name's first character, after `None`. With counts $c_{ij}$,
#
# $$P_{ij} = \frac{c_{ij} + k}{\sum_{j'} (c_{ij'} + k)}$$
#
# The table's counts earn 3 points, any $k$ 1.
#
# *Example.* One name, `X` = [None, 1, 1] and `Y` = [1, 1, 0], with n = 2 and k = 1. Nothing follows the end: row 0 is [1/2, 1/2]. After
# character 1 came a 1 and a 0: (1 + 1)/4 twice. At the beginning came a 1: the last row is [1/3, 2/3].
#
# <details><summary>Hint 1: begin with k</summary>
#
# `np.full((n + 1, n), float(k))` has what is added already.
#
# </details>
#
# <details><summary>Hint 2: rows</summary>
#
# `zip(X, Y)` gives pairs. The row is `n` if the first of a pair is None. At the end, divide each row by its sum: `keepdims=True`.
#
# </details>

# %% solution="bigram_table"
def bigram_table(examples, n, k=0.1):
    """Probabilities of the next character, given the one before.

    examples: a list of pairs X, Y as in exercise 1 (Y not empty), with indices below n; not changed. n: how many characters there are.
    k: above 0, is added to each count.
    Returns an array (n + 1, n), whose rows sum to 1; the last one is for None.
    """
    ### BEGIN SOLUTION
    counts = np.full((n + 1, n), float(k))
    for X, Y in examples:
        for x, y in zip(X, Y):
            counts[n if x is None else x, y] += 1
    return counts / counts.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% tests="bigram_table" part="counts" points=3
import numpy as np

from companion.testing import close

found = bigram_table([([None, 1, 1], [1, 1, 0])], 2, k=1)
assert found is not None, "bigram_table returns None. Does it end with a return?"
assert np.shape(found) == (3, 2), "Two characters: a row for each and one for None, a column for each."
assert close(found, [[1 / 2, 1 / 2], [1 / 2, 1 / 2], [1 / 3, 2 / 3]]), "The example: rows 1/2 and 1/2, 1/2 and 1/2, 1/3 and 2/3."
found = bigram_table([([None, 1, 1, 1], [1, 1, 1, 0])] * 2, 2, k=1)
assert close(found[1], [3 / 8, 5 / 8]), "Two names with 1, 1, 1: after a 1 came a 1 four times and a 0 twice. Repeated pairs count each time."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for n, lengths in ((2, (1,)), (4, (3, 9, 2)), (7, (30, 1, 1, 12)), (5, (40,))):
    indices = [rng.integers(n, size=length).tolist() for length in lengths]
    pairs = [([None, *each[:-1]], each) for each in indices]
    flat = [(x, y) for X, Y in pairs for x, y in zip(X, Y)]
    tally = [[flat.count((x, y)) + 1 for y in range(n)] for x in [*range(n), None]]
    expected = [[count / sum(row) for count in row] for row in tally]
    given, before = [(list(X), list(Y)) for X, Y in pairs], [(list(X), list(Y)) for X, Y in pairs]
    assert close(bigram_table(given, n, 1), np.array(expected)), "Other examples: the table is another one. Which row, which column, and along which axis is the sum?"
    assert given == before, "The examples must not be changed."
### END HIDDEN TESTS

# %% tests="bigram_table" part="k" points=1
import numpy as np

from companion.testing import close

one = [([None, 1], [1, 0])]
assert close(bigram_table(list(one), 2, k=0.5), [[0.5, 0.5], [0.75, 0.25], [0.25, 0.75]]), "k = 0.5: after a 1 there is 1.5 and 0.5, of 2."
### BEGIN HIDDEN TESTS
assert close(bigram_table(list(one), 2), [[0.5, 0.5], [1.1 / 1.2, 0.1 / 1.2], [0.1 / 1.2, 1.1 / 1.2]]), "Without k, 0.1 is added to each count."
assert close(bigram_table(list(one), 3, k=3)[1], [0.4, 0.3, 0.3]), "k = 3, three characters, one pair: 4, 3 and 3 of 10."
### END HIDDEN TESTS

# %% mistake="bigram_table"
def bigram_table(examples, n, k=0.1):
    """Columns sum to 1, not rows. A row has all that may follow one character."""
    counts = np.full((n + 1, n), float(k))
    for X, Y in examples:
        for x, y in zip(X, Y):
            counts[n if x is None else x, y] += 1
    return counts / counts.sum(axis=0)

# %% mistake="bigram_table"
def bigram_table(examples, n, k=0.1):
    """k is added to probabilities, so that rows don't sum to 1. Add it to the counts."""
    counts = np.zeros((n + 1, n))
    for X, Y in examples:
        for x, y in zip(X, Y):
            counts[n if x is None else x, y] += 1
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) + k

# %% mistake="bigram_table"
def bigram_table(examples, n, k=0.1):
    """A pair that comes twice in a name is counted once: an array with repeated places adds once only. np.add.at, or a loop, counts each."""
    counts = np.full((n + 1, n), float(k))
    for X, Y in examples:
        counts[[n if x is None else x for x in X], Y] += 1
    return counts / counts.sum(axis=1, keepdims=True)

# %% mistake="bigram_table"
def bigram_table(examples, n, k=0.1):
    """The beginning is counted in the row of character 0. None has the last row."""
    counts = np.full((n + 1, n), float(k))
    for X, Y in examples:
        for x, y in zip(X, Y):
            counts[x or 0, y] += 1
    return counts / counts.sum(axis=1, keepdims=True)

# %% mistake="bigram_table"
def bigram_table(examples, n, k=0.1):
    """k is added once to a row's sum, and has to be there for each of the n columns: divide by the sum of what stands in the row."""
    counts = np.zeros((n + 1, n))
    for X, Y in examples:
        for x, y in zip(X, Y):
            counts[n if x is None else x, y] += 1
    return (counts + k) / (counts.sum(axis=1, keepdims=True) + k)

# %% mistake="bigram_table"
def bigram_table(examples, n, k=0.1):
    """Always 1 is added to the counts: take k."""
    counts = np.ones((n + 1, n))
    for X, Y in examples:
        for x, y in zip(X, Y):
            counts[n if x is None else x, y] += 1
    return counts / counts.sum(axis=1, keepdims=True)

# %%
def predict_with(table):
    """A model that looks its guesses up in a bigram table: a function of X that returns probabilities (T, n)."""
    return lambda X: table[[len(table) - 1 if x is None else x for x in X]]


def unigram_table(examples, n):
    """A table that doesn't look back: each row has the shares of all characters."""
    shares = np.bincount(np.concatenate([Y for _, Y in examples]), minlength=n) + 0.1
    return np.tile(shares / shares.sum(), (n + 1, 1))

# %% demo
figure, ax = plt.subplots(figsize=(8, 7), layout="constrained")
shown = ax.imshow(bigram_table(examples("train"), n), cmap="Blues", vmax=0.6)
ax.set_xticks(range(n), LABELS, fontsize=8)
ax.set_yticks(range(n + 1), [*LABELS, "begin"], fontsize=8)
ax.set(title="What follows depends on what was read", xlabel="what follows", ylabel="what was read")
figure.colorbar(shown, ax=ax, label="probability (0.6 and above: darkest)", shrink=0.7)
plt.show()

# %% [markdown]
# ## How surprised is it?
# The better the model, the higher the probability that it gives to dev names. Probabilities of long sequences are tiny, so take
# **negative log-likelihoods** and average them over all $N$ characters that were to be guessed, ends included. The exponential of that mean is the **perplexity**:
#
# $$\text{perplexity} = \exp\Big(-\frac{1}{N}\sum_{\text{names}} \sum_t \ln P(y_t \mid y_1, \dots, y_{t-1})\Big) = \Big(\prod P\Big)^{-1/N}$$
#
# Whoever guesses among $K$ characters without a preference has a perplexity of $K$.

# %% [markdown]
# ## Exercise 3 · Perplexity  (4 points, ~8 min, ●●○)
# Write `perplexity(predict, examples)`. Here `predict` is a model, as a function: `predict(X)` returns an array of shape (T, n), whose row $t$ has the
# probabilities of what comes after `X[t]`. The values earn 3 points; 1 is for sequences so long that a product of their probabilities would be 0.
#
# *Example.* Two names have `Y` = [1, 0] and `Y` = [0]. The model gives these targets 1/2, 1/4 and 1/8. The product is 1/64, $N$ is 3: the perplexity is 4.
#
# <details><summary>Hint 1: the targets' probabilities</summary>
#
# `p[np.arange(len(Y)), Y]` takes from each row of `p` the column of its target.
#
# </details>
#
# <details><summary>Hint 2: one mean</summary>
#
# Add up logarithms of all names, and targets of all names. Divide once, after the loop.
#
# </details>

# %% solution="perplexity"
def perplexity(predict, examples):
    """The perplexity of a model on examples.

    predict: a function; predict(X) is an array (T, n) of probabilities, a row for each entry of X.
    examples: a list of pairs X, Y, lists of T indices, T at least 1; not changed.
    Returns a number, at least 1; inf where a target has probability 0 (NumPy may warn of a division, which doesn't matter).
    """
    ### BEGIN SOLUTION
    total, count = 0.0, 0
    for X, Y in examples:
        total -= np.sum(np.log(predict(X)[np.arange(len(Y)), Y]))
        count += len(Y)
    return np.exp(total / count)
    ### END SOLUTION

# %% tests="perplexity" part="values" points=3
import numpy as np

from companion.testing import close

table = {2: np.array([[0.25, 0.5, 0.25], [0.25, 0.25, 0.5]]), 1: np.array([[0.125, 0.5, 0.375]])}
found = perplexity(lambda X: table[len(X)], [([None, 1], [1, 0]), ([None], [0])])
assert found is not None, "perplexity returns None. Does it end with a return?"
assert close(found, 4), "The example: (1/2 · 1/4 · 1/8) to the power of -1/3 is 4."
assert close(perplexity(lambda X: np.full((len(X), 5), 0.2), [([None, 3, 3], [3, 3, 0])]), 5), "Five characters without a preference: 5."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
for n, lengths in ((3, (2,)), (5, (1, 6, 3)), (27, (4, 4, 9, 1))):
    rows = rng.dirichlet(np.ones(n), size=n + 1)
    Ys = [rng.integers(n, size=length).tolist() for length in lengths]
    pairs = [([None, *Y[:-1]], Y) for Y in Ys]
    each = [rows[n if x is None else x, y] ** (-1 / sum(lengths)) for X, Y in pairs for x, y in zip(X, Y)]
    expected, given = np.prod(each), [(list(X), list(Y)) for X, Y in pairs]
    found = perplexity(lambda X: rows[[n if x is None else x for x in X]], given)
    assert close(found, expected), "Other models, other names: the perplexity is another one. What is averaged, over how many, and which logarithm is it?"
    assert given == pairs, "The examples must not be changed."
### END HIDDEN TESTS

# %% tests="perplexity" part="long" points=1
import numpy as np

from companion.testing import close

long = [([None] + [1] * 1999, [1] * 2000)]
assert close(perplexity(lambda X: np.full((len(X), 4), 0.25), list(long)), 4), "2,000 characters, each with probability 1/4: still 4. The product of all is 0 in a computer; add logarithms."
### BEGIN HIDDEN TESTS
pairs = [([None] + [0] * 799, [0] * 800), ([None] + [1] * 899, [1] * 900)]
expected = np.exp(-(800 * np.log(0.1) + 900 * np.log(0.6)) / 1700)
assert close(perplexity(lambda X: np.tile([0.1, 0.6, 0.3], (len(X), 1)), pairs), expected), "Long sequences of different probabilities: the perplexity is another one."
with np.errstate(divide="ignore"):
    assert close(perplexity(lambda X: np.tile([0.0, 1.0], (len(X), 1)), [([None], [0])]), np.inf), "A target with probability 0: inf."
### END HIDDEN TESTS

# %% mistake="perplexity"
def perplexity(predict, examples):
    """You average over names, so that a short name counts as much as a long one. Divide the sum of all by the number of all targets."""
    return np.exp(np.mean([-np.mean(np.log(np.asarray(predict(X))[np.arange(len(Y)), Y])) for X, Y in examples]))

# %% mistake="perplexity"
def perplexity(predict, examples):
    """This is the mean of the names' perplexities. Take the mean of the logarithms of all characters first, then one exponential."""
    return np.mean([np.exp(-np.mean(np.log(np.asarray(predict(X))[np.arange(len(Y)), Y]))) for X, Y in examples])

# %% mistake="perplexity"
def perplexity(predict, examples):
    """The product of the probabilities becomes 0 for long sequences. Add logarithms."""
    product, count = np.float64(1), 0
    for X, Y in examples:
        for row, y in zip(np.asarray(predict(X)), Y):
            product *= row[y]
        count += len(Y)
    return product ** (-1 / count)

# %% mistake="perplexity"
def perplexity(predict, examples):
    """The logarithm to the base 2 needs a power of 2: with exp, take the natural logarithm."""
    logs = [np.log2(np.asarray(predict(X))[np.arange(len(Y)), Y]) for X, Y in examples]
    return np.exp(-np.mean(np.concatenate(logs)))

# %% mistake="perplexity"
def perplexity(predict, examples):
    """That is the mean negative log-likelihood. The perplexity is its exponential."""
    logs = [np.log(np.asarray(predict(X))[np.arange(len(Y)), Y]) for X, Y in examples]
    return -np.mean(np.concatenate(logs))

# %% mistake="perplexity"
def perplexity(predict, examples):
    """You divide by the number of names. N is the number of all targets."""
    logs = [np.log(np.asarray(predict(X))[np.arange(len(Y)), Y]).sum() for X, Y in examples]
    return np.exp(-np.sum(logs) / len(examples))

# %% [markdown]
# *Guess first.* Without a preference, the perplexity is the number of characters. How much does it help to know their frequencies? To know the character before?

# %% demo
baselines = {"no preference": np.full((n + 1, n), 1 / n), "frequencies": unigram_table(examples("train"), n), "bigrams": bigram_table(examples("train"), n)}
baseline_scores = {name: perplexity(predict_with(table), examples("dev")) for name, table in baselines.items()}
figure, ax = plt.subplots(figsize=(7, 2.4), layout="constrained")
ax.bar_label(ax.barh(list(baseline_scores), list(baseline_scores.values()), color=COLORS[0]), fmt="%.1f", padding=3)
ax.set(title=f"Memory of one character: from {baseline_scores['frequencies']:.1f} to {baseline_scores['bigrams']:.1f}", xlabel="perplexity on dev names", xlim=(0, 1.15 * max(baseline_scores.values())))
ax.invert_yaxis()
plt.show()

# %% [markdown]
# <details><summary>What the bars say</summary>
#
# For first names, frequencies bring 27 down to 16.8, and one character of memory to 10.7: as if eleven characters were left to choose from, equally likely ones. What can more memory do?
#
# </details>

# %% [markdown]
# **To remember**
# - A language model is judged on names that it hasn't seen, by their perplexity: lower is better.
# - Whether a perplexity is good, only a baseline on the same names can say.

# %% [markdown]
# ## A network that remembers
# A bigram forgets all but one character. A recurrent network carries a state $a$ along:
#
# $$a_t = \tanh(W_{ax} x_t + W_{aa} a_{t-1} + b), \qquad \hat y_t = \text{softmax}(W_{ya} a_t + b_y)$$
#
# Its loss is the sum of $-\ln \hat y_t[y_t]$ over a name. `rnn_forward` and `rnn_backward`, which you wrote in notebook 01, come from `companion` here.
#
# `initialize_parameters` draws the weights to begin with; `rnn_probabilities` is the network as a model of exercise 3.
#
# Through many steps a gradient can explode, as in notebook 01. The remedy is blunt: **clip** it. *By value*, each number is cut off
# where it exceeds a bound; that is quick, and bends the direction. *By norm*, all arrays together, as one long vector, are shortened; the direction stays.

# %% [markdown]
# ## Exercise 4 · Clip  (4 points, ~8 min, ●●○)
# Write `clip(gradients, maxValue)`, by value (2 points), and `clip_norm(gradients, max_norm)` (2 points): if the norm of all numbers of all arrays together,
# $\lVert g \rVert = \sqrt{\sum g_i^2}$, exceeds `max_norm`, all are multiplied by max_norm/‖g‖; otherwise nothing changes.
#
# Both return a dictionary with the same keys. Whether they write into the arrays handed over or make new ones is up to you: what counts is what they return.
#
# *Example.* `db` is [[6], [-8]], the other four are zeros. `clip(…, 7)` gives `db` [[6], [-7]]. The norm is 10: `clip_norm(…, 5)` gives [[3], [-4]].
#
# <details><summary>Hint 1: by value</summary>
#
# `np.clip(g, low, high)` returns a new array. Where does it have to go?
#
# </details>
#
# <details><summary>Hint 2: by norm</summary>
#
# One norm for all: add up `np.sum(g**2)` of the five arrays before the root. `min(1, …)` makes the factor; mind a norm of 0.
#
# </details>

# %% solution="clip"
def clip(gradients, maxValue):
    """Gradients with each number between -maxValue and maxValue.

    gradients: a dictionary of float arrays with the keys dWaa, dWax, dWya, db and dby. maxValue: above 0.
    Returns a dictionary with the same keys, arrays of the same shapes.
    """
    ### BEGIN SOLUTION
    return {name: np.clip(each, -maxValue, maxValue) for name, each in gradients.items()}
    ### END SOLUTION


def clip_norm(gradients, max_norm):
    """Gradients whose common norm is at most max_norm, in the same direction.

    gradients: as for clip; all may be zeros. max_norm: above 0.
    Returns a dictionary with the same keys, arrays of the same shapes.
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(each**2) for each in gradients.values()))
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: factor * each for name, each in gradients.items()}
    ### END SOLUTION

# %% tests="clip" part="value" points=2
import numpy as np

from companion.testing import close

shapes = {"dWaa": (2, 2), "dWax": (2, 3), "dWya": (3, 2), "db": (2, 1), "dby": (3, 1)}
gradients = {**{name: np.zeros(shape) for name, shape in shapes.items()}, "db": np.array([[6.0], [-8.0]])}
found = clip({name: each.copy() for name, each in gradients.items()}, 7)
assert found is not None, "clip returns None. Does it end with a return?"
assert close(found["db"], [[6], [-7]]), "The example: 6 stays, -8 becomes -7."
assert all(close(found[name], np.zeros(shape)) for name, shape in shapes.items() if name != "db"), "All five gradients come back; zeros stay zeros."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for n_a, n_x, bound in ((1, 1, 0.5), (4, 7, 10), (6, 3, 1.5), (5, 9, 0.01)):
    shapes = {"dWaa": (n_a, n_a), "dWax": (n_a, n_x), "dWya": (n_x, n_a), "db": (n_a, 1), "dby": (n_x, 1)}
    gradients = {name: 2 * bound * rng.normal(size=shape) for name, shape in shapes.items()}
    expected = {name: np.where(abs(each) > bound, bound * np.sign(each), each) for name, each in gradients.items()}
    assert close(clip(gradients, bound), expected), "Other gradients, another bound: clip returns other numbers. All five, both signs, maxValue?"
### END HIDDEN TESTS

# %% tests="clip" part="norm" points=2
import numpy as np

from companion.testing import close

shapes = {"dWaa": (2, 2), "dWax": (2, 3), "dWya": (3, 2), "db": (2, 1), "dby": (3, 1)}
gradients = {**{name: np.zeros(shape) for name, shape in shapes.items()}, "db": np.array([[6.0], [-8.0]])}
found = clip_norm({name: each.copy() for name, each in gradients.items()}, 5)
assert found is not None, "clip_norm returns None. Does it end with a return?"
assert close(found["db"], [[3], [-4]]), "The example: the norm is 10, so all is halved."
found = clip_norm({name: each.copy() for name, each in gradients.items()}, 20)
assert close(found["db"], [[6], [-8]]), "The norm, 10, is below 20: nothing changes."
found = clip_norm({**{name: each.copy() for name, each in gradients.items()}, "db": np.zeros((2, 1))}, 1)
assert close(found["db"], [[0], [0]]), "Zeros stay zeros, and don't become nan."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for n_a, n_x, bound in ((1, 1, 0.3), (4, 7, 5), (6, 3, 1000), (5, 9, 0.01)):
    shapes = {"dWaa": (n_a, n_a), "dWax": (n_a, n_x), "dWya": (n_x, n_a), "db": (n_a, 1), "dby": (n_x, 1)}
    gradients = {name: 3 * rng.normal(size=shape) for name, shape in shapes.items()}
    norm = np.linalg.norm(np.concatenate([each.ravel() for each in gradients.values()]))
    expected = {name: each * min(1, bound / norm) for name, each in gradients.items()}
    assert close(clip_norm(gradients, bound), expected), "Other gradients, another norm: clip_norm returns other numbers. One norm for all five; shortened only where it exceeds max_norm."
### END HIDDEN TESTS

# %% mistake="clip"
def clip(gradients, maxValue):
    """clip doesn't change anything: np.clip returns a new array, and yours is put away under a name of the loop."""
    for gradient in gradients.values():
        gradient = np.clip(gradient, -maxValue, maxValue)
    return gradients


def clip_norm(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(each**2) for each in gradients.values()))
    return {name: each * (max_norm / norm if norm > max_norm else 1.0) for name, each in gradients.items()}

# %% mistake="clip"
def clip(gradients, maxValue):
    """Large negative gradients stay as they are in clip. Cut off on both sides."""
    return {name: np.minimum(each, maxValue) for name, each in gradients.items()}


def clip_norm(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(each**2) for each in gradients.values()))
    return {name: each * (max_norm / norm if norm > max_norm else 1.0) for name, each in gradients.items()}

# %% mistake="clip"
def clip(gradients, maxValue):
    """clip cuts off at a fixed number: take maxValue."""
    return {name: np.clip(each, -5, 5) for name, each in gradients.items()}


def clip_norm(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(each**2) for each in gradients.values()))
    return {name: each * (max_norm / norm if norm > max_norm else 1.0) for name, each in gradients.items()}

# %% mistake="clip"
def clip(gradients, maxValue):
    """clip_norm takes a norm for each array by itself, which bends the direction. Take one for all five."""
    return {name: np.clip(each, -maxValue, maxValue) for name, each in gradients.items()}


def clip_norm(gradients, max_norm):
    return {name: each * min(1, max_norm / max(np.linalg.norm(each), 1e-12)) for name, each in gradients.items()}

# %% mistake="clip"
def clip(gradients, maxValue):
    """clip_norm makes short gradients longer. Shorten only those that exceed max_norm."""
    return {name: np.clip(each, -maxValue, maxValue) for name, each in gradients.items()}


def clip_norm(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(each**2) for each in gradients.values()))
    return {name: each * max_norm / max(norm, 1e-12) for name, each in gradients.items()}

# %% mistake="clip"
def clip(gradients, maxValue):
    """The root is missing in the norm of clip_norm: the sum of squares is its square."""
    return {name: np.clip(each, -maxValue, maxValue) for name, each in gradients.items()}


def clip_norm(gradients, max_norm):
    norm = sum(np.sum(each**2) for each in gradients.values())
    return {name: each * (max_norm / norm if norm > max_norm else 1.0) for name, each in gradients.items()}

# %% demo
gradients = {"dWaa": np.array([[3.0, 12.0]]), **{name: np.zeros((1, 1)) for name in ("dWax", "dWya", "db", "dby")}}
ways = {"as it is": gradients, "by value, 5": clip({**gradients, "dWaa": gradients["dWaa"].copy()}, 5), "by norm, 5": clip_norm({**gradients, "dWaa": gradients["dWaa"].copy()}, 5)}
figure, ax = plt.subplots(figsize=(4.6, 3.8), layout="constrained")
for (text, each), color in zip(ways.items(), ("0.7", COLORS[1], COLORS[0])):
    ax.annotate("", each["dWaa"][0], (0, 0), arrowprops={"color": color, "width": 2, "headwidth": 9})
    ax.text(*(each["dWaa"][0] + 0.25), text, color=color if color != "0.7" else "0.4")
ax.set(title="By value the direction bends, by norm it stays", xlabel="gradient of one weight", ylabel="of another", xlim=(0, 8), ylim=(0, 13.5))
plt.show()

# %% [markdown]
# ## Exercise 5 · One step  (5 points, ~10 min, ●●○)
# Write `optimize(X, Y, a_prev, parameters, learning_rate)`, one step of gradient descent on one name: `rnn_forward`, `rnn_backward`, your `clip` at **5**, then $\theta \leftarrow \theta - \alpha\, d\theta$ for
# each of the five parameters, **in the dictionary** `parameters`: it holds the new ones afterwards (3 points). It returns the loss before the step, the clipped gradients, and the state after the last character (2 points).
#
# `rnn_forward(X, Y, a_prev, parameters)` returns the loss and a cache; `rnn_backward(X, Y, parameters, cache)` returns the gradients (`"dWax"` belongs to `"Wax"`) and all states, shape (T, n_a, 1).
#
# *Example.* If `by` is 1 somewhere, its gradient 20 there and the learning rate 0.1, then it becomes $1 - 0.1 \cdot 5 = 0.5$. Whether new arrays stand in the dictionary or the old ones were changed doesn't matter.
#
# <details><summary>Hint 1: the order</summary>
#
# Four lines: forward, backward, clip, and a loop over the names of the parameters.
#
# </details>
#
# <details><summary>Hint 2: what comes back</summary>
#
# The last of all states is at place `len(X) - 1`.
#
# </details>

# %% solution="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """One step of gradient descent with clipped gradients, on one sequence.

    X, Y: lists as in exercise 1. a_prev: the state before the first character, (n_a, 1).
    parameters: a dictionary with Wax, Waa, Wya, b and by; it holds the new parameters afterwards.
    Returns the loss before the step, the dictionary of gradients (each number from -5 to 5), and the last state, (n_a, 1).
    """
    ### BEGIN SOLUTION
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for name in parameters:
        parameters[name] = parameters[name] - learning_rate * gradients["d" + name]
    return loss, gradients, a[len(X) - 1]
    ### END SOLUTION

# %% tests="optimize" part="step" points=3
import numpy as np

from companion.recurrent import initialize_parameters
from companion.testing import close

parameters = initialize_parameters(4, 3, 3, np.random.default_rng(0))
parameters["by"] = np.array([[1.0], [0], [0]])
for name in ("Wax", "Waa", "Wya"):
    parameters[name] = np.zeros_like(parameters[name])
X, Y = [None] + [1] * 39, [1] * 39 + [2]
found = optimize(list(X), list(Y), np.zeros((4, 1)), parameters, 0.1)
assert found is not None and len(found) == 3, "optimize returns the loss, the gradients and the last state."
assert close(parameters["by"], [[0.5], [0.5], [-0.5]], atol=1e-3), "The example: gradients beyond 5 are cut off, so by goes from 1, 0, 0 to 0.5, 0.5, -0.5. (Here they are 23, -30 and 7.5.)"
one = {name: np.linspace(-0.5, 0.75, each.size).reshape(each.shape) for name, each in initialize_parameters(2, 3, 3, np.random.default_rng(0)).items()}
before = {name: each.copy() for name, each in one.items()}
optimize([None, 1, 2], [1, 2, 0], np.full((2, 1), 0.5), one, 0.1)
assert all(np.shape(one[name]) == each.shape for name, each in before.items()), "Every parameter keeps its shape."
assert all(not close(one[name], before[name]) for name in ("Wax", "Waa", "Wya", "b", "by")), "All five parameters make a step."
### BEGIN HIDDEN TESTS
from companion.recurrent import rnn_backward, rnn_forward
from companion.testing import taken

rng = np.random.default_rng(7)
for n_a, n_x, T, scale, rate in ((3, 5, 4, 0.5, 0.01), (8, 6, 30, 3.0, 0.05), (2, 4, 1, 1.0, 1.0), (6, 3, 60, 1.0, 0.2)):
    parameters = {name: scale * (each + 0.1 * rng.normal(size=each.shape)) for name, each in initialize_parameters(n_a, n_x, n_x, rng).items()}
    indices, a = rng.integers(n_x, size=T).tolist(), rng.uniform(-0.9, 0.9, size=(n_a, 1))
    X, Y = [None, *indices[:-1]], indices
    raw, _ = rnn_backward(X, Y, parameters, rnn_forward(X, Y, a, parameters)[1])
    expected = {name: each - rate * np.minimum(np.maximum(raw["d" + name], -5), 5) for name, each in parameters.items()}
    given = {name: each.copy() for name, each in parameters.items()}
    loss, gradients, last = optimize(list(X), list(Y), a.copy(), given, rate)
    numbers = [taken(loss), taken(last), *(taken(gradients["d" + name]) for name in expected)]
    assert all(each.size and np.all(np.isfinite(each)) for each in numbers), "What optimize returns has to be numbers: a loss, five gradients, a state."
    assert [each.shape for each in numbers] == [(), (n_a, 1), *(each.shape for each in expected.values())], "A loss without axes, a state (n_a, 1), and gradients with the shapes of their parameters."
    assert close(given, expected, rtol=1e-4, atol=1e-6), "Another name, another start: the parameters after the step are others. Gradients clipped at 5 first; minus; this learning rate; the state that was handed over; written into the dictionary."
### END HIDDEN TESTS

# %% tests="optimize" part="returned" points=2
import numpy as np

from companion.recurrent import initialize_parameters
from companion.testing import close

parameters = {name: np.zeros_like(each) for name, each in initialize_parameters(2, 3, 3, np.random.default_rng(0)).items()}
parameters["b"] = np.array([[1.0], [-1.0]])
loss, gradients, a = optimize([None, 1], [1, 0], np.zeros((2, 1)), parameters, 0.5)
assert close(loss, 2 * np.log(3)), "All outputs are equal: the loss is the sum of twice ln 3, before the step."
assert close(a, np.tanh([[1.0], [-1.0]])), "With zero weights and b = 1 and -1, the last state is tanh(1) and tanh(-1), shape (2, 1)."
### BEGIN HIDDEN TESTS
from companion.recurrent import rnn_backward, rnn_forward

rng = np.random.default_rng(8)
for n_a, n_x, T, scale in ((3, 5, 4, 0.5), (8, 6, 30, 3.0), (2, 4, 1, 1.0), (5, 3, 60, 1.0)):
    parameters = {name: scale * (each + 0.1 * rng.normal(size=each.shape)) for name, each in initialize_parameters(n_a, n_x, n_x, rng).items()}
    indices, start = rng.integers(n_x, size=T).tolist(), rng.uniform(-0.9, 0.9, size=(n_a, 1))
    X, Y = [None, *indices[:-1]], indices
    expected_loss, cache = rnn_forward(X, Y, start, parameters)
    raw, states = rnn_backward(X, Y, parameters, cache)
    expected = {name: np.minimum(np.maximum(each, -5), 5) for name, each in raw.items()}
    loss, gradients, a = optimize(list(X), list(Y), start.copy(), {name: each.copy() for name, each in parameters.items()}, 0.01)
    assert close(loss, expected_loss, rtol=1e-4), "The loss is another one: the sum over the name, before the step, from the state that was handed over."
    assert close(gradients, expected, rtol=1e-4, atol=1e-6), "The gradients are others: return the five clipped ones."
    assert close(a, states[-1], rtol=1e-4, atol=1e-6), "The state is another one: return the last, of shape (n_a, 1)."
### END HIDDEN TESTS

# %% mistake="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """The gradients aren't clipped at 5 before the step."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    for name in parameters:
        parameters[name] = parameters[name] - learning_rate * gradients["d" + name]
    return loss, gradients, a[len(X) - 1]

# %% mistake="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """The step goes uphill: subtract the gradient."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for name in parameters:
        parameters[name] = parameters[name] + learning_rate * gradients["d" + name]
    return loss, gradients, a[len(X) - 1]

# %% mistake="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """The new parameters are put into a dictionary that nobody sees again. Put them into the one that was handed over."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = {name: each - learning_rate * gradients["d" + name] for name, each in parameters.items()}
    return loss, gradients, a[len(X) - 1]

# %% mistake="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """You return the first state. The one after the last character is at len(X) - 1."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for name in parameters:
        parameters[name] = parameters[name] - learning_rate * gradients["d" + name]
    return loss, gradients, a[0]

# %% mistake="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """You begin with a state of zeros: take a_prev."""
    loss, cache = rnn_forward(X, Y, np.zeros_like(a_prev), parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for name in parameters:
        parameters[name] = parameters[name] - learning_rate * gradients["d" + name]
    return loss, gradients, a[len(X) - 1]

# %% mistake="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """You step with the whole gradient and clip it afterwards. Clip first."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    for name in parameters:
        parameters[name] = parameters[name] - learning_rate * gradients["d" + name]
    return loss, clip(gradients, 5), a[len(X) - 1]

# %% [markdown]
# Training is your `optimize`, name after name in a new order each epoch, from a state of zeros, with a learning rate that falls to 0 (course 2, week 2).

# %%
@cache
def trained(n_a=64, steps=14_000, learning_rate=0.03, seed=0):
    """A network trained on the train names: parameters, losses a character, dev perplexities (steps so far, perplexity), steps with a clipped gradient."""
    rng, pairs = np.random.default_rng(seed), examples("train")
    steps = min(steps, 30 * len(pairs))  # a short list isn't read more than thirty times
    parameters, losses, scores, clipped = initialize_parameters(n_a, n, n, rng), [], [], 0
    for step in range(steps):
        if step % len(pairs) == 0:
            order = rng.permutation(len(pairs))
        X, Y = pairs[order[step % len(pairs)]]
        loss, gradients, _ = optimize(X, Y, np.zeros((n_a, 1)), parameters, learning_rate * (1 - step / steps))
        clipped += max(np.abs(each).max() for each in gradients.values()) >= 5
        losses.append(loss / len(Y))
        if (step + 1) % max(steps // 7, 1) == 0:
            scores.append((step + 1, perplexity(lambda X: rnn_probabilities(X, parameters), examples("dev"))))
    return parameters, losses, scores, clipped

# %% demo
parameters, losses, scores, clipped = trained()
smooth = np.convolve(losses, np.ones(300) / 300, "valid") if len(losses) > 900 else np.array(losses)
figure, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
ax.plot(np.arange(len(smooth)) + len(losses) - len(smooth), np.exp(smooth), color="0.6", label="train, mean of 300 names" if len(smooth) < len(losses) else "train")
ax.plot(*zip(*scores), "o-", color=COLORS[0], label="dev")
table = bigram_table(examples("train"), n)
ax.axhline(perplexity(predict_with(table), examples("dev")), color=COLORS[1], linestyle="--", label="bigrams, dev")
ax.set(title=f"After {len(losses):,} names: {scores[-1][1]:.1f} on dev", xlabel="names read", ylabel="perplexity")
ax.legend()
plt.show()
print(f"a gradient was clipped in {clipped:,} of {len(losses):,} steps: " + ("names are short, and clipping is an insurance here" if clipped < len(losses) / 50 else "often, so it shapes the training"))

# %% [markdown]
# ## Inventing
# A model that guesses can write: draw a character by its probabilities, read it, draw the next, until the end is drawn. Always taking the *most likely* one gives the same name for ever.
#
# A **temperature** $\tau$ divides the scores before the softmax, $\text{softmax}(z/\tau)$. Below 1 the model takes fewer risks, above 1 more.

# %% [markdown]
# ## Exercise 6 · Sample  (6 points, ~15 min, ●●●)
# Write `sample(parameters, char_to_ix, rng, temperature=1.0)`. Begin with $x$ and $a$ as zeros. Then, again and again:
# 1. $a \leftarrow \tanh(W_{ax} x + W_{aa} a + b)$ and $z = W_{ya} a + b_y$;
# 2. draw an index by the probabilities softmax($z/\tau$), with the generator `rng`;
# 3. $x$ becomes the one-hot vector of what was drawn.
#
# Stop when the end is drawn. If 50 characters have been drawn without it, the end is put behind them, drawn or not. The way from character to character and the end earn 3 points, the draws 2, the temperature 1.
#
# *Another course's* `sample` takes a seed in the third place. Ours takes a generator, so that two calls with one generator give two names.
#
# *Example.* If `by` is 100 for the end and all else is 0, the result is [index of the end]. If `by` is 100 for *a*, it is 50 times *a* and the end: 51 indices.
#
# <details><summary>Hint 1: the draw</summary>
#
# `rng.choice(n, p=p)` takes probabilities of shape (n,): `p.ravel()`.
#
# </details>
#
# <details><summary>Hint 2: a softmax that stays finite</summary>
#
# Subtract the largest of $z/\tau$ before the exponential.
#
# </details>
#
# <details><summary>Hint 3: the loop</summary>
#
# `while len(indices) < 50:`, with a `return` inside where the end was drawn, and one with the end behind the loop.
#
# </details>

# %% solution="sample"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    """A sequence drawn from a network.

    parameters: Wax (n_a, n), Waa (n_a, n_a), Wya (n, n_a), b (n_a, 1), by (n, 1), not changed. char_to_ix: a dictionary of n characters;
    "\\n" is the end, and may have any index. rng: a generator of NumPy, from which all that is random is drawn.
    temperature: above 0. Scores z / temperature of any finite size, such as 10,000, are possible.
    Returns a list of indices; the end is in it once, at the last place, after at most 50 others.
    """
    ### BEGIN SOLUTION
    n, end = len(char_to_ix), char_to_ix["\n"]
    x, a = np.zeros((n, 1)), np.zeros_like(parameters["b"])
    indices = []
    while len(indices) < 50:
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        z = (parameters["Wya"] @ a + parameters["by"]).ravel() / temperature
        p = np.exp(z - z.max())
        index = int(rng.choice(n, p=p / p.sum()))
        indices.append(index)
        if index == end:
            return indices
        x = np.zeros((n, 1))
        x[index] = 1
    return [*indices, end]
    ### END SOLUTION

# %% tests="sample" part="way" points=3
import numpy as np

letters = {"\n": 0, "a": 1, "b": 2}
zeros = {"Wax": np.zeros((4, 3)), "Waa": np.zeros((4, 4)), "Wya": np.zeros((3, 4)), "b": np.zeros((4, 1)), "by": np.zeros((3, 1))}
found = sample({**zeros, "by": np.array([[100.0], [0], [0]])}, dict(letters), np.random.default_rng(0))
assert found is not None, "sample returns None. Does it end with a return?"
assert list(found) == [0], "The example: only the end is likely, so it is drawn at once, and is in the list."
found = sample({**zeros, "by": np.array([[0.0], [100], [0]])}, dict(letters), np.random.default_rng(0))
assert list(found) == [1] * 50 + [0], "The example: only a is likely. 50 of them, and then the end."
spelling = {**zeros, "Wax": np.eye(4, 3), "Wya": np.array([[0.0, 0, 900, 0], [0, -900, -900, 0], [0, 900, -900, 0]]), "by": np.array([[0.0], [300], [0]])}
assert list(sample(spelling, dict(letters), np.random.default_rng(0))) == [1, 2, 0], "Here b follows a, the end follows b, and a comes first: does x become what was drawn, and begin with zeros?"
swinging = {name: each.copy() for name, each in zeros.items()}
swinging["Waa"][0, 0], swinging["b"][0, 0], swinging["Wya"][1, 0], swinging["Wya"][2, 0] = -100, 50, 100, -100
turned = {**spelling, "Wax": spelling["Wax"][:, [1, 2, 0]], "Wya": spelling["Wya"][[1, 2, 0]], "by": spelling["by"][[1, 2, 0]]}
assert list(sample(turned, {"a": 0, "b": 1, "\n": 2}, np.random.default_rng(0))) == [0, 1, 2], "The same network with the end at index 2: a, b, end."
assert list(sample(swinging, dict(letters), np.random.default_rng(0))) == [1, 2] * 25 + [0], "Here the state swings between 1 and -1, and a and b take turns: is the state carried on from step to step?"
### BEGIN HIDDEN TESTS


def likeliest(parameters, end):
    """The way along the highest scores, and the least distance of a highest score to the next."""
    x, a, way, least = np.zeros(parameters["Wax"].shape[1]), np.zeros(len(parameters["Waa"])), [], np.inf
    while len(way) < 50 and (not way or way[-1] != end):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"][:, 0])
        z = parameters["Wya"] @ a + parameters["by"][:, 0]
        low, high = np.sort(z)[-2:]
        least, x = min(least, high - low), np.eye(len(z))[np.argmax(z)]
        way.append(int(np.argmax(z)))
    return (way if way[-1] == end else [*way, end]), least


rng, ended, cut = np.random.default_rng(9), 0, 0
while ended < 8 or cut < 4:
    n, n_a = int(rng.integers(3, 8)), int(rng.integers(2, 7))
    shapes = {"Wax": (n_a, n), "Waa": (n_a, n_a), "Wya": (n, n_a), "b": (n_a, 1), "by": (n, 1)}
    parameters = {name: rng.normal(size=shape) * (2000 if name in ("Wya", "by") else 1) for name, shape in shapes.items()}
    end = int(rng.integers(n))
    expected, least = likeliest(parameters, end)
    if least < 60 or len(expected) < 4 or (len(expected) < 51 and ended >= 8) or (len(expected) == 51 and cut >= 4):
        continue
    ended, cut = ended + (len(expected) < 51), cut + (len(expected) == 51)
    places = {"\n" if index == end else chr(97 + index): index for index in range(n)}
    found = sample({name: each.copy() for name, each in parameters.items()}, places, np.random.default_rng(1))
    assert [int(index) for index in found] == expected, "A network that is sure of each character writes something else. Look at x and a at the beginning and after each draw, at the end's index, at what happens after 50, and at scores in the thousands."
### END HIDDEN TESTS

# %% tests="sample" part="draws" points=2
import numpy as np

letters = {"\n": 0, "a": 1, "b": 2}
zeros = {"Wax": np.zeros((2, 3)), "Waa": np.zeros((2, 2)), "Wya": np.zeros((3, 2)), "b": np.zeros((2, 1)), "by": np.log([[0.5], [0.3], [0.2]])}
rng = np.random.default_rng(0)
firsts = [sample(zeros, letters, rng)[0] for _ in range(200)]
assert abs(firsts.count(0) / 200 - 0.5) < 0.17, "The end has a probability of 1/2, and comes first in another share of 200 names. Draw by the probabilities, and from rng."
one, other = (sample(zeros, letters, np.random.default_rng(5)) for _ in range(2))
assert list(one) == list(other), "Two generators with one seed give the same name: draw from rng only."
### BEGIN HIDDEN TESTS
weights = np.random.default_rng(10)
parameters = {name: weights.normal(size=each.shape) for name, each in zeros.items()}
parameters["Waa"], parameters["by"][0] = np.zeros((2, 2)), -300  # what follows depends on the character before, and the end doesn't come
expected = {}
for k in (1, 2):
    scores = np.exp(parameters["Wya"] @ np.tanh(parameters["Wax"][:, k] + parameters["b"][:, 0]) + parameters["by"][:, 0])
    expected[k] = scores[1] / scores.sum()
rng = np.random.default_rng(11)
found = [[int(index) for index in sample(parameters, letters, rng)] for _ in range(60)]
assert all(len(each) == 51 and each[-1] == 0 for each in found), "The end is next to impossible here: 50 characters, and then the end."
followers = {k: [new for each in found for old, new in zip(each, each[1:50]) if old == k] for k in (1, 2)}
for k, p in expected.items():
    share, draws = np.mean(np.equal(followers[k], 1)), len(followers[k])
    assert draws > 100 and abs(share - p) < 5 * np.sqrt(p * (1 - p) / draws), "Over 3,000 characters, what follows a character has another share than its probability."
parameters["by"][0] = 0
for seed in range(5):
    one, other = (list(sample(parameters, letters, np.random.default_rng(seed))) for _ in range(2))
    assert one == other, "Two generators with one seed give different names: something is drawn that doesn't come from rng."
### END HIDDEN TESTS

# %% tests="sample" part="temperature" points=1
import numpy as np

letters = {"\n": 0, "a": 1}
zeros = {"Wax": np.zeros((2, 2)), "Waa": np.zeros((2, 2)), "Wya": np.zeros((2, 2)), "b": np.zeros((2, 1)), "by": np.log([[0.6], [0.4]])}
assert all(list(sample(zeros, letters, np.random.default_rng(seed), 0.001)) == [0] for seed in range(10)), "Close to temperature 0, only the most likely character is drawn: the end."
### BEGIN HIDDEN TESTS
letters, zeros = {"\n": 0, "a": 1, "b": 2}, {"Wax": np.zeros((2, 3)), "Waa": np.zeros((2, 2)), "Wya": np.zeros((3, 2)), "b": np.zeros((2, 1))}
for temperature, p in ((0.5, 0.36 / 0.52), (3.0, 1 / (1 + (2 / 3) ** (1 / 3))), (1.0, 0.6)):
    rng = np.random.default_rng(12)
    by = np.array([[-1000.0], [np.log(0.6)], [np.log(0.4)]])  # the end doesn't come, so each call draws 50 characters
    drawn = [int(index) for _ in range(40) for index in sample({**zeros, "by": by.copy()}, letters, rng, temperature)[:50]]
    assert abs(drawn.count(1) / 2000 - p) < 5 * np.sqrt(p * (1 - p) / 2000), "At another temperature, shares of 2,000 characters differ from softmax(z / temperature). Divide the scores before the softmax."
### END HIDDEN TESTS

# %% mistake="sample"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    """You take the most likely character each time. Draw by the probabilities."""
    n, end = len(char_to_ix), char_to_ix["\n"]
    x, a, indices = np.zeros((n, 1)), np.zeros_like(parameters["b"]), []
    while len(indices) < 50 and (not indices or indices[-1] != end):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        indices.append(int(np.argmax(parameters["Wya"] @ a + parameters["by"])))
        x = np.eye(n)[:, indices[-1:]]
    return indices if indices[-1] == end else indices + [end]

# %% mistake="sample"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    """x stays what it was at the beginning. It has to become what was drawn."""
    n, end = len(char_to_ix), char_to_ix["\n"]
    x, a, indices = np.zeros((n, 1)), np.zeros_like(parameters["b"]), []
    while len(indices) < 50 and (not indices or indices[-1] != end):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        z = (parameters["Wya"] @ a + parameters["by"]).ravel() / temperature
        p = np.exp(z - z.max())
        indices.append(int(rng.choice(n, p=p / p.sum())))
    return indices if indices[-1] == end else indices + [end]

# %% mistake="sample"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    """The state isn't carried on: each step begins with zeros again."""
    n, end = len(char_to_ix), char_to_ix["\n"]
    x, a_prev, indices = np.zeros((n, 1)), np.zeros_like(parameters["b"]), []
    while len(indices) < 50 and (not indices or indices[-1] != end):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a_prev + parameters["b"])
        z = (parameters["Wya"] @ a + parameters["by"]).ravel() / temperature
        p = np.exp(z - z.max())
        indices.append(int(rng.choice(n, p=p / p.sum())))
        x = np.eye(n)[:, indices[-1:]]
    return indices if indices[-1] == end else indices + [end]

# %% mistake="sample"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    """After 50 characters the end is missing: put it behind them."""
    n, end = len(char_to_ix), char_to_ix["\n"]
    x, a, indices = np.zeros((n, 1)), np.zeros_like(parameters["b"]), []
    while len(indices) < 50 and (not indices or indices[-1] != end):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        z = (parameters["Wya"] @ a + parameters["by"]).ravel() / temperature
        p = np.exp(z - z.max())
        indices.append(int(rng.choice(n, p=p / p.sum())))
        x = np.eye(n)[:, indices[-1:]]
    return indices

# %% mistake="sample"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    """The scores are multiplied by the temperature. Divide by it: a low one has to make the model more sure."""
    n, end = len(char_to_ix), char_to_ix["\n"]
    x, a, indices = np.zeros((n, 1)), np.zeros_like(parameters["b"]), []
    while len(indices) < 50 and (not indices or indices[-1] != end):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        z = (parameters["Wya"] @ a + parameters["by"]).ravel() * temperature
        p = np.exp(z - z.max())
        indices.append(int(rng.choice(n, p=p / p.sum())))
        x = np.eye(n)[:, indices[-1:]]
    return indices if indices[-1] == end else indices + [end]

# %% mistake="sample"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    """A generator is made inside, from a fixed seed, so each call gives the same name. Draw from rng."""
    rng = np.random.default_rng(0)
    n, end = len(char_to_ix), char_to_ix["\n"]
    x, a, indices = np.zeros((n, 1)), np.zeros_like(parameters["b"]), []
    while len(indices) < 50 and (not indices or indices[-1] != end):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        z = (parameters["Wya"] @ a + parameters["by"]).ravel() / temperature
        p = np.exp(z - z.max())
        indices.append(int(rng.choice(n, p=p / p.sum())))
        x = np.eye(n)[:, indices[-1:]]
    return indices if indices[-1] == end else indices + [end]

# %%
def invent(count, temperature=1.0, seed=0):
    """Names of at least one character, drawn by your sample from your network."""
    rng, made = np.random.default_rng(seed), []
    for _ in range(20 * count + 1000):
        if len(made) == count:
            return made
        name = "".join(ix_to_char[int(index)] for index in sample(trained()[0], char_to_ix, rng, temperature))[:-1].strip()
        made += [name] if name else []
    raise ValueError(f"sample drew the end at once nearly always: {len(made)} of {count} names have a letter")

# %% [markdown]
# *Guess first.* How many of 400 names will be ones that the list has already, at a temperature of 0.3, of 1, of 1.6?

# %% demo
temperatures = (0.3, 0.7, 1.0, 1.6)
page_of_names([invent(14, each) for each in temperatures], [f"temperature {each}" for each in temperatures], "New names (orange, with _: the list has them)", train_names + dev_names)

# %% [markdown]
# <details><summary>What ours wrote</summary>
#
# On our machine, of 400 first names 35 % were in the list at temperature 0.3, 5 % at 1, 2 % at 1.6. A cold model sticks to what is common, and so are names of the list; a hot one writes
# what nobody can pronounce. At 0.3 about another fifth had been drawn before, so fewer than half were new.
#
# </details>

# %% [markdown]
# Move the temperature. The bars are what your network expects after a beginning.

# %% demo
def expect(temperature=1.0, beginning="ma"):
    """The probabilities of the next character after a beginning, and eight names at this temperature."""
    read = [None, *(char_to_ix[each] for each in beginning.lower() if each in char_to_ix)]
    scores = np.log(rnn_probabilities(read, trained()[0])[-1]) / temperature
    p = np.exp(scores - scores.max())
    figure, ax = plt.subplots(figsize=(8, 2.6), layout="constrained")
    ax.bar(["end", *list(char_to_ix)[1:]], p / p.sum(), color=COLORS[0])
    ax.set(title=f"What follows “{beginning}” at temperature {temperature:.1f}", xlabel="next character", ylabel="probability", ylim=(0, 1))
    plt.show()
    print("eight names:", *(name.title() for name in invent(8, temperature)))


expect(0.5)
expect(1.5)

# %% demo tags=["nbval-ignore-output"]
sliders = interact(expect, temperature=FloatSlider(1.0, min=0.1, max=2.5, step=0.1, continuous_update=False), beginning=Text("ma", continuous_update=False))

# %% [markdown]
# ## How many are new?
# Whoever shows invented names should say how many the list had already. Each name that was drawn is *one* of three: a **copy** (it is in the list, train or dev), else a **repeat** (it was drawn before), else **new**.

# %% [markdown]
# ## Exercise 7 · Find the bugs  (4 points, ~10 min, ●●○)
# `broken_report` misses copies and repeats, and its shares may sum to more than 1. It has **three** mistakes. Run the symptoms below, then write `mended_report` with the same arguments. Copies earn 2
# points, repeats 1, shares that sum to 1 the last. Upper and lower case never make another name.
#
# *Example.* Drawn: *ann*, *Bo*, *bo*, *ann*, *Cy*. The list: *Ann*, *Eve*. The shares: copies 2/5 (*ann*, twice), repeats 1/5 (*bo*), new 2/5.

# %%
def broken_report(drawn, listed):
    """Shares of copies, repeats and new names among those drawn. With three mistakes."""
    copies = repeats = new = 0
    known, seen = set(listed), set()
    for name in drawn:
        if name in known:
            copies += 1
        if name in seen:
            repeats += 1
        else:
            new += 1
    return {"copies": copies / len(drawn), "repeats": repeats / len(drawn), "new": new / len(drawn)}

# %% demo
def symptoms(report):
    """Three measurements of a function like broken_report."""
    print("symptom 1: drawn is ann, the list has Ann, copies should be 1.0:", report(["ann"], ["Ann"])["copies"])
    print("symptom 2: drawn is ann, and the list has ann, the sum should be 1.0:", sum(report(["ann"], ["ann"]).values()))
    print("symptom 3: drawn is bo, twice, and the list has ann, repeats should be 0.5:", report(["bo", "bo"], ["ann"])["repeats"])


symptoms(broken_report)

# %% [markdown]
# <details><summary>Hint 1: one of three</summary>
#
# Follow one copy through the loop. How many counters does it move?
#
# </details>
#
# <details><summary>Hint 2: what was seen</summary>
#
# Nothing is ever put into `seen`.
#
# </details>

# %% solution="mended_report"
def mended_report(drawn, listed):
    """Shares of copies, repeats and new names.

    drawn: a list of at least one name; listed: a list of names, maybe empty. Case doesn't matter in either. Neither is changed.
    Returns a dictionary with the shares "copies", "repeats" and "new", three numbers that sum to 1.
    """
    ### BEGIN SOLUTION
    copies = repeats = new = 0
    known, seen = {name.lower() for name in listed}, set()
    for name in map(str.lower, drawn):
        if name in known:
            copies += 1
        elif name in seen:
            repeats += 1
        else:
            new += 1
        seen.add(name)
    return {"copies": copies / len(drawn), "repeats": repeats / len(drawn), "new": new / len(drawn)}
    ### END SOLUTION

# %% tests="mended_report" part="copies" points=2
from companion.testing import close

found = mended_report(["ann", "Bo", "bo", "ann", "Cy"], ["Ann", "Eve"])
assert found is not None, "mended_report returns None. Does it end with a return?"
assert close(found["copies"], 0.4), "The example: ann is in the list, and was drawn twice: 2/5 are copies."
assert close(mended_report(["ANN", "bo"], ["ann"])["copies"], 0.5), "ANN is a copy of ann."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(13)
for size in (1, 12, 40):
    words = ["".join(letters) for letters in rng.choice(list("abAB"), size=(size, 2))]
    listed = ["".join(letters) for letters in rng.choice(list("abAB"), size=(2, 2))]
    expected = np.mean([any(word.upper() == other.upper() for other in listed) for word in words])
    given = list(words), list(listed)
    assert close(mended_report(*given)["copies"], expected), "Other names: the share of copies is another one. Case, and each time that one is drawn."
    assert given == (words, listed), "The lists must not be changed."
assert close(mended_report(["bo"], [])["copies"], 0), "An empty list: no copies."
### END HIDDEN TESTS

# %% tests="mended_report" part="repeats" points=1
from companion.testing import close

assert close(mended_report(["ann", "Bo", "bo", "ann", "Cy"], ["Ann", "Eve"])["repeats"], 0.2), "The example: only bo repeats. The second ann is a copy."
### BEGIN HIDDEN TESTS
assert close(mended_report(["Bo", "bo", "BO", "di"], ["Ann"])["repeats"], 0.5), "Bo, bo, BO: the second and the third are repeats."
assert close(mended_report(["ann", "ann", "ann"], ["Ann"])["repeats"], 0), "A copy is a copy each time, not a repeat."
assert close(mended_report(["a", "b", "a", "c", "a"], ["b"])["repeats"], 0.4), "a comes three times, with others between: two repeats of five."
### END HIDDEN TESTS

# %% tests="mended_report" part="shares" points=1
from companion.testing import close

found = mended_report(["ann", "Bo", "bo", "ann", "Cy"], ["Ann", "Eve"])
assert close(found["new"], 0.4), "The example: Bo and Cy are new, 2/5."
assert close(found["copies"] + found["repeats"] + found["new"], 1), "Each name is one of three: the shares sum to 1."
### BEGIN HIDDEN TESTS
for drawn, listed, expected in ((["x"], [], [0, 0, 1]), (["x", "X", "y"], ["Y"], [1 / 3, 1 / 3, 1 / 3]), (["q", "q", "r", "s"], ["Q"], [0.5, 0, 0.5])):
    found = mended_report(list(drawn), list(listed))
    assert close([found["copies"], found["repeats"], found["new"]], expected), "Other names: the three shares differ. Each name moves one counter."
### END HIDDEN TESTS

# %% mistake="mended_report"
def mended_report(drawn, listed):
    """Case is still compared: Ann and ann are one name, in both lists."""
    copies = repeats = new = 0
    known, seen = set(listed), set()
    for name in drawn:
        if name in known:
            copies += 1
        elif name in seen:
            repeats += 1
        else:
            new += 1
        seen.add(name)
    return {"copies": copies / len(drawn), "repeats": repeats / len(drawn), "new": new / len(drawn)}

# %% mistake="mended_report"
def mended_report(drawn, listed):
    """A copy still moves a second counter. Each name is one of three: elif."""
    copies = repeats = new = 0
    known, seen = {name.lower() for name in listed}, set()
    for name in map(str.lower, drawn):
        if name in known:
            copies += 1
        if name in seen:
            repeats += 1
        else:
            new += 1
        seen.add(name)
    return {"copies": copies / len(drawn), "repeats": repeats / len(drawn), "new": new / len(drawn)}

# %% mistake="mended_report"
def mended_report(drawn, listed):
    """Nothing is put into seen, so nothing repeats."""
    copies = repeats = new = 0
    known, seen = {name.lower() for name in listed}, set()
    for name in map(str.lower, drawn):
        if name in known:
            copies += 1
        elif name in seen:
            repeats += 1
        else:
            new += 1
    return {"copies": copies / len(drawn), "repeats": repeats / len(drawn), "new": new / len(drawn)}

# %% mistake="mended_report"
def mended_report(drawn, listed):
    """A copy that is drawn again is counted as a repeat. First ask whether the list has it."""
    copies = repeats = new = 0
    known, seen = {name.lower() for name in listed}, set()
    for name in map(str.lower, drawn):
        if name in seen:
            repeats += 1
        elif name in known:
            copies += 1
        else:
            new += 1
        seen.add(name)
    return {"copies": copies / len(drawn), "repeats": repeats / len(drawn), "new": new / len(drawn)}

# %% demo
steps = np.arange(0.2, 1.81, 0.2)
shares = [mended_report(invent(150, float(each), seed=1), train_names + dev_names) for each in steps]
figure, ax = plt.subplots(figsize=(7, 3), layout="constrained")
ax.stackplot(steps, [[each[kind] for each in shares] for kind in ("copies", "repeats", "new")], colors=(COLORS[1], "0.8", COLORS[0]), labels=("copies", "repeats", "new"))
ax.set(title="The colder, the more is copied", xlabel="temperature", ylabel="share of 150 names", xlim=(0.2, 1.8), ylim=(0, 1))
ax.legend(loc="center right")
plt.show()
print("at temperature 1, dev names, which it never saw, among 150 drawn:", len(set(invent(150, 1.0, seed=1)) & set(dev_names)))

# %% [markdown]
# ## The library's own
# The same with Keras: a **GRU** (notebook 01) in place of the plain cell, mini-batches of 64, Adam. Names differ in length, so short ones are padded, and the padding weighs 0 in the loss.

# %%
def padded(pairs):
    """One-hot inputs (m, T, n), targets (m, T), and weights (m, T) that are 0 where a name is over."""
    T = max(len(Y) for _, Y in pairs)
    X, Y, weights = np.zeros((len(pairs), T, n), np.float32), np.zeros((len(pairs), T), np.int32), np.zeros((len(pairs), T), np.float32)
    for row, (x, y) in enumerate(pairs):
        X[row, : len(y)], Y[row, : len(y)], weights[row, : len(y)] = one_hot(x, n), y, 1
    return X, Y, weights


def remembered(sequences, guesses):
    """A model that has its guesses for some sequences ready, each an array (T, n) or longer."""
    ready = {tuple(X): np.asarray(each)[: len(X)] for X, each in zip(sequences, guesses)}
    return lambda X: ready[tuple(X)]


@cache
def gru_perplexity(units=64, epochs=8, seed=0):
    """The dev perplexity of a GRU after training, by your function, and how many parameters it has."""
    X, Y, weights = padded(examples("train"))
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((None, n)), layers.GRU(units, return_sequences=True), layers.Dense(n)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, weighted_metrics=[])
    full = len(X) // 64 * 64 or len(X)
    model.fit(X[:full], Y[:full], sample_weight=weights[:full], batch_size=64, epochs=epochs, verbose=0)
    probabilities = tf.nn.softmax(model(padded(examples("dev"))[0])).numpy()
    return perplexity(remembered([x for x, _ in examples("dev")], probabilities), examples("dev")), model.count_params()

# %% demo tags=["nbval-ignore-output"]
score, count = gru_perplexity()
print(f"GRU, {count:,} parameters: {score:.2f} on dev; your network, {sum(each.size for each in trained()[0].values()):,}: {trained()[2][-1][1]:.2f}")

# %% [markdown]
# ## Exercise 8 · Beat the baseline  (4 points, ~20 min, ●●●)
# Does it take a network? Write `guess_next(examples, n, sequences)`, of your own design: it learns from `examples`, and returns its guesses for each of `sequences`, a list of `X`, as arrays like those of
# `predict(X)` in exercise 3. It gets 1,500 surnames, and 300 that you don't see judge it: its perplexity must be **at most 88 %** of that of bigrams with k = 0.1 (3 points). Counting takes less than a second; a network that is trained in here may run into the grader's time limit. A fair model
# earns 1: rows are above 0, sum to 1, and don't look into the future (row $t$ depends on `X[0]` to `X[t]` only).
#
# *Example.* `model = predict_with(bigram_table(examples, n))`, and then `[model(X) for X in sequences]`, is fair, and reaches 100 %. The cell after the tests shows where you stand, on your own list and on 1,800 other surnames. Few examples ask for more caution than many.
#
# <details><summary>Hint 1: longer memories</summary>
#
# Count what follows the last two characters, too, and the last three: a dictionary with a tuple of them as its key. Long contexts know more, and most have been seen once or never.
#
# </details>
#
# <details><summary>Hint 2: mix</summary>
#
# Begin with the shares of single characters, and refine: $p \leftarrow (c + w\,p)/(\sum c + w)$ with the counts $c$ after a context that is one longer, and a weight $w$, such as 5. A context that wasn't
# seen has $\sum c = 0$ and changes nothing.
#
# </details>

# %% solution="guess_next"
def guess_next(examples, n, sequences):
    """The guesses of a language model of your own design.

    examples: to learn from, a list of pairs X, Y as in exercise 1, with indices below n, at least one. n: how many characters there are.
    sequences: a list of X: the first entry is None, the others are indices below n, in any order. Nothing is changed.
    Returns a list with an array (T, n) for each sequence of T entries: probabilities above 0, in rows that sum to 1.
    """
    ### BEGIN SOLUTION
    counts = {}
    for X, Y in examples:
        for t, y in enumerate(Y):
            for length in range(min(t + 1, 4) + 1):
                counts.setdefault(tuple(X[t + 1 - length : t + 1]), np.zeros(n))[y] += 1

    def after(past):
        p = np.full(n, 1 / n)
        for length in range(min(len(past), 4) + 1):
            c = counts.get(tuple(past[len(past) - length :]), np.zeros(n))
            p = (c + 5 * p) / (c.sum() + 5)
        return p

    return [np.array([after(X[: t + 1]) for t in range(len(X))]) for X in sequences]
    ### END SOLUTION

# %% tests="guess_next" part="fair" points=1
import numpy as np

from companion.testing import close, taken

found = guess_next([([None, 1, 2], [1, 2, 0]), ([None, 2], [2, 0])], 4, [[None, 1, 3], [None]])
assert found is not None and len(found) == 2, "guess_next returns a list with an array for each sequence."
assert taken(found[0]).shape == (3, 4) and taken(found[1]).shape == (1, 4), "Four characters: probabilities of shapes (3, 4) and (1, 4)."
assert all(taken(each).min() > 0 and close(taken(each).sum(axis=1), np.ones(len(each))) for each in found), "All probabilities are above 0, and rows sum to 1, for character 3, too, which the examples don't have."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(14)
for n, lengths in ((3, (1,)), (6, (4, 9, 2, 5)), (12, (20, 3, 3))):
    Ys = [rng.integers(n, size=length).tolist() for length in lengths]
    pairs = [([None, *Y[:-1]], Y) for Y in Ys]
    sequences = [[None, *rng.integers(n, size=length).tolist()] for length in (0, 1, 14)]
    given = [(list(X), list(Y)) for X, Y in pairs], [list(X) for X in sequences]
    found = [taken(each) for each in guess_next(given[0], n, given[1])]
    assert given == (pairs, sequences), "The examples and the sequences must not be changed."
    for X, each in zip(sequences, found, strict=True):
        assert each.shape == (len(X), n) and each.min() > 0 and close(each.sum(axis=1), np.ones(len(X))), "Probabilities (T, n) above 0, in rows that sum to 1, for sequences that weren't seen, too."
    shorter = guess_next([(list(X), list(Y)) for X, Y in pairs], n, [sequences[2][:t] for t in range(1, 15)])
    assert all(close(taken(each), found[2][: t + 1]) for t, each in enumerate(shorter)), "What comes later changes earlier rows: row t may depend on X[0] to X[t] only."
### END HIDDEN TESTS

# %% tests="guess_next" part="better" points=3
import numpy as np

from companion.testing import close, taken

spelt = [([None, 1, 1, 2, 2], [1, 1, 2, 2, 0])] * 30
found = guess_next([(list(X), list(Y)) for X, Y in spelt], 3, [[None, 1, 1, 2, 2]])
assert taken(found[0])[2, 2] > 0.6, "Thirty times 1, 1, 2, 2: after a single 1 comes another, after two a 2. Your model isn't sure of that 2: it has to look back more than one character."
### BEGIN HIDDEN TESTS
from companion.words import load_names

letters, parts = "\nabcdefghijklmnopqrstuvwxyz", load_names("surnames")
train, dev = ([[letters.index(each) for each in name.lower()] + [0] for name in part] for part in (parts.train[1000:2500], parts.dev[:300]))
counts = np.full((28, 27), 0.1)
for Y in train:
    np.add.at(counts, ([27, *Y[:-1]], Y), 1)
bigrams = counts / counts.sum(axis=1, keepdims=True)
baseline = np.exp(-np.mean(np.concatenate([np.log(bigrams[[27, *Y[:-1]], Y]) for Y in dev])))
given = [[None, *Y[:-1]] for Y in dev] + [[None, *Y[:2]] for Y in dev[:20]]
found = [taken(each) for each in guess_next([([None, *Y[:-1]], list(Y)) for Y in train], 27, given)]
for Y, p in zip(dev, found):
    assert p.shape == (len(Y), 27) and p.min() > 0 and close(p.sum(axis=1), np.ones(len(Y)), rtol=1e-4), "On dev surnames, rows have to be probabilities above 0 that sum to 1."
assert all(close(short, p[:3]) for short, p, Y in zip(found[300:], found, dev) if len(Y) > 2), "On dev surnames, what comes later changes earlier rows."
logs = [np.log(p[np.arange(len(Y)), Y]) for Y, p in zip(dev, found)]
assert np.exp(-np.mean(np.concatenate(logs))) <= 0.88 * baseline, "On dev surnames the perplexity is above 88 % of that of bigrams. Longer contexts, mixed with shorter ones?"
### END HIDDEN TESTS

# %% mistake="guess_next"
def guess_next(examples, n, sequences):
    """A model that looks one character back is the baseline. Look back further."""
    table = np.full((n + 1, n), 0.1)
    for X, Y in examples:
        for x, y in zip(X, Y):
            table[n if x is None else x, y] += 1
    table /= table.sum(axis=1, keepdims=True)
    return [table[[n if x is None else x for x in X]] for X in sequences]

# %% mistake="guess_next"
def guess_next(examples, n, sequences):
    """Contexts of four characters have mostly been seen once or never, and nothing else is asked. Mix them with shorter ones."""
    counts = {}
    for X, Y in examples:
        for t, y in enumerate(Y):
            counts.setdefault(tuple(X[max(t - 3, 0) : t + 1]), np.full(n, 0.1))[y] += 1
    rows = {past: each / each.sum() for past, each in counts.items()}
    return [np.array([rows.get(tuple(X[max(t - 3, 0) : t + 1]), np.full(n, 1 / n)) for t in range(len(X))]) for X in sequences]

# %% mistake="guess_next"
def guess_next(examples, n, sequences):
    """What was never seen has probability 0. Add something to each count."""
    table = np.zeros((n + 1, n))
    for X, Y in examples:
        for x, y in zip(X, Y):
            table[n if x is None else x, y] += 1
    table /= np.maximum(table.sum(axis=1, keepdims=True), 1)
    return [table[[n if x is None else x for x in X]] for X in sequences]

# %% mistake="guess_next"
def guess_next(examples, n, sequences):
    """Each row knows the character that comes next, as it reads the whole X. Row t may depend on X[0] to X[t] only."""
    guesses = []
    for X in sequences:
        p = np.full((len(X), n), 0.01 / n)
        for t in range(len(X)):
            p[t, X[t + 1] if t + 1 < len(X) else 0] += 0.99
        guesses.append(p)
    return guesses

# %% demo tags=["nbval-ignore-output"]
tables = {"frequencies": unigram_table(examples("train"), n), "bigrams": bigram_table(examples("train"), n)}
all_scores = {name: perplexity(predict_with(table), examples("dev")) for name, table in tables.items()}
dev_sequences = [X for X, _ in examples("dev")]
all_scores["your tables"] = perplexity(remembered(dev_sequences, guess_next(examples("train"), n, dev_sequences)), examples("dev"))
all_scores |= {"your network": trained()[2][-1][1], "GRU": gru_perplexity()[0]}
figure, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
ax.bar_label(ax.barh(list(all_scores), list(all_scores.values()), color=[COLORS[1]] * 3 + [COLORS[0]] * 2), fmt="%.2f", padding=3)
ax.set(title="Tables of counts (orange) and networks (blue)", xlabel="perplexity on dev names: lower is better", xlim=(0, 1.15 * max(all_scores.values())))
ax.invert_yaxis()
plt.show()
surnames = [name_to_example(name, vocabulary([ALPHABET])) for name in lower(load_names("surnames").train[2500:4300])]
judged, sequences = surnames[1500:], [X for X, _ in surnames[1500:]]
own = perplexity(remembered(sequences, guess_next(surnames[:1500], 27, sequences)), judged)
print(f"your guess_next reaches {all_scores['your tables'] / all_scores['bigrams']:.0%} of the bigrams' perplexity on this list,")
print(f"and {own / perplexity(predict_with(bigram_table(surnames[:1500], 27)), judged):.0%} on {len(judged)} surnames after 1,500, other ones than those that judge")

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# On our machine, for first names: frequencies 16.8, bigrams 10.7; three starts of the network 7.95 to 8.01, of the GRU 7.30 to 7.44. So
# the network, with 7,643 parameters, uses more than the last letter. But counting isn't beaten by it: our `guess_next`, tables of up to four
# characters back, mixed with $w$ = 5, came to 7.5, between the two, and with $w$ = 10 below 7.3. The GRU has other gates, but also two and a half times the parameters, another optimizer, minibatches and more epochs; this doesn't say what helped.
#
# </details>

# %% [markdown]
# ## Exercise 9 · Whose name is it?  (3 points, ~8 min, ●●●, optional)
# A language model can also judge. With one for each of several lists, **Bayes' rule** says from which list a name comes:
#
# $$P(\text{list } i \mid \text{name}) = \frac{\pi_i \, P_i(\text{name})}{\sum_j \pi_j \, P_j(\text{name})}$$
#
# where $\pi_i$ is how probable the list is before the name is read. Write `posterior(X, Y, predicts, priors)`. The values earn 2 points, names so long that each $P_i$ would be 0 in a computer 1.
#
# *Example.* Two models give the characters of a name 1/2 and 1/4, and 1/4 and 1/4: $P_1$ = 1/8, $P_2$ = 1/16. With equal priors the result is [2/3, 1/3], with priors 0.2 and 0.8 it is [1/3, 2/3].
#
# <details><summary>Hint: logarithms again</summary>
#
# Add logarithms of the prior and of the characters' probabilities. Before you take exponentials, subtract the largest of all lists.
#
# </details>

# %% solution="posterior"
def posterior(X, Y, predicts, priors):
    """The probabilities that a name comes from each of several lists.

    X, Y: a name as in exercise 1, of up to 3,000 characters. predicts: a list of models as in exercise 3, whose probabilities are above 0. priors: as many numbers above 0 that sum to 1.
    Returns an array with as many probabilities, which sum to 1.
    """
    ### BEGIN SOLUTION
    logs = np.log(priors)
    for place, predict in enumerate(predicts):
        logs[place] += np.sum(np.log(predict(X)[np.arange(len(Y)), Y]))
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()
    ### END SOLUTION

# %% tests="posterior" part="values" points=2
import numpy as np

from companion.testing import close

first = lambda X: np.array([[0.5, 0.5], [0.25, 0.75]])[: len(X)]
second = lambda X: np.array([[0.75, 0.25], [0.25, 0.75]])[: len(X)]
found = posterior([None, 1], [1, 0], [first, second], [0.5, 0.5])
assert found is not None, "posterior returns None. Does it end with a return?"
assert close(found, [2 / 3, 1 / 3]), "The example: 1/8 and 1/16 with equal priors are 2/3 and 1/3."
assert close(posterior([None, 1], [1, 0], [first, second], [0.2, 0.8]), [1 / 3, 2 / 3]), "The example with priors 0.2 and 0.8: 1/3 and 2/3."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(15)
for n, T, lists in ((2, 1, 1), (5, 4, 2), (9, 12, 4)):
    tables, priors = rng.dirichlet(np.ones(n) * 3, size=(lists, n + 1)), rng.dirichlet(np.ones(lists))
    Y = rng.integers(n, size=T).tolist()
    X = [None, *Y[:-1]]
    joint = [prior * np.prod([table[n if x is None else x, y] for x, y in zip(X, Y)]) for prior, table in zip(priors, tables)]
    models = [lambda X, table=table: table[[n if x is None else x for x in X]] for table in tables]
    expected, given = np.array(joint) / sum(joint), priors.copy()
    assert close(posterior(list(X), list(Y), models, given), expected), "Other models and priors: the probabilities are others. Products over the characters, times the prior, divided by the sum over all lists."
### END HIDDEN TESTS

# %% tests="posterior" part="long" points=1
import numpy as np

from companion.testing import close

models = [lambda X: np.tile([0.25, 0.75], (len(X), 1)), lambda X: np.tile([0.25, 0.75], (len(X), 1))]
assert close(posterior([None] + [0] * 1999, [0] * 2000, models, [0.3, 0.7]), [0.3, 0.7]), "Two equal models and 2,000 characters: the priors stay, and nothing becomes nan."
### BEGIN HIDDEN TESTS
shares = (0.01, 0.0101, 0.0099)
models = [lambda X, share=share: np.tile([share, 1 - share], (len(X), 1)) for share in shares]
scores = 900 * np.log(shares) + np.log([0.2, 0.3, 0.5])
expected = np.exp(scores - scores[1]) / np.sum(np.exp(scores - scores[1]))
assert close(posterior([None] + [0] * 899, [0] * 900, models, [0.2, 0.3, 0.5]), expected, rtol=1e-4), "A long name and three models that differ a little: the probabilities are others."
models = [lambda X, share=share: np.tile([share, 1 - share], (len(X), 1)) for share in (0.01, 0.9, 0.5)]
assert close(posterior([None] + [0] * 899, [0] * 900, models, [0.2, 0.3, 0.5]), [0, 1, 0], atol=1e-6), "A long name that one model finds far more likely than the others: probabilities 0, 1 and 0. What is subtracted before the exponential?"
### END HIDDEN TESTS

# %% mistake="posterior"
def posterior(X, Y, predicts, priors):
    """The priors are left out. Multiply by them, or add their logarithms."""
    logs = np.array([np.sum(np.log(np.asarray(predict(X))[np.arange(len(Y)), Y])) for predict in predicts])
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()

# %% mistake="posterior"
def posterior(X, Y, predicts, priors):
    """The product of a long name's probabilities is 0 for every list, and 0/0 is nan. Add logarithms, and subtract the largest before the exponential."""
    joint = np.array([prior * np.prod(np.asarray(predict(X))[np.arange(len(Y)), Y]) for predict, prior in zip(predicts, priors)])
    return joint / joint.sum()

# %% mistake="posterior"
def posterior(X, Y, predicts, priors):
    """You average the logarithms over the name. Its probability is the product of all of its characters: their sum."""
    logs = np.array([np.mean(np.log(np.asarray(predict(X))[np.arange(len(Y)), Y])) for predict in predicts]) + np.log(priors)
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()

# %% mistake="posterior"
def posterior(X, Y, predicts, priors):
    """You return products, without dividing by their sum."""
    return np.array([prior * np.prod(np.asarray(predict(X))[np.arange(len(Y)), Y]) for predict, prior in zip(predicts, priors)])

# %% demo
kinds = ("first_names", "surnames", "dinosaurs")
lists = {kind: [lower(part) for part in load_names(kind)] for kind in kinds}
common = vocabulary([name for parts in lists.values() for part in parts for name in part])
models = [predict_with(bigram_table([name_to_example(name, common) for name in lists[kind][0]], len(common))) for kind in kinds]
right = {kind: np.mean([np.argmax(posterior(*name_to_example(name, common), models, np.ones(3) / 3)) == place for name in lists[kind][1]]) for place, kind in enumerate(kinds)}
print("dev names put into the right list:", ", ".join(f"{kind} {share:.0%}" for kind, share in right.items()))
for name in ("ada", "lovelace", "turingosaurus", "hinton", "rex"):
    print(f"{name:>14}", *(f"{kind} {p:.2f}" for kind, p in zip(kinds, posterior(*name_to_example(name, common), models, np.ones(3) / 3))))

# %% [markdown]
# ## Your list
# Everything above ran on `my_names.txt` if it was there, and your functions made what follows: names that your list hasn't. Change 0.8 to the temperature that sounds best to you.

# %% demo
known = set(train_names + dev_names)
drawn = invent(400, 0.8, seed=3)
fresh = [name for name in dict.fromkeys(drawn) if name not in known][:36]
share = mended_report(drawn, train_names + dev_names)
page_of_names([fresh[first : first + 12] for first in range(0, max(len(fresh), 1), 12)] or [[]], [""] * max(1, -(-len(fresh) // 12)), f"New names. Of 400 drawn, {share['copies']:.0%} were copies, {share['repeats']:.0%} repeats")

# %% [markdown]
# ## What you built
# - Examples for a language model, two baselines, and a perplexity that judges any model.
# - Clipping, a training step, and a sampler with a temperature.
# - New names, with the number of copies beside them.
#
# **Questions to take along** (no points)
# 1. Your list has 30 names. What will a network with 64 units do with them, and which number shows it?
# 2. Perplexity by characters or by words: can the two be compared?
# 3. The network learnt first names of one country in 1990. Whom would a form surprise that finds unlikely names suspicious?
#
# **Next:** `03_music_generation` lets a network play what it has read.
