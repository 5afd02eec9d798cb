#!/usr/bin/env bash
# All checks, cheap ones first; `make test` and CI run this. With a week (course/week), only what is about its notebooks.
set -euo pipefail
cd "$(dirname "$0")/.."
week=${1:-}
step() { printf '\n== %s (%ds so far)\n' "$1" "$SECONDS"; }
# A cell may take long on a busy machine. Two notebooks at a time, each with one thread, as the grader's kernels have.
steady() { python -c 'from grader.kernel.sandbox import STEADY; print(*map("=".join, STEADY.items()))'; }
nbval() { env $(steady) python -m pytest -p nbval --nbval-cell-timeout=120 -n 2 --dist loadfile -q "$@"; }

step "lint and types"
tests/lint.sh
step "generated files are current, every topic is taught"
grader build --check
if [ -n "$week" ]; then
    step "the notebooks of $week"
    python -m pytest tests -m content -k "$week" -q
    grader prove "instructor/$week"
    nbval --nbval instructor/"$week"/solved
    nbval --nbval-lax -p tests.nbval_untouched "$week"
    step "done"
    exit
fi
step "proofs of notebooks: what is stale, and the part, one in eight, that this commit draws"
proved=$(grader prove --draw --list)
grader prove --draw
step "solved notebooks of that part give the outputs that are committed"
solved=()
for id in $proved; do solved+=("instructor/${id%/*}/solved/${id##*/}.ipynb"); done
if [ -n "$proved" ]; then nbval --nbval "${solved[@]}"; fi
step "exercise notebooks run, and raise NotImplementedError only"
nbval --nbval-lax -p tests.nbval_untouched course*/
step "unit tests"
python -m pytest tests -n 2 --dist loadfile --durations=10
step "done"
