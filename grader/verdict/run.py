"""Runs the cells of a rebuilt notebook, and in kernel mode its tests among them, as nbgrader does."""

from __future__ import annotations

import copy
import dataclasses
import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.kernel.session import DIED, ERROR, OK, TIMEOUT, CellRun, KernelSession
from grader.verdict import canary
from grader.verdict.cells import flag, grade_id, is_code, is_test, tags

SETTLE_SECONDS = 0.3
CANARY_SECONDS = 10.0
ENDED_TOO_OFTEN = "not run: the cells above ended the kernel too often"

RunCell = Callable[[KernelSession, NotebookNode, float], CellRun]


def run_cell(session: KernelSession, cell: NotebookNode, seconds: float) -> CellRun:
    """Run a cell as it is."""
    return session.run(cell, seconds)


@dataclasses.dataclass
class Remark:
    """What is known about the verdict on a test besides: the mistake (or mistakes, "a + b") that the answer looks like,
    and a note."""

    mistake: str = ""
    hint: str = ""
    note: str = ""


def runnable(notebook: NotebookNode, demos: bool = False) -> list[int]:
    """The numbers of the code cells that have to run; those that only show something are left out, unless asked for."""
    skipped = frozenset() if demos else frozenset({"demo"})
    cells = enumerate(notebook.cells)
    return [number for number, cell in cells if is_code(cell) and cell.source.strip() and not skipped & tags(cell)]


class NotebookRun:
    """The run of a notebook's cells from top to bottom, over as many kernels as they need: a kernel that dies is
    replaced, so that the cells after it still count.

    todo: the numbers of the cells to run, each by `run_cell`. done: cell number -> how its run ended, of all that is
    known so far. blamed: the cell during which a kernel died last, until another one turns out to be the reason.
    marks: the numbers of cells that don't run, and at which a kernel remembers under a name what all names mean.
    """

    def __init__(
        self,
        notebook: NotebookNode,
        todo: list[int],
        limits: Limits,
        run_cell: RunCell = run_cell,
        marks: Mapping[int, str] | None = None,
    ) -> None:
        self.notebook, self.todo, self.limits, self.run_cell = notebook, todo, limits, run_cell
        self.marks = marks or {}
        self.done: dict[int, CellRun] = {}
        self.deadline = self.latest = math.inf
        self.blamed: int | None = None

    def start(self) -> None:
        """From now on the notebook's time is running."""
        self.deadline = time.monotonic() + self.limits.notebook_seconds
        self.latest = self.deadline + self.limits.notebook_seconds  # however busy the machine is

    def seconds(self) -> float:
        """What a cell may still take."""
        return min(self.limits.cell_seconds, self.deadline - time.monotonic())

    def give_up(self) -> None:
        """Say of each cell that has not run that the kernel ended too often."""
        for number in self.todo:
            self.done.setdefault(number, CellRun(DIED, reason=ENDED_TOO_OFTEN))

    def run_through(self, session: KernelSession) -> bool:
        """Run in order what is not done yet and, where a kernel died before, again what went well in it.

        False where this kernel dies on the way.
        """
        for number in sorted({*self.todo, *self.marks}):
            if number in self.marks:
                session.send("mark", {"name": self.marks[number]})
            elif number not in self.done:
                self.done[number] = self.timed(session, self.notebook.cells[number], self.run_cell)
                if self.done[number].status == DIED:
                    self.blamed = number
            elif not self._again(session, number):
                return False
            if not session.alive and number < max(self.todo, default=0):
                return False
        return True

    def timed(self, session: KernelSession, cell: NotebookNode, run: RunCell) -> CellRun:
        """Run something for as long as a cell may still take."""
        seconds = self.seconds()
        if seconds <= 0:
            return CellRun(TIMEOUT, reason=f"not run: the notebook had used up its {self.limits.notebook_seconds:g} s")
        started = time.monotonic()
        found = run(session, cell, seconds)
        late = max(0.0, time.monotonic() - started - self.limits.cell_seconds)  # others were in the way
        self.deadline = min(self.deadline + late, self.latest)
        return found

    def repeat(self, session: KernelSession, cell: NotebookNode) -> None:
        """Run a cell once more, for what it does to the kernel; its outputs are left out."""
        session.run(copy.deepcopy(cell), max(0.1, self.seconds()))

    def _again(self, session: KernelSession, number: int) -> bool:
        """Run a cell of the student's again in a new kernel; False where the kernel dies of it."""
        cell = self.notebook.cells[number]
        if self.done[number].status not in (OK, ERROR) or is_test(cell):
            return True
        self.repeat(session, cell)
        if not flag(cell, "locked"):
            time.sleep(SETTLE_SECONDS)  # "exit()" ends a kernel a moment after its cell
        if not session.alive:
            self.done[number] = CellRun(DIED, reason=f"{session.end_reason}, a moment after this cell")
            if self.blamed is not None:  # the cell during which it ended last time was only near
                self.done.pop(self.blamed, None)
                self.blamed = None
        return session.alive


