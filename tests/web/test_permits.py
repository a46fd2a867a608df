"""Every route asks for what it needs: who may, which forms, how often. New routes are found by themselves."""

from __future__ import annotations

import re
from itertools import product

import pytest

from recto.store import Jobs
from recto.store.roles import ACTIONS, EVERYWHERE, Reader, Role
from recto.web import limits, permits
from recto.web.limits import RATES, Limits


def test_every_view_says_who_may_use_it(app, routes):
    assert [route for route in routes(app) if route.asked is None] == []


def test_a_view_that_does_not_say_is_closed(app):
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    assert app.test_client().get("/forgotten").status_code == 403


def test_only_the_doors_are_open_to_anyone(team, routes):
    open_ones = {route.endpoint for route in routes(team.app) if route.asked == permits.ANYONE}

    assert open_ones == {
        "signin.health", "signin.page", "signin.come", "signin.go", "signin.invitation", "signin.join",
        "signin.session", "signin.come_again", "signin.go_away", "accounts_api.invitation",
        "accounts_api.join",
    }  # fmt: skip


def test_nothing_that_changes_something_asks_for_reading_only(team, routes):
    changing = [route for route in routes(team.app) if route.changes]

    assert changing
    assert [route for route in changing if route.asked == "read"] == []


def test_nobody_comes_in_anywhere_without_signing_in(team, routes):
    browser = team.client()
    for route in routes(team.app):
        if route.asked == permits.ANYONE:
            continue
        answer = browser.open(route.address, method=route.method)
        if route.is_api or route.changes:
            assert answer.status_code == 401, route
        else:
            assert (answer.status_code, answer.location[:7]) == (303, "/login?"), route


def test_no_other_site_changes_anything_or_looks(team, routes):
    browser = team.client("root")
    for route in routes(team.app):
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
        assert browser.open(route.address, method=route.method, headers=headers).status_code == 403, route


def test_a_link_from_another_site_leads_in(team):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    assert team.client("root").get("/", headers=headers).status_code == 200
    assert team.client("root").get("/", headers=headers | {"Sec-Fetch-Dest": "iframe"}).status_code == 403


MATRIX = {
    None: (),
    Role.GUEST: ("read",),
    Role.TRANSLATOR: ("read", "translate"),
    Role.REVIEWER: ("read", "translate", "review"),
    Role.EDITOR: ("read", "translate", "review", "edit"),
    Role.ADMIN: ACTIONS,
}


@pytest.mark.parametrize(("role", "action"), list(product(MATRIX, ACTIONS)))
def test_a_role_allows_what_it_says_where_it_is_given(role, action):
    roles = {} if role is None else {EVERYWHERE if role is Role.ADMIN else "de": role}
    reader = Reader("Ana", 1, roles=roles)

    assert reader.may(action, "de") is (action in MATRIX[role])
    assert reader.may(action) is (action in MATRIX[role])
    assert reader.may(action, "ar") is (role is Role.ADMIN)


def test_the_higher_of_two_roles_counts():
    reader = Reader("Ana", 1, roles={EVERYWHERE: Role.GUEST, "de": Role.EDITOR})

    assert (reader.may("edit", "de"), reader.may("edit", "ar"), reader.may("read", "ar")) == (
        True,
        False,
        True,
    )
    assert not Reader("Ana", 1, roles={EVERYWHERE: Role.EDITOR, "de": Role.GUEST}).may("admin", "de")


@pytest.mark.parametrize("role", MATRIX, ids=str)
def test_every_route_lets_in_whom_it_should_and_nobody_else(team, role, routes):
    team.add("Ana", {} if role is None else {EVERYWHERE if role is Role.ADMIN else "de": role})
    team.app.config["WTF_CSRF_ENABLED"] = False
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 10_000)).__next__)
    team.app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = team.client("Ana")

    for route in routes(team.app):
        if route.asked in {permits.ANYONE, permits.PRESENT, permits.IN_PERSON}:
            continue
        if route.changes and route.asked in MATRIX[role]:
            continue  # what it would do is the room's own test
        code = browser.open(route.address, method=route.method).status_code
        if route.asked in MATRIX[role]:
            assert code != 403, (route, code)
        else:
            assert code == 403, (route, code)
        if "locale" in route.arguments and role is not Role.ADMIN:
            elsewhere = re.sub(r"/de(?=/|$)", "/ar", route.address)
            assert browser.open(elsewhere, method=route.method).status_code == 403, elsewhere


