"""Changing many units at once: one action, noted ahead, undone as one. Each catalog is written once.

As in saving one unit, nobody's work is overwritten: a unit that is not as it was seen is left alone, and
the person is told so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from recto.commands import catalogs, recall, statistics
from recto.commands.catalogs import place_of
from recto.commands.review import refuse_unknown, stands
from recto.errors import RectoError
from recto.exchange import po
from recto.model import Unit
from recto.project import Project
from recto.store import Activity, Desk, Stage
from recto.store.actions import Actions


@dataclass(frozen=True, slots=True)
class Left:
    """A unit that was left as it is, and why."""

    article: str
    locale: str
    unit_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did; ``action`` is its number, 0 if it changed nothing."""

    action: int
    done: tuple[Activity, ...]
    left: tuple[Left, ...]


class LeaveError(Exception):
    """Raised by a wish for a unit that it does not fit; the argument is the reason, a sentence."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of a unit. ``version``: as the person saw it, whole or its token; empty: any."""

    article: str
    locale: str
    unit_id: str
    change: Callable[[Unit], Unit]
    """Returns the unit as it is to be; raises ``LeaveError``."""
    version: str = ""


CHANGED_SINCE = "It was changed meanwhile."
GONE = "Its source was edited; it is not there any more."


def change(
    project: Project,
    desk: Desk,
    wishes: Sequence[Wish],
    person: str,
    verb: str,
    about: Mapping[str, object],
    *,
    undoes: int = 0,
) -> Outcome:
    """Fulfil wishes; on disk when this returns. A catalog that cannot be written does not hinder the others.

    The numbers of an action and its changes are those of the activity table.
    """
    by_place: dict[tuple[str, str], list[Wish]] = {}
    for wish in wishes:
        by_place.setdefault((wish.article, wish.locale), []).append(wish)
    actions = Actions(desk)
    number = actions.begin(person, verb, json.dumps(dict(about), ensure_ascii=False), undoes)
    done: list[Activity] = []
    left: list[Left] = []
    for (article, locale), own in by_place.items():
        try:
            refuse_unknown(project, article, locale)
            with project.lock(article, locale):
                there = _fulfil(project, actions, own, person, number, left)
            done += there
        except RectoError as error:
            left += [Left(article, locale, wish.unit_id, str(error)) for wish in own]
    if not done:
        actions.drop(number)
    return Outcome(number if done else 0, tuple(done), tuple(left))


def _fulfil(
    project: Project, actions: Actions, wishes: Sequence[Wish], person: str, number: int, left: list[Left]
) -> list[Activity]:
    """Change the units of one catalog; the caller has its lock. What is left alone is added to ``left``."""
    article, locale = wishes[0].article, wishes[0].locale
    base, there = catalogs.opened_catalog(project, article, locale)
    units = {unit.id: unit for unit in there.catalog.units}
    changed: list[tuple[Unit, Unit]] = []
    refused: list[Left] = []
    for wish in wishes:
        try:
            old = units.get(wish.unit_id)
            new = _changed(old, wish)
        except LeaveError as error:
            refused.append(Left(article, locale, wish.unit_id, str(error)))
            continue
        if old is not None and new != old:
            changed.append((old, new))
            units[wish.unit_id] = new
    if not changed:
        left += refused
        return []
    after = {old.key: new for old, new in changed}
    catalog = replace(there.catalog, units=tuple(after.get(unit.key, unit) for unit in there.catalog.units))
    rows = write(project, actions, Place(article, locale), po.dump(catalog, base), changed, person, number)
    left += refused
    return rows


class Place(NamedTuple):
    article: str
    locale: str


def write(
    project: Project,
    actions: Actions,
    place: Place,
    content: bytes,
    changed: Sequence[tuple[Unit, Unit]],
    person: str,
    number: int,
) -> list[Activity]:
    """Write a catalog whose units changed from the first to the second of each pair; the caller has its lock.

    What changed is noted ahead, with the number of the action.
    """
    article, locale = place
    before = statistics.stamp(project, article, locale)
    rows = actions.note_all(Activity.of(article, locale, person, old, new, number) for old, new in changed)
    file = project.catalog_file(article, locale)
    try:
        project.write(file, content)
    except (RectoError, OSError):
        actions.mark_all(rows, Stage.REFUSED)
        raise
    actions.mark_all(rows, Stage.APPLIED)
    now = catalogs.opened(content, project.name(file), locale).catalog
    statistics.note(project, article, locale, before, changed, now)
    recall.outdate(project, article, locale)
    return [replace(row, stage=Stage.APPLIED) for row in rows]


def _changed(unit: Unit | None, wish: Wish) -> Unit:
    if unit is None:
        raise LeaveError(GONE)
    if wish.version and not stands(unit, wish.version):
        raise LeaveError(CHANGED_SINCE)
    return wish.change(unit)


def told(left: Left) -> str:
    """Return a unit that was left alone in a line, for the command line and logs."""
    return f"{place_of(left.article, left.locale)} {left.unit_id}: {left.reason}"
