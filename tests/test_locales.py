from __future__ import annotations

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from recto import locales
from recto.errors import ConfigError

KNOWN = sorted(
    name.replace("_", "-")
    for name in locale_identifiers()
    if len(name) <= 11 and not name.endswith(("POSIX", "POLYTON", "TARASK", "VALENCIA"))
)
"""All of Babel's locales but four with variants."""


@given(st.sampled_from(KNOWN), st.sampled_from([str.lower, str.upper, str.title, str]))
def test_canonical_finds_every_known_locale_in_any_spelling(tag, spell):
    assert locales.canonical(spell(tag)) == tag
    assert locales.canonical(spell(tag).replace("-", "_")) == tag


@given(st.sampled_from(KNOWN))
def test_gettext_names_read_back(tag):
    assert locales.from_gettext(locales.gettext_name(tag)) == tag


@given(st.sampled_from(KNOWN))
def test_direction_is_that_of_the_locale_s_own_tables(tag):
    babels = Locale.parse(tag, sep="-").text_direction

    assert (locales.direction(tag) == "rtl") == (babels == "rtl")


@given(st.text())
def test_canonical_answers_or_names_a_known_locale(tag):
    try:
        found = locales.canonical(tag)
    except ConfigError as error:
        found = error.hint.split("'")[1]

    assert locales.canonical(found) == found


@pytest.mark.parametrize(
    ("tag", "nearest"),
    [
        ("germ", "de"),
        ("german", "de"),
        ("deutsch", "de"),
        ("engish", "en"),
        ("portugese", "pt"),
        ("日本語", "ja"),
        ("en_UK", "en-GB"),
        ("en-UK", "en-GB"),
        ("iw", "he"),
        ("sr@latin", "sr-Latn"),
        ("de_DE.UTF-8", "de"),
        ("de-Latin", "de"),
        ("xx-YY", "xh"),
        ("", "aa"),
    ],
)
def test_an_unknown_tag_names_the_nearest(tag, nearest):
    with pytest.raises(ConfigError) as caught:
        locales.canonical(tag)

    assert caught.value.problem == f"the locale {tag!r} is not known."
    assert caught.value.hint.startswith(f"Did you mean {nearest!r}?")


@pytest.mark.parametrize(
    "tag",
    [
        "../../evil",
        "de/../x",
        "de_DE.UTF-8@x/../..",
        "C",
        "con",
        "de_",
        "de__DE",
        "x" * 300,
        "de;ls",
        "und",
        "en_US_POSIX",
        "art-x-tokipona",
        "<script>",
        "i-klingon",
        "\u0434\u0435",
        "de\n",
        "de\0",
        "..",
        ".",
        "de\\x",
        "zz",
        "de-ZZ",
        "de-Zxxx",
        "\u017fr",
        "\u212aa",
        "\ud800",
    ],
)
def test_canonical_refuses(tag):
    with pytest.raises(ConfigError, match="is not known") as caught:
        locales.canonical(tag)

    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("pt_BR", "pt-BR"),
        ("sr@latin", "sr-Latn"),
        ("uz_UZ@cyrillic", "uz-Cyrl-UZ"),
        ("zh_Hant_TW", "zh-Hant-TW"),
    ],
)
def test_from_gettext_reads_old_names(name, tag):
    assert locales.from_gettext(name) == tag


@pytest.mark.parametrize("name", ["ca@valencia", "de@../x", "sr@latin@latin", "@latin"])
def test_from_gettext_refuses(name):
    with pytest.raises(ConfigError):
        locales.from_gettext(name)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ru", "Cyrl"),
        ("sr-Latn", "Latn"),
        ("zh-TW", "Hant"),
        ("uz-AF", "Arab"),
        ("pt-BR", "Latn"),
        ("ja", "Jpan"),
        ("de-US", "Latn"),
    ],
)
def test_script_is_the_likely_one(tag, expected):
    assert locales.script(tag) == expected


@pytest.mark.parametrize("tag", ["ar", "fa", "he", "ur", "dv", "yi", "pa-Arab", "ckb", "az-Arab", "nqo"])
def test_right_to_left(tag):
    assert locales.direction(tag) == "rtl"


@pytest.mark.parametrize(
    ("tag", "reader", "expected"),
    [
        ("de", "en", "German"),
        ("de", "de", "Deutsch"),
        ("pt-BR", "en", "Portuguese (Brazil)"),
        ("pt-BR", "de", "Portugiesisch (Brasilien)"),
        ("zh-Hant-HK", "en", "Chinese (Traditional, Hong Kong SAR China)"),
        ("tlh", "tlh", "Klingon"),
        ("de-US", "pt-BR", "alemão (Estados Unidos)"),
    ],
)
def test_display_name_is_in_the_reader_s_language(tag, reader, expected):
    assert locales.display_name(tag, reader) == expected


def test_a_name_in_the_locale_itself_is_what_speakers_say():
    assert [locales.display_name(tag, tag) for tag in ("de", "ja", "zh-TW")] == [
        "Deutsch",
        "日本語",
        "中文 (台灣)",
    ]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("pt-BR", "nplurals=2; plural=(n > 1);"),
        ("pt-PT", "nplurals=2; plural=(n != 1);"),
        ("ja", "nplurals=1; plural=0;"),
        ("zh-Hans", "nplurals=1; plural=0;"),
        ("tlh", "nplurals=2; plural=(n != 1);"),
        ("ga", "nplurals=5; plural=(n==1 ? 0 : n==2 ? 1 : n>=3 && n<=6 ? 2 : n>=7 && n<=10 ? 3 : 4);"),
    ],
)
def test_plural_forms_is_the_header_line(tag, expected):
    assert locales.plural_forms(tag) == expected
