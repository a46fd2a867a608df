"""Outlines of texts: what they promise is never less than what comparing gives."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from recto.memory.outlines import LENGTHS, at_most, length_bytes, outlines

TEXTS = st.text(st.sampled_from("abAB水ก é\U0001f375"), min_size=1, max_size=60) | st.text(min_size=1)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=8))
@example("a" * 300 + "b", ["a" * 290, "b" * 400, "ab" * 200, "a" * 20_000])
@example("ab" * 20_000, ["ab" * 10_000, "a" * 40_000])
def test_no_text_is_more_alike_than_its_outline_promises(text, others):
    promised = at_most(text, outlines(others))

    for other, most in zip(others, promised.tolist(), strict=True):
        assert fuzz.ratio(text, other) <= most + 1e-9


@given(st.text(min_size=1, max_size=120))
def test_the_same_letters_promise_the_very_same_text(text):
    assert at_most(text, outlines([text[::-1]])).tolist() == [100.0]


def test_other_letters_promise_little():
    (most,) = at_most("boil the water", outlines(["dry grass"])).tolist()

    assert most < 50


@given(st.integers(0, 2**40))
def test_a_length_is_kept_to_a_twentieth(length):
    (byte,) = length_bytes([length]).tolist()

    assert (byte == 0) == (length == 0)
    assert LENGTHS[byte] <= length < LENGTHS[byte + 1]
    if length < 50_000:
        assert length - LENGTHS[byte] <= length / 20


def test_the_outlines_of_nothing_are_none():
    found = outlines([])

    assert found.letters.shape == (0, 32)
    assert found.lengths.dtype == np.uint8
