# Right answers, written otherwise than the solutions: with loops, in float32, with other functions. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="embed"
def embed(words, word_to_index, E):
    """By a product with one-hot vectors, as the formula says, in float32."""
    O = np.zeros((E.shape[0], len(words)), dtype=np.float32)
    for column, word in enumerate(words):
        row = word_to_index.get(word.lower())
        if row is not None:
            O[row, column] = 1
    return O.T @ E.astype(np.float32)


# %% solution="embed"
def embed(words, word_to_index, E):
    """A row of zeros below the table, for whatever is unknown."""
    padded = np.vstack([E, np.zeros((1, E.shape[1]))])
    places = np.array([word_to_index.get(word.lower(), len(E)) for word in words], dtype=int)
    return padded[places]


# %% solution="cosine_similarity"
def cosine_similarity(u, v):
    """With einsum, in float32, and with zeros put back afterwards."""
    u, v = np.array(u, dtype=np.float32), np.array(v, dtype=np.float32)
    dot = np.einsum("...i,...i->...", u, v)
    norms = np.sqrt(np.einsum("...i,...i->...", u, u)) * np.sqrt(np.einsum("...i,...i->...", v, v))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(dot / norms)


# %% solution="cosine_similarity"
def cosine_similarity(u, v):
    """Both vectors get the length 1 first."""

    def unit(x):
        x = np.asarray(x, dtype=float)
        length = np.sqrt((x * x).sum(axis=-1, keepdims=True))
        return np.divide(x, length, out=np.zeros_like(x), where=length > 0)

    return (unit(u) * unit(v)).sum(axis=-1)


# %% solution="nearest"
def nearest(query, E, k, exclude=()):
    """One row after the other, sorted by a key, as an array."""
    rows = [row for row in range(len(E)) if row not in set(exclude)]
    rows.sort(key=lambda row: -cosine_similarity(query, E[row]))
    return np.array(rows[:k])


# %% solution="nearest"
def nearest(query, E, k, exclude=()):
    """The best one is taken out, k times, in float32."""
    s = np.array(cosine_similarity(E, query), dtype=np.float32)
    s[list(exclude)] = -np.inf
    found = []
    while len(found) < k and np.isfinite(s).any():
        best = int(np.argmax(s))
        found.append(best)
        s[best] = -np.inf
    return found


# %% solution="complete_analogy"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    """Word by word, in a loop."""
    a, b, c = word_a.lower(), word_b.lower(), word_c.lower()

    def unit(word):
        vector = np.asarray(word_to_vec_map[word], dtype=float)
        return vector / np.sqrt(np.sum(vector**2))

    target = unit(b) - unit(a) + unit(c)
    best, answer = -100, None
    for word in word_to_vec_map:
        if word in [a, b, c]:
            continue
        similarity = cosine_similarity(target, unit(word))
        if similarity > best:
            best, answer = similarity, word
    return answer


# %% solution="complete_analogy"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    """By distances on the unit sphere, in float32: the largest cosine is the smallest distance."""
    question = [word.lower() for word in (word_a, word_b, word_c)]
    unit = {word: np.float32(v) / np.linalg.norm(np.float32(v)) for word, v in word_to_vec_map.items()}
    target = unit[question[1]] - unit[question[0]] + unit[question[2]]
    target /= np.linalg.norm(target)
    return min((word for word in unit if word not in question), key=lambda word: np.linalg.norm(unit[word] - target))


# %% solution="compare_ways"
def compare_ways(relations, first, second):
    """Counted one question after the other."""
    table = {}
    for name, one, two in zip(relations, first, second, strict=True):
        for key in (name, "all"):
            entry = table.setdefault(key, [0, 0, 0, 0])
            entry[0] += bool(one)
            entry[1] += bool(two)
            entry[2] += bool(one) and not two
            entry[3] += bool(two) and not one
    found = {}
    for key, (right1, right2, n1, n2) in table.items():
        bound = 2 * (n1 + n2) ** 0.5
        found[key] = (right1, right2, "first" if n1 - n2 > bound else "second" if n2 - n1 > bound else "unclear")
    return found


