"""``recto engines``: the list, and one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recto.engines import ENGINES

SETTINGS = 'project = "tea"\nsource_locale = "en"\ntarget_locales = ["es", "de"]\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "recto.toml").write_text(SETTINGS)
    (tmp_path / "sources").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("DEEPL_AUTH_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "MICROSOFT_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*words: str) -> Any:
    from click.testing import CliRunner

    from recto.cli import cli

    return CliRunner().invoke(cli, words, standalone_mode=False)


def test_every_engine_is_listed_with_its_state(place: Path) -> None:
    rows = {row["name"]: row for row in json.loads(run("engines", "--json").stdout)}

    assert set(rows) >= set(ENGINES)
    assert rows["pseudo"]["state"] == "ready"
    assert rows["pseudo"]["is_local"] is True
    assert rows["google"]["is_local"] is False
    assert "Set DEEPL_AUTH_KEY" in rows["deepl"]["state"]


def test_a_key_makes_an_engine_ready_and_tells_its_price(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPL_AUTH_KEY", "planted:fx")

    out = run("engines").stdout

    assert "deepl: ready; text leaves this machine; $25 per million characters (2026-11)" in out
    assert "planted" not in out


def test_one_engine_translates_a_sentence(place: Path) -> None:
    result = run("engines", "--test", "pseudo")

    assert result.return_value == 0
    assert "es: [Ţĥé <1>öļð ƀŕîðǵé</1>" in result.stdout.replace("ǫ", "q").replace("ĝ", "ǵ")


@pytest.mark.apertium
def test_apertium_is_listed_with_its_pairs_and_translates(place: Path) -> None:
    assert "has eng spa" in run("engines").stdout

    result = run("engines", "--test", "apertium", "--locale", "es", "--json")

    assert result.return_value == 0
    assert "<1>puente viejo</1>" in json.loads(result.stdout)["target"]


def test_an_engine_that_does_not_work_says_why(place: Path) -> None:
    (place / "recto.toml").write_text(SETTINGS + '[engines.apertium]\ncommand = "/nonexistent/apertium"\n')

    result = run("engines", "--test", "apertium")

    assert result.return_value == 1
    assert "cannot be run" in result.stdout
    assert "apertium: the command '/nonexistent/apertium' cannot be run" in run("engines").stdout


def test_an_engine_that_lacks_its_key_is_a_matter_of_settings(place: Path) -> None:
    result = run("engines", "--test", "deepl")

    assert "there is no key" in str(result.exception)


def test_a_locale_of_nobody_is_refused(place: Path) -> None:
    assert "not among the target locales" in str(run("engines", "--test", "pseudo", "-l", "fr").exception)
