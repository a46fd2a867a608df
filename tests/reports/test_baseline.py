"""The baseline: what is in it does not count, what is new does, what is gone is told."""

from __future__ import annotations

import difflib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import ConfigError
from recto.reports import Flaw, Key, Place, Row, Verdict, digits
from recto.reports.baseline import Baseline, dump, judged, load, updated

EVERY = lambda key: True  # noqa: E731


def flaw(article: str, said: str, *, blocks: bool = True) -> Flaw:
    place = Place(article, 3)
    return Flaw(article, "de", "", "numbers", "error", said, "", place, place, digits(said), blocks)


FLAWS = st.lists(st.builds(flaw, st.sampled_from(["a.md", "b.md"]), st.sampled_from(["5", "ß\n", "\u2028"])))


def verdict(flaws: list[Flaw]) -> Verdict:
    return Verdict(tuple(Row(one.article, "de", Place("x"), (), (one,)) for one in flaws))


@given(FLAWS)
def test_a_baseline_is_read_as_it_was_written(flaws):
    baseline = updated(Baseline(), flaws, EVERY)

    assert load(dump(baseline), "b.json") == baseline


@given(FLAWS)
def test_with_its_own_baseline_nothing_is_new_and_nothing_gone(flaws):
    after = judged(verdict(flaws), updated(Baseline(), flaws, EVERY), EVERY)

    assert not any(one.blocks for one in after.flaws)
    assert after.gone == ()


@given(FLAWS, FLAWS)
def test_what_comes_is_new_and_what_goes_is_gone(before, now):
    after = judged(verdict(now), updated(Baseline(), before, EVERY), EVERY)

    was, is_now = Counter(one.key for one in before), Counter(one.key for one in now)
    assert Counter(one.key for one in after.flaws if one.blocks) == is_now - was
    assert Counter(after.gone) == was - is_now


def test_an_update_leaves_what_was_not_asked_about():
    old = updated(Baseline(), [flaw("a.md", "5"), flaw("b.md", "6")], EVERY)

    new = updated(old, [], lambda key: key.article == "a.md")

    assert [key.article for key in new.known] == ["b.md"]


def test_a_finding_that_does_not_count_is_not_written():
    assert updated(Baseline(), [flaw("a.md", "5", blocks=False)], EVERY) == Baseline()


def test_one_finding_more_is_one_line_more():
    flaws = [flaw("b.md", "5"), flaw("a.md", "6"), flaw("c.md", "7")]
    before = dump(updated(Baseline(), flaws, EVERY)).splitlines()
    after = dump(updated(Baseline(), [flaw("b.md", "4"), *reversed(flaws)], EVERY)).splitlines()

    changed = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert len(changed) == 1


def test_the_words_of_a_finding_stand_there_for_people():
    assert '"text": "5 is missing."' in dump(updated(Baseline(), [flaw("a.md", "5 is missing.")], EVERY))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "this is not JSON"),
        ("[]", "no baseline of version 1"),
        ('{"version": 2, "findings": []}', "no baseline of version 1"),
        ('{"version": 1, "findings": [{"article": "a"}]}', "finding 1 has not the texts article"),
        ('{"version": 1, "findings": [7]}', "finding 1 has not the texts"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_baseline_is_told(text, said):
    with pytest.raises(ConfigError, match=said) as told:
        load(text, "b.json")

    assert told.value.where == "b.json"


def test_a_key_is_more_than_its_text():
    known = Baseline(Counter([Key("a.md", "de", "", "numbers", digits("5"))]), {})

    assert [one.blocks for one in judged(verdict([flaw("b.md", "5")]), known, EVERY).flaws] == [True]
