#!/usr/bin/env bash
# Make the virtual environment $1 from the locked requirements $2, unless it is there and as new as they are.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1 requirements=$2
if [ "$venv/.ready" -nt "$requirements" ]; then exit 0; fi
export PIP_DISABLE_PIP_VERSION_CHECK=1
echo "Installing $requirements into $venv ..."
.venv/bin/python -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --require-hashes --requirement "$requirements"
touch "$venv/.ready"
