#!/usr/bin/env bash
# See that the programs which pip cannot install are there: gettext (tests), Chromium (tests of the desk,
# pictures), apertium with English-Spanish (an offline engine), LibreOffice Writer and pdftotext (tests of
# .docx), OmegaT (takes our XLIFF in tests), redis-server (tests of jobs) and the schemas of XLIFF, which
# Debian has in a PHP library (files to read; nothing of PHP runs). As root on Debian and Ubuntu they are
# installed, for anyone else the one line to run is printed.
# Recto works without them, so nothing here stops a build.
set -uo pipefail

has_gettext() { command -v msgfmt >/dev/null && command -v msgmerge >/dev/null; }
has_apertium() { command -v apertium >/dev/null && [[ "$(apertium -l 2>/dev/null)" == *eng-spa* ]]; }
has_office() { command -v soffice >/dev/null && command -v pdftotext >/dev/null; }
has_omegat() { command -v omegat >/dev/null; }
has_redis() { command -v redis-server >/dev/null; }
has_schemas() { [ -f /usr/share/php/Symfony/Component/Translation/Resources/schemas/xliff-core-2.0.xsd ]; }
has_chromium() {
  [ -x "${CHROMIUM:-}" ] && return
  local name
  for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && return; done
  return 1
}

missing() {
  has_gettext || echo gettext
  has_chromium || echo chromium
  has_apertium || echo apertium apertium-eng-spa
  has_office || echo libreoffice-writer-nogui poppler-utils
  has_omegat || echo omegat
  has_redis || echo redis-server
  has_schemas || echo php-symfony-translation
}

packages=$(missing | tr '\n' ' ')
[ -z "$packages" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ "${SYSTEM:-yes}" != no ]; then
  export DEBIAN_FRONTEND=noninteractive
  echo "Installing $packages..."
  apt-get update -qq || echo "recto: apt-get update failed; going on with the package lists there are." >&2
  # One at a time: one package that a distribution does not have must not hold up the others.
  for package in $packages; do
    apt-get install -y -qq --no-install-recommends "$package" >/dev/null ||
      echo "recto: the package $package could not be installed." >&2
  done
  packages=$(missing | tr '\n' ' ')
  [ -z "$packages" ] && exit 0
  echo "recto: still missing: ${packages% }. Recto works without; the tests that need them are skipped." >&2
  exit 0
fi

echo "recto: for all tests and the offline engine, run: sudo apt-get install --no-install-recommends ${packages% }" >&2
exit 0
