"""companion.testing: shape and values count, and what has no numbers is never close; inputs are described."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from companion.testing import close, describing, taken


class Shaped:
    """Has a shape and items, and no numbers."""

    shape = (2,)

    def __len__(self) -> int:
        return 2

    def __getitem__(self, place: int) -> object:
        if place > 1:
            raise IndexError
        return object()


SAME: list[tuple[Any, Any]] = [
    (1.0, 1), (np.float32(0.1), 0.1), (np.array(2.0), 2.0), ([1, 2], np.array([1.0, 2.0])), (np.eye(2), [[1, 0], [0, 1]]),
    ((np.ones(2), 3.0), [np.ones(2), 3]), ({"a": 1.0, "more": "text"}, {"a": 1.0}), (np.zeros((0, 2)), np.zeros((0, 2))),
    (True, True), (np.inf, np.inf), (1j, 1j),
]  # fmt: skip
OTHER: list[tuple[Any, Any]] = [
    (1.001, 1), (np.array([]), 0.5), (np.empty((0, 3)), np.ones((1, 3))), (np.ones((2, 1)), np.ones((1, 2))),
    (np.ones(1), 1.0), (None, 0.0), ("1", 1), (Shaped(), np.zeros(2)), (np.nan, np.nan), ({}, {"a": 1}), (1.0, {"a": 1}),
    ((1.0,), (1.0, 2.0)), ([1, [2, 3]], [1, 2]), (np.ones((1, 2)), np.ones(2)), (lambda: 1, 1), (1.0, [1, [2, 3]]),
]  # fmt: skip


@pytest.mark.parametrize(("actual", "expected"), SAME)
def test_the_same_numbers_in_the_same_shape_are_close(actual: Any, expected: Any) -> None:
    assert close(actual, expected)


@pytest.mark.parametrize(("actual", "expected"), OTHER)
def test_another_shape_other_numbers_and_no_numbers_are_not(actual: Any, expected: Any) -> None:
    assert not close(actual, expected)


def test_an_answer_is_taken_once() -> None:
    answer = np.ones(3)
    numbers = taken(answer)
    answer[:] = 0
    assert numbers.sum() == 3
    for nothing in (None, "text", Shaped(), {"a": 1}, [1, [2, 3]]):
        with pytest.raises(TypeError, match="numbers are needed"):
            taken(nothing)


def test_what_fails_inside_says_which_kind_of_inputs_it_was_called_with() -> None:
    with pytest.raises(ZeroDivisionError) as caught, describing("a network without layers"), describing("no units"):
        1 / 0  # noqa: B018
    assert caught.value.__notes__ == ["no units", "a network without layers"]


def test_what_goes_well_inside_is_not_touched() -> None:
    with describing("a single example"):
        found = 1
    assert found == 1
