"""Proves that a sliding kernel is computed as by loops, drawn where it is, and moved by its sliders."""

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from companion.convolution import draw_sliding, explore_sliding, slide


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize(("shape", "f", "stride", "pad"), [((5, 7), 3, 1, 0), ((6, 4), 2, 3, 1), ((8, 9), 4, 2, 2)])
def test_each_number_is_the_sum_over_its_window(shape, f, stride, pad):
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=shape), rng.normal(size=(f, f))
    result, padded = slide(image, kernel, stride, pad), np.pad(image, pad)
    assert result.shape == tuple((n + 2 * pad - f) // stride + 1 for n in shape)
    for row, column in np.ndindex(result.shape):
        window = padded[row * stride : row * stride + f, column * stride : column * stride + f]
        assert result[row, column] == pytest.approx(sum((window * kernel).ravel()))


@pytest.mark.parametrize(
    ("f", "stride", "pad", "words"), [(4, 1, 0, "larger than"), (2, 0, 0, "at least 1"), (2, 1, -1, "pad")]
)
def test_what_cannot_slide_is_refused(f, stride, pad, words):
    with pytest.raises(ValueError, match=words):
        slide(np.zeros((3, 5)), np.zeros((f, f)), stride, pad)


def test_the_drawing_marks_the_window_and_its_result():
    figure = draw_sliding(np.ones((6, 8)), np.ones((2, 2)), row=1, column=2, stride=3, pad=1)
    window, result = (figure.axes[place].patches[0] for place in (0, 3))
    assert (window.get_x(), window.get_y(), window.get_width()) == (5.5, 2.5, 2)
    assert (result.get_x(), result.get_y(), result.get_width()) == (1.5, 0.5, 1)
    assert figure.axes[1].get_images()[0].get_array().shape == (2, 2)
    assert "= 4.00" in figure.get_suptitle() and "+ 1 = 3" in figure.get_suptitle()


def test_a_position_beyond_the_end_is_the_last_one():
    figure = draw_sliding(np.ones((5, 5)), np.ones((3, 3)), row=40, column=40)
    assert (figure.axes[3].patches[0].get_x(), figure.axes[3].patches[0].get_y()) == (1.5, 1.5)


@pytest.mark.parametrize(("pad", "title"), [(0, "image, 5 × 5"), (2, "image, 9 × 9 with its border")])
def test_the_title_speaks_of_a_border_where_there_is_one(pad, title):
    assert draw_sliding(np.ones((5, 5)), np.ones((3, 3)), pad=pad).axes[0].get_title() == title


def test_sliders_draw_anew(monkeypatch):
    drawn = []
    monkeypatch.setattr("companion.convolution.draw_sliding", lambda *values: drawn.append(values[2:]))
    box = explore_sliding(np.ones((6, 8)), {"edge": np.eye(3), "blur": np.ones((3, 3))})
    controls = {control.description: control for control in box.children[0].children}
    controls["stride"].value, controls["padding"].value = 2, 1
    assert drawn == [(2, 2, 1, 0), (2, 2, 2, 0), (2, 2, 2, 1)]
