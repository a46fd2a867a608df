"""Who may come in, how they stay, and what ends it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from recto.errors import NotFoundError
from recto.store.attempts import LOCK_S, PER_ACCOUNT, PER_ADDRESS
from recto.store.roles import Role
from recto.store.secret import SECRET
from recto.store.sessions import IDLE_S, LINK_S, WHOLE_S

COOKIE = re.compile(r"(recto_[0-9a-f]{8}_who)=([^;]*)")


def cookie(answer):
    """Return name, value and marks of the session's cookie that an answer sets."""
    for line in answer.headers.getlist("Set-Cookie"):
        if found := re.match(r"((?:__Host-)?recto_[0-9a-f]{8}_who)=([^;]*);(.*)", line):
            return found[1], found[2], found[3]
    return None


def log_in(team, browser, name="root", password=None, **form):
    return team.send(browser, "/login", {"name": name, "password": password or team.password, **form})


# --- signing in ----------------------------------------------------------------------------------


def test_nobody_sees_a_page_before_signing_in_and_comes_back_to_it_after(team):
    browser = team.client()

    answer = browser.get("/a/tea.md/de?show=open")
    assert answer.status_code == 303
    assert answer.location == "/login?next=/a/tea.md/de?show%3Dopen"
    page = browser.get(answer.location)
    assert "Tea" not in page.text
    assert log_in(team, browser, next="/a/tea.md/de?show=open").location == "/a/tea.md/de?show=open"


def test_programs_and_changes_are_told_so_by_401(desk, team):
    browser = team.client()

    read = browser.get(f"/api/v1/a/tea.md/de/u/{team.empty.id}")
    write = team.ask(browser, "PUT", f"/api/v1/a/tea.md/de/u/{team.empty.id}", {"target": "x"})

    assert (read.status_code, write.status_code) == (401, 401)
    assert write.get_json()["login"] == "/login"
    assert "nothing was saved" in write.get_json()["problem"]


def test_a_text_sent_after_the_session_ended_is_given_back(team):
    answer = team.client().post(f"/a/tea.md/de/u/{team.empty.id}", data={"target": "my text"})

    assert answer.status_code == 401
    assert ">\nmy text</textarea>" in answer.text
    assert f'href="/login?next=/a/tea.md/de/u/{team.empty.id}"' in answer.text
    assert team.on_disk(team.empty) == team.empty


def test_the_name_may_be_typed_in_any_case_and_is_noted_with_changes(team):
    team.add("Ana", {"de": Role.TRANSLATOR})
    browser = team.client("ANA")

    body = {"target": "Eingießen.", "state": "reviewed"}
    headers = {"If-Match": team.empty.version, "X-CSRFToken": team.token(browser)}
    answer = browser.put(f"/api/v1/a/tea.md/de/u/{team.empty.id}", json=body, headers=headers)

    assert answer.status_code == 200
    (change,) = team.app.extensions["recto"].desk.history("tea.md", "de", team.empty.id)
    assert change.person == "Ana"


@pytest.mark.parametrize(
    "next_page",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil",
        "evil",
        "/login",
    ],
)
def test_signing_in_leads_to_no_other_site(team, next_page):
    assert log_in(team, team.client(), next=next_page).location == "/"


def test_a_wrong_name_and_a_wrong_password_are_told_with_the_same_words(team):
    team.add("gone")
    account = team.accounts.people.find("gone")
    team.accounts.people.set_active(account.id, "root", is_active=False)
    team.accounts.people.add("invited", "", {}, "root")

    answers = [
        log_in(team, team.client(), name, password)
        for name, password in [
            ("root", "wrong wrong wrong"),
            ("nobody", team.password),
            ("gone", team.password),
            ("invited", team.password),
            ("invited", ""),
        ]
    ]

    assert {answer.status_code for answer in answers} == {401}
    plain = {re.sub(r'value="[^"]*"|content="[^"]*"', "", answer.text) for answer in answers}
    assert len(plain) == 1


