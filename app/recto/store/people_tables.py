"""The tables of people: accounts, roles, sessions, links, tokens. No secret stands in them, only digests."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, Index, Integer, MetaData, Table, Text

PEOPLE_METADATA = MetaData()

PERSON = Table(
    "person",
    PEOPLE_METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    # The name as it is compared: two people must not differ in case or width only.
    Column("key", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("made_at", Text, nullable=False),
)

ROLE = Table(
    "role",
    PEOPLE_METADATA,
    Column("person", Integer, primary_key=True),
    Column("locale", Text, primary_key=True),
    Column("role", Text, nullable=False),
)

PREFERENCE = Table(
    "preference",
    PEOPLE_METADATA,
    Column("person", Integer, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("has_shortcuts", Boolean, nullable=False),
)

SESSION = Table(
    "session",
    PEOPLE_METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("person", Integer, nullable=False),
    Column("method", Text, nullable=False),
    # Seconds since 1970: what ends by the clock is compared with the clock.
    Column("started", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("browser", Text, nullable=False),
    Column("address", Text, nullable=False),
    Index("session_person", "person"),
)

LINK = Table(
    "link",
    PEOPLE_METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("person", Integer, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("ends", Integer, nullable=False),
    Index("link_person", "person"),
)

TOKEN = Table(
    "token",
    PEOPLE_METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("person", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("used_at", Text, nullable=False),
    Index("token_person", "person"),
)

ATTEMPT = Table(
    "attempt",
    PEOPLE_METADATA,
    Column("id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("has_failed", Boolean, nullable=False),
    Index("attempt_at", "at"),
)

EVENT = Table(
    "person_event",
    PEOPLE_METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False),
)


def create_people(connection: Connection) -> None:
    """Bring a desk database up to where people have accounts."""
    for table in (PERSON, ROLE, PREFERENCE, SESSION, LINK, TOKEN, ATTEMPT, EVENT):
        table.create(connection)
