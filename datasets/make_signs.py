"""Makes signs.h5: drawings of hands that show 0 to 5 fingers. Nothing is fetched; the script draws each picture.

    python datasets/make_signs.py                    # signs.h5 beside this script
    python datasets/make_signs.py --sheet sheet.png  # and a sheet of the first pictures, to look at

What is in the file, and what the pictures leave out: signs.md.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
SIZE = 64  # pixels, the side of a picture
OVERSAMPLING = 4  # hands are drawn this many times as large, then made smaller: smooth edges
TRAIN_PER_CLASS, DEV_PER_CLASS = 200, 50
SEED = 5

# Skin from light to dark; every hand's own lies between two neighbours.
TONES = np.array([[255, 224, 196], [234, 192, 160], [198, 140, 100], [141, 90, 60], [90, 56, 40]], dtype=float)
OUTLINE_SHADE = 0.7  # how bright an outline is, beside the hand
OUTLINE_WIDTH = 0.07  # in units in which the palm is 2 wide, as are all lengths of the hand

# Which fingers stand for a number; 0 is the thumb, 4 the little finger. Three has two signs, used equally often.
FINGERS = {
    0: ((),),
    1: ((1,),),
    2: ((1, 2),),
    3: ((1, 2, 3), (0, 1, 2)),
    4: ((1, 2, 3, 4),),
    5: ((0, 1, 2, 3, 4),),
}


class Rod(NamedTuple):
    """All that is at most `radius` away from a polygon through these points; with two points, a rod with round ends."""

    points: Sequence[tuple[float, float]]
    radius: float


class Finger(NamedTuple):
    """Where a finger starts, how long it is, and where it points."""

    base: tuple[float, float]
    length: float
    degrees: float  # from straight up, clockwise


HAND = (
    Finger((-0.78, -0.25), 1.15, -58),
    Finger((-0.68, 0.78), 1.50, -13),
    Finger((-0.23, 0.88), 1.72, -3),
    Finger((0.23, 0.84), 1.58, 7),
    Finger((0.68, 0.68), 1.18, 19),
)
PALM = ((-0.62, -0.7), (-0.62, 0.62), (0.62, 0.62), (0.5, -0.7))
PALM_ROUNDING = 0.38
WRIST = ((0.0, -1.0), (0.0, -5.0))


class Pose(NamedTuple):
    """How a hand lies in the picture: turned, made larger, moved, and mirrored where it is a left hand."""

    degrees: float
    scale: float  # pixels that half a palm's width takes
    center: tuple[float, float]  # pixels from the left, from the top
    is_left: bool

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The pixel, in the enlarged drawing, of a point of the hand; the hand's y grows upwards."""
        if self.is_left:
            x = -x
        angle = math.radians(self.degrees)
        right = x * math.cos(angle) + y * math.sin(angle)
        up = y * math.cos(angle) - x * math.sin(angle)
        return (
            OVERSAMPLING * (self.center[0] + self.scale * right),
            OVERSAMPLING * (self.center[1] - self.scale * up),
        )


def draw_hand(count: int, rng: np.random.Generator) -> np.ndarray:
    """A picture of a hand that shows `count` fingers, (SIZE, SIZE, 3) uint8; all else is drawn at random."""
    tone = between(TONES, rng.uniform(0, len(TONES) - 1)) + rng.uniform(-8, 8, 3)
    pose = Pose(
        degrees=rng.uniform(-10, 10),
        scale=rng.uniform(10.5, 12.5),
        center=(SIZE * rng.uniform(0.46, 0.54), SIZE * rng.uniform(0.65, 0.70)),
        is_left=bool(rng.random() < 0.5),
    )
    shown = FINGERS[count][rng.integers(len(FINGERS[count]))]
    spread, width = rng.uniform(0.7, 1.2), rng.uniform(0.19, 0.23)
    # Wrist and palm are one part, with no line between them. The thumb comes last: folded, it lies across the palm.
    parts = [[Rod(WRIST, rng.uniform(0.58, 0.7)), Rod(PALM, PALM_ROUNDING)]]
    parts += [[Rod(bones(number, number in shown, spread, rng), width)] for number in (4, 3, 2, 1, 0)]
    picture = background(rng)
    draw = ImageDraw.Draw(picture)
    for part in parts:
        for wider, shade in ((OUTLINE_WIDTH, OUTLINE_SHADE), (0.0, 1.0)):
            fill = tuple(int(value) for value in np.clip(tone * shade, 0, 255))
            for rod in part:
                draw_rod(draw, pose, Rod(rod.points, rod.radius + wider), fill)
    return np.asarray(picture.reduce(OVERSAMPLING))


