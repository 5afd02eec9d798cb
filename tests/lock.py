"""Resolves pyproject.toml for all platforms into requirements.lock, with uv (make lock): what is locked stays while it
fits; --upgrade takes the newest versions."""

import subprocess
import sys
from pathlib import Path

LEFT_OUT = ("rfc3987-syntax", "lark", "playwright", "pyee", "greenlet")
HEADER = """\
# Exact versions of everything, on every platform: `make .venv/ready` installs these, and nothing else. Made with `make lock`.
# rfc3987-syntax, an optional extra of jsonschema, is left out on purpose: importing it takes two seconds in every process.
# Of axe-playwright-python only axe itself is used, a script for the browser; playwright, which drives one, is left out.
"""


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    lock = root / "requirements.lock"
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
        *("--extra", "dev", "--no-annotate", "--no-header", "--output-file", str(lock)),
        *(word for name in LEFT_OUT for word in ("--no-emit-package", name)),
        *(str(root / "pyproject.toml"), *sys.argv[1:]),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    lock.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
