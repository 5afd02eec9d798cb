"""What a run must not change on this machine, as values that can be compared; and ears for what must not be said."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import stat
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# All that an attack leaves behind has this in its name.
MARK = "abuse_was_here"
PORT = 47651
ADDRESS = "\0abuse-suite"


def tree_of(*roots: Path) -> dict[str, str]:
    """path -> its kind, permissions and content."""
    found = {}
    for root in roots:
        for parent, folders, names in os.walk(root):
            for name in [*folders, *names]:
                path = Path(parent, name)
                with contextlib.suppress(OSError):  # a name that is longer than a path may be
                    found[str(path)] = _state(path)
    return found


def _state(path: Path) -> str:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return f"link to {path.readlink()}"
    content = ""
    if stat.S_ISREG(status.st_mode) and status.st_size < 10 << 20:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{status.st_mode:o} {status.st_size if stat.S_ISREG(status.st_mode) else ''} {content}"


def marks(*roots: Path) -> list[str]:
    """What attacks have left in folders where a careless grader would let them."""
    home = Path.home()
    shallow = {Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), Path("/"), home, Path.cwd()}
    shallow |= {Path(sys.prefix), Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("scripts"))}
    found = [str(path) for folder in shallow for path in folder.glob(f"*{MARK}*")]
    deep = [*roots, home / ".ipython", home / ".jupyter", home / ".config"]
    return sorted(found + [str(path) for root in deep for path in root.rglob(f"*{MARK}*")])


def left_running(folder: Path) -> list[str]:
    """The other processes that an attack started, or that live in the temporary folder of a run."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            about = words + (process / "environ").read_text(errors="replace") + (process / "mountinfo").read_text()
            if process.name != str(os.getpid()) and (MARK in words or str(folder) in about):
                found.append(f"process {process.name}: {words[:80]}")
    return found


def wait_for_none(look: Any, seconds: float = 5.0) -> list[str]:
    """What `look()` still finds after some seconds."""
    deadline = time.monotonic() + seconds
    while (found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return list(found)


@contextlib.contextmanager
def own_temporary_folder() -> Iterator[Path]:
    """Let tempfile, in this process and those that it forks, use a folder of its own."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="abuse-", dir="/tmp") as name:
        tempfile.tempdir = name
        try:
            yield Path(name)
        finally:
            tempfile.tempdir = before


class Listener:
    """Listens where attacks try to send to, and keeps what arrives; use as a context manager."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.sockets: list[socket.socket] = []

    def __enter__(self) -> Listener:
        kinds: list[tuple[int, int, Any]] = [(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", PORT)), (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", PORT)), (socket.AF_INET6, socket.SOCK_STREAM, ("::1", PORT)), (socket.AF_UNIX, socket.SOCK_STREAM, ADDRESS)]  # fmt: skip
        for family, kind, address in kinds:
            with contextlib.suppress(OSError):  # no IPv6 here, or another run of this suite
                ear = socket.socket(family, kind)
                self.sockets.append(ear)
                ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                ear.bind(address)
                if kind == socket.SOCK_STREAM:
                    ear.listen()
                threading.Thread(target=self._hear, args=(ear, kind), daemon=True).start()
        return self

    def _hear(self, ear: socket.socket, kind: int) -> None:
        with contextlib.suppress(OSError):
            while True:
                if kind == socket.SOCK_STREAM:
                    ear.accept()[0].close()
                else:
                    ear.recvfrom(100)
                self.heard.append(f"something reached {ear.getsockname()!r}")

    def __exit__(self, *_: object) -> None:
        for ear in self.sockets:
            with contextlib.suppress(OSError):
                ear.shutdown(socket.SHUT_RDWR)
            ear.close()
