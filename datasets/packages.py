"""The packages that the data sets are made from: fetched by name with their own tool, checked and opened; and the sums
of the files that are made."""

from __future__ import annotations

import hashlib
import io
import lzma
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
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


def open_deb(package: bytes) -> tarfile.TarFile:
    """The files of a Debian package."""
    return tarfile.open(fileobj=io.BytesIO(lzma.decompress(dict(unpack_ar(package))["data.tar.xz"])))


def unpack_ar(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The members of a Unix archive, which a .deb is."""
    at = 8  # after the magic "!<arch>\n"
    while at + 60 <= len(content):
        name, size = content[at : at + 16], int(content[at + 48 : at + 58])
        yield name.decode().strip().rstrip("/"), content[at + 60 : at + 60 + size]
        at += 60 + size + size % 2


def print_sha256(path: Path) -> None:
    """Print the sum of a file that was made, as its datasheet states it."""
    print("sha256", hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
