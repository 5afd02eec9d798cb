"""Puts a student's answers into the released notebook: what runs is never the submitted file itself.

The released cells keep their text, type, points and order whatever was done to them; of the submission come the
solution cells, found by grade_id and, where that is lost, by position and similarity, and the student's own cells.
Every repair is reported.
"""

from __future__ import annotations

import copy
import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import rejoin_lines

from grader.errors import GraderError
from grader.kernel.interpreter import NATIVE, find_kernelspec
from grader.kernel.server import imported_modules, installed_modules
from grader.verdict.cells import as_mapping, as_text, flag, grade_id, is_code, is_editable, metadata, visible
from grader.verdict.paper import Paper

SIMILAR = 0.5
MAX_BYTES = 100 << 20
MAX_CELLS = 10_000
# What is read of a submitted cell's label: its name, and what nbgrader's checksum of the released cell covers.
LABEL: dict[str, Any] = {
    "grade_id": str, "checksum": str, "grade": bool, "solution": bool, "locked": bool, "points": (int, float),
}  # fmt: skip


@dataclass(frozen=True)
class Released:
    """A notebook as nbgrader's gradebook knows it: its labelled cells in order, hidden tests included.

    demos: the texts of cells that show something and that no graded cell needs; they run only where a student changed
    them. titles: grade_id -> heading. paper: for a notebook whose tests run in
    an examiner, what that knows of it; None where they run in the student's kernel, as nbgrader's do.
    """

    name: str
    cells: tuple[NotebookNode, ...]
    kernelspec: dict[str, Any]
    demos: frozenset[str] = frozenset()
    titles: dict[str, str] = field(default_factory=dict)
    paper: Paper | None = None

    @property
    def ids(self) -> list[str]:
        return [grade_id(cell) for cell in self.cells]


def modules_used(released: Iterable[Released], installed: bool = True) -> tuple[str, ...]:
    """The modules to import once for all kernels: those that the released notebooks import; installed: in this
    Python."""
    text = "\n".join(cell.source for each in released for cell in each.cells if is_code(cell))
    return installed_modules(text) if installed else imported_modules(text)


def parse_notebook(data: bytes, outputs: bool = False) -> NotebookNode:
    """A submitted file as a notebook of format 4; raises GraderError with the reason where it is none.

    outputs: whether to keep those that the file has.

    Older formats are upgraded. Nothing that the file says is trusted: cells of wrong shape are errors, not crashes.
    """
    if len(data) > MAX_BYTES:
        raise GraderError(f"the file is larger than {MAX_BYTES >> 20} MiB")
    if not data.strip():
        raise GraderError("the file is empty")
    text = _decode(data)
    try:
        raw = json.loads(text)
    except RecursionError:
        raise GraderError("invalid JSON: nested too deeply") from None
    except ValueError as error:
        raise GraderError(f"invalid JSON, probably cut off or edited by hand: {error}") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise GraderError("this is no Jupyter notebook")
    if raw["nbformat"] > 4:
        raise GraderError(f"the notebook has format {raw['nbformat']}, which is newer than this grader")
    if raw["nbformat"] < 4:
        try:
            raw = nbformat.reads(text, as_version=4)
        except Exception as error:
            raise GraderError(f"the notebook has format {raw['nbformat']}, and can't be upgraded: {error}") from None
    cells = raw.get("cells")
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise GraderError(
            "the notebook has no list of cells" if not isinstance(cells, list) else f"more than {MAX_CELLS} cells"
        )
    notebook = _notebook([cell for cell in map(_clean, cells, range(len(cells))) if cell is not None])
    if outputs:
        _keep_outputs(notebook, cells)
    kernel = _writable(as_text(as_mapping(metadata(raw).get("kernelspec")).get("name"))) or PYTHON["name"]
    notebook.metadata.kernelspec = NotebookNode(name=kernel, display_name=kernel)
    return notebook


def _notebook(cells: list[NotebookNode]) -> NotebookNode:
    return NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=cells)


def check_fit(released: Released, submitted: NotebookNode) -> None:
    """Raise GraderError for a notebook that was not made from the released one: of its labelled cells none is of that,
    or it is for a kernel that there isn't where the released one names none."""
    names = {grade_id(cell) for cell in submitted.cells} - {""}
    texts = {cell.source.strip() for cell in submitted.cells}
    known = any(grade_id(cell) in names or visible(cell).strip() in texts for cell in released.cells)
    if names and not known:
        raise GraderError(
            f"{released.name}.ipynb is another notebook: none of its labelled cells ({', '.join(sorted(names)[:3])}"
            f"{', …' if len(names) > 3 else ''}) is of this assignment"
        )
    if not released.kernelspec and submitted.metadata.kernelspec.name not in NATIVE:
        try:
            find_kernelspec(submitted.metadata.kernelspec.name)
        except GraderError as error:
            raise GraderError(f"{released.name}.ipynb: {error}") from None


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    raise GraderError("the file is not UTF-8 text")


