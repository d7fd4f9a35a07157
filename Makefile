# One door: `make serve` and `make test` set up all they need.
PYTHON ?= python3
BIN := .venv/bin
YASGUI := server/foedus/web/static/vendor
NPM := npm ci --ignore-scripts --silent --no-audit --no-fund --fetch-retries=0

# The code is compiled here, since an environment may forbid Python to write what it compiled.
COMPILE := @$(BIN)/python -m compileall -q server/foedus

.PHONY: serve test check format held bench pictures mutate build clean

serve: .venv/serve $(YASGUI)
	$(COMPILE)
	$(BIN)/foedus serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

test: .venv/test tests/clients/node_modules $(YASGUI)
	$(COMPILE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/foedus format --check
	$(BIN)/foedus verify
	$(BIN)/foedus validate
	$(BIN)/pytest --numprocesses auto

check: .venv/test tests/clients/node_modules $(YASGUI)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto -m "not slow"

format: .venv/test
	$(BIN)/ruff format .
	$(BIN)/foedus format

# SINCE is the release before, or nothing.
SINCE ?= nothing
held: .venv/test
	$(BIN)/foedus diff $(SINCE) --format held --into CHANGELOG.md

bench: .venv/bench
	$(COMPILE)
	PYTHONPATH=tests:server $(BIN)/python -m benchmarks.run $(BENCH)

pictures: .venv/test $(YASGUI)
	PYTHONPATH=tests:server $(BIN)/python tests/look.py $(ONLY)

mutate: .venv/test
	PYTHONPATH=tests $(BIN)/python -m mutation.run $(MUTATE)

build: .venv/test $(YASGUI)
	$(BIN)/python -m build --no-isolation

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "foedus needs Python 3.11 or newer; set PYTHON=… to one (this is $$($(PYTHON) --version))"; exit 2; }
	@$(PYTHON) -m venv .venv || \
	  { echo "this Python cannot make a virtual environment; on Debian install python3-venv"; exit 2; }

.venv/serve: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/test: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@ .venv/serve

# Where they cannot be had, the tests of clients in JavaScript say that they are left out.
tests/clients/node_modules: tests/clients/package-lock.json
	@if command -v npm >/dev/null; then \
	  npm ci --prefix tests/clients --silent --no-audit --no-fund && touch $@ || echo "npm could not fetch tests/clients"; fi

# Where it cannot be had, the page /query shows its plain form alone.
$(YASGUI): $(wildcard server/editor/*.*) server/editor/SHA256SUMS
	@if command -v npm >/dev/null; then \
	  $(NPM) --prefix server/editor && node server/editor/copy.mjs && touch $@ || \
	  echo "npm could not fetch the editor of /query, which shows its plain form"; \
	elif [ ! -d $@ ]; then echo "/query shows its plain form: its editor wants node and npm"; fi

.venv/bench: .venv/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	@touch $@

clean:
	rm -rf tests/clients/node_modules server/editor/node_modules $(YASGUI) .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
