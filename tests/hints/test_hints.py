"""That wrong answers get the right hint, at least seven in ten, and hardly ever a wrong one."""

from __future__ import annotations

import pytest

from .corpus import examine, notebooks, problems, read_answers, read_notebook, total

pytestmark = pytest.mark.content
PART = 4  # one answer in so many is tried here; `make hints` tries all
RIGHT, WRONG = 0.7, 0.03  # of the answers that are refused


@pytest.mark.parametrize("notebook", notebooks())
def test_the_hints_that_are_expected_are_there(notebook: str) -> None:
    assert list(problems(read_notebook(notebook), read_answers(notebook))) == []


def test_wrong_answers_in_other_styles_get_the_right_hint() -> None:
    found = total(examine({notebook: read_answers(notebook)[::PART] for notebook in notebooks()}).values())
    assert found.passed == []
    assert len(found.right) >= RIGHT * len(found.refused), f"{len(found.right)} of {len(found.refused)}"
    assert len(found.wrong) <= WRONG * len(found.refused), found.wrong
