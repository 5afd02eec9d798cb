# ---
# title: Beam search and BLEU
# minutes: 105
# ---

# %% [markdown]
# # Beam search and BLEU
# *thunnshllbprptl*: somebody wrote without blanks, and left out each vowel that doesn't begin a word. You can read it, with some trying: "thun", "the un…". A machine
# has to try as well. There are thousands of ways to cut and fill a line, a model says how probable each is, and nobody can look at all of them.
#
# **You will**
# - search for the most probable sentence with a beam, and see what its width buys;
# - find out who is to blame for a wrong sentence, the search or the model;
# - judge whole texts by BLEU, and teach the beam some foresight.
#
# **You will have made:** an *unabbreviator*: your sentence goes in without blanks and vowels, and comes out whole.
#
# **Before you start:** language models and logarithms of probabilities (week 1), conditional probability.
#
# **Time:** about 105 minutes. **Points:** 36, in eight exercises, the last of them optional. Dots show difficulty, from ●○○ to ●●●. The
# grader runs more tests than you see, all of them on what the text promises.

# %%
import time
from collections import Counter, defaultdict
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import IntSlider, interact

from companion.plots import COLORS
from companion.words import load_speeches

# %% [markdown]
# ## The model
# It is a bigram model, counted in speeches of presidents (week 2), over 3,000 words: $P(w \mid \text{word before})$, with a little of the word's own frequency mixed in. A word is possible if its abbreviation is the next piece of
# the line. Any model that says what may come next, with log probabilities, could stand in its place, a translator's decoder too: the searches below know nothing but `step`.
#
# `step(prefix)` takes a tuple of words and returns a dictionary: each possible next word with $\ln P$. The dictionary has `END` where the sentence may end; it is empty where the line can't be continued.

# %%
END = "</s>"
SPEECHES = load_speeches()
COUNTS = Counter(word for sentence in SPEECHES.train for word in sentence)
VOCABULARY = {word for word, _ in COUNTS.most_common(3000) if len(word) > 1 or word in "ai"}
PAIRS = Counter(pair for sentence in SPEECHES.train for pair in zip(["<s>", *sentence], [*sentence, END]))
BEFORE = Counter(word for sentence in SPEECHES.train for word in ["<s>", *sentence])


def abbreviate(word):
    """A word without its vowels, except for one that it begins with."""
    return word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")


MEANINGS = defaultdict(list)
for each in sorted(VOCABULARY):
    MEANINGS[abbreviate(each)].append(each)


def make_step(line):
    """The model's step for a line without blanks and vowels."""
    share = {END: BEFORE["<s>"], **COUNTS}

    @cache
    def step(prefix):
        rest = line[len("".join(map(abbreviate, prefix))) :]
        possible = [word for size in range(1, len(rest) + 1) for word in MEANINGS.get(rest[:size], ())] or ([] if rest else [END])
        before = prefix[-1] if prefix else "<s>"
        return {word: float(np.log((PAIRS[before, word] + 5 * share[word] / 352_610) / (BEFORE[before] + 5))) for word in possible}

    return step


DEV = [sentence for sentence in SPEECHES.dev if 4 <= len(sentence) <= 14 and set(sentence) <= VOCABULARY]
LINES = ["".join(map(abbreviate, sentence)) for sentence in DEV]
STEPS = [make_step(line) for line in LINES]
print(f"{len(DEV)} sentences to judge by, such as {LINES[5]!r}: {' '.join(DEV[5])}")

# %% demo
first = STEPS[5](())
figure, ax = plt.subplots(figsize=(8, 3), layout="constrained")
names = sorted(first, key=first.get, reverse=True)[:12]
ax.bar_label(ax.bar(names, [first[name] for name in names], color=COLORS[0]), fmt="%.1f", fontsize=8)
ax.set(ylabel="ln P", title=f"How might {LINES[5][:12]}… begin? The {len(names)} most probable of {len(first)} words")
plt.show()

# %% [markdown]
# ## Greedy
# The probability of a whole sentence is a product over its words. Of fifty factors nothing is left in a computer, so logarithms are added:
#
# $$\ln P(y \mid x) = \sum_{t=1}^{T_y} \ln P(y_t \mid x, y_1, \dots, y_{t-1})$$
#
# The simplest search takes the most probable word at each step.

# %% [markdown]
# ## Exercise 1 · Greedy search  (3 points, ~6 min, ●○○)
# Write `greedy_search(step, max_length)`. It ends when `END` was taken, when nothing is possible, or after `max_length` tokens (`END` counts as one). The tokens earn 2 points, the log probability 1.
#
# *Example.* If the first step offers "the" with −1 and "a" with −2, and after "the" only `END` is possible, with −0.5, the result is `(("the", END), -1.5)`.
#
# <details><summary>Hint: the most probable key</summary>
#
# `max(options, key=options.get)`. A tuple grows by `tokens + (word,)`.
#
# </details>

# %% solution="greedy_search"
def greedy_search(step, max_length):
    """The most probable token at each step.

    step: takes a tuple of tokens and returns a dictionary, token -> log probability of what may come next, maybe empty; no two are equal. max_length: the
    largest number of tokens, at least 1.
    Returns the tuple of tokens, whose last one is END if it was reached, and the sum of their log probabilities.
    """
    ### BEGIN SOLUTION
    tokens, log_p = (), 0.0
    while len(tokens) < max_length and END not in tokens:
        options = step(tokens)
        if not options:
            break
        best = max(options, key=options.get)
        tokens, log_p = tokens + (best,), log_p + options[best]
    return tokens, log_p
    ### END SOLUTION

# %% tests="greedy_search" part="tokens" points=2
from companion.testing import close

tree = {(): {"the": -1.0, "a": -2.0}, ("the",): {"</s>": -0.5}, ("a",): {"</s>": -0.1}}
found = greedy_search(lambda tokens: dict(tree[tuple(tokens)]), 10)
assert found is not None and len(found) == 2, "greedy_search returns the tokens and the log probability."
assert tuple(found[0]) == ("the", "</s>"), "The example: the, and then the end."
endless = lambda tokens: {"on": -0.5, "</s>": -1.0}
assert tuple(greedy_search(endless, 3)[0]) == ("on", "on", "on"), "After max_length tokens it ends, with or without END."
assert tuple(greedy_search(lambda tokens: {} if tokens else {"x": -1.0}, 5)[0]) == ("x",), "Nothing is possible after x: it ends there."
### BEGIN HIDDEN TESTS
import numpy as np

for seed, width, depth in ((1, 3, 4), (2, 5, 7), (3, 2, 12)):
    rng = np.random.default_rng(seed)
    logs, order = np.log(rng.dirichlet(np.ones(width), size=depth)), []
    expected = []
    for row in logs:
        expected.append("</s>" if np.argmax(row) == 0 and len(expected) > 2 else f"w{np.argmax(row)}")
        if expected[-1] == "</s>":
            break
    names = lambda t: ["</s>" if place == 0 and t > 2 else f"w{place}" for place in range(width)]
    found = greedy_search(lambda tokens: dict(zip(names(len(tokens)), logs[len(tokens)].tolist())) if len(tokens) < depth else {}, 20)
    assert [str(token) for token in found[0]] == expected, "Another model: the tokens are others. The most probable at each step, up to END, or until nothing is possible."
### END HIDDEN TESTS

# %% tests="greedy_search" part="log_p" points=1
from companion.testing import close

tree = {(): {"the": -1.0, "a": -2.0}, ("the",): {"</s>": -0.5}, ("a",): {"</s>": -0.1}}
assert close(greedy_search(lambda tokens: dict(tree[tuple(tokens)]), 10)[1], -1.5), "The example: -1 and -0.5 are -1.5."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(4)
logs = np.log(rng.dirichlet(np.ones(4), size=9))
step = lambda tokens: {f"w{place}": float(value) for place, value in enumerate(logs[len(tokens)])} if len(tokens) < 9 else {"</s>": -0.25}
assert close(greedy_search(step, 30)[1], logs.max(axis=1).sum() - 0.25), "Another model: the log probability is another. It is the sum over all tokens, with END."
assert close(greedy_search(step, 5)[1], logs[:5].max(axis=1).sum()), "With max_length 5: the sum over five tokens."
### END HIDDEN TESTS

# %% mistake="greedy_search"
def greedy_search(step, max_length):
    """END isn't recognised: stop when it has been taken."""
    tokens, log_p = (), 0.0
    while len(tokens) < max_length:
        options = step(tokens)
        if not options:
            break
        best = max(options, key=options.get)
        tokens, log_p = tokens + (best,), log_p + options[best]
        if best == "END":
            break
    return tokens, log_p

# %% mistake="greedy_search"
def greedy_search(step, max_length):
    """The least probable token is taken: log probabilities are negative, and the largest is the one nearest to 0."""
    tokens, log_p = (), 0.0
    while len(tokens) < max_length and END not in tokens:
        options = step(tokens)
        if not options:
            break
        best = min(options, key=options.get)
        tokens, log_p = tokens + (best,), log_p + options[best]
    return tokens, log_p

# %% mistake="greedy_search"
def greedy_search(step, max_length):
    """Log probabilities are multiplied. They are added."""
    tokens, log_p = (), 1.0
    while len(tokens) < max_length and END not in tokens:
        options = step(tokens)
        if not options:
            break
        best = max(options, key=options.get)
        tokens, log_p = tokens + (best,), log_p * options[best]
    return tokens, log_p

# %% mistake="greedy_search"
def greedy_search(step, max_length):
    """The log probability is that of the last token only: add them up."""
    tokens, log_p = (), 0.0
    while len(tokens) < max_length and END not in tokens:
        options = step(tokens)
        if not options:
            break
        best = max(options, key=options.get)
        tokens, log_p = tokens + (best,), options[best]
    return tokens, log_p

# %% demo
for number in (5, 17, 40):
    tokens, log_p = greedy_search(STEPS[number], 30)
    print(f"{LINES[number]}\n  greedy: {' '.join(tokens)}  ({log_p:.1f})\n  truth:  {' '.join(DEV[number])} {END}")

