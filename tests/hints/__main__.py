"""Prints how many wrong answers get the right hint: python -m tests.hints [--all] [notebook …]"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.table import Table

from .corpus import Found, examine, notebooks, problems, read_answers, read_notebook, total


def main() -> int:
    """1 where an expected hint doesn't exist, or a wrong answer passes the tests."""
    arguments = argparse.ArgumentParser(prog="python -m tests.hints", description="Which hints wrong answers get.")
    arguments.add_argument("--all", action="store_true", help="name the answers that got no hint or a wrong one")
    arguments.add_argument("notebook", nargs="*", help="a part of a notebook's id")
    chosen = arguments.parse_args()
    ids = [each for each in notebooks() if not chosen.notebook or any(part in each for part in chosen.notebook)]
    answers = {each: read_answers(each) for each in ids}
    odd = [line for each, found in answers.items() for line in problems(read_notebook(each), found)]
    results = examine(answers)
    show(results)
    if chosen.all:
        print(*details(total(results.values())), sep="\n")
    odd += [
        f"{each.notebook}: this wrong answer to '{each.exercise}' passes the tests:\n{each.text}"
        for found in results.values()
        for each in found.passed
    ]
    print(*odd, sep="\n")
    return 1 if odd else 0


def show(results: dict[str, Found]) -> None:
    table = Table(
        "notebook", "wrong answers", "refused", "right hint", "wrong hint", "none", "of them none expected", box=None
    )
    for name, found in [*results.items(), ("all", total(results.values()))]:
        hinted = [*found.right, *(answer for answer, _ in found.wrong)]
        silent = [answer for answer in found.refused if answer not in hinted]
        unknown = sum(not answer.expected for answer in silent)
        refused = len(found.refused)
        numbers = [
            refused + len(found.passed),
            refused,
            share(found.right, refused),
            share(found.wrong, refused),
            len(silent),
            unknown,
        ]
        table.add_row(name, *map(str, numbers))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def share(part: list[object] | list[tuple[object, list[str]]], of: int) -> str:
    return f"{len(part)} ({len(part) / max(1, of):.0%})"


def details(found: Found) -> list[str]:
    """A line for each answer that got no hint where it ought to have one, or a wrong one."""
    hinted = [*found.right, *(answer for answer, _ in found.wrong)]
    lines = [
        f"none: {each.notebook} {each.exercise} {each.expected}"
        for each in found.refused
        if each not in hinted and each.expected
    ]
    return lines + [f"WRONG: {each.notebook} {each.exercise} {each.expected}: {hints}" for each, hints in found.wrong]


if __name__ == "__main__":
    sys.exit(main())
