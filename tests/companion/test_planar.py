"""Proves that the points in the plane are what their descriptions say, and that the pictures show what a model says."""

from __future__ import annotations

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from companion.planar import draw_points, draw_surface, pinwheel, spirals, target

SETS = (pinwheel, target, spirals)


@pytest.fixture
def ax():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


@pytest.mark.parametrize("make", SETS)
@pytest.mark.parametrize("m", [1, 7, 240])
def test_points_have_the_shapes_of_the_course(make, m):
    X, Y = make(m, seed=0)
    assert (X.shape, Y.shape) == ((2, m), (1, m))
    assert set(np.unique(Y)) <= {0, 1}
    assert np.issubdtype(Y.dtype, np.integer)


@pytest.mark.parametrize("make", SETS)
def test_points_fit_into_the_square_that_is_drawn(make):
    X, _ = make(2000, seed=3)
    assert np.mean(np.abs(X) < 2.7) > 0.999


@pytest.mark.parametrize("make", SETS)
def test_labels_are_equally_frequent(make):
    _, Y = make(600, seed=1)
    assert Y.mean() == 0.5


@pytest.mark.parametrize("make", SETS)
def test_a_seed_gives_the_same_points_and_another_seed_others(make):
    X, _ = make(50, seed=4)
    assert np.array_equal(X, make(50, seed=4)[0])
    assert not np.allclose(X, make(50, seed=5)[0])


@pytest.mark.parametrize("make", SETS)
def test_no_straight_line_separates_the_labels(make):
    X, Y = make(400, seed=2)
    inputs = np.vstack([X, np.ones(400)]).T
    weights, *_ = np.linalg.lstsq(inputs, 2.0 * Y[0] - 1, rcond=None)
    assert np.mean((inputs @ weights > 0) == Y[0]) < 0.75


def test_without_noise_a_point_of_the_pinwheel_lies_on_its_blade():
    X, Y = pinwheel(60, seed=0, blades=4, noise=0)
    radius, angle = np.hypot(*X), np.arctan2(X[1], X[0])
    blade = np.round((angle - 0.6 * radius) / (np.pi / 2)) % 4
    assert np.array_equal(blade, np.arange(60) % 4)
    assert np.array_equal(Y[0], blade % 2)


def test_without_noise_the_disc_is_inside_the_ring():
    X, Y = target(200, seed=0, noise=0)
    radius = np.hypot(*X)
    assert radius[Y[0] == 1].max() < 1 < radius[Y[0] == 0].min()


def test_points_of_each_label_have_their_own_shape_and_colour(ax):
    X, Y = spirals(20, seed=0)
    draw_points(ax, X, Y)
    zeros, ones = ax.collections
    assert np.array_equal(zeros.get_offsets(), X[:, Y[0] == 0].T)
    assert np.array_equal(ones.get_offsets(), X[:, Y[0] == 1].T)
    assert not np.allclose(zeros.get_facecolor(), ones.get_facecolor())
    assert len(zeros.get_paths()[0].vertices) != len(ones.get_paths()[0].vertices)


def test_labels_may_come_without_their_second_axis(ax):
    X, Y = target(6, seed=0)
    draw_points(ax, X, Y[0])
    assert sum(len(marks.get_offsets()) for marks in ax.collections) == 6


def test_the_surface_shows_the_values_in_their_places(ax):
    image = draw_surface(ax, lambda points: (points[:1] > 1).astype(float), reach=2)
    values = np.asarray(image.get_array())
    assert values[:, -1].min() == 1
    assert values[:, 0].max() == 0
    assert (ax.get_xlim(), ax.get_ylim(), image.get_clim()) == ((-2, 2), (-2, 2), (0, 1))


def test_the_second_coordinate_grows_upwards(ax):
    image = draw_surface(ax, lambda points: points[1] > 0)
    assert image.origin == "lower"
    assert np.asarray(image.get_array())[-1].min() == 1


def test_the_boundary_is_where_the_model_is_undecided(ax):
    draw_surface(ax, lambda points: 1 / (1 + np.exp(-(points[0] - 0.5))))
    (lines,) = ax.collections
    assert np.allclose(lines.get_paths()[0].vertices[:, 0], 0.5, atol=0.02)


@pytest.mark.parametrize("boundary", [None, 0.5])
def test_a_model_that_is_never_undecided_has_no_boundary(ax, boundary):
    draw_surface(ax, lambda points: np.full(points.shape[1], 0.9), boundary=boundary)
    assert len(ax.collections) == 0


def test_a_surface_needs_one_number_for_each_place(ax):
    with pytest.raises(ValueError, match="needs one number each"):
        draw_surface(ax, lambda points: points)
