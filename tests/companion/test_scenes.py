"""Proves that scenes are drawn the same for the same generator, that boxes and masks agree, and that parts share nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import h5py
import numpy as np
import pytest

from companion.data import find_data
from companion.scenes import Scenes, draw_scenes


@pytest.fixture(scope="module")
def scenes() -> Scenes:
    return draw_scenes(60, np.random.default_rng(0))


def test_scenes_have_the_documented_shapes_and_types(scenes: Scenes) -> None:
    assert scenes.X.shape == (60, 96, 96, 3) and scenes.X.dtype == np.uint8
    assert scenes.masks.shape == (60, 96, 96) and scenes.masks.dtype == np.uint8
    assert scenes.classes == ("car", "bus or lorry", "two wheels", "person")
    for boxes, labels in zip(scenes.boxes, scenes.labels, strict=True):
        assert boxes.shape == (len(labels), 4) and boxes.dtype == np.float64
        assert labels.dtype == np.int64 and 1 <= len(labels) <= 4


def test_a_generator_in_the_same_state_draws_the_same(scenes: Scenes) -> None:
    again, other = (draw_scenes(60, np.random.default_rng(seed)) for seed in (0, 1))
    assert np.array_equal(again.X, scenes.X) and np.array_equal(again.masks, scenes.masks)
    assert not np.array_equal(other.X, scenes.X)


def test_each_object_s_outline_fills_its_box_to_the_edges(scenes: Scenes) -> None:
    for boxes, labels, mask in zip(scenes.boxes, scenes.labels, scenes.masks, strict=True):
        inside = np.zeros_like(mask, dtype=bool)
        for (left, top, right, bottom), label in zip(boxes.astype(int), labels, strict=True):
            rows, columns = np.nonzero(mask[top:bottom, left:right] == 1 + label)
            assert rows.min() <= 2 and columns.min() <= 2
            assert rows.max() >= bottom - top - 3 and columns.max() >= right - left - 3
            inside[top:bottom, left:right] = True
        assert not mask[~inside].any()


def test_all_classes_are_drawn_about_equally_often() -> None:
    labels = np.concatenate(draw_scenes(200, np.random.default_rng(2), size=32, objects=(1, 1)).labels)
    assert np.bincount(labels, minlength=4).min() > 30


def test_sizes_and_numbers_of_objects_are_those_asked_for() -> None:
    scenes = draw_scenes(40, np.random.default_rng(3), "dev", 64, (1, 1), (0.5, 0.9))
    for boxes in scenes.boxes:
        (left, top, right, bottom), *rest = boxes
        assert not rest and 31 <= max(right - left, bottom - top) <= 58
        assert 0 <= left < right <= 64 and 0 <= top < bottom <= 64


def test_no_figure_and_no_background_is_in_both_parts() -> None:
    with h5py.File(find_data("scenes.h5")) as file:
        names, of_dev = file["figure_name"].asstr()[:], file["figure_is_dev"][:]
        places, place_of_dev = file["background"][:], file["background_is_dev"][:]
        assert not set(names[of_dev]) & set(names[~of_dev])
        assert set(file["figure_class"][of_dev]) == set(file["figure_class"][~of_dev]) == {0, 1, 2, 3}
        train, dev = ({place.tobytes() for place in places[place_of_dev == part]} for part in (False, True))
    assert len(train) == 74 and len(dev) == 24 and not train & dev


def test_every_background_is_attributed_and_free() -> None:
    rows = list(csv.DictReader(Path(find_data("scenes_attribution.csv")).read_text(encoding="utf-8").splitlines()))
    assert [int(row["index"]) for row in rows] == list(range(98))
    assert {row["licence"] for row in rows} == {"CC0-1.0", "Public domain"}
    assert all(row["author"] and row["source"].startswith("https://") for row in rows)


@pytest.mark.parametrize(
    "wrong",
    [
        {"part": "test"},
        {"count": 0},
        {"size": 15},
        {"objects": (0, 2)},
        {"objects": (3, 2)},
        {"scale": (0.5, 1.1)},
        {"scale": (0, 0.5)},
    ],
)
def test_what_can_t_be_drawn_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"must|at least"):
        draw_scenes(**{"count": 1, "rng": np.random.default_rng(0), **wrong})
