"""The article page in a browser: commands, keys, many rows at once, saving that goes wrong, no barrier."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect

from recto.model import State, Unit
from recto.store.roles import Role

pytestmark = pytest.mark.ui

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(autouse=True)
def csp_guard(context: BrowserContext) -> Iterator[None]:
    """Fail on any script error, and on anything that the page's policy forbids."""
    seen: list[object] = []
    context.expose_binding("__forbidden", lambda _source, what: seen.append(what))
    context.add_init_script(
        "addEventListener('securitypolicyviolation',"
        "  e => __forbidden(e.effectiveDirective + ' ' + e.blockedURI))"
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
    page.wait_for_load_state()  # after a form was sent a page is there before its scripts are
    row(page, unit).locator(".target > .text").click()
    area = row(page, unit).locator("textarea").first  # another is that of a comment
    expect(area).to_be_focused()
    return area


def focus(page: Page, unit: Unit) -> None:
    row(page, unit).locator(".number").focus()


@pytest.mark.parametrize("which", ["filled", "empty"])
def test_a_click_that_comes_before_the_scripts_opens_the_segment_all_the_same(page, site, desk, which):
    unit = next(one for one in desk.units if bool(one.target) == (which == "filled"))
    held: list[Route] = []
    page.route("**/main*.js*", lambda route: held.append(route))  # noqa: PLW0108  # it takes no built-in
    page.goto(f"{site}/a/tea.md/de", wait_until="commit")
    row(page, unit).locator(".target > .text").click(position={"x": 2, "y": 8})
    expect(row(page, unit).locator("textarea")).to_have_count(0)
    while not held:
        page.wait_for_timeout(20)
    for one in held:
        one.continue_()

    area = row(page, unit).locator("textarea").first
    expect(area).to_be_focused()
    assert area.evaluate("area => area.selectionStart") == 0


# --- palette and codes


def test_a_palette_that_is_opened_at_once_again_does_nothing_of_the_one_before(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.codes)
    for words in ("copy", ":6", "copy", ":6"):
        page.keyboard.press("Control+k")
        page.keyboard.insert_text(words)
        page.keyboard.press("Enter")

    expect(row(page, desk.units[5]).locator(".number")).to_be_focused()
    assert desk.on_disk(desk.codes) == desk.codes


@pytest.mark.parametrize("words", ["copy", ":6", "nothing at all"])
def test_what_is_chosen_before_the_palettes_script_is_there_is_done_then(page, site, desk, words):
    held: list[Route] = []
    page.route("**/palette*.js*", lambda route: held.append(route))  # noqa: PLW0108  # it takes no built-in
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.codes)
    page.keyboard.press("Control+k")
    page.keyboard.insert_text(words)
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(area).to_have_value(desk.codes.target)
    for one in held:
        one.continue_()

    if words == "copy":
        expect(area).to_have_value(desk.codes.source)
    elif words == ":6":
        expect(row(page, desk.units[5]).locator(".number")).to_be_focused()
    else:
        expect(page.locator("#palette input")).to_have_value(words)
    expect(page.locator("#palette")).to_be_visible(visible=words == "nothing at all")


def test_the_palette_runs_commands_types_codes_and_goes_to_numbers(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.codes)
    area.fill("ab")

    page.keyboard.press("Control+k")
    page.keyboard.insert_text("<2")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(area).to_have_value("ab<2>")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("ab")

    page.keyboard.press("Control+k")
    page.keyboard.insert_text("copy")
    page.keyboard.press("Enter")
    expect(area).to_have_value(desk.codes.source)

    page.keyboard.press("Control+k")
    page.keyboard.insert_text(":6")
    page.keyboard.press("Enter")
    expect(row(page, desk.units[5]).locator(".number")).to_be_focused()


def test_a_digit_in_the_empty_palette_types_a_suggestion_that_can_be_undone(page, site, desk):
    again = Unit("list item", "Wait four minutes.", "Vier Minuten warten.", State.REVIEWED)
    desk.put_article("milk.md", "- Wait four minutes.\n")
    desk.put_catalog("milk.md", "de", (again,))
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.changed)

    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_contain_text("Vier Minuten warten.")
    page.keyboard.press("1")

    expect(area).to_have_value("Vier Minuten warten.")
    page.keyboard.press("Control+z")
    expect(area).to_have_value(desk.changed.target)


def test_a_sign_opens_the_list_of_codes_and_typing_narrows_it(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.codes)
    area.fill("ab")

    page.keyboard.type("<")
    expect(page.get_by_role("option")).to_have_count(4)
    page.keyboard.type("/2")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")

    expect(area).to_have_value("ab</2>")
    expect(page.locator(".tags")).to_have_count(0)
    page.keyboard.type("<")
    page.keyboard.press("Escape")
    expect(area).to_be_focused()
    expect(area).to_have_value("ab</2><")


