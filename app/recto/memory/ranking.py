"""What was remembered, put in the order in which it may serve a unit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz

from recto.memory.adapting import adapt
from recto.memory.generalising import generalise
from recto.model import Match

ICE, EXACT, FUZZY = "ice", "exact", "fuzzy"
_ORDER = {ICE: 0, EXACT: 1, FUZZY: 2}
ALMOST = 99
"""The best score of a source that is not the very same."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit for which something is looked up: ``before`` and ``after`` are its neighbours' sources.

    They are empty at the ends of an article.
    """

    source: str
    role: str = ""
    article: str = ""
    before: str = ""
    after: str = ""


class Remembered(NamedTuple):
    """A pair of the memory. ``neighbours`` are keys of the sources around it, None for an import."""

    source: str
    target: str
    role: str = ""
    article: str = ""
    """The article's path, or the file that was imported."""
    origin: str = ""
    neighbours: tuple[int, int] | None = None
    is_imported: bool = False
    is_unreviewed: bool = False
    is_old: bool = False
    """It was accepted, and its article has it no more."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Percent that a score loses, by what speaks against a pair."""

    domain: int = 1
    imported: int = 2
    machine: int = 2
    unreviewed: int = 10
    old: int = 3
    numbers: int = 5
    """Numbers differ and could not be replaced for certain."""


def neighbour(source: str) -> int:
    """Return the key by which the index knows a neighbour's source; 0 for none."""
    return zlib.crc32(source.encode("utf-8", "surrogatepass"))


def rank(
    place: Place,
    found: Iterable[Remembered],
    rules: Rules = Rules(),
    *,
    at_least: int = 70,
    limit: int = 3,
) -> tuple[Match, ...]:
    """Return the matches of a place, best first, each target once.

    In-context exact comes before exact, exact before fuzzy. Among exact ones the same role comes
    first, then the score; among fuzzy ones the score, then the role; then the target that is used
    most, then the one that was met last. A fuzzy score is ``similarity`` of what
    ``generalise`` leaves, rounded down, 99 at most, less what ``rules`` take.
    """
    best: dict[str, tuple[tuple[int, int, int], Match]] = {}
    uses: dict[str, int] = {}
    last: dict[str, int] = {}
    general = generalise(place.source)
    key = neighbour(place.before), neighbour(place.after)
    for order, one in enumerate(found):
        match = _match(place, general, one, key, rules)
        if match is None or match.score < at_least:
            continue
        same_role = int(one.role == place.role)
        second = (match.score, same_role) if match.kind == FUZZY else (same_role, match.score)
        worth = (-_ORDER[match.kind], *second)
        target = match.target
        if target not in best or worth > best[target][0]:
            best[target] = worth, match
        uses[target] = uses.get(target, 0) + 1
        last[target] = order
    ranked = sorted(best, key=lambda target: (best[target][0], uses[target], last[target]), reverse=True)
    return tuple(best[target][1] for target in ranked[:limit])


def _match(place: Place, general: str, one: Remembered, key: tuple[int, int], rules: Rules) -> Match | None:
    loss = _loss(place, one, rules)
    if one.source == place.source:
        is_ice = one.neighbours == key and not (one.is_old or one.is_unreviewed)
        kind, score = (ICE if is_ice else EXACT), 100 - loss
        return Match(kind, score, one.source, one.target, one.origin, one.role, one.article, (), loss)
    score = min(ALMOST, int(fuzz.ratio(general, generalise(one.source))))
    adapted = adapt(one.target, one.source, place.source)
    if not adapted.is_certain:
        loss += rules.numbers
    return Match(
        FUZZY,
        score - loss,
        one.source,
        adapted.target,
        one.origin,
        one.role,
        one.article,
        adapted.numbers,
        loss,
    )


def _loss(place: Place, one: Remembered, rules: Rules) -> int:
    return (
        rules.imported * one.is_imported
        + rules.domain * (not one.is_imported and _domain(one.article) != _domain(place.article))
        + rules.machine * one.origin.startswith("mt:")
        + rules.unreviewed * one.is_unreviewed
        + rules.old * one.is_old
    )


def _domain(article: str) -> str:
    """Return the top folder of an article: what a site keeps apart, it writes apart."""
    return article.partition("/")[0] if "/" in article else ""
