"""A pipe that nobody writes to."""

from __future__ import annotations

import os
from pathlib import Path


def make(folder: Path, course: Path) -> None:
    (folder / "attacked.ipynb").unlink()
    os.mkfifo(folder / "attacked.ipynb")
