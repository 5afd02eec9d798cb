"""Grades a class of abusers and honest students once, and looks at each case's five assertions."""

from __future__ import annotations

import html
import os
import re
import runpy
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from grader.classroom.autograde import autograde
from grader.classroom.course import open_course
from grader.classroom.store import load_grades
from grader.pages.feedback import write_feedback
from grader.pages.outcomes import LOOKS
from grader.pages.report import write_report
from grader.verdict.results import CellGrade, SubmissionGrade

from ..courses import read_scores
from .cases import FLAGGED, HOLDS, Case, submit
from .course import (
    ASSIGNMENT,
    HONEST,
    NOTEBOOK,
    POINTS,
    SECRETS,
    hidden_lines,
    make_course,
    submit_answers,
    without_times,
)
from .host import Listener, left_running, marks, own_temporary_folder, tree_of, wait_for_none

# Both modes: tests in the student's kernel, and tests in a process that the student's code can't reach.
KERNEL, EXAMINER = "kernel", "examiner"
MODES = (KERNEL, EXAMINER)

INPUTS = ("source", "release", "submitted", "papers")
OUTPUTS = {".grader", "autograded", "feedback", "gradebook.db", "nbgrader_config.py", "papers", "reports", *INPUTS}


@dataclass
class ClassRun:
    """A graded class: what was recorded and written, and what changed on the machine meanwhile."""

    mode: str
    root: Path
    grades: dict[str, SubmissionGrade]
    failures: dict[str, str]
    scores: dict[str, dict[str, Any]]
    changes: list[str]
    seconds: float

    def page(self, student: str) -> str:
        """The feedback page of a student, "" where there is none."""
        path = self.root / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def cells(self, student: str) -> dict[str, CellGrade]:
        """exercise -> its grade."""
        grade = self.grades.get(student)
        return {cell.id.removeprefix("test_"): cell for each in grade.notebooks for cell in each.cells} if grade else {}

    @cached_property
    def honest(self) -> dict[str, tuple[object, ...]]:
        """All that was recorded and written of each honest student."""
        return {student: self._record(student) for student in HONEST}

    def _record(self, student: str) -> tuple[object, ...]:
        executed = self.root / "autograded" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        rows = {place: row for place, row in self.scores.items() if place.split("/")[0] == student}
        grade = self.root / ".grader" / ASSIGNMENT / f"{student}.json"
        if not (executed.exists() and grade.exists()):
            return (rows,)
        return without_times(grade.read_text()), rows, executed.read_bytes(), self.page(student)


def grade_class(root: Path, mode: str, cases: Iterable[Case]) -> ClassRun:
    """Make a course in an empty folder, hand in the cases and the honest students' work, and grade all once."""
    make_course(root, mode)
    for student, answers in HONEST.items():
        submit_answers(root, student, answers)
    for case in cases:
        submit(case, root)
    os.environ["ABUSE_TOKEN"] = "SECRET_of_the_environment"
    started = time.monotonic()
    try:
        with Listener() as listener, own_temporary_folder() as temporary:
            before = _inputs(root)
            summary = autograde(open_course(root), ASSIGNMENT, jobs=2)
            seconds = time.monotonic() - started
            write_feedback(open_course(root), ASSIGNMENT)
            write_report(open_course(root), ASSIGNMENT)
            changes = [*_changes(before, _inputs(root)), *_strays(root), *listener.heard]
            changes += wait_for_none(lambda: left_running(temporary))
            changes += [f"left in the temporary folder: {path.name}" for path in temporary.iterdir()]
    finally:
        del os.environ["ABUSE_TOKEN"]
    grades = {grade.student: grade for grade in load_grades(open_course(root), ASSIGNMENT)}
    return ClassRun(mode, root, grades, summary.failures, read_scores(root), changes, seconds)


def _inputs(root: Path) -> dict[str, str]:
    """What grading reads and must not change, and the machine's mounts."""
    own = tree_of(*(root / name for name in INPUTS))
    config = (root / "nbgrader_config.py").read_text()
    return {**own, "nbgrader_config.py": config, "mounts": Path("/proc/self/mounts").read_text()}


