"""Runs a rebuilt notebook in examiner mode: the student's cells in a kernel, the tests in an examiner."""

from __future__ import annotations

import contextlib
import copy
import re
import time
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.kernel.session import DIED, ERROR, OK, TIMEOUT, CellRun, KernelSession
from grader.verdict import hidden
from grader.verdict.cells import flag, grade_id, is_test, visible
from grader.verdict.examination import UNSEEN, Examination
from grader.verdict.paper import Paper
from grader.verdict.run import ENDED_TOO_OFTEN, SETTLE_SECONDS, NotebookRun, Remark, runnable

RECOGNISE_SECONDS = 10.0
SECOND_CHANCE = "earned with our answer in the place of one that this exercise calls and that is not right yet"


class ExaminedRun:
    """Runs a notebook's cells, then has an examiner look at the answers: first the visible tests of all exercises,
    whose outputs the student sees, then the whole tests, of which nothing but the verdict leaves the kernel.

    An exercise that fails because it calls a wrong answer to an earlier one is examined again with the reference
    answer in that one's place.
    """

    def __init__(self, notebook: NotebookNode, files: Path, server: KernelServer, limits: Limits, paper: Paper) -> None:
        self.notebook, self.files, self.server, self.limits, self.paper = notebook, files, server, limits, paper
        todo = runnable(notebook)
        self.tests = [number for number in todo if is_test(notebook.cells[number])]
        marks = {number: grade_id(notebook.cells[number]) for number in self.tests}
        self.cells = NotebookRun(notebook, [number for number in todo if number not in marks], limits, marks=marks)
        self.done = self.cells.done  # the verdicts on tests, too
        self.remarks: dict[int, Remark] = {}
        self.exercises = {test: self._exercise(test) for test in self.tests}
        self.seen: set[int] = set()

    def _exercise(self, test: int) -> str:
        """The exercise that a tests cell belongs to: the nearest answer above."""
        return next((grade_id(cell) for cell in reversed(self.notebook.cells[:test]) if flag(cell, "solution")), "")

    def run(self) -> dict[int, CellRun]:
        """cell number -> how its run ended, for every code cell that had to run; of a test, the verdict."""
        self.cells.start()
        for _ in range(1 + self.limits.restarts):
            with self._kernel() as (examination, session):
                if self.cells.run_through(session) and session.alive and self._examine(session, examination):
                    self._recognise(session, examination)
                    break
            if any(self.done[number].reason == UNSEEN for number in self.tests if number in self.done):
                break
        self.cells.give_up()
        for number in self.tests:
            self.done.setdefault(number, CellRun(DIED, reason=ENDED_TOO_OFTEN))
        self._isolate()
        self._give_second_chance()
        return self.done

    @contextlib.contextmanager
    def _kernel(self) -> Iterator[tuple[Examination, KernelSession]]:
        """A new kernel, with an examiner beside it."""
        with (
            Examination(self.server, self.files, self.paper, self.limits) as examination,
            KernelSession(self.server, self.files, self.limits, examination.channel) as session,
        ):
            session.beside.append(examination.connection)
            yield examination, session

    def _examine(self, session: KernelSession, examination: Examination) -> bool:
        """Examine what is not examined yet; False where the kernel has to be replaced first."""
        for number in self.tests:
            if number not in self.done and number not in self.seen:
                shown = copy.deepcopy(self.notebook.cells[number])
                shown.source = visible(shown)
                run = hidden.describe_inputs(self._test(session, examination, number, shown), shown.source)
                self.notebook.cells[number].outputs = shown.outputs
                if run.status == OK:
                    self.seen.add(number)
                else:
                    self.done[number] = run
                if not self._survived(session, examination, number, run):
                    return False
        for number in self.tests:
            if number not in self.done:
                self.done[number] = run = self._verdict(session, examination, number)
                if not self._survived(session, examination, number, run):
                    return False
        return True

    def _survived(self, session: KernelSession, examination: Examination, number: int, run: CellRun) -> bool:
        """Whether kernel and examiner can go on after a test."""
        if run.status == DIED:
            self.cells.blamed = number  # until a cell turns out to end the kernel by itself
        return run.status in (OK, ERROR) and session.alive and examination.usable

    def _test(self, session: KernelSession, examination: Examination, number: int, cell: NotebookNode) -> CellRun:
        exercise = self.exercises[number]

        def run(session: KernelSession, cell: NotebookNode, seconds: float) -> CellRun:
            return examination.test(session, exercise, cell, seconds)

        return self.cells.timed(session, cell, run)

    def _verdict(self, session: KernelSession, examination: Examination, number: int) -> CellRun:
        """Run a whole test. Its hidden part shows the student's code values that nobody is to see, so whatever that
        code said meanwhile is left out."""
        cell = copy.deepcopy(self.notebook.cells[number])
        run = self._test(session, examination, number, cell)
        if run.status in (ERROR, DIED):
            run = hidden.tell(run, cell.source)
            told = {"ename": run.ename or "Error", "evalue": run.evalue or run.reason}
            cell.outputs = [new_output("error", **told, traceback=[f"{told['ename']}: {told['evalue']}"])]
        shown = [output for output in cell.outputs if output.output_type in ("error", "execute_result")]
        self.notebook.cells[number].outputs += shown
        return run

    def _recognise(self, session: KernelSession, examination: Examination) -> None:
        """Find the known mistakes behind wrong answers."""
        for number in self.tests:
            run, seconds = self.done[number], self.cells.seconds()
            if not session.alive or not examination.usable or seconds <= 0:
                return
            if run.status == ERROR and run.ename != "NotImplementedError":
                exercise, cell = self.exercises[number], self.notebook.cells[number]
                names = examination.recognise(session, exercise, cell, min(seconds, RECOGNISE_SECONDS))
                if names:
                    hints = (self.paper.hint(exercise, name) for name in names)
                    self.remarks[number] = Remark(" + ".join(names), " ".join(hints))

    def _isolate(self) -> None:
        """Where an answer was there and could not be seen, another one broke the kernel for it: examine it in a kernel
        with no more answers than it calls."""
        slow = [number for number in self.tests if self.done[number].status == TIMEOUT]
        for number in self.tests:
            lost = self._is_lost(number) or (number in slow and len(slow) > 1)
            if lost and self.cells.seconds() > 0:
                own = self._calls(self.exercises[number]) | {self.exercises[number]}
                with self._kernel() as (examination, session):
                    for each in self.cells.todo:
                        cell = self.notebook.cells[each]
                        if session.alive and (not flag(cell, "solution") or grade_id(cell) in own):
                            self.cells.repeat(session, cell)
                            time.sleep(SETTLE_SECONDS if flag(cell, "solution") else 0)
                    if session.alive:
                        self._examine_alone(session, examination, number)

    def _examine_alone(self, session: KernelSession, examination: Examination, number: int) -> None:
        """Run a test once more; what was known of it stays where its kernel ends again."""
        cell = self.notebook.cells[number]
        shown, cell.outputs = cell.outputs, []
        run = self._verdict(session, examination, number)
        if run.status == DIED:
            cell.outputs = shown
        else:
            self.done[number] = run

    def _is_lost(self, number: int) -> bool:
        """Whether an answer is in the notebook, but its kernel had ended, or didn't have it."""
        run, exercise = self.done[number], self.exercises[number]
        text = next(cell.source for cell in self.notebook.cells if grade_id(cell) == exercise)
        missing = re.search(r"^name '(\w+)' is not defined$", run.evalue) if run.ename == "NameError" else None
        defined = missing is not None and re.search(rf"^(?:def |class )?{missing[1]}\b", text, re.M) is not None
        return run.status == DIED or defined

    def _give_second_chance(self) -> None:
        """Examine again the exercises that failed and whose reference answers call others that failed, with the
        reference answers to those in their place: those with the same others in one kernel, so that none gets more."""
        failed = {self.exercises[number] for number in self.tests if self.done[number].status != OK}
        together: dict[frozenset[str], list[int]] = {}
        for number in self.tests:
            others = self._to_stand_in_for(self.exercises[number], failed)
            if others and self.done[number].status != OK:
                together.setdefault(others, []).append(number)
        for others, left in together.items():
            while left and self.cells.seconds() > 0:
                with self._kernel() as (examination, session):
                    self._run_with_stand_ins(session, examination, others, max(left))
                    left = self._examine_again(session, examination, left)

    def _to_stand_in_for(self, exercise: str, failed: set[str]) -> frozenset[str]:
        """The earlier exercises that were attempted, failed, and are called by the reference answer to this one. Only
        functions: the place of data would be a way to learn them."""
        if exercise not in failed or not self._attempted(exercise):
            return frozenset()
        order = list(self._texts())
        earlier = set(order[: order.index(exercise)])
        called = self.paper.calls(exercise) & failed & earlier
        return frozenset(name for name in called if self._attempted(name) and self.paper.is_function(name))

    def _attempted(self, exercise: str) -> bool:
        """Whether a student wrote an answer to an exercise."""
        return "raise NotImplementedError" not in self._texts().get(exercise, "raise NotImplementedError")

    def _run_with_stand_ins(
        self, session: KernelSession, examination: Examination, others: frozenset[str], last: int
    ) -> None:
        """Run the cells as far as a test, with the reference answers to some exercises in the place of the
        student's."""
        for number in sorted(each for each in {*self.cells.todo, *self.tests} if each <= last):
            cell = self.notebook.cells[number]
            if number in self.tests:
                session.send("mark", {"name": grade_id(cell)})
            elif session.alive and examination.usable:
                self.cells.repeat(session, cell)
                if grade_id(cell) in others:
                    tests = (self.notebook.cells[n].source for n in self.tests if self.exercises[n] == grade_id(cell))
                    examination.stand_in(session, grade_id(cell), "\n".join(tests), max(0.1, self.cells.seconds()))

    def _examine_again(self, session: KernelSession, examination: Examination, tests: list[int]) -> list[int]:
        """Run tests that failed once more; those that pass now have passed. Returns those for which another kernel is
        needed, since one of them has ended this one."""
        for place, number in enumerate(tests):
            if not session.alive or not examination.usable:
                return tests[place:] if place else []
            cell = copy.deepcopy(self.notebook.cells[number])
            if self._test(session, examination, number, cell).status == OK:
                self.done[number] = CellRun(OK)
                scores = [output for output in cell.outputs if output.output_type == "execute_result"]
                self.notebook.cells[number].outputs = scores
                self.remarks[number] = Remark(note=SECOND_CHANCE)
        return []

    def _texts(self) -> dict[str, str]:
        """Exercise -> the text of the student's answer."""
        return {grade_id(cell): cell.source for cell in self.notebook.cells if flag(cell, "solution")}

    def _calls(self, exercise: str) -> set[str]:
        """The exercises whose answers the student's answer to this one uses, directly or through others."""
        texts = self._texts()
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
