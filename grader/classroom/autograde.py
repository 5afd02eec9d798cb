"""Grades a class: a pool of workers runs the notebooks, one process records them, and what was done is never done
again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from grader.classroom.course import Course, read_assignment
from grader.classroom.pool import Worker, run_pool
from grader.classroom.record import check_writable, clear_autograded, record, write_autograded
from grader.classroom.recorded import Recorded, renew_penalties
from grader.classroom.review import as_recorded
from grader.classroom.settings import refuse_settings
from grader.classroom.store import forget_grade, load_grade, save_grade
from grader.classroom.submissions import Reader, Submission, given_files
from grader.errors import GraderError, describe
from grader.files import in_any_form
from grader.kernel.interpreter import OWN, Interpreter, find_interpreter
from grader.kernel.limits import Limits, default_jobs
from grader.kernel.server import KernelServer, server_for
from grader.verdict.rebuild import Released, modules_used
from grader.verdict.results import SubmissionGrade

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

# Raised with every change of the grader that can change a grade: submissions graded by an older one are graded again.
VERSION = 5


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
        return not self.failures and not self.interrupted and not any(grade.failed for grade in self.all)


@dataclass(frozen=True)
class Job:
    """What a run grades: of the notebooks of an assignment those that are asked for, or the whole, and the files that
    go with them."""

    course: Course
    assignment: str
    gradebook: Gradebook
    every: list[Released]
    released: list[Released]
    given: dict[str, bytes]
    whole: bool

    def reader(self, limits: Limits) -> Reader:
        """Reads the submissions, and knows what is done."""
        names = frozenset(each.name for each in self.every)
        context = _fingerprint(self.every, limits, self.course.execute.enabled)
        book = Recorded.read(self.gradebook, self.assignment)
        return Reader(self.course, self.assignment, names, self.released, self.given, context, book, self.whole)

    def worker(self, servers: dict[str, KernelServer | None], limits: Limits) -> Worker:
        """Grades submissions."""
        execute, finish = self.course.execute.enabled, self.course.last_steps()
        return Worker(self.released, self.given, servers, limits, execute, finish)


def autograde(
    course: Course,
    assignment: str,
    students: Iterable[str] | None = None,
    *,
    notebooks: str | None = None,
    jobs: int | None = None,
    force: bool = False,
    sandboxed: bool = True,
    server: KernelServer | None = None,
    progress: Callable[[SubmissionGrade | None, int, int], None] = lambda grade, done, total: None,
) -> Summary:
    """Grade all submissions of an assignment that were not graded yet, and record them in the gradebook.

    students, notebooks: names or patterns of those to grade (default: what the course's configuration says, which is
    all); jobs: kernels at a time (default: one a core); force: grade again what was graded; server: a zygote that was
    started before; progress(grade, done, total) is called as each is recorded.
    Raises GraderError where nothing can be graded (unknown assignment, no submission, no sandbox). Ctrl-C ends it early
    with all that was finished recorded.
    """
    refuse_settings(course, "autograde")
    limits = course.limits()
    with course.gradebook() as gradebook:
        job = _job(course, gradebook, assignment, notebooks or course.coursedir.notebook_id)
        chosen = _choose(course, assignment, students)
        reader, summary = job.reader(limits), Summary()
        with _kernels(job, server, sandboxed, limits) as servers:
            todo, summary.kept = reader.unfinished(chosen, force or course.converter.force)
            if todo:
                check_writable(course, gradebook)
            renew_penalties(course, gradebook, assignment, summary.kept)
            progress(None, summary.done, len(chosen))
            for each in servers.values():
                if each is not None and todo:
                    each.wait_ready()
            submissions = (reader.read(student) for student in _announced(todo, job))
            worker = job.worker(servers, limits)
            try:
                for submission, grade in run_pool(submissions, worker, jobs or default_jobs(), summary.failures):
                    _finish(job, submission, grade, summary)
                    progress(grade, summary.done, len(chosen))
            except KeyboardInterrupt:
                summary.interrupted = True
        both = as_recorded(course, gradebook, assignment, [*summary.grades, *summary.kept])
        summary.grades, summary.kept = both[: len(summary.grades)], both[len(summary.grades) :]
    return summary


@contextlib.contextmanager
def _kernels(
    job: Job, started: KernelServer | None, sandboxed: bool, limits: Limits
) -> Iterator[dict[str, KernelServer | None]]:
    """notebook -> the zygote of its kernels, one for each Python that the notebooks ask for; None where kernels are
    started one by one. started: one that was started early."""
    pythons = {each.name: _python(job.course, each, sandboxed) for each in job.released}
    made: dict[Interpreter | None, KernelServer | None] = {None: None}
    with contextlib.ExitStack() as stack:
        for python in dict.fromkeys(pythons.values()):
            if python == OWN and started is not None and started.sandboxed == sandboxed:
                started.limits = limits
                made[python] = started
            elif python is not None:
                modules = modules_used(job.released, installed=python == OWN)
                made[python] = stack.enter_context(server_for(modules, sandboxed, limits, python))
        yield {name: made[python] for name, python in pythons.items()}


def _python(course: Course, released: Released, sandboxed: bool) -> Interpreter | None:
    """The Python of a notebook's kernels, None where they can only be started; raises GraderError where there is none,
    or none in a sandbox."""
    if not course.execute.enabled:
        return None  # nothing runs: any kernel will do, also one that isn't here
    name = str(released.kernelspec.get("name", ""))
    if released.paper is not None or not name:
        return OWN
    try:
        found = find_interpreter(name)
    except GraderError as error:
        raise GraderError(f"notebook '{released.name}': {error}") from None
    if found is None and sandboxed:
        raise GraderError(
            f"notebook '{released.name}': the kernel '{name}' is no plain ipykernel, and can't run in the sandbox; "
            "grade with --no-sandbox, if you trust every notebook"
        )
    shown = next((path for path in found.folders if course.keeps_secrets_in(path)), None) if found else None
    if shown and sandboxed:
        raise GraderError(
            f"notebook '{released.name}': the kernel '{name}' has {shown} on its path, and would show students what "
            "the course keeps there: have it import from another folder"
        )
    return found


def _job(course: Course, gradebook: Gradebook, assignment: str, pattern: str) -> Job:
    """What to grade of an assignment: the notebooks whose names match."""
    every = read_assignment(course, gradebook, assignment)
    found = [each for each in every if fnmatchcase(each.name, pattern)]
    if every and not found:
        names = ", ".join(each.name for each in every)
        raise GraderError(f"no notebook of '{assignment}' matches '{pattern}'; there are {names}")
    return Job(course, assignment, gradebook, every, found, given_files(course, assignment), pattern == "*")


def _announced(students: Iterable[str], job: Job) -> Iterator[str]:
    """The students, each after nbgrader's hook that may want to know that it is their turn."""
    for student in students:
        _call_hook(job, student, "run_pre_convert_hook")
        yield student


