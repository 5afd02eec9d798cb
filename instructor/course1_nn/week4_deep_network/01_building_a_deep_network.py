# ---
# title: Building a deep network
# minutes: 100
# ---

# %% [markdown]
# # Building a deep network
# One hidden layer was a step; from here on, the number of layers is the length of a list. A deep network repeats the
# same two moves, a matrix product and a bend, as often as you like. Write each move once, forward and backward, and a loop
# makes a network of any depth.
#
# **You will**
# - build every block of an $L$-layer network: initialise, forward, cost, backward, update;
# - write a checker that finds the matrix whose shape is wrong, before NumPy complains or, worse, doesn't;
# - see why depth pays: layers that fold, and a network that learns what one neuron never can.
#
# **Before you start:** week 3 (one hidden layer, forward and backward) and `02_computational_graph` of week 2. The
# week's notes cover the same ground in prose.
#
# **Time:** about 100 minutes. **Points:** 40, in eight exercises, three of which have two parts. Dots show difficulty,
# from ●○○ to ●●●.

# %%
import copy
from itertools import product

import matplotlib.pyplot as plt
import numpy as np

from companion.gradients import numerical_gradient, relative_difference
from companion.layers import draw_shapes
from companion.plots import cost_curves

# %% [markdown]
# ## Layers, counted and named
# A network has $L$ layers. Layer $l$ has $n^{[l]}$ units, a weight matrix $W^{[l]}$ and a column of biases $b^{[l]}$.
# The inputs are layer 0: $A^{[0]} = X$ and $n^{[0]} = n_x$; they have no parameters and aren't counted. Logistic
# regression is a network with $L = 1$; last week's network had $L = 2$. A superscript in square brackets is a layer,
# one in round brackets an example.
#
# The sizes go into a list, `layer_dims`: $[n^{[0]}, n^{[1]}, \dots, n^{[L]}]$. So `[5, 4, 3, 1]` has three layers and
# takes five numbers an example. Here is everything that takes part when six examples pass through it.

# %% demo
fig, ax = plt.subplots(figsize=(12, 3), layout="constrained")
draw_shapes(ax, [5, 4, 3, 1], m=6)
ax.set_title("W[l] has as many columns as its input has rows; the number of examples never changes")
plt.show()

# %% [markdown]
# Blue are the values that flow, orange and green the parameters that stay. Read it from left to right: $W^{[1]}$ turns
# columns of 5 into columns of 4, $W^{[2]}$ columns of 4 into columns of 3. The 6 appears in no parameter, so a network
# trained on six examples can judge sixty.

# %% [markdown]
# ## Exercise 1 · Starting values  (3 points, ~8 min, ●●○)
# Zeros would leave all units of a layer alike for ever (week 3), so weights start random. How large? A unit of layer
# $l$ adds up $n^{[l-1]}$ terms. Divide standard normal numbers by $\sqrt{n^{[l-1]}}$, and the sum stays about as
# large as one of its inputs, however wide the layer before is.
#
# Write `initialize_parameters_deep(layer_dims, seed=0)`. It returns a dictionary with the keys `"W1"`, `"b1"`,
# `"W2"`, `"b2"`, …, `"WL"`, `"bL"` (with the number in place of L) and no others:
#
# - `"Wl"`: shape $(n^{[l]}, n^{[l-1]})$, independent standard normal numbers, each divided by $\sqrt{n^{[l-1]}}$;
# - `"bl"`: floats of shape $(n^{[l]}, 1)$, all 0.
#
# The same `seed` gives the same numbers, another seed gives others, and no two layers share their numbers. Which
# random generator you take, and in which order you draw, is up to you: the tests look at statistics. Keys and shapes,
# the spread, and the seed earn a point each.
#
# *Example.* For `[100, 50, 1]`, `"W1"` has the shape (50, 100), and its 5,000 numbers have a mean near 0 and a standard
# deviation near $1/\sqrt{100} = 0.1$; `"W2"` has the shape (1, 50) and numbers of about $1/\sqrt{50} = 0.14$.
#
# <details><summary>Hint 1: where to start</summary>
#
# Make one generator, `rng = np.random.default_rng(seed)`, before the loop. The loop runs over `range(1,
# len(layer_dims))`, and in it `layer_dims[l]` and `layer_dims[l - 1]` are the two sizes.
#
# </details>
#
# <details><summary>Hint 2: keys with a number in them</summary>
#
# `parameters[f"W{l}"] = ...` puts the value of `l` into the key.
#
# </details>
#
# <details><summary>Hint 3: the numbers</summary>
#
# `rng.standard_normal((rows, columns))` draws them; divide by `np.sqrt(columns)`.
#
# </details>

# %% solution="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """Random weights and zero biases for a network of any depth.

    layer_dims: list or tuple of L + 1 numbers of units, the inputs first; not modified.
    seed: whole number, 0 or more; the same seed gives the same numbers.
    Returns a dictionary with 2 L keys: "Wl", shape (layer_dims[l], layer_dims[l - 1]), independent standard normal
    numbers divided by the square root of layer_dims[l - 1]; "bl", floats of shape (layer_dims[l], 1), all 0; l from 1.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        rows, columns = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = rng.standard_normal((rows, columns)) / np.sqrt(columns)
        parameters[f"b{l}"] = np.zeros((rows, 1))
    return parameters
    ### END SOLUTION

# %% tests="initialize_parameters_deep" part="shapes" points=1
import numpy as np

from companion.testing import close, taken

started = initialize_parameters_deep([100, 50, 1])
assert isinstance(started, dict), "Return a dictionary."
assert set(started) == {"W1", "b1", "W2", "b2"}, (
    'With three sizes there are two layers, and the keys "W1", "b1", "W2", "b2": the inputs have no parameters.'
)
assert np.shape(started["W1"]) != (100, 50), "W1 is transposed: one row for each unit, one column for each input."
assert taken(started["W1"]).shape == (50, 100), "W1 needs one row for each unit of layer 1, one column for each input."
assert np.shape(started["b1"]) == (50, 1), "b1 is a column with one entry for each unit of layer 1."
assert taken(started["W2"]).shape == (1, 50) and np.shape(started["b2"]) == (1, 1), "Layer 2 has the wrong shapes."
assert close(started["b1"], np.zeros((50, 1))), "The biases start at 0."
single = initialize_parameters_deep([2, 1])
assert set(single) == {"W1", "b1"} and np.shape(single["W1"]) == (1, 2), "Two sizes make a single layer, W1 and b1."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for sizes in ([80, 60, 90, 7, 1], [3, 1, 2], [1, 1], (4, 4, 4)):
    given = list(sizes)
    with describing(
        "sizes in a tuple" if isinstance(sizes, tuple) else "a network of a single layer" if len(given) == 2
        else "a network of several layers"
    ):
        deep = initialize_parameters_deep(sizes)
    layers = range(1, len(given))
    assert set(deep) == {kind + str(layer) for kind in "Wb" for layer in layers}, "The keys are wrong for another depth."
    for layer in layers:
        W, b = taken(deep[f"W{layer}"]), taken(deep[f"b{layer}"])
        assert W.shape == (given[layer], given[layer - 1]), "A W has the wrong shape in another network."
        assert close(b, np.zeros((given[layer], 1))) and b.dtype.kind == "f", (
            "Every b must be a column of floats, all 0."
        )
    assert list(sizes) == given, "After the call layer_dims holds other numbers. Leave it as it is."
### END HIDDEN TESTS

# %% tests="initialize_parameters_deep" part="scale" points=1
import numpy as np

from companion.testing import close, taken

W1 = taken(initialize_parameters_deep([100, 50, 1])["W1"])
assert W1.shape in ((50, 100), (100, 50)), "W1 needs 5,000 numbers: one row for each unit, one column for each input."
assert np.std(W1) > 0, "The weights are all the same, so all units of a layer would learn the same."
assert abs(np.mean(W1)) < 0.01, "The weights should be spread around 0."
assert np.std(W1) < 0.5, "The weights of W1 are too large: they are not scaled by the number of inputs."
assert np.std(W1) > 0.02, (
    "The weights of W1 are too small: here the factor isn't 0.01, but one over the root of the number of inputs."
)
assert 0.09 < np.std(W1) < 0.11, "The standard deviation of W1 should be near 0.1, one over the root of 100."
### BEGIN HIDDEN TESTS
sizes = (80, 60, 90, 7, 1)
deep = initialize_parameters_deep(list(sizes))
for layer in (1, 2, 3, 4):
    standard = taken(deep[f"W{layer}"]).ravel() * np.sqrt(sizes[layer - 1])
    assert standard.size == sizes[layer] * sizes[layer - 1], "A W has the wrong size in a deeper network."
    room = 6 / np.sqrt(standard.size)
    assert abs(standard.mean()) < room, "The weights of a layer aren't centred on 0."
    assert abs(standard.std() - 1) < room, (
        "The weights of a layer have the wrong spread: divide by the root of the number of its inputs, layer by layer."
    )
    inside = np.mean(np.abs(standard) < 0.6745)
    assert abs(inside - 0.5) < 0.6 * room, "The weights don't look normally distributed. Which numbers do you draw?"
same_sizes = initialize_parameters_deep((40, 40, 40, 40))
layers = [taken(same_sizes[f"W{layer}"]).ravel() for layer in (1, 2, 3)]
assert all(each.size == 1600 for each in layers), "A W has the wrong size in a network whose layers are of one size."
for one, other in ((0, 1), (1, 2), (0, 2)):
    assert abs(np.corrcoef(layers[one], layers[other])[0, 1]) < 0.2, (
        "Two layers of the same size have the same numbers. Make the generator once, not once a layer."
    )
wide = taken(initialize_parameters_deep([3, 1, 200])["W2"])
assert wide.size == 200 and abs(np.std(wide) - 1) < 0.4, "A layer of one input goes wrong."
### END HIDDEN TESTS

# %% tests="initialize_parameters_deep" part="seed" points=1
import numpy as np

from companion.testing import close

try:
    first = initialize_parameters_deep([4, 3], seed=1)
except TypeError:
    first = None
assert first is not None, (
    "initialize_parameters_deep([4, 3], seed=1) ends in a TypeError. Is seed=0 its second argument?"
)
again, other = initialize_parameters_deep([4, 3], seed=1), initialize_parameters_deep([4, 3], seed=2)
assert close(again["W1"], first["W1"]), "The same seed must give the same numbers again."
assert not close(other["W1"], first["W1"]), "Another seed must give other numbers: is the argument used?"
### BEGIN HIDDEN TESTS
first, again = initialize_parameters_deep([8, 6, 9, 1], seed=4), initialize_parameters_deep([8, 6, 9, 1], 4)
other, shapes = initialize_parameters_deep([8, 6, 9, 1], 5), {"W1": (6, 8), "W2": (9, 6), "W3": (1, 9)}
for name, shape in shapes.items():
    assert np.shape(first[name]) == shape and close(again[name], first[name]), (
        "The same seed must give the same numbers again."
    )
    assert not close(other[name], first[name]), "Another seed must give other numbers, in every layer."
