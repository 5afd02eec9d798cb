"""The notebook's BLEU is sacrebleu's: its solution, taken from the source, on random texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sacrebleu.metrics import BLEU

from grader.authoring.source import read_source
from grader.authoring.tree import find_tree

pytestmark = pytest.mark.content

COURSE = find_tree(Path(__file__).parent).root / "instructor/course4_sequence"
NOTEBOOK = COURSE / "week3_sequence_to_sequence/02_beam_search_and_bleu.py"


@pytest.fixture(scope="module")
def bleu() -> Callable[..., float]:
    """The function that the exercise asks for."""
    names: dict[str, Any] = {"np": np, "Counter": Counter}
    for exercise in ("modified_precision", "bleu"):
        exec(read_source(NOTEBOOK).exercises[exercise].solution.text, names)
    found: Callable[..., float] = names["bleu"]
    return found


def changed(words: list[str], rng: np.random.Generator) -> list[str]:
    """A sentence of which words were left out, doubled and replaced."""
    kept = [word for word in words for _ in range(rng.choice([0, 1, 1, 1, 1, 2]))]
    return [str(rng.choice(list("abcdefgh"))) if rng.random() < 0.15 else word for word in kept]


@pytest.mark.parametrize("references", [1, 2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_bleu_is_sacrebleu_s(bleu: Callable[..., float], seed: int, references: int) -> None:
    rng = np.random.default_rng(seed)
    truths = [rng.choice(list("abcdefgh"), size=length).tolist() for length in rng.integers(3, 25, size=30)]
    candidates = [changed(words, rng) for words in truths]
    texts = [[changed(words, rng) for _ in range(references)] for words in truths]
    theirs = BLEU(tokenize="none", smooth_method="none").corpus_score(
        [" ".join(words) for words in candidates],
        [[" ".join(each[place]) for each in texts] for place in range(references)],
    )
    assert 5 < theirs.score < 95
    assert 100 * bleu(candidates, texts) == pytest.approx(theirs.score, rel=1e-9)


def test_a_text_without_a_match_of_four_words_has_none(bleu: Callable[..., float]) -> None:
    words = list("abcdefgh")
    theirs = BLEU(tokenize="none", smooth_method="none").corpus_score([" ".join(words)], [[" ".join(words[::-1])]])
    assert bleu([words], [[words[::-1]]]) == theirs.score == 0
