#!/usr/bin/env bash
# Write requirements/run.txt and requirements/dev.txt from pyproject.toml: exact versions with the hashes of
# all their files, and no index address. Local pip settings are left out, so that only the public files count.
# Arguments go to pip-compile, e.g. `tools/lock.sh --upgrade`.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
export PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock"
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL
options=(--generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
  --strip-extras --allow-unsafe --quiet --constraint requirements/limits.txt)

$bin/pip-compile "${options[@]}" "$@" --output-file requirements/run.txt pyproject.toml
$bin/python - <<'PYTHON' | $bin/pip-compile "${options[@]}" "$@" --constraint requirements/run.txt \
  --output-file requirements/dev.txt pyproject.toml -
import pathlib, tomllib

print(*tomllib.loads(pathlib.Path("pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["dev"], sep="\n")
PYTHON
# A constraint read from standard input is noted with the path of a temporary file.
sed -i -E 's/# +via -r -$/# via dev/; s/^( +# +)-r -$/\1dev/' requirements/dev.txt
