from __future__ import annotations

from pathlib import Path

import pytest

from recto.engines import Texts
from recto.engines.apertium import create as wired
from recto.engines.apertium import names
from recto.errors import EngineRefused, EngineUnavailable


def create(table: dict[str, object]) -> Texts:
    return Texts(wired(table))


@pytest.mark.apertium
def test_apertium_translates_a_sentence() -> None:
    (result,) = create({}).translate(["The <1>dog</1> eats."], "en", "es")

    assert result == "El <1>perro</1> come."


@pytest.mark.apertium
def test_unknown_words_stay_unmarked() -> None:
    (result,) = create({}).translate(["The zzyxquor eats the apple."], "en", "es")

    assert "zzyxquor" in str(result)
    assert "*" not in str(result)


@pytest.mark.apertium
def test_words_moved_across_a_pair_are_translated_apart() -> None:
    (result,) = create({}).translate(["Select the <1>idea theme</1>’s <2>Status</2>."], "en", "es")

    assert isinstance(result, str)


@pytest.mark.apertium
def test_an_unknown_pair_is_refused_with_the_installed_ones() -> None:
    with pytest.raises(EngineRefused, match=r"no pair eng-deu for en to de\. Installed are: .*eng-spa"):
        create({}).translate(["Dog."], "en", "de")


@pytest.mark.apertium
def test_a_control_character_is_refused_alone() -> None:
    results = create({}).translate(["The dog.", "a\x00b", "lone \ud800 half"], "en", "es")

    assert results[0] == "El perro."
    assert [type(result) for result in results[1:]] == [EngineRefused, EngineRefused]


def test_a_missing_command_says_what_to_install() -> None:
    with pytest.raises(EngineUnavailable, match="apt-get install apertium"):
        create({"command": "/nonexistent/apertium"}).translate(["Dog."], "en", "es")


def script(folder: Path, body: str) -> str:
    file = folder / "apertium"
    file.write_text(f'#!/bin/sh\nif [ "$1" = -l ]; then echo eng-spa; exit; fi\n{body}\n')
    file.chmod(0o755)
    return str(file)


def test_a_command_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    engine = create({"command": script(tmp_path, "sleep 60 | cat"), "timeout_s": 0.3})

    with pytest.raises(EngineUnavailable, match="no answer within"):
        engine.translate(["Dog."], "en", "es")


def test_a_command_that_fails_says_so(tmp_path: Path) -> None:
    engine = create({"command": script(tmp_path, "echo 'no data' >&2; exit 3")})

    with pytest.raises(EngineRefused, match="code 3: no data"):
        engine.translate(["Dog."], "en", "es")


def test_a_lost_row_does_not_shift_the_others(tmp_path: Path) -> None:
    engine = create({"command": script(tmp_path, "sed /second/d")})

    first, second, third = engine.translate(["1 First", "2 second", "3 Third"], "en", "es")

    assert isinstance(second, EngineRefused)
    assert (first, third) == ("1 First", "3 Third")


@pytest.mark.parametrize(
    ("locale", "found"),
    [
        ("pt-BR", ["por_BR", "por", "pt"]),
        ("en", ["eng", "en"]),
        ("sc", ["srd", "sc"]),
        ("zh-Hans", ["zho", "zh"]),
    ],
)
def test_locales_have_apertium_names(locale: str, found: list[str]) -> None:
    assert names(locale) == found
