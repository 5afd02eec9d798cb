"""Data sets that notebooks load: the files of the folder datasets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np


class Photographs(NamedTuple):
    """Small photographs with the label 1 for an animal and 0 for anything else.

    X_train, X_dev: (m, 64, 64, 3) uint8, red, green and blue from 0 to 255.
    Y_train, Y_dev: (1, m) int64, 0 or 1.
    classes: the names of label 0 and of label 1.
    """

    X_train: np.ndarray
    Y_train: np.ndarray
    X_dev: np.ndarray
    Y_dev: np.ndarray
    classes: tuple[str, str]


class Houses(NamedTuple):
    """Houses of Ames, Iowa, and what they were sold for.

    X_train, X_dev: (10, m) float64, one house a column, in the order and units of names and units.
    Y_train, Y_dev: (1, m) float64, prices in dollars.
    names, units: of the rows of X: ("living area", "lot area", …) and ("m²", "m²", …).
    """

    X_train: np.ndarray
    Y_train: np.ndarray
    X_dev: np.ndarray
    Y_dev: np.ndarray
    names: tuple[str, ...]
    units: tuple[str, ...]


class Fashion(NamedTuple):
    """Small grey pictures of clothes, shoes and bags, with the label of their class.

    X_train, X_dev: (m, 28, 28) uint8, from 0 (the background) to 255.
    Y_train, Y_dev: (1, m) int64, from 0 to 9.
    classes: the names of the labels, in order.
    """

    X_train: np.ndarray
    Y_train: np.ndarray
    X_dev: np.ndarray
    Y_dev: np.ndarray
    classes: tuple[str, ...]


class Temperatures(NamedTuple):
    """The weather of Seattle, day by day, from 2012 to 2015.

    days: (1461,) datetime64[D], without a gap.
    highest, lowest: (1461,) float64, the day's highest and lowest temperature in degrees Celsius.
    """

    days: np.ndarray
    highest: np.ndarray
    lowest: np.ndarray


class Depths(NamedTuple):
    """How well networks of growing depth learnt the signs, from several starts: arrays of one number a training.

    kind: "plain", "residual" or "small"; layers: with weights, projections of shortcuts not among them.
    train_loss: mean cross-entropy after the training; train_accuracy, dev_accuracy: from 0 to 1.
    """

    kind: np.ndarray
    layers: np.ndarray
    parameters: np.ndarray
    seed: np.ndarray
    train_loss: np.ndarray
    train_accuracy: np.ndarray
    dev_accuracy: np.ndarray


class Skips(NamedTuple):
    """What small U-Nets reached on drawn scenes, from several starts: arrays of one number a training.

    kind: "skips", "no skips" or "skips and Dice"; seed: of the start.
    accuracy: share of all pixels; mean_iou: over the classes; outline_iou: of all that isn't background; rim_accuracy:
    share of the pixels that have a neighbour of another class. All from 0 to 1, on 400 dev scenes.
    """

    kind: np.ndarray
    seed: np.ndarray
    accuracy: np.ndarray
    mean_iou: np.ndarray
    outline_iou: np.ndarray
    rim_accuracy: np.ndarray


class Signs(NamedTuple):
    """Drawings of hands; the label says how many fingers are stretched out.

    X_train, X_dev: (m, 64, 64, 3) uint8, red, green and blue from 0 to 255.
    Y_train, Y_dev: (1, m) int64, from 0 to 5.
    """

    X_train: np.ndarray
    Y_train: np.ndarray
    X_dev: np.ndarray
    Y_dev: np.ndarray


class Paintings(NamedTuple):
    """Squares of paintings, to take a style from.

    X: (4, 192, 192, 3) uint8, red, green and blue from 0 to 255.
    titles, artists, years: a text for each.
    """

    X: np.ndarray
    titles: tuple[str, ...]
    artists: tuple[str, ...]
    years: tuple[str, ...]


def find_data(name: str) -> Path:
    """The path of the file `name` in the folder datasets.

    That folder is in the installed package, in a clone of the repository beside it, or where the environment variable
    COMPANION_DATA says. Raises FileNotFoundError, with what to do, where the file isn't there. Used in
    course1_nn/week2_logistic_regression.
    """
    package = Path(__file__).resolve().parent
    installed = package / "datasets"
    folder = Path(
        os.environ.get("COMPANION_DATA") or (installed if installed.is_dir() else package.parent / "datasets")
    )
    path = folder / name
    if not path.is_file():
        raise FileNotFoundError(
            f"no file {name} in {folder}: set COMPANION_DATA to the repository's folder datasets, "
            "or install the package from its clone with 'pip install -e .'"
        )
    return path


def check_own_file(path: Path, kind: str) -> None:
    """Raise FileNotFoundError where there is no such file of a learner's own; kind: what it has to be, "a picture"."""
    if not path.is_file():
        what = f"is a folder, and has to be {kind}" if path.is_dir() else "isn't there"
        raise FileNotFoundError(f"{path} {what}: check the name, and that it is in the notebook's folder {Path.cwd()}")


