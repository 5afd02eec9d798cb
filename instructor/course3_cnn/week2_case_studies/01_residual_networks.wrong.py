# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% resolution_table "The biases are missing"
def resolution_table(side, channels, stack):
    table = []
    for l in stack:
        if l[0] == "pool":
            side = int((side - l[1]) / l[2] + 1)
        else:
            side = int((side + 2 * l[4] - l[2]) / l[3] + 1)
            p = l[1] * l[2] * l[2] * channels
            channels = l[1]
            if len(table) > 0 and table[-1][0] == side:
                table[-1] = (side, table[-1][1] + 1, table[-1][2] + p)
            else:
                table.append((side, 1, p))
    return table


# %% resolution_table "size of its input"
def resolution_table(side, channels, stack):
    d = {}
    for l in stack:
        if l[0] == "conv":
            a, b = d.get(side, (0, 0))
            d[side] = (a + 1, b + l[1] * (l[2] ** 2 * channels + 1))
            channels = l[1]
            side = (side + 2 * l[4] - l[2]) // l[3] + 1
        else:
            side = (side - l[1]) // l[2] + 1
    return [(k, v[0], v[1]) for k, v in d.items()]


# %% resolution_table "twice the pad"
def resolution_table(side, channels, stack):
    d = {}
    for l in stack:
        if l[0] == "pool":
            side = (side - l[1]) // l[2] + 1
            continue
        side = (side + l[4] - l[2]) // l[3] + 1
        d.setdefault(side, [0, 0])
        d[side][0] += 1
        d[side][1] += l[1] * (l[2] ** 2 * channels + 1)
        channels = l[1]
    return [(k, *v) for k, v in d.items()]


# %% diagnose_depth "You compare means alone"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    if deep_train.mean() < shallow_train.mean():
        return "harder to train"
    elif deep_dev.mean() < shallow_dev.mean():
        return "overfits"
    elif deep_dev.mean() > shallow_dev.mean():
        return "helps"
    return "unclear"


# %% diagnose_depth "divide by n - 1"
def diagnose_depth(shallow_train, deep_train, shallow_dev, deep_dev):
    def clear(a, b):
        se = (a.std() ** 2 / a.size + b.std() ** 2 / b.size) ** 0.5
        return (a.mean() - b.mean()) / se > 2 if se > 0 else a.mean() > b.mean()

    if clear(shallow_train, deep_train):
        return "harder to train"
    if clear(shallow_dev, deep_dev):
        return "overfits"
    if clear(deep_dev, shallow_dev):
        return "helps"
    return "unclear"


# %% residual_backward "layers only"
def residual_backward(dA, cache, shortcut=True):
    X, W1, W2, Z1, A1, Z = cache
    dZ = dA * (Z > 0)
    dA1 = np.einsum("...n,kn->...k", dZ, W2)
    dZ1 = dA1 * (Z1 > 0)
    dX = np.einsum("...k,nk->...n", dZ1, W1)
    return dX, np.einsum("mijn,mijk->nk", X, dZ1), np.einsum("mijk,mijn->kn", A1, dZ)


# %% residual_backward "dZ, not dA"
def residual_backward(dA, cache, shortcut=True):
    X, W1, W2, Z1, A1, Z = cache
    dZ = np.array(dA)
    dZ[Z <= 0] = 0
    dZ1 = dZ @ W2.T
    dZ1[Z1 <= 0] = 0
    dX = dZ1 @ W1.T
    if shortcut:
        dX = dX + dA
    return dX, np.tensordot(X, dZ1, ([0, 1, 2], [0, 1, 2])), np.tensordot(A1, dZ, ([0, 1, 2], [0, 1, 2]))


# %% identity_block "Nothing is added"
def identity_block(X, f, filters):
    F1, F2, F3 = filters
    X_shortcut = X
    for k, F in ((1, F1), (f, F2), (1, F3)):
        X = layers.Conv2D(F, k, padding="same", use_bias=False)(X)
        X = layers.BatchNormalization(axis=3, momentum=0.9)(X)
        X = layers.Activation("relu")(X)
    return X


# %% identity_block "last ReLU comes before the sum"
def identity_block(X, f, filters):
    F1, F2, F3 = filters
    Y = layers.Conv2D(F1, 1, use_bias=False)(X)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    Y = layers.ReLU()(Y)
    Y = layers.Conv2D(F2, f, padding="same", use_bias=False)(Y)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    Y = layers.ReLU()(Y)
    Y = layers.Conv2D(F3, 1, use_bias=False)(Y)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    Y = layers.ReLU()(Y)
    return Y + X


