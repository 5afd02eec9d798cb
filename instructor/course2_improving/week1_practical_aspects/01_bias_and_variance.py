# ---
# title: Bias and variance
# minutes: 75
# ---

# %% [markdown]
# # Bias and variance
# The network makes 12 % errors, and you want 6. More data, a larger network, or another night of training? Each costs
# something, and for each there is a situation in which it changes nothing. Three error rates and a curve tell these
# situations apart, if they were measured on the right examples.
#
# **You will**
# - split data so that each set measures what it is meant to measure, and know how uncertain an error rate is;
# - tell bias from variance, and turn the basic recipe into a function;
# - decide from training curves what to do next, and see your decisions carried out.
#
# **Before you start:** course 1 (networks of $L$ layers, trained by gradient descent). The week's notes cover the same
# ground in prose.
#
# **Time:** about 75 minutes. **Points:** 32, in eight exercises. Dots show difficulty, from ●○○ to ●●●.

# %%
import matplotlib.pyplot as plt
import numpy as np

from companion.data import load_fashion
from companion.plots import COLORS, LINES, image_grid

# %% [markdown]
# ## Two shelves
# A shop sorts its goods into two shelves. On the left, label 1, are T-shirts, trousers, sneakers and bags; on the
# right, label 0, dresses, pullovers, sandals and ankle boots. The pictures are from Fashion-MNIST, made smaller, 14 ×
# 14 pixels, and the mean picture is subtracted. The labels follow no single line: a sneaker looks like an ankle boot,
# not like a bag.
#
# `train` is course 1's network in one function: ReLU in the hidden layers, a sigmoid at the end, gradient descent
# with all examples in each step. It returns the error rates along the way, on the training set and on the dev set.

# %%
fashion = load_fashion()
LEFT = [fashion.classes.index(name) for name in ("T-shirt or top", "trousers", "sneaker", "bag")]
RIGHT = [fashion.classes.index(name) for name in ("dress", "pullover", "sandal", "ankle boot")]


def shelves(images, labels):
    """The pictures of both shelves as columns, shape (196, m), and their labels, shape (1, m): 1 for the left shelf."""
    chosen = np.isin(labels[0], LEFT + RIGHT)
    small = images[chosen].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255
    return small.reshape(-1, 196).T, np.isin(labels[:, chosen], LEFT).astype(int)


X_all, Y_all = shelves(fashion.X_train, fashion.Y_train)
X_dev, Y_dev = shelves(fashion.X_dev, fashion.Y_dev)
mean_picture = X_all.mean(axis=1, keepdims=True)
X_all, X_dev = X_all - mean_picture, X_dev - mean_picture
print("to train with:", X_all.shape, Y_all.shape, "  dev:", X_dev.shape, Y_dev.shape)


def train(X, Y, hidden, steps, seed=0, learning_rate=0.3, every=20):
    """Train a network with these hidden layers, a tuple, () for logistic regression.

    Returns two lists: the error rates on X and on the dev set, at the start and after every `every` steps.
    """
    rng, dims = np.random.default_rng(seed), [X.shape[0], *hidden, 1]
    W = [rng.normal(0, np.sqrt(2 / n), (k, n)) for n, k in zip(dims[:-1], dims[1:])]
    b = [np.zeros((k, 1)) for k in dims[1:]]
    train_errors, dev_errors = [], []
    for step in range(steps + 1):
        if step % every == 0:
            for errors, inputs, labels in ((train_errors, X, Y), (dev_errors, X_dev, Y_dev)):
                A = inputs
                for l in range(len(W) - 1):
                    A = np.maximum(0, W[l] @ A + b[l])
                errors.append(float(np.mean((W[-1] @ A + b[-1] > 0) != labels)))
        A = [X]
        for l in range(len(W) - 1):
            A.append(np.maximum(0, W[l] @ A[-1] + b[l]))
        dZ = (1 / (1 + np.exp(-(W[-1] @ A[-1] + b[-1]))) - Y) / X.shape[1]
        for l in reversed(range(len(W))):
            dW, db = dZ @ A[l].T, np.sum(dZ, axis=1, keepdims=True)
            if l > 0:
                dZ = (W[l].T @ dZ) * (A[l] > 0)
            W[l], b[l] = W[l] - learning_rate * dW, b[l] - learning_rate * db
    return train_errors, dev_errors

# %% demo
captions = ["left" if label else "right" for label in Y_all[0, :16]]
image_grid((X_all + mean_picture)[:, :16].T.reshape(-1, 14, 14), captions, "Sixteen of the pictures, with their shelves (the mean picture put back)")
plt.show()

# %% [markdown]
# ## Three sets
# The **training** set is what gradients are computed from. On the **dev** set you compare models and settings, again
# and again. The **test** set is asked once, at the end, what the chosen model is worth. A file usually comes in one
# piece, perhaps sorted. So shuffle, then cut.

# %% [markdown]
# ## Exercise 1 · Split  (5 points, ~10 min, ●●○)
# Write `split(X, Y, m_dev, m_test, seed=0)`. It shuffles the examples, the columns of `X` and of `Y` alike, and cuts
# them into three sets. Return six arrays: `X_train, Y_train, X_dev, Y_dev, X_test, Y_test`.
#
# - The dev set gets `m_dev` examples, the test set `m_test`, the training set all others, at least one.
# - Every example is in exactly one set, with its own label. Shuffle for real: any example may land in any set.
# - The same `seed` gives the same split, another seed another. Which generator you take is up to you. `X` and `Y`
#   stay as they are.
#
# The sets earn 2 points, the right labels 1, real shuffling 2.
#
# *Example.* Ten examples, `m_dev=2`, `m_test=3`: the sets have 5, 2 and 3 examples.
#
# <details><summary>Hint 1: one order for both</summary>
#
# `order = np.random.default_rng(seed).permutation(m)` is a random order of the numbers 0 to m − 1. `X[:, order]` and
# `Y[:, order]` are shuffled alike.
#
# </details>
#
# <details><summary>Hint 2: three pieces of the order</summary>
#
# Take the first `m_dev` numbers of `order` for dev, the next `m_test` for test, and the rest for training. (A slice
# such as `order[-m_test:]` goes wrong for `m_test = 0`.)
#
# </details>

# %% solution="split"
def split(X, Y, m_dev, m_test, seed=0):
    """Cut shuffled examples into a training, a dev and a test set.

    X: examples in columns, shape (n_x, m); not modified.
    Y: labels, shape (1, m); not modified.
    m_dev, m_test: how many examples the dev and the test set get, whole numbers, 0 or more; together less than m.
    seed: whole number, 0 or more; the same seed gives the same split.
    Returns (X_train, Y_train, X_dev, Y_dev, X_test, Y_test), shapes (n_x, ·) and (1, ·).
    """
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(X.shape[1])
    dev, test, rest = order[:m_dev], order[m_dev : m_dev + m_test], order[m_dev + m_test :]
    return X[:, rest], Y[:, rest], X[:, dev], Y[:, dev], X[:, test], Y[:, test]
    ### END SOLUTION

# %% tests="split" part="sets" points=2
import numpy as np

from companion.testing import close, taken

