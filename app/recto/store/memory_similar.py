# ruff: noqa: S608  # what is put into statements are question marks and names of our own
"""Looking up what is similar: the units that share most of the rare parts are compared, no others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from recto.memory.generalising import generalise
from recto.memory.grams import classes, grams
from recto.memory.ranking import Remembered
from recto.store.memory_postings import LENGTHS, bucket_of, length_bytes
from recto.store.memory_reading import marks, units_at
from recto.store.memory_schema import SEGMENT

PLACES = 30_000
"""Places of shared parts that are counted in a class: those of the rarest parts."""
LOOK, MOST = 40, 200
"""How many units are compared: first those that promise most, then more."""
GOOD = 90
"""More only where the first look found nothing so good."""
MOST_PARTS = 200
"""Parts of a text that are looked up: an article in one segment has thousands."""
FEW = 1_000
"""Where there are so few units in the classes of a text, all are compared."""
LEAST_SHARE = 0.12
"""What the rare parts that are shared weigh, of all: no text with less was the best of a million."""


class _Segment(NamedTuple):
    kind: int
    """The class of lengths of its texts."""
    number: int
    lengths: NDArray[np.uint8]
    """Of the text at each place, as ``length_bytes``."""


class _Wanted(NamedTuple):
    general: str
    shortest: int
    longest: int
    """As ``length_bytes``."""

    def fitting(self, lengths: NDArray[np.uint8]) -> NDArray[np.bool_]:
        return (lengths >= self.shortest) & (lengths <= self.longest)


class _Promising(NamedTuple):
    """Units, and side by side how alike they seem: the very text is 1.0."""

    units: NDArray[np.int64]
    worth: NDArray[np.float64]


class _Postings(NamedTuple):
    """Where parts of a text stand; all are side by side but ``weights``."""

    segments: NDArray[np.int64]
    parts: NDArray[np.int64]
    """The index of the part in the text."""
    counts: NDArray[np.int64]
    places: list[NDArray[np.uint16]]


def similar(connection: Connection, pair: str, general: str, at_least: float, limit: int) -> list[Remembered]:
    """Return the units whose generalised sources are most alike, best first: at most ``limit``.

    Some may be passed over where there are many; up to ``FEW`` all are compared.
    """
    share = max(at_least, 1.0) / (200.0 - max(at_least, 1.0))
    shortest, longest = max(1, int(len(general) * share)), int(len(general) / share) + 1
    wanted = _Wanted(general, *length_bytes([shortest, longest]).tolist())
    segments = _segments(connection, pair, classes(len(general), at_least))
    if sum(len(one.lengths) for one in segments) <= FEW:
        looks = [_all(wanted, segments)]
    else:
        units = _promising(connection, wanted, segments)
        looks = [units[:LOOK], units[LOOK:]]
    best: list[tuple[float, int]] = []
    for units in looks:
        texts = _generalised(connection, units)
        found = process.extract(general, texts, scorer=fuzz.ratio, score_cutoff=at_least, limit=limit)
        best += [(-score, unit) for _, score, unit in found]
        if best and min(best)[0] <= -GOOD:
            break
    return units_at(connection, [unit for _, unit in sorted(best)[:limit]])


def _generalised(connection: Connection, units: Sequence[int]) -> dict[int, str]:
    if not units:
        return {}
    rows = connection.exec_driver_sql(
        f"SELECT id, source FROM units WHERE id IN ({marks(units)})", tuple(units)
    )
    return {unit: generalise(source) for unit, source in rows.fetchall()}


def _segments(connection: Connection, pair: str, kinds: Sequence[int]) -> list[_Segment]:
    rows = connection.exec_driver_sql(
        f"SELECT class, id, lengths FROM segments WHERE pair = ? AND class IN ({marks(kinds)})"
        " ORDER BY class, id",
        (pair, *kinds),
    ).fetchall()
    return [_Segment(kind, number, np.frombuffer(lengths, np.uint8)) for kind, number, lengths in rows]


def _all(wanted: _Wanted, segments: Sequence[_Segment]) -> list[int]:
    return [
        segment.number * SEGMENT + place
        for segment in segments
        for place in np.flatnonzero(wanted.fitting(segment.lengths)).tolist()
    ]


def _promising(connection: Connection, wanted: _Wanted, segments: Sequence[_Segment]) -> list[int]:
    """Return the ``MOST`` units that promise most, the best first."""
    found = [
        one
        for kind, of_kind in groupby(segments, key=lambda segment: segment.kind)
        for one in _in_class(connection, wanted, kind, list(of_kind))
    ]
    if not found:
        return []
    units = np.concatenate([one.units for one in found])
    worth = np.concatenate([one.worth for one in found])
    if len(units) > MOST:
        best = np.argpartition(worth, -MOST)[-MOST:]
        units, worth = units[best], worth[best]
    order: list[int] = units[np.lexsort((units, -worth))].tolist()
    return order


def _in_class(
    connection: Connection, wanted: _Wanted, kind: int, segments: Sequence[_Segment]
) -> Iterator[_Promising]:
    """Yield units of one class, segment by segment."""
    parts = np.unique(grams([wanted.general], kind).numbers)[:MOST_PARTS]
    postings = _postings(connection, parts, [segment.number for segment in segments])
    frequency = np.bincount(postings.parts, postings.counts, minlength=len(parts))
    units = sum(len(segment.lengths) for segment in segments)
    weights = np.log((units + 1) / (frequency + 0.5)).astype(np.float32)
    total = float(weights.sum())
    rarest = np.argsort(frequency, kind="stable")
    # A part that is frequent says little; on its own it is better than nothing.
    most = max(1, int(np.searchsorted(np.cumsum(frequency[rarest]), PLACES, "right")))
    counted = np.zeros(len(parts), np.bool_)
    counted[rarest[:most]] = True
    is_counted = counted[postings.parts]
    sums = np.zeros(SEGMENT, np.float32)
    for _, number, lengths in segments:
        chosen = np.flatnonzero(is_counted & (postings.segments == number))
        if not len(chosen):
            continue
        places = np.concatenate([postings.places[at] for at in chosen.tolist()])
        np.add.at(sums, places, np.repeat(weights[postings.parts[chosen]], postings.counts[chosen]))
        alike = np.flatnonzero(sums > LEAST_SHARE * total)
        alike = alike[wanted.fitting(lengths[alike])]
        shared = sums[alike].astype(np.float64)
        sums[places] = 0.0
        # As ``similarity`` is: twice what both have in common, of both lengths.
        own = len(wanted.general)
        worth = shared / total * (2.0 * own) / (own + LENGTHS[lengths[alike]])
        yield _Promising(number * SEGMENT + alike, worth)


def _postings(connection: Connection, parts: NDArray[np.uint64], segments: Sequence[int]) -> _Postings:
    buckets = np.unique(bucket_of(parts)).tolist()
    rows = connection.exec_driver_sql(
        "SELECT segment, parts, counts, places FROM postings"
        f" WHERE segment IN ({marks(segments)}) AND bucket IN ({marks(buckets)})",
        (*segments, *buckets),
    ).fetchall()
    own = np.array([row[0] for row in rows], np.int64)
    numbers = np.frombuffer(b"".join([row[1] for row in rows]), "<u4")
    counts = np.frombuffer(b"".join([row[2] for row in rows]), "<u4").astype(np.int64)
    nearest = np.minimum(np.searchsorted(parts, numbers), len(parts) - 1)
    hits = np.flatnonzero(parts[nearest] == numbers)
    of_row = np.repeat(np.arange(len(rows)), [len(row[1]) // 4 for row in rows])
    sizes = np.array([len(row[3]) // 2 for row in rows], np.int64)
    starts = (np.cumsum(counts) - counts)[hits] - (np.cumsum(sizes) - sizes)[of_row[hits]]
    places = [
        np.frombuffer(rows[row][3], "<u2", count, 2 * start)
        for row, count, start in zip(of_row[hits].tolist(), counts[hits].tolist(), starts.tolist(), strict=True)
    ]
    return _Postings(own[of_row[hits]], nearest[hits], counts[hits], places)
