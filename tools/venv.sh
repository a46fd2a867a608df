#!/usr/bin/env bash
# Make the virtual environment $1 and install Recto and its tools from the locked requirements.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${1:-.venv}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=""
for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
  if [ -n "$candidate" ] && is_new_enough "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
  echo "recto: no Python 3.11 or newer found. Install one, or name it: PYTHON=/path/to/python make setup" >&2
  exit 1
fi

# Debian and Ubuntu ship Python without ensurepip; the package python3.X-venv has it.
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  version=$("$python" -c 'import sys; print("{}.{}".format(*sys.version_info))')
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "python$version-venv"
  else
    echo "recto: $python cannot make virtual environments. Run: sudo apt-get install python$version-venv" >&2
    exit 1
  fi
fi

if ! [ -x "$venv/bin/python" ] || ! is_new_enough "$venv/bin/python"; then
  echo "Making $venv with $("$python" --version) ..."
  "$python" -m venv --clear "$venv"
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1
echo "Installing the locked requirements into $venv ..."
"$venv/bin/python" -m pip install --quiet --require-hashes --requirement requirements/dev.txt
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
