"""Filling empty units before a person looks: earlier targets first, then an engine."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recto.errors import CodeError, EngineError
from recto.inline import check_codes, protected_pairs, repair
from recto.memory import FUZZY
from recto.model import LEFT_OUT, LINK, Match, State, Unit

Translate = Callable[[Sequence[str], Sequence[frozenset[int]]], Sequence[str | EngineError]]
"""Texts and the numbers of their protected pairs -> one result per text, in order."""

Matches = Mapping[tuple[str, str], Sequence[Match]]
"""Key of a unit -> earlier targets of its very source, best first."""

EXACT = "tm:exact"


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
    units: Sequence[Unit], matches: Matches, translate: Translate | None = None, *, engine: str = ""
) -> Filled:
    """Fill the empty units: in-context exact and exact matches, then the engine's translations.

    All that is filled is a draft with its origin. A unit that has a target is never touched. Equal
    sources are translated once, in document order. A target that ``fault`` refuses is not written.
    """
    filled = [_from_memory(unit, matches) if is_open(unit) else unit for unit in units]
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


def _from_memory(unit: Unit, matches: Matches) -> Unit:
    """Return a unit with the best earlier target that may be written; a similar source fills nothing."""
    for match in matches.get(unit.key, ()):
        if match.kind != FUZZY and match.source == unit.source and is_sound(match.target, unit.source):
            return replace(unit, target=match.target, state=State.DRAFT, origin=EXACT)
    return unit


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
