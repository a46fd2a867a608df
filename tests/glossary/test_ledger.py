"""Terms beside one another: what contradicts, what is merged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.glossary import PartOfSpeech, Status, Term, clashes, fault, merge

TERM = Term("rain garden", "de", "Regengarten", part_of_speech=PartOfSpeech.NOUN)
TERMS = st.builds(
    lambda source, locale, translation, status, part, exact, note: Term(
        source, locale, "" if status is Status.KEPT else translation, status, part, exact, note
    ),
    st.sampled_from(["a", "b", "A"]),
    st.sampled_from(["de", "es"]),
    st.sampled_from(["x", "y", "X"]),
    st.sampled_from(list(Status)),
    st.sampled_from([PartOfSpeech.NONE, PartOfSpeech.NOUN, PartOfSpeech.VERB]),
    st.booleans(),
    st.sampled_from(["", "n"]),
)


@given(st.lists(TERMS), st.lists(TERMS))
def test_merging_keeps_all_that_stands_and_accounts_for_all_that_is_new(standing, new):
    merged = merge(standing, new)

    assert set(standing) <= set(merged.terms)
    assert set(merged.terms) == set(standing) | set(merged.added)
    left_out = {clash.second for clash in merged.conflicts}
    assert set(new) == (set(new) & set(merged.terms)) | left_out
    assert all(clash.first in merged.terms for clash in merged.conflicts)


@given(st.lists(TERMS), st.lists(TERMS))
def test_merging_again_adds_nothing(standing, new):
    once = merge(standing, new)

    assert merge(once.terms, new).added == ()


@given(st.lists(TERMS), st.lists(TERMS))
def test_merging_into_terms_that_agree_leaves_terms_that_agree(standing, new):
    clean = merge((), standing).terms

    assert clashes(merge(clean, new).terms) == ()


@given(st.lists(TERMS))
def test_merged_terms_are_sorted_whatever_their_order(terms):
    agreeing = merge((), terms).terms

    assert merge((), reversed(agreeing)).terms == agreeing


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        (TERM, "it stands there twice"),
        (replace(TERM, status=Status.FORBIDDEN), "one is 'preferred', the other 'forbidden'"),
        (replace(TERM, translation="Regenbeet"), "two translations are preferred"),
        (replace(TERM, translation="", status=Status.KEPT), "one is to be translated, the other is not"),
        (replace(TERM, exact=True, source="Rain garden"), ""),
        (replace(TERM, exact=True), "one is matched exactly, the other is not"),
        (replace(TERM, note="wet"), "they differ in their notes"),
        (replace(TERM, source="Rain garden"), "they differ only in capitals"),
        (replace(TERM, part_of_speech=PartOfSpeech.NONE), "one has a part of speech, the other has none"),
        (replace(TERM, locale="es"), ""),
        (replace(TERM, part_of_speech=PartOfSpeech.VERB, translation="begrünen"), ""),
        (replace(TERM, translation="Regenbeet", status=Status.ALLOWED), ""),
        (replace(TERM, source="garden"), ""),
    ],
)  # fmt: skip
def test_contradictions_are_found_and_nothing_else(other, problem):
    assert [clash.problem for clash in clashes([TERM, other])] == ([problem] if problem else [])


def test_many_lines_of_one_term_take_one_step_each():
    terms = [replace(TERM, translation=f"T{number}", status=Status.ALLOWED) for number in range(20_000)]

    assert clashes(terms) == ()


@pytest.mark.parametrize(
    ("term", "part"),
    [
        (Term(""), "there is no term"),
        (replace(TERM, translation=""), "there is no translation"),
        (replace(TERM, locale=""), "there is no locale"),
        (replace(TERM, status=Status.KEPT), "not to be translated and has a translation"),
        (replace(TERM, source="a <1>b</1>"), "a code of a unit"),
        (replace(TERM, source="’"), "neither a letter nor a sign"),
        (replace(TERM, note="a\x00"), "control character"),
        (replace(TERM, note="a\ud800"), "control character"),
        (replace(TERM, source=" a"), "blanks at its edges"),
        (replace(TERM, translation="x" * 1001), "1001 characters"),
        (replace(TERM, translation="x " * 25 + "x"), "more than 25 words"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_term_is_told(term, part):
    assert part in fault(term)


def test_a_term_that_is_not_translated_needs_no_locale():
    assert fault(Term("Recto", status=Status.KEPT)) == fault(TERM) == ""
