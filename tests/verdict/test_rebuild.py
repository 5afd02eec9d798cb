"""Rebuilding: whatever was done to the file, the released cells run in their order with the student's answers in them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from grader.authoring import notebooks
from grader.authoring.notebooks import exercise_notebook, to_text
from grader.authoring.source import Source
from grader.errors import GraderError
from grader.verdict.cells import grade_id, titles, visible
from grader.verdict.rebuild import parse_notebook, rebuild

ANSWERS = {
    "half": "def half(x):\n    return x / 2  # mine",
    "twice": "def twice(x):\n    return x + x  # mine",
    "q1": 'q1 = "B"',
}


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if grade_id(cell) == name)


def delete_test(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell_of(notebook, "test_half"))


def delete_given(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell_of(notebook, "given_1"))


def edit_test(notebook: NotebookNode) -> None:
    cell_of(notebook, "test_half").source = "assert True"


def copy_answer(notebook: NotebookNode) -> None:
    position = notebook.cells.index(cell_of(notebook, "half"))
    notebook.cells.insert(position, NotebookNode(cell_of(notebook, "half")))


def reorder(notebook: NotebookNode) -> None:
    notebook.cells.reverse()


def retype(notebook: NotebookNode) -> None:
    cell_of(notebook, "half").cell_type = "raw"


def lose_label(notebook: NotebookNode) -> None:
    cell_of(notebook, "half").metadata = {}


def lose_all_labels(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = {}


def change_points(notebook: NotebookNode) -> None:
    cell_of(notebook, "test_half").metadata["nbgrader"]["points"] = 100


def break_metadata(notebook: NotebookNode) -> None:
    cell_of(notebook, "half").metadata["nbgrader"].update({"schema_version": 99, "grade": "yes", "solution": None})
    cell_of(notebook, "test_half").metadata["nbgrader"] = {"grade_id": ["half"]}


def swap_ids(notebook: NotebookNode) -> None:
    first, second = cell_of(notebook, "test_half"), cell_of(notebook, "test_twice")
    first.metadata["nbgrader"]["grade_id"], second.metadata["nbgrader"]["grade_id"] = "test_twice", "test_half"


DAMAGE: dict[Callable[[NotebookNode], None], str] = {
    delete_test: "the test cell 'test_half' was missing", delete_given: "the given cell 'given_1' was missing", edit_test: "'test_half' differs from the release",
    copy_answer: "'half' was there 2 times", reorder: "another order", retype: "was of type raw", lose_label: "label of cell 'half' was lost",
    lose_all_labels: "recognised by its text or place", change_points: "", break_metadata: "", swap_ids: "differs from the release",
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_damage_costs_nothing_and_is_reported(source: Source, damage: Callable[[NotebookNode], None]) -> None:
    released = notebooks.released(source)
    submitted = notebooks.submission(source, ANSWERS)
    damage(submitted)
    notebook, repairs = rebuild(released, parse_notebook(to_text(submitted).encode()))
    labelled = [cell for cell in notebook.cells if grade_id(cell)]
    assert [grade_id(cell) for cell in labelled] == released.ids
    assert {name: cell_of(notebook, name).source for name in ANSWERS} == ANSWERS
    for cell, original in zip(labelled, released.cells, strict=True):
        assert cell.cell_type == original.cell_type and cell.metadata == original.metadata
        assert grade_id(cell) in ANSWERS or cell.source == original.source
    assert any(DAMAGE[damage] in repair for repair in repairs) or DAMAGE[damage] == ""


def forget_checksum(cell: NotebookNode) -> None:
    del cell.metadata["nbgrader"]["checksum"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda cell: None, "is from an earlier release"),
        (lambda cell: cell.update(source="assert True"), "was edited"),
        (forget_checksum, "differs from the release"),
        (lambda cell: cell.metadata["nbgrader"].update(points=float("nan")), "was edited"),
        (lambda cell: cell.metadata["nbgrader"].pop("points"), "differs from the release"),
    ],
)
def test_a_learner_is_not_blamed_for_what_the_instructor_changed_since(
    source: Source, change: Callable[[NotebookNode], object], said: str
) -> None:
    submitted = exercise_notebook(source)
    change(cell_of(submitted, "test_half"))
    released = notebooks.released(source)
    cell_of(NotebookNode(cells=released.cells), "test_half").source = "assert half(8) == 4"
    _, repairs = rebuild(released, parse_notebook(to_text(submitted).encode()))
    assert repairs == [f"cell 'test_half' {said}; the released text was used"]


def test_an_undamaged_notebook_is_not_repaired_and_own_cells_stay_in_place(source: Source) -> None:
    submitted = notebooks.submission(source, ANSWERS)
    position = submitted.cells.index(cell_of(submitted, "half"))
    submitted.cells.insert(position, new_code_cell("helper = 1"))
    submitted.cells.insert(
        0, new_code_cell("first = 1", metadata={"nbgrader": {"grade_id": "unknown", "points": 5, "grade": True}})
    )
    notebook, repairs = rebuild(notebooks.released(source), parse_notebook(to_text(submitted).encode()))
    assert repairs == []
    texts = [cell.source for cell in notebook.cells]
    assert texts.index("first = 1") == 0
    assert texts.index("import numpy as np") < texts.index("helper = 1") < texts.index(ANSWERS["half"])
    assert all("nbgrader" not in cell.metadata for cell in notebook.cells if cell.source in ("first = 1", "helper = 1"))


def test_a_demo_is_skipped_unless_it_was_changed(source: Source) -> None:
    submitted = notebooks.submission(source, ANSWERS)
    notebook, _ = rebuild(notebooks.released(source), parse_notebook(to_text(submitted).encode()))
    assert [cell.source for cell in notebook.cells if "demo" in cell.metadata.get("tags", [])] == ["print(half(8))"]
    next(cell for cell in submitted.cells if cell.source == "print(half(8))").source = "helper = half(8)"
    notebook, _ = rebuild(notebooks.released(source), parse_notebook(to_text(submitted).encode()))
    assert not any("demo" in cell.metadata.get("tags", []) for cell in notebook.cells)


def test_an_answer_without_label_and_names_is_known_by_its_place(source: Source) -> None:
    released = notebooks.released(source)
    cell_of(released, "half").source = "# YOUR CODE HERE\nraise NotImplementedError()"
    submitted = notebooks.submission(source, ANSWERS)
    cell_of(submitted, "half").source = "result = 0.5"
    lose_label(submitted)
    notebook, repairs = rebuild(released, parse_notebook(to_text(submitted).encode()))
    assert cell_of(notebook, "half").source == "result = 0.5" and "recognised" in repairs[0]


@pytest.mark.parametrize(
    "attachments",
    [
        {"a.png": {"image/png": "\ud800"}},
        {"\ud800.png": {"image/png": "x"}},
        {"a": {"\udc00": "x"}},
        {"a": {"image/png": [1]}},
        {"a": 1},
        3,
    ],
)
def test_an_attachment_of_any_form_can_be_written(source: Source, attachments: Any) -> None:
    raw = json.loads(to_text(notebooks.submission(source, ANSWERS)))
    raw["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": "mine", "attachments": attachments})
    notebook, _ = rebuild(notebooks.released(source), parse_notebook(json.dumps(raw).encode()))
    nbformat.validate(notebook)
    assert "mine" in nbformat.writes(notebook).encode("utf-8").decode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS", "a"),
        ("a\n### BEGIN HIDDEN TESTS\n'END MARK SCHEME'\nb\n### END HIDDEN TESTS\nc", "a\nc"),
        (
            "a\n=== BEGIN MARK SCHEME ===\nb\n=== END MARK SCHEME ===\nc\n### BEGIN HIDDEN TESTS\nd\n### END HIDDEN TESTS",
            "a\nc",
        ),
        ("a\n### BEGIN HIDDEN TESTS\nb", "a"),
        ("a\n", "a\n"),
    ],
)
def test_only_the_end_of_its_own_kind_closes_a_hidden_region(text: str, shown: str) -> None:
    assert visible({"source": text}) == shown


def test_a_marker_of_nbgraders_is_no_heading() -> None:
    cells = [
        {"cell_type": "markdown", "source": "## A question (3 points)"},
        {
            "cell_type": "markdown",
            "source": "### BEGIN SOLUTION\nAn answer.\n### END SOLUTION",
            "metadata": {"nbgrader": {"grade_id": "a"}},
        },
    ]
    assert titles(cells) == {"a": "A question"}


# ------------------------------------------------------------------------------------------- properties of any damage

JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(st.characters(), max_size=12)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
PLACE = st.integers(0, 30)
FIELD = st.sampled_from(["source", "cell_type", "metadata", "outputs", "id", "attachments"])
LABEL = st.sampled_from(["grade_id", "grade", "solution", "locked", "task", "points", "schema_version", "cell_type"])
KIND = st.sampled_from(["code", "markdown", "raw"])
OPERATIONS = st.one_of(
    st.tuples(st.just("delete"), PLACE),
    st.tuples(st.just("copy"), PLACE, PLACE),
    st.tuples(st.just("move"), PLACE, PLACE),
    st.tuples(st.just("insert"), PLACE, st.text(max_size=20), KIND),
    st.tuples(st.just("retype"), PLACE, KIND),
    st.tuples(st.just("field"), PLACE, FIELD, JSON),
    st.tuples(st.just("label"), PLACE, LABEL, JSON),
    st.tuples(st.just("unlabel"), PLACE),
    st.tuples(st.just("rename"), PLACE, PLACE),
    st.tuples(st.just("junk"), PLACE, JSON),
)


def apply(cells: list[Any], operation: tuple[Any, ...]) -> None:
    """Do to the cells of a notebook file what a student, or a program, may have done."""
    kind, place, *rest = operation
    if kind == "insert":
        cells.insert(place % (len(cells) + 1), {"cell_type": rest[1], "metadata": {}, "source": rest[0]})
        return
    if kind == "junk":
        cells.insert(place % (len(cells) + 1), rest[0])
        return
    if not cells or not isinstance(cell := cells[place % len(cells)], dict):
        return
    label = cell.get("metadata", {}).get("nbgrader") if isinstance(cell.get("metadata"), dict) else None
    if kind == "delete":
        cells.remove(cell)
    elif kind == "copy":
        cells.insert(rest[0] % len(cells), copy.deepcopy(cell))
    elif kind == "move":
        cells.insert(rest[0] % len(cells), cells.pop(place % len(cells)))
    elif kind == "retype":
        cell["cell_type"] = rest[0]
    elif kind == "field":
        cell[rest[0]] = rest[1]
    elif kind == "label" and isinstance(label, dict):
        label[rest[0]] = rest[1]
    elif kind == "unlabel":
        cell["metadata"] = {}
    elif kind == "rename" and isinstance(label, dict) and isinstance(other := cells[rest[0] % len(cells)], dict):
        label["grade_id"] = grade_id(other)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OPERATIONS, max_size=12), st.booleans())
def test_whatever_was_done_to_a_file_the_released_cells_run_in_order(
    source: Source, operations: list[tuple[Any, ...]], old: bool
) -> None:
    released = notebooks.released(source)
    raw = json.loads(to_text(notebooks.submission(source, ANSWERS)))
    raw["nbformat_minor"] = 4 if old else 5
    for operation in operations:
        apply(raw["cells"], operation)
    notebook, repairs = rebuild(released, parse_notebook(json.dumps(raw).encode()))
    labelled = [cell for cell in notebook.cells if grade_id(cell)]
    assert [grade_id(cell) for cell in labelled] == released.ids
    for cell, original in zip(labelled, released.cells, strict=True):
        assert cell.cell_type == original.cell_type and cell.metadata == original.metadata
        assert grade_id(cell) in ANSWERS or cell.source == original.source
    assert all("nbgrader" not in cell.metadata for cell in notebook.cells if not grade_id(cell))
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert all(isinstance(repair, str) for repair in repairs)
    nbformat.validate(notebook)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        JSON.map(lambda value: json.dumps(value).encode()),
        st.text(max_size=60).map(str.encode),
    )
)
def test_any_bytes_are_a_notebook_or_one_line(data: bytes) -> None:
    try:
        notebook = parse_notebook(data)
    except GraderError as error:
        assert "\n" not in str(error)
    else:
        nbformat.validate(notebook)


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries(
        {"nbformat": st.integers(-1, 6), "cells": st.lists(JSON, max_size=4)},
        optional={"nbformat_minor": JSON, "metadata": JSON, "worksheets": JSON},
    )
)
def test_any_json_of_the_shape_of_a_notebook_is_one_or_one_line(raw: dict[str, Any]) -> None:
    test_any_bytes_are_a_notebook_or_one_line.hypothesis.inner_test(json.dumps(raw).encode())
