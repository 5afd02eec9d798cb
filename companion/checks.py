"""What a test asks of a Keras model, a layer or a function of tensors that a learner made.

These are ordinary functions. Where the grader examines a notebook, a layer or model of Keras's own classes comes to the
test by value, a function of tensors as the graph that TensorFlow traces of it, and a function of Keras tensors as the
model that it builds, so that nothing which the learner's process says of them counts. A model of a class of the
learner's own stays where it is: it can be called, and its weights can be read and set, but it can't be described,
filled or differentiated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def describe(model: Any) -> dict[str, Any]:
    """A Keras model or layer as plain data.

    Returns a dictionary: "kind" (the name of its class, such as "Dense"), "name", "output_shape" (a tuple, None for the
    number of examples; of several outputs a list or dictionary of such; None as a whole before it has seen an input),
    "parameters" and "trainable_parameters" (how many numbers). For a layer also "config", its settings as Keras names
    them: numbers, text, tuples; an initializer or regularizer is a dictionary of its "kind" and settings. For a model
    also "input_shape" and "layers", a list of such dictionaries in order, without input layers; in a functional model
    operations such as `a + b` or keras.ops.relu are among them, those that only compute a mask aside, and each has
    "inputs", the names of the layers that it takes its input from.

    Raises TypeError for what is neither a model nor a layer of Keras, or has a class of one's own in it.
    """
    import keras

    from companion.filling import data_paths

    if not isinstance(model, keras.layers.Layer):
        raise TypeError(f"a layer or model of Keras's own classes is needed; got {repr(model)[:80]}")
    if not isinstance(model, keras.Model):
        return _described(model)
    if not _is_kerass(model):
        raise TypeError(f"a model of a class of your own can't be described; got {type(model).__name__}")
    functional = not isinstance(model, keras.Sequential)
    inputs = data_paths(model.get_config()) if functional else {}
    described = [
        (describe(each) if isinstance(each, keras.layers.Layer) else _described(each))
        | ({"inputs": inputs[each.name]} if each.name in inputs else {})
        for each in (model.operations if functional else model.layers)
        if not isinstance(each, keras.layers.InputLayer)
        and (each.name in inputs or isinstance(each, keras.layers.Layer))
    ]
    return {**_summary(model), "input_shape": _shape(model, "input"), "layers": described}


def functional(function: Callable[..., Any], shape: Any, *args: Any, **kwargs: Any) -> Any:
    """The Keras model from an input of this shape to what a function of Keras tensors makes of it.

    function: takes a Keras tensor (or several), then args and kwargs; returns one, or a tuple or list of them. shape:
    a tuple without the number of examples, or a list of such for several inputs. Raises what the function raises, and
    ValueError where what it returns doesn't come from its input.
    """
    elsewhere = getattr(type(function), "__functional__", _functional)
    return elsewhere(function, shape, args, kwargs)


def fill(model: Any, seed: int = 0) -> Any:
    """Give a built Keras model weights with which it can be compared with another one by its outputs; returns it.

    The numbers of a layer depend on the seed, on the shapes of its weights, and on those of the layers that it takes
    its input through: not on names, nor on the order in which layers were made or stand in a list. So two models of the
    same layers, joined in the same way, get the same weights; what differs between them shows in the outputs. Where
    layers with weights of equal shapes are fed by the same ones (queries, keys and values), what each does to the
    output decides which gets which. Dropout gets a seed in the same way: in train mode, equal models drop the same.
    Raises TypeError for a class of one's own, ValueError where the model has seen no input shape yet.
    """
    import keras

    from companion import filling

    if not isinstance(model, keras.layers.Layer) or not _is_kerass(model):
        raise TypeError(f"a layer or model of Keras's own classes is needed; got {repr(model)[:80]}")
    if not model.built:
        raise ValueError("the model has no weights yet: it needs an input shape")
    filling.fill(model, seed)
    return model


def get_weights(model: Any) -> list[NDArray[Any]]:
    """The weights of a Keras model or layer, as arrays in its own order."""
    return [np.asarray(each) for each in model.get_weights()]


def set_weights(model: Any, weights: Sequence[ArrayLike]) -> None:
    """Give a Keras model or layer these weights, arrays in its own order; raises ValueError where a shape differs."""
    model.set_weights([np.asarray(each) for each in weights])


def call(model: Any, *inputs: Any, training: bool = False) -> Any:
    """What a Keras model or layer computes, as an array (or a list of them).

    inputs: arrays, a row for each example, as Keras has it: one for each input, or a list of them; training: whether in
    train mode (dropout drops, batch normalization uses the batch's statistics) or in test mode.
    """
    tensors = [[_tensor(one) for one in each] if _is_list(each) else _tensor(each) for each in inputs]
    if len(tensors) > 1 and len(getattr(model, "inputs", None) or ()) > 1:  # of a functional model, which takes a list
        tensors = [tensors]
    return _arrays(model(*tensors, training=training))


def gradients(function: Callable[..., Any], *args: Any) -> list[Any]:
    """The derivative of the sum of all that a function of tensors returns with respect to each argument.

    function: takes the arguments as tensors; args: arrays of floating-point numbers, or lists or dictionaries of them.
    Returns a list: for each argument, arrays of the same structure and shapes, zeros where the result doesn't depend
    on it. Raises TypeError where TensorFlow can't trace the function, such as one that turns tensors to arrays.
    """
    import tensorflow as tf

    tensors = tf.nest.map_structure(_tensor, list(args))
    with tf.GradientTape() as tape:
        tape.watch(tf.nest.flatten(tensors))
        total = _total(_by_graph(function, tensors))
    found = tape.gradient(total, tensors, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return list(tf.nest.map_structure(_array, found))


def weight_gradients(
    model: Any, inputs: ArrayLike, targets: ArrayLike, loss: str = "mean_squared_error", training: bool = False
) -> list[NDArray[Any]]:
    """The derivative of a loss with respect to each trainable weight of a Keras model.

    inputs, targets: arrays, a row for each example; loss: the name of one of Keras's losses, averaged over the
    examples. Returns arrays in the order of model.trainable_weights.
    """
    import keras
    import tensorflow as tf

    variables = [each.value if hasattr(each, "value") else each for each in model.trainable_weights]
    with tf.GradientTape() as tape:
        predictions = model(_tensor(inputs), training=training)
        total = tf.reduce_mean(keras.losses.get(loss)(_tensor(targets), predictions))
    found = tape.gradient(total, variables, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return [_array(each) for each in found]


def _by_graph(function: Callable[..., Any], tensors: list[Any]) -> Any:
    """What a function computes of tensors, by the graph that TensorFlow traces of it."""
    try:
        elsewhere = getattr(type(function), "__graph__", _traced)
        return elsewhere(function, tensors, {})
    except TypeError as error:
        if str(error).endswith("NotImplementedError:"):  # of an exercise that nobody has begun
            raise NotImplementedError from None
        raise


def _traced(function: Callable[..., Any], tensors: list[Any], named: dict[str, Any]) -> Any:
    import tensorflow as tf

    try:
        return tf.function(lambda *args: function(*args, **named))(*tensors)
    except Exception as error:
        lines = str(error).strip().splitlines()
        raise TypeError(f"TensorFlow can't follow this function: {lines[-1].strip() if lines else ''}") from None


def _tensor(value: Any) -> Any:
    import tensorflow as tf

    return tf.convert_to_tensor(value)


def _is_list(value: Any) -> bool:
    """Whether a value is the inputs of a model, and not the rows of one."""
    return isinstance(value, list | tuple) and any(hasattr(each, "shape") and len(each.shape) > 1 for each in value)


def _array(value: Any) -> NDArray[Any]:
    import tensorflow as tf

    return np.asarray(tf.convert_to_tensor(value).numpy())  # a gradient of chosen rows becomes a whole one


def _arrays(value: Any) -> Any:
    return [_array(each) for each in value] if isinstance(value, list | tuple) else _array(value)


def _total(value: Any) -> Any:
    import tensorflow as tf

    return tf.add_n([tf.reduce_sum(tf.cast(each, tf.float64)) for each in tf.nest.flatten(value)])


def _count(weights: Sequence[Any]) -> int:
    return sum(int(np.prod(each.shape)) for each in weights)


def _is_kerass(value: Any) -> bool:
    """Whether a value is of a class of Keras's own."""
    return type(value).__module__.split(".")[0] == "keras"


def _summary(model: Any) -> dict[str, Any]:
    return {
        "kind": type(model).__name__, "name": model.name, "output_shape": _shape(model, "output"),
        "parameters": _count(getattr(model, "weights", ())),
        "trainable_parameters": _count(getattr(model, "trainable_weights", ())),
    }  # fmt: skip


def _described(step: Any) -> dict[str, Any]:
    """A layer that is no model, or an operation."""
    if not _is_kerass(step):
        raise TypeError(f"a layer of a class of your own can't be described; got {type(step).__name__}")
    return {**_summary(step), "config": {key: _plain(value) for key, value in step.get_config().items()}}


def _shape(model: Any, end: str) -> Any:
    """The shapes of a model's or layer's inputs or outputs; None before it has seen an input."""
    import keras

    try:
        found = getattr(model, end)
    except (AttributeError, ValueError):  # not built yet; a Sequential; a layer that is called more than once
        return getattr(model, f"{end}_shape", None)
    if isinstance(found, list | tuple):
        return [tuple(each.shape) for each in found]
    return keras.tree.map_structure(lambda each: tuple(each.shape), found)


def _functional(function: Callable[..., Any], shape: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    import keras

    inputs = [keras.Input(each) for each in shape] if isinstance(shape, list) else [keras.Input(shape)]
    outputs = function(*inputs, *args, **kwargs)
    return keras.Model(inputs if isinstance(shape, list) else inputs[0], outputs)


def _plain(value: Any) -> Any:
    """A setting of a layer as plain data; an object with settings of its own as its "kind" and those."""
    if isinstance(value, dict) and "class_name" in value:
        return {"kind": value["class_name"], **_plain(value.get("config") or {})}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_plain(each) for each in value)
    return value if isinstance(value, bool | int | float | str | None) else type(value).__name__
