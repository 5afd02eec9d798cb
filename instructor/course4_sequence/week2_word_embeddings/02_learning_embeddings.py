# ---
# title: Learning word embeddings
# minutes: 105
# ---

# %% [markdown]
# # Learning word embeddings
# Nobody tells a network what "army" means. It reads that an army marches, fights, is paid and disbanded, and that a navy is paid and
# fights as well. From company alone come vectors. Here you learn some, from 42 speeches by presidents of the United States, one in five years from 1790 to 2020.
#
# **You will**
# - turn text into questions that a network can answer, with wrong answers drawn cleverly;
# - write skip-gram with negative sampling, gradients included, and GloVe's weighted least squares;
# - judge what was learnt, and make vectors of a design of your own that beat counting.
#
# **You will have made:** a map of the words of 42 speeches, placed by vectors that *your code* learnt, into which one can point.
#
# **Before you start:** `01_word_vectors` (cosine, neighbours), the logistic loss and its gradient (course 1), stochastic gradient
# descent (course 2).
#
# **Time:** about 105 minutes. **Points:** 37, in eight exercises, the last of them optional. Dots show difficulty, from ●○○ to ●●●.
# The grader runs more tests than you see, all of them on what the text promises.

# %%
from collections import Counter
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact

from companion.gradients import numerical_gradient, relative_difference
from companion.maps import point_map
from companion.plots import COLORS
from companion.words import load_glove, load_speeches, read_names


def sigmoid(z):
    """1 / (1 + exp(-z)), for arrays of any shape."""
    return 0.5 + 0.5 * np.tanh(z / 2)


# %% [markdown]
# ## The text
# The 2,000 most frequent words are the vocabulary, others are left out. A word is its index, the most frequent one 0.

# %%
SPEECHES = load_speeches()
COUNTS = Counter(word for sentence in SPEECHES.train for word in sentence)
WORDS = [word for word, _ in COUNTS.most_common(2000)]
word_to_index = {word: index for index, word in enumerate(WORDS)}
counts = np.array([COUNTS[word] for word in WORDS])


def indices_of(sentences):
    """Sentences as lists of indices; words that aren't in the vocabulary are left out."""
    return [[word_to_index[word] for word in sentence if word in word_to_index] for sentence in sentences]


train, dev = indices_of(SPEECHES.train), indices_of(SPEECHES.dev)
print(f"{len(train):,} sentences, {sum(map(len, train)):,} words:", " ".join(WORDS[index] for index in train[100]))

# %% demo
figure, ax = plt.subplots(figsize=(8, 3), layout="constrained")
ax.loglog(np.arange(1, 2001), counts, color=COLORS[0])
for rank in (1, 10, 100, 1000, 2000):
    ax.annotate(WORDS[rank - 1], (rank, counts[rank - 1]), xytext=(4, 5), textcoords="offset points")
ax.set(xlabel="rank of the word", ylabel="occurrences", title="A few words are everywhere, most are rare")
plt.show()

# %% [markdown]
# ## Company as a question
# **Word2vec**'s *skip-gram* (Mikolov and others, 2013) makes a task of it: given a word $c$, the **context**, guess a **target** $t$ that stands at most $w$
# places from it. The guess isn't what one is after. What is learnt on the way is: a vector for each word.

# %% [markdown]
# ## Exercise 1 · Pairs  (4 points, ~8 min, ●○○)
# Write `context_pairs(indices, window)`: all pairs of a context word and a target word of a sentence. Each word is the context once, and its targets are the words at most `window` places before
# and behind it. The pairs earn 3 points; a sentence without any pair 1.
#
# *Example.* The sentence [7, 8, 9] with window 1 gives (7, 8), (8, 7), (8, 9), (9, 8).
#
# <details><summary>Hint 1: places, not words</summary>
#
# Go through places $i$, and for each through places $j$ from $i - w$ to $i + w$. A word may stand in a sentence twice: compare places.
#
# </details>
#
# <details><summary>Hint 2: edges</summary>
#
# `range(max(0, i - window), min(len(indices), i + window + 1))`. An index of −1 would be the last word.
#
# </details>

# %% solution="context_pairs"
def context_pairs(indices, window):
    """The pairs of words of a sentence that stand close to each other.

    indices: a list of the words' indices, maybe empty. window: a whole number from 1, the largest distance.
    Returns an array (k, 2) of whole numbers, a row for each pair, context and target, in any order; (0, 2) where there is none.
    """
    ### BEGIN SOLUTION
    pairs = []
    for i, context in enumerate(indices):
        for j in range(max(0, i - window), min(len(indices), i + window + 1)):
            if j != i:
                pairs.append((context, indices[j]))
    return np.array(pairs, dtype=int).reshape(-1, 2)
    ### END SOLUTION

# %% tests="context_pairs" part="pairs" points=3
import numpy as np

from companion.testing import close, taken

found = context_pairs([7, 8, 9], 1)
assert found is not None, "context_pairs returns None. Does it end with a return?"
assert np.shape(found) == (4, 2), "The example has four pairs: an array of four rows and two columns."
assert sorted(map(tuple, taken(found).tolist())) == [(7, 8), (8, 7), (8, 9), (9, 8)], "The example: (7, 8), (8, 7), (8, 9), (9, 8), in any order."
assert sorted(map(tuple, taken(context_pairs([5, 5, 6], 2)).tolist())) == [(5, 5), (5, 5), (5, 6), (5, 6), (6, 5), (6, 5)], "A word that stands there twice is its own company: compare places, not words."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for length, window, size in ((2, 1, 3), (9, 3, 4), (6, 10, 50), (30, 5, 8), (12, 1, 2)):
    indices = rng.integers(size, size=length).tolist()
    near = np.argwhere(np.abs(np.subtract.outer(range(length), range(length))) <= window)
    expected = sorted((indices[i], indices[j]) for i, j in near if i != j)
    given = list(indices)
    assert sorted(map(tuple, taken(context_pairs(given, window)).tolist())) == expected, "Another sentence: the pairs are others. Both sides, up to the window and not beyond, and no word with its own place."
    assert given == indices, "The sentence must not be changed."
### END HIDDEN TESTS

# %% tests="context_pairs" part="none" points=1
import numpy as np

from companion.testing import taken

assert np.shape(context_pairs([3], 2)) == (0, 2), "One word has no company: no rows, but still two columns."
### BEGIN HIDDEN TESTS
assert sorted(taken(context_pairs([4, 6], 9)).tolist()) == [[4, 6], [6, 4]], "Two words and a wide window: two pairs."
assert np.shape(context_pairs([], 1)) == (0, 2), "An empty sentence: no rows, but still two columns."
assert np.shape(context_pairs([0], 5)) == (0, 2), "One word, a wide window: no rows, but still two columns."
### END HIDDEN TESTS

# %% mistake="context_pairs"
def context_pairs(indices, window):
    """Only words behind the context are its targets here. Those before it are, too."""
    pairs = [(indices[i], indices[j]) for i in range(len(indices)) for j in range(i + 1, min(len(indices), i + window + 1))]
    return np.array(pairs, dtype=int).reshape(-1, 2)

# %% mistake="context_pairs"
def context_pairs(indices, window):
    """The last place of the window is missing: range stops before its end."""
    pairs = []
    for i in range(len(indices)):
        for j in range(max(0, i - window), min(len(indices), i + window)):
            if i != j:
                pairs.append((indices[i], indices[j]))
    return np.array(pairs, dtype=int).reshape(-1, 2)

# %% mistake="context_pairs"
def context_pairs(indices, window):
    """Equal words make no pair here. Leave out the same place, not the same word."""
    pairs = []
    for i, context in enumerate(indices):
        for target in indices[max(0, i - window) : i + window + 1]:
            if target != context:
                pairs.append((context, target))
    return np.array(pairs, dtype=int).reshape(-1, 2)

# %% mistake="context_pairs"
def context_pairs(indices, window):
    """Near the beginning, negative places count from the end: the last words become targets of the first one. Stop at 0."""
    pairs = []
    for i in range(len(indices)):
        for d in range(-window, window + 1):
            if d and i + d < len(indices) and i + d >= -len(indices):
                pairs.append((indices[i], indices[i + d]))
    return np.array(pairs, dtype=int).reshape(-1, 2)

# %% mistake="context_pairs"
def context_pairs(indices, window):
    """A sentence without pairs gives an array without a second axis. Reshape to (-1, 2)."""
    spread = range(len(indices))
    return np.array([(indices[i], indices[j]) for i in spread for j in spread if 0 < abs(i - j) <= window], dtype=int)

# %% demo
print("context and target:", ", ".join(f"{WORDS[c]} {WORDS[t]}" for c, t in context_pairs(train[100][:6], 2)))

# %% [markdown]
# ## The price of a softmax, and a way round it
# With a vector $e_c$ for a word as context (a row of $E$) and another one, $\theta_t$, for it as target (a row of $\Theta$), the obvious model is a softmax:
#
# $$p(t \mid c) = \frac{e^{\theta_t^T e_c}}{\sum_{j=1}^{V} e^{\theta_j^T e_c}}$$
#
# Each sum has 2,000 terms, with a large vocabulary a million, for a single pair. **Negative sampling** asks an easier question: *is this pair from the text?* For each true pair, $k$ other targets are
# drawn at random, and their answer is no. That is $k + 1$ logistic regressions in place of a softmax:
#
# $$P(y = 1 \mid c, t) = \sigma(\theta_t^T e_c)$$
#
# Which wrong targets? By their frequency one would mostly draw "the"; uniformly, mostly rare words. Mikolov and others chose something between, by trial:
#
# $$P(w) = \frac{f_w^{3/4}}{\sum_j f_j^{3/4}}$$

