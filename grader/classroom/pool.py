"""Grades submissions in a pool of worker processes."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from pathlib import Path

from nbformat import NotebookNode

from grader.classroom.submissions import Submission
from grader.errors import describe
from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.verdict.grade import grade_notebook
from grader.verdict.rebuild import Released
from grader.verdict.results import NotebookGrade, SubmissionGrade

ROOM_BYTES = 1 << 20  # with less than this left for temporary files, that is why a kernel can't be started


@dataclass
class Worker:
    """Grades submissions in a worker process, forked from this one.

    given: the files that the course hands out with the assignment; they replace the student's of the same name.
    servers: notebook -> the zygote of its kernels; execute, finish: as in grade_notebook.
    """

    released: list[Released]
    given: dict[str, bytes]
    servers: Mapping[str, KernelServer | None]
    limits: Limits
    execute: bool
    finish: Callable[[NotebookNode], NotebookNode]

    def grade(self, submission: Submission) -> SubmissionGrade:
        """Grade one submission: a function of plain values, which gives the same result in any process."""
        student, assignment, inputs = submission.student, submission.assignment, submission.inputs
        if "" in submission.errors:
            return SubmissionGrade(student, assignment, (), submission.errors[""], inputs)
        with tempfile.TemporaryDirectory(prefix="grader-files-") as folder:
            for name, data in {**submission.files, **self.given}.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            grades = tuple(self._grade(each, submission, Path(folder)) for each in self.released)
        error = "; ".join(submission.errors[name] for name in ("timestamp.txt", "files") if name in submission.errors)
        return SubmissionGrade(student, assignment, grades, error, inputs)

    def _grade(self, released: Released, submission: Submission, folder: Path) -> NotebookGrade:
        name = released.name
        if name not in submission.notebooks:
            return NotebookGrade(name, error=submission.errors.get(name, ""))
        data, server = submission.notebooks[name], self.servers[name]
        return grade_notebook(released, data, folder, server, self.limits, execute=self.execute, finish=self.finish)


_worker: Worker | None = None


def _start_worker(worker: Worker) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = worker


def _end_with_parent() -> None:
    """End this worker when the process that it works for was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _grade_in_worker(submission: Submission) -> SubmissionGrade:
    assert _worker is not None
    try:
        return _worker.grade(submission)
    except Exception as error:  # whatever is in one submission, the others are graded
        reason = f"it could not be graded: {describe(error)}{_no_room(error)}"
        return SubmissionGrade(submission.student, submission.assignment, (), reason, submission.inputs)


def _no_room(error: Exception) -> str:
    """What to add to the reason where the folder for temporary files is the cause: it is full, or nearly so."""
    folder = tempfile.gettempdir()
    space = os.statvfs(folder)
    small = space.f_bavail * space.f_frsize < ROOM_BYTES or (space.f_files and not space.f_favail)
    refused = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return (
        f"; {folder} is full, or nearly: make room there, or set TMPDIR to another folder" if refused or small else ""
    )


def run_pool(
    todo: Iterator[Submission], worker: Worker, jobs: int, failures: dict[str, str]
) -> Iterator[tuple[Submission, SubmissionGrade]]:
    """Grade submissions `jobs` at a time, read only as they are needed.

    A worker that dies costs its submission two more attempts, no other anything; after those it is among `failures`,
    student -> reason. Raises KeyboardInterrupt at Ctrl-C, with the pool shut down.
    """
    context = multiprocessing.get_context("fork")
    waiting: list[tuple[Submission, int]] = []
    while True:
        pool = ProcessPoolExecutor(max(1, jobs), context, _start_worker, (worker,))
        running: dict[Future[SubmissionGrade], tuple[Submission, int]] = {}
        try:
            while True:
                while len(running) < 2 * jobs:
                    item = waiting.pop() if waiting else next(((each, 0) for each in todo), None)
                    if item is None:
                        break
                    running[pool.submit(_grade_in_worker, item[0])] = item
                if not running:
                    pool.shutdown()
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    submission = running[future][0]
                    try:
                        grade = future.result()
                    except BrokenProcessPool:
                        raise
                    except Exception as error:  # a grade that can't be handed over
                        failures[submission.student] = f"it could not be graded: {describe(error)}"
                        del running[future]
                        continue
                    del running[future]
                    yield submission, grade
        except BrokenProcessPool:
            pool.shutdown(wait=False, cancel_futures=True)
            for submission, attempts in running.values():
                if attempts >= 2:
                    failures[submission.student] = "the worker that graded it died three times"
                else:
                    waiting.append((submission, attempts + 1))
        except (KeyboardInterrupt, GeneratorExit):
            pool.shutdown(wait=False, cancel_futures=True)
            raise
