# ruff: noqa: S608  # what is put into statements are question marks and names of our own
"""Looking up what is similar: the units that share most of their parts are compared, no others."""

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
from recto.memory.outlines import LENGTHS, Outlines, at_most, length_bytes
from recto.memory.ranking import Remembered
from recto.store.memory_postings import bucket_of
from recto.store.memory_reading import marks, units_at
from recto.store.memory_schema import SEGMENT
from recto.store.memory_segments import Segment, Segments, Whole

PLACES = 100_000
"""Places of shared parts that are counted in a class: those of the rarest parts."""
MOST_PARTS = 60
"""Parts of a text that are looked up, any of them: an article in one segment has thousands."""
LEAST_SHARE = 0.15
"""What the parts that are shared weigh, of all, where many share some: hardly a best match had less."""
MOST_OUTLINES = 2_000
"""Units whose outlines are looked at: those that share most."""
LETTERS_WEIGH = 0.01
"""What a percent of an outline's promise weighs, where the very same parts weigh 1."""
LOOK, MOST = 30, 200
"""Units that are compared: first those that promise most, then those that can be better still."""
FEW = 1_000
"""Where there are so few units in the classes of a text, all are compared."""
_ROUNDING = 1e-6


class _Wanted(NamedTuple):
    general: str
    at_least: float
    shortest: int
    longest: int
    """As ``length_bytes``."""


class _Sharing(NamedTuple):
    """Places of a segment, and side by side how much they share: the very text is 1.0."""

    segment: Segment
    places: NDArray[np.int64]
    worth: NDArray[np.float64]

    @property
    def units(self) -> NDArray[np.int64]:
        return self.segment.number * SEGMENT + self.places


class _Promising(NamedTuple):
    """Units, those first that promise most, and side by side how alike they can be at most."""

    units: NDArray[np.int64]
    limits: NDArray[np.float64]


class _Postings(NamedTuple):
    """Where parts of a text stand, all side by side, segment by segment."""

    segments: NDArray[np.int64]
    parts: NDArray[np.int64]
    """The index of the part in the text."""
    counts: NDArray[np.int64]
    places: list[NDArray[np.uint16]]


def similar_all(
    connection: Connection, known: Segments, pair: str, general: Sequence[str], at_least: float, limit: int
) -> dict[str, list[Remembered]]:
    """Return for each generalised source the units that are most alike, best first: at most ``limit``.

    Some may be passed over where there are many; up to ``FEW`` all are compared.
    """
    of_kinds: dict[range, list[Segment]] = {}
    best: dict[str, list[int]] = {}
    for one in general:
        kinds = classes(len(one), at_least)
        if kinds not in of_kinds:
            of_kinds[kinds] = known.of(connection, pair, kinds)
        best[one] = _similar(connection, known, of_kinds[kinds], one, at_least, limit)
    units = units_at(connection, {unit for found in best.values() for unit in found})
    return {one: [units[unit] for unit in found if unit in units] for one, found in best.items()}


def _similar(
    connection: Connection,
    known: Segments,
    segments: Sequence[Segment],
    general: str,
    at_least: float,
    limit: int,
) -> list[int]:
    """Return the numbers of the units that are most alike."""
    share = max(at_least, 1.0) / (200.0 - max(at_least, 1.0))
    shortest, longest = max(1, int(len(general) * share)), int(len(general) / share) + 1
    wanted = _Wanted(general, at_least, *length_bytes([shortest, longest]).tolist())
    wholes: Sequence[Whole] | None = None
    if sum(segment.size for segment in segments) <= FEW:
        sharing = [_all(wanted, segment) for segment in segments]
        promising = _promising(wanted, sharing, FEW)
    else:
        wholes = known.wholes(connection, segments)
        promising = _promising(wanted, _sharing(connection, wanted, segments, wholes), MOST)
    best: list[tuple[float, int]] = []
    least = at_least
    for look in (slice(LOOK), slice(LOOK, None)):
        units = promising.units[look][promising.limits[look] >= least - _ROUNDING]
        if not len(units):
            continue
        texts = _generalised(connection, units.tolist(), wholes)
        found = process.extract(general, texts, scorer=fuzz.ratio, score_cutoff=least, limit=limit)
        best = sorted([*best, *((-score, unit) for _, score, unit in found)])[:limit]
        if len(best) == limit:
            least = -best[-1][0]
    return [unit for _, unit in best]


