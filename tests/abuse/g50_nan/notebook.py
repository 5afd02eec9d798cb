"""Puts NaN and infinite numbers into its metadata."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    notebook["metadata"]["x"] = float("nan")
    for cell in notebook["cells"]:
        cell["metadata"].get("nbgrader", {})["points"] = float("inf")
