"""Writes the pages that learners get back: what became of each exercise and why, and never the text of a test."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from grader import files
from grader.classroom.course import Course
from grader.classroom.review import reviewed
from grader.errors import GraderError
from grader.learner.formulas import told, without_formulas
from grader.pages.comments import comment_html
from grader.pages.outcomes import LOOKS, SILENT, joint_outcome
from grader.pages.outputs import FULL, Outputs, Shown
from grader.pages.render import GENERATOR, render
from grader.pages.statistics import is_scored, told_apart
from grader.pages.text import MAX_MESSAGE, MAX_TEXT, clean, cut, points, short
from grader.pages.withheld import Secrets
from grader.verdict.cells import Cell, flag, grade_id, is_answer, is_code, is_test, read_cells, visible
from grader.verdict.cells import outputs as outputs_of
from grader.verdict.cells import source as source_of
from grader.verdict.rebuild import MAX_BYTES
from grader.verdict.results import CellGrade, NotebookGrade, Outcome, SubmissionGrade

MAX_CELLS = 100
MAX_REPAIRS = 50
ADVICE = (
    "Open the file in JupyterLab, see that nothing is missing, save it and hand it in again, or ask your instructor."
)
ADVICE_MISSING = "Hand it in under this name, together with your other files, or ask your instructor."
SECOND_LOOK = "A person gave these points, and will look once more: it was graded again since then."
EXCHANGE_FILES = ("timestamp.txt", "submission_secret.txt")  # by which nbgrader's exchange finds whose feedback it is


@dataclass(frozen=True)
class ShownCell:
    """A cell of the learner's: its text (highlighted, where it is code), the first line of it, its outputs and pasted
    pictures, and what a person wrote about it."""

    number: int
    kind: str
    source: str | Markup
    note: str
    outputs: list[Shown]
    first: str = ""
    comment: Markup = dataclasses.field(default_factory=Markup)

    @property
    def failed(self) -> bool:
        return any(item.kind == "error" for item in self.outputs)


@dataclass(frozen=True)
class ShownTest:
    """What one graded cell decided, in words."""

    outcome: Outcome
    score: float | None
    max_score: float
    reason: str
    message: str
    hint: str


@dataclass(frozen=True)
class Exercise:
    """An exercise: the cells that answer it and all that was found out about them."""

    title: str
    tests: list[ShownTest]
    cells: list[ShownCell]
    comments: list[Markup]

    @property
    def score(self) -> float | None:
        scores = [test.score for test in self.tests if test.score is not None]
        return sum(scores) if scores else None

    @property
    def max_score(self) -> float:
        return sum(test.max_score for test in self.tests)

    @property
    def outcome(self) -> Outcome:
        return joint_outcome([test.outcome for test in self.tests], bool(self.score))


def feedback_page(grade: NotebookGrade, student: str, assignment: str, title: str, *, complete: bool = True) -> str:
    """One self-contained HTML page about one notebook, for the learner who handed it in.

    grade.notebook: the executed notebook as JSON text; without it the page has outcomes and messages only. student
    and assignment may be "". complete: whether all tests ran, and not only those that learners have.
    """
    cells = read_cells(grade.notebook)
    secrets = Secrets(cells)
    outputs = Outputs(secrets)
    answers = _answers(cells)
    groups = _exercises(grade.cells if is_scored(grade) or grade.comments else ())
    titles = told_apart(grade.cells)
    exercises = [_exercise(titles[group[0].id], group, answers, outputs, grade.comments) for group in groups]
    used = {number for group in groups for each in group for number in answers.get(each.id, {})}
    rest = [number for number, cell in enumerate(cells) if number not in used and not is_test(cell)]
    others = [number for number in rest if outputs_of(cells[number]) or grade_id(cells[number]) in grade.comments]
    pending = sum(cell.max_score for cell in grade.cells if cell.undecided)
    share = _percent(grade.score, grade.max_score)
    return render(
        "feedback.html.j2",
        title=short(title, 300),
        student=short(student, 200),
        assignment=short(assignment, 200),
        complete=complete,
        score=grade.score,
        max_score=grade.max_score,
        late_penalty=grade.late_penalty,
        passing=sum(not each.outcome.needs_work for each in exercises),
        pending=pending,
        waiting=any(cell.outcome is Outcome.MANUAL for cell in grade.cells),
        share=share,
        pending_share=min(100 - share, _percent(pending, grade.max_score)),
        error=short(grade.error),
        broken=grade.broken,
        advice="" if is_scored(grade) else ADVICE if grade.broken else ADVICE_MISSING,
        repairs=[short(repair, 300) for repair in grade.repairs[:MAX_REPAIRS]],
        more_repairs=max(0, len(grade.repairs) - MAX_REPAIRS),
        exercises=exercises,
        others=[_other_cell(cells[number], number, outputs, grade.comments) for number in others[:MAX_CELLS]],
        more_others=max(0, len(others) - MAX_CELLS),
    )


def _percent(part: float, whole: float) -> int:
    return max(0, min(100, round(100 * part / whole))) if whole > 0 else 0


def _exercises(cells: Iterable[CellGrade]) -> list[list[CellGrade]]:
    """Graded cells of one exercise, together: the tests of an answer's parts stand under the same heading."""
    groups: list[list[CellGrade]] = []
    for cell in cells:
        last = groups[-1][-1] if groups else None
        same = last is not None and cell.title == last.title and cell.exercise in ("", last.exercise)
        if last is not None and same and last.id != last.exercise:
            groups[-1].append(cell)
        else:
            groups.append([cell])
    return groups


