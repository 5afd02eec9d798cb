"""The states of NumPy's random generators: as they cross, and which of them drawing can reach."""

from __future__ import annotations

from typing import Any

import numpy as np

from .failures import WireError

PCG64_FACTOR = 0x2360ED051FC65DA44385DF649FCCF645
MOST_DRAWN = 1 << 40
MOST_HALVES = 1 << 20
WORD = (1 << 128) - 1


def state_of(generator: np.random.Generator) -> list[Any]:
    state = generator.bit_generator.state
    if state.get("bit_generator") != "PCG64":
        raise WireError("only generators of numpy.random.default_rng can cross")
    return [hex(state["state"]["state"]), hex(state["state"]["inc"]), state["has_uint32"], state["uinteger"]]


def set_state(generator: np.random.Generator, state: Any) -> None:
    generator.bit_generator.state = {
        "bit_generator": "PCG64", "state": {"state": int(state[0], 16), "inc": int(state[1], 16)},
        "has_uint32": int(state[2]), "uinteger": int(state[3]),
    }  # fmt: skip


def drawn_state(start: np.random.Generator, end: np.random.Generator) -> Any:
    """The state that a generator has after drawing, where drawing takes it from one to the other: the same stream, some
    steps further. None for a state that somebody made up.

    A half that is left of a number drawn in halves counts where it is the half of one of these numbers.
    """
    old, new = start.bit_generator.state, end.bit_generator.state
    steps = steps_between(old["state"]["state"], new["state"]["state"], old["state"]["inc"])
    if new["state"]["inc"] != old["state"]["inc"] or steps is None:
        return None
    if new["has_uint32"] == 1 and not (old["has_uint32"] and old["uinteger"] == new["uinteger"]):
        drawn: Any = np.random.PCG64(0)
        drawn.state = old
        halves = drawn.random_raw(min(steps, MOST_HALVES)) >> np.uint64(32)
        if not np.any(halves == new["uinteger"]):
            return None if steps <= MOST_HALVES else {**new, "has_uint32": 0, "uinteger": 0}
    return new if new["has_uint32"] == 1 else {**new, "has_uint32": 0, "uinteger": 0}


def steps_between(state: int, goal: int, step: int) -> int | None:
    """How many numbers PCG64 draws from one state to another, found bit by bit as in O'Neill's PCG library
    (pcg_distance); None where that is more than any notebook draws."""
    factor, steps, bit = PCG64_FACTOR, 0, 1
    while state != goal and bit <= MOST_DRAWN:
        if (state ^ goal) & bit:
            state, steps = (state * factor + step) & WORD, steps | bit
        bit, step, factor = bit << 1, (factor + 1) * step & WORD, factor * factor & WORD
    return steps if state == goal else None
