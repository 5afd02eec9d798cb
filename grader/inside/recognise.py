"""Which known mistakes a wrong answer looks like: those that compute the same on the calls that a test makes.

First as a whole. Else only what the reference answer returns is looked at, piece by piece: further entries and values
don't matter, and two mistakes may explain a part of the wrong pieces each. Where several explanations are as good, only
what they have in common is named: no hint is better than a wrong one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import draws, transcript
from .alike import MISSING, Raised, alike, resembling, telling
from .calls import CODE, Call, attempt, derivatives, outcomes, watch_calls
from .deadline import Deadline
from .reference import Reference, quiet
from .testing import Kernel

Same = Callable[[Any, Any], bool]
Place = tuple[Any, ...]  # of a piece: the number of the outcome, then keys and positions in it


def recognise(kernel: Kernel, reference: Reference, exercise: str, source: str, seconds: float) -> list[str]:
    """The names of the mistakes, at most two, that compute what the student's answer does on the calls that the test
    makes; none where that isn't sure, or takes longer than this."""
    deadline = Deadline(seconds)
    try:
        with quiet(), np.errstate(all="ignore"):
            calls, way = watch_calls(reference, exercise, source)
            comparison = Comparison(kernel, reference, exercise, calls, deadline)
            found = comparison.whole(draws.OWN) or comparison.further()
            return found or (transcript.recognise(kernel, reference, exercise, source, deadline) if way == CODE else [])
    except TimeoutError:
        return []
    finally:
        kernel.request({"op": "seed", "draws": draws.OWN})


class Comparison:
    """A wrong answer, the reference answer and the known mistakes, on the same calls.

    Its methods raise TimeoutError after the deadline. mode: as in `outcomes`.
    """

    def __init__(
        self, kernel: Kernel, reference: Reference, exercise: str, calls: list[Call], deadline: Deadline
    ) -> None:
        self.kernel, self.reference, self.exercise, self.calls = kernel, reference, exercise, calls
        self.names, self.deadline = reference.names(exercise), deadline
        self.namespaces = {"": reference.run(self.names)}  # of the reference, and of mistakes
        self.kept: dict[tuple[str | None, int, bool], Kept] = {}

    def mistakes(self) -> Iterator[str]:
        """The names of the known mistakes that can be defined."""
        for name, text in self.reference.mistakes.get(self.exercise, []):
            if name not in self.namespaces:
                self.namespaces[name] = attempt(self.reference.run, self.names, self.exercise, text)
            if isinstance(self.namespaces[name], dict):
                yield name

    def found(self, name: str | None, mode: int, slopes: bool = False) -> Iterable[Any]:
        """What an answer computes, or its slopes, each outcome once: of the student (None), the reference (""), or a
        mistake."""
        if (name, mode, slopes) not in self.kept:
            of = self.kernel.name if name is None else self.namespaces[name].__getitem__
            found = derivatives(of, self.calls, mode) if slopes else outcomes(of, self.names, self.calls, mode)
            self.kept[name, mode, slopes] = Kept(found, self.deadline)
        return self.kept[name, mode, slopes]

    def same(self, name: str, mode: int, slopes: bool = False) -> bool:
        """Whether the student's answer computes what another one does, or has its slopes."""
        pairs = zip(self.found(None, mode, slopes), self.found(name, mode, slopes), strict=True)
        return all(alike(a, b) for a, b in pairs)

    def further(self) -> list[str]:
        """The mistakes that explain what is wrong, piece by piece; where something is drawn at random, with the same
        draws for all."""
        if not self.draws():
            return self.parts(draws.OWN)
        ways = itertools.product((self.whole, self.parts), (draws.SEEDED, draws.SAME))
        return next((names for look, mode in ways if (names := look(mode))), [])

    def draws(self) -> bool:
        """Whether the student's answer or the reference computes something else with other draws."""
        if all(call.shapes is not None for call in self.calls):  # models, whose weights don't count
            return False
        pairs = (zip(self.found(name, draws.OWN), self.found(name, draws.SAME), strict=True) for name in ("", None))
        return not all(alike(a, b) for each in pairs for a, b in each)

    def whole(self, mode: int) -> list[str]:
        """The mistake that computes all that the student's answer does, where the reference doesn't.

        Slopes take long, and are looked at only where values don't decide.
        """
        right = self.same("", mode)
        candidates = [name for name in self.mistakes() if self.same(name, mode)]
        if not candidates or (right and self.same("", mode, slopes=True)):
            return []
        if not right and len(candidates) == 1:
            return candidates
        return next(([name] for name in candidates if self.same(name, mode, slopes=True)), [])

    def parts(self, mode: int) -> list[str]:
        """The mistakes that explain what is wrong in what the student's answer returns in the reference's places; only
        where nothing of that is, what is wrong in its slopes."""
        return self._parts(mode, False) or (self._parts(mode, True) if self.same("", mode) else [])

    def _parts(self, mode: int, slopes: bool) -> list[str]:
        right = list(self.found("", mode, slopes))
        reference, student = pieces(right, right), pieces(right, list(self.found(None, mode, slopes)))
        mistakes = {name: pieces(right, list(self.found(name, mode, slopes))) for name in self.mistakes()}
        for same in (alike, resembling):
            wrong = {place for place in reference if not same(student[place], reference[place])}
            found = [Explanation.of(name, each, student, reference, wrong, same) for name, each in mistakes.items()]
            if names := explain([each for each in found if each.is_sure()], wrong, student):
                return names
        return []


