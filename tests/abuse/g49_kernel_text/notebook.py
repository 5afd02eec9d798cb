"""Metadata of another language, and of jupytext."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    notebook["metadata"]["kernelspec"] = "python"
    notebook["metadata"]["language_info"] = {"name": "R", "codemirror_mode": 7}
    notebook["metadata"]["jupytext"] = {"formats": "ipynb,../../../source//py"}
