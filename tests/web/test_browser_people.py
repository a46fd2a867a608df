"""Coming in, staying and leaving, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from recto.model import State
from recto.store.roles import Role

pytestmark = pytest.mark.ui


@pytest.fixture
def site(team, serve):
    return serve(team.app)


@pytest.fixture(autouse=True)
def guard(context: BrowserContext):
    """Fail on any script error, and on anything that the page's policy forbids."""
    seen: list[object] = []
    context.expose_binding("__forbidden", lambda _source, what: seen.append(what))
    context.add_init_script(
        "addEventListener('securitypolicyviolation', e => __forbidden(e.effectiveDirective + e.blockedURI))"
    )
    context.on("weberror", lambda error: seen.append(str(error.error)))
    yield
    assert seen == []


def sign_in(page: Page, team, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(team.password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_an_invitation_leads_to_the_desk_and_the_menu_out_again(page, site, team):
    ana = team.accounts.people.add("Ana", "", {"de": Role.TRANSLATOR}, "root")
    link = team.accounts.links.make(ana.id, "invite")
    page.goto(f"{site}/join/{link}")
    for label in ("New password", "Once more"):
        page.get_by_label(label).fill("seven lamps under the stairs")
    page.get_by_role("button", name="Save and sign in").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")
    page.locator("summary", has_text="Ana").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_link_to_an_article_is_reached_through_signing_in_by_keyboard(page, site, team):
    team.add("Ana", {"de": Role.TRANSLATOR})
    page.goto(f"{site}/a/tea.md/de?show=empty")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Ana")
    page.keyboard.press("Tab")
    page.keyboard.type(team.password)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/a/tea\.md/de\?show=empty$"))
    expect(page.locator(f"#{team.empty.id}")).to_be_visible()


def test_a_session_that_ends_while_somebody_types_loses_nothing(page, site, team):
    ana = team.add("Ana", {"de": Role.TRANSLATOR})
    page.goto(f"{site}/a/tea.md/de")
    sign_in(page, team, "Ana")
    row = page.locator(f"#{team.empty.id}")
    row.locator(".target > .text").click()
    area = row.locator("textarea")
    area.fill("Eingießen.")
    team.accounts.sessions.end_all(ana.id)
    area.press("Control+Enter")

    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    assert team.on_disk(team.empty) == team.empty
    dialog.get_by_label("Password").fill("wrong wrong wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_have_text("This name and password do not belong together.")
    dialog.get_by_label("Password").fill(team.password)
    dialog.get_by_role("button", name="Sign in").click()

    expect(dialog).to_be_hidden()
    expect(row.locator(".state")).to_have_text("Reviewed")
    saved = team.on_disk(team.empty)
    assert (saved.target, saved.state) == ("Eingießen.", State.REVIEWED)


def test_colours_and_language_are_those_that_were_chosen(page, site, team):
    team.add("Ana", {"de": Role.TRANSLATOR})
    page.emulate_media(color_scheme="light")
    page.goto(f"{site}/me")
    sign_in(page, team, "Ana")
    body = page.locator("body")
    expect(body).to_have_css("background-color", "rgb(255, 255, 255)")

    page.get_by_label("Dark").check()
    page.get_by_role("combobox").select_option("ar")
    page.locator("main form button").first.click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(body).to_have_css("background-color", "rgb(21, 24, 29)")
    page.emulate_media(color_scheme="dark")
    page.locator("[value=light]").check()
    page.locator("main form button").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(body).to_have_css("background-color", "rgb(255, 255, 255)")


def test_an_admin_invites_and_gives_roles_on_a_telephone_without_scripts(browser, site, team):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/people")
    sign_in(page, team, "root")
    page.get_by_label("Name").fill("Ben")
    page.get_by_role("button", name="Make a link").click()

    link = page.get_by_label("Send this link").input_value()
    page.get_by_label("Arabic").select_option("editor")
    page.get_by_role("button", name="Save roles").click()
    page.locator("summary", has_text="Menu").click()
    page.locator(".sheet").get_by_role("link", name="People").click()

    expect(page.get_by_role("row", name=re.compile("Ben"))).to_contain_text("Editor")
    assert link.startswith(f"{site}/join/")
    assert team.accounts.people.find("Ben").roles == {"de": Role.TRANSLATOR, "ar": Role.EDITOR}
    context.close()
