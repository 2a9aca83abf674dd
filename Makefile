# What a developer types. Every target first makes the environment in .venv if it is missing or out of date.

FITS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
  "$$name" -c '$(FITS)' 2>/dev/null && echo "$$name" && break; done)
HOST ?= 127.0.0.1
PORT ?= 8421
PICTURES ?= build/pictures
RUN := .venv/bin/python
MADE := .venv/.made

.DEFAULT_GOAL := help
.PHONY: help .venv serve test lint bench eval screenshots clean

help: ## say what there is to make
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

.venv: $(MADE)

$(MADE): pyproject.toml constraints.txt
	@"$(PYTHON)" -c '$(FITS)' 2>/dev/null || { echo \
	  "kbsearch needs Python 3.11 or newer with venv; name it with 'make PYTHON=...'" >&2; exit 1; }
	@$(RUN) -c '' 2>/dev/null || "$(PYTHON)" -m venv --clear .venv
	@echo "installing into .venv"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt -e '.[dev,bench]'
	@touch $@

serve: $(MADE) ## index kbsearch's own articles and show them at http://127.0.0.1:8421
	@$(RUN) -m kbsearch --kb . index
	@$(RUN) -m kbsearch --kb . serve --host $(HOST) --port $(PORT)

test: lint ## check everything: style, types, tests
	@$(RUN) -m pytest -q -n auto --maxprocesses 4

lint: $(MADE) ## check style and types
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

bench: $(MADE) ## measure speed beside other engines; ARGS="--articles 100000" for a generated corpus, "--tickets 200000" for a log
	@$(RUN) -m tests.benchmarks $(ARGS)

eval: $(MADE) ## measure the ranking on the labelled pastes; ARGS=--write writes the figures down
	@$(RUN) -m tests.ranking $(ARGS)

screenshots: $(MADE) ## draw the pages with an installed Chromium into PICTURES (build/pictures)
	@$(RUN) -m tests.screenshots $(PICTURES)

clean: ## delete what was made: environment, index, site, caches
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find index site -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	find kbsearch tests -name __pycache__ -prune -exec rm -rf {} +
