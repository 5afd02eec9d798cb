# Right answers, written otherwise than the solutions: with loops, in float32, with other functions. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="triplet_loss"
def triplet_loss(anchor, positive, negative, alpha=0.2):
    """With keras.ops and a ReLU, in float32; the sum divided by how many there are."""
    near = keras.ops.sum(keras.ops.square(anchor - positive), axis=-1)
    far = keras.ops.sum(keras.ops.square(anchor - negative), axis=-1)
    losses = tf.nn.relu(tf.cast(near - far, tf.float32) + alpha)
    return tf.reduce_sum(losses) / tf.cast(tf.shape(losses)[0], tf.float32)


# %% solution="triplet_loss"
def triplet_loss(anchor, positive, negative, alpha=0.2):
    """By products: |a - p|² - |a - n|² = |p|² - |n|² - 2 a·(p - n)."""
    anchor, positive, negative = (tf.convert_to_tensor(each) for each in (anchor, positive, negative))
    lengths = tf.reduce_sum(positive * positive - negative * negative, 1)
    gaps = lengths - 2 * tf.reduce_sum(anchor * (positive - negative), 1)
    return tf.reduce_mean(tf.clip_by_value(gaps + alpha, 0, 1e9))


# %% solution="embedding_model"
def embedding_model(input_shape, filters, n):
    """A Sequential model, activations apart."""
    model = keras.Sequential([keras.Input(input_shape), layers.Rescaling(1.0 / 255)])
    for count in filters:
        model.add(layers.Conv2D(count, (3, 3), padding="same"))
        model.add(layers.ReLU())
        model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dense(n))
    model.add(layers.UnitNormalization())
    return model


# %% solution="embedding_model"
def embedding_model(input_shape, filters, n):
    """Scaled by a product, the length by keras.ops, in float32; compiled."""
    x = inputs = keras.Input(shape=tuple(input_shape), dtype="float32")
    x = x / 255.0
    for each in filters:
        x = keras.ops.relu(layers.Conv2D(each, 3, 1, "same")(x))
        x = layers.MaxPool2D(pool_size=(2, 2), strides=2)(x)
    x = layers.Dense(n, activation="linear", name="numbers")(layers.Flatten()(x))
    length = keras.ops.sqrt(keras.ops.sum(x * x, axis=1, keepdims=True))
    model = keras.Model(inputs, x / length, name="mine")
    model.compile("adam", "mse")
    return model


# %% solution="mended_triplets"
def mended_triplets(y, count, rng):
    """Drawn again until it fits."""
    y = np.asarray(y)
    found = []
    while len(found) < count:
        a, p = rng.integers(len(y), size=2)
        if a == p or y[a] != y[p]:
            continue
        # A pair is drawn as often as any other; an anchor has to be as likely as any other.
        if rng.random() * (np.sum(y == y[a]) - 1) > 1:
            continue
        n = rng.integers(len(y))
        while y[n] == y[a]:
            n = rng.integers(len(y))
        found.append([a, p, n])
    return found


# %% solution="mended_triplets"
def mended_triplets(y, count, rng):
    """By random numbers in float32 for all pictures, the largest of those that may be drawn."""
    labels = np.array(y)
    same = labels[:, None] == labels[None, :]
    others = same & ~np.eye(len(labels), dtype=bool)
    anchors = rng.choice(np.nonzero(others.any(axis=1))[0], size=count)

    def drawn(allowed):
        return np.argmax(np.where(allowed[anchors], rng.random((count, len(labels)), dtype=np.float32), -1), axis=1)

    return np.stack([anchors, drawn(others), drawn(~same)], axis=1)


# %% solution="semi_hard_triplets"
def semi_hard_triplets(F, y, alpha=0.2):
    """Picture by picture, in float32."""
    F = np.asarray(F, dtype=np.float32)
    rows = []
    for a in range(len(y)):
        for p in range(len(y)):
            if p == a or y[p] != y[a]:
                continue
            limit = np.sum((F[a] - F[p]) ** 2)
            best, chosen = limit + np.float32(alpha), None
            for n in range(len(y)):
                away = np.sum((F[a] - F[n]) ** 2)
                if y[n] != y[a] and limit < away < best:
                    best, chosen = away, n
            if chosen is not None:
                rows.append([a, p, chosen])
    return np.array(rows) if rows else np.empty((0, 3), dtype=int)


# %% solution="semi_hard_triplets"
def semi_hard_triplets(F, y, alpha=0.2):
    """All pairs and all negatives at once."""
    D = squared_distances(F, F)
    labels = np.asarray(y)
    same = labels[:, None] == labels
    a, p = np.nonzero(same & ~np.eye(len(labels), dtype=bool))
    allowed = ~same[a] & (D[a] > D[a, p][:, None]) & (D[a] < D[a, p][:, None] + alpha)
    n = np.where(allowed, D[a], np.inf).argmin(axis=1)
    keep = allowed.any(axis=1)
    return np.stack([a[keep], p[keep], n[keep]], axis=1)


