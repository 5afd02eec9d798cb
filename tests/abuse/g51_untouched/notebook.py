"""Every answer as released."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            head = cell["source"].split("\n")[0]
            cell["source"] = f"{head}\n    # YOUR CODE HERE\n    raise NotImplementedError()"
