"""Puts halves of letters into its cells."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    for cell in notebook["cells"]:
        cell["source"] += "\n# \ud800"
    notebook["metadata"]["x"] = "\udfff"
