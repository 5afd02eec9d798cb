"""Has a line of ten million characters."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    notebook["cells"][4]["source"] += "\nlong = 0  # " + "x" * 10**7
