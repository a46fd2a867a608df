"""Units of single occurrences (``paragraph#2``) stay with theirs, whatever happens around them."""

from __future__ import annotations

import pytest

from recto.merging import merge
from recto.model import Catalog, State, Unit

YES, OWN = "Yes, of course.", "paragraph#2"


def run(catalog, *sources):
    """Merge with an article of these sentences."""
    keys = [("paragraph", source) for source in sources]
    new = tuple(Unit(*key) for key in dict.fromkeys(keys))
    return merge(catalog, new, "en", occurrences=keys).catalog


@pytest.fixture
def catalog():
    """Return the catalog of ``A Yes B Yes C Yes D`` whose second *Yes* has a translation of its own."""
    texts = ["All is well.", YES, "Boats wait.", "Cats sleep.", "Dogs bark."]
    units = [Unit("paragraph", text, f"Z {text}", State.REVIEWED) for text in texts]
    units.insert(2, Unit(OWN, YES, "Doch.", State.REVIEWED))
    return run(Catalog("de", tuple(units)), *texts[:3], YES, texts[3], YES, texts[4])


def own(catalog):
    return [(one.context, one.target, one.state) for one in catalog.units if "#" in one.context]


def test_nothing_happens_where_nothing_was_edited(catalog):
    again = run(catalog, "All is well.", YES, "Boats wait.", YES, "Cats sleep.", YES, "Dogs bark.")

    assert again == catalog
    assert own(catalog) == [(OWN, "Doch.", State.REVIEWED)]


@pytest.mark.parametrize(
    ("sources", "number"),
    [
        (["All is well.", "Boats wait.", YES, "Cats sleep.", YES, "Dogs bark."], 1),
        ([YES, "All is well.", YES, "Boats wait.", YES, "Cats sleep.", YES, "Dogs bark."], 3),
        (["All is well.", YES, "Cats sleep.", YES, "Dogs bark.", "Boats wait.", YES], 3),
        (["All is well.", YES, "Boats wait calmly.", YES, "Cats sleep.", YES, "Dogs bark."], 2),
        (["All is well.", YES, "New.", YES, "Newer.", YES, "Dogs bark."], 2),
    ],
    ids=[
        "one before deleted",
        "one before added",
        "moved with its neighbour",
        "neighbour edited",
        "both replaced",
    ],
)
def test_it_goes_with_its_neighbours(catalog, sources, number):
    assert own(run(catalog, *sources)) == [(f"paragraph#{number}", "Doch.", State.REVIEWED)]


def test_it_is_obsolete_when_its_occurrence_is_deleted_and_comes_back_with_it(catalog):
    without = run(catalog, "All is well.", YES, "Boats wait.", "Cats sleep.", YES, "Dogs bark.")
    back = run(without, "All is well.", YES, "Boats wait.", YES, "Cats sleep.", YES, "Dogs bark.")

    assert own(without) == []
    assert [one.target for one in without.obsolete] == ["Doch."]
    assert own(back) == own(catalog)


def test_an_edit_of_its_occurrence_offers_its_own_translation(catalog):
    sources = ["All is well.", YES, "Boats wait.", "Yes, of course not.", "Cats sleep.", YES, "Dogs bark."]
    edited = run(catalog, *sources)
    found = {one.source: one for one in edited.units}
    back = run(edited, "All is well.", YES, "Boats wait.", YES, "Cats sleep.", YES, "Dogs bark.")

    assert found[YES].state is State.REVIEWED
    assert found["Yes, of course not."].state is State.DRAFT
    assert found["Yes, of course not."].previous == YES
    assert own(back) == own(catalog)
