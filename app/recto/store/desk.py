"""The desk: a row for each change of a unit, written before the catalog is."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    ExceptionContext,
    RowMapping,
    create_engine,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, OperationalError

from recto.errors import RectoError
from recto.exchange import po
from recto.model import State, Unit
from recto.store.schema import ACTIVITY, migrate


class DeskError(RectoError):
    """The desk database cannot be read or written now; trying again later may help."""


class Stage(StrEnum):
    """How far a change came."""

    PENDING = "pending"
    """Written here; whether it is in the catalog is not known."""
    APPLIED = "applied"
    """In the catalog."""
    REFUSED = "refused"
    """The catalog could not be written, and the person was told so."""
    CONFLICT = "conflict"
    """Interrupted, and the unit has changed since: a person has to look."""
    SETTLED = "settled"
    """Was a conflict; the unit was saved or the text set aside since."""
    SET_ASIDE = "set aside"
    """A text that a merge or import had met beside the unit's; the person chose another."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One change of one unit by one person; ``made_at`` is UTC, ISO 8601, for display only."""

    person: str
    article: str
    locale: str
    unit_id: str
    context: str
    source: str
    old_target: str
    old_state: State
    new_target: str
    new_state: State
    made_at: str = ""
    stage: Stage = Stage.PENDING
    id: int = 0
    old_entry: str = ""
    """The unit's entry of the PO file before and after: what a change took from it comes back with it."""
    new_entry: str = ""
    action: int = 0
    """The action of many changes that this one is part of, or 0."""

    @staticmethod
    def of(article: str, locale: str, person: str, old: Unit, new: Unit, action: int = 0) -> Activity:
        return Activity(
            person, article, locale, old.id, old.context, old.source,
            old.target, old.state, new.target, new.state,
            old_entry=po.entry(old), new_entry=po.entry(new), action=action,
        )  # fmt: skip


def now() -> str:
    """Return the time, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Desk:
    """The desk database of one project. Safe to use from several threads and processes."""

    def __init__(self, file: Path, now: Callable[[], str] = now) -> None:
        """Open the database, creating it (readable by its owner only) or bringing it up to date.

        :raises RectoError: the file is not a database, or cannot be opened.
        """
        self._now = now
        self._engine = opened(file)
        self._reading = self._engine.execution_options(is_reading=True)

    @property
    def engine(self) -> Engine:
        """The database, for what other rooms of the store keep in it."""
        return self._engine

    def close(self) -> None:
        self._engine.dispose()

    def begin(self, activity: Activity) -> Activity:
        """Write the change ahead; on disk when this returns. The result has its id and time."""
        return self.note(activity, Stage.PENDING)

    def note(self, activity: Activity, stage: Stage) -> Activity:
        """Write a row of any stage; on disk when this returns. The result has its id and time."""
        row = replace(activity, made_at=self._now(), stage=stage)
        values = {
            column.name: getattr(row, column.name) for column in ACTIVITY.columns if column.name != "id"
        }
        with self._engine.begin() as connection:
            key = connection.execute(insert(ACTIVITY).values(values)).inserted_primary_key
        return replace(row, id=key[0] if key else 0)

    def mark(self, activity: Activity, stage: Stage) -> None:
        """Note how far a change came."""
        with marking(self._engine, stage).begin() as connection:
            connection.execute(update(ACTIVITY).where(ACTIVITY.c.id == activity.id).values(stage=stage))

    def settle(self, article: str, locale: str, unit_id: str) -> None:
        """Close the conflicts of a unit: a person has looked."""
        where = (
            ACTIVITY.c.article == article,
            ACTIVITY.c.locale == locale,
            ACTIVITY.c.unit_id == unit_id,
            ACTIVITY.c.stage == Stage.CONFLICT,
        )
        with self._reading.connect() as connection:
            if connection.execute(select(ACTIVITY.c.id).where(*where).limit(1)).first() is None:
                return
        with self._engine.begin() as connection:
            connection.execute(update(ACTIVITY).where(*where).values(stage=Stage.SETTLED))

    def at_stage(self, stage: Stage) -> list[Activity]:
        """Return the changes that came just so far, oldest first."""
        query = select(ACTIVITY).where(ACTIVITY.c.stage == stage).order_by(ACTIVITY.c.id)
        with self._reading.connect() as connection:
            return [_activity(row) for row in connection.execute(query).mappings()]

    def stage_of(self, activity: Activity) -> Stage:
        query = select(ACTIVITY.c.stage).where(ACTIVITY.c.id == activity.id)
        with self._reading.connect() as connection:
            return Stage(connection.execute(query).scalar_one())

    def history(self, article: str, locale: str, unit_id: str, limit: int = 20) -> list[Activity]:
        """Return a unit's changes, newest first, those that never came into the catalog included."""
        query = (
            select(ACTIVITY)
            .where(ACTIVITY.c.article == article, ACTIVITY.c.locale == locale, ACTIVITY.c.unit_id == unit_id)
            .order_by(ACTIVITY.c.id.desc())
            .limit(limit)
        )
        with self._reading.connect() as connection:
            return [_activity(row) for row in connection.execute(query).mappings()]


