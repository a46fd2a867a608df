"""How far the units of a catalog are, as the desk shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from recto import checks
from recto.commands.catalogs import load_catalog as load_catalog  # noqa: PLC0414  # asked for here as well
from recto.commands.catalogs import place_of as place_of  # noqa: PLC0414
from recto.glossary import NO_TERMS, Glossary
from recto.inline import count_words
from recto.model import LINK, Finding, State, Unit
from recto.rules import NO_RULES, Rules

MAX_TARGET_CHARS = 64_000
"""Longest target that is saved; beyond it no check is asked (reliability.md, section 9)."""


class Kind(StrEnum):
    """What a person sees of a unit's state, and so what is to be done next."""

    EMPTY = "empty"
    MACHINE = "machine"
    DRAFT = "draft"
    CHANGED = "changed"
    REVIEWED = "reviewed"


def kind(unit: Unit) -> Kind:
    """Return how the desk shows a unit. A changed source comes before who made the target."""
    if unit.state is State.EMPTY:
        return Kind.EMPTY
    if unit.state is not State.DRAFT:
        return Kind.REVIEWED
    if unit.previous:
        return Kind.CHANGED
    return Kind.MACHINE if unit.origin else Kind.DRAFT


@dataclass(frozen=True, slots=True)
class Counts:
    """How many units of a catalog are of each kind, and how many words their sources have.

    ``errors`` counts units, not findings.
    """

    kinds: Mapping[Kind, int] = field(default_factory=dict)
    words: Mapping[Kind, int] = field(default_factory=dict)
    errors: int = 0

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def percent(self) -> int:
        """Percent of words reviewed, as ``recto status`` and ``minimum`` count, rounded down."""
        total = sum(self.words.values())
        return 100 * self.words.get(Kind.REVIEWED, 0) // total if total else 100


def words(unit: Unit) -> int:
    """Return how many words the source of a unit has, counted as ``recto status`` does; an address none."""
    return 0 if unit.role == LINK else _words(unit.source)


_words = lru_cache(maxsize=50_000)(count_words)
"""Sources are the same in all locales, and stay while targets change."""


def count(units: Sequence[Unit], errors: int) -> Counts:
    """Return the counts of some units."""
    kinds: Counter[Kind] = Counter()
    weights: Counter[Kind] = Counter()
    for unit in units:
        kinds[kind(unit)] += 1
        weights[kind(unit)] += words(unit)
    return Counts(kinds, weights, errors)


@lru_cache(maxsize=50_000)
def findings(
    unit: Unit, source_locale: str, locale: str, terms: Glossary = NO_TERMS, rules: Rules = NO_RULES
) -> tuple[Finding, ...]:
    """Return what the checks say about a unit; a unit without a target has no findings.

    Kept in memory: a page asks again for units of which one in a thousand has changed.
    """
    if unit.state is State.EMPTY or len(unit.target) > MAX_TARGET_CHARS:
        return ()
    return tuple(checks.findings(unit, source_locale, locale, terms, rules))
