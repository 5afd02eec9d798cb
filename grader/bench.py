"""Measures our autograder beside nbgrader's: the same class, graded by both in one run (make bench)."""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path

import nbformat
import psutil

from grader import files, quirks
from grader.authoring import notebooks
from grader.authoring.build import CONFIG
from grader.authoring.demo import make_submission
from grader.authoring.notebooks import to_text
from grader.authoring.source import Source, read_source
from grader.authoring.tree import find_tree
from grader.classroom.course import open_course
from grader.classroom.release import release
from grader.kernel.limits import Limits
from grader.kernel.server import PROGRAM, KernelServer
from grader.kernel.session import KernelSession
from grader.verdict.cells import grade_id, is_code, tags
from grader.verdict.rebuild import modules_used

ASSIGNMENT = "bench"


@dataclass(frozen=True)
class Run:
    """One run of one grader: wall and CPU seconds in all, and the median seconds between one result and the next."""

    wall: float
    cpu: float
    median: float


def make_course(source: Source, size: int, folder: Path) -> None:
    """An nbgrader course with one notebook and a class in which every answer is right or a known mistake."""
    import random

    files.write(folder / "nbgrader_config.py", CONFIG.format(course="bench"))
    files.write(folder / "source" / ASSIGNMENT / f"{source.name}.ipynb", to_text(notebooks.source_notebook(source)))
    for number in range(size):
        kind = "right" if number % 2 else "mistaken"
        notebook = make_submission(source, kind, random.Random(number))
        files.write(
            folder / "submitted" / f"student{number:03d}" / ASSIGNMENT / f"{source.name}.ipynb", to_text(notebook)
        )
    release(open_course(folder), ASSIGNMENT)


def measure(command: list[str], folder: Path) -> Run:
    """Run a grader's command in a course directory, and measure it from outside."""
    before = psutil.cpu_times()
    started = time.time()
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    )
    wall = time.time() - started
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    after = psutil.cpu_times()  # the whole machine's: kernels in namespaces of their own are in no parent's account
    cpu = sum(getattr(after, kind) - getattr(before, kind) for kind in ("user", "nice", "system"))
    written = sorted(path.stat().st_mtime for path in folder.glob(f"autograded/*/{ASSIGNMENT}/*.ipynb"))
    gaps = [later - earlier for earlier, later in itertools.pairwise(written)]
    return Run(wall, cpu, statistics.median(gaps))


def bare_cpu(source: Source, demos: bool = False) -> float:
    """CPU seconds of the solved notebook's cells alone, in one process that has imported everything."""
    cells = [
        cell for cell in notebooks.submission(source).cells if is_code(cell) and (demos or "demo" not in tags(cell))
    ]
    code = "import time\nnames = {}\n"
    code += f"cells = {[cell.source for cell in cells]!r}\n"
    code += "for cell in cells:\n    exec(cell, names)\nstart = time.process_time()\n"
    code += "for cell in cells:\n    exec(cell, names)\nprint(time.process_time() - start)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "MPLBACKEND": "agg"},
    )
    return float(done.stdout.split()[-1])


def private_memory(source: Source, modules: tuple[str, ...]) -> float:
    """MB of memory that one more kernel takes for itself (USS of its processes) after it has run the solved
    notebook."""
    limits = Limits()
    with KernelServer(modules, True, limits) as server, tempfile.TemporaryDirectory() as folder:
        server.wait_ready()
        with (
            KernelSession(server, Path(folder), limits) as first,
            KernelSession(server, Path(folder), limits) as second,
        ):
            for cell in nbformat.from_dict(notebooks.submission(source)).cells:
                if is_code(cell) and "demo" not in tags(cell):
                    for session in (first, second):
                        session.run(cell, 60)
            assert server.process is not None
            family = psutil.Process(server.process.pid).children(recursive=True)
            zygote = next(each for each in family if each.cmdline()[1:2] == [f"/run/{PROGRAM.name}"])
            return sum(map(_uss, zygote.children(recursive=True))) / 2 / 1e6


def _uss(process: psutil.Process) -> int:
    try:
        return process.memory_full_info().uss
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        return 0


