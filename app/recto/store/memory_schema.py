"""The tables of the memory index, all derived: another version is thrown away, never migrated."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, Table, Text

VERSION = 2
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
    Column("changes", Integer, nullable=False),  # how often it was written: whether what one has is current
    Column("lengths", LargeBinary, nullable=False),  # of each place's outline; 0: the unit is gone
    Column("letters", LargeBinary, nullable=False),
)

POSTINGS = Table(
    "postings",
    METADATA,
    Column("bucket", Integer, primary_key=True),  # the highest bits of the parts' numbers
    Column("segment", Integer, primary_key=True),
    Column("parts", LargeBinary, nullable=False),  # in order, four bytes each
    Column("counts", LargeBinary, nullable=False),  # how many places each has, four bytes each
    Column("places", LargeBinary, nullable=False),  # of part after part, two bytes each
    sqlite_with_rowid=False,
)

SEGMENT = 65_536
"""Units of a segment: a place in it is two bytes."""
IMPORTED, UNREVIEWED, OLD = 1, 2, 4
"""Flags of a unit."""

SIDES = ("source", "target")
_MAKE_WORDS = (
    """CREATE VIRTUAL TABLE {0}_words USING fts5(text, content='', columnsize=0, detail=none,
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co'")""",
    "CREATE VIRTUAL TABLE {0}_terms USING fts5vocab({0}_words, row)",
    # So many bytes are gathered before they are written: fewer pieces to be merged afterwards.
    "INSERT INTO {0}_words ({0}_words, rank) VALUES ('hashsize', 16000000)",
    "INSERT INTO {0}_words (rowid, text) SELECT id, {0} FROM units ORDER BY id",
    "INSERT INTO {0}_words ({0}_words, rank) VALUES ('hashsize', 1000000)",
)


def create(connection: Connection) -> None:
    """Make the tables in an empty database; the indexes on ``units`` come with ``finish``."""
    indexes = (UNITS_BY_KEY, UNITS_BY_FILE)
    for table in METADATA.sorted_tables:
        table.indexes -= set(indexes)
    METADATA.create_all(connection)


def finish(connection: Connection) -> None:
    """Make what is quicker made at the end, and say that the index is whole."""
    for index in (UNITS_BY_KEY, UNITS_BY_FILE):
        index.create(connection, checkfirst=True)
    connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")


def has_words(connection: Connection) -> bool:
    """Tell whether the words of all units are there, for the concordance."""
    statement = "SELECT count(*) FROM sqlite_master WHERE name IN ('source_words', 'target_words')"
    found: int = connection.exec_driver_sql(statement).scalar_one()
    return found == len(SIDES)


def make_words(connection: Connection) -> None:
    """Put the words of all units where the concordance looks for them."""
    for side in SIDES:
        for statement in _MAKE_WORDS:
            connection.exec_driver_sql(statement.format(side))


def key_of(pair: str, general: str) -> int:
    """Return the number under which a pair of locales and a generalised source are looked up."""
    return keys_of(pair, (general,))[0]


def keys_of(pair: str, general: Iterable[str]) -> list[int]:
    """Return such numbers of many sources."""
    first = zlib.crc32(f"{pair}\0".encode())
    return [zlib.crc32(one.encode("utf-8", "surrogatepass"), first) for one in general]
