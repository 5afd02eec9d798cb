"""Makes photographs.h5, its attribution table and example_picture.jpg from Debian's package gcompris-qt-data.

    python datasets/make_photographs.py                      # fetches the package with apt-get
    python datasets/make_photographs.py path/to/package.deb  # or takes the file that you have
    python datasets/make_photographs.py --sheet sheet.png    # and draws every picture, to look at

What is in the files, and why these pictures: photographs.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import h5py
import numpy as np
from packages import open_deb, print_sha256, read_package
from PIL import Image

HERE = Path(__file__).resolve().parent
PACKAGE = "gcompris-qt-data"
PACKAGE_SHA256 = "e9cf06ab2105529068df73085784e835d2ff03f870d2a8091f09125d40abac9f"  # version 3.1-2
SIZE = 64  # pixels, the side of a picture
DEV_SHARE = 0.25
SEED = 2
CLASSES = ("not animal", "animal")


class Folder(NamedTuple):
    """A folder of pictures inside the package's bundle `bundle`.rcc, with a README that credits them."""

    bundle: str
    path: str
    short: str  # what its pictures' names begin with, where they lie in no folder below
    kind: str  # the split keeps the share of each kind
    is_animal: bool


FOLDERS = (
    Folder("erase", "erase/resource", "erase", "animal", True),
    Folder("explore_world_animals", "explore_world_animals/resource/animals", "world", "animal", True),
    Folder("explore_farm_animals", "explore_farm_animals/resource/animals", "farm", "animal", True),
    Folder("categorization", "categorization/resource/images/fishes", "fishes", "sea creature", True),
    Folder("categorization", "categorization/resource/images/monuments", "monuments", "monument", False),
    Folder("explore_monuments", "explore_monuments/resource", "explore", "monument", False),
    Folder("categorization", "categorization/resource/images/renewable", "renewable", "power", False),
    Folder("categorization", "categorization/resource/images/others", "others", "thing", False),
    Folder("categorization", "categorization/resource/images/tools", "tools", "tool", False),
    Folder("explore_world_music", "explore_world_music/resource/music", "music", "thing", False),
    Folder("clickgame", "clickgame/resource", "sea", "sea floor", False),
)

# Of animals there are few: for them, licences that ask for the author's name are accepted too (see photographs.md).
FREE = {"Public domain", "CC0-1.0"}
BY = {"CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-4.0"}

EXAMPLE = ("explore_farm_animals", "explore_farm_animals/resource/animals/dog.webp")

# A picture's name is a short word for its folder, and its file without suffix.
LEFT_OUT = {
    "germany/brandenburgGate": "the same file as monuments/brandenburgGate",
    "wonders/colosseum": "the same file as monuments/colosseum",
    "egypt/greatPyramidOfGiza": "the same file as monuments/greatPyramid",
    "others/volleyball": "a cut-out, with a trademark on it",
    "farm/dog": "kept apart as example_picture.jpg: a picture that no model was trained or chosen with",
    "music/australia": "people",
    "music/ireland": "people",
    "music/italy": "people",
    "music/japan": "people",
    "music/mexico": "people",
    "music/orchestra": "people",
    "sea/sea3": "an artificial reef in an aquarium",
    "sea/sea4": "coral: is it an animal? It is, and nobody would say so",
}
DRAWINGS = re.compile(r"sea/(?!sea\d$)")  # clickgame's other pictures
SEA_ANIMALS = {"sea/sea6"}  # a basket star
README_MISSPELLS = {"germany/audaPalatina": "germany/aulaPalatina", "tools/screDriver": "tools/screwDriver"}

# The square is cut from the middle, but where that would lose the animal: 0 is the left (top) end, 1 the right.
SQUARE_AT = {
    "erase/alpaca": 0.1,
    "erase/bee": 0.0,
    "erase/cheetah": 1.0,
    "erase/flying_fox": 0.7,
    "erase/giraffe": 0.9,
    "erase/spoonbills": 0.05,
    "erase/swans": 1.0,
    "erase/toucan": 0.0,
    "fishes/fish17": 1.0,
}

