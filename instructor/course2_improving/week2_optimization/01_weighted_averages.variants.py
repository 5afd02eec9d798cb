# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="weighted_average"
def weighted_average(theta, beta):
    """By the weights of all values, without a recursion."""
    n = len(theta)
    age = np.arange(n)[:, None] - np.arange(n)[None, :]
    return np.where(age >= 0, (1 - beta) * beta ** np.maximum(age, 0).astype(float), 0.0) @ theta


# %% solution="weighted_average"
def weighted_average(theta, beta):
    """In float32, filling an array by its indices."""
    theta = np.asarray(theta, dtype=np.float32)
    averages = np.zeros(theta.shape, dtype=np.float32)
    for t in range(theta.size):
        averages[t] = (np.float32(beta) * averages[t - 1] if t > 0 else 0) + np.float32(1 - beta) * theta[t]
    return averages


# %% solution="average_weights"
def average_weights(beta, days):
    """A loop."""
    weights = [1 - beta]
    while len(weights) < days:
        weights.append(weights[-1] * beta)
    return weights


# %% solution="average_weights"
def average_weights(beta, days):
    """In float32, as a difference of powers."""
    ages = np.arange(days, dtype=np.float32)
    return np.float32(beta) ** ages - np.float32(beta) ** (ages + 1)


# %% solution="memory"
def memory(beta):
    """With math, and one key more."""
    import math

    window = 1 / (1 - beta)
    beyond = math.exp(window * math.log(beta))
    return {"window": window, "half_life": -math.log2(2) / math.log2(beta), "beyond": beyond, "beta": beta}


# %% solution="memory"
def memory(beta):
    """In float32."""
    beta = np.float32(beta)
    window = 1 / (1 - beta)
    return {"window": window, "half_life": np.log10(np.float32(0.5)) / np.log10(beta), "beyond": np.power(beta, window)}


# %% solution="corrected_average"
def corrected_average(theta, beta):
    """A loop of its own, with the power of beta carried along."""
    v, power, averages = 0, 1.0, []
    for value in theta:
        v = beta * v + (1 - beta) * value
        power *= beta
        averages.append(v / (1 - power))
    return averages


# %% solution="corrected_average"
def corrected_average(theta, beta):
    """In float32, as weighted means."""
    averages = []
    for t in range(1, len(theta) + 1):
        weights = np.array([beta ** (t - 1 - j) for j in range(t)], dtype=np.float32)
        averages.append(np.sum(weights * theta[:t].astype(np.float32)) / np.sum(weights))
    return np.array(averages, dtype=np.float32)


# %% solution="lag_in_days"
def lag_in_days(average, reference, max_lag):
    """Loops."""
    best, lowest = 0, None
    for k in range(max_lag + 1):
        error = 0.0
        for i in range(max_lag, len(average)):
            error += (average[i] - reference[i - k]) ** 2
        if lowest is None or error < lowest:
            best, lowest = k, error
    return best


# %% solution="lag_in_days"
def lag_in_days(average, reference, max_lag):
    """In float32, with an index for each day and a NumPy number as result."""
    days = np.arange(max_lag, len(average))
    errors = [np.mean(np.float32(average[days] - reference[days - k]) ** 2) for k in range(max_lag + 1)]
    return np.argmin(np.array(errors, dtype=np.float32))
