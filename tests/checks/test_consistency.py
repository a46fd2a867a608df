"""Checks that look at many units at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto import checks
from recto.checks.consistency import Placed
from recto.checks.ignoring import ignored
from recto.model import LEFT_OUT, LINK, State, Unit
from recto.rules import Rules

SOURCE = "Read more about it."


def unit(source: str, target: str, context: str = "paragraph", state: State = State.REVIEWED) -> Unit:
    return Unit(context, source, target, state)


def told(*targets: str, source: str = SOURCE, locale: str = "de") -> list[tuple[str, str]]:
    units = [Placed(f"{at}.md", unit(source, target)) for at, target in enumerate(targets)]
    return [(one.article, found.check) for one, found in checks.findings_of_many(units, "en", locale)]


units = st.builds(
    Unit,
    st.sampled_from(["paragraph", "title", "paragraph#2", LINK, "list item"]),
    st.sampled_from(["", SOURCE, "Tea", "Kavanaugh met Senator Flake on Monday.", "<1>a</1> b c"]),
    st.text("abКкавано <1>/„“.", max_size=20),
    st.sampled_from(State),
)


@given(st.lists(st.builds(Placed, st.sampled_from(["a.md", "b.md"]), units), max_size=8),
       st.sampled_from(["de", "ru", "ja", "ar", "uk"]))  # fmt: skip
def test_no_unit_is_told_whose_source_all_translate_alike(placed, locale):
    for one, found in checks.findings_of_many(placed, "en", locale):
        assert one in placed
        assert found.severity == "warning"
        assert found.span is None or one.unit.target[slice(*found.span)]
        if found.check == "consistency":
            others = {other.unit.target for other in placed if other.unit.source == one.unit.source}
            assert len(others) > 1


def test_the_usual_translation_is_right():
    assert told("Mehr dazu hier.", "Mehr dazu.", "Mehr dazu hier.") == [("1.md", "consistency")]


def test_of_two_the_first_is_right():
    assert told("Mehr dazu hier.", "Mehr dazu.") == [("1.md", "consistency")]


def test_signs_and_capitals_are_no_other_translation():
    assert told("Mehr „dazu“ hier.", "mehr «dazu» hier", "<1>Mehr</1> dazu hier.") == []


@pytest.mark.parametrize(
    "other",
    [
        unit(SOURCE, "Mehr dazu.", "title"),
        unit(SOURCE, "Mehr dazu.", "paragraph#2"),
        unit(SOURCE, "Mehr dazu.", state=State.DRAFT),
        unit(SOURCE, LEFT_OUT),
        unit(SOURCE + " Now.", "Mehr dazu."),
    ],
)
def test_what_may_be_said_in_another_way_is_not_told(other):
    placed = [Placed("a.md", unit(SOURCE, "Mehr dazu hier.")), Placed("b.md", other)]

    assert list(checks.findings_of_many(placed, "en", "de")) == []


@pytest.mark.parametrize("source", ["Open", "Read more"])
def test_a_word_or_two_are_translated_as_they_stand(source):
    assert told("Öffnen", "Offen", source=source) == []


def test_roles_of_the_body_are_one():
    placed = [
        Placed("a.md", unit(SOURCE, "Mehr dazu hier.")),
        Placed("a.md", unit(SOURCE, "Mehr dazu.", "list item")),
    ]

    ((one, found),) = checks.findings_of_many(placed, "en", "de")

    assert one.unit.context == "list item"
    assert "in this article" in found.message


def test_a_name_is_spelled_in_one_way():
    source = "After the meeting Kavanaugh left the Senate building."
    say = "После встречи {} покинул здание Сената."
    placed = [
        Placed(f"{at}.md", unit(f"{source} {at}", say.format(name)))
        for at, name in enumerate(["Кавана", "Кавана", "Каваны", "Кэвено"])
    ]

    found = list(checks.findings_of_many(placed, "en", "ru"))

    assert [(one.article, finding.check) for one, finding in found] == [("3.md", "spellings")]
    assert found[0][0].unit.target[slice(*found[0][1].span)] == "Кэвено"


def test_what_was_ignored_or_is_off_is_not_told():
    placed = [Placed("a.md", unit(SOURCE, "Mehr dazu hier.")), Placed("b.md", unit(SOURCE, "Mehr dazu."))]
    silenced = [placed[0], replace_unit(placed[1], ignored(placed[1].unit, "consistency", "It is a button."))]

    assert list(checks.findings_of_many(silenced, "en", "de")) == []
    assert list(checks.findings_of_many(placed, "en", "de", Rules(frozenset({"consistency"})))) == []


def replace_unit(placed: Placed, other: Unit) -> Placed:
    assert replace(other, marks=(), notes=()) == placed.unit
    return placed._replace(unit=other)
