"""Joining and splitting units: per locale, kept in the catalog, nothing lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.commands.compile import compile_articles
from recto.commands.extract import extract as extract_articles
from recto.commands.recut import join_unit, split_unit
from recto.commands.review import UnitConflict, load_catalog, save_unit, token
from recto.errors import CodeError
from recto.extraction import extract, segments
from recto.formats import cut
from recto.inline import LITERAL, Known, check_codes
from recto.model import Article, Options, State, Unit, join
from recto.recutting import join as join_units
from recto.recutting import places
from recto.recutting import split as split_units
from recto.store import Desk, Stage


@pytest.fixture
def store(desk) -> Desk:
    return Desk(desk.project.state_folder / "desk.db")


def catalog(desk):
    return load_catalog(desk.project, "tea.md", "de")


def sources(desk):
    return [unit.source for unit in catalog(desk).units]


def joined(desk, store, unit):
    return join_unit(desk.project, store, "tea.md", "de", unit.id, unit.version, "ana")


def split(desk, store, unit, at):
    return split_unit(desk.project, store, "tea.md", "de", unit.id, unit.version, at, "ana")


def test_joined_units_are_one_with_both_targets(desk, store):
    unit = joined(desk, store, desk.codes)

    assert unit.source == "Boil the <1>water</1>, says <2>the report</2>. Wait four minutes."
    assert unit.target == ("Kochen Sie das <1>Wasser</1>, sagt <2>der Bericht</2>. Warten Sie drei Minuten.")
    assert (unit.state, unit.marks) == (State.DRAFT, (("cut", "kept"),))
    assert sources(desk)[1:3] == [unit.source, "Pour."]
    assert {old.key for old in catalog(desk).obsolete} == {desk.codes.key, desk.changed.key}


def test_extracting_again_keeps_what_was_joined_and_split(desk, store):
    unit = joined(desk, store, desk.codes)
    halves = split(desk, store, unit, unit.source.index("Wait four") + 5)
    before = catalog(desk)

    extract_articles(desk.project)

    assert catalog(desk).units == before.units
    assert [half.source for half in halves] == [
        "Boil the <1>water</1>, says <2>the report</2>. Wait",
        "four minutes.",
    ]


def test_splitting_where_it_was_joined_brings_everything_back(desk, store):
    unit = joined(desk, store, desk.codes)
    split(desk, store, unit, unit.source.index("Wait"))

    for old in (desk.codes, desk.changed):
        assert desk.on_disk(old).target == old.target
        assert desk.on_disk(old).state == old.state
    assert {one.key for one in catalog(desk).obsolete} == {unit.key}


def test_two_reviewed_units_joined_are_reviewed(desk, store):
    first = save_unit(desk.project, store, "tea.md", "de", desk.changed.id, desk.changed.version,
                      "Vier Minuten warten.", State.REVIEWED, "ana")  # fmt: skip
    save_unit(desk.project, store, "tea.md", "de", desk.empty.id, desk.empty.version, "Eingießen.",
              State.REVIEWED, "ana")  # fmt: skip

    unit = joined(desk, store, first)
    compile_articles(desk.project, (), ("de",))

    assert unit.state is State.REVIEWED
    output = desk.project.output_file("tea.md", "de").read_text("utf-8")
    assert "Vier Minuten warten. Eingießen." in output


def test_a_cut_is_one_locales_own(desk, store):
    desk.put_catalog("tea.md", "ar", desk.units)

    joined(desk, store, desk.codes)

    assert [u.source for u in load_catalog(desk.project, "tea.md", "ar").units] == [
        u.source for u in desk.units
    ]


def test_the_last_unit_of_a_paragraph_has_nothing_to_be_joined_with(desk, store):
    with pytest.raises(CodeError, match="no segment follows"):
        joined(desk, store, desk.empty)

    assert catalog(desk).units == desk.units


@pytest.mark.parametrize("at", [-1, 0, 10, 14, 47, 4000])
def test_a_place_inside_a_pair_or_at_the_edge_is_refused(desk, store, at):
    with pytest.raises(CodeError, match="cannot be split there"):
        split(desk, store, desk.codes, at)

    assert catalog(desk).units == desk.units


def test_a_unit_that_somebody_changed_is_not_cut(desk, store):
    save_unit(
        desk.project, store, "tea.md", "de", desk.codes.id, desk.codes.version, "Neu.", State.DRAFT, "b"
    )

    with pytest.raises(UnitConflict):
        joined(desk, store, desk.codes)


def test_the_desk_remembers_who_cut(desk, store):
    unit = joined(desk, store, desk.codes)

    (row,) = store.history("tea.md", "de", unit.id)
    assert (row.person, row.stage) == ("ana", Stage.APPLIED)


def test_a_program_joins_and_splits(desk, app, client):
    app.config["WTF_CSRF_ENABLED"] = False
    address = f"/api/v1/a/tea.md/de/u/{desk.codes.id}"
    version = {"If-Match": token(desk.codes)}

    answer = client.post(f"{address}/join", headers=version)
    (unit,) = answer.json["units"]
    halves = client.post(
        f"/api/v1/a/tea.md/de/u/{unit['id']}/split", json={"at": 50}, headers={"If-Match": unit["version"]}
    )

    assert (answer.status_code, halves.status_code) == (200, 200)
    assert len(halves.json["units"]) == 2
    assert client.post(f"{address}/join").status_code == 428
    assert client.post(f"{address}/join", headers=version).status_code == 404
    assert client.post(f"{address}/split", json={"at": "4"}, headers=version).status_code == 400


def test_a_person_joins_with_text_that_was_not_saved_yet(desk, client):
    page = client.get(f"/a/tea.md/de/u/{desk.changed.id}").text
    form = {
        "version": re.search('name="version" value="([0-9a-f]+)"', page)[1],
        "csrf_token": re.search('name="csrf_token" value="([^"]+)"', page)[1],
        "target": "Getippt.",
    }

    answer = client.post(f"/a/tea.md/de/u/{desk.changed.id}/join", data=form)

    assert "Join with the next segment" in page
    assert answer.status_code == 303
    assert catalog(desk).units[2].target == "Getippt."
    assert catalog(desk).units[2].source == "Wait four minutes. Pour."


def test_the_page_says_why_a_unit_cannot_be_split(desk, client):
    page = client.get(f"/a/tea.md/de/u/{desk.codes.id}").text
    form = {
        "version": re.search('name="version" value="([0-9a-f]+)"', page)[1],
        "csrf_token": re.search('name="csrf_token" value="([^"]+)"', page)[1],
        "target": desk.codes.target,
        "at": "11",
    }

    answer = client.post(f"/a/tea.md/de/u/{desk.codes.id}/split", data=form)

    assert answer.status_code == 422
    assert "cannot be split there" in answer.text


def test_places_to_split_are_between_words_outside_of_pairs():
    assert places("Said <1>Gov. Lee</1> <2/> today.") == [5, 21]
    assert places("谁来付？记者问道。") == [4]
    assert places("one") == []


WORDS = st.sampled_from(
    ["Tea", "is *hot*", "[see](a.md)", "now", "`x`", "**It", "is**", "![a](b.png)", "1[^1]"]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=4).map(lambda words: "Then " + " ".join(words) + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=5).map(" ".join)


def ends(text):
    return [found.end() for found in re.finditer(r"\.(?= )", text)]


@given(PARAGRAPHS, st.data())
def test_whatever_is_joined_or_split_the_article_and_the_targets_stay(text, data):
    document = cut(Article("a.md", "en", text + "\n\n[^1]: Note.\n"), Options())
    units = [Unit(u.context, u.source, u.source.replace("Then", "Dann"), State.REVIEWED, hints=u.hints)
             for u in extract(document, ends)]  # fmt: skip
    unit = data.draw(st.sampled_from(units))
    rows = list(segments(document, ends))
    try:
        if data.draw(st.booleans()):
            old, new = join_units(rows, units, unit)
            made = (new,)
        else:
            old = (unit,)
            made = split_units(rows, unit, data.draw(st.integers(1, len(unit.source))))
    except CodeError:
        return

    rest = [one for one in units if one.key not in {gone.key for gone in old}]
    again = extract(document, ends, Known([*rest, *made]))

    assert {one.key for one in made} <= {one.key for one in again}
    words = "".join(one.source for one in made)
    assert bare(words) == bare("".join(one.source for one in old))
    for one in made:
        if one.state is State.REVIEWED:
            check_codes(one.target, one.source)
            assert bare(one.target) == bare("".join(gone.target for gone in old))
    assert join(document) == text + "\n\n[^1]: Note.\n"


def bare(text):
    return "".join(LITERAL.sub("", text).split())