# %% [markdown]
# Whoever takes the best first word may find himself in a lane without exit.
#
# ## Beam search
# Keep several beginnings alive, the $B$ best. $B$ is the **beam width**. At each step, extend all of them by all possible tokens, and keep the $B$ best of these candidates. With $B = 1$ it is greedy search; with $B$ without bound it is exhaustive.

# %% [markdown]
# ## Exercise 2 · Beam search  (8 points, ~20 min, ●●●)
# Write `beam_search(step, width, max_length, score=None)`. A *hypothesis* is a pair (tokens, log probability). The beam begins with `((), 0.0)`, and then, until no hypothesis is alive:
#
# 1. The candidates are all extensions, by one token, of all hypotheses that are alive.
# 2. The `width` best candidates stay, by log probability; or, if `score` is given, by the numbers that `score(candidates)` returns, one for each in a list of them.
# 3. Of those that stay, the ones that end with `END` are **finished** and leave the beam. Those with `max_length` tokens and no `END` are dropped. The others are alive.
#
# It returns the finished ones, the highest *log probability* first. Points: width 1 2, any width 3, finished and dropped ones 2, `score` 1.
#
# *Example.* Start: "the" −1, "a" −1.2. After "the": `END` −2; after "a": `END` −0.3. With width 1 the result is `[(("the", END), -3.0)]`, with 2 it is `[(("a", END), -1.5), (("the", END), -3.0)]`.
#
# <details><summary>Hint 1: a list, sorted</summary>
#
# Make the candidates in a loop in a loop. `sorted(candidates, key=lambda hypothesis: -hypothesis[1])[:width]` are the best.
#
# </details>
#
# <details><summary>Hint 2: two lists from one</summary>
#
# `alive = [h for h in kept if h[0][-1] != END and len(h[0]) < max_length]`. Finished ones are collected over all steps.
#
# </details>
#
# <details><summary>Hint 3: ranking by score</summary>
#
# `np.argsort(-np.asarray(scores))[:width]` are the places of the best.
#
# </details>

# %% solution="beam_search"
def beam_search(step, width, max_length, score=None):
    """The most probable sequences that a beam finds.

    step: as in greedy_search. width: how many candidates stay at each step, at least 1. max_length: the largest number of tokens, with END, at least 1.
    score: None, or a function that takes a list of hypotheses and returns a list or an array of as many numbers; higher ones stay. No two candidates are equally good.
    Returns a list of hypotheses (tuple of tokens, log probability) that end with END, the highest log probability first; maybe an empty one.
    """
    ### BEGIN SOLUTION
    alive, finished = [((), 0.0)], []
    while alive:
        candidates = [(tokens + (token,), log_p + more) for tokens, log_p in alive for token, more in step(tokens).items()]
        ranks = np.array([log_p for _, log_p in candidates] if score is None or not candidates else score(candidates))
        kept = [candidates[place] for place in np.argsort(-ranks)[:width]]
        finished += [each for each in kept if each[0][-1] == END]
        alive = [each for each in kept if each[0][-1] != END and len(each[0]) < max_length]
    return sorted(finished, key=lambda each: -each[1])
    ### END SOLUTION

# %% tests="beam_search" part="one" points=2
from companion.testing import close

tree = {(): {"the": -1.0, "a": -1.2}, ("the",): {"</s>": -2.0}, ("a",): {"</s>": -0.3}}
found = beam_search(lambda tokens: dict(tree[tuple(tokens)]), 1, 10)
assert found is not None, "beam_search returns None. Does it end with a return?"
assert [tuple(tokens) for tokens, _ in found] == [("the", "</s>")], "The example with width 1: only the, as greedy search."
assert close([log_p for _, log_p in found], [-3.0]), "The example with width 1: -1 and -2."
assert len(beam_search(lambda tokens: {} if tokens else {"x": -1.0}, 1, 5)) == 0, "A lane without exit: nothing is finished, and the list is empty."
### BEGIN HIDDEN TESTS
import numpy as np

for seed in range(4):
    rng = np.random.default_rng(seed)
    logs, expected, total = np.log(rng.dirichlet(np.ones(5), size=8)), [], 0.0
    logs[-1, 0] = -1e-3
    for row in logs:
        expected.append("</s>" if np.argmax(row) == 0 else f"w{np.argmax(row)}")
        total += row.max()
        if expected[-1] == "</s>":
            break
    found = beam_search(lambda tokens: {"</s>" if place == 0 else f"w{place}": float(value) for place, value in enumerate(logs[len(tokens)])}, 1, 12)
    assert [[str(token) for token in tokens] for tokens, _ in found] == [expected], "Another model, width 1: it should be what greedy search finds."
    assert close(found[0][1], total, 1e-4), "Another model, width 1: the log probability is another."
### END HIDDEN TESTS

# %% tests="beam_search" part="wide" points=3
from companion.testing import close

tree = {(): {"the": -1.0, "a": -1.2}, ("the",): {"</s>": -2.0}, ("a",): {"</s>": -0.3}}
found = beam_search(lambda tokens: dict(tree[tuple(tokens)]), 2, 10)
assert [tuple(tokens) for tokens, _ in found] == [("a", "</s>"), ("the", "</s>")], "The example with width 2: a first, as it is more probable in the end."
assert close([log_p for _, log_p in found], [-1.5, -3.0]), "The example with width 2: -1.5 and -3."
tree = {(): {"a": -1.0, "</s>": -3.0}, ("a",): {"</s>": -0.2}}
found = beam_search(lambda tokens: dict(tree[tuple(tokens)]), 2, 10)
assert [tuple(tokens) for tokens, _ in found] == [("a", "</s>"), ("</s>",)], "What was finished later may be more probable: the most probable one comes first."
tree = {(): {"a": -1.0, "b": -1.1, "c": -1.2}, ("a",): {"x": -5.0, "y": -6.0}, ("b",): {"x": -0.1, "y": -0.2}}
tree |= {(first, second): {"</s>": -0.5} for first in "abc" for second in "xy"}
found = beam_search(lambda tokens: dict(tree[tuple(tokens)]), 2, 10)
assert [tuple(tokens) for tokens, _ in found] == [("b", "x", "</s>"), ("b", "y", "</s>")], "Width 2: both that stay may come from one beginning. The best of all candidates stay, not the best of each beginning."
### BEGIN HIDDEN TESTS
import numpy as np


def reference(step, width, max_length):
    """Finished hypotheses, by generations."""
    generation, done = {(): 0.0}, {}
    while generation:
        following = {(*tokens, token): log_p + more for tokens, log_p in generation.items() for token, more in step(tokens).items()}
        best = dict(sorted(following.items(), key=lambda item: item[1], reverse=True)[:width])
        done |= {tokens: log_p for tokens, log_p in best.items() if tokens[-1] == "</s>"}
        generation = {tokens: log_p for tokens, log_p in best.items() if tokens[-1] != "</s>" and len(tokens) < max_length}
    return sorted(done.items(), key=lambda item: item[1], reverse=True)


def random_model(seed, size):
    """A step whose log probabilities depend on the last two tokens and the length."""
    tables = {}

    def step(tokens):
        key = (tuple(str(token) for token in tokens[-2:]), min(len(tokens), 5))
        if key not in tables:
            rng = np.random.default_rng([seed, len(tokens), *map(ord, "".join(key[0]))])
            logs = np.log(rng.dirichlet(np.ones(size + 1)))
            tables[key] = {"</s>" if place == size else chr(97 + place): float(value) for place, value in enumerate(logs)}
        return dict(tables[key])

    return step


for seed, size, width, longest in ((1, 3, 2, 6), (2, 4, 5, 5), (3, 2, 30, 5), (4, 6, 3, 4)):
    model = random_model(seed, size)
    expected = reference(model, width, longest)
    found = [(tuple(str(token) for token in tokens), log_p) for tokens, log_p in beam_search(model, width, longest)]
    assert [tokens for tokens, _ in found] == [tokens for tokens, _ in expected], "Another model: what is finished, or its order, is another. Compare all candidates of a step at once, and sort by log probability in the end."
    assert close([log_p for _, log_p in found], [log_p for _, log_p in expected], 1e-4, 1e-5), "Another model: the log probabilities are others."
### END HIDDEN TESTS

# %% tests="beam_search" part="ends" points=2
from companion.testing import close

options = {0: {"go": -1.0, "</s>": -0.5, "no": -2.0}, 1: {"go": -1.0, "</s>": -3.0}}
found = beam_search(lambda tokens: dict(options[min(len(tokens), 1)]), 2, 3)
assert ("</s>",) in [tuple(tokens) for tokens, _ in found], "A hypothesis that ends at once is finished, and stays in the result."
assert all(list(tokens).count("</s>") == 1 and tokens[-1] == "</s>" for tokens, _ in found), "Finished hypotheses aren't extended, and only finished ones are returned."
assert sorted(len(tokens) for tokens, _ in found) == [1, 2, 3], "With max_length 3 the finished ones have 1, 2 and 3 tokens; what has three and no END is dropped."
### BEGIN HIDDEN TESTS
options = {0: {"a": -1.0, "b": -1.5, "</s>": -0.2}, 1: {"a": -0.7, "</s>": -0.6}, 2: {"</s>": -0.1}, 3: {"</s>": -0.1}}
found = beam_search(lambda tokens: dict(options[len(tokens)]), 2, 4)
expected = [(("</s>",), -0.2), (("a", "</s>"), -1.6), (("a", "a", "</s>"), -1.8)]
assert [tuple(str(token) for token in tokens) for tokens, _ in found] == [tokens for tokens, _ in expected], "What is finished takes a place of the width at the step at which it ends, and only there."
assert close([log_p for _, log_p in found], [log_p for _, log_p in expected], 1e-4), "Finished hypotheses have other log probabilities."
assert beam_search(lambda tokens: {"a": -0.1, "</s>": -4.0}, 1, 6) in ([], ()), "Width 1, and END is never the best: after max_length tokens everything is dropped, and nothing is finished."
assert len(beam_search(lambda tokens: {} if len(tokens) == 2 else {"a": -0.1, "b": -0.3}, 4, 6)) == 0, "After two tokens nothing is possible: the search ends, and nothing is finished."
### END HIDDEN TESTS

