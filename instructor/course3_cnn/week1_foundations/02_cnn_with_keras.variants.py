# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="conv_as_dense"
def conv_as_dense(kernel, height, width, stride=1):
    """Entry by entry, in float32, the matrix at once."""
    f_h, f_w = kernel.shape
    n_h, n_w = 1 + (height - f_h) // stride, 1 + (width - f_w) // stride
    W = np.zeros((height * width, n_h * n_w), dtype=np.float32)
    for output in range(n_h * n_w):
        i, j = divmod(output, n_w)
        for a in range(f_h):
            for b in range(f_w):
                W[(i * stride + a) * width + j * stride + b, output] = kernel[a, b]
    return W


# %% solution="conv_as_dense"
def conv_as_dense(kernel, height, width, stride=1):
    """By asking what each pixel alone does: a picture that is 0 but for one pixel."""
    pictures = np.eye(height * width).reshape(-1, height, width)
    windows = np.lib.stride_tricks.sliding_window_view(pictures, kernel.shape, axis=(1, 2))[:, ::stride, ::stride]
    return np.tensordot(windows, kernel, axes=2).reshape(height * width, -1)


# %% solution="layer_table"
def layer_table(input_shape, stack):
    """Asks Keras, which isn't forbidden."""
    tensor, table = keras.Input(input_shape), []
    for kind, *settings in stack:
        if kind == "conv":
            layer = keras.layers.Conv2D(settings[0], settings[1], strides=settings[2], padding=settings[3])
        elif kind == "pool":
            layer = keras.layers.MaxPooling2D(settings[0])
        else:
            layer = keras.layers.Flatten() if kind == "flatten" else keras.layers.Dense(settings[0])
        tensor = layer(tensor)
        table.append((tuple(tensor.shape)[1:], layer.count_params()))
    return table