def _generalised(
    connection: Connection, units: Sequence[int], wholes: Sequence[Whole] | None
) -> dict[int, str]:
    if wholes is not None:
        # Units that are gone have no outline, so none of them is asked for.
        texts = {whole.number: whole.texts for whole in wholes}
        return {unit: texts[unit // SEGMENT][unit] for unit in units}
    rows = connection.exec_driver_sql(
        f"SELECT id, source FROM units WHERE id IN ({marks(units)})", tuple(units)
    )
    return {unit: generalise(source) for unit, source in rows.fetchall()}


def _all(wanted: _Wanted, segment: Segment) -> _Sharing:
    lengths = segment.outlines.lengths
    places = ((lengths >= wanted.shortest) & (lengths <= wanted.longest)).nonzero()[0]
    return _Sharing(segment, places, np.zeros(len(places)))


def _promising(wanted: _Wanted, found: Sequence[_Sharing], most: int) -> _Promising:
    """Return the units that promise most by what they share and by their letters."""
    found = _most_sharing(found)
    if not found:
        return _Promising(np.zeros(0, np.int64), np.zeros(0))
    units = np.concatenate([one.units for one in found])
    both = [one.segment.at(one.places) for one in found]
    limits = at_most(
        wanted.general,
        Outlines(
            np.concatenate([one.lengths for one in both]), np.concatenate([one.letters for one in both])
        ),
    )
    worth = np.concatenate([one.worth for one in found]) + LETTERS_WEIGH * limits
    worth[limits < wanted.at_least - _ROUNDING] = 0.0
    order = np.lexsort((units, -worth))[:most]
    return _Promising(units[order], limits[order])


def _most_sharing(found: Sequence[_Sharing]) -> Sequence[_Sharing]:
    """Return about ``MOST_OUTLINES`` that share most."""
    if sum(len(one.places) for one in found) <= MOST_OUTLINES:
        return found
    worth = np.concatenate([one.worth for one in found])
    least = np.partition(worth, -MOST_OUTLINES)[-MOST_OUTLINES]
    kept = [(one.worth >= least).nonzero()[0] for one in found]
    return [
        _Sharing(one.segment, one.places[keep], one.worth[keep])
        for one, keep in zip(found, kept, strict=True)
    ]


def _sharing(
    connection: Connection, wanted: _Wanted, segments: Sequence[Segment], wholes: Sequence[Whole] | None
) -> list[_Sharing]:
    every = [(segment, wholes[at] if wholes else None) for at, segment in enumerate(segments)]
    found: list[_Sharing] = []
    for kind, of_kind in groupby(every, key=lambda one: one[0].kind):
        parts = np.unique(grams([wanted.general], kind).numbers)[:MOST_PARTS]
        group, kept = zip(*of_kind, strict=True)
        numbers = [segment.number for segment in group]
        postings = _kept(kept, parts, numbers) if wholes else _postings(connection, parts, numbers)
        found += _in_class(wanted, parts, postings, group)
    return found


def _in_class(
    wanted: _Wanted, parts: NDArray[np.uint64], postings: _Postings, segments: Sequence[Segment]
) -> Iterator[_Sharing]:
    """Yield what shares parts in one class, segment by segment."""
    frequency = np.bincount(postings.parts, postings.counts, minlength=len(parts))
    units = sum(segment.size for segment in segments)
    weights = np.log((units + 1) / (frequency + 0.5))
    total = float(weights.sum())
    rarest = np.argsort(frequency, kind="stable")
    # A part that is frequent says little; on its own it is better than nothing.
    most = max(1, int(np.searchsorted(np.cumsum(frequency[rarest]), PLACES, "right")))
    counted = np.zeros(len(parts), np.bool_)
    counted[rarest[:most]] = True
    is_counted = counted[postings.parts]
    scale = _scale(wanted) / total
    least = LEAST_SHARE * total if int(frequency[counted].sum()) > MOST_OUTLINES else 0.0
    for segment in segments:
        chosen = (is_counted & (postings.segments == segment.number)).nonzero()[0]
        if not len(chosen):
            continue
        places = np.concatenate([postings.places[at] for at in chosen.tolist()])
        shared = np.bincount(places, np.repeat(weights[postings.parts[chosen]], postings.counts[chosen]))
        alike = (shared > least).nonzero()[0]
        worth = shared[alike] * scale[segment.outlines.lengths[alike]]
        fitting = worth.nonzero()[0]
        yield _Sharing(segment, alike[fitting], worth[fitting])


def _scale(wanted: _Wanted) -> NDArray[np.float64]:
    """Return for each byte of a length what the text has in common with such a one, if it has all.

    As ``similarity`` is: twice what both have in common, of both lengths. 0 where it would be too little.
    """
    own = len(wanted.general)
    scale: NDArray[np.float64] = 2.0 * own / (own + LENGTHS[:-1])
    scale[: wanted.shortest] = 0.0
    scale[wanted.longest + 1 :] = 0.0
    return scale


def _kept(wholes: Sequence[Whole], parts: NDArray[np.uint64], segments: Sequence[int]) -> _Postings:
    """Return as ``_postings`` from segments that are kept wholly."""
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
    places: list[NDArray[np.uint16]] = []
    for number, whole in zip(segments, wholes, strict=True):
        if not len(whole.parts):
            continue
        at = np.minimum(np.searchsorted(whole.parts, parts.astype(np.uint32)), len(whole.parts) - 1)
        hits = (whole.parts[at] == parts).nonzero()[0]
        firsts, ends = whole.starts[at[hits]], whole.starts[at[hits] + 1]
        found.append((np.full(len(hits), number, np.int64), hits, ends - firsts))
        places += [whole.places[first:end] for first, end in zip(firsts.tolist(), ends.tolist(), strict=True)]
    if not found:
        nothing = np.zeros(0, np.int64)
        return _Postings(nothing, nothing, nothing, [])
    own, numbers, counts = (np.concatenate(column) for column in zip(*found, strict=True))
    return _Postings(own, numbers, counts, places)


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
    hits = (parts[nearest] == numbers).nonzero()[0]
    of_row = np.repeat(np.arange(len(rows)), [len(row[1]) // 4 for row in rows])
    sizes = np.array([len(row[3]) // 2 for row in rows], np.int64)
    starts = (np.cumsum(counts) - counts)[hits] - (np.cumsum(sizes) - sizes)[of_row[hits]]
    places = [
        np.frombuffer(rows[row][3], "<u2", count, 2 * start)
        for row, count, start in zip(
            of_row[hits].tolist(), counts[hits].tolist(), starts.tolist(), strict=True
        )
    ]
    return _Postings(own[of_row[hits]], nearest[hits], counts[hits], places)
