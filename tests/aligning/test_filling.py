"""Proposals into units: only where nothing stands, and never in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.aligning import Proposal, fill
from recto.model import State, Unit

SOURCES = st.sampled_from(["One.", "Two.", "Three."])


def proposal(source, target, *, role="paragraph", doubts=(), parts=()):
    return Proposal(role, source, target, target, (), doubts, parts, 1, 1)


@given(
    st.lists(st.tuples(SOURCES, st.sampled_from(["", "Ein.", "Zwei."])), unique_by=lambda pair: pair[0]),
    st.lists(st.tuples(SOURCES, st.sampled_from(["", "Uno.", "Dos."]))),
)
def test_what_stands_is_never_touched(units, proposals):
    before = [
        Unit("paragraph", source, target, State.REVIEWED if target else State.EMPTY)
        for source, target in units
    ]

    filled = fill(before, [proposal(*one) for one in proposals])

    after = {unit.key: unit for unit in filled.units}
    assert [unit for unit in before if unit.target] == [after[unit.key] for unit in before if unit.target]
    assert [unit.key for unit in filled.units] == [unit.key for unit in before]
    assert len(filled.outcomes) == len({source for source, _ in proposals})


@pytest.mark.parametrize(
    ("doubts", "draft", "state"),
    [((), False, State.REVIEWED), (("why",), False, State.DRAFT), ((), True, State.DRAFT)],
)
def test_what_is_sure_is_reviewed_unless_drafts_are_wanted(doubts, draft, state):
    (unit,) = fill([Unit("paragraph", "One.")], [proposal("One.", "Uno.", doubts=doubts)], draft=draft).units

    assert (unit.target, unit.state, unit.origin) == ("Uno.", state, "import")


def test_a_unit_that_somebody_said_to_skip_stays_empty():
    unit = Unit("paragraph", "One.", marks=(("skip", "yes"),))

    filled = fill([unit], [proposal("One.", "Uno.")])

    assert filled.units == (unit,)
    assert filled.outcomes[0].is_kept


def test_of_several_targets_the_most_used_is_taken_and_the_others_are_kept_beside_it():
    targets = ["Uno.", "Una.", "Uno."]

    (unit,) = fill([Unit("paragraph", "One.")], [proposal("One.", target) for target in targets]).units

    assert (unit.target, unit.others, unit.state) == ("Uno.", ("Una.",), State.DRAFT)


def test_a_proposal_for_several_units_comes_before_them_and_remembers_its_cut():
    joined = proposal("One. Two.", "Uno y dos.", doubts=("2 to 1 sentences.",), parts=("One.", "Two."))

    filled = fill([Unit("paragraph", "One."), Unit("paragraph", "Two.")], [joined])

    assert [unit.source for unit in filled.units] == ["One. Two.", "One.", "Two."]
    assert filled.units[0].marks == (("cut", "kept"),)


def test_a_proposal_for_units_of_which_one_has_a_target_is_left():
    units = (Unit("paragraph", "One.", "Uno.", State.REVIEWED), Unit("paragraph", "Two."))

    filled = fill(units, [proposal("One. Two.", "Uno y dos.", parts=("One.", "Two."))])

    assert filled.units == units
    assert filled.outcomes[0].target == "Uno."


def test_a_proposal_without_a_target_leaves_its_unit_empty():
    filled = fill([Unit("paragraph", "One.")], [proposal("One.", "")])

    assert filled.units == (Unit("paragraph", "One."),)
    assert filled.outcomes[0].state is State.EMPTY


def test_sentences_are_not_joined_where_one_has_a_target_of_its_own_elsewhere():
    units = [
        Unit("paragraph", "One."),
        Unit("paragraph", "Two."),
        Unit("paragraph#2", "One.", "Own.", State.REVIEWED),
    ]

    filled = fill(units, [proposal("One. Two.", "Eins und zwei.", parts=("One.", "Two."))])

    assert filled.units == tuple(units)
    assert [(one.is_kept, one.target) for one in filled.outcomes] == [(True, "Own.")]


def test_a_unit_beside_which_others_stand_is_left_to_a_person():
    units = (Unit("paragraph", "One.", others=("Ein anderer.",)),)

    filled = fill(units, [proposal("One.", "Eins.")])

    assert (filled.units, filled.outcomes[0].is_kept) == (units, True)
