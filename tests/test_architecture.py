"""The rooms of the grader: who may use whom, that the border to strangers' code is checked, what the package offers."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader

PACKAGE = Path(grader.__file__).parent
ROOT = PACKAGE.parent
# room -> the rooms that it may use; beside them stand errors, files and quirks, which all may use.
USES = {
    "inside": set(),
    "kernel": set(),
    "verdict": {"kernel"},
    "classroom": {"verdict", "kernel"},
    "pages": {"classroom", "verdict", "doctor", "learner"},
    "authoring": {"verdict", "kernel"},
    "learner": {"authoring", "verdict", "kernel"},
    "doctor": {"kernel"},
}
SHARED = {"errors", "files", "quirks"}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """(a module of the grader that a file imports, whether only for its types or when a function runs)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))

    def walk(node: ast.AST, lazily: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            lazy = lazily or isinstance(child, ast.FunctionDef)
            lazy |= isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            if isinstance(child, ast.ImportFrom) and child.level:
                base = ".".join(["grader", *path.relative_to(PACKAGE).parts[:-1]])
                yield from ((f"{base}.{child.module or alias.name}", lazy) for alias in child.names)
            elif isinstance(child, ast.ImportFrom) and str(child.module).split(".")[0] == "grader":
                names = [f"{child.module}.{alias.name}" for alias in child.names]
                yield from ((name if is_module(name) else str(child.module), lazy) for name in names)
            yield from walk(child, lazy)

    yield from walk(tree, False)


def is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.name not in ("cli.py", "bench.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_uses_only_the_rooms_below_it(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    used = {name.split(".")[1] for name, _ in imports(path) if name != "grader"}
    allowed = {room} | (set() if room == "inside" else SHARED) | USES.get(room, set())
    assert used <= allowed, f"{path} uses {sorted(used - allowed)}"


def test_no_module_imports_itself_in_a_circle() -> None:
    names = {
        path: ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in PACKAGE.rglob("*.py")
    }
    graph = {names[path]: {name for name, lazy in imports(path) if not lazy} for path in names}

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in graph.get(name, ()):
                visit(other, (*above, name))
            done.add(name)

    done: set[str] = set()
    for each in graph:
        visit(each, ())


WRONG = {
    "an argument too few": ('wire.send(self.channel, {"op": "end"})', "wire.send(self.channel)", "call-arg"),
    "no such function": ("*wire.receive(kernel.channel)", "*wire.receive_all(kernel.channel)", "attr-defined"),
    "a wrong type": ('self.request({"op": "get", "name": name})', "self.request(name)", "arg-type"),
}


def test_wrong_calls_from_the_examiner_to_the_wire_are_found_by_the_type_checker(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE / "inside", tmp_path / "inside", ignore=shutil.ignore_patterns("__pycache__"))
    expected = set()
    for right, wrong, error in WRONG.values():
        (path,) = [path for path in (tmp_path / "inside").glob("*.py") if right in path.read_text(encoding="utf-8")]
        text = path.read_text(encoding="utf-8")
        expected.add((path.name, text[: text.index(right)].count("\n") + 1, error))
        path.write_text(text.replace(right, wrong), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        str(ROOT / "pyproject.toml"),
        "--no-incremental",
        "inside",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    found = re.findall(r"^inside/(\w+\.py):(\d+): error: .*\[([\w-]+)\]$", done.stdout, re.M)
    assert {(name, int(line), error) for name, line, error in found} == expected, done.stdout


def test_importing_the_package_loads_nothing_and_gives_all_that_it_names() -> None:
    code = (
        "import sys, grader\n"
        "assert not [name for name in sys.modules if name.startswith(('grader.', 'nbformat', 'numpy', 'nbgrader'))]\n"
        "for name in grader.__all__: assert getattr(grader, name).__module__.startswith('grader.'), name\n"
        "assert set(grader.__all__) <= set(dir(grader))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = grader.nothing
