"""Right answers that are written otherwise than the solutions: `<notebook>.variants.py` beside the source.

Loops instead of vectors, float32, other libraries: each must get all points, so that no test asks for more than the
text does.
"""

from __future__ import annotations

import re

from grader.authoring.source import Source, docstring

CELL = re.compile(r'^# %% solution="(\w+)"\n(.*?)(?=^# %%|\Z)', re.M | re.S)
NEEDED = 2


def read_variants(source: Source) -> dict[str, list[str]]:
    """Exercise -> the texts of its variants; of a notebook without a file of them, nothing."""
    path = source.beside("variants.py")
    found: dict[str, list[str]] = {}
    for exercise, text in CELL.findall(path.read_text(encoding="utf-8")) if path.exists() else ():
        found.setdefault(exercise, []).append(text.rstrip() + "\n")
    return found


def variant_problems(source: Source) -> list[str]:
    """What a notebook's variants lack, a line each: at least two for each exercise, one of them in float32; a quiz
    needs none."""
    path, variants = source.beside("variants.py"), read_variants(source)
    wanted = [name for name, exercise in source.exercises.items() if not exercise.is_question]
    if wanted and not path.exists():
        return [f"{path} is missing: right answers that are written otherwise than the solutions"]
    problems = [f"{path}: there is no exercise '{name}'" for name in variants if name not in source.exercises]
    for name in wanted:
        mine = variants.get(name, [])
        if len(mine) < NEEDED or not any("float32" in docstring(text) for text in mine):
            problems.append(
                f"{path}: '{name}' needs {NEEDED} variants, one of which says in its docstring that it is in float32"
            )
    return problems
