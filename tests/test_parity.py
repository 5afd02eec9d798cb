"""What `grader autograde` records is what stock `nbgrader autograde` records, cell by cell; and each difference that we chose.

docs/parity.md says it in words.
"""

import csv
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import courses

import nbgrader
import pytest
from courses import ASSIGNMENT, answer, code, essay, find, given, make_course, program, read_scores, scores, submit, task, checks
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from grader.autograde import autograde, load_grade
from grader.course import open_course

SAMPLES = Path(nbgrader.__file__).parent / "docs/source/user_guide/submitted"


@dataclass(frozen=True)
class Pair:
    """Two copies of a course directory: graded by nbgrader, and by us."""

    stock: Path
    ours: Path

    def cell(self, place: str, column: str = "auto_score"):
        """(nbgrader's value, ours) of a cell."""
        return read_scores(self.stock)[place][column], read_scores(self.ours)[place][column]


def grade_twice(root: Path, *, ok: bool = True) -> Pair:
    """Grade a course with both; ok: whether nbgrader gets through."""
    pair = Pair(root.parent / "stock", root)
    shutil.copytree(pair.ours, pair.stock)
    run = courses.nbgrader(pair.stock, "autograde", ASSIGNMENT)
    assert (run.returncode == 0) is ok, run.stderr
    assert not autograde(open_course(pair.ours), ASSIGNMENT, jobs=1).failures
    return pair


@pytest.fixture(scope="module", autouse=True)
def programs_of_this_python():
    """nbgrader calls alembic by its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(courses.BIN), prepend=os.pathsep)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A new folder for each course of this module."""
    base = tmp_path_factory.mktemp("parity")
    return lambda: Path(tempfile.mkdtemp(dir=base))


# ------------------------------------------------------------------------------------------------------------- the courses


@pytest.fixture(scope="module")
def quickstart(folder):
    """nbgrader's example course with the submissions of its documentation, one that is untouched and one that is solved."""
    parent = folder()
    courses.nbgrader(parent, "quickstart", "course")
    root = parent / "course"
    from grader.release import release

    release(open_course(root), ASSIGNMENT)
    for student in ("bitdiddle", "hacker"):
        shutil.copytree(SAMPLES / student, root / "submitted" / student)
    submit(root, "untouched")
    squares = "def squares(n):\n    if n < 1:\n        raise ValueError(n)\n    return [i**2 for i in range(1, n + 1)]"
    total = "def sum_of_squares(n):\n    return sum(squares(n))"
    submit(root, "solved", {"squares": squares, "sum_of_squares": total, "sum_of_squares_equation": r"$\sum i^2$"})
    return grade_twice(root)


@pytest.fixture(scope="module")
def partial_credit(folder):
    """Hidden tests, scores given by the last expression of a test cell, two notebooks of which one student hands in one."""
    first = [
        code("import math"),
        answer("area", "def area(r):\n    return math.pi * r**2"),
        checks("test_area", 3, "print('working')\nshare = 1.5 * (area(0) == 0)\nshare", "share + 1.5 * (abs(area(2) - 12.566) < 0.01)"),
        answer("count", "def count(text):\n    return len(text.split())"),
        checks("test_count", 4, "right = sum(count('a ' * n) == n for n in range(4))\nright"),
        checks("test_words", 2, "count('one two') == 2"),
        checks("test_text", 1, "str(count('one two'))"),
        checks("test_third", 1, "count('a') / 3"),
        checks("test_tiny", 1, "count('a') * 1e-7"),
    ]
    second = [
        given("values", "values = [3, 1, 2]"),
        answer("largest", "def largest(values):\n    return max(values)"),
        checks("test_largest", 0.5, "assert largest(values) == 3", "assert largest([-1, -2]) == -1"),
        checks("test_bonus", 0, "assert largest('ab') == 'b'"),
    ]
    root = make_course(folder() / "course", {"numbers": first, "sorting": second})
    area, count = "def area(r):\n    return math.pi * r**2", "def count(text):\n    return len(text.split())"
    submit(root, "solved", {"area": area, "count": count, "largest": "largest = max"})
    passes_visible = "def largest(values):\n    return values[0]"
    submit(root, "half", {"area": "def area(r):\n    return r**2", "count": "def count(text):\n    return 1", "largest": passes_visible})
    submit(root, "forgot", {"area": area}, without=["sorting"])
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
    double = "def double(x):\n    return x + x"
    submit(root, "untouched")
    submit(root, "answered", {"why": "Because.", "plot": "print('a plot')", "double": double}, edit=lambda n: n.cells.append(code("1 / 0")))
    submit(root, "mixed", {"why": "", "plot": "raise ValueError('no plot')"})
    return grade_twice(root)


