#!/usr/bin/env bash
# Writes both locks.  They hold names, versions and hashes: where a package is fetched from is the
# business of each machine.
set -euo pipefail
cd "$(dirname "$0")/.."

compile=(.venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header
    --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links)

"${compile[@]}" "$@" --extra dev --output-file requirements-dev.lock pyproject.toml
"${compile[@]}" "$@" --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml

if grep -nE '://|^ *-|/' requirements.lock requirements-dev.lock | grep -v -- '--hash=sha256:'; then
    echo "an address or a path got into a lock" >&2
    exit 1
fi
