"""What the pictures of computational graphs show."""

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from companion.graphs import draw_contours, draw_graph

POSITIONS = {"p": (0, 1), "q": (0, 0), "u": (1, 0.5)}
EDGES = [("p", "u"), ("q", "u")]


@pytest.fixture
def ax():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_nodes_without_a_label_show_their_name(ax):
    draw_graph(ax, POSITIONS, EDGES, {"u": "$u = pq$"})
    assert texts(ax) == ["p", "q", "$u = pq$"]


def test_each_edge_is_an_arrow(ax):
    draw_graph(ax, POSITIONS, EDGES)
    assert sum(getattr(text, "arrow_patch", None) is not None for text in ax.texts) == len(EDGES)


def test_values_stand_above_and_derivatives_below(ax):
    draw_graph(ax, POSITIONS, EDGES, values={"u": 8}, gradients={"u": -0.73105858})
    value, gradient = ax.texts[-2:]
    assert (value.get_text(), gradient.get_text()) == ("8", "∂ −0.7311")
    assert value.xyann[1] > 0 > gradient.xyann[1]


def test_the_form_of_gradients_is_used_for_gradients_only(ax):
    form = "d{name} = {number:.2f}"
    draw_graph(ax, POSITIONS, EDGES, {"u": "$u = pq$"}, {"p": -2}, {"u": -0.73105858, "q": 8}, gradient_form=form)
    assert texts(ax)[-3:] == ["−2", "du = −0.73", "dq = 8.00"]


def test_all_nodes_lie_within_the_axes(ax):
    draw_graph(ax, {"p": (-3, 7), "u": (12, -5)}, [("p", "u")])
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert left < -3 < 12 < right
    assert bottom < -5 < 7 < top
    assert not ax.axison


def test_a_picture_can_be_drawn(ax):
    draw_graph(ax, POSITIONS, EDGES, values={"p": 2}, gradients={"p": 4})
    ax.figure.canvas.draw()


@pytest.mark.parametrize("wrong", [{"edges": [("p", "x")]}, {"values": {"x": 1}}, {"gradients": {"x": 1}}])
def test_a_node_without_a_position_is_refused(ax, wrong):
    with pytest.raises(KeyError, match="x"):
        draw_graph(ax, POSITIONS, **{"edges": EDGES} | wrong)


def bowl(x, y):
    return x**2 + 10 * y**2


def test_contour_lines_join_places_of_equal_cost(ax):
    draw_contours(ax, bowl, (-4, 4), (-2, 1), [1, 4, 9])
    (contours,) = ax.collections
    assert list(contours.levels) == [1, 4, 9]
    for level, line in zip(contours.levels, contours.get_paths(), strict=True):
        x, y = line.vertices.T
        assert len(x) > 20
        assert np.allclose(bowl(x, y), level, rtol=0.02)


def test_a_contour_map_reaches_as_far_as_its_ranges(ax):
    draw_contours(ax, bowl, (-4, 4), (-2, 1), [1])
    assert (ax.get_xlim(), ax.get_ylim()) == ((-4, 4), (-2, 1))


def test_the_cost_gets_plain_numbers_from_the_whole_map(ax):
    places = []

    def cost(x, y):
        assert type(x) is type(y) is float
        places.append((x, y))
        return bowl(x, y)

    draw_contours(ax, cost, (-4, 4), (-2, 1), [1])
    assert len(set(places)) == len(places) == 61 * 61
    assert {(-4, -2), (-4, 1), (4, -2), (4, 1)} <= set(places)


def test_a_cost_may_return_a_number_of_numpy(ax):
    draw_contours(ax, lambda x, y: np.float32(bowl(x, y)), (-4, 4), (-2, 1), [1, 4])
    assert list(ax.collections[0].levels) == [1, 4]
