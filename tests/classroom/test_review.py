"""What people add to grades (points, comments, extra credit, late penalties) is on every page, as the gradebook has it."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from rich.console import Console

from grader.classroom.autograde import Summary, autograde
from grader.classroom.course import open_course
from grader.classroom.release import release
from grader.classroom.review import reviewed
from grader.errors import GraderError
from grader.learner.check import Checked
from grader.pages.feedback import write_feedback
from grader.pages.report import write_report
from grader.pages.terminal import checked, summary
from grader.verdict.results import Outcome
from tests import courses
from tests.courses import ASSIGNMENT, answer, checks, code, essay, find, make_course, read_scores, submit, task
from tests.pages.test_feedback import Page, image_of

LATE = """
from nbgrader.plugins import LateSubmissionPlugin


class TwoPoints(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2.0


c.AssignLatePenalties.plugin_class = TwoPoints
"""
DOUBLE = "def double(x):\n    return x + x"
COMMENT = (
    "**Nice** sketch, but `x<y` and [label](https://example.org/axes) it.\n\n- $a*b*c$\n\n<script>alert(1)</script>"
)


def paste(notebook: NotebookNode) -> None:
    """A picture pasted into the text answer, and a task answered in cells of one's own."""
    why = notebook.cells[find(notebook, "why")]
    why.source = "My sketch:\n\n![sketch.png](attachment:sketch.png)"
    why.attachments = {"sketch.png": {"image/png": image_of()}, "loop.gif": {"image/gif": "R0lGODlhAQABAAAAACw="}}
    place = find(notebook, "draw") + 1
    own = new_markdown_cell("My axes, by hand.", attachments={"axes.png": {"image/png": image_of("PNG", (5, 5))}})
    notebook.cells[place:place] = [own, code("print('my drawing')")]


@pytest.fixture(scope="module")
def graded_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class: ann, late, with text, task and code; bob, on time, with code alone. To be copied."""
    cells = [
        new_markdown_cell("## Double"), answer("double", "def double(x):\n    return 2 * x"),
        checks("test_double", 2, "assert double(2) == 4"), new_markdown_cell("## Why"), essay("why", 5),
        new_markdown_cell("## Draw"), task("draw", 3), new_markdown_cell("## After"), answer("rest", "rest = 1"),
    ]  # fmt: skip
    root = make_course(tmp_path_factory.mktemp("review") / "course", {"report": cells}, LATE)
    with open_course(root).gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-01 12:00:00 UTC")
    submit(root, "ann", {"double": DOUBLE}, edit=paste, files={"timestamp.txt": "2026-03-01 14:00:00 UTC"})
    submit(root, "bob", {"double": "def double(x):\n    return x"})
    assert not grade(root).failures
    return root


def grade(root: Path, *, force: bool = False) -> Summary:
    return autograde(open_course(root), ASSIGNMENT, jobs=1, sandboxed=False, force=force)


def grade_by_hand(root: Path) -> None:
    """What formgrader does (server_extensions/formgrader/apihandlers) when a person grades: scores and comments."""
    with open_course(root).gradebook() as gradebook:
        scores = {("ann", "why"): (4.0, 1.0), ("ann", "draw"): (2.5, None), ("bob", "test_double"): (0.5, None)}
        for (student, cell), (points, extra) in scores.items():
            entry = gradebook.find_grade(cell, "report", ASSIGNMENT, student)
            entry.manual_score, entry.extra_credit, entry.needs_manual_grade = points, extra, False
        comments = {"why": COMMENT, "draw": "=Label the axes.", "double": "Half of it.", "rest": "Unasked, but fine."}
        for cell, text in comments.items():
            student = "bob" if cell == "double" else "ann"
            gradebook.find_comment(cell, "report", ASSIGNMENT, student).manual_comment = text
        gradebook.db.commit()


@pytest.fixture
def course(graded_course: Path, tmp_path: Path) -> Path:
    """A copy of the class, graded by hand."""
    shutil.copytree(graded_course, tmp_path / "course")
    grade_by_hand(tmp_path / "course")
    return tmp_path / "course"


def page_of(root: Path, student: str) -> Page:
    path = root / "feedback" / student / ASSIGNMENT / "report.html"
    return Page(path.read_text(encoding="utf-8").replace("\xa0", " "))


def test_the_page_says_what_the_gradebook_says(course: Path) -> None:
    write_feedback(open_course(course), ASSIGNMENT)
    ann, bob = page_of(course, "ann"), page_of(course, "bob")
    # 2 for the tests, 4 + 1 for the text, 2.5 for the task, 2 off for lateness
    assert "7.5 of 10 points" in ann.text and "so far" not in ann.text and "wait for a person" not in ann.text
    assert "It was handed in late: 2 points of 9.5 taken off." in ann.text and "Handed in late −2" in ann.text
    assert (
        "◆ graded by a person 5 / 5" in ann.text and "A person gave these points. 1 point of extra credit" in ann.text
    )
    assert "2.5 of 3 points" in ann.text
    assert "A comment on your answer Nice sketch, but x<y and label it. $a*b*c$ <script>alert(1)</script>" in ann.text
    assert "=Label the axes." in ann.text and "Unasked, but fine." in ann.text
    assert {"href": "https://example.org/axes", "rel": "noopener noreferrer"} in ann.all("a")
    assert not ann.all("script")
    assert "0.5 of 10 points so far" in bob.text and "Half of it." in bob.text and "3 points wait" in bob.text


def test_pasted_pictures_and_what_answers_a_task_are_shown(course: Path) -> None:
    write_feedback(open_course(course), ASSIGNMENT, ["ann"])
    page = page_of(course, "ann")
    pictures = [(each["alt"], each["width"]) for each in page.all("img")]
    assert pictures == [
        ("Picture 1 that you pasted, Why: sketch.png", "4"), ("Picture 2 that you pasted, Draw: axes.png", "5")
    ]  # fmt: skip
    assert "loop.gif is not shown" in page.text
    task, other = page.text.index("My axes, by hand."), page.text.index("Your other cells")
    assert page.text.index("my drawing") < other and task < other


def test_report_table_and_terminal_add_up_to_the_gradebook(course: Path) -> None:
    opened = open_course(course)
    page, table = write_report(opened, ASSIGNMENT)
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"), newline="")))
    with opened.gradebook() as gradebook:
        final = {
            each.student_id: each.score - each.late_submission_penalty
            for each in gradebook.assignment_submissions(ASSIGNMENT)
        }
    assert final == {"ann": 7.5, "bob": 0.5}
    assert {s: sum(float(row["score"] or 0) for row in rows if row["student"] == s) for s in final} == final
    why = next(
        row for row in rows if (row["student"], row["cell"], row["outcome"]) == ("ann", "why", "graded by a person")
    )
    assert (why["score"], why["manual_score"], why["extra_credit"]) == ("5", "4", "1")
    said = {(row["student"], row["cell"]): row["message"] for row in rows if row["outcome"] == "comment"}
    assert said == {
        ("ann", "why"): COMMENT, ("ann", "draw"): "'=Label the axes.", ("ann", "rest"): "Unasked, but fine.",
        ("bob", "double"): "Half of it.",
    }  # fmt: skip
    text = Page(page.read_text(encoding="utf-8").replace("\xa0", " ")).text
    assert "ann 7.5 7.5" in text and "bob 0.5 0.5" in text
    assert "2 graded by a person, 3 comments, 1 point of extra credit, 2 points off for lateness" in text
    assert "Fewest answers are correct in “Double”: 50 %" in text  # a text that a person graded is neither
    assert "To grade by hand" in text and "1 answer bob" in text
    console = Console(file=io.StringIO(), width=200)
    summary(console, grade(course))
    printed = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert "ann 7.5 7.5 / 10 2 graded by a person, 3 comments" in printed and "bob 0.5 0.5 / 10" in printed


def by_hand(root: Path) -> dict[str, tuple[object, object, object]]:
    """student/cell -> points, extra credit and comment of a person, where there are any."""
    with open_course(root).gradebook() as gradebook:
        found: dict[str, tuple[object, object, object]] = {}
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            for notebook in submission.notebooks:
                said = {comment.name: comment.manual_comment for comment in notebook.comments}
                points = {each.name: (each.manual_score, each.extra_credit) for each in notebook.grades}
                for name in {*said, *points}:
                    found[f"{submission.student_id}/{name}"] = (*points.get(name, (None, None)), said.get(name))
    return {place: row for place, row in found.items() if row != (None, None, None)}


def hand_in_again(root: Path) -> None:
    submit(root, "ann", {"double": "def double(x):\n    return 0"}, edit=paste)


def release_again(root: Path) -> None:
    release(open_course(root), ASSIGNMENT, force=True)


@pytest.mark.parametrize(
    "again", [lambda root: None, hand_in_again, release_again], ids=["the same", "a new submission", "a new release"]
)
def test_grading_again_loses_nothing_of_a_persons_and_asks_them_to_look(
    course: Path, again: Callable[[Path], None]
) -> None:
    before = by_hand(course)
    assert len(before) == 5
    assert grade(course).grades == [] and by_hand(course) == before
    again(course)
    grade(course, force=True)
    assert by_hand(course) == before
    write_feedback(open_course(course), ASSIGNMENT)
    page = page_of(course, "ann")
    assert (
        "so far" in page.text and "will look once more: it was graded again since then. 1 point of extra" in page.text
    )
    assert "Nice sketch" in page.text and "points wait for a person" not in page.text
    with open_course(course).gradebook() as gradebook:
        entry = gradebook.find_submission(ASSIGNMENT, "ann")
        grades = {each.student: each for each in reviewed(open_course(course), ASSIGNMENT)}
        assert grades["ann"].score == entry.score - entry.late_submission_penalty


@pytest.mark.parametrize(
    ("oddity", "unread", "undecided"),
    [("missing", "not handed in", 0), ("cut off", "could not be graded", 8)],
)
def test_a_persons_points_for_a_notebook_that_did_not_run_are_on_every_page(
    graded_course: Path, tmp_path: Path, oddity: str, unread: str, undecided: float
) -> None:
    root = tmp_path / "course"
    shutil.copytree(graded_course, root)
    path = root / "submitted" / "bob" / ASSIGNMENT / "report.ipynb"
    path.unlink() if oddity == "missing" else path.write_bytes(path.read_bytes()[:500])
    opened = open_course(root)

    def shown() -> tuple[str, float, float, Page]:
        """(bob's line in the terminal, the sums of his scores and points in the table, his page)."""
        console = Console(record=True, width=200)
        summary(console, grade(root))
        (line,) = (line for line in console.export_text().splitlines() if line.startswith("bob "))
        _, table = write_report(opened, ASSIGNMENT)
        rows = [
            row for row in csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))) if row["student"] == "bob"
        ]
        write_feedback(opened, ASSIGNMENT)
        sums = (sum(float(row[column] or 0) for row in rows) for column in ("score", "max_score"))
        return (" ".join(line.split()), *sums, page_of(root, "bob"))

    line, score, most, page = shown()
    assert line.startswith("bob – 0 / 10") and (score, most) == (0, 10)
    assert unread in page.text and "0 of 10 points" in page.text and "or ask your instructor" in page.text
    with opened.gradebook() as gradebook:
        for cell, points in (("test_double", 1.5), ("draw", None)):
            entry = gradebook.find_grade(cell, "report", ASSIGNMENT, "bob")
            entry.manual_score, entry.needs_manual_grade = points, points is None and oddity != "missing"
        gradebook.find_comment("double", "report", ASSIGNMENT, "bob").manual_comment = "Read on paper."
        gradebook.db.commit()
        assert gradebook.find_submission(ASSIGNMENT, "bob").score == 1.5
    line, score, most, page = shown()
    assert line.startswith("bob 1.5 1.5 / 10") and "1 graded by a person" in line and (score, most) == (1.5, 10)
    assert (
        "1.5 of 10 points" in page.text and "graded by a person 1.5 / 2" in page.text and "Read on paper." in page.text
    )
    assert ("8 points wait for a person" in page.text) == bool(undecided)


