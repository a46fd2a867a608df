"""Who is to do what: giving an article in a locale to somebody, and saying that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from recto.commands.notifying import Rooms
from recto.commands.review import refuse_unknown
from recto.errors import ConfigError, NotFoundError
from recto.store.notices import Kind, Notice
from recto.store.work import Assignment, Progress

PRIORITIES = (1, 2, 3)
MAX_NOTE = 500
MAX_PERSON = 150


def assign(rooms: Rooms, wanted: Assignment, people: Sequence[str]) -> Assignment:
    """Give an article in a locale to somebody, who is told; an earlier assignment of it ends.

    :raises NotFoundError: the project has no such article or locale, or the desk no such person.
    :raises ConfigError: the day or the priority is none.
    """
    refuse_unknown(rooms.project, wanted.article, wanted.locale)
    if not wanted.person or wanted.person not in people:
        raise NotFoundError(f"nobody here is called {wanted.person[:MAX_PERSON]!r}, or may translate this.")
    if wanted.due:
        try:
            is_day = date.fromisoformat(wanted.due).isoformat() == wanted.due
        except ValueError:
            is_day = False
        if not is_day:
            raise ConfigError(f"{wanted.due[:20]!r} is no day.", hint="Write it like 2027-01-31.")
    if wanted.priority not in PRIORITIES:
        raise ConfigError(f"the priority is 1, 2 or 3, not {wanted.priority}.")
    if len(wanted.note) > MAX_NOTE:
        raise ConfigError(f"the note has more than {MAX_NOTE} characters.")
    before = rooms.work.assign(wanted)
    is_news = before is None or (before.person, before.due, before.note, before.stage) != (
        wanted.person,
        wanted.due,
        wanted.note,
        Progress.OPEN,
    )
    if is_news:
        text = f"{wanted.due} {wanted.note}".strip()
        told = Notice(wanted.person, Kind.ASSIGNED, wanted.by, wanted.article, wanted.locale, text=text)
        rooms.notices.tell([told])
    return wanted


def finish(rooms: Rooms, article: str, locale: str, person: str, *, is_done: bool = True) -> Assignment:
    """Say that an assignment is done, or that it is not after all; those who are to review it are told.

    :raises NotFoundError: nobody has it.
    """
    given = rooms.work.assignment(article, locale)
    if given is None:
        raise NotFoundError(f"nobody has {article[:200]!r} in {locale!r}.", hint="Assign it first.")
    rooms.work.finish(article, locale, Progress.DONE if is_done else Progress.OPEN)
    if is_done and given.stage is not Progress.DONE:
        people = sorted({given.by, *rooms.editors(locale)} - {person})
        rooms.notices.tell([Notice(name, Kind.REVIEW, person, article, locale) for name in people])
    return given