# %% [markdown]
# ## Exercise 2 · Negatives  (5 points, ~10 min, ●●○)
# Write `negative_distribution(counts, power=0.75)` (2 points), and `draw_negatives(targets, k, p, rng)`: for each target, `k` words drawn from the distribution `p`, **none equal to that target** (3
# points): a no must not be asked for what was a yes.
#
# *Example.* Counts 16 and 1 become 8/9 and 1/9, as 16 to the power of 3/4 is 8. With `p` [0.5, 0.25, 0.25], a negative for target 0 is 1 or 2, equally often.
#
# <details><summary>Hint 1: draw, then look</summary>
#
# `rng.choice(len(p), size=(m, k), p=p)` draws all. Find those that equal their row's target, and draw them again, until there is none.
#
# </details>
#
# <details><summary>Hint 2: comparing with rows</summary>
#
# `np.asarray(targets)[:, np.newaxis]` has a row for each target, and compares with a whole row of negatives.
#
# </details>

# %% solution="negatives"
def negative_distribution(counts, power=0.75):
    """The distribution from which wrong targets are drawn.

    counts: (V,), how often each word occurs, at least 1. power: from 0, uniform, to 1, as frequent as in the text.
    Returns an array (V,) of probabilities.
    """
    ### BEGIN SOLUTION
    weights = np.asarray(counts, dtype=float) ** power
    return weights / weights.sum()
    ### END SOLUTION


def draw_negatives(targets, k, p, rng):
    """Wrong targets for each of some true ones.

    targets: (m,) indices. k: at least 1. p: (V,) probabilities that sum to 1, each below 0.9. rng: a generator of NumPy, from which all is drawn.
    Returns an array (m, k) of indices, drawn independently by p among all words but the row's target.
    """
    ### BEGIN SOLUTION
    targets = np.asarray(targets)[:, np.newaxis]
    drawn = rng.choice(len(p), size=(len(targets), k), p=p)
    again = drawn == targets
    while again.any():
        drawn[again] = rng.choice(len(p), size=again.sum(), p=p)
        again = drawn == targets
    return drawn
    ### END SOLUTION

# %% tests="negatives" part="distribution" points=2
import numpy as np

from companion.testing import close

found = negative_distribution(np.array([16, 1]))
assert found is not None, "negative_distribution returns None. Does it end with a return?"
assert close(found, [8 / 9, 1 / 9]), "The example: 16 and 1 to the power of 3/4 are 8 and 1."
assert close(negative_distribution(np.array([16, 1]), power=0), [0.5, 0.5]), "With power 0 all words are equally probable."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
for V, power in ((1, 0.75), (7, 0.75), (40, 1.0), (9, 0.3)):
    numbers = rng.integers(1, 5000, size=V)
    expected, before = np.exp(power * np.log(numbers)), numbers.copy()
    expected = expected / np.sum(expected)
    assert close(negative_distribution(numbers, power), expected, 1e-4, 1e-6), "Other counts or another power: the probabilities are others."
    assert close(numbers, before), "counts must not be changed."
### END HIDDEN TESTS

# %% tests="negatives" part="draws" points=3
import numpy as np

from companion.testing import close, taken

found = draw_negatives(np.array([0, 1, 2]), 4, np.array([0.5, 0.25, 0.25]), np.random.default_rng(0))
assert found is not None, "draw_negatives returns None. Does it end with a return?"
assert np.shape(found) == (3, 4), "Three targets, four negatives each: an array (3, 4)."
found = taken(draw_negatives(np.zeros(2000, dtype=int), 3, np.array([0.5, 0.25, 0.25]), np.random.default_rng(0)))
assert not np.any(found == 0), "The target itself is among the negatives."
assert abs(np.mean(found == 1) - 0.5) < 0.05, "The example: 1 and 2 are equally probable for target 0, and should come equally often."
again = taken(draw_negatives(np.zeros(2000, dtype=int), 3, np.array([0.5, 0.25, 0.25]), np.random.default_rng(0)))
assert close(again, found), "A generator in the same state gives the same negatives: draw from rng only."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for V, m, k in ((2, 50, 1), (6, 3000, 4), (30, 2000, 9)):
    p, targets = 0.8 * rng.dirichlet(np.full(V, 2.0)) + 0.2 / V, rng.integers(V, size=m)
    given, kept = targets.copy(), p.copy()
    found = taken(draw_negatives(given, k, p, np.random.default_rng(V)))
    assert found.shape == (m, k) and found.min() >= 0 and found.max() < V, "Other sizes: the result needs a row for each target, k indices each, from 0 to V - 1."
    assert not np.any(found == targets[:, np.newaxis]), "Other targets: a row's target is among its negatives."
    shares = np.mean([np.where(np.arange(V) == t, 0, p / (1 - p[t])) for t in targets], axis=0)
    counted = np.bincount(found.ravel(), minlength=V) / found.size
    assert np.all(np.abs(counted - shares) < 5 * np.sqrt(shares / found.size) + 1e-9), "Other probabilities: over thousands of draws words come in other shares than p, without the target, says."
    assert close(given, targets) and close(p, kept), "targets and p must not be changed."
found = taken(draw_negatives(np.zeros(40, dtype=int), 10, np.full(50, 0.02), np.random.default_rng(5)))
assert len({tuple(row) for row in found.tolist()}) > 30, "Rows repeat each other: draw for each target anew."
### END HIDDEN TESTS

# %% mistake="negatives"
def negative_distribution(counts, power=0.75):
    """The probabilities don't sum to 1: divide by the sum of the powers, not of the counts."""
    return counts**power / np.sum(counts)


def draw_negatives(targets, k, p, rng):
    p = np.asarray(p, dtype=float)
    rows = [np.where(np.arange(len(p)) == t, 0, p) for t in targets]
    return np.array([rng.choice(len(p), size=k, p=row / row.sum()) for row in rows])

# %% mistake="negatives"
def negative_distribution(counts, power=0.75):
    """Positives among the negatives: what equals the row's target has to be drawn again."""
    weights = np.asarray(counts, dtype=float) ** power
    return weights / weights.sum()


def draw_negatives(targets, k, p, rng):
    return rng.choice(len(p), size=(len(targets), k), p=p)

# %% mistake="negatives"
def negative_distribution(counts, power=0.75):
    """Negatives are drawn uniformly. Hand p over to the draw."""
    weights = np.asarray(counts, dtype=float) ** power
    return weights / weights.sum()


def draw_negatives(targets, k, p, rng):
    targets = np.asarray(targets)[:, np.newaxis]
    drawn = rng.integers(len(p), size=(len(targets), k))
    while np.any(drawn == targets):
        drawn = np.where(drawn == targets, rng.integers(len(p), size=drawn.shape), drawn)
    return drawn

# %% mistake="negatives"
def negative_distribution(counts, power=0.75):
    """What equals the target becomes the next word. That word comes too often then: draw again, by p."""
    weights = np.asarray(counts, dtype=float) ** power
    return weights / weights.sum()


def draw_negatives(targets, k, p, rng):
    targets = np.asarray(targets)[:, np.newaxis]
    drawn = rng.choice(len(p), size=(len(targets), k), p=p)
    return np.where(drawn == targets, (drawn + 1) % len(p), drawn)

# %% mistake="negatives"
def negative_distribution(counts, power=0.75):
    """The power isn't used: this is the frequency itself."""
    return np.asarray(counts) / np.sum(counts)


def draw_negatives(targets, k, p, rng):
    targets = np.asarray(targets)[:, np.newaxis]
    drawn = rng.choice(len(p), size=(len(targets), k), p=p)
    while np.any(drawn == targets):
        drawn = np.where(drawn == targets, rng.choice(len(p), size=drawn.shape, p=p), drawn)
    return drawn

# %% [markdown]
# *Guess first:* of a hundred negatives, how many are "the" with power 1, and with 3/4? Move the power.

# %%
def draw_power(power):
    """The probabilities of words of some ranks."""
    p, ranks = negative_distribution(counts, power), [0, 1, 4, 19, 99, 499, 1999]
    figure, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
    ax.bar_label(ax.bar([f"{WORDS[rank]}\n(rank {rank + 1})" for rank in ranks], p[ranks], color=COLORS[0]), fmt="{:.2%}", fontsize=8)
    ax.set(ylabel="probability", title=f"Negatives with power {power:.2f}", yscale="log", ylim=(1e-5, 0.5))
    plt.show()

# %% demo
draw_power(0.75)

# %% demo tags=["nbval-ignore-output"]
slider = interact(draw_power, power=FloatSlider(value=1, min=0, max=1, step=0.05, continuous_update=False))

# %% [markdown]
# ## The loss
# For $m$ true pairs, put each target before its $k$ negatives: an array $(m, k + 1)$ of words, whose first column has the label 1 and the others 0. The scores are $z_{ij} = \theta_{t_{ij}}^T e_{c_i}$, and the loss is the
# logistic one of course 1, summed over everything:
#
# $$\mathcal{L} = \sum_{i=1}^{m} \Big( -\ln \sigma(z_{i0}) - \sum_{j=1}^{k} \ln \sigma(-z_{ij}) \Big), \qquad \frac{\partial \mathcal{L}}{\partial z_{ij}} = \sigma(z_{ij}) - y_{ij}$$

# %% [markdown]
# ## Exercise 3 · Loss and gradients  (6 points, ~15 min, ●●●)
# Write `skip_gram_loss(E, Theta, contexts, words)`. It returns the loss (2 points), and gradients with respect to **the rows that were looked up**: `dE` has a row for each context (2 points), `dTheta` one for each
# word of `words` (2).
#
# *Example.* One pair, no negative, $e$ = [1, 2], $\theta$ = [3, −1]: $z$ = 1, and the loss is $\ln(1 + e^{-1})$ = 0.313. $\sigma(1) - 1$ = −0.269; `dE` is −0.269 · [3, −1], `dTheta` −0.269 · [1, 2].
#
# <details><summary>Hint 1: scores</summary>
#
# `E[contexts]` is (m, n), `Theta[words]` (m, k + 1, n). `np.einsum("mn,mkn->mk", …)` multiplies each row by its own words.
#
# </details>
#
# <details><summary>Hint 2: a logarithm that stays finite</summary>
#
# $-\ln \sigma(z) = \ln(1 + e^{-z})$ is `np.logaddexp(0, -z)`, for any $z$.
#
# </details>
#
# <details><summary>Hint 3: back</summary>
#
# With $g = \sigma(z) - y$, each $\theta$ went into its score times $e$, and $e$ into all scores of its row, times their $\theta$.
#
# </details>

