#!/usr/bin/env bash
# Style, types, spelling.
set -euo pipefail
cd "$(dirname "$0")/.."
ruff check --quiet --output-format concise .
ruff format --check --quiet .
mypy --no-error-summary
codespell companion grader instructor tests datasets docs course* ./*.md --skip '*.ipynb,*.h5,*.csv,*.txt,*.png,*.jpg,*.json' --ignore-words-list bu,nd,notin,ot,ths,wya
