"""What an examiner knows of a notebook."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Paper:
    """What an examiner knows of a notebook: its code cells, solved, as (exercise or "", text), and the known mistakes
    of each exercise, as (name, hint, text)."""

    cells: tuple[tuple[str, str], ...]
    mistakes: dict[str, tuple[tuple[str, str, str], ...]]

    def hint(self, exercise: str, mistake: str) -> str:
        return next((hint for name, hint, _ in self.mistakes.get(exercise, ()) if name == mistake), "")

    def defines(self, exercise: str) -> tuple[set[str], set[str]]:
        """(the functions and classes that the reference answer to an exercise defines, the data)."""
        return self._definitions.get(exercise, (set(), set()))

    @cached_property
    def _definitions(self) -> dict[str, tuple[set[str], set[str]]]:
        found: dict[str, tuple[set[str], set[str]]] = {}
        for exercise, text in self.cells:
            functions, data = found.setdefault(exercise, (set(), set()))
            for node in parse(text).body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    functions.add(node.name)
                elif not isinstance(node, ast.Import | ast.ImportFrom):
                    names = (each for each in ast.walk(node) if isinstance(each, ast.Name))
                    data |= {each.id for each in names if isinstance(each.ctx, ast.Store)}
        return found

    def is_function(self, exercise: str) -> bool:
        """Whether the answer to an exercise is functions or classes, and no data."""
        functions, data = self.defines(exercise)
        return bool(functions) and not data

    def calls(self, exercise: str) -> set[str]:
        """The exercises whose answers the reference answer to this one uses, directly or through others."""
        words = {name: set[str]() for name, _ in self.cells}
        for name, text in self.cells:
            words[name] |= {node.id for node in ast.walk(parse(text)) if isinstance(node, ast.Name)}
        reached, new = set[str](), {exercise}
        while new:
            used = set[str]().union(*(words.get(name, set()) for name in new))
            new = (
                {name for name in words if name and used & (self.defines(name)[0] | self.defines(name)[1])}
                - reached
                - {exercise}
            )
            reached |= new
        return reached

    def to_json(self) -> str:
        return json.dumps({"cells": self.cells, "mistakes": self.mistakes}, indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Paper:
        """The inverse of to_json."""
        data = json.loads(text)
        mistakes = {name: tuple((m[0], m[1], m[2]) for m in found) for name, found in data["mistakes"].items()}
        return cls(tuple((cell[0], cell[1]) for cell in data["cells"]), mistakes)


def parse(text: str) -> ast.Module:
    """The syntax tree of a cell, magics left out; an empty one of what isn't Python."""
    try:
        return ast.parse(re.sub(r"^(\s*)[%!].*$", r"\1pass", text, flags=re.M))
    except SyntaxError:
        return ast.Module([], [])
