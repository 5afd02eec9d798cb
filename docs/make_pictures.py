"""Makes docs/pictures/notebook.png, or a picture of an HTML page: python docs/make_pictures.py [page.html out.png]."""

from __future__ import annotations

import argparse
import io
import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.lab import LabServer, NotebookPage, browser  # noqa: E402

WEEK = Path("course1_nn", "week2_logistic_regression")
NOTEBOOK = "02_computational_graph.ipynb"
FIGURE, SOLUTION = "demo-5", "two-path-gradients"  # the cells whose figure is at the top, and that is selected
WIDTH, HEIGHT, SCALE = 1280, 940, 1.5
MAX_BYTES = 400_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", nargs="?", type=Path, help="an HTML file (default: make notebook.png)")
    parser.add_argument("out", nargs="?", type=Path, help="the PNG file to write")
    parser.add_argument("--width", type=int, default=1200, help="of the page, in CSS pixels")
    parser.add_argument("--height", type=int, default=1600, help="of the page, in CSS pixels")
    parser.add_argument("--scale", type=float, default=1.5, help="pixels of the picture for each CSS pixel")
    arguments = parser.parse_args()
    if arguments.page and not arguments.out:
        parser.error("name the PNG file, too")
    if arguments.page:
        picture_page(arguments.page, arguments.out, arguments.width, arguments.height, arguments.scale)
    else:
        picture_notebook(ROOT / "docs" / "pictures" / "notebook.png")


def picture_page(page: Path, out: Path, width: int, height: int, scale: float) -> None:
    """The top of an HTML file, as wide and high as said."""
    with browser(width, height, scale) as driver:
        driver.get(page.resolve(strict=True).as_uri())
        driver.execute_async_script("document.fonts.ready.then(arguments[0])")
        save(driver, out)


def picture_notebook(out: Path) -> None:
    """JupyterLab with an exercise notebook whose answers are filled in and run."""
    with TemporaryDirectory() as folder:
        week = Path(folder, "week")
        shutil.copytree(ROOT / WEEK, week)
        fill_in(week / NOTEBOOK, ROOT / "instructor" / WEEK / "solved" / NOTEBOOK)
        with LabServer(week, sharp=True) as lab, browser(WIDTH, HEIGHT, SCALE) as driver, lab.explained():
            page = NotebookPage(driver, lab, NOTEBOOK)
            page.command("application:toggle-left-area")
            page.command("application:toggle-side-tabbar", side="right")
            page.run_all()
            page.save()
            page.command("statusbar:toggle")
            prompt = page.cell(SOLUTION).find_element(By.CSS_SELECTOR, ".jp-InputPrompt")
            figure = page.cell(FIGURE).find_element(By.CSS_SELECTOR, ".jp-OutputArea-output img")
            prompt.click()
            driver.execute_script("arguments[0].scrollIntoView()", figure)
            ActionChains(driver).move_to_element(prompt).perform()
            save(driver, out)


def fill_in(exercise: Path, solved: Path) -> None:
    """Put the answers of a solved notebook into the solution cells of an exercise notebook."""
    answers = {cell["id"]: cell["source"] for cell in json.loads(solved.read_text(encoding="utf-8"))["cells"]}
    notebook = json.loads(exercise.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["id"]]
    exercise.write_text(json.dumps(notebook), encoding="utf-8")


def save(driver: Chrome, out: Path) -> None:
    """Write what the browser shows; with 256 colours where the file would be large."""
    data = driver.get_screenshot_as_png()
    if len(data) > MAX_BYTES:
        few = io.BytesIO()
        picture = Image.open(io.BytesIO(data)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
        picture.save(few, "png", optimize=True)
        data = few.getvalue()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    print(f"{out}: {len(data) // 1000} kB")


if __name__ == "__main__":
    main()