def _clean(raw: Any, number: int) -> NotebookNode | None:
    """One submitted cell, reduced to its type, text, id, and what its label says of where it is from."""
    if not isinstance(raw, dict):
        return None
    source = raw.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return None
    source = _writable(source)
    kind = raw.get("cell_type")
    kind = kind if kind in ("code", "markdown") else "raw"
    # Not nbformat's new_code_cell: it validates each cell, and this one is of the right form by construction.
    cell = NotebookNode(id=f"submitted-{number}", cell_type=kind, metadata=NotebookNode(), source=source)
    if kind == "code":
        cell.update(execution_count=None, outputs=[])
    metadata = raw.get("metadata")
    label = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if isinstance(label, dict) and isinstance(label.get("grade_id"), str):
        kept = {name: label[name] for name, kinds in LABEL.items() if isinstance(label.get(name), kinds)}
        cell.metadata = nbformat.from_dict({"nbgrader": kept})
    attachments = _attachments(raw.get("attachments"))
    if kind == "markdown" and attachments:
        cell.attachments = nbformat.from_dict(attachments)
    return cell


def _keep_outputs(notebook: NotebookNode, raw: list[Any]) -> None:
    """Give the cells the outputs that the file has, as far as they have the shape of outputs."""
    for cell in notebook.cells:
        found = raw[int(cell.id.removeprefix("submitted-"))].get("outputs")
        if is_code(cell) and isinstance(found, list):
            cell.outputs = [output for output in map(_output, found) if output is not None]


def _output(raw: Any) -> NotebookNode | None:
    """One output of a submitted cell; None where it is none."""
    try:
        cell = nbformat.from_dict({"cell_type": "code", "source": "", "outputs": [raw]})
        rejoin_lines(NotebookNode(cells=[cell]))
        nbformat.validate(cell.outputs[0], ref="output", version=4, version_minor=5)
    except (nbformat.ValidationError, AttributeError, TypeError, KeyError, RecursionError):
        return None
    found: NotebookNode = cell.outputs[0]
    return found


def _attachments(raw: Any) -> dict[str, dict[str, str]]:
    """File name -> MIME type -> content, of the pictures that were pasted into a cell; what has another form is left
    out."""
    found = {}
    for name, bundle in raw.items() if isinstance(raw, dict) else ():
        if isinstance(bundle, dict) and all(isinstance(each, str) for each in bundle.values()):
            found[_writable(name)] = {_writable(kind): _writable(each) for kind, each in bundle.items()}
    return found


def _writable(text: str) -> str:
    """A text that can be written as UTF-8: halves of letters become question marks."""
    return text.encode("utf-8", "replace").decode()


