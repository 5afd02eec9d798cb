# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% names_as_numbers "The targets aren't shifted"
def name_to_example(name, char_to_ix):
    Y = [char_to_ix[c] for c in name]
    return [None] + Y, [None] + Y


def one_hot(X, n_x):
    out = np.zeros((len(X), n_x))
    for i, j in enumerate(X):
        if j is not None:
            out[i][j] = 1.0
    return out


# %% names_as_numbers "The end of the name is missing in Y"
def name_to_example(name, char_to_ix):
    X, Y = [None], []
    for c in name:
        Y.append(char_to_ix[c])
        X.append(char_to_ix[c])
    return X[:-1], Y


def one_hot(X, n_x):
    out = np.zeros((len(X), n_x))
    for i, j in enumerate(X):
        if j is not None:
            out[i][j] = 1.0
    return out


# %% names_as_numbers "X begins with the end's index"
def name_to_example(name, char_to_ix):
    codes = [char_to_ix[c] for c in "\n" + name + "\n"]
    return codes[:-1], codes[1:]


def one_hot(X, n_x):
    out = np.zeros((len(X), n_x))
    for i, j in enumerate(X):
        if j is not None:
            out[i][j] = 1.0
    return out


# %% names_as_numbers "Your one-hot vectors are columns"
def name_to_example(name, char_to_ix):
    Y = [char_to_ix[c] for c in name + "\n"]
    return [None] + Y[:-1], Y


def one_hot(X, n_x):
    return np.array([[1.0 if i == j else 0.0 for j in range(n_x)] for i in X]).T


# %% bigram_table "Columns sum to 1, not rows"
def bigram_table(examples, n, k=0.1):
    C = np.zeros((n + 1, n))
    for X, Y in examples:
        for i in range(len(Y)):
            row = n if X[i] is None else X[i]
            C[row][Y[i]] += 1
    C = C + k
    return C / np.sum(C, axis=0, keepdims=True)


# %% bigram_table "k is added once to a row's sum"
def bigram_table(examples, n, k=0.1):
    C = np.zeros((n + 1, n))
    for X, Y in examples:
        for a, c in zip(X, Y):
            C[a if a is not None else -1, c] += 1
    out = np.zeros_like(C)
    for i in range(n + 1):
        out[i] = (C[i] + k) / (np.sum(C[i]) + k)
    return out


# %% bigram_table "Always 1 is added to the counts"
def bigram_table(examples, n, k=0.1):
    C = np.zeros((n + 1, n))
    for X, Y in examples:
        for a, c in zip(X, Y):
            C[a if a is not None else -1, c] += 1
    return (C + 1) / (C.sum(1, keepdims=True) + n)


# %% perplexity "You average over names"
def perplexity(predict, examples):
    losses = []
    for X, Y in examples:
        p = predict(X)
        losses.append(sum(-np.log(p[t, Y[t]]) for t in range(len(Y))) / len(Y))
    return np.exp(sum(losses) / len(losses))


# %% perplexity "The product of the probabilities becomes 0"
def perplexity(predict, examples):
    P, N = 1.0, 0
    for X, Y in examples:
        p = predict(X)
        P = P * np.prod(p[np.arange(len(Y)), Y])
        N += len(Y)
    return P ** (-1.0 / N)


# %% perplexity "You divide by the number of names"
def perplexity(predict, examples):
    loss = 0
    for X, Y in examples:
        p = predict(X)
        for t, y in enumerate(Y):
            loss -= np.log(p[t, y])
    return np.exp(loss / len(examples))


# %% perplexity "That is the mean negative log-likelihood"
def perplexity(predict, examples):
    loss, N = 0, 0
    for X, Y in examples:
        p = predict(X)
        loss += -np.log(p[range(len(Y)), Y]).sum()
        N += len(X)
    return loss / N


# %% clip "clip doesn't change anything"
def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = (
        gradients["dWaa"],
        gradients["dWax"],
        gradients["dWya"],
        gradients["db"],
        gradients["dby"],
    )
    for gradient in [dWaa, dWax, dWya, db, dby]:
        gradient = np.clip(gradient, -maxValue, maxValue)
    return {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}


