"""The tables of the memory index, all derived: another version is thrown away, never migrated."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, Table, Text

VERSION = 1
METADATA = MetaData()

FILES = Table(
    "files",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("article", Text, nullable=False),
    Column("stamp", Text, nullable=False),
    Column("digest", Text, nullable=False),
)

UNITS = Table(
    "units",
    METADATA,
    Column("id", Integer, primary_key=True),  # its segment * SEGMENT + its place there
    Column("file", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("before", Integer),
    Column("after", Integer),
    Column("flags", Integer, nullable=False),
    Column("key", Integer, nullable=False),
)
UNITS_BY_KEY = Index("units_key", UNITS.c.key)
UNITS_BY_FILE = Index("units_file", UNITS.c.file)

SEGMENTS = Table(
    "segments",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("pair", Text, nullable=False),
    Column("class", Integer, nullable=False),
    Column("used", Integer, nullable=False),
)

POSTINGS = Table(
    "postings",
    METADATA,
    Column("segment", Integer, primary_key=True),
    Column("gram", Text, primary_key=True),
    Column("places", LargeBinary, nullable=False),  # places in the segment, two bytes each
    sqlite_with_rowid=False,
)

SEGMENT = 65_536
"""Units of a segment: a place in it is two bytes."""

_FTS = (
    """CREATE VIRTUAL TABLE {0}_words USING fts5(text, content='', columnsize=0, detail=none,
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co'")""",
    "CREATE VIRTUAL TABLE {0}_terms USING fts5vocab({0}_words, row)",
)


def create(connection: Connection) -> None:
    """Make the tables in an empty database; the indexes on ``units`` come with ``finish``."""
    indexes = (UNITS_BY_KEY, UNITS_BY_FILE)
    for table in METADATA.sorted_tables:
        table.indexes -= set(indexes)
    METADATA.create_all(connection)
    for side in ("source", "target"):
        for statement in _FTS:
            connection.exec_driver_sql(statement.format(side))


def finish(connection: Connection) -> None:
    """Make what is quicker made at the end, and say that the index is whole."""
    for index in (UNITS_BY_KEY, UNITS_BY_FILE):
        index.create(connection, checkfirst=True)
    connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
