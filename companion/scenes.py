"""Street scenes, drawn: figures of traffic on photographs, with the boxes and the outlines of what is in them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import h5py
import numpy as np
from PIL import Image

from companion.data import find_data

TRIES, TOUCH = 20, 3  # how often a figure looks for a free place; how many pixels two boxes may share along an axis
PARTS = ("train", "dev")


class Scenes(NamedTuple):
    """Drawn scenes.

    X: (m, size, size, 3) uint8, red, green and blue from 0 to 255.
    boxes: of each scene (k, 4) float64, left, top, right and bottom edge of each object in pixels.
    labels: of each scene (k,) int64, the class of each object.
    masks: (m, size, size) uint8, 0 where the background is seen, 1 + class where an object is.
    classes: the names of the classes, in order.
    """

    X: np.ndarray
    boxes: list[np.ndarray]
    labels: list[np.ndarray]
    masks: np.ndarray
    classes: tuple[str, ...]


class Material(NamedTuple):
    """What scenes of one part are made of: backgrounds, and the figures of each class, cut out."""

    backgrounds: np.ndarray
    figures: tuple[tuple[Image.Image, ...], ...]
    classes: tuple[str, ...]


def draw_scenes(
    count: int,
    rng: np.random.Generator,
    part: str = "train",
    size: int = 96,
    objects: tuple[int, int] = (1, 4),
    scale: tuple[float, float] = (0.18, 0.42),
) -> Scenes:
    """Draw scenes: the same ones for a generator in the same state.

    count: how many scenes. part: "train", or "dev" with figures and backgrounds that no scene of "train" has. size: of
    the side, in pixels, at least 16. objects: the fewest and the most objects of a scene; one that finds no free place
    is left out. scale: the shortest and the longest an object's longer side may be, as a share of the scene's side.
    Raises ValueError where these don't fit together, and FileNotFoundError where datasets/scenes.h5 is missing.
    Described in datasets/scenes.md. Used in course3_cnn/week3_detection.
    """
    if part not in PARTS:
        raise ValueError(f"part is {part!r}, and must be 'train' or 'dev'")
    if size < 16 or count < 1:
        raise ValueError(f"count is {count} and size {size}: at least 1 scene of 16 pixels can be drawn")
    if not (0 < scale[0] <= scale[1] <= 1 and 1 <= objects[0] <= objects[1]):
        raise ValueError(f"objects {objects} and scale {scale} must rise, from at least 1 and from above 0 to 1")
    material = _load(part)
    drawn = [_draw(material, rng, size, objects, scale) for _ in range(count)]
    X, boxes, labels, masks = (list(each) for each in zip(*drawn, strict=True))
    return Scenes(np.stack(X), boxes, labels, np.stack(masks), material.classes)


@cache
def _load(part: str) -> Material:
    """Backgrounds and figures of a part; figures without the empty space around them."""
    with h5py.File(find_data("scenes.h5")) as file:
        is_dev = part == "dev"
        backgrounds = file["background"][file["background_is_dev"][:] == is_dev]
        classes = tuple(map(str, file["classes"].asstr()[:]))
        pixels, labels = file["figure"][:], np.where(file["figure_is_dev"][:] == is_dev, file["figure_class"][:], -1)
    figures = tuple(tuple(map(_cut_out, pixels[labels == label])) for label in range(len(classes)))
    return Material(backgrounds, figures, classes)


def _cut_out(pixels: np.ndarray) -> Image.Image:
    """A figure, (h, w, 4) uint8, without the transparent rows and columns around it."""
    picture = Image.fromarray(pixels)
    return picture.crop(picture.getchannel("A").point(lambda opacity: 255 * (opacity > 127)).getbbox())


def _draw(
    material: Material, rng: np.random.Generator, size: int, objects: tuple[int, int], scale: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Picture, boxes, labels and mask of one scene."""
    scene = _background(material.backgrounds, rng, size)
    mask = np.zeros((size, size), dtype=np.uint8)
    boxes: list[tuple[int, int, int, int]] = []
    labels: list[int] = []
    for _ in range(rng.integers(objects[0], objects[1] + 1)):
        label = int(rng.integers(len(material.classes)))
        figure = _figure(material.figures[label], rng, size * rng.uniform(*scale))
        place = _free_place(figure.size, boxes, rng, size)
        if place is not None:
            scene.paste(figure, place[:2], figure)
            outline = np.asarray(figure.getchannel("A")) > 127
            mask[place[1] : place[3], place[0] : place[2]][outline] = 1 + label
            boxes.append(place)
            labels.append(label)
    return np.array(scene), np.array(boxes, dtype=float).reshape(-1, 4), np.array(labels, dtype=np.int64), mask


def _background(backgrounds: np.ndarray, rng: np.random.Generator, size: int) -> Image.Image:
    """A random square of a random background, as it is or mirrored."""
    picture = backgrounds[rng.integers(len(backgrounds))]
    side = int(rng.integers(2 * len(picture) // 3, len(picture) + 1))
    top, left = rng.integers(0, len(picture) - side + 1, size=2)
    square = picture[top : top + side, left : left + side]
    return Image.fromarray(square[:, :: rng.choice([-1, 1])]).resize((size, size), Image.Resampling.LANCZOS)


def _figure(figures: tuple[Image.Image, ...], rng: np.random.Generator, length: float) -> Image.Image:
    """A random figure, as it is or mirrored, with a longer side of `length` pixels."""
    figure = figures[rng.integers(len(figures))]
    factor = length / max(figure.size)
    width, height = (max(3, round(factor * side)) for side in figure.size)
    small = figure.resize((width, height), Image.Resampling.LANCZOS)
    return small.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if rng.random() < 0.5 else small


def _free_place(
    figure: tuple[int, int], taken: list[tuple[int, int, int, int]], rng: np.random.Generator, size: int
) -> tuple[int, int, int, int] | None:
    """A box for a figure (width, height) that hardly touches those that are taken; None where none was found."""
    width, height = figure
    for _ in range(TRIES):
        left, top = int(rng.integers(0, size - width + 1)), int(rng.integers(0, size - height + 1))
        box = (left, top, left + width, top + height)
        if not any(_overlap(box, other) for other in taken):
            return box
    return None


def _overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    """Whether two boxes share more than a rim."""
    return min(a[2], b[2]) - max(a[0], b[0]) > TOUCH and min(a[3], b[3]) - max(a[1], b[1]) > TOUCH
