"""A sparse file."""

from __future__ import annotations

from pathlib import Path


def make(folder: Path, course: Path) -> None:
    with (folder / "data.bin").open("wb") as file:
        file.truncate(1 << 40)
