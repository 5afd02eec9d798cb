"""Makes paintings.h5 from Debian's package gcompris-qt-data.

    python datasets/make_paintings.py                      # fetches the package with apt-get
    python datasets/make_paintings.py path/to/package.deb  # or takes the file that you have
    python datasets/make_paintings.py --sheet sheet.png    # and draws the four squares, to look at

The package has paintings cut into pieces of puzzles, which are put together again. What is in the file: paintings.md.
"""

from __future__ import annotations

import argparse
import io
import re
from pathlib import Path
from typing import NamedTuple

import h5py
import make_photographs
import numpy as np
from make_photographs import utf8
from numpy.lib.stride_tricks import sliding_window_view
from packages import print_sha256
from PIL import Image

HERE = Path(__file__).resolve().parent
RESOURCE = "/gcompris/src/activities/paintings/resource/"
SIZE = 192  # pixels, the side of a square
PIECE = re.compile(r'"pixmapfile" : "(image/[^"]+\.webp)",\s*"x" : "([\d.]+)",\s*"y" : "([\d.]+)"')


class Painting(NamedTuple):
    """A painting, and the square that is cut from it.

    board: number of the file that says where its pieces lie, as shares of the board's width and height; pixels: that
    width and height, for which pieces overlap least and leave the fewest gaps; square: left, top, side.
    """

    title: str
    artist: str
    year: str
    board: int
    pixels: tuple[int, int]
    square: tuple[int, int, int]


PAINTINGS = (
    Painting("The Great Wave off Kanagawa", "Katsushika Hokusai", "about 1831", 7, (708, 518), (2, 0, 446)),
    Painting("Village Street in Auvers", "Vincent van Gogh", "1890", 22, (701, 518), (4, 6, 460)),
    Painting("Composition VIII", "Wassily Kandinsky", "1923", 19, (702, 522), (2, 2, 456)),
    Painting("Poppies", "Katsushika Hokusai", "about 1833", 11, (709, 520), (2, 2, 448)),
)


def put_together(board: str, files: dict[str, bytes], pixels: tuple[int, int]) -> np.ndarray:
    """The pieces of a board at their places: (height, width, 4) float, colours times opacity, and opacity."""
    width, height = pixels
    canvas = np.zeros((2 * height, 2 * width, 4))
    for name, x, y in PIECE.findall(board):
        piece = np.asarray(Image.open(io.BytesIO(files[RESOURCE + name])).convert("RGBA"), dtype=float) / 255
        h, w, _ = piece.shape
        top, left = (max(0, round(float(at) * side - long / 2)) for at, side, long in ((y, height, h), (x, width, w)))
        alpha = piece[..., 3:]
        canvas[top : top + h, left : left + w] += np.concatenate([piece[..., :3] * alpha, alpha], axis=2)
    rows, columns = np.nonzero(canvas[..., 3] > 0.5)
    return canvas[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def without_seams(canvas: np.ndarray) -> Image.Image:
    """The picture of a canvas: the mean of pieces where they overlap, of what lies around where they leave a gap."""
    windows = sliding_window_view(np.pad(canvas, ((3, 3), (3, 3), (0, 0))), (7, 7), axis=(0, 1))
    filled = canvas + 0.001 * windows.mean(axis=(3, 4))
    return Image.fromarray(np.round(255 * filled[..., :3] / filled[..., 3:]).clip(0, 255).astype(np.uint8))


def cut_square(painting: Painting, files: dict[str, bytes]) -> np.ndarray:
    """A painting's square as (SIZE, SIZE, 3) uint8."""
    board = files[f"{RESOURCE}board/board{painting.board}_0.qml"].decode()
    left, top, side = painting.square
    picture = without_seams(put_together(board, files, painting.pixels)).crop((left, top, left + side, top + side))
    return np.asarray(picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS))


def write_h5(path: Path, squares: list[np.ndarray]) -> None:
    """Write the data set; without times, so that the same pictures give the same bytes."""
    texts = {name: utf8([getattr(painting, name) for painting in PAINTINGS]) for name in ("title", "artist", "year")}
    with h5py.File(path, "w") as file:
        file.create_dataset("X", data=np.stack(squares), track_times=False, compression="gzip", shuffle=True)
        for name, values in texts.items():
            file.create_dataset(name, data=values, track_times=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help="the .deb of gcompris-qt-data; fetched where missing")
    parser.add_argument("--sheet", type=Path, help="draw the squares into this PNG")
    arguments = parser.parse_args()
    package = make_photographs.read_own_package(arguments.package)
    files = make_photographs.read_bundles(package, frozenset({"paintings"}))["paintings"]
    squares = [cut_square(painting, files) for painting in PAINTINGS]
    write_h5(HERE / "paintings.h5", squares)
    if arguments.sheet:
        Image.fromarray(np.concatenate(squares, axis=1)).save(arguments.sheet)
    print_sha256(HERE / "paintings.h5")


if __name__ == "__main__":
    main()
