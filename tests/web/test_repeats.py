"""The same text elsewhere: offered where nobody reviewed it, never written over a person's work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.commands.repeats import own_unit
from recto.commands.review import save_unit, token
from recto.errors import CodeError, ConflictError
from recto.model import State, Unit
from recto.project import find
from recto.store import Desk
from recto.web import create_app

POUR = Unit("paragraph", "Pour.", "Gießen.", State.REVIEWED)


@pytest.fixture
def two(desk, app):
    """Two articles; ``Pour.`` stands in both, in the second as a paragraph and as an item of a list."""
    app.config["WTF_CSRF_ENABLED"] = False
    desk.put_catalog("tea.md", "de", (*desk.units[:3], POUR, Unit("list item", "Pour.")))
    desk.put_article("milk.md", "Pour.\n\n- Pour.\n")
    desk.put_catalog("milk.md", "de", (replace(POUR, target="", state=State.EMPTY),
                                       Unit("list item", "Pour.", "Schütten.", State.REVIEWED)))  # fmt: skip
    return desk


def repeats(client, unit=POUR):
    return client.get(f"/api/v1/a/tea.md/de/u/{unit.id}/repeats").json


def carry(client, units, unit=POUR):
    return client.post(f"/api/v1/a/tea.md/de/u/{unit.id}/repeats", json={"units": units})


def test_only_what_nobody_reviewed_is_offered(two, client):
    found = repeats(client)

    assert [(one["article"], one["role"]) for one in found["here"]] == [("tea.md", "list item")]
    assert [(one["article"], one["role"]) for one in found["elsewhere"]] == [("milk.md", "paragraph")]
    assert found["count"] == 1


def test_a_carried_target_is_reviewed_there_and_noted(two, client, app):
    found = repeats(client)

    answer = carry(client, [*found["here"], *found["elsewhere"]])

    assert [(one["article"], one["kind"]) for one in answer.json["done"]] == [
        ("tea.md", "reviewed"), ("milk.md", "reviewed"),
    ]  # fmt: skip
    assert two.on_disk(POUR, "milk.md").target == "Gießen."
    assert two.on_disk(Unit("list item", "Pour."), "milk.md").target == "Schütten."
    assert app.extensions["recto"].desk.history("milk.md", "de", POUR.id)[0].new_target == "Gießen."
    assert repeats(client)["here"] == []


def test_what_somebody_changed_since_is_left_and_told_of(two, client):
    found = repeats(client)["elsewhere"]
    other = replace(POUR, target="Einschenken.", state=State.REVIEWED)
    two.put_catalog("milk.md", "de", (other,))

    answer = carry(client, found)

    assert answer.json["done"] == []
    assert "has reviewed this segment already" in answer.json["refused"][0]
    assert two.on_disk(POUR, "milk.md") == other


def test_a_draft_is_not_carried(two, client):
    answer = carry(client, [], two.codes)

    assert answer.status_code == 422


def test_another_text_is_not_written_over(two, client):
    answer = carry(client, [{"article": "tea.md", "id": two.changed.id, "version": token(two.changed)}])

    assert "not the same" in answer.json["refused"][0]
    assert two.on_disk(two.changed) == two.changed


@pytest.mark.parametrize("body", [[], {}, {"units": 1}, {"units": [{"id": "u"}]}, {"units": [7]},
                                  {"units": [{"article": 1, "id": "u", "version": "v"}]}])  # fmt: skip
def test_places_of_another_shape_are_refused(two, client, body):
    assert client.post(f"/api/v1/a/tea.md/de/u/{POUR.id}/repeats", json=body).status_code == 400


def test_an_article_of_another_source_language_is_left_out(two):
    settings = two.root / "recto.toml"
    settings.write_text(settings.read_text() + '\n[articles."milk.md"]\nsource_locale = "fr"\n')
    client = create_app(find(two.root), "ana").test_client()

    assert repeats(client)["elsewhere"] == []


# --- one occurrence alone


@pytest.fixture
def store(desk):
    return Desk(desk.project.state_folder / "desk.db")


TWICE = "Pour.\n\nDrink.\n\nPour.\n"


@pytest.fixture
def twice(desk):
    desk.put_article("tea.md", TWICE)
    desk.put_catalog("tea.md", "de", (POUR, Unit("paragraph", "Drink.", "Trinken.", State.REVIEWED)))
    return desk


def give(desk, store, unit=POUR, number=2):
    return own_unit(desk.project, store, "tea.md", "de", unit.id, unit.version, number, "ana")


def test_an_occurrence_gets_a_translation_of_its_own(twice, store):
    own = give(twice, store)
    assert (own.context, own.target, own.state) == ("paragraph#2", "Gießen.", State.REVIEWED)

    save_unit(
        twice.project, store, "tea.md", "de", own.id, own.version, "Einschenken.", State.REVIEWED, "ana"
    )
    extract(twice.project)
    compile_articles(twice.project)

    assert twice.on_disk(own).target == "Einschenken."
    assert (twice.root / "build" / "de" / "tea.md").read_text() == "Gießen.\n\nTrinken.\n\nEinschenken.\n"


@pytest.mark.parametrize("number", [0, 3, -1])
def test_an_occurrence_that_is_not_there_is_refused(twice, store, number):
    with pytest.raises(CodeError, match="so often"):
        give(twice, store, number=number)


def test_a_text_that_stands_once_has_no_occurrences(twice, store):
    with pytest.raises(CodeError, match="so often"):
        give(twice, store, Unit("paragraph", "Drink.", "Trinken.", State.REVIEWED), 1)


def test_an_occurrence_is_given_once(twice, store):
    give(twice, store)

    with pytest.raises(CodeError, match="already"):
        give(twice, store)


def test_a_unit_that_was_changed_meanwhile_is_a_conflict(twice, store):
    with pytest.raises(ConflictError):
        give(twice, store, replace(POUR, target="Alt."))

    assert twice.on_disk(POUR) == POUR


def test_the_page_of_a_unit_offers_its_occurrences(twice, client, app):
    app.config["WTF_CSRF_ENABLED"] = False
    address = f"/a/tea.md/de/u/{POUR.id}"
    assert 'name="number" value="2"' in client.get(address).text

    answer = client.post(f"{address}/own", data={"version": POUR.version, "number": "2"})

    assert answer.location == f"/a/tea.md/de/u/{Unit('paragraph#2', 'Pour.').id}"
    assert 'name="number" value="2"' not in client.get(address).text
