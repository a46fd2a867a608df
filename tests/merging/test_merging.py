"""Merging: what a person accepted is never lost, and never stands under another source."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.memory import most_similar
from recto.merging import SourceEdit, alignment, carrying, merge
from recto.model import BODY_ROLES, Catalog, State, Unit

SENTENCES = st.sampled_from(
    [
        "Boil the water.",
        "Boil the water now.",
        "Boil 2 cups.",
        "Boil 3 cups.",
        "Wait.",
        "Serve it hot.",
        "“Yes,” he said.",
        '"Yes," he said.',
        "A wholly different thing.",
    ]
)
ROLES = st.sampled_from(["paragraph", "heading", "list item", "title", "quote"])
STATES = st.sampled_from([State.EMPTY, State.DRAFT, State.REVIEWED])


def unit(source, target="", state=State.REVIEWED, context="paragraph", **more):
    return Unit(context, source, target, state if target else State.EMPTY, **more)


@st.composite
def catalogs(draw, *, one_role_a_text=False):
    by = (lambda key: key[1]) if one_role_a_text else (lambda key: key)
    keys = draw(st.lists(st.tuples(ROLES, SENTENCES), unique_by=by, max_size=8))
    units = []
    for number, (role, source) in enumerate(keys):
        state = draw(STATES)
        units.append(Unit(role, source, "" if state is State.EMPTY else f"Ziel {number}", state))
    middle = draw(st.integers(0, len(units)))
    return Catalog("de", tuple(units[:middle]), tuple(one for one in units[middle:] if one.target))


@st.composite
def articles(draw):
    keys = draw(st.lists(st.tuples(ROLES, SENTENCES), unique=True, max_size=8))
    return tuple(Unit(role, source) for role, source in keys)


@given(catalogs(), articles())
def test_merge_loses_no_target(old, new):
    merged = merge(old, new).catalog

    kept = {one.target for one in (*merged.units, *merged.obsolete)}
    assert {one.target for one in (*old.units, *old.obsolete) if one.target} <= kept


@given(catalogs(), articles())
def test_merge_gives_the_units_of_the_article_in_its_order(old, new):
    assert [one.key for one in merge(old, new).catalog.units] == [one.key for one in new]


@given(catalogs(), articles())
def test_merge_accepts_nothing_that_nobody_accepted(old, new):
    accepted = {
        (one.source, one.target) for one in (*old.units, *old.obsolete) if one.state is State.REVIEWED
    }

    result = merge(old, new)

    glyphs = {after: before for before, after in result.cosmetic}
    for one in result.catalog.units:
        if one.state is State.REVIEWED:
            assert (glyphs.get(one.source, one.source), one.target) in accepted or (
                one.source,
                one.target,
            ) in accepted


@given(catalogs(), articles())
def test_merging_again_changes_nothing(old, new):
    once = merge(old, new).catalog

    assert merge(once, new).catalog == once


@given(catalogs(one_role_a_text=True), articles())
def test_a_revert_brings_every_accepted_pair_back(old, new):
    before = merge(old, tuple(replace(one, target="", state=State.EMPTY) for one in old.units)).catalog

    edited = merge(before, new, carry_cosmetic=False).catalog
    after = merge(edited, tuple(Unit(*one.key) for one in before.units), carry_cosmetic=False).catalog

    accepted = {one.key: one.target for one in before.units if one.state is State.REVIEWED}
    assert {
        one.key: one.target for one in after.units if one.state is State.REVIEWED
    }.items() >= accepted.items()


def test_a_moved_unit_keeps_everything_it_had():
    one, two = unit("Wait.", "Warten.", notes=("mine",)), unit("Boil it.", "Kochen.")

    merged = merge(Catalog("de", (one, two)), (unit("Boil it."), unit("Wait.")))

    assert merged.catalog.units == (two, one)


@pytest.mark.parametrize("role", sorted(BODY_ROLES - {"paragraph"}))
def test_a_target_keeps_its_state_when_its_paragraph_becomes_something_else(role):
    (one,) = merge(Catalog("de", (unit("Wait.", "Warten."),)), (unit("Wait.", context=role),)).catalog.units

    assert (one.target, one.state) == ("Warten.", State.REVIEWED)


@pytest.mark.parametrize("role", ["title", "heading", "summary", "meta:description"])
def test_a_target_is_looked_at_again_when_its_paragraph_becomes_a_heading(role):
    (one,) = merge(Catalog("de", (unit("Wait.", "Warten."),)), (unit("Wait.", context=role),)).catalog.units

    assert (one.target, one.state) == ("Warten.", State.DRAFT)


def test_an_edited_unit_keeps_its_target_as_draft_with_the_source_it_was_made_for():
    (one,) = merge(
        Catalog("de", (unit("Boil 2 cups.", "2 Tassen kochen."),)), (unit("Boil 3 cups."),)
    ).catalog.units

    assert (one.target, one.state, one.previous) == ("2 Tassen kochen.", State.DRAFT, "Boil 2 cups.")
    assert one.mark("was") == "reviewed"


def test_two_edits_in_a_row_keep_the_first_source():
    catalog = merge(
        Catalog("de", (unit("Boil 2 cups.", "2 Tassen kochen."),)), (unit("Boil 3 cups."),)
    ).catalog
    (one,) = merge(catalog, (unit("Boil 4 cups."),)).catalog.units

    assert (one.previous, one.mark("was")) == ("Boil 2 cups.", "reviewed")


def test_a_draft_that_is_edited_was_not_reviewed():
    (one,) = merge(
        Catalog("de", (unit("Boil 2 cups.", "Tassen", State.DRAFT),)), (unit("Boil 3 cups."),)
    ).catalog.units

    assert one.mark("was") == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“Yes,” he said…", '"Yes," he said...'),
        ("It’s here – now.", "It's here — now."),
        ("One\u00a0two three.", "One two three."),
    ],
)
def test_an_edit_of_glyphs_alone_keeps_the_state_and_is_told(before, after):
    merged = merge(Catalog("de", (unit(before, "Ziel."),)), (unit(after),))

    assert (merged.catalog.units[0].source, merged.catalog.units[0].state) == (after, State.REVIEWED)
    assert merged.cosmetic == ((before, after),)


def test_an_edit_of_glyphs_is_looked_at_where_the_settings_want_it():
    merged = merge(Catalog("de", (unit("It’s here.", "Ziel."),)), (unit("It's here."),), carry_cosmetic=False)

    assert merged.catalog.units[0].state is State.DRAFT


def test_a_minus_sign_is_no_glyph_and_a_number_no_cosmetic_edit():
    merged = merge(Catalog("de", (unit("It was 5 degrees.", "5 Grad."),)), (unit("It was \u22125 degrees."),))

    assert merged.catalog.units[0].state is State.DRAFT


def test_a_deleted_unit_is_obsolete_and_comes_back_as_it_was():
    one = unit("Wait.", "Warten.", notes=("mine",), marks=(("ignore", "numbers:12345678"),))

    gone = merge(Catalog("de", (one,)), ()).catalog
    back = merge(gone, (unit("Wait."),)).catalog

    assert (gone.units, gone.obsolete) == ((), (one,))
    assert (back.units, back.obsolete) == ((one,), ())


def test_an_empty_unit_without_notes_leaves_nothing_behind():
    assert merge(Catalog("de", (unit("Wait."),)), ()).catalog.obsolete == ()


def test_an_occurrence_of_its_own_stays_beside_its_unit():
    own = unit("Yes.", "Doch.", context="paragraph#2")
    old = Catalog("de", (unit("Yes.", "Ja."), own))

    assert merge(old, (unit("No."), unit("Yes."))).catalog.units == (unit("No."), unit("Yes.", "Ja."), own)
    assert own in merge(old, (unit("No."),)).catalog.obsolete


def test_an_article_edited_throughout_is_not_compared_all_with_all(monkeypatch):
    asked = []

    def counting(text, others, **limits):
        asked.append(len(others))
        return most_similar(text, others, **limits)

    monkeypatch.setattr(alignment, "most_similar", counting)
    units = (unit(f"Sentence number {n} stands here today.", f"Satz {n}.") for n in range(1000))
    old = Catalog("de", tuple(units))
    new = tuple(unit(f"Sentence number {n} stands there today.") for n in range(1000))

    merged = merge(old, new)

    window = 2 * alignment.REACH + 1
    assert sum(asked) <= 1000 * (window + alignment.RARE * alignment.REACH + 2 * alignment.PIECES * window)
    assert merged.counts.edited == 1000
    assert [one.target for one in merged.catalog.units] == [f"Satz {n}." for n in range(1000)]


def test_what_another_tool_accepted_is_accepted_for_the_source_it_stands_under():
    """A cleared fuzzy flag answers the question of the edit, whatever stays in the comments."""
    once = merge(Catalog("de", (unit("Go slowly now.", "A."),)), (unit("Go quickly now."),)).catalog
    accepted = Catalog("de", (replace(once.units[0], target="B.", state=State.REVIEWED),))
    twice = merge(accepted, (unit("Go calmly now."),)).catalog

    (back,) = merge(twice, (unit("Go slowly now."),)).catalog.units
    (right,) = merge(twice, (unit("Go quickly now."),)).catalog.units

    assert (back.target, back.state, back.previous) == ("B.", State.DRAFT, "Go quickly now.")
    assert (right.target, right.state) == ("B.", State.REVIEWED)


def test_an_occurrence_of_its_own_comes_back_with_its_text():
    own = unit("Yes.", "Doch.", context="paragraph#2")
    gone = merge(Catalog("de", (unit("Yes.", "Ja."), own)), (unit("No."),)).catalog

    assert own in merge(gone, (unit("Yes."),)).catalog.units


def test_a_joined_unit_without_target_keeps_the_decision_in_another_role():
    old = Catalog("de", (Unit("list item", "One. Two.", marks=(("cut", "kept"),)),))

    (unit,) = merge(old, (Unit("paragraph", "One. Two."),)).catalog.units

    assert (unit.context, unit.mark("cut")) == ("paragraph", "kept")


@pytest.mark.parametrize("state", [State.REVIEWED, State.DRAFT])
def test_a_sentence_that_stands_twice_and_is_edited_once_keeps_and_offers_its_target(state):
    old = Catalog("de", (unit("Boil the water in a pot.", "Kochen.", state), unit("Wait.", "Warten.")))
    new = ("Boil the cold water in a pot.", "Wait.", "Boil the water in a pot.")

    edited, _, same = merge(old, tuple(map(unit, new)), "en").catalog.units

    assert (same.target, same.state) == ("Kochen.", state)
    assert (edited.target, edited.state, edited.previous) == ("Kochen.", State.DRAFT, same.source)


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("Boil 3 cups of water.", "fact"),
        ("Boil 2 cups of water slowly.", "wording"),
        ("BOIL 2 cups of water.", "cosmetic"),
    ],
)
def test_an_edit_is_named_by_what_it_changed(after, kind):
    merged = merge(Catalog("de", (unit("Boil 2 cups of water.", "Tassen."),)), (unit(after),), "en")

    (one,) = merged.catalog.units
    assert (one.state, one.mark("edit"), one.mark("was")) == (State.DRAFT, kind, "reviewed")
    assert merged.edits == (SourceEdit(kind, "Boil 2 cups of water.", after),)
    assert merged.counts.fact == (kind == "fact")


def test_a_second_edit_is_compared_with_the_source_that_the_target_was_made_for():
    """The number comes back; only words are different from what was translated."""
    once = merge(
        Catalog("de", (unit("Boil 2 cups of water.", "A."),)), (unit("Boil 3 cups of water."),), "en"
    )
    twice = merge(once.catalog, (unit("Boil 2 cups of water slowly."),), "en")

    assert once.catalog.units[0].mark("edit") == "fact"
    assert twice.catalog.units[0].mark("edit") == "wording"
    assert twice.catalog.units[0].previous == "Boil 2 cups of water."


@pytest.mark.parametrize("locale", ["en", "de", "ja", "ar", "tlh", ""])
@pytest.mark.parametrize(
    ("before", "after"),
    [("It was 5 degrees.", "It was -5 degrees."), ("It was 5 degrees.", "It was 6 degrees.")],
)
def test_an_edit_of_a_fact_never_keeps_its_state(locale, before, after):
    merged = merge(Catalog("de", (unit(before, "Ziel."),)), (unit(after),), locale)

    assert (merged.catalog.units[0].state, merged.counts.fact) == (State.DRAFT, 1)


def test_what_looks_alike_is_no_cosmetic_edit_where_triage_says_it_is_a_fact(monkeypatch):
    monkeypatch.setattr(carrying, "triage", lambda old, new, locale: "fact")
    merged = merge(Catalog("de", (unit("It’s here.", "Ziel."),)), (unit("It's here."),), "en")

    assert merged.catalog.units[0].state is State.DRAFT


def test_what_a_person_wrote_about_a_unit_without_target_is_kept():
    noted = unit("One.", notes=("mine",))
    decided = unit("Two. Three.", marks=(("cut", "kept"),))
    old = Catalog("de", (noted, decided, unit("Four.")))

    assert merge(old, ()).catalog.obsolete == (noted, decided)


def test_another_sentence_in_the_place_of_one_is_new():
    """Half of the letters of two sentences are alike by chance."""
    old = Catalog("de", (unit("The council met in the old town hall.", "Der Rat."), unit("Wait.", "W.")))
    new = (unit("Children clap in the loud tent, all told."), unit("Wait."))

    merged = merge(old, new, "en")

    assert (merged.counts.new, merged.counts.obsolete, merged.edits) == (1, 1, ())


def test_a_text_that_was_edited_back_but_for_its_glyphs_is_accepted_again():
    once = merge(Catalog("de", (unit("“Yes,” he said.", "A."),)), (unit("“No,” he said."),), "en").catalog
    (back,) = merge(once, (unit('"Yes," he said.'),), "en").catalog.units

    assert (back.target, back.state, back.previous) == ("A.", State.REVIEWED, "")


def test_a_text_that_was_a_heading_for_a_while_is_accepted_again_as_another_body_role():
    heading = merge(Catalog("de", (unit("Wait.", "A."),)), (unit("Wait.", context="heading"),), "en").catalog
    (back,) = merge(heading, (unit("Wait.", context="list item"),), "en").catalog.units

    assert (back.target, back.state, back.previous) == ("A.", State.REVIEWED, "")


def test_a_sentence_moved_far_and_edited_in_an_article_edited_throughout_finds_its_target():
    words = [f"w{n}" for n in range(400)]
    old = [f"The {words[n]} and the {words[n + 1]} were seen near {words[n + 2]}." for n in range(300)]
    edited = [text.replace("were seen", "were often seen") for text in old]
    new = [*(f"Fresh {word} here." for word in words[:100]), *edited[150:], *edited[:150]]
    catalog = Catalog("de", tuple(unit(text, f"Z {text}") for text in old))

    found = {one.source: one for one in merge(catalog, tuple(map(unit, new)), "en").catalog.units}

    assert all(found[now].previous == before for before, now in zip(old, edited, strict=True))
