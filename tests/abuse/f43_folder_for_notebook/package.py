"""A folder."""

from __future__ import annotations

from pathlib import Path


def make(folder: Path, course: Path) -> None:
    (folder / "attacked.ipynb").unlink()
    (folder / "attacked.ipynb").mkdir()
