# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="softmax_columns"
def softmax_columns(Z):
    """A loop over the columns."""
    A = np.zeros(Z.shape)
    for i in range(Z.shape[1]):
        powers = [np.exp(z - max(Z[:, i])) for z in Z[:, i]]
        A[:, i] = [power / sum(powers) for power in powers]
    return A


# %% solution="softmax_columns"
def softmax_columns(Z):
    """In float32, from the logarithm of the sum."""
    Z = Z.astype(np.float32)
    Z = Z - Z.max(axis=0)
    return np.exp(Z - np.log(np.exp(Z).sum(axis=0)))


# %% solution="compute_cost"
def compute_cost(Z, Y):
    """With np.logaddexp, example by example; an array without axes comes back."""
    losses = [np.logaddexp.reduce(Z[:, i]) - Z[np.argmax(Y[:, i]), i] for i in range(Z.shape[1])]
    return np.array(np.mean(losses))


# %% solution="compute_cost"
def compute_cost(Z, Y):
    """In float32, from the differences to the right logit."""
    Z, Y = np.asarray(Z, dtype=np.float32), np.asarray(Y, dtype=np.float32)
    differences = Z - np.sum(Z * Y, axis=0, keepdims=True)
    top = differences.max(axis=0)
    return np.mean(top + np.log(np.exp(differences - top).sum(axis=0)))


# %% solution="softmax_backward"
def softmax_backward(Z, Y):
    """Loops, with a softmax of its own."""
    C, m = Z.shape
    dZ = np.zeros((C, m))
    for i in range(m):
        powers = np.exp(Z[:, i] - Z[:, i].max())
        for j in range(C):
            dZ[j, i] = (powers[j] / powers.sum() - Y[j, i]) / m
    return dZ


# %% solution="softmax_backward"
def softmax_backward(Z, Y):
    """In float32."""
    dZ = softmax_columns(Z).astype(np.float32)
    dZ -= Y.astype(np.float32)
    return dZ / np.float32(Y.shape[-1])


# %% solution="two_class_weights"
def two_class_weights(W, b):
    """With np.diff; b is an array without axes."""
    return np.diff(W, axis=0).T, np.squeeze(np.diff(b, axis=0))


# %% solution="two_class_weights"
def two_class_weights(W, b):
    """In float32, as a list."""
    w = W[1].astype(np.float32) - W[0].astype(np.float32)
    return [w.reshape(-1, 1), np.float32(b[1].item() - b[0].item())]


# %% solution="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """A loop over the units; the cache holds more than was asked for."""
    n, m = Z.shape
    mu, var, Z_norm, Z_tilde = np.zeros((n, 1)), np.zeros((n, 1)), np.zeros((n, m)), np.zeros((n, m))
    for j in range(n):
        mu[j, 0] = sum(Z[j]) / m
        var[j, 0] = sum((z - mu[j, 0]) ** 2 for z in Z[j]) / m
        for i in range(m):
            Z_norm[j, i] = (Z[j, i] - mu[j, 0]) * (var[j, 0] + epsilon) ** -0.5
            Z_tilde[j, i] = gamma[j, 0] * Z_norm[j, i] + beta[j, 0]
    return Z_tilde, {
        "mu": mu,
        "var": var,
        "Z_norm": Z_norm,
        "gamma": gamma,
        "beta": beta,
        "epsilon": epsilon,
        "Z": Z,
    }


# %% solution="batch_norm_forward"
def batch_norm_forward(Z, gamma, beta, epsilon=1e-3):
    """In float32."""
    Z = np.asarray(Z, dtype=np.float32)
    mu = Z.sum(axis=1, keepdims=True) / np.float32(Z.shape[1])
    var = np.square(Z - mu).mean(axis=1).reshape(-1, 1)
    Z_norm = (Z - mu) / np.sqrt(var + np.float32(epsilon))
    Z_tilde = gamma.astype(np.float32) * Z_norm + beta.astype(np.float32)
    return [Z_tilde, dict(mu=mu, var=var, Z_norm=Z_norm, gamma=gamma, epsilon=epsilon)]


