# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% initialize_parameters_deep "The usual first version"
def initialize_parameters_deep(layer_dims, seed=0):
    np.random.seed(3)
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * 0.01
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


# %% initialize_parameters_deep "You divide by the root of the number of units of the layer itself"
def initialize_parameters_deep(layer_dims, seed=0):
    np.random.seed(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        shape = (layer_dims[l], layer_dims[l - 1])
        parameters["W" + str(l)] = np.random.normal(0, 1, shape) / np.sqrt(layer_dims[l])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


# %% initialize_parameters_deep "every layer begins with the same numbers"
def initialize_parameters_deep(layer_dims, seed=0):
    parameters = {}
    for l in range(1, len(layer_dims)):
        np.random.seed(seed)
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


# %% initialize_parameters_deep "W is transposed. Its rows belong"
def initialize_parameters_deep(layer_dims, seed=0):
    rng = np.random.RandomState(seed)
    parameters = {"L": len(layer_dims) - 1}
    for l, (n, n_prev) in enumerate(zip(layer_dims[1:], layer_dims), 1):
        parameters[f"W{l}"] = rng.randn(n_prev, n) / n_prev**0.5
        parameters[f"b{l}"] = np.zeros((n, 1))
    return parameters


# %% initialize_parameters_deep "The last layer is missing"
def initialize_parameters_deep(layer_dims, seed=0):
    np.random.seed(seed)
    parameters = {}
    L = len(layer_dims) - 1
    for l in range(1, L):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


# %% initialize_parameters_deep "never below 0"
def initialize_parameters_deep(layer_dims, seed=0):
    np.random.seed(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = np.random.rand(layer_dims[l], layer_dims[l - 1]) * np.sqrt(1 / layer_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


# %% initialize_parameters_deep none
def initialize_parameters_deep(layer_dims, seed=0):
    np.random.seed(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * np.sqrt(2 / layer_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


# %% network_shapes "it has a row for each unit of its own layer"
def network_shapes(layer_dims, m):
    shapes = {"A0": (layer_dims[0], m)}
    for l in range(1, len(layer_dims)):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        shapes.update({f"W{l}": (n_prev, n), f"b{l}": (n, 1), f"Z{l}": (n, m), f"A{l}": (n, m), f"dW{l}": (n_prev, n)})
    return shapes


# %% network_shapes "The bias is a column"
def network_shapes(layer_dims, m):
    shapes = {}
    shapes["A0"] = (layer_dims[0], m)
    shapes["X"] = (layer_dims[0], m)
    l = 1
    while l < len(layer_dims):
        shapes["W%d" % l] = (layer_dims[l], layer_dims[l - 1])
        shapes["b%d" % l] = (layer_dims[l], m)
        shapes["Z%d" % l] = (layer_dims[l], m)
        shapes["A%d" % l] = (layer_dims[l], m)
        l += 1
    return shapes


# %% first_mismatch "Every W is compared with n_x"
def first_mismatch(parameters, n_x):
    L = len(parameters) // 2
    for l in range(1, L + 1):
        W = parameters["W" + str(l)]
        b = parameters["b" + str(l)]
        if W.ndim != 2:
            return "W" + str(l)
        rows, columns = W.shape
        if columns != n_x:
            return "W" + str(l)
        if b.shape != (rows, 1):
            return "b" + str(l)
    return None


# %% linear_forward "The bias is missing from Z"
def linear_forward(A_prev, W, b):
    Z = np.dot(W, A_prev)
    cache = (A_prev, W, b)
    return Z, cache, "linear"


# %% linear_forward "b[0] is the bias of the first unit alone"
def linear_forward(A_prev, W, b):
    Z = np.zeros((W.shape[0], A_prev.shape[1]))
    for i in range(W.shape[0]):
        Z[i] = np.dot(W[i], A_prev) + b[0]
    return Z, (A_prev, W, b)


# %% linear_forward "The order in the cache is A_prev, W, b"
def linear_forward(A_prev, W, b):
    Z = np.dot(W, A_prev) + b
    cache = (W, A_prev, b)
    assert Z.shape == (W.shape[0], A_prev.shape[1])
    return Z, cache


# %% linear_forward none
def linear_forward(A_prev, W, b):
    Z = np.dot(W, A_prev) - b
    cache = (A_prev, W, b)
    return Z, cache


# %% linear_activation_forward "The cache holds A"
def linear_activation_forward(A_prev, W, b, activation):
    if activation == "sigmoid":
        Z, linear_cache = linear_forward(A_prev, W, b)
        A = 1 / (1 + np.exp(-Z))
    elif activation == "relu":
        Z, linear_cache = linear_forward(A_prev, W, b)
        A = np.maximum(0, Z)
    cache = (linear_cache, A)
    return A, cache


# %% linear_activation_forward "The two activations are swapped"
def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = 1 / (1 + np.exp(-Z))
    else:
        A = np.where(Z > 0, Z, 0)
    return A, (linear_cache, Z), activation


# %% linear_activation_forward "The argument activation isn't looked at"
def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = 1.0 / (1.0 + np.exp(-1 * Z))
    return [A, (linear_cache, Z)]


# %% linear_activation_forward none
def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = np.tanh(Z) if activation == "relu" else sigmoid(Z)
    return A, (linear_cache, Z)


# %% l_model_forward "The cache of the last layer isn't appended"
def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A_prev = A
        A, cache = linear_activation_forward(
            A_prev, parameters["W" + str(l)], parameters["b" + str(l)], activation="relu"
        )
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], activation="sigmoid")
    return AL, caches, L


# %% l_model_forward "Every layer has the sigmoid here"
def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l + 1)], parameters["b" + str(l + 1)], "sigmoid")
        caches += [cache]
    return A, caches, parameters


