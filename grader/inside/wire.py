"""Messages and calls across a socket between the examiner and a student's kernel, neither of which trusts the other.

What crosses is a closed set of plain types (values.py). It is loaded in every kernel, and nothing of the instructor's
is in it.

A message is {"op": …, …}: the length of its JSON (8 bytes), the JSON with the sizes of its buffers, the buffers. Each
request has a number, and gets one reply with it; until that comes, the other end may send requests of its own, as deep
as calls nest.
"""

from __future__ import annotations

import importlib
import json
import random
import socket
import struct
import sys
from typing import Any

import numpy as np

from . import draws, graphs
from .effects import Effect, Written, restore
from .failures import WireError, describe, error_from
from .values import Packer, Unpacker

MAX_BYTES = 1 << 30  # of one message
MAX_JSON = 64 << 20
MAX_JOINED = 64 << 10  # what is sent at one go


def send(channel: socket.socket, message: dict[str, Any], buffers: list[memoryview] = []) -> None:  # noqa: B006
    """Send one message."""
    text = json.dumps({**message, "buffers": [view.nbytes for view in buffers]}).encode()
    if len(text) > MAX_JSON or len(text) + sum(view.nbytes for view in buffers) > MAX_BYTES:
        raise WireError("it is too large to be looked at")
    parts: list[bytes | memoryview] = [struct.pack("!Q", len(text)), text, *buffers]
    for part in [b"".join(parts)] if sum(map(len, parts)) < MAX_JOINED else parts:
        channel.sendall(part)


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
        self.first: dict[str, Any] = {}  # what the next request asks for besides

    def seed(self, mode: int = draws.OWN) -> None:
        """Let a kernel at the other end set its random generators before it does what it is asked next."""
        self.first = {"draws": mode}

    # -- what this end asks

    def request(self, message: dict[str, Any], value: Any = None) -> Any:
        """Send a request, answer those of the other end until its reply comes, and return the replied value."""
        return self._ask(message, value)[0]

    def call(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function of the other end; what it changes in its arguments is changed here, too."""
        sent = [list(args), kwargs]
        value, effect = self._ask({"op": "call", "of": number}, sent)
        if effect is not None:
            try:
                for part, new in effect[0]:
                    restore(part, new)
                restore(sent, effect[1])
            except Exception as error:  # whatever Keras or TensorFlow say of what isn't theirs
                raise WireError(f"no change of an argument ({type(error).__name__})") from None
        return value

    def _ask(self, message: dict[str, Any], value: Any) -> tuple[Any, Any]:
        self.asked += 1
        asked, first, self.first = self.asked, self.first, {}
        parts = self._send({**first, **message, "id": asked}, value)
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
        unpacker = Written(buffers, self, parts)
        written = [(unpacker.unpack({"o": number}), unpacker.unpack(content)) for number, content in effect["written"]]
        return written, Unpacker(buffers, self, parts).unpack(effect["entries"])

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
            if "draws" in message and self.names is not None:
                seed(int(message["draws"]))
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
        if op == "seed":  # nothing else: its draws are set before what a request asks for
            return None
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
        if op == "iterate":
            return iter(target)
        if op == "next":
            end = object()
            found = next(target, end)
            return [] if found is end else [found]
        if op == "functional":
            shapes, args, kwargs = value
            return importlib.import_module("companion.checks").functional(target, shapes, *args, **kwargs)
        raise WireError("no such request")

    def own(self, value: Any) -> int:
        """The number of an object that stays here."""
        number = self.numbers.get(id(value))
        if number is None:
            if self.names is None and not callable(value):
                kind = "array of objects" if isinstance(value, np.ndarray) else type(value).__name__
                raise TypeError(f"a test can't hand over {kind}: docs/authoring.md lists what crosses")
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


class KernelPeer(Peer):
    """The kernel's end, which may load modules by name."""

    def module(self, name: str) -> Any:
        return importlib.import_module(name)
