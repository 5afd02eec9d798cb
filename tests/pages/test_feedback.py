"""What the learners' pages promise: all that helps, nothing of the tests, nothing that runs, and never too much."""

import base64
import html
import io
import json
import random
import struct
import zlib
from collections import Counter
from html.parser import HTMLParser

import pytest
from PIL import Image

from grader.classroom.course import open_course
from grader.errors import GraderError
from grader.pages import outputs, withheld
from grader.pages import text as texts
from grader.pages.comments import comment_html
from grader.pages.feedback import feedback_page, write_feedback
from grader.pages.outputs import sanitize
from grader.pages.text import clean, cut, short
from grader.pages.withheld import Secrets
from grader.verdict.results import CellGrade, NotebookGrade, Outcome, SubmissionGrade
from tests.courses import enter

SECRET = "assert abs(sigmoid(5.125) - marker_5f3a) < 1e-6, 'Wrong at a positive number.'"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ACTIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "base",
    "link",
    "svg",
    "math",
    "video",
    "audio",
    "input",
    "button",
}


class Page(HTMLParser):
    """A parsed page: its tags with their attributes, its headings, its text; fails where tags are not nested."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.headings, self.open, self.words = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def check_page(text):
    """A page as every one must be: well formed, accessible in outline, without anything that runs or is loaded."""
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert page.all("html") == [{"lang": "en"}]
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(page.headings, page.headings[1:], strict=False))
    policies = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    assert "default-src 'none'" in policies[0] and "script" not in policies[0]
    assert "width=device-width" in next(meta["content"] for meta in page.all("meta") if meta.get("name") == "viewport")
    assert {"header", "main", "footer"} <= {tag for tag, _ in page.tags}
    assert all(attributes.get("scope") in ("col", "row") for attributes in page.all("th") if "role" in attributes)
    assert not ACTIVE & {tag for tag, _ in page.tags}
    assert len(page.all("style")) == 1
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert set(ids.values()) <= {1}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("src", "srcset", "href", "action", "data"):
            value = attributes.get(name, "#")
            assert value.startswith(
                ("#", "data:image/png;base64,", "data:image/jpeg;base64,", "data:image/svg+xml;base64,")
            )
        if tag == "img":
            assert attributes["alt"].strip()
    return page


def cell(source, *outputs, count=None, kind="code", **label):
    metadata = {"nbgrader": {"schema_version": 3, "grade": False, "solution": False, **label}} if label else {}
    made = {"cell_type": kind, "source": source, "metadata": metadata}
    return {**made, "outputs": list(outputs), "execution_count": count} if kind == "code" else made


def answer(source, *outputs, name="sigmoid", **more):
    return cell(source, *outputs, solution=True, grade_id=name, **more)


def checks(source=SECRET, *outputs, name="test_sigmoid", **more):
    return cell(source, *outputs, grade=True, grade_id=name, points=3, **more)


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def display(**data):
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {kind.replace("_", "/"): value for kind, value in data.items()},
    }


def error(*traceback, ename="ValueError", evalue="bad"):
    return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": list(traceback)}


def notebook(*cells):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)})


def graded(
    outcome=Outcome.WRONG, score=0.0, message="", hint="", name="sigmoid", title="Exercise 1 · The sigmoid", points=3.0
):
    return CellGrade(
        f"test_{name}", name, title, points, score, outcome, message, hint, "m" if hint else "", seconds=0.1
    )


def page_of(*cells, grades=None, student="anna", **more):
    grade = NotebookGrade("01", tuple(grades or [graded()]), notebook=notebook(*cells), **more)
    return feedback_page(grade, student, "week2", "Logistic regression")


def image_of(kind="PNG", size=(4, 3), noise=False):
    file = io.BytesIO()
    letters = random.Random(0).randbytes(3 * size[0] * size[1]) if noise else bytes(3 * size[0] * size[1])
    Image.frombytes("RGB", size, letters).save(file, kind)
    return base64.encodebytes(file.getvalue()).decode()


# ----------------------------------------------------------------------------------------------------- what a page says


def test_page_shows_score_outcomes_messages_and_hints():
    grades = [
        graded(Outcome.WRONG, 0.0, "At x = 0 it must be 1/2.", "The exponent needs a minus sign."),
        graded(Outcome.CORRECT, 4.5, name="loss", title="Exercise 2 · Loss", points=4.5),
        graded(Outcome.CRASHED, 0.0, "NameError: name 'np' is not defined", name="cost", title="Exercise 3 · Cost"),
        graded(Outcome.OUT_OF_TIME, 0.0, "out of time", name="train", title="Exercise 4 · Training"),
        graded(Outcome.OUT_OF_MEMORY, 0.0, "out of memory", name="big", title="Exercise 5 · Size"),
        graded(Outcome.NOT_ATTEMPTED, 0.0, "not attempted yet", name="last", title="Exercise 6 · Last"),
        graded(Outcome.PARTIAL, 1.25, name="part", title="Exercise 7 · Part"),
    ]
    page = check_page(page_of(answer("def sigmoid(x):\n    return x"), checks(), grades=grades))
    assert "5.75 of 22.5 points" in page.text
    assert "At x = 0 it must be 1/2." in page.text
    assert "It looks like a common mistake. The exponent needs a minus sign." in page.text
    assert "NameError: name 'np' is not defined" in page.text
    for words in ("took longer than it may", "needed more memory", "Nothing was filled in", "a part of the points"):
        assert words in page.text
    for outcome in {each.outcome for each in grades}:
        assert f"{outcome.symbol} {outcome.value}" in page.text
    assert "1.25 / 3" in page.text.replace("\xa0", " ")
    assert {"#exercise-1", "#exercise-7"} <= {attributes["href"] for attributes in page.all("a")}


def test_answer_is_highlighted_and_stands_with_its_exercise():
    text = page_of(cell("import numpy"), answer("def sigmoid(x):\n    return 1 < x"), checks())
    page = check_page(text)
    assert '<span class="k">def</span>' in text
    assert "return 1 < x" in page.text
    assert page.text.index("Your answer") < page.text.index("return 1 < x")


def test_every_part_of_an_answer_in_several_cells_is_shown():
    page = check_page(page_of(answer("first = 1", name="a"), answer("second = 2", name="b"), checks()))
    assert "first = 1" in page.text and "second = 2" in page.text


def test_second_test_of_an_answer_belongs_to_the_same_exercise():
    grades = [
        graded(Outcome.CORRECT, 3.0),
        CellGrade("test_more", "", "Exercise 1 · The sigmoid", 2.0, 0.0, Outcome.WRONG, "More."),
    ]
    page = check_page(page_of(answer("x"), checks(), checks(name="test_more"), grades=grades))
    assert page.headings.count(3) == 3
    assert "◐ partly correct 3 of 5 points" in page.text
    assert "Test 2: wrong, 0 of 2 points" in page.text


def test_points_of_a_person_are_pending_and_text_answers_are_shown():
    essay = CellGrade("essay", "essay", "Why?", 4.0, None, Outcome.MANUAL)
    words = cell("Because <b>zero</b>\n\nis *symmetric*", kind="markdown", grade=True, solution=True, grade_id="essay")
    page = check_page(page_of(words, grades=[graded(Outcome.CORRECT, 3.0), essay]))
    assert "3 of 7 points so far" in page.text
    assert "4 points wait for a person" in page.text
    assert "Because <b>zero</b>" in page.text


def test_repairs_are_listed():
    page = check_page(
        page_of(answer("x"), checks(), repairs=("the label of 'sigmoid' was lost", "cells were in another order"))
    )
    assert "the label of 'sigmoid' was lost" in page.text and "cells were in another order" in page.text


def test_other_cells_are_folded_unless_they_failed():
    page = check_page(
        page_of(cell("plot()", stream("drawn")), cell("oops", error("NameError: oops")), cell("silent = 1"), checks())
    )
    assert page.all("details") == [{"class": "cell"}, {"class": "cell", "open": None}]
    assert "drawn" in page.text and "NameError: oops" in page.text and "silent" not in page.text


def test_page_without_notebook_still_has_the_verdict():
    for text in (
        "",
        "{",
        "[]",
        '{"cells": 3}',
        '{"cells": [1, {}, {"metadata": 5, "outputs": [7], "source": {}}]}',
        "[" * 10**5,
    ):
        grade = NotebookGrade("01", (graded(message="Wrong sign."),), notebook=text)
        assert "Wrong sign." in check_page(feedback_page(grade, "", "", "Title")).text


def test_unreadable_notebook_gets_a_page_that_says_why():
    page = check_page(feedback_page(NotebookGrade("01", error="the file is <empty>"), "anna", "week2", "Title"))
    assert "could not be graded" in page.text and "the file is <empty>" in page.text
    assert "hand it in again" in page.text


# ------------------------------------------------------------------------------------------------- hidden tests stay so


def test_source_and_outputs_of_tests_are_never_shown():
    failed = error("Cell In[3]", SECRET, ename="AssertionError", evalue="Wrong at a positive number.")
    text = page_of(
        answer("x"),
        checks(SECRET, stream("printed by the tests"), failed),
        grades=[graded(message="Wrong at a positive number.")],
    )
    assert "marker_5f3a" not in text and "printed by the tests" not in text
    assert "Wrong at a positive number." in check_page(text).text


def test_frames_of_tests_are_cut_out_of_a_learners_traceback():
    frames = [
        "Traceback (most recent call last)",
        "Cell In[4], line 1\n----> 1 helper()",
        f"Cell In[3], line 7, in helper()\n      6 def helper():\n----> 7     {SECRET}",
        "Cell In[3], line 9, in short()\n----> 9 y=1",
        "ValueError: bad",
    ]
    text = page_of(
        answer("x", count=2),
        checks(f"def helper():\n    {SECRET}\ny=1", count=3),
        cell("helper()", error(*frames), count=4),
    )
    page = check_page(text)
    assert "marker_5f3a" not in text and "y=1" not in text
    assert "----> 1 helper()" in page.text and "ValueError: bad" in page.text
    assert "Lines that belong to tests were left out." in page.text


def test_long_traceback_keeps_its_end():
    frames = [f"frame {number}" for number in range(10_000)]
    page = check_page(page_of(answer("x", error(*frames, "RecursionError: too deep")), checks()))
    assert (
        "frame 0 " in page.text and "frame 9999 RecursionError: too deep" in page.text and "frame 5000" not in page.text
    )


@pytest.mark.parametrize(
    "leak",
    [
        SECRET,
        f"x\n    {SECRET}\ny",
        repr(["a", f"if 1:\n    {SECRET}\n"]),
        json.dumps(SECRET),
        "\x1b[31m".join(SECRET),
        SECRET.replace(" ", "\n"),
        f"{SECRET[:30]}'\n '{SECRET[30:]}",
    ],
)
def test_tests_that_a_notebook_prints_are_withheld(leak):
    outputs = [
        stream(leak),
        stream(leak, "stderr"),
        display(text_plain=leak),
        display(text_html=f"<p>{html.escape(leak)}</p>"),
    ]
    text = page_of(
        answer("print(In)", *outputs, error(leak), error(evalue=leak)), checks(), grades=[graded(message=leak)]
    )
    assert "marker_5f3a" not in html.unescape(check_page(text).text).replace("\n", "")
    assert "not shown: a line of the tests" in text


def test_html_that_hides_a_test_in_tags_is_withheld():
    parts = "<b></b>".join(f"&#{ord(letter)};" for letter in SECRET)
    assert "marker_5f3a" not in page_of(answer("x", display(text_html=f"<p>{parts}</p>")), checks()).replace(
        "<b></b>", ""
    )


def test_hidden_regions_of_other_cells_are_never_shown():
    scheme = "An answer\n### BEGIN MARK SCHEME\nfull marks for marker_5f3a\n### END MARK SCHEME\n"
    hidden = "x = 1\n### BEGIN HIDDEN TESTS\nassert marker_5f3a\n### END HIDDEN TESTS\n"
    essay = CellGrade("essay", "essay", "Why?", 4.0, None, Outcome.MANUAL)
    cells = [cell(scheme, kind="markdown", task=True, grade_id="essay"), cell(hidden, stream("assert marker_5f3a"))]
    text = page_of(*cells, grades=[essay])
    assert "marker_5f3a" not in text and "An answer" in text


def test_messages_of_assertions_are_shown_although_tests_hold_them():
    source = 'assert f(1) == 2, (\n    "Look at the sign of\\n"\n    "the exponent."\n)\n'
    source += 'assert g, """At zero\nit must be one half."""'
    grades = [
        graded(message="Look at the sign of\nthe exponent."),
        graded(message="At zero it must be one half.", name="b", title="B"),
    ]
    page = check_page(page_of(answer("x"), checks(source), grades=grades))
    assert "Look at the sign of the exponent." in page.text and "At zero it must be one half." in page.text


def test_a_learners_own_lines_are_not_withheld():
    secrets = Secrets([answer("values = compute(data)"), checks("values = compute(data)\nassert values.sum() == 1.5")])
    assert secrets.redact("values = compute(data)") == "values = compute(data)"
    assert secrets.redact("[1, 2, 3]\n>>> assert values.sum() == 1.5\nend") == f"[1, 2, 3]\n{withheld.WITHHELD}\nend"


# ------------------------------------------------------------------------------------------------- nothing strange runs

ATTACKS = [
    "<script>alert(1)</script>",
    "</pre></code></div></main></body><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg onload=alert(1)><style>*{display:none}</style></svg>",
    "</style><style>.score{display:none}</style>",
    '<iframe src="javascript:alert(1)"></iframe><a href="javascript:alert(1)">x</a>',
    '<meta http-equiv="refresh" content="0;url=https://example.org"><base href="https://example.org">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<form action=https://example.org><input name=x><button>go</button></form>",
    "<p style='position:fixed;inset:0' class=tag id=main onclick=alert(1)>cover</p>",
    "{{ 7 * 7 }}{% raw %}<b onmouseover=alert(1)>",
    "<table><td background=https://example.org/x.png colspan=99999>wide</table>",
    "\u202etxet\x00\x1b]0;title\x07\ud800 & &lt;script&gt;",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_strange_text_is_shown_as_text_wherever_it_stands(attack):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{attack}</svg>'
    outputs = [
        stream(attack),
        stream(attack, "stderr"),
        error(attack, ename=attack, evalue=attack),
        display(text_html=attack, text_plain=attack),
        display(**{"image_svg+xml": svg, "text_plain": "<Figure>"}),
        display(text_markdown=attack, application_javascript="alert(1)", text_plain=attack),
        display(image_png=attack),
    ]
    pasted = {attack: {"image/png": image_of()}, "x": {attack: attack}, "y": {"image/png": attack}, "z": 7}
    grades = [graded(message=attack, hint=attack, title=attack), CellGrade("e", "e", attack, 1.0, None, Outcome.MANUAL)]
    cells = [
        answer(attack, *outputs),
        checks(),
        cell(attack, *outputs),
        {**cell(attack, kind="markdown", grade=True, solution=True, grade_id="e"), "attachments": pasted},
    ]
    comments = {"sigmoid": attack, "e": attack}
    grade = NotebookGrade("01", tuple(grades), repairs=(attack,), notebook=notebook(*cells), comments=comments)
    text = feedback_page(grade, attack, attack, attack)
    check_page(text)
    assert "49" not in check_page(feedback_page(NotebookGrade("01", error=attack), attack, attack, attack)).text
    assert "<svg" not in text and "<p style" not in text
    text.encode()


def test_attack_in_formatted_output_leaves_only_harmless_tags():
    for attack in ATTACKS:
        tags = Page(f"<div>{sanitize(attack)}</div>").tags[1:]
        assert {tag for tag, _ in tags} <= outputs.TAGS
        assert all(set(attributes) <= {"colspan", "rowspan"} for _, attributes in tags)
    assert sanitize('<td colspan="2" rowspan="99999" onclick="x">') == ""
    assert 'colspan="2"' in sanitize('<table><tr><td colspan="2" rowspan="99999">x') and "rowspan" not in sanitize(
        "<td rowspan=99999>"
    )


def test_tables_survive_and_stay_inside_their_box():
    table = (
        "<table><thead><tr><th></th><th>loss</th></tr></thead><tbody><tr><th>0</th><td>0.69</td></tr></tbody></table>"
    )
    table += "</div></div><p>after"
    page = check_page(page_of(answer("x", display(text_html=table, text_plain="loss")), checks()))
    assert "0.69" in page.text and {} in page.all("td") and "after" in page.text


def test_pictures_are_shown_and_only_pictures():
    good = [display(image_png=image_of()), display(image_jpeg=image_of("JPEG"))]
    fake = base64.b64encode(b"<svg onload=alert(1)></svg>").decode()
    bad = [
        display(image_png=fake),
        display(image_png="%%%"),
        display(image_png=image_of("GIF")),
        display(image_jpeg=image_of("PNG")),
    ]
    text = page_of(answer("x", *good, *bad), checks())
    images = check_page(text).all("img")
    assert [image["src"].split(";")[0] for image in images] == ["data:image/png", "data:image/jpeg"]
    assert (images[0]["width"], images[0]["height"]) == ("4", "3")
    assert text.count("it can&#39;t be read") == 4


@pytest.mark.parametrize(
    "text",
    [
        *ATTACKS,
        "[x](javascript:alert(1)) [y](data:text/html,x) [z](//example.org) <javascript:alert(1)>",
        "![x](https://example.org/x.png) ![y](data:image/svg+xml;base64,AAAA) ![z](attachment:z.png)",
        "# One\n## Two\nThree\n===\n\n```python\nx = 1\n```\n\n```mermaid\ngraph LR\n```\n\n$$\\href{javascript:alert(1)}{x}$$",
        "> a\n\n- b\n\n|a|b|\n|-|-|\n|<td onclick=x>|c|\n\n~~d~~ [^1]\n\n[^1]: e",
    ],
)
def test_comments_hold_nothing_that_runs_or_loads_or_changes_the_outline(text):
    page = Page(f"<div>{comment_html(text)}</div>")
    assert page.headings == [] and {tag for tag, _ in page.tags} <= {
        "div",
        *outputs.TAGS,
        "a",
        "blockquote",
        "del",
        "hr",
    }
    for _, attributes in page.tags:
        assert attributes.keys() <= {"href", "rel"}
        assert attributes.get("href", "https:").startswith(("https:", "http:", "mailto:"))


def test_comments_are_markdown():
    made = comment_html("**Good**, see <https://example.org/a?b=1&c=2>, `a<b`, a<b and c>d, $a*b*c$:\n\n1. one\n2. two")
    assert "<strong>Good</strong>" in made and "<code>a&lt;b</code>, a&lt;b and c&gt;d, $a*b*c$" in made
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">' in made and "<li>one</li>" in made


def test_pictures_are_described_by_their_own_words_or_by_the_titles_in_the_code():
    described = {**display(image_png=image_of()), "metadata": {"image/png": {"alt": 'A "cat"'}}}
    code = "ax.set_title('The <loss>')\nplt.suptitle(\"It's falling\")\nprint(name.title())"
    page = check_page(page_of(answer(code, display(image_png=image_of()), described), checks()))
    assert [image["alt"].partition(": ")[2] for image in page.all("img")] == ["The <loss>; It's falling", 'A "cat"']


def test_displayed_markdown_and_formulas_are_kept_as_text():
    outputs = [
        display(text_markdown="**my result**", text_plain="<IPython.core.display.Markdown object>"),
        display(text_latex="$m^2$", text_plain="<IPython.core.display.Latex object>"),
    ]
    page = check_page(page_of(answer("x", *outputs), checks()))
    assert "**my result**" in page.text and "$m^2$" in page.text and "IPython.core" not in page.text


def test_the_last_line_of_an_error_comes_first():
    frames = ["-" * 75, "NameError   Traceback (most recent call last)", "Cell In[1], line 1", "NameError: no 'np'"]
    page = check_page(page_of(answer("np", error(*frames)), checks()))
    assert "stopped with an error: NameError: no 'np' NameError Traceback" in page.text and "-----" not in page.text


def test_drawings_are_not_shown_but_mentioned():
    page = check_page(
        page_of(answer("x", display(**{"image_svg+xml": "<svg><script>alert(1)</script></svg>"})), checks())
    )
    assert "SVG" in page.text


# ---------------------------------------------------------------------------------------------------- sizes are bounded


def test_long_outputs_are_cut_with_a_note():
    many = "".join(f"line {number}\n" for number in range(10_000))
    page = check_page(page_of(answer("x", stream(many), stream("y" * 10**6, "stderr")), checks()))
    assert "line 199 " in page.text and "line 200 " not in page.text
    assert page.text.count("Cut here:") == 2
    assert len(page.text) < 2 * texts.MAX_TEXT


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[" * 10**6,
        "\x1b]" * 10**6,
        "\r" * 10**6,
        "\b" * 10**6,
        "\n" * 10**6,
        "<b>" * 10**6,
        "'" * 10**6,
        "é" * 10**6,
        "### BEGIN HIDDEN TESTS\n" * 10**5,
        "`" * 10**6,
    ],
)
def test_hostile_bulk_neither_grows_the_page_nor_takes_long(text):
    outputs = [
        stream(text),
        error(text, evalue=text),
        display(text_html=text[:20_000], text_plain=text),
        display(image_png=text),
    ]
    page = page_of(
        answer(text, *outputs), checks(), cell(text, *outputs), grades=[graded(message=text, hint=text)], student=text
    )
    assert len(page) < 1_000_000
    check_page(page)


def test_a_flood_of_cells_and_outputs_is_bounded():
    flood = [cell(f"print({number})", *[stream("z" * 2_000)] * 40) for number in range(200)]
    text = page_of(*flood, repairs=tuple(f"repair {number}" for number in range(1000)))
    page = check_page(text)
    assert len(text) < 2 * outputs.MAX_PAGE_TEXT
    assert "the page is full" in page.text and "And 100 more cells" in page.text and "And 950 more." in page.text


def test_large_pictures_are_left_out_with_a_note():
    large = image_of(size=(800, 700), noise=True)
    assert len(large) > 1.4 * outputs.MAX_IMAGE
    header = b"IHDR" + struct.pack(">IIBBBBB", 8000, 8000, 8, 2, 0, 0, 0)
    bomb = base64.b64decode(image_of())[:8] + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    bomb = base64.b64encode(bomb + base64.b64decode(image_of())[33:]).decode()
    page = check_page(page_of(answer("x", display(image_png=large), display(image_png=bomb)), checks()))
    assert page.all("img") == []
    assert "more than 1 MiB is left out" in page.text and "too many pixels" in page.text


def test_pictures_of_a_page_are_bounded_together():
    each = image_of(size=(520, 520), noise=True)
    size = len(base64.b64decode(each))
    assert size < outputs.MAX_IMAGE
    text = page_of(*[answer("x", *[display(image_png=each)] * 30)], checks())
    assert text.count("<img") == outputs.MAX_PAGE_IMAGES // size
    assert "the page is full" in text


# ----------------------------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("raw", "standing"),
    [
        ("\x1b[1m\x1b[31mred\x1b[0m", "red"),
        ("10%\r50%\r100%", "100%"),
        ("1/2 \x1b[37m━\x1b[0m\b\b\b\b\r2/2 done\n", "2/2 done\n"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("\x1b]8;;https://example.org\x07link\x1b]8;;\x07", "link"),
        ("tab\tkept\x00\x07\x7f", "tab\tkept"),
        ("half \ud83d pair", "half \ufffd pair"),
    ],
)
def test_text_is_shown_as_a_terminal_would_leave_it(raw, standing):
    assert clean(raw) == standing


def test_cut_counts_lines_and_bytes():
    assert cut("a\n" * 199) == ("a\n" * 199, "")
    kept, note = cut("a\n" * 300)
    assert kept.count("\n") == 199 and "301 lines" in note
    assert len(cut("é" * 30_000)[0].encode()) <= texts.MAX_TEXT
    assert short("x" * 5000, 100) == "x" * 99 + "…"


# ---------------------------------------------------------------------------------------------------------------- files


@pytest.fixture
def course(tmp_path):
    """A course with two graded submissions: anna's executed, bob's unreadable."""

    (tmp_path / "nbgrader_config.py").touch()
    made = open_course(tmp_path)
    anna = SubmissionGrade("anna", "week2", (NotebookGrade("01", (graded(Outcome.CORRECT, 3.0),)),))
    bob = SubmissionGrade("bob", "week2", (NotebookGrade("01", error="invalid JSON, probably cut off"),))
    enter(made, "week2", ["anna", "bob"])
    made.results("week2").mkdir(parents=True)
    for grade in (anna, bob):
        (made.results("week2") / f"{grade.student}.json").write_text(grade.to_json(), encoding="utf-8")
    for step, student, source in (("autograded", "anna", "answer = 42"), ("source", ".", "")):
        made.folder(step, student, "week2").mkdir(parents=True)
        text = notebook(cell("# A fine title\n\ntext", kind="markdown"), answer(source), checks())
        (made.folder(step, student, "week2") / "01.ipynb").write_text(text, encoding="utf-8")
    return made


def test_feedback_is_written_for_every_graded_notebook(course):
    paths = write_feedback(course, "week2")
    assert paths == [course.root / "feedback" / name / "week2" / "01.html" for name in ("anna", "bob")]
    anna, bob = (check_page(path.read_text(encoding="utf-8")) for path in paths)
    assert "A fine title" in anna.text and "answer = 42" in anna.text and "3 of 3 points" in anna.text
    assert "invalid JSON, probably cut off" in bob.text


def test_feedback_can_be_written_for_some_students(course):
    assert [path.parts[-3] for path in write_feedback(course, "week2", ["bob"])] == ["bob"]
    assert not (course.root / "feedback" / "anna").exists()
    with pytest.raises(GraderError, match="carl"):
        write_feedback(course, "week2", ["anna", "carl"])


def test_submission_without_notebooks_gets_a_page(course):
    grade = SubmissionGrade("carl", "week2", (), "the submission can't be read: it is a link")
    (course.results("week2") / "carl.json").write_text(grade.to_json(), encoding="utf-8")
    (path,) = write_feedback(course, "week2", ["carl"])
    assert "it is a link" in check_page(path.read_text(encoding="utf-8")).text


def test_executed_notebook_that_is_a_link_is_not_followed(course, tmp_path):
    path = course.folder("autograded", "anna", "week2") / "01.ipynb"
    (tmp_path / "elsewhere.ipynb").write_text(path.read_text().replace("42", "marker_5f3a"))
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.ipynb")
    (written,) = write_feedback(course, "week2", ["anna"])
    assert "marker_5f3a" not in written.read_text(encoding="utf-8")


def test_nothing_graded_is_an_error_of_one_line(course):
    with pytest.raises(GraderError, match="nothing of 'week9' was graded yet") as caught:
        write_feedback(course, "week9")
    assert "\n" not in str(caught.value)


def test_unwritable_folder_is_an_error_of_one_line(course):
    (course.root / "feedback").write_text("a file")
    with pytest.raises(GraderError, match="can't be written"):
        write_feedback(course, "week2")
