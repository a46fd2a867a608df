"""How long texts are and which letters they have: what tells quickly how alike they can be at most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LETTERS = 32
"""Kinds of characters that are counted: those of an alphabet are told apart, whatever their case."""
MOST = 255
"""Characters of a kind that are counted."""

_EXACT, _STEP = 128, 1.05
LENGTHS = np.array(
    [*range(_EXACT), *(int(_EXACT * _STEP**step) for step in range(MOST + 1 - _EXACT)), 1 << 62], np.int64
)
"""The least length of each byte, in characters."""


class Outlines(NamedTuple):
    """Outlines of texts, side by side."""

    lengths: NDArray[np.uint8]
    """A byte each, see ``length_bytes``; 0: an empty text, or one that does not count."""
    letters: NDArray[np.uint8]
    """``LETTERS`` numbers each."""


def length_bytes(lengths: Sequence[int]) -> NDArray[np.uint8]:
    """Return each length as a byte, long ones rounded down."""
    found = np.searchsorted(LENGTHS, np.fromiter(lengths, np.int64, len(lengths)), "right") - 1
    return found.astype(np.uint8)


def outlines(texts: Sequence[str]) -> Outlines:
    """Return the outlines of texts."""
    sizes = [len(text) for text in texts]
    raw = "".join(texts).encode("utf-32-le", "surrogatepass")
    kinds = np.frombuffer(raw, "<u4") & np.uint32(LETTERS - 1)
    owners = np.repeat(np.arange(0, LETTERS * len(texts), LETTERS), sizes)
    counts = np.minimum(np.bincount(owners + kinds, minlength=LETTERS * len(texts)), MOST)
    return Outlines(length_bytes(sizes), counts.astype(np.uint8).reshape(-1, LETTERS))


def at_most(text: str, others: Outlines) -> NDArray[np.float64]:
    """Return how alike a text can be to others, in percent: ``similarity`` is never more.

    Texts share a letter at most as often as the one has it that has it less.
    """
    own = outlines([text]).letters[0]
    shared = np.minimum(others.letters, own).sum(1, dtype=np.int64)
    uncounted = len(text) - int(own.sum(dtype=np.int64))
    if uncounted:
        longest = LENGTHS[others.lengths.astype(np.int64) + 1] - 1
        shared += np.minimum(uncounted, longest - others.letters.sum(1, dtype=np.int64))
    both: NDArray[np.float64] = np.minimum(200.0 * shared / (len(text) + LENGTHS[others.lengths]), 100.0)
    return both
