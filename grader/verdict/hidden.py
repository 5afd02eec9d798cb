"""What may be told of a hidden test that failed: little, since the student's code has seen what nobody is to see.

Of an exception its built-in type, from a fixed list; of an assertion its message, and of the inputs what kind they are
(companion.testing.describing), as far as that stands in the test's own text; of a kernel that ended, that it did. No
text that was made while the test ran: it could carry the values that the test handed over.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator

from grader.kernel.session import DIED, CellRun
from grader.verdict.examination import UNSEEN
from grader.verdict.score import MEMORY_ERRORS

# What an answer may be said to raise. Others are Exception.
TOLD = (
    "ArithmeticError", "AssertionError", "AttributeError", "FileNotFoundError", "ImportError", "IndexError", "KeyError",
    "MemoryError", "NameError", "NotImplementedError", "OSError", "RecursionError", "RuntimeError", "TypeError",
    "UnboundLocalError", "ValueError", "ZeroDivisionError",
)  # fmt: skip
ENDINGS = ("out of memory", "out of CPU time", "too many processes or threads", "too many sockets")
RAISED = "raised while a hidden test called it"
ENDED = "the program ended while a hidden test called it"


def tell(run: CellRun, source: str) -> CellRun:
    """The run of a hidden test, reduced to what may be told; source: the text of the test."""
    if run.status == DIED:
        return run if run.reason in (*ENDINGS, UNSEEN) else dataclasses.replace(run, reason=ENDED)
    kind = "MemoryError" if run.ename in MEMORY_ERRORS else run.kind or run.ename
    name = kind if kind in TOLD else "Exception"
    if run.student:
        text = "" if name == "NotImplementedError" else RAISED
    elif name == "AssertionError":
        text = said(run.evalue, source, run.line)
    else:
        text = "raised by a hidden test: is your answer of the kind that the text asks for?"
    run = dataclasses.replace(run, ename=name, evalue=text)
    return run if name == "NotImplementedError" else describe_inputs(run, source)


def describe_inputs(run: CellRun, source: str) -> CellRun:
    """The run of a test, with the kind of inputs that it failed with in its message, as far as the test says it."""
    kinds = ", ".join(filter(None, (said(each, source) for each in run.inputs)))
    return dataclasses.replace(run, evalue=f"{run.evalue} (with {kinds})".strip()) if kinds else run


def said(message: str, source: str, line: int = 0) -> str:
    """The message of an assertion, where it stands in the test's text; what was filled into it is left out.

    line: where the assertion stands, 0 where that isn't known. Where several texts could have become the message, it is
    the one with the most letters of its own.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    for part in filter(None, (message_at(tree, line), tree)):  # first its own; the test may keep it elsewhere
        if found := [each for each in templates(part) if could_become(message, each)]:
            best = max(found, key=lambda parts: sum(map(len, parts)))
            return "…".join(best) if any(best) else ""
    return ""


def could_become(message: str, parts: list[str]) -> bool:
    """Whether a message has these parts, in order, from its beginning to its end."""
    first, last, place = parts[0], parts[-1], len(parts[0])
    if len(parts) == 1 or not message.startswith(first):
        return message == first
    for part in parts[1:-1]:
        place = message.find(part, place) + len(part)
        if place < len(part):
            return False
    return message.endswith(last) and place <= len(message) - len(last)


def templates(tree: ast.AST) -> Iterator[list[str]]:
    """The texts in code, each as its fixed parts, between which something is filled in."""
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield parts_of(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield [node.value]


def message_at(tree: ast.AST, line: int) -> ast.AST | None:
    """What the innermost statement at a line says: an assertion its message, another one anything in it."""
    statements = (each for each in ast.walk(tree) if isinstance(each, ast.stmt))
    at = [each for each in statements if each.lineno <= line <= (each.end_lineno or 0)]  # outer ones first
    if not at:
        return None
    return at[-1].msg if isinstance(at[-1], ast.Assert) else at[-1]


def parts_of(node: ast.JoinedStr) -> list[str]:
    """The fixed parts of a formatted text: one more than it has places to fill in."""
    parts = [""]
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts[-1] += str(value.value)
        else:
            parts.append("")
    return parts
