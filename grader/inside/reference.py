"""The solved notebook in an examiner, of which only what is asked for is run."""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import linecache
import symtable
import types
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A code cell of the solved notebook: exercise is "" where it is given. bound, used: its global names."""

    exercise: str
    source: str
    bound: frozenset[str]
    used: frozenset[str]
    imported: frozenset[str]

    @classmethod
    @functools.cache  # the same cells and mistakes are read for each call that is looked at
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
                exec(compiled(cell.source), namespace)
        return namespace

    def own(self, name: str) -> bool:
        """Whether a name is given, and depends on no answer: then it is looked up here, not in the kernel."""
        found = self.needed([name], self.cells)
        return bool(found) and not any(cell.exercise for cell in found)


@functools.cache
def compiled(source: str) -> types.CodeType:
    """Code whose source can be looked up, as TensorFlow does where it traces a function."""
    name = f"<reference {hash(source)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    return compile(source, name, "exec")


def quiet() -> contextlib.AbstractContextManager[Any]:
    """What is printed inside is seen by nobody."""
    stack = contextlib.ExitStack()
    stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
    stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
    return stack
