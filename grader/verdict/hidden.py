"""What may be told of a hidden test that failed: little, since the student's code has seen what nobody is to see.

Of an exception its built-in type, from a fixed list; of an assertion its message, and of the inputs what kind they are
(companion.testing.describing), as far as that stands in the test's own text; of a kernel that ended, that it did. No
text that was made while the test ran: it could carry the values that the test handed over.
"""

from __future__ import annotations

import ast
import dataclasses
import re
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
        text = said(run.evalue, source)
    else:
        text = "raised by a hidden test: is your answer of the kind that the text asks for?"
    run = dataclasses.replace(run, ename=name, evalue=text)
    return run if name == "NotImplementedError" else describe_inputs(run, source)


def describe_inputs(run: CellRun, source: str) -> CellRun:
    """The run of a test, with the kind of inputs that it failed with in its message, as far as the test says it."""
    kinds = ", ".join(filter(None, (said(each, source) for each in run.inputs)))
    return dataclasses.replace(run, evalue=f"{run.evalue} (with {kinds})".strip()) if kinds else run


def said(message: str, source: str) -> str:
    """The message of an assertion, where it stands in the test's text; what was filled into it is left out.

    Where several texts of the test could have become the message, it is the one with the most letters of its own.
    """
    found = [each for each in templates(source) if re.fullmatch(".*".join(map(re.escape, each)), message, re.S)]
    best = max(found, key=lambda parts: sum(map(len, parts)), default=[])
    return "…".join(best) if any(best) else ""


def templates(source: str) -> Iterator[list[str]]:
    """The texts of a test, each as its fixed parts, between which something is filled in."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield parts_of(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield [node.value]


def parts_of(node: ast.JoinedStr) -> list[str]:
    """The fixed parts of a formatted text: one more than it has places to fill in."""
    parts = [""]
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts[-1] += str(value.value)
        else:
            parts.append("")
    return parts
