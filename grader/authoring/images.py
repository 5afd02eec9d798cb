"""Stores pictures small: with a palette of 256 colours where nobody sees a difference, else packed well."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

COLOURS = 256
MEAN_ERROR = 0.6  # grey levels of 255, over all pixels and colours
LARGE_ERROR, FEW = 24, 0.0005  # no more than this share of pixels is off by more than so many grey levels


def small_png(data: bytes, text: dict[str, str] | None = None) -> bytes:
    """A PNG file of the same picture that is as small as it can be without a visible difference.

    text: what the file says of itself besides. The same picture gives the same bytes. A picture that uses transparency
    keeps all its colours.
    """
    with Image.open(io.BytesIO(data)) as file:
        picture = file.convert("RGBA")
    opaque = picture.getchannel("A").getextrema()[0] == 255
    picture = picture.convert("RGB") if opaque else picture
    reduced = (
        picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE) if opaque else None
    )
    if reduced is not None and looks_alike(picture, reduced.convert("RGB")):
        picture = reduced
    info = PngInfo()
    for key, value in (text or {}).items():
        info.add_text(key, value)
    made = io.BytesIO()
    picture.save(made, "png", optimize=True, pnginfo=info)
    return made.getvalue()


def looks_alike(a: Image.Image, b: Image.Image) -> bool:
    """Whether nobody sees a difference between two pictures of the same size."""
    off = np.abs(np.asarray(a, np.int16) - np.asarray(b, np.int16))
    return bool(off.mean() <= MEAN_ERROR and (off.max(axis=2) > LARGE_ERROR).mean() <= FEW)


def text_of(data: bytes, key: str) -> str:
    """What a PNG file says of itself under a key; "" where it says nothing, or is no PNG file."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as file:
            return str(file.info.get(key, ""))
    except OSError:
        return ""


def small_output(picture: str) -> str:
    """The picture of a notebook's output, in base64 as nbformat has it, as `small_png` makes it."""
    return base64.b64encode(small_png(base64.b64decode(picture))).decode() + "\n"
