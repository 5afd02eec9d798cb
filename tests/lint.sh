#!/usr/bin/env bash
# Style, types, spelling.
set -euo pipefail
cd "$(dirname "$0")/.."
ruff check --quiet --output-format concise .
ruff format --check .
mypy
codespell companion grader tests datasets docs course* README.md --skip '*.ipynb,*.h5,*.csv,*.png,*.jpg,*.json' --ignore-words-list nd,notin
