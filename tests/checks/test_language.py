"""Checks of the language, the length and the history of a target."""

from __future__ import annotations

import pytest

from recto.checks import brackets, length, links, placeholders, unedited, untranslated
from recto.model import LINK, Finding, State, Unit

RUSSIAN = "Чай лучше всех напитков, которые есть у нас дома."
FACT, WAS = ("edit", "fact"), ("was", "reviewed")
HOUSE = "Tea is the best of all the drinks that we have in the house and in the garden."


def found(check, source: str, target: str, locale: str = "de", source_locale: str = "en") -> list[Finding]:
    return list(check.check(Unit("paragraph", source, target, State.REVIEWED), source_locale, locale))


# --- untranslated --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "locale", "source_locale"),
    [
        (HOUSE, HOUSE, "de", "en"),
        (HOUSE, "Tea is the best of all drinks that you have on this earth and for the family.", "de", "en"),
        (HOUSE, "we have drinks and tea in the house", "ru", "en"),
        (HOUSE, "we have drinks and tea in the house", "ja", "en"),
        (f"Wait. {HOUSE}", f"Warten Sie, und dann ist es gut. {HOUSE}", "de", "en"),
        (RUSSIAN, RUSSIAN, "uk", "ru"),
        ("お茶は家にある飲み物の中で一番です。", "お茶は家にある飲み物の中で一番です。", "de", "ja"),
        ("Queen of the Seas Sails for the North", "Queen of the Seas Sails for the North", "de", "en"),
    ],
)
def test_what_was_not_translated_is_found(source, target, locale, source_locale):
    assert [one.check for one in found(untranslated, source, target, locale, source_locale)] == [
        "untranslated"
    ]


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("New York", "New York", "de"),
        ("iOS 15", "iOS 15", "ru"),
        ("Angela Merkel, Berlin", "Angela Merkel, Berlin", "ru"),
        ("https://example.org/a-long-way", "https://example.org/a-long-way", "ru"),
        ("12.5 %", "12.5 %", "ar"),
        ("He sang 'I am the one who knocks'.", "Er sang 'I am the one who knocks'.", "de"),
        ("A film: The Lord of the Rings.", "Ein Film: The Lord of the Rings.", "de"),
        ("WHO, NATO and IMF", "WHO, NATO, IMF", "ru"),
        (HOUSE, "Tee ist das beste aller Getränke, die wir im Haus und im Garten haben.", "de"),
        (HOUSE, "Чай — лучший из всех напитков, которые есть в доме и в саду.", "ru"),
        (HOUSE, HOUSE, "en-GB"),
        (HOUSE, "", "de"),
    ],
)
def test_what_is_alike_in_both_languages_is_not_told(source, target, locale):
    assert found(untranslated, source, target, locale) == []


def test_an_address_is_no_text():
    unit = Unit(LINK, "https://example.org/this/is/the/way", "https://example.org/this/is/the/way")

    assert list(untranslated.check(unit, "en", "ru")) == []


# --- length --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "locale"),
    [
        ("Tee ist das beste aller Getränke, die wir im Haus und im Garten haben.", "de"),
        ("茶是我们家里和花园里最好的饮料，没有之一。", "zh-Hans"),
        ("お茶は、家や庭にあるすべての飲み物の中で一番です。", "ja"),
        (
            "用 <1>PyModule_GetFilename</1> 代替 UnicodeEncodeError 喝茶，没有之一。",
            "zh-Hans",
        ),
        ("차는 우리 집과 정원에 있는 모든 음료 중에서 최고입니다.", "ko"),
    ],
)
def test_a_translation_is_as_long_as_its_script_makes_it(target, locale):
    assert found(length, HOUSE, target, locale) == []


@pytest.mark.parametrize(("target", "word"), [("Tee ist gut.", "short"), (HOUSE * 3, "long")])
def test_an_odd_length_is_told(target, word):
    (finding,) = found(length, HOUSE, target)

    assert finding.severity == "warning"
    assert f"oddly {word}" in finding.message


