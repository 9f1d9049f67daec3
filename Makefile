# `make data` and `make test` do all their own set-up, in .venv; Python 3.11 or later is enough.
PYTHON ?= python3
BIN := .venv/bin
SET_UP := .venv/set-up
PIP := $(BIN)/python -m pip -q --disable-pip-version-check

# Tests in tests/engine/programs open the files in LibreOffice, GDAL, LaTeX and Node.js, and kill builds with
# strace; tests in tests/engine/browser open the pages in Chromium. They run where all of it is installed,
# and what `npm ci` installs in READER.
READER := tests/engine/programs/javascript
MODULES := $(wildcard $(READER)/node_modules/axe-core)
SYSTEM := $(and $(shell command -v soffice),$(shell command -v ogrinfo),$(shell command -v strace))
PROGRAMS := $(and $(SYSTEM),$(shell command -v pdflatex),$(shell command -v node),$(MODULES))
BROWSER := $(and $(shell command -v chromium),$(MODULES))
LEFT_OUT := $(if $(PROGRAMS),,tests/engine/programs) $(if $(BROWSER),,tests/engine/browser)

.PHONY: data test test-more fuzz check current clean

data: $(SET_UP)
	$(BIN)/python scripts/build.py
	$(BIN)/python scripts/validate.py
	$(BIN)/python scripts/docs.py

PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile
LESS = @$(if $(strip $(LEFT_OUT)),echo "left out: $(strip $(LEFT_OUT)); see the Makefile for what they need",:)

test: $(SET_UP)
	$(LESS)
	$(PYTEST) -m "not more" $(LEFT_OUT:%=--ignore=%)

# What takes longer: every planted fault, hostile files, other programs, a browser.
test-more: $(SET_UP)
	$(LESS)
	$(PYTEST) -m more --dist worksteal $(LEFT_OUT:%=--ignore=%)

fuzz: $(SET_UP)
	$(BIN)/python tests/engine/fuzz/run.py --seconds 60

check: $(SET_UP)
	$(BIN)/ruff check . .ci/versions
	$(BIN)/ruff format --check . .ci/versions
	$(BIN)/mypy
	$(BIN)/frictionless validate datapackage.json

# What is generated is as it should be: on main, and before a release.
current: $(SET_UP)
	$(BIN)/python scripts/build.py --check
	$(BIN)/python scripts/docs.py --check

# The wheelhouse is what a user's `pip install` would fetch, also where it builds the sdist: tests
# install from it, without network.
$(SET_UP): Makefile constraints.txt requirements-claims.txt requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install -c constraints.txt -r requirements-dev.txt
	$(PIP) install -c constraints.txt --no-build-isolation -e .
	$(PIP) download -c constraints.txt -d .venv/wheelhouse pandas click hatchling
	touch $@

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache
