"""Tunes as notes: the reels of 1883, a small synthesiser that plays notes, and pictures of them."""

from __future__ import annotations

from typing import NamedTuple

import h5py
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from companion.data import find_data
from companion.plots import COLORS

REST = 0
TICKS_PER_BEAT, BEATS_PER_BAR = 24, 2
NAMES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
HARMONICS, RELEASE = 6, 0.03  # sines of a note; seconds that its end takes


class Tune(NamedTuple):
    """A tune.

    title: its name. tonic: the first note of its key, 0 for C to 11 for B.
    notes: (k, 2) int64, a note a row: its pitch, as MIDI counts half tones (60 is middle C, 0 is a rest), and its
    duration in ticks, 24 a beat and 48 a bar.
    """

    title: str
    tonic: int
    notes: np.ndarray


class Tunes(NamedTuple):
    """Tunes to train with and tunes to judge by (dev)."""

    train: list[Tune]
    dev: list[Tune]


def load_tunes(tonic: int | None = None) -> Tunes:
    """Reels for the fiddle, printed in Boston in 1883: 348 to train with, 38 to judge by (dev).

    tonic: None for each tune in its own key; from 0 (C) to 11 (B) to move all of them there, by 6 half tones at most.
    Raises ValueError for another tonic, and FileNotFoundError where datasets/tunes.h5 is missing. Described in
    datasets/tunes.md. Used in course4_sequence/week1_recurrent_networks.
    """
    if tonic is not None and tonic not in range(12):
        raise ValueError(f"tonic is {tonic!r}, and must be from 0 (C) to 11 (B), or None")
    with h5py.File(find_data("tunes.h5")) as file:
        notes = np.stack([file["pitch"][:], file["ticks"][:]], axis=1).astype(np.int64)
        titles, tonics = file["title"].asstr()[:].tolist(), file["tonic"][:].tolist()
        each, is_dev = np.split(notes, np.cumsum(file["length"][:])[:-1]), file["is_dev"][:]
    tunes = [Tune(*parts) for parts in zip(titles, tonics, each, strict=True)]
    if tonic is not None:
        tunes = [_move(tune, tonic) for tune in tunes]
    return Tunes(
        [tune for tune, judged in zip(tunes, is_dev, strict=True) if not judged],
        [tune for tune, judged in zip(tunes, is_dev, strict=True) if judged],
    )


def _move(tune: Tune, tonic: int) -> Tune:
    """A tune in another key, on the shortest way; rests stay rests."""
    half_tones = (tonic - tune.tonic + 5) % 12 - 5
    sounds = tune.notes[:, :1] != REST
    return Tune(tune.title, tonic, tune.notes + np.where(sounds, [[half_tones, 0]], 0))


def play(notes: ArrayLike, tempo: float = 100, rate: int = 16_000) -> np.ndarray:
    """The sound of notes, one after the other, for IPython.display.Audio(play(notes), rate=16_000).

    notes: (k, 2) whole numbers, pitch (MIDI; 0 is a rest) and duration in ticks. tempo: beats of 24 ticks a minute.
    rate: samples a second. Returns (n,) float32 from -1 to 1: of each note six sines, the higher the softer, that fade
    as a plucked string does. Raises ValueError for another shape, no notes, pitches outside 0 to 127, durations below 1
    or a tempo or rate that isn't positive. Used in course4_sequence/week1_recurrent_networks.
    """
    values = _check(notes)
    if tempo <= 0 or rate <= 0:
        raise ValueError(f"tempo is {tempo} and rate {rate}, and both must be positive")
    seconds = np.concatenate([[0], np.cumsum(values[:, 1])]) * 60 / (tempo * TICKS_PER_BEAT)
    places = np.round(seconds * rate).astype(int)
    sound = np.zeros(places[-1], dtype=np.float32)
    for (pitch, _), start, end in zip(values, places, places[1:], strict=False):
        if pitch != REST:
            sound[start:end] = _note(int(pitch), end - start, rate)
    return sound


def _note(pitch: int, length: int, rate: int) -> np.ndarray:
    """`length` samples of a note; its harmonics above half the rate are left out."""
    time = np.arange(length) / rate
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    harmonics = [h for h in range(1, HARMONICS + 1) if h * frequency < rate / 2]
    tone = sum((np.sin(2 * np.pi * h * frequency * time) * np.exp(-2 * h * time) / h**1.5 for h in harmonics), 0 * time)
    edges = np.minimum(1, np.minimum(time / 0.005, (time[-1:] - time) / RELEASE))
    return 0.4 * tone * edges


def draw_roll(notes: ArrayLike, title: str = "", bars: int = 8) -> Figure:
    """Draw notes as a piano roll: time to the right in bars, pitch upwards, a stroke for each note.

    notes: (k, 2), pitch and duration in ticks, as `play` takes them. title: above the picture. bars: how many bars to
    show at most, at least 1. Returns the figure. Raises ValueError where `play` does, or where bars is below 1.
    Used in course4_sequence/week1_recurrent_networks.
    """
    values = _check(notes)
    if bars < 1:
        raise ValueError(f"bars is {bars}, and must be at least 1")
    starts = np.concatenate([[0], np.cumsum(values[:-1, 1])]) / (TICKS_PER_BEAT * BEATS_PER_BAR)
    lengths = values[:, 1] / (TICKS_PER_BEAT * BEATS_PER_BAR)
    shown = (starts < bars) & (values[:, 0] != REST)
    figure, ax = plt.subplots(figsize=(9, 3), layout="constrained")
    ax.barh(values[shown, 0], 0.92 * lengths[shown], left=starts[shown], height=0.8, color=COLORS[0])
    pitches = np.unique(values[shown, 0])
    ax.set_yticks(pitches, [name_of(int(pitch)) for pitch in pitches], fontsize=7)
    ax.set(xlabel="time (bars)", ylabel="pitch", xlim=(0, min(bars, np.ceil(starts[-1] + lengths[-1]))), title=title)
    ax.grid(axis="x", alpha=0.5)
    return figure


def name_of(pitch: int) -> str:
    """The name of a pitch: 60 is C4, 0 a rest. Used in course4_sequence/week1_recurrent_networks."""
    return "rest" if pitch == REST else f"{NAMES[pitch % 12]}{pitch // 12 - 1}"


def _check(notes: ArrayLike) -> np.ndarray:
    """Notes as (k, 2) int64."""
    values = np.asarray(notes)
    if values.ndim != 2 or values.shape[1] != 2 or not len(values):
        raise ValueError(f"notes has shape {values.shape}, and needs (k, 2): pitch and duration of one note at least")
    if values[:, 0].min() < 0 or values[:, 0].max() > 127 or values[:, 1].min() < 1:
        raise ValueError("notes needs pitches from 0 to 127 and durations of at least 1 tick")
    return values.astype(np.int64)