X = np.arange(10) + np.array([[0.0], [100.0]])  # example k is the column (k, 100 + k)
Y = np.arange(10).reshape(1, 10) % 2
parts = split(X, Y, 2, 3)
assert parts is not None, "split returns None. Does it end with a return?"
assert isinstance(parts, (tuple, list)) and len(parts) == 6, "Return six arrays: X and Y of the training, the dev and the test set."
assert [np.shape(part) for part in parts[::2]] == [(2, 5), (2, 2), (2, 3)], "Ten examples, 2 for dev, 3 for test: the sets have 5, 2 and 3, and X has two rows."
joined = np.concatenate([taken(part) for part in parts[::2]], axis=1)
assert close(joined[1] - joined[0], np.full(10, 100)), "The columns of X were torn apart: an example is a whole column."
assert close(np.sort(joined[0]), np.arange(10)), "Every example must be in exactly one of the sets."
assert [np.shape(part) for part in split(X, Y, 2, 0)[::2]] == [(2, 8), (2, 2), (2, 0)], "A set may be empty: with m_test = 0, 8 examples are for training and none for the test."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(1)
for n_x, m, m_dev, m_test in ((1, 3, 1, 1), (2, 7, 0, 2), (3, 20, 5, 0), (4, 50, 10, 15), (2, 4, 0, 0), (3, 30, 14, 15)):
    X, Y = np.arange(m) + 100.0 * np.arange(n_x).reshape(n_x, 1), np.zeros((1, m))
    kept = X.copy(), Y.copy()
    with describing("an empty dev or test set" if m_dev * m_test == 0 else "three sets that aren't empty"):
        found = [taken(part) for part in split(X, Y, m_dev, m_test, seed=int(rng.integers(1000)))[::2]]
    assert [part.shape for part in found] == [(n_x, m - m_dev - m_test), (n_x, m_dev), (n_x, m_test)], "For other sizes the X of a set has the wrong shape."
    joined = np.concatenate(found, axis=1)
    assert close(np.sort(joined[0]), np.arange(m)), "Every example must be in exactly one set, also for other sizes."
    assert close(joined - joined[0], 100.0 * np.arange(n_x).reshape(n_x, 1) + np.zeros((1, m))), "An example is a whole column, also for other sizes."
    assert close((X, Y), kept), "split changed X or Y."
### END HIDDEN TESTS

# %% tests="split" part="labels" points=1
import numpy as np

from companion.testing import close, taken

X = np.arange(10) + np.array([[0.0], [100.0]])  # example k is the column (k, 100 + k)
parts = split(X, np.arange(10).reshape(1, 10) % 2, 2, 3)
assert isinstance(parts, (tuple, list)) and len(parts) == 6, "Return six arrays: X and Y of the training, the dev and the test set."
assert [np.shape(part) for part in parts[1::2]] == [(1, 5), (1, 2), (1, 3)], "Labels keep the shape (1, number of examples): here 5, 2 and 3."
for inputs, labels in zip(parts[::2], parts[1::2], strict=True):
    assert close(labels, taken(inputs)[:1] % 2), "Examples got the labels of others: use one order for X and Y."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(12)
for n_x, m, m_dev, m_test in ((1, 3, 1, 1), (2, 7, 0, 2), (3, 20, 5, 0), (4, 50, 10, 15), (3, 30, 14, 15)):
    X, Y = np.arange(m) + np.zeros((n_x, 1)), rng.integers(0, 9, (1, m))
    with describing("an empty dev or test set" if m_dev * m_test == 0 else "three sets that aren't empty"):
        parts = split(X, Y.copy(), m_dev, m_test, seed=int(rng.integers(1000)))
    assert [np.shape(part) for part in parts[1::2]] == [(1, m - m_dev - m_test), (1, m_dev), (1, m_test)], "For other sizes the Y of a set has the wrong shape."
    for inputs, labels in zip(parts[::2], parts[1::2], strict=True):
        assert close(labels, Y[:, taken(inputs)[0].astype(int)]), "An example isn't with its own label."
### END HIDDEN TESTS

# %% tests="split" part="random" points=2
import numpy as np

from companion.testing import close, taken

X, Y = np.arange(200.0).reshape(1, 200), np.zeros((1, 200))
one, again, other = (taken(split(X, Y, 60, 40, seed)[2]) for seed in (3, 3, 4))
assert close(one, again), "The same seed must give the same split."
assert not close(np.sort(one), np.sort(other)), "Another seed must give another split."
assert 50 < np.mean(one) < 150, "The mean number of 60 examples that were drawn from 0 to 199 is near 100. Shuffle before you cut."
### BEGIN HIDDEN TESTS
def sets(seed):
    return [taken(part)[0].tolist() for part in split(X, Y, 60, 40, seed)[::2]]


for place in range(3):
    means = [np.mean(sets(seed)[place]) for seed in range(40)]
    # The mean of a random set of numbers from 0 to 199 is 99.5; over 40 splits it varies by less than 1.5.
    assert abs(np.mean(means) - 99.5) < 10, "A set always takes examples from one end of the data. Shuffle first."
    assert np.std(means) > 1, "A set is the same whatever the seed."
### END HIDDEN TESTS

# %% mistake="split"
def split(X, Y, m_dev, m_test, seed=0):
    """Nothing is shuffled: the dev and the test set are the first examples of the file."""
    dev, test = slice(0, m_dev), slice(m_dev, m_dev + m_test)
    return X[:, m_dev + m_test :], Y[:, m_dev + m_test :], X[:, dev], Y[:, dev], X[:, test], Y[:, test]

# %% mistake="split"
def split(X, Y, m_dev, m_test, seed=0):
    """X and Y are shuffled each for itself, and labels end up with other examples."""
    rng = np.random.default_rng(seed)
    X, Y = X[:, rng.permutation(X.shape[1])], Y[:, rng.permutation(X.shape[1])]
    dev, test = slice(0, m_dev), slice(m_dev, m_dev + m_test)
    return X[:, m_dev + m_test :], Y[:, m_dev + m_test :], X[:, dev], Y[:, dev], X[:, test], Y[:, test]

# %% mistake="split"
def split(X, Y, m_dev, m_test, seed=0):
    """The training set has everything: dev and test examples are in it, too."""
    order = np.random.default_rng(seed).permutation(X.shape[1])
    dev, test = order[:m_dev], order[m_dev : m_dev + m_test]
    return X[:, order], Y[:, order], X[:, dev], Y[:, dev], X[:, test], Y[:, test]

# %% mistake="split"
def split(X, Y, m_dev, m_test, seed=0):
    """Each set draws anew, so an example may be in several sets, or twice in one."""
    rng, m = np.random.default_rng(seed), X.shape[1]
    rest, dev, test = (rng.integers(0, m, size) for size in (m - m_dev - m_test, m_dev, m_test))
    return X[:, rest], Y[:, rest], X[:, dev], Y[:, dev], X[:, test], Y[:, test]

# %% mistake="split"
def split(X, Y, m_dev, m_test, seed=0):
    """Counting from the end fails where a set is empty: a slice from −0 is everything."""
    order = np.random.default_rng(seed).permutation(X.shape[1])
    test, dev = order[-m_test:], order[:m_dev]
    rest = order[m_dev:-m_test]
    return X[:, rest], Y[:, rest], X[:, dev], Y[:, dev], X[:, test], Y[:, test]

# %% mistake="split"
def split(X, Y, m_dev, m_test, seed=0):
    """The seed isn't used, so all splits are the same."""
    order = np.random.default_rng(0).permutation(X.shape[1])
    dev, test, rest = order[:m_dev], order[m_dev : m_dev + m_test], order[m_dev + m_test :]
    return X[:, rest], Y[:, rest], X[:, dev], Y[:, dev], X[:, test], Y[:, test]

# %% [markdown]
# ## A leak
# Shuffling is right when every example stands for itself. Often it doesn't: ten pictures of one patient, several
# shots of one object, the frames of a film. If some of them are in the training set and others in the dev set, the
# dev set asks for what was memorized. Then **groups** have to be split, not examples.

# %% [markdown]
# ## Exercise 2 · Split groups  (4 points, ~10 min, ●●○)
# Write `group_split(groups, dev_groups, seed=0)`. `groups` is an array of shape (m,) that says for each example which
# group it belongs to, as a whole number. Draw `dev_groups` of the groups at random, and return two arrays of column
# numbers, `train` and `dev`, in any order: `dev` has all examples of the groups that were drawn, `train` all others.
# The same `seed` draws the same groups, other seeds in general others. Two points are for sets without a leak, two for the draw.
#
# *Example.* `groups = [7, 7, 5, 7, 5, 8]` and `dev_groups=1`: if the group 5 is drawn, `dev` is 2, 4 and `train` is
# 0, 1, 3, 5.
#
# <details><summary>Hint 1: draw groups</summary>
#
# `np.unique(groups)` lists each group once. `rng.choice(list_of_groups, dev_groups, replace=False)` draws some of
# them, none twice.
#
# </details>
#
# <details><summary>Hint 2: from groups to examples</summary>
#
# `np.isin(groups, drawn)` is True for the examples of these groups, and `np.flatnonzero(…)` turns that into column
# numbers.
#
# </details>

