"""Asks an examiner (grader/inside/examiner.py), a process of ours, about the answers in a student's kernel."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import time
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grader.kernel.limits import Limits
from grader.kernel.provisioner import copy_files
from grader.kernel.server import KernelServer, request_for
from grader.kernel.session import DIED, ERROR, OK, CellRun, KernelSession
from grader.verdict.cells import grade_id
from grader.verdict.paper import Paper

MAX_REPLY = 1 << 20  # bytes
REPLY_SECONDS = 3.0  # after the kernel was let go
RECOGNISE_SHARE = 0.8  # of the time for it, after which the examiner gives up by itself
UNSEEN = "something in this notebook keeps its answers from being examined"


class Examination:
    """An examiner for one kernel; use as a context manager, and give `channel` to the kernel's session."""

    def __init__(self, server: KernelServer, files: Path, paper: Paper, limits: Limits) -> None:
        self.server, self.files, self.paper, self.limits = server, files, paper, limits
        self.orders = 0
        self.usable = True  # until an order ends otherwise than with an answer: then kernel and examiner are replaced

    def __enter__(self) -> Examination:
        self.server.wait_ready()
        self.folder = self.server.new_folder()
        self.control, control = socket.socketpair()
        self.channel, channel = socket.socketpair()
        request = request_for(
            self.folder, self.limits, self.server.sandboxed, copy_files(self.server, self.files, self.folder)
        )
        self.connection = self.server.connect({**request, "examiner": True}, [control, channel])
        control.close()
        channel.close()
        self.replies = self.control.makefile("rb")
        mistakes = {name: [(m[0], m[2]) for m in found] for name, found in self.paper.mistakes.items()}
        self._order({"do": "read", "cells": self.paper.cells, "mistakes": mistakes})
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self.replies, self.control, self.channel, self.connection):
            with contextlib.suppress(OSError):
                each.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _order(self, order: dict[str, Any]) -> None:
        self.orders += 1
        with contextlib.suppress(OSError):
            self.control.sendall(json.dumps({**order, "id": self.orders}).encode() + b"\n")

    def _reply(self, seconds: float) -> dict[str, Any]:
        """The reply to the last order, which has its number; those to earlier ones are passed over."""
        deadline = time.monotonic() + seconds
        try:
            while (left := deadline - time.monotonic()) > 0:
                self.control.settimeout(left)
                line = self.replies.readline(MAX_REPLY)
                found = dict(json.loads(line)) if line else {}
                if not line or found.get("id") == self.orders:
                    return {"status": "gone", **found}
        except (OSError, ValueError):
            pass
        return {"status": "gone"}

    def _ask(
        self, session: KernelSession, order: dict[str, Any], seconds: float, cell: NotebookNode | None = None
    ) -> tuple[dict[str, Any], CellRun]:
        """Send an order, let the kernel serve the examiner until it is done, and read what it found out; what the
        kernel says meanwhile is put into `cell`."""
        if self.orders == 1:  # the first one was to read the paper, while the kernel started
            self.usable = self._reply(10 * REPLY_SECONDS)["status"] == "ok"
        if not self.usable:
            return {"status": "gone"}, CellRun(OK)
        self._order(order)
        run = session.request("serve", {"name": order.get("mark", "")}, seconds, cell)
        found = self._reply(REPLY_SECONDS) if run.status in (OK, ERROR) else {"status": "gone"}
        self.usable = found["status"] != "gone"
        return found, run

    def test(self, session: KernelSession, exercise: str, cell: NotebookNode, seconds: float) -> CellRun:
        """Run a tests cell, with names meaning what they meant when it was reached; what the answers print while it
        runs, and the verdict, become the cell's outputs."""
        order = {"do": "test", "exercise": exercise, "source": cell.source, "mark": grade_id(cell)}
        found, run = self._ask(session, order, seconds, cell)
        # Nor a result: that is where the score stands, and answers can display one.
        cell.outputs = [each for each in cell.outputs if each.output_type not in ("error", "execute_result")]
        if run.status not in (OK, ERROR):
            verdict = run
        elif found["status"] == "ok":
            if found["score"]:
                data = {"text/plain": found["score"]}
                cell.outputs.append(new_output("execute_result", data=data, execution_count=1))
            return CellRun(OK, seconds=run.seconds)
        elif found["status"] == "error":
            verdict = CellRun(
                ERROR, found["ename"], found["evalue"], seconds=run.seconds, student=bool(found.get("student")),
                kind=str(found.get("type", found["ename"])), inputs=tuple(map(str, found.get("inputs", ()))),
                line=int(found.get("line", 0)),
            )  # fmt: skip
        else:
            verdict = CellRun(DIED, reason=UNSEEN, seconds=run.seconds)
        name, text = verdict.ename or "Error", verdict.evalue or verdict.reason
        cell.outputs.append(new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"]))
        return verdict

    def recognise(self, session: KernelSession, exercise: str, cell: NotebookNode, seconds: float) -> list[str]:
        """The names of the known mistakes, at most two, that compute what the answer computes on the calls of a tests
        cell."""
        order = {"do": "recognise", "exercise": exercise, "source": cell.source, "mark": grade_id(cell)}
        found, _ = self._ask(session, {**order, "seconds": RECOGNISE_SHARE * seconds}, seconds)
        return [str(each) for each in found.get("mistakes", [])]

    def stand_in(self, session: KernelSession, exercise: str, source: str, seconds: float) -> bool:
        """Put the reference answer to an exercise, whose test is `source`, in the place of the student's.

        Its code stays with the examiner where values are all that it gives; code that makes layers or tensors has to
        run in the kernel, so the caller shows nobody what the kernel says from then on.
        """
        order = {"do": "stand_in", "exercise": exercise, "source": source}
        return bool(self._ask(session, order, seconds)[0]["status"] == "ok")
