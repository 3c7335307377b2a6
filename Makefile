# Whistle. `make run` shows it, `make test` proves it, `make bench` measures it.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
CLIENT := whistle/client

.venv/installed: uv.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv==0.13.8
	$(UV) export --frozen --quiet --no-emit-project --no-header -o .venv/requirements.txt
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes .venv/requirements.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	touch $@

$(CLIENT)/node_modules/installed: $(CLIENT)/package-lock.json
	cd $(CLIENT) && npm ci --no-fund --no-audit
	touch $@

## Resolve the Python dependencies anew; the lock names versions and hashes, and no host.
lock:
	rm -f uv.lock && $(UV) lock && sed -i -f lock.sed uv.lock
