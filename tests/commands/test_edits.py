"""What an edit of the source changed, where people look: ``recto extract``, ``recto status``, the catalog."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from recto.cli import cli
from recto.commands.edits import Edit, described, edit_counts, edit_of, urgency
from recto.commands.extract import extract
from recto.commands.status import status
from recto.model import State, Unit

TEA = "Boil 2 cups of water.\n\nWait for the tea.\n\nServe it very hot.\n"


def draft(edit, state=State.DRAFT, previous="Before."):
    return Unit(
        "paragraph", "Now.", "Ziel.", state, previous=previous, marks=(("edit", edit),) if edit else ()
    )


@pytest.mark.parametrize(
    ("unit", "edit"),
    [
        (draft("fact"), Edit.FACT),
        (draft("wording"), Edit.WORDING),
        (draft("cosmetic"), Edit.COSMETIC),
        (draft(""), Edit.UNKNOWN),
        (draft("nonsense"), Edit.UNKNOWN),
        (draft("fact", State.REVIEWED), None),
        (draft("fact", previous=""), None),
    ],
)
def test_a_draft_tells_what_its_edit_changed(unit, edit):
    assert edit_of(unit) == edit


def test_changed_facts_come_first_and_what_did_not_change_last():
    units = [draft("cosmetic"), draft("fact", State.REVIEWED), draft("wording"), draft(""), draft("fact")]

    ordered = [edit_of(unit) for unit in sorted(units, key=urgency)]

    assert ordered == [Edit.FACT, Edit.UNKNOWN, Edit.WORDING, Edit.COSMETIC, None]
    assert list(edit_counts(units)) == ["fact", "unknown", "wording", "cosmetic"]


def test_edits_are_told_in_words():
    told = described(
        edit_counts([draft("cosmetic"), draft("fact"), draft("fact"), draft("wording"), draft("")])
    )

    assert told == "2 in a fact, 1 by another tool, 1 in wording, 1 in looks only"


def said(desk, *words):
    return CliRunner().invoke(cli, ["-C", str(desk.root), *words]).stdout


def test_extract_and_status_say_which_edits_changed_a_fact(desk):
    desk.write("tea.md", TEA)
    extract(desk.project)
    desk.translate("tea.md", str.upper)
    desk.write("tea.md", TEA.replace("2 cups", "3 cups").replace("very hot", "really very hot"))

    changes = said(desk, "extract", "--locale", "de")
    row = next(row for row in status(desk.project).rows if row.locale == "de")

    assert "de  tea.md: 2 edited, 1 of them with a changed fact" in changes
    assert row.edits == {"fact": 1, "wording": 1}
    assert "tea.md de: the source of 2 sentences changed: 1 in a fact, 1 in wording." in said(desk, "status")
