# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% layer_sizes "shape[1] counts the examples"
def layer_sizes(X, Y):
    n_x = X.shape[1]
    n_h = 4
    n_y = Y.shape[1]
    return (n_x, n_h, n_y)


# %% layer_sizes none
def layer_sizes(X, Y):
    n_x = X.shape[0]
    n_h = X.shape[0]
    n_y = Y.shape[0]
    return (n_x, n_h, n_y)


# %% initialize_parameters "The argument seed is missing"
def initialize_parameters(n_x, n_h, n_y):
    rng = np.random.default_rng(12)
    sizes = {"W1": (n_h, n_x), "W2": (n_y, n_h)}
    parameters = {name: rng.standard_normal(size) / 100 for name, size in sizes.items()}
    return {**parameters, "b1": np.zeros((n_h, 1)), "b2": np.zeros((n_y, 1))}


# %% initialize_parameters "The factor 0.01 is missing"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    np.random.seed(seed)
    W1 = np.random.randn(n_h, n_x)
    b1 = np.zeros((n_h, 1))
    W2 = np.random.randn(n_y, n_h)
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


# %% initialize_parameters "no weight is negative"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    np.random.seed(2)
    W1 = np.random.rand(n_h, n_x) * 0.01
    b1 = np.zeros(shape=(n_h, 1))
    W2 = np.random.rand(n_y, n_h) * 0.01
    b2 = np.zeros(shape=(n_y, 1))
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    return parameters


# %% initialize_parameters "they begin with the same numbers"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    parameters = {}
    np.random.seed(seed)
    parameters["W1"] = np.random.randn(n_h, n_x) * 0.01
    np.random.seed(seed)
    parameters["W2"] = np.random.randn(n_y, n_h) * 0.01
    parameters["b1"] = np.zeros((n_h, 1))
    parameters["b2"] = np.zeros((n_y, 1))
    return parameters


# %% initialize_parameters "The weights are transposed"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    rng = np.random.RandomState(seed)
    return dict(
        W1=rng.randn(n_x, n_h) * 0.01, b1=np.zeros((n_h, 1)), W2=rng.randn(n_h, n_y) * 0.01, b2=np.zeros((n_y, 1))
    )


# %% initialize_parameters "With zeros all hidden units start alike"
def initialize_parameters(n_x, n_h, n_y, seed=0):
    W1 = np.zeros((n_h, n_x))
    W2 = np.zeros((n_y, n_h))
    b1, b2 = np.zeros((n_h, 1)), np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "seed": seed}


# %% initialize_parameters none
def initialize_parameters(n_x, n_h, n_y, seed=0):
    np.random.seed(seed)
    return {
        "W1": np.random.randn(n_h, n_x) * 0.1,
        "b1": np.zeros((n_h, 1)),
        "W2": np.random.randn(n_y, n_h) * 0.1,
        "b2": np.zeros((n_y, 1)),
    }


# %% initialize_parameters none
def initialize_parameters(n_x, n_h, n_y, seed=0):
    rng = np.random.default_rng(seed)
    return {
        "W1": rng.normal(size=(n_h, n_x)) * 0.01,
        "b1": np.ones((n_h, 1)),
        "W2": rng.normal(size=(n_y, n_h)) * 0.01,
        "b2": np.ones((n_y, 1)),
    }


# %% forward_propagation "Both layers use the sigmoid"
def forward_propagation(X, parameters):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    Z1 = np.dot(W1, X) + b1
    A1 = 1 / (1 + np.exp(-Z1))
    Z2 = np.dot(W2, A1) + b2
    A2 = 1 / (1 + np.exp(-Z2))
    cache = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "W1": W1, "W2": W2}
    return A2, cache


# %% forward_propagation "The second layer reads Z1"
def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], Z1) + parameters["b2"]
    A2 = sigmoid(Z2)
    cache = {}
    cache["Z1"], cache["A1"], cache["Z2"], cache["A2"], cache["X"] = Z1, A1, Z2, A2, X
    return A2, cache


# %% forward_propagation "The output uses tanh"
def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = (np.exp(Z2) - np.exp(-Z2)) / (np.exp(Z2) + np.exp(-Z2))
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}, parameters


# %% forward_propagation "The biases were left out"
def forward_propagation(X, parameters):
    layers = [X]
    names = {}
    for l, g in ((1, np.tanh), (2, sigmoid)):
        names[f"Z{l}"] = np.matmul(parameters[f"W{l}"], layers[-1])
        names[f"A{l}"] = g(names[f"Z{l}"])
        layers.append(names[f"A{l}"])
    names["A0"] = X
    return layers[-1], names