# %% solution="group_split"
def group_split(groups, dev_groups, seed=0):
    """Split examples so that each group is in one set only.

    groups: array of shape (m,), a whole number for each example, the same for those that belong together; not modified.
    dev_groups: how many groups go to the dev set, a whole number from 1 to the number of groups less 1.
    seed: whole number, 0 or more; the same seed gives the same split.
    Returns (train, dev), arrays of column numbers, each in any order.
    """
    ### BEGIN SOLUTION
    drawn = np.random.default_rng(seed).choice(np.unique(groups), dev_groups, replace=False)
    in_dev = np.isin(groups, drawn)
    return np.flatnonzero(~in_dev), np.flatnonzero(in_dev)
    ### END SOLUTION

# %% tests="group_split" part="groups" points=2
import numpy as np

from companion.testing import close, taken

groups = np.array([7, 7, 5, 7, 5, 8])
found = group_split(groups, 1)
assert found is not None, "group_split returns None. Does it end with a return?"
assert isinstance(found, (tuple, list)) and len(found) == 2, "Return two arrays: the examples of the training set and those of the dev set."
train_columns, dev_columns = (taken(part).astype(int).tolist() for part in found)
assert sorted(train_columns + dev_columns) == [0, 1, 2, 3, 4, 5], "Every example must be in exactly one of the two sets."
assert not {groups[k] for k in train_columns} & {groups[k] for k in dev_columns}, "A group is in both sets: that is the leak."
assert len({groups[k] for k in dev_columns}) == 1, "dev_groups counts groups, not examples: one group goes to the dev set, the second result."
assert len({groups[k] for k in taken(group_split(groups, 2)[1]).astype(int)}) == 2, "With dev_groups = 2, two groups go to the dev set, never the same one twice."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(2)
for m, count, dev_groups in ((2, 2, 1), (30, 6, 2), (100, 20, 5), (57, 9, 8), (40, 3, 1)):
    labels = rng.permutation(1000)[:count]
    groups = np.concatenate([labels, rng.choice(labels, m - count)])
    rng.shuffle(groups)
    kept = groups.copy()
    with describing("groups whose numbers have gaps"):
        found = group_split(groups, dev_groups, int(rng.integers(1000)))
    train_columns, dev_columns = (taken(part).astype(int).ravel().tolist() for part in found)
    assert sorted(train_columns + dev_columns) == list(range(m)), "With other groups some example is in no set, or in both."
    inside = {int(kept[k]) for k in dev_columns}
    assert len(inside) == dev_groups, "With other groups the dev set doesn't have the number of groups that was asked for."
    assert not inside & {int(kept[k]) for k in train_columns}, "With other groups one of them is in both sets."
    assert close(groups, kept), "group_split changed the groups."
### END HIDDEN TESTS

# %% tests="group_split" part="random" points=2
import numpy as np

from companion.testing import taken

ten = np.repeat(np.arange(10), 3)
drawn = [sorted(taken(group_split(ten, 3, seed)[1]).astype(int).tolist()) for seed in (7, 7, 8, 9, 10)]
assert len(drawn[0]) == 9, "Three groups of three examples each: nine column numbers."
assert drawn[0] == drawn[1], "The same seed must draw the same groups."
assert any(each != drawn[0] for each in drawn[2:]), "Other seeds draw other groups, in general: use the argument seed."
### BEGIN HIDDEN TESTS
from companion.testing import describing

drawn = [frozenset(ten[taken(group_split(ten, 3, seed)[1]).astype(int)].tolist()) for seed in range(60)]
# Each group is drawn 18 times of 60; fewer than 3 or more than 40 would come by chance less than once in a million.
assert all(3 <= sum(group in each for each in drawn) <= 40 for group in range(10)), "Some groups come far too often or hardly ever. Draw them at random."
uneven = np.array([0] * 500 + list(range(1, 20)))
with describing("groups of very different sizes"):
    often = sum(0 in uneven[taken(group_split(uneven, 2, seed)[1]).astype(int)] for seed in range(60))
# A tenth of the splits: 6 of 60.
assert often < 25, "A large group comes more often than a small one. Each group has the same chance."
### END HIDDEN TESTS

# %% mistake="group_split"
def group_split(groups, dev_groups, seed=0):
    """You draw examples, not groups: those that belong together are torn apart."""
    order = np.random.default_rng(seed).permutation(len(groups))
    return order[dev_groups:], order[:dev_groups]

# %% mistake="group_split"
def group_split(groups, dev_groups, seed=0):
    """The two results are swapped: the groups that were drawn belong to dev, the second one."""
    drawn = np.random.default_rng(seed).choice(np.unique(groups), dev_groups, replace=False)
    return np.flatnonzero(np.isin(groups, drawn)), np.flatnonzero(~np.isin(groups, drawn))

# %% mistake="group_split"
def group_split(groups, dev_groups, seed=0):
    """Drawn with replacement, a group may come twice, and the dev set gets too few."""
    drawn = np.random.default_rng(seed).choice(np.unique(groups), dev_groups)
    return np.flatnonzero(~np.isin(groups, drawn)), np.flatnonzero(np.isin(groups, drawn))

# %% mistake="group_split"
def group_split(groups, dev_groups, seed=0):
    """The groups with the smallest numbers always go to dev; nothing is drawn."""
    drawn = np.unique(groups)[:dev_groups]
    return np.flatnonzero(~np.isin(groups, drawn)), np.flatnonzero(np.isin(groups, drawn))

# %% mistake="group_split"
def group_split(groups, dev_groups, seed=0):
    """These are the groups of the two sets. Asked for are the numbers of their examples."""
    names = np.random.default_rng(seed).permutation(np.unique(groups))
    return names[dev_groups:], names[:dev_groups]

# %% mistake="group_split"
def group_split(groups, dev_groups, seed=0):
    """Drawn from all examples' groups, large groups have a larger chance than small ones."""
    shuffled, drawn = np.random.default_rng(seed).permutation(groups), []
    for group in shuffled:
        if group not in drawn and len(drawn) < dev_groups:
            drawn.append(group)
    return np.flatnonzero(~np.isin(groups, drawn)), np.flatnonzero(np.isin(groups, drawn))

# %% [markdown]
# How much does a leak matter? Take 100 pictures, and of each eight noisy copies, 800 examples in 100 groups. Split
# them by examples and by groups, train, and compare the dev error with the truth: the error on 1,600 other pictures. Five
# splits of each kind, since one alone says little.

# %% demo tags=["nbval-ignore-output"]
rng = np.random.default_rng(3)
originals = np.repeat(np.arange(100), 8)
X_copies = X_all[:, originals] + rng.normal(0, 0.15, (196, 800))
Y_copies = Y_all[:, originals]
orders = [rng.permutation(800) for _ in range(5)]
kinds = {"by examples": [(order[200:], order[:200]) for order in orders], "by groups": [group_split(originals, 25, seed) for seed in range(5)]}
new_pictures = X_dev, Y_dev
for name, splits in kinds.items():
    on_dev, on_new = [], []
    for train_columns, dev_columns in splits:
        # train judges by what X_dev and Y_dev are at the moment: first its own dev set, then the new pictures.
        X_dev, Y_dev = X_copies[:, dev_columns], Y_copies[:, dev_columns]
        on_dev.append(train(X_copies[:, train_columns], Y_copies[:, train_columns], (30,), 300, every=300)[1][-1])
        X_dev, Y_dev = new_pictures
        on_new.append(train(X_copies[:, train_columns], Y_copies[:, train_columns], (30,), 300, every=300)[1][-1])
    print(f"split {name:12} on its dev set {np.mean(on_dev):.1%} ({', '.join(f'{each:.1%}' for each in on_dev)}), on new pictures {np.mean(on_new):.1%}")

