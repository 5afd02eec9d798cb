"""Fixtures that several test modules share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import quirks

quirks.skip_slow_imports()
quirks.find_alembic()

from grader.authoring.source import Source, read_source  # noqa: E402
from grader.authoring.tree import Tree, find_tree  # noqa: E402
from grader.kernel.limits import Limits  # noqa: E402
from grader.kernel.server import KernelServer  # noqa: E402

SOURCE = '''\
# ---
# title: A test notebook
# minutes: 5
# ---
# %% [markdown]
# # A test notebook
# %%
import numpy as np
# %% [markdown]
# ## Exercise 1 · Half  (3 points, ~5 min, ●○○)
# %% solution="half"
def half(x):
    """Half of x, a number."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION
# %% tests="half" points=3
assert half(4) == 2, "half(4) is 2."
### BEGIN HIDDEN TESTS
assert half(3) == 1.5, "Odd numbers have a half, too."
### END HIDDEN TESTS
# %% mistake="half"
def half(x):
    """// rounds down: use /."""
    return x // 2
# %% mistake="half"
def half(x):
    """This doubles."""
    return x * 2
# %% mistake="half"
def half(x):
    """Nothing was divided."""
    return x
# %% [markdown]
# ## Exercise 2 · Twice  (2 points, ~5 min, ●○○)
# %% solution="twice"
def twice(x):
    """Two times x, an array; x itself is not changed."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% tests="twice" points=2
import numpy as np

from companion.testing import close

assert twice(np.array([2]))[0] == 4, "Two times 2 is 4."
### BEGIN HIDDEN TESTS
x = np.array([1.0, -3.0])
expected = x + x
assert close(twice(x), expected), "Two times each number."
### END HIDDEN TESTS
# %% mistake="twice"
def twice(x):
    """This squares: 2 is the only number for which that is the same."""
    return x * x
# %% mistake="twice"
def twice(x):
    """This adds 2."""
    return x + 2
# %% mistake="twice"
def twice(x):
    """Return something."""
    2 * x
# %% demo
print(half(8))
# %% [markdown] question="q1" points=1
# ## Question 1 · Colours  (1 point)
# Which colour has the sky?
#
# - [ ] **A.** Green
#   > That is the grass.
# - [x] **B.** Blue
#   > By day.
# - [ ] **C.** Red
#   > In the evening, at most.
# - [ ] **D.** None
#   > Look up.
'''


SYLLABUS = "courses: [{folder: course0, title: T, weeks: [{folder: week1_test, title: W, topics: [A, B]}]}]\n"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is about no notebook, needs no browser and attacks nothing is about the engine."""
    for item in items:
        if not any(item.get_closest_marker(name) for name in ("content", "browser", "abuse")):
            item.add_marker("engine")


@pytest.fixture(scope="session")
def tree() -> Tree:
    """The repository that is tested."""
    return find_tree(Path(__file__).parent)


@pytest.fixture
def source_file(tmp_path: Path) -> Path:
    """A small, well-formed text source in its place below a root."""
    path = tmp_path / "instructor" / "course0" / "week1_test" / "01_test.py"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE, encoding="utf-8")
    (tmp_path / "instructor" / "syllabus.yml").write_text(SYLLABUS, encoding="utf-8")
    return path


@pytest.fixture
def source(source_file: Path) -> Source:
    return read_source(source_file)


@pytest.fixture(scope="session")
def server() -> Iterator[KernelServer]:
    """A zygote in the real sandbox, with NumPy loaded."""
    with KernelServer(("numpy",), True, Limits()) as running:
        running.wait_ready()
        yield running


@pytest.fixture(scope="session")
def author_server() -> Iterator[KernelServer]:
    """A zygote without a sandbox, as `grader prove` uses it, with all that any notebook imports."""
    with KernelServer(
        ("numpy", "matplotlib.pyplot", "tensorflow", "keras", "companion.checks"), False, Limits()
    ) as running:
        running.wait_ready()
        yield running
