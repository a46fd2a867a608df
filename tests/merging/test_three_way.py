"""Two clones' catalogs into one: the laws on random catalogs, and the cases that people meet."""

from __future__ import annotations

from dataclasses import replace

import pytest
import random_merges
from hypothesis import given
from hypothesis import strategies as st

from recto.exchange import po, signoff
from recto.merging import merge
from recto.merging.three_way import lost, three_way
from recto.model import Catalog, State, Unit

BOIL = Unit("paragraph", "Boil the water.", "Wasser kochen.", State.REVIEWED)
POUR = Unit("paragraph", "Pour it.", "Gießen.", State.REVIEWED)
WAIT = Unit("paragraph", "Wait four minutes.")
BASE = Catalog("de", (BOIL, POUR, WAIT))


def with_unit(unit: Unit, catalog: Catalog = BASE) -> Catalog:
    return replace(catalog, units=tuple(unit if one.key == unit.key else one for one in catalog.units))


def merged_unit(ours: Unit, theirs: Unit, base: Catalog = BASE) -> Unit:
    merged = three_way(base, with_unit(ours, base), with_unit(theirs, base))
    return next(unit for unit in merged.catalog.units if unit.key == ours.key)


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_random_merges_lose_nothing_mix_nothing_up_and_ask_only_where_two_people_met(first):
    for seed in range(first, first + 100):
        one = random_merges.case(seed)
        merged = three_way(one.base, one.ours, one.theirs, carry_cosmetic=False)

        assert (seed, random_merges.broken_laws(one, merged)) == (seed, [])
        assert (seed, random_merges.check_file(one, merged.catalog)[1]) == (seed, [])


@pytest.mark.gettext
def test_msgfmt_takes_merged_files(tmp_path):
    files = []
    for seed in range(40):
        one = random_merges.case(seed)
        merged = three_way(one.base, one.ours, one.theirs).catalog
        files.append(tmp_path / f"{seed}.po")
        files[-1].write_bytes(random_merges.check_file(one, merged)[0])

    assert random_merges.msgfmt(files) == []


@given(st.integers(0, 10**9))
def test_a_side_that_did_nothing_changes_nothing(seed):
    one = random_merges.case(seed)

    assert three_way(one.base, one.ours, one.base).catalog == one.ours
    assert three_way(one.base, one.base, one.theirs).catalog == one.theirs
    assert three_way(one.base, one.ours, one.ours).catalog == one.ours


@given(st.integers(0, 10**9))
def test_nothing_is_lost_whatever_is_known_of_the_past(seed):
    one = random_merges.case(seed)

    assert lost(None, one.ours, one.theirs, three_way(None, one.ours, one.theirs).catalog) == []


def test_lost_names_a_text_that_is_nowhere():
    ours = with_unit(replace(BOIL, target="Wasser sieden."))

    assert [unit.target for unit in lost(BASE, ours, BASE, BASE)] == ["Wasser sieden."]


def test_a_note_and_a_target_of_one_unit_do_not_meet():
    unit = merged_unit(replace(BOIL, notes=("Sieden?",)), replace(BOIL, target="Wasser sieden."))

    assert unit == replace(BOIL, target="Wasser sieden.", notes=("Sieden?",))


def test_the_same_target_on_both_sides_is_no_conflict():
    unit = merged_unit(
        replace(WAIT, target="Warten.", state=State.DRAFT),
        replace(WAIT, target="Warten.", state=State.REVIEWED),
    )

    assert unit == replace(WAIT, target="Warten.", state=State.REVIEWED)


MACHINE = replace(WAIT, target="Warte.", state=State.DRAFT, origin="mt:apertium")
DRAFT = replace(WAIT, target="Abwarten.", state=State.DRAFT)
ACCEPTED = replace(WAIT, target="Vier Minuten warten.", state=State.REVIEWED)
OTHER = replace(WAIT, target="Warten Sie.", state=State.REVIEWED)


@pytest.mark.parametrize(
    ("ours", "theirs", "target", "state", "others"),
    [
        (ACCEPTED, OTHER, ACCEPTED.target, State.DRAFT, (OTHER.target,)),
        (DRAFT, OTHER, OTHER.target, State.REVIEWED, (DRAFT.target,)),
        (OTHER, DRAFT, OTHER.target, State.REVIEWED, (DRAFT.target,)),
        (MACHINE, OTHER, OTHER.target, State.REVIEWED, ()),
        (OTHER, MACHINE, OTHER.target, State.REVIEWED, ()),
        (MACHINE, DRAFT, DRAFT.target, State.DRAFT, ()),
        (MACHINE, replace(MACHINE, target="Wart."), MACHINE.target, State.DRAFT, ()),
    ],
)
def test_of_two_targets_the_accepted_one_stands_and_a_persons_is_kept(ours, theirs, target, state, others):
    unit = merged_unit(ours, theirs)

    assert (unit.target, unit.state, unit.others) == (target, state, others)


def test_accepting_a_machines_draft_and_improving_it_are_two_answers():
    base = with_unit(MACHINE)

    unit = merged_unit(replace(MACHINE, state=State.REVIEWED, origin=""), OTHER, base)

    assert (unit.target, unit.state, unit.others) == ("Warte.", State.DRAFT, (OTHER.target,))


def test_an_answered_conflict_does_not_come_back():
    met = replace(ACCEPTED, state=State.DRAFT, others=(OTHER.target,))
    answered, noted = replace(met, state=State.REVIEWED, others=()), replace(met, notes=("Hm.",))

    unit = merged_unit(answered, noted, with_unit(met))

    assert unit == replace(answered, notes=("Hm.",))


