"""Proves that `grader autograde` records what `nbgrader autograde` does, but for the differences of docs/parity.md."""

import csv
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbgrader import utils
from nbgrader.apps import NbGraderAPI

from grader.classroom.autograde import autograde
from grader.classroom.course import open_course
from grader.classroom.release import release
from grader.classroom.store import load_grade
from tests import courses
from tests.courses import (
    ASSIGNMENT,
    answer,
    checks,
    code,
    essay,
    find,
    given,
    make_course,
    program,
    read_scores,
    scores,
    submit,
    task,
)

SAMPLES = Path(nbgrader.__file__).parent / "docs/source/user_guide/submitted"


@dataclass(frozen=True)
class Pair:
    """Two copies of a course directory, one graded by nbgrader, one by us; ok: whether nbgrader got through."""

    stock: Path
    ours: Path
    ok: bool = True


def grade_twice(root: Path) -> Pair:
    stock = root.parent / "stock"
    shutil.copytree(root, stock)
    run = courses.nbgrader(stock, "autograde", ASSIGNMENT)
    assert not autograde(open_course(root), ASSIGNMENT, jobs=1).failures
    return Pair(stock, root, run.returncode == 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Makes a new folder for each course."""
    base = tmp_path_factory.mktemp("parity")
    return lambda: Path(tempfile.mkdtemp(dir=base))


# ---------------------------------------------------------------------------------------------------------- the courses


@pytest.fixture(scope="module")
def quickstart(folder):
    """nbgrader's example course: the submissions of its documentation, an untouched and a solved one."""
    parent = folder()
    assert courses.nbgrader(parent, "quickstart", "course").returncode == 0
    root = parent / "course"
    release(open_course(root), ASSIGNMENT)
    for student in ("bitdiddle", "hacker"):
        shutil.copytree(SAMPLES / student, root / "submitted" / student)
    submit(root, "untouched")
    squares = "def squares(n):\n    if n < 1:\n        raise ValueError(n)\n    return [i**2 for i in range(1, n + 1)]"
    total = "def sum_of_squares(n):\n    return sum(squares(n))"
    submit(root, "solved", {"squares": squares, "sum_of_squares": total, "sum_of_squares_equation": r"$\sum i^2$"})
    return grade_twice(root)


# What test cells use of a kernel: name -> text of a test cell worth one point.
KERNEL = {
    "source": "import inspect\nassert 'math.pi' in inspect.getsource(area)",
    "inputs": "assert any('def area' in text for text in In)",
    "value": "2 / 4",
    "last_value": "assert _ == 0.5 and 0.5 in Out.values()",
    "shell": "words = !echo hi\nassert list(words) == ['hi']",
    "magic": "%%capture captured\nprint('x')",
    "captured": "assert captured.stdout == 'x\\n'",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "plot": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nassert len(plt.get_fignums()) == 1",
    "display": "from IPython.display import HTML, display\ndisplay(0.5, HTML('0.5'))",
    "object": "HTML('0.5')",
    "environment": "import os\nassert os.environ['NBGRADER_EXECUTION'] == 'autograde'",
    "program": "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'pass'], check=True)",
    "pool": "import multiprocessing\nwith multiprocessing.Pool(1) as pool:\n    assert pool.map(abs, [-1]) == [1]",
    "file": "open('new.txt', 'w').write('é')\nassert open('new.txt').read() == 'é'",
    "file_number": "open('new.txt', 'w').write('')",
    "input": "input()",
    "exit": "raise SystemExit",
    "interrupt": "raise KeyboardInterrupt",
    "syntax": "assert (",
    "shown": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    get_ipython().showtraceback()",
}

AREA = "def area(r):\n    return math.pi * r**2"
COUNT = "def count(text):\n    return len(text.split())"


@pytest.fixture(scope="module")
def partial_credit(folder):
    """Hidden tests, test cells that end in a number or another value, two notebooks, one of which a student forgot."""
    hidden = "share + 1.5 * (abs(area(2) - 12.566) < 0.01)"
    first = [
        code("import math"),
        answer("area", AREA),
        checks("test_area", 3, "print('working')\nshare = 1.5 * (area(0) == 0)\nshare", hidden),
        answer("count", COUNT),
        checks("test_count", 4, "right = sum(count('a ' * n) == n for n in range(4))\nright"),
        code("count = None", "skip-execution"),
        checks("test_bool", 2, "count('one two') == 2"),
        checks("test_text", 1, "str(count('one two'))"),
        checks("test_third", 1, "count('a') / 3"),
        checks("test_tiny", 1, "count('a') * 1e-7"),
        checks("test_quiet", 1, "0;"),
        *(checks(f"kernel_{name}", 1, source) for name, source in KERNEL.items()),
    ]
    second = [
        given("values", "values = [3, 1, 2]"),
        answer("largest", "def largest(values):\n    return max(values)"),
        checks("test_largest", 0.5, "assert largest(values) == 3", "assert largest([-1, 2]) == 2"),
        checks("test_no_points", 0, "assert largest('ab') == 'b'"),
    ]
    root = make_course(folder() / "course", {"numbers": first, "sorting": second})
    submit(root, "solved", {"area": AREA, "count": COUNT, "largest": "largest = max"})
    half = {"area": "def area(r):\n    return r**2", "count": "def count(text):\n    return 1"}
    submit(root, "half", {**half, "largest": "def largest(values):\n    return values[0]"})
    submit(root, "forgot", {"area": AREA}, without=["sorting"])
    return grade_twice(root)


@pytest.fixture(scope="module")
def manual(folder):
    """Texts, programs and tasks that a person grades, beside tests."""
    cells = [
        essay("why", 2),
        program("plot", 3),
        answer("double", "def double(x):\n    return 2 * x"),
        checks("test_double", 1, "assert double(2) == 4"),
        task("draw", 5),
    ]
    root = make_course(folder() / "course", {"report": cells})
    answers = {"why": "Because.", "plot": "print('a plot')", "double": "def double(x):\n    return x + x"}
    submit(root, "untouched")
    submit(root, "answered", answers, edit=lambda notebook: notebook.cells.append(code("1 / 0")))
    submit(root, "mixed", {"why": "", "plot": "raise ValueError('no plot')"})
    return grade_twice(root)


CONFIG = """
from math import ceil

from nbgrader.plugins import LateSubmissionPlugin


class OnePointAnHour(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return None if student_id == "excused" else ceil(total_seconds_late / 3600)


c.AssignLatePenalties.plugin_class = OnePointAnHour
c.Autograde.exclude_overwriting = {"ps1": ["own.txt"]}
"""


@pytest.fixture(scope="module")
def late(folder):
    """Submissions on time and late, files that tests read, and things that students do to notebooks."""
    total = "def total():\n    return sum(map(int, Path('data/numbers.txt').read_text().split()))"
    cells = [
        code("from pathlib import Path"),
        answer("total", total),
        checks("test_total", 4, "assert total() == 6"),
        checks("test_files", 2, "assert [Path(n).read_text() for n in ('notes.txt', 'own.txt')] == ['mine', 'mine']"),
        checks("test_helper", 2, "from helper import triple\nassert triple(2) == 6"),
        answer("one", "one = 1"),
        checks("test_one", 2, "assert one == 1"),
    ]
    other = [answer("three", "three = 3"), checks("test_three", 3, "assert three == 3")]
    files = {"data/numbers.txt": "1 2 3", "own.txt": "the course's"}
    root = make_course(folder() / "course", {"files": cells, "other": other}, CONFIG, files)
    with open_course(root).gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2025-03-01 12:00:00 UTC")

    def cheat(notebook):
        notebook.cells.insert(1, code("print('a cell of my own')"))
        position = find(notebook, "test_one")
        if position >= 0:
            notebook.cells[position].source = "print('passed')"
            notebook.cells[position].metadata.nbgrader["points"] = 100

    good = {"total": total, "three": "three = 3"}
    helper = "def triple(x):\n    return 3 * x"
    own = {"data/numbers.txt": "1000", "notes.txt": "mine", "own.txt": "mine", "helper.py": helper}
    submit(root, "punctual", good, edit=cheat, files={**own, "timestamp.txt": "2025-03-01 11:59:59 UTC"})
    submit(root, "late", {**good, "one": "one = 1"}, files={**own, "timestamp.txt": "2025-03-01 15:30:00 UTC"})
    submit(root, "hopeless", good, without=["other"], files={"timestamp.txt": "2025-04-01 12:00:00 Europe/Berlin"})
    submit(root, "excused", good, without=["files"], files={"timestamp.txt": "2025-03-02 12:00:00.123456 UTC"})
    return grade_twice(root)


ALL = ["quickstart", "partial_credit", "manual", "late"]

# -------------------------------------------------------------------------------------------------------- what is equal


@pytest.mark.parametrize("name", ALL)
def test_all_that_is_recorded_equals_nbgraders(name, request):
    pair = request.getfixturevalue(name)
    assert pair.ok
    assert read_scores(pair.ours) == read_scores(pair.stock)


@pytest.mark.parametrize("name", ALL)
def test_a_person_who_grades_sees_the_same_cells(name, request):
    pair = request.getfixturevalue(name)

    def cells(root):
        notebooks = {path.relative_to(root): nbformat.read(path, 4) for path in root.glob("autograded/*/*/*.ipynb")}
        return {path: [described(cell) for cell in notebook.cells] for path, notebook in notebooks.items()}

    def described(cell):
        info = cell.metadata.get("nbgrader", {})
        kinds = [kind(cell) for kind in (utils.is_grade, utils.is_solution, utils.is_locked, utils.is_task)]
        return [cell.cell_type, cell.source, *kinds, *map(info.get, ("grade_id", "points", "checksum"))]

    assert cells(pair.ours) == cells(pair.stock) != {}


def test_the_courses_files_replace_a_students_in_autograded_as_in_nbgraders(late):
    def files(root):
        folder = root / "autograded/late" / ASSIGNMENT
        return {
            str(path.relative_to(folder)): path.read_text()
            for path in folder.rglob("*.*")
            if path.suffix in (".txt", ".py")
        }

    assert files(late.ours) == files(late.stock)
    assert files(late.ours)["data/numbers.txt"] == "1 2 3"


def test_the_submissions_have_the_scores_that_they_deserve(quickstart, partial_credit, manual, late):
    """So that the comparisons above don't compare nothing with nothing."""
    assert scores(quickstart.ours) == {"bitdiddle": 1.5, "hacker": 3, "solved": 3, "untouched": 0}
    thirds = 1 / 3 + 1e-7
    kernel = len(KERNEL) - 6.5  # "value" is half a point, "file_number" none, and the last five fail
    partial = {"solved": 11.5 + thirds + kernel, "half": 6.5 + thirds + kernel - 1, "forgot": 4 + kernel}
    assert scores(partial_credit.ours) == pytest.approx(partial)
    assert scores(manual.ours) == {"untouched": 0, "answered": 1, "mixed": 0}
    assert scores(late.ours) == {"punctual": 11, "late": 13, "hopeless": 4, "excused": 3}
    rows = read_scores(late.ours)
    places = ("punctual/files", "late/files", "late/other", "hopeless/files", "hopeless/other", "excused/other")
    assert [rows[place]["late_submission_penalty"] for place in places] == [None, 4, 3, 4, None, None]


def test_a_new_submission_keeps_a_persons_scores_and_asks_for_another_look(manual, tmp_path):
    pair = Pair(tmp_path / "stock", tmp_path / "ours")
    for before, after in ((manual.stock, pair.stock), (manual.ours, pair.ours)):
        shutil.copytree(before, after)
        with open_course(after).gradebook() as gradebook:
            for cell, points in {"why": 1.5, "draw": 4, "test_double": 0.5}.items():
                grade = gradebook.find_grade(cell, "report", ASSIGNMENT, "answered")
                grade.manual_score, grade.needs_manual_grade = points, False
            gradebook.find_comment("why", "report", ASSIGNMENT, "answered").manual_comment = "Almost."
            gradebook.db.commit()
        submit(after, "answered", {"why": "Because of it."})
    assert courses.nbgrader(pair.stock, "autograde", ASSIGNMENT, "--student", "answered", "--force").returncode == 0
    summary = autograde(open_course(pair.ours), ASSIGNMENT, jobs=1)
    assert [grade.student for grade in summary.grades] == ["answered"]
    ours = read_scores(pair.ours)
    assert ours == read_scores(pair.stock)
    assert ours["answered"]["score"] == 6
    waiting = {
        place.split("/")[2] for place, row in ours.items() if place.count("/") == 2 and row.get("needs_manual_grade")
    }
    assert waiting >= {"why", "test_double"}


# ------------------------------------------------------------------------------------ nbgrader's own programs, after us


def test_nbgrader_export_writes_our_scores(late):
    run = courses.nbgrader(late.ours, "export")
    assert run.returncode == 0, run.stderr
    with (late.ours / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    raw = {student: float(row["raw_score"]) for student, row in rows.items()}
    final = {student: float(row["score"]) for student, row in rows.items()}
    assert raw == scores(late.ours)
    assert final == {"punctual": 11, "late": 6, "hopeless": 0, "excused": 3}


def test_nbgrader_makes_feedback_of_what_we_graded(late):
    run = courses.nbgrader(late.ours, "generate_feedback", ASSIGNMENT)
    assert run.returncode == 0, run.stderr
    graded = {
        path.with_suffix(".html").relative_to(late.ours / "autograded")
        for path in late.ours.glob("autograded/*/*/*.ipynb")
    }
    made = {path.relative_to(late.ours / "feedback") for path in late.ours.glob("feedback/*/*/*.html")}
    assert made == graded
    assert len(made) == 6
    assert "files (Score: 6.0 / 10.0)" in (late.ours / "feedback/late" / ASSIGNMENT / "files.html").read_text()


def test_formgrader_lists_our_scores(late):
    course = open_course(late.ours)
    api = NbGraderAPI(course.coursedir, config=course.config)
    listed = {each["student"]: (each["autograded"], each["score"]) for each in api.get_submissions(ASSIGNMENT)}
    notebooks = {each["student"]: each["score"] for each in api.get_notebook_submissions(ASSIGNMENT, "files")}
    assert listed == {student: (True, score) for student, score in scores(late.ours).items()}
    assert notebooks == {"punctual": 8, "late": 10, "hopeless": 4}


# --------------------------------------------------------------------------------------------- what differs, on purpose

DIVISORS = {"half": 2, "third": 3, "fourth": 4}


@pytest.fixture(scope="module")
def differences(folder):
    """Submissions that we grade otherwise than nbgrader."""
    solutions = {name: f"def {name}(x):\n    return x / {divisor}" for name, divisor in DIVISORS.items()}
    cells = [code("import sys\nimport numpy as np")]
    for name, divisor in DIVISORS.items():
        cells += [answer(name, solutions[name]), checks(f"test_{name}", 2, f"assert {name}({divisor}) == 1")]
    cells += [
        checks("test_noise", 2, "print('a warning of a library', file=sys.stderr)"),
        checks("test_nan", 2, "float('nan')"),
        checks("test_negative", 2, "-1"),
        checks("test_numpy", 2, "np.float64(0.5)"),
        answer("share", "share = 1"),
        checks("test_share", 1, "share"),
        essay("why", 3),
    ]
    root = make_course(folder() / "course", {"work": cells})
    good = {**solutions, "share": "share = 1", "why": "Because."}

    def mishandle(notebook):
        del notebook.cells[find(notebook, "test_half")]
        for name in ("third", "test_third"):
            del notebook.cells[find(notebook, name)].metadata["nbgrader"]
        notebook.cells.insert(1, notebook.cells.pop(find(notebook, "test_fourth")))

    def copy(notebook):
        notebook.cells.append(nbformat.from_dict({**notebook.cells[find(notebook, "half")], "id": "copy"}))

    def forget(notebook):
        del notebook.cells[find(notebook, "why")]

    submit(root, "absent", good, edit=forget)
    submit(root, "blank", {**good, "why": "YOUR ANSWER HERE\n\n"})
    submit(root, "broken", good)
    path = root / "submitted/broken" / ASSIGNMENT / "work.ipynb"
    path.write_text(path.read_text()[:-100])
    submit(root, "careless", good, edit=mishandle)
    submit(root, "dateless", good, files={"timestamp.txt": "last Monday"})
    submit(root, "greedy", {**good, "share": "share = 100"})
    submit(root, "marked", good)
    path = root / "submitted/marked" / ASSIGNMENT / "work.ipynb"
    path.write_text(path.read_text(), encoding="utf-8-sig")
    submit(root, "nothing", without=["work"], files={"work.py": "half = 0.5"})
    submit(root, "twice", good, edit=copy)
    submit(root, "unlucky", good)
    return grade_twice(root)


NOTHING = "not recorded"


@pytest.mark.parametrize(
    ("place", "column", "nbgraders", "ours"),
    [
        pytest.param("blank/work/test_noise", "auto_score", 0, 2, id="a test cell writes to stderr"),
        pytest.param("blank/work/test_nan", "auto_score", 2, 0, id="a score of nan"),
        pytest.param("blank/work/test_nan", "needs_manual_grade", False, True, id="a score of nan is looked at"),
        pytest.param("blank/work/test_negative", "auto_score", 2, 0, id="a score below 0"),
        pytest.param("blank/work/test_negative", "needs_manual_grade", False, True, id="a score below 0 is looked at"),
        pytest.param("greedy/work/test_share", "auto_score", None, 0, id="a score above the points"),
        pytest.param("blank/work/test_numpy", "auto_score", 2, 0.5, id="a NumPy scalar as score"),
        pytest.param("blank/work/why", "auto_score", None, 0, id="blank lines are no answer"),
        pytest.param("absent/work/why", "auto_score", None, 0, id="a deleted answer cell"),
        pytest.param("marked/work/test_half", "auto_score", None, 2, id="a byte order mark"),
        pytest.param("careless/work/test_half", "auto_score", None, 2, id="a deleted test cell"),
        pytest.param("careless/work/test_third", "auto_score", None, 2, id="lost labels"),
        pytest.param("careless/work/test_fourth", "auto_score", 0, 2, id="a test cell moved above its answer"),
        pytest.param("twice/work/test_half", "auto_score", None, 2, id="a copied cell"),
        pytest.param("unlucky", "score", NOTHING, 9.5, id="the students after the one with the copied cell"),
        pytest.param("dateless", "score", NOTHING, 9.5, id="a timestamp that is no date"),
        pytest.param("nothing", "score", NOTHING, 0, id="a submission without a notebook"),
    ],
)
def test_deliberate_difference(differences, place, column, nbgraders, ours):
    both = [read_scores(root).get(place, {}).get(column, NOTHING) for root in (differences.stock, differences.ours)]
    assert both == [nbgraders, ours]


def test_nothing_else_differs(differences):
    stock, ours = read_scores(differences.stock), read_scores(differences.ours)

    def different(student):
        cells = [place for place in ours if place.startswith(f"{student}/work/")]
        return {place.split("/")[2] for place in cells if ours[place] != stock[place]}

    always = {"test_noise", "test_nan", "test_negative", "test_numpy"}
    assert different("blank") == {*always, "why"}
    assert different("careless") == {*always, "test_half", "test_third", "test_fourth"}
    assert different("broken") == set(), "a file that is no notebook waits for a person"


def test_what_we_put_right_is_told(differences):
    course = open_course(differences.ours)

    def notebook(student):
        return load_grade(course, ASSIGNMENT, student).notebooks[0]

    flags = {cell.id: cell.flag for cell in notebook("greedy").cells if cell.flag}
    assert flags.keys() == {"test_nan", "test_negative", "test_share"}
    assert flags["test_share"] == "the tests gave a score of 100, which is not between 0 and 1"
    told = "\n".join(notebook("careless").repairs)
    for words in ("'test_half' was missing", "label of cell 'third' was lost", "in another order"):
        assert words in told
    assert "'half' was there 2 times" in notebook("twice").repairs[0]
    assert "invalid JSON" in notebook("broken").error
    assert load_grade(course, ASSIGNMENT, "dateless").error == "timestamp.txt holds no date: 'last Monday'"
    assert not differences.ok, "nbgrader stops at the copied cell"