# The same subject, or one photographer's series: never in train and dev both.
ALIKE = (
    {"monuments/eiffelTower", "france/eiffelTower"},
    {"monuments/mountRushmore", "usa/mountRushmore"},
    {"monuments/statueOfLiberty", "usa/statueofLiberty"},
    {"monuments/kutubMinar", "india/qutubMinar"},
    {"monuments/greatWall", "wonders/greatWallofChina"},
    {"renewable/windmill9", "renewable/windmill14"},
    {"tools/hammer8", "tools/hammer9"},
    {"tools/multimeter1", "tools/multimeter2"},
    {"tools/measuringTape3", "tools/measuringTape4"},
    {"tools/plier1", "tools/plier3", "tools/cuttingTool"},
    {"sea/sea1", "sea/sea2"},
    {"fishes/fish2", "fishes/fish26"},
    {"fishes/fish5", "fishes/fish14"},
    {"fishes/fish12", "fishes/fish16", "fishes/fish19"},
    {"fishes/fish23", "fishes/fish24"},
)


class Credit(NamedTuple):
    """Who made a picture, under which licence, and where it is published."""

    author: str
    licence: str
    source: str
    changes: str


class Photograph(NamedTuple):
    """A picture of the data set; pixels has shape (SIZE, SIZE, 3), uint8, red, green, blue."""

    name: str
    file: str
    kind: str
    label: int
    credit: Credit
    pixels: np.ndarray


# ---------------------------------------------------------------------------------------------------------- the package


def read_own_package(path: Path | None) -> bytes:
    """The content of the package that the lists above describe."""
    return read_package("apt", PACKAGE, PACKAGE_SHA256, path, "3.1-2")


def read_bundles(
    package: bytes, wanted: frozenset[str] = frozenset(folder.bundle for folder in FOLDERS)
) -> dict[str, dict[str, bytes]]:
    """The wanted resource bundles, those that FOLDERS names: bundle -> path inside it -> content."""
    bundles = {}
    with open_deb(package) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if path.suffix == ".rcc" and path.stem in wanted:
                bundles[path.stem] = dict(read_bundle(tar.extractfile(member).read()))
    return bundles