without, zero = initialize_parameters_deep([3, 2]), initialize_parameters_deep([3, 2], 0)
assert np.shape(zero["W1"]) == (2, 3) and close(without["W1"], zero["W1"]), "Without a seed it is 0."
### END HIDDEN TESTS

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """A fixed factor such as 0.01 lets the signal fade, by much more in a wide layer's neighbour than in a narrow one's.
    Divide by the root of the number of inputs."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = rng.standard_normal((layer_dims[l], layer_dims[l - 1])) * 0.01
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """You divide by the root of the number of units of the layer itself. What adds up in a unit are its inputs, the
    units of the layer before."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = rng.standard_normal((layer_dims[l], layer_dims[l - 1])) / np.sqrt(layer_dims[l])
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """The generator is made anew in each round of the loop, so every layer begins with the same numbers. Make it once,
    before the loop."""
    parameters = {}
    for l in range(1, len(layer_dims)):
        rng = np.random.default_rng(seed)
        parameters[f"W{l}"] = rng.standard_normal((layer_dims[l], layer_dims[l - 1])) / np.sqrt(layer_dims[l - 1])
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """W is transposed. Its rows belong to the units of the layer, its columns to their inputs."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = rng.standard_normal((layer_dims[l - 1], layer_dims[l])) / np.sqrt(layer_dims[l - 1])
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """The last layer is missing: layer_dims has L + 1 entries, so l runs from 1 to len(layer_dims) - 1, and
    range(1, len(layer_dims)) ends there."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(layer_dims) - 1):
        parameters[f"W{l}"] = rng.standard_normal((layer_dims[l], layer_dims[l - 1])) / np.sqrt(layer_dims[l - 1])
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """rng.random draws from 0 to 1, never below 0: all sums of a layer would lean to one side. Draw normal numbers."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = rng.random((layer_dims[l], layer_dims[l - 1])) / np.sqrt(layer_dims[l - 1])
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """The seed is written into the function, and the argument isn't used."""
    rng = np.random.default_rng(0)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = rng.standard_normal((layer_dims[l], layer_dims[l - 1])) / np.sqrt(layer_dims[l - 1])
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return parameters

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims, seed=0):
    """Biases of shape (n,) have one axis. As a column, (n, 1), a bias belongs to a unit, whatever the number of
    examples."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters[f"W{l}"] = rng.standard_normal((layer_dims[l], layer_dims[l - 1])) / np.sqrt(layer_dims[l - 1])
        parameters[f"b{l}"] = np.zeros(layer_dims[l])
    return parameters

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims):
    """The usual first version: a factor of 0.01, and a seed that nobody can choose. Here each W is divided by the root of
    the number of its inputs, and the seed is an argument, seed=0, to draw with."""
    np.random.seed(3)
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * 0.01
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
        assert parameters["W" + str(l)].shape == (layer_dims[l], layer_dims[l - 1])
        assert parameters["b" + str(l)].shape == (layer_dims[l], 1)
    return parameters

# %% mistake="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims):
    """The argument seed is missing, so nobody can ask for other numbers. Make it one, seed=0, and draw with it."""
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters

# %% demo
parameters = initialize_parameters_deep([100] * 9)
for factor in (0.5, 1, 2):
    values = np.random.default_rng(1).standard_normal((100, 1000))
    for l in range(1, 9):
        values = factor * parameters[f"W{l}"] @ values
    print(f"your weights times {factor}: after eight layers, values of about {np.std(values):.3g}")

# %% [markdown]
# Eight layers multiply eight times. With your weights the values keep their size; with weights half as large they shrink
# to about 0.004, which is $0.5^8$, and with weights twice as large they grow to about 250, close to $2^8 = 256$. (The
# exact numbers depend on what your generator drew.) In a network of fifty layers the same factors would leave nothing, or
# overflow. These layers were linear. A ReLU takes something away as well; course 2 deals with that.

# %% [markdown]
# ## Getting the dimensions right
# Almost every mistake in a deep network is a shape that doesn't fit, and the worst of them raise no error. Three rules
# are enough:
#
# - $W^{[l]}$ is $(n^{[l]}, n^{[l-1]})$ and $b^{[l]}$ is $(n^{[l]}, 1)$, whatever the number of examples $m$;
# - $Z^{[l]}$ and $A^{[l]}$ are $(n^{[l]}, m)$;
# - every derivative has the shape of what it belongs to: $dW^{[l]}$ that of $W^{[l]}$, $dA^{[l]}$ that of $A^{[l]}$.
#
# Write them down before you write code. A table of expected shapes is the cheapest test there is.

# %% [markdown]
# ## Exercise 2a · Every shape  (3 points, ~5 min, ●○○)
# Write `network_shapes(layer_dims, m)`. It returns a dictionary from names to shapes: `"A0"`, and for each layer $l$
# from 1 to $L$ `"Wl"`, `"bl"`, `"Zl"` and `"Al"` (with the number in place of l), and no other names. Each shape is a
# tuple of two whole numbers: W, b, and the rest earn a point each. `m` is the number of examples; `layer_dims` stays
# unchanged.
#
# *Example.* `network_shapes([3, 2], 7)` is
# `{"A0": (3, 7), "W1": (2, 3), "b1": (2, 1), "Z1": (2, 7), "A1": (2, 7)}`.
#
# <details><summary>Hint: where to start</summary>
#
# Begin with `shapes = {"A0": (layer_dims[0], m)}`; then four lines in a loop over the layers, as in exercise 1.
#
# </details>

# %% solution="network_shapes"
def network_shapes(layer_dims, m):
    """The shape of everything that a forward pass touches.

    layer_dims: list or tuple of L + 1 numbers of units, the inputs first; not modified.
    m: number of examples.
    Returns a dictionary from names to tuples (rows, columns): "A0", and "Wl", "bl", "Zl", "Al" for l = 1, ..., L.
    """
    ### BEGIN SOLUTION
    shapes = {"A0": (layer_dims[0], m)}
    for l in range(1, len(layer_dims)):
        shapes[f"W{l}"] = (layer_dims[l], layer_dims[l - 1])
        shapes[f"b{l}"] = (layer_dims[l], 1)
        shapes[f"Z{l}"] = (layer_dims[l], m)
        shapes[f"A{l}"] = (layer_dims[l], m)
    return shapes
    ### END SOLUTION

# %% tests="network_shapes" part="W" points=1
from companion.testing import close

table = network_shapes([3, 2], 7)
assert isinstance(table, dict) and "W1" in table, "Return a dictionary from names to shapes, W1 among the names."
assert not close(table["W1"], (3, 2)), "W1 is the wrong way round: its rows are the units of layer 1."
assert close(table["W1"], (2, 3)), "W1 has a row for each unit of layer 1 and a column for each input."
assert close(network_shapes((3, 2, 5), 1)["W2"], (5, 2)), "W2 has a row for each unit of layer 2. What are its inputs?"
### BEGIN HIDDEN TESTS
from companion.testing import describing

for dims, m in (([4, 6, 5, 2], 9), ((1, 1), 1), ([8, 3, 3, 3, 1], 2), ([2, 7, 1], 11)):
    with describing("sizes in a tuple" if isinstance(dims, tuple) else "a network of several layers"):
        table = network_shapes(dims[:], m)
    for layer, (inputs, units) in enumerate(zip(dims[:-1], dims[1:], strict=True), start=1):
        assert close(table[f"W{layer}"], (units, inputs)), f"The shape of W{layer} is wrong in another network."
### END HIDDEN TESTS

# %% tests="network_shapes" part="b" points=1
from companion.testing import close

table = network_shapes([3, 2], 7)
assert isinstance(table, dict) and "b1" in table, "Return a dictionary from names to shapes, b1 among the names."
assert not close(table["b1"], (2, 7)), "b1 doesn't depend on the number of examples: broadcasting repeats it."
assert close(table["b1"], (2, 1)), "b1 is a column, with one entry for each unit."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for dims, m in (([4, 6, 5, 2], 9), ((1, 1), 1), ([8, 3, 3, 3, 1], 2), ([2, 7, 1], 11)):
    with describing("sizes in a tuple" if isinstance(dims, tuple) else "a network of several layers"):
        table = network_shapes(dims[:], m)
    for layer, units in enumerate(dims[1:], start=1):
        assert close(table[f"b{layer}"], (units, 1)), f"The shape of b{layer} is wrong in another network."
### END HIDDEN TESTS

# %% tests="network_shapes" part="A_and_Z" points=1
from companion.testing import close

table = network_shapes([3, 2], 7)
assert isinstance(table, dict), "Return a dictionary from names to shapes."
assert set(table) == {"A0", "W1", "b1", "Z1", "A1"}, "One layer has these names: A0, W1, b1, Z1 and A1."
assert close(table["A0"], (3, 7)), "A0 is X: a row for each input, a column for each example."
assert close([table["Z1"], table["A1"]], [(2, 7), (2, 7)]), (
    "Z1 and A1 have a row for each unit and a column for each example."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

for dims, m in (([4, 6, 5, 2], 9), ((1, 1), 1), ([8, 3, 3, 3, 1], 2), ([2, 7, 1], 11)):
    with describing("sizes in a tuple" if isinstance(dims, tuple) else "a network of several layers"):
        before, table = list(dims), network_shapes(dims, m)
    layers = range(1, len(before))
    names = {"A0"} | {kind + str(layer) for kind in "WbZA" for layer in layers}
    assert set(table) == names, "The names are wrong for another number of layers."
    assert close(table["A0"], (before[0], m)), "The shape of A0 is wrong in another network."
    for layer in layers:
        assert close(table[f"Z{layer}"], (before[layer], m)), f"The shape of Z{layer} is wrong in another network."
        assert close(table[f"A{layer}"], (before[layer], m)), f"The shape of A{layer} is wrong in another network."
    assert list(dims) == before, "After the call layer_dims holds other numbers. Leave it as it is."
### END HIDDEN TESTS

# %% mistake="network_shapes"
def network_shapes(layer_dims, m):
    """W is transposed: it has a row for each unit of its own layer and a column for each unit of the layer before."""
    shapes = {"A0": (layer_dims[0], m)}
    for l in range(1, len(layer_dims)):
        shapes[f"W{l}"] = (layer_dims[l - 1], layer_dims[l])
        shapes[f"b{l}"] = (layer_dims[l], 1)
        shapes[f"Z{l}"] = shapes[f"A{l}"] = (layer_dims[l], m)
    return shapes

# %% mistake="network_shapes"
def network_shapes(layer_dims, m):
    """The bias is a column, one number for each unit. That it is added to m columns is broadcasting's work."""
    shapes = {"A0": (layer_dims[0], m)}
    for l in range(1, len(layer_dims)):
        shapes[f"W{l}"] = (layer_dims[l], layer_dims[l - 1])
        shapes[f"b{l}"] = shapes[f"Z{l}"] = shapes[f"A{l}"] = (layer_dims[l], m)
    return shapes

# %% mistake="network_shapes"
def network_shapes(layer_dims, m):
    """Examples lie in columns here: (units, m). With examples in rows every shape is the other way round."""
    shapes = {"A0": (m, layer_dims[0])}
    for l in range(1, len(layer_dims)):
        shapes[f"W{l}"] = (layer_dims[l], layer_dims[l - 1])
        shapes[f"b{l}"] = (layer_dims[l], 1)
        shapes[f"Z{l}"] = shapes[f"A{l}"] = (m, layer_dims[l])
    return shapes

# %% mistake="network_shapes"
def network_shapes(layer_dims, m):
    """Every W has n_x columns here. That is right for the first layer alone: the inputs of layer l are the units of
    layer l - 1."""
    shapes = {"A0": (layer_dims[0], m)}
    for l in range(1, len(layer_dims)):
        shapes[f"W{l}"] = (layer_dims[l], layer_dims[0])
        shapes[f"b{l}"] = (layer_dims[l], 1)
        shapes[f"Z{l}"] = shapes[f"A{l}"] = (layer_dims[l], m)
    return shapes

# %% mistake="network_shapes"
def network_shapes(layer_dims, m):
    """The inputs are missing: A0 is X, and belongs in the table."""
    shapes = {}
    for l in range(1, len(layer_dims)):
        shapes[f"W{l}"] = (layer_dims[l], layer_dims[l - 1])
        shapes[f"b{l}"] = (layer_dims[l], 1)
        shapes[f"Z{l}"] = shapes[f"A{l}"] = (layer_dims[l], m)
    return shapes

# %% [markdown]
# ## Exercise 2b · The first that doesn't fit  (4 points, ~10 min, ●●○)
# NumPy's "shapes not aligned" doesn't say which matrix is to blame, and a bias of the wrong shape may be broadcast
# without a word. Write `first_mismatch(parameters, n_x)`. It looks at the parameters alone, in the order W1, b1, W2,
# b2, …, and returns the name of the first that doesn't fit, or `None` if all fit.
#
# - `"Wl"` fits if it has two axes and as many columns as there are inputs to its layer: `n_x` for layer 1, and for
#   later layers the number of rows of the W before it.
# - `"bl"` fits if its shape is (rows of `"Wl"`, 1), with two axes.
#
# Finding a W is worth 2 points, finding a b 1, and naming the first of two 1.
#
# `parameters` is a dictionary of arrays with exactly the keys `"W1"`, `"b1"`, …, `"WL"`, `"bL"`, $L \ge 1$, which may
# stand in any order. It stays unchanged.
#
# *Example.* Shapes W1 (4, 3), b1 (4, 1), W2 (2, 5), b2 (2,) with `n_x` = 3: the answer is `"W2"`, which should have 4
# columns. (b2 is wrong too, but comes later.) With `n_x` = 4 it is `"W1"`.
#
# <details><summary>Hint 1: where to start</summary>
#
# Carry one number along: how many inputs the next W must take. It begins as `n_x`, and after layer l it is
# `parameters[f"W{l}"].shape[0]`. There are `len(parameters) // 2` layers.
#
# </details>
#
# <details><summary>Hint 2: two axes</summary>
#
# Ask for `W.ndim != 2` first, and only then look at `W.shape[1]`: an array with one axis has no `shape[1]`. For b one
# comparison of `b.shape` with a tuple asks for everything.
#
# </details>

