"""What the system refuses (a path, a folder, a disk) is one line on stderr and exit status 2, whatever the command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.classroom.autograde import autograde
from grader.classroom.course import open_course
from grader.kernel.sandbox import find_bubblewrap
from tests.courses import ASSIGNMENT, answer, checks, make_course, submit

GRADER = str(Path(sys.executable).with_name("grader"))
LONG = "x" * 300


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded course of one submission."""
    made = make_course(
        tmp_path_factory.mktemp("refusals") / "course", {"nb": [answer("f", "f = 1"), checks("t", 2, "f")]}
    )
    submit(made, "ann", {"f": "f = 1"})
    assert autograde(open_course(made), ASSIGNMENT, sandboxed=False).ok
    return made


def refused(*command: str, cwd: Path, says: str, status: int = 2, **environment: str) -> None:
    """Run a command that must end with one line that says this, and this exit status."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env={**os.environ, **environment})
    assert done.returncode == status, done.stdout + done.stderr
    assert re.fullmatch(r"grader: [^\n]+\n", done.stderr) and says in done.stderr, done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["release", LONG], ["autograde", LONG], ["feedback", LONG], ["report", LONG], ["check", LONG],
        ["autograde", ASSIGNMENT, "--course", LONG], ["prove", LONG], ["kernelspec", "--name", LONG],
    ],
    ids=lambda command: " ".join(command).replace(LONG, "LONG"),
)  # fmt: skip
def test_a_path_too_long_is_a_line(root: Path, command: list[str]) -> None:
    refused(GRADER, *command, cwd=root, says="")


@pytest.mark.parametrize("command", [["release", "--force"], ["feedback"], ["report"]], ids=lambda command: command[0])
def test_a_folder_that_cant_be_written_is_a_line_and_stays_as_it_is(root: Path, command: list[str]) -> None:
    bwrap = find_bubblewrap()
    if bwrap is None:
        pytest.skip("needs bubblewrap")
    name, *options = command
    before = sorted(root.rglob("*"))
    read_only = [bwrap, "--dev-bind", "/", "/", "--ro-bind", str(root), str(root)]
    refused(*read_only, GRADER, name, ASSIGNMENT, *options, cwd=root, says="Read-only file system")
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "says"), [("y" * 80, "its path is too long"), (os.fsdecode(b"t\xfc"), "its name is not UTF-8")]
)
def test_a_temporary_folder_without_room_for_sockets_is_a_line(root: Path, name: str, says: str) -> None:
    folder = root.parent / name
    folder.mkdir(exist_ok=True)
    command = [GRADER, "autograde", ASSIGNMENT, "--force", "--no-sandbox"]
    refused(*command, cwd=root, says=f"{says}; set TMPDIR to another folder", status=1, TMPDIR=str(folder))


@pytest.mark.parametrize("name", ["a b é", "semi;colon 'quote'"])
def test_an_odd_temporary_folder_is_used(root: Path, name: str) -> None:
    folder = Path("/tmp", name)
    folder.mkdir(exist_ok=True)
    try:
        command = [GRADER, "autograde", ASSIGNMENT, "--force", "--no-sandbox"]
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, env={**os.environ, "TMPDIR": str(folder)}
        )
        assert done.returncode == 0 and "1 graded" in done.stdout, done.stdout + done.stderr
        assert list(folder.iterdir()) == []
    finally:
        folder.rmdir()


def test_a_full_disk_behind_the_output_is_a_line(root: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([GRADER, "report", ASSIGNMENT], cwd=root, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "grader: No space left on device\n")


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded course of three submissions."""
    cells = [answer("f", "f = 1"), checks("t", 2, "f")]
    made = make_course(tmp_path_factory.mktemp("three") / "course", {"nb": cells})
    for student in ("ann", "bob", "cy"):
        submit(made, student, {"f": "f = 1"})
    assert autograde(open_course(made), ASSIGNMENT, sandboxed=False).ok
    return made


@pytest.mark.parametrize("place", ["gradebook.db", "autograded", ".grader"])
def test_what_is_refused_to_a_class_is_one_line_that_names_it(three: Path, place: str) -> None:
    bwrap = find_bubblewrap()
    if bwrap is None:
        pytest.skip("needs bubblewrap")
    command = [bwrap, "--dev-bind", "/", "/", "--ro-bind", str(three / place), str(three / place), GRADER, "autograde", ASSIGNMENT, "--force", "--no-sandbox"]  # fmt: skip
    done = subprocess.run(command, cwd=three, capture_output=True, text=True, env={**os.environ, "COLUMNS": "300"})
    (line,) = (line for line in (done.stdout + done.stderr).splitlines() if "read" in line.lower() and "only" in line)
    assert done.returncode == 1 and str(three / place) in line, done.stdout + done.stderr
    assert place == "gradebook.db" or line.startswith("ann, bob, cy: not graded: ")


@pytest.mark.parametrize("sandbox", [[], ["--no-sandbox"]], ids=["sandbox", "no sandbox"])
@pytest.mark.parametrize("size", [8192, 12288, 16384])
def test_a_temporary_folder_that_is_full_or_nearly_so_is_named(three: Path, size: int, sandbox: list[str]) -> None:
    bwrap = find_bubblewrap()
    if bwrap is None:
        pytest.skip("needs bubblewrap")
    small = three.parent / "t"
    small.mkdir(exist_ok=True)
    command = [bwrap, "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(small), GRADER, "autograde", ASSIGNMENT, "--force", *sandbox]  # fmt: skip
    done = subprocess.run(command, cwd=three, capture_output=True, text=True, env={**os.environ, "TMPDIR": str(small), "COLUMNS": "300"})  # fmt: skip
    said = done.stdout + done.stderr
    lines = [line for line in said.splitlines() if "not graded" in line or line.startswith("grader: ")]
    assert done.returncode and lines and all(str(small) in line for line in lines), said
    assert "internal error" not in said and "Traceback" not in said
