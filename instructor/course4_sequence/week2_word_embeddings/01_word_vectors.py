# ---
# title: Word vectors
# minutes: 100
# ---

# %% [markdown]
# # Word vectors
# To a network, a word is a number in a list: 1,017 says nothing of 1,018. Give each word a *vector*, learnt from
# billions of words of text, and "Rome" comes to lie beside "Italy", as "Tokyo" beside "Japan".
#
# **You will**
# - look words up in an embedding matrix, and compare them by the angle between them;
# - answer "man is to woman as king is to …" by arithmetic, and find out how much of the answer the arithmetic gave;
# - take a prejudice out of word vectors, and measure how much of it stays.
#
# **You will have made:** a map of words into which one can point, with words of *your own*.
#
# **Before you start:** arrays and broadcasting (course 1, week 2), means and
# deviations (course 2), what an eigenvector is.
#
# **Time:** about 100 minutes. **Points:** 38, in nine exercises, the last of them optional. Dots show difficulty, from
# ●○○ to ●●●. The grader runs more tests than you see, all of them on what the text promises.

# %%
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact

from companion.maps import point_map
from companion.plots import COLORS
from companion.words import load_analogies, load_glove, read_names

# %% [markdown]
# ## A table of words
# The vectors are **GloVe**'s: 20,000 words, 100 numbers each, from Wikipedia of 2014 and twenty years of news. How such
# vectors are learnt is the next notebook's matter; here they are given. The table is the **embedding matrix** $E$, here
# with a row for each word.

# %%
GLOVE = load_glove()
E, word_to_index = GLOVE.vectors, GLOVE.word_to_index
print("E has the shape", E.shape, "and begins with the words", ", ".join(GLOVE.words[:8]))

# %% demo
shown = "banana apple bread violin piano drums france japan peru".split()
figure, ax = plt.subplots(figsize=(9, 2.8), layout="constrained")
picture = ax.imshow([E[word_to_index[word]][:60] for word in shown], cmap="PuOr", vmin=-1.2, vmax=1.2, aspect="auto")
ax.set(yticks=range(len(shown)), yticklabels=shown, xlabel="the first 60 of 100 numbers")
ax.set_title("Rows of E: words of one kind share some of their stripes")
figure.colorbar(picture, label="value")
plt.show()

# %% [markdown]
# A **one-hot** vector $o_w$ of a word has a 1 at the word's place in the list and 0 elsewhere. Two
# different ones are always at a right angle: nothing learnt about "orange" helps with "apple". The **embedding** of a
# word is
#
# $$e_w = E^{T} o_w$$
#
# A product with a one-hot vector picks one row, so nobody multiplies: one looks it up. What a network learns about
# $e_\text{orange}$ then holds for words nearby, also for those that its own training set never had.

# %% [markdown]
# ## Exercise 1 · Look up  (3 points, ~6 min, ●○○)
# Write `embed(words, word_to_index, E)`: a row for each word of a sentence. Words are looked up in lower case (2 points
# for these). A word that isn't in the list gets a row of zeros (1 point).
#
# *Example.* With rows [1, 2] for "a" (place 0) and [3, 4] for "cat" (place 1), the sentence `["Cat", "a", "zzz"]`
# becomes [[3, 4], [1, 2], [0, 0]].
#
# <details><summary>Hint 1: start from zeros</summary>
#
# Make the array of zeros first, a row for each word, and overwrite the rows of those that you find.
#
# </details>
#
# <details><summary>Hint 2: is it there?</summary>
#
# `word.lower() in word_to_index` asks a dictionary.
#
# </details>

# %% solution="embed"
def embed(words, word_to_index, E):
    """The embeddings of the words of a sentence.

    words: a list of k texts, k at least 0, in any case; word_to_index: word in lower case -> its row in E.
    E: (V, n), the embedding matrix.
    Returns an array (k, n) of floats; zeros where a word isn't in word_to_index.
    """
    ### BEGIN SOLUTION
    rows = np.zeros((len(words), E.shape[1]))
    for place, word in enumerate(words):
        if word.lower() in word_to_index:
            rows[place] = E[word_to_index[word.lower()]]
    return rows
    ### END SOLUTION

# %% tests="embed" part="known" points=2
import numpy as np

from companion.testing import close

found = embed(["Cat", "a"], {"a": 0, "cat": 1}, np.array([[1.0, 2], [3, 4]]))
assert found is not None, "embed returns None. Does it end with a return?"
assert close(found, [[3, 4], [1, 2]]), "The example: 'Cat' is in row 1, 'a' in row 0, and the result has the order of the sentence."
assert close(embed(["a", "a"], {"a": 1, "b": 0}, np.array([[1.0, 2], [3, 4]])), [[3, 4], [3, 4]]), "A word may come twice, and its row is what word_to_index says."
assert close(embed([], {"a": 0}, np.array([[1.0, 2]])), np.zeros((0, 2))), "No words: no rows, but still two columns."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for size, n, k in ((7, 5, 4), (30, 3, 12), (1, 1, 1), (12, 8, 12)):
    table = rng.normal(size=(size, n))
    places = {f"word{number}": int(row) for number, row in enumerate(rng.permutation(size))}
    words = [str(word) for word in rng.choice(sorted(places), size=k)]
    expected = np.eye(size)[[places[word] for word in words]] @ table
    mixed = [word.upper() if number % 2 else word for number, word in enumerate(words)]
    before = table.copy()
    assert close(embed(mixed, places, table), expected), "For other sentences a row isn't that of its word."
    assert close(table, before), "embed changed E."
### END HIDDEN TESTS

# %% tests="embed" part="unknown" points=1
import numpy as np

from companion.testing import close

assert close(embed(["cat", "zzz", "a"], {"a": 0, "cat": 1}, np.array([[1.0, 2], [3, 4]])), [[3, 4], [0, 0], [1, 2]]), "A word that isn't in the list: zeros, at its place."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
table = rng.normal(size=(6, 4)) + 3
places = dict(zip("abcdef", range(6), strict=True))
words = ["x", "a", "Yes", "f", "x"]
expected = np.zeros((5, 4))
expected[1], expected[3] = table[0], table[5]
assert close(embed(words, places, table), expected), "Unknown words get zeros, and known ones keep their rows."
assert close(embed(["q"], places, table), np.zeros((1, 4))), "A sentence of unknown words: rows of zeros."
### END HIDDEN TESTS

# %% mistake="embed"
def embed(words, word_to_index, E):
    """Capital letters aren't in the list: look words up in lower case."""
    rows = np.zeros((len(words), E.shape[1]))
    for place, word in enumerate(words):
        if word in word_to_index:
            rows[place] = E[word_to_index[word]]
    return rows

# %% mistake="embed"
def embed(words, word_to_index, E):
    """Unknown words lose their rows: the result has a row for every word of the sentence, zeros for those."""
    known = [E[word_to_index[word.lower()]] for word in words if word.lower() in word_to_index]
    return np.array(known).reshape(-1, E.shape[1])

# %% mistake="embed"
def embed(words, word_to_index, E):
    """An unknown word gets the first word's row: it should be zeros."""
    return E[[word_to_index.get(word.lower(), 0) for word in words]].reshape(-1, E.shape[1])

# %% mistake="embed"
def embed(words, word_to_index, E):
    """The order of the list isn't the order of the rows: ask word_to_index for a word's row."""
    names = list(word_to_index)
    rows = np.zeros((len(words), E.shape[1]))
    for place, word in enumerate(words):
        if word.lower() in word_to_index:
            rows[place] = E[names.index(word.lower())]
    return rows

# %% demo
sentence = "The orange juice tastes of Grapefruit and kumquat".split()
rows = embed(sentence, word_to_index, E)
for word, row in zip(sentence, rows, strict=True):
    print(f"{word:11s}", np.round(row[:6], 2) if row.any() else "isn't among the 20,000")

# %% [markdown]
# ## How alike are two words?
# Lengths differ, for reasons of their own (frequent words have somewhat longer vectors). The **cosine similarity**
# looks at the angle alone:
#
# $$\text{sim}(u, v) = \frac{u^{T} v}{\lVert u \rVert \, \lVert v \rVert}$$
#
# It is 1 for the same direction, 0 for a right angle, −1 for opposite directions.

# %% [markdown]
# ## Exercise 2 · Cosine similarity  (4 points, ~8 min, ●●○)
# Write `cosine_similarity(u, v)` for two vectors (2 points), and for one against many (1 point): the last axis has a
# vector's numbers, other axes broadcast. A vector of zeros has no direction: its similarity to anything is 0 (1 point).
#
# *Example.* [3, 4] and [4, 3]: 24 / (5 · 5) = 0.96. `cosine_similarity([3, 4], [[4, 3], [-3, -4], [0, 0]])` is [0.96,
# −1, 0].
#
# <details><summary>Hint 1: sums over the last axis</summary>
#
# `np.sum(u * v, axis=-1)` is the product for two vectors, and for many. `np.linalg.norm(u, axis=-1)` are their lengths.
#
# </details>
#
# <details><summary>Hint 2: zeros</summary>
#
# Where a length is 0, the product is 0 as well. Divide by 1 there: `np.where(lengths > 0, lengths, 1)`.
#
# </details>

