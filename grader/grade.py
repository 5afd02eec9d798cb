"""Grades one notebook: run the student's cells, examine each exercise, say what came out.

Functions of plain values.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import math
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import nbformat
from nbformat import NotebookNode

from . import canary
from .errors import GraderError
from .examine import UNSEEN, Examination
from .kernels import KernelServer
from .limits import Limits
from .paper import Paper
from .rebuild import Released, clear_hidden_tests, flag, grade_id, parse_notebook, rebuild
from .results import CellGrade, NotebookGrade, Outcome
from .session import DIED, ERROR, FORGET, OK, TIMEOUT, TOO_MUCH_OUTPUT, CellRun, KernelSession


class Examiner(Protocol):
    """Forms the verdict on one exercise, after the student's cells above have run in `session`."""

    def examine(self, session: KernelSession, cell: NotebookNode, seconds: float) -> CellRun: ...

    def trustworthy(self, session: KernelSession) -> bool:
        """Whether the verdicts formed in this session, up to now, can be believed."""
        ...


class KernelExaminer:
    """Runs the tests in the student's kernel, as nbgrader does, where the student's code can reach them.

    Some of them, drawn at random, run once more with one assertion turned round, before or after; and after the last
    comes a test that must fail. Where such a canary passes beside the test that it is the opposite of, something in the
    kernel swallows failures: verdicts are worth nothing, and are flagged.
    """

    def __init__(self, tests: list[NotebookNode]) -> None:
        self.canaries = canary.choose(tests)
        self.last, self.caught = "", False

    def examine(self, session: KernelSession, cell: NotebookNode, seconds: float) -> CellRun:
        self.last = cell.source
        text, first = self.canaries.pop(grade_id(cell), ("", False)) if session.server is not None else ("", False)
        opposite = self._run(session, text, seconds) if text and first else None
        if opposite is not None and opposite.status not in (OK, ERROR):
            return opposite  # it does what the test does
        run = session.run(cell, seconds)
        if text and not first and run.status == OK and session.alive:
            opposite = self._run(session, text, seconds)
        self.caught |= opposite is not None and opposite.status == run.status == OK
        return run

    def _run(self, session: KernelSession, text: str, seconds: float) -> CellRun:
        run = session.run(nbformat.v4.new_code_cell(text, id="canary"), seconds)
        if session.alive:
            session.run(nbformat.v4.new_code_cell(FORGET, id="forget"), CANARY_SECONDS)
        return run

    def trustworthy(self, session: KernelSession) -> bool:
        last = nbformat.v4.new_code_cell(canary.plain(self.last), id="canary")
        return not self.caught and session.run(last, CANARY_SECONDS).ename == "AssertionError"


CANARY_SECONDS = 10.0


def grade_notebook(
    released: Released, submitted: bytes, files: Path, server: KernelServer | None, limits: Limits | None = None
) -> NotebookGrade:
    """Grade a submitted notebook file.

    released: the notebook with its hidden tests; submitted: the bytes of the file; files: the folder that becomes the
    kernel's working directory; server: the zygote, None for a plain kernel (then the tests run in it). A file that is
    no notebook gives a NotebookGrade whose `error` says why.
    """
    started = time.monotonic()
    limits = limits or Limits()
    try:
        notebook, repairs = rebuild(released, parse_notebook(submitted))
    except GraderError as error:
        return NotebookGrade(released.name, error=str(error))
    run: NotebookRun
    if released.paper is not None and server is not None:
        run = ExaminedRun(notebook, files, server, limits, released.paper)
    else:
        run = NotebookRun(notebook, files, server, limits)
    cells, unanswered = score_cells(released, notebook, run.run(), run.remarks)
    text = nbformat.writes(notebook)
    return NotebookGrade(released.name, cells, tuple(repairs), "", time.monotonic() - started, text, unanswered)


@dataclasses.dataclass
class Remark:
    """What is known about the verdict on a test besides: the mistake that the answer looks like, and a note."""

    mistake: str = ""
    hint: str = ""
    note: str = ""


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell's outputs decide a score by themselves."""
    return cell.cell_type == "code" and flag(cell, "grade") and not flag(cell, "solution")


SETTLE_SECONDS = 0.3
ENDED_TOO_OFTEN = "not run: the cells above ended the kernel too often"


