"""Links to what is not the student's."""

from __future__ import annotations

from pathlib import Path


def make(folder: Path, course: Path) -> None:
    (folder / "passwd").symlink_to("/etc/passwd")
    (folder / "inner").symlink_to(course / "source")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "loop").symlink_to("loop")
