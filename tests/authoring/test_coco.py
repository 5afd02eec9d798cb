"""The detection notebook's intersection over union, suppression and average precision are those of COCO's own code and of
TensorFlow's: its solutions, taken from the source, on random boxes."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from pycocotools import mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from grader.authoring.source import read_source
from grader.authoring.tree import find_tree

pytestmark = pytest.mark.content

NOTEBOOK = find_tree(Path(__file__).parent).root / "instructor/course3_cnn/week3_detection/01_object_detection.py"
Boxes = np.ndarray
Found = list[tuple[np.ndarray, Boxes]]


@pytest.fixture(scope="module")
def solved() -> dict[str, Callable[..., Any]]:
    """The functions that the exercises ask for."""
    names: dict[str, Any] = {"np": np, "tf": tf}
    for exercise in read_source(NOTEBOOK).exercises.values():
        exec(exercise.solution.text, names)
    return names


def random_boxes(rng: np.random.Generator, count: int) -> Boxes:
    """Boxes that often overlap: left, top, right, bottom."""
    corners = rng.uniform(0, 60, size=(count, 2))
    return np.concatenate([corners, corners + rng.uniform(5, 60, size=(count, 2))], axis=1)


def shaken(boxes: Boxes, rng: np.random.Generator) -> Boxes:
    """The same boxes, each edge moved by up to 0.2 of its side."""
    sides = boxes[:, 2:] - boxes[:, :2]
    return boxes + rng.uniform(-0.2, 0.2, size=boxes.shape) * np.tile(sides, 2)


def with_sides(boxes: Boxes) -> Boxes:
    """The same boxes as COCO writes them: left, top, width, height."""
    return np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)


@pytest.mark.parametrize("seed", range(5))
def test_iou_is_coco_s(solved: dict[str, Callable[..., Any]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = random_boxes(rng, 20), random_boxes(rng, 30)
    expected = mask.iou(with_sides(first), with_sides(second), np.zeros(30, dtype=np.uint8))
    assert (expected == 0).any() and (expected > 0.5).any()
    assert np.allclose(solved["iou"](first[:, np.newaxis], second), expected)


@pytest.mark.parametrize("threshold", [0.1, 0.4, 0.7])
def test_what_is_suppressed_is_tensorflow_s_choice_in_each_class(
    solved: dict[str, Callable[..., Any]], threshold: float
) -> None:
    rng = np.random.default_rng(round(10 * threshold))
    scores, boxes, classes = rng.uniform(size=60), random_boxes(rng, 60), rng.integers(3, size=60)
    kept = []
    for label in range(3):
        (places,) = np.nonzero(classes == label)
        chosen = tf.image.non_max_suppression(boxes[places], scores[places], 60, iou_threshold=threshold)
        kept += [int(place) for place in places[chosen.numpy()]]
    kept.sort(key=lambda place: -scores[place])
    assert len(kept) < 60
    found = solved["yolo_non_max_suppression"](scores, boxes, classes, max_boxes=60, iou_threshold=threshold)
    assert all(np.array_equal(*pair) for pair in zip(found, (scores[kept], boxes[kept], classes[kept]), strict=True))


def coco_average_precision(found: Found, truths: list[Boxes], threshold: float) -> float:
    """The average precision that COCO's own code computes for one class."""
    annotations = [
        {"image_id": image, "category_id": 1, "bbox": list(box), "area": box[2] * box[3], "iscrowd": 0}
        for image, boxes in enumerate(truths, 1)
        for box in with_sides(boxes)
    ]
    results = [
        {"image_id": image, "category_id": 1, "bbox": list(box), "score": float(score)}
        for image, (scores, boxes) in enumerate(found, 1)
        for score, box in zip(scores, with_sides(boxes), strict=True)
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = {
            "images": [{"id": image} for image in range(1, len(truths) + 1)],
            "categories": [{"id": 1}],
            "annotations": [{**each, "id": number} for number, each in enumerate(annotations, 1)],
            "info": {},
        }
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(results), "bbox")
        evaluation.params.iouThrs = np.array([threshold])
        evaluation.evaluate()
        evaluation.accumulate()
    return float(evaluation.eval["precision"][0, :, 0, 0, -1].mean())  # all 101 recalls, any area, up to 100 boxes


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("threshold", [0.5, 0.75])
def test_average_precision_is_coco_s(solved: dict[str, Callable[..., Any]], seed: int, threshold: float) -> None:
    rng = np.random.default_rng(seed)
    truths = [random_boxes(rng, count) for count in rng.integers(0, 6, size=12)]
    found = []
    for boxes in truths:
        guesses = np.concatenate([shaken(boxes, rng), shaken(boxes, rng), random_boxes(rng, int(rng.integers(0, 4)))])
        found.append((np.sort(rng.uniform(size=len(guesses)))[::-1], rng.permutation(guesses)))
    expected = coco_average_precision(found, truths, threshold)
    assert 0.01 < expected < 0.99
    assert np.isclose(solved["mended_average_precision"](found, truths, threshold), expected)
