"""Writes the pages that learners get back: what became of each exercise and why, and never the text of a test.

All that comes from a submission is escaped, sanitised and bounded; a page has no script and loads nothing.
"""

from __future__ import annotations

import ast
import base64
import binascii
import dataclasses
import html
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import nh3
from markupsafe import Markup, escape

from .autograde import load_grades
from .course import Course, read_regular_file
from .errors import GraderError
from .rebuild import MAX_BYTES
from .record import replace as write_whole
from .results import CellGrade, NotebookGrade, Outcome, SubmissionGrade

MAX_LINES = 200
MAX_TEXT = 20_000
MAX_MESSAGE = 2_000
MAX_IMAGE = 1 << 20
MAX_PIXELS = 40_000_000
MAX_OUTPUTS = 30
MAX_FRAMES = 20
MAX_CELLS = 100
MAX_REPAIRS = 50
MAX_PAGE_TEXT = 1_000_000
MAX_PAGE_IMAGES = 8 << 20

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

SYMBOLS = {
    Outcome.CORRECT: "✓", Outcome.PARTIAL: "◐", Outcome.WRONG: "✗", Outcome.NOT_ATTEMPTED: "○", Outcome.CRASHED: "!",
    Outcome.OUT_OF_TIME: "◷", Outcome.OUT_OF_MEMORY: "▦", Outcome.MANUAL: "✎",
}  # fmt: skip
TONES = {
    Outcome.CORRECT: "good", Outcome.PARTIAL: "part", Outcome.WRONG: "bad", Outcome.NOT_ATTEMPTED: "none",
    Outcome.CRASHED: "odd", Outcome.OUT_OF_TIME: "odd", Outcome.OUT_OF_MEMORY: "odd", Outcome.MANUAL: "wait",
}  # fmt: skip
WORST_FIRST = (
    Outcome.OUT_OF_TIME, Outcome.OUT_OF_MEMORY, Outcome.CRASHED, Outcome.WRONG, Outcome.NOT_ATTEMPTED, Outcome.CORRECT,
)  # fmt: skip
REASONS = {
    Outcome.CORRECT: "Every test passed.",
    Outcome.PARTIAL: "The tests gave a part of the points.",
    Outcome.WRONG: "A test found something that is not right yet:",
    Outcome.NOT_ATTEMPTED: "Nothing was filled in here yet.",
    Outcome.CRASHED: "The code stopped before there was an answer to test:",
    Outcome.OUT_OF_TIME: "The code took longer than it may, and was stopped. Is there a loop that never ends?",
    Outcome.OUT_OF_MEMORY: "The code needed more memory than it may have. Is an array much larger than it should be?",
    Outcome.MANUAL: "A person reads this answer; its points come later.",
}
SILENT = ("no message", "not attempted yet", "out of time", "out of memory")
ADVICE = (
    "Open the file in JupyterLab, see that nothing is missing, save it and hand it in again, or ask your instructor."
)


# ---------------------------------------------------------------------------------------------------- text of strangers

# Escape sequences of terminals: colours and cursor (CSI), titles and links (OSC), device strings, two-character ones.
ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~]?)"
    r"|\x9b[0-?]*[ -/]*[@-~]?"
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text as a terminal would leave it standing: no colours, no overwritten progress bars, no control characters."""
    lines = ANSI.sub("", text).replace("\r\n", "\n").split("\n")
    return printable("\n".join(line.rstrip("\r\b").rpartition("\r")[2] for line in lines))


def printable(text: str) -> str:
    """Text without control characters and halves of letters."""
    return SURROGATE.sub("\ufffd", CONTROL.sub("", ANSI.sub("", text)))


def short(text: str, most: int = MAX_MESSAGE) -> str:
    """A message of one line or more, clean and of bounded length."""
    text = clean(text[: 4 * most]).strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cut(text: str) -> tuple[str, str]:
    """(the first lines of a text, a note that says what was left out, "" for nothing)."""
    lines = text[: MAX_TEXT + 1].split("\n")
    kept = "\n".join(lines[:MAX_LINES]).encode("utf-8", "replace")[:MAX_TEXT].decode("utf-8", "ignore")
    if len(kept) == len(text):
        return text, ""
    return kept, f"Cut here: {len(text):,} characters in {text.count(chr(10)) + 1:,} lines are too much for this page."


def ticks(text: str) -> Markup:
    """Escaped text, with what stands in `backticks` as code."""
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(text))))


def breakable(text: str) -> Markup:
    """Escaped text that may be broken after each underscore, as names of files have to be."""
    return Markup(str(escape(short(text, 200))).replace("_", "_<wbr>"))


def number(value: float | None) -> str:
    """Points as people write them: at most two decimals; a dash for points that are not decided yet."""
    return "–" if value is None else f"{round(value, 2):.12g}"


@cache
def environment() -> jinja2.Environment:
    """The templates of this package; all that they insert is escaped."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    made = jinja2.Environment(autoescape=True, loader=loader, undefined=jinja2.StrictUndefined)
    made.trim_blocks = made.lstrip_blocks = True
    made.filters.update(points=number, ticks=ticks, breakable=breakable, short=short)
    made.filters.update(symbol=SYMBOLS.__getitem__, tone=TONES.__getitem__)
    made.globals.update(csp=CSP)
    return made


