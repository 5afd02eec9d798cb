"""Reads the cases: what each hands in, and what has to come of it.

A case is a folder with case.toml (fields of Case) and, as it needs them,

- attack.py: the text of the attacked exercise's cell; the other exercises have the right answer;
- below.py: such a text that stays just below a limit and must get all points, as a student of its own;
- notebook.py: `make(notebook)` edits the notebook file's data, or returns other data or bytes;
- files/ and package.py: what lies beside the notebook; `make(folder, course)` makes what can't be kept in a repository;
- run.py: `check(course)` for what needs runs of its own; it raises AssertionError.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import runpy
import shutil
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .course import ANSWERS, ASSIGNMENT, NOTEBOOK, POINTS

HERE = Path(__file__).parent
HOLDS, FLAGGED, FALLS = "holds", "flagged", "falls"


@dataclass(frozen=True)
class Case:
    """One case; the fields after `folder` are those of case.toml.

    does: what it does, in a line; abuse: its numbers in the catalogue; attacked: the exercise; scores: exercise ->
    points, where they are not 0 for the attacked and all for the others; outcome and reason: of the attacked exercise
    (reason: a part of what the student is told); error: a part of what the instructor is told, for a submission that
    can't be graded as it is; recorded: False where nothing is recorded of it; kernel: what kernel mode does
    (examiner mode has to hold): "flagged", or "falls" with the letters of the assertions that fall, and why, or, by chance (of which tests become canaries), a flag;
    stock:
    whether nbgrader may run it without a sandbox; student: the name of the abuser's folder.
    """

    name: str
    folder: Path
    does: str
    abuse: list[int]
    attacked: str = "scale"
    scores: dict[str, float] = field(default_factory=dict)
    outcome: str = ""
    reason: str = ""
    error: str = ""
    recorded: bool = True
    kernel: str = HOLDS
    falls: str = ""
    why: str = ""
    chance: bool = False
    stock: bool = False
    student: str = ""
    below: bool = False

    @property
    def id(self) -> str:
        return self.student or self.name

    @property
    def alone(self) -> bool:
        """Whether it needs runs of its own."""
        return (self.folder / "run.py").exists()

    def expected(self) -> dict[str, float]:
        """exercise -> the points it must get."""
        return {**POINTS, self.attacked: 0.0, **self.scores}

    def fallen(self, mode: str) -> str:
        """The letters of the assertions that can't hold in a mode."""
        return self.falls if mode == "kernel" else ""

    def as_documented(self, mode: str, found: str) -> bool:
        """Whether the letters of the assertions that fell are those that must; a flag takes all points, too."""
        return found == self.fallen(mode) or (self.chance and mode == "kernel" and found == "b")


def read_cases() -> list[Case]:
    """All cases, each twin that stays below a limit after its own, by name."""
    cases = []
    for path in sorted(HERE.glob("*/case.toml")):
        case = Case(path.parent.name, path.parent, **tomllib.loads(path.read_text(encoding="utf-8")))
        cases.append(case)
        if (path.parent / "below.py").exists():
            cases.append(_twin(case))
    return cases


def _twin(case: Case) -> Case:
    return dataclasses.replace(
        case,
        name=f"{case.name}_below",
        does="… just below the limit",
        scores=dict(POINTS),
        outcome="correct",
        reason="",
        kernel=HOLDS,
        falls="",
        below=True,
    )


def submit(case: Case, root: Path) -> None:
    """Hand in a case in a course directory."""
    folder = root / "submitted" / case.id / ASSIGNMENT
    folder.mkdir(parents=True)
    released = json.loads((root / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8"))
    attack = case.folder / ("below.py" if case.below else "attack.py")
    own = {case.attacked: attack.read_text(encoding="utf-8")} if attack.exists() else {}
    (folder / f"{NOTEBOOK}.ipynb").write_bytes(_file(case, fill(released, {**ANSWERS, **own})))
    if (case.folder / "files").is_dir():
        shutil.copytree(case.folder / "files", folder, dirs_exist_ok=True)
    if (case.folder / "package.py").exists():
        runpy.run_path(str(case.folder / "package.py"))["make"](folder, root)


def fill(released: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    """The released notebook with these texts in its solution cells."""
    notebook = copy.deepcopy(released)
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, "".join(cell["source"]))
    return notebook


def _file(case: Case, notebook: dict[str, Any]) -> bytes:
    """The bytes of a case's notebook file."""
    data: Any = notebook
    if (case.folder / "notebook.py").exists():
        made = runpy.run_path(str(case.folder / "notebook.py"))["make"](notebook)
        data = notebook if made is None else made
    return data if isinstance(data, bytes) else json.dumps(data).encode()