def load_photographs() -> Photographs:
    """The photographs of animals and of other things: 182 to train with, 61 to judge by (dev).

    Described in datasets/photographs.md. Raises FileNotFoundError where datasets/photographs.h5 is missing. Used in
    course1_nn/week2_logistic_regression and week4_deep_network, and course3_cnn/week1_foundations.
    """
    with h5py.File(find_data("photographs.h5")) as file:
        X_train, X_dev = file["X_train"][:], file["X_dev"][:]
        Y_train, Y_dev = file["Y_train"][:].astype(np.int64), file["Y_dev"][:].astype(np.int64)
        not_animal, animal = file["classes"].asstr()[:]
    return Photographs(X_train, Y_train, X_dev, Y_dev, (not_animal, animal))


def load_houses() -> Houses:
    """Houses with ten features each, and their prices: 1,812 to train with, 600 to judge by (dev).

    Described in datasets/houses.md. Raises FileNotFoundError where datasets/houses.h5 is missing. Used in
    course1_nn/week1_introduction and course2_improving/week1_practical_aspects.
    """
    with h5py.File(find_data("houses.h5")) as file:
        X_train, Y_train, X_dev, Y_dev = (file[name][:] for name in ("X_train", "Y_train", "X_dev", "Y_dev"))
        names, units = (tuple(map(str, file[name].asstr()[:])) for name in ("names", "units"))
    return Houses(X_train, Y_train, X_dev, Y_dev, names, units)


def load_fashion() -> Fashion:
    """Clothes, shoes and bags of ten classes: 6,000 pictures to train with, 2,000 to judge by (dev).

    Described in datasets/fashion.md. Raises FileNotFoundError where datasets/fashion.h5 is missing. Used in all weeks
    of course2_improving and in course3_cnn/week1_foundations.
    """
    with h5py.File(find_data("fashion.h5")) as file:
        X_train, X_dev = file["X_train"][:], file["X_dev"][:]
        Y_train, Y_dev = file["Y_train"][:].astype(np.int64), file["Y_dev"][:].astype(np.int64)
        classes = tuple(map(str, file["classes"].asstr()[:]))
    return Fashion(X_train, Y_train, X_dev, Y_dev, classes)


def load_temperatures() -> Temperatures:
    """The highest and lowest temperature of 1,461 days in Seattle.

    Described in datasets/temperatures.md. Raises FileNotFoundError where datasets/temperatures.h5 is missing. Used in
    course2_improving/week2_optimization.
    """
    with h5py.File(find_data("temperatures.h5")) as file:
        days = file["days"].asstr()[:].astype("datetime64[D]")
        return Temperatures(days, file["highest"][:], file["lowest"][:])


def load_signs() -> Signs:
    """Drawings of hands that show 0 to 5 fingers: 1,200 to train with, 300 to judge by (dev), as many of each sign.

    Described in datasets/signs.md. Raises FileNotFoundError where datasets/signs.h5 is missing. Used in
    course2_improving/week3_tuning_and_frameworks, course3_cnn/week1_foundations and week2_case_studies.
    """
    with h5py.File(find_data("signs.h5")) as file:
        X_train, X_dev = (np.moveaxis(file[name][:], 1, 3).copy() for name in ("X_train", "X_dev"))
        Y_train, Y_dev = (file[name][:].astype(np.int64) for name in ("Y_train", "Y_dev"))
    return Signs(X_train, Y_train, X_dev, Y_dev)


def load_depths() -> Depths:
    """What was measured of networks of 5 to 47 layers on the signs, with and without shortcuts, five starts each.

    Described in datasets/depths.md. Raises FileNotFoundError where datasets/depths.csv is missing. Used in
    course3_cnn/week2_case_studies/01_residual_networks.
    """
    return Depths(*_columns("depths.csv", Depths._fields))


def load_skips() -> Skips:
    """What was measured of small U-Nets with and without skips, and with a Dice loss, three starts each.

    Described in datasets/skips.md. Raises FileNotFoundError where datasets/skips.csv is missing. Used in
    course3_cnn/week3_detection/02_unet.
    """
    return Skips(*_columns("skips.csv", Skips._fields))


def _columns(name: str, columns: tuple[str, ...]) -> Iterator[np.ndarray]:
    """The columns of a table in the folder datasets."""
    table = np.genfromtxt(find_data(name), delimiter=",", names=True, dtype=None, encoding="utf-8")
    return (table[column] for column in columns)


def load_paintings() -> Paintings:
    """Squares of four paintings: by Hokusai (two), van Gogh and Kandinsky.

    Described in datasets/paintings.md. Raises FileNotFoundError where datasets/paintings.h5 is missing. Used in
    course3_cnn/week4_recognition_and_style/02_style_transfer.
    """
    with h5py.File(find_data("paintings.h5")) as file:
        texts = (tuple(map(str, file[name].asstr()[:])) for name in ("title", "artist", "year"))
        return Paintings(file["X"][:], *texts)
