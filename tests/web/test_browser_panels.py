"""Panels, preview and live changes in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from recto.commands.commenting import comment
from recto.commands.extract import extract
from recto.commands.review import save_unit
from recto.model import State
from recto.web import create_app

pytestmark = pytest.mark.ui

ATTACK = """<script>window.top.hurt = 1; fetch('//evil.example')</script>
<img src="//evil.example/p.png" onerror="window.top.hurt = 1"><svg onload="window.top.hurt = 1"></svg>
<a href="javascript:window.top.hurt=1" id="bad">bad link</a> <p onclick="window.top.hurt = 1">click me</p>
<iframe src="//evil.example"></iframe><meta http-equiv="refresh" content="0;url=//evil.example">
<form action="//evil.example"><button>send</button></form>
"""


@pytest.fixture(autouse=True)
def guard(context: BrowserContext) -> Iterator[list[str]]:
    """Fail on any script error, on anything that a policy forbids, on any request elsewhere."""
    seen: list[object] = []
    context.expose_binding("__forbidden", lambda _source, what: seen.append(what))
    context.add_init_script(
        "addEventListener('securitypolicyviolation',"
        "  e => __forbidden(e.effectiveDirective + ' ' + e.blockedURI))"
    )
    context.on("weberror", lambda error: seen.append(str(error.error)))
    context.on("request", lambda request: "127.0.0.1" in request.url or seen.append(request.url))
    yield seen
    assert seen == []


@pytest.fixture
def site(app, serve) -> str:
    return serve(app)


def row(page: Page, unit):
    return page.locator(f"#{unit.id}")


def open_row(page: Page, unit):
    row(page, unit).locator(".target > .text").click()
    area = row(page, unit).locator("textarea").first
    expect(area).to_be_focused()
    return area


def put(desk, unit, **values):
    desk.put_catalog(
        "tea.md", "de", [replace(one, **values) if one.id == unit.id else one for one in desk.units]
    )


def poll(page: Page) -> None:
    page.evaluate(
        'import(document.querySelector("script[type=module]").src.replace("main.js", "live.js"))'
        ".then((live) => live.poll())"
    )


def test_the_text_of_another_comes_in_by_itself_and_a_dirty_row_keeps_both(page, site, desk, app):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.empty)
    area.fill("Meins.")
    page.wait_for_load_state("networkidle")
    store = app.extensions["recto"].desk
    for unit, text in ((desk.title, "Tee zu zweit"), (desk.empty, "Ihrs.")):
        save_unit(desk.project, store, "tea.md", "de", unit.id, unit.version, text, State.REVIEWED, "bo")

    poll(page)

    expect(row(page, desk.title).locator(".target > .text")).to_have_text("Tee zu zweit")
    expect(row(page, desk.empty).locator(".conflict")).to_contain_text("Ihrs.")
    expect(area).to_have_value("Meins.")
    page.get_by_role("button", name="Keep mine").click()
    expect(row(page, desk.empty).locator(".state")).to_have_text("Reviewed")
    assert desk.on_disk(desk.empty).target == "Meins."


def test_changes_in_the_repository_are_announced_and_shown(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    page.wait_for_load_state("networkidle")
    put(desk, desk.title, target="Tee zu zweit")

    poll(page)

    expect(page.locator("#live")).to_contain_text("1 segment changed in the repository.")
    expect(row(page, desk.title).locator(".target > .text")).to_have_text("Tee zu zweit")


def test_an_open_row_in_which_nothing_was_typed_shows_the_new_text(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.title)
    page.wait_for_load_state("networkidle")
    put(desk, desk.title, target="Tee zu zweit")

    poll(page)

    expect(area).to_have_value("Tee zu zweit")
    expect(area).to_be_focused()


def test_two_people_see_each_other(page, site, desk, serve, browser):
    there = browser.new_context()
    other = there.new_page()
    other.goto(f"{serve(create_app(desk.project, 'bo'))}/a/tea.md/de")
    page.goto(f"{site}/a/tea.md/de")
    open_row(other, desk.title)
    other.wait_for_load_state("networkidle")
    poll(other)
    other.wait_for_load_state("networkidle")
    poll(page)

    expect(row(page, desk.title).locator(".here")).to_have_text("bo is editing")
    there.close()


def test_the_panel_fixes_ignores_and_goes_back(page, site, desk):
    units = [
        replace(one, target="Gießen", state=State.DRAFT) if one.id == desk.empty.id else one
        for one in desk.units
    ]
    desk.put_catalog("tea.md", "de", units)
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.empty)
    panel = page.locator("#panel")

    panel.get_by_role("button", name="Put this in its place").click()
    expect(area).to_have_value("Gießen.")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("Gießen")

    panel.get_by_role("button", name="Ignore…").click()
    page.get_by_label("Why").fill("A label.")
    page.get_by_role("button", name="Ignore", exact=True).click()
    expect(panel).to_contain_text("A label.")
    expect(row(page, desk.empty).locator(".findings")).to_have_count(0)
    expect(area).to_be_focused()
    assert "Ignored end_punctuation: A label." in desk.on_disk(units[3]).notes


def test_history_is_gone_back_to_from_the_panel(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.title).fill("Tee")
    page.keyboard.press("Control+Shift+Enter")
    expect(row(page, desk.title).locator(".state")).to_have_text("Needs work")
    open_row(page, desk.title)

    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Go back to this text").click()

    expect(row(page, desk.title).locator("textarea").first).to_have_value("Tee für zwei")
    expect(row(page, desk.title).locator(".state")).to_have_text("Reviewed")
    assert desk.on_disk(desk.title).target == "Tee für zwei"


def test_comments_are_said_by_keyboard_and_resolved(page, site, desk, app):
    comment(
        desk.project, app.extensions["recto"].desk, "tea.md", "de", desk.empty.id, "<b>Which</b> pot?", "bo"
    )
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty)
    tab = page.get_by_role("tab", name="Suggestions")
    tab.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Comments 1")).to_be_focused()
    panel = page.locator("#part-comments")
    expect(panel).to_contain_text("<b>Which</b> pot?")

    panel.get_by_role("button", name="Resolve").click()
    expect(panel.get_by_role("button", name="Open again")).to_be_visible()
    page.get_by_role("textbox", name="Comment").fill("The blue one, @ana.")
    page.get_by_role("button", name="Say it").click()

    expect(page.locator("#part-comments li")).to_have_count(2)


def test_the_preview_follows_the_segment_and_leads_to_it(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    page.get_by_role("link", name="Preview").click()
    frame = page.frame_locator("iframe.preview")
    expect(frame.locator(f"#{desk.codes.id} em")).to_have_text("Wasser")

    open_row(page, desk.title)
    expect(frame.locator(f"#{desk.title.id}")).to_have_class("segment reviewed at")

    frame.locator(f"#{desk.codes.id}").click()
    expect(row(page, desk.codes).locator("textarea").first).to_be_focused()
    expect(frame.locator(f"#{desk.codes.id}")).to_have_class("segment machine at")


def test_what_is_typed_is_seen_in_the_preview_and_in_a_window_of_its_own(page, site, desk, context):
    page.goto(f"{site}/a/tea.md/de")
    page.wait_for_load_state("networkidle")
    apart = context.new_page()
    apart.goto(f"{site}/a/tea.md/de/preview")
    window = apart.frame_locator("iframe.preview:not(.coming)")
    expect(window.locator(f"#{desk.empty.id}")).to_have_text("Pour.")

    page.bring_to_front()
    page.get_by_role("link", name="Preview").click()
    open_row(page, desk.empty).fill("Eingießen <script>.")

    docked = page.frame_locator("iframe.preview:not(.coming)")
    expect(docked.locator(f"#{desk.empty.id}")).to_have_text("Eingießen <script>.")
    expect(window.locator(f"#{desk.empty.id}")).to_have_text("Eingießen <script>.")
    expect(window.locator(".at")).to_have_text("Eingießen <script>.")

    window.locator(f"#{desk.title.id}").click()
    expect(row(page, desk.title).locator("textarea").first).to_have_value("Tee für zwei")


@pytest.mark.parametrize("path", ["bad.html", "bad.md"])
def test_an_article_that_attacks_its_readers_does_nothing_in_the_preview(page, site, desk, path):
    desk.put_article(path, f"Before.\n\n{ATTACK}\n\nBehind.\n")
    extract(desk.project, [path], ["de"])

    page.goto(f"{site}/a/{path}/de/preview")
    frame = page.frame_locator("iframe.preview")
    for words in ("click me", "bad link"):
        frame.get_by_text(words).first.click()
        page.goto(f"{site}/a/{path}/de/preview")

    expect(frame.locator("body")).to_contain_text("Behind.")
    assert page.evaluate("window.hurt") is None
    assert len(page.frames) == 2


def test_neighbours_without_translation_read_on_in_their_own_direction(page, site, desk):
    desk.put_article("two.md", "First one. Second one.\n")
    extract(desk.project, ["two.md"], ["ar"])

    page.goto(f"{site}/a/two.md/ar/preview")
    frame = page.frame_locator("iframe.preview")
    first, second = (frame.get_by_text(words).bounding_box() for words in ("First one.", "Second one."))

    assert first["x"] + first["width"] <= second["x"]
    assert first["y"] == second["y"]


def test_without_scripts_the_preview_leads_to_the_segments_page(site, desk, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/a/tea.md/de")
    page.get_by_role("link", name="Preview").click()

    page.frame_locator("iframe.preview").locator(f"#{desk.codes.id}").click()

    expect(page).to_have_url(f"{site}/a/tea.md/de/u/{desk.codes.id}")
    context.close()


def test_without_scripts_all_is_done_on_the_segments_page(site, desk, browser):
    units = [
        replace(one, target="Gießen", state=State.DRAFT) if one.id == desk.empty.id else one
        for one in desk.units
    ]
    desk.put_catalog("tea.md", "de", units)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/a/tea.md/de/u/{desk.empty.id}")

    page.get_by_role("button", name="Put this in its place").click()
    expect(page.locator("#target")).to_have_value("Gießen.")
    page.locator("#comments summary").click()
    page.get_by_label("Comment; @name tells somebody").fill("Done.")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#comments")).to_contain_text("Done.")
    page.get_by_label("Ignore it, because").fill("A label.")
    page.get_by_role("button", name="Ignore", exact=True).click()
    expect(page.locator("#findings")).to_contain_text("A label.")

    assert desk.on_disk(units[3]).target == "Gießen"
    context.close()
