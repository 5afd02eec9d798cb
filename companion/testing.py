"""What tests cells use: to say which kind of input a learner's function was called with."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def describing(inputs: str) -> Iterator[None]:
    """Say of whatever fails inside which kind of inputs it was called with, such as "a single example".

    inputs: words that tell no values; the grader shows them beside the message of a hidden test that fails.
    """
    try:
        yield
    except BaseException as error:
        error.add_note(inputs)
        raise