# %% tests="beam_search" part="score" points=1
from companion.testing import close

tree = {(): {"the": -1.0, "a": -1.2}, ("the",): {"</s>": -2.0}, ("a",): {"</s>": -0.3}}
last = lambda hypotheses: [-ord(tokens[-1][0]) for tokens, _ in hypotheses]
found = beam_search(lambda tokens: dict(tree[tuple(tokens)]), 1, 10, score=last)
assert [tuple(tokens) for tokens, _ in found] == [("a", "</s>")], "A score that prefers letters early in the alphabet, width 1: a stays, although the is more probable."
### BEGIN HIDDEN TESTS
import numpy as np

tree = {(): {"a": -1.0, "b": -2.0, "c": -3.0}, ("b",): {"</s>": -0.5, "d": -0.1}, ("c",): {"</s>": -0.25}, ("a",): {"</s>": -0.1}, ("b", "d"): {"</s>": -0.3}}
longest = lambda hypotheses: np.array([len(tokens) + 0.01 * ord(tokens[0][0]) + (tokens[-1] == "d") for tokens, _ in hypotheses])
found = beam_search(lambda tokens: dict(tree[tuple(tokens)]), 2, 10, score=longest)
assert [tuple(str(token) for token in tokens) for tokens, _ in found] == [("b", "d", "</s>"), ("c", "</s>")], "Another score: what stays is chosen by it at every step, and the result is sorted by log probability."
assert close([log_p for _, log_p in found], [-2.4, -3.25], 1e-4), "With a score, the log probabilities are the model's, as ever."
### END HIDDEN TESTS

# %% mistake="beam_search"
def beam_search(step, width, max_length, score=None):
    """Each beginning keeps its own best extension. The best of all candidates should stay, whoever they come from."""
    alive, finished = [((), 0.0)], []
    while alive:
        kept = []
        for tokens, log_p in alive:
            new = [(tokens + (token,), log_p + more) for token, more in step(tokens).items()]
            ranks = np.array([log_p for _, log_p in new] if score is None or not new else score(new))
            kept += [new[place] for place in np.argsort(-ranks)[: width if not tokens else 1]]
        finished += [each for each in kept if each[0][-1] == END]
        alive = [each for each in kept if each[0][-1] != END and len(each[0]) < max_length]
    return sorted(finished, key=lambda each: -each[1])

# %% mistake="beam_search"
def beam_search(step, width, max_length, score=None):
    """Candidates are compared by their last token's log probability only. Compare the sums over all tokens."""
    alive, finished = [((), 0.0)], []
    while alive:
        new = [(tokens + (token,), log_p + more, more) for tokens, log_p in alive for token, more in step(tokens).items()]
        ranks = np.array([more for _, _, more in new] if score is None or not new else score([each[:2] for each in new]))
        kept = [new[place][:2] for place in np.argsort(-ranks)[:width]]
        finished += [each for each in kept if each[0][-1] == END]
        alive = [each for each in kept if each[0][-1] != END and len(each[0]) < max_length]
    return sorted(finished, key=lambda each: -each[1])

# %% mistake="beam_search"
def beam_search(step, width, max_length, score=None):
    """The search stops at the first finished hypothesis. A longer one may be more probable: go on until none is alive."""
    alive, finished = [((), 0.0)], []
    while alive and not finished:
        new = [(tokens + (token,), log_p + more) for tokens, log_p in alive for token, more in step(tokens).items()]
        ranks = np.array([log_p for _, log_p in new] if score is None or not new else score(new))
        kept = [new[place] for place in np.argsort(-ranks)[:width]]
        finished += [each for each in kept if each[0][-1] == END]
        alive = [each for each in kept if each[0][-1] != END and len(each[0]) < max_length]
    return sorted(finished, key=lambda each: -each[1])

# %% mistake="beam_search"
def beam_search(step, width, max_length, score=None):
    """Hypotheses that never ended are returned as well: those with max_length tokens and no END are dropped."""
    alive, finished = [((), 0.0)], []
    while alive:
        new = [(tokens + (token,), log_p + more) for tokens, log_p in alive for token, more in step(tokens).items()]
        ranks = np.array([log_p for _, log_p in new] if score is None or not new else score(new))
        kept = [new[place] for place in np.argsort(-ranks)[:width]]
        finished += [each for each in kept if each[0][-1] == END or len(each[0]) >= max_length]
        alive = [each for each in kept if each[0][-1] != END and len(each[0]) < max_length]
    return sorted(finished, key=lambda each: -each[1])

# %% mistake="beam_search"
def beam_search(step, width, max_length, score=None):
    """The result isn't sorted: the most probable one should come first."""
    alive, finished = [((), 0.0)], []
    while alive:
        new = [(tokens + (token,), log_p + more) for tokens, log_p in alive for token, more in step(tokens).items()]
        ranks = np.array([log_p for _, log_p in new] if score is None or not new else score(new))
        kept = [new[place] for place in np.argsort(-ranks)[:width]]
        finished += [each for each in kept if each[0][-1] == END]
        alive = [each for each in kept if each[0][-1] != END and len(each[0]) < max_length]
    return finished

# %% mistake="beam_search"
def beam_search(step, width, max_length, score=None):
    """score isn't used: where it is given, it decides which candidates stay."""
    alive, finished = [((), 0.0)], []
    while alive:
        new = [(tokens + (token,), log_p + more) for tokens, log_p in alive for token, more in step(tokens).items()]
        kept = sorted(new, key=lambda each: -each[1])[:width]
        finished += [each for each in kept if each[0][-1] == END]
        alive = [each for each in kept if each[0][-1] != END and len(each[0]) < max_length]
    return sorted(finished, key=lambda each: -each[1])

# %% [markdown]
# Watch a beam. The line is read from the left, five beginnings stay alive; move the step. **Predict:** at step 2, will the true beginning be on the first place?

# %%
def alive_at(number, width):
    """For each length, the prefixes that a beam extends in a dev line, with their log probabilities."""
    asked, step = defaultdict(list), STEPS[number]

    def watched(prefix):
        asked[len(prefix)].append((prefix, sum(step(prefix[:place])[word] for place, word in enumerate(prefix))))
        return step(prefix)

    beam_search(watched, width, 30)
    return asked


def draw_beam(length, number=5, width=5):
    """The hypotheses that are alive after some steps."""
    rows = sorted(alive_at(number, width)[length], key=lambda each: -each[1])
    figure, ax = plt.subplots(figsize=(10, 2.2), layout="constrained")
    for place, (prefix, log_p) in enumerate(rows):
        right = list(prefix) == DEV[number][:length]
        ax.text(0, -place, f"{log_p:6.1f}   {' '.join(prefix)}", family="monospace", fontsize=10, fontweight="bold" if right else "normal", color=COLORS[0] if right else "black")
    ax.set(xlim=(0, 1), ylim=(-width + 0.5, 0.8))
    ax.set_axis_off()
    ax.set_title(f"{LINES[number]}: alive after {length} words (bold: the true beginning)", fontsize=10, loc="left")
    plt.show()

# %% demo
draw_beam(2)

# %% demo tags=["nbval-ignore-output"]
sliders = {"words": IntSlider(value=4, min=1, max=12, continuous_update=False), "width": IntSlider(value=5, min=1, max=30, continuous_update=False)}
shown = interact(lambda words, width: draw_beam(words, 5, width), **sliders)

# %%
@cache
def found_with(width):
    """Of each dev line what a beam finds, and the seconds that all took together."""
    began = time.perf_counter()
    return [beam_search(step, width, 30) for step in STEPS], time.perf_counter() - began


def words_of(hypothesis):
    """The words without END."""
    return list(hypothesis[0][:-1])

# %% demo tags=["nbval-ignore-output"]
for width in (1, 3, 10, 30):
    found, seconds = found_with(width)
    exact = np.mean([bool(each) and words_of(each[0]) == sentence for each, sentence in zip(found, DEV)])
    print(f"width {width:3}: {exact:4.0%} of {len(DEV)} sentences are exact, {sum(not each for each in found):3} have no result; {seconds:.1f} s")

# %% [markdown]
# ## Long or short?
# Each further word makes a sentence less probable, so a search by probability likes short ones. In translation it leaves words out. A remedy is **length normalisation**:
#
# $$\frac{1}{T^{\alpha}} \sum_{t=1}^{T} \ln P(y_t \mid x, y_1, \dots, y_{t-1})$$
#
# With $\alpha = 1$ it is the mean a word, with 0 nothing changes. In between, 0.7 is a common choice. It is a heuristic: to be tried on dev.

# %% [markdown]
# ## Exercise 3 · Rank again  (3 points, ~6 min, ●○○)
# Write `rerank(hypotheses, alpha)`: the same hypotheses, the best normalised log probability first. The order earns 2 points; hypotheses that come back as they were, and an empty list, 1.
#
# *Example.* A hypothesis of 2 tokens with −3 and one of 4 tokens with −4: with $\alpha$ = 0 the first leads (−3), with $\alpha$ = 1 the second (−1 against −1.5).
#
# <details><summary>Hint: a key</summary>
#
# `sorted(…, key=…, reverse=True)`, with a key made from both parts of a hypothesis. $T$ counts `END`.
#
# </details>

# %% solution="rerank"
def rerank(hypotheses, alpha):
    """Hypotheses by normalised log probability, the best first.

    hypotheses: a list of pairs (tokens, log probability), each with at least one token; maybe empty. alpha: from 0 to 2. T is the number of all tokens.
    No two are equally good. Returns a new list of the same pairs; log probabilities stay what they are. Nothing is changed.
    """
    ### BEGIN SOLUTION
    return sorted(hypotheses, key=lambda each: each[1] / len(each[0]) ** alpha, reverse=True)
    ### END SOLUTION

# %% tests="rerank" part="order" points=2
from companion.testing import close

