"""Tensors, variables and Keras models between the examiner and a kernel, and what companion.checks finds out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
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
from grader.inside import calls, graphs, models, values
from grader.inside.failures import WireError
from grader.inside.handles import Handle
from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.verdict.examined import SECOND_CHANCE
from grader.verdict.grade import grade_notebook
from grader.verdict.results import CellGrade, Outcome
from tests.inside.test_wire import ends, get, round_trip  # noqa: F401

SOURCE = Path(__file__).parent.parent / "samples/tensorflow_models.py"


@pytest.fixture(scope="module")
def tensorflow_server() -> Iterator[KernelServer]:
    with KernelServer(("numpy", "tensorflow", "keras", "companion.checks"), True, Limits()) as running:
        running.wait_ready()
        yield running


@pytest.fixture(scope="module")
def sample() -> Source:
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


FORGED_OPTIMIZER = json.dumps({"module": "builtins", "class_name": "function", "config": "eval"})
REFUSED = [{"e": {"h": [0, "Model"]}}, {"e": {"a": ["O", [1], "C", 0]}}, {"v": [1]}, {"k": "no"}, {"q": [{}]},
    {"w": [[10**9], [{"b": 0}]]}, {"w": [[1], [1]]}, {"R": [{"w": [[1], [{"b": 0}]]}, [{"a": ["<i8", [1], "C", 0]}]]},
    {"R": [{"a": ["<f8", [1], "C", 0]}, 1]}, {"W": [{"a": ["<i8", [1, 1], "C", 0]}, {"a": ["<f8", [1], "C", 0]}, [10**12]]},
    {"W": [{"a": ["<i8", [1, 1], "C", 0]}, {"a": ["<f8", [1], "C", 0]}, [0]]}, {"O": [FORGED_OPTIMIZER, []]},
    {"O": [json.dumps({"module": "keras.layers", "class_name": "Dense", "config": {"units": 1}}), []]},
]  # fmt: skip


@pytest.mark.parametrize("tree", REFUSED, ids=str)
def test_a_tree_that_is_no_tensor_is_refused(tree: Any) -> None:
    with pytest.raises((WireError, ValueError, TypeError, LookupError, tf.errors.InvalidArgumentError)):
        values.Unpacker([bytearray(8)], None).unpack(tree)


def test_what_a_function_assigns_to_variables_is_assigned_here(ends: Any) -> None:  # noqa: F811
    peer, names = ends

    def assign(variables: Any, by_name: Any) -> None:
        variables[0].assign_add([1.0])
        by_name["b"].assign(7)

    names["assign"] = assign
    a, b = tf.Variable([1.0]), tf.Variable(2)
    get(peer, "assign")([a], {"b": b})
    assert (a.numpy().tolist(), int(b)) == ([2.0], 7)


def test_a_model_crosses_by_value_and_is_looked_at_here(ends: Any) -> None:  # noqa: F811
    peer, names = ends
    model = names["model"] = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Dropout(0.5)])
    ours = get(peer, "model")
    assert isinstance(ours, keras.Sequential) and ours is not model and checks.describe(ours) == checks.describe(model)
    weights = [np.ones((3, 2)), np.zeros(2)]
    checks.set_weights(ours, weights)
    assert all(map(np.array_equal, checks.get_weights(ours), weights))
    X = np.ones((4, 3), np.float32)
    assert checks.call(ours, X).tolist() == [[3, 3]] * 4
    assert not np.array_equal(checks.call(ours, X, training=True), checks.call(ours, X))
    assert not np.allclose(model.get_weights()[0], 1)


def block() -> Any:
    """A functional model with a shortcut, operations, nested models and a setting of each kind."""
    first = keras.Input((8, 8, 3))
    inner = keras.Sequential([keras.layers.Conv2D(4, 3, padding="same", activation=tf.nn.relu)], name="inner")
    a = inner(first)
    b = keras.layers.BatchNormalization()(a)
    c = keras.ops.relu(a + b)[:, :4]
    model = keras.Model(first, [keras.layers.GlobalAveragePooling2D()(c), b])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model


CROSS = {
    "a layer not built": lambda: keras.layers.Dense(3, kernel_regularizer=keras.regularizers.L2(0.1)),
    "a model not built": lambda: keras.Sequential([keras.layers.Dense(3)]),
    "a functional model": block,
    "a recurrent model": lambda: keras.Sequential(
        [keras.Input((5, 2)), keras.layers.Bidirectional(keras.layers.LSTM(3)), keras.layers.Dense(1)]
    ),
    "attention": lambda: keras.layers.MultiHeadAttention(2, 4),
}


@pytest.mark.parametrize("kind", CROSS)
def test_built_in_layers_and_models_cross_with_settings_and_weights(kind: str) -> None:
    model = CROSS[kind]()
    back = round_trip(model)
    assert checks.describe(back) == checks.describe(model)
    assert all(map(np.array_equal, back.get_weights(), model.get_weights()))
    if kind == "a functional model":
        X = np.random.default_rng(0).random((2, 8, 8, 3))
        assert all(map(np.array_equal, checks.call(back, X), checks.call(model, X)))
        assert back.compiled and float(back.optimizer.learning_rate) == pytest.approx(0.01)


class Own(keras.Model):
    """A model of a notebook's own class, which claims to be another one."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = keras.layers.Dense(2, kernel_initializer="ones")

    def call(self, inputs: Any, training: bool = False) -> Any:
        return self.dense(inputs)

    def count_params(self) -> int:
        return 7


