"""A target fitted to a source with other numbers and codes: certain or left as it is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recto.memory import adapt, generalise
from recto.memory.generalising import generalised

TEXTS = st.lists(
    st.sampled_from(
        ["12", "1,500", "3.5", "people", "<1>", "</1>", "<2/>", "<0/>", "٣", "07:30", "x²", "水"]
    ),
    max_size=8,
).map(" ".join)


@given(TEXTS, TEXTS)
def test_the_same_source_changes_nothing(target, source):
    assert adapt(target, source, source) == (target, (), True)


@given(TEXTS, TEXTS, TEXTS)
def test_what_was_replaced_is_told(target, old, new):
    adapted = adapt(target, old, new)

    for before, after in adapted.numbers:
        assert before in target
        assert after in adapted.target
    assert adapted.is_certain or not adapted.numbers


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_a_plain_number_finds_its_place(old, new):
    adapted = adapt(f"In {old} Tagen", f"In {old} days", f"In {new} days")

    if adapted.is_certain:
        assert adapted.target == f"In {new} Tagen"


@pytest.mark.parametrize(
    ("target", "old", "new", "expected"),
    [
        ("12 Leute", "12 people", "15 people", "15 Leute"),
        ("1.500 Euro", "1,500 euros", "2,700 euros", "2.700 Euro"),
        ("3,5 Liter", "3.5 litres", "4.25 litres", "4,25 Liter"),
        ("1\u202f500 €", "1,500 euros", "2,700 euros", "2\u202f700 €"),
        ("١٢ شخصًا", "12 people", "15 people", "١٥ شخصًا"),
        ("Von 3 bis 5 Uhr", "From 3 to 5 o'clock", "From 4 to 6 o'clock", "Von 4 bis 6 Uhr"),
        ("Bis 5 von 3 Uhr", "From 3 to 5 o'clock", "From 5 to 3 o'clock", "Bis 3 von 5 Uhr"),
        ("<1>12</1> Leute", "<1>12</1> people", "<1>15</1> people", "<1>15</1> Leute"),
        ("MP3-Datei", "MP3 file", "MP4 file", "MP4-Datei"),
    ],
)
def test_a_certain_number_is_replaced_in_the_targets_own_writing(target, old, new, expected):
    adapted = adapt(target, old, new)

    assert (adapted.target, adapted.is_certain) == (expected, True)


@pytest.mark.parametrize(
    ("target", "old", "new"),
    [
        ("zwei Leute", "2 people", "3 people"),
        ("2 Leute, 2 Hunde", "2 people", "3 people"),
        ("2 Leute, 2 Hunde", "2 people, 2 dogs", "3 people, 2 dogs"),
        ("12 Leute", "12 people", "people"),
        ("12 Leute", "12 people", "12 people in 3 towns"),
        ("12 Leute", "12 people", "15,000 people"),
        ("12 Leute", "12 people", "150000 people"),
        ("Am 5. Mai kamen 12", "On 5 May came 12", "12 came at once, 7 later"),
        ("um 07:30", "at 07:30", "at 7:45"),
        ("1500 Euro", "1,500 euros", "2,700 euros"),
    ],
)
def test_an_uncertain_number_stays(target, old, new):
    assert adapt(target, old, new) == (target, (), False)


@pytest.mark.parametrize(
    ("target", "old", "new", "expected"),
    [
        ("<2>b</2> <1/>", "<1/> <2>b</2>", "<3/> <4>b</4>", "<4>b</4> <3/>"),
        ("<1>Tee</1> da", "<1>tea</1> there", "tea there", "Tee da"),
        ("<1>Tee</1>", "<1>tea</1>", "<1/> tea", "<1>Tee</1>"),
        ("<0/>", "<1>tea</1>", "tea", "<0/>"),
    ],
)
def test_codes_take_the_new_numbers_where_that_is_certain(target, old, new, expected):
    assert adapt(target, old, new).target == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("12 people", "1,500 people"), ("<1>a</1>", "<2>a</2>"), ("3.5 l", "12 l"), ("٣ l", "12 l")],
)
def test_numbers_and_numbers_of_codes_do_not_tell_sources_apart(one, other):
    assert generalise(one) == generalise(other)


@pytest.mark.parametrize(("one", "other"), [("<1>a</1>", "<1/>a"), ("a 1", "a"), ("A", "a")])
def test_anything_else_does(one, other):
    assert generalise(one) != generalise(other)


@given(st.lists(st.text(st.sampled_from("a <1/>2.,5\0\u0663 "), max_size=20)))
@example(["<1", "/>", "1", ".5", "<", "1/>"])
def test_many_texts_are_generalised_as_each_is(texts):
    assert generalised(texts) == [generalise(text) for text in texts]
