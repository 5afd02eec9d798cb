"""Two graders on one course: each submission is graded, and the gradebook is whole."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.abuse.course import ASSIGNMENT, submit_answers
from tests.courses import scores

COMMAND = [sys.executable, "-m", "grader.cli", "autograde", ASSIGNMENT, "--jobs", "1"]


def check(course: Path) -> None:
    for number in range(6):
        submit_answers(course, f"s{number}", {})
    graders = [subprocess.Popen(COMMAND, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in "12"]
    said = [grader.communicate(timeout=120)[0].decode() for grader in graders]
    assert [grader.returncode for grader in graders] == [0, 0], said
    assert scores(course) == {f"s{number}": 9.0 for number in range(6)}
    with sqlite3.connect(course / "gradebook.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM submitted_assignment").fetchone() == (6,)
