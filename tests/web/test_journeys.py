"""What a translator does in a browser, in a real one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect

from recto.commands.review import save_unit
from recto.model import State, Unit

pytestmark = pytest.mark.ui

ARABIC = (
    Unit("heading", "Tea for two", "شاي لشخصين", State.REVIEWED),
    Unit(
        "paragraph",
        "Boil the <1>water</1>, says <2>the report</2>.",
        "اغلِ <1>الماء</1>، كما يقول <2>التقرير</2>.",
        State.DRAFT,
        hints=("<1> italic",),
    ),
    Unit("paragraph", "Pour."),
)


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


def undisturbed(page: Page) -> None:
    """Keep what others do from coming in by itself, so that it is met when saving."""
    page.route("**/changes?*", lambda route: route.fulfill(status=204))


def row(page: Page, unit: Unit):
    return page.locator(f"#{unit.id}")


def open_row(page: Page, unit: Unit):
    row(page, unit).locator(".target > .text").click()
    area = row(page, unit).locator("textarea").first  # another is that of a comment
    expect(area).to_be_focused()
    return area


def test_confirming_is_on_disk_and_the_next_unit_has_the_caret(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty).fill("Gießen.")

    page.keyboard.press("Control+Enter")

    expect(row(page, desk.units[4]).locator("textarea")).to_be_focused()
    expect(row(page, desk.empty).locator(".state")).to_have_text("Reviewed")
    expect(row(page, desk.empty).locator(".target > .text")).to_have_text("Gießen.")
    expect(page.get_by_role("status")).to_contain_text("Segment 4 confirmed, segment 5 of 7")
    expect(page.locator("[data-filter=empty]")).to_have_text("2")
    expect(page.locator("[data-percent]")).to_have_text("20")
    assert (desk.on_disk(desk.empty).target, desk.on_disk(desk.empty).state) == ("Gießen.", State.REVIEWED)


def test_a_whole_filter_is_worked_through_by_keyboard_alone(page, site, desk):
    page.goto(f"{site}/a/tea.md/de?show=empty")
    page.locator(".row .number").first.focus()
    page.keyboard.press("Enter")

    for word in ("Gießen.", "Kanne", "Zwei Tassen"):
        page.keyboard.insert_text(word)
        page.keyboard.press("Control+Enter")

    # They are saved side by side, so any may be the last to be told.
    expect(page.get_by_role("status")).to_contain_text(re.compile("Segment [467] confirmed"))
    for number in (3, 5, 6):
        expect(row(page, desk.units[number])).to_have_attribute("data-kind", "reviewed")
    expect(row(page, desk.units[6]).locator(".number")).to_be_focused()
    assert [desk.on_disk(desk.units[n]).target for n in (3, 5, 6)] == ["Gießen.", "Kanne", "Zwei Tassen"]


def test_keeping_makes_a_draft_that_is_no_longer_the_machines(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.codes)

    page.keyboard.press("Control+Shift+Enter")

    expect(row(page, desk.codes).locator(".state")).to_have_text("Needs work")
    assert (desk.on_disk(desk.codes).state, desk.on_disk(desk.codes).origin) == (State.DRAFT, "")


def test_wrong_codes_keep_the_caret_here_and_say_why(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.codes)
    area.fill("Kochen Sie das Wasser.")

    page.keyboard.press("Control+Enter")

    expect(row(page, desk.codes).locator(".findings .error").first).to_be_visible()
    expect(area).to_be_focused()
    expect(area).to_have_value("Kochen Sie das Wasser.")
    assert desk.on_disk(desk.codes) == desk.codes


def test_a_code_is_inserted_at_the_caret_and_can_be_undone(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.codes)
    area.fill("ab")
    page.keyboard.press("ArrowLeft")

    row(page, desk.codes).get_by_role("button", name=re.compile("Insert <1>")).click()

    expect(area).to_have_value("a<1>b")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("ab")


def test_moving_on_without_saving_keeps_the_text_on_this_device(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty).fill("Halb")

    page.keyboard.press("Alt+ArrowDown")

    expect(row(page, desk.units[4]).locator("textarea")).to_be_focused()
    expect(row(page, desk.empty).locator(".remark")).to_contain_text("Unsaved text")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("One segment has text that was never saved.")
    page.get_by_role("button", name="Show").click()
    expect(row(page, desk.empty).locator("textarea")).to_have_value("Halb")
    assert desk.on_disk(desk.empty) == desk.empty
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("One segment has text that was never saved.")
    open_row(page, desk.changed)
    expect(page.get_by_role("alert")).to_contain_text("One segment has text that was never saved.")
    open_row(page, desk.empty)
    expect(page.get_by_role("alert")).to_be_empty()


def test_escape_leaves_the_text_and_enter_says_what_confirms(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.changed)

    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Ctrl+Enter confirms.")
    expect(area).to_have_value(desk.changed.target)
    page.keyboard.press("Escape")

    expect(row(page, desk.changed).locator(".number")).to_be_focused()
    expect(area).to_have_count(0)


def test_two_people_at_one_unit_lose_nothing(page, browser, site, desk):
    undisturbed(page)
    page.goto(f"{site}/a/tea.md/de")
    other = browser.new_page()
    other.goto(f"{site}/a/tea.md/de")
    open_row(other, desk.empty).fill("Gießen.")
    other.keyboard.press("Control+Enter")
    expect(row(other, desk.empty).locator(".state")).to_have_text("Reviewed")
    other.close()

    open_row(page, desk.empty).fill("Eingießen.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("Both texts are kept.")
    page.get_by_role("button", name="Go to segment 4").click()
    area = row(page, desk.empty).locator("textarea")
    expect(area).to_have_value("Eingießen.")
    expect(row(page, desk.empty).locator(".theirs")).to_have_text("Gießen.")
    assert desk.on_disk(desk.empty).target == "Gießen."

    row(page, desk.empty).get_by_role("button", name="Keep mine").click()
    expect(row(page, desk.empty).locator(".target > .text")).to_have_text("Eingießen.")
    assert desk.on_disk(desk.empty).target == "Eingießen."


def test_theirs_can_be_taken(page, site, desk, app):
    undisturbed(page)
    page.goto(f"{site}/a/tea.md/de")
    office = app.extensions["recto"]
    save_unit(office.project, office.desk, "tea.md", "de", desk.empty.id, desk.empty.version, "Gießen.",
              State.REVIEWED, "bo")  # fmt: skip
    open_row(page, desk.empty).fill("Eingießen.")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Go to segment 4").click()

    row(page, desk.empty).get_by_role("button", name="Use theirs").click()

    expect(row(page, desk.empty).locator(".target > .text")).to_have_text("Gießen.")
    expect(row(page, desk.empty).locator(".state")).to_have_text("Reviewed")
    expect(row(page, desk.empty).locator(".remark")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("alert")).to_be_empty()


def test_insisting_on_a_draft_keeps_it_a_draft(page, site, desk, app):
    undisturbed(page)
    page.goto(f"{site}/a/tea.md/de")
    office = app.extensions["recto"]
    save_unit(office.project, office.desk, "tea.md", "de", desk.empty.id, desk.empty.version, "Gießen.",
              State.REVIEWED, "bo")  # fmt: skip
    open_row(page, desk.empty).fill("Eingießen?")
    page.keyboard.press("Control+Shift+Enter")
    page.get_by_role("button", name="Go to segment 4").click()

    row(page, desk.empty).get_by_role("button", name="Keep mine").click()

    expect(row(page, desk.empty).locator(".state")).to_have_text("Needs work")
    assert (desk.on_disk(desk.empty).target, desk.on_disk(desk.empty).state) == ("Eingießen?", State.DRAFT)


def test_text_of_a_unit_whose_source_was_edited_moves_to_what_came_of_it(page, site, desk):
    undisturbed(page)
    old = Unit("paragraph", desk.changed.previous, desk.changed.target, State.REVIEWED)
    desk.put_catalog("tea.md", "de", (desk.title, desk.codes, old))
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, old).fill("Warten Sie kurz.")
    desk.put_catalog("tea.md", "de", desk.units)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your text is at its new form")

    page.get_by_role("alert").get_by_role("button", name="Go there").click()

    area = row(page, desk.changed).locator("textarea")
    expect(area).to_be_focused()
    expect(area).to_have_value("Warten Sie kurz.")
    expect(page.locator(f"#{old.id}")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(row(page, desk.changed).locator(".state")).to_have_text("Reviewed")
    assert desk.on_disk(desk.changed).target == "Warten Sie kurz."


def test_text_of_an_article_that_is_gone_is_on_the_first_page_until_it_is_discarded(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty).fill("Gießen.")
    (desk.root / "sources" / "tea.md").unlink()

    page.goto(site)

    expect(page.locator(".left")).to_contain_text("The segment of this text is no longer there.")
    expect(page.locator(".left")).to_contain_text(desk.empty.source)
    expect(page.locator(".left textarea")).to_have_value("Gießen.")
    page.get_by_role("button", name="Discard this text").click()
    page.reload()
    expect(page.locator(".left")).to_have_count(0)


def test_a_filter_does_not_hide_unsaved_text(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    open_row(page, desk.empty).fill("Gießen.")
    page.keyboard.press("Escape")

    page.goto(f"{site}/a/tea.md/de?show=changed")
    page.locator(".left").get_by_role("link", name="Go to the segment").click()

    expect(row(page, desk.empty).locator("textarea")).to_have_value("Gießen.")


def test_a_lost_connection_keeps_the_text_and_saves_it_later(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    down = [True]

    def flaky(route: Route) -> None:
        if down[0]:
            route.abort("connectionrefused")
        else:
            route.continue_()

    page.route("**/api/**", flaky)
    open_row(page, desk.empty).fill("Gießen.")
    page.keyboard.press("Control+Enter")
    expect(row(page, desk.empty).locator(".remark")).to_contain_text("kept on this device")

    down[0] = False
    row(page, desk.empty).get_by_role("button", name="Try again").click()

    expect(row(page, desk.empty).locator(".state")).to_have_text("Reviewed")
    assert desk.on_disk(desk.empty).target == "Gießen."


def test_a_unit_saved_again_before_the_first_answer_came_keeps_the_last_text(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    waiting: list[Route] = []
    slow = [True]
    page.route("**/api/**", lambda route: waiting.append(route) if slow[0] else route.continue_())
    open_row(page, desk.empty).fill("Gießen.")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Alt+ArrowUp")
    area = row(page, desk.empty).locator("textarea")
    expect(area).to_have_value("Gießen.")
    area.fill("Eingießen.")
    page.keyboard.press("Control+Enter")

    slow[0] = False
    for route in waiting:
        route.continue_()

    expect(row(page, desk.empty).locator(".target > .text")).to_have_text("Eingießen.")
    expect(row(page, desk.empty).locator(".remark")).to_have_count(0)
    assert desk.on_disk(desk.empty).target == "Eingießen."


def test_an_input_method_that_composes_does_not_confirm(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, desk.empty)
    keyboard = page.context.new_cdp_session(page)

    keyboard.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    for kind in ("rawKeyDown", "keyUp"):
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter",
                                                 "windowsVirtualKeyCode": 229, "modifiers": 2})  # fmt: skip
    keyboard.send("Input.insertText", {"text": "你"})

    expect(area).to_be_focused()
    expect(area).to_have_value("你")
    assert desk.on_disk(desk.empty) == desk.empty


def test_altgr_and_foreign_modifiers_reach_no_chord(page, site):
    page.goto(f"{site}/a/tea.md/de")

    found = page.evaluate(
        """async () => {
          const { find } = await import("/static/chords.js");
          const press = (key, more = {}) => new KeyboardEvent("keydown", { key, ...more });
          return [
            find(press("Enter", { ctrlKey: true }), "editor", false),
            find(press("Enter", { metaKey: true }), "editor", true),
            find(press("Enter", { ctrlKey: true, shiftKey: true }), "editor", false),
            find(press("Enter", { ctrlKey: true, altKey: true, modifierAltGraph: true }), "editor", false),
            find(press("Enter", { ctrlKey: true, isComposing: true }), "editor", false),
            find(press("Enter", { ctrlKey: true, metaKey: true }), "editor", false),
            find(press("ArrowDown", { ctrlKey: true }), "editor", false),
            find(press("?", { shiftKey: true }), "list", false),
          ];
        }"""
    )

    assert found == ["confirm", "confirm", "keep", None, None, None, None, "help"]


def test_isolates_around_codes_come_and_go_and_leave_other_text(page, site):
    page.goto(f"{site}/a/tea.md/de")

    found = page.evaluate(
        """async () => {
          const { isolate, strip, sameCodes } = await import("/static/codes.js");
          const text = "a <1>b</1> <2/>";
          return [
            strip(isolate(text, "rtl")) === text,
            isolate(text, "ltr") === text,
            isolate("<1>", "rtl"),
            strip("\\u2066left over\\u2069"),
            strip("\\u2067kept\\u2069", "\\u2067kept\\u2069"),
            sameCodes("<1>a</1><2/>", "<2/> <1>b</1>"),
            sameCodes("<1>a</1>", "<1>a"),
          ];
        }"""
    )

    assert found == [True, True, "\u2066<1>\u2069", "left over", "\u2067kept\u2069", True, False]


def test_right_to_left_text_is_edited_and_saved_without_isolates(page, site, desk):
    desk.put_catalog("tea.md", "ar", ARABIC)
    page.goto(f"{site}/a/tea.md/ar")

    area = open_row(page, ARABIC[1])
    expect(area).to_have_attribute("dir", "rtl")
    assert "\u2066</1>\u2069" in area.input_value()
    page.keyboard.press("End")
    page.keyboard.insert_text("!")
    page.keyboard.press("Control+Enter")

    expect(row(page, ARABIC[1]).locator(".state")).to_have_text("Reviewed")
    saved = desk.on_disk(ARABIC[1], locale="ar").target
    assert "\u2066" not in saved
    assert sorted(saved) == sorted(ARABIC[1].target + "!")


@pytest.mark.parametrize("path", ["/", "/a/tea.md/de", "/a/tea.md/ar", "unit"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(page, site, desk, path, width):
    long = Unit("paragraph", "w" * 300, "x" * 300, State.DRAFT, previous="v" * 300)
    desk.put_article("a/" + "n" * 100 + ".md", "Tea.\n")
    desk.put_catalog("tea.md", "de", (*desk.units, long))
    desk.put_catalog("tea.md", "ar", (*ARABIC, replace(long, target="ش" * 300)))
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(site + (f"/a/tea.md/de/u/{long.id}" if path == "unit" else path))
    if page.locator(".row").count():
        open_row(page, long)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_of_states_are_readable_on_both_backgrounds(page, site, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/a/tea.md/de")

    worst = page.evaluate(
        """() => {
          const light = (name) => {
            document.body.style.color = `var(${name})`;
            const [r, g, b] = getComputedStyle(document.body).color.match(/\\d+/g).map((part) => part / 255)
              .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          const words = ["ink", "muted", "empty", "machine", "draft", "changed", "reviewed", "error"]
            .map((word) => `--${word}`);
          return Math.min(...words.flatMap((word) =>
            ["--ground", "--raised"].map((ground) => ratio(light(word), light(ground)))));
        }"""
    )

    assert worst >= 5.4


def test_the_keys_are_listed(page, site):
    page.goto(f"{site}/a/tea.md/de")

    page.get_by_role("button", name="Keys").click()

    expect(page.get_by_role("dialog")).to_contain_text("Confirm and go to the next")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_editor_says_where_it_is(page, site, desk):
    page.goto(f"{site}/a/tea.md/de")

    area = open_row(page, desk.changed)

    expect(area).to_have_accessible_name("Segment 3, source changed, German translation")
    expect(area).to_have_accessible_description("Wait four minutes.")
    expect(row(page, desk.changed)).to_have_attribute("aria-current", "true")


def test_everything_works_without_scripts(browser, site, desk):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.locator("a.progress").first.click()
    page.get_by_role("link", name=re.compile("^Not translated")).click()
    page.locator(".row .number").first.click()
    page.get_by_label("German").fill("Gießen.")

    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Segment 6")
    assert desk.on_disk(desk.empty).target == "Gießen."
    context.close()


def test_hostile_text_does_nothing_in_a_browser(page, site, desk):
    payload = (
        "</textarea></p><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    )
    unit = Unit("paragraph", f"e {payload}", payload, State.DRAFT, notes=(payload,), previous=payload)
    desk.put_catalog("tea.md", "de", [unit, Unit("paragraph", "Next.")])
    page.goto(f"{site}/a/tea.md/de")
    area = open_row(page, unit)
    expect(area).to_have_value(payload)
    area.fill(payload + "!")

    page.keyboard.press("Control+Shift+Enter")

    expect(row(page, unit).locator(".target > .text")).to_have_text(payload + "!")
    assert page.title().startswith("tea.md")
    assert page.locator("main img, main script").count() == 0
