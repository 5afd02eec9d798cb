# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: E741, F811, F821


# %% solution="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """Loops, with NumPy's old generator."""
    generator, parameters = np.random.RandomState(seed), {}
    for l in range(len(layer_dims) - 1, 0, -1):
        W = np.zeros((layer_dims[l], layer_dims[l - 1]))
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                W[i, j] = generator.normal(0, layer_dims[l - 1] ** -0.5)
        parameters["W" + str(l)] = W
        parameters["b" + str(l)] = np.array([[0.0]] * layer_dims[l])
    return parameters


# %% solution="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """In float32, with the global generator."""
    from itertools import pairwise

    np.random.seed(seed)
    parameters = {}
    for l, (n_prev, n) in enumerate(pairwise(layer_dims), start=1):
        parameters[f"W{l}"] = (np.random.randn(n, n_prev) * np.sqrt(1 / n_prev)).astype(np.float32)
        parameters[f"b{l}"] = np.zeros((n, 1), dtype=np.float32)
    return parameters


# %% solution="network_shapes"
def network_shapes(layer_dims, m):
    """From arrays that are made for it."""
    A = np.zeros((layer_dims[0], m))
    shapes = {"A0": A.shape}
    for l, units in enumerate(layer_dims[1:], start=1):
        W, b = np.zeros((units, len(A))), np.zeros((units, 1))
        A = W @ A + b
        shapes |= {f"W{l}": W.shape, f"b{l}": b.shape, f"Z{l}": A.shape, f"A{l}": A.shape}
    return shapes


# %% solution="network_shapes"
def network_shapes(layer_dims, m):
    """From lists and NumPy's whole numbers; there are no floats here that could be float32."""
    sizes = np.array(layer_dims)
    shapes = {}
    for l in range(len(sizes)):
        shapes[f"A{l}"] = [sizes[l], np.int64(m)]
        if l > 0:
            shapes[f"W{l}"], shapes[f"b{l}"], shapes[f"Z{l}"] = [sizes[l], sizes[l - 1]], [sizes[l], 1], [sizes[l], m]
    return shapes


# %% solution="first_mismatch"
def first_mismatch(parameters, n_x):
    """All expected shapes first, then one comparison each."""
    rows = {0: n_x}
    for l in range(1, len(parameters) // 2 + 1):
        rows[l] = len(parameters[f"W{l}"])
        for name, columns in ((f"W{l}", rows[l - 1]), (f"b{l}", 1)):
            if np.shape(parameters[name]) != (rows[l], columns):
                return name
    return None


# %% solution="first_mismatch"
def first_mismatch(parameters, n_x):
    """By trying: on copies in float32, with a single example."""
    l, a = 1, np.zeros((n_x, 1), dtype=np.float32)
    while f"W{l}" in parameters:
        W, b = np.array(parameters[f"W{l}"], dtype=np.float32), np.array(parameters[f"b{l}"], dtype=np.float32)
        if W.ndim != 2:
            return f"W{l}"
        try:
            a = W @ a
        except ValueError:
            return f"W{l}"
        if b.shape != a.shape:
            return f"b{l}"
        l += 1
    return None


# %% solution="linear_forward"
def linear_forward(A_prev, W, b):
    """Loops."""
    Z = np.zeros((W.shape[0], A_prev.shape[1]))
    for i in range(Z.shape[0]):
        for k in range(Z.shape[1]):
            Z[i, k] = b[i, 0] + sum(W[i, j] * A_prev[j, k] for j in range(W.shape[1]))
    return Z, (A_prev, W, b)


# %% solution="linear_forward"
def linear_forward(A_prev, W, b):
    """In float32, with np.dot, and lists for tuples."""
    A_prev, W, b = A_prev.astype(np.float32), W.astype(np.float32), b.astype(np.float32)
    return [np.dot(W, A_prev) + b, [A_prev, W, b]]


# %% solution="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """All in one, with a loop over the examples."""
    columns = [W @ A_prev[:, k : k + 1] + b for k in range(A_prev.shape[1])]
    Z = np.hstack(columns)
    A = {"relu": lambda: Z * (Z > 0), "sigmoid": lambda: 1 / (1 + np.exp(-Z))}[activation]()
    return A, ((A_prev, W, b), Z)


# %% solution="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """In float32."""
    Z, cache = linear_forward(A_prev.astype(np.float32), W.astype(np.float32), b.astype(np.float32))
    if activation == "sigmoid":
        return sigmoid(Z)[0], (cache, Z)
    return np.where(Z >= 0, Z, 0), (cache, Z)


# %% solution="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """Both branches written out, with an assertion on the shape."""
    if activation == "sigmoid":
        Z, linear_cache = linear_forward(A_prev, W, b)
        A, activation_cache = sigmoid(Z)
    elif activation == "relu":
        Z, linear_cache = linear_forward(A_prev, W, b)
        A, activation_cache = relu(Z)
    assert A.shape == (W.shape[0], A_prev.shape[1])
    return A, (linear_cache, activation_cache)


# %% solution="l_model_forward"
def L_model_forward(X, parameters):
    """A while, and the last layer by itself."""
    A, caches, l = X, [], 1
    while f"W{l + 1}" in parameters:
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "relu")
        caches += [cache]
        l += 1
    AL, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "sigmoid")
    return AL, [*caches, cache]


# %% solution="l_model_forward"
def L_model_forward(X, parameters):
    """In float32, without the earlier functions."""
    L, A, caches = len(parameters) // 2, X.astype(np.float32), []
    for l in range(1, L + 1):
        W, b = parameters[f"W{l}"].astype(np.float32), parameters[f"b{l}"].astype(np.float32)
        Z = W @ A + b
        caches.append(((A, W, b), Z))
        A = np.maximum(Z, 0) if l != L else 1 / (1 + np.exp(-Z))
    return A, tuple(caches)


