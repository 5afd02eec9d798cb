"""Turns the outputs of a student's cells into what a page shows of them: escaped, sanitised and bounded."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import html
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nh3
from markupsafe import Markup

from grader.pages.text import MAX_TEXT, clean, cut, printable, short
from grader.pages.withheld import Secrets
from grader.verdict import cells
from grader.verdict.cells import as_mapping, as_text

MAX_IMAGE = 1 << 20
MAX_PIXELS = 40_000_000
MAX_OUTPUTS = 30
MAX_FRAMES = 20
MAX_PAGE_TEXT = 1_000_000
MAX_PAGE_IMAGES = 8 << 20

PICTURES = ("image/png", "image/jpeg")
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
    origin: str = "that your code made"


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

    def of(self, cell: cells.Cell) -> list[Shown]:
        """What to show of the outputs of a cell that is no test."""
        outputs = cells.outputs(cell)
        titles = "; ".join(found[2] for found in TITLE.finditer(cells.source(cell)[:MAX_TEXT]))
        shown = [item for output in outputs[:MAX_OUTPUTS] if (item := self._show(output, titles)) is not None]
        left = len(outputs) - MAX_OUTPUTS
        return shown if left <= 0 else [*shown, Shown("note", note=f"And {left:,} more outputs.")]

    def pasted(self, cell: cells.Cell) -> list[Shown]:
        """The pictures that were pasted into a text cell."""
        attached = list(as_mapping(cell.get("attachments")).items())
        shown = [self._pasted(str(name), as_mapping(bundle)) for name, bundle in attached[:MAX_OUTPUTS]]
        left = len(attached) - MAX_OUTPUTS
        return shown if left <= 0 else [*shown, Shown("note", note=f"And {left:,} more pictures.")]

    def _pasted(self, name: str, bundle: Mapping[str, Any]) -> Shown:
        kind = next((kind for kind in PICTURES if kind in bundle), "")
        if not kind:
            return Shown("note", note=f"{short(name, 100)} is not shown: only PNG and JPEG pictures are.")
        shown = self._image(kind, as_text(bundle[kind]))
        return dataclasses.replace(shown, text=self.secrets.redact(short(name, 200)), origin="that you pasted")

    def _show(self, output: dict[str, Any], titles: str) -> Shown | None:
        kind = output.get("output_type")
        if kind == "stream":
            return self._plain("stderr" if output.get("name") == "stderr" else "text", as_text(output.get("text")))
        if kind == "error":
            return self._error(output)
        if kind in ("display_data", "execute_result"):
            return self._bundle(as_mapping(output.get("data")), as_mapping(output.get("metadata")), titles)
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
        parts = [clean(as_text(part)[:MAX_TEXT]) for part in traceback]
        parts = [part for part in parts if not RULE.fullmatch(part)]
        own = self.secrets.own_frames(parts)
        last = f"{as_text(output.get('ename'))}: {as_text(output.get('evalue'))[:MAX_TEXT]}"
        note = "" if len(own) == len(parts) else "Lines that belong to tests were left out."
        return self._plain("error", "\n".join(own) or last, note)

    def _bundle(self, data: Mapping[str, Any], metadata: Mapping[str, Any], titles: str) -> Shown | None:
        """The best of the forms that an output comes in: a picture, a table, or text.

        A picture is described by its own alternative text, as IPython.display.Image has it, or by the titles in the
        code that drew it.
        """
        for kind in PICTURES:
            if kind in data:
                words = self.secrets.redact(short(as_text(as_mapping(metadata.get(kind)).get("alt")) or titles, 200))
                return dataclasses.replace(self._image(kind, as_text(data[kind])), text=words)
        if "text/html" in data and (shown := self._html(as_text(data["text/html"]))) is not None:
            return shown
        note = "A drawing (SVG) is not shown on this page; show it as PNG instead." if "image/svg+xml" in data else ""
        text = next((as_text(data[kind]) for kind in ("text/markdown", "text/latex", "text/plain") if kind in data), "")
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