def test_what_is_compared_takes_the_same_work_where_there_is_no_account(team, monkeypatch):
    from recto.store import passwords

    compared = []
    real = passwords._HASHER.verify

    class Counting:
        def verify(self, kept, password):
            compared.append(kept.rpartition("$")[0].rpartition("$")[0])
            return real(kept, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    log_in(team, team.client(), "root", "wrong wrong wrong")
    log_in(team, team.client(), "nobody", "wrong wrong wrong")

    assert compared[0] == compared[1]
    assert len(compared) == 2


# --- guessing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["root", "nobody"])
def test_an_account_is_guessed_at_five_times_a_minute_and_then_rests(team, name):
    codes = []
    for _minute in range(2):
        codes += [
            log_in(team, team.client(), name, "wrong wrong wrong").status_code for _ in range(PER_ACCOUNT + 1)
        ]
        team.time += 61

    assert codes == [401] * 5 + [429] + [401] * 5 + [429]
    # Ten failures: now the right one has to wait as well, for a quarter of an hour.
    answer = log_in(team, team.client(), name)
    assert answer.status_code == 429
    assert LOCK_S - 62 <= int(answer.headers["Retry-After"]) <= LOCK_S
    team.time += LOCK_S
    assert log_in(team, team.client(), name).status_code == (303 if name == "root" else 401)


def test_an_address_has_twenty_attempts_a_minute_whatever_the_names(team):
    codes = [
        log_in(team, team.client(), f"name{number}", "wrong wrong wrong").status_code
        for number in range(PER_ADDRESS + 1)
    ]

    assert codes == [401] * PER_ADDRESS + [429]


def test_many_attempts_at_once_do_not_slip_through(team):
    def guess(_number):
        try:
            return bool(team.accounts.attempts.begin("root", "10.0.0.1"))
        except Exception as error:  # noqa: BLE001  # shown below
            return error

    with ThreadPoolExecutor(8) as pool:
        refused = list(pool.map(guess, range(24)))

    assert refused.count(False) == PER_ACCOUNT
    assert refused.count(True) == 24 - PER_ACCOUNT


def test_signing_in_forgives_earlier_mistakes(team):
    for _ in range(PER_ACCOUNT - 1):
        log_in(team, team.client(), "root", "wrong wrong wrong")
    assert log_in(team, team.client()).status_code == 303

    assert log_in(team, team.client(), "root", "wrong wrong wrong").status_code == 401


def test_no_name_that_was_typed_is_kept(team):
    log_in(team, team.client(), "my secret password", "x")

    assert b"my secret password" not in (team.root / ".recto" / "desk.db-wal").read_bytes()


# --- sessions ------------------------------------------------------------------------------------


def test_the_cookie_is_ours_alone_and_not_for_scripts(team):
    _name, value, marks = cookie(log_in(team, team.client()))

    assert SECRET.fullmatch(value)
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {mark.strip() for mark in marks.split(";")}
    assert "Domain" not in marks


def test_with_tls_the_cookie_is_bound_to_the_host(team_at):
    team = team_at('base_url = "https://desk.example.org"')
    browser = team.app.test_client()
    base = {"base_url": "https://desk.example.org"}

    token = browser.get("/api/v1/session", **base).get_json()["csrf"]
    form = {"csrf_token": token, "name": "root", "password": team.password}
    headers = {"Referer": "https://desk.example.org/login"}
    answer = browser.post("/login", data=form, headers=headers, **base)

    name, _value, marks = cookie(answer)
    assert answer.status_code == 303
    assert name.startswith("__Host-")
    assert "Secure" in marks
    assert all(
        line.startswith("__Host-") and "Secure" in line for line in answer.headers.getlist("Set-Cookie")
    )
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_session_that_was_there_before_is_not_the_one_after(team):
    # Somebody plants their own session in a browser and waits for another to sign in with it.
    browser = team.client("root")
    name, planted, _ = cookie(log_in(team, browser))
    team.add("Ana", {"de": Role.GUEST})

    _, after, _ = cookie(log_in(team, browser, "Ana"))

    assert planted != after
    thief = team.client()
    thief.set_cookie(name, planted)
    assert thief.get("/me").status_code == 303


def test_a_made_up_session_is_nobodys(team):
    browser = team.client()
    name, value, _ = cookie(log_in(team, team.client()))

    for forged in ("", "x", value[:-1] + ("A" if value[-1] != "A" else "B"), value.upper(), "recto_session_"):
        browser.set_cookie(name, forged)
        assert browser.get("/me").status_code == 303


def test_a_stolen_cookie_ends_with_signing_out(team):
    browser = team.client()
    name, value, _ = cookie(log_in(team, browser))

    assert team.send(browser, "/logout").status_code == 303

    thief = team.client()
    thief.set_cookie(name, value)
    assert thief.get("/me").status_code == 303
    assert thief.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("steps", "is_in"),
    [
        ([IDLE_S - 1], True),
        ([IDLE_S], False),
        ([IDLE_S - 61] * (WHOLE_S // IDLE_S), True),
        ([IDLE_S - 61] * (WHOLE_S // IDLE_S + 1), False),
    ],
)
def test_a_session_ends_after_an_idle_hour_and_after_a_day(team, steps, is_in):
    browser = team.client("root")
    for seconds in steps:
        team.time += seconds
        answer = browser.get("/me")

    assert (answer.status_code == 200) is is_in


def test_a_page_that_only_asks_for_news_does_not_keep_a_session_alive(team):
    browser, news = team.client("root"), "/api/v1/a/tea.md/de/changes?since=0"
    team.time += IDLE_S - 1
    assert browser.get(news).status_code in {200, 204}
    team.time += 1

    assert browser.get(news).status_code == 401
    assert browser.get("/me").status_code == 303


def test_a_password_change_ends_every_session_but_this(team):
    team.add("Ana", {"de": Role.TRANSLATOR})
    here, there = team.client("Ana"), team.client("Ana")
    new = "seven lamps under the stairs"

    wrong = team.send(here, "/me/password", {"old": "not this one", "password": new, "again": new})
    differs = team.send(here, "/me/password", {"old": team.password, "password": new, "again": new + "!"})
    weak = team.send(
        here, "/me/password", {"old": team.password, "password": "ana-ana-2026", "again": "ana-ana-2026"}
    )
    assert {wrong.status_code, differs.status_code, weak.status_code} == {422}
    assert there.get("/me").status_code == 200
    done = team.send(here, "/me/password", {"old": team.password, "password": new, "again": new})

    assert done.status_code == 303
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303
    assert log_in(team, team.client(), "Ana").status_code == 401
    assert log_in(team, team.client(), "Ana", new).status_code == 303


def test_sessions_are_listed_and_ended_one_by_one_but_only_ones_own(team):
    ana = team.add("Ana")
    here, there, other = team.client("Ana"), team.client("Ana"), team.client("root")
    mine = {one.id for one in team.accounts.sessions.of_person(ana.id)}
    (others,) = team.accounts.sessions.of_person(team.accounts.people.find("root").id)

    listed = here.get("/api/v1/me/sessions").get_json()["sessions"]
    assert {one["id"] for one in listed} == mine
    assert team.send(here, "/me/sessions", {"session": others.id}).status_code == 404
    assert team.ask(here, "DELETE", f"/api/v1/me/sessions/{others.id}").status_code == 404
    away = next(one["id"] for one in listed if not one["here"])
    assert team.send(here, "/me/sessions", {"session": away}).status_code == 303

    assert there.get("/me").status_code == 303
    assert here.get("/me").status_code == 200
    assert other.get("/me").status_code == 200
    assert team.send(here, "/me/sessions").status_code == 303
    assert here.get("/me").status_code == 303


def test_signing_in_again_renews_the_token_of_the_page_that_stayed_open(team):
    team.add("Ana", {"de": Role.TRANSLATOR})
    browser = team.client("Ana")
    page = browser.get("/a/tea.md/de").text
    old = re.search(r'csrf-token" content="([^"]+)"', page)[1]
    team.time += IDLE_S
    address, body = f"/api/v1/a/tea.md/de/u/{team.empty.id}", {"target": "Eingießen.", "state": "draft"}
    headers = {"If-Match": team.empty.version, "X-CSRFToken": old}
    assert browser.put(address, json=body, headers=headers).status_code == 401

    fresh = browser.get("/api/v1/session").get_json()
    assert fresh["name"] == ""
    wrong = browser.post(
        "/api/v1/session", json={"name": "Ana", "password": "no"}, headers={"X-CSRFToken": fresh["csrf"]}
    )
    again = browser.post(
        "/api/v1/session",
        json={"name": "Ana", "password": team.password},
        headers={"X-CSRFToken": fresh["csrf"]},
    )

    assert (wrong.status_code, again.status_code) == (401, 200)
    assert again.get_json()["name"] == "Ana"
    headers["X-CSRFToken"] = again.get_json()["csrf"]
    assert browser.put(address, json=body, headers=headers).status_code == 200


def test_a_page_from_before_learns_that_only_its_token_is_old(team):
    browser = team.client("root")

    answer = browser.put("/api/v1/me", json={"theme": "dark"}, headers={"X-CSRFToken": "old"})

    assert (answer.status_code, answer.get_json()["stale"]) == (400, True)


# --- invitations ---------------------------------------------------------------------------------


def invite(team, admin, **form):
    """Invite through the page; returns the link that it shows."""
    answer = team.send(admin, "/people", {"name": "Ana", "role": "translator", "locale": "de", **form})
    assert answer.status_code == 303
    return re.search(r'value="http://localhost(/join/[^"]+)"', admin.get(answer.location).text)[1]


def choose(team, browser, link, password="seven lamps under the stairs", again=None):
    return team.send(browser, link, {"password": password, "again": again or password})


def test_an_invitation_leads_in_once_and_to_the_roles_that_were_given(team):
    admin, browser = team.client("root"), team.client()
    link = invite(team, admin)
    assert "Ana" in browser.get(link).text

    assert choose(team, browser, link, "short").status_code == 422
    assert choose(team, browser, link, again="differs differs").status_code == 422
    assert choose(team, browser, link).status_code == 303

    assert browser.get("/a/tea.md/de").status_code == 200
    assert browser.get("/a/tea.md/ar").status_code == 403
    for late in (browser.get(link), choose(team, team.client(), link)):
        assert late.status_code == 404
        assert "does not work any more" in late.text


def test_a_link_is_shown_once_and_stands_in_no_file(team):
    admin = team.client("root")
    link = invite(team, admin)

    assert link not in admin.get("/people/2").text
    secret = link.rpartition("/")[2].encode()
    assert not [
        file for file in (team.root / ".recto").rglob("*") if file.is_file() and secret in file.read_bytes()
    ]


def test_a_link_is_shown_with_the_person_it_is_for(team):
    admin = team.client("root")
    team.send(admin, "/people", {"name": "ana", "locale": "de", "role": "translator"})

    assert "/join/" not in admin.get("/people/1").text
    assert "/join/" in admin.get("/people/2").text


@pytest.mark.parametrize(("seconds", "code"), [(LINK_S["invite"] - 1, 200), (LINK_S["invite"], 404)])
def test_an_invitation_waits_a_week(team, seconds, code):
    link = invite(team, team.client("root"))
    team.time += seconds

    assert team.client().get(link).status_code == code


def test_a_new_link_ends_the_one_before(team):
    admin = team.client("root")
    first = invite(team, admin)

    assert team.send(admin, "/people/2/link").status_code == 303
    second = re.search(r"/join/[\w-]+", admin.get("/people/2").text)[0]

    assert team.client().get(first).status_code == 404
    assert choose(team, team.client(), second).status_code == 303


def test_of_two_who_use_a_link_at_once_one_comes_in(team):
    ana = team.accounts.people.add("Ana", "", {}, "root")
    secret = team.accounts.links.make(ana.id, "invite")

    def use(_number):
        try:
            return team.accounts.links.use(secret)
        except NotFoundError:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(8))) == [0] * 7 + [ana.id]


def test_a_reset_ends_sessions_and_tokens_only_when_it_is_used(team):
    ana = team.add("Ana", {"de": Role.TRANSLATOR})
    browser, admin = team.client("Ana"), team.client("root")
    token = team.ask(browser, "POST", "/api/v1/me/tokens", {"name": "ci"}).get_json()["token"]
    link = (
        team.ask(admin, "POST", f"/api/v1/people/{ana.id}/link")
        .get_json()["link"]
        .removeprefix("http://localhost")
    )
    assert browser.get("/me").status_code == 200

    assert choose(team, team.client(), link).status_code == 303

    assert browser.get("/me").status_code == 303
    assert team.client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.parametrize("name", ["", " ", "a" * 61, "a\nb", "a\u202eb", "<b>", "-x", "a  b", 'a"b', "a\\b"])
def test_nobody_is_called_what_would_confuse_others(team, name):
    answer = team.ask(team.client("root"), "POST", "/api/v1/people", {"name": name})

    assert answer.status_code == 400
    assert "a name" in answer.get_json()["problem"]


@pytest.mark.parametrize("twin", ["ana", "ANA", "Ａna"])
def test_two_people_differ_in_more_than_case(team, twin):
    team.add("Ana")

    assert team.ask(team.client("root"), "POST", "/api/v1/people", {"name": twin}).status_code == 409


@pytest.mark.parametrize("name", ["Ana", "Zoë O’Neil", "Иван Петров", "أحمد", "李小龙", "ana.b@c", "d'Arc-2"])
def test_people_have_names_of_any_script(team, name):
    assert team.ask(team.client("root"), "POST", "/api/v1/people", {"name": name}).status_code == 201


# --- tokens --------------------------------------------------------------------------------------


def test_a_program_with_a_token_may_what_its_owner_may_and_needs_no_form(team):
    team.add("Ana", {"de": Role.TRANSLATOR})
    browser = team.client("Ana")
    made = team.ask(browser, "POST", "/api/v1/me/tokens", {"name": "ci"})
    secret = made.get_json()["token"]
    program, headers = (
        team.app.test_client(),
        {"Authorization": f"Bearer {secret}", "If-Match": team.empty.version},
    )
    body = {"target": "Eingießen.", "state": "draft"}

    there = program.put(f"/api/v1/a/tea.md/de/u/{team.empty.id}", json=body, headers=headers)
    elsewhere = program.put(f"/api/v1/a/tea.md/ar/u/{team.empty.id}", json=body, headers=headers)

    assert (made.status_code, there.status_code, elsewhere.status_code) == (201, 200, 403)
    assert program.get("/a/tea.md/de", headers=headers).status_code == 303
    assert program.get("/api/v1/me/sessions", headers=headers).status_code == 403
    assert team.ask(program, "POST", "/api/v1/me/tokens", {"name": "more"}).status_code == 401
    assert not [
        file for file in (team.root / ".recto").rglob("desk*") if secret.encode() in file.read_bytes()
    ]

    (listed,) = browser.get("/api/v1/me/tokens").get_json()["tokens"]
    assert listed["name"] == "ci"
    assert listed["used_at"]
    assert team.ask(browser, "DELETE", f"/api/v1/me/tokens/{listed['id']}").status_code == 204
    assert program.get("/api/v1/me", headers=headers).status_code == 401


def test_a_name_of_many_marks_keeps_nobody_waiting(team):
    """Folding it whole would take minutes: their order is sorted in the square of their number."""
    name = "a" + "\u0301\u0316" * 200_000

    answer = team.ask(team.client(), "POST", "/api/v1/session", {"name": name, "password": "x"})

    assert answer.status_code == 401


def test_a_token_cannot_make_or_end_what_shows_who_one_is(team):
    browser = team.client("root")
    secret = team.ask(browser, "POST", "/api/v1/me/tokens", {"name": "ci"}).get_json()["token"]
    program, headers = team.app.test_client(), {"Authorization": f"Bearer {secret}"}

    for method, page in [
        ("POST", "/api/v1/me/tokens"),
        ("DELETE", "/api/v1/me/tokens/1"),
        ("GET", "/api/v1/me/tokens"),
        ("POST", "/api/v1/people/1/link"),
        ("DELETE", "/api/v1/people/1/sessions"),
    ]:
        assert program.open(page, method=method, json={"name": "x"}, headers=headers).status_code == 403


def test_somebody_elses_token_cannot_be_revoked(team):
    team.add("Ana")
    team.ask(team.client("root"), "POST", "/api/v1/me/tokens", {"name": "ci"})

    assert team.ask(team.client("Ana"), "DELETE", "/api/v1/me/tokens/1").status_code == 404
    assert team.send(team.client("Ana"), "/me/tokens/revoke", {"token": 1}).status_code == 404


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Basic cm9vdDp4", "bearer recto_token_x"]
)
def test_a_made_up_token_is_nobodys_and_does_not_excuse_from_the_form(team, header):
    browser = team.client("root")

    assert team.client().get("/api/v1/me", headers={"Authorization": header}).status_code == 401
    answer = browser.put("/api/v1/me", json={"theme": "dark"}, headers={"Authorization": header})
    assert answer.status_code in {400, 401}


# --- admins --------------------------------------------------------------------------------------


def test_disabling_ends_everything_at_once(team):
    ana = team.add("Ana", {"de": Role.EDITOR})
    browser, admin = team.client("Ana"), team.client("root")
    token = team.ask(browser, "POST", "/api/v1/me/tokens", {"name": "ci"}).get_json()["token"]

    assert team.send(admin, f"/people/{ana.id}/disable").status_code == 303

    assert browser.get("/me").status_code == 303
    assert browser.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert log_in(team, team.client(), "Ana").status_code == 401
    assert team.send(admin, f"/people/{ana.id}/link").status_code == 422
    assert team.send(admin, f"/people/{ana.id}/enable").status_code == 303
    assert log_in(team, team.client(), "Ana").status_code == 303
    assert browser.get("/me").status_code == 303


def test_the_last_admin_stays(team):
    admin = team.client("root")
    invited = team.accounts.people.add("Ana", "", {"*": Role.ADMIN}, "root")

    assert team.send(admin, "/people/1/disable").status_code == 422
    assert team.send(admin, "/people/1/roles", {"*": "editor"}).status_code == 422
    assert team.ask(admin, "PUT", "/api/v1/people/1", {"active": False}).status_code == 409
    assert admin.get("/people").status_code == 200

    team.accounts.people.set_password(invited.id, team.kept, "root")
    assert team.send(admin, "/people/1/roles", {"*": "editor"}).status_code == 303
    assert admin.get("/people").status_code == 403


def test_roles_change_at_once_and_are_noted(team):
    ana = team.add("Ana", {"de": Role.GUEST})
    browser, admin = team.client("Ana"), team.client("root")
    assert browser.get("/a/tea.md/ar").status_code == 403
    team.put_catalog("tea.md", "ar", team.units)

    assert team.send(admin, f"/people/{ana.id}/roles", {"ar": "translator", "de": ""}).status_code == 303

    assert browser.get("/a/tea.md/ar").status_code == 200
    assert browser.get("/a/tea.md/de").status_code == 403
    assert [(one.by, one.about, one.detail) for one in team.accounts.people.events(2)] == [
        ("root", "Ana", "ar translator"),
        ("root", "Ana", "de -"),
    ]


@pytest.mark.parametrize("roles", [{"fr": "editor"}, {"de": "king"}, {"de": "admin"}, {"de": 1}, []])
def test_roles_and_languages_that_there_are_not_are_refused(team, roles):
    ana = team.add("Ana")

    answer = team.ask(team.client("root"), "PUT", f"/api/v1/people/{ana.id}", {"roles": roles})

    assert answer.status_code == 400
    assert team.accounts.people.find("Ana").roles == {}


# --- one's own page ------------------------------------------------------------------------------


def test_what_somebody_likes_goes_with_them(team):
    team.add("Ana")
    browser = team.client("Ana")

    form = {"language": "ar", "theme": "dark", "email": "ana@example.org"}
    assert team.send(browser, "/me", form).status_code == 303

    page = team.client("Ana").get("/me").text
    assert '<html lang="ar" dir="rtl"' in page
    assert 'data-theme="dark"' in page
    assert 'data-shortcuts="off"' in page
    assert 'value="ana@example.org"' in page
    assert 'data-theme="dark"' not in team.client("root").get("/me").text


@pytest.mark.parametrize("form", [{"language": "xx"}, {"theme": "pink"}, {"email": "nowhere"}])
def test_choices_that_there_are_not_change_nothing(team, form):
    browser = team.client("root")

    answer = team.send(browser, "/me", {"language": "", "theme": "auto", **form})

    assert answer.status_code == 422
    assert browser.get("/api/v1/me").get_json()["theme"] == "auto"


def test_the_one_person_of_a_desk_chooses_as_well_and_has_no_account(desk, client):
    page = client.get("/me").text
    token = re.search(r'csrf-token" content="([^"]+)"', page)[1]
    assert "password" not in page

    client.post("/me", data={"csrf_token": token, "theme": "light", "language": "es", "shortcuts": "on"})

    assert '<html lang="es" dir="ltr" translate="no" data-theme="light">' in client.get("/").text
    for page in ("/login", "/people", "/join/x", "/api/v1/people", "/api/v1/me/tokens"):
        assert client.get(page).status_code == 404


def test_a_machine_that_watches_learns_that_the_desk_is_well(team, client):
    for browser in (team.client(), client):
        assert browser.get("/healthz").get_json() == {"status": "ok"}
