"""Tests before answers."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    notebook["cells"].reverse()
