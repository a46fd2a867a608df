"""No page keeps anybody out: axe on every page there is, light, dark, and from right to left."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from recto.model import State, Unit
from recto.store import Jobs
from recto.store.roles import Role
from recto.web import create_app

pytestmark = pytest.mark.ui

AXE = Axe().axe_script
ALL = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "iframes": False,  # the page inside of the preview is looked at by itself
}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "resultTypes": ["violations"],
    "iframes": False,
}
LAYOUT = {**ALL, "rules": {"color-contrast": {"enabled": False}}}
RUN = """async (options) => (await axe.run(options)).violations.map((one) =>
    `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target} (${node.failureSummary})`)}`)"""

NO_PAGES = {"static", "activity.atom", "signin.health", "work.follow"}
"""Answers to GET that are files, a feed, a word for machines, and a way on to another page."""


@pytest.fixture
def office(team):
    """A team's desk with something on every page."""
    team.add("ben", {"de": Role.EDITOR, "ar": Role.TRANSLATOR})
    units = [replace(unit, target="Ohne Codes.") if unit == team.codes else unit for unit in team.units]
    team.put_catalog("tea.md", "de", units)
    team.put_catalog(
        "tea.md", "ar", (Unit("heading", "Tea for two", "شاي لشخصين", State.REVIEWED), team.codes)
    )
    (team.root / "glossary.csv").write_text(
        "source,target,locale,part_of_speech,case,status,note\n"
        "tea,Tee,de,noun,,preferred,the drink\ncup,Kanne,de,,,forbidden,\n"
    )
    root = team.client("root")
    place = "/api/v1/a/tea.md/de"
    unit = f"{place}/u/{team.codes.id}"
    team.ask(root, "PUT", f"{place}/assignment", {"person": "root", "due": "2027-01-31", "priority": 1})
    team.ask(root, "POST", f"{unit}/comments", {"text": "Really, @ben?"})
    team.ask(root, "PUT", f"{unit}/draft", {"target": "Noch nicht fertig.", "version": team.codes.version})
    team.ask(root, "POST", "/api/v1/me/tokens", {"name": "a program"})
    ben = team.client("ben")
    team.ask(ben, "POST", f"{unit}/comments", {"text": "Yes, @root."})
    Jobs(team.root / ".recto" / "desk.db").start("root", "tea.md", "de")
    return team


def pages(app: Flask, office, root: FlaskClient) -> dict[str, list[str]]:
    """Return the addresses of each page by its endpoint; a page that is missing here is asked for."""
    unit, place = office.codes.id, "/a/tea.md/de"
    sent = {
        "csrf_token": office.token(root), "kind": "articles", "folder": "",
        "file": (io.BytesIO(b"# Cup\n\nWash it.\n"), "cup.md"),
    }  # fmt: skip
    look = root.post("/import", data=sent, content_type="multipart/form-data").location
    invited = root.get(
        office.send(root, "/people", {"name": "cleo", "role": "translator", "locale": "de"}).location
    ).text
    found = {
        "articles.dashboard": ["/", "/?q=nothing"],
        "articles.article": [place, "/a/tea.md/ar?layout=stacked", f"{place}?q=nothing"],
        "bulk.bulk_page": [f"{place}/bulk"],
        "exporting.page": [f"{place}/export"],
        "factsheet.page": [f"{place}/facts?show=all"],
        "preview.page": [f"{place}/preview"],
        "preview.text": [f"{place}/preview/text"],
        "units.unit": [f"{place}/u/{unit}", f"{place}/u/{office.changed.id}"],
        "signing.page": [f"{place}/why"],
        "activity.activity": ["/activity"],
        "activity.revert_page": ["/activity/revert?person=root&after=0"],
        "exporting.choose": ["/export"],
        "glossary.page": ["/glossary/de"],
        "importing.page": ["/import"],
        "importing.look": [look],
        "jobs.listed": ["/jobs"],
        "jobs.plan": ["/pretranslate?locale=de"],
        "me.page": ["/me"],
        "memory_pages.page": ["/memory/de?q=water"],
        "people.page": ["/people"],
        "people.person": ["/people/2"],
        "search.search_page": ["/search?q=water&in=source"],
        "search.replace_page": ["/replace?q=Tee&with=Kaffee&locale=de"],
        "signin.page": ["/login"],
        "signin.invitation": [re.search(r"/join/[\w-]+", invited)[0]],
        "drafts.page": ["/unsaved"],
        "work.page": ["/work"],
        "work.notifications": ["/notifications"],
    }
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    there = {rule for rule in there if not is_api(app, rule)} - NO_PAGES
    assert there == set(found), "each page has to be looked at: name an address of it above"
    return found


def is_api(app: Flask, endpoint: str) -> bool:
    return all(rule.rule.startswith("/api/") for rule in app.url_map.iter_rules(endpoint))


def faults(page: Page, options: dict[str, object]) -> list[str]:
    """Return what axe has to say, with where. It comes by the browser's protocol: the desk forbids it."""
    page.evaluate(AXE)
    found = page.evaluate(RUN, options)
    return [f"{page.url}: {one}" for one in found]


@pytest.fixture
def visit(browser: Browser, office, serve: Callable[[Flask], str]) -> Iterator[Callable[..., Page]]:
    """Open a browser in which somebody is signed in; gives a page of it."""
    site, made = serve(office.app), []

    def start(name: str, **looks: object) -> Page:
        context: BrowserContext = browser.new_context(base_url=site, reduced_motion="reduce", **looks)
        made.append(context)
        page = context.new_page()
        page.route("**/preview/text*", without_policy)
        if name:
            page.goto("/login")
            page.locator("[name=name]").fill(name)
            page.locator("[name=password]").fill(office.password)
            page.locator("main form button").click()
            page.wait_for_url(f"{site}/")
        return page

    yield start
    for context in made:
        context.close()


def without_policy(route: Route) -> None:
    """Let axe run in the text of a preview, whose policy allows no script at all."""
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    route.fulfill(response=answer, headers=headers)


PUBLIC = ("signin.page", "signin.invitation")


def test_axe_finds_nothing_on_any_page(visit, office):
    found = pages(office.app, office, office.client("root"))
    seen: list[str] = []
    for name in ("", "root"):
        page = visit(name)
        for endpoint, addresses in found.items():
            for address in addresses if (endpoint in PUBLIC) == (not name) else []:
                page.emulate_media(color_scheme="light")
                answer = page.goto(address)
                assert answer.status == 200, address
                seen += faults(page, ALL)
                page.emulate_media(color_scheme="dark")
                seen += [f"dark: {one}" for one in faults(page, COLOURS)]
    assert seen == []


def test_axe_finds_nothing_on_any_page_from_right_to_left_and_none_is_wider_than_320_pixels(visit, office):
    found = pages(office.app, office, office.client("root"))
    page = visit("root", locale="ar", viewport={"width": 320, "height": 640})
    seen: list[str] = []
    for endpoint, addresses in found.items():
        if endpoint in PUBLIC:
            continue
        page.goto(addresses[0])
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            seen.append(f"{addresses[0]} is {wide} px wider than the screen")
        if endpoint != "preview.text":
            assert page.locator("html").get_attribute("dir") == "rtl", addresses[0]
        seen += faults(page, LAYOUT)
    assert seen == []


def test_axe_finds_nothing_where_one_person_is_alone_or_may_little(
    visit, office, browser, desk_at, serve, tmp_path
):
    page = visit("ben")
    seen: list[str] = []
    for address in ("/", "/a/tea.md/ar", "/work", "/me", "/people", "/a/nothing.md/de"):
        page.goto(address)
        seen += faults(page, ALL)
    alone = desk_at(tmp_path / "alone")
    site = serve(create_app(alone.project, "ana"))
    context = browser.new_context(base_url=site, color_scheme="dark")
    page = context.new_page()
    for address in ("/", "/a/tea.md/de", "/me", "/activity", "/work", "/jobs", "/search"):
        page.goto(address)
        seen += faults(page, ALL)
    context.close()
    assert seen == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_in_the_dialogs(visit, office, language):
    page = visit("root", locale=language)
    ben = office.client("ben")
    seen: list[str] = []

    def look() -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            seen.extend(f"{scheme}: {one}" for one in faults(page, ALL if scheme == "light" else COLOURS))

    page.goto("/a/tea.md/de")
    page.locator(".who summary").click()
    look()
    page.locator(".who summary").click()
    page.locator("[data-do=help]").click()
    expect(page.locator("#keys")).to_be_visible()
    look()
    page.keyboard.press("Escape")

    row = page.locator(f"#{office.changed.id}")
    row.locator(".target > .text").click()
    expect(page.locator("#panel [role=tab]").first).to_be_visible()
    row.locator(".more summary").click()
    look()
    row.locator(".more summary").click()
    area = row.locator(".editor textarea")
    area.fill("Warten Sie vier Minuten, bitte.")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    look()
    page.keyboard.press("Escape")

    body = {"target": "Vier Minuten warten.", "state": "reviewed"}
    path = f"/api/v1/a/tea.md/de/u/{office.changed.id}"
    headers = {"X-CSRFToken": office.token(ben), "If-Match": f'"{office.changed.version}"'}
    assert ben.put(path, json=body, headers=headers).status_code == 200
    area.press("Control+Enter")
    page.locator("#alarm button").click()
    expect(row.locator(".conflict")).to_be_visible()
    look()
    assert seen == []
