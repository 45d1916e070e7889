# `make` lists the targets. Needs Python >= 3.11 and make; everything else is installed into .venv.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
SEED ?= 1
PAGES ?= 20000
PAIRS ?= 3

# Named after the content of the files it was made from: changed requirements make it anew.
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench format docs clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## install everything into .venv (the other targets do it by themselves)

run: $(INSTALLED) ## crawl the seeded web, clean it, and write out/run/report.html
	$(BIN)/python -m labs.demo --seed $(SEED) --out $(OUT)

test: $(INSTALLED) ## check style and types, then run every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

check: $(INSTALLED) ## only the fast tests: no Spark
	$(BIN)/python -m pytest -m "not spark" -q

bench: $(INSTALLED) build/bench-venv/.installed ## compare with others in pairs, measure scaling, write docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks.inputs build/bench $(PAGES)
	$(BIN)/python -m tests.benchmarks.against_peers build/bench build/bench-venv/bin/python $(PAIRS)
	$(BIN)/python -m tests.benchmarks.scaling
	$(BIN)/python -m tests.benchmarks.skew $(PAIRS)
	$(BIN)/python -m tests.benchmarks.spark_settings build/bench $(PAIRS)
	$(BIN)/python -m tests.benchmarks.million

build/bench-venv/.installed: tests/benchmarks/peers.txt
	$(PYTHON) -m venv build/bench-venv
	build/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check -r tests/benchmarks/peers.txt
	@touch $@

format: $(INSTALLED) ## put the code into the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(INSTALLED) ## generate docs/rules.md from the rule cards
	$(BIN)/python -m pipeline.rules.cards

clean: ## remove what runs and tests have left (not .venv)
	rm -rf $(OUT) build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(INSTALLED): pyproject.toml requirements/build.txt requirements/lab.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Python 3.11 or newer is needed; name it with: make PYTHON=python3.11" >&2; exit 3; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation -r requirements/lab.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
