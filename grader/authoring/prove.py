"""Proves notebooks: the solution scores everything, a blank nothing, each mistake fails and is recognised, variants
pass, changed solutions are caught. What holds is kept as a proof (proof.py)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring import notebooks
from grader.authoring.dependencies import Dependencies
from grader.authoring.impostors import impostors, spoilers
from grader.authoring.mutants import GOAL, Mutant, judge, mutants, survivor_lines
from grader.authoring.notebooks import strip_markers, to_text
from grader.authoring.proof import Hashes, Proof, Stale, drawn_part, proof_file, stale_parts
from grader.authoring.source import Source, docstring
from grader.authoring.tree import Tree
from grader.authoring.variants import read_variants, variant_problems
from grader.authoring.workbench import Trial, author_server, try_answers
from grader.errors import GraderError
from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.verdict.grade import grade_notebook

QUICK_LIMITS = Limits(cell_seconds=20, notebook_seconds=120)
KINDS = ("mistake", "variant", "impostor", "mutant")
COUNTED = {"mistake": "mistakes", "variant": "variants", "impostor": "impostors"}
COUNTS = (*COUNTED.values(), "caught", "survived", "equivalent")


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
                where = f"{source.path}:{source.exercises[cell.exercise].tests[0].line}"
                if kind == "solved" and cell.score != cell.max_score:
                    problems.append(f"{where}: the solution of '{cell.exercise}' fails its tests: {cell.message}")
                elif kind == "blank" and cell.score:
                    problems.append(f"{where}: '{cell.exercise}' gets {cell.score:g} points when nothing is filled in")
    return points, problems


@dataclass(frozen=True)
class Attempt:
    """An answer that proves something of an exercise: kind is one of KINDS, known what it has to be recognised as,
    innocent an answer that excuses tests which take it for right as they take an impostor."""

    kind: str
    exercise: str
    text: str
    line: int = 0
    known: str = ""
    mutant: Mutant | None = None
    innocent: str = ""


def attempts(source: Source, names: Iterable[str], kinds: Sequence[str] = KINDS) -> list[Attempt]:
    """All that has to be tried to prove these exercises."""
    found, variants = [], read_variants(source)
    for name in names:
        exercise = source.exercises[name]
        for number, cell in enumerate(exercise.mistakes, 1):
            found.append(Attempt("mistake", name, cell.text, cell.line, f"{name}_{number}"))
        found += [Attempt("variant", name, text) for text in variants.get(name, ())]
        innocent = spoilers(exercise, gives_back=True)
        found += [
            Attempt("impostor", name, text, known=kind, innocent=innocent.get(kind, ""))
            for kind, text in impostors(exercise).items()
        ]
        found += [Attempt("mutant", name, each.text, mutant=each) for each in mutants(exercise.solution.text)]
    return [each for each in found if each.kind in kinds]


def prove_exercises(
    source: Source, server: KernelServer | None, names: Sequence[str], kinds: Sequence[str] = KINDS
) -> tuple[dict[str, dict[str, int]], list[str]]:
    """(exercise -> how many answers of each kind did what they must; what is wrong, a line each)."""
    tried = attempts(source, names, kinds)
    trials = [Trial(a.exercise, a.text, a.kind == "mistake", a.kind == "impostor", a.innocent) for a in tried]
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
    if tried.kind == "impostor" and not fault:
        where = f"{source.path}:{source.exercises[tried.exercise].tests[0].line}"
        return (
            f"{where}: hidden tests of '{tried.exercise}' take results without their numbers ({tried.known}) for right"
        )
    if tried.kind == "variant" and fault:
        return f"{source.beside('variants.py')}: '{tried.exercise}' ({docstring(tried.text)}) loses points: {fault}"
    return ""


def false_claims(source: Source, stale: Stale) -> list[str]:
    """Where a proof that isn't stale says something else than its source does, a line each."""
    proof, path, problems = Proof.read(source), proof_file(source), []
    if not stale.whole and proof.whole != {**proof.whole, "solved": source.points, "blank": 0}:
        problems.append(f"{path}: the notebook has {source.points:g} points, solved, and 0, blank")
    for name in set(source.exercises) - set(stale.exercises):
        tried, claimed = attempts(source, [name]), proof.exercises[name]
        for kind, said in COUNTED.items():
            there = sum(each.kind == kind for each in tried)
            if claimed.get(said) != there:
                problems.append(f"{path}: '{name}' has {there} {said}, not {claimed.get(said)}")
        there = sum(each.kind == "mutant" for each in tried)
        if sum(claimed.get(kind, 0) for kind in ("caught", "survived", "equivalent")) != there:
            problems.append(f"{path}: '{name}' has {there} mutants")
    for name in set(proof.exercises) - set(source.exercises):
        problems.append(f"{path}: there is no exercise '{name}'")
    return problems


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
    problems = variant_problems(source)
    if stale.whole and not problems:
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
