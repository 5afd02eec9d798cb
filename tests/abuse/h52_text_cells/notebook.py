"""Text cells with scripts, links to files outside, and attachments with such names."""

from __future__ import annotations

from typing import Any


def make(notebook: dict[str, Any]) -> Any:
    text = (
        "<script>alert(1)</script>\n![](../../../gradebook.db)\n![](attachment:../../x.png)\n[x](javascript:alert(1))"
    )
    attachments = {"../../../abuse_was_here.png": {"image/png": "AAAA"}}
    cell = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": text, "attachments": attachments}
    notebook["cells"].append(cell)
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"<script>": {}}}}
    notebook["metadata"]["title"] = "<script>alert(1)</script>"
