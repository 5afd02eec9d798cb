"""A demo class: students who are right, partly right, mistaken in known ways, blank, crashing, endless, greedy or
cheating."""

from __future__ import annotations

import ast
import copy
import random
import shutil
from pathlib import Path

from nbformat import NotebookNode

from grader import files
from grader.authoring import notebooks
from grader.authoring.notebooks import to_text
from grader.authoring.source import Source
from grader.authoring.tree import Tree
from grader.errors import GraderError
from grader.verdict.cells import flag

WEEK = "course1_nn/week2_logistic_regression"
SEED = 2026
CELL_SECONDS = 5

ENDLESS = "while True:\n    pass"
GREEDY = "hoard = []\nwhile True:\n    hoard.append(bytearray(64 << 20))"
CRASHING = "import ctypes\nctypes.string_at(0)"
CHEAT = "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])"

# (kind, how many of forty)
CLASS = (
    ("right", 10), ("partly", 12), ("mistaken", 8), ("blank", 2), ("crashing", 2), ("endless", 1), ("greedy", 1),
    ("edits_tests", 1), ("deletes_tests", 1), ("claims_points", 1), ("patches_kernel", 1),
)  # fmt: skip


def make_class(tree: Tree, week: str, size: int, folder: Path) -> list[str]:
    """Write an nbgrader course directory with a demo class for one week: `folder`/submitted/<student>/<assignment>;
    returns the students.

    The same week and size give the same class. Raises GraderError for a week without notebooks.
    """
    course, _, assignment = week.strip("/").rpartition("/")
    paths = [path for path in tree.sources if path.parts[-3:-1] == (course, assignment)]
    sources = tree.read(paths)
    if not sources:
        known = sorted({"/".join(path.parts[-3:-1]) for path in tree.sources})
        raise GraderError(f"no notebooks in '{week}'; there are: {', '.join(known)}")
    built = tree.course(course)
    if not (built / "papers" / assignment).is_dir():
        raise GraderError(f"{built / 'source' / assignment} is not built yet: run make notebooks")
    if folder.exists():
        shutil.rmtree(folder)
    for part in ("source", "papers"):
        shutil.copytree(built / part / assignment, folder / part / assignment)
    config = (built / "nbgrader_config.py").read_text(encoding="utf-8")
    files.write(
        folder / "nbgrader_config.py",
        f"{config}c.Execute.timeout = {CELL_SECONDS}  # the demo should not wait long for endless loops\n",
    )
    kinds = [kind for kind, share in CLASS for _ in range(max(1, round(share * size / 40)))][:size]
    students = [f"{number:02d}_{kind}" for number, kind in enumerate(kinds, 1)]
    for number, (student, kind) in enumerate(zip(students, kinds, strict=True)):
        rng = random.Random(SEED + number)
        for source in sources:
            path = folder / "submitted" / student / assignment / f"{source.name}.ipynb"
            files.write(path, to_text(make_submission(source, kind, rng)))
    return students


def make_submission(source: Source, kind: str, rng: random.Random) -> NotebookNode:
    """The notebook that a student of this kind hands in."""
    right = {name: notebooks.strip_markers(exercise.solution.text) for name, exercise in source.exercises.items()}
    wrong = {name: without_docstring(rng.choice(exercise.mistakes).text) for name, exercise in source.exercises.items()}
    answers = dict(right)
    victim = rng.choice(sorted(right))
    if kind == "partly":
        for name in right:
            answers[name] = rng.choice([right[name]] * 3 + [wrong[name]] + [""])
    elif kind == "mistaken":
        for name in rng.sample(sorted(right), k=max(1, len(right) // 2)):
            answers[name] = wrong[name]
    elif kind in ("blank", "edits_tests", "deletes_tests", "claims_points"):
        answers = {}
    elif kind == "patches_kernel":
        answers = {name: CHEAT for name in right}
    else:
        extra = {"crashing": CRASHING, "endless": ENDLESS, "greedy": GREEDY}.get(kind)
        if extra:
            answers[victim] = extra
    notebook = notebooks.submission(source, {name: text for name, text in answers.items() if text})
    return _tamper(notebook, kind)


def without_docstring(code: str) -> str:
    """A mistake as a student would write it, without the hint that is its docstring."""
    body = ast.parse(code).body
    for holder in (body, getattr(body[0], "body", [])):
        first = holder[0] if holder else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            lines = code.split("\n")
            rest = lines[: first.lineno - 1] + lines[first.end_lineno :]
            return "\n".join(rest) if len(holder) > 1 else code
    return code


def _tamper(notebook: NotebookNode, kind: str) -> NotebookNode:
    """Do to a notebook file what cheats do."""
    notebook = copy.deepcopy(notebook)
    tests = [cell for cell in notebook.cells if flag(cell, "grade")]
    if kind == "edits_tests":
        for cell in tests:
            cell.source = "assert True"
    elif kind == "deletes_tests":
        notebook.cells = [cell for cell in notebook.cells if cell not in tests]
    elif kind == "claims_points":
        for cell in tests:
            cell.metadata.nbgrader.points = 100
    return notebook
