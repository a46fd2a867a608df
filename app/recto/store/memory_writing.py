"""Putting units into the memory index: rows, parts for what is similar, words for the concordance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from recto.memory.generalising import generalise
from recto.memory.grams import grams, length_class
from recto.memory.outlines import outlines
from recto.memory.ranking import Remembered
from recto.store.memory_postings import Posting, merged, packed, unpacked
from recto.store.memory_schema import IMPORTED, OLD, SEGMENT, SIDES, UNREVIEWED, key_of

SEGMENT_UNITS = SEGMENT
"""How many places of a segment are given away."""
BATCH = 20_000
PORTION = 65_536
"""Characters that are cut into parts at once: what that takes stays within a processor's cache."""

_UNIT = "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_WORDS = "INSERT INTO {}_words (rowid, text) VALUES (?, ?)"
_SEGMENT = "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?, ?)"
_POSTING = "INSERT OR REPLACE INTO postings VALUES (?, ?, ?, ?, ?)"


class _Segment:
    """Up to ``SEGMENT`` units of one pair and class, and what is not yet written of them."""

    def __init__(
        self, number: int, kind: int, changes: int = 0, lengths: bytes = b"", letters: bytes = b""
    ) -> None:
        self.number = number
        self.kind = kind
        self.changes = changes
        self.lengths = bytearray(lengths)
        self.letters = bytearray(letters)
        self.used = len(lengths)
        self.rows: list[tuple[object, ...]] = []
        self.texts: list[str] = []
        """Generalised sources of the last places that are used."""
        self.chars = 0
        """Characters of ``texts``."""
        self._postings: list[NDArray[np.uint64]] = []

    def cut(self) -> None:
        """Put the texts into parts."""
        if not self.texts:
            return
        owners, numbers = grams(self.texts, self.kind)
        first = self.used - len(self.texts)
        self._postings.append(numbers << np.uint64(16) | (owners + first).astype(np.uint64))
        found = outlines(self.texts)
        self.lengths += found.lengths.tobytes()
        self.letters += found.letters.tobytes()
        self.texts.clear()
        self.chars = 0

    def postings(self) -> NDArray[np.uint64]:
        """Return the postings of all texts since the segment was opened, in order."""
        self.cut()
        return merged(self._postings)


class Writer:
    """Adds units inside one transaction; nothing is complete before ``flush``."""

    def __init__(self, connection: Connection, *, with_words: bool) -> None:
        """``with_words``: for the concordance, too, which has been used."""
        self._connection = connection
        self._with_words = with_words
        self._open: dict[tuple[str, int], _Segment] = {}
        self._next = connection.exec_driver_sql("SELECT coalesce(max(id), 0) + 1 FROM segments").scalar_one()
        self._waiting = 0

    def add(self, file: int, pair: str, unit: Remembered) -> None:
        """Add a unit of a file; ``pair`` are the locales of source and target."""
        source, target, role, _, origin, neighbours, is_imported, is_unreviewed, is_old = unit
        general = generalise(source)
        kind = length_class(len(general))
        segment = self._open.get((pair, kind)) or self._segment(pair, kind)
        before, after = neighbours or (None, None)
        segment.rows.append(
            (
                segment.number * SEGMENT + segment.used, file, role, source, target, origin, before, after,
                IMPORTED * is_imported + UNREVIEWED * is_unreviewed + OLD * is_old, key_of(pair, general),
            )
        )  # fmt: skip
        segment.texts.append(general)
        segment.used += 1
        segment.chars += len(general)
        if segment.chars >= PORTION:
            segment.cut()
        self._waiting += 1
        if segment.used == SEGMENT_UNITS:
            self._put_units()
            self._put(pair, segment)
            del self._open[pair, kind]
        elif self._waiting == BATCH:
            self._put_units()

    def flush(self) -> None:
        self._put_units()
        for (pair, _), segment in self._open.items():
            self._put(pair, segment)
        self._open.clear()

    def _segment(self, pair: str, kind: int) -> _Segment:
        """Return the segment of a pair and class in which there is room."""
        row = self._connection.exec_driver_sql(
            "SELECT id, class, changes, lengths, letters FROM segments WHERE pair = ? AND class = ? AND used < ? ORDER BY id",
            (pair, kind, SEGMENT_UNITS),
        ).first()
        segment = _Segment(*row) if row else _Segment(self._next, kind)
        self._next += 0 if row else 1
        self._open[pair, kind] = segment
        return segment

    def _put_units(self) -> None:
        self._waiting = 0
        # FTS5 starts a new piece of its index at each number that is lower than the last.
        for segment in sorted(self._open.values(), key=lambda segment: segment.number):
            if segment.rows:
                self._connection.exec_driver_sql(_UNIT, segment.rows)
                if self._with_words:
                    for side, column in zip(SIDES, (3, 4), strict=True):
                        words = [(row[0], row[column]) for row in segment.rows]
                        self._connection.exec_driver_sql(_WORDS.format(side), words)
                segment.rows.clear()

    def _put(self, pair: str, segment: _Segment) -> None:
        execute = self._connection.exec_driver_sql
        rows = packed(segment.postings())
        if segment.changes:
            rows = self._with_standing(segment.number, rows)
        outline = bytes(segment.lengths), bytes(segment.letters)
        execute(_SEGMENT, (segment.number, pair, segment.kind, segment.used, segment.changes + 1, *outline))
        execute(_POSTING, [(segment.number, *row) for row in rows])

    def _with_standing(self, segment: int, rows: Sequence[Posting]) -> list[Posting]:
        """Return postings together with those of the same buckets that were written earlier."""
        read = "SELECT bucket, parts, counts, places FROM postings WHERE segment = ? AND bucket = ?"
        both = []
        for row in rows:
            both.append(unpacked(row))
            old = self._connection.exec_driver_sql(read, (segment, row.bucket)).first()
            if old:
                both.append(unpacked(Posting(*old)))
        return packed(merged(both))
