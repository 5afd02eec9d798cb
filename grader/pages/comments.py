"""Shows what a person wrote about an answer: Markdown as nbgrader renders it, without anything that runs or loads."""

from __future__ import annotations

import re

import nh3
from markupsafe import Markup

from grader.pages.outputs import SWALLOWED, TAGS
from grader.pages.text import printable


def comment_html(text: str) -> Markup:
    """A comment of the gradebook's as HTML; tags that stand in it are shown as text, formulas stay as they are."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    made = MarkdownWithMath(renderer=IPythonRenderer(escape=True, exclude_anchor_links=True)).render(printable(text))
    made = re.sub(r"(</?)h[1-6]\b", r"\1p", made)  # the page has an outline of its own
    return Markup(
        nh3.clean(
            made,
            tags=TAGS | {"a", "blockquote", "del", "hr"},
            clean_content_tags=SWALLOWED,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer",
        )
    )