two, four = (("a", "</s>"), -3.0), (("a", "b", "c", "</s>"), -4.0)
found = rerank([two, four], 1)
assert found is not None, "rerank returns None. Does it end with a return?"
assert [tuple(tokens) for tokens, _ in found] == [four[0], two[0]], "The example with alpha = 1: -1 a token is better than -1.5."
assert [tuple(tokens) for tokens, _ in rerank([four, two], 0)] == [two[0], four[0]], "The example with alpha = 0: the log probability decides."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(5)
for alpha in (0.0, 0.5, 0.7, 1.0, 1.6):
    hypotheses = [(("w",) * int(length) + ("</s>",), -float(value)) for length, value in zip(rng.integers(0, 20, size=8), rng.uniform(1, 40, size=8))]
    values = [log_p * np.exp(-alpha * np.log(len(tokens))) for tokens, log_p in hypotheses]
    expected = [hypotheses[place] for place in np.argsort(values)[::-1]]
    found = rerank(list(hypotheses), alpha)
    assert close([log_p for _, log_p in found], [log_p for _, log_p in expected]) and [len(tokens) for tokens, _ in found] == [len(tokens) for tokens, _ in expected], "Another alpha: the order is another. Divide by the number of all tokens to the power of alpha."
### END HIDDEN TESTS

# %% tests="rerank" part="same" points=1
from companion.testing import close

assert len(rerank([], 0.7)) == 0, "No hypotheses: an empty list."
two, four = (("a", "</s>"), -3.0), (("a", "b", "c", "</s>"), -4.0)
assert close([log_p for _, log_p in rerank([two, four], 1)], [-4.0, -3.0]), "The log probabilities come back as they were, not normalised."
### BEGIN HIDDEN TESTS
given = [(("b", "</s>"), -2.0), (("</s>",), -9.0), (("b", "c", "</s>"), -2.5)]
kept = list(given)
found = [(tuple(str(token) for token in tokens), log_p) for tokens, log_p in rerank(given, 0.5)]
assert [tokens for tokens, _ in found] == [("b", "</s>"), ("b", "c", "</s>"), ("</s>",)] or [tokens for tokens, _ in found] == [("b", "c", "</s>"), ("b", "</s>"), ("</s>",)], "Three hypotheses: three come back."
assert close([log_p for _, log_p in found], [dict(kept)[tokens] for tokens, _ in found]), "A log probability isn't what it was."
assert given == kept, "The list must not be changed."
### END HIDDEN TESTS

# %% mistake="rerank"
def rerank(hypotheses, alpha):
    """Multiplied by the length: divide by it."""
    return sorted(hypotheses, key=lambda each: each[1] * len(each[0]) ** alpha, reverse=True)

# %% mistake="rerank"
def rerank(hypotheses, alpha):
    """The worst comes first. Log probabilities are negative, and the best is the highest."""
    return sorted(hypotheses, key=lambda each: each[1] / len(each[0]) ** alpha)

# %% mistake="rerank"
def rerank(hypotheses, alpha):
    """END isn't counted here. T is the number of all tokens; a sentence of END alone would be divided by 0."""
    return sorted(hypotheses, key=lambda each: each[1] / max(len(each[0]) - 1, 1) ** alpha, reverse=True)

# %% mistake="rerank"
def rerank(hypotheses, alpha):
    """The log probabilities are replaced by normalised ones. They should come back as they were."""
    return sorted([(tokens, log_p / len(tokens) ** alpha) for tokens, log_p in hypotheses], key=lambda each: -each[1])

# %% mistake="rerank"
def rerank(hypotheses, alpha):
    """alpha multiplies the length; it is its power."""
    return sorted(hypotheses, key=lambda each: each[1] / max(alpha * len(each[0]), 1), reverse=True)

# %% demo
for alpha in (0, 0.5, 1.0):
    best = [rerank(found, alpha)[0] for found in found_with(30)[0] if found]
    exact = np.mean([words_of(hypothesis) == sentence for hypothesis, sentence in zip(best, [s for s, found in zip(DEV, found_with(30)[0]) if found])])
    print(f"alpha {alpha}: {exact:.0%} exact, {np.mean([len(words_of(each)) for each in best]):.1f} words a sentence; true are {np.mean([len(sentence) for sentence in DEV]):.1f}")

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# Here normalising does harm. Our sentences are too *long* already (9.1 words against 8.4), as the beam likes short words, of which it covers little; dividing by length helps them further. The rule of thumb comes from translators that were too short. Measure.
#
# </details>
#
# **To remember**
# - A beam keeps the $B$ best of all candidates; greedy is $B = 1$.
# - Add logarithms. Normalise by length if dev says so.

# %% [markdown]
# ## Who is to blame?
# A sentence came out wrong. Should one widen the beam, or mend the model? Ask the model for the probability of the *true* sentence $y^*$, and compare with that of the answer $\hat y$:
#
# - $P(y^* \mid x) > P(\hat y \mid x)$: the model preferred the truth, and the search missed it. **The search is to blame.**
# - $P(y^* \mid x) \le P(\hat y \mid x)$: the search found something that the model likes at least as much. **The model is to blame.**
#
# One case proves little. A table of many dev cases says where the work is.

# %% [markdown]
# ## Exercise 4 · Error analysis  (5 points, ~10 min, ●●○)
# Write `log_probability(step, tokens)`, the log probability of a given sentence (2 points), and `blame(cases)`, which counts in a table of cases who is to blame (3 points).
#
# *Example.* A case is (truth, answer, ln P of the truth, ln P of the answer). `(("a",), ("b",), -2, -3)` is the search's fault, `(("a",), ("b",), -4, -3)` the model's; if truth and answer are equal, it is right.
#
# <details><summary>Hint 1: prefix by prefix</summary>
#
# The step for token $t$ is asked with all tokens before it: `step(tokens[:t])`. What it doesn't offer has a probability of 0, whose logarithm is `-np.inf`.
#
# </details>
#
# <details><summary>Hint 2: no answer</summary>
#
# If the search found nothing, the answer is `None` with `-np.inf`, and the rule above holds as it is.
#
# </details>

# %% solution="error_analysis"
def log_probability(step, tokens):
    """The log probability of a sequence.

    step: as in greedy_search. tokens: a tuple of at least one token.
    Returns the sum of the log probabilities of its tokens, each after those before it; minus infinity if one isn't possible.
    """
    ### BEGIN SOLUTION
    total = 0.0
    for place, token in enumerate(tokens):
        options = step(tokens[:place])
        if token not in options:
            return -np.inf
        total += options[token]
    return total
    ### END SOLUTION


def blame(cases):
    """How many cases are right, and who is to blame for the others.

    cases: a list of (truth, answer, log_p_truth, log_p_answer): two tuples of tokens, the answer maybe None, and two numbers, from minus infinity to 0.
    Returns a dictionary with the numbers of cases "right", "search" and "model".
    """
    ### BEGIN SOLUTION
    counts = {"right": 0, "search": 0, "model": 0}
    for truth, answer, log_p_truth, log_p_answer in cases:
        if answer is not None and tuple(truth) == tuple(answer):
            counts["right"] += 1
        elif log_p_truth > log_p_answer:
            counts["search"] += 1
        else:
            counts["model"] += 1
    return counts
    ### END SOLUTION

# %% tests="error_analysis" part="log_p" points=2
import numpy as np

from companion.testing import close

tree = {(): {"the": -1.0, "a": -2.0}, ("the",): {"</s>": -0.5}, ("a",): {"</s>": -0.1}}
step = lambda tokens: dict(tree.get(tuple(tokens), {}))
found = log_probability(step, ("a", "</s>"))
assert found is not None, "log_probability returns None. Does it end with a return?"
assert close(found, -2.1), "a and the end: -2 and -0.1."
assert log_probability(step, ("no", "</s>")) == -np.inf, "A token that isn't offered has the probability 0: minus infinity."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(6)
logs = np.log(rng.dirichlet(np.ones(4), size=(6, 4)))
model = lambda tokens: {chr(97 + place): float(value) for place, value in enumerate(logs[len(tokens), (ord(tokens[-1]) - 97) % 4 if tokens else 0])}
for length in (1, 3, 6):
    places = rng.integers(4, size=length)
    expected = sum(logs[t, places[t - 1] if t else 0, places[t]] for t in range(length))
    assert close(log_probability(model, tuple(chr(97 + place) for place in places)), expected, 1e-4), "Another sequence: the sum is another. Each token comes after all tokens before it."
assert log_probability(model, ("a", "b", "z")) == -np.inf, "The third token isn't possible: minus infinity."
### END HIDDEN TESTS

# %% tests="error_analysis" part="blame" points=3
found = blame([(("a",), ("b",), -2.0, -3.0), (("a",), ("b",), -4.0, -3.0), (("a",), ("a",), -1.0, -1.0), (("a",), ("c",), -5.0, -6.0)])
assert isinstance(found, dict), "blame returns a dictionary."
assert {key: found[key] for key in ("right", "search", "model")} == {"right": 1, "search": 2, "model": 1}, "Four cases: one right, two for the search (its answer is less probable than the truth), one for the model."
assert blame([(("a",), ("b",), -3.0, -3.0)])["model"] == 1, "Equally probable: nothing better was there to be found, and the model is to blame."
found = blame([(("a",), None, -2.0, -float("inf"))])
assert found["search"] == 1, "No answer, although the truth is possible: the search is to blame."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(7)
for count in (0, 30, 75):
    cases, expected = [], {"right": 0, "search": 0, "model": 0}
    for _ in range(count):
        kind, value = int(rng.integers(4)), -float(rng.uniform(1, 20))
        gap = float(rng.uniform(0.1, 3))
        cases.append([(("x", "y"), ("x", "y"), value, value), (("x",), ("z",), value, value - gap), (("x",), ("x", "z"), value - gap, value), (("x",), ("z",), value, value)][kind])
        expected[["right", "search", "model", "model"][kind]] += 1
    found = blame(list(cases))
    assert {key: int(found[key]) for key in expected} == expected, "Other cases: the numbers are others. Equal sequences are right; else compare the two log probabilities; equal ones are the model's."
