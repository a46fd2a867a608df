"""Hostile text through every field, upload and page: it stays text, in a real browser.

The fields are found by sending a request and seeing which names the view reads, so a new one is attacked
without being listed here. Marks in the samples show where something of theirs came to life.
"""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect

from recto.commands.extract import extract
from recto.exchange import po
from recto.inline import normalise
from recto.model import State, Unit
from recto.project import find
from recto.store import Jobs
from recto.store.work import Upload, Work
from recto.web import create_app
from recto.web.limits import Limits

LONG = (
    "zq'\"><zqx onclick=zqx()></textarea></title></style></script><!-- -->"
    "<img zqx src=//zqx.example onerror=zqx()><svg onload=zqx()><a href=javascript:zqx()>zq</a>"
    " [zq](javascript:zqx()) {{7*7191}}${7*7191}%(name)s{0.__class__}"
)
SHORT = "\"'><b zqx onclick=zqx()>"
"""Where not much fits."""
STEERED = "zq\u202eevil\u2066\U000e0041\x1b[2J"
CALCULATED = "50337"
"""What a template would have made of a sample."""

HTML = f"""<h1 title='{SHORT}'>Zq</h1><p onclick=zqx()>Tea {LONG}</p><iframe src=//zqx.example></iframe>
<form action=//zqx.example><button>zq</button></form><base href=//zqx.example>
<meta http-equiv=refresh content=0>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=zqx()&gt;">
<a href=" &#x6A;avascript:zqx()">zq</a><p style="background:url(//zqx.example)">zq</p>
"""
MARKDOWN = f"""---
title: "zq <zqx onclick=zqx()>"
---

# Zq <img zqx src=//zqx.example onerror=zqx()>

Tea <b onclick=zqx()>zq</b> [zq](javascript:zqx()) ![zq](//zqx.example/p.png "\\" onclick=zqx()")

<script>zqx()</script>

{LONG}
"""

PLAUSIBLE = {
    "kind": "articles", "verb": "confirm", "state": "draft", "form": "article", "policy": "draft",
    "action": "look",
    "articles": ["tea.md"], "locales": ["de"], "article": "tea.md", "locale": "de", "name": "Zq",
    "role": "guest",
    "target": "Zq", "term": "zq", "translation": "zq", "q": "zq", "text": "zq", "reason": "zq",
    "check": "numbers",
    "due": "2027-01-31", "priority": 1, "person": "root", "way": "never", "theme": "auto", "language": "en",
    "number": 1, "at": 5, "activity": 0, "pasted": "# Zq\n\nTea.\n", "method": "password",
    "apply": "1", "in": "source",
}  # fmt: skip
"""So that the other fields of a request get the one that is attacked far; any other is ``x``."""

ROOMY = {"target", "text", "pasted", "reason", "note", "q", "with", "source", "file"}
"""Fields that take the long sample; elsewhere it would only be too long."""

FOREIGN = """page => {
  const found = page ? new DOMParser().parseFromString(page.html, "text/html") : document;
  const origin = page ? page.origin : location.origin;
  const out = [];
  for (const node of found.querySelectorAll("*")) {
    const say = what => out.push(`${node.localName} ${what}`);
    if (/zqx|^(iframe|object|embed|base|math|foreignobject|animate|set)$/.test(node.localName)
        && !(node.localName === "iframe" && new URL(node.getAttribute("src"), origin + "/").origin === origin
             && node.hasAttribute("sandbox"))) say("element");
    for (const { name, value } of node.attributes) {
      if (/^on|zqx|^(srcdoc|ping)$/.test(name)) say(name);
      // Scripts of ours set sizes; no page brings a style with it.
      if (name === "style" && (page || /zqx|url/.test(value))) say(name);
      if (!/^(href|src|action|formaction|data|poster|background|cite|xlink:href|srcset)$/.test(name))
        continue;
      let url;
      try { url = new URL(value, origin + "/"); } catch { say(`${name}=${value}`); continue; }
      if (url.origin !== origin) say(`${name}=${value}`);
    }
    const from = new URL(node.getAttribute("src") || "/", origin).pathname;
    if (node.localName === "script" && !from.startsWith("/static/"))
      say("inline");
    if (node.localName === "meta" && node.httpEquiv && !/^\\d+$/.test(node.content)) say(node.content);
  }
  return out;
}"""
"""Elements, attributes and addresses of a page that are none of ours."""


