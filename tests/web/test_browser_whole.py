"""Whole pieces of work in a real browser: from coming in to signing off, and what lies on the way."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from recto.exchange import po, signoff
from recto.model import State, Unit
from recto.store.roles import Role

pytestmark = pytest.mark.ui

LONG = "Immerwährendverspätungsentschuldigungsformular" * 60


@pytest.fixture(autouse=True)
def guard(context: BrowserContext) -> Iterator[None]:
    """Fail on any script error, and on anything that the page's policy forbids."""
    seen: list[object] = []
    context.expose_binding("__forbidden", lambda _source, what: seen.append(what))
    context.add_init_script(
        "addEventListener('securitypolicyviolation', e => __forbidden(e.effectiveDirective + e.blockedURI))"
    )
    context.on("weberror", lambda error: seen.append(str(error.error)))
    yield
    assert seen == []


@pytest.fixture
def site(app: Flask, serve: Callable[[Flask], str]) -> str:
    return serve(app)


def row(page: Page, unit: Unit):
    return page.locator(f"#{unit.id}")


def open_row(page: Page, unit: Unit):
    row(page, unit).locator(".target > .text").click()
    area = row(page, unit).locator(".editor textarea")
    expect(area).to_be_focused()
    return area


def reviewed(unit: Unit) -> Unit:
    target = unit.target or unit.source
    return replace(unit, target=target, state=State.REVIEWED, marks=(), previous="", previous_context="")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"no way to {name} by keyboard")


def test_from_login_to_sign_off_by_keyboard_alone(page, team, serve):
    team.add("Eva", {"de": Role.EDITOR})
    team.put_catalog(
        "tea.md", "de", [team.empty if one is team.empty else reviewed(one) for one in team.units]
    )
    page.goto(f"{serve(team.app)}/a/tea.md/de?show=review")
    page.keyboard.type("Eva")
    page.keyboard.press("Tab")
    page.keyboard.type(team.password)
    page.keyboard.press("Enter")

    expect(row(page, team.empty)).to_be_visible()
    tab_to(page, "Edit segment 4")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Gießen.")
    page.keyboard.press("Control+Enter")
    expect(row(page, team.empty).locator(".state")).to_have_text("Reviewed")
    page.keyboard.press("Control+Home")
    page.reload()
    tab_to(page, "Is it live?")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/why$"))
    tab_to(page, "Sign off")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Signed off by Eva.")).to_be_visible()
    content = team.project.catalog_file("tea.md", "de").read_bytes()
    assert "Eva" in dict(po.load(content, "tea.md", "de").header)[signoff.HEADER]


def test_a_word_is_replaced_everywhere_and_put_back(page, site, desk):
    before = desk.files()
    page.goto(f"{site}/replace?q=Wasser&with=Nass")

    page.get_by_role("button", name="Replace in what is ticked").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 segment changed")
    assert "<1>Nass</1>" in desk.on_disk(desk.codes).target
    page.get_by_role("button", name="Undo").click()

    expect(page).to_have_url(re.compile("/undo$"))
    assert desk.files() == before


def test_a_translation_is_taken_away_as_a_file(page, site, desk):
    page.goto(f"{site}/a/tea.md/de/export")

    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").click()

    content = Path(coming.value.path()).read_bytes()
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as made:
            content = made.read(made.namelist()[0])
    assert content.startswith("# Tee für zwei\n".encode())


def test_a_term_is_added_from_the_panel_and_marked(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty)
    page.get_by_role("button", name="Add a term…").click()
    dialog = page.get_by_role("dialog", name="Add a term")
    dialog.get_by_label("Term").fill("Pour")
    dialog.get_by_label("German").fill("Gießen")
    dialog.get_by_role("button", name="Add").click()

    expect(dialog).to_be_hidden()
    expect(page.locator("#panel").get_by_role("button", name="Gießen")).to_be_visible()
    page.locator("#panel").get_by_role("button", name="Gießen").click()
    expect(row(page, desk.empty).locator(".editor textarea")).to_have_value("Gießen")


def test_two_windows_of_one_person_lose_nothing(page, context, site, desk):
    """What the first window saved meets what the second has in its editor."""
    other = context.new_page()
    for each in (page, other):
        each.route("**/changes?*", lambda route: route.fulfill(status=204))
        each.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty).fill("Gießen.")
    open_row(other, desk.empty).fill("Eingießen.")
    page.keyboard.press("Control+Enter")
    expect(row(page, desk.empty).locator(".state")).to_have_text("Reviewed")

    other.keyboard.press("Control+Enter")
    other.get_by_role("button", name="Go to segment 4").click()

    expect(row(other, desk.empty).locator(".conflict .theirs")).to_have_text("Gießen.")
    expect(row(other, desk.empty).locator(".editor textarea")).to_have_value("Eingießen.")
    assert desk.on_disk(desk.empty).target == "Gießen."


def test_two_windows_with_the_same_text_agree(page, context, site, desk):
    other = context.new_page()
    for each in (page, other):
        each.route("**/changes?*", lambda route: route.fulfill(status=204))
        each.goto(f"{site}/a/tea.md/de")
        open_row(each, desk.empty).fill("Gießen.")
    for each in (page, other):
        each.keyboard.press("Control+Enter")
        expect(row(each, desk.empty).locator(".state")).to_have_text("Reviewed")

    expect(other.locator(".conflict:visible")).to_have_count(0)
    assert desk.on_disk(desk.empty).target == "Gießen."


def test_a_desk_that_is_not_there_says_so_and_nothing_is_lost(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.empty)
    page.route("**/api/**", lambda route: route.fulfill(status=503, json={"problem": "The desk is closed."}))
    area.fill("Gießen.")

    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("The desk is closed.")
    expect(row(page, desk.empty).locator(".remark")).to_contain_text("kept on this device")
    page.unroute("**/api/**")
    row(page, desk.empty).get_by_role("button", name="Try again").click()
    expect(row(page, desk.empty).locator(".state")).to_have_text("Reviewed")
    assert desk.on_disk(desk.empty).target == "Gießen."


@pytest.mark.parametrize("text", [LONG, "עברית <1>אחת</1> and English " * 100, "\u202ereversed\u202c " * 200])
def test_long_and_hostile_units_are_edited_without_breaking_the_page(page, site, desk, text):
    source = re.sub("</?1>", "", text)[:3000].strip()
    unit = Unit("paragraph", source, source, State.DRAFT)
    desk.put_catalog("tea.md", "de", (*desk.units, unit))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, unit)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    expect(area).to_have_value(source)
    page.keyboard.press("End")
    page.keyboard.insert_text("!")
    page.keyboard.press("Control+Shift+Enter")

    expect(row(page, unit).locator(".target > .text")).to_contain_text("!")
    assert "!" in desk.on_disk(unit).target


def test_all_is_reviewed_and_signed_off_without_scripts(browser: Browser, site, desk):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    done = list(map(reviewed, desk.units))
    desk.put_catalog("tea.md", "de", [replace(done[0], state=State.DRAFT), *done[1:]])
    page.goto(f"{site}/a/tea.md/de?show=review")
    page.get_by_role("link", name="Edit segment 1").click()
    page.get_by_role("button", name=re.compile("^Confirm")).first.click()
    page.goto(f"{site}/a/tea.md/de/why")

    page.get_by_role("button", name="Sign off").click()

    expect(page.get_by_text("Signed off by ana.")).to_be_visible()
    context.close()
