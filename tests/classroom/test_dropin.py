"""`grader autograde` in the place of `nbgrader autograde`: its command line, what it finds done, the course's words."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from grader.classroom.autograde import Summary, autograde
from grader.classroom.course import open_course
from grader.classroom.program import read_command
from grader.classroom.settings import share_pages
from grader.classroom.store import load_grade
from grader.errors import GraderError
from grader.kernel.server import KernelServer
from grader.pages.feedback import write_feedback
from grader.pages.report import write_report
from tests.courses import ASSIGNMENT, answer, checks, label, make_course, read_scores, scores, submit

GRADER = [str(Path(sys.executable).with_name("grader"))]
SAME = "def same(x):\n    return x"
CELLS = [answer("same", SAME), checks("test_same", 4, "assert same(2) == 2")]
Grade = Callable[..., Summary]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course of two notebooks."""
    other = [answer("one", "one = 1"), checks("test_one", 1, "assert one == 1")]
    return make_course(tmp_path / "course", {"first": CELLS, "second": other})


@pytest.fixture
def grade(server: KernelServer) -> Iterator[Grade]:
    """Grades a course directory, with the tests' zygote."""

    def run(root: Path, *words: str, **options: object) -> Summary:
        command = read_command([ASSIGNMENT, f"--course-dir={root}", *words])
        assert command.assignment == ASSIGNMENT
        return autograde(command.course, ASSIGNMENT, command.students or None, jobs=1, server=server, **options)

    limits = server.limits
    yield run
    server.limits = limits


