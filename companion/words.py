"""Words: lists of names, word vectors and questions to them, speeches, and short sentences with labels."""

from __future__ import annotations

import csv
import gzip
import unicodedata
import zlib
from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np

from companion.data import check_own_file, find_data

LISTS = ("first_names", "surnames", "dinosaurs")
LONGEST_NAME, LARGEST_LIST = 40, 5_000_000  # characters, bytes


class Names(NamedTuple):
    """Names to train with and names to judge by (dev), each in a fixed, mixed order; none is in both."""

    train: tuple[str, ...]
    dev: tuple[str, ...]


class Glove(NamedTuple):
    """Vectors of words.

    words: the most frequent one first. word_to_index: word -> its row in vectors.
    vectors: (20000, 100) float32.
    """

    words: tuple[str, ...]
    word_to_index: dict[str, int]
    vectors: np.ndarray


class Analogy(NamedTuple):
    """A question to word vectors: a is to b as c is to d."""

    relation: str
    a: str
    b: str
    c: str
    d: str


class Speeches(NamedTuple):
    """Sentences of speeches, each a list of words in lower case; no speech is in both parts."""

    train: list[list[str]]
    dev: list[list[str]]


class Sentences(NamedTuple):
    """Short sentences in lower case with the label of their class.

    X_train, X_dev: m sentences, words separated by blanks, without punctuation. Y_train, Y_dev: (m,) int64, from 0.
    classes: the names of the labels, in order; emoji: a picture character for each.
    """

    X_train: tuple[str, ...]
    Y_train: np.ndarray
    X_dev: tuple[str, ...]
    Y_dev: np.ndarray
    classes: tuple[str, ...]
    emoji: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------ lists of names


def read_names(path: str | Path) -> tuple[str, ...]:
    """The names in a text file that has one a line, as they are written there.

    Empty lines, blanks around a name and a name's second occurrence (whatever its case) are passed over. Raises
    FileNotFoundError where there is no such file, and ValueError, in one line with what to do, where it isn't text in
    UTF-8 (or UTF-16 with a mark), has no names, more than 5 MB, or a line that can't be one name. Used in
    course4_sequence/week1_recurrent_networks.
    """
    lines = [" ".join(line.split()) for line in _read_text(Path(path)).splitlines()]
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_NAME or any(mark in line for mark in ",;|"):
            raise ValueError(f"{path}, line {number}: {line[:LONGEST_NAME]!r} isn't one name: write one name a line")
    names: dict[str, str] = {}
    for line in filter(None, lines):
        names.setdefault(line.casefold(), line)
    if not names:
        raise ValueError(f"{path} has no names: write one name a line")
    return tuple(names.values())


def _read_text(path: Path) -> str:
    """A text file's content, with composed letters."""
    check_own_file(path, "a text file")
    if path.stat().st_size > LARGEST_LIST:
        raise ValueError(f"{path} has more than 5 MB: keep a part of it")
    content = path.read_bytes()
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} isn't text in UTF-8: save it as plain text with the encoding UTF-8") from None
    if "\0" in text:
        raise ValueError(f"{path} isn't plain text: save it as plain text with the encoding UTF-8")
    return unicodedata.normalize("NFC", text)


def split_names(names: tuple[str, ...] | list[str], dev_share: float = 0.1) -> Names:
    """Names split into those to train with and those to judge by, in a mixed order that depends on the names alone.

    names: at least two, all different. dev_share: of the names, from 0 to 1; each part gets one name at least. Raises
    ValueError for fewer names, or one that is there twice. Used in course4_sequence/week1_recurrent_networks.
    """
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(f"{len(names)} names, {len(set(names))} different ones: needs two or more, all different")
    mixed = sorted(names, key=lambda name: (zlib.crc32(name.encode()), name))
    dev = min(max(round(dev_share * len(mixed)), 1), len(mixed) - 1)
    return Names(tuple(mixed[dev:]), tuple(mixed[:dev]))


def load_names(kind: str = "first_names") -> Names:
    """Names of people or of dinosaurs, a tenth of them to judge by (dev).

    kind: "first_names" (5,163 in all), "surnames" (5,000) or "dinosaurs" (434). Raises ValueError for another one, and
    FileNotFoundError where the list is missing in datasets. Described in datasets/names.md. Used in
    course4_sequence/week1_recurrent_networks.
    """
    if kind not in LISTS:
        raise ValueError(f"kind is {kind!r}, and must be one of {', '.join(LISTS)}")
    return split_names(read_names(find_data(f"{kind}.txt")))


# -------------------------------------------------------------------------------------------------------- word vectors


def load_glove() -> Glove:
    """GloVe's vectors of 20,000 frequent English words.

    Described in datasets/glove.md. Raises FileNotFoundError where datasets/glove.h5 is missing. Used in
    course4_sequence/week2_word_embeddings.
    """
    with h5py.File(find_data("glove.h5")) as file:
        words = tuple(file["words"][:].tobytes().decode().split("\n"))
        vectors = file["vectors"][:] * file["scale"][:][:, np.newaxis]
    return Glove(words, {word: row for row, word in enumerate(words)}, vectors)


def load_analogies() -> list[Analogy]:
    """102 questions of eleven relations: each pair of words of a relation with the next one, the last with the first.

    Described in datasets/glove.md. Raises FileNotFoundError where datasets/word_pairs.csv is missing. Used in
    course4_sequence/week2_word_embeddings.
    """
    pairs: dict[str, list[tuple[str, str]]] = {}
    with find_data("word_pairs.csv").open(encoding="utf-8", newline="") as file:
        for relation, first, second in list(csv.reader(file))[1:]:
            pairs.setdefault(relation, []).append((first, second))
    return [
        Analogy(relation, *known, *asked)
        for relation, of_it in pairs.items()
        for known, asked in zip(of_it, [*of_it[1:], of_it[0]], strict=True)
    ]


# ----------------------------------------------------------------------------------------------- speeches and sentences


def load_speeches() -> Speeches:
    """Addresses on the State of the Union from 1790 to 2020, sentence by sentence.

    Described in datasets/speeches.md. Raises FileNotFoundError where datasets/speeches.txt.gz is missing. Used in
    course4_sequence/week2_word_embeddings.
    """
    parts: dict[str, list[list[str]]] = {"train": [], "dev": []}
    with gzip.open(find_data("speeches.txt.gz"), "rt", encoding="ascii") as file:
        for line in file:
            if line.startswith("#"):
                part = line.split()[1]
            else:
                parts[part].append(line.split())
    return Speeches(**parts)


def load_sentences() -> Sentences:
    """Short sentences about love, sport, joy, sadness and food: 200 to train with, 100 to judge by (dev), balanced.

    Described in datasets/sentences.md. Raises FileNotFoundError where datasets/sentences.csv is missing. Used in
    course4_sequence/week2_word_embeddings.
    """
    with find_data("sentences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {row["class"]: row["emoji"] for row in rows}
    classes = tuple(known)
    train, dev = ([row for row in rows if row["part"] == part] for part in ("train", "dev"))
    (X_train, Y_train), (X_dev, Y_dev) = (
        (tuple(row["sentence"] for row in part), np.array([classes.index(row["class"]) for row in part], np.int64))
        for part in (train, dev)
    )
    return Sentences(X_train, Y_train, X_dev, Y_dev, classes, tuple(known.values()))
