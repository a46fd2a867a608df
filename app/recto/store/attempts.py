"""How often somebody tries to sign in: counted before the password is looked at, kept over restarts."""

from __future__ import annotations

import time

from sqlalchemy import Connection, Engine, delete, insert, select, update

from recto.store.people import key_of
from recto.store.people_tables import ATTEMPT
from recto.store.secret import digest
from recto.store.sessions import Clock

MINUTE_S, LOCK_S = 60, 15 * 60
PER_ACCOUNT, PER_ADDRESS = 5, 20
"""Attempts in a minute, failed for an account, of any kind from an address (reliability.md, section 9)."""
UNTIL_LOCK = 10
"""Failures within ``LOCK_S`` after which an account rests for as long."""
KEPT_S = 24 * 60 * 60


class Attempts:
    """Names are kept as digests only: people type passwords where names belong."""

    def __init__(self, engine: Engine, clock: Clock = time.time) -> None:
        self._engine, self._clock = engine, clock

    def begin(self, name: str, address: str) -> int:
        """Count an attempt, as failed for now; returns seconds to wait where it is refused, else 0.

        It is the same for names that nobody has.
        """
        at, account = int(self._clock()), digest(key_of(name))
        with self._engine.begin() as connection:
            connection.execute(delete(ATTEMPT).where(ATTEMPT.c.at < at - KEPT_S))
            if wait := _wait(connection, account, address, at):
                return wait
            row = {"account": account, "address": address, "at": at, "has_failed": True}
            connection.execute(insert(ATTEMPT).values(row))
        return 0

    def forgive(self, name: str) -> None:
        """Forget what failed: a password or a link has shown who it is."""
        with self._engine.begin() as connection:
            where = ATTEMPT.c.account == digest(key_of(name))
            connection.execute(update(ATTEMPT).where(where).values(has_failed=False))


def _wait(connection: Connection, account: str, address: str, at: int) -> int:
    failed = select(ATTEMPT.c.at).where(ATTEMPT.c.account == account, ATTEMPT.c.has_failed)
    times = list(connection.scalars(failed.where(ATTEMPT.c.at > at - 2 * LOCK_S).order_by(ATTEMPT.c.at)))
    here = select(ATTEMPT.c.at).where(ATTEMPT.c.address == address, ATTEMPT.c.at > at - MINUTE_S)
    tried = list(connection.scalars(here.order_by(ATTEMPT.c.at)))
    recent = [one for one in times if one > at - MINUTE_S]
    waits = [0]
    if len(recent) >= PER_ACCOUNT:
        waits.append(recent[-PER_ACCOUNT] + MINUTE_S - at)
    if len(tried) >= PER_ADDRESS:
        waits.append(tried[-PER_ADDRESS] + MINUTE_S - at)
    if len(times) >= UNTIL_LOCK and times[-1] - times[-UNTIL_LOCK] < LOCK_S:
        waits.append(times[-1] + LOCK_S - at)
    return max(waits)
