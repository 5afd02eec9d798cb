"""Names of folders and files: any bytes, and any Unicode form of the same name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from grader.classroom.autograde import autograde
from grader.classroom.course import open_course
from grader.errors import GraderError
from grader.files import in_any_form
from grader.pages.feedback import write_feedback
from tests.courses import ASSIGNMENT, answer, checks, make_course, scores, submit

GRADER = str(Path(sys.executable).with_name("grader"))
NFC, NFD = (unicodedata.normalize(form, "Übung é") for form in ("NFC", "NFD"))
LATIN = os.fsdecode("Müller".encode("latin-1"))
READS = "def reads(name):\n    return open(name).read()"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tests = checks(
        "t", 2, "import os\nassert [open(name).read() for name in os.listdir() if name.endswith('x')] == ['1']"
    )
    return make_course(tmp_path / "course", {NFC: [answer("reads", READS), tests]})


def grade(root: Path, *students: str) -> dict[str, str]:
    """student -> why the submission was not graded."""
    summary = autograde(open_course(root), ASSIGNMENT, students or None, jobs=1, sandboxed=False)
    return {**summary.failures, **{each.student: "; ".join(each.errors) for each in summary.all if each.errors}}


def test_a_folder_whose_name_is_no_text_is_a_line_and_all_others_are_graded(root: Path) -> None:
    for number in range(3):
        submit(root, f"s{number}", {"reads": READS}, files={"data.x": "1"})
    shutil.copytree(root / "submitted" / "s0", root / "submitted" / LATIN)
    for _ in range(2):
        failures = grade(root)
        assert failures.keys() == {LATIN} and "is not UTF-8; rename it" in failures[LATIN]
        assert scores(root) == {"s0": 2, "s1": 2, "s2": 2}
    assert len(write_feedback(open_course(root), ASSIGNMENT)) == 3
    for encoding in ("utf-8", "ascii"):
        command = [GRADER, "autograde", ASSIGNMENT, "--no-sandbox", "--course", str(root)]
        environment = {**os.environ, "PYTHONIOENCODING": f"{encoding}:strict", "COLUMNS": "200"}
        done = subprocess.run(command, capture_output=True, env=environment)
        assert done.returncode == 1 and b"M\\udcfcller: not graded: " in done.stdout, done.stdout + done.stderr
        assert done.stderr == b""


def test_files_whose_names_are_no_text_reach_the_tests_and_autograded(root: Path) -> None:
    submit(root, "ann", {"reads": READS}, files={f"{LATIN}.x": "1"})
    assert grade(root) == {} and scores(root) == {"ann": 2}
    assert (root / "autograded" / "ann" / ASSIGNMENT / f"{LATIN}.x").read_text() == "1"


def test_a_course_in_a_folder_whose_name_is_no_text_is_graded(root: Path) -> None:
    submit(root, "ann", {"reads": READS}, files={"data.x": "1"})
    moved = root.rename(root.with_name(LATIN))
    for command, status in ((["autograde", ASSIGNMENT, "--no-sandbox"], 0), (["feedback", ASSIGNMENT], 0), (["report", ASSIGNMENT], 0)):  # fmt: skip
        done = subprocess.run([GRADER, *command, "--course", str(moved)], capture_output=True)
        assert (done.returncode, done.stderr) == (status, b"")
    assert scores(moved) == {"ann": 2}


def test_a_notebook_and_a_student_are_known_in_any_unicode_form(root: Path) -> None:
    assert NFC != NFD
    for student in (NFC, NFD):
        submit(root, student, {"reads": READS}, files={"data.x": "1"})
        folder = root / "submitted" / student / ASSIGNMENT
        (folder / f"{NFC}.ipynb").rename(folder / f"{NFD}.ipynb")
    assert grade(root) == {} and scores(root) == {NFC: 2, NFD: 2}
    assert (root / "autograded" / NFC / ASSIGNMENT / f"{NFC}.ipynb").is_file()
    shutil.rmtree(root / "submitted" / NFD)
    assert grade(root, NFD) == {}
    with pytest.raises(GraderError, match="no submission of 'ps1' by Ubung"):
        grade(root, "Ubung é")
    assert [path.parts[-3] for path in write_feedback(open_course(root), ASSIGNMENT, [NFC])] == [NFC]


def test_the_same_bytes_are_preferred_to_the_same_text() -> None:
    assert in_any_form(NFD, [NFC, NFD]) == NFD and in_any_form(NFC, [NFD]) == NFD
    assert in_any_form(NFC, iter([NFC.upper()])) is None
