from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import EngineRefused
from recto.glossary import Glossary, Status, Term
from recto.inline import count_words
from recto.model import LINK, Match, State, Unit
from recto.pretranslation import (
    Draft,
    Matches,
    answered,
    apply,
    asked,
    fault,
    is_open,
    job_of,
    kept,
    query_of,
    remembered,
)
from recto.pretranslation.keeping import chrf
from recto.queries import Answer, Example, Query, Wording

PAIR = ("en", "de")


def reviewed(source: str, target: str, role: str = "paragraph") -> Unit:
    return Unit(role, source, target, State.REVIEWED)


def empty(source: str, role: str = "paragraph", hints: tuple[str, ...] = ()) -> Unit:
    return Unit(role, source, hints=hints)


def exact(source: str, target: str) -> Match:
    return Match("exact", 100, source, target, "")


def known(*units: Unit) -> Matches:
    return {unit.key: (exact(unit.source, unit.target),) for unit in units if unit.target}


targets = st.sampled_from(["x", "y <1/>", "z", "", "<0/>", "two\nlines", "lost <2/>", '"q" 3.5 %', "\x00"])
units = st.builds(
    lambda source, target, state, mark: Unit(
        "paragraph",
        source,
        target if state else "",
        (State.EMPTY, State.DRAFT, State.REVIEWED, State.FINAL)[state],
        marks=mark,
    ),
    st.sampled_from(["a", "b", "c <1/>", 'd "q" 3.5 %']),
    targets,
    st.integers(0, 3),
    st.sampled_from([(), (("skip", "yes"),)]),
)


@given(st.lists(units), st.lists(units), targets)
def test_a_unit_with_a_target_is_never_touched_and_what_is_filled_is_a_sound_draft(
    old: list[Unit], new: list[Unit], answer: str
) -> None:
    memory = remembered(new, known(*old))
    rest = [left.unit for left in memory.left]
    engine = answered(rest, [Answer(answer) for _ in rest], "fake", PAIR)
    now, put = apply(new, [*memory.drafts, *engine.drafts])

    for before, after in zip(new, now, strict=True):
        assert after == before or is_open(before)
        if after != before:
            assert fault(after.target, after.source) == ""
            assert (after.state, after.origin in {"tm:exact", "mt:fake"}) == (State.DRAFT, True)
    assert {draft.unit for draft in put} == set(now) - set(new)
    assert apply(now, [*memory.drafts, *engine.drafts]) == (now, ())


def test_what_memory_has_not_is_left_with_the_reason() -> None:
    filled = remembered([empty("Wait."), empty("Go.")], known(reviewed("Wait.", "Warten.")))

    assert [(draft.unit.target, draft.unit.origin) for draft in filled.drafts] == [("Warten.", "tm:exact")]
    assert [(left.unit.source, left.reason) for left in filled.left] == [("Go.", "no earlier target.")]


def test_a_similar_source_fills_nothing() -> None:
    unit = empty("Wait.")
    similar = {
        unit.key: (Match("fuzzy", 99, "Wait!", "Warten!", ""), Match("exact", 90, "Wait.", "Warten.", ""))
    }

    assert [draft.unit.target for draft in remembered([unit], similar).drafts] == ["Warten."]


@pytest.mark.parametrize("target", ["", " ", "<0/>", "lost <1/>", "two\nlines", "zero\x00"])
def test_a_broken_match_fills_nothing_and_the_next_one_does(target: str) -> None:
    unit = empty("Wait.")

    filled = remembered([unit], {unit.key: (exact("Wait.", target), exact("Wait.", "Warten."))})

    assert [draft.unit.target for draft in filled.drafts] == ["Warten."]
    assert remembered([unit], {unit.key: (exact("Wait.", target),)}).drafts == ()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("AGUA", "missing codes: 1"),
        ("<1/> <1/>", "too many"),
        ("", "empty"),
        ("a\x00<1/>", "control"),
        ("<0/>", "empty"),
    ],
)
def test_a_broken_answer_leaves_the_unit_empty_with_the_reason(answer: str, reason: str) -> None:
    (left,) = answered([empty("water <1/>")], [Answer(answer)], "fake", PAIR).left

    assert left.unit == empty("water <1/>")
    assert left.reason.startswith("fake: ")
    assert reason in left.reason


def test_one_refused_text_keeps_the_others() -> None:
    answers = [Answer("A"), Answer(error=EngineRefused("too long.", "fake")), Answer("C")]

    filled = answered([empty("a"), empty("b"), empty("c")], answers, "fake", PAIR)

    assert [draft.unit.target for draft in filled.drafts] == ["A", "C"]
    assert [(left.unit.source, left.reason) for left in filled.left] == [("b", "fake: too long.")]


