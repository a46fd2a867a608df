"""Stories that are out and wrong now, at the top of the first page and of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from recto.commands.catalogs import load_catalog
from recto.commands.live import Change, WrongNow, wrong_now
from recto.commands.statistics import statistics
from recto.errors import RectoError
from recto.web.office import Office
from recto.web.translating import _

MOST = 20
"""Stories that the first page names."""


class Story(NamedTuple):
    """An article in a locale; ``since``: when its catalog last took over an edit or a translation, UTC."""

    article: str
    locale: str
    wrong: tuple[WrongNow, ...]
    since: str


def stories(here: Office) -> list[Story]:
    """Return the stories that are wrong now in the locales that the reader may read, the oldest first."""
    locales = here.project.config.target_locales
    may_read = {locale for locale in locales if here.reader.may("read", locale)}
    found: list[Story] = []
    for row in statistics(here.project).with_facts(MOST * 5):
        if row.locale not in may_read or len(found) == MOST:
            continue
        wrong = wrong_in(here, row.article, row.locale)
        if wrong:
            since = datetime.fromtimestamp(row.changed_at, UTC).isoformat(timespec="minutes")
            found.append(Story(row.article, row.locale, wrong, since))
    return found


def in_words(changes: Sequence[Change]) -> str:
    """Return what changed, in the reader's language; empty where the facts cannot be told one by one."""
    return "; ".join(map(_told, changes))


def _told(change: Change) -> str:
    facts = {"old": change.old, "new": change.new}
    if change.old and change.new:
        return _("%(old)s became %(new)s", **facts)
    return _("%(new)s was added", **facts) if change.new else _("%(old)s is gone", **facts)


def wrong_in(here: Office, article: str, locale: str) -> tuple[WrongNow, ...]:
    """Return what is wrong now in one article; nothing where its catalog cannot be read."""
    try:
        return wrong_now(here.project, article, load_catalog(here.project, article, locale))
    except RectoError:
        return ()
