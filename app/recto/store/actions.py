"""Actions of many changes at once, and the feed of what people did: questions to the activity table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace

from sqlalchemy import ColumnElement, FromClause, Integer, RowMapping, cast, func, insert, or_, select, update

from recto.model import State
from recto.store.desk import Activity, Desk, Stage, marking, now
from recto.store.schema import ACTION, ACTIVITY

SHOWN = (Stage.APPLIED, Stage.SETTLED)
"""Changes that came into a catalog."""
_NAMES = tuple(field.name for field in fields(Activity) if field.name != "id")


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody did to many units at once; ``about`` says more, as JSON."""

    id: int
    made_at: str
    person: str
    verb: str
    """``confirm``, ``needs-work``, ``replace``, ``import``, ``undo``, ``revert``."""
    about: str
    undoes: int = 0
    """The action that this one took back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the feed: one change, or an action with its newest change and the number of all."""

    change: Activity
    action: Action | None = None
    number: int = 1
    undone_by: int = 0
    """The action that took this one back."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which changes are asked for; empty: any."""

    person: str = ""
    article: str = ""
    locale: str = ""
    action: int = 0
    locales: tuple[str, ...] | None = None
    """Those that the reader may see; None: all."""


class Actions:
    """The actions of one project, in the database of its desk."""

    def __init__(self, desk: Desk, now: Callable[[], str] = now) -> None:
        self._engine = desk.engine
        self._reading = desk.engine.execution_options(is_reading=True)
        self._now = now

    # --- writing ---------------------------------------------------------------------------------

    def begin(self, person: str, verb: str, about: str, undoes: int = 0) -> int:
        """Note an action; its number goes with each of its changes."""
        values = {"made_at": self._now(), "person": person, "verb": verb, "about": about, "undoes": undoes}
        with self._engine.begin() as connection:
            key = connection.execute(insert(ACTION).values(values)).inserted_primary_key
        return int(key[0]) if key else 0

    def drop(self, action: int) -> None:
        """Forget an action that changed nothing."""
        with self._engine.begin() as connection:
            connection.execute(ACTION.delete().where(ACTION.c.id == action))

    def note_all(self, rows: Iterable[Activity]) -> list[Activity]:
        """Write changes ahead, all in one; on disk when this returns. The results have ids and times."""
        noted = [replace(row, made_at=self._now(), stage=Stage.PENDING) for row in rows]
        out = []
        with self._engine.begin() as connection:
            for row in noted:
                values = {name: getattr(row, name) for name in _NAMES}
                key = connection.execute(insert(ACTIVITY).values(values)).inserted_primary_key
                out.append(replace(row, id=key[0] if key else 0))
        return out

    def mark_all(self, rows: Sequence[Activity], stage: Stage) -> None:
        """Note how far changes came that were noted together."""
        with marking(self._engine, stage).begin() as connection:
            for row in rows:
                connection.execute(update(ACTIVITY).where(ACTIVITY.c.id == row.id).values(stage=stage))

    # --- reading ---------------------------------------------------------------------------------

    def action(self, number: int) -> Action | None:
        with self._reading.connect() as connection:
            row = connection.execute(select(ACTION).where(ACTION.c.id == number)).mappings().one_or_none()
        return Action(**row) if row else None

    def undone_by(self, number: int) -> int:
        """Return the action that took an action back, or 0."""
        query = select(func.max(ACTION.c.id)).where(ACTION.c.undoes == number)
        with self._reading.connect() as connection:
            return int(connection.execute(query).scalar_one() or 0)

    def changes(self, sieve: Sieve, *, after: int = 0) -> list[Activity]:
        """Return changes behind one, oldest first."""
        query = select(ACTIVITY).where(*_conditions(sieve), ACTIVITY.c.id > after).order_by(ACTIVITY.c.id)
        with self._reading.connect() as connection:
            return [_change(row) for row in connection.execute(query).mappings()]

    def change(self, number: int) -> Activity | None:
        query = select(ACTIVITY).where(ACTIVITY.c.id == number)
        with self._reading.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return _change(row) if row else None

    def latest(self) -> int:
        """Return the number of the newest change; it rises with each."""
        with self._reading.connect() as connection:
            return int(connection.execute(select(func.max(ACTIVITY.c.id))).scalar_one() or 0)

    def units_of(self, person: str) -> set[tuple[str, str, str]]:
        """Return (article, locale, unit) of all that somebody ever changed."""
        columns = ACTIVITY.c.article, ACTIVITY.c.locale, ACTIVITY.c.unit_id
        query = select(*columns).where(ACTIVITY.c.person == person, ACTIVITY.c.stage.in_(SHOWN)).distinct()
        with self._reading.connect() as connection:
            return {(row[0], row[1], row[2]) for row in connection.execute(query)}

    def people(self) -> list[str]:
        """Return who ever changed anything."""
        query = select(ACTIVITY.c.person).distinct().order_by(ACTIVITY.c.person)
        with self._reading.connect() as connection:
            return [row[0] for row in connection.execute(query) if row[0]]

    def feed(self, sieve: Sieve, *, before: int = 0, limit: int = 50) -> list[Entry]:
        """Return what was done, newest first; of an action only the newest change, unless it is asked for."""
        same = ACTIVITY.alias("same")
        newest = (
            select(func.max(same.c.id))
            .where(same.c.action == ACTIVITY.c.action, *_conditions(sieve, same))
            .scalar_subquery()
        )
        query = select(ACTIVITY).where(*_conditions(sieve)).order_by(ACTIVITY.c.id.desc()).limit(limit)
        if not sieve.action:
            query = query.where(or_(ACTIVITY.c.action == 0, ACTIVITY.c.id == newest))
        if before:
            query = query.where(ACTIVITY.c.id < before)
        with self._reading.connect() as connection:
            rows = [_change(row) for row in connection.execute(query).mappings()]
            numbers = [row.action for row in rows if row.action]
            known = connection.execute(select(ACTION).where(ACTION.c.id.in_(numbers))).mappings()
            actions = {row["id"]: Action(**row) for row in known}
            counted = connection.execute(
                select(ACTIVITY.c.action, func.count())
                .where(ACTIVITY.c.action.in_(numbers), *_conditions(sieve))
                .group_by(ACTIVITY.c.action)
            )
            sizes = {row[0]: row[1] for row in counted}
            undone = connection.execute(
                select(ACTION.c.undoes, func.max(ACTION.c.id))
                .where(ACTION.c.undoes.in_(numbers))
                .group_by(ACTION.c.undoes)
            )
            back = {row[0]: row[1] for row in undone}
        return [
            Entry(row, actions.get(row.action), sizes.get(row.action, 1), back.get(row.action, 0))
            for row in rows
        ]

    def most_overwritten(self, since: str, seconds: int) -> dict[str, int]:
        """Return how many accepted texts each person changed, at most, within so many seconds from a time on.

        What took changes back does not count, nor what was taken back.
        """
        accepted = (State.REVIEWED, State.FINAL)
        was_undone = select(ACTION.c.undoes).where(ACTION.c.undoes > 0)
        backwards = select(ACTION.c.id).where(ACTION.c.verb.in_(("undo", "revert")))
        at = cast(func.strftime("%s", ACTIVITY.c.made_at), Integer)
        window = func.count().over(partition_by=ACTIVITY.c.person, order_by=at, range_=(-seconds, 0))
        changes = (
            select(ACTIVITY.c.person, window.label("number"))
            .where(
                ACTIVITY.c.made_at >= since,
                ACTIVITY.c.stage.in_(SHOWN),
                ACTIVITY.c.old_state.in_(accepted),
                or_(
                    ACTIVITY.c.old_target != ACTIVITY.c.new_target,
                    ACTIVITY.c.new_state.not_in(accepted),
                ),
                ACTIVITY.c.action.not_in(was_undone),
                ACTIVITY.c.action.not_in(backwards),
            )
            .subquery()
        )
        query = select(changes.c.person, func.max(changes.c.number)).group_by(changes.c.person)
        with self._reading.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}


def _conditions(sieve: Sieve, table: FromClause = ACTIVITY) -> list[ColumnElement[bool]]:
    columns = table.c
    out: list[ColumnElement[bool]] = [columns.stage.in_(SHOWN)]
    for name in ("person", "article", "locale", "action"):
        wanted = getattr(sieve, name)
        if wanted:
            out.append(columns[name] == wanted)
    if sieve.locales is not None:
        out.append(columns.locale.in_(sieve.locales))
    return out


def _change(row: RowMapping) -> Activity:
    states = {name: State(row[name]) for name in ("old_state", "new_state")}
    return Activity(**{**row, "stage": Stage(row["stage"]), **states})
