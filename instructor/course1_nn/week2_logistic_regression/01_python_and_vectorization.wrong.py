# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% sigmoid "The exponent needs a minus sign"
def sigmoid(x):
    s = 1.0 / (1.0 + np.exp(x))
    return s, x


# %% sigmoid "math.exp takes one number only"
def sigmoid(x):
    import math

    s = 1.0 / (1.0 + math.e ** (-float(x)))
    return s


# %% sigmoid_derivative "The formula s(1 - s) takes s"
def sigmoid_derivative(x):
    ds = x - np.multiply(x, x)
    return ds


# %% sigmoid_derivative "1 - t squared is the derivative of tanh"
def sigmoid_derivative(x):
    s = 1 / (1 + np.exp(-x))
    ds = (1 - s) * (1 + s)
    return ds, s


# %% sigmoid_derivative "The denominator of the quotient rule is squared"
def sigmoid_derivative(x):
    e = np.exp(-x)
    return e * (1 + e) ** -1


# %% image2vector "This is a row"
def image2vector(image):
    v = image.flatten()[np.newaxis, :]
    return v


# %% image2vector "This is a rank-1 array"
def image2vector(image):
    values = []
    for row in image:
        for pixel in row:
            values.extend(pixel)
    return np.array(values)


# %% images_to_columns "deals the numbers of one picture out over all columns"
def images_to_columns(images):
    size = int(np.prod(images.shape[1:]))
    return np.reshape(images, (size, images.shape[0]))


# %% images_to_columns "The examples are in rows"
def images_to_columns(images):
    return np.stack([picture.ravel() for picture in images])


# %% normalize_rows "A row of zeros has length 0"
def normalize_rows(x):
    x_norm = np.linalg.norm(x, ord=2, axis=1, keepdims=True)
    x = x / x_norm
    return x


# %% normalize_rows "axis=0 gives the length of each column"
def normalize_rows(x):
    lengths = np.sqrt(np.sum(np.square(x), axis=0))
    lengths[lengths == 0] = 1
    return x / lengths


# %% normalize_rows "You divided by the sum of absolute values"
def normalize_rows(x):
    out = np.array(x, dtype=float)
    for i in range(len(out)):
        total = np.abs(out[i]).sum()
        if total > 0:
            out[i] = out[i] / total
    return out


# %% normalize_rows none
def normalize_rows(x):
    largest = np.max(np.abs(x), axis=1, keepdims=True)
    return x / np.where(largest == 0, 1, largest)


# %% standardize_features "You divide by the variance"
def standardize_features(X):
    mu = X.mean(axis=1, keepdims=True)
    sigma = ((X - mu) ** 2).mean(axis=1, keepdims=True)
    return (X - mu) / sigma, mu, sigma, X.shape


# %% standardize_features "ddof=1 divides by m - 1"
def standardize_features(X):
    m = X.shape[1]
    mu = X.sum(axis=1).reshape(-1, 1) / m
    sigma = np.sqrt(((X - mu) ** 2).sum(axis=1).reshape(-1, 1) / (m - 1))
    return (X - mu) / sigma, mu, sigma


# %% standardize_features "The difference X - mu must be divided by sigma as a whole", "You divide by the variance"
def standardize_features(X):
    mu = np.mean(X, axis=1, keepdims=True)
    sigma = np.std(X, axis=1, keepdims=True)
    return X - mu / sigma, mu, sigma**2


# %% softmax "np.exp of a score near 1000 overflows"
def softmax(x):
    x_exp = np.exp(x)
    x_sum = np.sum(x_exp, axis=1, keepdims=True)
    s = x_exp / x_sum
    return s


# %% softmax "One example is a row here"
def softmax(x):
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0), e


# %% l1 "You took the mean"
def L1(yhat, y):
    loss = 0
    for a, b in zip(np.ravel(yhat), np.ravel(y)):
        loss += abs(a - b)
    return loss / np.size(y)


# %% l1 "The absolute value is missing"
def L1(yhat, y):
    loss = np.sum(np.subtract(y, yhat))
    return loss


# %% l2 "There is no square root in this loss"
def L2(yhat, y):
    return np.linalg.norm(np.ravel(y - yhat))


# %% l2 "Square the differences and take np.sum"
def L2(yhat, y):
    loss = np.dot((y - yhat), (y - yhat))
    return loss


# %% l2 none
def L2(yhat, y):
    return np.sum((y - yhat) ** 2) / 2


# %% logistic_outputs "has shape (m,), a rank-1 array"
def logistic_outputs(w, b, X):
    z = np.array([np.sum(w[:, 0] * X[:, i]) + b for i in range(X.shape[1])])
    return 1 / (1 + np.exp(-z))


# %% logistic_outputs "b is added after the sigmoid"
def logistic_outputs(w, b, X):
    z = np.matmul(w.T, X)
    a = 1 / (1 + np.exp(-z)) + b
    return a, z


# %% logistic_outputs "b is missing from z"
def logistic_outputs(w, b, X):
    A = np.zeros((1, X.shape[1]))
    for i in range(X.shape[1]):
        A[0, i] = sigmoid(np.dot(w[:, 0], X[:, i]))
    return A


# %% logistic_outputs none
def logistic_outputs(w, b, X):
    return np.tanh(np.dot(w.T, X) + b)
