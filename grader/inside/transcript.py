"""What a test sees of an answer, from its first line to its last: answers that show a test the same are the same to it.

This needs no calls that can be made again, so it tells known mistakes apart where an answer is a class, or makes
objects that stay where they are. Assertions are switched off, so that a test looks at all that it would look at.
"""

from __future__ import annotations

import ast
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import wire
from .alike import alike
from .calls import comparable, outcome_of
from .deadline import Deadline
from .effects import WrittenModel
from .failures import WireError
from .reference import Cell, Reference, quiet
from .testing import TEST, Kernel, Names
from .values import Packer, Unpacker

MAX_NOTES, MAX_KEPT = 4000, 128 << 20  # of one transcript: its length, and the bytes of its values
LIVELY = ("call", "functional", "attribute", "item", "next")  # what may draw at random


class Stop(BaseException):
    """It is of no use to go on."""


def recognise(kernel: Kernel, reference: Reference, exercise: str, source: str, deadline: Deadline) -> list[str]:
    """The name of the only known mistake that shows a test what the student's answer shows it, if there is one and the
    reference answer doesn't; none after the deadline."""
    tests = Cell.read("", source)
    names = {*reference.names(exercise), *(tests.used - tests.bound)}
    seen, kept = list[Note](), 0

    def shows_the_same(text: str) -> bool:
        try:
            namespace = reference.run(names, exercise, text)
        except Exception:  # a mistake that ends where it is defined
            return False
        with loopback(namespace) as other:
            left = iter(seen)
            same = play(
                other, reference, source, lambda note: alike(next(left, Note(None)).value(), note.value()), deadline
            )
            return same and next(left, None) is None

    def keep(note: Note) -> bool:
        nonlocal kept
        seen.append(note)
        kept += note.size
        return len(seen) < MAX_NOTES and kept < MAX_KEPT

    if not play(kernel, reference, source, keep, deadline) or shows_the_same(""):
        return []
    found = [name for name, text in reference.mistakes.get(exercise, []) if shows_the_same(text)]
    return found if len(found) == 1 and not deadline.is_over() else []


class Note:
    """What was shown, as it was then; of what stays at the other end, only that it is something."""

    def __init__(self, value: Any) -> None:
        packer = Packer(lambda each: 0)
        try:
            self.tree = packer.pack(value)
            self.buffers = [bytearray(view) for view in packer.buffers]
        except WireError:
            self.tree, self.buffers = None, []
        self.size = sum(map(len, self.buffers))

    def value(self) -> Any:
        return plain(Blind(self.buffers, None).unpack(self.tree))


class Blind(Unpacker):
    """Unpacks values in which objects and functions of the other end are only that."""

    def unpack(self, tree: Any, depth: int = 0) -> Any:
        theirs = isinstance(tree, dict) and tree.keys() & {"h", "j", "p", "own", "m"}
        return "an object" if theirs else super().unpack(tree, depth)


def plain(value: Any) -> Any:
    """A value with its models as they can be compared."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return comparable(value)


def play(kernel: Kernel, reference: Reference, source: str, note: Callable[[Note], bool], deadline: Deadline) -> bool:
    """Run a test to its end, whatever it finds, and hand all that it is shown to `note`; whether that never said no."""

    def hear(shown: Any) -> None:
        if deadline.is_over() or not note(Note(shown)):
            raise Stop

    code = compile(Relentless().visit(ast.parse(source)), TEST, "exec")
    try:
        with overheard(kernel, hear), quiet(), np.errstate(all="ignore"):
            exec(code, Names(kernel, reference))
    except Stop:
        return False
    return True


@contextlib.contextmanager
def overheard(kernel: Kernel, hear: Callable[[Any], None]) -> Iterator[None]:
    """Let `hear` have each reply to this end, or the kind of its error; what may draw at random draws the same."""
    ask, busy = kernel._ask, False

    def asking(message: dict[str, Any], value: Any) -> tuple[Any, Any]:
        nonlocal busy
        if busy:  # while it calls a function of the test
            return ask(message, value)
        busy = True
        try:
            if message["op"] in LIVELY:
                kernel.seed()
            result, effect = ask(message, value)
        except (EOFError, ConnectionError):
            raise
        except Exception as error:
            hear(outcome_of(error))
            raise
        finally:
            busy = False
        hear([result, effect and [[as_written(new) for _, new in effect[0]], effect[1]]])
        return result, effect

    kernel.__dict__["_ask"] = asking
    try:
        yield
    finally:
        del kernel.__dict__["_ask"]


def as_written(new: Any) -> Any:
    """What a call wrote into an argument, as it can be kept."""
    return [new.weights, new.trainable] if isinstance(new, WrittenModel) else new


@contextlib.contextmanager
def loopback(namespace: dict[str, Any]) -> Iterator[Kernel]:
    """A kernel in this process in which these names are defined."""
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=wire.KernelPeer(theirs, namespace).serve, daemon=True)
    thread.start()
    try:
        yield Kernel(ours)
    finally:
        with contextlib.suppress(OSError):
            ours.shutdown(socket.SHUT_RDWR)
        thread.join(1)
        ours.close()
        theirs.close()


class Relentless(ast.NodeTransformer):
    """Lets a test go on: an assertion is only computed, and an error ends no more than its statement."""

    def visit_Module(self, node: ast.Module) -> ast.Module:
        node.body = [self._tried(each) for each in node.body]
        return ast.fix_missing_locations(node)

    def _tried(self, node: ast.stmt) -> ast.stmt:
        if isinstance(node, ast.Assert):
            node = ast.copy_location(ast.Expr(node.test), node)
        if not isinstance(
            node, ast.For | ast.While | ast.If | ast.With | ast.Expr | ast.Assign | ast.AugAssign | ast.Try
        ):
            return node
        for name in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, name, None), list):
                setattr(node, name, [self._tried(each) for each in block])
        handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), None, [ast.Pass()])
        return ast.copy_location(ast.Try([node], [handler], [], []), node)
