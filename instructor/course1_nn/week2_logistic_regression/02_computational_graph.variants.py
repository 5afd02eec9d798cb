# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="graph_forward"
def graph_forward(p, q, r):
    """In float32, with more in the dictionary than was asked for."""
    p, q, r = np.float32(p), np.float32(q), np.float32(r)
    return {"p": p, "q": q, "r": r, "u": p * q, "v": p * q - r, "J": (p * q - r) ** 2}


# %% solution="graph_forward"
def graph_forward(p, q, r):
    """Arrays with one element."""
    values = {"u": np.multiply(p, q)}
    values["v"] = np.subtract(values["u"], r)
    values["J"] = np.square(values["v"])
    return values


# %% solution="graph_backward"
def graph_backward(p, q, v):
    """In float32, each derivative written out."""
    v = np.float32(v)
    return {"dq": 2 * v * p, "dp": 2 * v * q, "dr": -2 * v, "du": v + v, "dv": v + v}


# %% solution="graph_backward"
def graph_backward(p, q, v):
    """A loop over the arrows, from the last to the first."""
    derivatives = {"J": 1.0}
    for tail, head, local in (("v", "J", 2 * v), ("u", "v", 1), ("r", "v", -1), ("p", "u", q), ("q", "u", p)):
        derivatives[tail] = derivatives[head] * local
    return {f"d{name}": derivatives[name] for name in "vurpq"}


# %% solution="two_path_gradients"
def two_path_gradients(x, y):
    """In float32, multiplied out."""
    x, y = np.float32(x), np.float32(y)
    return 2 * x * y + y**2, x**2 + 2 * x * y


# %% solution="two_path_gradients"
def two_path_gradients(x, y):
    """A loop over the paths."""
    gradients = []
    for other in (y, x):
        total = 0
        for back, local in ((x * y, 1), (x + y, other)):
            total += back * local
        gradients.append(total)
    return gradients


# %% solution="descend"
def descend(start, curvatures, learning_rate, steps):
    """Loops."""
    n = len(start)
    path = np.zeros((steps + 1, n))
    for j in range(n):
        path[0, j] = start[j]
        for i in range(steps):
            path[i + 1, j] = path[i, j] - learning_rate * curvatures[j] * path[i, j]
    return path


# %% solution="descend"
def descend(start, curvatures, learning_rate, steps):
    """In float32, in place on a copy."""
    w = start.astype(np.float32)
    path = [w.copy()]
    for _ in range(steps):
        w -= (learning_rate * curvatures * w).astype(np.float32)
        path.append(w.copy())
    return np.stack(path)


# %% solution="descend"
def descend(start, curvatures, learning_rate, steps):
    """All steps at once: each multiplies by the same factor."""
    return start * (1 - learning_rate * curvatures) ** np.arange(steps + 1).reshape(-1, 1)


# %% solution="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """Loops, and an if for the label."""
    z = b
    for j in range(len(w)):
        z += w[j, 0] * x[j, 0]
    a = 1 / (1 + np.exp(-z))
    loss = -np.log(a) if y == 1 else -np.log(1 - a)
    dw = np.zeros((len(w), 1))
    for j in range(len(w)):
        dw[j, 0] = (a - y) * x[j, 0]
    return {"z": z, "a": a, "loss": loss, "dz": a - y, "dw": dw, "db": a - y}


# %% solution="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """In float32, with arrays of one element."""
    w, x = w.astype(np.float32), x.astype(np.float32)
    z = np.dot(w.T, x) + np.float32(b)
    a = sigmoid(z)
    loss = -np.log(a) if y else -np.log(1 - a)
    da = (a - y) / (a * (1 - a))
    dz = da * a * (1 - a)
    return {"z": z, "a": a, "loss": loss, "dz": dz, "dw": np.dot(x, dz), "db": dz}


# %% solution="per_example_gradients"
def per_example_gradients(A, X, Y):
    """Loops."""
    columns = np.zeros(X.shape)
    for i in range(X.shape[1]):
        for j in range(X.shape[0]):
            columns[j, i] = X[j, i] * (A[0, i] - Y[0, i])
    return columns


# %% solution="per_example_gradients"
def per_example_gradients(A, X, Y):
    """In float32, with a diagonal matrix."""
    return X.astype(np.float32) @ np.diagflat(A - Y).astype(np.float32)


# %% solution="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """Loops."""
    n_x, m = X.shape
    cost, dw, db = 0.0, np.zeros((n_x, 1)), 0.0
    for i in range(m):
        z = b + sum(w[j, 0] * X[j, i] for j in range(n_x))
        a = 1 / (1 + np.exp(-z))
        cost -= np.log(a) if Y[0, i] == 1 else np.log(1 - a)
        for j in range(n_x):
            dw[j, 0] += X[j, i] * (a - Y[0, i])
        db += a - Y[0, i]
    return {"w": w - learning_rate * dw / m, "b": b - learning_rate * db / m, "cost": cost / m}


# %% solution="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """In float32, with arrays of one element."""
    w, X, Y = w.astype(np.float32), X.astype(np.float32), Y.astype(np.float32)
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + np.float32(b))))
    cost = -(np.dot(Y, np.log(A).T) + np.dot(1 - Y, np.log(1 - A).T)) / m
    db = np.sum(A - Y, axis=1, keepdims=True) / m
    w -= np.float32(learning_rate) * np.dot(X, (A - Y).T) / m
    return {"w": w, "b": np.float32(b) - np.float32(learning_rate) * db, "cost": cost}
