"""One verb for many units of an article: confirm those that nothing is wrong with, or mark for work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from recto.commands.changing import LeaveError, Outcome, Wish, change
from recto.commands.review import Sheet, open_sheet, settle, token
from recto.model import State, Unit
from recto.project import Project
from recto.store import Desk

MOST = 5_000
"""Units of one action."""


class Verb(StrEnum):
    """What can be done to many units at once."""

    CONFIRM = "confirm"
    """Accept drafts that no check has anything to say about."""
    NEEDS_WORK = "needs-work"
    """Say of translations that somebody has to look at them again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A unit as a person saw it."""

    unit_id: str
    version: str


def run(  # what, where, and who
    project: Project, desk: Desk, article: str, locale: str, verb: Verb, units: Sequence[Seen], person: str
) -> Outcome:
    """Do something to units of an article; on disk when this returns. What does not fit is left and named.

    :raises NotFoundError: no such article, locale or catalog.
    :raises CatalogError: the catalog cannot be read.
    """
    sheet = open_sheet(project, article, locale)
    wishes = [
        Wish(article, locale, seen.unit_id, lambda unit: _done(sheet, verb, unit), seen.version)
        for seen in units
    ]
    about = {"article": article, "locale": locale}
    return change(project, desk, wishes, person, verb.value, about)


def fitting(sheet: Sheet, verb: Verb) -> list[Seen]:
    """Return the units of an article that a verb fits, at most ``MOST``."""
    out = []
    for unit in sheet.catalog.units:
        try:
            is_fitting = _done(sheet, verb, unit) != unit
        except LeaveError:
            continue
        if is_fitting:
            out.append(Seen(unit.id, token(unit)))
    return out[:MOST]


def _done(sheet: Sheet, verb: Verb, unit: Unit) -> Unit:
    if not unit.target:
        raise LeaveError("It has no translation yet.")
    if verb is Verb.NEEDS_WORK:
        return unit if unit.state is State.DRAFT else settle(unit, unit.target, State.DRAFT)
    if unit.state is not State.DRAFT:
        return unit
    if unit.previous:
        raise LeaveError("Its source changed since it was translated: somebody has to compare.")
    if unit.others:
        raise LeaveError("Another translation stands beside it: somebody has to choose.")
    found = [one for one in sheet.findings(unit) if one.severity in {"error", "warning"}]
    if found:
        raise LeaveError(found[0].message)
    return settle(unit, unit.target, State.REVIEWED)
