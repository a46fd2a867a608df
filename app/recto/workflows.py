"""What continuous integration is told: a file for GitHub Actions or GitLab CI that runs the gate."""

from __future__ import annotations

import json
import re
import shlex

from recto import __version__

GITHUB = """\
# Says on each push and pull request whether all translations are fit to publish, and why not.
# Written by 'recto init --ci github'; change what you like.
name: translations

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    env:
      # What pip installs: a release, or git+https://... with a tag. The version that people work with.
      RECTO: recto=={version}
{defaults}    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - name: Install Recto
        run: python -m pip install --quiet "$RECTO"
      - name: Ask the gate
        run: |
          mkdir -p recto-report
          recto gate --format github \\
            --also "markdown=$GITHUB_STEP_SUMMARY" \\
            --also sarif=recto-report/recto.sarif
      - name: Write the status page
        if: always()
        run: |
          recto report site --output recto-report
          recto report badge --output recto-report/badge.svg
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: translations
          path: {report}
"""

GITLAB = """\
# Says in each merge request whether all translations are fit to publish, and why not.
# Written by 'recto init --ci gitlab'; change what you like.
translations:
  image: python:3.11-slim
  variables:
    # What pip installs: a release, or git+https://... with a tag. The version that people work with.
    RECTO: recto=={version}
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  before_script:
    - python -m pip install --quiet "$RECTO"
{cd}    - mkdir -p recto-report
  script:
    - recto gate --also junit=recto-report/junit.xml --also markdown=recto-report/summary.md
  after_script:
{cd}    - recto report site --output recto-report
    - recto report badge --output recto-report/badge.svg
  artifacts:
    when: always
    paths:
      - {report}
    reports:
      junit: {junit}
"""

FILES = {"github": (".github/workflows/recto.yml", GITHUB), "gitlab": (".gitlab-ci.yml", GITLAB)}
"""Name of a service -> the path of the file that it reads, below the repository's folder, and its text."""


PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
"""A text that YAML and the shell take as it is."""


def workflow(service: str, folder: str) -> tuple[str, str]:
    """Return path and text of the file for a service; ``folder`` is the project's below the repository's.

    A folder may have any name, so it is quoted for YAML and for the shell.
    """
    path, text = FILES[service]
    prefix = f"{folder}/" if folder else ""
    defaults = f"    defaults:\n      run:\n        working-directory: {_yaml(folder)}\n" if folder else ""
    command = f"cd {shlex.quote(folder)}"
    quoted = command if PLAIN.fullmatch(folder) else _yaml(command)
    values = {
        "version": __version__,
        "defaults": defaults,
        "cd": f"    - {quoted}\n" if folder else "",
        "report": _yaml(f"{prefix}recto-report"),
        "junit": _yaml(f"{prefix}recto-report/junit.xml"),
    }
    return path, text.format_map(values)


def _yaml(text: str) -> str:
    """Return a text as YAML has it; a JSON text is one."""
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
