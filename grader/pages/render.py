"""Renders the templates of this folder; a page has no script and loads nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2

from grader.pages.outcomes import LOOKS
from grader.pages.text import SURROGATE, breakable, number, points, short, ticks

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
GENERATOR = '<meta name="generator" content="deep-learning-companion: grader">'  # by which our pages are known


@cache
def environment() -> jinja2.Environment:
    """The templates of this package; all that they insert is escaped."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    made = jinja2.Environment(autoescape=True, loader=loader, undefined=jinja2.StrictUndefined)
    made.trim_blocks = made.lstrip_blocks = True
    made.filters.update(points=number, points_of=points, ticks=ticks, breakable=breakable, short=short)
    made.globals.update(csp=CSP, looks=LOOKS, generator=GENERATOR)
    return made


def render(template: str, **values: object) -> str:
    """A page that can be written as UTF-8, whatever the values hold."""
    return SURROGATE.sub("\ufffd", environment().get_template(template).render(**values))
