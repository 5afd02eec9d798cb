"""Reads the text source of a notebook: what its author wrote, checked, with the line of every cell.

The format is described in docs/authoring.md.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from grader.errors import SourceError
from grader.verdict.paper import parse

MISTAKES_NEEDED = 3
REGIONS = {"solution": "SOLUTION", "tests": "HIDDEN TESTS"}
KINDS = ("solution", "tests", "mistake", "question")
BROADCASTING = {
    f"{module}.{name}"
    for module in ("np", "numpy")
    for name in ("allclose", "isclose", "array_equal", "array_equiv", "testing")
}
EXERCISE_HEADING = re.compile(r"^#+ (?:Exercise|Question) .*\((\d+(?:\.\d+)?) points?\b")


@dataclass(frozen=True)
class SourceCell:
    """One cell of a text source.

    kind is "markdown", "given", "demo", "solution", "tests" or "mistake"; exercise is the id that the last three
    carry; part: what of the exercise these tests are about, where it has several tests cells; question: whether it was
    made from a quiz question.
    """

    kind: str
    text: str
    line: int
    exercise: str = ""
    part: str = ""
    points: float = 0.0
    tags: tuple[str, ...] = ()
    question: bool = False


@dataclass(frozen=True)
class Exercise:
    """A graded exercise: its solution, its tests (a cell, or one for each part) and the wrong answers that its author
    knows."""

    id: str
    solution: SourceCell
    tests: tuple[SourceCell, ...]
    mistakes: tuple[SourceCell, ...]

    @property
    def points(self) -> float:
        return sum(cell.points for cell in self.tests)

    @property
    def test_texts(self) -> str:
        """The texts of all its tests cells."""
        return "\n".join(cell.text for cell in self.tests)

    @property
    def is_question(self) -> bool:
        """Whether this is a question of a quiz: one letter is right."""
        return self.solution.question

    def hints(self) -> list[str]:
        """The hint of each mistake, in their order: its docstring."""
        return [docstring(cell.text) for cell in self.mistakes]


@dataclass(frozen=True)
class Source:
    """A parsed and checked text source: instructor/<course>/<week>/<name>.py."""

    path: Path
    title: str
    minutes: int
    cells: tuple[SourceCell, ...]
    exercises: dict[str, Exercise] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def week(self) -> str:
        return self.path.parent.name

    @property
    def course(self) -> str:
        return self.path.parent.parent.name

    @property
    def id(self) -> str:
        """Where the notebook belongs, and its name: course/week/name."""
        return f"{self.course}/{self.week}/{self.name}"

    def beside(self, suffix: str) -> Path:
        """A file of the instructor's that belongs to this notebook, such as <name>.variants.py."""
        return self.path.with_name(f"{self.name}.{suffix}")

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises.values())


def docstring(code: str) -> str:
    """The docstring of a cell: of its first statement, be that a string, a function or a class; "" without one."""
    body = ast.parse(code).body
    text = ast.get_docstring(ast.Module(body, []))
    if text is None and body and isinstance(body[0], ast.FunctionDef | ast.ClassDef):
        text = ast.get_docstring(body[0])
    return " ".join((text or "").split())


def read_source(path: Path) -> Source:
    """Parse the source at `path`; raises SourceError, with file and line, at the author's first mistake."""
    import jupytext

    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(path, 1, f"can't be read: {error.strerror}") from None
    header, header_lines = _read_header(path, text)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if n > header_lines and line.startswith("# %%")]
    try:
        notebook = jupytext.reads("\n".join(text.splitlines()[header_lines:]).lstrip(), fmt="py:percent")
    except Exception as error:
        raise SourceError(path, 1, f"jupytext can't read it: {error}") from None
    if len(lines) != len(notebook.cells):
        raise SourceError(
            path, header_lines + 1, "each cell starts with a line '# %%', the first right after the header"
        )
    cells: list[SourceCell] = []
    for line, cell in zip(lines, notebook.cells, strict=True):
        cells.extend(_read_cell(path, line, cell))
    return Source(path, header["title"], header["minutes"], tuple(cells), _collect(path, cells))


def _read_header(path: Path, text: str) -> tuple[dict[str, Any], int]:
    match = re.match(r"# ---\n((?:#.*\n)*?)# ---\n", text)
    if not match:
        raise SourceError(path, 1, "the header is missing: '# ---', '# title: …', '# minutes: …', '# ---'")
    lines = [line[1:].removeprefix(" ") for line in match[1].splitlines()]
    header = yaml.safe_load("\n".join(lines)) or {}
    for key, kind in (("title", str), ("minutes", int)):
        if not isinstance(header.get(key), kind):
            raise SourceError(path, 2, f"the header needs '{key}' ({kind.__name__})")
    return header, match[0].count("\n")


