"""What is kept of a notebook's proof, `<notebook>.proof.json` beside its source, and whether it still holds.

A proof has counts, and a hash of all that they depend on: of the whole notebook, and of each exercise by itself, so
that a change in one makes one stale. A proof that nobody ran doesn't last: checks prove a part of those that are not
stale, too, chosen by the commit.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from grader import files
from grader.authoring import notebooks
from grader.authoring.dependencies import Dependencies, code_of, digest
from grader.authoring.mutants import read_equivalents
from grader.authoring.notebooks import strip_markers, to_text
from grader.authoring.source import Source
from grader.authoring.variants import read_variants

PARTS = 8
# The libraries that grading stands on, besides those that a notebook imports.
LIBRARIES = ("ipykernel", "ipython", "jupyter-client", "nbclient", "nbformat", "numpy", "pyzmq")
PROVER = ("impostors", "mutants", "notebooks", "proof", "prove", "source", "variants", "workbench", "dependencies")
DEFINED = re.compile(r"^(?:def |class )?(\w+)\b", re.M)


@cache
def engine() -> str:
    """A hash of the code that grades and proves."""
    package = Path(__file__).parent.parent
    rooms = (code_of(package / room) for room in ("inside", "kernel", "verdict"))
    return digest(*rooms, code_of(package / "authoring", *PROVER), code_of(package, "errors"))


@dataclass
class Hashes:
    """Computes what the proofs of one notebook depend on."""

    source: Source
    dependencies: Dependencies

    def __post_init__(self) -> None:
        self.variants = read_variants(self.source)
        self.equivalents = read_equivalents(self.source)

    def exercise(self, name: str) -> str:
        """Of one exercise: its cells, the answers that it uses, what is given, and all that these use."""
        exercise = self.source.exercises[name]
        given = [cell.text for cell in self.source.cells if cell.kind == "given"]
        used = [self.source.exercises[each].solution.text for each in self._used(name)]
        own = [each.text for each in (exercise.solution, *exercise.tests, *exercise.mistakes)]
        own += self.variants.get(name, [])
        listed = [repr(each) for each in self.equivalents if each.exercise == name]
        codes = [*given, *map(strip_markers, used), *map(strip_markers, own)]
        uses = self.dependencies.hash_of(codes, LIBRARIES)
        points = str([cell.points for cell in exercise.tests])
        return digest(engine(), uses, points, *given, "", *used, "", *own, "", *listed)

    def _used(self, name: str) -> list[str]:
        """The exercises whose answers this one's solution or tests name, directly or through others, in order."""
        exercises, reached, new = self.source.exercises, set[str](), {name}
        names = {
            each: set(re.findall(r"^(?:def |class )?(\w+)\b", other.solution.text, re.M))
            for each, other in exercises.items()
        }
        while new:
            texts = [exercises[each].solution.text + exercises[each].test_texts for each in new]
            words = {word for text in texts for word in re.findall(r"\w+", text)}
            new = {each for each in exercises if words & (names[each] | {each})} - reached
            reached |= new
        return [each for each in exercises if each in reached - {name}]

    def notebook(self) -> str:
        """Of the whole: all that is released and all answers to it."""
        codes = [strip_markers(cell.text) for cell in self.source.cells if cell.kind in ("given", "solution", "tests")]
        return digest(
            engine(), self.dependencies.hash_of(codes, LIBRARIES), to_text(notebooks.source_notebook(self.source))
        )


@dataclass
class Proof:
    """What is kept of a notebook's proof: of the whole and of each exercise, a hash of what it depends on ("depends"),
    and what was counted."""

    whole: dict[str, Any] = field(default_factory=dict)
    exercises: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, source: Source) -> Proof:
        """The proof that lies beside a source; an empty one where there is none, or none that can be read."""
        try:
            data = json.loads(proof_file(source).read_text(encoding="utf-8"))
            return cls(dict(data["whole"]), {name: dict(each) for name, each in data["exercises"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self, source: Source) -> None:
        """Keep it beside its source."""
        text = json.dumps({"whole": self.whole, "exercises": self.exercises}, indent=1, ensure_ascii=False)
        files.update(proof_file(source), text + "\n")


def proof_file(source: Source) -> Path:
    return source.beside("proof.json")


@dataclass(frozen=True)
class Stale:
    """What of a notebook has no proof that holds for what it is now: the whole, and some exercises."""

    source: Source
    whole: bool
    exercises: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.whole or bool(self.exercises)


def stale_parts(source: Source, dependencies: Dependencies, everything: bool = False) -> Stale:
    """What has to be proved of a notebook; everything: as if nothing had been proved."""
    proof, hashes = Proof.read(source), Hashes(source, dependencies)
    if everything:
        return Stale(source, True, tuple(source.exercises))
    whole = proof.whole.get("depends") != hashes.notebook()
    proved = {name: each.get("depends") for name, each in proof.exercises.items()}
    return Stale(source, whole, tuple(name for name in source.exercises if proved.get(name) != hashes.exercise(name)))


def drawn_part(sources: Sequence[Source], commit: str) -> list[Source]:
    """The part of the sources that a commit chooses (its number in hexadecimal); each is in one of eight."""
    turn = int(commit or "0", 16) % PARTS
    return [source for number, source in enumerate(sources) if number % PARTS == turn]


def head(root: Path) -> str:
    """The number of the commit that is checked out; "" where there is none."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""
