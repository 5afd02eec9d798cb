# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% random_mini_batches "The last, smaller mini-batch is missing"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    np.random.seed(seed)
    m = X.shape[1]
    mini_batches = []
    permutation = list(np.random.permutation(m))
    shuffled_X = X[:, permutation]
    shuffled_Y = Y[:, permutation].reshape((1, m))
    num_complete_minibatches = m // mini_batch_size
    for k in range(0, num_complete_minibatches):
        mini_batch_X = shuffled_X[:, k * mini_batch_size : (k + 1) * mini_batch_size]
        mini_batch_Y = shuffled_Y[:, k * mini_batch_size : (k + 1) * mini_batch_size]
        mini_batches.append((mini_batch_X, mini_batch_Y))
    return mini_batches


# %% random_mini_batches "X and Y are shuffled by two different orders"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    np.random.seed(seed)
    m = X.shape[1]
    shuffled_X = X[:, np.random.permutation(m)]
    shuffled_Y = Y[:, np.random.permutation(m)]
    mini_batches = []
    for start in range(0, m, mini_batch_size):
        stop = min(start + mini_batch_size, m)
        mini_batches.append((shuffled_X[:, start:stop], shuffled_Y[:, start:stop]))
    return mini_batches


# %% random_mini_batches "Nothing is shuffled"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    mini_batches = []
    start = 0
    while start < X.shape[1]:
        mini_batches.append((X[:, start : start + mini_batch_size], Y[:, start : start + mini_batch_size], start))
        start += mini_batch_size
    return mini_batches


# %% random_mini_batches "your last mini-batch is empty"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    np.random.seed(seed)
    m = X.shape[1]
    permutation = np.random.permutation(m)
    X, Y = X[:, permutation], Y[:, permutation]
    mini_batches = []
    full = m // mini_batch_size
    for k in range(full):
        mini_batches.append(
            (
                X[:, k * mini_batch_size : (k + 1) * mini_batch_size],
                Y[:, k * mini_batch_size : (k + 1) * mini_batch_size],
            )
        )
    mini_batches.append((X[:, full * mini_batch_size :], Y[:, full * mini_batch_size :]))
    return mini_batches


# %% random_mini_batches "there is no full mini-batch"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    m, batches = X.shape[1], []
    order = np.random.default_rng(seed).permutation(m)
    for end in range(mini_batch_size, m + 1, mini_batch_size):
        columns = order[end - mini_batch_size : end]
        batches.append((X[:, columns], Y[:, columns]))
    if end < m:
        batches.append((X[:, order[end:]], Y[:, order[end:]]))
    return batches


# %% random_mini_batches "drawn with replacement"
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    np.random.seed(seed)
    m = X.shape[1]
    chosen = np.random.randint(0, m, m)
    X, Y = X[:, chosen], Y[:, chosen]
    return [(X[:, k : k + mini_batch_size], Y[:, k : k + mini_batch_size]) for k in range(0, m, mini_batch_size)]


# %% random_mini_batches none
def random_mini_batches(X, Y, mini_batch_size=64, seed=0):
    np.random.seed(seed)
    m = X.shape[1]
    permutation = np.random.permutation(m)
    X, Y = X[:, permutation], Y[:, permutation]
    mini_batches = []
    full = m // mini_batch_size
    for k in range(full):
        mini_batch_X = X[:, k * mini_batch_size : (k + 1) * mini_batch_size]
        mini_batch_Y = Y[:, k * mini_batch_size : (k + 1) * mini_batch_size]
        mini_batches.append((mini_batch_X, mini_batch_Y))
    if m % mini_batch_size != 0:
        mini_batches.append((X[:, k * mini_batch_size :], Y[:, k * mini_batch_size :]))
    return mini_batches


# %% initialize_velocity "Biases have velocities, too"
def initialize_velocity(parameters):
    v = {}
    L = len(parameters) // 2
    for l in range(L):
        v["dW" + str(l + 1)] = np.zeros(parameters["W" + str(l + 1)].shape)
    return v