def test_no_page_is_made_from_a_gradebook_that_was_lost(course: Path) -> None:
    opened = open_course(course)
    before = {path: path.read_bytes() for path in write_feedback(opened, ASSIGNMENT)}
    (course / "gradebook.db").unlink()
    for write in (write_feedback, write_report):
        with pytest.raises(
            GraderError, match=r"has none of the grades of 'ps1': bring back a copy .* grader autograde ps1"
        ):
            write(opened, ASSIGNMENT)
    with pytest.raises(GraderError, match=r"make it with: grader release ps1 --force$"):  # without, it would be refused
        grade(course)
    assert {path: path.read_bytes() for path in before} == before
    release(opened, ASSIGNMENT, force=True)
    assert grade(course).ok
    assert sorted(write_feedback(opened, ASSIGNMENT)) == sorted(before)


def test_a_flag_that_a_person_has_looked_at_is_none(course: Path) -> None:
    cells = [answer("share", "share = 1"), checks("test_share", 1, "share")]
    root = make_course(course.parent / "other", {"work": cells})
    submit(root, "eve", {"share": "share = 100"})
    assert [cell.flag != "" for cell in grade(root).grades[0].notebooks[0].cells] == [True]
    with open_course(root).gradebook() as gradebook:
        gradebook.find_grade("test_share", "work", ASSIGNMENT, "eve").needs_manual_grade = False
        gradebook.db.commit()
    (cell,) = reviewed(open_course(root), ASSIGNMENT)[0].notebooks[0].cells
    assert (cell.flag, cell.score, cell.outcome) == ("", 0, Outcome.WRONG)