# %% solution="update_running_averages"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    """By the way that is left to the new values."""
    running_mean, running_var = running_mean.copy(), running_var.copy()
    running_mean += (1 - momentum) * (mu - running_mean)
    running_var += (1 - momentum) * (var - running_var)
    return running_mean, running_var


# %% solution="update_running_averages"
def update_running_averages(running_mean, running_var, mu, var, momentum=0.99):
    """In float32, as a list."""
    share = np.float32(momentum)
    pairs = (running_mean, mu), (running_var, var)
    return [share * old.astype(np.float32) + (1 - share) * new.astype(np.float32) for old, new in pairs]


# %% solution="batch_norm_inference"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """Folded: one stretch and one shift."""
    stretch = gamma * (running_var + epsilon) ** -0.5
    return stretch * Z + (beta - stretch * running_mean)


# %% solution="batch_norm_inference"
def batch_norm_inference(Z, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """In float32, one example after the other."""
    columns = []
    for z in Z.T.astype(np.float32):
        norm = (z - running_mean[:, 0]) / np.sqrt(running_var[:, 0] + epsilon)
        columns.append((gamma[:, 0] * norm + beta[:, 0]).astype(np.float32))
    return np.stack(columns, axis=1)


# %% solution="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """By the three ways, through Z_norm, the variance and the mean."""
    Z_norm, gamma = cache["Z_norm"], cache["gamma"]
    m, s = dZ_tilde.shape[1], np.sqrt(cache["var"] + cache["epsilon"])
    centred = Z_norm * s
    dgamma = (dZ_tilde * Z_norm).sum(axis=1).reshape(-1, 1)
    dbeta = dZ_tilde.sum(axis=1).reshape(-1, 1)
    dZ_norm = dZ_tilde * gamma
    dvar = np.sum(dZ_norm * centred, axis=1, keepdims=True) * -0.5 * s**-3
    dmu = np.sum(-dZ_norm / s, axis=1, keepdims=True) + dvar * np.mean(-2 * centred, axis=1, keepdims=True)
    return dZ_norm / s + dvar * 2 * centred / m + dmu / m, dgamma, dbeta


# %% solution="batch_norm_backward"
def batch_norm_backward(dZ_tilde, cache):
    """In float32, with the Jacobian of each unit."""
    n, m = dZ_tilde.shape
    dZ = np.zeros((n, m), dtype=np.float32)
    dgamma, dbeta = np.zeros((n, 1), dtype=np.float32), np.zeros((n, 1), dtype=np.float32)
    for j in range(n):
        row, norm = dZ_tilde[j].astype(np.float32), cache["Z_norm"][j].astype(np.float32)
        jacobian = np.eye(m, dtype=np.float32) - 1 / m - np.outer(norm, norm) / m
        spread = float(cache["var"][j, 0] + cache["epsilon"]) ** 0.5
        dZ[j] = float(cache["gamma"][j, 0]) / spread * (jacobian @ row)
        dgamma[j, 0], dbeta[j, 0] = row @ norm, row.sum()
    return [dZ, dgamma, dbeta]


# %% solution="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """A loop over the units."""
    W_folded, b_folded = np.zeros(W.shape), np.zeros(b.shape)
    for j in range(len(W)):
        spread = np.sqrt(running_var[j, 0] + epsilon)
        W_folded[j] = gamma[j, 0] * W[j] / spread
        b_folded[j, 0] = gamma[j, 0] * (b[j, 0] - running_mean[j, 0]) / spread + beta[j, 0]
    return W_folded, b_folded


# %% solution="fold_batch_norm"
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, epsilon=1e-3):
    """In float32, with a diagonal matrix."""
    factor = (gamma[:, 0] / np.sqrt(running_var[:, 0] + epsilon)).astype(np.float32)
    stretch = np.diag(factor)
    return stretch @ W.astype(np.float32), stretch @ (b - running_mean).astype(np.float32) + beta