# %% solution="first_mismatch"
def first_mismatch(parameters, n_x):
    """The name of the first parameter whose shape doesn't fit, in the order W1, b1, W2, b2, ..., or None.

    parameters: dictionary of arrays with the keys "W1", "b1", ..., "WL", "bL", in any order; not modified.
    n_x: number of inputs of layer 1.
    W of layer l fits if it has two axes, and n_x columns (l = 1) or as many columns as the W before has rows. b fits if
    its shape is (rows of W, 1).
    """
    ### BEGIN SOLUTION
    inputs = n_x
    for l in range(1, len(parameters) // 2 + 1):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        if W.ndim != 2 or W.shape[1] != inputs:
            return f"W{l}"
        if b.shape != (W.shape[0], 1):
            return f"b{l}"
        inputs = W.shape[0]
    return None
    ### END SOLUTION

# %% tests="first_mismatch" part="W" points=2
import numpy as np

good = {"W1": np.ones((4, 3)), "b1": np.ones((4, 1)), "W2": np.ones((2, 4)), "b2": np.ones((2, 1))}
assert first_mismatch(good, 3) is None, "Here everything fits, and the answer is None."
assert first_mismatch(dict(reversed(good.items())), 3) is None, "The keys may stand in any order, b2 first, too."
assert first_mismatch(good, 4) == "W1", "With n_x = 4, W1 has one column too few."
assert first_mismatch(good | {"W2": np.ones((2, 5))}, 3) == "W2", "W2 must have as many columns as W1 has rows."
try:
    one_axis = first_mismatch(good | {"W2": np.ones(4)}, 3)
except IndexError:
    one_axis = "IndexError"
assert one_axis != "IndexError", "W2 has one axis here, so it has no shape[1]. Look at the number of axes first."
assert one_axis == "W2", "W2 has one axis here. It needs two, even where the number of entries is right."
assert first_mismatch(good | {"W2": np.ones((2, 4, 1))}, 3) == "W2", "W2 has three axes here. It needs two."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(11)


def network(dims):
    """Parameters that fit, as name -> array."""
    made = {}
    for layer in range(1, len(dims)):
        made[f"W{layer}"] = rng.normal(size=(dims[layer], dims[layer - 1]))
        made[f"b{layer}"] = rng.normal(size=(dims[layer], 1))
    return made


for dims in ([3, 1], [5, 4, 2], [2, 2, 2, 2], [6, 3, 5, 4, 1], [1, 1, 1]):
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        assert first_mismatch(network(dims), dims[0]) is None, "A network in which all fits is refused."
    assert first_mismatch(network(dims), dims[0] + 1) == "W1", "n_x isn't compared with the columns of W1."
    shuffled = network(dims)
    shuffled = {name: shuffled[name] for name in sorted(shuffled, reverse=True)}
    with describing("parameters in another order"):
        assert first_mismatch(shuffled, dims[0]) is None, "The keys may stand in any order; yours must not depend on it."
    for layer in range(1, len(dims)):
        rows, columns = dims[layer], dims[layer - 1]
        cases = [
            ((rows, columns + 1), "A W with the wrong number of columns isn't found."),
            ((columns,), "A W with one axis isn't found: it needs two."),
            ((rows, columns, 1), "A W with three axes isn't found: it needs two."),
        ]
        for shape, message in cases:
            with describing("a W that hasn't two axes" if len(shape) != 2 else "a W of another size"):
                assert first_mismatch(network(dims) | {f"W{layer}": np.zeros(shape)}, dims[0]) == f"W{layer}", message
        if layer + 1 < len(dims):
            grown = network(dims) | {f"W{layer}": np.zeros((rows + 2, columns)), f"b{layer}": np.zeros((rows + 2, 1))}
            assert first_mismatch(grown, dims[0]) == f"W{layer + 1}", (
                "A layer with two units more fits by itself. It is the W after it that can't take its outputs."
            )
transposed = {name: array.T.copy() for name, array in network([4, 2, 1]).items()}
with describing("transposed arrays"):
    assert first_mismatch(transposed, 4) == "W1", "A network of transposed matrices isn't found."
### END HIDDEN TESTS

# %% tests="first_mismatch" part="b" points=1
import numpy as np

good = {"W1": np.ones((4, 3)), "b1": np.ones((4, 1)), "W2": np.ones((2, 4)), "b2": np.ones((2, 1))}
assert first_mismatch(good | {"b1": np.ones(4)}, 3) == "b1", (
    "b1 has one axis. Four numbers are right, but they must form a column."
)
assert first_mismatch(good | {"b2": np.ones((2, 2))}, 3) == "b2", "b2 has two columns here. It needs one."
assert first_mismatch(good | {"b2": np.ones((3, 1))}, 3) == "b2", "b2 has three rows here, and W2 has two."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for dims in ([3, 1], [5, 4, 2], [2, 2, 2, 2], [6, 3, 5, 4, 1], [1, 1, 1]):
    fits = {}
    for layer in range(1, len(dims)):
        fits |= {f"W{layer}": np.ones((dims[layer], dims[layer - 1])), f"b{layer}": np.ones((dims[layer], 1))}
    for layer in range(1, len(dims)):
        cases = [
            ((dims[layer] + 1, 1), "A b with the wrong number of rows isn't found."),
            ((dims[layer],), "A b with one axis isn't found: it must be a column."),
            ((dims[layer], 2), "A b with two columns isn't found."),
        ]
        for shape, message in cases:
            with describing("a b with one axis" if len(shape) == 1 else "a b of another size"):
                assert first_mismatch(fits | {f"b{layer}": np.zeros(shape)}, dims[0]) == f"b{layer}", message
### END HIDDEN TESTS

# %% tests="first_mismatch" part="first" points=1
import numpy as np

from companion.testing import close

bad = {"W1": np.ones((4, 3)), "b1": np.ones((4, 1)), "W2": np.ones((2, 5)), "b2": np.ones(2)}
assert first_mismatch(bad, 3) != "b2", "b2 is wrong, but W2 comes before it and is wrong as well."
assert first_mismatch(bad, 3) == "W2", "W2 is the first that doesn't fit."
### BEGIN HIDDEN TESTS
from companion.testing import describing

for dims in ([5, 4, 2], [2, 2, 2, 2], [6, 3, 5, 4, 1]):
    fits = {}
    for layer in range(1, len(dims)):
        fits |= {f"W{layer}": np.ones((dims[layer], dims[layer - 1])), f"b{layer}": np.ones((dims[layer], 1))}
    for layer in range(1, len(dims) - 1):
        for name, shape in ((f"W{layer}", (dims[layer], dims[layer - 1] + 1)), (f"b{layer}", (dims[layer],))):
            broken = fits | {name: np.zeros(shape), f"b{layer + 1}": np.zeros(9)}
            before = {key: array.copy() for key, array in broken.items()}
            with describing("two arrays that don't fit"):
                assert first_mismatch(broken, dims[0]) == name, "Two don't fit: name the first, W before b."
            assert set(broken) == set(before) and close(broken, before), "After the call the parameters are others."
both = fits | {"W2": np.zeros((2, 7)), "b2": np.zeros(9)}
assert first_mismatch(both, 6) == "W2", "Where W and b of one layer are wrong, W comes first."
### END HIDDEN TESTS

# %% mistake="first_mismatch"
def first_mismatch(parameters, n_x):
    """Every W is compared with n_x. From layer 2 on, the inputs are the units of the layer before."""
    for l in range(1, len(parameters) // 2 + 1):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        if W.ndim != 2 or W.shape[1] != n_x:
            return f"W{l}"
        if b.shape != (W.shape[0], 1):
            return f"b{l}"
    return None

# %% mistake="first_mismatch"
def first_mismatch(parameters, n_x):
    """The number of entries of b is right, but not its shape: (4,) passes here, and so does (1, 4). Both are broadcast
    along the wrong axis."""
    inputs = n_x
    for l in range(1, len(parameters) // 2 + 1):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        if W.ndim != 2 or W.shape[1] != inputs:
            return f"W{l}"
        if b.size != W.shape[0]:
            return f"b{l}"
        inputs = W.shape[0]
    return None

# %% mistake="first_mismatch"
def first_mismatch(parameters, n_x):
    """The last layer isn't looked at: range(1, L) ends before L."""
    inputs = n_x
    for l in range(1, len(parameters) // 2):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        if W.ndim != 2 or W.shape[1] != inputs:
            return f"W{l}"
        if b.shape != (W.shape[0], 1):
            return f"b{l}"
        inputs = W.shape[0]
    return None

# %% mistake="first_mismatch"
def first_mismatch(parameters, n_x):
    """Rows and columns are mixed up: the inputs of a layer meet the columns of W, and its units are the rows."""
    inputs = n_x
    for l in range(1, len(parameters) // 2 + 1):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        if W.ndim != 2 or W.shape[0] != inputs:
            return f"W{l}"
        if b.shape != (W.shape[1], 1):
            return f"b{l}"
        inputs = W.shape[1]
    return None

# %% mistake="first_mismatch"
def first_mismatch(parameters, n_x):
    """This goes on after it has found something, and names the last that doesn't fit. The first is asked for: return at
    once."""
    inputs, found = n_x, None
    for l in range(1, len(parameters) // 2 + 1):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        if W.ndim != 2 or W.shape[1] != inputs:
            found = f"W{l}"
        if b.shape != (W.shape[0], 1):
            found = f"b{l}"
        inputs = W.shape[0]
    return found

# %% mistake="first_mismatch"
def first_mismatch(parameters, n_x):
    """The number of axes isn't looked at. A W with one axis has no shape[1], and asking for it ends in an IndexError."""
    inputs = n_x
    for l in range(1, len(parameters) // 2 + 1):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        if W.shape[1] != inputs:
            return f"W{l}"
        if b.shape != (W.shape[0], 1):
            return f"b{l}"
        inputs = W.shape[0]
    return None

# %% mistake="first_mismatch"
def first_mismatch(parameters, n_x):
    """Only the W are looked at. A bias of the wrong shape is the mistake that NumPy hides best."""
    inputs = n_x
    for l in range(1, len(parameters) // 2 + 1):
        W = parameters[f"W{l}"]
        if W.ndim != 2 or W.shape[1] != inputs:
            return f"W{l}"
        inputs = W.shape[0]
    return None

# %% demo
rng = np.random.default_rng(0)
broken = {"W1": rng.normal(size=(4, 3)), "b1": rng.normal(size=4), "W2": rng.normal(size=(1, 4)), "b2": np.zeros((1, 1))}
X = rng.normal(size=(3, 4))
Z1 = broken["W1"] @ X + broken["b1"]
print("NumPy says nothing; Z1 has the shape", Z1.shape)
print("the checker says", first_mismatch(broken, 3))

# %% [markdown]
# Four units and, by chance, four examples: `b1`, of shape (4,), is taken for a row and gives each *example* a bias of
# its own. The shape of `Z1` is as expected, the numbers are wrong, and no error appears until somebody comes with five
# examples. The checker finds it at once.

# %% [markdown]
# ## Forward, one layer at a time
# A layer does two things to its inputs $A^{[l-1]}$, called `A_prev` in code:
#
# $$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]},\qquad A^{[l]} = g^{[l]}(Z^{[l]})$$
#
# Hidden layers bend with the ReLU, $g(z) = \max(0, z)$; the last layer of a binary classifier has the sigmoid. Without
# a bend between them, two layers would be one: $W^{[2]}(W^{[1]}X)$ is $(W^{[2]}W^{[1]})X$.
#
# On the way back each layer will need what it had on the way forward. So each function returns a **cache** beside its
# result. The four functions below are given: both bends, which return **two values**, `A` and the cache `Z`; and the way
# back through each, which makes from `dA`, the derivative with respect to $A$, `dZ`, that with respect to $Z$.

# %%
def sigmoid(Z):
    """A, the logistic function of each entry, right for numbers of any size; and the cache, Z."""
    return np.exp(-np.logaddexp(0, -Z)), Z


def relu(Z):
    """A, each entry where it is above 0, else 0; and the cache, Z."""
    return np.maximum(0, Z), Z


def sigmoid_backward(dA, Z):
    """dZ for A = sigmoid(Z): dA times the derivative A (1 - A), all of one shape."""
    A, _ = sigmoid(Z)
    return dA * A * (1 - A)


def relu_backward(dA, Z):
    """dZ for A = relu(Z): dA where Z is above 0, else 0, all of one shape."""
    return dA * (Z > 0)

# %% [markdown]
# ## Exercise 3a · The linear part  (3 points, ~4 min, ●○○)
# Write `linear_forward(A_prev, W, b)`. It returns **two values**: `Z`, the array $W A_{prev} + b$ of shape
# $(n^{[l]}, m)$ (2 points); and the cache, a tuple of exactly three arrays `(A_prev, W, b)`, the arguments as they came
# (1 point). Arguments stay unchanged.
#
# *Example.* $W = \begin{pmatrix}1 & 2\end{pmatrix}$, $b = (10)$,
# $A_{prev} = \begin{pmatrix}1 & 0 & 3\\2 & 1 & -1\end{pmatrix}$: $Z = \begin{pmatrix}15 & 12 & 11\end{pmatrix}$.
#
# <details><summary>Hint</summary>
#
# `@` multiplies matrices. The column b is added to every column of the product by broadcasting.
#
# </details>

# %% solution="linear_forward"
def linear_forward(A_prev, W, b):
    """The linear part of a layer, for all examples.

    A_prev: outputs of the layer before, shape (n_prev, m).
    W: weights, shape (n, n_prev).
    b: biases, shape (n, 1).
    None of them is modified.
    Returns Z, shape (n, m), and the cache (A_prev, W, b), a tuple of the three arguments.
    """
    ### BEGIN SOLUTION
    Z = W @ A_prev + b
    return Z, (A_prev, W, b)
    ### END SOLUTION

# %% tests="linear_forward" part="Z" points=2
import numpy as np

from companion.testing import close

A_prev, W, b = np.array([[1.0, 0.0, 3.0], [2.0, 1.0, -1.0]]), np.array([[1.0, 2.0]]), np.array([[10.0]])
result = linear_forward(A_prev, W, b)
Z = result[0] if isinstance(result, (tuple, list)) else result
assert np.shape(Z) == (1, 3), "Z, the first value, has a row for each unit and a column for each example."
assert not close(Z, [[5, 2, 1]]), "The bias is missing."
assert close(Z, [[15, 12, 11]]), "Z differs from that of the example: W times A_prev, plus b."
result = linear_forward(np.array([[1.0], [1.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0], [20.0]]))
Z = result[0] if isinstance(result, (tuple, list)) else result
assert close(Z, [[13], [27]]), "With two units and one example, Z is a column: each unit has a bias of its own."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(12)
for n_prev, n, m in ((1, 1, 1), (3, 2, 1), (2, 5, 4), (4, 4, 4), (6, 1, 7), (1, 3, 2)):
    A_prev, W, b = rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))
    before = A_prev.copy(), W.copy(), b.copy()
    with describing("a single example" if m == 1 else "several examples"):
        result = linear_forward(A_prev, W, b)
    Z = result[0] if isinstance(result, (tuple, list)) else result
    expected = np.zeros((n, m))
    for i in range(n):
        for k in range(m):
            expected[i, k] = before[2][i, 0] + sum(before[1][i, j] * before[0][j, k] for j in range(n_prev))
    assert np.shape(Z) == (n, m), "The shape of Z is wrong for other sizes."
    assert close(Z, expected, 1e-4, 1e-5), "Z is wrong for other sizes: every unit has its own bias."
    assert close((A_prev, W, b), before), (
        "After the call one of the arguments holds other numbers. Leave them as they are."
    )
### END HIDDEN TESTS

# %% tests="linear_forward" part="cache" points=1
import numpy as np

from companion.testing import close

A_prev, W, b = np.array([[1.0, 0.0, 3.0], [2.0, 1.0, -1.0]]), np.array([[1.0, 2.0]]), np.array([[10.0]])
result = linear_forward(A_prev, W, b)
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two values: Z, then the cache."
assert isinstance(result[1], (tuple, list)) and len(result[1]) == 3, "The cache holds three arrays: A_prev, W, b."
assert np.shape(result[1][0]) == (2, 3), "The cache begins with A_prev."
assert close(result[1], (A_prev, W, b)), "The cache holds A_prev, W and b as they came, in this order."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(121)
for n_prev, n, m in ((1, 1, 1), (3, 2, 1), (2, 5, 4), (4, 4, 4), (6, 1, 7)):
    given = rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))
    with describing("a single example" if m == 1 else "several examples"):
        _, cache = linear_forward(*(each.copy() for each in given))
    assert isinstance(cache, (tuple, list)), "The cache must be a tuple of three arrays."
    assert close(cache, given, 1e-4, 1e-5), "The cache must hold A_prev, W and b as they came, in this order."
### END HIDDEN TESTS

# %% mistake="linear_forward"
def linear_forward(A_prev, W, b):
    """The bias is missing from Z."""
    return W @ A_prev, (A_prev, W, b)

# %% mistake="linear_forward"
def linear_forward(A_prev, W, b):
    """The order in the cache is A_prev, W, b. The way back unpacks it so."""
    return W @ A_prev + b, (W, A_prev, b)

# %% mistake="linear_forward"
def linear_forward(A_prev, W, b):
    """The cache holds Z. That is for the activation's cache; the linear one keeps A_prev, W and b."""
    Z = W @ A_prev + b
    return Z, (Z, W, b)

# %% mistake="linear_forward"
def linear_forward(A_prev, W, b):
    """Only Z comes back. Return the cache too: the way back can't do without it."""
    return W @ A_prev + b

# %% mistake="linear_forward"
def linear_forward(A_prev, W, b):
    """b[0] is the bias of the first unit alone. Add the whole column."""
    return W @ A_prev + b[0], (A_prev, W, b)

# %% mistake="linear_forward"
def linear_forward(A_prev, W, b):
    """b = b + W A_prev puts the product into the cache in place of the bias. Give Z a name of its own."""
    b = W @ A_prev + b
    return b, (A_prev, W, b)

# %% [markdown]
# ## Exercise 3b · A whole layer  (3 points, ~6 min, ●○○)
# Write `linear_activation_forward(A_prev, W, b, activation)`, where `activation` is the text `"relu"` or `"sigmoid"`.
# It returns **two values**: `A`, of shape $(n^{[l]}, m)$ (2 points); and the cache, a pair
# `(linear_cache, activation_cache)`: the tuple `(A_prev, W, b)` that `linear_forward` returns, and the array `Z`
# (1 point). Use your `linear_forward` and the given bends, or write it all here; arguments stay unchanged.
#
# *Example.* With $W = (1\ \ -1)$, $b = (0)$ and $A_{prev} = \begin{pmatrix}2 & 0\\0 & 3\end{pmatrix}$, $Z$ is
# $(2\ \ -3)$. `"relu"` gives $A = (2\ \ 0)$, `"sigmoid"` $A = (0.8808\ \ 0.0474)$; the cache is the same for both.
#
# <details><summary>Hint</summary>
#
# `Z, linear_cache = linear_forward(A_prev, W, b)`; then an `if` decides which function makes `A` from `Z`. Each of
# the two returns a pair, as in `A, activation_cache = relu(Z)`.
#
# </details>

# %% solution="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """A layer, for all examples: the linear part and its activation.

    A_prev: outputs of the layer before, shape (n_prev, m).
    W: weights, shape (n, n_prev).
    b: biases, shape (n, 1).
    activation: "relu" or "sigmoid".
    No argument is modified.
    Returns A, shape (n, m), and the cache ((A_prev, W, b), Z), a pair of linear_forward's cache and the array Z.
    """
    ### BEGIN SOLUTION
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = relu(Z) if activation == "relu" else sigmoid(Z)
    return A, (linear_cache, activation_cache)
    ### END SOLUTION

# %% tests="linear_activation_forward" part="A" points=2
import numpy as np

from companion.testing import close


def first_value(result):
    """A, where the result is a pair."""
    return result[0] if isinstance(result, (tuple, list)) else result


A_prev, W, b = np.array([[2.0, 0.0], [0.0, 3.0]]), np.array([[1.0, -1.0]]), np.array([[0.0]])
A = first_value(linear_activation_forward(A_prev, W, b, "relu"))
assert not isinstance(A, (tuple, list)), "A is a pair here. The given relu and sigmoid return two values: A, and Z."
assert np.shape(A) == (1, 2), "A, the first value, has a row for each unit and a column for each example."
assert not close(A, [[0.8807971, 0.0474259]], 1e-3), 'With "relu" you get the sigmoid.'
assert close(A, [[2, 0]]), 'With "relu", A is Z where it is above 0, else 0.'
A = first_value(linear_activation_forward(A_prev, W, b, "sigmoid"))
assert close(A, [[0.8807971, 0.0474259]], 1e-4), 'With "sigmoid", A is the sigmoid of Z.'
two = first_value(linear_activation_forward(np.array([[1.0]]), np.array([[2.0], [-1.0]]), np.array([[1.0], [0.5]]), "relu"))
assert close(two, [[3], [0]]), "For two units and one example A is a column."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(13)
for n_prev, n, m in ((1, 1, 1), (3, 2, 1), (2, 5, 4), (3, 3, 3), (5, 1, 6)):
    for activation in ("relu", "sigmoid"):
        A_prev, W, b = rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))
        before = A_prev.copy(), W.copy(), b.copy()
        with describing("a single example" if m == 1 else "several examples"):
            A = first_value(linear_activation_forward(A_prev, W, b, activation))
        sums = np.einsum("ij,jk->ik", before[1], before[0]) + before[2]
        expected = np.where(sums > 0, sums, 0) if activation == "relu" else 1 / (1 + np.exp(-sums))
        assert np.shape(A) == (n, m), "The shape of A is wrong for other sizes."
        assert close(A, expected, 1e-4, 1e-5), f'A is wrong for other data, with "{activation}".'
        assert close((A_prev, W, b), before), (
            "After the call one of the arguments holds other numbers. Leave them as they are."
        )
### END HIDDEN TESTS

# %% tests="linear_activation_forward" part="cache" points=1
import numpy as np

from companion.testing import close

given = np.array([[2.0, 0.0], [0.0, 3.0]]), np.array([[1.0, -1.0]]), np.array([[0.0]])
for activation in ("relu", "sigmoid"):
    result = linear_activation_forward(*given, activation)
    assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two values: A, then the cache."
    cache = result[1]
    assert isinstance(cache, (tuple, list)) and len(cache) == 2, "The cache is a pair: linear_cache and Z."
    assert isinstance(cache[0], (tuple, list)) and len(cache[0]) == 3, "The pair begins with (A_prev, W, b)."
    assert close(cache[0], given), "The first part of the cache is (A_prev, W, b), as they came."
    assert np.shape(cache[1]) == (1, 2), "The second part of the cache is the array Z."
    assert close(cache[1], [[2, -3]]), "The second part of the cache is Z, from before the bend, and not A."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(131)
for n_prev, n, m in ((1, 1, 1), (3, 2, 1), (2, 5, 4), (3, 3, 3), (5, 1, 6)):
    for activation in ("relu", "sigmoid"):
        given = rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))
        with describing("a single example" if m == 1 else "several examples"):
            _, cache = linear_activation_forward(*(each.copy() for each in given), activation)
        sums = np.einsum("ij,jk->ik", given[1], given[0]) + given[2]
        assert isinstance(cache, (tuple, list)) and len(cache) == 2, "The cache must be ((A_prev, W, b), Z)."
        assert isinstance(cache[0], (tuple, list)), "The first part of the cache must be a tuple of three arrays."
        assert close(cache[0], given, 1e-4, 1e-5), "The first part of the cache must be (A_prev, W, b), as they came."
        assert close(cache[1], sums, 1e-4, 1e-5), "The second part of the cache must be Z, for other data too."
### END HIDDEN TESTS

# %% mistake="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """The cache holds A. The way back needs Z, from before the bend."""
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, _ = relu(Z) if activation == "relu" else sigmoid(Z)
    return A, (linear_cache, A)

# %% mistake="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """The argument activation isn't looked at: this is always the sigmoid."""
    Z, linear_cache = linear_forward(A_prev, W, b)
    return sigmoid(Z)[0], (linear_cache, Z)

# %% mistake="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """The two activations are swapped."""
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, _ = sigmoid(Z) if activation == "relu" else relu(Z)
    return A, (linear_cache, Z)

# %% mistake="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """The parts of the cache are in the wrong order: first (A_prev, W, b), then Z."""
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, _ = relu(Z) if activation == "relu" else sigmoid(Z)
    return A, (Z, linear_cache)

# %% mistake="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """The cache is flat, with four arrays. It must be a pair, whose first part is a tuple of three."""
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, _ = relu(Z) if activation == "relu" else sigmoid(Z)
    return A, (*linear_cache, Z)

# %% mistake="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """This is the slope of the ReLU, 1 or 0. The ReLU itself lets numbers above 0 through as they are."""
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = (Z > 0).astype(float) if activation == "relu" else sigmoid(Z)[0]
    return A, (linear_cache, Z)

# %% mistake="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """The given relu and sigmoid return two values, A and Z. Take them apart: A, activation_cache = relu(Z)."""
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = relu(Z) if activation == "relu" else sigmoid(Z)
    return A, (linear_cache, Z)

# %% [markdown]
# ## Exercise 4 · All layers  (5 points, ~10 min, ●●○)
# Write `L_model_forward(X, parameters)`: ReLU in layers 1 to $L - 1$, the sigmoid in layer $L$. It returns **two
# values**:
#
# - `AL`, the array $A^{[L]}$ of shape $(n^{[L]}, m)$ (2 points, and 1 where $n^{[L]}$ isn't 1);
# - `caches`, a list of $L$ caches as `linear_activation_forward` returns them, that of layer $l$ at place `l - 1` (2
#   points).
#
# `parameters` has exactly the keys `"W1"`, `"b1"`, …, `"WL"`, `"bL"`, in any order. $L$ may be 1: then there is a
# sigmoid and no ReLU. The arguments stay unchanged. This exercise may call your `linear_activation_forward`.
#
# *Example.* With $W^{[1]} = \begin{pmatrix}1\\-1\end{pmatrix}$, $W^{[2]} = (1\ \ 1)$, zero biases and
# $X = (2\ \ {-3})$: $A^{[1]} = \begin{pmatrix}2 & 0\\0 & 3\end{pmatrix}$, $Z^{[2]} = (2\ \ 3)$, and `AL` is
# $(0.8808\ \ 0.9526)$. These two layers compute the sigmoid of $|x|$.
#
# <details><summary>Hint 1: the loop</summary>
#
# Begin with `A = X` and an empty list. In the loop over layers 1 to L − 1, the outputs of one round are the inputs of
# the next. The last layer comes after the loop, with the other activation.
#
# </details>
#
# <details><summary>Hint 2: how many layers?</summary>
#
# Two parameters a layer: `L = len(parameters) // 2`. `range(1, L)` ends at L − 1, which is right here.
#
# </details>

# %% solution="l_model_forward"
def L_model_forward(X, parameters):
    """Forward through a network of L layers: ReLU in layers 1 to L - 1, the sigmoid in layer L.

    X: examples in columns, shape (n_x, m).
    parameters: dictionary of arrays with the keys "W1", "b1", ..., "WL", "bL", in any order.
    Neither is modified.
    Returns AL, the output of layer L, shape (n_L, m), and caches, a list of the L layers' caches
    ((A_prev, W, b), Z), layer 1 first.
    """
    ### BEGIN SOLUTION
    L = len(parameters) // 2
    A, caches = X, []
    for l in range(1, L + 1):
        activation = "relu" if l < L else "sigmoid"
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], activation)
        caches.append(cache)
    return A, caches
    ### END SOLUTION

# %% tests="l_model_forward" part="AL" points=2
import numpy as np

from companion.testing import close, taken

parameters = {"W1": np.array([[1.0], [-1.0]]), "b1": np.zeros((2, 1)), "W2": np.array([[1.0, 1.0]]), "b2": np.zeros((1, 1))}
result = L_model_forward(np.array([[2.0, -3.0]]), parameters)
AL = result[0] if isinstance(result, (tuple, list)) else result
assert np.shape(AL) == (1, 2), "AL has a row for each unit of the last layer and a column for each example."
assert not close(AL, [[2, 3]]), "The last layer has the sigmoid, not the ReLU."
assert np.all(taken(AL) < 1), "AL comes out of a sigmoid, so it lies between 0 and 1."
assert close(AL, [[0.8807971, 0.9525741]], 1e-4), (
    "AL differs from that of the example. Hidden layers have the ReLU, and each layer's input is the output before it."
)
result = L_model_forward(np.array([[2.0]]), {"b1": np.array([[1.0]]), "W1": np.array([[-1.0]])})
AL = result[0] if isinstance(result, (tuple, list)) else result
assert close(AL, [[0.2689414]], 1e-4), "A single layer has the sigmoid, and no ReLU."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(14)
for dims, m in (([3, 1], 4), ([2, 3, 1], 1), ([4, 5, 3, 1], 6), ([1, 2, 2, 2, 1], 3), ([3, 3, 1], 3)):
    layers, made = len(dims) - 1, {}
    for layer in range(layers, 0, -1):
        made[f"b{layer}"] = rng.normal(size=(dims[layer], 1))
        made[f"W{layer}"] = rng.normal(size=(dims[layer], dims[layer - 1]))
    X = rng.normal(size=(dims[0], m))
    before, expected = {name: array.copy() for name, array in (made | {"X": X}).items()}, X.copy()
    for layer in range(1, layers + 1):
        Z = np.einsum("ij,jk->ik", before[f"W{layer}"], expected) + before[f"b{layer}"]
        expected = Z * (Z > 0) if layer < layers else 1 / (1 + np.exp(-Z))
    with describing("a network of a single layer" if layers == 1 else "a single example" if m == 1 else "several layers and examples"):
        result = L_model_forward(X, made)
    AL = result[0] if isinstance(result, (tuple, list)) else result
    assert np.shape(AL) == (1, m), "The shape of AL is wrong for other networks."
    assert close(AL, expected, 1e-3, 1e-5), (
        "AL is wrong for another network. Count the layers: the number comes from parameters, and the sigmoid is last."
    )
    assert len(made) == 2 * layers and close(made | {"X": X}, before), (
        "After the call X or the parameters are others. Leave them as they are."
    )
### END HIDDEN TESTS

# %% tests="l_model_forward" part="several_outputs" points=1
import numpy as np

from companion.testing import close

parameters = {"W1": np.array([[1.0], [-2.0]]), "b1": np.array([[0.0], [1.0]])}
try:
    result = L_model_forward(np.array([[2.0, -3.0, 0.5]]), parameters)
except AssertionError:
    result = None
assert result is not None, (
    "An assertion in your code fails for a last layer of two units. "
    "A line such as `assert AL.shape == (1, X.shape[1])` holds for one output only: AL has as many rows as the last W."
)
AL = result[0] if isinstance(result, (tuple, list)) else result
assert np.shape(AL) == (2, 3), "The last layer has two units here, so AL has two rows."
assert close(AL, [[0.8807971, 0.0474259, 0.6224593], [0.0474259, 0.9990889, 0.5]], 1e-4), "AL is wrong for two outputs."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(141)
for dims, m in (([3, 2], 4), ([4, 5, 3], 6), ([3, 3, 3], 3), ([2, 3, 1, 4], 1)):
    layers, made = len(dims) - 1, {}
    for layer in range(1, layers + 1):
        made |= {f"W{layer}": rng.normal(size=(dims[layer], dims[layer - 1])), f"b{layer}": rng.normal(size=(dims[layer], 1))}
    X = rng.normal(size=(dims[0], m))
    expected = X
    for layer in range(1, layers + 1):
        Z = np.einsum("ij,jk->ik", made[f"W{layer}"], expected) + made[f"b{layer}"]
        expected = Z * (Z > 0) if layer < layers else 1 / (1 + np.exp(-Z))
    with describing("several outputs of a single layer" if layers == 1 else "several outputs"):
        result = L_model_forward(X.copy(), {name: array.copy() for name, array in made.items()})
    AL = result[0] if isinstance(result, (tuple, list)) else result
    assert np.shape(AL) == (dims[-1], m), "The shape of AL is wrong for other numbers of outputs."
    assert close(AL, expected, 1e-3, 1e-5), "AL is wrong for other numbers of outputs."
### END HIDDEN TESTS

# %% tests="l_model_forward" part="caches" points=2
import numpy as np

from companion.testing import close

X, W1, W2 = np.array([[2.0, -3.0]]), np.array([[1.0], [-1.0]]), np.array([[1.0, 1.0]])
result = L_model_forward(X, {"W1": W1, "b1": np.zeros((2, 1)), "W2": W2, "b2": np.zeros((1, 1))})
assert isinstance(result, (tuple, list)) and len(result) == 2, "Return two values: AL, then the list of caches."
caches = result[1]
assert isinstance(caches, (list, tuple)) and len(caches) == 2, "There is one cache for each of the L layers."
assert close(caches[0][1], [[2, -3], [-2, 3]]), "The first cache belongs to layer 1; its second part is Z1."
assert close(caches[1][0][0], [[2, 0], [0, 3]]), "The cache of layer 2 begins with its input, which is A1."
assert close(caches[1], ((np.array([[2, 0], [0, 3]]), W2, np.zeros((1, 1))), np.array([[2, 3]]))), (
    "The cache of layer 2 is ((A1, W2, b2), Z2)."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(142)
for dims, m in (([3, 1], 4), ([2, 3, 1], 1), ([4, 5, 3, 1], 6), ([1, 2, 2, 2, 1], 3), ([3, 3, 1], 3)):
    layers, made = len(dims) - 1, {}
    for layer in range(1, layers + 1):
        made |= {f"W{layer}": rng.normal(size=(dims[layer], dims[layer - 1])), f"b{layer}": rng.normal(size=(dims[layer], 1))}
    X = rng.normal(size=(dims[0], m))
    with describing("a network of a single layer" if layers == 1 else "a single example" if m == 1 else "several layers and examples"):
        _, caches = L_model_forward(X.copy(), {name: array.copy() for name, array in made.items()})
    assert isinstance(caches, (list, tuple)) and len(caches) == layers, (
        "The number of caches is wrong for another depth."
    )
    A = X
    for layer in range(1, layers + 1):
        W, b, cache = made[f"W{layer}"], made[f"b{layer}"], caches[layer - 1]
        Z = np.einsum("ij,jk->ik", W, A) + b
        assert isinstance(cache, (list, tuple)) and len(cache) == 2, "A cache must be ((A_prev, W, b), Z)."
        assert close(cache[1], Z, 1e-3, 1e-5), "A cache holds the wrong Z: the cache of layer l is at place l - 1."
        assert isinstance(cache[0], (list, tuple)) and len(cache[0]) == 3, "A cache must be ((A_prev, W, b), Z)."
        assert close(cache[0][0], A, 1e-3, 1e-5), "A cache holds the wrong A_prev."
        assert close(cache[0][1], W) and close(cache[0][2], b), "A cache holds the wrong W or b."
        A = np.where(Z > 0, Z, 0)
### END HIDDEN TESTS

# %% mistake="l_model_forward"
def L_model_forward(X, parameters):
    """Every layer has the ReLU here. The last one has the sigmoid, which makes a probability of its sum."""
    L = len(parameters) // 2
    A, caches = X, []
    for l in range(1, L + 1):
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "relu")
        caches.append(cache)
    return A, caches

# %% mistake="l_model_forward"
def L_model_forward(X, parameters):
    """Every layer has the sigmoid here. It belongs at the end; hidden layers have the ReLU."""
    L = len(parameters) // 2
    A, caches = X, []
    for l in range(1, L + 1):
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "sigmoid")
        caches.append(cache)
    return A, caches

# %% mistake="l_model_forward"
def L_model_forward(X, parameters):
    """The cache of the last layer isn't appended to the list."""
    L = len(parameters) // 2
    A, caches = X, []
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "relu")
        caches.append(cache)
    A, cache = linear_activation_forward(A, parameters[f"W{L}"], parameters[f"b{L}"], "sigmoid")
    return A, caches

