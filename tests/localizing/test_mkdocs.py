"""A project of MkDocs with its plug-in for several languages: compiled, built, and opened in a browser."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.localizing.serving import served

from recto import project as projects
from recto.commands.compile import compile_articles
from recto.commands.extract import extract
from recto.exchange import po
from recto.model import State

LOCALES = ("de", "ar", "he")
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "publish.md"
RECTO = """\
source_locale = "en"
target_locales = ["de", "ar", "he"]
localize = ["links", "assets", "notice", "lang"]
[site]
layout = "mkdocs"
"""
SOURCES = {
    "index.md": "# Tea for two\n\nRead [how to brew](guide/brew.md#how-long) before ![a pot](pot.png).\n",
    "guide/brew.md": "# Brewing\n\nSee [the start](../index.md).\n\n"
    "## How long?\n\n!!! note\n\n    Three minutes.\n",
}
TARGETS = {
    "Tea for two": ("Tee für zwei", "شاي لشخصين", "תה לשניים"),
    "Read <1>how to brew</1> before <2/>.": (
        "Lesen Sie vor <2/>, <1>wie man brüht</1>.",
        "اقرأ <1>كيفية التحضير</1> قبل <2/>.",
        "קראו <1>איך חולטים</1> לפני <2/>.",
    ),
    "a pot": ("eine Kanne", "إبريق", "קנקן"),
    "Brewing": ("Brühen", "التحضير", "חליטה"),
    "See <1>the start</1>.": ("Siehe <1>den Anfang</1>.", "انظر <1>البداية</1>.", "ראו <1>את ההתחלה</1>."),
    "How long?": ("Wie lange?", "كم من الوقت؟", "כמה זמן?"),
    "Three minutes.": ("Drei Minuten.", "ثلاث دقائق.", "שלוש דקות."),
}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def quoted(kind: str) -> str:
    """Return the example of a kind in the guide, which is what users copy."""
    return HOW_TO.read_text("utf-8").split(f"```{kind}\n")[-1].split("```")[0]


@pytest.fixture(scope="module")
def build(tmp_path_factory, mkdocs) -> Path:
    root = tmp_path_factory.mktemp("mkdocs")
    for path, text in SOURCES.items():
        file = root / "sources" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (root / "sources" / "pot.png").write_bytes(PIXEL)
    (root / "recto.toml").write_text(RECTO, "utf-8")
    settings = quoted("yaml").replace(
        "        - {locale: de, name: Deutsch}\n",
        "".join(f"        - {{locale: {tag}, name: {tag.upper()}}}\n" for tag in LOCALES),
    )
    (root / "mkdocs.yml").write_text(
        f"site_name: Tea\nmarkdown_extensions: [admonition]\nuse_directory_urls: false\n{settings}", "utf-8"
    )
    project = projects.find(root)
    extract(project)
    for path in SOURCES:
        for number, locale in enumerate(LOCALES):
            file = project.catalog_file(path, locale)
            catalog = po.load(file.read_bytes(), path, locale)
            units = tuple(
                replace(unit, target=TARGETS[unit.source][number], state=State.REVIEWED)
                for unit in catalog.units
            )
            file.write_bytes(po.dump(replace(catalog, units=units), file.read_bytes()))
    report = compile_articles(project)
    assert report.errors == ()
    style = root / "build" / "styles" / "directions.css"
    style.parent.mkdir()
    style.write_text(quoted("css"), "utf-8")
    done = subprocess.run(
        [mkdocs, "build", "--strict"], cwd=root, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return root / "site"


@pytest.fixture(scope="module")
def site(build) -> Iterator[str]:
    with served(build) as address:
        yield address


@pytest.mark.mkdocs
@pytest.mark.parametrize(
    ("locale", "direction"), [("en", "ltr"), ("de", "ltr"), ("ar", "rtl"), ("he", "rtl")]
)
def test_pages_of_mkdocs_lead_to_each_other_and_run_as_their_language_does(
    page: Page, site, locale, direction
):
    root = f"{site}/" if locale == "en" else f"{site}/{locale}/"
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{root}index.html")

    assert page.evaluate("document.documentElement.lang") == locale
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == direction
    where = TARGETS["Tea for two"][LOCALES.index(locale)] if locale != "en" else "Tea for two"
    assert where in page.locator("h1").first.inner_text()
    assert page.evaluate("Array.from(document.images).every((one) => one.naturalWidth > 0)")
    page.locator("[role=main] a[href*=brew]").click()
    page.wait_for_url(f"{root}guide/brew.html#*")
    # The address of the heading is that of the translated one: the page has it.
    assert page.evaluate("Boolean(document.getElementById(decodeURIComponent(location.hash.slice(1))))")
    page.locator("[role=main] p a[href*=index]").click()
    page.wait_for_url(f"{root}index.html")
    assert [url for url in failed if site in url] == []


@pytest.mark.mkdocs
def test_each_article_stands_in_each_language_under_the_same_name(build):
    for folder in (build, *(build / locale for locale in LOCALES)):
        assert (folder / "index.html").is_file()
        assert (folder / "guide" / "brew.html").is_file()
        assert (build / "pot.png").is_file()