def render(template: str, **values: object) -> str:
    """A page that can be written as UTF-8, whatever the values hold."""
    return SURROGATE.sub("\ufffd", environment().get_template(template).render(**values))


# ------------------------------------------------------------------------------------------------ the executed notebook

Cell = dict[str, Any]


def _cells(text: str) -> list[Cell]:
    """The cells of an executed notebook, as far as they have the shape of one."""
    try:
        data = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return []
    cells = data.get("cells") if isinstance(data, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _text(value: object) -> str:
    """A text of a notebook file, which may be a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _label(cell: Cell) -> dict[str, Any]:
    return _dict(_dict(cell.get("metadata")).get("nbgrader"))


def _id(cell: Cell) -> str:
    return str(_label(cell).get("grade_id", ""))


def _is_test(cell: Cell) -> bool:
    return bool(_label(cell).get("grade")) and not _label(cell).get("solution")


def _is_answer(cell: Cell) -> bool:
    return bool(_label(cell).get("solution") or _label(cell).get("task"))


REGION = re.compile(r"(BEGIN|END) (?:HIDDEN TESTS|MARK SCHEME)")


def split_hidden(text: str) -> tuple[str, str]:
    """(what students see of a cell, the hidden tests and marking schemes in it)."""
    parts: tuple[list[str], list[str]] = ([], [])
    hidden = False
    for line in text.split("\n"):
        marks = REGION.findall(line)
        hidden = hidden or "BEGIN" in marks
        parts[hidden].append(line)
        hidden = hidden and "END" not in marks
    return "\n".join(parts[False]), "\n".join(parts[True])


def _source(cell: Cell) -> str:
    """The text of a cell that is no test, without what is hidden from students."""
    return split_hidden(_text(cell.get("source")))[0]


def _outputs(cell: Cell) -> list[dict[str, Any]]:
    outputs = cell.get("outputs")
    return [output for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else []


# ----------------------------------------------------------------------------------------------- what must not be shown

WITHHELD = "[not shown: a line of the tests]"
SIGNIFICANT = 8
PROMPT = re.compile(r"\bIn ?\[(\d+)\]")


def _squeeze(text: str) -> str:
    """Text without blanks, quotes and backslashes: code is found in tracebacks and in the repr of a string, too."""
    return re.sub(r"[\s\\'\"]+", "", text)


def _strings(code: str) -> list[str]:
    """The texts that a test can say, squeezed: a message of an assertion may be shown although it is part of a
    line."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [_squeeze(value) for value in constants if isinstance(value, str)]


def _lines(texts: Iterable[str]) -> set[str]:
    """The squeezed lines of texts that are long enough to be recognised elsewhere."""
    lines = {line for text in texts for line in re.sub(r"[^\S\n]+|[\\'\"]+", "", text).split("\n")}
    return {line for line in lines if len(line) >= SIGNIFICANT and re.search("[A-Za-z]{2}", line)}


def _counts(cells: list[Cell], tests: bool) -> set[str]:
    """The numbers in In[…] of the cells that are tests, or of those that are not."""
    return {str(cell.get("execution_count")) for cell in cells if _is_test(cell) is tests}


class Secrets:
    """Keeps the lines of tests out of what is shown.

    Tests that live in the student's kernel can be printed or raised by the student's code. Lines that come out as
    they are, or as the repr of a string, are found; one that was encoded on purpose is not (to that, an examiner
    outside of the kernel is the answer).
    """

    def __init__(self, cells: list[Cell]) -> None:
        tests = [_text(cell.get("source")) for cell in cells if _is_test(cell)]
        others = [split_hidden(_text(cell.get("source"))) for cell in cells if not _is_test(cell)]
        tests += [hidden for _, hidden in others]
        known = _lines(visible for visible, _ in others)
        said = [text for test in tests for text in _strings(test)]
        self.lines = [line for line in _lines(tests) - known if not any(line in text for text in said)]
        self.counts = _counts(cells, tests=True) - _counts(cells, tests=False)

    def within(self, text: str) -> bool:
        """Whether a text holds a line of a test."""
        squeezed = _squeeze(text)
        return any(line in squeezed for line in self.lines)

    def redact(self, text: str) -> str:
        """The text with the lines of tests replaced by a note."""
        if not self.within(text):
            return text
        lines = [WITHHELD if self.within(line) else line for line in text.split("\n")]
        rest = "\n".join(line for line in lines if line is not WITHHELD)
        return WITHHELD if self.within(rest) else "\n".join(lines)

    def own_frames(self, traceback: list[str]) -> list[str]:
        """The parts of a traceback that are not frames of tests."""
        return [part for part in traceback if not self.within(part) and not self.counts & set(PROMPT.findall(part))]


# -------------------------------------------------------------------------------------------------------------- outputs


FULL = "Left out: the page is full."


@dataclass(frozen=True)
class Shown:
    """One output as the page shows it: kind is text, stderr, error, html, image or note; text, of an image, says what
    it shows."""

    kind: str
    text: str = ""
    note: str = ""
    html: Markup = field(default_factory=Markup)
    uri: str = ""
    size: tuple[int, int] = (0, 0)
    number: int = 0


@dataclass
class Budget:
    """What may still go into a page, in characters of text and bytes of images."""

    text: int = MAX_PAGE_TEXT
    images: int = MAX_PAGE_IMAGES
    pictures: int = 0


RULE = re.compile(r"-{10,}\n?")  # with which IPython begins a traceback
TITLE = re.compile(r"""title\(\s*r?(["'])((?:(?!\1).)+)\1""")


class Outputs:
    """Turns the outputs of cells into what the page shows of them."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets, self.budget = secrets, Budget()

    def of(self, cell: Cell) -> list[Shown]:
        """What to show of the outputs of a cell that is no test."""
        outputs = _outputs(cell)
        titles = "; ".join(found[2] for found in TITLE.finditer(_text(cell.get("source"))[:MAX_TEXT]))
        shown = [item for output in outputs[:MAX_OUTPUTS] if (item := self._show(output, titles)) is not None]
        left = len(outputs) - MAX_OUTPUTS
        return shown if left <= 0 else [*shown, Shown("note", note=f"And {left:,} more outputs.")]

    def _show(self, output: dict[str, Any], titles: str) -> Shown | None:
        kind = output.get("output_type")
        if kind == "stream":
            return self._plain("stderr" if output.get("name") == "stderr" else "text", _text(output.get("text")))
        if kind == "error":
            return self._error(output)
        if kind in ("display_data", "execute_result"):
            return self._bundle(_dict(output.get("data")), _dict(output.get("metadata")), titles)
        return None

    def _plain(self, kind: str, text: str, note: str = "") -> Shown | None:
        if self.budget.text <= 0:
            return Shown("note", note=FULL)
        beginning = clean(text[: 8 * MAX_TEXT])
        kept, cut_note = cut(self.secrets.redact(beginning).rstrip())
        if len(text) > 8 * MAX_TEXT:
            cut_note = f"Cut here: {len(text):,} characters are too much for this page."
        if not kept.strip():
            return Shown("note", note=note) if note else None
        self.budget.text -= len(kept)
        if self.budget.text < 0:
            return Shown("note", note=FULL)
        return Shown(kind, kept, " ".join(filter(None, (note, cut_note))))

    def _error(self, output: dict[str, Any]) -> Shown | None:
        raw = output.get("traceback")
        traceback = raw if isinstance(raw, list) else []
        if len(traceback) > MAX_FRAMES:
            traceback = [*traceback[: MAX_FRAMES // 2], "…", *traceback[-MAX_FRAMES // 2 :]]
        parts = [clean(_text(part)[:MAX_TEXT]) for part in traceback]
        parts = [part for part in parts if not RULE.fullmatch(part)]
        own = self.secrets.own_frames(parts)
        last = f"{_text(output.get('ename'))}: {_text(output.get('evalue'))[:MAX_TEXT]}"
        note = "" if len(own) == len(parts) else "Lines that belong to tests were left out."
        return self._plain("error", "\n".join(own) or last, note)

    def _bundle(self, data: dict[str, Any], metadata: dict[str, Any], titles: str) -> Shown | None:
        """The best of the forms that an output comes in: a picture, a table, or text.

        A picture is described by its own alternative text, as IPython.display.Image has it, or by the titles in the
        code that drew it.
        """
        for kind in ("image/png", "image/jpeg"):
            if kind in data:
                words = self.secrets.redact(short(_text(_dict(metadata.get(kind)).get("alt")) or titles, 200))
                return dataclasses.replace(self._image(kind, _text(data[kind])), text=words)
        if "text/html" in data and (shown := self._html(_text(data["text/html"]))) is not None:
            return shown
        note = "A drawing (SVG) is not shown on this page; show it as PNG instead." if "image/svg+xml" in data else ""
        text = next((_text(data[kind]) for kind in ("text/markdown", "text/latex", "text/plain") if kind in data), "")
        return self._plain("text", text, note)

    def _image(self, kind: str, text: str) -> Shown:
        if len(text) > 1.4 * MAX_IMAGE:
            return Shown("note", note=f"A picture of more than {MAX_IMAGE >> 20} MiB is left out.")
        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            data = b""
        size = _size_of_image(kind, data)
        if size is None:
            return Shown("note", note="A picture is left out: it can't be read.")
        if size[0] * size[1] > MAX_PIXELS:
            return Shown("note", note="A picture is left out: it has too many pixels.")
        if len(data) > MAX_IMAGE:
            return Shown("note", note=f"A picture of more than {MAX_IMAGE >> 20} MiB is left out.")
        if len(data) > self.budget.images:
            return Shown("note", note="A picture is left out: the page is full.")
        self.budget.images -= len(data)
        self.budget.pictures += 1
        uri = f"data:{kind};base64,{base64.b64encode(data).decode()}"
        return Shown("image", uri=uri, size=size, number=self.budget.pictures)

    def _html(self, text: str) -> Shown | None:
        """Formatted output, reduced to tables, lists and emphasis; None where its plain text is the better form."""
        if len(text) > MAX_TEXT:
            return None
        made = sanitize(text)
        words = html.unescape(re.sub(r"<[^>]*>", "", made))
        if not words.strip() or self.secrets.within(words):
            return None
        self.budget.text -= len(made)
        return Shown("html", html=Markup(made)) if self.budget.text >= 0 else Shown("note", note=FULL)


def _size_of_image(kind: str, data: bytes) -> tuple[int, int] | None:
    """(width, height) of a PNG or JPEG file; None where it is no such file."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=[kind.removeprefix("image/").upper()]) as image:
            return image.size
    except Image.DecompressionBombError:
        return (MAX_PIXELS, 2)
    except Exception:  # readers of pictures raise nearly anything on a broken file
        return None


TAGS = {
    "b", "br", "caption", "code", "dd", "dl", "dt", "em", "i", "li", "ol", "p", "pre", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
SWALLOWED = {
    "form", "head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template", "textarea",
    "title",
}  # fmt: skip


def sanitize(text: str) -> str:
    """HTML of a stranger's, reduced to tables, lists and emphasis.

    No link, style, picture, id or class is left, and every tag is closed.
    """
    spans: dict[str, set[str]] = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
    made = nh3.clean(
        printable(text),
        tags=TAGS,
        clean_content_tags=SWALLOWED,
        attributes=spans,
        attribute_filter=_only_small_spans,
        url_schemes=set(),
        link_rel=None,
    )
    # The header cells of pandas' tables may be empty, which means nothing to a screen reader.
    return made.replace("<th></th>", "<td></td>")


def _only_small_spans(tag: str, name: str, value: str) -> str | None:
    return value if re.fullmatch(r"[1-9][0-9]?", value, re.A) else None


# ------------------------------------------------------------------------------------------------------------- the page


@dataclass(frozen=True)
class ShownCell:
    """A cell of the learner's: its text (highlighted, where it is code), the first line of it, and its outputs."""

    number: int
    kind: str
    source: str | Markup
    note: str
    outputs: list[Shown]
    first: str = ""

    @property
    def failed(self) -> bool:
        return any(item.kind == "error" for item in self.outputs)


@dataclass(frozen=True)
class ShownTest:
    """What one graded cell decided, in words."""

    outcome: Outcome
    score: float | None
    max_score: float
    reason: str
    message: str
    hint: str


@dataclass(frozen=True)
class Exercise:
    """An exercise: the cells that answer it and all that was found out about them."""

    title: str
    tests: list[ShownTest]
    cells: list[ShownCell]

    @property
    def score(self) -> float | None:
        scores = [test.score for test in self.tests if test.score is not None]
        return sum(scores) if scores else None

    @property
    def max_score(self) -> float:
        return sum(test.max_score for test in self.tests)

    @property
    def outcome(self) -> Outcome:
        return joint_outcome([test.outcome for test in self.tests], bool(self.score))


def joint_outcome(outcomes: list[Outcome], points: bool) -> Outcome:
    """The outcome of an exercise with several graded cells; points: whether they gave any."""
    if len(set(outcomes)) == 1:
        return outcomes[0]
    if Outcome.MANUAL in outcomes:
        return Outcome.MANUAL
    if points:
        return Outcome.PARTIAL
    return next(outcome for outcome in WORST_FIRST if outcome in outcomes)


def feedback_page(grade: NotebookGrade, student: str, assignment: str, title: str) -> str:
    """One self-contained HTML page about one notebook, for the learner who handed it in.

    grade.notebook: the executed notebook as JSON text; without it the page has outcomes and messages only. student
    and assignment may be "".
    """
    cells = _cells(grade.notebook)
    secrets = Secrets(cells)
    outputs = Outputs(secrets)
    answers = _answers(cells)
    groups = _exercises(grade.cells)
    exercises = [_exercise(group, answers, outputs) for group in groups]
    used = {number for group in groups for each in group for number in answers.get(each.id, {})}
    rest = [number for number, cell in enumerate(cells) if number not in used and not _is_test(cell)]
    others = [number for number in rest if _outputs(cells[number])]
    pending = sum(cell.max_score for cell in grade.cells if cell.outcome is Outcome.MANUAL)
    share = _percent(grade.score, grade.max_score)
    return render(
        "feedback.html.j2",
        title=short(title, 300),
        student=short(student, 200),
        assignment=short(assignment, 200),
        score=grade.score,
        max_score=grade.max_score,
        pending=pending,
        share=share,
        pending_share=min(100 - share, _percent(pending, grade.max_score)),
        error=short(grade.error),
        advice=ADVICE,
        repairs=[short(repair, 300) for repair in grade.repairs[:MAX_REPAIRS]],
        more_repairs=max(0, len(grade.repairs) - MAX_REPAIRS),
        exercises=exercises,
        others=[_shown_cell(cells[number], number, outputs) for number in others[:MAX_CELLS]],
        more_others=max(0, len(others) - MAX_CELLS),
    )


def _percent(part: float, whole: float) -> int:
    return max(0, min(100, round(100 * part / whole))) if whole > 0 else 0


def _exercises(cells: Iterable[CellGrade]) -> list[list[CellGrade]]:
    """Graded cells of one exercise, together.

    The second test of an answer has no exercise of its own, but the same heading.
    """
    groups: list[list[CellGrade]] = []
    for cell in cells:
        last = groups[-1][-1] if groups else None
        if last is not None and last.id != last.exercise and cell.title == last.title and not cell.exercise:
            groups[-1].append(cell)
        else:
            groups.append([cell])
    return groups


def _answers(cells: list[Cell]) -> dict[str, dict[int, Cell]]:
    """grade_id of a graded cell -> the learner's cells that it grades, by their number in the notebook."""
    found: dict[str, dict[int, Cell]] = {}
    waiting: dict[int, Cell] = {}
    for number, cell in enumerate(cells):
        if _is_test(cell):
            found[_id(cell)] = waiting
            waiting = {}
        elif _is_answer(cell) and (_label(cell).get("grade") or _label(cell).get("task")):
            found[_id(cell)] = {number: cell}
        elif _is_answer(cell):
            waiting[number] = cell
    return found


def _exercise(group: list[CellGrade], answers: dict[str, dict[int, Cell]], outputs: Outputs) -> Exercise:
    cells = {number: cell for each in group for number, cell in answers.get(each.id, {}).items()}
    shown = [_shown_cell(cell, number, outputs) for number, cell in cells.items()]
    tests = [_shown_test(each, outputs.secrets) for each in group]
    return Exercise(short(group[0].title or group[0].id, 300), tests, shown)


def _shown_test(cell: CellGrade, secrets: Secrets) -> ShownTest:
    message = short(secrets.redact(clean(cell.message[: 4 * MAX_MESSAGE])))
    message = "" if message in SILENT or cell.outcome is Outcome.NOT_ATTEMPTED else message
    reason = REASONS[cell.outcome]
    if not message and cell.outcome in (Outcome.WRONG, Outcome.CRASHED):
        reason = "A test failed, and says no more about it."
    return ShownTest(cell.outcome, cell.score, cell.max_score, reason, message, short(cell.advice))


def _shown_cell(cell: Cell, number: int, outputs: Outputs) -> ShownCell:
    source, note = cut(clean(_source(cell)[: 8 * MAX_TEXT]).rstrip())
    outputs.budget.text -= len(source)
    if outputs.budget.text < 0:
        source, note = "", FULL
    first = next((line for line in source.splitlines() if line.strip()), "")
    code = cell.get("cell_type") == "code"
    shown = highlight(source) if code else source
    return ShownCell(number + 1, "code" if code else "markdown", shown, note, outputs.of(cell), short(first, 60))


def highlight(code: str) -> Markup:
    """Python code with its tokens marked by Pygments, unless that makes it many times as long; escaped."""
    import pygments
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    made = pygments.highlight(code, PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True))
    return Markup(made) if len(made) < 1000 + 12 * len(code) else escape(code)


# ------------------------------------------------------------------------------------------------------------ the files


def graded(course: Course, assignment: str) -> list[SubmissionGrade]:
    """All recorded grades of an assignment, by student; raises GraderError where there are none."""
    grades = load_grades(course, assignment)
    if not grades:
        raise GraderError(f"nothing of '{assignment}' was graded yet; do it with: grader autograde {assignment}")
    return sorted(grades, key=lambda grade: grade.student)


def write_feedback(course: Course, assignment: str, students: Iterable[str] | None = None) -> list[Path]:
    """Write a page for each graded notebook to `feedback`, and return their paths.

    students: those to write for (default: all that were graded). Raises GraderError where nothing was graded yet, a
    student wasn't, or a page can't be written.
    """
    grades = graded(course, assignment)
    if students is not None:
        wanted = set(students)
        missing = sorted(wanted - {grade.student for grade in grades})
        if missing:
            who = ", ".join(missing)
            raise GraderError(f"'{assignment}' was not graded yet for {who}; do it with: grader autograde {assignment}")
        grades = [grade for grade in grades if grade.student in wanted]
    names = {each.name for grade in grades for each in grade.notebooks}
    titles = {name: title_of(course, assignment, name) for name in names}
    return [path for grade in grades for path in _write_pages(course, grade, titles)]


def _write_pages(course: Course, grade: SubmissionGrade, titles: dict[str, str]) -> Iterator[Path]:
    unreadable = (NotebookGrade(grade.assignment, error=grade.error or "there was no notebook in it"),)
    for notebook in grade.notebooks or unreadable:
        if not notebook.notebook:
            notebook = dataclasses.replace(notebook, notebook=_executed(course, grade, notebook))
        page = feedback_page(notebook, grade.student, grade.assignment, titles.get(notebook.name, notebook.name))
        path = course.folder("feedback", grade.student, grade.assignment) / f"{notebook.name}.html"
        try:
            write_whole(path, page.encode())
        except OSError as error:
            raise GraderError(f"{path} can't be written: {error.strerror}") from None
        yield path


def _executed(course: Course, grade: SubmissionGrade, notebook: NotebookGrade) -> str:
    """The executed notebook as JSON text; "" where there is none."""
    path = course.folder("autograded", grade.student, grade.assignment) / f"{notebook.name}.ipynb"
    if notebook.error or not path.exists():
        return ""
    try:
        return read_regular_file(path, MAX_BYTES).decode("utf-8", "replace")
    except (OSError, GraderError):
        return ""


def title_of(course: Course, assignment: str, name: str) -> str:
    """The title of a notebook: the first heading of its source or release; its file's name where there is none."""
    for step in ("source", "release"):
        path = course.folder(step, ".", assignment) / f"{name}.ipynb"
        try:
            cells = _cells(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeError):
            continue
        for cell in cells:
            heading = re.search(r"^# +(.+?)\s*$", _text(cell.get("source")), re.M)
            if cell.get("cell_type") == "markdown" and heading:
                return heading[1]
    return name