# %% solution="cosine_similarity"
def cosine_similarity(u, v):
    """The cosine of the angle between vectors.

    u, v: (n,) or (..., n), arrays or lists; their other axes broadcast.
    Returns a number, or an array of what the other axes make, from -1 to 1; 0 where one of the two is all zeros.
    """
    ### BEGIN SOLUTION
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    lengths = np.linalg.norm(u, axis=-1) * np.linalg.norm(v, axis=-1)
    return np.sum(u * v, axis=-1) / np.where(lengths > 0, lengths, 1)
    ### END SOLUTION

# %% tests="cosine_similarity" part="two" points=2
import numpy as np

from companion.testing import close

found = cosine_similarity(np.array([3.0, 4.0]), np.array([4.0, 3.0]))
assert found is not None, "cosine_similarity returns None. Does it end with a return?"
assert close(found, 0.96), "[3, 4] and [4, 3]: 24 / 25."
assert close(cosine_similarity([1, 2, 2], [-2, -4, -4]), -1), "Opposite directions, of any length: -1. Lists of whole numbers are welcome."
assert close(cosine_similarity(np.array([0.0, 2.0]), np.array([5.0, 0.0])), 0), "A right angle: 0."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for n in (1, 2, 5, 100):
    for _ in range(4):
        u, v = rng.normal(size=n) * 10 ** rng.uniform(-2, 2), rng.normal(size=n)
        a, b = u / np.sqrt(np.dot(u, u)), v / np.sqrt(np.dot(v, v))
        expected = 1 - np.dot(a - b, a - b) / 2
        copies = u.copy(), v.copy()
        assert close(cosine_similarity(u, v), expected, rtol=1e-4, atol=1e-5), "For other vectors it isn't the cosine of their angle."
        assert close(u, copies[0]) and close(v, copies[1]), "cosine_similarity changed a vector that it was given."
### END HIDDEN TESTS

# %% tests="cosine_similarity" part="many" points=1
import numpy as np

from companion.testing import close

assert close(cosine_similarity(np.array([3.0, 4]), np.array([[4.0, 3], [-3, -4]])), [0.96, -1]), "One vector against two rows: two numbers."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(4)
A, B = rng.normal(size=(5, 7)), rng.normal(size=(4, 7))
expected = (A @ B.T) / np.sqrt(np.outer(np.einsum("ij,ij->i", A, A), np.einsum("ij,ij->i", B, B)))
assert close(cosine_similarity(A[:, np.newaxis], B), expected), "Five rows against four: a table, by broadcasting."
assert close(cosine_similarity(A[:4], B), np.diag(expected)), "Four rows with four rows: a number for each pair."
assert close(cosine_similarity(A, B[0]), expected[:, 0]), "Many against one: a number for each row."
### END HIDDEN TESTS

# %% tests="cosine_similarity" part="zeros" points=1
import numpy as np

from companion.testing import close

assert close(cosine_similarity(np.zeros(3), np.array([1.0, 2, 3])), 0), "A vector of zeros: 0, not nan."
### BEGIN HIDDEN TESTS
A = np.array([[1.0, 1], [0, 0], [2, 0]])
assert close(cosine_similarity(np.array([1.0, 0]), A), [1 / np.sqrt(2), 0, 1]), "A row of zeros among others: 0 there, and the others as they are."
assert close(cosine_similarity(np.zeros(2), np.zeros(2)), 0), "Zeros with zeros: 0."
### END HIDDEN TESTS

# %% mistake="cosine_similarity"
def cosine_similarity(u, v):
    """This is the product alone: divide by both lengths."""
    return np.sum(np.asarray(u, dtype=float) * np.asarray(v, dtype=float), axis=-1)

# %% mistake="cosine_similarity"
def cosine_similarity(u, v):
    """For two vectors that is right; for many, sum along the last axis. And a length of 0 gives nan."""
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    return np.dot(v, u) / (np.linalg.norm(u) * np.linalg.norm(v))

# %% mistake="cosine_similarity"
def cosine_similarity(u, v):
    """You divide by squared lengths. A root is missing."""
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    lengths = np.sum(u**2, axis=-1) * np.sum(v**2, axis=-1)
    return np.sum(u * v, axis=-1) / np.where(lengths > 0, lengths, 1)

# %% mistake="cosine_similarity"
def cosine_similarity(u, v):
    """A vector of zeros makes 0 / 0, which is nan. Its similarity is 0."""
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    return np.sum(u * v, axis=-1) / (np.linalg.norm(u, axis=-1) * np.linalg.norm(v, axis=-1))

# %% [markdown]
# *Guess first:* which of these pairs are most alike: cat and dog, hot and cold, France and Paris,
# increase and decrease, Monday and Tuesday, bank and banana?

# %% demo
pairs = [("cat", "dog"), ("hot", "cold"), ("france", "paris"), ("increase", "decrease"), ("monday", "tuesday"), ("bank", "banana")]
similarities = {" · ".join(pair): cosine_similarity(*embed(pair, word_to_index, E)) for pair in pairs}
figure, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
ax.barh(list(similarities)[::-1], list(similarities.values())[::-1], color=COLORS[0])
ax.set(xlabel="cosine similarity", xlim=(0, 1))
ax.set_title("Opposites are alike: they stand in the same sentences")
plt.show()

# %% [markdown]
# <details><summary>What the picture says</summary>
#
# Words are close if they occur in the same surroundings, and "prices increase" and "prices decrease" differ in nothing
# else. Being alike doesn't mean meaning the same.
#
# </details>
#
# **To remember**
# - One-hot vectors know no likeness; embeddings do, and a lookup makes them.
# - Cosine: angles, not lengths.

# %% [markdown]
# ## Neighbours
# What does a vector know of its word? Ask for the words around it.

# %% [markdown]
# ## Exercise 3 · The nearest words  (5 points, ~8 min, ●●○)
# Write `nearest(query, E, k, exclude=())`, which returns the rows of `E` that are most similar to the vector `query`,
# by your cosine similarity, the most similar first (3 points). Rows in `exclude` are left out (2 points): a word is
# nearest to itself.
#
# *Example.* Rows [1, 0], [0, 2], [3, 3], [−1, 0]; the query [1, 0.1]. The similarities are 0.995, 0.1, 0.77, −0.995.
# With `k=2` the result is [0, 2]; with `exclude=[0]` it is [2, 1].
#
# <details><summary>Hint 1: order</summary>
#
# `np.argsort(-similarities, kind="stable")` gives the places from the largest to the smallest number, equal ones in
# order.
#
# </details>
#
# <details><summary>Hint 2: leaving out</summary>
#
# Go through that order, and keep the places that aren't in `exclude` until you have k.
#
# </details>

# %% solution="nearest"
def nearest(query, E, k, exclude=()):
    """The rows of a matrix that are most similar to a vector.

    query: (n,); E: (V, n); k: how many, at least 1; exclude: rows that don't count, whole numbers.
    Returns a list of k row numbers (or of all that are left, if they are fewer), the most similar first; of equally
    similar rows the one with the lower number first.
    """
    ### BEGIN SOLUTION
    order = np.argsort(-cosine_similarity(query, E), kind="stable")
    return [int(row) for row in order if row not in exclude][:k]
    ### END SOLUTION

# %% tests="nearest" part="order" points=3
import numpy as np

from companion.testing import close

table = np.array([[1.0, 0], [0, 2], [3, 3], [-1, 0]])
found = nearest(np.array([1, 0.1]), table, 2)
assert found is not None, "nearest returns None. Does it end with a return?"
assert close(found, [0, 2]), "The example: row 0 is most similar, then row 2."
assert close(nearest(np.array([1, 0.1]), table, 9), [0, 2, 1, 3]), "More than there are: all four rows, in order."
assert close(nearest(np.array([2.0, 0]), np.array([[0, 1.0], [5, 0], [1, 0]]), 2), [1, 2]), "Two rows in the same direction: the lower number first."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for size, n, k in ((12, 3, 5), (40, 8, 1), (9, 2, 9), (3, 4, 7)):
    table = rng.normal(size=(size, n)) * 10 ** rng.uniform(-1, 1, size=(size, 1))
    query = rng.normal(size=n)
    unit = table / np.sqrt((table**2).sum(axis=1))[:, np.newaxis]
    expected = sorted(range(size), key=lambda row: float(-unit[row] @ query))[:k]
    copies = query.copy(), table.copy()
    assert close(nearest(query, table, k), expected), "Other rows, of very different lengths: they aren't those of the smallest angles, in order."
    assert close(query, copies[0]) and close(table, copies[1]), "nearest changed an array that it was given."
same = rng.integers(0, 2, size=60)
table = np.array([[3.0, 4], [4, 3]])[same]
expected = [*np.flatnonzero(same).tolist(), *np.flatnonzero(same == 0).tolist()]
assert close(nearest(np.array([1.0, 0]), table, 60), expected), "Many rows that are equally similar: those with the lower numbers come first."
### END HIDDEN TESTS

# %% tests="nearest" part="exclude" points=2
import numpy as np

from companion.testing import close