# %% l_model_forward "One hidden layer is left out"
def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L - 1):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


# %% l_model_forward "Every layer has the ReLU here", "The caches are in reverse order"
def L_model_forward(X, parameters):
    caches = []
    A = X
    for l in range(1, len(parameters) // 2 + 1):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    return A, caches[::-1]


# %% l_model_forward "The assertion on the shape of AL"
def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    assert AL.shape == (1, X.shape[1])
    return AL, caches


# %% compute_cost "That is the sum of the losses"
def compute_cost(AL, Y):
    cost = -np.dot(Y, np.log(AL).T) - np.dot(1 - Y, np.log(1 - AL).T)
    cost = np.squeeze(cost)
    return cost


# %% compute_cost "Examples with y = 0 add nothing here"
def compute_cost(AL, Y):
    m = Y.shape[1]
    cost = -(1 / m) * np.sum(np.multiply(Y, np.log(AL)))
    cost = np.squeeze(cost)
    assert cost.shape == ()
    return cost


# %% compute_cost "These are the losses of the examples"
def compute_cost(AL, Y):
    losses = []
    for a, y in zip(AL[0], Y[0]):
        losses.append(-y * np.log(a) - (1 - y) * np.log(1 - a))
    return np.array([losses])


# %% linear_backward "db lacks its 1/m"
def linear_backward(dZ, cache):
    A_prev, W, _ = cache
    dW = np.dot(dZ, A_prev.T) / dZ.shape[1]
    db = dZ.sum(axis=1).reshape(-1, 1)
    return W.T.dot(dZ), dW, db


# %% linear_backward "The 1/m is missing from dW and db"
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    dW = np.dot(dZ, A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db, dZ


# %% linear_backward "db has lost an axis"
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.mean(dZ, axis=1)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


# %% linear_backward "dA_prev is divided by m here", "m is the number of examples"
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / A_prev.shape[0]
    db = np.sum(dZ, axis=1, keepdims=True) / A_prev.shape[0]
    dA_prev = np.dot(W.T, dZ) / m
    return dA_prev, dW, db


# %% linear_backward "dW is transposed"
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.zeros((W.shape[1], W.shape[0]))
    for i in range(m):
        dW = dW + A_prev[:, [i]] @ dZ[:, [i]].T / m
    db = np.sum(dZ, axis=1).reshape(b.shape) / m
    return np.dot(W.T, dZ), dW, db


# %% linear_backward none
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.max(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


# %% linear_activation_backward "dA goes into the linear part as it is"
def linear_activation_backward(dA, cache, activation):
    linear_cache, activation_cache = cache
    if activation == "relu":
        dZ = np.array(dA, copy=True)
    elif activation == "sigmoid":
        dZ = np.array(dA, copy=True)
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db, dZ


# %% linear_activation_backward "Its slope is what is needed"
def linear_activation_backward(dA, cache, activation):
    linear_cache, Z = cache
    if activation == "relu":
        dZ = np.array(dA, copy=True)
        dZ[dA <= 0] = 0
    else:
        s = 1 / (1 + np.exp(-Z))
        dZ = dA * s * (1 - s)
    return linear_backward(dZ, linear_cache)


# %% linear_activation_backward "dZ is only the slope"
def linear_activation_backward(dA, cache, activation):
    linear_cache, Z = cache
    if activation == "relu":
        dZ = np.where(Z > 0, 1.0, 0.0)
    else:
        s = sigmoid(Z)
        dZ = s * (1 - s)
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db


# %% l_model_backward "The sign of dAL is the wrong way round"
def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    Y = Y.reshape(AL.shape)
    dAL = np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)
    grads["dA" + str(L)] = dAL
    grads["dA" + str(L - 1)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(
        dAL, caches[L - 1], "sigmoid"
    )
    for l in reversed(range(L - 1)):
        dA_prev, dW, db = linear_activation_backward(grads["dA" + str(l + 1)], caches[l], "relu")
        grads["dA" + str(l)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = dA_prev, dW, db
    return grads


# %% l_model_backward "Going through sigmoid_backward once more"
def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    dA = AL - Y
    for l in range(L, 0, -1):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], "sigmoid" if l == L else "relu")
        grads.update({"dA%d" % (l - 1): dA, "dW%d" % l: dW, "db%d" % l: db})
    grads["m"] = AL.shape[1]
    return grads


# %% l_model_backward "Every layer goes back through the sigmoid"
def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    grads["dA" + str(L)] = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l in reversed(range(L)):
        out = linear_activation_backward(grads["dA" + str(l + 1)], caches[l], activation="sigmoid")
        grads["dA" + str(l)] = out[0]
        grads["dW" + str(l + 1)] = out[1]
        grads["db" + str(l + 1)] = out[2]
    return grads


# %% l_model_backward "The dA of layer l is stored under its own number"
def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    current_cache = caches[L - 1]
    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(
        dAL, current_cache, "sigmoid"
    )
    for l in reversed(range(L - 1)):
        current_cache = caches[l]
        dA_prev, dW, db = linear_activation_backward(grads["dA" + str(l + 2)], current_cache, "relu")
        grads["dA" + str(l + 1)] = dA_prev
        grads["dW" + str(l + 1)] = dW
        grads["db" + str(l + 1)] = db
    return grads


# %% l_model_backward "dAL is divided by m"
def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    m = AL.shape[1]
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)) / m
    grads["dAL"] = dA
    for l in range(L, 0, -1):
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(
            dA, caches[l - 1], "sigmoid" if l == L else "relu"
        )
        grads[f"dA{l - 1}"] = dA
    return grads


