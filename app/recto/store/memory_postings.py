"""Which part stands at which places of a segment, packed: rows of a table, not one for each part.

Unpacked, a posting is one number: the part's 32 bits, then the place's 16.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BUCKET_BITS = 13
_OF_PLACE = np.uint64(16)
_OF_BUCKET = np.uint64(32 - BUCKET_BITS)


class Posting(NamedTuple):
    """The parts of a segment whose numbers begin alike."""

    bucket: int
    parts: bytes
    counts: bytes
    places: bytes


def merged(postings: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """Return postings in order, each once."""
    if not postings:
        return np.zeros(0, np.uint64)
    every = np.concatenate(postings)
    every.sort()
    keep = np.ones(len(every), np.bool_)
    np.not_equal(every[1:], every[:-1], out=keep[1:])
    return every[keep]


def packed(postings: NDArray[np.uint64]) -> list[Posting]:
    """Return ordered postings by bucket."""
    if not len(postings):
        return []
    places = (postings & np.uint64(0xFFFF)).astype("<u2")
    numbers = (postings >> _OF_PLACE).astype("<u4")
    firsts = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), numbers[1:] != numbers[:-1])))
    parts = numbers[firsts]
    counts = np.diff(np.append(firsts, len(numbers))).astype("<u4")
    buckets = parts >> np.uint32(_OF_BUCKET)
    edges = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), buckets[1:] != buckets[:-1])))
    names = buckets[edges].tolist()
    part_edges = [*edges.tolist(), len(parts)]
    place_edges = [*firsts[edges].tolist(), len(places)]
    raw, tallies, spots = parts.tobytes(), counts.tobytes(), places.tobytes()
    return [
        Posting(
            name,
            raw[4 * part_edges[at] : 4 * part_edges[at + 1]],
            tallies[4 * part_edges[at] : 4 * part_edges[at + 1]],
            spots[2 * place_edges[at] : 2 * place_edges[at + 1]],
        )
        for at, name in enumerate(names)
    ]


def unpacked(posting: Posting) -> NDArray[np.uint64]:
    """Return what ``packed`` made a row of."""
    numbers = np.frombuffer(posting.parts, "<u4").astype(np.uint64)
    repeated = np.repeat(numbers, np.frombuffer(posting.counts, "<u4"))
    found: NDArray[np.uint64] = (repeated << _OF_PLACE) | np.frombuffer(posting.places, "<u2")
    return found


def bucket_of(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return numbers >> _OF_BUCKET