def double(x: Any) -> Any:
    return 2 * x


STAY = {
    "a class of its own": Own,
    "a layer with code": lambda: keras.layers.Lambda(double),
    "a function for an activation": lambda: keras.layers.Dense(2, activation=double),
    "a lambda for an activation": lambda: keras.layers.Dense(2, activation=lambda x: x),
    "a model with code in it": lambda: keras.Sequential([keras.Input((2,)), keras.layers.Lambda(double)]),
}


@pytest.mark.parametrize("kind", STAY)
def test_what_has_code_of_its_own_is_called_where_it_is(ends: Any, kind: str) -> None:  # noqa: F811
    peer, names = ends
    names["model"] = STAY[kind]()
    handle = get(peer, "model")
    assert isinstance(handle, Handle)
    assert checks.call(handle, np.ones((3, 2), np.float32)).shape == (3, 2)
    with pytest.raises(TypeError, match="Keras's own classes"):
        checks.describe(handle)


def config(**changes: Any) -> str:
    found = json.loads(models.to_plain(keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)]))[0])  # type: ignore[index]
    found["config"]["layers"][1].update(changes)
    return json.dumps(found)


FORGED = {
    "a layer that calls code": config(class_name="Lambda"),
    "a layer that reads a file": config(class_name="TFSMLayer", config={"filepath": "/etc", "call_endpoint": "serve"}),
    "a vocabulary of a file": config(class_name="StringLookup", config={"vocabulary": "/etc/passwd"}),
    "another module": config(module="os", class_name="system"),
    "a function": config(module="builtins", class_name="function", config="eval"),
    "a name for another class": config(registered_name="Own>Dense"),
    "the code of a function": config(config={"units": 2, "activation": {"value": ["4wE=", None, None]}}),
    "no module": config(module=None),
    "a type": config(class_name="__typespec__", spec_name="TensorSpec", module="tensorflow"),
    "no model": json.dumps({"module": "keras.initializers", "class_name": "Zeros", "config": {}}),
    "no configuration": "[]",
    "no JSON": "{",
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_configuration_is_refused(kind: str) -> None:
    with pytest.raises(ValueError):
        models.from_plain(FORGED[kind], [], [])


def test_a_model_of_the_test_is_changed_as_a_call_in_one_process_would(ends: Any) -> None:  # noqa: F811
    peer, names = ends

    def prepare(model: Any) -> None:
        model.layers[0].trainable = False
        model.set_weights([np.full_like(each, 2) for each in model.get_weights()])

    names["prepare"] = prepare
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2), keras.layers.Dense(1)])
    get(peer, "prepare")(model)
    assert [layer.trainable for layer in model.layers] == [False, True]
    assert all(np.all(each == 2) for each in model.get_weights())


