# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="sigmoid"
def sigmoid(x):
    """A loop, where x is an array."""
    if np.ndim(x) == 0:
        return 1 / (1 + math.exp(-x))
    return np.array([1 / (1 + math.exp(-value)) for value in np.ravel(x)]).reshape(np.shape(x))


# %% solution="sigmoid"
def sigmoid(x):
    """In float32."""
    return 1 / (1 + np.exp(-np.asarray(x, dtype=np.float32)))


# %% solution="sigmoid"
def sigmoid(x):
    """By the hyperbolic tangent."""
    return (1 + np.tanh(np.asarray(x) / 2)) / 2


# %% solution="sigmoid_derivative"
def sigmoid_derivative(x):
    """A loop, with an index for every axis."""
    x = np.asarray(x)
    slope = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        power = math.exp(-x[index])
        slope[index] = power / (1 + power) ** 2
    return slope


# %% solution="sigmoid_derivative"
def sigmoid_derivative(x):
    """In float32."""
    s = np.float32(1) / (1 + np.exp(-np.asarray(x, dtype=np.float32)))
    return s - s**2


# %% solution="image2vector"
def image2vector(image):
    """Loops."""
    height, width, channels = image.shape
    vector = np.zeros((height * width * channels, 1))
    for i in range(height):
        for j in range(width):
            for c in range(channels):
                vector[(i * width + j) * channels + c, 0] = image[i, j, c]
    return vector


# %% solution="image2vector"
def image2vector(image):
    """In float32."""
    return image.astype(np.float32).ravel()[:, np.newaxis]


# %% solution="images_to_columns"
def images_to_columns(images):
    """A loop over the pictures."""
    columns = np.zeros((images[0].size, len(images)))
    for k, image in enumerate(images):
        columns[:, k] = image.flatten()
    return columns


# %% solution="images_to_columns"
def images_to_columns(images):
    """In float32, column beside column."""
    return np.hstack([image.astype(np.float32).reshape(-1, 1) for image in images])


# %% solution="normalize_rows"
def normalize_rows(x):
    """Loops."""
    unit = np.zeros(x.shape)
    for i in range(x.shape[0]):
        length = 0
        for j in range(x.shape[1]):
            length += x[i, j] ** 2
        length = math.sqrt(length)
        for j in range(x.shape[1]):
            if length > 0:
                unit[i, j] = x[i, j] / length
    return unit


# %% solution="normalize_rows"
def normalize_rows(x):
    """In float32."""
    x = np.array(x, dtype=np.float32)
    lengths = np.sqrt((x * x).sum(axis=1, keepdims=True))
    lengths[lengths == 0] = 1
    return x / lengths


# %% solution="standardize_features"
def standardize_features(X):
    """Loops."""
    n_x, m = X.shape
    mu, sigma, standardized = np.zeros((n_x, 1)), np.zeros((n_x, 1)), np.zeros((n_x, m))
    for j in range(n_x):
        for i in range(m):
            mu[j, 0] += X[j, i] / m
        for i in range(m):
            sigma[j, 0] += (X[j, i] - mu[j, 0]) ** 2 / m
        sigma[j, 0] = math.sqrt(sigma[j, 0])
        for i in range(m):
            standardized[j, i] = (X[j, i] - mu[j, 0]) / sigma[j, 0]
    return standardized, mu, sigma


# %% solution="standardize_features"
def standardize_features(X):
    """In float32."""
    X = X.astype(np.float32)
    mu = X.mean(axis=1).reshape(-1, 1)
    sigma = np.sqrt(((X - mu) ** 2).mean(axis=1)).reshape(-1, 1)
    return (X - mu) / sigma, mu, sigma


# %% solution="softmax"
def softmax(x):
    """A loop over the rows."""
    rows = []
    for row in x:
        largest = max(row)
        powers = [math.exp(score - largest) for score in row]
        rows.append([power / sum(powers) for power in powers])
    return np.array(rows)


# %% solution="softmax"
def softmax(x):
    """In float32."""
    x = x.astype(np.float32)
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# %% solution="softmax"
def softmax(x):
    """By logarithms."""
    x = np.array(x, dtype=float)
    return np.exp(x - np.logaddexp.reduce(x, axis=1, keepdims=True))


# %% solution="l1"
def L1(yhat, y):
    """A loop."""
    total = 0
    for a, b in zip(yhat.ravel(), y.ravel(), strict=True):
        total += abs(b - a)
    return total


# %% solution="l1"
def L1(yhat, y):
    """In float32, a Python number."""
    return float(np.linalg.norm((yhat - y).astype(np.float32).ravel(), ord=1))


# %% solution="l2"
def L2(yhat, y):
    """A loop."""
    total = 0.0
    for i in range(y.size):
        total += (y.flat[i] - yhat.flat[i]) ** 2
    return total


# %% solution="l2"
def L2(yhat, y):
    """In float32, as a product of the differences with themselves."""
    difference = np.ravel(y - yhat).astype(np.float32)
    return difference @ difference


# %% solution="l2"
def L2(yhat, y):
    """By np.dot, whatever the shape."""
    difference = yhat - y
    return np.sum(np.dot(difference, difference.T))


# %% solution="logistic_outputs"
def logistic_outputs(w, b, X):
    """Loops."""
    A = np.zeros((1, X.shape[1]))
    for i in range(X.shape[1]):
        z = b
        for j in range(X.shape[0]):
            z += w[j, 0] * X[j, i]
        A[0, i] = 1 / (1 + math.exp(-z))
    return A


# %% solution="logistic_outputs"
def logistic_outputs(w, b, X):
    """In float32, with examples in rows on the way."""
    z = X.T.astype(np.float32).dot(w.astype(np.float32)) + np.float32(b)
    return (1 / (1 + np.exp(-z))).T
