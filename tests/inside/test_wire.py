"""What crosses between the examiner and a kernel: plain values as they are, calls both ways, and nothing hostile."""

from __future__ import annotations

import copy
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.inside import testing, values, wire
from grader.inside.effects import restore
from grader.inside.failures import MAX_TEXT, WireError, error_from

VALUES = [
    None, True, 0, -5, 1 << 80, 1.5, float("inf"), 1 - 2j, "text", b"bytes", [1, [2.0]], (1, (2,)), {"a": 1, 3: (4,)},
    {1, 2}, np.float32(0.1), np.int64(3), np.bool_(True), np.arange(6.0).reshape(2, 3), np.asfortranarray(np.eye(3)),
    np.arange(10)[::3], np.zeros((0, 4)), np.array(5), np.array([1 + 2j]), np.array(["a", "bc"]), np.array([True]),
    np.float32, np.dtype("int8"), float, np.arange(3, dtype=">i4"),
]  # fmt: skip


def round_trip(value: Any) -> Any:
    packer = values.Packer(None)
    tree = json.loads(json.dumps(packer.pack(value)))
    return values.Unpacker([bytearray(view) for view in packer.buffers], None).unpack(tree)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_values_cross_as_they_are(value: Any) -> None:
    back = round_trip(value)
    assert type(back) is type(value)
    if isinstance(value, np.ndarray):
        assert back.dtype == value.dtype and back.shape == value.shape
        assert np.array_equal(back, value)
    elif isinstance(value, np.generic):
        assert back == value and back.dtype == value.dtype
    else:
        assert back == value


def test_nan_and_a_random_generator_cross() -> None:
    assert np.isnan(round_trip(float("nan")))
    generator = np.random.default_rng(3)
    generator.normal(size=5)
    assert round_trip(generator).normal() == generator.normal()


def test_a_subclass_of_array_crosses_as_a_plain_array() -> None:
    class Liar(np.ndarray):
        def __eq__(self, other: object) -> Any:
            return True

    assert type(round_trip(np.zeros(3).view(Liar))) is np.ndarray


NOT_PLAIN = {
    "an array of objects": np.array([{}], dtype=object),
    "an object": object(),
    "a function": lambda: 0,
    "an array of records": np.array([("a", 1)], "O,i4"),
}


@pytest.mark.parametrize("value", NOT_PLAIN.values(), ids=NOT_PLAIN.keys())
def test_what_is_not_plain_does_not_cross(value: Any) -> None:
    with pytest.raises(WireError):
        round_trip(value)


def test_nesting_and_size_are_bounded() -> None:
    deep: Any = []
    for _ in range(100):
        deep = [deep]
    wide = [0] * (values.MAX_NODES + 1)
    for value in (deep, wide):
        with pytest.raises(WireError, match="nested too deeply"):
            round_trip(value)


TREES = [
    {"a": ["O", [1], "C", 0]}, {"a": ["<f8", [-1], "C", 0]}, {"a": ["<f8", [10**9], "C", 0]}, {"a": ["<f8", "x", "C", 0]},
    {"n": ["O", 0]}, {"n": "object_"}, {"n": "load"}, {"z": "O"}, {"z": "f8,i4"}, {"y": "eval"}, {"i": "x"}, {"b": 7}, {"d": [[1]]},
    {"u": ["P", ["a b"], [1]]}, {"u": ["P", ["class"], [1]]}, {"u": ["P)", ["a"], [1]]}, {"u": ["P", ["a", "a"], [1, 2]]}, {"x": [0, 10**30, 1]},
    {"x": [0, 10**7, 1]}, {"x": [0, 1, 0]}, {"x": [0.5, 1, 1]}, {"F": [{"d": []}]}, {"C": [[{"d": []}, 1]]}, {"j": [0, "f"]}, {"O": ["[]", 0]},
    {"d": [[{"d": []}, 1]]}, {"p": [0, "f"]}, {"own": 0}, {"m": "os"}, {"__class__": 1}, {"a": 1, "b": 2}, {}, {"r": [1]},
]  # fmt: skip


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_a_tree_that_is_no_value_is_refused(tree: Any) -> None:
    with pytest.raises((WireError, ValueError, TypeError, KeyError, IndexError)):
        values.Unpacker([bytearray(8)], None).unpack(tree)


