# `make run` and `make test` are all that a fresh machine with Python 3.11+, git and make needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= results
AREA ?= drenthe

.PHONY: run test quick check docs fuzz facts notebooks bench data clean pictures
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

$(VENV)/.docs: $(VENV)/.run
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	@touch $@

run: $(VENV)/.run  ## install, then do the main job on the embedded data
	$(BIN)/drenthe-geo run --out $(OUT)

test: $(VENV)/.dev  ## install, then run the tests
	$(BIN)/python -m pytest -n 2 --dist loadscope

quick: $(VENV)/.dev  ## the tests without the figures of Drenthe and the notebooks
	$(BIN)/python -m pytest -n 2 --dist loadscope -m "not facts and not notebooks"

check: $(VENV)/.dev  ## lint, types, the import contract and no names of areas in code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.check_names

pictures: $(VENV)/.dev  ## make the pictures that plots are held against anew; look at each
	$(BIN)/python -m pytest -q -n 0 tests/maps/test_plots.py --mpl-generate-path=tests/maps/baseline

docs: $(VENV)/.docs  ## the site of docs/ into site/, warnings as errors, links checked
	$(BIN)/python -m tools.site

fuzz: $(VENV)/.dev  ## thousands of wrong files for every reader: a result or one sentence, never a crash
	$(BIN)/python -m tools.fuzz --seconds 600 --keep fuzz-found
	$(BIN)/python -m pytest -n 2 -m fuzz

facts: $(VENV)/.dev  ## compute the figures of Drenthe and write them into facts.toml, README and docs
	$(BIN)/python -m tools.facts $(if $(SOURCE),--source $(SOURCE))

notebooks: $(VENV)/.dev  ## run the notebooks and store what they show; ONLY="01 03" runs some
	$(BIN)/python -m tools.notebooks $(ONLY)

bench: $(VENV)/.dev  ## measure; SOURCE is the folder with the public data; PEERS=1 installs other engines
	$(if $(PEERS),PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]')
	$(BIN)/python -m benchmarks $(if $(SOURCE),--source $(SOURCE))

data: $(VENV)/.dev  ## make the tables in data/AREA again; SOURCE is the folder with the public data
	$(BIN)/drenthe-geo build $(SOURCE) --area $(AREA)

clean:
	rm -rf $(VENV) results site docs/reference