# %% mistake="l_model_forward"
def L_model_forward(X, parameters):
    """The network is two layers deep, whatever parameters holds. Take the number of layers from it."""
    A, first = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
    A, second = linear_activation_forward(A, parameters["W2"], parameters["b2"], "sigmoid")
    return A, [first, second]

# %% mistake="l_model_forward"
def L_model_forward(X, parameters):
    """The caches are in reverse order. The list begins with layer 1; it is the way back that starts at its end."""
    L = len(parameters) // 2
    A, caches = X, []
    for l in range(1, L + 1):
        activation = "relu" if l < L else "sigmoid"
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], activation)
        caches.insert(0, cache)
    return A, caches

# %% mistake="l_model_forward"
def L_model_forward(X, parameters):
    """One hidden layer is left out: range(1, L) already ends before L, and range(1, L - 1) before the last hidden
    layer. (Or the last layer gets A_prev, which went into the last hidden layer, and not A, which came out of it.)"""
    L = len(parameters) // 2
    A, caches = X, []
    for l in range(1, L - 1):
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "relu")
        caches.append(cache)
    A, cache = linear_activation_forward(A, parameters[f"W{L}"], parameters[f"b{L}"], "sigmoid")
    caches.append(cache)
    return A, caches

# %% mistake="l_model_forward"
def L_model_forward(X, parameters):
    """The assertion on the shape of AL holds for one output only. AL has a row for each unit of the last layer."""
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A_prev = A
        A, cache = linear_activation_forward(A_prev, parameters["W" + str(l)], parameters["b" + str(l)], activation="relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], activation="sigmoid")
    caches.append(cache)
    assert AL.shape == (1, X.shape[1])
    return AL, caches

# %% [markdown]
# ## Layers that fold
# What does depth buy? Here is a network whose weights are set by hand. Two ReLU units and a difference make a **fold**:
# $2\,\mathrm{relu}(x) - 4\,\mathrm{relu}(x - \tfrac12)$ rises from 0 to 1 and comes back to 0 as $x$ goes from 0 to 1,
# like a strip of paper folded in the middle. Feed the result into another fold, and the folded strip is folded again.
# The next cell builds such networks and looks at $Z^{[L]}$, the sum before the last sigmoid, through your
# `L_model_forward`.

# %%
def folding_network(folds):
    """Parameters of a network with `folds` hidden layers of two units each; its last Z is the folded x."""
    bend = np.array([[2.0, -4.0]])  # what a fold makes of its two ReLU units
    parameters = {"W1": np.array([[1.0], [1.0]])}
    for l in range(1, folds + 1):
        parameters[f"b{l}"] = np.array([[0.0], [-0.5]])
        parameters[f"W{l + 1}"] = np.vstack([bend, bend])
    parameters[f"W{folds + 1}"], parameters[f"b{folds + 1}"] = bend, np.zeros((1, 1))
    return parameters

# %% demo
x = np.linspace(0, 1, 1025).reshape(1, -1)
fig, axes = plt.subplots(1, 3, figsize=(12, 3), sharey=True, layout="constrained")
for ax, folds in zip(axes, (1, 2, 5)):
    _, caches = L_model_forward(x, folding_network(folds))
    Z = caches[-1][1]
    pieces = 1 + np.sum(np.diff(np.sign(np.diff(Z[0]))) != 0)
    ax.plot(x[0], Z[0], color="#0072B2")
    ax.set(xlabel="input x", title=f"{folds} hidden layer{'s' * (folds > 1)}, {2 * folds} ReLU units: {pieces} pieces")
axes[0].set_ylabel("sum before the last sigmoid")
plt.show()

# %% [markdown]
# Each layer of two units doubles the number of straight pieces: 2, 4, …, 32 with ten units in five layers. Within one
# hidden layer, every ReLU unit bends the line in one place only, so $k$ units make at most $k + 1$ pieces, and 32 pieces
# take 31 of them. Composing multiplies where widening adds. That is a reason why depth *can* be worth more than width;
# whether training finds such weights is another matter.

# %% [markdown]
# ## Exercise 5 · The cost  (3 points, ~4 min, ●○○)
# Write `compute_cost(AL, Y)`, the mean over the examples of the cross-entropy that you know:
#
# $$J = -\frac1m\sum_{i=1}^m\Big(y^{(i)}\log a^{[L](i)} + (1 - y^{(i)})\log\big(1 - a^{[L](i)}\big)\Big)$$
#
# `AL` and `Y` have the shape (1, m). The cost is one number (an array with one element will do). All entries of `AL`
# lie between 0.0001 and 0.9999 in the tests; `Y` holds 0 and 1. Both stay unchanged.
#
# *Example.* `AL = [[0.5, 0.9]]`, `Y = [[1, 0]]`: the losses are 0.6931 and 2.3026, the cost is 1.4979.
#
# <details><summary>Hint</summary>
#
# One line: `*` entry by entry, `np.log`, `np.mean`, and a minus in front.
#
# </details>

# %% solution="compute_cost"
def compute_cost(AL, Y):
    """Cross-entropy cost, the mean over the examples.

    AL: probabilities, shape (1, m), each above 0 and below 1.
    Y: labels, shape (1, m), each 0 or 1.
    Neither is modified. Returns one number.
    """
    ### BEGIN SOLUTION
    return -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    ### END SOLUTION

# %% tests="compute_cost" points=3
import numpy as np

from companion.testing import close, taken

cost = compute_cost(np.array([[0.5, 0.9]]), np.array([[1, 0]]))
assert cost is not None, "compute_cost returns None. Does it end with a return?"
cost = taken(cost).ravel()
assert cost.size == 1, "The cost is one number."
assert cost[0] > 0, "A loss is never negative, so neither is the cost. Check the sign."
assert not close(cost, [2.9957323], 1e-3), "The cost is the mean of the losses, not their sum."
assert not close(cost, [0.3465736], 1e-3), "Only the example with y = 1 counts in your cost."
assert close(cost, [1.4978661], 1e-4), "The cost differs from that of the example."
one = taken(compute_cost(np.array([[0.25]]), np.array([[0.0]]))).ravel()
assert close(one, [0.2876821], 1e-4), "For a single example, here with the label 0, the cost is its loss, -log(1 - a)."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(15)
for m in (1, 1, 2, 5, 40):
    AL, Y = rng.uniform(0.0001, 0.9999, (1, m)), rng.integers(0, 2, (1, m)).astype(float)
    before = AL.copy(), Y.copy()
    expected = sum(-math.log(a if y == 1 else 1 - a) for a, y in zip(before[0][0], before[1][0], strict=True)) / m
    with describing("a single example" if m == 1 else "several examples"):
        cost = taken(compute_cost(AL, Y)).ravel()
    assert cost.size == 1, "The cost must be one number, for any number of examples."
    assert close(cost, [expected], 1e-3, 1e-5), "The cost is wrong for other data."
    assert close((AL, Y), before), "After the call AL or Y holds other numbers. Leave them as they are."
### END HIDDEN TESTS

# %% mistake="compute_cost"
def compute_cost(AL, Y):
    """That is the sum of the losses. Divide by the number of examples."""
    return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))

