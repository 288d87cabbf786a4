# Thin covers over the program: `imagesearch --help` tells what each does. `make` alone lists the targets.
SHELL := /bin/bash
export PKG_CONFIG_PATH := $(CURDIR)/vendor/pkgconfig:$(PKG_CONFIG_PATH)
PROGRAM := .build/release/imagesearch
PORT ?= 8000
LIMIT ?= 5
.DEFAULT_GOAL := help
COUNT ?= 20000
SECONDS ?= 60
.PHONY: help fuzz fuzz-pictures setup build start test test-sanitized check format test-api download-images db-shell logs quantize clean bench bench-scale bench-peer

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

setup: ## install what the project needs: system packages, OpenVINO, PostgreSQL
	@scripts/setup

build: setup ## build the program, optimised
	@echo "build: compiling (the first time takes several minutes)"
	@swift build -c release --product imagesearch --quiet --no-color-diagnostics

start: build ## index IMAGES_DIR (TESTING=1: the test images) and answer on http://localhost:8000
	@exec $(PROGRAM) serve

test: setup ## run every test, the README's test command
	@scripts/test

test-sanitized: setup ## run the unit tests under the address sanitizer
	@scripts/test-sanitized

check: ## format, direction of imports, shell scripts
	@scripts/check

format: ## format all Swift files
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

test-api: ## ask the running program: SEARCH="a green tree" LIMIT=4
	@scripts/test-api "$(SEARCH)" "$(LIMIT)" "$(PORT)"

download-images: build ## download pictures from the R2 bucket into IMAGES_DIR, at most MAX_IMAGES
	@exec $(PROGRAM) download

db-shell: build ## open psql on the database
	@exec $(PROGRAM) db-shell

logs: ## follow the log of the program
	@scripts/logs

quantize: ## make an int8 form of a model: MODEL=<folder or name> PICTURES=<folder>; MODEL_PRECISION=int8 uses it
	@scripts/quantize "$(MODEL)" "$(PICTURES)"

clean: ## remove what was built; asks before it removes data
	@scripts/clean

fuzz: setup ## look for bytes that break a parser, SECONDS for each: TARGETS="multipart query" takes these alone
	@scripts/fuzz "$(SECONDS)" $(TARGETS)

fuzz-pictures: setup ## decode COUNT pictures broken in their structure, in workers: FUZZ_SEED tries others
	@FUZZ_COUNT="$(COUNT)" swift test --filter FuzzTests

bench: setup ## measure speed and memory beside the limits of this machine
	@scripts/bench

bench-scale: setup ## measure searches of ROWS ("200000 1000000") generated vectors
	@scripts/bench-scale --rows $(or $(ROWS),200000 1000000)

bench-peer: setup ## measure the program beside a Python service of the same model
	@scripts/bench-peer
