"""Saving a unit: versions, states, and what a crash leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.commands.review import UnitConflict, UnitRefused, recover, save_unit
from recto.errors import NotFoundError, RectoError
from recto.inline import normalise
from recto.model import State
from recto.project import Project
from recto.store import Activity, Desk, Stage

APP = Path(__file__).parents[2] / "app"


@pytest.fixture
def store(desk) -> Desk:
    return Desk(desk.project.state_folder / "desk.db")


def save(desk, store, unit, target, state=State.REVIEWED, version=""):
    return save_unit(
        desk.project, store, "tea.md", "de", unit.id, version or unit.version, target, state, "ana"
    )


def test_a_confirmed_unit_is_a_persons_and_reviewed_on_disk(desk, store):
    saved = save(desk, store, desk.changed, "Warten Sie vier Minuten.")

    found = desk.on_disk(desk.changed)
    assert found == saved
    assert (found.target, found.state) == ("Warten Sie vier Minuten.", State.REVIEWED)
    assert (found.origin, found.previous, found.previous_context, found.marks) == ("", "", "", ())


def test_a_kept_draft_is_a_persons_and_still_shows_the_old_source(desk, store):
    save(desk, store, desk.changed, "Warten Sie kurz.", State.DRAFT)

    found = desk.on_disk(desk.changed)
    assert (found.state, found.origin, found.previous) == (State.DRAFT, "", "Wait three minutes.")
    assert found.marks == (("edit", "fact"),)


def test_keeping_a_machine_draft_makes_it_a_persons(desk, store):
    save(desk, store, desk.codes, desk.codes.target, State.DRAFT)

    assert desk.on_disk(desk.codes).origin == ""


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEWED])
def test_an_emptied_target_is_not_translated(desk, store, state):
    save(desk, store, desk.changed, "  ", state)

    found = desk.on_disk(desk.changed)
    assert (found.target, found.state, found.previous, found.marks) == ("", State.EMPTY, "", ())


def test_a_target_may_be_left_empty_on_purpose(desk, store):
    save(desk, store, desk.empty, "<0/>")

    assert (desk.on_disk(desk.empty).target, desk.on_disk(desk.empty).state) == ("<0/>", State.REVIEWED)


def test_only_the_saved_unit_changes_on_disk(desk, store):
    file = desk.project.catalog_file("tea.md", "de")
    before = file.read_text().splitlines()

    save(desk, store, desk.empty, "Gießen.")

    after = file.read_text().splitlines()
    assert [line for line in after if line not in before] == ['msgstr "Gießen."']
    assert len(after) == len(before)


def test_a_unit_changed_meanwhile_is_not_overwritten_and_both_texts_come_back(desk, store):
    save(desk, store, desk.empty, "Gießen.")

    with pytest.raises(UnitConflict) as caught:
        save(desk, store, desk.empty, "Eingießen.")

    assert (caught.value.theirs.target, caught.value.target) == ("Gießen.", "Eingießen.")
    assert desk.on_disk(desk.empty).target == "Gießen."


def test_saving_the_same_again_after_a_lost_answer_is_no_conflict(desk, store):
    first = save(desk, store, desk.empty, "Gießen.")

    assert save(desk, store, desk.empty, "Gießen.") == first
    assert len(store.history("tea.md", "de", desk.empty.id)) == 1


@pytest.mark.parametrize("target", ["Ohne Codes.", "<1>Eins</1> und <3/>.", "<1>Wasser, <2>der Bericht</2>."])
def test_a_target_whose_codes_are_wrong_is_not_confirmed(desk, store, target):
    with pytest.raises(UnitRefused) as caught:
        save(desk, store, desk.codes, target)

    assert caught.value.findings
    assert desk.on_disk(desk.codes) == desk.codes
    assert store.history("tea.md", "de", desk.codes.id) == []


def test_a_target_whose_codes_are_wrong_can_be_kept_as_a_draft(desk, store):
    save(desk, store, desk.codes, "Ohne Codes.", State.DRAFT)

    assert desk.on_disk(desk.codes).target == "Ohne Codes."


def test_a_unit_that_is_gone_is_told(desk, store):
    with pytest.raises(NotFoundError, match="its source was edited"):
        save_unit(desk.project, store, "tea.md", "de", "u" + "0" * 12, "v", "x", State.DRAFT, "")


@pytest.mark.parametrize(
    ("article", "locale"),
    [("nope.md", "de"), ("../tea.md", "de"), ("tea.md", "fr"), ("tea.md", "../de"), ("tea.md", "en")],
)
def test_names_the_project_does_not_list_reach_no_file(desk, store, article, locale):
    with pytest.raises(NotFoundError):
        save_unit(
            desk.project, store, article, locale, desk.empty.id, desk.empty.version, "x", State.DRAFT, ""
        )


class FullDisk(Project):
    """A project on a disk without room."""

    def write(self, file: Path, content: bytes) -> bool:
        raise RectoError("no space left on device.", str(file))


def test_a_failed_write_is_told_and_not_repeated_at_the_next_start(desk, store):
    full = FullDisk(desk.project.root, desk.project.config)
    with pytest.raises(RectoError, match="no space left"):
        save_unit(full, store, "tea.md", "de", desk.empty.id, desk.empty.version, "x", State.REVIEWED, "")

    assert recover(desk.project, store) == ()
    assert desk.on_disk(desk.empty) == desk.empty
    assert [row.stage for row in store.history("tea.md", "de", desk.empty.id)] == [Stage.REFUSED]


def begin(store, unit, target, state=State.REVIEWED):
    return store.begin(Activity.of("tea.md", "de", "ana", unit, replace(unit, target=target, state=state)))


def test_a_change_that_was_begun_is_in_the_catalog_after_the_next_start(desk, store):
    begun = begin(store, desk.empty, "Gießen.")

    assert recover(desk.project, store) == ()

    assert (desk.on_disk(desk.empty).target, desk.on_disk(desk.empty).state) == ("Gießen.", State.REVIEWED)
    assert store.stage_of(begun) is Stage.APPLIED


def test_a_change_that_was_written_but_not_marked_is_only_marked(desk, store):
    save(desk, store, desk.empty, "Gießen.")
    begun = begin(store, desk.empty, "Gießen.")
    before = desk.project.catalog_file("tea.md", "de").stat().st_mtime_ns

    assert recover(desk.project, store) == ()

    assert store.stage_of(begun) is Stage.APPLIED
    assert desk.project.catalog_file("tea.md", "de").stat().st_mtime_ns == before


def test_a_change_whose_old_text_no_longer_stands_is_a_conflict_that_saving_settles(desk, store):
    begun = begin(store, desk.empty, "Gießen.")
    desk.put_catalog("tea.md", "de", [replace(desk.empty, target="Anders.", state=State.REVIEWED)])

    (conflict,) = recover(desk.project, store)

    assert conflict.new_target == "Gießen."
    assert desk.on_disk(desk.empty).target == "Anders."
    save(desk, store, desk.on_disk(desk.empty), "Gießen.", version=desk.on_disk(desk.empty).version)
    assert store.stage_of(begun) is Stage.SETTLED


def test_a_change_whose_catalog_is_gone_is_a_conflict(desk, store):
    begin(store, desk.empty, "Gießen.")
    desk.project.catalog_file("tea.md", "de").unlink()

    assert len(recover(desk.project, store)) == 1


CRASH = """
import os, signal, sys
from pathlib import Path
from recto.commands import review
from recto.model import State
from recto.project import Project, find
from recto.store import Desk

