"""What pages do, done by programs: the same verbs, the same permissions."""

from __future__ import annotations

import pytest

from recto.commands.accounts import invite
from recto.model import State
from recto.store.roles import Role

API = "/api/v1"
PLACE = f"{API}/a/tea.md/de"


@pytest.fixture
def root(team):
    return team.client("root")


@pytest.fixture
def ana(team):
    team.add("Ana", {"de": Role.TRANSLATOR})
    return team.client("Ana")


def test_a_program_reads_an_article_and_saves_what_it_read(team, ana):
    found = ana.get(f"{PLACE}?show=empty").get_json()
    (unit, *_others) = found["units"]
    headers = {"If-Match": unit["version"], "X-CSRFToken": team.token(ana)}
    body = {"target": "Gießen Sie ein.", "state": "reviewed"}

    saved = ana.put(f"{PLACE}/u/{unit['id']}", json=body, headers=headers)

    assert (found["article"], found["total"], len(found["units"])) == ("tea.md", 7, 3)
    assert (unit["number"], unit["source"], unit["role"]) == (4, "Pour.", "paragraph")
    assert saved.status_code == 200
    assert team.on_disk(team.empty).target == "Gießen Sie ein."


def test_what_fits_a_bulk_action_is_told_and_can_be_sent_back(team, root):
    fits = root.get(f"{PLACE}/bulk").get_json()

    done = team.ask(root, "POST", f"{PLACE}/bulk", {"verb": "confirm", "units": fits["confirm"]}).get_json()

    assert [one["id"] for one in done["done"]] == [one["id"] for one in fits["confirm"]]
    assert fits["confirm"]


def test_a_preview_is_the_article_without_anything_that_works(team, root):
    team.put_catalog("tea.md", "de", [*team.units[:3], team.units[3], *team.units[4:]])

    drafts = root.get(f"{PLACE}/preview").get_json()["html"]
    reviewed = root.get(f"{PLACE}/preview?state=reviewed").get_json()["html"]

    assert "Wasser" in drafts
    assert "Wasser" not in reviewed
    assert "Tee für zwei" in reviewed


def test_replacing_is_looked_at_first_and_undone_as_one(team, root):
    query = "?q=Tee&with=Kaffee&keep=1"
    would = root.get(f"{API}/replace{query}").get_json()
    before = team.on_disk(team.title)

    done = team.ask(root, "POST", f"{API}/replace{query}", {"rows": would["rows"]}).get_json()

    assert [(row["before"], row["after"]) for row in would["rows"]] == [("Tee für zwei", "Kaffee für zwei")]
    assert before.target == "Tee für zwei"
    assert team.on_disk(team.title).target == "Kaffee für zwei"
    assert team.ask(root, "POST", f"{API}/actions/{done['action']}/undo", {}).status_code == 200
    assert team.on_disk(team.title).target == "Tee für zwei"


@pytest.mark.parametrize(
    ("query", "body", "code"),
    [
        ("", {"rows": []}, 400),
        ("?q=Tee", {}, 400),
        ("?q=Tee", {"rows": [{"article": "tea.md"}]}, 400),
        ("?q=Tee", {"rows": [1]}, 400),
        ("?q=%28&regex=1", {"rows": []}, 422),
    ],
)
def test_a_replacement_that_makes_no_sense_is_refused(team, root, query, body, code):
    assert team.ask(root, "POST", f"{API}/replace{query}", body).status_code == code


def test_nothing_is_replaced_in_a_language_that_one_does_not_edit(team):
    team.add("Ben", {"ar": Role.EDITOR, "de": Role.TRANSLATOR})
    ben, before = team.client("Ben"), team.files()
    row = {"article": "tea.md", "locale": "de", "id": team.title.id, "version": team.title.version}

    answer = team.ask(ben, "POST", f"{API}/replace?q=Tee&with=x", {"rows": [row]})

    assert answer.status_code == 403
    assert ben.get(f"{API}/replace?q=Tee&with=x").get_json()["rows"] == []
    assert team.files() == before


def test_a_suggested_term_is_taken_in_or_sent_away_by_an_editor(team, ana, root):
    for term in ("kettle", "cup"):
        team.ask(ana, "POST", f"{API}/glossary/de", {"term": term, "translation": term.upper()})
    waiting = ana.get(f"{API}/glossary/de/suggestions").get_json()["suggestions"]
    ids = {one["term"]: one["id"] for one in waiting}
    address = f"{API}/glossary/de/suggestions"

    assert team.ask(ana, "POST", f"{address}/{ids['cup']}/accept", {}).status_code == 403
    assert team.ask(root, "POST", f"{address}/{ids['kettle']}/accept", {}).status_code == 204
    assert team.ask(root, "POST", f"{address}/{ids['cup']}/decline", {}).status_code == 204
    assert team.ask(root, "POST", f"{address}/{ids['cup']}/decline", {}).status_code == 404
    assert [one["person"] for one in waiting] == ["Ana", "Ana"]
    assert [one["term"] for one in root.get(f"{API}/glossary/de").get_json()["terms"]] == ["kettle"]
    assert root.get(address).get_json() == {"suggestions": []}


