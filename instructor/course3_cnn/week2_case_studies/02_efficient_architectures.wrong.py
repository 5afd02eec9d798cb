# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% layer_cost "The stride is forgotten"
def layer_cost(kind, shape, f, filters=None, stride=1):
    h, w, c = shape
    if kind == "conv":
        out = (h, w, filters)
        params = f**2 * c * filters
    if kind == "depthwise":
        out = (h, w, c)
        params = f**2 * c
    return out, params * out[0] * out[1], params


# %% layer_cost "You count the places of the input"
def layer_cost(kind, shape, f, filters=None, stride=1):
    h, w, c = shape
    n = filters if kind == "conv" else c
    params = f * f * c * (filters if kind == "conv" else 1)
    return (math.ceil(h / stride), math.ceil(w / stride), n), h * w * params, params


# %% layer_cost "The channels of the input are forgotten"
def layer_cost(kind, shape, f, filters=None, stride=1):
    h, w = math.ceil(shape[0] / stride), math.ceil(shape[1] / stride)
    n = filters if kind == "conv" else shape[2]
    return (h, w, n), h * w * n * f**2, n * f**2


# %% layer_cost "rounded up"
def layer_cost(kind, shape, f, filters=None, stride=1):
    h, w, c = int(shape[0] / stride), int(shape[1] / stride), shape[2]
    h, w = h or 1, w or 1
    if kind == "depthwise":
        return (h, w, c), h * w * f * f * c, f * f * c
    return (h, w, filters), h * w * f * f * c * filters, f * f * c * filters


# %% inception_block "stacked along the width"
def inception_block(X, filters):
    F1, F2, F3, F4, F5, F6 = filters
    a = layers.Conv2D(F1, 1, activation="relu")(X)
    b = layers.Conv2D(F3, 3, padding="same", activation="relu")(layers.Conv2D(F2, 1, activation="relu")(X))
    c = layers.Conv2D(F5, 5, padding="same", activation="relu")(layers.Conv2D(F4, 1, activation="relu")(X))
    d = layers.Conv2D(F6, 1, activation="relu")(layers.MaxPooling2D((3, 3), strides=(1, 1), padding="same")(X))
    return layers.concatenate([a, b, c, d], axis=2)


# %% inception_block "The pooling has its default stride"
def inception_block(X, filters):
    F1, F2, F3, F4, F5, F6 = filters
    a = layers.Conv2D(F1, 1, activation="relu")(X)
    b = layers.Conv2D(F3, 3, padding="same", activation="relu")(layers.Conv2D(F2, 1, activation="relu")(X))
    c = layers.Conv2D(F5, 5, padding="same", activation="relu")(layers.Conv2D(F4, 1, activation="relu")(X))
    d = layers.Conv2D(F6, 1, activation="relu")(layers.MaxPooling2D((3, 3), padding="same")(X))
    return layers.concatenate([a, b, c, d])


# %% inception_block none
def inception_block(X, filters):
    F1, F2, F3, F4, F5, F6 = filters
    a = layers.Conv2D(F1, 1, activation="relu")(X)
    b = layers.Conv2D(F3, 3, padding="same", activation="relu")(layers.Conv2D(F2, 1, activation="relu")(X))
    c = layers.Conv2D(F5, 5, padding="same", activation="relu")(layers.Conv2D(F4, 1, activation="relu")(X))
    d = layers.Conv2D(F6, 1, activation="relu")(layers.AveragePooling2D((3, 3), strides=1, padding="same")(X))
    return layers.concatenate([a, b, c, d])


