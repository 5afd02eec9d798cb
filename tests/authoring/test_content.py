"""The committed notebooks: as nbgrader makes them, without secrets, small, and with the repository's rules kept."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.authoring import notebooks
from grader.authoring.notebooks import exercise_notebook
from grader.authoring.source import Source, read_source
from grader.authoring.syllabus import read_syllabus
from grader.authoring.tree import Tree, find_tree
from grader.verdict.cells import split_hidden
from grader.verdict.hidden import said

pytestmark = pytest.mark.content

ROOT = find_tree(Path(__file__).parent)
each_source = pytest.mark.parametrize("path", ROOT.sources, ids=lambda path: "/".join(path.with_suffix("").parts[-3:]))


@each_source
def test_our_own_clearing_agrees_with_nbgrader(path: Path) -> None:
    source = read_source(path)
    by_nbgrader = [cell.source for cell in exercise_notebook(source).cells]
    assert [cell.source for cell in notebooks.submission(source, {}).cells] == by_nbgrader


def secrets(source: Source) -> list[str]:
    """Lines that must be in no student's file: of hidden tests, solutions and mistakes (long ones, which can't be there by chance)."""
    shown = "\n".join(cell.source for cell in notebooks.submission(source, {}).cells)
    lines = []
    for exercise in source.exercises.values():
        hidden = [split_hidden({"source": cell.text})[1] for cell in exercise.tests]
        solution = exercise.solution.text.split("BEGIN SOLUTION")[1].split("### END")[0]
        for text in (*hidden, solution, *(cell.text for cell in exercise.mistakes)):
            lines += [line.strip() for line in text.splitlines() if len(line.strip()) > 20]
    return [line for line in lines if line not in shown]


@each_source
def test_student_files_hold_no_secret(tree: Tree, path: Path) -> None:
    source = read_source(path)
    exercise = json.loads(tree.exercise(source).read_text(encoding="utf-8"))
    text = "\n".join("".join(cell["source"]) for cell in exercise["cells"])
    assert not any(marker in text for marker in ("BEGIN HIDDEN", "BEGIN SOLUTION", "END SOLUTION"))
    assert all("outputs" not in cell or cell["outputs"] == [] for cell in exercise["cells"])
    hints = [hint for each in source.exercises.values() for hint in each.hints()]
    found = [line for line in [*secrets(source), *hints] if line in text]
    # A sentence of the folded hints may be in a solution's comment, too; a line of code may not.
    assert found == []


def words(node: ast.expr | None) -> Iterator[str]:
    """The texts that an expression may be, where it says them itself."""
    if isinstance(node, ast.IfExp):
        yield from (*words(node.body), *words(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


@each_source
def test_messages_and_kinds_of_inputs_are_told_in_the_words_of_the_test(path: Path) -> None:
    """A formatted text without words of its own, such as f"{kind}{layer}", could be taken for any of them."""
    lost = []
    for cell in (cell for each in read_source(path).exercises.values() for cell in each.tests):
        for node in ast.walk(ast.parse(cell.text)):
            if isinstance(node, ast.Assert):
                lost += [text for text in words(node.msg) if said(text, cell.text) != text]
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "describing":
                lost += [text for text in words(node.args[0]) if said(text, cell.text) != text]
    assert lost == []


@each_source
def test_exercise_notebooks_are_small(tree: Tree, path: Path) -> None:
    assert tree.exercise(read_source(path)).stat().st_size < 300_000


def test_the_student_copy_has_nothing_of_the_instructors(tree: Tree) -> None:
    """Whatever a student's file may be, those of sources, solutions and proofs are below the one folder left out."""
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=tree.root, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.split("\0") if name]
    left_out = subprocess.run(
        ["git", "check-attr", "-z", "--stdin", "export-ignore"],
        input="\0".join({str(Path(*Path(name).parts[:1])) for name in names}),
        cwd=tree.root,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    ignored = {left_out[number] for number in range(0, len(left_out) - 2, 3) if left_out[number + 2] == "set"}
    assert ignored == {"instructor"}
    copied = [name for name in names if Path(name).parts[0] not in ignored]
    secret = [name for name in copied if name.endswith((".mutants.toml", ".variants.py", ".wrong.py", ".proof.json"))]
    texts = [name for name in copied if name.endswith(".ipynb") and name.startswith("course")]
    solved = [
        name for name in texts if "BEGIN HIDDEN" in (text := (tree.root / name).read_text()) or '"outputs": [{' in text
    ]
    assert secret == solved == [] and len(texts) == len(tree.sources)


def test_the_syllabus_has_four_courses(tree: Tree) -> None:
    courses = read_syllabus(tree.syllabus)
    assert [course.name for course in courses] == ["course1_nn", "course2_improving", "course3_cnn", "course4_sequence"]
    assert sum(len(course.weeks) for course in courses) == 15
