"""Proves that a learner's pictures come as one sees them, and that whatever else a file is gets told in a line."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from companion.data import find_data, load_photographs
from companion.pictures import read_folder, read_picture


def save(path: Path, size: tuple[int, int] = (20, 20), color: object = (200, 100, 50), **kwargs: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, color).save(path, **kwargs)
    return path


def gradient(height: int, width: int) -> Image.Image:
    """A picture that no compression makes trivial."""
    noise = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(noise)


def test_a_picture_is_cut_to_its_middle_square(tmp_path):
    pixels = np.zeros((30, 90, 3), np.uint8)
    pixels[:, 30:60] = (200, 100, 50)
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    picture = read_picture(tmp_path / "wide.png", size=10)
    assert picture.shape == (10, 10, 3)
    assert picture.dtype == np.uint8
    assert np.array_equal(picture[5, 5], (200, 100, 50))
    assert picture.min() == 50


def test_without_a_size_a_picture_comes_whole(tmp_path):
    image = gradient(30, 47)
    image.save(tmp_path / "whole.png")
    assert np.array_equal(read_picture(tmp_path / "whole.png"), np.array(image))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "gif", "bmp", "tif"])
@pytest.mark.parametrize("size", [(1, 1), (3, 500), (700, 40)])
def test_formats_and_sizes_of_all_kinds_are_read(tmp_path, suffix, size):
    path = save(tmp_path / f"picture.{suffix}", size)
    assert read_picture(path).shape == (size[1], size[0], 3)
    assert np.allclose(read_picture(path, 32), (200, 100, 50), atol=4)


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "I;16"])
def test_pictures_of_any_mode_become_red_green_blue(tmp_path, mode):
    Image.new(mode, (20, 20)).save(tmp_path / "picture.png")
    assert read_picture(tmp_path / "picture.png", 64).shape == (64, 64, 3)


def test_the_colours_of_a_printer_become_red_green_blue(tmp_path):
    Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(tmp_path / "red.jpg")
    red, green, blue = read_picture(tmp_path / "red.jpg")[10, 10]
    assert red > 200 and green < 60 and blue < 60


def test_a_grey_picture_with_16_bits_keeps_its_middle_tones(tmp_path):
    Image.fromarray(np.full((20, 20), 128 * 257, np.uint16)).save(tmp_path / "grey.png")
    assert np.all(read_picture(tmp_path / "grey.png") == 128)


def test_what_is_transparent_becomes_white(tmp_path):
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "clear.webp", lossless=True, exact=True)
    assert np.all(read_picture(tmp_path / "clear.png", 64) == 255)
    assert np.all(read_picture(tmp_path / "clear.webp") == 255)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
def test_a_photograph_turned_by_the_camera_is_set_upright(tmp_path, suffix):
    pixels = np.zeros((40, 20, 3), np.uint8)
    pixels[:20] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the first row belongs to the right
    Image.fromarray(pixels).save(tmp_path / f"turned.{suffix}", exif=exif)
    picture = read_picture(tmp_path / f"turned.{suffix}")
    assert picture.shape == (20, 40, 3)
    assert picture[:, :18].max() < 30 and picture[:, 22:].min() > 225
    assert read_picture(tmp_path / f"turned.{suffix}", 20)[:, -1].min() > 225


def test_the_middle_of_a_large_jpeg_is_what_the_whole_one_shows(tmp_path):
    pixels = np.zeros((1200, 1600, 3), np.uint8)
    pixels[:600, :800] = (250, 20, 20)
    Image.fromarray(pixels).save(tmp_path / "large.jpg", quality=95)
    picture = read_picture(tmp_path / "large.jpg", 32)
    assert np.allclose(picture[4, 4], (250, 20, 20), atol=6) and picture[20:, 20:].max() < 6


def test_of_a_moving_picture_the_first_frame_is_taken(tmp_path):
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert np.array_equal(read_picture(tmp_path / "moving.gif")[0, 0], (255, 0, 0))


def test_the_example_picture_loads_and_is_in_neither_part():
    data = load_photographs()
    picture = read_picture(find_data("example_picture.jpg"), 64)
    everything = np.concatenate([data.X_train, data.X_dev]).astype(float)
    assert np.abs(everything - picture).mean((1, 2, 3)).min() > 10


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
VECTOR = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"


@pytest.mark.parametrize("content", [b"hello", b"", HEIC, VECTOR, b"%PDF-1.7", b"<svg></svg>"])
def test_a_file_that_is_no_picture_is_refused_in_one_line(tmp_path, content):
    (tmp_path / "picture.jpg").write_bytes(content)
    with pytest.raises(ValueError, match=r"^.*picture\.jpg isn't a picture that can be read here: save it as JPEG.*$"):
        read_picture(tmp_path / "picture.jpg", 64)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_picture_that_is_cut_off_anywhere_is_refused_in_one_line(tmp_path, name):
    buffer = io.BytesIO()
    gradient(60, 80).save(buffer, name)
    content, path = buffer.getvalue(), tmp_path / "cut"
    for length in range(1, len(content) // 2, len(content) // 40):
        path.write_bytes(content[:length])
        with pytest.raises(ValueError, match=r"^.*cut (isn't a picture|is cut off or damaged)[^\n]*$"):
            read_picture(path, 16)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_damaged_picture_is_read_or_refused_in_one_line(tmp_path, name):
    buffer, path, rng = io.BytesIO(), tmp_path / "damaged", np.random.default_rng(0)
    gradient(24, 24).save(buffer, name)
    for _ in range(60):
        content = bytearray(buffer.getvalue())
        for place in rng.integers(0, min(len(content), 200), 3):
            content[place] = rng.integers(256)
        path.write_bytes(content)
        try:
            assert read_picture(path, 16).shape == (16, 16, 3)
        except ValueError as error:
            assert str(error).startswith(str(path)) and "\n" not in str(error)


def test_a_huge_picture_is_refused_before_it_is_unpacked(tmp_path):
    Image.new("1", (10000, 9000)).save(tmp_path / "huge.png")
    Image.new("1", (20000, 20000)).save(tmp_path / "larger.png")
    for name in ("huge", "larger"):
        with pytest.raises(ValueError, match=r"^.*\.png has more than 89 million pixels: make it smaller.*$"):
            read_picture(tmp_path / f"{name}.png", 64)


def test_a_missing_picture_and_a_folder_are_refused_by_name(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"cat\.jpg isn't there: check the name"):
        read_picture(tmp_path / "cat.jpg")
    with pytest.raises(FileNotFoundError, match="is a folder, and has to be a picture"):
        read_picture(tmp_path)


def test_a_size_below_one_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 1"):
        read_picture(tmp_path / "cat.jpg", size=0)


def test_a_folder_gives_its_pictures_with_the_names_of_its_subfolders(tmp_path):
    save(tmp_path / "dogs" / "b.png", (30, 20), "red")
    save(tmp_path / "dogs" / "a.jpg", (20, 50), "blue")
    save(tmp_path / "cats" / "c.webp", (9, 9), "green")
    folder = read_folder(tmp_path, 16)
    assert folder.classes == ("cats", "dogs")
    assert folder.X.shape == (3, 16, 16, 3) and folder.X.dtype == np.uint8
    assert folder.y.tolist() == [0, 1, 1]
    assert [path.name for path in folder.files] == ["c.webp", "a.jpg", "b.png"]
    assert folder.X[1, 8, 8, 2] > 240 and folder.X[2, 8, 8, 0] > 240


def test_what_systems_leave_in_a_folder_is_passed_over(tmp_path):
    for name in ("cats", "dogs"):
        save(tmp_path / name / "a.png")
        (tmp_path / name / ".DS_Store").write_bytes(b"x")
        (tmp_path / name / "Thumbs.db").write_bytes(b"x")
        (tmp_path / name / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "notes.txt").write_text("beside the subfolders, where no picture is looked for")
    assert read_folder(tmp_path).classes == ("cats", "dogs")


def test_a_folder_that_can_t_be_used_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"mine isn't a folder: make it next to the notebook"):
        read_folder(tmp_path / "mine")
    with pytest.raises(ValueError, match=r"^.* needs a subfolder for each class, two at least; it has 0$"):
        read_folder(tmp_path)
    save(tmp_path / "cats" / "a.png")
    with pytest.raises(ValueError, match=r"it has 1$"):
        read_folder(tmp_path)
    (tmp_path / "dogs").mkdir()
    with pytest.raises(ValueError, match=r"dogs is empty: put pictures of the class dogs into it, or remove it$"):
        read_folder(tmp_path)
    (tmp_path / "dogs" / "list.txt").write_text("rex, fido")
    with pytest.raises(ValueError, match=r"^.*list\.txt isn't a picture"):
        read_folder(tmp_path)
    (tmp_path / "dogs" / "list.txt").unlink()
    save(tmp_path / "dogs" / "puppies" / "a.png")
    with pytest.raises(FileNotFoundError, match="puppies is a folder, and has to be a picture"):
        read_folder(tmp_path)
