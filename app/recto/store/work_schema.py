"""The desk database's tables of work: who is to do what, who was told of it, what was signed off."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, Index, Integer, LargeBinary, MetaData, Table, Text

METADATA = MetaData()

ASSIGNMENT = Table(
    "assignment",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Index("assignment_person", "person", "stage"),
    Index("assignment_place", "article", "locale", unique=True),
)

SIGNATURE = Table(
    "signature",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Column("units", Text, nullable=False),
    Column("told", Boolean, nullable=False),
    Index("signature_place", "article", "locale", unique=True),
)

NOTICE = Table(
    "notice",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    # Of a mention: its own number, so that whoever tells people knows what is new.
    Column("about", Integer, nullable=False),
    Column("is_read", Boolean, nullable=False),
    Column("is_posted", Boolean, nullable=False),
    Index("notice_person", "person", "is_read"),
    Index("notice_posted", "is_posted"),
)

CHOICE = Table(
    "mail_choice",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("digest_on", Text, nullable=False),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Index("outbox_stage", "stage"),
)

UPLOAD = Table(
    "upload",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("upload_made_at", "made_at"),
)


def create(connection: Connection) -> None:
    """Make the tables; a step of the desk database."""
    METADATA.create_all(connection)
