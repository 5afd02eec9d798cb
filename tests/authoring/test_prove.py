"""Proofs: what is proved, what makes a proof stale, and that one which nobody ran is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.authoring import proof as module
from grader.authoring.dependencies import Dependencies
from grader.authoring.mutants import mutants
from grader.authoring.proof import PARTS, Hashes, Proof, drawn_part, proof_file, stale_parts
from grader.authoring.prove import COUNTS, attempts, false_claims, prove, todo
from grader.authoring.source import Source, read_source
from grader.authoring.tree import Tree
from tests.authoring.test_variants import GOOD

WEAK = ("assert half(3) == 1.5", "assert half(4) == 2")  # half(4) is what // and / agree in


@pytest.fixture
def tree(source_file: Path, tmp_path: Path) -> Tree:
    """A repository with one notebook and its variants."""
    read_source(source_file).beside("variants.py").write_text(GOOD, encoding="utf-8")
    return Tree(tmp_path)


def edit(source_file: Path, old: str, new: str) -> None:
    text = source_file.read_text(encoding="utf-8")
    assert old in text
    source_file.write_text(text.replace(old, new, 1), encoding="utf-8")


def stale(tree: Tree) -> tuple[bool, set[str]]:
    """(whether the whole is stale, the exercises that are)."""
    (source,) = tree.read()
    found = stale_parts(source, Dependencies(tree.root))
    return found.whole, set(found.exercises)


def run(tree: Tree, commit: str | None = None) -> list[str]:
    """Prove what has to be; the lines that were said."""
    said: list[str] = []
    prove(tree, todo(tree, commit=commit), said.append)
    return said


def test_a_proof_counts_what_was_tried_and_holds_until_something_changes(tree: Tree, source_file: Path) -> None:
    assert stale(tree) == (True, {"half", "twice", "q1"})
    assert run(tree) == ["course0/week1_test/01_test: proved all, ok"]
    (source,) = tree.read()
    proof = Proof.read(source)
    assert (proof.whole["solved"], proof.whole["blank"]) == (6, 0)
    for name, exercise in source.exercises.items():
        counts = proof.exercises[name]
        assert (counts["mistakes"], counts["variants"]) == (3, 0 if name == "q1" else 2)
        assert counts["caught"] == len(mutants(exercise.solution.text)) and counts["survived"] == 0
    assert stale(tree) == (False, set()) and run(tree) == []
    assert false_claims(source, stale_parts(source, Dependencies(tree.root))) == []


CHANGES = {
    "a mistake": ('"""This doubles."""', '"""It doubles."""', (False, {"half"})),
    "a hidden test": ("assert half(3) == 1.5", "assert half(5) == 2.5", (True, {"half"})),
    "a visible test": ("assert half(4) == 2,", "assert half(6) == 3,", (True, {"half"})),
    "the solution": ("return x / 2", "return 0.5 * x", (True, {"half"})),
    "a given cell": ("# %%\nimport numpy as np", "# %%\nimport numpy as np\nN = 3", (True, {"half", "twice", "q1"})),
    "a demo cell": ("print(half(8))", "print(half(10))", (True, set())),
    "the prose": ("# # A test notebook", "# # The test notebook", (True, set())),
    "a question's explanation": ("That is the grass.", "That is grass.", (True, {"q1"})),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_one_exercise_makes_one_stale(tree: Tree, source_file: Path, change: str) -> None:
    pretend_proved(tree)
    assert stale(tree) == (False, set())
    old, new, expected = CHANGES[change]
    edit(source_file, old, new)
    assert stale(tree) == expected


def pretend_proved(tree: Tree) -> None:
    """Write a proof that nobody ran: its hashes and counts are right for the source as it is."""
    (source,) = tree.read()
    hashes, proof = Hashes(source, Dependencies(tree.root)), Proof()
    proof.whole = {"depends": hashes.notebook(), "solved": source.points, "blank": 0}
    for name in source.exercises:
        tried = [each.kind for each in attempts(source, [name])]
        counts = {
            "mistakes": tried.count("mistake"),
            "variants": tried.count("variant"),
            "impostors": tried.count("impostor"),
            "caught": tried.count("mutant"),
        }
        proof.exercises[name] = {"depends": hashes.exercise(name), **dict.fromkeys(COUNTS, 0), **counts}
    proof.write(source)


def test_an_exercise_that_uses_another_one_is_stale_with_it(tree: Tree, source_file: Path) -> None:
    edit(source_file, "    return 2 * x\n    ### END", "    return 4 * half(x)\n    ### END")
    pretend_proved(tree)
    edit(source_file, "return x / 2", "return 0.5 * x")
    assert stale(tree) == (True, {"half", "twice"})


def test_variants_equivalents_libraries_and_the_engine_make_proofs_stale(
    tree: Tree, source_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source,) = tree.read()
    pretend_proved(tree)
    source.beside("variants.py").write_text(GOOD.replace("return x + x", "return (x + x)"), encoding="utf-8")
    assert stale(tree) == (False, {"twice"})
    pretend_proved(tree)
    entry = '[[equivalent]]\nexercise = "half"\nbefore = "a"\nafter = "b"\nwhy = "c"\n'
    source.beside("mutants.toml").write_text(entry, encoding="utf-8")
    assert stale(tree) == (False, {"half"})
    pretend_proved(tree)
    (tree.root / "requirements.lock").write_text("numpy==1.0\n")
    assert stale(tree) == (True, {"half", "twice", "q1"})
    pretend_proved(tree)
    monkeypatch.setattr(module, "engine", lambda: "another")
    assert stale(tree) == (True, {"half", "twice", "q1"})


PROBLEMS = {
    "a solution that fails": ("return x / 2", "return x / 3", "the solution of 'half' fails its tests"),
    "a mistake that passes": (*WEAK, "this mistake passes the tests of 'half'"),
    "two mistakes that can't be told apart": (
        "    return x * 2",
        "    return x",
        "this mistake is taken for half_2: the tests' calls don't show it",
    ),
    "a test that the answer can spoil": (
        "expected = x + x\nassert close(twice(x), expected)",
        "assert close(twice(x), x + x)",
        "hidden tests of 'twice' take results without their numbers (spoiler) for right",
    ),
    "a test that the answer can spoil, beside a call with a number": (
        "expected = x + x\nassert close(twice(x), expected)",
        "assert close(twice(2.0), 4)\nassert close(twice(x), x + x)",
        "hidden tests of 'twice' take results without their numbers (spoiler) for right",
    ),
    "a test that the answer can spoil, of whole numbers": (
        "x = np.array([1.0, -3.0])\nexpected = x + x\nassert close(twice(x), expected)",
        "x = np.array([1, -3])\nassert close(twice(x), x + x)",
        "hidden tests of 'twice' take results without their numbers (spoiler) for right",
    ),
    "points for nothing": (
        'def twice(x):\n    """Two times x, an array; x itself is not changed."""\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION',
        "twice = lambda x: 2 * x\n### BEGIN SOLUTION\npass\n### END SOLUTION",
        "'twice' gets 2 points when nothing is filled in",
    ),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_what_is_wrong_is_named_and_not_kept(tree: Tree, source_file: Path, case: str) -> None:
    old, new, problem = PROBLEMS[case]
    edit(source_file, old, new)
    said = run(tree)
    assert said[0].endswith("FAILED") and any(problem in line for line in said[1:]), said
    assert stale(tree) != (False, set())


def test_a_notebook_without_variants_is_not_proved(tree: Tree) -> None:
    (source,) = tree.read()
    source.beside("variants.py").unlink()
    assert any("variants.py is missing" in line for line in run(tree)) and stale(tree)[0]


def test_a_forged_proof_of_a_broken_test_is_found_when_its_commit_draws_it(tree: Tree, source_file: Path) -> None:
    edit(source_file, *WEAK)
    pretend_proved(tree)
    assert stale(tree) == (False, set()) and run(tree) == []
    assert run(tree, commit="9" * 39 + "1") == []  # draws another part
    said = run(tree, commit="a" * 39 + "8")
    assert said[0].endswith("FAILED") and any("this mistake passes the tests of 'half'" in line for line in said)
    assert stale(tree)[1] == {"half", "twice", "q1"}


def test_counts_that_the_source_contradicts_are_named(tree: Tree) -> None:
    pretend_proved(tree)
    (source,) = tree.read()
    data = json.loads(proof_file(source).read_text(encoding="utf-8"))
    data["whole"]["solved"], data["exercises"]["half"]["mistakes"], data["exercises"]["twice"]["caught"] = 60, 4, 1
    data["exercises"]["gone"] = data["exercises"]["half"]
    proof_file(source).write_text(json.dumps(data), encoding="utf-8")
    lines = sorted(
        line.partition(": ")[2] for line in false_claims(source, stale_parts(source, Dependencies(tree.root)))
    )
    count = len(mutants(source.exercises["twice"].solution.text))
    assert lines == [
        "'half' has 3 mistakes, not 4",
        f"'twice' has {count} mutants",
        "the notebook has 6 points, solved, and 0, blank",
        "there is no exercise 'gone'",
    ]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"whole": 1, "exercises": {}}', '{"whole": {}, "exercises": {"half": 3}}']
)
def test_a_file_that_is_no_proof_proves_nothing(tree: Tree, text: str) -> None:
    (source,) = tree.read()
    proof_file(source).write_text(text, encoding="utf-8")
    assert stale(tree) == (True, {"half", "twice", "q1"})


def test_eight_commits_draw_every_notebook_once(source: Source) -> None:
    sources = [Source(Path(f"course/week/{number}.py"), "", 1, ()) for number in range(23)]
    drawn = [drawn_part(sources, f"{commit:040x}") for commit in range(PARTS)]
    assert sorted(each.name for part in drawn for each in part) == sorted(each.name for each in sources)
    assert {len(part) for part in drawn} == {2, 3} and drawn_part(sources, "") == drawn[0]