def read_bundle(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file in a Qt resource bundle (.rcc): a tree of nodes, then the data, then the names."""
    magic, version, tree, data, names = struct.unpack_from(">4s4I", content)
    if magic != b"qres":
        raise SystemExit("no Qt resource bundle: its first four bytes should read qres")
    node_size = 14 if version < 2 else 22

    def name_at(offset: int) -> str:
        (length,) = struct.unpack_from(">H", content, names + offset)
        start = names + offset + 6
        return content[start : start + 2 * length].decode("utf-16-be")

    def walk(node: int, parent: str) -> Iterator[tuple[str, bytes]]:
        at = tree + node * node_size
        name, flags = struct.unpack_from(">IH", content, at)
        path = f"{parent}/{name_at(name)}" if node else ""
        if flags & 2:  # a folder
            count, first = struct.unpack_from(">2I", content, at + 6)
            for child in range(first, first + count):
                yield from walk(child, path)
            return
        start = data + struct.unpack_from(">I", content, at + 10)[0]
        (length,) = struct.unpack_from(">I", content, start)
        body = content[start + 4 : start + 4 + length]
        if flags & 4:
            return  # compressed with Zstandard: text only, no picture or README here is
        yield path, zlib.decompress(body[4:]) if flags & 1 else body

    return walk(0, "")


# ---------------------------------------------------------------------------------------------------------- the credits


def parse_credits(readme: str, folder: Folder) -> dict[str, Credit]:
    """The credits in a README of GCompris: picture name -> credit.

    Paragraphs of "Key: value" lines; the lines below "Files:" are file names.
    """
    credits = {}
    for paragraph in re.split(r"\n\s*\n", readme):
        fields = dict(re.findall(r"^(Copyright|License|Source|Comment)s?: *(.+)$", paragraph, re.M))
        author, licence, source, changes = (
            fields.get(key, "").strip() for key in ("Copyright", "License", "Source", "Comment")
        )
        for file in re.findall(r"[\w/]+\.webp", paragraph):
            name = name_of(folder, file)
            credits[README_MISSPELLS.get(name, name)] = Credit(author, spell_licence(licence), source, changes)
    return credits


def name_of(folder: Folder, file: str) -> str:
    """The name of a picture by its path below `folder`: "tools/hammer1", "egypt/redPyramid"."""
    path = PurePosixPath(file)
    return f"{path.parent.name or folder.short}/{path.stem}"


def spell_licence(text: str) -> str:
    """One spelling for each licence: the READMEs write "CC-BY-SA 4.0" and "CC-BY-SA-4.0"."""
    return "Public domain" if text.lower() == "public domain" else text.replace(" ", "-")


# --------------------------------------------------------------------------------------------------------- the pictures


def cut_square(picture: Image.Image, position: float = 0.5) -> np.ndarray:
    """The largest square of a picture, at `position` (0 to 1) along its longer side, as (SIZE, SIZE, 3) uint8."""
    width, height = picture.size
    side = min(width, height)
    left, top = round((width - side) * position), round((height - side) * position)
    square = picture.convert("RGB").crop((left, top, left + side, top + side))
    return np.asarray(square.resize((SIZE, SIZE), Image.Resampling.LANCZOS))


def choose_photographs(bundles: dict[str, dict[str, bytes]]) -> list[Photograph]:
    """Every picture of FOLDERS that is wanted and has a licence which allows it, in a fixed order."""
    photographs = []
    for folder in FOLDERS:
        files, root = bundles[folder.bundle], f"/gcompris/src/activities/{folder.path}/"
        credits = parse_credits(files[f"{root}README"].decode(), folder)
        for path in sorted(path for path in files if path.startswith(root) and path.endswith(".webp")):
            file = path.removeprefix(root)
            name = name_of(folder, file)
            if is_wanted(name, name in SEA_ANIMALS or folder.is_animal, credits.get(name)):
                photographs.append(read_photograph(folder, file, files[path], credits[name]))
    return photographs


def is_wanted(name: str, is_animal: bool, credit: Credit | None) -> bool:
    """False for what a list above or its licence leaves out."""
    if name in LEFT_OUT or DRAWINGS.match(name):
        return False
    if credit is None or credit.licence not in (FREE | BY if is_animal else FREE):
        print(f"left out for its licence: {name} ({credit.licence if credit else 'none stated'})")
        return False
    return True


def read_photograph(folder: Folder, file: str, content: bytes, credit: Credit) -> Photograph:
    """Decode, cut and label one picture."""
    name = name_of(folder, file)
    pixels = cut_square(Image.open(io.BytesIO(content)), SQUARE_AT.get(name, 0.5))
    if name in SEA_ANIMALS:
        folder = folder._replace(kind="sea creature", is_animal=True)
    return Photograph(name, f"{folder.path}/{file}", folder.kind, int(folder.is_animal), credit, pixels)


# ------------------------------------------------------------------------------------------------------------ the split


def split(photographs: list[Photograph]) -> tuple[list[Photograph], list[Photograph]]:
    """Train and dev: DEV_SHARE of each kind is dev, pictures that are ALIKE stay together, the order is shuffled."""
    rng = random.Random(SEED)
    train, dev = [], []
    for kind in sorted({photograph.kind for photograph in photographs}):
        groups = defaultdict(list)
        of_kind = [photograph for photograph in photographs if photograph.kind == kind]
        for photograph in of_kind:
            alike = next((group for group in ALIKE if photograph.name in group), {photograph.name})
            groups[min(alike)].append(photograph)
        wanted = round(DEV_SHARE * len(of_kind))
        shuffled = list(groups.values())
        rng.shuffle(shuffled)
        for group in shuffled:
            to_dev = len(group) <= wanted
            wanted -= len(group) if to_dev else 0
            (dev if to_dev else train).extend(group)
    rng.shuffle(train)
    rng.shuffle(dev)
    return train, dev


# ------------------------------------------------------------------------------------------------------------ the files


def write_h5(path: Path, train: list[Photograph], dev: list[Photograph]) -> None:
    """Write the data set; without times and without compression, so that the same pictures give the same bytes."""
    with h5py.File(path, "w") as file:
        file.create_dataset("classes", data=utf8(list(CLASSES)), track_times=False)
        for part, photographs in (("train", train), ("dev", dev)):
            columns = {
                f"X_{part}": np.stack([photograph.pixels for photograph in photographs]),
                f"Y_{part}": np.array([[photograph.label for photograph in photographs]], dtype=np.uint8),
                f"name_{part}": utf8([photograph.name for photograph in photographs]),
                f"file_{part}": utf8([photograph.file for photograph in photographs]),
                f"author_{part}": utf8([photograph.credit.author for photograph in photographs]),
                f"licence_{part}": utf8([photograph.credit.licence for photograph in photographs]),
                f"source_{part}": utf8([photograph.credit.source for photograph in photographs]),
            }
            for name, values in columns.items():
                file.create_dataset(name, data=values, track_times=False)


def utf8(texts: list[str]) -> np.ndarray:
    """The texts as an array of fixed-length UTF-8 bytes."""
    encoded = [text.encode() for text in texts]
    return np.array(encoded, dtype=h5py.string_dtype("utf-8", max(map(len, encoded))))


def write_attribution(path: Path, train: list[Photograph], dev: list[Photograph]) -> None:
    """Write one row a picture: what its licence asks to be said of it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ("part", "index", "name", "class", "author", "licence", "source", "changes by GCompris", "changes here")
        )
        for part, photographs in (("train", train), ("dev", dev)):
            for index, photograph in enumerate(photographs):
                name, credit = photograph.name, photograph.credit
                changes = f"cut to a square, resized to {SIZE} x {SIZE} pixels"
                row = (credit.author, credit.licence, credit.source, credit.changes or "resized", changes)
                writer.writerow((part, index, name, CLASSES[photograph.label], *row))