def marking(engine: Engine, stage: Stage) -> Engine:
    """Return the engine to mark changes with.

    A mark that the catalog has a change is lost with the power at worst, and then found out again at the
    start. That one was refused has to be on the disk before the person is told.
    """
    return engine.execution_options(is_lazy=stage is Stage.APPLIED)


def opened(file: Path) -> Engine:
    """Open the desk database, creating it (readable by its owner only) or bringing it up to date.

    Whatever is asked of it later raises ``DeskError`` where another process holds it, or the disk is full.

    :raises RectoError: the file is not a database, or cannot be opened.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _create(file)
        engine = _engine(file)
        with engine.begin() as connection:
            migrate(connection, str(file))
    except (OSError, DBAPIError) as error:
        cause = getattr(error, "orig", error)
        where = f"{file.parent.name}/{file.name}"
        hint = "Restore it from a copy, or set it aside; the translations are in the PO files."
        if isinstance(error, OSError):
            cause, hint = error.strerror, "The desk has to write there before it changes anything."
        raise RectoError(f"the desk database cannot be opened ({cause}).", where, hint) from error
    event.listen(engine, "handle_error", _refuse)
    return engine


def _create(file: Path) -> None:
    """Make the file where there is none, readable by its owner only.

    One that is there is not even opened: with the descriptor the process would give up its other
    connections' locks, and SQLite of another process remove the log that these still write to.
    """
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    if not os.access(file, os.R_OK | os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))


def _refuse(failure: ExceptionContext) -> None:
    error = failure.sqlalchemy_exception
    if isinstance(error, OperationalError):
        problem = f"the desk database cannot be used now ({error.orig})."
        hint = "Is there room on the disk, and does another program hold it?"
        raise DeskError(problem, ".recto/desk.db", hint) from error


def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _durable(connection: sqlite3.Connection, _record: object) -> None:
        # sqlite3 would begin a transaction late and leave table definitions outside of it.
        connection.isolation_level = None
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _immediate(connection: Connection) -> None:
        # A transaction that reads first and writes later can be refused half-way; this one waits.
        options = connection.get_execution_options()
        if options.get("is_reading", False):
            connection.exec_driver_sql("BEGIN")
            return
        # With WAL, FULL is what makes a commit survive a power cut; NORMAL leaves it to the next one.
        level = "NORMAL" if options.get("is_lazy", False) else "FULL"
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _activity(row: RowMapping) -> Activity:
    return Activity(
        **{
            **row,
            "stage": Stage(row["stage"]),
            "old_state": State(row["old_state"]),
            "new_state": State(row["new_state"]),
        }
    )
