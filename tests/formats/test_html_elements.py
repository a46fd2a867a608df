"""The less usual elements of HTML, each as a reader of the page meets it."""

from __future__ import annotations

import pytest

from recto.formats.html import cut
from recto.inline import segment
from recto.model import Options, blocks, join


def units(text: str) -> list[tuple[str, str]]:
    document = cut(text, Options())
    assert join(document) == text
    found = ((block.role, segment(block.pieces).unit.text) for block in blocks(document.parts))
    return [unit for unit in found if unit[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<noscript><p>Turn it on.</noscript>", ["Turn it on."]),
        ("<p>a<video src=x>Get it <a href=y>here</a>.</video>b", ["a<1>Get it <2>here</2>.</1>b"]),
        ("<object data=x><p>a</p></object>b", ["a", "b"]),
        ("<picture><source srcset='a 1x, b 2x'><img src=a></picture>", []),
        ("<iframe srcdoc='<p>no</p>'><p>no</p></iframe>", []),
        ("<details><summary>a</summary>b<p>c</details>", ["a", "b", "c"]),
        ("<label>a <input> b</label><fieldset><legend>c</legend>d</fieldset>", ["a <1/> b", "c", "d"]),
        ("<optgroup><option>a<option>b</optgroup><button>c</button>", ["a", "b", "c"]),
        ("<p>Donau&shy;dampf<wbr>schiff", ["Donau\u00addampf<1/>schiff"]),
        ("<ruby>a<rp>(<rt>b<rp>)</ruby>", ["a<1/>(<2/>b<3/>)"]),
        ("<p>a<math><mi>x</mi><![CDATA[ </math> ]]></math> b", ["a<1/> b"]),
        ("<p>a<svg><style>b { }</svg>c<p>d", ["a<1/>c", "d"]),
        ("<svg><foreignObject><style></svg></style></foreignObject></svg><p>a", ["a"]),
        ("<svg><p>a<style></p>b</style>c", ["a<1/>c"]),
        ("<p>a<template><p>b<template></template>c</template>d", ["a<1/>d"]),
        ("<!--[if IE]><p>a</p><![endif]--><![if !IE]><p>b</p><![endif]>", ["b"]),
        ("<!--[if !IE]><!--><p>a</p><!--<![endif]-->", ["a"]),
        ("<script><!-- '<script>' </script> no --></script>a", ["a"]),
        ("<script><!-- '<script>' --></script>a", ["a"]),
        ("<script>'<!-- <script '</script>a", []),
        ("<xmp><p>no</xmp><noframes><p>no</noframes>a", ["a"]),
        ("a<pre>b\nc</pre>d", ["a", "d"]),
        ("<p>\ufeffa\x00b\rc\r\nd", ["\ufeffa<1/>b c d"]),
        ("<b>a<p>b</b>c", ["a", "b<1/>c"]),
    ],
)
def test_the_texts_of_a_page(text: str, expected: list[str]) -> None:
    assert [text for _, text in units(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<font><li>a</font>b</li>c", [("list item", "a<1/>b"), ("paragraph", "c")]),
        ("<h2>a</h3>b", [("heading", "a"), ("paragraph", "b")]),
        ("<h2><i>a<h3>b</h2>c", [("heading", "a"), ("heading", "b"), ("heading", "c")]),
        (
            "<table>a<tr>b<td>c</table>d",
            [("paragraph", one) for one in "ab"] + [("table cell", "c"), ("paragraph", "d")],
        ),
        ("<li>a<ul><li>b</li></ul></li>c", [("list item", "a"), ("list item", "b"), ("paragraph", "c")]),
        ("<blockquote><x-y>a</blockquote></x-y>b", [("quote", "a"), ("paragraph", "b")]),
    ],
)
def test_misplaced_tags_end_what_they_end_in_a_browser(text: str, expected: list[tuple[str, str]]) -> None:
    assert units(text) == expected
