"""Proves that tunes are as described and in time, and that notes sound at their pitch and are drawn at their place."""

from __future__ import annotations

import runpy
from fractions import Fraction
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from companion.data import find_data
from companion.music import REST, draw_roll, load_tunes, name_of, play

DATASETS = Path(__file__).resolve().parents[2] / "datasets"


@pytest.fixture
def script(monkeypatch):
    """The script that makes the tunes."""
    monkeypatch.syspath_prepend(DATASETS)
    return runpy.run_path(str(DATASETS / "make_tunes.py"))


def test_tunes_have_the_documented_shapes_and_ranges():
    tunes = load_tunes()
    assert (len(tunes.train), len(tunes.dev)) == (348, 38)
    notes = np.concatenate([tune.notes for tune in tunes.train + tunes.dev])
    assert notes.shape == (45_902, 2) and notes.dtype == np.int64
    pitches = notes[notes[:, 0] != REST, 0]
    assert (pitches.min(), pitches.max()) == (55, 88)
    assert set(notes[:, 1]) == {2, 3, 4, 6, 9, 12, 18, 24, 36, 48}
    assert all(tune.title and tune.tonic in range(12) for tune in tunes.train + tunes.dev)


def test_most_tunes_end_on_a_note_of_their_tonic_s_chord_and_are_whole_beats_long():
    tunes = load_tunes().train
    last = [int(tune.notes[tune.notes[:, 0] != REST, 0][-1] - tune.tonic) % 12 for tune in tunes]
    assert sum(step == 0 for step in last) > 0.65 * len(tunes)
    assert sum(tune.notes[:, 1].sum() % 24 == 0 for tune in tunes) > 0.7 * len(tunes)


def test_no_dev_tune_shares_sixteen_notes_in_a_row_with_train_in_any_key():
    train, dev = (
        {passage for tune in part for passage in passages(tune.notes)}
        for part in (load_tunes().train, load_tunes().dev)
    )
    assert len(train) > 20_000 and not train & dev


def passages(notes):
    steps = np.column_stack([np.diff(notes[:, 0]), notes[1:, 1]])
    return {steps[start : start + 15].tobytes() for start in range(len(steps) - 14)}


def test_tunes_move_to_another_key_by_the_shortest_way():
    own, moved = load_tunes(), load_tunes(tonic=2)
    for before, after in zip(own.train, moved.train, strict=True):
        sounds = before.notes[:, 0] != REST
        (steps,) = set(after.notes[sounds, 0] - before.notes[sounds, 0])
        assert -6 < steps <= 6 and (before.tonic + steps) % 12 == 2 == after.tonic
        assert (after.notes[~sounds, 0] == REST).all()
        assert np.array_equal(before.notes[:, 1], after.notes[:, 1])
    with pytest.raises(ValueError, match="must be from 0"):
        load_tunes(tonic=12)


def test_missing_tunes_are_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("COMPANION_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"^no file tunes\.h5 in .*: set COMPANION_DATA .*$"):
        load_tunes()


# --------------------------------------------------------------------------------------------- the script reads ABC


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        ("C c c' C, z", [(60, 6), (72, 6), (84, 6), (48, 6), (0, 6)]),
        ("C2 C/ C3/2 C/2", [(60, 12), (60, 3), (60, 9), (60, 3)]),
        ("C//", None),
        ("C>C C<C", [(60, 9), (60, 3), (60, 3), (60, 9)]),
        ("(3CDE F (CD)", [(60, 4), (62, 4), (64, 4), (65, 6), (60, 6), (62, 6)]),
        ("^CCc|C _D=D", [(61, 6), (61, 6), (72, 6), (60, 6), (61, 6), (62, 6)]),
        ('"Am"{d}C ~C .C !', None),
        ('"Am"{d}C ~C .C', [(60, 6)] * 3),
        ("C|[1 D :|[2 E |]F", [(60, 6), (64, 6), (65, 6)]),
        ("C|1 D :|2 E || F", [(60, 6), (64, 6), (65, 6)]),
        ("C-C", None),
        ("[CE]", None),
        ("C|[^CE2]|", None),
        ("CCCCCCCCC|", None),
    ],
)
def test_notation_is_read_as_its_standard_says(script, body, notes):
    read = script["read_notes"]
    if notes is None:
        with pytest.raises(script["Unreadable"]):
            read(body, {}, Fraction(1))
    else:
        assert read(body, {}, Fraction(1)) == notes


