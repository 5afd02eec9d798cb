"""Builds all that is derived from the text sources, executes what changed, and tells whether committed files are
current."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from grader import files
from grader.authoring import figures, notebooks
from grader.authoring.dependencies import Dependencies, digest
from grader.authoring.images import small_output
from grader.authoring.index import indexes
from grader.authoring.notebooks import exercise_notebook, solved_notebook, to_text
from grader.authoring.source import Source
from grader.authoring.syllabus import read_notes, read_syllabus
from grader.authoring.tree import Tree
from grader.authoring.variants import variant_problems
from grader.authoring.workbench import AUTHOR_LIMITS, author_server
from grader.kernel.server import KernelServer
from grader.kernel.session import OK
from grader.verdict.cells import outputs
from grader.verdict.run import KernelRun

# What a notebook's outputs depend on although it imports none of it.
SHOWN_BY = ("ipykernel", "ipython", "matplotlib-inline")


@dataclass(frozen=True)
class Built:
    """What building one notebook found: problems, a line each with file and line, where its author has something to
    mend."""

    source: Source
    problems: tuple[str, ...] = ()


def build(
    tree: Tree,
    paths: Iterable[Path] | None = None,
    *,
    force: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> list[Built]:
    """Build the notebooks of these sources (default: all, and all else that is derived), execute those that changed;
    `say` gets a line for each.

    force: execute all, changed or not. Raises SourceError at the first source that is not well formed.
    """
    chosen, dependencies = tree.read(paths), Dependencies(tree.root)
    for source in chosen:
        files.update(tree.exercise(source), to_text(exercise_notebook(source)))
    stale = [source for source in chosen if force or not is_executed(tree, source, dependencies)]
    results = {source.path: Built(source) for source in chosen}
    if stale:
        with author_server(stale) as server:
            for source in stale:
                results[source.path] = execute(tree, source, server, dependencies)
                mark = "FAILED" if results[source.path].problems else "ok"
                say(f"{source.week}/{source.name}: {len(source.exercises)} exercises, {source.points:g} points, {mark}")
                for problem in results[source.path].problems:
                    say(problem)
    if paths is None:
        _build_the_rest(tree, chosen, dependencies, force, say)
    return list(results.values())


def _build_the_rest(
    tree: Tree, sources: list[Source], dependencies: Dependencies, force: bool, say: Callable[[str], None]
) -> None:
    """Draw the pictures of the notes, write indexes and nbgrader courses, and say what the notes don't teach."""
    for script in tree.figure_scripts:
        if force or not figures.is_current(tree, script, dependencies):
            figures.draw(tree, script, dependencies)
            say(f"{script.parent.name}: the pictures of its notes, ok")
    for problem in topic_problems(tree):
        say(problem)
    for course, text in indexes(tree, sources).items():
        files.update(tree.root / course / "README.md", text)
    for course in sorted({source.course for source in sources}):
        write_course(tree, course, [source for source in sources if source.course == course])


def fingerprint(source: Source, dependencies: Dependencies) -> str:
    """What the outputs of the solved notebook depend on: what is executed, and what that uses."""
    codes = [notebooks.strip_markers(cell.text) for cell in source.cells if cell.kind not in ("markdown", "mistake")]
    return digest(to_text(solved_notebook(source)), dependencies.hash_of(codes, SHOWN_BY))


def is_executed(tree: Tree, source: Source, dependencies: Dependencies) -> bool:
    """Whether the solved notebook is there and was made from what the source, companion, data and libraries are now."""
    try:
        text = tree.solved(source).read_text(encoding="utf-8")
        stamp = json.loads(text)["metadata"]["companion"]["fingerprint"]
    except (OSError, ValueError, KeyError):
        return False
    return bool(stamp == fingerprint(source, dependencies))


