"""No test cell at all."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["metadata"].get("nbgrader", {}).get("grade")]
