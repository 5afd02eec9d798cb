"""Shows what a person wrote about an answer: Markdown as nbgrader renders it, without anything that runs or loads."""

from __future__ import annotations

import re

import nh3
from markupsafe import Markup

from grader.pages.outputs import SWALLOWED, TAGS
from grader.pages.text import printable

ELSEWHERE = re.compile(r"(https?|mailto):")


def comment_html(text: str) -> Markup:
    """A comment of the gradebook's as HTML; tags that stand in it are shown as text, formulas stay as they are."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    text = printable(text).replace("![", "[")  # the page loads no picture: it is a link to one
    made = MarkdownWithMath(renderer=IPythonRenderer(escape=True, exclude_anchor_links=True)).render(text)
    made = re.sub(r"(</?)h[1-6]\b", r"\1p", made)  # the page has an outline of its own
    return Markup(
        nh3.clean(
            made,
            tags=TAGS | {"a", "blockquote", "del", "hr"},
            clean_content_tags=SWALLOWED,
            attributes={"a": {"href"}},
            attribute_filter=lambda tag, name, value: value if name != "href" or ELSEWHERE.match(value) else None,
            link_rel="noopener noreferrer",
        )
    )
