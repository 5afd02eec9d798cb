# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% embed "Capital letters aren't in the list"
def embed(words, word_to_index, E):
    n = E.shape[1]
    out = []
    for w in words:
        if w in word_to_index.keys():
            out.append(E[word_to_index[w], :])
        else:
            out.append(np.zeros(n))
    return np.array(out).reshape(len(words), n)


# %% embed "Unknown words lose their rows"
def embed(words, word_to_index, E):
    idx = [word_to_index[w.lower()] for w in words if w.lower() in word_to_index]
    return E[np.array(idx, dtype=int), :]


# %% cosine_similarity "A vector of zeros makes 0 / 0"
def cosine_similarity(u, v):
    u = np.array(u, dtype=float)
    v = np.array(v, dtype=float)
    dot = (u * v).sum(-1)
    return dot / (np.sqrt((u**2).sum(-1)) * np.sqrt((v**2).sum(-1)))


# %% cosine_similarity "This is the product alone"
def cosine_similarity(u, v):
    return np.einsum("...i,...i", np.array(u, float), np.array(v, float))


# %% nearest "Rows in exclude come back as well"
def nearest(query, E, k, exclude=()):
    sims = [float(cosine_similarity(query, row)) for row in E]
    return sorted(range(len(E)), key=lambda i: -sims[i])[:k]


# %% nearest "The k nearest are taken first"
def nearest(query, E, k, exclude=()):
    sims = cosine_similarity(E, query)
    top = list(np.argsort(-sims, kind="stable"))[0:k]
    for e in exclude:
        if e in top:
            top.remove(e)
    return top


# %% complete_analogy "The words of the question aren't left out"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    n = {w: v / np.linalg.norm(v) for w, v in word_to_vec_map.items()}
    t = n[word_b.lower()] - n[word_a.lower()] + n[word_c.lower()]
    sims = {w: float(cosine_similarity(t, v)) for w, v in n.items()}
    return max(sims, key=lambda w: sims[w])


# %% complete_analogy "The vectors have their own lengths here"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    word_a, word_b, word_c = word_a.lower(), word_b.lower(), word_c.lower()
    t = word_to_vec_map[word_b] - word_to_vec_map[word_a] + word_to_vec_map[word_c]
    best_word, max_sim = None, -100
    for w in word_to_vec_map:
        if w in (word_a, word_b, word_c):
            continue
        s = cosine_similarity(t, word_to_vec_map[w])
        if s > max_sim:
            max_sim, best_word = s, w
    return best_word


# %% complete_analogy "You compare the steps"
def complete_analogy(word_a, word_b, word_c, word_to_vec_map):
    word_a, word_b, word_c = word_a.lower(), word_b.lower(), word_c.lower()
    step = word_to_vec_map[word_b] - word_to_vec_map[word_a]
    candidates = [w for w in word_to_vec_map if w not in (word_a, word_b, word_c)]
    scores = [cosine_similarity(step, word_to_vec_map[w] - word_to_vec_map[word_c]) for w in candidates]
    return candidates[int(np.argmax(scores))]


# %% compare_ways "Whoever has more right wins here"
def compare_ways(relations, first, second):
    out = {}
    rel, f, s = np.array(relations), np.array(first), np.array(second)
    for r in set(relations) | {"all"}:
        m = np.ones(len(rel), bool) if r == "all" else rel == r
        a, b = int(f[m].sum()), int(s[m].sum())
        out[r] = (a, b, "unclear" if a == b else ("first" if a > b else "second"))
    return out


# %% mended_map "The mean is still in it"
def mended_map(X):
    U, S, Vt = np.linalg.svd(X, full_matrices=False)
    return X @ Vt[:2].T


# %% mended_map "These are the directions of the *smallest* spread"
def mended_map(X):
    Xc = X - X.mean(axis=0)
    w, V = np.linalg.eigh(Xc.T @ Xc)
    return np.stack([Xc @ V[:, 0], Xc @ V[:, 1]], axis=1)


# %% neutralize "You divide by the length of g"
def neutralize(word, g, word_to_vec_map):
    e = word_to_vec_map[word].copy()
    bias = (np.sum(e * g) / np.sqrt(np.sum(g * g))) * g
    return e - bias


# %% neutralize "This is the part along g"
def neutralize(word, g, word_to_vec_map):
    e = word_to_vec_map[word]
    return g * (e @ g) / (g @ g)


# %% equalize "Only their parts along the axis are set here"
def equalize(pair, bias_axis, word_to_vec_map):
    u = bias_axis / np.linalg.norm(bias_axis)
    e1, e2 = word_to_vec_map[pair[0]], word_to_vec_map[pair[1]]
    mu = (e1 + e2) / 2
    orth = mu - (mu @ u) * u
    h = np.sqrt(np.abs(1 - (orth**2).sum()))
    s = np.sign((e1 - mu) @ u)
    return e1 - (e1 @ u) * u + h * s * u, e2 - (e2 @ u) * u - h * s * u


# %% equalize "The root is missing"
def equalize(pair, bias_axis, word_to_vec_map):
    u = bias_axis / np.linalg.norm(bias_axis)
    e1, e2 = word_to_vec_map[pair[0]], word_to_vec_map[pair[1]]
    mu = (e1 + e2) / 2
    orth = mu - (mu @ u) * u
    h = np.abs(1 - np.linalg.norm(orth) ** 2)
    s = np.sign((e1 - mu) @ u)
    return orth + h * s * u, orth - h * s * u


# %% told_by_neighbours "Each row counts itself"
def told_by_neighbours(V, side, k):
    n = 0
    for i in range(len(V)):
        s = [float(cosine_similarity(V[i], V[j])) for j in range(len(V))]
        near = sorted(range(len(V)), key=lambda j: -s[j])[:k]
        n += sum(side[j] == side[i] for j in near) > k / 2
    return n / len(V)


# %% told_by_neighbours "This is how many of all neighbours agree"
def told_by_neighbours(V, side, k):
    V = V / np.sqrt((V**2).sum(1, keepdims=True))
    S = V @ V.T - 5 * np.eye(len(V))
    side = np.array(side)
    return np.mean([(side[np.argsort(-S[i])[:k]] == side[i]).mean() for i in range(len(V))])