def test_a_sign_in_a_segment_without_codes_is_just_a_sign(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.empty)

    page.keyboard.type("<{")

    expect(area).to_have_value("<{")
    expect(page.locator(".tags")).to_have_count(0)


def test_a_segment_can_be_left_out_on_purpose(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.codes)
    row(page, desk.codes).get_by_text("More", exact=True).click()
    row(page, desk.codes).get_by_role("button", name="Leave empty on purpose").click()

    page.keyboard.press("Control+Enter")

    expect(row(page, desk.codes).locator(".state")).to_have_text("Reviewed")
    assert desk.on_disk(desk.codes).target == "<0/>"


# --- the list


def test_rows_are_judged_without_opening_them(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    focus(page, desk.codes)

    page.keyboard.press("c")
    expect(row(page, desk.codes).locator(".state")).to_have_text("Reviewed")
    expect(row(page, desk.changed).locator(".number")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("w")

    expect(row(page, desk.title).locator(".state")).to_have_text("Needs work")
    assert desk.on_disk(desk.codes).state is State.REVIEWED
    assert desk.on_disk(desk.title).state is State.DRAFT


def test_a_page_that_was_just_opened_takes_the_keys_that_need_no_row(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    page.wait_for_load_state("networkidle")

    page.keyboard.press("?")
    expect(page.locator("#keys-title")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("c")
    page.keyboard.press("n")

    expect(page.locator('.row:not([data-kind="reviewed"]) .number').first).to_be_focused()
    assert desk.on_disk(desk.codes) == desk.codes


def test_the_first_found_row_takes_the_keys(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    focus(page, desk.title)
    page.keyboard.press("/")
    page.keyboard.insert_text("pot")
    page.keyboard.press("Enter")

    expect(page.locator(".row .number").first).to_be_focused()


def test_letters_can_be_switched_off_and_stay_off(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Keys of one letter in the list").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    focus(page, desk.codes)

    page.keyboard.press("c")
    page.keyboard.press("ArrowDown")

    expect(row(page, desk.changed).locator(".number")).to_be_focused()
    assert desk.on_disk(desk.codes) == desk.codes


def test_selected_rows_are_confirmed_at_once_and_it_can_be_undone(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    focus(page, desk.codes)
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#bulk")).to_contain_text("2 selected")

    page.get_by_role("button", name="Confirm those without problems").click()

    expect(row(page, desk.codes).locator(".state")).to_have_text("Reviewed")
    expect(page.locator("#bulk")).to_be_hidden()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(row(page, desk.codes).locator(".state")).to_have_text("Machine draft")
    assert desk.on_disk(desk.codes) == desk.codes


def test_the_same_text_elsewhere_is_offered_after_confirming(page, site, desk):
    desk.put_catalog("tea.md", "de", (*desk.units, Unit("caption", "Pour.")))
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty).fill("Gießen.")
    page.keyboard.press("Control+Enter")

    page.get_by_role("button", name="Apply here").click()

    expect(row(page, Unit("caption", "Pour.")).locator(".state")).to_have_text("Reviewed")
    assert desk.on_disk(Unit("caption", "Pour.")).target == "Gießen."


def test_a_segment_is_split_and_joined_in_its_place(page, site, desk):
    whole = Unit("paragraph", "Wait four minutes.", "Warten Sie vier Minuten.", State.REVIEWED)
    desk.put_catalog("tea.md", "de", (desk.title, desk.codes, whole, *desk.units[3:]))
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, whole)
    row(page, whole).get_by_text("More", exact=True).click()
    row(page, whole).get_by_role("button", name="Split…").click()
    expect(row(page, whole).locator("details.more")).not_to_have_attribute("open", "")
    page.get_by_role("button", name="Split before “four minutes.”").click()

    first, second = Unit("paragraph", "Wait"), Unit("paragraph", "four minutes.")
    expect(row(page, first).locator("textarea")).to_be_focused()
    expect(row(page, second)).to_be_visible()
    expect(row(page, whole)).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("join")
    page.keyboard.press("Enter")

    expect(row(page, whole).locator("textarea")).to_be_focused()
    expect(row(page, second)).to_have_count(0)


# --- what is shown


def test_another_filter_comes_without_leaving_the_page(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty).fill("Halb")
    page.evaluate("window.stays = true")

    page.locator(".filters").get_by_role("link", name=re.compile("^Not translated")).click()
    expect(page.locator(".row")).to_have_count(3)
    expect(row(page, desk.empty).locator(".remark")).to_contain_text(re.compile("Unsaved|Draft saved"))
    page.go_back()
    expect(page.locator(".row")).to_have_count(7)

    assert page.evaluate("window.stays")


def test_find_looks_for_whole_words_with_their_neighbours(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    focus(page, desk.title)
    page.keyboard.press("/")
    page.keyboard.insert_text("pot")
    page.get_by_label("Whole words only").check()
    page.get_by_role("button", name="Find", exact=True).first.click()
    expect(page.locator(".row")).to_have_count(1)

    page.get_by_role("link", name="Show neighbours").click()

    expect(page.locator(".row.near")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"q=pot.*whole=1"))


@pytest.mark.parametrize("layout", ["Stacked", "Article"])
def test_every_layout_is_one_to_work_in(page, site, desk, layout):
    page.goto(f"{site}/a/tea.md/de")
    page.get_by_role("link", name=layout, exact=True).click()
    expect(page.locator(f"main.layout-{layout.lower()}")).to_be_visible()

    area = open_row(page, desk.changed)
    area.fill("Warten Sie vier Minuten.")
    page.keyboard.press("Control+Enter")

    expect(row(page, desk.empty).locator("textarea")).to_be_focused()
    expect(row(page, desk.changed).locator(".state")).to_have_text("Reviewed")
    assert desk.on_disk(desk.changed).target == "Warten Sie vier Minuten."


# --- saving


def test_a_draft_is_kept_at_the_desk_and_found_on_another_device(page, browser, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty).fill("Gie")
    expect(row(page, desk.empty).locator(".remark")).to_contain_text("Draft saved")
    expect(page.get_by_role("status")).to_contain_text("Saved")

    other = browser.new_context()
    elsewhere = other.new_page()
    elsewhere.goto(f"{site}/a/tea.md/de")

    expect(open_row(elsewhere, desk.empty)).to_have_value("Gie")
    other.close()
    assert desk.on_disk(desk.empty) == desk.empty


def test_a_draft_is_forgotten_everywhere_when_its_text_is_confirmed(page, browser, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty).fill("Gießen.")
    expect(row(page, desk.empty).locator(".remark")).to_contain_text("Draft saved")
    page.keyboard.press("Control+Enter")
    expect(row(page, desk.empty).locator(".state")).to_have_text("Reviewed")

    page.reload()

    expect(page.get_by_role("alert")).to_be_empty()
    expect(row(page, desk.empty).locator(".remark")).to_have_count(0)


def test_what_was_confirmed_offline_is_sent_when_the_page_is_open_again(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    open_row(page, desk.empty).fill("Gießen.")
    page.keyboard.press("Control+Enter")
    expect(row(page, desk.empty).locator(".remark")).to_contain_text("kept on this device")
    page.evaluate(
        "window.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)"
    )

    page.context.set_offline(False)

    expect(row(page, desk.empty).locator(".state")).to_have_text("Reviewed")
    assert desk.on_disk(desk.empty).target == "Gießen."


def test_a_desk_that_is_asked_too_much_is_asked_again_after_a_countdown(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    answers = [429]

    def busy(route: Route) -> None:
        if answers and route.request.method == "PUT" and not route.request.url.endswith("/draft"):
            route.fulfill(status=answers.pop(), headers={"Retry-After": "2"}, json={"problem": "Too fast."})
        else:
            route.continue_()

    page.route("**/u/*", busy)
    open_row(page, desk.empty).fill("Gießen.")
    page.keyboard.press("Control+Enter")

    expect(row(page, desk.empty).locator(".remark")).to_contain_text("again in")
    expect(row(page, desk.empty).locator(".state")).to_have_text("Reviewed")


def test_an_ended_session_is_begun_again_in_place(page, team, serve):
    ana = team.add("ana", {"de": Role.EDITOR})
    site = serve(team.app)
    page.goto(f"{site}/login?next=/a/tea.md/de")
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(team.password)
    page.get_by_role("button", name="Sign in").click()
    open_row(page, team.empty).fill("Gießen.")
    team.accounts.sessions.end_all(ana.id)

    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Sign in again")
    dialog.get_by_label("Name").fill("ana")
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_contain_text("do not belong together")
    dialog.get_by_label("Password").fill(team.password)
    dialog.get_by_role("button", name="Sign in").click()

    expect(row(page, team.empty).locator(".state")).to_have_text("Reviewed")
    assert team.on_disk(team.empty).target == "Gießen."


def test_a_role_that_is_gone_leaves_the_text_to_be_copied(page, team, serve):
    ana = team.add("ana", {"de": Role.TRANSLATOR})
    site = serve(team.app)
    page.goto(f"{site}/login?next=/a/tea.md/de")
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(team.password)
    page.get_by_role("button", name="Sign in").click()
    open_row(page, team.empty).fill("Gießen.")
    team.accounts.people.set_roles(ana.id, {"de": Role.GUEST}, "test")

    page.keyboard.press("Control+Enter")

    expect(row(page, team.empty).locator(".remark")).to_contain_text("kept on this device")
    expect(row(page, team.empty).get_by_role("button", name="Copy")).to_be_visible()
    assert team.on_disk(team.empty) == team.empty


def test_a_repository_that_changes_under_the_editor_becomes_a_conflict(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.empty)
    area.fill("Eingießen.")
    theirs = replace(desk.empty, target="Gießen.", state=State.REVIEWED)
    desk.put_catalog("tea.md", "de", [theirs if unit.key == theirs.key else unit for unit in desk.units])

    page.evaluate(
        'import(document.querySelector("script[type=module]").src.replace("main.js", "live.js"))'
        ".then((live) => live.poll())"
    )

    expect(row(page, desk.empty).locator(".theirs")).to_have_text("Gießen.")
    expect(area).to_have_value("Eingießen.")
    row(page, desk.empty).get_by_role("button", name="Put theirs behind mine").click()
    expect(area).to_have_value("Eingießen. Gießen.")


# --- no barrier


def test_on_a_telephone_the_text_at_work_is_a_sheet_with_large_targets(browser, site, desk):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{site}/a/tea.md/de")
    row(page, desk.codes).locator(".target > .text").tap()
    sheet = row(page, desk.codes).locator(".editor")

    box = sheet.bounding_box()
    assert box["y"] + box["height"] == 844
    heights = sheet.locator("button:visible, summary").evaluate_all(
        "buttons => buttons.map(button => Math.min(button.offsetHeight, button.offsetWidth))"
    )
    assert min(heights) >= 44
    sheet.get_by_role("button", name="Next segment").tap()
    expect(row(page, desk.changed).locator(".editor textarea")).to_be_focused()
    context.set_offline(True)
    row(page, desk.changed).locator(".editor textarea").fill("Vier Minuten!")
    row(page, desk.changed).get_by_role("button", name="Confirm").tap()
    expect(page.locator("#alarm")).to_contain_text("not saved yet")
    alarm = page.locator("#alarm").bounding_box()
    assert alarm["y"] + alarm["height"] < page.locator(".row.active .editor").bounding_box()["y"]
    context.close()


def test_print_has_the_text_and_no_buttons(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.changed)

    page.emulate_media(media="print")

    expect(row(page, desk.changed).locator(".source > .text")).to_be_visible()
    expect(page.locator(".top")).to_be_hidden()
    expect(row(page, desk.changed).get_by_role("button", name="Confirm")).to_be_hidden()


@pytest.mark.parametrize(
    ("query", "scheme"),
    [
        ("", "light"),
        ("", "dark"),
        ("?layout=article", "light"),
        ("?layout=stacked", "light"),
        ("?q=pot&near=1", "dark"),
    ],
)
def test_axe_finds_nothing_on_the_article(page, site, desk, query, scheme):
    bare = replace(desk.codes, target="Ohne Codes.")
    desk.put_catalog("tea.md", "de", [bare if unit.key == bare.key else unit for unit in desk.units])
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/a/tea.md/de{query}")
    page.wait_for_load_state("networkidle")
    assert findings(page) == []
    open_row(page, desk.units[5] if query.startswith("?q") else desk.codes).fill("<1>a</1>")
    expect(page.locator("#panel")).to_be_visible()

    assert findings(page) == []


def test_axe_finds_nothing_from_right_to_left_nor_in_the_dialogs(browser, site, desk):
    context = browser.new_context(locale="ar", viewport={"width": 390, "height": 844})
    page = context.new_page()
    desk.put_catalog(
        "tea.md", "ar", (Unit("heading", "Tea for two", "شاي لشخصين", State.REVIEWED), desk.codes)
    )
    page.goto(f"{site}/a/tea.md/ar")
    open_row(page, desk.title)
    assert findings(page) == []
    expect(page.locator('[data-do="confirm"] kbd').first).to_have_text("\u2066Ctrl+↵\u2069")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()

    assert findings(page) == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_a_segment(page, site, desk, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/a/tea.md/de/u/{desk.changed.id}")

    assert findings(page) == []


def findings(page: Page) -> list[str]:
    """Return what axe has to say, with where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]} {one['nodes'][0]['failureSummary']}"
        for one in found
    ]
