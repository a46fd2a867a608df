"""Parts of texts: whatever is alike enough lies in a class that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from recto.memory.grams import CLASSES, classes, grams, length_class, length_classes

TEXTS = st.text(st.sampled_from("ab水ก 1"), min_size=1, max_size=60)


def parts(texts: Sequence[str], number: int) -> list[set[int]]:
    """Return the numbers of the parts of each text."""
    owners, numbers = grams(texts, number)
    found: list[set[int]] = [set() for _ in texts]
    for owner, part in zip(owners.tolist(), numbers.tolist(), strict=True):
        found[owner].add(part)
    return found


@given(TEXTS, st.text(st.sampled_from("ab"), max_size=30), st.floats(1, 100))
def test_no_text_that_is_alike_lies_outside_the_classes(text, more, at_least):
    other = text + more
    if fuzz.ratio(text, other) >= at_least:
        assert length_class(len(other)) in classes(len(text), at_least)
        assert length_class(len(text)) in classes(len(other), at_least)


@given(st.lists(st.text(max_size=30) | st.integers(0, 300).map("a".__mul__)))
def test_many_texts_are_put_into_classes_as_each_is(texts):
    assert length_classes(texts).tolist() == [length_class(len(text)) for text in texts]


@given(st.text(min_size=1, max_size=300), st.sampled_from(list(CLASSES)))
def test_every_text_has_parts_and_case_does_not_count(text, number):
    (found,) = parts([text], number)

    assert found
    assert all(0 <= part < 2**32 for part in found)
    assert parts([text.lower()], number) == [found]


@given(st.lists(st.text(max_size=40) | TEXTS, max_size=12), st.sampled_from(list(CLASSES)))
@example(["tea", "", "ab水", " ", "\ud800", "\U0001f375 teapot"], 5)
def test_the_parts_of_a_text_are_the_same_beside_any_others(texts, number):
    assert parts(texts, number) == [parts([text], number)[0] for text in texts]


@given(st.text("abcd", min_size=8, max_size=40), st.text("abcd", min_size=8, max_size=40))
def test_texts_share_the_runs_or_words_that_both_have(one, other):
    runs = [{text[at : at + 4] for at in range(len(text) - 3)} for text in (one, other)]
    found = parts([one, other], 2)

    assert len(found[0] & found[1]) == len(runs[0] & runs[1])
    assert len(found[0] | found[1]) == len(runs[0] | runs[1])


def test_long_texts_are_known_by_their_long_words():
    many, one = parts(["the kettle, the <teapot> and a Kettle_2 beside waters", "kettle"], 5)

    assert one < many
    assert len(many) == 5


def test_texts_with_few_long_words_are_known_by_short_ones_too():
    one, other = parts(["we can go and sit by the kettle", "we can go and sit by the teapot"], 5)

    assert len(one & other) == 7


def test_a_word_of_a_script_without_blanks_leaves_the_others_in_common():
    one, other = parts(["pour the green tea", "pour the green 茶"], 1)

    assert len(one & other) >= 13


def test_scripts_without_blanks_are_cut_into_pairs():
    (long,) = parts(["日本の茶道と花道についてのとても長い文章" * 6], 4)

    assert parts(["茶道"], 4)[0] & long
    assert not parts(["茶花"], 4)[0] & long
