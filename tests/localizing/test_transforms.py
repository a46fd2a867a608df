"""Each transform by itself: what it changes, what it leaves, and that it changes it once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto import formats
from recto.config import TRANSFORMS as NAMES
from recto.errors import CompileError, FormatError
from recto.localizing import TRANSFORMS, Page, localized
from recto.model import Article, Options

HTML = "news/tea.html"


def test_the_settings_know_every_transform_in_its_order():
    assert tuple(TRANSFORMS) == NAMES


def test_without_transforms_a_page_is_as_it_was(sheet, site):
    text = '# "A" - {{date:x}} [b](b.md)\r\n'

    assert localized(sheet(text), (), site()) == text


# --- laws ----------------------------------------------------------------------------------------

WORDS = [
    "Tee", '"', " - ", " -- ", "{{date:2026-11-22}}", "{{money:3.50 EUR}}", "`", "*", "\n", "\n\n", "# ",
    "> ", "[x](../about.md#leaf)", "[y](../team.md)", "![p](photo.png)", "[z]: ../menu.pdf",
    "<a href='../about.md'>", "</a>", '<img src="photo.png">', "---\n", "lang: en\n", "title: x\n",
    "+++\n", "a = 1\n", " !", "«", "»", "|", "```\n", "<p>", "</p>", "\r\n", "{", "}", "&quot;", "[u]",
    "[u]: ../about.md\n", ";", "\ufeff",
]  # fmt: skip
TAGS = [
    "<html>", '<html lang=en dir="ltr">', "<head>", "</head>", "<body>", "</body>", "<main>", "</main>",
    "<p>", '<link rel="alternate" hreflang="xx" href="old">', '<link rel=canonical href="tea.html">',
    "<title>x</title>", '<a href="../about.html#leaf">', "<a href=../team.html>", "</a>",
    "<img srcset='photo.png 1x, photo.png 2x'>", "<code>", "</code>", "<script src='photo.png'></script>",
    "{{number:1234.5}}", '"Tee"', " - ", "\n", "  ", "&amp;", "<a href='/about.html?x=1&amp;y=2'>",
    "<!-- <a href='../about.html'> -->", " ?", "Wort",
]  # fmt: skip


SETTINGS = settings(max_examples=30)


def _is_done_once(page, site, name, windows):
    names = NAMES if name == "all" else (name,)
    page = replace(page, text=page.text.replace("\n", "\r\n")) if windows else page
    try:
        formats.cut(Article(page.path, page.locale, page.text), page.options)
    except FormatError:
        return
    try:
        once = localized(page, names, site)
    except CompileError:
        return
    assert localized(replace(page, text=once), names, site) == once


@SETTINGS
@pytest.mark.parametrize("name", [*NAMES, "all"])
@pytest.mark.parametrize("layout", ["folder", "suffix", "docusaurus"])
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=12),
    locale=st.sampled_from(["de", "fr", "ar"]),
    windows=st.booleans(),
)
def test_markdown_is_changed_once(sheet, site, name, layout, words, locale, windows):
    made = sheet("".join(words), locale, is_partial=True, translator="Mina *Vale*")

    _is_done_once(made, site(name=layout), name, windows)


@SETTINGS
@pytest.mark.parametrize("name", [*NAMES, "all"])
@pytest.mark.parametrize("layout", ["folder", "suffix"])
@given(
    words=st.lists(st.sampled_from(TAGS), max_size=14),
    locale=st.sampled_from(["de", "fr", "ar"]),
    windows=st.booleans(),
)
def test_html_is_changed_once(sheet, site, name, layout, words, locale, windows):
    made = sheet("".join(words), locale, HTML, is_drafted=True, translator="Mina <Vale>")

    _is_done_once(made, site(name=layout), name, windows)


# --- numbers, dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "de", "ru"),
    [
        ("{{number:1234567.50}}", "1.234.567,5", "1\u00a0234\u00a0567,5"),
        ("{{percent:12.5}}", "12,5\u00a0%", "12,5\u00a0%"),
        ("{{money:200000 RUB}}", "200.000\u00a0RUB", "200\u00a0000\u00a0₽"),
        ("{{money:3.50 EUR|name}}", "3,50 Euro", "3,50 евро"),
        ("{{unit:12 kilometer}}", "12 Kilometer", "12 километров"),
        ("{{unit:12 kilometer|short}}", "12 km", "12 км"),
        ("{{date:2026-11-22}}", "22. November 2026", "22 ноября 2026\u202fг."),
        ("{{time:14:30}}", "14:30", "14:30"),
    ],
)
def test_a_token_is_written_as_its_locale_does(sheet, site, token, de, ru):
    for locale, value in (("de", de), ("ru", ru)):
        found = localized(sheet(f"Das sind {token} heute.\n", locale), ("numbers", "dates"), site())

        assert found.replace("\u202f", "\u00a0") == f"Das sind {value} heute.\n".replace("\u202f", "\u00a0")


def test_tokens_in_code_and_those_of_generators_stay(sheet, site):
    text = "Use `{{date:2026-11-22}}` and {{ name }} and {{< ref >}}.\n\n```\n{{number:x}}\n```\n"

    assert localized(sheet(text), ("numbers", "dates"), site()) == text


def test_a_date_at_the_start_of_a_line_makes_no_list(sheet, site):
    assert (
        localized(sheet("{{date:2026-11-22}} kam er.\n"), ("dates",), site())
        == "22\\. November 2026 kam er.\n"
    )


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("{{dat:2026-11-22}}", "Did you mean 'date'"),
        ("{{date:2026-02-30}}", "expected a date such as 2026-11-22"),
        ("{{date:2026-11-22|tall}}", "expected one of the styles full, long"),
        ("{{money:12}}", "expected a number and its currency"),
        ("{{money:12 XXY}}", "expected a currency such as EUR"),
        ("{{number:1,5}}", "expected a number such as 1234.5"),
        ("{{unit:3 parrots}}", "expected a unit such as kilometer"),
        ("{{time:25:00}}", "expected a time such as 14:30"),
    ],
)
def test_a_token_that_cannot_be_read_is_told_with_its_line(sheet, site, token, said):
    with pytest.raises(CompileError) as error:
        localized(sheet(f"# Tee\n\nEins\nzwei {token}.\n"), ("numbers", "dates"), site())

    assert error.value.where == "news/tea.md:4"
    assert token in error.value.problem
    assert said in str(error.value)


# --- typography ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "text", "wanted"),
    [
        ("de", 'Er sagte "ja" - gut.', "Er sagte „ja“ – gut."),
        ("ru", 'Он - "да" -- там.', "Он\u00a0— «да»\u00a0— там."),
        ("fr", 'Elle dit "oui" ! Qui ?', "Elle dit «\u00a0oui\u00a0»\u202f! Qui\u202f?"),
        ("de", 'Ein `"x" - y` und <b title="z">"w"</b>.', 'Ein `"x" - y` und <b title="z">„w“</b>.'),
        ("de", "Es stand 3 - 2, a-b.", "Es stand 3 - 2, a-b."),
        ("de", 'Ein "loses Zeichen.', 'Ein "loses Zeichen.'),
        ("de", '- "a" - b\n- c - d\n', "- „a“ – b\n- c – d\n"),
        (
            "de",
            'Sie "sah". <span lang="en" dir="ltr">He "went" - <b>"on"</b>.</span> <i lang="de-AT">"Ja"</i>',
            'Sie „sah“. <span lang="en" dir="ltr">He "went" - <b>"on"</b>.</span> <i lang="de-AT">„Ja“</i>',
        ),
        (
            "de",
            'Siehe ["Tee"](x.md "Ein - Titel") <https://example.org/?a="b">',
            'Siehe [„Tee“](x.md "Ein – Titel") <https://example.org/?a="b">',
        ),
    ],
)
def test_marks_in_prose_become_those_of_the_locale(sheet, site, locale, text, wanted):
    assert localized(sheet(text, locale), ("typography",), site()) == wanted


def test_what_stands_in_the_sources_words_keeps_its_marks(sheet, site):
    source = 'She said "yes" - now.\n\nHe said "no".\n'
    text = 'She said "yes" - now.\n\nEr sagte "nein".\n'

    found = localized(sheet(text, source=source), ("typography",), site())

    assert found == 'She said "yes" - now.\n\nEr sagte „nein“.\n'


# --- links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layout", "locale", "text", "wanted"),
    [
        ("folder", "de", "[a](../about.md#leaf)", "[a](../about.md#blatt)"),
        ("folder", "de", "[a](../about.md?x=1#other 'T')", "[a](../about.md?x=1#other 'T')"),
        ("folder", "de", "[a](../team.md)", "[a](../../en/team.md)"),
        ("folder", "fr", "[a](../about.md#leaf)", "[a](../../en/about.md#leaf)"),
        ("folder", "de", "[a](#leaf)", "[a](#blatt)"),
        ("folder", "de", "[a](/about.md)", "[a](/de/about.md)"),
        ("folder", "de", "[a](/team)", "[a](/en/team)"),
        ("folder", "de", "[a](../about.html)", "[a](../about.html)"),
        ("folder", "de", "[a](./)", "[a](./)"),
        ("folder", "de", "[a][r]\n\n[r]: ../team.md 'T'\n", "[a][r]\n\n[r]: ../../en/team.md 'T'\n"),
        ("folder", "de", "[a](https://example.org/about.md)", "[a](https://example.org/about.md)"),
        (
            "folder",
            "de",
            "[a](../../about.md) [b](mailto:a@example.org)",
            "[a](../../about.md) [b](mailto:a@example.org)",
        ),
        ("folder", "de", "`[a](../team.md)`", "`[a](../team.md)`"),
        ("suffix", "de", "[a](../about.md#leaf)", "[a](../about.de.md#blatt)"),
        ("suffix", "de", "[a](../team.md)", "[a](../team.md)"),
        ("suffix", "de", "[a](../) [b](./index.md)", "[a](../index.de.md) [b](index.de.md)"),
        ("suffix", "fr", "[a](../)", "[a](../)"),
        ("suffix", "de", "<a href='../about.md'>a</a>", "<a href='../about.de.md'>a</a>"),
        (
            "mkdocs",
            "de",
            "[a](../about.md#leaf) [b](../team.md#leaf)",
            "[a](../about.md#blatt) [b](../team.md#leaf)",
        ),
        ("hugo", "de", "[a](../about.md#leaf)", "[a](../about.md#blatt)"),
        ("docusaurus", "fr", "[a](../about.md#leaf)", "[a](../about.md#leaf)"),
    ],
)
def test_a_link_leads_to_the_version_that_is_published(sheet, site, layout, locale, text, wanted):
    assert localized(sheet(text, locale), ("links",), site(name=layout)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('<a href="../team.html">', '<a hreflang="en" href="../../en/team.html">'),
        ("<A CLASS=x HREF=../team.html>", '<A hreflang="en" CLASS=x HREF=../../en/team.html>'),
        ('<a href="../about.html" hreflang="en">', '<a href="../../en/about.html" hreflang="en">'),
        ('<a rel=x href="../about.html?a=1&amp;b">', '<a rel=x href="../about.html?a=1&amp;b">'),
        (
            '<link rel="canonical" href="/s/news/tea.html">',
            '<link rel="canonical" href="/s/de/news/tea.html">',
        ),
        ('<a href="//x.org/s/team.html">', '<a href="//x.org/s/team.html">'),
        ('<a href="/s/about.html">', '<a href="/s/de/about.html">'),
        ('<area href="https://x.org/s/about.html">', '<area href="https://x.org/s/de/about.html">'),
        ('<a href="/elsewhere/about.html">', '<a href="/elsewhere/about.html">'),
        ('<a href="{{ url }}/about.html">', '<a href="{{ url }}/about.html">'),
        ('<!-- <a href="../team.html"> -->', '<!-- <a href="../team.html"> -->'),
    ],
)
def test_a_link_in_html_says_the_language_where_it_leads(sheet, site, text, wanted):
    found = localized(sheet(text, "de", HTML), ("links",), site(base_url="https://x.org/s"))

    assert found == wanted


# --- assets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layout", "text", "wanted", "taken"),
    [
        ("folder", "![p](photo.png)", "![p](../../en/news/photo.de.png)", {"news/photo.de.png"}),
        ("suffix", '![p](photo.png "T")', '![p](photo.de.png "T")', {"news/photo.de.png"}),
        ("suffix", "[m](../menu.pdf)", "[m](../menu.pdf)", {"menu.pdf"}),
        ("suffix", '<img src="photo.png">', '<img src="photo.de.png">', {"news/photo.de.png"}),
        ("suffix", "[p]: photo.png\n", "[p]: photo.de.png\n", {"news/photo.de.png"}),
        (
            "suffix",
            "![p](none.png) ![q](http://x/photo.png)",
            "![p](none.png) ![q](http://x/photo.png)",
            set(),
        ),
        ("docusaurus", "![p](photo.png)", "![p](photo.de.png)", {"news/photo.de.png"}),
        ("mkdocs", "![p](photo.png)", "![p](photo.png)", {"news/photo.png", "news/photo.de.png"}),
    ],
)
def test_the_picture_of_the_locale_is_used(sheet, site, layout, text, wanted, taken):
    own = site(name=layout)

    assert localized(sheet(text), ("assets",), own) == wanted
    assert own.taken == taken


def test_every_candidate_of_a_srcset_is_moved(sheet, site):
    text = '<img srcset="photo.png 1x, https://x.org/p.png 2x,photo.png 3x" src=photo.png>'

    found = localized(sheet(text, "de", HTML), ("assets",), site(name="suffix"))

    assert found == '<img srcset="photo.de.png 1x, https://x.org/p.png 2x, photo.de.png 3x" src=photo.de.png>'


# --- notice, credit ------------------------------------------------------------------------------


def test_readers_are_told_in_their_language_what_they_read(sheet, site):
    found = localized(
        sheet("---\ntitle: T\n---\n\n# T\n", is_drafted=True, is_partial=True), ("notice",), site()
    )

    assert found.startswith("---\ntitle: T\n---\n> Dieser Text wurde maschinell übersetzt")
    assert "Ein Teil dieser Seite ist noch nicht übersetzt.\n\n" in found
    assert found.endswith("\n\n# T\n")


@pytest.mark.parametrize("front", ["{}", '{"title": "T"}', "---\ntitle: T\n---"])
def test_a_notice_never_touches_front_matter_that_has_no_end_of_line(sheet, site, front):
    page = sheet(front, is_partial=True)
    once = localized(page, ("notice",), site())

    assert once.startswith(f"{front}\n> ")
    assert localized(replace(page, text=once), ("notice",), site()) == once


def test_a_page_that_is_as_it_should_be_gets_no_notice(sheet, site):
    assert localized(sheet("# T\n"), ("notice",), site()) == "# T\n"


def test_a_language_without_words_of_its_own_gets_english_ones_marked(sheet, site):
    found = localized(
        replace(sheet("<p>T</p>", "de", HTML, is_outdated=True), locale="ja"), ("notice",), site()
    )
    other = localized(sheet("<main>T</main>", "sw", "about.html", is_outdated=True), ("notice",), site())

    assert found == '<p class="recto-notice" role="note">この翻訳の後に原文が変更されました。</p>\n<p>T</p>'
    assert "The original has changed" in other


def test_the_translator_is_named_behind_the_text(sheet, site):
    text = "<html><body><article><p>T</p></article><footer>F</footer></body></html>"
    made = sheet(text, "de", HTML, translator="Mina <Vale>")

    found = localized(made, ("credit",), site())

    assert '<p>T</p><p class="recto-credit">Übersetzung: Mina &lt;Vale&gt;</p>\n</article>' in found
    assert localized(sheet("Text", translator="a_b"), ("credit",), site()) == "Text\n\n*Übersetzung: a\\_b*\n"


# --- lang ----------------------------------------------------------------------------------------


def test_the_root_has_the_language_and_the_head_all_versions(sheet, site):
    text = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>T</title>\n</head>\n</html>\n'

    found = localized(sheet(text, "ar", "about.html"), ("lang",), site())
    other = localized(sheet(text, "ar", "index.html"), ("lang",), site(base_url="https://example.org"))

    assert '<html dir="ltr" lang="en">' in found  # nothing of it is translated into Arabic
    assert "alternate" not in found
    assert '<html dir="rtl" lang="ar">' in other
    assert [line for line in other.splitlines() if "alternate" in line] == [
        f'<link rel="alternate" hreflang="{name}" href="https://example.org/{place}/">'
        for name, place in (("ar", "ar"), ("de", "de"), ("en", "en"), ("x-default", "en"))
    ]


PLACES = '"de": "about.md", "en": "../en/about.md", "x-default": "../en/about.md"'
YAML = f"translations: {{{PLACES}}}\n"
TOML = f"translations = {{{PLACES.replace(':', ' =')}}}\n"
OWN = 'lang: "de"\ndir: "ltr"\n'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# T\n", f"---\n{OWN}{YAML}---\n# T\n"),
        ("---\nlang: en\nb:\n  lang: x\n---\n", f'---\nlang: "de"\nb:\n  lang: x\ndir: "ltr"\n{YAML}---\n'),
        ("---\ntranslations:\n  en: x\n---\nT", f"---\n{YAML}{OWN}---\nT"),
        ("+++\na = 1\n[b]\nc = 2\n+++\n", f"+++\na = 1\n{OWN.replace(':', ' =')}{TOML}[b]\nc = 2\n+++\n"),
        ('{\n"title": "T"\n}\n', '{\n"title": "T"\n}\n'),
    ],
)
def test_front_matter_says_the_language_and_the_translations(sheet, site, text, wanted):
    assert localized(sheet(text, "de", "about.md"), ("lang",), site()) == wanted


def test_a_generator_knows_the_language_itself(sheet, site):
    text = "---\ntitle: T\n---\n"

    assert localized(sheet(text), ("lang",), site(name="hugo")) == text
    assert localized(sheet("---\nlang: en\n---\n"), ("lang",), site(name="hugo")) == '---\nlang: "de"\n---\n'


@pytest.mark.parametrize("name", ["notice", "credit", "lang"])
def test_word_files_are_left_alone_by_what_does_not_fit_them(sheet, site, name):
    made = Page("a.docx", "de", "", "en", "", Options(), is_drafted=True, translator="M")

    assert TRANSFORMS[name](made, site()) == ""
