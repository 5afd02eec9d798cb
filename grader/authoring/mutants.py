"""Tests the tests: changes each solution in small ways, grades every changed one, and lists those that still pass.

A changed solution (a mutant) that passes shows what the tests overlook, unless it does the same as the solution. Those
are listed, with why, in `<notebook>.mutants.toml` beside the source.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.authoring.source import Source, solution_lines
from grader.authoring.tree import Tree
from grader.authoring.workbench import Trial, author_server, try_answers
from grader.errors import GraderError
from grader.kernel.server import KernelServer

GOAL = 0.95


@dataclass(frozen=True)
class Mutant:
    """A solution cell with one change: in `line` of the cell, from `before` to `after`; `text` is the whole cell."""

    line: int
    before: str
    after: str
    text: str


# ---------------------------------------------------------------------------------------------------------- the changes
# Each function gets a node of the solution's syntax tree, and yields what may stand in its place. What computes the
# same as another change (keepdims=True dropped or made False) comes once.

BINARY: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div, ast.Add), ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,), ast.Mod: (ast.FloorDiv,), ast.Pow: (ast.Mult,), ast.MatMult: (ast.Mult,),
}  # fmt: skip
COMMUTATIVE = (ast.Add, ast.Mult)
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
}  # fmt: skip
PAIRS = (
    ("sum", "mean"), ("max", "min"), ("argmax", "argmin"), ("maximum", "minimum"), ("zeros", "ones"),
    ("zeros_like", "ones_like"), ("exp", "log"), ("std", "var"), ("all", "any"), ("floor", "ceil"), ("sin", "cos"),
)  # fmt: skip
CONFUSED = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
MODULES = ("np", "math", "tf", "keras", "random")


def _operators(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            yield from (ast.BinOp(left, other(), right) for other in BINARY.get(type(op), ()))
            if not isinstance(op, COMMUTATIVE):
                yield ast.BinOp(right, op, left)
            yield from (left, right)
        case ast.Compare(left=left, ops=[op], comparators=comparators) if type(op) in COMPARISONS:
            yield from (ast.Compare(left, [other()], comparators) for other in COMPARISONS[type(op)])
        case ast.Compare():
            yield ast.UnaryOp(ast.Not(), node)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            yield from values
        case ast.UnaryOp(operand=operand):
            yield operand


def _constants(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(number)):
            yield from (ast.Constant(number + 1), ast.Constant(number - 1))
        case ast.Constant(value=float(number)):
            yield from (ast.Constant(number * 2), ast.Constant(number * 1.1)) if number else (ast.Constant(1.0),)


def _negated(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp | ast.Call | ast.Name | ast.Attribute | ast.Subscript):
        yield ast.UnaryOp(ast.USub(), node)


def _swapped(nodes: list[Any]) -> Iterator[list[Any]]:
    """The list with two neighbours swapped."""
    for i in range(len(nodes) - 1):
        yield [*nodes[:i], nodes[i + 1], nodes[i], *nodes[i + 2 :]]


def _each(nodes: list[Any], change: Callable[[Any], Iterator[Any]]) -> Iterator[list[Any]]:
    """The list with one of its nodes changed."""
    for i, node in enumerate(nodes):
        yield from ([*nodes[:i], other, *nodes[i + 1 :]] for other in change(node))


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """Signs and places of what is assigned, returned or put together."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from (ast.Assign(targets, other) for other in _negated(value))
            match targets, value:
                case [ast.Name(id=name) as target], ast.BinOp(left=ast.Name(id=same), op=op, right=right) if (
                    name == same
                ):
                    yield ast.AugAssign(target, op, right)  # writes into what may be the caller's array
        case ast.AugAssign(target=target, op=op, value=value):
            yield from (ast.AugAssign(target, other(), value) for other in BINARY.get(type(op), ()))
            yield ast.Assign([target], value)
        case ast.Return(value=ast.expr() as value):
            yield from (ast.Return(other) for other in _negated(value))
        case ast.Tuple(elts=elements, ctx=ast.Load()):
            yield from (ast.Tuple(other, ast.Load()) for other in (*_swapped(elements), *_each(elements, _negated)))
        case ast.Dict(keys=keys, values=values):
            yield from (ast.Dict(keys, other) for other in (*_swapped(values), *_each(values, _negated)))


def _from_module(function: ast.expr) -> bool:
    while isinstance(function, ast.Attribute):
        function = function.value
    return isinstance(function, ast.Name) and function.id in MODULES


