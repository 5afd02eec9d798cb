"""The pages in a browser: axe finds nothing, nothing of a stranger's runs or is loaded, the score stays in sight."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from selenium.webdriver import Chrome

from grader.pages.feedback import feedback_page
from grader.pages.report import class_report
from grader.verdict.results import CellGrade, NotebookGrade, Outcome, SubmissionGrade
from tests.lab import browser, missing
from tests.pages.test_feedback import ATTACKS, answer, cell, checks, display, error, graded, image_of, notebook, stream

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(missing()), reason=f"{missing()}: pages are not looked at in a browser"),
]

COVERED = 100  # grey levels
PHONE, DESKTOP = 390, 1280
AXE = "const done = arguments[0]; axe.run(document).then(found => done(found.violations), error => done(String(error)))"
WIDER = """
return [...document.body.querySelectorAll('*')].filter(each => !each.closest('.scroll, .skip')
    && each.getBoundingClientRect().right > innerWidth + 1).map(each => each.outerHTML.slice(0, 200))
"""
ON_TOP = """
const score = document.querySelector('.score strong'), box = score.getBoundingClientRect();
const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
return top === score && box.width > 5 && box.height > 5;
"""
LOADED = "return performance.getEntriesByType('resource').filter(each => !each.name.startsWith('data:'))"
ACTIVE = "script, iframe, object, embed, form, input, button, base, link, svg, body style, [style*=position], [onclick]"
PERSONS = "https://a.person.example/"  # a link in a person's comment
TOWER = "Z" + "\u0300\u0323\u0301\u0331" * 100  # a letter as high as the page
STRANGE = [
    *ATTACKS,
    TOWER,
    "\x1b[2J\x1b[999;1H" + "\x1b[31m" * 500 + "red",
    "![](../../gradebook.db) [x](javascript:alert(1)) ![](attachment:../../gradebook.db)",
    "<style>.score, .card { display: none !important } body { background: url(https://example.org/x) }</style>",
    '<div style="position:fixed;inset:0;background:#fff;z-index:9">36 of 36 points</div>',
    "\u202e\u2066" * 50 + "\u200b" * 1000,
]


@pytest.fixture(scope="module")
def driver() -> Iterator[Chrome]:
    with browser() as running:
        yield running


def show(driver: Chrome, path: Path, page: str, width: int = PHONE, scheme: str = "light") -> None:
    """Open a page as on a screen of this width, everything unfolded."""
    path.write_text(page, encoding="utf-8")
    size = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width == PHONE}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    colours = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", colours)
    driver.get(path.as_uri())
    driver.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")


def feedback_of(text: str, complete: bool = True) -> str:
    """A feedback page with every kind of outcome and output, in all of which a student wrote `text`, and with a
    person's comments."""
    table = f"<table><thead><tr><th></th><th>loss</th></tr></thead><tr><th>0</th><td>{text}</td></tr></table>"
    outputs = [
        stream(text + "\n" + "wide " * 100),
        stream(text, "stderr"),
        display(image_png=image_of(size=(900, 60)), text_plain=text),
        display(text_html=table, text_plain=text),
        display(text_html=text, text_plain=text),
        display(text_markdown=text, text_plain="<Markdown>"),
        display(**{"image_svg+xml": f"<svg>{text}</svg>", "text_plain": text}),
        error("Traceback", "long " * 60, text, ename=text, evalue=text),
    ]
    cells = [cell(f"plt.title({text!r})", *outputs), answer(f"def sigmoid(x):\n    {text}", *outputs), checks()]
    essay = cell(text, kind="markdown", grade=True, solution=True, grade_id="essay")
    essay["attachments"] = {"../../gradebook.db": {"image/png": image_of()}}
    grades = [graded(outcome, 1.5, text, text, title=f"Exercise · {outcome}") for outcome in Outcome]
    grades += [CellGrade("essay", "essay", "Why?", 4.0, None, Outcome.MANUAL)]
    grades += [CellGrade("why", "why", "How?", 4.0, 5.0, Outcome.GRADED, manual_score=4.0, extra_credit=1.0)]
    comments = {
        "sigmoid": "Nearly.\n\n|a|b|\n|-|-|\n|1|2|",
        "essay": f"**Good**, see [there]({PERSONS}):\n\n    {'wide ' * 100}",
    }
    made = NotebookGrade(
        "01", tuple(grades), (text,), notebook=notebook(*cells, essay), late_penalty=1.5, comments=comments
    )
    return feedback_page(made, text, text, "Logistic regression", complete=complete)


