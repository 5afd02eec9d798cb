"""A learner's own pictures: a file, or a folder with a subfolder a class; what can't be read is told in a line."""

from __future__ import annotations

import struct
import warnings
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from companion.data import check_own_file

# No others are tried: some of Pillow's readers run further programs.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
LEFT_BEHIND = (".", "thumbs.db", "desktop.ini", "__macosx")
# What Pillow's readers raise for files that are cut off or damaged.
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)


class Folder(NamedTuple):
    """Pictures of several classes, each from its own subfolder.

    X: (m, size, size, 3) uint8, red, green and blue from 0 to 255; y: (m,) int64, from 0.
    classes: the subfolders' names, in the order of the labels; files: the path of each picture.
    """

    X: np.ndarray
    y: np.ndarray
    classes: tuple[str, ...]
    files: tuple[Path, ...]


def read_picture(path: str | Path, size: int | None = None) -> np.ndarray:
    """A picture file (JPEG, PNG, WebP, GIF, BMP or TIFF) in red, green and blue, as one sees it.

    size: None for the whole picture; a number for its middle square, `size` by `size` pixels.
    Returns (height, width, 3) or (size, size, 3) uint8. What a camera has marked as turned is set upright; what is
    transparent becomes white; grey and printers' colours become red, green and blue; of a moving picture the first
    frame is taken. Raises FileNotFoundError where there is no such file, and ValueError, in one line with what to do,
    where it isn't such a picture, is damaged or has more than 89 million pixels, or where size is below 1. Used in
    course1_nn/week2_logistic_regression, course3_cnn/week1_foundations, week2_case_studies and
    week4_recognition_and_style.
    """
    if size is not None and size < 1:
        raise ValueError(f"size is {size}, and must be at least 1")
    check_own_file(Path(path), "a picture")
    picture = _decode(Path(path), size)
    if size is None:
        return np.array(picture)
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    return np.array(square.resize((size, size), Image.Resampling.LANCZOS))


def read_folder(path: str | Path, size: int = 96) -> Folder:
    """The pictures in a folder that has a subfolder for each class, each read as `read_picture` does.

    Hidden files and folders, and those that systems leave behind (Thumbs.db, desktop.ini, __MACOSX), are passed over.
    Raises FileNotFoundError where there is no such folder, and ValueError, in one line with what to do, where it has
    fewer than two subfolders, one of them is empty, or a file in one of them can't be read. Used in
    course3_cnn/week2_case_studies.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise FileNotFoundError(f"{path} isn't a folder: make it next to the notebook, in {Path.cwd()}")
    classes = [each for each in _visible(folder) if each.is_dir()]
    if len(classes) < 2:
        raise ValueError(f"{path} needs a subfolder for each class, two at least; it has {len(classes)}")
    files = {each.name: _visible(each) for each in classes}
    for name, found in files.items():
        if not found:
            raise ValueError(f"{folder / name} is empty: put pictures of the class {name} into it, or remove it")
    labels = np.repeat(np.arange(len(files)), [len(found) for found in files.values()])
    paths = tuple(each for found in files.values() for each in found)
    return Folder(np.stack([read_picture(each, size) for each in paths]), labels, tuple(files), paths)


def _decode(path: Path, size: int | None) -> Image.Image:
    """The whole picture of a file, upright and in red, green and blue; large JPEGs smaller, if `size` allows it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tags, which don't hinder
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as file:
                if size is not None:
                    file.draft("RGB", (4 * size, 4 * size))
                return _in_colour(ImageOps.exif_transpose(file))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ValueError(f"{path} has more than 89 million pixels: make it smaller, and save it again") from None
    except UnidentifiedImageError:
        raise ValueError(
            f"{path} isn't a picture that can be read here: save it as JPEG, PNG or WebP (a phone's HEIC: as JPEG)"
        ) from None
    except DAMAGED as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{path} is cut off or damaged ({reason}): copy it again, or save it anew as JPEG") from None


def _in_colour(picture: Image.Image) -> Image.Image:
    """A picture of any mode in red, green and blue, on white where it is transparent."""
    if picture.mode.startswith("I"):  # 16 bits; Pillow would make white of all above 255
        picture = Image.fromarray((np.asarray(picture) // 257).astype(np.uint8))
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    upper = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", upper.size, "white"), upper).convert("RGB")


def _visible(folder: Path) -> list[Path]:
    """What lies in a folder, by name, without what is hidden or left behind by a system."""
    return sorted(each for each in folder.iterdir() if not each.name.lower().startswith(LEFT_BEHIND))