table = np.array([[1.0, 0], [0, 2], [3, 3], [-1, 0]])
assert close(nearest(np.array([1, 0.1]), table, 2, exclude=[0]), [2, 1]), "Row 0 is left out: rows 2 and 1."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
for size, k, left_out in ((10, 4, [7]), (10, 3, [1, 2, 9]), (6, 6, (0, 5)), (25, 5, {3, 4, 20, 11})):
    table, query = rng.normal(size=(size, 4)), rng.normal(size=4)
    angles = np.arccos(table @ query / np.linalg.norm(query) / np.linalg.norm(table, axis=1))
    expected = [row for row in np.argsort(angles).tolist() if row not in left_out][:k]
    assert close(nearest(query, table, k, exclude=left_out), expected), "Some rows excluded: the k most similar of all others are wanted."
### END HIDDEN TESTS

# %% mistake="nearest"
def nearest(query, E, k, exclude=()):
    """You begin with the least similar rows: the order is from the largest similarity down."""
    order = np.argsort(cosine_similarity(query, E), kind="stable")
    return [int(row) for row in order if row not in exclude][:k]

# %% mistake="nearest"
def nearest(query, E, k, exclude=()):
    """These are the rows with the largest products, which favours long vectors. Compare by the cosine."""
    order = np.argsort(-(E @ query), kind="stable")
    return [int(row) for row in order if row not in exclude][:k]

# %% mistake="nearest"
def nearest(query, E, k, exclude=()):
    """The k nearest are taken first and thinned out then, so too few are left. Leave rows out before you count to k."""
    order = np.argsort(-cosine_similarity(query, E), kind="stable")[:k]
    return [int(row) for row in order if row not in exclude]

# %% mistake="nearest"
def nearest(query, E, k, exclude=()):
    """Rows in exclude come back as well."""
    return [int(row) for row in np.argsort(-cosine_similarity(query, E), kind="stable")[:k]]

# %% mistake="nearest"
def nearest(query, E, k, exclude=()):
    """By distance long vectors are far from everything. Compare by the cosine."""
    order = np.argsort(np.linalg.norm(E - query, axis=1), kind="stable")
    return [int(row) for row in order if row not in exclude][:k]

# %% [markdown]
# *Guess first:* which neighbours has "bank"? Which "python"? And "good"?

# %%
def neighbours(word, k=6):
    """The nearest words of a word."""
    row = word_to_index[word]
    return ", ".join(GLOVE.words[other] for other in nearest(E[row], E, k, exclude=[row]))

# %% demo
for word in ("volcano", "violin", "bank", "python", "apple", "good", "nurse"):
    print(f"{word:8s}", neighbours(word))

# %% [markdown]
# One vector has to serve all meanings of a word, and the meaning that the news write of wins.

# %% [markdown]
# ## Analogies
# *Man is to woman as king is to …?* If going from "man" to "woman" is the same step everywhere, the answer is near
#
# $$e_\text{woman} - e_\text{man} + e_\text{king}$$

# %% [markdown]
# ## Exercise 4 · Complete an analogy  (5 points, ~12 min, ●●○)
# Write `complete_analogy(word_a, word_b, word_c, word_to_vec_map)`: a is to b as c is to which word? Of all words of
# the map, the one whose cosine similarity with $e_b - e_a + e_c$ is largest (3 points). The three words of the question
# can't be the answer (2 points).
#
# **All vectors get the length 1 first**, $e_w / \lVert e_w \rVert$, so that no word weighs more than another. Words may
# come in capitals; the map's are in lower case. (Elsewhere the steps themselves are compared,
# $\text{sim}(e_b - e_a,\, e_d - e_c)$. Further below is how many each way finds.)
#
# *Example.* With "man" [1, 0, 0], "woman" [0, 3, 0], "king" [0, 0, 2], "queen" [−2, 2, 2] and "crown" [1, 1, 1]: at
# length 1, woman − man + king is [−1, 1, 1]. Its cosine with "queen" is 1, with "crown" 1/3: the answer is "queen".
#
# <details><summary>Hint 1: all words at once</summary>
#
# `words = list(word_to_vec_map)` and `V = np.array([word_to_vec_map[word] for word in words])`: one call of your
# `cosine_similarity` compares a vector with all rows of `V`.
#
# </details>
#
# <details><summary>Hint 2: leaving out the question</summary>
#
# Give the places of the three words a similarity of −2, which no cosine reaches. Then `np.argmax`.
#
# </details>

# %% solution="complete_analogy"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    """The word d for which "a is to b as c is to d" holds best.

    word_a, word_b, word_c: words of the map, in any case; word_to_vec_map: word in lower case -> its vector (n,), none of
    them all zeros, of any length; at least four words.
    Returns a word of the map other than the three: the one with the largest cosine similarity to b - a + c, computed with
    vectors of length 1.
    """
    ### BEGIN SOLUTION
    words = list(word_to_vec_map)
    V = np.array([word_to_vec_map[word] for word in words], dtype=float)
    V = V / np.linalg.norm(V, axis=1, keepdims=True)
    a, b, c = (words.index(word.lower()) for word in (word_a, word_b, word_c))
    similarities = cosine_similarity(V[b] - V[a] + V[c], V)
    similarities[[a, b, c]] = -2
    return words[int(np.argmax(similarities))]
    ### END SOLUTION

# %% tests="complete_analogy" part="answer" points=3
import numpy as np

small = {"man": [1.0, 0, 0], "woman": [0.0, 3, 0], "king": [0.0, 0, 2], "queen": [-2.0, 2, 2], "crown": [1.0, 1, 1]}
small = {word: np.array(vector) for word, vector in small.items()}
found = complete_analogy("man", "woman", "king", small)
assert found is not None, "complete_analogy returns None. Does it end with a return?"
assert found == "queen", "The example: woman - man + king points to the queen."
assert complete_analogy("Man", "WOMAN", "King", small) == "queen", "Words may come in capitals."
lengths = {"man": np.array([4.0, 0, 0]), "woman": np.array([0.0, 3, 0]), "king": np.array([0.0, 0, 1]), "queen": np.array([-2.0, 2, 2]), "crown": np.array([-4.0, 3, 1])}
assert complete_analogy("man", "woman", "king", lengths) == "queen", "With other lengths of the same directions the answer stays the same: give all vectors the length 1 first."
### BEGIN HIDDEN TESTS
from companion.testing import close


def by_loops(a, b, c, vectors):
    """The answer, word by word."""
    unit = {word: vector / np.sqrt(np.dot(vector, vector)) for word, vector in vectors.items()}
    target = unit[b] - unit[a] + unit[c]
    best = {word: np.dot(unit[word], target) for word in unit if word not in (a, b, c)}
    return max(best, key=best.get)


rng = np.random.default_rng(7)
for size, n in ((8, 3), (40, 10), (40, 3), (15, 50), (60, 5), (60, 5)):
    names = [f"w{number}" for number in range(size)]
    vectors = {name: rng.normal(size=n) * 10 ** rng.uniform(-1, 1) for name in names}
    a, b, c = (str(name) for name in rng.choice(names, size=3, replace=False))
    expected = by_loops(a, b, c, vectors)
    copies = {name: vector.copy() for name, vector in vectors.items()}
    assert complete_analogy(a, b, c, copies) == expected, "With other words and vectors, of very different lengths, another word is nearer to b - a + c at length 1."
    assert all(close(copies[name], vectors[name]) for name in names), "complete_analogy changed a vector of the map."
### END HIDDEN TESTS

# %% tests="complete_analogy" part="question" points=2
import numpy as np

near = {"hot": np.array([1.0, 0.1]), "hotter": np.array([1.0, 0.2]), "cold": np.array([0.0, 1.0]), "colder": np.array([-1.0, 1.0])}
assert complete_analogy("hot", "hotter", "cold", near) == "colder", "hotter - hot + cold is very near to 'cold' itself, which is in the question: it can't be the answer."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(8)
for n in (4, 9, 30):
    c = rng.normal(size=n)
    c /= np.linalg.norm(c)
    vectors = {"c": c, "a": rng.normal(size=n)}
    vectors["b"] = vectors["a"] + 0.01 * rng.normal(size=n)
    vectors["d"] = 5 * (c + 0.5 * rng.normal(size=n) / np.sqrt(n))
    vectors["e"] = -c
    assert complete_analogy("a", "b", "c", vectors) == "d", "Where a and b are nearly equal, c itself is nearest, and can't be the answer."
    assert complete_analogy("c", "a", "c", {**vectors, "f": vectors["a"] + 0.3 * c}) == "b", "c is to a as c is to …: a itself can't be the answer."
### END HIDDEN TESTS

# %% mistake="complete_analogy"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    """The words of the question aren't left out, and c itself is often the nearest."""
    words = list(word_to_vec_map)
    V = np.array([word_to_vec_map[word] for word in words], dtype=float)
    V = V / np.linalg.norm(V, axis=1, keepdims=True)
    a, b, c = (words.index(word.lower()) for word in (word_a, word_b, word_c))
    return words[int(np.argmax(cosine_similarity(V[b] - V[a] + V[c], V)))]

# %% mistake="complete_analogy"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    """The step goes the wrong way: it is b minus a, added to c."""
    words = list(word_to_vec_map)
    V = np.array([word_to_vec_map[word] for word in words], dtype=float)
    V = V / np.linalg.norm(V, axis=1, keepdims=True)
    a, b, c = (words.index(word.lower()) for word in (word_a, word_b, word_c))
    similarities = cosine_similarity(V[a] - V[b] + V[c], V)
    similarities[[a, b, c]] = -2
    return words[int(np.argmax(similarities))]

