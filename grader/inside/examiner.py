"""The examiner: runs test cells in a process that no student's code is in, and that none can reach.

Forked from the zygote like a kernel, with two sockets: over one the grader says what to do (one JSON object a line),
over the other go values and calls from and to the student's kernel (wire.py). A verdict is a test cell that ran to its
end here. The reference answers live here, too: to recognise mistakes by what they compute, and to stand in for a wrong
answer that later exercises call.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
import io
import json
import selectors
import socket
import symtable
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import wire

NAMES_OF_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
MAX_CALLS = 40  # of an answer, to tell which mistake it looks like


# -------------------------------------------------------------------------------------------------- the solved notebook


@dataclass(frozen=True)
class Cell:
    """A code cell of the solved notebook: exercise is "" where it is given. bound, used: its global names."""

    exercise: str
    source: str
    bound: frozenset[str]
    used: frozenset[str]
    imported: frozenset[str]

    @classmethod
    def read(cls, exercise: str, source: str) -> Cell:
        try:
            table, tree = symtable.symtable(source, "<cell>", "exec"), ast.parse(source)
        except SyntaxError:  # magics
            return cls(exercise, source, frozenset(), frozenset(), frozenset())
        imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        imported = {alias.asname or alias.name.split(".")[0] for node in imports for alias in node.names}
        bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
        return cls(exercise, source, frozenset(bound), frozenset(_globals_of(table)), frozenset(imported))


def _globals_of(table: symtable.SymbolTable) -> set[str]:
    """The global names that code refers to, functions included."""
    top = table.get_type() == "module"
    found = {each.get_name() for each in table.get_symbols() if each.is_referenced() and (top or each.is_global())}
    return found.union(*(_globals_of(child) for child in table.get_children()))


class Reference:
    """The solved notebook, of which only what is asked for is run."""

    def __init__(self, cells: list[list[str]], mistakes: dict[str, list[list[str]]]) -> None:
        self.cells = [Cell.read(exercise, source) for exercise, source in cells]
        self.mistakes = mistakes
        self.given: dict[str, Any] = {}

    def names(self, exercise: str) -> list[str]:
        """The names that the answer to an exercise defines."""
        return sorted({name for cell in self.cells if cell.exercise == exercise for name in cell.bound - cell.imported})

    def needed(self, names: Iterable[str], cells: list[Cell]) -> list[Cell]:
        """The cells that define these names, and what those cells need, in order."""
        wanted, chosen = set(names), set[int]()
        grown = True
        while grown:
            grown = False
            for number, cell in enumerate(cells):
                if number not in chosen and cell.bound & wanted:
                    chosen.add(number)
                    wanted |= cell.used
                    grown = True
        return [cells[number] for number in sorted(chosen)]

    def run(self, names: Iterable[str], exercise: str = "", instead: str = "") -> dict[str, Any]:
        """A fresh namespace in which these names are defined; `instead` is the text of another answer to an
        exercise."""
        cells = [
            Cell.read(exercise, instead) if exercise and cell.exercise == exercise else cell for cell in self.cells
        ]
        namespace: dict[str, Any] = {"__name__": "__main__"}
        with quiet():
            for cell in self.needed(names, cells):
                exec(compile(cell.source, "<reference>", "exec"), namespace)
        return namespace

    def own(self, name: str) -> bool:
        """Whether a name is given, and depends on no answer: then it is looked up here, not in the kernel."""
        found = self.needed([name], self.cells)
        return bool(found) and not any(cell.exercise for cell in found)


def quiet() -> contextlib.AbstractContextManager[Any]:
    """What is printed inside is seen by nobody."""
    stack = contextlib.ExitStack()
    stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
    stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
    return stack


# ----------------------------------------------------------------------------------------------------------- the kernel


class Kernel(wire.Peer):
    """The student's kernel, seen from here."""

    def module(self, name: str) -> Any:
        raise wire.WireError(f"the module {name} is no value")

    def name(self, name: str) -> Any:
        return self.request({"op": "get", "name": name})

    def end(self) -> None:
        """Let the kernel go on with its next cell."""
        with contextlib.suppress(OSError):
            wire.send(self.channel, {"op": "end"})


class Names(dict[str, Any]):
    """The names of a test cell: its own; those that the notebook gives; the student's, from the kernel."""

    def __init__(self, kernel: Kernel, reference: Reference) -> None:
        super().__init__(__name__="__main__")
        self.kernel, self.reference = kernel, reference

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        if self.reference.own(name):
            if name not in self.reference.given:
                self.reference.given.update(self.reference.run([name]))
            value = self.reference.given[name]
        else:
            value = self.kernel.name(name)
        self[name] = value
        return value


# ------------------------------------------------------------------------------------------------------------- verdicts


