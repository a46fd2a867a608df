"""Similarity of texts, the base of everything that reuses earlier work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from recto.memory.adapting import adapt
from recto.memory.difference import Change, changes
from recto.memory.generalising import generalise
from recto.memory.ranking import FUZZY, Place, Remembered, Rules, neighbour, rank

__all__ = [
    "FUZZY",
    "Change",
    "Place",
    "Remembered",
    "Rules",
    "adapt",
    "changes",
    "generalise",
    "most_similar",
    "neighbour",
    "rank",
    "similarity",
]


def similarity(a: str, b: str) -> float:
    """Return how alike two texts are, 0.0 to 100.0: shared characters in order, of both lengths.

    >>> round(similarity("Boil the water.", "Boil the milk."))
    83
    """
    return fuzz.ratio(a, b)


def most_similar(
    text: str, others: Sequence[str], *, at_least: float, limit: int = 3
) -> Iterator[tuple[int, float]]:
    """Yield index and similarity of the texts most like ``text``, best first."""
    for _, score, index in process.extract(
        text, others, scorer=fuzz.ratio, score_cutoff=at_least, limit=limit
    ):
        yield index, score
