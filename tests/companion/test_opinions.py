"""Proves that drawn opinions are balanced, that their parts share no praise or blame, and that order decides where it should."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest

from companion.data import find_data
from companion.opinions import BLAME, PRAISE, draw_opinions, load_opinions
from companion.words import load_glove


def sides(text: str) -> tuple[int, int]:
    """How many words of praise and of blame an opinion has."""
    words = text.split()
    return tuple(sum(word in side["train"] + side["dev"] for word in words) for side in (PRAISE, BLAME))  # type: ignore[return-value]


@pytest.mark.parametrize("part", ["train", "dev"])
def test_drawn_opinions_have_the_documented_words_and_labels(part):
    opinions = draw_opinions(1000, np.random.default_rng(0), part)
    assert len(opinions.X) == 1000 and opinions.Y.shape == (1000,) and opinions.Y.dtype == np.int64
    assert opinions.Y.sum() == 500
    assert all(re.fullmatch("[a-z]+( [a-z]+){3,12}", text) for text in opinions.X)
    known = set(load_glove().words) | {"a"}
    assert all(word in known for text in opinions.X for word in text.split())


def test_parts_share_no_word_of_praise_or_blame():
    train, dev = (
        {word for text in draw_opinions(1000, np.random.default_rng(0), part).X for word in text.split()}
        for part in ("train", "dev")
    )
    judging = {word for side in (PRAISE, BLAME) for words in side.values() for word in words}
    assert not train & dev & judging
    assert len(train & judging) == 24 and len(dev & judging) == 12


def test_without_turned_ones_the_words_say_it_and_with_them_they_do_not():
    plain = draw_opinions(500, np.random.default_rng(0), turned=0)
    assert all((praise > 0) == bool(label) and (praise > 0) != (blame > 0)
               for (praise, blame), label in zip(map(sides, plain.X), plain.Y, strict=True))  # fmt: skip
    turned = draw_opinions(500, np.random.default_rng(0), turned=1)
    assert all(
        (blame if label else praise) == 1 for (praise, blame), label in zip(map(sides, turned.X), turned.Y, strict=True)
    )


def test_a_denied_word_means_its_opposite():
    opinions = draw_opinions(2000, np.random.default_rng(0), turned=1)
    denied = [
        (text.split()[-1], label)
        for text, label in zip(*opinions, strict=True)
        if re.search("was (not|never) [a-z]+$", text)
    ]
    assert len(denied) > 100
    assert all((word in BLAME["train"]) == bool(label) for word, label in denied)


def test_a_generator_in_the_same_state_draws_the_same():
    first, again, other = (draw_opinions(50, np.random.default_rng(seed)).X for seed in (0, 0, 1))
    assert first == again != other


def test_what_cannot_be_drawn_is_told():
    for wrong in ({"part": "test"}, {"count": 0}, {"turned": 1.5}):
        with pytest.raises(ValueError, match=r"'train' or 'dev'|at least 1 opinion, and a share from 0 to 1"):
            draw_opinions(**{"count": 3, "rng": np.random.default_rng(0)} | wrong)


def test_written_opinions_are_those_of_the_datasheet(tmp_path, monkeypatch):
    opinions = load_opinions()
    assert len(set(opinions.X)) == 40 and opinions.Y.sum() == 20 and opinions.Y.dtype == np.int64
    stated = re.search(
        r"sha256 of `opinions.csv` .*`([0-9a-f]{64})`", find_data("opinions.md").read_text(encoding="utf-8")
    )
    assert hashlib.sha256(find_data("opinions.csv").read_bytes()).hexdigest() == stated[1]
    monkeypatch.setenv("COMPANION_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"^no file opinions\.csv in .*: set COMPANION_DATA .*$"):
        load_opinions()
