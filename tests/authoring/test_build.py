"""What is built: the same bytes every time, executed again only where it has to be, and known when it is not current."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from grader.authoring import notebooks
from grader.authoring.build import build, fingerprint, is_executed, stale_files, topic_problems
from grader.authoring.dependencies import Dependencies
from grader.authoring.index import indexes
from grader.authoring.notebooks import exercise_notebook, to_text
from grader.authoring.source import Source, read_source
from grader.authoring.syllabus import read_notes
from grader.authoring.tree import Tree
from grader.errors import GraderError
from tests.conftest import SYLLABUS


def test_two_builds_give_the_same_bytes(source: Source) -> None:
    assert to_text(exercise_notebook(source)) == to_text(exercise_notebook(source))
    assert to_text(notebooks.source_notebook(source)) == to_text(notebooks.source_notebook(source))


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


def test_a_draft_of_a_week_is_named_as_one_and_needs_no_notes_yet(tmp_path: Path, source_file: Path) -> None:
    week, found, tree = SYLLABUS, {}, Tree(tmp_path)
    for draft in ("", ", draft: true"):
        tree.syllabus.write_text(week.replace("[A, B]", f"[A, B]{draft}"), encoding="utf-8")
        found[draft] = topic_problems(tree), indexes(tree, [read_source(path) for path in tree.sources])["course0"]
    assert len(found[""][0]) == 2 and "in progress" not in found[""][1]
    assert found[", draft: true"][0] == [] and "in progress" in found[", draft: true"][1]


def test_a_notebook_is_executed_again_only_where_its_outputs_could_change(source_file: Path, tmp_path: Path) -> None:
    tree, text = Tree(tmp_path), source_file.read_text(encoding="utf-8")
    assert [built.problems for built in build(tree, [source_file])] == [()]

    def executed() -> bool:
        return is_executed(tree, read_source(source_file), Dependencies(tmp_path))

    assert executed()
    cells = nbformat.read(tree.solved(read_source(source_file)), 4).cells
    counts = [cell.execution_count for cell in cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))  # without them nbval takes a cell for one that wasn't run
    for old, new, stays in (
        ("This squares: 2", "It squares: 2", True),  # of a mistake
        ("assert half(3) == 1.5", "assert half(5) == 2.5", True),  # of a hidden test
        ("assert half(4) == 2,", "assert half(8) == 4,", False),
        ("return x / 2", "return x * 0.5", False),
        ("print(half(8))", "print(half(10))", False),
    ):
        assert old in text
        source_file.write_text(text.replace(old, new, 1), encoding="utf-8")
        assert executed() is stays, old
    source_file.write_text(text, encoding="utf-8")
    (tmp_path / "requirements.lock").write_text("numpy==1.0\n")
    assert not executed()


def test_a_widget_is_kept_as_text_since_no_kernel_stands_behind_it(source_file: Path, tmp_path: Path) -> None:
    tree, text = Tree(tmp_path), source_file.read_text(encoding="utf-8")
    widget = "import ipywidgets\nipywidgets.IntSlider(7)"
    source_file.write_text(text.replace("print(half(8))", widget), encoding="utf-8")
    (built,) = build(tree, [source_file])
    cells = nbformat.read(tree.solved(built.source), 4).cells
    (output,) = [output for cell in cells if widget in cell.source for output in cell.outputs]
    assert list(output.data) == ["text/plain"] and "value=7" in output.data["text/plain"]


def test_what_is_not_current_is_named(source_file: Path, tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    build(tree)
    source_file.write_text(source_file.read_text(encoding="utf-8").replace("half(8)", "half(9)"), encoding="utf-8")
    lines = stale_files(tree)
    assert [line.partition(" ")[0] for line in lines[:2]] == [
        "course0/week1_test/01_test.ipynb",
        "instructor/course0/week1_test/solved/01_test.ipynb",
    ]
    assert "01_test.variants.py is missing" in lines[2]


def test_a_solved_notebook_that_stops_is_a_problem_with_its_line_and_is_not_kept(
    source_file: Path, tmp_path: Path
) -> None:
    tree, text = Tree(tmp_path), source_file.read_text(encoding="utf-8")
    source_file.write_text(text.replace("print(half(8))", "print(half(8) + nothing)"), encoding="utf-8")
    (built,) = build(tree, [source_file])
    line = 1 + text.splitlines().index("# %% demo")
    where = f"{source_file}:{line}: solved, this cell stops: NameError"
    assert len(built.problems) == 1 and built.problems[0].startswith(where)
    assert not tree.solved(built.source).exists()


def test_two_notebooks_of_one_name_in_different_courses_don_t_meet(source_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "instructor" / "course9" / "week1_test" / "01_test.py"
    other.parent.mkdir(parents=True)
    other.write_text(source_file.read_text(encoding="utf-8").replace("half(8)", "half(6)"), encoding="utf-8")
    tree = Tree(tmp_path)
    first, second = tree.read()
    paths = [
        {tree.exercise(each), tree.solved(each), each.beside("proof.json"), each.beside("variants.py")}
        for each in (first, second)
    ]
    assert not paths[0] & paths[1] and (first.id, second.id) == (
        "course0/week1_test/01_test",
        "course9/week1_test/01_test",
    )
    assert fingerprint(first, Dependencies(tmp_path)) != fingerprint(second, Dependencies(tmp_path))


NOTES = "---\ntopics:\n  A:\n    heading: A\n    exercises: [01_test/half]\n  B:\n    heading: A\n    exercises: [01_test/half]\n---\n# A\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("notes", "topics:\n", "topics: [A\n", "README.md:3: no valid YAML"),
        ("notes", NOTES.split("---")[1], "\ntopics: [A, B]\n", "README.md: 'topics' in the front matter needs 'name: value' below it, not a list"),
        ("notes", "  A:\n    heading: A\n    exercises: [01_test/half]\n", "  A: here\n", "README.md: 'A' in the front matter needs"),
        ("notes", NOTES.split("---")[1], "\n- A\n", "README.md: here 'name: value' is needed, not a list"),
        ("notes", NOTES.split("---")[1], "\n", ""),
        ("syllabus", "title: W, ", "", "syllabus.yml: each course has a folder, a title and weeks"),
        ("syllabus", "[{folder: course0", "[{folder: course0, {", "syllabus.yml:1: no valid YAML"),
        ("syllabus", SYLLABUS, "[]", "syllabus.yml: here 'name: value' is needed, not a list"),
    ],
)  # fmt: skip
def test_malformed_notes_and_syllabus_are_one_line(
    source_file: Path, tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    tree = Tree(tmp_path)
    texts = {tree.week("course0", "week1_test") / "README.md": NOTES, tree.syllabus: SYLLABUS}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        changed = text.replace(old, new, 1) if path.stem == ("README" if file == "notes" else "syllabus") else text
        assert changed != text or path.stem != ("README" if file == "notes" else "syllabus")
        path.write_text(changed, encoding="utf-8")
    if not said:
        assert len(topic_problems(tree)) == 2
        return
    with pytest.raises(GraderError) as caught:
        topic_problems(tree)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_week_that_the_syllabus_does_not_have_is_named(source_file: Path, tmp_path: Path) -> None:
    (tmp_path / "instructor" / "syllabus.yml").write_text(
        SYLLABUS.replace("week1_test", "week1_tset"), encoding="utf-8"
    )
    assert topic_problems(Tree(tmp_path)) == [
        f"{tmp_path}/instructor/syllabus.yml: it has no week 'course0/week1_test', of which there are notebooks"
    ]
