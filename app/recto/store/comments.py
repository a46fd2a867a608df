"""Comments beside units: said, resolved, opened again; and who is mentioned in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, func, insert, or_, select, update

from recto.errors import NotFoundError
from recto.store.beside_schema import COMMENT, MENTION
from recto.store.desk import Desk, now


@dataclass(frozen=True, slots=True)
class Comment:
    """``locale`` is empty where it is about the source: it then stands beside the unit in every locale."""

    person: str
    article: str
    locale: str
    unit_id: str
    source: str
    """The unit's, so that the comment can be read when the unit is gone."""
    text: str
    made_at: str = ""
    resolved_by: str = ""
    resolved_at: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody who is named in a comment. ``id`` grows, so that whoever tells people knows what is new."""

    id: int
    person: str
    locale: str
    """That in which the comment was written, also where it is about the source."""
    comment: Comment


class Comments:
    """The comments of one project. Safe to use from several threads and processes."""

    def __init__(self, desk: Desk, now: Callable[[], str] = now) -> None:
        self._engine = desk.engine
        self._reading = desk.engine.execution_options(is_reading=True)
        self._now = now

    def add(self, comment: Comment, mentioned: Iterable[str] = (), locale: str = "") -> int:
        """Write a comment and who is mentioned in it; returns its id. ``locale``: where it was written."""
        values = {
            "made_at": self._now(), "person": comment.person, "article": comment.article,
            "locale": comment.locale, "unit_id": comment.unit_id, "source": comment.source,
            "text": comment.text, "resolved_by": "", "resolved_at": "",
        }  # fmt: skip
        with self._engine.begin() as connection:
            key = connection.execute(insert(COMMENT).values(values)).inserted_primary_key
            number = key[0] if key else 0
            for person in dict.fromkeys(mentioned):
                row = {"comment": number, "person": person, "locale": comment.locale or locale}
                connection.execute(insert(MENTION).values(row))
        return number

    def resolve(self, number: int, person: str, *, is_open: bool = False) -> None:
        """Say that a comment needs nothing more, or that it does again (``is_open``)."""
        values = {"resolved_by": "", "resolved_at": ""}
        if not is_open:
            values = {"resolved_by": person, "resolved_at": self._now()}
        with self._engine.begin() as connection:
            connection.execute(update(COMMENT).where(COMMENT.c.id == number).values(values))

    def get(self, number: int) -> Comment:
        """Return a comment.

        :raises NotFoundError: there is none with this id.
        """
        found = self._select(COMMENT.c.id == number)
        if not found:
            raise NotFoundError(f"there is no comment {number}.")
        return found[0]

    def of_unit(self, article: str, locale: str, unit_id: str) -> list[Comment]:
        """Return what was said about a unit in a locale, and about its source; oldest first."""
        return self._select(*_in(article, locale), COMMENT.c.unit_id == unit_id)

    def open_in(self, article: str, locale: str) -> dict[str, int]:
        """Return how many comments wait for an answer, by the ids of their units."""
        found = self._select(*_in(article, locale), COMMENT.c.resolved_by == "")
        return dict(Counter(comment.unit_id for comment in found))

    def stamp(self, article: str) -> str:
        """Return what changes whenever a comment in an article is made, resolved or opened again."""
        query = select(func.max(COMMENT.c.id), func.count(), func.max(COMMENT.c.resolved_at),
                       func.sum(COMMENT.c.resolved_by != "")).where(COMMENT.c.article == article)  # fmt: skip
        with self._reading.connect() as connection:
            return " ".join(map(str, connection.execute(query).one()))

    def mentions(self, after: int = 0) -> list[Mention]:
        """Return the mentions that came after one, oldest first: what people are to be told of."""
        query = (
            select(MENTION.c.id, MENTION.c.person, MENTION.c.locale, MENTION.c.comment)
            .where(MENTION.c.id > after)
            .order_by(MENTION.c.id)
        )
        with self._reading.connect() as connection:
            rows = connection.execute(query).all()
        return [Mention(row[0], row[1], row[2], self.get(row[3])) for row in rows]

    def _select(self, *where: ColumnElement[bool]) -> list[Comment]:
        query = select(COMMENT).where(*where).order_by(COMMENT.c.id)
        with self._reading.connect() as connection:
            return [_comment(row) for row in connection.execute(query).mappings()]


def _in(article: str, locale: str) -> Sequence[ColumnElement[bool]]:
    return COMMENT.c.article == article, or_(COMMENT.c.locale == locale, COMMENT.c.locale == "")


def _comment(row: RowMapping) -> Comment:
    return Comment(**row)
