# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% conv_as_dense "windows still start one pixel after the other"
def conv_as_dense(kernel, height, width, stride=1):
    fh, fw = kernel.shape
    oh = int((height - fh) / stride) + 1
    ow = int((width - fw) / stride) + 1
    W = np.zeros((height * width, oh * ow))
    for r in range(oh):
        for c in range(ow):
            for a in range(fh):
                for b in range(fw):
                    W[(r + a) * width + (c + b), r * ow + c] = kernel[a, b]
    return W


# %% conv_as_dense "Your kernel is flipped"
def conv_as_dense(kernel, height, width, stride=1):
    k = np.flip(kernel)
    windows = np.lib.stride_tricks.sliding_window_view(np.eye(height * width).reshape(-1, height, width), k.shape, (1, 2))
    return (windows[:, ::stride, ::stride] * k).sum(axis=(3, 4)).reshape(height * width, -1)


# %% conv_as_dense "Your matrix is transposed"
def conv_as_dense(kernel, height, width, stride=1):
    fh, fw = kernel.shape
    rows = []
    for r in range(0, height - fh + 1, stride):
        for c in range(0, width - fw + 1, stride):
            canvas = np.zeros((height, width))
            canvas[r : r + fh, c : c + fw] = kernel
            rows.append(canvas.ravel())
    return np.array(rows)


# %% layer_table "The biases are missing"
def layer_table(input_shape, stack):
    out = []
    s = input_shape
    for l in stack:
        n = 0
        if l[0] == "conv":
            n = l[1] * l[2] ** 2 * s[2]
            if l[4] == "same":
                s = (math.ceil(s[0] / l[3]), math.ceil(s[1] / l[3]), l[1])
            else:
                s = ((s[0] - l[2]) // l[3] + 1, (s[1] - l[2]) // l[3] + 1, l[1])
        if l[0] == "pool":
            s = (s[0] // l[1], s[1] // l[1], s[2])
        if l[0] == "flatten":
            s = (s[0] * s[1] * s[2],)
        if l[0] == "dense":
            n = s[0] * l[1]
            s = (l[1],)
        out.append((s, n))
    return out


# %% layer_table "the size is rounded up"
def layer_table(input_shape, stack):
    out = []
    s = input_shape
    for l in stack:
        n = 0
        if l[0] == "conv":
            n = l[1] * (l[2] ** 2 * s[2] + 1)
            if l[4] == "same":
                s = (int(s[0] / l[3]), int(s[1] / l[3]), l[1])
            else:
                s = ((s[0] - l[2]) // l[3] + 1, (s[1] - l[2]) // l[3] + 1, l[1])
        elif l[0] == "pool":
            s = (s[0] // l[1], s[1] // l[1], s[2])
        elif l[0] == "flatten":
            s = (int(np.prod(s)),)
        else:
            n = (s[0] + 1) * l[1]
            s = (l[1],)
        out.append((s, n))
    return out


# %% convolutional_model "The convolutions have no activation"
def convolutional_model(input_shape):
    inputs = tf.keras.Input(shape=input_shape)
    Z1 = tf.keras.layers.Conv2D(filters=4, kernel_size=(3, 3), padding="same")(inputs)
    pooled = tf.keras.layers.MaxPool2D((2, 2))(Z1)
    strided = tf.keras.layers.Conv2D(filters=4, kernel_size=(3, 3), strides=(2, 2), padding="same")(Z1)
    both = tf.keras.layers.Concatenate()([pooled, strided])
    Z2 = tf.keras.layers.Conv2D(filters=16, kernel_size=(3, 3), padding="same")(both)
    F = tf.keras.layers.Flatten()(tf.keras.layers.MaxPool2D((2, 2))(Z2))
    F = tf.keras.layers.Dense(20, activation="relu")(F)
    return tf.keras.Model(inputs=inputs, outputs=tf.keras.layers.Dense(10)(F))


# %% convolutional_model "There is a softmax at the end"
def convolutional_model(input_shape):
    i = keras.Input(shape=input_shape)
    conv = dict(padding="same", activation="relu")
    a = layers.Conv2D(4, 3, **conv)(i)
    x = layers.concatenate([layers.MaxPooling2D()(a), layers.Conv2D(4, 3, strides=2, **conv)(a)])
    x = layers.MaxPooling2D()(layers.Conv2D(16, 3, **conv)(x))
    x = layers.Dense(20, activation="relu")(layers.Flatten()(x))
    return keras.Model(i, layers.Dense(10, activation="softmax")(x))


# %% mended_model "The softmax is still there"
def mended_model(input_shape):
    model = keras.Sequential([keras.Input(shape=input_shape)])
    model.add(layers.Conv2D(8, (3, 3), strides=(2, 2), padding="same", activation="relu"))
    model.add(layers.Conv2D(16, (3, 3), strides=(2, 2), padding="same", activation="relu"))
    model.add(layers.Flatten())
    model.add(layers.Dense(10, activation="softmax"))
    return model


# %% mended_model none
def mended_model(input_shape):
    model = keras.Sequential([keras.Input(shape=input_shape)])
    model.add(layers.Conv2D(8, 3, strides=2, padding="same", activation="tanh"))
    model.add(layers.Conv2D(16, 3, strides=2, padding="same", activation="tanh"))
    model.add(layers.Flatten())
    model.add(layers.Dense(10))
    return model


# %% shift "np.roll brings back"
def shift(X, down, right):
    rows = (np.arange(X.shape[1]) - down) % X.shape[1]
    columns = (np.arange(X.shape[2]) - right) % X.shape[2]
    return X[:, rows][:, :, columns]


# %% shift "The picture moves the other way"
def shift(X, down, right):
    out = np.zeros_like(X)
    for i in range(X.shape[1]):
        for j in range(X.shape[2]):
            if 0 <= i + down < X.shape[1] and 0 <= j + right < X.shape[2]:
                out[:, i, j] = X[:, i + down, j + right]
    return out


# %% shifted_accuracy "You move down and right only"
def shifted_accuracy(logits_of, X, y, distance):
    a = np.argmax(np.array(logits_of(shift(X, distance, 0))), axis=1)
    b = np.argmax(np.array(logits_of(shift(X, 0, distance))), axis=1)
    return ((a == y).mean() + (b == y).mean()) / 2


# %% sign_reader "There is a softmax at the end"
def sign_reader():
    model = keras.Sequential([keras.Input(shape=(32, 32, 3))])
    for filters in (8, 16, 16):
        model.add(layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu"))
    model.add(layers.Flatten())
    model.add(layers.Dense(24, activation="relu"))
    model.add(layers.Dense(6, activation="softmax"))
    return model


# %% seen_pixels "One pixel too many"
def seen_pixels(stack, position):
    a, b = position, position
    for f, s, p in stack[::-1]:
        a, b = a * s - p, b * s - p + f
    return (a, b)


# %% seen_pixels "You walk from the picture to the output"
def seen_pixels(stack, position):
    lo = hi = position
    for i in range(len(stack)):
        lo = lo * stack[i][1] - stack[i][2]
        hi = hi * stack[i][1] - stack[i][2] + stack[i][0] - 1
    return lo, hi
