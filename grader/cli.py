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
