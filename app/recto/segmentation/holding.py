"""What a project's policy holds together: its abbreviations, its SRX exceptions, its quotations.

Each only takes boundaries away that the rules have found; no decision of theirs depends on it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from recto.segmentation.quotations import quotations
from recto.segmentation.scanner import BIDI, QUOTES, REACH, WHITE

_CLOSING = WHITE + QUOTES + BIDI + ")]}）】》〉〕］｝*_~`\ufffc⁰¹²³⁴⁵⁶⁷⁸⁹†‡"
_STOPS = tuple(".!?…。！？।")


class Cut(NamedTuple):
    """A place where a sentence may end, and what was decided."""

    offset: int
    after: int
    """Where the right side begins, behind the blanks."""
    ends: bool
    rule: str
    at: int = -1
    """The place that a rule of an SRX file decided; -1: none did."""


def held_by_abbreviations(text: str, cuts: Iterable[Cut], abbreviations: tuple[str, ...]) -> Iterator[Cut]:
    """Take away the boundaries behind one of the abbreviations."""
    endings = _endings(abbreviations)
    for cut in cuts:
        if cut.ends and cut.rule != "blank-line" and _stands_before(text, cut.offset, endings):
            yield cut._replace(ends=False, rule="own-abbreviation")
        else:
            yield cut


def held_by_quotations(text: str, cuts: Iterable[Cut]) -> Iterator[Cut]:
    """Take away the boundaries inside a closed quotation."""
    spans = quotations(text)
    ends = [end for _, end in spans]
    for cut in cuts:
        at = bisect_left(ends, cut.offset + 1)
        if cut.ends and at < len(spans) and spans[at][0] < cut.offset:
            yield cut._replace(ends=False, rule="quotation")
        else:
            yield cut


@lru_cache(maxsize=64)
def _endings(abbreviations: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return the abbreviations, blanks in them made single, by their last two characters.

    One without a mark at its end gets a full stop.
    """
    words = (" ".join(word.split()) for word in abbreviations)
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        ending = word if word.endswith(_STOPS) else f"{word}."
        if word and word not in _STOPS:
            found[ending[-2:]] = (*found.get(ending[-2:], ()), ending)
    return found


def _stands_before(text: str, offset: int, endings: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether one of the abbreviations, a word of its own, ends at a boundary, closing marks left out."""
    before = text[max(0, offset - 2 * REACH) : offset].rstrip(_CLOSING)
    candidates = endings.get(before[-2:])
    if not candidates:
        return False
    before = " ".join(before.split())
    return any(
        before.endswith(ending) and not before[-len(ending) - 1 : -len(ending)].isalnum()
        for ending in candidates
    )
