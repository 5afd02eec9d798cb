"""The examiner: runs test cells in a process that no student's code is in, and that none can reach.

Forked from the zygote like a kernel, with two sockets: over one the grader says what to do (one JSON object a line),
over the other go values and calls from and to the student's kernel (wire.py). A verdict is a test cell that ran to its
end here. The reference answers live here, too: to recognise mistakes by what they compute, and to stand in for a wrong
answer that later exercises call.
"""

from __future__ import annotations

import inspect
import json
import selectors
import socket
from typing import Any

from . import wire
from .calls import CODE, GRAPH, watch_calls
from .failures import WireError
from .recognise import recognise
from .reference import Reference
from .testing import Kernel, Names, run_test, verdict_on


class Examiner:
    """Does what the grader says."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.reference = Reference([], {})

    def do(self, order: dict[str, Any]) -> dict[str, Any]:
        """One order; the kernel serves meanwhile, and is let go at its end."""
        if order["do"] == "read":
            self.reference = Reference(order["cells"], order["mistakes"])
            return {"status": "ok"}
        try:
            return self._do(order)
        except (EOFError, ConnectionError):
            return {"status": "gone"}
        except Exception as error:  # a student's answer must not end this process
            return verdict_on(error)
        finally:
            self.kernel.end()

    def _do(self, order: dict[str, Any]) -> dict[str, Any]:
        exercise, source = order.get("exercise", ""), order.get("source", "")
        if order["do"] == "test":
            return run_test(source, Names(self.kernel, self.reference))
        if order["do"] == "recognise":
            found = recognise(self.kernel, self.reference, exercise, source, order["seconds"])
            return {"status": "ok", "mistakes": found}
        self._stand_in(exercise, source)
        return {"status": "ok"}

    def _stand_in(self, exercise: str, source: str) -> None:
        """Put the reference answer in the place of the student's: as code only where no value or graph can stand in."""
        names = self.reference.names(exercise)
        namespace, way = self.reference.run(names), watch_calls(self.reference, exercise, source)[1]
        if way == CODE:
            for cell in self.reference.cells:
                if cell.exercise == exercise:
                    self.kernel.request({"op": "run", "source": cell.source})
            return
        for name in names:
            by_graph = way == GRAPH and inspect.isfunction(namespace[name])
            if by_graph:
                self.kernel.by_graph.add(self.kernel.own(namespace[name]))
            self.kernel.request({"op": "define", "name": name, "by_graph": by_graph}, namespace[name])


def main(control_number: int, channel_number: int) -> None:
    """Serve the grader until it hangs up."""
    control = socket.socket(fileno=control_number)
    kernel = Kernel(socket.socket(fileno=channel_number))
    examiner = Examiner(kernel)
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    selector.register(kernel.channel, selectors.EVENT_READ)
    orders = control.makefile("rb")
    while True:
        ready = {key.fileobj for key, _ in selector.select()}
        if control in ready:
            line = orders.readline()
            if not line:
                return
            order = json.loads(line)
            found = {**examiner.do(order), "id": order["id"]}
            control.sendall(json.dumps(found).encode() + b"\n")
        elif kernel.channel in ready:  # a cell of the notebook calls a reference answer
            try:
                kernel.answer(*wire.receive(kernel.channel))
            except (EOFError, OSError, WireError):
                selector.unregister(kernel.channel)
