# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% context_pairs "Only words behind the context"
def context_pairs(indices, window):
    pairs = []
    for i in range(len(indices)):
        for d in range(1, window + 1):
            if i + d < len(indices):
                pairs.append([indices[i], indices[i + d]])
    return np.array(pairs, dtype=int).reshape(len(pairs), 2)


# %% context_pairs "Equal words make no pair"
def context_pairs(indices, window):
    places = range(len(indices))
    pairs = [(indices[i], indices[j]) for i in places for j in places if abs(i - j) <= window]
    return np.array([pair for pair in pairs if pair[0] != pair[1]], dtype=int).reshape(-1, 2)


# %% negatives "Positives among the negatives"
def negative_distribution(counts, power=0.75):
    p = np.power(counts, power)
    return p / p.sum()


def draw_negatives(targets, k, p, rng):
    return np.array([rng.choice(len(p), k, p=p) for _ in targets])


# %% negatives "The power isn't used"
def negative_distribution(counts, power=0.75):
    total = sum(counts)
    return np.array([count / total for count in counts])


def draw_negatives(targets, k, p, rng):
    rows = []
    for target in targets:
        q = np.array(p, dtype=float)
        q[target] = 0
        rows.append(rng.choice(len(q), size=k, p=q / q.sum()))
    return np.array(rows)


# %% skip_gram_loss "All words have the label 1"
def skip_gram_loss(E, Theta, contexts, words):
    e, theta = E[contexts][:, np.newaxis, :], Theta[words]
    z = (e * theta).sum(axis=-1)
    p = 1 / (1 + np.exp(-z))
    loss = np.sum(np.logaddexp(0, -z))
    return loss, ((p - 1)[..., np.newaxis] * theta).sum(axis=1), (p - 1)[..., np.newaxis] * e


# %% skip_gram_loss "The loss is a mean over pairs"
def skip_gram_loss(E, Theta, contexts, words):
    m = len(contexts)
    e, theta = E[contexts][:, np.newaxis, :], Theta[words]
    z = (e * theta).sum(axis=-1)
    labels = np.zeros(z.shape)
    labels[:, 0] = 1
    loss = (np.logaddexp(0, z) - labels * z).sum() / m
    g = (sigmoid(z) - labels) / m
    return loss, (g[..., np.newaxis] * theta).sum(axis=1), g[..., np.newaxis] * e


# %% step "Contexts that come twice"
def step(E, Theta, contexts, words, dE, dTheta, learning_rate):
    new_E, new_Theta = np.array(E), np.array(Theta)
    new_E[contexts] = new_E[contexts] - learning_rate * dE
    for row, gradients in zip(words, dTheta, strict=True):
        for word, gradient in zip(row, gradients, strict=True):
            new_Theta[word] -= learning_rate * gradient
    return new_E, new_Theta


# %% cooccurrence "Each pair counts 1"
def cooccurrence(sentences, n, window):
    X = np.zeros((n, n))
    for s in sentences:
        for i in range(len(s)):
            for d in range(1, window + 1):
                if i + d < len(s) and s[i] < n and s[i + d] < n:
                    X[s[i], s[i + d]] += 1
                    X[s[i + d], s[i]] += 1
    return X


# %% cooccurrence "Words that don't count are taken out"
def cooccurrence(sentences, n, window):
    X = np.zeros((n, n))
    for s in sentences:
        s = [w for w in s if w < n]
        for i in range(len(s)):
            for j in range(max(0, i - window), min(len(s), i + window + 1)):
                if i != j:
                    X[s[i], s[j]] += 1 / abs(i - j)
    return X


# %% glove "The factor 2"
def glove_weights(X, x_max):
    return np.where(X >= x_max, 1.0, (X / x_max) ** 0.75)


def glove_loss(parameters, X, x_max):
    Theta, E, b, c = (parameters[name] for name in ("Theta", "E", "b", "b_prime"))
    mask = X > 0
    diff = (Theta.dot(E.T) + b.reshape(-1, 1) + c.reshape(1, -1) - np.log(X + (1 - mask))) * mask
    wd = glove_weights(X, x_max) * diff
    return (wd * diff).sum(), {
        "dTheta": wd.dot(E),
        "dE": wd.T.dot(Theta),
        "db": wd.sum(axis=1),
        "db_prime": wd.sum(axis=0),
    }


# %% glove "The weight has no upper limit"
def glove_weights(X, x_max):
    return np.power(X / x_max, 3 / 4)


def glove_loss(parameters, X, x_max):
    Theta, E, b, c = (parameters[name] for name in ("Theta", "E", "b", "b_prime"))
    mask = X > 0
    diff = (Theta.dot(E.T) + b.reshape(-1, 1) + c.reshape(1, -1) - np.log(X + (1 - mask))) * mask
    wd = 2 * glove_weights(X, x_max) * diff
    return (wd * diff).sum() / 2, {
        "dTheta": wd.dot(E),
        "dE": wd.T.dot(Theta),
        "db": wd.sum(axis=1),
        "db_prime": wd.sum(axis=0),
    }


# %% my_vectors "Dividing a row by its sum"
def my_vectors(X):
    totals = X.sum(1)
    totals[totals == 0] = 1
    return X / totals[:, None]


# %% huffman_codes "All codes have the same length"
def huffman_codes(counts):
    bits = 1
    while 2**bits < len(counts):
        bits += 1
    return ["".join(str(place >> bit & 1) for bit in range(bits)) for place in range(len(counts))]
