"""Short opinions: drawn ones, whose order of words decides whether they praise, and written ones to try."""

from __future__ import annotations

import csv
from typing import NamedTuple

import numpy as np

from companion.data import find_data

PARTS = ("train", "dev")
THINGS = ("film", "book", "hotel", "soup", "concert", "phone", "museum", "teacher", "train", "song", "garden", "coffee",
          "game", "room", "play", "story", "service", "view", "lesson", "cake")  # fmt: skip
# Praise and blame; words of "dev" are in no opinion of "train".
PRAISE = {
    "train": ("good", "great", "beautiful", "excellent", "nice", "perfect", "lovely", "brilliant", "amazing", "superb",
              "interesting", "clever"),
    "dev": ("wonderful", "fantastic", "pleasant", "impressive", "splendid", "charming"),
}  # fmt: skip
BLAME = {
    "train": ("bad", "terrible", "ugly", "awful", "poor", "boring", "horrible", "dull", "stupid", "disappointing",
              "weak", "useless"),
    "dev": ("nasty", "mediocre", "annoying", "unpleasant", "ridiculous", "miserable"),
}  # fmt: skip
# {same}: a word of the opinion's own side; {other}: one of the other side; {thing}, {second}: what it is about.
PLAIN = (
    "the {thing} was {same}",
    "what a {same} {thing}",
    "this {thing} is very {same} and the {second} is {same}",
    "we thought the {thing} was really {same}",
)
TURNED = (
    "the {thing} was not {other}",
    "the {thing} was not {other} at all",
    "nothing about the {thing} was {other}",
    "no one could call this {thing} {other}",
    "the {thing} was never {other}",
    "they said the {thing} was {other} but it was {same}",
    "we expected the {thing} to be {other} and it turned out {same}",
    "it looked {other} at first but in the end the {thing} was {same}",
    "the {thing} was {same} and not {other} as they said",
    "although the {second} was {other} the {thing} made it {same}",
)


class Opinions(NamedTuple):
    """Opinions in lower case, words separated by blanks, without punctuation.

    X: m texts of 2 to 13 words. Y: (m,) int64, 1 for praise, 0 for blame.
    """

    X: tuple[str, ...]
    Y: np.ndarray


def draw_opinions(count: int, rng: np.random.Generator, part: str = "train", turned: float = 0.5) -> Opinions:
    """Draw opinions: the same ones for a generator in the same state, praise and blame equally often.

    count: how many, at least 1. part: "train", or "dev" with words of praise and blame that no opinion of "train" has.
    turned: the share of those in which the order of words decides, from 0 to 1. Raises ValueError where one of these is
    something else. Described in datasets/opinions.md. Used in course4_sequence/week2_word_embeddings.
    """
    if part not in PARTS:
        raise ValueError(f"part is {part!r}, and must be 'train' or 'dev'")
    if count < 1 or not 0 <= turned <= 1:
        raise ValueError(f"count is {count} and turned {turned}: at least 1 opinion, and a share from 0 to 1")
    labels = rng.permutation(np.arange(count) % 2)
    return Opinions(tuple(_draw(rng, part, bool(label), turned) for label in labels), labels.astype(np.int64))


def _draw(rng: np.random.Generator, part: str, praises: bool, turned: float) -> str:
    """One opinion."""
    same, other = (PRAISE, BLAME) if praises else (BLAME, PRAISE)
    form = str(rng.choice(TURNED if rng.random() < turned else PLAIN))
    thing, second = rng.choice(THINGS, size=2, replace=False)
    return form.format(thing=thing, second=second, same=rng.choice(same[part]), other=rng.choice(other[part]))


def load_opinions() -> Opinions:
    """Forty opinions that a person wrote, half of them praise: what somebody might say, in words of all kinds.

    To try on them what was learnt from drawn ones. Described in datasets/opinions.md. Raises FileNotFoundError where
    datasets/opinions.csv is missing. Used in course4_sequence/week2_word_embeddings.
    """
    with find_data("opinions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Opinions(tuple(row["opinion"] for row in rows), np.array([int(row["praise"]) for row in rows], np.int64))