def _call_hook(job: Job, student: str, name: str) -> None:
    """Call a hook of the course's as nbgrader does: in the course directory, with the notebooks that were handed in."""
    course = job.course
    folder = course.folder("submitted", student, job.assignment)
    paths = [folder / f"{each.name}.ipynb" for each in job.released]
    course.converter.notebooks = [str(path) for path in paths if path.exists()]
    course.coursedir.assignment_id = job.assignment
    with contextlib.chdir(course.root):
        getattr(course.converter, name)()


def _choose(course: Course, assignment: str, students: Iterable[str] | None) -> list[str]:
    present = course.students(assignment)
    if not present:
        raise GraderError(
            f"no submissions of '{assignment}': expected {course.folder('submitted', '<student>', assignment)}"
        )
    students = [course.coursedir.student_id] if students is None else students
    wanted = {name: _matching(name, present) for name in students}
    missing = [name for name, found in wanted.items() if not found]
    if missing:
        raise GraderError(f"no submission of '{assignment}' by {', '.join(missing)}")
    return sorted({student for found in wanted.values() for student in found})


def _matching(name: str, present: Sequence[str]) -> list[str]:
    """The students of this name, in any Unicode form, or whose names match it."""
    same = in_any_form(name, present)
    return [same] if same is not None else [each for each in present if fnmatchcase(each, name)]


def _fingerprint(released: list[Released], limits: Limits, execute: bool) -> str:
    """What all grades of an assignment depend on, besides the submission."""
    cells = [
        [
            each.name,
            sorted(each.demos),
            [(cell.cell_type, cell.source, dict(cell.metadata.nbgrader)) for cell in each.cells],
            asdict(each.paper) if each.paper else None,
            each.kernelspec,
        ]
        for each in released
    ]
    text = json.dumps([VERSION, cells, asdict(limits), execute], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _finish(job: Job, submission: Submission, grade: SubmissionGrade, summary: Summary) -> None:
    """Record a grade: gradebook first, then the files; the last one written is what a later run takes for done."""
    course, student = job.course, grade.student
    try:
        earlier = None if job.whole else load_grade(course, job.assignment, student)
        if not grade.notebooks:
            clear_autograded(course, job.assignment, student, [each.name for each in job.released], job.whole)
            summary.failures[student] = grade.error
            return
        record(course, job.gradebook, job.released, grade, submission.timestamp)
        forget_grade(course, job.assignment, student)
        write_autograded(course, grade, {**submission.files, **job.given}, job.whole)
        save_grade(course, joined(earlier, grade))
        _call_hook(job, student, "run_post_convert_hook")
    except OSError as error:
        summary.failures[student] = f"its results can't be written to {_folder_of(course, error)}: {error.strerror}"
    except Exception as error:  # whatever is in one submission, the others are recorded
        summary.failures[student] = describe(error)
    else:
        summary.grades.append(grade)


def _folder_of(course: Course, error: OSError) -> Path:
    """The folder of the course directory in which something was refused, the same for all students; `autograded` where
    the system names none, as when a folder is removed."""
    path = Path(os.fsdecode(error.filename or ""))
    inside = path.is_relative_to(course.root) and path != course.root
    return course.root / (path.relative_to(course.root).parts[0] if inside else course.coursedir.autograded_directory)


def joined(earlier: SubmissionGrade | None, grade: SubmissionGrade) -> SubmissionGrade:
    """A grade of some notebooks, with the earlier ones of the others."""
    if earlier is None:
        return grade
    new = {notebook.name: notebook for notebook in grade.notebooks}
    all_of_them = {**{notebook.name: notebook for notebook in earlier.notebooks}, **new}
    inputs = {**earlier.inputs, **grade.inputs}
    return replace(grade, notebooks=tuple(all_of_them[name] for name in sorted(all_of_them)), inputs=inputs)
