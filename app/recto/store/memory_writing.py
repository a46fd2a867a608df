"""Putting units into the memory index: rows, parts for what is similar, words for the concordance."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from recto.memory.generalising import generalised
from recto.memory.grams import grams, length_classes
from recto.memory.outlines import outlines
from recto.memory.ranking import Remembered
from recto.store.memory_postings import Posting, merged, packed, unpacked
from recto.store.memory_schema import IMPORTED, OLD, SEGMENT, SIDES, UNREVIEWED, keys_of

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
        self._texts: list[str] = []
        """Generalised sources of the last places that are used."""
        self._chars = 0
        """Characters of ``_texts``."""
        self._postings: list[NDArray[np.uint64]] = []

    def add(self, texts: Sequence[str]) -> None:
        """Give generalised sources the next places."""
        for text in texts:
            self._texts.append(text)
            self._chars += len(text)
            if self._chars >= PORTION:
                self._cut()
        self.used += len(texts)

    def _cut(self) -> None:
        """Put the texts into parts."""
        owners, numbers = grams(self._texts, self.kind)
        places = (owners + len(self.lengths)).astype(np.uint64)
        self._postings.append(numbers << np.uint64(16) | places)
        found = outlines(self._texts)
        self.lengths += found.lengths.tobytes()
        self.letters += found.letters.tobytes()
        self._texts.clear()
        self._chars = 0

    def postings(self) -> NDArray[np.uint64]:
        """Return the postings of all texts since the segment was opened, in order."""
        if self._texts:
            self._cut()
        return merged(self._postings)


class Writer:
    """Adds units of files inside one transaction; nothing is complete before ``flush``."""

    def __init__(self, connection: Connection, *, with_words: bool) -> None:
        """``with_words``: for the concordance, too, which has been used."""
        self._connection = connection
        self._with_words = with_words
        self._open: dict[tuple[str, int], _Segment] = {}
        self._next = connection.exec_driver_sql("SELECT coalesce(max(id), 0) + 1 FROM segments").scalar_one()
        self._waiting: dict[str, list[tuple[int, Remembered]]] = {}
        self._count = 0

    def add(self, file: int, pair: str, unit: Remembered) -> None:
        """Add a unit of a file; ``pair`` are the locales of source and target."""
        self._waiting.setdefault(pair, []).append((file, unit))
        self._count += 1
        if self._count == BATCH:
            self._put_waiting()

    def flush(self) -> None:
        self._put_waiting()
        for (pair, _), segment in self._open.items():
            self._put(pair, segment)
        self._open.clear()

    def _put_waiting(self) -> None:
        for pair, units in self._waiting.items():
            self._put_units(pair, units)
        self._waiting.clear()
        self._count = 0

    def _put_units(self, pair: str, units: Sequence[tuple[int, Remembered]]) -> None:
        general = generalised([unit.source for _, unit in units])
        rows = [
            (
                place, file, role, source, target, origin, *(neighbours or (None, None)),
                IMPORTED * is_imported + UNREVIEWED * is_unreviewed + OLD * is_old, key,
            )
            for place, key, (
                file, (source, target, role, _, origin, neighbours, is_imported, is_unreviewed, is_old)
            ) in zip(self._places(pair, general), keys_of(pair, general), units, strict=True)
        ]  # fmt: skip
        # FTS5 starts a new piece of its index at each number that is lower than the last.
        rows.sort(key=itemgetter(0))
        self._connection.exec_driver_sql(_UNIT, rows)
        if self._with_words:
            for side, column in zip(SIDES, (3, 4), strict=True):
                self._connection.exec_driver_sql(_WORDS.format(side), [(row[0], row[column]) for row in rows])

    def _places(self, pair: str, general: Sequence[str]) -> list[int]:
        """Return the numbers that generalised sources get as units."""
        found = np.zeros(len(general), np.int64)
        kinds = length_classes(general)
        for kind in np.unique(kinds).tolist():
            chosen = np.flatnonzero(kinds == kind)
            while len(chosen):
                segment = self._open.get((pair, kind)) or self._segment(pair, kind)
                fitting, chosen = np.split(chosen, [SEGMENT_UNITS - segment.used])
                found[fitting] = segment.number * SEGMENT + segment.used + np.arange(len(fitting))
                segment.add([general[at] for at in fitting.tolist()])
                if segment.used == SEGMENT_UNITS:
                    self._put(pair, segment)
                    del self._open[pair, kind]
        return found.tolist()

    def _segment(self, pair: str, kind: int) -> _Segment:
        """Return the segment of a pair and class in which there is room."""
        row = self._connection.exec_driver_sql(
            "SELECT id, class, changes, lengths, letters FROM segments"
            " WHERE pair = ? AND class = ? AND used < ? ORDER BY id",
            (pair, kind, SEGMENT_UNITS),
        ).first()
        segment = _Segment(*row) if row else _Segment(self._next, kind)
        self._next += 0 if row else 1
        self._open[pair, kind] = segment
        return segment

    def _put(self, pair: str, segment: _Segment) -> None:
        execute = self._connection.exec_driver_sql
        rows = packed(segment.postings())
        if segment.changes:
            rows = self._with_standing(segment.number, rows)
        outline = bytes(segment.lengths), bytes(segment.letters)
        execute(_SEGMENT, (segment.number, pair, segment.kind, segment.used, segment.changes + 1, *outline))
        execute(_POSTING, [(row[0], segment.number, *row[1:]) for row in rows])

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
