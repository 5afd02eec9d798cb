"""Spoken words, clip by clip: said by many voices of a synthesiser, and by one person."""

from __future__ import annotations

from typing import NamedTuple

import h5py
import numpy as np

from companion.data import find_data

RATE = 8000  # samples a second


class Spoken(NamedTuple):
    """Spoken words, in the order of the file.

    clips: of each word (n,) float32 from -1 to 1, 8,000 samples a second, without silence around it.
    words: what is said. voices: who says it. is_dev: (m,) bool, whether the clip is for judging.
    """

    clips: list[np.ndarray]
    words: tuple[str, ...]
    voices: tuple[str, ...]
    is_dev: np.ndarray


def load_spoken() -> Spoken:
    """The word "activate", the digits, and words that sound like it, said by 48 synthesised voices: 816 clips.

    No voice of a clip for judging says one to train with. Described in datasets/spoken.md. Raises FileNotFoundError
    where datasets/spoken.h5 is missing. Used in course4_sequence/week3_sequence_to_sequence.
    """
    return _load("spoken.h5")


def load_recordings() -> Spoken:
    """Digits, letters and other short words, recorded by Allison Smith for telephones: 162 clips.

    No word for judging is one to train with. Under their own licence, CC-BY-SA 3.0. Described in datasets/spoken.md.
    Raises FileNotFoundError where datasets/recordings.h5 is missing. Used in
    course4_sequence/week3_sequence_to_sequence.
    """
    return _load("recordings.h5")


def _load(name: str) -> Spoken:
    """Clips from their eight bits on a logarithmic scale (μ-law, μ = 255)."""
    with h5py.File(find_data(name)) as file:
        packed = file["samples"][:].astype(np.float32) / 127
        ends, is_dev = np.cumsum(file["length"][:]), file["is_dev"][:]
        words, voices = (tuple(map(str, file[column].asstr()[:])) for column in ("word", "voice"))
    samples = np.sign(packed) * np.expm1(np.abs(packed) * np.log(np.float32(256))) / 255
    return Spoken(np.split(samples, ends[:-1]), words, voices, is_dev)
