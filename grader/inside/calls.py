"""The calls that a test makes, and what answers make of them: of a wrong one and of known mistakes, to compare them."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import graphs, models, wire
from .alike import Part, Raised
from .failures import WireError, describe
from .handles import Function
from .reference import Cell, Reference
from .tensors import is_variable, packed_tensors
from .testing import run_test
from .values import Packer, Unpacker

MAX_CALLS = 40  # of an answer, to tell which mistake it looks like
# What can stand in for an answer: what it computes, its graph where a gradient tape has to follow it, or only its code.
VALUE, GRAPH, CODE = "value", "graph", "code"


def watch_calls(reference: Reference, exercise: str, source: str) -> tuple[list[Call], str]:
    """(the calls of an exercise's functions that its test makes; what can stand in for the reference answer: VALUE,
    GRAPH or CODE), found out on the reference answer."""
    names = reference.names(exercise)
    tests = Cell.read("", source)
    namespace = reference.run({*names, *(tests.used - tests.bound)})
    calls: list[Call] = []
    wrapped: dict[Any, str] = {}
    ways = {way_of(namespace[name]) for name in names}

    def note(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], shapes: Any = None) -> Call | None:
        with contextlib.suppress(WireError):
            made = Call(name, args, kwargs, shapes)
            calls.extend([made][: MAX_CALLS - len(calls)])
            return made
        return None

    def watching(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if graphs.symbolic([args, kwargs]):  # a test has it traced
                return function(*args, **kwargs)
            made = note(name, args, kwargs)
            result = function(*args, **kwargs)
            ways.add(way_of(result, made is not None and made.has_tensors() and not made.changes(args, kwargs)))
            return result

        return call

    for name in names:
        if is_function(namespace.get(name)):
            namespace[name] = watching(name, namespace[name])
            wrapped[namespace[name]] = name

    def differentiated(function: Any, *args: Any) -> None:
        if function in wrapped:
            note(wrapped[function], tuple(graphs.as_tensors(args)), {})

    def built(function: Any, shapes: Any, *args: Any, **kwargs: Any) -> None:
        if function in wrapped:
            note(wrapped[function], args, kwargs, shapes)

    with watched_checks(gradients=differentiated, functional=built):
        run_test(source, namespace)
    return calls, max(ways, key=(VALUE, GRAPH, CODE).index, default=VALUE)


@contextlib.contextmanager
def watched_checks(**notes: Callable[..., None]) -> Iterator[None]:
    """Tell of every function that a test has companion.checks call with tensors without values: to differentiate it, to
    build a model. notes: what to call before each of these checks, with its arguments."""
    checks: Any = sys.modules.get("companion.checks")
    originals = {name: getattr(checks, name) for name in notes} if checks is not None else {}

    def watching(name: str) -> Callable[..., Any]:
        def check(*args: Any, **kwargs: Any) -> Any:
            notes[name](*args, **kwargs)
            return originals[name](*args, **kwargs)

        return check

    for name in originals:
        setattr(checks, name, watching(name))
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(checks, name, original)


def way_of(value: Any, of_tensors: bool = False) -> str:
    """What can stand in for something that gave this value: data, functions, layers and models can be used elsewhere as
    they can here, objects of classes of a notebook's own can't. of_tensors: whether it was computed of tensors, so that
    a gradient tape may have to follow."""
    references: list[Any] = []

    def note(each: Any) -> int:
        references.append(each)
        return len(references)

    try:
        tree = Packer(note).pack(value)
    except WireError:
        return CODE
    if not all(map(is_function, references)):
        return CODE
    return GRAPH if of_tensors and packed_tensors(tree) else VALUE


class Call:
    """A call with its arguments as they were: data by value, functions as they are. shapes: of the Keras tensors that
    come first, where a model was built."""

    def __init__(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], shapes: Any = None) -> None:
        self.name, self.shapes, self.owned = name, shapes, list[Any]()
        packer = Packer(self._own)
        self.tree = packer.pack([list(args), kwargs])
        self.buffers = [bytes(view) for view in packer.buffers]

    def _own(self, value: Any) -> int:
        if not is_function(value):
            raise WireError("only functions are handed on as they are")
        self.owned.append(value)
        return len(self.owned) - 1

    def has_tensors(self) -> bool:
        return packed_tensors(self.tree)

    def changes(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Whether these, its arguments after it was made, are others than before."""
        now = Call(self.name, args, kwargs)
        return (now.tree, now.buffers) != (self.tree, self.buffers)

    def arguments(self) -> tuple[list[Any], dict[str, Any]]:
        """Its arguments once more."""
        args, kwargs = Again(self.buffers, self.owned).unpack(self.tree)
        return args, kwargs


class Again(Unpacker):
    """Unpacks the arguments of a call in the process that packed them."""

    def __init__(self, buffers: list[bytes], owned: list[Any]) -> None:
        super().__init__([bytearray(each) for each in buffers], None)
        self.owned = owned

    def _read_p(self, content: Any, depth: int) -> Any:
        return self.owned[content[0]]