# %% solution="compare_ways"
def compare_ways(relations, first, second):
    """With the root in float32, and lists for the results."""
    found = {}
    for name in sorted(set(relations)) + ["all"]:
        pairs = [(f, s) for r, f, s in zip(relations, first, second, strict=True) if name in (r, "all")]
        n1, n2 = sum(1 for f, s in pairs if f and not s), sum(1 for f, s in pairs if s and not f)
        verdict = "unclear"
        if abs(n1 - n2) > 2 * np.sqrt(np.float32(n1 + n2)):
            verdict = "first" if n1 > n2 else "second"
        found[name] = [sum(1 for f, _ in pairs if f), sum(1 for _, s in pairs if s), verdict]
    return found


# %% solution="mended_map"
def mended_map(X):
    """By singular values, in float32."""
    centred = np.float32(X - np.mean(X, axis=0, keepdims=True))
    U, S, Vt = np.linalg.svd(centred, full_matrices=False)
    return centred @ Vt[:2].T


# %% solution="mended_map"
def mended_map(X):
    """By the covariance matrix, its directions sorted."""
    values, vectors = np.linalg.eigh(np.cov(X, rowvar=False))
    order = np.argsort(values)[::-1][:2]
    return np.dot(X - X.mean(0), vectors[:, order])


# %% solution="neutralize"
def neutralize(word, g, word_to_vec_map):
    """With the direction at length 1, in float32."""
    unit = np.float32(g / np.linalg.norm(g))
    e = np.array(word_to_vec_map[word], dtype=np.float32)
    return e - (e @ unit) * unit


# %% solution="neutralize"
def neutralize(word, g, word_to_vec_map):
    """With a projection matrix."""
    P = np.eye(len(g)) - np.outer(g, g) / np.sum(g**2)
    return P @ word_to_vec_map[word]


# %% solution="equalize"
def equalize(pair, bias_axis, word_to_vec_map):
    """By signs, in float32: the two differ along the axis in nothing but that."""
    unit = np.float32(bias_axis / np.linalg.norm(bias_axis))
    e1, e2 = (np.array(word_to_vec_map[word], dtype=np.float32) for word in pair)
    mu = (e1 + e2) / 2
    rest = mu - (mu @ unit) * unit
    height = np.sqrt(max(0, 1 - rest @ rest)) * np.sign((e1 - e2) @ unit)
    return rest + height * unit, rest - height * unit


# %% solution="equalize"
def equalize(pair, bias_axis, word_to_vec_map):
    """Formula by formula, as a list."""
    w1, w2 = pair
    e_w1, e_w2 = word_to_vec_map[w1], word_to_vec_map[w2]
    mu = (e_w1 + e_w2) / 2
    square = np.linalg.norm(bias_axis) ** 2
    mu_B = np.dot(mu, bias_axis) / square * bias_axis
    mu_orth = mu - mu_B
    e_w1B = np.dot(e_w1, bias_axis) / square * bias_axis
    e_w2B = np.dot(e_w2, bias_axis) / square * bias_axis
    root = np.sqrt(np.abs(1 - np.linalg.norm(mu_orth) ** 2))
    return [root * (eB - mu_B) / np.linalg.norm(eB - mu_B) + mu_orth for eB in (e_w1B, e_w2B)]


# %% solution="told_by_neighbours"
def told_by_neighbours(V, side, k):
    """Row by row, with cosine_similarity."""
    told = 0
    for row in range(len(V)):
        s = np.array(cosine_similarity(V[row], V))
        s[row] = -np.inf
        near = np.argsort(s)[::-1][:k]
        told += sum(side[other] == side[row] for other in near) > k / 2
    return told / len(V)


# %% solution="told_by_neighbours"
def told_by_neighbours(V, side, k):
    """With sides as plus and minus one, and a vote, in float32."""
    unit = np.asarray(V, dtype=np.float32) / np.sqrt(np.square(V, dtype=np.float32).sum(axis=1))[:, None]
    S = unit @ unit.T - 3 * np.eye(len(unit))
    sign = np.where(np.asarray(side), 1, -1)
    votes = sign[np.argpartition(-S, k - 1, axis=1)[:, :k]].sum(axis=1)
    return np.mean(votes * sign > 0)
