"""Writes its cells as lists of lines."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
