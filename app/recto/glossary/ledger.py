"""Terms beside one another: which contradict, and what may be added to those that stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from recto.glossary.terms import Status, Term
from recto.glossary.words import fold


@dataclass(frozen=True, slots=True)
class Clash:
    """Two terms that cannot both stand; ``first`` stood there before."""

    problem: str
    first: Term
    second: Term


@dataclass(frozen=True, slots=True)
class Merged:
    """All terms, sorted; which of them are new, and which were left out because of which."""

    terms: tuple[Term, ...]
    added: tuple[Term, ...]
    conflicts: tuple[Clash, ...]


@dataclass
class Ledger:
    """Terms that were entered, for asking whether one more agrees with them."""

    _entered: set[Term] = field(default_factory=set)
    _translations: dict[tuple[str, str, str], list[Term]] = field(default_factory=dict)
    _preferred: dict[tuple[str, str], list[Term]] = field(default_factory=dict)
    _kept: dict[tuple[str, str, bool], Term] = field(default_factory=dict)
    _sources: dict[tuple[str, bool], Term] = field(default_factory=dict)

    def holds(self, term: Term) -> bool:
        """Tell whether this very term was entered."""
        return term in self._entered

    def clash(self, term: Term) -> Clash | None:
        """Return how a term contradicts one that was entered, or None."""
        source = _name(term)
        known = self._sources.get((source, not term.exact))
        if known:
            return Clash("one is matched exactly, the other is not", known, term)
        other = self._kept.get((source, term.locale, term.status is not Status.KEPT))
        if other:
            return Clash("one is to be translated, the other is not", other, term)
        for same in self._translations.get((source, term.locale, term.translation), ()):
            if _is_one(same, term):
                return Clash(_difference(same, term), same, term)
        if term.status is Status.PREFERRED:
            for same in self._preferred.get((source, term.locale), ()):
                if _is_one(same, term):
                    return Clash("two translations are preferred", same, term)
        return None

    def enter(self, term: Term) -> None:
        """Enter a term."""
        source = _name(term)
        self._entered.add(term)
        self._sources.setdefault((source, term.exact), term)
        self._kept.setdefault((source, term.locale, term.status is Status.KEPT), term)
        self._translations.setdefault((source, term.locale, term.translation), []).append(term)
        if term.status is Status.PREFERRED:
            self._preferred.setdefault((source, term.locale), []).append(term)


def clashes(terms: Iterable[Term]) -> tuple[Clash, ...]:
    """Return the terms that contradict or repeat one that stands before them, in order."""
    ledger = Ledger()
    found: list[Clash] = []
    for term in terms:
        clash = ledger.clash(term)
        if clash:
            found.append(clash)
        else:
            ledger.enter(term)
    return tuple(found)


def merge(standing: Sequence[Term], new: Iterable[Term]) -> Merged:
    """Add terms to those that stand. What contradicts one that stands, or was just added, is left out.

    ``merge(merge(a, b).terms, b)`` adds nothing.
    """
    ledger = Ledger()
    for term in standing:
        ledger.enter(term)
    added: list[Term] = []
    conflicts: list[Clash] = []
    for term in new:
        if ledger.holds(term):
            continue
        clash = ledger.clash(term)
        if clash:
            conflicts.append(clash)
        else:
            ledger.enter(term)
            added.append(term)
    terms = tuple(sorted((*standing, *added), key=lambda term: term.rank))
    return Merged(terms, tuple(added), tuple(conflicts))


def _name(term: Term) -> str:
    """Return what makes terms one: exact ones differ by capitals, ``US`` and ``us``."""
    return term.source if term.exact else fold(term.source, "")


def _is_one(one: Term, other: Term) -> bool:
    """Tell whether two are of one part of speech, as far as they say."""
    parts = {one.part_of_speech, other.part_of_speech} - {""}
    return len(parts) < 2


def _difference(one: Term, other: Term) -> str:
    if one == other:
        return "it stands there twice"
    if one.status is not other.status:
        return f"one is {one.status.value!r}, the other {other.status.value!r}"
    if one.part_of_speech is not other.part_of_speech:
        return "one has a part of speech, the other has none"
    return "they differ in their notes" if one.note != other.note else "they differ only in capitals"