def compare(name: str, source: Source, size: int, folder: Path) -> None:
    """Grade one class with both graders and print the line of this case.

    Ours runs before and after the other, and the mean counts: a machine may grow slower in the minutes between. These
    runs test in the student's kernel, as nbgrader does; one more has the examiner.
    """
    make_course(source, size, folder / "stock")
    for copy in ("ours", "ours again", "examined"):
        shutil.copytree(folder / "stock", folder / copy)
    files.write(folder / "examined" / "papers" / ASSIGNMENT / f"{source.name}.json", notebooks.paper(source).to_json())
    beside = Path(sys.executable).parent
    before = measure([str(beside / "grader"), "autograde", ASSIGNMENT], folder / "ours")
    stock = measure([str(beside / "nbgrader"), "autograde", ASSIGNMENT], folder / "stock")
    after = measure([str(beside / "grader"), "autograde", ASSIGNMENT], folder / "ours again")
    examined = measure([str(beside / "grader"), "autograde", ASSIGNMENT], folder / "examined")
    ours = Run(*(statistics.mean(pair) for pair in zip(astuple(before), astuple(after), strict=True)))
    other = different(folder / "stock", folder / "ours")
    memory = private_memory(source, modules_used([notebooks.released(source)]))
    bare = bare_cpu(source)
    demos = bare_cpu(source, demos=True) - bare
    print(
        f"{name}: {stock.wall / ours.wall:.1f}x faster "
        f"({stock.wall:.1f} s against {before.wall:.1f} and {after.wall:.1f} s for {size} submissions, "
        f"scores {'equal' if not other else 'equal but in ' + ', '.join(other)}); "
        f"medians {stock.median:.2f} s and {ours.median:.2f} s a submission; "
        f"CPU {stock.cpu / size:.2f} s and {ours.cpu / size:.2f} s a submission, "
        f"ours {ours.cpu / size - bare:.2f} s above the bare cells, which take {bare:.2f} s "
        f"(demo cells, which ours skips and nbgrader runs, {demos:.2f} s more); "
        f"{memory:.0f} MB for each further kernel; with the verdict out of reach "
        f"and mistakes recognised {stock.wall / examined.wall:.1f}x ({examined.wall:.1f} s)",
        flush=True,
    )


def different(stock: Path, ours: Path) -> list[str]:
    """Which tests have another score, or none, and whether a warning is why: nbgrader takes it for a failure."""
    theirs, mine = scores(stock), scores(ours)
    found = []
    for student, cell in sorted(theirs.keys() | mine.keys()):
        one, other = theirs.get((student, cell)), mine.get((student, cell))
        if one != other:
            warned = one == 0 and other is not None and _warned(stock, student, cell)
            reason = "after a warning" if warned else "FOR NO KNOWN REASON"
            found.append(f"{student} {cell} (nbgrader {one}, ours {other}) {reason}")
    return found


def scores(folder: Path) -> dict[tuple[str, str], float]:
    """Student, tests cell -> score, from the gradebook of a course."""
    with open_course(folder).gradebook() as gradebook:
        return {
            (each.student_id, grade.name): grade.score
            for each in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in each.notebooks
            for grade in notebook.grades
        }


def _warned(folder: Path, student: str, cell: str) -> bool:
    """Whether the tests cell wrote to stderr, and raised nothing."""
    (path,) = (folder / "autograded" / student / ASSIGNMENT).glob("*.ipynb")
    tested = next(each for each in nbformat.read(path, 4).cells if grade_id(each) == cell)
    kinds = {(output.output_type, output.get("name", "")) for output in tested.outputs}
    return ("stream", "stderr") in kinds and ("error", "") not in kinds


def scale(source: Source, sizes: tuple[int, ...], folder: Path) -> None:
    """Grade classes of several sizes with our grader: seconds a submission, and the CPU time that one more costs."""
    runs: dict[int, Run] = {}
    for size in sizes:
        course = folder / f"scale{size}"
        make_course(source, size, course)
        runs[size] = measure([str(Path(sys.executable).parent / "grader"), "autograde", ASSIGNMENT], course)
    words = [f"{size}: {run.wall / size:.3f} s (median {run.median:.3f} s)" for size, run in runs.items()]
    small, large = min(runs), max(runs)
    more = (runs[large].cpu - runs[small].cpu) / (large - small) - bare_cpu(source)
    print(
        f"scale: wall time a submission for a class of {', '.join(words)}; one more submission costs "
        f"{more:.2f} s of CPU time above the bare cells",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20, help="submissions a class")
    parser.add_argument(
        "--scale", type=int, nargs="*", default=[20, 500], help="class sizes for the scaling line; none skips it"
    )
    parser.add_argument("--only", choices=("numpy", "tensorflow"), help="one case")
    arguments = parser.parse_args()
    instructor = find_tree().instructor
    numpy_source = read_source(instructor / "course1_nn/week2_logistic_regression/01_python_and_vectorization.py")
    tensorflow_source = read_source(
        instructor / "course2_improving/week3_tuning_and_frameworks/03_tensorflow_introduction.py"
    )
    print(
        f"{os.cpu_count()} cores; nbgrader autograde and grader autograde one after the other, on the same submissions"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for case, source in (("numpy", numpy_source), ("tensorflow", tensorflow_source)):
            if arguments.only in (None, case):
                compare(case, source, arguments.size, folder / case)
        if arguments.scale:
            scale(numpy_source, tuple(arguments.scale), folder)


if __name__ == "__main__":
    quirks.find_alembic()
    main()