# %% mistake="compute_cost"
def compute_cost(AL, Y):
    """The logarithms of probabilities are negative. The cost has a minus in front."""
    return np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))

# %% mistake="compute_cost"
def compute_cost(AL, Y):
    """Examples with y = 0 add nothing here. Their loss is -log(1 - a)."""
    return -np.mean(Y * np.log(AL))

# %% mistake="compute_cost"
def compute_cost(AL, Y):
    """AL and Y have changed places: the logarithm is taken of the probabilities, not of the labels."""
    Y = np.clip(Y, 1e-9, 1 - 1e-9)
    return -np.mean(AL * np.log(Y) + (1 - AL) * np.log(1 - Y))

# %% mistake="compute_cost"
def compute_cost(AL, Y):
    """These are the losses of the examples. Take their mean."""
    return -(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))

# %% [markdown]
# ## Back, one layer at a time
# Going back, a layer is handed `dA`, how the loss of each example changes with each of the layer's outputs. It has to
# find out three things: how the cost changes with its own `W` and `b`, and what to hand on to the layer before it,
# `dA_prev`. First back through the bend, $dZ = dA * g'(Z)$, entry by entry; then back through the linear part:
#
# $$dW = \frac1m\,dZ\,A_{prev}^T,\qquad db = \frac1m\sum_{i=1}^m dz^{(i)},\qquad dA_{prev} = W^T dZ$$
#
# Two of these are known from logistic regression. The third is new: a unit of the layer before reaches the cost through
# every unit of this one, one path each, so what comes back is *added* over them, weighted as on the way forward. As
# always here, `dA` and `dZ` belong to each example's own loss; the $\frac1m$ of the mean enters at `dW` and `db`.

# %% [markdown]
# ## Exercise 6a · Back through the linear part  (4 points, ~10 min, ●●○)
# Write `linear_backward(dZ, cache)`, with `cache` the tuple `(A_prev, W, b)` from `linear_forward`. It returns **three
# values, in this order**: `dA_prev` (2 points), `dW` and `db` (1 each), with the shapes of `A_prev`, `W` and `b`.
# Arguments stay unchanged.
#
# *Example.* $dZ = (1\ \ {-2})$, $W = (3\ \ 4)$, $A_{prev} = \begin{pmatrix}1 & 0\\2 & 5\end{pmatrix}$:
# $dA_{prev} = \begin{pmatrix}3 & -6\\4 & -8\end{pmatrix}$, $dW = (0.5\ \ {-4})$, $db = (-0.5)$.
#
# <details><summary>Hint 1: shapes decide</summary>
#
# dZ is (n, m) and A_prev is (n_prev, m). The only product of the two that has the shape of W, (n, n_prev), is dZ times
# A_prev transposed; and only W transposed times dZ has the shape of A_prev.
#
# </details>
#
# <details><summary>Hint 2: db keeps its column</summary>
#
# Add along axis 1, over the examples, with `keepdims=True`. And m is `A_prev.shape[1]`.
#
# </details>

# %% solution="linear_backward"
def linear_backward(dZ, cache):
    """Back through Z = W A_prev + b.

    dZ: derivatives of each example's loss with respect to Z, shape (n, m).
    cache: the tuple (A_prev, W, b), of shapes (n_prev, m), (n, n_prev) and (n, 1).
    None of them is modified.
    Returns dA_prev, shape (n_prev, m), of each example's loss; dW, shape (n, n_prev), and db, shape (n, 1), of the
    cost, which is the mean over the m examples.
    """
    ### BEGIN SOLUTION
    A_prev, W, _ = cache
    m = A_prev.shape[1]
    dW = dZ @ A_prev.T / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    return W.T @ dZ, dW, db
    ### END SOLUTION

# %% tests="linear_backward" part="dW" points=1
import numpy as np

from companion.testing import close

example_cache = (np.array([[1.0, 0.0], [2.0, 5.0]]), np.array([[3.0, 4.0]]), np.array([[7.0]]))
result = linear_backward(np.array([[1.0, -2.0]]), example_cache)
assert isinstance(result, (tuple, list)) and len(result) == 3, "Return three values: dA_prev, dW, db."
assert np.shape(result[1]) == (1, 2), "dW must have the shape of W. It is the second of the three values."
assert not close(result[1], [[1, -8]]), "dW is a mean over the examples: something is missing."
assert close(result[1], [[0.5, -4]]), "dW differs from that of the example: which two arrays make it?"
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(16)
for n_prev, n, m in ((1, 1, 1), (3, 2, 1), (2, 4, 5), (4, 4, 4), (5, 1, 3), (1, 3, 6)):
    given = rng.normal(size=(n, m)), rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))
    dZ, A_prev, W, b = (each.copy() for each in given)
    with describing("a single example" if m == 1 else "several examples"):
        dW = linear_backward(dZ, (A_prev, W, b))[1]
    expected = [[sum(given[0][i, k] * given[1][j, k] for k in range(m)) / m for j in range(n_prev)] for i in range(n)]
    assert np.shape(dW) == (n, n_prev), "dW must have the shape of W, for any sizes."
    assert close(dW, expected, 1e-3, 1e-5), "dW is wrong for other data: it is a mean over the m examples."
    assert close((dZ, A_prev, W, b), given), (
        "After the call one of the arguments holds other numbers. Leave them as they are."
    )
