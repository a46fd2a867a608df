from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.typography import localized

N, W = "\u202f", "\u00a0"

pieces = st.sampled_from(
    ['"', "“", "”", "„", "«", "»", "「", "」", " ", W, N, "a", "Wort", "3.5", "1,234.5", "1,234,567", "%",
     "$", "!", "?", ":", ";", ".", ",", "<1>", "</1>", "<2/>", "<3>x: y!</3>", "https://e.org/?a:b!", "5",
     '5"', "’"]
)  # fmt: skip
texts = st.lists(pieces, max_size=14).map("".join)
locales = st.sampled_from(["de", "fr", "fr-CA", "es", "pt-BR", "ru", "ja", "sv", "pl", "ar", "en", "de-CH"])


@given(texts, texts, locales, locales)
def test_a_second_time_changes_nothing_and_codes_stay(source: str, target: str, one: str, other: str) -> None:
    once = localized(target, source, (one, other), {3})

    assert localized(once, source, (one, other), {3}) == once
    codes = re.compile(r"<3>.*?</3>|</?\d/?>|https://\S*?(?=<|\s|$)")
    assert codes.findall(once) == codes.findall(target) or "https" in target
    letters = re.compile(r"[^\W\d_]")
    assert letters.findall(once) == letters.findall(target)


@given(texts, locales)
def test_nothing_changes_without_a_like_source_but_french_spaces(target: str, locale: str) -> None:
    if locale != "fr":
        assert localized(target, "", ("en", locale)) == target


@pytest.mark.parametrize(
    ("locale", "source", "target", "wanted"),
    [
        ("de", 'He said "no".', 'Er sagte "nein".', "Er sagte „nein“."),
        ("de", "“One” and “two”", "“Eins” und “zwei”", "„Eins“ und „zwei“"),
        ("de", '"<1>No</1>", he said', '"<1>Nein</1>", sagte er', "„<1>Nein</1>“, sagte er"),
        ("fr", 'He said "no".', 'Il a dit "non".', f"Il a dit «{W}non{W}»."),
        ("fr", "“No”", "« Non »", f"«{W}Non{W}»"),
        ("fr", "Why? Yes: now!", "Pourquoi? Oui : maintenant !", f"Pourquoi{N}? Oui{W}: maintenant{N}!"),
        ("fr", "<1>Why</1>?", "<1>Pourquoi</1>?", f"<1>Pourquoi</1>{N}?"),
        ("fr-CA", "Why?", "Pourquoi?", "Pourquoi?"),
        ("es", '"No"', '"No"', "«No»"),
        ("es-MX", '"No"', '"No"', "“No”"),
        ("sv", '"No"', '"Nej"', "”Nej”"),
        ("ja", '"No"', '"いいえ"', "「いいえ」"),
        ("pt-BR", "“No”", "“Não”", "“Não”"),
        ("de", "3.5% of $1,234.50", "3.5 % von $1,234.50", "3,5 % von $1.234,50"),
        ("fr", "1,234,567 people", "1,234,567 personnes", f"1{N}234{N}567 personnes"),
    ],
)  # fmt: skip
def test_a_draft_is_written_as_its_locale_does(locale: str, source: str, target: str, wanted: str) -> None:
    assert localized(target, source, ("en", locale)) == wanted


def test_a_german_source_gets_english_signs() -> None:
    assert localized("3,5% „no“", "3,5 % „nein“", ("de", "en")) == "3.5% “no”"


@pytest.mark.parametrize(
    ("locale", "source", "target"),
    [
        ("de", 'A 5" pipe', 'Ein 5" Rohr'),
        ("de", 'A 5" and a 6" pipe', 'Ein 5" und ein 6" Rohr'),
        ("de", '"One" and "two"', 'Eins und "zwei"'),  # one quotation was lost: not ours to say
        ("de", '"He said “no”"', '"Er sagte “nein”"'),  # one inside the other
        ("de", 'He "said', 'Er "sagte'),
        ("de", "Python 3.11 at 10:30", "Python 3.11 um 10:30"),
        ("de", "version 2.5", "Version 2.5"),
        ("de", "on 1.5.2024", "am 1.5.2024"),
        ("de", "3.5% and 3.5%", "3.5 % und noch"),  # how often it stands is not the same
        ("es", "1,234 people", "1,234 personas"),  # 1234 or 1.234, both are right
        ("de-CH", 'He said "no".', 'Er sagte "nein".'),
        ("ar", "3.5%", "3.5%"),
        ("fr", "See https://e.org/?a", "Voir https://e.org/?a"),
        ("fr", "at 10:30", "à 10:30"),
        ("fr", "What?!", f"Quoi{N}?!"),
    ],
)
def test_in_doubt_a_draft_stays_as_it_is(locale: str, source: str, target: str) -> None:
    assert localized(target, source, ("en", locale)) == target


def test_a_long_text_without_blanks_is_read_in_no_time() -> None:
    text = "文" * 100_000

    assert localized(text, text, ("ja", "zh-Hans")) == text


def test_protected_pairs_are_kept() -> None:
    assert localized('<1>"x": y!</1> "a"', '<1>"x": y!</1> "a"', ("en", "fr"), {1}) == (
        f'<1>"x": y!</1> «{W}a{W}»'
    )