def run_test(source: str, names: dict[str, Any]) -> dict[str, Any]:
    """Run a test cell: its status, the error that it ended in, the score where its last expression is a number."""
    tree = ast.parse(source)
    last, value = tree.body[-1] if tree.body else None, None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    try:
        with quiet():
            exec(compile(tree, "<test>", "exec"), names)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "<test>", "eval"), names)
    except (EOFError, ConnectionError):
        raise
    except BaseException as error:
        return verdict_on(error)
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return {"status": "ok", "score": str(value) if number else ""}


def verdict_on(error: BaseException) -> dict[str, Any]:
    """What ended a test: an assertion, or something that the student's code raised."""
    student = getattr(error, "student", None)
    if student is not None:
        return {
            "status": "error", "ename": student["name"], "evalue": student["text"], "student": True,
            "type": student["type"],
        }  # fmt: skip
    if isinstance(error, wire.WireError):
        return {"status": "error", "ename": "TypeError", "evalue": f"your answer can't be looked at: {error}"}
    return {"status": "error", "ename": type(error).__name__, "evalue": str(error)}


# ------------------------------------------------------------------------------------------------------------- mistakes


def watch_calls(reference: Reference, exercise: str, source: str) -> tuple[list[Call], bool]:
    """(the calls of an exercise's functions that its test makes; whether values are all that the reference answer
    gives), found out on the reference answer."""
    names = reference.names(exercise)
    tests = Cell.read("", source)
    namespace = reference.run({*names, *(tests.used - tests.bound)})
    calls: list[Call] = []
    plain = [all(is_plain(namespace[name]) for name in names)]

    def watching(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if len(calls) < MAX_CALLS:
                with contextlib.suppress(wire.WireError):
                    calls.append(Call(name, args, kwargs))
            result = function(*args, **kwargs)
            plain.append(is_plain(result))
            return result

        return call

    for name in names:
        if inspect.isfunction(namespace.get(name)):
            namespace[name] = watching(name, namespace[name])
    run_test(source, namespace)
    return calls, all(plain)


def is_plain(value: Any) -> bool:
    """Whether a value can be used elsewhere as it can here: data and functions can, but not layers, models and classes;
    nor tensors, since a gradient tape at the other end does not see how they were computed."""
    references: list[Any] = []

    def note(each: Any) -> int:
        references.append(each)
        return len(references)

    try:
        tree = wire.Packer(note).pack(value)
    except wire.WireError:
        return False
    return all(inspect.isroutine(each) for each in references) and not has_tensor(tree)


def has_tensor(tree: Any) -> bool:
    """Whether there is a tensor or variable in a packed value."""
    if isinstance(tree, dict):
        return bool(tree.keys() & {"e", "v"}) or any(map(has_tensor, tree.values()))
    return isinstance(tree, list) and any(map(has_tensor, tree))


class Call:
    """A call with its arguments as they were: data by value, functions as they are."""

    def __init__(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.name, self.owned = name, list[Any]()
        packer = wire.Packer(self._own)
        self.tree = packer.pack([list(args), kwargs])
        self.buffers = [bytes(view) for view in packer.buffers]

    def _own(self, value: Any) -> int:
        if not inspect.isroutine(value) and not isinstance(value, wire.Function):
            raise wire.WireError("only functions are handed on as they are")
        self.owned.append(value)
        return len(self.owned) - 1

    def arguments(self) -> tuple[list[Any], dict[str, Any]]:
        """Its arguments once more."""
        args, kwargs = Again(self.buffers, self.owned).unpack(self.tree)
        return args, kwargs


class Again(wire.Unpacker):
    """Unpacks the arguments of a call in the process that packed them."""

    def __init__(self, buffers: list[bytes], owned: list[Any]) -> None:
        super().__init__([bytearray(each) for each in buffers], None)
        self.owned = owned

    def _read_p(self, content: Any, depth: int) -> Any:
        return self.owned[content[0]]


def outcomes(look_up: Callable[[str], Any], names: list[str], calls: list[Call]) -> Iterator[Any]:
    """What an answer computes, one after the other: the values of its data, the results and errors of calls, and what
    these did to their arguments."""
    for name in names:
        yield comparable(attempt(look_up, name))
    for call in calls:
        args, kwargs = call.arguments()
        function = attempt(look_up, call.name)
        seed(function)
        result = attempt(lambda function=function, args=args, kwargs=kwargs: function(*args, **kwargs))
        yield [comparable(result), args, kwargs, slopes(look_up, call.name, args)]


def seed(function: Any) -> None:
    """Let a function that draws at random draw the same numbers whichever answer it is, at the end where it is."""
    if isinstance(function, wire.Function):
        function._peer.request({"op": "seed"})
    else:
        wire.seed()


def slopes(look_up: Callable[[str], Any], name: str, args: list[Any]) -> Any:
    """What a gradient tape finds for a function of tensors; None for others."""
    checks = sys.modules.get("companion.checks")
    tensors = [each for each in args if has_tensor(Call("", (each,), {}).tree)]
    return attempt(lambda: checks.gradients(look_up(name), *args)) if checks and tensors else None


def attempt(function: Callable[..., Any], *args: Any) -> Any:
    """The result of a call, or the type of the error that it ended in."""
    try:
        with quiet(), np.errstate(all="ignore"):
            return function(*args)
    except Exception as error:
        student = getattr(error, "student", None)
        return f"raises {student['type'] if student else wire.describe(error)['type']}"


def comparable(value: Any) -> Any:
    """A result, as it can be compared: of a function, that it is one; of a Keras model or layer, what companion.checks
    tells of it, without the names that Keras made up."""
    if isinstance(value, wire.Function | type) or inspect.isroutine(value):
        return "function"
    checks = sys.modules.get("companion.checks")
    if checks is None or not (isinstance(value, wire.Handle) or hasattr(value, "get_config")):
        return value
    try:
        return anonymous(checks.describe(value))
    except Exception:  # another object, or one of a student's that can't be described
        return value


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


def alike(a: Any, b: Any) -> bool:
    """Whether two results are the same, up to rounding."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(alike, a, b))
    numbers = (int, float, complex, np.number, np.bool_, np.ndarray)
    if isinstance(a, numbers) and isinstance(b, numbers):
        arrays = isinstance(a, np.ndarray) and isinstance(b, np.ndarray)
        a, b = np.asarray(a), np.asarray(b)
        if arrays and (a.dtype.kind in "iu") != (b.dtype.kind in "iu"):
            return False
        if a.shape != b.shape or a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
            return False
        return bool(np.allclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=True))
    if is_tensor(a) and is_tensor(b):
        return a.dtype == b.dtype and alike(a.numpy(), b.numpy())
    return type(a) is type(b) and not isinstance(a, wire.Handle) and bool(a == b)


def is_tensor(value: Any) -> bool:
    """Whether a value is a tensor or variable of TensorFlow."""
    tf = sys.modules.get("tensorflow")
    return tf is not None and isinstance(value, tf.Tensor | tf.Variable)


def recognise(kernel: Kernel, reference: Reference, exercise: str, source: str) -> str:
    """The name of the mistake that computes what the student's answer computes on the calls that the test makes; ""
    where none does."""
    names = reference.names(exercise)
    calls, _ = watch_calls(reference, exercise, source)
    student = list(outcomes(kernel.name, names, calls))

    def computes_the_same(namespace: Any) -> bool:
        """Whether an answer computes what the student's does; it is asked no further than to the first difference."""
        if not isinstance(namespace, dict):
            return False
        return all(map(alike, student, outcomes(namespace.__getitem__, names, calls)))

    if computes_the_same(reference.run(names)):
        return ""
    for name, text in reference.mistakes.get(exercise, []):
        if computes_the_same(attempt(reference.run, names, exercise, text)):
            return name
    return ""


# -------------------------------------------------------------------------------------------------------------- process


class Examiner:
    """Does what the grader says."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.reference = Reference([], {})

    def do(self, order: dict[str, Any]) -> dict[str, Any]:
        """One order; the kernel serves meanwhile, and is let go at its end."""
        if order["do"] == "read":
            self.reference = Reference(order["cells"], order["mistakes"])
            return {"status": "ok"}
        try:
            return self._do(order)
        except (EOFError, ConnectionError):
            return {"status": "gone"}
        except Exception as error:  # a student's answer must not end this process
            return verdict_on(error)
        finally:
            self.kernel.end()

    def _do(self, order: dict[str, Any]) -> dict[str, Any]:
        exercise, source = order.get("exercise", ""), order.get("source", "")
        if order["do"] == "test":
            return run_test(source, Names(self.kernel, self.reference))
        if order["do"] == "recognise":
            return {"status": "ok", "mistake": recognise(self.kernel, self.reference, exercise, source)}
        names = self.reference.names(exercise)
        namespace = self.reference.run(names)
        if watch_calls(self.reference, exercise, source)[1]:
            for name in names:
                self.kernel.request({"op": "define", "name": name}, namespace[name])
        else:
            for cell in self.reference.cells:
                if cell.exercise == exercise:
                    self.kernel.request({"op": "run", "source": cell.source})
        return {"status": "ok"}


def main(control_number: int, channel_number: int) -> None:
    """Serve the grader until it hangs up."""
    control = socket.socket(fileno=control_number)
    kernel = Kernel(socket.socket(fileno=channel_number))
    examiner = Examiner(kernel)
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    selector.register(kernel.channel, selectors.EVENT_READ)
    orders = control.makefile("rb")
    while True:
        ready = {key.fileobj for key, _ in selector.select()}
        if control in ready:
            line = orders.readline()
            if not line:
                return
            control.sendall(json.dumps(examiner.do(json.loads(line))).encode() + b"\n")
        elif kernel.channel in ready:  # a cell of the notebook calls a reference answer
            try:
                kernel.answer(*wire.receive(kernel.channel))
            except (EOFError, OSError, wire.WireError):
                selector.unregister(kernel.channel)
