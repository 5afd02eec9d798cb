"""Asks an examiner (grader/inside/examiner.py), a process of ours, about the answers in a student's kernel."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.kernel.limits import Limits
from grader.kernel.provisioner import copy_files
from grader.kernel.server import KernelConnection, KernelServer, request_for
from grader.kernel.session import DIED, ERROR, OK, SERVE, CellRun, KernelSession
from grader.verdict.paper import Paper

REPLY_SECONDS = 3.0  # after the kernel was let go
UNSEEN = "something in this notebook keeps its answers from being examined"


class Examination:
    """An examiner for one kernel; use as a context manager, and give `channel` to the kernel's session."""

    def __init__(self, server: KernelServer, files: Path, paper: Paper, limits: Limits) -> None:
        self.server, self.files, self.paper, self.limits = server, files, paper, limits

    def __enter__(self) -> Examination:
        self.server.wait_ready()
        self.folder = self.server.new_folder()
        self.control, control = socket.socketpair()
        self.channel, channel = socket.socketpair()
        request = request_for(
            self.folder, self.limits, self.server.sandboxed, copy_files(self.server, self.files, self.folder)
        )
        self.connection = KernelConnection(self.server.address, {**request, "examiner": True}, [control, channel])
        control.close()
        channel.close()
        self.replies = self.control.makefile("rb")
        mistakes = {name: [(m[0], m[2]) for m in found] for name, found in self.paper.mistakes.items()}
        self._order({"do": "read", "cells": self.paper.cells, "mistakes": mistakes})
        self._reply(10 * REPLY_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self.replies, self.control, self.channel, self.connection):
            with contextlib.suppress(OSError):
                each.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _order(self, order: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self.control.sendall(json.dumps(order).encode() + b"\n")

    def _reply(self, seconds: float) -> dict[str, Any]:
        self.control.settimeout(seconds)
        try:
            line = self.replies.readline()
            return dict(json.loads(line)) if line else {"status": "gone"}
        except (OSError, ValueError):
            return {"status": "gone"}

    def _ask(
        self, session: KernelSession, order: dict[str, Any], seconds: float, outputs: list[NotebookNode] | None = None
    ) -> tuple[dict[str, Any], CellRun]:
        """Send an order, let the kernel serve the examiner until it is done, and read what it found out."""
        self._order(order)
        cell = nbformat.v4.new_code_cell(SERVE, id="serve")
        run = session.run(cell, seconds)
        if outputs is not None:
            # Nor a result: that is where the score stands, and answers can display one.
            outputs.extend(output for output in cell.outputs if output.output_type not in ("error", "execute_result"))
        return (self._reply(REPLY_SECONDS) if run.status in (OK, ERROR) else {"status": "gone"}), run

    def test(self, session: KernelSession, exercise: str, cell: NotebookNode, seconds: float) -> CellRun:
        """Run a tests cell; what the answers print while it runs, and the verdict, become the cell's outputs."""
        cell.outputs = []
        found, run = self._ask(
            session, {"do": "test", "exercise": exercise, "source": cell.source}, seconds, cell.outputs
        )
        if run.status not in (OK, ERROR):
            verdict = run
        elif found["status"] == "ok":
            verdict = CellRun(OK, seconds=run.seconds)
            if found["score"]:
                data = {"text/plain": found["score"]}
                cell.outputs.append(nbformat.v4.new_output("execute_result", data=data, execution_count=1))
            return verdict
        elif found["status"] == "error":
            student = bool(found.get("student"))
            verdict = CellRun(ERROR, found["ename"], found["evalue"], seconds=run.seconds, student=student)
        else:
            verdict = CellRun(DIED, reason=UNSEEN, seconds=run.seconds)
        name, text = verdict.ename or "Error", verdict.evalue or verdict.reason
        cell.outputs.append(nbformat.v4.new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"]))
        return verdict

    def recognise(self, session: KernelSession, exercise: str, source: str, seconds: float) -> str:
        """The name of the known mistake that computes what the answer computes; "" where none does."""
        order = {"do": "recognise", "exercise": exercise, "source": source}
        return str(self._ask(session, order, seconds)[0].get("mistake", ""))

    def stand_in(self, session: KernelSession, exercise: str, source: str, seconds: float) -> bool:
        """Put the reference answer to an exercise, whose test is `source`, in the place of the student's.

        Its code stays with the examiner where values are all that it gives; code that makes layers or tensors has to
        run in the kernel, so the caller shows nobody what the kernel says from then on.
        """
        order = {"do": "stand_in", "exercise": exercise, "source": source}
        return bool(self._ask(session, order, seconds)[0]["status"] == "ok")
