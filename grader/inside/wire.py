"""Values and calls across a socket between the examiner and a student's kernel, neither of which trusts the other.

What crosses is a closed set of plain types (see `pack`), as JSON and raw buffers: never pickle, never an object array.
Layers and models of Keras cross by value (models.py), functions as proxies that call back or, where a gradient tape has
to follow them, as graphs (graphs.py), other objects as handles that only their owner can look into. It is loaded in
every kernel, and nothing of the instructor's is in it.

A message is {"op": …, …}: the length of its JSON (8 bytes), the JSON with the sizes of its buffers, the buffers. Each
request has a number, and gets one reply with it; until that comes, the other end may send requests of its own, as deep
as calls nest.
"""

from __future__ import annotations

import builtins
import importlib
import json
import math
import operator
import random
import re
import socket
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from . import draws, graphs, models

MAX_BYTES = 1 << 30  # of one message
MAX_JSON = 64 << 20
MAX_DEPTH = 60
MAX_NODES = 1_000_000
MAX_TEXT = 2000  # of an error
KINDS = "biufcSU"  # of NumPy's data types: numbers and fixed-size text, no objects
PLAIN = (type(None), bool, str)
PLAIN_TYPES = (bool, int, float, complex, str, bytes, list, tuple, dict, set)
TYPES: dict[str, type] = {each.__name__: each for each in PLAIN_TYPES}


class WireError(Exception):
    """What came is no message, is too large, or can't cross."""


