# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="iou"
def confusion_matrix(truth, predicted, n_classes):
    """Pixel by pixel pairs of classes; IoU with sets of pixels as sums, in a list."""
    C = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(C, (np.asarray(truth).ravel(), np.asarray(predicted).ravel()), 1)
    return C


def iou_per_class(C):
    ious = []
    for c in range(len(C)):
        union = int(C[c].sum()) + int(C[:, c].sum()) - int(C[c, c])
        ious.append(C[c, c] / union if union else float("nan"))
    return np.array(ious)


# %% solution="iou"
def confusion_matrix(truth, predicted, n_classes):
    """One-hot codes multiplied; IoU in float32, a nan of 0/0."""
    there, called = (np.eye(n_classes)[np.ravel(each)] for each in (truth, predicted))
    return (there.T @ called).astype(np.int32)


def iou_per_class(C):
    right = np.diag(C).astype(np.float32)
    with np.errstate(invalid="ignore"):
        return right / (C.sum(0) + C.sum(1) - right).astype(np.float32)


# %% solution="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """A loop over the window: each of its places is a grid of the output."""
    n_H, n_W, _ = X.shape
    f, _, n_C, _ = W.shape
    Z = np.tile(b.astype(float), (stride * (n_H - 1) + f, stride * (n_W - 1) + f, 1))
    for i in range(f):
        for j in range(f):
            Z[i : i + stride * (n_H - 1) + 1 : stride, j : j + stride * (n_W - 1) + 1 : stride] += X @ W[i, j].T
    return Z[pad:, pad:][: Z.shape[0] - 2 * pad, : Z.shape[1] - 2 * pad]


