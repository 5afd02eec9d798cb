# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% compute_content_cost "You take the first activation"
def compute_content_cost(content_output, generated_output):
    c, g = content_output[0], generated_output[0]
    return 0.25 * tf.reduce_mean(tf.square(c - g))


# %% compute_content_cost "This is the mean of the squares"
def compute_content_cost(content_output, generated_output):
    d = tf.reshape(content_output[-1], [-1]) - tf.reshape(generated_output[-1], [-1])
    return tf.reduce_sum(d * d) / len(d)


# %% compute_content_cost "normalised twice"
def compute_content_cost(content_output, generated_output):
    g = generated_output[-1]
    m, h, w, c = g.get_shape().as_list()
    return 1 / (4 * h * w * c) * tf.reduce_mean(tf.square(tf.subtract(content_output[-1], g)))


# %% compute_content_cost "isn't divided by the sizes"
def compute_content_cost(content_output, generated_output):
    return 0.25 * tf.reduce_sum(tf.math.squared_difference(content_output[-1], generated_output[-1]))


# %% gram_matrix "places by places"
def gram_matrix(A):
    return tf.transpose(A) @ A


# %% gram_matrix "divided by the number of places"
def gram_matrix(A):
    n = tf.cast(tf.shape(A)[1], tf.float32)
    return tf.einsum("ip,jp->ij", A, A) / n


# %% gram_matrix none
def gram_matrix(A):
    return tf.matmul(A, tf.transpose(A)) / tf.cast(tf.size(A), tf.float32)


# %% gram_matrix "squares of the entries"
def gram_matrix(A):
    return tf.math.multiply(A, A)


# %% compute_layer_style_cost "mixes places and channels"
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.get_shape().as_list()
    s = gram_matrix(tf.reshape(a_S, [c, -1]))
    g = gram_matrix(tf.reshape(a_G, [c, -1]))
    return tf.reduce_sum(tf.square(s - g)) / (4 * c * c * h * w * h * w)


# %% compute_layer_style_cost "isn't squared in the factor"
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.get_shape().as_list()
    s = gram_matrix(tf.transpose(tf.reshape(a_S, [h * w, c])))
    g = gram_matrix(tf.transpose(tf.reshape(a_G, [h * w, c])))
    return 1 / (4 * c**2 * h * w) * tf.reduce_sum(tf.square(s - g))


# %% compute_layer_style_cost "normalised twice"
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.get_shape().as_list()
    s = gram_matrix(tf.transpose(tf.reshape(a_S, [h * w, c])))
    g = gram_matrix(tf.transpose(tf.reshape(a_G, [h * w, c])))
    return tf.reduce_mean(tf.square(s - g)) / (4.0 * c**2 * (h * w) ** 2)


# %% compute_layer_style_cost "places by places"
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    s = gram_matrix(tf.reshape(a_S, [-1, c]))
    g = gram_matrix(tf.reshape(a_G, [-1, c]))
    return tf.reduce_sum(tf.math.squared_difference(s, g)) / (4 * (c * h * w) ** 2)


# %% compute_style_cost "The weights are missing"
def compute_style_cost(style_output, generated_output, style_layers):
    J = 0
    for i in range(len(style_layers)):
        J += compute_layer_style_cost(style_output[i], generated_output[i])
    return J


# %% compute_style_cost "divided by the number of layers"
def compute_style_cost(style_output, generated_output, style_layers):
    return tf.reduce_mean([w[1] * compute_layer_style_cost(s, g) for s, g, w in zip(style_output, generated_output, style_layers)])


# %% compute_style_cost "Only the last layer is left"
def compute_style_cost(style_output, generated_output, style_layers):
    J = 0
    for i, (name, w) in enumerate(style_layers):
        J = compute_layer_style_cost(style_output[i], generated_output[i]) * w
    return J


# %% balanced_layers none
def balanced_layers(names, costs):
    return [(n, np.max(costs) / c) for n, c in zip(names, costs)]


# %% balanced_layers "Larger costs get larger weights"
def balanced_layers(names, costs):
    c = np.array(costs)
    return list(zip(names, c / c.sum()))


# %% balanced_layers "aren't equal contributions"
def balanced_layers(names, costs):
    n = len(costs)
    return [(names[i], 1.0 / n) for i in range(n)]