@pytest.mark.ui
def test_what_would_come_to_life_is_seen(page):
    for sample in (LONG, SHORT, HTML):
        assert page.evaluate(
            FOREIGN, {"html": f"<p title='{sample}'>{sample}</p>", "origin": "http://desk.example"}
        )


def hostile_units() -> list[Unit]:
    return [
        Unit("paragraph", f"Zq {LONG}", f"Zq {LONG}", State.DRAFT, previous=f"was {LONG}",
             notes=(LONG, SHORT), hints=(LONG, f"<1> {SHORT}"), origin=SHORT, others=(LONG,)),
        Unit("meta:" + "zqx", f"{SHORT} <1>e</1>", f"{SHORT} <1>e</1>", State.REVIEWED,
             hints=(f"<1> link {SHORT}",)),
        Unit(SHORT, "Pour zq.", f"Gießen {SHORT}", State.DRAFT),
        Unit("paragraph", f"Steered {STEERED}", STEERED, State.DRAFT),
    ]  # fmt: skip


@pytest.fixture
def house(team):
    """A team's desk with hostile texts in every file, its first admin signed in."""
    settings = (team.root / "recto.toml").read_text()
    (team.root / "recto.toml").write_text(
        settings.replace('project = "tea-times"', f"project = '''{SHORT}'''")
    )
    for name, text in (("tea.md", MARKDOWN), ("tea.html", HTML), (f"{SHORT.replace('/', '')}.md", "Zq.\n")):
        team.put_article(name, text)
    extract(find(team.root))
    for name in ("tea.md", "tea.html"):
        team.put_catalog(name, "de", [*hostile_units(), *team.units])
    team.project = find(team.root)
    accounts = team.app.extensions["recto.accounts"]
    team.app = create_app(team.project)
    team.app.extensions["recto.accounts"] = accounts
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 10_000)).__next__)
    team.app.config["WTF_CSRF_ENABLED"] = False
    team.app.config["PROPAGATE_EXCEPTIONS"] = False
    return team


def known(house) -> dict[str, object]:
    """Return arguments of routes that lead somewhere."""
    file = house.root / ".recto" / "desk.db"
    job = Jobs(file).start(SHORT, "tea.md", "de").id
    Jobs(file).note(job, LONG, problem=LONG)
    Work(file).keep(Upload("zq", "root", "articles", "zq.md", MARKDOWN.encode()), "")
    secret = house.accounts.links.make(house.accounts.people.find("Zed").id, "invite")
    return {"job": job, "token": "zq", "secret": secret}


def attack(house, routes, reading) -> list[tuple[str, str, str]]:
    """Send hostile text in every field of every route; returns (route, type, text) of the answers."""
    house.add("Zed")
    reading.watch(house.app)
    browser, answers = house.client("root"), []

    def ask(route, fields):
        nonlocal browser
        reading.forget()
        unit = house.on_disk(house.empty) if "unit_id" in route.arguments else house.empty
        form = {"version": unit.version} | fields
        headers = {"If-Match": unit.version, "User-Agent": LONG}
        options = {"query_string": fields, "method": route.method, "headers": headers}
        if route.changes and route.is_api:
            options["json"] = form
        elif route.changes:
            file = (io.BytesIO(str(form.get("pasted", LONG)).encode()), str(form.get("file", "zq.md")))
            named = {"file": file} if "file" in form else {}
            options["data"] = {name: value for name, value in form.items() if name != "file"} | named
        answer = browser.open(route.address, **options)
        assert answer.status_code < 500, (route, fields, answer.text)
        answers.append((f"{route.method} {route.address} {sorted(fields)}", answer.mimetype, answer.text))
        return reading.query | reading.form | reading.files | reading.body

    for route in routes(house.app, **known(house)):
        names: set[str] = set()
        browser = house.present(browser)
        while (
            new := ask(route, {name: PLAUSIBLE.get(name, "x") for name in names})
            - names
            - {"csrf_token", "version"}
        ):
            names |= new
        ask(route, dict.fromkeys(names, SHORT))
        for name in sorted(names):
            browser = house.present(browser)
            ask(
                route,
                {one: PLAUSIBLE.get(one, "x") for one in names} | {name: LONG if name in ROOMY else SHORT},
            )
    return answers