# %% solution="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """A convolution of the input, spread out with zeros, with the window turned around; float32."""
    X, W = X.astype(np.float32), W.astype(np.float32)
    f = W.shape[0]
    spread = np.zeros((stride * (X.shape[0] - 1) + 1, stride * (X.shape[1] - 1) + 1, X.shape[2]), np.float32)
    spread[::stride, ::stride] = X
    padded = np.pad(spread, ((f - 1, f - 1), (f - 1, f - 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (f, f), axis=(0, 1))
    Z = np.einsum("hwkij,ijck->hwc", windows, W[::-1, ::-1]) + b.astype(np.float32)
    return Z[pad : Z.shape[0] - pad, pad : Z.shape[1] - pad]


# %% solution="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """As in many tutorials: arguments by name, tf.keras."""
    conv = tf.keras.layers.Conv2D(
        filters=n_filters, kernel_size=3, activation="relu", padding="same", kernel_initializer="he_normal"
    )(inputs)
    conv = tf.keras.layers.Conv2D(
        filters=n_filters, kernel_size=3, activation="relu", padding="same", kernel_initializer="he_normal"
    )(conv)
    if dropout_prob > 0:
        conv = tf.keras.layers.Dropout(rate=dropout_prob)(conv)
    if max_pooling:
        next_layer = tf.keras.layers.MaxPooling2D(pool_size=(2, 2))(conv)
    else:
        next_layer = conv
    skip_connection = conv
    return next_layer, skip_connection


# %% solution="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """Activations as layers and operations of their own, pooling by keras.ops, a list as the result; float32 said aloud."""
    settings = {"padding": "same", "kernel_initializer": "he_normal", "dtype": "float32"}
    X = layers.ReLU()(layers.Conv2D(n_filters, (3, 3), **settings)(inputs))
    X = keras.ops.relu(layers.Conv2D(n_filters, (3, 3), **settings)(X))
    if dropout_prob:
        X = layers.Dropout(dropout_prob)(X)
    return [keras.ops.max_pool(X, 2, 2) if max_pooling else X, X]


# %% solution="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """As in many tutorials."""
    up = tf.keras.layers.Conv2DTranspose(n_filters, (2, 2), strides=(2, 2), padding="same")(expansive_input)
    merge = tf.keras.layers.concatenate([up, contractive_input], axis=3)
    conv = tf.keras.layers.Conv2D(n_filters, 3, activation="relu", padding="same", kernel_initializer="he_normal")(merge)
    conv = tf.keras.layers.Conv2D(n_filters, 3, activation="relu", padding="same", kernel_initializer="he_normal")(conv)
    return conv


# %% solution="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """With keras.ops, and the block from above without its pooling; float32 said aloud."""
    up = layers.Conv2DTranspose(n_filters, 2, 2, dtype="float32")(expansive_input)
    return conv_block(keras.ops.concatenate([up, contractive_input], -1), n_filters, max_pooling=False)[0]


# %% solution="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """Filters in a list, skips popped from a stack."""
    inputs = tf.keras.layers.Input(shape=input_size)
    filters = [n_filters << level for level in range(depth + 1)]
    stack, X = [], inputs
    for count in filters[:-1]:
        X, kept = conv_block(inputs=X, n_filters=count)
        stack.append((kept, count))
    X = conv_block(inputs=X, n_filters=filters[-1], max_pooling=False)[1]
    while stack:
        kept, count = stack.pop()
        X = upsampling_block(X, kept, n_filters=count)
    outputs = tf.keras.layers.Conv2D(n_classes, kernel_size=1, padding="same")(X)
    return tf.keras.Model(inputs=inputs, outputs=outputs)


# %% solution="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """By recursion, float32 said aloud."""

    def level(X, filters, left):
        if left == 0:
            return conv_block(X, filters, 0, False)[0]
        below, skip = conv_block(X, filters)
        return upsampling_block(level(below, 2 * filters, left - 1), skip, filters)

    inputs = keras.Input(input_size, dtype="float32")
    return keras.Model(inputs, layers.Conv2D(n_classes, (1, 1), activation="linear")(level(inputs, n_filters, depth)))


# %% solution="same_change"
def same_change(picture, mask, top, left, side, mirrored):
    """The mask by the places of its nearest pixels; a new array where it is mirrored."""
    n = mask.shape[0]
    nearest = np.floor((np.arange(n) + 0.5) * side / n).astype(int)
    new_mask = np.asarray(mask)[np.ix_(top + nearest, left + nearest)]
    new_picture = np.array(tf.image.resize(picture[top : top + side, left : left + side, :], [n, n]))
    if mirrored:
        return np.flip(new_picture, axis=1), np.fliplr(new_mask)
    return new_picture, new_mask


# %% solution="same_change"
def same_change(picture, mask, top, left, side, mirrored):
    """With functions of tf.image throughout; float32 at the door."""
    n = len(picture)
    picture = np.float32(picture)
    picture = tf.image.crop_to_bounding_box(picture, top, left, side, side)
    mask = tf.image.crop_to_bounding_box(np.int32(mask)[:, :, None], top, left, side, side)
    picture = tf.image.resize(picture, (n, n), method="bilinear")
    mask = tf.image.resize(mask, (n, n), method=tf.image.ResizeMethod.NEAREST_NEIGHBOR)
    if mirrored:
        picture, mask = tf.image.flip_left_right(picture), tf.image.flip_left_right(mask)
    return picture.numpy(), mask.numpy().squeeze(-1)


# %% solution="dice_loss"
def dice_loss(y_true, y_pred):
    """With keras.ops, flat."""
    n = y_pred.shape[-1]
    p = keras.ops.softmax(keras.ops.reshape(y_pred, (-1, n)))
    y = keras.ops.one_hot(keras.ops.reshape(keras.ops.cast(y_true, "int32"), (-1,)), n)
    dice = (2.0 * keras.ops.sum(y * p, axis=0) + 1) / (keras.ops.sum(y, axis=0) + keras.ops.sum(p, axis=0) + 1)
    return 1.0 - keras.ops.mean(dice)


# %% solution="dice_loss"
def dice_loss(y_true, y_pred):
    """Class by class, in float32."""
    y_pred = tf.cast(y_pred, tf.float32)
    n, total = y_pred.shape[-1], tf.constant(0.0)
    p = tf.exp(y_pred - tf.reduce_logsumexp(y_pred, axis=-1, keepdims=True))
    for c in range(n):
        there = tf.cast(tf.equal(tf.cast(y_true, tf.float32), float(c)), tf.float32)
        total += (2 * tf.reduce_sum(p[..., c] * there) + 1) / (tf.reduce_sum(p[..., c]) + tf.reduce_sum(there) + 1)
    return 1 - total / n


# %% solution="best_threshold"
def best_threshold(chances, truth, thresholds):
    """A loop that keeps the best."""
    best, highest = None, -1
    for t in sorted(thresholds):
        cut = np.asarray(chances) >= t
        iou = np.logical_and(cut, truth).sum() / np.logical_or(cut, truth).sum()
        if iou > highest:
            best, highest = t, iou
    return best, highest


# %% solution="best_threshold"
def best_threshold(chances, truth, thresholds):
    """All at once, from counts; results in float32."""
    tried, flat, there = np.unique(thresholds), np.ravel(chances), np.ravel(truth)
    cut = flat[None, :] >= tried[:, None]
    found = cut[:, there].sum(axis=1)
    ious = found / (cut.sum(axis=1) + there.sum() - found)
    place = ious.argmax()
    return np.float32(tried[place]), np.float32(ious[place])


# %% solution="convolution_matrix"
def convolution_matrix(W, n, stride):
    """Number by number."""
    f = W.shape[0]
    k = 1 + (n - f) // stride
    C = np.zeros((k**2, n**2))
    for r in range(k):
        for c in range(k):
            for i in range(f):
                for j in range(f):
                    C[r * k + c, (r * stride + i) * n + c * stride + j] = W[i, j]
    return C


# %% solution="convolution_matrix"
def convolution_matrix(W, n, stride):
    """The convolution of each picture with one pixel of 1, in float32."""
    f = len(W)
    pictures = np.eye(n * n, dtype=np.float32).reshape(-1, n, n)
    windows = np.lib.stride_tricks.sliding_window_view(pictures, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("phwij,ij->hwp", windows, W.astype(np.float32)).reshape(-1, n * n)
