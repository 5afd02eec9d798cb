"""A kernel in which the author's answers are tried, one after another: solutions, mistakes, changed solutions."""

from __future__ import annotations

import contextlib
import copy
import time
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from . import notebooks
from .errors import GraderError
from .examine import Examination
from .grade import is_test, partial_score
from .kernels import KernelServer
from .limits import Limits
from .rebuild import grade_id
from .session import OK, CellRun, KernelSession
from .source import Source

ANSWER_SECONDS = 3.0  # at least; more where the solution's own tests take long
LIMITS = Limits(cpu_seconds=3600)  # one kernel runs hundreds of answers


class Workbench:
    """A kernel in which the solved notebook has run, and in which one answer after another is tried; a context manager.

    Without a zygote the tests run in the kernel. A kernel that an answer has ended is replaced. Raises GraderError
    where the notebook itself doesn't run.
    """

    def __init__(self, source: Source, server: KernelServer | None, files: Path) -> None:
        self.source, self.server, self.files = source, server, files
        self.solutions = {name: notebooks.strip_markers(each.solution.text) for name, each in source.exercises.items()}
        cells = notebooks.source_notebook(source).cells
        names = {notebooks.test_id(name): name for name in source.exercises}
        self.tests = {names[grade_id(cell)]: cell for cell in cells if is_test(cell)}
        self.seconds = dict.fromkeys(source.exercises, LIMITS.cell_seconds)
        self.stack = contextlib.ExitStack()

    def __enter__(self) -> Workbench:
        try:
            self._start()
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def _start(self) -> None:
        """Run the given cells and the solutions in a new kernel."""
        self.examination, channel = None, None
        if self.server is not None:
            examination = Examination(self.server, self.files, notebooks.paper(self.source), LIMITS)
            self.examination = self.stack.enter_context(examination)
            channel = examination.channel
        self.session = self.stack.enter_context(KernelSession(self.server, self.files, LIMITS, channel))
        for cell in self.source.cells:
            if cell.kind in ("given", "solution"):
                run = self.session.run(new_code_cell(notebooks.strip_markers(cell.text)), LIMITS.notebook_seconds)
                if run.status != OK:
                    where = f"{self.source.path}:{cell.line}"
                    raise GraderError(f"{where}: solved, this cell stops: {run.evalue or run.reason}")

    def fault(self, exercise: str, text: str) -> str:
        """Why a solution cell with this text gets less than all points of its exercise; "" where it gets them."""
        fault = self._fault(exercise, text)
        self._put_back(exercise)
        return fault

    def mistake(self, exercise: str, text: str) -> tuple[str, str]:
        """(as `fault`, the name of the known mistake that the text is recognised as)."""
        fault, found = self._fault(exercise, text), ""
        if fault and self.examination is not None and self.session.alive:
            tests = self.tests[exercise].source
            found = self.examination.recognise(self.session, exercise, tests, LIMITS.cell_seconds)
        self._put_back(exercise)
        return fault, found

    def _put_back(self, exercise: str) -> None:
        """Let the solution stand in its place again."""
        if self.session.alive:
            self.session.run(new_code_cell(self.solutions[exercise]), LIMITS.cell_seconds)
        else:
            self.stack.close()
            self._start()

    def _fault(self, exercise: str, text: str) -> str:
        run = self.session.run(new_code_cell(text), self.seconds[exercise])
        if run.status == OK:
            tests, points = copy.deepcopy(self.tests[exercise]), self.source.exercises[exercise].points
            run = self._test(exercise, tests)
            if run.status == OK:
                score, _ = partial_score(tests, points)
                return "" if score == points else f"{score:g} of {points:g} points"
        return f"{run.ename or run.status}: {run.evalue or run.reason}"

    def _test(self, exercise: str, tests: NotebookNode) -> CellRun:
        if self.examination is None:
            return self.session.run(tests, self.seconds[exercise])
        return self.examination.test(self.session, exercise, tests, self.seconds[exercise])

    def check(self) -> None:
        """Raise GraderError unless the solutions get all points here, so that a fault means something; and give
        answers a few times as long as they take."""
        for name, text in self.solutions.items():
            started = time.monotonic()
            fault = self.fault(name, text)
            self.seconds[name] = max(ANSWER_SECONDS, 5 * (time.monotonic() - started))
            if fault:
                where = f"{self.source.path}:{self.source.exercises[name].tests.line}"
                raise GraderError(f"{where}: the solution of '{name}' fails its tests: {fault}")
