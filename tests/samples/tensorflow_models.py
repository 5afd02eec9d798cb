# ---
# title: Tensors, variables and models
# minutes: 10
# ---
# %% [markdown]
# # Tensors, variables and models
# What TensorFlow notebooks make, for the tests of the examiner.
# %%
import keras
import numpy as np
import tensorflow as tf


# %% [markdown]
# ## Exercise 1 · A layer's values  (2 points, ~5 min, ●○○)
# `layer_values(X, parameters)` gives tanh(WX + b).
# %% solution="layer_values"
def layer_values(X, parameters):
    """tanh(W X + b). X: tensor (k, m); parameters: {"W": variable (n, k), "b": variable (n, 1)}; returns a tensor (n, m)."""
    ### BEGIN SOLUTION
    return tf.tanh(parameters["W"] @ X + parameters["b"])
    ### END SOLUTION


# %% tests="layer_values" points=2
import numpy as np
import tensorflow as tf

from companion import checks
from companion.testing import close

rng = np.random.default_rng(0)
X = tf.constant(rng.normal(size=(3, 4)), tf.float32)
parameters = {
    "W": tf.Variable(rng.normal(size=(2, 3)), dtype=tf.float32, name="W"),
    "b": tf.Variable(rng.normal(size=(2, 1)), dtype=tf.float32, name="b"),
}
assert layer_values(X, parameters).shape == (2, 4), "A row for each unit, a column for each example."
### BEGIN HIDDEN TESTS
W, b = parameters["W"].numpy(), parameters["b"].numpy()
values = np.tanh(W @ X.numpy() + b)
assert layer_values(X, parameters).dtype == tf.float32, "Keep the data type of the parameters."
assert close(layer_values(X, parameters), values, atol=1e-5), "Is it tanh of W X + b?"
slopes = checks.gradients(layer_values, X, {"W": W, "b": b})[1]
assert close(slopes["W"], (1 - values**2) @ X.numpy().T, atol=1e-4), "A gradient tape can't follow your function."
assert close(slopes["b"], (1 - values**2).sum(axis=1, keepdims=True), atol=1e-4), "Look at the derivative by b."


### END HIDDEN TESTS
# %% mistake="layer_values"
def layer_values(X, parameters):
    """The values leave TensorFlow on the way: a tape can't follow NumPy."""
    return tf.constant(np.tanh(parameters["W"].numpy() @ X.numpy() + parameters["b"].numpy()))


# %% mistake="layer_values"
def layer_values(X, parameters):
    """The bias is missing."""
    return tf.tanh(parameters["W"] @ X)


# %% mistake="layer_values"
def layer_values(X, parameters):
    """The activation is missing."""
    return parameters["W"] @ X + parameters["b"]


# %% [markdown]
# ## Exercise 2 · Descend  (2 points, ~5 min, ●○○)
# `descend(variables, gradients, learning_rate)` makes one step of gradient descent.
# %% solution="descend"
def descend(variables, gradients, learning_rate):
    """Take learning_rate times its gradient from each variable, in place. variables: list of variables; gradients: list of tensors."""
    ### BEGIN SOLUTION
    for variable, gradient in zip(variables, gradients, strict=True):
        variable.assign_sub(learning_rate * gradient)
    ### END SOLUTION


# %% tests="descend" points=2
import tensorflow as tf

one = [tf.Variable([1.0, 2.0])]
descend(one, [tf.constant([1.0, 1.0])], 0.5)
assert one[0].numpy().tolist() == [0.5, 1.5], "Each variable itself has to change."
### BEGIN HIDDEN TESTS
two = [tf.Variable([[1.0], [2.0]]), tf.Variable(3.0)]
descend(two, [tf.constant([[2.0], [-4.0]]), tf.constant(1.0)], learning_rate=0.25)
assert two[0].numpy().tolist() == [[0.5], [3.0]] and float(two[1]) == 2.75, "All variables change, each by its gradient."


### END HIDDEN TESTS
# %% mistake="descend"
def descend(variables, gradients, learning_rate):
    """Down is minus: you went up."""
    for variable, gradient in zip(variables, gradients, strict=True):
        variable.assign_add(learning_rate * gradient)


# %% mistake="descend"
def descend(variables, gradients, learning_rate):
    """This makes new tensors and leaves the variables as they were."""
    return [variable - learning_rate * gradient for variable, gradient in zip(variables, gradients, strict=True)]


# %% mistake="descend"
def descend(variables, gradients, learning_rate):
    """The learning rate is missing."""
    for variable, gradient in zip(variables, gradients, strict=True):
        variable.assign_sub(gradient)


# %% [markdown]
# ## Exercise 3 · A classifier  (3 points, ~5 min, ●●○)
# `make_classifier(units)` builds a model for four features: a hidden ReLU layer, dropout of a half, one sigmoid output.
# %% solution="make_classifier"
def make_classifier(units):
    """A Keras model: Dense(units, ReLU), Dropout(0.5), Dense(1, sigmoid), for inputs of 4 features; built."""
    ### BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    ### END SOLUTION


# %% tests="make_classifier" points=3
import numpy as np

from companion import checks
from companion.testing import close

