# Everything starts here: `make up` runs an instance, `make test` proves the code.
# On a fresh Debian: apt-get install -y git make python3 python3-venv

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/stamps
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CATALOGS := $(wildcard src/lazyit/*/locale/es/LC_MESSAGES/django.po src/lazyit/*/*/locale/es/LC_MESSAGES/django.po)
ARGUMENTS ?=

# Without a home that can be written to, caches stay in the tree.
ifneq ($(shell test -n "$$HOME" && test -d "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/var/home
$(shell mkdir -p $(HOME))
endif

.DEFAULT_GOAL := help
.PHONY: help up setup develop test check format lint types imports templates translations \
	architecture suite test-upgrade browser test-compose test-compose-upgrade screenshots \
	chromium bench bench-instance example lock

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 24

up: setup ## set up, then run an instance in ./instance until Ctrl-C
	@exec $(BIN)/lazyit up $(ARGUMENTS)

setup: $(STAMPS)/runtime $(STAMPS)/translations ## set up what an instance needs

develop: setup $(STAMPS)/develop ## set up what contributors need as well

test: develop chromium check suite browser ## every gate and every test

check: develop ## the gates alone, two at a time
	@$(MAKE) --no-print-directory -j2 types architecture format lint imports templates translations

format: develop ## is the code formatted?
	$(BIN)/ruff format --check --quiet

lint: develop ## does the code keep to the rules?
	$(BIN)/ruff check --quiet

types: develop ## are the types right?
	$(BIN)/mypy

imports: develop ## do the rooms import in one direction?
	$(BIN)/lint-imports

templates: develop ## are the templates well-formed?
	$(BIN)/djlint src --lint --quiet

translations: develop ## is everything there in Spanish?
	$(BIN)/python tools/translations.py check

architecture: develop ## do the house rules hold?
	$(BIN)/pytest tests/architecture

suite: develop ## the tests that need no browser
	$(BIN)/pytest -n 3 --dist loadscope --no-loadscope-reorder -m "not browser and not long" \
	  --ignore tests/architecture --ignore tests/compose

test-upgrade: develop ## kill, fail and fill everything on the way to another version
	$(BIN)/pytest -n 2 --dist loadscope -o faulthandler_timeout=1200 tests/upgrade tests/instance $(ARGUMENTS)

browser: develop chromium ## the tests that drive Chromium
	$(BIN)/pytest -n 3 --dist loadscope -m browser

test-compose: develop ## try the compose installation with a container engine, as root
	@tools/container_engine.sh
	$(BIN)/pytest -o faulthandler_timeout=1200 -m "not long" tests/compose

test-compose-upgrade: develop ## upgrade the compose installation there, and kill it half-way
	@tools/container_engine.sh
	$(BIN)/pytest -o faulthandler_timeout=1200 -m long --exitfirst tests/compose

screenshots: develop chromium ## pictures of every page into var/screenshots
	$(BIN)/pytest tests/browser/screenshots.py $(ARGUMENTS)

chromium: ## find or install Chromium
	@tools/chromium.sh >/dev/null

bench: setup ## measure against the database's own speed
	$(BIN)/python -m bench.run $(ARGUMENTS)

bench-instance: setup ## measure backups, upgrades and the way back on 1 GB
	$(BIN)/python -m bench.life $(ARGUMENTS)

example: develop ## upgrade, cut off and move an instance of 100,000 assets, as docs/operate tells it
	$(BIN)/python -m tests.trial.embedded

lock: $(STAMPS)/runtime ## pin the newest versions of all dependencies
	tools/lock.sh

$(BIN)/python:
	tools/environment.sh $(PYTHON)

$(STAMPS)/runtime: $(BIN)/python requirements/runtime.txt requirements/build.txt pyproject.toml
	@echo "Installing what lazyit needs …"
	@$(INSTALL) --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(INSTALL) --no-build-isolation --no-deps --no-index --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/develop: $(STAMPS)/runtime requirements/develop.txt
	@echo "Installing what the tests need …"
	@$(INSTALL) --require-hashes -r requirements/develop.txt
	@touch $@

$(STAMPS)/translations: $(STAMPS)/runtime tools/translations.py $(CATALOGS)
	@$(BIN)/python tools/translations.py compile
	@touch $@
