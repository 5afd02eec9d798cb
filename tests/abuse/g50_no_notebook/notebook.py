"""Hands in JSON that is no notebook."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    return b"[1, 2, 3]"