def between(colors: np.ndarray, place: float) -> np.ndarray:
    """The color at a place along a row of colors, such as 1.5: halfway from color 1 to color 2."""
    first = min(int(place), len(colors) - 2)
    return colors[first] + (place - first) * (colors[first + 1] - colors[first])


def background(rng: np.random.Generator) -> Image.Image:
    """A wall: one colour, fading to another from top to bottom."""
    top = rng.uniform(150, 235) + rng.uniform(-25, 25, 3)
    bottom = top + rng.uniform(-30, 30)
    rows = np.linspace(top, bottom, SIZE).repeat(OVERSAMPLING, axis=0)
    wall = np.broadcast_to(rows[:, np.newaxis], (len(rows), len(rows), 3))
    return Image.fromarray(np.clip(wall, 0, 255).astype(np.uint8))


def bones(number: int, is_shown: bool, spread: float, rng: np.random.Generator) -> list[tuple[float, float]]:
    """The two ends of a finger: stretched out, or folded onto the palm."""
    x, y = HAND[number].base
    if is_shown:
        angle = math.radians(HAND[number].degrees * spread + rng.uniform(-4, 4))
        length = HAND[number].length * rng.uniform(0.9, 1.08)
        return [(x, y), (x + length * math.sin(angle), y + length * math.cos(angle))]
    if number == 0:
        return [(x + 0.05, y + 0.05), (x + 0.9, y + 0.3 + rng.uniform(-0.1, 0.1))]
    return [(x, y - 0.08), (x + rng.uniform(-0.04, 0.04), y - 0.5)]


def draw_rod(draw: ImageDraw.ImageDraw, pose: Pose, rod: Rod, fill: tuple[int, ...]) -> None:
    """Fill a rod of a hand that lies in this pose."""
    points = [pose.place(*point) for point in rod.points]
    radius = rod.radius * pose.scale * OVERSAMPLING
    if len(points) > 2:
        draw.polygon(points, fill=fill)
    for start, end in zip(points, [*points[1:], points[0]], strict=True):
        draw.line([start, end], fill=fill, width=round(2 * radius))
        draw.ellipse([start[0] - radius, start[1] - radius, start[0] + radius, start[1] + radius], fill=fill)


# --------------------------------------------------------------------------------------------------------- the data set


def draw_part(per_class: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Pictures (m, SIZE, SIZE, 3) and labels (1, m), as many of each sign, shuffled."""
    labels = rng.permutation(np.arange(len(FINGERS)).repeat(per_class))
    return np.stack([draw_hand(int(label), rng) for label in labels]), labels[np.newaxis]


def write_h5(path: Path, parts: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Write the data set; without times, so that the same pictures give the same bytes."""
    with h5py.File(path, "w") as file:
        for name, (X, Y) in parts.items():
            planes = np.ascontiguousarray(np.moveaxis(X, 3, 1))  # a colour at a time: packs a sixth smaller
            chunks = (50, *planes.shape[1:])
            file.create_dataset(
                f"X_{name}", data=planes, chunks=chunks, compression="gzip", compression_opts=9, track_times=False
            )
            file.create_dataset(f"Y_{name}", data=Y.astype(np.uint8), track_times=False)
            print(f"{name}: {X.shape[0]} pictures")


def draw_sheet(path: Path, X: np.ndarray, Y: np.ndarray, columns: int = 20) -> None:
    """The first pictures of each sign, a row a sign."""
    rows = [np.hstack(list(X[Y[0] == label][:columns])) for label in FINGERS]
    Image.fromarray(np.vstack(rows)).save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes signs.h5 beside this script.")
    parser.add_argument("--sheet", type=Path, help="also draw the first pictures of each sign into this file")
    arguments = parser.parse_args()
    rng = np.random.default_rng(SEED)
    parts = {"train": draw_part(TRAIN_PER_CLASS, rng), "dev": draw_part(DEV_PER_CLASS, rng)}
    write_h5(HERE / "signs.h5", parts)
    if arguments.sheet:
        draw_sheet(arguments.sheet, *parts["train"])


if __name__ == "__main__":
    main()