# %% mistake="complete_analogy"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    """The vectors have their own lengths here, so long ones decide where b - a + c points. Give all of them the length 1 first."""
    words = list(word_to_vec_map)
    V = np.array([word_to_vec_map[word] for word in words], dtype=float)
    a, b, c = (words.index(word.lower()) for word in (word_a, word_b, word_c))
    similarities = cosine_similarity(V[b] - V[a] + V[c], V)
    similarities[[a, b, c]] = -2
    return words[int(np.argmax(similarities))]

# %% mistake="complete_analogy"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    """You compare the steps b - a and d - c. Here d itself is compared with b - a + c, all at length 1."""
    e_a, e_b, e_c = (word_to_vec_map[word.lower()] for word in (word_a, word_b, word_c))
    best, answer = -2, None
    for word, vector in word_to_vec_map.items():
        if word in (word_a.lower(), word_b.lower(), word_c.lower()):
            continue
        similarity = cosine_similarity(e_b - e_a, vector - e_c)
        if similarity > best:
            best, answer = similarity, word
    return answer

# %% mistake="complete_analogy"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    """Only c is left out: a and b are words of the question, too."""
    words = list(word_to_vec_map)
    V = np.array([word_to_vec_map[word] for word in words], dtype=float)
    V = V / np.linalg.norm(V, axis=1, keepdims=True)
    a, b, c = (words.index(word.lower()) for word in (word_a, word_b, word_c))
    similarities = cosine_similarity(V[b] - V[a] + V[c], V)
    similarities[c] = -2
    return words[int(np.argmax(similarities))]

# %% [markdown]
# 102 questions of eleven kinds, such as capitals, plurals and opposites, for your function. As a comparison, the nearest neighbour of $c$ that isn't in the question: an
# answer that never looks at $a$ and $b$. *Guess first:* how many of 102 does each get right? (Some seconds;
# after a change of yours, run both cells.)

# %%
@cache
def answers():
    """For each question of the list: its relation, whether the arithmetic is right, whether c's neighbour is."""
    table = dict(zip(GLOVE.words, E, strict=True))
    relations, by_arithmetic, by_neighbour = [], [], []
    for question in load_analogies():
        places = [word_to_index[word] for word in (question.a, question.b, question.c)]
        relations.append(question.relation)
        by_arithmetic.append(complete_analogy(question.a, question.b, question.c, table) == question.d)
        by_neighbour.append(GLOVE.words[nearest(E[places[2]], E, 1, exclude=places)[0]] == question.d)
    return relations, by_arithmetic, by_neighbour

# %% demo
relations, by_arithmetic, by_neighbour = answers()
print(f"right by arithmetic: {sum(by_arithmetic)} of {len(relations)}; the neighbour of c: {sum(by_neighbour)}")

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# 80, and 25 without looking at the first pair: for "comparative" and "participle" the nearest word mostly is the answer. Part of what seems arithmetic is
# neighbourhood. Two more numbers that we counted: without leaving out the words of the question 33 are right (mostly
# the answer would be $c$), and by comparing steps 37.
#
# </details>

# %% [markdown]
# ## Exercise 5 · Where does arithmetic help?  (4 points, ~10 min, ●●○)
# Both ways answered the *same* questions, so look at those where they differ. Let $n_1$ be how many only the first way
# got right, $n_2$ how many only the second. If both were equally good, each such question would fall to either side
# like a coin, and $n_1 - n_2$ would have a standard deviation of $\sqrt{n_1 + n_2}$. Write
# `compare_ways(relations, first, second)`: for each relation, and for `"all"`, how many the first and the second got
# right (2 points), and which is better (2 points): `"first"` if $n_1 - n_2 > 2\sqrt{n_1 + n_2}$, `"second"` if
# $n_2 - n_1 > 2\sqrt{n_1 + n_2}$, else `"unclear"`. (With eleven relations asked at once, a verdict that is barely
# clear may be luck.)
#
# *Example.* Six questions of relation "x": the first right in all, the second in one. $n_1 = 5$, $n_2 = 0$, and
# $5 > 2\sqrt 5 = 4.47$: `{"x": (6, 1, "first"), "all": (6, 1, "first")}`.
#
# <details><summary>Hint 1: one function for a group</summary>
#
# With boolean arrays, `np.sum(first & ~second)` is n₁. Write it for one group of questions, then call it for each
# relation's places (`relations == name`) and for all.
#
# </details>

# %% solution="compare_ways"
def compare_ways(relations, first, second):
    """Two ways to answer the same questions, compared where they differ.

    relations: a list of m texts, m at least 1, none of them "all"; first, second: m truth values each, whether that way
    was right.
    Returns a dictionary: relation -> (number of right answers of the first, of the second, "first", "second" or
    "unclear"), and "all" -> the same of all questions.
    """
    ### BEGIN SOLUTION
    relations, first, second = np.array(relations), np.array(first, dtype=bool), np.array(second, dtype=bool)
    found = {}
    for name in [*dict.fromkeys(relations.tolist()), "all"]:
        here = (relations == name) | (name == "all")
        one, two = first[here], second[here]
        lead = int(np.sum(one & ~two)) - int(np.sum(two & ~one))
        clear = abs(lead) > 2 * np.sqrt(np.sum(one != two))
        verdict = ("first" if lead > 0 else "second") if clear else "unclear"
        found[name] = (int(one.sum()), int(two.sum()), verdict)
    return found
    ### END SOLUTION

# %% tests="compare_ways" part="counts" points=2
found = compare_ways(["x"] * 6, [True] * 6, [True] + [False] * 5)
assert found is not None, "compare_ways returns None. Does it end with a return?"
assert set(found) == {"x", "all"}, "An entry for each relation, and one for 'all'."
assert tuple(found["x"])[:2] == (6, 1) and tuple(found["all"])[:2] == (6, 1), "The example: six and one right."
mixed = compare_ways(["x", "y", "x"], [True, False, False], [True, True, False])
assert tuple(mixed["x"])[:2] == (1, 1) and tuple(mixed["y"])[:2] == (0, 1) and tuple(mixed["all"])[:2] == (1, 2), "Two relations: each counts its own questions."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(9)
for size in (1, 20, 200):
    relations = [str(name) for name in rng.choice(["plural", "past", "capital", "z"], size=size)]
    first, second = (rng.random(size) < share for share in (0.7, 0.4))
    expected = {name: (sum(f for r, f in zip(relations, first.tolist()) if r == name), sum(s for r, s in zip(relations, second.tolist()) if r == name)) for name in relations}
    expected["all"] = (sum(first.tolist()), sum(second.tolist()))
    found = compare_ways(relations, first.tolist(), second.tolist())
    assert set(found) == set(expected), "There must be an entry for each relation that occurs, and 'all'."
    assert all(tuple(found[name])[:2] == expected[name] for name in expected), "A number of right answers is wrong."
### END HIDDEN TESTS

# %% tests="compare_ways" part="verdicts" points=2
found = compare_ways(["x"] * 6, [True] * 6, [True] + [False] * 5)
assert found["x"][2] == "first" and found["all"][2] == "first", "The example: 5 is more than twice the root of 5."
assert compare_ways(["x"] * 4, [True] * 4, [False] * 4)["x"][2] == "unclear", "Four to none: 4 is exactly twice the root of 4, which isn't more."
assert compare_ways(["x"] * 5, [False] * 5, [True] * 5)["all"][2] == "second", "None to five: the second is better."
### BEGIN HIDDEN TESTS
def sides(only_first, only_second, both, neither):
    """Answers of two ways, with so many questions of each kind."""
    first = [True] * only_first + [False] * only_second + [True] * both + [False] * neither
    second = [False] * only_first + [True] * only_second + [True] * both + [False] * neither
    return first, second


cases = (((9, 1, 30, 20), "first"), ((7, 2, 50, 0), "unclear"), ((1, 9, 0, 4), "second"), ((0, 0, 5, 5), "unclear"), ((30, 16, 0, 0), "first"), ((30, 17, 9, 9), "unclear"), ((3, 10, 1, 1), "unclear"), ((2, 0, 0, 0), "unclear"))
for numbers, expected in cases:
    first, second = sides(*numbers)
    assert compare_ways(["q"] * len(first), first, second)["q"][2] == expected, "Other numbers: look at the rule, its root, and at which questions count (only those where the two differ)."
first, second = sides(8, 0, 1, 1)
third, fourth = sides(0, 8, 1, 1)
found = compare_ways(["u"] * 10 + ["v"] * 10, first + third, second + fourth)
assert [found[name][2] for name in ("u", "v", "all")] == ["first", "second", "unclear"], "Two relations with opposite verdicts: each has its own, and together nothing is clear."
### END HIDDEN TESTS

# %% mistake="compare_ways"
def compare_ways(relations, first, second):
    """The root is of the number of all questions: only those where the two ways differ count."""
    relations, first, second = np.array(relations), np.array(first, dtype=bool), np.array(second, dtype=bool)
    found = {}
    for name in [*dict.fromkeys(relations.tolist()), "all"]:
        here = (relations == name) | (name == "all")
        one, two = first[here], second[here]
        lead = int(one.sum()) - int(two.sum())
        verdict = ("first" if lead > 0 else "second") if abs(lead) > 2 * np.sqrt(len(one)) else "unclear"
        found[name] = (int(one.sum()), int(two.sum()), verdict)
    return found

