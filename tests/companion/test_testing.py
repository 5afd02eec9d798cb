"""What tests cells use."""

from __future__ import annotations

import pytest

from companion.testing import describing


def test_what_fails_inside_says_which_kind_of_inputs_it_was_called_with() -> None:
    with pytest.raises(ZeroDivisionError) as caught, describing("a network without layers"), describing("no units"):
        1 / 0  # noqa: B018
    assert caught.value.__notes__ == ["no units", "a network without layers"]


def test_what_goes_well_inside_is_not_touched() -> None:
    with describing("a single example"):
        found = 1
    assert found == 1
