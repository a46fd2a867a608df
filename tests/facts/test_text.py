"""The quick ways to read a text find what the plain ways find."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from recto.facts.text import WORD, first_words, read, runs, runs_in_order, words

TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            [
                "l'",
                "d'",
                "qu'",
                "don't",
                "it'll",
                "5d'ab",
                "a_b",
                'צה"ל',
                "a\u0301b",
                "日本",
                "ß",
                " ",
                "\u00ad",
                "`",
                "｀",
                "9",
            ]
        ),
        max_size=8,
    ).map("".join),
)


@given(TEXTS)
@example("L'eau d'or")
@example("5d'abc it'll o'neil")
@example("a\"b 日'本'a")
def test_words_are_what_the_pattern_finds_and_stand_where_they_say(text: str) -> None:
    found = words(text)

    assert [(word.text, word.start, word.end) for word in found] == [
        (hit[0], *hit.span()) for hit in WORD.finditer(text)
    ]
    assert all(word.folded == word.text.casefold() for word in found)
    assert first_words(text, 2) == found[:2]


@given(TEXTS)
@example("`｀´’ʼ")
@example("«“”„‟»–—−…１２ ٣")
def test_a_text_is_read_as_its_characters_are(text: str) -> None:
    seen = [read(char).text for char in text]

    assert read(text).text == "".join(seen)


@given(TEXTS)
def test_runs_are_letters_figures_and_low_lines(text: str) -> None:
    assert runs_in_order(text) == re.findall(r"\w+", text)
    assert runs(text) == frozenset(re.findall(r"\w+", text.casefold()))
