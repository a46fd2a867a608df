"""Split and joined units: nothing is translated twice, and nothing half is accepted."""

from __future__ import annotations

import pytest

from recto.merging import merge
from recto.model import Catalog, State, Unit

WIND = ("The wind broke the old bridge.", "Nobody crosses the river now.")


def unit(source, target="", state=State.REVIEWED, context="paragraph", **more):
    return Unit(context, source, target, state if target else State.EMPTY, **more)


def merged(locale, *pairs, new, source_locale="en"):
    old = Catalog(locale, tuple(unit(source, target) for source, target in pairs))
    return merge(old, tuple(unit(source) for source in new), source_locale)


def test_two_sentences_that_became_one_offer_both_targets():
    whole = "The wind broke the old bridge and nobody crosses the river now."
    result = merged("de", (WIND[0], "Der Wind."), (WIND[1], "Der Fluss."), new=["Yes.", whole])

    one = result.catalog.units[1]
    assert (one.target, one.state) == ("Der Wind. Der Fluss.", State.DRAFT)
    assert one.previous == " ".join(WIND)
    assert result.counts.joined == 1
    assert [old.target for old in result.catalog.obsolete] == ["Der Wind.", "Der Fluss."]


def test_one_sentence_that_became_two_offers_its_whole_target_on_each():
    old = "The wind broke the old bridge and nobody crosses the river now."
    result = merged("de", (old, "Ganz."), new=WIND)

    assert [(one.target, one.state, one.previous) for one in result.catalog.units] == [
        ("Ganz.", State.DRAFT, old),
        ("Ganz.", State.DRAFT, old),
    ]
    assert [(one.target, one.state) for one in result.catalog.obsolete] == [("Ganz.", State.REVIEWED)]


def test_sentences_that_are_one_unit_now_without_an_edit_stay_accepted():
    result = merged("de", (WIND[0], "Der Wind."), (WIND[1], "Der Fluss."), new=[" ".join(WIND)])

    (one,) = result.catalog.units
    assert (one.target, one.state, one.previous) == ("Der Wind. Der Fluss.", State.REVIEWED, "")


@pytest.mark.parametrize(
    "pairs",
    [
        [("The wind that broke", "Der Wind"), ("the old stone bridge.", "die Brücke.")],
        [(WIND[0], "Der Wind."), ("“Nobody” <1>crosses</1> now.", "Niemand.")],
    ],
    ids=["no sentences", "a code is missing"],
)
def test_parts_that_are_one_unit_now_are_looked_at_where_something_is_left_to_decide(pairs):
    (one,) = merged("de", *pairs, new=[" ".join(source for source, _ in pairs)]).catalog.units

    assert (one.target, one.state) == (" ".join(target for _, target in pairs), State.DRAFT)


def test_a_draft_makes_the_joined_unit_a_draft():
    old = Catalog("de", (unit(WIND[0], "Der Wind."), unit(WIND[1], "Der Fluss.", State.DRAFT)))

    (one,) = merge(old, (unit(" ".join(WIND)),), "en").catalog.units

    assert (one.target, one.state) == ("Der Wind. Der Fluss.", State.DRAFT)


@pytest.mark.parametrize(
    ("locale", "between"), [("ja", ""), ("zh-Hans", ""), ("th", ""), ("ko", " "), ("pt-BR", " ")]
)
def test_joined_targets_have_a_blank_between_them_where_the_language_has(locale, between):
    (one,) = merged(locale, (WIND[0], "A"), (WIND[1], "B"), new=[" ".join(WIND)]).catalog.units

    assert one.target == f"A{between}B"


def test_sources_without_blanks_are_joined_and_split():
    old = ("昨日、首相は議会で演説した。", "記者団の質問には答えなかった。")
    (one,) = merged(
        "de", (old[0], "A."), (old[1], "B."), new=["".join(old)], source_locale="ja"
    ).catalog.units
    halves = merged("de", ("".join(old), "AB."), new=old, source_locale="ja").catalog.units

    assert (one.target, one.state) == ("A. B.", State.REVIEWED)
    assert [half.target for half in halves] == ["AB.", "AB."]


def test_codes_of_joined_units_are_numbered_on():
    pairs = [
        ("See the <1>first</1> page.", "<1>Erste</1> Seite."),
        ("See the <1>last</1> page.", "<1>Letzte</1>."),
    ]
    (one,) = merged("de", *pairs, new=["See the <1>first</1> page. See the <2>last</2> page."]).catalog.units

    assert (one.target, one.state) == ("<1>Erste</1> Seite. <2>Letzte</2>.", State.REVIEWED)


def test_what_was_joined_and_is_taken_apart_again_is_as_it_was():
    pairs = ((WIND[0], "Der Wind."), (WIND[1], "Der Fluss."))
    joined = merged("de", *pairs, new=["The wind broke the old bridge and nobody crosses the river now."])
    apart = merge(joined.catalog, tuple(map(unit, WIND)), "en").catalog

    assert apart.units == tuple(unit(*pair) for pair in pairs)
    assert apart.obsolete == ()


def test_what_was_split_and_is_joined_again_is_as_it_was():
    old = "The wind broke the old bridge and nobody crosses the river now."
    split = merged("de", (old, "Ganz."), new=WIND)
    whole = merge(split.catalog, (unit(old),), "en").catalog

    assert (whole.units, whole.obsolete) == ((unit(old, "Ganz."),), ())


def test_a_half_that_somebody_translated_is_kept_when_the_split_is_taken_back():
    old = "The wind broke the old bridge and nobody crosses the river now."
    first, second = merged("de", (old, "Ganz."), new=WIND).catalog.units
    done = unit(first.source, "Der Wind.")
    split = Catalog("de", (done, second), (unit(old, "Ganz."),))

    whole = merge(split, (unit(old),), "en").catalog

    assert whole.units == (unit(old, "Ganz."),)
    assert whole.obsolete == (done,)
