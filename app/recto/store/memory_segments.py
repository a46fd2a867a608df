# ruff: noqa: S608  # what is put into statements are question marks and names of our own
"""What a process keeps of the memory index: the outlines of all sources, segment by segment.

They are a tenth of the index and all are asked each time, so they are read again only where they changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from recto.memory.outlines import LETTERS, Outlines
from recto.store.memory_reading import marks


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


def _outlines(connection: Connection, number: int) -> Outlines:
    statement = "SELECT lengths, letters FROM segments WHERE id = ?"
    lengths, letters = connection.exec_driver_sql(statement, (number,)).one()
    return Outlines(np.frombuffer(lengths, np.uint8), np.frombuffer(letters, np.uint8).reshape(-1, LETTERS))
