"""Hands in a file with a byte order mark."""

from __future__ import annotations

import json
from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    return b"\xef\xbb\xbf" + json.dumps(notebook).encode()
