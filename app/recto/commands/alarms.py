"""Who changed very many accepted texts in a short time: worth a look, be it zeal or mischief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from recto.store import Desk
from recto.store.actions import Actions

UNITS = 100
MINUTES = 10
DAYS = 1
"""For so long an alarm is shown."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """``number`` accepted texts that somebody changed within ``minutes``, the most of the last day."""

    person: str
    number: int
    minutes: int = MINUTES


def alarms(desk: Desk, now: datetime, *, units: int = UNITS) -> list[Alarm]:
    """Return who changed at least so many accepted texts within ``MINUTES``, the most first.

    What was undone does not count, nor undoing.
    """
    since = (now - timedelta(days=DAYS)).isoformat(timespec="seconds")
    most = Actions(desk).most_overwritten(since, MINUTES * 60)
    found = [Alarm(person, number) for person, number in most.items() if number >= units]
    return sorted(found, key=lambda alarm: -alarm.number)
