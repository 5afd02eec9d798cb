"""What the libraries that we stand on need around them before a command can use them."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def skip_slow_imports() -> None:
    """Keep rfc3987_syntax from being loaded: it compiles grammars for two seconds, and no notebook needs it.

    jsonschema, which nbformat imports, does without it where it is missing. Call this before the first import of
    nbformat.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def find_alembic() -> None:
    """Put the programs beside this Python on PATH: nbgrader calls alembic by name."""
    beside = str(Path(sys.executable).parent)
    if beside not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = f"{beside}{os.pathsep}{os.environ.get('PATH', '')}"
