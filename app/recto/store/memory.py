"""The memory index: what people accepted, in a file that may be deleted at any time.

The PO files and imported memories are the truth. Whoever puts in or drops files holds a lock of the
project; looking up needs none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError

from recto.errors import RectoError
from recto.memory.generalising import generalise
from recto.memory.ranking import Remembered
from recto.store import memory_reading, memory_schema
from recto.store.memory_schema import IMPORTED, OLD, SEGMENT, UNREVIEWED

if TYPE_CHECKING:
    from recto.store.memory_segments import Segments

CACHE_KB, CACHE_KB_MAKING = 100_000, 48_000
"""Room for pages of the file: more while reading, since making an index takes room of its own."""
CONNECTIONS = 2
WAIT_S = 30
"""How long one process waits for another to have written."""
DEAD = 5_000
"""Units that are gone and still take room, beyond as many as there are; then all is made afresh."""


class BrokenIndexError(RectoError):
    """The file is no index of this version, or damaged: throw it away and make it again."""


class File(NamedTuple):
    """What the index knows of a file. ``stamp`` changes when the file may have, ``digest`` when it has."""

    stamp: str
    digest: str


class Index:
    """The index of one project. Safe to read from several threads and processes."""

    def __init__(self, file: Path) -> None:
        """Open the index, or make an empty one.

        :raises BrokenIndexError: it is of another version, unfinished or no database.
        """
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        self.is_new = not file.exists()
        self._engine = create_engine(
            f"sqlite:///{file}",
            connect_args={"timeout": WAIT_S},
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=600,
        )
        event.listen(self._engine, "connect", _prepare)
        with self._guard(), self._engine.connect() as connection:
            if self.is_new:
                # Nothing is lost if this one is interrupted: without its version it is thrown away.
                connection.exec_driver_sql("PRAGMA journal_mode=MEMORY")
                connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KB_MAKING}")
                memory_schema.create(connection)
                connection.commit()
            elif connection.exec_driver_sql("PRAGMA user_version").scalar_one() != memory_schema.VERSION:
                raise BrokenIndexError("this is another version.", file.name)
        self._inode = file.stat().st_ino
        self._segments: Segments | None = None

    @property
    def is_current(self) -> bool:
        """Whether the file that was opened is still the one that stands there."""
        with suppress(OSError):
            return self._file.stat().st_ino == self._inode
        return False

    def close(self) -> None:
        self._engine.dispose()

    def files(self) -> Mapping[str, File]:
        """Return the files whose units stand in the index, by name."""
        with self._reading() as connection:
            rows = connection.exec_driver_sql("SELECT name, stamp, digest FROM files").fetchall()
        return {row[0]: File(row[1], row[2]) for row in rows}

    def counts(self) -> Mapping[str, int]:
        """Return how many units there are for each pair of locales (``en de``)."""
        with self._reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT s.pair, count(*) FROM units u JOIN segments s ON s.id = u.id / 65536 GROUP BY s.pair"
            ).fetchall()
        return {row[0]: row[1] for row in rows}

    def equal(self, pair: str, source: str) -> list[Remembered]:
        """Return the units whose source is this one, but for numbers and numbers of codes."""
        with self._reading() as connection:
            return memory_reading.equal(connection, pair, generalise(source))

    def equal_all(self, pair: str, sources: Iterable[str]) -> Mapping[str, list[Remembered]]:
        """Return as ``equal`` for each of several sources; one that is not there has no units."""
        general = {source: generalise(source) for source in sources}
        with self._reading() as connection:
            found = memory_reading.equal_all(connection, pair, list(dict.fromkeys(general.values())))
        return {source: found.get(one, []) for source, one in general.items()}

    def similar(self, pair: str, source: str, at_least: float = 70, limit: int = 20) -> list[Remembered]:
        """Return the units whose sources are at least so many percent alike, best first."""
        return self.similar_all(pair, [source], at_least, limit)[source]

    def similar_all(
        self, pair: str, sources: Iterable[str], at_least: float = 70, limit: int = 20
    ) -> Mapping[str, list[Remembered]]:
        """Return as ``similar`` for each of several sources."""
        # They bring numpy, which few commands need.
        from recto.store import memory_segments, memory_similar  # noqa: PLC0415

        known = self._segments = self._segments or memory_segments.Segments()
        general = {source: generalise(source) for source in sources}
        with self._reading() as connection:
            asked = list(dict.fromkeys(general.values()))
            found = memory_similar.similar_all(connection, known, pair, asked, at_least, limit)
        return {source: found[one] for source, one in general.items()}

    def holding(
        self, pair: str, text: str, side: str = "source", *, whole: bool = False, limit: int = 50
    ) -> list[Remembered]:
        """Return units that hold a text in their source or target, whatever its case and accents.

        The first search of an index puts its words in order, which other uses of the memory do not need.
        """
        with self._reading() as connection:
            has_words = memory_schema.has_words(connection)
        if not has_words:
            with self._writing() as connection:
                if not memory_schema.has_words(connection):  # nor has another process made them meanwhile
                    memory_schema.make_words(connection)
        with self._reading() as connection:
            return memory_reading.holding(connection, pair, text, side, whole=whole, limit=limit)

    def put(self, name: str, article: str, file: File, units: Iterable[tuple[str, Remembered]]) -> None:
        """Let a file have these units, each with its pair of locales, and no others.

        A unit that was there already keeps its place, so a file with one change costs one change.
        """
        self.put_all([(name, article, file, units)])

    def put_all(self, files: Iterable[tuple[str, str, File, Iterable[tuple[str, Remembered]]]]) -> None:
        """As ``put`` for each of several files: all of them or, after an error, none.

        What units stand beside is written once for all, which for many small files is most of the work.
        """
        # It brings numpy, which few commands need.
        from recto.store.memory_writing import Writer  # noqa: PLC0415

        with self._writing() as connection:
            writer = Writer(connection, with_words=memory_schema.has_words(connection))
            gone: list[int] = []
            for name, article, file, units in files:
                number, is_known = _note(connection, name, article, file)
                # In a new index nothing finds the units of a file: each time all would be read.
                old = _standing(connection, number) if is_known else {}
                for pair, unit in units:
                    places = old.get((pair, *unit)) if old else None
                    if places:
                        places.pop()
                    else:
                        writer.add(number, pair, unit)
                gone += (place for places in old.values() for place in places)
            writer.flush()
            _forget(connection, gone)

    def touch(self, stamps: Mapping[str, str]) -> None:
        """Note new stamps of files whose content is the same."""
        with self._writing() as connection:
            for name, stamp in stamps.items():
                connection.exec_driver_sql("UPDATE files SET stamp = ? WHERE name = ?", (stamp, name))

    def drop(self, names: Iterable[str]) -> None:
        """Forget files and their units."""
        with self._writing() as connection:
            for name in names:
                of_file = "SELECT id FROM units WHERE file = (SELECT id FROM files WHERE name = ?)"
                rows = connection.exec_driver_sql(of_file, (name,)).fetchall()
                _forget(connection, (row[0] for row in rows))
                connection.exec_driver_sql("DELETE FROM files WHERE name = ?", (name,))

    def finish(self) -> None:
        """End the making of a new index."""
        if not self.is_new:
            return
        with self._writing() as connection:
            memory_schema.finish(connection)
        with self._guard(), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KB}")
        self.is_new = False

    @property
    def is_worn(self) -> bool:
        """Whether so many of its units are gone that it should be made afresh."""
        with self._reading() as connection:
            live = connection.exec_driver_sql("SELECT count(*) FROM units").scalar_one()
            used = connection.exec_driver_sql("SELECT coalesce(sum(used), 0) FROM segments").scalar_one()
        return bool(used - live > live + DEAD)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._guard(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")  # so that all that is read is of one moment
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
            problem = f"the memory index cannot be used ({error.orig})."
            if code.startswith(
                ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_PERM")
            ):
                hint = "It is made again when it can be written; nothing is lost."
                raise RectoError(problem, self._file.name, hint) from error
            raise BrokenIndexError(problem, self._file.name) from error


def discard(file: Path) -> None:
    """Delete an index with what belongs to it; who has it open goes on reading what was there."""
    for one in (file, *(file.with_name(f"{file.name}-{end}") for end in ("wal", "shm", "journal"))):
        one.unlink(missing_ok=True)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    # What a power cut takes is made again.
    for pragma in ("page_size=16384", "synchronous=OFF", f"cache_size=-{CACHE_KB}", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _note(connection: Connection, name: str, article: str, file: File) -> tuple[int, bool]:
    """Write what is known of a file; return its number, and whether it was there before."""
    row = connection.exec_driver_sql("SELECT id FROM files WHERE name = ?", (name,)).fetchone()
    if row is not None:
        connection.exec_driver_sql(
            "UPDATE files SET stamp = ?, digest = ? WHERE id = ?", (file.stamp, file.digest, row[0])
        )
        return row[0], True
    made = connection.exec_driver_sql(
        "INSERT INTO files (name, article, stamp, digest) VALUES (?, ?, ?, ?)",
        (name, article, file.stamp, file.digest),
    )
    return int(made.lastrowid or 0), False


def _standing(connection: Connection, file: int) -> dict[tuple[object, ...], list[int]]:
    """Return the places of the units that a file has, by what they are."""
    rows = connection.exec_driver_sql(
        "SELECT u.id, s.pair, u.source, u.target, u.role, f.article, u.origin, u.before, u.after, u.flags"
        " FROM units u JOIN files f ON f.id = u.file JOIN segments s ON s.id = u.id / 65536"
        " WHERE u.file = ? ORDER BY u.id DESC",
        (file,),
    ).fetchall()
    found: dict[tuple[object, ...], list[int]] = {}
    for place, pair, *unit, before, after, flags in rows:
        neighbours = None if before is None else (before, after)
        marks = bool(flags & IMPORTED), bool(flags & UNREVIEWED), bool(flags & OLD)
        found.setdefault((pair, *unit, neighbours, *marks), []).append(place)
    return found


def _forget(connection: Connection, units: Iterable[int]) -> None:
    """Delete units; what is similar is not looked for at their places any more."""
    gone: dict[int, list[int]] = {}
    for unit in units:
        gone.setdefault(unit // SEGMENT, []).append(unit)
    for segment, of_segment in gone.items():
        read = "SELECT lengths FROM segments WHERE id = ?"
        lengths = bytearray(connection.exec_driver_sql(read, (segment,)).scalar_one())
        for unit in of_segment:
            lengths[unit % SEGMENT] = 0
        write = "UPDATE segments SET lengths = ?, changes = changes + 1 WHERE id = ?"
        connection.exec_driver_sql(write, (bytes(lengths), segment))
        connection.exec_driver_sql("DELETE FROM units WHERE id = ?", [(unit,) for unit in of_segment])
