"""A unit's text as a reader sees it, and the way back to where each character stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

KEPT = "\ufffc"
"""Stands for a protected pair or an address."""

CODE = r"</?\d+/?>"
ADDRESS = r"(?:https?|ftp)://[^\s<>]+|www\.[^\s<>]+|(?<![^\s<>@])[^\s<>@]++@[^\s<>@]+\.[^\s<>@]+"
"""Of an e-mail only from its beginning: texts without blanks (Chinese, Thai) are long."""


_ANY = re.compile(r"</?\d|://|www\.|@")
"""What codes and addresses have."""


class Change(NamedTuple):
    """What takes the place of the characters from ``start`` to ``end`` of a reading."""

    start: int
    end: int
    text: str


class Reading(NamedTuple):
    """``text`` without codes; ``places[i]`` is where its character i stands in the unit's text."""

    text: str
    places: Sequence[int]

    @staticmethod
    def of(unit: str, protected: Collection[int] = ()) -> Reading:
        if not protected and not _ANY.search(unit):
            return Reading(unit, range(len(unit)))
        pairs = "".join(rf"<{number}>.*?</{number}>|" for number in sorted(protected))
        chars: list[str] = []
        places: list[int] = []
        at = 0
        for match in re.finditer(f"(?P<kept>{pairs}{ADDRESS})|{CODE}", unit):
            chars += unit[at : match.start()]
            places += range(at, match.start())
            if match["kept"]:
                chars.append(KEPT)
                places.append(match.start())
            at = match.end()
        return Reading("".join([*chars, unit[at:]]), (*places, *range(at, len(unit))))


def replaced(unit: str, reading: Reading, changes: Iterable[Change]) -> str:
    """Return a unit's text with the changes of its reading; codes between stay where they are.

    A change of characters with a code between them is left out; an insertion goes straight before its place.
    """
    out = unit
    for start, end, text in sorted(changes, reverse=True):
        first = reading.places[start] if start < len(reading.places) else len(unit)
        last = reading.places[end - 1] + 1 if end > start else first
        if last - first == end - start:
            out = out[:first] + text + out[last:]
    return out
