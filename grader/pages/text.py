"""Text of strangers made harmless and short, and numbers as people write them."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

MAX_LINES = 200
MAX_TEXT = 20_000
MAX_MESSAGE = 2_000

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


def points(value: float) -> str:
    """An amount of points, with its noun: 1 point, 2.5 points."""
    return f"{number(value)} point" if value == 1 else f"{number(value)} points"


def plural(count: int, noun: str) -> str:
    """A number with its noun: 1 submission, 2 submissions."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def listed(names: list[str], most: int = 10) -> str:
    """The first names of a list, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
