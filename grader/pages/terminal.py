"""What commands print: progress bars and tables."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from grader.doctor import Finding
from grader.learner.formulas import told, without_formulas
from grader.pages.outcomes import LOOKS
from grader.pages.statistics import is_scored, persons_remarks, told_apart
from grader.pages.text import listed, plural
from grader.verdict.results import Outcome, SubmissionGrade

if TYPE_CHECKING:
    from grader.classroom.autograde import Summary
    from grader.learner.check import Checked
    from grader.learner.hints import Hint


class Rate(ProgressColumn):
    """Submissions graded per second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s" if speed >= 1 else f"{1 / speed:.1f} s each")


@contextmanager
def progress(console: Console) -> Iterator[Callable[[SubmissionGrade | None, int, int], None]]:
    """A progress bar with rate and time left; yields the function that autograde calls."""
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console)
    task = bar.add_task("grading", total=None)

    def update(grade: SubmissionGrade | None, done: int, total: int) -> None:
        if grade is None:
            bar.reset(task, completed=done, total=total)
            bar.start()
        else:
            bar.update(task, completed=done)

    try:
        yield update
    finally:
        if bar.live.is_started:
            bar.stop()


def clean(text: str) -> str:
    """Text of a student's, made harmless for a terminal: one line, no control characters, no markup."""
    text = text.encode("utf-8", "backslashreplace").decode()  # names of folders may be any bytes
    return escape("".join(letter if letter.isprintable() else " " for letter in text))


def summary(console: Console, result: Summary) -> None:
    """Print the table of scores and a line for all that went wrong."""
    if result.all:
        names = list(dict.fromkeys(notebook.name for grade in result.all for notebook in grade.notebooks))
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column("student", no_wrap=True)
        short = [name.split("_")[0] for name in names]
        for name, first in zip(names, short, strict=True):
            table.add_column(first if short.count(first) == 1 else name, justify="right")
        table.add_column("score", justify="right")
        table.add_column("")
        for grade in result.all:
            by_name = {notebook.name: notebook for notebook in grade.notebooks}
            scores = [
                f"{by_name[name].score:g}" if name in by_name and is_scored(by_name[name]) else "–" for name in names
            ]
            table.add_row(clean(grade.student), *scores, f"{grade.score:g} / {grade.max_score:g}", _remarks(grade))
        console.print(table)
        scores_all = [grade.score for grade in result.all]
        console.print(
            f"\n{len(result.grades)} graded, {len(result.kept)} unchanged since an earlier run; "
            f"median {statistics.median(scores_all):g}, best {max(scores_all):g} "
            f"of {max(grade.max_score for grade in result.all):g}"
        )
    for grade in result.all:
        for error in grade.errors:
            console.print(f"[yellow]{clean(grade.student)}[/]: {clean(error)}", soft_wrap=True)
    for reason, students in _by_reason(result.failures).items():
        console.print(f"[red]{clean(listed(students))}: not graded[/]: {clean(reason)}", soft_wrap=True)
    if result.interrupted:
        console.print(
            "[yellow]interrupted[/]: all that was finished is recorded; the same command goes on from here",
            soft_wrap=True,
        )


def _by_reason(failures: Mapping[str, str]) -> dict[str, list[str]]:
    """Reason -> the students whom it concerns: what befalls a class is one line."""
    found: dict[str, list[str]] = {}
    for student, reason in sorted(failures.items()):
        found.setdefault(reason, []).append(student)
    return found


def _remarks(grade: SubmissionGrade) -> str:
    """The outcomes of a submission that call for a look, counted."""
    odd = (Outcome.CRASHED, Outcome.OUT_OF_TIME, Outcome.OUT_OF_MEMORY, Outcome.MANUAL, Outcome.GRADED)
    cells = [cell for notebook in grade.notebooks for cell in notebook.cells]
    counts = {outcome: sum(cell.outcome is outcome for cell in cells) for outcome in odd}
    words = [f"[{LOOKS[outcome].terminal}]{number} {outcome}[/]" for outcome, number in counts.items() if number]
    repairs = sum(len(notebook.repairs) for notebook in grade.notebooks)
    words += [f"{repairs} repaired"] if repairs else []
    words += persons_remarks(grade)
    words += ["[yellow]flagged[/]"] if any(cell.flag for cell in cells) else []
    return ", ".join(words)


def checked(console: Console, result: Checked) -> None:
    """Print a learner's table: each exercise, its points and what to look at."""
    grade = result.grade
    if grade.error:
        console.print(f"[red]{clean(grade.error)}[/]", soft_wrap=True)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name, justify in (("", "left"), ("exercise", "left"), ("points", "right"), ("", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    titles = told_apart(grade.cells)
    for cell in grade.cells:
        colour = LOOKS[cell.outcome].terminal
        points = f"{cell.score:g} / {cell.max_score:g}" if cell.score is not None else f"– / {cell.max_score:g}"
        said = cell.outcome.value
        tells = cell.outcome.needs_work and cell.outcome is not Outcome.NOT_ATTEMPTED
        if tells and cell.message and cell.message != said:
            said = f"{said}: {told(cell)}"
        mark, title = f"[{colour}]{cell.outcome.symbol}[/]", clean(titles[cell.id])
        table.add_row(mark, title, points, f"[{colour}]{clean(said)}[/]")
        if cell.advice:
            table.add_row("", "", "", f"Hint: {clean(without_formulas(cell.advice))}")
    console.print(table)
    console.print(f"\n[bold]{_result(result)}[/]")
    for repair in grade.repairs:
        console.print(f"put right: {clean(repair)}", soft_wrap=True)
    if not result.complete:
        console.print(
            "Only the tests that the notebook shows were run. The course's own tests, which give the points, are with "
            "your instructor.",
            soft_wrap=True,
        )


def _result(result: Checked) -> str:
    """What a check came to: points where all tests ran, else how many exercises the visible tests leave standing."""
    cells = result.grade.cells
    if result.complete:
        return f"{result.grade.score:g} of {result.grade.max_score:g} points"
    passing = sum(not cell.outcome.needs_work for cell in cells)
    return f"done, as far as this notebook's own tests can tell: {passing} of {plural(len(cells), 'exercise')}"


def hint(console: Console, found: Hint | None) -> None:
    """Print one step of help with an exercise."""
    if found is None:
        console.print("[green]✓[/] nothing to help with here: its tests pass, or it is graded elsewhere")
        return
    outcome = found.cell.outcome
    console.print(f"[bold]{clean(found.cell.title)}[/]: [{LOOKS[outcome].terminal}]{outcome}[/]")
    place = f"[dim]{found.number} of {found.steps}[/] " if found.number <= found.steps else ""
    console.print(f"{place}[bold]{clean(found.title)}[/]\n")
    text = "\n".join("".join(letter for letter in line if letter.isprintable()) for line in found.text.split("\n"))
    console.print(Markdown(text, hyperlinks=False))
    if found.number <= found.steps:
        console.print(f"\n{'The same command shows the next.' if found.number < found.steps else 'That was the last.'}")


def findings(console: Console, found: list[Finding]) -> None:
    """Print what the doctor found, and for each thing that is missing how to mend it."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for each in found:
        mark = "[green]✓[/]" if each.ok else "[red]✗[/]" if each.needed else "[yellow]![/]"
        table.add_row(mark, each.name, clean(each.found))
        if not each.ok and each.mend:
            table.add_row("", "", f"→ {clean(each.mend)}")
    console.print(table)
