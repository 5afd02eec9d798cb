"""Objects of the other end, as this end sees them: they are asked for, called and gone through over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import graphs
from .failures import WireError
from .tensors import has_tensors

if TYPE_CHECKING:
    from .wire import Peer

MAX_ITEMS = 20_000  # that are asked for one by one
MAX_LENGTH = 1_000_000


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
        length = self._peer.request({"op": "length", "of": self._number})
        if type(length) is not int or not 0 <= length <= MAX_LENGTH:  # for which Python may make room at once
            raise WireError(f"{self._kind} is too long to be looked at")
        return length

    def __iter__(self) -> Iterator[Any]:
        steps = self._peer.request({"op": "iterate", "of": self._number})
        if not isinstance(steps, Steps):
            raise WireError(f"{self._kind} can't be gone through")
        return steps

    def __eq__(self, other: object) -> bool:
        if type(other).__module__ == "__main__":  # of a class of the notebook, which here is another one
            raise WireError(f"{self._kind} can't be compared as a whole, only its attributes")
        return self is other

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<{self._kind} of the notebook>"


class Steps(Handle):
    """An iterator of the other end: each item is asked for, and there is an end to it."""

    def __init__(self, peer: Peer, number: int, kind: str) -> None:
        super().__init__(peer, number, kind)
        self.__dict__["taken"] = 0

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        self.__dict__["taken"] += 1
        if self.taken > MAX_ITEMS:
            raise WireError(f"{self._kind} goes on for more than {MAX_ITEMS} items")
        found = self._peer.request({"op": "next", "of": self._number})
        if type(found) is not list or len(found) > 1:
            raise WireError("no item")
        if not found:
            raise StopIteration
        return found[0]


class Function(Handle):
    """A function of the other end. by_graph: whether to compute with its graph at this end, so that a gradient tape can
    follow, wherever tensors are handed to it."""

    def __init__(self, peer: Peer, number: int, kind: str) -> None:
        super().__init__(peer, number, kind)
        self.__dict__.update(__name__=kind, by_graph=False)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.by_graph and has_tensors([args, kwargs]):
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

    def __functional__(self, shapes: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The Keras model that it builds of inputs of these shapes (companion.checks.functional)."""
        return self._peer.request({"op": "functional", "of": self._number}, [shapes, list(args), kwargs])
