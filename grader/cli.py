"""The command `grader`: a thin shell over the package's functions."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

# nbformat's validator imports rfc3987_syntax where it is installed, which compiles grammars for two seconds; no schema of notebooks needs it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import typer  # noqa: E402
from rich.console import Console  # noqa: E402

from .errors import GraderError  # noqa: E402

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="markdown")
console = Console(highlight=False)


@app.command()
def build(
    sources: Annotated[list[Path] | None, typer.Argument(help="Text sources of notebooks; all of them by default.")] = None,
    force: Annotated[bool, typer.Option(help="Execute all again, changed or not.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; say which files are not current.")] = False,
) -> None:
    """Build exercise notebooks, solved notebooks, indexes and nbgrader courses from the text sources."""
    from .build import build as build_notebooks
    from .build import find_tree, stale_files, topic_problems

    tree = find_tree(sources[0].parent if sources else None)
    if check:
        lines = [*stale_files(tree), *topic_problems(tree)]
        for line in lines:
            console.print(line, soft_wrap=True, markup=False)
        raise typer.Exit(1 if lines else 0)
    built = build_notebooks(tree, sources, force=force, say=lambda line: console.print(line, soft_wrap=True, markup=False))
    if any(each.problems for each in built):
        raise typer.Exit(1)


Root = Annotated[Path | None, typer.Option("--course", help="The nbgrader course directory; the current one by default.")]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Kernels at a time; one a core by default.")]
NoSandbox = Annotated[bool, typer.Option("--no-sandbox", help="Run notebooks with your own rights. Only for notebooks that you trust.")]


@app.command()
def release(
    assignment: str, course: Root = None, force: Annotated[bool, typer.Option(help="Replace what was released before.")] = False
) -> None:
    """Make the student version of an assignment and enter it in the gradebook (nbgrader generate_assignment)."""
    from .course import open_course
    from .release import release as make

    paths = make(open_course(course), assignment, force=force)
    console.print(f"released {len(paths)} notebooks in {paths[0].parent}", soft_wrap=True)


@app.command()
def autograde(
    assignment: str,
    course: Root = None,
    student: Annotated[list[str] | None, typer.Option(help="Grade this student only (can be repeated).")] = None,
    jobs: Jobs = None,
    force: Annotated[bool, typer.Option(help="Grade again what was graded.")] = False,
    no_sandbox: NoSandbox = False,
) -> None:
    """Grade the submissions of an assignment that are not graded yet, and record them in the gradebook."""
    from . import show
    from .autograde import autograde as grade
    from .course import open_course

    with show.progress(console) as progress:
        summary = grade(open_course(course), assignment, student, jobs=jobs, force=force, sandboxed=not no_sandbox, progress=progress)
    show.summary(console, summary)
    raise typer.Exit(130 if summary.interrupted else 0 if summary.ok else 1)


@app.callback()
def _callback() -> None:
    """Build, release, grade and report notebooks; in the words of nbgrader, in any nbgrader course."""


def main() -> None:
    """Run the command; a mistake that the user can mend is one line on stderr, and exit code 2."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"  # nbgrader calls alembic by name
    try:
        app()
    except GraderError as error:
        print(f"grader: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
