"""Filling empty units before a person looks: earlier targets first, then an engine."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from recto.checks.reading import protected_pairs
from recto.errors import CodeError, EngineError
from recto.inline import check_codes, repair
from recto.model import LEFT_OUT, LINK, Catalog, State, Unit

Translate = Callable[[Sequence[str], Sequence[frozenset[int]]], Sequence[str | EngineError]]
"""Texts and the numbers of their protected pairs -> one result per text, in order."""

EXACT = "tm:exact"

"""Han characters and kana; each is counted as a word."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Targets that people accepted, by role and source, and by source alone."""

    by_role: Mapping[tuple[str, str], str] = field(default_factory=dict)
    by_source: Mapping[str, str] = field(default_factory=dict)

    def exact(self, unit: Unit) -> str:
        """Return the target of an equal source, of the same role if there is one; else empty."""
        return self.by_role.get((unit.role, unit.source)) or self.by_source.get(unit.source, "")


@dataclass(frozen=True, slots=True)
class Filled:
    """What pretranslation made of some units. ``units`` are all of them, in their order."""

    units: tuple[Unit, ...]
    left: tuple[tuple[Unit, str], ...] = ()
    """Units that stay empty, each with the reason."""
    failure: EngineError | None = None
    """Why the engine could not translate at all."""

    def count(self, origin: str) -> int:
        """Return how many of the units are as a machine left them, by the start of its name."""
        return sum(unit.origin.startswith(origin) for unit in self.units if unit.state is State.DRAFT)


def remember(catalogs: Iterable[Catalog]) -> Memory:
    """Build the memory of a locale from its catalogs, in their order.

    Live units that are reviewed or final count; drafts and ``<0/>`` never do. Of several targets of
    a source the most used one wins, of equally used ones the one that was met last.
    """
    by_role: dict[tuple[str, str], Counter[str]] = {}
    by_source: dict[str, Counter[str]] = {}
    last: dict[str, int] = {}
    for order, unit in enumerate(unit for catalog in catalogs for unit in catalog.units):
        if unit.state.rank < State.REVIEWED.rank or not is_sound(unit.target, unit.source):
            continue
        by_role.setdefault((unit.role, unit.source), Counter())[unit.target] += 1
        by_source.setdefault(unit.source, Counter())[unit.target] += 1
        last[unit.target] = order

    def best(targets: Counter[str]) -> str:
        return max(targets, key=lambda target: (targets[target], last[target]))

    return Memory(
        {key: best(targets) for key, targets in by_role.items()},
        {source: best(targets) for source, targets in by_source.items()},
    )


def is_sound(target: str, source: str) -> bool:
    """Return whether a target may be written into an empty unit of this source."""
    return not fault(target, source)


def fault(target: str, source: str) -> str:
    """Return why a target may not be written, or an empty text if it may.

    It has text, is not ``<0/>``, has each code of the source once and no control character.
    """
    if not target.strip() or target == LEFT_OUT:
        return "the target is empty."
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in target):
        return "the target holds a control character."
    try:
        check_codes(target, source)
    except CodeError as error:
        return error.problem
    return ""


def is_open(unit: Unit) -> bool:
    """Return whether a machine may fill a unit: nothing stands there, nobody said to skip it.

    Addresses are a person's to change.
    """
    return not unit.target and unit.state is State.EMPTY and not unit.mark("skip") and unit.role != LINK


def fill(
    units: Sequence[Unit], memory: Memory, translate: Translate | None = None, *, engine: str = ""
) -> Filled:
    """Fill the empty units: exact matches of the memory, then the engine's translations.

    All that is filled is a draft with its origin. A unit that has a target is never touched. Equal
    sources are translated once, in document order. A target that ``fault`` refuses is not written.
    """
    filled = [_from_memory(unit, memory) if is_open(unit) else unit for unit in units]
    ask = {unit.source: protected_pairs(unit.hints) for unit in reversed(filled) if is_open(unit)}
    texts = list(dict.fromkeys(unit.source for unit in filled if is_open(unit)))
    answers: dict[str, str | EngineError] = {}
    failure: EngineError | None = None
    if translate and texts:
        try:
            results = translate(texts, [ask[text] for text in texts])
            answers = dict(zip(texts, results, strict=True))
        except EngineError as error:
            failure = error
    left: list[tuple[Unit, str]] = []
    for row, unit in enumerate(filled):
        if not is_open(unit):
            continue
        answer = answers.get(unit.source)
        if isinstance(answer, str):
            answer = repair(answer, unit.source)
        reason = _reason(answer, unit, failure)
        if reason or not isinstance(answer, str):
            left.append((unit, reason))
        else:
            filled[row] = replace(unit, target=answer, state=State.DRAFT, origin=f"mt:{engine}")
    return Filled(tuple(filled), tuple(left), failure)


def _from_memory(unit: Unit, memory: Memory) -> Unit:
    target = memory.exact(unit)
    if not target or fault(target, unit.source):
        return unit
    return replace(unit, target=target, state=State.DRAFT, origin=EXACT)


def _reason(answer: str | EngineError | None, unit: Unit, failure: EngineError | None) -> str:
    """Return why an answer does not fill a unit, or an empty text if it does."""
    if failure:
        return str(failure)
    if answer is None:
        return "no earlier target, and no engine was asked."
    return str(answer) if isinstance(answer, EngineError) else fault(answer, unit.source)


def apply(units: Sequence[Unit], filled: Iterable[Unit]) -> tuple[Unit, ...]:
    """Put what was filled into units read again since: only where they are still empty.

    A unit keeps everything else that it has now.
    """
    ready = {unit.key: unit for unit in filled if unit.target}
    return tuple(
        replace(unit, target=ready[unit.key].target, state=State.DRAFT, origin=ready[unit.key].origin)
        if is_open(unit) and unit.key in ready
        else unit
        for unit in units
    )