def learners_page_of(text: str) -> str:
    """The same for a learner without the hidden tests."""
    return feedback_of(text, complete=False)


def report_of(*texts: str) -> str:
    """A class report with every kind of outcome, in which each student wrote one of the texts."""
    return class_report([each for text in texts for each in submissions_of(text)], "Week 2")


def submissions_of(text: str) -> list[SubmissionGrade]:
    cells = [graded(outcome, 1.5, text, text, name=outcome.name, title=f"Exercise · {outcome}") for outcome in Outcome]
    cells.append(CellGrade("flagged", "", "Exercise 9", 3.0, None, Outcome.MANUAL, text, flag=text))
    made = NotebookGrade("01_first", tuple(cells), (text,), "", 2.5)
    unread = NotebookGrade("01_first", error=text)
    return [SubmissionGrade(f"{text}{number}", "week2", (each,)) for number, each in enumerate((made, unread))]


PAGES = {"feedback": feedback_of, "learner": learners_page_of, "report": report_of}


def violations(driver: Chrome) -> list[str]:
    """What axe finds on the page that is shown, by all of its default rules."""
    driver.execute_script(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found: Any = driver.execute_async_script(AXE)
    assert isinstance(found, list), found
    return [f"{each['id']}: {each['help']}: {each['nodes'][0]['html']}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(driver: Chrome, tmp_path: Path, kind: str, width: int, scheme: str) -> None:
    show(driver, tmp_path / "page.html", PAGES[kind]("some `words`, and more of them"), width, scheme)
    assert violations(driver) == []


def test_axe_finds_nothing_on_the_page_of_a_file_that_could_not_be_read(driver: Chrome, tmp_path: Path) -> None:
    page = feedback_page(NotebookGrade("01", error="the file is empty"), "anna", "week2", "Title")
    show(driver, tmp_path / "page.html", page)
    assert violations(driver) == []


def test_axe_would_find_something(driver: Chrome, tmp_path: Path) -> None:
    page = feedback_of("words").replace("--muted: #586470", "--muted: #bbbbbb").replace('lang="en"', "")
    show(driver, tmp_path / "page.html", page)
    assert {found.split(":")[0] for found in violations(driver)} == {"color-contrast", "html-has-lang"}


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_reaches_beyond_a_phone(driver: Chrome, tmp_path: Path, kind: str) -> None:
    show(driver, tmp_path / "page.html", PAGES[kind]("x" * 300 + " " + "words " * 40))
    assert driver.execute_script("return document.documentElement.scrollWidth") == PHONE
    assert driver.execute_script(WIDER) == []


def pixels(driver: Chrome) -> Image.Image:
    """The card with the score, as a picture in grey; the page around it may be longer or shorter."""
    box = driver.execute_script(
        "const box = document.querySelector('.score').closest('.card').getBoundingClientRect();"
        "return {x: box.x, y: box.y + scrollY, width: box.width, height: box.height, scale: 1}"
    )
    made = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": box})
    return Image.open(io.BytesIO(base64.b64decode(made["data"]))).convert("L")


@pytest.fixture(scope="module")
def plain(driver: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """The score as it looks on the page of a student who writes nothing strange."""
    show(driver, tmp_path_factory.mktemp("plain") / "page.html", feedback_of("words"))
    return pixels(driver)


def nothing_strange(driver: Chrome, path: Path) -> None:
    """Nothing in the page runs, leads elsewhere or was loaded; an alert would already be an error."""
    assert driver.execute_script(LOADED) == []
    assert driver.execute_script("return document.querySelectorAll(arguments[0]).length", ACTIVE) == 0
    links = driver.execute_script("return [...document.links].map(each => each.getAttribute('href'))")
    assert all(link.startswith("#") or link == PERSONS for link in links)
    assert driver.current_url == path.as_uri()


@pytest.mark.parametrize("attack", STRANGE)
def test_a_strangers_text_does_nothing_and_covers_no_score(
    driver: Chrome, tmp_path: Path, plain: Image.Image, attack: str
) -> None:
    show(driver, tmp_path / "page.html", feedback_of(attack))
    nothing_strange(driver, tmp_path / "page.html")
    assert driver.execute_script(ON_TOP)
    difference = ImageChops.difference(pixels(driver), plain)  # edges of letters may fall between pixels elsewhere
    assert sum(difference.histogram()[COVERED:]) < 20


def test_strangers_texts_do_nothing_in_the_report(driver: Chrome, tmp_path: Path) -> None:
    show(driver, tmp_path / "page.html", report_of(*STRANGE))
    nothing_strange(driver, tmp_path / "page.html")