def clip_norm(gradients, max_norm):
    total = 0
    for g in gradients.values():
        total += np.sum(g * g)
    scale = max_norm / np.sqrt(total) if np.sqrt(total) > max_norm else 1
    return {k: scale * g for k, g in gradients.items()}


# %% clip "clip_norm takes a norm for each array"
def clip(gradients, maxValue):
    return {k: np.clip(g, -maxValue, maxValue) for k, g in gradients.items()}


def clip_norm(gradients, max_norm):
    out = {}
    for k, g in gradients.items():
        norm = np.sqrt(np.sum(np.square(g)))
        out[k] = g * max_norm / norm if norm > max_norm else g
    return out


# %% clip "The root is missing"
def clip(gradients, maxValue):
    return {k: np.clip(g, -maxValue, maxValue) for k, g in gradients.items()}


def clip_norm(gradients, max_norm):
    total = sum([(g**2).sum() for g in gradients.values()])
    if total <= max_norm:
        return gradients
    return {k: g * (max_norm / total) for k, g in gradients.items()}


# %% optimize "The gradients aren't clipped"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    for key in ["Wax", "Waa", "Wya", "b", "by"]:
        parameters[key] += -learning_rate * gradients["d" + key]
    return loss, gradients, a[-1]


# %% optimize "The step goes uphill"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for key in ["Wax", "Waa", "Wya", "b", "by"]:
        parameters[key] += learning_rate * gradients["d" + key]
    return loss, gradients, a[len(X) - 1]


# %% optimize "The new parameters are put into a dictionary that nobody sees again"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    params = {k: v.copy() for k, v in parameters.items()}
    loss, cache = rnn_forward(X, Y, a_prev, params)
    gradients, a = rnn_backward(X, Y, params, cache)
    gradients = clip(gradients, 5)
    for key in params:
        params[key] -= learning_rate * gradients["d" + key]
    return loss, gradients, a[len(X) - 1]


# %% optimize none
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 1)
    for key in parameters:
        parameters[key] = parameters[key] - learning_rate * gradients["d" + key]
    return loss, gradients, a[len(X) - 1]


# %% sample "You take the most likely character each time"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    x = np.zeros((len(char_to_ix), 1))
    a = np.zeros((parameters["Waa"].shape[0], 1))
    out = []
    for _ in range(50):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        z = parameters["Wya"] @ a + parameters["by"]
        i = int(np.argmax(z / temperature))
        out.append(i)
        if i == char_to_ix["\n"]:
            return out
        x = np.zeros_like(x)
        x[i] = 1
    return out + [char_to_ix["\n"]]


# %% sample "The state isn't carried on"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    vocab = len(char_to_ix)
    x = np.zeros((vocab, 1))
    a_prev = np.zeros((parameters["Waa"].shape[0], 1))
    out, idx = [], -1
    while idx != char_to_ix["\n"] and len(out) < 50:
        a = np.tanh(parameters["Wax"].dot(x) + parameters["Waa"].dot(a_prev) + parameters["b"])
        z = (parameters["Wya"].dot(a) + parameters["by"]) / temperature
        e = np.exp(z - np.max(z))
        idx = int(rng.choice(vocab, p=(e / e.sum()).ravel()))
        out.append(idx)
        x = np.zeros((vocab, 1))
        x[idx] = 1
    if idx != char_to_ix["\n"]:
        out.append(char_to_ix["\n"])
    return out


# %% sample "After 50 characters the end is missing"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    vocab = len(char_to_ix)
    x = np.zeros((vocab, 1))
    a = np.zeros((parameters["Waa"].shape[0], 1))
    out = []
    for _ in range(50):
        a = np.tanh(parameters["Wax"].dot(x) + parameters["Waa"].dot(a) + parameters["b"])
        z = (parameters["Wya"].dot(a) + parameters["by"]) / temperature
        e = np.exp(z - np.max(z))
        idx = int(rng.choice(vocab, p=(e / e.sum()).ravel()))
        out.append(idx)
        if idx == char_to_ix["\n"]:
            break
        x = np.zeros((vocab, 1))
        x[idx] = 1
    return out


