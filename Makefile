# `make demo` and `make test` do everything from a fresh clone; both create .venv when it is missing.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: demo test test-slow lint docs clean

$(VENV)/.base: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) -e .
	$(BIN)/python -m pip uninstall --quiet --yes setuptools  # 10 MB that nothing here needs
	touch $@

$(VENV)/.dev: $(VENV)/.base
	$(PIP_INSTALL) -e '.[dev]'
	# Ultralytics brings an OpenCV with windows, which overwrites ours and needs a display's libraries.
	$(BIN)/python -m pip uninstall --quiet --yes opencv-python opencv-python-headless
	$(PIP_INSTALL) --no-deps opencv-python-headless
	touch $@

$(VENV)/.docs: $(VENV)/.base
	$(PIP_INSTALL) -e '.[docs]'
	touch $@

demo: $(VENV)/.base
	$(BIN)/python -m repsight demo

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# A test a core: two that each start a thread a core wait for each other most of the time.
test: lint
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist worksteal

test-slow: $(VENV)/.dev
	$(BIN)/pytest -m slow

docs: $(VENV)/.docs
	$(BIN)/mkdocs build --strict

clean:
	rm -rf $(VENV) build dist site .pytest_cache .mypy_cache .ruff_cache
