# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% rnn_cell_forward "The activation of the state is tanh"
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    a_next = 1 / (1 + np.exp(-(np.dot(Wax, xt) + np.dot(Waa, a_prev) + ba)))
    yt_pred = softmax(np.dot(Wya, a_next) + by)
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)


# %% rnn_cell_forward "The bias of the state is forgotten"
def rnn_cell_forward(xt, a_prev, parameters):
    W = np.hstack([parameters["Wax"], parameters["Waa"]])
    a_next = np.tanh(W @ np.vstack([xt, a_prev]))
    z = np.einsum("ya,am->ym", parameters["Wya"], a_next) + parameters["by"]
    return a_next, softmax(z), (a_next, a_prev, xt, parameters)


# %% rnn_cell_forward "Your softmax sums over examples"
def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(np.dot(parameters["Wax"], xt) + np.dot(parameters["Waa"], a_prev) + parameters["ba"])
    e = np.exp(np.dot(parameters["Wya"], a_next) + parameters["by"])
    yt_pred = np.array([row / np.sum(row) for row in e])
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)


# %% rnn_forward "Every step begins with a0"
def rnn_forward(x, a0, parameters):
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wya"].shape
    a, y_pred, caches = np.zeros((n_a, m, T_x)), np.zeros((n_y, m, T_x)), []
    for t in range(T_x):
        a[:, :, t], y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], a0, parameters)
        caches.append(cache)
    return a, y_pred, (caches, x)


# %% rnn_forward "The network begins with zeros"
def rnn_forward(x, a0, parameters):
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wya"].shape
    a, y_pred, caches = np.zeros((n_a, m, T_x)), np.zeros((n_y, m, T_x)), []
    a_next = np.zeros((n_a, m))
    for t in range(T_x):
        a_next, yt, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        a[:, :, t] = a_next
        y_pred[:, :, t] = yt
        caches.append(cache)
    return a, y_pred, (caches, x)


# %% rnn_cell_backward "The slope of tanh is forgotten"
def rnn_cell_backward(da_next, cache):
    (a_next, a_prev, xt, parameters) = cache
    gradients = {}
    gradients["dxt"] = np.dot(parameters["Wax"].T, da_next)
    gradients["dWax"] = np.dot(da_next, xt.T)
    gradients["da_prev"] = np.dot(parameters["Waa"].T, da_next)
    gradients["dWaa"] = np.dot(da_next, a_prev.T)
    gradients["dba"] = np.sum(da_next, axis=1, keepdims=True)
    return gradients


# %% rnn_cell_backward "dWaa is made with the new state"
def rnn_cell_backward(da_next, cache):
    (a_next, a_prev, xt, parameters) = cache
    dz = da_next - da_next * a_next**2
    names = ("dxt", "da_prev", "dWax", "dWaa", "dba")
    values = (
        parameters["Wax"].T @ dz,
        parameters["Waa"].T @ dz,
        np.einsum("am,xm->ax", dz, xt),
        np.einsum("am,bm->ab", dz, a_next),
        dz.sum(axis=1)[:, np.newaxis],
    )
    return dict(zip(names, values, strict=True))


# %% rnn_backward "What comes from later steps is dropped"
def rnn_backward(da, caches):
    caches, x = caches
    n_a, m, T_x = da.shape
    dx, dWax, dWaa, dba = np.zeros(x.shape), 0, 0, 0
    da_prevt = np.zeros((n_a, m))
    for t in reversed(range(T_x)):
        gradients = rnn_cell_backward(da[:, :, t], caches[t])
        da_prevt = gradients["da_prev"]
        dx[:, :, t] = gradients["dxt"]
        dWax += gradients["dWax"]
        dWaa += gradients["dWaa"]
        dba += gradients["dba"]
    return {"dx": dx, "da0": da_prevt, "dWax": dWax, "dWaa": dWaa, "dba": dba}


# %% rnn_backward "The weights' gradients are overwritten"
def rnn_backward(da, caches):
    steps, x = caches
    result = {"dx": np.zeros(x.shape)}
    later = np.zeros(da[:, :, 0].shape)
    for t in range(x.shape[2])[::-1]:
        step = rnn_cell_backward(da[:, :, t] + later, steps[t])
        later = step["da_prev"]
        result["dx"][:, :, t] = step["dxt"]
        result.update({name: step[name] for name in ("dWax", "dWaa", "dba")})
    result["da0"] = later
    return result


