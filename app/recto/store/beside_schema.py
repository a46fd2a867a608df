"""The desk database's tables of what people keep beside translations: private drafts, comments, mentions."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, Text

BESIDE_METADATA = MetaData()

DRAFT = Table(
    "private_draft",
    BESIDE_METADATA,
    Column("id", Integer, primary_key=True),
    # 0: the one person of a desk without accounts.
    Column("person", Integer, nullable=False),
    Column("article", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Index("private_draft_place", "person", "article", "locale", "unit_id", unique=True),
)

COMMENT = Table(
    "comment",
    BESIDE_METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("article", Text, nullable=False),
    # Empty: it is about the source, and stands beside the unit in every locale.
    Column("locale", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("resolved_by", Text, nullable=False),
    Column("resolved_at", Text, nullable=False),
    Index("comment_unit", "article", "unit_id"),
)

MENTION = Table(
    "mention",
    BESIDE_METADATA,
    Column("id", Integer, primary_key=True),
    Column("comment", Integer, nullable=False),
    Column("person", Text, nullable=False),
    # The locale in which it was written, also where the comment is about the source.
    Column("locale", Text, nullable=False),
    Index("mention_comment", "comment"),
)

SUGGESTED_TERM = Table(
    "suggested_term",
    BESIDE_METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("translation", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("note", Text, nullable=False),
)


def create_beside(connection: Connection) -> None:
    """Make the tables; a step of the desk database."""
    for table in (DRAFT, COMMENT, MENTION, SUGGESTED_TERM):
        table.create(connection)