# %% update_parameters "The caller's params holds the new values"
def update_parameters(params, grads, learning_rate):
    parameters = params.copy()
    L = len(parameters) // 2
    for l in range(L):
        parameters["W" + str(l + 1)] -= learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] -= learning_rate * grads["db" + str(l + 1)]
    return parameters


# %% update_parameters "The last layer is missing"
def update_parameters(params, grads, learning_rate):
    L = len(params) // 2
    new = {}
    for l in range(1, L):
        for kind in "Wb":
            name = kind + str(l)
            new[name] = params[name] - np.multiply(learning_rate, grads["d" + name])
    return new


# %% update_parameters "The caller's dictionary holds the new arrays now"
def update_parameters(params, grads, learning_rate):
    L = len(params) // 2
    for l in range(L):
        params["W" + str(l + 1)] = params["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        params["b" + str(l + 1)] = params["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return params


# %% update_parameters "The step goes uphill", "The caller's dictionary holds the new arrays now"
def update_parameters(params, grads, learning_rate):
    L = len(params) // 2
    for l in range(L):
        params["W" + str(l + 1)] = params["W" + str(l + 1)] + learning_rate * grads["dW" + str(l + 1)]
        params["b" + str(l + 1)] = params["b" + str(l + 1)] + learning_rate * grads["db" + str(l + 1)]
    return params
