"""A path of more than 4096 bytes."""

from __future__ import annotations

import os
from pathlib import Path


def make(folder: Path, course: Path) -> None:
    inside = os.open(folder, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("x" * 200, dir_fd=inside)
        outside, inside = inside, os.open("x" * 200, os.O_RDONLY, dir_fd=inside)
        os.close(outside)
    os.close(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=inside))
    os.close(inside)
