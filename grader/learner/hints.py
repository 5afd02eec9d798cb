"""Gives a learner one hint at a time: the tests' words, the notebook's folded hints, the mistake that it looks like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import platformdirs

from grader import files
from grader.authoring.syllabus import read_notes
from grader.errors import GraderError
from grader.learner.formulas import told, without_formulas
from grader.verdict.cells import flag, grade_id
from grader.verdict.results import CellGrade, NotebookGrade, Outcome

FOLDED = re.compile(r"<details[^>]*>\s*<summary[^>]*>(.*?)</summary>(.*?)</details>", re.S | re.I)


@dataclass(frozen=True)
class Hint:
    """One step of help with an exercise, in Markdown without formulas: the step `number` of `steps`, or, after the
    last, where to read on."""

    cell: CellGrade
    number: int
    steps: int
    title: str
    text: str


def next_hint(path: Path, grade: NotebookGrade, exercise: str = "", *, reset: bool = False) -> Hint | None:
    """The next step of help with an exercise of the notebook at `path`; None where nothing is left to help with.

    exercise: its number, grade_id or the beginning of its title; "" for the first that is not correct. reset: begin
    again with the first step. Raises GraderError where there is no such exercise, or the steps that were shown can't
    be remembered.
    """
    cell = _find(grade, exercise)
    if cell is None or not cell.outcome.needs_work:
        return None
    steps = list(help_steps(grade, cell))
    shown = steps_shown(path)
    number = 1 + (0 if reset else min(shown.get(cell.id, 0), len(steps)))
    remember_steps(path, {**shown, cell.id: number})
    title, text = steps[number - 1] if number <= len(steps) else ("That was all", _read_on(path, grade, cell))
    return Hint(cell, number, len(steps), title, text)


def help_steps(grade: NotebookGrade, cell: CellGrade) -> Iterator[tuple[str, str]]:
    """(title, text) of each step from a nudge to nearly the answer: what the tests say and where to read again, the
    folded hints of the notebook, the hint of a recognised mistake."""
    text, answer = _read_exercise(grade, cell)
    said = "Nothing is filled in yet." if cell.outcome is Outcome.NOT_ATTEMPTED else f"{told(cell) or cell.outcome}"
    where = f" Your answer is the cell that begins with `{answer}`." if answer else ""
    yield "What the tests say", f"{_literal(said)}\n\nRead again what “{_literal(cell.title)}” asks for.{where}"
    yield from folded_hints(text)
    if cell.advice:
        yield "It looks like a common mistake", _literal(without_formulas(cell.advice))


def folded_hints(text: str) -> Iterator[tuple[str, str]]:
    """(title, text) of each hint that is folded away in a notebook's text."""
    for summary, words in FOLDED.findall(text):
        yield " ".join(without_formulas(summary).split()), without_formulas(words.strip(), _literal)


def _literal(text: str) -> str:
    """Plain text as Markdown that shows it as it is; what stands in `backticks` stays code."""
    parts = re.split(r"(`[^`\n]+`)", text)
    return "".join(
        each if number % 2 else re.sub(r"([\\`*_<>\[\]#|~])", r"\\\1", each) for number, each in enumerate(parts)
    )


def _find(grade: NotebookGrade, exercise: str) -> CellGrade | None:
    """The graded cell that is meant; of several, as the parts of an exercise, the first that is not correct."""
    found = [cell for cell in grade.cells if _is_meant(cell, exercise.strip().lower())]
    if not found and exercise:
        names = ", ".join(cell.exercise or cell.id for cell in grade.cells)
        raise GraderError(f"no exercise '{exercise}' in this notebook; there are: {names}")
    return next((cell for cell in found if cell.outcome.needs_work), found[0] if found else None)


def _is_meant(cell: CellGrade, exercise: str) -> bool:
    title = cell.title.lower()
    number, _, name = title.partition("·")
    first = re.search(r"(\d+)[a-z]?", number)
    numbers = {first[0], first[1]} if first else set()
    ids = {cell.id.lower(), cell.exercise.lower(), *numbers}
    return exercise in ids or title.startswith(exercise) or (name.strip() + " ").startswith(exercise)


def _read_exercise(grade: NotebookGrade, cell: CellGrade) -> tuple[str, str]:
    """(the text of an exercise, from its heading to its tests; the first line of the cell for its answer)."""
    cells = nbformat.reads(grade.notebook, as_version=4).cells
    ids = [grade_id(each) for each in cells]
    answer = cells[ids.index(cell.exercise or cell.id)].source
    texts: list[str] = []
    for each in reversed(cells[: ids.index(cell.id)]):
        if flag(each, "grade"):
            break
        if each.cell_type == "markdown":
            start = max((found.start() for found in re.finditer(r"^#+ ", each.source, re.M)), default=-1)
            texts.insert(0, each.source[max(start, 0) :])
            if start >= 0:
                break
    return "\n\n".join(texts), next((line.strip() for line in answer.splitlines() if line.strip()), "")


def _read_on(path: Path, grade: NotebookGrade, cell: CellGrade) -> str:
    """Where to read on after the last hint: the section of the week's notes that this exercise practises."""
    notes = path.parent / "README.md"
    try:
        topics = read_notes(notes).topics.values()
        practised = f"{grade.name}/{cell.exercise}"
        sections = [each["heading"] for each in topics if practised in each.get("exercises", [])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, GraderError):  # somebody else's README
        sections = []
    section = "".join(f", section “{each}”" for each in sections[:1])
    where = f"the week's notes ({notes}{section})" if notes.is_file() else "the week's notes"
    return f"There are no more hints for this exercise. Read on in {where}, or ask; `--reset` begins again."


def _steps_file() -> Path:
    return platformdirs.user_state_path("deep-learning-companion") / "hints.json"


def _all_steps() -> dict[str, Any]:
    try:
        found = json.loads(_steps_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def steps_shown(path: Path) -> dict[str, int]:
    """grade_id -> how many steps of help were shown, in the notebook at `path`."""
    found = _all_steps().get(str(path.resolve()), {})
    return (
        {name: number for name, number in found.items() if isinstance(number, int)} if isinstance(found, dict) else {}
    )


def remember_steps(path: Path, shown: dict[str, int]) -> None:
    """Keep how many steps were shown, in a file of the user's; raises GraderError where it can't be written."""
    file = _steps_file()
    notebooks = {name: steps for name, steps in {**_all_steps(), str(path.resolve()): shown}.items() if steps}
    files.save(file, json.dumps(notebooks, indent=1))


def forget_solved(path: Path, grade: NotebookGrade) -> None:
    """Forget the steps of exercises that are correct by now: should one break later, help begins with the first."""
    shown = steps_shown(path)
    kept = {cell.id: shown[cell.id] for cell in grade.cells if cell.id in shown and cell.outcome.needs_work}
    if kept != shown and not grade.error:
        remember_steps(path, kept)