def test_a_draft_gets_the_marks_of_its_locale_unless_the_settings_say_no() -> None:
    unit, answer = empty('He said "no".'), Answer('Er sagte "nein".')

    (with_,) = answered([unit], [answer], "fake", PAIR).drafts
    (without,) = answered([unit], [answer], "fake", PAIR, typography=False).drafts

    assert (with_.unit.target, without.unit.target) == ("Er sagte „nein“.", 'Er sagte "nein".')


def test_a_skipped_unit_and_an_address_are_nobodys() -> None:
    skipped = (Unit("paragraph", "a", marks=(("skip", "yes"),)), empty("a.md", LINK))

    assert remembered(skipped, known(reviewed("a", "b"))) == remembered((), {})


def test_apply_fills_only_what_is_still_empty_and_keeps_the_rest() -> None:
    drafts = [Draft(Unit("paragraph", source, "X", State.DRAFT, "mt:fake")) for source in ("a", "b", "gone")]
    now = (Unit("paragraph", "a", notes=("new note",)), reviewed("b", "a person's"), empty("c"))

    (first, second, third), put = apply(now, drafts)

    assert first == replace(now[0], target="X", state=State.DRAFT, origin="mt:fake")
    assert (second, third) == now[1:]
    assert [draft.unit for draft in put] == [first]


def test_the_article_is_handed_over_in_reading_order_without_codes() -> None:
    article = [
        empty("Tea", "title"),
        empty("How to <1>boil</1>", "summary"),
        empty("a.md", LINK),
        reviewed("Wait.", "Warten."),
    ]

    job = job_of(article, PAIR, "more", "title")

    assert (job.title, job.summary) == ("Tea", "How to boil")
    assert job.article == ("Tea", "How to boil", "", "Wait.")
    assert (job.source, job.target, job.formality, job.headline) == ("en", "de", "more", "title")


def test_a_query_has_terms_examples_note_and_limit_and_no_address() -> None:
    glossary = Glossary("en", (Term("rain garden", "de", "Regengarten"), Term("Recto", status=Status.KEPT)))
    hints = ("<1> link https://example.org", "<2> code", "at most 60 characters", "note: a pun")
    unit = Unit("title", "Recto in the <1>rain garden</1>, <2>x</2>", hints=hints)

    query = query_of(unit, 4, glossary, PAIR, [Match("fuzzy", 80, "Rain.", "Regen.", "")] * 9)

    assert (query.role, query.note, query.limit, query.place) == ("title", "a pun", 60, 4)
    assert query.protected == frozenset({2})
    assert query.wordings == (
        Wording("Recto", "Recto", "do not translate"),
        Wording("rain garden", "Regengarten"),
    )
    assert query.examples == (Example("Rain.", "Regen.", 80),) * 3
    assert "https" not in repr(query)


def test_what_an_engine_makes_no_use_of_is_not_asked() -> None:
    full = Query("a", frozenset(), "title", "n", 9, (Wording("a", "b"),), (Example("a", "b", 90),), 3)

    assert asked(full, frozenset()) == Query("a")
    assert asked(full, {"wordings"}) == Query("a", wordings=full.wordings)
    assert asked(full, {"context", "limits"}) == replace(full, wordings=(), examples=())


@pytest.mark.parametrize(
    ("hypothesis", "reference", "score"),
    [
        # Worked out by hand from the definition: orders 1 to 3 occur, precision and recall 1/1, 1/2 ...
        ("abc", "abc", 100.0),
        ("a b c", "abc", 100.0),
        ("abc", "xyz", 0.0),
        ("", "abc", 0.0),
        ("ab", "abc", 100 * 5 * 1 * (2 / 3 + 1 / 2) / 2 / (4 * 1 + (2 / 3 + 1 / 2) / 2)),
        ("abd", "abc", 100 * (2 / 3 + 1 / 2 + 0) / 3),
    ],
)
def test_chrf_is_as_published(hypothesis: str, reference: str, score: float) -> None:
    assert chrf(hypothesis, reference) == pytest.approx(score)


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1))
def test_what_was_kept_is_a_share(pairs: list[tuple[str, str]]) -> None:
    found = kept(pairs)

    assert found.texts == len(pairs)
    assert 0 <= found.unchanged <= 1
    assert 0 <= found.chrf <= 100 + 1e-9
    assert kept([(text, text) for _, text in pairs]).edits == 0


def test_kept_counts_words_and_leaves_codes_out() -> None:
    found = kept([("Ein <1>Haus</1>", "Ein <1>Heim</1>"), ("Gut.", "Gut.")])

    assert (found.texts, found.unchanged, found.edits) == (2, 0.5, 1 / 4)


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("Boil <1>the water</1>.", 3), ("水を沸かす。", 5), ("<1/>", 0)]
)
def test_words_leave_codes_out(text: str, count: int) -> None:
    assert count_words(text) == count
