"""Which targets may stand in an empty unit, and what was made of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recto.errors import CodeError
from recto.inline import check_codes, protected_pairs, repair
from recto.memory import FUZZY
from recto.model import LEFT_OUT, LINK, PLACED_CODES, Match, State, Unit
from recto.queries import Answer, Example
from recto.typography import localized

Matches = Mapping[tuple[str, str], Sequence[Match]]
"""Key of a unit -> earlier targets of its very source, best first."""

EXACT = "tm:exact"
NO_MATCH = "no earlier target."


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit that was filled, and where its target is from: a match or an engine's answer."""

    unit: Unit
    match: Match | None = None
    answer: Answer | None = None
    examples: tuple[Example, ...] = ()
    """What the engine was shown."""
    dollars: float = 0.0


@dataclass(frozen=True, slots=True)
class Left:
    """A unit that stays empty, and why."""

    unit: Unit
    reason: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What one step made of some units; together they are those of its units that were open."""

    drafts: tuple[Draft, ...] = ()
    left: tuple[Left, ...] = ()


def is_sound(target: str, source: str) -> bool:
    """Return whether a target may be written into an empty unit of this source."""
    return not fault(target, source)


def fault(target: str, source: str) -> str:
    """Return why a target may not be written, or an empty text if it may.

    It has text, is not ``<0/>``, has each code of the source once and no control character.
    """
    if not target.strip() or target == LEFT_OUT:
        return "the target is empty."
    # Nearly every text is printable, and asking that of a whole text takes no time.
    if not target.isprintable() and any(
        unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in target
    ):
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


def remembered(units: Iterable[Unit], matches: Matches) -> Filled:
    """Fill open units with earlier targets of the very source; a similar source fills nothing."""
    drafts: list[Draft] = []
    left: list[Left] = []
    for unit in filter(is_open, units):
        sound = (
            match
            for match in matches.get(unit.key, ())
            if match.kind != FUZZY and match.source == unit.source and is_sound(match.target, unit.source)
        )
        match = next(sound, None)
        if match:
            new = replace(unit, target=match.target, state=State.DRAFT, origin=EXACT)
            drafts.append(Draft(new, match=match))
        else:
            left.append(Left(unit, NO_MATCH))
    return Filled(tuple(drafts), tuple(left))


def answered(
    units: Sequence[Unit],
    answers: Sequence[Answer],
    engine: str,
    locales: tuple[str, str],
    *,
    typography: bool = True,
) -> Filled:
    """Fill open units with an engine's answers, one per unit; ``locales``: the source's, the target's.

    With ``typography`` quotation marks, spaces and numbers become those of the locale where that is certain.
    An answer that ``fault`` refuses is not written.
    """
    drafts: list[Draft] = []
    left: list[Left] = []
    for unit, answer in zip(units, answers, strict=True):
        if not is_open(unit):
            continue
        if answer.error:
            left.append(Left(unit, str(answer.error)))
            continue
        text = repair(answer.text, unit.source)
        if typography and text:
            text = localized(text, unit.source, locales, protected_pairs(unit.hints))
        reason = fault(text, unit.source)
        if reason:
            left.append(Left(unit, f"{engine}: {reason}"))
        else:
            marks = unit.marked(*PLACED_CODES) if answer.is_projected else unit.marks
            new = replace(unit, target=text, state=State.DRAFT, origin=f"mt:{engine}", marks=marks)
            drafts.append(Draft(new, answer=answer))
    return Filled(tuple(drafts), tuple(left))


def apply(units: Sequence[Unit], drafts: Iterable[Draft]) -> tuple[tuple[Unit, ...], tuple[Draft, ...]]:
    """Put drafts into units read again since, where they are still open; return them, and what was put.

    A unit keeps everything else that it has now.
    """
    ready = {draft.unit.key: draft for draft in drafts}
    put: list[Draft] = []
    out: list[Unit] = []
    for unit in units:
        draft = ready.get(unit.key)
        if draft and is_open(unit):
            made = draft.unit
            key = PLACED_CODES[0]
            marks = unit.marked(key, made.mark(key))
            out.append(replace(unit, target=made.target, state=State.DRAFT, origin=made.origin, marks=marks))
            put.append(replace(draft, unit=out[-1]))
        else:
            out.append(unit)
    return tuple(out), tuple(put)
