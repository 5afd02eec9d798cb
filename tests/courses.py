"""Makes small nbgrader courses, submissions as students leave them, and plain values of what a gradebook holds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from grader.classroom.course import Course, open_course
from grader.classroom.release import release

ASSIGNMENT = "ps1"
PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}
BIN = Path(sys.executable).parent
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"

# ---------------------------------------------------------------------------------------------------- cells of a source


def label(cell: NotebookNode, name: str, **flags: Any) -> NotebookNode:
    """Give a cell nbgrader's metadata; flags: grade, solution, locked, task, points."""
    kind = {"grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {"grade_id": name, "schema_version": 3, **kind, **flags}
    return cell


def code(source: str, *tags: str) -> NotebookNode:
    """A code cell that belongs to nobody: nbgrader leaves it as the student has it."""
    return new_code_cell(source, metadata={"tags": list(tags)} if tags else {})


def given(name: str, source: str) -> NotebookNode:
    """A read-only code cell."""
    return label(new_code_cell(source), name, locked=True)


def answer(name: str, solution: str) -> NotebookNode:
    """A cell for an answer that tests grade; where it is a function, the student is given its first line."""
    head, body = solution.split("\n", 1) if solution.startswith("def ") else ("", solution)
    indent = " " * (len(body) - len(body.lstrip()))
    region = f"{indent}### BEGIN SOLUTION\n{body}\n{indent}### END SOLUTION"
    return label(new_code_cell(f"{head}\n{region}".lstrip("\n")), name, solution=True)


def checks(name: str, points: float, visible: str, hidden: str = "") -> NotebookNode:
    """A cell of tests."""
    region = f"\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS" if hidden else ""
    return label(new_code_cell(visible + region), name, grade=True, locked=True, points=points)


def essay(name: str, points: float) -> NotebookNode:
    """A text that a person grades."""
    return label(new_markdown_cell("The model answer."), name, grade=True, solution=True, points=points)


def program(name: str, points: float) -> NotebookNode:
    """Code that a person grades."""
    cell = answer(name, "print('the model answer')")
    return label(cell, name, grade=True, solution=True, points=points)


def task(name: str, points: float) -> NotebookNode:
    """A task that students answer in cells of their own, with a marking scheme that they don't see."""
    scheme = "=== BEGIN MARK SCHEME ===\nOne point for the axes.\n=== END MARK SCHEME ==="
    return label(new_markdown_cell(f"Draw it.\n\n{scheme}"), name, task=True, locked=True, points=points)


# ---------------------------------------------------------------------------------------------- courses and submissions


def make_course(
    root: Path,
    notebooks: Mapping[str, Iterable[NotebookNode]],
    config: str = "",
    files: Mapping[str, str] | None = None,
    kernel: Mapping[str, str] = PYTHON,
) -> Path:
    """A course directory with one assignment, released; files lie beside its notebooks; kernel: their kernelspec."""
    source = root / "source" / ASSIGNMENT
    for name, cells in notebooks.items():
        metadata = {"kernelspec": dict(kernel)}
        write_notebook(source / f"{name}.ipynb", new_notebook(cells=list(cells), metadata=metadata))
    write_files(source, files or {})
    (root / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.course_id = 'parity'\n{config}")
    release(open_course(root), ASSIGNMENT)
    return root


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def submit(
    root: Path,
    student: str,
    answers: Mapping[str, str] | None = None,
    *,
    edit: Callable[[NotebookNode], None] = lambda notebook: None,
    without: Iterable[str] = (),
    files: Mapping[str, str] | None = None,
) -> None:
    """Hand in the released notebooks with these texts in their cells (grade_id -> text).

    edit: what else the student does to each notebook; without: those not handed in; files: what lies beside them.
    """
    folder = root / "submitted" / student / ASSIGNMENT
    for path in sorted((root / "release" / ASSIGNMENT).glob("*.ipynb")):
        if path.stem in without:
            continue
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = (answers or {}).get(name, cell.source)
        edit(notebook)
        write_notebook(folder / path.name, notebook)
    write_files(folder, files or {})


def find(notebook: NotebookNode, name: str) -> int:
    """The number of the cell with this grade_id, -1 where there is none."""
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    return names.index(name) if name in names else -1


# ----------------------------------------------------------------------------------------------- nbgrader's own program


def nbgrader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of stock nbgrader in a folder, with an environment and a home of its own."""
    home = folder.parent / "home"
    write_files(
        home, {"rfc3987_syntax.py": "raise ImportError"}
    )  # compiles grammars at each start: seconds, for nothing here
    path = f"{BIN}{os.pathsep}/usr/bin{os.pathsep}/bin"
    environment = {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "PYTHONPATH": str(home)}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


# -------------------------------------------------------------------------------------------------------- the gradebook


def columns(entry: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in names}


def read_scores(root: Path) -> dict[str, dict[str, Any]]:
    """All that autograding writes, as plain values: student, student/notebook, student/notebook/cell -> its columns."""
    found: dict[str, dict[str, Any]] = {}
    course = open_course(root)
    with Gradebook(course.db_url, course.coursedir.course_id) as gradebook:
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            student = submission.student.id
            found[student] = columns(submission, *NOTEBOOK, "timestamp", "total_seconds_late")
            for notebook in submission.notebooks:
                place = f"{student}/{notebook.name}"
                found[place] = columns(notebook, *NOTEBOOK, "failed_tests")
                for grade in notebook.grades:
                    found[f"{place}/{grade.name}"] = columns(grade, *CELL)
                for comment in notebook.comments:
                    found.setdefault(f"{place}/{comment.name}", {}).update(columns(comment, "auto_comment", "comment"))
    return found


NOTEBOOK = ("score", "max_score", "needs_manual_grade", "late_submission_penalty")
CELL = ("auto_score", "manual_score", "needs_manual_grade", "score", "max_score")


def scores(root: Path) -> dict[str, float]:
    """student -> score of the assignment."""
    return {place: entry["score"] for place, entry in read_scores(root).items() if "/" not in place}


def enter(course: Course, assignment: str, students: Iterable[str]) -> None:
    """Put submissions into a course's gradebook, without points of their own."""
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(assignment)
        for student in students:
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(assignment, student)