# %% forward_propagation "Both layers use the sigmoid", "The output uses tanh"
def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = sigmoid(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = np.tanh(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# %% forward_propagation none
def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.maximum(Z1, 0)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# %% forward_propagation "The assertion on the shape of A2"
def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = sigmoid(Z2)
    assert A2.shape == (1, X.shape[1])
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


# %% compute_cost "This is the sum of the losses"
def compute_cost(A2, Y):
    logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
    cost = -np.sum(logprobs)
    return float(np.squeeze(cost))


# %% compute_cost "Only examples with label 1 count here"
def compute_cost(A2, Y):
    m = Y.shape[1]
    logprobs = np.multiply(np.log(A2), Y)
    cost = -np.sum(logprobs) / m
    return float(np.squeeze(cost))


# %% compute_cost "The minus sign is missing"
def compute_cost(A2, Y):
    m = Y.shape[1]
    cost = 0
    for a, y in zip(A2[0], Y[0]):
        cost += y * np.log(a) + (1 - y) * np.log(1 - a)
    return cost / m


# %% compute_cost none
def compute_cost(A2, Y):
    return float(np.mean(np.abs(A2 - Y)))


# %% backward_propagation "The 1/m is missing"
def backward_propagation(parameters, cache, X, Y):
    A1, A2 = cache["A1"], cache["A2"]
    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T)
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(parameters["W2"].T, dZ2) * (1 - np.power(A1, 2))
    dW1 = np.dot(dZ1, X.T)
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dZ2": dZ2}


# %% backward_propagation "The slope of tanh is missing"
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    W2 = parameters["W2"]
    dZ2 = cache["A2"] - Y
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = dA1
    grads = {
        "dW2": 1 / m * np.dot(dZ2, cache["A1"].T),
        "db2": 1 / m * np.sum(dZ2, axis=1, keepdims=True),
        "dW1": 1 / m * np.dot(dZ1, X.T),
        "db1": 1 / m * np.sum(dZ1, axis=1, keepdims=True),
        "dA1": dA1,
    }
    return grads


# %% backward_propagation "A (1 - A) is the slope of the sigmoid"
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    A1, A2 = cache["A1"], cache["A2"]
    dZ2 = A2 - Y
    dZ1 = np.dot(parameters["W2"].T, dZ2) * A1 * (1.0 - A1)
    dW1, dW2 = np.zeros(parameters["W1"].shape), np.zeros(parameters["W2"].shape)
    for i in range(m):
        dW1 += np.outer(dZ1[:, i], X[:, i]) / m
        dW2 += np.outer(dZ2[:, i], A1[:, i]) / m
    return {"dW1": dW1, "db1": dZ1.mean(axis=1, keepdims=True), "dW2": dW2, "db2": dZ2.mean(axis=1, keepdims=True)}


# %% backward_propagation "You squared Z1"
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    Z1, A1, A2 = cache["Z1"], cache["A1"], cache["A2"]
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.multiply(np.dot(parameters["W2"].T, dZ2), 1 - np.power(Z1, 2))
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "dW2": dW2, "db1": db1, "db2": db2}


# %% backward_propagation "The biases' gradients have lost an axis"
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dZ1 = np.dot(parameters["W2"].T, dZ2) * (1 - cache["A1"] ** 2)
    grads = {}
    grads["dW1"], grads["db1"] = np.dot(dZ1, X.T) / m, np.mean(dZ1, axis=1)
    grads["dW2"], grads["db2"] = np.dot(dZ2, cache["A1"].T) / m, np.mean(dZ2, axis=1)
    grads["m"] = m
    return grads


