# ---
# title: Builders, trunks and classes
# minutes: 10
# ---
# %% [markdown]
# # Builders, trunks and classes
# What notebooks about architectures make, for the tests of the examiner.
# %%
import keras
import tensorflow as tf
from keras import layers


# %% [markdown]
# ## Exercise 1 · A residual block  (2 points, ~5 min, ●●○)
# `residual_block(X, units)`: two dense layers, the first with a ReLU, then the sum with X, then a ReLU.
# %% solution="residual_block"
def residual_block(X, units):
    """ReLU(X + Dense(ReLU(Dense_units(X)))). X: Keras tensor (m, n); returns one of the same shape."""
    ### BEGIN SOLUTION
    inner = layers.Dense(units, activation="relu")(X)
    inner = layers.Dense(X.shape[-1])(inner)
    return layers.ReLU()(layers.Add()([inner, X]))
    ### END SOLUTION


# %% tests="residual_block" points=2
from companion import checks

block = checks.functional(residual_block, (4,), 3)
assert checks.describe(block)["output_shape"] == (None, 4), "The block keeps the shape of its input."
### BEGIN HIDDEN TESTS
import keras
import numpy as np

from companion.testing import close


def expected(X, units):
    inner = keras.layers.Dense(X.shape[-1])(keras.layers.Dense(units, activation="relu")(X))
    return keras.layers.ReLU()(inner + X)


X = np.random.default_rng(0).normal(size=(5, 6))
for units in (2, 7):
    theirs = checks.fill(checks.functional(residual_block, (6,), units))
    ours = checks.fill(checks.functional(expected, (6,), units))
    assert checks.describe(theirs)["parameters"] == ours.count_params(), "Look at the sizes of the two layers."
    assert close(checks.call(theirs, X), checks.call(ours, X), atol=1e-4), "With equal weights, it computes something else."


### END HIDDEN TESTS
# %% mistake="residual_block"
def residual_block(X, units):
    """The input has to be added before the last ReLU."""
    inner = layers.Dense(units, activation="relu")(X)
    inner = layers.Dense(X.shape[-1])(inner)
    return layers.ReLU()(inner)


# %% mistake="residual_block"
def residual_block(X, units):
    """The last ReLU comes after the sum."""
    inner = layers.Dense(units, activation="relu")(X)
    inner = layers.Dense(X.shape[-1], activation="relu")(inner)
    return layers.Add()([inner, X])


# %% mistake="residual_block"
def residual_block(X, units):
    """The first layer needs a ReLU."""
    inner = layers.Dense(units)(X)
    inner = layers.Dense(X.shape[-1])(inner)
    return layers.ReLU()(layers.Add()([inner, X]))


# %% [markdown]
# ## Exercise 2 · A head on a trunk  (2 points, ~5 min, ●●○)
# `with_head(trunk)`: the frozen trunk, in test mode, then one unit.
# %% solution="with_head"
def with_head(trunk):
    """A model for inputs of 3 numbers: trunk (a Keras model, frozen, in test mode), Dense(1)."""
    ### BEGIN SOLUTION
    trunk.trainable = False
    inputs = keras.Input((3,))
    return keras.Model(inputs, layers.Dense(1)(trunk(inputs, training=False)))
    ### END SOLUTION


# %% tests="with_head" points=2
import keras

from companion import checks

trunk = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.BatchNormalization()])
assert checks.describe(with_head(trunk))["output_shape"] == (None, 1), "One number for each example."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.testing import close

trunk = checks.fill(
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(5), keras.layers.BatchNormalization(), keras.layers.ReLU()])
)
rng = np.random.default_rng(1)
X = rng.normal(size=(4, 3))
# Before the call: what the learner's function makes of the trunk is the learner's word.
features, before = checks.call(trunk, X), checks.get_weights(trunk)
model = with_head(trunk)
assert close(checks.get_weights(trunk), before), "The trunk's weights stay as they are."
assert close(checks.get_weights(model)[:-2], before), "The model begins with the trunk, and its weights."
assert checks.describe(model)["trainable_parameters"] == 6, "Only the last layer learns."
weights, bias = rng.normal(size=(5, 1)), rng.normal(size=1)
checks.set_weights(model, [*before, weights, bias])
right = features @ weights + bias
assert close(checks.call(model, X), right, atol=1e-5), "The head sees what the trunk computes."
assert close(checks.call(model, X, training=True), right, atol=1e-5), "In training, too, the trunk is in test mode."


### END HIDDEN TESTS
# %% mistake="with_head"
def with_head(trunk):
    """The trunk isn't frozen."""
    inputs = keras.Input((3,))
    return keras.Model(inputs, layers.Dense(1)(trunk(inputs, training=False)))


# %% mistake="with_head"
def with_head(trunk):
    """The head has one unit, and no activation."""
    trunk.trainable = False
    inputs = keras.Input((3,))
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(trunk(inputs, training=False)))


# %% mistake="with_head"
def with_head(trunk):
    """A new trunk has lost its weights: use the one that you were given."""
    trunk = keras.models.clone_model(trunk)
    trunk.trainable = False
    inputs = keras.Input((3,))
    return keras.Model(inputs, layers.Dense(1, name="head")(trunk(inputs, training=False)))


