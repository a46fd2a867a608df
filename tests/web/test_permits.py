"""Every route asks for what it needs: who may, which forms, how often. New routes are found by themselves."""

from __future__ import annotations

import re
from itertools import product

import pytest

from recto.store.roles import ACTIONS, EVERYWHERE, Reader, Role
from recto.web import limits, permits
from recto.web.limits import PER_MINUTE, Limits

VALUES = {
    "article": "tea.md", "locale": "de", "unit_id": "u000000000000", "way": "join", "number": 1,
}  # fmt: skip
"""Arguments of routes; any other is a small number or word."""


def routes(app):
    """Return (endpoint, method, address, asked, has a locale) of every view."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        with app.test_request_context():
            asked = permits.asked_of(rule.endpoint)
        values = {}
        for name in rule.arguments:
            kind = rule._converters[name]
            values[name] = VALUES.get(name, 1 if "Integer" in type(kind).__name__ else "x")
            if type(kind).__name__ == "AnyConverter":
                values[name] = min(kind.items)
        address = rule.build(values)[1]
        found += [
            (rule.endpoint, method, address, asked, "locale" in rule.arguments)
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        ]
    return found


UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def test_every_view_says_who_may_use_it(app):
    assert [endpoint for endpoint, _, _, asked, _ in routes(app) if asked is None] == []


def test_a_view_that_does_not_say_is_closed(app):
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    assert app.test_client().get("/forgotten").status_code == 403


def test_only_the_doors_are_open_to_anyone(team):
    open_ones = {endpoint for endpoint, _, _, asked, _ in routes(team.app) if asked == permits.ANYONE}

    assert open_ones == {
        "signin.health", "signin.page", "signin.come", "signin.go", "signin.invitation", "signin.join",
        "signin.session", "signin.come_again", "signin.go_away",
    }  # fmt: skip


def test_nothing_that_changes_something_asks_for_reading_only(team):
    changing = {endpoint: asked for endpoint, method, _, asked, _ in routes(team.app) if method in UNSAFE}

    assert changing
    assert [endpoint for endpoint, asked in changing.items() if asked == "read"] == []


def test_nobody_comes_in_anywhere_without_signing_in(team):
    browser = team.client()
    for _, method, address, asked, _ in routes(team.app):
        if asked == permits.ANYONE:
            continue
        answer = browser.open(address, method=method)
        if address.startswith("/api/") or method in UNSAFE:
            assert answer.status_code == 401, (method, address)
        else:
            assert (answer.status_code, answer.location[:7]) == (303, "/login?"), (method, address)


def test_every_change_needs_the_token_of_our_own_pages(team):
    browser = team.client("root")
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 100)).__next__)
    for _, method, address, _, _ in routes(team.app):
        if method in UNSAFE:
            answer = browser.open(address, method=method, json={} if address.startswith("/api/") else None)
            assert (answer.status_code, "nothing was saved" in answer.text) == (400, True), (method, address)


def test_a_desk_for_one_asks_for_the_token_as_well(app, client):
    for endpoint, method, address, _, _ in routes(app):
        if method in UNSAFE and not endpoint.startswith(("people.", "signin.")):
            answer = client.open(address, method=method, json={} if address.startswith("/api/") else None)
            assert (answer.status_code, "nothing was saved" in answer.text) == (400, True), (method, address)


def test_no_other_site_changes_anything_or_looks(team):
    browser = team.client("root")
    for _, method, address, _, _ in routes(team.app):
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
        assert browser.open(address, method=method, headers=headers).status_code == 403, (method, address)


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
def test_every_route_lets_in_whom_it_should_and_nobody_else(team, role):
    team.add("Ana", {} if role is None else {EVERYWHERE if role is Role.ADMIN else "de": role})
    team.app.config["WTF_CSRF_ENABLED"] = False
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 100)).__next__)
    team.app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = team.client("Ana")

    for endpoint, method, address, asked, has_locale in routes(team.app):
        if asked in {permits.ANYONE, permits.PRESENT, permits.IN_PERSON}:
            continue
        if method in UNSAFE and asked in MATRIX[role]:
            continue  # what it would do is the room's own test
        code = browser.open(address, method=method).status_code
        if asked in MATRIX[role]:
            assert code != 403, (endpoint, code)
        else:
            assert code == 403, (endpoint, code)
        if has_locale and role is not Role.ADMIN:
            elsewhere = re.sub(r"/de(?=/|$)", "/ar", address)
            assert browser.open(elsewhere, method=method).status_code == 403, (method, elsewhere)


def test_no_page_shows_texts_of_a_language_that_one_may_not_read(team):
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
    hidden = ("Geheimes", *(unit.target for unit in team.units if unit.target), "tea.md/de")
    ana, root = team.client("Ana"), team.client("root")
    queries = ("", "?q=Eingie%C3%9Fen&in=target", "?q=Pour", "?q=Pour&locale=de&text=Pour", "?locale=de")
    shown = set()

    for _, method, address, _, has_locale in routes(team.app):
        if method == "GET" and not has_locale:
            for query in queries:
                page = root.get(address + query)
                shown |= {word for word in hidden if word in page.text}
                leaked = [word for word in hidden if word in ana.get(address + query).text]
                assert leaked == [], (address + query, leaked)
    assert {"Geheimes", "tea.md/de"} <= shown


def test_somebody_without_a_role_is_told_what_to_do(team):
    team.add("Ana")
    browser = team.client("Ana")

    answer = browser.get("/")

    assert answer.status_code == 403
    assert "You have no role yet. Ask an admin" in answer.text
    assert browser.get("/me").status_code == 200


# --- how often -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PER_MINUTE)
def test_a_minute_holds_so_many_requests_and_no_more(kind):
    now = [1000.0]
    counts, most = Limits(lambda: now[0]), PER_MINUTE[kind]

    assert [counts.wait(kind, "1") for _ in range(most)] == [0] * most
    assert counts.wait(kind, "1") == 60
    assert counts.wait(kind, "2") == 0
    now[0] += 59.5
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
    for _ in range(PER_MINUTE["saves"]):
        team.app.extensions["recto.limits"].wait("saves", who)

    answer = browser.post(page, data=form)
    script = browser.put(f"/api/v1{page}", json={}, headers={"X-CSRFToken": form["csrf_token"]})

    assert (answer.status_code, script.status_code) == (429, 429)
    assert answer.headers["Retry-After"] == script.headers["Retry-After"] == "60"
    assert ">\nmy text</textarea>" in answer.text
    assert browser.get("/").status_code == 200


def test_the_one_person_of_a_desk_is_not_hurried(app, desk, client):
    app.config["WTF_CSRF_ENABLED"] = False

    answers = [client.put("/api/v1/me", json={"theme": "auto"}) for _ in range(PER_MINUTE["saves"] + 1)]

    assert {answer.status_code for answer in answers} == {200}
