# Right answers, written otherwise than the solutions. Each must get all points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="compute_content_cost"
def compute_content_cost(content_output, generated_output):
    """Unrolled, in float32, with static sizes, as it is often written."""
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_G.get_shape().as_list()
    flat_C = tf.reshape(a_C, shape=[1, -1, n_C])
    flat_G = tf.reshape(a_G, shape=[1, -1, n_C])
    return 1 / (4 * n_H * n_W * n_C) * tf.reduce_sum(tf.square(tf.subtract(flat_C, flat_G)))


# %% solution="compute_content_cost"
def compute_content_cost(content_output, generated_output):
    """By Keras's mean squared error, in double precision."""
    difference = tf.cast(generated_output[-1], tf.float64) - tf.cast(content_output[-1], tf.float64)
    return tf.cast(tf.reduce_mean(tf.reshape(difference, [-1]) ** 2), tf.float32) * 0.25


# %% solution="gram_matrix"
def gram_matrix(A):
    """By einsum, in float32."""
    return tf.einsum("ip,jp->ij", A, A)


# %% solution="gram_matrix"
def gram_matrix(A):
    """Column by column, summed."""
    return tf.reduce_sum(A[:, None, :] * A[None, :, :], axis=2)


# %% solution="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """Transposed before the reshape, in float32, as it is often written."""
    _, n_H, n_W, n_C = a_G.get_shape().as_list()
    S = tf.reshape(tf.transpose(a_S, perm=[0, 3, 1, 2]), shape=[n_C, n_H * n_W])
    G = tf.reshape(tf.transpose(a_G, perm=[0, 3, 1, 2]), shape=[n_C, n_H * n_W])
    return tf.reduce_sum(tf.square(gram_matrix(S) - gram_matrix(G))) / (4.0 * float(n_C * n_H * n_W) ** 2)


# %% solution="compute_layer_style_cost"
def compute_layer_style_cost(a_S, a_G):
    """By einsum, with a mean of squares and means of products."""
    places = a_G.shape[1] * a_G.shape[2]
    S, G = (tf.einsum("mhwi,mhwj->ij", a, a) / places for a in (a_S, a_G))
    return tf.reduce_mean(tf.math.squared_difference(S, G)) / 4


# %% solution="compute_style_cost"
def compute_style_cost(style_output, generated_output, style_layers):
    """Without the last entries, by place, in float32."""
    J_style = tf.constant(0.0)
    a_S, a_G = style_output[:-1], generated_output[:-1]
    for i, layer in enumerate(style_layers):
        J_style += compute_layer_style_cost(a_S[i], a_G[i]) * layer[1]
    return J_style


# %% solution="compute_style_cost"
def compute_style_cost(style_output, generated_output, style_layers):
    """As a product of two vectors."""
    weights = tf.stack([tf.cast(weight, tf.float32) for _, weight in style_layers])
    costs = tf.stack([compute_layer_style_cost(style_output[k], generated_output[k]) for k in range(len(style_layers))])
    return tf.tensordot(weights, costs, 1)


# %% solution="balanced_layers"
def balanced_layers(names, costs):
    """In Python's numbers, by the harmonic mean."""
    common = 1 / sum(1 / cost for cost in costs)
    return [(name, common / cost) for name, cost in zip(names, costs)]


# %% solution="balanced_layers"
def balanced_layers(names, costs):
    """In float32, from products of the other costs."""
    scaled = np.asarray(costs, dtype=np.float32) / np.float32(max(costs))
    weights = np.float32(1) / scaled
    weights /= np.sum(weights)
    return [(names[k], float(weights[k])) for k in range(len(names))]


# %% solution="total_variation"
def total_variation(image):
    """By shifted slices of sizes, in float32."""
    _, h, w, _ = image.shape
    down = tf.square(image[:, 1:h, :, :] - image[:, 0 : h - 1, :, :])
    right = tf.square(image[:, :, 1:w, :] - image[:, :, 0 : w - 1, :])
    return tf.reduce_mean(down) + tf.reduce_mean(right)


# %% solution="total_variation"
def total_variation(image):
    """By TensorFlow's gradients of images, which end in a row and a column of zeros."""
    dy, dx = tf.image.image_gradients(image)
    _, h, w, c = image.shape
    return tf.reduce_sum(dy**2) / ((h - 1) * w * c) + tf.reduce_sum(dx**2) / (h * (w - 1) * c)


# %% solution="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """All costs added by hand, in float32."""
    with tf.GradientTape() as tape:
        tape.watch(image)
        generated_output = encoder(tf.roll(image, shift=shift, axis=[1, 2]), training=False)
        J = alpha * compute_content_cost(content_output, generated_output)
        J += beta * compute_style_cost(style_output, generated_output, style_layers)
        J += gamma * total_variation(image)
    grad = tape.gradient(J, image)
    image = descend(image, grad)
    return tf.minimum(tf.maximum(image, 0.0), 1.0), J


# %% solution="train_step"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    """With a function for the cost, and Keras's clip."""

    def cost(picture):
        seen = encoder(tf.roll(tf.roll(picture, shift[0], axis=1), shift[1], axis=2), training=False)
        style = compute_style_cost(style_output, seen, style_layers)
        return total_cost(compute_content_cost(content_output, seen), style, alpha, beta) + gamma * total_variation(picture)

    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(image)
        J = cost(image)
    return keras.ops.clip(descend(image, tape.gradient(J, image)), 0.0, 1.0), J


# %% solution="layer_style_gradient"
def layer_style_gradient(a_S, a_G):
    """With channels first, by einsum."""
    _, n_H, n_W, n_C = a_G.shape
    grams = [np.einsum("mhwk,mhwj->kj", a, a) for a in (a_S, a_G)]
    return np.einsum("kj,mhwj->mhwk", grams[1] - grams[0], a_G) / (n_C * n_H * n_W) ** 2


# %% solution="layer_style_gradient"
def layer_style_gradient(a_S, a_G):
    """In float32, with A as in the text."""
    n_C = np.shape(a_G)[3]
    S, A = (np.transpose(np.reshape(a.astype(np.float32), (-1, n_C))) for a in (a_S, a_G))
    c = 1 / (4 * n_C**2 * A.shape[1] ** 2)
    D = 2 * c * (np.dot(A, A.T) - np.dot(S, S.T))
    return np.reshape((2 * np.dot(D, A)).T, a_G.shape)