def write_example(path: Path, bundles: dict[str, dict[str, bytes]], width: int = 480) -> None:
    """Write EXAMPLE as a JPEG, uncut: as a learner's own picture would come."""
    bundle, file = EXAMPLE
    picture = Image.open(io.BytesIO(bundles[bundle][f"/gcompris/src/activities/{file}"])).convert("RGB")
    height = round(picture.height * width / picture.width)
    picture.resize((width, height), Image.Resampling.LANCZOS).save(path, quality=85)


def draw_sheet(path: Path, photographs: list[Photograph], columns: int = 16) -> None:
    """Draw every picture side by side, animals first."""
    ordered = sorted(photographs, key=lambda photograph: -photograph.label)
    rows = -(-len(ordered) // columns)
    sheet = Image.new("RGB", (columns * SIZE, rows * SIZE), "white")
    for place, photograph in enumerate(ordered):
        sheet.paste(Image.fromarray(photograph.pixels), (place % columns * SIZE, place // columns * SIZE))
    sheet.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help=f"the .deb of {PACKAGE} 3.1-2; fetched where missing")
    parser.add_argument("--sheet", type=Path, help="draw every picture into this PNG")
    arguments = parser.parse_args()
    content = read_own_package(arguments.package)
    bundles = read_bundles(content)
    photographs = choose_photographs(bundles)
    train, dev = split(photographs)
    write_h5(HERE / "photographs.h5", train, dev)
    write_attribution(HERE / "photographs_attribution.csv", train, dev)
    write_example(HERE / "example_picture.jpg", bundles)
    if arguments.sheet:
        draw_sheet(arguments.sheet, photographs)
    for part, pictures in (("train", train), ("dev", dev)):
        print(f"{part}: {len(pictures)} photographs, {sum(picture.label for picture in pictures)} of animals")
    print_sha256(HERE / "photographs.h5")


if __name__ == "__main__":
    main()
