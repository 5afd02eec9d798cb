"""Each submission is graded once, and again only where it changed."""

from __future__ import annotations

from pathlib import Path

from grader.classroom.autograde import autograde
from grader.classroom.course import open_course
from tests.abuse.course import ASSIGNMENT, submit_answers
from tests.courses import scores


def check(course: Path) -> None:
    for student in ("ada", "eve"):
        submit_answers(course, student, {})
    for attempt in range(3):
        submit_answers(course, "eve", {"scale": f"scale = lambda x, factor: x + {attempt}"})
        summary = autograde(open_course(course), ASSIGNMENT, jobs=1)
        assert [grade.student for grade in summary.grades] == (["eve"] if attempt else ["ada", "eve"])
        assert autograde(open_course(course), ASSIGNMENT, jobs=1).grades == []
    assert scores(course) == {"ada": 9.0, "eve": 5.0}
