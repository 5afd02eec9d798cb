"""Makes first_names.txt and surnames.txt from the lists of the census of 1990 in the Python package names.

    python datasets/make_names.py                      # fetches the package with pip
    python datasets/make_names.py path/to/file.tar.gz  # or takes the file that you have

What is in the files: names.md. dinosaurs.txt is written by hand.
"""

from __future__ import annotations

import argparse
import io
import tarfile
from pathlib import Path

from packages import print_sha256, read_package

HERE = Path(__file__).resolve().parent
PACKAGE = "names==0.3.0"
PACKAGE_SHA256 = "726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671"
LISTS = {"first_names": ("dist.female.first", "dist.male.first"), "surnames": ("dist.all.last",)}
SURNAMES = 5000  # of 88,799, the most frequent


def read_list(package: tarfile.TarFile, name: str) -> list[str]:
    """The names of a list, the most frequent first."""
    text = package.extractfile(f"names-0.3.0/names/{name}").read().decode("ascii")
    return [line.split()[0].capitalize() for line in text.splitlines()[:SURNAMES]]


def write_names(path: Path, names: set[str]) -> None:
    """Write the names, one a line, by the alphabet."""
    path.write_text("\n".join(sorted(names)) + "\n", encoding="ascii", newline="\n")
    print(f"{len(names)} names")
    print_sha256(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help=f"the archive of {PACKAGE}; fetched where missing")
    arguments = parser.parse_args()
    content = read_package("sdist", PACKAGE, PACKAGE_SHA256, arguments.package)
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        for name, lists in LISTS.items():
            write_names(HERE / f"{name}.txt", {each for source in lists for each in read_list(package, source)})


if __name__ == "__main__":
    main()