@pytest.mark.parametrize(
    ("key", "tonic", "signature"),
    [
        ("C", 0, ""), ("G", 7, "F"), ("A", 9, "FCG"), ("F", 5, "B"), ("Bb", 10, "BE"), ("F#m", 6, "FCG"), ("Gm", 7, "BE"),
        ("Ador", 9, "F"), ("Emix", 4, "FCG"), ("EDorian", 4, "FC"), ("Bphr", 11, "F"), ("Glyd", 7, "FC"), ("Amin", 9, ""),
    ],
)  # fmt: skip
def test_keys_are_read_with_their_sharps_and_flats(script, key, tonic, signature):
    flat = key in ("F", "Bb", "Gm")
    assert script["read_key"](key) == (tonic, dict.fromkeys(signature, -1 if flat else 1))


# ------------------------------------------------------------------------------------------------ played and drawn


def test_notes_sound_at_their_pitch_one_after_the_other_and_rests_are_silent():
    rate = 16_000
    sound = play([(69, 24), (REST, 24), (81, 24)], tempo=60, rate=rate)
    assert sound.shape == (3 * rate,) and sound.dtype == np.float32 and np.abs(sound).max() <= 1
    for second, frequency in ((0, 440), (2, 880)):
        loudness = np.abs(np.fft.rfft(sound[second * rate : (second + 1) * rate]))
        assert abs(int(loudness.argmax()) - frequency) <= 1
    assert not sound[rate : 2 * rate].any()


@pytest.mark.parametrize("tempo", [40, 100, 333])
def test_a_tune_lasts_as_long_as_its_tempo_says(tempo):
    notes = load_tunes().dev[0].notes
    sound = play(notes, tempo=tempo, rate=8000)
    assert abs(len(sound) - notes[:, 1].sum() / 24 * 60 / tempo * 8000) <= 1
    assert np.isfinite(sound).all() and np.abs(sound).max() <= 1


def test_the_highest_note_has_no_harmonic_above_half_the_rate():
    loudness = np.abs(np.fft.rfft(play([(93, 48)], tempo=60, rate=8000)))
    frequencies = np.fft.rfftfreq(16_000, 1 / 8000)
    assert loudness[np.abs(frequencies - 1760) > 200].max() < 0.5 * loudness.max()


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ([], "needs"),
        ([60, 12], "needs"),
        ([(60, 0)], "at least 1 tick"),
        ([(128, 6)], "from 0 to 127"),
        ([(-1, 6)], "from 0"),
    ],
)
def test_what_are_no_notes_is_told(notes, words):
    for function in (play, draw_roll):
        with pytest.raises(ValueError, match=words):
            function(notes)
    for wrong in ({"tempo": 0}, {"rate": 0}):
        with pytest.raises(ValueError, match="must be positive"):
            play([(60, 6)], **wrong)


def test_the_roll_shows_each_note_of_its_bars_where_it_sounds():
    figure = draw_roll([(60, 24), (REST, 24), (64, 48), (67, 48)], title="three", bars=2)
    (ax,) = figure.axes
    strokes = [(bar.get_x(), bar.get_y() + bar.get_height() / 2) for bar in ax.patches]
    assert np.allclose(strokes, [(0, 60), (1, 64)])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["C4", "E4"]
    assert ax.get_title() == "three"
    plt.close(figure)


def test_pitches_have_names():
    assert [name_of(pitch) for pitch in (REST, 21, 60, 61, 69, 127)] == ["rest", "A0", "C4", "C♯4", "A4", "G9"]


def test_the_datasheet_says_what_is_in_the_file():
    sheet = find_data("tunes.md").read_text(encoding="utf-8")
    assert "386 reels" in sheet and "45,902 notes" in sheet