# %% solution="skip_gram_loss"
def skip_gram_loss(E, Theta, contexts, words):
    """The loss of negative sampling, and its gradients.

    E, Theta: (V, n), vectors of words as contexts and as targets. contexts: (m,) indices. words: (m, k + 1) indices; the first column has the true
    targets, the k others negatives, k at least 0. Scores of any finite size, such as 1,000, are possible. Nothing is changed.
    Returns the loss, a number, summed over everything; dE (m, n), its gradient with respect to E[contexts]; dTheta (m, k + 1, n), that with respect to Theta[words].
    """
    ### BEGIN SOLUTION
    e, theta = E[contexts], Theta[words]
    z = np.einsum("mn,mkn->mk", e, theta)
    loss = np.logaddexp(0, -z[:, 0]).sum() + np.logaddexp(0, z[:, 1:]).sum()
    g = sigmoid(z)
    g[:, 0] -= 1
    return loss, np.einsum("mk,mkn->mn", g, theta), np.einsum("mk,mn->mkn", g, e)
    ### END SOLUTION

# %% tests="skip_gram_loss" part="loss" points=2
import numpy as np

from companion.testing import close

E, Theta = np.array([[1.0, 2], [0, 0]]), np.array([[3.0, -1], [0, 0], [0, 1000]])
found = skip_gram_loss(E, Theta, np.array([0]), np.array([[0]]))
assert found is not None and len(found) == 3, "skip_gram_loss returns the loss, dE and dTheta."
assert close(found[0], np.log(1 + np.exp(-1))), "The example: ln(1 + exp(-1)) = 0.313."
found = skip_gram_loss(E, Theta, np.array([0, 1]), np.array([[0, 1, 1], [1, 0, 1]]))
assert close(found[0], np.log(1 + np.exp(-1)) + 5 * np.log(2)), "Two pairs with two negatives each, five scores of 0: each adds ln 2."
found = skip_gram_loss(E, Theta, np.array([0]), np.array([[1, 2]]))
assert close(found[0], np.log(2) + 2000), "A negative with score 2,000: the loss is finite, and nearly 2,000."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
for V, n, m, k in ((6, 3, 4, 2), (3, 1, 1, 5), (20, 8, 9, 1), (5, 4, 3, 0)):
    E, Theta = rng.normal(size=(V, n)), rng.normal(size=(V, n))
    contexts, words = rng.integers(V, size=m), rng.integers(V, size=(m, k + 1))
    expected = 0.0
    for i in range(m):
        for j in range(k + 1):
            p = 1 / (1 + np.exp(-float(E[contexts[i]] @ Theta[words[i, j]])))
            expected -= np.log(p if j == 0 else 1 - p)
    before = E.copy(), Theta.copy(), contexts.copy(), words.copy()
    assert close(skip_gram_loss(E, Theta, contexts, words)[0], expected, 1e-4, 1e-5), "Other vectors and words: the loss is another. Only the first column has label 1; it is a sum."
    assert close((E, Theta, contexts, words), before), "After the call, an argument holds other numbers."
assert close(skip_gram_loss(np.array([[-30.0]]), np.array([[40.0]]), np.array([0]), np.array([[0]]))[0], 1200), "A true pair with score -1,200: the loss is finite, and 1,200."
### END HIDDEN TESTS

# %% tests="skip_gram_loss" part="dE" points=2
import numpy as np

from companion.testing import close

E, Theta = np.array([[1.0, 2], [0, 0]]), np.array([[3.0, -1], [0, 4]])
_, dE, _ = skip_gram_loss(E, Theta, np.array([0]), np.array([[0]]))
g = 1 / (1 + np.exp(-1)) - 1
assert close(dE, [[3 * g, -g]]), "The example: dE is -0.269 times theta, a row for each context."
_, dE, _ = skip_gram_loss(E, Theta, np.array([1, 1]), np.array([[0, 1], [1, 1]]))
assert close(dE, [[-1.5, 0.5 + 2], [0, -2 + 2]]), "Scores of 0: -1/2 times the target's theta plus 1/2 times the negative's. A context that comes twice has two rows."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(5)
for V, n, m, k in ((6, 3, 4, 2), (3, 1, 2, 5), (8, 4, 3, 0)):
    E, Theta = rng.normal(size=(V, n)), rng.normal(size=(V, n))
    contexts, words = rng.integers(V, size=m), rng.integers(V, size=(m, k + 1))
    signs = np.where(np.arange(k + 1) == 0, -1, 1)
    expected = numerical_gradient(lambda e, t=Theta[words], s=signs: np.sum(np.logaddexp(0, s * np.sum(e[:, np.newaxis] * t, axis=2))), E[contexts])
    assert close(skip_gram_loss(E, Theta, contexts, words)[1], expected, 1e-4, 1e-5), "dE isn't what nudges measure. A context's vector is in all k + 1 scores of its row."
### END HIDDEN TESTS

# %% tests="skip_gram_loss" part="dTheta" points=2
import numpy as np

from companion.testing import close

E, Theta = np.array([[1.0, 2], [0, 0]]), np.array([[3.0, -1], [0, 4]])
_, _, dTheta = skip_gram_loss(E, Theta, np.array([0]), np.array([[0]]))
g = 1 / (1 + np.exp(-1)) - 1
assert close(dTheta, [[[g, 2 * g]]]), "The example: dTheta is -0.269 times e, a row for each word, in the shape (1, 1, 2)."
_, _, dTheta = skip_gram_loss(np.array([[2.0, 0]]), np.zeros((2, 2)), np.array([0]), np.array([[0, 1]]))
assert close(dTheta, [[[-1, 0], [1, 0]]]), "Scores of 0 with a negative: -1/2 times e for the target, +1/2 times e for the negative."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(6)
for V, n, m, k in ((6, 3, 4, 2), (3, 1, 2, 5), (8, 4, 3, 0)):
    E, Theta = rng.normal(size=(V, n)), rng.normal(size=(V, n))
    contexts, words = rng.integers(V, size=m), rng.integers(V, size=(m, k + 1))
    signs = np.where(np.arange(k + 1) == 0, -1, 1)
    expected = numerical_gradient(lambda t, e=E[contexts], s=signs: np.sum(np.logaddexp(0, s * np.sum(e[:, np.newaxis] * t, axis=2))), Theta[words])
    assert close(skip_gram_loss(E, Theta, contexts, words)[2], expected, 1e-4, 1e-5), "dTheta isn't what nudges measure: each word's part is its own (sigmoid - label) times the context's vector."
### END HIDDEN TESTS

# %% mistake="skip_gram_loss"
def skip_gram_loss(E, Theta, contexts, words):
    """All words have the label 1. Only the first column has; for the negatives the score's sign turns."""
    e, theta = E[contexts], Theta[words]
    z = np.einsum("mn,mkn->mk", e, theta)
    g = sigmoid(z) - 1
    return np.logaddexp(0, -z).sum(), np.einsum("mk,mkn->mn", g, theta), np.einsum("mk,mn->mkn", g, e)

# %% mistake="skip_gram_loss"
def skip_gram_loss(E, Theta, contexts, words):
    """The loss is a mean over pairs. It is a sum, and so are the gradients."""
    e, theta = E[contexts], Theta[words]
    z = np.einsum("mn,mkn->mk", e, theta)
    y = np.arange(words.shape[1]) == 0
    g = (sigmoid(z) - y) / len(contexts)
    return np.logaddexp(0, np.where(y, -z, z)).sum() / len(contexts), np.einsum("mk,mkn->mn", g, theta), np.einsum("mk,mn->mkn", g, e)

# %% mistake="skip_gram_loss"
def skip_gram_loss(E, Theta, contexts, words):
    """The signs of both gradients are turned: sigmoid - label, not label - sigmoid."""
    e, theta = E[contexts], Theta[words]
    z = np.einsum("mn,mkn->mk", e, theta)
    y = np.arange(words.shape[1]) == 0
    g = y - sigmoid(z)
    return np.logaddexp(0, np.where(y, -z, z)).sum(), np.einsum("mk,mkn->mn", g, theta), np.einsum("mk,mn->mkn", g, e)

# %% mistake="skip_gram_loss"
def skip_gram_loss(E, Theta, contexts, words):
    """A large score makes the logarithm infinite. Use np.logaddexp, which never overflows."""
    e, theta = E[contexts], Theta[words]
    z = np.sum(e[:, np.newaxis] * theta, axis=2)
    y = np.arange(words.shape[1]) == 0
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-z))
        loss = -np.sum(np.log(np.where(y, p, 1 - p)))
    return loss, np.einsum("mk,mkn->mn", p - y, theta), (p - y)[:, :, np.newaxis] * e[:, np.newaxis]

# %% mistake="skip_gram_loss"
def skip_gram_loss(E, Theta, contexts, words):
    """The tables are mixed up: contexts belong to E, words to Theta."""
    e, theta = Theta[contexts], E[words]
    z = np.einsum("mn,mkn->mk", e, theta)
    y = np.arange(words.shape[1]) == 0
    g = sigmoid(z) - y
    return np.logaddexp(0, np.where(y, -z, z)).sum(), np.einsum("mk,mkn->mn", g, theta), np.einsum("mk,mn->mkn", g, e)

# %% demo
rng = np.random.default_rng(7)
small, Small, contexts, words = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), np.array([0, 2]), np.array([[1, 3, 4], [3, 0, 1]])
found = skip_gram_loss(small, Small, contexts, words)
nudged = numerical_gradient(lambda at: skip_gram_loss(at, Small, contexts, words)[0], small)[contexts]
print(f"dE: your gradient and nudges differ by {relative_difference(found[1], nudged):.0e}")
summed = np.zeros_like(Small)
np.add.at(summed, words, found[2])  # word 3 is looked up twice
print(f"dTheta: by {relative_difference(summed, numerical_gradient(lambda at: skip_gram_loss(small, at, contexts, words)[0], Small)):.0e}")

# %% [markdown]
# ## A step
# The gradients belong to the rows that were looked up, and those rows make a step. A colleague wrote it, and reports what happens.