found = blame([(("x",), None, -float("inf"), -float("inf")), (("x",), ("y",), -float("inf"), -3.0)])
assert (int(found["model"]), int(found["search"])) == (2, 0), "If the model finds the truth impossible, it is to blame, whatever was found."
### END HIDDEN TESTS

# %% mistake="error_analysis"
def log_probability(step, tokens):
    """It is turned round: if the truth is more probable, the search missed it."""
    total = 0.0
    for place, token in enumerate(tokens):
        total += step(tokens[:place]).get(token, -np.inf)
    return total


def blame(cases):
    counts = {"right": 0, "search": 0, "model": 0}
    for truth, answer, log_p_truth, log_p_answer in cases:
        if answer is not None and tuple(truth) == tuple(answer):
            counts["right"] += 1
        else:
            counts["model" if log_p_truth > log_p_answer else "search"] += 1
    return counts

# %% mistake="error_analysis"
def log_probability(step, tokens):
    """Cases with the right answer are counted as the model's faults. They are right."""
    total = 0.0
    for place, token in enumerate(tokens):
        total += step(tokens[:place]).get(token, -np.inf)
    return total


def blame(cases):
    counts = {"right": 0, "search": 0, "model": 0}
    for _, _, log_p_truth, log_p_answer in cases:
        counts["search" if log_p_truth > log_p_answer else "model"] += 1
    return counts

# %% mistake="error_analysis"
def log_probability(step, tokens):
    """Each token is asked for at the beginning of the sentence. It comes after those before it: step(tokens[:t])."""
    total = 0.0
    for token in tokens:
        total += step(()).get(token, -np.inf)
    return total


def blame(cases):
    counts = {"right": 0, "search": 0, "model": 0}
    for truth, answer, log_p_truth, log_p_answer in cases:
        if answer is not None and tuple(truth) == tuple(answer):
            counts["right"] += 1
        else:
            counts["search" if log_p_truth > log_p_answer else "model"] += 1
    return counts

# %% mistake="error_analysis"
def log_probability(step, tokens):
    """A token that isn't offered is passed over, as if it had the probability 1. Its logarithm is minus infinity."""
    total = 0.0
    for place, token in enumerate(tokens):
        total += step(tokens[:place]).get(token, 0.0)
    return total


def blame(cases):
    counts = {"right": 0, "search": 0, "model": 0}
    for truth, answer, log_p_truth, log_p_answer in cases:
        if answer is not None and tuple(truth) == tuple(answer):
            counts["right"] += 1
        else:
            counts["search" if log_p_truth > log_p_answer else "model"] += 1
    return counts

# %% mistake="error_analysis"
def log_probability(step, tokens):
    """Where both are equally probable, the search found nothing better: that is the model's fault."""
    total = 0.0
    for place, token in enumerate(tokens):
        total += step(tokens[:place]).get(token, -np.inf)
    return total


def blame(cases):
    counts = {"right": 0, "search": 0, "model": 0}
    for truth, answer, log_p_truth, log_p_answer in cases:
        if answer is not None and tuple(truth) == tuple(answer):
            counts["right"] += 1
        else:
            counts["search" if log_p_truth >= log_p_answer else "model"] += 1
    return counts

# %% [markdown]
# *Guess first:* with width 3, who has more faults? And with 30?

# %% demo
@cache
def cases_with(width):
    """The table of all dev sentences: truth, answer, and their log probabilities."""
    rows = []
    for step, sentence, found in zip(STEPS, DEV, found_with(width)[0]):
        truth = (*sentence, END)
        rows.append((truth, found[0][0] if found else None, log_probability(step, truth), found[0][1] if found else -np.inf))
    return rows


widths, counts = (1, 3, 10, 30), {}
for width in widths:
    counts[width] = blame(cases_with(width))
figure, ax = plt.subplots(figsize=(8, 2.8), layout="constrained")
left = np.zeros(len(widths))
for kind, color in (("right", COLORS[2]), ("search", COLORS[1]), ("model", COLORS[0])):
    values = np.array([counts[width][kind] for width in widths])
    ax.bar_label(ax.barh([f"width {width}" for width in widths], values, left=left, color=color, label=kind), label_type="center", color="white")
    left += values
ax.set(xlabel="dev sentences", title="A wider beam takes faults from the search; the model's come to light")
ax.invert_yaxis()
figure.legend(loc="outside lower center", ncols=3)
plt.show()
for truth, answer, log_p_truth, log_p_answer in cases_with(30)[5:9]:
    print(f"{log_p_truth:7.1f}  {' '.join(truth[:-1])}\n{log_p_answer:7.1f}  {' '.join(answer[:-1]) if answer else 'nothing'}\n")

# %% [markdown]
# ## BLEU
# How good is a translation that isn't exactly the reference? There are many good ones. **BLEU** (Papineni and others, 2002) asks: how many of its words, pairs, triples and quadruples of words (**n-grams**) stand in a reference as well? Each n-gram counts at most as often as in the one reference that has it most often: **clipped**.
# "the the the the" would have a precision of 4/4 else.
#
# $$p_n = \frac{\sum_{\text{n-grams of the candidate}} \text{count}_{\text{clip}}}{\sum_{\text{n-grams of the candidate}} \text{count}}$$

# %% [markdown]
# ## Exercise 5 · Modified precision  (4 points, ~10 min, ●●○)
# Write `modified_precision(candidate, references, n)`, which returns numerator and denominator. Clipping earns 2 points, several references and any $n$ 2.
#
# *Example.* Candidate "the the the cat", reference "the cat and the dog", n = 1: "the" counts 2 of 3, "cat" 1 of 1: the result is (3, 4). For n = 2: "the the" 0 of 2, "the cat" 1 of 1: (1, 3).
#
# <details><summary>Hint 1: counting n-grams</summary>
#
# `Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))`.
#
# </details>
#
# <details><summary>Hint 2: the most of any reference</summary>
#
# `Counter` has an operator `|`, which takes the larger count of each key, and `&`, which takes the smaller.
#
# </details>

# %% solution="modified_precision"
def modified_precision(candidate, references, n):
    """Clipped matches of n-grams.

    candidate: a list of words, maybe empty. references: a list of at least one list of words. n: at least 1.
    Returns two whole numbers: how many n-grams of the candidate are matched, each at most as often as in the reference that has it most often, and how
    many there are, 0 if the candidate is shorter than n.
    """
    ### BEGIN SOLUTION
    def grams(words):
        return Counter(tuple(words[place : place + n]) for place in range(len(words) - n + 1))

    most = Counter()
    for reference in references:
        most |= grams(reference)
    own = grams(candidate)
    return sum((own & most).values()), sum(own.values())
    ### END SOLUTION

# %% tests="modified_precision" part="clipped" points=2
candidate, reference = "the the the cat".split(), "the cat and the dog".split()
found = modified_precision(candidate, [reference], 1)
assert found is not None and len(found) == 2, "modified_precision returns two numbers."
assert tuple(found) == (3, 4), "The example: 'the' counts twice, 'cat' once, of four words."
assert tuple(modified_precision(["a", "b"], [["c"]], 1)) == (0, 2), "Nothing matches: 0 of 2."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(8)
for size, first, second in ((2, 9, 5), (4, 12, 12), (3, 1, 20), (5, 30, 4)):
    one, other = (rng.choice(list("abcde")[:size], size=length).tolist() for length in (first, second))
    expected = sum(min(one.count(word), other.count(word)) for word in set(one))
    assert tuple(int(each) for each in modified_precision(list(one), [list(other)], 1)) == (expected, first), "Other words: the numbers are others. A word counts at most as often as the reference has it."
### END HIDDEN TESTS

# %% tests="modified_precision" part="references" points=2
candidate, reference = "the the the cat".split(), "the cat and the dog".split()
assert tuple(modified_precision(candidate, [reference], 2)) == (1, 3), "The example with n = 2: only 'the cat', of three pairs."
assert tuple(modified_precision(["a", "a", "b"], [["a", "b"], ["a", "a"]], 1)) == (3, 3), "Two references: a counts twice, by the second, and b once, by the first."
assert tuple(modified_precision(["a", "b"], [["a", "b"]], 3)) == (0, 0), "Shorter than n: there are no n-grams."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(9)
for n, length, lengths in ((1, 8, (5, 9)), (2, 15, (12, 3, 20)), (3, 30, (40, 25)), (4, 12, (60,)), (2, 0, (4,)), (2, 7, (1, 1))):
    one = rng.choice(list("abc"), size=length).tolist()
    others = [rng.choice(list("abc"), size=each).tolist() for each in lengths]
    pieces = lambda words, n=n: [" ".join(words[i : i + n]) for i in range(max(0, len(words) - n + 1))]
    own, refs = pieces(one), [pieces(other) for other in others]
    expected = sum(min(own.count(gram), max(ref.count(gram) for ref in refs)) for gram in set(own))
    found = modified_precision(list(one), [list(other) for other in others], n)
    assert tuple(int(each) for each in found) == (expected, len(own)), "Other n or references: the numbers are others. Each n-gram is clipped by the one reference that has it most often."
### END HIDDEN TESTS

# %% mistake="modified_precision"
def modified_precision(candidate, references, n):
    """The counts aren't clipped: 'the the the' must not match one 'the' three times."""
    grams = [tuple(candidate[i : i + n]) for i in range(len(candidate) - n + 1)]
    known = {tuple(ref[i : i + n]) for ref in references for i in range(len(ref) - n + 1)}
    return sum(gram in known for gram in grams), len(grams)

# %% mistake="modified_precision"
def modified_precision(candidate, references, n):
    """The references' counts are added. The one that has an n-gram most often decides."""
    count = lambda words: Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))
    own = count(candidate)
    return sum((own & sum((count(ref) for ref in references), Counter())).values()), sum(own.values())

# %% mistake="modified_precision"
def modified_precision(candidate, references, n):
    """The last n-gram is missing: there are len - n + 1 of them."""
    count = lambda words: Counter(tuple(words[i : i + n]) for i in range(len(words) - n))
    most = Counter()
    for ref in references:
        most |= count(ref)
    own = count(candidate)
    return sum((own & most).values()), sum(own.values())

