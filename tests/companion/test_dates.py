"""Proves that drawn dates mean what their ISO forms say, that parts share no day, and that numbers turn into texts again."""

from __future__ import annotations

import datetime
import re

import numpy as np
import pytest

from companion.data import find_data
from companion.dates import (
    FORMS,
    HUMAN,
    ISO_LENGTH,
    LENGTH,
    MACHINE,
    PADDING,
    Dates,
    clean,
    decode,
    draw_dates,
    encode,
    write_date,
)

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@pytest.fixture(scope="module")
def dates() -> Dates:
    return draw_dates(3000, np.random.default_rng(0))


def understand(text: str) -> str:
    """What a person would take a date for: read by its signs, and not by the form that it was written in."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    month = re.search("|".join(MONTHS), re.sub(r"\b(mon|sat|sun)\w*", "", text))
    if month:
        day, year = numbers if numbers[0] < 32 else numbers[::-1]
        number = MONTHS.index(month[0]) + 1
    else:
        first, second, year = numbers
        number, day = (first, second) if "/" in text else (second, first)
    return datetime.date(year if year > 99 else 1900 + year if year > 50 else 2000 + year, number, day).isoformat()


def test_each_date_means_what_its_iso_form_says(dates):
    assert [understand(text) for text in dates.human] == dates.iso


def test_weekdays_are_those_of_the_calendar(dates):
    found = [(re.search("(mon|tue|wed|thu|fri|sat|sun)[a-z]*day|^(mon|tue|wed|thu|fri|sat|sun) ", text), iso)
             for text, iso in zip(*dates, strict=True)]  # fmt: skip
    found = [(match[0].strip(), iso) for match, iso in found if match]
    assert len(found) > 400
    assert all(datetime.date.fromisoformat(iso).strftime("%A").lower().startswith(name) for name, iso in found)


@pytest.mark.parametrize(
    ("day", "written"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (22, "22nd"), (23, "23rd"), (31, "31st")],
)  # fmt: skip
def test_ordinals_have_their_endings(day, written):
    assert write_date(datetime.date(2005, 1, day), FORMS[3]) == f"the {written} of january 2005"


def test_all_forms_years_and_months_are_drawn(dates):
    assert {iso[:4] for iso in dates.iso} == {str(year) for year in range(1951, 2051)}
    assert {iso[5:7] for iso in dates.iso} == {f"{month:02}" for month in range(1, 13)}
    day = datetime.date(1999, 9, 22)
    assert len({write_date(day, form) for form in FORMS}) == len(FORMS) == 15
    shapes = {re.sub(r"[a-z]+", "a", re.sub(r"\d+", "0", text)) for text in dates.human}
    assert len(shapes) == len({re.sub(r"[a-z]+", "a", re.sub(r"\d+", "0", write_date(day, form))) for form in FORMS})


def test_parts_share_no_day(dates):
    dev = draw_dates(3000, np.random.default_rng(0), part="dev")
    assert not set(dates.iso) & set(dev.iso)
    assert len(set(dev.iso)) > 1500


def test_a_generator_in_the_same_state_draws_the_same(dates):
    assert draw_dates(3000, np.random.default_rng(0)) == dates
    assert draw_dates(3000, np.random.default_rng(1)) != dates


def test_dates_fit_the_vocabularies_and_come_back_from_numbers(dates):
    X, Y = encode(dates.human, HUMAN, LENGTH), encode(dates.iso, MACHINE, ISO_LENGTH)
    assert X.shape == (3000, 30) and Y.shape == (3000, 10) and X.dtype == Y.dtype == np.int64
    assert (X != 1).all() and X.max() < len(HUMAN) and (X[:, -1] == HUMAN.index(PADDING)).all()
    assert decode(X, HUMAN) == dates.human and decode(Y, MACHINE) == dates.iso
    assert len(set(HUMAN)) == len(HUMAN) == 42 and len(set(MACHINE)) == 11


def test_the_longest_date_fits():
    days = [datetime.date(2000, 1, 1) + datetime.timedelta(number) for number in range(3 * 366)]
    assert max(len(write_date(day, form)) for day in days for form in FORMS) == 29


def test_what_a_person_types_becomes_what_was_drawn():
    assert clean("  Wednesday,  September 22nd, 1999 ") == "wednesday september 22nd 1999"
    assert decode(encode(["5 März"], HUMAN, LENGTH), HUMAN) == ["5 ??rz"]
    assert encode([], HUMAN, LENGTH).shape == (0, 30)


@pytest.mark.parametrize("text", ["1999-09-22x", "1999-9-22", "22.09.1999"])
def test_what_does_not_fit_is_told(text):
    with pytest.raises(ValueError, match="doesn't fit into 10 characters"):
        encode([text], MACHINE, ISO_LENGTH)
    with pytest.raises(ValueError, match="doesn't fit into 30"):
        encode(["x" * 31], HUMAN, LENGTH)


def test_another_part_or_count_is_refused():
    with pytest.raises(ValueError, match="'train' or 'dev'"):
        draw_dates(1, np.random.default_rng(0), part="test")
    with pytest.raises(ValueError, match="at least 1"):
        draw_dates(0, np.random.default_rng(0))


def test_the_datasheet_shows_each_form():
    sheet = find_data("dates.md").read_text(encoding="utf-8")
    day = datetime.date(1999, 9, 2)
    assert all(f"| {write_date(day, form)} |" in sheet for form in FORMS)
