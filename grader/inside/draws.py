"""The same random numbers for whoever draws: one stream behind NumPy's old functions and its generators.

So answers that draw can be compared, whichever generator they use and however they seed it. Loaded in every kernel; it
imports nothing of this package.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# Which numbers a generator gives: its own; those of one stream where it has a seed and of another where it has none;
# those of one stream.
OWN, SEEDED, SAME = range(3)


class Draws(np.random.Generator):
    """A generator with NumPy's new methods and its old ones, whose numbers don't depend on what its seed is."""

    mode = OWN

    def __init__(self, seed: Any = None) -> None:
        self.source = self._stream(seed)
        super().__init__(self.source)

    def _stream(self, seed: Any) -> np.random.PCG64:
        return np.random.PCG64(1 if seed is None and self.mode == SEEDED else 0)

    @property
    def bit_generator(self) -> Any:
        """One whose state can be set to no effect."""
        return np.random.PCG64(0)

    def seed(self, seed: Any = None) -> None:
        self.source.state = self._stream(seed).state

    def rand(self, *shape: int) -> Any:
        return self.random(shape or None)

    def randn(self, *shape: int) -> Any:
        return self.standard_normal(shape or None)

    def random_sample(self, size: Any = None) -> Any:
        return self.random(size)

    def randint(self, low: Any, high: Any = None, size: Any = None, dtype: Any = int) -> Any:
        return self.integers(low, high, size, dtype)

    def binomial(self, n: Any, p: Any, size: Any = None) -> Any:
        """As often used for masks: whether a uniform number is below p."""
        return np.asarray(self.random(size) < p).astype(int)[()] if n == 1 else super().binomial(n, p, size)

    def permutation(self, x: Any, axis: int = 0) -> Any:
        values = np.arange(x) if isinstance(x, int | np.integer) else np.asarray(x)
        return np.take(values, np.argsort(self.random(values.shape[axis])), axis)

    def shuffle(self, x: Any, axis: int = 0) -> None:
        """In the order that `permutation` draws."""
        order = self.permutation(np.shape(x)[axis] if isinstance(x, np.ndarray) else len(x))
        x[:] = np.take(x, order, axis) if isinstance(x, np.ndarray) else [x[each] for each in order]


def default_rng(seed: Any = None) -> np.random.Generator:
    """In the place of NumPy's."""
    return seed if isinstance(seed, np.random.Generator) else Draws(seed)


NAMES = [name for name in np.random.__all__ if callable(getattr(Draws, name, None))]
THEIRS = {name: getattr(np.random, name) for name in (*NAMES, "default_rng", "RandomState")}


def share(mode: int) -> None:
    """Let NumPy's functions, and generators that are made from now on, give the numbers that a mode says."""
    if mode == Draws.mode == OWN:
        return
    Draws.mode = mode
    stream = Draws()
    ours = {name: getattr(stream, name) for name in NAMES} | {"default_rng": default_rng, "RandomState": Draws}
    for name, function in (THEIRS if mode == OWN else ours).items():
        setattr(np.random, name, function)
