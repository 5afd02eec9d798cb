"""The command `grader`: a thin shell over the package's functions."""

from __future__ import annotations

import gc
import io
import itertools
import logging
import os
import sys
from pathlib import Path
from typing import Annotated

from grader import files, quirks

quirks.skip_slow_imports()

import typer  # noqa: E402
from rich.console import Console  # noqa: E402

from grader.errors import GraderError  # noqa: E402
from grader.kernel.server import start_early  # noqa: E402

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="markdown"
)
console = Console(highlight=False)


def say(line: str) -> None:
    """Print a line as it is."""
    console.print(line, soft_wrap=True, markup=False)


@app.command()
def build(
    sources: Annotated[
        list[Path] | None, typer.Argument(help="Text sources of notebooks, or folders of them; all of them by default.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Execute all again, changed or not.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; say which files are not current.")] = False,
) -> None:
    """Build exercise notebooks, solved notebooks, indexes and nbgrader courses from the text sources."""
    from grader.authoring.build import build as build_notebooks
    from grader.authoring.build import stale_files, topic_problems
    from grader.authoring.tree import find_tree

    tree = find_tree(sources[0] if sources else None)
    if check:
        lines = [*stale_files(tree), *topic_problems(tree)]
        for line in lines:
            say(line)
        raise typer.Exit(1 if lines else 0)
    built = build_notebooks(tree, tree.below(sources) if sources else None, force=force, say=say)
    say(
        f"{len(built)} notebooks are as their sources say"
        if not any(each.problems for each in built)
        else "not all is built"
    )
    if any(each.problems for each in built):
        raise typer.Exit(1)