# %% identity_block "have biases"
def identity_block(X, f, filters):
    F1, F2, F3 = filters
    X_shortcut = X
    X = layers.Conv2D(filters=F1, kernel_size=1, strides=(1, 1), padding="valid")(X)
    X = layers.BatchNormalization(axis=3, momentum=0.9)(X)
    X = layers.Activation("relu")(X)
    X = layers.Conv2D(filters=F2, kernel_size=(f, f), strides=(1, 1), padding="same")(X)
    X = layers.BatchNormalization(axis=3, momentum=0.9)(X)
    X = layers.Activation("relu")(X)
    X = layers.Conv2D(filters=F3, kernel_size=1, strides=(1, 1), padding="valid")(X)
    X = layers.BatchNormalization(axis=3, momentum=0.9)(X)
    X = layers.Add()([X, X_shortcut])
    return layers.Activation("relu")(X)


# %% identity_block none
def identity_block(X, f, filters):
    Y = X
    for k, F in ((1, filters[0]), (f, filters[1]), (1, filters[2])):
        Y = layers.Conv2D(F, k, padding="same", use_bias=False)(Y)
        Y = layers.BatchNormalization(momentum=0.9)(Y, training=True)
        Y = layers.ReLU()(Y) if F != filters[2] else Y
    return layers.ReLU()(X + Y)


# %% convolutional_block "stride is in the middle"
def convolutional_block(X, f, filters, s=2):
    F1, F2, F3 = filters
    short = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(F3, 1, s, use_bias=False)(X))
    X = layers.Activation("relu")(layers.BatchNormalization(momentum=0.9)(layers.Conv2D(F1, 1, use_bias=False)(X)))
    X = layers.Conv2D(F2, f, s, padding="same", use_bias=False)(X)
    X = layers.Activation("relu")(layers.BatchNormalization(momentum=0.9)(X))
    X = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(F3, 1, use_bias=False)(X))
    return layers.Activation("relu")(layers.add([X, short]))


# %% convolutional_block "projection isn't normalized"
def convolutional_block(X, f, filters, s=2):
    F1, F2, F3 = filters
    short = layers.Conv2D(F3, 1, s, use_bias=False)(X)
    X = layers.Conv2D(F1, 1, s, use_bias=False)(X)
    X = layers.Activation("relu")(layers.BatchNormalization(momentum=0.9)(X))
    X = layers.Conv2D(F2, f, padding="same", use_bias=False)(X)
    X = layers.Activation("relu")(layers.BatchNormalization(momentum=0.9)(X))
    X = layers.BatchNormalization(momentum=0.9)(layers.Conv2D(F3, 1, use_bias=False)(X))
    return layers.Activation("relu")(X + short)


# %% residual_network "a block too many"
def residual_network(input_shape, stem, stages, classes):
    i = keras.Input(shape=input_shape)
    x = layers.Conv2D(stem[0], stem[1], stem[2], padding="same", use_bias=False)(i)
    x = layers.Activation("relu")(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.MaxPool2D((3, 3), (2, 2), padding="same")(x)
    for stage in stages:
        x = convolutional_block(x, 3, stage[0], s=stage[2])
        for k in range(stage[1]):
            x = identity_block(x, 3, stage[0])
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs=i, outputs=layers.Dense(classes)(x))


# %% residual_network "There is a softmax"
def residual_network(input_shape, stem, stages, classes):
    i = keras.Input(shape=input_shape)
    x = layers.Conv2D(stem[0], stem[1], stem[2], padding="same", use_bias=False)(i)
    x = layers.Activation("relu")(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.MaxPool2D((3, 3), (2, 2), padding="same")(x)
    for filters, blocks, s in stages:
        x = convolutional_block(x, 3, filters, s)
        while blocks > 1:
            x = identity_block(x, 3, filters)
            blocks -= 1
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(i, layers.Softmax()(layers.Dense(classes)(x)))


# %% mended_block "X still stands for something else"
def mended_block(X, filters):
    X = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)))
    X_shortcut = X
    Y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    Y = layers.BatchNormalization(momentum=0.9)(Y)
    return layers.Activation("relu")(Y + X_shortcut)


# %% mended_block "normalizations are still frozen"
def mended_block(X, filters):
    X_shortcut = X
    X = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    X = layers.BatchNormalization(momentum=0.9, trainable=False)(X)
    X = layers.Activation("relu")(X)
    X = layers.Conv2D(filters, 3, padding="same", use_bias=False)(X)
    X = layers.BatchNormalization(momentum=0.9, trainable=False)(X)
    return layers.Activation("relu")(X + X_shortcut)


# %% fold_normalization "The root is missing"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    s = 1 / (variance + epsilon)
    return W * (s * gamma), beta - s * gamma * mean


# %% fold_normalization "mean times the factor"
def fold_normalization(W, gamma, beta, mean, variance, epsilon):
    return W * gamma / (variance + epsilon) ** 0.5, -mean + beta
