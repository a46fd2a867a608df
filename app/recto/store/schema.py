"""The desk database's tables, and the steps by which an older database grows into them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, Text, insert, select, update

from recto.errors import ConfigError

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
    Index("activity_stage", "stage"),
)


def _create_activity(connection: Connection) -> None:
    ACTIVITY.create(connection)


STEPS: tuple[Callable[[Connection], None], ...] = (_create_activity,)
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