def test_the_command_line_is_nbgraders(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    elsewhere = tmp_path / "settings.py"
    elsewhere.write_text("c = get_config()\nc.CourseDirectory.root = 'course'\nc.Grader.files = 7\n")
    command = read_command(
        [
            "--config=settings", "--student", "a*", "--student=bob", "--notebook=f*", "--db", "sqlite:///other.db", "-f",
            "--assignment", "ps1", "--Execute.timeout=2", "--Grader.open_files=99", "-j", "3", "--no-sandbox", "--create",
        ]
    )  # fmt: skip
    course = command.course
    assert (course.root, command.assignment, command.students) == (root, "ps1", ["a*", "bob"])
    assert (course.coursedir.notebook_id, course.db_url) == ("f*", "sqlite:///other.db")
    assert (command.jobs, command.sandboxed, course.converter.force) == (3, False, True)
    limits = course.limits()
    assert (limits.cell_seconds, limits.files, limits.open_files) == (2, 7, 99)
    assert read_command(["ps1", "--course", "course"]).course.root == root
    assert read_command(["ps1", "--course-dir=course", "--course", "dl101"]).course.coursedir.course_id == "dl101"
    assert not read_command(["ps1", "--course-dir=course", "--no-execute"]).course.execute.enabled


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ps1", "ps2"], "one assignment is graded at a time"),
        ([], "which assignment"),
        (["ps1", "--nonsense=1"], "Unrecognized alias: 'nonsense'"),
        (["ps1", "--jobs=0"], "jobs"),
        (["ps1", "--course-dir=/nowhere"], "/nowhere is no nbgrader course directory"),
        (["ps9"], "no assignment 'ps9' in the gradebook"),
        (["ps1", "--Execute.timeout=long"], "timeout"),
        (["ps1", "--Grader.files=many"], "c.Grader.files is no number"),
        (["ps1", "--notebook=third"], "no notebook of 'ps1' matches 'third'; there are first, second"),
        (["ps1", "--Execute.extra_arguments=['--debug']"], "c.Execute.extra_arguments is set"),
    ],
)
def test_a_mistake_in_the_command_is_a_line_and_nbgraders_exit_status(
    root: Path, words: list[str], message: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader import cli

    monkeypatch.chdir(root)
    submit(root, "ada")
    with pytest.raises(SystemExit) as end:
        cli.app(["autograde", *words])
    said = capfd.readouterr().err
    assert end.value.code == 1 and message in said and said.count("\n") == 1 and said.startswith("grader: ")


def test_help_has_nbgraders_options_and_ours() -> None:
    for option in ("--help", "--help-all"):
        done = subprocess.run([*GRADER, "autograde", option], capture_output=True, text=True)
        assert done.returncode == 0
        assert all(each in done.stdout for each in ("--no-sandbox", "--no-execute", "--db", "--jobs"))


def test_a_lost_and_a_restored_gradebook_are_filled_again(root: Path, grade: Grade) -> None:
    submit(root, "ada", {"same": SAME})
    submit(root, "bob", {"same": SAME})
    empty = (root / "gradebook.db").read_bytes()
    grade(root)
    older = (root / "gradebook.db").read_bytes()
    submit(root, "ada", {"same": SAME, "one": "one = 1"})
    grade(root)
    filled = read_scores(root)
    assert scores(root) == {"ada": 5, "bob": 4} and len(grade(root).kept) == 2
    (root / "gradebook.db").write_bytes(older)
    assert [each.student for each in grade(root).grades] == ["ada"]
    assert read_scores(root) == filled
    (root / "gradebook.db").write_bytes(empty)
    assert len(grade(root).grades) == 2
    assert read_scores(root) == filled


def test_who_removes_what_was_autograded_wants_it_graded_again(root: Path, grade: Grade) -> None:
    submit(root, "ada", {"same": SAME})
    grade(root)
    shutil.rmtree(root / "autograded" / "ada")
    assert [each.student for each in grade(root).grades] == ["ada"]
    assert (root / "autograded" / "ada" / ASSIGNMENT / "first.ipynb").exists()


def test_autograded_is_made_anew(root: Path, grade: Grade) -> None:
    folder = root / "autograded" / "ada" / ASSIGNMENT
    submit(root, "ada", files={"plan.txt": "1", "data/old.txt": "2"})
    grade(root)
    assert {path.name for path in folder.rglob("*.txt")} == {"plan.txt", "old.txt"}
    shutil.rmtree(root / "submitted" / "ada" / ASSIGNMENT / "data")
    (root / "submitted" / "ada" / ASSIGNMENT / "second.ipynb").unlink()
    grade(root)
    assert {path.name for path in folder.rglob("*")} == {"plan.txt", "first.ipynb"}


def test_a_single_notebook_leaves_the_others_and_a_full_run_grades_them(root: Path, grade: Grade) -> None:
    submit(root, "ada", {"same": SAME, "one": "one = 1"})
    grade(root, "--notebook", "first")
    assert scores(root) == {"ada": 4} and len(grade(root, "--notebook=first").kept) == 1
    assert len(grade(root).grades) == 1 and scores(root) == {"ada": 5}
    submit(root, "ada", {"same": "def same(x):\n    return 3", "one": "one = 2"})
    grade(root, "--notebook", "s*")
    assert scores(root) == {"ada": 4}
    kept = load_grade(open_course(root), ASSIGNMENT, "ada")
    assert kept is not None and {each.name: each.score for each in kept.notebooks} == {"first": 4, "second": 0}
    assert len(grade(root).grades) == 1 and scores(root) == {"ada": 0}


def test_a_moved_due_date_changes_penalties_without_a_new_run(tmp_path: Path, grade: Grade) -> None:
    config = "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
    root = make_course(tmp_path / "course", {"first": CELLS}, config)
    for student, date in (("early", "2025-03-01 11:00:00 UTC"), ("late", "2025-03-03 11:00:00 UTC")):
        submit(root, student, {"same": SAME}, files={"timestamp.txt": date})

    def penalties(due: str) -> list[float | None]:
        with open_course(root).gradebook() as gradebook:
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
        assert not grade(root).failures
        rows = read_scores(root)
        return [rows[f"{student}/first"]["late_submission_penalty"] for student in ("early", "late")]

    assert penalties("2025-03-02 12:00:00 UTC") == [None, 4]
    with open_course(root).gradebook() as gradebook:  # a person has graded: that isn't asked for again
        entry = gradebook.find_grade("test_same", "first", ASSIGNMENT, "late")
        entry.manual_score, entry.needs_manual_grade = 3, False
        gradebook.db.commit()
    assert penalties("2025-03-04 12:00:00 UTC") == [None, None]
    assert penalties("2025-03-01 10:00:00 UTC") == [4, 3]
    assert not read_scores(root)["late/first/test_same"]["needs_manual_grade"]


def test_hooks_are_called_as_nbgrader_does(tmp_path: Path, grade: Grade) -> None:
    config = """
def note(word):
    def hook(assignment, student, notebooks):
        with open("hooks.txt", "a") as file:
            print(word, assignment, len(notebooks), file=file)
    return hook


c.Autograde.pre_convert_hook = note("before")
c.BaseConverter.post_convert_hook = note("after")
"""
    root = make_course(tmp_path / "course", {"first": CELLS})
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(config)
    submit(root, "ada", {"same": SAME})
    grade(root)
    grade(root)
    assert (root / "hooks.txt").read_text() == "before ps1 1\nafter ps1 1\n"


WORDS = """
c.ClearHiddenTests.begin_test_delimeter = "VERBORGEN AB HIER"
c.ClearHiddenTests.end_test_delimeter = "VERBORGEN BIS HIER"
c.ClearMarkScheme.begin_mark_scheme_delimeter = "BEWERTUNG AB HIER"
c.ClearMarkScheme.end_mark_scheme_delimeter = "BEWERTUNG BIS HIER"
c.ClearSolutions.begin_solution_delimeter = "LÖSUNG AB HIER"
c.ClearSolutions.end_solution_delimeter = "LÖSUNG BIS HIER"
"""


def test_a_courses_own_words_hide_what_they_enclose(tmp_path: Path, grade: Grade) -> None:
    scheme = "Draw it.\n\nBEWERTUNG AB HIER\nTwo points, secretly.\nBEWERTUNG BIS HIER"
    solution = "def same(x):\n    # LÖSUNG AB HIER\n    return x\n    # LÖSUNG BIS HIER"
    hidden = "assert same(1) == 1\n# VERBORGEN AB HIER\nassert same(12345) == 12345\n# VERBORGEN BIS HIER"
    cells = [
        label(nbformat.v4.new_markdown_cell(scheme), "draw", task=True, locked=True, points=4),
        label(
            nbformat.v4.new_markdown_cell("### LÖSUNG AB HIER\nso\n### LÖSUNG BIS HIER"),
            "why",
            grade=True,
            solution=True,
            points=1,
        ),
        label(nbformat.v4.new_code_cell(solution), "same", solution=True),
        checks("test_same", 2, hidden),
    ]
    root = make_course(tmp_path / "course", {"first": cells}, WORDS)
    released = (root / "release" / ASSIGNMENT / "first.ipynb").read_text()
    submit(root, "right", {"same": SAME, "why": "So."})
    submit(root, "wrong", {"same": "def same(x):\n    return 1", "why": "So."})
    summary = grade(root)
    assert [each.notebooks[0].repairs for each in summary.grades] == [(), ()]
    assert scores(root) == {"right": 2, "wrong": 0}
    assert {cell.title for each in summary.grades for cell in each.notebooks[0].cells} == {"draw", "why", "test_same"}
    pages = [path.read_text() for path in write_feedback(open_course(root), ASSIGNMENT)]
    assert len(pages) == 2
    for text in (released, *pages):
        assert "secretly" not in text and "12345" not in text and "Draw it." in text


def test_a_shared_course_is_shared_in_all_that_is_written(root: Path, grade: Grade) -> None:
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("c.CourseDirectory.groupshared = True\n")
    submit(root, "ada", {"same": SAME}, files={"plan.txt": "1"})
    grade(root)
    course = open_course(root)
    write_feedback(course, ASSIGNMENT)
    share_pages(course, ASSIGNMENT)
    write_report(course, ASSIGNMENT)
    written = [path for step in ("autograded", "feedback", ".grader", "reports") for path in (root / step).rglob("*")]
    modes = {path.name: oct(path.stat().st_mode & 0o7777) for path in written if path.name != "ada"}
    pages = {f"{name}.{kind}": "0o664" for name in ("first", "second") for kind in ("ipynb", "html")}
    reports = {f"{ASSIGNMENT}.{kind}": "0o664" for kind in ("html", "csv")}
    assert modes == {**pages, **reports, "plan.txt": "0o664", "ada.json": "0o664", ASSIGNMENT: "0o2775"}
    assert (root / "reports").stat().st_mode & 0o7777 == 0o2775


def test_a_notebook_of_another_assignment_fails_and_leaves_nothing(root: Path, grade: Grade) -> None:
    submit(root, "ada", {"same": SAME})
    grade(root)
    folder = root / "submitted" / "ada" / ASSIGNMENT
    notebook = nbformat.read(folder / "second.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.metadata.nbgrader["grade_id"], cell.source = f"other-{cell.metadata.nbgrader['grade_id']}", "other = 1"
    nbformat.write(notebook, folder / "second.ipynb")
    said = grade(root).failures["ada"]
    assert "second.ipynb is another notebook: none of its labelled cells (other-one, other-test_one)" in said
    assert not (root / "autograded" / "ada" / ASSIGNMENT).exists()


def test_without_execution_outputs_that_are_none_are_left_out(root: Path, grade: Grade) -> None:
    error = {"output_type": "error", "ename": "AssertionError", "evalue": "no", "traceback": ["a", "b"]}
    bad = [3, {"output_type": "magic"}, {"output_type": "stream", "name": 1, "text": {}}, {"output_type": "error"}]

    for student, outputs in (("failed", [error]), ("passed", []), ("odd", bad)):
        submit(root, student)
        for path in (root / "submitted" / student / ASSIGNMENT).iterdir():
            notebook = json.loads(path.read_text())
            for cell in notebook["cells"]:
                cell["outputs"] = outputs
            path.write_text(json.dumps(notebook))
    assert not grade(root, "--no-execute").failures
    assert scores(root) == {"failed": 0, "passed": 5, "odd": 5}
    written = nbformat.read(root / "autograded" / "odd" / ASSIGNMENT / "first.ipynb", as_version=4)
    nbformat.validate(written)
    assert all(not cell.outputs for cell in written.cells)


def test_an_option_that_would_not_be_obeyed_ends_the_run_before_anything_is_graded(root: Path, grade: Grade) -> None:
    submit(root, "ada", {"same": SAME})
    with pytest.raises(GraderError, match="extra_arguments"):
        grade(root, "--Execute.extra_arguments=['--debug']")
    assert scores(root) == {}
