# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="resolution_table"
def resolution_table(side, channels, stack):
    """A list whose last row grows; arrays at the end."""
    table = []
    for layer in stack:
        if layer[0] == "conv":
            _, filters, f, stride, pad = layer
            side = int(np.floor((side - f + 2 * pad) / stride)) + 1
            count = filters * channels * f**2 + filters
            channels = filters
            if table and table[-1][0] == side:
                table[-1][1] += 1
                table[-1][2] += count
            else:
                table.append([side, 1, count])
        elif layer[0] == "pool":
            side = int(np.floor((side - layer[1]) / layer[2])) + 1
    return np.array(table)


# %% solution="resolution_table"
def resolution_table(side, channels, stack):
    """Asks Keras, which isn't forbidden; counts in float32, which holds such numbers exactly."""
    tensor, rows = keras.Input((side, side, channels)), {}
    for kind, *settings in stack:
        if kind == "pool":
            tensor = layers.MaxPooling2D(settings[0], strides=settings[1])(tensor)
            continue
        layer = layers.Conv2D(settings[0], settings[1], strides=settings[2])
        tensor = layer(layers.ZeroPadding2D(settings[3])(tensor))
        rows.setdefault(tensor.shape[1], []).append(np.float32(layer.count_params()))
    return [(at, len(counts), np.sum(counts, dtype=np.float32)) for at, counts in rows.items()]


# %% solution="diagnose_depth"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    """Differences in units of two standard errors, in one list."""

    def difference(a, b):
        a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
        return a.mean() - b.mean(), 2 * np.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)

    (on_train, clear_train), (on_dev, clear_dev) = difference(deep_train, shallow_train), difference(deep_dev, shallow_dev)
    if on_train < 0 and abs(on_train) > clear_train:
        return "harder to train"
    elif abs(on_dev) <= clear_dev:
        return "unclear"
    elif on_dev < 0:
        return "overfits"
    else:
        return "helps"


# %% solution="diagnose_depth"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    """With Python's statistics, and the difference squared in place of the root; float32 at the door."""
    import statistics

    def squared_error(values):
        return statistics.variance(float(np.float32(each)) for each in values) / len(values)

    def is_clear(a, b):
        gap = sum(map(float, np.float32(a))) / len(a) - sum(map(float, np.float32(b))) / len(b)
        return gap**2 > 4 * (squared_error(a) + squared_error(b)) and gap > 0

    answers = {"harder to train": (shallow_train, deep_train), "overfits": (shallow_dev, deep_dev), "helps": (deep_dev, shallow_dev)}
    return next((answer for answer, pair in answers.items() if is_clear(*pair)), "unclear")


# %% solution="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """With einsum, and masks by np.where."""
    X, W1, W2, Z1, A1, Z = cache
    dZ = np.where(Z > 0, dA, 0)
    dZ1 = np.where(Z1 > 0, np.einsum("mijn,kn->mijk", dZ, W2), 0)
    dX = np.einsum("mijk,nk->mijn", dZ1, W1)
    if shortcut:
        dX += dZ
    return dX, np.einsum("mijn,mijk->nk", X, dZ1), np.einsum("mijk,mijn->kn", A1, dZ)


# %% solution="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """TensorFlow's tape, in float32 but for the sums."""
    X, W1, W2, *_ = (tf.constant(each, tf.float64) for each in cache)
    with tf.GradientTape() as tape:
        tape.watch([X, W1, W2])
        Z = tf.nn.relu(X @ W1) @ W2
        A = tf.nn.relu(Z + X if shortcut else Z)
    return tuple(each.numpy().astype(np.float32) for each in tape.gradient(A, [X, W1, W2], output_gradients=dA))


# %% solution="residual_backward"
def residual_backward(dA, cache, shortcut=True):
    """Pixel by pixel."""
    X, W1, W2, Z1, A1, Z = cache
    dX, dW1, dW2 = np.zeros(X.shape), np.zeros(W1.shape), np.zeros(W2.shape)
    for place in np.ndindex(X.shape[:-1]):
        dz = dA[place] * (Z[place] > 0)
        dz1 = W2 @ dz * (Z1[place] > 0)
        dW2 += A1[place][:, None] * dz
        dW1 += X[place][:, None] * dz1
        dX[place] = W1 @ dz1 + shortcut * dz
    return dX, dW1, dW2


# %% solution="identity_block"
def identity_block(X, f, filters):
    """As in many tutorials: a name for the shortcut, Activation, all arguments by name."""
    F1, F2, F3 = filters
    X_shortcut = X
    X = tf.keras.layers.Conv2D(filters=F1, kernel_size=1, strides=(1, 1), padding="valid", use_bias=False)(X)
    X = tf.keras.layers.BatchNormalization(axis=3, momentum=0.9)(X)
    X = tf.keras.layers.Activation("relu")(X)
    X = tf.keras.layers.Conv2D(filters=F2, kernel_size=(f, f), strides=(1, 1), padding="same", use_bias=False)(X)
    X = tf.keras.layers.BatchNormalization(axis=3, momentum=0.9)(X)
    X = tf.keras.layers.Activation("relu")(X)
    X = tf.keras.layers.Conv2D(filters=F3, kernel_size=(1, 1), strides=(1, 1), padding="valid", use_bias=False)(X)
    X = tf.keras.layers.BatchNormalization(axis=3, momentum=0.9)(X)
    X = tf.keras.layers.Add()([X, X_shortcut])
    return tf.keras.layers.Activation("relu")(X)