def _read_cell(path: Path, line: int, cell: Any) -> list[SourceCell]:
    options = dict(cell.metadata)
    tags = options.pop("tags", [])
    tags = tuple(tags.split() if isinstance(tags, str) else tags)
    found = [kind for kind in KINDS if kind in options]
    known = {*KINDS, "points", "part", "title", "lines_to_next_cell", "cell_marker"}
    unknown = set(options) - known
    if unknown or len(found) > 1:
        raise SourceError(path, line, f"cell options not understood together: {', '.join(sorted(options))}")
    kind = found[0] if found else None
    title = options.get("title")
    if title not in (None, "demo") or (title and kind):
        raise SourceError(path, line, f"'{title}' is no kind of cell; did you mean demo, or [markdown]?")
    exercise = str(options[kind]) if kind else ""
    if kind and not re.fullmatch(r"[a-z][a-z0-9_]*", exercise):
        raise SourceError(path, line, f"the id '{exercise}' must be lower-case letters, digits and underscores")
    points, part = _points(path, line, kind, options), _part(path, line, kind, options)
    if kind == "question":
        return read_question(path, line, exercise, points, cell.source)
    if cell.cell_type == "code":
        _check_code(path, line, kind, cell.source)
        return [SourceCell(kind or title or "given", cell.source, line, exercise, part, points, tags)]
    if kind:
        raise SourceError(path, line, f"a {kind} cell is code, not [markdown]")
    return [SourceCell("markdown", cell.source, line, tags=tags)]


def _points(path: Path, line: int, kind: str | None, options: dict[str, Any]) -> float:
    if kind not in ("tests", "question"):
        if "points" in options:
            raise SourceError(path, line, "points belong to a tests cell")
        return 0.0
    points = options.get("points")
    if not isinstance(points, int | float) or isinstance(points, bool) or points <= 0:
        raise SourceError(path, line, f'points are missing: {kind}="{options[kind]}" points=3')
    return float(points)


def _part(path: Path, line: int, kind: str | None, options: dict[str, Any]) -> str:
    part = options.get("part", "")
    if "part" in options and kind != "tests":
        raise SourceError(path, line, "a part belongs to a tests cell")
    if "part" in options and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", str(part)):
        raise SourceError(path, line, f"the part '{part}' must be letters, digits and underscores")
    return str(part)


def _check_code(path: Path, line: int, kind: str | None, code: str) -> None:
    try:
        ast.parse(code)
    except SyntaxError as error:
        if not re.search(r"^\s*[%!]", code, re.M):
            raise SourceError(path, line + (error.lineno or 0), f"no valid Python: {error.msg}") from None
    region = REGIONS.get(kind or "")
    for name in REGIONS.values():
        marks = re.findall(rf"### (BEGIN|END) {name}", code)
        pairs = len(marks) // 2 if marks == ["BEGIN", "END"] * (len(marks) // 2) else -1
        if not (pairs == 1 or (pairs > 1 and kind == "solution") if name == region else not marks):
            where = "needs one" if name == region else "has a"
            raise SourceError(path, line, f"this cell {where} region '### BEGIN {name}' … '### END {name}'")
    if kind == "solution":
        _check_classes(path, line, code)
    if kind == "tests":
        _check_comparisons(path, line, code)
    if kind == "mistake" and not docstring(code):
        raise SourceError(path, line, "a mistake needs a docstring: the hint for the student who makes it")


def solution_lines(text: str) -> set[int]:
    """The lines of a solution cell, from 1, that are the learner's: those of its regions, marks included."""
    numbers = {
        word: [number for number, each in enumerate(text.splitlines(), 1) if f"### {word} SOLUTION" in each]
        for word in ("BEGIN", "END")
    }
    return {n for begin, end in zip(numbers["BEGIN"], numbers["END"], strict=True) for n in range(begin, end + 1)}


def _check_classes(path: Path, line: int, code: str) -> None:
    """A region in a class stands in a method: one over more would leave a notebook without the class, its tests with
    a NameError."""
    region = solution_lines(code)
    for node in ast.walk(parse(code)):
        if isinstance(node, ast.ClassDef):
            lines = set(range(node.lineno, (node.end_lineno or 0) + 1))
            for each in node.body:
                if isinstance(each, ast.FunctionDef):
                    lines -= set(range(each.lineno + 1, (each.end_lineno or 0) + 2))  # with the mark at its end
            if region & lines:
                raise SourceError(path, line + min(region), f"a region stands in a method of the class {node.name}")