# %% sample "A generator is made inside"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    g = np.random.default_rng(0)
    vocab = len(char_to_ix)
    x = np.zeros((vocab, 1))
    a = np.zeros((parameters["Waa"].shape[0], 1))
    out, idx = [], -1
    while idx != char_to_ix["\n"] and len(out) < 50:
        a = np.tanh(parameters["Wax"].dot(x) + parameters["Waa"].dot(a) + parameters["b"])
        z = (parameters["Wya"].dot(a) + parameters["by"]) / temperature
        e = np.exp(z - np.max(z))
        idx = int(g.choice(vocab, p=(e / e.sum()).ravel()))
        out.append(idx)
        x = np.zeros((vocab, 1))
        x[idx] = 1
    if idx != char_to_ix["\n"]:
        out.append(char_to_ix["\n"])
    return out


# %% mended_report "Nothing is put into seen"
def mended_report(drawn, listed):
    known = [x.lower() for x in listed]
    seen = []
    result = {"copies": 0, "repeats": 0, "new": 0}
    for x in drawn:
        x = x.lower()
        if x in known:
            result["copies"] += 1
        elif x in seen:
            result["repeats"] += 1
        else:
            result["new"] += 1
    for key in result:
        result[key] /= len(drawn)
    return result


# %% mended_report "A copy still moves a second counter"
def mended_report(drawn, listed):
    known, seen = set(x.lower() for x in listed), set()
    c = r = n = 0
    for x in drawn:
        x = x.lower()
        c += x in known
        r += x in seen
        n += x not in seen
        seen.add(x)
    return {"copies": c / len(drawn), "repeats": r / len(drawn), "new": n / len(drawn)}


# %% mended_report "Case is still compared"
def mended_report(drawn, listed):
    known, seen = set(listed), set()
    c = r = n = 0
    for x in drawn:
        if x in known:
            c += 1
        elif x in seen:
            r += 1
        else:
            n += 1
            seen.add(x)
    total = c + r + n
    return {"copies": c / total, "repeats": r / total, "new": n / total}


# %% guess_next "A model that looks one character back"
def guess_next(examples, n, sequences):
    table = bigram_table(examples, n)
    out = []
    for X in sequences:
        out.append(np.array([table[n] if x is None else table[x] for x in X]))
    return out


# %% guess_next none
def guess_next(examples, n, sequences):
    table = bigram_table(examples, n, 0.5)
    return [np.array([table[n] if x is None else table[x] for x in X]) for X in sequences]


# %% guess_next "What was never seen has probability 0"
def guess_next(examples, n, sequences):
    from collections import defaultdict

    table = defaultdict(lambda: np.zeros(n))
    for X, Y in examples:
        for x, y in zip(X, Y):
            table[x][y] += 1
    return [np.array([table[x] / max(table[x].sum(), 1) for x in X]) for X in sequences]


# %% posterior "The priors are left out"
def posterior(X, Y, predicts, priors):
    s = []
    for predict in predicts:
        p = predict(X)
        s.append(sum(np.log(p[t, y]) for t, y in enumerate(Y)))
    s = np.exp(np.array(s) - max(s))
    return s / np.sum(s)


# %% posterior "The product of a long name's probabilities is 0"
def posterior(X, Y, predicts, priors):
    s = np.array(priors, dtype=float)
    for i, predict in enumerate(predicts):
        p = predict(X)
        for t, y in enumerate(Y):
            s[i] *= p[t, y]
    return s / s.sum()


# %% posterior "You average the logarithms"
def posterior(X, Y, predicts, priors):
    s = []
    for predict, prior in zip(predicts, priors):
        p = predict(X)
        s.append(np.log(prior) + np.log(p[np.arange(len(Y)), Y]).mean())
    e = np.exp(s)
    return e / e.sum()