# %% initialize_velocity "The names lack their d"
def initialize_velocity(parameters):
    v = {}
    for key in parameters:
        v[key] = np.zeros(parameters[key].shape)
    v["L"] = len(parameters) // 2
    return v


# %% initialize_velocity "These are copies of the parameters"
def initialize_velocity(parameters):
    v = {}
    L = len(parameters) // 2
    for l in range(1, L + 1):
        v["dW" + str(l)] = parameters["W" + str(l)].copy().astype(float)
        v["db" + str(l)] = parameters["b" + str(l)].copy().astype(float)
    return v


# %% update_parameters_with_momentum "The gradient comes in whole"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    L = len(parameters) // 2
    new_v, new_p = {}, {}
    for l in range(1, L + 1):
        new_v["dW" + str(l)] = beta * v["dW" + str(l)] + grads["dW" + str(l)]
        new_v["db" + str(l)] = beta * v["db" + str(l)] + grads["db" + str(l)]
        new_p["W" + str(l)] = parameters["W" + str(l)] - learning_rate * new_v["dW" + str(l)]
        new_p["b" + str(l)] = parameters["b" + str(l)] - learning_rate * new_v["db" + str(l)]
    return new_p, new_v, L


# %% update_parameters_with_momentum "The dictionaries that you were given now hold the new arrays"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    L = len(parameters) // 2
    for l in range(L):
        v["dW" + str(l + 1)] = beta * v["dW" + str(l + 1)] + (1 - beta) * grads["dW" + str(l + 1)]
        v["db" + str(l + 1)] = beta * v["db" + str(l + 1)] + (1 - beta) * grads["db" + str(l + 1)]
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * v["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * v["db" + str(l + 1)]
    return parameters, v


# %% update_parameters_with_momentum "write into the arrays of the caller"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    parameters = dict(parameters)
    v = dict(v)
    for name in parameters:
        d = "d" + name
        v[d] *= beta
        v[d] += (1 - beta) * grads[d]
        parameters[name] = parameters[name] - learning_rate * v[d]
    return parameters, v


# %% update_parameters_with_momentum "The step is taken with the old velocity"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    new_p, new_v = parameters.copy(), v.copy()
    for l in range(1, len(parameters) // 2 + 1):
        for k in ("W%d" % l, "b%d" % l):
            new_p[k] = parameters[k] - learning_rate * v["d" + k]
            new_v["d" + k] = beta * v["d" + k] + (1 - beta) * grads["d" + k]
    new_p["t"] = 1
    return new_p, new_v


# %% update_parameters_with_momentum "The two shares are swapped", "The dictionaries that you were given now hold the new arrays"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    for name in list(parameters):
        v["d" + name] = (1 - beta) * v["d" + name] + beta * grads["d" + name]
        parameters[name] = parameters[name] - learning_rate * v["d" + name]
    return parameters, v


# %% update_parameters_with_momentum "The velocity is computed and then not used"
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    out, vel = {}, {}
    for i in range(len(parameters) // 2):
        for kind in ["W", "b"]:
            p = kind + str(i + 1)
            vel["d" + p] = np.add(beta * v["d" + p], (1 - beta) * grads["d" + p])
            out[p] = np.subtract(parameters[p], learning_rate * grads["d" + p])
    return [out, vel]


# %% update_parameters_with_momentum none
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    new_p, new_v = {}, {}
    for name in parameters:
        new_v["d" + name] = beta * v["d" + name] + (1 - beta) * grads["d" + name]
        new_p[name] = parameters[name] * (1 - learning_rate) - learning_rate * new_v["d" + name]
    return new_p, new_v


# %% update_parameters_with_rmsprop "The root is missing"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    new_p, new_s = {}, {}
    for l in range(1, len(parameters) // 2 + 1):
        for k in ("W" + str(l), "b" + str(l)):
            g = grads["d" + k]
            new_s["d" + k] = beta * s["d" + k] + (1 - beta) * np.multiply(g, g)
            new_p[k] = parameters[k] - learning_rate * g / (new_s["d" + k] + epsilon)
    return new_p, new_s, grads


# %% update_parameters_with_rmsprop "epsilon stands inside the root"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    new_p, new_s = {"epsilon": epsilon}, {}
    for k in parameters:
        g = grads["d" + k]
        new_s["d" + k] = beta * s["d" + k] + (1 - beta) * np.power(g, 2)
        new_p[k] = parameters[k] - learning_rate * g * (new_s["d" + k] + epsilon) ** -0.5
    return new_p, new_s


# %% update_parameters_with_rmsprop "The dictionaries that you were given now hold the new arrays"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    L = len(parameters) // 2
    for l in range(1, L + 1):
        s["dW" + str(l)] = beta * s["dW" + str(l)] + (1 - beta) * np.square(grads["dW" + str(l)])
        s["db" + str(l)] = beta * s["db" + str(l)] + (1 - beta) * np.square(grads["db" + str(l)])
        parameters["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)] / (
            np.sqrt(s["dW" + str(l)]) + epsilon
        )
        parameters["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)] / (
            np.sqrt(s["db" + str(l)]) + epsilon
        )
    return parameters, s


# %% update_parameters_with_rmsprop "The average takes in the gradient, not its square"
def update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon=1e-8):
    new_p, new_s = {}, {}
    for k in parameters:
        g = grads["d" + k]
        new_s["d" + k] = beta * s["d" + k] + (1 - beta) * g
        new_p[k] = parameters[k] - learning_rate * g / (np.sqrt(np.abs(new_s["d" + k])) + epsilon)
    new_s["beta"] = beta
    return new_p, new_s


# %% initialize_adam "Only one dictionary comes back"
def initialize_adam(parameters):
    v = {}
    for l in range(1, len(parameters) // 2 + 1):
        v["dW" + str(l)] = np.zeros(parameters["W" + str(l)].shape)
        v["db" + str(l)] = np.zeros(parameters["b" + str(l)].shape)
    return v


# %% initialize_adam "The last layer is missing"
def initialize_adam(parameters):
    L = len(parameters) // 2
    v, s = {}, {}
    for l in range(1, L):
        v["dW" + str(l)] = np.zeros(parameters["W" + str(l)].shape)
        v["db" + str(l)] = np.zeros(parameters["b" + str(l)].shape)
        s["dW" + str(l)] = np.zeros(parameters["W" + str(l)].shape)
        s["db" + str(l)] = np.zeros(parameters["b" + str(l)].shape)
    return v, s


# %% update_parameters_with_adam "The bias correction is missing"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    new_p, new_v, new_s = {}, {}, {}
    for l in range(1, len(parameters) // 2 + 1):
        for k in ("W" + str(l), "b" + str(l)):
            new_v["d" + k] = beta1 * v["d" + k] + (1 - beta1) * grads["d" + k]
            new_s["d" + k] = beta2 * s["d" + k] + (1 - beta2) * np.power(grads["d" + k], 2)
            new_p[k] = parameters[k] - learning_rate * new_v["d" + k] / (np.sqrt(new_s["d" + k]) + epsilon)
    return new_p, new_v, new_s, new_v, new_s


# %% update_parameters_with_adam "The dictionaries that you were given now hold the new arrays"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    L = len(parameters) // 2
    v_corrected, s_corrected = {}, {}
    for l in range(1, L + 1):
        for p in ("W" + str(l), "b" + str(l)):
            v["d" + p] = beta1 * v["d" + p] + (1 - beta1) * grads["d" + p]
            v_corrected["d" + p] = v["d" + p] / (1 - np.power(beta1, t))
            s["d" + p] = beta2 * s["d" + p] + (1 - beta2) * np.power(grads["d" + p], 2)
            s_corrected["d" + p] = s["d" + p] / (1 - np.power(beta2, t))
            parameters[p] = parameters[p] - learning_rate * v_corrected["d" + p] / (
                np.sqrt(s_corrected["d" + p]) + epsilon
            )
    return parameters, v, s, v_corrected, s_corrected


# %% update_parameters_with_adam "Your epsilon is added to s before the root is taken"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    v, s, parameters = v.copy(), s.copy(), parameters.copy()
    v_corrected, s_corrected = {}, {}
    for p in list(parameters):
        v["d" + p] = beta1 * v["d" + p] + (1 - beta1) * grads["d" + p]
        v_corrected["d" + p] = v["d" + p] / (1 - beta1**t)
        s["d" + p] = beta2 * s["d" + p] + (1 - beta2) * np.power(grads["d" + p], 2)
        s_corrected["d" + p] = s["d" + p] / (1 - beta2**t)
        parameters[p] = parameters[p] - learning_rate * v_corrected["d" + p] / np.sqrt(s_corrected["d" + p] + epsilon)
    return parameters, v, s, v_corrected, s_corrected


# %% update_parameters_with_adam "you always correct as in the first step"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    v, s, parameters = v.copy(), s.copy(), parameters.copy()
    for p in list(parameters):
        v["d" + p] = beta1 * v["d" + p] + (1 - beta1) * grads["d" + p]
        vc = v["d" + p] / (1 - beta1)
        s["d" + p] = beta2 * s["d" + p] + (1 - beta2) * grads["d" + p] ** 2
        sc = s["d" + p] / (1 - beta2)
        parameters[p] = parameters[p] - learning_rate * np.divide(vc, np.sqrt(sc) + epsilon)
    return parameters, v, s, vc, sc


# %% update_parameters_with_adam "Both averages use beta1"
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    new_p, new_v, new_s = {}, {}, {}
    for i in range(len(parameters) // 2):
        for k in ("W" + str(i + 1), "b" + str(i + 1)):
            g = grads["d" + k]
            new_v["d" + k] = v["d" + k] * beta1 + (1 - beta1) * g
            new_s["d" + k] = s["d" + k] * beta1 + (1 - beta1) * g * g
            new_p[k] = parameters[k] - learning_rate * (new_v["d" + k] / (1 - beta1**t)) / (
                np.sqrt(new_s["d" + k] / (1 - beta1**t)) + epsilon
            )
    new_p["step"] = t
    return new_p, new_v, new_s


# %% update_parameters_with_adam none
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    new_p, new_v, new_s = {}, {}, {}
    for k in parameters:
        g = grads["d" + k]
        new_v["d" + k] = beta1 * v["d" + k] + (1 - beta1) * g
        new_s["d" + k] = beta2 * s["d" + k] + (1 - beta2) * g**2
        vc = new_v["d" + k] / (1 - beta1 * t)
        sc = new_s["d" + k] / (1 - beta2 * t)
        new_p[k] = parameters[k] - learning_rate * vc / (np.sqrt(np.abs(sc)) + epsilon)
    return new_p, new_v, new_s


# %% update_lr "That is exponential decay"
def update_lr(learning_rate0, epoch_num, decay_rate):
    rate = learning_rate0
    for _ in range(epoch_num):
        rate = rate / (1 + decay_rate)
    return rate


# %% update_lr "The decay doesn't depend on the epoch"
def update_lr(learning_rate0, epoch_num, decay_rate):
    learning_rate = 1 / (1 + decay_rate) * learning_rate0
    return learning_rate


# %% update_lr none
def update_lr(learning_rate0, epoch_num, decay_rate):
    return learning_rate0 * np.exp(-decay_rate * epoch_num)


# %% schedule_lr_decay "Nothing is rounded down"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    learning_rate = 1 / (1 + decay_rate * epoch_num / time_interval) * learning_rate0
    return learning_rate


# %% schedule_lr_decay "You round the product"
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    return learning_rate0 / (1 + (decay_rate * epoch_num) // time_interval)


# %% kind_of_point "The entries on the diagonal are curvatures only if all others are 0"
def kind_of_point(H):
    n = H.shape[0]
    up = all(H[i, i] > 0 for i in range(n))
    down = all(H[i, i] < 0 for i in range(n))
    if up:
        return "minimum"
    if down:
        return "maximum"
    return "saddle"


# %% kind_of_point "Minimum and maximum are swapped"
def kind_of_point(H):
    values, _ = np.linalg.eig(H)
    if (values > 0).all():
        return "maximum"
    elif (values < 0).all():
        return "minimum"
    return "saddle"
