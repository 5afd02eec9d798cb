"""What an examiner knows of a notebook."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """What an examiner knows of a notebook: its code cells, solved, as (exercise or "", text), and the known mistakes
    of each exercise, as (name, hint, text)."""

    cells: tuple[tuple[str, str], ...]
    mistakes: dict[str, tuple[tuple[str, str, str], ...]]

    def hint(self, exercise: str, mistake: str) -> str:
        return next((hint for name, hint, _ in self.mistakes.get(exercise, ()) if name == mistake), "")

    def to_json(self) -> str:
        return json.dumps({"cells": self.cells, "mistakes": self.mistakes}, indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Paper:
        """The inverse of to_json."""
        data = json.loads(text)
        mistakes = {name: tuple((m[0], m[1], m[2]) for m in found) for name, found in data["mistakes"].items()}
        return cls(tuple((cell[0], cell[1]) for cell in data["cells"]), mistakes)
