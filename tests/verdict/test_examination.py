"""The grader's end of an examiner."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from grader.kernel.session import OK, CellRun
from grader.verdict.examination import Examination


class Session:
    """A kernel that serves the examiner for no time."""

    def request(self, kind: str, content: dict[str, Any], seconds: float, cell: object = None) -> CellRun:
        return CellRun(OK)


def test_an_examiner_that_is_slow_to_read_gets_one_order_at_a_time() -> None:
    """It looks whether there is an order by its socket, and would not see one that it has read with another."""
    ours, theirs = socket.socketpair()
    examination = Examination(server=None, files=None, paper=None, limits=None)  # type: ignore[arg-type]
    examination.control, examination.replies = ours, ours.makefile("rb")
    examination._order({"do": "read"})
    theirs.settimeout(0.5)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(examination._ask, Session(), {"do": "test"}, 5.0)  # type: ignore[arg-type]
        assert json.loads(theirs.recv(1 << 16)) == {"do": "read", "id": 1}
        with pytest.raises(TimeoutError):
            theirs.recv(1 << 16)
        theirs.sendall(b'{"id": 1, "status": "ok"}\n')
        assert json.loads(theirs.recv(1 << 16)) == {"do": "test", "id": 2}
        theirs.sendall(b'{"id": 2, "status": "ok", "score": ""}\n')
        assert asked.result(10)[0]["status"] == "ok"
