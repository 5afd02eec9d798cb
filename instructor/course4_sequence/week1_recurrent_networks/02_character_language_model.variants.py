# Right answers, written otherwise than the solutions: with loops, in float32, with other functions. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="names_as_numbers"
def name_to_example(name, char_to_ix):
    """Y from the text with its end, X from Y; rows of a unit matrix that ends with zeros, in float32."""
    Y = list(map(char_to_ix.get, name + "\n"))
    X = [None]
    X.extend(Y[:-1])
    return X, Y


def one_hot(X, n_x):
    rows = np.vstack([np.eye(n_x), np.zeros(n_x)]).astype(np.float32)
    return rows[[n_x if index is None else index for index in X]]


# %% solution="names_as_numbers"
def name_to_example(name, char_to_ix):
    """Character by character; whole numbers by comparison."""
    X, Y = [None], []
    for character in name:
        X.append(char_to_ix[character])
        Y.append(char_to_ix[character])
    Y.append(char_to_ix["\n"])
    return X, Y


def one_hot(X, n_x):
    read = np.array([-1 if index is None else index for index in X])
    return (read[:, np.newaxis] == np.arange(n_x)).astype(int)


# %% solution="bigram_table"
def bigram_table(examples, n, k=0.1):
    """With np.add.at, in float32."""
    counts = np.zeros((n + 1, n), dtype=np.float32)
    for X, Y in examples:
        np.add.at(counts, ([n, *X[1:]], Y), 1)
    counts += k
    return counts / np.sum(counts, axis=1)[:, None]


# %% solution="bigram_table"
def bigram_table(examples, n, k=0.1):
    """With a Counter of pairs, row by row."""
    from collections import Counter

    pairs = Counter(pair for X, Y in examples for pair in zip(X, Y))
    table = []
    for x in [*range(n), None]:
        row = [pairs[x, y] + k for y in range(n)]
        table.append([each / sum(row) for each in row])
    return np.array(table)


# %% solution="perplexity"
def perplexity(predict, examples):
    """All logarithms in one list, character by character."""
    logs = []
    for X, Y in examples:
        p = predict(X)
        for t, y in enumerate(Y):
            logs.append(np.log(p[t][y]))
    return np.exp(-np.mean(logs))


# %% solution="perplexity"
def perplexity(predict, examples):
    """With take_along_axis, and float32 at the end."""
    logs = [np.log(np.take_along_axis(np.asarray(predict(X)), np.array(Y)[:, None], axis=1)) for X, Y in examples]
    return np.float32(np.exp(-np.vstack(logs).mean()))


# %% solution="clip"
def clip(gradients, maxValue):
    """In place, as the usual one; the norm by concatenation."""
    dWaa, dWax, dWya, db, dby = (gradients[key] for key in ("dWaa", "dWax", "dWya", "db", "dby"))
    for gradient in [dWax, dWaa, dWya, db, dby]:
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}


def clip_norm(gradients, max_norm):
    norm = np.linalg.norm(np.concatenate([each.ravel() for each in gradients.values()]))
    if norm > max_norm:
        for each in gradients.values():
            each *= max_norm / norm
    return gradients


# %% solution="clip"
def clip(gradients, maxValue):
    """With maximum and minimum; TensorFlow's own global norm, in float32."""
    return {name: np.maximum(np.minimum(np.float32(each), maxValue), -maxValue) for name, each in gradients.items()}


def clip_norm(gradients, max_norm):
    clipped, _ = tf.clip_by_global_norm([tf.constant(each, tf.float32) for each in gradients.values()], max_norm)
    return {name: each.numpy() for name, each in zip(gradients, clipped)}


# %% solution="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """Written into the arrays, clipped by hand."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    for key in ("Wax", "Waa", "Wya", "b", "by"):
        np.clip(gradients["d" + key], -5, 5, out=gradients["d" + key])
        parameters[key] -= learning_rate * gradients["d" + key]
    return loss, gradients, a[-1]


# %% solution="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """With update, and float32 for what is returned."""
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, maxValue=5)
    parameters.update({key: parameters[key] + -learning_rate * gradients["d" + key] for key in parameters})
    return np.float32(loss), {key: each.astype(np.float32) for key, each in gradients.items()}, a[len(X) - 1]


# %% solution="sample"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    """By the cumulated probabilities and one uniform number; in float32 where it doesn't matter."""
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    b, by = parameters["b"].ravel(), parameters["by"].ravel()
    newline, indices, a, drive = char_to_ix["\n"], [], np.zeros(len(Waa)), b
    for _ in range(50):
        a = np.tanh(drive + Waa @ a)
        z = (Wya @ a + by) / temperature
        p = np.exp(z - np.max(z), dtype=np.float64)
        index = min(int(np.searchsorted(np.cumsum(p) / p.sum(), rng.random(), side="right")), len(p) - 1)
        indices.append(index)
        if index == newline:
            break
        drive = b + Wax[:, index]
    if indices[-1] != newline:
        indices.append(newline)
    return indices


