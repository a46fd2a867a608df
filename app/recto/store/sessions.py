"""What shows that a browser or a program is somebody's: sessions, links that are good once, API tokens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine, RowMapping, delete, insert, select, update

from recto.errors import NotFoundError
from recto.store.desk import now
from recto.store.people_tables import LINK, PERSON, SESSION, TOKEN
from recto.store.secret import digest, new_secret

IDLE_S, WHOLE_S = 60 * 60, 24 * 60 * 60
"""After how many idle seconds, and after how many at most, a session ends (reliability.md, section 9)."""
TOUCH_S = 60
"""How exact the last use of a session is noted: writing it at each request would cost a write each."""
LINK_S = {"invite": 7 * 24 * 60 * 60, "reset": 24 * 60 * 60}
MOST_TEXT = 200

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that somebody signed in with; times are seconds since 1970."""

    id: int
    person: int
    method: str
    started: int
    seen: int
    browser: str
    address: str


class Sessions:
    """Browsers that are signed in. What the browser keeps is random; only its digest stands here."""

    def __init__(self, engine: Engine, clock: Clock = time.time) -> None:
        self._engine, self._clock = engine, clock
        self._reading = engine.execution_options(is_reading=True)

    def start(self, person: int, method: str, browser: str, address: str) -> str:
        """Begin a session; returns its secret. Sessions that have ended are swept out."""
        at, secret = int(self._clock()), new_secret("session")
        ended = (SESSION.c.seen <= at - IDLE_S) | (SESSION.c.started <= at - WHOLE_S)
        row = {
            "digest": digest(secret), "person": person, "method": method, "started": at, "seen": at,
            "browser": browser[:MOST_TEXT], "address": address[:MOST_TEXT],
        }  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(delete(SESSION).where(ended))
            connection.execute(insert(SESSION).values(row))
        return secret

    def of_secret(self, secret: str, *, is_used: bool = True) -> Session | None:
        """Return the running session of a secret, and note that somebody uses it, if they do."""
        at = int(self._clock())
        query = (
            select(SESSION)
            .join(PERSON, PERSON.c.id == SESSION.c.person)
            .where(SESSION.c.digest == digest(secret), PERSON.c.is_active)
            .where(SESSION.c.seen > at - IDLE_S, SESSION.c.started > at - WHOLE_S)
        )
        with self._reading.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        if is_used and at - row["seen"] >= TOUCH_S:
            with self._engine.begin() as connection:
                connection.execute(update(SESSION).where(SESSION.c.id == row["id"]).values(seen=at))
        return Session(**{key: value for key, value in row.items() if key != "digest"})

    def of_person(self, person: int) -> list[Session]:
        """Return somebody's running sessions, the newest first."""
        at = int(self._clock())
        query = (
            select(SESSION)
            .where(SESSION.c.person == person, SESSION.c.seen > at - IDLE_S, SESSION.c.started > at - WHOLE_S)
            .order_by(SESSION.c.id.desc())
        )
        with self._reading.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [Session(**{key: value for key, value in row.items() if key != "digest"}) for row in rows]

    def end(self, person: int, number: int) -> None:
        """End one session of somebody.

        :raises NotFoundError: there is none, or it is somebody else's.
        """
        where = (SESSION.c.person == person, SESSION.c.id == number)
        with self._engine.begin() as connection:
            if not connection.execute(delete(SESSION).where(*where)).rowcount:
                raise NotFoundError("this session has ended already.", hint="See the list of sessions.")

    def end_all(self, person: int) -> None:
        """End every session of somebody."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.person == person))


class Links:
    """Addresses that let somebody choose a password, once. A new one ends the one before."""

    def __init__(self, engine: Engine, clock: Clock = time.time) -> None:
        self._engine, self._clock = engine, clock
        self._reading = engine.execution_options(is_reading=True)

    def make(self, person: int, purpose: Literal["invite", "reset"]) -> str:
        """Return the secret part of a new link."""
        secret = new_secret("link")
        row = {
            "digest": digest(secret), "person": person, "purpose": purpose,
            "ends": int(self._clock()) + LINK_S[purpose],
        }  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(delete(LINK).where(LINK.c.person == person))
            connection.execute(insert(LINK).values(row))
        return secret

    def find(self, secret: str) -> tuple[int, str]:
        """Return whose link this is and what it is for.

        :raises NotFoundError: it was used, replaced, or is too old.
        """
        query = select(LINK.c.person, LINK.c.purpose).where(
            LINK.c.digest == digest(secret), LINK.c.ends > int(self._clock())
        )
        with self._reading.connect() as connection:
            row = connection.execute(query).mappings().first()
        return _found(row)

    def use(self, secret: str) -> int:
        """End a link and return whose it was; of two who come at once, one is told that it has ended.

        :raises NotFoundError: as ``find``.
        """
        where = (LINK.c.digest == digest(secret), LINK.c.ends > int(self._clock()))
        with self._engine.begin() as connection:
            row = connection.execute(select(LINK.c.person, LINK.c.purpose).where(*where)).mappings().first()
            connection.execute(delete(LINK).where(*where))
        return _found(row)[0]


def _found(row: RowMapping | None) -> tuple[int, str]:
    if row is None:
        raise NotFoundError(
            "this link does not work any more: it was used, replaced, or is too old.",
            hint="Ask whoever sent it for a new one.",
        )
    return row["person"], row["purpose"]


@dataclass(frozen=True, slots=True)
class Token:
    """What a program shows in place of a password."""

    id: int
    person: int
    name: str
    made_at: str
    used_at: str


class Tokens:
    """Tokens for programs; each is shown once, when it is made."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(is_reading=True)

    def make(self, person: int, name: str) -> str:
        """Return a new token."""
        secret = new_secret("token")
        row = {
            "digest": digest(secret), "person": person, "name": name[:MOST_TEXT], "made_at": now(),
            "used_at": "",
        }  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(insert(TOKEN).values(row))
        return secret

    def person_of(self, secret: str) -> int:
        """Return whose token this is, and note the day of its use; 0: nobody's."""
        query = (
            select(TOKEN.c.id, TOKEN.c.person, TOKEN.c.used_at)
            .join(PERSON, PERSON.c.id == TOKEN.c.person)
            .where(TOKEN.c.digest == digest(secret), PERSON.c.is_active)
        )
        with self._reading.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return 0
        day = now()[:10]
        if row[2] != day:
            with self._engine.begin() as connection:
                connection.execute(update(TOKEN).where(TOKEN.c.id == row[0]).values(used_at=day))
        return int(row[1])

    def of_person(self, person: int) -> list[Token]:
        """Return somebody's tokens, the newest first."""
        query = select(TOKEN).where(TOKEN.c.person == person).order_by(TOKEN.c.id.desc())
        with self._reading.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [Token(row["id"], row["person"], row["name"], row["made_at"], row["used_at"]) for row in rows]

    def revoke(self, person: int, number: int) -> None:
        """End one token of somebody.

        :raises NotFoundError: there is none, or it is somebody else's.
        """
        where = (TOKEN.c.person == person, TOKEN.c.id == number)
        with self._engine.begin() as connection:
            if not connection.execute(delete(TOKEN).where(*where)).rowcount:
                raise NotFoundError("there is no such token.", hint="See the list of tokens.")