# %% gradient_norms "One size is missing"
def gradient_norms(da_last, caches):
    da, norms = da_last, np.zeros(len(caches[0]))
    for t in range(len(caches[0]) - 1, -1, -1):
        norms[t] = np.sqrt(np.sum(da**2))
        da = rnn_cell_backward(da, caches[0][t])["da_prev"]
    return norms


# %% gru_cell_forward "The update gate's two roles are swapped"
def gru_cell_forward(xt, a_prev, parameters):
    concat = np.vstack((a_prev, xt))
    z = sigmoid(np.dot(parameters["Wu"], concat) + parameters["bu"])
    r = sigmoid(np.dot(parameters["Wr"], concat) + parameters["br"])
    h = np.tanh(np.dot(parameters["Wc"], np.vstack((r * a_prev, xt))) + parameters["bc"])
    return h + z * (a_prev - h)


# %% gru_cell_forward "The reset gate isn't used"
def gru_cell_forward(xt, a_prev, parameters):
    concat = np.vstack((a_prev, xt))
    gates = {name: np.dot(parameters["W" + name], concat) + parameters["b" + name] for name in ("u", "r", "c")}
    update = sigmoid(gates["u"])
    return update * np.tanh(gates["c"]) + (1 - update) * a_prev


# %% lstm "Forget gate and update gate are swapped"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    concat = np.concatenate((a_prev, xt), axis=0)
    ft = sigmoid(np.dot(parameters["Wf"], concat) + parameters["bf"])
    it = sigmoid(np.dot(parameters["Wi"], concat) + parameters["bi"])
    cct = np.tanh(np.dot(parameters["Wc"], concat) + parameters["bc"])
    c_next = ft * cct + it * c_prev
    ot = sigmoid(np.dot(parameters["Wo"], concat) + parameters["bo"])
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(np.dot(parameters["Wy"], a_next) + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)


def lstm_forward(x, a0, parameters):
    caches, a, c, y, a_next, c_next = [], [], [], [], a0, np.zeros(a0.shape)
    for t in range(x.shape[2]):
        a_next, c_next, yt, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        c.append(c_next)
        y.append(yt)
        caches.append(cache)
    return np.stack(a, 2), np.stack(y, 2), np.stack(c, 2), (caches, x)


# %% lstm "The memory begins with a0"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    concat = np.concatenate((a_prev, xt), axis=0)
    ft = sigmoid(np.dot(parameters["Wf"], concat) + parameters["bf"])
    it = sigmoid(np.dot(parameters["Wi"], concat) + parameters["bi"])
    cct = np.tanh(np.dot(parameters["Wc"], concat) + parameters["bc"])
    c_next = ft * c_prev + it * cct
    ot = sigmoid(np.dot(parameters["Wo"], concat) + parameters["bo"])
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(np.dot(parameters["Wy"], a_next) + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)


def lstm_forward(x, a0, parameters):
    caches, a, c, y, a_next, c_next = [], [], [], [], a0, a0.copy()
    for t in range(x.shape[2]):
        a_next, c_next, yt, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a.append(a_next)
        c.append(c_next)
        y.append(yt)
        caches.append(cache)
    return np.stack(a, 2), np.stack(y, 2), np.stack(c, 2), (caches, x)


# %% lstm_cell_backward "The slopes of the gates' sigmoids are missing"
def lstm_cell_backward(da_next, dc_next, cache):
    (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters) = cache
    dot = da_next * np.tanh(c_next)
    dc = dc_next + ot * (1 - np.square(np.tanh(c_next))) * da_next
    dcct, dit, dft = dc * it * (1 - np.square(cct)), dc * cct, dc * c_prev
    concat, n_a = np.vstack([a_prev, xt]), len(a_prev)
    g = {
        "dWf": dft @ concat.T,
        "dWi": dit @ concat.T,
        "dWc": dcct @ concat.T,
        "dWo": dot @ concat.T,
        "dc_prev": dc * ft,
    }
    for name, d in (("f", dft), ("i", dit), ("c", dcct), ("o", dot)):
        g["db" + name] = np.sum(d, axis=1, keepdims=True)
    back = sum(parameters["W" + name].T @ d for name, d in (("f", dft), ("i", dit), ("c", dcct), ("o", dot)))
    return g | {"da_prev": back[:n_a], "dxt": back[n_a:]}
