"""What a person said to ignore counts for one text, and for no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto import checks
from recto.checks.ignoring import Ignored, all_ignored, heeded, ignored, tidied
from recto.exchange import po
from recto.model import Catalog, State, Unit

UNIT = Unit("paragraph", "Four pots.", "Vier  Töpfe", State.REVIEWED, notes=("Not the plant.",))


def found(unit):
    return {finding.check for finding in checks.findings(unit, "en", "de")}


def test_an_ignored_check_is_silent_until_the_text_changes():
    unit = ignored(UNIT, "spaces", "A table.")

    assert found(UNIT) - found(unit) == {"spaces"}
    assert "spaces" in found(replace(unit, target="Vier   Töpfe"))
    assert "spaces" in found(replace(unit, source="Four cups."))


def test_heeding_undoes_ignoring():
    assert heeded(ignored(UNIT, "spaces", "A table."), "spaces") == UNIT


def test_the_last_reason_stands():
    unit = ignored(ignored(UNIT, "spaces", "A table."), "spaces", "A poem.")

    assert all_ignored(unit) == (Ignored("spaces", "A poem."),)
    assert unit.notes == ("Not the plant.", "Ignored spaces: A poem.")


def test_tidying_forgets_what_was_said_of_another_text():
    unit = ignored(ignored(UNIT, "spaces", "A table."), "end_punctuation", "A caption.")

    assert tidied(unit) == unit
    assert tidied(replace(unit, target="Vier Töpfe.")) == replace(UNIT, target="Vier Töpfe.")


def test_a_mark_with_several_checks_loses_only_the_one():
    values = ",".join(checks.ignore_mark(UNIT, name) for name in ("spaces", "numbers"))
    unit = replace(UNIT, marks=(("ignore", values), ("cut", "kept")))

    assert heeded(unit, "spaces").marks == (("ignore", checks.ignore_mark(UNIT, "numbers")), ("cut", "kept"))


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60).map(
        str.strip
    )
)
def test_reasons_come_back_from_the_po_file_as_they_were_said(reason):
    if not reason:
        return
    unit = ignored(UNIT, "spaces", reason)

    (read,) = po.load(po.dump(Catalog("de", (unit,))), "tea.md.po", "de").units

    assert all_ignored(read) == (Ignored("spaces", reason),)


@pytest.mark.parametrize(
    ("source", "target", "locale", "fix"),
    [
        ("It rains.", "Es regnet", "de", "Es regnet."),
        ("Does it rain?", "هل تمطر", "ar", "هل تمطر؟"),
        ("It rains.", "雨が降る", "ja", "雨が降る。"),
        ("Does it rain?", "Βρέχει", "el", "Βρέχει;"),
        ("Rain in Porto", "Regen in Porto.", "de", "Regen in Porto"),
        ("Does it rain?", "Llueve", "es", None),
        ("What a rain!", "Quelle pluie", "fr", None),
        ("He said “it rains.”", "Er sagte „es regnet“", "de", None),
        ("It <1>rains</1>.", "Es <1>regnet</1>", "de", None),
        ("Does it rain?", "Es regnet.", "de", None),
    ],
)
def test_a_lost_final_sign_is_given_back_where_that_is_certain(source, target, locale, fix):
    unit = Unit("paragraph", source, target, State.REVIEWED)

    fixes = [one.fix for one in checks.findings(unit, "en", locale) if one.check == "end_punctuation"]

    assert fixes == [fix]
    if fix:
        assert "end_punctuation" not in {
            one.check for one in checks.findings(replace(unit, target=fix), "en", locale)
        }
