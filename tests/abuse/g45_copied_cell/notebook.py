"""The right answer first, then the wrong one: the last counts."""

from __future__ import annotations

from typing import Any


def find(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def make(notebook: dict[str, Any]) -> Any:
    answer = find(notebook, "scale")
    copied = {**answer, "id": "copied", "source": "def scale(x, factor):\n    return x * factor"}
    notebook["cells"].insert(notebook["cells"].index(answer), copied)