# %% mistake="modified_precision"
def modified_precision(candidate, references, n):
    """Each different n-gram is counted once. Count how often it comes."""
    own = {tuple(candidate[i : i + n]) for i in range(len(candidate) - n + 1)}
    known = {tuple(ref[i : i + n]) for ref in references for i in range(len(ref) - n + 1)}
    return len(own & known), len(own)

# %% mistake="modified_precision"
def modified_precision(candidate, references, n):
    """This is recall: the denominator counts the candidate's n-grams, not the reference's."""
    count = lambda words: Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))
    most = Counter()
    for ref in references:
        most |= count(ref)
    return sum((count(candidate) & most).values()), sum(most.values())

# %% [markdown]
# Precision alone favours short texts: one sure word has 1/1. So a **brevity penalty** looks at lengths, $c$ of the candidates and $r$ of the references:
#
# $$\mathrm{BLEU} = \mathrm{BP} \cdot \exp\Big(\frac{1}{4} \sum_{n=1}^{4} \ln p_n\Big), \qquad \mathrm{BP} = \begin{cases} 1 & c \ge r \\ e^{\,1 - r/c} & c < r \end{cases}$$
#
# It is a measure of a **whole text**: numerators and denominators of all sentences are summed before dividing, and so are lengths. $r$ takes for each sentence the length of the reference that is nearest in length, the shorter one if two are equally near. A colleague's version is below, with reports.

# %%
def faulty_bleu(candidates, references):
    """BLEU of a text. Not yet right."""
    scores = []
    for candidate, own in zip(candidates, references):
        shares = [matches / max(total, 1) for matches, total in (modified_precision(candidate, own, n) for n in (1, 2, 3, 4))]
        c, r = len(candidate), min(len(reference) for reference in own)
        penalty = 1 if c < r else np.exp(1 - c / r)
        scores.append(penalty * np.mean(shares))
    return np.mean(scores)


# %% demo
long, short = "we the people of the united states".split(), "we the people of".split()
print(f"equal, seven words: {faulty_bleu([long], [[long]]):.3f}, and should be 1")
print(f"the first four of seven words: {faulty_bleu([short], [[long]]):.3f}, and should be exp(1 - 7/4) = {np.exp(1 - 7 / 4):.3f}")
print(f"a right sentence and a longer one with no common word: {faulty_bleu([long, ['x'] * 14], [[long], [['y'] * 14]]):.3f}, and should be {np.exp(np.log([7 / 21, 6 / 19, 5 / 17, 4 / 15]).mean()):.3f}, as 7 of 21 words match, 6 of 19 pairs, …")
print(f"three right words of four, in another order: {faulty_bleu([['a', 'c', 'b', 'x']], [[['a', 'b', 'c', 'd']]]):.3f}, and should be 0: no two that stand together match")

# %% [markdown]
# ## Exercise 6 · Find the bugs  (5 points, ~12 min, ●●○)
# Write `bleu(candidates, references)` without them, with your `modified_precision`. Precisions and their mean earn 2 points, the brevity penalty 2, a text without any match for some $n$ 1: its BLEU is 0.
#
# *Example.* The second report: all four precisions are 1 (4 of 4, 3 of 3, 2 of 2, 1 of 1), $c$ = 4, $r$ = 7, and BLEU is $e^{-3/4}$ = 0.472.
#
# <details><summary>Hint 1: report by report</summary>
#
# The second one: who is punished? The third: is the mean over sentences taken before or after dividing? The fourth: which mean has a product in it?
#
# </details>
#
# <details><summary>Hint 2: the nearest length</summary>
#
# `min(lengths, key=lambda length: (abs(length - c), length))`. No report shows it; the text says it.
#
# </details>

# %% solution="bleu"
def bleu(candidates, references):
    """BLEU of a text, with n-grams up to 4.

    candidates: a list of m lists of words, at least one word in all; single ones may be empty. references: a list of m lists, each of at least one list of words.
    Returns a number from 0 to 1; 0 where a precision is 0, or where there is no n-gram at all for some n. Nothing is changed.
    """
    ### BEGIN SOLUTION
    matches, totals, c, r = np.zeros(4), np.zeros(4), 0, 0
    for candidate, own in zip(candidates, references):
        for n in range(1, 5):
            matched, total = modified_precision(candidate, own, n)
            matches[n - 1] += matched
            totals[n - 1] += total
        c += len(candidate)
        r += min((abs(len(reference) - len(candidate)), len(reference)) for reference in own)[1]
    if matches.min() == 0:
        return 0.0
    return float(np.exp(min(0, 1 - r / c) + np.log(matches / totals).mean()))
    ### END SOLUTION

# %% tests="bleu" part="precisions" points=2
import numpy as np

from companion.testing import close

seven = "we the people of the united states".split()
found = bleu([list(seven)], [[list(seven)]])
assert found is not None, "bleu returns None. Does it end with a return?"
assert close(found, 1), "A text that equals its reference has BLEU 1."
assert close(bleu([list(seven), ["x"] * 14], [[list(seven)], [["y"] * 14]]), np.exp(np.log([7 / 21, 6 / 19, 5 / 17, 4 / 15]).mean())), "The third report: sum over the text first, then divide."
assert close(bleu([list("abcdx")], [[list("abcde")]]), np.exp(np.log([4 / 5, 3 / 4, 2 / 3, 1 / 2]).mean())), "The geometric mean of 4/5, 3/4, 2/3, 1/2."
### BEGIN HIDDEN TESTS
from collections import Counter


def grams(words, n):
    return Counter(zip(*(words[shift:] for shift in range(n))))


rng = np.random.default_rng(10)
for m in (1, 3, 12):
    candidates = [rng.choice(list("abc"), size=int(length)).tolist() for length in rng.integers(12, 20, size=m)]
    references = [[rng.choice(list("abc"), size=len(each)).tolist() for _ in range(2)] for each in candidates]
    logs = []
    for n in range(1, 5):
        own = [grams(each, n) for each in candidates]
        most = [grams(refs[0], n) | grams(refs[1], n) for refs in references]
        logs.append(np.log(sum(sum((a & b).values()) for a, b in zip(own, most)) / sum(sum(a.values()) for a in own)))
    expected = np.exp(np.mean(logs))
    given, kept = [list(each) for each in candidates], [list(each) for each in candidates]
    assert close(bleu(given, [[list(ref) for ref in refs] for refs in references]), expected, 1e-4, 1e-6), "Other texts of the references' lengths: BLEU is another. Sum over sentences for each n, divide, then the geometric mean of the four."
    assert given == kept, "The candidates must not be changed."
### END HIDDEN TESTS

# %% tests="bleu" part="brevity" points=2
import numpy as np

from companion.testing import close

seven = "we the people of the united states".split()
assert close(bleu([seven[:4]], [[list(seven)]]), np.exp(1 - 7 / 4)), "The example: four of seven words, exp(1 - 7/4)."
assert close(bleu([list(seven)], [[seven[:5]]]), np.exp(np.log([5 / 7, 4 / 6, 3 / 5, 2 / 4]).mean())), "Longer than the reference: no penalty, precision says enough."
assert close(bleu([list(seven)], [[seven[:2], [*seven, "of"]]]), np.exp(1 - 8 / 7)), "Two references, of 2 and 8 words: the nearest in length to 7 is the one of 8."
assert close(bleu([seven[:6]], [[seven[:5], list(seven)]]), 1), "References of 5 and 7 words are equally near to 6: the shorter one counts, and there is no penalty."
### BEGIN HIDDEN TESTS
base = list("abcdefghijklmnop")
for lengths, others in (((5, 12), ((6, 4), (16, 15))), ((9,), ((12, 3),)), ((4, 4, 16), ((8,), (5, 3), (16,))), ((7, 6), ((8, 9), (4, 8)))):
    candidates, references = [base[:length] for length in lengths], [[base[:length] for length in each] for each in others]
    c, r = sum(lengths), sum(sorted(each, key=lambda other: (abs(other - length), other))[0] for length, each in zip(lengths, others))
    p = []
    for n in range(1, 5):
        counted = [(min(length, max(each)) - n + 1, length - n + 1) for length, each in zip(lengths, others)]
        p.append(sum(max(0, matched) for matched, _ in counted) / sum(total for _, total in counted))
    expected = np.exp(np.mean(np.log(p))) * (1 if c >= r else np.exp(1 - r / c))
    assert close(bleu([list(each) for each in candidates], [[list(ref) for ref in refs] for refs in references]), expected, 1e-4, 1e-6), "Other lengths: BLEU is another. Lengths are summed over the text; the nearest reference, the shorter one if two are equally near; only short texts are punished."
### END HIDDEN TESTS

# %% tests="bleu" part="zero" points=1
from companion.testing import close

assert close(bleu([["a", "c", "b", "x"]], [[["a", "b", "c", "d"]]]), 0), "No pair matches: the geometric mean is 0."
assert close(bleu([["a", "b"]], [[["a", "b"]]]), 0), "There is no group of three or four words at all: 0."
### BEGIN HIDDEN TESTS
assert close(bleu([["x"], []], [[["y"]], [["z"]]]), 0), "Nothing matches, and a candidate is empty: 0."
assert close(bleu([list("abcd"), []], [[list("abcd")], [list("ab")]]), 0.6065306597126334, 1e-4), "An empty candidate among others counts with its length, 0."
### END HIDDEN TESTS

# %% mistake="bleu"
def bleu(candidates, references):
    """The arithmetic mean of the precisions: BLEU takes the geometric one."""
    sums, c, r = np.zeros((4, 2)), 0, 0
    for candidate, own in zip(candidates, references):
        sums += [modified_precision(candidate, own, n) for n in range(1, 5)]
        c += len(candidate)
        r += min((abs(len(reference) - len(candidate)), len(reference)) for reference in own)[1]
    return float(np.exp(min(0, 1 - r / c)) * np.mean(sums[:, 0] / np.maximum(sums[:, 1], 1)))

