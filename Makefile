# From a fresh clone, `make chat` and `make test` need Python 3.11+ and make, nothing else.
# Works with GNU Make 3.81 (macOS) and later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIGHT := $(VENV)/.light-installed
LLM := $(VENV)/.llm-installed
MCP_TOOLS := $(VENV)/.mcp-installed
MODELS := $(VENV)/.models-installed
TRAINING := $(VENV)/.training-installed
DEV := $(VENV)/.dev-installed
AXE_VERSION := 4.14.1
AXE := $(VENV)/axe/node_modules/axe-core/axe.min.js

PAGES ?= sample/pages
TO ?= .zonewise/sample-index
INDEX ?=
Q ?=
CHECK ?=
MCP ?=
NEWS ?=
LIMIT ?= 0
MODEL ?=
MODEL_URL ?=
ENCODER ?=
RERANKER ?=
REPORT ?= build/eval-report
DATA ?=
TO_ENCODER ?= build/encoder
MODEL_QUESTION := which zones invest in copper processing?

# The question goes through the environment, so that quotes in it reach the program as typed.
export Q
WITH_INDEX := $(if $(INDEX),--index "$(INDEX)")
WITH_ENCODER := $(if $(ENCODER),--encoder "$(ENCODER)")
WITH_MODEL := $(if $(MODEL),--model "$(MODEL)") $(if $(MODEL_URL),--model-url "$(MODEL_URL)")
WITH_MODELS := $(WITH_ENCODER) $(if $(RERANKER),--reranker "$(RERANKER)") $(WITH_MODEL)
# What the models that are named need beyond the light install; a model of hf: needs both extras.
NEEDS := $(if $(ENCODER)$(RERANKER)$(filter hf:%,$(MODEL)),$(MODELS)) $(if $(MODEL),$(LLM))

.DEFAULT_GOAL := help
.PHONY: help setup setup-llm setup-mcp setup-models setup-dev chat ask check-model index test check lint types contracts tests eval bench screenshots encoder clean
# One step after the other, whatever -j says: the output is for reading.
.NOTPARALLEL:

help: ## List these commands
	@grep -E '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'
	@echo
	@echo '  PYTHON=python3.12 chooses the Python (3.11 to 3.13), INDEX=DIR another index than the sample.'
	@echo '  MODEL=PROVIDER:NAME lets a language model write (MODEL_URL: its server), ENCODER=NAME and RERANKER=NAME'
	@echo '  choose others than the bundled ones; what they need is installed when they are first named.'

setup: $(LIGHT) ## Install what answering needs into .venv (no torch)

setup-llm: $(LLM) ## Install the extra `llm` as well: language models on a server (langchain)

setup-mcp: $(MCP_TOOLS) ## Install the extra `mcp` as well: the calls for programs as tools of a language model

setup-models: $(MODELS) ## Install the extra `models` as well: local models, encoders, rerankers (torch)

setup-dev: $(DEV) $(AXE) ## Install the tools and all extras as well, in the versions of constraints.txt

chat: setup $(NEEDS) $(if $(filter-out 0,$(MCP)),$(MCP_TOOLS)) ## Answer the model question from the sample pages, then serve the chat page (CHECK=1: check and stop; MCP=1: with /mcp)
	@echo 'Q: $(MODEL_QUESTION)'
	@$(BIN)/python -m rag '$(MODEL_QUESTION)' $(WITH_INDEX) $(WITH_MODELS)
	@$(BIN)/python -m app $(WITH_INDEX) $(WITH_MODELS) $(if $(filter-out 0,$(CHECK)),--check) $(if $(filter-out 0,$(MCP)),--mcp)

ask: setup $(NEEDS) ## Answer one question: make ask Q="which zones make batteries?"
	@test -n "$$Q" || { echo 'No question. Try: make ask Q="$(MODEL_QUESTION)"' >&2; exit 2; }
	@$(BIN)/python -m rag "$$Q" $(WITH_INDEX) $(WITH_MODELS)

