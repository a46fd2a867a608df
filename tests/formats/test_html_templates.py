"""What a template engine fills in is a code, in text, in tags and in values; nothing in it is read."""

from __future__ import annotations

import pytest

from recto.formats.html import cut, html_hint
from recto.formats.html_spell import spell_text
from recto.inline import mask
from recto.model import Options, Text, Typed, blocks, join


def texts(text: str) -> list[str]:
    document = cut(text, Options())
    assert join(document) == text
    return [mask(block.pieces).text for block in blocks(document.parts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Hi {{ name }}, {{{ raw }}}, ${user.name}.", ["Hi <1/>, <2/>, <3/>."]),
        ("<p>Hi {{ {'a': 1}['a'] }} you", ["Hi <1/> you"]),
        ("<p>{% if a %}One{% else %}Two{% endif %}</p>", ["<1/>One<2/>Two<3/>"]),
        ("<p>a {%- if x > '<b>' -%} b {%- endif -%}", ["a <1/> b <2/>"]),
        ("<p>a {# a <b>note</b> on {{ it }} #} b", ["a <1/> b"]),
        ("<p>a {#\n note #} b", ["a <1/> b"]),
        ("<p>a {{!-- no {{ it }} <p> --}} b {{-- no --}} c", ["a <1/> b <2/> c"]),
        ("{% comment %}<p>no</p>{% x %}{% endcomment %}<p>a", ["a"]),
        ("<p>a <?php if ($x > 1): ?>b<?php endif ?>", ["a <1/>b<2/>"]),
        ("<p>a <%= link_to '>', x %> b <%# note %>", ["a <1/> b <2/>"]),
        ("<a {% if x > 1 %}class='a'{% endif %} href='{{ \"u\" }}'>a</a> b", ["<1>a</1> b"]),
        ("<a href={{ url }} <?= $x->y ?> title=\"{{ t('>') }}\">a</a> b", ["<1>a</1> b"]),
        ("<p {{ attributes }}>a</p><p{% if x %} class=a{% endif %}>b</p>", ["a", "b"]),
        ("<p>{{#each x}}a{{/each}} {{> part }} b", ["<1/>a<2/> <3/> b"]),
        ("<ul>{% for x in y %}<li>a{{ x }}</li>{% endfor %}</ul>", ["a<1/>"]),
    ],
)
def test_placeholders_are_codes(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a {{ b",
        "a {% b",
        "a {# b",
        "a {b} }} %} #}",
        "a ${b",
        "a ${} $ {c}",
        "a {{!-- b",
        "a $5 {",
        "{ {a} }",
    ],
)
def test_what_is_no_placeholder_is_text(text: str) -> None:
    assert texts(text) == [text]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("${x} {# y #}", "&#36;{x} &#123;# y #&#125;"),
        ("costs $5 {or} 6 #1", "costs $5 {or} 6 #1"),
    ],
)
def test_a_typed_placeholder_is_shown_and_not_filled_in(typed: str, written: str) -> None:
    assert spell_text([Typed(typed, {})]) == written
    assert texts(f"<p>{written}</p>") == [typed]


def test_a_typed_brace_does_not_end_what_was_open() -> None:
    pieces = [Text("a ${b", "a ${b"), Text(" ", " "), Typed("c} d}", {})]

    assert texts(f"<p>{spell_text(pieces)}</p>") == ["a ${b c} d}"]


@pytest.mark.parametrize("raw", ["{{ name }}", "${name}", "{# note #}", "{% if x %}"])
def test_a_placeholder_is_named_in_the_hint(raw: str) -> None:
    assert html_hint(raw) == f"placeholder {raw}"
