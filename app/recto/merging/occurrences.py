"""Units of single occurrences (``paragraph#2``): which occurrence is theirs, by its neighbours.

The mark ``at`` holds what they are: the prints of the unit in front and behind, and how often the text stood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from recto.model import Unit, fingerprint

Key = tuple[str, str]
Former = Mapping[Key, Key]
"""Key of a new unit -> key of the old unit that it continues."""

MARK = "at"
_EDGE = "-"
_DIGITS = 6


class Claim(NamedTuple):
    """A unit of one occurrence that looks for it; ``number`` counts from 1."""

    unit: Unit
    at: int
    """In the pool of old units."""
    number: int
    is_gone: bool
    """It is obsolete: a neighbour brings it back, or its number where no neighbours were noted."""

    @property
    def key(self) -> Key:
        return (self.unit.role, self.unit.source)


def number_of(context: str) -> int:
    """Return the number of an occurrence, 0 for a context without one.

    >>> number_of("paragraph#2")
    2
    """
    number = context.rpartition("#")[2]
    return int(number) if "#" in context and number.isdecimal() else 0


def placed(claims: Sequence[Claim], spots: Sequence[Key], former: Former) -> dict[int, Unit]:
    """Return the units that have an occurrence, numbered as it is now, by their index in the pool.

    ``spots``: the keys of the article's segments in reading order. Neighbours count first, then the number.
    """
    places: dict[Key, list[int]] = {claim: [] for claim in {one.key for one in claims}}
    for at, key in enumerate(spots):
        if key in places:
            places[key].append(at)
    ways = []
    for order, claim in enumerate(claims):
        own = places[claim.key]
        for number, at in enumerate(own, 1):
            score = _score(claim, spots, at, former)
            same = number == claim.number
            if score or (same and _may_keep(claim, len(own))):
                ways.append((-score, claim.is_gone, not same, order, number, at))
    out: dict[int, Unit] = {}
    taken: set[int] = set()
    for _, _, _, order, number, at in sorted(ways):
        claim = claims[order]
        if claim.at in out or at in taken:
            continue
        taken.add(at)
        mark = _mark(spots, at, len(places[claim.key]))
        unit = claim.unit
        out[claim.at] = replace(unit, context=f"{unit.role}#{number}", marks=unit.marked(MARK, mark))
    return out


def _may_keep(claim: Claim, count: int) -> bool:
    """Tell whether the number alone says which occurrence it is: nothing was noted, or as many are there."""
    noted = claim.unit.mark(MARK)
    return not noted or (not claim.is_gone and noted.rpartition(".")[2] == str(count))


def _score(claim: Claim, spots: Sequence[Key], at: int, former: Former) -> int:
    """Return how many of the noted neighbours stand there; the one in front says more than the one behind."""
    noted = claim.unit.mark(MARK).split(".")
    if len(noted) != 3:
        return 0
    front = noted[0] in _prints(spots, at - 1, former)
    behind = noted[1] in _prints(spots, at + 1, former)
    return 3 * front + 2 * behind


def _prints(spots: Sequence[Key], at: int, former: Former) -> set[str]:
    if not 0 <= at < len(spots):
        return {_EDGE}
    return {_print(spots[at]), _print(former.get(spots[at], spots[at]))}


def _mark(spots: Sequence[Key], at: int, count: int) -> str:
    around = [_print(spots[other]) if 0 <= other < len(spots) else _EDGE for other in (at - 1, at + 1)]
    return ".".join((*around, str(count)))


def _print(key: Key) -> str:
    return fingerprint(*key)[:_DIGITS]