# %% mistake="bleu"
def bleu(candidates, references):
    """The mean of the sentences' BLEU. Sum numerators, denominators and lengths over the text first."""
    scores = []
    for candidate, own in zip(candidates, references):
        sums = np.array([modified_precision(candidate, own, n) for n in range(1, 5)], dtype=float)
        c, r = len(candidate), min((abs(len(reference) - len(candidate)), len(reference)) for reference in own)[1]
        scores.append(np.exp(min(0, 1 - r / c) + np.log(sums[:, 0] / sums[:, 1]).mean()) if sums.min() > 0 else 0.0)
    return float(np.mean(scores))

# %% mistake="bleu"
def bleu(candidates, references):
    """The penalty is reversed: texts that are too short are punished, not long ones."""
    sums, c, r = np.zeros((4, 2)), 0, 0
    for candidate, own in zip(candidates, references):
        sums += [modified_precision(candidate, own, n) for n in range(1, 5)]
        c += len(candidate)
        r += min((abs(len(reference) - len(candidate)), len(reference)) for reference in own)[1]
    return 0.0 if sums.min() == 0 else float(np.exp(min(0, 1 - c / r) + np.log(sums[:, 0] / sums[:, 1]).mean()))

# %% mistake="bleu"
def bleu(candidates, references):
    """There is no brevity penalty: a text of one sure word would get full marks."""
    sums = np.zeros((4, 2))
    for candidate, own in zip(candidates, references):
        sums += [modified_precision(candidate, own, n) for n in range(1, 5)]
    return 0.0 if sums.min() == 0 else float(np.exp(np.log(sums[:, 0] / sums[:, 1]).mean()))

# %% mistake="bleu"
def bleu(candidates, references):
    """r is made with the shortest references. Take the nearest in length."""
    sums, c, r = np.zeros((4, 2)), 0, 0
    for candidate, own in zip(candidates, references):
        sums += [modified_precision(candidate, own, n) for n in range(1, 5)]
        c += len(candidate)
        r += min(len(reference) for reference in own)
    return 0.0 if sums.min() == 0 else float(np.exp(min(0, 1 - r / c) + np.log(sums[:, 0] / sums[:, 1]).mean()))

# %% demo tags=["nbval-ignore-output"]
def bleu_of(results):
    """BLEU of what searches found, beside the dev sentences."""
    return bleu([words_of(found[0]) if found else [] for found in results], [[sentence] for sentence in DEV])


for width in (1, 3, 10, 30):
    print(f"width {width:3}: BLEU {100 * bleu_of(found_with(width)[0]):5.1f}, {found_with(width)[1]:.1f} s")

# %% [markdown]
# BLEU is written as 0 to 100 in papers. It knows no synonyms, and no grammar beyond four words: use it to compare versions of one system on one test set.
#
# **To remember**
# - Truth more probable than the answer: the search. Else: the model. Count over many cases.
# - BLEU: clipped n-gram precision of a whole text, geometric mean, and a penalty for what is too short.

# %% [markdown]
# ## Foresight
# The table blames the search. Width costs time, so look at what the beam compares: after two words, "the union" has covered *thunn*, and "the use" would have covered *ths*. Who has covered more has paid more already, for words that the other one still has to pay. A beam that compares sums of log probabilities **prefers those who
# have done little**. Give it some foresight: guess what the rest will cost.

# %% [markdown]
# ## Exercise 7 · Beat the baseline  (5 points, ~15 min, ●●●)
# Write `foresight(log_p, covered, total)`, of your own design: the numbers by which the beam ranks its candidates. With width 10, on dev lines that are chosen for the test, BLEU must be **at least 76** (4 points), where log probabilities alone reach about 64 on all dev lines. Ranks that are finite, and don't depend on the
# order of candidates, earn 1.
#
# *Example.* `return log_p` is the beam as it was. The cell below the tests shows where you stand.
#
# <details><summary>Hint 1: what a letter costs</summary>
#
# For true sentences, how large is −ln P, divided by the number of letters of the line? You have `cases_with`.
#
# </details>
#
# <details><summary>Hint 2: an estimate</summary>
#
# Log probability so far, minus letters still to be covered times what a letter costs on average. A little less or more than the average may be better: try.
#
# </details>

# %% solution="foresight"
def foresight(log_p, covered, total):
    """The ranks of a beam's candidates.

    log_p: (k,), log probabilities of candidates, k at least 1. covered: (k,), how many letters of the line their words have covered. total: how many letters the line has.
    Returns an array (k,) of finite numbers; higher ones stay.
    """
    ### BEGIN SOLUTION
    return np.asarray(log_p) - 2.0 * (total - np.asarray(covered))
    ### END SOLUTION

# %% tests="foresight" part="ranks" points=1
import numpy as np

from companion.testing import close, taken

log_p, covered = np.array([-3.0, -9.0, -5.0, -6.0]), np.array([2, 8, 4, 3])
found = foresight(log_p.copy(), covered.copy(), 12)
assert found is not None, "foresight returns None. Does it end with a return?"
assert np.shape(found) == (4,), "A number for each candidate."
assert np.isfinite(taken(found)).all(), "All ranks are finite."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(11)
for k, total in ((1, 1), (9, 20), (200, 60)):
    log_p, covered = -rng.exponential(20, size=k), rng.integers(0, total + 1, size=k)
    before = log_p.copy(), covered.copy()
    found = taken(foresight(log_p, covered, total))
    assert found.shape == (k,) and np.isfinite(found).all(), "Other candidates: a finite number for each."
    assert close((log_p, covered), before), "The arrays must not be changed."
    order = rng.permutation(k)
    assert close(np.argsort(np.argsort(found))[order], np.argsort(np.argsort(taken(foresight(log_p[order], covered[order], total))))), "In another order, the same candidates are ranked otherwise."
### END HIDDEN TESTS

# %% tests="foresight" part="bleu" points=4
import numpy as np

from companion.testing import taken

found = taken(foresight(np.array([-10.0, -10.0]), np.array([3, 6]), 20))
assert found[1] > found[0], "Equally probable, but the second has covered twice as much: it should be ahead."
### BEGIN HIDDEN TESTS
from collections import Counter, defaultdict

from companion.words import load_speeches

speeches = load_speeches()
frequency = Counter(word for sentence in speeches.train for word in sentence)
known = {word for word, _ in frequency.most_common(3000) if len(word) > 1 or word in "ai"}
pairs = Counter(pair for sentence in speeches.train for pair in zip(["<s>", *sentence], [*sentence, "</s>"]))
before = Counter(word for sentence in speeches.train for word in ["<s>", *sentence])
short = lambda word: word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")
meanings = defaultdict(list)
for word in sorted(known):
    meanings[short(word)].append(word)
share = {"</s>": before["<s>"], **frequency}
chosen = [sentence for sentence in speeches.dev if 5 <= len(sentence) <= 12 and set(sentence) <= known][::3]
answers = []
for sentence in chosen:
    line, alive, best = "".join(map(short, sentence)), [((), 0.0, 0)], ((), -np.inf)
    while alive:
        new = []
        for tokens, log_p, place in alive:
            last = tokens[-1] if tokens else "<s>"
            options = [(word, size) for size in range(1, len(line) - place + 1) for word in meanings.get(line[place : place + size], ())] or ([] if place < len(line) else [("</s>", 0)])
            new += [((*tokens, word), log_p + np.log((pairs[last, word] + 5 * share[word] / 352_610) / (before[last] + 5)), place + size) for word, size in options]
        if not new:
            break
        ranks = taken(foresight(np.array([each[1] for each in new]), np.array([each[2] for each in new]), len(line)))
        kept = [new[row] for row in np.argsort(-ranks)[:10]]
        best = max([best, *(each[:2] for each in kept if each[0][-1] == "</s>")], key=lambda each: each[1])
        alive = [each for each in kept if each[0][-1] != "</s>" and len(each[0]) < 30]
    answers.append(list(best[0][:-1]))
matches, totals = np.zeros(4), np.zeros(4)
for answer, sentence in zip(answers, chosen):
    for n in range(1, 5):
        own, other = (Counter(zip(*(words[shift:] for shift in range(n)))) for words in (answer, sentence))
        matches[n - 1] += sum((own & other).values())
        totals[n - 1] += sum(own.values())
c, r = sum(map(len, answers)), sum(map(len, chosen))
score = 0.0 if matches.min() == 0 else 100 * np.exp(min(0, 1 - r / c) + np.log(matches / totals).mean())
assert score >= 76, "On the chosen dev lines BLEU is below 76. What does a letter that isn't covered yet cost?"
### END HIDDEN TESTS

# %% mistake="foresight"
def foresight(log_p, covered, total):
    """That is the log probability alone: who has covered little is ahead. Add a guess for the letters that are left."""
    return np.asarray(log_p)

# %% mistake="foresight"
def foresight(log_p, covered, total):
    """The sign of the guess is turned: letters that are left lower the rank."""
    return np.asarray(log_p) + 2.0 * (total - np.asarray(covered))

# %% mistake="foresight"
def foresight(log_p, covered, total):
    """Divided by the share that is covered: at the beginning that is 0 or nearly so, and the ranks aren't finite or say little."""
    with np.errstate(all="ignore"):
        return np.asarray(log_p) / (np.asarray(covered) / total)

# %% mistake="foresight"
def foresight(log_p, covered, total):
    """Only the letters count here, and no probability: the longest words win, however odd they are."""
    return np.asarray(covered, dtype=float)

# %% demo tags=["nbval-ignore-output"]
def guided(line):
    """A score for beam_search, by your foresight, for a line."""
    def score(hypotheses):
        covered = [sum(len(abbreviate(word)) for word in tokens if word != END) for tokens, _ in hypotheses]
        return foresight(np.array([log_p for _, log_p in hypotheses]), np.array(covered), len(line))

    return score


results = [beam_search(step, 10, 30, guided(line)) for step, line in zip(STEPS, LINES)]
print(f"width 10, BLEU on all dev lines: {100 * bleu_of(found_with(10)[0]):.1f} by log probability, {100 * bleu_of(results):.1f} with your foresight")

