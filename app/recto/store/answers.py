"""Answers of engines that were paid for, so that nothing is paid for twice; may be deleted at any time.

Written after each request and before anything else, so that a run that was killed goes on where it
stood. Several processes and threads may use one file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    MetaData,
    Table,
    Text,
    bindparam,
    create_engine,
    delete,
    event,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError

VERSION = 1
METADATA = MetaData()
ANSWERS = Table(
    "answers",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("used", Float, nullable=False),
    sqlite_with_rowid=False,
)
MANY = 500
"""Keys in one question; older SQLite takes 999."""
WAIT_S = 30
"""How long one process waits for another to have written."""
KEEP_DAYS = 90
"""Answers that nobody asked for in so many days are thrown away."""
DAY_S = 86_400.0
BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_SCHEMA", "SQLITE_ERROR", "SQLITE_MISMATCH")


class Answers:
    """The answers of one project. Neither call fails: without the file, all is merely asked anew."""

    def __init__(self, file: Path, clock: Callable[[], float] = time.time) -> None:
        """Open the file, or make an empty one; one that is damaged is set aside.

        ``clock`` gives seconds since 1970.
        """
        self._file = file
        self._clock = clock
        with suppress(OSError):  # then the file cannot be opened either, which _prepare finds
            file.parent.mkdir(parents=True, exist_ok=True)
        self._engine = _open(file)
        self.is_writable = self._prepare()

    def find(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Return the answers that are known, by their keys."""
        found: dict[str, str] = {}
        wanted = list(dict.fromkeys(keys))
        with self._guard():
            stale: list[str] = []
            with self._engine.connect() as connection:
                for start in range(0, len(wanted), MANY):
                    chosen = ANSWERS.c.key.in_(wanted[start : start + MANY])
                    for row in connection.execute(select(ANSWERS).where(chosen)):
                        found[row.key] = row.text
                        if row.used < self._clock() - DAY_S:
                            stale.append(row.key)
            if stale:
                with self._writing() as connection:
                    touch = update(ANSWERS).where(ANSWERS.c.key == bindparam("known"))
                    rows = [{"known": key} for key in stale]
                    connection.execute(touch.values(used=self._clock()), rows)
        return found

    def keep(self, answers: Mapping[str, str]) -> None:
        """Write answers down; when this returns they survive the end of the process."""
        if not answers:
            return
        now = self._clock()
        rows = [{"key": key, "text": text, "used": now} for key, text in answers.items()]
        put = insert(ANSWERS)
        put = put.on_conflict_do_update(
            index_elements=["key"], set_={"text": put.excluded.text, "used": put.excluded.used}
        )
        with self._guard(), self._writing() as connection:
            connection.execute(put, rows)

    def prune(self, days: float = KEEP_DAYS) -> int:
        """Throw away what nobody asked for in so many days; return how many answers that were."""
        gone = 0
        with self._guard(), self._writing() as connection:
            old = delete(ANSWERS).where(ANSWERS.c.used < self._clock() - days * DAY_S)
            gone += connection.execute(old).rowcount
        return gone

    def close(self) -> None:
        self._engine.dispose()

    def _prepare(self) -> bool:
        """Make the table; return whether the file can be used."""
        for _ in range(2):
            try:
                with self._writing() as connection:
                    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                    if version not in (0, VERSION):
                        connection.exec_driver_sql("DROP TABLE IF EXISTS answers")
                    METADATA.create_all(connection)
                    connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
                    connection.execute(select(ANSWERS).limit(1)).fetchall()
            except DBAPIError as error:
                if not _is_broken(error):
                    return False
                self._set_aside()
            else:
                return True
        return False

    def _set_aside(self) -> None:
        """Put a damaged file beside its place, and begin an empty one."""
        self._engine.dispose()
        for ending in ("-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        with suppress(FileNotFoundError):  # another process did it
            self._file.replace(self._file.with_name(f"{self._file.name}.damaged"))
        self._engine = _open(self._file)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Go on without the file where it cannot be used: what is not known is asked, and nothing breaks."""
        try:
            yield
        except DBAPIError as error:
            self.is_writable = False
            if _is_broken(error):
                self._set_aside()
                self.is_writable = self._prepare()


def _is_broken(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlite_errorname", "").startswith(BROKEN)


def _open(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": WAIT_S}, pool_size=8)
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    # Survives the end of a process; what a power cut takes of the newest is asked again.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