def _answers(cells: list[Cell]) -> dict[str, dict[int, Cell]]:
    """grade_id of a graded cell -> the learner's cells that it grades, by their number in the notebook."""
    found: dict[str, dict[int, Cell]] = {}
    waiting: dict[int, Cell] = {}
    for number, cell in enumerate(cells):
        if is_test(cell):
            found[grade_id(cell)] = waiting
            waiting = {}
        elif is_answer(cell) and (flag(cell, "grade") or flag(cell, "task")):
            found[grade_id(cell)] = {number: cell, **(_written_below(cells, number) if flag(cell, "task") else {})}
        elif is_answer(cell):
            waiting[number] = cell
    return found


def _written_below(cells: list[Cell], task: int) -> dict[int, Cell]:
    """The cells in which a task is answered: those below it, up to the next labelled cell or heading."""

    def is_own(item: tuple[int, Cell]) -> bool:
        heading = not is_code(item[1]) and source_of(item[1]).lstrip().startswith("#")
        return not grade_id(item[1]) and not heading

    return dict(itertools.takewhile(is_own, itertools.islice(enumerate(cells), task + 1, None)))


def _exercise(
    title: str,
    group: list[CellGrade],
    answers: dict[str, dict[int, Cell]],
    outputs: Outputs,
    comments: Mapping[str, str],
) -> Exercise:
    cells = {number: cell for each in group for number, cell in answers.get(each.id, {}).items()}
    shown = [_shown_cell(cell, number, outputs) for number, cell in cells.items()]
    tests = [_shown_test(each, outputs.secrets) for each in group]
    names = dict.fromkeys(
        [*map(grade_id, cells.values()), *(name for each in group for name in (each.exercise, each.id))]
    )
    said = [comment_html(comments[name]) for name in names if name in comments]
    return Exercise(short(title or group[0].id, 300), tests, shown, said)


def _shown_test(cell: CellGrade, secrets: Secrets) -> ShownTest:
    message = short(secrets.redact(clean(told(cell)[: 4 * MAX_MESSAGE])))
    message = "" if message in SILENT or cell.outcome is Outcome.NOT_ATTEMPTED else message
    reason = LOOKS[cell.outcome].reason
    if not message and cell.outcome in (Outcome.WRONG, Outcome.CRASHED):
        reason = "A test failed, and says no more about it."
    if cell.outcome is Outcome.MANUAL and not cell.undecided:
        reason = SECOND_LOOK
    if cell.extra_credit:
        reason = f"{reason} {points(cell.extra_credit)} of extra credit included."
    advice = short(without_formulas(cell.advice))
    return ShownTest(cell.outcome, cell.score, cell.max_score, reason, message, advice)


def _shown_cell(cell: Cell, number: int, outputs: Outputs) -> ShownCell:
    source, note = cut(clean(visible(cell)[: 8 * MAX_TEXT]).rstrip())
    outputs.budget.text -= len(source)
    if outputs.budget.text < 0:
        source, note = "", FULL
    first = next((line for line in source.splitlines() if line.strip()), "")
    code = is_code(cell)
    shown = highlight(source) if code else source
    below = [*outputs.of(cell), *outputs.pasted(cell)]
    return ShownCell(number + 1, "code" if code else "markdown", shown, note, below, short(first, 60))


def _other_cell(cell: Cell, number: int, outputs: Outputs, comments: Mapping[str, str]) -> ShownCell:
    """A cell that belongs to no exercise, with the comment on it."""
    shown, said = _shown_cell(cell, number, outputs), comments.get(grade_id(cell))
    return dataclasses.replace(shown, comment=comment_html(said)) if said else shown