# %% mistake="compare_ways"
def compare_ways(relations, first, second):
    """Whoever has more right wins here, by however little. A lead has to be more than twice the root."""
    found = {}
    for name in [*dict.fromkeys(relations), "all"]:
        rows = [row for row in range(len(relations)) if name in ("all", relations[row])]
        one, two = sum(bool(first[row]) for row in rows), sum(bool(second[row]) for row in rows)
        found[name] = (one, two, "first" if one > two else "second" if two > one else "unclear")
    return found

# %% mistake="compare_ways"
def compare_ways(relations, first, second):
    """The second way can be the better one, too."""
    relations, first, second = np.array(relations), np.array(first, dtype=bool), np.array(second, dtype=bool)
    found = {}
    for name in [*dict.fromkeys(relations.tolist()), "all"]:
        here = (relations == name) | (name == "all")
        one, two = first[here], second[here]
        lead = int(np.sum(one & ~two)) - int(np.sum(two & ~one))
        found[name] = (int(one.sum()), int(two.sum()), "first" if lead > 2 * np.sqrt(np.sum(one != two)) else "unclear")
    return found

# %% mistake="compare_ways"
def compare_ways(relations, first, second):
    """A lead that equals twice the root isn't more than it."""
    relations, first, second = np.array(relations), np.array(first, dtype=bool), np.array(second, dtype=bool)
    found = {}
    for name in [*dict.fromkeys(relations.tolist()), "all"]:
        here = (relations == name) | (name == "all")
        one, two = first[here], second[here]
        lead = int(one.sum()) - int(two.sum())
        clear = lead != 0 and abs(lead) >= 2 * np.sqrt(np.sum(one != two))
        found[name] = (int(one.sum()), int(two.sum()), ("first" if lead > 0 else "second") if clear else "unclear")
    return found

# %% demo
relations, by_arithmetic, by_neighbour = answers()
found = compare_ways(relations, by_arithmetic, by_neighbour)
names = sorted(set(found) - {"all"}, key=lambda name: -found[name][0] / relations.count(name))
figure, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
for side, (label, color) in enumerate((("first: b − a + c", COLORS[0]), ("second: the neighbour of c", COLORS[1]))):
    shares = [found[name][side] / relations.count(name) for name in names]
    ax.barh(np.arange(len(names)) - 0.2 + 0.4 * side, shares, height=0.4, color=color, label=label)
ax.set(yticks=range(len(names)), yticklabels=[f"{name} ({relations.count(name)}): {found[name][2]}" for name in names], xlabel="share that is right", xlim=(0, 1))
ax.invert_yaxis()
ax.legend(loc="lower right")
ax.set_title("Nations, the past and capitals need the step; opposites are hard for both")
plt.show()
print("all:", found["all"])

# %% [markdown]
# **To remember**
# - Analogy: the word nearest to $e_b - e_a + e_c$, without the words of the question.
# - Ask what a simpler answer would have scored, on the same questions.

# %% [markdown]
# ## A map
# 100 dimensions don't fit on paper. **Principal components** are the directions along which points are spread most; their two
# first make the best flat picture. For rows $X$ with the mean $\bar x$, they are the eigenvectors of
# $(X - \bar x)^{T}(X - \bar x)$ with the two largest eigenvalues.

# %%
def broken_map(X):
    """Places (m, 2) of the rows of X (m, n) along their two first principal components. There are three mistakes in it."""
    values, vectors = np.linalg.eigh(X.T @ X)  # values in rising order; vectors[:, i] belongs to values[i]
    return X @ vectors[:2].T

# %% [markdown]
# ## Exercise 6 · Find the bugs  (4 points, ~10 min, ●●○)
# `broken_map` has **three** mistakes (a mean that is needed in two places counts once). The cell below shows what it
# makes of a cloud that is long in one direction and lies far from the origin. Write `mended_map(X)`. That the mean of
# the places is 0 earns 1 point, the directions 3. Signs are free: a map may be mirrored, left for right and top for
# bottom.
#
# *Example.* Rows [5, 0, 0], [7, 0, 0], [6, 1, 0], [6, −1, 0]: their mean is [6, 0, 0]. All spread is in the first two
# directions, equally much in both, so distances on the map are those of the rows: 2 between the first two.
#
# <details><summary>Hint 1: the mean</summary>
#
# Spread is measured around the mean: subtract it from the rows, before anything else.
#
# </details>
#
# <details><summary>Hint 2: which vectors</summary>
#
# Read the comment: the values rise, so which two are the largest? And is a vector a row or a column?
#
# </details>

# %% demo
rng = np.random.default_rng(0)
cloud = 20 + rng.normal(size=(300, 4)) @ np.diag([6.0, 2.0, 0.5, 0.5]) @ np.linalg.qr(rng.normal(size=(4, 4)))[0]
places = broken_map(cloud)
print("spread on the broken map:", np.round(places.std(axis=0), 1), "of", np.round(np.sqrt(cloud.var(axis=0).sum()), 1), "in all; its middle:", np.round(places.mean(axis=0), 1))

# %% solution="mended_map"
def mended_map(X):
    """The rows of a matrix along their two first principal components.

    X: (m, n), m and n at least 2; the two largest eigenvalues differ, or their order is free.
    Returns an array (m, 2): the first column is the first component. Each column may have either sign.
    """
    ### BEGIN SOLUTION
    X = X - X.mean(axis=0)
    values, vectors = np.linalg.eigh(X.T @ X)
    return X @ vectors[:, [-1, -2]]
    ### END SOLUTION

# %% tests="mended_map" part="mean" points=1
import numpy as np

from companion.testing import close, taken

rows = np.array([[5.0, 0, 0], [7, 0, 0], [6, 1, 0], [6, -1, 0]])
found = mended_map(rows)
assert found is not None, "mended_map returns None. Does it end with a return?"
found = taken(found)
assert found.shape == (4, 2), "Four rows become four places of two numbers."
assert close(found.mean(axis=0), [0, 0], atol=1e-5), "The middle of the map is 0."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(10)
for m, n in ((5, 3), (40, 10), (3, 8)):
    rows = 9 + rng.normal(size=(m, n)) * np.linspace(3, 1, n)
    kept = rows.copy()
    found = taken(mended_map(rows))
    assert found.shape == (m, 2) and close(found.mean(axis=0), [0, 0], atol=1e-4), "For other rows the middle of the map isn't 0."
    assert found.std() > 0.1, "All places are the same."
    assert close(rows, kept), "mended_map changed X."
### END HIDDEN TESTS

# %% tests="mended_map" part="directions" points=3
import numpy as np

from companion.testing import close, taken

rows = np.array([[5.0, 0, 0], [7, 0, 0], [6, 1, 0], [6, -1, 0]])
found = taken(mended_map(rows))
assert close(np.linalg.norm(found[0] - found[1]), 2), "The first two rows are 2 apart, on the map as well."
line = taken(mended_map(np.array([[1.0, 1, 0], [2, 2, 0], [3, 3, 1], [4, 4, 1]])))
assert line[:, 0].std() > line[:, 1].std(), "The first column has the larger spread."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(11)
for m, n in ((6, 2), (30, 5), (12, 20), (50, 3)):
    rows = rng.normal(size=(m, n)) @ rng.normal(size=(n, n)) + rng.normal(size=n) * 5
    left, sizes, right = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    expected = left[:, :2] * sizes[:2]
    found = taken(mended_map(rows))
    assert found.shape == (m, 2), "A place has two numbers."
    found = found - found.mean(axis=0)
    signs = np.sign(np.sum(found * expected, axis=0))
    assert close(found * signs, expected, rtol=1e-3, atol=1e-3), "For other rows the directions aren't those of the largest spread, the largest first."
### END HIDDEN TESTS

# %% mistake="mended_map"
def mended_map(X):
    """The mean is still in it: spread is measured around the mean."""
    values, vectors = np.linalg.eigh(X.T @ X)
    return X @ vectors[:, [-1, -2]]

# %% mistake="mended_map"
def mended_map(X):
    """These are the directions of the *smallest* spread: eigh begins with the smallest value."""
    X = X - X.mean(axis=0)
    values, vectors = np.linalg.eigh(X.T @ X)
    return X @ vectors[:, :2]

# %% mistake="mended_map"
def mended_map(X):
    """An eigenvector is a column of `vectors`; you take rows."""
    X = X - X.mean(axis=0)
    values, vectors = np.linalg.eigh(X.T @ X)
    return X @ vectors[[-1, -2]].T

# %% mistake="mended_map"
def mended_map(X):
    """Each row loses its own mean here. Subtract the mean row: the mean over axis 0."""
    X = X - X.mean(axis=1, keepdims=True)
    values, vectors = np.linalg.eigh(X.T @ X)
    return X @ vectors[:, [-1, -2]]

# %% demo
places = mended_map(cloud)
print("spread on the mended map:", np.round(places.std(axis=0), 1), "of", np.round(np.sqrt(cloud.var(axis=0).sum()), 1))