def test_exercises_under_one_heading_are_told_apart(tmp_path: Path) -> None:
    cells = [
        new_markdown_cell("# Heights"), answer("mean", "def mean(x):\n    return x"), checks("t1", 1, "assert mean(1)"),
        answer("mode", "def mode(x):\n    return x"), checks("t2", 1, "mode(1)"), checks("t3", 1, "mode(2)"), essay("why", 2),
    ]  # fmt: skip
    root = make_course(tmp_path / "course", {"report": cells})
    submit(root, "ann", {"mean": "def mean(x):\n    return x"})
    graded = grade(root).grades[0].notebooks[0]
    write_feedback(open_course(root), ASSIGNMENT)
    console = Console(record=True, width=200)
    checked(console, Checked(graded, "Heights", complete=True))
    for text in (page_of(root, "ann").text, console.export_text()):
        assert all(f"Heights ({name})" in text for name in ("mean", "mode", "why"))


def test_neither_page_replaces_the_others_unasked(course: Path) -> None:
    ours = write_feedback(open_course(course), ASSIGNMENT)
    before = [path.read_bytes() for path in ours]
    assert courses.nbgrader(course, "generate_feedback", ASSIGNMENT).returncode == 0
    assert [path.read_bytes() for path in ours] == before
    assert write_feedback(open_course(course), ASSIGNMENT) == ours
    assert courses.nbgrader(course, "generate_feedback", ASSIGNMENT, "--force", "--student", "bob").returncode == 0
    theirs = (course / "feedback" / "bob" / ASSIGNMENT / "report.html").read_bytes()
    with pytest.raises(GraderError, match=r"bob/ps1/report.html was made by nbgrader.*--force replaces it$"):
        write_feedback(open_course(course), ASSIGNMENT)
    assert (course / "feedback" / "bob" / ASSIGNMENT / "report.html").read_bytes() == theirs != before[1]
    assert [path.parts[-3] for path in write_feedback(open_course(course), ASSIGNMENT, ["ann"])] == ["ann"]
    write_feedback(open_course(course), ASSIGNMENT, force=True)
    assert [path.read_bytes() for path in ours] == before


