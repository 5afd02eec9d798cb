"""What code depends on: the parts of companion that it uses and no others, the data that they load, versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.dependencies import Dependencies, bare

FILES = {
    "companion/__init__.py": "from .quiet import hush\n\nhush()\n",
    "companion/quiet.py": "def hush():\n    pass\n",
    "companion/data.py": (
        "import h5py\n\n\ndef find_data(name):\n    return name\n\n\ndef load_a():\n    return h5py.File(find_data('a.h5'))\n\n\n"
        "def load_b():\n    return find_data('b.h5')\n"
    ),
    "companion/plots.py": (
        "import matplotlib\n\nfrom . import colors\nfrom companion.shapes import box\n\nSIZE = 3\n\n\n"
        "def draw():\n    return box(SIZE, colors.RED)\n\n\ndef other():\n    return 1\n"
    ),
    "companion/colors.py": "RED = 'red'\nBLUE = 'blue'\n",
    "companion/shapes.py": "def box(size, color):\n    return _edge(size), color\n\n\ndef _edge(size):\n    return size\n",
    "datasets/a.h5": "a",
    "datasets/b.h5": "b",
    "requirements.lock": "h5py==3.1\nmatplotlib==3.2\npillow==9.0\nruff==1.0\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def names(root: Path, *codes: str) -> set[str]:
    return set(Dependencies(root).of(codes))


ALWAYS = {"companion.__init__.", "companion.quiet.hush"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from companion.data import load_a\nload_a()", {"companion.data.load_a", "companion.data.find_data", "datasets/a.h5", "h5py"}),
        ("from companion.plots import draw\ndraw()", {
            "companion.plots.draw", "companion.plots.SIZE", "companion.colors.RED", "companion.shapes.box", "companion.shapes._edge", "matplotlib",
        }),
        ("from companion import colors as c\nc.BLUE", {"companion.colors.BLUE"}),
        ("import companion.colors", {"companion.colors.RED", "companion.colors.BLUE"}),
        ("def f():\n    from companion.data import find_data\n    return find_data('b.h5')", {"companion.data.find_data", "datasets/b.h5", "h5py"}),
        ("from PIL import Image\n%matplotlib inline", {"pillow"}),
        ("x = 1", set()),
    ],
)  # fmt: skip
def test_code_depends_on_what_it_uses_only(root: Path, code: str, expected: set[str]) -> None:
    every = names(root, code)
    assert {name for name in every if not name.endswith(".*")} == expected | ALWAYS


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        ("companion/shapes.py", "return size", "return size + 1", True),
        ("companion/shapes.py", "return size", "return size  # the same", False),
        ("companion/shapes.py", "def _edge(size):", "def _edge(size):\n    'An edge.'", False),
        ("companion/plots.py", "return 1", "return 2", False),
        ("companion/quiet.py", "pass", "print()", True),
        ("companion/colors.py", "'blue'", "'navy'", False),
        ("companion/colors.py", "'red'", "'pink'", True),
        ("datasets/a.h5", "a", "c", False),
        ("requirements.lock", "matplotlib==3.2", "matplotlib==3.3", True),
        ("requirements.lock", "ruff==1.0", "ruff==1.1", False),
    ],
)
def test_a_hash_changes_with_what_is_used_only(root: Path, file: str, old: str, new: str, stale: bool) -> None:
    codes = ["from companion.plots import draw\ndraw()"]
    before = Dependencies(root).hash_of(codes)
    path = root / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    assert (Dependencies(root).hash_of(codes) != before) is stale


def test_bare_code_has_neither_comments_nor_docstrings() -> None:
    code = 'import re  # why\n\n\nclass A:\n    """Doc."""\n\n    x = "# no comment"\n\n    def f(self):\n        """Two\n        lines."""\n        return 1\n'
    assert bare(code) == 'import re\nclass A:\n    x = "# no comment"\n    def f(self):\n        return 1'