def outcomes(look_up: Callable[[str], Any], names: list[str], calls: list[Call], mode: int) -> Iterator[Any]:
    """What an answer computes, one after the other: the values of its data, the results and errors of calls, and what
    these did to their arguments.

    mode: which random numbers they are given (draws.OWN, …).
    """
    for name in names:
        yield comparable(attempt(look_up, name))
    for call in calls:
        yield attempt(effects, attempt(look_up, call.name), call, mode)


def effects(function: Any, call: Call, mode: int) -> Any:
    """What a call of an answer's function computes, and what it did to its arguments."""
    try:
        seed(function, mode)
        args, kwargs = call.arguments()
        own = {id(each): each for each in parts_in([args, kwargs])}  # kept alive, so that no other one gets their ids
        if call.shapes is not None:
            function = functools.partial(sys.modules["companion.checks"].functional, function, call.shapes)
        result = attempt(function, *args, **kwargs)
        after = with_parts([args, kwargs], own)  # first: a model that is a result may have one of the arguments in it
        return [comparable(result), after]
    finally:
        wire.seed()


def seed(function: Any, mode: int) -> None:
    """Let a function that draws at random draw the same numbers whichever answer it is, at the end where it is."""
    wire.seed(mode)
    if isinstance(function, Function):
        function._peer.seed(mode)


def parts_in(value: Any) -> Iterator[Any]:
    """The arrays and variables in a call's arguments."""
    if isinstance(value, np.ndarray) or is_variable(value):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from parts_in(each)


def with_parts(value: Any, own: dict[int, Any]) -> Any:
    """Arguments after a call, each array or variable as a Part, each model as what can be compared of it; own: the
    parts that were there before, by their ids."""
    if isinstance(value, dict):
        return {key: with_parts(each, own) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [with_parts(each, own) for each in value]
    if models.is_model(value):
        return {"description": attempt(described, value), "weights": value.get_weights()}
    return Part(id(value) in own, value) if isinstance(value, np.ndarray) or is_variable(value) else value


def derivatives(look_up: Callable[[str], Any], calls: list[Call], mode: int) -> Iterator[Any]:
    """What a gradient tape finds in each call of an answer's functions of tensors; None for other calls."""
    checks = sys.modules.get("companion.checks")
    for call in calls:
        differentiable = checks is not None and call.shapes is None and call.has_tensors()
        yield attempt(slopes, attempt(look_up, call.name), call, mode) if differentiable else None


def slopes(function: Any, call: Call, mode: int) -> Any:
    """The gradients that a tape finds in a call; "none" where it finds none."""
    try:
        seed(function, mode)
        args, _ = call.arguments()
        found = attempt(sys.modules["companion.checks"].gradients, function, *args)
        return "none" if isinstance(found, Raised) else found  # it says so with another error at each end
    finally:
        wire.seed()


def attempt(function: Any, *args: Any, **kwargs: Any) -> Any:
    """The result of a call, or the type of the error that it ended in."""
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return outcome_of(error)


def outcome_of(error: Exception) -> Raised:
    """The type of an error, as the other end would tell it."""
    student = getattr(error, "student", None)
    return Raised(student["type"] if student else describe(error)["type"])


def is_function(value: Any) -> bool:
    """Whether a value is a function, also one of TensorFlow's or of the other end; no class, and no object with a
    state."""
    function = getattr(sys.modules.get("tensorflow"), "types", None)
    graph = function is not None and isinstance(value, function.experimental.PolymorphicFunction)
    return inspect.isroutine(value) or isinstance(value, Function) or graph


def comparable(value: Any) -> Any:
    """A result, as it can be compared: of a function, that it is one; of a Keras model or layer, what companion.checks
    tells of it, without the names that Keras made up."""
    if isinstance(value, type) or is_function(value):
        return "function"
    checks = sys.modules.get("companion.checks")
    if checks is None or not models.is_model(value):
        return value
    return {"description": attempt(described, value), "computed": attempt(computed, value)}


def described(model: Any) -> Any:
    """A description of a model without names."""
    return anonymous(sys.modules["companion.checks"].describe(model))


def computed(model: Any) -> Any:
    """What a model makes of some inputs, in test mode and in train mode, with weights that go by where each layer
    stands: the same of all models that are joined in the same way, however they are written."""
    checks, filling = sys.modules["companion.checks"], importlib.import_module("companion.filling")
    checks.fill(model)
    inputs = filling.random_inputs(model)
    return [checks.call(model, *inputs, training=training) for training in (False, True)]


def anonymous(description: Any) -> Any:
    """A description of a model in which the place of a layer stands for its name."""
    if not isinstance(description, dict):
        return description
    layers = [each for each in description.get("layers", []) if isinstance(each, dict)]
    places = {each.get("name"): place for place, each in enumerate(layers)}
    config = {key: each for key, each in dict(description.get("config") or {}).items() if key != "name"}
    kept = {key: each for key, each in description.items() if key not in ("name", "config", "layers")}
    inner = [anonymous(each) | {"inputs": [places.get(name, -1) for name in each.get("inputs", [])]} for each in layers]
    return {**kept, "config": config, "layers": inner}
