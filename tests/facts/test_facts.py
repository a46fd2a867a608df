"""The same fact in two notations has one key; spans are places in the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.facts import Facts, facts
from recto.facts.han import han_value

LOCALES = [
    "en",
    "de",
    "ru",
    "es",
    "fr",
    "cs",
    "uk",
    "ja",
    "zh",
    "pt",
    "he",
    "ar",
    "it",
    "pl",
    "ka",
    "de-CH",
    "x",
    "",
]


@given(st.text(max_size=120), st.sampled_from(LOCALES))
def test_every_fact_stands_in_the_text(text, locale):
    for fact in facts(text, locale):
        assert 0 <= fact.span[0] <= fact.span[1] <= len(text)


@given(st.integers(0, 10**12), st.sampled_from(LOCALES))
def test_a_whole_number_is_read_in_every_locale(number, locale):
    (found,) = facts(f"x {number} x", locale).numbers

    assert found.value == number


@pytest.mark.parametrize(
    ("one", "other", "locale"),
    [
        ("1.5 million", "1,500,000", "en"),
        ("twelve", "12", "en"),
        ("two hundred and five", "205", "en"),
        ("half", "50 percent", "en"),
        ("two thirds", "2/3", "en"),
        ("two and a half million", "2,500,000", "en"),
        ("3 p.m.", "15:00", "en"),
        ("noon", "12:00", "en"),
        ("£300", "300 pounds", "en"),
        ("$2.5bn", "2,500 million dollars", "en"),
        ("3 October", "Oct. 3", "en"),
        ("12/03/1961", "3 December 1961", "en"),
        ("3.12.1961", "3. Dezember 1961", "de"),
        ("5 km", "5,000 metres", "en"),
        ("70.000", "70 000", "it"),
        ("12.500", "12 500", "es"),
        ("zweiundvierzig", "42", "de"),
        ("2 Mio. Euro", "2 Millionen Euro", "de"),
        ("2,5 млн рублей", "2 500 000 рублей", "ru"),
        ("п'ять", "5", "uk"),
        ("300 mil millones", "300.000 millones", "es"),
        ("2万", "20,000", "ja"),
        ("八亿", "8亿", "zh"),
        ("下午3点", "15:00", "zh"),
        ("أربعة", "٤", "ar"),
        ("שלושה", "3", "he"),
        ("20 h 30", "20h30", "fr"),
        ("8 Uhr", "8:00", "de"),
        ("v sobotu", "sobota", "cs"),
    ],
)
def test_two_notations_have_one_key(one, other, locale):
    first, second = facts(one, locale), facts(other, locale)

    def counted(found: Facts) -> list:
        return sorted(map(str, (fact.key for fact in (*found.numbers, *found.times, *found.days))))

    assert counted(first)
    assert counted(first) == counted(second)


@pytest.mark.parametrize(
    ("one", "other", "locale"),
    [
        ("1.500", "1.500", ("en", "de")),
        ("5 km", "5 miles", ("en", "en")),
        ("0142", "142", ("en", "en")),
        ("-4", "4", ("en", "en")),
        ("5 MW", "5 mW", ("en", "en")),
        ("38 %", "38", ("en", "en")),
        ("20 €", "20 $", ("de", "de")),
    ],
)
def test_other_numbers_have_other_keys(one, other, locale):
    assert facts(one, locale[0]).numbers[0].key != facts(other, locale[1]).numbers[0].key


@pytest.mark.parametrize(
    ("text", "locale", "names"),
    [
        ("The mayor, Lena Brandt, left Rome.", "en", ["Lena", "Brandt", "Rome"]),
        ("Die Stadt Kassel baut ein Haus in Bremen.", "de", ["Kassel", "Bremen"]),
        ("Следствие ведёт Анна Волкова.", "ru", ["Анна", "Волкова"]),
        ("THE WHOLE TOWN SHOUTS", "en", []),
        ("Court Orders New Trial For Banker", "en", []),
        ("The NATO base", "en", ["NATO"]),
        ("田中さんが来た。", "ja", ["田中"]),
    ],
)
def test_names_are_found_where_no_grammar_asks_for_a_capital(text, locale, names):
    assert [name.word for name in facts(text, locale).names] == names


@pytest.mark.parametrize(
    ("text", "locale", "group"),
    [
        ("It is no longer open.", "en", "not"),
        ("Er kam nicht.", "de", "not"),
        ("Il ne viendra pas.", "fr", "not"),
        ("Завод не закроют.", "ru", "not"),
        ("市长没有辞职。", "zh", "not"),
        ("No fewer than nine hikers", "en", "ge"),
        ("Mindestens 12", "de", "ge"),
        ("He allegedly knew.", "en", "alleged"),
        ("Prices climbed.", "en", "way.up"),
    ],
)
def test_marks_have_their_group(text, locale, group):
    assert group in [mark.group for mark in facts(text, locale).marks]


def test_spans_are_places_in_the_text_as_given():
    text = "The en\u00advi\u00adron «cost 30\u00a0euros»"

    found = facts(text, "en")

    assert [text[slice(*number.span)] for number in found.numbers] == ["30\u00a0euros"]
    assert [text[slice(*quotation.span)] for quotation in found.quotations] == ["cost 30\u00a0euros"]


def test_digits_of_a_link_are_no_numbers():
    found = facts("See https://e.org/1187, @harbour2 and a@b.org.", "en")

    assert [link.target for link in found.links] == ["https://e.org/1187", "@harbour2", "a@b.org"]
    assert not found.numbers


@pytest.mark.parametrize(
    ("text", "locale", "holder"),
    [
        ("The mast is safe, the operator said.", "en", {"operator"}),
        ("According to the police, he slept.", "en", {"police"}),
        ("Вода безопасна, утверждают экологи.", "ru", {"экологи"}),
        ("水是安全的，居民称。", "zh", {"居民"}),
        ("水は安全だと住民は述べた。", "ja", {"住民"}),
    ],
)
def test_a_statement_has_its_speaker(text, locale, holder):
    assert [speaker.words for speaker in facts(text, locale).speakers] == [frozenset(holder)]


@pytest.mark.parametrize(
    ("text", "value"), [("二十五", 25), ("三百零五", 305), ("1.5万", 15000), ("两亿", 200000000)]
)
def test_chinese_figures_have_their_value(text, value):
    assert han_value(text) == value
