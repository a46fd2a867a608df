"""The parts by which alike texts are found among a million: what they share is looked up, not compared.

Texts are put into classes by length, since a text can only be as alike as the lengths allow. Short
ones are known by runs of characters, long ones by words: each has about twenty parts then.
"""

from __future__ import annotations

import re
from bisect import bisect_right

EDGES = (12, 24, 48, 90, 160)
"""Where a class of lengths ends and the next begins, in characters."""
CLASSES = range(len(EDGES) + 1)

_WORDS = re.compile(r"\w+").findall
_OF_CLASS = {number: re.compile(rf"\w{{{least},}}").findall for number, least in ((3, 3), (4, 4), (5, 6))}
"""Long texts are known by their longer words: short ones stand in nearly every text."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts in which blanks do not tell words apart; two characters say as much as four letters."""
_RUNS = {0: 2, 1: 3, 2: 4}
"""Class -> characters of a part."""


def length_class(length: int) -> int:
    """Return the class of a text of so many characters."""
    return bisect_right(EDGES, length)


def classes(length: int, at_least: float) -> range:
    """Return the classes in which texts can be ``at_least`` percent alike to one of this length.

    By ``similarity``: the shorter of two texts holds at most all of what they share.
    """
    share = max(at_least, 1.0) / (200.0 - max(at_least, 1.0))
    return range(length_class(int(length * share)), length_class(int(length / share) + 1) + 1)


def grams(text: str, number: int) -> set[str]:
    """Return the parts of a text that stand for it in a class; never none."""
    low = text.lower()
    if not low.isascii() and _UNSPACED.search(low):
        return _runs(low, 2)
    if number in _RUNS:
        return _runs(low, _RUNS[number])
    return set(_OF_CLASS[number](low) or _WORDS(low) or _runs(low, 4))


def _runs(text: str, size: int) -> set[str]:
    if len(text) <= size:
        return {text}
    return {text[at : at + size] for at in range(len(text) - size + 1)}
