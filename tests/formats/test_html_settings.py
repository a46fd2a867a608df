"""Which values of tags, classes and scripts are texts is for the settings to say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from recto.errors import CodeError
from recto.formats.html import cut, cut_fragment, inline_tag_parts
from recto.inline import mask
from recto.model import LINK, Block, Code, Options, Typed, blocks, join


def every_block(text: str, options: Options) -> list[Block]:
    document = cut(text, options)
    assert join(document) == text
    out: list[Block] = []
    for block in blocks(document.parts):
        out.append(block)
        out += [value for code in block.pieces if isinstance(code, Code) for value in blocks(code.parts)]
    return out


def units(text: str, **options: Any) -> list[tuple[str, str]]:
    return [(block.role, mask(block.pieces).text) for block in every_block(text, Options(**options))]


@pytest.mark.parametrize(
    ("text", "attributes", "expected"),
    [
        ('<p title="T" data-tip="D">x', ("data-tip",), [("alt text", "D"), ("paragraph", "x")]),
        ("<p title=T>x", (), [("paragraph", "x")]),
        ("<p TITLE=T>x", ("Title",), [("link title", "T"), ("paragraph", "x")]),
        ("<track label='One &amp; two'>", ("label",), [("alt text", "One & two")]),
        ("<x-tip tip=a><b tip=b></b></x-tip>", ("x-tip@tip",), [("alt text", "a")]),
        ("<abbr title=a></abbr><b title=b></b>", ("abbr@title",), [("link title", "a")]),
        (
            "<input type=Submit value=Go><input value=1><input type=hidden value=x>",
            ("value",),
            [("alt text", "Go")],
        ),
        ("<input value=Go type=text><option value=a>b", ("input@value",), [("paragraph", "b")]),
        ("<p aria-description='See {{ it }}'></p>", ("aria-description",), [("alt text", "See <1/>")]),
        ("<meta content=x><p content=y></p>", ("content",), [("alt text", "y")]),
        ("<p a.b=c axb=d></p>", ("a.b",), [("alt text", "c")]),
    ],
)
def test_the_named_attributes_are_texts(
    text: str, attributes: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert units(text, attributes=attributes) == expected


@pytest.mark.parametrize(
    ("text", "meta", "expected"),
    [
        ("<meta name=KEYWORDS content='a, b'>", ("keywords",), [("meta:keywords", "a, b")]),
        ("<meta property=dc:Title content=T>", ("DC:title",), [("meta:title", "T")]),
        ("<meta itemprop=description content=D>", ("description",), [("meta:description", "D")]),
        ("<meta name=description content=D>", (), []),
    ],
)
def test_the_named_meta_elements_are_texts(
    text: str, meta: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert units(text, meta=meta) == expected


@pytest.mark.parametrize(
    ("text", "classes", "expected"),
    [
        ("<p class='a Legal'>x</p><p class=notranslate>y</p>", ("legal",), ["y"]),
        ("<p class=legal-not>x", ("legal",), ["x"]),
        ("<p>a <span class=x>b <i>c</i></span> d", ("x",), ["a <1>b c</1> d"]),
        ("<div class=x><p>a<p translate=yes>b</div>", ("x",), ["b"]),
        ("<svg class=x aria-label=a></svg>", ("x",), []),
        ("<title class=x>a</title>", ("x",), []),
    ],
)
def test_elements_of_the_named_classes_are_kept(
    text: str, classes: tuple[str, ...], expected: list[str]
) -> None:
    assert [text for _, text in units(text, kept_classes=classes)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '<p>See <a href="https://e.org/?a&amp;b=1" title=T>it</a>.',
            [("paragraph", "See <1>it</1>."), (LINK, "https://e.org/?a&b=1"), ("link title", "T")],
        ),
        ("<a href=a.html><div>b</div></a>", [(LINK, "a.html"), ("paragraph", "b")]),
        ("<map><area href=' a.html ' alt=b></map>", [(LINK, "a.html"), ("alt text", "b")]),
        ("<a href='{{ url }}'>a</a>", [("paragraph", "<1>a</1>")]),
        ("<a href='{{ url }}/x'>a</a>", [("paragraph", "<1>a</1>"), (LINK, "<1/>/x")]),
        ("<a href=' java\nscript&colon;x()'>a</a><link href=x>", [("paragraph", "<1>a</1><2/>")]),
        ("<a href=#>a</a>", [("paragraph", "<1>a</1>")]),
        ("<p translate=no><a href=b>a</a></p>", []),
    ],
)
def test_on_request_addresses_are_units(text: str, expected: list[tuple[str, str]]) -> None:
    assert units(text, links=True) == expected
    assert LINK not in dict(units(text))


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_an_address_keeps_its_quotes_and_never_becomes_a_script(quote: str) -> None:
    (link,) = (
        one
        for one in every_block(f"<a href={quote}a.html{quote}>x</a>", Options(links=True))
        if one.role == LINK
    )

    assert link.spell([Typed("b.html?a&lt;", {})]) == "b.html?a&amp;lt;"
    for typed in ("javascript:x()", "JavaScript:x()", "vbscript:x", "data:text/html,x"):
        with pytest.raises(CodeError, match="would run as a script"):
            link.spell([Typed(typed, {})])


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"headline": "A \\"b\\" \\u00e9", "url": "u"}', [("meta:headline", 'A "b" é')]),
        ('[{"a": {"description": "D"}}]', [("meta:description", "D")]),
        ('{"headline": ["A", "B", {"x": "c", "headline": "D"}]}', [("meta:headline", one) for one in "ABD"]),
        ('{"head\\u006cine": "A", "x": "headline", "y": ["headline", "z"]}', [("meta:headline", "A")]),
        ('{"headline": "", "description": " "}', []),
        ('{"headline": "Of {{ name }} <b>"}', [("meta:headline", "Of <1/> <b>")]),
        ('{"headline": "Tom &amp; Jerry"}', [("meta:headline", "Tom &amp; Jerry")]),
    ],
)
def test_on_request_texts_in_json_ld_are_units(text: str, expected: list[tuple[str, str]]) -> None:
    page = LD.replace("{}", text)

    assert units(page, json_ld=("headline", "description")) == expected
    assert units(page) == []
    assert units(page.replace("application/ld+json", "module"), json_ld=("headline",)) == []


def test_json_ld_between_words_is_one_code_with_texts_in_it() -> None:
    page = "<p>a " + LD.replace("{}", '{"headline": "A"}') + " b"

    assert units(page, json_ld=("headline",)) == [("paragraph", "a <1/> b"), ("meta:headline", "A")]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ('A "b" \\ c', 'A \\"b\\" \\\\ c'),
        ("</script><!-- <script>", "\\u003c/script>\\u003c!-- \\u003cscript>"),
        ("1 < 2 & 3 é", "1 < 2 & 3 é"),
        ("{{ x }}", "\\u007b{ x }\\u007d"),
    ],
)
def test_what_is_typed_into_json_ld_is_json_and_cannot_end_the_script(typed: str, written: str) -> None:
    (block,) = every_block(LD.replace("{}", '{"headline": "A"}'), Options(json_ld=("headline",)))

    assert block.spell([Typed(typed, {})]) == written
    assert json.loads(f'"{written}"') == typed


def test_json_ld_that_cannot_be_read_is_kept_with_a_remark() -> None:
    document = cut(
        "<p>a\n" + LD.replace("{}", '{\n"headline": "A",}') + "\n<p>b", Options(json_ld=("headline",))
    )

    assert [line for line, _ in document.remarks] == [3]
    assert "Its texts are kept." in document.remarks[0][1]
    assert len(list(blocks(document.parts))) == 2


def test_fragments_and_single_tags_take_the_settings_too() -> None:
    options = Options(attributes=("label",), kept_classes=("x",))
    text = "<p class=x>a</p><track label=b>"

    found = [
        *blocks(cut_fragment(text, lambda a, b: text[a:b], lambda _: 1, options)),
        *blocks(inline_tag_parts("<track label=c>", 1, options)),
    ]

    assert [mask(block.pieces).text for block in found] == ["b", "c"]
