# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% compute_cost_with_regularization "Every parameter pays in your version"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    cross_entropy_cost = compute_cost(A3, Y)
    penalty = 0
    for key in parameters:
        penalty += np.sum(np.square(parameters[key]))
    return cross_entropy_cost + penalty * lambd / (2 * m), penalty


# %% compute_cost_with_regularization "The penalty isn't shared out among the examples"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    cross_entropy_cost = compute_cost(A3, Y)
    L2_regularization_cost = (lambd / 2) * (np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3)))
    return cross_entropy_cost + L2_regularization_cost


# %% compute_cost_with_regularization "The 2 below the line is missing"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    total = 0.0
    for name in ["W1", "W2", "W3"]:
        for row in parameters[name]:
            for w in row:
                total += w * w
    return compute_cost(A3, Y) + total * lambd / m


# %% compute_cost_with_regularization "np.linalg.norm takes a root"
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    penalty = 0
    for l in range(1, 4):
        W = parameters["W" + str(l)]
        penalty = penalty + np.sqrt(np.sum(W**2))
    return compute_cost(A3, Y) + lambd / (2 * m) * penalty


# %% compute_cost_with_regularization none
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    penalty = lambd / (2 * m) * (np.sum(np.abs(W1)) + np.sum(np.abs(W2)) + np.sum(np.abs(W3)))
    return compute_cost(A3, Y) + penalty


# %% backward_propagation_with_regularization "These are the gradients without the penalty"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dW3 = 1.0 / m * np.dot(dZ3, A2.T)
    db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1.0 / m * np.dot(dZ2, A1.T)
    db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1.0 / m * np.dot(dZ1, X.T)
    db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {
        "dZ3": dZ3,
        "dW3": dW3,
        "db3": db3,
        "dA2": dA2,
        "dZ2": dZ2,
        "dW2": dW2,
        "db2": db2,
        "dA1": dA1,
        "dZ1": dZ1,
        "dW1": dW1,
        "db1": db1,
    }


# %% backward_propagation_with_regularization "The term of the penalty lacks its division by m"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dW3 = 1.0 / m * np.dot(dZ3, A2.T) + lambd * W3
    db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1.0 / m * np.dot(dZ2, A1.T) + lambd * W2
    db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1.0 / m * np.dot(dZ1, X.T) + lambd * W1
    db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {
        "dZ3": dZ3,
        "dW3": dW3,
        "db3": db3,
        "dA2": dA2,
        "dZ2": dZ2,
        "dW2": dW2,
        "db2": db2,
        "dA1": dA1,
        "dZ1": dZ1,
        "dW1": dW1,
        "db1": db1,
    }


# %% backward_propagation_with_regularization "You add half of what is needed"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    grads, dZ = {}, A3 - Y
    for l, A, Z, W in ((3, A2, Z2, W3), (2, A1, Z1, W2), (1, X, None, W1)):
        grads["dZ" + str(l)] = dZ
        grads["dW" + str(l)] = (np.dot(dZ, A.T) + lambd / 2 * W) / m
        grads["db" + str(l)] = np.mean(dZ, axis=1, keepdims=True)
        if Z is not None:
            dZ = np.where(Z > 0, np.dot(W.T, dZ), 0)
    return grads


# %% backward_propagation_with_regularization "The ReLU's slope is missing"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dZ2 = np.dot(W3.T, dZ3)
    dZ1 = np.dot(W2.T, dZ2)
    grads = {"dZ3": dZ3, "dZ2": dZ2, "dZ1": dZ1}
    for l, dZ, A, W in ((1, dZ1, X, W1), (2, dZ2, A1, W2), (3, dZ3, A2, W3)):
        grads[f"dW{l}"] = np.dot(dZ, A.T) / m + lambd * W / m
        grads[f"db{l}"] = np.sum(dZ, axis=1, keepdims=True) / m
    return grads


