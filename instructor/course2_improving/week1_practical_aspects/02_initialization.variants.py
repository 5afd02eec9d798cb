# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="apply_normalization"
def apply_normalization(X, mu, sigma):
    """Row by row, in float32."""
    result = np.zeros(X.shape, dtype=np.float32)
    for row in range(X.shape[0]):
        result[row] = X[row] - mu[row]
        if sigma[row, 0] != 0:
            result[row] /= sigma[row, 0]
    return result


# %% solution="apply_normalization"
def apply_normalization(X, mu, sigma):
    """Division only where it is possible."""
    centred = 1.0 * (X - mu)
    return np.divide(centred, sigma, out=centred.copy(), where=sigma != 0)


# %% solution="curvature_ratio"
def curvature_ratio(X):
    """The squares of the singular values."""
    values = np.linalg.svd(X, compute_uv=False)
    return float(values[0] ** 2 / values[X.shape[0] - 1] ** 2)


# %% solution="curvature_ratio"
def curvature_ratio(X):
    """In float32, by the general eigenvalue routine."""
    curvatures = np.real(np.linalg.eigvals((X @ X.T / X.shape[1]).astype(np.float32)))
    return np.max(curvatures) / np.min(curvatures)


# %% solution="growth"
def growth(n, variance, activation, layers=1):
    """A loop over the layers."""
    total = 1.0
    for _ in range(layers):
        total *= n * variance
        if activation == "relu":
            total *= 0.5
    return total


# %% solution="growth"
def growth(n, variance, activation, layers=1):
    """By a table, with the result in float32."""
    kept = {"relu": 0.5, "tanh": 1.0}
    return np.float32((kept[activation] * n * variance) ** layers)


# %% solution="activation_scales"
def activation_scales(X, weights, activation):
    """An array, filled by recursion."""

    def sizes(A, rest):
        here = [np.linalg.norm(A) / np.sqrt(A.size)]
        if not rest:
            return here
        Z = np.dot(rest[0], A)
        return here + sizes(np.where(Z > 0, Z, 0) if activation == "relu" else np.tanh(Z), rest[1:])

    return np.array(sizes(X, weights))


# %% solution="activation_scales"
def activation_scales(X, weights, activation):
    """In float32, all activations first."""
    layers = [X.astype(np.float32)]
    for W in weights:
        Z = W.astype(np.float32) @ layers[-1]
        layers.append(Z * (Z > 0) if activation == "relu" else np.tanh(Z))
    return tuple(np.sqrt((A**2).mean()) for A in layers)


# %% solution="gradient_scales"
def gradient_scales(X, weights, activation, dA):
    """From the activations alone, which tell the derivatives, too; an array."""
    layers = [X]
    for W in weights:
        layers.append(np.maximum(0, W @ layers[-1]) if activation == "relu" else np.tanh(W @ layers[-1]))
    scales = np.zeros(len(weights) + 1)
    scales[-1] = np.sqrt(np.mean(dA**2))
    for layer in range(len(weights), 0, -1):
        slope = (layers[layer] > 0) if activation == "relu" else 1 - layers[layer] ** 2
        dA = weights[layer - 1].T @ (dA * slope)
        scales[layer - 1] = np.sqrt(np.mean(dA**2))
    return scales


# %% solution="gradient_scales"
def gradient_scales(X, weights, activation, dA):
    """By recursion, in float32."""

    def back(A, rest):
        if not rest:
            return dA.astype(np.float32), [np.sqrt(np.mean(dA.astype(np.float32) ** 2))]
        Z = rest[0].astype(np.float32) @ A
        after = np.maximum(0, Z) if activation == "relu" else np.tanh(Z)
        d, scales = back(after, rest[1:])
        d = rest[0].astype(np.float32).T @ (d * ((Z > 0) if activation == "relu" else 1 - after**2))
        return d, [np.sqrt(np.mean(d**2)), *scales]

    return back(X.astype(np.float32), weights)[1]


