"""What an article has no more, and what stays of it in the catalog."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from recto.merging.carrying import is_accepted
from recto.merging.joining import Pairs, stands
from recto.merging.occurrences import MARK, Key, number_of
from recto.model import State, Unit

_DECISIONS = frozenset({"cut", "skip"})
_OF_EDITS = frozenset({"was", "edit", MARK})


def left(
    pool: Sequence[Unit], live: int, used: Collection[int], units: Sequence[Unit], locales: tuple[str, str]
) -> tuple[int, tuple[Unit, ...]]:
    """Return how many units went, and all that are obsolete now.

    ``pool``: the old units, the first ``live`` of them live; ``used``: those that go on in ``units``. All
    that a person wrote stays; not so the halves of a split that was taken back, and the like.
    """
    rest = [at for at in range(len(pool)) if at not in used]
    made = {at for at in rest if at < live and _is_made(pool[at])}
    pairs: dict[str, dict[str, bool]] = {}
    for unit in (*units, *(pool[at] for at in rest if at not in made)):
        said = pairs.setdefault(unit.source, {})
        said[unit.target] = said.get(unit.target, False) or is_accepted(unit)
    gone = [pool[at] for at in rest if at < live and _stays(pool[at], pairs, locales, is_made=at in made)]
    before = [pool[at] for at in rest if at >= live]
    return len(gone), _told_apart([*before, *gone], {unit.key for unit in units})


def _stays(unit: Unit, pairs: Pairs, locales: tuple[str, str], *, is_made: bool) -> bool:
    if not unit.target:
        return bool(unit.notes or unit.others or any(name in _DECISIONS for name, _ in unit.marks))
    return not (is_made and stands(unit, pairs, *locales))


def _is_made(unit: Unit) -> bool:
    """Tell whether a merge made a unit of others and nobody has added anything since."""
    is_plain = not unit.notes and not unit.others and all(name in _OF_EDITS for name, _ in unit.marks)
    return unit.state is State.DRAFT and bool(unit.previous and unit.mark("edit")) and is_plain


def _told_apart(units: Sequence[Unit], taken: set[Key]) -> tuple[Unit, ...]:
    """Return units with other numbers where an occurrence of another number took theirs."""
    out = []
    for unit in units:
        number, context = number_of(unit.context), unit.context
        while number and (context, unit.source) in taken:
            number += 1
            context = f"{unit.role}#{number}"
        taken.add((context, unit.source))
        out.append(replace(unit, context=context))
    return tuple(out)
