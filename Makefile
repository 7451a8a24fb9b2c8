# The commands of this project. Everything installed goes into .venv and node_modules, all state into $(VAR).
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VAR ?= var
PORT ?= 8000
DEMO ?= 1
PROFILE ?= city
PARALLEL ?= 2
export VAR PORT DEMO

RUN_IN := .venv/bin/python
TEMP := $(RUN_IN) -m config.embedded exec --temp --
PIP := $(RUN_IN) -m pip --disable-pip-version-check install --require-hashes
SOURCES := config core villages households projects funds assessment benchmarks tests
ASSETS := node_modules/.package-lock.json

.PHONY: run test check bench faults screenshots assets lock clean
.DEFAULT_GOAL := run

run: .venv/embedded.installed $(ASSETS)
	@$(RUN_IN) -m config.run

test: .venv/dev.installed $(ASSETS)
	@$(TEMP) $(RUN_IN) -m pytest -n $(PARALLEL) --dist loadgroup $(ARGS)

check: .venv/dev.installed
	$(RUN_IN) -m ruff format --check .
	$(RUN_IN) -m ruff check .
	$(RUN_IN) -m mypy $(SOURCES)
	.venv/bin/lint-imports
	$(RUN_IN) -m djlint templates --lint --quiet
	@$(TEMP) $(RUN_IN) manage.py makemigrations --check --dry-run
	$(RUN_IN) -m pytest -q --no-header tests/config/test_locks.py

bench: .venv/dev.installed
	@$(TEMP) $(RUN_IN) -m benchmarks --profile $(PROFILE) --out "$(VAR)/bench" $(ARGS)

faults: .venv/dev.installed
	@$(TEMP) $(RUN_IN) -m pytest tests/faults --long $(ARGS)

screenshots: .venv/dev.installed $(ASSETS)
	@$(TEMP) $(RUN_IN) -m tests.screenshots --out "$(VAR)/screenshots" $(ARGS)

assets: $(ASSETS)

# Writes the locks anew: exact versions and hashes, no address of any registry.
lock: .venv/dev.installed
	@$(RUN_IN) -m uv --version >/dev/null 2>&1 || $(RUN_IN) -m pip install uv
	cd requirements && lock() { echo "$$1.txt"; ../$(RUN_IN) -m uv pip compile --quiet --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header "$$1.in" -o "$$1.txt" $$2; } && \
		lock base && lock embedded "-c base.txt" && lock dev "-c embedded.txt" && lock assets
	npm install --package-lock-only

clean:
	rm -rf node_modules static_root .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
	@if [ -L .venv ]; then rm .venv; else rm -rf .venv; fi
	@echo "数据保留在 $(VAR)；如需一并删除：rm -rf \"$(VAR)\""

.venv/made:
	@[ -n "$(PYTHON)" ] || { echo "需要 Python 3.11 或更高版本。"; exit 1; }
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv || \
		{ echo "无法建立 .venv；Debian 和 Ubuntu 请先安装 python3-venv。"; rm -rf .venv; exit 1; }
	@touch $@

.venv/embedded.installed: requirements/embedded.txt | .venv/made
	$(PIP) -r requirements/embedded.txt
	@touch $@

.venv/dev.installed: requirements/dev.txt | .venv/made
	$(PIP) -r requirements/dev.txt
	@touch .venv/embedded.installed $@

# Node of this machine if it is new enough, else the one that a wheel carries.
$(ASSETS): package.json package-lock.json .npmrc | .venv/made
	@if ! { node -e 'process.exit(parseInt(process.versions.node) < 18)' && npm --version; } >/dev/null 2>&1; then \
		$(PIP) -r requirements/assets.txt && PATH="$(CURDIR)/.venv/bin:$$PATH"; fi; \
	[ -w "$${HOME:-/nonexistent}" ] || export npm_config_cache="$(CURDIR)/.venv/npm"; \
	npm ci
	@touch $@