class Kept:
    """Outcomes, each of which is computed when it is first asked for; raises TimeoutError after the deadline."""

    def __init__(self, source: Iterator[Any], deadline: Deadline) -> None:
        self.source, self.deadline, self.items = source, deadline, list[Any]()

    def __iter__(self) -> Iterator[Any]:
        for place in itertools.count():
            if place == len(self.items):
                for each in itertools.islice(self.source, 1):
                    self.items.append(each)
                if self.deadline.is_over():
                    raise TimeoutError
            if place == len(self.items):
                return
            yield self.items[place]


def pieces(template: Any, value: Any, place: Place = ()) -> dict[Place, Any]:
    """The parts of a value that stand where the template, what the reference answer computes, has parts."""
    if isinstance(value, tuple) and value and not isinstance(template, list | tuple):
        value = value[0]  # more is returned than is asked for
    if isinstance(template, dict):
        inner = [(key, each, entry(value, key)) for key, each in template.items()]
    elif isinstance(template, list | tuple):
        inner = [(number, each, entry(value, number)) for number, each in enumerate(template)]
    else:
        return {place: value}
    return {where: each for key, part, own in inner for where, each in pieces(part, own, (*place, key)).items()}


def entry(value: Any, key: Any) -> Any:
    """An entry of a value, where it has it; of an error, that error."""
    if isinstance(value, dict):
        return value.get(key, MISSING)
    if isinstance(value, list | tuple):
        return value[key] if isinstance(key, int) and 0 <= key < len(value) else MISSING
    return value if isinstance(value, Raised) else MISSING


@dataclass(frozen=True)
class Explanation:
    """What a mistake explains of a wrong answer: the places where both are wrong in the same way.

    beyond: how many places it makes wrong that are right in the answer. telling: whether numbers among those that it
    explains are hardly the same by chance. complete: whether that is all that is wrong.
    """

    name: str
    places: frozenset[Place]
    beyond: int
    telling: bool
    complete: bool

    @classmethod
    def of(
        cls, name: str, mistake: dict[Place, Any], student: dict[Place, Any], reference: dict[Place, Any],
        wrong: set[Place], same: Same,
    ) -> Explanation:  # fmt: skip
        """What a mistake explains, from the pieces of all three."""
        places = {place for place in wrong if same(student[place], mistake[place])}
        beyond = sum(not same(mistake[place], reference[place]) for place in reference if place not in wrong)
        return cls(name, frozenset(places), beyond, any(telling(student[place]) for place in places), places == wrong)

    def is_sure(self) -> bool:
        return bool(self.places) and (self.telling or (self.complete and not self.beyond))


def explain(found: list[Explanation], wrong: set[Place], student: dict[Place, Any]) -> list[str]:
    """The mistakes that are in all of the best explanations: by a single one, by two, of a part of the results in all
    calls, of all results in most calls."""
    complete = [each for each in found if each.complete]
    if complete:
        least = min(each.beyond for each in complete)
        return common([{each.name} for each in complete if each.beyond == least])
    pairs = [
        {a.name, b.name}
        for a, b in itertools.combinations(found, 2)
        if a.places | b.places == wrong and a.telling and b.telling
    ]
    if pairs:
        return common(pairs)
    for direction in (columns, rows):
        scores = {each.name: (len(direction(each, wrong, student)), -each.beyond) for each in found}
        best = max(scores.values(), default=(0, 0))
        if best[0]:
            return common([{name} for name, score in scores.items() if score == best])
    return []


def common(explanations: list[set[str]]) -> list[str]:
    """What all explanations name."""
    return sorted(set.intersection(*explanations))


def columns(found: Explanation, wrong: set[Place], student: dict[Place, Any]) -> set[Place]:
    """The places in a result that a mistake explains in all calls in which the answer got as far as a result."""
    computed = {place for place in wrong if not isinstance(student[place], Raised)}
    unexplained = {place[1:] for place in computed - found.places}
    return {place[1:] for place in computed & found.places if telling(student[place])} - unexplained


def rows(found: Explanation, wrong: set[Place], student: dict[Place, Any]) -> set[Any]:
    """The calls whose results a mistake explains altogether, where these are most of those that went wrong."""
    unexplained = {place[0] for place in wrong - found.places}
    explained = {place[0] for place in found.places if telling(student[place])} - unexplained
    return explained if 2 * len(explained) > len({place[0] for place in wrong}) else set()
