"""What comes from a kernel is a stranger's: every message is checked, and every cell means what it means in IPython."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell

from grader.kernel.limits import Limits
from grader.kernel.messages import receive
from grader.kernel.server import KernelServer
from grader.kernel.session import KernelSession


class Channel:
    """A channel with one message in it."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = list(parts)

    def recv_multipart(self, flags: int) -> list[bytes]:
        return self.parts


def message(kind: str, content: Any) -> Channel:
    packed = [json.dumps(each).encode() for each in ({"msg_type": kind}, {"msg_id": "1"}, {}, content)]
    return Channel(b"topic", b"<IDS|MSG>", b"signature", *packed)


def test_a_well_formed_message_is_read() -> None:
    found = receive(message("stream", {"name": "stdout", "text": "hello"}))
    assert found is not None
    assert found["content"]["text"] == "hello" and found["parent_header"]["msg_id"] == "1"


def deep(depth: int) -> Any:
    """JSON that is nested so deep."""
    made: Any = {}
    for _ in range(depth):
        made = {"a": made}
    return made


HALF = "half a letter \ud800"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("stream", {"name": "stdout", "text": HALF}),
        ("error", {"ename": HALF, "evalue": HALF, "traceback": [HALF]}),
        ("display_data", {"data": {"text/plain": HALF, "application/json": {HALF: [HALF]}}, "metadata": {HALF: HALF}}),
        ("execute_reply", {"status": "error", "ename": HALF, "evalue": HALF, "traceback": [HALF]}),
    ],
)
def test_what_comes_of_a_message_can_be_written_as_utf8(kind: str, content: Any) -> None:
    found = receive(message(kind, content))
    assert found is not None
    assert "half a letter ?" in json.dumps(found["content"], ensure_ascii=False).encode("utf-8").decode()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("stream", {"name": "stdout", "text": ["not", "text"]}),
        ("stream", {"name": "stdin", "text": "no such stream"}),
        ("stream", {"name": "stdout"}),
        ("stream", []),
        ("no such type", {}),
        ("error", {"ename": "E", "evalue": "", "traceback": [1]}),
        ("display_data", {"data": {"text/html": {"not": "text"}}, "metadata": {}}),
        ("display_data", {"data": {}, "metadata": {}, "transient": {"display_id": []}}),
        ("execute_reply", {"status": "error", "ename": 3}),
        ("status", {"execution_state": None}),
        ("display_data", {"data": {"made/up": {"a": 1}}, "metadata": {}}),
        ("display_data", {"data": {"a json": [1]}, "metadata": {}}),
        ("display_data", {"data": {"application/json": deep(700)}, "metadata": {}}),
        ("display_data", {"data": {"text/plain": "x"}, "metadata": deep(700)}),
        ("display_data", {"data": {"application/x+json": {"a": float("nan")}}, "metadata": {}}),
        ("execute_result", {"data": {"text/plain": "1"}, "metadata": {}, "execution_count": -5}),
        ("execute_result", {"data": {"text/plain": "1"}, "metadata": {}, "execution_count": True}),
        ("execute_input", {"code": "1", "execution_count": "1"}),
        ("execute_reply", {"status": "error"}),
        ("execute_reply", {"status": "error", "ename": "E", "evalue": "v", "traceback": "text"}),
        ("canary_reply", {"status": "ok"}),
    ],
)
def test_a_malformed_message_is_passed_over(kind: str, content: Any) -> None:
    assert receive(message(kind, content)) is None


@pytest.mark.parametrize("parts", [[], [b"<IDS|MSG>"], [b"<IDS|MSG>", b"", b"{", b"{}", b"{}", b"{}"], [b"[" * 10**6]])
def test_bytes_that_are_no_message_are_passed_over(parts: list[bytes]) -> None:
    assert receive(Channel(*parts)) is None
    assert receive(Channel(b"<IDS|MSG>", b"", *(part * 10**5 for part in (b"[", b"[", b"[", b"[")))) is None


def test_lists_that_would_take_many_times_their_size_are_not_read() -> None:
    many = b"[" + b"[]," * (2 << 20) + b"[]]"
    for place in range(3):  # header, parent, content: each a message without what is too much
        parts = [b'{"msg_type": "stream"}', b'{"msg_id": "1"}', b'{"name": "stdout", "text": "hello"}']
        parts[place] = parts[place][:-1] + b', "more": ' + many + b"}"
        assert receive(Channel(b"<IDS|MSG>", b"", parts[0], parts[1], b"{}", parts[2])) is None


def test_a_long_text_is_read_and_metadata_is_not() -> None:
    text = '[],"\\' * (2 << 20)
    content = json.dumps({"name": "stdout", "text": text}).encode()
    found = receive(Channel(b"<IDS|MSG>", b"", b'{"msg_type": "stream"}', b'{"msg_id": "1"}', b"[" * 10**6, content))
    assert found is not None and found["content"]["text"] == text


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("%precision 3\nprint(1)", "1"),
        ("x = !echo shell\nprint(x[0])", "shell"),
        (">>> print('a prompt')", "a prompt"),
        ("    print('indented')", "indented"),
        ("import asyncio\nawait asyncio.sleep(0)\nprint('awaited')", "awaited"),
        ("text = '''\n%not a magic\n'''\nprint(text.strip())", "%not a magic"),
        ("get_ipython().input_transformers_cleanup.append(lambda lines: [l.replace('old', 'new') for l in lines])", ""),
        ("print('old')", "new"),
    ],
)
def test_cells_mean_what_they_mean_in_ipython(session: KernelSession, source: str, printed: str) -> None:
    cell = new_code_cell(source)
    assert session.run(cell, 10).status == "ok"
    assert "".join(output.get("text", "") for output in cell.outputs).strip().endswith(printed)


@pytest.fixture(scope="module")
def session(server: KernelServer, tmp_path_factory: pytest.TempPathFactory) -> Any:
    files: Path = tmp_path_factory.mktemp("files")
    with KernelSession(server, files, Limits()) as opened:
        yield opened