# %% [markdown]
# ## Your own words
# Write words into a file `my_words.txt` next to this notebook, one a line (up to a hundred or so): they get a colour of
# their own on the map. Without it, the map has our six groups alone. (After a change of the file, run the next cell
# again.) Point at a word, and its neighbours among the 20,000 show.

# %%
GROUPS = {
    "food": "bread cheese banana soup rice coffee chocolate potato",
    "instruments": "violin piano guitar drums trumpet flute cello saxophone",
    "countries": "france japan peru egypt norway canada india greece",
    "jobs": "nurse lawyer farmer teacher pilot engineer baker sailor",
    "animals": "cat dog horse wolf eagle whale spider mouse",
    "weather": "rain snow storm wind fog sunshine frost thunder",
}
MINE = Path("my_words.txt")


@cache
def word_map():
    """The groups, with the learner's own words: names of groups, words, each word's group, and its place on the map."""
    groups = dict(GROUPS)
    if MINE.exists():
        own = [word.lower() for word in read_names(MINE)]
        print("not among the 20,000:", ", ".join(word for word in own if word not in word_to_index) or "none")
        groups["yours"] = " ".join(word for word in own if word in word_to_index)
    words = [word for group in groups.values() for word in group.split()]
    kinds = np.array([number for number, group in enumerate(groups.values()) for _ in group.split()])
    rows = embed(words, word_to_index, E)
    return list(groups), words, kinds, mended_map(rows / np.linalg.norm(rows, axis=1, keepdims=True))

# %% demo
groups, words, kinds, places = word_map()
point_map(places, words, [neighbours(word) for word in words], kinds)

# %% demo
groups, words, kinds, places = word_map()
figure, ax = plt.subplots(figsize=(8, 6), layout="constrained")
for number, name in enumerate(groups):
    ax.scatter(*places[kinds == number].T, color=COLORS[number % len(COLORS)], s=14, label=name)
for word, (x, y) in zip(words, places, strict=True):
    ax.annotate(word, (x, y), fontsize=7, xytext=(3, 2), textcoords="offset points")
ax.set(xlabel="first component", ylabel="second component")
ax.set_title("Nobody told the vectors about groups")
ax.legend(fontsize=8)
plt.show()

# %% [markdown]
# ## A prejudice
# Vectors learn from what people write. Take the direction $g = e_\text{woman} - e_\text{man}$, and ask on which side of
# it jobs lie. *Guess first:* "nurse", "librarian", "captain", "boss"?
#
# From here on all vectors have the length 1.

# %%
UNIT = E / np.linalg.norm(E, axis=1, keepdims=True)
g = UNIT[word_to_index["woman"]] - UNIT[word_to_index["man"]]
JOBS = "boss captain manager coach engineer programmer lawyer scientist writer accountant designer doctor teacher dancer librarian nurse".split()

# %% [markdown]
# If it is agreed that a word should not depend on gender, its part along $g$ can be taken away:
#
# $$e_B = \frac{e \cdot g}{\lVert g \rVert^2}\, g, \qquad e' = e - e_B$$

# %% [markdown]
# ## Exercise 7 · Neutralize  (4 points, ~6 min, ●○○)
# Write `neutralize(word, g, word_to_vec_map)`, which returns $e'$. (What is right for two dimensions earns 1 point, for
# any 3.)
#
# *Example.* $e = [3, 4]$ and $g = [2, 0]$: $e_B = [3, 0]$, so $e' = [0, 4]$.
#
# <details><summary>Hint 1: a number times a vector</summary>
#
# `np.dot(e, g) / np.dot(g, g)` says how many times g is in e. Multiply g by that.
#
# </details>

# %% solution="neutralize"
def neutralize(word, g, word_to_vec_map):
    """A word's vector without its part along a direction.

    word: a word of the map; g: (n,), not all zeros, of any length; word_to_vec_map: word -> its vector (n,).
    Returns a new array (n,), at a right angle to g; the map stays as it is.
    """
    ### BEGIN SOLUTION
    e = word_to_vec_map[word]
    return e - np.dot(e, g) / np.dot(g, g) * g
    ### END SOLUTION

# %% tests="neutralize" part="plane" points=1
import numpy as np

from companion.testing import close

found = neutralize("job", np.array([2.0, 0]), {"job": np.array([3.0, 4]), "x": np.array([1.0, 1])})
assert found is not None, "neutralize returns None. Does it end with a return?"
assert close(found, [0, 4]), "The example: what is left of [3, 4] is [0, 4]."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(12)
for _ in range(6):
    e, angle, size = rng.normal(size=2), rng.uniform(0, 2 * np.pi), 10 ** rng.uniform(-1, 1)
    across = np.array([-np.sin(angle), np.cos(angle)])
    expected = (e[0] * across[0] + e[1] * across[1]) * across
    found = neutralize("w", size * np.array([np.cos(angle), np.sin(angle)]), {"w": e.copy(), "v": -e})
    assert close(found, expected, rtol=1e-4, atol=1e-5), "In the plane, what is left is the part at a right angle to g, however long g is."
### END HIDDEN TESTS

# %% tests="neutralize" part="any" points=3
import numpy as np

from companion.testing import close

found = neutralize("job", np.array([0.0, 3, 0]), {"job": np.array([1.0, 2, 5])})
assert close(found, [1, 0, 5]), "g points along the second axis: only that number becomes 0, although g has the length 3."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(13)
for n in (1, 3, 7, 50):
    table = {name: rng.normal(size=n) for name in ("one", "two", "three")}
    direction = rng.normal(size=n) * 10 ** rng.uniform(-1, 1)
    basis = np.linalg.qr(np.column_stack([direction, rng.normal(size=(n, n - 1))]))[0][:, 1:]
    for name in table:
        expected = basis @ (basis.T @ table[name])
        copies = {key: vector.copy() for key, vector in table.items()}
        assert close(neutralize(name, direction.copy(), copies), expected, rtol=1e-4, atol=1e-5), "In other dimensions, what is left isn't the part at a right angle to g."
        assert all(close(copies[key], table[key]) for key in table), "neutralize changed a vector of the map: return a new one."
### END HIDDEN TESTS

# %% mistake="neutralize"
def neutralize(word, g, word_to_vec_map):
    """You divide by the length of g, not by its square."""
    e = word_to_vec_map[word]
    return e - np.dot(e, g) / np.linalg.norm(g) * g

# %% mistake="neutralize"
def neutralize(word, g, word_to_vec_map):
    """This is the part along g, which has to go: return what is left."""
    e = word_to_vec_map[word]
    return np.dot(e, g) / np.dot(g, g) * g

# %% mistake="neutralize"
def neutralize(word, g, word_to_vec_map):
    """Without dividing by the square of its length this holds only for a g of length 1."""
    e = word_to_vec_map[word]
    return e - np.dot(e, g) * g

# %% mistake="neutralize"
def neutralize(word, g, word_to_vec_map):
    """The map's own vector is changed by `-=`: others want it as it was."""
    e = word_to_vec_map[word]
    e -= np.dot(e, g) / np.dot(g, g) * g
    return e

# %% mistake="neutralize"
def neutralize(word, g, word_to_vec_map):
    """Elementwise products aren't a projection: the product of e and g is a sum, one number."""
    e = word_to_vec_map[word]
    return e - e * g / np.sum(g * g) * g

# %% demo
def show_jobs(strength=1.0):
    """Where jobs lie along g before, and after a share of that part was taken away."""
    table = {word: UNIT[word_to_index[word]] for word in JOBS}
    before = [cosine_similarity(table[word], g) for word in JOBS]
    after = [cosine_similarity((1 - strength) * table[word] + strength * neutralize(word, g, table), g) for word in JOBS]
    figure, ax = plt.subplots(figsize=(7, 3.8), layout="constrained")
    ax.axvline(0, color="gray", linewidth=0.8)
    ax.axvline(np.mean(UNIT[:5000] @ g) / np.linalg.norm(g), color="gray", linestyle="--", label="mean of 5,000 words")
    ax.scatter(before, range(len(JOBS)), color=COLORS[0], label="as learnt")
    ax.scatter(after, range(len(JOBS)), color=COLORS[1], marker="x", label=f"{strength:.0%} of it taken away")
    ax.set(yticks=range(len(JOBS)), yticklabels=JOBS, xlabel="cosine with woman − man: towards man (left), towards woman (right)", xlim=(-0.5, 0.5))
    ax.legend(fontsize=8, loc="lower right")
    ax.set_title("What was written of jobs until 2014")
    plt.show()


show_jobs()

# %% demo tags=["nbval-ignore-output"]
slider = interact(show_jobs, strength=FloatSlider(value=1.0, min=0, max=1, step=0.1, continuous_update=False))

# %% [markdown]
# ## Pairs
# "Actor" and "actress" do mean a gender, and keep theirs. But they should differ in *nothing else* along the way to
# neutral words, or "doctor" may be nearer to one of them. **Equalizing** puts both at the same distance from the
# middle, with $b$ the direction, $e_1, e_2$ of length 1:
#
# $$\mu = \frac{e_1 + e_2}{2}, \qquad \mu_B = \frac{\mu \cdot b}{\lVert b \rVert^2}\, b, \qquad \mu_\perp = \mu - \mu_B, \qquad e_{iB} = \frac{e_i \cdot b}{\lVert b \rVert^2}\, b$$
#
# $$e_i' = \mu_\perp + \sqrt{\,\lvert 1 - \lVert \mu_\perp \rVert^2 \rvert\,}\;\frac{e_{iB} - \mu_B}{\lVert e_{iB} - \mu_B \rVert}$$
#
# What they share stays, at a right angle to $b$; along $b$ they become opposite; and their length is 1 again. (The bars
# under the root guard against rounding.)

