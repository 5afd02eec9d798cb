"""Makes fashion.h5, a part of Fashion-MNIST, from Debian's package dataset-fashion-mnist.

    python datasets/make_fashion.py                      # fetches the package with apt-get
    python datasets/make_fashion.py path/to/package.deb  # or takes the file that you have

What is in the file, and why these pictures: fashion.md.
"""

from __future__ import annotations

import argparse
import gzip
import struct
from pathlib import Path

import h5py
import numpy as np
from packages import open_deb, print_sha256, read_package

HERE = Path(__file__).resolve().parent
PACKAGE = "dataset-fashion-mnist"
PACKAGE_SHA256 = "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0"  # version 0.0~git20200523.55506a9-1
DATA = "./usr/share/datasets/fashion-mnist"
CLASSES = (
    "T-shirt or top", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip
SIZES = {"train": 600, "dev": 200}  # pictures of each class
SEED = 3

# ---------------------------------------------------------------------------------------------------------- the package


def read_training_part(package: bytes) -> tuple[np.ndarray, np.ndarray]:
    """The 60,000 pictures that Fashion-MNIST gives to train with, (60000, 28, 28) uint8, and their labels, (60000,)."""
    with open_deb(package) as tar:
        images, labels = (
            read_idx(gzip.decompress(tar.extractfile(f"{DATA}/train-{name}-ubyte.gz").read()))
            for name in ("images-idx3", "labels-idx1")
        )
    return images, labels


def read_idx(content: bytes) -> np.ndarray:
    """An array of bytes in MNIST's format: two zeros, type 8, the number of axes, their lengths, the values."""
    zeros, kind, axes = struct.unpack(">HBB", content[:4])
    if (zeros, kind) != (0, 8):
        raise SystemExit("not an idx file of bytes")
    shape = struct.unpack(f">{axes}I", content[4 : 4 + 4 * axes])
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * axes).reshape(shape)


# --------------------------------------------------------------------------------------------------------- the pictures


def choose(images: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """The places of the pictures of each part: equally many of each class, none twice, shuffled."""
    rng = np.random.default_rng(SEED)
    _, first = np.unique(images.reshape(len(images), -1), axis=0, return_index=True)
    parts: dict[str, list[np.ndarray]] = {part: [] for part in SIZES}
    for label in range(len(CLASSES)):
        places = rng.permutation(np.sort(first[labels[first] == label]))
        for part, size in SIZES.items():
            parts[part].append(places[:size])
            places = places[size:]
    return {part: rng.permutation(np.concatenate(places)) for part, places in parts.items()}


def write_h5(path: Path, images: np.ndarray, labels: np.ndarray) -> None:
    """Write the data set; without times, so that the same pictures give the same bytes."""
    with h5py.File(path, "w") as file:
        for part, places in choose(images, labels).items():
            pictures = images[places]
            file.create_dataset(
                f"X_{part}", data=pictures, chunks=(100, 28, 28), compression="gzip", compression_opts=9,
                track_times=False,
            )  # fmt: skip
            file.create_dataset(f"Y_{part}", data=labels[places].reshape(1, -1), track_times=False)
            print(f"{part}: {len(places)} pictures")
        encoded = [name.encode() for name in CLASSES]
        longest = h5py.string_dtype("utf-8", max(map(len, encoded)))
        file.create_dataset("classes", data=np.array(encoded, dtype=longest), track_times=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help=f"the .deb of {PACKAGE}; fetched where missing")
    arguments = parser.parse_args()
    content = read_package("apt", PACKAGE, PACKAGE_SHA256, arguments.package, "0.0~git20200523.55506a9-1")
    write_h5(HERE / "fashion.h5", *read_training_part(content))
    print_sha256(HERE / "fashion.h5")


if __name__ == "__main__":
    main()
