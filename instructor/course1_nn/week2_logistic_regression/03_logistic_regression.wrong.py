# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% prepare_images "cuts the numbers into rows of length m"
def prepare_images(images):
    flat = images.reshape((images.shape[1] * images.shape[2] * images.shape[3], images.shape[0]))
    flat = flat / 255.0
    return flat


# %% prepare_images "the transpose, which turns the rows into columns"
def prepare_images(images):
    columns = []
    for picture in images:
        columns.append(picture.flatten() / 255)
    return np.array(columns)


# %% prepare_images "still 0 to 255"
def prepare_images(images):
    m = len(images)
    X = np.zeros((images[0].size, m))
    for k in range(m):
        X[:, k] = images[k].ravel()
    return X


# %% prepare_images "You divide by the brightest value found"
def prepare_images(images):
    X = images.reshape(images.shape[0], -1).T.astype(float)
    biggest = np.amax(X)
    return X / biggest


# %% prepare_images "throws the fraction away"
def prepare_images(images):
    flatten = images.reshape(images.shape[0], -1).T
    return (flatten / 255).astype(np.uint8)


# %% prepare_images none
def prepare_images(images):
    X = images.reshape(images.shape[0], -1).T
    return (X - X.mean()) / 255


# %% initialize_with_zeros "A column needs two"
def initialize_with_zeros(dim):
    w = np.array([0.0] * dim)
    b = 0
    return w, b


# %% initialize_with_zeros "There is one bias for the neuron"
def initialize_with_zeros(dim):
    w = np.zeros(shape=(dim, 1))
    b = np.zeros_like(w)
    return w, b


# %% initialize_with_zeros "Here zeros are asked for"
def initialize_with_zeros(dim):
    np.random.seed(1)
    w = np.random.randn(dim, 1) * 0.01
    b = 0.0
    return w, b


# %% initialize_with_zeros none
def initialize_with_zeros(dim):
    w = np.ones((dim, 1))
    b = 0.0
    return w, b


# %% logistic_cost "goes through the probabilities"
def logistic_cost(Z, Y):
    m = Y.shape[1]
    A = 1 / (1 + np.exp(-Z))
    losses = Y * np.log(A) + (1 - Y) * np.log(1 - A)
    return -1 / m * np.sum(losses)


# %% logistic_cost "That is the sum of the losses"
def logistic_cost(Z, Y):
    total = 0.0
    for z, y in zip(Z[0], Y[0]):
        total += np.logaddexp(0, z) - y * z
    return total


# %% logistic_cost "np.exp(Z) is infinite"
def logistic_cost(Z, Y):
    m = Z.shape[1]
    return (1 / m) * np.sum(np.log(np.exp(Z) + 1.0) - Z * Y)


# %% logistic_cost "Those with y = 0 have a loss too"
def logistic_cost(Z, Y):
    m = Y.shape[1]
    softplus = np.maximum(-Z, 0) + np.log1p(np.exp(-np.abs(Z)))
    return float(np.dot(Y, softplus.T).squeeze()) / m


# %% logistic_cost none
def logistic_cost(Z, Y):
    return np.mean((Z - Y) ** 2)


# %% propagate "The 1/m is missing from the gradients"
def propagate(w, b, X, Y):
    A = sigmoid(np.dot(w.T, X) + b)
    m = X.shape[1]
    cost = -(1 / m) * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dw = np.dot(X, (A - Y).T)
    db = np.sum(A - Y)
    grads = {"dw": dw, "db": db, "A": A}
    return grads, cost


# %% propagate "dZ is A - Y. With Y - A"
def propagate(w, b, X, Y):
    m = X.shape[1]
    Z = np.dot(w.T, X) + b
    A = sigmoid(Z)
    cost = np.sum(np.logaddexp(0, Z) - Y * Z) / m
    dw = 1 / m * np.dot(X, (Y - A).T)
    db = 1 / m * np.sum(Y - A)
    return {"dw": dw, "db": db}, np.squeeze(cost)


# %% propagate "X.shape[0] is the number of features"
def propagate(w, b, X, Y):
    m = len(X)
    Z = np.dot(w.T, X) + b
    cost = np.mean(np.logaddexp(0, Z) - Y * Z)
    A = sigmoid(Z)
    dw = np.zeros(w.shape)
    db = 0
    for i in range(X.shape[1]):
        dz = A[0, i] - Y[0, i]
        dw += X[:, i : i + 1] * dz
        db += dz
    return {"dw": dw / m, "db": db / m}, cost


# %% propagate "db still has one number for each example"
def propagate(w, b, X, Y):
    m = X.shape[1]
    Z = np.dot(w.T, X) + b
    dZ = sigmoid(Z) - Y
    grads = dict(dw=np.dot(X, dZ.T) / m, db=dZ / m, dZ=dZ)
    return grads, np.mean(np.logaddexp(0, Z) - Y * Z)


# %% propagate "b was left out of Z"
def propagate(w, b, X, Y):
    m = X.shape[1]
    Z = np.dot(w.T, X)
    A = sigmoid(Z)
    cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dw = 1 / m * np.dot(X, (A - Y).T)
    db = 1 / m * np.sum(A - Y)
    return {"dw": dw, "db": db}, np.squeeze(np.array(cost)), A


# %% propagate "The cost is a sum", "The 1/m is missing from the gradients"
def propagate(w, b, X, Y):
    Z = np.dot(w.T, X) + b
    A = sigmoid(Z)
    cost = np.sum(np.logaddexp(0, Z) - Y * Z)
    dw = np.dot(X, (A - Y).T)
    db = np.sum(A - Y)
    return {"dw": dw, "db": db}, cost