# %%
def faulty_step(E, Theta, contexts, words, dE, dTheta, learning_rate):
    """A step of gradient descent for the rows that were looked up. Not yet right."""
    E = E.copy()
    E[contexts] -= learning_rate * dE
    Theta[words] -= learning_rate * dTheta
    return E, Theta


# %% demo
ones = np.ones((3, 1))
E_new, Theta_new = faulty_step(ones, ones.copy(), np.array([0, 1]), np.array([[2], [0]]), np.array([[0.1], [0.2]]), np.array([[[0.3]], [[0.4]]]), 1.0)
print("contexts 0 and 1, words 2 and 0; each number begins at 1")
print("E:", E_new.ravel(), " Theta:", Theta_new.ravel(), " as it should be\n")
E_new, Theta_new = faulty_step(ones, ones.copy(), np.array([0, 0, 0]), np.array([[1], [1], [2]]), np.full((3, 1), 0.1), np.full((3, 1, 1), 0.1), 1.0)
print("context 0 three times, each with a gradient of 0.1; word 1 twice")
print("E:", E_new.ravel(), " Theta:", Theta_new.ravel(), "\n")
table = np.ones((3, 1))
faulty_step(ones, table, np.array([0]), np.array([[1]]), np.array([[0.1]]), np.array([[[0.1]]]), 1.0)
print("the table that was handed over as Theta, afterwards:", table.ravel())

# %% [markdown]
# ## Exercise 4 · Find the bugs  (4 points, ~8 min, ●●○)
# Write `step(E, Theta, contexts, words, dE, dTheta, learning_rate)` without the faults: every gradient counts, and the tables handed over stay as they are. `E` earns 2 points, `Theta` 1, the tables 1.
#
# *Example.* In the second report `E` should be [0.7, 1, 1], `Theta` [1, 0.8, 0.9].
#
# <details><summary>Hint 1: what an index does twice</summary>
#
# `E[[0, 0]] -= 0.1` reads row 0 twice, subtracts, and writes it twice: the last one wins.
#
# </details>
#
# <details><summary>Hint 2: a function for it</summary>
#
# `np.add.at(A, rows, values)` adds one after the other. And which line makes a copy, which doesn't?
#
# </details>

# %% solution="step"
def step(E, Theta, contexts, words, dE, dTheta, learning_rate):
    """One step of gradient descent for the rows that were looked up.

    E, Theta: (V, n). contexts: (m,) and words: (m, k + 1), indices; any of them may come several times, and each time counts.
    dE: (m, n) and dTheta: (m, k + 1, n), gradients of those rows. learning_rate: above 0. Nothing is changed.
    Returns the new E and the new Theta.
    """
    ### BEGIN SOLUTION
    E, Theta = E.copy(), Theta.copy()
    np.add.at(E, contexts, -learning_rate * dE)
    np.add.at(Theta, words, -learning_rate * dTheta)
    return E, Theta
    ### END SOLUTION

# %% tests="step" part="E" points=2
import numpy as np

from companion.testing import close

ones = np.ones((3, 1))
found = step(ones.copy(), ones.copy(), np.array([0, 0, 0]), np.array([[1], [1], [2]]), np.full((3, 1), 0.1), np.full((3, 1, 1), 0.1), 1.0)
assert found is not None and len(found) == 2, "step returns the new E and the new Theta."
assert close(found[0], [[0.7], [1], [1]]), "The example: context 0 three times, 0.1 each. E[0] becomes 0.7."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(8)
for V, n, m, k, rate in ((6, 3, 4, 2, 0.1), (3, 2, 20, 0, 1.0), (30, 1, 1, 3, 0.03)):
    E, Theta, contexts, words = rng.normal(size=(V, n)), rng.normal(size=(V, n)), rng.integers(V, size=m), rng.integers(V, size=(m, k + 1))
    dE, dTheta = rng.normal(size=(m, n)), rng.normal(size=(m, k + 1, n))
    expected = E - rate * (contexts == np.arange(V)[:, np.newaxis]).astype(float) @ dE
    assert close(step(E, Theta, contexts, words, dE, dTheta, rate)[0], expected, 1e-4, 1e-5), "Other contexts: E is another. Every gradient counts, times the learning rate, and is subtracted."
### END HIDDEN TESTS

# %% tests="step" part="Theta" points=1
import numpy as np

from companion.testing import close

ones = np.ones((3, 1))
_, found = step(ones.copy(), ones.copy(), np.array([0, 0, 0]), np.array([[1], [1], [2]]), np.full((3, 1), 0.1), np.full((3, 1, 1), 0.1), 1.0)
assert close(found, [[1], [0.8], [0.9]]), "The example: word 1 twice, word 2 once. Theta becomes 1, 0.8, 0.9."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(9)
for V, n, m, k, rate in ((6, 3, 4, 2, 0.1), (3, 2, 5, 8, 1.0), (30, 1, 1, 3, 0.03)):
    E, Theta, contexts, words = rng.normal(size=(V, n)), rng.normal(size=(V, n)), rng.integers(V, size=m), rng.integers(V, size=(m, k + 1))
    dE, dTheta = rng.normal(size=(m, n)), rng.normal(size=(m, k + 1, n))
    expected = Theta - rate * np.einsum("vmk,mkn->vn", (words == np.arange(V)[:, np.newaxis, np.newaxis]).astype(float), dTheta)
    assert close(step(E, Theta, contexts, words, dE, dTheta, rate)[1], expected, 1e-4, 1e-5), "Other words: Theta is another. A word may come several times in a row, and in several rows."
### END HIDDEN TESTS

# %% tests="step" part="tables" points=1
import numpy as np

from companion.testing import close

E, Theta = np.ones((3, 1)), np.ones((3, 1))
new_E, new_Theta = step(E, Theta, np.array([0]), np.array([[1]]), np.array([[0.5]]), np.array([[[0.25]]]), 1.0)
assert close(E, np.ones((3, 1))) and close(Theta, np.ones((3, 1))), "The tables that were handed over must stay as they are."
assert close(new_E, [[0.5], [1], [1]]) and close(new_Theta, [[1], [0.75], [1]]), "One context, one word: E[0] becomes 0.5, Theta[1] 0.75."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(10)
E, Theta, contexts, words = rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), rng.integers(5, size=7), rng.integers(5, size=(7, 3))
dE, dTheta = rng.normal(size=(7, 2)), rng.normal(size=(7, 3, 2))
before = [each.copy() for each in (E, Theta, contexts, words, dE, dTheta)]
expected = E.copy()
for row, gradient in zip(contexts, dE):
    expected[row] -= 0.5 * gradient
new_E, _ = step(E, Theta, contexts, words, dE, dTheta, 0.5)
assert close(new_E, expected, 1e-4, 1e-5), "For other tables E is another."
assert close([E, Theta, contexts, words, dE, dTheta], before), "After the call, an argument holds other numbers."
### END HIDDEN TESTS

# %% mistake="step"
def step(E, Theta, contexts, words, dE, dTheta, learning_rate):
    """Contexts that come twice lose a gradient: an index with a minus in front writes once. Use np.add.at for both tables."""
    E, Theta = E.copy(), Theta.copy()
    E[contexts] -= learning_rate * dE
    np.add.at(Theta, words, -learning_rate * dTheta)
    return E, Theta

# %% mistake="step"
def step(E, Theta, contexts, words, dE, dTheta, learning_rate):
    """Words that come twice lose a gradient in Theta, as contexts did in E."""
    E, Theta = E.copy(), Theta.copy()
    np.add.at(E, contexts, -learning_rate * dE)
    Theta[words] = Theta[words] - learning_rate * dTheta
    return E, Theta

# %% mistake="step"
def step(E, Theta, contexts, words, dE, dTheta, learning_rate):
    """The tables that are handed over change. Copy both first."""
    np.add.at(E, contexts, -learning_rate * dE)
    np.add.at(Theta, words, -learning_rate * dTheta)
    return E, Theta

# %% mistake="step"
def step(E, Theta, contexts, words, dE, dTheta, learning_rate):
    """The step goes uphill: subtract."""
    E, Theta = E.copy(), Theta.copy()
    np.add.at(E, contexts, learning_rate * dE)
    np.add.at(Theta, words, learning_rate * dTheta)
    return E, Theta

# %% [markdown]
# Now train, in one pass over all pairs, 256 at a time, with vectors of 30 numbers. Frequent words would be in most pairs, so **subsampling** leaves out each occurrence of a word with share $f$ of the text with probability
# $1 - \sqrt{10^{-3}/f}$, where that is above 0: nine of ten "the". A step is taken for the *sum* over 256 pairs, in which a word seldom comes twice, so that each pair moves its own vectors.

