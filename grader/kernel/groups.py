"""A control group (cgroup v2) for each sandboxed kernel, where this process may make them: bounds that nothing outruns.

The supervisor of a kernel (grader/inside/supervisor.py) looks twenty times a second, and says why it ends one. A group
holds at every moment, so its bounds lie beyond all that the supervisor lets a kernel have: whether there are groups
changes no verdict. And each kernel gets the same share of the processors, whatever number of processes it has.

Linux bounds groups only in a group that has no process itself. So this process moves into one of its own, LEAF, beside
those of the kernels. A kernel enters its group by writing to a file that the grader has opened, before any code of a
student runs (grader/inside/zygote.py): nothing of the cgroup file system is in the sandbox, and no process has to be
known by its number on either side.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.kernel import sandbox
from grader.kernel.limits import Limits
from grader.kernel.owner import owner

CONTROLLERS = ("cpu", "memory", "pids")
LEAF, KERNEL = "grader-itself", "grader-kernel-"
NONE = "no cgroup v2 here"
END_SECONDS = 5.0


def bounds(limits: Limits) -> dict[str, int]:
    """The files of a kernel's group, and what is written to them.

    The supervisor ends a kernel at 1.5 times its memory, and doesn't count files in /tmp and /dev/shm, page tables and
    what waits in sockets, which the group does.
    """
    return {
        "memory.max": 2 * limits.memory_bytes + 2 * limits.disk_bytes,
        "memory.oom.group": 1,
        "pids.max": 2 * limits.processes,
        "cpu.weight": 10,  # against the grader's 100: as nice 10 is to 0
    }


@dataclass(frozen=True)
class Group:
    """The group of one kernel: a folder of the cgroup file system, and the open file that moves into it whoever writes
    0 there."""

    path: Path
    entrance: IO[bytes]

    def out_of_memory(self) -> bool:
        """Whether Linux ended it at its own bound."""
        with contextlib.suppress(OSError):
            counts = dict(line.split() for line in (self.path / "memory.events").read_text().splitlines())
            return all(int(counts.get(name, 0)) > 0 for name in ("oom", "oom_kill"))
        return False

    def end(self) -> None:
        """End all that is in it, and remove it."""
        self.entrance.close()
        remove(self.path)


@dataclass(frozen=True)
class Groups:
    """The part of the cgroup file system that this process is in.

    root: where that is mounted; own: the file in which Linux names the group of a process that reads it.
    """

    root: Path = Path("/sys/fs/cgroup")
    own: Path = Path("/proc/self/cgroup")

    def _here(self) -> Path | None:
        """The group that this process is in."""
        lines = self.own.read_text("utf-8", "surrogateescape").splitlines() if self.own.exists() else []
        names = [line.removeprefix("0::/") for line in lines if line.startswith("0::/")]
        found = [self.root / name for name in names if (self.root / name / "cgroup.controllers").exists()]
        return found[0] if found else None

    def prepare(self) -> str:
        """Make ready for `new`: this process moves into LEAF. Returns "", or why kernels get no groups here."""
        try:
            return self._prepare()
        except OSError as error:
            self.leave()
            return f"cgroup v2, but the grader's group is not its own to divide ({error.strerror})"

    def _prepare(self) -> str:
        here = self._here()
        if here is None:
            return NONE
        base = here.parent if here.name == LEAF else here
        missing = set(CONTROLLERS).difference((base / "cgroup.controllers").read_text().split())
        if missing:
            return f"cgroup v2 without {', '.join(sorted(missing))}"
        others = set((base / "cgroup.procs").read_text().split()) - {str(os.getpid())}
        if others and (base / "cgroup.type").exists():  # which all but the root of all have
            return "cgroup v2, but other processes are in the grader's group"
        (base / LEAF).mkdir(exist_ok=True)
        (base / LEAF / "cgroup.procs").write_text("0")
        (base / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in CONTROLLERS))
        sweep(base)
        return ""

    def new(self, limits: Limits) -> Group | None:
        """A group for one kernel; None where it can't be had, as in a process that is not in LEAF."""
        here = self._here()
        if here is None or here.name != LEAF:
            return None
        path = None
        try:
            prefix = f"{KERNEL}{owner(os.getpid()).replace(' ', '-')}-"
            path = Path(tempfile.mkdtemp(prefix=prefix, dir=here.parent))
            for name, value in bounds(limits).items():
                (path / name).write_text(str(value))
            with contextlib.suppress(OSError):  # not there where Linux doesn't count swap
                (path / "memory.swap.max").write_text("0")
            return Group(path, (path / "cgroup.procs").open("wb", buffering=0))
        except OSError:
            if path is not None:
                remove(path)
            return None

    def leave(self) -> None:
        """Undo `prepare`, unless other processes or groups of the grader's need it; remove what killed runs left."""
        here = self._here()
        if here is None or here.name != LEAF:
            return
        base = here.parent
        with contextlib.suppress(OSError):
            sweep(base)
            others = [path for path in base.iterdir() if path.is_dir() and path != here]
            if not others and (here / "cgroup.procs").read_text().split() == [str(os.getpid())]:
                (base / "cgroup.subtree_control").write_text(" ".join(f"-{name}" for name in CONTROLLERS))
                (base / "cgroup.procs").write_text("0")
                here.rmdir()

    def problem(self) -> str:
        """Why kernels get no groups here, "" where they do: tried with a program in the sandbox."""
        try:
            return self.prepare() or ("" if self._tried() else "cgroup v2, but no kernel can enter a group")
        finally:
            self.leave()

    def _tried(self) -> bool:
        bwrap = sandbox.find_bubblewrap()
        group = self.new(Limits()) if bwrap is not None else None
        if bwrap is None or group is None:
            return False
        try:
            enter = [*sandbox.command(bwrap, [], []), "echo", "0"]
            return subprocess.run(enter, stdout=group.entrance, stderr=subprocess.DEVNULL).returncode == 0
        finally:
            group.end()


def sweep(base: Path) -> None:
    """Remove the groups whose makers have ended, and those of this process that took too long to end."""
    for path in base.iterdir():
        name = re.match(rf"{KERNEL}(\d+)-(\d+)-", path.name)
        maker = int(name[1]) if name else 0
        if name and owner(maker) != f"{maker} {name[2]}":
            remove(path)
        elif maker == os.getpid():
            with contextlib.suppress(OSError):  # that of a kernel which runs is busy
                path.rmdir()


def remove(path: Path) -> None:
    """End all that is in a group, and remove it; what takes longer than a moment to end is left for a later sweep."""
    deadline = time.monotonic() + END_SECONDS
    with contextlib.suppress(OSError):
        (path / "cgroup.kill").write_text("1")
    while path.exists() and time.monotonic() < deadline:
        try:
            path.rmdir()
        except OSError:
            time.sleep(0.003)
