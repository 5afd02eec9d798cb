"""Grades a class: a pool of workers runs the notebooks, one process records them, and what was done is never done
again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field

from grader.classroom.course import Course, read_assignment
from grader.classroom.pool import Worker, run_pool
from grader.classroom.record import record, write_autograded
from grader.classroom.review import as_recorded
from grader.classroom.store import save_grade
from grader.classroom.submissions import Reader, Submission, given_files
from grader.errors import GraderError, describe
from grader.files import in_any_form
from grader.kernel.limits import Limits, default_jobs
from grader.kernel.server import KernelServer, server_for
from grader.verdict.rebuild import Released, modules_used
from grader.verdict.results import SubmissionGrade

# Raised with every change of the grader that can change a grade: submissions graded by an older one are graded again.
VERSION = 3


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
    was graded; server: a zygote that was started before; progress(grade, done, total) is called as each is recorded.
    Raises GraderError where nothing can be graded (unknown assignment, no submission, no sandbox). Ctrl-C ends it early
    with all that was finished recorded.
    """
    limits = course.limits()
    with course.gradebook() as gradebook:
        released = read_assignment(course, gradebook, assignment)
        chosen = _choose(course, assignment, students)
        context = _fingerprint(released, limits)
        given = given_files(course, assignment)
        reader = Reader(course, assignment, released, given, context)
        summary = Summary()
        with _started(server, modules_used(released), sandboxed, limits) as server:
            todo, summary.kept = reader.unfinished(chosen, force)
            progress(None, summary.done, len(chosen))
            if server is not None and todo:
                server.wait_ready()
            submissions = (reader.read(student) for student in todo)
            worker = Worker(released, given, server, limits)
            try:
                for submission, grade in run_pool(submissions, worker, jobs or default_jobs(), summary.failures):
                    _finish(course, gradebook, released, given, submission, grade, summary)
                    progress(grade, summary.done, len(chosen))
            except KeyboardInterrupt:
                summary.interrupted = True
        both = as_recorded(gradebook, assignment, [*summary.grades, *summary.kept])
        summary.grades, summary.kept = both[: len(summary.grades)], both[len(summary.grades) :]
    return summary


def _choose(course: Course, assignment: str, students: Iterable[str] | None) -> list[str]:
    present = course.students(assignment)
    if students is None:
        if not present:
            raise GraderError(
                f"no submissions of '{assignment}': expected {course.folder('submitted', '<student>', assignment)}"
            )
        return present
    chosen = {student: in_any_form(student, present) for student in students}
    missing = [student for student, found in chosen.items() if found is None]
    if missing:
        raise GraderError(f"no submission of '{assignment}' by {', '.join(missing)}")
    return list(dict.fromkeys(filter(None, chosen.values())))


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
        record(course, gradebook, released, grade, submission.timestamp)
        write_autograded(course, grade, {**submission.files, **given})
        save_grade(course, grade)
    except OSError as error:
        summary.failures[grade.student] = f"its results can't be written: {error.strerror}"
    except Exception as error:  # whatever is in one submission, the others are recorded
        summary.failures[grade.student] = describe(error)
    else:
        summary.grades.append(grade)
