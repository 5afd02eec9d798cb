"""The errors that a user can mend: one line each, shown without a traceback."""

from __future__ import annotations

import traceback
from pathlib import PurePath


class GraderError(Exception):
    """Something that the user can mend; its text is one line that says what, where and what to do."""


class SourceError(GraderError):
    """A fault in the text source of a notebook, with its file and line."""

    def __init__(self, path: object, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.line = line


def describe(error: Exception) -> str:
    """An error in one line: what it says where it was meant for people, else what it is and where it arose."""
    if isinstance(error, GraderError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name} ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"an internal error, {type(error).__name__}{where}: please report it, with the submission"
