# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% triplet_loss "The maximum is taken of the mean"
def triplet_loss(anchor, positive, negative, alpha=0.2):
    pos_dist = tf.reduce_sum(tf.square(tf.subtract(anchor, positive)), axis=-1)
    neg_dist = tf.reduce_sum(tf.square(tf.subtract(anchor, negative)), axis=-1)
    basic_loss = tf.add(tf.subtract(pos_dist, neg_dist), alpha)
    return tf.nn.relu(tf.reduce_mean(basic_loss))


# %% triplet_loss "The triplets are summed"
def triplet_loss(anchor, positive, negative, alpha=0.2):
    pos_dist = tf.reduce_sum(tf.square(tf.subtract(anchor, positive)), axis=-1)
    neg_dist = tf.reduce_sum(tf.square(tf.subtract(anchor, negative)), axis=-1)
    basic_loss = tf.add(tf.subtract(pos_dist, neg_dist), alpha)
    return tf.reduce_sum(tf.maximum(basic_loss, 0.0))


# %% triplet_loss "The distances aren't squared"
def triplet_loss(anchor, positive, negative, alpha=0.2):
    p = tf.sqrt(tf.reduce_sum(tf.square(anchor - positive), -1))
    n = tf.sqrt(tf.reduce_sum(tf.square(anchor - negative), -1))
    return tf.reduce_mean(tf.nn.relu(p - n + alpha))


# %% triplet_loss none
def triplet_loss(anchor, positive, negative, alpha=0.2):
    p = tf.reduce_mean(tf.square(anchor - positive), -1)
    n = tf.reduce_mean(tf.square(anchor - negative), -1)
    return tf.reduce_mean(tf.nn.relu(p - n + alpha))


# %% embedding_model "The embeddings don't have length 1"
def embedding_model(input_shape, filters, n):
    m = keras.Sequential([keras.Input(input_shape), layers.Rescaling(1 / 255)])
    for f in filters:
        m.add(layers.Conv2D(f, 3, activation="relu", padding="same"))
        m.add(layers.MaxPooling2D())
    m.add(layers.Flatten())
    m.add(layers.Dense(n))
    return m


# %% embedding_model "The pixels aren't scaled"
def embedding_model(input_shape, filters, n):
    m = keras.Sequential([keras.Input(input_shape)])
    for f in filters:
        m.add(layers.Conv2D(f, 3, activation="relu", padding="same"))
        m.add(layers.MaxPooling2D())
    m.add(layers.Flatten())
    m.add(layers.Dense(n))
    m.add(layers.UnitNormalization())
    return m


# %% embedding_model "The maps are averaged over their places"
def embedding_model(input_shape, filters, n):
    m = keras.Sequential([keras.Input(input_shape), layers.Rescaling(1 / 255)])
    for f in filters:
        m.add(layers.Conv2D(f, 3, activation="relu", padding="same"))
        m.add(layers.MaxPooling2D())
    m.add(layers.GlobalAveragePooling2D())
    m.add(layers.Dense(n))
    m.add(layers.UnitNormalization())
    return m


# %% mended_triplets "A positive may still be the anchor itself"
def mended_triplets(y, count, rng):
    ok = np.array([i for i in range(len(y)) if list(y).count(y[i]) >= 2])
    out = np.zeros((count, 3), dtype=int)
    for t in range(count):
        a = rng.choice(ok)
        out[t] = a, rng.choice(np.where(y == y[a])[0]), rng.choice(np.where(y != y[a])[0])
    return out


# %% mended_triplets "A negative may still show the anchor's individual"
def mended_triplets(y, count, rng):
    ok = np.array([i for i in range(len(y)) if list(y).count(y[i]) >= 2])
    out = []
    for t in range(count):
        a = rng.choice(ok)
        rest = np.delete(np.arange(len(y)), a)
        out.append([a, rng.choice(rest[y[rest] == y[a]]), rng.choice(rest)])
    return np.array(out)


# %% mended_triplets "A picture that is its individual's only one"
def mended_triplets(y, count, rng):
    out = []
    for t in range(count):
        a = rng.integers(0, len(y))
        rest = np.delete(np.arange(len(y)), a)
        out.append([a, rng.choice(rest[y[rest] == y[a]]), rng.choice(rest[y[rest] != y[a]])])
    return np.array(out)


# %% semi_hard_triplets "These are the hardest negatives"
def semi_hard_triplets(F, y, alpha=0.2):
    D = squared_distances(F, F)
    out = []
    for a in range(len(y)):
        neg = np.where(y != y[a])[0]
        if len(neg) == 0:
            continue
        n = neg[np.argmin(D[a, neg])]
        for p in np.where(y == y[a])[0]:
            if p != a and D[a, n] < D[a, p] + alpha:
                out.append([a, p, n])
    return np.array(out, dtype=int).reshape(-1, 3)


