# Right answers, written otherwise than the solutions: with loops, in float32, with other functions. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="pooled_features"
def pooled_features(trunk, X, batch=32):
    """With tensors, in float32, into an array that is made beforehand."""
    pictures = tf.cast(X, tf.float32)
    parts = []
    first = 0
    while first < len(X):
        maps = trunk((pictures[first : first + batch] - 127.0) / 128.0, training=False)
        parts.append(tf.reduce_mean(maps, axis=[1, 2]))
        first += batch
    return tf.concat(parts, axis=0).numpy()


# %% solution="pooled_features"
def pooled_features(trunk, X, batch=32):
    """In float64, means over flattened places, batches by np.array_split."""
    scaled = X.astype(float) / 128 - 127 / 128
    parts = np.array_split(scaled, range(batch, len(scaled), batch))
    maps = [np.asarray(trunk(part, training=False)) for part in parts]
    return np.vstack([each.reshape(each.shape[0], -1, each.shape[-1]).mean(axis=1) for each in maps])


# %% solution="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """In float32, with a column of ones for the biases."""
    F = np.asarray(F, dtype=np.float32)
    mu, sigma = np.mean(F, axis=0), np.std(F, axis=0) + np.float32(1e-3)
    Z = np.hstack([(F - mu) / sigma, np.ones((len(F), 1), np.float32)])
    Y = (np.asarray(y)[:, None] == np.arange(classes)).astype(np.float32)
    V = np.zeros((Z.shape[1], classes), np.float32)
    keep = np.ones((Z.shape[1], 1), np.float32)
    keep[-1] = 0
    for _ in range(steps):
        P = np.exp(Z @ V)
        P /= P.sum(axis=1, keepdims=True)
        V = V - np.float32(learning_rate) * (Z.T @ (P - Y) / len(F) + np.float32(lambd) * keep * V)
    W = V[:-1] / sigma.reshape(-1, 1)
    return W, V[-1] - mu @ W


# %% solution="train_head"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    """By TensorFlow's tape, with the loss instead of its gradient."""
    mean, std = np.mean(F, axis=0), np.std(F, axis=0) + 0.001
    Z, labels = tf.constant((F - mean) / std, tf.float64), tf.constant(y)
    W = tf.Variable(tf.zeros((F.shape[1], classes), tf.float64))
    b = tf.Variable(tf.zeros(classes, tf.float64))
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, Z @ W + b)
            loss = tf.reduce_mean(losses) + lambd / 2 * tf.reduce_sum(W**2)
        dW, db = tape.gradient(loss, [W, b])
        W.assign_sub(learning_rate * dW)
        b.assign_sub(learning_rate * db)
    folded = W.numpy() / std[:, None]
    return folded, b.numpy() - mean @ folded


