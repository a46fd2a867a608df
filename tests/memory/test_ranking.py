"""Which of what was remembered comes first, and what it loses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from recto.memory import Place, Remembered, Rules, generalise, neighbour, rank

AROUND = neighbour("Boil."), neighbour("Pour.")
PLACE = Place("Wait 12 minutes.", "paragraph", "world/tea.md", "Boil.", "Pour.")

remembered = st.builds(
    Remembered,
    st.sampled_from(["Wait 12 minutes.", "Wait 15 minutes.", "Wait.", "Go on."]),
    st.sampled_from(["Warten.", "12 Minuten warten.", "Weiter."]),
    st.sampled_from(["paragraph", "heading"]),
    st.sampled_from(["world/tea.md", "coffee.md"]),
    st.sampled_from(["", "mt:x"]),
    st.sampled_from([None, AROUND, (0, 0)]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def test_in_context_exact_comes_before_exact_before_fuzzy():
    found = [
        Remembered("Wait 13 minutes.", "13 Minuten.", "paragraph", "world/a.md"),
        Remembered("Wait 12 minutes.", "Exakt.", "paragraph", "world/a.md"),
        Remembered("Wait 12 minutes.", "Dort.", "heading", "coffee.md", neighbours=AROUND),
    ]

    matches = rank(PLACE, found)

    assert [(match.kind, match.score, match.target) for match in matches] == [
        ("ice", 99, "Dort."),
        ("exact", 100, "Exakt."),
        ("fuzzy", 99, "12 Minuten."),
    ]
    assert matches[2].adapted == (("13", "12"),)


@given(st.lists(remembered, max_size=8))
def test_matches_are_ordered_and_each_target_stands_once(found):
    matches = rank(PLACE, found, limit=8, at_least=0)

    order = ["ice", "exact", "fuzzy"]
    kinds = [order.index(match.kind) for match in matches]
    assert kinds == sorted(kinds)
    assert len({match.target for match in matches}) == len(matches)
    fuzzy = [match.score for match in matches if match.kind == "fuzzy"]
    assert fuzzy == sorted(fuzzy, reverse=True)
    assert all(score < 100 for score in fuzzy)


@given(st.lists(remembered, max_size=8))
def test_a_score_is_the_ratio_less_the_penalty(found):
    for match in rank(PLACE, found, limit=8, at_least=0):
        ratio = int(fuzz.ratio(generalise(PLACE.source), generalise(match.source)))
        assert match.score == (min(ratio, 99) if match.kind == "fuzzy" else 100) - match.penalty


@pytest.mark.parametrize(
    ("more", "penalty"),
    [
        ({}, 0),
        ({"article": "coffee.md"}, 1),
        ({"article": "memory/a.tmx", "is_imported": True}, 2),
        ({"origin": "mt:apertium"}, 2),
        ({"origin": "import"}, 0),
        ({"is_unreviewed": True}, 10),
        ({"is_old": True}, 3),
    ],
)
def test_what_speaks_against_a_pair_takes_from_its_score(more, penalty):
    one = Remembered(PLACE.source, "Warten.", "paragraph", "world/a.md")._replace(**more)

    (match,) = rank(PLACE, [one])

    assert (match.score, match.penalty) == (100 - penalty, penalty)


def test_numbers_that_could_not_be_replaced_take_from_the_score():
    one = Remembered("Wait 2 minutes.", "Zwei Minuten.", "paragraph", "world/a.md")

    (match,) = rank(PLACE, [one], Rules(numbers=7))

    assert (match.target, match.score, match.adapted) == ("Zwei Minuten.", 92, ())


def test_among_equals_the_most_used_target_wins_then_the_last():
    def best(*targets: str) -> str:
        found = [Remembered(PLACE.source, target, "paragraph", "world/a.md") for target in targets]
        return rank(PLACE, found)[0].target

    assert best("a", "b", "b") == best("b", "b", "a") == "b"
    assert (best("a", "b"), best("b", "a")) == ("b", "a")


def test_an_old_or_unreviewed_pair_is_never_in_context():
    found = [
        Remembered(PLACE.source, "a", neighbours=AROUND, is_old=True),
        Remembered(PLACE.source, "b", neighbours=AROUND, is_unreviewed=True),
    ]

    assert {match.kind for match in rank(PLACE, found, at_least=0)} == {"exact"}


def test_a_match_below_the_threshold_is_left_out():
    assert rank(PLACE, [Remembered("Something else altogether", "x")], at_least=70) == ()