# %%
@cache
def trained_vectors(n=30, k=5, window=3, learning_rate=0.2, seed=0):
    """E, Theta and the loss a pair, learnt by your functions from all sentences to train with."""
    rng, share = np.random.default_rng(seed), counts / counts.sum()
    kept = [[index for index in sentence if rng.random() < np.sqrt(1e-3 / share[index])] for sentence in train]
    pairs = np.concatenate([context_pairs(sentence, window) for sentence in kept])
    E, Theta, p, losses = rng.normal(size=(len(WORDS), n)) / 10, np.zeros((len(WORDS), n)), negative_distribution(counts), []
    batches = np.array_split(rng.permutation(len(pairs)), len(pairs) // 256)
    for number, batch in enumerate(batches):
        contexts, targets = pairs[batch].T
        words = np.column_stack([targets, draw_negatives(targets, k, p, rng)])
        loss, dE, dTheta = skip_gram_loss(E, Theta, contexts, words)
        E, Theta = step(E, Theta, contexts, words, dE, dTheta, learning_rate * (1 - number / len(batches)))
        losses.append(loss / len(batch))
    return E, Theta, losses


def unit(vectors):
    """Rows of length 1; rows of zeros stay."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def neighbours(vectors, word, count=6):
    """The words that are nearest to a word, by cosine."""
    similarities = unit(vectors) @ unit(vectors)[word_to_index[word]]
    return [WORDS[row] for row in np.argsort(-similarities)[1 : count + 1]]

# %% [markdown]
# Training takes about ten seconds. (What is trained is kept. If you mend a function above later, run the cell above again.) *Guess first:* before anything is learnt, all scores are 0. What is the loss of a pair with five negatives? And which words will be nearest to "mexico", "children", "million"?

# %% demo
E, Theta, losses = trained_vectors()
figure, ax = plt.subplots(figsize=(8, 3), layout="constrained")
ax.plot(np.convolve(losses, np.ones(50) / 50, "valid"), color=COLORS[0])
ax.axhline(6 * np.log(2), color="gray", linestyle="--", label="6 ln 2: nothing known")
ax.axhline(np.log(6) + 5 * np.log(6 / 5), color=COLORS[1], linestyle="--", label="“yes” with probability 1/6 to all")
ax.set(xlabel="batch of 256 pairs (mean of 50)", ylabel="loss a pair (nats)", title="First it learns that most answers are no, then words")
ax.legend()
plt.show()
for word in ("mexico", "children", "million", "march", "court", "war"):
    print(f"{word:>9}: {', '.join(neighbours(E + Theta, word))}")

# %% [markdown]
# <details><summary>What there is to see</summary>
#
# The loss falls from 6 ln 2 = 4.16 to about 2.75 within a hundred batches, but answering all pairs with 1/6 would do as well (2.70). What comes below that line, slowly, is what it knows of words.
# Children find parents and family, millions dollars, March other months (and "th", of the fourth). "Mexico" finds countries, and what is negotiated with them. It is the company that presidents keep: "war" lies near liquidation, lend and navy. Your lists may differ a little, by the order of your pairs.
#
# </details>
#
# **To remember**
# - Skip-gram: predict the company of a word; keep the vectors.
# - Negative sampling: one true pair, some drawn ones, logistic regression. Draw by $f^{3/4}$, and not the target.
# - Rows that come twice make two steps.

# %% [markdown]
# ## Count first
# Skip-gram goes through the text pair by pair. **GloVe** (Pennington and others, 2014) counts first: $X_{ij}$ says how often words $i$ and $j$ stand close. A pair at distance $d$ counts $1/d$, so that direct neighbours weigh most.

# %% [markdown]
# ## Exercise 5 · Co-occurrence  (4 points, ~10 min, ●●○)
# Write `cooccurrence(sentences, n, window)`. Indices from `n` on don't count, but keep their place between others. The counts earn 3 points; a symmetric matrix, with a word that stands near itself, 1.
#
# *Example.* The sentence [0, 1, 2] with window 2: 0 and 1 count 1, 1 and 2 count 1, 0 and 2 count 1/2. The sentence [0, 0] adds 2 to $X_{00}$: the first word has the second one near it, and the second one the first.
#
# <details><summary>Hint 1: both directions</summary>
#
# For places $i < j$ at distance $d$ up to the window, add $1/d$ at `[a, b]`, and again at `[b, a]`.
#
# </details>
#
# <details><summary>Hint 2: quickly (not needed for points)</summary>
#
# For each distance, take the pairs of all sentences at once and use `np.add.at`.
#
# </details>

# %% solution="cooccurrence"
def cooccurrence(sentences, n, window):
    """How often words stand close to each other.

    sentences: lists of indices, maybe empty ones; words of different sentences aren't close. Indices from n on are left out, but keep their place: they make the
    words around them no closer. n: how many words count. window: the largest distance, at least 1.
    Returns X (n, n), symmetric: the sum of 1/d over all pairs at distance d.
    """
    ### BEGIN SOLUTION
    gap = [n] * window
    text = np.array([index for sentence in sentences for index in [*sentence, *gap]], dtype=int)
    X = np.zeros((n, n))
    for d in range(1, window + 1):
        left, right = text[:-d], text[d:]
        near = (left < n) & (right < n)
        np.add.at(X, (left[near], right[near]), 1 / d)
    return X + X.T
    ### END SOLUTION

# %% tests="cooccurrence" part="counts" points=3
import numpy as np

from companion.testing import close

found = cooccurrence([[0, 1, 2]], 3, 2)
assert found is not None, "cooccurrence returns None. Does it end with a return?"
assert close(found, [[0, 1, 0.5], [1, 0, 1], [0.5, 1, 0]]), "The example: direct neighbours count 1, words at distance 2 count 1/2."
assert close(cooccurrence([[0, 1], [2], []], 3, 2), [[0, 1, 0], [1, 0, 0], [0, 0, 0]]), "Words of different sentences aren't close."
assert close(cooccurrence([[0, 5, 1]], 2, 2), [[0, 0.5], [0.5, 0]]), "Index 5 doesn't count here, but keeps its place: 0 and 1 are at distance 2."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(11)
for n, window, lengths in ((4, 1, (3, 9)), (6, 4, (12, 1, 0, 5)), (3, 20, (7, 7)), (9, 3, (40,))):
    sentences = [rng.integers(n + 2, size=length).tolist() for length in lengths]
    expected = np.zeros((n, n))
    for sentence in sentences:
        for i, a in enumerate(sentence):
            for j, b in enumerate(sentence):
                if i != j and abs(i - j) <= window and a < n and b < n:
                    expected[a, b] += 1 / abs(i - j)
    given = [list(each) for each in sentences]
    assert close(cooccurrence(given, n, window), expected, 1e-4, 1e-5), "Other sentences: the counts are others. 1/d at distance d, up to the window, both ways."
    assert given == sentences, "The sentences must not be changed."
### END HIDDEN TESTS

# %% tests="cooccurrence" part="symmetric" points=1
import numpy as np

from companion.testing import close

assert close(cooccurrence([[0, 0]], 1, 1), [[2]]), "The example: each of the two has the other near it."
### BEGIN HIDDEN TESTS
assert close(cooccurrence([[1, 1, 1]], 2, 2), [[0, 0], [0, 5]]), "A word three times in a row: two pairs at distance 1 and one at 2, each counted both ways."
found = np.asarray(cooccurrence([[0, 1, 0, 2], [2, 2, 1]], 3, 3), dtype=float)
assert close(found, [[1, 2 + 0, 1 + 1 / 3], [2, 0, 1 + 1 / 2 + 1 / 2], [1 + 1 / 3, 2, 2]]), "Words that come several times: the matrix is another."
### END HIDDEN TESTS

# %% mistake="cooccurrence"
def cooccurrence(sentences, n, window):
    """Each pair counts 1, whatever its distance. It counts 1/d."""
    X = np.zeros((n, n))
    for sentence in sentences:
        for i, a in enumerate(sentence):
            for j in range(max(0, i - window), min(len(sentence), i + window + 1)):
                if i != j and a < n and sentence[j] < n:
                    X[a, sentence[j]] += 1
    return X

# %% mistake="cooccurrence"
def cooccurrence(sentences, n, window):
    """Only one direction is counted: X should be symmetric."""
    X = np.zeros((n, n))
    for sentence in sentences:
        for i, a in enumerate(sentence):
            for j in range(i + 1, min(len(sentence), i + window + 1)):
                if a < n and sentence[j] < n:
                    X[a, sentence[j]] += 1 / (j - i)
    return X

# %% mistake="cooccurrence"
def cooccurrence(sentences, n, window):
    """The sentences run together: the last word of one is no neighbour of the first word of the next."""
    text, X = [index for sentence in sentences for index in sentence], np.zeros((n, n))
    for i, a in enumerate(text):
        for j in range(i + 1, min(len(text), i + window + 1)):
            if a < n and text[j] < n:
                X[a, text[j]] += 1 / (j - i)
                X[text[j], a] += 1 / (j - i)
    return X

# %% mistake="cooccurrence"
def cooccurrence(sentences, n, window):
    """Words that don't count are taken out first, which moves those around them together. They keep their place."""
    X = np.zeros((n, n))
    for sentence in sentences:
        known = [index for index in sentence if index < n]
        for i, a in enumerate(known):
            for j in range(i + 1, min(len(known), i + window + 1)):
                X[a, known[j]] += 1 / (j - i)
                X[known[j], a] += 1 / (j - i)
    return X

# %% mistake="cooccurrence"
def cooccurrence(sentences, n, window):
    """A word near itself is counted once. The first has the second near it, and the second the first: add 2/d."""
    X = np.zeros((n, n))
    for sentence in sentences:
        for i, a in enumerate(sentence):
            for j in range(i + 1, min(len(sentence), i + window + 1)):
                b = sentence[j]
                if a < n and b < n:
                    X[a, b] += 1 / (j - i)
                    if a != b:
                        X[b, a] += 1 / (j - i)
    return X

# %%
@cache
def counted(n=1000, window=4):
    """The co-occurrences of the n most frequent words."""
    return cooccurrence(train, n, window)

# %% demo
X, shown = counted(), [word_to_index[word] for word in "million billion dollars army navy war schools children health march june july".split()]
figure, ax = plt.subplots(figsize=(5.6, 4.8), layout="constrained")
picture = ax.imshow(np.log1p(X[np.ix_(shown, shown)]), cmap="Blues")
ax.set_xticks(range(len(shown)), [WORDS[row] for row in shown], rotation=60, ha="right")
ax.set_yticks(range(len(shown)), [WORDS[row] for row in shown])
ax.set_title("Who stands beside whom?")
figure.colorbar(picture, label="ln(1 + X)", shrink=0.8)
plt.show()
print(f"{np.mean(counted() > 0):.0%} of the pairs of 1,000 words occur at all")

# %% [markdown]
# March and July hardly ever stand side by side, and yet skip-gram put months together: what makes words alike isn't each other's company but the *same* company.

# %% [markdown]
# ## GloVe's least squares
# GloVe looks for vectors and biases with $\theta_i^T e_j + b_i + b'_j \approx \ln X_{ij}$, by weighted least squares:
#
# $$J = \sum_{i,j} f(X_{ij}) \big(\theta_i^T e_j + b_i + b'_j - \ln X_{ij}\big)^2, \qquad f(x) = \min\big(1, (x / x_{max})^{3/4}\big)$$
#
# The weight $f$ does three things: pairs that never occur have $f(0) = 0$ and no say (so $\ln 0$ doesn't matter); rare pairs, whose counts are chance, have little; and "of the" has no more than others. $\theta$ and $e$ play the same role,
# and in the end one takes their sum.

# %% [markdown]
# ## Exercise 6 · Weighted least squares  (6 points, ~15 min, ●●●)
# Write `glove_weights(X, x_max)` (1 point) and `glove_loss(parameters, X, x_max)`, which returns $J$ (2 points) and its gradients (3). `parameters` is a dictionary with `"Theta"`, `"E"`, `"b"`, `"b_prime"`.
#
# *Example.* With one word, $X$ = [[16]], $x_{max}$ = 256, $f$ = 1/8. All parameters 0: the difference is −ln 16 = −2.77, $J$ = 2.77² / 8 = 0.961, and `db` = 2 · (−2.77) / 8 = −0.693.
#
# <details><summary>Hint 1: no logarithm of 0</summary>
#
# `np.log(np.where(X > 0, X, 1))` is 0 where nothing occurs, and there the weight is 0 as well.
#
# </details>
#
# <details><summary>Hint 2: gradients</summary>
#
# With $D = 2 f * (\text{difference})$, (V, V): row $i$ of $\Theta$ met all rows of $E$, so `dTheta` is `D @ E`. And `dE`? $b_i$ met row $i$ of D, so sum over it; $b'_j$ a column.
#
# </details>

# %% solution="glove"
def glove_weights(X, x_max):
    """The weight of each pair: (x / x_max) to the power of 3/4, at most 1.

    X: an array of numbers from 0. x_max: above 0. Returns an array of the same shape; 0 where X is 0.
    """
    ### BEGIN SOLUTION
    return np.minimum(1, X / x_max) ** 0.75
    ### END SOLUTION


def glove_loss(parameters, X, x_max):
    """GloVe's weighted squared error, and its gradients.

    parameters: a dictionary with "Theta" and "E", each (V, n), "b" and "b_prime", each (V,). X: (V, V), co-occurrences, 0 for pairs that never occur.
    x_max: above 0. Nothing is changed.
    Returns J, a number, and a dictionary with "dTheta" and "dE" (V, n), "db" and "db_prime" (V,).
    """
    ### BEGIN SOLUTION
    Theta, E = parameters["Theta"], parameters["E"]
    weights = glove_weights(X, x_max)
    difference = Theta @ E.T + parameters["b"][:, np.newaxis] + parameters["b_prime"] - np.log(np.where(X > 0, X, 1))
    D = 2 * weights * difference
    gradients = {"dTheta": D @ E, "dE": D.T @ Theta, "db": D.sum(axis=1), "db_prime": D.sum(axis=0)}
    return np.sum(weights * difference**2), gradients
    ### END SOLUTION

# %% tests="glove" part="weights" points=1
import numpy as np

from companion.testing import close

found = glove_weights(np.array([[16.0, 0], [256, 1000]]), 256)
assert found is not None, "glove_weights returns None. Does it end with a return?"
assert close(found, [[1 / 8, 0], [1, 1]]), "With x_max 256: 16 has the weight 1/8, 0 the weight 0, and from 256 on it is 1."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(12)
X = rng.exponential(30, size=(4, 6))
for x_max in (10.0, 50.0, 3.0):
    expected = np.where(X >= x_max, 1, np.exp(0.75 * np.log(X / x_max)))
    assert close(glove_weights(X.copy(), x_max), expected, 1e-4, 1e-6), "Other counts: the weights are others."
### END HIDDEN TESTS

# %% tests="glove" part="J" points=2
import numpy as np

from companion.testing import close

nothing = {"Theta": np.zeros((1, 2)), "E": np.zeros((1, 2)), "b": np.zeros(1), "b_prime": np.zeros(1)}
found = glove_loss(nothing, np.array([[16.0]]), 256)
assert found is not None and len(found) == 2, "glove_loss returns J and the dictionary of gradients."
assert close(found[0], np.log(16) ** 2 / 8), "The example: J is 2.77² / 8."
pair = {"Theta": np.array([[1.0], [2]]), "E": np.array([[3.0], [4]]), "b": np.array([10.0, 20]), "b_prime": np.array([100.0, 200])}
assert close(glove_loss(pair, np.array([[0.0, 1], [0, 0]]), 1)[0], (1 * 4 + 10 + 200) ** 2), "Only the pair (0, 1) occurs, with ln 1 = 0: theta of word 0, e of word 1, b of 0, b' of 1."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(13)
for V, n, x_max in ((4, 3, 10.0), (7, 1, 2.0), (2, 5, 100.0)):
    X = rng.poisson(3, size=(V, V)) * 0.35
    X = X + X.T
    p = {"Theta": rng.normal(size=(V, n)), "E": rng.normal(size=(V, n)), "b": rng.normal(size=V), "b_prime": rng.normal(size=V)}
    expected = 0.0
    for i in range(V):
        for j in range(V):
            if X[i, j] > 0:
                expected += min(1, (X[i, j] / x_max) ** 0.75) * (p["Theta"][i] @ p["E"][j] + p["b"][i] + p["b_prime"][j] - np.log(X[i, j])) ** 2
    given, before = X.copy(), {name: value.copy() for name, value in p.items()}
    assert close(glove_loss(p, given, x_max)[0], expected, 1e-4, 1e-5), "For other vectors and counts J is another. Which bias belongs to rows, and do pairs that never occur have no say?"
    assert close(given, X) and close(p, before), "After the call, an argument holds other numbers."
### END HIDDEN TESTS

# %% tests="glove" part="gradients" points=3
import numpy as np

from companion.testing import close

nothing = {"Theta": np.zeros((1, 2)), "E": np.zeros((1, 2)), "b": np.zeros(1), "b_prime": np.zeros(1)}
_, found = glove_loss(nothing, np.array([[16.0]]), 256)
assert isinstance(found, dict) and {"dTheta", "dE", "db", "db_prime"} <= set(found), "The gradients are a dictionary with dTheta, dE, db and db_prime."
assert close(found["db"], [-2 * np.log(16) / 8]), "The example: db is 2 · (-2.77) / 8."
pair = {"Theta": np.array([[1.0], [2]]), "E": np.array([[3.0], [4]]), "b": np.zeros(2), "b_prime": np.zeros(2)}
_, found = glove_loss(pair, np.array([[0.0, 1], [0, 0]]), 1)
assert close(found["dTheta"], [[2 * 4 * 4], [0]]), "Only the pair (0, 1) occurs, and differs by 4: theta of word 0 gets 2 · 4 times e of word 1, which is 4."
assert close(found["dE"], [[0], [2 * 4 * 1]]), "Only the pair (0, 1) occurs: e of word 1 gets 2 · 4 times theta of word 0, which is 1."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(14)
for V, n, x_max in ((4, 3, 10.0), (5, 1, 2.0), (2, 4, 100.0)):
    X = rng.poisson(2, size=(V, V)) * 0.35
    X = X + X.T
    p = {"Theta": rng.normal(size=(V, n)), "E": rng.normal(size=(V, n)), "b": rng.normal(size=V), "b_prime": rng.normal(size=V)}
    f, L = np.minimum(1, (X / x_max) ** 0.75), np.log(np.maximum(X, 1e-300)) * (X > 0)
    cost = lambda q, f=f, L=L: np.sum(f * (np.einsum("in,jn->ij", q["Theta"], q["E"]) + np.add.outer(q["b"], q["b_prime"]) - L) ** 2)
    expected = {"d" + name: numerical_gradient(lambda at, name=name: cost({**p, name: at}), value) for name, value in p.items()}
    _, found = glove_loss({name: value.copy() for name, value in p.items()}, X, x_max)
    for name in ("dTheta", "dE", "db", "db_prime"):
        assert close(found[name], expected[name], 1e-4, 1e-4), "A gradient isn't what nudges measure. Is the weight there, the 2, and which of the two sides is transposed?"
### END HIDDEN TESTS

# %% mistake="glove"
def glove_weights(X, x_max):
    """The weight has no upper limit: from x_max on it is 1."""
    return (X / x_max) ** 0.75


def glove_loss(parameters, X, x_max):
    Theta, E, f = parameters["Theta"], parameters["E"], glove_weights(X, x_max)
    difference = Theta @ E.T + parameters["b"][:, np.newaxis] + parameters["b_prime"] - np.log(np.where(X > 0, X, 1))
    D = 2 * f * difference
    return np.sum(f * difference**2), {"dTheta": D @ E, "dE": D.T @ Theta, "db": D.sum(axis=1), "db_prime": D.sum(axis=0)}

# %% mistake="glove"
def glove_weights(X, x_max):
    """The biases are on the wrong sides: b belongs to the rows, b_prime to the columns."""
    return np.minimum(1, X / x_max) ** 0.75


def glove_loss(parameters, X, x_max):
    Theta, E, f = parameters["Theta"], parameters["E"], glove_weights(X, x_max)
    difference = Theta @ E.T + parameters["b"] + parameters["b_prime"][:, np.newaxis] - np.log(np.where(X > 0, X, 1))
    D = 2 * f * difference
    return np.sum(f * difference**2), {"dTheta": D @ E, "dE": D.T @ Theta, "db": D.sum(axis=0), "db_prime": D.sum(axis=1)}

# %% mistake="glove"
def glove_weights(X, x_max):
    """dE isn't made with the transposed differences: row j of E met column j."""
    return np.minimum(1, X / x_max) ** 0.75


def glove_loss(parameters, X, x_max):
    Theta, E, f = parameters["Theta"], parameters["E"], glove_weights(X, x_max)
    difference = Theta @ E.T + parameters["b"][:, np.newaxis] + parameters["b_prime"] - np.log(np.where(X > 0, X, 1))
    D = 2 * f * difference
    return np.sum(f * difference**2), {"dTheta": D @ E, "dE": D @ Theta, "db": D.sum(axis=1), "db_prime": D.sum(axis=0)}

# %% mistake="glove"
def glove_weights(X, x_max):
    """Pairs that never occur give a logarithm of 0, and 0 times infinity is nan. Replace zeros before the logarithm."""
    return np.minimum(1, X / x_max) ** 0.75


def glove_loss(parameters, X, x_max):
    Theta, E, f = parameters["Theta"], parameters["E"], glove_weights(X, x_max)
    with np.errstate(all="ignore"):
        difference = Theta @ E.T + parameters["b"][:, np.newaxis] + parameters["b_prime"] - np.log(X)
        D = 2 * f * difference
        return np.sum(f * difference**2), {"dTheta": D @ E, "dE": D.T @ Theta, "db": D.sum(axis=1), "db_prime": D.sum(axis=0)}

# %% mistake="glove"
def glove_weights(X, x_max):
    """The factor 2 of the square's derivative is missing in the gradients."""
    return np.minimum(1, X / x_max) ** 0.75


def glove_loss(parameters, X, x_max):
    Theta, E, f = parameters["Theta"], parameters["E"], glove_weights(X, x_max)
    difference = Theta @ E.T + np.add.outer(parameters["b"], parameters["b_prime"]) - np.log(np.where(X > 0, X, 1))
    D = f * difference
    return np.sum(D * difference), {"dTheta": np.dot(D, E), "dE": np.dot(D.T, Theta), "db": D.sum(1), "db_prime": D.sum(0)}

# %% mistake="glove"
def glove_weights(X, x_max):
    """The weight is squared: it belongs outside of the square."""
    return np.minimum(1, X / x_max) ** 0.75


def glove_loss(parameters, X, x_max):
    Theta, E, f = parameters["Theta"], parameters["E"], glove_weights(X, x_max)
    difference = f * (Theta @ E.T + parameters["b"][:, np.newaxis] + parameters["b_prime"] - np.log(np.where(X > 0, X, 1)))
    D = 2 * f * difference
    return np.sum(difference**2), {"dTheta": D @ E, "dE": D.T @ Theta, "db": D.sum(axis=1), "db_prime": D.sum(axis=0)}

# %% [markdown]
# A hundred steps with your gradients, all pairs at once. The steps are AdaGrad's, as in GloVe's paper: RMSprop (course 2) without forgetting.

# %%
@cache
def trained_glove(n=40, steps=100, x_max=10, learning_rate=0.1):
    """Theta + E of 1,000 words, and J at each step, by your glove_loss."""
    X, rng = counted(), np.random.default_rng(0)
    parameters = {name: rng.normal(size=(len(X), n)) / 10 for name in ("Theta", "E")} | {name: np.zeros(len(X)) for name in ("b", "b_prime")}
    squares, costs = {name: 1e-8 for name in parameters}, []
    for _ in range(steps):
        J, gradients = glove_loss(parameters, X, x_max)
        costs.append(J)
        squares = {name: value + gradients["d" + name] ** 2 for name, value in squares.items()}
        parameters = {name: value - learning_rate * gradients["d" + name] / np.sqrt(squares[name]) for name, value in parameters.items()}
    return parameters["Theta"] + parameters["E"], costs

# %% demo
vectors, costs = trained_glove()
print(f"J: {costs[0]:,.0f} at the beginning, {costs[-1]:,.0f} after {len(costs)} steps (ours: 14,661)")
for word in ("mexico", "children", "million", "march", "court", "war"):
    print(f"{word:>9}: {', '.join(neighbours(vectors, word))}")

# %% [markdown]
# ## How good are they?
# Neighbours that one likes prove little. A measure: `load_glove` has vectors learnt from 17,000 times as much text. For each word, which share of its ten nearest are among *its* ten nearest there? The 50 most frequent words
# are left out. Two random lists would agree in 1 % (of 950 words) or 2 % (of 550).

# %%
GLOVE = load_glove()


def agreement(vectors, skip=50):
    """The share of the ten nearest words that are among the ten nearest by GloVe's vectors; rows as in WORDS."""
    rows = [row for row in range(skip, len(vectors)) if WORDS[row] in GLOVE.word_to_index]
    theirs, lists = np.array([GLOVE.vectors[GLOVE.word_to_index[WORDS[row]]] for row in rows]), []
    for table in (np.asarray(vectors)[rows], theirs):
        similarities = unit(table) @ unit(table).T
        np.fill_diagonal(similarities, -np.inf)
        lists.append(np.argsort(-similarities, axis=1)[:, :10])
    return np.mean([len(set(own) & set(other)) / 10 for own, other in zip(*lists)])

# %% [markdown]
# ## Exercise 7 · Beat counting  (5 points, ~20 min, ●●●)
# The simplest vector of a word is its row of $X$: with whom does it stand? Write `my_vectors(X)`, of your own design, that makes better ones. It gets $X$ of the 600 most frequent words from **half of the sentences**, counted with window 4, and the agreement
# with GloVe's neighbours must be **at least 12 %** (4 points). The rows themselves reach 9 %. A finite vector for each word, for any counts, earns 1. It has 2 seconds.
#
# *Example.* `return X` is finite, and reaches 9 %. The cell below the tests measures yours on the other half.
#
# <details><summary>Hint 1: what dominates a row</summary>
#
# Every row is largest at "the" and "of", and cosines compare little else. What do logarithms or roots do to that?
#
# </details>
#
# <details><summary>Hint 2: compare with chance</summary>
#
# If words stood together by chance, $X_{ij}$ would be (row sum · column sum) / total. The logarithm of the ratio, where it is above 0, is called *positive pointwise mutual information*.
#
# </details>

# %% solution="my_vectors"
def my_vectors(X):
    """Vectors of words, of your own design.

    X: (V, V), co-occurrences, symmetric, V from 1; rows may be all zeros. Not changed.
    Returns an array (V, n) of finite numbers, n at least 1: a row for each word.
    """
    ### BEGIN SOLUTION
    sums = X.sum(axis=1, keepdims=True)
    expected = sums @ sums.T / max(X.sum(), 1)
    return np.log(np.maximum(X, 1e-12) / np.maximum(expected, 1e-12)).clip(min=0)
    ### END SOLUTION

# %% tests="my_vectors" part="finite" points=1
import numpy as np

from companion.testing import close, taken

found = my_vectors(np.array([[0.0, 2, 0], [2, 4, 0], [0, 0, 0]]))
assert found is not None, "my_vectors returns None. Does it end with a return?"
assert np.ndim(found) == 2 and len(found) == 3, "A row for each of the three words."
assert np.isfinite(taken(found)).all(), "All numbers are finite, also for a word that stands near nobody."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(15)
for V in (1, 2, 30):
    X = rng.poisson(0.4, size=(V, V)) / 2
    X = X + X.T
    before = X.copy()
    found = taken(my_vectors(X))
    assert found.ndim == 2 and found.shape[0] == V and found.shape[1] >= 1, "A row for each word, whatever their number."
    assert np.isfinite(found).all(), "For other counts, a number isn't finite."
    assert close(X, before), "After the call, X holds other numbers."
assert np.isfinite(taken(my_vectors(np.zeros((4, 4))))).all(), "Nothing was counted: the vectors have to be finite all the same."
### END HIDDEN TESTS

# %% tests="my_vectors" part="agreement" points=4
import numpy as np

from companion.testing import taken

rng = np.random.default_rng(16)
kinds = np.arange(60) % 3
seen = 20.0 * (kinds[:, np.newaxis] == kinds) * (rng.random((60, 60)) < 0.5)
seen = seen + seen.T
frequent = rng.uniform(100, 600, size=(3, 60))
seen[:3] += frequent
seen[:, :3] += frequent.T
rows = taken(my_vectors(seen))[3:]
rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
alike = rows @ rows.T
np.fill_diagonal(alike, -np.inf)
nearest = kinds[3:][np.argsort(-alike, axis=1)[:, :5]]
assert np.mean(nearest == kinds[3:, np.newaxis]) > 0.7, "57 words of three kinds, and three words that stand near all: most neighbours should be of a word's own kind."
### BEGIN HIDDEN TESTS
from collections import Counter

from companion.words import load_glove, load_speeches

sentences, glove = load_speeches().train, load_glove()
vocabulary = [word for word, _ in Counter(word for sentence in sentences for word in sentence).most_common(2000)]
index = {word: place for place, word in enumerate(vocabulary)}
text = np.array([place for sentence in sentences[::2] for place in [*(index[word] for word in sentence if word in index), *[600] * 4]])
X = np.zeros((600, 600))
for d in range(1, 5):
    left, right = text[:-d], text[d:]
    near = (left < 600) & (right < 600)
    np.add.at(X, (left[near], right[near]), 1 / d)
X = X + X.T
rows = [place for place in range(50, 600) if vocabulary[place] in glove.word_to_index]
theirs = np.array([glove.vectors[glove.word_to_index[vocabulary[place]]] for place in rows])
found = taken(my_vectors(X))
assert found.ndim == 2 and found.shape[0] == 600 and np.isfinite(found).all(), "On the speeches: a row of finite numbers for each of 600 words."
lists = []
for table in (found[rows].astype(float), theirs):
    table = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)
    alike = table @ table.T
    np.fill_diagonal(alike, -np.inf)
    lists.append(np.argsort(-alike, axis=1)[:, :10])
