"""Says that its format is 4.0, with ids of 4.5."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    notebook["nbformat_minor"] = 0
