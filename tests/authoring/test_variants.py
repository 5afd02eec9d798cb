"""Variants: what a file of them must hold, and that one which loses points is named."""

from __future__ import annotations

from grader.authoring.prove import prove_exercises
from grader.authoring.source import Source
from grader.authoring.variants import read_variants, variant_problems
from grader.kernel.server import KernelServer

GOOD = """
# %% solution="half"
def half(x):
    \"\"\"Times a half.\"\"\"
    return 0.5 * x


# %% solution="half"
def half(x):
    \"\"\"Half of it, in float32.\"\"\"
    import numpy as np

    return np.float32(x) / 2


# %% solution="twice"
def twice(x):
    \"\"\"A sum.\"\"\"
    return x + x


# %% solution="twice"
def twice(x):
    \"\"\"In float32.\"\"\"
    import numpy as np

    return (2 * np.asarray(x, np.float32)).astype(float)
"""


def test_a_notebook_without_variants_is_named_and_a_quiz_needs_none(source: Source) -> None:
    path = source.beside("variants.py")
    assert variant_problems(source) == [
        f"{path} is missing: right answers that are written otherwise than the solutions"
    ]
    path.write_text(GOOD, encoding="utf-8")
    assert variant_problems(source) == []
    assert {name: len(texts) for name, texts in read_variants(source).items()} == {"half": 2, "twice": 2}


def test_each_exercise_needs_two_variants_one_of_them_in_float32(source: Source) -> None:
    path = source.beside("variants.py")
    path.write_text(
        GOOD.replace("In float32.", "Twice.").replace("A sum.", "Another.") + '# %% solution="other"\nx = 1\n'
    )
    assert variant_problems(source) == [
        f"{path}: there is no exercise 'other'",
        f"{path}: 'twice' needs 2 variants, one of which says in its docstring that it is in float32",
    ]


def test_a_variant_that_loses_points_is_named(source: Source, author_server: KernelServer) -> None:
    path = source.beside("variants.py")
    path.write_text(GOOD.replace("return x + x", "return x + 2"), encoding="utf-8")
    counts, problems = prove_exercises(source, author_server, ["half", "twice"], ["variant"])
    assert [problem.partition(" loses points")[0] for problem in problems] == [f"{path}: 'twice' (A sum.)"]
    assert counts["half"]["variants"] == 2
