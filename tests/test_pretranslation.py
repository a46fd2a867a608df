from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import EngineError, EngineRefused, EngineUnavailable
from recto.inline import count_words
from recto.model import Match, State, Unit
from recto.pretranslation import Matches, apply, fill


class FakeEngine:
    """An engine that shouts, and fails on demand."""

    def __init__(self, fail_on: str = "", answers: dict[str, str] | None = None) -> None:
        self.fail_on = fail_on
        self.answers = answers or {}
        self.asked: list[str] = []
        self.protected: list[frozenset[int]] = []

    def translate(self, texts: Sequence[str], protected: Sequence[frozenset[int]]) -> list[str | EngineError]:
        self.asked += texts
        self.protected += protected
        return [
            EngineRefused("too long.", "fake")
            if text == self.fail_on
            else self.answers.get(text, text.upper())
            for text in texts
        ]


def reviewed(source: str, target: str, role: str = "paragraph") -> Unit:
    return Unit(role, source, target, State.REVIEWED)


def empty(source: str, role: str = "paragraph", **more: tuple[str, ...]) -> Unit:
    return Unit(role, source, hints=more.get("hints", ()))


def exact(source: str, target: str) -> Match:
    return Match("exact", 100, source, target, "")


def known(*units: Unit) -> Matches:
    """Return the accepted targets of some units, as the memory's index would."""
    return {unit.key: (exact(unit.source, unit.target),) for unit in units if unit.target}


units = st.builds(
    lambda source, target, state: Unit(
        "paragraph",
        source,
        target if state else "",
        (State.EMPTY, State.DRAFT, State.REVIEWED, State.FINAL)[state],
    ),
    st.sampled_from(["a", "b", "c <1/>", "d"]),
    st.sampled_from(["x", "y <1/>", "z"]),
    st.integers(0, 3),
)


@given(st.lists(units), st.lists(units))
def test_a_unit_with_a_target_is_never_touched_and_what_is_filled_is_a_draft(
    old: list[Unit], new: list[Unit]
) -> None:
    filled = fill(new, known(*old), FakeEngine("b").translate, engine="fake")

    assert len(filled.units) == len(new)
    for before, after in zip(new, filled.units, strict=True):
        if before.target:
            assert after is before
        elif after.target:
            assert (after.state, after.origin in {"tm:exact", "mt:fake"}) == (State.DRAFT, True)
    assert [unit for unit, _ in filled.left] == [unit for unit in filled.units if not unit.target]


def test_memory_comes_before_the_engine() -> None:
    memory = known(reviewed("Wait.", "Warten."))
    engine = FakeEngine()

    filled = fill([empty("Wait."), empty("Go.")], memory, engine.translate, engine="fake")

    assert [(unit.target, unit.origin) for unit in filled.units] == [
        ("Warten.", "tm:exact"),
        ("GO.", "mt:fake"),
    ]
    assert engine.asked == ["Go."]
    assert (filled.count("tm:"), filled.count("mt:")) == (1, 1)


def test_a_similar_source_fills_nothing() -> None:
    unit = empty("Wait.")
    similar = Match("fuzzy", 99, "Wait!", "Warten!", "")

    assert fill([unit], {unit.key: (similar,)}).units == (unit,)
    assert fill([unit], {unit.key: (similar, exact("Wait.", "Warten."))}).units[0].target == "Warten."


@pytest.mark.parametrize("target", ["", " ", "<0/>", "lost <1/>", "two\nlines", "zero\x00"])
def test_a_broken_target_fills_nothing_and_the_next_one_does(target: str) -> None:
    unit = empty("Wait.")
    broken = exact("Wait.", target)

    assert fill([unit], {unit.key: (broken,)}).units == (unit,)
    assert fill([unit], {unit.key: (broken, exact("Wait.", "Warten."))}).units[0].target == "Warten."


def test_equal_sources_are_sent_once_in_document_order() -> None:
    engine = FakeEngine()

    fill([empty("b"), empty("a"), empty("b", "quote")], {}, engine.translate, engine="fake")

    assert engine.asked == ["b", "a"]


def test_protected_pairs_are_named_by_their_hints() -> None:
    engine = FakeEngine()
    unit = empty("Use <1>a</1>, <2>b</2>.", hints=("<1> code", "<2> link https://example.org"))

    fill([unit], {}, engine.translate, engine="fake")

    assert engine.protected == [frozenset({1})]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("AGUA", "code 1 is missing"),
        ("<1/> <1/>", "too many"),
        ("", "empty"),
        ("a\x00<1/>", "control"),
        ("<0/>", "empty"),
    ],
)
def test_a_broken_answer_leaves_the_unit_empty_with_the_reason(answer: str, reason: str) -> None:
    filled = fill([empty("water <1/>")], {}, FakeEngine(answers={"water <1/>": answer}).translate, engine="f")

    ((unit, why),) = filled.left
    assert unit == empty("water <1/>")
    assert reason in why


def test_one_refused_text_keeps_the_others() -> None:
    filled = fill([empty("a"), empty("b"), empty("c")], {}, FakeEngine("b").translate, engine="fake")

    assert [unit.target for unit in filled.units] == ["A", "", "C"]
    assert filled.left == ((empty("b"), "fake: too long."),)


def test_a_failing_engine_keeps_what_memory_gave() -> None:
    def fail(texts: Sequence[str], protected: Sequence[frozenset[int]]) -> list[str | EngineError]:
        raise EngineUnavailable("no answer within 10 s.", "fake")

    filled = fill([empty("Wait."), empty("b")], known(reviewed("Wait.", "Warten.")), fail, engine="fake")

    assert [unit.target for unit in filled.units] == ["Warten.", ""]
    assert str(filled.failure) == "fake: no answer within 10 s."


def test_a_skipped_unit_stays_empty() -> None:
    unit = Unit("paragraph", "a", marks=(("skip", "yes"),))

    filled = fill([unit], known(reviewed("a", "b")), FakeEngine().translate, engine="fake")

    assert (filled.units, filled.left) == ((unit,), ())


def test_apply_fills_only_what_is_still_empty_and_keeps_the_rest() -> None:
    filled = [Unit("paragraph", source, "X", State.DRAFT, "mt:fake") for source in ("a", "b", "gone")]
    now = (Unit("paragraph", "a", notes=("new note",)), reviewed("b", "a person's"), empty("c"))

    first, second, third = apply(now, filled)

    assert (first.target, first.state, first.origin, first.notes) == (
        "X",
        State.DRAFT,
        "mt:fake",
        ("new note",),
    )
    assert (second, third) == now[1:]


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("Boil <1>the water</1>.", 3), ("水を沸かす。", 5), ("<1/>", 0)]
)
def test_words_leave_codes_out(text: str, count: int) -> None:
    assert count_words(text) == count
