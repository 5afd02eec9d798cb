"""Numbers for texts, lists for objects; the labels stay."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    for cell in notebook["cells"]:
        label = cell["metadata"].get("nbgrader")
        if label:
            label.update(points="many", grade=[], locked={}, solution="yes")
        cell.update(outputs="none", execution_count="x")
    notebook["cells"] += [
        1,
        None,
        [],
        {"cell_type": 3, "source": 4, "metadata": 5},
        {"source": {}, "metadata": {"nbgrader": {"grade_id": []}}},
    ]
    notebook["metadata"] = []