@app.command()
def prove(
    sources: Annotated[
        list[Path] | None, typer.Argument(help="Text sources of notebooks, or folders of them; all of them by default.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Prove all, and not only what is stale.")] = False,
    draw: Annotated[
        bool, typer.Option("--draw", help="Prove the part, one in eight, that the checked-out commit draws, too.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="Prove nothing; name the notebooks that would be.")] = False,
) -> None:
    """Prove notebooks: solutions score everything, blanks nothing, mistakes fail and are recognised, variants pass,
    changed solutions are caught. What holds is kept beside the source."""
    from grader.authoring.dependencies import Dependencies
    from grader.authoring.proof import head, stale_parts
    from grader.authoring.prove import false_claims, todo
    from grader.authoring.prove import prove as prove_notebooks
    from grader.authoring.tree import find_tree

    tree = find_tree(sources[0] if sources else None)
    paths = tree.below(sources) if sources else None
    chosen = todo(tree, paths, everything=everything, commit=head(tree.root) if draw else None)
    if listed:
        for each in chosen:
            say(each.source.id)
        raise typer.Exit(0)
    every, dependencies = tree.read(paths), Dependencies(tree.root)
    false = [line for source in every for line in false_claims(source, stale_parts(source, dependencies))]
    for line in false:
        say(line)
    results = prove_notebooks(tree, chosen, say) if chosen else []
    failed = sum(bool(each.problems) for each in results)
    proved = len(results) - failed
    say(f"{proved} of {len(every)} notebooks proved, {failed} failed, the others as they were proved before")
    raise typer.Exit(1 if false or failed else 0)


Root = Annotated[
    Path | None,
    typer.Option("--course", "--course-dir", help="The nbgrader course directory; the current one by default."),
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Kernels at a time; one a core by default.")]
NoSandbox = Annotated[
    bool, typer.Option("--no-sandbox", help="Run notebooks with your own rights. Only for notebooks that you trust.")
]


@app.command()
def release(
    assignment: str,
    course: Root = None,
    force: Annotated[bool, typer.Option(help="Replace what was released before.")] = False,
) -> None:
    """Make the student version of an assignment and enter it in the gradebook (nbgrader generate_assignment)."""
    from grader.classroom.course import open_course
    from grader.classroom.release import release as make
    from grader.classroom.settings import refuse_settings

    opened = open_course(course)
    refuse_settings(opened, "generate_assignment")
    paths = make(opened, assignment, force=force)
    notebooks = "1 notebook" if len(paths) == 1 else f"{len(paths)} notebooks"
    console.print(f"released {notebooks} in {paths[0].parent}", soft_wrap=True)


@app.command(add_help_option=False, context_settings={"ignore_unknown_options": True})
def autograde(
    words: Annotated[list[str] | None, typer.Argument(metavar="ASSIGNMENT [OPTIONS]", show_default=False)] = None,
) -> None:
    """Grade the submissions of an assignment that are not graded yet, and record them in the gradebook; takes the
    options of nbgrader autograde (--help-all lists them), --jobs and --no-sandbox."""
    try:
        raise typer.Exit(_autograde(words or []))
    except GraderError as error:  # nbgrader's exit status
        print(f"grader: {error}", file=sys.stderr)
        raise typer.Exit(1) from None


def _autograde(words: list[str]) -> int:
    """Do what the command line says; returns the exit status."""
    with start_early(likely_sources(words), "--no-sandbox" not in words) as server:
        gc.disable()  # imports make hardly any garbage, and looking for it takes a tenth of their time
        from grader.classroom.autograde import autograde as grade
        from grader.classroom.program import read_command
        from grader.pages import terminal as show

        gc.freeze()
        gc.enable()
        command = read_command(words)
        console.quiet = command.log_level >= logging.CRITICAL  # --quiet
        with show.progress(console) as progress:
            summary = grade(
                command.course,
                command.assignment,
                command.students or None,
                jobs=command.jobs,
                sandboxed=command.sandboxed,
                server=server,
                progress=progress,
            )
    show.summary(console, summary)
    if command.logfile:
        with Path(command.logfile).open("a", encoding="utf-8") as log:
            show.summary(Console(file=log, width=120), summary)
    return 130 if summary.interrupted else 0 if summary.ok else 1


def likely_sources(words: list[str]) -> list[Path]:
    """The notebooks that a command line will probably grade, found without reading it properly."""
    pairs = [*itertools.pairwise(words), *(word.partition("=")[::2] for word in words)]
    root = next((value for name, value in pairs if name in ("--course-dir", "--course")), ".")
    return [
        path
        for word in words
        if not word.startswith("-")
        for path in sorted(Path(root, "source", word).glob("*.ipynb"))
    ]


@app.command()
def feedback(
    assignment: str,
    course: Root = None,
    student: Annotated[list[str] | None, typer.Option(help="For this student only (can be repeated).")] = None,
    force: Annotated[bool, typer.Option(help="Replace pages that nbgrader made.")] = False,
) -> None:
    """Write a feedback page for each graded notebook of an assignment, with what the gradebook says."""
    from grader.classroom.course import open_course
    from grader.classroom.settings import refuse_settings, share_pages
    from grader.pages.feedback import write_feedback

    opened = open_course(course)
    refuse_settings(opened, "generate_feedback")
    paths = write_feedback(opened, assignment, student, force=force)
    share_pages(opened, assignment)
    say(f"{len(paths)} pages in {opened.folder('feedback', '<student>', assignment)}")


@app.command()
def report(assignment: str, course: Root = None) -> None:
    """Write the class report of an assignment: a page with pictures, and a CSV file."""
    from grader.classroom.course import open_course
    from grader.pages.report import write_report

    for path in write_report(open_course(course), assignment):
        say(str(path))


@app.command()
def check(
    notebook: Path,
    exercise: Annotated[
        str, typer.Argument(help="With --hint: an exercise's number, name or title; else the first not correct.")
    ] = "",
    hint: Annotated[bool, typer.Option("--hint", help="Show one hint, and each time the next.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="With --hint: begin again with the first.")] = False,
    page: Annotated[bool, typer.Option(help="Write a feedback page, too.")] = True,
) -> None:
    """Check your own notebook: a table of its exercises, with hints; or, with --hint, one hint at a time."""
    from grader.learner.check import check as check_notebook
    from grader.learner.hints import forget_solved, next_hint
    from grader.pages import terminal as show

    if (exercise or reset) and not hint:
        raise GraderError("an exercise, and --reset, go with --hint: grader check NOTEBOOK --hint [EXERCISE]")
    with console.status(f"checking {notebook.name}"):
        checked = check_notebook(notebook)
    forget_solved(notebook, checked.grade)
    if hint and not checked.grade.error:
        show.hint(console, next_hint(notebook, checked.grade, exercise, reset=reset))
        return
    show.checked(console, checked)
    if page and not checked.grade.error:
        from grader.pages.feedback import feedback_page

        target = notebook.parent / "feedback" / f"{notebook.stem}.html"
        files.save(target, feedback_page(checked.grade, "", "", checked.title, complete=checked.complete))
        say(f"page: {target}")
    if not checked.grade.error and not checked.ok:
        say(f"stuck? `grader check {notebook} --hint` gives one hint at a time")
    raise typer.Exit(0 if checked.ok else 1)


@app.command()
def doctor() -> None:
    """Say what this machine offers, and how to mend what is missing."""
    from grader.doctor import diagnose
    from grader.pages import terminal as show

    findings = diagnose()
    show.findings(console, findings)
    raise typer.Exit(1 if any(finding.needed and not finding.ok for finding in findings) else 0)


@app.command()
def demo(
    week: Annotated[
        str, typer.Argument(help="The week to grade, as course/week.")
    ] = "course1_nn/week2_logistic_regression",
    students: Annotated[int, typer.Option(min=1, max=5000, help="The size of the class.")] = 40,
    jobs: Jobs = None,
    no_sandbox: NoSandbox = False,
) -> None:
    """Make a demo class for a week, grade it, and write its report and feedback."""
    from grader.authoring.demo import make_class
    from grader.authoring.tree import find_tree
    from grader.classroom.autograde import autograde as grade
    from grader.classroom.course import open_course
    from grader.classroom.release import release as make_release
    from grader.pages import terminal as show
    from grader.pages.feedback import write_feedback
    from grader.pages.report import write_report

    tree = find_tree()
    assignment = week.strip("/").rpartition("/")[2]
    folder = tree.root / "build" / "demo" / week.strip("/").rpartition("/")[0]
    console.print(f"making a class of {students} for {week} in {folder.relative_to(tree.root)}", soft_wrap=True)
    made = make_class(tree, week, students, folder)
    course = open_course(folder)
    make_release(course, assignment, force=True)
    with show.progress(console) as progress:
        summary = grade(course, assignment, jobs=jobs, sandboxed=not no_sandbox, progress=progress)
    show.summary(console, summary)
    pages = write_feedback(course, assignment)
    page, table = write_report(course, assignment)
    example = next((path for path in pages if f"/{made[len(made) // 2]}/" in path.as_posix()), pages[0])
    for name, path in (
        ("class report", page),
        ("as a table", table),
        ("a feedback page", example),
        ("gradebook", folder / "gradebook.db"),
    ):
        say(f"{name:16} {path}")
    raise typer.Exit(130 if summary.interrupted else 0 if not summary.failures else 1)


@app.command()
def mutants(
    sources: Annotated[
        list[Path] | None, typer.Argument(help="Text sources of notebooks; all of them by default.")
    ] = None,
) -> None:
    """Change each solution in small ways, and say which changes the tests don't notice."""
    from grader.authoring.mutants import run
    from grader.authoring.tree import find_tree

    tree = find_tree(sources[0] if sources else None)
    results = run(tree, tree.below(sources) if sources else None, say)
    raise typer.Exit(0 if all(result.ok for result in results) else 1)


@app.command()
def kernelspec(
    name: Annotated[str, typer.Option(help="The kernel's name.")] = "grader",
    no_sandbox: NoSandbox = False,
) -> None:
    """Install a Jupyter kernelspec whose kernels are forked in the sandbox, for nbclient, nbconvert, nbval and
    nbgrader."""
    from grader.kernel.provisioner import install_kernelspec

    say(str(install_kernelspec(name, sandboxed=not no_sandbox)))


@app.callback()
def _callback() -> None:
    """Build, release, grade and report notebooks; in the words of nbgrader, in any nbgrader course."""


def main() -> None:
    """Run the command; a mistake that the user can mend, and whatever the system refuses (a full disk, a folder that
    can't be read, too long a path), is one line on stderr, and exit code 2."""
    quirks.find_alembic()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names of files may be any bytes
    code = 2
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except GraderError as error:
        print(f"grader: {error}", file=sys.stderr)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"grader: {where}{error.strerror or error}", file=sys.stderr)
    sys.stderr.flush()
    os._exit(code)  # without the libraries' slow farewell: all that matters is written and closed


if __name__ == "__main__":
    main()