### END HIDDEN TESTS

# %% tests="linear_backward" part="db" points=1
import numpy as np

from companion.testing import close

# Two units, one input, two examples.
cache = (np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([[7.0], [8.0]]))
result = linear_backward(np.array([[1.0, -2.0], [4.0, 6.0]]), cache)
assert isinstance(result, (tuple, list)) and len(result) == 3, "Return three values: dA_prev, dW, db."
assert np.shape(result[2]) == (2, 1), "db must have the shape of b, a column. It is the third of the three values."
assert not close(result[2], [[-1], [10]]), "db is a mean over the examples: something is missing."
assert close(result[2], [[-0.5], [5]]), "db is the mean of each unit's row of dZ."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(161)
for n_prev, n, m in ((1, 1, 1), (3, 2, 1), (2, 4, 5), (4, 4, 4), (5, 1, 3), (1, 3, 6)):
    dZ, cache = rng.normal(size=(n, m)), (rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1)))
    expected = [[sum(row) / m] for row in dZ.tolist()]
    with describing("a single example" if m == 1 else "several examples"):
        db = linear_backward(dZ, cache)[2]
    assert np.shape(db) == (n, 1), "db must have the shape of b, for any sizes."
    assert close(db, expected, 1e-3, 1e-5), (
        "db is wrong for other data: each unit has its own, the mean of its row of dZ."
    )
### END HIDDEN TESTS

# %% tests="linear_backward" part="dA_prev" points=2
import numpy as np

from companion.testing import close

example_cache = (np.array([[1.0, 0.0], [2.0, 5.0]]), np.array([[3.0, 4.0]]), np.array([[7.0]]))
result = linear_backward(np.array([[1.0, -2.0]]), example_cache)
assert isinstance(result, (tuple, list)) and len(result) == 3, "Return three values: dA_prev, dW, db."
assert np.shape(result[0]) == (2, 2), "dA_prev must have the shape of A_prev. It is the first of the three values."
assert not close(result[0], [[1.5, -3], [2, -4]]), "dA_prev belongs to each example's own loss: no 1/m in it."
assert close(result[0], [[3, -6], [4, -8]]), "dA_prev differs from that of the example."
two = linear_backward(np.array([[1.0], [10.0]]), (np.array([[5.0]]), np.array([[2.0], [3.0]]), np.zeros((2, 1))))[0]
assert close(two, [[32]]), "With two units, what comes back through each is added, weighted by W: 2 · 1 + 3 · 10."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(162)
for n_prev, n, m in ((1, 1, 1), (3, 2, 1), (2, 4, 5), (4, 4, 4), (5, 1, 3), (1, 3, 6)):
    dZ, W = rng.normal(size=(n, m)), rng.normal(size=(n, n_prev))
    expected = [[sum(W[i, j] * dZ[i, k] for i in range(n)) for k in range(m)] for j in range(n_prev)]
    with describing("a single example" if m == 1 else "several examples"):
        dA_prev = linear_backward(dZ, (rng.normal(size=(n_prev, m)), W, rng.normal(size=(n, 1))))[0]
    assert np.shape(dA_prev) == (n_prev, m), "dA_prev must have the shape of A_prev, for any sizes."
    assert close(dA_prev, expected, 1e-3, 1e-5), (
        "dA_prev is wrong for other data: back through every unit of this layer, added up."
    )
### END HIDDEN TESTS

# %% mistake="linear_backward"
def linear_backward(dZ, cache):
    """The 1/m is missing from dW and db: the cost is a mean over the examples."""
    A_prev, W, b = cache
    return W.T @ dZ, dZ @ A_prev.T, np.sum(dZ, axis=1, keepdims=True)

# %% mistake="linear_backward"
def linear_backward(dZ, cache):
    """db lacks its 1/m. It is a derivative of the same mean as dW, and divided by m like that."""
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True)

# %% mistake="linear_backward"
def linear_backward(dZ, cache):
    """dA_prev is divided by m here, and the layer before will divide again. Each layer would shrink the gradient of the
    one before it."""
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return W.T @ dZ / m, dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m

# %% mistake="linear_backward"
def linear_backward(dZ, cache):
    """db is a single number, the mean over units and examples. Each unit has a bias of its own: add along axis 1
    alone."""
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, np.full(b.shape, np.sum(dZ) / m)

# %% mistake="linear_backward"
def linear_backward(dZ, cache):
    """db has lost an axis, (n,) in place of (n, 1). Next to W's column it would act as a row. Use keepdims=True."""
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, np.sum(dZ, axis=1) / m

# %% mistake="linear_backward"
def linear_backward(dZ, cache):
    """m is the number of examples, A_prev.shape[1]; shape[0] is the number of inputs."""
    A_prev, W, b = cache
    m = A_prev.shape[0]
    return W.T @ dZ, dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m

# %% mistake="linear_backward"
def linear_backward(dZ, cache):
    """dW is transposed: A_prev @ dZ.T has a row for each input. A derivative has the shape of what it belongs to."""
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return W.T @ dZ, A_prev @ dZ.T / m, np.sum(dZ, axis=1, keepdims=True) / m

# %% mistake="linear_backward"
def linear_backward(dZ, cache):
    """The order of the three results is dA_prev, dW, db."""
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m, W.T @ dZ

# %% [markdown]
# ## Exercise 6b · Back through a layer  (3 points, ~5 min, ●○○)
# Write `linear_activation_backward(dA, cache, activation)`, with `cache` the pair `((A_prev, W, b), Z)` from
# `linear_activation_forward` and `activation` the text `"relu"` or `"sigmoid"`. It returns the **three values**
# `dA_prev`, `dW`, `db`, as `linear_backward` does. `"relu"` is worth 2 points, `"sigmoid"` 1. Use the given
# `relu_backward` and `sigmoid_backward`, and your `linear_backward`; arguments stay unchanged.
#
# *Example.* With $A_{prev}$ as in exercise 6a, $W = (1\ \ {-1})$ and $b = (4)$, the sums are $Z = (3\ \ {-1})$. Let
# $dA = (1\ \ 1)$: `"relu"` gives $dZ = (1\ \ 0)$, hence $dA_{prev} = \begin{pmatrix}1 & 0\\-1 & 0\end{pmatrix}$,
# $dW = (0.5\ \ 1)$ and $db = (0.5)$; `"sigmoid"` gives $dZ = (0.0452\ \ 0.1966)$, $dW = (0.0226\ \ 0.5367)$ and
# $db = (0.1209)$.
#
# <details><summary>Hint</summary>
#
# `linear_cache, Z = cache`, then `dZ` by one of the two given functions, and the last line hands `dZ` and
# `linear_cache` on.
#
# </details>

# %% solution="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """Back through a layer: its activation, then its linear part.

    dA: derivatives of each example's loss with respect to the layer's outputs A, shape (n, m).
    cache: the pair ((A_prev, W, b), Z).
    activation: "relu" or "sigmoid".
    No argument is modified.
    Returns dA_prev, dW and db, as linear_backward does.
    """
    ### BEGIN SOLUTION
    linear_cache, Z = cache
    dZ = relu_backward(dA, Z) if activation == "relu" else sigmoid_backward(dA, Z)
    return linear_backward(dZ, linear_cache)
    ### END SOLUTION

# %% tests="linear_activation_backward" part="relu" points=2
import numpy as np

from companion.testing import close

example_cache = (np.array([[1.0, 0.0], [2.0, 5.0]]), np.array([[1.0, -1.0]]), np.array([[4.0]])), np.array([[3.0, -1.0]])
result = linear_activation_backward(np.array([[1.0, 1.0]]), example_cache, "relu")
assert isinstance(result, (tuple, list)) and len(result) == 3, "Return three values: dA_prev, dW, db."
assert np.shape(result[1]) == (1, 2), "The second of the three values is dW, in the shape of W."
assert not close(result[1], [[0.5, 3.5]]), "The bend is missing: dZ isn't dA."
assert not close(result[1], [[0.0225883, 0.5367065]], 1e-3), 'With "relu" you go back through the sigmoid.'
assert close(result[1], [[0.5, 1]]), 'With "relu", dW differs from that of the example.'
assert close(result[2], [[0.5]]), 'With "relu", db differs from that of the example.'
assert close(result[0], [[1, 0], [-1, 0]]), 'With "relu", dA_prev is wrong: where Z is below 0 nothing comes back.'
doubled = linear_activation_backward(np.array([[2.0, 2.0]]), example_cache, "relu")
assert close(doubled[1], [[1, 2]]), 'With "relu" and dA twice as large, dW must be twice as large.'
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(17)
for n_prev, n, m in ((1, 1, 1), (3, 2, 1), (2, 4, 5), (3, 3, 3), (5, 1, 3)):
    A_prev, W, b = rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))
    Z, dA = np.einsum("ij,jk->ik", W, A_prev) + b, rng.normal(size=(n, m))
    before = dA.copy(), A_prev.copy(), W.copy(), b.copy(), Z.copy()
    with describing("a single example" if m == 1 else "several examples"):
        dA_prev, dW, db = linear_activation_backward(dA, ((A_prev, W, b), Z), "relu")
    dZ = np.where(before[4] > 0, before[0], 0.0)
    assert close(dW, np.einsum("ik,jk->ij", dZ, before[1]) / m, 1e-3, 1e-5), 'dW is wrong for other data, with "relu".'
    assert close(db, np.mean(dZ, axis=1).reshape(-1, 1), 1e-3, 1e-5), 'db is wrong for other data, with "relu".'
    assert close(dA_prev, np.einsum("ij,ik->jk", before[2], dZ), 1e-3, 1e-5), (
        'dA_prev is wrong for other data, with "relu".'
    )
    assert close((dA, A_prev, W, b, Z), before), (
        "After the call one of the arguments holds other numbers. Leave them as they are."
    )
### END HIDDEN TESTS

# %% tests="linear_activation_backward" part="sigmoid" points=1
import numpy as np

from companion.testing import close

example_cache = (np.array([[1.0, 0.0], [2.0, 5.0]]), np.array([[1.0, -1.0]]), np.array([[4.0]])), np.array([[3.0, -1.0]])
result = linear_activation_backward(np.array([[1.0, 1.0]]), example_cache, "sigmoid")
assert isinstance(result, (tuple, list)) and len(result) == 3, "Return three values: dA_prev, dW, db."
bent = linear_activation_backward(np.array([[1.0, 1.0]]), example_cache, "relu")
assert not close(result[1], bent[1]), '"sigmoid" gives the same dW as "relu". Is the argument activation looked at?'
assert close(result[1], [[0.0225883, 0.5367065]], 1e-4), 'With "sigmoid", dW differs from the example.'
assert close(result[2], [[0.1208941]], 1e-4), 'With "sigmoid", db differs from that of the example.'
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(171)
for n_prev, n, m in ((1, 1, 1), (3, 2, 1), (2, 4, 5), (3, 3, 3), (5, 1, 3)):
    A_prev, W, b = rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))
    Z, dA = np.einsum("ij,jk->ik", W, A_prev) + b, rng.normal(size=(n, m))
    dZ = dA * np.exp(-Z) / (1 + np.exp(-Z)) ** 2
    given = dA.copy(), ((A_prev.copy(), W.copy(), b.copy()), Z.copy())
    with describing("a single example" if m == 1 else "several examples"):
        dA_prev, dW, db = linear_activation_backward(*given, "sigmoid")
    assert close(dW, np.einsum("ik,jk->ij", dZ, A_prev) / m, 1e-3, 1e-5), 'dW is wrong for other data, with "sigmoid".'
    assert close(db, np.mean(dZ, axis=1).reshape(-1, 1), 1e-3, 1e-5), 'db is wrong for other data, with "sigmoid".'
    assert close(dA_prev, np.einsum("ij,ik->jk", W, dZ), 1e-3, 1e-5), 'dA_prev is wrong for other data, with "sigmoid".'
    assert close(given, (dA, ((A_prev, W, b), Z))), (
        "After the call one of the arguments holds other numbers. Leave them as they are."
    )
### END HIDDEN TESTS

# %% mistake="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """dA goes into the linear part as it is. The bend comes first: multiply by its slope."""
    linear_cache, Z = cache
    return linear_backward(dA, linear_cache)

# %% mistake="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """The two activations are swapped."""
    linear_cache, Z = cache
    dZ = sigmoid_backward(dA, Z) if activation == "relu" else relu_backward(dA, Z)
    return linear_backward(dZ, linear_cache)

# %% mistake="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """The ReLU is applied to dA. Its slope is what is needed: dA where Z (not dA) is above 0."""
    linear_cache, Z = cache
    dZ = relu(dA)[0] if activation == "relu" else sigmoid_backward(dA, Z)
    return linear_backward(dZ, linear_cache)

# %% mistake="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """The argument activation isn't looked at: this is always the ReLU."""
    linear_cache, Z = cache
    return linear_backward(relu_backward(dA, Z), linear_cache)

# %% mistake="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """dZ is only the slope. What has come back so far, dA, must be multiplied by it."""
    linear_cache, Z = cache
    slope = relu_backward(1.0, Z) if activation == "relu" else sigmoid_backward(1.0, Z)
    return linear_backward(slope, linear_cache)

# %% mistake="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """Only dZ comes back. The layer's last step is to go through the linear part."""
    linear_cache, Z = cache
    return relu_backward(dA, Z) if activation == "relu" else sigmoid_backward(dA, Z)

