# `make data` and `make test` do all their own set-up, in .venv; Python 3.11 or later is enough.
PYTHON ?= python3
BIN := .venv/bin
SET_UP := .venv/set-up
PIP := $(BIN)/python -m pip -q --disable-pip-version-check

# Tests in tests/programs open the files in LibreOffice and GDAL, and kill builds with strace; they
# run where all three are installed.
THERE := $(and $(shell command -v soffice),$(shell command -v ogrinfo),$(shell command -v strace))
PROGRAMS := $(if $(THERE),,--ignore=tests/programs)

.PHONY: data test corpus check clean

data: $(SET_UP)
	$(BIN)/python scripts/build.py
	$(BIN)/python scripts/validate.py
	$(BIN)/python scripts/docs.py

test: $(SET_UP)
	@$(if $(PROGRAMS),echo "tests/programs is left out: it needs LibreOffice and GDAL and strace",:)
	$(BIN)/python -m pytest -n auto --dist loadgroup $(PROGRAMS)

# All planted faults, some 2,100 packages and 900 files of claims: eight minutes.
corpus: $(SET_UP)
	CORPUS=all $(BIN)/python -m pytest -n auto --dist loadgroup tests/test_corpus.py tests/test_claim_corpus.py

check: $(SET_UP)
	$(BIN)/ruff check . .ci/versions
	$(BIN)/ruff format --check . .ci/versions
	$(BIN)/mypy
	$(BIN)/python scripts/build.py --check
	$(BIN)/python scripts/docs.py --check
	$(BIN)/python scripts/diff.py released . --changelog --check

# The wheelhouse is what a user's `pip install` would fetch: tests install from it, without network.
$(SET_UP): Makefile constraints.txt requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install -c constraints.txt -r requirements-dev.txt
	$(PIP) install -c constraints.txt --no-build-isolation -e .
	$(PIP) download -c constraints.txt -d .venv/wheelhouse pandas click
	touch $@

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache
