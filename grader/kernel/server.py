"""Starts and stops the zygote, the parent of all kernels (grader/inside), and asks it for kernels."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import GraderError
from grader.kernel import sandbox
from grader.kernel.groups import Group, Groups
from grader.kernel.interpreter import OWN, Interpreter
from grader.kernel.limits import Limits
from grader.kernel.owner import owner

PROGRAM = Path(__file__).parent.parent / "inside"  # what runs in the sandbox
INSIDE = "/run/kernels"
PREFIX = "grader-"
SOCKET_BYTES = 107 - len(f"/{PREFIX}12345678/kernels/12345678/z-5")  # the system's limit, less what stands below TMPDIR
TIMES_SECONDS = 2.0
KILLED, OUT_OF_MEMORY = 128 + 9, (240, "out of memory")  # as grader/inside/supervisor.py has them


def can_fork() -> bool:
    """Whether kernels can be forked on this system (they are started one by one where not)."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def raise_open_files(wanted: int) -> None:
    """Let this process, and those that it starts, have that many files open, as far as the system lets it.

    Linux counts the descriptors that all processes of a user have under way in sockets, and refuses to send more to
    whoever may have fewer open. A kernel may have fewer open than we, so that it can't keep us from starting others.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        resource = importlib.import_module("resource")
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@dataclass
class KernelServer:
    """A running zygote, as a context manager.

    preload: modules to import once, for all kernels; sandboxed: False runs kernels with this user's rights;
    interpreter: the Python that it is; groups: where control groups for sandboxed kernels are made, if they can be. A
    pool of workers, forked from the process that entered this, shares one.
    """

    preload: tuple[str, ...] = ()
    sandboxed: bool = True
    limits: Limits = field(default_factory=Limits)
    interpreter: Interpreter = OWN
    groups: Groups = field(default_factory=Groups)
    folder: Path = field(init=False)
    process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    @property
    def address(self) -> str:
        return str(self.folder / "control")

    def __enter__(self) -> KernelServer:
        if self.sandboxed:
            sandbox.check_sandbox()
        check_temporary_folder(tempfile.gettempdir())
        remove_abandoned(Path(tempfile.gettempdir()))
        raise_open_files(2 * self.limits.open_files + 1024)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        (self.folder / "owner").write_text(owner(os.getpid()))
        (self.folder / "kernels").mkdir()
        self.started = False
        if self.sandboxed:
            self.groups.prepare()  # before there are processes that would have to move, too
        self._start(self.preload)
        return self

    def _start(self, preload: tuple[str, ...]) -> None:
        Path(self.address).unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.address)
        listener.listen(1024)
        life, self.life = os.pipe()
        self.ready, ready = os.pipe()
        settings = {
            "listener": listener.fileno(), "life": life, "ready": ready, "sandboxed": self.sandboxed,
            "preload": preload,
        }  # fmt: skip
        self.process = subprocess.Popen(
            self._command(json.dumps(settings)), pass_fds=(listener.fileno(), life, ready), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("wb"), env=self._environment(),
            start_new_session=True,
        )  # fmt: skip
        listener.close()
        os.close(life)
        os.close(ready)

    def _command(self, settings: str) -> list[str]:
        if not self.sandboxed:
            return [*self.interpreter.command, str(PROGRAM), settings]
        bwrap = sandbox.find_bubblewrap()
        assert bwrap is not None
        fonts = [(path, f"/tmp/.matplotlib/{path.name}") for path in font_caches()] if self._wants("matplotlib") else []
        shown = [(PROGRAM, f"/run/{PROGRAM.name}"), *fonts, *((path, str(path)) for path in self.interpreter.folders)]
        return [
            *sandbox.command(bwrap, shown, [(self.folder / "kernels", INSIDE)], self.interpreter.variables),
            *self.interpreter.command,
            f"/run/{PROGRAM.name}",
            settings,
        ]

    def _wants(self, package: str) -> bool:
        return any(name.split(".")[0] == package for name in self.preload)

    def _environment(self) -> dict[str, str]:
        if self.sandboxed:
            return {}
        own = sandbox.environment()
        for name in ("PATH", "HOME", "LANG", "USER", "IPYTHONDIR", "MPLCONFIGDIR", "PYTHONNOUSERSITE"):
            own.pop(name)
        return {**os.environ, **own, **dict(self.interpreter.variables)}

    def wait_ready(self) -> None:
        """Wait until kernels can be asked for (connections made before that wait, too); raises GraderError if it
        can't be started."""
        if self.started:
            return
        with os.fdopen(self.ready, "rb") as pipe:
            line = pipe.readline()
        if not line:
            log = (self.folder / "log").read_text(errors="replace").strip().splitlines()
            raise GraderError(f"the kernels' parent process did not start: {log[-1] if log else 'no message'}")
        guilty = json.loads(line)["threads"]
        if guilty:  # can't be forked safely: start again without these
            self._stop()
            self._start(tuple(name for name in self.preload if name not in guilty))
            self.wait_ready()
        self.started = True

    def new_folder(self) -> Path:
        """An empty folder for one kernel: its sockets, and `files`, which becomes its working directory."""
        folder = Path(tempfile.mkdtemp(dir=self.folder / "kernels", prefix=""))
        (folder / "files").mkdir()
        return folder

    def connect(self, request: dict[str, Any], sockets: list[socket.socket]) -> KernelConnection:
        """Ask for a kernel or an examiner (see `request_for`)."""
        group = self.groups.new(Limits(**request["limits"])) if self.sandboxed else None
        return KernelConnection(self.address, request, sockets, group)

    def _stop(self) -> None:
        os.close(self.life)
        if self.process is not None:
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __exit__(self, *_: object) -> None:
        if not self.started:
            with contextlib.suppress(OSError):
                os.close(self.ready)
            if self.process is not None:
                # It may be in the middle of a long import, or of the sandbox's set-up with a helper process.
                os.killpg(self.process.pid, signal.SIGKILL)
        self._stop()
        if self.sandboxed:
            self.groups.leave()
        shutil.rmtree(self.folder, ignore_errors=True)


