"""Grades a class: a pool of workers runs the notebooks, one process records them, and what was done is never done
again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from datetime import datetime
from multiprocessing.connection import wait as wait_for
from pathlib import Path

from .course import Course, other_files, read_assignment, read_regular_file
from .errors import GraderError
from .grade import grade_notebook
from .kernels import KernelServer, installed_modules, server_for
from .limits import Limits, default_jobs
from .rebuild import MAX_BYTES, Released
from .record import record, replace, write_autograded
from .results import NotebookGrade, SubmissionGrade

# Raised with every change of the grader that can change a grade: submissions graded by an older one are graded again.
VERSION = 2


@dataclass(frozen=True)
class Submission:
    """One student's files, as plain values: what a worker needs to grade them anywhere."""

    student: str
    assignment: str
    notebooks: dict[str, bytes] = field(repr=False)
    files: dict[str, bytes] = field(repr=False)
    errors: dict[str, str] = field(default_factory=dict)
    timestamp: datetime | None = None
    inputs: str = ""


@dataclass
class Summary:
    """What a run did: grades that it recorded, those kept from earlier runs with the same inputs, and failures,
    student -> reason, of which nothing was recorded."""

    grades: list[SubmissionGrade] = field(default_factory=list)
    kept: list[SubmissionGrade] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def all(self) -> list[SubmissionGrade]:
        """New and kept grades, by student."""
        return sorted([*self.grades, *self.kept], key=lambda grade: grade.student)

    @property
    def done(self) -> int:
        return len(self.grades) + len(self.kept) + len(self.failures)

    @property
    def ok(self) -> bool:
        return not self.failures and not self.interrupted and not any(grade.errors for grade in self.all)


def _started(
    server: KernelServer | None, modules: tuple[str, ...], sandboxed: bool, limits: Limits
) -> contextlib.AbstractContextManager[KernelServer | None]:
    """The zygote that was started early, with these limits, or a new one."""
    if server is None or server.sandboxed != sandboxed:
        return server_for(modules, sandboxed, limits)
    server.limits = limits
    return contextlib.nullcontext(server)


def autograde(
    course: Course,
    assignment: str,
    students: Iterable[str] | None = None,
    *,
    jobs: int | None = None,
    force: bool = False,
    sandboxed: bool = True,
    server: KernelServer | None = None,
    progress: Callable[[SubmissionGrade | None, int, int], None] = lambda grade, done, total: None,
) -> Summary:
    """Grade all submissions of an assignment that were not graded yet, and record them in the gradebook.

    students: those to grade (default: all); jobs: kernels at a time (default: one a core); force: grade again what
    was graded; server: a zygote that was started before; progress(grade, done, total) is called as each
    is recorded. Raises GraderError where nothing can be
    graded (unknown assignment, no submission, no sandbox). Ctrl-C ends it early with all that was finished recorded.
    """
    limits = course.limits()
    with course.gradebook() as gradebook:
        released = read_assignment(course, gradebook, assignment)
        chosen = _choose(course, assignment, students)
        context = _fingerprint(released, limits)
        given = given_files(course, assignment)
        reader = _Reader(course, assignment, released, given, context)
        summary = Summary()
        with _started(server, modules_used(released), sandboxed, limits) as server:
            todo = reader.unfinished(chosen, force, summary)
            progress(None, summary.done, len(chosen))
            if server is not None and todo:
                server.wait_ready()
            worker = _Worker(released, given, server, limits)
            for submission, grade in _run_pool(
                (reader.read(student) for student in todo), worker, jobs or default_jobs(), summary
            ):
                _finish(course, gradebook, released, given, submission, grade, summary)
                progress(grade, summary.done, len(chosen))
    return summary


def given_files(course: Course, assignment: str) -> dict[str, bytes]:
    """The files that the course hands out with an assignment, without those that `c.Autograde.exclude_overwriting`
    leaves to the student."""
    files, problem = other_files(course.folder("source", ".", assignment), tuple(course.coursedir.ignore))
    if problem:
        raise GraderError(f"the files of '{assignment}' can't be read: {problem}")
    left = course.config.Autograde.get("exclude_overwriting", {}).get(assignment, [])
    return {name: data for name, data in files.items() if name not in left}


def _choose(course: Course, assignment: str, students: Iterable[str] | None) -> list[str]:
    present = course.students(assignment)
    if students is None:
        if not present:
            raise GraderError(
                f"no submissions of '{assignment}': expected {course.folder('submitted', '<student>', assignment)}"
            )
        return present
    chosen = list(dict.fromkeys(students))
    missing = [student for student in chosen if student not in present]
    if missing:
        raise GraderError(f"no submission of '{assignment}' by {', '.join(missing)}")
    return chosen


def modules_used(released: list[Released]) -> tuple[str, ...]:
    """The modules to import once for all kernels: those that the released notebooks import."""
    return installed_modules(
        "\n".join(cell.source for each in released for cell in each.cells if cell.cell_type == "code")
    )


