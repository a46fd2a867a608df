"""Damaged codes: put right where there is no doubt, and never at the cost of a letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import CodeError
from recto.inline import check_codes, holds, mask, renumber, repair, unmask
from recto.model import Code, CodeKind, Text, Typed, raw

SOURCES = ["<1>a</1> b", "a <1/> b", "<1>a <2/></1> <3>b</3>", "<1>a</1><2>b</2>", "none", "<1>all</1>"]
MARKS = [
    "<1>",
    "</1>",
    "<1/>",
    "< 1 >",
    "</ 1>",
    "<2/>",
    "＜3＞",
    "&lt;/3&gt;",
    "<3>",
    "</3>",
    "<2 />",
    "<4>",
]
TARGETS = st.lists(st.sampled_from([*MARKS, "x", " ", "<", ">", "1"]), max_size=8).map("".join)


def letters(text):
    return [char for char in text if char == "x"]


@given(TARGETS, st.sampled_from(SOURCES))
def test_a_repaired_target_holds_or_is_the_one_that_came(target, source):
    repaired = repair(target, source)

    assert repaired == target or holds(repaired, source)
    assert letters(repaired) == letters(target)
    assert repair(repaired, source) == repaired


@given(TARGETS, st.sampled_from(SOURCES))
def test_a_target_that_holds_is_left_alone(target, source):
    if holds(target, source):
        assert repair(target, source) == target


@given(st.permutations(["<1>a</1>", "<2>b</2>", "<3/>"]), st.sampled_from(["< {} >", "＜{}＞", "&lt;{}&gt;"]))
def test_codes_in_any_spelling_and_order_are_read(parts, spelling):
    target = " ".join(parts)
    respelled = target.replace("<", "\0").replace(">", "\1")
    opening, closing = spelling.split("{}")

    assert repair(respelled.replace("\0", opening).replace("\1", closing), "<1>x</1> <2>y</2> <3/>") == target


@pytest.mark.parametrize(
    ("target", "source", "repaired"),
    [
        ("Das < 1 >es</ 1>.", "It <1>is</1>.", "Das <1>es</1>."),
        ("Das <\u00a01\u00a0>es<\u00a0/\u202f1\u00a0>.", "It <1>is</1>.", "Das <1>es</1>."),
        ("Das ＜1＞es＜／1＞.", "It <1>is</1>.", "Das <1>es</1>."),
        ("Das &lt;1&gt;es&lt;/1&gt;.", "It <1>is</1>.", "Das <1>es</1>."),
        ("هذا <١>هو</١>", "It <1>is</1>.", "هذا <1>هو</1>"),
        ("Zeile<1>Zeile", "line<1/>line", "Zeile<1/>Zeile"),
        ("Zeile</1>Zeile", "line<1/>line", "Zeile<1/>Zeile"),
        ("Zeile<1></1>Zeile", "line<1/>line", "Zeile<1/>Zeile"),
        ("<1>Eins<1> zwei", "<1>One</1> two", "<1>Eins</1> zwei"),
        ("<1/>Eins</1> zwei", "<1>One</1> two", "<1>Eins</1> zwei"),
        ("Eins</1><1> zwei", "One <1>two</1>", "Eins<1></1> zwei"),
        ("<1>a<2>b</1></2>", "<1>a</1><2>b</2>", "<1>a<2>b</2></1>"),
        ("<1><2>a</1>b</2>", "<1>a</1><2>b</2>", "<2><1>a</1>b</2>"),
        ("<1>a<2>b<3>c</1></2></3>", "<1>a</1><2>b</2><3>c</3>", "<1>a<2>b<3>c</3></2></1>"),
        ("<1>Alles", "<1>all</1>", "<1>Alles</1>"),
        ("Alles</1>", "<1>all</1>", "<1>Alles</1>"),
        ("2 < 3 und <1>x</1>", "<1>x</1> and 2 < 3", "2 < 3 und <1>x</1>"),
        ("< 1 > ist <1>x</1>", "<1>x</1>", "< 1 > ist <1>x</1>"),
    ],
)
def test_what_is_without_doubt_is_put_right(target, source, repaired):
    assert repair(target, source) == repaired


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("Eins", "<1>One</1> two"),
        ("<1>Eins zwei", "<1>One</1> two"),
        ("Eins</1> <1>zwei", "<1>One</1> two"),
        ("<1>a <2>b</1> c</2>", "<1>a</1> <2>b</2>"),
        ("a <1/> <1/>", "a <1/>"),
        ("<1>a</1> <2>b</2>", "<1>a</1> b"),
        ("<1/>", "<1>a</1>"),
        ("< 1 >a</1> <1>b", "<1>a</1> b"),
    ],
)
def test_what_is_in_doubt_is_left_alone(target, source):
    assert repair(target, source) == target
    with pytest.raises(CodeError):
        check_codes(target, source)


def test_unmask_reads_a_damaged_target_as_the_repaired_one():
    pair = Code(CodeKind.OPEN, ("*",), 1), Code(CodeKind.CLOSE, ("*",), 1)
    masked = mask((pair[0], Text("x", "x"), pair[1], Text(" y", " y")))

    pieces = unmask("z < 1 >w</ 1 >", masked)

    assert "".join(piece.text if isinstance(piece, Typed) else raw([piece]) for piece in pieces) == "z *w*"


HINTS = ("<1> bold", "<2/> image cat.png", f"<3> link https://example.org/{'x' * 80}")


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("<2/> <3>c</3>", "missing codes: 1 (bold)."),
        ("<3>c</3>", "missing codes: 1 (bold), 2 (image cat.png)."),
        ("<1>a</1> <2/>", f"missing codes: 3 (link https://example.org/{'x' * 34}\u2026)."),
        ("<1>a</1> <2/> <2/> <3>c</3> <4/>", "codes that are too many: 2 (image cat.png), 4."),
        ("<1>a <3>c</1> b</3> <2/>", "code 1 (bold) closes where it is not the innermost one open."),
    ],
)
def test_a_refusal_names_the_codes_and_what_they_are(target, problem):
    with pytest.raises(CodeError) as caught:
        check_codes(target, "<1>a</1> <2/> <3>c</3>", HINTS)

    assert caught.value.problem == problem


def test_renumbered_text_needs_no_repair():
    source = renumber("<7>a</7> <3/>")

    assert (source, repair(source, source)) == ("<1>a</1> <2/>", source)