# %% solution="identity_block"
def identity_block(X, f, filters):
    """A loop, a plus sign, keras.ops, and float32 said aloud."""
    Y = X
    for number, (count, side) in enumerate(zip(filters, (1, f, 1), strict=True)):
        Y = keras.ops.relu(Y) if number else Y
        Y = layers.Conv2D(count, side, padding="same", use_bias=False, kernel_initializer="he_normal", dtype="float32")(Y)
        Y = layers.BatchNormalization(momentum=0.9, dtype="float32")(Y)
    return keras.ops.relu(X + Y)


# %% solution="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """As in many tutorials."""
    F1, F2, F3 = filters
    X_shortcut = X
    X = tf.keras.layers.Conv2D(filters=F1, kernel_size=1, strides=(s, s), padding="valid", use_bias=False)(X)
    X = tf.keras.layers.BatchNormalization(axis=3, momentum=0.9)(X)
    X = tf.keras.layers.Activation("relu")(X)
    X = tf.keras.layers.Conv2D(filters=F2, kernel_size=f, strides=(1, 1), padding="same", use_bias=False)(X)
    X = tf.keras.layers.BatchNormalization(axis=3, momentum=0.9)(X)
    X = tf.keras.layers.Activation("relu")(X)
    X = tf.keras.layers.Conv2D(filters=F3, kernel_size=1, strides=(1, 1), padding="valid", use_bias=False)(X)
    X = tf.keras.layers.BatchNormalization(axis=3, momentum=0.9)(X)
    X_shortcut = tf.keras.layers.Conv2D(F3, 1, strides=(s, s), padding="valid", use_bias=False)(X_shortcut)
    X_shortcut = tf.keras.layers.BatchNormalization(axis=3, momentum=0.9)(X_shortcut)
    X = tf.keras.layers.Add()([X, X_shortcut])
    return tf.keras.layers.Activation("relu")(X)


# %% solution="convolutional_block"
def convolutional_block(X, f, filters, s=2):
    """With a helper, a plus sign, and float32."""

    def unit(X, count, side, stride=1):
        conv = layers.Conv2D(count, side, stride, "same", use_bias=False, dtype="float32")
        return layers.BatchNormalization(momentum=0.9)(conv(X))

    short = unit(X, filters[2], 1, s)
    Y = layers.ReLU()(unit(X, filters[0], 1, s))
    Y = layers.ReLU()(unit(Y, filters[1], f))
    return layers.ReLU()(short + unit(Y, filters[2], 1))


# %% solution="residual_network"
def residual_network(input_shape, stem, stages, classes):
    """With a list of blocks to be done, keras.layers.Activation, in float32, and a compiled model."""
    inputs = keras.Input(shape=input_shape, dtype="float32")
    X = layers.Conv2D(stem[0], (stem[1], stem[1]), strides=(stem[2], stem[2]), padding="same", use_bias=False)(inputs)
    X = layers.BatchNormalization(momentum=0.9)(X)
    X = layers.Activation("relu")(X)
    X = layers.MaxPool2D(pool_size=(3, 3), strides=(2, 2), padding="same")(X)
    plan = [(filters, s if number == 0 else None) for filters, blocks, s in stages for number in range(blocks)]
    for filters, s in plan:
        X = identity_block(X, 3, filters) if s is None else convolutional_block(X, 3, filters, s=s)
    X = layers.GlobalAveragePooling2D()(X)
    model = keras.Model(inputs=inputs, outputs=layers.Dense(classes, activation=None)(X), name="resnet")
    model.compile("adam", "mse")
    return model


# %% solution="residual_network"
def residual_network(input_shape, stem, stages, classes):
    """The average by keras.ops, the ReLU as well."""
    inputs = keras.Input(input_shape)
    X = layers.Conv2D(stem[0], stem[1], stem[2], "same", use_bias=False)(inputs)
    X = keras.ops.relu(layers.BatchNormalization(momentum=0.9)(X))
    X = layers.MaxPooling2D(3, 2, "same")(X)
    for stage in stages:
        X = convolutional_block(X, 3, stage[0], stage[2])
        for _ in range(1, stage[1]):
            X = identity_block(X, 3, stage[0])
    return keras.Model(inputs, layers.Dense(classes)(keras.ops.mean(X, axis=(1, 2))))


# %% solution="mended_block"
def mended_block(X, filters):
    """The original with a name for the shortcut."""
    shortcut = X
    X = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    X = layers.BatchNormalization(momentum=0.9)(X)
    X = layers.ReLU()(X)
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    return layers.ReLU()(layers.Add()([shortcut, Y]))


# %% solution="mended_block"
def mended_block(X, filters):
    """A loop, a plus sign, training=None written out, float32."""
    Y = X
    for number in range(2):
        Y = layers.Conv2D(filters, (3, 3), padding="same", use_bias=False, dtype="float32")(Y)
        Y = layers.BatchNormalization(momentum=0.9)(Y, training=None)
        if number == 0:
            Y = layers.Activation("relu")(Y)
    return layers.Activation("relu")(Y + X)


# %% solution="fold_normalization"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    """Filter by filter, in float32."""
    weights, bias = np.zeros(W.shape, dtype=np.float32), np.zeros(W.shape[-1], dtype=np.float32)
    for c in range(W.shape[-1]):
        deviation = (variance[c] + epsilon) ** 0.5
        weights[..., c] = gamma[c] * W[..., c] / deviation
        bias[c] = beta[c] - gamma[c] * mean[c] / deviation
    return weights, bias


# %% solution="fold_normalization"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    """By what the line does with 0 and with 1."""

    def line(z):
        return gamma * (z - mean) / np.sqrt(variance + epsilon) + beta

    return np.einsum("abcn,n->abcn", W, line(1) - line(0)), line(0)
