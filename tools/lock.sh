#!/usr/bin/env bash
# Write requirements/*.txt from pyproject.toml: exact versions with the hashes of
# all their files, and no index address. Local pip settings are left out, so that only the public files count.
# Arguments go to pip-compile, e.g. `tools/lock.sh --upgrade`.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
export PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock"
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL
options=(--generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
  --strip-extras --allow-unsafe --quiet --constraint requirements/limits.txt)

group() {
  $bin/python -c "import pathlib, sys, tomllib
text = pathlib.Path('pyproject.toml').read_text(encoding='utf-8')
print(*tomllib.loads(text)['dependency-groups'][sys.argv[1]], sep='\n')" "$1"
}

$bin/pip-compile "${options[@]}" "$@" --output-file requirements/run.txt pyproject.toml
for name in dev fuzz; do
  group "$name" | $bin/pip-compile "${options[@]}" "$@" --constraint requirements/run.txt \
    --output-file "requirements/$name.txt" pyproject.toml -
done
for name in peers-mdpo peers-mkdocs peers-toolkit; do
  group "$name" | $bin/pip-compile "${options[@]}" "$@" --output-file "requirements/$name.txt" -
done
# A constraint read from standard input is noted with the path of a temporary file.
for name in dev fuzz peers-mdpo peers-mkdocs peers-toolkit; do
  sed -i -E "s/# +via -r -$/# via $name/; s/^( +# +)-r -$/\1$name/" "requirements/$name.txt"
done
