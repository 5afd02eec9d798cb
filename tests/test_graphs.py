"""What the pictures of computational graphs show."""

import matplotlib
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from companion.graphs import draw_graph

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


def test_a_picture_can_be_drawn(ax):
    draw_graph(ax, POSITIONS, EDGES, values={"p": 2}, gradients={"p": 4})
    ax.figure.canvas.draw()


@pytest.mark.parametrize("wrong", [{"edges": [("p", "x")]}, {"values": {"x": 1}}, {"gradients": {"x": 1}}])
def test_a_node_without_a_position_is_refused(ax, wrong):
    with pytest.raises(KeyError, match="x"):
        draw_graph(ax, POSITIONS, **{"edges": EDGES} | wrong)
