"""Proves that recordings of all kinds come as the same samples, that what isn't one is told in a line, and that
resampling and spectrograms keep pitch and time."""

from __future__ import annotations

import struct
import wave

import matplotlib.pyplot as plt
import numpy as np
import pytest

from companion.audio import draw_sound, read_wav, resample, spectrogram, write_wav


def tone(frequency: float, seconds: float = 1.0, rate: int = 8000) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * frequency * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def save(path, samples, rate=8000, width=2, channels=1):
    """A WAV file of PCM, written sample by sample as the format says."""
    largest = 2 ** (8 * width - 1) - 1
    whole = [round(float(sample) * largest) + (128 if width == 1 else 0) for sample in samples]
    frames = b"".join(n.to_bytes(width, "little", signed=width > 1) * channels for n in whole)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, len(whole), "NONE", "not compressed"))
        file.writeframes(frames)
    return path


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_each_width_and_number_of_channels_gives_the_same_samples(tmp_path, width, channels):
    samples = tone(440, 0.1)
    read = read_wav(save(tmp_path / "a.wav", samples, width=width, channels=channels))
    assert read.shape == samples.shape and read.dtype == np.float32
    assert np.abs(read - samples).max() < (0.01 if width == 1 else 1e-4)


@pytest.mark.parametrize("rate", [4000, 8000, 11_025, 44_100, 48_000, 12_347])
def test_a_recording_of_any_rate_keeps_its_pitch_and_its_length(tmp_path, rate):
    read = read_wav(save(tmp_path / "a.wav", tone(600, 1, rate), rate))
    assert abs(len(read) - 8000) <= 1
    middle = slice(400, 7600)
    assert np.abs(read[middle] - tone(600)[middle]).max() < 0.02


def test_channels_are_averaged(tmp_path):
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((2, 2, 8000, 2, "NONE", ""))
        file.writeframes(struct.pack("<4h", 16384, 0, -16384, -16384))
    assert np.allclose(read_wav(tmp_path / "a.wav"), [0.25, -0.5])


def floating(samples: np.ndarray) -> bytes:
    """A WAV file of floating-point numbers, which the reader doesn't know."""
    body = struct.pack("<HHIIHH", 3, 1, 8000, 32_000, 4, 32)
    data = samples.astype("<f4").tobytes()
    chunks = b"fmt " + struct.pack("<I", len(body)) + body + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"ID3\x04mp3", b"OggS" * 20, b"RIFF\x10\0\0\0WAVEfmt ", floating(tone(440))]
)
def test_what_is_no_such_recording_is_told_in_a_line(tmp_path, content):
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.wav can't be read as WAV \(.*\): save it as WAV \(PCM, 16 bits\)$"):
        read_wav(tmp_path / "a.wav")


def test_empty_and_endless_recordings_are_told(tmp_path):
    with pytest.raises(ValueError, match="has no samples: record it again"):
        read_wav(save(tmp_path / "empty.wav", []))
    with pytest.raises(ValueError, match="longer than three minutes"):
        read_wav(save(tmp_path / "long.wav", np.zeros(1810), rate=10))
    with pytest.raises(FileNotFoundError, match="isn't there: check the name"):
        read_wav(tmp_path / "nothing.wav")
    with pytest.raises(FileNotFoundError, match="is a folder"):
        read_wav(tmp_path)


def test_a_recording_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path):
    path = save(tmp_path / "a.wav", tone(440), width=2, channels=2)
    path.write_bytes(path.read_bytes()[:-4001])
    read = read_wav(path)
    assert 6990 < len(read) < 7010
    assert np.abs(read - tone(440)[: len(read)]).max() < 1e-3


def test_what_is_written_is_read_again(tmp_path):
    samples = np.concatenate([tone(440), [2, -2]])
    write_wav(tmp_path / "a.wav", samples, 8000)
    assert np.abs(read_wav(tmp_path / "a.wav") - samples.clip(-1, 1)).max() < 1e-4
    with pytest.raises(ValueError, match="one channel"):
        write_wav(tmp_path / "a.wav", np.zeros((3, 2)), 8000)


def test_resampling_leaves_out_what_the_new_rate_cannot_hold():
    both = tone(300, rate=16_000) + tone(5000, rate=16_000)
    lower = resample(both, 16_000, 8000)
    assert np.abs(lower - tone(300))[300:-300].max() < 0.02
    assert np.array_equal(resample(both, 8000, 8000), both)
    with pytest.raises(ValueError, match="must be at least 1"):
        resample(both, 0, 8000)


def test_a_spectrogram_shows_when_a_tone_of_which_pitch_sounds():
    silence = np.zeros(8000, np.float32)
    decibels, frequencies, times = spectrogram(np.concatenate([tone(1000), silence, tone(2500)]), 8000)
    assert decibels.shape == (len(frequencies), len(times)) == (129, 186)
    assert decibels.max() == 0 and decibels.min() == -80
    loudest = frequencies[decibels.argmax(axis=0)]
    assert np.abs(loudest[np.abs(times - 0.5) < 0.4] - 1000).max() < 32
    assert np.abs(loudest[np.abs(times - 2.5) < 0.4] - 2500).max() < 32
    assert (decibels[:, np.abs(times - 1.5) < 0.4] == -80).all()


@pytest.mark.parametrize("length", [0, 1, 255, 256, 257])
def test_short_and_silent_sounds_have_a_spectrogram(length):
    decibels, _, times = spectrogram(np.zeros(length), 8000)
    assert np.isfinite(decibels).all() and len(times) == 1


def test_windows_shorter_than_a_sample_are_refused():
    with pytest.raises(ValueError, match="shorter than samples"):
        spectrogram(tone(440), 8000, step=1e-6)


def test_a_sound_is_drawn_as_wave_and_spectrogram():
    figure = draw_sound(tone(1000), 8000, title="a tone")
    wave_axes, spectrum_axes, _ = figure.axes
    assert len(wave_axes.lines[0].get_xdata()) == 8000
    assert spectrum_axes.get_ylabel() == "frequency (kHz)"
    plt.close(figure)
