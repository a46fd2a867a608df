"""The status page and the badge: true, whole, open to everybody, without a server and without a script."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree
from playwright.sync_api import Browser, Page

from recto.errors import CatalogError
from recto.reports import Flaw, Key, Place, Row, Told, Verdict, badge, digits, site

ARABIC = "أخبار/شاي (2).md"
NAMES = {"de": "German", "ar": "Arabic"}
EMPTY = Told("empty", "Not translated: 3.")
FLAW = Flaw(
    ARABIC, "ar", "u0123456789ab", "numbers", "error", "<b>5</b> is missing.", "Boil 5 & wait.",
    Place("locales/ar/LC_MESSAGES/أخبار/شاي (2).md.po", 12), Place("sources/a.md", 3), digits("5"), True,
)  # fmt: skip
VERDICT = Verdict(
    (
        Row("tea.md", "de", Place("de/tea.md.po"), (), (), 120, 100),
        Row("tea.md", "ar", Place("ar/tea.md.po"), (Told("wrong-now", "Wrong now: 1."), EMPTY), (), 120, 40),
        Row(ARABIC, "de", Place("de/x.po"), (EMPTY,), (), 80, 7),
        Row(ARABIC, "ar", Place("ar/x.po"), (Told("findings", "Findings: 1."),), (FLAW,), 80, 100),
        Row(
            "a/long/path/that/does/not/fit/into/a-narrow-window.html", "de", Place("de/y.po"), (), (), 9, 100
        ),
    ),
    (CatalogError("two versions were merged here.", "locales/ar/LC_MESSAGES/cup.md.po:22"),),
    (Key("tea.md", "de", "", "numbers", "12345678"),),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in site.write(VERDICT, "شاي & <tea>", NAMES.__getitem__).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def opened(folder: Path, browser: Browser):
    """Open a page of the site from the disk, at a width and in a scheme; no script runs but ours."""
    contexts = []

    def open_(name: str, width: int = 1280, scheme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.goto((folder / name).as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.ui
@pytest.mark.parametrize("name", ["index.html", "de.html", "ar.html"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_keeps_nobody_out(opened, name, width, scheme):
    page = opened(name, width, scheme)
    for details in page.locator("details").all():
        details.evaluate("one => one.open = true")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]

    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.ui
@pytest.mark.parametrize("name", ["index.html", "de.html", "ar.html"])
def test_it_fits_a_narrow_window(opened, name):
    page = opened(name, 390)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.ui
def test_each_cell_leads_to_its_article(opened):
    page = opened("index.html")

    page.get_by_role("row", name="tea.md").get_by_role("link", name="wrong now").click()

    target = page.locator(".article:target")
    assert target.get_by_role("heading").inner_text() == "tea.md"
    assert page.get_by_role("heading", level=1).inner_text() == "Arabic ar"
    page.get_by_role("link", name="All locales").click()
    assert page.title() == "Translations of شاي & <tea>"


@pytest.mark.ui
def test_names_from_right_to_left_do_not_turn_the_line_around(opened):
    page = opened("ar.html")
    section = page.locator(".article", has_text="شاي (2).md").last
    name, progress = section.locator("h2 bdi"), section.locator("p strong")

    assert name.bounding_box()["x"] < 100
    assert progress.bounding_box()["x"] < 100


def test_no_page_needs_a_script_or_another_server():
    for name, text in site.write(VERDICT, "tea", NAMES.__getitem__).items():
        assert "<script" not in text
        assert "http" not in text, name
        assert "style=" not in text


def test_what_stands_in_articles_never_becomes_markup():
    page = site.write(VERDICT, "tea", NAMES.__getitem__)["ar.html"]

    assert "&lt;b&gt;5&lt;/b&gt; is missing." in page
    assert "<b>" not in page


def test_every_element_is_closed():
    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag, attrs):
            if tag not in {"meta", "link"}:
                self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

        def handle_startendtag(self, tag, attrs):
            pass

    for name, text in site.write(VERDICT, "tea", NAMES.__getitem__).items():
        reader = Reader()
        if name.endswith(".html"):
            reader.feed(text)
        assert reader.open == []


def test_an_article_in_its_own_language_has_a_cell_that_says_so():
    page = site.write(VERDICT, "tea", NAMES.__getitem__)["index.html"]

    assert page.count("its own language") == 1


def test_a_project_without_articles_has_a_page():
    page = site.write(Verdict(()), "tea", NAMES.__getitem__)["index.html"]

    assert "there is nothing to publish" in page


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict(VERDICT.rows[:1]), "translations: 1 fit to publish"),
        (Verdict(VERDICT.rows), "translations: 2 of 5 fit to publish"),
        (VERDICT, "translations: some cannot be read"),
        (Verdict(()), "translations: none yet"),
    ],
)
def test_a_badge_has_its_words_as_its_name(verdict, said):
    root = etree.fromstring(badge.write(verdict).encode())

    assert root.get("aria-label") == said
    assert root.get("role") == "img"
    assert root.findtext("{*}title") == said


@pytest.mark.ui
def test_the_words_of_a_badge_stay_inside_it(page: Page):
    page.set_content(badge.write(VERDICT))
    box = page.locator("svg").bounding_box()

    for text in page.locator("svg text").all():
        inner = text.bounding_box()
        assert box["x"] <= inner["x"]
        assert inner["x"] + inner["width"] <= box["x"] + box["width"]


def test_the_colours_of_a_badge_can_be_read():
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in (badge.DARK, *badge.COLOURS.values()):
        assert 1.05 / (light(colour) + 0.05) >= 6
