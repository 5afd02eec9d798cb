# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% softmax_columns "along the rows"
def softmax_columns(Z):
    shifted = Z - Z.max(axis=1).reshape(-1, 1)
    e = np.exp(shifted)
    return e / e.sum(axis=1).reshape(-1, 1)


# %% softmax_columns "Without a shift"
def softmax_columns(Z):
    out = np.zeros(Z.shape)
    for j in range(Z.shape[1]):
        e = np.exp(Z[:, j])
        out[:, j] = e / e.sum()
    return out


# %% softmax_columns "All entries together sum to 1"
def softmax_columns(Z):
    e = np.exp(Z - Z.max(axis=0))
    return e / e.sum(), e


# %% softmax_columns none
def softmax_columns(Z):
    e = np.exp((Z - Z.max(axis=0)) / 2)
    return e / e.sum(axis=0)


# %% compute_cost "That is the sum of the losses"
def compute_cost(Z, Y):
    total = 0.0
    for j in range(Z.shape[1]):
        z = Z[:, j]
        biggest = z.max()
        total += biggest + np.log(np.exp(z - biggest).sum()) - (Y[:, j] * z).sum()
    return total


# %% compute_cost "The mean goes over all C"
def compute_cost(Z, Y):
    s = Z - Z.max(axis=0)
    log_p = s - np.log(np.exp(s).sum(axis=0))
    return -(Y * log_p).mean()


# %% compute_cost "The shift is taken out of the sum and not put back"
def compute_cost(Z, Y):
    s = Z - Z.max(axis=0, keepdims=True)
    losses = np.log(np.exp(s).sum(axis=0)) - (Y * Z).sum(axis=0)
    return losses.mean(), losses


# %% compute_cost "A tiny number keeps the logarithm finite"
def compute_cost(Z, Y):
    p = softmax_columns(Z)
    m = Z.shape[1]
    return -1 / m * np.sum(Y * np.log(p + 1e-12))


# %% softmax_backward "1/m is missing"
def softmax_backward(Z, Y):
    p = np.exp(Z - Z.max(axis=0))
    p = p / p.sum(axis=0)
    dZ = p - Y
    return dZ, p


# %% softmax_backward "You divide by the number of classes"
def softmax_backward(Z, Y):
    m = len(Z)
    return 1.0 / m * (softmax_columns(Z) - Y)


# %% two_class_weights "First row minus second"
def two_class_weights(W, b):
    w = (W[0] - W[1]).reshape(-1, 1)
    return w, float(b[0][0] - b[1][0]), w.shape


# %% two_class_weights "b is that of class 1 alone"
def two_class_weights(W, b):
    w = np.array([W[1] - W[0]]).T
    return w, float(b[1][0])


# %% batch_norm_forward "Your statistics are those of each example"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    mu = Z.mean(axis=0, keepdims=True)
    var = ((Z - mu) ** 2).mean(axis=0, keepdims=True)
    Z_norm = (Z - mu) / np.sqrt(var + epsilon)
    cache = dict(mu=mu, var=var, Z_norm=Z_norm, gamma=gamma, epsilon=epsilon, beta=beta, Z=Z)
    return gamma * Z_norm + beta, cache


# %% batch_norm_forward "ddof=1 divides by m - 1"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    m = Z.shape[1]
    mu = Z.sum(axis=1, keepdims=True) / m
    var = ((Z - mu) ** 2).sum(axis=1, keepdims=True) / (m - 1)
    Z_norm = (Z - mu) / np.sqrt(var + epsilon)
    out = gamma * Z_norm + beta
    return out, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon, "m": m}


# %% batch_norm_forward "epsilon is added to the root"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    mu = np.mean(Z, axis=1).reshape(-1, 1)
    var = np.var(Z, axis=1).reshape(-1, 1)
    Z_norm = (Z - mu) / (var**0.5 + epsilon)
    cache = {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon, "std": var**0.5}
    return Z_norm * gamma + beta, cache


# %% batch_norm_forward "The root is missing"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    mu = Z.mean(axis=1, keepdims=True)
    var = Z.var(axis=1, keepdims=True)
    Z_norm = np.zeros(Z.shape)
    for j in range(Z.shape[1]):
        Z_norm[:, j : j + 1] = (Z[:, j : j + 1] - mu) / (var + epsilon)
    return gamma * Z_norm + beta, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}, Z


# %% batch_norm_forward "epsilon has gone into the variance", "gamma and beta don't take part"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    mu = Z.mean(axis=1, keepdims=True)
    var = Z.var(axis=1, keepdims=True) + epsilon
    Z_norm = (Z - mu) / np.sqrt(var)
    return Z_norm, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}


