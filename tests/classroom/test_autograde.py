"""Grading a class: bad input costs nobody else anything, nothing is graded twice, and a killed run goes on where it was."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from grader.authoring import notebooks
from grader.authoring.build import CONFIG
from grader.authoring.notebooks import to_text
from grader.authoring.source import Source, read_source
from grader.classroom.autograde import Summary, autograde
from grader.classroom.course import Course, open_course
from grader.classroom.release import release
from grader.classroom.store import load_grades
from grader.errors import GraderError
from grader.files import write
from grader.kernel.sandbox import find_bubblewrap
from grader.verdict.results import Outcome
from tests.conftest import SOURCE

RIGHT = {"half": "def half(x):\n    return x / 2", "twice": "def twice(x):\n    return x + x", "q1": 'q1 = "B"'}
GRADER = [str(Path(sys.executable).with_name("grader"))]


@pytest.fixture(scope="module")
def released_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course directory with one released assignment of two notebooks; to be copied."""
    folder = tmp_path_factory.mktemp("course")
    path = folder / "01_test.py"
    path.write_text(SOURCE, encoding="utf-8")
    source = read_source(path)
    write(folder / "nbgrader_config.py", CONFIG.format(course="course0") + "c.Execute.timeout = 3\n")
    for name in ("01_test", "02_test"):
        write(folder / "source" / "week1" / f"{name}.ipynb", to_text(notebooks.source_notebook(source)))
    release(open_course(folder), "week1")
    return folder


@pytest.fixture
def course(released_course: Path, tmp_path: Path) -> Course:
    import shutil

    shutil.copytree(released_course, tmp_path / "course")
    return open_course(tmp_path / "course")


@pytest.fixture
def source(released_course: Path) -> Source:
    return read_source(released_course / "01_test.py")


def submit(course: Course, source: Source, student: str, answers: dict[str, str] | None = None) -> Path:
    """Write a student's submission of both notebooks; returns its folder."""
    folder = course.root / "submitted" / student / "week1"
    text = to_text(notebooks.submission(source, RIGHT if answers is None else answers))
    for name in ("01_test", "02_test"):
        write(folder / f"{name}.ipynb", text)
    return folder


def scores(course: Course) -> dict[str, tuple[float, bool]]:
    """student -> (score, needs manual grading) from nbgrader's gradebook."""
    with course.gradebook() as gradebook:
        return {
            each.student_id: (each.score, each.needs_manual_grade) for each in gradebook.assignment_submissions("week1")
        }


def run(course: Course, **options: object) -> Summary:
    return autograde(course, "week1", sandboxed=False, **options)  # type: ignore[arg-type]


def test_the_same_inputs_are_not_graded_twice_and_changed_ones_are(course: Course, source: Source) -> None:
    for student in ("ada", "bob"):
        submit(course, source, student)
    first = run(course)
    assert (len(first.grades), len(first.kept), first.ok) == (2, 0, True)
    submit(course, source, "bob", {"half": RIGHT["half"]})
    submit(course, source, "cyd", {})
    second = run(course)
    assert (sorted(grade.student for grade in second.grades), len(second.kept)) == (["bob", "cyd"], 1)
    assert {student: score for student, (score, _) in scores(course).items()} == {"ada": 12, "bob": 6, "cyd": 0}
    assert len(run(course, force=True, students=["ada"]).grades) == 1


def test_a_bad_submission_gets_a_line_and_all_others_are_graded(course: Course, source: Source) -> None:
    submit(course, source, "good")
    (submit(course, source, "broken") / "01_test.ipynb").write_text("{")
    (submit(course, source, "newer") / "01_test.ipynb").write_text('{"nbformat": 7, "cells": []}')
    (submit(course, source, "missing") / "01_test.ipynb").unlink()
    misnamed = submit(course, source, "misnamed")
    (misnamed / "01_test.ipynb").rename(misnamed / "01_Test (copy).ipynb")
    link = submit(course, source, "link")
    (link / "01_test.ipynb").unlink()
    (link / "01_test.ipynb").symlink_to("/etc/passwd")
    pipe = submit(course, source, "pipe")
    (pipe / "01_test.ipynb").unlink()
    os.mkfifo(pipe / "01_test.ipynb")
    (submit(course, source, "date") / "timestamp.txt").write_text("yesterday, I think")
    (course.root / "submitted" / "empty" / "week1").mkdir(parents=True)
    summary = run(course)
    said = {grade.student: "; ".join(grade.errors) for grade in summary.grades}
    assert said["good"] == ""
    assert (
        "invalid JSON" in said["broken"]
        and "format 7" in said["newer"]
        and "01_test.ipynb is missing" in said["missing"]
    )
    assert "there is 01_Test (copy).ipynb: rename it" in said["misnamed"]
    assert "symbolic link" in said["link"] and "not a regular file" in said["pipe"] and "no date" in said["date"]
    assert "01_test.ipynb is missing" in said["empty"]
    assert not summary.ok
    found = scores(course)
    assert found["good"] == (12, False) and found["missing"] == (6, False) and found["empty"] == (0, False)
    assert all(found[student] == (6, True) for student in ("broken", "newer", "link", "pipe"))  # wait for a person


