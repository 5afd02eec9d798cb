# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="prepare_images"
def prepare_images(images):
    """A loop over the pictures."""
    columns = []
    for image in images:
        columns.append([int(value) / 255 for value in image.flatten()])
    return np.array(columns).T


# %% solution="prepare_images"
def prepare_images(images):
    """In float32."""
    m, height, width, channels = images.shape
    return (images.astype(np.float32) / 255).reshape(m, height * width * channels).transpose()


# %% solution="initialize_with_zeros"
def initialize_with_zeros(dim):
    """A loop."""
    return np.array([[0.0] for _ in range(dim)]), 0


# %% solution="initialize_with_zeros"
def initialize_with_zeros(dim):
    """In float32."""
    return np.zeros((dim, 1), dtype=np.float32), np.float32(0)


# %% solution="logistic_cost"
def logistic_cost(Z, Y):
    """A loop, with a formula whose exponents are never above 0."""
    total = 0.0
    for z, y in zip(Z[0], Y[0], strict=True):
        total += max(z, 0) - y * z + np.log(1 + np.exp(-abs(z)))
    return total / Z.shape[1]


# %% solution="logistic_cost"
def logistic_cost(Z, Y):
    """In float32, an array with one element."""
    Z = Z.astype(np.float32)
    losses = np.where(Y == 1, np.logaddexp(np.float32(0), -Z), np.logaddexp(np.float32(0), Z))
    return np.mean(losses, keepdims=True)


# %% solution="propagate"
def propagate(w, b, X, Y):
    """Loops, with the cost from the probabilities."""
    n_x, m = X.shape
    cost, dw, db = 0.0, np.zeros((n_x, 1)), 0.0
    for i in range(m):
        z = b + sum(w[j, 0] * X[j, i] for j in range(n_x))
        a = 1 / (1 + np.exp(-z))
        cost -= (np.log(a) if Y[0, i] == 1 else np.log(1 - a)) / m
        db += (a - Y[0, i]) / m
        for j in range(n_x):
            dw[j, 0] += X[j, i] * (a - Y[0, i]) / m
    return {"dw": dw, "db": db}, cost


# %% solution="propagate"
def propagate(w, b, X, Y):
    """In float32."""
    w, X, Y = w.astype(np.float32), X.astype(np.float32), Y.astype(np.float32)
    Z = np.dot(w.T, X) + np.float32(b)
    A = np.float32(1) / (1 + np.exp(-Z))
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    return {"dw": np.mean(X * (A - Y), axis=1, keepdims=True), "db": np.mean(A - Y)}, np.squeeze(cost)


# %% solution="propagate"
def propagate(w, b, X, Y):
    """With np.dot, a squeezed cost, db as an array with one element, and one key more."""
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = np.squeeze(-(np.dot(Y, np.log(A).T) + np.dot(1 - Y, np.log(1 - A).T)) / m)
    dZ = A - Y
    return {"dw": np.dot(X, dZ.T) / m, "db": np.sum(dZ, axis=1, keepdims=True) / m, "A": A}, cost


# %% solution="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """Updates in place, of deep copies; further keys; prints."""
    params, costs = {"w": copy.deepcopy(w), "b": copy.deepcopy(b), "learning_rate": learning_rate}, []
    for i in range(num_iterations):
        grads, cost = propagate(params["w"], params["b"], X, Y)
        params["w"] -= learning_rate * grads["dw"]
        params["b"] -= learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
            print("iteration", i, "cost", cost)
    return params, {**grads, "m": X.shape[1]}, costs


# %% solution="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """Loops over the weights, in place on a copy, with every cost kept until the end."""
    w, history = np.array(w, dtype=float), []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        history.append(float(cost))
        for j in range(w.shape[0]):
            w[j, 0] -= learning_rate * grads["dw"][j, 0]
        b -= learning_rate * grads["db"]
    return {"w": w, "b": b}, grads, history[::100]


# %% solution="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """In float32, with a while."""
    w, b, X = w.astype(np.float32), np.float32(b), X.astype(np.float32)
    costs, i = [], 0
    while i < num_iterations:
        grads, cost = propagate(w, b, X, Y)
        grads = {"dw": grads["dw"].astype(np.float32), "db": np.float32(grads["db"])}
        if not i % 100:
            costs.append(np.float32(cost))
        w = w - np.float32(learning_rate) * grads["dw"]
        b = b - np.float32(learning_rate) * grads["db"]
        i += 1
    return {"w": w, "b": b}, grads, costs


# %% solution="predict"
def predict(w, b, X):
    """A loop; at exactly 0.5 the label is 1."""
    labels = np.zeros((1, X.shape[1]))
    for i in range(X.shape[1]):
        if sigmoid(np.dot(w[:, 0], X[:, i]) + b) >= 0.5:
            labels[0, i] = 1
    return labels


# %% solution="predict"
def predict(w, b, X):
    """In float32, by the sign of z, as booleans."""
    return np.dot(w.T.astype(np.float32), X.astype(np.float32)) + np.float32(b) > 0


# %% solution="accuracy"
def accuracy(Y_prediction, Y):
    """A loop."""
    right = 0
    for i in range(Y.shape[1]):
        if Y_prediction[0, i] == Y[0, i]:
            right += 1
    return right / Y.shape[1]


# %% solution="accuracy"
def accuracy(Y_prediction, Y):
    """In float32, as one minus the error rate."""
    return np.float32(1) - np.mean(np.abs(Y_prediction - Y), dtype=np.float32)


# %% solution="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """A loop over the sets, with an accuracy printed and one key more."""
    w, b = initialize_with_zeros(len(X_train))
    parameters, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate)
    result = {**parameters, "costs": costs, "learning_rate": learning_rate}
    for part, X, Y in (("train", X_train, Y_train), ("test", X_test, Y_test)):
        result[f"Y_prediction_{part}"] = predict(parameters["w"], parameters["b"], X)
        print(part, np.mean(result[f"Y_prediction_{part}"] == Y))
    return result


# %% solution="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    """In float32."""
    X_train, X_test = X_train.astype(np.float32), X_test.astype(np.float32)
    w = np.zeros((X_train.shape[0], 1), dtype=np.float32)
    parameters, _, costs = optimize(w, 0.0, X_train, Y_train, num_iterations, np.float32(learning_rate))
    w, b = parameters["w"], np.float32(parameters["b"])
    return {
        "w": w,
        "b": b,
        "costs": costs,
        "Y_prediction_train": predict(w, b, X_train).astype(np.float32),
        "Y_prediction_test": predict(w, b, X_test).astype(np.float32),
    }


# %% solution="choose_learning_rate"
def choose_learning_rate(costs):
    """Loops."""
    best = None
    for rate in costs:
        steady = True
        for i in range(len(costs[rate])):
            if not -float("inf") < costs[rate][i] < float("inf"):
                steady = False
            if i > 0 and costs[rate][i] > costs[rate][i - 1]:
                steady = False
        if steady and (best is None or costs[rate][-1] < costs[best][-1]):
            best = rate
    return best


# %% solution="choose_learning_rate"
def choose_learning_rate(costs):
    """In float32, sorted by the last cost."""
    for rate, run in sorted(costs.items(), key=lambda item: item[1][-1]):
        run = np.array(run, dtype=np.float32)
        if np.isfinite(run).all() and not (run[1:] > run[:-1]).any():
            return rate
    raise ValueError("no run is steady")
