# Everything a developer does here; `make` alone explains itself.

BIN        := bin/bucardo-sidecar
TOOLS      := $(CURDIR)/.cache/bin
# Git refuses a checkout of another user, and then the build would fail with it.
BUILD_VCS   = $(if $(shell git rev-parse HEAD 2>/dev/null),auto,false)
# What CI and two-core machines can bear: two packages at once, four tests in each.
TEST_FLAGS ?= -p 2 -parallel 4 -timeout 30m
PACKAGES   ?= ./...
DEMO_ARGS  ?=
BENCH_ARGS ?=
BENCH_ROWS ?= 100000
SOAK_SECONDS ?= 3600

.DEFAULT_GOAL := help
.PHONY: help build demo test test-race lint bench bench-targets demo-targets compare soak prepare clean go

help: ## Print this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: go ## Build the static binary bin/bucardo-sidecar
	@CGO_ENABLED=0 go build -trimpath -buildvcs=$(BUILD_VCS) -o $(BIN) ./cmd/bucardo-sidecar

demo: go ## Play the demo on a throwaway cluster (DEMO_ARGS, DEMO_EXIT=1 to end after it)
	@tools/prepare server
	@$(MAKE) --no-print-directory build
	@$(BIN) demo $(DEMO_ARGS)

prepare: go ## Install what the tests need: servers, checkers, linters
	@tools/prepare

test: prepare lint ## Install what the tests need, lint, and run all tests (PACKAGES, TEST_FLAGS)
	@go vet $(PACKAGES)
	@$(TOOLS)/gotestsum --format pkgname-and-test-fails -- $(TEST_FLAGS) $(PACKAGES)

test-race: prepare ## Run all tests with the race detector
	@tools/prepare compiler
	@CGO_ENABLED=1 $(TOOLS)/gotestsum --format pkgname-and-test-fails -- -race $(TEST_FLAGS) $(PACKAGES)

lint: go ## Check style and the import rules
	@tools/prepare linters
	@$(TOOLS)/golangci-lint run $(PACKAGES)

bench: prepare ## Measure latency, throughput and the cost of capture (BENCH_ARGS)
	@go run ./tests/bench $(BENCH_ARGS)

bench-targets: prepare ## Measure targets that are not PostgreSQL beside their own fastest way in (BENCH_ROWS)
	@BUCARDO_BENCH_TARGETS=$(BENCH_ROWS) go test -run '^TestBench$$' -count 1 -timeout 0 ./tests/targets -v

demo-targets: prepare ## Feed all kinds of targets at once and let their own clients show it
	@BUCARDO_DEMO_TARGETS=1 go test -run '^TestDemo$$' -count 1 ./tests/targets -v

compare: prepare ## Let Bucardo 5.6 and this project decide the same conflicts
	@BUCARDO_TEST_COMPARE=1 go test -run '^TestCompare$$' -count 1 ./tests/compare -v

soak: prepare ## Kill the sidecar under load for SOAK_SECONDS, then look for losses
	@BUCARDO_TEST_KILL_SECONDS=$(SOAK_SECONDS) go test -run '^TestKilledSidecar$$' -count 1 -timeout 0 -v ./tests/engine

clean: ## Remove what was built and downloaded here
	@rm -rf bin .cache

go:
	@command -v go >/dev/null || { echo 'Go is missing: see https://go.dev/doc/install' >&2; exit 1; }
