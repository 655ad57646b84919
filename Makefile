# `make demo` and `make test` are all a newcomer needs: each sets up what it uses, and skips what is there already.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test lint types layers check bench bench-judge bench-quotations bench-page screenshots \
  record-reference record-local dist lock clean

help:
	@echo "make demo     compare the bundled case's articles with their transcript"
	@echo "make test     all tests"
	@echo "make lint     ruff"
	@echo "make types    mypy --strict"
	@echo "make layers   imports only point down"
	@echo "make check    the four above"
	@echo "make bench    how near the endpoint's door comes to the ideal throughput, then bench-page and bench-judge (minutes)"
	@echo "make bench-judge        how judging grows with the claims and with the length of the transcript"
	@echo "make bench-quotations   how fast quotations are located in a long transcript, beside sliding over it"
	@echo "make bench-page   how soon the report of 5,000 claims opens and filters in a browser"
	@echo "make screenshots  the report's pictures in docs/images/"
	@echo "make record-reference   record the hand-written replies to the bundled case's prompts anew"
	@echo "make record-local       record the replies of a small real model, served on this machine (some minutes)"
	@echo "make dist     the wheel and the source archive, in dist/"
	@echo "make lock     resolve the dependencies anew (UPGRADE=--upgrade for newer versions)"
	@echo "make clean    remove the environment, caches and build output"

demo: $(VENV)/.runtime
	@$(BIN)/summarize demo --out demo-run

test: $(VENV)/.dev
	@$(BIN)/python -m pytest

lint: $(VENV)/.dev
	@$(BIN)/ruff check .

types: $(VENV)/.dev
	@$(BIN)/mypy --strict

layers: $(VENV)/.dev
	@$(BIN)/lint-imports

check: test lint types layers

bench: bench-page
	@$(BIN)/python tools/bench_endpoint.py
	@$(BIN)/python tools/bench_judge.py

bench-judge: $(VENV)/.runtime
	@$(BIN)/python tools/bench_judge.py

bench-quotations: $(VENV)/.runtime
	@$(BIN)/python tools/bench_quotations.py

bench-page: $(VENV)/.dev
	@$(BIN)/python tools/bench_page.py

screenshots: $(VENV)/.dev
	@$(BIN)/python tools/screenshots.py

record-reference: $(VENV)/.runtime
	@$(BIN)/python tools/record_reference.py

record-local: $(VENV)/.runtime
	@$(BIN)/python tools/record_local.py

dist: $(VENV)/.dev
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist . >/dev/null
	@ls dist

# ---------------------------------------------------------------- the environment

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "summarize needs Python 3.11 or newer and '$(PYTHON)' is not; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
	  exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "'$(PYTHON) -m venv' failed; on Debian it needs the package python3-venv" >&2; exit 2; }
	@touch $@

# The locked libraries and build backend by hash, then this checkout itself, editable, built by that backend.
$(VENV)/.runtime: $(VENV)/.python requirements.lock requirements-build.lock pyproject.toml
	@echo "installing the locked libraries into $(VENV), once ..." >&2
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q summarize
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	@echo "installing the locked development tools into $(VENV), once ..." >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# ---------------------------------------------------------------- the locks

# Every file of every version by hash, for all platforms; no index host and no path of this machine. Run it with the
# oldest supported Python, so that backports are in.
LOCK_BIN  := $(VENV)-lock/bin
STATED     = $(LOCK_BIN)/python -c 'import functools, sys, tomllib; \
  print(*functools.reduce(dict.get, sys.argv[1].split("."), tomllib.load(open("pyproject.toml", "rb"))), sep="\n")'
COMPILE    = $(LOCK_BIN)/pip-compile --quiet --no-config --generate-hashes --strip-extras --allow-unsafe --no-header \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(UPGRADE)

lock:
	@$(PYTHON) -m venv $(VENV)-lock
	@$(LOCK_BIN)/python -m pip --quiet install pip-tools
	@$(STATED) project.dependencies | $(COMPILE) -o requirements.lock -
	@{ $(STATED) build-system.requires; echo editables; } | $(COMPILE) -c requirements.lock -o requirements-build.lock -
	@$(STATED) dependency-groups.dev | \
	  $(COMPILE) -c requirements.lock -c requirements-build.lock -o requirements-dev.lock -
	@sed -i.bak 's/-r -$$/pyproject.toml/' requirements*.lock && rm requirements*.lock.bak
	@rm -rf $(VENV)-lock

clean:
	@rm -rf $(VENV) $(VENV)-lock dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