# %% depthwise_separable "The channels are summed in the first step already"
def depthwise_separable(X, K, P, stride=1):
    f = K.shape[0]
    p = f // 2
    padded = np.pad(X, ((0, 0), (p, p), (p, p), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    seen = np.einsum("mijkab,abk->mij", windows, K)
    return np.repeat(seen[..., None], X.shape[3], axis=3) @ P


# %% depthwise_separable "windows move one pixel at a time"
def depthwise_separable(X, K, P, stride=1):
    f = K.shape[0]
    p = f // 2
    padded = np.pad(X, ((0, 0), (p, p), (p, p), (0, 0)))
    rows, columns = math.ceil(X.shape[1] / stride), math.ceil(X.shape[2] / stride)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(1, 2))[:, :rows, :columns]
    return np.einsum("mijkab,abk,kc->mijc", windows, K, P)


# %% depthwise_separable "Your kernels are flipped"
def depthwise_separable(X, K, P, stride=1):
    f = K.shape[0]
    p = f // 2
    padded = np.pad(X, ((0, 0), (p, p), (p, p), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("mijkab,abk,kc->mijc", windows, np.flip(K, (0, 1)), P)


# %% inverted_residual "The narrow place stays linear"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    c = X.shape[-1]
    Z = X
    if expansion > 1:
        Z = layers.Conv2D(c * expansion, (1, 1), padding="same", use_bias=False)(Z)
        Z = layers.BatchNormalization()(Z)
        Z = layers.Activation("relu6")(Z)
    Z = layers.DepthwiseConv2D((f, f), strides=(stride, stride), padding="same", use_bias=False)(Z)
    Z = layers.BatchNormalization()(Z)
    Z = layers.Activation("relu6")(Z)
    Z = layers.Conv2D(filters, (1, 1), padding="same", use_bias=False)(Z)
    Z = layers.BatchNormalization()(Z)
    Z = layers.Activation("relu6")(Z)
    return X + Z if stride == 1 and c == filters else Z


# %% inverted_residual "There is no skip"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    Z = X
    if expansion > 1:
        Z = layers.Conv2D(X.shape[-1] * expansion, (1, 1), use_bias=False)(Z)
        Z = layers.Activation("relu6")(layers.BatchNormalization()(Z))
    Z = layers.DepthwiseConv2D((f, f), strides=stride, padding="same", use_bias=False)(Z)
    Z = layers.Activation("relu6")(layers.BatchNormalization()(Z))
    Z = layers.Conv2D(filters, (1, 1), use_bias=False)(Z)
    return layers.BatchNormalization()(Z)


# %% inverted_residual "numbers of channels have to agree"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    Z = X
    if expansion > 1:
        Z = layers.Conv2D(X.shape[-1] * expansion, (1, 1), use_bias=False)(Z)
        Z = layers.Activation("relu6")(layers.BatchNormalization()(Z))
    Z = layers.DepthwiseConv2D((f, f), strides=stride, padding="same", use_bias=False)(Z)
    Z = layers.Activation("relu6")(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, (1, 1), use_bias=False)(Z))
    if stride == 1:
        Z = layers.Add()([X, Z])
    return Z


# %% inverted_residual "plain ReLUs"
def inverted_residual(X, filters, expansion, stride=1, f=3):
    Z = X
    if expansion > 1:
        Z = layers.Conv2D(X.shape[-1] * expansion, (1, 1), use_bias=False)(Z)
        Z = layers.Activation("relu")(layers.BatchNormalization()(Z))
    Z = layers.DepthwiseConv2D((f, f), strides=stride, padding="same", use_bias=False)(Z)
    Z = layers.Activation("relu")(layers.BatchNormalization()(Z))
    Z = layers.BatchNormalization()(layers.Conv2D(filters, (1, 1), use_bias=False)(Z))
    return Z + X if stride == 1 and filters == X.shape[-1] else Z


# %% squeeze_excite "The gates have no sigmoid"
def squeeze_excite(X, ratio=4):
    n = X.shape[-1]
    g = layers.GlobalAveragePooling2D()(X)
    g = layers.Dense(n // ratio, activation="relu")(g)
    g = layers.Dense(n, activation="relu")(g)
    return X * layers.Reshape((1, 1, n))(g)


# %% squeeze_excite "The gates are added"
def squeeze_excite(X, ratio=4):
    n = X.shape[-1]
    g = layers.GlobalAveragePooling2D()(X)
    g = layers.Dense(n // ratio, activation="relu")(g)
    g = layers.Dense(n, activation="sigmoid")(g)
    return X + layers.Reshape((1, 1, n))(g)


# %% squeeze_excite none
def squeeze_excite(X, ratio=4):
    n = X.shape[-1]
    g = layers.GlobalAveragePooling2D()(X)
    g = layers.Dense(n // ratio)(g)
    g = layers.Dense(n, activation="sigmoid")(g)
    return X * layers.Reshape((1, 1, n))(g)


# %% scale_network "Growth is a power"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    d, w, r = alpha * phi, beta * phi, gamma * phi
    new = []
    for b, f, s, t, c in stages:
        new.append((int(np.ceil(b * d)), f, s, t, max(8, int(round(c * w / 8)) * 8)))
    return new, max(8, int(round(resolution * r / 8)) * 8)


# %% scale_network "Channels and resolution are rounded up"
def scale_network(stages, resolution, phi, alpha=1.2, beta=1.1, gamma=1.15):
    new = []
    for b, f, s, t, c in stages:
        new.append((int(np.ceil(b * alpha**phi)), f, s, t, int(np.ceil(c * beta**phi / 8)) * 8))
    return new, int(np.ceil(resolution * gamma**phi / 8)) * 8


# %% decisions "A parameter takes four bytes"
decisions = {}
decisions["sensor"] = "deep"
decisions["download"] = "compound"
decisions["video"] = "wide"
decisions["telephone"] = "compound"


# %% build_network "Every block of a stage has its stride"
def build_network(stages, input_shape):
    inputs = keras.Input(shape=input_shape)
    X = layers.Conv2D(32, (3, 3), strides=(2, 2), padding="same", use_bias=False)(inputs)
    X = layers.BatchNormalization()(X)
    X = layers.Activation("relu6")(X)
    for stage in stages:
        for i in range(stage[0]):
            X = inverted_residual(X, stage[4], stage[3], stage[2], stage[1])
    return keras.Model(inputs=inputs, outputs=X)


# %% build_network "all blocks have 3 by 3"
def build_network(stages, input_shape):
    inputs = keras.Input(shape=input_shape)
    X = layers.Conv2D(32, (3, 3), strides=(2, 2), padding="same", use_bias=False)(inputs)
    X = layers.BatchNormalization()(X)
    X = layers.Activation("relu6")(X)
    for n, f, s, t, c in stages:
        X = inverted_residual(X, c, t, s)
        for _ in range(n - 1):
            X = inverted_residual(X, c, t)
    return keras.Model(inputs=inputs, outputs=X)


# %% separate "The singular value is missing"
def separate(W):
    f, n_C = W.shape[0], W.shape[2]
    K, P = [], []
    for k in range(n_C):
        u, s, vt = np.linalg.svd(W[:, :, k, :].reshape(f * f, -1))
        K.append(u[:, 0].reshape(f, f))
        P.append(vt[0])
    return np.stack(K, axis=2), np.array(P)


# %% separate "counts twice"
def separate(W):
    f, n_C = W.shape[0], W.shape[2]
    K, P = [], []
    for k in range(n_C):
        u, s, vt = np.linalg.svd(W[:, :, k, :].reshape(f * f, -1))
        K.append((u[:, 0] * s[0]).reshape(f, f))
        P.append(vt[0] * s[0])
    return np.stack(K, axis=2), np.array(P)


# %% separate "the smallest singular value"
def separate(W):
    f, n_C = W.shape[0], W.shape[2]
    K, P = [], []
    for k in range(n_C):
        u, s, vt = np.linalg.svd(W[:, :, k, :].reshape(f * f, -1), full_matrices=False)
        K.append((u[:, -1] * s[-1]).reshape(f, f))
        P.append(vt[-1])
    return np.stack(K, axis=2), np.array(P)
