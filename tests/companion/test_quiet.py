"""Proves that importing companion keeps TensorFlow from talking about the machine, unless somebody wants it to.

A package with TensorFlow's name stands in for it: it writes to the standard error stream while it is loaded.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SETTINGS = ("TF_CPP_MIN_LOG_LEVEL", "TF_ENABLE_ONEDNN_OPTS")


@pytest.fixture
def talkative(tmp_path: Path) -> Path:
    (tmp_path / "tensorflow").mkdir()
    code = 'import os\nos.write(2, b"no graphics card")\nvalue = 3\n'
    (tmp_path / "tensorflow/__init__.py").write_text(code)
    (tmp_path / "tensorflow/part.py").write_text("value = 4\n")
    return tmp_path


def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own that finds modules in `folder` first."""
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    root = str(Path(__file__).resolve().parent.parent)
    inherited["PYTHONPATH"] = os.pathsep.join([str(folder), root])
    return subprocess.run(
        [sys.executable, "-c", code], env={**inherited, **environment}, capture_output=True, text=True
    )


def test_nothing_is_said_while_tensorflow_is_loaded(talkative):
    code = (
        "import companion, sys, tensorflow, tensorflow.part\n"
        "print(tensorflow.value, tensorflow.part.value, tensorflow.__spec__.name)\n"
        "print('after', file=sys.stderr)"
    )
    found = run(code, talkative)
    assert found.stdout == "3 4 tensorflow\n"
    assert found.stderr == "after\n"


def test_who_asks_for_messages_gets_them(talkative):
    assert run("import companion, tensorflow", talkative, TF_CPP_MIN_LOG_LEVEL="0").stderr == "no graphics card"


def test_an_error_while_loading_is_raised_as_ever(talkative):
    (talkative / "tensorflow/__init__.py").write_text("1 / 0\n")
    found = run("import companion, tensorflow", talkative)
    assert "ZeroDivisionError" in found.stderr
    assert found.returncode == 1


def test_a_process_without_standard_error_can_load_it(talkative):
    (talkative / "tensorflow/__init__.py").write_text("")
    assert run("import os, companion; os.close(2); import tensorflow; print('loaded')", talkative).stdout == "loaded\n"


def test_where_there_is_no_tensorflow_the_usual_error_is_raised(tmp_path):
    code = (
        "import companion, sys\n"
        "sys.path[:] = []\n"
        "try:\n    import tensorflow\nexcept ModuleNotFoundError as error:\n    print(error.name)"
    )
    assert run(code, tmp_path).stdout == "tensorflow\n"


def test_settings_are_made_unless_somebody_has_made_them(tmp_path):
    code = f"import companion, os; print(*(os.environ[name] for name in {SETTINGS!r}))"
    assert run(code, tmp_path).stdout == "3 0\n"
    assert run(code, tmp_path, TF_CPP_MIN_LOG_LEVEL="1", TF_ENABLE_ONEDNN_OPTS="1").stdout == "1 1\n"
