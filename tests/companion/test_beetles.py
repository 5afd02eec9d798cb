"""Drawn beetles: the documented shapes, the same for the same generator, told apart by their marks and by nothing else."""

import numpy as np
import pytest

from companion.beetles import Beetles, draw_beetles


@pytest.fixture(scope="module")
def beetles() -> Beetles:
    return draw_beetles(8, 5, np.random.default_rng(0), striped=0.25)


def test_beetles_have_the_documented_shapes_types_and_order(beetles: Beetles) -> None:
    assert beetles.X.shape == (40, 32, 32, 3) and beetles.X.dtype == np.uint8
    assert beetles.y.tolist() == [number for number in range(8) for _ in range(5)]
    assert beetles.striped.dtype == bool and beetles.striped.tolist() == [False] * 30 + [True] * 10
    assert draw_beetles(1, 1, np.random.default_rng(0), size=16).X.shape == (1, 16, 16, 3)


def test_a_generator_in_the_same_state_draws_the_same_and_goes_on_from_there(beetles: Beetles) -> None:
    rng = np.random.default_rng(0)
    again, further = (draw_beetles(8, 5, rng, striped=0.25) for _ in range(2))
    assert np.array_equal(again.X, beetles.X)
    assert not np.array_equal(further.X, beetles.X)


def test_each_picture_of_a_beetle_is_another_one(beetles: Beetles) -> None:
    pixels = beetles.X.reshape(40, -1).astype(float)
    apart = np.abs(pixels[:, np.newaxis] - pixels).mean(axis=2)
    assert apart[~np.eye(40, dtype=bool)].min() > 5


def test_pixels_hardly_tell_beetles_apart() -> None:
    drawn = draw_beetles(40, 4, np.random.default_rng(1))
    rows = drawn.X.reshape(160, -1) / 255
    apart = np.linalg.norm(rows[:, np.newaxis] - rows, axis=2) + np.diag(np.full(160, np.inf))
    assert np.mean(drawn.y[apart.argmin(axis=1)] == drawn.y) < 0.2


def test_marks_stay_with_their_beetle(monkeypatch: pytest.MonkeyPatch) -> None:
    upright = staticmethod(_upright)
    monkeypatch.setattr("companion.beetles._pose", upright)
    monkeypatch.setattr("companion.beetles._lit", lambda picture, rng: picture)
    drawn = draw_beetles(20, 3, np.random.default_rng(2), size=48)
    backs = drawn.X[:, 12:40, 18:30].reshape(60, -1).astype(float)  # without the ground, which changes
    apart = np.abs(backs[:, np.newaxis] - backs).mean(axis=2)
    same = drawn.y[:, np.newaxis] == drawn.y
    assert apart[same].max() < apart[~same].min()


def _upright(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray, float]:
    row, column = (2 * np.mgrid[:size, :size] + 1) / size - 1
    return column / 0.8, row / 0.8, 2 / (0.8 * size)


@pytest.mark.parametrize(
    ("beetles", "pictures", "wrong"),
    [(0, 1, {}), (1, 0, {}), (1, 1, {"size": 15}), (1, 1, {"striped": 1.1}), (1, 1, {"striped": -0.1})],
)
def test_what_can_t_be_drawn_is_refused(beetles: int, pictures: int, wrong: dict) -> None:
    with pytest.raises(ValueError, match="striped" if "striped" in wrong else "at least"):
        draw_beetles(beetles, pictures, np.random.default_rng(0), **wrong)