class KernelRun:
    """Runs a rebuilt notebook in kernel mode: its cells, tests among them, in one kernel, as nbgrader does."""

    def __init__(
        self, notebook: NotebookNode, files: Path, server: KernelServer | None, limits: Limits, demos: bool = False
    ) -> None:
        self.notebook, self.files, self.server, self.limits = notebook, files, server, limits
        self.kernel = notebook.metadata.kernelspec.get("name", "")
        self.tests = KernelTests([cell for cell in notebook.cells if is_test(cell)])
        self.cells = NotebookRun(notebook, runnable(notebook, demos), limits, self._run_cell)
        self.remarks: dict[int, Remark] = {}

    def run(self) -> dict[int, CellRun]:
        """cell number -> how its run ended, for every code cell that had to run."""
        self.cells.start()
        for _ in range(1 + self.limits.restarts):
            with KernelSession(self.server, self.files, self.limits, name=self.kernel) as session:
                if self.cells.run_through(session):
                    self._verify(session)
                    if session.alive or not self._passed():
                        return self.cells.done
            for number in self._passed():  # nobody has looked whether this kernel could be believed
                del self.cells.done[number]
        self.cells.give_up()
        return self.cells.done

    def _run_cell(self, session: KernelSession, cell: NotebookNode, seconds: float) -> CellRun:
        return (self.tests.run if is_test(cell) else run_cell)(session, cell, seconds)

    def _passed(self) -> list[int]:
        """The tests that passed."""
        runs = self.cells.done.items()
        return [number for number, run in runs if run.status == OK and is_test(self.notebook.cells[number])]

    def _verify(self, session: KernelSession) -> None:
        """Flag the tests that passed, where they passed in a kernel that can't be believed."""
        passed = self._passed()
        if passed and session.alive and not self.tests.trustworthy(session) and session.alive:
            for number in passed:
                self.cells.done[number] = dataclasses.replace(self.cells.done[number], tampered=True)


class NoRun:
    """Takes a notebook's outputs for those of a run that nobody has seen."""

    def __init__(self, notebook: NotebookNode) -> None:
        self.notebook = notebook
        self.remarks: dict[int, Remark] = {}

    def run(self) -> dict[int, CellRun]:
        """cell number -> how its run ended, by its outputs."""
        return {number: self._said(self.notebook.cells[number]) for number in runnable(self.notebook)}

    def _said(self, cell: NotebookNode) -> CellRun:
        for output in cell.outputs:
            if output.output_type == "error":
                return CellRun(ERROR, output.ename, output.evalue)
        return CellRun(OK)


class KernelTests:
    """Runs tests in the student's kernel, as nbgrader does, where the student's code can reach them.

    Before some of them, drawn at random, a canary runs in a forked copy of the kernel: the same test with one assertion
    turned round, which must fail where the test itself passes. After the last comes a test that must fail. Where a
    canary passes, something in the kernel swallows failures: verdicts are worth nothing, and are flagged.
    """

    def __init__(self, tests: list[NotebookNode]) -> None:
        self.canaries = canary.choose(tests)
        self.last, self.caught = "", False

    def run(self, session: KernelSession, cell: NotebookNode, seconds: float) -> CellRun:
        """Run a tests cell, after the canary that was made from it."""
        self.last = cell.source
        text = self.canaries.pop(grade_id(cell), "") if session.server is not None else ""
        passed = bool(text) and self._passes(session, text, seconds)
        run = session.run(cell, seconds)
        self.caught |= passed and run.status == OK
        return run

    def _passes(self, session: KernelSession, text: str, seconds: float) -> bool:
        content = {"code": text, "seconds": min(seconds, CANARY_SECONDS)}
        return session.request("canary", content, seconds + CANARY_SECONDS).passed

    def trustworthy(self, session: KernelSession) -> bool:
        """Whether the verdicts formed in this session, up to now, can be believed."""
        last = new_code_cell(canary.plain(self.last), id="canary")
        failed = session.run(last, CANARY_SECONDS).ename == "AssertionError"
        return failed and not self.caught and not session.forged