# ------------------------------------------------------------------------------------------------------------ generators


DRAWS = {
    "nothing": lambda rng: None,
    "a number": lambda rng: rng.normal(),
    "many": lambda rng: rng.normal(size=12345),
    "a half": lambda rng: rng.integers(5, dtype=np.uint32),
    "halves": lambda rng: rng.integers(5, size=7, dtype=np.uint32),
    "a half and a number": lambda rng: (rng.integers(5, dtype=np.uint32), rng.random()),
    "a permutation": lambda rng: rng.permutation(100),
}


@pytest.mark.parametrize("first", DRAWS)
@pytest.mark.parametrize("then", DRAWS)
def test_a_generator_that_was_drawn_from_comes_back_as_it_is(first: str, then: str) -> None:
    ours = np.random.default_rng(3)
    DRAWS[first](ours)
    theirs = copy.deepcopy(ours)
    DRAWS[then](theirs)
    restore(ours, theirs)
    if not theirs.bit_generator.state["has_uint32"]:  # what is left of a half that was used means nothing
        theirs.bit_generator.state = {**theirs.bit_generator.state, "uinteger": 0}
    assert ours.bit_generator.state == theirs.bit_generator.state


@pytest.mark.parametrize(
    "change", [{"state": 1}, {"inc": 3}, {"uinteger": 7, "has_uint32": 1}, {"has_uint32": 2}, {"state": "back"}]
)
def test_a_poisoned_generator_changes_nothing(change: dict[str, Any]) -> None:
    ours = np.random.default_rng(3)
    before, theirs = ours.bit_generator.state, np.random.default_rng(3)
    ours.normal(size=3)
    kept, state = ours.bit_generator.state, ours.bit_generator.state
    for name, value in change.items():
        inner = state["state"] if name in ("state", "inc") else state
        inner[name] = before["state"]["state"] if value == "back" else value
    theirs.bit_generator.state = state
    restore(ours, theirs)
    assert ours.bit_generator.state == kept


# ----------------------------------------------------------------------------------- properties of all values and bytes

SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False), st.complex_numbers(allow_nan=False), st.booleans())
KEYS = st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.binary())
ARRAYS = npst.arrays(
    st.one_of(
        npst.integer_dtypes(), npst.unsigned_integer_dtypes(), npst.floating_dtypes(), npst.complex_number_dtypes(),
        npst.boolean_dtypes(), npst.unicode_string_dtypes(max_len=4), npst.byte_string_dtypes(max_len=4),
    ),
    npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)  # fmt: skip
LEAVES = st.one_of(st.none(), NUMBERS, st.text(), st.binary(), ARRAYS)
PLAIN = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
        st.sets(KEYS, max_size=4),
    ),
    max_leaves=12,
)


def same(a: Any, b: Any) -> bool:
    """Whether two values are equal in type, shape and content, to the last bit."""
    if isinstance(a, np.ndarray):
        return type(b) is np.ndarray and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return type(b) is dict and list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b


@SETTINGS
@given(PLAIN)
def test_every_plain_value_crosses_as_it_is(value: Any) -> None:
    assert same(value, round_trip(value))


TAGS = st.sampled_from([*"abcdefghijklmnopqrstuvwxyzCFORWE?", "own"])
HOSTILE_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["<f8", "O", "PCG64", "|V8", "f8,i4", "load", "0x7fffffffffffffffffff", 10**30, -1, 1e308]),
)  # fmt: skip
HOSTILE = st.recursive(
    HOSTILE_LEAVES,
    lambda inner: st.one_of(
        st.tuples(TAGS, inner).map(lambda pair: {pair[0]: pair[1]}),
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=3), inner, max_size=2),
    ),
    max_leaves=20,
)
EFFECTS = st.fixed_dictionaries(
    {"written": st.one_of(st.lists(st.tuples(st.integers(-2, 3), HOSTILE)), HOSTILE), "entries": HOSTILE}
)
REPLIES = st.one_of(
    st.fixed_dictionaries(
        {"op": st.just("reply"), "value": HOSTILE}, optional={"effect": st.one_of(HOSTILE, EFFECTS), "buffers": HOSTILE}
    ),
    st.fixed_dictionaries({"op": st.just("reply"), "id": st.one_of(st.just(1), HOSTILE), "error": HOSTILE}),
    st.fixed_dictionaries(
        {"op": st.sampled_from(["call", "get", "run", "beside"]), "value": HOSTILE}, optional={"of": HOSTILE}
    ),
    HOSTILE,
)