# %% [markdown]
# Split by examples, the dev set promises an error near 0, and new pictures show the truth, far above. Split by
# groups, the dev error is of the right size, rather above it (its pictures are noisy, the new ones aren't). From split to
# split it strays by several points, since 25 groups are hardly better than 25 examples; the next section says how good
# that is. The network isn't any
# better or worse: only the measurement was.

# %% [markdown]
# ## How sure is an error rate?
# An error rate is counted on some examples, and other examples would give another count. If a classifier is wrong
# with the probability $p$ and the examples are independent, the error rate on $m$ of them has the standard deviation
#
# $$\sqrt{\frac{p\,(1-p)}{m}}$$
#
# its **standard error**. About two thirds of all such measurements lie within one standard error of the truth, 95 %
# within two.

# %% [markdown]
# ## Exercise 3 · An error rate and its uncertainty  (3 points, ~6 min, ●○○)
# Write `error_rate(predictions, Y)` for two arrays of shape (1, m), with predictions and labels that are 0 or 1.
# Return two numbers: the share $p$ of examples where the two differ (1 point), and the standard error, with this $p$ in the
# formula (2 points).
#
# *Example.* Predictions 1, 0, 1, 1 and labels 1, 1, 1, 1: one of four is wrong, $p = 0.25$, and the standard error is
# $\sqrt{0.25 \cdot 0.75 / 4} = 0.217$.
#
# <details><summary>Hint 1: a share</summary>
#
# `predictions != Y` is True where they differ, and the mean of True and False is the share of True.
#
# </details>

# %% solution="error_rate"
def error_rate(predictions, Y):
    """The share of wrong predictions, and its standard error.

    predictions, Y: arrays of shape (1, m), m at least 1, of zeros and ones (or False and True).
    Returns (p, standard error), two numbers.
    """
    ### BEGIN SOLUTION
    p = np.mean(predictions != Y)
    return p, np.sqrt(p * (1 - p) / Y.shape[1])
    ### END SOLUTION

# %% tests="error_rate" part="rate" points=1
import numpy as np

from companion.testing import close

found = error_rate(np.array([[1, 0, 1, 1]]), np.array([[1, 1, 1, 1]]))
assert found is not None, "error_rate returns None. Does it end with a return?"
assert isinstance(found, (tuple, list)) and len(found) == 2, "Return two numbers: the error rate and its standard error."
assert not close(found[0], 0.75), "0.75 is the share of right predictions."
assert close(found[0], 0.25), "One of the four predictions of the example is wrong."
assert close(error_rate(np.array([[True, False]]), np.array([[0, 1]]))[0], 1), "Predictions may be True and False, and errors of both kinds count: here both are wrong."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)
for m in (1, 2, 9, 50, 333):
    for share in (0.0, 0.1, 0.5, 1.0):
        Y = rng.integers(0, 2, (1, m))
        wrong = rng.random((1, m)) < share
        predictions = np.where(wrong, 1 - Y, Y)
        kept = predictions.copy(), Y.copy()
        for form in (predictions, predictions.astype(bool)):
            with describing(
                "predictions that are truth values" if form.dtype == bool else "no mistake at all" if not wrong.any()
                else "predictions of 0 and 1"
            ):
                assert close(error_rate(form, Y)[0], wrong.sum() / m, atol=1e-5), "The error rate is wrong for other predictions."
        assert close((predictions, Y), kept), "error_rate changed its arguments."
### END HIDDEN TESTS

# %% tests="error_rate" part="standard_error" points=2
import numpy as np

from companion.testing import close, taken

found = error_rate(np.array([[1, 0, 1, 1]]), np.array([[1, 1, 1, 1]]))
assert isinstance(found, (tuple, list)) and len(found) == 2, "Return two numbers: the error rate and its standard error."
assert close(found[1], np.sqrt(0.25 * 0.75 / 4)), "The standard error of the example is the root of 0.25 times 0.75 over 4."
assert close(error_rate(np.array([[1]]), np.array([[1]]))[1], 0), "One example, and it is right: p is 0, and so is the root of p (1 - p) / 1."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(3)
for m in (1, 2, 9, 50, 333):
    for share in (0.0, 0.1, 0.5, 1.0):
        Y = rng.integers(0, 2, (1, m))
        wrong = rng.random((1, m)) < share
        count = int(wrong.sum())
        with describing("no mistake at all" if not count else "nothing but mistakes" if count == m else "some mistakes"):
            found = taken(error_rate(np.where(wrong, 1 - Y, Y), Y)[1])
        assert close(found**2, count * (m - count) / m**3, atol=1e-6), "The standard error is wrong for other predictions."
### END HIDDEN TESTS

# %% mistake="error_rate"
def error_rate(predictions, Y):
    """You count what is right."""
    p = np.mean(predictions == Y)
    return p, np.sqrt(p * (1 - p) / Y.shape[1])

# %% mistake="error_rate"
def error_rate(predictions, Y):
    """m has to stand under the root."""
    p = np.mean(predictions != Y)
    return p, np.sqrt(p * (1 - p)) / Y.shape[1]

# %% mistake="error_rate"
def error_rate(predictions, Y):
    """The root is missing: that is the variance."""
    p = np.mean(predictions != Y)
    return p, p * (1 - p) / Y.shape[1]

# %% mistake="error_rate"
def error_rate(predictions, Y):
    """This is the standard deviation of a single example: m is missing, or it is 1, as len of an array of shape (1, m) is."""
    p = np.mean(predictions != Y)
    return p, np.sqrt(p * (1 - p))

# %% mistake="error_rate"
def error_rate(predictions, Y):
    """The differences cancel: a wrong 1 and a wrong 0 add up to nothing."""
    p = abs(np.mean(predictions * 1.0 - Y))
    return p, np.sqrt(max(0.0, p * (1 - p)) / Y.shape[1])

# %% [markdown]
# ## Exercise 4 · How many examples?  (3 points, ~6 min, ●●○)
# Turn the formula round. Write `examples_needed(p, standard_error)`: the smallest whole number $m$ for which
# $\sqrt{p(1-p)/m}$ is not larger than `standard_error`. Both numbers lie strictly between 0 and 1.
#
# *Example.* To know an error rate of 10 % to 1 point, $0.1 \cdot 0.9 / 0.01^2 = 900$ examples are needed; to 0.7
# points, 1836.7, so 1837.
#
# <details><summary>Hint 1: solve for m</summary>
#
# Square both sides, and multiply by $m$.
#
# </details>
#
# <details><summary>Hint 2: a whole number</summary>
#
# `np.ceil` rounds up. Division leaves tiny rounding errors, and 900.0000000000001 would become 901: take off a hair
# before you round up, such as a factor of `1 - 1e-9`.
#
# </details>

# %% solution="examples_needed"
def examples_needed(p, standard_error):
    """How many examples it takes to measure an error rate that well.

    p: the error rate, a number strictly between 0 and 1.
    standard_error: the largest standard error that is allowed, a number strictly between 0 and 1.
    Returns the smallest whole number m, at least 1, with sqrt(p (1 - p) / m) not above standard_error (up to rounding).
    """
    ### BEGIN SOLUTION
    return max(1, int(np.ceil(p * (1 - p) / standard_error**2 * (1 - 1e-9))))
    ### END SOLUTION

# %% tests="examples_needed" points=3
from companion.testing import close, taken

found = examples_needed(0.1, 0.01)
assert found is not None, "examples_needed returns None. Does it end with a return?"
assert not close(found, 901), "901 is one too many: 0.1 times 0.9 over 0.01 squared is 900, but for a rounding error. Take off a hair before you round up, and add nothing after."
assert close(found, 900), "0.1 times 0.9 over 0.01 squared is 900."
assert close(examples_needed(0.1, 0.007), 1837), "1836.7 examples don't exist: 1836 are not enough."
assert close(examples_needed(0.01, 0.9), 1), "At least one example is needed."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.testing import describing

