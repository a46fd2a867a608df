"""What people are told of: rows of the desk database, and the letters that wait to be sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update

from recto.store.desk import now, opened
from recto.store.work_schema import CHOICE, NOTICE, OUTBOX

MAX_TRIES = 20
"""How often a letter is tried; then it stays where it is, with the reason."""


class Kind(StrEnum):
    """What somebody is told of."""

    ASSIGNED = "assigned"
    MENTION = "mention"
    REVIEW = "review"
    EXPIRED = "expired"
    FACT = "fact"


class Way(StrEnum):
    """How somebody wants to get notices by mail."""

    NEVER = "never"
    ONCE = "once"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one person is told; ``made_at`` is UTC, ISO 8601."""

    person: str
    kind: Kind
    by: str
    article: str
    locale: str
    unit_id: str = ""
    text: str = ""
    about: int = 0
    """Number of the mention."""
    is_read: bool = False
    made_at: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody gets mail; ``digest_on`` is the day of the last daily letter (ISO 8601)."""

    person: str
    address: str
    way: Way
    digest_on: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that waits, or was given up: then ``problem`` says why."""

    person: str
    address: str
    subject: str
    body: str
    tries: int = 0
    problem: str = ""
    id: int = 0


class Notices:
    """The rows of one project. Safe to use from several threads and processes."""

    def __init__(self, file: Path, now: Callable[[], str] = now) -> None:
        """Open the desk database; raises as ``Desk``."""
        self._engine = opened(file)
        self._reading = self._engine.execution_options(is_reading=True)
        self._now = now

    def close(self) -> None:
        self._engine.dispose()

    # --- notices ---------------------------------------------------------------------------------

    def tell(self, notices: Sequence[Notice]) -> None:
        """Write notices; who does something is not told of it. The same is told once, until it is read."""
        for notice in notices:
            if notice.person and notice.person != notice.by and not self._waits(notice):
                values = {name: getattr(notice, name) for name in _NAMES}
                row = {**values, "made_at": self._now(), "is_read": False, "is_posted": False}
                with self._engine.begin() as connection:
                    connection.execute(insert(NOTICE).values(row))

    def _waits(self, notice: Notice) -> bool:
        query = select(func.count()).where(*_same(notice), NOTICE.c.is_read.is_(False))
        with self._reading.connect() as connection:
            return bool(connection.execute(query).scalar_one())

    def was_told(self, notice: Notice) -> bool:
        """Tell whether somebody was told just this before, read or not."""
        query = select(func.count()).where(*_same(notice))
        with self._reading.connect() as connection:
            return bool(connection.execute(query).scalar_one())

    def of(self, person: str, limit: int = 200) -> list[Notice]:
        """Return the notices of somebody, newest first."""
        query = select(NOTICE).where(NOTICE.c.person == person).order_by(NOTICE.c.id.desc()).limit(limit)
        with self._reading.connect() as connection:
            return [_notice(row) for row in connection.execute(query).mappings()]

    def unread(self, person: str) -> int:
        query = select(func.count()).where(NOTICE.c.person == person, NOTICE.c.is_read.is_(False))
        with self._reading.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def read(self, person: str, notice_id: int = 0) -> None:
        """Note that somebody has read a notice of theirs, or all of them."""
        there = [NOTICE.c.person == person, *([NOTICE.c.id == notice_id] if notice_id else [])]
        with self._engine.begin() as connection:
            connection.execute(update(NOTICE).where(*there).values(is_read=True))

    def last(self, kind: Kind) -> int:
        """Return the greatest number that notices of a kind are about."""
        query = select(func.max(NOTICE.c.about)).where(NOTICE.c.kind == kind)
        with self._reading.connect() as connection:
            return connection.execute(query).scalar_one() or 0

    # --- mail ------------------------------------------------------------------------------------

    def choice(self, person: str) -> Choice:
        """Return how somebody gets mail; who never chose gets none."""
        query = select(CHOICE).where(CHOICE.c.person == person)
        with self._reading.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return Choice(**{**row, "way": Way(row["way"])}) if row else Choice(person, "", Way.NEVER)

    def choose(self, choice: Choice) -> None:
        values = {name: getattr(choice, name) for name in Choice.__dataclass_fields__}
        with self._engine.begin() as connection:
            connection.execute(delete(CHOICE).where(CHOICE.c.person == choice.person))
            connection.execute(insert(CHOICE).values(values))

    def unposted(self) -> list[Notice]:
        """Return the notices that were not yet considered for mail, oldest first."""
        query = select(NOTICE).where(NOTICE.c.is_posted.is_(False)).order_by(NOTICE.c.id)
        with self._reading.connect() as connection:
            return [_notice(row) for row in connection.execute(query).mappings()]

    def post(self, notices: Sequence[Notice], letter: Letter | None) -> None:
        """Put a letter about notices into the outbox, if there is one to write; both or neither."""
        ids = [notice.id for notice in notices]
        with self._engine.begin() as connection:
            connection.execute(update(NOTICE).where(NOTICE.c.id.in_(ids)).values(is_posted=True))
            if letter:
                values = {name: getattr(letter, name) for name in Letter.__dataclass_fields__ if name != "id"}
                row = {**values, "made_at": self._now(), "stage": "waiting"}
                connection.execute(insert(OUTBOX).values(row))

    def letters(self, stage: str = "waiting") -> list[Letter]:
        query = select(OUTBOX).where(OUTBOX.c.stage == stage).order_by(OUTBOX.c.id)
        with self._reading.connect() as connection:
            return [
                Letter(**{name: row[name] for name in Letter.__dataclass_fields__})
                for row in connection.execute(query).mappings()
            ]

    def claim(self, letter: Letter) -> bool:
        """Take a letter to send it; False if another process has it."""
        there = (OUTBOX.c.id == letter.id, OUTBOX.c.stage == "waiting")
        with self._engine.begin() as connection:
            return connection.execute(update(OUTBOX).where(*there).values(stage="sending")).rowcount > 0

    def sent(self, letter: Letter) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(OUTBOX).where(OUTBOX.c.id == letter.id))

    def failed(self, letter: Letter, problem: str, *, for_good: bool) -> None:
        """Note why a letter was not sent; it is tried again, but not for ever."""
        tries = letter.tries + 1
        stage = "failed" if for_good or tries >= MAX_TRIES else "waiting"
        values = {"tries": tries, "problem": problem, "stage": stage}
        with self._engine.begin() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == letter.id).values(values))

    def take_up(self) -> None:
        """Let letters wait again that a crash left half-sent; at worst somebody gets one twice."""
        with self._engine.begin() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.stage == "sending").values(stage="waiting"))


_NAMES = ("person", "kind", "by", "article", "locale", "unit_id", "text", "about")


def _same(notice: Notice) -> list[ColumnElement[bool]]:
    return [NOTICE.c[name] == getattr(notice, name) for name in _NAMES if name != "by"]


def _notice(row: RowMapping) -> Notice:
    values = {name: row[name] for name in Notice.__dataclass_fields__}
    return Notice(**{**values, "kind": Kind(row["kind"])})
