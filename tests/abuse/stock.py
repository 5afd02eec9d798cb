"""What nbgrader's own autograde makes of a case, without a sandbox: only cases that are safe to run so."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil

from ..courses import BIN, read_scores, write_files
from .cases import Case, submit
from .course import ASSIGNMENT, NOTEBOOK, POINTS, submit_answers
from .grading import told

SECONDS = 60
AFTER = "zzz_honest"  # is graded after every abuser


def run_stock(case: Case, made: Path, folder: Path) -> str:
    """What becomes of one case in a copy of a course, in a word or two."""
    if not case.stock or case.alone:
        return "not run (unsafe)" if not case.alone else "not run"
    root = folder / case.name / "course"
    shutil.copytree(made, root)
    submit(case, root)
    submit_answers(root, AFTER, {})
    if not _nbgrader(root, "autograde", ASSIGNMENT):
        return "hung"
    return _verdict(case, root)


def _verdict(case: Case, root: Path) -> str:
    found = read_scores(root)
    got = {name: found.get(f"{case.id}/{NOTEBOOK}/test_{name}", {}).get("auto_score") for name in POINTS}
    expected = case.expected()
    if found.get(AFTER, {}).get("score") != sum(POINTS.values()):
        return "aborted batch"
    if all(score is None for score in got.values()):
        return "held" if case.error else "fell: not graded"
    wrong = [letter for letter, names in (("a", [case.attacked]), ("b", set(POINTS) - {case.attacked})) if any((got[name] or 0) != expected[name] for name in names)]  # fmt: skip
    if case.name[0] in "dh" and _tells(case, root):
        wrong.append("e")
    return f"fell: {''.join(wrong)}" if wrong else "held"


def _tells(case: Case, root: Path) -> bool:
    """Whether nbgrader's feedback holds a script of the student's, or a piece of a hidden test."""
    if not _nbgrader(root, "generate_feedback", ASSIGNMENT):
        return True
    path = root / "feedback" / case.id / ASSIGNMENT / f"{NOTEBOOK}.html"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return "<script>alert(1)" in text or bool(told(text))


def _nbgrader(root: Path, *command: str) -> bool:
    """Run nbgrader; False where it has to be ended."""
    home = root.parent / "home"
    write_files(home, {"rfc3987_syntax.py": "raise ImportError"})  # see tests/courses.py
    environment = {"PATH": f"{BIN}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(home), "LANG": "C.UTF-8", "PYTHONPATH": str(home)}  # fmt: skip
    words = [sys.executable, "-m", "nbgrader", *command]
    process = subprocess.Popen(words, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        process.wait(SECONDS)
        return True
    except subprocess.TimeoutExpired:
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
        process.kill()
        process.wait()
        return False