rng = np.random.default_rng(4)
for _ in range(60):
    m = int(rng.integers(2, 50000))
    p = float(rng.uniform(0.01, 0.99))
    bound = np.sqrt(p * (1 - p) / (m - 0.5))  # reached with m examples, not with m - 1
    found = taken(examples_needed(p, bound))
    assert found.shape == () and found == int(found), "The result must be a whole number."
    assert found >= m, "With another error rate the result is too small: its standard error is above the bound."
    assert found <= m, "With another error rate a smaller number would do."
for p, bound, m in ((0.5, 0.05, 100), (0.2, 0.04, 100), (0.5, 0.005, 10000), (0.02, 0.01, 196), (0.36, 0.048, 100)):
    with describing("a bound that is met exactly"):
        assert close(examples_needed(p, bound), m, 0, 0.1), "Where the bound is met exactly, rounding errors mustn't add an example."
### END HIDDEN TESTS

# %% mistake="examples_needed"
def examples_needed(p, standard_error):
    """The bound has to be squared, like everything under the root."""
    return int(np.ceil(p * (1 - p) / standard_error * (1 - 1e-9)))

# %% mistake="examples_needed"
def examples_needed(p, standard_error):
    """Rounded down, the uncertainty is a little larger than allowed."""
    return max(1, int(p * (1 - p) / standard_error**2 * (1 + 1e-9)))

# %% mistake="examples_needed"
def examples_needed(p, standard_error):
    """Half of the results are rounded down."""
    return max(1, int(np.round(p * (1 - p) / standard_error**2)))

# %% mistake="examples_needed"
def examples_needed(p, standard_error):
    """The factor 1 − p is missing."""
    return max(1, int(np.ceil(p / standard_error**2 * (1 - 1e-9))))

# %% mistake="examples_needed"
def examples_needed(p, standard_error):
    """You round up to a whole number plus one."""
    return int(p * (1 - p) / standard_error**2 * (1 - 1e-9)) + 2

# %% [markdown]
# So with a dev set of 1,600, an error rate of 7 % is uncertain by 0.6 points. Below, 300 dev sets of 100 and of 1,000
# pictures are drawn from the dev set for one and the same linear classifier, fitted by least squares.

# %% demo tags=["nbval-ignore-output"]
w = np.linalg.lstsq(np.vstack([X_all, np.ones((1, X_all.shape[1]))]).T, 2 * Y_all[0] - 1.0, rcond=None)[0]
wrong = (w[:-1] @ X_dev + w[-1] > 0) != Y_dev[0]
rng = np.random.default_rng(5)
fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
for place, m in enumerate((100, 1000)):
    rates = np.array([wrong[rng.integers(0, wrong.size, m)].mean() for _ in range(300)])
    ax.hist(100 * rates, bins=np.arange(0, 30, 1), color=COLORS[place], alpha=0.6, label=f"{m} examples: spread {100 * rates.std():.1f} points, formula {100 * np.sqrt(wrong.mean() * (1 - wrong.mean()) / m):.1f}")
ax.axvline(100 * wrong.mean(), color="black", linestyle=":")
ax.set(xlabel="error rate on a drawn dev set (%)", ylabel="of 300 dev sets", title="One classifier, many dev sets: small ones scatter widely")
ax.legend()
plt.show()

# %% [markdown]
# ## Two numbers
# Let the **optimal error** be the lowest one that anybody could reach on this problem. It is seldom known; how well
# people do, or the best model that one has ever trained, stand in for it. Then
#
# $$\text{avoidable bias} = \text{training error} - \text{optimal error}, \qquad \text{variance} = \text{dev error} - \text{training error}$$
#
# Bias says how badly the model fits what it was shown; variance, how much worse it does on what it wasn't shown.

# %% [markdown]
# ## Exercise 5 · Bias and variance  (2 points, ~4 min, ●○○)
# Write `bias_and_variance(train_error, dev_error, optimal_error)`: return the avoidable bias and the variance, two
# numbers for a point each. (The bias may be negative: a network that has memorized its training set has a training error of 0, which is
# below an optimum of 0.05.)
#
# *Example.* Training error 0.15, dev error 0.16, optimal error 0.14: the bias is 0.01, the variance 0.01. With an
# optimal error of 0 the bias would be 0.15.
#
# <details><summary>Hint: two differences</summary>
#
# Both formulas stand above. Return the bias first.
#
# </details>

# %% solution="bias_and_variance"
def bias_and_variance(train_error, dev_error, optimal_error):
    """What separates a model from the optimum, in two parts.

    train_error, dev_error, optimal_error: error rates, numbers from 0 to 1.
    Returns (avoidable bias, variance): training minus optimal error, dev minus training error.
    """
    ### BEGIN SOLUTION
    return train_error - optimal_error, dev_error - train_error
    ### END SOLUTION

# %% tests="bias_and_variance" part="bias" points=1
import numpy as np

from companion.testing import close

found = bias_and_variance(0.15, 0.17, 0.14)
assert isinstance(found, (tuple, list)) and len(found) == 2, "Return two numbers: the avoidable bias and the variance."
assert close(found[0], 0.01), "Training error 0.15, optimal error 0.14: the bias, which comes first, is 0.01."
assert close(bias_and_variance(0.15, 0.16, 0.0)[0], 0.15), "With an optimal error of 0 all of the training error is avoidable."
assert close(bias_and_variance(0.0, 0.1, 0.05)[0], -0.05), "A training error of 0 is below an optimum of 0.05: the bias is negative."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for _ in range(20):
    optimal, train_error, dev_error = (float(value) for value in rng.uniform(0, 1, 3))
    assert close(bias_and_variance(train_error, dev_error, optimal)[0], train_error - optimal, atol=1e-5), "The bias is wrong for other errors."
### END HIDDEN TESTS

# %% tests="bias_and_variance" part="variance" points=1
import numpy as np

from companion.testing import close

found = bias_and_variance(0.15, 0.17, 0.14)
assert isinstance(found, (tuple, list)) and len(found) == 2, "Return two numbers: the avoidable bias and the variance."
assert close(found[1], 0.02), "Training error 0.15, dev error 0.17: the variance, which comes second, is 0.02."
assert close(bias_and_variance(0.15, 0.12, 0.0)[1], -0.03), "A dev error below the training error makes the variance negative."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for _ in range(20):
    optimal, train_error, dev_error = (float(value) for value in rng.uniform(0, 1, 3))
    assert close(bias_and_variance(train_error, dev_error, optimal)[1], dev_error - train_error, atol=1e-5), "The variance is wrong for other errors."
### END HIDDEN TESTS

# %% mistake="bias_and_variance"
def bias_and_variance(train_error, dev_error, optimal_error):
    """The bias is measured from the optimum, not from 0."""
    return train_error, dev_error - train_error

# %% mistake="bias_and_variance"
def bias_and_variance(train_error, dev_error, optimal_error):
    """The variance is what the dev set adds to the training error, not all of the way to the optimum."""
    return train_error - optimal_error, dev_error - optimal_error

# %% mistake="bias_and_variance"
def bias_and_variance(train_error, dev_error, optimal_error):
    """The two are swapped."""
    return dev_error - train_error, train_error - optimal_error

# %% mistake="bias_and_variance"
def bias_and_variance(train_error, dev_error, optimal_error):
    """Negative values are cut off, or turned positive. They say something: keep them."""
    return max(0.0, train_error - optimal_error), abs(dev_error - train_error)

# %% [markdown]
# What more data do and don't change: training and dev error of logistic regression and of a network with 40 hidden
# units, after 300 steps, against the number of training examples. Three draws of the examples for each.

