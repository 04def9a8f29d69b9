# Each target sets up what it needs: a private uv in .tools, Python and the locked packages in .venv.

PYTHON := .venv/bin/python
READY := .venv/.complete
LOCKS := requirements/app.txt requirements/embedded.txt requirements/dev.txt requirements/demo-city.txt requirements/uv.txt

# Bytecode that is not kept is compiled again by every process, of which a test run starts some fifty.
unexport PYTHONDONTWRITEBYTECODE

# What needs settings needs servers; checks and tests have some of their own.
ON_SERVERS = DOMINOS_STATE_DIR=$(or $(DOMINOS_STATE_DIR),$(CURDIR)/.dominos/test) $(PYTHON) -m dominos.development run

.DEFAULT_GOAL := help
.PHONY: help demo run test test-fast chaos lint format openapi generated screenshots news clients documents lock stop clean

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

demo: $(READY) ## one whole order through the public interfaces, from sign-up to review
	@$(PYTHON) manage.py demo

run: $(READY) ## the platform, until Ctrl-C (SHAPE=split: a deployment of each app, behind Envoy; LIVE=1: a city of people)
	@$(PYTHON) manage.py up $(if $(SHAPE),--shape $(SHAPE)) $(if $(LIVE),--live) $(ARGS)

test: $(READY) ## every check and all tests (DOMINOS_WITHOUT_BROWSER=1 where no browser can be had)
	@scripts/browser
	@scripts/promtool
	@$(ON_SERVERS) scripts/check

test-fast: $(READY) ## style, borders and the tests that are not slow: three minutes
	@$(ON_SERVERS) scripts/check lint format borders fast javascript

chaos: $(READY) ## real processes killed by -9 under load, then the audit (make chaos ARGS="CHAOS_MINUTES=10")
	@$(ON_SERVERS) env $(ARGS) .venv/bin/pytest -q -s tests/chaos/real_processes.py

lint: $(READY) ## style, types and borders only
	@$(ON_SERVERS) scripts/check lint format borders javascript types

format: $(READY) ## put the code in order
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format . ; scripts/javascript --fix

openapi: $(READY) ## write docs/openapi.yaml again
	@$(PYTHON) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

generated: $(READY) openapi ## write everything that is generated again: OpenAPI, AsyncAPI, configuration, trees of the apps, pages about states and money, manifests, dashboards
	@$(PYTHON) manage.py configuration
	@$(PYTHON) manage.py app_trees
	@$(PYTHON) manage.py retention
	@$(PYTHON) manage.py order_states
	@$(PYTHON) manage.py money_page
	@$(PYTHON) manage.py asyncapi
	@$(PYTHON) manage.py manifests
	@$(PYTHON) manage.py dashboards

screenshots: $(READY) ## photograph the pages for docs/screenshots
	@$(PYTHON) manage.py screenshots

clients: $(READY) ## make the clients of the API, for Python and TypeScript, into clients/built
	@scripts/clients

documents: $(READY) ## draw an invoice, a credit note and a day report for docs/documents
	@$(PYTHON) manage.py documents

news: $(READY) ## photograph mails and SMS, in three languages, light and dark, for docs/news
	@$(PYTHON) manage.py news_pictures

lock: $(READY) ## compile the locks again (make lock ARGS=--upgrade takes new versions)
	@scripts/lock $(ARGS)

stop: ## stop the platform and its servers
	@test ! -x $(PYTHON) || $(PYTHON) -m dominos.development stop

clean: ## stop everything and delete its data, the environment and all caches
	@test ! -x $(PYTHON) || $(PYTHON) -m dominos.development discard
	rm -rf .dominos .venv .tools node_modules clients/built .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles

$(READY): $(LOCKS) scripts/bootstrap
	@scripts/bootstrap