def _changes(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [f"changed: {path}" for path in sorted({*before, *after}) if before.get(path) != after.get(path)]


def _strays(root: Path) -> list[str]:
    """Files that no grader writes, and a damaged gradebook."""
    found = [f"new: {path.name}" for path in root.iterdir() if path.name not in OUTPUTS]
    found += [f"new: {path.name}" for path in root.parent.iterdir() if path != root and path.name != "clean"]
    handed_in = {path.name for path in (root / "submitted").iterdir()}
    for step in ("autograded", "feedback"):
        found += [f"new: {step}/{path.name}" for path in (root / step).iterdir() if path.name not in handed_in]
    with sqlite3.connect(root / "gradebook.db") as database:
        found += [f"gradebook: {row[0]}" for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        students = {row[0] for row in database.execute("SELECT id FROM student")}
    found += [f"gradebook: a student {name!r}" for name in sorted(students - handed_in)]
    return found + [path for path in marks() if not path.startswith(str(root))]


def problems(case: Case, run: ClassRun, clean: ClassRun) -> dict[str, str]:
    """The letter of each of the five assertions that does not hold -> what is wrong."""
    found = {
        "a": _attacked(case, run),
        "b": _others(case, run),
        "c": "; ".join(f"{student} differs" for student in HONEST if run.honest[student] != clean.honest[student]),
        "d": "; ".join(run.changes),
        "e": _feedback(case, run),
    }
    return {letter: text for letter, text in found.items() if text}


def _attacked(case: Case, run: ClassRun) -> str:
    """(a) The attacked exercise got what it must, and no more."""
    return _score(case, run, case.attacked) or _verdict(case, run)


def _score(case: Case, run: ClassRun, exercise: str) -> str:
    if not case.recorded:
        return f"recorded: {case.id}" if case.id in run.scores else ""
    expected = case.expected()[exercise]
    cell = run.cells(case.id).get(exercise)
    row = run.scores.get(f"{case.id}/{NOTEBOOK}/test_{exercise}", {})
    if case.kernel == FLAGGED and run.mode == KERNEL and cell and cell.flag and row["needs_manual_grade"]:
        expected = 0.0  # until a person has looked
    got = {"grade": cell.score if cell else 0.0, "gradebook": row.get("auto_score") or 0.0}
    wrong = {place: score for place, score in got.items() if score != expected}
    why = f" ({cell.outcome.value}: {cell.message})" if cell else ""
    return "; ".join(f"{exercise}: {place} {score:g}, not {expected:g}{why}" for place, score in wrong.items())


def _verdict(case: Case, run: ClassRun) -> str:
    """Whether the outcome is the one that was to be, and what is to be flagged is."""
    cells = run.cells(case.id)
    cell = cells.get(case.attacked)
    if cell is None or case.error:
        told = run.failures.get(case.id, "") or "; ".join(run.grades[case.id].errors if case.id in run.grades else [])
        return "" if case.error and case.error in told else f"told: {told or 'nothing'}"
    if case.kernel == FLAGGED and run.mode == KERNEL:
        return "" if any(each.flag for each in cells.values()) else f"not flagged: {cell.outcome}, {cell.message}"
    same = case.kernel == HOLDS or run.mode == EXAMINER
    if same and case.outcome and cell.outcome.value not in case.outcome.split(" / "):
        return f"{cell.outcome.value} ({cell.message}), not {case.outcome}"
    return ""


def _others(case: Case, run: ClassRun) -> str:
    """(b) The student's other exercises are graded."""
    return "; ".join(filter(None, (_score(case, run, name) for name in POINTS if name != case.attacked)))


class Dangers(HTMLParser):
    """Finds what runs or loads something in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "form", "svg", "math", "base", "link", "video", "audio"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            text = (value or "").strip().lower()
            outside = name in ("src", "href", "data", "action", "srcset") and not text.startswith(("#", "data:image/"))
            refreshes = tag == "meta" and name == "http-equiv" and text != "content-security-policy"
            if name.startswith("on") or outside or refreshes:
                self.found.append(f"{name}={text[:40]} in <{tag}>")


def _feedback(case: Case, run: ClassRun) -> str:
    """(e) The page holds no hidden test, no script, and a clear reason."""
    page = run.page(case.id)
    if not page:
        return "" if case.error and case.error in run.failures.get(case.id, "") else "no page, and no reason"
    dangers = Dangers()
    dangers.feed(page)
    found = [*dangers.found, *(f"tells {secret}" for secret in told(page))]
    found += ["a control character"] if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", page) else []
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())
    return "; ".join([*found, *_unreasoned(case, run, text)])


def _unreasoned(case: Case, run: ClassRun, text: str) -> list[str]:
    cell = run.cells(case.id).get(case.attacked)
    if cell is None:
        return [] if case.error in text else ["no reason is given"]
    same = case.kernel == HOLDS or run.mode == EXAMINER
    wanted = case.reason if case.reason and same else LOOKS[cell.outcome].reason.rstrip(":.")
    silent = "A test failed, and says no more about it"
    return [] if wanted in text or (silent in text and not case.reason) else [f"does not say: {wanted}"]


def told(page: str) -> list[str]:
    """The pieces of hidden tests, of others' work and of the environment that a page holds, also backwards or in
    hexadecimal, as a student would write them to get them past a filter."""
    text = html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", "", page, flags=re.S))
    squeezed = re.sub(r"\s", "", text)
    lines = [line for line in hidden_lines() if line in squeezed]
    secrets = [secret for secret in SECRETS for form in (secret, secret[::-1], secret.encode().hex()) if form in text]
    return list(dict.fromkeys([*lines, *secrets]))


def check_alone(case: Case, mode: str, root: Path) -> str:
    """Run a case that needs runs of its own; "" where it holds, else what is wrong."""
    make_course(root, mode)
    try:
        with own_temporary_folder() as temporary:
            runpy.run_path(str(case.folder / "run.py"))["check"](root)
            left = wait_for_none(lambda: left_running(temporary))
            assert not left, left
    except AssertionError as error:
        return str(error) or "an assertion fails"
    return ""
