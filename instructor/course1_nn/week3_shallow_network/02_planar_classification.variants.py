# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="layer_sizes"
def layer_sizes(X, Y):
    """By the lengths; there is nothing to compute in float32 here."""
    return [len(X), 4, len(Y)]


# %% solution="layer_sizes"
def layer_sizes(X, Y):
    """By unpacking."""
    (n_x, _), (n_y, _) = X.shape, Y.shape
    return np.array([n_x, 4, n_y])


# %% solution="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """The older generator, with the second layer drawn first."""
    np.random.seed(seed)
    W2 = np.random.randn(n_y, n_h) * 0.01
    W1 = np.random.randn(n_h, n_x) * 0.01
    return {"W2": W2, "W1": W1, "b2": np.zeros((n_y, 1)), "b1": np.zeros((n_h, 1))}


# %% solution="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    """In float32, number by number."""
    rng = np.random.default_rng(seed + 100)
    W1, W2 = np.empty((n_h, n_x), np.float32), np.empty((n_y, n_h), np.float32)
    for W in (W1, W2):
        for index in np.ndindex(W.shape):
            W[index] = rng.normal(0, 0.01)
    return {"W1": W1, "b1": np.zeros((n_h, 1), np.float32), "W2": W2, "b2": np.zeros((n_y, 1), np.float32)}


# %% solution="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y, seed=0, scale=0.01):
    """The older generator as an object, an argument and a key more."""
    rng = np.random.RandomState(seed)
    W1, W2 = rng.randn(n_h, n_x) * scale, rng.randn(n_y, n_h) * scale
    return {"W1": W1, "b1": np.zeros(shape=(n_h, 1)), "W2": W2, "b2": np.zeros(shape=(n_y, 1)), "scale": scale}


# %% solution="forward_propagation"
def forward_propagation(X, parameters):
    """Loops over the examples."""
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    m = X.shape[1]
    cache = {"Z1": np.zeros((len(W1), m)), "Z2": np.zeros((len(W2), m))}
    cache |= {"A1": np.zeros((len(W1), m)), "A2": np.zeros((len(W2), m)), "X": X}
    for i in range(m):
        for h in range(len(W1)):
            cache["Z1"][h, i] = np.sum(W1[h] * X[:, i]) + b1[h, 0]
            cache["A1"][h, i] = np.tanh(cache["Z1"][h, i])
        for k in range(len(W2)):
            cache["Z2"][k, i] = np.sum(W2[k] * cache["A1"][:, i]) + b2[k, 0]
            cache["A2"][k, i] = 1 / (1 + np.exp(-cache["Z2"][k, i]))
    return cache["A2"], cache


# %% solution="forward_propagation"
def forward_propagation(X, parameters):
    """In float32, with examples in rows on the way."""
    W1, b1, W2, b2 = (parameters[name].astype(np.float32) for name in ("W1", "b1", "W2", "b2"))
    Z1 = X.T.astype(np.float32) @ W1.T + b1.T
    A1 = np.tanh(Z1)
    Z2 = A1 @ W2.T + b2.T
    A2 = 1 / (1 + np.exp(-Z2))
    return A2.T, {"Z1": Z1.T, "A1": A1.T, "Z2": Z2.T, "A2": A2.T}


# %% solution="forward_propagation"
def forward_propagation(X, parameters):
    """With np.dot, and more in the cache than is asked for."""
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "X": X, "m": X.shape[1], "names": ["Z1", "A1"]}


# %% solution="compute_cost"
def compute_cost(A2, Y):
    """A loop."""
    total = 0.0
    for a, y in zip(A2[0], Y[0], strict=True):
        total -= np.log(a) if y == 1 else np.log(1 - a)
    return total / Y.shape[1]


# %% solution="compute_cost"
def compute_cost(A2, Y):
    """In float32, as products of rows and columns, an array with one element."""
    A2, Y = A2.astype(np.float32), Y.astype(np.float32)
    return -(np.log(A2) @ Y.T + np.log(1 - A2) @ (1 - Y).T) / Y.shape[1]


# %% solution="compute_cost"
def compute_cost(A2, Y, parameters=None):
    """By products entry by entry, squeezed to a float, with an argument that isn't needed."""
    m = Y.shape[1]
    logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
    return float(np.squeeze(-np.sum(logprobs) / m))


# %% solution="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """Loops over the examples."""
    grads = {"d" + name: np.zeros(parameters[name].shape) for name in ("W1", "b1", "W2", "b2")}
    m = X.shape[1]
    for i in range(m):
        dz2 = (cache["A2"][0, i] - Y[0, i]) / m
        grads["db2"][0, 0] += dz2
        for h in range(len(parameters["W1"])):
            a = cache["A1"][h, i]
            dz1 = parameters["W2"][0, h] * dz2 * (1 - a) * (1 + a)
            grads["dW2"][0, h] += dz2 * a
            grads["db1"][h, 0] += dz1
            grads["dW1"][h] += dz1 * X[:, i]
    return grads


