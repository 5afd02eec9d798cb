"""Who made what lies about: a process by its number and the moment when it started, which no later one shares."""

from __future__ import annotations

from pathlib import Path


def owner(pid: int) -> str:
    """A process by its number and the moment when it started; "" for one that has ended."""
    try:
        return f"{pid} {Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[19]}"
    except OSError:
        return ""
