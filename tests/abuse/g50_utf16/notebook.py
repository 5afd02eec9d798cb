"""Hands in a file in UTF-16."""

from __future__ import annotations

import json
from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    return json.dumps(notebook).encode("utf-16")
