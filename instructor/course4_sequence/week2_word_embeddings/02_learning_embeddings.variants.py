# Right answers, written otherwise than the solutions: by whole arrays, by loops, in float32. Each must get all points
# (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="context_pairs"
def context_pairs(indices, window):
    """Distance by distance, as arrays."""
    words = np.asarray(indices, dtype=int)
    parts = [np.zeros((0, 2), dtype=int)]
    for d in range(1, min(window, max(len(words) - 1, 0)) + 1):
        parts += [np.stack([words[:-d], words[d:]], axis=1), np.stack([words[d:], words[:-d]], axis=1)]
    return np.concatenate(parts)


# %% solution="context_pairs"
def context_pairs(indices, window):
    """Every place with every place, then those that are near; float32 numbers that are whole."""
    places = [(i, j) for i in range(len(indices)) for j in range(len(indices)) if 0 < abs(i - j) <= window]
    return np.float32([[indices[i], indices[j]] for i, j in places]).reshape(len(places), 2)


# %% solution="negatives"
def negative_distribution(counts, power=0.75):
    """By logarithms."""
    logs = power * np.log(counts)
    weights = np.exp(logs - np.max(logs))
    return weights / np.sum(weights)


def draw_negatives(targets, k, p, rng):
    """Row by row, from p without the target."""
    rows = []
    for target in targets:
        q = np.array(p, dtype=float)
        q[target] = 0
        rows.append(rng.choice(len(q), size=k, p=q / q.sum()))
    return np.array(rows)


# %% solution="negatives"
def negative_distribution(counts, power=0.75):
    """In float32."""
    weights = np.array([float(count) ** power for count in counts], dtype=np.float32)
    return weights / weights.sum()


def draw_negatives(targets, k, p, rng):
    """By places in the cumulative sum, drawn again until none is the target."""
    steps = np.cumsum(np.asarray(p, dtype=float))
    rows = []
    for target in targets:
        row = []
        while len(row) < k:
            drawn = min(int(np.searchsorted(steps, rng.random() * steps[-1], side="right")), len(p) - 1)
            if drawn != target:
                row.append(drawn)
        rows.append(row)
    return np.array(rows)


# %% solution="skip_gram_loss"
def skip_gram_loss(E, Theta, contexts, words):
    """Pair by pair."""
    loss, dE, dTheta = 0.0, np.zeros((len(contexts), E.shape[1])), np.zeros((*np.shape(words), E.shape[1]))
    for i, context in enumerate(contexts):
        for j, word in enumerate(words[i]):
            z = Theta[word] @ E[context]
            loss += np.logaddexp(0, -z if j == 0 else z)
            g = sigmoid(z) - (1 if j == 0 else 0)
            dE[i] += g * Theta[word]
            dTheta[i, j] = g * E[context]
    return loss, dE, dTheta


# %% solution="skip_gram_loss"
def skip_gram_loss(E, Theta, contexts, words):
    """In float32, with matrix products and signs."""
    e, theta = E[contexts].astype(np.float32), Theta[words].astype(np.float32)
    signs = np.ones(words.shape, dtype=np.float32)
    signs[:, 0] = -1
    z = signs * (theta @ e[:, :, np.newaxis])[:, :, 0]
    loss = np.sum(np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))))
    g = signs * sigmoid(z)
    return loss, (g[:, np.newaxis] @ theta)[:, 0], g[:, :, np.newaxis] * e[:, np.newaxis]


# %% solution="step"
def step(E, Theta, contexts, words, dE, dTheta, learning_rate):
    """Loops."""
    E, Theta = np.array(E), np.array(Theta)
    for i, context in enumerate(contexts):
        E[context] -= learning_rate * dE[i]
        for j, word in enumerate(words[i]):
            Theta[word] -= learning_rate * dTheta[i, j]
    return E, Theta


# %% solution="step"
def step(E, Theta, contexts, words, dE, dTheta, learning_rate):
    """In float32, by sums of one-hot rows."""
    V = len(E)
    first = np.eye(V, dtype=np.float32)[contexts]
    second = np.eye(V, dtype=np.float32)[words.ravel()]
    new_E = E.astype(np.float32) - learning_rate * first.T @ dE.astype(np.float32)
    return new_E, Theta - learning_rate * second.T @ dTheta.reshape(len(second), -1).astype(np.float32)


# %% solution="cooccurrence"
def cooccurrence(sentences, n, window):
    """Loops over places."""
    X = np.zeros((n, n))
    for sentence in sentences:
        for i in range(len(sentence)):
            for j in range(len(sentence)):
                if 0 < abs(i - j) <= window and sentence[i] < n and sentence[j] < n:
                    X[sentence[i], sentence[j]] += 1 / abs(i - j)
    return X


