"""The course's own kernel is used, or the assignment is refused in a line; another language never runs as Python."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.autograde import autograde
from grader.classroom.course import open_course
from grader.errors import GraderError
from grader.kernel.interpreter import OWN, find_interpreter
from tests.courses import ASSIGNMENT, answer, checks, code, make_course, scores, submit

SCALE = "def f(x):\n    return labtools.scale(x)"
CELLS = [code("import labtools"), answer("f", SCALE), checks("test_f", 2, "assert f(2) == 20")]
LAUNCH = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
Install = Callable[..., dict[str, str]]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a kernelspec; returns what a notebook says of it."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))

    def write(name: str, argv: list[str], language: str = "python", **spec: Any) -> dict[str, str]:
        folder = tmp_path / "jupyter" / "kernels" / name
        folder.mkdir(parents=True)
        content = {"argv": argv, "display_name": name, "language": language, **spec}
        (folder / "kernel.json").write_text(json.dumps(content))
        return {"name": name, "display_name": name, "language": language}

    return write


@pytest.fixture
def labtools(tmp_path: Path) -> Path:
    """A folder with a module that only the course's kernel finds."""
    folder = tmp_path / "extra"
    folder.mkdir()
    (folder / "labtools.py").write_text("def scale(x):\n    return 10 * x\n")
    return folder


def environment(folder: Path) -> Path:
    """A virtual environment that has our packages, through its .pth file, and those of another folder; its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "ours.pth").write_text(f"{sysconfig.get_path('purelib')}\n{folder.parent / 'extra'}\n")
    return folder / "bin" / "python"


def graded(root: Path, sandboxed: bool) -> dict[str, float]:
    submit(root, "ann", {"f": SCALE})
    assert autograde(open_course(root), ASSIGNMENT, jobs=1, sandboxed=sandboxed).ok
    return scores(root)


@pytest.mark.parametrize("sandboxed", [True, False])
def test_a_kernel_with_a_path_of_its_own_is_used(
    install: Install, labtools: Path, tmp_path: Path, sandboxed: bool
) -> None:
    kernel = install("labenv", LAUNCH, env={"PYTHONPATH": str(labtools)})
    assert graded(make_course(tmp_path / "course", {"nb": CELLS}, kernel=kernel), sandboxed) == {"ann": 2}


@pytest.mark.parametrize("sandboxed", [True, False])
def test_a_kernel_of_another_python_is_used(install: Install, labtools: Path, tmp_path: Path, sandboxed: bool) -> None:
    python = environment(tmp_path / "environment")
    kernel = install("other", [str(python), *LAUNCH[1:]])
    cells = [
        *CELLS[:2],
        checks("test_f", 2, f"import sys\nassert sys.executable == {str(python)!r}\nassert f(2) == 20"),
    ]
    assert graded(make_course(tmp_path / "course", {"nb": cells}, kernel=kernel), sandboxed) == {"ann": 2}


def test_a_kernel_that_can_only_be_started_is_refused_in_the_sandbox_and_used_without(
    install: Install, labtools: Path, tmp_path: Path
) -> None:
    command = f"PYTHONPATH={labtools} exec {sys.executable} -m ipykernel_launcher -f $0"
    kernel = install("wrapped", ["sh", "-c", command, "{connection_file}"])
    root = make_course(tmp_path / "course", {"nb": CELLS}, kernel=kernel)
    submit(root, "ann", {"f": SCALE})
    with pytest.raises(GraderError, match=r"notebook 'nb': the kernel 'wrapped' .* can't run in the sandbox"):
        autograde(open_course(root), ASSIGNMENT)
    assert scores(root) == {}
    assert graded(root, sandboxed=False) == {"ann": 2}


def test_another_language_a_missing_kernel_and_a_broken_one_are_a_line(install: Install, tmp_path: Path) -> None:
    gone = install("gone", [str(tmp_path / "gone" / "python"), *LAUNCH[1:]])
    bare = install("bare", [sys.executable, "-S", *LAUNCH[1:]], env={"PYTHONPATH": "/nowhere"})
    for number, (kernel, message) in enumerate(
        (
            ({"name": "ir", "display_name": "R"}, "the kernel 'ir' is not installed here"),
            (install("octave", ["octave", "{connection_file}"], "octave"), "for the language octave; only Python"),
            (gone, "the kernel 'gone' .* can't run in the sandbox"),
            (bare, "the kernel 'bare' can't be started: ModuleNotFoundError: No module named 'ipykernel'"),
        )
    ):
        root = make_course(tmp_path / f"course{number}", {"nb": CELLS}, kernel=kernel)
        submit(root, "ann", {"f": SCALE})
        with pytest.raises(GraderError, match=message) as caught:
            autograde(open_course(root), ASSIGNMENT)
        assert "\n" not in str(caught.value) and str(caught.value).startswith("notebook 'nb': ")
        assert scores(root) == {}
        with (root / "nbgrader_config.py").open("a") as file:
            file.write("c.Execute.enabled = c.ClearOutput.enabled = False\n")  # --no-execute: no kernel is needed
        assert autograde(open_course(root), ASSIGNMENT).ok


def test_a_kernel_that_would_show_students_the_course_is_refused(install: Install, tmp_path: Path) -> None:
    root = make_course(tmp_path / "course", {"nb": CELLS}, kernel={"name": "own", "display_name": "own"})
    submit(root, "ann", {"f": SCALE})
    for number, path in enumerate((tmp_path, root, root / "source" / ASSIGNMENT)):
        with (root / "nbgrader_config.py").open("a") as file:
            file.write(f"c.Execute.kernel_name = 'own{number}'\n")
        install(f"own{number}", LAUNCH, env={"PYTHONPATH": str(path)})
        with pytest.raises(GraderError, match="would show students what the course keeps"):
            autograde(open_course(root), ASSIGNMENT)


def test_another_kernel_can_be_chosen_for_all(tmp_path: Path) -> None:
    cells = [answer("f", "def f(x):\n    return x"), checks("test_f", 2, "assert f(2) == 2")]
    kernel = {"name": "somewhere-else", "display_name": "Python (mine)", "language": "python"}
    root = make_course(tmp_path / "course", {"nb": cells}, "c.Execute.kernel_name = 'python3'\n", kernel=kernel)
    submit(root, "ann", {"f": "def f(x):\n    return x"})
    assert autograde(open_course(root), ASSIGNMENT, jobs=1).ok and scores(root) == {"ann": 2}


def test_the_usual_kernel_is_the_python_that_grades(install: Install) -> None:
    assert find_interpreter("python3") == find_interpreter("python") == OWN
    install("plain", LAUNCH)
    install("talkative", [*LAUNCH, "--debug"])
    assert find_interpreter("plain") == OWN
    talkative = find_interpreter("talkative")
    assert talkative is not None and talkative.arguments == ("--debug",) and talkative.command == OWN.command