@pytest.mark.ui
@pytest.mark.timeout(300)
def test_hostile_text_in_any_field_stays_text(house, routes, reading, page):
    answers = attack(house, routes, reading)

    pages = {text: where for where, kind, text in answers if kind == "text/html"}
    for text, where in pages.items():
        assert CALCULATED not in text, where
        assert page.evaluate(FOREIGN, {"html": text, "origin": "http://desk.example"}) == [], where
    others = {kind for _where, kind, _text in answers} - {"text/html"}
    assert others <= {"application/json", "application/atom+xml", "application/octet-stream"}
    assert sum("&lt;zqx onclick" in text for text in pages) > 20


@pytest.fixture
def strangers(context):
    """Note every request that is not the desk's, everything that ran, and what a policy had to stop."""
    seen: list[str] = []
    context.expose_binding("__forbidden", lambda _source, what: seen.append(what))
    context.add_init_script(
        "window.zqx = () => __forbidden('a sample ran');"
        "addEventListener('securitypolicyviolation',"
        "  e => __forbidden(e.effectiveDirective + ' ' + e.blockedURI))"
    )
    context.on("weberror", lambda error: seen.append(str(error.error)))
    context.on("dialog", lambda dialog: seen.append(dialog.message) or dialog.dismiss())
    context.on("request", lambda one: urlsplit(one.url).hostname == "127.0.0.1" or seen.append(one.url))
    return seen


def sign_in(page, site, house):
    page.goto(f"{site}/login")
    page.get_by_label("Name").fill("root")
    page.get_by_label("Password").fill(house.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@pytest.mark.ui
@pytest.mark.timeout(300)
def test_no_page_comes_to_life_in_a_browser(house, routes, page, serve, strangers):
    root, unit = house.client("root"), hostile_units()[0]
    place = f"/api/v1/a/tea.md/de/u/{unit.id}"
    for address, body in (
        (f"{place}/comments", {"text": LONG, "about_source": True}),
        ("/api/v1/glossary/de", {"term": "zq", "translation": SHORT, "note": SHORT}),
        ("/api/v1/activity/revert", {"person": SHORT}),
    ):
        assert root.post(address, json=body).status_code < 300
    headers = {"If-Match": unit.version, "User-Agent": LONG}
    assert root.put(place, json={"target": f"{LONG}!", "state": "draft"}, headers=headers).status_code == 200
    put = {"person": "root", "note": SHORT, "priority": 1}
    assert root.put("/api/v1/a/tea.md/de/assignment", json=put).status_code == 200
    assert root.put(f"{place}/draft", json={"target": f"{LONG}?", "version": unit.version}).status_code == 200
    house.add("Zed")
    site = serve(house.app)
    sign_in(page, site, house)
    ids = known(house) | {"unit_id": unit.id}
    addresses = [one.address for one in routes(house.app, **ids) if not one.changes and not one.is_api]
    addresses += [f"/search?q=zq&in={place}" for place in ("source", "target", "comments")]
    addresses += [
        "/replace?q=zq&with=%3Czqx%3E",
        "/a/tea.html/de",
        "/a/tea.html/de/preview",
        "/?q=%3Czqx%3E",
        "/nope",
    ]

    for address in addresses:
        if address.endswith(".atom"):
            continue
        page.goto(site + address, wait_until="load")
        for frame in page.frames:
            assert frame.evaluate(FOREIGN, None) == [], address
        assert CALCULATED not in page.content(), address
    page.goto(f"{site}/a/tea.md/de")
    page.locator(f"#{unit.id} .target > .text").click()
    expect(page.locator("#panel")).to_contain_text("onclick=zqx()")
    for button in ("History", "Comments", "Terms"):
        for found in page.locator("#panel summary").filter(has_text=button).all():
            found.click()
    page.wait_for_load_state("networkidle")

    assert page.evaluate(FOREIGN, None) == []
    assert strangers == []


NAMES = (
    "../outside/secret.md", "/etc/passwd", "..%2foutside%2fsecret.md", "a/../../outside/secret.md",
    ".git/config",
    ".GIT/config", ".recto/secret", ".recto/desk.db", "recto.toml", "-rf", "--output=x", "con.md", "sub/NUL",
    "a\\b.md", "..\\outside\\secret.md", "C:\\x", "a:b.md", "tea.md.", "tea.md ", "TEA.md", "link/secret.md",
    "tea.md\x00.png", "a\u202eb.md", "\uff0e\uff0e/x", "x" * 300 + ".md", "a/" * 200 + "b", "~root/x",
    "${x}", "",
)  # fmt: skip
TAGS = ("../../outside", "de/../x", "C", "con", "de_DE.UTF-8@x", "x" * 300, "de;ls", "art-x-tokipona", "fr",
        "de\x00", "..", "%2e%2e")  # fmt: skip

opened: list[str] | None = None
"""Files that are opened, while somebody wants to know."""


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"open", "os.listdir", "os.scandir"} and opened is not None:
        opened.append(str(arguments[0]))


