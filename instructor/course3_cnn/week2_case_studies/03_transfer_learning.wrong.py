# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% pooled_features "you divide by 255"
def pooled_features(trunk, X, batch=32):
    out = []
    for i in range(0, len(X), batch):
        a = trunk(tf.cast(X[i : i + batch], tf.float32) / 255.0, training=False)
        out.append(tf.reduce_mean(a, axis=(1, 2)).numpy())
    return np.concatenate(out)


# %% pooled_features "Whole numbers without a sign wrap around"
def pooled_features(trunk, X, batch=32):
    out = []
    for i in range(0, len(X), batch):
        b = X[i : i + batch] - 127
        a = trunk(np.array(b, np.float32) / 128, training=False)
        out.append(np.array(a).mean((1, 2)))
    return np.vstack(out)


# %% pooled_features "The trunk runs in train mode"
def pooled_features(trunk, X, batch=32):
    F = []
    for i in range(0, len(X), batch):
        x = (tf.cast(X[i : i + batch], tf.float32) - 127) / 128
        F.append(layers.GlobalAveragePooling2D()(trunk(x, training=True)))
    return tf.concat(F, 0).numpy()


# %% pooled_features none
def pooled_features(trunk, X, batch=32):
    x = (tf.cast(X, tf.float32) - 127) / 128
    return tf.reduce_mean(trunk(x, training=False), axis=[1, 2]).numpy()


# %% pooled_features none
def pooled_features(trunk, X, batch=32):
    x = (tf.cast(X, tf.float32) - 127) / 128
    return tf.reduce_mean(trunk(x, training=False), axis=[0, 1]).numpy()


# %% train_head "W and b work on standardised features only"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    Z = (F - np.mean(F, 0)) / (np.std(F, 0) + 1e-3)
    onehot = np.zeros((len(y), classes))
    onehot[np.arange(len(y)), y] = 1
    W = np.zeros((Z.shape[1], classes))
    b = np.zeros(classes)
    for i in range(steps):
        P = softmax(Z.dot(W) + b)
        W -= learning_rate * (Z.T.dot(P - onehot) / len(y) + lambd * W)
        b -= learning_rate * np.mean(P - onehot, axis=0)
    return W, b


# %% train_head "the 1/m is missing"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    mu, sd = F.mean(0), F.std(0) + 0.001
    Z = (F - mu) / sd
    T = np.eye(classes)[y]
    W, b = np.zeros((F.shape[1], classes)), np.zeros((1, classes))
    for _ in range(steps):
        P = softmax(np.dot(Z, W) + b)
        dW = np.dot(Z.T, P - T) + lambd * W
        db = np.sum(P - T, axis=0, keepdims=True)
        W, b = W - learning_rate * dW, b - learning_rate * db
    W = (W.T / sd).T
    return W, b[0] - mu.dot(W)


# %% train_head "Weight decay acts on b as well"
def train_head(F, y, classes, steps=200, learning_rate=0.1, lambd=0.1):
    mu, sd = F.mean(0), F.std(0) + 0.001
    Z = np.c_[(F - mu) / sd, np.ones(len(F))]
    T = np.eye(classes)[y]
    V = np.zeros((Z.shape[1], classes))
    for _ in range(steps):
        V -= learning_rate * (Z.T @ (softmax(Z @ V) - T) / len(F) + lambd * V)
    W = V[:-1] / sd[:, None]
    return W, V[-1] - mu @ W


# %% augment "One draw serves the whole batch"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    out = X.copy()
    if flip and rng.random() > 0.5:
        out = np.flip(out, axis=2)
    h, w = X.shape[1], X.shape[2]
    out = np.pad(out, [(0, 0), (shift, shift), (shift, shift), (0, 0)], mode="edge")
    i = rng.integers(0, 2 * shift + 1)
    j = rng.integers(0, 2 * shift + 1)
    out = out[:, i : i + h, j : j + w] * rng.uniform(1 - brightness, 1 + brightness)
    return np.clip(np.round(out), 0, 255).astype(np.uint8)


# %% augment "The flip is upside down"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    out = []
    for x in X:
        h, w, _ = x.shape
        if flip and rng.random() < 0.5:
            x = np.flipud(x)
        x = np.pad(x, [(shift, shift), (shift, shift), (0, 0)], mode="edge")
        i, j = rng.integers(0, 2 * shift + 1, 2)
        x = x[i : i + h, j : j + w] * rng.uniform(1 - brightness, 1 + brightness)
        out.append(np.clip(np.round(x), 0, 255).astype(np.uint8))
    return np.array(out)


# %% augment "What would be above 255 begins again at 0"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    out = []
    for x in X:
        h, w, _ = x.shape
        if flip and rng.random() < 0.5:
            x = x[:, ::-1]
        x = np.pad(x, [(shift, shift), (shift, shift), (0, 0)], mode="edge")
        i, j = rng.integers(0, 2 * shift + 1, 2)
        x = x[i : i + h, j : j + w] * rng.uniform(1 - brightness, 1 + brightness)
        out.append(np.round(x).astype(np.int64).astype(np.uint8))
    return np.array(out)


