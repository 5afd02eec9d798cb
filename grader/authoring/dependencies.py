"""What a notebook's outputs and proofs depend on besides its own text: the parts of companion that it uses, the data
files that those load, and the versions of libraries.

Code counts without its comments and docstrings, so that an explanation can be mended without running everything again.
"""

from __future__ import annotations

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from grader.verdict.paper import parse

# Where the name that one imports isn't that of the distribution.
DISTRIBUTIONS = {"PIL": "pillow", "yaml": "pyyaml", "sklearn": "scikit-learn"}


def digest(*parts: bytes | str) -> str:
    """A hash of parts, which can't be cut in another way."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        made.update(f"{len(data)}:".encode() + data)
    return made.hexdigest()


@cache
def bare(code: str) -> str:
    """Python code without comments, docstrings and empty lines."""
    lines = code.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(code)):
        body = getattr(node, "body", None)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and body:
            first = body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and first.end_lineno:
                lines[first.lineno - 1 : first.end_lineno] = [""] * (first.end_lineno - first.lineno + 1)
    return "\n".join(line.rstrip() for line in lines if line.strip())


def code_of(folder: Path, *names: str) -> str:
    """A hash of the code of modules in a folder: of those named, or of all."""
    paths = [folder / f"{name}.py" for name in names] or sorted(folder.glob("*.py"))
    return digest(*(bare(path.read_text(encoding="utf-8")) for path in paths))


# ------------------------------------------------------------------------------------------------- the names of modules

Name = tuple[str, str]  # a module of companion, and what is looked up in it; "" for what runs when it is imported


@dataclass
class Use:
    """What some code uses: names of companion, data files, other modules."""

    names: set[Name] = field(default_factory=set)
    data: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)

    def add(self, other: Use) -> None:
        self.names |= other.names
        self.data |= other.data
        self.modules |= other.modules


def uses(tree: ast.AST, known: dict[str, Name | str] | None = None) -> Use:
    """What a piece of code uses; known: names bound around it, to a name of companion, or to a module of it."""
    found, bound = Use(), dict(known or {})
    for node in ast.walk(tree):
        bound |= _bindings(node, found)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if isinstance(bound.get(name), str):
                found.names.add((str(bound[name]), attribute))
            case ast.Name(id=name) if isinstance(target := bound.get(name), tuple):
                found.names.add(target)
            case ast.Call(func=ast.Name(id="find_data"), args=[ast.Constant(value=str(file))]):
                found.data.add(file)
    return found


def _bindings(node: ast.AST, found: Use) -> Iterator[tuple[str, Name | str]]:
    """The names that an import binds to parts of companion; what it imports besides is noted."""
    match node:
        case ast.Import(names=names):
            found.modules |= {alias.name.split(".")[0] for alias in names} - {"companion"}
            found.names |= {(alias.name[10:], "*") for alias in names if alias.name.startswith("companion.")}
        case ast.ImportFrom(module=None | "companion", names=names, level=level) if level or node.module:
            found.names |= {(alias.name, "") for alias in names}
            yield from ((alias.asname or alias.name, alias.name) for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=level):
            inner = module if level else module.removeprefix("companion.")
            if level or inner != module:
                found.names |= {(inner, "")}
                yield from ((alias.asname or alias.name, (inner, alias.name)) for alias in names)
            else:
                found.modules.add(module.split(".")[0])


class Package:
    """The package companion, read without importing it: what each name of it depends on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trees: dict[str, dict[str, list[ast.stmt]]] = {}
        self.texts: dict[str, str] = {}

    def module(self, name: str) -> dict[str, list[ast.stmt]]:
        """Name -> the statements that define it in a module, "" -> those that run when it is imported; empty for what
        is no module."""
        if name not in self.trees:
            path = self.folder / f"{name}.py"
            self.texts[name] = path.read_text(encoding="utf-8") if path.is_file() else ""
            self.trees[name] = {}
            for node in ast.parse(self.texts[name]).body:
                for each in _defined(node):
                    self.trees[name].setdefault(each, []).append(node)
        return self.trees[name]

    def closure(self, use: Use) -> Use:
        """All that is used, directly or through other parts of companion."""
        found, new = Use(), Use({("__init__", ""), *use.names}, use.data, use.modules)
        while new.names - found.names:
            names = new.names - found.names
            found.add(new)
            new = Use()
            for module, name in names:
                for node in self._nodes(module, name):
                    new.add(uses(node, self._known(module)))
        return found

    def _nodes(self, module: str, name: str) -> list[ast.stmt]:
        statements = self.module(module)
        if name == "*":
            return [node for nodes in statements.values() for node in nodes]
        return [*statements.get("", []), *statements.get(name, [])]

    def _known(self, module: str) -> dict[str, Name | str]:
        """What names stand for in the code of a module."""
        known: dict[str, Name | str] = {name: (module, name) for name in self.module(module) if name}
        for nodes in self.module(module).values():
            for node in nodes:
                known |= _bindings(node, Use())
        return known

    def text(self, module: str, name: str) -> str:
        """The code that defines a name, bare."""
        nodes = [
            node for node in self.module(module).get(name, []) if not isinstance(node, ast.Import | ast.ImportFrom)
        ]
        lines = self.texts[module].splitlines()
        return "\n".join(
            bare("\n".join(lines[_first(node) - 1 : node.end_lineno]))
            for node in nodes
            if not isinstance(node, ast.Import | ast.ImportFrom)
        )


def _first(node: ast.stmt) -> int:
    """The line where a statement begins, decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _defined(node: ast.stmt) -> list[str]:
    """The names that a statement at the top of a module defines; [""] where it does something else."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Expr(value=ast.Constant()):
            return []
    return [""]


# --------------------------------------------------------------------------------------------------------- dependencies


class Dependencies:
    """Tells what code depends on, in the repository at `root`."""

    def __init__(self, root: Path) -> None:
        self.root, self.companion = root, Package(root / "companion")
        self.data: dict[str, str] = {}
        lock = root / "requirements.lock"
        lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
        self.versions = {line.split("==")[0].lower(): line for line in lines if "==" in line}

    def of(self, codes: Iterable[str], modules: Iterable[str] = ()) -> dict[str, str]:
        """Part of companion, data file or library -> its code, hash or version; modules: libraries used in any case."""
        use = Use(modules=set(modules))
        for code in codes:
            use.add(uses(parse(code)))
        every = self.companion.closure(use)
        parts = {f"companion.{module}.{name}": self.companion.text(module, name) for module, name in every.names}
        found = {name: text for name, text in parts.items() if text}
        found |= {f"datasets/{name}": self._hash(name) for name in every.data}
        names = {DISTRIBUTIONS.get(name, name.replace("_", "-")).lower() for name in every.modules}
        return dict(sorted({**found, **{name: self.versions[name] for name in names & set(self.versions)}}.items()))

    def hash_of(self, codes: Iterable[str], modules: Iterable[str] = ()) -> str:
        """A hash of all that `of` finds."""
        return digest(*(part for pair in self.of(codes, modules).items() for part in pair))

    def _hash(self, name: str) -> str:
        if name not in self.data:
            path = self.root / "datasets" / name
            self.data[name] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        return self.data[name]