# %% propagate "The derivative A (1 - A) of the sigmoid has cancelled"
def propagate(w, b, X, Y):
    m = X.shape[1]
    Z = np.dot(w.T, X) + b
    A = sigmoid(Z)
    cost = np.mean(np.logaddexp(0, Z) - Y * Z)
    dA = A - Y
    dZ = dA * A * (1 - A)
    return {"dw": (1 / m) * np.dot(X, dZ.T), "db": (1 / m) * np.sum(dZ), "dZ": dZ}, cost


# %% propagate none
def propagate(w, b, X, Y):
    m = X.shape[1]
    Z = np.dot(w.T, X) + b
    A = sigmoid(Z)
    cost = np.mean((A - Y) ** 2)
    return {"dw": 2 * np.dot(X, ((A - Y) * A * (1 - A)).T) / m, "db": 2 * np.sum((A - Y) * A * (1 - A)) / m}, cost


# %% optimize "You note every cost"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    w = np.copy(w)
    b = np.copy(b)
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        dw, db = grads["dw"], grads["db"]
        w = w - learning_rate * dw
        b = b - learning_rate * db
        costs.append(cost)
    params = {"w": w, "b": b, "learning_rate": learning_rate}
    return params, {"dw": dw, "db": db}, costs


# %% optimize "The step goes uphill"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    costs = []
    i = 0
    while i < num_iterations:
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w + learning_rate * grads["dw"]
        b = b + learning_rate * grads["db"]
        i += 1
    return {"w": w, "b": b, "i": i}, grads, costs


# %% optimize "writes into the array of the caller"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        np.subtract(w, learning_rate * grads["dw"], out=w)
        b = b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
    return dict(w=w, b=b), grads, costs


# %% optimize "The bias is never updated"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w - learning_rate * grads["dw"]
        new_b = b - learning_rate * grads["db"]
    return {"w": w, "b": b, "new_b": new_b}, grads, costs


# %% optimize "The learning rate is written into the loop", "You note every cost"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - 1.0 * grads["dw"]
        b = b - 1.0 * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, grads, costs


# %% optimize none
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        if i % 100 == 0:
            costs.append(cost)
        w = w - learning_rate / (i + 1) * grads["dw"]
        b = b - learning_rate / (i + 1) * grads["db"]
    return {"w": w, "b": b}, grads, costs


# %% predict "The labels have lost an axis"
def predict(w, b, X):
    A = sigmoid(np.dot(w.T, X) + b)
    return np.array([1 if a > 0.5 else 0 for a in A[0]])


# %% predict "0.5 is the threshold for the probability"
def predict(w, b, X):
    m = X.shape[1]
    Y_prediction = np.zeros((1, m))
    Z = np.dot(w.T, X) + b
    for i in range(m):
        if Z[0, i] > 0.5:
            Y_prediction[0, i] = 1
    return Y_prediction


# %% predict "These are the probabilities"
def predict(w, b, X):
    w = w.reshape(X.shape[0], 1)
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
    return A


# %% predict none
def predict(w, b, X):
    w = w.reshape(X.shape[0], 1)
    A = sigmoid(np.dot(w.T, X) + b)
    return (A > A.mean()).astype(int)


# %% accuracy "A share from 0 to 1 is asked for"
def accuracy(Y_prediction, Y):
    return 100 - np.mean(np.abs(Y_prediction - Y)) * 100


# %% accuracy "This counts the mistakes"
def accuracy(Y_prediction, Y):
    wrong = 0
    for p, y in zip(Y_prediction.ravel(), Y.ravel()):
        wrong += p != y
    return wrong / Y.size


# %% model "The trained parameters are thrown away"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    w, b = initialize_with_zeros(X_train.shape[0])
    params, grads, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    d = {
        "costs": costs,
        "Y_prediction_test": predict(w, b, X_test),
        "Y_prediction_train": predict(w, b, X_train),
        "w": w,
        "b": b,
        "learning_rate": learning_rate,
        "num_iterations": num_iterations,
    }
    return d


# %% model "Iterations and learning rate aren't handed on"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    w, b = initialize_with_zeros(X_train.shape[0])
    params, grads, costs = optimize(w, b, X_train, Y_train, print_cost=print_cost)
    w, b = params["w"], params["b"]
    return {
        "costs": costs,
        "Y_prediction_test": predict(w, b, X_test),
        "Y_prediction_train": predict(w, b, X_train),
        "w": w,
        "b": b,
        "learning_rate": learning_rate,
        "num_iterations": num_iterations,
    }


# %% model "The two predictions are swapped"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.002, print_cost=False):
    w, b = initialize_with_zeros(X_train.shape[0])
    params, grads, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    w, b = params["w"], params["b"]
    train, test = predict(w, b, X_test), predict(w, b, X_train)
    result = {"w": w, "b": b, "costs": costs}
    result.update(Y_prediction_train=train, Y_prediction_test=test, grads=grads)
    return result


# %% choose_learning_rate "This looks at the last cost alone"
def choose_learning_rate(costs):
    best, best_cost = None, float("inf")
    for rate in costs:
        if costs[rate][-1] < best_cost:
            best, best_cost = rate, costs[rate][-1]
    return best


# %% choose_learning_rate "You take the largest steady rate"
def choose_learning_rate(costs):
    good = []
    for rate, run in costs.items():
        ok = all(np.isfinite(run))
        for before, after in zip(run, run[1:]):
            if after > before:
                ok = False
        if ok:
            good.append(rate)
    return sorted(good)[-1]
