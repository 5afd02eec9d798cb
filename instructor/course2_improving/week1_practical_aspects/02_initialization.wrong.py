# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% apply_normalization "You normalize with the mean and the spread of X itself"
def apply_normalization(X, mu, sigma):
    mu = np.mean(X, axis=1).reshape(-1, 1)
    sigma = np.std(X, axis=1).reshape(-1, 1)
    sigma[sigma == 0] = 1
    return (X - mu) / sigma


# %% apply_normalization "That divides by the variance"
def apply_normalization(X, mu, sigma):
    out = np.zeros(X.shape)
    for i in range(X.shape[0]):
        out[i] = X[i] - mu[i]
        if sigma[i] != 0:
            out[i] = out[i] / sigma[i] ** 2
    return out


# %% apply_normalization "First the mean is subtracted"
def apply_normalization(X, mu, sigma):
    safe = sigma.copy()
    safe[safe == 0] = 1.0
    return X / safe - mu, safe


# %% growth "The ReLU halves in every layer"
def growth(n, variance, activation, layers=1):
    total = 1.0
    for _ in range(layers):
        total *= n * variance
    if activation == "relu":
        total /= 2
    return total


# %% activation_scales "The inputs' own size is missing"
def activation_scales(X, weights, activation):
    A = X
    found = []
    for W in weights:
        Z = np.dot(W, A)
        A = np.maximum(Z, 0) if activation == "relu" else np.tanh(Z)
        found.append(np.sqrt(np.mean(np.square(A))))
    return found


# %% activation_scales "A standard deviation measures from the mean"
def activation_scales(X, weights, activation):
    A = np.array(X)
    result = [A.std()]
    for W in weights:
        A = np.dot(W, A)
        if activation == "relu":
            A[A < 0] = 0
        else:
            A = np.tanh(A)
        result.append(A.std())
    return result


# %% activation_scales none
def activation_scales(X, weights, activation):
    A = X
    scales = [np.mean(np.abs(A))]
    for W in weights:
        Z = W @ A
        A = np.maximum(0, Z) if activation == "relu" else np.tanh(Z)
        scales.append(np.mean(np.abs(A)))
    return scales


# %% initialize_parameters_zeros "The biases have rank 1"
def initialize_parameters_zeros(layers_dims):
    parameters = {}
    L = len(layers_dims)
    for l in range(1, L):
        parameters["W" + str(l)] = np.zeros((layers_dims[l], layers_dims[l - 1]))
        parameters["b" + str(l)] = np.zeros(layers_dims[l])
    parameters["L"] = L - 1
    return parameters


# %% initialize_parameters_zeros "The layers are counted from 0"
def initialize_parameters_zeros(layers_dims):
    parameters = {}
    for l in range(len(layers_dims) - 1):
        parameters["W" + str(l)] = np.zeros((layers_dims[l + 1], layers_dims[l]))
        parameters["b" + str(l)] = np.zeros((layers_dims[l + 1], 1))
    return parameters


# %% initialize_parameters_random "Your generator starts afresh in each layer"
def initialize_parameters_random(layers_dims, scale=10, seed=0):
    parameters = {}
    for l in range(1, len(layers_dims)):
        np.random.seed(seed)
        parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * scale
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %% initialize_parameters_random "These draws are uniform"
def initialize_parameters_random(layers_dims, scale=10, seed=0):
    np.random.seed(seed)
    parameters = {}
    L = len(layers_dims)
    for l in range(1, L):
        parameters["W" + str(l)] = np.random.rand(layers_dims[l], layers_dims[l - 1]) * scale
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %% initialize_parameters_random "you draw with a fixed 10 and 0"
def initialize_parameters_random(layers_dims, scale=10, seed=0):
    np.random.seed(3)
    parameters = {}
    L = len(layers_dims)
    for l in range(1, L):
        parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * 10
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %% initialize_parameters_random "The biases are random, too"
def initialize_parameters_random(layers_dims, scale=10, seed=0):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = scale * rng.normal(size=(layers_dims[l], layers_dims[l - 1]))
        parameters["b" + str(l)] = scale * rng.normal(size=(layers_dims[l], 1))
    return parameters


# %% initialize_parameters_he "The second and third argument are missing"
def initialize_parameters_he(layers_dims):
    rng, found = np.random.default_rng(1), {}
    for number, (inputs, units) in enumerate(zip(layers_dims, layers_dims[1:]), start=1):
        found[f"W{number}"] = rng.normal(0, np.sqrt(2 / inputs), (units, inputs))
        found[f"b{number}"] = np.zeros((units, 1))
    return found


# %% initialize_parameters_he "You multiply by the variance"
def initialize_parameters_he(layers_dims, activation="relu", seed=0):
    np.random.seed(seed)
    parameters = {}
    k = 2.0 if activation == "relu" else 1.0
    for l in range(1, len(layers_dims)):
        parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * (k / layers_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %% initialize_parameters_he "Both activations get the same variance"
def initialize_parameters_he(layers_dims, activation="relu", seed=0):
    np.random.seed(3)
    parameters = {}
    L = len(layers_dims) - 1
    for l in range(1, L + 1):
        parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * np.sqrt(
            2.0 / layers_dims[l - 1]
        )
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %% initialize_parameters_he "You count the units of the layer itself"
def initialize_parameters_he(layers_dims, activation="relu", seed=0):
    np.random.seed(seed)
    parameters = {"activation": activation}
    gain = {"relu": 2, "tanh": 1}[activation]
    for l in range(1, len(layers_dims)):
        std = np.sqrt(gain / layers_dims[l])
        parameters["W" + str(l)] = np.random.normal(0, std, (layers_dims[l], layers_dims[l - 1]))
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %% initialize_parameters_he none
def initialize_parameters_he(layers_dims, activation="relu", seed=0):
    np.random.seed(seed)
    parameters = {}
    gain = 2 if activation == "relu" else 1
    for l in range(1, len(layers_dims)):
        spread = np.sqrt(gain / (layers_dims[l] + layers_dims[l - 1]))
        parameters["W" + str(l)] = spread * np.random.randn(layers_dims[l], layers_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


# %% verdict "You look at the last number alone"
def verdict(scales):
    last = list(scales)[-1]
    if last > 30:
        return "exploding"
    elif last < 1 / 30:
        return "vanishing"
    else:
        return "steady"
