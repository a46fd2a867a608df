"""What is shown of a text, and of two: nothing is lost, nothing is made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from recto.commands.repeats import Spot
from recto.extraction import segments
from recto.formats import cut
from recto.inline import Known, normalise
from recto.memory.difference import MAX_WORDS, changes
from recto.model import Article, Options, Unit
from recto.web.outline import outline
from recto.web.pieces import codes, isolate, pieces, shown

TEXTS = st.text(
    st.sampled_from("ab <>/&'\"0127\u00a0\u200b\u202e\u2066\u2069\u200cش中") | st.characters(codec="utf-8")
)


@given(TEXTS)
def test_pieces_join_to_the_text(text):
    assert "".join(piece.text for piece in pieces(text)) == text


@given(TEXTS)
def test_what_is_shown_has_no_markup_of_the_text(text):
    page = shown(text, (f"<1> {text}",))

    bare = re.sub(r'</?(?:bdi|span)(?: [a-z-]+="[^"<>]*")*>', "", page)
    assert "<" not in bare
    assert ">" not in bare


@given(TEXTS, TEXTS)
def test_changes_join_to_both_texts(old, new):
    runs = changes(old, new)

    assert "".join(run.text for run in runs if run.kind != "ins") == old
    assert "".join(run.text for run in runs if run.kind != "del") == new


@given(TEXTS.map(normalise))
def test_isolates_are_undone_when_saving(text):
    assert normalise(isolate(text, "rtl")) == normalise(isolate(text, "ltr"))
    assert codes(isolate(text, "rtl")) == codes(text)


def test_a_hint_is_the_title_of_its_codes():
    assert shown("<1>x</1>", ('<1> link "a" & <b>',)) == Markup(
        '<bdi class="code" title="start of 1: link &#34;a&#34; &amp; &lt;b&gt;">‹1›</bdi>x'
        '<bdi class="code" title="end of 1">‹/1›</bdi>'
    )


@pytest.mark.parametrize("text", ["می\u200cخواهم", "a\u00adb", "👩\u200d🔬", "\u200fשלום"])
def test_characters_that_a_script_needs_are_left_as_they_are(text):
    assert "unseen" not in shown(text)


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("", "", []),
        ("", "a", [("ins", "a")]),
        ("one two", "one three", [("same", "one "), ("del", "two"), ("ins", "three")]),
        ("<1>a", "<2>a", [("del", "<1>"), ("ins", "<2>"), ("same", "a")]),
        ("我喝茶", "我喝水", [("same", "我喝"), ("del", "茶"), ("ins", "水")]),
    ],
)  # fmt: skip
def test_changes_are_by_word_and_by_character_where_there_are_no_words(old, new, runs):
    assert changes(old, new) == runs


def test_very_long_texts_are_not_compared_word_by_word():
    old = "a " * MAX_WORDS

    assert changes(old, "b") == [("del", old), ("ins", "b")]


def outlined(text, *units):
    """Return the outline of a Markdown article whose catalog has these units."""
    document = cut(Article("a.md", "en", text), Options())
    found = segments(
        document, lambda block: [at + 1 for at, char in enumerate(block) if char == "."], Known(units)
    )
    spots = [Spot(block, segment.unit.text, tuple(segment.pieces)) for block, segment in found]
    return outline(units, document, spots)


def test_an_outline_finds_its_way_after_a_long_stretch_without_units():
    table = "| a | b |\n|---|---|\n" + "| — | — |\n" * 100
    units = (Unit("heading", "One"), Unit("table cell", "a"), Unit("table cell", "b"), Unit("heading", "Two"))

    places, _ = outlined(f"# One\n\n{table}\n## Two\n", *units)

    assert [place.level for place in places][::3] == [1, 2]
    assert {aside.text for aside in places[-1].before} == {"—"}


def test_an_outline_gives_levels_blocks_and_the_code_between():
    places, after = outlined(
        "# One *two*\n\nA. B.\n\n```\ncode\n```\n\n- c\n\n```\nlast\n```\n",
        Unit("heading", "One <1>two</1>"),
        Unit("paragraph", "A."),
        Unit("paragraph", "B."),
        Unit("list item", "c"),
    )

    assert [(place.level, place.starts, [aside.text for aside in place.before]) for place in places] == [
        (1, True, []), (0, True, []), (0, False, []), (1, True, ["code\n".rstrip()]),
    ]  # fmt: skip
    assert [(aside.kind, aside.text) for aside in after] == [("code", "last")]


def test_what_stands_again_and_what_is_no_unit_is_shown_in_its_place():
    tea = Unit("paragraph", "Tea.")

    places, after = outlined("Tea.\n\n`kettle`\n\nMilk.\n\nTea.\n", tea, Unit("paragraph", "Milk."))

    assert [(aside.kind, aside.text) for aside in places[1].before] == [("text", "kettle")]
    assert [(aside.kind, aside.text, aside.unit_id) for aside in after] == [("again", "Tea.", tea.id)]
    assert [place.times for place in places] == [2, 1]


def test_an_occurrence_with_a_translation_of_its_own_stands_in_its_place():
    units = (Unit("paragraph", "Tea."), Unit("paragraph#2", "Tea."), Unit("paragraph", "Milk."))

    places, after = outlined("Tea.\n\nMilk.\n\nTea.\n", *units)

    assert after == ()
    assert [aside.text for aside in places[0].before] == []


def test_a_unit_that_the_article_does_not_hold_stands_alone():
    places, _ = outlined("A.\n", Unit("paragraph", "Gone."), Unit("paragraph", "A."))

    assert [place.starts for place in places] == [True, True]
