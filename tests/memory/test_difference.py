"""The difference of two texts, word by word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.memory import difference
from recto.memory.difference import changes

words = st.lists(st.sampled_from(["a", "b", " ", ".", "<1>", "茶", "é"]), max_size=30).map("".join)


@given(words, words, st.booleans())
def test_each_text_is_what_the_other_did_not_bring(old, new, is_long):
    with pytest.MonkeyPatch.context() as patch:
        if is_long:
            patch.setattr(difference, "MAX_PAIRS", -1)
        found = changes(old, new)

    assert "".join(one.text for one in found if one.kind != "ins") == old
    assert "".join(one.text for one in found if one.kind != "del") == new
    kinds = [one.kind for one in found]
    assert ("ins", "del") not in list(pairwise(kinds))


def test_what_differs_is_told_with_what_went_first():
    assert [tuple(one) for one in changes("Take 3 cups.", "Take 4 cups.")] == [
        ("same", "Take "),
        ("del", "3"),
        ("ins", "4"),
        ("same", " cups."),
    ]


def test_a_text_of_one_word_over_and_over_keeps_nobody_waiting():
    """These took a minute, on each page that showed them."""
    found = changes("." * 1999, ".," * 999)

    assert "".join(one.text for one in found if one.kind != "del") == ".," * 999