def check_temporary_folder(folder: str) -> None:
    """Raise GraderError where sockets can't be made in the folder for temporary files."""
    try:
        problem = "its path is too long" if len(folder.encode()) > SOCKET_BYTES else ""
    except UnicodeEncodeError:
        problem = "its name is not UTF-8"
    if problem:
        raise GraderError(f"no sockets can be made in {folder}: {problem}; set TMPDIR to another folder")


def remove_abandoned(folder: Path) -> None:
    """Remove what killed runs have left in the folder for temporary files."""
    for path in folder.glob(f"{PREFIX}*/owner"):
        with contextlib.suppress(OSError, ValueError):
            said = path.read_text()
            if path.stat().st_uid == os.getuid() and said and owner(int(said.split()[0])) != said:
                shutil.rmtree(path.parent, ignore_errors=True)


def server_for(
    preload: tuple[str, ...], sandboxed: bool, limits: Limits, interpreter: Interpreter = OWN
) -> contextlib.AbstractContextManager[KernelServer | None]:
    """A zygote for these modules, or, on a system that can't fork one, None: then every kernel is started on its
    own."""
    if not can_fork() and not sandboxed:
        return contextlib.nullcontext(None)
    return KernelServer(preload, sandboxed, limits, interpreter)


@contextlib.contextmanager
def start_early(notebooks: Iterable[Path], sandboxed: bool) -> Iterator[KernelServer | None]:
    """A zygote that loads what these notebook files import while the caller imports what it needs itself.

    This module imports little, so that a command can begin with this; autograde takes it as its `server`. None where
    there is no such file.
    """
    text = "".join(path.read_text("utf-8", "replace") for path in notebooks)
    lines = re.findall(r'^\s*"((?:import|from) [^"]*?)(?:\\n)?",?$', text, re.M)
    if not text:
        yield None
        return
    with server_for(installed_modules("\n".join(lines)), sandboxed, Limits()) as server:
        yield server


def imported_modules(code: str) -> tuple[str, ...]:
    """The modules that some code imports."""
    return tuple(sorted(set(re.findall(r"^\s*(?:import|from)\s+([A-Za-z_][\w.]*)", code, re.M))))


def installed_modules(code: str) -> tuple[str, ...]:
    """The modules that some code imports, as far as they are installed."""
    found = []
    for name in imported_modules(code):
        with contextlib.suppress(ImportError, ValueError):
            if importlib.util.find_spec(name.split(".")[0]) is not None:
                found.append(name)
    return tuple(found)