class NotebookRun:
    """Runs a rebuilt notebook from top to bottom; a kernel that dies is replaced, so that the cells after it still
    count."""

    def __init__(
        self,
        notebook: NotebookNode,
        files: Path,
        server: KernelServer | None,
        limits: Limits,
        examiner: Examiner | None = None,
        demos: bool = False,
    ) -> None:
        self.notebook, self.files, self.server, self.limits = notebook, files, server, limits
        self.examiner = examiner or KernelExaminer([cell for cell in notebook.cells if is_test(cell)])
        self.done: dict[int, CellRun] = {}
        self.remarks: dict[int, Remark] = {}
        self.deadline = math.inf
        self.blamed: int | None = None
        skipped = set() if demos else {"demo"}
        self.todo = [
            number
            for number, cell in enumerate(notebook.cells)
            if cell.cell_type == "code" and cell.source.strip() and not skipped & set(cell.metadata.get("tags", []))
        ]

    def run(self) -> dict[int, CellRun]:
        """cell number -> how its run ended, for every code cell that had to run."""
        self.deadline = time.monotonic() + self.limits.notebook_seconds
        for _ in range(1 + self.limits.restarts):
            with KernelSession(self.server, self.files, self.limits) as session:
                if self._pass(session):
                    self._verify(session)
                    if session.alive or not self._passed():
                        return self.done
            for number in self._passed():  # nobody has looked whether this kernel could be believed
                del self.done[number]
        for number in self.todo:
            self.done.setdefault(number, CellRun(DIED, reason=ENDED_TOO_OFTEN))
        return self.done

    def _passed(self) -> list[int]:
        """The tests that passed."""
        return [
            number for number, run in self.done.items() if run.status == OK and is_test(self.notebook.cells[number])
        ]

    def _verify(self, session: KernelSession) -> None:
        """Flag the tests that passed, where they passed in a kernel that can't be believed."""
        passed = self._passed()
        if passed and session.alive and not self.examiner.trustworthy(session) and session.alive:
            for number in passed:
                self.done[number] = dataclasses.replace(self.done[number], tampered=True)

    def _seconds(self) -> float:
        return min(self.limits.cell_seconds, self.deadline - time.monotonic())

    def _pass(self, session: KernelSession) -> bool:
        """Run in order what is not done yet and, where a kernel died before, again what went well in it.

        False where this kernel dies on the way.
        """
        for number in self.todo:
            if number not in self.done:
                self.done[number] = self._run(session, self.notebook.cells[number])
                if self.done[number].status == DIED:
                    self.blamed = number
            elif not self._again(session, number):
                return False
            if not session.alive and number != self.todo[-1]:
                return False
        return True

    def _run(self, session: KernelSession, cell: NotebookNode) -> CellRun:
        seconds = self._seconds()
        if seconds <= 0:
            return CellRun(TIMEOUT, reason=f"not run: the notebook had used up its {self.limits.notebook_seconds:g} s")
        if is_test(cell):
            return self.examiner.examine(session, cell, seconds)
        return session.run(cell, seconds)

    def _again(self, session: KernelSession, number: int) -> bool:
        """Run a cell of the student's again in a new kernel; False where the kernel dies of it."""
        cell = self.notebook.cells[number]
        if self.done[number].status not in (OK, ERROR) or is_test(cell):
            return True
        session.run(copy.deepcopy(cell), max(0.1, self._seconds()))
        if not flag(cell, "locked"):
            time.sleep(SETTLE_SECONDS)  # "exit()" ends a kernel a moment after its cell
        if not session.alive:
            self.done[number] = CellRun(DIED, reason=f"{session.epitaph}, a moment after this cell")
            if self.blamed is not None:  # the cell during which it ended last time was only near
                self.done.pop(self.blamed, None)
                self.blamed = None
        return session.alive


