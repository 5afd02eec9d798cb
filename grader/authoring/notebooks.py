"""Expands a text source to notebooks: nbgrader's source, the released form that the grader runs, filled-in
submissions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.authoring.source import Source, SourceCell
from grader.verdict.cells import flag, titles, visible
from grader.verdict.paper import Paper
from grader.verdict.rebuild import PYTHON, Released

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
SCHEMA_VERSION = 3


def test_id(tests: SourceCell) -> str:
    """The grade_id of a tests cell; the solution cell's is the exercise's own name."""
    return f"test_{tests.exercise}-{tests.part}" if tests.part else f"test_{tests.exercise}"


def clear_solution(text: str) -> str:
    """The text of a solution cell as released: the region is replaced by nbgrader's stub."""
    region = re.compile(r"^([ \t]*)### BEGIN SOLUTION.*?### END SOLUTION[^\n]*", re.M | re.S)
    return region.sub(lambda match: "\n".join(match[1] + line for line in STUB.splitlines()), text)


def strip_markers(text: str) -> str:
    """The text of a solution cell, solved, without the lines that mark the region."""
    return "\n".join(
        line for line in text.split("\n") if "### BEGIN SOLUTION" not in line and "### END SOLUTION" not in line
    )


def _metadata(cell: SourceCell, name: str) -> dict[str, object]:
    if cell.kind in ("markdown", "demo"):
        tags = [*cell.tags, *(["demo"] if cell.kind == "demo" else [])]
        return {"tags": tags} if tags else {}
    label: dict[str, object] = {
        "grade": cell.kind == "tests",
        "grade_id": name,
        "locked": cell.kind != "solution",
        "schema_version": SCHEMA_VERSION,
        "solution": cell.kind == "solution",
        "task": False,
    }
    if cell.kind == "tests":
        label["points"] = int(cell.points) if cell.points == int(cell.points) else cell.points
    return {"nbgrader": label, **({"tags": list(cell.tags)} if cell.tags else {})}


def source_notebook(source: Source) -> NotebookNode:
    """Nbgrader's source notebook: solutions and hidden tests included, mistakes left out.

    The same source gives the same cell ids.
    """
    notebook: NotebookNode = nbformat.v4.new_notebook(metadata=notebook_metadata(source))
    counts: dict[str, int] = {}
    for cell in source.cells:
        if cell.kind == "mistake":
            continue
        counts[cell.kind] = counts.get(cell.kind, 0) + 1
        name = {"solution": cell.exercise, "tests": test_id(cell)}.get(cell.kind, f"{cell.kind}_{counts[cell.kind]}")
        make: Any = nbformat.v4.new_markdown_cell if cell.kind == "markdown" else nbformat.v4.new_code_cell
        notebook.cells.append(make(cell.text, id=name.replace("_", "-"), metadata=_metadata(cell, name)))
    return notebook


def notebook_metadata(source: Source) -> dict[str, object]:
    """The metadata of every notebook of a source: the kernel, and where the notebook belongs."""
    language = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
    companion = {"notebook": source.id, "title": source.title, "examiner": True}
    return {"companion": companion, "kernelspec": dict(PYTHON), "language_info": language}


def released(source: Source) -> Released:
    """What the grader knows of this notebook, without a gradebook: labelled cells as released, but with the hidden
    tests."""
    notebook = source_notebook(source)
    labelled = []
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.source = clear_solution(cell.source)
            labelled.append(cell)
    demos = frozenset(cell.text for cell in source.cells if cell.kind == "demo")
    return Released(source.name, tuple(labelled), dict(PYTHON), demos, titles(notebook.cells), paper(source))


def paper(source: Source) -> Paper:
    """What an examiner knows of this notebook."""
    kinds = ("given", "solution")
    cells = tuple((cell.exercise, strip_markers(cell.text)) for cell in source.cells if cell.kind in kinds)
    mistakes = {
        name: tuple(
            (f"{name}_{number}", hint, mistake.text)
            for number, (mistake, hint) in enumerate(zip(exercise.mistakes, exercise.hints(), strict=True), 1)
        )
        for name, exercise in source.exercises.items()
    }
    return Paper(cells, mistakes)


def submission(source: Source, answers: Mapping[str, str] | None = None) -> NotebookNode:
    """A student's file: the released notebook with these texts in the solution cells (exercise -> text); None gives
    every solution."""
    notebook = source_notebook(source)
    for cell in notebook.cells:
        label = cell.metadata.get("nbgrader", {})
        if label.get("solution"):
            answer = None if answers is None else answers.get(label["grade_id"])
            solved = strip_markers(cell.source) if answers is None else clear_solution(cell.source)
            cell.source = solved if answer is None else answer
        elif label.get("grade"):
            cell.source = visible(cell)
    return notebook


def to_text(notebook: NotebookNode) -> str:
    """A notebook as the text of its file."""
    return f"{nbformat.writes(notebook)}\n"


def exercise_notebook(source: Source) -> NotebookNode:
    """The exercise notebook, made by nbgrader's own preprocessors from the source notebook."""
    from nbgrader.preprocessors import (
        CheckCellMetadata,
        ClearHiddenTests,
        ClearMarkScheme,
        ClearOutput,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

    notebook = source_notebook(source)
    steps = (
        LockCells,
        ClearSolutions,
        ClearOutput,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
        CheckCellMetadata,
    )
    for step in steps:
        notebook, _ = step().preprocess(notebook, {})
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first = next((number for number, cell in enumerate(code) if flag(cell, "solution")), len(code))
    for cell in code[first:]:  # lets nbval and "Run all" go on past what is not solved yet
        cell.metadata["tags"] = sorted({*cell.metadata.get("tags", []), "raises-exception"})
    return notebook


def solved_notebook(source: Source) -> NotebookNode:
    """The notebook with its solutions, without hidden tests and without nbgrader's labels: to read and to compare."""
    notebook = submission(source)
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
    return notebook
