"""What a test asks of a Keras model, a layer or a function of tensors that a learner made.

These are ordinary functions. Where the grader examines a notebook, a layer or model of Keras's own classes comes to the
test by value, and a function of tensors as the graph that TensorFlow traces of it, so that nothing which the learner's
process says of them counts. A model of a class of the learner's own stays where it is: it can be called, and its
weights can be read and set, but it can't be described or differentiated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def describe(model: Any) -> dict[str, Any]:
    """A Keras model or layer as plain data.

    Returns a dictionary: "kind" (the name of its class, such as "Dense"), "name", "output_shape" (a tuple, None for the
    number of examples; None as a whole before it has seen an input), "parameters" and "trainable_parameters" (how many
    numbers). For a layer also "config", its settings as Keras names them: numbers, text, tuples; an initializer or
    regularizer is a dictionary of its "kind" and settings. For a model also "input_shape" and "layers", a list of such
    dictionaries in order, without input layers; in a functional model each has "inputs", the names of the layers that
    it takes its input from.

    Raises TypeError for what is neither a model nor a layer of Keras, or of a class of one's own.
    """
    import keras

    if not isinstance(model, keras.layers.Layer):
        raise TypeError(f"a layer or model of Keras's own classes is needed; got {repr(model)[:80]}")
    found = {
        "kind": type(model).__name__, "name": model.name, "output_shape": _output_shape(model),
        "parameters": _count(model.weights), "trainable_parameters": _count(model.trainable_weights),
    }  # fmt: skip
    if not isinstance(model, keras.Model):
        return {**found, "config": {key: _plain(value) for key, value in model.get_config().items()}}
    inputs = _inputs(model)
    layers = [each for each in model.layers if not isinstance(each, keras.layers.InputLayer)]
    described = [describe(each) | ({"inputs": inputs[each.name]} if each.name in inputs else {}) for each in layers]
    return {**found, "input_shape": getattr(model, "input_shape", None), "layers": described}


def get_weights(model: Any) -> list[NDArray[Any]]:
    """The weights of a Keras model or layer, as arrays in its own order."""
    return [np.asarray(each) for each in model.get_weights()]


def set_weights(model: Any, weights: Sequence[ArrayLike]) -> None:
    """Give a Keras model or layer these weights, arrays in its own order; raises ValueError where a shape differs."""
    model.set_weights([np.asarray(each) for each in weights])


def call(model: Any, *inputs: Any, training: bool = False) -> Any:
    """What a Keras model or layer computes, as an array (or a list of them).

    inputs: arrays, a row for each example, as Keras has it; training: whether in train mode (dropout drops, batch
    normalization uses the batch's statistics) or in test mode.
    """
    return _arrays(model(*(_tensor(each) for each in inputs), training=training))


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


def _output_shape(model: Any) -> Any:
    try:
        shape = model.output.shape
    except (AttributeError, ValueError):  # not built yet
        return None
    return tuple(shape)


def _inputs(model: Any) -> dict[str, list[str]]:
    """The name of each layer of a functional model, and the names of those that it takes its input from."""
    layers = model.get_config().get("layers", []) if hasattr(model, "get_config") else []
    return {each["name"]: _origins(each["inbound_nodes"]) for each in layers if "inbound_nodes" in each}


def _origins(config: Any) -> list[str]:
    """The layers named in a part of a functional model's configuration."""
    if isinstance(config, dict):
        if config.get("class_name") == "__keras_tensor__":
            return [config["config"]["keras_history"][0]]
        config = list(config.values())
    if isinstance(config, list | tuple):
        return list(dict.fromkeys(name for part in config for name in _origins(part)))
    return []


def _plain(value: Any) -> Any:
    """A setting of a layer as plain data; an object with settings of its own as its "kind" and those."""
    if isinstance(value, dict) and "class_name" in value:
        return {"kind": value["class_name"], **_plain(value.get("config") or {})}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_plain(each) for each in value)
    return value if isinstance(value, bool | int | float | str | None) else type(value).__name__
