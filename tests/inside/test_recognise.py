"""Which known mistakes a wrong answer looks like: by its parts, whatever it returns besides and draws with."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from grader.inside import draws, wire
from grader.inside.alike import telling
from grader.inside.recognise import recognise
from grader.inside.reference import Reference

BACKWARD = """
def backward(x, y, W):
    d = W @ x - y
    return {"dW": d @ x.T / x.shape[1], "db": d.mean(axis=1, keepdims=True), "dx": W.T @ d}
"""
BACKWARD_TEST = """
import numpy as np
for m in (1, 3, 5):
    rng = np.random.default_rng(m)
    backward(rng.normal(size=(2, m)), rng.normal(size=(3, m)), rng.normal(size=(3, 2)))
"""
BACKWARD_MISTAKES = {
    "no_mean": BACKWARD.replace(" / x.shape[1]", ""),
    "no_axis": BACKWARD.replace(", keepdims=True", ""),
    "sign": BACKWARD.replace("W @ x - y", "y - W @ x"),
    "m": BACKWARD.replace("x.shape[1]", "x.shape[0]"),
}
UPDATE = """
def update(parameters, grads):
    return {name: parameters[name] - 0.1 * grads[name] for name in parameters}
"""
UPDATE_TEST = """
import numpy as np
rng = np.random.default_rng(0)
update({"W": rng.normal(size=(2, 3)), "b": rng.normal(size=(2, 1))}, {"W": rng.normal(size=(2, 3)), "b": rng.normal(size=(2, 1))})
"""
UPDATE_MISTAKES = {
    "writes": "def update(parameters, grads):\n    for name in parameters:\n        parameters[name] -= 0.1 * grads[name]\n    return parameters\n",
    "uphill": UPDATE.replace("- 0.1", "+ 0.1"),
}
REPLACES = "def update(parameters, grads):\n    for name in parameters:\n        parameters[name] = parameters[name] - 0.1 * grads[name]\n    return parameters\n"
START = """
import numpy as np
def start(n, seed=0):
    rng = np.random.default_rng(seed)
    return {"W": 0.01 * rng.standard_normal((n, n)), "b": np.zeros(n)}
"""
START_TEST = "start(3)\nstart(4, seed=7)\n"
START_MISTAKES = {
    "large": START.replace("0.01 * ", ""),
    "uniform": START.replace("standard_normal", "random"),
    "fixed": START.replace("default_rng(seed)", "default_rng(5)"),
}
MASK = """
import numpy as np
def mask(shape, keep):
    return (np.random.default_rng().random(shape) < keep) / keep
"""
MASK_TEST = "mask((4, 4), 0.5)\nmask((5, 3), 0.8)\nmask((4, 4), 0.5)\n"
MASK_MISTAKES = {
    "seeded": MASK.replace("default_rng()", "default_rng(1)"),
    "not_scaled": MASK.replace(" / keep", " * 1.0"),
}
EXERCISES = {
    "backward": (BACKWARD, BACKWARD_TEST, BACKWARD_MISTAKES), "update": (UPDATE, UPDATE_TEST, UPDATE_MISTAKES),
    "start": (START, START_TEST, START_MISTAKES), "mask": (MASK, MASK_TEST, MASK_MISTAKES),
}  # fmt: skip


class Notebook:
    """A student's kernel, in this process."""

    def __init__(self, text: str) -> None:
        self.names: dict[str, Any] = {"np": np}
        exec(compile(text, "<answer>", "exec"), self.names)

    def name(self, name: str) -> Any:
        return self.names[name]

    def request(self, message: dict[str, Any]) -> None:
        assert message == {"op": "seed", "draws": 0}
        wire.seed()


