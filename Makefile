# make setup | demo | run | test: each sets up what it needs. Nothing outside this folder is changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
READY := $(VENV)/.ready

.PHONY: setup demo run test check bench lock clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pactwatch needs Python 3.11 or newer; set PYTHON=python3.11")'
	@echo "Setting up $(VENV), once: this takes a minute or more, and says nothing unless it fails."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q *.py commands crawler db pipeline
	@touch $(READY)

demo: setup
	@$(BIN)/pactwatch demo

run: setup
	@test -f pactwatch.toml || $(BIN)/pactwatch init
	@$(BIN)/pactwatch once

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: check
	$(BIN)/python -m pytest -n 2

# The short benches, one after the other; bench/README.md has them all. Those that read saved pages are left out where there are none.
bench: setup
	$(BIN)/python -m bench.fetch --pages 200 --rounds 3
	$(BIN)/python -m bench.tick --pages 100 --rounds 3
	$(BIN)/python -m bench.reading --pages 500
	$(BIN)/python -m bench.growth --large 50000
	$(BIN)/python -m bench.kill --kills 10 --seeds 1
	test ! -d ../shared/data/pages || $(BIN)/python -m bench.extraction
	test ! -d ../shared/data/pages || $(BIN)/python -m bench.real_pages

clean:
	rm -rf $(VENV) demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