@pytest.fixture
def watcher(monkeypatch):
    """Return the files that are opened from now on. A hook cannot be taken away; later it is deaf."""
    sys.addaudithook(_note)
    found: list[str] = []
    monkeypatch.setitem(globals(), "opened", found)
    return found


def test_no_name_in_a_request_leads_out_of_the_project(team, routes, watcher):
    outside = team.root.with_name(f"{team.root.name}_outside")
    outside.mkdir()
    (outside / "secret.md").write_text("Keep out.\n")
    (team.root / "sources" / "link").symlink_to(outside)
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 10_000)).__next__)
    team.app.config["WTF_CSRF_ENABLED"] = False
    browser, before = team.client("root"), team.files()
    addresses = {
        (
            one.method,
            re.sub(r"/tea\.md(?=/)", "/{article}", re.sub(r"/de(?=/|$)", "/{locale}", one.address)),
            one.is_api,
        )
        for one in routes(team.app)
        # Drafts of an article that is gone may be looked at and thrown away: there is no file to it.
        if {"article", "locale"} & one.arguments and not one.endpoint.startswith("drafts.")
    }
    asked = [(name, "de") for name in NAMES] + [("tea.md", tag) for tag in TAGS]
    watcher.clear()

    for method, address, is_api in sorted(addresses):
        for name, tag in asked:
            if "{article}" not in address and tag == "de":
                continue
            where = address.format(article=quote(name), locale=quote(tag))
            body: dict[str, object] = {"json" if is_api else "data": {"target": "x", "text": "x"}}
            body["headers"] = {"If-Match": "x" * 12}
            code = browser.open(where, method=method, **(body if method != "GET" else {})).status_code
            assert code in {400, 404, 405, 308, 422}, (method, where, code)

    assert team.files() == before
    assert sorted(path for path in watcher if "outside" in path or "passwd" in path) == []
    assert [path.read_text() for path in outside.iterdir()] == ["Keep out.\n"]


PLACES = {"articles", "article", "locales", "locale", "folder", "name", "next", "file"}
"""Fields in which a name of a file, or an address, is meant."""
LISTS = {"articles", "locales"}


def test_no_name_in_a_field_leads_out_of_the_project(team, routes, reading, watcher):
    outside = team.root.with_name(f"{team.root.name}_outside")
    outside.mkdir()
    (outside / "secret.md").write_text("Keep out.\n")
    (team.root / "sources" / "link").symlink_to(outside)
    team.app.extensions["recto.limits"] = Limits(iter(range(0, 10**9, 10_000)).__next__)
    team.app.config["WTF_CSRF_ENABLED"] = False
    reading.watch(team.app)
    browser, before = team.client("root"), team.files()
    watcher.clear()
    attacked = 0

    for route in routes(team.app):
        if route.asked == "anyone" or "unit_id" in route.arguments:
            continue
        for name in ("tea.md", *NAMES[::2], *TAGS[::4]):
            reading.forget()
            plausible = {one: text for one, text in PLAUSIBLE.items() if one not in LISTS | {"q"}}
            form = plausible | {one: [name] if one in LISTS else name for one in PLACES - route.arguments}
            sent = {"json" if route.is_api else "data": form} if route.changes else {}
            answer = browser.open(route.address, method=route.method, query_string=form, **sent)
            assert answer.status_code < 500, (route, name, answer.text)
            assert "Keep out." not in answer.text
            assert not answer.location or urlsplit(answer.location).netloc in {"", "localhost"}, (route, name)
            if not PLACES & (reading.query | reading.form | reading.body):
                break
            attacked += 1
        browser = team.present(browser)

    assert attacked > 200
    assert {path: content for path, content in team.files().items() if path in before} == before
    assert sorted(path for path in watcher if "outside" in path or "passwd" in path) == []
    new = {Path(path).relative_to(team.root).as_posix() for path in team.files().keys() - before.keys()}
    assert all(path.startswith(("sources/", "locales/", "localized/", "glossary.csv")) for path in new), new


