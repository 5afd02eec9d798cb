"""Grades one notebook: rebuild it, run the student's cells, form a verdict on each exercise, score it.

A function of plain values, which gives the same result in any process.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.errors import GraderError
from grader.kernel.limits import Limits
from grader.kernel.server import KernelServer
from grader.verdict.examined import ExaminedRun
from grader.verdict.rebuild import Released, check_fit, parse_notebook, rebuild
from grader.verdict.results import NotebookGrade
from grader.verdict.run import KernelRun, NoRun
from grader.verdict.score import score_cells


def grade_notebook(
    released: Released,
    submitted: bytes,
    files: Path,
    server: KernelServer | None,
    limits: Limits | None = None,
    *,
    execute: bool = True,
    finish: Callable[[NotebookNode], NotebookNode] = lambda notebook: notebook,
) -> NotebookGrade:
    """Grade a submitted notebook file.

    released: the notebook with its hidden tests; submitted: the bytes of the file; files: the folder that becomes the
    kernel's working directory; server: the zygote, None for a plain kernel (then the tests run in it); execute: False
    takes the outputs that the file has for those of a run, as nbgrader's --no-execute does; finish: what is done to
    the executed notebook before it is kept. A file that is no notebook
    gives a NotebookGrade whose `error` says why; one that was made from another notebook raises GraderError.
    """
    started = time.monotonic()
    limits = limits or Limits()
    try:
        parsed = parse_notebook(submitted, outputs=not execute)
    except GraderError as error:
        return NotebookGrade(released.name, error=str(error))
    check_fit(released, parsed)
    notebook, repairs = rebuild(released, parsed)
    run: ExaminedRun | KernelRun | NoRun
    if not execute:
        run = NoRun(notebook)
    elif released.paper is not None and server is not None:
        run = ExaminedRun(notebook, files, server, limits, released.paper)
    else:
        run = KernelRun(notebook, files, server, limits)
    cells, unanswered = score_cells(released, notebook, run.run(), run.remarks)
    text = nbformat.writes(finish(notebook))
    return NotebookGrade(released.name, cells, tuple(repairs), "", time.monotonic() - started, text, unanswered)
