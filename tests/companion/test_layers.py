"""Proves that the picture of a network shows each of its matrices once, to scale and with the right shape."""

from itertools import pairwise

import matplotlib
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from companion.layers import draw_shapes


@pytest.fixture
def ax():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def test_every_matrix_is_named_with_its_shape_in_order(ax):
    draw_shapes(ax, [5, 4, 1], m=7)
    texts = [text.get_text() for text in ax.texts]
    assert texts[::2] == ["$A^{[0]}$", "$W^{[1]}$", "$b^{[1]}$", "$A^{[1]}$", "$W^{[2]}$", "$b^{[2]}$", "$A^{[2]}$"]
    assert texts[1::2] == ["(5, 7)", "(4, 5)", "(4, 1)", "(4, 7)", "(1, 4)", "(1, 1)", "(1, 7)"]


def test_matrices_are_drawn_to_scale_and_apart(ax):
    draw_shapes(ax, (3, 2), m=1)
    boxes = ax.patches
    assert [(box.get_height(), box.get_width()) for box in boxes] == [(3, 1), (2, 3), (2, 1), (2, 1)]
    assert all(right.get_x() > left.get_x() + left.get_width() for left, right in pairwise(boxes))


def test_everything_lies_within_the_axes(ax):
    draw_shapes(ax, [2, 6, 1], m=4)
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    for text in ax.texts:
        assert left < text.get_position()[0] < right
        assert bottom < text.get_position()[1] < top


@pytest.mark.parametrize(("layer_dims", "m"), [([3], 2), ([], 2), ([3, 0, 1], 2), ([3, 1], 0)])
def test_networks_without_a_layer_or_with_empty_ones_are_refused(ax, layer_dims, m):
    with pytest.raises(ValueError, match="two sizes or more"):
        draw_shapes(ax, layer_dims, m)