LATE = '''
from math import ceil

from nbgrader.plugins import LateSubmissionPlugin


class OnePointAnHour(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return None if student_id == "excused" else ceil(total_seconds_late / 3600)


c.AssignLatePenalties.plugin_class = OnePointAnHour
c.Autograde.exclude_overwriting = {"ps1": ["own.txt"]}
'''


@pytest.fixture(scope="module")
def late(folder):
    """Submissions on time and late, files beside the notebook, and what students do to notebooks."""
    cells = [
        code("from pathlib import Path"),
        answer("total", "def total():\n    return sum(map(int, Path('data/numbers.txt').read_text().split()))"),
        checks("test_total", 4, "assert total() == 6"),
        checks("test_files", 2, "assert Path('notes.txt').read_text() == 'mine'\nassert Path('own.txt').read_text() == 'mine'"),
        checks("test_helper", 2, "from helper import triple\nassert triple(2) == 6"),
        answer("fails", "fails = 1"),
        checks("test_fails", 2, "assert fails == 1"),
    ]
    other = [answer("three", "three = 3"), checks("test_three", 3, "assert three == 3")]
    files = {"data/numbers.txt": "1 2 3", "own.txt": "the course's"}
    root = make_course(folder() / "course", {"files": cells, "other": other}, LATE, files)
    with Gradebook(open_course(root).db_url, "parity") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2025-03-01 12:00:00 UTC")

    def edit(notebook):
        notebook.cells.insert(1, code("print('a cell of my own')"))
        position = find(notebook, "test_fails")
        if position >= 0:
            notebook.cells[position].source = "print('passed')"
            notebook.cells[position].metadata.nbgrader["points"] = 100

    own = {"data/numbers.txt": "1000", "notes.txt": "mine", "own.txt": "mine", "helper.py": "def triple(x):\n    return 3 * x"}
    total = "def total():\n    return sum(map(int, Path('data/numbers.txt').read_text().split()))"
    good = {"total": total, "three": "three = 3"}
    submit(root, "punctual", good, edit=edit, files={**own, "timestamp.txt": "2025-03-01 11:59:59 UTC"})
    submit(root, "late", {**good, "fails": "fails = 1"}, files={**own, "timestamp.txt": "2025-03-01 15:30:00 UTC"})
    submit(root, "hopeless", good, without=["other"], files={"timestamp.txt": "2025-04-01 12:00:00 Europe/Berlin"})
    submit(root, "excused", files={"timestamp.txt": "2025-03-02 12:00:00.123456 UTC"}, without=["files"])
    return grade_twice(root)


# ------------------------------------------------------------------------------------------------------------- equal scores


@pytest.mark.parametrize("name", ["quickstart", "partial_credit", "manual", "late"])
def test_all_that_is_recorded_equals_nbgraders(name, request):
    pair = request.getfixturevalue(name)
    stock, ours = read_scores(pair.stock), read_scores(pair.ours)
    assert ours == stock


def test_the_courses_have_the_scores_that_their_submissions_deserve(quickstart, partial_credit, manual, late):
    assert scores(quickstart.ours) == {"bitdiddle": 1.5, "hacker": 3, "solved": 3, "untouched": 0}
    assert scores(partial_credit.ours) == {"solved": pytest.approx(0), "half": 0, "forgot": 0}
    assert scores(manual.ours) == {"untouched": 0, "answered": 1, "mixed": 0}
    assert scores(late.ours) == {"punctual": 11, "late": 13, "hopeless": 4, "excused": 0}