# %% solution="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """All draws first, and places by indices that are clipped to the picture."""
    m, height, width, _ = X.shape
    mirrored = rng.integers(0, 2, size=m).astype(bool) & flip
    down, across = rng.integers(-shift, shift + 1, size=(2, m))
    factors = 1 + brightness * rng.uniform(-1, 1, size=m)
    rows = np.clip(np.arange(height) + down[:, None], 0, height - 1)
    columns = np.clip(np.arange(width) + across[:, None], 0, width - 1)
    columns = np.where(mirrored[:, None], width - 1 - columns, columns)
    moved = X[np.arange(m)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return np.minimum(np.rint(moved * factors[:, None, None, None]), 255).astype(np.uint8)


# %% solution="augment"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    """Picture by picture in float32, the flip by np.fliplr, rounding by adding a half."""
    pictures = []
    for picture in X:
        out = np.array(picture, dtype=np.float32)
        if flip and rng.choice([True, False]):
            out = np.fliplr(out)
        h, w = out.shape[:2]
        padded = np.pad(out, [(shift, shift), (shift, shift), (0, 0)], "edge")
        i = int(rng.integers(2 * shift, endpoint=True))
        j = int(rng.integers(2 * shift, endpoint=True))
        out = padded[i : i + h, j : j + w] * np.float32(rng.uniform(1 - brightness, 1 + brightness))
        pictures.append(np.floor(np.clip(out, 0, 255) + 0.5).astype("uint8"))
    return np.stack(pictures)


# %% solution="find_leaks"
def find_leaks(F_train, F_dev, threshold):
    """Pair by pair."""
    center = F_train.mean(axis=0)
    found = []
    for place, row in enumerate(F_dev):
        u = row - center
        for other in F_train:
            v = other - center
            product = np.sqrt((u @ u) * (v @ v))
            if product > 0 and u @ v / product >= threshold:
                found.append(place)
                break
    return np.array(found, dtype=int)


# %% solution="find_leaks"
def find_leaks(F_train, F_dev, threshold):
    """In float32, by squared lengths and one comparison of products."""
    center = np.mean(F_train, axis=0)
    U, V = (F_dev - center).astype(np.float32), (F_train - center).astype(np.float32)
    lengths = np.sqrt(np.outer(np.sum(U * U, axis=1), np.sum(V * V, axis=1)))
    near = (U @ V.T >= np.float32(threshold) * lengths) & (lengths > 0)
    return np.nonzero(near.any(axis=1))[0]


# %% solution="with_head"
def with_head(trunk, classes):
    """Layer by layer frozen, the means by keras.ops, the scale in two steps."""
    for layer in trunk.layers:
        layer.trainable = False
    trunk.trainable = False
    inputs = keras.layers.Input(shape=trunk.input_shape[1:], dtype="float32")
    x = keras.layers.Rescaling(scale=1 / 128)(inputs - 127)
    x = trunk(x, training=False)
    x = keras.ops.mean(x, axis=(1, 2))
    return keras.Model(inputs=inputs, outputs=keras.layers.Dense(units=classes, activation="linear")(x), name="mine")


# %% solution="with_head"
def with_head(trunk, classes):
    """Without Rescaling, and frozen at the end; compiled, in float32."""
    x = inputs = keras.Input(tuple(trunk.inputs[0].shape)[1:])
    x = (x - 127.0) / 128.0
    x = trunk(x, training=False)
    x = tf.keras.layers.GlobalAvgPool2D(name="pool")(x)
    model = keras.Model(inputs, tf.keras.layers.Dense(classes, name="head")(x))
    trunk.trainable = False
    model.compile("sgd", "mse")
    return model


# %% solution="mended_logits"
def mended_logits(trunk, head, pictures, augment, rng):
    """With NumPy, in float32, and a pooling layer."""
    scaled = (np.array(pictures, dtype=np.float32) - 127) / 128
    return head(layers.GlobalAveragePooling2D()(trunk(scaled, training=False))).numpy()


# %% solution="mended_logits"
def mended_logits(trunk, head, pictures, augment, rng):
    """One picture after the other."""
    rows = []
    for picture in pictures:
        maps = trunk(picture[np.newaxis].astype(float) / 128 - 127 / 128, training=False)
        rows.append(np.asarray(head(np.mean(maps, axis=(1, 2))))[0])
    return np.stack(rows)


# %% solution="thaw"
def thaw(trunk, prefix):
    """Two loops: freeze all, then thaw; the weights stay the float32 ones that they are."""
    trunk.trainable = True
    for each in trunk.layers:
        each.trainable = False
    for each in trunk.layers:
        if each.name[: len(prefix)] == prefix and type(each).__name__ != "BatchNormalization":
            each.trainable = True


# %% solution="thaw"
def thaw(trunk, prefix):
    """From the names of those that learn."""
    chosen = {each.name for each in trunk.layers if each.name.startswith(prefix)}
    chosen -= {each.name for each in trunk.layers if isinstance(each, keras.layers.BatchNormalization)}
    trunk.trainable = bool(chosen)
    for each in trunk.layers:
        each.trainable = each.name in chosen


# %% solution="what_to_train"
def what_to_train(results):
    """With loops, by sums."""
    best, highest = None, -1.0
    for way, values in results.items():
        if sum(values) / len(values) > highest:
            best, highest = way, sum(values) / len(values)
    for way, values in results.items():
        d = [float(a) - float(b) for a, b in zip(results[best], values, strict=True)]
        mean = sum(d) / len(d)
        if mean <= (sum((each - mean) ** 2 for each in d) / (len(d) - 1)) ** 0.5 / len(d) ** 0.5:
            return way


# %% solution="what_to_train"
def what_to_train(results):
    """As a table, a row for each way; compared in float32 at the end."""
    ways, table = list(results), np.stack(list(results.values()))
    behind = table[table.mean(axis=1).argmax()] - table
    errors = behind.std(axis=1, ddof=1) / table.shape[1] ** 0.5
    return ways[int(np.argmax(np.float32(behind.mean(axis=1)) <= np.float32(errors)))]
