# Right answers, written otherwise than the solutions: loops, other joins, in float32. Each must get all points
# (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="types"
def rnn_type(x_lengths, y_lengths):
    """By pairs, with any and all."""
    pairs = list(zip(x_lengths, y_lengths, strict=True))
    if all(y == 1 for _, y in pairs):
        return "many-to-one" if any(x > 1 for x, _ in pairs) else "one-to-one"
    if not any(x > 1 for x, _ in pairs):
        return "one-to-many"
    return "encoder-decoder" if any(x != y for x, y in pairs) else "many-to-many"


def types_of_tasks():
    pairs = "stars:many-to-one tune:one-to-many names:many-to-many brackets:many-to-many dates:encoder-decoder speech:encoder-decoder"
    return dict(pair.split(":") for pair in pairs.split())


# %% solution="types"
def rnn_type(x_lengths, y_lengths):
    """With NumPy, and float32 numbers."""
    x, y = np.array(x_lengths, dtype=np.float32), np.array(y_lengths, dtype=np.float32)
    if (x == 1).all():
        return "one-to-one" if (y == 1).all() else "one-to-many"
    if (y == 1).all():
        return "many-to-one"
    return "many-to-many" if (x == y).all() else "encoder-decoder"


def types_of_tasks():
    types = dict.fromkeys(["dates", "speech"], "encoder-decoder")
    types.update(dict.fromkeys(["names", "brackets"], "many-to-many"))
    types["stars"], types["tune"] = "many-to-one", "one-to-many"
    return types


# %% solution="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """One product with joined weights, and a softmax written out."""
    W = np.concatenate([parameters["Waa"], parameters["Wax"]], axis=1)
    a_next = np.tanh(np.dot(W, np.concatenate([a_prev, xt])) + parameters["ba"])
    z = np.dot(parameters["Wya"], a_next) + parameters["by"]
    yt_pred = np.exp(z) / np.sum(np.exp(z), axis=0)
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)


# %% solution="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """In float32, by einsum."""
    Wax, Waa, Wya, ba, by = (parameters[name].astype(np.float32) for name in ("Wax", "Waa", "Wya", "ba", "by"))
    z = np.einsum("ij,jm->im", Waa, a_prev.astype(np.float32)) + np.einsum("ij,jm->im", Wax, xt.astype(np.float32)) + ba
    a_next = np.tanh(z)
    return a_next, softmax(Wya @ a_next + by), [a_next, a_prev, xt, parameters]


# %% solution="rnn_forward"
def rnn_forward(x, a0, parameters):
    """Arrays that are filled."""
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wya"].shape
    a, y_pred, caches = np.zeros((n_a, m, T_x)), np.zeros((n_y, m, T_x)), []
    a_next = a0
    for t in range(T_x):
        a_next, y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        a[:, :, t] = a_next
        caches.append(cache)
    return a, y_pred, (caches, x)


# %% solution="rnn_forward"
def rnn_forward(x, a0, parameters):
    """In float32, the cell written out."""
    p = {name: value.astype(np.float32) for name, value in parameters.items()}
    states, caches = [a0.astype(np.float32)], []
    for xt in np.moveaxis(x.astype(np.float32), 2, 0):
        states.append(np.tanh(p["Waa"] @ states[-1] + p["Wax"] @ xt + p["ba"]))
        caches.append((states[-1], states[-2], xt, parameters))
    a = np.stack(states[1:], axis=-1)
    odds = np.exp(np.tensordot(p["Wya"], a, axes=1) + p["by"][:, :, np.newaxis])
    return a, odds / odds.sum(axis=0), (caches, x)


# %% solution="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """Example by example."""
    a_next, a_prev, xt, p = cache
    g = {"dxt": np.zeros(xt.shape), "da_prev": np.zeros(a_prev.shape)}
    g |= {"d" + name: np.zeros(p[name].shape) for name in ("Wax", "Waa", "ba")}
    for k in range(da_next.shape[1]):
        dz = da_next[:, k] * (1 - a_next[:, k] * a_next[:, k])
        g["dxt"][:, k] = dz @ p["Wax"]
        g["da_prev"][:, k] = dz @ p["Waa"]
        g["dWax"] += np.outer(dz, xt[:, k])
        g["dWaa"] += np.outer(dz, a_prev[:, k])
        g["dba"][:, 0] += dz
    return g


# %% solution="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """In float32, the state computed anew."""
    _, a_prev, xt, p = cache
    Wax, Waa, ba, xt, a_prev = (np.float32(each) for each in (p["Wax"], p["Waa"], p["ba"], xt, a_prev))
    dz = np.float32(da_next) / np.cosh(Waa @ a_prev + Wax @ xt + ba) ** 2
    dba = dz @ np.ones((dz.shape[1], 1), dtype=np.float32)
    return dict(
        dxt=np.dot(Wax.T, dz), da_prev=np.dot(Waa.T, dz), dWax=np.dot(dz, xt.T), dWaa=np.dot(dz, a_prev.T), dba=dba
    )