share = np.mean([len(set(own) & set(other)) / 10 for own, other in zip(*(each.tolist() for each in lists))])
assert share >= 0.12, "On half of the speeches the neighbours agree with GloVe's in less than 12 %. What dominates the rows?"
### END HIDDEN TESTS

# %% mistake="my_vectors"
def my_vectors(X):
    """These are the rows themselves: they compare how often a word stands near the most frequent ones. Take logarithms, or compare with chance."""
    return X

# %% mistake="my_vectors"
def my_vectors(X):
    """Dividing a row by its sum changes no cosine: the frequent words still dominate. Compare each entry with what chance would give."""
    return X / np.maximum(X.sum(axis=1, keepdims=True), 1e-12)

# %% mistake="my_vectors"
def my_vectors(X):
    """A logarithm of 0 is −infinity. Add something first, or take only what is above chance."""
    with np.errstate(all="ignore"):
        return np.log(X)

# %% mistake="my_vectors"
def my_vectors(X):
    """Random vectors know nothing of X."""
    return np.random.default_rng(0).normal(size=(len(X), 50))

# %% demo
half = cooccurrence(train[1::2], 600, 4)
print(f"on the half that doesn't judge, 600 words: rows {agreement(half):.1%}, yours {agreement(my_vectors(half)):.1%}; at least 12 % are needed on the other half")