def execute(tree: Tree, source: Source, server: KernelServer | None, dependencies: Dependencies) -> Built:
    """Execute the solved notebook from top to bottom, and keep it where no cell of it stops."""
    solved = solved_notebook(source)
    lines = [cell.line for cell in source.cells if cell.kind != "mistake"]
    with tempfile.TemporaryDirectory() as folder:
        runs = KernelRun(solved, Path(folder), server, AUTHOR_LIMITS, demos=True).run()
    problems = [
        f"{source.path}:{lines[number]}: solved, this cell stops: {run.ename or run.reason}: {run.evalue}"
        for number, run in runs.items()
        if run.status != OK
    ]
    if not problems:
        _finish_outputs(solved)
        solved.metadata["companion"]["fingerprint"] = fingerprint(source, dependencies)
        files.update(tree.solved(source), to_text(solved))
    return Built(source, tuple(problems))


def _finish_outputs(solved: NotebookNode) -> None:
    """Store pictures small, and tell nbval to leave them out: pixels differ between machines. That the cell runs is
    checked, and the picture is for eyes. Of a widget only its text stays: without a kernel it is nothing else."""
    for cell in solved.cells:
        for output in outputs(cell):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
        drawn = [output for output in outputs(cell) if "image/png" in output.get("data", {})]
        for output in drawn:
            output["data"]["image/png"] = small_output(output["data"]["image/png"])
        if drawn:
            cell.metadata["tags"] = sorted({*cell.metadata.get("tags", []), "nbval-ignore-output"})


# ----------------------------------------------------------------------------------------------------- nbgrader courses

CONFIG = """\
# An nbgrader course, made by `make notebooks`. nbgrader's own commands work in this folder, and so do grader's.
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = {course!r}
c.Execute.timeout = 30
"""


def write_course(tree: Tree, course: str, sources: list[Source]) -> None:
    """Write the nbgrader course directory of a course: its configuration, nbgrader's sources, and what an
    examiner knows of each notebook."""
    folder = tree.course(course)
    files.update(folder / "nbgrader_config.py", CONFIG.format(course=course))
    for source in sources:
        files.update(
            folder / "source" / source.week / f"{source.name}.ipynb", to_text(notebooks.source_notebook(source))
        )
        files.update(folder / "papers" / source.week / f"{source.name}.json", notebooks.paper(source).to_json())


# ------------------------------------------------------------------------------------------------------------- currency


def stale_files(tree: Tree) -> list[str]:
    """What is not as a build would make it, a line each: exercise and solved notebooks, pictures, indexes."""
    sources, dependencies = tree.read(), Dependencies(tree.root)
    expected = {tree.exercise(source): to_text(exercise_notebook(source)) for source in sources}
    expected |= {tree.root / course / "README.md": text for course, text in indexes(tree, sources).items()}
    lines = [
        f"{path.relative_to(tree.root)} is not what its source gives: run make notebooks"
        for path, text in expected.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for source in sources:
        if not is_executed(tree, source, dependencies):
            path = tree.solved(source).relative_to(tree.root)
            lines.append(f"{path} was executed from another text, companion, data or library: run make notebooks")
    for script in tree.figure_scripts:
        if not figures.is_current(tree, script, dependencies):
            folder = tree.figures(script).relative_to(tree.root)
            lines.append(f"{folder} was drawn from another script, companion, data or library: run make notebooks")
    return [*lines, *(line for source in sources for line in variant_problems(source))]


def topic_problems(tree: Tree) -> list[str]:
    """Each topic of the syllabus that a written week's notes don't teach, and each entry of notes that points
    nowhere, a line each."""
    taught: dict[tuple[str, str], set[str]] = {}
    for source in tree.read():
        exercises = taught.setdefault((source.course, source.week), set())
        exercises |= {f"{source.name}/{name}" for name in source.exercises}
    courses = read_syllabus(tree.syllabus)
    planned = {(course.name, week.folder) for course in courses for week in course.weeks}
    unknown = [
        f"{tree.syllabus}: it has no week '{'/'.join(place)}', of which there are notebooks"
        for place in taught
        if place not in planned
    ]
    return unknown + [
        problem
        for course in courses
        for week in course.weeks
        if (mine := taught.get((course.name, week.folder))) and not week.draft
        for problem in read_notes(tree.week(course.name, week.folder) / "README.md").problems(week.topics, mine)
    ]