# %% solution="layer_table"
def layer_table(input_shape, stack):
    """With np.ceil and lists; sizes are divided in float32, and whole numbers again at once."""
    table = []
    current = list(input_shape)
    for layer in stack:
        if layer[0] == "conv":
            _, filters, f, s, padding = layer
            count = f * f * current[-1] * filters + filters
            if padding == "same":
                current = [int(np.ceil(np.float32(size) / s)) for size in current[:2]] + [filters]
            else:
                current = [1 + int(np.floor(np.float32(size - f) / s)) for size in current[:2]] + [filters]
        elif layer[0] == "pool":
            count = 0
            current = [(current[0] - layer[1]) // layer[1] + 1, (current[1] - layer[1]) // layer[1] + 1, current[2]]
        elif layer[0] == "flatten":
            count = 0
            current = [int(np.prod(current))]
        elif layer[0] == "dense":
            count = current[0] * layer[1] + layer[1]
            current = [layer[1]]
        table.append([tuple(current), count])
    return table


# %% solution="convolutional_model"
def convolutional_model(input_shape):
    """Activations as layers of their own, in another order of lines."""
    inputs = tf.keras.layers.Input(shape=input_shape)
    A = tf.keras.layers.ReLU()(tf.keras.layers.Conv2D(filters=4, kernel_size=(3, 3), padding="same")(inputs))
    S = tf.keras.layers.ReLU()(tf.keras.layers.Conv2D(filters=4, kernel_size=3, strides=(2, 2), padding="same")(A))
    P = tf.keras.layers.MaxPool2D(pool_size=(2, 2), strides=2, padding="same")(A)
    B = tf.keras.layers.Conv2D(16, 3, padding="same")(tf.keras.layers.Concatenate(axis=-1)([P, S]))
    B = tf.keras.layers.Activation("relu")(B)
    C = tf.keras.layers.MaxPool2D()(B)
    D = tf.keras.layers.Dense(20)(tf.keras.layers.Flatten()(C))
    D = tf.keras.layers.Activation("relu")(D)
    outputs = tf.keras.layers.Dense(units=10, activation="linear")(D)
    return tf.keras.Model(inputs=inputs, outputs=outputs)


# %% solution="convolutional_model"
def convolutional_model(input_shape):
    """In float32, with one variable that is written again and again, and a compiled model."""
    inputs = keras.Input(input_shape, dtype="float32")
    x = layers.Conv2D(4, 3, 1, "same", activation="relu")(inputs)
    x = layers.concatenate([layers.MaxPooling2D()(x), layers.Conv2D(4, 3, 2, "same", activation="relu")(x)])
    x = layers.Conv2D(16, (3, 3), padding="same", activation=tf.nn.relu)(x)
    x = layers.MaxPooling2D((2, 2))(x)
    x = layers.Dense(20, "relu")(layers.Flatten()(x))
    model = keras.Model(inputs, layers.Dense(10)(x), name="clothes")
    model.compile("adam", "mse")
    return model


# %% solution="mended_model"
def mended_model(input_shape):
    """With add, and ReLU layers."""
    model = keras.Sequential()
    model.add(keras.Input(shape=input_shape))
    model.add(layers.Conv2D(8, (3, 3), strides=(2, 2), padding="same"))
    model.add(layers.ReLU())
    model.add(layers.Conv2D(16, (3, 3), strides=(2, 2), padding="same"))
    model.add(layers.Activation("relu"))
    model.add(layers.Flatten())
    model.add(layers.Dense(10, activation="linear"))
    return model


# %% solution="mended_model"
def mended_model(input_shape):
    """A functional model, in float32."""
    inputs = keras.Input(input_shape, dtype="float32")
    x = layers.Conv2D(8, 3, 2, "same", activation="relu")(inputs)
    x = layers.Conv2D(16, 3, 2, "same", activation="relu")(x)
    return keras.Model(inputs, layers.Dense(10, activation=None)(layers.Flatten()(x)))


# %% solution="shift"
def shift(X, down, right):
    """Slices of an array of zeros."""
    shifted = np.zeros_like(X)
    height, width = X.shape[1], X.shape[2]
    shifted[:, max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = X[
        :, max(-down, 0) : height - max(down, 0), max(-right, 0) : width - max(right, 0)
    ]
    return shifted


# %% solution="shift"
def shift(X, down, right):
    """np.roll, and zeros where it brings back what left."""
    shifted = np.roll(X, (down, right), axis=(1, 2))
    if down > 0:
        shifted[:, :down] = 0
    elif down < 0:
        shifted[:, down:] = 0
    if right > 0:
        shifted[:, :, :right] = 0
    elif right < 0:
        shifted[:, :, right:] = 0
    return shifted


# %% solution="shift"
def shift(X, down, right):
    """Pixel by pixel, in float32."""
    moved = np.zeros(X.shape, dtype=np.float32)
    for i in range(X.shape[1]):
        for j in range(X.shape[2]):
            if 0 <= i - down < X.shape[1] and 0 <= j - right < X.shape[2]:
                moved[:, i, j] = X[:, i - down, j - right]
    return moved


# %% solution="shifted_accuracy"
def shifted_accuracy(logits_of, X, y, distance):
    """With tensors, counted."""
    total = 0
    for down, right in [(1, 0), (-1, 0), (0, 1), (0, -1)]:
        logits = tf.convert_to_tensor(logits_of(shift(X, down * distance, right * distance)))
        total += int(tf.reduce_sum(tf.cast(tf.argmax(logits, axis=1) == y, tf.int32)))
    return total / (4 * len(y))


# %% solution="shifted_accuracy"
def shifted_accuracy(logits_of, X, y, distance):
    """A mean of four means, in float32."""
    shares = []
    for direction in ("down", "up", "right", "left"):
        down = {"down": distance, "up": -distance}.get(direction, 0)
        right = {"right": distance, "left": -distance}.get(direction, 0)
        logits = np.asarray(logits_of(shift(X, down, right)), dtype=np.float64)
        shares.append(np.float32(np.sum(logits.argmax(axis=-1) == np.asarray(y)) / y.size))
    return np.float32(np.mean(shares))


# %% solution="sign_reader"
def sign_reader():
    """A functional model with wider windows."""
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(8, 5, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(12, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(24, activation="relu")(layers.Flatten()(x))
    return keras.Model(inputs, layers.Dense(6)(x))


# %% solution="sign_reader"
def sign_reader():
    """Stride first, then pooling, in float32."""
    return keras.Sequential(
        [
            keras.Input((32, 32, 3), dtype="float32"),
            layers.Conv2D(10, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(14, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(28, activation="relu"),
            layers.Dense(6),
        ]
    )


# %% solution="seen_pixels"
def seen_pixels(stack, position):
    """Forward: how far apart neighbours lie, and how much each one sees."""
    jump, size, start = 1, 1, 0
    for f, stride, padding in stack:
        size += (f - 1) * jump
        start -= padding * jump
        jump *= stride
    return start + position * jump, start + position * jump + size - 1


# %% solution="seen_pixels"
def seen_pixels(stack, position):
    """With all places in a set, and the layers taken from the end; float32 holds such numbers exactly."""
    places, rest = {position}, list(stack)
    while rest:
        f, stride, padding = rest.pop()
        places = {p * stride - padding + k for p in places for k in range(f)}
    return np.array([min(places), max(places)], dtype=np.float32)