def font_caches() -> list[Path]:
    """Matplotlib's lists of this machine's fonts, so that no sandbox makes them again; found without importing it."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get("MPLCONFIGDIR") or Path(home, "matplotlib"))
    return sorted(folder.glob("fontlist-v*.json"))


@dataclass(frozen=True)
class Times:
    """What a kernel has used, in seconds: waited, for a processor, by its own process; used, of processors, by all that
    it started."""

    waited: float
    used: float

    def __add__(self, other: Times) -> Times:
        return Times(self.waited + other.waited, self.used + other.used)

    def since(self, other: Times) -> Times:
        """What was used since an earlier look."""
        return Times(self.waited - other.waited, self.used - other.used)


class KernelConnection:
    """One kernel or examiner of the zygote, from its fork to its end; it gets the open `sockets`, and its group ends
    with it."""

    def __init__(
        self, address: str, request: dict[str, Any], sockets: list[socket.socket], group: Group | None
    ) -> None:
        self.group = group
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(address)
        self.received = b""
        self.pid: int | None = None
        self.exit: int | None = None
        self.reason = ""
        self.asked = 0
        self.told: list[Times] = []
        line = json.dumps({**request, "group": group is not None}).encode() + b"\n"
        entrance = [group.entrance.fileno()] if group is not None else []
        sent = socket.send_fds(self.socket, [line], entrance + [each.fileno() for each in sockets])
        self.socket.sendall(line[sent:])

    def _send(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self.socket.sendall(json.dumps(message).encode() + b"\n")

    def send_signal(self, number: int) -> None:
        self._send({"signal": number})

    def poll(self) -> int | None:
        """None while the kernel runs, else its exit code; `reason` then says why it ended."""
        while self.exit is None:
            try:
                data = self.socket.recv(1 << 16, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except OSError:
                data = b""
            if not data:
                self.exit, self.reason = 1, "the kernels' parent process has ended"
                break
            self.received += data
            while b"\n" in self.received:
                line, self.received = self.received.split(b"\n", 1)
                message = json.loads(line)
                self.pid = message.get("pid", self.pid)
                if "waited" in message:
                    self.told.append(Times(message["waited"], message["used"]))
                if "exit" in message:
                    self._ended(message["exit"], message["reason"])
        return self.exit

    def _ended(self, code: int, reason: str) -> None:
        by_group = code == KILLED and self.group is not None and self.group.out_of_memory()
        self.exit, self.reason = OUT_OF_MEMORY if by_group else (code, reason)

    def ask_times(self) -> Callable[[], Times]:
        """Ask what it has used up to now, and go on; the function that is returned waits for the answer. Where the
        kernel has ended, that is nothing."""
        self._send({"times": True})
        place, self.asked = self.asked, self.asked + 1

        def answer() -> Times:
            deadline = time.monotonic() + TIMES_SECONDS
            while self.poll() is None and len(self.told) <= place and time.monotonic() < deadline:
                select.select([self.socket], [], [], 0.05)
            return self.told[place] if place < len(self.told) else Times(0.0, 0.0)

        return answer

    def close(self) -> None:
        """Hang up, which ends the kernel."""
        self.socket.close()
        if self.group is not None:
            self.group.end()


def request_for(
    folder: Path, limits: Limits, sandboxed: bool, cwd: str, interpreter: Interpreter = OWN
) -> dict[str, Any]:
    """A request for an examiner in `folder` (one of KernelServer.new_folder); with `kernel_part`, for a kernel."""
    shown = [*sandbox.shown_paths(), *interpreter.folders]
    return {
        "folder": str(Path(INSIDE, folder.name) if sandboxed else folder), "cwd": cwd, "limits": asdict(limits),
        "keep": [str(path) for path in shown if path.is_relative_to("/tmp")],
    }  # fmt: skip


def kernel_part(folder: Path, connection: Mapping[str, Any], sandboxed: bool, arguments: list[str]) -> dict[str, Any]:
    """What the request for a kernel says besides: its connection and its command line."""
    key = connection["key"]
    sockets = "/run/kernel/z" if sandboxed else str(folder / "z")
    info = {**connection, "ip": sockets, "key": key.decode() if isinstance(key, bytes) else key}
    return {"connection": info, "arguments": arguments}
