"""An exercise notebook in JupyterLab, as a learner meets it: answer, run, read the message, save, be graded."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.tree import Tree
from grader.learner.check import check
from tests.lab import LabServer, NotebookPage, browser, missing

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=f"{missing()}: no browser test")]

NAME = "01_python_and_vectorization.ipynb"
RIGHT = "return 1 / (1 + np.exp(-x))"
WRONG = "return 1 / (1 + np.exp(x))"


@pytest.fixture(scope="module")
def lab(tree: Tree, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """JupyterLab in a copy of the week's folder."""
    root = tmp_path_factory.mktemp("lab") / "week"
    shutil.copytree(tree.root / "course1_nn" / "week2_logistic_regression", root)
    with LabServer(root) as server:
        yield server


@pytest.fixture(scope="module")
def page(lab: LabServer) -> Iterator[NotebookPage]:
    with browser() as driver, lab.explained():
        yield NotebookPage(driver, lab, NAME)


def cell(cells: list[dict[str, Any]], cell_id: str) -> dict[str, Any]:
    return next(each for each in cells if each["id"] == cell_id)


def labels(cells: list[dict[str, Any]]) -> list[object]:
    return [each["metadata"].get("nbgrader") for each in cells]


def test_right_answer(lab: LabServer, page: NotebookPage) -> None:
    """A right answer runs, passes its visible tests, is saved where it belongs, and earns the exercise's points."""
    released = page.saved()
    with lab.explained():
        page.write_last_line("sigmoid", RIGHT)
        page.run_through("test-sigmoid")
        page.save()
        assert page.count("given-1") > 0, "the import cell ran"
        for each in ("given-1", "sigmoid", "test-sigmoid"):
            assert page.errors(each) == ""

    saved = page.saved()
    assert labels(saved) == labels(released)
    *start, stub = cell(released, "sigmoid")["source"].splitlines()
    assert cell(saved, "sigmoid")["source"].splitlines() == [*start, stub.replace("raise NotImplementedError()", RIGHT)]

    first, *others = check(page.path).grade.cells
    assert (first.id, first.score) == ("test_sigmoid", first.max_score), first.message
    assert first.max_score == cell(saved, "test-sigmoid")["metadata"]["nbgrader"]["points"]
    assert not any(each.score for each in others)


def test_wrong_answer(lab: LabServer, page: NotebookPage) -> None:
    """A wrong answer shows the failing test's own message below the tests cell."""
    tests = ast.parse(cell(page.saved(), "test-sigmoid")["source"])
    asserts = [each for each in ast.walk(tests) if isinstance(each, ast.Assert)]
    messages = [each.msg.value for each in asserts if isinstance(each.msg, ast.Constant)]
    with lab.explained():
        page.write_last_line("sigmoid", WRONG)
        page.run_through("test-sigmoid")
        assert page.errors("sigmoid") == ""
        shown = page.errors("test-sigmoid")
    assert any(f"AssertionError: {message}" in shown for message in messages), shown


def test_sliders_move_a_figure(tree: Tree, tmp_path: Path) -> None:
    """A widget of a notebook is shown, and a key on its slider draws the figure anew."""
    folder = tree.root / "course3_cnn" / "week1_foundations"
    shutil.copy(folder / "01_convolution_step_by_step.ipynb", tmp_path / "sliding.ipynb")
    with LabServer(tmp_path) as server, browser() as driver, server.explained():
        page = NotebookPage(driver, server, "sliding.ipynb")
        widget = next(each["id"] for each in page.saved() if each["source"].startswith("explore_sliding("))
        page.run_through(widget)
        first = page.wait(lambda: page.figure(widget))
        page.nudge(widget)
        page.wait(lambda: page.figure(widget) not in ("", first))
