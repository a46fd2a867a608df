"""Take pictures of the review desk on the sample project, with a team at work in it.

Each of ``SHOTS`` is taken four times: light, dark, in Arabic (the desk itself, from right to left), and 390
pixels wide. ``docs/images`` gets those that the documentation shows, ``build/screenshots`` all others. Words
on the command line choose pictures by a part of their names.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from desk_at_work import ANA, FEATURE, GUIDE, MIRA, Person, make_project, place, serve, work
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from recto.commands.demo import copy

ROOT = Path(__file__).resolve().parents[1]
MORE = ROOT / "build" / "screenshots"
IMAGES = ROOT / "docs" / "images"
SHOWN = {
    "dashboard": "dashboard",
    "article": "article",
    "article-of-arabic": "article-arabic",
    "facts": "facts",
}
"""Pictures that the documentation shows: the name here, the name there."""
NOBODY, ALONE = "", "alone"


class Look(NamedTuple):
    suffix: str
    width: int = 1280
    height: int = 800
    scheme: Literal["light", "dark"] = "light"
    language: str = "en"


LOOKS = (Look(""), Look("-dark", scheme="dark"), Look("-arabic", language="ar"), Look("-390", 390, 844))


class Scene(NamedTuple):
    page: Page
    people: Mapping[str, Person]

    def open(self, kind: str) -> Locator:
        """Open the first segment of a kind and return its row."""
        row = self.page.locator(f".row[data-kind={kind}]").first
        row.locator(".target > .text").click()
        expect(self.page.locator(".row.active .editor textarea")).to_be_focused()
        expect(self.page.locator("#panel [role=tab]").first).to_be_visible()
        return self.page.locator(".row.active")


class Shot(NamedTuple):
    name: str
    path: str
    do: Callable[[Scene], object] = lambda _scene: None
    """What is done on the page before its picture is taken."""
    person: str = ANA
    """Who is signed in; ``ALONE`` for a desk of one person without an article."""
    is_whole: bool = False
    """The whole length of the page, not one screen."""


def conflict(scene: Scene) -> None:
    """Let somebody else confirm a segment while its text is being changed."""
    row = scene.open("machine")
    area = row.locator(".editor textarea")
    area.fill(f"{area.input_value()} (?)")
    mira = scene.people[MIRA]
    unit = next(one for one in mira.units(FEATURE, "es") if one.id == row.get_attribute("id"))
    mira.put(FEATURE, "es", unit, f"{unit.target} Sí.")
    area.press("Control+Enter")
    scene.page.locator("#alarm button").click()
    expect(scene.page.locator(".row.active .conflict")).to_be_visible()


def palette(scene: Scene) -> None:
    scene.open("machine")
    scene.page.keyboard.press("Control+k")
    expect(scene.page.locator("#palette [role=option]").first).to_be_visible()


def keys(scene: Scene) -> None:
    scene.page.locator("[data-do=help]").dispatch_event("click")
    expect(scene.page.locator("#keys")).to_be_visible()


def menu(scene: Scene) -> None:
    scene.page.locator(".who summary").click()


def more(scene: Scene) -> None:
    scene.open("machine").locator(".more summary").click()


def preview(scene: Scene) -> None:
    scene.open("reviewed")
    scene.page.locator("#preview-link").click()
    frame = scene.page.frame_locator("iframe.preview:not(.coming)")
    expect(frame.locator(".segment.at").first).to_be_visible()


def selected(scene: Scene) -> None:
    scene.page.locator(".row .number").nth(3).focus()
    for key in ("x", "Shift+ArrowDown", "Shift+ArrowDown"):
        scene.page.keyboard.press(key)
    expect(scene.page.locator("#bulk")).to_be_visible()


def offline(scene: Scene) -> None:
    area = scene.open("machine").locator(".editor textarea")
    scene.page.context.set_offline(True)
    area.press("End")
    scene.page.keyboard.insert_text(" Y")
    area.press("Control+s")
    expect(scene.page.locator(".remark, .alarm:not(:empty)").first).to_be_visible()


def opening(kind: str) -> Callable[[Scene], object]:
    return lambda scene: scene.open(kind)


def shots(changed: str) -> list[Shot]:
    """Return all pictures; ``changed`` is a segment whose source has changed."""
    es, feature = place(GUIDE, "es"), place(FEATURE, "es")
    return [
        Shot("dashboard", "/"),
        Shot("article", es, opening("changed")),
        Shot("article-of-arabic", place(GUIDE, "ar"), opening("draft")),
        Shot("article-list", feature),
        Shot("article-machine", feature, opening("machine")),
        Shot("article-stacked", f"{es}?layout=stacked", opening("changed")),
        Shot("article-proof", f"{es}?layout=article"),
        Shot("article-proof-open", f"{es}?layout=article", opening("changed")),
        Shot("article-filtered", f"{feature}?show=review&near=1"),
        Shot("article-nothing", f"{place(GUIDE, 'de')}?show=review"),
        Shot("article-selected", feature, selected),
        Shot("article-more", feature, more),
        Shot("article-offline", feature, offline),
        Shot("palette", feature, palette),
        Shot("keys", es, keys),
        Shot("menu", "/", menu),
        Shot("menu-article", es, menu),
        Shot("preview", es, preview),
        Shot("preview-alone", f"{es}/preview"),
        Shot("segment", f"{es}/u/{changed}", is_whole=True),
        Shot("facts", f"{place(FEATURE, 'ar')}/facts"),
        Shot("facts-all", f"{es}/facts?show=all"),
        Shot("sign-off", f"{es}/why", is_whole=True),
        Shot("signed-off", f"{place(GUIDE, 'de')}/why"),
        Shot("export-one", f"{es}/export", is_whole=True),
        Shot("export", "/export", is_whole=True),
        Shot("import", "/import", is_whole=True),
        Shot("work", "/work", is_whole=True),
        Shot("notifications", "/notifications"),
        Shot("search", "/search?q=garden&in=source&in=target"),
        Shot("search-nothing", "/search?q=zeppelin&in=source"),
        Shot("replace", "/replace?q=jardín&with=huerto&locale=es"),
        Shot("bulk", f"{feature}/bulk"),
        Shot("activity", "/activity"),
        Shot("glossary", "/glossary/es", is_whole=True),
        Shot("memory", "/memory/es?q=rain+garden"),
        Shot("pretranslate", "/pretranslate?locale=es"),
        Shot("jobs", "/jobs"),
        Shot("people", "/people", is_whole=True),
        Shot("person", "/people/2", is_whole=True),
        Shot("me", "/me", is_whole=True),
        Shot("unsaved", "/unsaved"),
        Shot("login", "/login", person=NOBODY),
        Shot("not-found", "/a/nothing.md/es"),
        Shot("empty-dashboard", "/", person=ALONE),
        Shot("empty-jobs", "/jobs", person=ALONE),
        Shot("empty-activity", "/activity", person=ALONE),
        Shot("empty-work", "/work", person=ALONE),
        # Last: what is confirmed in it would show in the others.
        Shot("conflict", feature, conflict),
    ]


class Studio(NamedTuple):
    browser: Browser
    addresses: Mapping[str, str]
    people: Mapping[str, Person]

    def take(self, shot: Shot, look: Look) -> None:
        signed_in = self.people.get(shot.person)
        context = self.browser.new_context(
            base_url=self.addresses[ALONE if shot.person == ALONE else ANA],
            viewport={"width": look.width, "height": look.height},
            color_scheme=look.scheme,
            locale=look.language,
            storage_state=signed_in.context.storage_state() if signed_in else None,
        )
        page = context.new_page()
        page.goto(shot.path)
        page.wait_for_load_state("networkidle")
        shot.do(Scene(page, self.people))
        picture = page.screenshot(full_page=shot.is_whole, animations="disabled")
        context.close()
        keep(picture, f"{shot.name}{look.suffix}")


def keep(picture: bytes, name: str) -> None:
    """Write a picture with as many colours as a desk has."""
    image = Image.open(BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    for file in [MORE / f"{name}.png", *([IMAGES / f"{SHOWN[name]}.png"] if name in SHOWN else [])]:
        image.save(file, optimize=True)
        print(f"wrote {file.relative_to(ROOT)}, {file.stat().st_size // 1000} KB")


def chromium() -> str:
    """Return the path of a Chromium, or end with what to do."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    sys.exit("No Chromium found. Install chromium or set CHROMIUM to its path.")


def main() -> None:
    browser_path = chromium()
    MORE.mkdir(parents=True, exist_ok=True)
    project = make_project(MORE / "team")
    shutil.rmtree(MORE / "alone", ignore_errors=True)
    copy(MORE / "alone")
    for folder in ("sources", "locales"):
        shutil.rmtree(MORE / "alone" / folder)
    (MORE / "alone" / "sources").mkdir()
    with serve(MORE / "team") as team, serve(MORE / "alone") as alone, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        people = work(browser, team, project)
        studio = Studio(browser, {ANA: team, ALONE: alone}, people)
        changed = next(one.id for one in people[ANA].units(GUIDE, "es") if one.previous)
        for shot in shots(changed):
            for look in LOOKS:
                if not sys.argv[1:] or any(word in f"{shot.name}{look.suffix}" for word in sys.argv[1:]):
                    studio.take(shot, look)
        browser.close()


if __name__ == "__main__":
    main()
