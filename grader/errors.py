"""The errors that a user can mend: one line each, shown without a traceback."""

from __future__ import annotations


class GraderError(Exception):
    """Something that the user can mend; its text is one line that says what, where and what to do."""


class SourceError(GraderError):
    """A fault in the text source of a notebook, with its file and line."""

    def __init__(self, path: object, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.line = line