class ExaminedRun(NotebookRun):
    """Runs a rebuilt notebook's cells, then has an examiner look at the answers: first the visible tests of all
    exercises, whose outputs the student sees, then the whole tests, of which nothing but the verdict leaves the kernel.

    An exercise that fails because it calls a wrong answer to an earlier one is examined again with the reference
    answer in that one's place.
    """

    def __init__(self, notebook: NotebookNode, files: Path, server: KernelServer, limits: Limits, paper: Paper) -> None:
        super().__init__(notebook, files, server, limits)
        self.zygote, self.paper = server, paper
        self.tests = [number for number in self.todo if is_test(notebook.cells[number])]
        self.todo = [number for number in self.todo if number not in self.tests]
        self.exercises = dict(zip(self.tests, map(self._exercise, self.tests), strict=True))
        self.seen: set[int] = set()

    def _exercise(self, test: int) -> str:
        """The exercise that a tests cell belongs to: the nearest answer above."""
        return next((grade_id(cell) for cell in reversed(self.notebook.cells[:test]) if flag(cell, "solution")), "")

    def run(self) -> dict[int, CellRun]:
        self.deadline = time.monotonic() + self.limits.notebook_seconds
        for _ in range(1 + self.limits.restarts):
            with self._start() as (examination, session):
                if self._pass(session) and session.alive and self._examine(session, examination):
                    self._recognise(session, examination)
                    break
            if any(self.done[number].reason == UNSEEN for number in self.tests if number in self.done):
                break
        for number in [*self.todo, *self.tests]:
            self.done.setdefault(number, CellRun(DIED, reason=ENDED_TOO_OFTEN))
        self._isolate()
        self._give_second_chance()
        return self.done

    @contextlib.contextmanager
    def _start(self) -> Iterator[tuple[Examination, KernelSession]]:
        with (
            Examination(self.zygote, self.files, self.paper, self.limits) as examination,
            KernelSession(self.zygote, self.files, self.limits, examination.channel) as session,
        ):
            yield examination, session

    def _examine(self, session: KernelSession, examination: Examination) -> bool:
        """Examine what is not examined yet; False where the kernel has to be replaced first."""
        for number in self.tests:
            if number not in self.done and number not in self.seen:
                shown = copy.deepcopy(self.notebook.cells[number])
                shown.source = clear_hidden_tests(shown.source)
                run = self._test(session, examination, number, shown)
                self.notebook.cells[number].outputs = shown.outputs
                if run.status == OK:
                    self.seen.add(number)
                else:
                    self.done[number] = run
                if not self._survived(session, number, run):
                    return False
        for number in self.tests:
            if number not in self.done:
                self.done[number] = run = self._verdict(session, examination, number)
                if not self._survived(session, number, run):
                    return False
        return True

    def _survived(self, session: KernelSession, number: int, run: CellRun) -> bool:
        """Whether the kernel can go on after a test."""
        if run.status == DIED:
            self.blamed = number  # until a cell turns out to end the kernel by itself
        return run.status in (OK, ERROR) and session.alive

    def _test(self, session: KernelSession, examination: Examination, number: int, cell: NotebookNode) -> CellRun:
        seconds = self._seconds()
        if seconds <= 0:
            return CellRun(TIMEOUT, reason=f"not run: the notebook had used up its {self.limits.notebook_seconds:g} s")
        return examination.test(session, self.exercises[number], cell, seconds)

    def _verdict(self, session: KernelSession, examination: Examination, number: int) -> CellRun:
        """Run a whole test. Its hidden part shows the student's code values that nobody is to see, so whatever that
        code said meanwhile is left out."""
        cell = copy.deepcopy(self.notebook.cells[number])
        run = self._test(session, examination, number, cell)
        if run.student and run.ename not in ("NotImplementedError", "NameError"):
            run = dataclasses.replace(run, evalue="raised while a hidden test called it")
            cell.outputs = [nbformat.v4.new_output("error", ename=run.ename, evalue=run.evalue, traceback=[run.evalue])]
        shown = [output for output in cell.outputs if output.output_type in ("error", "execute_result")]
        self.notebook.cells[number].outputs += shown
        return run

    def _recognise(self, session: KernelSession, examination: Examination) -> None:
        """Find the known mistakes behind wrong answers."""
        for number in self.tests:
            run, exercise = self.done[number], self.exercises[number]
            if run.status == ERROR and run.ename != "NotImplementedError" and session.alive and self._seconds() > 0:
                source = self.notebook.cells[number].source
                name = examination.recognise(session, exercise, source, min(self._seconds(), RECOGNISE_SECONDS))
                if name:
                    self.remarks[number] = Remark(name, self.paper.hint(exercise, name))

    def _isolate(self) -> None:
        """Where an answer was there and could not be seen, another one broke the kernel for it: examine it in a kernel
        with no more answers than it calls."""
        slow = [number for number in self.tests if self.done[number].status == TIMEOUT]
        for number in self.tests:
            lost = self._is_lost(number) or (number in slow and len(slow) > 1)
            if lost and self._seconds() > 0:
                own = self._calls(self.exercises[number]) | {self.exercises[number]}
                with self._start() as (examination, session):
                    for each in self.todo:
                        cell = self.notebook.cells[each]
                        if session.alive and (not flag(cell, "solution") or grade_id(cell) in own):
                            session.run(copy.deepcopy(cell), max(0.1, self._seconds()))
                    if session.alive:
                        self.notebook.cells[number].outputs = []
                        self.done[number] = self._verdict(session, examination, number)

    def _is_lost(self, number: int) -> bool:
        """Whether an answer is in the notebook, but was not found in its kernel."""
        run, exercise = self.done[number], self.exercises[number]
        text = next(cell.source for cell in self.notebook.cells if grade_id(cell) == exercise)
        missing = re.search(r"^name '(\w+)' is not defined$", run.evalue) if run.ename == "NameError" else None
        defined = missing is not None and re.search(rf"^(?:def |class )?{missing[1]}\b", text, re.M) is not None
        return run.reason in (UNSEEN, ENDED_TOO_OFTEN) or defined

    def _give_second_chance(self) -> None:
        """Examine again the exercises that failed and call others that failed, with the reference answers to those."""
        failed = {self.exercises[number]: number for number in self.tests if self.done[number].status != OK}
        texts = {grade_id(cell): cell.source for cell in self.notebook.cells if flag(cell, "solution")}
        later = {
            name: number
            for name, number in failed.items()
            if "raise NotImplementedError" not in texts[name] and self._calls(name) & (set(failed) - {name})
        }
        if not later or self._seconds() <= 0:
            return
        with self._start() as (examination, session):
            for number in self.todo:
                cell = self.notebook.cells[number]
                session.run(copy.deepcopy(cell), max(0.1, self._seconds()))
                name = grade_id(cell)
                if name in failed and name not in later:
                    self._stand_in(session, examination, failed[name])
            for number in later.values():
                cell = copy.deepcopy(self.notebook.cells[number])
                if not session.alive or self._test(session, examination, number, cell).status == OK:
                    if not session.alive:
                        return
                    self.done[number] = CellRun(OK)
                    self.notebook.cells[number].outputs = [
                        output for output in cell.outputs if output.output_type == "execute_result"
                    ]
                    self.remarks[number] = Remark(note=SECOND_CHANCE)
                elif session.alive:
                    self._stand_in(session, examination, number)

    def _stand_in(self, session: KernelSession, examination: Examination, number: int) -> None:
        """Put the reference answer in the place of the one that failed in a test."""
        source = self.notebook.cells[number].source
        examination.stand_in(session, self.exercises[number], source, max(0.1, self._seconds()))

    def _calls(self, exercise: str) -> set[str]:
        """The exercises whose answers the student's answer to this one uses, directly or through others."""
        texts = {grade_id(cell): cell.source for cell in self.notebook.cells if flag(cell, "solution")}
        reached, new = set[str](), {exercise}
        while new:
            words = {word for name in new for word in re.findall(r"\w+", texts.get(name, ""))}
            new = {name for name in texts if name in words or words & self._names(name)} - reached - {exercise}
            reached |= new
        return reached

    def _names(self, exercise: str) -> set[str]:
        """The functions that the reference answer to an exercise defines."""
        texts = [text for name, text in self.paper.cells if name == exercise]
        return {name for text in texts for name in re.findall(r"^(?:def|class) (\w+)", text, re.M)}


