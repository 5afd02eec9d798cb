"""Grading one notebook: outcomes and their reasons, partial scores, and that one broken exercise costs only itself."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_output

from grader.authoring import notebooks
from grader.authoring.notebooks import to_text
from grader.authoring.prove import prove_exercises, prove_whole
from grader.authoring.source import Source, read_source
from grader.kernel.limits import MIB, Limits
from grader.kernel.server import KernelServer
from grader.verdict import hidden
from grader.verdict.grade import grade_notebook
from grader.verdict.hidden import said
from grader.verdict.results import CellGrade, NotebookGrade, Outcome, SubmissionGrade
from grader.verdict.score import partial_score
from tests.conftest import SOURCE

RIGHT = {"half": "def half(x):\n    return x / 2", "twice": "def twice(x):\n    return x + x", "q1": 'q1 = "B"'}
LIMITS = Limits(cell_seconds=3, memory_bytes=700 * MIB, output_bytes=MIB)


def run(source: Source, server: KernelServer, folder: Path, mode: str = "examiner", **answers: str) -> NotebookGrade:
    """Grade a notebook with right answers but for these."""
    data = to_text(notebooks.submission(source, {**RIGHT, **answers})).encode()
    released = notebooks.released(source)
    if mode == "kernel":
        released = dataclasses.replace(released, paper=None)
    result = grade_notebook(released, data, folder, server, LIMITS)
    assert result.error == ""
    return result


def grade(
    source: Source, server: KernelServer, folder: Path, mode: str = "examiner", **answers: str
) -> dict[str, CellGrade]:
    return {cell.exercise: cell for cell in run(source, server, folder, mode, **answers).cells}


modes = pytest.mark.parametrize("mode", ["kernel", "examiner"])


@modes
def test_right_answers_get_all_points(source: Source, server: KernelServer, tmp_path: Path, mode: str) -> None:
    cells = grade(source, server, tmp_path, mode)
    assert [(cell.score, cell.max_score, cell.outcome) for cell in cells.values()] == [
        (3, 3, Outcome.CORRECT), (2, 2, Outcome.CORRECT), (1, 1, Outcome.CORRECT)
    ]  # fmt: skip
    assert cells["half"].title == "Exercise 1 · Half"


WRONG = {
    "a wrong answer": ("def half(x):\n    return 1", Outcome.WRONG, "half(4) is 2."),
    "a known mistake": ("def half(x):\n    return x // 2", Outcome.WRONG, "Odd numbers have a half, too."),
    "nothing done": ("def half(x):\n    raise NotImplementedError()", Outcome.NOT_ATTEMPTED, "not attempted yet"),
    "an error": ("def half(x):\n    return y", Outcome.CRASHED, "NameError: name 'y' is not defined"),
    "a syntax error": ("def half(x:\n", Outcome.CRASHED, "Your cell: SyntaxError"),
    "an endless loop": ("def half(x):\n    while True: pass", Outcome.OUT_OF_TIME, "out of time"),
    "an endless cell": ("while True: pass", Outcome.OUT_OF_TIME, "Your cell: out of time"),
    "an endless cell that can't be interrupted": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass", Outcome.OUT_OF_TIME, "Your cell: out of time"),
    "too much memory": ("def half(x):\n    return bytearray(2 << 30)", Outcome.OUT_OF_MEMORY, "out of memory"),
    "a dead kernel": ("import os; os._exit(0)", Outcome.CRASHED, "Your cell: the program ended itself (exit code 0)"),
    "a kernel that dies in the test": ("import os\ndef half(x):\n    os.abort()", Outcome.CRASHED, "SIGABRT"),
    "a kernel shut down": ("get_ipython().kernel.do_shutdown(False); exit()", Outcome.CRASHED, ""),
    "too much output": ("while True: print('x' * 999)", Outcome.CRASHED, "printed or displayed more than 1 MiB"),
}  # fmt: skip


@modes
@pytest.mark.parametrize("case", WRONG)
def test_a_broken_exercise_costs_its_own_points_only(
    source: Source, server: KernelServer, tmp_path: Path, case: str, mode: str
) -> None:
    answer, outcome, message = WRONG[case]
    cells = grade(source, server, tmp_path, mode, half=answer)
    assert (cells["half"].score, cells["half"].outcome) == (0, outcome), cells["half"]
    assert message in cells["half"].message
    assert [cells["twice"].outcome, cells["q1"].outcome] == [Outcome.CORRECT, Outcome.CORRECT]


def test_a_known_mistake_is_recognised_and_an_unknown_one_is_not(
    source: Source, server: KernelServer, tmp_path: Path
) -> None:
    assert grade(source, server, tmp_path, half=WRONG["a known mistake"][0])["half"].hint == "// rounds down: use /."
    assert grade(source, server, tmp_path, half=WRONG["a wrong answer"][0])["half"].hint == ""


@modes
def test_prints_and_warnings_cost_nothing(source: Source, server: KernelServer, tmp_path: Path, mode: str) -> None:
    noisy = "import sys, warnings\ndef half(x):\n    print('hello'); sys.stderr.write('noise'); warnings.warn('careful')\n    return x / 2"
    assert grade(source, server, tmp_path, mode, half=noisy)["half"].score == 3


def test_a_kernel_that_swallows_failures_is_flagged_and_not_scored(
    source: Source, server: KernelServer, tmp_path: Path
) -> None:
    cheat = "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])"
    cells = grade(source, server, tmp_path, "kernel", half=cheat, twice="")
    assert all(cell.score == 0 and cell.outcome is Outcome.MANUAL and cell.flag for cell in cells.values())


CHEATS = {
    "a transformer that empties cells": "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
    "an examiner's answers replaced": "from inside import wire\nwire.Peer.serve = lambda self: None",
    "a closed channel": "import os\nfor number in range(3, 200):\n    try: os.close(number)\n    except OSError: pass",
    "no more JSON": "import json\njson.dumps = json.loads = None",
    "a kernel without handlers": "get_ipython().kernel.shell_handlers.clear()",
    "numbers that are equal to all": "class half(int):\n    __eq__ = __ge__ = lambda self, other: True",
    "a patched comparison": "import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True\ndef half(x): return 7",
}


@pytest.mark.parametrize("case", CHEATS)
def test_no_cheat_earns_a_point_or_costs_another_exercise(
    source: Source, server: KernelServer, tmp_path: Path, case: str
) -> None:
    cells = grade(source, server, tmp_path, half=CHEATS[case])
    assert cells["half"].score == 0
    assert [cells["twice"].score, cells["q1"].score] == [2, 1], cells


CALLING = SOURCE.replace("    return 2 * x\n    ### END", "    return 4 * half(x)\n    ### END")
WRONG_HALF = "def half(x):\n    return x + 1"


@pytest.fixture
def calling(source_file: Path) -> Source:
    """The notebook, with an answer to the second exercise that calls the first."""
    assert CALLING != SOURCE
    source_file.write_text(CALLING, encoding="utf-8")
    return read_source(source_file)


def test_an_exercise_that_calls_a_wrong_answer_earns_its_points(
    calling: Source, server: KernelServer, tmp_path: Path
) -> None:
    twice = "def twice(x):\n    return 4 * half(x)"
    cells = grade(calling, server, tmp_path, half=WRONG_HALF, twice=twice)
    assert (cells["half"].score, cells["twice"].score) == (0, 2)
    assert "our answer in the place" in cells["twice"].message
    wrong = grade(calling, server, tmp_path, half=WRONG_HALF, twice="def twice(x):\n    return 5 * half(x)")
    assert (wrong["half"].score, wrong["twice"].score) == (0, 0)


def test_who_ends_the_kernel_on_a_second_chance_takes_none_from_others_that_call_the_same(
    source_file: Path, server: KernelServer, tmp_path: Path
) -> None:
    start, end = CALLING.index("# %% [markdown]\n# ## Exercise 2"), CALLING.index("# %% demo")
    third = CALLING[start:end].replace("twice", "double").replace("Exercise 2 · Twice", "Exercise 3 · Double")
    source_file.write_text(CALLING[:end] + third + CALLING[end:], encoding="utf-8")
    ends = "import os\ndef twice(x):\n    return os._exit(1) if half(4) == 2 else 4 * half(x)"
    answers = {"half": WRONG_HALF, "twice": ends, "double": "def double(x):\n    return 4 * half(x)"}
    cells = grade(read_source(source_file), server, tmp_path, **answers)
    assert [cells[name].score for name in ("half", "twice", "double")] == [0, 0, 2]


NO_WAY_UP = {
    "of an exercise that is blank": {"half": "", "twice": "def twice(x):\n    return 4 * half(x)"},
    "of a later exercise": {"half": "def half(x):\n    return twice(x) / 4", "twice": "def twice(x):\n    return None"},
    "of a letter": {"q1": 'q1 = "A"', "half": "def half(x):\n    return x / 2 if q1 == 'B' else None"},
    "of what the reference answer doesn't call": {
        "twice": "def twice(x):\n    return None",
        "half": "def half(x):\n    return twice(x) / 4",
    },
}


@pytest.mark.parametrize("case", NO_WAY_UP)
def test_no_reference_answer_stands_in(calling: Source, server: KernelServer, tmp_path: Path, case: str) -> None:
    cells = grade(calling, server, tmp_path, **NO_WAY_UP[case])
    assert not any("our answer in the place" in cell.message for cell in cells.values())
    assert all(cells[name].score == 0 for name in NO_WAY_UP[case]), cells


@modes
@pytest.mark.parametrize(
    "last", ["half = half(4)", "q1 = 'A'", "def half(x):\n    return 7", "del half, twice", "half = twice = None"]
)
def test_what_stands_below_changes_no_verdict(
    source: Source, server: KernelServer, tmp_path: Path, mode: str, last: str
) -> None:
    notebook = notebooks.submission(source, RIGHT)
    notebook.cells.append(new_code_cell(last))
    released = (
        notebooks.released(source)
        if mode == "examiner"
        else dataclasses.replace(notebooks.released(source), paper=None)
    )
    assert grade_notebook(released, to_text(notebook).encode(), tmp_path, server, LIMITS).score == 6


def test_a_helper_means_what_it_meant_when_its_test_was_reached(
    source: Source, server: KernelServer, tmp_path: Path
) -> None:
    answers = {
        "half": "def divide(x, y):\n    return x / y\ndef half(x):\n    return divide(x, 2)",
        "twice": "divide = 3\ndef twice(x):\n    return x + x",
    }
    assert [cell.score for cell in grade(source, server, tmp_path, **answers).values()] == [3, 2, 1]


FLOODS = {
    "output": "while True: print('x' * 10**5)",
    "sleep": "import time; time.sleep(60)",
    "a loop": "while True: pass",
    "a loop that can't be interrupted": "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_no_reply_is_taken_for_another_ones(source: Source, server: KernelServer, tmp_path: Path, flood: str) -> None:
    """What is tested after a test that was given up gets its own verdict and its own hint."""
    late = f"def half(x):\n    if x != 4:\n        {FLOODS[flood]}\n    return x / 2"
    wrong = "def twice(x):\n    return x * x"
    cells = grade(source, server, tmp_path, half=late, twice=wrong, q1='q1 = "C"')
    assert [cell.score for cell in cells.values()] == [0, 0, 0]
    assert cells["twice"].hint.startswith("This squares") and cells["q1"].hint == "In the evening, at most."


def test_what_a_hidden_test_hands_over_comes_back_in_no_output(
    source: Source, server: KernelServer, tmp_path: Path
) -> None:
    """The hidden test calls half(3); the visible one half(4)."""
    leak = (
        "seen = []\ndef half(x):\n    seen.append(x)\n    print('called with', x)\n"
        "    if x == 3: raise ValueError(f'hidden {x}')\n    return x / 2"
    )
    late = "def twice(x):\n    raise ValueError(str(seen))"
    result = run(source, server, tmp_path, half=leak, twice=late)
    shown = (result.notebook.split("nbformat")[0], *(cell.message for cell in result.cells))
    assert "called with 4" in shown[0] and "called with 3" not in shown[0]
    assert not any("hidden 3" in text or "[4, 3" in text for text in shown)
    assert result.cells[0].message == "ValueError: raised while a hidden test called it"


CARRIERS = {
    "the class's name": "raise type(f'arg is {x} 73133', (Exception,), {})('')",
    "the text of a NameError": "raise NameError(f'arg is {x} 73133')",
    "the text of a NotImplementedError": "raise NotImplementedError(f'arg is {x} 73133')",
    "the name of an AssertionError": "raise type(f'AssertionError {x} 73133', (AssertionError,), {})(f'{x} 73133')",
    "the text of a MemoryError": "raise MemoryError(f'{x} 73133')",
    "an exit code": "import os; os._exit(73)",
    "a signal": "import os; os.kill(os.getpid(), 12)",
    "what the test's own error repeats": "return f'{x} 73133'",
    "a warning": "import warnings; warnings.warn(f'{x} 73133')",
    "a display": "from IPython.display import display; display(f'{x} 73133')",
    "a file's descriptor": "import os; os.write(1, b'73133'); os.write(2, b'73133')",
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_nothing_that_a_hidden_test_hands_over_is_carried_out(
    source: Source, server: KernelServer, tmp_path: Path, carrier: str
) -> None:
    result = run(source, server, tmp_path, half=f"def half(x):\n    if x == 4: return 2\n    {CARRIERS[carrier]}")
    shown = json.dumps([cell.get("outputs") for cell in json.loads(result.notebook)["cells"]])
    told = [shown, *(f"{cell.message} {cell.hint}" for cell in result.cells)]
    assert result.cells[0].score == 0
    assert not any("73" in text or "arg is" in text or "SIGUSR" in text for text in told), told


DESCRIBED = """### BEGIN HIDDEN TESTS
from companion.testing import describing
for x in (3, 10):
    with describing("an odd number" if x == 3 else f"x = {x}"):
        assert half(x) == x / 2, "Odd numbers have a half, too."
