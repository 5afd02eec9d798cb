"""Values as JSON and raw buffers, and back: a closed set of plain types, never pickle, never an object array.

Layers and models of Keras cross by value (models.py), tensors too (tensors.py), functions as proxies that call back,
other objects as handles that only their owner can look into (handles.py).
"""

from __future__ import annotations

import collections
import keyword
import math
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from . import generators, models, optimizers, tensors
from .failures import WireError, written
from .handles import Function, Handle, Steps
from .tensors import KINDS

if TYPE_CHECKING:
    from .wire import Peer

MAX_DEPTH = 60
MAX_NODES = 1_000_000
MAX_FIELDS = 100
PLAIN = (type(None), bool, str)
PLAIN_TYPES = (bool, int, float, complex, str, bytes, list, tuple, dict, set)
TYPES: dict[str, type] = {each.__name__: each for each in PLAIN_TYPES}


class Packer:
    """Turns values into a JSON tree and buffers. `own` gives the number of an object that stays at this end.

    parts: the arrays, variables, generators and models that were packed, in their order: what a function may write
    into. known: parts that came from the other end, of which only the numbers cross. guards: whether this end lets the
    other look into nothing of its own, so that what can't cross as what it is doesn't cross.
    """

    def __init__(self, own: Callable[[Any], int] | None, peer: Peer | None = None, known: Sequence[Any] = ()) -> None:
        self.own, self.peer = own, peer
        self.guards = peer is not None and peer.names is None
        self.known = {id(each): number for number, each in enumerate(known)}
        self.parts: list[Any] = []
        self.buffers: list[memoryview] = []
        self.nodes = 0

    def pack(self, value: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("it is nested too deeply, or has too many parts, to be looked at")
        kind = type(value)
        if id(value) in self.known:
            return {"o": self.known[id(value)]}
        if kind in PLAIN:
            return value
        if kind is int:
            return value if abs(value) < 1 << 63 else {"i": hex(value)}
        if kind is float:
            return value if math.isfinite(value) else {"f": repr(value)}
        if kind is complex:
            return {"c": [repr(value.real), repr(value.imag)]}
        if kind is bytes:
            return {"b": self._buffer(memoryview(value))}
        if kind is list:
            return [self.pack(each, depth + 1) for each in value]
        found = self._container(value, depth + 1) or self._numpy(value)
        return found or tensors.pack(value, self, depth + 1) or self._keras(value) or self._object(value)

    def _container(self, value: Any, depth: int) -> Any:
        """A tuple, set, dictionary or range, also of a class derived from it; None for others."""
        kind = type(value)
        if isinstance(value, tuple):
            items, fields = [self.pack(each, depth) for each in tuple.__iter__(value)], getattr(kind, "_fields", None)
            return {"u": [kind.__name__, list(fields), items]} if isinstance(fields, tuple) else {"t": items}
        if kind in (set, frozenset):
            return {"s" if kind is set else "F": [self.pack(each, depth) for each in sorted(value, key=repr)]}
        if kind is range:
            return {"x": [self.pack(each, depth) for each in (value.start, value.stop, value.step)]}
        if isinstance(value, dict) and not (self.guards and isinstance(value, collections.defaultdict)):
            pairs = [[self.pack(key, depth), self.pack(each, depth)] for key, each in dict.items(value)]
            return {"C" if kind is collections.Counter else "d": pairs}
        return None

    def _numpy(self, value: Any) -> Any:
        """An array, number or type of NumPy, a generator, a plain type, a module; None for others."""
        if isinstance(value, np.generic) and value.dtype.kind in KINDS:
            return {"n": [value.dtype.str, self._buffer(memoryview(value.tobytes()))]}
        if isinstance(value, np.ndarray) and value.dtype.kind in KINDS:
            return self.pack_array(value)
        if isinstance(value, np.random.Generator):
            self.parts.append(value)
            return {"r": generators.state_of(value)}
        if isinstance(value, np.dtype | type):
            return self._type(value)
        return {"m": value.__name__} if type(value) is type(sys) else None

    def _keras(self, value: Any) -> Any:
        """A layer, a model or an optimizer of Keras, by value; None for others."""
        if optimizers.is_optimizer(value) and (gathered := optimizers.to_plain(value)) is not None:
            content = [gathered[0], [self.pack_array(each) for each in gathered[1]]]
            self.parts.append(value)
            return {"O": content}
        plain = models.to_plain(value) if models.is_model(value) else None
        if plain is None:
            return None
        described = [plain[0], [self.pack_array(each) for each in plain[1]], plain[2]]
        self.parts.append(value)
        return {"l": described}

    def pack_array(self, value: np.ndarray[Any, Any]) -> Any:
        self.parts.append(value)
        plain = np.asarray(value).view(np.ndarray)
        order = "F" if plain.flags.f_contiguous and not plain.flags.c_contiguous else "C"
        flat = np.ascontiguousarray(plain.T if order == "F" else plain)
        number = self._buffer(flat.reshape(-1).view(np.uint8).data)
        return {"a": [plain.dtype.str, list(plain.shape), order, number]}

    def _type(self, value: Any) -> Any:
        if isinstance(value, type) and TYPES.get(value.__name__) is value:
            return {"y": value.__name__}
        if isinstance(value, np.dtype) and value.kind in KINDS:
            return {"z": value.str}
        if isinstance(value, type) and issubclass(value, np.generic):
            return {"n": value.__name__}
        return None

    def _object(self, value: Any) -> Any:
        if isinstance(value, Handle) and value._peer is self.peer:
            return {"own": value._number}
        if self.own is None:
            raise WireError(f"a value of type {type(value).__name__} can't be compared")
        name = getattr(value, "__name__", None)
        if callable(value) and isinstance(name, str):
            return {"p": [self.own(value), name[:100]]}
        tag = "j" if hasattr(type(value), "__next__") else "h"
        return {tag: [self.own(value), type(value).__name__[:100]]}

    def _buffer(self, view: memoryview) -> int:
        self.buffers.append(view)
        return len(self.buffers) - 1


class Unpacker:
    """The inverse: every part of what came is checked. `peer` makes proxies, and gives objects of this end; `parts` and
    `known` are as in Packer."""

    def __init__(self, buffers: list[bytearray], peer: Peer | None, known: Sequence[Any] = ()) -> None:
        self.buffers, self.peer, self.known = buffers, peer, known
        self.parts: list[Any] = []
        self.nodes = 0

    def unpack(self, tree: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("it is nested too deeply, or has too many parts, to be looked at")
        if isinstance(tree, PLAIN) or type(tree) in (int, float):
            return tree
        if type(tree) is list:
            return [self.unpack(each, depth + 1) for each in tree]
        if type(tree) is not dict or len(tree) != 1:
            raise WireError("no value")
        ((tag, content),) = tree.items()
        if tag in tensors.READ:
            return tensors.READ[tag](content, self, depth + 1)
        read = getattr(self, f"_read_{tag}", None)
        if read is None:
            raise WireError("no value")
        return read(content, depth + 1)

    def _read_i(self, text: str, depth: int) -> int:
        return int(text, 16)

    def _read_f(self, text: str, depth: int) -> float:
        return float(text)

    def _read_c(self, parts: list[str], depth: int) -> complex:
        return complex(float(parts[0]), float(parts[1]))

    def _read_b(self, number: int, depth: int) -> bytes:
        return bytes(self.buffers[number])

    def _read_t(self, items: list[Any], depth: int) -> tuple[Any, ...]:
        return tuple(self.unpack(each, depth) for each in items)

    def _read_s(self, items: list[Any], depth: int) -> set[Any]:
        return {self.unpack(each, depth) for each in items}

    def _read_F(self, items: list[Any], depth: int) -> frozenset[Any]:
        return frozenset(self.unpack(each, depth) for each in items)

    def _read_x(self, ends: list[Any], depth: int) -> range:
        found = range(*(self.unpack(each, depth) for each in ends))
        if max(abs(found.start), abs(found.stop)) >= 1 << 62 or len(found) > MAX_NODES:
            raise WireError("it has too many parts to be looked at")
        return found

    def _read_C(self, items: list[Any], depth: int) -> Any:
        return collections.Counter(self._read_d(items, depth))

    def _read_u(self, content: Any, depth: int) -> Any:
        fields = tuple(content[1])
        if not all(map(_is_field, (content[0], *fields))) or len(fields) > MAX_FIELDS:
            raise WireError("no names of fields")
        return named_tuple(content[0], fields)(*(self.unpack(each, depth) for each in content[2]))

    def _read_d(self, items: list[Any], depth: int) -> dict[Any, Any]:
        return {self.unpack(key, depth): self.unpack(each, depth) for key, each in items}

    def _read_n(self, content: Any, depth: int) -> Any:
        if isinstance(content, str):
            kind = getattr(np, content, None)
            if isinstance(kind, type) and issubclass(kind, np.generic) and kind is not np.object_:
                return kind
            raise WireError("no type")
        kind = _dtype(content[0])
        return np.frombuffer(self.buffers[content[1]], kind, 1)[0]

    def _read_a(self, content: Any, depth: int) -> np.ndarray[Any, Any]:
        kind, shape, order, number = _dtype(content[0]), content[1], content[2], content[3]
        if not all(type(size) is int and size >= 0 for size in shape) or len(shape) > 32:
            raise WireError("no shape")
        flat = np.frombuffer(self.buffers[number], np.uint8).view(kind) if kind.itemsize else np.empty(0, kind)
        array = flat.reshape(shape[::-1]).T if order == "F" else flat.reshape(shape)
        self.parts.append(array)
        return array

    def _read_l(self, content: Any, depth: int) -> Any:
        weights = [self.unpack(each, depth) for each in content[1]]
        self.parts.append(models.from_plain(str(content[0]), weights, content[2]))
        return self.parts[-1]

    def _read_O(self, content: Any, depth: int) -> Any:
        gathered = [self.unpack(each, depth) for each in content[1]]
        self.parts.append(optimizers.from_plain(str(content[0]), gathered))
        return self.parts[-1]

    def _read_r(self, state: Any, depth: int) -> np.random.Generator:
        generator = np.random.default_rng(0)
        generators.set_state(generator, state)
        self.parts.append(generator)
        return generator

    def _read_y(self, name: str, depth: int) -> type:
        return TYPES[name]

    def _read_z(self, text: str, depth: int) -> np.dtype[Any]:
        return _dtype(text)

    def _read_m(self, name: str, depth: int) -> Any:
        return self._with_peer().module(name)

    def _read_o(self, number: Any, depth: int) -> Any:
        if type(number) is not int or number < 0:
            raise WireError("no part")
        return self.known[number]

    def _read_own(self, number: int, depth: int) -> Any:
        return self._with_peer().owned[number]

    def _read_p(self, content: Any, depth: int) -> Function:
        return Function(self._with_peer(), int(content[0]), written(content[1], 100))

    def _read_j(self, content: Any, depth: int) -> Steps:
        return Steps(self._with_peer(), int(content[0]), written(content[1], 100))

    def _read_h(self, content: Any, depth: int) -> Handle:
        return Handle(self._with_peer(), int(content[0]), written(content[1], 100))

    def _with_peer(self) -> Peer:
        if self.peer is None:
            raise WireError("no plain value")
        return self.peer


def _dtype(text: Any) -> np.dtype[Any]:
    kind = np.dtype(text if isinstance(text, str) and len(text) < 20 else "O")
    if kind.kind not in KINDS or kind.hasobject or kind.names or kind.subdtype:
        raise WireError("no type of numbers")
    return kind


def _is_field(name: Any) -> bool:
    return isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name) and name[0] != "_"


@lru_cache(64)
def named_tuple(name: str, fields: tuple[str, ...]) -> Any:
    """A class of named tuples."""
    return collections.namedtuple(name, fields)
