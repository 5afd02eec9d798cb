"""Makes houses.h5 from the Ames housing data in Debian's package r-cran-modeldata.

    python datasets/make_houses.py                      # fetches the package with apt-get
    python datasets/make_houses.py path/to/package.deb  # or takes the file that you have

What is in the file, and why these houses: houses.md.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np
import pandas as pd
import rdata
from packages import open_deb, print_sha256, read_package

HERE = Path(__file__).resolve().parent
PACKAGE = "r-cran-modeldata"
PACKAGE_SHA256 = "66c2e08bb4bf695d972b1e72ea44d5af9ada3c42841793d3871017f7b896bf95"  # version 1.1.0-1
DATA = "./usr/lib/R/site-library/modeldata/data/Rdata"  # .rdx, the index, and .rdb, the values
SQUARE_METRES = 0.09290304  # of a square foot
LARGEST = 4000  # square feet of living area
DEV_SIZE = 600
SEED = 1


class Feature(NamedTuple):
    """A row of X: its name, its unit, and how it is computed from the package's table."""

    name: str
    unit: str
    of: Callable[[pd.DataFrame], Any]


FEATURES = (
    Feature("living area", "m²", lambda table: square_metres(table.Gr_Liv_Area)),
    Feature("lot area", "m²", lambda table: square_metres(table.Lot_Area)),
    Feature("basement area", "m²", lambda table: square_metres(table.Total_Bsmt_SF)),
    Feature("year built", "year", lambda table: table.Year_Built),
    Feature("bedrooms", "rooms", lambda table: table.Bedroom_AbvGr),
    Feature("bathrooms", "rooms", lambda table: table.Full_Bath + 0.5 * table.Half_Bath),
    Feature("garage", "cars", lambda table: table.Garage_Cars),
    Feature("fireplaces", "fireplaces", lambda table: table.Fireplaces),
    Feature("longitude", "degrees east", lambda table: table.Longitude),
    Feature("latitude", "degrees north", lambda table: table.Latitude),
)


def square_metres(square_feet: pd.Series) -> pd.Series:
    """Areas in m², to one decimal: as exactly as square feet were measured."""
    return (square_feet * SQUARE_METRES).round(1)


# ---------------------------------------------------------------------------------------------------------- the package


def read_table(package: bytes, name: str) -> pd.DataFrame:
    """The data frame `name` of the package: its place and length are in the .rdx, its compressed values in the .rdb."""
    with open_deb(package) as tar:
        index, values = (tar.extractfile(f"{DATA}.{suffix}").read() for suffix in ("rdx", "rdb"))
    start, length = (int(number) for number in read_r(gzip.decompress(index))["variables"][name])
    return read_r(unpack_value(values[start : start + length]))


def unpack_value(content: bytes) -> bytes:
    """A value of a .rdb file: four bytes of length, a letter for the method (here always Z, raw LZMA2), the data."""
    (length,) = struct.unpack(">I", content[:4])
    if content[4:5] != b"Z":
        raise SystemExit("an unknown compression in the .rdb file: expected the letter Z")
    value = lzma.decompress(content[5:], format=lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "preset": 6}])
    if len(value) != length:
        raise SystemExit(f"a value of the .rdb file has {len(value)} bytes, expected {length}")
    return value


def read_r(content: bytes) -> Any:
    """What R's serialize() has written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about classes of R that tell how a table is printed
        return rdata.conversion.convert(rdata.parser.parse_data(content))


# ----------------------------------------------------------------------------------------------------------- the houses


def choose_houses(table: pd.DataFrame) -> pd.DataFrame:
    """Ordinary sales of houses up to LARGEST."""
    return table[(table.Sale_Condition == "Normal") & (table.Gr_Liv_Area <= LARGEST)]


def write_h5(path: Path, houses: pd.DataFrame) -> None:
    """Write the data set; without times, so that the same houses give the same bytes."""
    X = np.array([np.asarray(feature.of(houses), dtype=float) for feature in FEATURES])
    Y = np.asarray(houses.Sale_Price, dtype=float).reshape(1, -1)
    order = np.random.default_rng(SEED).permutation(len(houses))
    parts = {"dev": order[:DEV_SIZE], "train": order[DEV_SIZE:]}
    with h5py.File(path, "w") as file:
        for part, columns in parts.items():
            for name, values in ((f"X_{part}", X[:, columns]), (f"Y_{part}", Y[:, columns])):
                file.create_dataset(name, data=values, compression="gzip", shuffle=True, track_times=False)
            print(f"{part}: {len(columns)} houses")
        for name, texts in (("names", [each.name for each in FEATURES]), ("units", [each.unit for each in FEATURES])):
            encoded = [text.encode() for text in texts]
            longest = h5py.string_dtype("utf-8", max(map(len, encoded)))
            file.create_dataset(name, data=np.array(encoded, dtype=longest), track_times=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help=f"the .deb of {PACKAGE} 1.1.0-1; fetched where missing")
    arguments = parser.parse_args()
    content = read_package("apt", PACKAGE, PACKAGE_SHA256, arguments.package, "1.1.0-1")
    write_h5(HERE / "houses.h5", choose_houses(read_table(content, "ames")))
    print_sha256(HERE / "houses.h5")


if __name__ == "__main__":
    main()
