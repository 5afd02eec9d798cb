"""Draws the pictures of the notes: a week's `figures.py` has PICTURES, file name -> a function that returns a figure.

Each picture says which code, data and libraries it was drawn from, so that it is drawn again only when those change.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from grader import files
from grader.authoring.dependencies import Dependencies, bare, digest
from grader.authoring.images import small_png, text_of
from grader.authoring.tree import Tree
from grader.errors import GraderError
from grader.kernel.sandbox import STEADY

DPI = 110
KEY = "drawn from"


def fingerprint(script: Path, dependencies: Dependencies) -> str:
    """What the pictures of a script depend on."""
    code = script.read_text(encoding="utf-8")
    return digest(bare(code), dependencies.hash_of([code]))


def is_current(tree: Tree, script: Path, dependencies: Dependencies) -> bool:
    """Whether all pictures of a script are there, were drawn from what it is now, and are all that is there."""
    wanted = fingerprint(script, dependencies)
    found = list(tree.figures(script).glob("*.png"))
    names = sorted(path.stem for path in found)
    return names == names_in(script) and all(text_of(path.read_bytes(), KEY) == wanted for path in found)


def names_in(script: Path) -> list[str]:
    """The names of a script's pictures, sorted, found without running it; raises GraderError where it has none."""
    import ast

    for node in ast.parse(script.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="PICTURES")], value=ast.Dict(keys=keys)):
                return sorted(str(key.value) for key in keys if isinstance(key, ast.Constant))
    raise GraderError(f"{script} has no PICTURES = {{name: function, …}}")


def draw(tree: Tree, script: Path, dependencies: Dependencies) -> None:
    """Draw all pictures of a script in a process of their own; raises GraderError with the error's last line."""
    folder = tree.figures(script)
    environment = {**os.environ, **STEADY, "MPLBACKEND": "agg"}
    command = [sys.executable, "-m", __name__, str(script), str(folder), fingerprint(script, dependencies)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise GraderError(f"{script} can't draw its pictures: {(done.stderr.strip() or 'no message').splitlines()[-1]}")


def main(script: str, folder: str, drawn_from: str) -> None:
    """Run a script, and write its pictures to a folder; others that lie there are removed."""
    import runpy

    import matplotlib.pyplot as plt

    pictures = runpy.run_path(script)["PICTURES"]
    for name, function in pictures.items():
        made = io.BytesIO()
        figure = function()
        figure.savefig(made, format="png", dpi=DPI)
        plt.close(figure)
        files.write(Path(folder, f"{name}.png"), small_png(made.getvalue(), {KEY: drawn_from}))
    for path in Path(folder).glob("*.png"):
        if path.stem not in pictures:
            path.unlink()


if __name__ == "__main__":
    main(*sys.argv[1:])
