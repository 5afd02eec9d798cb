"""What this machine offers the grader, and the command that mends each thing that is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass

from grader.kernel.groups import NONE, Groups
from grader.kernel.limits import MIB, Limits, default_jobs
from grader.kernel.sandbox import find_bubblewrap, sandbox_problem

NEEDED = ("numpy", "matplotlib", "h5py", "nbgrader", "nbclient", "nbconvert", "jupyterlab")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its name, what was found, whether that is enough, and how to mend it where it is not.

    needed is False for what only some notebooks or commands use.
    """

    name: str
    found: str
    ok: bool
    mend: str = ""
    needed: bool = True


def version(package: str) -> str:
    """The installed version of a package, "" where it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def diagnose() -> list[Finding]:
    """Look at Python, the libraries, the sandbox, cores, memory and disk."""
    return [
        _python(),
        *(_library(name) for name in NEEDED),
        _tensorflow(),
        _sandbox(),
        _groups(Groups()),
        _cores(),
        _memory(),
        _disk(),
    ]


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    return Finding(
        "Python", platform.python_version(), ok, "install Python 3.11 or newer, then: make PYTHON=python3.11"
    )


def _library(name: str) -> Finding:
    found = version(name)
    return Finding(name, found or "missing", bool(found), "make .venv")


def _tensorflow() -> Finding:
    found = version("tensorflow")
    return Finding(
        "TensorFlow",
        found or "missing (needed from course 2, week 3 on)",
        bool(found),
        "pip install tensorflow",
        needed=False,
    )


def _sandbox() -> Finding:
    problem = sandbox_problem()
    return Finding(
        "sandbox",
        problem or f"bubblewrap works ({find_bubblewrap()})",
        problem is None,
        "see the message, or grade with --no-sandbox",
    )


def _groups(groups: Groups) -> Finding:
    """Whether sandboxed kernels get control groups of their own: tried, as a run does, and undone."""
    problem = groups.problem()
    used = "cgroup v2: each kernel in a group of its own (memory.max, pids.max, cpu.weight), besides its supervisor"
    watched = f"{problem}: supervisors alone watch memory and processes, twenty times a second"
    return Finding(
        "control groups",
        watched if problem else used,
        problem in ("", NONE),
        "systemd-run --user --scope -p Delegate=yes grader autograde … (user@.service: Delegate=cpu memory pids)",
        needed=False,
    )


def _cores() -> Finding:
    cores = default_jobs()
    return Finding("cores", f"{cores}: {cores} notebooks at a time", True)


def _memory() -> Finding:
    import psutil

    free = psutil.virtual_memory().available
    cores = default_jobs()
    needed = cores * Limits.memory_bytes
    found = f"{free / (1 << 30):.1f} GiB free, {Limits.memory_bytes // MIB} MiB a notebook at most"
    return Finding(
        "memory",
        found,
        free > needed,
        f"grade with fewer at a time: --jobs {max(1, free // Limits.memory_bytes)}",
        needed=False,
    )


def _disk() -> Finding:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    return Finding(
        "disk",
        f"{free / (1 << 30):.1f} GiB free in {folder}",
        free > 1 << 30,
        f"free some space in {folder}, or set TMPDIR",
    )
