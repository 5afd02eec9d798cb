# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """Asks Keras, which isn't forbidden."""
    if kind == "conv":
        layer = keras.layers.Conv2D(filters, f, strides=stride, padding="same", use_bias=False)
    else:
        layer = keras.layers.DepthwiseConv2D(f, strides=stride, padding="same", use_bias=False)
    made = tuple(layer(keras.Input(tuple(shape))).shape[1:])
    return made, made[0] * made[1] * layer.count_params(), layer.count_params()


# %% solution="layer_cost"
def layer_cost(kind, shape, f, filters=None, stride=1):
    """With np.ceil, a list, and counts of one output; in float32, which holds such numbers exactly."""
    h, w = (int(np.ceil(np.float32(side) / stride)) for side in shape[:2])
    n_out = shape[2] if kind == "depthwise" else filters
    one_filter = f**2 * (1 if kind == "depthwise" else shape[2])
    return [(h, w, n_out), np.float32(h * w * n_out * one_filter), np.float32(n_out * one_filter)]


# %% solution="inception_block"
def inception_block(X, filters):
    """Each line by itself, activations as layers, other functions of Keras."""
    a, b_reduce, b, c_reduce, c, d = filters
    one = tf.keras.layers.ReLU()(tf.keras.layers.Conv2D(a, (1, 1))(X))
    three = tf.keras.layers.Conv2D(b_reduce, (1, 1), activation="relu")(X)
    three = tf.keras.layers.Conv2D(b, (3, 3), padding="same", activation="relu")(three)
    five = tf.keras.layers.Conv2D(c_reduce, (1, 1), activation="relu")(X)
    five = tf.keras.layers.Activation("relu")(tf.keras.layers.Conv2D(c, (5, 5), padding="same")(five))
    pool = tf.keras.layers.MaxPool2D((3, 3), (1, 1), padding="same")(X)
    pool = tf.keras.layers.Conv2D(d, (1, 1), activation=tf.nn.relu)(pool)
    return tf.keras.layers.concatenate([one, three, five, pool], axis=-1)


# %% solution="inception_block"
def inception_block(X, filters):
    """The branches as lists of layers, in another order of lines, in float32; dense layers for 1x1."""
    n = list(filters)
    settings = dict(padding="same", activation="relu", dtype="float32")
    branches = [
        [layers.MaxPooling2D(pool_size=3, strides=1, padding="same"), layers.Conv2D(n[5], 1, **settings)],
        [layers.Conv2D(n[3], 1, **settings), layers.Conv2D(n[4], 5, **settings)],
        [layers.Conv2D(n[1], 1, **settings), layers.Conv2D(n[2], 3, **settings)],
        [layers.Conv2D(n[0], 1, **settings)],
    ]
    outputs = []
    for branch in branches:
        Z = X
        for layer in branch:
            Z = layer(Z)
        outputs.insert(0, Z)
    return keras.ops.concatenate([outputs[0], outputs[1], outputs[2], outputs[3]], axis=3)


# %% solution="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """Sums of shifted pictures: one for each place in the kernel, in float32."""
    f, (_, h, w, _) = K.shape[0], X.shape
    pad = (f - 1) // 2
    padded = np.pad(X.astype(np.float32), [(0, 0), (pad, pad), (pad, pad), (0, 0)])
    D = 0
    for a in range(f):
        for b in range(f):
            D = D + padded[:, a : a + h, b : b + w] * K[a, b].astype(np.float32)
    return np.einsum("mijk,kc->mijc", D[:, ::stride, ::stride], P.astype(np.float32)).astype(np.float64)


