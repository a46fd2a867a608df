"""Who may change something, and that text stays text."""

from __future__ import annotations

import http.client
import io
import re
import threading
from contextlib import suppress
from html.parser import HTMLParser

import pytest
from waitress.server import create_server

from recto.model import State, Unit
from recto.project import find
from recto.web import create_app, permits
from recto.web.limits import Limits
from recto.web.preview import FRAME_POLICY
from recto.web.security import HEADERS
from recto.web.serving import MAX_BODY

PAYLOADS = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover=alert(1) x='",
    "</title><script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "--><img src=x onerror=alert(1)>",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<a href=javascript:alert(1)>x</a>",
    "<meta http-equiv=refresh content='0;url=//evil'>",
    "<input autofocus onfocus=alert(1)>",
    "{{7*7}} {% for c in [].__class__ %}{% endfor %} %(name)s {}",
]


class Shape(HTMLParser):
    """The elements and attributes of a page, without their texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, tuple(name for name, _ in attrs)))


def pages(desk, units):
    desk.put_catalog("tea.md", "de", units)
    client = create_app(desk.project).test_client()
    show = [f"/a/tea.md/de?q={'e'}", "/a/tea.md/de", *(f"/a/tea.md/de/u/{unit.id}" for unit in units), "/"]
    return [Shape(client.get(page).text).found for page in show]


def made(text):
    return [
        Unit(
            "paragraph",
            f"e{text}",
            f"e{text}",
            State.DRAFT,
            previous=f"was {text}",
            notes=(text,),
            hints=(text,),
        ),
        Unit("meta:" + "key", text + " <1>e</1>", f"{text} e", State.DRAFT, hints=(f"<1> {text}",)),
    ]


def test_text_of_a_catalog_never_becomes_markup(desk):
    # The same page with harmless words of the same cut has the same elements and attributes.
    tame = ["".join(char if char.isalnum() or char.isspace() else "." for char in text) for text in PAYLOADS]

    hostile, harmless = (
        pages(desk, [unit for n, text in enumerate(texts) for unit in made(f"{n}{text}")])
        for texts in (PAYLOADS, tame)
    )

    for one, other in zip(hostile, harmless, strict=True):
        assert set(one) == set(other)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_of_an_address_never_becomes_markup(client, payload):
    for page in ("/", "/a/tea.md/de", "/a/nope/de"):
        hostile = Shape(client.get(page, query_string={"q": payload, "show": payload}).text)
        harmless = Shape(client.get(page, query_string={"q": "zzz", "show": "zzz"}).text)
        assert hostile.found == harmless.found


@pytest.mark.parametrize("payload", [text for text in PAYLOADS if "/" not in text])
def test_a_path_never_becomes_markup(desk_at, tmp_path, payload):
    tame = "".join(char if char.isalnum() or char in " -" else "x" for char in payload)
    shapes = []
    for name in (payload, tame):
        desk = desk_at(tmp_path / str(len(shapes)))
        desk.put_article(f"{name}.md", "Tea.\n")
        shapes.append(Shape(create_app(desk.project).test_client().get("/").text).found)

    # Rows are in the order of their names.
    assert sorted(shapes[0]) == sorted(shapes[1])


def test_invisible_characters_are_shown_and_never_steer_the_page(desk, client):
    desk.put_catalog("tea.md", "de", [Unit("paragraph", "a\u202eb", "c\u200bd", State.DRAFT)])

    page = client.get("/a/tea.md/de").text

    assert 'a<bdi class="unseen"' in page
    assert ">RLO</bdi>b" in page
    assert ">ZWSP</bdi>d" in page


@pytest.mark.parametrize(
    "address", ["/", "/a/tea.md/de", "/nope", "/api/v1/a/x/de/u/u000000000000", "/static/desk.css"]
)
def test_every_answer_has_the_headers(client, address):
    answer = client.get(address)

    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    if not address.startswith("/static"):
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "[::1]:8080", "LOCALHOST"])
def test_this_machine_is_answered(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "evil:8080", "127.0.0.1@evil", "10.0.0.1"],
)
def test_another_host_name_is_refused(client, host):
    answer = client.get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers


def change(client, desk, **headers):
    return client.put(
        f"/api/v1/a/tea.md/de/u/{desk.empty.id}",
        json={"target": "x", "state": "draft"},
        headers={"If-Match": desk.empty.version, **headers},
    )


def test_every_change_needs_the_token(team, routes):
    browser = team.client("root")
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 10_000)).__next__)
    before = team.files()

    for route in routes(team.app):
        if route.changes:
            answer = browser.open(route.address, method=route.method, **route.body({"target": "mine"}))
            assert answer.status_code == 400, route
            assert "nothing was saved" in answer.text
    assert team.files() == before


def test_a_desk_for_one_asks_for_the_token_as_well(app, desk, client, routes):
    before = desk.files()

    for route in routes(app):
        if route.changes and not route.is_for_teams:
            answer = client.open(route.address, method=route.method, **route.body({"target": "mine"}))
            assert answer.status_code == 400, route
            assert "nothing was saved" in answer.text
    assert desk.files() == before


def test_a_program_with_its_own_token_needs_no_other(team, routes):
    # It is then the view that answers: what is sent makes no sense, so nothing is changed by it.
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 10_000)).__next__)
    header = {"Authorization": f"Bearer {team.accounts.tokens.make(1, 'ci')}"}
    programs = team.client()
    asked = 0

    for route in routes(team.app):
        if route.changes:
            answer = programs.open(route.address, method=route.method, headers=header, json=["nonsense"])
            is_taken = "nothing was saved" not in answer.text and answer.status_code not in {401, 403}
            in_person = route.asked == permits.IN_PERSON
            assert is_taken is (route.is_api and not in_person), (route, answer.status_code)
            asked += route.is_api
    assert asked > 20


def test_a_text_sent_with_a_stale_token_is_given_back(desk, client):
    answer = client.post(f"/a/tea.md/de/u/{desk.empty.id}", data={"target": "my text", "csrf_token": "old"})

    assert answer.status_code == 400
    assert ">\nmy text</textarea>" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "http://["},
    ],
)
def test_another_sites_change_is_refused_even_with_the_token(app, desk, client, headers):
    app.config["WTF_CSRF_ENABLED"] = False

    assert change(client, desk, **headers).status_code == 403
    assert desk.on_disk(desk.empty) == desk.empty


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Range": "bytes=900000000-"}])
def test_nobody_keeps_a_refusal_in_the_place_of_a_file(client, headers):
    page = client.get("/").text
    style = re.search(r'href="([^"]+desk[^"]*\.css)"', page)[1]
    assert "immutable" in client.get(style).headers["Cache-Control"]

    answer = client.get(style, headers=headers)

    assert answer.status_code in {403, 416}
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_a_text_that_is_no_utf_8_is_refused(app, desk, client):
    app.config["WTF_CSRF_ENABLED"] = False
    path = f"/api/v1/a/tea.md/de/u/{desk.empty.id}/draft"

    for body in (b'{"target": "\xed\xa0\x80", "version": "1"}', '{"target": "x"}'.encode("utf-16")):
        assert client.put(path, data=body, content_type="application/json").status_code == 400


def test_our_own_change_is_taken(app, desk, client):
    app.config["WTF_CSRF_ENABLED"] = False

    assert (
        change(client, desk, **{"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}).status_code
        == 200
    )


def test_the_cookie_is_for_this_desk_and_not_for_scripts(desk, client):
    cookie = client.get("/").headers["Set-Cookie"]

    assert cookie.startswith("recto_")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


# --- a team's desk -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("desk.example.org", 200),
        ("DESK.example.org:443", 200),
        ("inside.example:8080", 200),
        ("127.0.0.1:8080", 200),
        ("evil.example", 400),
        ("desk.example.org.evil.example", 400),
        ("xdesk.example.org", 400),
        ("", 400),
    ],
)
def test_a_teams_desk_answers_to_its_names(team_at, host, code):
    team = team_at('base_url = "https://desk.example.org"\nhosts = ["inside.example:9000"]')

    assert team.app.test_client().get("/login", headers={"Host": host}).status_code == code


def test_one_persons_desk_has_no_other_names(desk):
    settings = (desk.root / "recto.toml").read_text()
    (desk.root / "recto.toml").write_text(settings + '\n[desk]\nhosts = ["desk.example.org"]\n')
    client = create_app(find(desk.root)).test_client()

    assert client.get("/", headers={"Host": "desk.example.org"}).status_code == 400


@pytest.mark.parametrize(("is_behind", "address"), [("true", "203.0.113.7"), ("false", "127.0.0.1")])
def test_only_a_server_that_the_settings_name_says_where_a_browser_is(team_at, is_behind, address):
    team = team_at(f"behind_proxy = {is_behind}")
    browser = team.app.test_client()
    token = team.token(browser)
    form = {"csrf_token": token, "name": "root", "password": team.password}

    browser.post("/login", data=form, headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})

    (session,) = team.accounts.sessions.of_person(1)
    assert session.address == address


def test_no_secret_comes_into_the_log(team, caplog):
    secret = team.accounts.links.make(1, "reset")

    def fail():
        raise RuntimeError(f"lost {secret}")

    team.app.before_request(fail)
    team.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = team.app.test_client().get(f"/join/{secret}")

    assert answer.status_code == 500
    assert secret not in answer.text
    assert secret not in caplog.text
    assert "lost [secret]" in caplog.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_browser_says_about_itself_never_becomes_markup(team, payload):
    shapes = []
    for agent in (payload, "tame"):
        browser = team.client("root")
        team.accounts.sessions.end_all(1)
        form = {"name": "root", "password": team.password, "csrf_token": team.token(browser)}
        browser.post("/login", data=form, headers={"User-Agent": agent})
        shapes.append([Shape(browser.get(page).text).found for page in ("/me", "/people/1")])

    assert shapes[0] == shapes[1]


# --- what a client may send, and what every answer says ------------------------------------------


def test_every_answer_of_every_route_has_the_headers(team, routes):
    # Pages, JSON, feeds, downloads and refusals alike; the preview's frame has a stricter policy.
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 10_000)).__next__)
    team.app.config["WTF_CSRF_ENABLED"] = False
    browser = team.client("root")
    nobody = team.app.test_client()
    policies = {HEADERS["Content-Security-Policy"], FRAME_POLICY}

    for route in routes(team.app):
        if route.changes:
            browser = team.present(browser)
        for who in (browser, nobody):
            answer = who.open(route.address, method=route.method)
            assert answer.headers["Content-Security-Policy"] in policies, route
            assert {name: answer.headers[name] for name in HEADERS if name != "Content-Security-Policy"} == {
                name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"
            }, route
            assert answer.headers["Cache-Control"] == "no-store", route
            if answer.mimetype.startswith("text/"):
                assert "charset=utf-8" in answer.content_type, route
            assert "Server" not in answer.headers
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_desk_behind_tls_stays_there(team_at):
    team = team_at('base_url = "https://desk.example.org"')

    answer = team.app.test_client().get("/login", headers={"Host": "desk.example.org"})

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    assert all(cookie.startswith("__Host-") for cookie in answer.headers.getlist("Set-Cookie"))


def test_with_tls_a_browser_that_sends_no_referer_may_change_something(team_at):
    team = team_at('base_url = "https://desk.example.org"')
    browser = team.app.test_client()
    ours = {"base_url": "https://desk.example.org"}
    csrf = browser.get("/api/v1/session", **ours).get_json()["csrf"]
    form = {"name": "root", "password": team.password, "csrf_token": csrf}

    foreign = browser.post("/login", data=form, headers={"Origin": "https://evil.example"}, **ours)

    assert foreign.status_code == 403
    assert browser.post("/login", data=form, **ours).status_code == 303


def test_a_download_is_kept_and_not_shown(team):
    browser = team.client("root")

    answer = team.send(
        browser, "/export", {"article": "tea.md", "locale": "de", "form": "po", "action": "download"}
    )

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_token_of_another_session_is_none(team):
    ana, ben = team.client("root"), team.client()
    foreign = team.token(ben)

    for form in ({"csrf_token": foreign}, {"csrf_token": [foreign, foreign]}):
        assert ana.post("/me", data={"theme": "dark", **form}).status_code == 400
    assert ana.put("/api/v1/me", json={"theme": "dark"}, headers={"X-CSRFToken": foreign}).status_code == 400
    assert ana.get("/api/v1/me").get_json()["theme"] == "auto"


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_what_it_is(team, name):
    browser = team.client("root")
    number = team.accounts.sessions.of_person(1)[0].id

    answer = browser.post(
        f"/api/v1/me/sessions/{number}",
        data={"_method": "DELETE", "csrf_token": team.token(browser)},
        headers={name: "DELETE"},
    )

    assert answer.status_code == 405
    assert len(team.accounts.sessions.of_person(1)) == 1


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Server", "X-Original-Host", "Forwarded"])
def test_another_name_of_the_desk_is_not_taken_from_a_header(team_at, header):
    team = team_at("behind_proxy = true")
    browser = team.client("root")
    team.add("Zed")

    page = browser.post(
        "/api/v1/people/2/link", headers={header: "host=evil.example", "X-CSRFToken": team.token(browser)}
    )

    assert page.get_json()["link"].startswith("http://localhost/join/")


def test_a_range_of_a_thousand_parts_is_no_more_than_the_file(client):
    page = client.get("/").text
    address = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    whole = client.get(address).data

    answer = client.get(address, headers={"Range": "bytes=" + ",".join(["0-"] * 1000)})

    assert answer.status_code in {200, 206, 416}
    assert len(answer.data) <= len(whole)


def test_forms_of_more_than_the_desk_takes_are_refused_and_nothing_is_saved(app, desk, client):
    app.config["WTF_CSRF_ENABLED"] = False
    page = f"/a/tea.md/de/u/{desk.empty.id}"
    form = "application/x-www-form-urlencoded"
    parts = {f"field{number}": (io.BytesIO(b"x"), "x") for number in range(201)}

    for body, kind in (
        ("target=" + "x" * 1_000_000, form), ("a&" * 5_000, form), ("x" * 8_000_001, "application/json"),
    ):  # fmt: skip
        assert client.post(page, data=body, content_type=kind).status_code == 413
    assert client.post("/import", data=parts, content_type="multipart/form-data").status_code == 413
    assert desk.on_disk(desk.empty) == desk.empty


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 50_000, b"1" * 100_000, b'"\\ud800"', b"\xff", b""]
)
def test_json_that_cannot_be_read_is_told_so(app, client, body):
    app.config["WTF_CSRF_ENABLED"] = False

    answer = client.put("/api/v1/me", data=body, content_type="application/json")

    assert (answer.status_code, set(answer.get_json())) == (400, {"problem"})


def test_a_body_without_a_length_ends_where_the_desk_stops_listening(desk):
    # Chunks have no length in front: the server counts them while they come.
    server = create_server(
        create_app(desk.project),
        port=0,
        host="127.0.0.1",
        max_request_body_size=MAX_BODY,
        asyncore_use_poll=True,
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=20)

    with suppress(ConnectionError):
        connection.request("PUT", "/api/v1/me", iter([b"x" * 1_000_000] * 12),
                           {"Transfer-Encoding": "chunked"}, encode_chunked=True)  # fmt: skip
    status = 413
    with suppress(ConnectionError, http.client.HTTPException):
        status = connection.getresponse().status
    connection.close()
    server.close()

    assert status == 413


def test_where_debugging_is_possible_nobody_can_reach_it(app, team):
    for one in (app, team.app):
        assert not one.debug
        assert not one.testing
        assert one.test_client().get("/console").status_code in {303, 404}
        assert one.jinja_env.autoescape is True
        assert len(one.config["SECRET_KEY"]) >= 32
