# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="compute_cost_with_regularization"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """A loop over all entries of the weights."""
    penalty = 0.0
    for name, values in parameters.items():
        if name[0] == "W":
            for row in values:
                for w in row:
                    penalty += w * w
    return compute_cost(A3, Y) + lambd * penalty / (2 * A3.shape[1])


# %% solution="compute_cost_with_regularization"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """Frobenius norms, the result in float32."""
    norms = [np.linalg.norm(parameters[f"W{layer}"]) ** 2 for layer in (1, 2, 3)]
    return np.float32(compute_cost(A3, Y) + (lambd / Y.size) * np.sum(norms) / 2)


# %% solution="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """A loop over the layers, the penalty added at the end; dZ and dA are returned, too."""
    Zs, As, Ws, m, grads = cache[0::4], (X, *cache[1::4]), cache[2::4], Y.shape[1], {}
    dZ = As[3] - Y
    for layer in (3, 2, 1):
        W = Ws[layer - 1]
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = (np.dot(dZ, As[layer - 1].T) + lambd * W) / m
        grads[f"db{layer}"] = np.mean(dZ, axis=1).reshape(-1, 1)
        if layer > 1:
            dZ = np.where(Zs[layer - 2] > 0, np.dot(W.T, dZ), 0)
    return grads


# %% solution="backward_propagation_with_regularization"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    """In float32, with the slope of the ReLU read off the activations."""
    X, Y = X.astype(np.float32), Y.astype(np.float32)
    _, A1, W1, _, _, A2, W2, _, _, A3, W3, _ = (part.astype(np.float32) for part in cache)
    m = np.float32(X.shape[1])
    dZ3 = (A3 - Y) / m
    dZ2 = W3.T @ dZ3 * np.sign(A2)
    dZ1 = W2.T @ dZ2 * np.sign(A1)
    scale = np.float32(lambd) / m
    return {
        "db1": dZ1.sum(1, keepdims=True),
        "db2": dZ2.sum(1, keepdims=True),
        "db3": dZ3.sum(1, keepdims=True),
        "dW1": dZ1 @ X.T + scale * W1,
        "dW2": dZ2 @ A1.T + scale * W2,
        "dW3": dZ3 @ A2.T + scale * W3,
    }


