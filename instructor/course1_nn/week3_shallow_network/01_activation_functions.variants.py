# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """Loops."""
    W, b = np.zeros((W2.shape[0], W1.shape[1])), b2.copy()
    for k in range(W2.shape[0]):
        for h in range(W2.shape[1]):
            b[k, 0] += W2[k, h] * b1[h, 0]
            for j in range(W1.shape[1]):
                W[k, j] += W2[k, h] * W1[h, j]
    return W, b


# %% solution="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """In float32, both at once: the bias as one more column of the weights."""
    first = np.hstack([W1, b1]).astype(np.float32)
    both = np.dot(W2.astype(np.float32), first)
    return [both[:, :-1], both[:, -1:] + b2.astype(np.float32)]


# %% solution="tanh"
def tanh(z):
    """By the sigmoid."""
    return 2 * sigmoid(2 * z) - 1


# %% solution="tanh"
def tanh(z):
    """In float32, clipped where nothing more changes."""
    z = np.clip(z, -15, 15).astype(np.float32)
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


# %% solution="tanh"
def tanh(z):
    """A loop with an if."""
    a = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        power = np.exp(-2 * abs(z[index]))
        a[index] = (1 - power) / (1 + power) if z[index] >= 0 else (power - 1) / (1 + power)
    return a


# %% solution="tanh"
def tanh(z):
    """The call that the text allows."""
    return np.tanh(z)


# %% solution="tanh_derivative"
def tanh_derivative(a):
    """A loop."""
    return np.array([1 - value * value for value in a.ravel()]).reshape(a.shape)


# %% solution="tanh_derivative"
def tanh_derivative(a):
    """In float32, as a product."""
    a = a.astype(np.float32)
    return (1 - a) * (1 + a)


# %% solution="leaky_relu"
def leaky_relu(z, slope=0.01):
    """As a maximum."""
    return np.maximum(z, slope * z)


# %% solution="leaky_relu"
def leaky_relu(z, slope=0.01):
    """In float32, on a copy."""
    values = z.astype(np.float32)
    values[values < 0] *= slope
    return values


# %% solution="leaky_relu_derivative"
def leaky_relu_derivative(z, slope=0.01):
    """A loop."""
    slopes = np.empty(z.shape)
    for index in np.ndindex(z.shape):
        slopes[index] = 1 if z[index] > 0 else slope
    return slopes


# %% solution="leaky_relu_derivative"
def leaky_relu_derivative(z, slope=0.01):
    """In float32, from a mask."""
    right = (z > 0).astype(np.float32)
    return right + (1 - right) * np.float32(slope)


# %% solution="elu"
def elu(z, alpha=1.0):
    """A loop."""
    values = [v if v > 0 else alpha * (np.exp(v) - 1) for v in z.ravel()]
    return np.array(values).reshape(z.shape)


# %% solution="elu"
def elu(z, alpha=1.0):
    """In float32, with an overflow that isn't chosen."""
    z = z.astype(np.float32)
    return np.where(z > 0, z, np.float32(alpha) * np.expm1(z))


# %% solution="elu"
def elu(z, alpha=1.0):
    """As a sum of both sides."""
    return np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0))


# %% solution="saturated_share"
def saturated_share(slopes, limit=0.05):
    """Loops."""
    shares = np.zeros((slopes.shape[0], 1))
    for unit in range(slopes.shape[0]):
        for value in slopes[unit]:
            if value < limit:
                shares[unit, 0] += 1 / slopes.shape[1]
    return shares


# %% solution="saturated_share"
def saturated_share(slopes, limit=0.05):
    """In float32, as one minus the rest."""
    awake = (slopes >= limit).astype(np.float32)
    return (1 - awake.mean(axis=1)).reshape(-1, 1)


# %% solution="sigmoid_to_tanh"
def sigmoid_to_tanh(W1, b1, W2, b2):
    """Loops, with the signs of hidden units turned round, which tanh allows."""
    b = b2.copy()
    for k in range(W2.shape[0]):
        for h in range(W2.shape[1]):
            b[k, 0] += W2[k, h] / 2
    return [-W1 / 2, -b1 / 2, -W2 / 2, b]


# %% solution="sigmoid_to_tanh"
def sigmoid_to_tanh(W1, b1, W2, b2):
    """In float32, with a column of halves."""
    W1, b1, W2, b2 = (each.astype(np.float32) for each in (W1, b1, W2, b2))
    return 0.5 * W1, 0.5 * b1, 0.5 * W2, b2 + W2 @ np.full(b1.shape, 0.5, np.float32)


# %% solution="output_activation"
def output_activation(question):
    """A chain of ifs; there is nothing to compute in float32 here."""
    if question in ("rain", "fraud"):
        return "sigmoid"
    if question == "waiting":
        return "relu"
    return "tanh" if question == "steering" else "linear"


# %% solution="output_activation"
def output_activation(question):
    """A list for each name."""
    names = {"tanh": ["steering"], "relu": ["waiting"], "sigmoid": ["rain", "fraud"]}
    for name, questions in names.items():
        if question in questions:
            return name
    return "linear"