# %% [markdown]
# <details><summary>What the numbers say</summary>
#
# Ours, 2 nats a letter, has 87.7 with width 10: more than a beam of 30 without foresight (71), in a third of the time. True sentences cost 1.9 nats a letter on average. Decoders of real systems have such terms, too: coverage penalties in translation, a
# bonus for each word in speech recognition.
#
# </details>

# %% [markdown]
# ## Exercise 8 · Without a beam  (3 points, ~15 min, ●●●, optional)
# Is the best sentence of all within reach? Log probabilities are at most 0, so a hypothesis never gets better: who is best *now*, among all that wait, can be extended first, and **the first finished one that is taken from the queue is the best of all** (Dijkstra's algorithm). And of two hypotheses that can be continued in exactly the same ways only
# the better one matters: `state(tokens)` returns equal values for those (here: letters covered, and the last word).
#
# Write `exact_search(step, state)`. The best sentence earns 2 points, no needless calls 1: `step` is called **at most once for each state**.
#
# *Example.* In the example of exercise 2 the queue holds "the" (−1) and "a" (−1.2). "the" is extended first, then "a", which gives ("a", END) with −1.5; it is the next to be taken, before ("the", END).
#
# <details><summary>Hint: a queue</summary>
#
# `heapq` takes the smallest first: push `(-log_p, tokens)`. A set holds the states that were extended; finished hypotheses need no state.
#
# </details>

# %% solution="exact_search"
def exact_search(step, state):
    """The most probable of all finished hypotheses.

    step: as in greedy_search, with log probabilities up to 0. state: takes a tuple of tokens without END and returns something hashable; step offers the same after tuples with equal states.
    There are finitely many states. Returns (tokens, log probability), or None if nothing can be finished.
    """
    ### BEGIN SOLUTION
    import heapq

    queue, extended = [(0.0, ())], set()
    while queue:
        cost, tokens = heapq.heappop(queue)
        if tokens and tokens[-1] == END:
            return tokens, -cost
        key = state(tokens)
        if key not in extended:
            extended.add(key)
            for token, log_p in step(tokens).items():
                heapq.heappush(queue, (cost - log_p, tokens + (token,)))
    return None
    ### END SOLUTION

# %% tests="exact_search" part="best" points=2
from companion.testing import close

tree = {(): {"the": -1.0, "a": -1.2}, ("the",): {"</s>": -2.0}, ("a",): {"</s>": -0.3}}
found = exact_search(lambda tokens: dict(tree[tuple(tokens)]), lambda tokens: tuple(tokens))
assert found is not None and len(found) == 2, "exact_search returns the tokens and the log probability."
assert tuple(found[0]) == ("a", "</s>") and close(found[1], -1.5), "The example: a and the end, with -1.5."
roads = {"": {"a": -1.0, "b": -0.1}, "a": {"x": -0.1}, "b": {"x": -3.0}, "x": {"</s>": -0.5}}
last = lambda tokens: str(tokens[-1]) if tokens else ""
found = exact_search(lambda tokens: dict(roads[last(tokens)]), last)
assert tuple(found[0]) == ("a", "x", "</s>"), "b looks better at first, and comes to x before a does; but the way by a is the better one."
assert exact_search(lambda tokens: {} if tokens else {"x": -1.0}, lambda tokens: tuple(tokens)) is None, "Nothing can be finished: None."
### BEGIN HIDDEN TESTS
import itertools

import numpy as np

for seed in range(3):
    rng = np.random.default_rng(seed)
    logs = np.log(rng.dirichlet(np.full(4, 0.7), size=(5, 3)))
    model = lambda tokens, logs=logs: {"abc"[place]: float(value) for place, value in enumerate(logs[len(tokens), "abc".index(tokens[-1]) if tokens else 0][:3])} | {"</s>": float(logs[len(tokens), "abc".index(tokens[-1]) if tokens else 0][3])} if len(tokens) < 4 else {"</s>": -0.05}
    best = max(((*words, "</s>") for length in range(5) for words in itertools.product("abc", repeat=length)), key=lambda tokens: sum(model(tokens[:t])[token] for t, token in enumerate(tokens)))
    expected = sum(model(best[:t])[token] for t, token in enumerate(best))
    found = exact_search(model, lambda tokens: (len(tokens), str(tokens[-1]) if tokens else ""))
    assert close(found[1], expected, 1e-4), "Another model: the best of all has another log probability. Take the most probable from the queue, finished or not, and return it if it is finished."
    assert tuple(str(token) for token in found[0]) == best, "Another model: the best sentence of all is another."
### END HIDDEN TESTS

# %% tests="exact_search" part="calls" points=1
calls = []


def counted(tokens):
    """Ways through a grid: a or b four times, then the end."""
    calls.append((len(tokens), str(tokens[-1]) if tokens else ""))
    return {"a": -1.0, "b": -1.1 - 0.01 * len(tokens)} if len(tokens) < 4 else {"</s>": -0.5}


found = exact_search(counted, lambda tokens: (len(tokens), str(tokens[-1]) if tokens else ""))
assert tuple(found[0]) == ("a", "a", "a", "a", "</s>"), "Four times a is the best."
assert len(calls) == len(set(calls)), "step is called at most once for each state: of two hypotheses with equal states only the better one is extended."
### BEGIN HIDDEN TESTS
calls.clear()
wide = lambda tokens: calls.append((len(tokens), str(tokens[-1]) if tokens else "")) or ({letter: -0.5 - 0.01 * place - 0.001 * len(tokens) for place, letter in enumerate("abcdef")} if len(tokens) < 6 else {"</s>": -0.5})
found = exact_search(wide, lambda tokens: (len(tokens), str(tokens[-1]) if tokens else ""))
assert [str(token) for token in found[0]] == ["a"] * 6 + ["</s>"], "Six letters: the best sentence is another."
assert len(calls) == len(set(calls)) and len(calls) <= 37, "Six letters, six steps: 37 states are enough, each extended once."
### END HIDDEN TESTS

# %% mistake="exact_search"
def exact_search(step, state):
    """The first END that is seen is returned. It is best only when it is taken from the queue."""
    import heapq

    queue, extended = [(0.0, ())], set()
    while queue:
        cost, tokens = heapq.heappop(queue)
        if state(tokens) in extended:
            continue
        extended.add(state(tokens))
        for token, log_p in step(tokens).items():
            if token == END:
                return tokens + (token,), log_p - cost
            heapq.heappush(queue, (cost - log_p, tokens + (token,)))
    return None

# %% mistake="exact_search"
def exact_search(step, state):
    """The queue gives the least probable first. heapq takes the smallest: push costs, which are log probabilities with the sign turned."""
    import heapq

    queue, extended = [(0.0, ())], set()
    while queue:
        log_p, tokens = heapq.heappop(queue)
        if tokens and tokens[-1] == END:
            return tokens, log_p
        if state(tokens) not in extended:
            extended.add(state(tokens))
            for token, more in step(tokens).items():
                heapq.heappush(queue, (log_p + more, tokens + (token,)))
    return None

# %% mistake="exact_search"
def exact_search(step, state):
    """States are marked when they are pushed, so the first way to a state wins, not the best. Mark them when they are taken from the queue."""
    import heapq

    queue, seen = [(0.0, ())], {state(())}
    while queue:
        cost, tokens = heapq.heappop(queue)
        if tokens and tokens[-1] == END:
            return tokens, -cost
        for token, log_p in step(tokens).items():
            longer = tokens + (token,)
            if token == END or state(longer) not in seen:
                if token != END:
                    seen.add(state(longer))
                heapq.heappush(queue, (cost - log_p, longer))
    return None

# %% mistake="exact_search"
def exact_search(step, state):
    """The log probability comes back with its sign turned: the queue holds costs."""
    import heapq

    queue, extended = [(0.0, ())], set()
    while queue:
        cost, tokens = heapq.heappop(queue)
        if tokens and tokens[-1] == END:
            return tokens, cost
        if state(tokens) not in extended:
            extended.add(state(tokens))
            for token, log_p in step(tokens).items():
                heapq.heappush(queue, (cost - log_p, tokens + (token,)))
    return None

# %% demo tags=["nbval-ignore-output"]
state = lambda tokens: (sum(len(abbreviate(word)) for word in tokens), tokens[-1] if tokens else "")
chosen, began = range(0, len(DEV), 4), time.perf_counter()
exact = [exact_search(STEPS[number], state) for number in chosen]
print(f"{len(exact)} lines, {time.perf_counter() - began:.1f} s: the best of all was found by a beam of 30 in {np.mean([bool(found_with(30)[0][n]) and found_with(30)[0][n][0][1] >= best[1] - 1e-9 for n, best in zip(chosen, exact)]):.0%}")
print(f"and {np.mean([words_of(best) == DEV[n] for n, best in zip(chosen, exact)]):.0%} of these best sentences are true: the rest is the model's fault")

# %% [markdown]
# So quick, and exact: why beams at all? Because a bigram model forgets all but the last word, and many prefixes share a state. The state of a network depends on every word, no two are equal, and the queue grows beyond all bounds.

# %% [markdown]
# ## Your sentence
# Change the sentence. It goes in as you see it in the second line, and comes out of your beam with your foresight. (Words beyond the 3,000 can't come out.)

# %% demo
sentence = "the hope of the people is to be found in peace and work"
line = "".join(abbreviate(word) for word in sentence.lower().split())
found = beam_search(make_step(line), 30, 40, guided(line))
print("you wrote:  ", sentence)
print("it read:    ", line)
for tokens, log_p in found[:3]:
    print(f"{log_p:11.1f}: ", " ".join(tokens[:-1]))
if not found:
    print("nothing fits: is there a word that presidents don't use?")

# %% [markdown]
# ## What you built
# - Greedy search and beam search, for any model that says what may come next.
# - An error analysis that tells whom to pay next, and BLEU.
# - An unabbreviator, with a beam that looks ahead.
#
# **Questions to take along** (no points)
# 1. With a perfect model, would a wider beam always be better? And with one that likes short sentences too much?
# 2. Two of three references are bad translations. Does BLEU notice?
# 3. Which sentence of yours comes out wrong, and who is to blame?
#
# **Next:** `03_speech_and_trigger_words` searches in sound.
