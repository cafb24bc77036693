# 伴行 Banxing. `make` lists what can be asked for; `make run` is all a newcomer needs.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
EXPORT := $(BIN)/uv export --quiet --locked --format requirements-txt --no-emit-project --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help install install-test run work seed fix check test catalogs bench drills migration lock

help: ## list these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/\1\t\2/' | expand -t 12

install: ## make .venv with the locked packages, browser files and catalogs
	@$(PYTHON) tools/install.py
	@$(BIN)/python tools/catalogs.py --compile

install-test:
	@$(PYTHON) tools/install.py test
	@$(BIN)/python tools/catalogs.py --compile

run: install ## install what is missing and serve the site, with the demo when it is empty
	@exec $(BIN)/banxing serve --demo

work: install ## run one more job worker
	@exec $(BIN)/banxing work

seed: install ## write the demo organisation anew
	@$(BIN)/banxing demo --reset

fix: install-test ## format, repair what ruff can, bring the catalogs up to date
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix
	@$(BIN)/python tools/catalogs.py

check: install-test ## lint, format, types, architecture, catalogs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogs.py --check

test: check ## every check, then every test
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

catalogs: install-test ## extract and compile the translations; say what still lacks Chinese
	@$(BIN)/python tools/catalogs.py

bench: install-test ## measure against the baselines and print the ratios
	@$(BIN)/python -m benchmarks

drills: install-test ## break things on purpose: crashes, races, leaks
	@$(BIN)/python -m pytest tests/drills

migration: install ## write a migration: make migration slice=budget
	@$(BIN)/piccolo migrations new $(slice) --auto

lock: install-test ## resolve the dependencies anew
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv lock --quiet --upgrade
	@$(EXPORT) > requirements.lock
	@$(EXPORT) --extra test > requirements-test.lock
