"""Who is to do what, what was signed off, and who worked on it: rows of the desk database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, Table, delete, insert, select, update

from recto.store.desk import Stage, now, opened
from recto.store.schema import ACTIVITY
from recto.store.work_schema import ASSIGNMENT, SIGNATURE, UPLOAD

IN_CATALOG = (Stage.APPLIED, Stage.SETTLED)
"""Stages of changes that came into a catalog."""


class Progress(StrEnum):
    """How far an assignment is."""

    OPEN = "open"
    DONE = "done"
    """Whoever has it says so; somebody is to review it."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One article in one locale, given to somebody. ``due`` is a day (ISO 8601) or empty."""

    article: str
    locale: str
    person: str
    by: str
    due: str = ""
    priority: int = 2
    """1 urgent, 2 normal, 3 when there is time."""
    note: str = ""
    stage: Progress = Progress.OPEN
    made_at: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """A sign-off as it was given: ``units`` are id and version of each, in order."""

    article: str
    locale: str
    person: str
    seal: str
    units: tuple[tuple[str, str], ...]
    made_at: str = ""
    told: bool = False
    """Whether it was said already that the sign-off has expired."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits for a yes; ``name`` is what its sender called it, never a path on disk."""

    token: str
    person: str
    kind: str
    name: str
    content: bytes


class Work:
    """The rows of one project. Safe to use from several threads and processes."""

    def __init__(self, file: Path, now: Callable[[], str] = now) -> None:
        """Open the desk database; raises as ``Desk``."""
        self._engine = opened(file)
        self._reading = self._engine.execution_options(is_reading=True)
        self._now = now

    def close(self) -> None:
        self._engine.dispose()

    # --- assignments -----------------------------------------------------------------------------

    def assign(self, assignment: Assignment) -> Assignment | None:
        """Give an article in a locale to somebody; return what stood there before, if anything."""
        before = self.assignment(assignment.article, assignment.locale)
        self._put(ASSIGNMENT, replace(assignment, made_at=self._now()), but="id")
        return before

    def unassign(self, article: str, locale: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(ASSIGNMENT).where(*_at(ASSIGNMENT, article, locale)))

    def finish(self, article: str, locale: str, stage: Progress) -> None:
        """Say how far an assignment is."""
        with self._engine.begin() as connection:
            there = _at(ASSIGNMENT, article, locale)
            connection.execute(update(ASSIGNMENT).where(*there).values(stage=stage))

    def assignment(self, article: str, locale: str) -> Assignment | None:
        query = select(ASSIGNMENT).where(*_at(ASSIGNMENT, article, locale))
        with self._reading.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return _assignment(row) if row else None

    def assignments(self, person: str = "") -> list[Assignment]:
        """Return the assignments of somebody, or all: urgent ones first, then by day."""
        query = select(ASSIGNMENT).order_by(
            ASSIGNMENT.c.priority, ASSIGNMENT.c.due == "", ASSIGNMENT.c.due, ASSIGNMENT.c.id
        )
        if person:
            query = query.where(ASSIGNMENT.c.person == person)
        with self._reading.connect() as connection:
            return [_assignment(row) for row in connection.execute(query).mappings()]

    # --- sign-off --------------------------------------------------------------------------------

    def sign(self, signature: Signature) -> None:
        """Note a sign-off, in the place of an earlier one."""
        self._put(SIGNATURE, replace(signature, made_at=self._now()))

    def unsign(self, article: str, locale: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(SIGNATURE).where(*_at(SIGNATURE, article, locale)))

    def signature(self, article: str, locale: str) -> Signature | None:
        query = select(SIGNATURE).where(*_at(SIGNATURE, article, locale))
        with self._reading.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return _signature(row) if row else None

    def signatures(self) -> list[Signature]:
        """Return all sign-offs of which it was not yet told that they expired."""
        query = select(SIGNATURE).where(SIGNATURE.c.told.is_(False)).order_by(SIGNATURE.c.id)
        with self._reading.connect() as connection:
            return [_signature(row) for row in connection.execute(query).mappings()]

    def tell_expired(self, signature: Signature) -> bool:
        """Note that it was told; False if somebody else was first."""
        there = (*_at(SIGNATURE, signature.article, signature.locale), SIGNATURE.c.told.is_(False))
        with self._engine.begin() as connection:
            return connection.execute(update(SIGNATURE).where(*there).values(told=True)).rowcount > 0

    def authors(self, article: str, locale: str) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """Return, for each unit's id and each target it ever had, who wrote or confirmed that text."""
        query = (
            select(ACTIVITY.c.unit_id, ACTIVITY.c.new_target, ACTIVITY.c.person)
            .where(*_at(ACTIVITY, article, locale), ACTIVITY.c.stage.in_(IN_CATALOG))
            .distinct()
        )
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        with self._reading.connect() as connection:
            for unit_id, target, person in connection.execute(query):
                found[unit_id][target].add(person)
        return {
            unit_id: {target: frozenset(people) for target, people in texts.items()}
            for unit_id, texts in found.items()
        }

    # --- files that wait -------------------------------------------------------------------------

    def keep(self, upload: Upload, forget_before: str) -> None:
        """Keep a file for its second step; those of before a time are forgotten."""
        values = {name: getattr(upload, name) for name in upload.__dataclass_fields__}
        with self._engine.begin() as connection:
            connection.execute(delete(UPLOAD).where(UPLOAD.c.made_at < forget_before))
            connection.execute(insert(UPLOAD).values(**values, made_at=self._now()))

    def kept(self, token: str, person: str) -> Upload | None:
        """Return a file that somebody sent; nobody else gets it."""
        query = select(UPLOAD).where(UPLOAD.c.token == token, UPLOAD.c.person == person)
        with self._reading.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return Upload(**{name: row[name] for name in Upload.__dataclass_fields__}) if row else None

    def forget(self, token: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(UPLOAD).where(UPLOAD.c.token == token))

    def _put(self, table: Table, row: Any, but: str = "") -> None:
        """Write the only row of an article in a locale."""
        values = {name: getattr(row, name) for name in row.__dataclass_fields__ if name != but}
        if "units" in values:
            values["units"] = _dump(values["units"])
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(*_at(table, row.article, row.locale)))
            connection.execute(insert(table).values(values))


def _at(table: Table, article: str, locale: str) -> tuple[Any, Any]:
    return table.c.article == article, table.c.locale == locale


def _assignment(row: RowMapping) -> Assignment:
    return Assignment(**{**row, "stage": Progress(row["stage"])})


def _signature(row: RowMapping) -> Signature:
    values = {name: row[name] for name in Signature.__dataclass_fields__}
    return Signature(**{**values, "units": _load(row["units"])})


def _dump(units: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{unit_id} {version}" for unit_id, version in units)


def _load(text: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for line in text.split("\n"):
        with suppress(ValueError):
            unit_id, version = line.split(" ")
            pairs.append((unit_id, version))
    return tuple(pairs)
