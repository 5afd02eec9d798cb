"""Builders of models, trunks handed over, layers to thaw, classes and compiled functions, from source to grade."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.authoring import notebooks
from grader.authoring.prove import prove_whole
from grader.authoring.source import Source, docstring, read_source
from grader.inside import transcript
from grader.inside.recognise import recognise
from grader.inside.reference import Reference
from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.verdict.results import Outcome
from tests.verdict.test_tensorflow import grade, solutions

SOURCE = Path(__file__).parent.parent / "samples/keras_builders.py"


@pytest.fixture(scope="module")
def server() -> Iterator[KernelServer]:
    with KernelServer(("numpy", "tensorflow", "keras", "companion.checks"), True, Limits()) as running:
        running.wait_ready()
        yield running


@pytest.fixture(scope="module")
def source() -> Source:
    return read_source(SOURCE)


def recognised(source: Source, exercise: str, answer: str) -> list[str]:
    """The hints that an answer to an exercise gets, beside right ones to the others, however long it takes."""
    kinds = {"given": False, "solution": True}
    cells = [
        [cell.exercise if kinds[cell.kind] else "", notebooks.strip_markers(cell.text)]
        for cell in source.cells
        if cell.kind in kinds
    ]
    mistakes = {
        name: [[docstring(cell.text), cell.text] for cell in each.mistakes] for name, each in source.exercises.items()
    }
    reference = Reference(cells, mistakes)
    names = {name for cell in reference.cells for name in cell.bound}
    with transcript.loopback(reference.run(names, exercise, answer)) as kernel:
        return recognise(kernel, reference, exercise, source.exercises[exercise].test_texts, math.inf)


def test_solutions_win_and_an_untouched_notebook_gets_nothing(source: Source, server: KernelServer) -> None:
    assert prove_whole(source, server) == ({"solved": source.points, "blank": 0}, [])


EXERCISES = ["residual_block", "with_head", "thaw", "scaled", "weighted"]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_mistakes_are_recognised_and_the_solution_is_not(source: Source, exercise: str) -> None:
    for cell in source.exercises[exercise].mistakes:
        assert recognised(source, exercise, cell.text) == [docstring(cell.text)]
    assert recognised(source, exercise, solutions(source)[exercise]) == []


def test_mistakes_lose_their_points(source: Source, server: KernelServer, tmp_path: Path) -> None:
    for number in range(3):
        wrong = {name: each.mistakes[number].text for name, each in source.exercises.items()}
        cells = grade(source, server, tmp_path, **wrong)
        assert {name: cell.score for name, cell in cells.items()} == dict.fromkeys(EXERCISES, 0)


ANOTHER_STYLE = {
    "residual_block": """
def residual_block(X, units):
    first = layers.Dense(units, name="one")(X)
    second = layers.Dense(int(X.shape[1]), name="two")(keras.ops.relu(first))
    return keras.ops.relu(X + second)
""",
    "scaled": """
class Scaled(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.n = units

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[1], self.n), initializer="he_normal", name="W")
        self.factors = self.add_weight(shape=(self.n,), initializer=keras.initializers.Ones())

    def call(self, X):
        return (X @ self.kernel) * self.factors
""",
    "weighted": "weighted = lambda X, w: tf.linalg.matvec(X, w)",
    "with_head": """
def with_head(trunk):
    for layer in trunk.layers:
        layer.trainable = False
    X = inputs = keras.layers.Input(shape=(3,))
    return keras.Model(inputs=inputs, outputs=keras.layers.Dense(units=1)(trunk(X, training=False)))
""",
}


def test_right_answers_in_another_style_are_right(source: Source, server: KernelServer, tmp_path: Path) -> None:
    cells = grade(source, server, tmp_path, **ANOTHER_STYLE)
    assert {name: (cells[name].score, cells[name].message) for name in ANOTHER_STYLE} == {
        name: (source.exercises[name].points, "") for name in ANOTHER_STYLE
    }


WRONG_STYLE = {
    "residual_block": (ANOTHER_STYLE["residual_block"].replace("X + second", "second"), "has to be added before"),
    "weighted": ("def weighted(X, w):\n    return tf.math.reduce_mean(w * X, 1)", "not the mean"),
    "with_head": (ANOTHER_STYLE["with_head"].replace("trainable = False", "trainable = True"), "isn't frozen"),
    "thaw": (
        "def thaw(model, first):\n    inner = model.layers[1]\n    inner.trainable = True\n    for layer in inner.layers[:first]:\n        layer.trainable = False",
        "Normalizations stay frozen",
    ),
}


@pytest.mark.parametrize("exercise", WRONG_STYLE)
def test_wrong_answers_in_another_style_get_the_hint(source: Source, exercise: str) -> None:
    text, words = WRONG_STYLE[exercise]
    (hint,) = recognised(source, exercise, text)
    assert words in hint


def test_a_class_of_which_one_method_is_left_is_not_attempted(
    source: Source, server: KernelServer, tmp_path: Path
) -> None:
    half = notebooks.clear_solution(
        source.exercises["scaled"].solution.text.replace("### BEGIN SOLUTION", "", 1).replace("### END SOLUTION", "", 1)
    )
    assert "add_weight" in half and "raise NotImplementedError" in half
    cell = grade(source, server, tmp_path, scaled=half)["scaled"]
    assert (cell.score, cell.outcome) == (0, Outcome.NOT_ATTEMPTED)
    assert "matmul" in solutions(source)["scaled"]
