"""Taking changes back: an action as a whole, one change, or all that somebody did since a moment.

A unit comes back with all that it had, byte for byte, where nothing has changed it since; where
something has, it is left alone and named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from recto.commands.changing import LeaveError, Outcome, Wish, change
from recto.commands.review import restored, settle
from recto.errors import ConflictError, NotFoundError
from recto.exchange import po
from recto.model import State, Unit
from recto.project import Project
from recto.store import Activity, Desk
from recto.store.actions import Actions, Sieve

SINCE_BY_OTHERS = "It was changed again since."


@dataclass(frozen=True, slots=True)
class Revert:
    """What taking back somebody's work would touch."""

    changes: int
    units: int
    articles: int


def undo(project: Project, desk: Desk, number: int, person: str) -> Outcome:
    """Take an action back, as far as nothing has changed since.

    :raises NotFoundError: there is no such action.
    :raises ConflictError: it was taken back already.
    """
    actions = Actions(desk)
    action = actions.action(number)
    if action is None:
        raise NotFoundError(f"there is no action {number}.", hint="See the activity.")
    if actions.undone_by(number):
        raise ConflictError("this was undone already.", hint="Undo the undoing to have it back.")
    rows = actions.changes(Sieve(action=number))
    about = {"verb": action.verb, "of": action.person}
    return change(project, desk, wishes(rows), person, "undo", about, undoes=number)


def undo_change(project: Project, desk: Desk, number: int, person: str) -> Outcome:
    """Take one change back, if it is the last of its unit.

    :raises NotFoundError: there is no such change.
    """
    row = Actions(desk).change(number)
    if row is None:
        raise NotFoundError(f"there is no change {number}.", hint="See the activity.")
    about = {"change": number, "of": row.person}
    return change(project, desk, wishes([row]), person, "undo", about)


def is_last(desk: Desk, row: Activity) -> bool:
    """Tell whether a change is the last that this desk knows of its unit."""
    return any(one.id == row.id for one in desk.history(row.article, row.locale, row.unit_id, limit=1))


def revert_person(project: Project, desk: Desk, name: str, after: int, person: str) -> Outcome:
    """Take back all that somebody did behind a change (its number), as far as nobody worked on it since."""
    rows = Actions(desk).changes(Sieve(person=name), after=after)
    return change(project, desk, wishes(rows), person, "revert", {"of": name, "after": after})


def revertible(desk: Desk, name: str, after: int) -> Revert:
    """Return what ``revert_person`` would look at."""
    rows = Actions(desk).changes(Sieve(person=name), after=after)
    units = {(row.article, row.locale, row.unit_id) for row in rows}
    return Revert(len(rows), len(units), len({(article, locale) for article, locale, _ in units}))


def wishes(rows: Sequence[Activity]) -> list[Wish]:
    """Return what takes changes back; several of one unit become one wish."""
    by_unit: dict[tuple[str, str, str], list[Activity]] = {}
    for row in rows:
        by_unit.setdefault((row.article, row.locale, row.unit_id), []).append(row)
    return [Wish(*place, partial(_back, tuple(own))) for place, own in by_unit.items()]


def _back(rows: tuple[Activity, ...], unit: Unit) -> Unit:
    """Return a unit as it was before the changes, oldest first, of which the last still stands.

    Where somebody else worked between them, it comes back as that person left it.
    """
    last = rows[-1]
    if last.new_entry:
        if restored(unit, po.unit_of(last.new_entry)) != _plain(unit):
            raise LeaveError(SINCE_BY_OTHERS)
    elif (unit.target, unit.flag) != (last.new_target, replace(unit, state=last.new_state).flag):
        raise LeaveError(SINCE_BY_OTHERS)
    first = last
    for row in reversed(rows[:-1]):
        if (row.new_target, row.new_entry) != (first.old_target, first.old_entry):
            break
        first = row
    if first.old_entry:
        return restored(unit, po.unit_of(first.old_entry))
    # A change that an older Recto noted: what stood beside the text is not known.
    return settle(unit, first.old_target, first.old_state)


def _plain(unit: Unit) -> Unit:
    """Return the unit as its entry tells it, which does not know whether the article is signed off."""
    return replace(unit, state=State.REVIEWED) if unit.state is State.FINAL else unit
