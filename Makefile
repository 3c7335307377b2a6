# Whistle. `make run` shows it, `make test` proves it, `make bench` measures it.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
CLIENT := whistle/client
NODE := $(CLIENT)/node_modules/installed
# Browser tests wait a lot, so there are more processes than most machines of CI have cores. Each takes whole files.
TOGETHER := -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: run test client-test bench client words check format lock clean

## The demonstration, from a fresh clone to http://localhost:8000. Invented data, this computer only.
## KEEP=1 goes on with the data of last time; PORT=8001 takes another port.
run: .venv/installed
	@exec $(BIN)/whistle demo $(if $(KEEP),--keep) $(if $(PORT),--port $(PORT))

## Everything a test run needs, browsers included, then the whole suite. pytest's closing line comes last.
test: .venv/installed client-test
	@. .ci/node && chromium=$$(.ci/browser) && headless=$$(.ci/headless) && firefox=$$(.ci/firefox) && \
		WHISTLE_CHROMIUM="$$chromium" WHISTLE_HEADLESS="$$headless" WHISTLE_FIREFOX="$$firefox" $(BIN)/pytest $(TOGETHER)

## The browser's half: types, tests, and that the committed bundles are what their sources build.
client-test: $(NODE)
	@. .ci/node && cd $(CLIENT) && npm run --silent check && node build.mjs --check
	@. .ci/node && cd $(CLIENT) && { npm test --silent >node_modules/tests.log 2>&1 || { cat node_modules/tests.log; exit 1; }; }
	@sed -nE 's/^[^ ]+ pass ([0-9]+)/\1 tests of the client passed/p' $(CLIENT)/node_modules/tests.log

## The figures of the service on this machine, each beside a bare commit loop; also in bench/latest.json.
bench: .venv/installed
	@$(BIN)/python -m compileall -q whistle config.py wsgi.py
	@browser=$$(.ci/browser) && WHISTLE_CHROMIUM="$$browser" $(BIN)/python -m tests.bench

## Build the scripts and styles that are committed under whistle/static.
client: $(NODE)
	@. .ci/node && cd $(CLIENT) && node build.mjs

## Gather every message that a reporter can read, and bring each language's catalogue up to date.
words: .venv/installed
	@$(BIN)/python -m tests.words

## Style, types and the contracts between the rooms.
check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: .venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

## Resolve the Python dependencies anew; the lock names versions and hashes, and no host.
lock:
	rm -f uv.lock && $(UV) lock && sed -i -f lock.sed uv.lock

## Forget everything that can be made again. The demonstration's data is in var/.
clean:
	rm -rf .venv var build dist $(CLIENT)/node_modules

.venv/installed: uv.lock pyproject.toml
	@.ci/python $(PYTHON)
	@echo "Putting what Whistle needs into .venv …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	@$(UV) export --frozen --quiet --no-emit-project --no-header -o .venv/requirements.txt
	@$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes .venv/requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(NODE): $(CLIENT)/package-lock.json | .venv/installed
	@echo "Putting what the browser's half needs into $(CLIENT)/node_modules …"
	@. .ci/node && cd $(CLIENT) && npm ci --silent --no-fund --no-audit
	@touch $@
