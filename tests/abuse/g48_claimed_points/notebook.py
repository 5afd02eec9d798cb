"""Tests of the student's own making."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    for number, task in enumerate((False, True)):
        label = {
            "grade": not task,
            "grade_id": f"bonus{number}",
            "locked": False,
            "points": 100,
            "schema_version": 3,
            "solution": False,
            "task": task,
        }
        cell = {
            "cell_type": "code",
            "id": f"bonus{number}",
            "metadata": {"nbgrader": label},
            "source": "100",
            "outputs": [],
            "execution_count": None,
        }
        notebook["cells"].append(cell)
