# ruff: noqa: S608  # what is put into statements are question marks and names of our own
"""What a process keeps of the memory index: the outlines of all sources, segment by segment.

They are a tenth of the index and all are asked each time, so they are read again only where they changed.
A small segment that is asked again and again while nothing in it changes, as when a whole project is
pretranslated, is kept wholly.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from recto.memory.generalising import generalised
from recto.memory.outlines import LETTERS, Outlines
from recto.store.memory_reading import marks
from recto.store.memory_schema import SEGMENT

SMALL = 20_000
"""Units of a segment that may be kept wholly: some megabytes."""
OFTEN = 40
"""Times that a segment is asked before it is: reading it costs as much as so many look-ups."""
MOST_KEPT = 40
MOST_ASKED = 10_000


class Whole(NamedTuple):
    """All of a segment: its parts in order, where each stands, and its generalised sources."""

    number: int
    parts: NDArray[np.uint32]
    starts: NDArray[np.int64]
    """Index of each part's first place; one more at the end."""
    places: NDArray[np.uint16]
    texts: Mapping[int, str]
    """By the units' numbers; those that are gone are not there."""


class Segment(NamedTuple):
    """Units of one pair of locales and one class of lengths, by their places."""

    kind: int
    """The class."""
    number: int
    changes: int
    outlines: Outlines
    """Of the generalised source at each place; one that is gone has none."""

    @property
    def size(self) -> int:
        return len(self.outlines.lengths)

    def at(self, places: NDArray[np.int64]) -> Outlines:
        return Outlines(self.outlines.lengths[places], self.outlines.letters[places])


class Segments:
    """The segments that were asked for. Several threads may use it."""

    def __init__(self) -> None:
        self._known: dict[int, Segment] = {}
        self._asked: dict[tuple[int, int], int] = {}
        self._wholes: OrderedDict[tuple[int, int], Whole] = OrderedDict()

    def of(self, connection: Connection, pair: str, kinds: Sequence[int]) -> list[Segment]:
        """Return the segments of a pair and some classes, class by class, as this transaction sees them."""
        rows = connection.exec_driver_sql(
            f"SELECT class, id, changes FROM segments WHERE pair = ? AND class IN ({marks(kinds)})"
            " ORDER BY class, id",
            (pair, *kinds),
        ).fetchall()
        found = []
        for kind, number, changes in rows:
            known = self._known.get(number)
            if known is None or known.changes != changes:
                known = Segment(kind, number, changes, _outlines(connection, number))
                self._known[number] = known
            found.append(known)
        return found

    def wholes(self, connection: Connection, segments: Sequence[Segment]) -> list[Whole] | None:
        """Return all of these segments if they are kept by now, or are worth keeping."""
        keys = [(segment.number, segment.changes) for segment in segments]
        for key in keys:
            self._asked[key] = self._asked.get(key, 0) + 1
        if any(segment.size > SMALL for segment in segments):
            return None
        if any(self._asked[key] < OFTEN for key in keys):
            return None
        found = []
        for key in keys:
            whole = self._wholes.pop(key, None) or _whole(connection, key[0])
            self._wholes[key] = whole
            found.append(whole)
        while len(self._wholes) > MOST_KEPT:
            self._wholes.popitem(last=False)
        if len(self._asked) > MOST_ASKED:
            self._asked.clear()
        return found


def _whole(connection: Connection, number: int) -> Whole:
    rows = connection.exec_driver_sql(
        "SELECT bucket, parts, counts, places FROM postings WHERE segment = ? ORDER BY bucket", (number,)
    ).fetchall()
    counts = np.frombuffer(b"".join([row[2] for row in rows]), "<u4").astype(np.int64)
    sources = connection.exec_driver_sql(
        "SELECT id, source FROM units WHERE id BETWEEN ? AND ?",
        (number * SEGMENT, (number + 1) * SEGMENT - 1),
    ).fetchall()
    general = generalised([row[1] for row in sources])
    return Whole(
        number,
        np.frombuffer(b"".join([row[1] for row in rows]), "<u4"),
        np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))),
        np.frombuffer(b"".join([row[3] for row in rows]), "<u2"),
        {row[0]: text for row, text in zip(sources, general, strict=True)},
    )


def _outlines(connection: Connection, number: int) -> Outlines:
    statement = "SELECT lengths, letters FROM segments WHERE id = ?"
    lengths, letters = connection.exec_driver_sql(statement, (number,)).one()
    return Outlines(np.frombuffer(lengths, np.uint8), np.frombuffer(letters, np.uint8).reshape(-1, LETTERS))
