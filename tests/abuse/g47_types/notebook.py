"""Cells of other types than released; the answers still count."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    for cell in notebook["cells"]:
        label = cell["metadata"].get("nbgrader", {})
        if label.get("grade"):
            cell["cell_type"] = "markdown"
        elif label.get("solution"):
            cell["cell_type"] = "raw"
