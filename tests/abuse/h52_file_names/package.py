"""Names that are tags."""

from __future__ import annotations

from pathlib import Path


def make(folder: Path, course: Path) -> None:
    for name in ("<script>alert(1)<", "<img src=x onerror=alert(1)>.ipynb", '"><svg onload=alert(1)>.html'):
        (folder / name).write_text("x")