# %% backward_propagation_with_regularization "Only the last layer feels the penalty", "The ReLU's slope is missing"
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dZ2 = np.dot(W3.T, dZ3) * (Z2 > 0)
    dZ1 = np.dot(W2.T, dZ2)
    return {
        "dW3": np.dot(dZ3, A2.T) / m + lambd * W3 / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": np.dot(dZ2, A1.T) / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": np.dot(dZ1, X.T) / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


# %% backward_propagation_with_regularization none
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dZ2 = np.dot(W3.T, dZ3) * (Z2 > 0)
    dZ1 = np.dot(W2.T, dZ2) * (Z1 > 0)
    return {
        "dW3": np.dot(dZ3, A2.T) / m + lambd / m * np.sign(W3),
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": np.dot(dZ2, A1.T) / m + lambd / m * np.sign(W2),
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": np.dot(dZ1, X.T) / m + lambd / m * np.sign(W1),
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


# %% update_parameters_with_weight_decay "Everything shrinks here"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    new = {}
    n = len(parameters) // 2
    for k in range(n):
        for kind in ("W", "b"):
            name = kind + str(k + 1)
            shrunk = parameters[name] * (1 - learning_rate * lambd / m)
            new[name] = shrunk - learning_rate * grads["d" + name]
    return new


# %% update_parameters_with_weight_decay "The learning rate is missing from the factor"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    new = parameters.copy()
    for k in range(1, len(parameters) // 2 + 1):
        W, b = parameters["W" + str(k)], parameters["b" + str(k)]
        new["W" + str(k)] = W - lambd / m * W - learning_rate * grads["dW" + str(k)]
        new["b" + str(k)] = b - learning_rate * grads["db" + str(k)]
    new["m"] = m
    return new


# %% update_parameters_with_weight_decay "What your caller handed over has changed"
def update_parameters_with_weight_decay(parameters, grads, learning_rate, lambd, m):
    for k in range(1, len(parameters) // 2 + 1):
        W, b = parameters["W" + str(k)], parameters["b" + str(k)]
        W *= 1 - learning_rate * lambd / m
        W -= learning_rate * grads["dW" + str(k)]
        b -= learning_rate * grads["db" + str(k)]
    return parameters


# %% forward_propagation_with_dropout "What is kept isn't enlarged"
def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    np.random.seed()
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    W3, b3 = parameters["W3"], parameters["b3"]
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    D1 = np.random.rand(A1.shape[0], A1.shape[1])
    D1 = (D1 < keep_prob).astype(int)
    A1 = A1 * D1
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    D2 = np.random.rand(A2.shape[0], A2.shape[1])
    D2 = (D2 < keep_prob).astype(int)
    A2 = A2 * D2
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


# %% forward_propagation_with_dropout "The generator gets the same seed in each call"
def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    np.random.seed(1)
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    W3, b3 = parameters["W3"], parameters["b3"]
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    D1 = np.random.rand(A1.shape[0], A1.shape[1])
    D1 = (D1 < keep_prob).astype(int)
    A1 = A1 * D1
    A1 = A1 / keep_prob
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    D2 = np.random.rand(A2.shape[0], A2.shape[1])
    D2 = (D2 < keep_prob).astype(int)
    A2 = A2 * D2
    A2 = A2 / keep_prob
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


# %% forward_propagation_with_dropout "You divide by the share that is dropped"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    rng = np.random.default_rng()
    W1, b1, W2, b2, W3, b3 = [parameters[k] for k in ("W1", "b1", "W2", "b2", "W3", "b3")]
    drop = 1 - keep_prob if keep_prob != 1 else 1
    Z1 = np.dot(W1, X) + b1
    D1 = (rng.random(Z1.shape) < keep_prob) * 1
    A1 = np.maximum(0, Z1) * D1 / drop
    Z2 = np.dot(W2, A1) + b2
    D2 = (rng.random(Z2.shape) < keep_prob) * 1
    A2 = np.maximum(0, Z2) * D2 / drop
    Z3 = np.dot(W3, A2) + b3
    A3 = 1 / (1 + np.exp(-Z3))
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


# %% forward_propagation_with_dropout "The second layer is computed from activations that nothing was dropped from"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    W1, b1, W2, b2, W3, b3 = [parameters[k] for k in ("W1", "b1", "W2", "b2", "W3", "b3")]
    Z1 = np.dot(W1, X) + b1
    H1 = relu(Z1)
    D1 = np.random.binomial(1, keep_prob, H1.shape)
    A1 = H1 * D1 / keep_prob
    Z2 = np.dot(W2, H1) + b2
    H2 = relu(Z2)
    D2 = np.random.binomial(1, keep_prob, H2.shape)
    A2 = H2 * D2 / keep_prob
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


# %% forward_propagation_with_dropout "Your comparison points the other way"
def forward_propagation_with_dropout(X, parameters, keep_prob):
    W1, b1, W2, b2, W3, b3 = [parameters[k] for k in ("W1", "b1", "W2", "b2", "W3", "b3")]
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    D1 = np.random.random_sample(A1.shape) > keep_prob
    if keep_prob == 1:
        D1 = np.ones_like(A1)
    A1 = np.multiply(A1, D1) / keep_prob
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    D2 = np.random.random_sample(A2.shape) > keep_prob
    if keep_prob == 1:
        D2 = np.ones_like(A2)
    A2 = np.multiply(A2, D2) / keep_prob
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


# %% backward_propagation_with_dropout "The masks are there, the factor isn't"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    m = X.shape[1]
    (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dW3 = 1.0 / m * np.dot(dZ3, A2.T)
    db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dA2 = dA2 * D2
    dZ2 = np.multiply(dA2, np.int64(Z2 > 0))
    dW2 = 1.0 / m * np.dot(dZ2, A1.T)
    db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dA1 = dA1 * D1
    dZ1 = np.multiply(dA1, np.int64(Z1 > 0))
    dW1 = 1.0 / m * np.dot(dZ1, X.T)
    db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {
        "dZ3": dZ3,
        "dW3": dW3,
        "db3": db3,
        "dA2": dA2,
        "dZ2": dZ2,
        "dW2": dW2,
        "db2": db2,
        "dA1": dA1,
        "dZ1": dZ1,
        "dW1": dW1,
        "db1": db1,
    }


# %% backward_propagation_with_dropout "units that were off are blamed, too"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    m = X.shape[1]
    (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dZ2 = np.multiply(np.dot(W3.T, dZ3), Z2 > 0)
    dZ1 = np.multiply(np.dot(W2.T, dZ2), Z1 > 0)
    grads = {"dZ3": dZ3, "dZ2": dZ2, "dZ1": dZ1}
    for l, dZ, A in ((1, dZ1, X), (2, dZ2, A1), (3, dZ3, A2)):
        grads[f"dW{l}"] = np.dot(dZ, A.T) / m
        grads[f"db{l}"] = np.sum(dZ, axis=1, keepdims=True) / m
    return grads


# %% backward_propagation_with_dropout "the first one has lost its mask and factor"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    m = X.shape[1]
    (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dA2 = np.dot(W3.T, dZ3) * D2 / keep_prob
    dZ2 = dA2 * np.where(Z2 > 0, 1, 0)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = dA1 * np.where(Z1 > 0, 1, 0)
    return {
        "dW3": np.dot(dZ3, A2.T) / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dA2": dA2,
        "dW2": np.dot(dZ2, A1.T) / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dA1": dA1,
        "dW1": np.dot(dZ1, X.T) / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


# %% backward_propagation_with_dropout "The gradients are sums over the examples"
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dZ2 = np.dot(W3.T, dZ3) * D2 / keep_prob * (Z2 > 0)
    dZ1 = np.dot(W2.T, dZ2) * D1 / keep_prob * (Z1 > 0)
    grads = {}
    grads["dZ1"], grads["dZ2"], grads["dZ3"] = dZ1, dZ2, dZ3
    for l, A in ((1, X), (2, A1), (3, A2)):
        grads["dW" + str(l)] = np.dot(grads["dZ" + str(l)], A.T)
        grads["db" + str(l)] = np.sum(grads["dZ" + str(l)], axis=1, keepdims=True)
    return grads


# %% backward_propagation_with_dropout none
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    m = X.shape[1]
    (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dZ2 = np.dot(W3.T, dZ3) * D2 / keep_prob**2 * (Z2 > 0)
    dZ1 = np.dot(W2.T, dZ2) * D1 / keep_prob**2 * (Z1 > 0)
    return {
        "dW3": np.dot(dZ3, A2.T) / m,
        "db3": np.sum(dZ3, axis=1, keepdims=True) / m,
        "dW2": np.dot(dZ2, A1.T) / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / m,
        "dW1": np.dot(dZ1, X.T) / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
    }


# %% early_stopping "You wait one epoch too long"
def early_stopping(dev_costs, patience):
    best_epoch, best_cost, waited = 0, dev_costs[0], 0
    for epoch in range(1, len(dev_costs)):
        if dev_costs[epoch] < best_cost:
            best_epoch, best_cost, waited = epoch, dev_costs[epoch], 0
        else:
            waited += 1
            if waited > patience:
                return best_epoch, epoch
    return best_epoch, len(dev_costs) - 1


# %% early_stopping "The two numbers are in the wrong order"
def early_stopping(dev_costs, patience):
    best_epoch, best_cost, stopped = 0, dev_costs[0], len(dev_costs) - 1
    for epoch, cost in enumerate(dev_costs):
        if cost < best_cost:
            best_epoch, best_cost = epoch, cost
        elif epoch - best_epoch >= patience:
            stopped = epoch
            break
    return stopped, best_epoch
