# Right answers, written otherwise than the solutions: with loops, in float32, by another formula. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="linear_function"
def linear_function(W, X, b):
    """A loop over the columns of X."""
    W = tf.cast(tf.convert_to_tensor(W), tf.float32)
    X = tf.cast(tf.convert_to_tensor(X), tf.float32)
    b = tf.cast(tf.convert_to_tensor(b), tf.float32)
    columns = [tf.linalg.matvec(W, X[:, i]) + b[:, 0] for i in range(X.shape[1])]
    return tf.stack(columns, axis=1)


# %% solution="linear_function"
def linear_function(W, X, b):
    """In float32 from NumPy on, with the bias as one more column of weights."""
    W, X, b = (np.asarray(values).astype(np.float32) for values in (W, X, b))
    ones = tf.ones((1, X.shape[1]))
    return tf.matmul(tf.concat([W, b], axis=1), tf.concat([X, ones], axis=0))


# %% solution="sigmoid"
def sigmoid(z):
    """By tanh."""
    half = tf.cast(z, tf.float32) / 2
    return (1 + tf.tanh(half)) / 2


# %% solution="sigmoid"
def sigmoid(z):
    """As in the usual course, with Keras's activation."""
    z = tf.cast(z, tf.float32)
    return tf.keras.activations.sigmoid(z)


# %% solution="sigmoid"
def sigmoid(z):
    """Computed in float64, returned in float32."""
    z = tf.cast(z, tf.float64)
    return tf.cast(keras.activations.sigmoid(z), tf.float32)


# %% solution="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """By comparing, in float32."""
    label = np.asarray(label).astype(int)
    classes = np.arange(C).reshape((C,) + (1,) * label.ndim)
    return tf.cast(tf.equal(classes, label), tf.float32)


# %% solution="one_hot_matrix"
def one_hot_matrix(label, C=6):
    """A loop over the labels."""
    if np.ndim(label) == 0:
        return tf.constant([1.0 if j == label else 0.0 for j in range(C)])
    columns = [tf.one_hot(int(each), depth=C) for each in label]
    return tf.transpose(tf.stack(columns))


# %% solution="slope"
def slope(x):
    """With a variable, which needs no watching, and the sum of all roots."""
    x = tf.Variable(tf.cast(x, dtype=tf.float32))
    with tf.GradientTape(persistent=True) as tape:
        total = tf.reduce_sum(root(x))
    found = tape.gradient(total, x)
    del tape
    return found


# %% solution="slope"
def slope(x):
    """In float64 until the end, then float32; one entry after the other."""
    x = np.asarray(tf.cast(x, tf.float64))
    found = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        entry = tf.constant(x[place])
        with tf.GradientTape() as tape:
            tape.watch(entry)
            y = root(entry)
        found[place] = tape.gradient(y, entry).numpy()
    return tf.constant(found, dtype=tf.float32)


# %% solution="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """With a NumPy generator, cast to float32."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        spread = (2 / layer_dims[layer - 1]) ** 0.5
        draws = rng.normal(0, spread, size=(layer_dims[layer], layer_dims[layer - 1]))
        parameters["W" + str(layer)] = tf.Variable(draws, dtype=tf.float32, name=f"W{layer}")
        parameters["b" + str(layer)] = tf.Variable(np.zeros((layer_dims[layer], 1)), dtype=tf.float32)
    return parameters


# %% solution="initialize_parameters"
def initialize_parameters(layer_dims, seed=0):
    """With Keras's truncated normal distribution, turned, and the global generator's seed."""
    tf.random.set_seed(seed)
    n_x, n_1, n_2, n_y = layer_dims
    W1 = tf.transpose(keras.initializers.HeNormal(seed=3 * seed)((n_x, n_1)))
    W2 = tf.transpose(keras.initializers.HeNormal(seed=3 * seed + 1)((n_1, n_2)))
    W3 = tf.random.normal((n_y, n_2), stddev=(2 / n_2) ** 0.5)
    values = {
        "W1": W1,
        "W2": W2,
        "W3": W3,
        "b1": tf.zeros((n_1, 1)),
        "b2": tf.zeros((n_2, 1)),
        "b3": tf.zeros((n_y, 1)),
    }
    return {name: tf.Variable(each) for name, each in values.items()}