def take(text: bytes, ask: Callable[[wire.Peer], Any]) -> None:
    """Ask something of a kernel that sends these bytes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(text)
        theirs.shutdown(socket.SHUT_WR)
        try:
            ask(wire.Peer(ours))
        except (WireError, EOFError, OSError):
            pass
        except Exception as error:
            assert hasattr(error, "student"), repr(error)


@SETTINGS
@given(st.one_of(REPLIES.map(lambda reply: json.dumps(reply).encode()), st.binary(max_size=40)), st.binary(max_size=20))
def test_whatever_a_kernel_sends_is_a_value_or_an_error_of_a_known_type(text: bytes, rest: bytes) -> None:
    take(struct.pack("!Q", len(text)) + text + rest, lambda peer: peer.request({"op": "get", "name": "x"}))


@SETTINGS
@given(st.one_of(HOSTILE, EFFECTS))
def test_whatever_a_kernel_says_that_a_call_changed_leaves_the_arguments_such_as_they_could_be(effect: Any) -> None:
    text = json.dumps({"op": "reply", "id": 1, "value": None, "effect": effect, "buffers": []}).encode()
    W, rng, inner = np.ones(2), np.random.default_rng(1), [np.zeros(3)]
    take(struct.pack("!Q", len(text)) + text, lambda peer: peer.call(0, (W, rng, inner), {"seed": 1}))
    assert W.shape == (2,) and W.dtype == float and rng.random() == np.random.default_rng(1).random()
    json.dumps(inner, default=str)  # which doesn't end where a list has come to contain itself


@pytest.fixture
def ends() -> Iterator[tuple[wire.Peer, dict[str, Any]]]:
    """The examiner's end, and the names of a notebook that is served at the other."""
    ours, theirs = socket.socketpair()
    names: dict[str, Any] = {}
    thread = threading.Thread(target=wire.KernelPeer(theirs, names).serve, daemon=True)
    thread.start()
    yield wire.Peer(ours), names
    ours.close()
    thread.join(5)


def get(peer: wire.Peer, name: str) -> Any:
    return peer.request({"op": "get", "name": name})


def test_functions_are_called_across_with_what_they_change(ends: tuple[wire.Peer, dict[str, Any]]) -> None:
    peer, names = ends

    def change(x: Any, parameters: Any, rng: Any, factor: float = 1.0) -> Any:
        x *= factor
        parameters["W"][0] = 7
        parameters["new"] = 1
        return x.sum() + rng.integers(3)

    names["change"] = change
    x, W, rng = np.ones(3), np.zeros(2), np.random.default_rng(1)
    parameters, same = {"W": W}, np.random.default_rng(1)
    result = get(peer, "change")(x, parameters, rng, factor=2.0)
    assert result == 6 + same.integers(3)
    assert x.tolist() == [2, 2, 2] and W.tolist() == [7, 0] and parameters["new"] == 1
    assert rng.normal() == same.normal()