def test_nothing_is_served_but_what_is_meant_to_be(team):
    (team.root / ".git").mkdir()
    (team.root / ".git" / "config").write_text("[core]\n")
    mark = team.app.static_url_path.rpartition("/")[2]
    browser = team.client("root")

    for path in (
        "recto.toml", ".recto/desk.db", ".recto/secret", ".git/config", "sources/tea.md",
        "locales/de/LC_MESSAGES/tea.md.po", "static/../app.py", "static/%2e%2e/app.py", "static/..%2fapp.py",
        "static/..%5capp.py", "static//etc/passwd", "static/x/../../templates/base.html",
        "templates/base.html",
        "static/", "static", "translations/de.po", "..%2f..%2fetc%2fpasswd", "static/%2fetc%2fpasswd",
    ):  # fmt: skip
        for address in (f"/{path}", "/" + path.replace("static/", f"static/{mark}/")):
            answer = browser.get(address, follow_redirects=True)
            assert answer.status_code in {400, 403, 404}, address


def test_what_is_served_as_files_are_those_of_the_desk(team):
    folder = Path(str(team.app.static_folder))

    assert folder.parent.name == "web"
    assert {file.suffix for file in folder.rglob("*") if file.is_file()} <= {
        ".css",
        ".js",
        ".svg",
        ".woff2",
        ".png",
    }
    assert not folder.is_relative_to(team.root)


SAMPLES = json.loads((Path(__file__).parent / "hostile.json").read_text("utf-8"))
"""Kind of attack -> texts, each of which has got through somewhere."""
ALIVE = """() => Array.from(document.querySelectorAll("*")).filter((node) =>
  /^(iframe|object|embed|base|math|mglyph|foreignobject|animate|set)$/.test(node.localName)
    && !node.matches("iframe.preview") || node.matches(".text form, .text script, [data-unit] form")
  || Array.from(node.attributes).some(({ name, value }) => /^on|^(srcdoc|ping|formaction)$/.test(name)
    || (name === "style" && /url|expression/.test(value))
    || (/^(href|src|action|data|poster|xlink:href|srcset)$/.test(name)
        && /^\\s*(javascript|vbscript|data:text|file)/i.test(value.replace(/[\\t\\n\\r\\u0001]/g, ""))))
).map((node) => node.outerHTML.slice(0, 200))"""
"""What could run, or lead a reader to what runs."""


@pytest.mark.ui
@pytest.mark.timeout(120)
def test_no_known_attack_comes_to_life_as_source_target_or_article(desk, page, serve, strangers):
    every = [text for kind in sorted(SAMPLES) for text in SAMPLES[kind]]
    visible = [text for text in every if text.strip() and normalise(text)]
    units = [
        Unit(
            "paragraph",
            f"{number} {normalise(text)}",
            f"{normalise(text)} {number}",
            State.DRAFT,
            previous=f"{number} was {normalise(text)}",
            notes=(text,),
        )
        for number, text in enumerate(visible)
    ]
    desk.put_article("hostile.md", "\n\n".join([*SAMPLES["md_links"], *SAMPLES["html_xss"]]) + "\n")
    desk.put_article("hostile.html", "".join(f"<p>{text}</p>\n" for text in SAMPLES["html_xss"]))
    extract(find(desk.root))
    for name in ("hostile.md", "hostile.html"):
        file = desk.root / "locales" / "de" / "LC_MESSAGES" / f"{name}.po"
        own = po.load(file.read_bytes(), name, "de")
        said = [replace(unit, target=unit.source, state=State.REVIEWED) for unit in own.units]
        desk.put_catalog(name, "de", said)
    desk.put_article("all.md", "\n\n".join(f"{number} x" for number in range(len(visible))) + "\n")
    desk.put_catalog("all.md", "de", units)
    site = serve(create_app(find(desk.root)))

    for address in (
        "/a/all.md/de",
        "/a/hostile.md/de",
        "/a/hostile.md/de/preview",
        "/a/hostile.html/de",
        "/a/hostile.html/de/preview",
        "/a/hostile.md/de/facts",
        "/search?q=alert&in=source&in=target",
        "/activity",
    ):
        answer = page.goto(site + address, wait_until="load")
        assert answer.ok, address
        for frame in page.frames:
            assert frame.evaluate(ALIVE) == [], address
    assert strangers == []


@pytest.mark.ui
def test_what_is_alive_is_seen(page):
    alive = []
    for sample in SAMPLES["html_xss"]:
        page.set_content(f"<body>{sample}</body>")
        alive.append(bool(page.evaluate(ALIVE)) or "<script" in page.content().lower())

    assert sum(alive) > len(alive) / 2