check-model: setup $(NEEDS) ## Say whether a language model works: make check-model MODEL=ollama:qwen3:4b-instruct
	@test -n "$(MODEL)" || { echo 'No model. Try: make check-model MODEL=ollama:qwen3:4b-instruct' >&2; exit 2; }
	@$(BIN)/python -m rag --check-model $(WITH_MODEL)

index: setup $(NEEDS) ## Index a folder of pages: make index PAGES=my-pages TO=my-index
	@$(BIN)/python -m index "$(PAGES)" --to "$(TO)" $(WITH_ENCODER)

test: setup-dev ## Set up, then run every check and test
	@$(MAKE) --no-print-directory --keep-going check

check: lint types contracts tests ## Run every check and test in the .venv as it is

lint: ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: ## Check types
	$(BIN)/mypy

contracts: ## Check which modules may import which
	$(BIN)/lint-imports

tests: ## Run the tests
	$(BIN)/python -m pytest

eval: setup ## Measure on the sample, and fail on figures below the committed baseline (REPORT=DIR: the report's folder)
	$(BIN)/python -m eval --gate --report "$(REPORT)"

bench: setup ## Measure speed and memory over articles of your own: make bench NEWS=articles.jsonl.gz
	@test -n "$(NEWS)" || { echo 'No articles. Try: make bench NEWS=articles.jsonl.gz LIMIT=20000' >&2; exit 2; }
	$(BIN)/python -m eval --benchmark speed --news "$(NEWS)" --limit "$(LIMIT)"

screenshots: ## Take the pictures of docs/images/ anew, of the page over the sample (needs what the tests need)
	$(BIN)/python -m tests.browser.taking_screenshots docs/images

encoder: $(TRAINING) ## Make the bundled encoder again, in half an hour: make encoder DATA=my-data (TO_ENCODER=DIR: its folder)
	@test -n "$(DATA)" || { echo 'No data. Try: make encoder DATA=my-data (training/README.md says what is in it)' >&2; exit 2; }
	$(BIN)/python -m training run --data "$(DATA)" --to "$(TO_ENCODER)"

clean: ## Remove .venv, caches, the index of the sample and the report of `make eval`
	rm -rf $(VENV) build/eval-report .zonewise/sample-index .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
		echo "Zonewise needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
		echo 'Name another one: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo 'Python could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }

$(LIGHT): $(VENV)/pyvenv.cfg pyproject.toml constraints.txt
	@echo 'Installing Zonewise into $(VENV) (once; some minutes, about 600 MB) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(LLM): $(LIGHT)
	@echo 'Installing the extra `llm` into $(VENV) (once) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[llm]'
	@touch $@

$(MCP_TOOLS): $(LIGHT)
	@echo 'Installing the extra `mcp` into $(VENV) (once) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[mcp]'
	@touch $@

$(MODELS): $(LIGHT)
	@echo 'Installing the extra `models` into $(VENV) (once; about 2 GB) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[models]'
	@touch $@

$(TRAINING): $(LIGHT)
	@echo 'Installing the extra `training` into $(VENV) (once; about 2 GB) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[training]'
	@touch $@

$(DEV): $(LIGHT)
	@echo 'Installing the tools and all extras into $(VENV) (once; about 2 GB) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[models,training,llm,bench,dev]'
	@touch $(LLM) $(MCP_TOOLS) $(MODELS) $(TRAINING) $@

# Without npm all but the scan of accessibility can be tested; that test then skips and says so.
$(AXE): Makefile
	@echo 'Installing axe-core $(AXE_VERSION) into $(VENV)/axe (once) …'
	@npm install --prefix $(VENV)/axe --no-save --ignore-scripts --no-audit --no-fund --silent axe-core@$(AXE_VERSION) && touch $@ || \
		echo 'axe-core was not installed (it needs npm; on Debian and Ubuntu: apt install npm): its test will skip'
