"""The time after which the examiner gives up."""

from __future__ import annotations

import itertools

import pytest

from grader.inside import linux
from grader.inside.deadline import Deadline


def test_waiting_for_a_processor_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = itertools.chain([0.0], itertools.repeat(3600.0))
    monkeypatch.setattr(linux, "waited", lambda pid: next(waits))
    deadline = Deadline(-1)
    assert not deadline.is_over()


def test_time_goes_on_where_nobody_is_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux, "waited", lambda pid: 0.0)
    assert Deadline(-1).is_over() and not Deadline(60).is_over()
