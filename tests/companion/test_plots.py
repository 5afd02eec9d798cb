"""Proves that the shared pictures show what they are given, and refuse what they can't draw."""

from __future__ import annotations

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from companion.plots import COLORS, LINES, cost_curves, image_grid, weight_images


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_a_grid_has_an_image_and_a_caption_for_each_picture():
    images = np.zeros((5, 4, 6, 3), np.uint8)
    figure = image_grid(images, list("abcde"), title="Five", columns=3)
    figure.canvas.draw()
    shown = [ax for ax in figure.axes if ax.images]
    assert len(figure.axes) == 6
    assert [ax.texts[0].get_text() for ax in shown] == list("abcde")
    assert figure.get_suptitle() == "Five"


@pytest.mark.parametrize("images", [np.zeros((2, 3, 3)), np.ones((1, 3, 3, 3)), np.full((4, 2, 2), 255, np.uint8)])
def test_a_grid_takes_grey_and_colour_images_of_both_ranges(images):
    figure = image_grid(images)
    figure.canvas.draw()
    assert sum(len(ax.images) for ax in figure.axes) == len(images)


def test_a_dark_grey_image_is_not_brightened():
    figure = image_grid(np.full((1, 2, 2), 10, np.uint8))
    assert figure.axes[0].images[0].get_clim() == (0, 255)


@pytest.mark.parametrize("shape", [(4,), (3, 3), (0, 3, 3), (1, 2, 3, 3, 3)])
def test_a_grid_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match="images has shape"):
        image_grid(np.zeros(shape))


def test_a_grid_refuses_too_few_captions():
    with pytest.raises(ValueError, match="1 captions for 2 images"):
        image_grid(np.zeros((2, 3, 3)), ["one"])


def test_curves_have_names_distances_and_labels():
    _, ax = plt.subplots()
    cost_curves(ax, {"slow": [3, 2], "fast": np.array([3, 1, 0.5])}, every=10, title="Fast wins")
    slow, fast = ax.lines
    assert fast.get_xdata().tolist() == [0, 10, 20]
    assert slow.get_color() != fast.get_color()
    assert slow.get_linestyle() != fast.get_linestyle()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["slow", "fast"]
    assert (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) == ("Fast wins", "iteration", "cost J")


def test_a_single_curve_needs_no_legend_and_may_have_gaps():
    _, ax = plt.subplots()
    cost_curves(ax, {"cost": [1, np.nan, np.inf]})
    ax.figure.canvas.draw()
    assert ax.get_legend() is None


def test_many_curves_differ_in_colour_or_line():
    _, ax = plt.subplots()
    cost_curves(ax, {str(number): [1, 2] for number in range(len(COLORS))})
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines}) == len(COLORS)
    assert len(set(LINES)) == len(LINES)


def test_weights_are_drawn_on_one_scale_around_zero():
    weights = np.zeros((4, 5, 2))
    weights[0, 0] = (0.5, -2)
    figure = weight_images(weights, ["red", "green"], title="Weights")
    figure.canvas.draw()
    limits = [image.get_clim() for ax in figure.axes for image in ax.images]
    assert limits[:2] == [(-2, 2), (-2, 2)]
    assert [ax.get_title() for ax in figure.axes[:2]] == ["red", "green"]


def test_weights_of_zero_can_be_drawn():
    weight_images(np.zeros((2, 2, 1)), ["all"]).canvas.draw()


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 2)])
def test_weights_need_one_name_for_each_image(shape):
    with pytest.raises(ValueError, match="weights has shape"):
        weight_images(np.zeros(shape), ["red", "green", "blue"])