built = checks.describe(make_classifier(3))
assert built["input_shape"] == (None, 4), "The model takes examples of four features."
assert [layer["kind"] for layer in built["layers"]] == ["Dense", "Dropout", "Dense"], "Three layers: dense, dropout, dense."
### BEGIN HIDDEN TESTS
model = make_classifier(6)
layers = checks.describe(model)["layers"]
assert layers[0]["parameters"] == 30 and layers[2]["parameters"] == 7, "The hidden layer has as many units as asked for."
assert layers[1]["config"]["rate"] == 0.5, "Half of the units drop out."
rng = np.random.default_rng(1)
weights = [rng.normal(size=each.shape) for each in checks.get_weights(model)]
checks.set_weights(model, weights)
X = rng.normal(size=(5, 4))
hidden = np.maximum(X @ weights[0] + weights[1], 0)
output = 1 / (1 + np.exp(-(hidden @ weights[2] + weights[3])))
assert close(checks.call(model, X), output, atol=1e-4), "Look at the two activations."
assert not close(checks.call(model, X, training=True), output), "In train mode, units drop out."
slopes = checks.weight_gradients(model, X, np.ones((5, 1)), "binary_crossentropy")
assert close(slopes[3], [(output - 1).mean()], atol=1e-4), "Look at the output layer."


### END HIDDEN TESTS
# %% mistake="make_classifier"
def make_classifier(units):
    """The hidden layer has no activation."""
    return keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(units), keras.layers.Dropout(0.5), keras.layers.Dense(1, activation="sigmoid")]
    )


# %% mistake="make_classifier"
def make_classifier(units):
    """The rate is the part that drops out: 0.5, not 0.2."""
    return keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )


# %% mistake="make_classifier"
def make_classifier(units):
    """The number of hidden units is an argument; you fixed it."""
    return keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(3, activation="relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )


# %% [markdown]
# ## Exercise 4 · A committee  (1 point, ~5 min, ●●○)
# `committee(count, units, X)` makes classifiers with `make_classifier` and averages what they say.
# %% solution="committee"
def committee(count, units, X):
    """The mean output of `count` new classifiers (make_classifier) for X (m, 4): an array (m, 1)."""
    ### BEGIN SOLUTION
    outputs = [make_classifier(units)(X).numpy() for _ in range(count)]
    return np.mean(outputs, axis=0)
    ### END SOLUTION


# %% tests="committee" points=1
import numpy as np

X = np.random.default_rng(2).normal(size=(6, 4))
means = committee(2, 8, X)
assert means.shape == (6, 1), "One number for each example."
### BEGIN HIDDEN TESTS
assert ((means > 0) & (means < 1)).all() and means.std() > 0, "The mean of probabilities is one, and examples differ."
assert committee(1, 64, 5 * X).std() > 0.005, "The activation of the output is a sigmoid."


### END HIDDEN TESTS
# %% mistake="committee"
def committee(count, units, X):
    """This is the sum."""
    return 5 * np.sum([make_classifier(units)(X).numpy() for _ in range(count)], axis=0)


# %% mistake="committee"
def committee(count, units, X):
    """The mean goes over the classifiers, not over the examples."""
    return np.mean([make_classifier(units)(X).numpy() for _ in range(count)], axis=1)


# %% mistake="committee"
def committee(count, units, X):
    """Nothing comes from the classifiers."""
    return np.full((len(X), 1), 0.5)


# %% [markdown]
# ## Exercise 5 · A slope  (2 points, ~5 min, ●●○)
# `bias_slopes(X, parameters)` gives the derivative of the sum of all values of `layer_values` by the bias.
# %% solution="bias_slopes"
def bias_slopes(X, parameters):
    """The derivative of the sum of layer_values(X, parameters) by parameters["b"], a variable (n, 1); a tensor (n, 1)."""
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer_values(X, parameters))
    return tape.gradient(total, parameters["b"])
    ### END SOLUTION


# %% tests="bias_slopes" points=2
import numpy as np
import tensorflow as tf

from companion.testing import close

rng = np.random.default_rng(3)
X = tf.constant(rng.normal(size=(3, 4)), tf.float32)
parameters = {"W": tf.Variable(tf.zeros((2, 3))), "b": tf.Variable(tf.zeros((2, 1)))}
assert close(bias_slopes(X, parameters), np.full((2, 1), 4.0)), "At 0, tanh rises by 1, for each of four examples."
### BEGIN HIDDEN TESTS
for seed in (1, 2):
    parameters["W"].assign(np.random.default_rng(seed).normal(size=(2, 3)))
    values = np.tanh(parameters["W"].numpy() @ X.numpy())
    slopes = (1 - values**2).sum(axis=1, keepdims=True)
    assert close(bias_slopes(X, parameters), slopes, atol=1e-4), "Look at the derivative by b."


### END HIDDEN TESTS
# %% mistake="bias_slopes"
def bias_slopes(X, parameters):
    """This is the derivative by W."""
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer_values(X, parameters))
    return tape.gradient(total, parameters["W"])


# %% mistake="bias_slopes"
def bias_slopes(X, parameters):
    """The sum, not the mean."""
    with tf.GradientTape() as tape:
        total = tf.reduce_mean(layer_values(X, parameters))
    return tape.gradient(total, parameters["b"])


# %% mistake="bias_slopes"
def bias_slopes(X, parameters):
    """Nothing was differentiated."""
    return tf.zeros_like(parameters["b"])
