"""Beetles, drawn: individuals with marks of their own on their backs, in several poses and lights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Beetles(NamedTuple):
    """Pictures of beetles, those of one beetle one after the other.

    X: (m, size, size, 3) uint8, red, green and blue from 0 to 255.
    y: (m,) int64, which beetle it is, from 0.
    striped: (m,) bool, whether its marks are stripes; those of the others are spots.
    """

    X: np.ndarray
    y: np.ndarray
    striped: np.ndarray


class Beetle(NamedTuple):
    """What makes an individual: the same in all of its pictures.

    width: of half its body, where half its length is 1. color: (3,) of its back, from 0 to 1. places: (k, 2) across and
    along, of marks on its right half; the left one mirrors them. sizes: (k,) of the marks. bends: (k,) of stripes.
    """

    width: float
    color: Numbers
    striped: bool
    places: Numbers
    sizes: Numbers
    bends: Numbers


def draw_beetles(
    beetles: int, pictures: int, rng: np.random.Generator, striped: float = 0.5, size: int = 32
) -> Beetles:
    """Draw new beetles, each several times: the same ones for a generator in the same state.

    beetles: how many individuals, at least 1. pictures: of each, at least 1, in another pose and light and on another
    ground each time. striped: the share of beetles with stripes, from 0 to 1, rounded to whole ones, which come last.
    size: of a picture's side in pixels, at least 16.
    Raises ValueError where these are out of range. Used in course3_cnn/week4_recognition_and_style.
    """
    if beetles < 1 or pictures < 1 or size < 16:
        raise ValueError(f"{beetles} beetles, {pictures} pictures, size {size}: at least 1, 1 and 16 can be drawn")
    if not 0 <= striped <= 1:
        raise ValueError(f"striped is {striped}, and has to be a share from 0 to 1")
    kinds = np.arange(beetles) >= beetles - round(striped * beetles)
    found = [_born(rng, bool(kind)) for kind in kinds]
    X = np.stack([_seen(each, rng, size) for each in found for _ in range(pictures)])
    return Beetles(X, np.repeat(np.arange(beetles), pictures), np.repeat(kinds, pictures))


def _born(rng: np.random.Generator, striped: bool) -> Beetle:
    """A new individual."""
    marks = int(rng.integers(2, 5))
    along = np.linspace(-0.55, 0.6, marks) + rng.uniform(-0.14, 0.14, size=marks)
    places = np.stack([rng.uniform(0.08, 0.5, size=marks), along], axis=1)
    sizes = rng.uniform(0.05, 0.13, size=marks) if striped else rng.uniform(0.1, 0.22, size=marks)
    color = np.array([rng.uniform(0.6, 0.95), rng.uniform(0.2, 0.75), rng.uniform(0.1, 0.3)])
    return Beetle(rng.uniform(0.55, 0.75), color, striped, places, sizes, rng.uniform(-0.5, 0.5, size=marks))


def _seen(beetle: Beetle, rng: np.random.Generator, size: int) -> NDArray[np.uint8]:
    """One picture of a beetle, (size, size, 3)."""
    across, along, blur = _pose(rng, size)
    ground = rng.uniform(0.15, 0.85, size=3) + 0.04 * rng.normal(size=(size, size, 1))
    picture = _painted(beetle, ground, across, along, blur)
    return np.round(255 * np.clip(_lit(picture, rng), 0, 1)).astype(np.uint8)


def _pose(rng: np.random.Generator, size: int) -> tuple[Numbers, Numbers, float]:
    """Where each pixel lies on the beetle, across and along, and how much of it one pixel covers."""
    angle, scale, tilt = rng.uniform(-0.6, 0.6), rng.uniform(0.68, 0.9), rng.uniform(0.75, 1)
    row, column = (2 * np.mgrid[:size, :size] + 1) / size - 1 - rng.uniform(-0.12, 0.12, size=(2, 1, 1))
    across = (column * np.cos(angle) + row * np.sin(angle)) / (scale * tilt)
    along = (row * np.cos(angle) - column * np.sin(angle)) / scale
    return across, along, 2 / (size * scale)


def _painted(beetle: Beetle, ground: Numbers, across: Numbers, along: Numbers, blur: float) -> Numbers:
    """The ground with head, back and marks on it."""
    body = np.hypot(across / beetle.width, along) - 1
    head = np.hypot(across, along + 0.95) - 0.3
    picture = _over(ground, head, blur, np.array([0.1, 0.1, 0.12]))
    picture = _over(picture, body * beetle.width, blur, beetle.color)
    dark = np.abs(across) - 0.03
    for (x, y), large, bend in zip(beetle.places, beetle.sizes, beetle.bends, strict=True):
        stripe = np.abs(along - y - bend * np.abs(across)) - large
        dark = np.minimum(dark, stripe if beetle.striped else np.hypot(np.abs(across) - x, along - y) - large)
    return _over(picture, np.maximum(dark, body * beetle.width), blur, np.array([0.12, 0.08, 0.08]))


def _over(picture: Numbers, distance: Numbers, blur: float, color: Numbers) -> Numbers:
    """A picture with a colour where the distance to a shape's edge is below 0, mixed at the edge."""
    share = np.clip(0.5 - distance / blur, 0, 1)[..., np.newaxis]
    return np.asarray((1 - share) * picture + share * color)


def _lit(picture: Numbers, rng: np.random.Generator) -> Numbers:
    """A picture in another light: brighter or darker, of another colour, from a side, with noise."""
    row, column = np.linspace(-1, 1, len(picture))[:, np.newaxis], np.linspace(-1, 1, len(picture))
    side = rng.uniform(-0.3, 0.3, size=2)
    light = (
        rng.uniform(0.5, 1.2) * rng.uniform(0.8, 1.2, size=3) * (1 + side[0] * row + side[1] * column)[..., np.newaxis]
    )
    return np.asarray(picture * light + 0.02 * rng.normal(size=picture.shape))
