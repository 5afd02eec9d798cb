# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="prepare"
def prepare(images_train, images_other):
    """Loops over the rows."""
    train = np.array([image.ravel() for image in images_train]).T
    other = np.array([image.ravel() for image in images_other]).T
    for row in range(len(train)):
        mean, spread = train[row].mean(), train[row].std()
        if train[row].min() == train[row].max():
            mean, spread = train[row, 0], 1
        train[row] = (train[row] - mean) / spread
        other[row] = (other[row] - mean) / spread
    return train, other


# %% solution="prepare"
def prepare(images_train, images_other):
    """In float32."""
    X_train = images_train.astype(np.float32).reshape(images_train.shape[0], -1).transpose()
    X_other = images_other.astype(np.float32).reshape(images_other.shape[0], -1).transpose()
    mu = X_train.mean(axis=1).reshape(-1, 1)
    sigma = np.sqrt(((X_train - mu) ** 2).mean(axis=1)).reshape(-1, 1)
    sigma[sigma == 0] = 1
    return [(X - mu) / sigma for X in (X_train, X_other)]


# %% solution="with_mirrored"
def with_mirrored(images, Y):
    """A loop over the pictures."""
    pictures, labels = list(images), list(Y[0])
    for k in range(len(images)):
        pictures.append(np.fliplr(images[k]))
        labels.append(Y[0, k])
    return np.array(pictures), np.array([labels])


# %% solution="with_mirrored"
def with_mirrored(images, Y):
    """In float32."""
    images = images.astype(np.float32)
    return np.vstack([images, np.flip(images, axis=2)]), np.hstack([Y, Y]).astype(np.float32)


# %% solution="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """A while, in place on copies, with every cost kept until the end."""
    start = parameters if parameters is not None else initialize_parameters_deep(layers_dims, seed)
    now = {name: np.array(values, dtype=float) for name, values in start.items()}
    costs, i = [], 0
    while i < num_iterations:
        AL, caches = L_model_forward(X, now)
        costs += [compute_cost(AL, Y)]
        grads = L_model_backward(AL, Y, caches)
        for layer in range(1, len(layers_dims)):
            now[f"W{layer}"] -= learning_rate * grads[f"dW{layer}"]
            now[f"b{layer}"] -= learning_rate * grads[f"db{layer}"]
        i += 1
    return now, costs[::10]


# %% solution="l_layer_model"
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, seed=0, parameters=None):
    """In float32."""
    parameters = parameters or initialize_parameters_deep(layers_dims, seed)
    parameters = {name: values.astype(np.float32) for name, values in parameters.items()}
    X, Y, costs = X.astype(np.float32), Y.astype(np.float32), []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if not i % 10:
            costs.append(np.float32(compute_cost(AL, Y)))
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, np.float32(learning_rate))
    return parameters, costs


# %% solution="l_layer_model"
def L_layer_model(
    X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False, seed=0, parameters=None
):
    """With print_cost in its usual place, and the costs as arrays with one element."""
    costs = []
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(0, num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = -(np.dot(np.log(AL), Y.T) + np.dot(np.log(1 - AL), 1 - Y.T)) / Y.shape[1]
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and i % 100 == 0:
            print(f"Cost after iteration {i}: {np.squeeze(cost)}")
        if i % 10 == 0:
            costs.append(cost)
    return parameters, costs


# %% solution="most_confident_mistakes"
def most_confident_mistakes(A, Y, n):
    """A loop, sorted by the loss."""
    mistakes = []
    for k in range(Y.shape[1]):
        if (A[0, k] > 0.5) != (Y[0, k] == 1):
            mistakes.append((-np.log(A[0, k] if Y[0, k] == 1 else 1 - A[0, k]), k))
    return [k for _, k in sorted(mistakes, reverse=True)[:n]]


# %% solution="most_confident_mistakes"
def most_confident_mistakes(A, Y, n):
    """In float32, by the probability of the true label."""
    truth = np.where(Y == 1, A, 1 - A).astype(np.float32)[0]
    wrong = np.flatnonzero(truth < 0.5)
    return wrong[np.argsort(truth[wrong])][:n].tolist()


# %% solution="paired_difference"
def paired_difference(a, b):
    """Loops."""
    n, total, squares = len(a), 0, 0
    for x, y in zip(a, b, strict=True):
        total += x - y
    for x, y in zip(a, b, strict=True):
        squares += (x - y - total / n) ** 2
    return total / n, (squares / (n - 1) / n) ** 0.5


# %% solution="paired_difference"
def paired_difference(a, b):
    """The mean as a difference of means, in float32, an array with both."""
    d = np.subtract(a, b, dtype=np.float64)
    return np.array([np.mean(a) - np.mean(b), np.sqrt(np.var(d, ddof=1) / d.size)], dtype=np.float32)


# %% solution="choose_architecture"
def choose_architecture(results):
    """Loops, sorted by the number of parameters."""
    best = None
    for dims in results:
        if best is None or sum(results[dims]) / len(results[dims]) > sum(results[best]) / len(results[best]):
            best = dims
    mean, n = sum(results[best]) / len(results[best]), len(results[best])
    squares = sum((value - mean) ** 2 for value in results[best])
    sizes = {}
    for dims in results:
        sizes[dims] = sum(dims[layer] * dims[layer - 1] + dims[layer] for layer in range(1, len(dims)))
    for dims in sorted(results, key=sizes.get):
        if sum(results[dims]) / len(results[dims]) >= mean - (squares / (n - 1) / n) ** 0.5:
            return dims
    raise ValueError("no network qualifies")


# %% solution="choose_architecture"
def choose_architecture(results):
    """In float32, with arrays."""
    keys = list(results)
    means = np.array([np.mean(results[key]) for key in keys], dtype=np.float32)
    best = int(np.argmax(means))
    values = np.array(results[keys[best]], dtype=np.float32)
    limit = means[best] - values.std(ddof=1) / np.sqrt(values.size)
    sizes = np.array([np.dot(key[1:], np.array(key[:-1]) + 1) for key in keys], dtype=float)
    sizes[means < limit] = np.inf
    return keys[int(np.argmin(sizes))]


# %% solution="unit_images"
def unit_images(W, height, width, channels):
    """A loop over the units."""
    pictures = []
    for row in W:
        largest = max(abs(row.min()), abs(row.max()))
        picture = np.full(row.shape, 0.5) if largest == 0 else 0.5 + 0.5 * row / largest
        pictures.append(picture.reshape(height, width, channels))
    return np.array(pictures)


# %% solution="unit_images"
def unit_images(W, height, width, channels):
    """In float32."""
    pictures = W.astype(np.float32).reshape(len(W), height, width, channels)
    largest = np.abs(pictures).max(axis=(1, 2, 3), keepdims=True)
    return (1 + pictures / np.maximum(largest, np.float32(1e-30))) / 2
