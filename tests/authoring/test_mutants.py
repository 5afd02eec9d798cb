"""Mutants: what is changed, what counts as caught, and that the list of equivalents is kept current."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring import mutants as module
from grader.authoring import workbench
from grader.authoring.mutants import equivalents_file, grade_mutants, lines_about, mutants, read_equivalents
from grader.authoring.source import Source, read_source
from grader.authoring.tree import Tree
from grader.authoring.workbench import Workbench
from grader.errors import GraderError
from grader.kernel.server import KernelServer


def changed(body: str) -> set[str]:
    """What the lines of a solution become."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    text = (
        f'def f(x, y=2):\n    """Half of 2."""\n    ### BEGIN SOLUTION\n{lines}\n    ### END SOLUTION\n    return 3\n'
    )
    return {mutant.after for mutant in mutants(text)}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("z = x + y", {"z = x - y", "z = x", "z = y", "z = -(x + y)", "pass"}),
        ("z = x - y", {"z = x + y", "z = y - x", "z = x", "z = y"}),
        ("z = x @ y", {"z = x * y", "z = y @ x"}),
        ("z = x // y", {"z = x / y"}),
        ("z = x ** 2", {"z = x * 2", "z = x ** 3", "z = x ** 1"}),
        ("z = -x", {"z = x"}),
        ("x = x - y", {"x -= y"}),
        ("x += y", {"x -= y", "x = y", "pass"}),
        ("z = x < 0", {"z = x <= 0", "z = x > 0", "z = x < 1", "z = x < -1"}),
        ("z = x is not None", {"z = not x is not None"}),
        ("z = x and not y", {"z = x or not y", "z = x", "z = not y", "z = x and y"}),
        ("z = 0.5", {"z = 1.0", "z = 0.55"}),
        ("z = 0.0", {"z = 1.0"}),
        ("z = np.sum(x, axis=1, keepdims=True)", {
            "z = np.mean(x, axis=1, keepdims=True)", "z = np.sum(x, axis=0, keepdims=True)",
            "z = np.sum(x, keepdims=True)", "z = np.sum(x, axis=1, keepdims=False)", "z = x",
        }),
        ("z = x.T", {"z = x"}),
        ("z = x.reshape(y, -1)", {"z = x.reshape(-1, y)", "z = x", "z = x.reshape(y, 1)"}),
        ("z = np.max(np.exp(x))", {"z = np.min(np.exp(x))", "z = np.max(np.log(x))", "z = np.max(x)"}),
        ("z = np.zeros((x, 1))", {"z = np.ones((x, 1))", "z = np.zeros((1, x))", "z = np.zeros((x, 2))"}),
        ("z = min(x)", {"z = max(x)", "z = x"}),
        ("for i in range(x):\n    y()", {
            "for i in range(x + 1):", "for i in range(x - 1):", "for i in range(1, x):", "pass",
        }),
        ("z = x[1:y]", {"z = x[1 + 1:y]", "z = x[1:y - 1]"}),
        ("z = x[:, -1]", {"z = x[1:, -1]", "z = x[:-1, -1]", "z = x[:, 1]", "z = x[:, -2]"}),
        ("if x:\n    z = 1\nelse:\n    z = 2", {"if True:", "if False:"}),
        ("z = x if y else 0", {"z = x", "z = 0"}),
        ("z = [i for i in x if i]", {"z = [i for i in x]"}),
        ("return x, y", {"return (y, x)", "return (-x, y)", "return (x, -y)", "return None"}),
        ('return {"a": x, "b": y}', {"return {'a': y, 'b': x}", "return {'a': -x, 'b': y}"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_line_is_changed_in_these_ways(body: str, expected: set[str]) -> None:
    assert expected <= changed(body)


@pytest.mark.parametrize("body", ["pass", '"""A text: 1 + 1."""', "return"])
def test_what_does_nothing_has_no_mutants(body: str) -> None:
    assert changed(body) == set()


def test_nothing_but_the_region_is_changed() -> None:
    for mutant in mutants(
        "def f(x, y=2):\n    z = 1\n    ### BEGIN SOLUTION\n    return z + y\n    ### END SOLUTION\n"
    ):
        assert mutant.text.startswith("def f(x, y=2):\n    z = 1\n") and mutant.line == 4


def test_each_mutant_is_valid_differs_and_comes_once(tree: Tree) -> None:
    for path in tree.sources:
        for exercise in read_source(path).exercises.values():
            texts = [mutant.text for mutant in mutants(exercise.solution.text)]
            assert len(set(texts)) == len(texts) > 0
            for text in texts:
                compile(text, str(path), "exec")


# ---------------------------------------------------------------------------------------- grading, with a small source

WEAK = ("assert close(twice(x), expected)", "assert twice(x).shape == x.shape")  # 2 + x and 2 * x are equal at 2


def weaker(source_file: Path) -> Source:
    source_file.write_text(source_file.read_text("utf-8").replace(*WEAK), encoding="utf-8")
    return read_source(source_file)


def test_good_tests_catch_every_mutant(source: Source, author_server: KernelServer) -> None:
    result = grade_mutants(source, author_server)
    assert (result.survivors, result.rate, result.ok) == ((), 1.0, True)
    assert {exercise for exercise, _ in result.caught} == {"half", "twice", "q1"}


def test_a_survivor_is_shown_with_its_line(source_file: Path, author_server: KernelServer) -> None:
    result = grade_mutants(weaker(source_file), author_server)
    assert [(exercise, mutant.after) for exercise, mutant in result.survivors] == [("twice", "return 2 + x")]
    assert result.rate < module.GOAL and not result.ok
    printed = "\n".join(lines_about(result))
    line = 1 + source_file.read_text("utf-8").splitlines().index("    return 2 * x")
    assert f"{source_file}:{line}: survives the tests of 'twice'" in printed


ENTRY = '[[equivalent]]\nexercise = "twice"\nbefore = "return 2 * x"\nafter = "{}"\nwhy = "A test of the list."\n'


def test_a_listed_mutant_counts_as_equivalent(source_file: Path, author_server: KernelServer) -> None:
    source = weaker(source_file)
    equivalents_file(source).write_text(ENTRY.format("return 2 + x"), encoding="utf-8")
    result = grade_mutants(source, author_server)
    assert [entry.why for entry in result.equivalents] == ["A test of the list."]
    assert (result.survivors, result.problems, result.ok) == ((), (), True)


def test_a_listed_mutant_that_is_caught_or_gone_is_an_error(source: Source, author_server: KernelServer) -> None:
    equivalents_file(source).write_text(ENTRY.format("return 2 / x") + ENTRY.format("return y"), encoding="utf-8")
    result = grade_mutants(source, author_server)
    assert not result.ok
    assert [problem.partition(": ")[2] for problem in result.problems] == [
        "'return 2 / x' in 'twice' is caught: take it off the list",
        "'return y' in 'twice' is no mutant: take it off the list",
    ]


@pytest.mark.parametrize("text", ["[[equivalent]]\nexercise = 'half'\n", "[[other]]\n", "["])
def test_a_list_that_is_not_well_formed_is_named(source: Source, text: str) -> None:
    equivalents_file(source).write_text(text, encoding="utf-8")
    with pytest.raises(GraderError, match=r"01_test\.mutants\.toml: each entry is"):
        read_equivalents(source)


def test_endless_loops_and_dead_kernels_are_caught_and_the_bench_goes_on(
    source: Source, author_server: KernelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbench, "ANSWER_SECONDS", 0.5)
    with Workbench(source, author_server, tmp_path) as bench:
        bench.check()
        assert bench.fault("half", "def half(x):\n    while True: pass") != ""
        assert bench.fault("half", "import os\n\ndef half(x):\n    os._exit(1)") != ""
        assert bench.fault("half", "def half(x):\n    return x * 0.5") == ""
        assert "half(4) is 2." in bench.fault("half", "def half(x):\n    return x")
        bench.check()


def test_a_solution_that_fails_its_tests_is_named(source_file: Path, author_server: KernelServer) -> None:
    source_file.write_text(source_file.read_text("utf-8").replace("return x / 2", "return x / 4", 1), encoding="utf-8")
    with pytest.raises(GraderError, match=r"01_test\.py:\d+: the solution of 'half' fails its tests"):
        grade_mutants(read_source(source_file), author_server)
