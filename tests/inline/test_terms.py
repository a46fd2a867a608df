"""Words that the settings protect: guarded where they stand, with every byte in its place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.inline import finish, keep_terms, mask, plain, visible
from recto.model import Code, CodeKind, Text, raw

PATTERNS = ["Tea Times", "Times", "T[a-z]*", "@a", "x*", r"\bof @an", " ", "&", "(?<=a)b", "a b|b @a"]
WORDS = st.text(alphabet="aTeims @bx&\n\u00a0<1/>", max_size=14)


@st.composite
def pieces(draw):
    out = []
    for number, kind in enumerate(
        draw(st.lists(st.sampled_from(["text", "entity", "pair", "code", "one"]), max_size=6))
    ):
        if kind == "text":
            out += plain(draw(WORDS))
        elif kind == "entity":
            out += [Text("&amp;", "&"), Text("&fflig;", "ff"), Text("\\T", "T")]
        elif kind == "one":
            out.append(Code(CodeKind.SINGLE, ("<br>",)))
        else:
            is_code = kind == "code"
            inside = [Text("Tea Times", "Tea Times")] if is_code else plain(draw(WORDS))
            out.append(Code(CodeKind.OPEN, ("<b>",), number + 1, protected=is_code))
            out += [piece for piece in inside if isinstance(piece, Text)]
            out.append(Code(CodeKind.CLOSE, ("</b>",), number + 1, protected=is_code))
    return finish(out)


def compiled(*patterns):
    return [re.compile(pattern) for pattern in patterns]


@given(pieces(), st.lists(st.sampled_from(PATTERNS), max_size=3))
def test_guarding_keeps_the_bytes_and_does_nothing_twice(some, patterns):
    guarded = keep_terms(some, compiled(*patterns))

    assert raw(guarded) == raw(some)
    assert visible(guarded) == visible(some)
    assert keep_terms(guarded, compiled(*patterns)) == guarded
    assert finish(guarded) == guarded


@given(pieces(), st.lists(st.sampled_from(PATTERNS), max_size=3))
def test_guards_are_pairs_that_no_other_guard_crosses(some, patterns):
    guarded = keep_terms(some, compiled(*patterns))

    open_guard = None
    for piece in guarded:
        if isinstance(piece, Code) and piece.protected:
            assert (open_guard is None) == (piece.kind is CodeKind.OPEN)
            assert piece.kind is CodeKind.OPEN or piece.pair == open_guard
            open_guard = piece.pair if piece.kind is CodeKind.OPEN else None
    pairs = [piece.pair for piece in guarded if isinstance(piece, Code) and piece.kind is CodeKind.OPEN]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("text", "patterns", "unit"),
    [
        ("Read Tea Times now.", ["Tea Times"], "Read <1>Tea Times</1> now."),
        ("Read Tea\nTimes now.", ["Tea Times"], "Read <1>Tea Times</1> now."),
        ("Tea Times", ["Tea", "Times"], "<1>Tea</1> <2>Times</2>"),
        ("TeaTimes", ["Tea", "Times"], "<1>Tea</1><2>Times</2>"),
        ("Tea Times Ltd", ["Tea Times", "Times Ltd"], "<1>Tea Times Ltd</1>"),
        ("Tea Times", ["Times", "Tea Times"], "<1>Tea Times</1>"),
        ("a Tea b", [" Tea "], "a <1>Tea</1> b"),
        ("a  b", ["x*", "q?"], "a b"),
        ("Ask @ana at Tea.", ["Tea", "@ana"], "Ask <1>@ana</1> at <2>Tea</2>."),
        ("Ask Tea@ana.org now", ["Tea@"], "Ask <1>Tea@ana.org</1> now"),
        ("One of @ana here", ["of @an"], "One <1>of @ana</1> here"),
        ("@anaTea", ["naT"], "<1>@anaTea</1>"),
    ],
)
def test_matches_are_guarded(text, patterns, unit):
    assert mask(keep_terms(finish(plain(text)), compiled(*patterns))).text == unit


def test_a_match_that_begins_inside_an_entity_begins_behind_it():
    some = (Text("x", "x"), Text("&fflig;", "ff"), Text("y", "y"))

    assert mask(keep_terms(some, compiled("fy"))).text == "xff<1>y</1>"


def test_translators_read_that_the_text_is_kept():
    assert mask(keep_terms(plain("a Tea"), compiled("Tea"))).hints == ("<1> kept term",)
