"""What one submission may use."""

from __future__ import annotations

import os
from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """The limits of one notebook's kernel.

    A cell or notebook that passes one fails with the reason; nothing else does.     Times are seconds, sizes bytes.
    memory_bytes is the data of one process (RLIMIT_DATA) and, times 1.5, of all its processes together; disk_bytes
    bounds /tmp (the working directory is in it) and /dev/shm, each, and output_bytes what a cell prints and displays.
    """

    cell_seconds: float = 30.0
    notebook_seconds: float = 300.0
    cpu_seconds: int = 600
    memory_bytes: int = 2048 * MIB
    disk_bytes: int = 256 * MIB
    files: int = 20_000
    open_files: int = 1024
    processes: int = 256
    output_bytes: int = 10 * MIB
    restarts: int = 4


def default_jobs() -> int:
    """One kernel a core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
