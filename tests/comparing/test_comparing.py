"""Facts of a source beside those of its translation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.comparing import Verdict, compare, has_words
from recto.comparing.letters import is_form_of, sounds, sounds_alike

SOURCE = (
    "On March 12, 2024, about 1.5 million people did not pay $30 in New York, said Angela Merkel: "
    '"We will never go" at 3 p.m. on Friday.'
)
GOOD = {
    "de": "Am 12. März 2024 zahlten rund 1,5 Millionen Menschen in New York keine 30 Dollar, sagte Angela "
    "Merkel: „Wir gehen nie“ um 15 Uhr am Freitag.",
    "ru": "12 марта 2024 года около 1,5 миллиона человек не заплатили 30 долларов в Нью-Йорке, сказала "
    "Ангела Меркель: «Мы никогда не уйдём» в 15:00 в пятницу.",
    "ar": "في 12 مارس 2024 لم يدفع نحو 1.5 مليون شخص 30 دولارا في نيويورك، قالت أنغيلا ميركل: «لن نذهب "
    "أبدا» الساعة 15:00 يوم الجمعة.",
    "es": "El 12 de marzo de 2024, unos 1,5 millones de personas no pagaron 30 dólares en Nueva York, dijo "
    "Angela Merkel: «Nunca nos iremos» a las 15:00 del viernes.",
}


def verdicts(target: str, locale: str, source: str = SOURCE) -> dict[tuple[str, str], Verdict]:
    return {
        (one.kind, one.source or one.target): one.verdict for one in compare(source, target, ("en", locale))
    }


@pytest.mark.parametrize("locale", GOOD)
def test_a_faithful_translation_has_all_facts_but_what_is_called_otherwise(locale):
    found = compare(SOURCE, GOOD[locale], ("en", locale))

    assert [one for one in found if one.verdict in {Verdict.OTHER, Verdict.MISSING, Verdict.EXTRA}] == []
    looks = {one.source for one in found if one.verdict is Verdict.LOOK}
    assert looks <= ({"New York"} if locale == "es" else set())
    assert {one.kind for one in found} == {
        "date", "number", "negation", "amount", "name", "quotation", "time",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("locale", "was", "now", "kind", "verdict"),
    [
        ("de", "1,5 Millionen", "1,6 Millionen", "number", Verdict.OTHER),
        ("de", "30 Dollar", "30 Euro", "amount", Verdict.OTHER),
        ("de", "12. März", "13. März", "date", Verdict.OTHER),
        ("de", "März", "Mai", "date", Verdict.OTHER),
        ("de", "Merkel", "Meier", "name", Verdict.LOOK),
        ("de", "„Wir gehen nie“", "sie gingen nie", "quotation", Verdict.MISSING),
        ("ru", "15:00", "16:00", "time", Verdict.OTHER),
        ("ar", "1.5 مليون", "2.5 مليون", "number", Verdict.OTHER),
    ],
)
def test_a_changed_fact_is_told(locale, was, now, kind, verdict):
    assert was in GOOD[locale]

    found = compare(SOURCE, GOOD[locale].replace(was, now), ("en", locale))

    assert verdict in {one.verdict for one in found if one.kind == kind}


def test_what_only_the_translation_states_comes_last():
    lines = compare("Pour the tea.", "Gießen Sie den Tee nicht um 5 Uhr ein.", ("en", "de"))

    assert [(one.kind, one.verdict, one.target) for one in lines] == [
        ("time", Verdict.EXTRA, "5 Uhr"),
        ("negation", Verdict.EXTRA, "nicht"),
    ]


def test_negation_that_got_lost_is_told_and_doubled_negation_is_none():
    assert verdicts("Er kam.", "de", "He did not come.") == {("negation", "not"): Verdict.MISSING}
    assert verdicts("Он никогда не приходил.", "ru", "He never came.") == {
        ("negation", "never"): Verdict.FOUND
    }


def test_the_number_of_a_platform_denies_nothing():
    lines = compare("It left from Platform No. 4.", "Er fuhr von Gleis 4 ab.", ("en", "de"))

    assert "negation" not in {one.kind for one in lines}


def test_what_a_language_without_a_table_denies_is_not_judged():
    assert not has_words("sv")
    assert verdicts("Han kom inte.", "sv", "He did not come.") == {("negation", "not"): Verdict.LOOK}


def test_codes_neither_hide_facts_nor_count_as_ones():
    lines = compare(
        "See <1>the 12 pages</1> of <2/>.", "Siehe <2/>: <1>die 13 Seiten</1>.", ("en", "de"),
        hints=("<1> link https://example.org/12", "<2> image cat.png"),
    )  # fmt: skip

    assert [(one.kind, one.verdict, one.source, one.target) for one in lines] == [
        ("link", Verdict.FOUND, "https://example.org/12", "https://example.org/12"),
        ("number", Verdict.OTHER, "12", "13"),
        ("link", Verdict.FOUND, "cat.png", "cat.png"),
    ]


def test_a_link_whose_code_is_gone_is_missing():
    (line,) = compare("<1>Here</1>.", "Hier.", ("en", "de"), hints=("<1> link https://example.org",))

    assert (line.verdict, line.note) == (Verdict.MISSING, "code")


def test_a_name_is_found_as_the_glossary_has_it():
    source, target = "From the Market Hall", "Aus der Markthalle"

    lines = compare(source, target, ("en", "de"), terms=[((9, 20), ["Markthalle"])])

    assert [(one.verdict, one.note) for one in lines if one.kind == "name"] == [(Verdict.FOUND, "glossary")]


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["de", "ru", "ar", "ja", "sv"]))
def test_any_two_texts_can_be_compared_and_places_are_in_them(source, target, locale):
    for line in compare(source, target, ("en", locale)):
        assert all(0 <= a <= b <= len(source) for a, b in line.source_spans)
        assert all(0 <= a <= b <= len(target) for a, b in line.target_spans)
        assert line.source_spans or line.target_spans


@given(st.sampled_from(sorted(GOOD)))
def test_a_text_states_what_it_states(locale):
    text = GOOD[locale]

    assert {one.verdict for one in compare(text, text, (locale, locale))} == {Verdict.FOUND}


NAMES = (
    "Shakespeare Шекспир", "Washington Вашингтон", "Hamburg Гамбурге", "William Уильям", "George Джордж",
    "Churchill Черчилль", "Zelensky Зеленский", "Merkel ميركل", "Obama أوباما", "William ويليام",
    "Google غوغل", "Washington וושינגטון", "Obama אובמה", "Trump トランプ", "Merkel メルケル", "Obama Ομπάμα",
)  # fmt: skip


@pytest.mark.parametrize("pair", NAMES)
def test_a_name_is_known_by_its_sound_in_another_script(pair):
    assert sounds_alike(*pair.split())


def test_other_names_do_not_sound_alike():
    pairs = [pair.split() for pair in NAMES]
    wrong = [(a, d) for a, _ in pairs for c, d in pairs if a != c and sounds_alike(a, d)]

    assert len(wrong) <= 0.02 * len(pairs) ** 2, wrong


def test_sounds_of_nothing_are_nothing():
    assert sounds("") == sounds("ъь") == ""
    assert not sounds_alike("", "Вашингтон")


@pytest.mark.parametrize(
    ("name", "word", "is_it"),
    [
        ("Berlin", "Berlins", True),
        ("Warszawa", "Warszawie", True),
        ("Maria", "Mars", False),
        ("Bo", "Bob", False),
    ],
)
def test_a_name_with_another_ending_is_that_name(name, word, is_it):
    assert is_form_of(name, word) is is_it