# %% [markdown]
# ## Exercise 7 · Back through all layers  (6 points, ~15 min, ●●●)
# Now the whole way back. It starts at the loss of each example, whose derivative with respect to $a^{[L]}$ is
#
# $$dA^{[L]} = -\frac{Y}{A^{[L]}} + \frac{1 - Y}{1 - A^{[L]}}$$
#
# Then comes layer $L$ with the sigmoid, and layers $L - 1, \dots, 1$ with the ReLU: each is handed the `dA_prev` of the
# layer after it. Write `L_model_backward(AL, Y, caches)`. It returns a dictionary `grads` with
#
# - `"dWl"` and `"dbl"` for $l = 1, \dots, L$ (with the number in place of l), in the shapes of $W^{[l]}$ and $b^{[l]}$;
# - `"dA0"` to `"dA(L−1)"`, that is `"dA0"`, `"dA1"`, …: layer $l$ makes `"dA{l-1}"`, in the shape of $A^{[l-1]}$.
#
# All `dW` are worth 2 points, all `db` 2, and all `dA` 2. Further keys are welcome. `AL` and `Y` have the shape (1, m),
# with all entries of `AL` between 0.01 and 0.99 in the tests; `caches` is the list that `L_model_forward` returns, the
# cache of layer $l$ at place `l - 1`; $L$ may be 1. Arguments stay unchanged. This exercise may call your
# `linear_activation_backward`.
#
# *Example.* One layer, $W^{[1]} = (1\ \ 2)$, $b^{[1]} = (-1)$,
# $X = \begin{pmatrix}1 & 0\\0 & 1\end{pmatrix}$, $Y = (1\ \ 0)$: $A^{[1]} = (0.5\ \ 0.7311)$, and
# `"dW1"` is $(-0.25\ \ 0.3655)$, `"db1"` $(0.1155)$, `"dA0"`
# $\begin{pmatrix}-0.5 & 0.7311\\-1 & 1.4621\end{pmatrix}$. The first two are the gradients of logistic regression.
#
# <details><summary>Hint 1: the loop</summary>
#
# `L = len(caches)`. Go from the end: `for l in range(L, 0, -1)`, or `reversed(range(1, L + 1))`. Carry one array along,
# `dA`, which begins as the formula above and is replaced in each round.
#
# </details>
#
# <details><summary>Hint 2: which cache, which activation, which key?</summary>
#
# In round l: the cache is `caches[l - 1]`; the activation is the sigmoid where `l == L`, else the ReLU; the three
# results go to the keys with l − 1, l and l.
#
# </details>
#
# <details><summary>Hint 3: one round</summary>
#
# `dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], ...)`, then
# `grads[f"dA{l - 1}"] = dA`.
#
# </details>

# %% solution="l_model_backward"
def L_model_backward(AL, Y, caches):
    """Back through a network of L layers with the cross-entropy cost: the sigmoid in layer L, ReLU in the others.

    AL: outputs of the forward pass, shape (1, m), each above 0 and below 1.
    Y: labels, shape (1, m), each 0 or 1.
    caches: list of the L layers' caches ((A_prev, W, b), Z), layer 1 first.
    No argument is modified.
    Returns a dictionary: "dWl" and "dbl", in the shapes of W and b of layer l = 1, ..., L, derivatives of the cost; and
    "dA0", ..., "dA{L-1}", in the shapes of the inputs of layers 1, ..., L, derivatives of each example's loss.
    """
    ### BEGIN SOLUTION
    grads, L = {}, len(caches)
    dA = -Y / AL + (1 - Y) / (1 - AL)
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == L else "relu"
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], activation)
        grads[f"dA{l - 1}"] = dA
    return grads
    ### END SOLUTION

# %% tests="l_model_backward" part="dW" points=2
import numpy as np

from companion.testing import close, taken

Z = np.array([[0.0, 1.0]])
grads = L_model_backward(1 / (1 + np.exp(-Z)), np.array([[1, 0]]), [((np.eye(2), np.array([[1.0, 2.0]]), np.array([[-1.0]])), Z)])
assert isinstance(grads, dict) and "dW1" in grads, 'Return a dictionary; for one layer it needs the key "dW1".'
assert np.shape(grads["dW1"]) == (1, 2), "dW1 has the shape of W1."
assert not close(grads["dW1"], [[0.25, -0.3655293]], 1e-3), "Every sign is the wrong way round. Look at dAL."
assert not close(taken(grads["dW1"])[0, 1], 1.8591409, 1e-3), (
    "dW1 looks as if the last layer were ReLU. It goes back through the sigmoid."
)
assert close(grads["dW1"], [[-0.25, 0.3655293]], 1e-4), "dW1 differs from that of the example."
X, Z1, Z2 = np.array([[2.0, -3.0]]), np.array([[2.0, -3.0], [-2.0, 3.0]]), np.array([[2.0, 3.0]])
two = [((X, np.array([[1.0], [-1.0]]), np.zeros((2, 1))), Z1), ((np.maximum(0, Z1), np.ones((1, 2)), np.zeros((1, 1))), Z2)]
grads = L_model_backward(1 / (1 + np.exp(-Z2)), np.array([[1, 0]]), two)
assert {"dW1", "dW2"} <= set(grads), "With two layers dW1 or dW2 is missing."
assert close(grads["dW2"], [[-0.1192029, 1.4288612]], 1e-4), "dW2, of layer 2 of 2, is wrong."
assert close(grads["dW1"], [[-0.1192029], [-1.4288612]], 1e-4), "dW1, of layer 1 of 2, is wrong."


### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def forward(made, X, layers):
    """Output and caches."""
    A, kept = X, []
    for layer in range(1, layers + 1):
        W, b = made[f"W{layer}"], made[f"b{layer}"]
        Z = np.einsum("ij,jk->ik", W, A) + b
        kept.append(((A, W, b), Z))
        A = np.where(Z > 0, Z, 0) if layer < layers else 1 / (1 + np.exp(-Z))
    return A, kept


rng = np.random.default_rng(18)
for dims, m in (([3, 1], 4), ([2, 3, 1], 1), ([4, 3, 2, 1], 5), ([2, 3, 3, 2, 1], 3), ([3, 3, 1], 3)):
    layers, made = len(dims) - 1, {}
    for layer in range(1, layers + 1):
        made[f"W{layer}"] = rng.normal(size=(dims[layer], dims[layer - 1])) / np.sqrt(dims[layer - 1])
        made[f"b{layer}"] = rng.normal(0.2, 0.5, size=(dims[layer], 1))
    X, Y = rng.normal(size=(dims[0], m)), rng.integers(0, 2, (1, m)).astype(float)
    AL, caches = forward(made, X, layers)
    before = AL.copy(), Y.copy(), [((A.copy(), W.copy(), b.copy()), Z.copy()) for (A, W, b), Z in caches]
    expected = {}
    for name in (f"W{layer}" for layer in range(1, layers + 1)):

        def cost(at, name=name):
            """The cost with other weights in one layer."""
            A = forward(made | {name: at}, X, layers)[0]
            return -np.mean(np.log(np.where(Y == 1, A, 1 - A)))

        expected[name] = numerical_gradient(cost, made[name])
    with describing("a network of a single layer" if layers == 1 else "a single example" if m == 1 else "several layers and examples"):
        grads = L_model_backward(AL, Y, caches)
    for name, slopes in expected.items():
        assert f"d{name}" in grads, "A dW is missing in a network of another depth."
        assert close(grads[f"d{name}"], slopes, 1e-3, 1e-5), (
            f"d{name} isn't the slope of the cost in a network of {layers} layers, measured by nudges."
        )
    assert close((AL, Y, caches), before), (
        "After the call AL, Y or the caches hold other numbers. Leave them as they are."
    )
### END HIDDEN TESTS

# %% tests="l_model_backward" part="db" points=2
import numpy as np

from companion.testing import close

Z = np.array([[0.0, 1.0]])
grads = L_model_backward(1 / (1 + np.exp(-Z)), np.array([[1, 0]]), [((np.eye(2), np.array([[1.0, 2.0]]), np.array([[-1.0]])), Z)])
assert isinstance(grads, dict) and "db1" in grads, 'Return a dictionary; for one layer it needs the key "db1".'
assert np.shape(grads["db1"]) == (1, 1), "db1 has the shape of b1."
assert close(grads["db1"], [[0.1155293]], 1e-4), "db1 differs from that of the example."
X, Z1, Z2 = np.array([[2.0, -3.0]]), np.array([[2.0, -3.0], [-2.0, 3.0]]), np.array([[2.0, 3.0]])
two = [((X, np.array([[1.0], [-1.0]]), np.zeros((2, 1))), Z1), ((np.maximum(0, Z1), np.ones((1, 2)), np.zeros((1, 1))), Z2)]
grads = L_model_backward(1 / (1 + np.exp(-Z2)), np.array([[1, 0]]), two)
assert {"db1", "db2"} <= set(grads), "With two layers db1 or db2 is missing."
assert close(grads["db2"], [[0.4166856]], 1e-4), "db2, of layer 2 of 2, is wrong."
assert close(grads["db1"], [[-0.0596015], [0.4762871]], 1e-4), "db1, of layer 1 of 2, is wrong."
one = L_model_backward(np.array([[0.5]]), np.array([[1]]), [((np.eye(1), np.eye(1), -np.eye(1)), np.zeros((1, 1)))])
assert close(one["db1"], [[-0.5]]), "For one layer and a single example, db1 is A - Y."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(181)
for dims, m in (([3, 1], 4), ([2, 3, 1], 1), ([4, 3, 2, 1], 5), ([2, 3, 3, 2, 1], 3), ([3, 3, 1], 3)):
    layers, caches = len(dims) - 1, []
    A = rng.normal(size=(dims[0], m))
    for layer in range(1, layers + 1):
        W = rng.normal(size=(dims[layer], dims[layer - 1])) / np.sqrt(dims[layer - 1])
        b = rng.normal(0.2, 0.5, size=(dims[layer], 1))
        Z = W @ A + b
        caches.append(((A, W, b), Z))
        A = np.where(Z > 0, Z, 0) if layer < layers else 1 / (1 + np.exp(-Z))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    copies = [((A_prev.copy(), W.copy(), b.copy()), Z.copy()) for (A_prev, W, b), Z in caches]
    with describing("a network of a single layer" if layers == 1 else "a single example" if m == 1 else "several layers and examples"):
        grads = L_model_backward(A.copy(), Y.copy(), copies)
    back = A - Y
    for layer in range(layers, 0, -1):
        assert f"db{layer}" in grads, "A db is missing in a network of another depth."
        assert close(grads[f"db{layer}"], [[sum(row) / m] for row in back.tolist()], 1e-3, 1e-5), (
            f"db{layer} isn't the slope of the cost in a network of {layers} layers."
        )
        if layer > 1:
            back = np.einsum("ij,ik->jk", caches[layer - 1][0][1], back) * (caches[layer - 2][1] > 0)
### END HIDDEN TESTS

# %% tests="l_model_backward" part="dA" points=2
import numpy as np

from companion.testing import close

Z = np.array([[0.0, 1.0]])
grads = L_model_backward(1 / (1 + np.exp(-Z)), np.array([[1, 0]]), [((np.eye(2), np.array([[1.0, 2.0]]), np.array([[-1.0]])), Z)])
assert isinstance(grads, dict), "Return a dictionary."
assert "dA0" in grads, 'For one layer the key is "dA0": what layer l hands back belongs to its input, layer l - 1.'
assert close(grads["dA0"], [[-0.5, 0.7310586], [-1, 1.4621172]], 1e-4), "dA0 differs from the example."
X, Z1, Z2 = np.array([[2.0, -3.0]]), np.array([[2.0, -3.0], [-2.0, 3.0]]), np.array([[2.0, 3.0]])
two = [((X, np.array([[1.0], [-1.0]]), np.zeros((2, 1))), Z1), ((np.maximum(0, Z1), np.ones((1, 2)), np.zeros((1, 1))), Z2)]
grads = L_model_backward(1 / (1 + np.exp(-Z2)), np.array([[1, 0]]), two)
assert {"dA0", "dA1"} <= set(grads), "With two layers dA0 or dA1 is missing: layer l makes dA of layer l - 1."
assert np.shape(grads["dA1"]) == (2, 2), "dA1 has the shape of A1."
assert close(grads["dA1"], [[-0.1192029, 0.9525741]] * 2, 1e-4), "dA1, which layer 2 hands on, is wrong."
assert close(grads["dA0"], [[-0.1192029, -0.9525741]], 1e-4), "dA0, which layer 1 hands on, is wrong."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(182)
for dims, m in (([3, 1], 4), ([2, 3, 1], 1), ([4, 3, 2, 1], 5), ([2, 3, 3, 2, 1], 3), ([3, 3, 1], 3)):
    layers, caches = len(dims) - 1, []
    A = rng.normal(size=(dims[0], m))
    for layer in range(1, layers + 1):
        W = rng.normal(size=(dims[layer], dims[layer - 1])) / np.sqrt(dims[layer - 1])
        b = rng.normal(0.2, 0.5, size=(dims[layer], 1))
        Z = W @ A + b
        caches.append(((A, W, b), Z))
        A = np.where(Z > 0, Z, 0) if layer < layers else 1 / (1 + np.exp(-Z))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    copies = [((A_prev.copy(), W.copy(), b.copy()), Z.copy()) for (A_prev, W, b), Z in caches]
    with describing("a network of a single layer" if layers == 1 else "a single example" if m == 1 else "several layers and examples"):
        grads = L_model_backward(A.copy(), Y.copy(), copies)
    back = A - Y
    for layer in range(layers, 0, -1):
        handed = np.einsum("ij,ik->jk", caches[layer - 1][0][1], back)
        assert f"dA{layer - 1}" in grads, 'One of "dA0", "dA1", … is missing in a network of another depth.'
        assert close(grads[f"dA{layer - 1}"], handed, 1e-3, 1e-5), (
            f"dA{layer - 1} isn't the slope of each example's loss in a network of {layers} layers."
        )
        back = handed * (caches[layer - 2][1] > 0) if layer > 1 else back
### END HIDDEN TESTS

# %% mistake="l_model_backward"
def L_model_backward(AL, Y, caches):
    """The sign of dAL is the wrong way round: the loss falls as a grows where y is 1."""
    grads, L = {}, len(caches)
    dA = Y / AL - (1 - Y) / (1 - AL)
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == L else "relu"
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], activation)
        grads[f"dA{l - 1}"] = dA
    return grads

# %% mistake="l_model_backward"
def L_model_backward(AL, Y, caches):
    """A - Y is dZ of the last layer, and the sigmoid is behind it already. Going through sigmoid_backward once more
    shrinks everything. Start from dA, by the formula of the text."""
    grads, L = {}, len(caches)
    dA = AL - Y
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == L else "relu"
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], activation)
        grads[f"dA{l - 1}"] = dA
    return grads

# %% mistake="l_model_backward"
def L_model_backward(AL, Y, caches):
    """Every layer goes back through the sigmoid. Only the last one has it; the hidden layers have the ReLU."""
    grads, L = {}, len(caches)
    dA = -Y / AL + (1 - Y) / (1 - AL)
    for l in range(L, 0, -1):
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], "sigmoid")
        grads[f"dA{l - 1}"] = dA
    return grads

# %% mistake="l_model_backward"
def L_model_backward(AL, Y, caches):
    """The dA of layer l is stored under its own number. What layer l hands back belongs to its inputs, layer l - 1."""
    grads, L = {}, len(caches)
    dA = -Y / AL + (1 - Y) / (1 - AL)
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == L else "relu"
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], activation)
        grads[f"dA{l}"] = dA
    return grads

# %% mistake="l_model_backward"
def L_model_backward(AL, Y, caches):
    """Every layer is handed the derivative of the loss with respect to AL. From layer L - 1 on it must be the dA that
    the layer after it has handed back."""
    grads, L = {}, len(caches)
    dAL = -Y / AL + (1 - Y) / (1 - AL)
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == L else "relu"
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dAL, caches[l - 1], activation)
        grads[f"dA{l - 1}"] = dA
    return grads

