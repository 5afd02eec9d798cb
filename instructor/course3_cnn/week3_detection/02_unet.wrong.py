# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% iou "gets 0 here"
def confusion_matrix(truth, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    for t, p in zip(truth.ravel(), predicted.ravel()):
        C[t, p] += 1
    return C


def iou_per_class(C):
    out = []
    for i in range(C.shape[0]):
        u = C[i, :].sum() + C[:, i].sum() - C[i, i]
        out.append(C[i, i] / u if u > 0 else 0.0)
    return np.array(out)


# %% iou "Rows and columns are exchanged"
def confusion_matrix(truth, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    for t, p in zip(truth.ravel(), predicted.ravel()):
        C[p, t] += 1
    return C


def iou_per_class(C):
    d = np.diag(C)
    u = C.sum(0) + C.sum(1) - d
    return np.where(u > 0, d / np.maximum(u, 1), np.nan)


# %% iou "counted twice in the union"
def confusion_matrix(truth, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    for t, p in zip(truth.ravel(), predicted.ravel()):
        C[t, p] += 1
    return C


def iou_per_class(C):
    d = np.diag(C)
    u = C.sum(0) + C.sum(1)
    return np.where(u > 0, d / np.maximum(u, 1), np.nan)


# %% iou "found (recall)"
def confusion_matrix(truth, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(C, (truth.ravel(), predicted.ravel()), 1)
    return C


def iou_per_class(C):
    result = np.full(len(C), np.nan)
    for i in range(len(C)):
        if C[i].sum() > 0:
            result[i] = C[i, i] / C[i].sum()
        elif C[:, i].sum() > 0:
            result[i] = 0
    return result


# %% conv_transpose "later one replaces"
def conv_transpose(X, W, b, stride, pad):
    n_H, n_W, n_C_prev = X.shape
    f, f, n_C, _ = W.shape
    H, V = stride * (n_H - 1) + f, stride * (n_W - 1) + f
    Z = np.zeros((H, V, n_C))
    for h in range(n_H):
        for w in range(n_W):
            for c in range(n_C):
                Z[h * stride : h * stride + f, w * stride : w * stride + f, c] = np.sum(W[:, :, c, :] * X[h, w], axis=-1)
    return Z[pad : H - pad, pad : V - pad] + b


# %% conv_transpose "bias is added with each stamp"
def conv_transpose(X, W, b, stride, pad):
    n_H, n_W, n_C_prev = X.shape
    f, f, n_C, _ = W.shape
    H, V = stride * (n_H - 1) + f, stride * (n_W - 1) + f
    Z = np.zeros((H, V, n_C))
    for h in range(n_H):
        for w in range(n_W):
            for c in range(n_C):
                Z[h * stride : h * stride + f, w * stride : w * stride + f, c] += W[:, :, c, :] @ X[h, w] + b[c]
    return Z[pad : H - pad, pad : V - pad]


# %% conv_transpose "0 to -0 is empty"
def conv_transpose(X, W, b, stride, pad):
    n_H, n_W, n_C_prev = X.shape
    f, f, n_C, _ = W.shape
    Z = np.zeros((stride * (n_H - 1) + f, stride * (n_W - 1) + f, n_C))
    for h in range(n_H):
        for w in range(n_W):
            Z[h * stride : h * stride + f, w * stride : w * stride + f, :] += np.einsum("ijck,k->ijc", W, X[h, w])
    Z = Z + b
    return Z[pad:-pad, pad:-pad, :]


# %% conv_transpose "move by one pixel"
def conv_transpose(X, W, b, stride, pad):
    n_H, n_W, n_C_prev = X.shape
    f, f, n_C, _ = W.shape
    H, V = stride * (n_H - 1) + f, stride * (n_W - 1) + f
    Z = np.zeros((H, V, n_C)) + b
    for h in range(n_H):
        for w in range(n_W):
            for c in range(n_C):
                Z[h : h + f, w : w + f, c] += W[:, :, c, :] @ X[h, w]
    return Z[pad : H - pad, pad : V - pad]


# %% conv_block "after the pooling"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    conv = layers.Conv2D(n_filters, 3, activation="relu", padding="same", kernel_initializer="he_normal")(inputs)
    conv = layers.Conv2D(n_filters, 3, activation="relu", padding="same", kernel_initializer="he_normal")(conv)
    if dropout_prob > 0:
        conv = layers.Dropout(dropout_prob)(conv)
    next_layer = layers.MaxPooling2D((2, 2))(conv) if max_pooling else conv
    skip_connection = next_layer
    return next_layer, skip_connection


# %% conv_block "Both convolutions take the block's input"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    c1 = layers.Conv2D(n_filters, (3, 3), padding="same", activation="relu")(inputs)
    c2 = layers.Conv2D(n_filters, (3, 3), padding="same", activation="relu")(inputs)
    if dropout_prob > 0:
        c2 = layers.Dropout(dropout_prob)(c2)
    if max_pooling:
        return layers.MaxPool2D(2)(c2), c2
    return c2, c2


# %% conv_block "always pooled"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    x = inputs
    for i in range(2):
        x = layers.Conv2D(n_filters, (3, 3), padding="same", activation="relu")(x)
    x = layers.Dropout(dropout_prob)(x) if dropout_prob > 0 else x
    p = layers.MaxPool2D(2)(x)
    return p, x


# %% upsampling_block "The skip isn't used"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    up = layers.Conv2DTranspose(n_filters, (2, 2), strides=(2, 2), padding="same")(expansive_input)
    merge = layers.concatenate([up, contractive_input], axis=3)
    conv = layers.Conv2D(n_filters, 3, activation="relu", padding="same")(up)
    conv = layers.Conv2D(n_filters, 3, activation="relu", padding="same")(conv)
    return conv


# %% upsampling_block "concatenated first here"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    up = layers.Conv2DTranspose(n_filters, (2, 2), strides=(2, 2), padding="same")(expansive_input)
    merge = layers.concatenate([contractive_input, up], axis=3)
    conv = layers.Conv2D(n_filters, 3, activation="relu", padding="same")(merge)
    conv = layers.Conv2D(n_filters, 3, activation="relu", padding="same")(conv)
    return conv


# %% upsampling_block "3 by 3"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    up = layers.Conv2DTranspose(n_filters, 3, strides=(2, 2), padding="same")(expansive_input)
    merge = layers.concatenate([up, contractive_input], axis=3)
    conv = layers.Conv2D(n_filters, 3, activation="relu", padding="same")(merge)
    return layers.Conv2D(n_filters, 3, activation="relu", padding="same")(conv)


# %% unet_model "softmax at the end"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    inputs = keras.layers.Input(input_size)
    skips, x, f = [], inputs, n_filters
    for i in range(depth):
        x, s = conv_block(x, f)
        skips.append(s)
        f *= 2
    x = conv_block(x, f, max_pooling=False)[0]
    for s in skips[::-1]:
        f //= 2
        x = upsampling_block(x, s, f)
    x = layers.Conv2D(n_classes, 1, padding="same")(x)
    return keras.Model(inputs, layers.Softmax()(x))


# %% unet_model "bottom has as many filters"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    inputs = keras.layers.Input(input_size)
    skips, x = [], inputs
    for i in range(depth):
        x, s = conv_block(x, n_filters * 2**i)
        skips.append(s)
    x = conv_block(x, n_filters * 2**i, max_pooling=False)[0]
    while skips:
        x = upsampling_block(x, skips.pop(), n_filters * 2 ** len(skips))
    return keras.Model(inputs, layers.Conv2D(n_classes, 1, padding="same")(x))


# %% unet_model "depth is fixed"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    inputs = keras.layers.Input(input_size)
    c1 = conv_block(inputs, n_filters)
    c2 = conv_block(c1[0], n_filters * 2)
    c3 = conv_block(c2[0], n_filters * 4)
    c4 = conv_block(c3[0], n_filters * 8, max_pooling=False)
    u = upsampling_block(c4[0], c3[1], n_filters * 4)
    u = upsampling_block(u, c2[1], n_filters * 2)
    u = upsampling_block(u, c1[1], n_filters)
    return keras.Model(inputs, layers.Conv2D(n_classes, 1, padding="same")(u))


# %% same_change "still averaged"
def same_change(picture, mask, top, left, side, mirrored):
    n = picture.shape[0]
    picture = tf.image.resize(picture[top : top + side, left : left + side], (n, n)).numpy()
    mask = tf.image.resize(mask[top : top + side, left : left + side, None], (n, n)).numpy()[:, :, 0]
    mask = mask.round().astype(int)
    return (np.fliplr(picture), np.fliplr(mask)) if mirrored else (picture, mask)


# %% same_change "Rows and columns of the mask's square"
def same_change(picture, mask, top, left, side, mirrored):
    n = picture.shape[0]
    picture = tf.image.resize(picture[top : top + side, left : left + side], (n, n)).numpy()
    mask = tf.image.resize(mask[left : left + side, top : top + side, None], (n, n), "nearest").numpy()[:, :, 0]
    return (np.fliplr(picture), np.fliplr(mask)) if mirrored else (picture, mask)


# %% same_change "upside down"
def same_change(picture, mask, top, left, side, mirrored):
    n = picture.shape[0]
    picture = tf.image.resize(picture[top : top + side, left : left + side], (n, n)).numpy()
    mask = tf.image.resize(mask[top : top + side, left : left + side, None], (n, n), "nearest").numpy()[:, :, 0]
    return (np.fliplr(picture), np.flipud(mask)) if mirrored else (picture, mask)


# %% dice_loss "taken for probabilities"
def dice_loss(y_true, y_pred):
    t = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    i = tf.reduce_sum(t * y_pred, [0, 1, 2])
    s = tf.reduce_sum(t, [0, 1, 2]) + tf.reduce_sum(y_pred, [0, 1, 2])
    return 1 - tf.reduce_mean((2 * i + 1) / (s + 1))


# %% dice_loss "over the classes, too"
def dice_loss(y_true, y_pred):
    p = tf.nn.softmax(y_pred)
    t = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    p, t = tf.reshape(p, [-1]), tf.reshape(t, [-1])
    return 1 - (2 * tf.reduce_sum(p * t) + 1) / (tf.reduce_sum(p) + tf.reduce_sum(t) + 1)


# %% dice_loss "Each picture has its own"
def dice_loss(y_true, y_pred):
    p = tf.nn.softmax(y_pred, axis=-1)
    t = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    i = tf.reduce_sum(p * t, axis=[1, 2])
    u = tf.reduce_sum(p, axis=[1, 2]) + tf.reduce_sum(t, axis=[1, 2])
    return tf.reduce_mean(1 - (2 * i + 1) / (u + 1))


# %% best_threshold "That is the accuracy"
def best_threshold(chances, truth, thresholds):
    best, score = None, -1
    for t in sorted(thresholds):
        acc = ((chances >= t) == truth).mean()
        if acc > score:
            best, score = t, acc
    return best, score


# %% best_threshold "Take the smallest"
def best_threshold(chances, truth, thresholds):
    best, score = None, -1
    for t in sorted(thresholds):
        m = chances >= t
        iou = (m & truth).sum() / (m | truth).sum()
        if iou >= score:
            best, score = t, iou
    return best, score


# %% best_threshold "left out here"
def best_threshold(chances, truth, thresholds):
    best, score = None, -1
    for t in sorted(thresholds):
        m = chances > t
        iou = np.logical_and(m, truth).sum() / np.logical_or(m, truth).sum()
        if iou > score:
            best, score = t, iou
    return best, score


# %% convolution_matrix "This is the transpose"
def convolution_matrix(W, n, stride):
    f = len(W)
    k = (n - f) // stride + 1
    C = np.zeros((n * n, k * k))
    for r in range(k):
        for c in range(k):
            x = np.zeros((n, n))
            x[r * stride : r * stride + f, c * stride : c * stride + f] = W
            C[:, r * k + c] = x.ravel()
    return C


# %% convolution_matrix "moves by one pixel"
def convolution_matrix(W, n, stride):
    f = len(W)
    k = (n - f) // stride + 1
    rows = []
    for r in range(k):
        for c in range(k):
            x = np.zeros((n, n))
            x[r : r + f, c : c + f] = W
            rows.append(x.ravel())
    return np.array(rows)
