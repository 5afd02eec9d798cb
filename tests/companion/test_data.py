"""Proves that the data files are those that the datasheets describe, and that their loaders say what is wrong."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import re
import runpy
import tomllib
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from companion.data import (
    find_data,
    load_depths,
    load_fashion,
    load_houses,
    load_paintings,
    load_photographs,
    load_signs,
    load_skips,
    load_temperatures,
)

DATASETS = Path(__file__).resolve().parents[2] / "datasets"


def test_photographs_have_the_documented_shapes_and_types():
    data = load_photographs()
    assert data.X_train.shape == (182, 64, 64, 3)
    assert data.X_dev.shape == (61, 64, 64, 3)
    assert data.X_train.dtype == data.X_dev.dtype == np.uint8
    assert data.Y_train.shape == (1, 182)
    assert data.Y_dev.shape == (1, 61)
    assert data.Y_train.dtype == data.Y_dev.dtype == np.int64
    assert set(np.unique(data.Y_train)) == set(np.unique(data.Y_dev)) == {0, 1}
    assert data.classes == ("not animal", "animal")


def test_the_pictures_use_the_whole_range_of_brightness():
    X_train = load_photographs().X_train
    assert X_train.min() == 0
    assert X_train.max() == 255
    assert all(picture.std() > 5 for picture in X_train)


@pytest.mark.parametrize(
    "name",
    [
        "photographs",
        "houses",
        "fashion",
        "temperatures",
        "signs",
        "trunk",
        "scenes",
        "detector",
        "unet",
        "paintings",
        "glove",
        "tunes",
    ],
)
def test_the_file_is_the_one_that_its_datasheet_describes(name):
    stated = re.search(rf"sha256 of `{name}.h5` .*`([0-9a-f]{{64}})`", (DATASETS / f"{name}.md").read_text())
    assert hashlib.sha256((DATASETS / f"{name}.h5").read_bytes()).hexdigest() == stated[1]


def test_both_parts_have_the_same_share_of_animals():
    data = load_photographs()
    assert abs(data.Y_train.mean() - data.Y_dev.mean()) < 0.02
    assert 0.3 < data.Y_train.mean() < 0.5


def test_no_picture_is_in_train_and_dev():
    data = load_photographs()
    train, dev = ({picture.tobytes() for picture in part} for part in (data.X_train, data.X_dev))
    assert len(train) == len(data.X_train)
    assert len(dev) == len(data.X_dev)
    assert not train & dev
    with h5py.File(DATASETS / "photographs.h5") as file:
        for column in ("name", "source"):
            assert not set(file[f"{column}_train"].asstr()[:]) & set(file[f"{column}_dev"].asstr()[:])


def test_no_dev_picture_nearly_repeats_one_to_train_with():
    data = load_photographs()
    small = [part.reshape(-1, 8, 8, 8, 8, 3).mean((2, 4)).reshape(len(part), -1) for part in (data.X_train, data.X_dev)]
    train, dev = ((rows - rows.mean(1, keepdims=True)) / rows.std(1, keepdims=True) for rows in small)
    assert (dev @ train.T / dev.shape[1]).max() < 0.95


def test_every_picture_is_attributed_in_the_order_of_the_file():
    rows = list(csv.DictReader((DATASETS / "photographs_attribution.csv").open(encoding="utf-8")))
    with h5py.File(DATASETS / "photographs.h5") as file:
        for part in ("train", "dev"):
            of_part = [row for row in rows if row["part"] == part]
            assert [int(row["index"]) for row in of_part] == list(range(len(file[f"X_{part}"])))
            for column in ("name", "author", "licence", "source"):
                assert [row[column] for row in of_part] == list(file[f"{column}_{part}"].asstr()[:])
    assert all(row["author"] and row["source"].startswith("https://") for row in rows)
    free = {"Public domain", "CC0-1.0", "CC-BY-2.0", "CC-BY-3.0", "CC-BY-SA-4.0"}
    assert {row["licence"] for row in rows} == free


def test_houses_have_the_documented_shapes_and_rows():
    houses = load_houses()
    assert houses.X_train.shape == (10, 1812)
    assert houses.X_dev.shape == (10, 600)
    assert houses.Y_train.shape == (1, 1812)
    assert houses.Y_dev.shape == (1, 600)
    assert all(part.dtype == np.float64 for part in houses[:4])
    assert houses.names[:4] == ("living area", "lot area", "basement area", "year built")
    assert len(houses.names) == len(houses.units) == 10


def test_every_house_has_values_in_the_documented_ranges():
    houses = load_houses()
    X, Y = np.hstack([houses.X_train, houses.X_dev]), np.hstack([houses.Y_train, houses.Y_dev])
    low = [31, 120.8, 0, 1872, 0, 0, 0, 0, -93.6932, 41.9865]
    high = [354.9, 19996.9, 297.8, 2010, 6, 5, 5, 4, -93.5774, 42.0634]
    assert np.allclose(X.min(axis=1), low, atol=1e-4)
    assert np.allclose(X.max(axis=1), high, atol=1e-4)
    assert (Y.min(), np.median(Y), Y.max()) == (35000, 158750, 625000)


def test_no_house_is_there_twice():
    houses = load_houses()
    everything = np.vstack([np.hstack([houses.X_train, houses.X_dev]), np.hstack([houses.Y_train, houses.Y_dev])])
    assert len(np.unique(everything, axis=1).T) == 2412


def test_larger_houses_cost_more_in_both_parts():
    houses = load_houses()
    for X, Y in ((houses.X_train, houses.Y_train), (houses.X_dev, houses.Y_dev)):
        assert 0.7 < np.corrcoef(X[0], Y[0])[0, 1] < 0.76


def test_fashion_has_the_documented_shapes_and_types():
    fashion = load_fashion()
    assert fashion.X_train.shape == (6000, 28, 28)
    assert fashion.X_dev.shape == (2000, 28, 28)
    assert fashion.X_train.dtype == fashion.X_dev.dtype == np.uint8
    assert fashion.Y_train.shape == (1, 6000)
    assert fashion.Y_dev.shape == (1, 2000)
    assert fashion.Y_train.dtype == fashion.Y_dev.dtype == np.int64
    assert len(fashion.classes) == 10
    assert (fashion.classes[2], fashion.classes[6]) == ("pullover", "shirt")


def test_fashion_has_equally_many_of_each_class_in_mixed_order():
    fashion = load_fashion()
    for labels, count in ((fashion.Y_train[0], 600), (fashion.Y_dev[0], 200)):
        assert np.bincount(labels).tolist() == [count] * 10
        assert (np.diff(labels) == 0).mean() < 0.15


def test_no_picture_of_fashion_is_there_twice():
    fashion = load_fashion()
    everything = np.concatenate([fashion.X_train, fashion.X_dev])
    assert len({picture.tobytes() for picture in everything}) == 8000


def test_the_temperatures_are_of_every_day_of_four_years():
    weather = load_temperatures()
    assert weather.days.dtype == np.dtype("datetime64[D]")
    assert (weather.days[0], weather.days[-1]) == (np.datetime64("2012-01-01"), np.datetime64("2015-12-31"))
    assert (np.diff(weather.days) == np.timedelta64(1, "D")).all()
    assert len(weather.days) == len(weather.highest) == len(weather.lowest) == 1461


def test_the_temperatures_are_in_the_documented_ranges_and_summers_are_warm():
    weather = load_temperatures()
    assert (weather.highest.min(), weather.highest.max()) == (-1.6, 35.6)
    assert (weather.lowest.min(), weather.lowest.max()) == (-7.1, 18.3)
    assert (weather.highest >= weather.lowest).all()
    month = weather.days.astype("datetime64[M]").astype(int) % 12
    assert weather.highest[month == 7].mean() > weather.highest[month == 0].mean() + 15


def test_signs_have_the_documented_shapes_and_types():
    signs = load_signs()
    assert signs.X_train.shape == (1200, 64, 64, 3)
    assert signs.X_dev.shape == (300, 64, 64, 3)
    assert signs.Y_train.shape == (1, 1200)
    assert signs.Y_dev.shape == (1, 300)
    assert signs.X_train.dtype == signs.X_dev.dtype == np.uint8
    assert signs.Y_train.dtype == signs.Y_dev.dtype == np.int64
    assert signs.X_train.flags.c_contiguous


def test_each_sign_is_there_equally_often_and_in_mixed_order():
    signs = load_signs()
    assert np.bincount(signs.Y_train[0]).tolist() == [200] * 6
    assert np.bincount(signs.Y_dev[0]).tolist() == [50] * 6
    assert set(signs.Y_train[0, :60].tolist()) == set(range(6))


def test_no_sign_is_there_twice():
    signs = load_signs()
    everything = np.concatenate([signs.X_train, signs.X_dev])
    assert len({picture.tobytes() for picture in everything}) == len(everything)


def test_the_colours_of_a_sign_come_last():
    """The wall fades from top to bottom only: along its first row all pixels of a picture are equal, in each colour."""
    first_rows = load_signs().X_train[:, 0]
    assert (first_rows == first_rows[:, :1]).all()
    assert (first_rows.std(axis=2) > 3).any()


def test_the_script_draws_the_first_signs_again():
    script = runpy.run_path(str(DATASETS / "make_signs.py"))
    rng = np.random.default_rng(script["SEED"])
    labels = rng.permutation(np.arange(6).repeat(script["TRAIN_PER_CLASS"]))
    drawn = np.stack([script["draw_hand"](int(label), rng) for label in labels[:6]])
    signs = load_signs()
    assert labels.tolist() == signs.Y_train[0].tolist()
    # Another version of Pillow may round the edges of a shape otherwise.
    assert np.abs(drawn.astype(int) - signs.X_train[:6]).mean() < 1


def test_each_depth_was_trained_from_each_start_with_the_script_s_network():
    script, runs = runpy.run_path(str(DATASETS / "make_depths.py")), load_depths()
    plan = [("small", 0, seed) for seed in script["SEEDS"]]
    plan += itertools.product(("plain", "residual"), script["BLOCKS"], script["SEEDS"])
    layers = [9 * blocks + 2 if blocks else 5 for _, blocks, _ in plan]
    found = list(zip(runs.kind.tolist(), runs.layers.tolist(), runs.seed.tolist(), strict=True))
    assert found == [(kind, number, seed) for (kind, _, seed), number in zip(plan, layers, strict=True)]
    for (kind, blocks, seed), parameters in zip(plan, runs.parameters, strict=True):
        if seed == 0:
            model = script["deep"](blocks, kind == "residual") if blocks else script["small"]()
            assert model.count_params() == parameters


def test_accuracies_of_the_depths_are_shares_of_the_signs():
    runs = load_depths()
    assert np.allclose(1200 * runs.train_accuracy, np.round(1200 * runs.train_accuracy), atol=0.07)
    assert np.allclose(300 * runs.dev_accuracy, np.round(300 * runs.dev_accuracy), atol=0.02)
    assert runs.train_accuracy.max() <= 1
    assert runs.train_loss.min() > 0


def test_each_kind_of_u_net_was_trained_from_each_start(monkeypatch):
    monkeypatch.syspath_prepend(str(DATASETS))
    script, runs = runpy.run_path(str(DATASETS / "make_skips.py")), load_skips()
    plan = [(kind, seed) for seed in script["SEEDS"] for kind in script["KINDS"]]
    assert list(zip(runs.kind.tolist(), runs.seed.tolist(), strict=True)) == plan
    measured = np.array([runs.accuracy, runs.mean_iou, runs.outline_iou, runs.rim_accuracy])
    assert measured.shape == (4, len(plan)) and 0 < measured.min() <= measured.max() < 1


def test_pixels_at_a_rim_have_a_neighbour_of_another_class(monkeypatch):
    monkeypatch.syspath_prepend(str(DATASETS))
    at_rims = runpy.run_path(str(DATASETS / "make_skips.py"))["at_rims"]
    masks = np.array([[[0, 0, 0, 0], [0, 2, 0, 0], [0, 0, 0, 0]]])
    assert np.argwhere(at_rims(masks)[0]).tolist() == [[0, 1], [1, 0], [1, 1], [1, 2], [2, 1]]
    assert not at_rims(np.ones((1, 3, 3))).any()


def test_paintings_have_the_documented_shapes_and_texts():
    paintings = load_paintings()
    assert paintings.X.shape == (4, 192, 192, 3)
    assert paintings.X.dtype == np.uint8
    datasheet = (DATASETS / "paintings.md").read_text(encoding="utf-8")
    for number, texts in enumerate(zip(*paintings[1:], strict=True)):
        assert all(f" {text} " in datasheet for text in texts)
        assert f"| {number} | {texts[0]} |" in datasheet


def test_no_gap_between_pieces_is_left_in_a_painting():
    """A gap would be black, or as dark as no pixel around it, along a line across the square."""
    for picture in load_paintings().X:
        brightness = picture.mean(axis=2)
        assert all(line.mean() > 30 for line in (*brightness, *brightness.T))


def test_the_licence_of_the_paintings_lies_beside_them():
    text = (DATASETS / "paintings_licence.txt").read_text(encoding="utf-8")
    assert "All the paintings are from the WebMuseum." in text
    assert "GNU GENERAL PUBLIC LICENSE" in text and "Version 3, 29 June 2007" in text


def test_pieces_are_put_together_without_a_seam(monkeypatch):
    """Two halves of a flat picture that leave a gap of a pixel between them, with places as a board has them."""
    monkeypatch.syspath_prepend(DATASETS)
    script = runpy.run_path(str(DATASETS / "make_paintings.py"))
    file = io.BytesIO()
    Image.new("RGB", (8, 10), (200, 100, 50)).save(file, "webp", lossless=True)
    board = "".join(
        f'{{ "pixmapfile" : "image/{name}.webp",\n "x" : "{x}",\n "y" : "0.5" }}'
        for name, x in (("a", 0.2), ("b", 0.65))
    )
    files = {f"{script['RESOURCE']}image/{name}.webp": file.getvalue() for name in "ab"}
    canvas = script["put_together"](board, files, (20, 10))
    assert canvas.shape == (10, 17, 4)
    assert (canvas[:, 8] == 0).all()
    assert (np.asarray(script["without_seams"](canvas)) == [200, 100, 50]).all()


def test_each_data_file_is_small_enough_to_commit():
    assert all(path.stat().st_size < 8e6 for path in DATASETS.iterdir() if path.is_file())


def test_each_data_file_comes_with_the_wheel_and_is_in_the_index():
    settings = tomllib.loads((DATASETS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["companion.datasets"]
    index = (DATASETS / "README.md").read_text(encoding="utf-8")
    for path in DATASETS.iterdir():
        if path.is_file() and path.suffix != ".py":
            assert any(path.match(pattern) for pattern in patterns), path
            assert path.name == "README.md" or path.name in index, path


def test_find_data_follows_the_environment(tmp_path, monkeypatch):
    (tmp_path / "a.h5").write_bytes(b"x")
    monkeypatch.setenv("COMPANION_DATA", str(tmp_path))
    assert find_data("a.h5") == tmp_path / "a.h5"


def test_a_missing_file_is_told_in_one_line_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("COMPANION_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"^no file photographs\.h5 in .*: set COMPANION_DATA .*$"):
        load_photographs()