# %% [markdown]
# ## Exercise 3 · Thaw  (2 points, ~5 min, ●●○)
# `thaw(model, first)`: in the model that is inside, the layers from number `first` on learn, normalizations never.
# %% solution="thaw"
def thaw(model, first):
    """In place. model: a Keras model with one model among its layers, frozen; first: the number of a layer in that."""
    ### BEGIN SOLUTION
    inner = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    inner.trainable = True
    for number, layer in enumerate(inner.layers):
        layer.trainable = number >= first and not isinstance(layer, layers.BatchNormalization)
    ### END SOLUTION


# %% tests="thaw" points=2
import keras

from companion import checks


def frozen():
    inner = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dense(2)])
    inner.trainable = False
    inputs = keras.Input((3,))
    return keras.Model(inputs, keras.layers.Dense(1)(inner(inputs)))


model = frozen()
thaw(model, 2)
assert checks.describe(model)["trainable_parameters"] == 3 + 10, "The last layer of the inner model learns."
### BEGIN HIDDEN TESTS
for first, count in ((0, 26), (1, 10), (3, 0)):
    model = frozen()
    thaw(model, first)
    assert checks.describe(model)["trainable_parameters"] == 3 + count, "Count which layers learn."


### END HIDDEN TESTS
# %% mistake="thaw"
def thaw(model, first):
    """Normalizations stay frozen."""
    inner = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    inner.trainable = True
    for number, layer in enumerate(inner.layers):
        layer.trainable = number >= first


# %% mistake="thaw"
def thaw(model, first):
    """The layers before the first one stay frozen."""
    inner = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    inner.trainable = True


# %% mistake="thaw"
def thaw(model, first):
    """The layer with the number itself learns, too."""
    inner = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    inner.trainable = True
    for number, layer in enumerate(inner.layers):
        layer.trainable = number > first and not isinstance(layer, layers.BatchNormalization)


# %% [markdown]
# ## Exercise 4 · A layer  (2 points, ~5 min, ●●○)
# `Scaled(units)`: a dense layer without bias whose outputs are multiplied by a weight of their own.
# %% solution="scaled"
class Scaled(keras.layers.Layer):
    """(X W) * s. units: how many outputs; X: (m, n); W: (n, units); s: (units,), of ones at the start."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        """Make W and s, in this order."""
        ### BEGIN SOLUTION
        self.W = self.add_weight(shape=(input_shape[-1], self.units))
        self.s = self.add_weight(shape=(self.units,), initializer="ones")
        ### END SOLUTION

    def call(self, X):
        ### BEGIN SOLUTION
        return tf.matmul(X, self.W) * self.s
        ### END SOLUTION


# %% tests="scaled" points=2
import numpy as np

from companion import checks
from companion.testing import close

layer = Scaled(3)
assert checks.call(layer, np.ones((2, 4), np.float32)).shape == (2, 3), "An output for each unit."
### BEGIN HIDDEN TESTS
layer = Scaled(2)
X = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
checks.call(layer, X)
W, s = checks.get_weights(layer)
assert W.shape == (3, 2) and close(s, np.ones(2)), "W comes first; the factors are 1 at the start."
checks.set_weights(layer, [W + 1, np.array([2.0, -0.5])])
assert close(checks.call(layer, X), X @ (W + 1) * [2, -0.5], atol=1e-5), "Multiply each output by its factor."


### END HIDDEN TESTS
# %% mistake="scaled"
class Scaled(keras.layers.Layer):
    """The factors are multiplied, not added."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], self.units))
        self.s = self.add_weight(shape=(self.units,), initializer="ones")

    def call(self, X):
        return tf.matmul(X, self.W) + self.s


# %% mistake="scaled"
class Scaled(keras.layers.Layer):
    """The factors begin as ones."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], self.units))
        self.s = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, X):
        return tf.matmul(X, self.W) * self.s


# %% mistake="scaled"
class Scaled(keras.layers.Layer):
    """The factors aren't used."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], self.units))
        self.s = self.add_weight(shape=(self.units,), initializer="ones")

    def call(self, X):
        return tf.matmul(X, self.W)


# %% [markdown]
# ## Exercise 5 · A compiled function  (1 point, ~5 min, ●○○)
# `weighted(X, w)`: for each row, the sum of X times w.
# %% solution="weighted"
@tf.function
def weighted(X, w):
    """X: tensor (m, n); w: tensor (n,); returns a tensor (m,)."""
    ### BEGIN SOLUTION
    return tf.reduce_sum(X * w, axis=-1)
    ### END SOLUTION


# %% tests="weighted" points=1
import numpy as np
import tensorflow as tf

from companion import checks
from companion.testing import close

X, w = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([1.0, 0.5])
assert close(weighted(X, w), [2, 5]), "The sum of each row."
### BEGIN HIDDEN TESTS
X = tf.constant(np.random.default_rng(0).normal(size=(3, 3)), tf.float32)
w = tf.constant([1.0, -2.0, 0.5])
assert close(weighted(X, w), X.numpy() @ w.numpy(), atol=1e-5), "The sum of each row, weighted."
assert close(checks.gradients(weighted, X, w)[1], X.numpy().sum(axis=0), atol=1e-5), "A tape can't follow it."


### END HIDDEN TESTS
# %% mistake="weighted"
@tf.function
def weighted(X, w):
    """Sum over the columns, not over the rows."""
    return tf.reduce_sum(X * w, axis=0)


# %% mistake="weighted"
@tf.function
def weighted(X, w):
    """The sum, not the mean."""
    return tf.reduce_mean(X * w, axis=-1)


# %% mistake="weighted"
def weighted(X, w):
    """w isn't used."""
    return tf.reduce_sum(X, axis=-1)
