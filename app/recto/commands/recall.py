"""Earlier translations for a project: the index brought up to date, and asked.

The index is derived from the catalogs and from memories in the project folder. It stands in the cache
and may be deleted at any time; a damaged one is made again.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from recto import pretranslation
from recto.commands.remembering import Source, sources
from recto.errors import RectoError
from recto.memory import FUZZY, Place, Remembered, Rules, generalise, rank
from recto.model import Catalog, Match, Unit
from recto.project import Project
from recto.saving import LockedError
from recto.store.memory import BrokenIndexError, File, Index, discard

FRESH_S = 0.5
"""For how long an index that was looked over counts as up to date."""
SHARE = 20
"""And for as many times the time that looking it over took, up to ``MOST_S``: 40,000 catalogs take 3 s."""
MOST_S = 60.0
PATIENCE_S = 0.1
"""How long somebody at a desk waits for another process, or another person's request, at the index."""
LATEST_S = 2.0
"""How long what was saved at a desk stays out of its index at most, where many save at once."""
TOGETHER = 20_000
"""Units of catalogs that are put into the index at once; a crash costs as many."""
SIMILAR = 30
"""Units that are looked up, so that penalties may change their order."""

_open: dict[str, tuple[Index, float]] = {}
"""Project folder -> its index, and until when it counts as up to date."""
_saved: dict[str, set[tuple[str, str]]] = {}
"""Project folder -> articles and locales that were saved here since."""
_saving = threading.Lock()
_tended: set[str] = set()
"""Project folders whose index another process looks over."""


class BeingMadeError(RectoError):
    """Another process makes the index; in a while it is there."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update found: files read again, files gone, and those that cannot be read."""

    read: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    errors: tuple[RectoError, ...] = field(default_factory=tuple)
    rebuilt: bool = False


def index_file(project: Project) -> Path:
    return project.cache / "memory.db"


def index(project: Project) -> Index:
    """Return the project's index, at most ``FRESH_S`` behind the files.

    :raises RectoError: it can be neither read nor made.
    """
    if str(project.root) in _tended:
        return _as_it_is(project)
    kept = _open.get(str(project.root))
    if (
        kept
        and kept[0].is_current
        and time.monotonic() < kept[1]
        and (not _saved.get(str(project.root)) or _caught_up(project, kept[0]))
    ):
        return kept[0]
    return _updated(project)[0]


def tend_elsewhere(project: Project) -> None:
    """Leave the looking over to another process: here the index is only read, and follows what is saved here.

    Looking 40,000 catalogs over takes 3 s, making their index minutes; people at a desk wait for neither.
    """
    _tended.add(str(project.root))


def _as_it_is(project: Project) -> Index:
    """Return the index that another process tends.

    :raises BeingMadeError: it is not there yet.
    """
    root = str(project.root)
    kept = _open.get(root)
    if not kept or not kept[0].is_current:
        if not index_file(project).exists():
            raise BeingMadeError("the memory is being made.", hint="It offers translations in a while.")
        kept = _open[root] = Index(index_file(project)), float("-inf")
    begun = time.monotonic()
    if _saved.get(root) and begun >= kept[1]:
        # Whoever looks all catalogs over holds the lock for seconds, and finds what was saved, too.
        with suppress(LockedError):
            _caught_up(project, kept[0], PATIENCE_S)
        now = time.monotonic()
        _open[root] = kept[0], now + min(LATEST_S, SHARE * (now - begun))
    return kept[0]


def outdate(project: Project, article: str = "", locale: str = "") -> None:
    """Let the next look-up see what was just written: one catalog, or what it finds anywhere."""
    root = str(project.root)
    if root not in _open:
        return
    if article:
        with _saving:
            _saved.setdefault(root, set()).add((article, locale))
    else:
        _open[root] = _open[root][0], float("-inf")


def _caught_up(project: Project, opened: Index, patience_s: float | None = None) -> bool:
    """Read again what was saved here, and nothing else; False: all has to be looked over.

    :raises LockedError: others had the index for longer than ``patience_s``.
    """
    with project.lock("memory", project.config.source_locale, patience_s=patience_s):
        with _saving:
            saved = _saved.pop(str(project.root), set())
        try:
            for article, locale in sorted(saved):
                one = Source(project, project.catalog_file(article, locale), article, locale)
                content = one.content()
                if content is not None:
                    digest = f"{hashlib.sha256(content).hexdigest()} {one.settings}"
                    opened.put(one.name, article, File(one.stamp(), digest), one.units(content, is_kept=True))
        except (RectoError, OSError):
            return False
    return True


def update(project: Project, *, afresh: bool = False) -> Updated:
    """Bring the index up to date with its files; ``afresh``: throw it away and make it again.

    :raises RectoError: it can be neither read nor made.
    """
    return _updated(project, afresh=afresh)[1]


def _updated(project: Project, *, afresh: bool = False) -> tuple[Index, Updated]:
    # No article has a path without an ending, so the lock is nobody else's.
    with project.lock("memory", project.config.source_locale):
        found = None if afresh else _try(project)
        if found is None:
            _forget(project)
            found = _try(project)
        if found is None:
            raise RectoError("the memory index cannot be made.", str(index_file(project)), "Delete the file.")
        return found