def test_two_clones_that_met_the_same_conflict_agree():
    ours = replace(ACCEPTED, state=State.DRAFT, others=(OTHER.target,))
    theirs = replace(OTHER, state=State.DRAFT, others=(ACCEPTED.target,))

    merged = three_way(BASE, with_unit(ours), with_unit(theirs))

    assert merged.catalog == with_unit(ours)
    assert merged.conflicts == ()


def test_work_on_a_sentence_that_was_edited_meanwhile_is_a_draft_of_the_new_one():
    edited = Unit("paragraph", "Wait five minutes.")
    theirs = merge(BASE, (Unit(*BOIL.key), Unit(*POUR.key), edited)).catalog

    merged = three_way(BASE, with_unit(ACCEPTED), theirs)

    unit = merged.catalog.units[2]
    assert (unit.source, unit.target, unit.state) == (edited.source, ACCEPTED.target, State.DRAFT)
    assert unit.previous == WAIT.source
    assert merged.conflicts == ()


def test_a_text_accepted_for_the_new_sentence_stands_and_the_old_ones_is_obsolete():
    base = with_unit(OTHER)
    edited = Unit("paragraph", "Wait five minutes.")
    theirs = merge(base, (Unit(*BOIL.key), Unit(*POUR.key), edited)).catalog
    five = replace(theirs.units[2], target="Fünf Minuten warten.", state=State.REVIEWED,
                   previous="", previous_context="", marks=())  # fmt: skip

    merged = three_way(base, with_unit(ACCEPTED, base), with_unit(five, theirs))

    assert merged.catalog.units[2] == five
    assert [unit for unit in merged.catalog.obsolete if unit.source == WAIT.source] == [ACCEPTED]
    assert merged.conflicts == ()


def test_a_unit_that_went_meanwhile_is_obsolete_with_what_was_done_to_it():
    theirs = merge(BASE, (Unit(*BOIL.key), Unit("heading", "Something else altogether"))).catalog
    ours = with_unit(replace(POUR, target="Aufgießen."))

    merged = three_way(BASE, ours, theirs).catalog

    assert [unit.source for unit in merged.units] == [BOIL.source, "Something else altogether"]
    assert [unit.target for unit in merged.obsolete] == ["Aufgießen."]


def test_the_order_is_that_of_the_side_whose_article_is_newer():
    theirs = merge(BASE, (Unit(*WAIT.key), Unit("quote", "New."), Unit(*BOIL.key), Unit(*POUR.key))).catalog

    merged = three_way(BASE, with_unit(ACCEPTED), theirs).catalog

    assert [unit.source for unit in merged.units] == [WAIT.source, "New.", BOIL.source, POUR.source]
    assert merged.units[0] == ACCEPTED


def test_what_both_articles_put_in_stands_behind_its_neighbours():
    ours = merge(BASE, (Unit("title", "Tea"), *(Unit(*u.key) for u in BASE.units))).catalog
    theirs = merge(
        BASE, (*(Unit(*u.key) for u in BASE.units[:2]), Unit("quote", "So!"), Unit(*WAIT.key))
    ).catalog

    merged = three_way(BASE, ours, theirs).catalog

    assert [unit.source for unit in merged.units] == ["Tea", BOIL.source, POUR.source, "So!", WAIT.source]


def test_an_occurrence_of_its_own_comes_along():
    own = Unit("paragraph#2", POUR.source, "Eingießen.", State.REVIEWED)
    theirs = replace(BASE, units=(BOIL, POUR, own, WAIT))

    merged = three_way(BASE, with_unit(ACCEPTED), theirs).catalog

    assert merged.units == (BOIL, POUR, own, ACCEPTED)


def test_a_sign_off_stands_while_the_units_are_the_same_and_goes_with_two():
    header = po.create_header("tea-times", "de", "tea.md")
    base = replace(BASE, header=header, units=(BOIL, POUR))
    line = (signoff.HEADER, f"Anna {signoff.seal(base.units)}")
    signed = replace(base, header=(*header, line), units=signoff.finalized(base.units))
    noted = with_unit(replace(POUR, notes=("Oh.",)), base)
    by_ben = replace(base, header=(*header, (signoff.HEADER, f"Ben {signoff.seal(base.units)}")))

    assert [u.state for u in three_way(base, signed, noted).catalog.units] == [State.FINAL, State.FINAL]
    assert three_way(base, signed, by_ben).catalog.header == header
    changed = with_unit(replace(POUR, target="Aufgießen."), base)
    assert [u.state for u in three_way(base, signed, changed).catalog.units] == [State.REVIEWED] * 2


def test_header_lines_and_foreign_entries_of_both_sides_stay():
    base = replace(BASE, header=(("Language", "de"),), foreign=('msgid "a"\nmsgid_plural "b"\nmsgstr[0] ""',))
    ours = replace(base, header=(("Language", "de"), ("Last-Translator", "Anna")))
    theirs = replace(base, header=(("Language", "de"), ("X-Own", "1")), foreign=(), comments=("# Hi.",))

    merged = three_way(base, ours, theirs).catalog

    assert merged.header == (("Language", "de"), ("Last-Translator", "Anna"), ("X-Own", "1"))
    assert (merged.foreign, merged.comments) == ((), ("# Hi.",))


def test_ten_thousand_units_with_edits_on_both_sides_stay_linear():
    units = tuple(
        Unit("paragraph", f"Sentence number {n} of a long book.", f"Satz {n}.", State.REVIEWED)
        for n in range(10_000)
    )
    base = Catalog("de", units)
    ours = replace(base, units=(replace(units[0], target="Erster."), *units[1:]))
    theirs = replace(base, units=(*units[:-1], replace(units[-1], target="Letzter.")))

    merged = three_way(base, ours, theirs)

    assert (merged.catalog.units[0].target, merged.catalog.units[-1].target) == ("Erster.", "Letzter.")
