# Prerequisites: git, make, Python 3.11 or newer.  Everything else is set up by the recipes themselves.

VENV := .venv/.installed
PEERS := .venv/bench/.installed
MUTANTS := .venv/mutants/.installed
PY := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test up down check fmt bench chaos walk mutants lock clean

help: ## List the recipes.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

demo: $(VENV) ## Live through the example cases on private servers, then stay up; ARGS=--exit ends with the verdict.
	$(PY) -m deploy.demo $(ARGS)

test: $(VENV) $(MUTANTS) ## Run every test, the story on real servers included; ARGS goes to pytest.
	$(PY) -m pytest $(ARGS)

up: $(VENV) ## Start the development stack in the background, on the data of last time.
	$(PY) -m deploy.stack up

down: $(VENV) ## Stop the development stack; its data is kept.
	$(PY) -m deploy.stack down

check: $(VENV) ## Lint, format, types, import contracts and the fast tests, in under a minute.
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) -m pytest -q tests/unit tests/arch $(ARGS)

fmt: $(VENV) ## Format the code and fix what ruff can fix.
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: $(VENV) $(if $(findstring --short,$(ARGS)),,$(PEERS)) ## Measure beside baselines and peers in one run; writes benchmarks/results.json.
	$(PY) -m benchmarks.run $(ARGS)

chaos: $(VENV) ## Run the kill test in its long form.
	$(PY) -m pytest tests/chaos --long $(ARGS)

walk: $(VENV) ## Walk 10,000 cases, 3,000 meetings and 2,000 receptions through random moves on the real service; ARGS="--cases 500 --seed 7".
	$(PY) -m tests.walk $(ARGS)

mutants: $(VENV) $(MUTANTS) ## Change the domains' rules one by one and see whether a test notices; ARGS="routing.cases --fresh".
	$(PY) -m tests.mutants $(ARGS)

lock: $(VENV) ## Resolve the dependencies of pyproject.toml anew, with hashes and without any address.
	deploy/lock.sh

clean: ## Remove what the recipes made, the development data included; stops the stack first.
	@if [ -x $(PY) ]; then $(PY) -m deploy.stack clean; fi
	rm -rf .venv .run .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV): requirements-dev.lock deploy/venv.sh
	deploy/venv.sh

.venv/%/.installed: requirements-%.lock | $(VENV)
	rm -rf $(@D)
	$(PY) -m venv $(@D)
	$(@D)/bin/python -m pip --disable-pip-version-check -qq install --require-hashes -r $<
	touch $@
