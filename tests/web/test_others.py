"""Texts that a merge met beside a unit's target: shown, chosen with one click, never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from recto.checks import findings
from recto.commands.check import check
from recto.commands.review import UnitConflict, save_unit, settle
from recto.exchange import po
from recto.model import State, Unit
from recto.project import find
from recto.store import Desk, Stage

UNIT = Unit("paragraph", "Pour.", "Gießen.", State.DRAFT, others=("<b>Schütten</b>.", "Eingießen."))


@pytest.fixture
def met(desk):
    """The sample's catalog with two more texts in the unit ``Pour.``."""
    project = find(desk.root)
    file = project.catalog_file("tea.md", "de")
    content = file.read_bytes()
    catalog = po.load(content, "tea.md.po", "de")
    units = tuple(UNIT if unit.source == "Pour." else unit for unit in catalog.units)
    file.write_bytes(po.dump(replace(catalog, units=units), content))
    return project


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def test_a_unit_shows_the_other_texts_and_puts_one_into_the_editor(met, client):
    page = soup(client.get(f"/a/tea.md/de/u/{UNIT.id}"))

    assert [text.get_text() for text in page.select("#others ~ .theirs")] == list(UNIT.others)
    link = page.select("#others ~ p a")[1]["href"]
    chosen = soup(client.get(link))
    assert chosen.select_one("#target").get_text().strip() == "Eingießen."
    assert (
        soup(client.get(f"/a/tea.md/de/u/{UNIT.id}?use=9")).select_one("#target").get_text().strip()
        == "Gießen."
    )


def test_confirming_one_keeps_the_others_in_the_history(met, tmp_path):
    desk = Desk(tmp_path / "own.db")

    saved = save_unit(met, desk, "tea.md", "de", UNIT.id, UNIT.version, "Eingießen.", State.REVIEWED, "Anna")

    assert (saved.target, saved.state, saved.others) == ("Eingießen.", State.REVIEWED, ())
    rows = desk.history("tea.md", "de", UNIT.id)
    assert [(row.stage, row.new_target) for row in rows] == [
        (Stage.APPLIED, "Eingießen."),
        (Stage.SET_ASIDE, "<b>Schütten</b>."),
    ]
    assert desk.at_stage(Stage.PENDING) == []


def test_keeping_a_draft_leaves_the_question_open():
    kept = settle(UNIT, "Eingießen.", State.DRAFT)

    assert (kept.state, kept.others) == (State.DRAFT, ("<b>Schütten</b>.",))


def test_a_text_that_came_while_somebody_was_writing_is_not_dropped_unseen(met, tmp_path):
    seen = replace(UNIT, others=())

    with pytest.raises(UnitConflict):
        save_unit(
            met, Desk(tmp_path / "own.db"), "tea.md", "de", UNIT.id, seen.version, "Neu.", State.REVIEWED, "A"
        )


def test_check_counts_units_in_which_nobody_has_chosen(met):
    report = check(met, ["tea.md"], ["de"])

    (one,) = [one for one in report.found if one.finding.check == "others"]
    assert "“<b>Schütten</b>.”, and 1 more" in one.finding.message
    reviewed = settle(UNIT, "Eingießen.", State.REVIEWED)
    assert [f for f in findings(reviewed, "en", "de") if f.check == "others"] == []
