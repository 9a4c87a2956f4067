# `make run` and `make test` are all that a fresh machine with Python 3.11+, git and make needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= results

.PHONY: run test check bench data clean
.DEFAULT_GOAL := run

# Exact versions come from constraints.txt; build tools too, so that a build repeats.
$(VENV)/.run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Python 3.11 or newer is needed, this is {v.major}.{v.minor}; call make with PYTHON=python3.12, say.")'
	$(PYTHON) -m venv $(VENV)
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

run: $(VENV)/.run  ## install, then do the main job on the embedded data
	$(BIN)/drenthe-geo run --out $(OUT)

test: $(VENV)/.dev  ## install, then run the tests
	$(BIN)/python -m pytest

check: $(VENV)/.dev  ## lint, types and the import contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev  ## measure; SOURCE is the folder with the public data; PEERS=1 installs other engines
	$(if $(PEERS),PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]')
	$(BIN)/python -m benchmarks $(if $(SOURCE),--source $(SOURCE))

data: $(VENV)/.dev  ## make the tables in data/ again; SOURCE is the folder with the public data
	$(BIN)/python -m tools.build_data --source $(SOURCE)

clean:
	rm -rf $(VENV) results
