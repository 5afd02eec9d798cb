"""How each outcome looks on pages, in charts and in a terminal, and what is said of it; its symbol is its own."""

from __future__ import annotations

from dataclasses import dataclass

from grader.verdict.results import Outcome


@dataclass(frozen=True)
class Look:
    """tone: the class of its style on a page; fill and ink: colours in charts, of Okabe and Ito's palette, which people
    with any kind of colour vision tell apart, and what is read on them; terminal: a colour of rich's; reason: a
    sentence for the learner."""

    tone: str
    fill: str
    ink: str
    terminal: str
    reason: str


LOOKS = {
    Outcome.CORRECT: Look("good", "#009e73", "#000000", "green", "Every test passed."),
    Outcome.PARTIAL: Look("part", "#56b4e9", "#000000", "yellow", "The tests gave a part of the points."),
    Outcome.WRONG: Look("bad", "#d55e00", "#000000", "red", "A test found something that is not right yet:"),
    Outcome.NOT_ATTEMPTED: Look("none", "#b8bfc6", "#000000", "dim", "Nothing was filled in here yet."),
    Outcome.CRASHED: Look(
        "odd", "#cc79a7", "#000000", "red", "The code stopped before there was an answer to test:"
    ),
    Outcome.OUT_OF_TIME: Look(
        "odd", "#e69f00", "#000000", "magenta",
        "The code took longer than it may, and was stopped. Is there a loop that never ends?",
    ),
    Outcome.OUT_OF_MEMORY: Look(
        "odd", "#f0e442", "#000000", "magenta",
        "The code needed more memory than it may have. Is an array much larger than it should be?",
    ),
    Outcome.MANUAL: Look("wait", "#0072b2", "#ffffff", "cyan", "A person reads this answer; its points come later."),
    Outcome.GRADED: Look("wait", "#6f6f6f", "#ffffff", "cyan", "A person gave these points."),
    Outcome.VISIBLE: Look(
        "part", "#56b4e9", "#000000", "cyan",
        "The tests that this notebook shows pass. The tests that give the points are with your instructor.",
    ),
    Outcome.ANSWERED: Look(
        "none", "#b8bfc6", "#000000", "cyan",
        "There is an answer. Whether it is right is found out where the tests are, with your instructor.",
    ),
}  # fmt: skip

# Of several outcomes of one exercise, the first in this order stands for all of them.
WORST_FIRST = (
    Outcome.OUT_OF_TIME, Outcome.OUT_OF_MEMORY, Outcome.CRASHED, Outcome.WRONG, Outcome.NOT_ATTEMPTED, Outcome.CORRECT,
    Outcome.ANSWERED, Outcome.VISIBLE,
)  # fmt: skip

# Messages that say no more than the outcome does.
SILENT = ("no message", "not attempted yet", "out of time", "out of memory")


def joint_outcome(outcomes: list[Outcome], points: bool) -> Outcome:
    """The outcome of an exercise with several graded cells; points: whether they gave any."""
    if len(set(outcomes)) == 1:
        return outcomes[0]
    for outcome in (Outcome.MANUAL, Outcome.GRADED):
        if outcome in outcomes:
            return outcome
    if points:
        return Outcome.PARTIAL
    return next(outcome for outcome in WORST_FIRST if outcome in outcomes)