# %% [markdown]
# *Guess first:* which is best with all sentences and 1,000 words: rows of counts, your skip-gram, your GloVe, your own vectors?

# %% demo tags=["nbval-ignore-output"]
E, Theta, _ = trained_vectors()
tables = {"rows of counts": counted(), "your skip-gram": (E + Theta)[:1000], "your GloVe": trained_glove()[0], "your own vectors": my_vectors(counted())}
scores = {name: agreement(table) for name, table in tables.items()}
figure, ax = plt.subplots(figsize=(7, 2.4), layout="constrained")
ax.bar_label(ax.barh(list(scores), list(scores.values()), color=COLORS[0]), fmt="{:.1%}", padding=3)
ax.set(xlabel="agreement with GloVe's neighbours (chance: 1 %)", xlim=(0, 0.3), title="Whose neighbours are those of 17,000 times the text?")
ax.invert_yaxis()
plt.show()

# %% [markdown]
# <details><summary>What the picture says</summary>
#
# Ours, by mutual information, 18 %, before skip-gram with 12, GloVe with 12, rows with 8. So counting and comparing with chance does better here than both that
# learn. It isn't a law: one pass, one small text, one measure; and a thousand numbers a word are more than thirty. Levy and Goldberg (2014) showed what skip-gram's optimum is, with vectors of any length and negatives by
# plain frequency: $\theta_t^T e_c$ is the mutual information (not cut off at 0) less $\ln k$.
#
# </details>
#
# **To remember**
# - GloVe: a weighted fit of $\ln X_{ij}$; what never occurs has no say.
# - Judge vectors by a measure, beside something simple.

