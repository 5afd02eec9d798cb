"""Builds all that is derived from the text sources, executes and checks what changed, and tells whether committed
files are current."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from . import notebooks
from .errors import GraderError
from .grade import NotebookRun, grade_notebook
from .kernels import KernelServer, server_for
from .limits import Limits, default_jobs
from .rebuild import flag
from .source import Source, read_source
from .syllabus import Course, Week, read_notes, read_syllabus
from .workbench import Workbench

AUTHOR_LIMITS = Limits(cell_seconds=120, notebook_seconds=600)
QUICK_LIMITS = Limits(cell_seconds=20, notebook_seconds=120)


@dataclass(frozen=True)
class Tree:
    """Where things are in the repository whose root is given."""

    root: Path

    @property
    def sources(self) -> list[Path]:
        return sorted((self.root / "grader" / "source").glob("*/*/*.py"))

    def exercise(self, source: Source) -> Path:
        return self.root.joinpath(*source.path.parts[-3:-1], f"{source.name}.ipynb")

    def solution(self, source: Source) -> Path:
        return self.root.joinpath("grader", "solutions", *source.path.parts[-3:-1], f"{source.name}.ipynb")

    def course(self, name: str) -> Path:
        """The nbgrader course that instructors grade in."""
        return self.root / "build" / name


def find_tree(start: Path | None = None) -> Tree:
    """The repository that `start` (default: the current directory) lies in; raises GraderError outside of one."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "grader" / "source").is_dir():
            return Tree(folder)
    installed = Path(__file__).resolve().parent.parent
    if (installed / "grader" / "source").is_dir():
        return Tree(installed)
    raise GraderError(f"{here} is not in the companion's repository (no folder grader/source in it or above it)")


# ------------------------------------------------------------------------------------------ the forms of one notebook


