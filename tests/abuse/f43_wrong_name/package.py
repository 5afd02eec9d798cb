"""A name that is nearly right."""

from __future__ import annotations

from pathlib import Path


def make(folder: Path, course: Path) -> None:
    (folder / "attacked.ipynb").rename(folder / "Attacked-final.ipynb")
