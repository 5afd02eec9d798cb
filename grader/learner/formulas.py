"""Formulas as plain text, for terminals and for pages without scripts, which can't set TeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from grader.verdict.results import CellGrade

# `code`, which stays; or a formula between dollars as Jupyter reads them, but not between sums of money.
FORMULA = re.compile(r"(`+[^`]*`+)|(?<![\\$\w])(\$\$?)(?!\s)([^$]+)(?<!\s)\2(?!\w)")
COMMAND = re.compile(r"\\(?:([a-zA-Z]+)(\s*)|(.))", re.S)
WITH_ARGUMENTS = re.compile(r"[dt]?frac|sqrt|text|operatorname|math[a-z]+|hat|tilde|bar|overline")
LAYOUT = re.compile(r"left|right|[bB]igg?[lr]?")
SYMBOLS = {"le": "≤", "ge": "≥", "quad": " ", "qquad": " "}  # that matplotlib has under other names
ARGUMENT = r"\s*(?:\{([^{}]*)\}|([^\s{}\\]))"
WORDS = re.compile(rf"\\(?:text|operatorname|math[a-z]+){ARGUMENT}")
ACCENT = re.compile(rf"\\(hat|tilde|bar|overline){ARGUMENT}")
FRACTION = re.compile(rf"\\[dt]?frac{ARGUMENT}{ARGUMENT}")
ROOT = re.compile(rf"\\sqrt{ARGUMENT}")
SCRIPT = re.compile(r"([\^_])\{([^{}]*)\}")
CLOSED = re.compile(r"\d+|[^\W\d_]+|\[[^\[\]]*\]|\([^()]*\)")


def without_formulas(text: str, shown: Callable[[str], str] = str) -> str:
    """A text whose formulas, between dollars, are plain; shown: what makes such a formula a part of it."""
    return FORMULA.sub(lambda found: found[1] or shown(plain(found[3])), text)


def told(cell: CellGrade) -> str:
    """The message of a graded cell: without formulas where it is the author's hint, as in a quiz; else as it is, since
    it may quote an answer."""
    return without_formulas(cell.message) if cell.hint and not cell.advice else cell.message


def plain(formula: str) -> str:
    r"""TeX as one line of text: \frac12\beta^{n - 1} is 1/2 β^(n - 1)."""
    text, before = COMMAND.sub(_spelt, formula), ""
    while text != before:  # from the inside of nested groups to the outside
        before = text
        text = WORDS.sub(lambda found: found[1] or found[2], text)
        text = ACCENT.sub(lambda found: (found[2] or found[3]) + _symbol(found[1]), text)
        text = FRACTION.sub(lambda found: f" {_closed(found[1] or found[2])}/{_closed(found[3] or found[4])} ", text)
        text = ROOT.sub(lambda found: f"√{_closed(found[1] or found[2])}", text)
        text = SCRIPT.sub(lambda found: found[1] + _closed(found[2]), text)
    text = re.sub(r"(?<=[a-z]{2})\s+(?=\()|(?<=\()\s+|\s+(?=[\^_),])", "", re.sub(r"[{}\\]", "", text))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _spelt(command: re.Match[str]) -> str:
    """A command as its symbol or its name; those with arguments as they are."""
    name, space, mark = command.groups()
    if name is None:
        return " " if mark in ",;:! \\" else mark
    if WITH_ARGUMENTS.fullmatch(name):
        return command[0]
    if LAYOUT.fullmatch(name):
        return ""
    if symbol := _symbol(name):
        return symbol + space
    return f"{name} " if command.string[: command.start()].endswith("-") else f" {name} "


def _symbol(name: str) -> str:
    """The letter or sign of a command; "" for others, such as names of functions."""
    from matplotlib._mathtext_data import tex2uni  # late: only few texts have formulas

    return SYMBOLS.get(name) or (chr(tex2uni[name]) if name in tex2uni else "")


def _closed(text: str) -> str:
    """A part of a formula in brackets, where it is more than one word or number and has none yet."""
    text = text.strip()
    return text if CLOSED.fullmatch(text) else f"({text})"