# %% solution="cooccurrence"
def cooccurrence(sentences, n, window):
    """In float32, with a dictionary of pairs."""
    found = {}
    for sentence in sentences:
        for i, a in enumerate(sentence):
            for d, b in enumerate(sentence[i + 1 : i + 1 + window], start=1):
                if max(a, b) < n:
                    found[a, b] = found.get((a, b), 0) + 1 / d
    X = np.zeros((n, n), dtype=np.float32)
    for (a, b), value in found.items():
        X[a, b] += value
        X[b, a] += value
    return X


# %% solution="glove"
def glove_weights(X, x_max):
    """By cases."""
    return np.where(X < x_max, (X / x_max) ** 0.75, 1.0)


def glove_loss(parameters, X, x_max):
    """Only the pairs that occur."""
    Theta, E, b, b_prime = (parameters[name] for name in ("Theta", "E", "b", "b_prime"))
    rows, columns = np.nonzero(X)
    difference = np.sum(Theta[rows] * E[columns], axis=1) + b[rows] + b_prime[columns] - np.log(X[rows, columns])
    weights = glove_weights(X[rows, columns], x_max)
    d = 2 * weights * difference
    gradients = {"d" + name: np.zeros_like(value) for name, value in parameters.items()}
    np.add.at(gradients["dTheta"], rows, d[:, np.newaxis] * E[columns])
    np.add.at(gradients["dE"], columns, d[:, np.newaxis] * Theta[rows])
    np.add.at(gradients["db"], rows, d)
    np.add.at(gradients["db_prime"], columns, d)
    return weights @ difference**2, gradients


# %% solution="glove"
def glove_weights(X, x_max):
    """In float32."""
    return np.clip(np.asarray(X, dtype=np.float32) / x_max, 0, 1) ** np.float32(0.75)


def glove_loss(parameters, X, x_max):
    """Row by row."""
    p = {name: np.asarray(value, dtype=np.float32) for name, value in parameters.items()}
    f, J = glove_weights(X, x_max), 0.0
    g = {"d" + name: np.zeros(value.shape, dtype=np.float32) for name, value in p.items()}
    for i in range(len(X)):
        logs = np.log(np.maximum(X[i], 1e-30)) * (X[i] > 0)
        difference = p["E"] @ p["Theta"][i] + p["b"][i] + p["b_prime"] - logs
        J += np.sum(f[i] * difference * difference)
        d = 2 * f[i] * difference
        g["dTheta"][i] = d @ p["E"]
        g["dE"] += np.outer(d, p["Theta"][i])
        g["db"][i] = d.sum()
        g["db_prime"] += d
    return J, g


# %% solution="my_vectors"
def my_vectors(X):
    """Logarithms."""
    return np.log1p(X)


# %% solution="my_vectors"
def my_vectors(X):
    """In float32: roots, and of those the fifty main directions."""
    roots = np.sqrt(X).astype(np.float32)
    U, S, _ = np.linalg.svd(roots)
    return U[:, : min(200, len(X))] * S[: min(200, len(X))]


# %% solution="huffman_codes"
def huffman_codes(counts):
    """A list that is sorted again each time, and a walk down the tree."""
    nodes = [(int(count), place) for place, count in enumerate(counts)]
    while len(nodes) > 1:
        nodes.sort(key=lambda node: node[0])
        (a, left), (b, right) = nodes[:2]
        nodes = [*nodes[2:], (a + b, (left, right))]
    codes, waiting = [""] * len(counts), [(nodes[0][1], "")]
    while waiting:
        node, code = waiting.pop()
        if isinstance(node, tuple):
            waiting += [(node[0], code + "1"), (node[1], code + "0")]
        else:
            codes[node] = code
    return codes


# %% solution="huffman_codes"
def huffman_codes(counts):
    """In float32 sums, with parents, read from the leaf up."""
    weights = [np.float32(count) for count in counts]
    alive, parents = set(range(len(weights))), {}
    while len(alive) > 1:
        left, right = sorted(alive, key=lambda node: weights[node])[:2]
        parents[left], parents[right] = (len(weights), "0"), (len(weights), "1")
        weights.append(weights[left] + weights[right])
        alive = (alive - {left, right}) | {len(weights) - 1}
    codes = []
    for leaf in range(len(counts)):
        code, node = "", leaf
        while node in parents:
            node, bit = parents[node]
            code = bit + code
        codes.append(code)
    return codes