def test_compiling_is_for_those_who_edit_every_language_that_is_meant(team, root):
    team.add("Ben", {"de": Role.EDITOR})
    ben = team.client("Ben")

    assert team.ask(ben, "POST", f"{API}/compile", {}).status_code == 403
    done = team.ask(ben, "POST", f"{API}/compile", {"articles": ["tea.md"], "locales": ["de"]})

    (output,) = done.get_json()["outputs"]
    assert (output["article"], output["locale"], output["is_changed"]) == ("tea.md", "de", True)
    for articles, code in ((["../x"], 404), ("tea.md", 400), ([1], 400)):
        answer = team.ask(root, "POST", f"{API}/compile", {"articles": articles, "locales": ["de"]})
        assert answer.status_code == code


def test_an_admin_takes_back_all_that_somebody_did(team, ana, root):
    headers = {"If-Match": team.title.version, "X-CSRFToken": team.token(ana)}
    ana.put(f"{PLACE}/u/{team.title.id}", json={"target": "Unsinn", "state": "reviewed"}, headers=headers)
    would = root.get(f"{API}/activity/revert?person=Ana").get_json()

    assert team.ask(ana, "POST", f"{API}/activity/revert", {"person": "Ana"}).status_code == 403
    assert team.ask(root, "POST", f"{API}/activity/revert", {"person": 1}).status_code == 400
    assert (
        team.ask(root, "POST", f"{API}/activity/revert", {"person": "Ana", "after": "1"}).status_code == 400
    )
    done = team.ask(root, "POST", f"{API}/activity/revert", {"person": "Ana"})

    assert would == {"changes": 1, "units": 1, "catalogs": 1}
    assert len(done.get_json()["done"]) == 1
    assert (team.on_disk(team.title).target, team.on_disk(team.title).state) == (
        "Tee für zwei", State.REVIEWED,
    )  # fmt: skip


def test_mail_is_chosen_by_a_program_and_goes_to_the_account(team, ana):
    assert team.ask(ana, "PUT", f"{API}/notifications/mail", {"way": "daily"}).status_code == 400
    assert team.ask(ana, "PUT", f"{API}/me", {"email": "ana@example.org"}).status_code == 200

    chosen = team.ask(ana, "PUT", f"{API}/notifications/mail", {"way": "daily", "address": "x@evil.example"})

    assert chosen.get_json() == {"way": "daily", "address": "ana@example.org"}
    assert ana.get(f"{API}/notifications/mail").get_json() == chosen.get_json()


def test_an_invitation_is_accepted_by_a_program_once(team):
    _account, secret = invite(team.accounts, "Eva", {"de": Role.GUEST}, "root")
    browser, address = team.client(), f"{API}/join/{secret}"
    assert browser.get(address).get_json() == {"name": "Eva", "purpose": "invite"}

    assert team.ask(browser, "POST", address, {"password": "short"}).status_code == 422
    assert team.ask(browser, "POST", address, {"password": 1}).status_code == 400
    joined = team.ask(browser, "POST", address, {"password": "violet harbour of the moon"})

    assert joined.get_json()["name"] == "Eva"
    assert browser.get(PLACE).status_code == 200
    assert team.client().get(address).status_code == 404
    assert (
        team.ask(team.client(), "POST", address, {"password": "another harbour, the moon"}).status_code == 404
    )


def test_a_password_is_changed_and_sessions_are_ended_in_person(team, ana):
    elsewhere = team.client("Ana")
    token = team.accounts.tokens.make(team.accounts.people.find("Ana").id, "ci")
    new = {"old": team.password, "password": "violet harbour of the moon"}
    header = {"Authorization": f"Bearer {token}"}

    assert team.client().put(f"{API}/me/password", json=new, headers=header).status_code == 403
    assert team.ask(ana, "PUT", f"{API}/me/password", new | {"old": "wrong"}).status_code == 422
    assert team.ask(ana, "PUT", f"{API}/me/password", new | {"password": "short"}).status_code == 422
    assert elsewhere.get(f"{API}/me").status_code == 200
    assert team.ask(ana, "PUT", f"{API}/me/password", new).status_code == 204
    assert (ana.get(f"{API}/me").status_code, elsewhere.get(f"{API}/me").status_code) == (200, 401)
    assert team.ask(ana, "DELETE", f"{API}/me/sessions").status_code == 204
    assert ana.get(f"{API}/me").status_code == 401


def test_an_admin_reads_what_was_done_about_people_and_where_they_are(team, ana, root):
    number = team.accounts.people.find("Ana").id

    (session,) = root.get(f"{API}/people/{number}/sessions").get_json()["sessions"]
    events = root.get(f"{API}/people/events").get_json()["events"]

    assert session["started"] == int(team.time)
    assert [(one["about"], one["what"]) for one in events[:2]] == [("Ana", "password"), ("Ana", "invited")]
    assert root.get(f"{API}/people/99/sessions").status_code == 404
    assert ana.get(f"{API}/people/events").status_code == 403


def test_a_desk_for_one_has_no_accounts_for_programs_either(client):
    for address in ("people/events", "join/x", "people/1/sessions"):
        assert client.get(f"{API}/{address}").status_code == 404
