"""Dates as people write them, with the same dates as ISO 8601 writes them: drawn, and turned into numbers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

FIRST, LAST = datetime.date(1951, 1, 1), datetime.date(2050, 12, 31)  # so two digits say which year is meant
DEV_EVERY = 10  # days: of these one is for judging
PARTS = ("train", "dev")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# d, m: day and month; yyyy, yy: year; th: 1st, 2nd, …; numbers with slashes have the month first, with dots the day.
FORMS = (
    "{d} {month} {yyyy}",
    "{month} {d} {yyyy}",
    "{month} {th} {yyyy}",
    "the {th} of {month} {yyyy}",
    "{weekday} {d} {month} {yyyy}",
    "{weekday} {month} {th} {yyyy}",
    "{d} {mon} {yyyy}",
    "{mon} {d} {yyyy}",
    "{wkd} {d} {mon} {yyyy}",
    "{d}-{mon}-{yy}",
    "{yyyy} {month} {d}",
    "{d}.{m}.{yyyy}",
    "{d:02}.{m:02}.{yy}",
    "{m}/{d}/{yyyy}",
    "{m:02}/{d:02}/{yy}",
)
LENGTH, ISO_LENGTH = 30, 10  # characters
PADDING, UNKNOWN = "<pad>", "<unk>"
HUMAN = (PADDING, UNKNOWN, " ", "-", ".", "/", *"0123456789", *"abcdefghijklmnopqrstuvwxyz")
MACHINE = ("-", *"0123456789")


class Dates(NamedTuple):
    """Dates: as people write them (1 to 30 characters of HUMAN), and as ISO 8601 does (10 characters of MACHINE)."""

    human: list[str]
    iso: list[str]


def draw_dates(count: int, rng: np.random.Generator, part: str = "train") -> Dates:
    """Draw dates from 1951 to 2050 in fifteen forms: the same ones for a generator in the same state.

    count: how many, at least 1; a date may come again. part: "train", or "dev" for days that no date of "train" means.
    Raises ValueError for another count or part. Described in datasets/dates.md. Used in
    course4_sequence/week3_sequence_to_sequence and week4_transformers.
    """
    if part not in PARTS:
        raise ValueError(f"part is {part!r}, and must be 'train' or 'dev'")
    if count < 1:
        raise ValueError(f"count is {count}, and must be at least 1")
    days = np.arange(FIRST.toordinal(), LAST.toordinal() + 1)
    days = days[(days % DEV_EVERY == 0) == (part == "dev")]
    drawn = [datetime.date.fromordinal(int(day)) for day in rng.choice(days, count)]
    forms = rng.integers(len(FORMS), size=count)
    return Dates(
        [write_date(day, FORMS[form]) for day, form in zip(drawn, forms, strict=True)],
        [day.isoformat() for day in drawn],
    )


def write_date(day: datetime.date, form: str) -> str:
    """A date in one of FORMS. Used in course4_sequence/week3_sequence_to_sequence."""
    month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    ending = "th" if day.day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return form.format(
        d=day.day,
        th=f"{day.day}{ending}",
        m=day.month,
        month=month,
        mon=month[:3],
        weekday=weekday,
        wkd=weekday[:3],
        yyyy=day.year,
        yy=f"{day.year % 100:02}",
    )


def clean(text: str) -> str:
    """A date that someone has typed, as the drawn ones are written: in lower case, without commas and further blanks.

    Used in course4_sequence/week3_sequence_to_sequence.
    """
    return " ".join(text.lower().replace(",", " ").split())


def encode(texts: Sequence[str], vocabulary: Sequence[str], length: int) -> np.ndarray:
    """Texts as rows of numbers: of each character its place in the vocabulary, then padding.

    vocabulary: HUMAN with length LENGTH, or MACHINE with ISO_LENGTH. Returns (m, length) int64. Raises ValueError for a
    text that is too long, or, where the vocabulary has no padding or no sign for unknown characters, one that needs
    them. Used in course4_sequence/week3_sequence_to_sequence and week4_transformers.
    """
    places = {character: place for place, character in enumerate(vocabulary)}
    rows = []
    for text in texts:
        row = [places.get(character, places.get(UNKNOWN, -1)) for character in text]
        row += [places.get(PADDING, -1)] * (length - len(text))
        if len(text) > length or -1 in row:
            raise ValueError(f"{text!r} doesn't fit into {length} characters of this vocabulary")
        rows.append(row)
    return np.array(rows, dtype=np.int64).reshape(len(rows), length)


def decode(rows: ArrayLike, vocabulary: Sequence[str]) -> list[str]:
    """The texts of rows of numbers, without padding; a character that was unknown is a question mark.

    rows: (m, length) whole numbers. Used in course4_sequence/week3_sequence_to_sequence and week4_transformers.
    """
    signs = {PADDING: "", UNKNOWN: "?"}
    written = [signs.get(character, character) for character in vocabulary]
    return ["".join(written[place] for place in row) for row in np.asarray(rows)]
