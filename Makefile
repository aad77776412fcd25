# Two commands do everything: `make run` and `make test`. Both make what they need first.
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.PHONY: run test build lint types format bench-http bench-questions bench-validation bench-front bench-growth bench-pages lock clean

run: $(VENV)/.run node_modules/.run
	@$(BIN)/treatygraph serve --host $(HOST) --port $(PORT)

build: $(VENV)/.run
	@$(BIN)/treatygraph build

# As many processes as there are processors; each takes a file at a time, those first that take longest. The commands and
# servers that tests start, some hundreds, are not compiled anew each time.
SIDE_BY_SIDE := -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: $(VENV)/.test
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint types node_modules/.test $(VENV)/.suites
	$(BIN)/treatygraph format --check
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest $(SIDE_BY_SIDE)

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

format: $(VENV)/.test
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/treatygraph format

# The locks name every package with its hashes; nothing else is installed.
$(VENV)/.run: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

# The W3C test suite for SHACL stands in the source distribution of pyshacl, whose version and hashes the lock names.
SUITES := $(VENV)/suites
$(VENV)/.suites: requirements/test.txt $(VENV)/.test
	@rm -rf $(SUITES) && mkdir -p $(SUITES)
	@awk '/^[^ ]/ { kept = /^pyshacl==/ } kept && !/#/' requirements/test.txt > $(SUITES)/pyshacl.txt
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary pyshacl --require-hashes \
		-r $(SUITES)/pyshacl.txt -d $(SUITES)
	@cd $(SUITES) && tar -xzf pyshacl-*.tar.gz --strip-components 3 "$$(basename pyshacl-*.tar.gz .tar.gz)/test/resources/sht_tests"
	@touch $@

# What the pages take of others and the clients that tests drive, as their lock names them; no package runs a script of its own.
NPM_CI := npm ci --silent --no-audit --no-fund --ignore-scripts
node_modules: node_modules/.test
node_modules/.test: package-lock.json
	$(NPM_CI)
	@touch node_modules/.run $@

# For the pages alone. Where the system has no npm, a wheel brings one into the environment; where there is none to be had
# the pages do with less, say so, and the next run tries again.
node_modules/.run: package-lock.json | $(VENV)/.run
	@command -v npm >/dev/null || test -x $(BIN)/npm || $(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--retries 1 --timeout 20 --require-hashes -r requirements/node.txt || true
	@if PATH="$$PATH:$(CURDIR)/$(BIN)" $(NPM_CI) --omit=dev --fetch-retries=1; then touch $@; else \
		echo "There is no npm, or it cannot reach its registry: the query page has a plain editor with a table instead of" \
		"YASGUI, maps have dots instead of outlines, and charts are pictures. Install Node.js with npm, then: make run"; fi

# Measures the endpoint beside other servers, in one run; takes some fifteen minutes on a machine that does nothing else.
bench-http:
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	.venv-bench/bin/python -m benchmarks.http

# Measures every question of the catalogue on the current release.
bench-questions: build
	$(BIN)/python -m benchmarks.questions

# Measures validation beside the reference, on the current release and on graphs made from a seed; some ten minutes.
bench-validation: build
	$(BIN)/python -m benchmarks.validation

# Measures how cost grows, on worlds made from a seed; a quarter of an hour on a machine that does nothing else.
bench-growth: $(VENV)/.test
	$(BIN)/python -m benchmarks.growth

# Measures a proxy and a shared cache before one copy; needs haproxy and varnish.
bench-front: build
	$(BIN)/python -m benchmarks.front

# Measures how soon each page shows something in Chromium, cold and warm, on the current release.
bench-pages: build node_modules/.run $(VENV)/.test
	$(BIN)/python -m benchmarks.pages

# For maintainers of the locks; needs `uv`.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
lock:
	$(LOCK) --extra build --extra client --extra columns --extra mcp --extra notebook --extra test -o requirements/test.txt
	$(LOCK) --extra build --extra columns -c requirements/test.txt -o requirements/run.txt
	$(LOCK) --extra build --extra bench -c requirements/test.txt -o requirements/bench.txt
	$(subst pyproject.toml,requirements/node.in,$(LOCK)) -o requirements/node.txt

clean:
	rm -rf build node_modules $(VENV)
