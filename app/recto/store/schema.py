"""The desk database's tables, and the steps by which an older database grows into them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    insert,
    select,
    update,
)

from recto.errors import ConfigError
from recto.store.beside_schema import create_beside
from recto.store.people_tables import create_people
from recto.store.work_schema import create as create_work

METADATA = MetaData()

SCHEMA = Table("schema_version", METADATA, Column("version", Integer, nullable=False))

ACTIVITY = Table(
    "activity",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("old_target", Text, nullable=False),
    Column("old_state", Text, nullable=False),
    Column("new_target", Text, nullable=False),
    Column("new_state", Text, nullable=False),
    Index("activity_unit", "article", "locale", "unit_id"),
    # Of later steps: what a change restores, and which action of many changes it belongs to.
    Column("old_entry", Text, nullable=False, server_default=""),
    Column("new_entry", Text, nullable=False, server_default=""),
    Column("action", Integer, nullable=False, server_default="0"),
    Index("activity_stage", "stage"),
)

ACTION = Table(
    "action",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("undoes", Integer, nullable=False),
)


PROVENANCE = Table(
    "provenance",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("draft", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("dollars", Float, nullable=False),
    Column("matches", Text, nullable=False),
    Column("is_cached", Boolean, nullable=False),
    Column("is_projected", Boolean, nullable=False),
    Index("provenance_unit", "article", "locale", "unit_id"),
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("person", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("ended_at", Text, nullable=False),
    Column("stand", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("filled", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("after", Float, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    Column("task", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("lines", Text, nullable=False),
    Index("jobs_stand", "stand"),
    # Of a later step: what kind of job it is, and which articles it is about where it is about several.
    Column("kind", Text, nullable=False, server_default="pretranslate"),
    Column("wanted", Text, nullable=False, server_default=""),
)


def _create_activity(connection: Connection) -> None:
    ACTIVITY.create(connection)


def _create_provenance(connection: Connection) -> None:
    PROVENANCE.create(connection)


def _create_jobs(connection: Connection) -> None:
    JOBS.create(connection)


def _grow_activity(connection: Connection) -> None:
    """Add the columns of bulk actions, but where the first step made the table with them already."""
    there = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(activity)")}
    for name, kind in (
        ("old_entry", "TEXT DEFAULT ''"),
        ("new_entry", "TEXT DEFAULT ''"),
        ("action", "INTEGER DEFAULT 0"),
    ):
        if name not in there:
            connection.exec_driver_sql(f"ALTER TABLE activity ADD COLUMN {name} {kind} NOT NULL")
    connection.exec_driver_sql("CREATE INDEX activity_person ON activity (person, id)")
    connection.exec_driver_sql("CREATE INDEX activity_action ON activity (action) WHERE action > 0")
    ACTION.create(connection)


def _grow_jobs(connection: Connection) -> None:
    """Add the columns of jobs of other kinds, but where the table was made with them already."""
    there = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(jobs)")}
    for name, default in (("kind", "'pretranslate'"), ("wanted", "''")):
        if name not in there:
            connection.exec_driver_sql(f"ALTER TABLE jobs ADD COLUMN {name} TEXT DEFAULT {default} NOT NULL")


STEPS: tuple[Callable[[Connection], None], ...] = (
    _create_activity,
    _create_provenance,
    _create_jobs,
    _grow_activity,
    create_work,
    create_people,
    create_beside,
    _grow_jobs,
)
"""Step n takes a database from version n to n + 1. A step that was released never changes."""


def migrate(connection: Connection, where: str) -> None:
    """Take the steps that this database has not seen, all in the caller's transaction.

    :raises ConfigError: a newer Recto wrote the database.
    """
    SCHEMA.create(connection, checkfirst=True)
    version = connection.execute(select(SCHEMA.c.version)).scalar_one_or_none()
    if version is None:
        connection.execute(insert(SCHEMA).values(version=0))
        version = 0
    if version > len(STEPS):
        raise ConfigError(
            f"the desk database has version {version}, this Recto knows versions up to {len(STEPS)}.",
            where,
            "Use the newer Recto that wrote it.",
        )
    for step in STEPS[version:]:
        step(connection)
    connection.execute(update(SCHEMA).values(version=len(STEPS)))
