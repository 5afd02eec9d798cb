"""Canaries for kernel mode: tests that must fail, made from a notebook's own, so that they can't be told from those."""

from __future__ import annotations

import ast
import itertools
import random
import re

from nbformat import NotebookNode

from grader.verdict.cells import grade_id

CHOSEN = 2  # of a notebook's tests
OPPOSITE: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: ">=", ast.GtE: "<", ast.Gt: "<=", ast.LtE: ">",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
OPERATOR = re.compile(rb"is\s+not|not\s+in|[=!<>]=|[<>]|\b(?:is|in)\b")
# What makes it matter how often a test runs: a second run would change what the notebook draws or writes later.
STATEFUL = re.compile(r"random\.(?!default_rng)|\bopen\(|\bnext\(|\binput\(|\btime\b")


def choose(tests: list[NotebookNode]) -> dict[str, str]:
    """grade_id of some tests, drawn at random -> a canary made from it."""
    draw = random.SystemRandom()
    able = {grade_id(cell): text for cell in tests if (text := opposite(cell.source, draw))}
    return {name: able[name] for name in draw.sample(sorted(able), min(CHOSEN, len(able)))}


def opposite(source: str, draw: random.Random) -> str:
    """A test up to one of its assertions, drawn at random, with that one turned round; "" where there is none.

    Where the test passes, this fails. An assertion inside a loop or a function is none: it may not be reached.
    """
    if STATEFUL.search(source):
        return ""
    try:
        found = [node for node in ast.parse(source).body if isinstance(node, ast.Assert)]
    except SyntaxError:  # magics
        return ""
    if not found:
        return ""
    node = draw.choice(found)
    text, end = source.encode(), _span(source, node)[1]
    start, stop = _span(source, node.test)
    match node.test:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            gap = slice(_span(source, left)[1], _span(source, right)[0])  # with the brackets around the sides
            turned = text[start : gap.start] + _turn(text[gap], OPPOSITE[type(op)]) + text[gap.stop : stop]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            turned = text[_span(source, operand)[0] : stop]
        case _:
            turned = b"not (" + text[start:stop] + b")"
    return (text[:start] + turned + text[stop:end]).decode()


def _turn(between: bytes, operator: str) -> bytes:
    return OPERATOR.sub(operator.encode(), between, count=1)


def _span(source: str, node: ast.AST) -> tuple[int, int]:
    """Where a part of the source starts and ends, in bytes."""
    lines = source.encode().split(b"\n")
    before = [0, *itertools.accumulate(len(line) + 1 for line in lines)]
    assert isinstance(node, ast.expr | ast.stmt) and node.end_lineno and node.end_col_offset is not None
    return before[node.lineno - 1] + node.col_offset, before[node.end_lineno - 1] + node.end_col_offset


def plain(source: str) -> str:
    """A test that must fail and touches nothing, with the imports of another one."""
    lines = source.split("\n")
    head = itertools.takewhile(lambda line: not line.strip() or line.startswith(("import ", "from ", "#")), lines)
    return "\n".join([*head, "assert sum([1, 1]) == 3, 'This must fail.'"])
