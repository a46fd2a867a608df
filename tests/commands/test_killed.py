"""Killed at random moments, without room, in locked folders: every catalog is the old or the new one.

``tools/kill.py --runs 200`` does the same for longer.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from recto.project import Project

KILL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "kill.py"))


@pytest.mark.parametrize("verb", list(KILL["VERBS"]))
def test_a_disturbed_verb_leaves_each_catalog_old_or_new(verb):
    outcome = KILL["trial"](verb, 8, 0)

    assert outcome.broken == []
    assert sum(outcome.runs.values()) == 8


def test_a_desk_that_is_killed_keeps_what_it_answered_and_only_what_was_sent():
    killed = KILL["trial_desk"](3, 0)

    assert killed.broken == []
    assert (killed.runs, killed.answers > 0) == (3, True)


def test_a_desk_that_forgets_or_invents_would_be_found():
    ledger = KILL["kill_desk"].Ledger({"u1": "a", "u2": "b", "u3": "c"}, {"u2": "d"})

    wrong = list(ledger.judge({"u1": "", "u2": "d", "u3": "e"}, "tea"))

    assert [one.partition(" is ")[0] for one in wrong] == ["tea: u1", "tea: u3"]


def test_a_catalog_written_in_place_would_be_found(tmp_path, monkeypatch):
    def write(self, file, content, **_):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            for at in range(0, len(content), 10):
                out.write(content[at : at + 10])
                out.flush()
        return True

    trial = KILL["Trial"]("import", tmp_path)
    chance = KILL["random"].Random(0)
    monkeypatch.setattr(Project, "write", write)

    wrong = [trial.run(KILL["ROOM"], chance)[1] for _ in range(4)]

    assert any("is in neither state" in one for some in wrong for one in some)
