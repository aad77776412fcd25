# Two commands do everything: `make run` and `make test`. Both make what they need first.
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.PHONY: run test build lint types format bench-http bench-questions bench-validation lock clean

run: $(VENV)/.run
	@$(BIN)/treatygraph serve --host $(HOST) --port $(PORT)

build: $(VENV)/.run
	@$(BIN)/treatygraph build

# As many processes as there are processors; each takes a file at a time, those first that take longest. The commands and
# servers that tests start, some hundreds, are not compiled anew each time.
SIDE_BY_SIDE := -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: lint types node_modules $(VENV)/.suites
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

# The clients that tests drive, as their lock names them.
node_modules: package-lock.json
	npm ci --silent
	@touch $@

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

# For maintainers of the locks; needs `uv`.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
lock:
	$(LOCK) --extra build --extra charts --extra client --extra columns --extra mcp --extra notebook --extra test -o requirements/test.txt
	$(LOCK) --extra build --extra columns -c requirements/test.txt -o requirements/run.txt
	$(LOCK) --extra build --extra bench -c requirements/test.txt -o requirements/bench.txt

clean:
	rm -rf build node_modules $(VENV)
