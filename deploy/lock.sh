#!/usr/bin/env bash
# Writes all locks.  They hold names, versions and hashes: where a package is fetched from is the
# business of each machine.
set -euo pipefail
cd "$(dirname "$0")/.."

compile=(.venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header
    --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links)
locks=(requirements.lock requirements-dev.lock requirements-bench.lock
    requirements-mutants.lock)

"${compile[@]}" "$@" --extra dev --output-file requirements-dev.lock pyproject.toml
"${compile[@]}" "$@" --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml
"${compile[@]}" "$@" --output-file requirements-bench.lock benchmarks/peers/requirements.in
"${compile[@]}" "$@" --output-file requirements-mutants.lock tests/mutants/requirements.in

if grep -nE '://|^ *-|/' "${locks[@]}" | grep -v -- '--hash=sha256:'; then
    echo "an address or a path got into a lock" >&2
    exit 1
fi
