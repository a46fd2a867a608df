"""Private drafts: what somebody typed and did not save yet, one text for each person and unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select

from recto.errors import ConflictError
from recto.store.beside_schema import DRAFT
from recto.store.desk import Desk, now

MOST = 5_000
"""Drafts of one person; somebody who needs more has long stopped reading them."""


@dataclass(frozen=True, slots=True)
class PrivateDraft:
    """A text that only its writer sees. ``version`` is that of the unit it was made for.

    Role and source are those of then: the text means something also when the unit is gone.
    """

    person: int
    """The account's id, 0 at a desk without accounts."""
    article: str
    locale: str
    unit_id: str
    target: str
    version: str
    role: str = ""
    source: str = ""
    made_at: str = ""


_NAMES = tuple(field.name for field in fields(PrivateDraft))


class Drafts:
    """The private drafts of one project. Safe to use from several threads and processes."""

    def __init__(self, desk: Desk, now: Callable[[], str] = now) -> None:
        self._engine = desk.engine
        self._reading = desk.engine.execution_options(is_reading=True)
        self._now = now

    def keep(self, draft: PrivateDraft) -> PrivateDraft:
        """Keep a text in the place of the one before; on disk when this returns.

        :raises ConflictError: the person has ``MOST`` others already.
        """
        made = replace(draft, made_at=self._now())
        there = _at(draft.person, draft.article, draft.locale, draft.unit_id)
        count = select(func.count()).where(DRAFT.c.person == draft.person)
        with self._engine.begin() as connection:
            connection.execute(delete(DRAFT).where(*there))
            if connection.execute(count).scalar_one() >= MOST:
                raise ConflictError(f"there are {MOST} unsaved texts.", hint="Save or discard some first.")
            connection.execute(insert(DRAFT).values({name: getattr(made, name) for name in _NAMES}))
        return made

    def drop(self, person: int, article: str, locale: str, unit_id: str, target: str | None = None) -> bool:
        """Forget a draft, or, with ``target``, one of that very text; False if there was none."""
        there = _at(person, article, locale, unit_id)
        if target is not None:
            there = (*there, DRAFT.c.target == target)
        with self._engine.begin() as connection:
            return connection.execute(delete(DRAFT).where(*there)).rowcount > 0

    def get(self, person: int, article: str, locale: str, unit_id: str) -> PrivateDraft | None:
        found = self._select(*_at(person, article, locale, unit_id))
        return found[0] if found else None

    def of_article(self, person: int, article: str, locale: str) -> dict[str, PrivateDraft]:
        """Return somebody's drafts in one article by the ids of their units."""
        found = self._select(DRAFT.c.person == person, DRAFT.c.article == article, DRAFT.c.locale == locale)
        return {draft.unit_id: draft for draft in found}

    def of(self, person: int) -> list[PrivateDraft]:
        """Return all drafts of somebody, newest first."""
        return self._select(DRAFT.c.person == person)

    def _select(self, *where: ColumnElement[bool]) -> list[PrivateDraft]:
        query = select(DRAFT).where(*where).order_by(DRAFT.c.id.desc())
        with self._reading.connect() as connection:
            return [_draft(row) for row in connection.execute(query).mappings()]


def _at(person: int, article: str, locale: str, unit_id: str) -> Sequence[ColumnElement[bool]]:
    return (
        DRAFT.c.person == person,
        DRAFT.c.article == article,
        DRAFT.c.locale == locale,
        DRAFT.c.unit_id == unit_id,
    )


def _draft(row: RowMapping) -> PrivateDraft:
    return PrivateDraft(**{name: row[name] for name in _NAMES})
