# Everything a newcomer needs; the work is done by the scripts in tools/.
PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run sign-in test journeys check translations bench fmt clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

run: ## Start the site with its demo (PORT=8000, DEMO=0 for an empty one)
	@tools/prepare.sh run
	@exec $(PYTHON) tools/serve.py

sign-in: ## Print a one-time sign-in address (EMAIL=...)
	@tools/prepare.sh run
	@exec $(PYTHON) tools/embedded.py sign-in "$(EMAIL)"

test: ## Run every test, on SQLite and on PostgreSQL, and the browser journeys
	@tools/prepare.sh dev
	@tools/services.sh
	@exec $(PYTHON) tools/test.py

journeys: ## Run only the browser journeys, on SQLite
	@tools/prepare.sh dev
	@tools/services.sh
	@exec $(PYTHON) tools/test.py journeys

check: ## Check format, types, imports, templates and translations
	@tools/prepare.sh dev
	@tools/check.sh

translations: ## Bring the French catalogue in line with the words of code and templates
	@tools/prepare.sh dev
	@tools/update_translations.sh

bench: ## Measure the speed of the main pages
	@tools/prepare.sh dev
	@exec $(PYTHON) -m tests.benchmarks

fmt: ## Format the code
	@tools/prepare.sh dev
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

clean: ## Remove what make installed and cached; keeps var/, where the data are
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	@find meetings tests tools translations migrations -name __pycache__ -prune -exec rm -rf {} +
	@find translations -name '*.mo' -delete