def rebuild(released: Released, submitted: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The notebook to run, and the repairs that were made, a line each.

    A student's own cells stay right after the released cell that they followed.
    """
    repairs: list[str] = []
    answers, own = _sort_cells(released, submitted, repairs)
    cells = [_own(cell) for cell in own.get(None, [])]
    for cell in released.cells:
        new = copy.deepcopy(cell)
        name = grade_id(cell)
        answer = answers.get(name)
        if answer is None:
            what = "answer" if is_editable(cell) else "test" if flag(cell, "grade") else "given"
            repairs.append(f"the {what} cell '{name}' was missing and has been put back")
        if answer is not None and is_code(answer) and is_code(new):
            new.outputs = answer.outputs
        if answer is not None and is_editable(cell):
            new.source = answer.source
            if "attachments" in answer:
                new.attachments = answer.attachments
        cells.append(new)
        cells += [_own(each) for each in own.get(name, [])]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    notebook = _notebook(cells)
    notebook.metadata = nbformat.from_dict({"kernelspec": released.kernelspec or PYTHON})
    for cell in cells:
        if cell.cell_type == "code" and cell.source in released.demos:
            cell.metadata.tags = ["demo"]
    return notebook, repairs


PYTHON = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def _own(cell: NotebookNode) -> NotebookNode:
    cell = copy.deepcopy(cell)
    cell.metadata = nbformat.from_dict({})
    return cell


def _sort_cells(
    released: Released, submitted: NotebookNode, repairs: list[str]
) -> tuple[dict[str, NotebookNode], dict[str | None, list[NotebookNode]]]:
    """(released grade_id -> submitted cell, released grade_id or None -> the student's own cells that follow it)."""
    known = {grade_id(cell): cell for cell in released.cells}
    answers: dict[str, NotebookNode] = {}
    own: dict[str | None, list[NotebookNode]] = {}
    last: str | None = None
    order: list[str] = []
    copies: dict[str, list[tuple[str | None, NotebookNode]]] = {}
    by_text = {visible(cell): name for name, cell in known.items() if not is_editable(cell)}
    present = {grade_id(cell) for cell in submitted.cells}
    for cell in submitted.cells:
        name = grade_id(cell)
        if name not in known and by_text.get(cell.source, "") not in present:
            name = by_text.get(cell.source, name)
        if name in known:
            copies.setdefault(name, []).append((last, cell))
            order.append(name)
            last = name
        else:
            own.setdefault(last, []).append(cell)
    for name, found in copies.items():
        # Of a copied cell the last counts, as for nbgrader; of the others the code still runs, as the student's own.
        answers[name] = found[-1][1]
        if len(found) > 1:
            repairs.append(f"cell '{name}' was there {len(found)} times; the last one counts")
            if is_editable(known[name]):
                place = next(
                    (before for before, after in zip(released.ids, released.ids[1:], strict=False) if after == name),
                    None,
                )
                own.setdefault(place, []).extend(cell for _, cell in found[:-1])
        if answers[name].cell_type != known[name].cell_type:
            repairs.append(f"cell '{name}' was of type {answers[name].cell_type}")
        elif (
            not is_editable(known[name])
            and answers[name].source != visible(known[name])
            and answers[name].source != known[name].source
        ):
            repairs.append(f"cell '{name}' {_how_it_differs(answers[name])}; the released text was used")
    _find_lost_answers(released, answers, own, repairs)
    first_time = list(dict.fromkeys(order))
    if first_time != [name for name in released.ids if name in set(first_time)]:
        repairs.append("cells were in another order; the released order was used")
    return answers, own


def _how_it_differs(cell: NotebookNode) -> str:
    """Who changed a submitted cell whose text is not the released one: its checksum is that of the text that was handed
    out, whatever has been released since."""
    from nbgrader.utils import compute_checksum

    try:
        intact = compute_checksum(cell) == cell.metadata.nbgrader.checksum
    except (AttributeError, KeyError, ValueError, OverflowError):
        return "differs from the release"
    return "is from an earlier release" if intact else "was edited"


def _find_lost_answers(
    released: Released, answers: dict[str, NotebookNode], own: dict[str | None, list[NotebookNode]], repairs: list[str]
) -> None:
    """Find solution cells that lost their grade_id: the most similar of the student's own cells between the same
    neighbours."""
    previous: str | None = None
    for cell in released.cells:
        name = grade_id(cell)
        if name not in answers and is_editable(cell):
            candidates = [(place, each) for place in dict.fromkeys((previous, *own)) for each in own.get(place, [])]
            scored = [
                (_likeness(cell, each), place, each) for place, each in candidates if each.cell_type == cell.cell_type
            ]
            best = max(scored, key=lambda item: item[0], default=None)
            here = [each for each in own.get(previous, []) if each.cell_type == cell.cell_type == "code"]
            if (best is None or best[0] < SIMILAR) and len(here) == 1 and not _defined(cell):
                best = (SIMILAR, previous, here[0])  # nothing to recognise it by but its place
            texts = [each for each in own.get(previous, []) if each.cell_type == cell.cell_type == "markdown"]
            if (best is None or best[0] < SIMILAR) and texts and flag(cell, "grade"):
                # A person reads it: all that was written in its place.
                best = (SIMILAR, previous, _joined(texts))
                own[previous] = [each for each in own[previous] if each not in texts] + [best[2]]
            if best is not None and best[0] >= SIMILAR:
                answers[name] = best[2]
                own[best[1]].remove(best[2])
                repairs.append(f"the label of cell '{name}' was lost; it was recognised by its text or place")
        if name in answers:
            previous = name


def _joined(cells: list[NotebookNode]) -> NotebookNode:
    """One cell with the texts of several."""
    made = copy.deepcopy(cells[0])
    made.source = "\n\n".join(cell.source for cell in cells)
    return made


DEFINED = re.compile(r"^(?:(?:async )?def|class)\s+(\w+)|^(\w+)\s*=[^=]", re.M)


def _defined(cell: NotebookNode) -> set[str]:
    """The names that a cell defines at its top level."""
    return {name for pair in DEFINED.findall(cell.source) for name in pair if name}


def _likeness(released: NotebookNode, own: NotebookNode) -> float:
    """How much a student's cell looks like the answer to a released one, 0 to 1: the names that it defines, else its
    text."""
    names = _defined(released)
    if released.cell_type == "code" and names:
        return len(names & _defined(own)) / len(names)
    return difflib.SequenceMatcher(None, released.source[:2000], own.source[:2000]).ratio()
