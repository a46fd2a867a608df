"""Checks of whole articles: nothing in what is whole, something in what is damaged."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from recto import formats
from recto.checks import documents
from recto.checks.documents import Allowed
from recto.model import Article, Document, Options

ROOT = Path(__file__).parents[2]
LOCALES = ("en", "de")


@pytest.fixture(scope="module")
def mutate():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return import_module("mutate")
    finally:
        sys.path.pop(0)


def cut_text(text: str, name: str = "tea.md") -> Document:
    return formats.cut(Article(name, "en", text), Options())


def found(
    source: str, localized: str, name: str = "tea.md", allowed: Allowed = documents.NOTHING
) -> list[str]:
    both = cut_text(source, name), cut_text(localized, name)
    return [one.check for one in documents.findings(*both, LOCALES, allowed)]


def test_nothing_is_found_in_compiled_articles(mutate):
    pages = mutate.sample_pages()

    assert len(pages) >= 12
    assert {page.name: page.findings(page.text) for page in pages} == {page.name: [] for page in pages}


def test_of_damaged_articles_at_least_99_percent_are_found(mutate):
    pages = mutate.sample_pages()
    damaged = list(mutate.damaged(pages, 300, seed=1))

    missed = [kind for kind, page, text in damaged if not page.findings(text)]

    assert len(damaged) == 300
    assert len(missed) <= 3, missed


@pytest.mark.parametrize(
    ("source", "localized", "check"),
    [
        ("# Tea\n\nBoil.\n", "## Tee\n\nKochen.\n", "headings"),
        ("# Tea\n\nBoil.\n", "Tee\n\nKochen.\n", "headings"),
        ("- one\n- two\n", "- eins\n", "lists"),
        ("- one\n- two\n", "- eins\n    - zwei\n", "lists"),
        ("- one\n- two\n", "1. eins\n2. zwei\n", "lists"),
        ("|a|b|\n|-|-|\n|c|d|\n", "|a|b|\n|-|-|\n|c|\n", "tables"),
        ("Look ![a cat](cat.png).\n", "Siehe ![eine Katze](cats.png).\n", "images"),
        ("Look ![a cat](cat.png).\n", "Siehe ![](cat.png).\n", "images"),
        ("Yes[^1].\n\n[^1]: Why.\n", "Ja.\n\n[^1]: Warum.\n", "footnotes"),
        ("Yes[^1].\n\n[^1]: Why.\n", "Ja[^1].\n", "footnotes"),
        ("See [it](a.md).\n", "Siehe [das](b.md).\n", "links"),
        ("See [it](a.md).\n", "Siehe das.\n", "links"),
        ("Use `po4a`.\n", "Nimm `po5a`.\n", "code"),
        ("Run:\n\n```sh\nmake\n```\n", "Starte:\n\n```sh\nmachen\n```\n", "code"),
        ("> A quotation.\n\nText.\n", "Ein Zitat.\n\nText.\n", "quotes"),
        ("One.\n\nTwo.\n", "Eins.\n", "blocks"),
        ("One.\n\nTwo.\n", "Eins.\n\nZwei.\n\nDrei.\n", "blocks"),
        ("Dear {{ name }}.\n", "Liebe {{ nam }}.\n", "placeholders"),
        ("---\ntitle: Tea\ndate: 2026\n---\nBoil.\n", "---\ntitle: Tee\n---\nKoche.\n", "front_matter"),
        ("Boil it.\n", "Koche <1>es.\n", "leftovers"),
        ("One.\n\nTwo.\n", 'Eins.\n\nmsgstr "Zwei."\n', "leftovers"),
        ("Tom &amp; Jerry.\n", "Tom &ampJerry.\n", "entities"),
        ("Some words here.\n\nOther words here.\n", "Gleiche Wörter.\n\nGleiche Wörter.\n", "doubled_blocks"),
        ("In 1990 it rained.\n\nIn 2001 it snowed.\n", "2001 schneite es.\n\n1990 regnete es.\n", "order"),
        ("Run:\n\n```\nmake\n```\n\nDone.\n", "Starte:\n\n```\nmake\n\nFertig.\n", "unclosed"),
    ],
)
def test_damage_is_found(source, localized, check):
    assert check in found(source, localized)


@pytest.mark.parametrize(
    ("source", "localized", "check"),
    [
        ("<h2>Tea</h2><p>Boil.</p>", "<h3>Tee</h3><p>Koche.</p>", "headings"),
        ("<p>Boil <b>it</b>.</p>", "<p>Koche <b>es.</p>", "markup"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li></ul>", "lists"),
        ('<p>Go <a href="/x">there</a>.</p>', '<p>Geh <a href="/y">hin</a>.</p>', "links"),
        ('<p>A</p><img src="a.png" alt="Cat">', '<p>A</p><img src="a.png" alt="">', "images"),
        ("<p>A</p><!-- ad -->", "<p>A</p>", "kept_text"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "<table><tr><td>a</td></tr></table>", "tables"),
    ],
)
def test_damage_to_html_is_found(source, localized, check):
    assert check in found(source, localized, "tea.html")


def test_transforms_that_say_the_language_are_no_damage():
    source = '<html lang="en"><head><title>Tea</title></head><body><p>Boil.</p></body></html>'
    localized = (
        '<html lang="ar" dir="rtl"><head><title>Tee</title><link rel="alternate" hreflang="en" href="/tea">'
        "</head><body><p>Koche.</p></body></html>"
    )

    assert found(source, localized, "tea.html") == []


def test_an_address_that_a_transform_replaced_is_no_damage():
    allowed = Allowed(targets={"a.md": "/de/a/"})

    assert found("See [it](a.md).\n", "Siehe [das](/de/a/).\n", allowed=allowed) == []
    assert found("See [it](a.md).\n", "Siehe [das](/fr/a/).\n", allowed=allowed) == ["links"]


def test_a_paragraph_left_out_on_purpose_is_no_damage():
    source = "One.\n\nTwo.\n\nThree.\n"

    assert found(source, "Eins.\n\nDrei.\n", allowed=Allowed(frozenset({1}))) == []
    assert found(source, "Eins.\n\nDrei.\n") == ["blocks"]


def test_a_wrapped_paragraph_of_plain_text_may_be_wrapped_otherwise():
    wide = (
        "The council of the town has closed the hall in the spring, and nobody knows\nfor how long it is.\n"
    )
    quote = wide.replace("\n", "\n> ").removesuffix("> ")
    source = f"Title\n\n{wide}\n> {quote}"
    localized = "Titel\n\nDer Rat\nhat die Halle\ngeschlossen, keiner\nweiß wie lange.\n\n> Der Rat hat.\n"

    assert found(source, localized, "tea.txt") == []
    assert found(source, localized.replace("> Der Rat hat.\n", ""), "tea.txt") != []


def test_codes_may_stand_in_another_order():
    assert found("A *b* and **c** `d`.\n", "`d` und **c**, *b*.\n") == []


def test_underscores_that_became_stars_are_no_damage():
    assert found("a __b__ c\n", "x**y**z\n") == []


def test_a_finding_says_the_line():
    (finding,) = documents.findings(cut_text("A\n\n# B\n"), cut_text("A\n\n## B\n"), LOCALES)[:1]

    assert (finding.check, finding.severity) == ("headings", "error")
    assert finding.message == "Line 3: the heading's level 1 became 2."


def test_every_check_has_a_title():
    titles = [documents.title(name) for name in documents.CHECKS]

    assert all(one.endswith((".", "`.", "etc.")) for one in titles)
    assert len(set(titles)) == len(titles)