# %% solution="forward_propagation"
def forward_propagation(X, parameters):
    """A loop over the layers, with tf.maximum."""
    A = X
    for layer in (1, 2, 3):
        Z = tf.matmul(parameters[f"W{layer}"], A) + parameters[f"b{layer}"]
        A = tf.maximum(Z, 0.0)
    return Z


# %% solution="forward_propagation"
def forward_propagation(X, parameters):
    """As in the usual course, with tf.math, tf.linalg and Keras's activations."""
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    W3, b3 = parameters["W3"], parameters["b3"]
    A1 = tf.keras.activations.relu(tf.math.add(tf.linalg.matmul(W1, X), b1))
    A2 = tf.keras.activations.relu(tf.math.add(tf.linalg.matmul(W2, A1), b2))
    return tf.math.add(tf.linalg.matmul(W3, A2), b3)


# %% solution="forward_propagation"
def forward_propagation(X, parameters):
    """With examples in rows inside, in float32."""
    W1, b1, W2, b2, W3, b3 = (tf.convert_to_tensor(parameters[f"{kind}{layer}"]) for layer in "123" for kind in "Wb")
    rows = tf.transpose(X)
    rows = keras.activations.relu(rows @ tf.transpose(W1) + b1[:, 0])
    rows = keras.activations.relu(rows @ tf.transpose(W2) + b2[:, 0])
    return tf.transpose(rows @ tf.transpose(W3) + b3[:, 0])


# %% solution="compute_cost"
def compute_cost(logits, labels):
    """With Keras's loss."""
    losses = tf.keras.losses.categorical_crossentropy(tf.transpose(labels), tf.transpose(logits), from_logits=True)
    return tf.reduce_sum(losses) / tf.cast(tf.shape(logits)[1], tf.float32)


# %% solution="compute_cost"
def compute_cost(logits, labels):
    """In float32, from the logarithm of the sum of exponentials along axis 0."""
    right = tf.reduce_sum(labels * logits, axis=0)
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=0) - right)


# %% solution="compute_cost"
def compute_cost(logits, labels):
    """As in the usual course: tf.reduce_mean of Keras's loss of the transposed arguments, by name."""
    logits, labels = tf.transpose(logits), tf.transpose(labels)
    return tf.reduce_mean(
        tf.keras.losses.categorical_crossentropy(y_true=labels, y_pred=logits, from_logits=True, axis=-1)
    )


# %% solution="compute_cost"
def compute_cost(logits, labels):
    """With the axis of the classes named."""
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels, logits, axis=0))


# %% solution="train_step"
def train_step(parameters, X, Y, learning_rate):
    """With lists, assign, and a Python number as the cost."""
    names = sorted(parameters)
    variables = [parameters[name] for name in names]
    with tf.GradientTape() as tape:
        logits = forward_propagation(X, parameters)
        cost = compute_cost(logits, Y)
    for variable, slope_of_it in zip(variables, tape.gradient(cost, variables), strict=True):
        variable.assign(variable - learning_rate * slope_of_it)
    return float(cost)


# %% solution="train_step"
def train_step(parameters, X, Y, learning_rate):
    """With a persistent tape, asked for each of the float32 variables."""
    with tf.GradientTape(persistent=True) as tape:
        cost = compute_cost(forward_propagation(X, parameters), Y)
    gradients = {}
    for layer in range(1, 4):
        gradients[f"W{layer}"] = tape.gradient(cost, parameters[f"W{layer}"])
        gradients[f"b{layer}"] = tape.gradient(cost, parameters[f"b{layer}"])
    for name, gradient in gradients.items():
        parameters[name].assign_add(-learning_rate * gradient)
    return cost.numpy()
