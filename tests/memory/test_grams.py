"""Parts of texts: whatever is alike enough lies in a class that is looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from recto.memory.grams import CLASSES, classes, grams, length_class

TEXTS = st.text(st.sampled_from("ab水ก 1"), min_size=1, max_size=60)


@given(TEXTS, st.text(st.sampled_from("ab"), max_size=30), st.floats(1, 100))
def test_no_text_that_is_alike_lies_outside_the_classes(text, more, at_least):
    other = text + more
    if fuzz.ratio(text, other) >= at_least:
        assert length_class(len(other)) in classes(len(text), at_least)
        assert length_class(len(text)) in classes(len(other), at_least)


@given(st.text(min_size=1, max_size=300), st.sampled_from(list(CLASSES)))
def test_every_text_has_parts_and_case_does_not_count(text, number):
    found = grams(text, number)

    assert found
    assert grams(text.lower(), number) == found


def test_scripts_without_blanks_are_cut_into_pairs():
    assert "茶道" in grams("日本の茶道と花道についてのとても長い文章" * 6, 4)