# %% demo tags=["nbval-ignore-output"]
sizes = (50, 150, 500, 1500, 4800)
fig, axes = plt.subplots(1, 2, figsize=(12, 4), sharey=True, layout="constrained")
for ax, (name, hidden) in zip(axes, {"logistic regression": (), "40 hidden units": (40,)}.items(), strict=True):
    pairs = []
    for m in sizes:
        draws = [np.random.default_rng(seed).permutation(X_all.shape[1])[:m] for seed in range(3 if m < 4000 else 1)]
        ends = [[errors[-1] for errors in train(X_all[:, chosen], Y_all[:, chosen], hidden, 300, every=300)] for chosen in draws]
        pairs.append(np.mean(ends, axis=0))
    for place, (label, values) in enumerate(zip(("training error", "dev error"), np.array(pairs).T)):
        ax.semilogx(sizes, 100 * values, LINES[place], marker="os"[place], color=COLORS[place], label=label)
    print(f"{name:20} 50 examples: {pairs[0][0]:.1%} / {pairs[0][1]:.1%};  1,500: {pairs[3][0]:.1%} / {pairs[3][1]:.1%};  4,800: {pairs[4][0]:.1%} / {pairs[4][1]:.1%}")
    ax.axhline(5, color="0.5", linestyle=":")
    ax.set(xlabel="training examples", title=name, ylim=(0, 30))
axes[0].set_ylabel("error (%)")
axes[0].legend()
fig.suptitle("More data close the gap between the curves; they don't lower where the curves meet")
plt.show()

# %% [markdown]
# Logistic regression, left: from 1,500 examples on the two curves have met near 12 %. More data won't help. Nor do more
# steps, much: after 10,000 it is at 10 % on both sets and has come to its end, since it can't draw the borders that this
# problem has. That is **bias**. The network, right: with few examples the training error is 0 and the dev error high,
# **variance**, and each additional picture helps. (With all of them 300 steps aren't enough for it: after 1,000 the
# training error is below 4 %.) The dotted line at 5 % stands for the optimum here: about what the best network reached
# on the dev set that was tried on all the data.

# %% [markdown]
# ## Exercise 6 · Still falling?  (3 points, ~6 min, ●○○)
# Before one calls a high training error bias, training must have come to its end. Write
# `still_falling(errors, window=5, drop=0.01)`. `errors` is a list or array of training errors along the way, the
# latest last. Return `True` if the last one is lower by at least `drop` than the one `window` entries before it, else
# `False`. If there are no `window` entries before it, return `True`: too early to say.
#
# *Example.* `[0.5, 0.4, 0.3, 0.25, 0.22, 0.2]`: five entries before 0.2 stands 0.5, so it is still falling. With
# `window=1` and `drop=0.05` it isn't: 0.22 − 0.2 = 0.02. (Where a fall equals `drop` but for rounding, such as 0.06 − 0.05
# and 0.01, either answer is fine.)
#
# <details><summary>Hint 1: counting back</summary>
#
# `errors[-1]` is the last entry, `errors[-2]` is one before it. Which index is `window` entries before the last?
#
# </details>

# %% solution="still_falling"
def still_falling(errors, window=5, drop=0.01):
    """Whether training is still getting somewhere.

    errors: list or array of training errors, the latest last, at least one; not modified.
    window: how many entries to look back, a whole number, at least 1.
    drop: the smallest difference that counts as falling, a number above 0.
    Returns True if the last entry is at least drop below the one window entries before it, or if there is none; False otherwise.
    """
    ### BEGIN SOLUTION
    if len(errors) <= window:
        return True
    return bool(errors[-1 - window] - errors[-1] >= drop)
    ### END SOLUTION

# %% tests="still_falling" points=3
import numpy as np

from companion.testing import close

errors = [0.5, 0.4, 0.3, 0.25, 0.22, 0.2]
assert still_falling(errors) is not None, "still_falling returns None. Does it end with a return?"
assert close(still_falling(errors), True), "Five entries before the last stands 0.5, and the last is 0.2: return True."
assert close(still_falling(np.array(errors), 1, 0.05), False), "From 0.22 to 0.2 is less than a drop of 0.05: return False. (Errors may be an array.)"
assert close(still_falling(errors, 6), True), "There is no entry six before the last: too early to say, so True."
assert close(still_falling([0.25, 0.5], 1, 0.1), False), "An error that rises isn't falling."
assert close(still_falling([0.75, 0.5, 0.5], 2, 0.25), True), "A fall of exactly drop counts."
### BEGIN HIDDEN TESTS
from companion.testing import describing

assert close(still_falling([0.3, 0.7, 0.2], 1, 0.1), True), "With a window of 1 the last entry is compared with the one right before it."
assert close(still_falling([0.9, 0.5, 0.5, 0.5], 2, 0.1), False), "A fall that is longer ago than the window doesn't count."
assert close(still_falling([0.5, 0.495], 1, 0.01), False), "A fall of less than drop doesn't count."
rng = np.random.default_rng(6)
for n in (30, 7, 6, 5, 2, 1):
    for window in (1, 3, 5, 6):
        for change in (-0.2, -0.03, 0.0, 0.03, 0.2):
            values = rng.uniform(0.3, 0.6, n)
            if n > window:
                values[-1] = values[n - 1 - window] - change
            kept = values.copy()
            expected = n <= window or change > 0.02
            for form in (values, values.tolist()):
                with describing(
                    "fewer errors than the window, or as many" if n <= window
                    else "errors in a list" if isinstance(form, list) else "errors in an array"
                ):
                    assert close(still_falling(form, window, 0.02), expected), "The answer is wrong for other errors, another window or another drop."
            assert close(values, kept), "still_falling changed the errors."
### END HIDDEN TESTS

# %% mistake="still_falling"
def still_falling(errors, window=5, drop=0.01):
    """You look back one entry too few: the last one itself doesn't count."""
    return True if len(errors) <= window else bool(errors[-window] - errors[-1] >= drop)

# %% mistake="still_falling"
def still_falling(errors, window=5, drop=0.01):
    """A rise counts as a fall: the size of the change is taken, not its sign."""
    return True if len(errors) <= window else bool(abs(errors[-1 - window] - errors[-1]) >= drop)

# %% mistake="still_falling"
def still_falling(errors, window=5, drop=0.01):
    """You compare with the very first entry."""
    return True if len(errors) <= window else bool(errors[0] - errors[-1] >= drop)

# %% mistake="still_falling"
def still_falling(errors, window=5, drop=0.01):
    """Where the curve is too short to say, you say no."""
    return False if len(errors) <= window else bool(errors[-1 - window] - errors[-1] >= drop)

# %% mistake="still_falling"
def still_falling(errors, window=5, drop=0.01):
    """Any fall is enough for you, however small."""
    return True if len(errors) <= window else bool(errors[-1 - window] > errors[-1])

# %% [markdown]
# ## The basic recipe
# Ideas are many, time is short. The recipe asks two questions, in this order:
#
# 1. **Is the avoidable bias too large?** Then nothing else matters yet. If the training error is still falling, train
#    longer; if it isn't, the network is too small (or of the wrong kind): take a larger one.
# 2. **Is the variance too large?** Then get more data; if there are none, regularize (`03_regularization`). After any
#    change, ask the first question again.
#
# If both answers are no, measure once on the test set.

# %% [markdown]
# ## Exercise 7 · The next step  (6 points, ~10 min, ●●○)
# Write `next_step(train_errors, dev_errors, optimal_error, tolerance=0.02)`. The first two are lists or arrays of the
# same length, the errors along the way; what counts as training and dev error is their last entry. Return one of four
# texts:
#
# | when | return |
# |---|---|
# | the bias is above `tolerance`, and the training error is still falling | `"train longer"` |
# | the bias is above `tolerance`, and it isn't falling any more | `"larger network"` |
# | the bias isn't, but the variance is above `tolerance` | `"more data"` |
# | neither is | `"test once"` |
#
# The first two rows earn 3 points, the others 3. "Still falling" is what exercise 6 says, with its `window=5` and `drop=0.01`. You may call `bias_and_variance` and
# `still_falling`; a wrong answer there doesn't cost you this exercise.
#
# *Example.* Seven times a training error of 0.12, seven times a dev error of 0.19, optimal error 0.05: the bias of
# 0.07 comes first, it isn't falling, so `"larger network"`, although the variance is 0.07, too.
#
# <details><summary>Hint 1: the order of the questions</summary>
#
# First `if bias > tolerance:`, with the two cases inside. Only after it the variance.
#
# </details>
#
# <details><summary>Hint 2: nearly all of it</summary>
#
# `bias, variance = bias_and_variance(train_errors[-1], dev_errors[-1], optimal_error)`, and in the first case
# `return "train longer" if still_falling(train_errors) else "larger network"`.
#
# </details>

