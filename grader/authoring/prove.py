"""Proves notebooks: the solution scores everything, a blank nothing, each mistake fails and is recognised, variants
pass, changed solutions are caught.

What was proved is kept beside the source, in `<notebook>.proof.json`: counts, and a hash of all that they depend on. A
proof is stale when that has changed; of each exercise by itself, so that a change in one proves one. A proof that
nobody ran doesn't last: checks prove a part of those that are not stale, too, chosen by the commit.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from grader import files
from grader.authoring import notebooks
from grader.authoring.dependencies import Dependencies, code_of, digest
from grader.authoring.mutants import GOAL, Mutant, judge, mutants, read_equivalents, survivor_lines
from grader.authoring.notebooks import strip_markers, to_text
from grader.authoring.source import Source, SourceCell, docstring
from grader.authoring.tree import Tree
from grader.authoring.variants import read_variants
from grader.authoring.workbench import Trial, author_server, try_answers
from grader.errors import GraderError
from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.verdict.grade import grade_notebook

QUICK_LIMITS = Limits(cell_seconds=20, notebook_seconds=120)
PARTS = 8
# The libraries that grading stands on, besides those that a notebook imports.
LIBRARIES = ("ipykernel", "ipython", "jupyter-client", "nbclient", "nbformat", "numpy", "pyzmq")
PROVER = ("dependencies", "mutants", "notebooks", "prove", "source", "variants", "workbench")
DEFINED = re.compile(r"^(?:def |class )?(\w+)\b", re.M)
KINDS = ("mistake", "variant", "mutant")
COUNTED = {"mistake": "mistakes", "variant": "variants"}
COUNTS = ("mistakes", "variants", "caught", "survived", "equivalent")


# --------------------------------------------------------------------------------------------------- what it depends on


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
        own = [exercise.solution.text, exercise.tests.text, *(cell.text for cell in exercise.mistakes)]
        own += self.variants.get(name, [])
        listed = [repr(each) for each in self.equivalents if each.exercise == name]
        codes = [*given, *map(strip_markers, used), *map(strip_markers, own)]
        uses = self.dependencies.hash_of(codes, LIBRARIES)
        return digest(engine(), uses, str(exercise.points), *given, "", *used, "", *own, "", *listed)

    def _used(self, name: str) -> list[str]:
        """The exercises whose answers this one's solution or tests name, directly or through others, in order."""
        exercises, reached, new = self.source.exercises, set[str](), {name}
        names = {
            each: set(re.findall(r"^(?:def |class )?(\w+)\b", other.solution.text, re.M))
            for each, other in exercises.items()
        }
        while new:
            texts = [exercises[each].solution.text + exercises[each].tests.text for each in new]
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


# ------------------------------------------------------------------------------------------------------- what is proved


def prove_whole(source: Source, server: KernelServer | None) -> tuple[dict[str, float], list[str]]:
    """(the points of the notebook, solved and blank; what is wrong with them, a line each)."""
    released, points, problems = notebooks.released(source), {}, []
    solved = {name: strip_markers(each.solution.text) for name, each in source.exercises.items()}
    with tempfile.TemporaryDirectory() as folder:
        for kind, answers in (("solved", solved), ("blank", {})):
            data = to_text(notebooks.submission(source, answers)).encode()
            grade = grade_notebook(released, data, Path(folder), server, QUICK_LIMITS)
            points[kind] = grade.score
            for cell in grade.cells:
                where = f"{source.path}:{source.exercises[cell.exercise].tests.line}"
                if kind == "solved" and cell.score != cell.max_score:
                    problems.append(f"{where}: the solution of '{cell.exercise}' fails its tests: {cell.message}")
                elif kind == "blank" and cell.score:
                    problems.append(f"{where}: '{cell.exercise}' gets {cell.score:g} points when nothing is filled in")
    return points, problems


@dataclass(frozen=True)
class Attempt:
    """An answer that proves something of an exercise: kind is one of KINDS, known what it has to be recognised as."""

    kind: str
    exercise: str
    text: str
    line: int = 0
    known: str = ""
    mutant: Mutant | None = None


def attempts(source: Source, names: Iterable[str], kinds: Sequence[str] = KINDS) -> list[Attempt]:
    """All that has to be tried to prove these exercises."""
    found, variants = [], read_variants(source)
    for name in names:
        exercise = source.exercises[name]
        mistakes: Iterable[tuple[int, SourceCell]] = enumerate(exercise.mistakes, 1)
        found += [Attempt("mistake", name, cell.text, cell.line, f"{name}_{number}") for number, cell in mistakes]
        found += [Attempt("variant", name, text) for text in variants.get(name, ())]
        found += [Attempt("mutant", name, each.text, mutant=each) for each in mutants(exercise.solution.text)]
    return [each for each in found if each.kind in kinds]


