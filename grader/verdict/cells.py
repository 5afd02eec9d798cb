"""The cells of a notebook as nbgrader labels them: one model for released, submitted and executed notebooks.

A cell is a mapping, nbformat's own or plain JSON. Nothing about its shape is taken for granted, since it may be a
stranger's: what is malformed counts as not there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

Cell = Mapping[str, Any]
Regions = tuple[tuple[str, str], ...]

# The words that begin and end what students don't see, as nbgrader has them; a course may have its own.
STANDARD: Regions = (("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"), ("BEGIN MARK SCHEME", "END MARK SCHEME"))
MARKER = re.compile(r"\b(?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)\b")
HEADING = re.compile(r"#+ (.+?)(?:\s*\([\d.]+ points?.*)?$")


def as_mapping(value: object) -> Mapping[str, Any]:
    """The value, where it is a mapping; else an empty one."""
    return value if isinstance(value, Mapping) else {}


def as_text(value: object) -> str:
    """A text of a notebook file, which may be a list of lines; "" for anything else."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def metadata(cell: Cell) -> Mapping[str, Any]:
    """A cell's metadata."""
    return as_mapping(cell.get("metadata"))


def label(cell: Cell) -> Mapping[str, Any]:
    """What nbgrader says of a cell, in its metadata."""
    return as_mapping(metadata(cell).get("nbgrader"))


def grade_id(cell: Cell) -> str:
    """The grade_id of a cell, "" where it has none."""
    return as_text(label(cell).get("grade_id"))


def flag(cell: Cell, name: str) -> bool:
    """Whether nbgrader's metadata of a cell says `grade`, `solution`, `locked` or `task`."""
    return bool(label(cell).get(name, False))


def points(cell: Cell) -> float:
    """The points of a graded cell."""
    return float(label(cell)["points"])


def tags(cell: Cell) -> frozenset[str]:
    """The tags of a cell."""
    found = metadata(cell).get("tags")
    return frozenset(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else frozenset()


def source(cell: Cell) -> str:
    """The text of a cell."""
    return as_text(cell.get("source"))


def outputs(cell: Cell) -> list[dict[str, Any]]:
    """The outputs of a cell."""
    found = cell.get("outputs")
    return [output for output in found if isinstance(output, dict)] if isinstance(found, list) else []


def is_code(cell: Cell) -> bool:
    return bool(cell.get("cell_type") == "code")


def is_test(cell: Cell) -> bool:
    """Whether a cell's outputs decide a score by themselves."""
    return is_code(cell) and flag(cell, "grade") and not flag(cell, "solution")


def is_answer(cell: Cell) -> bool:
    """Whether a cell is what a student answers in, or the task of such an answer."""
    return flag(cell, "solution") or flag(cell, "task")


def is_editable(cell: Cell) -> bool:
    """Whether a student writes in this released cell; a task that is locked, as nbgrader makes them, is answered in
    cells of the student's own."""
    return flag(cell, "solution") or (flag(cell, "task") and not flag(cell, "locked"))


def regions(cell: Cell) -> Regions:
    """The words that begin and end what students don't see of a cell: those that `mark_regions` noted, else the
    standard ones."""
    found = as_mapping(metadata(cell).get("companion")).get("regions")
    pairs = [each for each in found if isinstance(each, list) and len(each) == 2] if isinstance(found, list) else []
    return tuple((as_text(begin), as_text(end)) for begin, end in pairs) or STANDARD


def mark_regions(cell: Any, words: Regions) -> None:
    """Note a course's own words for these in a released cell, so that whoever shows it knows them."""
    if words != STANDARD:
        cell.metadata["companion"] = {"regions": [list(pair) for pair in words]}


def split_hidden(cell: Cell) -> tuple[str, str]:
    """(what students see of a cell's text, the hidden tests and marking schemes in it)."""
    parts: tuple[list[str], list[str]] = ([], [])
    end = ""  # that of the region that a line is in; no other closes it
    for line in source(cell).split("\n"):
        end = end or next((end for begin, end in regions(cell) if begin in line), "")
        parts[bool(end)].append(line)
        end = "" if end and end in line else end
    return "\n".join(parts[False]), "\n".join(parts[True])


def visible(cell: Cell) -> str:
    """The text of a cell as released: without its hidden tests and marking scheme."""
    return split_hidden(cell)[0]


def titles(cells: Iterable[Cell], words: Iterable[str] = ()) -> dict[str, str]:
    """grade_id -> the heading above it, without its points; lines with one of these words are none."""
    found, heading = {}, ""
    for cell in cells:
        if cell.get("cell_type") == "markdown":
            for line in source(cell).splitlines():
                marks = MARKER.search(line) or any(word in line for word in words)
                match = None if marks else HEADING.match(line)
                heading = match[1] if match else heading
        if name := grade_id(cell):
            found[name] = heading
    return found


def read_cells(text: str) -> list[Cell]:
    """The cells of a notebook file's text, as far as they have the shape of one."""
    try:
        found = as_mapping(json.loads(text) if text else {}).get("cells")
    except (ValueError, RecursionError):
        return []
    return [cell for cell in found if isinstance(cell, dict)] if isinstance(found, list) else []