# %% solution="rnn_backward"
def rnn_backward(da, caches):
    """Arrays that are filled, named one by one."""
    steps, x = caches
    n_a, m, T = da.shape
    p = steps[0][3]
    dx, da0 = np.zeros(x.shape), np.zeros((n_a, m))
    dWax, dWaa, dba = np.zeros(p["Wax"].shape), np.zeros(p["Waa"].shape), np.zeros((n_a, 1))
    t = T - 1
    while t >= 0:
        back = rnn_cell_backward(da[:, :, t] + da0, steps[t])
        dx[:, :, t], da0 = back["dxt"], back["da_prev"]
        dWax += back["dWax"]
        dWaa += back["dWaa"]
        dba += back["dba"]
        t -= 1
    return {"dx": dx, "da0": da0, "dWax": dWax, "dWaa": dWaa, "dba": dba}


# %% solution="rnn_backward"
def rnn_backward(da, caches):
    """In float32: all dz first, then products over all steps at once."""
    steps, x = caches
    p = {name: value.astype(np.float32) for name, value in steps[0][3].items()}
    dz, later = np.zeros(da.shape, dtype=np.float32), np.zeros(da.shape[:2], dtype=np.float32)
    for t in range(da.shape[2])[::-1]:
        dz[:, :, t] = (da[:, :, t].astype(np.float32) + later) * (1 - steps[t][0] ** 2)
        later = p["Waa"].T @ dz[:, :, t]
    before = np.stack([step[1] for step in steps], axis=2)
    weights = {"dWax": np.einsum("amt,xmt->ax", dz, x), "dWaa": np.einsum("amt,bmt->ab", dz, before)}
    return {
        "dx": np.einsum("ax,amt->xmt", p["Wax"], dz),
        "da0": later,
        **weights,
        "dba": dz.sum(axis=(1, 2)).reshape(-1, 1),
    }


# %% solution="gradient_norms"
def gradient_norms(da_last, caches):
    """The derivatives written out, from behind into an array."""
    steps, T = caches[0], len(caches[0])
    norms, da = np.zeros(T + 1), da_last
    norms[T] = np.sqrt(np.sum(da_last**2))
    for t in range(T - 1, -1, -1):
        a_next, _, _, parameters = steps[t]
        da = parameters["Waa"].T @ (da * (1 - a_next**2))
        norms[t] = np.sqrt(np.sum(da**2))
    return norms


# %% solution="gradient_norms"
def gradient_norms(da_last, caches):
    """In float32, by recursion, as a list."""

    def back(da, steps):
        size = np.linalg.norm(da).astype(np.float32)
        if not steps:
            return [size]
        a_next, _, _, parameters = steps[-1]
        return [*back(parameters["Waa"].T.astype(np.float32) @ (da * (1 - np.float32(a_next) ** 2)), steps[:-1]), size]

    return back(np.float32(da_last), list(caches[0]))


# %% solution="gru_cell_forward"
def gru_cell_forward(xt, a_prev, parameters):
    """Weights cut into those of the state and those of the input; old state plus a step."""
    n_a = len(a_prev)

    def mix(name, state):
        return parameters["W" + name][:, :n_a] @ state + parameters["W" + name][:, n_a:] @ xt + parameters["b" + name]

    u, r = 1 / (1 + np.exp(-mix("u", a_prev))), 1 / (1 + np.exp(-mix("r", a_prev)))
    return a_prev + u * (np.tanh(mix("c", r * a_prev)) - a_prev)


# %% solution="gru_cell_forward"
def gru_cell_forward(xt, a_prev, parameters):
    """In float32, both gates in one product."""
    p = {name: value.astype(np.float32) for name, value in parameters.items()}
    xt, a_prev = xt.astype(np.float32), a_prev.astype(np.float32)
    gates = sigmoid(np.vstack([p["Wu"], p["Wr"]]) @ np.vstack([a_prev, xt]) + np.vstack([p["bu"], p["br"]]))
    u, r = np.split(gates, 2)
    c = np.tanh(p["Wc"] @ np.vstack([np.multiply(r, a_prev), xt]) + p["bc"])
    return np.where(u == 1, c, u * c + (1 - u) * a_prev)


