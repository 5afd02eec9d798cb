"""A thousand points each."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    for cell in notebook["cells"]:
        cell["metadata"].get("nbgrader", {})["points"] = 1000
