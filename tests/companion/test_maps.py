"""Maps into which one can point."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from companion.maps import HEIGHT, WIDTH, point_map
from companion.plots import COLORS

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*arguments, **options):
    """The points of a map: (name, note as shown, x, y, colour)."""
    page = point_map(*arguments, **options).data
    root = ET.fromstring(re.search("<svg.*</svg>", page, re.DOTALL).group())
    return [
        (
            group.find(f"{SVG}text").text,
            group.find(f"{SVG}title").text,
            float(group.find(f"{SVG}circle").get("cx")),
            float(group.find(f"{SVG}circle").get("cy")),
            group.find(f"{SVG}circle").get("fill"),
        )
        for group in root.iter(f"{SVG}g")
    ]


def test_points_stand_in_the_order_of_their_places_with_their_notes_and_colours():
    found = drawn([[0, 0], [4, 10], [2, 5]], ["a", "b", "c"], ["one", "two", "three"], groups=[0, 1, len(COLORS)])
    assert [point[:2] for point in found] == [("a", "a: one"), ("b", "b: two"), ("c", "c: three")]
    assert [point[4] for point in found] == [COLORS[0], COLORS[1], COLORS[0]]
    (xa, ya), (xb, yb), (xc, yc) = (point[2:4] for point in found)
    assert xa < xc < xb and ya > yc > yb  # upwards is up
    assert xc == pytest.approx((xa + xb) / 2) and yc == pytest.approx((ya + yb) / 2)


def test_all_points_are_inside_whatever_the_numbers():
    rng = np.random.default_rng(0)
    for scale in (1e-9, 1.0, 1e9):
        for _, _, x, y, _ in drawn(scale * rng.normal(size=(20, 2)), list("abcdefghijklmnopqrst"), [""] * 20):
            assert 0 < x < WIDTH and 0 < y < HEIGHT


def test_a_single_point_and_equal_points_have_a_place():
    assert len(drawn([[3, 3]], ["a"], ["x"])) == 1
    assert len({point[2:4] for point in drawn([[3, 3], [3, 3]], ["a", "b"], ["x", "y"])}) == 1


def test_names_and_notes_are_text_not_markup():
    ((name, note, *_),) = drawn([[0, 0]], ["<b>&"], ["</title><script>alert(1)</script>"])
    assert name == "<b>&" and note == "<b>&: </title><script>alert(1)</script>"


@pytest.mark.parametrize(
    "arguments",
    [
        ([[0, 0]], ["a", "b"], ["x", "y"]),
        ([[0, 0], [1, 1]], ["a", "b"], ["x"]),
        ([[0, 0, 0]], ["a"], ["x"]),
        ([[0, 0]], ["a"], ["x"], [0, 1]),
        ([[0, np.nan]], ["a"], ["x"]),
    ],
)
def test_what_does_not_fit_is_refused(arguments):
    with pytest.raises(ValueError, match="places"):
        point_map(*arguments)
