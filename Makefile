# What people type: make demo, make test, make lab. Everything works from python3 (3.11 or newer), pip and make.
PYTHON ?= python3
STUDENTS ?= 40
BIN := .venv/bin

.PHONY: demo test prove lab notebooks mutants hints abuse bench lock lint clean

demo: notebooks ## Grade a demo class, print scores, name the report (WEEK=course/week, STUDENTS=n).
	$(BIN)/grader demo $(or $(WEEK),course1_nn/week2_logistic_regression) --students $(STUDENTS)

test: .venv/ready ## All checks, the cheap ones first; with WEEK=course/week those of its notebooks.
	PATH="$(CURDIR)/$(BIN):$$PATH" tests/run.sh $(WEEK)

prove: .venv/ready ## Prove all notebooks, stale or not; `make test` proves what is stale and a part of the rest.
	$(BIN)/grader prove --all

# Small matrices are multiplied fastest by one thread; several get in each other's way, and round otherwise.
lab: .venv/ready ## Open JupyterLab at the courses, without nbgrader's panels for instructors.
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1 JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter" $(BIN)/jupyter lab

notebooks: .venv/ready ## Build all that is derived from the sources in instructor; execute and draw what changed.
	$(BIN)/grader build

mutants: .venv/ready ## Test the tests: at least 95 % of small changes to each solution must be caught.
	$(BIN)/grader mutants

hints: .venv/ready ## Which hints wrong answers get that people write: right ones, wrong ones, none.
	$(BIN)/python -m tests.hints --all

abuse: .venv/ready ## Attack the grader, and print what held, beside stock nbgrader.
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.abuse

bench: .venv/ready ## Our autograder beside nbgrader's, on the same class in the same run.
	$(BIN)/python -m grader.bench

lint: .venv/ready
	PATH="$(CURDIR)/$(BIN):$$PATH" tests/lint.sh

lock: .venv/ready ## Resolve pyproject.toml into requirements.lock; UPGRADE=--upgrade takes the newest versions.
	$(BIN)/python tests/lock.py $(UPGRADE)

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf .venv build
