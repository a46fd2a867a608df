"""Terms that translators suggest for the glossary; an editor takes them in or sends them away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from recto.errors import ConflictError, NotFoundError
from recto.store.beside_schema import SUGGESTED_TERM
from recto.store.desk import Desk, now

MOST = 2_000
"""Suggestions that wait in one locale."""


@dataclass(frozen=True, slots=True)
class SuggestedTerm:
    """A line for the glossary, as somebody would have it."""

    person: str
    locale: str
    source: str
    translation: str
    status: str
    note: str = ""
    made_at: str = ""
    id: int = 0


class SuggestedTerms:
    """The suggestions of one project. Safe to use from several threads and processes."""

    def __init__(self, desk: Desk, now: Callable[[], str] = now) -> None:
        self._engine = desk.engine
        self._reading = desk.engine.execution_options(is_reading=True)
        self._now = now

    def add(self, term: SuggestedTerm) -> None:
        """Note a suggestion; the very same one is noted once.

        :raises ConflictError: ``MOST`` others wait in the locale already.
        """
        table = SUGGESTED_TERM.c
        values = {"locale": term.locale, "source": term.source, "translation": term.translation,
                  "status": term.status}  # fmt: skip
        same = [getattr(table, name) == text for name, text in values.items()]
        count = select(func.count()).where(table.locale == term.locale)
        values |= {"made_at": self._now(), "person": term.person, "note": term.note}
        with self._engine.begin() as connection:
            if connection.execute(select(table.id).where(*same)).first():
                return
            if connection.execute(count).scalar_one() >= MOST:
                raise ConflictError(f"{MOST} suggestions wait already.", hint="An editor has to look first.")
            connection.execute(insert(SUGGESTED_TERM).values(values))

    def get(self, number: int) -> SuggestedTerm:
        """Return a suggestion.

        :raises NotFoundError: it is gone; somebody else has decided.
        """
        query = select(SUGGESTED_TERM).where(SUGGESTED_TERM.c.id == number)
        with self._reading.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError("the suggestion is gone.", hint="Somebody else has decided about it.")
        return SuggestedTerm(**row)

    def in_locale(self, locale: str) -> list[SuggestedTerm]:
        """Return what waits in a locale, oldest first."""
        query = select(SUGGESTED_TERM).where(SUGGESTED_TERM.c.locale == locale).order_by(SUGGESTED_TERM.c.id)
        with self._reading.connect() as connection:
            return [SuggestedTerm(**row) for row in connection.execute(query).mappings()]

    def drop(self, number: int) -> None:
        """Forget a suggestion."""
        with self._engine.begin() as connection:
            connection.execute(delete(SUGGESTED_TERM).where(SUGGESTED_TERM.c.id == number))
