"""What `grader release` says: done, done before, or nbgrader's own reason; and what became of submissions since."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from grader.classroom.autograde import autograde
from grader.classroom.course import open_course
from grader.classroom.release import release
from grader.errors import GraderError
from grader.pages.feedback import write_feedback
from tests.courses import ASSIGNMENT, answer, checks, make_course, submit, write_files, write_notebook
from tests.pages.test_feedback import Page

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def cells(tolerance: float, *more: NotebookNode) -> list[NotebookNode]:
    tests = checks("t", 2, f"assert abs(near(1) - 1.01) < {tolerance}, 'not near'")
    return [answer("near", "def near(x):\n    return x + 0.01"), tests, *more]


def write_source(root: Path, made: list[NotebookNode], name: str = "nb") -> None:
    write_notebook(root / "source" / ASSIGNMENT / f"{name}.ipynb", new_notebook(cells=made, metadata=KERNEL))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A released course whose tests are too strict, with a submission that they refuse."""
    root = make_course(tmp_path / "course", {"nb": cells(0.001)})
    submit(root, "ann", {"near": "def near(x):\n    return x"})
    assert grade(root) == 0
    return root


def grade(root: Path) -> float:
    return autograde(open_course(root), ASSIGNMENT, jobs=1, sandboxed=False).all[0].score


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_release_is_refused_by_a_line_that_names_force(root: Path) -> None:
    write_source(root, cells(0.1))
    before = files_of(root / "release")
    command = [str(Path(sys.executable).with_name("grader")), "release", ASSIGNMENT, "--course", str(root)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "") and files_of(root / "release") == before
    assert done.stderr == (
        f"grader: '{ASSIGNMENT}' was released before, nothing was done; --force replaces {root / 'release' / ASSIGNMENT}\n"
    )
    done = subprocess.run([*command, "--force"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith("released 1 notebook in ") and done.stderr == ""
    assert "< 0.1" in (root / "release" / ASSIGNMENT / "nb.ipynb").read_text() and grade(root) == 2
    assert [path.name for path in (root / "release").iterdir()] == [ASSIGNMENT]


def test_learners_dont_read_that_they_edited_what_the_instructor_changed(root: Path) -> None:
    def cheat(notebook: NotebookNode) -> None:
        notebook.cells[1].source = "assert True"

    submit(root, "eve", edit=cheat)
    write_source(root, cells(0.1))
    release(open_course(root), ASSIGNMENT, force=True)
    grade(root)
    write_feedback(open_course(root), ASSIGNMENT)
    told = {}
    for student in ("ann", "eve"):
        path = root / "feedback" / student / ASSIGNMENT / "nb.html"
        told[student] = Page(path.read_text(encoding="utf-8")).text.partition("What was put right ")[2]
    assert "differs from the notebook as it is handed out now" in told["ann"]
    assert "cell 't' is from an earlier release; the released text was used" in told["ann"]
    assert "edited" not in told["ann"] and "cell 't' was edited" in told["eve"]


def test_nbgraders_reason_is_told_and_the_earlier_release_stays(root: Path) -> None:
    before = files_of(root / "release")
    reasons: dict[str, Callable[[], None]] = {
        "Cannot add or remove cells for notebook 'nb' because there are submissions associated with it": lambda: (
            write_source(root, cells(0.1, checks("t2", 1, "assert near(0)")))
        ),
        "Cannot modify existing assignment 'Assignment<ps1>' because there are submissions": lambda: write_source(
            root, cells(0.1), "second"
        ),
        "Duplicate grade id: t": lambda: write_source(root, cells(0.1, checks("t", 1, "assert near(0)"))),
        "Notebook does not appear to be JSON": lambda: write_files(root / "source" / ASSIGNMENT, {"nb.ipynb": "{"}),
    }
    for reason, spoil in reasons.items():
        (root / "source" / ASSIGNMENT / "second.ipynb").unlink(missing_ok=True)
        write_source(root, cells(0.1))
        spoil()
        with pytest.raises(GraderError) as caught:
            release(open_course(root), ASSIGNMENT, force=True)
        assert str(caught.value).startswith(f"nbgrader can't make the release of '{ASSIGNMENT}': ")
        assert reason in str(caught.value) and "\n" not in str(caught.value), caught.value
        assert files_of(root / "release") == before and len(list((root / "release").iterdir())) == 1


def test_linked_files_and_folders_of_the_source_reach_learners_and_tests(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    write_files(shared, {"big.csv": "1\n2\n", "words/one.txt": "one", "words/deep/two.txt": "two"})
    reads = "def rows(name):\n    return open(name).read().split()"
    tests = [
        checks("t_file", 2, "assert rows('big.csv') == ['1', '2']"),
        checks("t_folder", 1, "assert rows('data/one.txt') + rows('data/deep/two.txt') == ['one', 'two']"),
    ]
    root = tmp_path / "course"
    write_source(root, [answer("rows", reads), *tests])
    (root / "source" / ASSIGNMENT / "big.csv").symlink_to(shared / "big.csv")
    (root / "source" / ASSIGNMENT / "data").symlink_to(shared / "words")
    (shared / "words" / "round").symlink_to(shared)  # and back again
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    release(open_course(root), ASSIGNMENT)
    given = files_of(root / "release" / ASSIGNMENT)
    assert {"big.csv", "data/one.txt", "data/deep/two.txt"} <= given.keys()
    assert not any((root / "release" / ASSIGNMENT / name).is_symlink() for name in given)
    submit(root, "ann", {"rows": reads})
    assert grade(root) == 3
    (root / "source" / ASSIGNMENT / "gone.csv").symlink_to(os.fspath(tmp_path / "nowhere"))
    with pytest.raises(GraderError, match=r"gone\.csv can't be read: No such file"):
        grade(root)