def _calls(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func=function, args=arguments, keywords=keywords):
            yield from (ast.Call(function, other, keywords) for other in _swapped(arguments))
            for i, keyword in enumerate(keywords):
                if not isinstance(keyword.value, ast.Constant) or not isinstance(keyword.value.value, bool):
                    yield ast.Call(function, arguments, [*keywords[:i], *keywords[i + 1 :]])  # a bool is flipped
            if isinstance(function, ast.Attribute) and not _from_module(function):
                yield function.value
            elif len(arguments) == 1 and not isinstance(arguments[0], ast.Starred):
                yield arguments[0]
        case ast.Attribute(value=value, attr="T"):
            yield value
        case ast.Attribute(value=value, attr=name, ctx=context) if name in CONFUSED:
            yield ast.Attribute(value, CONFUSED[name], context)
        case ast.Name(id=name, ctx=ast.Load()) if name in CONFUSED:
            yield ast.Name(CONFUSED[name], ast.Load())


def _ranges(node: ast.AST) -> Iterator[ast.AST]:
    """One more or one less of what is counted."""
    match node:
        case ast.Call(func=ast.Name(id="range") as function, args=[stop]):
            for change in (ast.Add(), ast.Sub()):
                yield ast.Call(function, [ast.BinOp(stop, change, ast.Constant(1))], [])
            yield ast.Call(function, [ast.Constant(1), stop], [])
        case ast.Slice(lower=lower, upper=upper, step=step):
            first = ast.Constant(1) if lower is None else ast.BinOp(lower, ast.Add(), ast.Constant(1))
            last = ast.UnaryOp(ast.USub(), ast.Constant(1))
            yield ast.Slice(first, upper, step)
            yield ast.Slice(lower, last if upper is None else ast.BinOp(upper, ast.Sub(), ast.Constant(1)), step)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Statements dropped, branches that are always or never taken."""
    match node:
        case ast.Pass() | ast.Return(value=None) | ast.Expr(value=ast.Constant()):
            return
        case ast.Return():
            yield ast.Return(ast.Constant(None))
        case ast.If(body=body, orelse=orelse):
            yield from (ast.If(ast.Constant(always), body, orelse) for always in (True, False))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse)
        case ast.comprehension(target=target, iter=values, ifs=[_, *_], is_async=is_async):
            yield ast.comprehension(target, values, [], is_async)
        case ast.stmt():
            yield ast.Pass()


CHANGES = (_operators, _constants, _values, _calls, _ranges, _statements)
SKIPPED_FIELDS = ("annotation", "returns", "decorator_list", "type_comment")


def _places(node: ast.AST, line: int = 0) -> Iterator[tuple[Any, Any, Any, int]]:
    """(a list or a node, the index or the name at which it holds a node, that node, its line) below a node."""
    if isinstance(node, ast.JoinedStr):
        return
    for name, value in ast.iter_fields(node):
        held = [(value, i, each) for i, each in enumerate(value)] if isinstance(value, list) else [(node, name, value)]
        for holder, key, child in held if name not in SKIPPED_FIELDS else ():
            if isinstance(child, ast.AST):
                below = getattr(child, "lineno", line)
                yield holder, key, child, below
                yield from _places(child, below)


def _put(holder: Any, key: Any, node: ast.AST) -> None:
    if isinstance(holder, list):
        holder[key] = node
    else:
        setattr(holder, key, node)


def mutants(text: str) -> list[Mutant]:
    """The mutants of a solution cell (its text, with the markers of its regions), each text once."""
    tree, region = ast.parse(text), solution_lines(text)
    solved = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for holder, key, node, line in list(_places(tree)):
        for change in CHANGES if line in region else ():
            for other in change(node):
                _put(holder, key, ast.copy_location(other, node))
                changed = ast.unparse(tree)
                _put(holder, key, node)
                if changed != solved:
                    found.setdefault(changed, Mutant(line, *_difference(solved, changed), changed))
    return list(found.values())


def _difference(solved: str, changed: str) -> tuple[str, str]:
    """The first line in which the two differ, of each."""
    pairs = zip(solved.splitlines(), changed.splitlines(), strict=False)
    return next((before.strip(), after.strip()) for before, after in pairs if before != after)


# -------------------------------------------------------------------------------------------------------------- grading


@dataclass(frozen=True)
class Equivalent:
    """A mutant that the author has looked at: it is as right as the solution."""

    exercise: str
    before: str
    after: str
    why: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.exercise, self.before, self.after


@dataclass(frozen=True)
class Result:
    """What became of a notebook's mutants: (exercise, mutant) each.

    equivalents: the entries of the list that such a mutant was looked up in, one for each mutant that survives rightly.
    problems: entries of the list of equivalents that are out of date, a line each.
    """

    source: Source
    caught: tuple[tuple[str, Mutant], ...]
    survivors: tuple[tuple[str, Mutant], ...]
    equivalents: tuple[Equivalent, ...]
    problems: tuple[str, ...]

    @property
    def rate(self) -> float:
        """The share of mutants caught, of those that are not equivalent; 1 where there are none."""
        total = len(self.caught) + len(self.survivors)
        return len(self.caught) / total if total else 1.0

    @property
    def ok(self) -> bool:
        return self.rate >= GOAL and not self.problems


def equivalents_file(source: Source) -> Path:
    return source.beside("mutants.toml")


def read_equivalents(source: Source) -> list[Equivalent]:
    """The mutants that are listed as equivalent; raises GraderError where the list is not well formed."""
    path = equivalents_file(source)
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["equivalent"]
        return [Equivalent(**entry) for entry in entries]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise GraderError(
            f"{path}: each entry is [[equivalent]] with exercise, before, after and why: {error}"
        ) from None


def judge(source: Source, tried: Iterable[tuple[str, Mutant, bool]], exercises: Iterable[str] | None = None) -> Result:
    """Sort the mutants that were tried, (exercise, mutant, whether the tests caught it), and compare them with the list
    of equivalents; exercises: those that were tried (default: all)."""
    chosen = set(source.exercises if exercises is None else exercises)
    listed = {each.key: each for each in read_equivalents(source) if each.exercise in chosen}
    unknown = [each for each in read_equivalents(source) if each.exercise not in source.exercises]
    found: dict[tuple[str, str, str], bool] = {}  # whether every mutant of this look is caught
    caught, survivors, equivalents = [], [], []
    for exercise, mutant, was_caught in tried:
        key = (exercise, mutant.before, mutant.after)
        found[key] = found.get(key, True) and was_caught
        if was_caught:
            caught.append((exercise, mutant))
        elif key in listed:
            equivalents.append(listed[key])
        else:
            survivors.append((exercise, mutant))
    off = [key for key in listed if found.get(key, True)] + [each.key for each in unknown]
    problems = [
        f"{equivalents_file(source)}: '{key[2]}' in '{key[0]}' is {'caught' if key in found else 'no mutant'}: "
        "take it off the list"
        for key in off
    ]
    return Result(source, tuple(caught), tuple(survivors), tuple(equivalents), tuple(problems))


def grade_mutants(source: Source, server: KernelServer | None, jobs: int = 0) -> Result:
    """Grade every mutant of a notebook, in `jobs` kernels at a time (default: one a core)."""
    every = [(name, mutant) for name, each in source.exercises.items() for mutant in mutants(each.solution.text)]
    tried = try_answers(source, server, [Trial(name, mutant.text) for name, mutant in every], jobs)
    pairs = zip(every, tried, strict=True)
    return judge(source, [(name, mutant, fault != "") for (name, mutant), (fault, _) in pairs])


def run(
    tree: Tree, paths: Iterable[Path] | None = None, say: Callable[[str], None] = lambda line: None
) -> list[Result]:
    """Grade the mutants of these sources (default: all); `say` gets the lines about each notebook as they come."""
    sources = tree.read(paths)
    results = []
    with author_server(sources) as server:
        for source in sources:
            results.append(grade_mutants(source, server))
            for line in lines_about(results[-1]):
                say(line)
    return results


def lines_about(result: Result) -> list[str]:
    """Each mutant that the tests let pass, with file and line, or why it is right to; and the notebook's rate."""
    source, total = result.source, len(result.caught) + len(result.survivors)
    lines = [f"equivalent in '{each.exercise}': {each.after}  ({each.why})" for each in result.equivalents]
    return [
        *lines,
        *survivor_lines(result),
        *result.problems,
        f"{source.week}/{source.name}: {len(result.caught)} of {total} mutants caught ({result.rate:.1%}), "
        f"{len(result.equivalents)} equivalent, {'ok' if result.ok else 'FAILED'}",
    ]


def survivor_lines(result: Result) -> list[str]:
    """Where each change that no test noticed was made, and what it was."""
    source = result.source
    return [
        f"{source.path}:{source.exercises[name].solution.line + mutant.line}: survives the tests of '{name}'\n"
        f"  - {mutant.before}\n  + {mutant.after}"
        for name, mutant in result.survivors
    ]
