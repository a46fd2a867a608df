"""Directives are read alike wherever a comment stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.formats.directives import Directive, directive


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        (" recto: off ", Directive("off")),
        ("recto:on", Directive("on")),
        ("\n recto:\toff\n", Directive("off")),
        (" recto: off until the legal text is final ", Directive("off")),
        (" recto: note A boat's  name.\n Keep it. ", Directive("note", "A boat's name. Keep it.")),
        (" recto: note: A boat", Directive("note", "A boat")),
        (" recto: note a\x00b\u2028c ", Directive("note", "a b c")),
        (" recto: note ", Directive("note", "")),
    ],
)
def test_a_directive_says_its_kind_and_a_note_its_words(comment: str, found: Directive) -> None:
    assert directive(comment) == found


@pytest.mark.parametrize(
    "comment", ["", "recto", " a recto: off", "Recto: off", "recto off", "vso: recto: on"]
)
def test_other_comments_are_no_directives(comment: str) -> None:
    assert directive(comment) is None


@pytest.mark.parametrize(
    ("comment", "shown"), [(" recto: of ", "of"), ("recto: ", ""), ("recto: OFF", "OFF")]
)
def test_an_unknown_directive_says_which_are_known(comment: str, shown: str) -> None:
    known = "Known are 'recto: off', 'recto: on' and 'recto: note'."

    assert directive(comment) == Directive("unknown", f"unknown directive 'recto: {shown}'. {known}")


@given(st.text(max_size=20))
def test_the_words_of_a_note_are_one_line(words: str) -> None:
    found = directive(f" recto: note {words}")

    assert found is not None
    assert found.text == found.text.strip()
    assert found.text.isprintable() or not set(found.text) & set("\n\r\t\x00\x85\u2028\u2029")