RECOGNISE_SECONDS = 10.0
SECOND_CHANCE = "earned with our answer in the place of one that this exercise calls and that is not right yet"
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
                CellGrade(name, name, title, _points(cell), score, outcome if score == 0.0 else Outcome.MANUAL)
            )
        elif flag(cell, "task"):
            grades.append(CellGrade(name, name, title, _points(cell), None, Outcome.MANUAL))
        if flag(cell, "solution") and cell.cell_type == "code":
            answers = [*([] if answered else answers), number]
            answered = False
    return tuple(grades), tuple(unanswered)


def _points(cell: NotebookNode) -> float:
    return float(cell.metadata.nbgrader["points"])


def _grade_test(
    cell: NotebookNode, run: CellRun, answers: list[CellRun], exercise: str, title: str, remark: Remark
) -> CellGrade:
    points = _points(cell)
    score, note = partial_score(cell, points) if run.status == OK else (0.0, "")
    if run.tampered:
        return CellGrade(
            grade_id(cell), exercise, title, points, 0.0, Outcome.MANUAL, TAMPERED, flag=TAMPERED, seconds=run.seconds
        )
    if run.status == OK:
        outcome = Outcome.CORRECT if score == points else Outcome.PARTIAL if score else Outcome.WRONG
        return CellGrade(
            grade_id(cell), exercise, title, points, score, outcome, remark.note, flag=note, seconds=run.seconds
        )
    cause = next((each for each in answers if each.status != OK), None)
    outcome, message = _explain(run)
    if cause is not None and outcome is not Outcome.WRONG:
        # The test failed because the answer's own cell did: that is the reason that helps.
        outcome, message = _explain(cause)
        message = f"Your cell: {message}" if outcome is not Outcome.NOT_ATTEMPTED else message
    return CellGrade(
        grade_id(cell), exercise, title, points, 0.0, outcome, message, remark.hint, remark.mistake, seconds=run.seconds
    )


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


def partial_score(cell: NotebookNode, points: float) -> tuple[float, str]:
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
            return points, ""
        value = float(match[1])
        if not math.isfinite(value) or not 0 <= value <= points:
            return 0.0, f"the tests gave a score of {match[1]}, which is not between 0 and {points:g}"
        return value, ""
    return points, ""
