"""Prints what held and what fell, in each mode and with nbgrader: python -m tests.abuse [--no-stock] [case …]"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from .. import conftest  # noqa: F401  (sets up the environment that nbgrader needs)
from .cases import FLAGGED, Case, read_cases
from .course import make_course
from .grading import KERNEL, MODES, check_alone, grade_class, problems
from .stock import run_stock

ALL_MODES = (KERNEL, "examiner")


def main() -> int:
    """1 where a case does not come out as it is documented."""
    arguments = argparse.ArgumentParser(prog="python -m tests.abuse", description="What holds and what falls.")
    arguments.add_argument("--no-stock", action="store_true", help="leave out nbgrader, which takes longest")
    arguments.add_argument("case", nargs="*", help="the beginning of a case's name")
    chosen = arguments.parse_args()
    cases = [case for case in read_cases() if not chosen.case or case.name.startswith(tuple(chosen.case))]
    with tempfile.TemporaryDirectory(prefix="abuse-table-") as name:
        folder = Path(name)
        found = {mode: run_mode(cases, mode, folder) for mode in MODES}
        stock = dict.fromkeys((case.name for case in cases), "not run") if chosen.no_stock else run_all(cases, folder)
    show(cases, found, stock)
    odd = [f"{case.name} ({mode}): {found[mode][case.name]}" for case in cases for mode in MODES if not case.as_documented(mode, "".join(found[mode][case.name]))]  # fmt: skip
    print(*odd, sep="\n")
    return 1 if odd else 0


def run_mode(cases: list[Case], mode: str, folder: Path) -> dict[str, dict[str, str]]:
    """case -> the letters of the assertions that fall -> why."""
    run = grade_class(folder / mode / "course", mode, [case for case in cases if not case.alone])
    clean = grade_class(folder / f"{mode}-clean" / "course", mode, [])
    found = {case.name: problems(case, run, clean) for case in cases if not case.alone}
    for case in cases:
        if case.alone:
            said = check_alone(case, mode, folder / f"{mode}-{case.name}" / "course")
            found[case.name] = {"d": said} if said else {}
    return found


def run_all(cases: list[Case], folder: Path) -> dict[str, str]:
    """case -> what nbgrader makes of it."""
    made = make_course(folder / "stock" / "course", KERNEL)
    with ThreadPoolExecutor(2) as pool:
        return dict(zip([case.name for case in cases], pool.map(lambda case: run_stock(case, made, folder / "stock"), cases), strict=True))  # fmt: skip


def show(cases: list[Case], found: dict[str, dict[str, dict[str, str]]], stock: dict[str, str]) -> None:
    table = Table("case", "what it does", *ALL_MODES, "nbgrader", box=None)
    for case in cases:
        verdicts = [_verdict(case, mode, found[mode][case.name]) if mode in found else "–" for mode in ALL_MODES]
        table.add_row(case.name, escape(case.does), *verdicts, stock[case.name])
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def _verdict(case: Case, mode: str, fallen: dict[str, str]) -> str:
    if fallen:
        return f"fell: {''.join(fallen)}"
    return "flagged" if case.kernel == FLAGGED and mode == KERNEL else "held"


if __name__ == "__main__":
    sys.exit(main())
