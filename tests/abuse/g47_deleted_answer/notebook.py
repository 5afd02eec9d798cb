"""No answer."""

from __future__ import annotations

from typing import Any


def find(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def make(notebook: dict[str, Any]) -> Any:
    notebook["cells"].remove(find(notebook, "scale"))