def test_a_short_text_may_be_of_any_length():
    assert found(length, "Boil it.", "Bringen Sie das Wasser nun bitte zum Kochen.") == []


def test_a_limit_is_an_error():
    unit = Unit("title", "Tea", "Alles über den <1>Tee</1>", hints=("at most 10 characters",))

    (finding,) = length.check(unit, "en", "de")

    assert (finding.severity, finding.message) == ("error", "The text has 18 characters, at most 10 fit.")


# --- hashtags ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "count"),
    [
        ("We say #tea and #water.", "Wir sagen #Tee und #Wasser.", 0),
        ("We say #tea and #water.", "Wir sagen #tea und Wasser.", 1),
        ("Number #1 and &#39; and C#.", "Nummer 1.", 0),
        ("See @ana.", "Siehe @anna.", 1),
        ("See https://en.example.org/Tea.", "Siehe https://de.example.org/Tee.", 0),
        ("See https://en.example.org/Tea.", "Siehe https://de.example.com/Tee.", 1),
        ("See https://example.org/en/tea/.", "Siehe https://example.org/de/tea/.", 0),
        ("See https://example.org/tea/.", "Siehe https://example.org/tea.", 0),
        ("See https://example.org/en/tea.", "Siehe https://example.org/de/tee.", 1),
        ("Write to ana@example.org.", "Schreib an ana@example.com.", 1),
        ("Write to ana@example.org.", "Schreib an ana@example.org.", 0),
    ],
)
def test_handles_and_hashtags(source, target, count):
    assert len(found(links, source, target)) == count


def test_an_address_that_was_changed_can_be_put_back():
    (finding,) = found(links, "See https://example.org/a1.", "Siehe https://example.org/a2.")

    assert finding.fix == "Siehe https://example.org/a1."


# --- brackets and placeholders -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "source", "target", "count"),
    [
        (brackets, "The form (PLF).", "Das Formular (Formular, PLF).", 0),
        (brackets, "The form (:term:`a`).", "Das Formular (:term:`a`).", 0),
        (brackets, "Do a) or b).", "Mach a) oder b).", 0),
        (brackets, "Nice.", "Schön :)", 0),
        (brackets, "Nice (so).", "Schön (so.", 1),
        (brackets, "Nice.", "Schön]", 1),
        (brackets, "Nice (so).", "好（如此）。", 0),
        (placeholders, "%s is replaced by %s.", "%2$s ersetzt %1$s.", 0),
        (placeholders, "%s is replaced by %s.", "%2$s ersetzt es.", 1),
        (placeholders, "{{ name }} and {0}", "{{ nom }} und {0}", 2),
        (placeholders, "100 % sure", "100 % sicher", 0),
    ],
)
def test_brackets_and_placeholders(check, source, target, count):
    assert len(found(check, source, target)) == count


# --- unedited ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "severities"),
    [
        (Unit("title", "Tea", "Tee", State.REVIEWED, origin="mt:apertium"), ["info"]),
        (Unit("title", "Tea", "Tee", State.DRAFT, origin="mt:apertium"), []),
        (Unit("title", "Tea", "Tee", State.REVIEWED, origin="tm:exact"), []),
        (Unit("title", "Tea", "Tee", State.REVIEWED, origin="tm:fuzzy"), ["warning"]),
        (Unit("title", "Tea", "Tee", State.DRAFT, origin="tm:fuzzy"), []),
        (Unit("title", "12", "13", State.REVIEWED, previous="13", marks=(FACT, WAS)), ["warning"]),
        (
            Unit("title", "Tea", "Tee", State.REVIEWED, previous="Te", marks=(("edit", "wording"), WAS)),
            ["info"],
        ),
        (Unit("title", "12", "13", State.REVIEWED, previous="13", marks=(FACT,)), []),
        (Unit("title", "12", "13", State.DRAFT, previous="13", marks=(FACT, WAS)), []),
    ],
)
def test_what_was_confirmed_as_it_was_is_told(unit, severities):
    assert [one.severity for one in unedited.check(unit, "en", "de")] == severities
