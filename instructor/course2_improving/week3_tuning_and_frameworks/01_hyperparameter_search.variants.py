# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="sample_log_uniform"
def sample_log_uniform(low, high, n, seed=0):
    """A geometric path from low to high, in float32, with the legacy generator."""
    places = np.random.RandomState(seed).rand(n)
    return (low * (high / low) ** places).astype(np.float32)


# %% solution="sample_log_uniform"
def sample_log_uniform(low, high, n, seed=0):
    """One draw after the other, in powers of ten."""
    rng = np.random.default_rng(seed + 3)
    draws = []
    for _ in range(n):
        r = np.log10(low) + (np.log10(high) - np.log10(low)) * rng.random()
        draws.append(10**r)
    return np.array(draws)


# %% solution="sample_beta"
def sample_beta(low, high, n, seed=0):
    """In float32, from the low end."""
    r = np.random.default_rng(seed).random(n)
    return np.float32(1) - ((1 - low) * ((1 - high) / (1 - low)) ** r).astype(np.float32)


# %% solution="sample_beta"
def sample_beta(low, high, n, seed=0):
    """With powers of ten."""
    rng = np.random.RandomState(seed)
    return np.array([1 - 10 ** rng.uniform(np.log10(1 - high), np.log10(1 - low)) for _ in range(n)])


# %% solution="sample_whole"
def sample_whole(low, high, n, seed=0):
    """The legacy generator, whose end is included."""
    import random

    generator = random.Random(seed)
    return np.array([generator.randint(low, high) for _ in range(n)])


# %% solution="sample_whole"
def sample_whole(low, high, n, seed=0):
    """Rounded down from float32 draws, and turned into integers."""
    places = np.random.default_rng(seed).random(n, dtype=np.float32)
    return np.minimum(high, np.floor(low + places * (high - low + 1))).astype(np.int32)


# %% solution="grid_configurations"
def grid_configurations(choices):
    """Grown one hyperparameter at a time."""
    found = [{}]
    for name, values in choices.items():
        found = [{**each, name: value} for value in values for each in found]
    return found


# %% solution="grid_configurations"
def grid_configurations(choices):
    """By recursion; a tuple (no float32 in it)."""
    if not choices:
        return ({},)
    *rest, last = choices
    smaller = grid_configurations({name: choices[name] for name in rest})
    return tuple({**each, last: value} for each in smaller for value in choices[last])


# %% solution="random_configurations"
def random_configurations(space, n, seed=0):
    """One generator, trial after trial, without the earlier functions."""
    rng = np.random.default_rng(seed)

    def draw(kind, low, high):
        if kind == "whole":
            return int(rng.integers(low, high, endpoint=True))
        if kind == "log":
            return 10 ** rng.uniform(np.log10(low), np.log10(high))
        return 1 - 10 ** rng.uniform(np.log10(1 - high), np.log10(1 - low))

    return [{name: draw(*entry) for name, entry in space.items()} for _ in range(n)]


# %% solution="random_configurations"
def random_configurations(space, n, seed=0):
    """Names in another order, values in float32 where they have decimals."""
    found = [{} for _ in range(n)]
    for number, name in enumerate(sorted(space), start=1):
        kind, low, high = space[name]
        if kind == "whole":
            values = sample_whole(low, high, n, 7919 * number + seed)
        else:
            sample = sample_log_uniform if kind == "log" else sample_beta
            values = np.asarray(sample(low, high, n, 7919 * number + seed), dtype=np.float32)
        for each, value in zip(found, values, strict=True):
            each[name] = value
    return found


# %% solution="best_trial"
def best_trial(errors):
    """A loop that remembers the best so far."""
    best = None
    for index, error in enumerate(errors):
        if np.isfinite(error) and (best is None or error < errors[best]):
            best = index
    if best is None:
        raise ValueError("all trials blew up")
    return best


# %% solution="best_trial"
def best_trial(errors):
    """In float32, by the indices of the finite ones; a NumPy integer."""
    errors = np.array(errors, dtype=np.float32)
    finite = np.flatnonzero(np.isfinite(errors))
    if len(finite) == 0:
        raise ValueError
    return finite[np.argmin(errors[finite])]


# %% solution="zoom"
def zoom(space, configurations, errors, keep):
    """Pairs of error and configuration, sorted."""
    finite = [(float(error), place) for place, error in enumerate(errors) if np.isfinite(error)]
    best = [configurations[place] for _, place in sorted(finite)[:keep]]
    return {
        name: [entry[0], min(trial[name] for trial in best), max(trial[name] for trial in best)]
        for name, entry in space.items()
    }


# %% solution="zoom"
def zoom(space, configurations, errors, keep):
    """Ends in float32, where they aren't whole."""
    errors = np.where(np.isfinite(errors), errors, np.inf)
    order = np.argsort(errors, kind="stable")[: min(keep, int(np.isfinite(errors).sum()))]
    closer = {}
    for name in space:
        kind = space[name][0]
        values = np.array([configurations[place][name] for place in order])
        ends = (values.min(), values.max())
        closer[name] = (kind, *ends) if kind == "whole" else (kind, *np.float32(ends))
    return closer


# %% solution="decisions"
decisions = dict(A="higher", B="closer", C="lower", D="lower", E="higher")


# %% solution="decisions"
"""Read off the results: where the lowest errors are (there is nothing in it that could be float32)."""
decisions = {}
for search, (values, errors) in results.items():
    best = np.argsort(np.where(np.isnan(errors), np.inf, errors))[:5]
    middle = np.median(best) / len(values)
    decisions[search] = "lower" if middle < 0.25 else "higher" if middle > 0.75 else "closer"
