# The doors to the project; `make help` lists them. Needs git, make and Python 3.11 or newer; `make setup` gets the rest.
SHELL := /bin/bash
PYTHON_IN := .venv/bin/python
# How many processes run tests; the suite's time limit is meant for two cores.
WORKERS ?= 2
# Python keeps what it has compiled, whatever the surroundings say: the suite starts hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup starter demo test test-deep simulate killtest check lint format bench sizes installers rehearse rehearse-windows dictionary lock screenshots translations

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv from the lock file, and install what the system lacks
	@bash packaging/setup.sh

# Content that comes with the program and can be read with no network at all: see packaging/starter.
STARTER := build/resources/starter-network/fingerprint
$(STARTER): packaging/starter/make_starter_network.py $(shell find resources/starter -type f 2>/dev/null) | setup
	@$(PYTHON_IN) $< resources/starter $(dir $@)

starter: setup $(STARTER) ## make the starter content as people look around in it (again, if it changed)

demo: setup starter ## play the whole story in the terminal, then open the field worker's window (or draw its pages into build/demo/)
	@$(PYTHON_IN) packaging/demo/demo.py

test: setup starter ## run every test (ARGS="-k name" chooses, WORKERS=0 runs them in one process)
	@$(PYTHON_IN) -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

test-deep: setup starter ## run every test with five times the generated examples (takes long)
	@$(PYTHON_IN) -m pytest --numprocesses $(WORKERS) --dist worksteal --hypothesis-profile=deep $(ARGS)

simulate: setup ## play many simulated histories of syncs (SEEDS=20000 FIRST=0, ARGS=--planted; docs/testing-sync.md)
	@$(PYTHON_IN) -m tests.simulation --seeds $(or $(SEEDS),1000) --first $(or $(FIRST),0) $(ARGS)

# What packages run when they come and go has no ending in its name.
SHELL_SCRIPTS = .ci/run $$(git ls-files "*.sh") \
	$$(git ls-files packaging/installers/linux/parts | grep -v "[.]sh$$" | xargs grep -l -m 1 "^\#!")

check: lint ## style, types, import contracts, house rules
	$(PYTHON_IN) -m pytest --quiet tests/architecture

lint: setup ## the same without the house rules, which `make test` holds as well
	$(PYTHON_IN) -m ruff check
	$(PYTHON_IN) -m ruff format --check
	$(PYTHON_IN) -m mypy
	.venv/bin/lint-imports --no-cache
	@if command -v shellcheck >/dev/null; then shellcheck $(SHELL_SCRIPTS); \
	else echo "shellcheck is not installed: the shell scripts were not checked"; fi

format: setup ## write every file in the house format
	@$(PYTHON_IN) -m ruff check --fix --select I
	@$(PYTHON_IN) -m ruff format

bench: setup ## measure speed and sizes, and write docs/benchmarks.md
	@PYTHONPATH=packaging/installers $(PYTHON_IN) -m tests.benchmarks $(ARGS)

installers: setup starter ## build the installers into build/installers (as root; docs/releasing.md)
	@PYTHONPATH=packaging/installers $(PYTHON_IN) -m linux.build_linux
	@$(PYTHON_IN) packaging/installers/windows/build.py --when-possible --python "$(WINDOWS_PYTHON)" --sha256 "$(WINDOWS_PYTHON_SHA256)"

rehearse: setup starter ## install what was built in clean roots without network, and live with it (ARGS=deb, run, exe, parts, same)
	@PYTHONPATH=packaging/installers $(PYTHON_IN) packaging/rehearse/rehearse.py $(ARGS)

rehearse-windows: setup starter ## the same for the Windows installer, under wine (ARGS="--setup EXE")
	@$(PYTHON_IN) packaging/rehearse/under_wine.py $(ARGS)

sizes: setup ## write how large the built installers are into docs/benchmarks.md
	@PYTHONPATH=packaging/installers $(PYTHON_IN) -m tests.benchmarks.installer_sizes

killtest: setup ## kill client and hub in the middle of real syncs, each N times (N=1000 SEED=1), and check every promise
	@$(PYTHON_IN) -m tests.killing --kills $(or $(N),100) --seed $(or $(SEED),1) $(ARGS)

dictionary: setup ## train the dictionary of short texts again, from open content only (ARGS="--number N" for a new one)
	@PYTHONPATH=packaging/starter $(PYTHON_IN) packaging/dictionary/make_dictionary.py $(ARGS)

screenshots: setup starter ## write a picture of every page in every look to build/screenshots/
	@$(PYTHON_IN) packaging/screenshots/take.py $(ARGS)

translations: setup ## bring the catalogues up to date with the source (ARGS="export fr fr.csv" for a spreadsheet)
	@$(PYTHON_IN) packaging/translations/translate.py $(ARGS)

lock: setup ## write requirements/*.lock again (ARGS=--upgrade takes the newest versions)
	@bash packaging/lock.sh $(ARGS)