# %% [markdown]
# ## Exercise 8 · Codes for words  (3 points, ~15 min, ●●●, optional)
# Another way round the softmax: a **hierarchical** one. Words are leaves of a binary tree, and the path to a word is a row of left-or-right questions, each a logistic regression. $p$ of a word is their product, and it costs as many
# steps as its path is long. In a **Huffman** tree frequent words have short paths: join the two nodes with the smallest counts to one with the sum of both, until one is left.
#
# Write `huffman_codes(counts)`, which returns the paths as texts of 0 and 1. No path may be the beginning of another (1 point); their mean length, weighted by counts, must be the least possible (2).
#
# *Example.* Counts 5, 2, 1: 2 and 1 are joined to 3, then 5 and 3. Codes such as "0", "10", "11", with 5 + 4 + 2 = 11 steps in all.
#
# <details><summary>Hint: a queue</summary>
#
# `heapq` gives the smallest first. Keep (count, number, words of the node); when two nodes are joined, put a 0 before the codes of one's words and a 1 before the other's.
#
# </details>

# %% solution="huffman_codes"
def huffman_codes(counts):
    """Paths in a Huffman tree.

    counts: (V,) whole numbers from 1, V at least 2.
    Returns a list of V texts of "0" and "1", none of which is the beginning of another, with the least possible sum of count times length.
    """
    ### BEGIN SOLUTION
    import heapq

    codes = [""] * len(counts)
    nodes = [(count, place, [place]) for place, count in enumerate(np.asarray(counts).tolist())]
    heapq.heapify(nodes)
    while len(nodes) > 1:
        (left, first, zeros), (right, _, ones) = heapq.heappop(nodes), heapq.heappop(nodes)
        for bit, words in (("0", zeros), ("1", ones)):
            for word in words:
                codes[word] = bit + codes[word]
        heapq.heappush(nodes, (left + right, first, zeros + ones))
    return codes
    ### END SOLUTION

# %% tests="huffman_codes" part="tree" points=1
import numpy as np

found = huffman_codes(np.array([5, 2, 1]))
assert found is not None and len(found) == 3, "huffman_codes returns a code for each word."
found = [str(code) for code in found]
assert all(code and set(code) <= {"0", "1"} for code in found), "Each code is a text of 0 and 1, not an empty one."
assert not any(a != b and found[b].startswith(found[a]) for a in range(3) for b in range(3)), "No code may be the beginning of another one."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(17)
for V in (2, 9, 40):
    numbers = rng.integers(1, 300, size=V)
    found = [str(code) for code in huffman_codes(numbers)]
    assert len(found) == V and all(code and set(code) <= {"0", "1"} for code in found), "Other counts: a text of 0 and 1 for each word."
    ordered = sorted(found)
    assert not any(after.startswith(before) for before, after in zip(ordered, ordered[1:])), "Other counts: a code is the beginning of another one, or comes twice."
### END HIDDEN TESTS

# %% tests="huffman_codes" part="shortest" points=2
import numpy as np

assert [len(code) for code in huffman_codes(np.array([5, 2, 1]))] == [1, 2, 2], "The example: lengths 1, 2, 2."
assert sum(len(code) for code in huffman_codes(np.array([3, 3, 3, 3]))) == 8, "Four equal counts: two questions each."
### BEGIN HIDDEN TESTS
import bisect

rng = np.random.default_rng(18)
for V, high in ((2, 9), (13, 4), (60, 1000), (25, 10**6)):
    numbers = rng.integers(1, high, size=V)
    weights, least = sorted(numbers.tolist()), 0
    while len(weights) > 1:
        joined = weights.pop(0) + weights.pop(0)
        least += joined
        bisect.insort(weights, joined)
    kept = numbers.copy()
    found = [str(code) for code in huffman_codes(numbers)]
    ordered = sorted(found)
    assert not any(after.startswith(before) for before, after in zip(ordered, ordered[1:])), "Other counts: a code is the beginning of another one, or comes twice."
    assert sum(int(count) * len(code) for count, code in zip(kept, found)) == least, "Other counts: shorter codes are possible. Join the two smallest nodes each time, also where a node is one that was joined before."
### END HIDDEN TESTS

# %% mistake="huffman_codes"
def huffman_codes(counts):
    """All codes have the same length. Frequent words should have shorter ones."""
    length = int(np.ceil(np.log2(len(counts))))
    return [format(place, f"0{length}b") for place in range(len(counts))]

# %% mistake="huffman_codes"
def huffman_codes(counts):
    """One more 1 for each rarer word: a chain. That is short for the first and very long for the last."""
    order = np.argsort(-np.asarray(counts))
    codes = [""] * len(counts)
    for place, word in enumerate(order):
        codes[word] = "1" * place + "0"
    return codes

# %% mistake="huffman_codes"
def huffman_codes(counts):
    """These are numbers in binary, and some are the beginning of others: nobody knows where a code ends."""
    order = np.argsort(-np.asarray(counts))
    codes = [""] * len(counts)
    for place, word in enumerate(order):
        codes[word] = format(place, "b")
    return codes

# %% mistake="huffman_codes"
def huffman_codes(counts):
    """The tree is cut in the middle of the sorted words each time. Huffman joins the two smallest from below."""
    codes = [""] * len(counts)

    def split(words, code):
        if len(words) == 1:
            codes[words[0]] = code
            return
        middle = len(words) // 2
        split(words[:middle], code + "0")
        split(words[middle:], code + "1")

    split(np.argsort(-np.asarray(counts)).tolist(), "")
    return codes

# %% demo
codes = huffman_codes(counts)
print(f"a step costs 2,000 products with a softmax, 6 with negative sampling, {np.sum(counts * [len(code) for code in codes]) / counts.sum():.2f} with this tree (no code can do with less than the entropy, {-np.sum(counts / counts.sum() * np.log2(counts / counts.sum())):.2f} bits)")
print(", ".join(f"{WORDS[row]}: {codes[row]}" for row in (0, 5, 100, 1500)))

# %% [markdown]
# ## A map of 42 speeches
# Words of six kinds, placed by your skip-gram's vectors: the two directions in which they differ most (the map of `01_word_vectors`). The mouse on a point shows its neighbours. Put `my_words.txt` next to this notebook, a word a line, and yours are there, too.

# %%
KINDS = {
    "places": "mexico spain france brazil russia china japan texas",
    "money": "dollars million billion tax revenue debt budget currency",
    "people": "children families parents women workers farmers citizens soldiers",
    "war": "army navy war military force peace enemy defense",
    "months": "january march april june july september november december",
    "courts": "court courts judges law laws justice congress constitution",
}


MINE = Path("my_words.txt")
if MINE.exists():
    KINDS["yours"] = " ".join(read_names(MINE)).lower()


def word_map():
    """Words of KINDS that the vocabulary has, their kinds, and their places."""
    E, Theta, _ = trained_vectors()
    words = [(word, kind) for kind, names in enumerate(KINDS.values()) for word in names.split() if word in word_to_index]
    print("not among the 2,000:", ", ".join(word for names in KINDS.values() for word in names.split() if word not in word_to_index) or "none")
    rows = unit((E + Theta)[[word_to_index[word] for word, _ in words]])
    centred = rows - rows.mean(axis=0)
    return [word for word, _ in words], [kind for _, kind in words], centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T

# %% demo
words, kinds, places = word_map()
E, Theta, _ = trained_vectors()
point_map(places, words, [", ".join(neighbours(E + Theta, word)) for word in words], kinds)

# %% demo
words, kinds, places = word_map()
figure, ax = plt.subplots(figsize=(8, 6), layout="constrained")
for kind, name in enumerate(KINDS):
    ax.scatter(*places[np.array(kinds) == kind].T, color=COLORS[kind], s=14, label=name)
for word, (x, y) in zip(words, places):
    ax.annotate(word, (x, y), fontsize=7, xytext=(3, 2), textcoords="offset points")
ax.set(xlabel="first component", ylabel="second component", title="Learnt by your code, from company alone")
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# ## What you built
# - Pairs, negatives, loss, gradients and a step: skip-gram with negative sampling, whole.
# - Co-occurrences and GloVe's weighted least squares.
# - Vectors of your own design with a number that says how good they are, and a map.
#
# **Questions to take along** (no points)
# 1. Why two tables, $E$ and $\Theta$? What would $e_c^T e_c$ be in a model with one, and how often does a word stand beside itself?
# 2. With window 1 or window 10, would "army" lie nearer to "navy" or to "march"? `trained_vectors(window=10)` takes half a minute.
# 3. "Intercourse" is trade in these speeches. Whose company should a word be judged by?
#
# **Next:** `03_sentiment` puts vectors like these to work.
