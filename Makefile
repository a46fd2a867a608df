# Everything from a fresh clone: `make demo`, `make test`. Python 3.11, git and make are enough to start.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT ?= 8080
# Arguments for pytest, e.g. `make test ARGS="tests/merging -x"`.
ARGS ?=
MINUTES ?= 10
FORMATS ?=
# Pairs of sentences for `make bench`: JSON lines with "source" and "target", gzipped.
PAIRS ?=
# The same for the checks, with "locale" as well: bench/checks.py.
CHECKED ?=
# Two files for `make bench`: a translated version and its next, as bench/revision.py reads them.
REVISION ?=
# DESK=full: `make bench` loads the desk with 2,000 articles in 20 locales for two minutes, which takes half an hour.
DESK ?=

.PHONY: help setup system demo test lint types docs bench fuzz screenshots texts lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

setup: system $(READY) ## Make the environment .venv from the locked requirements

# Programs that pip cannot install; quick when they are there.
system:
	@tools/system.sh

$(READY): requirements/dev.txt pyproject.toml tools/venv.sh
	@tools/venv.sh $(VENV)
	@touch $@

demo: setup ## Localize three articles and open the review desk on them (PORT=8080)
	@tools/demo.sh build/demo $(PORT)

test: setup ## Run all tests
	@tools/environment.sh build/peers/toolkit requirements/peers-toolkit.txt
	@tools/environment.sh build/peers/mkdocs requirements/peers-mkdocs.txt
	@tools/sarif.sh build/peers/sarif
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(READY) ## Check style
	@$(BIN)/ruff check .

types: $(READY) ## Check types
	@$(BIN)/mypy

docs: $(READY) ## Write docs/reference from the code
	@$(BIN)/python tools/reference.py

texts: $(READY) ## Bring the desk's own texts into its catalogs (app/recto/web/translations)
	@$(BIN)/python tools/texts.py

bench: $(READY) ## Measure us beside other tools into docs/benchmarks.md (PAIRS=, REVISION=, DESK=full)
	@tools/environment.sh build/peers/mdpo requirements/peers-mdpo.txt
	@tools/environment.sh build/peers/toolkit requirements/peers-toolkit.txt
	@$(BIN)/python bench/comparison.py --write docs/comparison.md
	@$(BIN)/python bench/page.py --write docs/benchmarks.md $(if $(filter full,$(DESK)),--full) \
		$(if $(PAIRS),--pairs "$(PAIRS)") $(if $(REVISION),--revision $(REVISION)) $(ARGS)

fuzz: $(READY) ## Try to break each format's cut (MINUTES=10 for each, FORMATS="md html")
	@tools/environment.sh build/fuzz requirements/fuzz.txt
	@build/fuzz/bin/python tools/fuzz.py --minutes $(MINUTES) $(FORMATS)

screenshots: setup ## Take the pictures of docs/images and build/screenshots
	@$(BIN)/python tools/screenshots.py

lock: $(READY) ## Resolve the requirements anew, with hashes (ARGS="--upgrade")
	@tools/lock.sh $(ARGS)

clean: ## Remove everything that the other commands made
	@rm -rf build dist $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	@find app tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +
