"""Directives in HTML comments: off, on and note, wherever a comment may stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.formats.directives import (
    NOTE_WITHOUT_BLOCK,
    NOTE_WITHOUT_WORDS,
    OFF_WITHOUT_ON,
    ON_WITHOUT_OFF,
    Listener,
)
from recto.formats.html import cut, cut_fragment
from recto.inline import mask
from recto.model import Code, Document, Options, blocks, join, raw

OFF, ON, NOTE = "<!-- recto: off -->", "<!-- recto: on -->", "<!-- recto: note N -->"

SIGNS = "<p> </p> <b> </b> <svg> </svg> <title> </title> <table> </table> <td> <img/alt=a> <li/title=t> {{x}}"
PARTS = st.sampled_from(
    [OFF, ON, NOTE, "<!-- recto: off", "<!-- recto: zzz -->", "a b. ", " ", *SIGNS.split()]
)


def units(document: Document) -> list[tuple[str, str]]:
    """Return the text of each block and its note, values in codes behind the block."""
    out = []
    for block in blocks(document.parts):
        codes = [piece for piece in block.pieces if isinstance(piece, Code)]
        inner = [value for code in codes for value in blocks(code.parts)]
        out += [(mask(one.pieces).text, one.note) for one in (block, *inner)]
    return out


@given(st.lists(PARTS, max_size=20).map("".join))
def test_a_page_with_directives_is_joined_again(text: str) -> None:
    assert join(cut(text, Options())) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a</p>{off}<p title=t>b <b>c</b></p><img alt=d>{on}<p>e</p>", ["a", "e"]),
        ("{off}<title>a</title>{on}<title>b</title>", ["b"]),
        ("<p>One {off}keep <b>me</b> <img alt=x>{on} two.</p>", ["One <1>keep me </1> two."]),
        ("<p>One {off}two</p><p>three</p>{on} four", ["One", "four"]),
        ("<p>a <b>b {off}c</b> d{on} e</p>", ["a <1/>b <2>c d</2> e"]),
        ("<table>{off}<tr><td>a</td></tr>{on}<tr><td>b<td>{off}c</table>", ["b"]),
        ("<ul><li>a{off}<li>b<li>c{on}<li>d</ul>", ["a", "d"]),
        ("{off}<p>a{off}<p>b{on}<p>c", ["c"]),
        ("a{off}<textarea>{on}</textarea>b", ["a"]),
        ("<p>a {off}&lt;1>{on} b</p>", ["a <1/> b"]),
        ("<p>a {off}<svg><text>b</text></svg>{{{{ c }}}}{on} d</p>", ["a <1>{{{{ c }}}}</1> d"]),
        ("<div translate=no>{off}a{on}b</div>c", ["c"]),
    ],
)
def test_what_stands_between_off_and_on_is_kept(text: str, expected: list[str]) -> None:
    found = units(cut(text.format(off=OFF, on=ON), Options()))

    assert [text for text, _ in found] == [one.replace("{{", "{").replace("}}", "}") for one in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{note}<p>a</p><p>b</p>", [("a", "N"), ("b", "")]),
        ("<p>{note}a</p><p>b</p>", [("<1/>a", "N"), ("b", "")]),
        ("<p>a {note} b</p><p>c</p>", [("a <1/> b", "N"), ("c", "")]),
        ("a {note}<p>b</p>", [("a <1/>", ""), ("b", "N")]),
        ("{note}{note}<p>a</p>", [("a", "N N")]),
        ("{note}<p title=t>a</p><p>b</p>", [("t", "N"), ("a", "N"), ("b", "")]),
        ("{note}<img alt=a><p>b</p>", [("a", "N"), ("b", "")]),
        ("<img alt=a>{note}<img alt=b><p>c</p>", [("a", ""), ("b", "N"), ("c", "")]),
        ("{note}<p>a <img alt=b></p>", [("a <1/>", "N"), ("b", "")]),
        ("{note}<title>a</title>b", [("a", "N"), ("b", "")]),
        ("<table>{note}<tr><td>a<td>b</table>", [("a", "N"), ("b", "")]),
        ("{off}{note}{on}<p>a</p>", [("a", "")]),
    ],
)
def test_a_note_is_about_the_next_block_or_the_one_in_which_it_stands(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert units(cut(text.format(off=OFF, on=ON, note=NOTE), Options())) == expected


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("a\n{off}<p>b", ((2, OFF_WITHOUT_ON),)),
        ("a\n\n{on}<p>b", ((3, ON_WITHOUT_OFF),)),
        ("{off}a{on}\n{on}", ((2, ON_WITHOUT_OFF),)),
        ("a<p>\n{note}", ((2, NOTE_WITHOUT_BLOCK),)),
        ("<!-- recto: note -->a{off}<!-- recto: note -->{on}", ((1, NOTE_WITHOUT_WORDS),)),
        (
            "\n<!-- recto: of -->",
            (
                (
                    2,
                    "unknown directive 'recto: of'. Known are 'recto: off', 'recto: on' and 'recto: note'.",
                ),
            ),
        ),
        ("{off}{on}{note}a<!-- a recto: of -->", ()),
    ],
)
def test_what_an_author_should_look_at_is_said_with_its_line(
    text: str, remarks: tuple[tuple[int, str], ...]
) -> None:
    assert cut(text.format(off=OFF, on=ON, note=NOTE), Options()).remarks == remarks


def test_a_paragraph_with_a_note_can_be_left_out_as_a_whole() -> None:
    (block,) = blocks(cut(f"<p>{NOTE}a</p>", Options()).parts)

    assert (block.before, block.after) == (3, 4)


def test_what_a_directive_says_in_one_fragment_holds_in_the_next_of_the_article() -> None:
    listener = Listener()
    found: list[str] = []
    for content in (f"<p>a{OFF}b</p>", "<p>c</p>", f"<p>d</p>{ON}<p>e</p>{NOTE}", "<p>f</p>"):
        parts = cut_fragment(content, lambda a, b, own=content: own[a:b], lambda _: 1, Options(), listener)
        found += [f"{raw(block.pieces)} {block.note}".strip() for block in blocks(parts)]

    assert found == ["a", "e", "f N"]
    assert listener.end() == ()
