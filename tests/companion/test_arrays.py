"""What the pictures of matrices show."""

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import same_color

from companion.arrays import COPY_COLOR, OWN_COLOR, draw_array


@pytest.fixture
def ax():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def numbers(ax):
    """What is written in the cells, by the position of its centre."""
    return {text.get_position(): text.get_text() for text in ax.texts[:-1]}


def own_cells(ax):
    """Lower left corners of the cells that are no copies."""
    return {cell.get_xy() for cell in ax.patches if same_color(cell.get_edgecolor(), OWN_COLOR)}


def test_each_number_stands_in_its_row_and_column(ax):
    draw_array(ax, np.array([[1, 2, 3], [4, 5, 6]]), left=10, top=1)
    assert numbers(ax) == {
        (10.5, 0.5): "1", (11.5, 0.5): "2", (12.5, 0.5): "3",
        (10.5, -0.5): "4", (11.5, -0.5): "5", (12.5, -0.5): "6",
    }  # fmt: skip


def test_each_number_has_a_unit_square_around_it(ax):
    draw_array(ax, np.array([[1, 2, 3], [4, 5, 6]]), left=10, top=1)
    assert all((cell.get_width(), cell.get_height()) == (1, 1) for cell in ax.patches)
    centres = [(cell.get_x() + 0.5, cell.get_y() + 0.5) for cell in ax.patches]
    assert len(centres) == 6
    assert set(centres) == set(numbers(ax))


def test_the_shape_stands_above_the_middle_of_the_table(ax):
    draw_array(ax, np.zeros((2, 3)), left=10, top=1)
    shape = ax.texts[-1]
    assert shape.get_text() == "(2, 3)"
    assert shape.get_position()[0] == 11.5
    assert shape.get_position()[1] > 1


@pytest.mark.parametrize(
    ("array", "written", "own"),
    [
        ([[7], [8]], ["7", "7", "7", "8", "8", "8"], {(0, -1), (0, -2)}),
        ([[7, 8, 9]], ["7", "8", "9", "7", "8", "9"], {(0, -1), (1, -1), (2, -1)}),
        ([[7]], ["7"] * 6, {(0, -1)}),
    ],
    ids=["column", "row", "one number"],
)
def test_broadcasting_repeats_the_numbers_and_marks_the_copies(ax, array, written, own):
    draw_array(ax, np.array(array), left=0, broadcast_to=(2, 3))
    assert list(numbers(ax).values()) == written
    assert own_cells(ax) == own
    copies = [cell for cell in ax.patches if cell.get_xy() not in own]
    assert len(copies) == 6 - len(own)
    assert all(same_color(cell.get_edgecolor(), COPY_COLOR) and cell.get_linestyle() == ":" for cell in copies)
    grey = [text for text in ax.texts[:-1] if text.get_color() == "gray"]
    assert len(grey) == len(copies)


def test_the_shape_of_a_stretched_matrix_is_still_its_own(ax):
    draw_array(ax, np.zeros((1, 3)), left=0, broadcast_to=(4, 3))
    assert ax.texts[-1].get_text() == "(1, 3)"


def test_without_broadcasting_no_cell_is_a_copy(ax):
    draw_array(ax, np.zeros((2, 3)), left=0)
    assert len(own_cells(ax)) == 6


def test_the_limits_of_the_axes_stay_as_they_are(ax):
    ax.set(xlim=(-1, 4), ylim=(-5, 2))
    draw_array(ax, np.zeros((3, 3)), left=20, top=20)
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 4), (-5, 2))


def test_limits_that_nobody_set_stay_as_they_are_too(ax):
    before = ax.get_xlim(), ax.get_ylim()
    draw_array(ax, np.zeros((3, 3)), left=20, top=20)
    ax.figure.canvas.draw()
    assert (ax.get_xlim(), ax.get_ylim()) == before


@pytest.mark.parametrize("shape", [(), (3,), (2, 2, 2)])
def test_an_array_that_is_no_matrix_is_refused(ax, shape):
    with pytest.raises(ValueError, match="matrices, with two axes"):
        draw_array(ax, np.zeros(shape), left=0)
    assert not ax.patches


@pytest.mark.parametrize("target", [(3, 3), (2, 1)])
def test_a_matrix_that_cannot_be_stretched_to_a_shape_is_refused(ax, target):
    with pytest.raises(ValueError, match="broadcast"):
        draw_array(ax, np.zeros((2, 3)), left=0, broadcast_to=target)
    assert not ax.patches
