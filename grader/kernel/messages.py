"""A kernel's messages, which are a stranger's: each is made anew from the fields that are read of it, or passed over.

What comes out has exactly these fields, of the types that nbformat asks for: text that can be written as UTF-8, JSON of
bounded depth, counts that count.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

import zmq

MAX_DEPTH = 24  # of JSON in displays and metadata
MAX_COUNT = 1 << 31
MAX_BARE = 4 << 20  # bytes of JSON besides its texts: lists and numbers take many times as much once they are read
JSON_MIME = re.compile(r"application/(.*\+)?json")  # nbformat's own pattern
JSON_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


class Malformed(Exception):
    """A message is none that a kernel sends."""


def text(value: object) -> str:
    """A text; halves of letters become question marks."""
    if not isinstance(value, str):
        raise Malformed
    return value.encode("utf-8", "replace").decode()


def texts(value: object) -> list[str]:
    """A list of texts."""
    if not isinstance(value, list):
        raise Malformed
    return [text(each) for each in value]


def count(value: object) -> int:
    """How many cells a kernel says it has run."""
    if type(value) is not int or not 0 <= value < MAX_COUNT:
        raise Malformed
    return value


def plain(value: object, depth: int = 0) -> Any:
    """JSON of bounded depth, with numbers and texts that can be written."""
    if depth > MAX_DEPTH:
        raise Malformed
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int | float):
        if not math.isfinite(value) or abs(value) > 1 << 63:
            raise Malformed
        return value
    if isinstance(value, list):
        return [plain(each, depth + 1) for each in value]
    return mapping(value, depth + 1)


def mapping(value: object, depth: int = 1) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise Malformed
    return {text(key): plain(each, depth) for key, each in value.items()}


def bundle(value: object) -> dict[str, Any]:
    """What is displayed: MIME type -> text, or JSON for the types that are JSON."""
    if not isinstance(value, dict):
        raise Malformed
    return {text(kind): plain(each) if JSON_MIME.fullmatch(kind) else text(each) for kind, each in value.items()}


def stream_name(value: object) -> str:
    """One of the two streams."""
    if value not in ("stdout", "stderr"):
        raise Malformed
    return str(value)


def flag(value: object) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise Malformed
    return value


def transient(value: object) -> dict[str, Any]:
    """The name of a display that can be updated, where it has one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed
    name = value.get("display_id")
    return {} if name is None else {"display_id": text(name)}


Fields = dict[str, Callable[[Any], Any]]
DISPLAY: Fields = {"data": bundle, "metadata": mapping, "transient": transient}
ERROR: Fields = {"ename": text, "evalue": text, "traceback": texts}
# Message type -> what is read of its content; what an error says is read of a reply only where it is one.
FIELDS: dict[str, Fields] = {
    "status": {"execution_state": text},
    "execute_input": {"execution_count": count},
    "stream": {"name": stream_name, "text": text},
    "display_data": DISPLAY,
    "update_display_data": DISPLAY,
    "execute_result": {**DISPLAY, "execution_count": count},
    "error": ERROR,
    "clear_output": {"wait": flag},
    "execute_reply": {"status": text},
    "serve_reply": {"status": text},
    "mark_reply": {"status": text},
    "canary_reply": {"status": text, "passed": flag},
    "kernel_info_reply": {},
}
OPTIONAL = ("transient",)


def read_message(parts: list[bytes]) -> dict[str, Any] | None:
    """A message from its parts: type, the id of the request that it answers, content; None where it is malformed or of
    no interest.

    Signatures are not checked: none but the kernel can write to its sockets, and whoever runs in it knows its key.
    """
    try:
        start = parts.index(b"<IDS|MSG>") + 2
        header, parent, _, content = parts[start : start + 4]  # what is left out: metadata
        header, parent, content = map(read_json, (header, parent, content))
        kind, asked = header["msg_type"], parent.get("msg_id")
        return {
            "msg_type": kind,
            "header": {"msg_type": kind},
            "parent_header": {"msg_id": asked if isinstance(asked, str) else None},
            "content": read_content(kind, content),
        }
    except (Malformed, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def read_json(part: bytes) -> Any:
    """JSON that doesn't take many times its own size."""
    if len(part) > MAX_BARE and len(JSON_TEXT.sub(b"", part)) > MAX_BARE:
        raise Malformed
    return json.loads(part)


def read_content(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """The content of a message of some type, made anew; raises Malformed, KeyError or TypeError where it is none."""
    fields = FIELDS[kind]
    if kind.endswith("_reply") and content.get("status") == "error":
        fields = {**fields, **ERROR}
    return {name: read(content.get(name) if name in OPTIONAL else content[name]) for name, read in fields.items()}


def receive(channel: Any) -> dict[str, Any] | None:
    """The next message of a channel, as `read_message` has it."""
    return read_message(channel.recv_multipart(zmq.NOBLOCK))
