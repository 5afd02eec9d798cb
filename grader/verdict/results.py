"""What grading finds out, as plain typed values that can be written as JSON and read again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Outcome(StrEnum):
    """What became of one graded cell, and the symbol that stands for it."""

    CORRECT = "correct", "✓"
    PARTIAL = "partly correct", "◐"
    WRONG = "wrong", "✗"
    NOT_ATTEMPTED = "not attempted", "○"
    CRASHED = "crashed", "!"
    OUT_OF_TIME = "out of time", "◷"
    OUT_OF_MEMORY = "out of memory", "▦"
    MANUAL = "needs manual grading", "✎"
    GRADED = "graded by a person", "◆"
    # Of a copy without hidden tests, where nobody can know more:
    VISIBLE = "visible tests pass", "✓"
    ANSWERED = "answered; graded where the tests are", "◇"

    symbol: str

    def __new__(cls, value: str, symbol: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_, member.symbol = value, symbol
        return member

    @property
    def needs_work(self) -> bool:
        """Whether the learner has something left to do."""
        return self not in (Outcome.CORRECT, Outcome.MANUAL, Outcome.GRADED, Outcome.VISIBLE, Outcome.ANSWERED)


@dataclass(frozen=True)
class CellGrade:
    """The grade of one graded cell.

    id is its grade_id, exercise the grade_id of the solution cell that it belongs to ("" for none). score is None
    where a person has to grade. message is what the student may read: an assertion's message or a reason; hint is
    that of a recognised mistake; flag tells the instructor about something odd. seconds is the wall time of the test.
    manual_score and extra_credit are a person's, of the gradebook (classroom/review); score counts them.
    """

    id: str
    exercise: str
    title: str
    max_score: float
    score: float | None
    outcome: Outcome
    message: str = ""
    hint: str = ""
    mistake: str = ""
    flag: str = ""
    seconds: float = 0.0
    manual_score: float | None = None
    extra_credit: float = 0.0

    @property
    def undecided(self) -> bool:
        """Whether its points wait for a person, who has given none yet."""
        return self.outcome is Outcome.MANUAL and self.manual_score is None

    @property
    def advice(self) -> str:
        """The hint, where it says more than the message (for a quiz question the two are the same)."""
        return "" if " ".join(self.hint.split()) == " ".join(self.message.split()) else self.hint


@dataclass(frozen=True)
class NotebookGrade:
    """The grades of one notebook of one submission.

    repairs says what was put right before it ran; error, where not "", why it could not be graded at all. notebook is
    the executed notebook as JSON text, and unanswered the ids of the solution cells that were left as released.
    late_penalty, in points, and comments, grade_id -> a person's words in Markdown, are the gradebook's.
    """

    name: str
    cells: tuple[CellGrade, ...] = ()
    repairs: tuple[str, ...] = ()
    error: str = ""
    seconds: float = 0.0
    notebook: str = field(default="", repr=False)
    unanswered: tuple[str, ...] = ()
    late_penalty: float = 0.0
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def broken(self) -> bool:
        """Whether the file was there and could not be read as a notebook."""
        return bool(self.error) and not self.error.startswith(f"{self.name}.ipynb is missing")

    @property
    def score(self) -> float:
        return sum(cell.score or 0.0 for cell in self.cells) - self.late_penalty

    @property
    def max_score(self) -> float:
        return sum(cell.max_score for cell in self.cells)


@dataclass(frozen=True)
class SubmissionGrade:
    """The grades of one student's submission of one assignment; error as in NotebookGrade.

    inputs: notebook -> a digest of all that its grade depends on.
    """

    student: str
    assignment: str
    notebooks: tuple[NotebookGrade, ...] = ()
    error: str = ""
    inputs: dict[str, str] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(notebook.score for notebook in self.notebooks)

    @property
    def max_score(self) -> float:
        return sum(notebook.max_score for notebook in self.notebooks)

    @property
    def failed(self) -> bool:
        """Whether something that was handed in could not be graded, or not as it was meant."""
        return bool(self.error) or any(notebook.broken for notebook in self.notebooks)

    @property
    def errors(self) -> list[str]:
        """All that could not be graded, or was not handed in, a line each."""
        return [error for error in (self.error, *(f"{n.name}: {n.error}" for n in self.notebooks if n.error)) if error]

    def to_json(self) -> str:
        """This as JSON text, without the executed notebooks."""
        bare = dataclasses.replace(self, notebooks=tuple(dataclasses.replace(n, notebook="") for n in self.notebooks))
        return json.dumps(dataclasses.asdict(bare), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> SubmissionGrade:
        """The inverse of to_json."""
        data = json.loads(text)
        data["notebooks"] = tuple(_notebook(each) for each in data["notebooks"])
        data["inputs"] = dict(data["inputs"])
        return cls(**data)


def _notebook(data: dict[str, Any]) -> NotebookGrade:
    cells = tuple(CellGrade(**{**each, "outcome": Outcome(each["outcome"])}) for each in data["cells"])
    return NotebookGrade(
        **{**data, "cells": cells, "repairs": tuple(data["repairs"]), "unanswered": tuple(data["unanswered"])}
    )