# %% batch_norm_forward none
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    mu = np.median(Z, axis=1, keepdims=True)
    var = np.mean((Z - mu) ** 2, axis=1, keepdims=True)
    Z_norm = (Z - mu) / np.sqrt(var + epsilon)
    return gamma * Z_norm + beta, {"mu": mu, "var": var, "Z_norm": Z_norm, "gamma": gamma, "epsilon": epsilon}


# %% update_running_averages "The shares are swapped"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    running_mean = running_mean + momentum * (mu - running_mean)
    running_var = running_var + momentum * (var - running_var)
    return running_mean, running_var, momentum


# %% update_running_averages "change the caller's arrays"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    running_mean[:] = momentum * running_mean + (1 - momentum) * mu
    running_var[:] = momentum * running_var + (1 - momentum) * var
    return running_mean, running_var


# %% batch_norm_inference "This is train mode"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    mu = Z.mean(axis=1, keepdims=True)
    var = Z.var(axis=1, keepdims=True)
    Z_norm = (Z - mu) / np.sqrt(var + epsilon)
    return gamma * Z_norm + beta, Z_norm


# %% batch_norm_inference "epsilon stands outside the root"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    Z_norm = (Z - running_mean) / (np.sqrt(running_var) + epsilon)
    return np.multiply(gamma, Z_norm) + beta


# %% batch_norm_inference none
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    Z_norm = (Z - running_mean) / np.sqrt(running_var + epsilon)
    return gamma * (Z_norm + beta)


# %% batch_norm_backward "Mean and variance are taken for constants"
def batch_norm_backward(dZ_tilde, cache):
    std = np.sqrt(cache["var"] + cache["epsilon"])
    dgamma = np.sum(dZ_tilde * cache["Z_norm"], axis=1, keepdims=True)
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dZ_norm = dZ_tilde * cache["gamma"]
    dZ = dZ_norm / std
    return dZ, dgamma, dbeta, dZ_norm


# %% batch_norm_backward "The way through the variance is missing"
def batch_norm_backward(dZ_tilde, cache):
    std = np.sqrt(cache["var"] + cache["epsilon"])
    dgamma = (dZ_tilde * cache["Z_norm"]).sum(axis=1, keepdims=True)
    dbeta = dZ_tilde.sum(axis=1, keepdims=True)
    dZ_norm = dZ_tilde * cache["gamma"]
    m = dZ_tilde.shape[1]
    dZ = dZ_norm / std - (dZ_norm / std).sum(axis=1, keepdims=True) / m
    return dZ, dgamma, dbeta


# %% batch_norm_backward "gamma is missing on the way to Z"
def batch_norm_backward(dZ_tilde, cache):
    m = dZ_tilde.shape[1]
    x, std = cache["Z_norm"], np.sqrt(cache["var"] + cache["epsilon"])
    dgamma = (dZ_tilde * x).sum(axis=1, keepdims=True)
    dbeta = dZ_tilde.sum(axis=1, keepdims=True)
    dZ = (m * dZ_tilde - dbeta - x * dgamma) / (m * std)
    return dZ, dgamma, dbeta, std


# %% batch_norm_backward "dgamma and dbeta are means here", "gamma is missing on the way to Z"
def batch_norm_backward(dZ_tilde, cache):
    x, std = cache["Z_norm"], np.sqrt(cache["var"] + cache["epsilon"])
    dgamma = (dZ_tilde * x).mean(axis=1, keepdims=True)
    dbeta = dZ_tilde.mean(axis=1, keepdims=True)
    dZ = (dZ_tilde - dbeta - x * dgamma) / std
    return dZ, dgamma, dbeta


# %% batch_norm_backward none
def batch_norm_backward(dZ_tilde, cache):
    x, std = cache["Z_norm"], np.sqrt(cache["var"] + cache["epsilon"])
    dgamma = (dZ_tilde * x).sum(axis=1, keepdims=True)
    dbeta = dZ_tilde.sum(axis=1, keepdims=True)
    d = cache["gamma"] * dZ_tilde
    dZ = (d - d.mean(axis=1, keepdims=True) + x * (d * x).mean(axis=1, keepdims=True)) / std
    return dZ, dgamma, dbeta


# %% fold_batch_norm "The old bias has been dropped"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    k = gamma / np.sqrt(running_var + epsilon)
    W_folded = np.zeros(W.shape)
    for i in range(W.shape[0]):
        W_folded[i] = W[i] * k[i]
    return W_folded, beta - k * running_mean, k


# %% fold_batch_norm "beta has come into the brackets"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    k = gamma / np.sqrt(running_var + epsilon)
    return k * W, k * (b - running_mean + beta), k


# %% fold_batch_norm "You divide by the variance", "The old bias has been dropped"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    k = gamma / (running_var + epsilon)
    r = gamma / np.sqrt(running_var + epsilon)
    return k * W, beta - r * running_mean


# %% fold_batch_norm none
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    k = gamma * np.sqrt(running_var + epsilon)
    return k * W, k * (b - running_mean) + beta