# %% solution="error_rates"
def error_rates(distances, same, thresholds):
    """Threshold by threshold, in float32."""
    accepts, rejects = [], []
    for threshold in thresholds:
        accepts.append(np.mean(distances[~same] < threshold, dtype=np.float32))
        rejects.append(np.mean(distances[same] >= threshold, dtype=np.float32))
    return np.array(accepts), np.array(rejects)


# %% solution="error_rates"
def error_rates(distances, same, thresholds):
    """By sorting, and by where each threshold would stand."""
    different, alike = np.sort(distances[same == False]), np.sort(distances[same == True])  # noqa: E712
    accepts = np.searchsorted(different, thresholds, side="left") / len(different)
    rejects = 1 - np.searchsorted(alike, thresholds, side="left") / len(alike)
    return accepts, rejects


# %% solution="verify"
def verify(image, identity, database, model, threshold=0.5):
    """By squared_distances, as Python's own types."""
    embedding = embed(model, np.expand_dims(image, 0))
    distance = float(squared_distances(embedding, [database[identity]])[0, 0])
    return distance, bool(distance < threshold)


# %% solution="verify"
def verify(image, identity, database, model, threshold=0.5):
    """The model is called itself, in float32; the decision as 0 or 1 of NumPy."""
    embedding = model(np.array([image], dtype=np.float32), training=False)[0]
    gap = tf.cast(embedding, tf.float32) - tf.cast(database[identity], tf.float32)
    distance = tf.reduce_sum(gap * gap).numpy()
    if distance >= threshold:
        return distance, False
    return distance, True


# %% solution="who_is_it"
def who_is_it(image, database, model, threshold=0.5):
    """All entries at once."""
    if not database:
        return np.inf, None
    names = list(database)
    distances = squared_distances(embed(model, image[None]), np.stack([database[name] for name in names]))[0]
    place = int(np.argmin(distances))
    return distances[place], (names[place] if distances[place] < threshold else None)


# %% solution="who_is_it"
def who_is_it(image, database, model, threshold=0.5):
    """By the norm, squared, in float32; the nearest by min with a key."""
    row = embed(model, image[np.newaxis]).astype(np.float32)[0]
    found = [(np.linalg.norm(row - np.float32(entry)) ** 2, name) for name, entry in database.items()]
    distance, name = min(found, key=lambda each: each[0], default=(np.inf, None))
    if distance >= threshold:
        name = None
    return distance, name


# %% solution="similarity_model"
def similarity_model(embedding):
    """With Subtract and an activation, in float32."""
    shape = tuple(embedding.inputs[0].shape)[1:]
    pictures = [keras.Input(shape, dtype="float32") for _ in range(2)]
    for layer in embedding.layers:
        layer.trainable = False
    embedding.trainable = False
    one, two = (embedding(each) for each in pictures)
    gap = layers.Subtract()([two, one])
    gap = keras.ops.maximum(gap, -gap)
    return keras.Model(inputs=pictures, outputs=layers.Dense(units=1, activation="linear")(gap))


# %% solution="similarity_model"
def similarity_model(embedding):
    """abs(), frozen at the end; the model is compiled."""
    first, second = keras.layers.Input(embedding.input_shape[1:]), keras.layers.Input(embedding.input_shape[1:])
    output = layers.Dense(1, name="similarity")(abs(embedding(first) - embedding(second)))
    embedding.trainable = False
    model = keras.Model([first, second], output)
    model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=True))
    return model


# %% solution="thresholds_by_group"
def thresholds_by_group(distances, same, groups, thresholds, limit):
    """With loops, without error_rates."""
    found = {}
    for group in set(groups.tolist()):
        others = distances[(groups == group) & ~same]
        for threshold in sorted(thresholds, reverse=True):
            if np.sum(others < threshold) <= limit * len(others):
                found[group] = float(threshold)
                break
    return found


# %% solution="thresholds_by_group"
def thresholds_by_group(distances, same, groups, thresholds, limit):
    """From the largest allowed number of false accepts, in float32."""
    ordered = np.sort(thresholds)
    result = {}
    for group in np.unique(groups):
        others = np.asarray(distances[(groups == group) & np.logical_not(same)])
        shares = (others[None, :] < ordered[:, None]).astype(np.float32).mean(axis=1)
        result[group] = ordered[np.count_nonzero(shares <= limit) - 1]
    return result