def prove_exercises(
    source: Source, server: KernelServer | None, names: Sequence[str], kinds: Sequence[str] = KINDS
) -> tuple[dict[str, dict[str, int]], list[str]]:
    """(exercise -> how many answers of each kind did what they must; what is wrong, a line each)."""
    tried = attempts(source, names, kinds)
    trials = [Trial(each.exercise, each.text, each.kind == "mistake") for each in tried]
    found = list(zip(tried, try_answers(source, server, trials), strict=True))
    mutated = [(a.exercise, a.mutant, fault != "") for a, (fault, _) in found if a.mutant is not None]
    result = judge(source, mutated, names if "mutant" in kinds else ())
    problems = [line for each, (fault, taken) in found if (line := _problem(source, each, fault, taken, server))]
    problems += result.problems
    if result.rate < GOAL:
        problems += survivor_lines(result)
    counts = {name: dict.fromkeys(COUNTS, 0) for name in names}
    for each in tried:
        if each.kind in COUNTED:
            counts[each.exercise][COUNTED[each.kind]] += 1
    for kind, found_ones in (("caught", result.caught), ("survived", result.survivors)):
        for name, _ in found_ones:
            counts[name][kind] += 1
    for entry in result.equivalents:
        counts[entry.exercise]["equivalent"] += 1
    return counts, problems


def _problem(source: Source, tried: Attempt, fault: str, taken: str, server: KernelServer | None) -> str:
    """What is wrong with what became of a mistake or a variant; "" for nothing."""
    if tried.kind == "mistake":
        where = f"{source.path}:{tried.line}: this mistake"
        if not fault:
            return f"{where} passes the tests of '{tried.exercise}'"
        if server is not None and taken != tried.known:
            said = f"taken for {taken}" if taken else "not recognised"
            return f"{where} is {said}: the tests' calls don't show it"
    if tried.kind == "variant" and fault:
        return f"{source.beside('variants.py')}: '{tried.exercise}' ({docstring(tried.text)}) loses points: {fault}"
    return ""


# ------------------------------------------------------------------------------------------------------------ the proof


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


def false_claims(source: Source, stale: Stale) -> list[str]:
    """Where a proof that isn't stale says something else than its source does, a line each."""
    proof, path, problems = Proof.read(source), proof_file(source), []
    if not stale.whole and proof.whole != {**proof.whole, "solved": source.points, "blank": 0}:
        problems.append(f"{path}: the notebook has {source.points:g} points, solved, and 0, blank")
    for name in set(source.exercises) - set(stale.exercises):
        tried, claimed = attempts(source, [name]), proof.exercises[name]
        for said, kind in (("mistakes", "mistake"), ("variants", "variant")):
            there = sum(each.kind == kind for each in tried)
            if claimed.get(said) != there:
                problems.append(f"{path}: '{name}' has {there} {said}, not {claimed.get(said)}")
        there = sum(each.kind == "mutant" for each in tried)
        if sum(claimed.get(kind, 0) for kind in ("caught", "survived", "equivalent")) != there:
            problems.append(f"{path}: '{name}' has {there} mutants")
    for name in set(proof.exercises) - set(source.exercises):
        problems.append(f"{path}: there is no exercise '{name}'")
    return problems


def drawn_part(sources: Sequence[Source], commit: str) -> list[Source]:
    """The part of the sources that a commit chooses (its number in hexadecimal); each is in one of eight."""
    turn = int(commit or "0", 16) % PARTS
    return [source for number, source in enumerate(sources) if number % PARTS == turn]


def head(root: Path) -> str:
    """The number of the commit that is checked out; "" where there is none."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


@dataclass(frozen=True)
class Proved:
    """What was proved of a notebook, and the problems that were found, a line each."""

    stale: Stale
    problems: tuple[str, ...]

    def __str__(self) -> str:
        source, part = self.stale.source, self.stale.exercises
        what = f"{len(part)} of {len(source.exercises)} exercises" if len(part) < len(source.exercises) else "all"
        return f"{source.id}: proved {what}, {'FAILED' if self.problems else 'ok'}"


def todo(
    tree: Tree, paths: Iterable[Path] | None = None, *, everything: bool = False, commit: str | None = None
) -> list[Stale]:
    """What has to be proved of these sources (default: all): what is stale, with everything all, with a commit also the
    part that it draws."""
    sources, dependencies = tree.read(paths), Dependencies(tree.root)
    drawn = {source.id for source in (drawn_part(sources, commit) if commit is not None else ())}
    found = [stale_parts(source, dependencies, everything or source.id in drawn) for source in sources]
    return [each for each in found if each]


def prove(tree: Tree, chosen: Sequence[Stale], say: Callable[[str], None] = lambda line: None) -> list[Proved]:
    """Prove what `todo` found, and keep the proof of all that holds; `say` gets a line for each notebook, and one for
    each problem."""
    results, dependencies = [], Dependencies(tree.root)
    with author_server([each.source for each in chosen]) as server:
        for stale in chosen:
            results.append(_prove_one(stale, server, dependencies))
            for line in (str(results[-1]), *results[-1].problems):
                say(line)
    return results


def _prove_one(stale: Stale, server: KernelServer | None, dependencies: Dependencies) -> Proved:
    source, hashes, proof = stale.source, Hashes(stale.source, dependencies), Proof.read(stale.source)
    problems: list[str] = []
    if stale.whole:
        points, problems = prove_whole(source, server)
        proof.whole = {} if problems else {"depends": hashes.notebook(), **points}
    if stale.exercises and not problems:
        try:
            counts, problems = prove_exercises(source, server, stale.exercises)
        except GraderError as error:
            counts, problems = {}, [str(error)]
        for name in stale.exercises:
            proof.exercises.pop(name, None)
            if not problems:
                proof.exercises[name] = {"depends": hashes.exercise(name), **counts[name]}
    proof.exercises = {name: proof.exercises[name] for name in source.exercises if name in proof.exercises}
    proof.write(source)
    return Proved(stale, tuple(problems))
