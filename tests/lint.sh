#!/usr/bin/env bash
# Style, types, spelling.
set -euo pipefail
cd "$(dirname "$0")/.."
ruff check .
ruff format --check companion grader tests datasets
mypy
codespell companion grader tests datasets docs course* README.md --skip '*.ipynb,*.h5,*.csv,*.png,*.json'
