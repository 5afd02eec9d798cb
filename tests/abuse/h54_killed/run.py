"""A killed run leaves nothing running, and a second one grades what is left, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader.classroom.autograde import autograde
from grader.classroom.course import open_course
from grader.classroom.store import load_grades
from tests.abuse.course import ASSIGNMENT, submit_answers
from tests.abuse.host import left_running, wait_for_none
from tests.courses import scores

COMMAND = [sys.executable, "-m", "grader.cli", "autograde", ASSIGNMENT, "--jobs", "1"]


def check(course: Path) -> None:
    for number in range(8):
        submit_answers(
            course, f"s{number}", {"scale": "import time\ntime.sleep(0.5)\nscale = lambda x, factor: x * factor"}
        )
    folder = Path(tempfile.gettempdir())
    environment = {**os.environ, "TMPDIR": str(folder)}
    grader = subprocess.Popen(
        COMMAND, cwd=course, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while len(load_grades(open_course(course), ASSIGNMENT)) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    assert wait_for_none(lambda: left_running(folder)) == []
    done = len(load_grades(open_course(course), ASSIGNMENT))
    summary = autograde(open_course(course), ASSIGNMENT, jobs=2)
    assert 2 <= done < 8 and (len(summary.kept), len(summary.grades), summary.failures) == (done, 8 - done, {})
    assert scores(course) == {f"s{number}": 9.0 for number in range(8)}
