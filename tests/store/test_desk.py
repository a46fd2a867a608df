"""The desk database: what is begun is there after a crash, and old databases grow."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from recto.errors import ConfigError, RectoError
from recto.model import State, Unit
from recto.store import Activity, Desk, Stage
from recto.store.secret import secret_key

OLD = Unit("paragraph", "Wait.", "Warte.", State.DRAFT)
NEW = Unit("paragraph", "Wait.", "Warten.", State.REVIEWED)
CHANGE = Activity.of("tea.md", "de", "ana", OLD, NEW)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / ".recto" / "desk.db", now=lambda: "2026-01-01T10:00:00+00:00")


def test_what_was_begun_is_there_when_the_database_is_opened_again(tmp_path, desk):
    begun = desk.begin(CHANGE)

    desk.close()

    assert Desk(tmp_path / ".recto" / "desk.db").at_stage(Stage.PENDING) == [begun]


def test_a_change_is_kept_with_both_texts_and_both_states(desk):
    begun = desk.begin(CHANGE)

    (kept,) = desk.history("tea.md", "de", OLD.id)

    assert kept == begun
    assert (kept.old_target, kept.old_state, kept.new_target, kept.new_state) == (
        "Warte.", State.DRAFT, "Warten.", State.REVIEWED,
    )  # fmt: skip
    assert kept.made_at == "2026-01-01T10:00:00+00:00"


def test_a_marked_change_is_no_longer_pending(desk):
    begun = desk.begin(CHANGE)

    desk.mark(begun, Stage.APPLIED)

    assert desk.at_stage(Stage.PENDING) == []
    assert desk.stage_of(begun) is Stage.APPLIED


def test_settling_closes_the_conflicts_of_that_unit_only(desk):
    mine, other = desk.begin(CHANGE), desk.begin(Activity.of("salt.md", "de", "ana", OLD, NEW))
    for activity in (mine, other):
        desk.mark(activity, Stage.CONFLICT)

    desk.settle("tea.md", "de", OLD.id)

    assert [row.article for row in desk.at_stage(Stage.CONFLICT)] == ["salt.md"]


def test_history_is_newest_first_and_limited(desk):
    for target in ("one", "two", "three"):
        desk.begin(Activity.of("tea.md", "de", "ana", OLD, Unit("paragraph", "Wait.", target, State.DRAFT)))

    assert [row.new_target for row in desk.history("tea.md", "de", OLD.id, limit=2)] == ["three", "two"]


def test_only_the_owner_can_read_the_database_and_the_key(tmp_path, desk):
    secret_key(tmp_path / ".recto" / "secret")

    for name in ("desk.db", "secret"):
        assert stat.S_IMODE((tmp_path / ".recto" / name).stat().st_mode) == 0o600


def test_a_commit_waits_for_the_disk(desk):
    with desk._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


def test_many_threads_write_without_losing_a_row(desk):
    threads = [threading.Thread(target=lambda: [desk.begin(CHANGE) for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(desk.at_stage(Stage.PENDING)) == 40


def test_a_database_without_tables_grows_into_the_newest_form(tmp_path):
    sqlite3.connect(tmp_path / "desk.db").close()

    assert Desk(tmp_path / "desk.db").at_stage(Stage.PENDING) == []


def test_a_database_of_a_newer_recto_is_refused_and_left_alone(tmp_path, desk):
    desk.close()
    with sqlite3.connect(tmp_path / ".recto" / "desk.db") as connection:
        connection.execute("UPDATE schema_version SET version = 99")

    with pytest.raises(ConfigError, match=r"version 99, this Recto knows versions up to 3\."):
        Desk(tmp_path / ".recto" / "desk.db")


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "desk.db"
    file.write_bytes(b"not a database, but long enough to be looked at" * 50)

    with pytest.raises(RectoError, match="cannot be opened"):
        Desk(file)

    assert file.read_bytes().startswith(b"not a database")


def test_a_database_that_the_system_refuses_is_told_with_its_place(tmp_path):
    (tmp_path / ".recto").write_bytes(b"a file where the folder should be")

    with pytest.raises(RectoError) as refused:
        Desk(tmp_path / ".recto" / "desk.db")

    assert str(refused.value) == (
        ".recto/desk.db: the desk database cannot be opened (File exists). "
        "The desk has to write there before it changes anything."
    )


def test_the_key_is_made_once(tmp_path):
    key = secret_key(tmp_path / "secret")

    assert len(key) == 32
    assert secret_key(tmp_path / "secret") == key


def test_a_key_that_others_may_read_is_refused(tmp_path):
    secret_key(tmp_path / "secret")
    (tmp_path / "secret").chmod(0o644)

    with pytest.raises(ConfigError, match="chmod 600"):
        secret_key(tmp_path / "secret")


def test_a_short_key_is_refused(tmp_path):
    (tmp_path / "secret").write_bytes(b"short")
    (tmp_path / "secret").chmod(0o600)

    with pytest.raises(ConfigError, match="too short"):
        secret_key(tmp_path / "secret")
