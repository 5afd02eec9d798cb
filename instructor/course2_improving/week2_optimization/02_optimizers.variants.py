# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """Shuffled first, with the legacy generator; full mini-batches, then the rest, as tuples of a tuple."""
    m = X.shape[1]
    order = list(np.random.RandomState(seed).permutation(m))
    X_shuffled, Y_shuffled = X[:, order], Y[:, order].reshape((1, m))
    pairs, full = [], m // mini_batch_size
    for k in range(full):
        part = slice(k * mini_batch_size, (k + 1) * mini_batch_size)
        pairs.append((X_shuffled[:, part], Y_shuffled[:, part]))
    if m % mini_batch_size != 0:
        pairs.append((X_shuffled[:, full * mini_batch_size :], Y_shuffled[:, full * mini_batch_size :]))
    return tuple(pairs)


# %% solution="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """As in the usual course: the legacy generator's global state, math.floor, a part after the loop."""
    np.random.seed(seed)
    m = X.shape[1]
    mini_batches = []
    permutation = list(np.random.permutation(m))
    shuffled_X = X[:, permutation]
    shuffled_Y = Y[:, permutation].reshape((1, m))
    inc = mini_batch_size
    num_complete_minibatches = math.floor(m / mini_batch_size)
    for k in range(0, num_complete_minibatches):
        mini_batches.append((shuffled_X[:, k * inc : (k + 1) * inc], shuffled_Y[:, k * inc : (k + 1) * inc]))
    if m % mini_batch_size != 0:
        rest = num_complete_minibatches * inc
        mini_batches.append((shuffled_X[:, rest:], shuffled_Y[:, rest:]))
    return mini_batches


# %% solution="random_mini_batches"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    """In float32, sorted by random keys and split."""
    m = X.shape[1]
    order = np.argsort(np.random.default_rng(seed + 17).random(m))
    cuts = np.arange(mini_batch_size, m, mini_batch_size)
    parts = np.split(order, cuts)
    return [[X.astype(np.float32)[:, part], Y.astype(np.float32)[:, part]] for part in parts]