# %% solution="next_step"
def next_step(train_errors, dev_errors, optimal_error, tolerance=0.02):
    """What the basic recipe says to do next.

    train_errors, dev_errors: lists or arrays of error rates along the training, the latest last, of one length; not modified.
    optimal_error: the lowest error rate that is possible, a number from 0 to 1.
    tolerance: how much bias, and how much variance, is acceptable, a number.
    Returns "train longer", "larger network", "more data" or "test once".
    """
    ### BEGIN SOLUTION
    bias, variance = bias_and_variance(train_errors[-1], dev_errors[-1], optimal_error)
    if bias > tolerance:
        return "train longer" if still_falling(train_errors) else "larger network"
    return "more data" if variance > tolerance else "test once"
    ### END SOLUTION

# %% tests="next_step" part="bias" points=3
import numpy as np

assert next_step([0.12] * 7, [0.19] * 7, 0.05) is not None, "next_step returns None. Does it end with a return?"
assert next_step([0.12] * 7, [0.19] * 7, 0.05) == "larger network", "The example: bias comes first, and this training error doesn't fall any more."
assert next_step([0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.12], [0.2] * 7, 0.05) == "train longer", "The bias is 0.07, but the training error is still falling."
assert next_step(np.array([0.06] * 7), np.array([0.13] * 7), 0.05, 0.005) == "larger network", "A bias of 0.01 is above a tolerance of 0.005. (Errors may be arrays.)"
assert next_step([0.5, 0.3], [0.5, 0.31], 0.05) == "train longer", "With two entries it is too early to say that the training error has stopped falling."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(7)
for _ in range(60):
    optimal, tolerance = float(rng.uniform(0, 0.3)), float(rng.uniform(0.01, 0.1))
    for variance in (-0.3, 0.6, 1.6):
        for fall in (0.0, 0.004, 0.02, 0.2):
            last = optimal + 1.5 * tolerance
            train_errors = np.concatenate([rng.uniform(0.3, 0.6, int(rng.integers(1, 5))), [last + fall], rng.uniform(0, 1, 4), [last]])
            dev_errors = np.append(rng.uniform(0, 1, len(train_errors) - 1), last + variance * tolerance)
            assert next_step(train_errors, dev_errors, optimal, tolerance) == ("train longer" if fall > 0.01 else "larger network"), (
                "Where the bias is above the tolerance, the step is wrong for other curves. Which entries count, and which question comes first?"
            )
### END HIDDEN TESTS

# %% tests="next_step" part="variance" points=3
import numpy as np

assert next_step([0.05] * 7, [0.12] * 7, 0.05) == "more data", "No bias; the variance is 0.07."
assert next_step([0.06] * 7, [0.07] * 7, 0.05) == "test once", "Bias and variance are both within the tolerance of 0.02."
assert next_step([0.12] * 7, [0.13] * 7, 0.11) == "test once", "An error of 0.12 is fine where the optimum is 0.11."
assert next_step([0.1] * 7, [0.16] * 7, 0.05, 0.07) == "test once", "With a tolerance of 0.07, a bias of 0.05 and a variance of 0.06 are fine."
assert next_step([0.25] * 7, [0.5] * 7, 0.25, 0.25) == "test once", "A variance that is exactly the tolerance isn't above it."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(72)
for _ in range(60):
    optimal, tolerance = float(rng.uniform(0, 0.3)), float(rng.uniform(0.01, 0.1))
    for bias in (-0.5, 0.7):
        for variance in (-0.3, 0.6, 1.6):
            for fall in (0.0, 0.004, 0.02, 0.2):
                last = optimal + bias * tolerance
                train_errors = np.concatenate([rng.uniform(0.3, 0.6, int(rng.integers(1, 5))), [last + fall], rng.uniform(0, 1, 4), [last]])
                dev_errors = np.append(rng.uniform(0, 1, len(train_errors) - 1), last + variance * tolerance)
                assert next_step(train_errors, dev_errors, optimal, tolerance) == ("more data" if variance > 1 else "test once"), (
                    "Where the bias is small, the step is wrong for other curves, another optimum or another tolerance. Which entries count?"
                )
assert next_step([0.5] * 7, [0.5] * 7, 0.25, 0.25) == "test once", "A bias that is exactly the tolerance isn't above it."
lists = [0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2], [0.3] * 7
with describing("errors in lists"):
    assert next_step(*lists, 0.19) == "more data" and lists[0][0] == 0.3, "Lists are welcome as well as arrays, and stay as they are."
### END HIDDEN TESTS

# %% mistake="next_step"
def next_step(train_errors, dev_errors, optimal_error, tolerance=0.02):
    """You look at the variance first. As long as the network can't fit its training set, more data don't help."""
    bias, variance = train_errors[-1] - optimal_error, dev_errors[-1] - train_errors[-1]
    falling = len(train_errors) <= 5 or train_errors[-6] - train_errors[-1] >= 0.01
    if variance > tolerance:
        return "more data"
    return ("train longer" if falling else "larger network") if bias > tolerance else "test once"

# %% mistake="next_step"
def next_step(train_errors, dev_errors, optimal_error, tolerance=0.02):
    """The bias is measured from 0, so you ask for the impossible where the optimum is above 0."""
    bias, variance = train_errors[-1], dev_errors[-1] - train_errors[-1]
    falling = len(train_errors) <= 5 or train_errors[-6] - train_errors[-1] >= 0.01
    if bias > tolerance:
        return "train longer" if falling else "larger network"
    return "more data" if variance > tolerance else "test once"

# %% mistake="next_step"
def next_step(train_errors, dev_errors, optimal_error, tolerance=0.02):
    """Whether training is over isn't asked: a network that is still learning gets replaced."""
    bias, variance = train_errors[-1] - optimal_error, dev_errors[-1] - train_errors[-1]
    if bias > tolerance:
        return "larger network"
    return "more data" if variance > tolerance else "test once"

# %% mistake="next_step"
def next_step(train_errors, dev_errors, optimal_error, tolerance=0.02):
    """You judge by the smallest errors on the way. What counts is where the training has arrived."""
    bias, variance = min(train_errors) - optimal_error, min(dev_errors) - min(train_errors)
    falling = len(train_errors) <= 5 or train_errors[-6] - train_errors[-1] >= 0.01
    if bias > tolerance:
        return "train longer" if falling else "larger network"
    return "more data" if variance > tolerance else "test once"

# %% mistake="next_step"
def next_step(train_errors, dev_errors, optimal_error, tolerance=0.02):
    """The tolerance of 0.02 is built in."""
    bias, variance = train_errors[-1] - optimal_error, dev_errors[-1] - train_errors[-1]
    falling = len(train_errors) <= 5 or train_errors[-6] - train_errors[-1] >= 0.01
    if bias > 0.02:
        return "train longer" if falling else "larger network"
    return "more data" if variance > 0.02 else "test once"

# %% mistake="next_step"
def next_step(train_errors, dev_errors, optimal_error, tolerance=0.02):
    """Whether the curve still falls is looked up on the dev set. The question is whether the training set can be fitted."""
    bias, variance = train_errors[-1] - optimal_error, dev_errors[-1] - train_errors[-1]
    falling = len(dev_errors) <= 5 or dev_errors[-6] - dev_errors[-1] >= 0.01
    if bias > tolerance:
        return "train longer" if falling else "larger network"
    return "more data" if variance > tolerance else "test once"

