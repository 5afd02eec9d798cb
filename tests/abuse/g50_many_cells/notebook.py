"""Hands in 20,000 cells."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    cell = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "1", "outputs": [], "execution_count": None}
    notebook["cells"] += [cell] * 20_000