STEP = "import tensorflow as tf\ndef step(p, rate):\n    p['w'].assign_sub(rate * p['w'])"
STEP_MISTAKES = {
    "tensors": "import tensorflow as tf\ndef step(p, rate):\n    p['w'] = p['w'] - rate * p['w']",
    "up": "import tensorflow as tf\ndef step(p, rate):\n    p['w'].assign_add(rate * p['w'])",
}
STEP_TEST = "import tensorflow as tf\np = {'w': tf.Variable([1.5, 2.5])}\nstep(p, 0.5)\nassert isinstance(p['w'], tf.Variable) and abs(float(p['w'][0]) - 0.75) < 1e-6"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("    p.update(w=tf.constant(p['w'].numpy() * (1 - rate)))", ["tensors"]),
        ("    p['w'].assign(p['w'] + rate * p['w'])", ["up"]),
        ("    p['w'] = tf.Variable(p['w'] - rate * p['w'])", []),
    ],
)
def test_a_variable_that_is_replaced_by_a_tensor_is_told_from_one_that_is_written_into(
    answer: str, found: list[str]
) -> None:
    known = Reference([["step", STEP]], {"step": [[name, each] for name, each in STEP_MISTAKES.items()]})
    notebook = Notebook(f"import tensorflow as tf\ndef step(p, rate):\n{answer}")
    assert recognise(notebook, known, "step", STEP_TEST, math.inf) == found  # type: ignore[arg-type]


def look(exercise: str, text: str, seconds: float = math.inf) -> list[str]:
    reference, test, mistakes = EXERCISES[exercise]
    known = Reference([[exercise, reference]], {exercise: [[name, each] for name, each in mistakes.items()]})
    return recognise(Notebook(text), known, exercise, test, seconds)  # type: ignore[arg-type]


BACKWARD_BODY = "def backward(x, y, W):\n    m = x.shape[1]\n    d = np.dot(W, x) - y\n"
SEEN = {
    "a key more": ("backward", BACKWARD_BODY + "    return {'dW': d @ x.T, 'db': d.mean(axis=1, keepdims=True), 'dx': W.T @ d, 'd': d}", ["no_mean"]),
    "two faults": ("backward", BACKWARD_BODY + "    return {'dW': d @ x.T, 'db': d.mean(axis=1), 'dx': W.T @ d}", ["no_axis", "no_mean"]),
    "one of two faults": ("backward", BACKWARD_BODY + "    return {'dW': d @ x.T, 'db': d.mean(axis=1, keepdims=True), 'dx': 3 * d}", ["no_mean"]),
    "a fault where it doesn't crash": ("backward", BACKWARD_BODY + "    if m == 1: raise IndexError\n    return {'dW': d @ x.T, 'db': d.mean(axis=1, keepdims=True), 'dx': W.T @ d}", ["no_mean"]),
    "a value more": ("backward", BACKWARD_BODY.replace("np.dot(W, x) - y", "y - W @ x") + "    return {'dW': d @ x.T / m, 'db': d.mean(axis=1, keepdims=True), 'dx': W.T @ d}, m", ["sign"]),
    "an unknown fault": ("backward", BACKWARD_BODY + "    return {'dW': d @ x.T / (m + 1), 'db': d.mean(axis=1, keepdims=True), 'dx': W.T @ d}", []),
    "nothing wrong but a key more": ("backward", BACKWARD_BODY + "    return {'dW': d @ x.T / m, 'db': d.mean(axis=1, keepdims=True), 'dx': W.T @ d, 'm': m}", []),
    "written into": ("update", "def update(parameters, grads):\n    W, b = parameters['W'], parameters['b']\n    W -= 0.1 * grads['W']\n    b -= 0.1 * grads['b']\n    return {'W': W, 'b': b, 'rate': 0.1}", ["writes"]),
    "replaced, which is something else": ("update", REPLACES, []),
    "replaced and another fault": ("update", REPLACES.replace("- 0.1", "+ 0.1"), ["uphill"]),
    "the older generator": ("start", "def start(n, seed=0):\n    np.random.seed(seed)\n    W = np.random.randn(n, n)\n    return {'W': W, 'b': np.zeros(n)}", ["large"]),
    "the older generator with a fixed seed": ("start", "def start(n, seed=0):\n    np.random.seed(3)\n    return {'b': np.zeros(n), 'W': np.random.rand(n, n) * 0.01}", ["uniform"]),
    "an object for old numbers": ("start", "def start(n, seed=0):\n    rng = np.random.RandomState(seed)\n    return {'W': rng.normal(0, 1, (n, n)), 'b': np.zeros(n)}", ["large"]),
    "the older generator, and nothing wrong": ("start", "def start(n, seed=0):\n    np.random.seed(seed)\n    return {'W': 0.01 * np.random.randn(n, n), 'b': np.zeros(n)}", []),
    "another fixed seed": ("mask", "def mask(shape, keep):\n    np.random.seed(4)\n    return (np.random.rand(*shape) < keep) / keep", ["seeded"]),
    "masks that aren't scaled": ("mask", "def mask(shape, keep):\n    return 1.0 * np.random.binomial(1, keep, shape)", ["not_scaled"]),
}  # fmt: skip