def highlight(code: str) -> Markup:
    """Python code with its tokens marked by Pygments, unless that makes it many times as long; escaped."""
    import pygments
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    made = pygments.highlight(code, PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True))
    return Markup(made) if len(made) < 1000 + 12 * len(code) else escape(code)


# ------------------------------------------------------------------------------------------------------------ the files


def write_feedback(
    course: Course, assignment: str, students: Iterable[str] | None = None, *, force: bool = False
) -> list[Path]:
    """Write a page for each graded notebook to `feedback`, with what the gradebook says, and return their paths.

    students: those to write for (default: all that were graded); force: replace pages that nbgrader made. Raises
    GraderError where nothing was graded yet, a student wasn't, a page of nbgrader's would be lost, or a page can't be
    written.
    """
    grades = reviewed(course, assignment)
    if students is not None:
        known = [grade.student for grade in grades]
        wanted = {student: files.in_any_form(student, known) for student in students}
        missing = sorted(student for student, found in wanted.items() if found is None)
        if missing:
            who = ", ".join(missing)
            raise GraderError(f"'{assignment}' was not graded yet for {who}; do it with: grader autograde {assignment}")
        grades = [grade for grade in grades if grade.student in wanted.values()]
    names = {each.name for grade in grades for each in grade.notebooks}
    titles = {name: title_of(course, assignment, name) for name in names}
    if not force:
        _refuse_to_replace([path for grade in grades for path, _ in _pages(course, grade)])
    return [path for grade in grades for path in _write_pages(course, grade, titles)]


def _pages(course: Course, grade: SubmissionGrade) -> list[tuple[Path, NotebookGrade]]:
    """The pages of a submission: where they belong, and what they are about."""
    folder = course.folder("feedback", grade.student, grade.assignment)
    unreadable = (NotebookGrade(grade.assignment, error=grade.error or "there was no notebook in it"),)
    return [(folder / f"{notebook.name}.html", notebook) for notebook in grade.notebooks or unreadable]


def _refuse_to_replace(paths: list[Path]) -> None:
    """Raise GraderError where a page stands that we didn't make: it may hold what somebody wants to keep."""
    foreign = [path for path in paths if path.exists() and not _is_ours(path)]
    if foreign:
        others = f" (and {len(foreign) - 1} more)" if foreign[1:] else ""
        raise GraderError(f"{foreign[0]}{others} was made by nbgrader, not by grader feedback; --force replaces it")


def _is_ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as page:
        return GENERATOR in page.read(1000)


def _write_pages(course: Course, grade: SubmissionGrade, titles: dict[str, str]) -> Iterator[Path]:
    for path, notebook in _pages(course, grade):
        if not notebook.notebook:
            notebook = dataclasses.replace(notebook, notebook=_executed(course, grade, notebook))
        title = titles.get(notebook.name, notebook.name)
        files.save(path, feedback_page(notebook, grade.student, grade.assignment, title))
        yield path
    _copy_exchange_files(course, grade)


def _copy_exchange_files(course: Course, grade: SubmissionGrade) -> None:
    """Put beside the pages what `nbgrader release_feedback` looks for there, as nbgrader's own feedback does."""
    graded, written = (course.folder(step, grade.student, grade.assignment) for step in ("autograded", "feedback"))
    for name in EXCHANGE_FILES:
        if (graded / name).is_file():
            files.save(written / name, files.read_regular_file(graded / name, MAX_BYTES))
        else:
            (written / name).unlink(missing_ok=True)  # of an earlier submission


def _executed(course: Course, grade: SubmissionGrade, notebook: NotebookGrade) -> str:
    """The executed notebook as JSON text; "" where there is none."""
    path = course.folder("autograded", grade.student, grade.assignment) / f"{notebook.name}.ipynb"
    if notebook.error or not path.exists():
        return ""
    try:
        return files.read_regular_file(path, MAX_BYTES).decode("utf-8", "replace")
    except (OSError, GraderError):
        return ""


def title_of(course: Course, assignment: str, name: str) -> str:
    """The title of a notebook: the first heading of its source or release; its file's name where there is none."""
    for step in ("source", "release"):
        path = course.folder(step, ".", assignment) / f"{name}.ipynb"
        try:
            cells = read_cells(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeError):
            continue
        for cell in cells:
            heading = re.search(r"^# +(.+?)\s*$", source_of(cell), re.M)
            if cell.get("cell_type") == "markdown" and heading:
                return heading[1]
    return name
