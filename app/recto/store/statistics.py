# ruff: noqa: S608  # what is put into statements are question marks and names of our own
"""How far every article is in every locale: a table in the cache, so that no catalog is read to show it.

It is derived from the catalogs and may be deleted at any time. A row is as good as its stamp: whoever
reads it compares that with the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError

from recto.errors import RectoError

VERSION = 1
KINDS = ("empty", "machine", "draft", "changed", "reviewed")
NO_CATALOG = ""
"""The stamp of an article that has not been extracted in a locale."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One article in one locale; ``units_`` and ``words_`` by what a person sees of a unit's state."""

    article: str
    locale: str
    stamp: str = NO_CATALOG
    problem: str = ""
    """Why the catalog cannot be read."""
    units_empty: int = 0
    units_machine: int = 0
    units_draft: int = 0
    units_changed: int = 0
    units_reviewed: int = 0
    words_empty: int = 0
    words_machine: int = 0
    words_draft: int = 0
    words_changed: int = 0
    words_reviewed: int = 0
    facts: int = 0
    """Units that wait because a fact of their source changed."""
    errors: int = 0
    """Units, not findings."""
    signed_by: str = ""
    is_signed: bool = False
    """Whether the sign-off of that person still holds."""
    changed_at: int = 0
    """When the catalog's file was last changed, in seconds since 1970; for display and for sorting."""

    @property
    def units(self) -> dict[str, int]:
        return {kind: int(getattr(self, f"units_{kind}")) for kind in KINDS}

    @property
    def words(self) -> dict[str, int]:
        return {kind: int(getattr(self, f"words_{kind}")) for kind in KINDS}

    @property
    def percent(self) -> int:
        """Percent of words reviewed, rounded down; of an article without words 100."""
        total = sum(self.words.values())
        return 100 * self.words_reviewed // total if total else 100


