"""The small course that is attacked, and the honest students of its class."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from grader.classroom.course import open_course
from grader.classroom.release import release

from ..courses import ASSIGNMENT, answer, checks, given, write_notebook

NOTEBOOK = "attacked"
POINTS = {"half": 2.0, "scale": 4.0, "spread": 3.0}

# A limit is passed quickly, and an attack that is not stopped does little harm.
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = 'abuse'
c.Execute.timeout = 5
c.Grader.notebook_seconds = 40
c.Grader.memory_bytes = 640 << 20
c.Grader.disk_bytes = 32 << 20
c.Grader.files = 1500
c.Grader.open_files = 200
c.Grader.processes = 48
c.Grader.output_bytes = 2 << 20
"""

SETUP = """\
import numpy as np

def spread_of(x):
    return x.max() - x.min()"""

HALF = '''\
def half(x):
    """Half of x, a number."""
    return x / 2'''

SCALE = '''\
def scale(x, factor):
    """x, an array, times factor."""
    return x * factor'''

SPREAD = '''\
def spread(x):
    """The distance between the smallest and the largest number of x."""
    return np.max(x) - np.min(x)'''

# What a learner must never see is the code of hidden tests and the numbers in it; messages are meant to be read.
TEST_HALF = (
    "assert half(4) == 2, 'half(4) is 2.'",
    "SECRET_half = 52801\nassert half(SECRET_half) == 26400.5, 'Odd numbers have a half, too.'\nassert isinstance(half(3), float), 'A half is a float.'",
)

TEST_SCALE = (
    "import numpy as np\n\nnp.testing.assert_allclose(scale(np.array([1.0, 2.0]), 3.0), [3.0, 6.0])",
    "SECRET_scale = np.array([7.25, -19937.5])\n"
    "assert np.allclose(scale(SECRET_scale, 2.0), SECRET_scale + SECRET_scale), 'Each number, times the factor.'",
)

TEST_SPREAD = (
    "import numpy as np\n\nassert np.isclose(spread(np.array([1.0, 5.0])), 4), 'From 1 to 5 are 4.'",
    "np.random.seed(73133)  # SECRET_spread\n"
    "arrays = [np.random.randn(6) for _ in range(3)]\n"
    "round(sum(bool(np.isclose(spread(x), spread_of(x))) for x in arrays), 1)",
)

# Found on a page, each of these is a piece of a hidden test, of another submission, or of the grader's environment.
SECRETS = ("SECRET", "52801", "26400", "19937", "73133")

ANSWERS = {"half": HALF, "scale": SCALE, "spread": SPREAD}

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
HONEST: dict[str, dict[str, str]] = {
    "a00_honest": {},
    "a99_honest": {"scale": "def scale(x, factor):\n    return x + factor"},
    "b99_honest": {"half": STUB},
    "c99_honest": {"spread": "def spread(x):\n    return (x.max() - x.min()) * (x[0] > 0)"},
    "d99_honest": {},
    "e99_honest": {"scale": "def scale(x, factor):\n    return x / 0 * missing"},
    "f99_honest": dict.fromkeys(ANSWERS, STUB),
    "g99_honest": {"half": "def half(x):\n    print(x)\n    return x // 2"},
    "h99_honest": {},
}


def cells() -> list[NotebookNode]:
    """The cells of the source notebook."""
    parts = [("half", HALF, TEST_HALF), ("scale", SCALE, TEST_SCALE), ("spread", SPREAD, TEST_SPREAD)]
    found = [new_markdown_cell("# A notebook to attack"), given("setup", SETUP)]
    for name, solution, tests in parts:
        found += [new_markdown_cell(f"## Exercise {name}"), answer(name, solution)]
        found.append(checks(f"test_{name}", POINTS[name], *tests))
    for number, cell in enumerate(found):
        cell.id = f"cell-{number}"
    return found


def make_course(root: Path, mode: str) -> Path:
    """A course directory with the assignment released; mode: "kernel" or "examiner"."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "companion": {"examiner": mode == "examiner"}}
    write_notebook(root / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", new_notebook(cells=cells(), metadata=metadata))
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    if mode == "examiner":
        write_paper(root)
    release(open_course(root), ASSIGNMENT)
    return root


def write_paper(root: Path) -> None:
    """What an examiner knows of the notebook: its code, solved."""
    from grader.verdict.paper import Paper

    path = root / "papers" / ASSIGNMENT / f"{NOTEBOOK}.json"
    path.parent.mkdir(parents=True)
    path.write_text(Paper((("", SETUP), *ANSWERS.items()), {}).to_json(), encoding="utf-8")


def submit_answers(root: Path, student: str, answers: Mapping[str, str]) -> None:
    """Hand in the released notebook with these texts, and right answers else."""
    path = root / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = {**ANSWERS, **answers}.get(name, cell.source)
    notebook.cells.append(new_markdown_cell("SECRET_of_a_neighbour", id="own"))
    write_notebook(root / "submitted" / student / ASSIGNMENT / path.name, notebook)


def hidden_lines() -> list[str]:
    """The lines of hidden tests, without blanks."""
    tests = (TEST_HALF, TEST_SCALE, TEST_SPREAD)
    return [re.sub(r"\s", "", line) for _, hidden in tests for line in hidden.split("\n")]


def without_times(text: str) -> str:
    """Recorded grades as JSON text, without what a run took."""
    return json.dumps(_timeless(json.loads(text)), sort_keys=True)


def _timeless(value: object) -> object:
    if isinstance(value, dict):
        return {name: _timeless(each) for name, each in value.items() if name != "seconds"}
    return [_timeless(each) for each in value] if isinstance(value, list) else value
