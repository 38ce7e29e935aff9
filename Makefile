# The two commands: `make run` opens the till in a demo shop, `make test` passes every test. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= .demo
# Tests wait more than they compute, so more of them run at a time than there are cores here.
TEST_JOBS ?= 4
KIT_PYTHONS ?= 3.11 3.12 3.13 3.14

.PHONY: help run test bench lock kit check-kit clean

help:
	@echo "make run    open the till in a demo shop (data in $(DATA))"
	@echo "make test   set up and run every test"
	@echo "make bench  measure, one JSON line per figure"
	@echo "make kit    build kit/: installs the till on a spare PC with no network"
	@echo "make check-kit  build it, install it with the network cut off, sell a basket"
	@echo "make lock   compile the lock files again after a change in pyproject.toml"

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "fallback-pos needs Python 3.11 or later; name one with: make PYTHON=python3.12 ...")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Setting up, once, about a minute..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp tests/requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r tests/requirements.lock
	@touch $@

run: $(VENV)/run.stamp
	@$(BIN)/fallback-pos till --demo --data $(DATA)

test: $(VENV)/test.stamp
	@$(BIN)/python -m pytest -n $(TEST_JOBS) --dist worksteal

bench: $(VENV)/test.stamp
	@$(BIN)/python -m tests.benchmarks

lock: $(VENV)/test.stamp
	@$(BIN)/uv pip compile pyproject.toml tests/build-requirements.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml tests/build-requirements.in --extra test -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o tests/requirements.lock

kit: $(VENV)/run.stamp
	@$(BIN)/python -m config.kit --out kit --pythons "$(KIT_PYTHONS)"

check-kit: kit
	@.ci/check-kit kit

clean:
	rm -rf $(VENV) kit build dist