def _check_comparisons(path: Path, line: int, code: str) -> None:
    """Tests compare by companion.testing: what NumPy offers broadcasts, and takes an empty array for right."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in BROADCASTING:
            where = line + node.lineno
            raise SourceError(
                path, where, f"compare by companion.testing's close(answer, expected), not {ast.unparse(node)}"
            )


def _collect(path: Path, cells: list[SourceCell]) -> dict[str, Exercise]:
    """Group the cells by exercise; every exercise is complete and in order."""
    groups: dict[str, dict[str, list[SourceCell]]] = {}
    headings: dict[str, float | None] = {}
    heading: float | None = None
    for cell in cells:
        for line in cell.text.splitlines() if cell.kind == "markdown" else ():
            match = EXERCISE_HEADING.match(line)
            heading = float(match[1]) if match else heading
        if cell.exercise:
            group = groups.setdefault(cell.exercise, {"solution": [], "tests": [], "mistake": []})
            headings.setdefault(cell.exercise, heading)
            _check_place(path, cell, group)
            group[cell.kind].append(cell)
    return {name: _exercise(path, name, group, headings[name]) for name, group in groups.items()}


def _check_place(path: Path, cell: SourceCell, group: dict[str, list[SourceCell]]) -> None:
    """Whether a cell may stand where it does, after those of its exercise above it."""
    if cell.kind != "solution" and not group["solution"]:
        raise SourceError(path, cell.line, f"'{cell.exercise}' has no solution cell above this {cell.kind} cell")
    same = [each for each in group[cell.kind] if each.part == cell.part] if cell.kind != "mistake" else []
    if same:
        part = f" for the part '{cell.part}'" if cell.part else ""
        where = f"a {cell.kind} cell{part} in line {same[0].line}"
        more = '; a second one needs part="…"' if cell.kind == "tests" and not cell.part else ""
        raise SourceError(path, cell.line, f"duplicate id: '{cell.exercise}' has {where}{more}")


def _exercise(path: Path, name: str, group: dict[str, list[SourceCell]], heading: float | None) -> Exercise:
    (solution,), tests, mistakes = group["solution"], group["tests"], group["mistake"]
    if not tests:
        raise SourceError(path, solution.line, f"solution '{name}' has no tests cell below it")
    exercise = Exercise(name, solution, tuple(tests), tuple(mistakes))
    if heading != exercise.points:
        said = "no heading '## Exercise N · Title  (P points, …)' above" if heading is None else f"heading: {heading:g}"
        raise SourceError(
            path, tests[0].line, f"the points of '{name}' ({exercise.points:g}) differ from its heading ({said})"
        )
    if len(mistakes) < MISTAKES_NEEDED:
        raise SourceError(
            path, solution.line, f"exercise '{name}' has {len(mistakes)} mistakes, and needs {MISTAKES_NEEDED}"
        )
    return exercise


OPTION = re.compile(r"^- \[(?P<right>[ x])\] \*\*(?P<letter>[A-Z])\.\*\* (?P<text>.+)$")


def read_question(path: Path, line: int, name: str, points: float, text: str) -> list[SourceCell]:
    """Expand a quiz question into its text, the cell for the answer, its tests and a mistake for each wrong option.

    Raises SourceError where an option is not lettered in order, lacks its explanation, or where not exactly one is
    right.
    """
    shown: list[str] = []
    why: dict[str, str] = {}
    right: list[str] = []
    letter = ""
    for row in text.splitlines():
        option = OPTION.match(row)
        if option:
            letter = option["letter"]
            why[letter] = ""
            right += [letter] if option["right"] == "x" else []
            shown.append(f"- **{letter}.** {option['text']}")
        elif letter and row.strip().startswith(">"):
            why[letter] = f"{why[letter]} {row.strip()[1:].strip()}".strip()
        else:
            shown.append(row[2:] if row.startswith("- [") else row)
    letters = "".join(why)
    if letters != "ABCDEFGH"[: len(letters)] or len(letters) < 4:
        raise SourceError(path, line, f"options of '{name}' must be '- [ ] **A.** …', B, C, D, at least four")
    if len(right) != 1:
        raise SourceError(path, line, f"'{name}' has {len(right)} right options '- [x]', and needs one")
    for option_letter, reason in why.items():
        if not reason:
            raise SourceError(
                path, line, f"option {option_letter} of '{name}' lacks its explanation, a line '  > …' below it"
            )
    answer = right[0]
    options = ", ".join(f'"{each}"' for each in letters)
    given = f"{name} = None  # one letter: {options}\n"
    wrong = {each: reason for each, reason in why.items() if each != answer}
    tests = (
        f'if {name} is None:\n    raise NotImplementedError("{name} has no answer yet.")\n'
        f"assert {name} in ({options}), '{name} must be one of {options}.'\n"
        "### BEGIN HIDDEN TESTS\n"
        f'why = {wrong!r}\nassert {name} == "{answer}", why[{name}]\n'
        "### END HIDDEN TESTS"
    )
    return [
        SourceCell("markdown", "\n".join(shown), line),
        SourceCell(
            "solution", f'{given}### BEGIN SOLUTION\n{name} = "{answer}"\n### END SOLUTION', line, name, question=True
        ),
        SourceCell("tests", tests, line, name, points=points),
        *(SourceCell("mistake", f'{reason!r}\n{name} = "{each}"', line, name) for each, reason in wrong.items()),
    ]