def backbone() -> Any:
    """A trunk of the kinds of layers that trunks are made of, with a model in it."""
    first = keras.Input((8, 8, 3))
    X = keras.layers.Rescaling(2.0)(first)
    inner = keras.Sequential(
        [keras.layers.DepthwiseConv2D(3, padding="same"), keras.layers.BatchNormalization()], name="inner"
    )
    X = keras.layers.add([inner(X), X])
    X = keras.layers.SeparableConv2D(4, 3, activation="relu6")(X)
    return keras.Model(first, keras.layers.LayerNormalization()(X), name="trunk")


THAWED: dict[str, Callable[[Any], None]] = {
    "nothing frozen": lambda model: None,
    "all frozen": lambda model: setattr(model, "trainable", False),
    "a model in it": lambda model: setattr(model.get_layer("inner"), "trainable", False),
    "the first layers": lambda model: [setattr(layer, "trainable", False) for layer in model.layers[:4]] and None,
    "thawed, without normalizations": lambda model: (
        setattr(model, "trainable", False)
        or setattr(model, "trainable", True)
        or setattr(model.get_layer("inner").layers[1], "trainable", False)
    ),
    "frozen as a whole, and a layer in it that would learn": lambda model: (
        setattr(model, "trainable", False) or setattr(model.layers[-1], "trainable", True)
    ),
}


@pytest.mark.parametrize("kind", THAWED)
def test_what_is_trainable_of_a_model_comes_back_with_its_weights(ends: Any, kind: str) -> None:  # noqa: F811
    peer, names = ends

    def build(trunk: Any) -> Any:
        THAWED[kind](trunk)
        first = keras.Input((8, 8, 3))
        return keras.Model(first, keras.layers.Dense(1)(trunk(first, training=False)))

    names["build"] = build
    trunk, ours = checks.fill(backbone()), checks.fill(backbone())
    THAWED[kind](ours)
    model = get(peer, "build")(trunk)
    for found in (trunk, next(layer for layer in model.layers if layer.name == "trunk")):
        assert calls.described(found) == calls.described(ours)
        assert all(map(np.array_equal, found.get_weights(), ours.get_weights()))
        assert [each.trainable for each in models.parts(found)] == [each.trainable for each in models.parts(ours)]


def test_flags_of_other_parts_than_a_models_are_refused() -> None:
    text, weights, trainable = models.to_plain(backbone()) or ("", [], [])
    for flags in (trainable[:-1], [*trainable, True]):
        with pytest.raises(ValueError):
            models.from_plain(text, weights, flags)


def test_a_function_of_keras_tensors_is_called_where_it_is_and_its_model_judged_here(ends: Any) -> None:  # noqa: F811
    peer, names = ends

    def block(X: Any, high: Any, units: int, *, rate: float) -> Any:
        assert isinstance(X, keras.KerasTensor)
        X = keras.layers.Conv2D(units, 3, padding="same")(X)
        return keras.layers.Dropout(rate)(X + high), X

    names.update(block=block, own=lambda X: Own()(X), number=lambda X: 3, nobody=lambda X: blank(X))
    here, across = (
        checks.functional(each, [(4, 4, 2), (4, 4, 5)], 5, rate=0.5) for each in (block, get(peer, "block"))
    )
    assert [calls.described(each) for each in (here, across)] == [calls.described(here)] * 2
    X = [np.ones((2, 4, 4, 2)), np.ones((2, 4, 4, 5))]
    results = [checks.call(checks.fill(each), X, training=True) for each in (here, across)]
    assert all(map(np.array_equal, *results))
    assert isinstance(checks.functional(get(peer, "own"), (3,)), Handle)
    with pytest.raises(ValueError):
        checks.functional(get(peer, "number"), (3,))
    with pytest.raises(NotImplementedError):
        checks.functional(get(peer, "nobody"), (3,))


def blank(X: Any) -> Any:
    raise NotImplementedError()


def test_an_exercise_class_that_nobody_has_begun_says_so_however_it_is_called(ends: Any) -> None:  # noqa: F811
    class Begun(keras.layers.Layer):
        def call(self, X: Any) -> Any:
            raise NotImplementedError()

    peer, names = ends
    names["Begun"] = Begun
    ways = [
        lambda kind: checks.call(kind(), np.ones((2, 3), np.float32)),
        lambda kind: checks.functional(lambda X: kind()(X), (3,)),
        lambda kind: checks.call(keras.Sequential([keras.Input((3,)), kind()]), np.ones((2, 3), np.float32)),
    ]
    for kind, way in [(Begun, each) for each in ways] + [(get(peer, "Begun"), ways[0])]:
        with pytest.raises(NotImplementedError):
            way(kind)


