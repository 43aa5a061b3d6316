#!/usr/bin/env bash
# Makes .venv from the hashed lock.  Needs only Python 3.11 or newer; where the distribution ships
# Python without venv, its package is installed first if that is permitted.
set -euo pipefail
cd "$(dirname "$0")/.."

python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "heartbridge needs Python 3.11 or newer" >&2
    exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    echo "$python cannot make virtual environments: installing $package"
    become=()
    if [ "$(id -u)" != 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            echo "not permitted here; please run: sudo apt-get install $package" >&2
            exit 1
        fi
        become=(sudo -n)
    fi
    "${become[@]}" apt-get update -qq
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package"
fi

echo "making the virtual environment .venv with $("$python" --version): once, some minutes"
rm -rf .venv
"$python" -m venv .venv
echo "installing the $(grep -c '==' requirements-dev.lock) packages of requirements-dev.lock"
pip=(.venv/bin/python -m pip --disable-pip-version-check -qq)
"${pip[@]}" install --require-hashes -r requirements-dev.lock
"${pip[@]}" install --no-deps --no-build-isolation --no-index -e .
touch .venv/.installed
