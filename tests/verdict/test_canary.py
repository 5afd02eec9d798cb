"""Canaries fail where the test that they are made from passes, and read like it."""

from __future__ import annotations

import copy
import dataclasses
import random
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader.authoring import notebooks
from grader.authoring.notebooks import to_text
from grader.authoring.source import Source
from grader.kernel.server import KernelServer
from grader.kernel.session import ERROR, OK, CellRun
from grader.verdict import canary
from grader.verdict.grade import grade_notebook
from grader.verdict.rebuild import PYTHON, Released
from grader.verdict.run import KernelTests
from tests.courses import answer, checks

CASES = {
    "assert f(2) == 4, 'é'\nx = 1": "assert f(2) != 4, 'é'",
    "é = 'é'; assert (f(2)) in (\n [4]), 'm'": "é = 'é'; assert (f(2)) not in (\n [4]), 'm'",
    "assert not f(0)": "assert f(0)",
    "assert f(1) is  not None": "assert f(1) is None",
    "assert 1 < f(2) <= 4": "assert not (1 < f(2) <= 4)",
    "assert isinstance(f(1), int), 'a whole number'": "assert not (isinstance(f(1), int)), 'a whole number'",
    "assert f(1) != 'a == b'": "assert f(1) == 'a == b'",
}


@pytest.mark.parametrize("text", CASES)
def test_one_assertion_is_turned_round_and_nothing_comes_after_it(text: str) -> None:
    turned = canary.opposite(text, random.Random(0))
    assert turned == CASES[text]
    names = {"f": lambda x: 2 * x}
    exec(text, names)
    with pytest.raises(AssertionError):
        exec(turned, names)


@pytest.mark.parametrize(
    "text", ["for i in x:\n    assert i", "%time f(1)\nassert f(1)", "assert np.random.rand() < f(1)", "f(1)"]
)
def test_no_canary_is_made_where_it_may_pass_or_change_something(text: str) -> None:
    assert canary.opposite(text, random.Random(0)) == ""


def test_which_tests_and_where_is_drawn_anew_for_every_notebook() -> None:
    tests = [
        new_code_cell(
            f"assert f({n}) == {n}", metadata={"nbgrader": {"grade_id": f"t{n}", "grade": True, "solution": False}}
        )
        for n in range(6)
    ]
    drawn = [canary.choose(tests) for _ in range(60)]
    assert {len(each) for each in drawn} == {canary.CHOSEN}
    assert len({name for each in drawn for name in each}) == 6


def test_a_canary_that_passes_beside_a_failing_test_is_no_proof() -> None:
    """A wrong answer may make the opposite of an assertion true."""

    class Session:
        alive, server = True, object()

        def __init__(self, passed: bool, status: str) -> None:
            self.passed, self.status = passed, status

        def request(self, kind: str, content: dict[str, Any], seconds: float) -> CellRun:
            return CellRun(OK, passed=self.passed)

        def run(self, cell: NotebookNode, seconds: float) -> CellRun:
            return CellRun(self.status)

    cell = new_code_cell("assert f(1) == 1", metadata={"nbgrader": {"grade_id": "t"}})
    for passed, status, caught in ((True, ERROR, False), (True, OK, True), (False, OK, False)):
        tests = KernelTests([])
        tests.canaries = {"t": "assert f(1) != 1"}
        tests.run(Session(passed, status), cell, 1.0)  # type: ignore[arg-type]
        assert tests.caught is caught, (passed, status)


STATEFUL = """\
class Account:
    def __init__(self):
        self.balance = 0
    def deposit(self, amount):
        self.balance += amount
"""


def test_canaries_leave_the_objects_of_other_peoples_tests_alone(server: KernelServer, tmp_path: Path) -> None:
    """Tests that go on with one object from cell to cell: right answers get everything, whenever they are graded."""
    steps = [
        "acc = Account()\nassert acc.balance == 0",
        *(f"acc.deposit(50)\nassert acc.balance == {50 * n}" for n in range(1, 8)),
    ]
    cells = [answer("account", STATEFUL.rstrip())]
    cells += [checks(f"test_{number}", 1, text) for number, text in enumerate(steps)]
    released = Released("one", tuple(cells), dict(PYTHON))
    submitted = new_notebook(cells=copy.deepcopy(cells))
    submitted.cells[0].source = STATEFUL
    for _ in range(10):
        result = grade_notebook(released, nbformat.writes(submitted).encode(), tmp_path, server)
        assert [(cell.score, cell.flag) for cell in result.cells] == [(1.0, "")] * 8


def test_the_cells_of_a_notebook_keep_their_numbers(source: Source, server: KernelServer, tmp_path: Path) -> None:
    answers = {
        "half": "import re\nhalf = lambda x: x / 2\n",
        "twice": "def twice(x):\n    return 2 * x\nprint(get_ipython().execution_count, len(In), [bool(re.search('half.4. !' + '= ', text)) for text in In])",
        "q1": 'q1 = "B"',
    }
    released = dataclasses.replace(notebooks.released(source), paper=None)
    data = to_text(notebooks.submission(source, answers)).encode()
    texts = {grade_notebook(released, data, tmp_path, server).notebook for _ in range(4)}
    assert len(texts) == 1 and f"5 5 {[False] * 5}" in (text := texts.pop()), re.findall(r"\"\d.*", text)


FORGE_ALL_BUT_LAST = """
shell, seen = get_ipython(), []
def swallow(lines):
    if "half(" in "".join(lines) and "def half" not in "".join(lines):
        return ["pass\\n"]
    return lines
shell.input_transformers_post.append(swallow)
"""


def test_a_cheat_that_forges_only_tests_that_name_its_function_is_flagged(
    source: Source, server: KernelServer, tmp_path: Path
) -> None:
    """The test at the end fails, as it must; the one made from a test of the notebook does not."""
    answers = {
        "half": "def half(x):\n    return 0\n" + FORGE_ALL_BUT_LAST,
        "twice": "def twice(x):\n    return 2 * x",
        "q1": 'q1 = "B"',
    }
    released = dataclasses.replace(notebooks.released(source), paper=None)
    data = to_text(notebooks.submission(source, answers)).encode()
    found = [grade_notebook(released, data, tmp_path, server).cells[0] for _ in range(12)]
    assert any(cell.flag for cell in found)  # two of three tests have a canary: it is missed once in 3 ** 12 times
    assert all(cell.score == 0 for cell in found if cell.flag)