# %% solution="backward_propagation"
def backward_propagation(parameters, cache, X, Y):
    """In float32, with means, the slope from Z1, and more keys."""
    dZ2 = (cache["A2"] - Y).astype(np.float32)
    dZ1 = np.dot(parameters["W2"].T.astype(np.float32), dZ2) / np.cosh(cache["Z1"].astype(np.float32)) ** 2
    m = np.float32(Y.shape[1])
    grads = {"dW2": np.dot(dZ2, cache["A1"].T.astype(np.float32)) / m, "db2": dZ2.mean(axis=1, keepdims=True)}
    return grads | {"dW1": np.dot(dZ1, X.T.astype(np.float32)) / m, "db1": dZ1.mean(axis=1)[:, None], "dZ1": dZ1}


# %% solution="update_parameters"
def update_parameters(parameters, grads, learning_rate=1.2):
    """One after the other, in place on copies."""
    parameters = {name: value.copy() for name, value in parameters.items()}
    parameters["W1"] -= learning_rate * grads["dW1"]
    parameters["b1"] -= learning_rate * grads["db1"]
    parameters["W2"] -= learning_rate * grads["dW2"]
    parameters["b2"] -= learning_rate * grads["db2"]
    return parameters


# %% solution="update_parameters"
def update_parameters(parameters, grads, learning_rate=1.2):
    """In float32, with a loop."""
    after = {}
    for name in parameters:
        step = np.float32(learning_rate) * grads["d" + name].astype(np.float32)
        after[name] = parameters[name].astype(np.float32) - step
    return after


# %% solution="update_parameters"
def update_parameters(parameters, grads, learning_rate=1.2):
    """On a deep copy, with a key more."""
    import copy

    new = copy.deepcopy(parameters)
    for name in ("W1", "b1", "W2", "b2"):
        new[name] = new[name] - learning_rate * grads["d" + name]
    new["learning_rate"] = learning_rate
    return new


# %% solution="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """A while, costs as an array, and a start whose seeds are shifted."""
    now = initialize_parameters(X.shape[0], n_h, 1, seed + 7) if parameters is None else dict(parameters)
    costs = np.zeros(num_iterations)
    i = 0
    while i < num_iterations:
        _, cache = forward_propagation(X, now)
        costs[i] = np.ravel(compute_cost(cache["A2"], Y))[0]
        now = update_parameters(now, backward_propagation(now, cache, X, Y), learning_rate)
        i += 1
    return now, costs.tolist()


# %% solution="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    """In float32."""
    if parameters is None:
        parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0], seed)
    parameters = {name: np.array(value, dtype=np.float32) for name, value in parameters.items()}
    X, costs = X.astype(np.float32), []
    for _ in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        costs.append(np.float32(np.ravel(compute_cost(A2, Y))[0]))
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads, np.float32(learning_rate))
        parameters = {name: value.astype(np.float32) for name, value in parameters.items()}
    return parameters, costs


# %% solution="nn_model"
def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False, learning_rate=1.2, seed=0, parameters=None):
    """With print_cost in its usual place, a for loop, and copies of the start."""
    n_x, n_y = layer_sizes(X, Y)[0], layer_sizes(X, Y)[2]
    if parameters is None:
        parameters = initialize_parameters(n_x, n_h, n_y, seed=seed)
    parameters, costs = {name: np.copy(value) for name, value in parameters.items()}, []
    for i in range(0, num_iterations):
        A2, cache = forward_propagation(X, parameters)
        cost = compute_cost(A2, Y)
        costs.append(cost)
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and i % 1000 == 0:
            print("Cost after iteration", i, cost)
    return parameters, costs


# %% solution="predict"
def predict(parameters, X):
    """A loop; at exactly 0.5 the label is 1."""
    outputs, _ = forward_propagation(X, parameters)
    return np.array([[1.0 if a >= 0.5 else 0.0 for a in outputs[0]]])


# %% solution="predict"
def predict(parameters, X):
    """In float32, by the sign of the sum, as booleans."""
    return forward_propagation(X, parameters)[1]["Z2"].astype(np.float32) > 0


# %% solution="distinct_units"
def distinct_units(parameters):
    """Loops over pairs: a unit counts if none before it is the same."""
    W1, b1, W2 = parameters["W1"], parameters["b1"], parameters["W2"]
    count = 0
    for j in range(len(W1)):
        new = True
        for k in range(j):
            same = np.all(np.abs(W1[j] - W1[k]) < 1e-6) and abs(b1[j, 0] - b1[k, 0]) < 1e-6
            if same and np.all(np.abs(W2[:, j] - W2[:, k]) < 1e-6):
                new = False
        count += new
    return count


# %% solution="distinct_units"
def distinct_units(parameters):
    """In float32, rounded, as a set."""
    units = np.hstack([parameters["W1"], parameters["b1"], parameters["W2"].T]).astype(np.float32)
    return len({tuple(row) for row in np.round(units, 5).tolist()})


# %% solution="distinct_units"
def distinct_units(parameters):
    """With np.unique."""
    units = np.vstack([parameters["W1"].T, parameters["b1"].T, parameters["W2"]])
    return np.unique(units.round(6), axis=1).shape[1]
