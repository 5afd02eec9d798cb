"""Nests its metadata 100,000 deep."""

from __future__ import annotations

import json
from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    return json.dumps(notebook).encode()[:-1] + b', "x": ' + b"[" * 10**5 + b"]" * 10**5 + b"}"