def write(path: Path, text: str) -> None:
    """Write a file, whole or not at all, and only where it differs."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def to_text(notebook: NotebookNode) -> str:
    """A notebook as the text of its file."""
    return nbformat.writes(notebook) + "\n"


def exercise_notebook(source: Source) -> NotebookNode:
    """The exercise notebook, made by nbgrader's own preprocessors from the source notebook."""
    from nbgrader.preprocessors import (
        CheckCellMetadata,
        ClearHiddenTests,
        ClearMarkScheme,
        ClearOutput,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

    notebook = notebooks.source_notebook(source)
    steps = (
        LockCells,
        ClearSolutions,
        ClearOutput,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
        CheckCellMetadata,
    )
    for step in steps:
        notebook, _ = step().preprocess(notebook, {})
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first = next((number for number, cell in enumerate(code) if flag(cell, "solution")), len(code))
    for cell in code[first:]:  # lets nbval and "Run all" go on past what is not solved yet
        cell.metadata["tags"] = sorted({*cell.metadata.get("tags", []), "raises-exception"})
    return notebook


def solved_notebook(source: Source) -> NotebookNode:
    """The notebook with its solutions, without hidden tests and without nbgrader's labels: to read and to compare."""
    notebook = notebooks.submission(source)
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
    return notebook


def fingerprint(source: Source, root: Path) -> str:
    """What the outputs of the solved notebook depend on, besides library versions: its text, the parts of companion
    that it imports and, where it loads data, the data."""
    digest = hashlib.sha256(source.path.read_bytes())
    for path in companion_files(imports_of(source), root):
        digest.update(path.read_bytes())
        if path.name == "data.py":
            for kind in ("h5", "npz", "jpg"):
                for data in sorted((root / "datasets").glob(f"*.{kind}")):
                    digest.update(data.read_bytes())
    return digest.hexdigest()


def companion_files(names: Iterable[str], root: Path) -> list[Path]:
    """The files of companion among imported modules, with those that they import themselves."""
    found = set[Path]()
    new = {root / f"{name.replace('.', '/')}.py" for name in names if name.startswith("companion.")}
    while new:
        found |= new
        texts = [path.read_text(encoding="utf-8") for path in new if path.exists()]
        inner = {name for text in texts for name in re.findall(r"^\s*from (?:companion)?\.(\w+) import", text, re.M)}
        new = {root / "companion" / f"{name}.py" for name in inner} - found
    return sorted(path for path in found if path.exists())


# ----------------------------------------------------------------------------------------------------------- building


@dataclass(frozen=True)
class Built:
    """What building one notebook found: problems, a line each with file and line, where its author has something to
    mend."""

    source: Source
    problems: tuple[str, ...] = ()


def imports_of(source: Source) -> set[str]:
    """The top-level modules that a source's code imports."""
    import ast

    names: set[str] = set()
    for cell in source.cells:
        if cell.kind in ("markdown",):
            continue
        for node in ast.walk(ast.parse(cell.text)):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module == "companion":
                names |= {f"companion.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
    return names


def build(tree: Tree, paths: Iterable[Path] | None = None, *, force: bool = False, say: Any = print) -> list[Built]:
    """Build the notebooks of these sources (default: all), execute and check those that changed; `say` gets a line
    for each.

    Raises SourceError at the first source that is not well formed.
    """
    chosen = [read_source(path.resolve()) for path in (paths or tree.sources)]
    for source in chosen:
        write(tree.exercise(source), to_text(exercise_notebook(source)))
    stale = [source for source in chosen if force or not is_executed(tree, source)]
    results = {source.path: Built(source) for source in chosen}
    if stale:
        modules = sorted({"numpy", "matplotlib.pyplot"} | set().union(*map(imports_of, stale)) - {"companion"})
        with server_for(tuple(modules), False, AUTHOR_LIMITS) as server:
            for source in stale:
                results[source.path] = execute_and_check(tree, source, server)
                mark = "FAILED" if results[source.path].problems else "ok"
                say(
                    f"{source.path.parent.name}/{source.name}: {len(source.exercises)} exercises, "
                    f"{source.points:g} points, {mark}"
                )
    for source in chosen:
        for problem in results[source.path].problems:
            say(problem)
    if paths is None:
        for problem in topic_problems(tree):
            say(problem)
    if paths is None:
        write_indexes(tree, chosen)
        for course in sorted({source.path.parts[-3] for source in chosen}):
            write_course(tree, course, [source for source in chosen if source.path.parts[-3] == course])
    return list(results.values())


def is_executed(tree: Tree, source: Source) -> bool:
    """Whether the solved notebook is there and was made from this text, this companion and this data."""
    try:
        text = tree.solution(source).read_text(encoding="utf-8")
        stamp = json.loads(text)["metadata"]["companion"]["fingerprint"]
    except (OSError, ValueError, KeyError):
        return False
    return bool(stamp == fingerprint(source, tree.root))


def execute_and_check(tree: Tree, source: Source, server: KernelServer | None) -> Built:
    """Execute the solved notebook and check the source: solutions win, mistakes lose, an untouched notebook is only
    unfinished."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        solved = solved_notebook(source)
        lines = [cell.line for cell in source.cells if cell.kind != "mistake"]
        runs = NotebookRun(solved, files, server, AUTHOR_LIMITS, demos=True).run()
        for number, run in runs.items():
            if run.status != "ok":
                problems.append(
                    f"{source.path}:{lines[number]}: solved, this cell stops: {run.ename or run.reason}: {run.evalue}"
                )
        if not problems:
            problems += check_answers(source, files, server)
            problems += check_untouched(source, files, server)
    if not problems:
        for cell in solved.cells:
            if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
                # Pixels differ between machines; that the cell runs is checked, and the picture is for eyes.
                cell.metadata["tags"] = sorted({*cell.metadata.get("tags", []), "nbval-ignore-output"})
        solved.metadata["companion"]["fingerprint"] = fingerprint(source, tree.root)
        write(tree.solution(source), to_text(solved))
    return Built(source, tuple(problems))


def check_answers(source: Source, files: Path, server: KernelServer | None) -> list[str]:
    """The problems: the solutions must get all points, and each mistake lose its exercise's and be recognised."""
    released = notebooks.released(source)
    solved = {name: notebooks.strip_markers(each.solution.text) for name, each in source.exercises.items()}
    data = to_text(notebooks.submission(source, solved)).encode()
    problems = [
        f"{source.path}:{source.exercises[cell.exercise].tests.line}: "
        f"the solution of '{cell.exercise}' fails its tests: {cell.message}"
        for cell in grade_notebook(released, data, files, server, QUICK_LIMITS).cells
        if cell.score != cell.max_score
    ]
    if problems:
        return problems
    jobs = default_jobs() if server is not None else 1
    with ThreadPoolExecutor(jobs) as pool:
        shares = pool.map(lambda number: _check_mistakes(source, files, server, number, jobs), range(jobs))
        found = {line: problem for share in shares for line, problem in share.items()}
    return [f"{source.path}:{line}: {found[line]}" for line in sorted(found)]


def _check_mistakes(source: Source, files: Path, server: KernelServer | None, first: int, step: int) -> dict[int, str]:
    """Line -> what is wrong with the mistake there, for each `step`th mistake from `first` on."""
    every = [
        (name, f"{name}_{number}", mistake)
        for name, exercise in source.exercises.items()
        for number, mistake in enumerate(exercise.mistakes, 1)
    ]
    problems = {}
    with Workbench(source, server, files) as bench:
        bench.check()
        for name, known, mistake in every[first::step]:
            fault, taken = bench.mistake(name, mistake.text)
            if not fault:
                problems[mistake.line] = f"this mistake passes the tests of '{name}'"
            elif server is not None and taken != known:
                said = f"taken for {taken}" if taken else "not recognised"
                problems[mistake.line] = f"this mistake is {said}: the tests' calls don't show it"
    return problems


def check_untouched(source: Source, files: Path, server: KernelServer | None) -> list[str]:
    """Run the exercise notebook as released: cells may raise NotImplementedError and nothing else."""
    problems = []
    trial = exercise_notebook(source)
    runs = NotebookRun(trial, files, server, AUTHOR_LIMITS, demos=True).run()
    lines = [cell.line for cell in source.cells if cell.kind != "mistake"]
    for number, run in runs.items():
        if run.status == "ok":
            continue
        if run.ename != "NotImplementedError":
            problems.append(
                f"{source.path}:{lines[number]}: untouched, this cell raises {run.ename or run.reason}, "
                f"not NotImplementedError: {run.evalue}"
            )
    return problems


# --------------------------------------------------------------------------------------- indexes and nbgrader courses


def write_indexes(tree: Tree, sources: list[Source]) -> None:
    """Write each course's README: the path through its weeks, with minutes and points."""
    for course, text in indexes(tree, sources).items():
        write(tree.root / course / "README.md", text)


def indexes(tree: Tree, sources: list[Source]) -> dict[str, str]:
    """Course -> the text of its README."""
    courses = read_syllabus(tree.root / "grader" / "syllabus.yml")
    return {course.name: _index(tree, course, sources) for course in courses}


CHECKING = """\
## How to work through it
Take the weeks in order, and in each the notes first, then its notebooks, then the quiz. `make lab` in the top folder
opens JupyterLab. Fill the cells that say `YOUR CODE HERE` and run the tests below them: they say at once what to look
at. Then ask for the verdict, with further tests:

```
.venv/bin/grader check {course}/<week>/<notebook>.ipynb          # a table, and a page with what to look at
.venv/bin/grader check {course}/<week>/<notebook>.ipynb --hint   # hints for an exercise, one step at a time
```

A wrong answer costs its own exercise only, not those that use it. The minutes are for someone who knows the
prerequisites that each notebook names; the points say how much work an exercise is.
"""


def _index(tree: Tree, course: Course, sources: list[Source]) -> str:
    """The text of a course's README."""
    rows = [row for week in course.weeks for row in _index_rows(tree, course.name, week, sources)]
    own = [source for source in sources if source.path.parts[-3] == course.name]
    if own:
        total = sum(source.minutes for source in own), sum(source.points for source in own)
        rows.append(f"| **The course** | | **{total[0]}** | **{total[1]:g}** |")
    outcomes = [f"- {outcome}" for outcome in course.outcomes]
    parts = [
        f"# {course.title}\n\n{course.summary}\n",
        "\n".join(["| week | notebook | minutes | points |", "|---|---|---:|---:|", *rows, ""]),
        *(["\n".join(["## At the end you can", *outcomes, ""])] if outcomes else []),
        *([CHECKING.format(course=course.name)] if own else []),
        "<!-- Made by `make notebooks` from grader/syllabus.yml and grader/source. -->\n",
    ]
    return "\n".join(parts)


def _index_rows(tree: Tree, course: str, week: Week, sources: list[Source]) -> list[str]:
    found = [source for source in sources if source.path.parts[-3:-1] == (course, week.folder)]
    if not found:
        return [f"| {week.title} | *to come:* {'; '.join(week.topics)} | | |"]
    title = f"[{week.title}]({week.folder}/README.md)"
    if week.draft:
        rows = [f"| {week.title} | *in progress; to come:* its other notebooks, notes and quiz | | |"]
    else:
        rows = [f"| {title} | {len(week.topics)} topics, the week's notes | | |"]
    for source in found:
        rows.append(f"| | [{source.title}]({week.folder}/{source.name}.ipynb) | {source.minutes} | {source.points:g} |")
    total = sum(source.minutes for source in found), sum(source.points for source in found)
    return [*rows, f"| | *together* | {total[0]} | {total[1]:g} |"]


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
    write(folder / "nbgrader_config.py", CONFIG.format(course=course))
    for source in sources:
        week = source.path.parent.name
        write(folder / "source" / week / f"{source.name}.ipynb", to_text(notebooks.source_notebook(source)))
        write(folder / "papers" / week / f"{source.name}.json", notebooks.paper(source).to_json())


def stale_files(tree: Tree) -> list[str]:
    """What is not as a build would make it, a line each: exercise notebooks, solved notebooks, indexes."""
    sources = [read_source(path) for path in tree.sources]
    expected = {tree.exercise(source): to_text(exercise_notebook(source)) for source in sources}
    expected |= {tree.root / course / "README.md": text for course, text in indexes(tree, sources).items()}
    lines = []
    for path, text in expected.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            lines.append(f"{path.relative_to(tree.root)} is not what its source gives: run make notebooks")
    for source in sources:
        if not is_executed(tree, source):
            lines.append(
                f"{tree.solution(source).relative_to(tree.root)} was executed from another text, companion or data: "
                "run make notebooks"
            )
    return lines


def topic_problems(tree: Tree) -> list[str]:
    """Each topic of the syllabus that a written week's notes don't teach, and each entry of notes that points
    nowhere, a line each."""
    problems = []
    for course in read_syllabus(tree.root / "grader" / "syllabus.yml"):
        for week in course.weeks:
            folder = tree.root / "grader" / "source" / course.name / week.folder
            if folder.is_dir() and not week.draft:
                exercises = {
                    f"{path.stem}/{name}" for path in folder.glob("*.py") for name in read_source(path).exercises
                }
                problems += read_notes(tree.root / course.name / week.folder / "README.md").problems(
                    week.topics, exercises
                )
    return problems
