"""Joining and splitting where the same words stand elsewhere too, or marked text goes on: nothing lost."""

from __future__ import annotations

import pytest

from recto.commands.extract import extract
from recto.commands.recut import join_unit, split_unit
from recto.commands.review import load_catalog
from recto.errors import CodeError
from recto.model import State, Unit
from recto.store import Desk


@pytest.fixture
def store(desk) -> Desk:
    return Desk(desk.project.state_folder / "desk.db")


def put(desk, text, *units):
    """Make an article and its catalog; its units that are not named have no target."""
    desk.put_article("tea.md", text)
    desk.put_catalog("tea.md", "de", units)
    extract(desk.project)


def find(desk, source, context="paragraph"):
    return next(u for u in catalog(desk).units if (u.context, u.source) == (context, source))


def catalog(desk):
    return load_catalog(desk.project, "tea.md", "de")


def join(desk, store, unit):
    return join_unit(desk.project, store, "tea.md", "de", unit.id, unit.version, "ana")


def split(desk, store, unit, at):
    return split_unit(desk.project, store, "tea.md", "de", unit.id, unit.version, at, "ana")


def test_a_half_that_the_catalog_has_elsewhere_keeps_the_translation_it_has(desk, store):
    reviewed = Unit("paragraph", "Come in.", "Herein.", State.REVIEWED)
    put(desk, "Lee said, Come in.\n\nCome in.\n", reviewed)

    halves = split(desk, store, find(desk, "Lee said, Come in."), len("Lee said, "))

    assert [half.source for half in halves] == ["Lee said,", "Come in."]
    assert (halves[1].target, halves[1].state) == ("Herein.", State.REVIEWED)
    assert find(desk, "Come in.").target == "Herein."


def test_a_joined_unit_that_the_catalog_has_elsewhere_keeps_the_translation_it_has(desk, store):
    whole = Unit(
        "paragraph", "Wait. Pour.", "Erst warten, dann gießen.", State.REVIEWED, marks=(("cut", "kept"),)
    )
    put(
        desk,
        "Wait. Pour.\n\n- Wait.\n- Pour.\n",
        whole,
        Unit("list item", "Wait.", "Warten.", State.REVIEWED),
        Unit("list item", "Pour.", "Gießen.", State.REVIEWED),
    )

    with pytest.raises(CodeError):
        join(desk, store, find(desk, "Wait.", "list item"))

    assert find(desk, "Wait. Pour.").target == whole.target


def test_two_repeated_units_joined_and_split_again_are_as_they_were(desk, store):
    units = (
        Unit("paragraph", "Wait.", "Warten.", State.REVIEWED),
        Unit("paragraph", "Pour.", "Gießen.", State.REVIEWED),
    )
    put(desk, "Wait. Pour. Pour.\n", *units)

    unit = join(desk, store, find(desk, "Wait."))
    split(desk, store, unit, unit.source.index("Pour"))

    assert [(u.source, u.target, u.state) for u in catalog(desk).units] == [
        ("Wait.", "Warten.", State.REVIEWED),
        ("Pour.", "Gießen.", State.REVIEWED),
    ]


def test_marked_text_that_goes_on_is_not_cut_through_by_joining(desk, store):
    put(desk, "**Two. Three.** Then pour.\n")
    before = catalog(desk)

    with pytest.raises(CodeError, match="marked text goes on"):
        join(desk, store, find(desk, "Three."))

    assert catalog(desk) == before


def test_an_occurrence_of_its_own_is_joined_where_it_stands(desk, store):
    put(
        desk,
        "Wait. Pour.\n\nWait. Drink.\n",
        Unit("paragraph", "Wait.", "Warten.", State.REVIEWED),
        Unit("paragraph#2", "Wait.", "Abwarten.", State.REVIEWED),
        Unit("paragraph", "Pour.", "Gießen.", State.REVIEWED),
        Unit("paragraph", "Drink.", "Trinken.", State.REVIEWED),
    )

    unit = join(desk, store, find(desk, "Wait.", "paragraph#2"))

    assert (unit.source, unit.target) == ("Wait. Drink.", "Abwarten. Trinken.")
    assert find(desk, "Wait.").target == "Warten."


def test_a_catalog_stays_as_it_is_when_it_is_extracted_after_a_split(desk, store):
    put(
        desk,
        "![i](x.png) End. He said `x`. He said `x`. ![i](x.png) End.\n",
        Unit("paragraph", "End.", "Schluss.", State.REVIEWED),
        Unit("paragraph", "He said <1>x</1>.", "Er sagte <1>x</1>.", State.REVIEWED),
        Unit("paragraph", "He said <1>x</1>. <2/> End.", "Er sagte <1>x</1>. <2/> Schluss.", State.REVIEWED),
    )

    split(desk, store, find(desk, "He said <1>x</1>."), len("He "))
    before = catalog(desk)
    extract(desk.project)

    assert catalog(desk) == before
