"""An archive that is never to be unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path


def make(folder: Path, course: Path) -> None:
    with zipfile.ZipFile(folder / "attacked.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../abuse_was_here", "x")
        archive.writestr("/tmp/abuse_was_here", "x")
        archive.writestr("bomb", bytes(20 << 20))