def test_an_unreadable_folder_is_a_failure_and_is_graded_once_it_can_be_read(
    course: Course, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = submit(course, source, "shut")
    submit(course, source, "open")
    folder.chmod(0)
    if os.getuid() == 0:  # root can read every folder
        listed = Path.iterdir

        def refuse(path: Path) -> Iterator[Path]:
            if path == folder:
                raise PermissionError(13, "Permission denied")
            return listed(path)

        monkeypatch.setattr(Path, "iterdir", refuse)
    try:
        summary = run(course)
    finally:
        folder.chmod(0o755)
        monkeypatch.undo()
    assert "can't be read" in summary.failures["shut"] and [grade.student for grade in summary.grades] == ["open"]
    assert [grade.student for grade in run(course).grades] == ["shut"]


def test_an_unknown_assignment_student_or_folder_is_one_line(course: Course, source: Source, tmp_path: Path) -> None:
    submit(course, source, "ada")
    for message, call in (
        ("no assignment 'week9' in the gradebook (it has: week1)", lambda: autograde(course, "week9")),
        ("no submission of 'week1' by eve", lambda: autograde(course, "week1", ["eve"])),
        ("is no nbgrader course directory", lambda: open_course(tmp_path)),
    ):
        with pytest.raises(GraderError) as caught:
            call()
        assert message in str(caught.value) and "\n" not in str(caught.value)
    done = subprocess.run([*GRADER, "autograde", "week9", "--course", str(course.root)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.startswith("grader: no assignment 'week9'")


def test_a_locked_gradebook_is_a_line_and_a_rerun_records_what_is_left(
    course: Course, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.classroom.course.LOCKED_SECONDS", 0)
    submit(course, source, "ada")
    lock = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    lock.execute("ROLLBACK")
    lock.execute("BEGIN IMMEDIATE")
    try:
        summary = run(course)
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    assert "the gradebook can't be written: database is locked" in summary.failures["ada"]
    assert scores(course) == {} and load_grades(course, "week1") == []
    assert run(course).ok and scores(course) == {"ada": (12, False)}


def test_a_full_disk_is_a_line_and_loses_nothing(
    course: Course, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    for student in ("ada", "bob"):
        submit(course, source, student)
    whole = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if "autograded/bob" in path.as_posix():
            whole(path, data[:10])
            raise OSError(28, "No space left on device")
        return whole(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    summary = run(course)
    assert summary.failures == {
        "bob": f"its results can't be written to {course.root / 'autograded'}: No space left on device"
    }
    assert (
        list(course.root.glob("autograded/bob/week1/*")) == []
        and list(course.root.glob("autograded/bob/week1/.*")) == []
    )
    monkeypatch.undo()
    assert [grade.student for grade in run(course).grades] == ["bob"]


def test_a_really_full_disk_is_survived(course: Course, source: Source, tmp_path: Path) -> None:
    bwrap = find_bubblewrap()
    if bwrap is None:
        pytest.skip("needs bubblewrap")
    for number in range(12):
        submit(course, source, f"s{number:02d}")
    small = tmp_path / "small"
    small.mkdir()
    script = (
        f"cp -r {course.root}/. {small} && {GRADER[0]} autograde week1 --no-sandbox --course {small}; echo status $?; "
        f"cp {small}/gradebook.db {tmp_path}/after.db; ls {small}/.grader/week1 | wc -l"
    )
    size = sum(path.stat().st_size for path in course.root.rglob("*")) + 220_000
    done = subprocess.run(
        [bwrap, "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(small), "sh", "-c", script],
        capture_output=True,
        text=True,
    )
    if "status" not in done.stdout:
        pytest.skip(f"no small file system here: {done.stderr[-200:]}")
    assert "status 1" in done.stdout and "not graded" in done.stdout, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    with sqlite3.connect(tmp_path / "after.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_files_of_the_course_replace_the_students_and_links_are_left_out(course: Course, source: Source) -> None:
    write(course.root / "source" / "week1" / "data.txt", "4")
    reading = {
        **RIGHT,
        "half": "def half(x):\n    return x / 2 if open('data.txt').read() == '4' and open('mine.txt').read() == '1' else None",
    }
    folder = submit(course, source, "ada", reading)
    (folder / "data.txt").write_text("5")
    (folder / "mine.txt").write_text("1")
    (folder / "link.txt").symlink_to("/etc/passwd")
    assert run(course).grades[0].score == 12
    assert not (course.root / "autograded" / "ada" / "week1" / "link.txt").exists()


def gradebook_rows(course: Course) -> list[tuple[object, ...]]:
    """All that a run writes to the gradebook, without row numbers."""
    with course.gradebook() as gradebook:
        return sorted(
            (
                submission.student_id,
                notebook.name,
                grade.name,
                grade.auto_score,
                grade.needs_manual_grade,
                comment_of(notebook, grade),
            )
            for submission in gradebook.assignment_submissions("week1")
            for notebook in submission.notebooks
            for grade in notebook.grades
        )


def comment_of(notebook: object, grade: object) -> object:
    name = grade.name.removeprefix("test_")  # type: ignore[attr-defined]
    return next((comment.auto_comment for comment in notebook.comments if comment.name == name), None)  # type: ignore[attr-defined]


def test_a_run_killed_at_random_moments_ends_with_the_gradebook_of_an_undisturbed_one(
    released_course: Path, source: Source, tmp_path: Path
) -> None:
    import shutil

    courses = {}
    for name in ("calm", "killed"):
        shutil.copytree(released_course, tmp_path / name)
        courses[name] = open_course(tmp_path / name)
        for number in range(60):
            rng = random.Random(number)
            answers = {exercise: text for exercise, text in RIGHT.items() if rng.random() < 0.7}
            submit(courses[name], source, f"s{number:02d}", answers)
    command = [*GRADER, "autograde", "week1", "--no-sandbox", "--course"]
    assert subprocess.run([*command, str(courses["calm"].root)], capture_output=True).returncode == 0
    rng = random.Random(2026)
    done_before = 0
    for _ in range(10):
        process = subprocess.Popen(
            [*command, str(courses["killed"].root)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(rng.uniform(2.0, 5.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = len(load_grades(courses["killed"], "week1"))
        assert done >= done_before
        done_before = done
    last = subprocess.run([*command, str(courses["killed"].root)], capture_output=True, text=True)
    assert last.returncode == 0, last.stdout + last.stderr
    assert gradebook_rows(courses["killed"]) == gradebook_rows(courses["calm"])
    assert len({row[0] for row in gradebook_rows(courses["calm"])}) == 60
    deadline = time.monotonic() + 10
    while left := [each.pid for each in psutil.process_iter() if str(courses["killed"].root) in _words(each)]:
        assert time.monotonic() < deadline, f"the killed runs left processes: {left}"
        time.sleep(0.1)


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_ctrl_c_keeps_what_was_finished(course: Course, source: Source) -> None:
    for number in range(6):
        submit(course, source, f"s{number}", {"half": "import time; time.sleep(1)"})
    process = subprocess.Popen(
        [*GRADER, "autograde", "week1", "--no-sandbox", "--jobs", "1", "--course", str(course.root)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not load_grades(course, "week1"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 130 and "goes on from here" in output and "Traceback" not in output, output
    finished = len(load_grades(course, "week1"))
    assert 1 <= finished < 6 and len(scores(course)) == finished
    assert len(run(course).kept) == finished


def test_workers_share_one_zygote_and_give_the_same_grades_as_one(course: Course, source: Source) -> None:
    for number in range(5):
        submit(course, source, f"s{number}", {} if number % 2 else None)
    one = autograde(course, "week1", jobs=1, force=True)
    many = autograde(course, "week1", jobs=3, force=True)
    outcome = [
        [(cell.id, cell.score, cell.outcome) for each in grade.notebooks for cell in each.cells] for grade in one.all
    ]
    assert outcome == [
        [(cell.id, cell.score, cell.outcome) for each in grade.notebooks for cell in each.cells] for grade in many.all
    ]
    assert outcome[0][0][2] is Outcome.CORRECT and outcome[1][0][2] is Outcome.NOT_ATTEMPTED


def test_the_example_of_the_documentation_runs(
    course: Course, source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    submit(course, source, "ada", {"half": RIGHT["half"]})
    text = (Path(__file__).parents[2] / "docs" / "grading.md").read_text(encoding="utf-8")
    example = next(block for block in text.split("```python\n")[1:] if "autograde(" in block).split("```")[0]
    assert "build/demo/course1_nn" in example and "week2_logistic_regression" in example
    example = example.replace("build/demo/course1_nn", str(course.root)).replace("week2_logistic_regression", "week1")
    exec(example, {})
    assert "ada; Exercise 1 · Half; 3.0; correct; ; \n" in capsys.readouterr().out
