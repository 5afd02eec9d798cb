"""Proves that spoken words are as described, that parts share no voice or no word, and that the scripts pack and trim."""

from __future__ import annotations

import hashlib
import re
import runpy
from collections import Counter
from pathlib import Path

import h5py
import numpy as np
import pytest

from companion.data import find_data
from companion.spoken import load_recordings, load_spoken

DATASETS = Path(__file__).resolve().parents[2] / "datasets"


@pytest.mark.parametrize(("load", "count", "dev"), [(load_spoken, 816, 204), (load_recordings, 162, 40)])
def test_clips_have_the_documented_shapes_and_are_as_loud_as_can_be(load, count, dev):
    spoken = load()
    assert len(spoken.clips) == len(spoken.words) == len(spoken.voices) == len(spoken.is_dev) == count
    assert spoken.is_dev.dtype == bool and spoken.is_dev.sum() == dev
    for clip in spoken.clips:
        assert clip.dtype == np.float32 and clip.ndim == 1 and 0.1 < len(clip) / 8000 < 1.3
        assert np.isclose(np.abs(clip).max(), 1)
        assert np.abs(clip[:8]).max() > 0.01 and np.abs(clip[-8:]).max() > 0.01


def test_each_synthesised_voice_says_the_word_the_digits_and_four_others():
    spoken = load_spoken()
    for voice in set(spoken.voices):
        said = Counter(word for word, who in zip(spoken.words, spoken.voices, strict=True) if who == voice)
        assert said["activate"] == 3 and said["zero"] == said["nine"] == 1
        assert len(said) == 15 and said.total() == 17


def test_no_family_of_voices_is_in_both_parts():
    spoken = load_spoken()
    parts = [
        {
            voice.rstrip("0123456789").lower()
            for voice, judged in zip(spoken.voices, spoken.is_dev, strict=True)
            if judged == part
        }
        for part in (False, True)
    ]
    assert not parts[0] & parts[1]
    assert len({voice for voice, judged in zip(spoken.voices, spoken.is_dev, strict=True) if judged}) == 12


def test_no_recorded_word_is_in_both_parts_and_the_digits_are_there():
    recorded = load_recordings()
    parts = [
        {word for word, judged in zip(recorded.words, recorded.is_dev, strict=True) if judged == part}
        for part in (False, True)
    ]
    assert not parts[0] & parts[1]
    assert {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"} <= parts[0]


def test_no_clip_is_there_twice():
    clips = [clip.tobytes() for load in (load_spoken, load_recordings) for clip in load().clips]
    assert len(set(clips)) == len(clips)


def test_eight_bits_on_a_logarithmic_scale_keep_loud_and_soft_samples(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(DATASETS)
    script = runpy.run_path(str(DATASETS / "make_spoken.py"))
    samples = np.concatenate([np.geomspace(1e-3, 1, 50), -np.geomspace(1e-3, 1, 50), [0]])
    script["write_h5"](tmp_path / "spoken.h5", [script["Clip"]("yes", "me", True, samples)] * 2)
    monkeypatch.setenv("COMPANION_DATA", str(tmp_path))
    spoken = load_spoken()
    assert spoken.words == ("yes", "yes") and spoken.voices == ("me", "me") and spoken.is_dev.all()
    assert np.allclose(spoken.clips[1], samples, rtol=0.05, atol=3e-4)


def test_silence_around_a_word_is_cut_off(monkeypatch):
    monkeypatch.syspath_prepend(DATASETS)
    script = runpy.run_path(str(DATASETS / "make_spoken.py"))
    assert script["trim"](np.array([0, 0.001, 0.2, 0, -0.5, 0.001])).tolist() == [0.4, 0, -1]


def test_the_recordings_come_with_their_licence():
    text = find_data("recordings_licence.txt").read_text(encoding="utf-8")
    assert (
        "Allison Smith" in text
        and "CC-BY-SA-3.0" in text
        and "sharealike" in text.lower().replace(" ", "").replace("-", "")
    )
    with h5py.File(find_data("recordings.h5")) as file:
        assert set(file["voice"].asstr()[:]) == {"Allison Smith"}


@pytest.mark.parametrize("load", [load_spoken, load_recordings])
def test_a_missing_file_is_told_in_one_line(tmp_path, monkeypatch, load):
    monkeypatch.setenv("COMPANION_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"^no file (spoken|recordings)\.h5 in .*: set COMPANION_DATA .*$"):
        load()


def test_the_files_are_those_that_the_datasheet_describes():
    sheet = find_data("spoken.md").read_text(encoding="utf-8")
    for name in ("spoken.h5", "recordings.h5"):
        stated = re.search(rf"sha256 of `{name}` .*`([0-9a-f]{{64}})`", sheet)
        assert hashlib.sha256(find_data(name).read_bytes()).hexdigest() == stated[1]