# %% solution="compute_cost"
def compute_cost(AL, Y):
    """A loop."""
    total = 0
    for a, y in zip(AL[0], Y[0], strict=True):
        total -= np.log(a) if y == 1 else np.log(1 - a)
    return total / Y.shape[1]


# %% solution="compute_cost"
def compute_cost(AL, Y):
    """In float32, by matrix products, an array with one element."""
    AL, Y = AL.astype(np.float32), Y.astype(np.float32)
    return -(np.log(AL) @ Y.T + np.log(1 - AL) @ (1 - Y).T) / Y.shape[1]


# %% solution="linear_backward"
def linear_backward(dZ, cache):
    """A loop over the examples."""
    A_prev, W, b = cache
    m = dZ.shape[1]
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros(b.shape)
    for k in range(m):
        dz = dZ[:, k : k + 1]
        dW += dz @ A_prev[:, k : k + 1].T / m
        db += dz / m
        dA_prev[:, k : k + 1] = W.T @ dz
    return dA_prev, dW, db


# %% solution="linear_backward"
def linear_backward(dZ, cache):
    """In float32, with means."""
    A_prev, W, _ = (np.array(each, dtype=np.float32) for each in cache)
    dZ = dZ.astype(np.float32)
    return np.dot(W.T, dZ), np.dot(dZ, A_prev.T) / dZ.shape[1], np.mean(dZ, axis=1).reshape(-1, 1)


# %% solution="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """All in one."""
    (A_prev, W, _), Z = cache
    if activation == "relu":
        dZ = np.where(Z > 0, dA, 0)
    else:
        A = 1 / (1 + np.exp(-Z))
        dZ = dA * (A - A**2)
    return W.T @ dZ, np.mean(dZ[:, None, :] * A_prev[None, :, :], axis=2), np.mean(dZ, axis=1, keepdims=True)


# %% solution="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """In float32, with a loop over the entries, on a copy."""
    linear_cache, Z = cache
    dZ = dA.astype(np.float32)
    for i in range(Z.shape[0]):
        for k in range(Z.shape[1]):
            if activation == "relu":
                dZ[i, k] *= Z[i, k] > 0
            else:
                dZ[i, k] *= sigmoid(Z[i, k])[0] * sigmoid(-Z[i, k])[0]
    return linear_backward(dZ, linear_cache)


# %% solution="l_model_backward"
def L_model_backward(AL, Y, caches):
    """The last layer by itself, with A - Y for its dZ; more keys than were asked for."""
    L = len(caches)
    dAL = np.where(Y == 1, -1 / AL, 1 / (1 - AL))
    grads = {f"dA{L}": dAL}
    dA, dW, db = linear_backward(AL - Y, caches[-1][0])
    grads |= {f"dA{L - 1}": dA, f"dW{L}": dW, f"db{L}": db}
    for l in reversed(range(1, L)):
        results = linear_activation_backward(grads[f"dA{l}"], caches[l - 1], "relu")
        grads[f"dA{l - 1}"], grads[f"dW{l}"], grads[f"db{l}"] = results
    return grads


# %% solution="l_model_backward"
def L_model_backward(AL, Y, caches):
    """In float32, without the earlier functions."""
    grads, m = {}, Y.shape[1]
    dZ = (AL - Y).astype(np.float32)
    for l in range(len(caches), 0, -1):
        A_prev, W, _ = (each.astype(np.float32) for each in caches[l - 1][0])
        grads[f"dW{l}"], grads[f"db{l}"] = dZ @ A_prev.T / m, dZ.mean(axis=1, keepdims=True)
        grads[f"dA{l - 1}"] = W.T @ dZ
        if l > 1:
            dZ = grads[f"dA{l - 1}"] * (caches[l - 2][1] > 0)
    return grads


# %% solution="l_model_backward"
def L_model_backward(AL, Y, caches):
    """The last layer by itself, then a loop from behind, with the labels in the shape of AL."""
    grads = {}
    L = len(caches)
    Y = Y.reshape(AL.shape)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    grads["dA" + str(L - 1)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(
        dAL, caches[L - 1], activation="sigmoid"
    )
    for l in reversed(range(L - 1)):
        dA_prev, dW, db = linear_activation_backward(grads["dA" + str(l + 1)], caches[l], activation="relu")
        grads["dA" + str(l)] = dA_prev
        grads["dW" + str(l + 1)] = dW
        grads["db" + str(l + 1)] = db
    return grads


# %% solution="update_parameters"
def update_parameters(params, grads, learning_rate):
    """Copies, then in place; a loop over the layers."""
    new = {name: values.copy() for name, values in params.items()}
    for l in range(1, len(params) // 2 + 1):
        new[f"W{l}"] -= learning_rate * grads[f"dW{l}"]
        new[f"b{l}"] -= learning_rate * grads[f"db{l}"]
    return new


# %% solution="update_parameters"
def update_parameters(params, grads, learning_rate):
    """In float32."""
    new = {}
    for name in sorted(params):
        step = np.float32(learning_rate) * grads["d" + name].astype(np.float32)
        new[name] = np.subtract(params[name].astype(np.float32), step)
    return new


# %% solution="update_parameters"
def update_parameters(params, grads, learning_rate):
    """New arrays in a shallow copy of the dictionary."""
    new = params.copy()
    for l in range(len(new) // 2):
        new["W" + str(l + 1)] = params["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        new["b" + str(l + 1)] = params["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return new
