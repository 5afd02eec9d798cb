#!/usr/bin/env bash
# All checks, cheap ones first; `make test` and CI run this.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s (%ds so far)\n' "$1" "$SECONDS"; }

step "lint and types"
tests/lint.sh
step "generated files are current, every topic is taught"
grader build --check
step "unit tests"
python -m pytest tests --durations=10
step "hidden tests catch changed solutions"
grader mutants
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1  # as in make lab
step "solved notebooks give the outputs that are committed"
python -m pytest -p nbval --nbval --nbval-cell-timeout=120 -q grader/solutions
step "exercise notebooks run as far as they are solved"
python -m pytest -p nbval --nbval-lax --nbval-cell-timeout=120 -q course*/
step "done"
