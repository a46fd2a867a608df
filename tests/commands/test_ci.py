"""What others run for us: the files for CI services and the hooks are sound, and their steps work."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from recto import cli
from recto.commands.extract import extract
from recto.workflows import FILES, workflow

ROOT = Path(__file__).parents[2]
FOLDERS = ["", "docs", "docs/site", "my site", "it's: #1", "'\"$HOME`id`"]
SCHEMAS = {"github": "github-workflows.json", "gitlab": "gitlab-ci.json"}


@pytest.fixture
def recto_on_path(tmp_path_factory) -> dict[str, str]:
    """An environment in which ``recto`` is this one, and pip has nothing to do."""
    folder = tmp_path_factory.mktemp("bin")
    for name, text in (("recto", f'exec "{sys.executable}" -m recto "$@"'), ("python", "exit 0")):
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    app = str(Path(cli.__file__).parents[1])
    return os.environ | {"PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": app, "RECTO": "recto"}


def scripts(service: str, folder: str) -> dict[str, tuple[str, bool]]:
    """Return the shell scripts in the file of a service, by name, and whether the gate is in it."""
    told = yaml.safe_load(workflow(service, folder)[1])
    if service == "github":
        steps = told["jobs"]["gate"]["steps"]
        return {one["name"]: (one["run"], "recto gate" in one["run"]) for one in steps if "run" in one}
    job = told["translations"]
    first = [*job["before_script"], *job["script"]]
    return {"script": ("\n".join(first), True), "after": ("\n".join(job["after_script"]), False)}


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("service", FILES)
def test_a_workflow_keeps_to_the_schema_of_its_service(service, folder):
    text = workflow(service, folder)[1]
    schema = json.loads(
        (files("check_jsonschema") / "builtin_schemas/vendor" / SCHEMAS[service]).read_text("utf-8")
    )
    told = {("on" if key is True else key): value for key, value in yaml.safe_load(text).items()}

    assert [error.message for error in Draft7Validator(schema).iter_errors(told)] == []


@pytest.mark.parametrize("folder", FOLDERS[:-1])  # what is quoted there looks to it as if it should not be
@pytest.mark.parametrize("service", FILES)
def test_the_scripts_of_a_workflow_are_clean(service, folder, tmp_path):
    for number, (script, _) in enumerate(scripts(service, folder).values()):
        file = tmp_path / f"{number}.sh"
        file.write_text(f"{script}\n")
        shell = "bash" if service == "github" else "sh"
        # SC2154: the service sets the variable. SC2164: the service stops at the first failure.
        done = subprocess.run(
            ["shellcheck", "-s", shell, "-e", "SC2154,SC2164", str(file)],
            capture_output=True,
            text=True,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        )

        assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(("service", "is_fit"), [("github", False), ("gitlab", True)])
def test_the_scripts_of_a_workflow_do_what_they_say(service, is_fit, desk, recto_on_path):
    folder = "a b/docs"
    desk.write("tea.md", "# Tea\n\nBoil the water.\n")
    extract(desk.project)
    if is_fit:
        for locale in ("de", "es"):
            desk.translate("tea.md", lambda source: {"Tea": "Té"}.get(source, "Wasser."), locale=locale)
    top = desk.root.parent / f"{desk.root.name}-repository"
    shutil.copytree(desk.root, top / folder)
    summary = top / "summary.md"
    env = recto_on_path | {"GITHUB_STEP_SUMMARY": str(summary)}
    codes = {}
    for name, (script, _) in scripts(service, folder).items():
        cwd = top / folder if service == "github" else top
        shell = ["bash", "-eo", "pipefail", "-c"] if service == "github" else ["sh", "-e", "-c"]
        codes[name] = subprocess.run([*shell, script], cwd=cwd, env=env, capture_output=True).returncode

    gate = next(name for name, (_, is_gate) in scripts(service, folder).items() if is_gate)
    report = top / folder / "recto-report"
    assert codes == dict.fromkeys(codes, 0) | {gate: 0 if is_fit else 3}
    assert (report / "index.html").read_text("utf-8").startswith("<!doctype html>")
    assert (report / "badge.svg").read_text().startswith("<svg")
    said = "open" if is_fit else "closed"
    if service == "github":
        assert f"## The gate is {said}" in summary.read_text()
        assert json.loads((report / "recto.sarif").read_text())["version"] == "2.1.0"
    else:
        assert f'failures="{0 if is_fit else 2}"' in (report / "junit.xml").read_text()


def test_init_writes_the_file_where_the_service_looks_for_it(tmp_path, capsys):
    (tmp_path / ".git").mkdir()
    site = tmp_path / "docs"
    site.mkdir()
    for service, (path, _) in FILES.items():
        for said in (f"wrote {path}", f"{path} was there and is as it was."):
            with pytest.raises(SystemExit) as left:
                cli.main(["-C", str(site), "init", "--ci", service])
            assert left.value.code in (None, 0)
            assert said in capsys.readouterr().out.splitlines()

        assert "docs" in (tmp_path / path).read_text()
        assert not (site / path).exists()


def test_init_keeps_the_file_that_is_there(tmp_path):
    (tmp_path / ".gitlab-ci.yml").write_text("mine: 1\n")

    with pytest.raises(SystemExit):
        cli.main(["-C", str(tmp_path), "init", "--ci", "gitlab"])

    assert (tmp_path / ".gitlab-ci.yml").read_text() == "mine: 1\n"


def test_each_hook_is_one_that_pre_commit_takes_and_a_command_of_ours(desk, recto_on_path):
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    desk.write("tea.md", "# Tea\n")

    for hook in hooks:
        assert {"id", "name", "entry", "language"} <= hook.keys()
        done = subprocess.run(hook["entry"].split(), cwd=desk.root, env=recto_on_path, capture_output=True)
        assert done.returncode in (0, 3), done.stderr
