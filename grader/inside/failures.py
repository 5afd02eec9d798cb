"""What goes wrong, as plain data: exceptions that cross, by their built-in types, and what can't cross."""

from __future__ import annotations

import builtins
from typing import Any

MAX_TEXT = 2000  # of an error


class WireError(Exception):
    """What came is no message, is too large, or can't cross."""


def written(value: Any, length: int) -> str:
    """A stranger's text as one that can be written: halves of letters become question marks."""
    return str(value)[:length].encode("utf-8", "replace").decode()


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