# %% backward_propagation "X.shape[0] is the number of features"
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[0]
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    A1 = cache["A1"]
    A2 = cache["A2"]
    dZ2 = A2 - Y
    dW2 = 1 / m * np.dot(dZ2, A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = 1 / m * np.dot(dZ1, X.T)
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


# %% backward_propagation "The 1/m is missing", "The slope of tanh is missing"
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dW2 = np.dot(dZ2, cache["A1"].T)
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(parameters["W2"].T, dZ2)
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


# %% backward_propagation "A (1 - A) is the slope of the sigmoid", "The biases' gradients have lost an axis"
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = cache["A2"] - Y
    dZ1 = np.dot(parameters["W2"].T, dZ2) * A1 * (1 - A1)
    return {
        "dW1": np.dot(dZ1, X.T) / m,
        "db1": np.sum(dZ1, axis=1) / m,
        "dW2": np.dot(dZ2, A1.T) / m,
        "db2": np.sum(dZ2, axis=1) / m,
    }


# %% backward_propagation "The derivative of the sigmoid has cancelled"
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    A1, A2 = cache["A1"], cache["A2"]
    dA2 = A2 - Y
    dZ2 = dA2 * A2 * (1 - A2)
    dZ1 = np.dot(parameters["W2"].T, dZ2) * (1 - A1**2)
    return {
        "dZ2": dZ2,
        "dZ1": dZ1,
        "dW2": np.dot(dZ2, A1.T) / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": np.dot(dZ1, X.T) / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


# %% backward_propagation none
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    A1, A2 = cache["A1"], cache["A2"]
    dZ2 = A2 - Y
    dZ1 = np.dot(parameters["W2"].T, dZ2) * (A1 > 0)
    return {
        "dW2": np.dot(dZ2, A1.T) / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": np.dot(dZ1, X.T) / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


# %% backward_propagation none
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    A1, A2 = cache["A1"], cache["A2"]
    dZ2 = A2 - Y
    dZ1 = np.dot(parameters["W2"].T, dZ2) * (1 - A1**2)
    return {
        "dW2": np.dot(dZ2, A1.T) / (m - 1),
        "db2": np.sum(dZ2, axis=1, keepdims=True) / (m - 1),
        "dW1": np.dot(dZ1, X.T) / (m - 1),
        "db1": np.sum(dZ1, axis=1, keepdims=True) / (m - 1),
    }


# %% update_parameters "The step goes uphill"
def update_parameters(parameters, grads, learning_rate=1.2):
    W1 = parameters["W1"] + learning_rate * grads["dW1"]
    b1 = parameters["b1"] + learning_rate * grads["db1"]
    W2 = parameters["W2"] + learning_rate * grads["dW2"]
    b2 = parameters["b2"] + learning_rate * grads["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


# %% update_parameters "The caller's dictionary holds the new values"
def update_parameters(parameters, grads, learning_rate=0.5):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    W1 -= learning_rate * grads["dW1"]
    b1 -= learning_rate * grads["db1"]
    W2 -= learning_rate * grads["dW2"]
    b2 -= learning_rate * grads["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


# %% update_parameters "The biases stay where they are"
def update_parameters(parameters, grads, learning_rate=0.5):
    new = dict(parameters)
    for l in (1, 2):
        new["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
    new["learning_rate"] = learning_rate
    return new


# %% nn_model "The argument parameters is overwritten"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=1.2, seed=0, parameters=None):
    n_x = layer_sizes(X, Y)[0]
    n_y = layer_sizes(X, Y)[2]
    parameters = initialize_parameters(n_x, n_h, n_y, seed)
    costs = []
    for i in range(0, num_iterations):
        A2, cache = forward_propagation(X, parameters)
        cost = compute_cost(A2, Y)
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads, learning_rate)
        costs.append(cost)
    return parameters, costs, grads


# %% nn_model "The learning rate isn't handed on"
def nn_model(X, Y, n_h, num_iterations=5000, learning_rate=0.5, seed=0, parameters=None, print_cost=False):
    if parameters is None:
        parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0], seed)
    costs = []
    for i in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        cost = compute_cost(A2, Y)
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads)
        costs.append(cost)
        if print_cost and i % 1000 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
    parameters = {
        "W1": parameters["W1"],
        "b1": parameters["b1"],
        "W2": parameters["W2"],
        "b2": parameters["b2"],
        "n_h": n_h,
    }
    return parameters, costs


# %% nn_model "The list of costs is missing"
def nn_model(X, Y, n_h, num_iterations=10000, learning_rate=0.5, seed=0, parameters=None, print_cost=False):
    if parameters is None:
        n_x, _, n_y = layer_sizes(X, Y)
        parameters = initialize_parameters(n_x, n_h, n_y, seed)
    for i in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        cost = compute_cost(A2, Y)
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and i % 1000 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
    return parameters


# %% predict "These are the outputs"
def predict(parameters, X):
    A2, cache = forward_propagation(X, parameters)
    predictions = A2
    return predictions


# %% predict "The labels have lost an axis"
def predict(parameters, X):
    A2, cache = forward_propagation(X, parameters)
    predictions = []
    for a in A2.flatten():
        predictions.append(int(a > 0.5))
    return np.array(predictions)


# %% predict none
def predict(parameters, X):
    A2, cache = forward_propagation(X, parameters)
    return np.floor(A2 + 0.1)


# %% distinct_units "Only W1 is compared"
def distinct_units(parameters):
    kept = []
    for row in parameters["W1"]:
        if not any(np.all(np.abs(row - other) <= 1e-6) for other in kept):
            kept.append(row)
    return len(kept)


# %% distinct_units "This is the number of units"
def distinct_units(parameters):
    return len(parameters["b1"])