# %% solution="lstm"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """The usual lines, with an array that is filled."""
    n_x, m = xt.shape
    n_y, n_a = parameters["Wy"].shape
    concat = np.zeros((n_a + n_x, m))
    concat[:n_a, :] = a_prev
    concat[n_a:, :] = xt
    ft = 1 / (1 + np.exp(-(np.dot(parameters["Wf"], concat) + parameters["bf"])))
    it = 1 / (1 + np.exp(-(np.dot(parameters["Wi"], concat) + parameters["bi"])))
    cct = np.tanh(np.dot(parameters["Wc"], concat) + parameters["bc"])
    c_next = np.multiply(ft, c_prev) + np.multiply(it, cct)
    ot = 1 / (1 + np.exp(-(np.dot(parameters["Wo"], concat) + parameters["bo"])))
    a_next = np.multiply(ot, np.tanh(c_next))
    yt_pred = softmax(np.dot(parameters["Wy"], a_next) + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)


def lstm_forward(x, a0, parameters):
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wy"].shape
    a, c, y, caches = np.zeros((n_a, m, T_x)), np.zeros((n_a, m, T_x)), np.zeros((n_y, m, T_x)), []
    a_next, c_next = a0, np.zeros((n_a, m))
    for t in range(T_x):
        a_next, c_next, yt, cache = lstm_cell_forward(x[:, :, t], a_next, c_next, parameters)
        a[:, :, t], c[:, :, t], y[:, :, t] = a_next, c_next, yt
        caches.append(cache)
    return a, y, c, (caches, x)


# %% solution="lstm"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """In float32, all four in one product."""
    p = {name: value.astype(np.float32) for name, value in parameters.items()}
    names = ("f", "i", "c", "o")
    W, b = (np.concatenate([p[letter + name] for name in names]) for letter in "Wb")
    f, i, g, o = np.split(W @ np.concatenate([a_prev, xt]).astype(np.float32) + b, 4)
    f, i, o, g = sigmoid(f), sigmoid(i), sigmoid(o), np.tanh(g)
    c_next = f * c_prev + i * g
    a_next = np.tanh(c_next) * o
    return (
        a_next,
        c_next,
        softmax(p["Wy"] @ a_next + p["by"]),
        (a_next, c_next, a_prev, c_prev, f, i, g, o, xt, parameters),
    )


def lstm_forward(x, a0, parameters):
    state, memory, every = a0, a0 * 0, []
    for xt in np.moveaxis(x, -1, 0):
        state, memory, guess, cache = lstm_cell_forward(xt, state, memory, parameters)
        every.append((state, guess, memory, cache))
    a, y, c, caches = zip(*every, strict=True)
    return np.dstack(a), np.dstack(y), np.dstack(c), (list(caches), x)


# %% solution="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    """Gate by gate, written out."""
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    n_a = a_next.shape[0]
    dc = dc_next + ot * (1 - np.square(np.tanh(c_next))) * da_next
    dot = da_next * np.tanh(c_next) * ot * (1 - ot)
    dcct = dc * it * (1 - np.square(cct))
    dit = dc * cct * it * (1 - it)
    dft = dc * c_prev * ft * (1 - ft)
    concat = np.vstack([a_prev, xt])
    g = {"dWf": dft @ concat.T, "dWi": dit @ concat.T, "dWc": dcct @ concat.T, "dWo": dot @ concat.T}
    for name, d in (("f", dft), ("i", dit), ("c", dcct), ("o", dot)):
        g["db" + name] = np.sum(d, axis=1, keepdims=True)
    Wf, Wi, Wc, Wo = (parameters["W" + name].T for name in "fico")
    g["da_prev"] = Wf[:n_a] @ dft + Wi[:n_a] @ dit + Wc[:n_a] @ dcct + Wo[:n_a] @ dot
    g["dxt"] = Wf[n_a:] @ dft + Wi[n_a:] @ dit + Wc[n_a:] @ dcct + Wo[n_a:] @ dot
    g["dc_prev"] = dc * ft
    return g


# %% solution="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    """In float32, all four at once."""
    _, c, a_prev, c_prev, f, i, g, o = (np.float32(each) for each in cache[:8])
    xt, p = np.float32(cache[8]), cache[9]
    dc = np.float32(dc_next) + np.float32(da_next) * o * (1 - np.tanh(c) ** 2)
    dz = np.concatenate(
        [
            dc * c_prev * f * (1 - f),
            dc * g * i * (1 - i),
            dc * i * (1 - g**2),
            np.float32(da_next) * np.tanh(c) * o * (1 - o),
        ]
    )
    W = np.concatenate([p["W" + name] for name in "fico"]).astype(np.float32)
    da_prev, dxt = np.split(W.T @ dz, [len(a_prev)])
    dW, db = np.split(dz @ np.concatenate([a_prev, xt]).T, 4), np.split(dz.sum(axis=1, keepdims=True), 4)
    found = {"dxt": dxt, "da_prev": da_prev, "dc_prev": dc * f}
    for name, weight, bias in zip("fico", dW, db, strict=True):
        found["dW" + name], found["db" + name] = weight, bias
    return found