def test_what_is_written_into_and_what_is_replaced_are_told_apart(ends: tuple[wire.Peer, dict[str, Any]]) -> None:
    peer, names = ends

    def write(parameters: Any, pairs: Any) -> None:
        parameters["W"] += 1
        pairs[0][1][:] = 5

    def replace(parameters: Any, pairs: Any) -> None:
        parameters["W"] = parameters["W"] + 1
        pairs[0] = (pairs[0][0], np.full(2, 5.0))

    def move(parameters: Any, pairs: Any) -> None:
        parameters["b"], parameters["W"] = parameters["W"], parameters.pop("b")

    names.update(write=write, replace=replace, move=move)
    for name, written in (("write", True), ("replace", False)):
        W, b, second = np.ones(2), np.zeros(2), np.zeros(2)
        parameters, pairs = {"W": W, "b": b}, [(1, second)]
        get(peer, name)(parameters, pairs)
        assert parameters["W"].tolist() == [2, 2] and pairs[0][1].tolist() == [5, 5] and pairs[0][0] == 1
        assert (parameters["W"] is W) is (pairs[0][1] is second) is written and parameters["b"] is b
        assert W.tolist() == ([2, 2] if written else [1, 1]) and second.tolist() == ([5, 5] if written else [0, 0])
    W, b = np.ones(2), np.zeros(2)
    parameters = {"W": W, "b": b}
    get(peer, "move")(parameters, pairs=[])
    assert parameters["b"] is W and parameters["W"] is b


def test_a_function_of_the_test_is_called_back(ends: tuple[wire.Peer, dict[str, Any]]) -> None:
    peer, names = ends
    names["slope"] = lambda f, x: (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    assert abs(get(peer, "slope")(lambda x: x**2, 3.0) - 6) < 1e-6
    names["compose"] = lambda f: lambda x: f(f(x))
    assert get(peer, "compose")(lambda x: x + 1)(1) == 3


def test_errors_keep_their_built_in_type_and_carry_a_strangers_text(ends: tuple[wire.Peer, dict[str, Any]]) -> None:
    peer, names = ends

    class Odd(KeyError):
        def __str__(self) -> str:
            return "\x1b[31mred\x07"

    def fail(kind: int) -> None:
        raise [
            ValueError("no"),
            Odd(),
            SystemExit(3),
            UnicodeDecodeError("utf-8", b"", 0, 1, "x"),
            NotImplementedError(),
        ][kind]

    names["fail"] = fail
    function = get(peer, "fail")
    with pytest.raises(ValueError, match="no"):
        function(0)
    with pytest.raises(KeyError) as caught:
        function(1)
    assert "\x1b" not in caught.value.student["text"] and type(caught.value).__name__ == "Odd"
    for kind, expected in ((2, RuntimeError), (3, RuntimeError), (4, NotImplementedError)):
        with pytest.raises(expected):
            function(kind)
    with pytest.raises(NameError, match="'nothing' is not defined"):
        get(peer, "nothing")


def test_other_objects_are_handles(ends: tuple[wire.Peer, dict[str, Any]]) -> None:
    peer, names = ends

    class Model:
        layers = (1, 2, 3)

        def predict(self, x: Any) -> Any:
            return x * self.scale

        def __len__(self) -> int:
            return 3

        def __getitem__(self, key: int) -> int:
            return self.layers[key]

    names["model"] = Model()
    model = get(peer, "model")
    model.scale = 4
    assert (model.layers, model.predict(2), len(model), model[1]) == ((1, 2, 3), 8, 3, 2)
    with pytest.raises(AttributeError):
        model.nothing  # noqa: B018
    names["same"] = lambda other: other is names["model"]
    assert get(peer, "same")(model) is True


def test_a_large_array_is_copied_at_most_twice(ends: tuple[wire.Peer, dict[str, Any]]) -> None:
    import resource

    peer, names = ends
    names["total"] = lambda x: float(x[:5].sum())
    x = np.ones(100_000_000 // 8)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert get(peer, "total")(x) == 5
    grown = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)  # both ends are in this process
    assert grown < 2.6 * x.nbytes + (50 << 20)


def test_names_that_a_stranger_gives_can_be_written() -> None:
    for tree in ({"h": [1, "\ud800"]}, {"p": [1, "f\udfff"]}):
        found = values.Unpacker([], wire.Peer(socket.socketpair()[0])).unpack(tree)
        with pytest.raises(TypeError) as caught:
            np.size(found)
        str(caught.value).encode()
    assert str(error_from({"type": "ValueError", "name": "\ud800", "text": "\ud800"}).student).encode()  # type: ignore[attr-defined]


def test_an_error_of_a_test_says_no_more_than_it_may() -> None:
    found = testing.verdict_on(ValueError("x" * 10**7 + "\ud800"))
    assert len(found["evalue"]) <= MAX_TEXT
