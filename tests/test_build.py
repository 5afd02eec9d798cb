"""What is built: the same bytes every time, as nbgrader makes it, without secrets, and current."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from grader import notebooks
from grader.build import (
    Tree,
    check_answers,
    check_untouched,
    companion_files,
    exercise_notebook,
    find_tree,
    indexes,
    to_text,
    topic_problems,
)
from grader.kernels import KernelServer
from grader.source import Source, read_source
from grader.syllabus import read_notes, read_syllabus

SOURCES = find_tree(Path(__file__).parent).sources


def test_two_builds_give_the_same_bytes(source: Source) -> None:
    assert to_text(exercise_notebook(source)) == to_text(exercise_notebook(source))
    assert to_text(notebooks.source_notebook(source)) == to_text(notebooks.source_notebook(source))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_our_own_clearing_agrees_with_nbgrader(path: Path) -> None:
    source = read_source(path)
    by_nbgrader = [cell.source for cell in exercise_notebook(source).cells]
    assert [cell.source for cell in notebooks.submission(source, {}).cells] == by_nbgrader


def secrets(source: Source) -> list[str]:
    """Lines that must be in no student's file: of hidden tests, solutions and mistakes (long ones, which can't be there by chance)."""
    shown = "\n".join(cell.source for cell in notebooks.submission(source, {}).cells)
    lines = []
    for exercise in source.exercises.values():
        hidden = exercise.tests.text.split("BEGIN HIDDEN TESTS")[1].split("### END")[0]
        solution = exercise.solution.text.split("BEGIN SOLUTION")[1].split("### END")[0]
        for text in (hidden, solution, *(cell.text for cell in exercise.mistakes)):
            lines += [line.strip() for line in text.splitlines() if len(line.strip()) > 20]
    return [line for line in lines if line not in shown]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_student_files_hold_no_secret(tree: Tree, path: Path) -> None:
    source = read_source(path)
    exercise = json.loads(tree.exercise(source).read_text(encoding="utf-8"))
    text = "\n".join("".join(cell["source"]) for cell in exercise["cells"])
    assert not any(marker in text for marker in ("BEGIN HIDDEN", "BEGIN SOLUTION", "END SOLUTION"))
    assert all("outputs" not in cell or cell["outputs"] == [] for cell in exercise["cells"])
    hints = [hint for each in source.exercises.values() for hint in each.hints()]
    found = [line for line in [*secrets(source), *hints] if line in text]
    # A sentence of the folded hints may be in a solution's comment, too; a line of code may not.
    assert found == []


def test_the_student_copy_has_no_sources_and_no_solutions(tree: Tree) -> None:
    listed = subprocess.run(
        ["git", "check-attr", "export-ignore", "grader/source", "grader/solutions", "tests/variants"],
        cwd=tree.root,
        capture_output=True,
        text=True,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    assert listed.stdout.count("export-ignore: set") == 3


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_solutions_win_mistakes_lose_blanks_get_nothing(
    path: Path, tmp_path: Path, author_server: KernelServer
) -> None:
    assert check_answers(read_source(path), tmp_path, author_server) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_an_untouched_notebook_raises_not_implemented_error_only(
    path: Path, tmp_path: Path, author_server: KernelServer
) -> None:
    assert check_untouched(read_source(path), tmp_path, author_server) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_exercise_notebooks_are_small(tree: Tree, path: Path) -> None:
    assert tree.exercise(read_source(path)).stat().st_size < 300_000


def test_each_topic_of_the_syllabus_is_checked(tmp_path: Path) -> None:
    notes = tmp_path / "README.md"
    notes.write_text(
        "---\ntopics:\n  Sky:\n    heading: The sky\n    exercises: [quiz/q9]\n  Sea:\n    heading: Sea\n---\n# Sea\n"
    )
    problems = read_notes(notes).problems(("Sky", "Land"), {"quiz/q1"})
    assert problems == [
        f"{notes}:1: the topic 'Land' is not in the front matter",
        f"{notes}:3: no heading 'The sky', where 'Sky' should be taught",
        f"{notes}:3: no exercise 'quiz/q9', which should practise 'Sky'",
        f"{notes}:6: the topic 'Sea' is not in the syllabus",
        f"{notes}:6: no exercise practises 'Sea'",
    ]


def test_the_syllabus_has_four_courses(tree: Tree) -> None:
    courses = read_syllabus(tree.root / "grader" / "syllabus.yml")
    assert [course.name for course in courses] == ["course1_nn", "course2_improving", "course3_cnn", "course4_sequence"]
    assert sum(len(course.weeks) for course in courses) == 15


def test_a_solved_notebook_depends_on_what_it_imports_only(tmp_path: Path) -> None:
    (tmp_path / "companion").mkdir()
    texts = {
        "a": "from .b import f\n",
        "b": "import numpy\nfrom companion.c import g\n",
        "c": "",
        "d": "from .a import f\n",
    }
    for name, text in texts.items():
        (tmp_path / "companion" / f"{name}.py").write_text(text)
    found = companion_files({"numpy", "companion.a", "companion.nothing"}, tmp_path)
    assert [path.stem for path in found] == ["a", "b", "c"]


def test_a_draft_of_a_week_is_named_as_one_and_needs_no_notes_yet(tmp_path: Path, source_file: Path) -> None:
    week = "courses: [{folder: course0, title: T, weeks: [{folder: week1_test, title: W, topics: [A, B]%s}]}]"
    found = {}
    for draft in ("", ", draft: true"):
        (tmp_path / "grader" / "syllabus.yml").write_text(week % draft, encoding="utf-8")
        tree = Tree(tmp_path)
        found[draft] = topic_problems(tree), indexes(tree, [read_source(path) for path in tree.sources])["course0"]
    assert len(found[""][0]) == 2 and "in progress" not in found[""][1]
    assert found[", draft: true"][0] == [] and "in progress" in found[", draft: true"][1]
