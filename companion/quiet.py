"""Keeps TensorFlow from talking about the machine: graphics cards that it doesn't find, features of the processor."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType


def quiet_tensorflow() -> None:
    """Let TensorFlow, which is imported later, log nothing about the machine.

    Whoever has set TF_CPP_MIN_LOG_LEVEL or TF_ENABLE_ONEDNN_OPTS keeps their own setting; with a level below 3, all
    messages are shown. Called when companion is imported. Used in course2_improving/week3_tuning_and_frameworks.
    """
    # 0: the same rounding whether or not the processor suits oneDNN.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    if os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3") == "3" and "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, _QuietFinder())


class _QuietFinder(importlib.abc.MetaPathFinder):
    """Finds TensorFlow as it is found without us, and has it loaded with the standard error stream closed.

    The log level alone doesn't do: while it is loaded, TensorFlow logs before it reads the level
    (github.com/tensorflow/tensorflow/issues/100442).
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return spec
        load = spec.loader.exec_module

        def load_quietly(module: ModuleType) -> None:
            with _discarded_errors():
                load(module)

        spec.loader.exec_module = load_quietly  # type: ignore[method-assign]
        return spec


@contextlib.contextmanager
def _discarded_errors() -> Iterator[None]:
    """Throw away what libraries write to the standard error stream; exceptions are raised as ever."""
    try:
        kept = os.dup(2)
    except OSError:  # a process without that stream
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
