"""Turns the runs of a notebook's cells into grades: points, outcomes, and what to tell the student."""

from __future__ import annotations

import dataclasses
import math
import re

from nbformat import NotebookNode

from grader.kernel.session import DIED, ERROR, OK, TIMEOUT, TOO_MUCH_OUTPUT, CellRun
from grader.verdict.cells import flag, grade_id, is_test, points
from grader.verdict.rebuild import Released
from grader.verdict.results import CellGrade, Outcome
from grader.verdict.run import Remark

TAMPERED = "something in this notebook makes failing tests pass; a person has to grade it"
MEMORY_ERRORS = ("MemoryError", "_ArrayMemoryError", "ResourceExhaustedError")


def score_cells(
    released: Released, notebook: NotebookNode, runs: dict[int, CellRun], remarks: dict[int, Remark]
) -> tuple[tuple[CellGrade, ...], tuple[str, ...]]:
    """(a grade for each graded cell, the ids of solution cells that were left as released)."""
    originals = {grade_id(cell): cell.source for cell in released.cells}
    grades: list[CellGrade] = []
    unanswered: list[str] = []
    answers: list[int] = []  # the solution cells since the last test: several tests may follow an answer
    answered = False
    for number, cell in enumerate(notebook.cells):
        name = grade_id(cell)
        if not name:
            continue
        unchanged = cell.source.strip() == originals[name].strip()
        if flag(cell, "solution") and unchanged:
            unanswered.append(name)
        title = released.titles.get(name) or name
        if is_test(cell):
            exercise = grade_id(notebook.cells[answers[-1]]) if answers else ""
            own = [runs[each] for each in answers if each in runs]
            remark = remarks.get(number, Remark())
            grades.append(_grade_test(cell, runs.get(number, CellRun(OK)), own, exercise, title, remark))
            answered = True
        elif flag(cell, "grade"):
            outcome = Outcome.NOT_ATTEMPTED if unchanged else Outcome.MANUAL
            # As nbgrader has it: an answer for a person to grade is 0 by itself only where the cell is the student's
            # to fill.
            score = 0.0 if unchanged and flag(cell, "solution") else None
            grades.append(
                CellGrade(name, name, title, points(cell), score, outcome if score == 0.0 else Outcome.MANUAL)
            )
        elif flag(cell, "task"):
            grades.append(CellGrade(name, name, title, points(cell), None, Outcome.MANUAL))
        if flag(cell, "solution") and cell.cell_type == "code":
            answers = [*([] if answered else answers), number]
            answered = False
    return tuple(grades), tuple(unanswered)


def _grade_test(
    cell: NotebookNode, run: CellRun, answers: list[CellRun], exercise: str, title: str, remark: Remark
) -> CellGrade:
    most = points(cell)
    grade = CellGrade(grade_id(cell), exercise, title, most, 0.0, Outcome.WRONG, seconds=run.seconds)
    if run.tampered:
        return dataclasses.replace(grade, outcome=Outcome.MANUAL, message=TAMPERED, flag=TAMPERED)
    if run.status == OK:
        score, note = partial_score(cell, most)
        outcome = Outcome.CORRECT if score == most else Outcome.PARTIAL if score else Outcome.WRONG
        return dataclasses.replace(grade, score=score, outcome=outcome, message=remark.note, flag=note)
    outcome, message = _explain(run)
    cause = next((each for each in answers if each.status != OK), None)
    if cause is not None and outcome is not Outcome.WRONG:
        # The test failed because the answer's own cell did: that is the reason that helps.
        outcome, message = _explain(cause)
        message = f"Your cell: {message}" if outcome is not Outcome.NOT_ATTEMPTED else message
    return dataclasses.replace(grade, outcome=outcome, message=message, hint=remark.hint, mistake=remark.mistake)


def _explain(run: CellRun) -> tuple[Outcome, str]:
    """The outcome that a failed run stands for, and what to tell the student."""
    if run.status == ERROR:
        text = " ".join(run.evalue.split()) or "no message"
        if run.ename == "AssertionError" and not run.student:
            return Outcome.WRONG, text
        if run.ename == "NotImplementedError":
            return Outcome.NOT_ATTEMPTED, "not attempted yet"
        if run.ename in MEMORY_ERRORS:
            return Outcome.OUT_OF_MEMORY, f"out of memory ({text})"
        return Outcome.CRASHED, f"{run.ename}: {text}"
    if run.status == TIMEOUT or run.reason == "out of CPU time":
        return Outcome.OUT_OF_TIME, run.reason
    if run.reason == "out of memory":
        return Outcome.OUT_OF_MEMORY, run.reason
    assert run.status in (DIED, TOO_MUCH_OUTPUT)
    return Outcome.CRASHED, run.reason


NUMBER = re.compile(r"^(?:np\.(?:float|int)\d+\()?([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?inf|nan)\)?$", re.I)


def partial_score(cell: NotebookNode, most: float) -> tuple[float, str]:
    """(score, note) of a tests cell that ran to its end: its last expression, where that is a number, is the score,
    as in nbgrader.

    A number that is not finite or not between 0 and the points is an error of the test or a trick: it gives 0, and a
    note for the instructor.
    """
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    if len(results) > 1:
        return 0.0, "the tests gave more than one result, of which a cell has one; a person has to look"
    for output in results:
        match = NUMBER.match(str(output.data.get("text/plain", "")).strip())
        if not match:
            return most, ""
        value = float(match[1])
        value = most if math.isclose(value, most, rel_tol=1e-9) else value  # a sum of parts, rounded
        if not math.isfinite(value) or not 0 <= value <= most:
            return 0.0, f"the tests gave a score of {match[1]}, which is not between 0 and {most:g}"
        return value, ""
    return most, ""
