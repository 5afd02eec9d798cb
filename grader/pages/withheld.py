"""Keeps the lines of tests out of what a page shows of a student's outputs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from grader.verdict.cells import Cell, is_test, source, split_hidden

WITHHELD = "[not shown: a line of the tests]"
SIGNIFICANT = 8
PROMPT = re.compile(r"\bIn ?\[(\d+)\]")


def _squeeze(text: str) -> str:
    """Text without blanks, quotes and backslashes: code is found in tracebacks and in the repr of a string, too."""
    return re.sub(r"[\s\\'\"]+", "", text)


def _strings(code: str) -> list[str]:
    """The texts that a test can say, squeezed: a message of an assertion may be shown although it is part of a
    line."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [_squeeze(value) for value in constants if isinstance(value, str)]


def _lines(texts: Iterable[str]) -> set[str]:
    """The squeezed lines of texts that are long enough to be recognised elsewhere."""
    lines = {line for text in texts for line in re.sub(r"[^\S\n]+|[\\'\"]+", "", text).split("\n")}
    return {line for line in lines if len(line) >= SIGNIFICANT and re.search("[A-Za-z]{2}", line)}


def _counts(cells: Iterable[Cell], tests: bool) -> set[str]:
    """The numbers in In[…] of the cells that are tests, or of those that are not."""
    return {str(cell.get("execution_count")) for cell in cells if is_test(cell) is tests}


class Secrets:
    """Keeps the lines of tests out of what is shown.

    Tests that live in the student's kernel can be printed or raised by the student's code. Lines that come out as
    they are, or as the repr of a string, are found; one that was encoded on purpose is not (to that, an examiner
    outside of the kernel is the answer).
    """

    def __init__(self, cells: Iterable[Cell]) -> None:
        tests = [source(cell) for cell in cells if is_test(cell)]
        others = [split_hidden(cell) for cell in cells if not is_test(cell)]
        tests += [hidden for _, hidden in others]
        known = _lines(visible for visible, _ in others)
        said = [text for test in tests for text in _strings(test)]
        self.lines = [line for line in _lines(tests) - known if not any(line in text for text in said)]
        self.counts = _counts(cells, tests=True) - _counts(cells, tests=False)

    def within(self, text: str) -> bool:
        """Whether a text holds a line of a test."""
        squeezed = _squeeze(text)
        return any(line in squeezed for line in self.lines)

    def redact(self, text: str) -> str:
        """The text with the lines of tests replaced by a note."""
        if not self.within(text):
            return text
        lines = [WITHHELD if self.within(line) else line for line in text.split("\n")]
        rest = "\n".join(line for line in lines if line is not WITHHELD)
        return WITHHELD if self.within(rest) else "\n".join(lines)

    def own_frames(self, traceback: list[str]) -> list[str]:
        """The parts of a traceback that are not frames of tests."""
        return [part for part in traceback if not self.within(part) and not self.counts & set(PROMPT.findall(part))]
