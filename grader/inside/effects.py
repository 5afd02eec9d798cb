"""What a call does to its arguments, noted where it is made, and done to the caller's own."""

from __future__ import annotations

import json
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import generators, models, optimizers
from .failures import WireError
from .tensors import is_variable
from .values import Packer, Unpacker

if TYPE_CHECKING:
    from .wire import Peer


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


@dataclass(frozen=True)
class WrittenModel:
    """What a call wrote into a model."""

    weights: list[Any]
    trainable: list[bool]


class Written(Unpacker):
    """Unpacks what was written into parts: of a model only that, since making one takes long."""

    def _read_l(self, content: Any, depth: int) -> WrittenModel:
        weights = [self.unpack(each, depth) for each in content[1]]
        if not all(isinstance(each, np.ndarray) for each in weights):
            raise WireError("the weights of a model are arrays")
        return WrittenModel(weights, list(content[2]))


def restore(original: Any, new: Any) -> None:
    """Make a mutable value what the other end made of it, in place, as a call in one process would have.

    A list or dictionary gets the new entries: an array of this end that is among them was kept there, another one was
    put into its place.
    """
    if isinstance(original, np.ndarray) and isinstance(new, np.ndarray):
        if original.shape == new.shape and original.dtype == new.dtype and original.flags.writeable:
            np.copyto(original, new)
    elif isinstance(original, np.random.Generator) and isinstance(new, np.random.Generator):
        state = generators.drawn_state(original, new)
        if state is not None:
            original.bit_generator.state = state
    elif is_variable(original) and is_variable(new):
        if original.shape == new.shape and original.dtype == new.dtype:
            original.assign(new)
    elif models.is_model(original) and isinstance(new, WrittenModel):
        models.restore(original, new.weights, new.trainable)
    elif optimizers.is_optimizer(original) and optimizers.is_optimizer(new):
        optimizers.restore(original, new)
    else:
        _restore_entries(original, new)


def _restore_entries(original: Any, new: Any) -> None:
    if isinstance(original, list) and isinstance(new, list):
        original[:] = [*map(_restored, original, new), *new[len(original) :]]
    elif isinstance(original, dict) and isinstance(new, dict):
        kept = {key: _restored(original[key], each) if key in original else each for key, each in new.items()}
        original.clear()
        original.update(kept)
    elif isinstance(original, set) and isinstance(new, set):
        original.clear()
        original.update(new)


def _restored(old: Any, new: Any) -> Any:
    """The old list, dictionary or generator, made equal to the new; the old tuple, where nothing in it was replaced;
    else the new value."""
    if old is new or type(old) is not type(new):
        return new
    if isinstance(old, tuple):
        found = (*map(_restored, old, new), *new[len(old) :])
        return old if len(found) == len(old) and all(map(operator.is_, found, old)) else found
    if isinstance(old, list | dict | set | np.random.Generator):
        restore(old, new)
        return old
    return new
