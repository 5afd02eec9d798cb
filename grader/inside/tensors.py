"""TensorFlow's values across the wire: tensors, variables and what describes them. Nothing is imported for them: where
TensorFlow isn't loaded, there are none."""

from __future__ import annotations

import importlib
import math
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .failures import WireError

if TYPE_CHECKING:
    from .values import Packer, Unpacker

KINDS = "biufcSUMm"  # of NumPy's data types: numbers, fixed-size text, dates and times; no objects
MAX_SPARSE = 1 << 22  # entries of a sparse tensor, zeros too
TAGS = {"e", "v", "w"}  # of tensors and variables


def loaded() -> Any:
    """TensorFlow, where it is loaded."""
    return sys.modules.get("tensorflow")


def is_variable(value: Any) -> bool:
    return loaded() is not None and isinstance(value, loaded().Variable)


def is_tensor(value: Any) -> bool:
    """Whether a value is a tensor or variable of TensorFlow."""
    return loaded() is not None and isinstance(value, loaded().Tensor | loaded().Variable)


def has_tensors(value: Any) -> bool:
    """Whether there is a tensor or variable in nested lists, tuples and dictionaries."""
    return loaded() is not None and any(map(is_tensor, loaded().nest.flatten(value)))


def packed_tensors(tree: Any) -> bool:
    """The same of a packed value."""
    if isinstance(tree, dict):
        return bool(tree.keys() & TAGS) or any(map(packed_tensors, tree.values()))
    return isinstance(tree, list) and any(map(packed_tensors, tree))


def pack(value: Any, packer: Packer, depth: int) -> Any:
    """A value of TensorFlow's (or a variable of Keras's) as a tree; None for all else."""
    tf, keras = loaded(), sys.modules.get("keras")
    if tf is None:
        return None
    if isinstance(value, tf.DType):
        return {"k": value.name}
    if isinstance(value, tf.TensorShape) and value.rank is not None:
        return {"q": value.as_list()}
    if isinstance(value, tf.TensorSpec):
        return {"g": [None if value.shape.rank is None else value.shape.as_list(), value.dtype.name]}
    if isinstance(value, tf.Variable) or (keras is not None and isinstance(value, keras.Variable)):
        return _pack_variable(value, packer)
    return _pack_composite(value, packer, depth) or _pack_tensor(value, packer, depth)


def _pack_variable(value: Any, packer: Packer) -> Any:
    array = np.asarray(value.numpy()) if hasattr(value, "numpy") else np.empty(0, object)
    if array.dtype.kind not in KINDS:
        return None
    content = [packer.pack_array(array), value.name, bool(value.trainable)]
    packer.parts.append(value)
    return {"v": content}


def _pack_composite(value: Any, packer: Packer, depth: int) -> Any:
    """Tensors with rows of several lengths, with few entries that aren't 0, and gradients of chosen rows."""
    tf = loaded()
    if isinstance(value, tf.RaggedTensor):
        return {"R": [packer.pack(each, depth) for each in (value.flat_values, list(value.nested_row_splits))]}
    if isinstance(value, tf.SparseTensor):
        return {"W": [packer.pack(each, depth) for each in (value.indices, value.values, value.dense_shape)]}
    if isinstance(value, tf.IndexedSlices) and value.dense_shape is not None:
        return _pack_tensor(tf.convert_to_tensor(value), packer, depth)
    return None


def _pack_tensor(value: Any, packer: Packer, depth: int) -> Any:
    if not isinstance(value, loaded().Tensor) or not hasattr(value, "numpy"):
        return None
    array = np.asarray(value.numpy())
    if value.dtype == loaded().string:
        return {"w": [list(array.shape), packer.pack(array.reshape(-1).tolist(), depth)]}
    return {"e": packer.pack_array(array)} if array.dtype.kind in KINDS else None


def _tensorflow() -> Any:
    return importlib.import_module("tensorflow")


def _read_tensor(array: Any, unpacker: Unpacker, depth: int) -> Any:
    return _tensorflow().convert_to_tensor(unpacker.unpack(array, depth))


def _read_variable(content: Any, unpacker: Unpacker, depth: int) -> Any:
    name = re.sub(r"[^A-Za-z0-9_.]|^_", "-", str(content[1]).removesuffix(":0")[:100]).lstrip("-") or None
    value = unpacker.unpack(content[0], depth)
    unpacker.parts.append(_tensorflow().Variable(value, name=name, trainable=bool(content[2])))
    return unpacker.parts[-1]


def _read_words(content: Any, unpacker: Unpacker, depth: int) -> Any:
    words = unpacker.unpack(content[1], depth)
    shape = [int(size) for size in content[0]]
    if not all(isinstance(each, bytes) for each in words) or math.prod(shape) != len(words):
        raise WireError("no text")
    return _tensorflow().constant(words, _tensorflow().string, shape)


def _read_ragged(content: Any, unpacker: Unpacker, depth: int) -> Any:
    values, splits = (unpacker.unpack(each, depth) for each in content)
    return _tensorflow().RaggedTensor.from_nested_row_splits(values, splits, validate=True)


def _read_sparse(content: Any, unpacker: Unpacker, depth: int) -> Any:
    indices, values, shape = (unpacker.unpack(each, depth) for each in content)
    if math.prod(map(int, shape)) > MAX_SPARSE:
        raise WireError("it is too large to be looked at")
    found = _tensorflow().SparseTensor(indices, values, shape)
    _tensorflow().sparse.to_dense(found)  # which looks at each index
    return found


def _read_type(name: Any, unpacker: Unpacker, depth: int) -> Any:
    return _tensorflow().as_dtype(str(name))


def _read_shape(sizes: Any, unpacker: Unpacker, depth: int) -> Any:
    return _tensorflow().TensorShape([None if size is None else int(size) for size in sizes])


def _read_spec(content: Any, unpacker: Unpacker, depth: int) -> Any:
    shape = None if content[0] is None else _read_shape(content[0], unpacker, depth)
    return _tensorflow().TensorSpec(shape, content[1])


READ: dict[str, Callable[[Any, Unpacker, int], Any]] = {
    "e": _read_tensor, "v": _read_variable, "w": _read_words, "R": _read_ragged, "W": _read_sparse, "k": _read_type,
    "q": _read_shape, "g": _read_spec,
}  # fmt: skip
