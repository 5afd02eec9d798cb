"""Sound as arrays: WAV files read and written, other sampling rates, spectrograms and pictures of them."""

from __future__ import annotations

import math
import wave
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from companion.data import check_own_file

LONGEST = 180  # seconds of a recording
PAUSE = 256  # samples of silence between a sound's end and its beginning, when it is resampled
FLOOR = 80  # dB below the loudest, where a spectrogram ends


class Spectrogram(NamedTuple):
    """How loud each frequency is, over time.

    decibels: (frequencies, times) float64, 0 for the loudest, never below -80.
    frequencies: (frequencies,) in hertz, from 0 to half the rate; times: (times,) in seconds, the windows' middles.
    """

    decibels: np.ndarray
    frequencies: np.ndarray
    times: np.ndarray


def read_wav(path: str | Path, rate: int = 8000) -> np.ndarray:
    """A recording as samples of one channel at a sampling rate of one's choice.

    path: a WAV file of PCM with 8, 16, 24 or 32 bits, of any rate and number of channels, which are averaged.
    rate: samples a second of the result. Returns (n,) float32 from -1 to 1. Raises FileNotFoundError where there is no
    such file, and ValueError, in one line with what to do, where it is another kind of file, empty or longer
    than three minutes. Used in course4_sequence/week3_sequence_to_sequence.
    """
    check_own_file(Path(path), "a WAV file")
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, own_rate, frames = file.getparams()[:4]
            if own_rate < 1 or frames > LONGEST * own_rate:
                raise ValueError(f"{path} is longer than three minutes: cut out the part that matters")
            content = file.readframes(frames)
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path} can't be read as WAV ({error}): save it as WAV (PCM, 16 bits)") from None
    samples = _decode(content[: len(content) // (width * channels) * width * channels], width)
    if not len(samples):
        raise ValueError(f"{path} has no samples: record it again, and save it as WAV (PCM, 16 bits)")
    return resample(samples.reshape(-1, channels).mean(axis=1), own_rate, rate).clip(-1, 1)


def _decode(content: bytes, width: int) -> np.ndarray:
    """Samples of `width` bytes each, from -1 to 1; those of one byte have no sign in a WAV file, all others have."""
    if width == 1:
        return (np.frombuffer(content, np.uint8).astype(np.float32) - 128) / 128
    padded = np.zeros((len(content) // width, 4), np.uint8)
    padded[:, 4 - width :] = np.frombuffer(content, np.uint8).reshape(-1, width)
    return padded.view("<i4")[:, 0].astype(np.float32) / np.float32(2**31)


def write_wav(path: str | Path, samples: ArrayLike, rate: int) -> None:
    """Write samples to a WAV file with one channel and 16 bits, which any player plays.

    samples: (n,), from -1 to 1; what is louder is cut off. rate: samples a second. Raises ValueError for another shape.
    Used in course4_sequence/week1_recurrent_networks.
    """
    values = _one_channel(samples)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, len(values), "NONE", "not compressed"))
        file.writeframes(np.round(32767 * values.clip(-1, 1)).astype("<i2").tobytes())


def resample(samples: ArrayLike, rate: int, new_rate: int) -> np.ndarray:
    """The same sound with another number of samples a second; frequencies that those can't hold are left out.

    samples: (n,). Returns (about n new_rate / rate,) float32. Raises ValueError for another shape or a rate below 1.
    Used in course4_sequence/week3_sequence_to_sequence.
    """
    values = _one_channel(samples)
    if rate < 1 or new_rate < 1:
        raise ValueError(f"rates are {rate} and {new_rate}, and must be at least 1")
    if rate == new_rate or not len(values):
        return values
    # Zeros behind the sound, which the transform takes for a circle; so many that both lengths are whole numbers.
    unit = rate // math.gcd(rate, new_rate)
    length = -(-(len(values) + PAUSE) // unit) * unit
    spectrum = np.fft.rfft(values, length)
    new_length = length * new_rate // rate
    bins = min(len(spectrum), new_length // 2 + 1)
    times = np.fft.irfft(spectrum[:bins], new_length) * (new_length / length)
    kept = times[: max(1, round(len(values) * new_rate / rate))]
    return np.asarray(kept, dtype=np.float32)


def spectrogram(samples: ArrayLike, rate: int, window: float = 0.032, step: float = 0.016) -> Spectrogram:
    """How loud each frequency is in short windows of a sound, in decibels below the loudest.

    samples: (n,). rate: samples a second. window, step: seconds of a window, and from one to the next. A sound shorter
    than a window is filled with silence. Raises ValueError for another shape, or where window or step is shorter than a
    sample. Used in course4_sequence/week3_sequence_to_sequence.
    """
    values = _one_channel(samples)
    size, hop = round(window * rate), round(step * rate)
    if size < 2 or hop < 1:
        raise ValueError(f"window {window} s and step {step} s are shorter than samples of 1/{rate} s")
    values = np.pad(values, (0, max(0, size - len(values))))
    windows = np.lib.stride_tricks.sliding_window_view(values, size)[::hop]
    loudness = np.abs(np.fft.rfft(windows * np.hanning(size), axis=1)).T
    loudest = loudness.max() or 1.0
    decibels = 20 * np.log10(np.maximum(loudness / loudest, 10 ** (-FLOOR / 20)))
    return Spectrogram(decibels, np.fft.rfftfreq(size, 1 / rate), (np.arange(len(windows)) * hop + size / 2) / rate)


def draw_sound(samples: ArrayLike, rate: int, title: str = "") -> Figure:
    """Draw a sound's wave, and its spectrogram below.

    samples: (n,), from -1 to 1. rate: samples a second. title: above both. Returns the figure. Raises ValueError as
    `spectrogram` does. Used in course4_sequence/week3_sequence_to_sequence.
    """
    values, spectrum = _one_channel(samples), spectrogram(samples, rate)
    figure, (above, below) = plt.subplots(2, 1, figsize=(8, 4), sharex=True, layout="constrained", height_ratios=(1, 2))
    above.plot(np.arange(len(values)) / rate, values, linewidth=0.5)
    above.set(ylabel="sample", ylim=(-1, 1))
    mesh = below.pcolormesh(spectrum.times, spectrum.frequencies / 1000, spectrum.decibels, rasterized=True)
    below.set(xlabel="time (s)", ylabel="frequency (kHz)")
    figure.colorbar(mesh, ax=below, label="dB")
    figure.suptitle(title)
    return figure


def _one_channel(samples: ArrayLike) -> np.ndarray:
    """Samples as (n,) float32."""
    values = np.asarray(samples, dtype=np.float32)
    if values.ndim != 1:
        raise ValueError(f"samples has shape {values.shape}, and needs (n,): one channel")
    return values