"""
FAILING = {
    "raise UnboundLocalError(str(x))": "UnboundLocalError: raised while a hidden test called it (with an odd number)",
    "return x // 2": "Odd numbers have a half, too. (with an odd number)",
    "return x / 2 if x < 10 else None": "Odd numbers have a half, too. (with x = …)",
    "raise NotImplementedError(x)": "not attempted yet",
}


@pytest.mark.parametrize("answer", FAILING)
def test_the_kind_of_inputs_that_a_hidden_test_failed_with_is_told_without_values(
    source_file: Path, server: KernelServer, tmp_path: Path, answer: str
) -> None:
    text = source_file.read_text()
    source_file.write_text(text.replace("### BEGIN HIDDEN TESTS\n", DESCRIBED, 1))
    result = run(
        read_source(source_file), server, tmp_path, half=f"def half(x):\n    if x == 4: return 2\n    {answer}"
    )
    assert result.cells[0].message == FAILING[answer]


def test_of_an_assertion_in_a_hidden_test_its_own_words_are_told() -> None:
    source = "assert f(1) == 2, f'W{n} is {value}: wrong'\nassert g, 'plain'\nwhy = {'A': 'because'}\nassert q, why[x]\nnp.testing.assert_allclose(a, b)"
    assert said("W1 is 3.25: wrong", source) == "W… is …: wrong"
    assert said("plain", source) == "plain" and said("because", source) == "because"
    assert said("Not equal to tolerance rtol=1e-07\nDESIRED: 52801", source) == ""
    assert said("anything else", "assert (") == ""


def test_an_assertion_takes_no_words_of_another_one() -> None:
    source = "assert a, f'{x} is wrong'\nfor y, text in ((1, 'kept elsewhere'),):\n    assert (\n        y\n    ), text\nassert b, 'shapes'"
    assert said("shapes", source, 6) == "shapes" and said("kept elsewhere", source, 4) == "kept elsewhere"
    assert said("shapes is wrong", source, 1) == "… is wrong"
    both = "assert a, f'{x}s'\nassert b, 'shapes'\nassert c, {'shape': 'kept'}[k]"
    assert said("shapes", both, 1) == "…s" and said("shapes", both) == "shapes" and said("kept", both, 3) == "kept"


@pytest.mark.parametrize(
    ("message", "parts", "could"),
    [
        ("a-b-c", ["a", "b", "c"], True), ("abc", ["a", "b", "c"], True), ("ab", ["a", "b", "b"], False), ("aba", ["ab", "ba"], False),
        ("xaxbx", ["", "a", "b", ""], True), ("xbxax", ["", "a", "b", ""], False), ("", ["", ""], True), ("a", ["a"], True), ("ab", ["a"], False),
        ("ab" * 50_000, ["", "a", "a", "a", "c"], False),
    ],
)  # fmt: skip
def test_a_message_could_be_a_text_with_something_filled_in(message: str, parts: list[str], could: bool) -> None:
    assert hidden.could_become(message, parts) == could


def test_a_text_of_filled_in_parts_alone_takes_no_other_text_s_words() -> None:
    source = 'for kind in "dW", "db":\n    assert kind, f"{kind}{1}"\n    assert kind, f"{kind}1: look at its shape"'
    assert said("db1: look at its shape", source) == "…1: look at its shape"
    assert said("db1", source) == ""


SCORES = {
    "1.5": (1.5, False), "0": (0, False), "3": (3, False), "np.float64(0.5)": (0.5, False), "np.int64(2)": (2, False), "1e0": (1, False),
    "4": (0, True), "-1": (0, True), "nan": (0, True), "inf": (0, True), "-inf": (0, True), "1e309": (0, True), "'text'": (3, False), "None": (3, False),
}  # fmt: skip


@pytest.mark.parametrize("text", SCORES)
def test_a_partial_score_is_a_finite_number_in_range_or_flagged(text: str) -> None:
    score, flagged = SCORES[text]
    cell = new_code_cell("", outputs=[new_output("execute_result", data={"text/plain": text})])
    found, note = partial_score(cell, 3.0)
    assert (found, bool(note)) == (score, flagged)
    assert math.isfinite(found)


FILES = {
    "no JSON": (b"{", "invalid JSON"), "empty": (b"", "empty"), "no notebook": (b"[1, 2]", "no Jupyter notebook"), "newer": (b'{"nbformat": 5}', "newer"),
    "no cells": (b'{"nbformat": 4, "cells": 3}', "no list of cells"), "NUL bytes": (b"\x00\x01\x02", "invalid JSON"), "Latin-1": (b'{"a": "\xe9"}', "UTF-8"),
    "deep": (b"[" * 100_000, "nested too deeply"), "cut off": (b'{"nbformat": 4, "cells": [{"cell_type": "code", "sour', "invalid JSON"),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_notebook_is_an_error_with_a_reason(source: Source, tmp_path: Path, case: str) -> None:
    data, reason = FILES[case]
    result = grade_notebook(notebooks.released(source), data, tmp_path, None)
    assert reason in result.error and result.cells == ()


def test_an_older_notebook_format_is_upgraded(source: Source, server: KernelServer, tmp_path: Path) -> None:
    import nbformat

    notebook = notebooks.submission(source, RIGHT)
    data = nbformat.writes(nbformat.convert(notebook, 3), version=3).encode()
    result = grade_notebook(notebooks.released(source), data, tmp_path, server)
    assert (result.error, result.score) == ("", 6)


def test_grades_survive_a_round_trip_as_json() -> None:
    cell = CellGrade("test_a", "a", "A", 2.0, None, Outcome.MANUAL, "m", "h", "a_1", "f", 0.5)
    grade = SubmissionGrade("s", "a", (NotebookGrade("n", (cell,), ("r",), "", 1.0, "", ("a",)),), "", {"n": "x"})
    assert SubmissionGrade.from_json(grade.to_json()) == grade


TAKES_FUNCTION = '''\
# ---
# title: Functions as arguments
# minutes: 5
# ---
# %%
import numpy as np
# %% [markdown]
# ## Exercise 1 · Slope  (2 points, ~5 min, ●○○)
# %% solution="slope"
def slope(f, x):
    """The slope of f at x, measured."""
    ### BEGIN SOLUTION
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
    ### END SOLUTION
# %% tests="slope" points=2
assert abs(slope(lambda x: x**2, 3.0) - 6) < 1e-3, "The slope of the square of x at 3 is 6."
### BEGIN HIDDEN TESTS
assert abs(slope(lambda x: x**3, 2.0) - 12) < 1e-3, "Other functions have slopes, too."
### END HIDDEN TESTS
# %% mistake="slope"
def slope(f, x):
    """That is the value."""
    return f(x)
# %% mistake="slope"
def slope(f, x):
    """Twice the step is between the two values."""
    return (f(x + 1e-5) - f(x - 1e-5)) / 1e-5
# %% mistake="slope"
def slope(f, x):
    """The step is missing."""
    return f(x + 1e-5) - f(x - 1e-5)
'''


def test_mistakes_of_functions_that_take_functions_are_recognised(server: KernelServer, tmp_path: Path) -> None:
    path = tmp_path / "course0/week1_test/01_functions.py"
    path.parent.mkdir(parents=True)
    path.write_text(TAKES_FUNCTION, encoding="utf-8")
    source = read_source(path)
    assert prove_whole(source, server)[1] == []
    assert prove_exercises(source, server, list(source.exercises))[1] == []
