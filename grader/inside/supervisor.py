"""PID 1 of a sandboxed kernel: waits for it, and ends it where its processes together pass a limit."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from typing import Any

from . import linux

# The exit codes of a supervisor that had to end its kernel, and what to tell people.
REASONS = {
    240: "out of memory", 241: "too many processes or threads", 242: "the sandbox could not be set up",
    243: "too many sockets",
}  # fmt: skip
OUT_OF_MEMORY, TOO_MANY_PROCESSES, SETUP_FAILED, TOO_MANY_SOCKETS = REASONS


class MemoryWatch:
    """Tells when processes together use more than a limit.

    What each has beyond the image that all were forked from is summed at every look. That image counts in full for
    each only where a slower reading, at most one process a look, finds that they no longer share it.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.image = linux.own_memory("self")
        self.exact: dict[str, int] = {}

    def exceeded(self, pids: list[str]) -> bool:
        own = {pid: linux.own_memory(pid) for pid in pids}
        beyond = {pid: max(0, size - self.image) for pid, size in own.items()}
        if sum(beyond.values()) > self.limit:
            return True
        if sum(own.values()) <= self.limit:
            return False
        self.exact = {pid: size for pid, size in self.exact.items() if pid in own}
        unread = [pid for pid in pids if pid not in self.exact] or pids
        self.exact[unread[0]] = linux.shared_fairly(unread[0])
        return sum(max(self.exact.get(pid, 0), beyond[pid]) for pid in pids) > self.limit


def supervise(kernel: int, limits: dict[str, Any]) -> int:
    """Wait for the kernel, as PID 1 of its namespace, and end it where its processes together pass a limit."""
    linux.call("prctl", linux.PR_SET_DUMPABLE, 0, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # which a kernel may send, too
    pause = 0.01
    memory = MemoryWatch(1.5 * limits["memory_bytes"])
    while True:
        code = reap(kernel)
        if code is not None:
            return code
        others = linux.processes()
        if len(others) > limits["processes"] or sum(map(linux.threads_of, others)) > limits["processes"]:
            return TOO_MANY_PROCESSES
        if linux.sockets() > limits["open_files"]:  # what waits in them is memory that belongs to no process
            return TOO_MANY_SOCKETS
        if memory.exceeded(others):
            return OUT_OF_MEMORY
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def reap(kernel: int) -> int | None:
    """Take leave of children that have ended, orphans among them; the exit code of the kernel once it has."""
    for _ in range(100):  # and not for ever: a fork bomb makes orphans faster than they can be counted
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == kernel:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        if pid == 0:
            break
    return None


def explain(code: int) -> str:
    """What an exit code of a kernel means, in words."""
    if code in REASONS:
        return REASONS[code]
    if code > 128:
        number = code - 128
        if number == signal.SIGXCPU:
            return "out of CPU time"
        with contextlib.suppress(ValueError):
            return f"the program was ended by {signal.Signals(number).name}"
    return f"the program ended itself (exit code {code})"
