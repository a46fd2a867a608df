"""The settings ``ignore`` and ``protect``, in every format."""

from __future__ import annotations

import pytest

from recto import formats
from recto.compilation import compile_article
from recto.extraction import extract
from recto.model import Article, Catalog, Options, State, Unit, join

ARTICLES = [
    ("a.md", "# Tea\n\nRead\n*more*\n\nSee ![Read more](a.png) Tea Times.\n"),
    ("a.mdx", "# Tea\n\nRead\n*more*\n\nSee ![Read more](a.png) Tea Times.\n"),
    ("a.html", "<h1>Tea</h1><p>Read\n<i>more</i></p><p>See <img alt='Read more'> Tea Times.</p>"),
]


def cut(path, text, **options):
    document = formats.cut(Article(path, "en", text), Options(**options))
    assert join(document) == text
    return document


def sources(path, text, **options):
    return [unit.source for unit in extract(cut(path, text, **options), lambda _: ())]


@pytest.mark.parametrize(("path", "text"), ARTICLES)
def test_a_block_whose_whole_text_matches_is_kept_also_in_a_code(path, text):
    assert sources(path, text, ignore=("Read more",)) == ["Tea", "See <1/> Tea Times."]
    assert sources(path, text, ignore=("Read", "T.a")) == [
        "Read <1>more</1>",
        "See <1/> Tea Times.",
        "Read more",
    ]


@pytest.mark.parametrize(("path", "text"), ARTICLES)
def test_words_that_match_are_shown_and_not_translated(path, text):
    assert sources(path, text, protect=("Tea Times", "mor")) == [
        "Tea",
        "Read <1><2>mor</2>e</1>",
        "See <1/> <2>Tea Times</2>.",
        "Read <1>mor</1>e",
    ]


@pytest.mark.parametrize(("path", "text"), ARTICLES)
def test_a_translation_that_a_pattern_matches_is_used_all_the_same(path, text):
    options = Options(ignore=("Weiter", "Read more"))
    article = Article(path, "en", text)
    units = (Unit("heading", "Tea", "Weiter", State.REVIEWED), Unit("title", "Tea", "Weiter", State.REVIEWED))

    result = compile_article(
        article,
        formats.cut(article, options),
        Catalog("de", units),
        lambda _: (),
        recut=lambda new: formats.cut(Article(path, "en", new), options),
    )

    assert result.refusals == ()
    assert result.article.text == text.replace("Tea<", "Weiter<").replace("# Tea\n", "# Weiter\n")


def test_what_is_typed_inside_a_protected_pair_is_not_used():
    article = Article("a.md", "en", "Read Tea Times.")
    document = formats.cut(article, Options(protect=("Tea Times",)))
    units = (Unit("paragraph", "Read <1>Tea Times</1>.", "<1>Teezeit</1> lesen.", State.REVIEWED),)

    result = compile_article(article, document, Catalog("de", units), lambda _: ())

    assert result.article.text == "Tea Times lesen."


def test_values_in_front_matter_are_looked_at_too():
    text = "---\ntitle: Tea Times in May\nsummary: none\n---\n"

    assert sources("a.md", text, ignore=("none",), protect=("Tea Times",)) == ["<1>Tea Times</1> in May"]


def test_addresses_are_whole():
    text = "See [it](https://example.org/Tea)."

    assert sources("a.md", text, links=True, protect=("Tea",)) == [
        "See <1>it</1>.",
        "https://example.org/Tea",
    ]