def loops(x: Any, parameters: Any) -> dict[str, Any]:
    y = tf.nn.silu(x @ parameters["w"]) * SCALE
    for _ in tf.range(3):
        y += tf.sin(y)
    if tf.reduce_sum(y) > 0:
        y *= 2
    return {"y": y, "parts": (tf.reduce_mean(y), 3.0)}


SCALE = tf.Variable(2.0)


def test_a_function_is_differentiated_here_by_its_graph(ends: Any) -> None:  # noqa: F811
    peer, names = ends
    names["cube"] = lambda x, p: x**3 * p["w"]
    slopes = checks.gradients(get(peer, "cube"), np.array([1.0, 2.0]), {"w": np.array(2.0), "b": np.array(1.0)})
    assert slopes[0].tolist() == [6, 24] and float(slopes[1]["w"]) == 9 and float(slopes[1]["b"]) == 0
    names["loops"] = loops
    rng = np.random.default_rng(0)
    args = rng.random((2, 3), np.float32), {"w": rng.random((3, 2), np.float32)}
    across, here = checks.gradients(get(peer, "loops"), *args), checks.gradients(loops, *args)
    assert np.allclose(across[0], here[0]) and np.allclose(across[1]["w"], here[1]["w"]) and np.any(here[0])


def by_numpy(x: Any) -> Any:
    return tf.constant(np.tanh(np.asarray(x)))


UNTRACED = {
    "leaves TensorFlow": by_numpy,
    "calls back": lambda x: tf.py_function(double, [x], tf.float64),
    "reads a file": lambda x: x + tf.strings.to_number(tf.io.read_file("/etc/hostname"), tf.float64),
    "raises": lambda x: x @ x,
}


@pytest.mark.parametrize("kind", UNTRACED)
def test_what_is_no_computation_of_tensors_is_not_differentiated(ends: Any, kind: str) -> None:  # noqa: F811
    peer, names = ends
    names["function"] = UNTRACED[kind]
    with pytest.raises((TypeError, WireError)):
        checks.gradients(get(peer, "function"), np.ones(3))


def test_an_exercise_that_nobody_has_begun_says_so(ends: Any) -> None:  # noqa: F811
    def blank(x: Any) -> Any:
        raise NotImplementedError()

    peer, names = ends
    names["blank"] = blank
    for function in (blank, get(peer, "blank")):
        with pytest.raises(NotImplementedError):
            checks.gradients(function, np.ones(2))


def test_a_graph_that_names_functions_of_others_is_refused() -> None:
    @tf.function
    def others(x: Any) -> Any:
        return x + 1000

    others.get_concrete_function(tf.TensorSpec((), tf.float32))
    data, inputs, outputs, _ = graphs.traced(
        lambda x: tf.switch_case(tf.cast(x, tf.int32), [lambda: x, lambda: 2 * x]), [tf.TensorSpec((), tf.float32)], {}
    )
    graph = tf.compat.v1.GraphDef.FromString(data)
    graph.library.ClearField("function")
    with pytest.raises(ValueError, match=r"missing|can't be looked at"):
        graphs.callable_graph(graph.SerializeToString(), inputs, outputs)


def test_a_gradient_that_a_function_claims_to_have_does_not_count(ends: Any) -> None:  # noqa: F811
    @tf.custom_gradient
    def lying(x: Any) -> Any:
        return tf.stop_gradient(x) * 2, lambda upstream: upstream * 42

    peer, names = ends
    names["lying"] = lying
    assert checks.gradients(get(peer, "lying"), np.ones(2))[0].tolist() == [0, 0]


def test_a_kernel_has_no_graph_of_a_function_that_stands_in_for_nothing(ends: Any) -> None:  # noqa: F811
    peer, names = ends

    def spy(function: Any) -> Any:
        return function.__graph__([tf.constant(1.0)], {})

    names["spy"] = spy
    with pytest.raises(Exception, match="only calls are answered here"):
        get(peer, "spy")(double)


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
    with pytest.raises(TypeError, match="Keras's own classes is needed; got 3"):
        checks.describe(3)