# %% solution="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """As a gradient with a penalty."""
    new = {}
    for layer in range(1, len(parameters) // 2 + 1):
        W, b = parameters["W" + str(layer)], parameters["b" + str(layer)]
        new["W" + str(layer)] = W - learning_rate * (grads["dW" + str(layer)] + lambd / m * W)
        new["b" + str(layer)] = b - learning_rate * grads["db" + str(layer)]
    return new


# %% solution="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """In place on float32 copies."""
    new = {name: np.array(values, dtype=np.float32) for name, values in parameters.items()}
    for name, values in new.items():
        if "W" in name:
            values *= 1 - learning_rate * lambd / m
        values -= learning_rate * grads["d" + name]
    return new


# %% solution="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """The global generator, whole numbers as masks."""
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = relu(Z1)
    D1 = (np.random.rand(A1.shape[0], A1.shape[1]) < keep_prob).astype(int)
    A1 = np.multiply(A1, D1) / keep_prob
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = relu(Z2)
    D2 = (np.random.rand(A2.shape[0], A2.shape[1]) < keep_prob).astype(int)
    A2 = np.multiply(A2, D2) / keep_prob
    Z3 = np.dot(parameters["W3"], A2) + parameters["b3"]
    A3 = sigmoid(Z3)
    cache = (Z1, D1, A1, parameters["W1"], parameters["b1"], Z2, D2, A2, parameters["W2"], parameters["b2"])
    return A3, (*cache, Z3, A3, parameters["W3"], parameters["b3"])


# %% solution="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    """In float32, masks from a binomial distribution; lists in place of tuples."""
    P = {name: values.astype(np.float32) for name, values in parameters.items()}
    rng, A, cache = np.random.default_rng(), X.astype(np.float32), []
    for layer in (1, 2):
        Z = P[f"W{layer}"] @ A + P[f"b{layer}"]
        D = rng.binomial(1, keep_prob, Z.shape).astype(np.float32)
        A = np.where(D > 0, np.maximum(Z, 0) / np.float32(keep_prob), np.float32(0))
        cache += [Z, D, A, P[f"W{layer}"], P[f"b{layer}"]]
    Z = P["W3"] @ A + P["b3"]
    A3 = 1 / (1 + np.exp(-Z))
    return [A3, [*cache, Z, A3, P["W3"], P["b3"]]]


# %% solution="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """The usual steps one by one, slopes from the masked activations."""
    _, D1, A1, _, _, _, D2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dA2 = np.dot(W3.T, dZ3)
    dA2 = dA2 * D2
    dA2 = dA2 / keep_prob
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dA1 = np.dot(W2.T, dZ2)
    dA1 = dA1 * D1
    dA1 = dA1 / keep_prob
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    grads = {"dA1": dA1, "dA2": dA2}
    for layer, dZ, A in ((3, dZ3, A2), (2, dZ2, A1), (1, dZ1, X)):
        grads[f"dW{layer}"] = 1.0 / m * np.dot(dZ, A.T)
        grads[f"db{layer}"] = 1.0 / m * np.sum(dZ, axis=1, keepdims=True)
    return grads


# %% solution="backward_propagation_with_dropout"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """In float32, a loop over the layers."""
    parts = [np.asarray(part, dtype=np.float32) for part in cache]
    Z, D, A, W = (
        (parts[0], parts[5]),
        (parts[1], parts[6]),
        (X.astype(np.float32), parts[2], parts[7]),
        (parts[8], parts[12]),
    )
    dZ, grads = (parts[11] - Y.astype(np.float32)) / X.shape[1], {}
    for layer in (3, 2, 1):
        grads[f"dW{layer}"] = dZ @ A[layer - 1].T
        grads[f"db{layer}"] = dZ.sum(axis=1)[:, np.newaxis]
        if layer > 1:
            dZ = W[layer - 2].T @ dZ * (D[layer - 2] * (Z[layer - 2] > 0) / np.float32(keep_prob))
    return grads


# %% solution="early_stopping"
def early_stopping(dev_costs, patience):
    """Waiting time counted up."""
    best, lowest, waited, epoch = 0, dev_costs[0], 0, 0
    for epoch in range(1, len(dev_costs)):
        if dev_costs[epoch] < lowest:
            best, lowest, waited = epoch, dev_costs[epoch], 0
        else:
            waited += 1
            if waited >= patience:
                break
    return best, epoch


# %% solution="early_stopping"
def early_stopping(dev_costs, patience):
    """Running minima of an array; a list of float32 numbers, which hold whole epochs exactly."""
    costs = np.asarray(dev_costs, dtype=float)
    costs = np.where(np.isnan(costs), np.inf, costs)
    for stop in range(len(costs)):
        best = int(np.argmin(costs[: stop + 1]))
        if stop - best >= patience:
            break
    return [np.float32(best), np.float32(stop)]


# %% solution="choose_lambda"
def choose_lambda(dev_costs):
    """All means in a list, and its minimum."""
    found = []
    for lambd, costs in dev_costs.items():
        for mark in range(len(costs[0])):
            found.append((sum(row[mark] for row in costs) / len(costs), lambd, mark))
    _, lambd, mark = min(found)
    return lambd, mark


# %% solution="choose_lambda"
def choose_lambda(dev_costs):
    """In float32, as a list."""
    means = {lambd: np.asarray(costs, dtype=np.float32).mean(axis=0) for lambd, costs in dev_costs.items()}
    lambd = min(means, key=lambda each: means[each].min())
    return [lambd, means[lambd].argmin()]


# %% solution="decisions"
decisions = {
    "E": "regularize less",
    "D": "keep it",
    "C": "regularize less",
    "B": "train longer",
    "A": "regularize more",
}


# %% solution="decisions"
"""One by one (there is nothing in it that could be float32)."""
decisions = dict.fromkeys("CE", "regularize less")
decisions["A"], decisions["B"], decisions["D"] = "regularize more", "train longer", "keep it"


# %% solution="forward_propagation_with_dropout"
def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    """Layer by layer in one loop, the mask divided first; the caller's random state isn't touched."""
    rng, A, cache = np.random.RandomState(), X, []
    for layer in (1, 2, 3):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = np.dot(W, A) + b
        D = rng.uniform(0.0, 1.0, size=Z.shape) < keep_prob
        A = sigmoid(Z) if layer == 3 else relu(Z) * (D / keep_prob)
        cache += [Z, A, W, b] if layer == 3 else [Z, D * 1.0, A, W, b]
    return A, tuple(cache)


# %% solution="update_parameters_with_weight_decay"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    """A copied dictionary whose entries are replaced."""
    parameters = parameters.copy()
    for layer in range(len(parameters) // 2):
        shrunk = (1 - learning_rate * lambd / m) * parameters["W" + str(layer + 1)]
        parameters["W" + str(layer + 1)] = shrunk - learning_rate * grads["dW" + str(layer + 1)]
        parameters["b" + str(layer + 1)] = parameters["b" + str(layer + 1)] - learning_rate * grads["db" + str(layer + 1)]
    return parameters
