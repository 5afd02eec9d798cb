"""Tags that nbclient and others obey."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["raises-exception", "skip-execution", "demo", "otter_ignore", "nbval-skip"]
    notebook["metadata"]["otter"] = notebook["metadata"]["execution"] = {"allow_errors": True, "timeout": -1}
