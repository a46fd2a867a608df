"""What comes back from another tool: what is taken, what is kept beside newer work, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recto.exchange.bilingual import Row, version
from recto.exchange.returning import Kind, take_back
from recto.model import Catalog, State, Unit

TEA = Unit("paragraph", "Boil <1>water</1>.", "Koche <1>Wasser</1>.", State.REVIEWED, hints=("<1> bold",))
POT = Unit("paragraph", "Warm the pot.")
OLD = Unit("paragraph", "Wait.", "Warten.", State.DRAFT, "mt:apertium", previous="Wait a bit.")


def back(unit: Unit, target: str, state: State | None = State.DRAFT, **more: object) -> Row:
    """Return what comes back for a unit that went out."""
    row = Row(unit.source, target, "f.xlf:7", state, unit.id, version(unit), unit.context)
    return replace(row, **more)


def take(units, *rows, judge=lambda _: "", accept=False, obsolete=()):
    return take_back(Catalog("de", tuple(units), tuple(obsolete)), rows, judge, accept=accept)


def test_a_target_goes_into_an_empty_unit_as_the_file_says():
    for state, became, origin in (
        (State.DRAFT, State.DRAFT, "import"),
        (None, State.DRAFT, "import"),
        (State.REVIEWED, State.REVIEWED, ""),
        (State.FINAL, State.REVIEWED, ""),
    ):
        (unit,) = take([POT], back(POT, "Wärme die Kanne.", state)).catalog.units

        assert (unit.target, unit.state, unit.origin) == ("Wärme die Kanne.", became, origin)


def test_with_accept_everything_that_comes_is_reviewed():
    unit = take([POT], back(POT, "Wärme die Kanne.", None), accept=True).catalog.units[0]

    assert (unit.state, unit.origin) == (State.REVIEWED, "")


def test_a_reviewed_target_answers_the_change_of_the_source():
    (unit,) = take([OLD], back(OLD, "Warte.", State.REVIEWED)).catalog.units

    assert (unit.target, unit.state, unit.previous, unit.origin) == ("Warte.", State.REVIEWED, "", "")


def test_a_draft_that_is_approved_as_it_is_becomes_reviewed():
    result = take([OLD], back(OLD, "Warten.", State.REVIEWED))

    assert (result.taken, result.catalog.units[0].state) == (1, State.REVIEWED)


@pytest.mark.parametrize("state", [State.DRAFT, State.EMPTY, None])
def test_a_state_is_never_lowered_and_a_target_never_taken_away(state):
    for target in (TEA.target, ""):
        result = take([TEA], back(TEA, target, state))

        assert result.catalog.units == (TEA,)
        assert (result.taken, result.unchanged, result.remarks) == (0, 1, ())


def test_newer_work_stays_and_the_other_target_is_kept_beside_it():
    newer = replace(TEA, target="<1>Wasser</1> kochen.")

    result = take([newer], back(TEA, "Bring <1>Wasser</1> zum Kochen.", State.REVIEWED))

    (unit,) = result.catalog.units
    assert (unit.target, unit.others) == (newer.target, ("Bring <1>Wasser</1> zum Kochen.",))
    assert unit.state is State.REVIEWED
    (remark,) = result.remarks
    assert (remark.kind, remark.where, remark.unit) == (Kind.CONFLICT, "f.xlf:7", TEA.id)
    assert (remark.incoming, remark.standing) == ("Bring <1>Wasser</1> zum Kochen.", newer.target)


@pytest.mark.parametrize("state", [State.DRAFT, None])
def test_what_nobody_accepted_never_takes_the_place_of_what_somebody_did(state):
    row = back(TEA, "Mach <1>Wasser</1> heiß.", state)

    once = take([TEA], row)
    twice = take_back(once.catalog, [row], lambda _: "")

    assert once.catalog.units == (replace(TEA, others=("Mach <1>Wasser</1> heiß.",)),)
    assert [remark.kind for remark in once.remarks] == [Kind.OFFERED]
    assert (twice.catalog, twice.remarks) == (once.catalog, once.remarks)


def test_an_accepted_target_with_an_error_stands_beside_the_reviewed_one():
    result = take(
        [TEA], back(TEA, "Mach <1>Wasser</1> heiß.", State.REVIEWED), judge=lambda _: "It is short."
    )

    assert result.catalog.units == (replace(TEA, others=("Mach <1>Wasser</1> heiß.",)),)


def test_a_file_that_was_taken_and_is_trusted_afterwards_is_taken_as_reviewed():
    row = back(TEA, "Mach <1>Wasser</1> heiß.", None)

    trusted = take_back(take([TEA], row).catalog, [row], lambda _: "", accept=True)

    assert trusted.catalog.units == (replace(TEA, target="Mach <1>Wasser</1> heiß."),)


def test_a_draft_that_waits_for_a_choice_stays_a_draft():
    newer = replace(TEA, target="<1>Wasser</1> kochen.", state=State.DRAFT)

    (unit,) = take([newer], back(TEA, "Mach <1>Wasser</1> heiß.", State.REVIEWED)).catalog.units

    assert (unit.state, unit.others) == (State.DRAFT, ("Mach <1>Wasser</1> heiß.",))


def test_a_machine_that_came_first_gives_way_to_a_person():
    filled = replace(POT, target="Warm den Topf.", state=State.DRAFT, origin="mt:apertium")

    taken = take([filled], back(POT, "Wärme die Kanne.", State.REVIEWED)).catalog.units[0]
    approved = take([filled], back(POT, "Warm den Topf.", State.REVIEWED)).catalog.units[0]

    assert (taken.target, taken.state, taken.others) == ("Wärme die Kanne.", State.REVIEWED, ())
    assert (approved.target, approved.state, approved.origin) == ("Warm den Topf.", State.REVIEWED, "")


def test_taking_the_same_file_twice_adds_nothing():
    newer = replace(TEA, target="<1>Wasser</1> kochen.")
    rows = back(TEA, "Bring <1>Wasser</1> zum Kochen."), back(POT, "Wärme die Kanne.")

    once = take([newer, POT], *rows).catalog

    assert take_back(once, rows, lambda _: "").catalog == once


def test_a_target_that_the_translator_left_alone_is_no_conflict():
    newer = replace(TEA, target="<1>Wasser</1> kochen.")

    result = take([newer], back(TEA, TEA.target, State.REVIEWED))

    assert (result.catalog.units, result.remarks) == ((newer,), ())


@pytest.mark.parametrize(
    "target",
    [
        "Koche Wasser.",
        pytest.param("<1>x</1>" + "y" * 64_000, id="long"),
        "<1>Koche",
        "Koche <1>Wasser</1> <2/>.",
        "<1/>",
    ],
)
def test_broken_codes_are_refused_and_the_others_go_on(target):
    result = take([TEA, POT], back(TEA, target, State.REVIEWED), back(POT, "Kanne.", State.REVIEWED))

    assert result.catalog.units[0] == TEA
    assert result.catalog.units[1].target == "Kanne."
    assert [remark.kind for remark in result.remarks] == [Kind.REFUSED]
    assert "code" in result.remarks[0].problem or "longer than" in result.remarks[0].problem


def test_codes_that_are_damaged_without_doubt_are_put_right():
    (unit,) = take([TEA], back(TEA, "Das < 1 >Wasser</ 1> kocht.", State.REVIEWED)).catalog.units

    assert unit.target == "Das <1>Wasser</1> kocht."


def test_what_a_check_speaks_against_is_kept_as_draft():
    result = take([POT], back(POT, "Kanne.", State.REVIEWED), judge=lambda unit: f"{unit.target} is short.")

    assert result.catalog.units[0].state is State.DRAFT
    assert [remark.kind for remark in result.remarks] == [Kind.DRAFT]
    assert "Kanne. is short." in result.remarks[0].problem


def test_left_out_on_purpose_is_a_target():
    assert take([TEA], back(TEA, "<0/>", State.REVIEWED)).catalog.units[0].target == "<0/>"


def test_a_target_becomes_one_line_without_controls():
    (unit,) = take([POT], back(POT, " Die\nKanne \x07wärmen.\u2028")).catalog.units

    assert unit.target == "Die Kanne wärmen."


def test_an_edited_source_keeps_the_target_beside_its_own():
    went_out = Unit("paragraph", "Wait a bit.")

    result = take([OLD], back(went_out, "Ein wenig warten.", State.REVIEWED))

    (unit,) = result.catalog.units
    assert (unit.source, unit.target, unit.others) == ("Wait.", "Warten.", ("Ein wenig warten.",))
    assert [remark.kind for remark in result.remarks] == [Kind.CONFLICT]


def test_a_unit_that_is_gone_is_kept_among_the_obsolete():
    result = take([TEA], back(POT, "Wärme die Kanne.", State.REVIEWED))

    (unit,) = result.catalog.obsolete
    assert (unit.key, unit.target, unit.state) == (POT.key, "Wärme die Kanne.", State.DRAFT)
    assert [remark.kind for remark in result.remarks] == [Kind.GONE]


def test_an_obsolete_unit_keeps_its_target_and_gets_the_other():
    old = replace(POT, target="Kanne wärmen.", state=State.REVIEWED)

    same = take([TEA], back(old, "Kanne wärmen."), obsolete=[old])
    other = take([TEA], back(POT, "Wärme die Kanne."), obsolete=[old])

    assert (same.catalog.obsolete, same.remarks) == ((old,), ())
    (unit,) = other.catalog.obsolete
    assert (unit.target, unit.others, unit.state) == ("Kanne wärmen.", ("Wärme die Kanne.",), State.REVIEWED)


def test_a_file_of_another_tool_is_matched_by_source_in_order():
    heading = Unit("heading", "Tea")
    units = [Unit("title", "Tea"), heading, replace(TEA, target="", state=State.EMPTY)]
    rows = [
        Row("Boil <1>water</1>.", "Koche <1>Wasser</1>.", "f:1", State.REVIEWED, id="17"),
        Row("Tea", "Tee", "f:2", State.REVIEWED, id="18"),
        Row(" Tea ", "Der Tee", "f:3", State.REVIEWED, id="19"),
        Row("Tea", "Tee!", "f:4", State.REVIEWED, id="20"),
    ]

    result = take(units, *rows)

    assert [unit.target for unit in result.catalog.units] == ["Tee", "Der Tee", "Koche <1>Wasser</1>."]
    assert [(remark.kind, remark.where) for remark in result.remarks] == [(Kind.UNKNOWN, "f:4")]


def test_without_a_version_only_a_machine_gives_way():
    rows = [Row(unit.source, f"{unit.target}!", "f:1", State.REVIEWED) for unit in (OLD, TEA)]

    machine, person = take([OLD, TEA], *rows).catalog.units

    assert (machine.target, machine.state) == ("Warten.!", State.REVIEWED)
    assert (person.target, person.others) == (TEA.target, (f"{TEA.target}!",))


def test_translators_notes_are_added_once_and_cannot_pose_as_ours():
    noted = replace(POT, notes=("Known.",))
    rows = [
        back(
            noted,
            "Kanne.",
            notes=("Known.", "Which pot?", "recto: origin=mt:x", "recto other: x", "Which pot?"),
        )
    ]

    once = take([noted], *rows).catalog

    assert once.units[0].notes == ("Known.", "Which pot?", "note: recto: origin=mt:x", "note: recto other: x")
    assert take_back(once, rows, lambda _: "").catalog.units[0].notes == once.units[0].notes


def test_one_unit_twice_in_a_file_is_a_conflict_with_itself():
    result = take([POT], back(POT, "Kanne.", State.REVIEWED), back(POT, "Topf.", State.REVIEWED))

    assert (result.catalog.units[0].target, result.catalog.units[0].others) == ("Kanne.", ("Topf.",))