def _fingerprint(released: list[Released], limits: Limits) -> str:
    """What all grades of an assignment depend on, besides the submission."""
    cells = [
        [
            each.name,
            sorted(each.demos),
            [(cell.cell_type, cell.source, dict(cell.metadata.nbgrader)) for cell in each.cells],
            asdict(each.paper) if each.paper else None,
        ]
        for each in released
    ]
    text = json.dumps([VERSION, cells, asdict(limits)], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class _Reader:
    """Reads submissions, and finds those that are not graded yet."""

    course: Course
    assignment: str
    released: list[Released]
    given: dict[str, bytes]
    context: str

    def unfinished(self, students: list[str], force: bool, summary: Summary) -> list[str]:
        """The students whose submissions have to be graded; the grades of the others are kept."""
        todo = []
        for student in students:
            grade = None if force else load_grade(self.course, self.assignment, student)
            if grade is not None and grade.inputs == self.read(student).inputs:
                summary.kept.append(grade)
            else:
                todo.append(student)
        return todo

    def read(self, student: str) -> Submission:
        """Read a submission; what can't be read is an error of that notebook or submission, never of the run."""
        folder = self.course.folder("submitted", student, self.assignment)
        notebooks: dict[str, bytes] = {}
        errors: dict[str, str] = {}
        files: dict[str, bytes] = {}
        timestamp = None
        try:
            files, problem = other_files(folder, tuple(self.course.coursedir.ignore))
            if problem:
                errors["files"] = problem
            present = sorted(path.name for path in folder.iterdir() if path.suffix == ".ipynb")
        except (OSError, GraderError) as error:
            errors[""] = f"the submission can't be read: {getattr(error, 'strerror', None) or error}"
            present = []
        for each in self.released:
            name = f"{each.name}.ipynb"
            if name in present:
                try:
                    notebooks[each.name] = read_regular_file(folder / name, MAX_BYTES)
                except (OSError, GraderError) as error:
                    errors[each.name] = str(error)
            elif "" not in errors:
                others = [
                    other
                    for other in present
                    if other.removesuffix(".ipynb") not in {each.name for each in self.released}
                ]
                hint = f"; there is {', '.join(others)}: rename it if this is the one" if others else ""
                errors[each.name] = f"{name} is missing{hint}"
        if "timestamp.txt" in files:
            timestamp, problem = _parse_timestamp(files["timestamp.txt"])
            if problem:
                errors["timestamp.txt"] = problem
        digest = hashlib.sha256(self.context.encode())
        for part in (notebooks, files, self.given):
            for name, data in sorted(part.items()):
                digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
        digest.update(json.dumps(errors, sort_keys=True).encode())
        return Submission(student, self.assignment, notebooks, files, errors, timestamp, digest.hexdigest())


def _parse_timestamp(data: bytes) -> tuple[datetime | None, str]:
    from nbgrader.utils import parse_utc

    text = data.decode("utf-8", "replace").strip()
    if not text:
        return None, ""
    try:
        return parse_utc(text), ""
    except (ValueError, OverflowError, TypeError):
        return None, f"timestamp.txt holds no date: {text[:40]!r}"


def load_grade(course: Course, assignment: str, student: str) -> SubmissionGrade | None:
    """The grade that an earlier run recorded for a student; None where there is none, or it was written by another
    version."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        path = course.results(assignment) / f"{student}.json"
        return SubmissionGrade.from_json(path.read_text(encoding="utf-8", errors="surrogateescape"))
    return None


def load_grades(course: Course, assignment: str) -> list[SubmissionGrade]:
    """All recorded grades of an assignment, by student."""
    found = [load_grade(course, assignment, path.stem) for path in sorted(course.results(assignment).glob("*.json"))]
    return [grade for grade in found if grade is not None]


def _finish(
    course: Course,
    gradebook: object,
    released: list[Released],
    given: dict[str, bytes],
    submission: Submission,
    grade: SubmissionGrade,
    summary: Summary,
) -> None:
    """Record a grade: gradebook first, then the files; the last one written is what a later run takes for done."""
    if not grade.notebooks:
        summary.failures[grade.student] = grade.error
        return
    try:
        record(course, gradebook, released, grade, submission.timestamp)  # type: ignore[arg-type]
        write_autograded(course, grade, {**submission.files, **given})
        replace(
            course.results(grade.assignment) / f"{grade.student}.json",
            grade.to_json().encode("utf-8", "surrogateescape"),
        )
    except OSError as error:
        summary.failures[grade.student] = f"its results can't be written: {error.strerror}"
    except GraderError as error:
        summary.failures[grade.student] = str(error)
    else:
        summary.grades.append(grade)


# ----------------------------------------------------------------------------------------------------------- the pool


@dataclass
class _Worker:
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


_worker: _Worker | None = None


def _start_worker(worker: _Worker) -> None:
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
    except (GraderError, OSError) as error:
        return SubmissionGrade(
            submission.student, submission.assignment, (), f"it could not be graded: {error}", submission.inputs
        )


def _run_pool(
    todo: Iterator[Submission], worker: _Worker, jobs: int, summary: Summary
) -> Iterator[tuple[Submission, SubmissionGrade]]:
    """Grade submissions `jobs` at a time, read only as they are needed; a worker that dies costs its submission two
    more attempts, no other anything."""
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
                    grade = future.result()
                    submission, _ = running.pop(future)
                    yield submission, grade
        except BrokenProcessPool:
            pool.shutdown(wait=False, cancel_futures=True)
            for submission, attempts in running.values():
                if attempts >= 2:
                    summary.failures[submission.student] = "the worker that graded it died three times"
                else:
                    waiting.append((submission, attempts + 1))
        except KeyboardInterrupt:
            summary.interrupted = True
            pool.shutdown(wait=False, cancel_futures=True)
            return
