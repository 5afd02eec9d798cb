"""No student's notebook costs another student, the machine or the truth of a score anything: the cases of tests/abuse.

Each is checked for five things: (a) the attacked exercise earns nothing, (b) the student's others are graded, (c) other
students' results are those of a class without attacks, (d) nothing on the machine has changed, (e) the feedback page
holds no hidden test, no script, and a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.abuse import proof
from tests.abuse.cases import Case, read_cases
from tests.abuse.course import HONEST
from tests.abuse.grading import MODES, ClassRun, check_alone, grade_class, problems, told

CASES = read_cases()
CHOSEN = proof.drawn(CASES)
pytestmark = pytest.mark.abuse


@pytest.fixture(scope="module", autouse=True)
def _kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep that all cases were tried, where they were, and nothing failed."""
    failed = request.session.testsfailed
    yield
    mine = [item for item in request.session.items if item.path == request.path]
    if len(CHOSEN) == len(CASES) and len(mine) > 2 * len(CASES) and request.session.testsfailed == failed:
        proof.keep(CASES)


@pytest.fixture(scope="module", params=MODES)
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[ClassRun, ClassRun]:
    """(the class with all abusers, its honest students alone), graded."""
    folder = tmp_path_factory.mktemp(request.param)
    abused = grade_class(folder / "abused", request.param, [case for case in CHOSEN if not case.alone])
    return abused, grade_class(tmp_path_factory.mktemp("clean") / "clean", request.param, [])


@pytest.mark.parametrize("case", [case for case in CHOSEN if not case.alone], ids=lambda case: case.name)
def test_a_case_holds_or_falls_as_documented(runs: tuple[ClassRun, ClassRun], case: Case) -> None:
    found = problems(case, *runs)
    assert case.as_documented(runs[0].mode, "".join(found)), found


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", [case for case in CHOSEN if case.alone], ids=lambda case: case.name)
def test_a_case_with_runs_of_its_own_holds(tmp_path: Path, case: Case, mode: str) -> None:
    assert check_alone(case, mode, tmp_path / "course") == ""


def test_the_honest_class_is_graded_as_it_was_meant(runs: tuple[ClassRun, ClassRun]) -> None:
    _, clean = runs
    totals = {student: clean.scores[student]["score"] for student in HONEST}
    right = dict.fromkeys(("a00_honest", "d99_honest", "h99_honest"), 9.0)
    wrong = {
        "a99_honest": 5.0,
        "b99_honest": 7.0,
        "c99_honest": 8.0,
        "e99_honest": 5.0,
        "f99_honest": 0.0,
        "g99_honest": 7.0,
    }
    assert totals == {**right, **wrong} and clean.changes == []


ELSEWHERE = {
    56: "test_grade.py: no reply is taken for another one's",
    57: "test_grade.py: no reference answer stands in upwards, or for data",
    59: "test_tensorflow.py: helpers of ours that are replaced in the kernel say nothing",
    63: "test_wire.py: a poisoned generator changes nothing",
    64: "test_canary.py: canaries leave other people's objects alone; test_grade.py: what stands below changes no verdict",
}


def test_every_number_of_the_catalogue_has_a_case_or_a_reason_for_having_none() -> None:
    covered = {number for case in CASES for number in case.abuse}
    assert covered | set(ELSEWHERE) == set(range(1, 65))
    for case in CASES:
        assert case.does and (case.kernel != "falls" or (case.falls and case.why)), case.name


def test_a_leak_is_found_in_plain_text_backwards_and_in_hexadecimal() -> None:
    for text in ("x = 52801", "10825", b"SECRET_half".hex(), "np.random.seed( 73133)"):
        assert told(f"<p>{text}</p>"), text
    assert told("<p>half(4) is 2. Each number, times the factor.</p>") == []
