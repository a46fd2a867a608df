"""The parts by which alike texts are found among a million: what they share is looked up, not compared.

Texts are put into classes by length, since a text can only be as alike as the lengths allow. Short
ones are known by runs of characters, long ones by words: each has about twenty parts then. A part is
known by a number of 32 bits. All of it is done for thousands of texts at once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EDGES = (12, 24, 48, 90, 160)
"""Where a class of lengths ends and the next begins, in characters."""
CLASSES = range(len(EDGES) + 1)

_RUNS = {0: 2, 1: 3, 2: 4}
"""Class -> characters of a part."""
_LEAST = {3: 3, 4: 4, 5: 6}
"""Class -> characters of a word that counts: in long texts short ones stand nearly everywhere."""
SCARCE = 4
"""A text with fewer such words has the short ones, too: the like of it may differ in all long ones."""
_LAST_RESORT = 4
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts in which blanks do not tell words apart; two characters say as much as four letters."""

MOST_CHARS = 50_000
"""Of longer texts only the beginning counts."""

_BASE = 0x9E3779B97F4A7C15
_SPREAD = 0xD6E8FEB86659FD93
_WIDTH = 1 << 64
_LEAST_POWERS = 1 << 14


class Parts(NamedTuple):
    """Parts of texts, side by side: the index of the text, the number of the part. Some stand twice."""

    owners: NDArray[np.int64]
    numbers: NDArray[np.uint64]


def length_class(length: int) -> int:
    """Return the class of a text of so many characters."""
    return bisect_right(EDGES, length)


def length_classes(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return the classes of texts."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return np.searchsorted(np.array(EDGES, np.int64), lengths, "right")


def classes(length: int, at_least: float) -> range:
    """Return the classes in which texts can be ``at_least`` percent alike to one of this length.

    By ``similarity``: the shorter of two texts holds at most all of what they share.
    """
    share = max(at_least, 1.0) / (200.0 - max(at_least, 1.0))
    return range(length_class(int(length * share)), length_class(int(length / share) + 1) + 1)


def grams(texts: Sequence[str], number: int) -> Parts:
    """Return the parts of texts that stand for them in a class; each text has at least one."""
    low = [text[:MOST_CHARS].lower() for text in texts]
    found = _spaced(low, number)
    unspaced = [at for at, text in enumerate(low) if not text.isascii() and _UNSPACED.search(text)]
    if not unspaced:
        return found
    # Beside the others: a text may have a word of such a script, and the one like it another.
    runs = _runs(_Joined([low[at] for at in unspaced]), 2)
    return Parts(
        np.concatenate((found.owners, np.array(unspaced, np.int64)[runs.owners])),
        np.concatenate((found.numbers, runs.numbers)),
    )


def _spaced(texts: Sequence[str], number: int) -> Parts:
    joined = _Joined(texts)
    return _runs(joined, _RUNS[number]) if number in _RUNS else _words(joined, _LEAST[number])


class _Joined:
    """Texts one behind the other, as code points; text ``n`` begins at ``starts[n]``."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        # A lone surrogate counts like any other character.
        raw = "".join(texts).encode("utf-32-le", "surrogatepass")
        self.codes = np.frombuffer(raw, dtype="<u4")
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self.ends = np.cumsum(lengths)
        self.starts = self.ends - lengths

    def numbers(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return the number of each stretch: equal for equal characters, wherever it begins.

        The sum of ``code * base ** position`` is taken back to position 0 by the inverse of the base.
        """
        powers, inverse = _powers(max(_LEAST_POWERS, 1 << len(self.codes).bit_length()))
        sums = np.zeros(len(self.codes) + 1, np.uint64)
        np.cumsum((self.codes + np.uint32(1)) * powers[: len(self.codes)], out=sums[1:])
        found = (sums[ends] - sums[starts]) * inverse[starts]
        found ^= found >> np.uint64(29)
        found *= np.uint64(_SPREAD)
        found >>= np.uint64(32)
        return found


def _runs(joined: _Joined, size: int) -> Parts:
    """Return all runs of so many characters; a shorter text is one."""
    last = np.maximum(joined.ends - size, joined.starts)
    counts = last - joined.starts + 1
    owners = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    starts = np.arange(len(owners)) - (first - joined.starts)[owners]
    ends = np.minimum(starts + size, joined.ends[owners])
    return Parts(owners, joined.numbers(starts, ends))


def _words(joined: _Joined, least: int) -> Parts:
    """Return the words of at least so many characters; texts with few of them have any word, else runs."""
    is_part = _word_characters()[np.minimum(joined.codes, np.uint32(0xFFFF))]
    # A word ends with its text, also where the next text begins with a word.
    begins, ends = is_part.copy(), is_part.copy()
    begins[1:] &= ~is_part[:-1]
    ends[:-1] &= ~is_part[1:]
    inner = joined.starts[(joined.starts > 0) & (joined.starts < len(is_part))]
    begins[inner] = is_part[inner]
    ends[inner - 1] = is_part[inner - 1]
    starts, stops = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    keep = stops - starts >= least
    starts, stops = starts[keep], stops[keep]
    owners = np.searchsorted(joined.ends, starts, "right")
    found = Parts(owners, joined.numbers(starts, stops))
    scarce = np.flatnonzero(np.bincount(owners, minlength=len(joined.texts)) < (SCARCE if least > 1 else 1))
    if not len(scarce):
        return found
    others = _Joined([joined.texts[at] for at in scarce.tolist()])
    other = _words(others, 1) if least > 1 else _runs(others, _LAST_RESORT)
    return Parts(
        np.concatenate((owners, scarce[other.owners])), np.concatenate((found.numbers, other.numbers))
    )


@lru_cache(maxsize=4)
def _powers(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the powers of the base and of its inverse, modulo 2 ** 64."""
    out = []
    for base in (_BASE, pow(_BASE, -1, _WIDTH)):
        steps = np.full(length, base, np.uint64)
        steps[0] = 1
        out.append(np.cumprod(steps, dtype=np.uint64))
    return out[0], out[1]


@lru_cache(maxsize=1)
def _word_characters() -> NDArray[np.bool_]:
    """Return for each character whether words hold it; those beyond the first plane count as the last."""
    found = np.fromiter((chr(code).isalnum() or code == ord("_") for code in range(0x10000)), np.bool_)
    found[0xFFFF] = True
    return found
