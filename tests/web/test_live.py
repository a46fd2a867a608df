"""What a page is told of others: their changes, where they are, what came by the repository."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from recto.commands import catalogs, review
from recto.model import State, Unit
from recto.web import create_app, live
from recto.web.live import HERE_S, MOST_HERE, MOST_WINDOWS, Presence

CHANGES = "/api/v1/a/tea.md/de/changes"
PLACE = ("tea.md", "de")


def shown_number(client):
    page = BeautifulSoup(client.get("/a/tea.md/de").data, "html.parser")
    return page.find("main")["data-number"]


def ask(client, since, **more):
    return client.get(CHANGES, query_string={"since": since, "page": "here1", **more})


def save(desk, client, unit, target, person="bo"):
    store = client.application.extensions["recto"].desk
    return review.save_unit(
        desk.project, store, *PLACE, unit.id, unit.version, target, State.REVIEWED, person
    )


def pull(desk, unit, target):
    """Change a unit as a merge in the repository does."""
    desk.put_catalog(
        "tea.md", "de", [replace(one, target=target) if one.id == unit.id else one for one in desk.units]
    )


def test_nothing_new_is_no_answer_and_reads_no_catalog(desk, client, monkeypatch):
    since = ask(client, shown_number(client)).get_json()["number"]

    def read(*_arguments):
        raise AssertionError("the catalog was read")

    monkeypatch.setattr(catalogs, "opened", read)
    monkeypatch.setattr(live, "open_sheet", read)
    answer = ask(client, since)

    assert (answer.status_code, answer.data) == (204, b"")


def test_a_save_at_the_desk_comes_with_its_writer_and_no_banner(desk, client):
    since = shown_number(client)
    saved = save(desk, client, desk.empty, "Gießen.")

    answer = ask(client, since).get_json()

    (unit,) = answer["units"]
    assert (unit["id"], unit["target"], unit["by"]) == (desk.empty.id, "Gießen.", "bo")
    assert saved.version.startswith(unit["version"])
    assert (answer["banner"], answer["gone"], answer["come"]) == ("", [], 0)
    assert ask(client, answer["number"]).status_code == 204


def test_changes_in_the_repository_are_announced(desk, client):
    since = shown_number(client)
    pull(desk, desk.title, "Tee zu zweit")

    answer = ask(client, since).get_json()

    assert [(unit["target"], unit["by"]) for unit in answer["units"]] == [("Tee zu zweit", "")]
    assert answer["banner"] == "1 segment changed in the repository."


def test_both_ways_at_once_are_told_apart(desk, client):
    since = shown_number(client)
    save(desk, client, desk.empty, "Gießen.")
    units = [
        replace(one, target="Gießen.", state=State.REVIEWED) if one.id == desk.empty.id else one
        for one in desk.units
    ]
    desk.put_catalog("tea.md", "de", [replace(units[0], target="Tee zu zweit"), *units[1:]])

    answer = ask(client, since).get_json()

    assert {unit["target"]: unit["by"] for unit in answer["units"]} == {"Tee zu zweit": "", "Gießen.": "bo"}
    assert answer["banner"] == "1 segment changed in the repository."


def test_segments_that_come_and_go_are_counted(desk, client):
    since = shown_number(client)
    desk.put_catalog("tea.md", "de", [*desk.units[1:], Unit("paragraph", "New.")])

    answer = ask(client, since).get_json()

    assert (answer["gone"], answer["come"]) == ([desk.title.id], 1)


def test_whoever_was_away_too_long_gets_all(desk, client):
    answer = ask(client, "0123456789abcdef").get_json()

    assert len(answer["units"]) == len(desk.units)
    assert (answer["banner"], answer["gone"]) == ("", [])


def test_the_number_moves_with_every_write_and_with_the_glossary(desk):
    numbers = [live.number_of(desk.project, *PLACE)]
    for target in ("Tee", "Teh", "Tee"):
        pull(desk, desk.title, target)
        numbers.append(live.number_of(desk.project, *PLACE))

    assert len(set(numbers)) == len(numbers)


def test_an_open_comment_is_counted_beside_its_unit(desk, client):
    since = ask(client, shown_number(client)).get_json()["number"]
    token = BeautifulSoup(client.get("/unsaved").data, "html.parser").find("meta", {"name": "csrf-token"})[
        "content"
    ]
    address = f"/api/v1/a/tea.md/de/u/{desk.empty.id}/comments"
    client.post(address, json={"text": "Which?"}, headers={"X-CSRFToken": token})

    answer = ask(client, since).get_json()

    assert (answer["units"], answer["comments"]) == ([], {desk.empty.id: 1})


def test_others_are_seen_at_their_segment_and_oneself_is_not(desk):
    first, second = (create_app(desk.project, name).test_client() for name in ("ana", "bo"))
    since = ask(first, shown_number(first)).get_json()["number"]

    ask(second, "", page="there", unit=desk.title.id)
    answer = ask(first, since, unit=desk.empty.id).get_json()

    assert [(one["unit"], one["name"]) for one in answer["presence"]] == [(desk.title.id, "bo")]
    assert answer["units"] == []
    assert ask(first, answer["number"]).status_code == 204


def test_presence_ends_when_nobody_asks_any_more():
    at = [0.0]
    presence = Presence(lambda: at[0])
    presence.beat(PLACE, "1", "aaaa", "Ana", "u1")
    assert presence.beat(PLACE, "2", "bbbb", "Bo", "u2") == [(False, "u1", "Ana")]
    assert presence.beat(PLACE, "2", "cccc", "Bo", "u3") == [(False, "u1", "Ana"), (True, "u2", "Bo")]

    at[0] = HERE_S + 1
    assert presence.beat(PLACE, "2", "bbbb", "Bo", "u2") == []
    assert presence.beat(("tea.md", "ar"), "3", "cccc", "Cy", "") == []


def test_one_reader_does_not_take_the_places_of_the_others():
    presence = Presence()
    for window in range(MOST_HERE + 1):
        presence.beat(PLACE, "1", f"w{window:03}", "Ana", "u1")

    seen = presence.beat(PLACE, "2", "bbbb", "Bo", "u2")

    assert seen == [(False, "u1", "Ana")] * MOST_WINDOWS
    assert (False, "u2", "Bo") in presence.beat(PLACE, "3", "cccc", "Cy", "u3")


@pytest.mark.parametrize("page", ["", "<script>", "x" * 400, "a/b"])
def test_a_page_without_a_proper_name_is_not_noted(client, desk, page):
    ask(client, "", page=page, unit="u000000000000")

    assert ask(client, "", page="other").get_json()["presence"] == []


@pytest.mark.parametrize("path", ["none.md", "../x", ".git/config"])
def test_what_is_no_article_has_no_changes(client, path):
    assert client.get(f"/api/v1/a/{path}/de/changes").status_code == 404
