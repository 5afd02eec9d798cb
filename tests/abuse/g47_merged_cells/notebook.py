"""Right answers, all in the first answer's cell."""

from __future__ import annotations

from typing import Any


def find(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def make(notebook: dict[str, Any]) -> Any:
    answers = [find(notebook, name) for name in ("half", "scale", "spread")]
    answers[0]["source"] = "\n\n".join(cell["source"] for cell in answers)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in answers[1:]]
