# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="split"
def split(X, Y, m_dev, m_test, seed=0):
    """Shuffled first, with the legacy generator, then cut; a list."""
    order = np.random.RandomState(seed).permutation(X.shape[1])
    X, Y = X[:, order], Y[:, order]
    m = X.shape[1] - m_dev - m_test
    cuts = (slice(0, m), slice(m, m + m_dev), slice(m + m_dev, None))
    return [part for cut in cuts for part in (X[:, cut], Y[:, cut])]


# %% solution="split"
def split(X, Y, m_dev, m_test, seed=0):
    """In float32, by the ranks of random keys."""
    keys = np.random.default_rng(seed + 5).random(X.shape[1])
    rank = np.argsort(np.argsort(keys))
    masks = (rank >= m_dev + m_test, rank < m_dev, (rank >= m_dev) & (rank < m_dev + m_test))
    parts = []
    for mask in masks:
        parts += [X[:, mask].astype(np.float32), Y[:, mask].astype(np.float32)]
    return tuple(parts)


# %% solution="group_split"
def group_split(groups, dev_groups, seed=0):
    """A loop over the examples; lists."""
    names = list(set(groups.tolist()))
    names.sort()
    chosen = set(np.random.RandomState(seed).permutation(names)[:dev_groups].tolist())
    train, dev = [], []
    for k, group in enumerate(groups):
        (dev if group in chosen else train).append(k)
    return train, dev


# %% solution="group_split"
def group_split(groups, dev_groups, seed=0):
    """By the ranks of float32 keys, one a group; dev in falling order."""
    names, member = np.unique(groups, return_inverse=True)
    keys = np.random.default_rng(seed + 1).random(names.size, dtype=np.float32)
    in_dev = np.argsort(np.argsort(keys))[member] < dev_groups
    return np.where(~in_dev)[0], np.where(in_dev)[0][::-1]


# %% solution="error_rate"
def error_rate(predictions, Y):
    """With a loop, and plain numbers."""
    m, wrong = Y.shape[1], 0
    for prediction, label in zip(predictions[0], Y[0], strict=True):
        wrong += int(bool(prediction) != bool(label))
    p = wrong / m
    return p, (p * (1 - p) / m) ** 0.5


# %% solution="error_rate"
def error_rate(predictions, Y):
    """In float32, by the spread of rights and wrongs."""
    wrong = (predictions != Y).astype(np.float32)
    return [wrong.mean(), wrong.std() / np.sqrt(np.float32(wrong.size))]


# %% solution="examples_needed"
def examples_needed(p, standard_error):
    """Searched for, from a guess that is surely not too large."""
    m = max(1, int(p * (1 - p) / standard_error**2) - 2)
    while (p * (1 - p) / m) ** 0.5 > standard_error * (1 + 1e-12):
        m += 1
    return m


# %% solution="examples_needed"
def examples_needed(p, standard_error):
    """Rounded first where it is nearly whole; float32 would have too few digits for this one, and isn't used."""
    m = p * (1 - p) / standard_error**2
    nearest = round(m)
    return max(1, nearest if abs(m - nearest) < 1e-6 else int(m) + 1)


# %% solution="bias_and_variance"
def bias_and_variance(train_error, dev_error, optimal_error):
    """By a difference of an array."""
    return tuple(np.diff([optimal_error, train_error, dev_error]))


# %% solution="bias_and_variance"
def bias_and_variance(train_error, dev_error, optimal_error):
    """In float32, as a list."""
    return [np.float32(train_error - optimal_error), np.float32(dev_error - train_error)]


# %% solution="still_falling"
def still_falling(errors, window=5, drop=0.01):
    """Counted from the front."""
    last = len(errors) - 1
    before = last - window
    return before < 0 or errors[before] >= errors[last] + drop


# %% solution="still_falling"
def still_falling(errors, window=5, drop=0.01):
    """By a slice of a float32 array, with a hair of room."""
    recent = np.asarray(errors, dtype=np.float32)[-(window + 1) :]
    if recent.size < window + 1:
        return True
    return recent[0] - recent[-1] > drop - 1e-7


# %% solution="next_step"
def next_step(train_errors, dev_errors, optimal_error, tolerance=0.02):
    """Without the earlier functions."""
    reached = train_errors[-1]
    if reached - optimal_error <= tolerance:
        return "test once" if dev_errors[-1] - reached <= tolerance else "more data"
    if len(train_errors) < 6 or train_errors[-6] - reached >= 0.01:
        return "train longer"
    return "larger network"


# %% solution="next_step"
def next_step(train_errors, dev_errors, optimal_error, tolerance=0.02):
    """A table of answers; the differences in float32."""
    high_bias = np.float32(train_errors[-1] - optimal_error) > np.float32(tolerance)
    high_variance = np.float32(dev_errors[-1] - train_errors[-1]) > np.float32(tolerance)
    falling = still_falling(train_errors)
    answers = {(True, True): "train longer", (True, False): "larger network"}
    return answers[bool(high_bias), bool(falling)] if high_bias else ["test once", "more data"][int(high_variance)]


# %% solution="decisions"
decisions = dict(C="larger network", B="train longer", A="more data")


# %% solution="decisions"
"""What the recipe says of each (there is nothing in it that could be float32)."""
decisions = {name: next_step(*curves[name], 0.05) for name in curves}