def _try(project: Project) -> tuple[Index, Updated] | None:
    """Update the index that stands there, or a new one; None if it has to be thrown away."""
    root = str(project.root)
    begun = time.monotonic()
    with _saving:
        _saved.pop(root, None)
    try:
        kept = _open.get(root)
        if kept and not kept[0].is_current:
            kept[0].close()
            kept = None
        opened = kept[0] if kept else Index(index_file(project))
        is_new = opened.is_new
        found = _update(project, opened)
        opened.finish()
        if opened.is_worn:
            return None
    except BrokenIndexError:
        return None
    now = time.monotonic()
    _open[root] = opened, now + max(FRESH_S, min(MOST_S, SHARE * (now - begun)))
    return opened, replace(found, rebuilt=is_new)


def _forget(project: Project) -> None:
    kept = _open.pop(str(project.root), None)
    if kept:
        kept[0].close()
    discard(index_file(project))


def _update(project: Project, opened: Index) -> Updated:
    known = opened.files()
    read: list[str] = []
    errors: list[RectoError] = []
    touched: dict[str, str] = {}
    waiting: list[tuple[str, str, File, list[tuple[str, Remembered]]]] = []
    present: set[str] = set()
    for one in sources(project):
        old = known.get(one.name)
        try:
            stamp = one.stamp()
            if old and old.stamp == stamp:
                present.add(one.name)
                continue
            content = one.content()
            if content is None:
                continue
            digest = f"{hashlib.sha256(content).hexdigest()} {one.settings}"
            if old and old.digest == digest:
                touched[one.name] = stamp
            elif one.locale:
                waiting.append((one.name, one.article, File(stamp, digest), list(one.units(content))))
                read.append(one.name)
                if sum(len(units) for *_, units in waiting) >= TOGETHER:
                    opened.put_all(waiting)
                    waiting.clear()
            else:  # it may have a million units
                opened.put(one.name, one.article, File(stamp, digest), one.units(content))
                read.append(one.name)
            present.add(one.name)
        except BrokenIndexError:
            raise
        except RectoError as error:
            errors.append(error)
        except OSError:
            continue  # gone since it was listed
    opened.put_all(waiting)
    if touched:
        opened.touch(touched)
    gone = tuple(sorted(known.keys() - present))
    if gone:
        opened.drop(gone)
    return Updated(tuple(read), gone, tuple(errors))


def rules(project: Project) -> Rules:
    """Return what the settings say about penalties."""
    own = project.config.memory
    return Rules(own.domain, own.imported, own.machine, own.unreviewed, own.old, own.numbers)


def pair_of(project: Project, article: str, locale: str) -> str:
    return f"{project.config.article(article).source_locale} {locale}"


def place(units: Sequence[Unit], at: int, article: str) -> Place:
    """Return what is looked up for one of a catalog's units."""
    before = units[at - 1].source if at else ""
    after = units[at + 1].source if at + 1 < len(units) else ""
    return Place(units[at].source, units[at].role, article, before, after)


def matches(project: Project, locale: str, wanted: Place, *, limit: int = 3) -> tuple[Match, ...]:
    """Return the best matches of a unit, as alike as ``[pretranslate] fuzzy`` asks.

    :raises RectoError: the index can be neither read nor made.
    """
    return matches_all(project, locale, [wanted], limit=limit)[0]


def matches_all(
    project: Project, locale: str, wanted: Sequence[Place], *, limit: int = 3
) -> list[tuple[Match, ...]]:
    """Return as ``matches`` for each of several units of one article."""
    if not wanted:
        return []
    pair = pair_of(project, wanted[0].article, locale)
    threshold, penalties = project.config.pretranslate_for(locale).fuzzy, rules(project)
    found, sources = index(project), [one.source for one in wanted]
    equal, similar = found.equal_all(pair, sources), found.similar_all(pair, sources, threshold, SIMILAR)
    best = []
    for one in wanted:
        same = equal[one.source]
        # Of equal ones all are there already; of similar ones those that were most alike.
        other = similar[one.source]
        if same:
            general = generalise(one.source)
            other = [unit for unit in other if generalise(unit.source) != general]
        best.append(rank(one, [*same, *other], penalties, at_least=threshold, limit=limit))
    return best


def exact(project: Project, catalog: Catalog, article: str) -> pretranslation.Matches:
    """Return the targets that people accepted for the very sources of a catalog's empty units.

    :raises RectoError: the index can be neither read nor made.
    """
    pair = pair_of(project, article, catalog.locale)
    open_units = [unit.source for unit in catalog.units if pretranslation.is_open(unit)]
    equal = index(project).equal_all(pair, open_units)
    out: dict[tuple[str, str], tuple[Match, ...]] = {}
    for at, unit in enumerate(catalog.units):
        if pretranslation.is_open(unit):
            wanted = place(catalog.units, at, article)
            live = [
                one
                for one in equal[unit.source]
                if one.source == unit.source and not one.is_old and not one.is_unreviewed
            ]
            best = rank(wanted, live, rules(project), at_least=0, limit=5)
            if best:
                out[unit.key] = tuple(match for match in best if match.kind != FUZZY)
    return out