NAMES = tuple(field.name for field in fields(Figures))
_TEXTS = frozenset({"article", "locale", "stamp", "problem", "signed_by"})
_COLUMNS = ", ".join(f"{name} {'TEXT' if name in _TEXTS else 'INTEGER'} NOT NULL" for name in NAMES)
_OPEN = "c.units_empty + c.units_machine + c.units_draft + c.units_changed"
STATES: Mapping[str, str] = {
    "open": f"sum({_OPEN}) > 0",
    "empty": "sum(c.units_empty) > 0",
    "machine": "sum(c.units_machine) > 0",
    "draft": "sum(c.units_draft) > 0",
    "changed": "sum(c.units_changed) > 0",
    "errors": "sum(c.errors) > 0",
    "unsigned": f"sum(c.stamp != '' AND c.problem = '' AND {_OPEN} = 0 AND NOT c.is_signed) > 0",
    "signed": "sum(c.is_signed) > 0",
    "missing": "sum(c.stamp = '') > 0",
    "unreadable": "sum(c.problem != '') > 0",
}
"""What a filter asks of an article's cells in the locales that are shown."""
SORTS: Mapping[str, str] = {
    "name": "0",
    "oldest": "coalesce(min(nullif(c.changed_at, 0)), 1 << 60)",
    "facts": "-coalesce(sum(c.facts), 0)",
}
"""By what articles are sorted, before their path."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles are shown; ``after`` is the place behind which a page begins: (rank, path)."""

    locales: tuple[str, ...]
    text: str = ""
    state: str = ""
    sort: str = "name"
    among: Collection[str] | None = None
    """Only these articles."""
    after: tuple[int, str] | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One article of a page."""

    article: str
    rank: int
    cells: dict[str, Figures]


class BrokenTableError(RectoError):
    """The file is damaged: throw it away and make it again."""


class Statistics:
    """The table of one project. Safe to use from several threads and processes."""

    def __init__(self, file: Path) -> None:
        """Open the table, or make an empty one where there is none, another version's, or a damaged one."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self._listed: Collection[str] = ()
        try:
            self._open()
        except DBAPIError:
            self.discard()
            self._open()
        self._inode = file.stat().st_ino

    @property
    def is_current(self) -> bool:
        """Whether the file that was opened is still the one that stands there."""
        try:
            return self._file.stat().st_ino == self._inode
        except OSError:
            return False

    def close(self) -> None:
        self._engine.dispose()

    def discard(self) -> None:
        """Delete the file with what belongs to it."""
        self.close()
        for one in (
            self._file,
            *(self._file.with_name(f"{self._file.name}-{end}") for end in ("wal", "shm")),
        ):
            one.unlink(missing_ok=True)

    def put(self, rows: Iterable[Figures]) -> None:
        """Write rows in the place of what was known of their article and locale."""
        values = [tuple(getattr(row, name) for name in NAMES) for row in rows]
        if values:
            marks = ", ".join("?" * len(NAMES))
            with self._writing() as connection:
                connection.exec_driver_sql(f"INSERT OR REPLACE INTO cells VALUES ({marks})", values)

    def get(self, article: str, locale: str) -> Figures | None:
        with self._reading() as connection:
            row = connection.exec_driver_sql(
                "SELECT * FROM cells WHERE article = ? AND locale = ?", (article, locale)
            ).fetchone()
        return Figures(*row) if row else None

    def every(self) -> dict[tuple[str, str], Figures]:
        """Return all rows by article and locale."""
        with self._reading() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM cells").fetchall()
        return {(row[0], row[1]): Figures(*row) for row in rows}

    def with_facts(self, most: int) -> list[Figures]:
        """Return the rows with units whose source changed in a fact, the oldest change first."""
        with self._reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT * FROM cells WHERE facts > 0 ORDER BY changed_at, article, locale LIMIT ?", (most,)
            ).fetchall()
        return [Figures(*row) for row in rows]

    def stamps(self) -> dict[tuple[str, str], str]:
        """Return (article, locale) -> stamp."""
        with self._reading() as connection:
            rows = connection.exec_driver_sql("SELECT article, locale, stamp FROM cells").fetchall()
        return {(row[0], row[1]): row[2] for row in rows}

    def drop(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Forget articles in locales."""
        values = list(pairs)
        if values:
            with self._writing() as connection:
                connection.exec_driver_sql("DELETE FROM cells WHERE article = ? AND locale = ?", values)

    def list_articles(self, paths: Collection[str]) -> None:
        """Let these be the project's articles."""
        if paths is self._listed:
            return
        with self._writing() as connection:
            known = {row[0] for row in connection.exec_driver_sql("SELECT path FROM articles").fetchall()}
            gone = [(path,) for path in known - set(paths)]
            new = [(path, path.casefold()) for path in paths if path not in known]
            if gone:
                connection.exec_driver_sql("DELETE FROM articles WHERE path = ?", gone)
            if new:
                connection.exec_driver_sql("INSERT OR IGNORE INTO articles VALUES (?, ?)", new)
        self._listed = paths

    def page(self, wanted: Wanted) -> list[Line]:
        """Return a page of articles, at most ``wanted.limit``, with all that is known of their cells."""
        marks = ", ".join("?" * len(wanted.locales))
        where, values = _where(wanted)
        rank = SORTS[wanted.sort]
        having = [STATES[wanted.state]] if wanted.state else []
        after: tuple[object, ...] = ()
        if wanted.after and wanted.sort != "name":
            having.append(f"({rank}, a.path) > (?, ?)")
            after = wanted.after
        elif wanted.after:
            where.append("a.path > ?")
            values.append(wanted.after[1])
        # By name alone a page is found without looking at the cells of all articles.
        is_asked = bool(having or wanted.sort != "name")
        joined = f"LEFT JOIN cells c ON c.article = a.path AND c.locale IN ({marks})" if is_asked else ""
        statement = (
            f"WITH picked AS (SELECT a.path AS path, {rank} AS rank FROM articles a {joined}"
            f" {'WHERE ' if where else ''}{' AND '.join(where)} GROUP BY a.path"
            f" {'HAVING ' if having else ''}{' AND '.join(having)} ORDER BY rank, a.path LIMIT ?)"
            f" SELECT p.path, p.rank, c.* FROM picked p"
            f" LEFT JOIN cells c ON c.article = p.path AND c.locale IN ({marks}) ORDER BY p.rank, p.path"
        )
        first = wanted.locales if is_asked else ()
        asked = (*first, *values, *after, wanted.limit, *wanted.locales)
        with self._reading() as connection:
            rows = connection.exec_driver_sql(statement, asked).fetchall()
        lines: dict[str, Line] = {}
        for path, at, *cell in rows:
            cells = lines.setdefault(path, Line(path, at, {})).cells
            if cell[0] is not None:
                cells[cell[1]] = Figures(*cell)
        return list(lines.values())

    def number(self, wanted: Wanted) -> int:
        """Return how many articles there are on all pages."""
        marks = ", ".join("?" * len(wanted.locales))
        where, values = _where(wanted)
        having = f"HAVING {STATES[wanted.state]}" if wanted.state else ""
        joined = f"LEFT JOIN cells c ON c.article = a.path AND c.locale IN ({marks})" if having else ""
        statement = (
            f"SELECT count(*) FROM (SELECT a.path FROM articles a {joined}"
            f" {'WHERE ' if where else ''}{' AND '.join(where)} GROUP BY a.path {having})"
        )
        asked = (*(wanted.locales if having else ()), *values)
        with self._reading() as connection:
            return int(connection.exec_driver_sql(statement, asked).scalar_one())

    def totals(self) -> dict[str, tuple[int, int]]:
        """Return locale -> words reviewed, and all words."""
        every = " + ".join(f"words_{kind}" for kind in KINDS)
        statement = f"SELECT locale, sum(words_reviewed), sum({every}) FROM cells GROUP BY locale"
        with self._reading() as connection:
            rows: Sequence[Sequence[object]] = connection.exec_driver_sql(statement).fetchall()
        return {str(row[0]): (int(str(row[1])), int(str(row[2]))) for row in rows}

    def _open(self) -> None:
        self._engine = create_engine(f"sqlite:///{self._file}", connect_args={"timeout": 30})
        event.listen(self._engine, "connect", _prepare)
        with self._engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if version != VERSION:
                connection.exec_driver_sql("DROP TABLE IF EXISTS cells")
                connection.exec_driver_sql("DROP TABLE IF EXISTS articles")
                connection.exec_driver_sql(f"CREATE TABLE cells ({_COLUMNS}, PRIMARY KEY (article, locale))")
                articles = "path TEXT PRIMARY KEY, folded TEXT NOT NULL"
                connection.exec_driver_sql(f"CREATE TABLE articles ({articles})")
                connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._guard(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._guard(), self._engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            code = getattr(error.orig, "sqlite_errorname", "")
            problem = f"the table of counts cannot be used ({error.orig})."
            kind = (
                BrokenTableError
                if code in {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR"}
                else RectoError
            )
            raise kind(problem, self._file.name, "Delete the file; it is made again.") from error


def _where(wanted: Wanted) -> tuple[list[str], list[object]]:
    where: list[str] = []
    values: list[object] = []
    if wanted.text:
        where.append("instr(a.folded, ?)")
        values.append(wanted.text.casefold())
    if wanted.among is not None:
        where.append("a.path IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(wanted.among)))
    return where, values


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    # What a power cut takes is counted again.
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=OFF", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
