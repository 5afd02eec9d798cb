"""Makes scenes.h5, figures and backgrounds from which street scenes are drawn, from the npm package
emoji-datasource-google and Debian's package gcompris-qt-data.

    python datasets/make_scenes.py                          # fetches both packages, with npm and apt-get
    python datasets/make_scenes.py figures.tgz package.deb  # or takes the files that you have

What is in the file, and how scenes are drawn: scenes.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import tarfile
from pathlib import Path

import h5py
import make_photographs
import numpy as np
from make_photographs import Photograph, utf8
from packages import print_sha256, read_package
from PIL import Image

HERE = Path(__file__).resolve().parent
PACKAGE = "emoji-datasource-google@16.0.0"
PACKAGE_SHA256 = "fb5fd131b362aab7a55542d2a147a79708cce0a8b1c1bbacd470172708b5c438"
CLASSES = ("car", "bus or lorry", "two wheels", "person")
# The figures of each class; those below DEV are in scenes to judge by, and in no scene to train with.
FIGURES = {
    "car": ("car", "oncoming_automobile", "taxi", "police_car", "oncoming_police_car", "blue_car", "oncoming_taxi",
            "pickup_truck"),
    "bus or lorry": ("bus", "oncoming_bus", "minibus", "ambulance", "truck", "articulated_lorry", "trolleybus",
                     "fire_engine"),
    "two wheels": ("bike", "racing_motorcycle", "motor_scooter", "scooter"),
    "person": ("man-walking", "woman-walking", "walking", "man-running", "woman-running", "runner", "man_standing",
               "woman_standing", "standing_person"),
}  # fmt: skip
DEV = {"oncoming_taxi", "pickup_truck", "trolleybus", "fire_engine", "scooter", "runner", "standing_person"}
FIGURE_SIZE, BACKGROUND_SIZE = 64, 96  # pixels
OUTDOORS = {"monument", "power"}  # kinds of make_photographs that show the open air
DEV_SHARE, SEED = 0.25, 4


# ---------------------------------------------------------------------------------------------------------- the figures


def read_figures(package: bytes) -> list[tuple[str, int, bool, np.ndarray]]:
    """(name, class, whether it is in scenes to judge by, (64, 64, 4) uint8 with opacity) of each figure; of people all
    colours of skin."""
    with tarfile.open(fileobj=io.BytesIO(package)) as tar:
        known = {each["short_name"]: each for each in json.load(tar.extractfile("package/emoji.json"))}
        return [
            (name, label, name in DEV, read_picture(tar, file))
            for label, kind in enumerate(CLASSES)
            for name in FIGURES[kind]
            for file in files_of(known[name])
        ]


def files_of(entry: dict) -> list[str]:
    """The picture files of an entry: itself, and its variations by one colour of skin."""
    variations = entry.get("skin_variations", {})
    return [entry["image"], *(variations[skin]["image"] for skin in sorted(variations))]


def read_picture(tar: tarfile.TarFile, file: str) -> np.ndarray:
    """A figure as (64, 64, 4) uint8: red, green, blue, opacity."""
    picture = Image.open(tar.extractfile(f"package/img/google/64/{file}")).convert("RGBA")
    return np.asarray(picture.resize((FIGURE_SIZE, FIGURE_SIZE)))


# ------------------------------------------------------------------------------------------------------ the backgrounds


def read_backgrounds(package: bytes) -> list[tuple[Photograph, np.ndarray]]:
    """Free photographs of the open air, with their squares as (96, 96, 3) uint8; in a fixed, shuffled order."""
    bundles = make_photographs.read_bundles(package)
    files = {path.removeprefix("/gcompris/src/activities/"): content
             for bundle in bundles.values() for path, content in bundle.items()}  # fmt: skip
    chosen = [photograph for photograph in make_photographs.choose_photographs(bundles)
              if photograph.kind in OUTDOORS and photograph.credit.licence in make_photographs.FREE]  # fmt: skip
    order = np.random.default_rng(SEED).permutation(len(chosen))
    return [(chosen[place], cut_square(files[chosen[place].file])) for place in order]


def cut_square(content: bytes) -> np.ndarray:
    """The middle square of a picture as (96, 96, 3) uint8."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    return np.asarray(square.resize((BACKGROUND_SIZE, BACKGROUND_SIZE), Image.Resampling.LANCZOS))


# ------------------------------------------------------------------------------------------------------------- the file


def write_h5(
    path: Path, figures: list[tuple[str, int, bool, np.ndarray]], backgrounds: list[tuple[Photograph, np.ndarray]]
) -> None:
    """Write the data set; without times, so that the same pictures give the same bytes."""
    dev = np.arange(len(backgrounds)) < round(DEV_SHARE * len(backgrounds))
    columns = {
        "classes": utf8(list(CLASSES)),
        "figure": np.stack([pixels for _, _, _, pixels in figures]),
        "figure_name": utf8([name for name, _, _, _ in figures]),
        "figure_class": np.array([label for _, label, _, _ in figures], dtype=np.uint8),
        "figure_is_dev": np.array([is_dev for _, _, is_dev, _ in figures]),
        "background": np.stack([pixels for _, pixels in backgrounds]),
        "background_is_dev": dev,
    }
    with h5py.File(path, "w") as file:
        for name, values in columns.items():
            packed = {"compression": "gzip", "shuffle": True} if values.ndim > 1 else {}
            file.create_dataset(name, data=values, track_times=False, **packed)
    print(f"{len(figures)} figures, {len(backgrounds)} backgrounds, {dev.sum()} of them to judge by")


def write_attribution(path: Path, backgrounds: list[tuple[Photograph, np.ndarray]]) -> None:
    """Write one row a background: who made it, and where it is published."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("index", "name", "author", "licence", "source"))
        for index, (photograph, _) in enumerate(backgrounds):
            writer.writerow((index, photograph.name, *photograph.credit[:3]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="?", type=Path, help=f"the archive of {PACKAGE}; fetched where missing")
    parser.add_argument("package", nargs="?", type=Path, help="the .deb of gcompris-qt-data; fetched where missing")
    arguments = parser.parse_args()
    figures = read_package("npm", PACKAGE, PACKAGE_SHA256, arguments.figures)
    package = make_photographs.read_own_package(arguments.package)
    backgrounds = read_backgrounds(package)
    write_h5(HERE / "scenes.h5", read_figures(figures), backgrounds)
    write_attribution(HERE / "scenes_attribution.csv", backgrounds)
    print_sha256(HERE / "scenes.h5")


if __name__ == "__main__":
    main()
