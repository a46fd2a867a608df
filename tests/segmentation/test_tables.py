"""The language tables: each word has one kind, and every file is one the rules can reach."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from recto.segmentation.tables import KINDS, table_for

FOLDER = files("recto.segmentation") / "languages"
NAMES = sorted(file.name for file in FOLDER.iterdir())
KEYS = {
    *KINDS,
    *(
        "starters",
        "speech",
        "calendar",
        "brands",
        "particles",
        "pronouns",
        "lower_starts",
        "suffixes",
        "fronted",
        "aliases",
        "scripts",
    ),
    *("terminators", "not_terminators", "ordinal", "unspaced", "vowelless"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_table_has_known_keys_and_one_kind_for_each_abbreviation(name: str) -> None:
    table = tomllib.loads((FOLDER / name).read_text("utf-8"))
    kinds = Counter(word for kind in KINDS for word in set(str(table.get(kind, "")).split()))

    assert set(table) <= KEYS
    assert [word for word, count in kinds.items() if count > 1 or word.endswith(".")] == []


def test_the_nearest_table_says_what_an_abbreviation_is() -> None:
    assert table_for("es").abbreviations["no"] == "numeric"
    assert "zzgl" not in table_for("en").abbreviations


def test_what_is_common_reaches_every_language() -> None:
    assert "yahoo" in table_for("en").brands & table_for("ru").brands & table_for("xx").brands


def test_a_language_without_a_table_has_that_of_its_script() -> None:
    assert table_for("tg").abbreviations["т.д"] == "ends"
    assert table_for("xx-Cyrl").abbreviations["т.д"] == "ends"


def test_languages_may_share_a_table() -> None:
    assert table_for("nb-NO") == table_for("no")


def test_many_languages_have_a_table_of_their_own() -> None:
    languages = [name.removesuffix(".toml") for name in NAMES if len(name) == len("xx.toml")]
    full = [
        language
        for language in languages
        if (table := table_for(language)).abbreviations
        and table.speech
        and table.calendar
        and len(table.starters) >= 40
    ]

    assert len(full) >= 35


@pytest.mark.parametrize("name", NAMES)
def test_starters_and_verbs_are_written_in_small_letters(name: str) -> None:
    table = tomllib.loads((FOLDER / name).read_text("utf-8"))
    words = " ".join(str(table.get(key, "")) for key in ("starters", "speech", "calendar", "fronted"))

    assert words == words.lower()
