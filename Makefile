# The two commands: `make run` tries it out, `make test` proves it.
.PHONY: run test check bench score lock clean

VENV := .venv
PYTHON := $(VENV)/bin/python
# The packages that `make bench` measures against; bench/peers/environment.py knows this folder, too.
PEERS := var/bench-env

run: $(VENV)/run.ready
	@exec $(PYTHON) manage.py up --demo

test: $(VENV)/dev.ready
	@$(PYTHON) -m tests.servers.packages --install
	@$(MAKE) --no-print-directory $(VENV)/kerberos.ready
	@$(PYTHON) -m tests.run

# The fast part of `make test`: style, types, structure; no servers.
check: $(VENV)/dev.ready
	@$(PYTHON) -m tests.run --only check

bench: $(VENV)/dev.ready $(PEERS)/ready
	@$(PYTHON) -m tests.servers.packages --install
	@# whoever is not to be had is left out, and the table says so
	@$(PYTHON) -m tests.servers.packages --install --peers || true
	@$(PYTHON) -m bench
	@$(PYTHON) -m bench.pages --output bench/pages.json

# Judges the collection of mail in MAILCENTER_CORPUS (manifest.jsonl, the messages, score.py).
SCORER ?= $(MAILCENTER_CORPUS)/score.py

score: $(VENV)/dev.ready
	@test -n "$(MAILCENTER_CORPUS)" || { echo "Set MAILCENTER_CORPUS to the folder of the collection."; exit 1; }
	@mkdir -p var
	@$(PYTHON) manage.py judge "$(MAILCENTER_CORPUS)/manifest.jsonl" --root "$(MAILCENTER_CORPUS)" --out var/answers.jsonl
	@$(PYTHON) "$(SCORER)" var/answers.jsonl --out "$(MAILCENTER_CORPUS)"

# The lists of locked versions, made anew from pyproject.toml.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes pyproject.toml --group demo --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes pyproject.toml --extra kerberos --constraint requirements.lock --output-file requirements-kerberos.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --group bench --constraint requirements.lock --output-file requirements-bench.lock

clean:
	rm -rf $(VENV) var

$(VENV)/run.ready: requirements.lock
	@scripts/install requirements.lock $@

$(VENV)/dev.ready: requirements-dev.lock
	@scripts/install requirements-dev.lock $@

# Compiled, hence apart: needs gcc and libkrb5-dev.
$(VENV)/kerberos.ready: requirements-kerberos.lock
	@scripts/install requirements-kerberos.lock $@

$(PEERS)/ready: requirements-bench.lock
	@mkdir -p var
	@scripts/install requirements-bench.lock $@ $(PEERS)
