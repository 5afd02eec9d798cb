"""The wheel, installed where the repository isn't: the grader grades another nbgrader course, and companion has its data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from nbformat.v4 import new_notebook

from grader.kernel.sandbox import sandbox_problem
from tests.courses import ASSIGNMENT, answer, checks, code, write_notebook

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("companion", "datasets", "grader", "pyproject.toml", "README.md", "LICENSE")
LEFT_OUT = ("tensorflow", "keras", "libclang", "clang", "mypy", "__editable__", "deep_learning_companion")


def link(source: str, target: str) -> None:
    """A file that takes no space where the disk allows that."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with our wheel and its smaller dependencies, and nothing of the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for part in PARTS:
        path = ROOT / part
        (shutil.copytree if path.is_dir() else shutil.copy)(
            path, folder / "source" / part, **({"ignore": ignore} if path.is_dir() else {})
        )
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(folder / "source"),
    )
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "venv")}))
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.lower().startswith(LEFT_OUT):
            (shutil.copytree if path.is_dir() else link)(
                path, packages / path.name, **({"copy_function": link} if path.is_dir() else {})
            )
    python = folder / "venv" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel))
    return python.parent


def run(*command: str, cwd: Path | None = None, status: int = 0) -> str:
    """What a command prints; it knows nothing of the repository, and ends with this status."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd or Path.home()), "LANG": "C.UTF-8"}
    environment = environment if cwd else dict(os.environ)
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(bool(sandbox_problem()), reason=f"{sandbox_problem()}")
def test_another_course_is_graded_in_the_sandbox(installed: Path, tmp_path: Path) -> None:
    cells = [
        code("import numpy as np"),
        answer("double", "def double(x):\n    return 2 * x"),
        checks("test_double", 2, "assert double(1) == 2", "assert double(4) == 8"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    write_notebook(tmp_path / "source" / ASSIGNMENT / "one.ipynb", new_notebook(cells=cells, metadata=kernel))
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'other'\n")
    grader = str(installed / "grader")
    assert "released 1 notebook" in run(grader, "release", ASSIGNMENT, cwd=tmp_path)
    released = (tmp_path / "release" / ASSIGNMENT / "one.ipynb").read_text()
    for student, text in (("ada", "return 2 * x"), ("bob", "return x"), ("cyd", "import os; os._exit(1)")):
        path = tmp_path / "submitted" / student / ASSIGNMENT / "one.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(released.replace("# YOUR CODE HERE\\n", "").replace("raise NotImplementedError()", text))
    graded = run(grader, "autograde", ASSIGNMENT, cwd=tmp_path)
    assert [line.split()[:2] for line in graded.splitlines() if line.startswith(("ada", "bob", "cyd"))] == [
        ["ada", "2"],
        ["bob", "0"],
        ["cyd", "0"],
    ]
    assert "3 pages" in run(grader, "feedback", ASSIGNMENT, cwd=tmp_path)
    assert (tmp_path / "feedback" / "bob" / ASSIGNMENT / "one.html").exists()
    assert "ps1.html" in run(grader, "report", ASSIGNMENT, cwd=tmp_path)
    shutil.copy(tmp_path / "submitted" / "bob" / ASSIGNMENT / "one.ipynb", tmp_path / "mine.ipynb")
    assert "wrong" in run(grader, "check", "mine.ipynb", cwd=tmp_path, status=1)


def test_the_companion_has_its_data_and_commands_that_need_the_repository_say_so(
    installed: Path, tmp_path: Path
) -> None:
    code = (
        "import companion, grader\nfrom companion.data import find_data, load_houses\n"
        "print(load_houses().X_train.shape, find_data('houses.h5').is_relative_to(companion.__path__[0]), grader.__file__)\n"
        "try:\n    import datasets\nexcept ImportError:\n    print('no datasets')\n"
    )
    said = run(str(installed / "python"), "-c", code, cwd=tmp_path)
    assert said.startswith("(10, 1812) True ") and str(ROOT) not in said and "no datasets" in said
    done = subprocess.run([str(installed / "grader"), "build"], cwd=tmp_path, capture_output=True, text=True)
    assert (
        done.returncode == 2 and "is not in the companion's repository" in done.stderr and done.stderr.count("\n") == 1
    )
