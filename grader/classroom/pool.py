"""Grades submissions in a pool of worker processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from pathlib import Path

from grader.classroom.submissions import Submission
from grader.errors import describe
from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.verdict.grade import grade_notebook
from grader.verdict.rebuild import Released
from grader.verdict.results import NotebookGrade, SubmissionGrade


@dataclass
class Worker:
    """Grades submissions in a worker process, forked from this one."""

    released: list[Released]
    given: dict[str, bytes]
    server: KernelServer | None
    limits: Limits

    def __call__(self, submission: Submission) -> SubmissionGrade:
        return grade_submission(submission, self.released, self.given, self.server, self.limits)


def grade_submission(
    submission: Submission,
    released: list[Released],
    given: dict[str, bytes],
    server: KernelServer | None,
    limits: Limits,
) -> SubmissionGrade:
    """Grade one submission: a function of plain values, which gives the same result in any process.

    given: the files that the course hands out with the assignment; they replace the student's of the same name.
    """
    if "" in submission.errors:
        return SubmissionGrade(submission.student, submission.assignment, (), submission.errors[""], submission.inputs)
    grades = []
    with tempfile.TemporaryDirectory(prefix="grader-files-") as folder:
        for name, data in {**submission.files, **given}.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for each in released:
            if each.name in submission.notebooks:
                grades.append(grade_notebook(each, submission.notebooks[each.name], Path(folder), server, limits))
            else:
                grades.append(NotebookGrade(each.name, error=submission.errors.get(each.name, "")))
    error = "; ".join(submission.errors[name] for name in ("timestamp.txt", "files") if name in submission.errors)
    return SubmissionGrade(submission.student, submission.assignment, tuple(grades), error, submission.inputs)


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
        return _worker(submission)
    except Exception as error:  # whatever is in one submission, the others are graded
        reason = f"it could not be graded: {describe(error)}"
        return SubmissionGrade(submission.student, submission.assignment, (), reason, submission.inputs)


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
