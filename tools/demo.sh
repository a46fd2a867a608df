#!/usr/bin/env bash
# Make a fresh demo project in $1, take it through the pipeline, and open the review desk on port $2.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-build/demo}
port=${2:-8080}
recto=$PWD/.venv/bin/recto

rm -rf "$folder"
"$recto" demo "$folder" >/dev/null
echo "The demo project is in $folder; .venv/bin/recto -C $folder status shows it from here."
cd "$folder"
"$recto" extract
engine=pseudo
if command -v apertium >/dev/null && [[ "$(apertium -l 2>/dev/null)" == *eng-spa* ]]; then engine=apertium; fi
# The last line is the sum. A unit that stays empty is no reason to stop: people are about to look.
"$recto" pretranslate --locale es --engine "$engine" | tail -n 1 || true
"$recto" pretranslate --locale de --locale ru --locale ar | tail -n 1 || true
"$recto" compile
exec "$recto" review --port "$port"