# %% augment "What becomes free is black"
def augment(X, rng, flip=True, shift=8, brightness=0.3):
    out = np.zeros_like(X)
    h, w = X.shape[1:3]
    for n in range(len(X)):
        x = X[n][:, ::-1] if flip and rng.random() < 0.5 else X[n]
        d, r = rng.integers(-shift, shift + 1, 2)
        for a in range(h):
            for c in range(w):
                if 0 <= a - d < h and 0 <= c - r < w:
                    out[n, a, c] = x[a - d, c - r]
        out[n] = np.clip(np.round(out[n] * rng.uniform(1 - brightness, 1 + brightness)), 0, 255)
    return out


# %% find_leaks "The rows aren't centred"
def find_leaks(F_train, F_dev, threshold):
    out = []
    for i, a in enumerate(F_dev):
        sims = F_train @ a / (np.linalg.norm(F_train, axis=1) * np.linalg.norm(a) + 1e-12)
        if sims.max() >= threshold:
            out.append(i)
    return np.array(out, dtype=int)


# %% find_leaks "A dev picture counts once for each of its copies"
def find_leaks(F_train, F_dev, threshold):
    mu = F_train.mean(0)
    out = []
    for i, a in enumerate(F_dev - mu):
        for v in F_train - mu:
            if a @ v >= threshold * max(np.linalg.norm(a) * np.linalg.norm(v), 1e-12):
                out.append(i)
    return np.array(out, dtype=int)


# %% with_head "The trunk isn't frozen"
def with_head(trunk, classes):
    inp = keras.Input(shape=trunk.input_shape[1:])
    x = layers.Rescaling(1.0 / 128, offset=-127.0 / 128)(inp)
    x = trunk(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    out = layers.Dense(classes, activation=None)(x)
    return keras.Model(inputs=inp, outputs=out)


# %% with_head "The trunk's batch normalizations aren't frozen"
def with_head(trunk, classes):
    for layer in trunk.layers:
        if not isinstance(layer, layers.BatchNormalization):
            layer.trainable = False
    model_in = layers.Input(trunk.input_shape[1:])
    x = trunk(layers.Rescaling(1 / 128, -127 / 128)(model_in))
    return keras.Model(model_in, layers.Dense(classes)(layers.GlobalAveragePooling2D()(x)))


# %% with_head "There is a softmax at the end"
def with_head(trunk, classes):
    trunk.trainable = False
    i = keras.Input(trunk.input_shape[1:])
    x = trunk(layers.Rescaling(1 / 128, -127 / 128)(i), training=False)
    x = layers.Dense(classes)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(i, layers.Softmax()(x))


# %% mended_logits "The trunk is still in train mode"
def mended_logits(trunk, head, pictures, augment, rng):
    x = (np.asarray(pictures, np.float32) - 127.0) / 128.0
    return head(np.mean(trunk(x, training=True), axis=(1, 2)))


# %% mended_logits "The pictures that are judged are still augmented"
def mended_logits(trunk, head, pictures, augment, rng):
    x = np.asarray(augment(pictures, rng), np.float32)
    return head(tf.reduce_mean(trunk((x - 127) / 128, training=False), [1, 2]))


# %% mended_logits "The scale is still the wrong one"
def mended_logits(trunk, head, pictures, augment, rng):
    x = np.asarray(pictures, np.float32) / 255.0
    return head(tf.reduce_mean(trunk(x, training=False), [1, 2])).numpy()


# %% thaw "Batch normalizations are thawed as well"
def thaw(trunk, prefix):
    trunk.trainable = True
    for l in trunk.layers:
        if l.name.startswith(prefix):
            l.trainable = True
        else:
            l.trainable = False


# %% thaw "What learnt before goes on learning"
def thaw(trunk, prefix):
    for l in [l for l in trunk.layers if l.name.startswith(prefix)]:
        if "norm" not in l.name:
            l.trainable = True


# %% what_to_train "This is the way with the best mean"
def what_to_train(results):
    means = {k: sum(v) / len(v) for k, v in results.items()}
    return sorted(means, key=means.get)[-1]


# %% what_to_train "You compare with the standard deviation"
def what_to_train(results):
    means = {k: np.mean(v) for k, v in results.items()}
    top = max(means, key=means.get)
    for k in results:
        d = results[top] - results[k]
        if d.mean() <= d.std(ddof=1):
            return k


# %% what_to_train "The deviation is computed with n"
def what_to_train(results):
    top = max(results, key=lambda k: results[k].mean())
    for k, v in results.items():
        d = results[top] - v
        if d.mean() <= d.std() / len(d) ** 0.5:
            return k


# %% what_to_train "You compare means with the standard error of one way"
def what_to_train(results):
    means = {k: np.mean(v) for k, v in results.items()}
    top = max(means, key=means.get)
    se = np.std(results[top], ddof=1) / len(results[top]) ** 0.5
    for k in results:
        if means[top] - means[k] <= se:
            return k
