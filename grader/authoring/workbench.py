"""A kernel in which the author's answers are tried, one after another: solutions, mistakes, changed solutions."""

from __future__ import annotations

import ast
import contextlib
import copy
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from grader.authoring import notebooks
from grader.authoring.impostors import hidden_only
from grader.authoring.source import Source
from grader.errors import GraderError
from grader.kernel.limits import Limits, default_jobs
from grader.kernel.server import KernelServer, server_for
from grader.kernel.session import OK, CellRun, KernelSession
from grader.verdict.cells import grade_id, is_test
from grader.verdict.examination import Examination
from grader.verdict.paper import parse
from grader.verdict.score import partial_score

AUTHOR_LIMITS = Limits(cell_seconds=120, notebook_seconds=600)
ANSWER_SECONDS = 3.0  # at least; more where the solution's own tests take long
LIMITS = Limits(cpu_seconds=3600)  # one kernel runs hundreds of answers


def imports_of(source: Source) -> set[str]:
    """The modules that a source's code imports."""
    names: set[str] = set()
    for cell in source.cells:
        for node in ast.walk(parse(cell.text)) if cell.kind != "markdown" else ():
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module == "companion":
                names |= {f"companion.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
    return names


def author_server(sources: Iterable[Source]) -> contextlib.AbstractContextManager[KernelServer | None]:
    """A zygote without a sandbox that has loaded all that these notebooks import."""
    modules = {"numpy", "matplotlib.pyplot"}.union(*map(imports_of, sources)) - {"companion"}
    return server_for(tuple(sorted(modules)), False, AUTHOR_LIMITS)


class Workbench:
    """A kernel in which the solved notebook has run, and in which one answer after another is tried; a context manager.

    Without a zygote the tests run in the kernel. A kernel that an answer has ended is replaced. Raises GraderError
    where the notebook itself doesn't run.
    """

    def __init__(self, source: Source, server: KernelServer | None, files: Path) -> None:
        self.source, self.server, self.files = source, server, files
        self.solutions = {name: notebooks.strip_markers(each.solution.text) for name, each in source.exercises.items()}
        cells = notebooks.source_notebook(source).cells
        labelled = {grade_id(cell): cell for cell in cells if is_test(cell)}
        self.tests = {
            name: [labelled[notebooks.test_id(part)] for part in each.tests] for name, each in source.exercises.items()
        }
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

    def attempt(self, trial: Trial) -> tuple[str, str]:
        """(why an answer gets less than all points of its exercise, "" where it gets them; the name of the known
        mistake that it looks like, where that is asked for)."""
        (fault, tests), found = self._impostor(trial) if trial.impostor else self._fault(trial.exercise, trial.text), ""
        if fault and trial.recognise and tests and self.examination is not None and self._able():
            names = self.examination.recognise(self.session, trial.exercise, tests, LIMITS.cell_seconds)
            found = " + ".join(names)
        self._put_back(trial.exercise)
        return fault, found

    def fault(self, exercise: str, text: str) -> str:
        """Why a solution cell with this text gets less than all points of its exercise; "" where it gets them."""
        return self.attempt(Trial(exercise, text))[0]

    def _put_back(self, exercise: str) -> None:
        """Let the solution stand in its place again."""
        if self._able():
            self.session.run(new_code_cell(self.solutions[exercise]), LIMITS.cell_seconds)
        else:
            self.stack.close()
            self._start()

    def _able(self) -> bool:
        """Whether the kernel, and the examiner beside it, can go on."""
        return self.session.alive and (self.examination is None or self.examination.usable)

    def _fault(self, exercise: str, text: str) -> tuple[str, NotebookNode | None]:
        """(why an answer gets less than all points, "" where it gets them; the first tests cell that says so)."""
        run = self.session.run(new_code_cell(text), self.seconds[exercise])
        if run.status != OK:
            return _said(run), None
        for tests in self.tests[exercise]:
            ran = copy.deepcopy(tests)
            run = self._test(exercise, ran)
            if run.status != OK:
                return _said(run), tests
            points = float(tests.metadata.nbgrader.points)
            score, _ = partial_score(ran, points)
            if score != points:
                return f"{score:g} of {points:g} points", tests
        return "", None

    def _impostor(self, trial: Trial) -> tuple[str, NotebookNode | None]:
        """As _fault, for an answer that no tests cell may let pass, even without what it shows, unless it lets pass the
        innocent one, too."""
        for tests in self.tests[trial.exercise]:
            taken = self._takes(tests, trial.exercise, trial.text)
            if taken and not (trial.innocent and self._takes(tests, trial.exercise, trial.innocent)):
                return "", tests
            if not self._able():
                break
        return "refused", None

    def _takes(self, tests: NotebookNode, exercise: str, text: str) -> bool:
        """Whether a tests cell gives points for an answer, by its hidden tests alone."""
        self.session.run(new_code_cell(text), self.seconds[exercise])
        ran = copy.deepcopy(tests)
        ran.source = hidden_only(tests.source)
        run = self._test(exercise, ran)
        return run.status == OK and partial_score(ran, float(tests.metadata.nbgrader.points))[0] > 0

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
                where = f"{self.source.path}:{self.source.exercises[name].tests[0].line}"
                raise GraderError(f"{where}: the solution of '{name}' fails its tests: {fault}")


def _said(run: CellRun) -> str:
    return f"{run.ename or run.status}: {run.evalue or run.reason}"


@dataclass(frozen=True)
class Trial:
    """An answer to try in a solution's place; recognise: whether to find out which known mistake it looks like;
    impostor: whether every tests cell has to refuse it, by its hidden tests alone, but those that take the innocent
    answer for right, too."""

    exercise: str
    text: str
    recognise: bool = False
    impostor: bool = False
    innocent: str = ""


def try_answers(
    source: Source, server: KernelServer | None, trials: Sequence[Trial], jobs: int = 0
) -> list[tuple[str, str]]:
    """For each answer (why it gets less than all points, "" where it gets them; the known mistake that it looks like).

    jobs: kernels at a time (default: one a core). Raises GraderError where a solution fails its own tests.
    """
    jobs = (jobs or default_jobs()) if server is not None else 1

    def share(number: int) -> list[tuple[str, str]]:
        with tempfile.TemporaryDirectory() as files, Workbench(source, server, Path(files)) as bench:
            bench.check()
            found = [bench.attempt(trial) for trial in trials[number::jobs]]
            bench.check()
            return found

    if server is not None:
        server.wait_ready()
    found = [("", "")] * len(trials)
    with ThreadPoolExecutor(jobs) as pool:
        for number, mine in enumerate(pool.map(share, range(jobs))):
            found[number::jobs] = mine
    return found
