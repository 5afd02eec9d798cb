"""Names that programs stumble over."""

from __future__ import annotations

import os
from pathlib import Path

NAMES = (
    b"-rf",
    b"a\nb",
    b"%s%n",
    b"\xff\xfe",
    b"$(touch abuse_was_here)",
    b"'; drop table grade; --",
    b"x" * 255,
    b"...",
    b" ",
    b"\x1b[2J",
    "\u202etxt.exe".encode(),
)


def make(folder: Path, course: Path) -> None:
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("x")
