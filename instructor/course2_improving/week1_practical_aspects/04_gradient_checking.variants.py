# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821, RUF007


# %% solution="central_difference"
def central_difference(f, theta, epsilon=1e-7):
    """In float32 at the end, from the mean of both one-sided slopes."""
    right = (f(theta + epsilon) - f(theta)) / epsilon
    left = (f(theta) - f(theta - epsilon)) / epsilon
    return np.float32((right + left) / 2)


# %% solution="central_difference"
def central_difference(f, theta, epsilon=1e-7):
    """The two points first, their true distance after."""
    above, below = theta + epsilon, theta - epsilon
    return (f(above) - f(below)) / (above - below)


# %% solution="relative_difference"
def relative_difference(grad, gradapprox):
    """With loops over all numbers."""
    a, b = np.asarray(grad).ravel(), np.asarray(gradapprox).ravel()
    apart = left = right = 0.0
    for p, q in zip(a, b, strict=True):
        apart += (p - q) ** 2
        left += p**2
        right += q**2
    return apart**0.5 / (left**0.5 + right**0.5) if left or right else 0


# %% solution="relative_difference"
def relative_difference(grad, gradapprox):
    """The result in float32, as an array without dimensions; nothing divided by nothing is mended afterwards."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
    return np.array(np.nan_to_num(ratio), dtype=np.float32)


# %% solution="gradient_check"
def gradient_check(x, theta, epsilon=1e-7):
    """Everything in place, calling no earlier exercise."""
    measured = (loss(x, theta + epsilon) - loss(x, theta - epsilon)) / (2 * epsilon)
    exact = loss_derivative(x, theta)
    if measured == 0 and exact == 0:
        return 0
    return abs(exact - measured) / (abs(exact) + abs(measured))


# %% solution="gradient_check"
def gradient_check(x, theta, epsilon=1e-7):
    """The result in float32."""

    def at(place):
        return loss(x, place)

    return np.float32(relative_difference(central_difference(at, theta, epsilon), loss_derivative(x, theta)))


# %% solution="to_vector"
def to_vector(values, prefix=""):
    """A list of numbers in float32, by loops."""
    numbers, layer = [], 1
    while f"{prefix}W{layer}" in values:
        for kind in ("W", "b"):
            for row in values[prefix + kind + str(layer)]:
                numbers.extend(row)
        layer += 1
    return np.array(numbers, dtype=np.float32).reshape(-1, 1)


# %% solution="to_vector"
def to_vector(values, prefix=""):
    """Keys sorted by layer and kind, then stacked."""
    names = sorted(values, key=lambda name: (int(name[len(prefix) + 1 :]), name[len(prefix)] == "b"))
    return np.vstack([np.ravel(values[name])[:, np.newaxis] for name in names])


# %% solution="to_parameters"
def to_parameters(vector, layers_dims):
    """Numbers taken from an iterator, in float32."""
    numbers, parameters = iter(np.asarray(vector, dtype=np.float32).ravel()), {}
    for layer, (inputs, units) in enumerate(zip(layers_dims[:-1], layers_dims[1:], strict=True), start=1):
        parameters["W" + str(layer)] = np.array([[next(numbers) for _ in range(inputs)] for _ in range(units)])
        parameters["b" + str(layer)] = np.array([[next(numbers)] for _ in range(units)])
    return parameters


# %% solution="to_parameters"
def to_parameters(vector, layers_dims):
    """Split at the places where an array ends."""
    shapes = {}
    for layer in range(1, len(layers_dims)):
        shapes[f"W{layer}"] = (layers_dims[layer], layers_dims[layer - 1])
        shapes[f"b{layer}"] = (layers_dims[layer], 1)
    ends = np.cumsum([rows * columns for rows, columns in shapes.values()])
    parts = np.split(vector[:, 0], ends[:-1])
    return {name: np.reshape(part, shapes[name]).copy() for name, part in zip(shapes, parts, strict=True)}


# %% solution="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    """Array by array, nudged in place on copies and put back."""
    moved = {name: values.copy() for name, values in parameters.items()}
    claimed, measured = [], []
    for name, values in moved.items():
        for place in np.ndindex(values.shape):
            kept = values[place]
            values[place] = kept + epsilon
            above = network_cost(X, Y, moved)
            values[place] = kept - epsilon
            below = network_cost(X, Y, moved)
            values[place] = kept
            measured.append((above - below) / (2 * epsilon))
            claimed.append(gradients["d" + name][place])
    claimed, measured = np.array(claimed), np.array(measured)
    return np.linalg.norm(claimed - measured) / (np.linalg.norm(claimed) + np.linalg.norm(measured))


# %% solution="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7):
    """One nudge a column of a matrix; the result in float32."""
    names = [f"{kind}{layer}" for layer in range(1, len(parameters) // 2 + 1) for kind in "bW"]
    theta = np.concatenate([parameters[name].ravel() for name in names])
    claimed = np.concatenate([gradients[f"d{name}"].ravel() for name in names])

    def cost_at(vector):
        there, start = {}, 0
        for name in names:
            size = parameters[name].size
            there[name] = vector[start : start + size].reshape(parameters[name].shape)
            start += size
        return network_cost(X, Y, there)

    nudges = epsilon * np.eye(theta.size)
    measured = np.array([cost_at(theta + nudge) - cost_at(theta - nudge) for nudge in nudges]) / (2 * epsilon)
    return np.float32(relative_difference(claimed, measured))


# %% solution="suspects"
def suspects(gradients, measured, tolerance=1e-5):
    """A loop, without the earlier exercise, sorted."""
    found = []
    for name, values in gradients.items():
        apart = np.sqrt(np.sum((values - measured[name]) ** 2))
        together = np.sqrt(np.sum(values**2)) + np.sqrt(np.sum(measured[name] ** 2))
        if together > 0 and apart / together > tolerance:
            found.append(name)
    return sorted(found)


# %% solution="suspects"
def suspects(gradients, measured, tolerance=1e-5):
    """A tuple; the differences pass through float32."""
    return tuple(
        name for name in measured if np.float32(relative_difference(measured[name], gradients[name])) > tolerance
    )


# %% solution="mended_backward"
def mended_backward(X, Y, parameters, activations, lambd):
    """A loop over the layers, the mean taken at the end."""
    steps, m, grads = (X, *activations), Y.shape[1], {}
    dZ = activations[-1] - Y
    for layer in (3, 2, 1):
        W = parameters[f"W{layer}"]
        grads[f"dW{layer}"] = (dZ @ steps[layer - 1].T + lambd * W) / m
        grads[f"db{layer}"] = dZ.mean(axis=1, keepdims=True)
        dZ = (W.T @ dZ) * (1 - steps[layer - 1] * steps[layer - 1])
    return grads


# %% solution="mended_backward"
def mended_backward(X, Y, parameters, activations, lambd):
    """In float32, as corrections of the faulty pass."""
    A1, A2, _ = activations
    m = Y.shape[1]
    grads = faulty_backward(X, Y, parameters, activations, lambd)
    grads["db2"] = grads["db2"] * m
    grads["dW2"] = grads["dW2"] + lambd / m * parameters["W2"]
    dZ2 = (parameters["W3"].T @ ((activations[2] - Y) / m)) * (1 - A2**2)
    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1**2)
    grads["dW1"] = dZ1 @ X.T + lambd / m * parameters["W1"]
    grads["db1"] = dZ1.sum(axis=1, keepdims=True)
    return {name: values.astype(np.float32) for name, values in grads.items()}


# %% solution="decisions"
decisions = {
    name: decision
    for name, decision in zip(
        "ABCD", ["use float64", "mend the gradient", "accept", "hold the masks still"], strict=True
    )
}


# %% solution="decisions"
"""The same, in another order (there is nothing in it that could be float32)."""
decisions = {"D": "hold the masks still", "C": "accept", "B": "mend the gradient", "A": "use float64"}


# %% solution="gradient_check"
def gradient_check(x, theta, epsilon=1e-7, print_msg=False):
    """The signature of the usual course, the two points by name."""
    theta_plus, theta_minus = theta + epsilon, theta - epsilon
    gradapprox = (loss(x, theta_plus) - loss(x, theta_minus)) / (2 * epsilon)
    grad = loss_derivative(x, theta)
    numerator = np.linalg.norm(grad - gradapprox)
    denominator = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    difference = numerator / denominator if denominator > 0 else 0.0
    if print_msg:
        print(difference)
    return difference


# %% solution="gradient_check_n"
def gradient_check_n(parameters, gradients, X, Y, epsilon=1e-7, print_msg=False):
    """The signature of the usual course, all costs first."""
    dims = [parameters["W1"].shape[1]] + [len(parameters["b" + str(k + 1)]) for k in range(len(parameters) // 2)]
    values, grad = to_vector(parameters), to_vector(gradients, prefix="d")
    J_plus, J_minus = np.zeros(values.shape), np.zeros(values.shape)
    for i in range(len(values)):
        plus, minus = np.copy(values), np.copy(values)
        plus[i] = plus[i] + epsilon
        minus[i] = minus[i] - epsilon
        J_plus[i] = network_cost(X, Y, to_parameters(plus, dims))
        J_minus[i] = network_cost(X, Y, to_parameters(minus, dims))
    gradapprox = (J_plus - J_minus) / (2 * epsilon)
    return np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))


# %% solution="mended_backward"
def mended_backward(X, Y, parameters, activations, lambd):
    """Step by step; dZ and dA are returned, too."""
    A1, A2, A3 = activations
    m = X.shape[1]
    dZ3 = A3 - Y
    dA2 = np.dot(parameters["W3"].T, dZ3)
    dZ2 = dA2 * (1 - np.power(A2, 2))
    dA1 = np.dot(parameters["W2"].T, dZ2)
    dZ1 = dA1 * (1 - np.power(A1, 2))
    grads = {"dZ3": dZ3, "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
    for layer, dZ, A in ((1, dZ1, X), (2, dZ2, A1), (3, dZ3, A2)):
        grads["dW" + str(layer)] = (np.dot(dZ, A.T) + lambd * parameters["W" + str(layer)]) / m
        grads["db" + str(layer)] = np.sum(dZ, axis=1, keepdims=True) / m
    return grads