# %% solution="initialize_parameters_zeros"
def initialize_parameters_zeros(layers_dims):
    """In float32, with enumerate."""
    parameters = {}
    for layer, units in enumerate(layers_dims[1:], start=1):
        parameters["W" + str(layer)] = np.zeros([units, layers_dims[layer - 1]], dtype=np.float32)
        parameters["b" + str(layer)] = np.zeros([units, 1], dtype=np.float32)
    return parameters


# %% solution="initialize_parameters_zeros"
def initialize_parameters_zeros(layers_dims):
    """Biases first, weights after."""
    layers = range(1, len(layers_dims))
    biases = {f"b{layer}": np.full((layers_dims[layer], 1), 0.0) for layer in layers}
    return {**biases, **{f"W{layer}": np.full((layers_dims[layer], layers_dims[layer - 1]), 0.0) for layer in layers}}


# %% solution="initialize_parameters_random"
def initialize_parameters_random(layers_dims, scale=10, seed=0):
    """The legacy generator."""
    generator, parameters = np.random.RandomState(seed), {}
    for layer in range(1, len(layers_dims)):
        parameters[f"W{layer}"] = generator.normal(0, scale, (layers_dims[layer], layers_dims[layer - 1]))
        parameters[f"b{layer}"] = np.zeros((layers_dims[layer], 1))
    return parameters


# %% solution="initialize_parameters_random"
def initialize_parameters_random(layers_dims, scale=10, seed=0):
    """In float32, the global generator, from the last layer to the first."""
    np.random.seed(seed + 11)
    parameters = {}
    for layer in reversed(range(1, len(layers_dims))):
        parameters[f"W{layer}"] = np.float32(scale) * np.random.randn(
            layers_dims[layer], layers_dims[layer - 1]
        ).astype(np.float32)
        parameters[f"b{layer}"] = np.zeros((layers_dims[layer], 1), dtype=np.float32)
    return parameters


# %% solution="initialize_parameters_he"
def initialize_parameters_he(layers_dims, activation="relu", seed=0):
    """The legacy generator, divided by the root of the number of inputs."""
    generator, parameters = np.random.RandomState(seed), {}
    for layer in range(1, len(layers_dims)):
        W = generator.randn(layers_dims[layer], layers_dims[layer - 1]) / np.sqrt(layers_dims[layer - 1])
        parameters[f"W{layer}"] = W * np.sqrt(2) if activation == "relu" else W
        parameters[f"b{layer}"] = np.zeros((layers_dims[layer], 1))
    return parameters


# %% solution="initialize_parameters_he"
def initialize_parameters_he(layers_dims, activation="relu", seed=0):
    """In float32, on top of exercise 7 with standard deviation 1."""
    parameters = initialize_parameters_random(layers_dims, 1, seed)
    for layer in range(1, len(layers_dims)):
        variance = {"relu": 2, "tanh": 1}[activation] / layers_dims[layer - 1]
        parameters[f"W{layer}"] = (parameters[f"W{layer}"] * variance**0.5).astype(np.float32)
    return parameters


# %% solution="verdict"
def verdict(scales):
    """Without a division."""
    first, last = scales[0], scales[len(scales) - 1]
    if last > 30 * first:
        return "exploding"
    return "vanishing" if 30 * last < first else "steady"


# %% solution="verdict"
def verdict(scales):
    """In float32, by a logarithm with a hair of room."""
    travelled = np.float32(np.log(scales[-1]) - np.log(scales[0]))
    if abs(travelled) <= np.log(30) + 1e-5:
        return "steady"
    return "exploding" if travelled > 0 else "vanishing"


# %% solution="decisions"
"""As numbers with decimals (in float32 they would be the same numbers)."""
decisions = dict(A=2.0, B=4.0, C=0.5, D=1.0)


# %% solution="decisions"
"""Computed: what makes the factor of a layer 1."""
decisions = {
    name: round((2 if kind == "relu" else 1) / (width * variance), 6)
    for name, (width, kind, variance) in NETWORKS.items()
}