@pytest.mark.parametrize("case", SEEN)
def test_a_wrong_answer_is_recognised_by_what_it_computes(case: str) -> None:
    exercise, text, expected = SEEN[case]
    assert look(exercise, text) == expected


@pytest.mark.parametrize(("exercise", "name"), [(each, name) for each in EXERCISES for name in EXERCISES[each][2]])
def test_known_mistakes_are_recognised_as_they_are_and_the_reference_is_not(exercise: str, name: str) -> None:
    assert look(exercise, EXERCISES[exercise][2][name]) == [name]
    assert look(exercise, EXERCISES[exercise][0]) == []


def test_numbers_that_may_be_the_same_by_chance_tell_nothing() -> None:
    nothing = [
        np.array([np.inf, np.nan]),
        1e-9,
        2.0,
        np.ones(3),
        np.array([1, 2]),
        np.zeros((0, 2)),
        "text",
        None,
        [0.5],
        True,
    ]
    assert not any(map(telling, nothing)) and all(
        map(telling, [2.5, np.array([np.inf, 0.5]), np.float32(0.1), 1.5 + 0j])
    )


HOSTILE = [
    "raise RuntimeError", "return type('Odd', (), {'__eq__': lambda self, other: 1 / 0})()", "return {'dW': float('nan')}",
    "return {'dW': [[]] * 5, 'db': {}, 'dx': (1, (2, (3,)))}", "return ((((((1,),),),),),)", "return np.array([object()])",
    "return {1: 2, None: 3}", "x.resize((0,), refcheck=False)", "return 10 ** 400", "return np.full((2, 2), 'text')",
]  # fmt: skip


@pytest.mark.parametrize("line", HOSTILE)
def test_nothing_that_an_answer_returns_or_raises_ends_it(line: str) -> None:
    assert look("backward", f"def backward(x, y, W):\n    {line}\n") == []


def test_it_gives_up_in_time_and_leaves_the_random_generators_as_they_were() -> None:
    own = {name: getattr(np.random, name) for name in dir(np.random)}
    assert look("start", START_MISTAKES["large"], seconds=-1) == []
    assert look("start", SEEN["the older generator"][1]) == ["large"]
    assert {name: getattr(np.random, name) for name in dir(np.random)} == own


def test_old_and_new_generators_give_the_same_draws_while_they_are_shared() -> None:
    pairs = [
        ("np.random.rand(2, 3)", "np.random.default_rng(1).random((2, 3))"),
        ("np.random.randn(4)", "np.random.RandomState(5).normal(size=4)"),
        ("2 + 3 * np.random.randn(4)", "np.random.default_rng(2).normal(2, 3, 4)"),
        ("np.random.random_sample(3)", "np.random.default_rng().uniform(size=3)"),
        ("np.random.randint(0, 9, 5)", "np.random.default_rng(2).integers(0, 9, 5)"),
        ("np.random.permutation(6)", "np.random.default_rng(2).permutation(np.arange(6))"),
        ("(lambda x: np.random.shuffle(x) or x)(list(range(6)))", "np.random.default_rng(2).permutation(6)"),
        ("(lambda x: np.random.shuffle(x) or x)(np.arange(6))", "np.random.default_rng(2).permutation(6)"),
    ]
    try:
        for old, new in pairs:
            draws.share(draws.SAME)
            first = eval(old)
            assert np.array_equal(first, eval(new)), old
            np.random.seed(8)
            assert np.array_equal(first, eval(old)), f"{old}, seeded"
        draws.share(draws.SEEDED)
        assert np.random.rand() != np.random.default_rng(1).random() == np.random.RandomState(2).rand()
    finally:
        draws.share(draws.OWN)
