"""When it is time to give up: after some seconds, of which those that others kept the processors busy don't count."""

from __future__ import annotations

import os
import time

from . import linux


class Deadline:
    """Some seconds from now, by this process's own time."""

    def __init__(self, seconds: float) -> None:
        self.end, self.waited = time.monotonic() + seconds, linux.waited(os.getpid())

    def is_over(self) -> bool:
        now = time.monotonic()
        return now > self.end and now > self.end + linux.waited(os.getpid()) - self.waited