def test_no_page_shows_texts_of_a_language_that_one_may_not_read(team, routes):
    team.add("Ana", {"ar": Role.EDITOR})
    team.put_catalog("tea.md", "ar", [])
    ben = team.add("Ben", {"de": Role.TRANSLATOR})
    headers = {
        "Authorization": f"Bearer {team.accounts.tokens.make(ben.id, 'ci')}",
        "If-Match": team.empty.version,
    }
    body = {"target": "Geheimes Eingießen.", "state": "reviewed"}
    saved = team.client().put(f"/api/v1/a/tea.md/de/u/{team.empty.id}", json=body, headers=headers)
    assert saved.status_code == 200
    jobs = Jobs(team.root / ".recto" / "desk.db")
    jobs.note(jobs.start("Ben", "tea.md", "de").id, "about Geheimes")
    hidden = ("Geheimes", *(unit.target for unit in team.units if unit.target), "tea.md/de")
    ana, root = team.client("Ana"), team.client("root")
    queries = ("", "?q=Eingie%C3%9Fen&in=target", "?q=Pour", "?q=Pour&locale=de&text=Pour", "?locale=de")
    shown = set()

    for route in routes(team.app):
        if not route.changes and "locale" not in route.arguments:
            for query in queries:
                page = root.get(route.address + query)
                shown |= {word for word in hidden if word in page.text}
                leaked = [word for word in hidden if word in ana.get(route.address + query).text]
                assert leaked == [], (route.address + query, leaked)
    assert {"Geheimes", "tea.md/de"} <= shown


def test_somebody_without_a_role_is_told_what_to_do(team):
    team.add("Ana")
    browser = team.client("Ana")

    answer = browser.get("/")

    assert answer.status_code == 403
    assert "You have no role yet. Ask an admin" in answer.text
    assert browser.get("/me").status_code == 200


# --- how often -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RATES)
def test_a_time_holds_so_many_requests_and_no_more(kind):
    now = [1000.0]
    counts, (most, seconds) = Limits(lambda: now[0]), RATES[kind]

    assert [counts.wait(kind, "1") for _ in range(most)] == [0] * most
    assert counts.wait(kind, "1") == seconds
    assert counts.wait(kind, "2") == 0
    now[0] += seconds - 0.5
    assert counts.wait(kind, "1") == 1
    now[0] += 0.5
    assert counts.wait(kind, "1") == 0


def test_people_who_went_away_are_forgotten(monkeypatch):
    monkeypatch.setattr(limits, "MOST_KEPT", 10)
    now = [1000.0]
    counts = Limits(lambda: now[0])
    for number in range(30):
        now[0] += 10
        counts.wait("saves", str(number))

    assert len(counts._times) <= 12


def test_a_save_too_many_is_refused_with_the_text_and_the_seconds(team):
    team.add("Ana", {"de": Role.TRANSLATOR})
    team.app.extensions["recto.limits"] = Limits(lambda: 0.0)
    browser = team.client("Ana")
    form = {"csrf_token": team.token(browser), "target": "my text", "version": "x" * 12}
    page = f"/a/tea.md/de/u/{team.empty.id}"
    who = str(team.accounts.people.find("Ana").id)
    for _ in range(RATES["saves"][0]):
        team.app.extensions["recto.limits"].wait("saves", who)

    answer = browser.post(page, data=form)
    script = browser.put(f"/api/v1{page}", json={}, headers={"X-CSRFToken": form["csrf_token"]})

    assert (answer.status_code, script.status_code) == (429, 429)
    assert answer.headers["Retry-After"] == script.headers["Retry-After"] == "60"
    assert ">\nmy text</textarea>" in answer.text
    assert browser.get("/").status_code == 200


def test_the_one_person_of_a_desk_is_not_hurried(app, desk, client):
    app.config["WTF_CSRF_ENABLED"] = False

    answers = [client.put("/api/v1/me", json={"theme": "auto"}) for _ in range(RATES["saves"][0] + 1)]

    assert {answer.status_code for answer in answers} == {200}
