"""Stories that are out and wrong now, at the top of the first page and of their own."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from recto.commands.catalogs import load_catalog
from recto.commands.live import Change, WrongNow, wrong_now
from recto.commands.statistics import statistics
from recto.errors import RectoError
from recto.exchange import po
from recto.project import Project
from recto.store.statistics import Figures
from recto.web.office import Office
from recto.web.translating import _

MOST = 20
"""Stories that the first page names."""
MOST_TOLD = 3
"""Changes that are told of one of them."""
MOST_KEPT = 2_000

_kept: OrderedDict[tuple[str, str, str, str, str], tuple[WrongNow, ...]] = OrderedDict()
_guard = threading.Lock()


class Story(NamedTuple):
    """An article in a locale; ``since``: when its catalog last took over an edit or a translation, UTC."""

    article: str
    locale: str
    wrong: tuple[WrongNow, ...]
    since: str

    @property
    def told(self) -> list[str]:
        """Return the first changes, in the reader's language."""
        return told_first(self.wrong)[0]

    @property
    def untold(self) -> int:
        """Return how many more there are."""
        return told_first(self.wrong)[1]


def stories(here: Office) -> list[Story]:
    """Return the stories that are wrong now in the locales that the reader may read, the oldest first."""
    locales = here.project.config.target_locales
    may_read = {locale for locale in locales if here.reader.may("read", locale)}
    found: list[Story] = []
    for row in statistics(here.project).with_facts(MOST * 5):
        if row.locale not in may_read or len(found) == MOST:
            continue
        wrong = _as_counted(here.project, row)
        if wrong:
            since = datetime.fromtimestamp(row.changed_at, UTC).isoformat(timespec="minutes")
            found.append(Story(row.article, row.locale, wrong, since))
    return found


def _as_counted(project: Project, row: Figures) -> tuple[WrongNow, ...]:
    """Return what is wrong in an article as it was counted.

    Read once for each state of its catalog, and not among the catalogs that are open: a first page that
    reads twenty of them would close those that people work in.
    """
    publish = project.config.publish_for(row.locale)
    key = (str(project.root), row.article, row.locale, row.stamp, repr(publish))
    with _guard:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    try:
        content = project.read_catalog(row.article, row.locale)
        where = project.name(project.catalog_file(row.article, row.locale))
        found = wrong_now(project, row.article, po.load(content or b"", where, row.locale))
    except RectoError:
        return ()
    with _guard:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def told_first(wrong: Sequence[WrongNow]) -> tuple[list[str], int]:
    """Return the first changes in the reader's language, and how many more there are."""
    told = [one for one in wrong if one.changes]
    return [in_words(one.changes) for one in told[:MOST_TOLD]], len(told[MOST_TOLD:])


def in_words(changes: Sequence[Change]) -> str:
    """Return what changed, in the reader's language; empty where the facts cannot be told one by one."""
    return "; ".join(map(_told, changes))


def _told(change: Change) -> str:
    facts = {"old": change.old, "new": change.new}
    if change.old and change.new:
        return _("%(old)s became %(new)s", **facts)
    return _("“%(new)s” was added", **facts) if change.new else _("“%(old)s” is gone", **facts)


def wrong_in(here: Office, article: str, locale: str) -> tuple[WrongNow, ...]:
    """Return what is wrong now in one article; nothing where its catalog cannot be read."""
    try:
        return wrong_now(here.project, article, load_catalog(here.project, article, locale))
    except RectoError:
        return ()