# %% solution="depthwise_separable"
def depthwise_separable(X, K, P, stride=1):
    """Number by number, with four loops."""
    f, n_C = K.shape[0], X.shape[3]
    rows, columns = math.ceil(X.shape[1] / stride), math.ceil(X.shape[2] / stride)
    Z = np.zeros((X.shape[0], rows, columns, P.shape[1]))
    padded = np.zeros((X.shape[0], X.shape[1] + f - 1, X.shape[2] + f - 1, n_C))
    padded[:, f // 2 : f // 2 + X.shape[1], f // 2 : f // 2 + X.shape[2]] = X
    for i in range(rows):
        for j in range(columns):
            for k in range(n_C):
                patch = padded[:, i * stride : i * stride + f, j * stride : j * stride + f, k]
                seen = np.sum(patch * K[:, :, k], axis=(1, 2))
                for c in range(P.shape[1]):
                    Z[:, i, j, c] += seen * P[k, c]
    return Z


# %% solution="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """Every step in a line, a sum by +, activations by name."""
    n_C = X.shape[-1]
    if expansion == 1:
        Z = X
    else:
        Z = tf.keras.layers.Conv2D(filters=n_C * expansion, kernel_size=(1, 1), padding="same", use_bias=False)(X)
        Z = tf.keras.layers.BatchNormalization(axis=-1)(Z)
        Z = tf.keras.layers.Activation("relu6")(Z)
    Z = tf.keras.layers.DepthwiseConv2D((f, f), strides=(stride, stride), padding="same", use_bias=False)(Z)
    Z = tf.keras.layers.BatchNormalization()(Z)
    Z = tf.keras.layers.ReLU(max_value=6)(Z)
    Z = tf.keras.layers.Conv2D(filters, (1, 1), use_bias=False)(Z)
    Z = tf.keras.layers.BatchNormalization()(Z)
    return Z + X if (stride, filters) == (1, n_C) else Z


# %% solution="inverted_residual"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    """A helper of its own, in float32, with operations of Keras."""

    def normalized(layer, Z, activation=True):
        Z = layers.BatchNormalization(dtype="float32")(layer(Z))
        return keras.ops.relu6(Z) if activation else Z

    channels = int(X.shape[3])
    wide = normalized(layers.Conv2D(expansion * channels, 1, use_bias=False), X) if expansion != 1 else X
    seen = normalized(layers.DepthwiseConv2D(f, strides=stride, padding="same", use_bias=False), wide)
    narrow = normalized(layers.Conv2D(filters, 1, use_bias=False), seen, activation=False)
    return layers.add([narrow, X]) if stride == 1 and channels == filters else narrow


# %% solution="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """Gates of two axes, reshaped, and a product by *."""
    n = X.shape[-1]
    g = tf.keras.layers.GlobalAveragePooling2D()(X)
    g = tf.keras.layers.Dense(n // ratio)(g)
    g = tf.keras.layers.ReLU()(g)
    g = tf.keras.layers.Dense(n, activation=tf.nn.sigmoid)(g)
    return X * tf.keras.layers.Reshape((1, 1, n))(g)


# %% solution="squeeze_excite"
def squeeze_excite(X, ratio=4):
    """1x1 convolutions for the dense layers, in float32, means by an operation."""
    q = keras.ops.mean(X, axis=(1, 2), keepdims=True)
    hidden = layers.Conv2D(X.shape[-1] // ratio, 1, activation="relu", dtype="float32")(q)
    gates = layers.Activation("sigmoid")(layers.Conv2D(X.shape[-1], 1)(hidden))
    return layers.multiply([gates, X])


# %% solution="scale_network"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    """Loops, factors first, halves rounded up."""
    depth, width, size = alpha**phi, beta**phi, gamma**phi
    larger = []
    for stage in stages:
        blocks = -int(-(stage[0] * depth) // 1)
        channels = int(stage[4] * width / 8 + 0.5) * 8
        larger.append([blocks, stage[1], stage[2], stage[3], max(channels, 8)])
    return larger, int(resolution * size / 8 + 0.5) * 8


# %% solution="scale_network"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    """With arrays; sizes end in float32, which holds such numbers exactly."""
    table = np.array(stages, dtype=float).reshape(-1, 5)
    table[:, 0] = np.ceil(table[:, 0] * np.power(alpha, phi))
    table[:, 4] = np.maximum(8, 8 * np.rint(table[:, 4] * np.power(beta, phi) / 8))
    scaled = [tuple(row) for row in table.astype(np.float32)]
    return [scaled, np.float32(8 * np.rint(resolution * np.power(gamma, phi) / 8))]


# %% solution="decisions"
decisions = dict(telephone="compound", video="wide", download="sharp", sensor="deep")


# %% solution="decisions"
"""By code, from the table (there is nothing in it that could be float32)."""
table = {name: network_cost(*scale_network(STAGES, 96, *growth)) for name, growth in GROWTHS.items()}
limits = {
    "sensor": lambda products, parameters, largest: largest <= 256e3,
    "download": lambda products, parameters, largest: parameters <= 1e6,
    "video": lambda products, parameters, largest: products <= 5e9 / 30,
    "telephone": lambda products, parameters, largest: parameters <= 2e6 and largest <= 400e3,
}
decisions = {}
for device, keeps in limits.items():
    decisions[device] = max((name for name in table if keeps(*table[name])), key=lambda name: table[name][0])


# %% solution="build_network"
def build_network(stages, input_shape):
    """A list of blocks first, layers as arguments by name."""
    inputs = tf.keras.layers.Input(shape=input_shape)
    Z = tf.keras.layers.Conv2D(filters=32, kernel_size=3, strides=(2, 2), padding="same", use_bias=False)(inputs)
    Z = tf.keras.layers.Activation("relu6")(tf.keras.layers.BatchNormalization()(Z))
    blocks = [(n, t, s if k == 0 else 1, f) for count, f, s, t, n in stages for k in range(count)]
    for settings in blocks:
        Z = inverted_residual(Z, *settings)
    return tf.keras.Model(inputs=inputs, outputs=Z)


# %% solution="build_network"
def build_network(stages, input_shape):
    """A while loop, in float32, and a compiled model."""
    inputs = keras.Input(input_shape, dtype="float32")
    X = layers.Conv2D(32, (3, 3), (2, 2), "same", use_bias=False)(inputs)
    X = keras.ops.relu6(layers.BatchNormalization()(X))
    for stage in stages:
        left, stride = stage[0], stage[2]
        while left:
            X = inverted_residual(X, filters=stage[4], expansion=stage[3], stride=stride, f=stage[1])
            left, stride = left - 1, 1
    model = keras.Model(inputs, X, name="searcher")
    model.compile("adam", "mse")
    return model


# %% solution="separate"
def separate(W):
    """All channels at once, the root of the singular value in both."""
    f, _, n_C, n_filters = W.shape
    U, S, Vt = np.linalg.svd(np.moveaxis(W, 2, 0).reshape(n_C, f * f, n_filters), full_matrices=False)
    K = np.sqrt(S[:, :1]) * U[:, :, 0]
    return [K.T.reshape(f, f, n_C), np.sqrt(S[:, :1]) * Vt[:, 0]]


# %% solution="separate"
def separate(W):
    """By power iteration, with tensors in float32 at the end."""
    f, n_C = W.shape[0], W.shape[2]
    K, P = np.zeros((f, f, n_C)), np.zeros((n_C, W.shape[3]))
    for k in range(n_C):
        M = W[:, :, k].reshape(f * f, -1)
        row = M[np.argmax(np.sum(M**2, axis=1))]
        for _ in range(3000):
            row = M.T @ (M @ row)
            row = row / np.linalg.norm(row)
        K[:, :, k], P[k] = (M @ row).reshape(f, f), row
    return tf.cast(K, tf.float32), tf.cast(P, tf.float32)
