"""Pictures: drawn from their script, again only when it changed, and stored small without a visible difference."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from grader.authoring import figures
from grader.authoring.dependencies import Dependencies
from grader.authoring.images import looks_alike, small_output, small_png, text_of
from grader.authoring.tree import Tree
from grader.errors import GraderError

SCRIPT = """\
import matplotlib.pyplot as plt

from companion.colors import RED


def line():
    figure, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, 1], color=RED)
    return figure


PICTURES = {"line": line}
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "instructor" / "course0" / "week1_test" / "figures.py"
    path.parent.mkdir(parents=True)
    path.write_text(SCRIPT.replace("from companion.colors import RED", 'RED = "red"'))
    return path


def test_pictures_are_drawn_and_known_to_be_current_until_their_script_changes(tmp_path: Path, script: Path) -> None:
    tree = Tree(tmp_path)
    old = tree.figures(script) / "gone.png"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"")
    assert not figures.is_current(tree, script, Dependencies(tmp_path))
    figures.draw(tree, script, Dependencies(tmp_path))
    assert figures.is_current(tree, script, Dependencies(tmp_path))
    assert [path.name for path in tree.figures(script).iterdir()] == ["line.png"]
    first = (tree.figures(script) / "line.png").read_bytes()
    figures.draw(tree, script, Dependencies(tmp_path))
    assert (tree.figures(script) / "line.png").read_bytes() == first
    script.write_text(script.read_text().replace('"red"', '"blue"'))
    assert not figures.is_current(tree, script, Dependencies(tmp_path))


@pytest.mark.parametrize(("text", "said"), [("x = 1", "has no PICTURES"), (SCRIPT, "ModuleNotFoundError")])
def test_a_script_that_can_t_draw_is_one_line(tmp_path: Path, script: Path, text: str, said: str) -> None:
    script.write_text(text)
    with pytest.raises(GraderError, match=said) as caught:
        figures.names_in(script)
        figures.draw(Tree(tmp_path), script, Dependencies(tmp_path))
    assert "\n" not in str(caught.value)


def png(pixels: np.ndarray) -> bytes:
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "png")
    return made.getvalue()


def test_few_colours_become_a_palette_and_many_stay_as_they_are() -> None:
    rng = np.random.default_rng(0)
    flat = rng.integers(0, 3, (60, 80), np.uint8)[..., np.newaxis] * np.array([90, 20, 50], np.uint8)
    noise = rng.integers(0, 256, (60, 80, 3), np.uint8)
    for pixels, mode in ((flat, "P"), (noise, "RGB")):
        small = Image.open(io.BytesIO(small_png(png(pixels))))
        assert small.mode == mode
        assert np.array_equal(np.asarray(small.convert("RGB")), pixels)
    assert len(small_png(png(flat))) < 0.6 * len(png(flat))


def test_what_is_transparent_stays_so_and_a_picture_can_say_what_it_is() -> None:
    clear = np.zeros((4, 4, 4), np.uint8)
    data = small_png(png(clear), {"key": "value"})
    assert Image.open(io.BytesIO(data)).getpixel((0, 0)) == (0, 0, 0, 0)
    assert (text_of(data, "key"), text_of(data, "other"), text_of(b"no picture", "key")) == ("value", "", "")


def test_a_difference_that_one_sees_is_seen() -> None:
    grey = Image.new("RGB", (100, 100), (100, 100, 100))
    line = grey.copy()
    for x in range(100):
        line.putpixel((x, 50), (160, 100, 100))
    assert looks_alike(grey, Image.new("RGB", (100, 100), (100, 101, 100)))
    assert not looks_alike(grey, line) and not looks_alike(grey, Image.new("RGB", (100, 100), (103, 103, 103)))


def test_the_output_of_a_notebook_is_stored_as_nbformat_has_it() -> None:
    import base64

    text = base64.b64encode(png(np.zeros((9, 9, 3), np.uint8))).decode() + "\n"
    assert small_output(text).endswith("\n") and small_output(small_output(text)) == small_output(text)