# ----------------------------------------------------------------------------------------- from release to the learner


def test_the_whole_way_through_nbgraders_exchange(tmp_path: Path) -> None:
    exchange, mine = tmp_path / "exchange", tmp_path / "ada"
    exchange.mkdir()
    exchange.chmod(0o777)
    mine.mkdir()
    config = f"c.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n"
    config += "c.ExchangeCollect.check_owner = False\n"
    cells = [
        answer("double", "def double(x):\n    return 2 * x"),
        checks("t", 2, "assert double(2) == 4"),
        essay("why", 5),
    ]
    root = make_course(tmp_path / "course", {"report": cells}, config)
    (mine / "nbgrader_config.py").write_text((root / "nbgrader_config.py").read_text())

    def nbgrader(folder: Path, *arguments: str) -> None:
        done = courses.nbgrader(folder, *arguments)
        assert done.returncode == 0, done.stderr

    as_ada = "--CourseDirectory.student_id=ada"
    nbgrader(root, "generate_assignment", ASSIGNMENT, "--force")
    nbgrader(root, "release_assignment", ASSIGNMENT)
    nbgrader(mine, "fetch_assignment", ASSIGNMENT)
    notebook = nbformat.read(mine / ASSIGNMENT / "report.ipynb", as_version=4)
    notebook.cells[find(notebook, "double")].source = DOUBLE
    notebook.cells[find(notebook, "why")].source = "Because."
    nbformat.write(notebook, mine / ASSIGNMENT / "report.ipynb")
    nbgrader(mine, "submit", ASSIGNMENT, as_ada)
    nbgrader(root, "collect", ASSIGNMENT)
    assert grade(root).ok
    with open_course(root).gradebook() as gradebook:
        entry = gradebook.find_grade("why", "report", ASSIGNMENT, "ada")
        entry.manual_score, entry.needs_manual_grade = 3.0, False
        gradebook.find_comment("why", "report", ASSIGNMENT, "ada").manual_comment = "Because of *what*?"
        gradebook.db.commit()
    (written,) = write_feedback(open_course(root), ASSIGNMENT)
    nbgrader(root, "release_feedback", ASSIGNMENT)
    nbgrader(mine, "fetch_feedback", ASSIGNMENT, as_ada)
    (fetched,) = (mine / ASSIGNMENT / "feedback").glob("*/report.html")
    assert fetched.read_bytes() == written.read_bytes()
    page = Page(fetched.read_text(encoding="utf-8"))
    assert "5 of 7 points" in page.text and "Because of what ?" in page.text
    # A later submission without a place in the exchange is nobody's feedback there.
    shutil.rmtree(root / "submitted" / "ada")
    submit(root, "ada", {"double": DOUBLE})
    shutil.rmtree(root / "autograded" / "ada")
    grade(root)
    write_feedback(open_course(root), ASSIGNMENT)
    assert sorted(path.name for path in written.parent.iterdir()) == ["report.html"]
    assert read_scores(root)["ada"]["score"] == 5
