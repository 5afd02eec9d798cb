"""Grades one notebook for the learner who wrote it: no sandbox, no database."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.authoring import notebooks
from grader.authoring.source import read_source
from grader.authoring.tree import find_tree
from grader.errors import GraderError
from grader.kernel.limits import Limits
from grader.kernel.server import server_for
from grader.verdict.cells import flag, grade_id, source, titles
from grader.verdict.grade import grade_notebook
from grader.verdict.rebuild import MAX_BYTES, PYTHON, Released, modules_used, parse_notebook
from grader.verdict.results import CellGrade, NotebookGrade, Outcome


@dataclass(frozen=True)
class Checked:
    """The grade of a learner's own notebook; complete is False where only the visible tests could be run: then nothing
    is called correct, and what passed has no points yet."""

    grade: NotebookGrade
    title: str
    complete: bool

    @property
    def ok(self) -> bool:
        """Whether nothing is left to do."""
        return not self.grade.error and not any(cell.outcome.needs_work for cell in self.grade.cells)


def check(path: Path, limits: Limits | None = None) -> Checked:
    """Grade the notebook at `path` as its folder stands: with all tests where the text source is at hand, else with
    those in the notebook.

    Raises GraderError where the file can't be read or holds nothing to check.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise GraderError(f"{path}: {error.strerror}") from None
    try:
        released, complete = _released(path, data)
    except GraderError as error:
        raise GraderError(f"{path}: {error}") from None
    if not any(flag(cell, "grade") for cell in released.cells):
        raise GraderError(f"{path}: there is nothing to check in this notebook (no tests cells)")
    limits = limits or Limits()
    with server_for(modules_used([released]), False, limits) as server:
        grade = grade_notebook(released, data, path.resolve().parent, server, limits)
    grade = grade if complete else _as_far_as_known(grade, released)
    title = _metadata(data).get("title", path.stem)
    return Checked(grade, str(title), complete)


def _metadata(data: bytes) -> dict[str, str]:
    """What our builder wrote about a notebook into its metadata."""
    try:
        found = json.loads(data.decode("utf-8-sig"))["metadata"]["companion"]
    except (ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _released(path: Path, data: bytes) -> tuple[Released, bool]:
    name = _metadata(data).get("notebook", "")
    with contextlib.suppress(GraderError):  # a learner's copy has no sources
        tree = find_tree(path, installed=True)
        known = {str(each.relative_to(tree.instructor).with_suffix("")): each for each in tree.sources}
        if name in known:
            return notebooks.released(read_source(known[name])), True
    return _as_submitted(path.stem, data), False


def _as_submitted(name: str, data: bytes) -> Released:
    """The notebook's own labelled cells taken for the released ones: the visible tests, with the points that it
    states."""
    parse_notebook(data)  # says clearly what is wrong with a file that is no notebook
    notebook = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
    language = str(notebook.metadata.get("kernelspec", {}).get("language") or "python")
    if language.lower() != "python":
        raise GraderError(f"it is written in {language}; only Python can be checked")
    cells = [cell for cell in notebook.cells if grade_id(cell)]
    return Released(name, tuple(cells), dict(PYTHON), frozenset(), titles(notebook.cells))


DEFINES = re.compile(r"^\s*(?:async )?(?:def|class)\s", re.M)


def _as_far_as_known(grade: NotebookGrade, released: Released) -> NotebookGrade:
    """The grade without what only hidden tests can tell: whether what passed is correct, and its points.

    The visible tests of a function call it; those of plain data (a letter, a choice) only see that there is an answer.
    An answer that a person grades is one where its text is not that of its checksum, which the release wrote.
    """
    functions = {grade_id(cell) for cell in released.cells if DEFINES.search(source(cell))}
    changed = {grade_id(cell) for cell in released.cells if _is_changed(cell)}

    def known(cell: CellGrade) -> CellGrade:
        if cell.outcome is Outcome.NOT_ATTEMPTED and cell.exercise == cell.id and cell.id in changed:
            return dataclasses.replace(cell, outcome=Outcome.MANUAL, score=None)
        if cell.outcome is not Outcome.CORRECT:
            return cell
        seen = Outcome.VISIBLE if cell.exercise in functions else Outcome.ANSWERED
        return dataclasses.replace(cell, outcome=seen, score=None)

    return dataclasses.replace(grade, cells=tuple(map(known, grade.cells)))


def _is_changed(cell: NotebookNode) -> bool:
    from nbgrader.utils import compute_checksum

    checksum = cell.metadata.nbgrader.get("checksum")
    return bool(cell.source.strip() and checksum) and compute_checksum(cell) != checksum
