"""Impostors: tests that compare without shape or values let results through that have none; `close` doesn't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.authoring.impostors import KINDS, hidden_only, impostors
from grader.authoring.prove import prove_exercises
from grader.authoring.source import Exercise, SourceCell, read_source
from grader.authoring.workbench import author_server
from tests.conftest import SOURCE

WEAK = {
    "empty": "assert np.all(twice(x[:1]) == x[:1] * 2)",
    "broadcast": "assert np.all(twice(x) == x + x)",
    "shaped": "assert twice(x).shape == (2,)",
    "nan": "assert not np.any(np.abs(twice(x) - x - x) > 1e-9)",
}


@pytest.mark.parametrize("kind", ["", *WEAK])
def test_weak_tests_are_found_by_an_impostor_of_their_kind(source_file: Path, kind: str) -> None:
    strong = "assert close(twice(x), expected)"
    text = SOURCE.replace(strong, WEAK.get(kind, strong))
    source_file.write_text(text, encoding="utf-8")
    source = read_source(source_file)
    with author_server([source]) as server:
        counts, problems = prove_exercises(source, server, ["twice"], ["impostor"])
    assert counts["twice"]["impostors"] == len(KINDS) + 1  # and the spoiler
    assert any(f"({kind})" in problem for problem in problems) if kind else problems == []


def test_each_kind_is_what_it_says() -> None:
    """Run where they are made: an impostor that ends in an error would be refused by any test."""
    solution = SourceCell("solution", "def f(x):\n    return {'a': x, 'b': [x[0], 'text']}\n", 1, "f")
    for kind, text in impostors(Exercise("f", solution, (), ())).items():
        if kind == "spoiler":
            continue
        names: dict[str, Any] = {"np": np}
        exec(text, names)
        found = names["f"](np.ones((2, 3)))
        if kind == "no entries":
            assert found == {}
            continue
        array, (row, word) = found["a"], found["b"]
        assert word == "" and type(array) is type(row)
        shape = {"empty": (0, 3), "broadcast": (0, 1, 1, 1)}.get(kind, (2, 3))
        assert array.shape == shape and (kind != "nan" or np.all(np.isnan(array)))
        assert (kind == "shaped") == (not isinstance(array, np.ndarray))


def test_questions_and_classes_have_none_and_visible_assertions_are_left_out(source_file: Path) -> None:
    source = read_source(source_file)
    assert impostors(source.exercises["q1"]) == {} and len(impostors(source.exercises["half"])) == len(KINDS) + 1
    tests = source.exercises["twice"].tests[0].text
    assert "Two times 2" not in hidden_only(tests) and "Two times each" in hidden_only(tests)
