"""One unit that two people changed at the same time: what becomes of it.

Fields that do not depend on each other are merged by themselves; target, state, origin and the source
that the target was made for belong together. Two texts that people wrote are never made one: the other
is in ``others`` then, and the unit is a draft, but for an accepted target that met a mere draft.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from recto.model import State, Unit

MACHINES = ("mt:", "tm:")
ANSWERS = frozenset({"was", "edit"})
"""Marks that speak of the target and of the source that it was made for."""
MANY = frozenset({"ignore"})
"""Marks that a unit may have several times."""

T = TypeVar("T")


class Met(NamedTuple):
    """A merged unit; ``is_conflict``: it holds texts side by side that neither side had so."""

    unit: Unit
    is_conflict: bool = False


def both(base: Unit | None, ours: Unit, theirs: Unit, old: Collection[str] = ()) -> Met:
    """Merge two versions of a unit that have the same key; ``base`` is what both began with.

    ``old`` are the targets that were in the catalog then: a draft of one of these for another source was
    carried there by extracting, and written by nobody.
    """
    if theirs in (ours, base):
        return Met(ours)
    if ours == base:
        return Met(theirs)
    known = base or Unit(ours.context, ours.source)
    winner, loser = _translation(known, ours, theirs, old)
    others = lines(known.others, ours.others, theirs.others)
    if loser is not None and loser.target:
        others = (*others, loser.target)
    others = tuple(dict.fromkeys(text for text in others if text != winner.target))
    # What was accepted stays published; of two accepted texts nobody can tell which is meant to be.
    is_settled = is_accepted(winner) and not (loser is not None and is_accepted(loser))
    merged = replace(
        winner,
        state=State.DRAFT if others and winner.target and not is_settled else winner.state,
        notes=lines(known.notes, ours.notes, theirs.notes),
        hints=_newer(known.hints, ours.hints, theirs.hints),
        marks=_marks(known, ours, theirs, winner),
        flags=lines(known.flags, ours.flags, theirs.flags),
        references=lines(known.references, ours.references, theirs.references),
        others=others,
    )
    texts = _texts(merged)
    return Met(merged, bool(others) and texts not in (_texts(ours), _texts(theirs)))


def claims(base: Unit | None, side: Unit, old: Collection[str] = ()) -> bool:
    """Tell whether a side wrote the target that it has, or accepted it."""
    if not side.target or (side.previous and side.target in old and not is_accepted(side)):
        return False
    if base is None or side.target != base.target:
        return True
    return is_accepted(side) and not is_accepted(base)


def is_accepted(unit: Unit) -> bool:
    return unit.state.rank >= State.REVIEWED.rank


def is_machine(unit: Unit) -> bool:
    """Tell whether a machine made the target and nobody has accepted it: it can be made again."""
    return unit.origin.startswith(MACHINES) and not is_accepted(unit)


def lines(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> tuple[T, ...]:
    """Merge lists in which order hardly matters: what one side took out is out, what it put in is in."""
    if ours in (base, theirs):
        return tuple(theirs)
    if theirs == base:
        return tuple(ours)
    kept = [one for one in ours if one in theirs or one not in base]
    return (*kept, *(one for one in theirs if one not in base and one not in ours))


def _translation(base: Unit, ours: Unit, theirs: Unit, old: Collection[str]) -> tuple[Unit, Unit | None]:
    """Return the version whose target stands, and the one whose target must stand beside it, if any."""
    mine, yours = claims(base, ours, old), claims(base, theirs, old)
    if not mine and not yours:
        return _demoted(base, ours, theirs), None
    if mine != yours:
        return (ours, None) if mine else (theirs, None)
    if ours.target == theirs.target:
        better = (
            theirs if (theirs.state.rank, not theirs.origin) > (ours.state.rank, not ours.origin) else ours
        )
        return better, None
    if is_machine(theirs):
        return ours, None
    if is_machine(ours):
        return theirs, None
    if is_accepted(theirs) and not is_accepted(ours):
        return theirs, ours
    return ours, theirs


def _demoted(base: Unit, ours: Unit, theirs: Unit) -> Unit:
    """Return what stands where nobody wrote a text: one side took it away, or wants it looked at."""
    if not ours.target or not theirs.target:
        return ours if not ours.target else theirs
    return theirs if _standing(ours) == _standing(base) else ours


def _standing(unit: Unit) -> tuple[object, ...]:
    answers = tuple(pair for pair in unit.marks if pair[0] in ANSWERS)
    return (unit.state, unit.origin, unit.previous, unit.previous_context, answers)


def _marks(base: Unit, ours: Unit, theirs: Unit, winner: Unit) -> tuple[tuple[str, str], ...]:
    free = [[pair for pair in unit.marks if pair[0] not in ANSWERS] for unit in (base, ours, theirs)]
    merged: list[tuple[str, str]] = []
    for name, value in lines(*free):
        if name in MANY or name not in dict(merged):
            merged.append((name, value))
    answers = {name: value for name, value in winner.marks if name in ANSWERS}
    other = theirs if winner is ours else ours
    if winner.previous and winner.previous == other.previous and other.mark("edit"):
        answers.setdefault("edit", other.mark("edit"))
    return (*answers.items(), *merged)


def _newer(base: T, ours: T, theirs: T) -> T:
    return theirs if ours == base else ours


def _texts(unit: Unit) -> frozenset[str]:
    return frozenset({unit.target, *unit.others})