# %% mistake="l_model_backward"
def L_model_backward(AL, Y, caches):
    """The loop stops at layer 2, and layer 1 gets no gradient: range(L, 1, -1) ends before 1."""
    grads, L = {}, len(caches)
    dA = -Y / AL + (1 - Y) / (1 - AL)
    for l in range(L, 1, -1):
        activation = "sigmoid" if l == L else "relu"
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], activation)
        grads[f"dA{l - 1}"] = dA
    return grads

# %% mistake="l_model_backward"
def L_model_backward(AL, Y, caches):
    """dAL is divided by m, and linear_backward divides again. The 1/m belongs in one place: at dW and db."""
    grads, L = {}, len(caches)
    dA = (-Y / AL + (1 - Y) / (1 - AL)) / Y.shape[1]
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == L else "relu"
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], activation)
        grads[f"dA{l - 1}"] = dA
    return grads

# %% mistake="l_model_backward"
def L_model_backward(AL, Y, caches):
    """The last layer has been taken for a hidden one, and goes back through the ReLU."""
    grads, L = {}, len(caches)
    dA = -Y / AL + (1 - Y) / (1 - AL)
    for l in range(L, 0, -1):
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], "relu")
        grads[f"dA{l - 1}"] = dA
    return grads

# %% [markdown]
# Is it right? Nudges decide. The next cell takes a network of four layers and measures the derivative of the cost with
# respect to every single parameter, one parameter array at a time.

# %% demo
rng = np.random.default_rng(2)
X, Y = rng.normal(size=(3, 7)), rng.integers(0, 2, (1, 7))
parameters, layer_dims = {}, [3, 5, 4, 3, 1]
for l in (1, 2, 3, 4):
    parameters[f"W{l}"] = rng.normal(size=(layer_dims[l], layer_dims[l - 1])) / np.sqrt(layer_dims[l - 1])
    parameters[f"b{l}"] = 0.1 * rng.normal(size=(layer_dims[l], 1))  # off the corners, see below
AL, caches = L_model_forward(X, parameters)
grads = L_model_backward(AL, Y, caches)


def cost_with(name, values):
    """The cost with one parameter array replaced."""
    return compute_cost(L_model_forward(X, parameters | {name: values})[0], Y)


for name, values in parameters.items():
    measured = numerical_gradient(lambda at: cost_with(name, at), values)
    print(f"d{name}: size {np.linalg.norm(measured):.4f}, relative difference below 1e-7:",
          relative_difference(grads["d" + name], measured) < 1e-7)

# %% [markdown]
# All eight agree, and none is 0. There is one trap. With biases of exactly 0, an example that switches off all units of
# a layer gives the next layer sums of exactly 0: the corner of the ReLU, where there is no slope. Your code then says 0,
# nudges measure half the way between the two sides, and both are right. So a check belongs to a point off the corners;
# here small random biases see to that.

# %% [markdown]
# ## Exercise 8 · Update  (3 points, ~5 min, ●○○)
# Write `update_parameters(params, grads, learning_rate)`: one step of gradient descent for all parameters. It returns a
# **new** dictionary with the same keys `"W1"`, `"b1"`, …, `"WL"`, `"bL"`, whose arrays are
#
# $$W^{[l]} - \alpha\,dW^{[l]},\qquad b^{[l]} - \alpha\,db^{[l]}$$
#
# `params` has exactly these keys; `grads` has `"dW1"`, `"db1"`, … and may hold others, such as `"dA0"`. The step is
# worth 2 points. For the third, neither dictionary changes, nor any array in it.
#
# *Example.* With `params` `{"W1": [[1, 2]], "b1": [[3]]}`, `grads` `{"dA0": …, "dW1": [[10, −10]], "db1": [[5]]}` (all
# of them arrays) and a learning rate of 0.1 the result is `{"W1": [[0, 3]], "b1": [[2.5]]}`.
#
# <details><summary>Hint 1: no need to count layers</summary>
#
# Every key of `params` has its gradient under the same name with a d in front.
#
# </details>
#
# <details><summary>Hint 2: new arrays</summary>
#
# `new[name] = values - learning_rate * ...` makes a new array. `params[name] = ...` would put it into the caller's
# dictionary, and `-=` writes into an array that is there: `params.copy()` copies the dictionary, not the arrays in it.
#
# </details>

# %% solution="update_parameters"
def update_parameters(params, grads, learning_rate):
    """One step of gradient descent.

    params: dictionary of arrays with the keys "W1", "b1", ..., "WL", "bL".
    grads: dictionary with "dW1", "db1", ..., each of the shape of its parameter; it may hold further keys.
    learning_rate: number above 0.
    Nothing is modified. Returns a new dictionary with the keys of params and the arrays after the step.
    """
    ### BEGIN SOLUTION
    return {name: values - learning_rate * grads[f"d{name}"] for name, values in params.items()}
    ### END SOLUTION

# %% tests="update_parameters" part="step" points=2
import numpy as np

from companion.testing import close

params = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[3.0]])}
grads = {"dA0": np.ones((2, 1)), "dW1": np.array([[10.0, -10.0]]), "db1": np.array([[5.0]])}
new = update_parameters(params, grads, 0.1)
assert isinstance(new, dict), "Return a dictionary."
assert set(new) == {"W1", "b1"}, "The result has the keys of params, and no others."
assert not close(new["W1"], [[2, 1]]), "The step goes uphill: subtract the gradient."
assert close(new["W1"], [[0, 3]]), "W1: subtract learning_rate times dW1."
assert not close(new["b1"], [[3]]), "b1 hasn't moved."
assert close(new["b1"], [[2.5]]), "b1: subtract learning_rate times db1."
two = params | {"W2": np.array([[1.0]]), "b2": np.array([[0.0]])}
two = update_parameters(two, grads | {"dW2": np.array([[2.0]]), "db2": np.array([[1.0]])}, 0.5)
assert {"W2", "b2"} <= set(two), "With two layers, W2 and b2 are missing."
assert close(two["W2"], [[0]]) and close(two["b2"], [[-0.5]]), "With two layers, W2 and b2 move, too."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(19)
for dims in ([1, 1], [3, 2], [4, 5, 1], [2, 3, 4, 3, 2]):
    params, grads = {}, {"dA0": rng.normal(size=(dims[0], 2)), "dA7": rng.normal(size=(2, 2))}
    for layer in range(1, len(dims)):
        for name, shape in ((f"W{layer}", (dims[layer], dims[layer - 1])), (f"b{layer}", (dims[layer], 1))):
            params[name], grads[f"d{name}"] = rng.normal(size=shape), rng.normal(size=shape)
    learning_rate = float(rng.uniform(0.01, 2))
    given = [{name: array.copy() for name, array in each.items()} for each in (params, grads)]
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        new = update_parameters(*given, learning_rate)
    assert set(new) == set(params), "The keys of the result are wrong for another depth."
    for name, values in params.items():
        moved = values + (-learning_rate) * grads[f"d{name}"]
        assert np.shape(new[name]) == values.shape, f"{name} has another shape after the step."
        assert close(new[name], moved, 1e-3, 1e-5), (
            f"{name} is wrong after a step in a network of {len(dims) - 1} layers."
        )
### END HIDDEN TESTS

# %% tests="update_parameters" part="keeps" points=1
import numpy as np

from companion.testing import close

params = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[3.0]])}
new = update_parameters(params, {"dW1": np.array([[10.0, -10.0]]), "db1": np.array([[5.0]])}, 0.1)
assert isinstance(new, dict) and "W1" in new and close(new["W1"], [[0, 3]]), (
    "The step for W1 is wrong: that comes first."
)
assert close(params["W1"], [[1, 2]]) and close(params["b1"], [[3]]), (
    "After the call the caller's params holds the new values. Leave it as it was: new arrays in a new dictionary."
)
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(191)
for dims in ([1, 1], [3, 2], [2, 3, 4, 3, 2]):
    params, grads = {}, {"dA0": rng.normal(size=(dims[0], 2))}
    for layer in range(1, len(dims)):
        for name, shape in ((f"W{layer}", (dims[layer], dims[layer - 1])), (f"b{layer}", (dims[layer], 1))):
            params[name], grads[f"d{name}"] = rng.normal(size=shape), rng.normal(size=shape)
    before = [{name: array.copy() for name, array in each.items()} for each in (params, grads)]
    with describing("a network of a single layer" if len(dims) == 2 else "a network of several layers"):
        new = update_parameters(params, grads, 0.3)
    for name, values in before[0].items():
        moved = values + (-0.3) * before[1][f"d{name}"]
        assert close(new[name], moved, 1e-3, 1e-5), (
            f"{name} is wrong after a step in a network of {len(dims) - 1} layers."
        )
    assert [set(params), set(grads)] == [set(each) for each in before], "After the call params or grads has other keys."
    assert close(params, before[0]), (
        "After the call the caller's params holds other numbers, in a network of several layers."
    )
    assert close(grads, before[1]), "After the call the caller's grads holds other numbers."
### END HIDDEN TESTS

# %% mistake="update_parameters"
def update_parameters(params, grads, learning_rate):
    """The step goes uphill: the gradient points to where the cost rises."""
    return {name: values + learning_rate * grads[f"d{name}"] for name, values in params.items()}

# %% mistake="update_parameters"
def update_parameters(params, grads, learning_rate):
    """The caller's params holds the new values: the old parameters are gone. `-=` writes into its arrays, and
    `params[name] = ...` puts new ones into it. Put new arrays into a new dictionary."""
    new = params.copy()
    for name in new:
        new[name] -= learning_rate * grads[f"d{name}"]
    return new

# %% mistake="update_parameters"
def update_parameters(params, grads, learning_rate):
    """The caller's dictionary holds the new arrays now, and the old ones are gone. Put the new ones into a dictionary of
    your own: an empty one, or a copy, dict(params)."""
    L = len(params) // 2
    for l in range(L):
        params["W" + str(l + 1)] = params["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        params["b" + str(l + 1)] = params["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return params

# %% mistake="update_parameters"
def update_parameters(params, grads, learning_rate):
    """A key that you ask for isn't there. Layers are counted from 1: W1, b1, dW1 and db1 come first, WL, bL, dWL and dbL
    last."""
    new = params.copy()
    for l in range(len(params) // 2):
        new["W" + str(l)] = params["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        new["b" + str(l)] = params["b" + str(l)] - learning_rate * grads["db" + str(l)]
    return new

# %% mistake="update_parameters"
def update_parameters(params, grads, learning_rate):
    """Only the weights move. The biases learn, too."""
    return {
        name: values - learning_rate * grads[f"d{name}"] if name.startswith("W") else values
        for name, values in params.items()
    }

# %% mistake="update_parameters"
def update_parameters(params, grads, learning_rate):
    """The number of layers is taken from grads, which holds other keys as well. It is half the number of keys of
    params."""
    new = {}
    for l in range(1, len(grads) // 3 + 1):
        new[f"W{l}"] = params[f"W{l}"] - learning_rate * grads[f"dW{l}"]
        new[f"b{l}"] = params[f"b{l}"] - learning_rate * grads[f"db{l}"]
    return new

# %% mistake="update_parameters"
def update_parameters(params, grads, learning_rate):
    """The last layer is missing: range(1, L) ends before L."""
    new = {}
    for l in range(1, len(params) // 2):
        new[f"W{l}"] = params[f"W{l}"] - learning_rate * grads[f"dW{l}"]
        new[f"b{l}"] = params[f"b{l}"] - learning_rate * grads[f"db{l}"]
    return new

# %% mistake="update_parameters"
def update_parameters(params, grads, learning_rate):
    """The learning rate isn't used: each step is as long as the gradient itself."""
    return {name: values - grads[f"d{name}"] for name, values in params.items()}

# %% [markdown]
# ## It learns
# Four switches; the lamp is on when an odd number of them is on. Flip any one and the answer changes, so no switch
# says anything by itself: this function, **parity**, is as far from logistic regression as can be. A tree of pairs
# solves it in two steps (do the first two differ? the last two? do these two answers differ?), which is what layers are
# good at. There are only 16 cases, and all of them are training examples. `train` puts your functions into a loop. The
# starting weights are drawn in it, by the rule of exercise 1, so that yours are those that the text below speaks of.

# %%
def train(layer_dims, X, Y, learning_rate, num_iterations, seed=0):
    """Train a network from random weights: its parameters, and the cost before each update."""
    rng, parameters, costs = np.random.default_rng(seed), {}, []
    for l in range(1, len(layer_dims)):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters |= {f"W{l}": rng.standard_normal((n, n_prev)) / np.sqrt(n_prev), f"b{l}": np.zeros((n, 1))}
    for _ in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        costs.append(float(np.squeeze(compute_cost(AL, Y))))
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    return parameters, costs

# %% demo
switches = np.array(list(product([-1.0, 1.0], repeat=4))).T  # (4, 16): off is -1, on is +1
odd = (np.sum(switches > 0, axis=0, keepdims=True) % 2).astype(int)
curves = {}
for layer_dims in ([4, 1], [4, 8, 1], [4, 8, 8, 1]):
    rights = []
    for seed in range(5):
        parameters, costs = train(layer_dims, switches, odd, 0.5, 1000, seed)
        AL, _ = L_model_forward(switches, parameters)
        rights.append(int(np.sum((AL > 0.5) == odd)))
        curves.setdefault(f"{layer_dims}, seed 0", costs)
    print(f"{str(layer_dims):12} right, of 16, from five starts: {rights}")
fig, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
cost_curves(ax, curves, title="Parity: without a hidden layer the cost can't get below log 2")
ax.set_ylim(bottom=0)
plt.show()

# %% [markdown]
# Without a hidden layer the cost stays at log 2 = 0.693 and half of the cases are right, as by tossing a coin. One
# hidden layer of 8 units learns all 16 cases from four of the five starts, and gets stuck at 12 from the other. Two
# hidden layers learn them from all five, and (seed 0) in under half the iterations; their curve jumps on the way, since
# a learning rate of 0.5 is bold. Either can do it with few units: with 4 inputs depth is a help, not a must. And 16 of 16
# says nothing about new cases, for there are none.

# %% [markdown]
# ## What you built
# - Every block of a deep network, forward and backward. The depth is the length of a list.
# - Caches, which carry from the way forward what the way back needs.
# - Two checks that find most mistakes: shapes before anything runs, nudges after.
#
# **Questions to take along** (no points)
# 1. `dA0` isn't used in training. What would it be good for, if the inputs are the pixels of a picture?
# 2. A network of four layers keeps four caches. What does the memory needed grow with: layers, units, examples?
# 3. Two layers without a bend are one. Is that also true of the way back, and what do their gradients look like then?
#
# **Next:** `02_deep_image_classifier` lets these blocks look at photographs.