class Handle:
    """An object of the other end. Its attributes, items and calls are asked for there.

    It is no array: whatever NumPy or TensorFlow would read of it, its shape or its items, could be told otherwise each
    time. Numbers cross by value, or not at all.
    """

    def __init__(self, peer: Peer, number: int, kind: str) -> None:
        self.__dict__.update(_peer=peer, _number=number, _kind=kind)

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"numbers are needed; got {self._kind}")

    __array_function__ = __array_ufunc__ = __array__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._peer.call(self._number, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._peer.request({"op": "attribute", "of": self._number, "name": name})

    def __setattr__(self, name: str, value: Any) -> None:
        self._peer.request({"op": "set", "of": self._number, "name": name}, value)

    def __getitem__(self, key: Any) -> Any:
        return self._peer.request({"op": "item", "of": self._number}, key)

    def __len__(self) -> int:
        return int(self._peer.request({"op": "length", "of": self._number}))

    def __iter__(self) -> Iterator[Any]:
        return (self[place] for place in range(len(self)))

    def __repr__(self) -> str:
        return f"<{self._kind} of the notebook>"


class Function(Handle):
    """A function of the other end. by_graph: whether to compute with its graph at this end, so that a gradient tape can
    follow, wherever tensors are handed to it."""

    def __init__(self, peer: Peer, number: int, kind: str) -> None:
        super().__init__(peer, number, kind)
        self.__dict__.update(__name__=kind, by_graph=False)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.by_graph and graphs.has_tensors([args, kwargs]):
            return self.__graph__(list(args), kwargs)
        return super().__call__(*args, **kwargs)

    def __graph__(self, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """What it computes of tensors, by its graph; raises TypeError where TensorFlow can't follow it."""

        def trace(*specs: Any) -> Any:
            return self._peer.request({"op": "trace", "of": self._number}, list(specs))

        try:
            return graphs.called(trace, args, kwargs)
        except (ValueError, LookupError, AttributeError) as error:
            raise WireError(f"no graph of a function ({type(error).__name__})") from None


# ---------------------------------------------------------------------------------------------------------------- codec


class Packer:
    """Turns values into a JSON tree and buffers. `own` gives the number of an object that stays at this end.

    parts: the arrays, variables, generators and models that were packed, in their order: what a function may write
    into. known: parts that came from the other end, of which only the numbers cross.
    """

    def __init__(self, own: Callable[[Any], int] | None, peer: Peer | None = None, known: Sequence[Any] = ()) -> None:
        self.own, self.peer = own, peer
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
        if isinstance(value, tuple):
            return {"t": [self.pack(each, depth + 1) for each in tuple.__iter__(value)]}
        if kind is set:
            return {"s": [self.pack(each, depth + 1) for each in sorted(value, key=repr)]}
        if isinstance(value, dict):
            return {"d": [[self.pack(key, depth + 1), self.pack(each, depth + 1)] for key, each in dict.items(value)]}
        if isinstance(value, np.generic) and value.dtype.kind in KINDS:
            return {"n": [value.dtype.str, self._buffer(memoryview(value.tobytes()))]}
        if isinstance(value, np.ndarray) and value.dtype.kind in KINDS:
            return self._array(value)
        if isinstance(value, np.random.Generator):
            self.parts.append(value)
            return {"r": _random_state(value)}
        if isinstance(value, np.dtype | type):
            return self._type(value)
        if type(value) is type(sys):
            return {"m": value.__name__}
        return self._tensor(value) or self._model(value) or self._object(value)

    def _model(self, value: Any) -> Any:
        """A layer or model of Keras, by value; None for others."""
        plain = models.to_plain(value) if models.is_model(value) else None
        if plain is None:
            return None
        content = [plain[0], [self._array(each) for each in plain[1]]]
        self.parts.append(value)
        return {"l": content}

    def _tensor(self, value: Any) -> Any:
        """A tensor or variable of TensorFlow (or Keras) with its values, a data type, a shape; None for others."""
        tf, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
        if tf is None:
            return None
        if isinstance(value, tf.DType):
            return {"k": value.name}
        if isinstance(value, tf.TensorShape) and value.rank is not None:
            return {"q": value.as_list()}
        if isinstance(value, tf.TensorSpec):
            return {"g": [None if value.shape.rank is None else value.shape.as_list(), value.dtype.name]}
        variable = isinstance(value, tf.Variable) or (keras is not None and isinstance(value, keras.Variable))
        if not (variable or isinstance(value, tf.Tensor)) or not hasattr(value, "numpy"):
            return None
        array = np.asarray(value.numpy())
        if array.dtype.kind not in KINDS:  # such as a tensor of strings
            return None
        if not variable:
            return {"e": self._array(array)}
        content = [self._array(array), value.name, bool(value.trainable)]
        self.parts.append(value)
        return {"v": content}

    def _array(self, value: np.ndarray[Any, Any]) -> Any:
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
        return self._object(value)

    def _object(self, value: Any) -> Any:
        if isinstance(value, Handle) and value._peer is self.peer:
            return {"own": value._number}
        if self.own is None:
            raise WireError(f"a value of type {type(value).__name__} can't be compared")
        name = getattr(value, "__name__", None)
        if callable(value) and isinstance(name, str):
            return {"p": [self.own(value), name[:100]]}
        return {"h": [self.own(value), type(value).__name__[:100]]}

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

    def _read_e(self, array: Any, depth: int) -> Any:
        return _tensorflow().convert_to_tensor(self.unpack(array, depth))

    def _read_v(self, content: Any, depth: int) -> Any:
        name = re.sub(r"[^A-Za-z0-9_.]|^_", "-", str(content[1]).removesuffix(":0")[:100]).lstrip("-") or None
        self.parts.append(_tensorflow().Variable(self.unpack(content[0], depth), name=name, trainable=bool(content[2])))
        return self.parts[-1]

    def _read_k(self, name: str, depth: int) -> Any:
        return _tensorflow().as_dtype(str(name))

    def _read_q(self, sizes: Any, depth: int) -> Any:
        return _tensorflow().TensorShape([None if size is None else int(size) for size in sizes])

    def _read_g(self, content: Any, depth: int) -> Any:
        return _tensorflow().TensorSpec(None if content[0] is None else self._read_q(content[0], depth), content[1])

    def _read_l(self, content: Any, depth: int) -> Any:
        self.parts.append(models.from_plain(str(content[0]), [self.unpack(each, depth) for each in content[1]]))
        return self.parts[-1]

    def _read_r(self, state: Any, depth: int) -> np.random.Generator:
        generator = np.random.default_rng(0)
        _set_random_state(generator, state)
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

    def _read_h(self, content: Any, depth: int) -> Handle:
        return Handle(self._with_peer(), int(content[0]), written(content[1], 100))

    def _with_peer(self) -> Peer:
        if self.peer is None:
            raise WireError("no plain value")
        return self.peer


def written(value: Any, length: int) -> str:
    """A stranger's text as one that can be written: halves of letters become question marks."""
    return str(value)[:length].encode("utf-8", "replace").decode()


def _tensorflow() -> Any:
    return importlib.import_module("tensorflow")


def _is_variable(value: Any) -> bool:
    tf = sys.modules.get("tensorflow")
    return tf is not None and isinstance(value, tf.Variable)


def _dtype(text: Any) -> np.dtype[Any]:
    kind = np.dtype(text if isinstance(text, str) and len(text) < 20 else "O")
    if kind.kind not in KINDS or kind.hasobject or kind.names or kind.subdtype:
        raise WireError("no type of numbers")
    return kind


def _random_state(generator: np.random.Generator) -> list[Any]:
    state = generator.bit_generator.state
    if state.get("bit_generator") != "PCG64":
        raise WireError("only generators of numpy.random.default_rng can cross")
    return [hex(state["state"]["state"]), hex(state["state"]["inc"]), state["has_uint32"], state["uinteger"]]


def _set_random_state(generator: np.random.Generator, state: Any) -> None:
    generator.bit_generator.state = {
        "bit_generator": "PCG64", "state": {"state": int(state[0], 16), "inc": int(state[1], 16)},
        "has_uint32": int(state[2]), "uinteger": int(state[3]),
    }  # fmt: skip


PCG64_FACTOR = 0x2360ED051FC65DA44385DF649FCCF645
MOST_DRAWN = 1 << 40
MOST_HALVES = 1 << 20
WORD = (1 << 128) - 1


def drawn_state(start: np.random.Generator, end: np.random.Generator) -> Any:
    """The state that a generator has after drawing, where drawing takes it from one to the other: the same stream, some
    steps further. None for a state that somebody made up.

    A half that is left of a number drawn in halves counts where it is the half of one of these numbers.
    """
    old, new = start.bit_generator.state, end.bit_generator.state
    steps = steps_between(old["state"]["state"], new["state"]["state"], old["state"]["inc"])
    if new["state"]["inc"] != old["state"]["inc"] or steps is None:
        return None
    if new["has_uint32"] == 1 and not (old["has_uint32"] and old["uinteger"] == new["uinteger"]):
        drawn: Any = np.random.PCG64(0)
        drawn.state = old
        halves = drawn.random_raw(min(steps, MOST_HALVES)) >> np.uint64(32)
        if not np.any(halves == new["uinteger"]):
            return None if steps <= MOST_HALVES else {**new, "has_uint32": 0, "uinteger": 0}
    return new if new["has_uint32"] == 1 else {**new, "has_uint32": 0, "uinteger": 0}


def steps_between(state: int, goal: int, step: int) -> int | None:
    """How many numbers PCG64 draws from one state to another, found bit by bit as in O'Neill's PCG library
    (pcg_distance); None where that is more than any notebook draws."""
    factor, steps, bit = PCG64_FACTOR, 0, 1
    while state != goal and bit <= MOST_DRAWN:
        if (state ^ goal) & bit:
            state, steps = (state * factor + step) & WORD, steps | bit
        bit, step, factor = bit << 1, (factor + 1) * step & WORD, factor * factor & WORD
    return steps if state == goal else None


def restore(original: Any, new: Any) -> None:
    """Make a mutable value what the other end made of it, in place, as a call in one process would have.

    A list or dictionary gets the new entries: an array of this end that is among them was kept there, another one was
    put into its place.
    """
    if isinstance(original, np.ndarray) and isinstance(new, np.ndarray):
        if original.shape == new.shape and original.dtype == new.dtype and original.flags.writeable:
            np.copyto(original, new)
    elif isinstance(original, np.random.Generator) and isinstance(new, np.random.Generator):
        state = drawn_state(original, new)
        if state is not None:
            original.bit_generator.state = state
    elif _is_variable(original) and _is_variable(new):
        if original.shape == new.shape and original.dtype == new.dtype:
            original.assign(new)
    elif models.is_model(original) and models.is_model(new):
        models.restore(original, new)
    else:
        _restore_entries(original, new)


def _restore_entries(original: Any, new: Any) -> None:
    if isinstance(original, list) and isinstance(new, list):
        original[:] = [*map(_restored, original, new), *new[len(original) :]]
    elif isinstance(original, dict) and isinstance(new, dict):
        kept = {key: _restored(original[key], each) if key in original else each for key, each in new.items()}
        original.clear()
        original.update(kept)


def _restored(old: Any, new: Any) -> Any:
    """The old list, dictionary or generator, made equal to the new; the old tuple, where nothing in it was replaced;
    else the new value."""
    if old is new or type(old) is not type(new):
        return new
    if isinstance(old, tuple):
        found = (*map(_restored, old, new), *new[len(old) :])
        return old if len(found) == len(old) and all(map(operator.is_, found, old)) else found
    if isinstance(old, list | dict | np.random.Generator):
        restore(old, new)
        return old
    return new


# ---------------------------------------------------------------------------------------------------------------- calls


def send(channel: socket.socket, message: dict[str, Any], buffers: list[memoryview] = []) -> None:  # noqa: B006
    """Send one message."""
    text = json.dumps({**message, "buffers": [view.nbytes for view in buffers]}).encode()
    if len(text) > MAX_JSON or len(text) + sum(view.nbytes for view in buffers) > MAX_BYTES:
        raise WireError("it is too large to be looked at")
    channel.sendall(struct.pack("!Q", len(text)) + text)
    for view in buffers:
        channel.sendall(view)


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[bytearray]]:
    """The next message; raises WireError for what is none, EOFError at the end."""
    (size,) = struct.unpack("!Q", _read(channel, 8))
    if size > MAX_JSON:
        raise WireError("it is too large to be looked at")
    try:
        message = json.loads(bytes(_read(channel, size)))
        sizes = message.pop("buffers")
        if not all(type(each) is int and each >= 0 for each in sizes) or sum(sizes) > MAX_BYTES:
            raise WireError("it is too large to be looked at")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise WireError("no message") from None
    return message, [_read(channel, each) for each in sizes]


def _read(channel: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = channel.recv_into(view)
        if not count:
            raise EOFError("the other end is gone")
        view = view[count:]
    return data


class Peer:
    """One end of the channel. names: what the other end may look up here (the notebook's names, in a kernel)."""

    def __init__(self, channel: socket.socket, names: dict[str, Any] | None = None) -> None:
        self.channel, self.names = channel, names
        self.owned: list[Any] = []
        self.numbers: dict[int, int] = {}
        self.by_graph: set[int] = set()  # functions of this end whose graphs the other end may have
        self.asked = 0

    # -- what this end asks

    def request(self, message: dict[str, Any], value: Any = None) -> Any:
        """Send a request, answer those of the other end until its reply comes, and return the replied value."""
        return self._ask(message, value)[0]

    def call(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function of the other end; what it changes in its arguments is changed here, too."""
        sent = [list(args), kwargs]
        value, effect = self._ask({"op": "call", "of": number}, sent)
        if effect is not None:
            for part, new in effect[0]:
                restore(part, new)
            restore(sent, effect[1])
        return value

    def _ask(self, message: dict[str, Any], value: Any) -> tuple[Any, Any]:
        self.asked += 1
        asked = self.asked
        parts = self._send({**message, "id": asked}, value)
        while True:
            answer, buffers = receive(self.channel)
            if answer.get("op") != "reply":
                self.answer(answer, buffers)
            elif answer.get("id") == asked:
                return self._reply(answer, buffers, parts)
            elif type(answer.get("id")) is not int or answer["id"] > asked:
                raise WireError("a reply to another question")  # and what is left of an older one is passed over

    def _send(self, message: dict[str, Any], value: Any) -> list[Any]:
        """Send a request; returns the parts of its value."""
        packer = Packer(self.own, self)
        tree = packer.pack(value)
        send(self.channel, {**message, "value": tree}, packer.buffers)
        return packer.parts

    def _reply(self, answer: dict[str, Any], buffers: list[bytearray], parts: list[Any]) -> tuple[Any, Any]:
        """(the value that was replied, the effect on the parts that were sent)."""
        if "error" in answer:
            raise error_from(answer["error"])
        try:
            value = Unpacker(buffers, self).unpack(answer.get("value"))
            return value, self._read_effect(answer.get("effect"), buffers, parts)
        except WireError:
            raise
        except Exception as error:  # whatever NumPy, TensorFlow or Keras say of something that is no value
            raise WireError(f"no value ({type(error).__name__})") from None

    def _read_effect(self, effect: Any, buffers: list[bytearray], parts: list[Any]) -> Any:
        """(pairs of an argument's part and what it is now, the arguments with what was put in the place of parts)."""
        if effect is None:
            return None
        unpacker = Unpacker(buffers, self, parts)
        written = [(unpacker.unpack({"o": number}), unpacker.unpack(content)) for number, content in effect["written"]]
        return written, unpacker.unpack(effect["entries"])

    # -- what the other end asks

    def serve(self) -> None:
        """Answer requests until the other end says that this is all, or is gone."""
        while True:
            try:
                message, buffers = receive(self.channel)
            except EOFError:
                return
            if message.get("op") == "end":
                self.owned.clear()
                self.numbers.clear()
                return
            self.answer(message, buffers)

    def answer(self, message: dict[str, Any], buffers: list[bytearray]) -> None:
        """Do what a request says, and send the reply: a value, or the error that it ended in."""
        try:
            unpacker = Unpacker(buffers, self)
            value = unpacker.unpack(message.get("value"))
            effect = Effect(value, unpacker.parts, self) if message.get("op") == "call" else None
            result = self._do(message, value)
            packer = Packer(self.own, self)
            reply = {"op": "reply", "id": message.get("id"), "value": packer.pack(result)}
            if effect is not None:
                reply["effect"] = effect.pack(packer.buffers)
            send(self.channel, reply, packer.buffers)
        except (EOFError, ConnectionError):
            raise
        except BaseException as error:
            send(self.channel, {"op": "reply", "id": message.get("id"), "error": describe(error)})

    def _do(self, message: dict[str, Any], value: Any) -> Any:
        op = message.get("op")
        if op == "call":
            args, kwargs = value
            return self.owned[message["of"]](*args, **kwargs)
        if op == "trace" and (self.names is not None or message["of"] in self.by_graph):
            return graphs.traced(self.owned[message["of"]], *value)
        if self.names is None:
            raise WireError("only calls are answered here")
        if op == "get":
            if message["name"] not in self.names:
                raise NameError(f"name '{message['name']}' is not defined")
            return self.names[message["name"]]
        if op == "define":
            if message.get("by_graph"):
                value.__dict__["by_graph"] = True
            self.names[message["name"]] = value
            return None
        if op == "seed":
            return seed(int(message.get("draws", draws.OWN)))
        if op == "run":
            return exec(compile(message["source"], "<answer>", "exec"), self.names)
        target = self.owned[message["of"]]
        if op == "attribute":
            return getattr(target, message["name"])
        if op == "set":
            return setattr(target, message["name"], value)
        if op == "item":
            return target[value]
        if op == "length":
            return len(target)
        raise WireError("no such request")

    def own(self, value: Any) -> int:
        """The number of an object that stays here."""
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.owned)
            self.owned.append(value)  # kept alive, so that its id stays its own
        return number

    def module(self, name: str) -> Any:
        """What a module of the other end stands for at this one."""
        raise WireError(f"the module {name} can't cross")


def seed(mode: int = draws.OWN) -> None:
    """Set the global random generators of this process, and which numbers they give."""
    draws.share(draws.OWN)
    random.seed(0)
    np.random.seed(0)
    if "tensorflow" in sys.modules:
        importlib.import_module("keras").utils.set_random_seed(0)
    draws.share(mode)


class Effect:
    """What a call does to its arguments: what it writes into arrays, what it puts in the place of entries."""

    def __init__(self, value: Any, parts: list[Any], peer: Peer) -> None:
        self.value, self.parts, self.peer = value, parts, peer
        self.before = [self._content(each) for each in parts]
        self.entries = self._content(value, parts)

    def _content(self, value: Any, known: Sequence[Any] = ()) -> tuple[str, list[bytes]]:
        packer = Packer(self.peer.own, self.peer, known)
        try:
            tree = packer.pack(value)
        except WireError:
            return "", []
        return json.dumps(tree), [bytes(view) for view in packer.buffers]

    def pack(self, buffers: list[memoryview]) -> Any:
        """It as a part of a reply, whose buffers these are; None where there is none. What is still one of the caller's
        arrays crosses as its number."""
        numbers = [number for number, each in enumerate(self.parts) if self._content(each) != self.before[number]]
        if not numbers and self._content(self.value, self.parts) == self.entries:
            return None
        plain, entries = Packer(self.peer.own, self.peer), Packer(self.peer.own, self.peer, self.parts)
        plain.buffers = entries.buffers = buffers
        written = [[number, plain.pack(self.parts[number])] for number in numbers]
        return {"written": written, "entries": entries.pack(self.value)}


# --------------------------------------------------------------------------------------------------------------- errors


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as plain data: the built-in type that it is an instance of, its own type's name, its text."""
    kind = next(each.__name__ for each in type(error).__mro__ if getattr(builtins, each.__name__, None) is each)
    try:
        text = str(error)[:MAX_TEXT]
    except BaseException:
        text = ""
    return {"type": kind, "name": type(error).__name__[:100], "text": text}


def error_from(content: Any) -> BaseException:
    """The exception that describes what went wrong at the other end: of a built-in type, with `student` set to what
    came."""
    names = ("type", "name", "text")
    if not isinstance(content, dict) or not all(isinstance(content.get(name), str) for name in names):
        return WireError("no error")
    base = getattr(builtins, content["type"], None)
    if not (isinstance(base, type) and issubclass(base, Exception)):
        base = RuntimeError  # KeyboardInterrupt and SystemExit of a student's end nothing here
    text = "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in content["text"][:MAX_TEXT])
    name = written(content["name"], 100)
    try:
        error: Any = type(name, (base,), {"__module__": "builtins"})(text)
    except TypeError:  # such as UnicodeDecodeError, which wants five arguments
        error = type(name, (RuntimeError,), {"__module__": "builtins"})(text)
    error.student = {"type": content["type"], "name": name, "text": text}
    assert isinstance(error, BaseException)
    return error


class KernelPeer(Peer):
    """The kernel's end, which may load modules by name."""

    def module(self, name: str) -> Any:
        return importlib.import_module(name)