# %% [markdown]
# ## Exercise 8 · Equalize  (5 points, ~10 min, ●●○)
# Write `equalize(pair, bias_axis, word_to_vec_map)`, which returns $e_1'$ and $e_2'$ (3 points for the first, 2 for the
# second).
#
# *Example.* $b = [1, 0]$, $e_1 = [0.6, 0.8]$, $e_2 = [0, 1]$. $\mu = [0.3, 0.9]$, $\mu_\perp = [0, 0.9]$, the root is
# $\sqrt{0.19} = 0.436$. Along $b$, $e_1$ is 0.3 above the middle, $e_2$ 0.3 below: $e_1' = [0.436, 0.9]$,
# $e_2' = [-0.436, 0.9]$.
#
# <details><summary>Hint 1: three projections</summary>
#
# μ, e₁ and e₂ are each projected on b in the same way. A small function of your own saves writing it three times.
#
# </details>
#
# <details><summary>Hint 2: the fraction</summary>
#
# It is a vector of length 1: divide by `np.linalg.norm` of what stands above it.
#
# </details>

# %% solution="equalize"
def equalize(pair, bias_axis, word_to_vec_map):
    """The vectors of a pair of words, opposite along a direction, and equal elsewhere.

    pair: two words of the map; bias_axis: (n,), not all zeros, of any length; word_to_vec_map: word -> its vector (n,), of
    length 1. The two vectors differ along bias_axis.
    Returns two new arrays (n,), for the first and the second word; the map stays as it is.
    """
    ### BEGIN SOLUTION
    def along(e):
        return np.dot(e, bias_axis) / np.dot(bias_axis, bias_axis) * bias_axis

    e1, e2 = word_to_vec_map[pair[0]], word_to_vec_map[pair[1]]
    middle = (e1 + e2) / 2
    shared = middle - along(middle)
    height = np.sqrt(abs(1 - np.dot(shared, shared)))
    step1, step2 = along(e1) - along(middle), along(e2) - along(middle)
    return shared + height * step1 / np.linalg.norm(step1), shared + height * step2 / np.linalg.norm(step2)
    ### END SOLUTION

# %% tests="equalize" part="first" points=3
import numpy as np

from companion.testing import close, taken

table = {"actor": np.array([0.6, 0.8]), "actress": np.array([0.0, 1.0])}
found = equalize(("actor", "actress"), np.array([1.0, 0]), table)
assert found is not None, "equalize returns None. Does it end with a return?"
first = taken(found[0])
assert close(first, [0.4358899, 0.9], rtol=1e-5), "The example: the first becomes [0.436, 0.9]."
twice = equalize(("actor", "actress"), np.array([2.0, 0]), {"actor": np.array([0.6, 0.8]), "actress": np.array([0.0, 1.0])})
assert close(taken(twice[0]), [0.4358899, 0.9], rtol=1e-5), "An axis twice as long is the same direction, and gives the same."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(14)
for n in (2, 3, 10, 50):
    for _ in range(3):
        e1, e2 = (vector / np.sqrt(np.dot(vector, vector)) for vector in rng.normal(size=(2, n)))
        axis = rng.normal(size=n) * 10 ** rng.uniform(-1, 1)
        basis = np.linalg.qr(np.column_stack([axis, rng.normal(size=(n, n - 1))]))[0]
        q, others = basis[:, 0], basis[:, 1:]
        shared = others @ (others.T @ (e1 + e2) / 2)
        expected = shared + np.sign(q @ (e1 - e2)) * np.sqrt(1 - shared @ shared) * q
        copies = {"one": e1.copy(), "two": e2.copy(), "three": -e1}
        found = equalize(("one", "two"), axis.copy(), copies)
        assert close(taken(found[0]), expected, rtol=1e-4, atol=1e-5), "For other words and directions the first vector is another one."
        assert close(copies["one"], e1) and close(copies["two"], e2), "equalize changed a vector of the map: return new ones."
### END HIDDEN TESTS

# %% tests="equalize" part="second" points=2
import numpy as np

from companion.testing import close, taken

table = {"actor": np.array([0.6, 0.8]), "actress": np.array([0.0, 1.0])}
second = taken(equalize(("actor", "actress"), np.array([1.0, 0]), table)[1])
assert close(second, [-0.4358899, 0.9], rtol=1e-5), "The example: the second becomes [-0.436, 0.9]."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(15)
for n in (2, 5, 40):
    for _ in range(3):
        e1, e2 = (vector / np.sqrt(np.dot(vector, vector)) for vector in rng.normal(size=(2, n)))
        axis = rng.normal(size=n) * 10 ** rng.uniform(-1, 1)
        basis = np.linalg.qr(np.column_stack([axis, rng.normal(size=(n, n - 1))]))[0]
        q, others = basis[:, 0], basis[:, 1:]
        shared = others @ (others.T @ (e1 + e2) / 2)
        expected = shared + np.sign(q @ (e2 - e1)) * np.sqrt(1 - shared @ shared) * q
        found = equalize(["a", "b"], axis.copy(), {"a": e1.copy(), "b": e2.copy()})
        assert close(taken(found[1]), expected, rtol=1e-4, atol=1e-5), "For other words and directions the second vector is another one."
### END HIDDEN TESTS

# %% mistake="equalize"
def equalize(pair, bias_axis, word_to_vec_map):
    """Both steps are taken from 0, not from the middle: subtract μ's part along the axis."""
    def along(e):
        return np.dot(e, bias_axis) / np.dot(bias_axis, bias_axis) * bias_axis

    e1, e2 = word_to_vec_map[pair[0]], word_to_vec_map[pair[1]]
    middle = (e1 + e2) / 2
    shared = middle - along(middle)
    height = np.sqrt(abs(1 - np.dot(shared, shared)))
    step1, step2 = along(e1), along(e2)
    return shared + height * step1 / (np.linalg.norm(step1) or 1), shared + height * step2 / (np.linalg.norm(step2) or 1)

# %% mistake="equalize"
def equalize(pair, bias_axis, word_to_vec_map):
    """The middle keeps its own part along the axis, so the two aren't opposite. Add what is at a right angle to it."""
    def along(e):
        return np.dot(e, bias_axis) / np.dot(bias_axis, bias_axis) * bias_axis

    e1, e2 = word_to_vec_map[pair[0]], word_to_vec_map[pair[1]]
    middle = (e1 + e2) / 2
    shared = middle - along(middle)
    height = np.sqrt(abs(1 - np.dot(shared, shared)))
    step = along(e1) - along(middle)
    step = step / np.linalg.norm(step)
    return middle + height * step, middle - height * step

# %% mistake="equalize"
def equalize(pair, bias_axis, word_to_vec_map):
    """You divide by the length of the axis, not by its square: with an axis of another length the projections are wrong."""
    def along(e):
        return np.dot(e, bias_axis) / np.linalg.norm(bias_axis) * bias_axis

    e1, e2 = word_to_vec_map[pair[0]], word_to_vec_map[pair[1]]
    middle = (e1 + e2) / 2
    shared = middle - along(middle)
    height = np.sqrt(abs(1 - np.dot(shared, shared)))
    step1, step2 = along(e1) - along(middle), along(e2) - along(middle)
    return shared + height * step1 / np.linalg.norm(step1), shared + height * step2 / np.linalg.norm(step2)

# %% mistake="equalize"
def equalize(pair, bias_axis, word_to_vec_map):
    """The root is missing: 1 minus the squared length has to be under a root for the result to have the length 1."""
    def along(e):
        return np.dot(e, bias_axis) / np.dot(bias_axis, bias_axis) * bias_axis

    e1, e2 = word_to_vec_map[pair[0]], word_to_vec_map[pair[1]]
    middle = (e1 + e2) / 2
    shared = middle - along(middle)
    height = abs(1 - np.dot(shared, shared))
    step1, step2 = along(e1) - along(middle), along(e2) - along(middle)
    return shared + height * step1 / np.linalg.norm(step1), shared + height * step2 / np.linalg.norm(step2)

# %% mistake="equalize"
def equalize(pair, bias_axis, word_to_vec_map):
    """Only their parts along the axis are set here; each keeps its own rest. What they share, the middle's rest, replaces both."""
    def along(e):
        return np.dot(e, bias_axis) / np.dot(bias_axis, bias_axis) * bias_axis

    e1, e2 = word_to_vec_map[pair[0]], word_to_vec_map[pair[1]]
    middle = (e1 + e2) / 2
    shared = middle - along(middle)
    height = np.sqrt(abs(1 - np.dot(shared, shared)))
    step1, step2 = along(e1) - along(middle), along(e2) - along(middle)
    return e1 - along(e1) + height * step1 / np.linalg.norm(step1), e2 - along(e2) + height * step2 / np.linalg.norm(step2)