# %% solution="initialize_velocity"
def initialize_velocity(parameters):
    """A loop over the layers."""
    v = {}
    for layer in range(len(parameters) // 2):
        v["dW" + str(layer + 1)] = np.zeros(
            (parameters["W" + str(layer + 1)].shape[0], parameters["W" + str(layer + 1)].shape[1])
        )
        v["db" + str(layer + 1)] = np.zeros((parameters["b" + str(layer + 1)].shape[0], 1))
    return v


# %% solution="initialize_velocity"
def initialize_velocity(parameters):
    """In float32."""
    return {"d" + name: np.zeros_like(values, dtype=np.float32) for name, values in parameters.items()}


# %% solution="initialize_velocity"
def initialize_velocity(parameters):
    """As in the usual course, with zeros of the parameters' own type."""
    L = len(parameters) // 2
    v = {}
    for layer in range(1, L + 1):
        v["dW" + str(layer)] = np.zeros_like(parameters["W" + str(layer)])
        v["db" + str(layer)] = np.zeros_like(parameters["b" + str(layer)])
    return v


# %% solution="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """A loop over the layers, in place on copies."""
    import copy

    parameters, v = copy.deepcopy(parameters), copy.deepcopy(v)
    for layer in range(1, len(parameters) // 2 + 1):
        for kind in ("W", "b"):
            v[f"d{kind}{layer}"] *= beta
            v[f"d{kind}{layer}"] += (1 - beta) * grads[f"d{kind}{layer}"]
            parameters[f"{kind}{layer}"] -= learning_rate * v[f"d{kind}{layer}"]
    return parameters, v


# %% solution="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """Entries replaced in copied dictionaries, as in the usual course; one more key in each."""
    parameters, v = dict(parameters, step=1), dict(v, step=1)
    for layer in range(1, len(parameters) // 2 + 1):
        v["dW" + str(layer)] = beta * v["dW" + str(layer)] + (1 - beta) * grads["dW" + str(layer)]
        v["db" + str(layer)] = beta * v["db" + str(layer)] + (1 - beta) * grads["db" + str(layer)]
        parameters["W" + str(layer)] = parameters["W" + str(layer)] - learning_rate * v["dW" + str(layer)]
        parameters["b" + str(layer)] = parameters["b" + str(layer)] - learning_rate * v["db" + str(layer)]
    return parameters, v


# %% solution="update_parameters_with_momentum"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    """In float32, moving the velocity towards the gradient."""
    new, speeds = {}, {}
    for key in v:
        old = v[key].astype(np.float32)
        speeds[key] = old + np.float32(1 - beta) * (grads[key].astype(np.float32) - old)
        new[key[1:]] = parameters[key[1:]].astype(np.float32) - np.float32(learning_rate) * speeds[key]
    return [new, speeds]


# %% solution="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """Loops over all entries."""
    new = {name: np.array(values, dtype=float) for name, values in parameters.items()}
    averages = {key: np.array(values, dtype=float) for key, values in s.items()}
    for name in new:
        for i in range(new[name].shape[0]):
            for j in range(new[name].shape[1]):
                g = grads["d" + name][i, j]
                averages["d" + name][i, j] = beta * averages["d" + name][i, j] + (1 - beta) * g * g
                new[name][i, j] -= learning_rate * g / (averages["d" + name][i, j] ** 0.5 + epsilon)
    return new, averages


# %% solution="update_parameters_with_rmsprop"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    """In float32."""
    new, averages = {}, {}
    for name in parameters:
        g = np.asarray(grads[f"d{name}"], dtype=np.float32)
        averages[f"d{name}"] = np.float32(beta) * s[f"d{name}"].astype(np.float32) + np.float32(1 - beta) * np.square(g)
        stride = np.float32(learning_rate) / (np.float32(epsilon) + np.sqrt(averages[f"d{name}"]))
        new[name] = parameters[name].astype(np.float32) - stride * g
    return new, averages


# %% solution="initialize_adam"
def initialize_adam(parameters):
    """A loop over the layers, without the earlier function."""
    v, s = {}, {}
    for layer in range(1, len(parameters) // 2 + 1):
        for part in (v, s):
            part["dW" + str(layer)] = parameters["W" + str(layer)] * 0.0
            part["db" + str(layer)] = parameters["b" + str(layer)] * 0.0
    return v, s


# %% solution="initialize_adam"
def initialize_adam(parameters):
    """In float32, as a list."""
    return [{f"d{k}": np.zeros(a.shape, dtype=np.float32) for k, a in parameters.items()} for _ in range(2)]


# %% solution="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """A loop over the layers; five dictionaries come back."""
    parameters, v, s, v_corrected, s_corrected = dict(parameters), dict(v), dict(s), {}, {}
    for layer in range(len(parameters) // 2):
        for kind in ("W", "b"):
            key = "d" + kind + str(layer + 1)
            v[key] = beta1 * v[key] + (1 - beta1) * grads[key]
            v_corrected[key] = v[key] / (1 - np.power(beta1, t))
            s[key] = beta2 * s[key] + (1 - beta2) * np.power(grads[key], 2)
            s_corrected[key] = s[key] / (1 - np.power(beta2, t))
            stride = v_corrected[key] / (np.sqrt(s_corrected[key]) + epsilon)
            parameters[kind + str(layer + 1)] = parameters[kind + str(layer + 1)] - learning_rate * stride
    return parameters, v, s, v_corrected, s_corrected


# %% solution="update_parameters_with_adam"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """In float32, with the correction in the learning rate and in epsilon."""
    new, means, squares = {}, {}, {}
    root = np.sqrt(1 - beta2**t)
    for name in parameters:
        key = f"d{name}"
        g = grads[key].astype(np.float32)
        means[key] = np.float32(beta1) * v[key].astype(np.float32) + np.float32(1 - beta1) * g
        squares[key] = np.float32(beta2) * s[key].astype(np.float32) + np.float32(1 - beta2) * g * g
        rate = np.float32(learning_rate * root / (1 - beta1**t))
        stride = rate * means[key] / (np.sqrt(squares[key]) + np.float32(epsilon * root))
        new[name] = parameters[name].astype(np.float32) - stride
    return new, means, squares


# %% solution="update_lr"
def update_lr(learning_rate0, epoch_num, decay_rate):
    """As a power, in an array without axes."""
    return np.array(learning_rate0) * (1 + decay_rate * epoch_num) ** -1.0


# %% solution="update_lr"
def update_lr(learning_rate0, epoch_num, decay_rate):
    """In float32."""
    return np.float32(learning_rate0) / (np.float32(1) + np.float32(decay_rate) * np.float32(epoch_num))


# %% solution="schedule_lr_decay"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """A loop over the drops."""
    below = 1.0
    for epoch in range(1, epoch_num + 1):
        if epoch % time_interval == 0:
            below += decay_rate
    return learning_rate0 / below


# %% solution="schedule_lr_decay"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    """In float32, with np.floor."""
    return np.float32(1 / (1 + decay_rate * np.floor(epoch_num / time_interval)) * learning_rate0)


# %% solution="kind_of_point"
def kind_of_point(H):
    """By counting, with the eigenvalues of any matrix."""
    values = np.real(np.linalg.eigvals(H))
    rising = int(np.sum(values > 0))
    return {0: "maximum", len(H): "minimum"}.get(rising, "saddle")


# %% solution="kind_of_point"
def kind_of_point(H):
    """In float32, by a Cholesky decomposition, which only positive definite matrices have."""
    for name, matrix in (("minimum", H), ("maximum", -H)):
        try:
            np.linalg.cholesky(np.asarray(matrix, dtype=np.float32))
            return name
        except np.linalg.LinAlgError:
            pass
    return "saddle"
