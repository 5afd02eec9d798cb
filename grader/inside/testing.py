"""Runs test cells in an examiner, with names looked up in the student's kernel, and forms verdicts."""

from __future__ import annotations

import ast
import builtins
import contextlib
import traceback
from typing import Any

import numpy as np

from . import wire
from .failures import MAX_TEXT, WireError, written
from .reference import Reference, quiet

TEST = "<test>"


class Kernel(wire.Peer):
    """The student's kernel, seen from here."""

    def module(self, name: str) -> Any:
        raise WireError(f"the module {name} is no value")

    def name(self, name: str) -> Any:
        return self.request({"op": "get", "name": name})

    def end(self) -> None:
        """Let the kernel go on with its next cell."""
        with contextlib.suppress(OSError):
            wire.send(self.channel, {"op": "end"})


class Names(dict[str, Any]):
    """The names of a test cell: its own; those that the notebook gives, made anew for each test, since an answer may
    write into them; the student's, from the kernel."""

    def __init__(self, kernel: Kernel, reference: Reference) -> None:
        super().__init__(__name__="__main__")
        self.kernel, self.reference, self.given = kernel, reference, dict[str, Any]()

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        if self.reference.own(name):
            if name not in self.given:
                self.given.update(self.reference.run([name]))
            value = self.given[name]
        else:
            value = self.kernel.name(name)
        self[name] = value
        return value


def run_test(source: str, names: dict[str, Any]) -> dict[str, Any]:
    """Run a test cell: its status, the error that it ended in, the kind of inputs as the test has it, the score where
    its last expression is a number."""
    tree = ast.parse(source)
    last, value = tree.body[-1] if tree.body else None, None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    try:
        with quiet():
            exec(compile(tree, TEST, "exec"), names)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), TEST, "eval"), names)
    except (EOFError, ConnectionError):
        raise
    except BaseException as error:
        inputs = [str(note) for note in getattr(error, "__notes__", [])]
        return {**verdict_on(error), "inputs": inputs, "line": line_of(error)}
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return {"status": "ok", "score": str(value) if number else ""}


def line_of(error: BaseException) -> int:
    """The line of the test that an error came from; 0 where it came from none."""
    lines = [number for frame, number in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == TEST]
    return lines[-1] if lines else 0


def verdict_on(error: BaseException) -> dict[str, Any]:
    """What ended a test: an assertion, or something that the student's code raised."""
    student = getattr(error, "student", None)
    if student is not None:
        return {
            "status": "error", "ename": student["name"], "evalue": student["text"], "student": True,
            "type": student["type"],
        }  # fmt: skip
    if isinstance(error, WireError):
        return {"status": "error", "ename": "TypeError", "evalue": f"your answer can't be looked at: {error}"}
    text = written(error, MAX_TEXT)  # of our own test, which may repeat what it was given
    return {"status": "error", "ename": type(error).__name__, "evalue": text}