# %% demo
table = {word: UNIT[word_to_index[word]] for word in ("actor", "actress", "king", "queen", "brother", "sister", *JOBS)}
for pair in (("actor", "actress"), ("king", "queen"), ("brother", "sister")):
    equal = equalize(pair, g, table)
    doctor = neutralize("doctor", g, table)
    print(f"{pair[0]:8s} {pair[1]:8s} similarity to 'doctor' before", *(f"{cosine_similarity(table[word], table['doctor']):.3f}" for word in pair), "after", *(f"{cosine_similarity(vector, doctor):.3f}" for vector in equal))

# %% [markdown]
# **To remember**
# - Neutral words lose their part along the direction; pairs are made opposite along it.
# - Somebody has to decide which words are which. That is no question of mathematics.

# %% [markdown]
# ## Is it gone?
# Along $g$, nothing is left. But a word has 99 more directions, and in these its old neighbours. Gonen and Goldberg
# (2019) asked whether one can still tell on which side a word was. So take, of the 5,000 most frequent words, the 250
# that lie farthest to either side of $g$; neutralize them; then let each word's ten nearest vote.

# %% [markdown]
# ## Exercise 9 · What neighbours tell  (4 points, ~12 min, ●●●, optional)
# Write `told_by_neighbours(V, side, k)`: the share of the rows of `V` whose side their `k` nearest **other** rows (by
# the cosine) tell. They tell it if **more than half** of these `k` rows are of the row's own side.
#
# *Example.* Rows [1, 0], [1, 0.1], [0, 1], [0.1, 1], with `side = [True, True, False, True]` and `k=1`. The first two
# are each other's neighbours, of one side: told. The last two are each other's, too, of different sides: not told. The
# share is 0.5.
#
# <details><summary>Hint 1: a table of similarities</summary>
#
# `cosine_similarity(V[:, np.newaxis], V)` works for a few hundred rows. Or give the rows the length 1: then `V @ V.T`
# is the same table, and quicker. A row's similarity to itself is 1: put −2 there.
#
# </details>

# %% solution="told_by_neighbours"
def told_by_neighbours(V, side, k):
    """How often the majority of a row's neighbours is of its own side.

    V: (m, n), no row all zeros, no two similarities of one row equal; side: m truth values; k: from 1 to m - 1.
    Returns the share of the rows, from 0 to 1, of whose k most similar other rows more than half have the same side.
    """
    ### BEGIN SOLUTION
    V, side = V / np.linalg.norm(V, axis=1, keepdims=True), np.asarray(side, dtype=bool)
    similarities = V @ V.T
    np.fill_diagonal(similarities, -2)
    neighbours = np.argsort(-similarities, axis=1)[:, :k]
    agree = np.mean(side[neighbours] == side[:, np.newaxis], axis=1)
    return float(np.mean(agree > 0.5))
    ### END SOLUTION

# %% tests="told_by_neighbours" points=4
import numpy as np

from companion.testing import close

rows = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]])
found = told_by_neighbours(rows, [True, True, False, True], 1)
assert found is not None, "told_by_neighbours returns None. Does it end with a return?"
assert close(found, 0.5), "The example: two of four are told."
assert close(told_by_neighbours(rows, [True, True, False, False], 1), 1), "Two clear groups: all are told."
assert close(told_by_neighbours(np.array([[1, 0], [1, 0.2], [1, -0.1], [-1, 0.3]]), [True, True, False, False], 2), 0), "One of two neighbours isn't more than half."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(16)
for m, n, k in ((8, 3, 1), (20, 4, 3), (31, 6, 4), (12, 2, 11), (40, 10, 10), (60, 3, 11)):
    rows = rng.normal(size=(m, n)) * 10 ** rng.uniform(-1, 1, size=(m, 1))
    side = rows[:, 0] + rng.normal(size=m) * np.abs(rows[:, 0]).mean() > 0
    told = 0
    for row in range(m):
        angles = {other: np.arccos(rows[row] @ rows[other] / np.sqrt(rows[row] @ rows[row]) / np.sqrt(rows[other] @ rows[other])) for other in range(m) if other != row}
        near = sorted(angles, key=angles.get)[:k]
        told += sum(bool(side[other]) == bool(side[row]) for other in near) * 2 > k
    expected, before = told / m, rows.copy()
    assert close(told_by_neighbours(rows, side.tolist(), k), expected), "For other rows the share is another one: the cosine, k other rows, more than half."
    assert close(rows, before), "told_by_neighbours changed V."
### END HIDDEN TESTS

# %% mistake="told_by_neighbours"
def told_by_neighbours(V, side, k):
    """Each row counts itself as its nearest neighbour, and so agrees with itself."""
    V, side = V / np.linalg.norm(V, axis=1, keepdims=True), np.asarray(side, dtype=bool)
    neighbours = np.argsort(-(V @ V.T), axis=1)[:, :k]
    return float(np.mean(np.mean(side[neighbours] == side[:, np.newaxis], axis=1) > 0.5))

# %% mistake="told_by_neighbours"
def told_by_neighbours(V, side, k):
    """Half isn't more than half."""
    V, side = V / np.linalg.norm(V, axis=1, keepdims=True), np.asarray(side, dtype=bool)
    similarities = V @ V.T
    np.fill_diagonal(similarities, -2)
    neighbours = np.argsort(-similarities, axis=1)[:, :k]
    return float(np.mean(np.mean(side[neighbours] == side[:, np.newaxis], axis=1) >= 0.5))

# %% mistake="told_by_neighbours"
def told_by_neighbours(V, side, k):
    """This is how many of all neighbours agree. Asked is for how many rows more than half do."""
    V, side = V / np.linalg.norm(V, axis=1, keepdims=True), np.asarray(side, dtype=bool)
    similarities = V @ V.T
    np.fill_diagonal(similarities, -2)
    neighbours = np.argsort(-similarities, axis=1)[:, :k]
    return float(np.mean(side[neighbours] == side[:, np.newaxis]))

# %% mistake="told_by_neighbours"
def told_by_neighbours(V, side, k):
    """By products, long rows are everybody's neighbours. Compare by the cosine."""
    V, side = np.asarray(V, dtype=float), np.asarray(side, dtype=bool)
    similarities = V @ V.T
    np.fill_diagonal(similarities, -np.inf)
    neighbours = np.argsort(-similarities, axis=1)[:, :k]
    return float(np.mean(np.mean(side[neighbours] == side[:, np.newaxis], axis=1) > 0.5))

# %% [markdown]
# Is that much? Something to compare with is needed: the same with directions that nobody calls a
# prejudice, such as table − chair. *Guess first:* before neutralizing, neighbours tell the side of nearly every one of
# the 500 words. And after? And is it different for chairs and tables?

# %% demo
def ends(direction, count=250):
    """Of the 5,000 most frequent words those farthest to either side: their rows, and which are on the upper side."""
    order = np.argsort(UNIT[:5000] @ direction)
    return np.concatenate([order[:count], order[-count:]]), np.arange(2 * count) >= count


shares = {}
for first, second in (("man", "woman"), ("chair", "table"), ("bus", "car"), ("north", "south")):
    direction = UNIT[word_to_index[second]] - UNIT[word_to_index[first]]
    rows, side = ends(direction)
    table = {GLOVE.words[row]: UNIT[row] for row in rows}
    neutral = np.array([neutralize(word, direction, table) for word in table])
    shares[f"{second} − {first}"] = told_by_neighbours(UNIT[rows], side, 10), told_by_neighbours(neutral, side, 10)
    if first == "man":
        for name, end in (("towards man", rows[:250]), ("towards woman", rows[250:])):
            print(f"{name}:", ", ".join(GLOVE.words[row] for row in end[::20]))
figure, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for after, (label, color) in enumerate((("as learnt", COLORS[0]), ("neutralized", COLORS[1]))):
    ax.barh(np.arange(4) - 0.2 + 0.4 * after, [pair[after] for pair in shares.values()], height=0.4, color=color, label=label)
ax.axvline(0.5, color="gray", linestyle="--")
ax.set(xlim=(0, 1), yticks=range(4), yticklabels=list(shares), xlabel="share of words whose side their neighbours tell (dashed: a coin)")
ax.invert_yaxis()
ax.legend(loc="lower left", fontsize=8)
ax.set_title("A direction is gone, the neighbourhoods stay, whichever it was")
plt.show()
print({name: f"{before:.1%} → {after:.1%}" for name, (before, after) in shares.items()})

# %% [markdown]
# <details><summary>What the picture says</summary>
#
# Neighbours still tell the side of more than nine words in ten. That isn't special to gender: one direction of a
# hundred is gone, and the words at its ends differ in much else (look at the two lists: some words mean a gender, many
# don't). So whatever is built on these vectors can find the side again. Removing one direction hides a prejudice from
# the measure that one thought of; that it is gone has to be shown by another one. And this was one prejudice of many,
# in one language.
#
# </details>
#
# ## What you built
# - Lookup, cosine, neighbours and analogies, with a count of what the arithmetic adds.
# - A map of words into which one can point.
# - A debiasing in two steps, and the measurement that shows its limit.
#
# **Questions to take along** (no points)
# 1. Which of your own words are in the wrong place on the map? Look at their neighbours: is the map wrong, or the vector?
# 2. With $g$ from ten pairs instead of one, which jobs would change sides?
# 3. A program ranks applications by similarity to "engineer". What would you measure before you let it?
#
# **Next:** `02_learning_embeddings`. Where do such vectors come from?