class Dying(Project):
    def write(self, file, content):
        if sys.argv[2] == "after":
            super().write(file, content)
        os.kill(os.getpid(), signal.SIGKILL)

project = find(Path(sys.argv[1]))
project = Dying(project.root, project.config)
store = Desk(project.state_folder / "desk.db")
review.save_unit(project, store, "tea.md", "de", sys.argv[3], sys.argv[4], "Gießen.", State.REVIEWED, "ana")
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_save_is_whole_after_the_next_start(desk, moment):
    killed = subprocess.run(
        [sys.executable, "-c", CRASH, str(desk.root), moment, desk.empty.id, desk.empty.version],
        env={**os.environ, "PYTHONPATH": str(APP)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    store = Desk(desk.project.state_folder / "desk.db")
    assert len(store.at_stage(Stage.PENDING)) == 1

    assert recover(desk.project, store) == ()

    assert (desk.on_disk(desk.empty).target, desk.on_disk(desk.empty).state) == ("Gießen.", State.REVIEWED)
    assert store.at_stage(Stage.PENDING) == []


@given(st.text())
def test_a_normalised_target_is_one_line_and_stays_as_it_is(text):
    once = normalise(text)

    assert normalise(once) == once
    assert not any(char in once for char in "\n\r\t\x00\u2028\u2029\x85")
    assert once == once.strip()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("two\r\nlines", "two lines"),
        (" edges\u00a0", "edges"),
        ("no\u00a0break", "no\u00a0break"),
        ("\u2066<1>\u2069x\u2066</1>\u2069", "<1>x</1>"),
        ("\u2067a person's own\u2069", "\u2067a person's own\u2069"),
        ("bell\x07", "bell"),
        ("Zero\u200cwidth", "Zero\u200cwidth"),
    ],
)
def test_normalise_keeps_what_a_unit_can_hold(typed, kept):
    assert normalise(typed) == kept


def test_the_state_folder_is_nothing_for_git(desk, store):
    recover(desk.project, store)

    assert (desk.root / ".recto" / ".gitignore").read_text() == "*\n"
