"""Putting units into the memory index: rows, words for the concordance, parts for what is similar."""

from __future__ import annotations

import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection

from recto.memory.generalising import generalise
from recto.memory.grams import grams, length_class
from recto.memory.ranking import Remembered
from recto.store.memory_schema import SEGMENT

SEGMENT_UNITS = SEGMENT
"""How many places of a segment are given away."""
IMPORTED, UNREVIEWED, OLD = 1, 2, 4
BATCH = 20_000

_UNIT = "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_WORDS = "INSERT INTO {}_words (rowid, text) VALUES (?, ?)"


def key_of(pair: str, general: str) -> int:
    """Return the number under which a pair of locales and a generalised source are looked up."""
    return zlib.crc32(f"{pair}\0{general}".encode("utf-8", "surrogatepass"))


class _Segment:
    """Up to ``SEGMENT`` units of one pair and class, with those of their parts that are new."""

    def __init__(self, number: int, used: int, *, is_new: bool) -> None:
        self.number = number
        self.used = used
        self.is_new = is_new
        self.grams: defaultdict[str, list[int]] = defaultdict(list)


class Writer:
    """Adds units inside one transaction; nothing is complete before ``flush``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._open: dict[tuple[str, int], _Segment] = {}
        self._next = connection.exec_driver_sql("SELECT coalesce(max(id), 0) + 1 FROM segments").scalar_one()
        self._units: list[tuple[object, ...]] = []

    def add(self, file: int, pair: str, units: Iterable[Remembered]) -> None:
        """Add units of a file; ``pair`` are the locales of source and target."""
        rows = self._units
        for unit in units:
            general = generalise(unit.source)
            number = length_class(len(general))
            segment = self._open.get((pair, number)) or self._segment(pair, number)
            place = segment.used
            segment.used = place + 1
            if place == SEGMENT_UNITS - 1:
                self._retire(pair, number, segment, general, place)
            else:
                known = segment.grams
                for gram in grams(general, number):
                    known[gram].append(place)
            before, after = unit.neighbours or (None, None)
            flags = IMPORTED * unit.is_imported + UNREVIEWED * unit.is_unreviewed + OLD * unit.is_old
            rows.append(
                (
                    segment.number * SEGMENT + place, file, unit.role, unit.source, unit.target,
                    unit.origin, before, after, flags, key_of(pair, general),
                )
            )  # fmt: skip
            if len(rows) >= BATCH:
                self._put_units()

    def flush(self) -> None:
        self._put_units()
        for (pair, number), segment in self._open.items():
            self._put(pair, number, segment)
        self._open.clear()

    def _segment(self, pair: str, number: int) -> _Segment:
        """Return the segment of a pair and class in which there is room."""
        row = self._connection.exec_driver_sql(
            "SELECT id, used FROM segments WHERE pair = ? AND class = ? AND used < ? ORDER BY id",
            (pair, number, SEGMENT_UNITS),
        ).first()
        segment = _Segment(row[0], row[1], is_new=False) if row else _Segment(self._next, 0, is_new=True)
        self._next += 0 if row else 1
        self._open[pair, number] = segment
        return segment

    def _retire(self, pair: str, number: int, segment: _Segment, general: str, place: int) -> None:
        """Write a segment that its last unit has filled."""
        for gram in grams(general, number):
            segment.grams[gram].append(place)
        self._put(pair, number, segment)
        del self._open[pair, number]

    def _put_units(self) -> None:
        # FTS5 starts a new piece of its index at each number that is lower than the last (7 times slower).
        rows = sorted(self._units)
        self._units.clear()
        if not rows:
            return
        self._connection.exec_driver_sql(_UNIT, rows)
        for side, column in (("source", 3), ("target", 4)):
            self._connection.exec_driver_sql(_WORDS.format(side), [(row[0], row[column]) for row in rows])

    def _put(self, pair: str, number: int, segment: _Segment) -> None:
        execute = self._connection.exec_driver_sql
        execute(
            "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?)",
            (segment.number, pair, number, segment.used),
        )
        read = "SELECT places FROM postings WHERE segment = ? AND gram = ?"
        rows = []
        for gram, places in sorted(segment.grams.items()):
            packed = array("H", places).tobytes()
            old = None if segment.is_new else execute(read, (segment.number, gram)).scalar_one_or_none()
            rows.append((segment.number, gram, (old or b"") + packed))
        if rows:
            execute("INSERT OR REPLACE INTO postings VALUES (?, ?, ?)", rows)
        segment.grams.clear()
