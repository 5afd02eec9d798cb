"""What the grader prints and exports of a student whose name has line ends and terminal codes."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

from tests.abuse.course import ASSIGNMENT, submit_answers

NAME = "eve\nada: 9 of 9\x1b[2K\r"


def check(course: Path) -> None:
    submit_answers(course, NAME, {"scale": "1 / 0"})
    (course / "submitted" / "bad\n\x1b[2Kgood" / ASSIGNMENT).mkdir(parents=True)
    (course / "submitted" / "bad\n\x1b[2Kgood" / ASSIGNMENT / "attacked.ipynb").write_text("{")
    printed = ""
    for command in ("autograde", "feedback", "report"):
        done = subprocess.run(
            [sys.executable, "-m", "grader.cli", command, ASSIGNMENT], cwd=course, capture_output=True, text=True
        )
        assert done.returncode == (command == "autograde") and "Traceback" not in done.stderr, done.stderr
        printed += done.stdout + done.stderr
    assert "\x1b" not in printed and not any(line.startswith("ada") for line in printed.splitlines()), printed
    table = (course / "reports" / f"{ASSIGNMENT}.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row), table
    assert len({len(row) for row in rows}) == 1, table