# %% total_variation "The mean is taken before the square"
def total_variation(image):
    dy = tf.reduce_mean(image[:, 1:, :, :] - image[:, :-1, :, :])
    dx = tf.reduce_mean(image[:, :, 1:, :] - image[:, :, :-1, :])
    return tf.square(dy) + tf.square(dx)


# %% total_variation "Each column is compared with the first one"
def total_variation(image):
    dy = tf.square(image[:, 1:, :, :] - image[:, :-1, :, :])
    dx = tf.square(image[:, :, 1:, :] - image[:, :, 0:1, :])
    return tf.reduce_mean(dy) + tf.reduce_mean(dx)


# %% total_variation "added up"
def total_variation(image):
    dy = image[:, 1:] - image[:, :-1]
    dx = image[:, :, 1:] - image[:, :, :-1]
    return tf.reduce_sum(tf.square(dy)) + tf.reduce_sum(tf.square(dx))


# %% total_variation "absolute differences"
def total_variation(image):
    h, w, c = image.shape[1:]
    tv = tf.image.total_variation(image)[0]
    dy = tf.reduce_mean(tf.abs(image[:, 1:] - image[:, :-1]))
    return dy + (tv - dy * (h - 1) * w * c) / (h * (w - 1) * c)


# %% train_step "Nothing keeps the pixels between 0 and 1"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    with tf.GradientTape() as tape:
        tape.watch(image)
        out = encoder(tf.roll(image, shift, (1, 2)), training=False)
        J = alpha * compute_content_cost(content_output, out) + beta * compute_style_cost(style_output, out, style_layers) + gamma * total_variation(image)
    g = tape.gradient(J, image)
    image = descend(image, g)
    tf.clip_by_value(image, 0, 1)
    return image, J


# %% train_step "Alpha and beta are swapped"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    with tf.GradientTape() as tape:
        tape.watch(image)
        out = encoder(tf.roll(image, shift, (1, 2)), training=False)
        Js = compute_style_cost(style_output, out, style_layers)
        Jc = compute_content_cost(content_output, out)
        J = total_cost(Js, Jc, alpha, beta) + gamma * total_variation(image)
    g = tape.gradient(J, image)
    image = tf.clip_by_value(descend(image, g), 0, 1)
    return image, J


# %% train_step "The shift is missing"
def train_step(image, descend, encoder, content_output, style_output, style_layers, alpha=0.1, beta=10, gamma=2, shift=(0, 0)):
    with tf.GradientTape() as tape:
        tape.watch(image)
        tf.roll(image, shift, (1, 2))
        out = encoder(image)
        J = alpha * compute_content_cost(content_output, out) + beta * compute_style_cost(style_output, out, style_layers) + gamma * total_variation(image)
    g = tape.gradient(J, image)
    image = tf.clip_by_value(descend(image, g), 0, 1)
    return image, J


# %% layer_style_gradient "Half of it is missing"
def layer_style_gradient(a_S, a_G):
    m, h, w, c = a_G.shape
    s, g = a_S.reshape(h * w, c).T, a_G.reshape(h * w, c).T
    d = 2 / (4 * c**2 * (h * w) ** 2) * (g @ g.T - s @ s.T)
    return (d @ g).T.reshape(1, h, w, c)


# %% layer_style_gradient "The sign is wrong"
def layer_style_gradient(a_S, a_G):
    m, h, w, c = a_G.shape
    s, g = a_S.reshape(h * w, c).T, a_G.reshape(h * w, c).T
    return ((s @ s.T - g @ g.T) @ g).T.reshape(1, h, w, c) / (c * h * w) ** 2


# %% layer_style_gradient "without a transpose mixes"
def layer_style_gradient(a_S, a_G):
    m, h, w, c = a_G.shape
    s, g = a_S.reshape(h * w, c).T, a_G.reshape(h * w, c).T
    return 4 / (4 * c**2 * (h * w) ** 2) * ((g @ g.T - s @ s.T) @ g).reshape(1, h, w, c)


# %% balanced_layers "don't add up to 1"
def balanced_layers(names, costs):
    weights = []
    for name, cost in zip(names, costs):
        weights.append((name, 1.0 / cost))
    return weights
