"""A JupyterLab of our own and a headless Chromium that looks at it, for test_browser.py and docs/make_pictures.py."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import psutil
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CHROMEDRIVER = shutil.which("chromedriver")

SECONDS = 60.0  # for any one thing to happen, on a busy machine; else a few are enough
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",
)
# No news from the network, the light theme whatever the system prefers, and all cells on the page.
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "apputils-extension/themes": {"theme": "JupyterLab Light", "adaptive-theme": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}

T = TypeVar("T")


def missing() -> str:
    """What a browser test needs and this machine lacks; "" where nothing is missing."""
    lacking = [name for name, path in (("chromium", CHROMIUM), ("chromedriver", CHROMEDRIVER)) if not path]
    return f"{' and '.join(lacking)} not found on PATH" if lacking else ""


def poll(condition: Callable[[], T | None], failure: Callable[[], str], seconds: float = SECONDS) -> T:
    """The first true value of `condition`; TimeoutError with the text of `failure` if there is none in time."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(failure())
        time.sleep(0.1)
    return value


class LabServer:
    """A JupyterLab server on a free port of 127.0.0.1 that knows nothing of this user; use as a context manager.

    root: the folder that it shows. All that it writes besides goes to a temporary folder.
    sharp: whether notebooks draw figures with twice as many pixels, for a screen with a scale above 1.
    """

    def __init__(self, root: Path, sharp: bool = False) -> None:
        self.root, self.sharp = root, sharp
        self.token = secrets.token_hex(16)

    def __enter__(self) -> LabServer:
        self._home = TemporaryDirectory(prefix="lab-")
        home = Path(self._home.name)
        self._write_settings(home)
        self._log = home / "log"
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root"]
        command += [f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={self.root}"]
        command += ["--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, env=self._environment(home), cwd=home, stdout=log, stderr=log)
        try:
            self.url = poll(lambda: self._address(home / "runtime"), lambda: f"JupyterLab did not start\n{self.log()}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server and whatever of its kernels outlives it."""
        family: list[psutil.Process] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            family = psutil.Process(self._process.pid).children(recursive=True)
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._home.cleanup()

    def _write_settings(self, home: Path) -> None:
        folder = home / "config" / "lab" / "user-settings" / "@jupyterlab"
        files = {folder / f"{name}.jupyterlab-settings": json.dumps(values) for name, values in SETTINGS.items()}
        if self.sharp:
            kernel = home / "ipython" / "profile_default" / "ipython_kernel_config.py"
            files[kernel] = 'c.InlineBackend.figure_formats = {"retina"}'
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    @staticmethod
    def _environment(home: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
        folders = {f"JUPYTER_{kind.upper()}_DIR": str(home / kind) for kind in ("config", "data", "runtime")}
        folders |= {"HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "MPLCONFIGDIR": str(home / "matplotlib")}
        return kept | folders

    def _address(self, runtime: Path) -> str:
        """Where the server listens, as it says itself once it does; "" before that."""
        if self._process.poll() is not None:
            raise RuntimeError(f"JupyterLab ended at its start\n{self.log()}")
        for path in runtime.glob(f"jpserver-{self._process.pid}.json"):
            with contextlib.suppress(ValueError):  # half written
                return str(json.loads(path.read_text(encoding="utf-8"))["url"])
        return ""

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """Add what the server has printed to whatever fails within."""
        try:
            yield
        except Exception as error:
            error.add_note(f"What JupyterLab printed:\n{self.log()}")
            raise

    def log(self) -> str:
        """What the server has printed, without the token."""
        return self._log.read_text(encoding="utf-8", errors="replace").replace(self.token, "…")


@contextlib.contextmanager
def browser(width: int = 1280, height: int = 900, scale: float = 1.0) -> Iterator[Chrome]:
    """A headless Chromium with a fresh profile and a page of this size in CSS pixels; `scale` makes pictures finer."""
    assert CHROMIUM and CHROMEDRIVER, missing()
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        options = ChromeOptions()
        options.binary_location = CHROMIUM
        for option in (*OPTIONS, f"--user-data-dir={profile}"):
            options.add_argument(option)
        driver = Chrome(options=options, service=Service(CHROMEDRIVER))
        try:
            driver.set_script_timeout(SECONDS)
            metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            yield driver
        finally:
            driver.quit()


class NotebookPage:
    """A notebook open in JupyterLab, handled as learners do: by mouse and keys. Cells go by their ids in the file."""

    def __init__(self, driver: Chrome, lab: LabServer, name: str) -> None:
        """Open the notebook `name`, a path below the server's root, and wait for its cells and its kernel."""
        self.driver = driver
        self.path = lab.root / name
        self.ids = [cell["id"] for cell in self.saved()]
        driver.get(f"{lab.url}lab/tree/{name}?token={lab.token}")
        self.wait(lambda: len(driver.find_elements(By.CSS_SELECTOR, ".jp-Notebook .jp-Cell")) == len(self.ids))
        self.wait(lambda: "| Idle" in driver.find_element(By.ID, "jp-main-statusbar").text)

    def wait(self, condition: Callable[[], T], seconds: float = SECONDS) -> T:
        """The first true value of `condition`, which may look at elements that JupyterLab is just replacing."""
        ignored = (StaleElementReferenceException, NoSuchElementException)
        return WebDriverWait(self.driver, seconds, 0.1, ignored).until(lambda _: condition())

    def saved(self) -> list[dict[str, Any]]:
        """The cells as they are in the file, each source as one string."""
        cells = json.loads(self.path.read_text(encoding="utf-8"))["cells"]
        return [{**cell, "source": "".join(cell["source"])} for cell in cells]

    def cell(self, cell_id: str) -> WebElement:
        place = self.ids.index(cell_id)
        return self.driver.find_element(By.CSS_SELECTOR, f'.jp-Notebook .jp-Cell[data-windowed-list-index="{place}"]')

    def is_active(self, cell_id: str) -> bool:
        """Whether keys go to this cell."""
        return "jp-mod-active" in str(self.cell(cell_id).get_attribute("class")).split()

    def count(self, cell_id: str) -> int:
        """The execution count beside a code cell; 0 while it has none."""
        found = re.fullmatch(r"\[(\d+)\]:", self.cell(cell_id).find_element(By.CSS_SELECTOR, ".jp-InputPrompt").text)
        return int(found[1]) if found else 0

    def errors(self, cell_id: str) -> str:
        """The text of a cell's error outputs and of what it wrote to stderr."""
        kinds = ", ".join(f'[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in ("error", "stderr"))
        return "\n".join(output.text for output in self.cell(cell_id).find_elements(By.CSS_SELECTOR, kinds))

    def figure(self, cell_id: str) -> str:
        """The picture in a cell's output, as the page has it; "" while there is none."""
        found = self.cell(cell_id).find_elements(By.CSS_SELECTOR, ".jp-OutputArea-output img")
        return str(found[-1].get_attribute("src")) if found else ""

    def nudge(self, cell_id: str) -> None:
        """Press the right arrow on the first slider in a cell's output."""
        handle = self.cell(cell_id).find_element(By.CSS_SELECTOR, ".widget-slider [role=slider]")
        handle.send_keys(Keys.ARROW_RIGHT)

    def write_last_line(self, cell_id: str, line: str) -> None:
        """Click into a code cell and type `line` over its last line, which keeps its indentation."""
        editor = self.cell(cell_id).find_element(By.CSS_SELECTOR, ".cm-content")
        editor.click()
        self.wait(lambda: self.driver.switch_to.active_element == editor)
        self._press(Keys.CONTROL, Keys.END)
        self._press(Keys.SHIFT, Keys.HOME)
        ActionChains(self.driver).send_keys(line).perform()
        self.wait(lambda: editor.find_elements(By.CSS_SELECTOR, ".cm-line")[-1].text.strip() == line)

    def run_through(self, last: str) -> None:
        """Run from the first cell to the cell `last`, each with Shift+Enter, and wait until that one has finished."""
        before = max((self.count(each["id"]) for each in self.saved() if each["cell_type"] == "code"), default=0)
        self.cell(self.ids[0]).find_element(By.CSS_SELECTOR, ".jp-MarkdownOutput").click()
        for cell_id in self.ids[: self.ids.index(last) + 1]:
            self.wait(partial(self.is_active, cell_id))
            self._press(Keys.SHIFT, Keys.ENTER)
        self.wait(lambda: self.count(last) > before)

    def run_all(self) -> None:
        """Run all cells, and wait until each has an execution count."""
        self.command("notebook:run-all-cells")
        codes = [each["id"] for each in self.saved() if each["cell_type"] == "code"]
        self.wait(lambda: all(map(self.count, codes)))

    def save(self) -> None:
        """Press Ctrl+S and wait until the file has been written."""
        before = self.path.stat().st_mtime_ns
        self._press(Keys.CONTROL, "s")
        self.wait(lambda: self.path.stat().st_mtime_ns > before)

    def command(self, name: str, **options: Any) -> None:
        """Execute a command of JupyterLab, and wait for it."""
        run = "window.jupyterapp.commands.execute(arguments[0], arguments[1])"
        self.driver.execute_async_script(f"const done = arguments[2]; {run}.then(() => done(), done)", name, options)

    def _press(self, modifier: str, key: str) -> None:
        ActionChains(self.driver).key_down(modifier).send_keys(key).key_up(modifier).perform()