def test_solutions_win_and_mistakes_lose_and_are_recognised(
    sample: Source, tensorflow_server: KernelServer, tmp_path: Path
) -> None:
    assert prove_whole(sample, tensorflow_server) == ({"solved": sample.points, "blank": 0}, [])
    assert prove_exercises(sample, tensorflow_server, list(sample.exercises), ["mistake"])[1] == []


def test_a_wrong_model_costs_no_points_where_it_is_used(
    sample: Source, tensorflow_server: KernelServer, tmp_path: Path
) -> None:
    wrong = "def make_classifier(units):\n    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])"
    cells = grade(sample, tensorflow_server, tmp_path, make_classifier=wrong)
    assert cells["make_classifier"].outcome is Outcome.WRONG
    assert (cells["committee"].score, cells["committee"].message) == (1, SECOND_CHANCE)


def test_the_code_of_a_model_is_shown_to_nobody(
    sample: Source, tensorflow_server: KernelServer, tmp_path: Path
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
        notebooks.submission(sample, {**solutions(sample), "make_classifier": wrong, "committee": spy})
    ).encode()
    result = grade_notebook(notebooks.released(sample), data, tmp_path, tensorflow_server)
    told = result.notebook + "".join(f"{cell.message}{cell.hint}" for cell in result.cells)
    assert "SPIED" in told and "sigmoid" not in "".join(line for line in told.split("\\n") if "SPIED" in line)
    assert {cell.exercise: cell.score for cell in result.cells}["committee"] == 0


def test_a_graph_stands_in_where_a_tape_has_to_follow_and_its_code_does_not_cross(
    sample: Source, tensorflow_server: KernelServer, tmp_path: Path
) -> None:
    wrong = "def layer_values(X, parameters):\n    return tf.zeros((len(parameters['b']), X.shape[1]))"
    cells = grade(sample, tensorflow_server, tmp_path, layer_values=wrong)
    assert cells["layer_values"].score == 0
    assert (cells["bias_slopes"].score, cells["bias_slopes"].message) == (2, SECOND_CHANCE)
    looking = "    if hasattr(layer_values, '__code__'): raise ValueError\n    with tf"
    looks = solutions(sample)["bias_slopes"].replace("    with tf", looking, 1)
    cells = grade(sample, tensorflow_server, tmp_path, layer_values=wrong, bias_slopes=looks)
    assert cells["bias_slopes"].score == 2


PATCHED = """
import sys
from companion import checks
checks.describe = lambda model: {
    "kind": "Sequential", "input_shape": (None, 4), "layers": [
        {"kind": "Dense", "parameters": 30}, {"kind": "Dropout", "config": {"rate": 0.5}}, {"kind": "Dense", "parameters": 7}],
}
checks.gradients = lambda function, *args: NUDGED(function, *args)
for name, module in list(sys.modules.items()):
    if name.endswith(("inside.models", "inside.graphs")):
        module.to_plain = lambda model: None
        module.traced = lambda function, args, kwargs: checks.gradients(function, *args)
"""
BY_NUMPY = """
def layer_values(X, parameters):
    return tf.constant(np.tanh(np.asarray(parameters["W"]) @ np.asarray(X) + np.asarray(parameters["b"])))
"""
NUDGED = """
def NUDGED(function, X, parameters):
    values = np.tanh(parameters["W"] @ X + parameters["b"])
    return [X, {"W": (1 - values**2) @ X.T, "b": (1 - values**2).sum(axis=1, keepdims=True)}]
"""


def test_helpers_of_ours_that_are_replaced_in_the_kernel_say_nothing(
    sample: Source, tensorflow_server: KernelServer, tmp_path: Path
) -> None:
    """Values that are right, of a function which no tape can follow; a model that only says it is the right one."""
    wrong = "def make_classifier(units):\n    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])"
    cells = grade(
        sample, tensorflow_server, tmp_path, layer_values=PATCHED + NUDGED + BY_NUMPY, make_classifier=PATCHED + wrong
    )
    assert cells["layer_values"].score == 0 and cells["make_classifier"].score == 0
    assert cells["descend"].score == 2  # beside them, an honest answer