# %% solution="sample"
def sample(parameters, char_to_ix, rng, temperature=1.0):
    """The usual loop with a counter, and a draw by Gumbel noise."""
    vocab_size, n_a = len(char_to_ix), parameters["Waa"].shape[0]
    x, a_prev = np.zeros((vocab_size, 1)), np.zeros((n_a, 1))
    indices, idx, counter, newline_character = [], -1, 0, char_to_ix["\n"]
    while idx != newline_character and counter != 50:
        a = np.tanh(np.dot(parameters["Wax"], x) + np.dot(parameters["Waa"], a_prev) + parameters["b"])
        z = np.dot(parameters["Wya"], a) + parameters["by"]
        idx = int(np.argmax(z.ravel() / temperature + rng.gumbel(size=vocab_size)))
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        a_prev = a
        counter += 1
    if counter == 50 and idx != newline_character:
        indices.append(newline_character)
    return indices


# %% solution="mended_report"
def mended_report(drawn, listed):
    """With sets and sums."""
    drawn, known = [name.casefold() for name in drawn], {name.casefold() for name in listed}
    others = [name for name in drawn if name not in known]
    new = len(set(others))
    counts = {"copies": len(drawn) - len(others), "repeats": len(others) - new, "new": new}
    return {kind: count / len(drawn) for kind, count in counts.items()}


# %% solution="mended_report"
def mended_report(drawn, listed):
    """A kind for each name, counted by NumPy; float32."""
    names, known = [name.upper() for name in drawn], [name.upper() for name in listed]
    kinds = np.array([0 if name in known else 1 if name in names[:place] else 2 for place, name in enumerate(names)])
    return {kind: np.float32(np.mean(kinds == number)) for number, kind in enumerate(("copies", "repeats", "new"))}


# %% solution="guess_next"
def guess_next(examples, n, sequences):
    """Single characters, pairs and triples, mixed with fixed weights; float32."""

    def contexts(X):
        read = [n, n, *[n if x is None else x for x in X]]
        return list(zip(read[1:], read[2:]))

    one, two, three = np.full(n, 0.5), np.zeros((n + 1, n)), {}
    for X, Y in examples:
        for pair, y in zip(contexts(X), Y):
            one[y] += 1
            two[pair[1], y] += 1
            three.setdefault(pair, np.zeros(n))[y] += 1
    one /= one.sum()
    two = (two + 8 * one) / (two.sum(axis=1, keepdims=True) + 8)
    guesses = []
    for X in sequences:
        rows = [(three.get(pair, np.zeros(n)), two[pair[1]]) for pair in contexts(X)]
        guesses.append(np.array([(c + 8 * p) / (c.sum() + 8) for c, p in rows], dtype=np.float32))
    return guesses


# %% solution="guess_next"
def guess_next(examples, n, sequences):
    """Witten and Bell's weights: as many as there are kinds of continuations."""
    counts = {}
    for X, Y in examples:
        for t, y in enumerate(Y):
            for k in range(min(3, t + 1) + 1):
                counts.setdefault(tuple(X[t + 1 - k : t + 1]), np.zeros(n))[y] += 1
    guesses = []
    for X in sequences:
        rows = np.ones((len(X), n)) / n
        for t in range(len(X)):
            for k in range(min(3, t + 1) + 1):
                c = counts.get(tuple(X[t + 1 - k : t + 1]))
                if c is not None:
                    kinds = np.count_nonzero(c)
                    rows[t] = (c + kinds * rows[t]) / (c.sum() + kinds)
        guesses.append(rows)
    return tuple(guesses)


# %% solution="posterior"
def posterior(X, Y, predicts, priors):
    """Character by character; as one over a sum of ratios."""
    scores = []
    for predict, prior in zip(predicts, priors, strict=True):
        p, score = predict(X), float(np.log(prior))
        for t in range(len(Y)):
            score += float(np.log(p[t, Y[t]]))
        scores.append(score)
    with np.errstate(over="ignore"):
        return np.array([1 / sum(np.exp(other - score) for other in scores) for score in scores])


# %% solution="posterior"
def posterior(X, Y, predicts, priors):
    """A softmax of TensorFlow's, over logarithms, in float32 at the end."""
    logs = [np.log(p[range(len(Y)), Y]).sum() for p in (np.asarray(predict(X)) for predict in predicts)]
    return tf.cast(tf.nn.softmax(tf.constant(logs, tf.float64) + np.log(priors)), tf.float32).numpy()
