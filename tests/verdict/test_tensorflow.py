"""Tensors, variables and Keras models between the examiner and a kernel, and what companion.checks finds out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from companion import checks
from grader.authoring import notebooks
from grader.authoring.notebooks import to_text
from grader.authoring.prove import prove_exercises, prove_whole
from grader.authoring.source import Source, read_source
from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.verdict.examined import SECOND_CHANCE
from grader.verdict.grade import grade_notebook
from grader.verdict.results import CellGrade, Outcome
from tests.inside.test_wire import ends, get, round_trip, wire  # noqa: F401

SOURCE = Path(__file__).parent.parent / "samples/tensorflow_models.py"


@pytest.fixture(scope="module")
def tensorflow_server() -> Iterator[KernelServer]:
    with KernelServer(("numpy", "tensorflow", "keras", "companion.checks"), True, Limits()) as running:
        running.wait_ready()
        yield running


@pytest.fixture(scope="module")
def models() -> Source:
    return read_source(SOURCE)


def solutions(source: Source) -> dict[str, str]:
    return {name: notebooks.strip_markers(exercise.solution.text) for name, exercise in source.exercises.items()}


def grade(source: Source, server: KernelServer, folder: Path, **answers: str) -> dict[str, CellGrade]:
    data = to_text(notebooks.submission(source, {**solutions(source), **answers})).encode()
    result = grade_notebook(notebooks.released(source), data, folder, server)
    assert result.error == ""
    return {cell.exercise: cell for cell in result.cells}


def test_tensors_and_variables_cross_with_type_shape_and_name() -> None:
    back = round_trip([tf.constant([[1.0, 2.0]]), tf.constant(3), tf.float16, tf.TensorShape([None, 2])])
    assert [each.dtype for each in back[:2]] == [tf.float32, tf.int32] and back[0].numpy().tolist() == [[1.0, 2.0]]
    assert back[2:] == [tf.float16, tf.TensorShape([None, 2])] and isinstance(back[1], tf.Tensor)
    variable = round_trip(tf.Variable(np.eye(2), name="W1", trainable=False))
    assert isinstance(variable, tf.Variable) and (variable.name, variable.trainable) == ("W1:0", False)
    assert variable.dtype == tf.float64 and variable.numpy().tolist() == [[1, 0], [0, 1]]
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    assert [each.shape for each in round_trip(layer.weights)] == [(3, 2), (2,)]


REFUSED = [{"e": {"h": [0, "Model"]}}, {"e": {"a": ["O", [1], "C", 0]}}, {"v": [1]}, {"k": "no"}, {"q": [{}]}]


@pytest.mark.parametrize("tree", REFUSED, ids=str)
def test_a_tree_that_is_no_tensor_is_refused(tree: Any) -> None:
    with pytest.raises((wire.WireError, ValueError, TypeError, LookupError)):
        wire.Unpacker([bytearray(8)], None).unpack(tree)


def test_what_a_function_assigns_to_variables_is_assigned_here(ends: Any) -> None:  # noqa: F811
    peer, names = ends

    def assign(variables: Any, by_name: Any) -> None:
        variables[0].assign_add([1.0])
        by_name["b"].assign(7)

    names["assign"] = assign
    a, b = tf.Variable([1.0]), tf.Variable(2)
    get(peer, "assign")([a], {"b": b})
    assert (a.numpy().tolist(), int(b)) == ([2.0], 7)


def test_checks_run_beside_a_handle_as_they_run_on_the_object(ends: Any) -> None:  # noqa: F811
    peer, names = ends
    model = names["model"] = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Dropout(0.5)])
    handle = get(peer, "model")
    assert isinstance(handle, wire.Handle) and checks.describe(handle) == checks.describe(model)
    weights = [np.ones((3, 2)), np.zeros(2)]
    checks.set_weights(handle, weights)
    assert all(map(np.array_equal, checks.get_weights(handle), weights))
    X = np.ones((4, 3), np.float32)
    assert checks.call(handle, X).tolist() == [[3, 3]] * 4
    assert not np.array_equal(checks.call(handle, X, training=True), checks.call(handle, X))
    ours, across = (checks.weight_gradients(each, X, np.zeros((4, 2))) for each in (model, handle))
    assert all(map(np.array_equal, ours, across)) and ours[0].shape == (3, 2)
    names["cube"] = lambda x, p: x**3 * p["w"]
    slopes = checks.gradients(get(peer, "cube"), np.array([1.0, 2.0]), {"w": np.array(2.0), "b": np.array(1.0)})
    assert slopes[0].tolist() == [6, 24] and float(slopes[1]["w"]) == 9 and float(slopes[1]["b"]) == 0


def test_a_functional_model_is_described_with_its_connections() -> None:
    first = keras.Input((8, 8, 3))
    a = keras.layers.Conv2D(4, 3, padding="same", kernel_regularizer=keras.regularizers.L2(0.5))(first)
    b = keras.layers.BatchNormalization()(a)
    found = checks.describe(keras.Model(first, keras.layers.Add()([a, b])))
    names = [layer["name"] for layer in found["layers"]]
    assert [layer["kind"] for layer in found["layers"]] == ["Conv2D", "BatchNormalization", "Add"]
    assert found["layers"][2]["inputs"] == names[:2] and found["layers"][1]["inputs"] == names[:1]
    assert found["layers"][0]["config"]["kernel_regularizer"] == {"kind": "L2", "l2": 0.5}
    assert found["layers"][0]["config"]["padding"] == "same" and found["output_shape"] == (None, 8, 8, 4)
    assert (found["parameters"], found["trainable_parameters"]) == (128, 120)


def test_a_layer_that_has_seen_no_input_and_what_is_no_layer() -> None:
    found = checks.describe(keras.layers.Dense(3))
    assert found["output_shape"] is None and found["parameters"] == 0 and found["config"]["units"] == 3
    with pytest.raises(TypeError, match="a Keras model or layer is needed; got int"):
        checks.describe(3)


def test_solutions_win_and_mistakes_lose_and_are_recognised(
    models: Source, tensorflow_server: KernelServer, tmp_path: Path
) -> None:
    assert prove_whole(models, tensorflow_server) == ({"solved": models.points, "blank": 0}, [])
    assert prove_exercises(models, tensorflow_server, list(models.exercises), ["mistake"])[1] == []


def test_a_wrong_model_costs_no_points_where_it_is_used(
    models: Source, tensorflow_server: KernelServer, tmp_path: Path
) -> None:
    wrong = "def make_classifier(units):\n    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])"
    cells = grade(models, tensorflow_server, tmp_path, make_classifier=wrong)
    assert cells["make_classifier"].outcome is Outcome.WRONG
    assert (cells["committee"].score, cells["committee"].message) == (1, SECOND_CHANCE)


def test_the_code_of_a_model_is_shown_to_nobody(
    models: Source, tensorflow_server: KernelServer, tmp_path: Path
) -> None:
    """Where our answer has to run in the kernel, an answer that looks for it finds it, and nothing of that comes out."""
    wrong = "def make_classifier(units):\n    return None"
    spy = (
        "def committee(count, units, X):\n"
        "    import inspect\n"
        "    code = make_classifier.__code__\n"
        "    print('SPIED', code.co_consts, code.co_names)\n"
        "    raise ValueError(f'SPIED {code.co_consts} {code.co_names}')"
    )
    data = to_text(
        notebooks.submission(models, {**solutions(models), "make_classifier": wrong, "committee": spy})
    ).encode()
    result = grade_notebook(notebooks.released(models), data, tmp_path, tensorflow_server)
    told = result.notebook + "".join(f"{cell.message}{cell.hint}" for cell in result.cells)
    assert "SPIED" in told and "sigmoid" not in "".join(line for line in told.split("\\n") if "SPIED" in line)
    assert {cell.exercise: cell.score for cell in result.cells}["committee"] == 0