# %% semi_hard_triplets "Triplets beyond the margin are kept, too"
def semi_hard_triplets(F, y, alpha=0.2):
    D = squared_distances(F, F)
    out = []
    for a in range(len(y)):
        for p in range(len(y)):
            neg = [n for n in range(len(y)) if y[n] != y[a] and D[a, n] > D[a, p]]
            if p != a and y[p] == y[a] and neg:
                out.append([a, p, min(neg, key=lambda n: D[a, n])])
    return np.array(out, dtype=int).reshape(-1, 3)


# %% semi_hard_triplets "A place among the negatives that fit"
def semi_hard_triplets(F, y, alpha=0.2):
    D = squared_distances(F, F)
    out = []
    for a in range(len(y)):
        for p in range(len(y)):
            if p == a or y[p] != y[a]:
                continue
            d = D[a][(y != y[a]) & (D[a] > D[a, p]) & (D[a] < D[a, p] + alpha)]
            if d.size:
                out.append([a, p, d.argmin()])
    return np.array(out, dtype=int).reshape(-1, 3)


# %% error_rates "The shares are of all pairs"
def error_rates(distances, same, thresholds):
    fa, fr = [], []
    for t in thresholds:
        fa.append(np.sum((distances < t) & ~same) / len(same))
        fr.append(np.sum((distances >= t) & same) / len(same))
    return np.array(fa), np.array(fr)


# %% error_rates "A distance that equals the threshold is rejected"
def error_rates(distances, same, thresholds):
    fa, fr = [], []
    for t in thresholds:
        fa.append(np.mean(distances[~same] <= t))
        fr.append(np.mean(distances[same] > t))
    return np.array(fa), np.array(fr)


# %% error_rates "False accepts come first"
def error_rates(distances, same, thresholds):
    fa, fr = [], []
    for t in thresholds:
        fa.append(np.mean(distances[~same] < t))
        fr.append(np.mean(distances[same] >= t))
    return np.array(fr), np.array(fa)


# %% verify "The distance isn't squared"
def verify(image, identity, database, model, threshold=0.5):
    encoding = embed(model, np.expand_dims(image, axis=0))
    dist = np.linalg.norm(encoding - database[identity])
    if dist < threshold:
        door_open = True
    else:
        door_open = False
    return dist, door_open


# %% verify "The comparison is the wrong way round"
def verify(image, identity, database, model, threshold=0.5):
    dist = float(squared_distances(embed(model, image[None]), database[identity][None])[0, 0])
    return dist, not dist < threshold


# %% who_is_it "Strangers get a name"
def who_is_it(image, database, model, threshold=0.5):
    e = embed(model, np.expand_dims(image, 0))[0]
    min_dist = np.inf
    identity = None
    for name in database:
        dist = ((e - database[name]) ** 2).sum()
        if dist < min_dist:
            min_dist = dist
            identity = name
    return min_dist, identity


# %% who_is_it "The distance isn't squared"
def who_is_it(image, database, model, threshold=0.5):
    e = embed(model, np.expand_dims(image, 0))
    min_dist = np.inf
    identity = None
    for name, db_enc in database.items():
        dist = np.linalg.norm(e - db_enc)
        if dist < min_dist:
            min_dist = dist
            identity = name
    if min_dist >= threshold:
        identity = None
    return min_dist, identity


# %% who_is_it "An empty database has no smallest distance"
def who_is_it(image, database, model, threshold=0.5):
    e = embed(model, image[np.newaxis])
    names = list(database.keys())
    d = [np.sum((e - database[n]) ** 2) for n in names]
    i = np.argmin(d)
    return d[i], names[i] if d[i] < threshold else None


# %% similarity_model "The embedding isn't frozen"
def similarity_model(embedding):
    a, b = keras.Input(embedding.input_shape[1:]), keras.Input(embedding.input_shape[1:])
    x = layers.Subtract()([embedding(a), embedding(b)])
    x = keras.ops.absolute(x)
    return keras.Model(inputs=[a, b], outputs=layers.Dense(1, activation=None)(x))


# %% similarity_model "The output is a probability"
def similarity_model(embedding):
    embedding.trainable = False
    a, b = keras.Input(embedding.input_shape[1:]), keras.Input(embedding.input_shape[1:])
    x = keras.ops.absolute(layers.Subtract()([embedding(a), embedding(b)]))
    x = layers.Dense(1)(x)
    return keras.Model(inputs=[a, b], outputs=layers.Activation("sigmoid")(x))


# %% thresholds_by_group "You take the smallest threshold that is allowed"
def thresholds_by_group(distances, same, groups, thresholds, limit):
    out = {}
    for g in set(groups.tolist()):
        m = groups == g
        for t in sorted(thresholds):
            if np.mean(distances[m & ~same] < t) <= limit:
                out[g] = t
                break
    return out


# %% thresholds_by_group "All groups get the same threshold"
def thresholds_by_group(distances, same, groups, thresholds, limit):
    far = np.array([np.mean(distances[~same] < t) for t in thresholds])
    return {g: max(thresholds[far <= limit]) for g in set(groups.tolist())}