# %% [markdown]
# ## Exercise 8 · Three networks: what next?  (6 points, ~8 min, ●●○)
# The next cells train three networks and plot their curves. For each, decide which of three changes helps most on
# the dev set: put its text in the place of `None`, and delete the line `raise NotImplementedError()`. Each of the
# three texts may come once, several times or never.
#
# | decision | what it does |
# |---|---|
# | `"train longer"` | ten times as many steps |
# | `"larger network"` | the same data and steps, 40 hidden units more |
# | `"more data"` | ten times as many examples, but never more than the 4,800 that there are |
#
# The tests carry out all three changes for each network, and compare the dev errors; each decision earns 2 points. (The
# optimal error is about 0.05.)
#
# *Example.* For `decisions = {"A": "train longer", …}` the tests train A for 3,000 steps in place of 300, and ask
# whether that lowers the dev error more than 80 hidden units or 1,500 examples do.
#
# <details><summary>Hint 1: ask your function</summary>
#
# `next_step(*curves["A"], 0.05)` says what the recipe says. Then look whether the picture agrees.
#
# </details>

# %%
NETWORKS = {  # examples, hidden layers, steps
    "A": (150, (40,), 300),
    "B": (1500, (20,), 20),
    "C": (1500, (), 300),
}


def run(m, hidden, steps, seed=0):
    """The curves of training and dev error of a network on the first m examples, noted about thirty times."""
    return train(X_all[:, :m], Y_all[:, :m], hidden, steps, seed, every=max(1, steps // 30))


# %%
curves = {name: run(*network) for name, network in NETWORKS.items()}
fig, axes = plt.subplots(1, 3, figsize=(13, 3.6), sharey=True, layout="constrained")
for ax, (name, (m, _, steps)) in zip(axes, NETWORKS.items(), strict=True):
    for place, (label, errors) in enumerate(zip(("training error", "dev error"), curves[name])):
        ax.plot(np.arange(len(errors)) * max(1, steps // 30), errors, LINES[place], color=COLORS[place], label=label)
    ax.axhline(0.05, color="0.5", linestyle=":")
    ax.set(xlabel="step", title=f"network {name}", ylim=(0, 0.5))
    print(f"{name}: after {steps} steps with {m} examples, training error {curves[name][0][-1]:.3f}, dev error {curves[name][1][-1]:.3f}")
axes[0].set_ylabel("error (dotted: the optimum)")
axes[0].legend()
plt.show()

# %% solution="decisions"
# One of "train longer", "larger network" and "more data" for each network.
decisions = {"A": None, "B": None, "C": None}
### BEGIN SOLUTION
decisions = {"A": "more data", "B": "train longer", "C": "larger network"}
### END SOLUTION

# %% tests="decisions" part="A" points=2
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A, B and C."
if decisions.get("A") is None:
    raise NotImplementedError("A has no decision yet.")
assert decisions["A"] in ("train longer", "larger network", "more data"), "Use one of the three texts of the table for A, spelt as there."
### BEGIN HIDDEN TESTS
m, hidden, steps = NETWORKS["A"]
larger = (hidden[0] + 40,) if hidden else (40,)
after = {
    "train longer": run(m, hidden, 10 * steps)[1][-1],
    "larger network": run(m, larger, steps)[1][-1],
    "more data": run(min(10 * m, 4800), hidden, steps)[1][-1],
}
assert after[decisions["A"]] <= min(after.values()), "For network A another change lowers the dev error more. Is it bias or variance, and has training ended?"
### END HIDDEN TESTS

# %% tests="decisions" part="B" points=2
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A, B and C."
if decisions.get("B") is None:
    raise NotImplementedError("B has no decision yet.")
assert decisions["B"] in ("train longer", "larger network", "more data"), "Use one of the three texts of the table for B, spelt as there."
### BEGIN HIDDEN TESTS
m, hidden, steps = NETWORKS["B"]
larger = (hidden[0] + 40,) if hidden else (40,)
after = {
    "train longer": run(m, hidden, 10 * steps)[1][-1],
    "larger network": run(m, larger, steps)[1][-1],
    "more data": run(min(10 * m, 4800), hidden, steps)[1][-1],
}
assert after[decisions["B"]] <= min(after.values()), "For network B another change lowers the dev error more. Is it bias or variance, and has training ended?"
### END HIDDEN TESTS

# %% tests="decisions" part="C" points=2
assert isinstance(decisions, dict), "decisions is a dictionary with the keys A, B and C."
if decisions.get("C") is None:
    raise NotImplementedError("C has no decision yet.")
assert decisions["C"] in ("train longer", "larger network", "more data"), "Use one of the three texts of the table for C, spelt as there."
### BEGIN HIDDEN TESTS
m, hidden, steps = NETWORKS["C"]
larger = (hidden[0] + 40,) if hidden else (40,)
after = {
    "train longer": run(m, hidden, 10 * steps)[1][-1],
    "larger network": run(m, larger, steps)[1][-1],
    "more data": run(min(10 * m, 4800), hidden, steps)[1][-1],
}
assert after[decisions["C"]] <= min(after.values()), "For network C another change lowers the dev error more. Is it bias or variance, and has training ended?"
### END HIDDEN TESTS

# %% mistake="decisions"
"""More data are the answer to variance. Two of the three networks have hardly any gap between their curves."""
decisions = {"A": "more data", "B": "more data", "C": "more data"}

# %% mistake="decisions"
"""A larger network is the answer to bias. One network fits its training set without an error already."""
decisions = {"A": "larger network", "B": "larger network", "C": "larger network"}

# %% mistake="decisions"
"""Longer training helps where the training error still falls. For two of the networks it has long been level."""
decisions = {"A": "train longer", "B": "train longer", "C": "train longer"}

# %% mistake="decisions"
"""Two networks look alike at their end, but one of them is still learning. Which curve is steep where it stops?"""
decisions = {"A": "more data", "B": "larger network", "C": "train longer"}

# %% [markdown]
# All three changes, carried out on all three networks, each the mean of two starts (so that these numbers aren't quite
# those of the plots):

# %% demo tags=["nbval-ignore-output"]
print(f"{'':10}{'as it was':>12}{'train longer':>16}{'larger network':>18}{'more data':>13}")
for name, (m, hidden, steps) in NETWORKS.items():
    larger = (hidden[0] + 40,) if hidden else (40,)
    ends = [
        np.mean([run(*change, seed)[1][-1] for seed in range(2)])
        for change in ((m, hidden, steps), (m, hidden, 10 * steps), (m, larger, steps), (min(10 * m, 4800), hidden, steps))
    ]
    print(f"network {name} {ends[0]:>12.3f}{ends[1]:>16.3f}{ends[2]:>18.3f}{ends[3]:>13.3f}")

# %% [markdown]
# In each line one change does most of what can be done, and the two others little: ten times the data for a network
# with bias, or ten times the training for one with variance, are days of work for nothing. How sure is that? Another
# start moves the dev error of B, which has hardly begun, by up to 0.06, those of A and C by at most 0.02; with each of five starts
# the three decisions were the same. (`A, more data` and `C, larger network` are one network: 1,500 examples, 40 units.)

# %% [markdown]
# ## What you built
# - Splits without leaks, and error rates that know how uncertain they are.
# - Bias and variance from three error rates, and the basic recipe as a function of curves.
# - Three decisions, and the experiments that prove them.
#
# **Questions to take along** (no points)
# 1. Your users' photographs are darker than those that you trained with. Which set has to be dark, too, and how would
#    you find out whether the gap between training and dev error is variance or darkness?
# 2. Two classifiers are compared on the same 1,000 examples, and differ in 30 of them: one is right in 20, the other
#    in 10. Is the standard error of each error rate the right yardstick for their difference?
# 3. The recipe says bias first. Can you think of a project in which you would work on variance first all the same?
#
# **Next:** `02_initialization`: a larger network only helps if it can be trained at all.
