"""Checks of how a target is written: brackets, doubled words, characters, scripts, capitals, placeholders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.checks import (
    brackets,
    capitals,
    characters,
    doubled,
    end_punctuation,
    placeholders,
    scripts,
    typographic,
)
from recto.model import Finding, State, Unit

LOCALES = [
    "ar",
    "cs",
    "de",
    "en",
    "es",
    "fr",
    "he",
    "it",
    "ja",
    "pl",
    "pt-BR",
    "ru",
    "uk",
    "zh-CN",
    "hi",
    "tr",
]
EVERY = (brackets, capitals, characters, doubled, placeholders, scripts, typographic)


def found(check, source: str, target: str, locale: str = "de", source_locale: str = "en") -> list[Finding]:
    return list(check.check(Unit("paragraph", source, target, State.REVIEWED), source_locale, locale))


@given(st.text(max_size=120), st.text(max_size=120), st.sampled_from(LOCALES))
def test_no_text_is_too_strange(source, target, locale):
    for check in EVERY:
        for one in found(check, source, target, locale):
            assert one.message
            assert one.span is None or 0 <= one.span[0] <= one.span[1] <= len(target)


PIECES = [
    "Tee",
    "tee",
    "tee tee",
    "(",
    ")",
    "привет",
    "пpивет",
    "\u200b",
    "\u202e",
    "{x}",
    "«a»",
    '"b"',
    "1.5",
]
WORDS = st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)


@given(WORDS, WORDS, st.sampled_from(LOCALES))
def test_a_fix_removes_its_finding_and_needs_no_other(source, target, locale):
    for check in (doubled, scripts, capitals, typographic):
        seen = target
        for _ in range(10):
            fixes = [one.fix for one in found(check, source, seen, locale) if one.fix is not None]
            if not fixes:
                break
            assert fixes[0] != seen
            seen = fixes[0]
        else:
            raise AssertionError(f"{check.NAME} never comes to rest on {target!r}")


@pytest.mark.parametrize(
    ("source", "target", "is_found"),
    [
        ("Tea (green) is good.", "Tee (grün ist gut.", True),
        ("Tea (green) is good.", "Tee grün) ist gut.", True),
        ("Tea (green) is good.", "Tee (grün) ist gut.", False),
        ("Tea (green) is good.", "茶（绿）很好。", False),
        ("Tea (green) is good.", "茶（绿)很好。", False),
        ("a) tea b) milk", "a) Tee b) Milch", False),
        ("Nice :)", "Schön :)", False),
        ("Nice", "Schön :-)", False),
        ("It is open ( yes.", "Es ist offen ( ja.", False),
    ],
)
def test_brackets_open_and_close(source, target, is_found):
    assert bool(found(brackets, source, target)) is is_found


@pytest.mark.parametrize(
    ("source", "target", "locale", "is_found"),
    [
        ("The kettle sings.", "Der Kessel Kessel singt.", "de", False),
        ("The kettle sings.", "Der kessel kessel singt.", "de", True),
        ("He knows that that is so.", "Er weiß, dass das das ist.", "de", False),
        ("The women whom she saw", "Die Frauen, die die Frau sah", "de", False),
        ("Very very hot", "Sehr sehr heiß", "de", False),
        ("He hardly walks", "Он едва едва ходит", "ru", False),
        ("He walks", "Он ходит ходит", "ru", True),
        ("Slowly", "yavaş yavaş", "tr", False),
    ],
)
def test_a_word_stands_twice_only_on_purpose(source, target, locale, is_found):
    assert bool(found(doubled, source, target, locale)) is is_found


def test_the_second_word_goes():
    (one,) = found(doubled, "A cat.", "Una gato gato.", "es")

    assert one.fix == "Una gato."


@pytest.mark.parametrize(
    ("target", "severities"),
    [
        ("Te\u200be", ["warning"]),
        ("Te\ufffde", ["error"]),
        ("\u202egnp.eet", ["error", "warning"]),
        ("\u2066tee", ["warning"]),
        ("tee\u2069", ["warning"]),
        ("\u2066tee\u2069", []),
        ("می\u200cخواهم", []),
        ("👩\u200d🚀 flog", []),
        ("10\u00a0000 Te\u00ade", []),
        ("תה\u200f!", []),
        ("\ue000", ["warning"]),
    ],
)
def test_what_nobody_sees_is_told(target, severities):
    assert [one.severity for one in found(characters, "tea", target)] == severities


def test_what_the_source_has_may_stand():
    assert found(characters, "a\u200bb \ufffd", "a\u200bb \ufffd") == []


@pytest.mark.parametrize(
    ("target", "fixed"),
    [
        ("Пpивет", "Привет"),
        ("Мoсква", "Москва"),
        ("Tеa", "Tea"),
        ("USB-кабель", None),
        ("SMSка", None),
        ("чай tea", None),
    ],
)
def test_a_word_is_of_one_script(target, fixed):
    fixes = [one.fix for one in found(scripts, "x", target, "ru")]

    assert fixes == ([fixed] if fixed else [])


@pytest.mark.parametrize(
    ("source", "target", "locale", "is_found"),
    [
        ("The ferry leaves at dawn.", "die Fähre fährt früh.", "de", True),
        ("The ferry leaves at dawn.", "Die Fähre fährt früh.", "de", False),
        ("The ferry leaves at dawn.", "<1>die</1> Fähre fährt früh.", "de", True),
        ("Phones such as iPhone ring.", "iPhone und andere klingeln.", "de", False),
        ("The ferry leaves at dawn.", "“die Fähre", "de", False),
        ("The ferry leaves at dawn.", "渡轮黎明开航。", "zh-CN", False),
        ("Tea is good for you.", "TEE IST GUT FÜR DICH.", "de", True),
        ("TEA IS GOOD FOR YOU.", "TEE IST GUT FÜR DICH.", "de", False),
        ("Tea", "TEE", "de", False),
    ],
)
def test_capitals_are_as_in_the_source(source, target, locale, is_found):
    assert bool(found(capitals, source, target, locale)) is is_found


@pytest.mark.parametrize(
    ("source", "target", "severities"),
    [
        ("Hello {{ name }}!", "Hallo {{ Name }}!", ["error", "error"]),
        ("{% if a %}Tea", "Tee", ["error"]),
        ("%d cups, %(who)s", "%d Tassen, %(wer)s", ["warning", "warning"]),
        ("{0} of {1}", "{1}: {0}", []),
        ("100 % sure", "100 % sicher", []),
        ("It is 5 %s", "Es ist 5 %s", []),
        ("See :tea: at 10:30:15", "Siehe :tea: um 10:30:15", []),
        ("See :tea:", "Siehe :Tee:", ["warning"]),
        ("A %HOME% b", "A %HEIM% b", ["warning", "warning"]),
        ("Nothing", "{x}", ["warning"]),
    ],
)
def test_placeholders_stand_as_they_are(source, target, severities):
    assert [one.severity for one in found(placeholders, source, target)] == severities


def test_typography_says_how_the_language_writes():
    (one,) = found(typographic, 'He said "no tea".', 'Er sagte "kein Tee".')

    assert (one.severity, one.fix) == ("info", "Er sagte „kein Tee“.")
    assert found(typographic, 'He said "no tea".', "Er sagte „kein Tee“.") == []


def test_a_full_stop_behind_an_address_is_a_matter_of_taste():
    assert found(end_punctuation, "Read more on tea.example.org", "Mehr auf tea.example.org.") == []
    assert found(end_punctuation, "Read more about it", "Mehr dazu steht da.") != []
